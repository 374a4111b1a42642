"""Spreadsheets to documents: numbers as a person sees them, merged cells once, text rows apart."""

from __future__ import annotations

import re
import struct
import sys
import zipfile
from collections import Counter
from datetime import date, datetime, time
from io import BytesIO
from random import Random
from types import SimpleNamespace

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, FormulaRule, IconSetRule, Rule
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from test_word import DOT, UNSURE, changed

from govreport.document import Grid, Paragraph, Picture
from govreport.errors import MissingExtraError, ReadError
from govreport.readers.sheets import records, sheet
from govreport.readers.sheets.sheet import ODS, XLS, XLSX, read
from govreport.readers.sheets.values import as_seen
from govreport.readers.words import libreoffice

needs_libreoffice = pytest.mark.skipif(not libreoffice.found(), reason="LibreOffice is not installed")
Row = list[object]
# An empty cell at the end of a row is one only if a border is drawn around it.
LINED = Border(*[Side("thin")] * 4)


def fill(page, rows, merged="", lined=True):
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row, start=1):
            page.cell(r, c).value = value
        for c in range(max(map(len, rows)) if lined else 0):
            page.cell(r, c + 1).border = LINED
    for area in merged.split():
        page.merge_cells(area)


def book(rows, merged="", lined=True):
    file = openpyxl.Workbook()
    fill(file.worksheets[0], rows, merged, lined)
    return saved(file)


def saved(file):
    written = BytesIO()
    file.save(written)
    return written.getvalue()


def seen(data, media_type=XLSX):
    document = read(data, "a.xlsx", "0" * 64, media_type)
    text = document.text
    assert "\n".join(text[b.where.start : b.where.end] for b in document.blocks) == text
    for block in document.blocks:
        for row in block.rows if isinstance(block, Grid) else ():
            for cell in row:
                assert text[cell.where.start : cell.where.end] == cell.text
    return document


def blocks(data, media_type=XLSX):
    """A text for each paragraph, a list of rows for each grid."""
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]
        for block in seen(data, media_type).blocks
        if isinstance(block, Grid | Paragraph)
    ]


def test_an_empty_cell_without_border_ends_its_row():
    grid = next(b for b in seen(book([["规章", 1, 2], ["文件", 3, None]], lined=False)).blocks)
    assert isinstance(grid, Grid)
    assert [len(row) for row in grid.rows] == [3, 2]
    assert grid.widths == (3, 2)


def test_an_empty_cell_with_a_border_behind_the_last_text_widens_its_row():
    file = openpyxl.Workbook()
    fill(file.worksheets[0], [["规章", 1, 2], ["文件", 3, 4]], lined=False)
    file.worksheets[0]["D2"].border = Border(right=Side("thin"))
    file.worksheets[0]["D1"].border = Border(left=Side("thin"))  # the right edge of C1
    (grid,) = seen(saved(file)).blocks
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [["规章", "1", "2"], ["文件", "3", "4", ""]]
    assert grid.widths == (3, 4)


def test_hidden_rows_and_columns_are_left_out():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 7, 1, 2], ["规章", 7, 8, 9], ["文件", 7, 3, 4], ["处罚", 7, 5, 6]])
    page.row_dimensions[2].hidden = True
    page.column_dimensions["B"].hidden = True
    assert blocks(saved(file)) == [[["规章", "1", "2"], ["文件", "3", "4"], ["处罚", "5", "6"]]]


def test_numbers_are_read_as_their_format_shows_them():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    forms = ["0%", "0.00", "General", "#,##0_ ", "0!.0,"]
    fill(page, [["规章", 1, 7730.284912, 12.5, 1234.4, 12000], ["文件", 1, 2, 3, 4, 5]])
    for column, form in enumerate(forms, start=2):
        page.cell(1, column).number_format = form
    assert blocks(saved(file)) == [
        [["规章", "100%", "7730.28", "12.5", "1234", "12000[0!.0,]\ufffc"], ["文件", "1", "2", "3", "4", "5"]]
    ]


def test_a_formula_without_result_and_an_error_are_no_blanks():
    file = openpyxl.Workbook()
    fill(file.worksheets[0], [["规章", "=1+2", 2], ["文件", 3, "#REF!"]])
    file.worksheets[0]["C2"].data_type = "e"
    assert blocks(saved(file)) == [[["规章", "=1+2", "2"], ["文件", "3", "#REF!"]]]


# What is no part of a number, and what shows as nothing


def rich(*parts):
    return CellRichText(
        *(TextBlock(InlineFont(**part[1]), part[0]) if isinstance(part, tuple) else part for part in parts)
    )


WHITE = Color(rgb="FFFFFFFF")
STRUCK, RAISED, LOWERED = {"strike": True}, {"vertAlign": "superscript"}, {"vertAlign": "subscript"}


@pytest.mark.parametrize(
    ("value", "font", "expected"),
    [
        (rich(("52", STRUCK), "610"), {}, "610"),
        (rich(("52", STRUCK), ("610", {"b": True})), {}, "610"),
        (rich("6", ("52", STRUCK), "10"), {}, "610"),
        (rich("610", ("1", RAISED)), {}, "610[1]"),
        (rich("610", ("1", LOWERED)), {}, "610[1]"),
        (rich("610", ("9", {"color": WHITE})), {}, "610"),
        (rich("610", ("9", {"sz": 1})), {}, "610"),
        (rich("610", ("5", {"b": True})), {}, "6105"),
        (rich("52", ("610", {"b": True})), STRUCK, "610"),  # what has no font of its own has the cell's
        (rich(("52", STRUCK)), {}, UNSURE),
        (610, STRUCK, UNSURE),
        ("610", STRUCK, UNSURE),
        (610, RAISED, "[610]"),
        (610, {"color": WHITE}, ""),
        (610, {"color": Color(theme=0)}, ""),
        (610, {"color": Color(indexed=9)}, ""),
        (610, {"color": Color(theme=1)}, "610"),
        (610, {"sz": 1}, ""),
        (610, {"name": "Wingdings 2"}, UNSURE),
        (rich("610", ("1", {"rFont": "Webdings"})), {}, f"610{UNSURE}"),
    ],
)
def test_what_a_font_makes_of_a_cell(value, font, expected):
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", None, 1]])
    page["B1"].value = value  # type: ignore[assignment]
    page["B1"].font = Font(**font)
    assert blocks(saved(file)) == [[["规章", expected, "1"]]]


