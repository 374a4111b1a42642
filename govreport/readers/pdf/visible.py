"""What counts of the characters of a page: those that are painted, whole, and not struck through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from govreport.readers.pdf.glyphs import UNSURE, Glyph, is_digit, words
from govreport.readers.pdf.painting import Seen, Sight

__all__ = ["LeftOut", "visible"]

_STRUCK = 0.6  # of a line's length: so much of it goes through characters, or it is the border of a table
_GONE = {
    Sight.NOTHING: "text_not_painted",
    Sight.COVERED: "text_not_painted",
    Sight.CROSSED: "text_struck",
}


class LeftOut(NamedTuple):
    """Text that is in the file and is not read, and why: the code of a note."""

    code: str
    text: str


def visible(glyphs: Sequence[Glyph], seen: Sequence[Seen]) -> tuple[list[Glyph], list[LeftOut]]:
    """The glyphs that one sees, and what is left out.

    A digit is unsure if a part of it is cut off, if something dark lies over it, if a line touches it,
    or if the next digit of the same number is not to be seen.
    """
    if all(sight is Sight.WHOLE for sight, _ in seen):
        return list(glyphs), []
    sights = _struck(glyphs, seen)
    kept: list[Glyph] = []
    gone: dict[str, list[str]] = defaultdict(list)
    unsure: list[str] = []
    start = 0
    for word in words(glyphs):
        shown = _shown(word, sights[start : start + len(word)])
        kept += [glyph for glyph in shown if glyph is not None]
        for glyph, sight, left in zip(word, sights[start:], shown, strict=False):
            if left is None:
                gone[_GONE[sight]].append(glyph.text)
        if any(left is not None and left.text != glyph.text for glyph, left in zip(word, shown, strict=True)):
            unsure.append("".join(glyph.text for glyph in word))
        start += len(word)
    left_out = [LeftOut(code, "".join(texts)) for code, texts in gone.items()]
    return kept, [*left_out, *(LeftOut("number_cut", text) for text in unsure)]


def _struck(glyphs: Sequence[Glyph], seen: Sequence[Seen]) -> list[Sight]:
    """Each sight; a line that goes on beyond the characters strikes none of them, it only touches them."""
    through: dict[tuple[float, float, int], float] = defaultdict(float)
    for glyph, (sight, line) in zip(glyphs, seen, strict=True):
        if sight is Sight.CROSSED:
            through[line] += glyph.right - glyph.left
    return [
        Sight.TOUCHED if sight is Sight.CROSSED and through[line] < _STRUCK * (line[1] - line[0]) else sight
        for sight, line in seen
    ]


def _shown(word: Sequence[Glyph], sights: Sequence[Sight]) -> list[Glyph | None]:
    """The glyphs of a word as one sees them: digits that are not certain as unsure, None for what is gone.

    A single letter or ideograph without ink within a word is one that the font lacks; it counts.
    """
    shown: list[Glyph | None] = []
    for i, (glyph, sight) in enumerate(zip(word, sights, strict=True)):
        beside = [*sights[max(0, i - 1) : i], *sights[i + 1 : i + 2]]
        lacking = sight is Sight.NOTHING and bool(beside) and Sight.NOTHING not in beside
        digit = is_digit(glyph)
        if sight is Sight.WHOLE or (not digit and (lacking or sight in (Sight.PART, Sight.TOUCHED))):
            shown.append(glyph)
        elif sight in _GONE and not (digit and sight is Sight.COVERED):
            shown.append(None)
        else:
            shown.append(glyph._replace(text=UNSURE))
    whole = list(shown)
    for i, j in pairwise(range(len(word))):
        if is_digit(word[i]) and is_digit(word[j]) and (whole[i] is None) != (whole[j] is None):
            k = j if whole[i] is None else i
            shown[k] = word[k]._replace(text=UNSURE)
    return shown
