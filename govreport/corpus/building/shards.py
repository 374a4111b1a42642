"""Shards: some fifty files read into one file of tables and reports, named by all that decides it."""

from __future__ import annotations

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from govreport.corpus.building.files import whole
from govreport.corpus.building.sources import Source, outcome
from govreport.errors import GovReportError
from govreport.frames import SCHEMA, Failure, frames
from govreport.report import Report

__all__ = [
    "Shard",
    "bucket",
    "finish",
    "heads",
    "named",
    "planned",
    "report_of",
    "shares",
    "tables_of",
    "write_parts",
]

_FAST = 1  # of deflate: the parts are read again once


@dataclass(frozen=True, slots=True)
class Shard:
    """Files to read, with the SHA-256 of each, and where what they gave is kept."""

    path: Path
    sources: tuple[Source, ...]
    digests: tuple[str | None, ...]

    @property
    def size(self) -> int:
        return len(self.sources)


def planned(
    sources: Iterable[Source], known: Mapping[Source, str | None], folder: Path, code: str, most: int
) -> list[Shard]:
    """The shards of a corpus, in the order of its reports' ids, with about `most` files at most in each.

    A file belongs where its SHA-256 begins: a new one changes no shard but its own. A report's id is the
    beginning of that hash, so that the tables of all shards one after the other are sorted.
    """
    ordered = sorted(sources, key=lambda source: (known[source] or "", source.file))
    count = shares(len(ordered), most)
    groups = defaultdict(list)
    for source in ordered:
        groups[bucket(known[source], count)].append(source)
    return [_shard(groups[i], known, folder, code) for i in sorted(groups)]


def shares(count: int, most: int) -> int:
    """The least power of two so that shares of `count` have `most` at most, on average."""
    return 1 << max(0, (count - 1) // most).bit_length()


def bucket(digest: str | None, count: int) -> int:
    """In which of `count` equal shares of all hashes one is, by its first 32 bits; the first for None."""
    return 0 if digest is None else int(digest[:8], 16) * count >> 32


def _shard(sources: list[Source], known: Mapping[Source, str | None], folder: Path, code: str) -> Shard:
    inputs = [(source.file, source.sha256, known[source]) for source in sources]
    return Shard(named(folder, code, inputs), tuple(sources), tuple(known[source] for source in sources))


def named(folder: Path, code: str, inputs: Sequence[object]) -> Path:
    """The file for the work on some inputs: another name for any other code or input."""
    return folder / f"{hashlib.sha256(repr((code, inputs)).encode()).hexdigest()[:16]}.zip"


def finish(shard: Shard) -> None:
    """Read the files of a shard and keep what they gave.

    Raises
    ------
    GovReportError
        If a file has other bytes than when the shard was planned.
    """
    outcomes = [outcome(source) for source in shard.sources]
    for one, digest in zip(outcomes, shard.digests, strict=True):
        if one.sha256 != digest:
            raise GovReportError(
                f"{one.source}: expected the bytes with sha256 {digest}, found {one.sha256}: the file "
                "changed meanwhile, or a worker of the cluster does not see the same file; build again"
            )
    reports = [one for one in outcomes if isinstance(one, Report)]
    failures = [one for one in outcomes if isinstance(one, Failure)]
    tables = frames(reports, failures, rules=())  # reports are judged beside those of their body
    parts: dict[str, object] = {name: getattr(tables, name) for name in SCHEMA}
    parts["heads"] = [_head(report) for report in reports]
    write_parts(shard.path, parts | {f"report {report.report_id}": report for report in reports})


def _head(report: Report) -> Report:
    """Who reports on which year, and nothing else."""
    bare = replace(report, text="", preamble=(), page_frame=(), sections=(), figures=(), notes=())
    return replace(bare, forms={}, scope_evidence=None)


def tables_of(shard: Shard) -> dict[str, pd.DataFrame]:
    """Every table of a finished shard; `findings` has no rows."""
    with ZipFile(shard.path) as file:
        return {name: pickle.loads(file.read(name)) for name in SCHEMA}


def heads(shards: Iterable[Shard]) -> Iterator[tuple[Shard, Report]]:
    """Every report of finished shards without its contents: body and year."""
    for shard in shards:
        with ZipFile(shard.path) as file:
            yield from ((shard, head) for head in pickle.loads(file.read("heads")))


def report_of(path: Path, report_id: str) -> Report:
    """A report of a finished shard, as it was read."""
    with ZipFile(path) as file:
        report = pickle.loads(file.read(f"report {report_id}"))
    assert isinstance(report, Report)
    return report


def write_parts(path: Path, parts: Mapping[str, Any]) -> None:
    """Write objects under their names to one file, which is whole or not there."""
    with whole(path) as part, ZipFile(part, "w") as file:
        for name, value in parts.items():
            file.writestr(ZipInfo(name), pickle.dumps(value), ZIP_DEFLATED, _FAST)