def test_white_letters_on_a_dark_ground_are_read_and_struck_ones_noted():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 5, 1]])
    page["B1"].font = Font(color=WHITE)
    page["B1"].fill = PatternFill("solid", start_color="FF4472C4")
    page["C1"].value = rich(("52", STRUCK), "610")  # type: ignore[assignment]
    document = seen(saved(file))
    assert document.text == "规章\t5\t610"
    assert [(note.message, note.doubt) for note in document.notes] == [
        ("not read: the struck-out text '52'", False)
    ]


def test_strings_shared_by_cells_have_runs_too():
    base = "http://schemas.openxmlformats.org/"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    replaced = {
        "xl/worksheets/sheet1.xml": (rb't="inlineStr"><is><t>x</t></is>', b't="s"><v>0</v>'),
        "xl/_rels/workbook.xml.rels": (
            b"(</Relationships>)",
            rb'<Relationship Id="rId99" Type="%sofficeDocument/2006/relationships/sharedStrings" '
            rb'Target="sharedStrings.xml"/>\1' % base.encode(),
        ),
        "[Content_Types].xml": (
            b"(</Types>)",
            rb'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>\1' % kind.encode(),
        ),
    }
    data = changed(
        book([["规章", "x", 1]]), lambda n, old: re.sub(*replaced[n], old) if n in replaced else old
    )
    written = BytesIO(data)
    with zipfile.ZipFile(written, "a") as archive:
        runs = "<r><rPr><strike/></rPr><t>52</t></r><r><t>610</t></r>"
        archive.writestr(
            "xl/sharedStrings.xml", f'<sst xmlns="{base}spreadsheetml/2006/main"><si>{runs}</si></sst>'
        )
    assert blocks(written.getvalue()) == [[["规章", "610", "1"]]]


def test_a_sheet_that_shows_no_zeros():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 0, 10, "0", 0.0], ["文件", 1, 2, 3, 4]])
    page.sheet_view.showZeros = False
    assert blocks(saved(file)) == [[["规章", "", "10", "0", ""], ["文件", "1", "2", "3", "4"]]]


def test_a_format_that_hides_a_number_or_a_text():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 0, 5, 0, "甲", 0], ["文件", 1, 2, 3, "乙", 5]])
    for column, form in enumerate(
        ["0;-0;;@", ";;;", '0;-0;"无"', "0;0;0;", "_ * #,##0_ ;_ * -#,##0_ ;_ * -_ "], 2
    ):
        page.cell(1, column).number_format = form
    assert blocks(saved(file)) == [[["规章", "", "", "无", "", "-"], ["文件", "1", "2", "3", "乙", "5"]]]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (CellIsRule("equal", ["0"], font=Font(color=WHITE)), ["", "5"]),
        (CellIsRule("lessThan", ["3"], font=Font(color=WHITE)), ["", "5"]),
        (CellIsRule("greaterThan", ["3"], font=Font(strike=True)), ["0", UNSURE]),
        (CellIsRule("equal", ["0"], font=Font(color="FFFF0000")), ["0", "5"]),
        (
            CellIsRule("equal", ["0"], font=Font(color=WHITE), fill=PatternFill(bgColor="FF000000")),
            ["0", "5"],
        ),
        (CellIsRule("equal", ["$A$1"], font=Font(color=WHITE)), [f"0{UNSURE}", f"5{UNSURE}"]),
        (FormulaRule(["B1=0"], font=Font(color=WHITE)), [f"0{UNSURE}", f"5{UNSURE}"]),
        (IconSetRule("3Arrows", "num", [0, 1, 2], showValue=False), [f"0{UNSURE}", f"5{UNSURE}"]),
    ],
)
def test_a_conditional_format_that_hides(rule, expected):
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 0, 5, 0]])
    page.conditional_formatting.add("B1:C1", rule)
    assert blocks(saved(file)) == [[["规章", *expected, "0"]]]


@pytest.mark.parametrize(
    ("look", "expected"),
    [("<color theme='0'/>", UNSURE), ("<strike/>", UNSURE), ("<color rgb='FFFF0000'/>", "")],
)
def test_a_conditional_format_that_excel_writes_apart(look, expected):
    ms = "http://schemas.microsoft.com/office/"
    formats = (
        f'<extLst><ext uri="78" xmlns:x14="{ms}spreadsheetml/2009/9/main" xmlns:xm="{ms}excel/2006/main">'
        "<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule>"
        f"<x14:dxf><font>{look}</font></x14:dxf></x14:cfRule><xm:sqref>B1 D1</xm:sqref>"
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
    ).encode()
    data = changed(
        book([["规章", 610, 5, 7]]),
        lambda name, old: old.replace(b"</worksheet>", formats) if name.endswith("sheet1.xml") else old,
    )
    assert blocks(data) == [[["规章", f"610{expected}", "5", f"7{expected}"]]]


def test_letters_of_the_colour_of_their_cell_are_not_seen():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 610, 610, rich(("52", {"color": Color(rgb="FF3366CC")}), "610")]])
    for place, ink in (("B1", "FF3366CC"), ("C1", "FF000000"), ("D1", "FF000000")):
        page[place].font = Font(color=Color(rgb=ink))
        page[place].fill = PatternFill("solid", start_color="FF3366CC")
    assert blocks(saved(file)) == [[["规章", "", "610", "610"]]]


def test_numbers_that_their_column_or_view_does_not_show_are_not_certain():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 61012345, 610, "=600+10", 61]])
    page.column_dimensions["B"].width = page.column_dimensions["C"].width = 3
    page["E1"].alignment = Alignment(horizontal="fill")
    assert blocks(saved(file)) == [[["规章", f"61012345{UNSURE}", "610", "=600+10", f"61{UNSURE}"]]]
    page["B1"].alignment = Alignment(shrink_to_fit=True)
    assert blocks(saved(file))[0][0][1] == "61012345"


def test_a_conditional_format_of_numbers():
    file = openpyxl.Workbook()
    fill(file.worksheets[0], [["规章", 0, 5]])
    form = DifferentialStyle(numFmt=NumberFormat(164, ";;;"))
    file.worksheets[0].conditional_formatting.add(
        "B1:C1", Rule("cellIs", operator="equal", formula=["0"], dxf=form)
    )
    assert blocks(saved(file)) == [[["规章", "", "5"]]]


