"""Tables of pages: which character stands in which cell, and which pieces over page breaks are one table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from govreport.readers.pdf.glyphs import UNSURE, Frame, Glyph, is_digit, joined, lines_of, words
from govreport.readers.pdf.ruling import Box, Lattice

__all__ = ["GridEntry", "Piece", "continues", "fill", "join"]

_LONG_CELL = 300  # characters: longer than any label of an official form, so a frame around text
_HEAD, _FOOT, _ROOF = 0.6, 0.15, 0.2  # of a digit's height: where it has ink, and how far above it none
_EVEN = 0.04  # of a digit's height: by so much the gaps in one number differ at most
_BORDER, _CLEAR = 3.0, 0.7  # points: from a cell's edge, from a digit
_TOUCHING, _STRADDLING = 0.1, 0.2  # of a glyph's height, of its width
_NO_TEXT = "\ufffc"  # stands in an otherwise empty cell with a picture or a drawing: not a blank
_NUMBER = re.compile(r"[\d０-９\s.,，．/%-]+")
_ORDINAL = re.compile(r"[（(]?[一二三四五六七八九十\d]+[)）、.．]")
_Key = tuple[int, int]  # number of the table on its page, of the box in the table


class Ink(Protocol):
    """What stands on a page besides its text."""

    def has_ink(self, box: Frame, *, drawn: bool) -> bool:
        """Whether something stands in a cell without text; ``drawn`` says that a drawing does."""

    def has_strokes(self, box: Frame) -> bool:
        """Whether something is drawn in a part of a cell, that no character explains."""


@dataclass(slots=True)
class GridEntry:
    """A cell as it is put together: its text, its edges across, and where it begins."""

    text: str
    left: float
    right: float
    page: int


@dataclass(slots=True)
class Piece:
    """A table, or what one page shows of it: the cells that begin in each row, and what each row covers."""

    page: int
    xs: list[float]
    top: float
    bottom: float
    rows: list[list[GridEntry]]
    covered: list[list[tuple[float, float]]]
    first: list[tuple[Box, GridEntry]]  # boxes that touch the upper edge
    last: list[tuple[Box, GridEntry]]  # and the lower one, of the last page that the table stands on


class _Slots:
    """Which box of a lattice holds a point."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self._box = {
            (row, column): i
            for i, box in enumerate(lattice.boxes)
            for row in range(box.row, box.row + box.down)
            for column in range(box.column, box.column + box.across)
        }

    def at(self, x: float, y: float) -> int | None:
        return self._box.get((bisect_right(self.lattice.ys, y) - 1, bisect_right(self.lattice.xs, x) - 1))


def fill(
    found: Iterable[Lattice],
    glyphs: Sequence[Glyph],
    drawings: Sequence[Frame],
    ink: Ink,
    page: int,
    tolerance: float,
) -> tuple[list[Piece], list[Glyph]]:
    """The tables of a page with their texts, from top to bottom, and the glyphs outside of every cell.

    `ink` says of a cell without text whether it is blank, of a number whether another digit is drawn.

    A cell that holds another table, or more text than any label, is a frame around text: what stands
    in it is outside. So is a table of one column.
    """
    tables = sorted((lattice for lattice in found if len(lattice.xs) > 2), key=_area)  # inner ones first
    slots = [_Slots(lattice) for lattice in tables]
    held: dict[_Key, list[Glyph]] = {
        (i, k): [] for i, table in enumerate(tables) for k in range(len(table.boxes))
    }
    outside: list[Glyph] = []
    reaching: list[tuple[_Key, _Key]] = []  # cells with a number that reaches into another cell
    for word in words(glyphs):
        for key, part in _parts(word, slots, reaching):
            (outside if key is None else held[key]).extend(part)
    _doubt_numbers(reaching, held)
    for key in _containers(tables, slots, held):
        outside += held.pop(key)
    drawn = {key for frame in drawings if (key := _holder(frame, slots, tolerance)) is not None}
    pieces = [_piece(table, i, held, drawn, ink, page) for i, table in enumerate(tables)]
    pieces = [piece for piece in pieces if any(len(row) > 1 for row in piece.rows)]
    return sorted(pieces, key=lambda piece: (piece.top, piece.xs[0])), outside


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _find(x: float, y: float, slots: Sequence[_Slots]) -> _Key | None:
    for i, table in enumerate(slots):
        if (box := table.at(x, y)) is not None:
            return i, box
    return None


