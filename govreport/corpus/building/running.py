"""Jobs done one after the other, in processes of this machine, or on a Dask cluster: the same function."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar
from uuid import uuid4
from zipfile import is_zipfile

from tqdm import tqdm

from govreport.corpus.building.versions import fingerprint
from govreport.errors import GovReportError, MissingExtraError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["LOCAL", "Job", "Runner", "runner"]

LOCAL = "local"
_PATIENCE = 30  # seconds that a scheduler has to answer
_ONE_AT_A_TIME = Lock()  # the libraries that read PDF are not made for threads, and workers may have several


class Job(Protocol):
    """What a function does; `path` is a ZIP file once it is done. `size` is how far the bar then goes."""

    @property
    def path(self) -> Path: ...

    @property
    def size(self) -> int: ...


J = TypeVar("J", bound=Job)
Each: TypeAlias = "Callable[[Callable[[J], None], Sequence[J]], Iterator[int]]"


class Runner(Protocol):
    """Does what is not done yet; how many jobs an earlier run had finished."""

    def __call__(self, work: Callable[[J], None], jobs: Sequence[J], what: str) -> int: ...


@contextmanager
def runner(folder: Path, code: str, workers: int | None, cluster: str | None) -> Iterator[Runner]:
    """What does jobs, a progress bar beside it.

    Parameters
    ----------
    folder : Path
        Where finished jobs are; every worker of a cluster has to see it.
    code : str
        The `fingerprint` that every worker of a cluster has to have.
    """
    processes = workers or os.cpu_count() or 1
    if cluster is None:
        yield partial(_done, partial(_here, processes))
        return
    sign = folder / f"{uuid4().hex}.sign"
    with _client(cluster, processes) as client:
        sign.touch()
        try:
            yield partial(_done, partial(_there, client, sign, code))
        finally:
            sign.unlink(missing_ok=True)


def _done(each: Each[J], work: Callable[[J], None], jobs: Sequence[J], what: str) -> int:
    todo = [job for job in jobs if not is_zipfile(job.path)]  # a power cut may leave a file without its end
    total = sum(job.size for job in jobs)
    before = total - sum(job.size for job in todo)
    with (
        tqdm(desc=what, total=total, initial=before, unit=" files", disable=None) as bar,
        closing(each(work, todo)) as sizes,  # type: ignore[type-var]
    ):
        for size in sizes:
            bar.update(size)
    return len(jobs) - len(todo)


def _here(processes: int, work: Callable[[J], None], jobs: Sequence[J]) -> Iterator[int]:
    if min(processes, len(jobs)) <= 1:
        for job in jobs:
            yield _size(work, job)
        return
    # Ctrl-C reaches every process of a terminal; only this one is to answer.
    pool = ProcessPoolExecutor(
        min(processes, len(jobs)), initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )
    try:
        for done in as_completed([pool.submit(_size, work, job) for job in jobs]):
            yield done.result()
    finally:  # whoever interrupts does not wait for the jobs that have not begun
        pool.shutdown(cancel_futures=True)


def _size(work: Callable[[J], None], job: J) -> int:
    work(job)
    return job.size


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
        client = Client(address, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise GovReportError(
            f"cluster {address}: expected the address of a Dask scheduler that answers, such as "
            f"tcp://127.0.0.1:8786, or {LOCAL}: {error}"
        ) from error
    with client:
        yield client


def _there(
    client: Client, sign: Path, code: str, work: Callable[[J], None], jobs: Sequence[J]
) -> Iterator[int]:
    from distributed import as_completed as completed

    futures = client.map(partial(_checked, work, sign, code), jobs, pure=False)
    try:
        for _, size in completed(futures, with_results=True):  # type: ignore[no-untyped-call]
            yield size
    finally:
        client.cancel(futures)  # type: ignore[no-untyped-call]


def _checked(work: Callable[[J], None], sign: Path, code: str, job: J) -> int:
    """A job on a worker, if the worker is one that gives the same result."""
    with _ONE_AT_A_TIME:
        _fit(sign, code)
        return _size(work, job)


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
