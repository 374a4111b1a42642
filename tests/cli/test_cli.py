"""The command line as its users meet it: output, one-line errors, exit codes, quick help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest

from govreport import cli
from govreport.checks import rules
from govreport.cli.common import number
from govreport.studies.study import study

ROOT = Path(__file__).parents[2]
Page = Callable[..., str]
Capture = pytest.CaptureFixture[str]
VERBS = (
    "read",
    "review",
    "check",
    "rules",
    "build",
    "synth",
    "coding-sheet",
    "agreement",
    "study",
    "replicate",
    "new-study",
    "mark",
)


def run(*arguments):
    command = [sys.executable, "-m", "govreport.cli", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT, timeout=60)


@pytest.fixture
def report_file(tmp_path, page):
    path = tmp_path / "report.html"
    path.write_text(page("甲局", new=5), encoding="utf-8")
    return path


@pytest.fixture
def broken_file(tmp_path, page):
    path = tmp_path / "broken.html"
    path.write_text(page("乙局", new=5, total=6), encoding="utf-8")
    return path


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help_with_an_example(verb, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([verb, "--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert "例 example:" in shown
    assert f"govreport {verb}" in shown.split("例 example:")[1]


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["read", "--help"]])
def test_help_is_quick(arguments):
    code = f"""
import sys
from govreport import cli
from govreport.checks import rules
from govreport.cli.common import number
try:
    cli.main({arguments!r})
except SystemExit:
    print(sorted(set(sys.modules) & {{"pandas", "numpy", "lxml", "jieba", "matplotlib", "tqdm"}}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["reed", "x"], "reed"),
        (["build"], "CORPUS"),
        (["build", "corpus", "-o", "x", "--workers", "0"], "expected a whole number from 1, found '0'"),
        (["check", "x", "--lang", "fr"], "fr"),
    ],
)
def test_a_wrong_command_is_told_in_one_line(arguments, message, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("govreport: ")
    assert message in line


def test_a_bare_call_shows_help(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["govreport"])
    for arguments in (None, []):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == 0
        assert "govreport check reports/" in capsys.readouterr().out


def test_a_verb_that_is_nearly_one_is_asked_after(capsys, monkeypatch):
    monkeypatch.setenv("GOVREPORT_LANG", "both")
    with pytest.raises(SystemExit):
        cli.main(["reviev", "x"])
    shown = capsys.readouterr().err
    assert "did you mean review?" in shown
    assert "是否指 review？" in shown


@pytest.mark.slow
def test_parts_of_saved_pages_are_no_failures(tmp_path, page, capsys):
    folder, out = tmp_path / "corpus", tmp_path / "out"
    (folder / "a_files").mkdir(parents=True)
    (folder / "b_files").mkdir()
    (folder / "a.html").write_text(page("甲局"), encoding="utf-8")
    (folder / "a_files" / "frame.html").write_text(page("乙局"), encoding="utf-8")  # a report in a frame
    for name in (
        "a_files/x.html",
        "a_files/y.pdf",
        "site.CSS",
        "Thumbs.db",
        "~$a.docx",
        "b_files/letter.txt",
    ):
        (folder / name).write_text("一封来信。", encoding="utf-8")
    assert cli.main(["build", str(folder), "-o", str(out), "--workers", "1"]) == 0
    shown = capsys.readouterr()
    assert "left aside, parts of pages and marks of systems: 4\n" in shown.out
    failed = (out / "failures.csv").read_text("utf-8").splitlines()[1:]
    # no part of a page: of none that is there; and what no browser saves
    assert [line.split(",")[0] for line in failed] == ["a_files/y.pdf", "b_files/letter.txt"]
    assert "reports 2," in shown.out


def test_read_shows_the_card_and_the_three_tables(report_file, capsys):
    assert cli.main(["read", str(report_file)]) == 0
    shown = capsys.readouterr().out
    for text in (
        "甲局2024年政府信息公开工作年度报告",
        "2024-01-01 – 2024-12-31",
        "自然人",
        "行政许可",
        "复议后起诉",
    ):
        assert text in shown
    (new,) = [line for line in shown.splitlines() if "一、本年新收政府信息公开申请数量" in line]
    assert new.split()[1:] == ["5", "0", "0", "0", "0", "0", "5"]


def test_read_json_is_the_figures_with_their_places(report_file, capsys):
    assert cli.main(["read", str(report_file), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["organ"], data["year"], data["period_end"]) == ("甲局", 2024, "2024-12-31")
    assert len(data["figures"]) == 200
    (new,) = [f for f in data["figures"] if (f["row"], f["column"]) == ("new", "total")]
    assert (new["value"], new["status"], new["raw"]) == (5, "reported", "5")
    assert "characters" in new["place"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "null"), (Decimal(7), "7"), (Decimal("7.0"), "7"), (Decimal("59237.2449"), "59237.2449")],
)
def test_a_whole_number_has_no_point_in_json(value, shown):
    assert json.dumps(number(value)) == shown


