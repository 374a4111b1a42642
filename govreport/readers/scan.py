"""A page in pixels to paragraphs and grids: made upright, ruled lines found, cell by cell recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

import cv2
import numpy as np
from numpy.typing import NDArray

from govreport.document import Block, Cell, Grid, Paragraph, Where
from govreport.readers.ink import CellInk, cell_ink, ruled_lines, straightened, tilt
from govreport.readers.ocr import Gray, Reading, detect, read_again, read_lines
from govreport.readers.ruling import Lattice, lattices

__all__ = ["blocks"]

_Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels

_TEXT_HEIGHT = 0.72  # of the area that the detector finds around a line
_LOWEST, _HIGHEST = 18, 48  # pixels: of a line of text, brought to this size if it is smaller or larger
_PROBES = 6  # lines of text that are read to see whether a page stands on its head
_UPRIGHT = 0.8  # mean score of lines that are not
_DOUBTED, _MANY_DOUBTED = 3, 0.05  # numbers read in two ways: from both on, a page is too poor to be believed
_PAGE_NUMBER = re.compile(r"[-—·~\s]*(?:第?\s*\d{1,3}\s*页?|\d{1,3}\s*/\s*\d{1,3})[-—·~\s]*")
_FOOT = 0.1  # of the page's height: where page numbers stand, above and below
_ASCII = re.compile(r"[!-~]")


_Table = tuple[Lattice, list[Reading]]


@dataclass(frozen=True, slots=True)
class _Page:
    """An upright page, its lines of text, and how tall a usual line is (`em`, pixels)."""

    pixels: Gray
    lines: tuple[_Area, ...]
    em: float
    sure: bool  # which side is up


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text outside tables."""

    area: _Area
    reading: Reading


def blocks(
    image: NDArray[np.uint8],
    *,
    start: int = 0,
    table: int = 1,
    page: int | None = None,
    line: int | None = None,
) -> tuple[str, tuple[Block, ...]]:
    """What stands on a page.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3), 8 bits
        Gray or RGB. Pages tilted by up to 5 degrees or turned by quarters are made upright.
    start : int
        The offset at which the returned text will stand in the document's text.
    table : int
        The number of the first table on the page.
    page, line : int, optional
        Where the picture stands in the document.

    Returns
    -------
    text : str
    blocks : tuple of Block
        Paragraphs and grids in reading order, each place with its confidence.

    Notes
    -----
    A cell without ink is blank with confidence 1; a cell with ink of which nothing could be read is
    blank with confidence 0. A line with digits is read from three altered copies; where they differ, or
    ink touches a border, its confidence is 0. So it is on pages where many numbers differ, or of which it is
    not known which side is up (a 6 on its head is a 9).
    """
    upright = _upright(_gray(image))
    rules = ruled_lines(upright.pixels, upright.em)
    tables = lattices(rules.horizontal, rules.vertical, max(3.0, upright.em / 3))
    inked = []
    for found in tables:
        em = _em([area for area in upright.lines if _within(area, found)]) or upright.em
        inked.append([cell_ink(upright.pixels, rules, box, em) for box in found.boxes])
    readings = _recognised(inked, upright.sure)
    writer = _Writer(start, table, page, line)
    paragraphs = _paragraphs(_running_text(upright, tables))
    items: list[_Line | _Table] = [*paragraphs, *zip(tables, readings, strict=True)]
    for block in sorted(items, key=_top):
        if isinstance(block, _Line):
            writer.paragraph(block.reading)
        else:
            writer.grid(*block)
    return "".join(writer.parts), tuple(writer.blocks)


def _top(block: _Line | _Table) -> float:
    return block.area[1] if isinstance(block, _Line) else block[0].ys[0]


# ------------------------------------------------------------------ which side is up