def test_rows_and_columns_without_height_or_width_are_left_out():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 7, 1], ["文件", 7, 3], ["处罚", 7, 5]])
    page.row_dimensions[2].height = 0.75
    page.column_dimensions["B"].width = 0.1
    assert blocks(saved(file)) == [[["规章", "1"], ["处罚", "5"]]]
    page.sheet_format.zeroHeight = True
    page.row_dimensions[1].height = 15
    assert blocks(saved(file)) == [[["规章", "1"]]]
    empty = changed(saved(file), lambda _, old: re.sub(rb'(ht|width)="0\.\d+"', rb'\1="0"', old))
    assert blocks(empty) == [[["规章", "1"]]]


# What lies over a sheet

XDR = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def box(row, column, runs, about=""):
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:row>{row}</xdr:row></xdr:from><xdr:sp>"
        f"<xdr:nvSpPr><xdr:cNvPr id='2' name='b' {about}/></xdr:nvSpPr>"
        f"<xdr:txBody><a:p>{runs}</a:p></xdr:txBody></xdr:sp></xdr:oneCellAnchor>"
    )


def run(text, about=""):
    return f"<a:r><a:rPr {about}/><a:t>{text}</a:t></a:r>"


def over(rows, shapes, name="drawing1.xml", kind="drawing"):
    base = "http://schemas.openxmlformats.org/"
    related = (
        f'<Relationships xmlns="{base}package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{base}officeDocument/2006/relationships/{kind}" Target="../drawings/{name}"/></Relationships>'
    )
    written = BytesIO(book(rows))
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", related)
        archive.writestr(f"xl/drawings/{name}", shapes)
    return written.getvalue()


def test_text_boxes_are_paragraphs_where_they_begin():
    rows = [["一、总体情况"], [], [], ["二、主动公开"], ["规章", 1], ["文件", 2]]
    prose = "收到申请60件，均已按时办结，没有结转下年度的。"
    shapes = (
        box(1, 1, run(prose) + run("注", "baseline='30000'"))
        + box(4, 0, run("52", "strike='sngStrike'") + run(prose))
        + box(0, 0, run("藏"), "hidden='1'")
    )
    data = over(rows, f"<xdr:wsDr {XDR}>{shapes}</xdr:wsDr>")
    assert blocks(data) == [
        "一、总体情况", f"{prose}注", "二、主动公开", [["规章", "1"], ["文件", "2"]], prose
    ]  # fmt: skip
    assert [note.message for note in seen(data).notes] == ["not read: the struck-out text '52'"]


def test_what_covers_a_blank_cell_is_no_blank():
    data = over([["规章", None, 2]], f"<xdr:wsDr {XDR}>{box(0, 1, run('610'))}</xdr:wsDr>")
    assert blocks(data) == [[["规章", UNSURE, "2"]], "610"]
    control = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shape><x:ClientData ObjectType="Drop"><x:Anchor>1, 0, 0, 0, 2, 0, 1, 0</x:Anchor></x:ClientData>'
        '</v:shape><v:shape><x:ClientData ObjectType="Note"><x:Anchor>2, 0, 0, 0, 3, 0, 1, 0</x:Anchor>'
        "</x:ClientData></v:shape><br></xml>"
    )
    data = over([["规章", None, None], ["文件", 3, 4]], control, "vml1.vml", "vmlDrawing")
    assert blocks(data) == [[["规章", UNSURE, ""], ["文件", "3", "4"]]]
    assert [note.message for note in seen(data).notes] == ["not read: a form control (Drop)"]


def test_charts_and_pictures_are_named():
    frame = (
        "<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>9</xdr:row></xdr:from><xdr:graphicFrame>"
        "<a:graphic><a:graphicData uri='http://schemas.openxmlformats.org/drawingml/2006/chart'/></a:graphic>"
        "</xdr:graphicFrame></xdr:oneCellAnchor>"
    )
    document = seen(over([["规章", 1]], f"<xdr:wsDr {XDR}>{frame}</xdr:wsDr>"))
    assert [note.message for note in document.notes] == ["not read: a chart"]
    file = openpyxl.Workbook()
    fill(file.worksheets[0], [["规章", 1]])
    file.worksheets[0].add_image(Image(BytesIO(DOT)), "A3")
    (_, picture) = read(saved(file), "a.xlsx", "0" * 64, XLSX).blocks
    assert isinstance(picture, Picture)
    assert picture.name == "xl/media/image1.png"


# Running text in rows


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            ["（一）主动公开", "全年主动公开各类政府信息310条。"],
            ["（一）主动公开", "全年主动公开各类政府信息310条。"],
        ),
        (["一、", "总体情况"], ["一、总体情况"]),
        (
            ["（二）", None, "收到申请60件，均已按时办结，没有结转下年度的。"],
            ["（二）收到申请60件，均已按时办结，没有结转下年度的。"],
        ),
        (
            ["收到申请", 60, "件，均已按时办结，没有结转下年度的。"],
            ["收到申请60件，均已按时办结，没有结转下年度的。"],
        ),
        (
            ["左栏写了全年主要的工作。", "右栏写了明年主要的打算。"],
            ["左栏写了全年主要的工作。", "右栏写了明年主要的打算。"],
        ),
    ],
)
def test_rows_of_running_text_end_a_table(row, expected):
    rows = [["规章", 1, 2], row, ["文件", 3, 4]]
    assert blocks(book(rows, lined=False)) == [[["规章", "1", "2"]], *expected, [["文件", "3", "4"]]]


@pytest.mark.parametrize("lined", [False, True])
def test_sentences_beside_what_reaches_over_their_rows(lined):
    rows = [
        ["规章", 1],
        ["工作", "全年主动公开各类政府信息310条。"],
        [None, "收到申请60件，均已按时办结了。"],
    ]
    assert blocks(book(rows, "A2:A3", lined)) == [
        [["规章", "1"]], "工作", "全年主动公开各类政府信息310条。", "收到申请60件，均已按时办结了。"
    ]  # fmt: skip
    heads = [
        ["本列数据的关系为：第一项加第二项之和，等于第三项加第四项之和", "情况"],
        [None, "总计"],
        ["新收", 5],
    ]
    (grid,) = blocks(book(heads, "A1:A2", lined))
    assert isinstance(grid, list)
    assert [len(row) for row in grid] == [2, 1, 2]


def test_a_long_label_without_numbers_is_a_row():
    label = "因没有按期作出答复而被复议机关纠正的，以及由于其他各类情形被纠正的件数"
    rows = [["规章", 1, 2], [label, None, None], ["文件", 3, 4]]
    assert blocks(book(rows)) == [[["规章", "1", "2"], [label, "", ""], ["文件", "3", "4"]]]


