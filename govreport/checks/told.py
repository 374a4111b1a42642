"""What the prose of a report says, read when a rule first asks for it and then shared by all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from govreport.document import Paragraph, Where
from govreport.normalize import compact
from govreport.prose import prose, stated_facts
from govreport.report import Report, SectionKind
from govreport.text.facts import Fact
from govreport.text.parts import Parts, part_lists
from govreport.text.prose import Passage, Span, joined, sentences
from govreport.text.shares import ShareList, share_lists
from govreport.text.style.problems import Statement, statements
from govreport.text.style.similarity import Shingled

__all__ = ["Told"]


class Told:
    """The prose of one report and what is read in it, each reading done once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._shingled: dict[str, Shingled] = {}

    @cached_property
    def prose(self) -> Passage:
        """The narrative of all sections in one text."""
        return prose(self._report)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of `prose`."""
        return sentences(self.prose.text)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The numbers that the prose states; offsets are those of ``Report.text``."""
        return stated_facts(self._report)

    @cached_property
    def shares(self) -> tuple[ShareList, ...]:
        """The shares that the prose states; offsets are those of `prose`."""
        return share_lists(self.prose.text)

    @cached_property
    def parts(self) -> tuple[Parts, ...]:
        """The lists of parts with their whole; offsets are those of `prose`."""
        return part_lists(self.prose.text)

    @cached_property
    def problems(self) -> tuple[Passage, tuple[Statement, ...]] | None:
        """The section on problems with what it states; None if there is none, or nothing in it."""
        passage = self.section("problems")
        return (passage, statements(passage.text)) if passage and passage.text.strip() else None

    def lead(self, fact: Fact) -> str:
        """The words of its sentence that lead to a number, from the number told before it on; compact."""
        begin, _ = fact.sentence
        start = max((f.end for f in self.facts if begin <= f.start and f.end <= fact.start), default=begin)
        return compact(self._report.text[start : fact.start])

    def where(self, start: int, end: int) -> Where:
        """The place in the report of a piece of `prose`."""
        return Where(*self.prose.where(start, end))

    def passages(self) -> Iterator[tuple[SectionKind, Passage]]:
        """The text of each section, with its kind."""
        for section in self._report.sections:
            blocks = (block for block in section.blocks if isinstance(block, Paragraph))
            yield section.kind, joined((block.text, block.where.start) for block in blocks)

    def sections(self, kind: SectionKind) -> Iterator[Passage]:
        """The text of each section of that kind."""
        return (passage for found, passage in self.passages() if found == kind)

    def section(self, kind: SectionKind) -> Passage | None:
        """The first section of that kind, if there is one."""
        return next(self.sections(kind), None)

    def shingled(self, kind: SectionKind) -> Shingled:
        """The shingles of all sections of that kind together."""
        if kind not in self._shingled:
            text = "\n".join(passage.text for passage in self.sections(kind))
            self._shingled[kind] = Shingled.of(text)
        return self._shingled[kind]
