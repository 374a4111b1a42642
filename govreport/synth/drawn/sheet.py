"""XLSX files as offices fill them: one sheet or several, merged titles, numbers as numbers or as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from govreport.synth.drawn.archive import without_clock
from govreport.synth.page import DrawnCell, DrawnLine, DrawnPage, DrawnTable, slots

__all__ = ["DRAWERS"]

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SIDE = Side(style="thin")
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_WIDTH = 10  # columns that a title or paragraph reaches over


@dataclass(frozen=True, slots=True)
class _SheetHabits:
    """How the author of a file works, the same through the whole file."""

    several: bool  # each table has a sheet of its own
    as_text: bool  # numbers are typed as text
    merged: bool  # titles and paragraphs reach over the columns of the tables
    spaced: bool  # a blank row stands above and below each table
    first: int  # the column in which everything begins


def xlsx(page: DrawnPage, seed: int) -> bytes:
    """An XLSX file of `page`."""
    rng = Random(f"layout xlsx {seed}")
    habits = _SheetHabits(
        several=rng.random() < 0.5,
        as_text=rng.random() < 0.4,
        merged=rng.random() < 0.6,
        spaced=rng.random() < 0.5,
        first=rng.choice((1, 1, 1, 2)),
    )
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, blocks in enumerate(_parts(page) if habits.several else [page.blocks], start=1):
        _fill(book.create_sheet(f"表{number}"), blocks, habits)
    written = BytesIO()
    book.save(written)
    return without_clock(written.getvalue())


def _parts(page: DrawnPage) -> list[tuple[DrawnLine | DrawnTable, ...]]:
    """The blocks by sheet: a new one begins with each heading above a table, and after each table."""
    starts = [0]
    for at, block in enumerate(page.blocks):
        if isinstance(block, DrawnTable):
            heading = max(i for i in range(at) if getattr(page.blocks[i], "role", "") == "heading")
            starts += [heading, at + 1]
    bounds = sorted({*starts, len(page.blocks)})
    return [page.blocks[a:b] for a, b in pairwise(bounds)]


def _fill(sheet: Worksheet, blocks: tuple[DrawnLine | DrawnTable, ...], habits: _SheetHabits) -> None:
    row = 1
    for block in blocks:
        if isinstance(block, DrawnLine):
            sheet.cell(row, habits.first, block.text)
            if habits.merged:
                _merge(sheet, row, habits.first, 1, _WIDTH)
            row += 1
            continue
        row += habits.spaced
        for line in slots(block):
            for column, cell in enumerate(line, start=habits.first):
                if cell is not None:
                    _write(sheet, row, column, cell, habits)
            row += 1
        row += habits.spaced


def _write(sheet: Worksheet, row: int, column: int, cell: DrawnCell, habits: _SheetHabits) -> None:
    value: str | int | Decimal | None = cell.text or None
    if cell.key and not habits.as_text and _NUMBER.fullmatch(cell.text):
        value = Decimal(cell.text) if "." in cell.text else int(cell.text)
    written = sheet.cell(row, column, value)
    written.border = _BOX
    written.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    _merge(sheet, row, column, cell.down, cell.across)


def _merge(sheet: Worksheet, row: int, column: int, down: int, across: int) -> None:
    if down * across > 1:
        sheet.merge_cells(
            start_row=row, start_column=column, end_row=row + down - 1, end_column=column + across - 1
        )


DRAWERS = {"xlsx": xlsx}
