"""Ink of PDF pages with a text layer: read a second time, and taken only where both readings agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from govreport.document import Cell
from govreport.readers.pdf.columns import placed_lines
from govreport.readers.pdf.glyphs import Glyph, GlyphLine, joined
from govreport.readers.pdf.pdfium import Page, page_of
from govreport.readers.pdf.pieces import Piece, fill
from govreport.readers.pdf.ruling import Box, Lattice, lattices
from govreport.report import Report
from govreport.review.ink import Area, Cells, Ink, cells_of, key_of
from govreport.review.lines import OUTER_LINES, PrintedLine, plain

__all__ = ["PrintedPage", "printed", "quarters"]

_TOLERANCE = 3.0  # points: lines so near are one line, as in readers/pdf.py
_MOST_CHARACTERS = 10_000_000
_DARK = 0.75  # of the paper's brightness: ink
_SEEN, _PROBES = 0.8, 200  # share of characters that show ink where they should; so many are asked
_ASCENT, _DESCENT = 0.8, 0.2  # of a character's height, above and below its baseline


@dataclass(frozen=True, slots=True)
class _Entry:
    """A cell on a page: its text there, its box, and whether it goes on over the page's end or beginning."""

    text: str
    box: Box
    at_top: bool
    at_bottom: bool


