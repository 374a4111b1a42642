"""A report on leaves of A4: wrapped lines, ruled tables, and the breaks that pages make in both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from govreport.synth.page import DrawnCell, DrawnLine, DrawnPage, DrawnTable, slots

__all__ = ["HEIGHT", "WIDTH", "DrawnText", "Leaf", "PrintStyle", "RuledLine", "a_style", "printed"]

WIDTH, HEIGHT = 595.28, 841.89  # A4, in points; y runs downward
_PAD = 5.0  # above and below the text of a cell, together
_SHARES = {
    "disclosure": (0.28, 0.24, 0.24, 0.24),
    "requests": (0.055, 0.115, 0.29, *(0.077,) * 7),
    "remedies": (1 / 15,) * 15,
}
_SURVEY = {3: (0.5, 0.2, 0.3), 4: (0.4, 0.2, 0.2, 0.2)}
# Words and numbers are not cut at a line's end, and closing and opening marks stay with their words.
_PIECE = re.compile(r"[(（〔《“]*(?:[A-Za-z0-9][A-Za-z0-9.%]*|.)[，。；：、！？)）〕》”]*")
_HEAD_ROWS = {"requests": 3, "survey": 1}  # of the tables whose header may stand again on the next page
Measure = Callable[[str, float], float]


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A line of text: where it begins (`y` is its base line), its size, extra space after each letter."""

    text: str
    x: float
    y: float
    size: float
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A ruled line, from left to right or from top to bottom."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Leaf:
    """One side of paper."""

    texts: list[DrawnText] = field(default_factory=list)
    rules: list[RuledLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """How an office's word processor prints, the same through a whole report. Lengths in points."""

    margin: float
    body: float
    table: float
    leading: float  # of a line, as a multiple of the size of its letters
    justified: bool
    bold_twice: bool  # headings are printed twice, nearly at the same place
    thin_boxes: bool  # ruled lines are filled rectangles
    running_head: str
    foot: str
    foot_outside: bool  # page numbers to the right on odd pages, to the left on even ones
    head_again: bool  # a table's header stands again on its next page
    label_first: bool  # a cell cut by the page has its text above; else some above, some below
    open_at_break: bool  # no line is drawn where the page cuts a cell


def a_style(page: DrawnPage, rng: Random) -> PrintStyle:
    """A style that offices use."""
    title = "".join(b.text for b in page.blocks if isinstance(b, DrawnLine) and b.role == "title")
    return PrintStyle(
        margin=rng.choice((56.0, 68.0, 79.0)),
        body=rng.choice((10.5, 12.0, 14.0, 16.0)),
        table=rng.choice((8.0, 9.0, 10.0)),
        leading=rng.choice((1.3, 1.5, 1.75)),
        justified=rng.random() < 0.5,
        bold_twice=rng.random() < 0.3,
        thin_boxes=rng.random() < 0.5,
        running_head=title if rng.random() < 0.3 else "",
        foot=rng.choice(("- {} -", "- {} -", "— {} —", "{}", "第 {} 页", "")),
        foot_outside=rng.random() < 0.3,
        head_again=rng.random() < 0.4,
        label_first=rng.random() < 0.5,
        open_at_break=rng.random() < 0.5,
    )


def printed(
    page: DrawnPage,
    style: PrintStyle,
    measure: Measure,
    breaks: Mapping[str, int] | None = None,
    cuts: Mapping[str, int] | None = None,
) -> list[Leaf]:
    """The leaves of a report.

    Parameters
    ----------
    page : Page
    style : Style
    measure : callable (text, size) -> float
        The width of a text in points.
    breaks, cuts : dict of table id to row, optional
        The row of a table, counted from 0, after which or inside which the page ends. A row whose
        labels take one line is not cut; the page ends before it.
    """
    press = _Press(style, measure)
    for block in page.blocks:
        if isinstance(block, DrawnLine):
            press.paragraph(block)
        else:
            press.table(block, (breaks or {}).get(block.table), (cuts or {}).get(block.table))
    for number, leaf in enumerate(press.leaves, start=1):
        _furnish(leaf, number, style, measure)
    return press.leaves


def _furnish(leaf: Leaf, number: int, style: PrintStyle, measure: Measure) -> None:
    foot = style.foot.format(number) if style.foot else ""
    x = (WIDTH - measure(foot, 9.0)) / 2
    if style.foot_outside:
        x = WIDTH - style.margin - measure(foot, 9.0) if number % 2 else style.margin
    if foot:
        leaf.texts.append(DrawnText(foot, x, HEIGHT - 34, 9.0))
    if style.running_head and number > 1:
        head = style.running_head
        leaf.texts.insert(0, DrawnText(head, (WIDTH - measure(head, 8.0)) / 2, 38, 8.0))


def wrapped(text: str, width: float, size: float, measure: Measure, indent: float = 0.0) -> list[str]:
    """The lines of a text, the first of them shorter by `indent`; a piece that is too long is cut."""
    lines, line, room = [], "", width - indent
    for piece in _PIECE.findall(text):
        parts = [piece] if measure(piece, size) <= width else list(piece)
        for part in parts:
            if line and measure(line + part, size) > room:
                lines.append(line)
                line, room = "", width
            line += part
    return [*lines, line]


@dataclass(frozen=True, slots=True)
class _Band:
    """A row, or the part of one above or below a cut, on a leaf."""

    row: int
    leaf: int
    top: float
    bottom: float


class _Press:
    """Prints blocks one under the other and turns the page where one is full."""

    def __init__(self, style: PrintStyle, measure: Measure) -> None:
        self.style, self.measure = style, measure
        self.leaves = [Leaf()]
        self.y = style.margin
        self.width = WIDTH - 2 * style.margin

    def turn(self) -> None:
        self.leaves.append(Leaf())
        self.y = self.style.margin

    def fits(self, height: float) -> bool:
        return self.y + height <= HEIGHT - self.style.margin

    def paragraph(self, line: DrawnLine) -> None:
        size = self.style.body * (1.4 if line.role == "title" else 1)
        indent = 0.0 if line.role == "title" else 2 * size
        lines = wrapped(line.text, self.width, size, self.measure, indent)
        for i, text in enumerate(lines):
            if not self.fits(size * self.style.leading):
                self.turn()
            self.y += size * self.style.leading
            gap = self.width - (0 if i else indent) - self.measure(text, size)
            x = self.style.margin + (gap / 2 if line.role == "title" else 0 if i else indent)
            justified = self.style.justified and line.role == "text" and i < len(lines) - 1
            spread = min(gap / len(text), 0.2 * size) if justified else 0.0
            for shift in (0.0, 0.3)[: 2 if self.style.bold_twice and line.role != "text" else 1]:
                self.leaves[-1].texts.append(DrawnText(text, x + shift, self.y - 0.3 * size, size, spread))

    # -------------------------------------------------------------- tables

    def table(self, sheet: DrawnTable, break_after: int | None, cut: int | None) -> None:
        grid = slots(sheet)
        columns = max(map(len, grid))
        edges = [self.style.margin]
        shares = _SHARES.get(sheet.table) or _SURVEY.get(columns, ())
        for share in shares if len(shares) == columns else (1 / columns,) * columns:
            edges.append(edges[-1] + share * self.width)
        texts = {
            (r, c): (cell, self._cell_lines(cell, edges[c + cell.across] - edges[c]))
            for r, row in enumerate(grid)
            for c, cell in enumerate(row)
            if cell is not None
        }
        heights = self._heights(texts, len(grid))
        header = next((r for r, row in enumerate(sheet.rows) if row.id), len(grid))
        again = min(header, _HEAD_ROWS.get(sheet.table, 0)) if self.style.head_again else 0
        self.y += 6
        bands = list(self._bands(heights, texts, break_after, cut, edges, again))
        self._draw(texts, edges, bands)
        self.y += 6

    def _cell_lines(self, cell: DrawnCell, width: float) -> list[str]:
        paragraphs = cell.text.split("\n") if cell.text else []
        return [x for text in paragraphs for x in wrapped(text, width - 4, self.style.table, self.measure)]

    @property
    def _leading(self) -> float:
        return 1.25 * self.style.table

    def _heights(
        self, texts: Mapping[tuple[int, int], tuple[DrawnCell, list[str]]], rows: int
    ) -> list[float]:
        """The height of each row: that of its tallest cell; merged cells stretch their last row."""
        heights = [self._leading + _PAD] * rows
        for (r, _), (cell, lines) in sorted(texts.items(), key=lambda item: item[1][0].down):
            last = r + cell.down - 1
            missing = len(lines) * self._leading + _PAD - sum(heights[r : last + 1])
            heights[last] += max(0.0, missing)
        return heights

    def _bands(
        self,
        heights: list[float],
        texts: Mapping[tuple[int, int], tuple[DrawnCell, list[str]]],
        break_after: int | None,
        cut: int | None,
        edges: list[float],
        again: int,
    ) -> Iterator[_Band]:
        """Where each row comes to stand. `again`: how many rows of header stand again on the next leaf."""
        for r, height in enumerate(heights):
            parts = [height]
            most = max((len(lines) for (i, _), (cell, lines) in texts.items() if i == r and cell.down == 1))
            if r == cut and most > 1:
                upper = (most + 1) // 2 * self._leading + _PAD
                parts = [upper, max(height - upper, self._leading) + _PAD]
            for i, part in enumerate(parts):
                forced = (break_after is not None and r == break_after + 1) or (
                    r == cut and i == len(parts) - 1
                )
                if forced or not self.fits(part):
                    self.turn()
                    if r >= again:
                        self._head_again(heights[:again], texts, edges)
                yield _Band(r, len(self.leaves) - 1, self.y, self.y + part)
                self.y += part

    def _head_again(
        self,
        heights: list[float],
        texts: Mapping[tuple[int, int], tuple[DrawnCell, list[str]]],
        edges: list[float],
    ) -> None:
        bands = []
        for r, height in enumerate(heights):
            bands.append(_Band(r, len(self.leaves) - 1, self.y, self.y + height))
            self.y += height
        self._draw({at: text for at, text in texts.items() if at[0] < len(heights)}, edges, bands)

    def _draw(
        self,
        texts: Mapping[tuple[int, int], tuple[DrawnCell, list[str]]],
        edges: list[float],
        bands: list[_Band],
    ) -> None:
        drawn: set[tuple[int, RuledLine]] = set()
        for (r, c), (cell, lines) in texts.items():
            mine = [band for band in bands if r <= band.row < r + cell.down]
            leaves = sorted({band.leaf for band in mine})
            spans = [
                (min(b.top for b in mine if b.leaf == leaf), max(b.bottom for b in mine if b.leaf == leaf))
                for leaf in leaves
            ]
            left, right = edges[c], edges[c + cell.across]
            shares = self._shared(lines, [bottom - top for top, bottom in spans])
            for i, (leaf, (top, bottom), share) in enumerate(zip(leaves, spans, shares, strict=True)):
                self._write(leaf, share, left, right, top, bottom)
                sides = [RuledLine(left, top, left, bottom), RuledLine(right, top, right, bottom)]
                if i == 0 or not self.style.open_at_break:
                    sides.append(RuledLine(left, top, right, top))
                if i == len(leaves) - 1 or not self.style.open_at_break:
                    sides.append(RuledLine(left, bottom, right, bottom))
                for side in sides:
                    if (leaf, side) not in drawn:
                        drawn.add((leaf, side))
                        self.leaves[leaf].rules.append(side)

    def _shared(self, lines: list[str], heights: list[float]) -> list[list[str]]:
        """The lines of a cell that stand in each of its parts, one part on each leaf."""
        rooms = [max(0, int((height - _PAD) / self._leading + 0.01)) for height in heights]
        shares: list[list[str]] = []
        left = list(lines)
        for i, (height, room) in enumerate(zip(heights, rooms, strict=True)):
            wanted = room if self.style.label_first else round(len(lines) * height / sum(heights))
            wanted = max(min(wanted, room), len(left) - sum(rooms[i + 1 :]))
            if i == len(heights) - 1:
                wanted = len(left)
            shares.append(left[:wanted])
            left = left[wanted:]
        return shares

    def _write(
        self, leaf: int, lines: list[str], left: float, right: float, top: float, bottom: float
    ) -> None:
        """Lines in the middle of a box."""
        size = self.style.table
        y = (top + bottom - len(lines) * self._leading) / 2
        for text in lines:
            y += self._leading
            x = (left + right - self.measure(text, size)) / 2
            self.leaves[leaf].texts.append(DrawnText(text, x, y - 0.3 * size, size))
