"""Whatever encoding a terminal, a pipe or a system has: every verb ends with words, none with a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from govreport import cli

ROOT = Path(__file__).parents[2]
# The environments that users have: a pipe on Windows, a bare server, a Chinese Windows; in each language.
ENVIRONMENTS = {
    "cp1252": {"PYTHONIOENCODING": "cp1252", "GOVREPORT_LANG": "zh"},
    "gbk": {"PYTHONIOENCODING": "gbk", "GOVREPORT_LANG": "en"},
    "LANG=C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
# Each command line in one process; what ends otherwise than with an exit code is a line of the answer.
RUN = """
import json, os, sys, traceback
from govreport import cli
bad = []
for arguments in json.loads(sys.stdin.buffer.read()):
    try:
        code = cli.main([os.fsdecode(bytes.fromhex(one)) for one in arguments])
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        bad.append([arguments[0], traceback.format_exc()])
        continue
    if code not in (0, 1, 2):
        bad.append([arguments[0], str(code)])
os.write(3, json.dumps(bad).encode("ascii"))
"""


def verbs():
    """Every verb, from the parser itself."""
    (found,) = [action.choices for action in cli.command_line()._actions if action.choices]
    return list(found)


def wrong(verb):
    """A command line of the verb that ends in an error which names Chinese paths."""
    needed = {
        "collect": ["缺.csv", "-o", "出"],
        "manifest": ["缺"],
        "read": ["缺.html"],
        "review": ["缺.html", "-o", "页.html"],
        "build": ["缺", "-o", "出"],
        "export": ["缺", "-o", "出"],
        "synth": ["出", "--layout", "缺"],
        "study": ["--corpus", "缺"],
        "check": ["缺"],
        "rules": ["--lang", "缺"],
        "audit": ["缺.csv", "缺.html"],
        "coding-sheet": ["缺", "-o", "出.xlsx"],
        "agreement": ["缺.xlsx"],
        "replicate": ["--corpus", "缺"],
        "new-study": ["缺/𠀀"],
        "mark": ["缺.ipynb"],
    }
    return [verb, *needed[verb]]


def right(page_file, corpus):
    """Command lines that end well, with as much output as there is."""
    return [
        [],
        ["--version"],
        *([verb, "--help"] for verb in verbs()),
        ["read", page_file],
        ["read", page_file, "--json"],
        ["check", page_file, "--all"],
        ["check", page_file, "--json"],
        ["check", "--explain", "III-2"],
        ["rules"],
        ["rules", "--json"],
        ["review", page_file, "-o", "页.html"],
        ["synth", "合成", "--reports", "1"],
        ["manifest", "合成"],
        ["build", corpus, "-o", "表", "--workers", "1"],
        ["export", "表", "-o", "共享", "--as", "csv"],
        ["coding-sheet", corpus, "-o", "编码.xlsx", "--sentences", "3"],
        ["agreement", "编码.xlsx"],
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "gbk"])
@pytest.mark.parametrize("verb", verbs())
def test_an_error_of_every_verb_can_be_said_in_every_encoding(verb, encoding, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    streams = [TextIOWrapper(BytesIO(), encoding=encoding) for _ in range(2)]
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    try:
        code = cli.main(wrong(verb))
    except SystemExit as ended:
        code = ended.code
    for stream in streams:
        stream.flush()
    shown = streams[1].buffer.getvalue().decode(encoding)
    monkeypatch.undo()
    assert code == 2
    assert shown.startswith("govreport: ")
    assert len(shown.splitlines()) == 1


def test_a_pipe_gets_utf_8_whatever_the_locale_is(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONIO"))}
    command = [sys.executable, "-m", "govreport.cli", "check", "--explain", "III-2", "--lang", "zh"]
    done = subprocess.run(
        command, capture_output=True, cwd=ROOT, env=environment | ENVIRONMENTS["LANG=C"], check=False
    )
    assert "依据" in done.stdout.decode("utf-8")
    assert done.stderr == b""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="names that are no UTF-8 are of POSIX systems")
@pytest.mark.parametrize("environment", list(ENVIRONMENTS))
def test_every_verb_ends_without_a_traceback(environment, tmp_path, page):
    corpus = tmp_path / "语料"
    corpus.mkdir()
    content = page("𠀀局", new=5, total=6).encode()
    (corpus / "報告\N{HAIR SPACE}𠀀.html").write_bytes(content)
    with open(os.fsencode(corpus) + b"/\xb1\xa8\xb8\xe6.html", "wb") as file:  # a name in GBK
        file.write(page("乙局", new=7).encode())
    (corpus / "不是.txt").write_text("一封来信。", encoding="utf-8")
    given = [*map(wrong, verbs()), *right(str(corpus / "報告\N{HAIR SPACE}𠀀.html"), str(corpus))]
    asked = json.dumps([[os.fsencode(one).hex() for one in arguments] for arguments in given])
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONIO"))}
    with (tmp_path / "answer").open("w+b") as answer:
        script = f"import os; os.dup2({answer.fileno()}, 3)\n" + RUN
        done = subprocess.run(
            [sys.executable, "-c", script],
            input=asked.encode("ascii"),
            capture_output=True,
            cwd=tmp_path,
            env=clean | ENVIRONMENTS[environment] | {"PYTHONPATH": str(ROOT)},
            pass_fds=[answer.fileno()],
            timeout=300,
            check=False,
        )
        answer.seek(0)
        told = answer.read()
    assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode("ascii", "replace")[-3000:]
    assert [line[1][-1500:] for line in json.loads(told)] == []
    assert (tmp_path / "表" / "failures.csv").read_text("utf-8").count("NotAReportError") == 1
    assert (tmp_path / "表" / "reports.csv").read_text("utf-8").count("\n") == 3
