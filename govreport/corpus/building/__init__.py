"""Many files become tables on disk: in processes or on a cluster, resumable, the same bytes either way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from govreport.corpus import export
from govreport.corpus.building import stamp, years
from govreport.corpus.building.kept import KeptWork, RottenError
from govreport.corpus.building.lock import locked
from govreport.corpus.building.once import read_once
from govreport.corpus.building.panels import own_of_panels, panel_groups
from govreport.corpus.building.running import Runner, runner
from govreport.corpus.building.shards import Found, Shard, planned, read_all, readings
from govreport.corpus.building.sources import Source, digests, outcome, without_doubles
from govreport.corpus.building.tables import FAILURES, FORMATS, Chunk, writing
from govreport.corpus.building.tabling import Adding, make_all, tablings
from govreport.corpus.building.versions import fingerprint
from govreport.corpus.limits import Limits
from govreport.errors import GovReportError, ReadError
from govreport.frames import SCHEMA, Failure, rows
from govreport.panel.known import own_columns
from govreport.report import Report

__all__ = ["Built", "Limits", "Source", "build", "outcome", "read_first"]

_FILES_PER_SHARD = 50
_AGAIN = 3  # times that work which rots while it is used is made again
# What builds leave in `shards`, those of earlier versions too.
_OURS = re.compile(
    r"[0-9a-f]{16}\.(zip|jsonl\.gz|rows)(\..+\.part)?|[0-9a-f]{32}\.sign|built\.json\..+\.part"
)
_NAMED = 3  # damaged files in a note


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
        Files that an earlier run had read.
    notes : tuple of str
        What was not as expected, and mended.
    """

    out: Path
    paths: tuple[Path, ...]
    counts: dict[str, int]
    reused: int
    notes: tuple[str, ...] = ()


def build(
    sources: Sequence[Source],
    out: Path,
    workers: int | None = None,
    cluster: str | None = None,
    *,
    limits: Limits | None = None,
    corpus: Path | None = None,
    quote_formulas: bool = False,
    refused: Sequence[Failure] = (),
) -> Built:
    """Read `sources` and write every table as .csv (UTF-8 without a mark, blank = NA), .parquet and .duckdb.

    A file that gives no report, or that has the bytes of another one, is a row of ``failures``; so is one
    that takes more than `limits`, or over which the process that reads it dies, alone as well. Beside the
    tables stand datapackage.json, codebook.csv and README.txt, which describe them. What is in a file is the
    same however it was built; the bytes of the .duckdb may differ, its rows do not. Tables of an earlier
    build in a format whose package is absent now are removed. Where nothing changed, nothing is written.

    Parameters
    ----------
    out : Path
        The folder to write to. Its folder ``shards`` keeps finished work, for this very code and
        these very bytes: a run that was broken off goes on where it stopped. It is data, verified before
        it is used; what is damaged is made again.
    workers : int or None
        Number of processes, at least 1; None: one for each processor.
    cluster : str or None
        The address of a Dask scheduler (``"tcp://host:8786"``), or ``"local"`` for a cluster of `workers`
        processes on this machine. Every worker has to see `out` and the files under the same paths.
    limits : Limits or None
        What the reading of one file may take; None: as in docs/limits.md.
    corpus : Path or None
        The folder that the files are of, so that another corpus is not built over its tables.
    refused : sequence of Failure
        What else is to stand in ``failures``.
    quote_formulas : bool
        Whether texts in the .csv files that a spreadsheet would take for a formula get an apostrophe.

    Raises
    ------
    GovReportError
        If `workers` is less than 1; if another build is writing to `out`, or the tables there are of another
        corpus; if a file changed while it was read; of a cluster: if no scheduler answers, or a worker does
        not see the same folders or has another version of govreport or of what it reads with.
    MissingExtraError
        If a cluster is asked for and distributed is not installed.
    """
    if workers is not None and workers < 1:
        raise GovReportError(f"workers: 1 or more processes were expected, found {workers}")
    folder = _folder(out)
    with locked(folder):
        stamp.require_same_corpus(folder, corpus)
        code = fingerprint()
        known = digests(sources)
        made = _Build(out, folder, code, limits or Limits(), corpus, quote_formulas, tuple(refused))
        with runner(folder, code, workers, cluster) as run:
            return made.done(known, run)


def read_first(
    sources: Sequence[Source], out: Path, limits: Limits | None = None
) -> Iterator[Report | Failure]:
    """What each file gave, read as by a build to `out` in watched processes, and kept there for one.

    Raises
    ------
    GovReportError
        If a build is writing to `out`, or a file changed while it was read.
    """
    folder, code = _folder(out), fingerprint()
    with (
        locked(folder),
        runner(folder, code, None, None) as run,
        suppress(RottenError),  # what cannot be used again is read again below
    ):
        _read(digests(sources), folder, code, limits or Limits(), run)
    return read_once(sources, out)


