"""The process that reads one file at a time, or judges reports: it may be killed at any moment.

It takes tasks from its input and gives answers on its output, both as lengths and bytes: a task is JSON, an
answer a line of JSON and pieces of packed JSON. What nobody foresaw ends it, and its last words are a record.
"""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import json
import os
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import BinaryIO

from govreport.corpus.building.kept import Part

__all__ = ["ANSWER", "LENGTH", "RECORD", "end_with", "main"]

LENGTH = struct.Struct(">BQ")  # before all that is sent: its kind and how many bytes follow
ANSWER, RECORD = 0, 1
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_GRACE = 30  # seconds after its limit in which a process that nobody killed ends itself
_ROOM = 2048  # megabytes of addresses, beside the memory, that libraries take and do not use
_LONGEST = 65_536  # characters of an error


def main() -> None:
    """Answer tasks until there are no more, or the parent is gone. Arguments: its process id."""
    end_with(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")  # open to the end: the last words are written there
    os.dup2(2, 1)  # what a library prints is no answer
    sys.excepthook = partial(_last_words, answers)
    _serve(_tasks(), answers)


def end_with(parent: int) -> None:
    """Let this process end when its parent does, however that ends (Linux; elsewhere its input ends)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _tasks() -> Iterator[bytes]:
    """What is asked. A thread waits for it, so that the end of the parent is noticed at work too."""
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(waiting,), daemon=True).start()
    while True:
        yield waiting.get()


def _listen(waiting: SimpleQueue[bytes]) -> None:
    while head := _received(LENGTH.size):
        waiting.put(_received(LENGTH.unpack(head)[1]))
    os._exit(0)


def _received(size: int) -> bytes:
    parts = []
    while size and (part := os.read(0, min(size, 2**20))):
        parts.append(part)
        size -= len(part)
    return b"" if size else b"".join(parts)


def _serve(tasks: Iterator[bytes], answers: BinaryIO) -> None:
    from govreport.corpus.building import panels, work

    does: dict[str, Callable[..., list[Part]]]
    does = {"read": work.read_file, "report": work.read_report, "judge": work.judge}
    does |= {"rows": work.rows_of, "panels": panels.panel_rows}
    gc.collect()
    gc.freeze()  # what is there to stay is not looked through again at each report
    base = _addresses()
    _send(answers, ANSWER, b"ready")
    for task in tasks:
        what, seconds, megabytes, given = json.loads(task)
        _limit(base, megabytes)
        if seconds is not None:
            faulthandler.dump_traceback_later(seconds + _GRACE, exit=True)
        parts = does[what](*given)
        faulthandler.cancel_dump_traceback_later()
        _limit(base, None)
        head = json.dumps([[name, more, len(piece)] for name, more, piece in parts])
        _send(answers, ANSWER, b"\n".join([head.encode(), b"".join(piece for *_, piece in parts)]))


def _send(answers: BinaryIO, kind: int, data: bytes) -> None:
    answers.write(LENGTH.pack(kind, len(data)))
    answers.write(data)
    answers.flush()


def _addresses() -> int:
    """Bytes of addresses that this process has taken, where the system says so."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _limit(base: int, megabytes: int | None) -> None:
    """Bound the addresses of this process: a leap in memory ends in a MemoryError, not in a full machine.

    What a file really takes is watched by the parent.
    """
    if sys.platform != "linux":  # macOS refuses, Windows has no such thing
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = resource.RLIM_INFINITY if megabytes is None else base + (megabytes + _ROOM) * 2**20
    if hard != resource.RLIM_INFINITY and (wanted == resource.RLIM_INFINITY or wanted > hard):
        wanted = hard
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _last_words(
    answers: BinaryIO, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Tell of an exception that nobody foresaw: its class, its message, where it was raised."""
    _limit(0, None)
    frames = traceback.extract_tb(trace)
    at = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    record = {"error": kind.__name__, "message": str(error)[:_LONGEST], "at": at}
    _send(answers, RECORD, json.dumps(record).encode())
    os._exit(1)


if __name__ == "__main__":
    main()
