"""A coding sheet: a drawn sample as an XLSX file in which only the coder's columns can be filled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from govreport import __version__
from govreport.coding import layout
from govreport.coding.book import CodeEntry, CodingBook
from govreport.coding.sampling import draw
from govreport.errors import GovReportError, MissingExtraError
from govreport.synth.drawn.archive import without_clock

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["coding_sheet"]

_NEEDED = ("report_id", "sentence", "before", "after", "start", "end", "section", "gated")
_WIDTHS = {"id": 12, "report_id": 14, "before": 36, "sentence": 60, "after": 36, "remark": 30}
_BOOK_HEADS = ("代码 code", "中文", "English", "定义 definition", "计入 inclusion", "不计入 exclusion")
_COVER = (
    "对“编码 coding”页中每一句“待编码句”，判断它是否说明了政府信息公开申请的内容；"
    "前句与后句只供理解，不编码。",
    "For each sentence of the sheet 编码 coding, judge whether it says what information requests were about; "
    "the sentences before and after are context and are not coded.",
    "只依据“编码表 codebook”。一句可有多个代码，依次填入代码1至代码5；没有说明申请内容的句子只填 {none}。",
    "Use the codebook only. A sentence may have several codes, one in each code column; "
    "a sentence that does not say what requests were about gets {none} alone.",
    "句中写明该内容的件数时填入“件数”；拿不准时在“不确定”选“{yes}”；其他想法写在“备注”。",
    "Fill count where the sentence states how many requests; choose {yes} where you are not sure; "
    "anything else goes to remark.",
    "没有编码的行视为缺失，不视为“没有说明”。请独立编码，不与他人商量；不要增删行。",
    "A row without a code is missing, not “no theme”. Code alone; do not add or delete rows.",
)


def coding_sheet(
    sentences: pd.DataFrame,
    path: str | Path,
    *,
    codebook: CodingBook | Iterable[CodeEntry | Mapping[str, str]],
    n: int = 200,
    strata: Sequence[str] = ("year", "level", "province"),
    seed: int,
    version: str = "",
) -> pd.DataFrame:
    """Draw a stratified sample of sentences and write it for coders; every coder gets a copy of the file.

    Parameters
    ----------
    sentences : DataFrame
        As :func:`govreport.coding.sentences` gives it.
    path : str or Path
        The XLSX file to write.
    codebook : CodingBook or iterable
        Rows that have code, zh, en, definition, inclusion and exclusion make a `CodingBook` of `version`.
    n : int
        How many sentences; from the number of strata to the number of sentences.
    strata : sequence of str
        Columns that divide `sentences`; the sample is proportional, with at least one of each stratum.
    seed : int
        The same seed and sentences, the same file.
    version : str
        The version of a codebook that comes as rows.

    Returns
    -------
    DataFrame
        The strata: their values, `population`, `sample`, `weight`.

    Raises
    ------
    GovReportError
        If columns are missing, the codebook is not one, or `n` does not fit.
    MissingExtraError
        If openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise MissingExtraError("coding sheets need openpyxl: pip install 'govreport[docs]'") from error
    missing = [name for name in _NEEDED if name not in sentences]
    if missing:
        raise GovReportError(f"sentences: expected the columns {', '.join(missing)}")
    book = codebook if isinstance(codebook, CodingBook) else CodingBook.of(codebook, version)
    sample, table = draw(sentences, n, strata, seed)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _write_cover(workbook, book)
    _write_book(workbook, book)
    _write_coding(workbook, sample, book)
    _write_origin(workbook, sample, table, book, seed)
    written = BytesIO()
    workbook.save(written)
    Path(path).write_bytes(without_clock(written.getvalue()))
    return table


def _write_cover(workbook: Workbook, book: CodingBook) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    sheet = workbook.create_sheet(layout.COVER)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
    _put(sheet, 1, 1, "人工编码表 Hand-coding sheet")
    _put(sheet, 3, 1, "编码员 coder")
    entry = sheet[layout.CODER]
    entry.protection, entry.fill = Protection(locked=False), PatternFill("solid", fgColor="FFF2CC")
    _put(sheet, 4, 1, "编码表版本 codebook")
    _put(sheet, 4, 2, f"{book.version} ({book.fingerprint})")
    for row, line in enumerate(_COVER, start=6):
        _put(sheet, row, 2, line.format(none=book.none, yes=layout.YES))
        sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.protection.enable()


