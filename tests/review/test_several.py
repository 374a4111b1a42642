"""Unread numbers, explained findings, the font inside a page, the pages of a folder with their index."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

import govreport as gr
from govreport.cli import main
from govreport.document import Where
from govreport.errors import GovReportError
from govreport.report import Finding
from govreport.review import ReviewPages, font, page_with, review, write_all
from govreport.review.items import Items, ReviewItem, items
from govreport.review.results import results
from govreport.review.several import Counts, counts, names
from govreport.synth import make, render

FIRST = Path(__file__).parents[2] / "corpus" / "reports" / "2024-rongchang-office.txt"


@pytest.fixture(scope="module")
def first():
    return gr.read(FIRST)


def test_a_number_that_nothing_came_from_says_so(page):
    report = gr.read(page("某市住房和城乡建设局", new=5, total=5).encode())
    shown = review(report).html
    unread = re.findall(r'<span class="unread">([^<]*)</span>', shown)
    marked = re.findall(r"<mark[^>]*>([^<]*)</mark>", shown)
    assert all(re.fullmatch(r"[0-9０-９.,，．%％]+", number) for number in unread)
    assert "5" in marked
    text = re.search(r'id="text">(.*?)</section>', shown, re.DOTALL)
    assert text is not None
    bare = re.sub(r"<mark[^>]*>.*?</mark>|<span class=\"unread\">.*?</span>|<[^>]*>", "", text[1])
    assert not re.search(r"[0-9]", bare), "each number of the source is one or the other"


def finding(**changes):
    told = Finding("III-1", "error", False, "2", "1", (), "差 1", "off by 1", explained="transition")
    return replace(told, **changes)


@pytest.mark.parametrize("more", [{}, {"explained": None, "hint": True, "passed": False}])
def test_what_is_explained_or_a_hint_is_never_called_broken(first, more, monkeypatch):
    monkeypatch.setattr("govreport.checks.check", lambda report: [finding(**more)])
    found = items(first)
    assert [item.status for item in found.findings] == ["hint" if more else "explained"]
    entry = re.search(r"<li data-state.*?</li>", results(Items((), found.findings, (), (), ())), re.DOTALL)
    assert entry is not None
    assert not re.search("不成立|broken|错误|error|fails", entry[0].replace('data-state="broken"', "")), (
        entry[0]
    )
    assert counts(found).errors == 0


def test_a_broken_finding_says_how_grave_it_is(first, monkeypatch):
    monkeypatch.setattr("govreport.checks.check", lambda report: [finding(explained=None)])
    found = items(first)
    assert counts(found) == Counts(1, 0, 0, 200)
    assert "错误" in results(Items((), found.findings, (), (), ()))


# ------------------------------------------------------------------ the font


def face(html):
    packed = re.search(r'url\("data:font/woff;base64,([^"]*)"\)', html)
    return None if packed is None else base64.b64decode(packed[1])


def test_a_page_has_a_font_with_each_of_its_chinese_characters(first):
    fonts = pytest.importorskip("fontTools.ttLib")
    html = review(first).html
    packed = face(html)
    assert packed is not None
    known = set(fonts.TTFont(io.BytesIO(packed)).getBestCmap())
    wanted = {ord(c) for c in re.sub(r"base64,[^\"]*", "", html) if c >= "\u2e80"}
    assert wanted <= known
    assert len(packed) < 200_000
    assert "font-src data:" in html


def test_without_fonttools_nothing_else_changes(first, monkeypatch):
    monkeypatch.setattr(font, "find_spec", lambda name: None)
    html = page_with(first).html
    assert "@font-face" not in html
    assert "本年新收政府信息公开申请数量" in html


# ------------------------------------------------------------------ several reports


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two reports, one of which came twice, and a file that is none."""
    place = tmp_path_factory.mktemp("reports")
    data = render(make("2021", 7), "html_plain", 7)
    (place / "a.html").write_bytes(data)
    (place / "b.txt").write_bytes(FIRST.read_bytes())
    (place / "c.pdf").write_bytes(b"%PDF-1.4 no page")
    return place


def test_several_reports_have_an_index_that_links_to_each_page(first, tmp_path):
    other = gr.read(render(make("2021", 7), "html_plain", 7))
    pages = review([first, other, other])
    assert isinstance(pages, ReviewPages)
    assert list(pages.pages) == names([first, other, other])
    assert len(set(pages.pages)) == 3
    index = pages.save(tmp_path / "out")
    links = re.findall(r'href="([^"]*)"', index.read_text(encoding="utf-8"))
    assert sorted(links) == sorted(pages.pages)
    assert all((index.parent / link).is_file() for link in links)
    assert pages.pages[links[0]] == page_with(first).html, "what has most to look at comes first"
    row = re.search(r'<th scope="row">.*?</tr>', pages.html, re.DOTALL)
    assert row is not None
    told = counts(items(first))
    cells = [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row[0])]
    assert cells[1:5] == [str(n) for n in (told.errors, told.warnings, told.uncertain, told.figures)]
    assert "<script" not in pages.html


def test_uncertain_figures_are_counted():
    where = Where(0, 1, confidence=0.9)
    one = ReviewItem("figure", "figure=a", ("甲", "a"), "1", "reported", (where,))
    sure = replace(one, id="figure=b", places=())
    lost = replace(sure, id="figure=c", status="unreadable")

    class Some(Items):
        figures = (one, sure, lost)

    assert counts(Some((), (), (), (), ())) == Counts(0, 0, 2, 3)


@pytest.mark.slow
def test_the_command_takes_a_folder(folder, tmp_path, capsys):
    assert main(["review", str(folder), "-o", str(tmp_path / "out")]) == 0
    index = Path(capsys.readouterr().out.strip())
    html = index.read_text(encoding="utf-8")
    assert index == tmp_path / "out" / "index.html"
    assert len(list(index.parent.glob("*.html"))) == 3
    assert "c.pdf" in html, "a file that gave no report is listed"


def test_a_folder_without_a_report_is_told():
    with pytest.raises(GovReportError, match="a folder with at least one report was expected; found 0"):
        write_all([], "out")
    with pytest.raises(GovReportError, match="one report was expected for a review page; found 0"):
        review([])
