"""Lines of running text in the order in which one reads them: one column after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from govreport.readers.pdf.glyphs import Glyph, GlyphLine, lines_of, rows_of

__all__ = ["PlacedLine", "placed_lines"]

_GUTTER = 1.0  # of a character's height: the least gap between two columns
_APART = 3.0  # of a line's height: text further below is not of these columns
_LEAST_LINES, _LEAST_HAN = 2, 8  # of a column: its lines, the characters of a usual one
_MOST_PIECES = 1.25  # that a usual line of a column falls into: a table has more
_HAN, _PUNCTUATION = re.compile(r"[\u3007\u3400-\u9fff]"), re.compile(r"[，。；：]")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,2}、")


class _Fragment(NamedTuple):
    """Characters of a line without a wide gap between them."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    base: float
    size: float
    han: int  # how many Chinese characters
    is_sentence: bool  # a mark of one stands in it
    is_chapter: bool


_Side = list[_Fragment]
# What `_prose` says of a side, by its fragments: columns meet in many ways, and once is enough for each.
_Known = dict[frozenset[int], list[_Side]]


class PlacedLine(NamedTuple):
    """A line, what to sort it by in reading order, and the margins of its column, if it stands in one."""

    line: GlyphLine
    order: tuple[float, int, float]  # the top of what is read together, the column in it, the line in that
    margins: tuple[float, float] | None = None


def placed_lines(glyphs: Sequence[Glyph]) -> list[PlacedLine]:
    """The lines that characters outside of tables make, in the order in which they are read.

    Columns are stretches of sentences side by side, each of at least two lines, with a gap between them
    that no line crosses.
    """
    fragments = [fragment for row in rows_of(glyphs) for fragment in _fragments(row)]
    lines: list[PlacedLine] = []
    known: _Known = {}
    while (sides := _beside(fragments, known)) is not None:
        top = min(fragment.base - fragment.size for side in sides for fragment in side)
        for number, side in enumerate(sides, start=1):
            margins = (min(f.left for f in side), max(f.right for f in side))
            within = lines_of(glyph for fragment in side for glyph in fragment.glyphs)
            lines += [PlacedLine(line, (top, number, line.y), margins) for line in within]
        taken = {id(fragment) for side in sides for fragment in side}
        fragments = [fragment for fragment in fragments if id(fragment) not in taken]
    rest = (glyph for fragment in fragments for glyph in fragment.glyphs)
    lines += [PlacedLine(line, (line.y, 0, 0.0)) for line in lines_of(rest if lines else glyphs)]
    return sorted(lines, key=lambda placed: placed.order)


def _fragments(row: Sequence[Glyph]) -> Iterator[_Fragment]:
    """A row in pieces, wherever there is room for a gutter."""
    piece: list[Glyph] = []
    right = size = 0.0
    for glyph in [*sorted(row, key=lambda glyph: glyph.left), None]:
        if piece and (glyph is None or (not glyph.text.isspace() and glyph.left - right > _GUTTER * size)):
            text = "".join(glyph.text for glyph in piece)
            features = len(_HAN.findall(text)), bool(_PUNCTUATION.search(text)), bool(_CHAPTER.match(text))
            yield _Fragment(tuple(piece), piece[0].left, right, piece[0].base, size, *features)
            piece = []
        if glyph is not None and (piece or not glyph.text.isspace()):
            size = max(size, glyph.size) if piece else glyph.size
            right = glyph.right if not piece or not glyph.text.isspace() else right
            piece.append(glyph)


def _beside(fragments: Sequence[_Fragment], known: _Known) -> list[_Side] | None:
    """The first columns, from left to right: the fragments of each."""
    if sum(fragment.han >= _LEAST_HAN for fragment in fragments) < _LEAST_LINES:
        return None  # one long line on each side at least
    ordered = sorted(fragments, key=lambda fragment: (fragment.base, fragment.left))
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.base - one.base > one.size:
                break
            left, right = (one, other) if one.left < other.left else (other, one)
            gap = (left.right, right.left)
            if gap[1] - gap[0] <= _GUTTER * one.size:
                continue
            sides = _around(ordered, i, gap)
            split = [_prose(side, known) for side in sides]
            if all(split):
                return [column for columns in split for column in columns]
    return None


def _around(ordered: Sequence[_Fragment], start: int, gap: tuple[float, float]) -> tuple[_Side, _Side]:
    """What stands left and right of a gap, above and below the fragment at `start`, as far as it goes on."""
    sides: tuple[_Side, _Side] = ([], [])
    a, b = gap
    for part in (ordered[start:], ordered[:start][::-1]):
        base = ordered[start].base
        for fragment in part:
            is_right = fragment.left + fragment.right > a + b
            left, right = (a, min(b, fragment.left)) if is_right else (max(a, fragment.right), b)
            apart = abs(fragment.base - base) > _APART * fragment.size
            if apart or right - left <= _GUTTER * fragment.size or fragment.is_chapter:
                break
            a, b, base = left, right, fragment.base
            sides[is_right].append(fragment)
    return sides


def _prose(side: Sequence[_Fragment], known: _Known) -> list[_Side]:
    """The side as one column if it holds sentences; as the columns that it falls into; or nothing."""
    # Of every column at least half the fragments are long, and so of all that fall into columns.
    long = sum(fragment.han >= _LEAST_HAN for fragment in side)
    if 2 * long < len(side) or not any(fragment.is_sentence for fragment in side):
        return []
    key = frozenset(map(id, side))
    if key not in known:
        known[key] = _columns(side, known)
    return known[key]


def _columns(side: Sequence[_Fragment], known: _Known) -> list[_Side]:
    lines = len({round(fragment.base) for fragment in side})
    if lines < _LEAST_LINES:
        return []
    if len(side) > _MOST_PIECES * lines:
        inner = _beside(side, known)
        return inner if inner is not None and sum(map(len, inner)) == len(side) else []
    return [list(side)] if median(fragment.han for fragment in side) >= _LEAST_HAN else []
