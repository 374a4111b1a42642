"""Reports of one body, and those on one year, judged beside each other without all of them in memory."""

from __future__ import annotations

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZipFile

import pandas as pd

from govreport.checks import peers, rules
from govreport.corpus.building.shards import (
    Shard,
    bucket,
    heads,
    named,
    report_of,
    shares,
    write_parts,
)
from govreport.frames import check
from govreport.normalize import compact
from govreport.panel.bodies import members
from govreport.report import Report

__all__ = ["Compared", "compare", "comparisons", "findings_of"]

_REPORTS_AT_ONCE = 50

Kept = tuple[Path, str]
"""Where a report is: the file of its shard, and its id."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Reports that are judged beside each other by some rules, and where the findings are kept."""

    path: Path
    reports: tuple[Kept, ...]
    rules: tuple[str, ...]
    ranges: int

    @property
    def size(self) -> int:
        return len(self.reports)


def comparisons(shards: Sequence[Shard], folder: Path, code: str, ranges: int) -> list[Compared]:
    """What has to be judged beside each other: the years of a body, and the texts of one year.

    No rule looks at another body's report but the one that asks for texts that are alike, and that one only
    at reports on the same year. So bodies can be judged one after the other, and texts year by year.

    Parameters
    ----------
    ranges : int
        Into so many parts, by report_id, findings are kept.
    """
    found = [(head, (shard.path, head.report_id)) for shard, head in heads(shards)]
    usual = tuple(rule.id for rule in rules.load() if rule.id != peers.RULE)
    groups = [(group, usual) for group in _by_body(found)]
    groups += [(group, (peers.RULE,)) for group in _by_year(found)]
    return [
        Compared(named(folder, code, _inputs(group, applied, ranges)), tuple(group), applied, ranges)
        for group, applied in groups
    ]


def _inputs(group: Iterable[Kept], applied: tuple[str, ...], ranges: int) -> list[object]:
    """What decides a comparison: a shard's name says what is in it, wherever its folder is."""
    return [applied, ranges, *((path.name, report_id) for path, report_id in group)]


def _by_body(found: Sequence[tuple[Report, Kept]]) -> Iterator[list[Kept]]:
    """The reports of some bodies; where a body belongs depends on nothing but itself."""
    groups = defaultdict(list)
    parts = shares(len(found), _REPORTS_AT_ONCE)
    for member, (_, kept) in zip(members(head for head, _ in found), found, strict=True):
        groups[bucket(hashlib.sha256(member.body_id.encode()).hexdigest(), parts)].append(kept)
    yield from (groups[part] for part in sorted(groups))


def _by_year(found: Iterable[tuple[Report, Kept]]) -> Iterator[list[Kept]]:
    """The reports on each year, on several together where one has no two bodies: a text is compared where
    the reports are of two bodies at least."""
    years = defaultdict(list)
    for head, kept in found:
        if head.year is not None and head.organ is not None:
            years[head.year].append((compact(head.organ), kept))
    groups: list[list[tuple[str, Kept]]] = []
    for year in sorted(years):
        if groups and _one_body(groups[-1]):
            groups[-1] += years[year]
        else:
            groups.append(years[year])
    if len(groups) > 1 and _one_body(groups[-1]):
        last = groups.pop()
        groups[-1] += last
    yield from (sorted(kept for _, kept in group) for group in groups)


def _one_body(group: list[tuple[str, Kept]]) -> bool:
    return len({organ for organ, _ in group}) < 2


def compare(comparison: Compared) -> None:
    """Judge the reports of a comparison and keep the findings."""
    whole = (report_of(*kept) for kept in comparison.reports)
    reports = [_texts(report) for report in whole] if peers.RULE in comparison.rules else list(whole)
    findings = check(reports, comparison.rules)
    ranges = findings["report_id"].map(lambda id_: bucket(id_, comparison.ranges))
    write_parts(comparison.path, {str(part): rows for part, rows in findings.groupby(ranges)})


def _texts(report: Report) -> Report:
    """A report with what its text is compared by; there may be very many on a year."""
    sections = tuple(section for section in report.sections if section.kind in peers.SECTIONS)
    return replace(report, figures=(), notes=(), preamble=(), page_frame=(), sections=sections)


def findings_of(compared: Iterable[Compared], part: int) -> pd.DataFrame:
    """The findings of finished comparisons in that range of report_id."""
    found = [check([])]
    for comparison in compared:
        if any(bucket(report_id, comparison.ranges) == part for _, report_id in comparison.reports):
            with ZipFile(comparison.path) as file:
                if str(part) in file.namelist():  # a rule may have nothing to say
                    found.append(pickle.loads(file.read(str(part))))
    return pd.concat(found, ignore_index=True)