_Rows = list[list[_Entry]]


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page as it was read again, and its lines outside of tables."""

    page: Page
    lines: tuple[PrintedLine, ...]


@dataclass(frozen=True, slots=True)
class _PrintedPage:
    """A page as it was read again."""

    number: int
    page: Page
    tables: tuple[_Rows, ...]
    lines: tuple[GlyphLine, ...]
    glyphs: tuple[Glyph, ...]  # outside of tables

    def area(self, left: float, top: float, right: float, bottom: float) -> Area:
        width, height = self.page.width, self.page.height
        return Area(self.number, left / width, top / height, right / width, bottom / height)


def printed(report: Report, document: pypdfium2.PdfDocument, ink: Ink) -> tuple[PrintedPage, ...]:
    """All pages of a PDF as they were read again, the cells of those with a text layer added to `ink`.

    Notes
    -----
    A table is found again where each of its cells on the page reads as the report has it, row by row. What
    is not found again has no area: better none than another cell's.
    """
    cells = cells_of(report, recognised=False)
    sheets = [_sheet(page_of(document, i, _MOST_CHARACTERS), i + 1) for i in range(len(document))]
    following = [*sheets[1:], None]
    for sheet, after in zip(sheets, following, strict=True):
        _add_cells(ink, sheet, after, cells.get(sheet.number, {}))
    return tuple(PrintedPage(sheet.page, tuple(_printed_lines(sheet))) for sheet in sheets)


def _sheet(page: Page, number: int) -> _PrintedPage:
    if page.is_picture:
        return _PrintedPage(number, page, (), (), ())
    found = lattices(page.horizontal, page.vertical, _TOLERANCE)
    drawings = [(d.left, d.top, d.right, d.bottom) for d in page.drawings]
    pieces, outside = fill(found, page.glyphs, drawings, page, number, _TOLERANCE)
    tables = tuple(_rows(piece, found) for piece in pieces)
    lines = tuple(placed.line for placed in placed_lines(outside))
    return _PrintedPage(number, replace(page, painting=None), tables, lines, tuple(outside))


# ------------------------------------------------------------------ cells


def _rows(piece: Piece, found: Iterable[Lattice]) -> _Rows:
    """The cells of a table with their boxes; rows in which no cell begins are left out."""
    lattice = next(
        one for one in found if (list(one.xs), one.ys[0], one.ys[-1]) == (piece.xs, piece.top, piece.bottom)
    )
    boxes = {(box.row, box.left, box.right): box for box in lattice.boxes}
    height = len(lattice.ys) - 1
    rows = []
    for number, row in enumerate(piece.rows):
        own = [(entry.text, boxes[number, entry.left, entry.right]) for entry in row]
        rows.append([_Entry(text, b, b.row == 0, b.row + b.down == height) for text, b in own])
    return [row for row in rows if row]


def _add_cells(ink: Ink, sheet: _PrintedPage, after: _PrintedPage | None, cells: Cells) -> None:
    tables = list(sheet.tables)
    below = after.tables[0] if after and after.tables else []
    for _, rows in sorted(cells.items()):
        for candidate in tables:
            if (pairs := _pairs(rows, candidate)) is None:
                continue
            for cell, entry in pairs:
                if areas := list(_areas(cell, entry, sheet, after, below)):
                    ink.cells[key_of(cell)] = areas
            tables = tables[tables.index(candidate) + 1 :]
            break


def _pairs(rows: Sequence[Sequence[Cell]], found: _Rows) -> list[tuple[Cell, _Entry]] | None:
    """Each cell with its box, or None where the table does not read as the report has it.

    The first row of a page may go on from the page before: then it has no cells of its own.
    """
    own = found[len(found) - len(rows) :] if len(found) - len(rows) in (0, 1) else []
    if not own:
        return None
    pairs: list[tuple[Cell, _Entry]] = []
    for i, (row, entries) in enumerate(zip(rows, own, strict=True)):
        first = i == 0 and len(row) < len(entries)
        if len(row) != len(entries) and not first:
            return None
        pairs += zip(row, entries[len(entries) - len(row) :], strict=True)
    return pairs if all(_reads(cell, entry) for cell, entry in pairs) else None


def _reads(cell: Cell, entry: _Entry) -> bool:
    return cell.text == entry.text or (entry.at_bottom and cell.text.startswith(entry.text))


def _areas(
    cell: Cell, entry: _Entry, sheet: _PrintedPage, after: _PrintedPage | None, below: _Rows
) -> Iterator[Area]:
    """The area of a cell, and of the rest of it on the next page; none where that rest is not found."""
    box = entry.box
    area = sheet.area(box.left, box.top, box.right, box.bottom)
    if cell.text == entry.text:
        yield area
        return
    for rest in (e for row in below for e in row if e.at_top):
        aligned = (
            abs(rest.box.left - box.left) <= _TOLERANCE and abs(rest.box.right - box.right) <= _TOLERANCE
        )
        if after and aligned and joined(t for t in (entry.text, rest.text) if t) == cell.text:
            if entry.text:
                yield area
            yield after.area(rest.box.left, rest.box.top, rest.box.right, rest.box.bottom)
            return


# ------------------------------------------------------------------ characters


def _printed_lines(sheet: _PrintedPage) -> Iterator[PrintedLine]:
    last = len(sheet.lines) - OUTER_LINES
    for i, line in enumerate(sheet.lines):
        yield PrintedLine(plain(line.text), tuple(_characters(sheet, line)), i < OUTER_LINES or i >= last)


def _characters(sheet: _PrintedPage, line: GlyphLine) -> list[Area]:
    """The areas of the characters of a line, or for each of them the line where they are not known."""
    top, bottom = line.base - _ASCENT * line.size, line.base + _DESCENT * line.size
    text = plain(line.text)
    glyphs = sorted(
        (
            glyph
            for glyph in sheet.glyphs
            if abs(glyph.base - line.base) <= line.size / 2
            and line.left <= glyph.x <= line.right
            and not glyph.text.isspace()
        ),
        key=lambda glyph: glyph.left,
    )
    spread = [(glyph, c) for glyph in glyphs for c in glyph.text]
    if "".join(c for _, c in spread) == text:
        return [sheet.area(glyph.left, top, glyph.right, bottom) for glyph, _ in spread]
    return [sheet.area(line.left, top, line.right, bottom)] * len(text)


# ------------------------------------------------------------------ which way round


def quarters(page: Page, picture: NDArray[np.uint8]) -> int | None:
    """By how many right angles, counterclockwise, a picture of the page must be turned to be as it was read.

    Parameters
    ----------
    page : Page
        As pdfium's characters have it: upright as its text runs, whatever the file says of its rotation.
    picture : array, (height, width, 3)

    Returns
    -------
    int or None
        None where the ink is not where the characters are.
    """
    gray = picture.mean(axis=2)
    dark = gray < _DARK * np.median(gray)
    step = max(1, len(page.glyphs) // _PROBES)
    glyphs = [g for g in page.glyphs if not g.text.isspace()][::step]
    for turns in range(4):
        turned = np.rot90(dark, turns)
        if not glyphs or _share_seen(page, glyphs, turned) >= _SEEN:
            return turns
    return None


def _share_seen(page: Page, glyphs: Sequence[Glyph], dark: NDArray[np.bool_]) -> float:
    height, width = dark.shape
    if (page.width < page.height) != (width < height) and page.width != page.height:
        return 0.0
    across, down = width / page.width, height / page.height
    seen = 0
    for glyph in glyphs:
        rows = slice(max(0, int((glyph.base - _ASCENT * glyph.size) * down)), int(glyph.base * down) + 2)
        columns = slice(max(0, int(glyph.left * across)), int(glyph.right * across) + 2)
        seen += bool(dark[rows, columns].any())
    return seen / len(glyphs)