def _holder(frame: Frame, slots: Sequence[_Slots], tolerance: float) -> _Key | None:
    """The cell that holds a drawing; one that is larger than the cell (a seal) is in none."""
    left, top, right, bottom = frame
    key = _find((left + right) / 2, (top + bottom) / 2, slots)
    if key is None:
        return None
    box = slots[key[0]].lattice.boxes[key[1]]
    inside = (
        box.left - tolerance <= left
        and right <= box.right + tolerance
        and box.top - tolerance <= top
        and bottom <= box.bottom + tolerance
    )
    return key if inside else None


def _doubt_numbers(reaching: Sequence[tuple[_Key, _Key]], held: dict[_Key, list[Glyph]]) -> None:
    """Mark a number as unsure that reaches into a cell which has no other: two may have run together."""
    blank = [(key, other) for key, other in reaching if not held[other]]
    for key, other in blank:
        unsure = held[key][0]._replace(text=UNSURE)
        held[key].append(unsure._replace(left=unsure.right, right=unsure.right))
        held[other].append(unsure)


def _parts(
    word: list[Glyph], slots: Sequence[_Slots], reaching: list[tuple[_Key, _Key]]
) -> list[tuple[_Key | None, list[Glyph]]]:
    """A word, and the cell it stands in; in parts where the border of two cells goes through it.

    A border through a character says that the word is wider than its cell: it stays whole, where most
    of it is. A border just between two digits may part two numbers or cross a wide one: both parts
    are marked as unsure. What may be two numbers, one in another cell, is added to `reaching`.
    """
    keys = [_find(glyph.x, glyph.y, slots) for glyph in word]
    if len(set(keys)) == 1:
        return [(keys[0], word)]
    if any(_straddles(glyph, key, slots) for glyph, key in zip(word, keys, strict=True)):
        most = Counter(keys).most_common(1)[0][0]
        if most is not None and all(map(is_digit, word)) and not _is_even(word):
            reaching += [
                (most, other) for other in dict.fromkeys(keys) if other is not None and other != most
            ]
        return [(most, word)]
    parts: list[tuple[_Key | None, list[Glyph]]] = [(keys[0], [word[0]])]
    for last, glyph, key in zip(word, word[1:], keys[1:], strict=False):
        if key == parts[-1][0]:
            parts[-1][1].append(glyph)
            continue
        touching = glyph.left - last.right < _TOUCHING * last.size
        parts.append((key, [glyph]))
        if touching and is_digit(last) and is_digit(glyph):
            parts[-2][1].append(last._replace(text=UNSURE, left=last.right))
            parts[-1][1].insert(0, glyph._replace(text=UNSURE, right=glyph.left))
    return parts


def _is_even(word: Sequence[Glyph]) -> bool:
    """Whether the gaps in a number are the same throughout: it was set in one go."""
    gaps = [after.left - glyph.right for glyph, after in pairwise(word)]
    return max(gaps) - min(gaps) <= _EVEN * word[0].size


def _straddles(glyph: Glyph, key: _Key | None, slots: Sequence[_Slots]) -> bool:
    if key is None:
        return False
    box = slots[key[0]].lattice.boxes[key[1]]
    slack = _STRADDLING * (glyph.right - glyph.left)
    return glyph.left < box.left - slack or glyph.right > box.right + slack


def _containers(
    tables: Sequence[Lattice], slots: Sequence[_Slots], held: dict[_Key, list[Glyph]]
) -> list[_Key]:
    found = {key for key, glyphs in held.items() if len(glyphs) > _LONG_CELL}
    for inner, table in enumerate(tables):
        x, y = (table.xs[0] + table.xs[1]) / 2, (table.ys[0] + table.ys[1]) / 2
        for outer in range(inner + 1, len(tables)):
            if (box := slots[outer].at(x, y)) is not None:
                found.add((outer, box))
    return sorted(found)


def _piece(
    table: Lattice,
    number: int,
    held: dict[_Key, list[Glyph]],
    drawn: set[_Key],
    ink: Ink,
    page: int,
) -> Piece:
    height = len(table.ys) - 1
    piece = Piece(
        page,
        list(table.xs),
        table.ys[0],
        table.ys[-1],
        [[] for _ in range(height)],
        [[] for _ in range(height)],
        [],
        [],
    )
    for i, box in enumerate(table.boxes):
        key = (number, i)
        if key not in held:
            continue
        text = joined(line.text for line in lines_of(held[key]))
        inked = not text and ink.has_ink((box.left, box.top, box.right, box.bottom), drawn=key in drawn)
        if _NUMBER.fullmatch(text) and _has_drawn_digit(held[key], box, ink):
            text += UNSURE
        entry = GridEntry(_NO_TEXT if inked else text, box.left, box.right, page)
        piece.rows[box.row].append(entry)
        for row in range(box.row, box.row + box.down):
            piece.covered[row].append((box.left, box.right))
        if box.row == 0:
            piece.first.append((box, entry))
        if box.row + box.down == height:
            piece.last.append((box, entry))
    return piece


