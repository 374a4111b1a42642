"""OpenDocument spreadsheets (ODS): the texts and merged cells of their sheets, and how they look."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from govreport.normalize import squeezed
from govreport.readers.apart import NO_TEXT, How, printed
from govreport.readers.limits import DAMAGE, whole_number
from govreport.readers.sheets.formats import condition_holds
from govreport.readers.sheets.looks import Look
from govreport.readers.sheets.odf import OFFICE, TABLE, TEXT, Styles, runs
from govreport.readers.sheets.overlays import Over
from govreport.readers.sheets.values import MOST_SLOTS, TOO_LARGE, Merge

__all__ = ["sheets"]

_Element = etree._Element
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_CONFIG = "{urn:oasis:names:tc:opendocument:xmlns:config:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"-?\d(?:\.\d+)?E[+-]\d+")
_CONDITION = re.compile(r"(?:cell-content\(\)\s*)?(.+)")
_RANGE = re.compile(r"\.\$?([A-Z]{1,3})\$?(\d{1,7})(?::[^ ]{0,80}?\.\$?([A-Z]{1,3})\$?(\d{1,7}))?(?= |$)")
_MOST_DIGITS = 30  # before the point


class _Column(NamedTuple):
    """A range of columns: first, behind the last, the style of their cells, whether they are hidden."""

    first: int
    end: int
    style: str
    hidden: bool


class _OdsCondition(NamedTuple):
    """A condition of some cells (first and last row and column), and the style that they have under it."""

    top: int
    bottom: int
    left: int
    right: int
    condition: str
    style: str


class _Cell(NamedTuple):
    """A cell of a row, or several that are equal; what it shows, and what of it is struck out."""

    at: int
    end: int
    down: int
    across: int
    text: str
    struck: str
    lined: bool


def sheets(data: bytes) -> Iterator[tuple[int, tuple[list[list[str]], list[Merge], Look]]]:
    """The visible sheets of an ODS file, each with its number (from 1), texts, merged ranges and look.

    Raises
    ------
    ValueError
        If the file is damaged, has a password, or has a sheet larger than all measure.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            held = archive.namelist()
            settings, named, content = (
                _root(archive.read(name)) if name in held or name == "content.xml" else None
                for name in ("settings.xml", "styles.xml", "content.xml")
            )
    except DAMAGE as error:
        raise ValueError(
            f"the spreadsheet (ODS) is damaged or has a password: {squeezed(str(error))}"
        ) from error
    if content is None:
        return
    reader = _OdsReader(
        Styles([root for root in (named, content) if root is not None]), _shows_zeros(settings)
    )
    slots = 0
    for number, table in enumerate(content.iter(f"{TABLE}table"), start=1):
        if not reader.styles.hides("table", table.get(f"{TABLE}style-name", "")):
            found = reader.read(table)
            slots += len(found[0]) * len(found[0][0] if found[0] else ())
            if slots > MOST_SLOTS:
                raise ValueError(TOO_LARGE)
            yield number, found


def _root(data: bytes) -> _Element | None:
    root: _Element | None = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    return root


def _shows_zeros(settings: _Element | None) -> bool:
    items = () if settings is None else settings.iter(f"{_CONFIG}config-item")
    return all(item.text != "false" for item in items if item.get(f"{_CONFIG}name") == "ShowZeroValues")


def _times(element: _Element, name: str) -> int:
    return max(1, whole_number(element.get(f"{TABLE}number-{name}"), 1))


