"""What a worker does: a file read to plain data, reports of one body or one year judged beside each other."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from functools import cache
from itertools import groupby
from typing import Any, TypeAlias

from govreport.checks import peers, rules
from govreport.corpus.building.kept import KeptPiece, KeptWork, Part, Place, RottenError, line
from govreport.corpus.building.packing import packed, packed_facts, unpacked, unpacked_facts
from govreport.corpus.building.sources import Source, outcome, refusals
from govreport.corpus.building.tables import FAILURES, Types, parts
from govreport.frames import Failure, rows
from govreport.panel.bodies import telling
from govreport.panel.known import applied
from govreport.prose import prose
from govreport.report import Report

__all__ = [
    *("MALFORMED", "all_in", "failed", "failure_in", "head_in", "judge", "judged_beside", "of_same_bytes"),
    *("Given", "read_file", "read_report", "report_in", "retold", "rows_of"),
]

Given: TypeAlias = tuple[bool, Place, bool, Sequence[Place]]
"""Of what the rows of a file are made: whether it gave a report, its piece, whether the report's body has
others, the pieces of what was found beside others."""

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
        return replace(failure_in(row.piece), source=source.file)
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


def failure_in(piece: KeptPiece) -> Failure:
    """Why a file gave no report.

    Raises
    ------
    RottenError
        If the piece is not what a build left.
    """
    try:
        return Failure(*piece.data()["failure"])
    except MALFORMED as error:
        raise RottenError(piece.path) from error


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
    """The report of a piece, as much of it as is `wanted` (see `packing.unpacked`), with its facts if that is
    any block.

    Raises
    ------
    RottenError
        If it is no piece that `read_file` left.
    """
    return _report(piece, piece.data(), wanted)


def rows_of(
    given: Sequence[Given], columns: Mapping[str, Types], own: Sequence[str], how: Mapping[str, bool]
) -> list[Part]:
    """The rows of some reports in every table but the panels, and the failures of the other files.

    Parameters
    ----------
    own : sequence of str
        What of a manifest stands behind the other columns of ``reports``.

    Raises
    ------
    RottenError
        If a piece is not what a build left.
    """
    made: dict[str, list[Any]] = defaultdict(list)
    failures: list[Failure] = []
    for found, place, linked, beside in given:
        piece = KeptPiece(*place)
        if not found:
            failures.append(failure_in(piece))
            continue
        report, kept_rows = all_in(piece)
        failures += refusals(report)
        made["reports"].append(rows.report_row(report, own))
        made["figures"] += rows.figure_rows(report)
        made["narrative"] += rows.narrative_rows(report)
        made["facts"] += rows.fact_rows(report)
        made["themes"] += kept_rows["themes"]
        made["findings"] += _findings(
            piece, kept_rows["findings"], linked, [KeptPiece(*one) for one in beside]
        )
    return [(FAILURES, None, line([astuple(one) for one in failures])), *parts(made, columns, **how)]


def _findings(piece: KeptPiece, own: list[Any], linked: bool, beside: list[KeptPiece]) -> Iterator[Any]:
    """All findings of a report in the order of the rules: its own, those of its years, those of others."""
    order = {rule.id: i for i, rule in enumerate(rules.load())}
    judged_again = judged_beside() if linked else frozenset()
    found = []
    for one, data in ((piece, own), *((other, other.data()) for other in beside)):
        try:
            found += [(order[row[1]], row) for row in data if one is not piece or row[1] not in judged_again]
        except MALFORMED as error:
            raise RottenError(one.path) from error
    return (row for _, row in sorted(found, key=lambda pair: pair[0]))


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
        if wanted.get("blocks") != "none":  # else nobody asks what its prose says
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
