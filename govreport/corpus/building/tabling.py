"""Rows of tables made by the processes that read, and added in order by the one that writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govreport.corpus.building.kept import RottenError, keep, kept, named, unline
from govreport.corpus.building.pool import Death, Pool, Task, sound
from govreport.corpus.building.tables import FAILURES, Chunk, TableWriter
from govreport.errors import GovReportError
from govreport.frames import Failure

__all__ = ["SUFFIX", "Adding", "Tabling", "make_all", "tablings"]

SUFFIX = ".rows"


@dataclass(frozen=True, slots=True)
class Tabling:
    """What a process is asked for the rows of some reports, and where they wait to be added; of panels, whose
    reports have rows of their own before, none counts in the bar."""

    path: Path
    what: str
    given: tuple[Any, ...] = field(repr=False)
    size: int


def tablings(
    folder: Path, name: str, asked: Iterable[tuple[str, Sequence[Any]]], *more: object
) -> list[Tabling]:
    """The work of a build known by its `name`: what is asked for the rows of which reports, and with what."""
    return [
        Tabling(
            folder / f"{named(name, number)[:16]}{SUFFIX}",
            what,
            (some, *more),
            len(some) if what == "rows" else 0,
        )
        for number, (what, some) in enumerate(asked)
    ]


def make_all(jobs: Sequence[Tabling], pool: Pool) -> Iterator[int]:
    """Let rows be made, and wait on disk to be added.

    Yields
    ------
    int
        How many reports are done more than before.

    Raises
    ------
    RottenError
        If finished work is not what a build left.
    GovReportError
        If a worker ends over reports.
    """
    for number, answer in pool.answers(Task(job.what, job.given) for job in jobs):
        job = jobs[number]
        if isinstance(parts := sound(answer), Death):
            raise GovReportError(
                f"the rows of {len(job.given[0])} reports could not be made: {parts.error}: {parts.message}"
            )
        keep(job.path, (("", name, data, more, None) for name, more, data in parts))
        yield job.size


class Adding:
    """Adds what was made to the tables, in the order of the jobs; `failures` are those met so far."""

    def __init__(self, jobs: Sequence[Tabling], written: TableWriter) -> None:
        self.failures: list[Failure] = []
        self._written = written
        self._waiting = [job.path for job in reversed(jobs)]

    def some(self) -> None:
        """Add what is there and next in order."""
        while self._waiting and self._waiting[-1].exists():
            self._add(self._waiting.pop())

    def rest(self) -> None:
        """Add all that is left.

        Raises
        ------
        RottenError
            If some of it is not there.
        """
        while self._waiting:
            self._add(self._waiting.pop())

    def _add(self, path: Path) -> None:
        index = kept(path)
        if index is None:
            raise RottenError(str(path))
        for row in index:
            if row.name == FAILURES:
                self.failures += (Failure(*one) for one in unline(row.piece.bytes()))
            else:
                self._written.add(row.name, Chunk.of_part(row.more, row.piece.bytes()))
        path.unlink()
