"""Printed lines of running text, and which characters of a report's text stand in which of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govreport.document import Grid
from govreport.report import Report
from govreport.review.ink import Area, Ink
from govreport.review.items import blocks

__all__ = ["OUTER_LINES", "PrintedLine", "place_characters", "plain"]

OUTER_LINES = 2
"""At each end of a page so many lines may be page numbers or running heads, which are no text."""

_LEAST = 12  # characters of a paragraph that finds its place again after one that was not found


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page outside of tables: its text without blanks, and an area for each character."""

    text: str
    areas: tuple[Area, ...]
    outer: bool


def plain(text: str) -> str:
    """A text without blanks: readers differ in them."""
    return "".join(text.split())


def place_characters(ink: Ink, report: Report, lines: Sequence[PrintedLine]) -> None:
    """Give the characters of each paragraph their areas, where whole lines make it up.

    Lines are taken in their order, and only outer lines of a page are passed over. After a paragraph that
    was not found, a long one may stand anywhere further on.
    """
    at, lost = 0, False
    for offset, text in _paragraphs(report):
        wanted = plain(text)
        anywhere = lost and len(wanted) >= _LEAST
        lost = True
        for first in range(at, len(lines)):
            if taken := _lines_of(wanted, lines, first):
                areas = (area for i in taken for area in lines[i].areas)
                printed = (i for i, character in enumerate(text) if not character.isspace())
                ink.characters.update(zip((offset + i for i in printed), areas, strict=True))
                at, lost = taken[-1] + 1, False
                break
            if not (anywhere or lines[first].outer):
                break


def _paragraphs(report: Report) -> Iterator[tuple[int, str]]:
    """The paragraphs outside of tables, with their offsets; each is a line of the text that pages give."""
    taken = sorted((b.where.start, b.where.end) for b in blocks(report) if isinstance(b, Grid))
    start = 0
    for end, resume in [*taken, (len(report.text), len(report.text))]:
        offset = start
        for line in report.text[start : max(start, end)].split("\n"):
            if line.strip():
                yield offset, line
            offset += len(line) + 1
        start = max(start, resume)


def _lines_of(wanted: str, lines: Sequence[PrintedLine], first: int) -> list[int]:
    """The lines from `first` on that make up a paragraph; [] where they do not.

    Where it goes on over a page's end, page numbers and running heads stand in between.
    """
    taken: list[int] = []
    length = 0
    for i in range(first, len(lines)):
        if lines[i].text and wanted.startswith(lines[i].text, length):
            taken.append(i)
            length += len(lines[i].text)
            if length == len(wanted):
                return taken
        elif not taken or not lines[i].outer:
            return []
    return []
