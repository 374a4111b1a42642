"""Printed characters to lines and words: what stands side by side, what one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from govreport.normalize import squeezed

__all__ = [
    "COINCIDES",
    "UNSURE",
    "Frame",
    "Glyph",
    "GlyphLine",
    "is_digit",
    "joined",
    "lines_of",
    "rows_of",
    "words",
]

Frame = tuple[float, float, float, float]  # left, top, right, bottom of a part of a page
UNSURE = "\ufffd"  # stands where a number is cut or overprinted: no reader takes it for a number
_DIGITS = frozenset("0123456789０１２３４５６７８９.,，．%％")
_SAME_LINE, _RAISED = 0.4, 0.15  # of a glyph's height: how far baselines differ in a line, in a number
_BLANK_IN_NUMBER, _BLANK = 0.25, 0.5  # of a glyph's height: the least gap that is a blank
# Of a glyph's height: how near one begins behind the other where it is printed twice, or over another
# (widths are not asked: those of a font that is not in the file are guessed).
_TWICE, _OVER_DIGIT, _OVER_POINT = 0.2, 0.3, 0.12
COINCIDES = 0.1  # of a digit's height: further aside, a number printed twice is not legible
_OVERLAP = 0.15  # of a digit's height: the same digit that reaches so far into itself
_SIZES = 1.25  # digits whose heights differ by more are not of one number (a footnote mark)
_WIDE_GAP, _TABULAR_GAPS = 1.0, 2  # of a glyph's height: a gap between columns; so many make a row
_LATIN = r"[A-Za-z\d_.,%．，％]"
_LATIN_END, _LATIN_START = re.compile(rf"{_LATIN}$"), re.compile(_LATIN)


class Glyph(NamedTuple):
    """A printed character: its extent along the line, its baseline (y downward) and its height."""

    text: str
    left: float
    right: float
    base: float
    size: float

    @property
    def x(self) -> float:
        """The middle of the character, across."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """The middle of the character, down: of a letter that stands on its baseline."""
        return self.base - 0.35 * self.size


class GlyphLine(NamedTuple):
    """Glyphs on one baseline, as they read; ``tabular`` if wide gaps in it look like columns."""

    text: str
    left: float
    right: float
    base: float
    size: float
    tabular: bool

    @property
    def y(self) -> float:
        """The middle of the line, down."""
        return self.base - 0.35 * self.size


def is_digit(glyph: Glyph) -> bool:
    """Whether a glyph can be part of a number."""
    return glyph.text in _DIGITS


def words(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Runs of glyphs that were printed one right behind the other."""
    word: list[Glyph] = []
    for glyph in glyphs:
        if word:
            last = word[-1]
            gap = glyph.left - last.right
            level = abs(glyph.base - last.base) <= _RAISED * last.size
            if not level or not -0.3 * last.size < gap < 0.2 * last.size or glyph.text == " ":
                yield word
                word = []
        word.append(glyph)
    if word:
        yield word


def rows_of(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """The glyphs that have a baseline in common, from top to bottom."""
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if row and glyph.base - row[0].base > _SAME_LINE * min(glyph.size, row[0].size):
            yield row
            row = []
        row.append(glyph)
    if row:
        yield row


def lines_of(glyphs: Iterable[Glyph]) -> list[GlyphLine]:
    """The lines that some glyphs make, from top to bottom."""
    return [line for row in rows_of(glyphs) for line in _line(row)]


def _line(glyphs: Sequence[Glyph]) -> Iterator[GlyphLine]:
    """The glyphs of a line, put together; no line where they are all blanks."""
    pieces: list[str] = []
    last: Glyph | None = None
    blank, wide_gaps = False, 0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.left):
        if glyph.text.isspace():
            blank = True
            continue
        if last is not None:
            if glyph.text == last.text and _coincide(last, glyph):
                continue
            gap = glyph.left - last.right
            wide_gaps += gap > _WIDE_GAP * last.size
            pieces.append(" " if blank or gap > _BLANK * last.size else _between(last, glyph, gap))
        pieces.append(glyph.text)
        last, blank = glyph, False
    if last is not None and (text := squeezed("".join(pieces))):
        printed = [glyph for glyph in glyphs if not glyph.text.isspace()]
        left, right = min(glyph.left for glyph in printed), max(glyph.right for glyph in printed)
        size = max(glyph.size for glyph in printed)
        yield GlyphLine(text, left, right, printed[0].base, size, wide_gaps >= _TABULAR_GAPS)


def _coincide(last: Glyph, glyph: Glyph) -> bool:
    """Whether the same character was printed twice at one place, as for bold."""
    if not is_digit(glyph):
        return glyph.left - last.left < _TWICE * last.size
    aside = max(glyph.left - last.left, abs(glyph.base - last.base))
    return aside <= COINCIDES * last.size


def _between(last: Glyph, glyph: Glyph, gap: float) -> str:
    """What stands between two glyphs of a line that no wide blank parts."""
    if not (is_digit(last) and is_digit(glyph)):
        return ""
    small, large = sorted((last.size, glyph.size))
    if glyph.left - last.left < (_OVER_POINT if last.text in ".," else _OVER_DIGIT) * small:
        return UNSURE
    if glyph.text == last.text and gap < -_OVERLAP * small:
        return UNSURE
    apart = (
        gap > _BLANK_IN_NUMBER * small
        or large > _SIZES * small
        or abs(glyph.base - last.base) > _RAISED * small
    )
    return " " if apart else ""


def joined(texts: Iterable[str]) -> str:
    """The lines of one cell as one text: Chinese runs on, numbers and Latin words keep a blank."""
    whole = ""
    for text in texts:
        apart = _LATIN_END.search(whole) and _LATIN_START.match(text)
        whole += f" {text}" if apart else text
    return whole