def test_a_bordered_row_with_a_number_and_a_remark_is_a_row():
    rows = [["规章", 1, "件，含与其他部门联合发文的，不含转发的。"], ["文件", 3, "件"]]
    assert blocks(book(rows)) == [[[str(cell) for cell in row] for row in rows]]


# Values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (60.0, "60"),
        (60, "60"),
        (0, "0"),
        (0.0, "0"),
        (-3.0, "-3"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (3.0000000000000004, "3"),
        (1e-05, "0.00001"),
        (1e20, "100000000000000000000"),
        (123456789012345.0, "123456789012345"),
        (12345678901234567, "12345678901234567"),
        (25.1, "25.1"),
        (1100.0, "1100"),
        (" 规\n章 ", "规 章"),
        ("0060", "0060"),
        (True, "TRUE"),
        (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31, 9, 30), "2024-01-31 09:30:00"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_a_value_is_printed_as_a_person_sees_it(value, expected):
    assert as_seen(value) == expected  # type: ignore[arg-type]


def test_values_in_a_file():
    row = ["规章", 60, 0.1, None, "7", date(2024, 1, 31), 0]
    assert blocks(book([row])) == [[["规章", "60", "0.1", "", "7", "2024-01-31", "0"]]]


# Tables


def test_merged_cells_stand_where_they_begin():
    rows = [
        ["情况", None, "申请人", None],
        [None, None, "自然人", "总计"],
        ["办理", "公开", 1, 2],
        [None, "不公开", 3, None],
    ]
    (grid,) = seen(book(rows, "A1:B2 C1:D1 A3:A4")).blocks
    assert isinstance(grid, Grid)
    assert [[c.text for c in row] for row in grid.rows] == [
        ["情况", "申请人"],
        ["自然人", "总计"],
        ["办理", "公开", "1", "2"],
        ["不公开", "3", ""],
    ]
    assert [[c.where.column for c in row] for row in grid.rows] == [[1, 3], [3, 4], [1, 2, 3, 4], [2, 3, 4]]
    assert grid.widths == (4, 4, 4, 4)


def test_places_name_the_sheet_its_row_and_the_row_of_the_table():
    rows = [["标题"], [], [None, "规章", 1], [None, "文件", 2]]
    title, grid = seen(book(rows)).blocks
    assert isinstance(grid, Grid)
    assert (title.where.page, title.where.line) == (1, 1)
    where = grid.rows[1][1].where
    assert (where.page, where.line, where.table, where.row, where.column) == (1, 4, 1, 2, 2)


def test_empty_rows_and_columns_around_a_table_are_cut():
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    page["C3"], page["D3"] = "规章", 1
    page.cell(9, 9).number_format = "0.00"
    assert blocks(saved(file)) == [[["规章", "1"]]]


def test_a_blank_row_ends_a_table():
    rows = [["规章", 1], [None, " "], ["文件", 2]]
    assert blocks(book(rows)) == [[["规章", "1"]], [["文件", "2"]]]


def test_a_blank_row_inside_a_merged_cell_does_not():
    assert blocks(book([["规章", 1], [None, None]], "A1:A2")) == [[["规章", "1"], [""]]]


def test_a_title_over_several_rows_is_a_paragraph():
    assert blocks(book([["标题"], [], ["规章", 1], ["文件", 2]], "A1:B2")) == [
        "标题",
        [["规章", "1"], ["文件", "2"]],
    ]
    assert blocks(book([["标题"], []], "A1:B2")) == ["标题"]


def test_a_label_alone_in_its_row_that_reaches_down_beside_others_is_in_the_table():
    assert blocks(book([["办理", None], [None, 2]], "A1:A2")) == [[["办理", ""], ["2"]]]


def test_blank_cells_below_a_wide_head_are_kept():
    rows = [["情况", "申请人"], ["规章", 1, None], ["文件", 2, None]]
    expected = [["情况", "申请人"], ["规章", "1", ""], ["文件", "2", ""]]
    assert blocks(book(rows, "B1:C1")) == [expected]


def test_a_title_over_the_whole_sheet_widens_no_table():
    rows = [["标题"], *([["规章", 1]] * 200)]
    title, *_ = found = blocks(book(rows, "A1:XFD1", lined=False))
    assert title == "标题"
    assert found[1:] == [[["规章", "1"]] * 200]


def test_a_blank_cell_is_kept_where_others_of_its_column_are_filled():
    assert blocks(book([["规章", 1, None], ["文件", None, 2]])) == [[["规章", "1", ""], ["文件", "", "2"]]]


@pytest.mark.parametrize("merged", ["", "A1:C1 A2:C2 A5:C5 A6:C6"])
def test_text_above_between_and_below_tables(merged):
    rows = [
        ["年度报告"],
        ["一、总体情况"],
        ["规章", 1, 2],
        ["文件", 3, 4],
        ["二、主动公开"],
        ["说明"],
        ["规章", 5, 6],
        ["以上数据由各单位报送。"],
    ]
    assert blocks(book(rows, merged)) == [
        "年度报告",
        "一、总体情况",
        [["规章", "1", "2"], ["文件", "3", "4"]],
        "二、主动公开",
        "说明",
        [["规章", "5", "6"]],
        "以上数据由各单位报送。",
    ]


def test_a_label_without_numbers_is_a_row():
    rows = [["规章", 1, 2], ["文件"], ["其他"]]
    assert blocks(book(rows)) == [[["规章", "1", "2"], ["文件", "", ""], ["其他", "", ""]]]


def test_a_numbered_label_merged_as_the_others_is_a_row():
    rows = [["一、新收", None, 1, 2], ["二、结转", None, 3, 4], ["三、转下年"]]
    expected = [["一、新收", "1", "2"], ["二、结转", "3", "4"], ["三、转下年", "", ""]]
    assert blocks(book(rows, "A1:B1 A2:B2 A3:B3")) == [expected]
    # Merged further than any label, though not as far as the table: a heading.
    assert blocks(book(rows, "A1:B1 A2:B2 A3:C3")) == [expected[:2], "三、转下年"]


def test_a_number_alone_in_its_row_is_a_row():
    assert blocks(book([["规章", 1, 2], [None, 3]])) == [[["规章", "1", "2"], ["", "3", ""]]]
    assert blocks(book([["规章", 1], [None, "见上。"]])) == [[["规章", "1"], ["", "见上。"]]]


def test_several_sheets_and_hidden_ones():
    file = openpyxl.Workbook()
    fill(file.worksheets[0], [["规章", 1]])
    for name, state in (("b", "hidden"), ("c", "veryHidden"), ("d", "visible")):
        page = file.create_sheet(name)
        page.sheet_state = state
        fill(page, [[name, 2]])
    document = seen(saved(file))
    assert [(b.where.page, b.where.table) for b in document.blocks] == [(1, 1), (4, 2)]
    assert document.text == "规章\t1\nd\t2"


# Other formats

TABLE = [
    ["标题"],
    [],
    ["情况", None, 60, 0.1],
    [None, "部分", None, date(2024, 1, 31)],
    ["甲"],
    ["乙", 1],
]
TABLE_MERGED = "A3:A4 B4:C4"
TABLE_READ = [
    "标题",
    [["情况", "", "60", "0.1"], ["部分", "2024-01-31"], ["甲", "", "", ""], ["乙", "1", "", ""]],
]


def test_the_table_that_is_saved_in_other_formats():
    assert blocks(book(TABLE, TABLE_MERGED)) == TABLE_READ


@needs_libreoffice
@pytest.mark.parametrize(("ending", "media_type"), [("xls", XLS), ("ods", ODS)])
def test_files_of_libreoffice(ending, media_type):
    data = libreoffice.resaved(book(TABLE, TABLE_MERGED), "a", "a spreadsheet", "xlsx", ending)
    assert blocks(data, media_type) == TABLE_READ
    assert seen(data, media_type).media_type == media_type


@needs_libreoffice
@pytest.mark.parametrize(("ending", "media_type"), [("xls", XLS), ("ods", ODS), ("xlsx", XLSX)])
@pytest.mark.parametrize("more", [0, 400])
def test_how_files_of_libreoffice_look(ending, media_type, more):
    """Row 2 and column B are hidden; a file of more than 4096 bytes is laid out otherwise."""
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    rows = [["规章", 7, 0.5, 7730.284912], ["隐", 8, 8, 8], ["文件", 7, "=1/0", 1234.5], ["无", 7]]
    fill(page, [*rows, *([f"行{n}", 7, n + 0.25, n] for n in range(more))])
    page["C1"].number_format = "0%"
    page["D1"].number_format = "0.00"
    page["D3"].number_format = "#,##0_ "
    page.row_dimensions[2].hidden = True
    page.column_dimensions["B"].hidden = True
    page["E3"].border = Border(left=Side("thin"))  # the right edge of D3
    page["E4"].border = Border(bottom=Side("thin"))
    data = libreoffice.resaved(saved(file), "a", "a spreadsheet", "xlsx", ending)
    (grid,) = blocks(data, media_type)
    assert isinstance(grid, list)
    error = "=1/0" if ending == "xlsx" else "#DIV/0!"
    assert grid[:3] == [["规章", "50%", "7730.28"], ["文件", error, "1235"], ["无", "", "", ""]]
    assert grid[3:] == [[f"行{n}", f"{n}.25", f"{n}"] for n in range(more)]


XLWT_BORDER = "borders: right thin, bottom thin; "


def xls_file(rows, zeros=True):
    """An XLS file; a cell is a value, parts (text, font), or a value with a style and a number format."""
    xlwt = pytest.importorskip("xlwt")
    file = xlwt.Workbook()
    page = file.add_sheet("a")
    page.show_zero_values = zeros
    lined = xlwt.easyxf(XLWT_BORDER)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, list):
                parts = [
                    (part[0], xlwt.easyxf(part[1]).font) if isinstance(part, tuple) else part for part in cell
                ]
                page.write_rich_text(r, c, parts, lined)
            elif isinstance(cell, tuple):
                value, style, form = cell
                page.write(r, c, value, xlwt.easyxf(XLWT_BORDER + style, num_format_str=form))
            else:
                page.write(r, c, cell, lined)
    written = BytesIO()
    file.save(written)
    return written.getvalue()


