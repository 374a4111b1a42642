"""What users do wrong is answered by one line with what, where and what was expected, in both languages."""

from __future__ import annotations

import traceback
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

import govreport as gr
from govreport import cli

REPORT = Path(__file__).parents[2] / "corpus/reports/2024-rongchang-office.txt"


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "r.txt").write_bytes(REPORT.read_bytes())
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "GOVREPORT_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return tmp_path


def folder(here, name, **files):
    made = here / name
    made.mkdir()
    (made / "r.txt").write_bytes(REPORT.read_bytes())
    for file, text in files.items():
        (made / f"{file}.csv").write_text(text, encoding="utf-8")


def rules(here, expr):
    (here / "own.yml").write_text(f"rules:\n- name: x\n  expr: {expr}\n", encoding="utf-8")


MISTAKES = [
    (
        ["check", "empty"],
        "empty: no files; expected a folder of reports",
        "empty: 没有文件；应为存放年报的文件夹",
    ),
    (
        ["build", "empty", "-o", "out"],
        "empty: no files; expected a folder",
        "empty: 没有文件；应为存放年报的文件夹",
    ),
    (["export", "empty", "-o", "out"], "empty: no file gave a report", "empty: 没有文件读出年报"),
    (
        ["check", "r.txt", "--rule", "III-22"],
        "no rule III-22; did you mean III-2?",
        "没有规则 III-22；是否指 III-2？",
    ),
    (["audit", "other.csv", "r.txt"], "other.csv: cells of the report were", "other.csv: 应为年报的单元格"),
    (["build", "renamed", "-o", "out"], "found name, text", "应有 file 列；只有 name, text"),
    (["build", "short", "-o", "out"], "there is no column", "缺少 column"),
    (
        ["build", "unfit", "-o", "out"],
        "requests.new.total: old '59' was expected, the report reads '60'",
        "requests.new.total：old 应为 '59'，年报为 '60'",
    ),
    (
        ["build", "year", "-o", "out"],
        "expected a year of four digits, found '二四'",
        "应为四位数字的年份，得到 '二四'",
    ),
    (
        ["check", "r.txt", "--own", "own.yml"],
        "such as requests.new.total, ",
        "rules[0].expr: 应为官方格式的单元格 table.row.column，如 requests.new.total",
    ),
    (["export", "out", "-o", "ex", "--as", "exel"], "no format exel; known: csv", "没有格式 exel；已有：csv"),
    (
        ["synth", "x", "--reports", "abc"],
        "expected a whole number from 1, found 'abc'",
        "应为不小于 1 的整数，得到",
    ),
]


@pytest.mark.filterwarnings("default")  # the command line says them in a line of its own
@pytest.mark.parametrize(("command", "english", "chinese"), MISTAKES, ids=[" ".join(m[0]) for m in MISTAKES])
def test_a_mistake_at_the_command_line_is_answered(command, english, chinese, here, capsys, monkeypatch):
    folder(here, "renamed", manifest="name,text\nr.txt,x\n")
    folder(here, "short", corrections="sha256,table,row\na,b,c\n")
    folder(here, "year", manifest="file,year\nr.txt,二四\n")
    digest = gr.read("r.txt").sha256
    head = "sha256,table,row,column,old,new,who,when,why,address\n"
    folder(here, "unfit", corrections=f"{head}{digest},requests,new,total,59,61,a,b,c,d\n")
    (here / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    rules(here, "requests.new.totall >= 0")
    for language, expected in (("en", english), ("zh", chinese)):
        monkeypatch.setenv("GOVREPORT_LANG", language)
        with suppress(SystemExit):  # argparse ends so
            cli.main(command)
        told = capsys.readouterr().err
        lines = [line for line in told.splitlines() if expected in line]
        assert len(lines) == 1, told
        assert lines[0].startswith("govreport: ")
        assert "Traceback" not in told


PYTHON = {
    "a folder that is not there": (
        lambda: gr.frames("nowhere"),
        "no such file or folder",
        "没有这个文件或文件夹",
    ),
    "a year as text": (lambda: gr.forms.for_year("2024"), "as 2024; found '2024'", "应为整数，如 2024"),
    "where to write": (
        lambda: gr.review("r.txt", "x.html"),
        "written with .save('x.html')",
        "请用 .save('x.html')",
    ),
    "another frame": (
        lambda: gr.panel_wide(gr.frames("r.txt").figures),
        "panel: the frame gr.panel(reports) was expected, with body_id, year",
        "panel：应为 gr.panel(reports) 数据表",
    ),
    "no narrative": (
        lambda: gr.text.similarity(gr.frames("r.txt").reports),
        "narrative: no column 'section', 'text', 'start'",
        "narrative: 没有 'section', 'text', 'start' 列",
    ),
    "no figures": (
        lambda: gr.measure(pd.DataFrame({"text": [1]})),
        "figures: the frame gr.frames(reports).figures was expected",
        "figures：应为 gr.frames(reports).figures 数据表",
    ),
    "a misspelt row": (
        lambda: gr.read("r.txt").figure("requests", "nw", "total"),
        "no official form has a row 'nw'; did you mean new?",
        "官方格式没有行 'nw'；是否指 new？",
    ),
}


@pytest.mark.parametrize("mistake", PYTHON)
def test_a_mistake_in_python_is_answered(mistake, here, monkeypatch):
    call, english, chinese = PYTHON[mistake]
    with pytest.raises(gr.GovReportError) as caught:
        call()
    assert english in str(caught.value)
    monkeypatch.setenv("GOVREPORT_LANG", "zh")
    assert chinese in traceback.format_exception_only(caught.value)[-1]


def test_an_empty_folder_is_said_to_be_empty(here):
    with pytest.warns(
        UserWarning, match=r"^empty: no files; expected a folder of reports · empty: 没有文件|没有文件"
    ):
        assert gr.frames("empty").reports.empty
