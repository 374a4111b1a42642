"""Drawn lines to tables: where the lines of a page cross, and which cells they leave between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Box", "Lattice", "Segment", "lattices", "small_boxes_apart"]

_MOST_LINES, _MOST_SLOTS = 20_000, 2_000_000  # of a page, of a table: no form comes near
_LEAST_OVERHANG = 3  # tolerances by which lines must stick out together to border on open cells
_SMALL = 5  # tolerances: no side of a check box is longer
_Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """A ruled line: its position across, and its extent along (``start <= end``)."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its place in the grid (from 0), how many rows and columns it spans, and its edges.

    ``open_above`` and ``open_below`` say that the edge is the table's own and no line is drawn there,
    as where a page ends inside a row.
    """

    row: int
    column: int
    down: int
    across: int
    left: float
    top: float
    right: float
    bottom: float
    open_above: bool = False
    open_below: bool = False


@dataclass(frozen=True, slots=True)
class Lattice:
    """A table: its column lines, its row lines, and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]


def lattices(
    horizontal: Iterable[Segment], vertical: Iterable[Segment], tolerance: float
) -> tuple[Lattice, ...]:
    """The tables that some lines draw, from top to bottom.

    Parameters
    ----------
    horizontal, vertical : iterable of Segment
        In any order and unit, y downward; lines drawn in pieces or twice count once.
    tolerance : float
        How far apart (in the same unit) two things may be that are meant to be at one place.

    Notes
    -----
    Lines that touch belong to one table. Two neighbouring slots of its grid are one cell where less
    than half of the edge between them is drawn; what is no rectangle then is cut into rectangles. The
    upper and the lower edge count as drawn as far as lines reach them, so a table may be open where a
    page ends; so do sides that are drawn nowhere. A frame with a single cell is no table.

    Raises
    ------
    ValueError
        If there are more lines or slots than any table has.
    """
    rows, columns = _lines(horizontal, tolerance), _lines(vertical, tolerance)
    if len(rows) + len(columns) > _MOST_LINES:
        raise ValueError(f"at most {_MOST_LINES} ruled lines were expected on a page, one has more")
    found = [
        _Ruled(group_rows, group_columns, tolerance).lattice()
        for group_rows, group_columns in _touching(rows, columns, tolerance)
    ]
    tables = (lattice for lattice in found if lattice and len(lattice.boxes) > 1)
    return tuple(sorted(tables, key=lambda lattice: (lattice.ys[0], lattice.xs[0])))


def small_boxes_apart(
    horizontal: Iterable[Segment], vertical: Iterable[Segment], tolerance: float
) -> tuple[list[Segment], list[Segment], list[tuple[float, float, float, float]]]:
    """Whole lines without those of check boxes and boxes for digits; and these: left, top, right, bottom.

    A line on which short ones end that go on nowhere, as near to one another as to its ends, belongs to no
    table: lines of a cell go on in the next one.
    """
    rows, columns = _lines(horizontal, tolerance), _lines(vertical, tolerance)
    small = _SMALL * tolerance
    short = [column for column in columns if column.end - column.start <= small]
    boxes = []
    gone: set[int] = set()
    for row in rows if short else ():
        ending = [
            column
            for column in short
            if row.start - tolerance <= column.at <= row.end + tolerance
            and min(abs(row.at - column.start), abs(row.at - column.end)) <= tolerance
        ]
        marks = sorted([row.start, *(column.at for column in ending), row.end])
        if ending and all(after - mark <= small for mark, after in pairwise(marks)):
            gone |= {id(row), *map(id, ending)}
            top, bottom = min(column.start for column in ending), max(column.end for column in ending)
            boxes.append((row.start, top, row.end, bottom))
    rows, columns = ([line for line in lines if id(line) not in gone] for lines in (rows, columns))
    return rows, columns, boxes