XLWT_STRUCK, XLWT_WHITE, XLWT_UP = "font: struck_out on", "font: colour white", "font: escapement superscript"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ([("52", XLWT_STRUCK), ("610", "font: bold on")], "610"),
        (["6", ("52", XLWT_STRUCK), ("10", "font: bold on")], "610"),
        (["610", ("1", XLWT_UP)], "610[1]"),
        (["610", ("1", "font: escapement subscript")], "610[1]"),
        (["610", ("9", XLWT_WHITE)], "610"),
        (["610", ("9", "font: height 20")], "610"),
        (["610", ("5", "font: bold on")], "6105"),
        ((610, XLWT_STRUCK, "General"), UNSURE),
        ((610, XLWT_UP, "General"), "[610]"),
        ((610, XLWT_WHITE, "General"), ""),
        ((610, "font: name Wingdings", "General"), UNSURE),
        ((610, f"{XLWT_WHITE}; pattern: pattern solid, fore_colour black", "General"), "610"),
        ((0, "", "0;-0;;@"), ""),
        ((0, "", '0;-0;"无"'), "无"),
        ((7730.284912, "", "0.00"), "7730.28"),
        ((0.5, "", "0%"), "50%"),
        (("甲", "", ";;;"), ""),
        ((45322, "", "yyyy-mm-dd"), "2024-01-31"),
        ((0.5, "", "hh:mm"), "12:00:00"),
        (True, "TRUE"),
        (0, "0"),
    ],
)
def test_what_an_xls_cell_counts_as(cell, expected):
    assert blocks(xls_file([["规章", cell, 1]]), XLS) == [[["规章", expected, "1"]]]


def test_an_xls_sheet_without_zeros_and_a_formula_without_result():
    assert blocks(xls_file([["规章", 0, 5, "0"]], zeros=False), XLS) == [[["规章", "", "5", "0"]]]
    xlwt = pytest.importorskip("xlwt")
    assert blocks(xls_file([["规章", xlwt.Formula("1+2"), 5]]), XLS) == [[["规章", UNSURE, "5"]]]


def test_what_lies_over_an_xls_sheet():
    def record(kind, body):
        return struct.pack("<2H", kind, len(body)) + body

    def shape(kind, row, text="", flags=0):
        anchor = b"\0\0\x10\xf0\x12\0\0\0" + struct.pack("<9H", 0, 3, 0, row, 0, 5, 0, row + 1, 0)
        drawn = record(0xEC, b"\x0f\0\x04\xf0" + anchor)
        drawn += record(0x5D, struct.pack("<5H", 0x15, 0x12, kind, 1, flags))
        wide = text.encode("utf-16-le")
        halves = record(0x3C, b"\1" + wide[:6]) + record(0x3C, b"\1" + wide[6:])
        return drawn + (record(0x1B6, struct.pack("<7H", *[0] * 5, len(text), 0)) + halves if text else b"")

    begin, end = record(0x809, bytes(16)), record(0x0A, b"")
    chart = begin + shape(6, 99, "图中的字") + end
    shapes = (
        shape(6, 2, "收到申请\n60件")
        + chart
        + shape(0x19, 3, "批注")
        + shape(0x14, 4)
        + shape(0x14, 5, "", 0x100)
    )
    book = SimpleNamespace(
        mem=b"before" + begin + shapes + shape(5, 6) + end + shape(6, 7, "后面"), _sh_abs_posn=[6]
    )
    assert records.overlays(book, 0) == [
        (2, 3, "text", "收到申请"),
        (2, 3, "text", "60件"),
        (4, 3, "unread", "a form control"),
        (6, 3, "unread", "a chart"),
    ]


