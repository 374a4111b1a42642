"""Each report with those of the same body on the years before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from govreport.checks.case import Case
from govreport.panel.bodies import members
from govreport.report import Report, Status

__all__ = ["cases", "same_figures"]


def cases(reports: Iterable[Report]) -> list[Case]:
    """A case for each report, linked to those of the same body on the years before; in the order given.

    Which body a report is of says `govreport.panel.bodies`. Where a body has several documents on a year, the
    year counts only if their figures agree; the first of them in the order of `report_id` stands for it.
    """
    reports = list(reports)
    by_year: dict[str, dict[int, list[int]]] = {}
    for i, member in sorted(enumerate(members(reports)), key=lambda pair: pair[1].report.report_id):
        if member.report.year is not None:
            by_year.setdefault(member.body_id, {}).setdefault(member.report.year, []).append(i)
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
