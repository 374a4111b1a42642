"""Processes that read one file at a time, watched: what overruns or dies is replaced; the work goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, TypeAlias

from govreport.corpus.building.kept import Part, RottenError
from govreport.corpus.building.worker import ANSWER, LENGTH, RECORD
from govreport.corpus.limits import Limits
from govreport.errors import GovReportError

__all__ = ["Answer", "Death", "Pool", "Task", "running_below", "sound"]

_LOOKS = 0.1  # seconds between two looks at the workers
_AHEAD = 3  # tasks that wait for each worker
_SHOWN = 300  # characters of an error
_PATIENCE = 120  # seconds in which a worker has to begin
_BEGIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
    "from govreport.corpus.building.worker import main; main()"
)


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked, with plain data; with `limits` it is stopped where it takes more."""

    what: str
    given: tuple[Any, ...]
    limits: Limits | None = None

    def line(self) -> bytes:
        bounds = (self.limits.seconds, self.limits.megabytes) if self.limits else (None, None)
        return json.dumps([self.what, *bounds, self.given]).encode()


@dataclass(frozen=True, slots=True)
class Death:
    """How a worker ended over a task: the class of the error, and what is known of it.

    `limit` says that it took more than it may; `original` is the message of an exception as it was.
    """

    error: str
    message: str
    limit: bool = False
    original: str = ""


Answer: TypeAlias = "list[Part] | Death"


def sound(answer: Answer) -> Answer:
    """An answer about finished work.

    Raises
    ------
    RottenError
        If the worker ended because that work is not what a build left.
    """
    if isinstance(answer, Death) and answer.error == RottenError.__name__:
        raise RottenError(answer.original)
    return answer


