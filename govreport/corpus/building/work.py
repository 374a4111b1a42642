"""What a worker does: a file read to plain data, reports of one body or one year judged beside each other."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

from govreport.checks import peers, rules
from govreport.corpus.building.kept import KeptPiece, Part, RottenError, line
from govreport.corpus.building.packing import bare, packed, packed_facts, unpacked, unpacked_facts
from govreport.corpus.building.sources import Source, outcome
from govreport.frames import rows
from govreport.prose import prose
from govreport.report import Report

__all__ = ["MALFORMED", "judge", "judged_beside", "read_file", "report_in"]

MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What is raised where data that are whole have not the form in which a build leaves them."""


def read_file(*said: Any) -> list[Part]:
    """A file read: the SHA-256 that it had, the head of its report, and a piece with the report, its facts
    and themes, and the findings of the report alone; or with why there is none."""
    found = outcome(Source.of(*said))
    if not isinstance(found, Report):
        failed = {"failure": [found.source, found.sha256, found.error, found.message]}
        return [("", [found.sha256, None], line(failed))]
    piece = {
        "report": packed(found),
        "facts": packed_facts(prose(found).facts),
        "themes": list(rows.stated_theme_rows(found)),
        "findings": list(rows.finding_rows([found], _alone())),
    }
    return [(found.report_id, [found.sha256, packed(bare(found))], line(piece))]


@cache
def _alone() -> frozenset[str]:
    """The rules that a report is judged by where it is read: all but the one that compares texts."""
    return frozenset(rule.id for rule in rules.load()) - {peers.RULE}


@cache
def judged_beside() -> frozenset[str]:
    """Those of them that look at other reports of the same body, where there are any."""
    return frozenset(rule.id for rule in rules.load() if rule.needs != "report")


def report_in(piece: KeptPiece, *, grids: bool = True, figures: bool = True) -> tuple[Report, dict[str, Any]]:
    """The report of a piece with its facts, and all that is in it.

    Raises
    ------
    RottenError
        If it is no piece that `read_file` left.
    """
    data = piece.data()
    try:
        report = unpacked(data["report"], grids=grids, figures=figures)
        prose(report).facts = unpacked_facts(data["facts"])
        return report, data
    except MALFORMED as error:
        raise RottenError(piece.path) from error


def judge(applied: list[str], groups: list[list[tuple[str, int, int]]]) -> list[Part]:
    """The findings of some rules on each group of reports: a piece for each report that has any."""
    found: list[Part] = []
    for number, pieces in enumerate(groups):
        texts = peers.RULE in applied
        read = (report_in(KeptPiece(*piece), grids=not texts, figures=not texts)[0] for piece in pieces)
        reports = [_texts(report) if texts else report for report in read]
        reports.sort(key=lambda report: report.report_id)
        judged = rows.finding_rows(reports, frozenset(applied))
        found += [
            (str(report_id), number, line([list(row) for row in of_one]))
            for report_id, of_one in groupby(judged, key=lambda row: row[0])
        ]
    return found


def _texts(report: Report) -> Report:
    """A report with what its text is compared by; there may be very many on a year."""
    sections = tuple(section for section in report.sections if section.kind in peers.SECTIONS)
    return replace(report, figures=(), notes=(), preamble=(), page_frame=(), sections=sections)
