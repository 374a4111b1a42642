"""Every character of a text ends somewhere: as figure, label, prose, heading, frame, in a note, or unread."""

from __future__ import annotations

from dataclasses import replace

import pytest

import govreport as gr
from govreport import synth
from govreport.document import Where

# The layouts that need no office program.
LAYOUTS = [*synth.LAYOUTS, "docx", "xlsx", "pdf", "pdf_breaks", "pdf_cut"]


def read(form, layout, seed):
    truth = synth.make(form, seed, blanks="zeros" if seed % 2 else "none")
    return gr.read(synth.render(truth, layout, seed))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["2021", "2019", "2014", "2008"])
def test_nothing_of_a_synthetic_report_is_unread(form, layout):
    assert [piece for seed in (11, 12) for piece in read(form, layout, seed).unread] == []


def printed(text, places):
    """How many letters and digits stand at some places, each counted once."""
    at = {i for where in places for i in range(where.start, where.end)}
    return sum(text[i].isalnum() for i in at)


@pytest.mark.parametrize("layout", ["html_plain", "glued", "one_line", "bar_rows", "tabs"])
def test_what_ends_nowhere_is_listed_and_the_sum_is_the_text(layout):
    """Paragraphs that a faulty stage dropped are unread, and nothing else is."""
    report = read("2021", layout, 7)
    lost = [p.where for s in report.sections for p in s.blocks if s.kind == "problems"]
    sections = tuple(replace(s, blocks=()) if s.kind == "problems" else s for s in report.sections)
    unread = replace(report, sections=sections).unread
    assert lost
    assert printed(report.text, [where for _, where in unread]) == printed(report.text, lost)
    for text, where in unread:
        assert report.text[where.start : where.end] == text


@pytest.mark.parametrize("layout", ["html_plain", "glued", "bar_rows"])
def test_numbers_that_became_no_figure_are_unread(layout):
    report = read("2021", layout, 8)
    lost = [f for f in report.figures if f.table == "requests" and f.value is not None]
    kept = tuple(f for f in report.figures if f.table != "requests")
    unread = "".join(text for text, _ in replace(report, figures=kept, notes=()).unread)
    assert len(lost) > 30
    assert all(f.raw in unread for f in lost)


def test_a_note_with_a_place_is_an_end():
    report = read("2021", "html_plain", 7)
    text = report.text + "谁也不要的话"
    end = len(report.text)
    longer = replace(report, text=text)
    assert longer.unread == (("谁也不要的话", Where(end, len(text))),)
    note = replace(report.notes[0] if report.notes else gr.Note("x", "x"), where=Where(end, len(text)))
    assert replace(longer, notes=(*report.notes, note)).unread == ()


@pytest.mark.real
def test_hardly_anything_of_the_real_documents_is_unread(real):
    """Rows whose labels no form prints so are all that is left, and their tables are noted as incomplete."""
    left = letters = 0
    for path in sorted((*real.glob("*.*"), *real.glob("census/*.txt"))):
        if path.suffix not in (".txt", ".html", ".md", ".pdf"):
            continue
        try:
            report = gr.read(path)
        except gr.NotAReportError:
            continue
        pieces = report.unread
        assert not any("。" in text for text, _ in pieces), path.name
        left += sum(len(text) for text, _ in pieces)
        letters += len(report.text)
        if pieces:
            assert any(note.doubt for note in report.notes), path.name
    assert letters > 100_000
    assert left < letters / 2000
