"""How an XLSX file shows its cells: their borders and number formats, and which rows and columns it hides."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from govreport.errors import MissingExtraError
from govreport.normalize import squeezed

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Look", "looks", "shown"]

Slot = tuple[int, int]  # row and column from 0

_MOST_CELLS = 100_000  # of a sheet: one that has more is no table of a report
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
# Of a number format: colours and conditions, quoted and single literals, signs of money, blanks.
_DECORATION = re.compile(r'\[[^\]]*\]|"[^"]*"|[_*\\].|[\s¥￥$()+-]')
_FIXED = re.compile(r"[#0?,]*[#0?](?:\.(?P<fraction>[#0?]*))?")
_SCALED = re.compile(r"[#0?],+$|!")  # 0, shows thousands; 0!.0, ten thousands


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet looks; rows and columns count from 0.

    Attributes
    ----------
    bordered : frozenset
        The cells with a line drawn below them or to their right.
    shown : mapping
        By cell, what a person sees where that is not the stored value.
    hidden_rows, hidden_columns : frozenset of int
    """

    bordered: frozenset[Slot] = frozenset()
    shown: Mapping[Slot, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def looks(data: bytes, sheets: Mapping[int, Sequence[Sequence[str]]]) -> dict[int, Look]:
    """The look of each sheet, by its number (from 1).

    Parameters
    ----------
    data : bytes
        The XLSX file.
    sheets : mapping
        The stored values of the sheets that matter, as texts. A sheet that is beyond all measure, and
        every sheet of a file that openpyxl cannot open, is left out.

    Raises
    ------
    ValueError
        If the file is damaged.
    MissingExtraError
        If openpyxl is not installed.
    """
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise MissingExtraError("XLSX needs openpyxl: pip install 'govreport[docs]'") from error
    sizes = {number: len(rows) * max(map(len, rows), default=0) for number, rows in sheets.items()}
    wanted = [number for number, size in sizes.items() if 0 < size <= _MOST_CELLS]
    if not wanted:
        return {}
    try:
        book = load_workbook(BytesIO(data))
    except (SyntaxError, zlib.error) as error:
        raise ValueError(f"the spreadsheet is damaged: {squeezed(str(error))}") from error
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile):
        return {}  # openpyxl is stricter than calamine, which has read the file
    return {number: _look(book[book.sheetnames[number - 1]], sheets[number]) for number in wanted}


def _look(page: Worksheet, texts: Sequence[Sequence[str]]) -> Look:
    width = max(map(len, texts))
    # One column further: an empty cell that somebody put in may stand behind the last text.
    rows = list(page.iter_rows(max_row=len(texts), max_col=width + 1))
    slots = [((r, c), cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    return Look(
        frozenset(slot for slot, cell in slots if _is_lined(cell)),
        dict(_differing(slots, texts)),
        frozenset(r - 1 for r, about in page.row_dimensions.items() if about.hidden),
        frozenset(
            column - 1
            for about in page.column_dimensions.values()
            if about.hidden
            for column in range(about.min or 1, min(about.max or 1, width) + 1)
        ),
    )


def _is_lined(cell: Cell | MergedCell) -> bool:
    return any(side and side.style for side in (cell.border.right, cell.border.bottom))


def _differing(
    slots: Sequence[tuple[Slot, Cell | MergedCell]], texts: Sequence[Sequence[str]]
) -> Iterator[tuple[Slot, str]]:
    """The cells that show something else than is stored in them."""
    for (r, c), cell in slots:
        if cell.value is None or c >= len(texts[r]):
            continue
        text = texts[r][c]
        if cell.data_type in ("f", "e") and not text:
            yield (r, c), str(cell.value)  # a formula never worked out, or an error: no blank
        elif cell.data_type in ("f", "n") and _PLAIN.fullmatch(text):
            seen = shown(text, cell.number_format)
            if seen != text:
                yield (r, c), seen


def shown(number: str, form: str) -> str:
    """A stored number as its format shows it, without zeros that say nothing.

    Only what changes the number counts: fixed decimals round it, a percentage is a hundred times of it.
    A format that shows thousands gives what is no number.

    Parameters
    ----------
    number : str
        Digits, with a sign or a point: ``7730.284``.
    form : str
        The number format of the cell: ``0.00``, ``0%``, ``#,##0_ ``, ``General``.

    Examples
    --------
    >>> shown("7730.284", "#,##0.00"), shown("0.125", "0%"), shown("12000", "0!.0,"), shown("60", "General")
    ('7730.28', '13%', '12000[0!.0,]', '60')
    """
    section = _DECORATION.sub("", form.split(";")[0])
    if _SCALED.search(section.rstrip("%")):
        return f"{number}[{form}]"
    percent = section.endswith("%")
    fixed = _FIXED.fullmatch(section.removesuffix("%"))
    if fixed is None:
        return number
    value = Decimal(number) * (100 if percent else 1)
    text = f"{value.quantize(Decimal(1).scaleb(-len(fixed['fraction'] or '')), ROUND_HALF_UP):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if percent else text
