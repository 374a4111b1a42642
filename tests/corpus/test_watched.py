"""What hangs, eats the memory, kills its reader or meets a mistake of ours is one row; nobody lives on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pandas as pd
import pytest

import govreport as gr
from govreport import cli
from govreport.corpus.building import Limits, sources
from govreport.corpus.building.pool import Pool, Task, running_below

ROOT = Path(__file__).parents[2]
HOSTILE = ROOT.parent / "shared" / "hostile"
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc")

# What a process that reads does with files of these names.
BEHAVIOUR = """
import os, re, signal, subprocess, sys, time
from pathlib import Path
import govreport.corpus.building.sources as sources
real = sources.read
def read(path):
    kind = Path(path).stem
    if kind == "hang":
        Path(os.environ["TMPDIR"], "left").touch()
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
        re.match("(a|a)*b", "a" * 60)  # holds the interpreter: no thread of it runs meanwhile
    if kind == "eat":
        held = [bytearray(2**24) for _ in iter(int, 1)]
    if kind == "signal":
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "exit":
        os._exit(3)
    if kind == "mistake":
        return {}["\\x1b[31m\\u202e" + "x" * 70_000]
    if kind == "once" and not (mark := Path(path).with_name(".seen")).exists():
        mark.touch()
        os._exit(3)
    return real(path)
sources.read = read
import govreport.checks as checks
judged = checks._judged
def judge(case, only):
    if case.report.organ == "unjudged局":
        raise ZeroDivisionError("no rule foresaw it")
    return judged(case, only)
checks._judged = judge
"""


@pytest.fixture
def corpus(tmp_path, page, monkeypatch):
    """A folder with a good report and one that its reader dies over once; a temporary folder of its own."""
    plugged, temporary, folder = (tmp_path / name for name in ("plugged", "temporary", "corpus"))
    for one in (plugged, temporary, folder):
        one.mkdir()
    (plugged / "sitecustomize.py").write_text(BEHAVIOUR, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(plugged), str(ROOT)]))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    for name in ("good", "once"):
        (folder / f"{name}.html").write_text(page(f"{name}局"), encoding="utf-8")
    return folder


def bad(folder, page, *names):
    for name in names:
        (folder / f"{name}.html").write_text(page(f"{name}局"), encoding="utf-8")


@pytest.mark.slow
@posix
def test_what_kills_its_reader_is_a_row_and_the_build_goes_on(corpus, tmp_path, page):
    bad(corpus, page, "hang", "eat", "signal", "exit", "mistake", "unjudged")
    before = set(running_below(os.getpid()))
    limits = Limits(seconds=3, megabytes=300)
    built = gr.Corpus(corpus).build(tmp_path / "out", workers=2, limits=limits)
    assert sorted(pd.read_csv(tmp_path / "out" / "reports.csv")["organ"]) == ["good局", "once局"]
    rows = pd.read_csv(tmp_path / "out" / "failures.csv").set_index("source")
    assert rows["error"].to_dict() == {
        "eat.html": "MemoryError",
        "exit.html": "SystemExit",
        "hang.html": "TimeoutError",
        "mistake.html": "KeyError",
        "signal.html": "SIGSEGV",
        "unjudged.html": "ZeroDivisionError",
    }
    said = rows["message"]
    assert said["hang.html"] == "more than 3 seconds were needed"
    assert said["eat.html"] == "more than 300 MB of memory were needed"
    assert said["signal.html"] == "the process that read it was ended by signal 11"
    assert said["mistake.html"].startswith("not foreseen: ")
    assert said["unjudged.html"].startswith("not foreseen: no rule foresaw it (")
    good = {gr.read(corpus / f"{name}.html").report_id for name in ("good", "once")}
    assert set(pd.read_csv(tmp_path / "out" / "findings.csv")["report_id"]) == good
    assert all(text.isprintable() and len(text) <= 500 for text in said)
    assert set(running_below(os.getpid())) <= before
    assert list((tmp_path / "temporary").iterdir()) == []

    again = gr.Corpus(corpus).build(tmp_path / "out", workers=1, limits=limits)
    assert (again.reused, again.counts) == (8, built.counts)
    (tmp_path / "plugged" / "sitecustomize.py").write_text("", encoding="utf-8")
    wider = gr.Corpus(corpus).build(tmp_path / "out", workers=1)  # what failed for its limits is tried again
    assert wider.reused == 6
    organs = set(pd.read_csv(tmp_path / "out" / "reports.csv")["organ"])
    assert organs == {"good局", "once局", "hang局", "eat局"}


@pytest.mark.slow
@posix
def test_check_of_a_folder_goes_on_too(corpus, page, capsys):
    bad(corpus, page, "mistake")
    (corpus / "once.html").unlink()
    assert cli.main(["check", str(corpus), "--seconds", "60", "--lang", "en"]) == 2
    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert [line.split(":")[1].strip() for line in lines] == ["mistake.html"]
    assert all(line.isprintable() and len(line) < 1200 for line in lines)  # in two languages
    assert said.out.splitlines()[-1].startswith("1 份报告 reports: ")


@pytest.mark.slow
@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_their_parent(number, corpus, tmp_path, page):
    bad(corpus, page, "hang")
    command = [sys.executable, "-m", "govreport.cli", "build", str(corpus), "-o", str(tmp_path / "out")]
    parent = subprocess.Popen([*command, "--workers", "2"], stderr=subprocess.DEVNULL, cwd=tmp_path)
    temporary = tmp_path / "temporary"
    deadline = time.monotonic() + 60
    while not list(temporary.rglob("left")) and time.monotonic() < deadline:
        time.sleep(0.05)
    below = running_below(parent.pid)
    workers = [pid for pid in below if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert workers
    parent.send_signal(number)
    parent.wait(10)
    deadline = time.monotonic() + 5
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))
    if number == signal.SIGTERM:
        assert parent.returncode == 128 + signal.SIGTERM
        assert list(temporary.iterdir()) == []


def alive(pid):
    """Whether a process is there and is not only waiting to be asked how it ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@posix
