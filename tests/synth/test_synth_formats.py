"""Synthetic files: what other programs see in them, and how pages break."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from random import Random

import docx
import openpyxl
import pypdfium2
import pytest

from govreport import synth
from govreport.errors import MissingExtraError, ReadError
from govreport.synth.drawn.font import truetype
from govreport.synth.drawn.paper import PrintStyle, RuledLine, a_style, printed, wrapped
from govreport.synth.drawn.scan import scanned
from govreport.synth.page import DrawnCell, DrawnLine, DrawnPage, DrawnRow, DrawnTable, lay_out, slots

PDF = ("pdf", "pdf_breaks", "pdf_cut")
OFFICE = ("docx", "xlsx")


def made(form, seed):
    """The truth of that seed; of each four seeds the last two have blanks."""
    return synth.make(form, seed, blanks="zeros" if seed % 4 > 1 else "none")


@pytest.mark.parametrize("layout", ["doc", "wps", "xls", "ods"])
def test_without_libreoffice_one_line_says_so(layout, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        ReadError, match=r"^synthetic\.\w+: saving as \w+ needs LibreOffice \(soffice\)[^\n]*$"
    ):
        synth.render(made("2021", 1), layout, 1)


@pytest.mark.parametrize(
    ("layout", "package", "extra"),
    [("docx", "docx", "docs"), ("xlsx", "openpyxl", "docs"), ("pdf", "reportlab", "synth")],
)
def test_a_missing_library_is_named_with_its_extra(layout, package, extra, monkeypatch):
    for name in list(sys.modules):
        if re.match(rf"{package}\b|govreport\.synth\.drawn\.(?:word|sheet|pdf)$", name):
            monkeypatch.delitem(sys.modules, name)
    real_import = builtins.__import__

    def absent(name, *rest):
        if name.split(".")[0] == package:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return real_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(
        MissingExtraError, match=rf"^layout '{layout}' needs {package}: .*govreport\[{extra}\]"
    ):
        synth.render(made("2021", 1), layout, 1)


def test_synthetic_reports_need_no_optional_library():
    optional = {"docx", "openpyxl", "reportlab", "PIL", "numpy", "pypdfium2", "fontTools"}
    code = f"import sys, govreport.synth; print(*sorted(set(sys.modules) & {optional!r}))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


@pytest.mark.parametrize("layout", [*OFFICE, "pdf_cut"])
def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(layout, monkeypatch):
    first = synth.render(made("2021", 5), layout, 5)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)  # the year 2033
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    assert synth.render(made("2021", 5), layout, 5) == first
    assert synth.render(made("2021", 5), layout, 6) != first


def test_names_of_files_say_that_they_are_synthetic():
    truth = made("2021", 17)
    assert synth.file_name(truth, "docx") == "synthetic-2021-17.docx"
    assert synth.file_name(truth, "pdf_breaks") == "synthetic-2021-17-pdf_breaks.pdf"
    assert synth.file_name(truth, "tabs") == "synthetic-2021-17-tabs.txt"
    assert len({synth.file_name(truth, layout) for layout in synth.FORMATS}) == len(synth.FORMATS)
    with pytest.raises(ValueError, match="found 'stone'"):
        synth.file_name(truth, "stone")


# What other programs see.


def texts(page):
    """The cells that begin in each row of each table, without blanks."""
    return [[["".join(cell.text.split()) for cell in row if cell] for row in slots(s)] for s in page.sheets()]


def word_tables(file):
    for table in file.element.body.iter(f"{{{file.element.nsmap['w']}}}tbl"):
        yield [
            ["".join("".join(t.text or "" for t in cell.xpath(".//w:t")).split()) for cell in row.tc_lst
             if cell.vMerge != "continue"]
            for row in table.tr_lst
        ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_word_sees_each_cell_once_and_none_that_was_deleted(seed):
    truth = made("2021", seed)
    page = lay_out(truth, seed)
    file = docx.Document(BytesIO(synth.render(truth, "docx", seed)))
    tables = [t for t in word_tables(file) if len(t[0][0]) < 300]  # the layout table holds the rest
    wanted = texts(page)
    assert tables[0] == wanted[0]
    assert tables[-1] == wanted[-1]
    below = [row for table in tables[1:-1] for row in table]
    numbers = Counter(tuple(row[-7:]) for row in wanted[1][3:])
    assert Counter(tuple(row[-7:]) for row in below if row[-1].isdecimal() or not row[-1]) == numbers


def test_word_files_are_of_many_kinds():
    kinds = Counter[str]()
    for seed in range(24):
        xml = docx.Document(BytesIO(synth.render(made("2021", seed), "docx", seed))).element.xml
        marks = {
            "numbered": "w:numPr",
            "styled": 'w:val="Heading1"',
            "corrected": "<w:del ",
            "split": 'type="page"',
        }
        kinds.update(kind for kind, mark in marks.items() if mark in xml)
        kinds.update(["framed"] if xml.count("<w:tbl>") > 3 and 'type="page"' not in xml else [])
        kinds.update(["plain"] if "w:numPr" not in xml and "Heading1" not in xml else [])
    assert min(kinds.values()) >= 2
    assert set(kinds) == {"numbered", "styled", "corrected", "split", "framed", "plain"}


@pytest.mark.parametrize("seed", range(8))
def test_a_spreadsheet_holds_each_cell_once_with_its_reach(seed):
    truth = made("2019", seed)
    book = openpyxl.load_workbook(BytesIO(synth.render(truth, "xlsx", seed)))
    held = []
    for sheet in book.worksheets:
        reach = {
            r.coord.split(":")[0]: (r.size["rows"], r.size["columns"]) for r in sheet.merged_cells.ranges
        }
        held += [
            (str(cell.value), *reach.get(cell.coordinate, (1, 1)))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and cell.border.left.style
        ]
    wanted = [
        (cell.text, cell.down, cell.across)
        for sheet in lay_out(truth, seed).sheets()
        for row in slots(sheet)
        for cell in row
        if cell and cell.text
    ]
    assert held == wanted


def test_spreadsheets_hold_numbers_or_text_on_one_sheet_or_several():
    books = [openpyxl.load_workbook(BytesIO(synth.render(made("2021", s), "xlsx", s))) for s in range(8)]
    assert {len(book.worksheets) for book in books} == {1, 5}
    kinds = {
        frozenset(
            type(c.value) for w in b.worksheets for row in w.iter_rows() for c in row if c.border.left.style
        )
        for b in books
    }
    assert {any(kind in (int, float) for kind in found) for found in kinds} == {True, False}


def pages(data):
    """The text of each page, as PDFium extracts it."""
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize("row", range(3, 27))
def test_a_page_ends_after_each_row_of_table_three(row):
    truth = synth.make("2021", row)
    sheet = next(s for s in lay_out(truth, row).sheets() if s.table == "requests")
    found = pages(synth.render(truth, "pdf_breaks", row))
    above, below = ("".join(sheet.rows[i].cells[0].text.split()) for i in (row, row + 1))
    holding = [
        [i for i, text in enumerate(found) if label in "".join(text.split())] for label in (above, below)
    ]
    assert any(b == a + 1 for a in holding[0] for b in holding[1]), (above, below, holding)


@pytest.mark.parametrize("layout", PDF)
def test_pdfium_extracts_every_number_and_paragraph(layout):
    for seed in range(3):
        truth = made("2021", seed)
        text = "".join("".join(pages(synth.render(truth, layout, seed))).split())
        numbers = [f"{v:f}" for k, v in truth.cells.items() if k[0] == "remedies" and v is not None]
        assert "".join(numbers) in text
        assert truth.organ in text


def short_pdf():
    """A page with three lines."""
    return synth.draw_file(
        DrawnPage((DrawnLine("合成", "title"), DrawnLine("一、总体情况", "heading"), DrawnLine("无。"))),
        "pdf",
        1,
    )


def test_a_scan_has_no_text_and_shows_the_page():
    drawn = short_pdf()
    data = scanned(drawn, 1)
    assert data == scanned(drawn, 1) != scanned(drawn, 2)
    assert pages(drawn) != pages(data) == [""]
    assert b"Date" not in data
    with pypdfium2.PdfDocument(data) as ours, pypdfium2.PdfDocument(drawn) as theirs:
        assert ours[0].get_size() == pytest.approx(theirs[0].get_size(), abs=1)
        dark = [(pdf[0].render(grayscale=True).to_numpy() < 130).mean() for pdf in (ours, theirs)]
        assert 0.5 * dark[1] < dark[0] < 2 * dark[1]


def test_the_font_has_curves_of_truetype_and_a_box_for_what_it_lacks():
    data = truetype("政府0㵲")
    assert data == truetype("㵲0府政")
    assert data[:4] == b"\0\1\0\0"
    assert b"CFF " not in data[:300]
    assert pages(synth.draw_file(DrawnPage((DrawnLine("㵲水县"),)), "pdf", 1))[0].startswith("㵲水县")


# Pages, by hand. Every character is as wide as it is high.


STYLE = PrintStyle(
    margin=60.0,
    body=10.0,
    table=8.0,
    leading=1.5,
    justified=False,
    bold_twice=False,
    thin_boxes=False,
    running_head="",
    foot="",
    foot_outside=False,
    head_again=False,
    label_first=True,
    open_at_break=False,
)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_table_of_few_rows_is_split_where_there_are_two_to_part(rows):
    """A header of one row with `rows` below it."""
    sheet = small_table()
    page = DrawnPage((replace(sheet, rows=sheet.rows[: 1 + rows]),))
    found = [tables(synth.draw_file(page, "docx", seed)) for seed in range(40)]
    assert {sum(map(len, parts)) for parts in found} >= {1 + rows}
    assert {len(parts) for parts in found} == ({1, 2} if rows > 1 else {1})


def tables(data):
    """The rows of every table for numbers, not those of a frame around the page."""
    return [table.tr_lst for table in docx.Document(BytesIO(data)).element.xpath("//w:tbl[not(.//w:tbl)]")]


def measure(text, size):
    return len(text) * size


def small_table():
    """A header, and two rows under the group 外内外内外内 that takes three lines."""
    return DrawnTable(
        "requests",
        (
            DrawnRow((DrawnCell("头", across=3), *(DrawnCell(n) for n in "ABCDEFG"))),
            DrawnRow(
                (DrawnCell("甲"), *(DrawnCell(n) for n in "1234567")), "a", ("外", "内外内外内外内外内外内外")
            ),
            DrawnRow(
                (DrawnCell("乙"), *(DrawnCell(n) for n in "7654321")), "b", ("外", "内外内外内外内外内外内外")
            ),
        ),
    )


def leaves(sheet, breaks=None, cut=None, **style):
    chosen = PrintStyle(**{**{f: getattr(STYLE, f) for f in PrintStyle.__dataclass_fields__}, **style})
    at = {} if breaks is None else {sheet.table: breaks}
    cuts = {} if cut is None else {sheet.table: cut}
    return printed(DrawnPage((sheet,)), chosen, measure, at, cuts)


def said(leaf):
    """What stands on a leaf, line by line from left to right."""
    return "".join(text.text for text in sorted(leaf.texts, key=lambda text: (text.y, text.x)))


def test_a_break_leaves_rows_whole_and_the_header_may_stand_again():
    assert len(leaves(small_table())) == 1
    first, second = leaves(small_table(), breaks=1)
    assert set("头甲1234567外") <= set(said(first))
    assert "乙" not in said(first)
    assert set("乙7654321") <= set(said(second))
    assert not set("头甲A") & set(said(second))
    again = leaves(small_table(), breaks=1, head_again=True)[1]
    assert set("头ABCDEFG乙") <= set(said(again))


def test_a_group_cut_by_the_page_has_its_label_above_or_on_both_sides():
    """The label 内外内外内外内外 takes two lines; there is room for both above."""
    tall, low = "甲" * 20, "乙"
    groups = ("外", "内外内外内外内外")
    rows = (
        DrawnRow((DrawnCell(text), *(DrawnCell(n) for n in "1234567")), text, groups) for text in (tall, low)
    )
    sheet = DrawnTable("requests", tuple(rows))
    counts = {
        first: [said(leaf).count("内") for leaf in leaves(sheet, breaks=0, label_first=first)]
        for first in (True, False)
    }
    assert counts == {True: [4, 0], False: [3, 1]}


def ruled(leaf, edge):
    """How much of a table is ruled across at some height, in points."""
    return sum(rule.right - rule.left for rule in leaf.rules if rule.top == rule.bottom == edge)


def test_a_cell_may_be_open_where_the_page_cuts_it():
    """The two groups take 0.17 of the table's width."""
    width = 595.28 - 2 * STYLE.margin
    for open_, share in ((False, 1.0), (True, 0.83)):
        first, second = leaves(small_table(), breaks=1, open_at_break=open_)
        bottom, top = (max(r.bottom for r in first.rules), min(r.top for r in second.rules))
        assert ruled(first, bottom) == pytest.approx(width * share, abs=1)
        assert ruled(second, top) == pytest.approx(width * share, abs=1)


