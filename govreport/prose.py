"""The prose of a report, read once: sections, numbers, facts, themes, shares, problems, with their places."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from govreport.document import Paragraph, Where
from govreport.report import Report, Section, SectionKind
from govreport.text.facts import Fact, facts
from govreport.text.parts import Parts, part_lists
from govreport.text.prose import Passage, joined, together
from govreport.text.reading import Reading
from govreport.text.shares import ShareList, share_lists
from govreport.text.style.problems import Statement, statements
from govreport.text.style.similarity import Shingled
from govreport.text.themes import Theme, themes
from govreport.text.themes.codebook import Codebook, codebook

__all__ = ["Chapter", "Prose", "prose"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The running text of a section, without its heading; spans of `reading` are those of the whole prose."""

    kind: SectionKind
    start: int
    end: int
    reading: Reading


class Prose:
    """The narrative of all sections of a report in one text, and what is read in it, each reading made once.

    Headings stand on lines of their own, tables are left out, and lines that a page broke inside a sentence
    are joined again.
    """

    def __init__(self, report: Report) -> None:
        self._text, self._year, self._sections = report.text, report.year, report.sections
        self._shingled: dict[SectionKind, Shingled] = {}

    @cached_property
    def _pieces(self) -> list[_Piece]:
        return [piece for section in self._sections for piece in _pieces(self._text, section)]

    @cached_property
    def _passage(self) -> Passage:
        return together(passage for _, passage in self._pieces)

    @property
    def text(self) -> str:
        return self._passage.text

    def where(self, start: int, end: int) -> Where:
        """The place in the report of ``text[start:end]``, which is not empty."""
        return Where(*self._passage.where(start, end))

    @cached_property
    def reading(self) -> Reading:
        return Reading.of(self.text)

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The sections with running text, in order."""
        return tuple(Chapter(kind, a, b, self.reading.part(a, b)) for kind, a, b in _ranges(self._pieces))

    def of_kind(self, kind: SectionKind) -> tuple[Chapter, ...]:
        return tuple(chapter for chapter in self.chapters if chapter.kind == kind)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The numbers that the prose states, in order; offsets are those of ``Report.text``."""
        where = self._passage.where
        return tuple(
            fact.moved(where(*fact.sentence), *where(fact.start, fact.end))
            for fact in facts(self.reading, year=self._year)
        )

    @cached_property
    def facts_of(self) -> dict[str, list[Fact]]:
        """The facts by what they count."""
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(fact.concept, []).append(fact)
        return found

    def before(self, fact: Fact) -> Sequence[Fact]:
        """The facts of its sentence that begin before a fact, or with it."""
        return self.between(fact.sentence[0], fact.start + 1)

    def between(self, start: int, end: int) -> Sequence[Fact]:
        """The facts that begin from `start` on and before `end`."""
        return self.facts[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def _starts(self) -> list[int]:
        return [fact.start for fact in self.facts]

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """What the prose says that requests were about, in order; offsets are those of ``Report.text``."""
        return self.themes_by(codebook())

    def themes_by(self, book: Codebook) -> tuple[Theme, ...]:
        """As `themes`, with the codes of a codebook."""
        return tuple(
            replace(theme, sentence=self._passage.where(*theme.sentence), start=start, end=end)
            for theme in themes(self.reading, book)
            for start, end in [self._passage.where(theme.start, theme.end)]
        )

    @cached_property
    def shares(self) -> tuple[ShareList, ...]:
        """The shares that the prose states; offsets are those of `text`."""
        return share_lists(self.reading)

    @cached_property
    def parts(self) -> tuple[Parts, ...]:
        """The lists of parts with their whole; offsets are those of `text`."""
        return part_lists(self.reading)

    @cached_property
    def problems(self) -> tuple[Chapter, tuple[Statement, ...]] | None:
        """The section on problems with what it states; None if there is none, or nothing in it."""
        chapter = next(iter(self.of_kind("problems")), None)
        return (chapter, statements(chapter.reading)) if chapter else None

    def shingled(self, kind: SectionKind) -> Shingled:
        """The shingles of all sections of that kind together."""
        if kind not in self._shingled:
            self._shingled[kind] = Shingled.of(*(chapter.reading for chapter in self.of_kind(kind)))
        return self._shingled[kind]


_Piece = tuple[SectionKind | None, Passage]


def _pieces(text: str, section: Section) -> Iterator[_Piece]:
    """The heading of a section, and its paragraphs, with their places in the text of the report."""
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    first = section.blocks[0] if section.blocks else None
    if isinstance(first, Paragraph) and section.heading:
        at = text.rfind(section.heading, 0, first.where.start)
        if at >= 0:
            yield None, joined([(section.heading, at)])
    yield section.kind, joined((paragraph.text, paragraph.where.start) for paragraph in paragraphs)


def _ranges(pieces: list[_Piece]) -> Iterator[tuple[SectionKind, int, int]]:
    """Where the running text of each section stands in all pieces together."""
    at = 0
    for kind, passage in pieces:
        at += bool(at and passage.text)  # the line break between two of them
        if kind and passage.text.strip():
            yield kind, at, at + len(passage.text)
        at += len(passage.text)


def prose(report: Report) -> Prose:
    """The prose of a report, read once however often it is asked for."""
    if "prose" not in report.made:
        report.made["prose"] = Prose(report)
    read: Prose = report.made["prose"]
    return read