def test_the_bytes_of_a_pipe_or_device_are_not_asked_for(tmp_path):
    """They may never come, or never end."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    assert [sources.digest_of(tmp_path / name) for name in ("pipe", "zero")] == [None, None]


@posix
def test_a_name_that_a_terminal_would_obey_is_shown_as_an_escape(tmp_path):
    (tmp_path / "a\x1b[2J\u202eb\n.txt").write_bytes(b"")
    (failure,) = gr.Corpus(tmp_path).outcomes()
    assert failure.source == "a\\x1b[2J\\u202eb\\n.txt"


@pytest.mark.slow
@posix
def test_without_semaphores_a_build_goes_on(corpus, tmp_path):
    """Where /dev/shm is absent or read-only the system gives no semaphores."""
    code = """
import _multiprocessing
class Absent:
    SEM_VALUE_MAX = 1
    def __init__(self, *args):
        raise OSError(30, "Read-only file system")
_multiprocessing.SemLock = Absent
"""
    (tmp_path / "plugged" / "sitecustomize.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "govreport.cli", "build", str(corpus), "-o", str(tmp_path / "out")]
    done = subprocess.run([*command, "--workers", "1"], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@posix
def test_a_full_disk_is_one_line_and_the_build_goes_on_from_there(corpus, tmp_path):
    import resource

    small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))  # noqa: E731
    command = [sys.executable, "-m", "govreport.cli", "build", str(corpus), "-o", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, "--workers", "1"], capture_output=True, encoding="utf-8", check=False, preexec_fn=small
    )
    assert done.returncode == 2
    assert re.fullmatch(r"govreport: .*out/\S+: File too large\n", done.stderr)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["shards"]
    after, fresh = (gr.Corpus(corpus).build(tmp_path / name, workers=1) for name in ("out", "new"))
    for one, other in zip(after.paths, fresh.paths, strict=True):
        assert one.suffix == ".duckdb" or one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "gbk", "utf-8"])
@pytest.mark.parametrize("json", [False, True])
def test_every_encoding_of_stdout_can_say_everything(encoding, json, tmp_path, page, monkeypatch):
    path = tmp_path / "報告\N{HAIR SPACE}𠀀.html"
    path.write_text(page("𠀀局"), encoding="utf-8")
    given, absent = str(path), str(tmp_path / "無")
    for verb in (["read", given], ["check", given, "--all"], ["rules"], ["check", absent]):
        monkeypatch.setenv("PYTHONIOENCODING", encoding)
        out, err = (TextIOWrapper(BytesIO(), encoding=encoding) for _ in range(2))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        assert cli.main([*verb, *["--json"] * json]) in (0, 1, 2)
        out.flush()
        err.flush()
        shown = (out.buffer.getvalue() + err.buffer.getvalue()).decode(encoding)
        assert "Traceback" not in shown
        assert shown
    monkeypatch.undo()


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile files (../shared/hostile) are not here")
def test_hostile_files_among_good_ones_are_one_row_each(tmp_path, page, monkeypatch):
    temporary, folder = tmp_path / "temporary", tmp_path / "corpus"
    temporary.mkdir()
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    named = sorted(path for path in HOSTILE.iterdir() if "__" in path.name)
    small = [path for path in named if path.stat().st_size < 20_000]
    for path in small:
        (folder / path.name).write_bytes(path.read_bytes())
    for i in range(20):
        (folder / f"{i}.html").write_text(page("甲局", new=i), encoding="utf-8")
    limits = Limits(seconds=5, megabytes=1000)
    built = gr.Corpus(folder).build(tmp_path / "out", workers=2, limits=limits)
    assert built.counts["reports"] + built.counts["failures"] == 20 + len(small)
    assert built.counts["reports"] >= 20
    assert running_below(os.getpid()) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
@posix
def test_a_pool_of_two_reads_two_at_once(corpus):
    """Both ends are met: tasks more than wait at once, answers to all of them."""
    path = corpus / "good.html"
    with Pool(2) as pool:
        answers = dict(pool.answers(Task("read", (f"{i}", str(path), None)) for i in range(20)))
    assert sorted(answers) == list(range(20))
    assert {part[0][0] for part in answers.values()} == {gr.read(path).report_id}
