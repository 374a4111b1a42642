"""Places in prose: spans, sentences, and paragraphs joined where a page only broke the line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from govreport.normalize import compact_offsets

__all__ = ["Passage", "Plain", "Span", "is_heading", "joined", "overlaps", "sentences", "together"]

# A sentence ends at a mark with its closing quotes, not at one inside a title, or where a paragraph ends.
_SENTENCE = re.compile(r"(?:《[^《》\n]*》|[^。！？!?；;\n])*(?:[。！？!?；;]+[”’」』\"）)]*|\n|$)")
_ENDS = re.compile(r"[。！？!?；;：:…][”’」』\"）)]*$")
_NUMBERED = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+[、.．]|\d+[、.．](?!\d)|[①-⑳㈠-㈩])"
)
# （四）行政复议、行政诉讼情况: a heading holds a pause mark only before the word that such headings end with.
_HEADING = re.compile(rf"{_NUMBERED.pattern}(?:[^，,、。；;：:]*|[^，,。；;：:]{{1,30}}情况)")
_SHORTEST_LINE = 15  # a line that a page broke is full; a shorter one without a mark is a heading
_NEXT_LINE = 2  # characters between two lines of one text: the line break, perhaps a blank


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of a text: offsets, end excluded, what is there, and what it was found to be."""

    start: int
    end: int
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in compact spelling (:func:`govreport.normalize.compact`), with the way back to the original."""

    original: str
    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Plain:
        plain, offsets = compact_offsets(text)
        return cls(text, plain, tuple(offsets))

    def span(self, start: int, end: int, kind: str = "") -> Span:
        """The piece of the original of which ``text[start:end]``, not empty, is the compact spelling."""
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        return Span(first, last, self.original[first:last], kind)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text joined from paragraphs; `places` says of each character where in the document it stands."""

    text: str
    places: tuple[int, ...]

    def where(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the document of ``text[start:end]``, which is not empty."""
        return self.places[start], self.places[end - 1] + 1


def joined(paragraphs: Iterable[tuple[str, int]]) -> Passage:
    """Paragraphs, each with its offset in the document, as one text.

    PDF files and typewriter-like text files break lines inside sentences: a full line without a mark at
    its end goes on in the line right below it, unless that one begins with a number of its own. Other
    paragraphs are parted by a line break.
    """
    parts: list[str] = []
    places: list[int] = []
    before, end = "", 0
    for text, start in paragraphs:
        if parts and not _goes_on(before, text, start - end):
            parts.append("\n")
            places.append(end)
        parts.append(text)
        places += range(start, start + len(text))
        before, end = text, start + len(text)
    return Passage("".join(parts), tuple(places))


def together(passages: Iterable[Passage]) -> Passage:
    """Passages as one text, each beginning a line: a heading never runs into what stands below it."""
    texts: list[str] = []
    places: list[int] = []
    for passage in passages:
        if places and passage.text:
            texts.append("\n")
            places.append(places[-1] + 1)
        texts.append(passage.text)
        places += passage.places
    return Passage("".join(texts), tuple(places))


def _goes_on(before: str, text: str, gap: int) -> bool:
    full = len(before.strip()) >= _SHORTEST_LINE and gap <= _NEXT_LINE
    ended = _ENDS.search(before.rstrip()) or _HEADING.fullmatch(before)
    return full and not ended and not _NUMBERED.match(text)


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text without the blanks around them, cut at 。！？； and at line breaks."""
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[Span]:
    for match in _SENTENCE.finditer(text):
        if kept := match[0].strip():
            start = match.start() + match[0].index(kept)
            yield Span(start, start + len(kept), kept)


def is_heading(text: str) -> bool:
    """Whether a line is a number with a few words and no mark (（一）主动公开情况), or marked with #."""
    return text.lstrip().startswith("#") or _HEADING.fullmatch(text.rstrip("。：: ")) is not None


def overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span has a character in common with one of the others."""
    return any(span.start < other.end and other.start < span.end for other in others)
