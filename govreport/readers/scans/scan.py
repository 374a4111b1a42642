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
from govreport.readers.pdf.ruling import Lattice, lattices
from govreport.readers.scans.ocr import Gray, LineReading, detect, read_again, read_lines
from govreport.readers.scans.pixels import CellInk, cell_ink, lean, ruled_lines, straightened, tilt

__all__ = ["Area", "ScannedPage", "blocks", "cut", "layers", "upright", "within"]

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels

_MOST_LINES = 1500  # of text on a page, those in cells included: what has more is noise
_TEXT_HEIGHT = 0.72  # of the area that the detector finds around a line
_LOWEST, _HIGHEST = 18, 48  # pixels: of a line of text, brought to this size if it is smaller or larger
_REDDER = 60  # levels of 255 by which red ink is redder than it is green or blue
_BRIGHT = 130  # of 255: red ink seen through a red glass
_PROBE_LENGTH = 4  # times its height
_PROBES = 6  # lines of text that are read to see whether a page stands on its head
_UPRIGHT = 0.8  # mean score of lines that are not
_DOUBTED, _MANY_DOUBTED = 3, 0.05  # numbers read in two ways: from both on, a page is too poor to be believed
_PAGE_NUMBER = re.compile(
    r"[-—·~\s]{0,40}(?:第?\s{0,9}\d{1,3}\s{0,9}页?|\d{1,3}\s{0,9}/\s{0,9}\d{1,3})[-—·~\s]{0,40}"
)
_FOOT = 0.1  # of the page's height: where page numbers stand, above and below
_STROKES = re.compile(r"[1lIiJ|/丨\s]+")
_ONE, _SLASH = 0.06, 0.28  # how far a stroke leans: an upright 1 at most, a slash at least
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]")
_ASCII = re.compile(r"[!-~]")


_Table = tuple[Lattice, list[LineReading]]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """An upright page, its red ink apart, its lines of text, and how tall a usual line is (`em`, pixels)."""

    pixels: Gray
    red: Gray | None
    lines: tuple[Area, ...]
    em: float
    sure: bool  # which side is up


