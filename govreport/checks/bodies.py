"""Which reports are of the same body: same name, same place. Successions and mergers are not known here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from govreport.checks.case import Case
from govreport.normalize import compact
from govreport.report import Report, Status

__all__ = ["cases", "same_figures"]

_Body = tuple[str, str | None]


def cases(reports: Iterable[Report]) -> list[Case]:
    """A case for each report, linked to those of the same body on the years before; in the order given.

    A report without organ or year is linked to none. Where a body has several documents on a year, the
    year counts only if their figures agree; the first of them in the order of `report_id` stands for it.
    """
    reports = list(reports)
    by_year: dict[_Body, dict[int, list[int]]] = {}
    for i in sorted(range(len(reports)), key=lambda i: reports[i].report_id):
        organ, year = reports[i].organ, reports[i].year
        if organ is not None and year is not None:
            by_year.setdefault((compact(organ), reports[i].region), {}).setdefault(year, []).append(i)
    made = [Case.of(report) for report in reports]
    for years in by_year.values():
        chain: tuple[Case, ...] = ()
        for year in sorted(years):
            same = years[year]
            if chain and chain[0].year != year - 1:
                chain = ()
            for i in same:
                made[i] = replace(made[i], earlier=chain, others=tuple(reports[j] for j in same if j != i))
            first = made[same[0]]
            agree = all(same_figures(first.report, other) for other in first.others)
            chain = (first, *chain) if agree else ()
    return made


def same_figures(one: Report, other: Report) -> bool:
    """Whether two documents state no different number in any cell that both state."""
    numbers = {f.key: f.value for f in one.figures if f.status is Status.REPORTED}
    return one.forms == other.forms and all(
        numbers.get(f.key, f.value) == f.value for f in other.figures if f.status is Status.REPORTED
    )
