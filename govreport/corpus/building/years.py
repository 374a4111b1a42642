"""Reports of one body, and those on one year, judged beside each other without all of them in memory."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from govreport.checks import peers
from govreport.corpus.building.kept import SUFFIX, KeptWork, Place, keep, named
from govreport.corpus.building.pool import Death, Pool, Task, sound
from govreport.corpus.building.shards import Found, bucket, shares
from govreport.corpus.building.work import Given, head_in, judged_beside
from govreport.errors import GovReportError
from govreport.normalize import compact
from govreport.panel.bodies import members
from govreport.report import Report

__all__ = [
    "FoundBeside",
    "Judging",
    "ReportGroup",
    "judge_all",
    "judgings",
    "todo",
]

_REPORTS_AT_ONCE = 50
_TEXTS = (peers.RULE,)


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
    at reports on the same year. So bodies can be judged one after the other, and texts year by year; a report
    without others of its body was judged where it was read. A group is named by its reports: a new file
    changes no group but its own.

    Raises
    ------
    RottenError
        If the head of a report is not what a build left.
    """
    found = [(head_in(row), row) for index in indexes for row in index if row.more is not None]
    usual = tuple(sorted(judged_beside()))
    shared = [(_TEXTS, [group]) for group in _by_year(found)]
    return [
        _judging(applied, groups, folder, code)
        for applied, groups in (*shared, *((usual, groups) for groups in _by_body(found)))
    ]


def _judging(applied: tuple[str, ...], groups: Iterable[_Rows], folder: Path, code: str) -> Judging:
    ordered = [sorted(group, key=lambda row: row.name) for group in groups]
    keyed = tuple(
        ReportGroup(named(code, applied, [row.key for row in group]), tuple(group)) for group in ordered
    )
    path = folder / f"{named(code, [group.key for group in keyed])[:16]}{SUFFIX}"
    return Judging(path, applied, keyed)


_Rows: TypeAlias = "Sequence[KeptWork]"


def _by_body(found: _Found) -> Iterator[list[list[KeptWork]]]:
    """The reports of each body that has several, some bodies together; where a body belongs depends on
    nothing but itself."""
    parts = shares(len(found), _REPORTS_AT_ONCE)
    groups: dict[int, dict[str, list[KeptWork]]] = defaultdict(lambda: defaultdict(list))
    for member, (_, row) in zip(members(head for head, _ in found), found, strict=True):
        body = hashlib.sha256(member.body_id.encode()).hexdigest()
        groups[bucket(body, parts)][body].append(row)
    for part in sorted(groups):
        if several := [of_body for _, of_body in sorted(groups[part].items()) if len(of_body) > 1]:
            yield several


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
    GovReportError
        If a worker ends over reports; over each of them alone none did.
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
        reports = [row for group in groups for row in group.reports]
        if isinstance(parts := sound(answer), Death):
            raise GovReportError(
                f"{len(reports)} reports could not be judged beside each other, the first with report_id "
                f"{reports[0].name}: {parts.error}: {parts.message}"
            )
        judged: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        for report_id, group, piece in parts:
            judged[groups[group].key].append((report_id, piece))
        keep(job.path, _rows(job, judged))
        yield job.size


def _task(job: Judging, groups: Iterable[ReportGroup]) -> Task:
    return Task("judge", (job.rules, [[row.piece.place for row in group.reports] for group in groups]))


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


class FoundBeside:
    """Where the findings beside other reports are, for the tables; `indexes` are those of the jobs.

    Parameters
    ----------
    jobs : iterable of Judging
    indexes : iterable of sequence of KeptWork
    """

    def __init__(self, jobs: Iterable[Judging], indexes: Iterable[Sequence[KeptWork]]) -> None:
        linked = (group for job in jobs if job.rules != _TEXTS for group in job.groups)
        self._linked = {row.name for group in linked for row in group.reports}
        self._pieces: dict[str, list[Place]] = defaultdict(list)
        for index in indexes:
            for row in index:
                if row.piece.size:
                    self._pieces[row.name].append(row.piece.place)

    def given(self, row: KeptWork) -> Given:
        """What the rows of a file are made of."""
        beside = self._pieces.get(row.name, [])
        return (row.more is not None, row.piece.place, row.name in self._linked, beside)
