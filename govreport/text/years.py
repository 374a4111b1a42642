"""Stale years: years that cannot be right in a report on a given year, mistyped or copied from another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govreport.resources import Table, load_toml
from govreport.text.prose import Span, overlaps
from govreport.text.reading import Reading
from govreport.text.sought import sought

__all__ = ["StaleYear", "YearWording", "stale_years", "year_wordings"]

_ANY_YEAR = re.compile(r"(?:19|20)\d\d")  # in no other way is a year printed
_NEXT_SPRING = re.compile("年0?[1-3]月")


@dataclass(frozen=True, slots=True)
class YearWording:
    """Wordings in which a year is doubtful unless it is one of `right`, or, without `right`, at home.

    `right` and `least` count from the year of the report. `least` is the first offset that is doubtful.
    """

    id: str
    zh: str
    en: str
    right: tuple[int, ...] | None
    least: int | None
    patterns: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaleYear:
    """A year that does not fit: `span` is its four digits, `kind` the id of the wording."""

    year: int
    kind: str
    span: Span


def stale_years(text: str | Reading, year: int, *, opening: bool = False) -> tuple[StaleYear, ...]:
    """Years in `text` that do not fit a report on `year`, in the order of the text, each once.

    Parameters
    ----------
    text : str or Reading
    year : int
        The year that the report is about.
    opening : bool
        Whether the text begins section 一, which has to open with the report's own year.

    Examples
    --------
    >>> [(s.year, s.kind) for s in stale_years("3件结转2025年办理。", 2025)]
    [(2025, 'carried_out')]
    """
    stale, allowed = year_wordings()
    found: dict[int, StaleYear] = {}
    reading = Reading.of(text)
    for i, (at, line) in enumerate(reading.lines()):
        if not _ANY_YEAR.search(line):
            continue
        home: list[Span] | None = None
        for wording in stale:
            if wording.id == "opening" and (i or not opening):
                continue
            for start, end in _doubtful(line, wording, year):
                if home is None:
                    home = [Span(*m.span(), "") for w in allowed for m in _matches(w, line)]
                if overlaps(Span(start, end, ""), home):
                    continue
                span = reading.piece(at + start, at + end, wording.id)
                found.setdefault(span.start, StaleYear(int(line[start:end]), wording.id, span))
    return tuple(found[at] for at in sorted(found))


def _matches(wording: YearWording, text: str) -> Iterator[re.Match[str]]:
    return (match for pattern in wording.patterns for match in sought(pattern).finditer(text))


def _doubtful(text: str, wording: YearWording, year: int) -> Iterator[tuple[int, int]]:
    for match in _matches(wording, text):
        offset = int(match["year"]) - year
        if offset == 1 and _NEXT_SPRING.match(text, match.end("year")):
            continue  # before the report was published
        if offset not in (wording.right or ()) and (wording.least is None or offset >= wording.least):
            yield match.span("year")


@cache
def year_wordings() -> tuple[tuple[YearWording, ...], tuple[YearWording, ...]]:
    """The wordings in which a year may be stale, and those in which any year is at home."""

    def build(data: Table) -> tuple[tuple[YearWording, ...], tuple[YearWording, ...]]:
        stale = tuple(_wording(table, True) for table in data.tables("stale"))
        return stale, tuple(_wording(table, False) for table in data.tables("allowed"))

    return load_toml("stale_years.toml", build)


def _wording(data: Table, stale: bool) -> YearWording:
    right = tuple(map(int, data.texts("right"))) if stale else None
    least = data.integer_or_none("from") if stale else None
    return data.of(YearWording, right=right, least=least)
