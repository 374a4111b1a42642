"""Set phrases (套话): which characters of a text are covered by formulas that any report could hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from govreport.resources import load_toml
from govreport.text.prose import Span
from govreport.text.reading import Reading
from govreport.text.sought import Several

__all__ = ["Boilerplate", "PhraseClass", "Use", "boilerplate", "covered", "phrase_classes", "phrases"]

Use = Literal["share", "similarity"]
_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》)*》")


@dataclass(frozen=True, slots=True)
class PhraseClass:
    """A class of set phrases: patterns over one compact line, and the examples that prove them."""

    id: str
    zh: str
    en: str
    used_for: tuple[Use, ...]
    source: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    def find(self, line: str) -> Iterator[tuple[int, int]]:
        """Where the phrases of this class stand in a folded line; neighbours that touch are one phrase."""
        found = [match.span() for _, match in _several(self.patterns).finditer(line)]
        if found and "《" in line:
            titles = [match.span() for match in _TITLE.finditer(line)]
            found = [span for span in found if not _named(span, titles)]
        return _united(found)


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Set phrases of a text.

    Attributes
    ----------
    characters : int
        Characters of the text, blanks not counted.
    covered : int
        Characters inside at least one phrase: those of two classes are counted once.
    by_class : dict of str to int
        Characters inside a phrase of each class, B1 to B8.
    spans : tuple of Span
        The phrases, `kind` their class, in the order of the text.
    """

    characters: int
    covered: int
    by_class: dict[str, int]
    spans: tuple[Span, ...]

    @property
    def share(self) -> float | None:
        """`covered` of `characters`, 0 to 1; None of an empty text."""
        return self.covered / self.characters if self.characters else None


def boilerplate(text: str | Reading) -> Boilerplate:
    """The set phrases of a text, by class.

    Examples
    --------
    >>> boilerplate("坚持应公开尽公开。").by_class["B3"]
    6
    """
    reading = Reading.of(text)
    spans, text = phrases(reading, "share"), reading.original
    classes = [c.id for c in phrase_classes() if "share" in c.used_for]
    by_class = {id_: covered(text, (s for s in spans if s.kind == id_)) for id_ in classes}
    return Boilerplate(covered(text, [Span(0, len(text), text)]), covered(text, spans), by_class, spans)


def phrases(text: str | Reading, use: Use) -> tuple[Span, ...]:
    """The phrases of all classes that serve a use, sorted by place and then class.

    Examples
    --------
    >>> [phrase.text for phrase in gr.text.phrases("坚持应公开尽公开。", "share")]
    ['应公开尽公开']
    """
    classes = [c for c in phrase_classes() if use in c.used_for]
    reading = Reading.of(text)
    found = [
        reading.piece(at + start, at + end, one.id)
        for at, line in reading.lines()
        for one in classes
        for start, end in one.find(line)
    ]
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.kind)))


def covered(text: str, spans: Iterable[Span]) -> int:
    """How many characters of a text, blanks not counted, lie in at least one of the spans."""
    places = {i for span in spans for i in range(span.start, span.end)}
    return sum(not text[i].isspace() for i in places)


@cache
def phrase_classes() -> tuple[PhraseClass, ...]:
    """The classes of set phrases, from ``data/boilerplate.toml``.

    Examples
    --------
    >>> gr.text.phrase_classes()[0].zh
    '政治表述'
    """

    return load_toml(
        "boilerplate.toml", lambda data: tuple(one.of(PhraseClass) for one in data.tables("classes"))
    )


@cache
def _several(patterns: tuple[str, ...]) -> Several:
    return Several(patterns)


def _named(span: tuple[int, int], titles: list[tuple[int, int]]) -> bool:
    """Whether a phrase is part of the title of a document, and not the whole of it."""
    return any(start < span[0] and span[1] < end for start, end in titles)


def _united(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for start, end in sorted(spans):
        if start > last:
            if last > first:
                yield first, last
            first, last = start, end
        last = max(last, end)
    if last > first:
        yield first, last
