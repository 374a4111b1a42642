"""A new study: its files, the names that are refused, and that it runs at once with other parameters."""

from __future__ import annotations

import ast
import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from test_notebooks import cell_faults, code_faults, code_of

from govreport.cli import paper as verbs
from govreport.cli.common import Parser
from govreport.errors import GovReportError, ReadError
from govreport.paper import proofread
from govreport.studies.template import new_study

ROOT = Path(__file__).parents[2]
FILES = {"README.md", "each_place.py", "paper.tex", "places.csv", "corpus/manifest.csv"}


def values(folder):
    told = json.loads((folder / "values.json").read_text(encoding="utf-8"))["values"]
    return {name: value["printed"] for name, value in told.items()}


def python(study, *arguments, corpus="nowhere", code=0):
    """Run Python in the folder of a study, as a user would who has set the corpus of another study."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GOVREPORT_CORPUS": corpus}
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=study, capture_output=True, encoding="utf-8", check=False, env=environment
    )
    assert done.returncode == code, done.stderr[-2000:]
    return done.stdout


def papermill(study, **parameters):
    given = [word for name, value in parameters.items() for word in ("-p", name, str(value))]
    notebook = f"{study.name}.ipynb"
    python(study, "-m", "papermill", "--no-progress-bar", notebook, "out.ipynb", *given)
    return nbformat.read(study / "out.ipynb", as_version=4)


def test_a_study_is_a_folder_with_all_that_it_needs(tmp_path):
    made = new_study("平潭-2024", tmp_path / "studies", ROOT / "corpus")
    assert made == tmp_path / "studies" / "平潭-2024"
    found = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert found == {*FILES, "平潭-2024.ipynb"}
    assert (made / "corpus" / "reports").is_dir()
    head = (made / "corpus" / "manifest.csv").read_text(encoding="utf-8")
    assert head == (ROOT / "corpus" / "manifest.csv").read_text(encoding="utf-8").splitlines()[0] + "\n"
    way = Path(os.path.relpath(ROOT / "corpus", made)).as_posix()
    for file in ("README.md", "平潭-2024.ipynb"):
        text = (made / file).read_text(encoding="utf-8")
        assert way in text
        assert "@" not in text
    assert "平潭-2024.ipynb" in (made / "each_place.py").read_text(encoding="utf-8")


def test_without_a_corpus_here_a_study_reads_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = new_study("own")
    assert '"GOVREPORT_CORPUS", "corpus")' in (own / "own.ipynb").read_text(encoding="utf-8").replace(
        "\\", ""
    )
    (tmp_path / "corpus").mkdir()
    other = new_study("other", "deep/er")
    assert '"../../../corpus")' in (other / "other.ipynb").read_text(encoding="utf-8").replace("\\", "")


def test_the_notebook_keeps_the_rules_and_tags_its_parameters(tmp_path):
    made = new_study("study", tmp_path, ROOT / "corpus")
    notebook = nbformat.read(made / "study.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert [*cell_faults(notebook), *code_faults(code_of(notebook))] == []
    (tagged,) = (cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ()))
    names = {}
    exec(tagged.source, names)
    parameters = {"corpus": "", "body": "", "region": "", "first_year": 0, "last_year": 0, "out": ""}
    assert {name: names[name] for name in parameters} == parameters
    with (made / "places.csv").open(encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file))
    assert set(places[0]) == {"place", "body", "region", "first_year", "last_year"} <= {"place", *parameters}
    assert all(row["place"] and None not in row.values() for row in places)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "a name of 1 to 60 signs was expected"),
        ("x" * 61, "a name of 1 to 60 signs was expected"),
        ("a/b", "letters, digits, - _ and . were expected in the name, found '/'"),
        ("..", "begins with a letter or digit"),
        (".hidden", "begins with a letter or digit"),
        ("-p", "begins with a letter or digit"),
        ("study.", "does not end with a point"),
        ("two words", "found ' '"),
        ("a\\b:c*?", r"found '\*' ':' '\?' "),
        ("tab\t", r"found '\\t'"),
        ("con", "another name was expected"),
        ("NUL.txt", "another name was expected"),
        ("corpus", "another name was expected"),
        ("Results", "another name was expected"),
    ],
)
def test_a_name_that_is_no_good_file_name_is_refused(tmp_path, name, message):
    with pytest.raises(GovReportError, match=message):
        new_study(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "2024", "平潭研究", "my_study-2.1", "console"])
def test_a_good_name_is_taken(tmp_path, name):
    assert new_study(name, tmp_path).name == name


def test_what_is_there_is_not_written_over(tmp_path):
    for there in ("folder", "file"):
        (tmp_path / there).mkdir() if there == "folder" else (tmp_path / there).write_text("mine")
        with pytest.raises(GovReportError, match=f"{there}: there already; nothing is written over"):
            new_study(there, tmp_path)
    assert (tmp_path / "file").read_text() == "mine"
    with pytest.raises(ReadError, match="none: no such folder; expected a folder of reports"):
        new_study("new", tmp_path, tmp_path / "none")
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_the_shipped_corpus_by_place_and_year(tmp_path):
    """Keyed by hand from corpus/figures: 平潭 has reports on 2019 to 2025, with 154 requests in 2025."""
    made = new_study("平潭", tmp_path, ROOT / "corpus")
    book = papermill(made, corpus=ROOT / "corpus", body="平潭综合实验区", first_year=2020, last_year=2025)
    told = values(made / "results")
    wanted = {"studyReports": "6", "studyBodies": "1", "studyFirst": "2020", "studyLast": "2025"}
    assert {name: told[name] for name in wanted} == wanted
    assert told["requestsLatest"] == "154"
    drawn = (made / "results" / "figures" / "requests.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[1:4] for line in drawn[1:]] == [
        ["2020", "2019", "21"],
        ["2021", "2021", "70"],
        ["2022", "2021", "74"],
        ["2023", "2021", "81"],
        ["2024", "2021", "218"],
        ["2025", "2021", "154"],
    ]
    assert "6 of 24 reports chosen" in str(book.cells)
    latest = json.loads((made / "results" / "values.json").read_text(encoding="utf-8"))["values"]
    assert latest["requestsLatest"]["full"] == "154, n = 1"
    complaints = proofread(made / "paper.tex", told)
    assert [one for one in complaints if one.wrong] == []
    assert [one.said for one in complaints] == []


@pytest.mark.slow
def test_a_run_leaves_nothing_of_the_run_before_it(tmp_path, page):
    made = new_study("study", tmp_path)
    reports = made / "corpus" / "reports"
    for organ, year, new in (
        ("平潭综合实验区", 2023, 5),
        ("平潭综合实验区", 2024, 6),
        ("宿迁市人民政府", 2022, 7),
    ):
        (reports / f"{organ}-{year}.html").write_text(page(organ, year=year, new=new), encoding="utf-8")
    (reports / "loose.html").write_text(page("丙局", year=2024, new=1), encoding="utf-8")
    (made / "corpus" / "manifest.csv").write_text(
        "file,sha256\nreports/平潭综合实验区-2023.html,\nreports/平潭综合实验区-2024.html,\n"
        f"reports/宿迁市人民政府-2022.html,\nreports/changed.html,{'0' * 64}\n",
        encoding="utf-8",
    )
    (reports / "changed.html").write_text(page("丁局", year=2024, new=1), encoding="utf-8")
    cells = str(papermill(made, corpus="corpus").cells)
    assert "not read: reports/loose.html" in cells
    assert "refused: reports/changed.html: sha256 " in cells
    told = json.loads((made / "results" / "values.json").read_text(encoding="utf-8"))["values"]
    assert told["requestsLatest"]["full"] == "6, n = 1"
    assert told["requestsLatest"]["en"].startswith("new requests of the last year, from 1 of 2 bodies")
    (made / "results" / "mine.txt").write_text("mine")
    assert (made / "results" / "figures" / "requests.pdf").is_file()
    typed = ("-p", "corpus", "corpus", "-p", "body", "己局")
    python(made, "-m", "papermill", "--no-progress-bar", "study.ipynb", "out.ipynb", *typed, code=1)
    left = [path.name for path in (made / "results").rglob("*") if path.is_file()]
    assert left == ["mine.txt"]


@pytest.mark.slow
def test_an_empty_corpus_of_ones_own_gives_values_that_are_not_known(tmp_path):
    made = new_study("study", tmp_path)
    book = papermill(made, corpus="corpus")
    none = values(made / "results")
    assert (none["studyReports"], none["requestsLatest"], none["sumsHold"]) == ("0", "—", "—")
    assert proofread(made / "paper.tex", none) == ()
    assert "No report in the corpus yet" in str(book.cells)
    assert not (made / "results" / "figures").exists()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xelatex") is None, reason="XeLaTeX is not here")
def test_a_paper_without_results_says_what_to_do(tmp_path):
    made = new_study("study", tmp_path)
    command = ["xelatex", "-interaction=nonstopmode", "paper.tex"]
    done = subprocess.run(command, cwd=made, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "! results/values.tex is not there: run the notebook first" in done.stdout
    assert not (made / "paper.pdf").exists()


@pytest.mark.slow
def test_each_place_has_results_of_its_own(tmp_path, page):
    made = new_study("study", tmp_path)
    reports = made / "corpus" / "reports"
    for organ, year, new in (("甲局", 2023, 5), ("甲局", 2024, 6), ("乙局", 2024, 7)):
        (reports / f"{organ}-{year}.html").write_text(page(organ, year=year, new=new), encoding="utf-8")
    rows = [f"reports/{path.name}" for path in sorted(reports.iterdir())]
    (made / "corpus" / "manifest.csv").write_text("\n".join(["file", *rows]), encoding="utf-8")
    (made / "places.csv").write_text(
        "place,body,region,first_year,last_year\n无,丙局,,,\n甲,甲局,,2024,\n", encoding="utf-8"
    )
    none, done = python(made, "each_place.py", corpus="corpus", code=1).splitlines()
    assert done == f"甲: 1 reports -> {Path('results', '甲')}"
    asked = "body='丙局', region='', first_year=0, last_year=0"
    wrong = f"无: GovReportError: 没有选中年报 no report chosen by {asked}"
    assert none == f"{wrong}; 现有机关 organs here: 乙局, 甲局"
    told = values(made / "results" / "甲")
    assert (told["studyReports"], told["requestsLatest"], told["disclosedRate"]) == ("1", "6", "100.0%")
    assert (made / "results" / "甲" / "study.ipynb").is_file()
    assert not (made / "results" / "无" / "values.tex").exists()


def test_the_command_tells_the_next_step(tmp_path, capsys):
    parser = Parser(prog="govreport")
    verbs.register(parser.add_subparsers())
    arguments = ["new-study", "mine", "--in", str(tmp_path), "--corpus", str(ROOT / "corpus")]
    options = parser.parse_args(arguments)
    assert options.run(options) == 0
    said = capsys.readouterr().out
    assert f"cd {tmp_path / 'mine'}\n  papermill mine.ipynb out.ipynb" in said
    way = Path(os.path.relpath(ROOT / "corpus", tmp_path / "mine")).as_posix()
    assert said.splitlines()[3:] == [
        f"默认语料 it reads by default: {way}",
        "自己的文件 for your own files in corpus/: papermill ... -p corpus corpus",
    ]
    with pytest.raises(GovReportError, match="mine: there already"):
        options.run(options)


def test_a_corpus_with_odd_signs_in_its_name_leaves_the_notebook_whole(tmp_path):
    corpus = tmp_path / 'my "c" \\ d'
    corpus.mkdir()
    made = new_study("odd", tmp_path, corpus=corpus)
    code = "\n".join(code_of(nbformat.read(made / "odd.ipynb", as_version=4)))
    texts = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]
    assert '../my "c" \\ d' in texts