def _lines(segments: Iterable[Segment], tolerance: float) -> list[Segment]:
    """Whole lines from segments that are drawn in pieces, doubled, or as edges of a thin rectangle."""
    long = sorted(
        (s for s in segments if s.end - s.start > tolerance), key=lambda segment: (segment.at, segment.start)
    )
    joined: list[Segment] = []
    for level in _split(long, [segment.at for segment in long], tolerance):
        level.sort(key=lambda segment: segment.start)
        ends: list[float] = []
        for segment in level:  # the farthest end so far: a short piece may lie inside a long one
            ends.append(max(segment.end, ends[-1] if ends else segment.end))
        first = 0
        for i in range(1, len(level) + 1):
            if i == len(level) or level[i].start - ends[i - 1] > tolerance:
                at = sum(segment.at for segment in level[first:i]) / (i - first)
                joined.append(Segment(at, level[first].start, ends[i - 1]))
                first = i
    return joined


def _split(items: Sequence[Segment], positions: Sequence[float], tolerance: float) -> Iterator[list[Segment]]:
    """`items` in groups wherever the next of their sorted `positions` is more than `tolerance` away."""
    first = 0
    for i in range(1, len(items) + 1):
        if i == len(items) or positions[i] - positions[i - 1] > tolerance:
            yield list(items[first:i])
            first = i


def _levels(lines: Sequence[Segment], tolerance: float) -> tuple[list[float], list[list[_Interval]]]:
    """The positions of parallel lines, and what is drawn at each."""
    ordered = sorted(lines, key=lambda line: line.at)
    positions, drawn = [], []
    for level in _split(ordered, [line.at for line in ordered], tolerance):
        positions.append(sum(line.at for line in level) / len(level))
        drawn.append([(line.start, line.end) for line in level])
    return positions, drawn


