"""What a worker does: a file read to plain data, reports of one body or one year judged beside each other."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

from govreport.checks import peers, rules
from govreport.corpus.building.kept import KeptPiece, KeptWork, Part, RottenError, line
from govreport.corpus.building.packing import packed, packed_facts, unpacked, unpacked_facts
from govreport.corpus.building.sources import Source, outcome
from govreport.frames import Failure, rows
from govreport.panel.bodies import telling
from govreport.panel.known import applied
from govreport.prose import prose
from govreport.report import Report

__all__ = [
    *("MALFORMED", "all_in", "failed", "failure_in", "head_in", "judge", "judged_beside", "of_same_bytes"),
    *("read_file", "read_report", "report_in", "retold"),
]

MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What is raised where data that are whole have not the form in which a build leaves them."""


def read_file(*data: Any) -> list[Part]:
    """A file read: the SHA-256 that it had, the head of its report, and a piece of two lines, the report with
    its facts, the rows of its themes and of the findings of it alone; or a piece with why there is none."""
    found = outcome(Source.of(*data))
    if not isinstance(found, Report):
        return [("", [found.sha256, None], failed(found))]
    return [_part(found, list(rows.stated_theme_rows(found)))]


def _part(report: Report, themes: list[Any]) -> Part:
    first = {"report": packed(report), "facts": packed_facts(prose(report).facts)}
    made = {"themes": themes, "findings": list(rows.finding_rows([report], _alone()))}
    # A text, not lists: the heads of a whole corpus are in memory at once.
    head = json.dumps(packed(telling(report)), ensure_ascii=False, separators=(",", ":"))
    return (report.report_id, [report.sha256, head], line(first) + line(made))


def read_report(*known: Any) -> list[Part]:
    """A file read: a piece with its report alone, or with why there is none."""
    found = outcome(Source.of(*known))
    return [("", None, line({"report": packed(found)}) if isinstance(found, Report) else failed(found))]


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
    report = report_in(row.piece)
    found = applied(replace(report, source=source.file), source.manifest, source.corrections)
    prose(found).facts = prose(report).facts  # what prose says hangs on the bytes alone
    return found


def retold(row: KeptWork, source: Source) -> Part:
    """The same as `read_file` makes it.

    Raises
    ------
    RottenError
        If the piece is none that `read_file` left.
    """
    found = of_same_bytes(row, source)
    if isinstance(found, Failure):
        return ("", [found.sha256, None], failed(found))
    _, made = all_in(row.piece)
    return _part(found, made["themes"])


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


def head_in(row: KeptWork) -> Report:
    """As much of the report of a row as `telling` leaves.

    Raises
    ------
    RottenError
        If it is not what `read_file` left.
    """
    try:
        return unpacked(json.loads(row.more))
    except MALFORMED as error:
        raise RottenError(row.piece.path) from error


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
    """The report of a piece without the cells of its grids, and the rows that were made of it.

    Raises
    ------
    RottenError
        If it is no piece that `read_file` left.
    """
    first, *others = piece.lines()
    if len(others) != 1 or not {"themes", "findings"} <= set(others[0]):
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
        read = (report_in(KeptPiece(*piece), blocks="prose", figures=not texts) for piece in pieces)
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
