"""Work done in watched processes of this machine, or on a Dask cluster: the same functions."""

from __future__ import annotations

import atexit
import logging
import os
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from govreport.corpus.building.pool import Pool
from govreport.corpus.building.versions import fingerprint
from govreport.corpus.progress import Progress
from govreport.errors import GovReportError, MissingExtraError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["LOCAL", "Job", "Runner", "runner"]

LOCAL = "local"
_PATIENCE = 30  # seconds that a scheduler has to answer
_MOST_FRAMES = 1024  # of the greeting of a scheduler; it has a handful


class Job(Protocol):
    """What leaves a file of finished work. `size` is how far the bar then goes."""

    @property
    def size(self) -> int: ...


J = TypeVar("J", bound=Job)
Work: TypeAlias = "Callable[[Sequence[J], Pool], Iterator[int]]"
"""Does jobs with some processes and says, again and again, how much more is done."""


class Runner(Protocol):
    """Does jobs, a progress bar beside it; `before` is what an earlier run had done, `then` is done
    here after each."""

    def __call__(
        self, work: Work[J], jobs: Sequence[J], what: str, before: int, then: Callable[[], None] = ...
    ) -> None: ...


@contextmanager
def runner(folder: Path, code: str, workers: int | None, cluster: str | None) -> Iterator[Runner]:
    """What does jobs.

    Parameters
    ----------
    folder : Path
        Where finished jobs are; every worker of a cluster has to see it.
    code : str
        The `fingerprint` that every worker of a cluster has to have.
    """
    processes = workers or os.cpu_count() or 1
    if cluster is None:
        with Pool(processes) as pool:
            yield partial(_done, partial(_here, pool))
        return
    sign = folder / f"{uuid4().hex}.sign"
    with _client(cluster, processes) as client:
        sign.touch()
        try:
            yield partial(_done, partial(_there, client, sign, code))
        finally:
            sign.unlink(missing_ok=True)


def _done(
    each: Callable[[Work[J], Sequence[J]], Iterator[int]],
    work: Work[J],
    jobs: Sequence[J],
    what: str,
    before: int,
    then: Callable[[], None] = lambda: None,
) -> None:
    total = before + sum(job.size for job in jobs)
    with (
        Progress(what, total, "files", before) as bar,
        closing(each(work, jobs)) as sizes,  # type: ignore[type-var]
    ):
        for size in sizes:
            bar.update(size)
            then()


def _here(pool: Pool, work: Work[J], jobs: Sequence[J]) -> Iterator[int]:
    return work(jobs, pool)


@contextmanager
def _client(address: str, processes: int) -> Iterator[Client]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise MissingExtraError("a cluster needs distributed: pip install 'govreport[scale]'") from error
    if address == LOCAL:
        with (
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=processes,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # a port that is free
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,  # type: ignore[no-untyped-call]
        ):
            yield client
        return
    try:
        _require_dask(address)
        client = Client(address, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise GovReportError(
            f"cluster {address}: expected the address of a Dask scheduler that answers, such as "
            f"tcp://127.0.0.1:8786, or {LOCAL}: {error}"
        ) from error
    with client:
        yield client


def _require_dask(address: str) -> None:
    """Look at how a service greets: a scheduler sends a small number of frames, others might send anything,
    which Dask would take for the length of what follows."""
    parts = urlsplit(address)
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        return
    with socket.create_connection((parts.hostname, parts.port), _PATIENCE) as connection:
        greeting = connection.recv(8, socket.MSG_WAITALL)
    if len(greeting) < 8 or not 0 < struct.unpack("<Q", greeting)[0] <= _MOST_FRAMES:
        raise OSError(f"what answers there is no Dask scheduler; it says {greeting!r}")


def _there(client: Client, sign: Path, code: str, work: Work[J], jobs: Sequence[J]) -> Iterator[int]:
    from distributed import as_completed as completed

    futures = client.map(partial(_checked, work, sign, code), jobs, pure=False)
    try:
        for _, size in completed(futures, with_results=True):  # type: ignore[no-untyped-call]
            yield size
    finally:
        client.cancel(futures)  # type: ignore[no-untyped-call]


def _checked(work: Work[J], sign: Path, code: str, job: J) -> int:
    """A job on a worker, if the worker is one that gives the same result."""
    _fit(sign, code)
    return sum(work([job], _own_pool()))


@cache
def _own_pool() -> Pool:
    """The processes of a worker of the cluster, one for each of its threads; they end with it."""
    from distributed import get_worker

    pool = Pool(get_worker().state.nthreads)
    atexit.register(pool.close)
    return pool


@cache
def _fit(sign: Path, code: str) -> None:
    from distributed import get_worker

    name = get_worker().address
    if not sign.exists():
        raise GovReportError(
            f"worker {name}: does not see the folder {sign.parent}; "
            "corpus and output have to be on storage that all workers share, under the same paths"
        )
    if (found := fingerprint()) != code:
        raise GovReportError(
            f"worker {name}: expected govreport, Python and packages as here (fingerprint {code[:12]}), "
            f"found {found[:12]}; install the same versions on every worker"
        )