@dataclass(frozen=True, slots=True)
class _ScanLine:
    """A line of text outside tables."""

    area: Area
    reading: LineReading


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
    A cell without ink is blank with confidence 1. The confidence is 0 where there is ink of which nothing
    could be read, where ink touches a border or is red (a seal), and where three altered copies of a
    line with digits are read differently; of all numbers of a page if many of them are, or if it is not
    known which side of the page is up (a 6 on its head is a 9).

    Raises
    ------
    ValueError
        If there are more ruled lines, or lines of text, than on any page.
    """
    straight = upright(layers(image))
    rules = ruled_lines(straight.pixels, straight.em)
    tables = lattices(rules.horizontal, rules.vertical, max(3.0, straight.em / 3))
    inked = []
    for found in tables:
        em = _em([area for area in straight.lines if within(area, found)]) or straight.em
        inked.append([cell_ink(straight.pixels, straight.red, rules, box, em) for box in found.boxes])
    readings = _recognised(inked, straight.sure)
    writer = _Writer(start, table, page, line)
    paragraphs = _paragraphs(_running_text(straight, tables), straight.lines)
    items: list[_ScanLine | _Table] = [*paragraphs, *zip(tables, readings, strict=True)]
    for block in sorted(items, key=_top):
        if isinstance(block, _ScanLine):
            writer.paragraph(block.reading)
        else:
            writer.grid(*block)
    return "".join(writer.parts), tuple(writer.blocks)


def _top(block: _ScanLine | _Table) -> float:
    return block.area[1] if isinstance(block, _ScanLine) else block[0].ys[0]


# ------------------------------------------------------------------ which side is up


def layers(image: NDArray[np.uint8]) -> list[Gray]:
    """The page without its red ink (a seal), and, if it has any, the red ink alone, both black on white."""
    if image.ndim == 2:
        return [image]
    reddest, green, blue = (image[:, :, channel].astype(np.int16) for channel in range(3))
    redder = (reddest - np.maximum(green, blue) > _REDDER).astype(np.uint8)
    gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    if not redder.any():
        return [gray]
    is_red = cv2.dilate(redder, np.ones((3, 3), np.uint8)) > 0
    # Through a red glass red ink is bright as paper, and what is printed in black below it stays black.
    paper = np.uint8(np.median(gray))
    black = np.where(is_red, np.where(image[:, :, 0] > _BRIGHT, paper, image[:, :, 0]), gray)
    return [black, np.where(is_red, 0, 255).astype(np.uint8)]


def upright(layers: list[Gray]) -> ScannedPage:
    """The page straightened, and turned so that its lines of text lie flat and read well."""
    angle = tilt(layers[0])
    layers = [straightened(layer, angle) for layer in layers]
    lines = detect(layers[0])
    flat = sum(right - left for left, top, right, bottom in lines if right - left > 2 * (bottom - top))
    tall = sum(bottom - top for left, top, right, bottom in lines if bottom - top > 2 * (right - left))
    if tall > flat:
        layers = [np.ascontiguousarray(np.rot90(layer)) for layer in layers]
        lines = detect(layers[0])
    score = _legibility(layers[0], lines)
    if score < _UPRIGHT:
        turned = [np.ascontiguousarray(np.rot90(layer, 2)) for layer in layers]
        height, width = layers[0].shape
        turned_lines = [(width - r, height - b, width - x, height - y) for x, y, r, b in lines]
        if (turned_score := _legibility(turned[0], turned_lines)) > score:
            layers, lines, score = turned, turned_lines, turned_score
    em = _em(lines) or max(layers[0].shape) / 80
    if not _LOWEST <= em <= _HIGHEST:
        scale = min(max(em, _LOWEST), _HIGHEST) / em
        layers = [_resized(layer, scale) for layer in layers]
        lines = [
            (round(x * scale), round(t * scale), round(r * scale), round(b * scale)) for x, t, r, b in lines
        ]
        em *= scale
    return ScannedPage(layers[0], layers[1] if len(layers) > 1 else None, tuple(lines), em, score >= _UPRIGHT)


def _resized(pixels: Gray, scale: float) -> Gray:
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _em(lines: Sequence[Area]) -> float:
    """How tall a usual line of text is, in pixels; 0 without any. Single figures are lower than a line."""
    heights = [bottom - top for left, top, right, bottom in lines if right - left > 2 * (bottom - top)]
    return _TEXT_HEIGHT * median(heights) if heights else 0.0


def _legibility(pixels: Gray, lines: Sequence[Area]) -> float:
    """The mean score of some lines of text that hold Chinese characters; 0 without any."""
    long = [area for area in lines if area[2] - area[0] > _PROBE_LENGTH * (area[3] - area[1])]
    shortest = sorted(long, key=lambda area: area[2] - area[0])[:_PROBES]
    readings = read_lines([cut(pixels, area) for area in shortest])
    return fmean([reading.confidence for reading in readings if reading.has_han] or [0.0])


def cut(pixels: Gray, area: Area) -> Gray:
    left, top, right, bottom = area
    return pixels[max(0, top) : bottom, max(0, left) : right]


# ------------------------------------------------------------------ cells


def _recognised(tables: Sequence[Sequence[CellInk]], sure: bool) -> list[list[LineReading]]:
    """What each cell of each table says. Lines without Chinese characters, or with digits, are read anew."""
    pictures = [picture for cells in tables for cell in cells if not cell.is_dash for picture in cell.lines]
    readings = [_stroke(*pair) for pair in zip(pictures, _read(pictures), strict=True)]
    doubted = sum(reading.confidence == 0 for reading in readings if reading.has_digit)
    numbers = sum(reading.has_digit for reading in readings)
    poor = not sure or (doubted >= _DOUBTED and doubted > _MANY_DOUBTED * numbers)
    rest = iter(readings)
    return [
        [_cell(cell, [] if cell.is_dash else [next(rest) for _ in cell.lines], poor) for cell in cells]
        for cells in tables
    ]


def _read(pictures: Sequence[Gray]) -> list[LineReading]:
    if len(pictures) > _MOST_LINES:
        raise ValueError(f"at most {_MOST_LINES} lines of text were expected on a page, one has more")
    readings = read_lines(pictures)
    again = [i for i, reading in enumerate(readings) if reading.has_digit or not reading.has_han]
    borne_out = read_again([pictures[i] for i in again], [readings[i] for i in again])
    for i, reading in zip(again, borne_out, strict=True):
        readings[i] = reading
    return readings


def _stroke(picture: Gray, reading: LineReading) -> LineReading:
    """A reading of strokes: the recogniser takes every slash for a 1, so their slope decides."""
    if not _STROKES.fullmatch(reading.text):
        return reading
    slope = lean(picture)
    if slope >= _SLASH:
        return LineReading("/", 1.0)
    return reading if slope <= _ONE else LineReading(reading.text, 0.0)


def _cell(cell: CellInk, readings: Sequence[LineReading], poor: bool) -> LineReading:
    text = "—" if cell.is_dash else _joined([reading.text for reading in readings])
    sure = not cell.is_doubtful and not (poor and not all(reading.has_han for reading in readings))
    if not sure or (cell.lines and not text):
        return LineReading(text, 0.0)
    return LineReading(text, min((reading.confidence for reading in readings), default=1.0))


def _joined(lines: Iterable[str]) -> str:
    """Lines as running text: Chinese goes on without a blank, figures and Latin words do not."""
    text = ""
    for line in filter(None, lines):
        apart = text and _ASCII.match(text[-1]) and _ASCII.match(line[0])
        text += f" {line}" if apart else line
    return text


# ------------------------------------------------------------------ running text


def _running_text(page: ScannedPage, tables: Sequence[Lattice]) -> list[_ScanLine]:
    """The lines of text outside tables, top to bottom, pieces of one line joined; no page numbers."""
    areas = [area for area in page.lines if not any(within(area, table) for table in tables)]
    areas.sort(key=lambda area: (area[1] + area[3], area[0]))
    rows: list[list[Area]] = []
    for area in areas:
        if rows and (area[1] + area[3]) / 2 < rows[-1][-1][3] - 0.25 * page.em:
            rows[-1].append(area)
        else:
            rows.append([area])
    readings = iter(_read([cut(page.pixels, area) for row in rows for area in row]))
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
            lines.append(_ScanLine((left, top, right, bottom), LineReading(text, confidence)))
    return lines


def within(area: Area, table: Lattice) -> bool:
    x, y = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
    return table.xs[0] < x < table.xs[-1] and table.ys[0] < y < table.ys[-1]


def _paragraphs(lines: Sequence[_ScanLine], areas: Sequence[Area]) -> list[_ScanLine]:
    """Lines joined where one fills the width and the next begins at its left edge, near below."""
    if not lines:
        return []
    left = min(area[0] for area in areas)
    right = max(area[2] for area in areas)
    whole: list[_ScanLine] = []
    last = None
    for line in lines:
        em = line.area[3] - line.area[1]
        goes_on = (
            last is not None
            and last.area[2] > right - 2 * em
            and line.area[0] < left + em
            and line.area[1] - last.area[3] < 1.5 * em
            and not _ORDINAL.match(line.reading.text)
        )
        if goes_on:
            before = whole.pop()
            text = _joined([before.reading.text, line.reading.text])
            confidence = min(before.reading.confidence, line.reading.confidence)
            whole.append(_ScanLine(before.area, LineReading(text, confidence)))
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

    def paragraph(self, reading: LineReading) -> None:
        if self.blocks:
            self._print("\n")
        where = Where(*self._print(reading.text), self._line, self._page, confidence=reading.confidence)
        self.blocks.append(Paragraph(reading.text, where))

    def grid(self, lattice: Lattice, readings: Sequence[LineReading]) -> None:
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
