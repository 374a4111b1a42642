"""Stale years: years that cannot be right in a report on a given year, mistyped or copied from another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govreport.resources import Table, load_toml
from govreport.text.prose import Span, overlaps
from govreport.text.reading import Reading
from govreport.text.sought import Several

__all__ = ["StaleYear", "YearWording", "stale_years", "year_wordings"]

_ANY_YEAR = re.compile(r"(?:19|20)\d\d")  # in no other way is a year printed
_STALE, _ALLOWED = 0, 1  # in `year_wordings`
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
    found: dict[int, StaleYear] = {}
    reading = Reading.of(text)
    for i, (at, line) in enumerate(reading.lines()):
        if not _ANY_YEAR.search(line):
            continue
        home: list[Span] | None = None
        for wording, match in _matches(_STALE, line):
            if int(match["year"]) < year and _is_compared(line[: match.start()], match, year):
                continue
            if (wording.id == "opening" and (i or not opening)) or not _is_doubtful(wording, match, year):
                continue
            if home is None:
                home = [Span(*m.span(), "") for _, m in _matches(_ALLOWED, line)]
            start, end = match.span("year")
            if not overlaps(Span(start, end, ""), home):
                span = reading.piece(at + start, at + end, wording.id)
                found.setdefault(span.start, StaleYear(int(line[start:end]), wording.id, span))
    return tuple(found[at] for at in sorted(found))


def _matches(which: int, text: str) -> Iterator[tuple[YearWording, re.Match[str]]]:
    """What each of the stale or the allowed wordings finds, one after the other."""
    of_pattern, patterns = _patterns(which)
    return ((of_pattern[number], match) for number, match in patterns.finditer(text))


@cache
def _patterns(which: int) -> tuple[tuple[YearWording, ...], Several]:
    """The wording of each pattern, and all patterns together."""
    every = [(wording, pattern) for wording in year_wordings()[which] for pattern in wording.patterns]
    return tuple(wording for wording, _ in every), Several(pattern for _, pattern in every)


def _is_compared(before: str, match: re.Match[str], year: int) -> bool:
    """Whether the same was counted for the report's own year before: 2024年公开80条, 2023年公开70条."""
    verb = match.groupdict().get("verb")
    own = before.find(f"{year}年") if verb else -1
    return own >= 0 and re.search(rf"{verb}[^。;\d]{{0,16}}\d+[件条次个份宗]", before[own:]) is not None


def _is_doubtful(wording: YearWording, match: re.Match[str], year: int) -> bool:
    offset = int(match["year"]) - year
    if offset == 1 and _NEXT_SPRING.match(match.string, match.end("year")):
        return False  # before the report was published
    return offset not in (wording.right or ()) and (wording.least is None or offset >= wording.least)


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
