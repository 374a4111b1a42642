"""Tables as one XLSX workbook: a sheet for each, its head frozen, no text a formula."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from govreport.errors import GovReportError, MissingExtraError

__all__ = ["write"]

_ROWS, _TEXT = 1_048_575, 32_767  # what a sheet holds below its head, and a cell
_REST = "……（全文见 the whole text is in {name}.csv）"


def write(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables to a workbook.

    A text longer than a cell may be is cut, and says where the whole of it is; characters that no cell may
    hold become U+FFFD.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    GovReportError
        If a table has more rows than a sheet.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Font
    except ImportError as error:
        raise MissingExtraError("XLSX needs openpyxl: pip install 'govreport[export]'") from error
    for name, table in tables.items():
        if len(table) > _ROWS:
            raise GovReportError(
                f"{path}: {name}: at most {_ROWS:,} rows fit into a sheet, found {len(table):,}"
            )
    book = Workbook(write_only=True)

    def cell(sheet: Any, value: object, rest: str, font: Font | None = None) -> Any:
        made = WriteOnlyCell(sheet, value=None)
        if isinstance(value, str):
            text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
            value = text if len(text) <= _TEXT else text[: _TEXT - len(rest)] + rest
        made.value = value  # type: ignore[assignment]
        if isinstance(value, str):
            made.data_type = "s"  # never a formula
        if font:
            made.font = font
        return made

    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        bold, rest = Font(bold=True), _REST.format(name=name)
        sheet.append([cell(sheet, str(column), rest, bold) for column in table.columns])
        for row in table.astype(object).where(table.notna(), None).itertuples(index=False):
            sheet.append([cell(sheet, _value(value), rest) for value in row])
    book.properties.creator = "govreport"
    book.save(path)


def _value(value: object) -> object:
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