class Pool:
    """Some processes at work; as a context it ends with all of them ended and their files gone."""

    def __init__(self, processes: int) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="govreport-"))
        self._todo: SimpleQueue[tuple[int, Task, SimpleQueue[tuple[int, Answer | None]]] | None] = (
            SimpleQueue()
        )
        self._alone = Lock()  # a suspect is tried again while no other is
        self._workers: set[_Worker] = set()
        self._closed = Event()
        self._threads = [Thread(target=self._serve, daemon=True) for _ in range(processes)]
        self._threads.append(Thread(target=self._watch, daemon=True))
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every worker, whatever it does."""
        self._closed.set()
        for worker in list(self._workers):
            worker.kill()
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join(_PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)

    def answers(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Answer]]:
        """The answer to each task, with its number, as they come.

        Raises
        ------
        GovReportError
            If no worker can be started.
        """
        come: SimpleQueue[tuple[int, Answer | None]] = SimpleQueue()
        asked = 0
        for number, task in enumerate(tasks):
            self._todo.put((number, task, come))
            asked += 1
            if asked >= _AHEAD * len(self._threads):
                yield self._come(come)
                asked -= 1
        for _ in range(asked):
            yield self._come(come)

    def _come(self, come: SimpleQueue[tuple[int, Answer | None]]) -> tuple[int, Answer]:
        number, answer = come.get()
        if answer is None:
            raise GovReportError(
                f"a process that reads could not be started with {sys.executable}; "
                "memory and processes were expected to be left"
            )
        return number, answer

    def _serve(self) -> None:
        """Let one worker after the other answer; only the thread that starts a worker keeps it alive."""
        worker: _Worker | None = None
        while (asked := self._todo.get()) is not None and not self._closed.is_set():
            number, task, come = asked
            worker, answer = self._answer(worker, task)
            if isinstance(answer, Death) and not self._closed.is_set():
                with self._alone:
                    worker, answer = self._answer(None, task)
            come.put((number, answer))
        self._end(worker)

    def _answer(self, worker: _Worker | None, task: Task) -> tuple[_Worker | None, Answer | None]:
        """The answer of a worker, of a new one where there is none; and it, if it lives on."""
        if worker is None:
            worker = _Worker(self._folder)
            self._workers.add(worker)
            if self._closed.is_set() or worker.ready() is not None:
                self._end(worker)
                return None, None
        answer = worker.ask(task)
        if isinstance(answer, Death) or worker.stopped:
            self._end(worker)
            return None, answer
        return worker, answer

    def _end(self, worker: _Worker | None) -> None:
        if worker is not None:
            self._workers.discard(worker)
            worker.end()

    def _watch(self) -> None:
        while not self._closed.wait(_LOOKS):
            for worker in list(self._workers):
                worker.watch()


class _Worker:
    """A process, and the task that it is at."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=folder))  # for what readers write meanwhile
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self._folder))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN, str(os.getpid()), json.dumps(list(map(str, sys.path)))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | places | {"PYTHONIOENCODING": "utf-8:backslashreplace"},
            start_new_session=True,  # Ctrl-C reaches every process of a terminal; only the parent answers
        )
        self._limits: Limits | None = Limits(seconds=_PATIENCE)
        self._since = time.monotonic()
        self.stopped: Death | None = None

    def ready(self) -> Death | None:
        """Wait until it can work; how it ended if it cannot."""
        answer = self._received()
        return answer if isinstance(answer, Death) else None

    def ask(self, task: Task) -> Answer:
        """What it answers, or how it ended."""
        self._since, self._limits = time.monotonic(), task.limits
        assert self._process.stdin is not None
        data = task.line()
        with suppress(OSError):  # it has ended: that is seen when no answer comes
            self._process.stdin.write(LENGTH.pack(0, len(data)) + data)
            self._process.stdin.flush()
        found = self._received()
        self._limits = None
        if isinstance(found, Death):
            return found
        head, _, pieces = found.partition(b"\n")
        parts, at = [], 0
        for name, more, size in json.loads(head):
            parts.append((name, more, pieces[at : at + size]))
            at += size
        return parts

    def _received(self) -> bytes | Death:
        out = self._process.stdout
        assert out is not None
        head = out.read(LENGTH.size)
        kind, size = LENGTH.unpack(head) if len(head) == LENGTH.size else (None, 0)
        data = out.read(size)
        if kind == ANSWER and len(data) == size:
            return data
        limits = self._limits
        if kind == RECORD and len(data) == size:
            return _of_record(json.loads(data), limits)
        code = self._process.wait()
        return self.stopped or _ended(code)

    def watch(self) -> None:
        """Stop it where it takes more than its task may."""
        limits = self._limits
        if limits is None or self.stopped:
            return
        if time.monotonic() - self._since > limits.seconds:
            self.stopped = Death("TimeoutError", f"more than {limits.seconds:g} seconds were needed", True)
            self.kill()
        elif _memory(self._process.pid) > limits.megabytes * 2**20:
            self.stopped = _too_much(limits)
            self.kill()

    def kill(self) -> None:
        """End it at once, and all that it has started."""
        if self._process.poll() is None:
            below = running_below(self._process.pid)
            self._process.kill()
            for pid in below:
                with suppress(OSError):
                    os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    def end(self) -> None:
        """End it and take away its files."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _too_much(limits: Limits) -> Death:
    return Death("MemoryError", f"more than {limits.megabytes} MB of memory were needed", True)


def _of_record(record: dict[str, str], limits: Limits | None) -> Death:
    """The death of a worker that recorded what it met."""
    if record["error"] == "MemoryError" and limits is not None:
        return _too_much(limits)
    shown = record["message"][:_SHOWN] or "no message"
    return Death(record["error"], f"not foreseen: {shown} ({record['at']})", original=record["message"])


def _ended(code: int) -> Death:
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return Death(name, f"the process that read it was ended by signal {-code}")
    return Death("SystemExit", f"the process that read it ended with exit code {code}")


def _memory(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where the system does not say so."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def running_below(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have; where the system tells."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError, ValueError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, open_ = [], [pid]
    while open_:
        below = children.get(open_.pop(), [])
        found += below
        open_ += below
    return found