def _gray(image: NDArray[np.uint8]) -> Gray:
    if image.ndim == 2:
        return image
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _upright(pixels: Gray) -> _Page:
    """The page straightened, and turned so that its lines of text lie flat and read well."""
    pixels = straightened(pixels, tilt(pixels))
    lines = detect(pixels)
    tall = [bottom - top > 1.5 * (right - left) for left, top, right, bottom in lines]
    if sum(tall) * 2 > len(tall):
        pixels = np.ascontiguousarray(np.rot90(pixels))
        lines = detect(pixels)
    score = _legibility(pixels, lines)
    if score < _UPRIGHT:
        turned = np.ascontiguousarray(np.rot90(pixels, 2))
        height, width = pixels.shape
        turned_lines = [(width - r, height - b, width - x, height - y) for x, y, r, b in lines]
        if (turned_score := _legibility(turned, turned_lines)) > score:
            pixels, lines, score = turned, turned_lines, turned_score
    em = _em(lines) or max(pixels.shape) / 80
    if not _LOWEST <= em <= _HIGHEST:
        scale = min(max(em, _LOWEST), _HIGHEST) / em
        smaller = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        pixels = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=smaller), np.uint8)
        lines = [
            (round(x * scale), round(t * scale), round(r * scale), round(b * scale)) for x, t, r, b in lines
        ]
        em *= scale
    return _Page(pixels, tuple(lines), em, score >= _UPRIGHT)


def _em(lines: Sequence[_Area]) -> float:
    """How tall a usual line of text is, in pixels; 0 without any. Single figures are lower than a line."""
    heights = [bottom - top for left, top, right, bottom in lines if right - left > 2 * (bottom - top)]
    return _TEXT_HEIGHT * median(heights) if heights else 0.0


def _legibility(pixels: Gray, lines: Sequence[_Area]) -> float:
    """The mean score of the longest lines of text that hold Chinese characters; 0 without any."""
    longest = sorted(lines, key=lambda area: (area[2] - area[0]) / (area[3] - area[1]), reverse=True)
    readings = read_lines([pixels[top:bottom, left:right] for left, top, right, bottom in longest[:_PROBES]])
    return fmean(reading.confidence if reading.has_han else 0.0 for reading in readings) if readings else 0.0


# ------------------------------------------------------------------ cells


def _recognised(tables: Sequence[Sequence[CellInk]], sure: bool) -> list[list[Reading]]:
    """What each cell of each table says. Lines without Chinese characters, or with digits, are read anew."""
    pictures = [picture for cells in tables for cell in cells for picture in cell.lines]
    readings = _read(pictures)
    doubted = sum(reading.confidence == 0 for reading in readings if reading.has_digit)
    numbers = sum(reading.has_digit for reading in readings)
    poor = not sure or (doubted >= _DOUBTED and doubted > _MANY_DOUBTED * numbers)
    rest = iter(readings)
    return [[_cell(cell, [next(rest) for _ in cell.lines], poor) for cell in cells] for cells in tables]


def _read(pictures: Sequence[Gray]) -> list[Reading]:
    readings = read_lines(pictures)
    again = [i for i, reading in enumerate(readings) if reading.has_digit or not reading.has_han]
    borne_out = read_again([pictures[i] for i in again], [readings[i] for i in again])
    for i, reading in zip(again, borne_out, strict=True):
        readings[i] = reading
    return readings


def _cell(cell: CellInk, readings: Sequence[Reading], poor: bool) -> Reading:
    if not readings:
        return Reading("", 1.0)
    text = _joined([reading.text for reading in readings])
    if not text or (poor and not all(reading.has_han for reading in readings)) or any(cell.touches):
        return Reading(text, 0.0)
    return Reading(text, min(reading.confidence for reading in readings))


def _joined(lines: Iterable[str]) -> str:
    """Lines as running text: Chinese goes on without a blank, figures and Latin words do not."""
    text = ""
    for line in filter(None, lines):
        apart = text and _ASCII.match(text[-1]) and _ASCII.match(line[0])
        text += f" {line}" if apart else line
    return text


# ------------------------------------------------------------------ running text


