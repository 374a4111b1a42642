"""How far a long run is: a line of plain text in a notebook, without widgets, the same in every run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import govreport as gr
from govreport.corpus import progress
from govreport.studies.notebook import executed, read_notebook

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path, page):
    made = tmp_path / "reports"
    made.mkdir()
    for n, organ in enumerate("甲乙丙丁戊己庚辛壬癸子丑"):
        (made / f"{n}.html").write_text(page(f"{organ}局", new=n), encoding="utf-8")
    return made


@pytest.fixture
def shown(monkeypatch):
    """A kernel, and each line that it is told to show."""
    told = []

    def display(data, **_):
        told.append(data)
        return SimpleNamespace(update=lambda data, **_: told.append(data))

    shell = SimpleNamespace(kernel=True)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    return told


def test_a_kernel_is_told_one_line_that_changes_and_stays(folder, shown, monkeypatch):
    monkeypatch.setattr(progress, "_EVERY", 0)
    assert len(list(gr.Corpus(folder))) == 12
    assert [line["text/plain"] for line in shown[:2]] == ["读 read 0/12 files", "读 read 1/12 files"]
    assert shown[-1] == {"text/plain": "读 read 12 files"}, "plain text alone: no widget, no script"


@pytest.mark.slow
def test_few_files_and_files_that_a_build_read_show_nothing(folder, shown, tmp_path):
    built = gr.Corpus(folder).build(tmp_path / "tables", workers=1).out
    assert shown[-1]["text/plain"] == "写 write 12 files"
    shown.clear()
    assert len(list(gr.Corpus(folder, built))) == 12
    for n in range(3, 12):
        (folder / f"{n}.html").unlink()
    assert len(list(gr.Corpus(folder))) == 3
    assert shown == []


def test_no_line_is_shown_outside_of_a_notebook(folder, capsys):
    assert len(list(gr.Corpus(folder))) == 12
    assert "".join(capsys.readouterr()) == ""


@pytest.mark.slow
def test_a_notebook_that_is_executed_has_the_line_and_the_same_one_again(folder, tmp_path):
    code = "import govreport as gr\nlen(gr.frames(gr.Corpus('reports')).reports)"
    nbformat.write(new_notebook(cells=[new_code_cell(code)]), tmp_path / "own.ipynb")
    outputs = []
    for run in ("one", "two"):
        (tmp_path / run).mkdir()
        error = executed(tmp_path / "own.ipynb", tmp_path / run, os.environ | {"PYTHONPATH": str(ROOT)})
        assert error is None
        (cell,) = read_notebook(tmp_path / run / "own.ipynb").cells
        outputs.append([output["data"] for output in cell.outputs])
    assert outputs[0] == outputs[1] == [{"text/plain": "读 read 12 files"}, {"text/plain": "12"}]
