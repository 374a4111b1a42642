"""Reports of one body, and those on one year, judged beside each other without all of them in memory."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from govreport.checks import peers, rules
from govreport.corpus.building.kept import SUFFIX, KeptPiece, KeptWork, RottenError, keep, named
from govreport.corpus.building.packing import unpacked
from govreport.corpus.building.pool import Death, Pool, Task
from govreport.corpus.building.shards import Found, bucket, shares
from govreport.corpus.building.work import MALFORMED
from govreport.corpus.limits import Limits
from govreport.errors import GovReportError
from govreport.frames import rows
from govreport.normalize import compact
from govreport.panel.bodies import members
from govreport.report import Report

__all__ = [
    "Judging",
    "ReportGroup",
    "UnjudgedError",
    "findings_by_report",
    "findings_of",
    "judge_all",
    "judgings",
    "todo",
]

_REPORTS_AT_ONCE = 50


class UnjudgedError(GovReportError):
    """A process ended over the rules on some reports: the error and message, by the names of their work."""

    def __init__(self, deaths: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(deaths)
        self.deaths = deaths


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """Reports that are judged beside each other, in the order of their ids, and the name of that work."""

    key: str
    reports: tuple[KeptWork, ...]


@dataclass(frozen=True, slots=True)
class Judging:
    """Groups that are judged by the same rules, where findings are kept, and what is there of them."""

    path: Path
    rules: tuple[str, ...]
    groups: tuple[ReportGroup, ...]
    old: Mapping[str, list[KeptWork]] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        return sum(len(group.reports) for group in self.groups)


_Found: TypeAlias = "Sequence[tuple[Report, KeptWork]]"


def judgings(indexes: Iterable[Sequence[KeptWork]], folder: Path, code: str) -> list[Judging]:
    """What has to be judged beside each other: the years of a body, and the texts of one year.

    No rule looks at another body's report but the one that asks for texts that are alike, and that one only
    at reports on the same year. So bodies can be judged one after the other, and texts year by year. A group
    is named by its reports: a new file changes no group but its own.

    Raises
    ------
    RottenError
        If the head of a report is not what a build left.
    """
    found = [(_head(row), row) for index in indexes for row in index if row.more is not None]
    usual = tuple(rule.id for rule in rules.load() if rule.id != peers.RULE)
    shared = [((peers.RULE,), [group]) for group in _by_year(found)]
    return [
        _judging(applied, groups, folder, code)
        for applied, groups in (*shared, *((usual, groups) for groups in _by_body(found)))
    ]


def _head(row: KeptWork) -> Report:
    try:
        return unpacked(row.more)
    except MALFORMED as error:
        raise RottenError(row.piece.path) from error


def _judging(applied: tuple[str, ...], groups: Iterable[_Rows], folder: Path, code: str) -> Judging:
    ordered = [sorted(group, key=lambda row: row.name) for group in groups]
    keyed = tuple(
        ReportGroup(named(code, applied, [row.key for row in group]), tuple(group)) for group in ordered
    )
    path = folder / f"{named(code, [group.key for group in keyed])[:16]}{SUFFIX}"
    return Judging(path, applied, keyed)


_Rows: TypeAlias = "Sequence[KeptWork]"


def _by_body(found: _Found) -> Iterator[list[list[KeptWork]]]:
    """The reports of each body, some bodies together; where a body belongs depends on nothing but itself."""
    parts = shares(len(found), _REPORTS_AT_ONCE)
    groups: dict[int, dict[str, list[KeptWork]]] = defaultdict(lambda: defaultdict(list))
    for member, (_, row) in zip(members(head for head, _ in found), found, strict=True):
        body = hashlib.sha256(member.body_id.encode()).hexdigest()
        groups[bucket(body, parts)][body].append(row)
    for part in sorted(groups):
        yield [groups[part][body] for body in sorted(groups[part])]


def _by_year(found: _Found) -> Iterator[list[KeptWork]]:
    """The reports on each year, on several together where one has no two bodies: a text is compared where
    the reports are of two bodies at least."""
    years = defaultdict(list)
    for head, row in found:
        if head.year is not None and head.organ is not None:
            years[head.year].append((compact(head.organ), row))
    groups: list[list[tuple[str, KeptWork]]] = []
    for year in sorted(years):
        if groups and _one_body(groups[-1]):
            groups[-1] += years[year]
        else:
            groups.append(years[year])
    if len(groups) > 1 and _one_body(groups[-1]):
        last = groups.pop()
        groups[-1] += last
    yield from ([row for _, row in group] for group in groups)


def _one_body(group: list[tuple[str, KeptWork]]) -> bool:
    return len({organ for organ, _ in group}) < 2


def todo(jobs: Sequence[Judging], found: Found) -> list[Judging]:
    """The work that is not there, with what is there of it in other files."""
    missing = [job for job in jobs if not _whole(job, found.index(job.path))]
    known = found.by_key() if missing else {}
    for job in missing:
        found.remade(job.path)
    return [
        Judging(job.path, job.rules, job.groups, {g.key: known[g.key] for g in job.groups if g.key in known})
        for job in missing
    ]


def _whole(job: Judging, index: list[KeptWork]) -> bool:
    return bool(index) and list(dict.fromkeys(row.key for row in index)) == [
        group.key for group in job.groups
    ]


def judge_all(jobs: Sequence[Judging], pool: Pool) -> Iterator[int]:
    """Judge the groups that are not judged yet, and keep the findings, a piece for each report.

    Yields
    ------
    int
        How many reports are done more than before.

    Raises
    ------
    UnjudgedError
        If a worker ends over reports that it ends over alone as well.
    GovReportError
        If it ends only over several together.
    """
    asked: list[tuple[Judging, list[ReportGroup]]] = []
    for job in jobs:
        if groups := [group for group in job.groups if group.key not in job.old]:
            asked.append((job, groups))
        else:
            keep(job.path, _rows(job, {}))
            yield job.size
    for number, answer in pool.answers(_task(*one) for one in asked):
        job, groups = asked[number]
        if isinstance(answer, Death):
            if answer.error == RottenError.__name__:
                raise RottenError(answer.said)
            raise _blamed(groups, job.rules, answer, pool)
        judged: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        for report_id, group, piece in answer:
            judged[groups[group].key].append((report_id, piece))
        keep(job.path, _rows(job, judged))
        yield job.size


def _blamed(
    groups: Iterable[ReportGroup], rules: tuple[str, ...], death: Death, pool: Pool
) -> GovReportError:
    """Which reports a worker ended over: each is tried alone."""
    reports = [row for group in groups for row in group.reports]
    tasks = (Task("judge", (rules, [[_given(row.piece)]]), Limits()) for row in reports)
    alone = {reports[i].key: answer for i, answer in pool.answers(tasks) if isinstance(answer, Death)}
    if alone:
        return UnjudgedError({key: (one.error, one.message) for key, one in alone.items()})
    return GovReportError(
        f"{len(reports)} reports could not be judged beside each other, the first with report_id "
        f"{reports[0].name}: {death.error}: {death.message}"
    )


def _task(job: Judging, groups: Iterable[ReportGroup]) -> Task:
    return Task("judge", (job.rules, [[_given(row.piece) for row in group.reports] for group in groups]))


def _given(piece: KeptPiece) -> tuple[str, int, int]:
    return piece.path, piece.start, piece.size


def _rows(
    job: Judging, judged: Mapping[str, list[tuple[str, bytes]]]
) -> Iterator[tuple[str, str, bytes, Any, None]]:
    """The pieces of every group in order; one without findings has an empty piece, so that it is known."""
    for group in job.groups:
        pieces = judged.get(group.key, [])
        if group.key in job.old:
            pieces = [(row.name, row.piece.bytes()) for row in job.old[group.key]]
        for name, piece in pieces or [("", b"")]:
            yield (group.key, name, piece, None, None)


def findings_by_report(indexes: Iterable[Sequence[KeptWork]]) -> dict[str, list[KeptPiece]]:
    """Where the findings of each report are."""
    found: dict[str, list[KeptPiece]] = defaultdict(list)
    for index in indexes:
        for row in index:
            if row.piece.size:
                found[row.name].append(row.piece)
    return found


def findings_of(report_ids: Iterable[str], pieces: Mapping[str, list[KeptPiece]]) -> pd.DataFrame:
    """The findings of some reports, in their order and that of the rules.

    Raises
    ------
    RottenError
        If a piece is not what a build left.
    """
    order = {rule.id: i for i, rule in enumerate(rules.load())}
    found: list[tuple[object, ...]] = []
    for report_id in report_ids:
        judged = [row for piece in pieces.get(report_id, []) for row in _judged(piece, order)]
        found += [row for _, row in sorted(judged, key=lambda one: one[0])]
    return rows.frame("findings", found)


def _judged(piece: KeptPiece, order: Mapping[str, int]) -> list[tuple[int, tuple[object, ...]]]:
    """The findings of a piece, each with the place of its rule."""
    data = piece.data()
    try:
        return [(order[row[1]], tuple(row)) for row in data]
    except MALFORMED as error:
        raise RottenError(piece.path) from error