def _folder(out: Path) -> Path:
    if out.exists() and not out.is_dir():
        raise ReadError(str(out), "a folder to write to was expected, this is a file")
    folder = (out / "shards").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _read(
    known: Mapping[Source, str | None], folder: Path, code: str, limits: Limits, run: Runner
) -> tuple[list[Shard], list[Failure], Found, int]:
    """The shards of files, each there now; files with the bytes of others; what there was, and how much."""
    unique, doubles = without_doubles(known)
    found = Found(folder)
    shards = planned(unique, known, folder, code, _FILES_PER_SHARD)
    todo, reused = readings(shards, found, code, limits)
    run(read_all, todo, "读 read", len(unique) - sum(job.size for job in todo))
    return shards, doubles, found, reused


@dataclass(slots=True)
class _Build:
    """A build that is under way."""

    out: Path
    folder: Path
    code: str
    limits: Limits
    corpus: Path | None
    quote_formulas: bool
    refused: tuple[Failure, ...]

    def done(self, known: dict[Source, str | None], run: Runner) -> Built:
        """All of it; what rots while it is used is made again."""
        rotten: list[Path] = []
        while len(rotten) < _AGAIN:
            try:
                return self._built(known, run, rotten)
            except RottenError as error:
                error.path.unlink(missing_ok=True)
                rotten.append(error.path)
        raise GovReportError(f"{rotten[-1]}: finished work is damaged again and again; is the disk sound?")

    def _built(self, known: dict[Source, str | None], run: Runner, rotten: list[Path]) -> Built:
        shards, doubles, found, reused = _read(known, self.folder, self.code, self.limits, run)
        indexes = [found.index(shard.path) for shard in shards]
        jobs = years.judgings(indexes, self.folder, self.code)
        missing = years.todo(jobs, found)
        run(years.judge_all, missing, "核对 check", sum(j.size for j in jobs) - sum(j.size for j in missing))
        _forget(self.folder, {shard.path for shard in shards} | {job.path for job in jobs})
        notes = tuple(_note(list(dict.fromkeys([*rotten, *found.rotten]))))
        judged = [found.index(job.path) for job in jobs]
        names = dict.fromkeys(name for one in known for name, _ in one.manifest)
        own = own_columns(names, SCHEMA["reports"])
        related = years.FoundBeside(jobs, judged)
        panels = own_of_panels(names)
        paths, counts = self._written(run, indexes, judged, related, [*doubles, *self.refused], own, panels)
        return Built(self.out, paths, counts, reused, notes)

    def _written(
        self,
        run: Runner,
        indexes: Sequence[list[KeptWork]],
        judged: Sequence[list[KeptWork]],
        related: years.FoundBeside,
        doubles: Sequence[Failure],
        own: Mapping[str, str],
        of_panels: Mapping[str, Sequence[str]],
    ) -> tuple[tuple[Path, ...], dict[str, int]]:
        """The tables, and what describes them; those that stand there if they are of the same work."""
        formats = [one for one in FORMATS if one.needs is None or find_spec(one.needs)]
        paths = tuple(path for one in formats for path in one.paths(self.out))
        described = tuple(self.out / name for name in export.FILES)
        work = [
            [row.key, row.name, row.piece.size, row.limits] for index in (*indexes, *judged) for row in index
        ]
        suffixes = [one.suffix for one in formats]
        of_each = {"reports": list(own.values()), **of_panels}
        inputs = stamp.digest(
            self.code, work, doubles, self.quote_formulas, sorted(of_each.items()), suffixes
        )
        beside = [path for one in FORMATS for path in one.beside(self.out)]
        counts = stamp.standing(self.folder, inputs, (*paths, *described))
        if counts is not None and not any(path.exists() for path in beside):
            return (*paths, *described), counts
        others = [path for one in FORMATS if one not in formats for path in one.paths(self.out)]
        stale = [*others, *described, stamp.path(self.folder), *beside]
        with writing(self.out, formats, stale, of_each) as written:
            how = {"arrow": find_spec("pyarrow") is not None, "quote_formulas": self.quote_formulas}
            asked = [("rows", [related.given(row) for row in index]) for index in indexes]
            panels = [("panels", some) for some in panel_groups(indexes)]
            jobs = tablings(self.folder, inputs, [*asked, *panels], written.columns, list(own), how)
            adding = Adding(jobs, written)
            run(make_all, jobs, "写 write", 0, adding.some)
            adding.rest()
            if failed := list(rows.failure_rows([*doubles, *adding.failures])):
                written.add(FAILURES, Chunk.of(failed, written.columns[FAILURES], **how))
        fixed = [path for path in paths if path.suffix != ".duckdb"]  # its bytes may differ, and tell nothing
        export.write(self.out, fixed, written.counts["reports"])
        stamp.leave(self.folder, inputs, (*paths, *described), written.counts, self.corpus)
        return (*paths, *described), written.counts


def _note(rotten: list[Path]) -> Iterator[str]:
    """One note for all files that were made again."""
    if rotten:
        names = ", ".join(path.name for path in rotten[:_NAMED]) + " …" * (len(rotten) > _NAMED)
        yield f"{len(rotten)} files of finished work were damaged and are made again: {names}"


def _forget(folder: Path, needed: set[Path]) -> None:
    """Remove finished work that nobody needs any more, and what was broken off."""
    for old in folder.iterdir():
        if _OURS.fullmatch(old.name) and old not in needed:
            old.unlink()
