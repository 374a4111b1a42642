"""Many files become tables on disk: read in parallel, resumable, the same bytes however many processes."""

from __future__ import annotations

import hashlib
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from govreport import __version__
from govreport.checks import rules
from govreport.errors import GovReportError, ReadError
from govreport.parse import read
from govreport.readers import LARGEST
from govreport.report import Report
from govreport.tabulate import SCHEMA, Failure, Frames, check, frames

__all__ = ["Built", "Source", "build", "outcome"]

_FILES_PER_SHARD = 50


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a corpus. `file` is its name there; `sha256` what a manifest says of it, if it does."""

    file: str
    path: Path
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left behind.

    Attributes
    ----------
    paths : tuple of Path
        The files written; no .parquet among them if pyarrow is not installed.
    counts : dict of str to int
        Rows of each table.
    reused : int
        Shards that an earlier run had finished.
    """

    out: Path
    paths: tuple[Path, ...]
    counts: dict[str, int]
    reused: int


@dataclass(frozen=True, slots=True)
class _Shard:
    path: Path
    sources: tuple[Source, ...]


def outcome(source: Source) -> Report | Failure:
    """The report in a file, known by its name in the corpus, or why there is none."""
    try:
        report = read(source.path)
        if source.sha256 not in (None, report.sha256):
            raise ReadError(source.file, f"sha256 {report.sha256}; the manifest says {source.sha256}")
    except GovReportError as error:
        message = error.message if isinstance(error, ReadError) else str(error)
        return Failure(source.file, _digest(source.path), type(error).__name__, message)
    return replace(report, source=source.file)


def build(sources: Sequence[Source], out: Path, workers: int | None = None) -> Built:
    """Read `sources` and write every table as .parquet and .csv (UTF-8 without a mark, blank = NA).

    A file that gives no report, or that has the bytes of another one, is a row of ``failures``.

    Parameters
    ----------
    out : Path
        The folder to write to. Its folder ``shards`` keeps finished work, for this very code and
        these very bytes: a run that was broken off goes on where it stopped.
    workers : int or None
        Number of processes; None: one for each processor.
    """
    (out / "shards").mkdir(parents=True, exist_ok=True)
    digests = {source: _digest(source.path) for source in sources}
    unique, doubles = _without_doubles(digests)
    shards = list(_shards(unique, digests, out / "shards"))
    todo = [shard for shard in shards if not shard.path.exists()]
    _run(todo, min(workers or os.cpu_count() or 1, len(todo)))
    for old in set((out / "shards").glob("*.pickle")) - {shard.path for shard in shards}:
        old.unlink()
    tables = _merged(shards, doubles)
    paths = tuple(path for name, table in tables.items() for path in _written(table, out, name))
    return Built(out, paths, {name: len(table) for name, table in tables.items()}, len(shards) - len(todo))


def _digest(path: Path) -> str | None:
    """SHA-256 of a file; None if it cannot be read or is too large to be."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # why is told by `read`, in the row of failures
        return None


def _without_doubles(digests: dict[Source, str | None]) -> tuple[list[Source], list[Failure]]:
    first: dict[str, Source] = {}
    unique: list[Source] = []
    doubles: list[Failure] = []
    for source, digest in digests.items():
        if digest is None or first.setdefault(digest, source) is source:
            unique.append(source)
        else:
            message = f"the same bytes as {first[digest].file}, which is read instead"
            doubles.append(Failure(source.file, digest, ReadError.__name__, message))
    return unique, doubles


def _shards(sources: list[Source], digests: dict[Source, str | None], folder: Path) -> Iterator[_Shard]:
    code = _fingerprint()
    for i in range(0, len(sources), _FILES_PER_SHARD):
        part = tuple(sources[i : i + _FILES_PER_SHARD])
        inputs = [(source.file, source.sha256, digests[source]) for source in part]
        name = hashlib.sha256(repr((code, inputs)).encode()).hexdigest()[:16]
        yield _Shard(folder / f"{name}.pickle", part)


def _fingerprint() -> str:
    """A hash of all that decides what is in a shard besides the files: this package and pandas."""
    package = Path(__file__).parent
    digest = hashlib.sha256(f"{__version__} {pd.__version__}".encode())
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _run(shards: list[_Shard], workers: int) -> None:
    with tqdm(total=sum(len(shard.sources) for shard in shards), unit=" files", disable=None) as bar:
        if workers <= 1:
            for shard in shards:
                bar.update(_finish(shard))
            return
        # Ctrl-C reaches every process of a terminal; only this one is to answer.
        pool = ProcessPoolExecutor(
            workers, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
        )
        try:
            for done in as_completed([pool.submit(_finish, shard) for shard in shards]):
                bar.update(done.result())
        finally:  # whoever interrupts does not wait for the shards that have not begun
            pool.shutdown(cancel_futures=True)


def _finish(shard: _Shard) -> int:
    outcomes = [outcome(source) for source in shard.sources]
    reports = [one for one in outcomes if isinstance(one, Report)]
    failures = [one for one in outcomes if isinstance(one, Failure)]
    tables = frames(reports, failures, _rules("report"))
    # Years are compared when all shards are there, by figures and sections; the pages' text is not needed.
    finished = tables, [replace(report, text="") for report in reports]
    _replace(shard.path, lambda path: path.write_bytes(pickle.dumps(finished)))
    return len(outcomes)


def _rules(needs: str) -> list[str]:
    """Ids of the rules that look at one report, or at years of a body."""
    return [rule.id for rule in rules.load() if rule.needs == needs]


def _merged(shards: list[_Shard], doubles: list[Failure]) -> dict[str, pd.DataFrame]:
    parts: list[Frames] = []
    reports: list[Report] = []
    for shard in shards:
        part, read_reports = pickle.loads(shard.path.read_bytes())
        parts.append(part)
        reports += read_reports
    parts.append(frames([], doubles))
    tables = {name: pd.concat([getattr(part, name) for part in parts]) for name in SCHEMA}
    years = pd.concat([tables["findings"], check(reports, _rules("years"))])
    order = {rule.id: i for i, rule in enumerate(rules.load())}
    tables["findings"] = years.sort_values("rule", key=lambda ids: ids.map(order), kind="stable")
    return {
        name: table.sort_values(table.columns[0], kind="stable", ignore_index=True)
        for name, table in tables.items()
    }


def _written(table: pd.DataFrame, out: Path, name: str) -> Iterator[Path]:
    csv = out / f"{name}.csv"
    # 15 digits: what a figure can have, and 4 instead of 4.0
    _replace(csv, lambda path: table.to_csv(path, index=False, float_format="%.15g", lineterminator="\n"))
    yield csv
    if find_spec("pyarrow"):
        parquet = out / f"{name}.parquet"
        _replace(parquet, lambda path: table.to_parquet(path, index=False))
        yield parquet


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under another name first: what stands under its own name is always whole."""
    part = path.with_name(f"{path.name}.part")
    write(part)
    part.replace(path)