@pytest.mark.slow
def test_damaged_xls_files_end_in_one_error():
    """Whatever byte is changed: a document, or an error of ours."""
    data = xls_file([[f"行{r}", r, "610", 5.5] for r in range(40)])
    random = Random(7)
    outcomes = Counter[str]()
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(random.choice((1, 5, 40))):
            broken[random.randrange(len(data))] = random.randrange(256)
        try:
            read(bytes(broken), "a.xls", "", XLS)
            outcomes["read"] += 1
        except ReadError:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 10


def ods_file(rows, before="", **parts):
    """An ODS file; `parts` are its other members (``styles``, ``settings``)."""
    spaces = {n: n for n in ("office", "table", "text", "style", "config")}
    spaces |= {"fo": "xsl-fo-compatible", "number": "datastyle", "draw": "drawing"}
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in spaces.items()
    )
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"<office:document-content{names}>{before}<office:body><office:spreadsheet>{rows}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", content)
        for name, part in parts.items():
            archive.writestr(f"{name}.xml", f"<office:document{names}>{part}</office:document>")
    return written.getvalue()


def ods_cell(text="", about="", number=""):
    value = f' office:value="{number}"' if number else ""
    return f"<table:table-cell {about}{value}><text:p>{text}</text:p></table:table-cell>"


def ods_table(*rows, about=""):
    inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table {about}>{inner}</table:table>"


def test_ods_numbers_texts_and_remarks():
    remark = "<office:annotation><text:p>7</text:p></office:annotation>"
    row = (
        ods_cell("规<text:s/>章<text:span>等</text:span>")
        + ods_cell("60.00", number="60.00")
        + ods_cell("1%", number="1E-2")
        + f"<table:table-cell>{remark}<text:p>甲</text:p><text:p>乙</text:p></table:table-cell>"
    )
    assert blocks(ods_file(ods_table(row)), ODS) == [[["规 章等", "60", "1%", "甲 乙"]]]


def test_ods_shows_what_a_person_sees():
    row = (
        ods_cell("1,234.50", number="1234.4999")
        + ods_cell("-", number="0")
        + ods_cell("1.2E+03", number="1234")
        + ods_cell("12件", number="12")
    )
    assert blocks(ods_file(ods_table(row)), ODS) == [[["1234.5", "-", "1234", "12件"]]]


def ods_style(name, about, family="text", kind="text", more=""):
    return (
        f'<style:style style:name="{name}" style:family="{family}" {more}>'
        f"<style:{kind}-properties {about}/></style:style>"
    )


LOEXT = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
ODS_STYLES = (
    ods_style("struck", 'style:text-line-through-style="solid"')
    + ods_style("struck2", "", more='style:parent-style-name="struck"')
    + ods_style("typed", 'style:text-line-through-type="double"')
    + ods_style("up", 'style:text-position="super 58%"')
    + ods_style("down", 'style:text-position="-33% 58%"')
    + ods_style("level", 'style:text-position="0% 100%"')
    + ods_style("gone", 'text:display="none"')
    + ods_style("white", 'fo:color="#ffffff"')
    + ods_style("same", 'fo:color="#336699" fo:background-color="#336699"')
    + ods_style("clear", f'loext:opacity="0%" xmlns:loext="{LOEXT}"')
    + ods_style("asked", 'text:display="condition"')
    + ods_style("tight", 'fo:letter-spacing="-0.3cm"')
    + ods_style("narrow", 'style:text-scale="1%"')
    + ods_style("signs", 'style:font-name="Wingdings"')
    + ods_style("tiny", 'fo:font-size="1pt"')
    + ods_style("cell", 'style:text-line-through-style="solid"', "table-cell")
    + ods_style("whitecell", 'fo:color="#fefefe"', "table-cell")
    + '<style:style style:name="dark" style:family="table-cell" style:parent-style-name="whitecell">'
    '<style:table-cell-properties fo:background-color="#000080"/></style:style>'
    '<style:style style:name="mapped" style:family="table-cell">'
    '<style:map style:condition="cell-content()=0" style:apply-style-name="whitecell"/></style:style>'
    '<style:style style:name="formed" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="plainly" style:family="table-cell" style:data-style-name="N2"/>'
    '<number:number-style style:name="N1"><number:text>-</number:text></number:number-style>'
    '<number:number-style style:name="N2"><number:number number:min-integer-digits="1"/>'
    "</number:number-style>"
)


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (ods_cell('<text:span text:style-name="struck">52</text:span>610'), "610"),
        (ods_cell('<text:span text:style-name="struck2">52</text:span>610'), "610"),
        (ods_cell('<text:span text:style-name="typed">52</text:span>610'), "610"),
        (ods_cell('<text:span text:style-name="struck">52</text:span>'), UNSURE),
        (ods_cell('610<text:span text:style-name="up">1</text:span>'), "610[1]"),
        (ods_cell('610<text:span text:style-name="down">1</text:span>'), "610[1]"),
        (ods_cell('610<text:span text:style-name="level">5</text:span>'), "6105"),
        (ods_cell('610<text:span text:style-name="gone">9</text:span>'), "610"),
        (ods_cell('610<text:span text:style-name="white">9</text:span>'), "610"),
        (ods_cell('610<text:span text:style-name="tiny">9</text:span>'), "610"),
        (ods_cell('610<text:span text:style-name="signs">9</text:span>'), f"610{UNSURE}"),
        (
            ods_cell(
                "610<text:ruby><text:ruby-base>5</text:ruby-base><text:ruby-text>9</text:ruby-text></text:ruby>"
            ),
            "6105",
        ),
        (ods_cell("610", 'table:style-name="cell"', "610"), UNSURE),
        (ods_cell("610", 'table:style-name="whitecell"', "610"), ""),
        (ods_cell("610", 'table:style-name="dark"', "610"), "610"),
        (ods_cell('610<text:span text:style-name="same">9</text:span>'), "610"),
        (ods_cell('610<text:span text:style-name="clear">9</text:span>'), "610"),
        (ods_cell('610<text:span text:style-name="asked">9</text:span>'), f"610{UNSURE}"),
        (ods_cell('610<text:span text:style-name="tight">9</text:span>'), f"610{UNSURE}"),
        (ods_cell('610<text:span text:style-name="narrow">9</text:span>'), f"610{UNSURE}"),
        (ods_cell("610<text:hidden-text>9</text:hidden-text>"), "610"),
        (ods_cell('61<text:hidden-text text:is-hidden="false">0</text:hidden-text>'), "610"),
        # What is shown of a number
        (ods_cell("", number="0"), ""),
        (ods_cell("", number="610"), ""),
        (ods_cell("无", number="0"), "无"),
        (ods_cell("52", number="610"), "52[610]\ufffc"),
        (ods_cell("611", number="610.6"), "611"),
        ('<table:table-cell office:value="610"/>', "610"),  # shown by what opens the file
        ('<table:table-cell office:value="610"><office:annotation/></table:table-cell>', "610"),
        ('<table:table-cell office:value="0" table:style-name="plainly"><text:s/></table:table-cell>', "0"),
        (
            '<table:table-cell office:value="0" table:style-name="formed"><text:s/></table:table-cell>',
            "0[formed]\ufffc",
        ),
        (ods_cell("1E99999999", number="1E99999999"), "1E99999999"),
        # Conditions
        (ods_cell("0", 'table:style-name="mapped"', "0"), ""),
        (ods_cell("5", 'table:style-name="mapped"', "5"), "5"),
    ],
)
def test_what_an_ods_cell_counts_as(cell, expected, named):
    styles = f"<office:styles>{ODS_STYLES}</office:styles>"
    table = ods_table(ods_cell("规章") + cell + ods_cell("1", number="1"))
    data = ods_file(table, styles=styles) if named else ods_file(table, styles)
    assert blocks(data, ODS) == [[["规章", expected, "1"]]]


