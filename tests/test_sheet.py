"""Spreadsheets to documents: numbers as a person sees them, merged cells once, text rows apart."""

from __future__ import annotations

import sys
import zipfile
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet
from test_word import changed

from govreport.document import Document, Grid, Paragraph
from govreport.errors import MissingExtraError, ReadError
from govreport.readers.sheets import biff, ods, sheet
from govreport.readers.sheets.sheet import ODS, XLS, XLSX, printed, read
from govreport.readers.words import libreoffice

needs_libreoffice = pytest.mark.skipif(not libreoffice.found(), reason="LibreOffice is not installed")
Row = list[object]
# An empty cell at the end of a row is one only if a border is drawn around it.
LINED = Border(*[Side("thin")] * 4)


def fill(page: Worksheet, rows: list[Row], merged: str = "", lined: bool = True) -> None:
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row, start=1):
            page.cell(r, c).value = value
        for c in range(max(map(len, rows)) if lined else 0):
            page.cell(r, c + 1).border = LINED
    for area in merged.split():
        page.merge_cells(area)


def book(rows: list[Row], merged: str = "", lined: bool = True) -> bytes:
    file = openpyxl.Workbook()
    fill(file.worksheets[0], rows, merged, lined)
    return saved(file)


def saved(file: openpyxl.Workbook) -> bytes:
    written = BytesIO()
    file.save(written)
    return written.getvalue()


def seen(data: bytes, media_type: str = XLSX) -> Document:
    document = read(data, "a.xlsx", "0" * 64, media_type)
    text = document.text
    assert "\n".join(text[b.where.start : b.where.end] for b in document.blocks) == text
    for block in document.blocks:
        for row in block.rows if isinstance(block, Grid) else ():
            for cell in row:
                assert text[cell.where.start : cell.where.end] == cell.text
    return document


def blocks(data: bytes, media_type: str = XLSX) -> list[object]:
    """A text for each paragraph, a list of rows for each grid."""
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]
        for block in seen(data, media_type).blocks
        if isinstance(block, Grid | Paragraph)
    ]


def test_an_empty_cell_without_border_ends_its_row() -> None:
    grid = next(b for b in seen(book([["规章", 1, 2], ["文件", 3, None]], lined=False)).blocks)
    assert isinstance(grid, Grid)
    assert [len(row) for row in grid.rows] == [3, 2]
    assert grid.widths == (3, 2)


def test_an_empty_cell_with_a_border_behind_the_last_text_widens_its_row() -> None:
    file = openpyxl.Workbook()
    fill(file.worksheets[0], [["规章", 1, 2], ["文件", 3, 4]], lined=False)
    file.worksheets[0]["D2"].border = Border(right=Side("thin"))
    file.worksheets[0]["D1"].border = Border(left=Side("thin"))  # the right edge of C1
    (grid,) = seen(saved(file)).blocks
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [["规章", "1", "2"], ["文件", "3", "4", ""]]
    assert grid.widths == (3, 4)


def test_hidden_rows_and_columns_are_left_out() -> None:
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    fill(page, [["规章", 7, 1, 2], ["规章", 7, 8, 9], ["文件", 7, 3, 4], ["处罚", 7, 5, 6]])
    page.row_dimensions[2].hidden = True
    page.column_dimensions["B"].hidden = True
    assert blocks(saved(file)) == [[["规章", "1", "2"], ["文件", "3", "4"], ["处罚", "5", "6"]]]


def test_numbers_are_read_as_their_format_shows_them() -> None:
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    forms = ["0%", "0.00", "General", "#,##0_ ", "0!.0,"]
    fill(page, [["规章", 1, 7730.284912, 12.5, 1234.4, 12000], ["文件", 1, 2, 3, 4, 5]])
    for column, form in enumerate(forms, start=2):
        page.cell(1, column).number_format = form
    assert blocks(saved(file)) == [
        [["规章", "100%", "7730.28", "12.5", "1234", "12000[0!.0,]"], ["文件", "1", "2", "3", "4", "5"]]
    ]


