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
from govreport.frames import Failure, rows
from govreport.prose import prose
from govreport.report import Report

__all__ = ["MALFORMED", "all_in", "judge", "judged_beside", "read_file", "read_report", "report_in"]

MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What is raised where data that are whole have not the form in which a build leaves them."""


def read_file(*said: Any) -> list[Part]:
    """A file read: the SHA-256 that it had, the head of its report, and a piece of two lines, the report with
    its facts, the rows of its themes and of the findings of it alone; or a piece with why there is none."""
    found = outcome(Source.of(*said))
    if not isinstance(found, Report):
        return [("", [found.sha256, None], line(_failed(found)))]
    report = {"report": packed(found), "facts": packed_facts(prose(found).facts)}
    made = {
        "themes": list(rows.stated_theme_rows(found)),
        "findings": list(rows.finding_rows([found], _alone())),
    }
    return [(found.report_id, [found.sha256, packed(bare(found))], line(report) + line(made))]


def read_report(*said: Any) -> list[Part]:
    """A file read: a piece with its report alone, or with why there is none."""
    found = outcome(Source.of(*said))
    return [("", None, line({"report": packed(found)} if isinstance(found, Report) else _failed(found)))]


def _failed(failure: Failure) -> dict[str, list[str | None]]:
    return {"failure": [failure.source, failure.sha256, failure.error, failure.message]}


@cache
def _alone() -> frozenset[str]:
    """The rules that a report is judged by where it is read: all but the one that compares texts."""
    return frozenset(rule.id for rule in rules.load()) - {peers.RULE}


@cache
def judged_beside() -> frozenset[str]:
    """Those of them that look at other reports of the same body, where there are any."""
    return frozenset(rule.id for rule in rules.load() if rule.needs != "report")


def report_in(piece: KeptPiece, **wanted: Any) -> Report:
    """The report of a piece with its facts, as much of it as is `wanted` (see `packing.unpacked`).

    Raises
    ------
    RottenError
        If it is no piece that `read_file` left.
    """
    return _report(piece, piece.data(), wanted)


def all_in(piece: KeptPiece) -> tuple[Report, Any]:
    """The report of a piece without its grids, and the rows that were made of it.

    Raises
    ------
    RottenError
        If it is no piece that `read_file` left.
    """
    first, *others = piece.lines()
    if len(others) != 1:
        raise RottenError(piece.path)
    return _report(piece, first, {"blocks": "prose"}), others[0]


def _report(piece: KeptPiece, data: Any, wanted: dict[str, Any]) -> Report:
    try:
        report = unpacked(data["report"], **wanted)
        prose(report).facts = unpacked_facts(data["facts"])
    except MALFORMED as error:
        raise RottenError(piece.path) from error
    return report


def judge(applied: list[str], groups: list[list[tuple[str, int, int]]]) -> list[Part]:
    """The findings of some rules on each group of reports: a piece for each report that has any."""
    found: list[Part] = []
    for number, pieces in enumerate(groups):
        texts = peers.RULE in applied
        wanted = {"blocks": "prose", "figures": False} if texts else {}
        read = (report_in(KeptPiece(*piece), **wanted) for piece in pieces)
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
