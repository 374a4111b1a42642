"""Texts of different bodies on one year that are much alike, found once for all reports together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from govreport.checks.case import Case, Peer
from govreport.document import Paragraph, Where
from govreport.normalize import compact
from govreport.report import Report, SectionKind
from govreport.text.prose import Passage, Span, joined
from govreport.text.style.alike import Hashes, alike
from govreport.text.style.similarity import Shingled

__all__ = ["ALIKE", "LEAST", "RULE", "SECTIONS", "compared"]

RULE = "T-3"
ALIKE = 0.6  # Jaccard's coefficient of shingles without official wording
LEAST = 60  # shingles of its own: a shorter text is alike by chance
SECTIONS: tuple[SectionKind, ...] = ("overview", "problems")


@dataclass(frozen=True, slots=True)
class _Text:
    """A section of a report, with the hashes of its shingles without official wording."""

    case: Case
    passage: Passage
    hashes: Hashes

    @property
    def name(self) -> str:
        return self.case.report.report_id


def compared(cases: Sequence[Case]) -> list[Case]:
    """The cases, each with the nearest of the other bodies' texts on its year that are like its own.

    A text that many share is named once, with how many have it: not every pair of them.
    """
    known = {case.report.report_id: case for case in cases if case.year is not None and case.report.organ}
    if len({_body(case) for case in known.values()}) < 2:
        return list(cases)
    years: dict[int | None, list[Case]] = defaultdict(list)
    for name in sorted(known):
        years[known[name].year].append(known[name])
    found: dict[str, list[Peer]] = defaultdict(list)
    for kind in SECTIONS:
        for year in years.values():
            for name, peer in _nearest(list(_texts(year, kind)), kind):
                found[name].append(peer)
    return [
        replace(case, peers=tuple(found[id_])) if (id_ := case.report.report_id) in known else case
        for case in cases
    ]


def _texts(cases: Iterable[Case], kind: SectionKind) -> Iterator[_Text]:
    """The section of that kind of each report that is long enough to be compared."""
    for case in cases:
        passage = _passage(case.report, kind)
        made = Shingled.of(passage.text).hashes
        if len(made) >= LEAST:
            yield _Text(case, passage, made)


def _passage(report: Report, kind: SectionKind) -> Passage:
    sections = (section for section in report.sections if section.kind == kind)
    blocks = (block for section in sections for block in section.blocks)
    return joined((block.text, block.where.start) for block in blocks if isinstance(block, Paragraph))


def _nearest(texts: Sequence[_Text], kind: SectionKind) -> Iterator[tuple[str, Peer]]:
    """Each report with the nearest of the texts that are like its own, and how many they are."""
    bodies = [_body(text.case) for text in texts]
    near: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for i, j, likeness in alike([text.hashes for text in texts], ALIKE):
        if bodies[i] != bodies[j]:
            near[i].append((-likeness, j))
            near[j].append((-likeness, i))
    for i in sorted(near):
        likeness, j = min(near[i])  # of equals the first by its id
        (one, other), first = (texts[min(i, j)], texts[max(i, j)]), i < j
        shared = _shared(one.passage.text, other.passage.text)
        if shared:  # always: they have a shingle in common
            span = shared[0] if first else shared[1]
            where = Where(*texts[i].passage.where(span.start, span.end))
            report = texts[j].case.report
            yield texts[i].name, Peer(report, kind, -likeness, shared[0].text, where, len(near[i]))


@lru_cache(maxsize=256)
def _shared(one: str, other: str) -> tuple[Span, Span] | None:
    """The longest passage of two texts: each is the other's nearest, as a rule."""
    return Shingled.of(one).longest(Shingled.of(other))


def _body(case: Case) -> tuple[str, str | None]:
    return compact(case.report.organ or ""), case.report.region
