"""Shards: some fifty files read into one file of finished work, named by all that decides it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govreport.corpus.building.kept import SUFFIX, KeptWork, RottenError, keep, kept, named
from govreport.corpus.building.pool import Answer, Death, Pool, Task
from govreport.corpus.building.sources import Source, failure
from govreport.corpus.building.work import failed, retold
from govreport.corpus.limits import Limits
from govreport.errors import GovReportError

__all__ = [
    "Found",
    "Shard",
    "ShardReading",
    "bucket",
    "by_bytes",
    "for_source",
    "key_of",
    "planned",
    "read_all",
    "readings",
    "shares",
]

_Row = tuple[str, str, bytes, Any, tuple[float, int] | None]


@dataclass(frozen=True, slots=True)
class Shard:
    """Files to read, with the SHA-256 of each and the name of its work, and where what they gave is kept."""

    path: Path
    sources: tuple[Source, ...]
    digests: tuple[str | None, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShardReading:
    """A shard to be made, and what of it an earlier run left in this or another shard."""

    shard: Shard
    limits: Limits
    old: Mapping[str, KeptWork] = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.shard.sources)


class Found:
    """What earlier runs left in a folder: indexes by file, and the files that are not what a build leaves."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, list[KeptWork]] = {}
        self.rotten: list[Path] = []

    def index(self, path: Path) -> list[KeptWork]:
        """The index of a file; empty if it is not there or rotten."""
        if path not in self._known:
            try:
                index = kept(path)
            except RottenError:
                self.rotten.append(path)
                return []
            if index is None:
                return []
            self._known[path] = index
        return self._known[path]

    def remade(self, path: Path) -> None:
        """Forget what was in a file, which is made again."""
        self._known.pop(path, None)

    def by_key(self) -> dict[str, list[KeptWork]]:
        """All whole work in the folder by its key, whatever file it is in."""
        found: dict[str, list[KeptWork]] = {}
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            mine: dict[str, list[KeptWork]] = defaultdict(list)
            try:
                for row in kept(path) or []:
                    mine[row.key].append(row)
            except RottenError:
                continue  # named already if it is needed
            found |= mine
        return found


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
    digests = tuple(known[source] for source in sources)
    keys = tuple(key_of(one, known[one], code) for one in sources)
    path = folder / f"{named(code, keys)[:16]}{SUFFIX}"
    return Shard(path, tuple(sources), digests, keys)


def key_of(source: Source, digest: str | None, code: str) -> str:
    """The name of the work on a file: that on its bytes, and what else is known of it.

    A correction of one file changes no other's. It cannot be taken back from a report: of what was
    corrected the name does not begin with that of the bytes.
    """
    known = named(source.file, source.sha256, source.manifest, source.corrections)
    read = _key_of_bytes(source, digest, code)
    return known + read if source.corrections else read + known


def _key_of_bytes(source: Source, digest: str | None, code: str) -> str:
    return named(code, digest or source.file, source.sha256 in (None, digest))


def for_source(
    work: Mapping[str, KeptWork], source: Source, digest: str | None, code: str
) -> KeptWork | None:
    """The work on a file; else that on the same bytes, of which `retold` makes it.

    `work` has both by their names, as `by_bytes` gives them.
    """
    return work.get(key_of(source, digest, code)) or work.get(_key_of_bytes(source, digest, code))


def by_bytes(work: Mapping[str, KeptWork]) -> dict[str, KeptWork]:
    """Work by its name, and by the part of it that is of the bytes."""
    return {key[: len(key) // 2]: row for key, row in work.items()} | dict(work)


def readings(
    shards: Sequence[Shard], found: Found, code: str, limits: Limits
) -> tuple[list[ShardReading], int]:
    """The shards that are not there, each with what is there of it; and how many files need no reading."""
    todo = [shard for shard in shards if not _whole(shard, found.index(shard.path), limits)]
    known = found.by_key() if todo else {}
    for shard in todo:
        found.remade(shard.path)
    usable = by_bytes({key: row for key, (row, *_) in known.items() if _usable(row, limits)})
    jobs = [ShardReading(shard, limits, dict(_old(shard, usable, code))) for shard in todo]
    asked = sum(job.size - len(job.old) for job in jobs)
    return jobs, sum(len(shard.sources) for shard in shards) - asked


def _old(shard: Shard, usable: Mapping[str, KeptWork], code: str) -> Iterator[tuple[str, KeptWork]]:
    for key, source, digest in zip(shard.keys, shard.sources, shard.digests, strict=True):
        if row := for_source(usable, source, digest, code):
            yield key, row


def _whole(shard: Shard, index: list[KeptWork], limits: Limits) -> bool:
    return [row.key for row in index] == list(shard.keys) and all(_usable(row, limits) for row in index)


def _usable(row: KeptWork, limits: Limits) -> bool:
    """A file that failed for its limits is tried again under wider ones."""
    return row.limits is None or limits.within(row.limits)


def read_all(jobs: Sequence[ShardReading], pool: Pool) -> Iterator[int]:
    """Read what the shards lack, one file a worker, and keep each shard once it is whole.

    Yields
    ------
    int
        How many files are done more than before.

    Raises
    ------
    GovReportError
        If a file has other bytes than when the shard was planned.
    """
    done: list[dict[int, _Row]] = [{} for _ in jobs]
    for number, job in enumerate(jobs):
        for i, key in enumerate(job.shard.keys):
            if key in job.old:
                done[number][i] = _again(job.old[key], key, job.shard.sources[i])
        if len(done[number]) == job.size:
            _keep(job.shard, done[number])
        yield len(done[number])
    asked = [
        (n, i) for n, job in enumerate(jobs) for i, key in enumerate(job.shard.keys) if key not in job.old
    ]
    for at, answer in pool.answers(_task(jobs[n], i) for n, i in asked):
        number, i = asked[at]
        done[number][i] = _row(jobs[number], i, answer)
        if len(done[number]) == jobs[number].size:
            _keep(jobs[number].shard, done[number])
        yield 1


def _again(row: KeptWork, key: str, source: Source) -> _Row:
    if row.key == key:
        return (key, row.name, row.piece.bytes(), row.more, row.limits)
    name, (_, head), piece = retold(row, source)
    return (key, name, piece, head, row.limits)


def _task(job: ShardReading, i: int) -> Task:
    source = job.shard.sources[i]
    return Task("read", tuple(source.as_data), job.limits)


def _row(job: ShardReading, i: int, answer: Answer) -> _Row:
    key, source, digest = job.shard.keys[i], job.shard.sources[i], job.shard.digests[i]
    if isinstance(answer, Death):
        why = failure(source, digest, answer.error, answer.message)
        under = (job.limits.seconds, job.limits.megabytes) if answer.limit else None
        return (key, "", failed(why), None, under)
    name, (sha256, head), piece = answer[0]
    if sha256 != digest:
        raise GovReportError(
            f"{source.file}: expected the bytes with sha256 {digest}, found {sha256}: the file "
            "changed meanwhile, or a worker of the cluster does not see the same file; build again"
        )
    return (key, name, piece, head, None)


def _keep(shard: Shard, done: dict[int, _Row]) -> None:
    keep(shard.path, [done[i] for i in sorted(done)])
    done.clear()
