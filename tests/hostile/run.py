"""Files one by one, each in a process of its own: what became of it, in which time, with how much memory.

``python -m tests.hostile.run FOLDER`` reads each file of a folder and prints the table, then the worst of
each ending. A file goes wrong that ends in neither a report nor a GovReportError: FAULT, DIED or TIMEOUT.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS, MEGABYTES = 120, 6000
RIGHT = ("report", "GovReportError")


@dataclass(frozen=True)
class Outcome:
    """What became of a file. `kind` is ``report``, ``GovReportError``, ``FAULT``, ``DIED`` or ``TIMEOUT``."""

    kind: str
    message: str
    seconds: float
    megabytes: int

    @property
    def is_right(self):
        return self.kind in RIGHT


def _read(path, found):
    """In the child: one line about the reading of a file, written into the pipe."""
    import govreport as gr

    line = ""
    try:
        report = gr.read(path)
        line = f"report {len(report.figures)} figures"
    except gr.GovReportError as error:
        line = f"GovReportError {type(error).__name__} {error}"
    finally:  # whatever else comes out is what we look for
        kind, error, _ = sys.exc_info()
        line = line or f"FAULT {kind and kind.__name__} {error}"
        try:
            os.write(found, line[:500].encode("utf-8", "replace"))
        finally:
            os._exit(0)


def outcome(path, seconds=SECONDS, megabytes=MEGABYTES):
    """The outcome of one file, read by a child that has so much time and address space."""
    begun = time.monotonic()
    ready, found = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ready)
        os.setsid()
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(quiet, stream)
        with open("/proc/self/statm") as pages:  # what the parent holds already is not the file's
            held = int(pages.read().split()[0]) * resource.getpagesize()
        most = held + (megabytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _read(path, found)
    os.close(found)
    in_time = bool(select.select([ready], [], [], seconds)[0])
    line = os.read(ready, 1000).decode() if in_time else ""
    if not in_time:
        os.killpg(child, signal.SIGKILL)
    os.close(ready)
    _, status, used = os.wait4(child, 0)
    kind, _, message = line.partition(" ")
    if not in_time:
        kind, message = "TIMEOUT", f"over {seconds} s"
    elif not line:
        kind, message = (
            "DIED",
            f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "no answer",
        )
    return Outcome(kind, message, time.monotonic() - begun, used.ru_maxrss >> 10)


def main(folder):
    import govreport as gr

    gr.read(Path(__file__).parents[2] / "corpus/reports/2024-rongchang-office.txt")  # modules, once for all
    worst = {}
    wrong = 0
    for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
        found = outcome(path)
        wrong += not found.is_right
        name, said = str(path.relative_to(folder)), found.message.replace(str(folder), "")[:110]
        print(
            f"{name:50} {found.kind:15} {found.seconds:7.2f} s {found.megabytes:6d} MB  {said!r}", flush=True
        )
        seconds, megabytes = worst.get(path.suffix, (0.0, 0))
        worst[path.suffix] = (max(seconds, found.seconds), max(megabytes, found.megabytes))
    for suffix, (seconds, megabytes) in sorted(worst.items()):
        print(f"worst {suffix:8} {seconds:7.2f} s {megabytes:6d} MB")
    print(f"gone wrong: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