def _running_text(page: _Page, tables: Sequence[Lattice]) -> list[_Line]:
    """The lines of text outside tables, top to bottom, pieces of one line joined; no page numbers."""
    areas = [area for area in page.lines if not any(_within(area, table) for table in tables)]
    areas.sort(key=lambda area: (area[1] + area[3], area[0]))
    rows: list[list[_Area]] = []
    for area in areas:
        if rows and (area[1] + area[3]) / 2 < rows[-1][-1][3] - 0.25 * page.em:
            rows[-1].append(area)
        else:
            rows.append([area])
    readings = iter(_read([page.pixels[max(0, t) : b, max(0, x) : r] for row in rows for x, t, r, b in row]))
    height = page.pixels.shape[0]
    lines = []
    for row in rows:
        found = [next(readings) for _ in row]
        ordered = sorted(zip(row, found, strict=True), key=lambda piece: piece[0][0])
        text = " ".join(reading.text for _, reading in ordered if reading.text)
        left, top, right, bottom = (
            f(edges) for f, edges in zip((min, min, max, max), zip(*row, strict=True), strict=True)
        )
        at_foot = top > (1 - _FOOT) * height or bottom < _FOOT * height
        if text and not (at_foot and _PAGE_NUMBER.fullmatch(text)):
            confidence = min(reading.confidence for reading in found)
            lines.append(_Line((left, top, right, bottom), Reading(text, confidence)))
    return lines


def _within(area: _Area, table: Lattice) -> bool:
    x, y = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
    return table.xs[0] < x < table.xs[-1] and table.ys[0] < y < table.ys[-1]


def _paragraphs(lines: Sequence[_Line]) -> list[_Line]:
    """Lines joined where one fills the width and the next begins at its left edge, near below."""
    if not lines:
        return []
    left = min(line.area[0] for line in lines)
    right = max(line.area[2] for line in lines)
    whole: list[_Line] = []
    last = None
    for line in lines:
        em = line.area[3] - line.area[1]
        goes_on = (
            last is not None
            and last.area[2] > right - 2 * em
            and line.area[0] < left + em
            and line.area[1] - last.area[3] < 1.5 * em
        )
        if goes_on:
            before = whole.pop()
            text = _joined([before.reading.text, line.reading.text])
            confidence = min(before.reading.confidence, line.reading.confidence)
            whole.append(_Line(before.area, Reading(text, confidence)))
        else:
            whole.append(line)
        last = line
    return whole


class _Writer:
    """The blocks of a page as they grow, and the text that they point into."""

    def __init__(self, start: int, table: int, page: int | None, line: int | None) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self._length, self._table, self._page, self._line = start, table, page, line

    def _print(self, text: str) -> tuple[int, int]:
        begin = self._length
        self.parts.append(text)
        self._length += len(text)
        return begin, self._length

    def paragraph(self, reading: Reading) -> None:
        if self.blocks:
            self._print("\n")
        where = Where(*self._print(reading.text), self._line, self._page, confidence=reading.confidence)
        self.blocks.append(Paragraph(reading.text, where))

    def grid(self, lattice: Lattice, readings: Sequence[Reading]) -> None:
        if self.blocks:
            self._print("\n")
        begin = self._length
        rows: list[list[Cell]] = [[] for _ in lattice.ys[1:]]
        widths = [0] * len(rows)
        current = 0
        for box, reading in zip(lattice.boxes, readings, strict=True):
            for row in range(box.row, box.row + box.down):
                widths[row] += box.across
            while current < box.row:
                self._print("\n")
                current += 1
            if rows[box.row]:
                self._print("\t")
            span = self._print(reading.text)
            where = Where(
                *span, self._line, self._page, self._table, box.row + 1, box.column + 1, reading.confidence
            )
            rows[box.row].append(Cell(reading.text, where))
        where = Where(begin, self._length, self._line, self._page, self._table)
        self.blocks.append(Grid(tuple(map(tuple, rows)), "rows", where, tuple(widths)))
        self._table += 1