class _OdsReader:
    """Reads tables of a file, given its styles and whether it shows zeros."""

    def __init__(self, styles: Styles, zeros: bool) -> None:
        self.styles = styles
        self._zeros = zeros

    def read(self, table: _Element) -> tuple[list[list[str]], list[Merge], Look]:
        """Texts, merged ranges and look; empty cells and rows at an end are cut."""
        rows: list[list[str]] = []
        merges: list[Merge] = []
        hidden: set[int] = set()
        drawn: list[tuple[int, list[_Cell]]] = []
        over = list(_over(table.iterfind(f"{TABLE}shapes"), 0))
        columns = list(self._columns(table))
        conditions = list(_conditions(table))
        blank = 0  # empty rows that stand behind the last of `rows`
        for row in table.iter(f"{TABLE}table-row"):
            times = _times(row, "rows-repeated")
            first = len(rows) + blank
            asked = [c for c in conditions if c.top < first + times and first <= c.bottom]
            cells = list(self._cells(row, columns, asked))
            over += _over([row], first)
            texts = _texts(cells)
            if not texts:
                blank += times
                continue
            rows += [[]] * blank
            blank = 0
            if (len(rows) + times) * len(texts) > MOST_SLOTS:
                raise ValueError(TOO_LARGE)
            for _ in range(times):
                at = len(rows)
                hidden.update([at] if self._is_hidden(row, "table-row") else [])
                merges += [
                    ((at, cell.at), (at + cell.down - 1, cell.at + cell.across - 1))
                    for cell in cells
                    if cell.down * cell.across > 1
                ]
                over += [Over(at, cell.at, "struck", cell.struck) for cell in cells if cell.struck]
                rows.append(texts)
                drawn.append((at, [cell for cell in cells if cell.lined]))
        width = max(map(len, rows), default=0)
        if len(rows) * width > MOST_SLOTS:
            raise ValueError(TOO_LARGE)
        # One column further: an empty cell that somebody put in may stand behind the last text.
        lined = (
            (r, c) for r, cells in drawn for cell in cells for c in range(cell.at, min(cell.end, width + 1))
        )
        away = (c for column in columns if column.hidden for c in range(column.first, min(column.end, width)))
        look = Look(frozenset(lined), {}, frozenset(hidden), frozenset(away), tuple(sorted(over)))
        return [texts + [""] * (width - len(texts)) for texts in rows], merges, look

    def _is_hidden(self, element: _Element, family: str) -> bool:
        seen = element.get(f"{TABLE}visibility", "visible") == "visible"
        return not seen or self.styles.hides(family, element.get(f"{TABLE}style-name", ""))

    def _columns(self, table: _Element) -> Iterator[_Column]:
        at = 0
        for column in table.iter(f"{TABLE}table-column"):
            end = at + _times(column, "columns-repeated")
            usual = column.get(f"{TABLE}default-cell-style-name", "")
            yield _Column(at, end, usual, self._is_hidden(column, "table-column"))
            at = end

    def _cells(
        self, row: _Element, columns: Sequence[_Column], conditions: Sequence[_OdsCondition]
    ) -> Iterator[_Cell]:
        """The cells of a row; one with the style of its column is cut where the columns' styles change."""
        at = 0
        usual = row.get(f"{TABLE}default-cell-style-name")
        for cell in row.iter(*_CELLS):
            end = at + _times(cell, "columns-repeated")
            down, across = _times(cell, "rows-spanned"), _times(cell, "columns-spanned")
            name = cell.get(f"{TABLE}style-name", usual)
            parts = [(at, end, name)] if name is not None else _styled(at, end, columns)
            for first, last, style in parts:
                text = struck = ""
                if cell.tag == _CELLS[0] and (len(cell) or cell.get(f"{OFFICE}value")):
                    asked = [(c.condition, c.style) for c in conditions if c.left < last and first <= c.right]
                    text, struck = self._printed(cell, style, [*self.styles.cell(style).maps, *asked])
                yield _Cell(first, last, down, across, text, struck, self.styles.cell(style).lined)
            at = end

    def _printed(self, cell: _Element, style: str, conditions: Sequence[tuple[str, str]]) -> tuple[str, str]:
        """What a cell shows, and what of it is struck out."""
        number = cell.get(f"{OFFICE}value")
        how, unsure = self._condition(number, conditions) if conditions else (None, "")
        lines = list(cell.iterchildren(f"{TEXT}p"))
        read = [printed(runs(line, style, self.styles, how)) for line in lines]
        text = squeezed("\n".join(line for line, _ in read))
        struck = " ".join(gone for _, gone in read if gone)
        shapes = {child.tag for child in cell if str(child.tag).startswith(_DRAW)}
        lined = self.styles.cell(style).lined
        # What lies over a number but is no picture, which may be a seal: a line, a box.
        over = lined and bool(shapes if not text else shapes - {f"{_DRAW}frame"})
        if (struck or over) and not text:
            return NO_TEXT, struck
        if number is not None:
            text = self._number(text, number, style) if text or not lines else ""
        elif (day := cell.get(f"{OFFICE}date-value")) and text:
            text = day.removesuffix("T00:00:00").replace("T", " ")
        return f"{text}{unsure or (NO_TEXT if over else '')}" if text else "", struck

    def _number(self, text: str, number: str, style: str) -> str:
        """What is shown of a stored number, given its text (empty: the file leaves it to its reader)."""
        value = _value(number)
        if value is None:
            return text or squeezed(number)
        if not value and not self._zeros:
            return ""
        if not text:
            return f"{number}[{style}]{NO_TEXT}" if self.styles.cell(style).odd else _plain(value)
        plain = text.replace(",", "")
        if not _NUMBER.fullmatch(text):
            return _plain(value) if _SCIENTIFIC.fullmatch(text) else text
        half = Decimal(5).scaleb(-1 - len(plain.partition(".")[2]))
        return _plain(Decimal(plain)) if abs(Decimal(plain) - value) <= half else f"{text}[{number}]{NO_TEXT}"

    def _condition(self, number: str | None, conditions: Sequence[tuple[str, str]]) -> tuple[How | None, str]:
        """How a cell is printed under a condition that holds of it; a mark where we cannot say."""
        value = None if number is None else _value(number)
        for condition, name in conditions:
            how = self.styles.how(name, "")
            match = _CONDITION.fullmatch(condition.strip())
            holds = condition_holds(value, match[1]) if match else None
            if how != "plain" and holds is not False:
                return (None, NO_TEXT) if holds is None else (how, "")
        return None, ""


