"""Spreadsheets of Excel 97 to 2003 (XLS): the texts, merged cells and looks of their sheets, through xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from govreport.errors import MissingExtraError
from govreport.normalize import squeezed
from govreport.readers.apart import NO_TEXT, How, draws_signs, is_white, printed
from govreport.readers.limits import DAMAGE
from govreport.readers.sheets.formats import shown, text_shown
from govreport.readers.sheets.looks import Look
from govreport.readers.sheets.overlays import Over
from govreport.readers.sheets.records import overlays
from govreport.readers.sheets.values import MOST_SLOTS, TOO_LARGE, Merge, as_seen

__all__ = ["sheets"]

# A twentieth of a point, 1/256 of a character, a twentieth of a point: what is less is not seen.
_LOWEST, _NARROWEST, _SMALLEST = 30, 77, 20
_RAISED = (1, 2)  # above and below the line
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = range(1, 6)  # kinds of cells, besides
_EMPTY = (0, 6)
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}


def sheets(data: bytes) -> Iterator[tuple[int, tuple[list[list[str]], list[Merge], Look]]]:
    """The visible sheets of an XLS file, each with its number (from 1), texts, merged ranges and look.

    Raises
    ------
    ValueError
        If the file is damaged, has a password, or has a sheet larger than all measure.
    MissingExtraError
        If xlrd is not installed.
    """
    try:
        import xlrd
        from xlrd.compdoc import CompDocError
    except ImportError as error:
        raise MissingExtraError("XLS needs xlrd: pip install 'govreport[docs]'") from error
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            # Sectors that belong to two streams, as some programs write; loops are found all the same.
            ignore_workbook_corruption=True,
            logfile=io.StringIO(),
        )
        for number in range(1, book.nsheets + 1):
            sheet = book.sheet_by_index(number - 1)
            if sheet.visibility == 0:
                yield number, _XlsReader(book, sheet).read(overlays(book, number - 1))
    except (xlrd.XLRDError, CompDocError, *DAMAGE) as error:
        if "encrypted" in str(error):
            raise ValueError("the spreadsheet has a password") from error
        message = squeezed(str(error)) or type(error).__name__
        raise ValueError(f"the spreadsheet is damaged: {message}") from error


class _XlsStyle(NamedTuple):
    """The style of a cell: whether a line is drawn below it or to its right, and how it prints."""

    lined: bool
    form: str
    how: How
    painted: bool
    ground: int  # the number of its colour


class _XlsReader:
    """Reads a sheet of a workbook."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book = book
        self._sheet = sheet
        self._styles: dict[int, _XlsStyle] = {}

    def read(self, above: list[Over]) -> tuple[list[list[str]], list[Merge], Look]:
        """Texts, merged ranges and look; empty cells and rows at an end are cut."""
        rows: list[list[str]] = []
        lined: set[tuple[int, int]] = set()
        over = list(above)
        for r in range(self._sheet.nrows):
            texts: list[str] = []
            cells = zip(self._sheet.row_types(r), self._sheet.row_values(r), strict=True)
            for c, (kind, value) in enumerate(cells):
                style = self._style(self._sheet.cell_xf_index(r, c))
                if style.lined:
                    lined.add((r, c))
                if kind in _EMPTY:
                    continue
                text, struck = self._printed((r, c), kind, value, style)
                if struck:
                    over.append(Over(r, c, "struck", struck))
                if text:
                    texts += [""] * (c - len(texts)) + [text]
            rows.append(texts)
        while rows and not rows[-1]:
            rows.pop()
        width = max(map(len, rows), default=0)
        if len(rows) * width > MOST_SLOTS:
            raise ValueError(TOO_LARGE)
        merges = [((top, left), (down - 1, right - 1)) for top, down, left, right in self._sheet.merged_cells]
        heights, widths = self._sheet.rowinfo_map.items(), self._sheet.colinfo_map.items()
        look = Look(
            frozenset(lined),
            {},
            frozenset(r for r, about in heights if about.hidden or about.height < _LOWEST),
            frozenset(c for c, about in widths if about.hidden or about.width < _NARROWEST),
            tuple(sorted(over)),
        )
        return [texts + [""] * (width - len(texts)) for texts in rows], merges, look

    def _style(self, number: int) -> _XlsStyle:
        if number not in self._styles:
            about = self._book.xf_list[number]
            ground = about.background
            painted = bool(ground.fill_pattern) and not self._is_white(ground.pattern_colour_index)
            self._styles[number] = _XlsStyle(
                bool(about.border.right_line_style or about.border.bottom_line_style),
                self._book.format_map[about.format_key].format_str,
                self._how(about.font_index, painted, ground.pattern_colour_index),
                painted,
                ground.pattern_colour_index,
            )
        return self._styles[number]

    def _printed(self, slot: tuple[int, int], kind: int, value: Any, style: _XlsStyle) -> tuple[str, str]:
        """What a cell shows, and what of it is struck out."""
        parts = self._sheet.rich_text_runlist_map.get(slot) if kind == _TEXT else None
        if kind == _TEXT and not value:
            return NO_TEXT, ""  # a formula that may never have been worked out
        if kind == _TEXT:
            text = value if style.form in ("General", "@") else text_shown(value, style.form)
        elif kind == _NUMBER:
            hidden = not value and not self._sheet.show_zero_values
            text = "" if hidden else shown(as_seen(value), style.form)
        elif kind == _DATE:
            text = self._date(value)
        else:
            text = as_seen(bool(value)) if kind == _BOOLEAN else _ERRORS.get(value, "#N/A")
        if style.how == "plain" and not parts:
            return squeezed(text), ""
        fonts = ((start, self._how(font, style.painted, style.ground)) for start, font in parts or ())
        starts = [(0, style.how), *fonts]
        ends = [*(start for start, _ in starts[1:]), len(text)]
        text, struck = printed((text[a:b], how) for (a, how), b in zip(starts, ends, strict=True))
        text = squeezed(text)
        return text or (NO_TEXT if struck else ""), struck

    def _date(self, value: float) -> str:
        from xlrd.xldate import xldate_as_datetime

        moment: datetime = xldate_as_datetime(value, self._book.datemode)
        return as_seen(moment.time() if 0 < value < 1 else moment)

    def _how(self, number: int, painted: bool, ground: int) -> How:
        """How letters of a font are printed, on a ground painted in a colour or on white paper."""
        font = self._book.font_list[number]
        if painted and font.colour_index == ground and self._book.colour_map.get(ground) is not None:
            return "hidden"
        if font.height <= _SMALLEST or (self._is_white(font.colour_index) and not painted):
            return "hidden"
        if draws_signs(font.name):
            return "unsure"
        if font.struck_out:
            return "struck"
        return "raised" if font.escapement in _RAISED else "plain"

    def _is_white(self, colour: int) -> bool:
        parts = self._book.colour_map.get(colour)
        return parts is not None and is_white("{:02X}{:02X}{:02X}".format(*parts))
