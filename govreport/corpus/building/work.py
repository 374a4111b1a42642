"""What a worker does: a file read to plain data, reports of one body or one year judged beside each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

from govreport.checks import peers
from govreport.corpus.building.kept import KeptPiece, KeptWork, Part, RottenError, line
from govreport.corpus.building.packing import bare, packed, unpacked
from govreport.corpus.building.sources import Source, outcome
from govreport.frames import Failure, rows
from govreport.panel.known import applied
from govreport.report import Report

__all__ = ["MALFORMED", "failed", "failure_in", "judge", "of_same_bytes", "read_file", "report_in", "retold"]

MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What is raised where data that are whole have not the form in which a build leaves them."""


def read_file(*said: Any) -> list[Part]:
    """A file read: the SHA-256 that it had, the head of its report, and a piece with the report, its facts
    and themes; or with why there is none."""
    found = outcome(Source.of(*said))
    if not isinstance(found, Report):
        return [("", [found.sha256, None], failed(found))]
    facts, themes = list(rows.fact_rows(found)), list(rows.stated_theme_rows(found))
    return [_part(found, {"facts": facts, "themes": themes})]


def _part(report: Report, prose: dict[str, Any]) -> Part:
    piece = line(prose | {"report": packed(report)})
    return (report.report_id, [report.sha256, packed(bare(report))], piece)


def failed(one: Failure) -> bytes:
    """Why a file gave no report, as a piece."""
    return line({"failure": [one.source, one.sha256, one.error, one.message]})


def of_same_bytes(row: KeptWork, source: Source) -> Report | Failure:
    """What a file gave whose bytes were read under another name, or when something else was known of it.

    Raises
    ------
    RottenError
        If the piece is none that `read_file` left.
    """
    if row.more is None:
        return replace(failure_in(row), source=source.file)
    return applied(replace(report_in(row.piece)[0], source=source.file), source.manifest, source.corrections)


def retold(row: KeptWork, source: Source) -> Part:
    """The same as `read_file` makes it; what prose says hangs on the bytes alone."""
    found = of_same_bytes(row, source)
    if isinstance(found, Failure):
        return ("", [found.sha256, None], failed(found))
    return _part(found, row.piece.data())


def failure_in(row: KeptWork) -> Failure:
    """Why a file gave no report.

    Raises
    ------
    RottenError
        If the piece is not what a build left.
    """
    try:
        return Failure(*row.piece.data()["failure"])
    except MALFORMED as error:
        raise RottenError(row.piece.path) from error


def report_in(piece: KeptPiece, *, grids: bool = True, figures: bool = True) -> tuple[Report, dict[str, Any]]:
    """The report of a piece, and all that is in it.

    Raises
    ------
    RottenError
        If it is no piece that `read_file` left.
    """
    data = piece.data()
    try:
        return unpacked(data["report"], grids=grids, figures=figures), data
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
