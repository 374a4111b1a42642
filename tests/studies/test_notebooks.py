"""The notebooks keep the rules: no outputs in git, short, no machine's paths, data first, an answer last."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
MOST_LINES, MOST_DEF_LINES = 120, 5
STUDIES = [path for path in NOTEBOOKS if re.match(r"(0[1-9]|10)-", path.name)]
STUDY_LINES, STUDY_FIGURES = 90, 6
NETWORK = {"aiohttp", "ftplib", "http", "httpx", "requests", "socket", "urllib"}

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ABSOLUTE = re.compile(r"""["'(\s](?:~?/[A-Za-z]|[A-Za-z]:[\\/])""")
COMMAND = re.compile(r"^\s*[!%]", re.MULTILINE)


def code_of(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def cell_faults(notebook):
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            yield f"cell {i} has outputs"
        if ABSOLUTE.search(f" {cell.source}"):
            yield f"cell {i} names an absolute path"


def code_faults(sources):
    lines = [line for source in sources for line in source.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        yield f"{len(lines)} lines of code, more than {MOST_LINES}"
    for source in sources:
        if COMMAND.search(source):
            yield "a command of the shell or of IPython"
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= MOST_DEF_LINES:
                yield f"def {node.name} has more than {MOST_DEF_LINES} lines"
            yield from (f"imports {name}" for name in imported(node) if name in NETWORK)


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    return [(node.module or "").split(".")[0]] if isinstance(node, ast.ImportFrom) else []


def frame_faults(notebook):
    """What the first cells and the last one have to be."""
    first, last = notebook.cells[0], notebook.cells[-1]
    heading = first.source.splitlines()[0]
    if first.cell_type != "markdown" or not heading.startswith("# "):
        yield "the first cell is not a heading"
    if not CHINESE.search(heading) or not re.search("[a-z]", heading) or "?" not in heading:
        yield "the heading is not a question in two languages"
    if "数据 Data" not in first.source:
        yield "the first cell does not state the data"
    if not all(word in code_of(notebook)[0] for word in ("sha256", "report_id", "__version__")):
        yield "the first code does not print the fingerprint"
    if last.cell_type != "code" or "print(" not in last.source or not CHINESE.search(last.source):
        yield "the last cell does not answer in two languages"


def faults(notebook):
    return [*cell_faults(notebook), *code_faults(code_of(notebook)), *frame_faults(notebook)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_the_rules(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert faults(notebook) == []


def study_faults(notebook):
    """What a study has to be: short, few figures, one finding in one line with its n, no inner paths."""
    sources = code_of(notebook)
    if (lines := sum(bool(line.strip()) for source in sources for line in source.splitlines())) > STUDY_LINES:
        yield f"{lines} lines of code, more than {STUDY_LINES}"
    drawn = sum(
        len(re.findall(r"\b(?:plots\.(?!titled\b)\w+|studies\.draw_\w+)\(", source)) for source in sources
    )
    if drawn > STUDY_FIGURES:
        yield f"{drawn} figures, more than {STUDY_FIGURES}"
    if sources[-1].count("print(") != 1 or not re.search(r"\bn\b", sources[-1]):
        yield "the last cell does not print one finding with its n"
    if any(re.search(r"^(?:from|import) govreport\.", source, re.MULTILINE) for source in sources):
        yield "an inner path of the package"


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_study_is_one_question_and_one_finding(path):
    assert list(study_faults(nbformat.read(path, as_version=4))) == []


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("x = 1\n" * 91, "93 lines of code, more than 90"),
        ("plots.dots(x)\n" * 4 + "studies.draw_shares(x)\n" * 3, "7 figures, more than 6"),
        ("from govreport.studies import shares", "an inner path of the package"),
    ],
)
def test_a_study_that_is_more_is_seen(code, complaint):
    notebook = small(new_code_cell(code))
    notebook.cells[-1].source = "print('是 yes', n)"
    assert list(study_faults(notebook)) == [complaint]
    notebook.cells[-1].source = "print('是 yes')\nprint(n)"
    assert "the last cell does not print one finding with its n" in study_faults(notebook)


def test_there_is_a_first_notebook():
    assert NOTEBOOKS[0].name == "00-start-here.ipynb"


def small(*more):
    """A notebook that keeps the rules, with `more` in its middle."""
    first = new_markdown_cell("# Is it so? / 是这样吗？\n\n**数据 Data**: a page.")
    head = new_code_cell("print(f'sha256 {report.report_id}', gr.__version__)")
    return new_notebook(cells=[first, head, *more, new_code_cell("print('是 yes')")])


def changed(i, **values):
    notebook = deepcopy(small())
    notebook.cells[i].update(values)
    return notebook


def test_a_good_notebook_has_no_faults():
    five = "def f():\n    1\n    2\n    3\n    return 4"
    assert faults(small(new_code_cell(five), new_code_cell("x = 1\n" * 113))) == []
    assert faults(small(new_markdown_cell("holds / broken, 1/2, `../corpus`"))) == []


@pytest.mark.parametrize(
    ("notebook", "complaint"),
    [
        (changed(1, outputs=[nbformat.v4.new_output("stream", text="1")]), "cell 1 has outputs"),
        (changed(1, execution_count=3), "cell 1 has outputs"),
        (small(new_code_cell("x = 1\n" * 119)), "121 lines of code, more than 120"),
        (small(new_code_cell("!pip install govreport")), "a command of the shell or of IPython"),
        (small(new_code_cell("x = 1\n%pip install govreport")), "a command of the shell or of IPython"),
        (small(new_code_cell("open('/ho" + "me/a/b.txt')")), "cell 2 names an absolute path"),
        (small(new_markdown_cell("see C:\\reports")), "cell 2 names an absolute path"),
        (small(new_code_cell("def f():\n" + "    1\n" * 5)), "def f has more than 5 lines"),
        (small(new_code_cell("import urllib.request")), "imports urllib"),
        (small(new_code_cell("from requests import get")), "imports requests"),
        (changed(0, source="Is it so? / 是这样吗？"), "the first cell is not a heading"),
        (new_notebook(cells=small().cells[1:]), "the first cell is not a heading"),
        (changed(0, source="# Is it so?\n\n**数据 Data**"), "the heading is not a question in two languages"),
        (changed(0, source="# Is it so? / 是这样吗？"), "the first cell does not state the data"),
        (changed(1, source="print('sha256')"), "the first code does not print the fingerprint"),
        (changed(2, source="print('yes')"), "the last cell does not answer in two languages"),
        (changed(2, source="'是 yes'"), "the last cell does not answer in two languages"),
    ],
)
def test_a_broken_rule_is_seen(notebook, complaint):
    assert complaint in faults(notebook)


@pytest.mark.slow
@pytest.mark.parametrize(("added", "code", "counted"), [("", 0, "1 passed"), ("raise", 1, "1 failed")])
def test_nbmake_executes_a_notebook_and_sees_a_broken_cell(tmp_path, added, code, counted):
    nbformat.write(new_notebook(cells=[new_code_cell("1"), new_code_cell(added)]), tmp_path / "copy.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbmake", "--rootdir", ".", "-c", os.devnull, "copy.ipynb"],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, counted in done.stdout) == (code, True), done.stdout