def test_a_row_cut_by_the_page_has_its_label_on_both_and_its_numbers_on_one():
    label = "一二三四五六七八九十" * 4
    sheet = DrawnTable(
        "requests", (DrawnRow((DrawnCell(label, across=3), *(DrawnCell(n) for n in "1234567")), "a"),)
    )
    for first in (True, False):
        found = leaves(sheet, cut=0, label_first=first)
        assert len(found) == 2
        assert all(set(said(leaf)) & set(label) for leaf in found)
        assert "".join(map(said, found)).count("十") == 4
        assert sorted(set("1234567") <= set(said(leaf)) for leaf in found) == [False, True]


def test_lines_keep_words_and_numbers_whole_and_marks_beside_their_words():
    assert wrapped("甲乙丙丁，戊", 40, 10, measure) == ["甲乙丙", "丁，戊"]
    assert wrapped("甲乙2024年", 40, 10, measure) == ["甲乙", "2024", "年"]
    assert wrapped("甲乙（丙）", 30, 10, measure) == ["甲乙", "（丙）"]
    assert wrapped("甲乙丙", 30, 10, measure, indent=20) == ["甲", "乙丙"]


def test_rules_meet_at_the_corners_of_cells():
    (leaf,) = leaves(small_table())
    ends = Counter[tuple[float, float]]()
    for rule in leaf.rules:
        ends.update(
            [(round(rule.left, 2), round(rule.top, 2)), (round(rule.right, 2), round(rule.bottom, 2))]
        )
    assert min(ends.values()) >= 2
    assert all(isinstance(r, RuledLine) and (r.left == r.right) != (r.top == r.bottom) for r in leaf.rules)


