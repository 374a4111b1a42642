"""What users do wrong is answered by one line with what, where and what was expected, in both languages."""

from __future__ import annotations

import traceback
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

import govreport as gr
from govreport import cli

NOTEBOOKS = str(Path(__file__).parents[2] / "notebooks")
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
    (["manifest", "empty"], "empty: no files; expected a folder", "empty: 没有文件；应为存放年报的文件夹"),
    (
        ["study", "--corpus", "empty", "--notebooks", NOTEBOOKS],
        "empty: no file gave a report",
        "empty: 没有文件读出年报",
    ),
    (
        ["coding-sheet", "letters", "-o", "sheet.xlsx"],
        "letters: no sentence to code",
        "letters: 没有可供编码的句子",
    ),
    (
        ["coding-sheet", "empty", "-o", "sheet.csv"],
        "sheet.csv: a name like sheet.xlsx was expected",
        "sheet.csv: 应为 sheet.xlsx 之类的文件名",
    ),
    (
        ["coding-sheet", "empty", "-o", "coded.xlsx"],
        "coded.xlsx: there already; nothing is written over",
        "coded.xlsx: 已存在，不会覆盖",
    ),
    (["build", "empty", "-o", "r.txt"], "r.txt: a folder to write to was", "r.txt: 应为用于写出的文件夹"),
    (["export", "r.txt", "-o", "r.txt"], "r.txt: a folder to write to was", "r.txt: 应为用于写出的文件夹"),
    (["synth", "r.txt"], "r.txt/truth: Not a directory", "r.txt/truth: 不是文件夹"),
    (
        ["review", "letters", "-o", "p.html"],
        "p.html: a folder was expected, of several",
        "p.html: 应为文件夹：多份年报各有一页",
    ),
    (
        ["export", "nowhere", "-o", "ex"],
        "nowhere: no such file or folder; expected a report",
        "nowhere: 没有这个文件或文件夹；应为年报",
    ),
    (
        ["export", "r.txt", "-o", "ex", "--as", "deposit", "--date", "yesterday"],
        "date: a day as 2026-11-30 was expected, found 'yesterday'",
        "date：应为日期，如 2026-11-30，得到 'yesterday'",
    ),
    (
        ["export", "r.txt", "-o", "ex", "--as", "deposit", "--manifest", "nowhere.csv"],
        "nowhere.csv: cannot be opened: No such file",
        "nowhere.csv: 无法打开：没有这个文件",
    ),
    (["export", "r.txt", "-o", "letters"], "letters: a new or empty folder was", "letters: 应为新的或空的"),
    (["check", "r.txt", "--rule", "iii-2"], "did you mean III-2?", "没有规则 iii-2；是否指 III-2？"),
    (["collect", "r.txt", "-o", "c"], "r.txt: an address was expected in each", "r.txt: 每行应为一个网址"),
    (
        ["collect", "www.gov.cn/list", "-o", "c"],
        "no such file; expected an address that begins with http://",
        "没有这个文件；应为以 http:// 或 https:// 开头的网址",
    ),
    (["collect", "void.csv", "-o", "c"], "column 'address' was expected; found nothing", "列；文件为空"),
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
    (["export", "out", "-o", "ex", "--as", "sas"], "no format sas; known: csv", "没有格式 sas；已有：csv"),
    (["export", "out", "-o", "ex", "--as", "exlsx, "], "did you mean xlsx?", "没有格式 exlsx；是否指 xlsx？"),
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
    (here / "letters").mkdir()
    (here / "letters" / "a.txt").write_text("一封来信。", encoding="utf-8")
    for name in ("void.csv", "coded.xlsx"):
        (here / name).touch()
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
    "a year as text for facts": (
        lambda: gr.facts("2024年收到申请9件", year="2024"),
        "year: a whole number was expected, as 2024; found '2024'",
        "year：应为整数，如 2024；得到 '2024'",
    ),
    "a year as a truth value": (
        lambda: gr.facts("2024年收到申请9件", year=True),
        "year: a whole number was expected, as 2024; found True",
        "year：应为整数，如 2024；得到 True",
    ),
    "no whole number grown to": (
        lambda: gr.possible_growth("50", "60"),
        "new: a whole number was expected, as 60; found '60'",
        "new：应为整数，如 60；得到 '60'",
    ),
    **{
        f"no path for {what}": (
            call,
            f"{what}: a path was expected; found {kind}",
            f"{what}：应为路径，得到 {kind}",
        )
        for what, kind, call in (
            ("path", "NoneType", lambda: gr.Corpus(None)),
            ("built", "int", lambda: gr.Corpus(".", 3)),
            ("folder", "NoneType", lambda: gr.load(None)),
            ("codebook", "int", lambda: gr.codebook(3)),
            ("own", "float", lambda: gr.check("r.txt", own=3.5)),
            ("out", "NoneType", lambda: gr.export("r.txt", None)),
        )
    },
    "frames without reports": (
        lambda: gr.panel({"figures": gr.frames("r.txt").figures}),
        "reports: a DataFrame was expected, as gr.frames(reports).reports; found NoneType",
        "reports: 应为 DataFrame，如 gr.frames(reports).reports；得到 NoneType",
    ),
    "frames for words": (
        lambda: gr.text.segment(gr.frames("r.txt")),
        "narrative: a DataFrame was expected, as gr.frames(reports).narrative; found Frames",
        "narrative: 应为 DataFrame，如 gr.frames(reports).narrative；得到 Frames",
    ),
    "a table with names in its columns": (
        lambda: gr.plots.tiles(gr.frames("r.txt").reports, "t", "x"),
        "a table of numbers was expected, with names in its index",
        "应为数字表，名称放在索引中",
    ),
    "where to write": (
        lambda: gr.review("r.txt", "x.html"),
        "written with .save('x.html')",
        "请用 .save('x.html')",
    ),
    "another frame": (
        lambda: gr.panel_wide(gr.frames("r.txt").figures),
        "panel: no column 'body_id', 'year', ",
        "应为 gr.panel(reports)",
    ),
    "no narrative": (
        lambda: gr.text.similarity(gr.frames("r.txt").reports),
        "narrative: no column 'section', 'text', 'start'",
        "narrative: 没有 'section', 'text', 'start' 列",
    ),
    "no figures": (
        lambda: gr.measure(pd.DataFrame({"text": [1]})),
        "columns found: text; expected gr.frames(reports).figures",
        "已有：text；应为 gr.frames(reports).figures",
    ),
    "frames where one is meant": (
        lambda: gr.text.style_frame(gr.frames("r.txt")),
        "narrative: a DataFrame was expected, as gr.frames(reports).narrative; found Frames",
        "narrative: 应为 DataFrame，如 gr.frames(reports).narrative；得到 Frames",
    ),
    "reports where a panel is meant": (
        lambda: gr.changes("r.txt"),
        "panel: a DataFrame was expected, as gr.panel(reports); found str",
        "panel: 应为 DataFrame，如 gr.panel(reports)；得到 str",
    ),
    "a panel where values are meant": (
        lambda: gr.ranking(gr.panel("r.txt"), "denial_rate"),
        "no column 'indicator', 'n'; columns found: body_id",
        "没有 'indicator', 'n' 列",
    ),
    "an indicator in a list": (
        lambda: gr.ranking(gr.measure("r.txt"), ["denial_rate"]),
        "indicator: one id was expected, as 'denial_rate'; found ['denial_rate']",
        "indicator：应为一个编号，如 'denial_rate'；得到 ['denial_rate']",
    ),
    "no text": (
        lambda: gr.text.themes(gr.frames("r.txt").narrative),
        "text: a str was expected; found DataFrame",
        "text：应为字符串，得到 DataFrame",
    ),
    "frames for a chart of a report": (
        lambda: gr.plots.flow(gr.frames("r.txt")),
        "reports were expected, as in gr.read(FILE)",
        "应为年报，如 gr.read(FILE)",
    ),
    "no report for a chart": (
        lambda: gr.plots.outcomes([]),
        "one report was expected, as in gr.read(FILE); found 0 of them",
        "应为一份年报，如 gr.read(FILE)；得到 0 份",
    ),
    "reports for a chart of a panel": (
        lambda: gr.plots.years(gr.read("r.txt"), "requests_new"),
        "panel: a DataFrame was expected, as gr.panel(reports); found Report",
        "panel: 应为 DataFrame，如 gr.panel(reports)；得到 Report",
    ),
    "a percentage without its decimals": (  # 33.3 would be 33.300000, which no part of 3 is
        lambda: gr.possible_share(33.3, 1, 3),
        "percent: a Decimal or a text as printed was expected, as '33.3'; found 33.3",
        "percent：应为 Decimal 或照原文的文字，如 '33.3'；得到 33.3",
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
