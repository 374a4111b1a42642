"""OpenDocument spreadsheets (ODS): the texts and merged cells of their sheets."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from io import BytesIO

from lxml import etree

from govreport.normalize import squeezed
from govreport.readers.sheets.looks import Look

__all__ = ["Merge", "sheets"]

Merge = tuple[tuple[int, int], tuple[int, int]]  # first and last cell of a range: rows and columns from 0

_Element = etree._Element
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MOST_SLOTS = 2_000_000  # cells of a sheet, empty ones between its corners included


def sheets(data: bytes) -> Iterator[tuple[int, tuple[list[list[str]], list[Merge], Look]]]:
    """The visible sheets of an ODS file, each with its number (from 1), texts, merged ranges and look.

    Raises
    ------
    ValueError
        If the file is damaged, has a password, or has a sheet larger than all measure.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            content = archive.read("content.xml")
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (zipfile.BadZipFile, zlib.error, KeyError, SyntaxError, EOFError, NotImplementedError) as error:
        raise ValueError(
            f"the spreadsheet (ODS) is damaged or has a password: {squeezed(str(error))}"
        ) from error
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for about in style.iter(f"{_STYLE}table-properties")
        if about.get(f"{_TABLE}display") == "false"
    }
    lined = _lined_styles(root)
    for number, table in enumerate(root.iter(f"{_TABLE}table"), start=1):
        if table.get(f"{_TABLE}style-name") not in hidden:
            yield number, _read(table, lined)


def _lined_styles(root: _Element) -> frozenset[str]:
    """The styles of cells with a line drawn below them or to their right."""
    sides = [f"{_FO}{name}" for name in ("border", "border-right", "border-bottom")]
    return frozenset(
        style.get(f"{_STYLE}name", "")
        for style in root.iter(f"{_STYLE}style")
        for about in style.iter(f"{_STYLE}table-cell-properties")
        if any(about.get(side, "none") != "none" for side in sides)
    )


def _times(element: _Element, name: str) -> int:
    text = element.get(f"{_TABLE}number-{name}", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _read(table: _Element, lined: frozenset[str]) -> tuple[list[list[str]], list[Merge], Look]:
    """Texts and merged ranges; empty cells at the end of a row and empty rows at the end are cut."""
    rows: list[list[str]] = []
    merges: list[Merge] = []
    hidden: set[int] = set()
    drawn: list[tuple[int, list[tuple[int, int]]]] = []
    columns = list(_columns(table))
    blank = 0  # empty rows that stand behind the last of `rows`
    for row in table.iter(f"{_TABLE}table-row"):
        texts, merged = _row(row)
        times = _times(row, "rows-repeated")
        if not texts:
            blank += times
            continue
        rows += [[]] * blank
        blank = 0
        if (len(rows) + times) * len(texts) > _MOST_SLOTS:
            raise ValueError(f"a sheet of at most {_MOST_SLOTS} cells was expected, one has more")
        for _ in range(times):
            at = len(rows)
            hidden.update([at] if row.get(f"{_TABLE}visibility", "visible") != "visible" else [])
            merges += [((at, left), (at + down - 1, left + across - 1)) for left, down, across in merged]
            rows.append(texts)
            drawn.append((at, list(_drawn(row, columns, lined))))
    width = max(map(len, rows), default=0)
    # One column further: an empty cell that somebody put in may stand behind the last text.
    bordered = ((r, c) for r, ends in drawn for a, b in ends for c in range(a, min(b, width + 1)))
    hidden_columns = (c for a, b, _, away in columns if away for c in range(a, min(b, width)))
    look = Look(frozenset(bordered), hidden_rows=frozenset(hidden), hidden_columns=frozenset(hidden_columns))
    return [texts + [""] * (width - len(texts)) for texts in rows], merges, look


def _columns(table: _Element) -> Iterator[tuple[int, int, str, bool]]:
    """Ranges of columns: first, behind the last, the style of their cells, whether they are hidden."""
    at = 0
    for column in table.iter(f"{_TABLE}table-column"):
        end = at + _times(column, "columns-repeated")
        hidden = column.get(f"{_TABLE}visibility", "visible") != "visible"
        yield at, end, column.get(f"{_TABLE}default-cell-style-name", ""), hidden
        at = end


def _drawn(
    row: _Element, columns: list[tuple[int, int, str, bool]], lined: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Ranges of columns whose cells have a line drawn below or to the right."""
    at = 0
    for cell in row.iter(*_CELLS):
        end = at + _times(cell, "columns-repeated")
        style = cell.get(f"{_TABLE}style-name")
        if style in lined:
            yield at, end
        elif style is None:
            yield from ((max(at, a), min(end, b)) for a, b, usual, _ in columns if usual in lined)
        at = end


def _row(row: _Element) -> tuple[list[str], list[tuple[int, int, int]]]:
    """The texts of a row, and for its merged cells: column, rows and columns that they cover."""
    texts: list[str] = []
    merged = []
    blank = 0
    for cell in row.iter(*_CELLS):
        times = _times(cell, "columns-repeated")
        text = _printed(cell) if cell.tag == _CELLS[0] else ""
        down, across = _times(cell, "rows-spanned"), _times(cell, "columns-spanned")
        if not text and down * across == 1:
            blank += times
            continue
        if len(texts) + blank + times > _MOST_SLOTS:
            raise ValueError(f"a sheet of at most {_MOST_SLOTS} cells was expected, one has more")
        texts += [""] * blank
        blank = 0
        if down * across > 1:
            merged.append((len(texts), down, across))
        texts += [text] * times
    return texts, merged


def _printed(cell: _Element) -> str:
    """What a cell shows; the stored number where that is no plain one, as ``-`` is not that stands for 0."""
    text = squeezed("\n".join(_line(line) for line in cell.iterchildren(f"{_TEXT}p")))
    number = cell.get(f"{_OFFICE}value")
    if number is not None and not text.endswith("%"):
        return _plain(text.replace(",", "") if _NUMBER.fullmatch(text) else number)
    if day := cell.get(f"{_OFFICE}date-value"):
        return day.removesuffix("T00:00:00").replace("T", " ")
    return text


def _line(element: _Element) -> str:
    """The text of a paragraph; its tabs, blanks and line breaks are elements."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append(" ")
        else:
            parts.append(_line(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _plain(number: str) -> str:
    """A number without exponent and without zeros that say nothing."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return squeezed(number)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
