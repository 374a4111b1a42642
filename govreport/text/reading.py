"""A text read once: folded, its numbers and its sentences, for all that looks something up in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from govreport.errors import ArgumentError
from govreport.text.prose import Folded, Sentence, Span, fold, sentences
from govreport.text.quantities import DURATIONS, Quantity, in_folded

__all__ = ["Reading"]

_PERIOD = re.compile(r"(?:《[^《》]*》|[^;])*;*")  # not cut at a mark inside a title


class Reading:
    """What the study of a text begins with, each made when it is first asked for and then shared.

    Offsets of numbers and sentences are those of `text`, the folded spelling; `span` and `piece` lead back to
    the original. A part of a reading has spans in the same original.

    Parameters
    ----------
    folded : Folded
        The text, folded once.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.text = folded.text
        self.original = folded.original
        self.span = folded.span
        self.piece = folded.piece
        self.lines = folded.lines

    @classmethod
    def of(cls, text: str | Reading) -> Reading:
        """The reading of a text; a reading is its own."""
        if isinstance(text, Reading):
            return text
        if not isinstance(text, str):
            raise ArgumentError(f"text: a str was expected; found {type(text).__name__}")
        return cls(fold(text))

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        """Every number that counts or measures something, in order."""
        return tuple(in_folded(self.text))

    @cached_property
    def counted(self) -> dict[int, Quantity]:
        """The numbers that are no durations, by where they begin."""
        return {q.start: q for q in self.numbers if q.unit not in DURATIONS}

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences and headings, in order."""
        return tuple(sentences(self.text, self.counted))

    @cached_property
    def periods(self) -> tuple[Span, ...]:
        """The sentences, cut at semicolons too, as pieces of the original; `kind` is heading for a title."""
        return tuple(self._periods())

    def _periods(self) -> Iterator[Span]:
        for sentence in self.sentences:
            kind = "heading" if sentence.heading else ""
            for match in _PERIOD.finditer(self.text, sentence.start, sentence.end):
                if match[0].strip("\x1f;"):
                    yield self.piece(*match.span(), kind)

    def part(self, start: int, end: int) -> Reading:
        """The reading of the characters from `start` to `end` of the original."""
        offsets = self.folded.offsets
        first, last = bisect_left(offsets, start), bisect_left(offsets, end)
        folded = Folded(self.folded.original, self.text[first:last], offsets[first:last])
        return _Part(folded, self, first, last)


class _Part(Reading):
    """A part of a reading, with the numbers and sentences of the whole that stand in it."""

    def __init__(self, folded: Folded, whole: Reading, first: int, last: int) -> None:
        super().__init__(folded)
        self._whole, self._first, self._last = whole, first, last

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        first, last = self._first, self._last
        return tuple(q.moved(-first) for q in self._whole.numbers if first <= q.start and q.stop <= last)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        first, last = self._first, self._last
        return tuple(s.moved(-first) for s in self._whole.sentences if first <= s.start and s.end <= last)