def test_check_of_a_report_that_holds_is_silent_but_for_the_summary(report_file, capsys):
    assert cli.main(["check", str(report_file)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("1 份报告 reports: ")
    assert "0 项不成立 broken (0 errors)" in line


def test_check_tells_each_broken_rule_in_a_line(broken_file, capsys):
    assert cli.main(["check", str(broken_file)]) == 1
    *lines, summary = capsys.readouterr().out.splitlines()
    told = [line.split(": ")[2].split()[:2] for line in lines]
    assert told == [["III-2", "error"], ["III-3", "error"], ["N-1", "warning"], ["L-1", "information"]]
    assert all(line.startswith(f"{broken_file}: ") and "characters" in line for line in lines)
    assert all(" → " in line for line in lines[:2])  # what to look at
    assert "4 项不成立 broken (2 errors)" in summary


def test_check_speaks_the_language_asked_for(broken_file, capsys):
    said = {}
    for lang in ("zh", "en", "zh+en"):
        cli.main(["check", str(broken_file), "--lang", lang])
        said[lang] = capsys.readouterr().out.splitlines()[0].split("error: ", 1)[1]
    assert said["zh+en"] == f"{said['zh']} {said['en']}"
    assert said["en"].replace("→", "").isascii()
    assert not said["zh"].isascii()


def test_check_all_shows_every_finding_and_json_is_the_same_list(broken_file, capsys):
    cli.main(["check", str(broken_file), "--all"])
    *lines, summary = capsys.readouterr().out.splitlines()
    states = ("成立 held", "有理由 explained", "无法判断 not judged")
    held, explained, open_ = (sum(f" {state}: " in line for line in lines) for state in states)
    assert held > 40
    assert f": {held} 项成立 held, 4 项不成立 broken (2 errors), {explained} 项有理由" in summary
    assert held + explained + open_ + 4 == len(lines)
    assert cli.main(["check", str(broken_file), "--all", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert len(data) == len(lines)
    broken = [row["rule"] for row in data if row["passed"] is False and row["explained"] is None]
    assert broken == ["III-2", "III-3", "N-1", "L-1"]


def test_check_applies_only_the_rules_asked_for(broken_file, capsys):
    assert cli.main(["check", str(broken_file), "--rule", "III-3", "--rule", "IV-1"]) == 1
    (line, _) = capsys.readouterr().out.splitlines()
    assert ": III-3 error: " in line
    assert cli.main(["check", str(broken_file), "--rule", "IV-1"]) == 0
    assert cli.main(["check", str(broken_file), "--rule", "X-9"]) == 2
    assert "no rule X-9; known rules: F-01, " in capsys.readouterr().err


def test_a_rule_is_explained_without_a_report(capsys):
    assert cli.main(["check", "--explain", "III-2", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "new + carried in = total of outcomes + carried out" in shown
    assert "依据 source: " in shown
    assert cli.main(["check", "--explain", "III-99"]) == 2
    assert cli.main(["check"]) == 2
    assert "a FILE or FOLDER was expected" in capsys.readouterr().err


def test_rules_lists_every_rule_once(capsys):
    assert cli.main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in rules.load()]
    assert cli.main(["rules", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(lines)


def test_years_of_one_body_in_a_folder_are_compared(tmp_path, page, capsys):
    for year in (2023, 2024):
        text = page("甲县人民政府", year, new=year - 2020)
        (tmp_path / f"{year}.html").write_text(text, encoding="utf-8")
    cli.main(["check", str(tmp_path), "--all", "--rule", "III-4"])
    *lines, _ = capsys.readouterr().out.splitlines()
    assert {line.split(":")[0] for line in lines} == {str(tmp_path / "2024.html")}


def test_review_writes_a_page(report_file, tmp_path, capsys):
    out = tmp_path / "page.html"
    assert cli.main(["review", str(report_file), "-o", str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    assert "甲局" in out.read_text(encoding="utf-8")


def test_a_coding_sheet_is_drawn_and_compared(tmp_path, page, capsys):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("甲县人民政府", "乙县人民政府"):
        (folder / f"{name}.html").write_text(page(name), encoding="utf-8")
    sheet = tmp_path / "sheet.xlsx"
    assert cli.main(["coding-sheet", str(folder), "-o", str(sheet), "--sentences", "2"]) == 0
    assert sheet.exists()
    capsys.readouterr()
    assert cli.main(["agreement", str(sheet), str(tmp_path / "absent.xlsx")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_check_of_a_folder_goes_on_after_a_bad_file(tmp_path, report_file, broken_file, capsys):
    (tmp_path / "a-news.html").write_text("<p>今日举行了座谈会。</p>", encoding="utf-8")
    assert cli.main(["check", str(tmp_path)]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("govreport: a-news.html: ")
    assert len(shown.err.splitlines()) == 1
    assert shown.out.splitlines()[-1].startswith("2 份报告 reports: ")
    assert shown.out.startswith(f"{tmp_path / 'broken.html'}: ")


def damaged(folder, kind):
    path = folder / f"{kind}.html"
    if kind == "empty":
        path.touch()
    elif kind == "image":
        path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20)
    elif kind == "folder":
        path.mkdir()
    elif kind == "news":
        path.write_text("<html><body><h1>通知</h1><p>今日举行了座谈会。</p></body></html>", encoding="utf-8")
    elif kind == "huge":
        with path.open("wb") as file:
            file.truncate(2 * 2**30)  # sparse: takes no room, and must not be read
    return path


@pytest.mark.parametrize("kind", ["empty", "image", "folder", "absent", "news", "huge"])
def test_what_is_no_report_is_told_in_one_line(kind, tmp_path, capsys):
    path = damaged(tmp_path, kind)
    assert cli.main(["read", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert line.startswith(f"govreport: {path}: ")


def test_a_file_of_two_gigabytes_is_refused_at_once(tmp_path):
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert cli.main(["read", str(damaged(tmp_path, "huge"))]) == 2
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # kilobytes


@pytest.mark.slow
def test_build_writes_tables_and_says_how_many_rows(tmp_path, report_file, broken_file, capsys):
    out = tmp_path / "out"
    folder = tmp_path / "corpus"
    folder.mkdir()
    report_file.rename(folder / "a.html")
    assert cli.main(["build", str(folder), "-o", str(out), "--workers", "1"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("reports 1, figures 200, narrative ")
    assert "failures 0" in shown.out
    assert shown.out.endswith(f" → {out}\n")
    assert shown.err == ""  # no progress bar where nobody watches
    assert (out / "figures.parquet").exists()


@pytest.mark.slow
def test_build_names_the_files_that_gave_no_report(tmp_path, report_file, capsys):
    folder, out = tmp_path / "corpus", tmp_path / "out"
    folder.mkdir()
    for i in range(7):
        (folder / f"{i}.html").write_text(f"<p>今日举行了座谈会{i}。</p>", encoding="utf-8")
    assert cli.main(["build", str(folder), "-o", str(out), "--workers", "1"]) == 1
    kind, *lines, more, last = capsys.readouterr().err.splitlines()
    assert kind == "govreport: 不是年报 no annual report: 7"
    assert [line.split(":")[1] for line in lines] == [f" {i}.html" for i in range(3)]
    assert more == "govreport: … 4"
    assert last == f"govreport: 7 个文件未读出 files gave no report: {out / 'failures.csv'}"
    report_file.rename(folder / "a.html")
    assert cli.main(["build", str(folder), "-o", str(out), "--workers", "1"]) == 0


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_build_needs_a_folder(name, tmp_path, capsys):
    (tmp_path / "file").touch()
    assert cli.main(["build", str(tmp_path / name), "-o", str(tmp_path / "out")]) == 2
    assert "no such folder; expected a folder of reports" in capsys.readouterr().err


def test_an_output_folder_that_is_a_file_is_told_in_one_line(tmp_path, capsys):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "out").touch()
    assert cli.main(["build", str(tmp_path / "corpus"), "-o", str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"govreport: {tmp_path / 'out'}")


def test_an_interrupt_is_one_line(report_file, capsys, monkeypatch):
    def interrupted(source, ocr):
        raise KeyboardInterrupt

    monkeypatch.setattr("govreport.parsing.recipe.read", interrupted)
    assert cli.main(["read", str(report_file)]) == 130
    assert capsys.readouterr().err == "govreport: interrupted 已中断\n"


def test_a_reader_that_leaves_the_pipe_causes_no_traceback(report_file):
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "govreport.cli", "read", str(report_file), "--json"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False, cwd=ROOT, timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_the_program_runs(report_file):
    done = run("read", str(report_file))
    assert (done.returncode, done.stderr) == (0, "")
    assert "甲局" in done.stdout


def notebook(folder, name, source):
    folder.mkdir(exist_ok=True)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(book, folder / name)


@pytest.mark.slow
def test_study_builds_the_corpus_and_executes_notebooks(tmp_path, report_file, capsys):
    corpus, notebooks, out = tmp_path / "corpus", tmp_path / "notebooks", tmp_path / "study"
    corpus.mkdir()
    report_file.rename(corpus / "a.html")
    notebook(notebooks, "01-good.ipynb", "print(6 * 7)\n(open('beside.txt', 'w')).close()")
    notebook(notebooks, "02-bad.ipynb", "raise ValueError('一个错误 a fault')")
    arguments = ["--corpus", str(corpus), "--notebooks", str(notebooks), "-o", str(out), "--workers", "1"]
    assert cli.main(["study", *arguments]) == 1
    shown = capsys.readouterr()
    assert "42" in (out / "01-good.html").read_text(encoding="utf-8")
    assert (notebooks / "beside.txt").exists()  # a notebook runs in its own folder
    assert str(out / "01-good.html") in shown.out
    assert not (out / "02-bad.html").exists()
    (line,) = shown.err.splitlines()
    assert line.startswith(f"govreport: {notebooks / '02-bad.ipynb'}: ")
    assert "a fault" in line
    assert (out / "tables" / "reports.csv").exists()


def test_study_without_notebooks_is_an_error(tmp_path, capsys):
    assert cli.main(["study", "--corpus", str(tmp_path), "--notebooks", str(tmp_path / "none")]) == 2
    assert "no notebooks; expected a folder with files *.ipynb" in capsys.readouterr().err


def test_study_without_nbconvert_names_what_installs_it(tmp_path, monkeypatch):
    from govreport.errors import MissingExtraError

    monkeypatch.setattr("govreport.studies.notebook.find_spec", lambda name: None)
    notebook(tmp_path, "01.ipynb", "1")
    with pytest.raises(MissingExtraError, match=r"pip install 'govreport\[notebook\]'"):
        study(tmp_path, tmp_path, tmp_path / "out")