def test_styles_are_of_many_kinds():
    page = DrawnPage((DrawnLine("合成", "title"),))
    styles = [a_style(page, Random(seed)) for seed in range(60)]
    for name in ("justified", "bold_twice", "thin_boxes", "foot_outside", "head_again", "label_first"):
        assert {getattr(style, name) for style in styles} == {True, False}
    assert {style.running_head for style in styles} == {"", "合成"}


# The statistics tables of 2014 and 2008.


@pytest.mark.parametrize(
    ("form", "head"), [("2014", "统计指标 单位 统计数"), ("2008", "指标名称 计量单位 年度 历年累计")]
)
def test_a_statistics_table_stands_at_the_end_with_units_and_every_number(form, head):
    for seed in range(8):
        truth = made(form, seed)
        page = lay_out(truth, seed)
        (sheet,) = page.sheets()
        assert sheet.table == "survey"
        words = [re.sub(r"^\d{4}", "", cell.text) for cell in sheet.rows[0].cells]
        assert words == head.split()
        cells = [cell for row in sheet.rows for cell in row.cells if cell.key]
        assert {c.key: c.text for c in cells} == {
            key: "" if value is None else f"{value:f}" for key, value in truth.cells.items()
        }
        data = [row for row in sheet.rows if row.id]
        assert all(re.fullmatch("[条件次篇个人元万]+", row.cells[1].text) for row in data)
        at = next(i for i, block in enumerate(page.blocks) if block is sheet)
        headings = [b.text for b in page.blocks[:at] if isinstance(b, DrawnLine) and b.role == "heading"]
        assert headings[0] in ("一、概述", "一、基本情况")
        assert "政府信息公开情况统计表" in headings[-1]
        assert not any(isinstance(b, DrawnLine) and b.role == "heading" for b in page.blocks[at:])
        numbers = [h[0] for h in headings[:-1]]
        assert all(
            "一二三四五六七八九十".index(b) - "一二三四五六七八九十".index(a) == 1
            for a, b in pairwise(numbers)
        )


def test_headings_of_the_statistics_table_are_those_of_the_form():
    from govreport import forms
    from govreport.synth.page import _PARTS

    form = forms.load("2014").table("survey")
    assert set(_PARTS.values()) == set(form.headers)
    assert set(_PARTS) <= {row.id for row in form.rows}