def _conditions(table: _Element) -> Iterator[_OdsCondition]:
    for formats in table.iter(f"{_CALC}conditional-format"):
        for left, top, right, bottom in _RANGE.findall(formats.get(f"{_CALC}target-range-address", "")):
            rows, last = (int(top) - 1, int(bottom or top) - 1), _column(right or left) - 1
            for found in formats.iter(f"{_CALC}condition"):
                condition, style = (found.get(f"{_CALC}{n}", "") for n in ("value", "apply-style-name"))
                yield _OdsCondition(*rows, _column(left) - 1, last, condition, style)


def _column(letters: str) -> int:
    """The number of a column (from 1) by its letters."""
    return sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters)))


def _styled(at: int, end: int, columns: Sequence[_Column]) -> Iterator[tuple[int, int, str]]:
    """A range of columns in parts, each with the style of its cells."""
    for column in columns:
        if column.first < end and at < column.end:
            yield max(at, column.first), min(end, column.end), column.style

    last = columns[-1].end if columns else 0
    if end > last:
        yield max(at, last), end, ""


def _texts(cells: Sequence[_Cell]) -> list[str]:
    """The texts of a row, as far as something stands in it."""
    texts: list[str] = []
    for cell in cells:
        if not cell.text and cell.down * cell.across == 1:
            continue
        if cell.end > MOST_SLOTS:
            raise ValueError(TOO_LARGE)
        texts += [""] * (cell.at - len(texts)) + [cell.text] * (cell.end - cell.at)
    return texts


def _over(parents: Sequence[_Element] | Iterator[_Element], row: int) -> Iterator[Over]:
    """What lies over the cells of a row, or is fixed to the sheet."""
    for parent in parents:
        for shape in parent.iter(f"{_DRAW}*"):
            if shape.tag == f"{_DRAW}image":
                yield Over(row, 0, "picture", shape.get(_XLINK, ""))
            elif shape.tag == f"{_DRAW}object":
                yield Over(row, 0, "unread", f"an embedded object ({shape.get(_XLINK, '')})")
            elif shape.tag == f"{_DRAW}control":
                yield Over(row, 0, "unread", "a form control")
            elif shape.tag != f"{_DRAW}frame":
                for line in shape.iterchildren(f"{TEXT}p"):
                    if text := squeezed("".join(map(str, line.itertext()))):
                        yield Over(row, 0, "text", text)


def _value(number: str) -> Decimal | None:
    """A stored number; None where it is none, or larger than all measure."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    return value if value.is_finite() and -_MOST_DIGITS < value.adjusted() < _MOST_DIGITS else None


def _plain(value: Decimal) -> str:
    """A number without exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
