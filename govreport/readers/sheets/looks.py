"""How an XLSX file shows its cells: borders, formats and fonts, what is hidden, and what lies over them."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from govreport.errors import MissingExtraError
from govreport.normalize import squeezed
from govreport.readers.apart import NO_TEXT, How, Run, draws_signs, is_white, printed
from govreport.readers.sheets.formats import condition_holds, shown, text_shown
from govreport.readers.sheets.later import later_conditions
from govreport.readers.sheets.overlays import Over, overlays

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Look", "looks"]

_Slot = tuple[int, int]  # row and column from 0

_MOST_CELLS = 100_000  # of a sheet: one that has more is no table of a report
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_AUTOMATIC = 64
_WHITES = (1, 9)  # of the colours that have a number
_LOWEST, _NARROWEST = 1.5, 0.3  # points of a row, characters of a column: what is less shows nothing
_SMALLEST, _USUAL = 1, 11  # points of a letter
_TIGHT = 1.5  # characters: by so much a number must be wider than its column, or it may fit all the same
_MOST_COLUMNS = 1000
_SHORT = 20  # characters of a text box that may be the value of the cell below it
_OPERATORS = {
    "equal": "=",
    "notEqual": "!=",
    "lessThan": "<",
    "lessThanOrEqual": "<=",
    "greaterThan": ">",
    "greaterThanOrEqual": ">=",
}


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
    over : tuple of Over
        What lies over the cells, and what of them was struck out; by row.
    """

    bordered: frozenset[_Slot] = frozenset()
    shown: Mapping[_Slot, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    over: tuple[Over, ...] = ()


class _Style(NamedTuple):
    """What the style of a cell, or a conditional format, makes of it."""

    lined: bool
    form: str
    how: How
    ground: Any
    repeats: bool = False  # what stands in the cell, until it is full


class _Condition(NamedTuple):
    """A rule that hides or strikes out what stands in some cells, or shows it in another format."""

    bounds: tuple[tuple[int, int, int, int], ...]  # first and last column, first and last row, from 1
    rule: Any
    form: str | None
    how: How


def looks(data: bytes, sheets: Mapping[int, Sequence[Sequence[str]]]) -> dict[int, Look]:
    """The look of each sheet, by its number (from 1).

    Parameters
    ----------
    data : bytes
        The XLSX file.
    sheets : mapping
        The stored values of the sheets that matter, as texts. Of a sheet of over 100,000 cells, and of a
        file that openpyxl cannot open, nothing is known but that.

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
    wanted = [number for number, size in sizes.items() if size <= _MOST_CELLS]
    found = {number: _unknown(f"over {_MOST_CELLS} cells") for number in sheets.keys() - wanted}
    if not wanted:
        return found
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it does not know, and we do not ask
            book: Any = load_workbook(BytesIO(data), rich_text=True)
    except (SyntaxError, zlib.error) as error:
        raise ValueError(f"the spreadsheet is damaged: {squeezed(str(error))}") from error
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        # openpyxl is stricter than calamine, which has read the file
        return found | dict.fromkeys(wanted, _unknown(squeezed(str(error))))
    pages = {number: book[book.sheetnames[number - 1]] for number in wanted}
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            over = {number: overlays(archive, page._rels) for number, page in pages.items()}
            later = {number: later_conditions(archive, number) for number in pages}
    except (SyntaxError, KeyError, zlib.error, zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"the spreadsheet is damaged: {squeezed(str(error))}") from error
    return found | {
        number: _look(page, sheets[number], over[number], later[number]) for number, page in pages.items()
    }


def _unknown(why: str) -> Look:
    return Look(over=(Over(0, 0, "unread", f"how cells look (formats, struck-out and hidden text): {why}"),))


def _look(
    page: Worksheet, texts: Sequence[Sequence[str]], over: Sequence[Over], later: Sequence[str]
) -> Look:
    width = max(map(len, texts), default=0)
    # One column further: an empty cell that somebody put in may stand behind the last text.
    rows = list(page.iter_rows(max_row=len(texts), max_col=width + 1)) if texts else []
    slots = [((r, c), cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    styles: dict[int, _Style] = {}
    for _, cell in slots:
        if cell.style_id not in styles:
            styles[cell.style_id] = _style(cell)
    conditions = [*_conditions(page), *map(_later, later)]
    differing = list(_differing(page, slots, texts, styles, conditions))
    bordered = frozenset(slot for slot, cell in slots if styles[cell.style_id].lined)
    covered = {(o.row, o.column) for o in over if o.kind == "unread" or len(o.what) <= _SHORT}
    blank = {
        (r, c) for r, c in covered & bordered if r < len(texts) and c < len(texts[r]) and not texts[r][c]
    }
    struck = [Over(*slot, "struck", gone) for slot, _, gone in differing if gone]
    return Look(
        bordered,
        {slot: text for slot, text, _ in differing} | dict.fromkeys(blank, NO_TEXT),
        frozenset(_hidden_rows(page, len(texts))),
        frozenset(_hidden_columns(page, width)),
        tuple(sorted([*over, *struck])),
    )


def _hidden_rows(page: Worksheet, height: int) -> Iterator[int]:
    without = set(range(1, height + 1)) if page.sheet_format.zeroHeight else set()
    for row, about in page.row_dimensions.items():
        if about.hidden or (about.ht is not None and about.ht < _LOWEST):
            yield row - 1
        elif about.ht is not None:
            without.discard(row)
    yield from (row - 1 for row in without)


def _hidden_columns(page: Worksheet, width: int) -> Iterator[int]:
    for about in page.column_dimensions.values():
        if about.hidden or about.width < _NARROWEST:
            yield from (column - 1 for column in range(about.min or 1, min(about.max or 1, width) + 1))


def _narrow(page: Worksheet) -> dict[int, float]:
    """For each column whose width is given, from 0, the characters of usual size that go into it at most."""
    return {
        column - 1: about.width + _TIGHT
        for about in page.column_dimensions.values()
        if about.customWidth and not about.hidden
        for column in range(about.min or 1, min(about.max or 1, _MOST_COLUMNS) + 1)
    }


def _size(cell: Cell | MergedCell) -> float:
    """The size of the letters of a cell, of the usual one."""
    return (cell.font.sz or _USUAL) / _USUAL if cell.font else 1.0


def _style(cell: Cell | MergedCell) -> _Style:
    lined = any(side and side.style for side in (cell.border.right, cell.border.bottom))
    ground = _ground(cell.fill, "start_color") if cell.fill.fill_type not in (None, "none") else None
    repeats = cell.alignment.horizontal == "fill"
    return _Style(lined, cell.number_format, _how(cell.font, ground), ground, repeats)


def _how(font: Any, ground: Any) -> How:
    """How letters of a font are printed on a ground (a colour, or None); ``plain`` where nothing says so."""
    if font is None:
        return "plain"
    if font.sz is not None and font.sz <= _SMALLEST:
        return "hidden"
    if _is_white(font.color) and (ground is None or _is_white(ground)):
        return "hidden"
    if ground is not None and font.color is not None and _same(font.color, ground):
        return "hidden"
    if draws_signs(font.rFont if hasattr(font, "rFont") else font.name):  # of a part of a text, or of a cell
        return "unsure"
    if font.strike:
        return "struck"
    return "raised" if font.vertAlign in ("superscript", "subscript") else "plain"


def _ground(fill: Any, side: str) -> Any:
    """The colour of a fill; of a gradient, black for whatever it is."""
    from openpyxl.styles import Color, GradientFill

    if isinstance(fill, GradientFill):
        return Color("FF000000")
    return None if fill is None else getattr(fill, side)


def _same(one: Any, other: Any) -> bool:
    """Whether two colours are one: letters of the colour of their cell are not seen."""
    if one.type != other.type or (one.type == "indexed" and one.value == _AUTOMATIC):
        return False
    return bool(one.value == other.value and one.tint == other.tint)


def _is_white(color: Any) -> bool:
    if color is None:
        return False
    if color.type == "theme":
        return bool(color.theme == 0 and color.tint > -0.06)
    return color.value in _WHITES if color.type == "indexed" else is_white(color.value)


def _differing(
    page: Worksheet,
    slots: Sequence[tuple[_Slot, Cell | MergedCell]],
    texts: Sequence[Sequence[str]],
    styles: Mapping[int, _Style],
    conditions: Sequence[_Condition],
) -> Iterator[tuple[_Slot, str, str]]:
    """The cells that show something else than is stored in them: what they show, and what is struck out."""
    zeros = page.sheet_view.showZeros is not False
    formulas = page.sheet_view.showFormulas
    narrow = _narrow(page)
    for (r, c), cell in slots:
        if cell.value is None or c >= len(texts[r]):
            continue
        text, style = texts[r][c], styles[cell.style_id]
        if cell.data_type in ("f", "e") and not text:
            yield (r, c), str(cell.value), ""  # a formula never worked out, or an error: no blank
            continue
        form, how = style.form, style.how
        unsure = NO_TEXT if (formulas and cell.data_type == "f") or style.repeats else ""
        if len(text) * _size(cell) > narrow.get(c, len(text) * _size(cell)) and text.isdecimal():
            unsure = "" if cell.alignment.shrink_to_fit or cell.data_type == "s" else NO_TEXT  # ###
        for condition in conditions:
            verdict = _holds(condition, r, c, text)
            if verdict is None:
                unsure = NO_TEXT
            elif verdict:
                form = condition.form or form
                how = condition.how if condition.how != "plain" else how
        runs: list[Run] = [(text, how)]
        if _PLAIN.fullmatch(text) and cell.data_type in ("f", "n", "d"):
            runs = [(shown(text, form) if zeros or Decimal(text) else "", how)]
        elif isinstance(cell.value, list):
            runs = [_run(part, style, how) for part in cell.value]
        elif form not in ("General", "@") and cell.data_type == "s":
            runs = [(text_shown(text, form), how)]
        seen, struck = printed(runs)
        if seen != text or unsure:
            seen = squeezed(seen) or (NO_TEXT if struck else "")
            if seen != text or unsure:
                yield (r, c), f"{seen}{unsure if seen else ''}", struck


def _run(part: Any, style: _Style, how: How) -> Run:
    """A part of a text; what has a font of its own takes nothing from its cell's."""
    return (part, how) if isinstance(part, str) else (part.text, _how(part.font, style.ground))


def _conditions(page: Worksheet) -> Iterator[_Condition]:
    for formatting in page.conditional_formatting:
        bounds = tuple(cells.bounds for cells in formatting.cells.ranges)
        for rule in formatting.rules:
            look = rule.dxf
            how = "plain" if look is None else _how(look.font, _ground(look.fill, "bgColor"))
            form = None if look is None or look.numFmt is None else look.numFmt.formatCode
            instead = any(bar is not None and bar.showValue is False for bar in (rule.iconSet, rule.dataBar))
            if how != "plain" or form is not None or instead:
                yield _Condition(bounds, rule, form, how)


def _later(ranges: str) -> _Condition:
    from openpyxl.worksheet.cell_range import MultiCellRange

    bounds = tuple(cells.bounds for cells in MultiCellRange(ranges).ranges)
    return _Condition(bounds, None, None, "unsure")


def _holds(condition: _Condition, r: int, c: int, text: str) -> bool | None:
    """Whether a conditional format applies to a cell; None where we cannot say."""
    inside = (
        left <= c + 1 <= right and top <= r + 1 <= bottom for left, top, right, bottom in condition.bounds
    )
    if not text or not any(inside):
        return False
    rule = condition.rule
    if rule is None or rule.type != "cellIs" or rule.operator not in _OPERATORS or not rule.formula:
        return None
    value = Decimal(text) if _PLAIN.fullmatch(text) else None
    return condition_holds(value, f"{_OPERATORS[rule.operator]}{rule.formula[0]}")