class _Sets:
    """Things that belong together (union-find)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = item = self._parent[self._parent[item]]
        return item

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.find(a), self.find(b)))
        self._parent[b] = a

    def groups(self) -> Iterator[list[int]]:
        members: dict[int, list[int]] = {}
        for item in range(len(self._parent)):
            members.setdefault(self.find(item), []).append(item)
        yield from members.values()


def _touching(
    rows: Sequence[Segment], columns: Sequence[Segment], tolerance: float
) -> Iterator[tuple[list[Segment], list[Segment]]]:
    """The lines in groups that cross or touch: one group is one table."""
    columns = sorted(columns, key=lambda line: line.at)
    positions = [line.at for line in columns]
    sets = _Sets(len(rows) + len(columns))
    for i, row in enumerate(rows):
        first = bisect_left(positions, row.start - tolerance)
        last = bisect_right(positions, row.end + tolerance)
        for k in range(first, last):
            if columns[k].start - tolerance <= row.at <= columns[k].end + tolerance:
                sets.join(i, len(rows) + k)
    for members in sets.groups():
        group_rows = [rows[i] for i in members if i < len(rows)]
        group_columns = [columns[i - len(rows)] for i in members if i >= len(rows)]
        if group_rows and group_columns:
            yield group_rows, group_columns


class _Ruled:
    """The lines of one table, as they become its grid."""

    def __init__(self, rows: Sequence[Segment], columns: Sequence[Segment], tolerance: float) -> None:
        self._tolerance = tolerance
        self.ys, self._across = _levels(rows, tolerance)
        self.xs, self._along = _levels(columns, tolerance)
        over_ys, over_xs = self._overhangs(self.ys, self._along), self._overhangs(self.xs, self._across)
        _widen(self.ys, self._across, over_ys)
        _widen(self.xs, self._along, over_xs)
        if (len(self.xs) - 1) * (len(self.ys) - 1) > _MOST_SLOTS:
            raise ValueError(f"a table of at most {_MOST_SLOTS} cells was expected, one has more")

    def _overhangs(
        self, positions: Sequence[float], crossing: Sequence[Sequence[_Interval]]
    ) -> tuple[float | None, float | None]:
        """Where two or more crossing lines end together beyond the first and the last position."""
        starts = sorted(min(start for start, _ in drawn) for drawn in crossing)
        ends = sorted(max(end for _, end in drawn) for drawn in crossing)
        if len(crossing) < 2:
            return None, None
        least = _LEAST_OVERHANG * self._tolerance
        return (
            starts[1] if starts[1] < positions[0] - least else None,
            ends[-2] if ends[-2] > positions[-1] + least else None,
        )

    def lattice(self) -> Lattice | None:
        height, width = len(self.ys) - 1, len(self.xs) - 1
        if height < 1 or width < 1:
            return None
        # Whether a line is drawn above slot (r, c), and to the left of it; one more of each closes the grid.
        above = _drawn(self._across, self.xs)
        left = _drawn(self._along, self.ys)
        closed_above, closed_left = list(above), list(left)
        for end in (0, -1):
            closed_above[end] = self._contour(above[end], self._along, self.ys[end])
            if not any(left[end]):  # a side that is drawn elsewhere is open where a row has a cell too few
                closed_left[end] = self._contour(left[end], self._across, self.xs[end])
        cells = self._cells(closed_above, closed_left, height, width)
        return Lattice(
            tuple(self.xs), tuple(self.ys), tuple(self._box(above, *cell) for cell in sorted(cells))
        )

    def _contour(self, drawn: list[bool], crossing: Sequence[Sequence[_Interval]], at: float) -> list[bool]:
        """An outer line, taken as drawn between the first and the last crossing line that reach it."""
        near = _LEAST_OVERHANG * self._tolerance
        reaching = [
            i
            for i, intervals in enumerate(crossing)  # an open side of the table has no intervals
            if not intervals or any(start <= at + near and end >= at - near for start, end in intervals)
        ]
        if not reaching:
            return drawn
        return [was or reaching[0] <= i < reaching[-1] for i, was in enumerate(drawn)]

    def _cells(
        self, above: list[list[bool]], left: list[list[bool]], height: int, width: int
    ) -> Iterator[tuple[int, int, int, int]]:
        """Row, column, rows and columns spanned of each cell; what is open to the outside is none."""
        outside = height * width
        sets = _Sets(outside + 1)
        for r in range(height):
            for c in range(width):
                slot = r * width + c
                if not above[r][c]:
                    sets.join(slot, slot - width if r else outside)
                if not left[c][r]:
                    sets.join(slot, slot - 1 if c else outside)
                if r == height - 1 and not above[height][c]:
                    sets.join(slot, outside)
                if c == width - 1 and not left[width][r]:
                    sets.join(slot, outside)
        for members in sets.groups():
            if outside not in members:
                yield from _rectangles({divmod(slot, width) for slot in members}, above, left)

    def _box(self, above: list[list[bool]], row: int, column: int, down: int, across: int) -> Box:
        def is_open(line: int) -> bool:
            drawn = above[line][column : column + across]
            return line in (0, len(above) - 1) and 2 * sum(drawn) < len(drawn)

        return Box(
            row,
            column,
            down,
            across,
            self.xs[column],
            self.ys[row],
            self.xs[column + across],
            self.ys[row + down],
            is_open(row),
            is_open(row + down),
        )


def _widen(
    positions: list[float], drawn: list[list[_Interval]], ends: tuple[float | None, float | None]
) -> None:
    """Add a line that is not drawn before the first and behind the last position."""
    if ends[0] is not None:
        positions.insert(0, ends[0])
        drawn.insert(0, [])
    if ends[1] is not None:
        positions.append(ends[1])
        drawn.append([])


def _drawn(lines: Sequence[Sequence[_Interval]], marks: Sequence[float]) -> list[list[bool]]:
    """For each line, whether it is drawn along at least half of each of its edges between `marks`."""
    return [
        [
            2 * sum(max(0.0, min(end, b) - max(start, a)) for start, end in intervals) >= b - a
            for a, b in pairwise(marks)
        ]
        for intervals in lines
    ]


def _rectangles(
    slots: set[tuple[int, int]], above: list[list[bool]], left: list[list[bool]]
) -> Iterator[tuple[int, int, int, int]]:
    """Slots without lines between them, as one rectangle, or as the rectangles that the lines allow."""
    while slots:
        row, column = min(slots)
        across = 1
        while (row, column + across) in slots and not left[column + across][row]:
            across += 1
        down = 1
        while all(
            (row + down, c) in slots and not above[row + down][c] and (c == column or not left[c][row + down])
            for c in range(column, column + across)
        ):
            down += 1
        slots -= {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
        yield row, column, down, across