def test_ods_without_zeros():
    item = '<config:config-item config:name="ShowZeroValues" config:type="boolean">false</config:config-item>'
    table = ods_table(
        ods_cell("规章") + ods_cell("0", number="0") + ods_cell("0") + ods_cell("10", number="10")
    )
    assert blocks(ods_file(table, settings=item), ODS) == [[["规章", "", "0", "10"]]]
    assert blocks(ods_file(table, settings=item.replace("false", "true")), ODS) == [
        [["规章", "0", "0", "10"]]
    ]


@pytest.mark.parametrize(
    ("address", "condition", "expected"),
    [
        ("s.B1:s.C1", "=0", ["", "5", "0"]),
        ("$s.$B$1:.$C$1", ">=5", ["0", "", "0"]),
        ("s.A1 s.D1:s.D2", "=0", ["0", "5", ""]),
        ("s.B1:s.C1", "formula-is(B1=0)", [f"0{UNSURE}", f"5{UNSURE}", "0"]),
    ],
)
def test_ods_conditional_formats(address, condition, expected):
    formats = (
        f'<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="{address}">'
        f'<calcext:condition calcext:value="{condition}" calcext:apply-style-name="whitecell"/>'
        "</calcext:conditional-format></calcext:conditional-formats>"
    )
    row = ods_cell("规章") + "".join(ods_cell(n, number=n) for n in "0501")
    table = ods_table(row).replace("</table:table>", f"{formats}</table:table>")
    data = ods_file(table, styles=f"<office:styles>{ODS_STYLES}</office:styles>")
    assert blocks(data, ODS) == [[["规章", *expected, "1"]]]


def test_ods_rows_and_columns_without_size_and_styles_of_columns():
    styles = (
        ods_style("low", 'style:row-height="0cm"', "table-row", "table-row")
        + ods_style("narrow", 'style:column-width="0.01in"', "table-column", "table-column")
        + ODS_STYLES
    )
    columns = (
        '<table:table-column/><table:table-column table:style-name="narrow"/>'
        '<table:table-column table:default-cell-style-name="cell"/><table:table-column/>'
    )
    row = "".join(ods_cell(text) for text in ("规章", "9", "1", "2"))
    low = f'<table:table-row table:style-name="low">{row}</table:table-row>'
    table = f"<table:table>{columns}<table:table-row>{row}</table:table-row>{low}</table:table>"
    document = seen(ods_file(table, f"<office:automatic-styles>{styles}</office:automatic-styles>"), ODS)
    assert document.text == f"规章\t{UNSURE}\t2"
    assert [note.message for note in document.notes] == ["not read: the struck-out text '1'"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<draw:control/>", UNSURE),
        ("<draw:frame><draw:text-box><text:p>610</text:p></draw:text-box></draw:frame>", UNSURE),
        ("<draw:custom-shape><text:p>610</text:p></draw:custom-shape>", UNSURE),
        ("<draw:frame><draw:image/></draw:frame>", UNSURE),
        ("<text:p>610</text:p><draw:line/>", f"610{UNSURE}"),
        ("<text:p>610</text:p><draw:frame><draw:image/></draw:frame>", "610"),  # a seal
    ],
)
def test_what_lies_over_an_ods_cell(content, expected):
    border = '<style:style style:name="lined" style:family="table-cell">'
    border += '<style:table-cell-properties fo:border="1pt solid #000000"/></style:style>'
    cell = f'<table:table-cell table:style-name="lined">{content}</table:table-cell>'
    row = ods_cell("规章") + cell + ods_cell("1", number="1")
    data = ods_file(ods_table(row), f"<office:automatic-styles>{border}</office:automatic-styles>")
    (found,) = [b for b in read(data, "a", "0" * 64, ODS).blocks if isinstance(b, Grid)]
    assert [cell.text for cell in found.rows[0]] == ["规章", expected, "1"]


def test_ods_text_boxes_and_controls():
    prose = "收到申请60件，均已按时办结。"
    frame = f"<draw:frame><draw:text-box><text:p>{prose}</text:p></draw:text-box></draw:frame>"
    shape = f"<draw:custom-shape><text:p>{prose}</text:p></draw:custom-shape><draw:control/>"
    rows = ods_cell("一、总体情况"), f"<table:table-cell>{frame}</table:table-cell>", ods_cell("二、主动公开")
    table = ods_table(*rows).replace(
        "<table:table-row>", f"<table:shapes>{shape}</table:shapes><table:table-row>", 1
    )
    document = seen(ods_file(table), ODS)
    assert document.text.split("\n") == ["一、总体情况", prose, prose, "二、主动公开"]
    assert [note.message for note in document.notes] == ["not read: a form control"]


