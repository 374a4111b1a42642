"""The study: pages in order, figures as PNG and PDF, the time of each notebook, and what fails is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pypdfium2
import pytest
from PIL import Image

from govreport.errors import ReadError
from govreport.studies.study import study

Notebook = Callable[..., Path]
DRAWN = "from matplotlib import pyplot\npyplot.plot([1, 2]);"


@pytest.fixture
def write(tmp_path):
    """Write a notebook of cells of code into the folder that `run` executes."""

    def written(name, *cells):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(book, path)
        return path

    return written


def run(tmp_path, page):
    corpus = tmp_path / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "a.html").write_text(page("甲局", new=5), encoding="utf-8")
    said = []
    done = study(corpus, tmp_path / "notebooks", tmp_path / "out", workers=1, say=said.append)
    return done, said


def files(pages):
    return [path.name for page in pages for path in page.figures]


@pytest.mark.slow
def test_each_figure_is_a_png_and_a_pdf_numbered_within_its_notebook(tmp_path, write, page):
    write("01-two", DRAWN, "print(6 * 7)", DRAWN)
    write("02-none", "1 + 1")
    done, said = run(tmp_path, page)
    assert [one.error for one in done.pages] == [None, None]
    names = ["01-two-1.png", "01-two-1.pdf", "01-two-2.png", "01-two-2.pdf"]
    assert files(done.pages) == names
    folder = tmp_path / "out" / "figures"
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    with Image.open(folder / "01-two-1.png") as picture:
        assert picture.width > 600
    with pypdfium2.PdfDocument(folder / "01-two-1.pdf") as document:
        assert len(document) == 1
    assert [line.split(":")[0] for line in said] == ["01-two", "02-none", "图 figures"]
    assert said[0].endswith(f"{done.pages[0].seconds:.1f} s, 4 files of figures")
    assert all(one.seconds > 0 for one in done.pages)
    html = done.pages[0].html.read_text(encoding="utf-8")
    assert html.count('src="data:image/png;base64,') == 2
    assert "42" in html


@pytest.mark.slow
def test_the_same_figure_gives_the_same_bytes_whatever_the_user_has_configured(
    tmp_path, write, page, monkeypatch
):
    write("01-one", DRAWN)
    own = tmp_path / "own" / "profile_default"
    own.mkdir(parents=True)
    (own / "ipython_kernel_config.py").write_text("c.InlineBackend.figure_formats = {'svg'}\n")
    first = [path.read_bytes() for path in run(tmp_path, page)[0].pages[0].figures]
    monkeypatch.setenv("IPYTHONDIR", str(own.parent))
    again = [path.read_bytes() for path in run(tmp_path, page)[0].pages[0].figures]
    assert len(first) == 2
    assert again == first


@pytest.mark.slow
def test_a_broken_cell_leaves_no_page_and_no_figures_of_an_earlier_run(tmp_path, write, page):
    write("01-one", DRAWN)
    write("01-one-more", DRAWN)
    run(tmp_path, page)
    (tmp_path / "out" / "figures" / "01-one-kept.png").touch()
    write("01-one", DRAWN, "raise ValueError('一个错误 a fault')")
    done, said = run(tmp_path, page)
    broken, whole = done.pages
    assert (broken.error, broken.figures) == ("ValueError: 一个错误 a fault", ())
    assert not broken.html.exists()
    assert whole.html.exists()
    assert sorted(path.name for path in (tmp_path / "out" / "figures").iterdir()) == [
        "01-one-kept.png",
        "01-one-more-1.pdf",
        "01-one-more-1.png",
    ]
    assert said[0].endswith("s, 失败 failed")


@pytest.mark.slow
def test_notebooks_find_the_corpus_and_their_own_folder(tmp_path, write, page):
    here = "import os, pathlib\nprint(os.environ['GOVREPORT_CORPUS'], pathlib.Path('.').resolve().name)"
    write("01-where", here)
    done, _ = run(tmp_path, page)
    assert f"{tmp_path / 'corpus'} notebooks" in done.pages[0].html.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_file_that_is_no_notebook_is_told_and_stops_nothing(tmp_path, write, page):
    write("02-whole", "1")
    (tmp_path / "notebooks" / "01-torn.ipynb").write_text('{"cells": [', encoding="utf-8")
    done, _ = run(tmp_path, page)
    assert done.pages[0].error is not None
    assert "JSON" in done.pages[0].error
    assert done.pages[1].error is None


def test_the_folder_of_the_notebooks_is_no_place_for_their_copies(tmp_path, write):
    mine = write("01-mine", "print(1)")
    (tmp_path / "corpus").mkdir()
    with pytest.raises(ReadError, match="another folder was expected"):
        study(tmp_path / "corpus", mine.parent, mine.parent, say=lambda line: None)
    assert mine.exists()