def _write_book(workbook: Workbook, book: CodingBook) -> None:
    sheet = workbook.create_sheet(layout.BOOK)
    for column, (head, width) in enumerate(zip(_BOOK_HEADS, (10, 22, 26, 50, 60, 50), strict=True), start=1):
        _put(sheet, 1, column, head)
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    for row, entry in enumerate(book.entries, start=2):
        for column, text in enumerate(astuple(entry), start=1):
            _put(sheet, row, column, text, wrapped=True)
    sheet.freeze_panes = "B2"
    sheet.protection.enable()


def _write_coding(workbook: Workbook, sample: pd.DataFrame, book: CodingBook) -> None:
    from openpyxl.styles import PatternFill, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = workbook.create_sheet(layout.CODING)
    letters = {}
    for column, (name, head) in enumerate(layout.HEADS.items(), start=1):
        _put(sheet, 1, column, head)
        letters[name] = sheet.cell(1, column).column_letter
        sheet.column_dimensions[letters[name]].width = _WIDTHS.get(name, 10)
    fill = PatternFill("solid", fgColor="FFF2CC")
    for row, record in enumerate(sample.to_dict("records"), start=layout.FIRST_ROW):
        for column, name in enumerate(layout.HEADS, start=1):
            if name in layout.INPUTS:
                cell = sheet.cell(row, column)
                cell.protection, cell.fill = Protection(locked=False), fill
            else:
                _put(sheet, row, column, str(record["unit" if name == "id" else name]), wrapped=True)
    last = layout.FIRST_ROW + len(sample) - 1
    codes = f"'{layout.BOOK}'!$A$2:$A${len(book.entries) + 1}"
    checks = [
        (DataValidation("list", formula1=codes, allow_blank=True), layout.CODES),
        (
            DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True),
            (layout.COUNT,),
        ),
        (DataValidation("list", formula1=f'"{layout.YES}"', allow_blank=True), (layout.UNCERTAIN,)),
    ]
    for check, names in checks:
        check.showErrorMessage = True
        sheet.add_data_validation(check)
        for name in names:
            check.add(f"{letters[name]}{layout.FIRST_ROW}:{letters[name]}{last}")
    sheet.freeze_panes = f"{letters[layout.SENTENCE]}{layout.FIRST_ROW}"
    sheet.protection.enable()


def _write_origin(
    workbook: Workbook, sample: pd.DataFrame, table: pd.DataFrame, book: CodingBook, seed: int
) -> None:
    """What ties the answers to the sample: hidden from coders, who must not see what the gate decided."""
    sheet = workbook.create_sheet(layout.ORIGIN)
    units = [
        {name: _plain(record[name]) for name in ("unit", *_NEEDED, "weight")}
        | {"sentence": _printable(str(record["sentence"]))}
        for record in sample.to_dict("records")
    ]
    origin = {
        "format": 2,
        "govreport": __version__,
        "codebook_version": book.version,
        "codebook": book.fingerprint,
        "codes": [entry.code for entry in book.entries],
        "none": book.none,
        "seed": seed,
        "n": len(sample),
        "sample": hashlib.sha256(json.dumps(units, ensure_ascii=False).encode()).hexdigest()[:16],
    }
    rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in origin.items()]
    strata = [{name: _plain(value) for name, value in row.items()} for row in table.to_dict("records")]
    rows += [("stratum", json.dumps(stratum, ensure_ascii=False)) for stratum in strata]
    rows += [("unit", json.dumps(unit, ensure_ascii=False)) for unit in units]
    for row, pair in enumerate(rows, start=1):
        for column, text in enumerate(pair, start=1):
            _put(sheet, row, column, text)
    sheet.sheet_state = "veryHidden"
    sheet.protection.enable()


def _plain(value: Any) -> Any:
    """A value of a frame as JSON has it."""
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else _printable(value) if isinstance(value, str) else value


def _put(sheet: Worksheet, row: int, column: int, text: str, wrapped: bool = False) -> None:
    from openpyxl.styles import Alignment

    cell = sheet.cell(row, column, _printable(text))
    cell.data_type = "s"  # a sentence that begins with = is no formula
    if wrapped:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _printable(text: str) -> str:
    """A text without the control characters that a spreadsheet cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)
