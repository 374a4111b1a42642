"""What befalls a build: ``python -m tests.hostile.builds [REPORTS]`` prints a line for each fault.

A corpus of synthetic reports is built by the command line while the disk is full, another build runs, the
process is killed and so on. Each has to say one line, to leave what stood there, no process and no temporary
file, and to come to the bytes of an undisturbed build when it is run again. File systems that are full
or read-only are mounted for the command alone (``unshare``); where that is not allowed they are left out.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from govreport import synth
from govreport.corpus.building.lock import LOCK
from govreport.corpus.building.pool import running_below
from tests.hostile.folder import left

MOUNTS = ("unshare", "-rm", "sh", "-ec")
BUILD = [sys.executable, "-m", "govreport.cli", "build"]
LOAD = """
import sys, govreport as gr
try:
    gr.load(sys.argv[1])["reports"]
except gr.ReadError as error:
    sys.exit(str(error))
"""
COUNT = "import sys, duckdb; duckdb.connect(sys.argv[1]).execute('SELECT count(*) FROM reports')"


@dataclass(frozen=True)
class Place:
    """Where a build is disturbed: the corpus, its output, a folder for temporary files."""

    corpus: Path
    out: Path
    temporary: Path

    def command(self, *more):
        return [*BUILD, self.corpus, "-o", self.out, "--workers", "2", *more]

    def begin(self, command=None):
        around = {**os.environ, "TMPDIR": str(self.temporary)}
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        return subprocess.Popen(command or self.command(), env=around, text=True, **streams)

    def run(self, command=None):
        """Answer, and what was said to stderr without progress, of a command; by default a build."""
        return ended(self.begin(command))

    def mounted(self, script):
        """The same in a shell that may mount: ``$build`` and ``$out`` stand for the build and its output."""
        build = " ".join(f"'{part}'" for part in self.command())
        return self.run([*MOUNTS, f"out='{self.out}'; build() {{ {build}; }}; {script}"])

    def made(self):
        """The bytes of each file there but those of the database, of which only the rows are the same."""
        files = (path for path in self.out.iterdir() if path.is_file() and path.suffix != ".duckdb")
        return {path.name: path.read_bytes() for path in files}


def ended(build):
    _, said = build.communicate()
    return build.returncode, said.strip()


def until(true, seconds=60):
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            raise TimeoutError("what was waited for did not come")
        time.sleep(0.02)


def under_way(place):
    """A build whose processes have begun to read."""
    build = place.begin()
    lock = place.out / "shards" / LOCK
    until(lambda: lock.exists() and lock.stat().st_size and len(running_below(build.pid)) >= 2)
    return build


# ------------------------------------------------------------------ faults: each gives answer and message


def two_at_once(place):
    first = under_way(place)
    said = place.run()
    assert ended(first) == (0, ""), "the first build did not go on"
    return said


def two_corpora(place):
    assert place.run()[0] == 0
    other = place.temporary.with_name("other")
    other.mkdir()
    report = synth.make("2021", 900)
    (other / "a.html").write_bytes(synth.render(report, "html_plain", 900))
    said = place.run([*BUILD, other, "-o", place.out])
    shutil.rmtree(other)
    return said


def disk_full(place):
    script = 'build || answer=$?; cp -r "$out" "$out.kept"; exit $answer'
    said = place.mounted(f'answer=0; mount -t tmpfs -o size=200k none "$out"; {script}')
    place.out.rmdir()
    place.out.with_name(f"{place.out.name}.kept").rename(place.out)
    return said


def read_only(place):
    assert place.run()[0] == 0
    (place.out / "reports.csv").write_bytes(b"changed")  # else there is nothing to write
    return place.mounted('mount --bind "$out" "$out"; mount -o remount,ro,bind "$out"; build')


def file_vanishes(place):
    path = max(place.corpus.iterdir())
    kept = path.read_bytes()
    build = under_way(place)
    path.unlink()
    said = ended(build)
    path.write_bytes(kept)
    return said


def corrupt_parquet(place):
    assert place.run()[0] == 0
    path = place.out / "reports.parquet"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return place.run([sys.executable, "-c", LOAD, place.out])


def no_shared_memory(place):
    return place.mounted("mount -t tmpfs -o ro none /dev/shm; build")


def stale_wal(place):
    assert place.run()[0] == 0
    (place.out / "govreport.duckdb.wal").write_bytes(b"left by another program" * 40)
    said = place.run()
    assert place.run([sys.executable, "-c", COUNT, place.out / "govreport.duckdb"])[0] == 0
    return said


def no_dask(place):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        Thread(target=serve, daemon=True).start()
        return place.run(place.command("--cluster", f"tcp://127.0.0.1:{server.getsockname()[1]}"))


def killed(place):
    build = under_way(place)
    until(lambda: any((place.out / "shards").glob("*.jsonl.gz*")))
    build.send_signal(signal.SIGKILL)
    answer, said = ended(build)
    until(lambda: not running_below(build.pid), 5)
    for path in place.temporary.iterdir():  # docs/limits.md: these may stay
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return answer, said


OURS = "govreport: "
FAULTS = {
    "two builds at once": (two_at_once, 2, "another build is writing there"),
    "two corpora, one output": (two_corpora, 2, "the tables there are of the corpus"),
    "disk full": (disk_full, 2, "No space left on device"),
    "read-only": (read_only, 2, "Read-only file system"),
    "a file vanishes": (file_vanishes, 2, "build again"),
    "corrupt Parquet": (corrupt_parquet, 1, "reports.parquet: a table with the columns"),
    "/dev/shm read-only": (no_shared_memory, 0, ""),
    "stale .wal": (stale_wal, 0, ""),
    "not Dask behind --cluster": (no_dask, 2, "expected the address of a Dask scheduler"),
    "kill -9": (killed, -signal.SIGKILL, ""),
}
MOUNTED = (disk_full, read_only, no_shared_memory)


def can_mount():
    try:
        return subprocess.run([*MOUNTS, "mount -t tmpfs none /tmp"], check=False).returncode == 0
    except OSError:
        return False


def undisturbed(folder, reports):
    """A corpus, and the bytes that a build of it leaves."""
    place = Place(*(folder / name for name in ("corpus", "undisturbed", "temporary")))
    for path in (place.corpus, place.temporary):
        path.mkdir()
    for seed in range(reports):
        (place.corpus / f"{seed:03}.html").write_bytes(
            synth.render(synth.make("2021", seed), "html_plain", seed)
        )
    assert place.run() == (0, "")
    return place.corpus, place.made()


def disturbed(name, corpus, expected, folder):
    """What a fault came to: answer, message, and what is wrong with it."""
    fault, answer, message = FAULTS[name]
    place = Place(corpus, *(folder / part for part in ("out", "temporary")))
    for path in (place.out, place.temporary):
        path.mkdir(parents=True)
    found, said = fault(place)
    remains = left(place.temporary, os.getpid())
    again = place.run()
    wrong = {
        "answer": found != answer,
        "message": message not in said or len(said.splitlines()) != bool(message),
        "left behind": bool(remains),
        "not resumed": again != (0, ""),
        "other bytes": place.made() != expected,
    }
    return found, said.replace(str(folder), "…"), [what for what, is_so in wrong.items() if is_so]


def main(reports=30):
    gone = 0
    with tempfile.TemporaryDirectory() as made:
        corpus, expected = undisturbed(Path(made), int(reports))
        for i, (name, (fault, *_)) in enumerate(FAULTS.items()):
            if fault in MOUNTED and not can_mount():
                print(f"{name:26} not tried: nothing can be mounted here")
                continue
            answer, said, wrong = disturbed(name, corpus, expected, Path(made) / str(i))
            gone += bool(wrong)
            print(f"{name:26} {answer:3} {'; '.join(wrong) or 'same bytes':12} {said}", flush=True)
    print(f"gone wrong: {gone}")
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
