"""What the prose of a report states: numbers and themes, each with its place in the report's text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from govreport.document import Paragraph
from govreport.report import Report, Section
from govreport.text.facts import Fact, facts
from govreport.text.prose import Passage, joined, together
from govreport.text.themes import Theme, themes

__all__ = ["prose", "stated_facts", "stated_themes"]


def prose(report: Report) -> Passage:
    """The narrative of all sections in one text, headings on lines of their own; tables are left out.

    Lines that a page broke inside a sentence are joined again.
    """
    return together(part for section in report.sections for part in _parts(report, section))


def stated_facts(report: Report) -> tuple[Fact, ...]:
    """The numbers that a report states in prose, in order; offsets are those of ``Report.text``."""
    return report.once("facts", lambda: tuple(_facts(report)))


def stated_themes(report: Report) -> tuple[Theme, ...]:
    """What a report says that its requests were about, in order; offsets are those of ``Report.text``."""
    return report.once("themes", lambda: tuple(_themes(report)))


def _facts(report: Report) -> Iterator[Fact]:
    passage = prose(report)
    return (
        replace(fact, sentence=passage.where(*fact.sentence), start=start, end=end)
        for fact in facts(passage.text, year=report.year)
        for start, end in [passage.where(fact.start, fact.end)]
    )


def _themes(report: Report) -> Iterator[Theme]:
    passage = prose(report)
    return (
        replace(theme, sentence=passage.where(*theme.sentence), start=start, end=end)
        for theme in themes(passage.text)
        for start, end in [passage.where(theme.start, theme.end)]
    )


def _parts(report: Report, section: Section) -> Iterator[Passage]:
    """The heading of a section, and its paragraphs, with their places in the text of the report."""
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    first = section.blocks[0] if section.blocks else None
    if isinstance(first, Paragraph) and section.heading:
        at = report.text.rfind(section.heading, 0, first.where.start)
        if at >= 0:
            yield joined([(section.heading, at)])
    yield joined((paragraph.text, paragraph.where.start) for paragraph in paragraphs)