def test_ods_hidden_rows_and_columns():
    cells = [ods_cell(text) for text in ("规章", "9", "1", "2")]
    row = "".join(cells)
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="2"/>'
    )
    filtered = f'<table:table-row table:visibility="filter">{row.replace("1", "8")}</table:table-row>'
    table = f"<table:table>{columns}<table:table-row>{row}</table:table-row>{filtered}"
    table += f"<table:table-row>{row}</table:table-row></table:table>"
    assert blocks(ods_file(table), ODS) == [[["规章", "1", "2"], ["规章", "1", "2"]]]


def test_ods_repeated_and_covered_cells():
    many = 'table:number-columns-repeated="{}"'.format
    rows = (
        ods_cell("甲", 'table:number-columns-spanned="2"')
        + f"<table:covered-table-cell {many(1)}/>"
        + ods_cell("0", many(3), "0")
        + f"<table:table-cell {many(16000)}/>",
        f"<table:table-cell {many(4)}/>" + ods_cell("5", number="5"),
    )
    (grid,) = seen(ods_file(ods_table(*rows)), ODS).blocks
    assert isinstance(grid, Grid)
    assert [[c.text for c in row] for row in grid.rows] == [["甲", "0", "0", "0"], ["", "", "", "", "5"]]
    assert [c.where.column for c in grid.rows[0]] == [1, 3, 4, 5]


def test_ods_repeated_rows_and_hidden_sheets():
    style = (
        '<office:automatic-styles><style:style style:name="h" style:family="table"><style:table-properties '
        'table:display="false"/></style:style></office:automatic-styles>'
    )
    row = ods_cell("甲") + ods_cell("1", number="1")
    twice = f'<table:table-row table:number-rows-repeated="2">{row}</table:table-row>'
    end = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    tables = ods_table(row, about='table:style-name="h"') + f"<table:table>{twice}{end}</table:table>"
    (grid,) = seen(ods_file(tables, style), ODS).blocks
    assert isinstance(grid, Grid)
    assert [[c.text for c in found] for found in grid.rows] == [["甲", "1"], ["甲", "1"]]
    assert grid.where.page == 2


def test_an_ods_file_that_claims_too_much_is_refused():
    row = ods_cell("1", 'table:number-columns-repeated="16000"')
    for cells in (row, ods_cell("1", 'table:number-columns-repeated="9999999"')):
        rows = f'<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row>'
        with pytest.raises(ReadError, match=r"^a\.xlsx: a sheet of at most 1000000 cells was expected"):
            seen(ods_file(f"<table:table>{rows}</table:table>"), ODS)


# What cannot be read


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 16_384), (1_048_576, 2), (200, 16_384)])
def test_cells_too_far_apart_are_refused(row, column):
    file = openpyxl.Workbook()
    file.worksheets[0].cell(1, 1).value = 1
    file.worksheets[0].cell(row, column).value = 1
    with pytest.raises(
        ReadError, match=r"^a\.xlsx: a sheet of at most 1000000 cells was expected, one has more$"
    ):
        seen(saved(file))
    # Before calamine makes room for all cells between, which would end the process.
    with pytest.raises(ValueError, match="1000000 cells"):
        sheet.require_size(saved(file))


def test_merged_ranges_beyond_all_measure_are_refused():
    data = book([["甲", 1], [None, 2]], "A1:A2")
    for reference in (b"A1:A1048576", b"A1:Z99999"):
        with pytest.raises(ReadError, match=r"^a\.xlsx: merged cells of at most 1000000 cells were expected"):
            seen(changed(data, lambda _, content, to=reference: content.replace(b"A1:A2", to)))


@pytest.mark.parametrize("media_type", [XLSX, XLS, ODS])
def test_damage_is_said_in_one_line(media_type):
    with pytest.raises(ReadError, match=r"^a\.xlsx: the spreadsheet .*is damaged") as caught:
        seen(book([["规章", 1]])[:500], media_type)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("media_type", [XLSX, ODS])
def test_damage_of_what_is_packed_is_said_in_one_line(media_type):
    page = ods_file(ods_table(ods_cell("规章") * 99)) if media_type == ODS else book([["规章", 1]] * 99)
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(page)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        large = max(new.infolist(), key=lambda member: member.compress_size)
        at = large.header_offset + 30 + len(large.filename)
    data = bytearray(written.getvalue())
    data[at : at + 8] = b"\xff" * 8
    with pytest.raises(ReadError, match=r"^a\.xlsx: the spreadsheet .*is damaged.*decompressing") as caught:
        seen(bytes(data), media_type)
    assert "\n" not in str(caught.value)


def test_damage_that_only_openpyxl_sees_is_said_in_one_line():
    data = changed(book([["规章", 1]]), lambda name, c: c[:-9] if name == "docProps/core.xml" else c)
    with pytest.raises(ReadError, match=r"^a\.xlsx: the spreadsheet is damaged: ") as caught:
        seen(data)
    assert "\n" not in str(caught.value)


def test_damage_of_what_lies_over_a_sheet_is_said_in_one_line():
    with pytest.raises(ReadError, match=r"^a\.xlsx: the spreadsheet is damaged: ") as caught:
        seen(over([["规章", 1]], "<xdr:wsDr"))
    assert "\n" not in str(caught.value)


def test_a_panic_of_calamine_is_damage(monkeypatch):
    """It is no Exception, so that nothing else would stop it from ending a whole run."""
    panic = type("PanicException", (BaseException,), {})

    def load(data):
        raise panic("range start index 14 out of range")

    monkeypatch.setattr("python_calamine.load_workbook", load)
    with pytest.raises(ReadError, match=r"^a\.xlsx: the spreadsheet is damaged: range start index 14"):
        seen(book([["规章", 1]]))
    monkeypatch.setattr("python_calamine.load_workbook", lambda data: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        seen(book([["规章", 1]]))


@pytest.mark.parametrize(
    ("media_type", "kind", "package"), [(XLSX, "XLSX", "python-calamine"), (XLS, "XLS", "xlrd")]
)
def test_the_extra_is_named(media_type, kind, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package.replace("-", "_"), None)
    message = rf"^{kind} needs {package}: pip install 'govreport\[docs\]'$"
    with pytest.raises(MissingExtraError, match=message):
        seen(b"", media_type)