def _has_drawn_digit(glyphs: Sequence[Glyph], box: Box, ink: Ink) -> bool:
    """Whether before or behind a number in a cell another digit may be drawn; a circle around it is none."""
    size = max(glyph.size for glyph in glyphs)
    left, right = min(glyph.left for glyph in glyphs), max(glyph.right for glyph in glyphs)
    base = max(glyph.base for glyph in glyphs)
    top, bottom = base - _HEAD * size, base - _FOOT * size
    before = (max(box.left + _BORDER, left - size), top, left - _CLEAR, bottom)
    behind = (right + _CLEAR, top, min(box.right - _BORDER, right + size), bottom)
    above = (left, max(box.top + _BORDER, top - size), right, top - _ROOF * size)
    return (ink.has_strokes(before) or ink.has_strokes(behind)) and not ink.has_strokes(above)


# ------------------------------------------------------------------ over page breaks


def continues(above: Piece, below: Piece, tolerance: float) -> bool:
    """Whether the piece on the next page has the column lines of the piece above, or some of them."""
    if below.page <= above.page or above.last == []:
        return False
    upper, lower = ([x - piece.xs[0] for x in piece.xs] for piece in (above, below))
    if abs(upper[-1] - lower[-1]) > tolerance:
        return False
    few, many = sorted((upper, lower), key=len)
    return all(any(abs(x - other) <= tolerance for other in many) for x in few)


def join(above: Piece, below: Piece, tolerance: float) -> Piece:
    """Two pieces as one table, in the columns of the upper page.

    Where no line is drawn at the top of the next page, a cell goes on there: all cells of the row if no
    line is drawn above any of them and no number meets another text, otherwise those that span rows.
    """
    shift = above.xs[0] - below.xs[0]
    xs = sorted([*above.xs, *(x + shift for x in below.xs)])
    xs = [x for i, x in enumerate(xs) if i == 0 or x - xs[i - 1] > tolerance]
    pairs = [
        (upper, lower)
        for upper in above.last
        for lower in below.first
        if lower[0].open_above
        and abs(upper[0].left - lower[0].left - shift) <= tolerance
        and abs(upper[0].right - lower[0].right - shift) <= tolerance
    ]
    whole_row = (
        len(pairs) == len(below.first) == len(above.last)
        and len(below.rows) > 0
        and not any(_collide(upper[1].text, lower[1].text) for upper, lower in pairs)
    )
    if not whole_row:
        pairs = [(upper, lower) for upper, lower in pairs if _one_group(upper, lower)]
    for (_, entry), (_, rest) in pairs:
        entry.text = joined(text for text in (entry.text, rest.text) if text)
    gone = {id(rest): entry for (_, entry), (_, rest) in pairs}
    rows = [[entry for entry in row if id(entry) not in gone] for row in below.rows]
    first = 1 if whole_row else 0
    for row in rows:
        for entry in row:
            entry.left, entry.right = entry.left + shift, entry.right + shift
    covered = [[(left + shift, right + shift) for left, right in row] for row in below.covered]
    last = [(_moved(box, shift), gone.get(id(entry), entry)) for box, entry in below.last]
    return Piece(
        below.page,
        xs,
        above.top,
        below.bottom,
        [*above.rows, *rows[first:]],
        [*above.covered, *covered[first:]],
        above.first,
        last,
    )


def _moved(box: Box, shift: float) -> Box:
    return Box(
        box.row,
        box.column,
        box.down,
        box.across,
        box.left + shift,
        box.top,
        box.right + shift,
        box.bottom,
        box.open_above,
        box.open_below,
    )


def _collide(upper: str, lower: str) -> bool:
    """Whether two texts cannot be one cell's: a number meets anything, or a label begins below."""
    if not upper or not lower:
        return False
    return bool(_NUMBER.fullmatch(upper) or _NUMBER.fullmatch(lower) or _ORDINAL.match(lower))


def _one_group(upper: tuple[Box, GridEntry], lower: tuple[Box, GridEntry]) -> bool:
    spans_rows = upper[0].down > 1 or lower[0].down > 1
    return spans_rows and not _collide(upper[1].text, lower[1].text)