def test_a_formula_without_result_and_an_error_are_no_blanks() -> None:
    file = openpyxl.Workbook()
    fill(file.worksheets[0], [["规章", "=1+2", 2], ["文件", 3, "#REF!"]])
    file.worksheets[0]["C2"].data_type = "e"
    assert blocks(saved(file)) == [[["规章", "=1+2", "2"], ["文件", "3", "#REF!"]]]


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
def test_a_value_is_printed_as_a_person_sees_it(value: object, expected: str) -> None:
    assert printed(value) == expected  # type: ignore[arg-type]


def test_values_in_a_file() -> None:
    row: Row = ["规章", 60, 0.1, None, "7", date(2024, 1, 31), 0]
    assert blocks(book([row])) == [[["规章", "60", "0.1", "", "7", "2024-01-31", "0"]]]


# Tables


def test_merged_cells_stand_where_they_begin() -> None:
    rows: list[Row] = [
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


def test_places_name_the_sheet_its_row_and_the_row_of_the_table() -> None:
    rows: list[Row] = [["标题"], [], [None, "规章", 1], [None, "文件", 2]]
    title, grid = seen(book(rows)).blocks
    assert isinstance(grid, Grid)
    assert (title.where.page, title.where.line) == (1, 1)
    where = grid.rows[1][1].where
    assert (where.page, where.line, where.table, where.row, where.column) == (1, 4, 1, 2, 2)


def test_empty_rows_and_columns_around_a_table_are_cut() -> None:
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    page["C3"], page["D3"] = "规章", 1
    page.cell(9, 9).number_format = "0.00"
    assert blocks(saved(file)) == [[["规章", "1"]]]


def test_a_blank_row_ends_a_table() -> None:
    rows: list[Row] = [["规章", 1], [None, " "], ["文件", 2]]
    assert blocks(book(rows)) == [[["规章", "1"]], [["文件", "2"]]]


def test_a_blank_row_inside_a_merged_cell_does_not() -> None:
    assert blocks(book([["规章", 1], [None, None]], "A1:A2")) == [[["规章", "1"], [""]]]


def test_a_title_over_several_rows_is_a_paragraph() -> None:
    assert blocks(book([["标题"], [], ["规章", 1], ["文件", 2]], "A1:B2")) == [
        "标题",
        [["规章", "1"], ["文件", "2"]],
    ]
    assert blocks(book([["标题"], []], "A1:B2")) == ["标题"]


def test_a_label_alone_in_its_row_that_reaches_down_beside_others_is_in_the_table() -> None:
    assert blocks(book([["办理", None], [None, 2]], "A1:A2")) == [[["办理", ""], ["2"]]]


def test_blank_cells_below_a_wide_head_are_kept() -> None:
    rows: list[Row] = [["情况", "申请人"], ["规章", 1, None], ["文件", 2, None]]
    expected = [["情况", "申请人"], ["规章", "1", ""], ["文件", "2", ""]]
    assert blocks(book(rows, "B1:C1")) == [expected]


def test_a_title_over_the_whole_sheet_widens_no_table() -> None:
    rows: list[Row] = [["标题"], *([["规章", 1]] * 200)]
    title, *_ = found = blocks(book(rows, "A1:XFD1", lined=False))
    assert title == "标题"
    assert found[1:] == [[["规章", "1"]] * 200]


def test_a_blank_cell_is_kept_where_others_of_its_column_are_filled() -> None:
    assert blocks(book([["规章", 1, None], ["文件", None, 2]])) == [[["规章", "1", ""], ["文件", "", "2"]]]


@pytest.mark.parametrize("merged", ["", "A1:C1 A2:C2 A5:C5 A6:C6"])
def test_text_above_between_and_below_tables(merged: str) -> None:
    rows: list[Row] = [
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


def test_a_label_without_numbers_is_a_row() -> None:
    rows: list[Row] = [["规章", 1, 2], ["文件"], ["其他"]]
    assert blocks(book(rows)) == [[["规章", "1", "2"], ["文件", "", ""], ["其他", "", ""]]]


def test_a_numbered_label_merged_as_the_others_is_a_row() -> None:
    rows: list[Row] = [["一、新收", None, 1, 2], ["二、结转", None, 3, 4], ["三、转下年"]]
    expected = [["一、新收", "1", "2"], ["二、结转", "3", "4"], ["三、转下年", "", ""]]
    assert blocks(book(rows, "A1:B1 A2:B2 A3:B3")) == [expected]
    # Merged further than any label, though not as far as the table: a heading.
    assert blocks(book(rows, "A1:B1 A2:B2 A3:C3")) == [expected[:2], "三、转下年"]


def test_a_number_alone_in_its_row_is_a_row() -> None:
    assert blocks(book([["规章", 1, 2], [None, 3]])) == [[["规章", "1", "2"], ["", "3", ""]]]
    assert blocks(book([["规章", 1], [None, "见上。"]])) == [[["规章", "1"], ["", "见上。"]]]


def test_several_sheets_and_hidden_ones() -> None:
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

TABLE: list[Row] = [
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


def test_the_table_that_is_saved_in_other_formats() -> None:
    assert blocks(book(TABLE, TABLE_MERGED)) == TABLE_READ


@needs_libreoffice
@pytest.mark.parametrize(("ending", "media_type"), [("xls", XLS), ("ods", ODS)])
def test_files_of_libreoffice(ending: str, media_type: str) -> None:
    data = libreoffice.resaved(book(TABLE, TABLE_MERGED), "a", "a spreadsheet", "xlsx", ending)
    assert blocks(data, media_type) == TABLE_READ
    assert seen(data, media_type).media_type == media_type


@needs_libreoffice
@pytest.mark.parametrize(("ending", "media_type"), [("xls", XLS), ("ods", ODS), ("xlsx", XLSX)])
@pytest.mark.parametrize("more", [0, 400])
def test_how_files_of_libreoffice_look(ending: str, media_type: str, more: int) -> None:
    """Row 2 and column B are hidden; a file of more than 4096 bytes is laid out otherwise."""
    file = openpyxl.Workbook()
    page = file.worksheets[0]
    rows: list[Row] = [["规章", 7, 0.5, 7730.284912], ["隐", 8, 8, 8], ["文件", 7, "=1/0", 1234.5], ["无", 7]]
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


def test_an_xls_file_that_nobody_can_look_into_has_no_look() -> None:
    for data in (b"", bytes(600), b"\xd0\xcf\x11\xe0" + b"\xff" * 2000):
        assert biff.looks(data, {1: [["1"]]}) == {}


def ods_file(rows: str, before: str = "") -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content{names}>{before}<office:body><office:spreadsheet>{rows}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", content)
    return written.getvalue()


def ods_cell(text: str = "", about: str = "", number: str = "") -> str:
    value = f' office:value="{number}"' if number else ""
    return f"<table:table-cell {about}{value}><text:p>{text}</text:p></table:table-cell>"


def ods_table(*rows: str, about: str = "") -> str:
    inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table {about}>{inner}</table:table>"


def test_ods_numbers_texts_and_remarks() -> None:
    remark = "<office:annotation><text:p>7</text:p></office:annotation>"
    row = (
        ods_cell("规<text:s/>章<text:span>等</text:span>")
        + ods_cell("60.00", number="60.00")
        + ods_cell("1%", number="1E-2")
        + f"<table:table-cell>{remark}<text:p>甲</text:p><text:p>乙</text:p></table:table-cell>"
    )
    assert blocks(ods_file(ods_table(row)), ODS) == [[["规 章等", "60", "1%", "甲 乙"]]]


def test_ods_shows_what_a_person_sees() -> None:
    row = (
        ods_cell("1,234.50", number="1234.4999")
        + ods_cell("-", number="0")
        + ods_cell("1.2E+03", number="1234")
        + ods_cell("12件", number="12")
    )
    assert blocks(ods_file(ods_table(row)), ODS) == [[["1234.5", "0", "1234", "12"]]]


def test_ods_hidden_rows_and_columns() -> None:
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


def test_ods_repeated_and_covered_cells() -> None:
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


def test_ods_repeated_rows_and_hidden_sheets() -> None:
    style = (
        '<office:automatic-styles><style:style style:name="h"><style:table-properties '
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


def test_an_ods_file_that_claims_too_much_is_refused() -> None:
    row = ods_cell("1", 'table:number-columns-repeated="16000"')
    for cells in (row, ods_cell("1", 'table:number-columns-repeated="9999999"')):
        rows = f'<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row>'
        with pytest.raises(ReadError, match=r"^a\.xlsx: a sheet of at most 2000000 cells was expected"):
            seen(ods_file(f"<table:table>{rows}</table:table>"), ODS)


# What cannot be read


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 16_384), (1_048_576, 2), (200, 16_384)])
def test_cells_too_far_apart_are_refused(row: int, column: int) -> None:
    file = openpyxl.Workbook()
    file.worksheets[0].cell(1, 1).value = 1
    file.worksheets[0].cell(row, column).value = 1
    with pytest.raises(
        ReadError, match=r"^a\.xlsx: a sheet of at most 2000000 cells was expected, one has more$"
    ):
        seen(saved(file))
    # Before calamine makes room for all cells between, which would end the process.
    with pytest.raises(ValueError, match="2000000 cells"):
        sheet._require_size(saved(file))


def test_merged_ranges_beyond_all_measure_are_refused() -> None:
    data = book([["甲", 1], [None, 2]], "A1:A2")
    for reference in (b"A1:A1048576", b"A1:Z99999"):
        with pytest.raises(ReadError, match=r"^a\.xlsx: merged cells of at most 2000000 cells were expected"):
            seen(changed(data, lambda _, content, to=reference: content.replace(b"A1:A2", to)))


@pytest.mark.parametrize("media_type", [XLSX, XLS, ODS])
def test_damage_is_said_in_one_line(media_type: str) -> None:
    with pytest.raises(ReadError, match=r"^a\.xlsx: the spreadsheet .*is damaged") as caught:
        seen(book([["规章", 1]])[:500], media_type)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("media_type", [XLSX, ODS])
def test_damage_of_what_is_packed_is_said_in_one_line(media_type: str) -> None:
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


def test_damage_that_only_openpyxl_sees_is_said_in_one_line() -> None:
    data = changed(book([["规章", 1]]), lambda name, c: c[:-9] if name == "docProps/core.xml" else c)
    with pytest.raises(ReadError, match=r"^a\.xlsx: the spreadsheet is damaged: ") as caught:
        seen(data)
    assert "\n" not in str(caught.value)


def test_a_panic_of_calamine_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no Exception, so that nothing else would stop it from ending a whole run."""
    panic = type("PanicException", (BaseException,), {})

    def load(data: object) -> None:
        raise panic("range start index 14 out of range")

    monkeypatch.setattr("python_calamine.load_workbook", load)
    with pytest.raises(ReadError, match=r"^a\.xlsx: the spreadsheet is damaged: range start index 14"):
        seen(b"", XLS)
    monkeypatch.setattr("python_calamine.load_workbook", lambda data: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        seen(b"", XLS)


@pytest.mark.parametrize(("media_type", "kind"), [(XLSX, "XLSX"), (XLS, "XLS")])
def test_the_extra_is_named(media_type: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    message = rf"^{kind} needs python-calamine: pip install 'govreport\[docs\]'$"
    with pytest.raises(MissingExtraError, match=message):
        seen(b"", media_type)


def test_the_limits_of_both_readers_agree() -> None:
    assert sheet._MOST_SLOTS == ods._MOST_SLOTS
