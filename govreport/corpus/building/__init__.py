"""Many files become tables on disk: in processes or on a cluster, resumable, the same bytes either way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from govreport.checks import rules
from govreport.corpus import export
from govreport.corpus.building.running import runner
from govreport.corpus.building.shards import Shard, bucket, finish, planned, shares, tables_of
from govreport.corpus.building.sources import Source, digests, outcome, without_doubles
from govreport.corpus.building.tables import FORMATS, writing
from govreport.corpus.building.versions import fingerprint
from govreport.corpus.building.years import Compared, compare, comparisons, findings_of
from govreport.errors import GovReportError
from govreport.frames import frames

__all__ = ["Built", "Source", "build", "outcome"]

_FILES_PER_SHARD = 50
_SHARDS_AT_ONCE = 8  # whose findings are in memory while the tables are written
_OURS = re.compile(r"[0-9a-f]{16}\.zip(\..+\.part)?|[0-9a-f]{32}\.sign")  # what builds leave in `shards`


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left behind.

    Attributes
    ----------
    paths : tuple of Path
        The files written: each table as .csv, as .parquet if pyarrow is installed, all of them in one
        .duckdb if duckdb is; what describes them.
    counts : dict of str to int
        Rows of each table.
    reused : int
        Shards that an earlier run had finished.
    """

    out: Path
    paths: tuple[Path, ...]
    counts: dict[str, int]
    reused: int


def build(
    sources: Sequence[Source], out: Path, workers: int | None = None, cluster: str | None = None
) -> Built:
    """Read `sources` and write every table as .csv (UTF-8 without a mark, blank = NA), .parquet and .duckdb.

    A file that gives no report, or that has the bytes of another one, is a row of ``failures``. Beside the
    tables stand datapackage.json, codebook.csv and README.txt, which describe them. What is in a file is the
    same however it was built; the bytes of the .duckdb may differ, its rows do not. Tables of an earlier
    build in a format whose package is absent now are removed.

    Parameters
    ----------
    out : Path
        The folder to write to. Its folder ``shards`` keeps finished work, for this very code and
        these very bytes: a run that was broken off goes on where it stopped.
    workers : int or None
        Number of processes, at least 1; None: one for each processor.
    cluster : str or None
        The address of a Dask scheduler (``"tcp://host:8786"``), or ``"local"`` for a cluster of `workers`
        processes on this machine. Every worker has to see `out` and the files under the same paths.

    Raises
    ------
    GovReportError
        If `workers` is less than 1; if a file changed while it was read; of a cluster: if no scheduler
        answers, or a worker does not see the same folders or has another version of govreport or of what it
        reads with.
    MissingExtraError
        If a cluster is asked for and distributed is not installed.
    """
    if workers is not None and workers < 1:
        raise GovReportError(f"workers: 1 or more processes were expected, found {workers}")
    folder = (out / "shards").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    code = fingerprint()
    known = digests(sources)
    unique, doubles = without_doubles(known)
    shards = planned(unique, known, folder, code, _FILES_PER_SHARD)
    ranges = max(1, shares(len(unique), _FILES_PER_SHARD) // _SHARDS_AT_ONCE)
    with runner(folder, code, workers, cluster) as run:
        reused = run(finish, shards, "读 read")
        compared = comparisons(shards, folder, code, ranges)
        run(compare, compared, "核对 check")
    _forget(folder, {shard.path for shard in shards} | {one.path for one in compared})
    formats = [one for one in FORMATS if one.needs is None or find_spec(one.needs)]
    failures = [frames([], doubles).failures]
    others = [path for one in FORMATS if one not in formats for path in one.paths(out)]
    stale = [*others, *(out / name for name in export.FILES)]
    with writing(out, formats, stale) as written:
        for tables in _tables(shards, compared, ranges):
            failures.append(tables.pop("failures"))
            written.add(tables)
        failed = pd.concat(failures).sort_values("source", kind="stable", ignore_index=True)
        written.add({"failures": failed})
    paths = tuple(path for one in formats for path in one.paths(out))
    fixed = [path for path in paths if path.suffix != ".duckdb"]  # its bytes may differ, and tell nothing
    described = export.write(out, fixed, written.counts["reports"])
    return Built(out, (*paths, *described), written.counts, reused)


def _forget(folder: Path, needed: set[Path]) -> None:
    """Remove finished work that nobody needs any more, and what was broken off."""
    for old in folder.iterdir():
        if _OURS.fullmatch(old.name) and old not in needed:
            old.unlink()


def _tables(
    shards: Sequence[Shard], compared: Sequence[Compared], ranges: int
) -> Iterator[dict[str, pd.DataFrame]]:
    """The tables, a shard at a time: shards are in the order of report_id."""
    order = {rule.id: i for i, rule in enumerate(rules.load())}
    bar = tqdm(shards, "写 write", unit=" shards", disable=None)
    for part, group in groupby(bar, lambda shard: bucket(shard.digests[-1], ranges)):
        judged = findings_of(compared, part)
        judged = judged.sort_values("rule", key=lambda column: column.map(order), kind="stable")
        for shard in group:
            tables = tables_of(shard)
            own = judged[judged["report_id"].isin(tables["reports"]["report_id"])]
            tables["findings"] = own.sort_values("report_id", kind="stable", ignore_index=True)
            yield tables
