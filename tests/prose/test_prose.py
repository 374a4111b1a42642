"""Statements of a report: their places are those of its text, and a heading never runs into a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import govreport as gr
from govreport.document import Paragraph, Where
from govreport.prose import prose
from govreport.report import Report, Section
from govreport.text import prose as prose_module
from govreport.text import reading as reading_module
from govreport.text.style.similarity import compare

facts_module = import_module("govreport.text.facts")  # govreport.text.facts itself is the function

MakeReport = Callable[..., Report]
HEADING = "政府信息公开行政复议、行政诉讼情况"
CASES = "全年发生行政复议5件，维持3件，纠正2件。"
ASKED = "申请内容主要涉及土地出让。"


def told(make_report, heading=HEADING):
    text = f"{heading}\n{CASES}\n{ASKED}"
    starts = (len(heading) + 1, len(heading) + len(CASES) + 2)
    lines = tuple(Paragraph(t, Where(at, at + len(t))) for t, at in zip((CASES, ASKED), starts, strict=True))
    return replace(
        make_report("甲县人民政府"), text=text, sections=(Section("remedies", "四", heading, lines),)
    )


def test_a_heading_that_names_suits_too_stands_on_a_line_of_its_own(make_report):
    """A full line without a mark at its end would else be joined with the next."""
    report = told(make_report)
    assert prose(report).text == report.text
    found = {fact.concept: int(fact.value) for fact in prose(report).facts}
    assert found == {
        "reconsideration_total": 5,
        "reconsideration_upheld": 3,
        "reconsideration_corrected": 2,
    }


def test_places_are_those_of_the_report(make_report):
    report = told(make_report, f"一段菜单{HEADING}")
    assert [report.text[f.start : f.end] for f in prose(report).facts] == ["5", "3", "2"]
    (theme,) = prose(report).themes
    assert report.text[theme.start : theme.end] == theme.phrase == "土地出让"
    assert report.text[slice(*theme.sentence)] == ASKED


def test_a_report_without_sections_states_nothing(make_report):
    report = replace(make_report("甲县人民政府"), sections=())
    assert (prose(report).text, prose(report).facts, prose(report).themes) == ("", (), ())


def test_a_numbered_heading_with_a_pause_mark_stands_on_a_line_of_its_own(make_report):
    report = told(make_report)
    heading = "（四）政府信息公开行政复议、行政诉讼情况"
    text = f"{heading}\n{CASES}"
    lines = (
        Paragraph(heading, Where(0, len(heading))),
        Paragraph(CASES, Where(len(heading) + 1, len(text))),
    )
    report = replace(report, text=text, sections=(Section("overview", "一", "", lines),))
    assert {fact.concept for fact in prose(report).facts if fact.value == 3} == {"reconsideration_upheld"}
    assert prose(report).text == text


def test_prose_is_read_once(page, monkeypatch):
    """Facts, themes and every rule share one folding, one counting and one reading of facts."""
    folded = []
    read = []
    fold, drafts = prose_module.fold, facts_module.drafts
    monkeypatch.setattr(reading_module, "fold", lambda text: folded.append(text) or fold(text))
    monkeypatch.setattr(facts_module, "drafts", lambda text, *more: read.append(text) or drafts(text, *more))
    report = gr.read(page("合成县教育局").encode())
    frames = gr.frames([report])
    assert min(map(len, (frames.facts, frames.themes, frames.findings))) > 0
    whole = prose(report).text
    # what stands before the first section is no prose: a rule on it folds it for itself
    assert ([text for text in folded if text in whole], len(read)) == ([whole], 1)


def test_a_line_of_blanks_has_nothing_to_compare():
    for blank in (" ", "\u200b", "\u3000"):
        assert compare(f"依法公开信息\n{blank}\n二〇二四", "x")[0].jaccard is None
