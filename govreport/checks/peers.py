"""Texts of different bodies on one year that are much alike, found once for all reports together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from govreport.checks.case import Case, Peer
from govreport.document import Paragraph, Where
from govreport.normalize import compact
from govreport.report import SectionKind
from govreport.text.style.similarity import Method, similar

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ALIKE", "LEAST", "RULE", "SECTIONS", "compared"]

RULE = "T-3"
ALIKE = 0.6  # Jaccard's coefficient of shingles without official wording
LEAST = 60  # shingles of its own: a shorter text is alike by chance
SECTIONS: tuple[SectionKind, ...] = ("overview", "problems")
_SEARCHED = 200  # among more reports candidates are searched with hashes


def compared(cases: Sequence[Case]) -> list[Case]:
    """The cases, each with the other bodies' texts on its year that are like its own.

    With datasketch, pairs among many reports are searched by MinHash and counted again exactly; without it
    they are compared pair by pair.
    """
    known = {case.report.report_id: case for case in cases if case.year is not None and case.report.organ}
    if len({_body(case) for case in known.values()}) < 2:
        return list(cases)
    found: dict[str, list[Peer]] = defaultdict(list)
    for report_id, peer in _alike(known):
        found[report_id].append(peer)
    return [
        replace(case, peers=tuple(found[id_])) if (id_ := case.report.report_id) in known else case
        for case in cases
    ]


def _alike(known: dict[str, Case]) -> Iterator[tuple[str, Peer]]:
    """Each report with each text that is like one of its own."""
    hashed = len(known) > _SEARCHED and find_spec("datasketch") is not None
    method: Method = "minhash" if hashed else "exact"
    narrative, reports = _frames(known)
    pairs = similar(narrative, reports, among="bodies", threshold=ALIKE, least=LEAST, method=method)
    for pair in pairs.to_dict("records"):
        a, b = known[pair["report_id_a"]], known[pair["report_id_b"]]
        if _body(a) != _body(b):
            yield pair["report_id_a"], _peer(b, pair, "a")
            yield pair["report_id_b"], _peer(a, pair, "b")


def _peer(other: Case, pair: dict[Hashable, Any], side: str) -> Peer:
    where = Where(int(pair[f"start_{side}"]), int(pair[f"end_{side}"]))
    return Peer(other.report, pair["section"], pair["jaccard_cleaned"], pair["shared"], where)


def _body(case: Case) -> tuple[str, str | None]:
    return compact(case.report.organ or ""), case.report.region


def _frames(known: dict[str, Case]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The paragraphs of the sections that are compared, and who reports on which year."""
    import pandas as pd

    paragraphs = [
        (id_, section.kind, block.text, block.where.start)
        for id_, case in known.items()
        for section in case.report.sections
        if section.kind in SECTIONS
        for block in section.blocks
        if isinstance(block, Paragraph)
    ]
    bodies = [(id_, case.report.organ, case.report.region, case.year) for id_, case in known.items()]
    return (
        pd.DataFrame(paragraphs, columns=["report_id", "section", "text", "start"]),
        pd.DataFrame(bodies, columns=["report_id", "organ", "region", "year"]),
    )
