"""The study: pages in order, figures as PNG and PDF, the time of each notebook, and what fails is told."""

from __future__ import annotations

import nbformat
import pypdfium2
import pytest
from PIL import Image

from govreport.errors import ReadError
from govreport.studies.study import _as_html, study

DRAWN = "from matplotlib import pyplot\npyplot.plot([1, 2]);"


def write(folder, name, *cells):
    """Write a notebook of cells of code into the folder that `run` executes."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(book, path)
    return path


def run(folder, page):
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "a.html").write_text(page("甲局", new=5), encoding="utf-8")
    said = []
    done = study(corpus, folder / "notebooks", folder / "out", workers=1, say=said.append)
    return done, said


@pytest.mark.slow
def test_each_figure_is_numbered_each_notebook_finds_its_corpus_and_what_is_none_is_told(
    tmp_path, page, monkeypatch
):
    monkeypatch.delenv("GOVREPORT_PROVINCE", raising=False)  # as the tests of notebooks set it
    here = "import os, pathlib\nprint(os.environ['GOVREPORT_CORPUS'], pathlib.Path('.').resolve().name)"
    again = "import govreport as gr\nfrom govreport.corpus.building import sources\nsources.read = None"
    again += "\nfound = gr.studies.gather(gr.Corpus(os.environ['GOVREPORT_CORPUS'])).reports"
    again += "\nprint('there:', len(found), found[0].organ)"
    write(tmp_path, "01-two", DRAWN, "print(6 * 7)", here, again, DRAWN)
    (tmp_path / "notebooks" / "02-torn.ipynb").write_text('{"cells": [', encoding="utf-8")
    write(tmp_path, "03-none", "1 + 1")
    write(tmp_path, "04-province", "import os\nprint(os.environ['GOVREPORT_PROVINCE'])")
    done, said = run(tmp_path, page)
    two, torn, none = done.pages
    assert (two.error, none.error) == (None, None)
    assert "JSON" in torn.error
    names = ["01-two-1.png", "01-two-1.pdf", "01-two-2.png", "01-two-2.pdf"]
    assert [path.name for one in done.pages for path in one.figures] == names
    folder = tmp_path / "out" / "figures"
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    with Image.open(folder / "01-two-1.png") as picture:
        assert picture.width > 600
    with pypdfium2.PdfDocument(folder / "01-two-1.pdf") as document:
        assert len(document) == 1
    assert [line.split(":")[0] for line in said] == [
        "01-two",
        "02-torn",
        "03-none",
        "04-province",
        "图 figures",
    ]
    assert said[3].endswith("GOVREPORT_PROVINCE 未设 is not set (--province N)")
    assert "there: 1 甲局" in two.html.read_text(encoding="utf-8")  # the build had read it
    assert said[0].endswith(f"{two.seconds:.1f} s, 4 files of figures")
    assert min(two.seconds, none.seconds) > 0
    html = two.html.read_text(encoding="utf-8")
    assert html.count('src="data:image/png;base64,') == 2
    assert "42" in html
    assert f"{tmp_path / 'corpus'} notebooks" in html


@pytest.mark.slow
def test_the_same_figure_gives_the_same_bytes_and_a_broken_cell_leaves_none(tmp_path, page, monkeypatch):
    """Whatever the user has configured; and neither page nor figures of an earlier run are left."""
    write(tmp_path, "01-one", DRAWN)
    write(tmp_path, "01-one-more", DRAWN)
    first = [path.read_bytes() for path in run(tmp_path, page)[0].pages[1].figures]
    copies = [tmp_path / "out" / f"01-one-more.{ending}" for ending in ("ipynb", "html")]
    before = [copy.read_bytes() for copy in copies]
    (tmp_path / "out" / "figures" / "01-one-kept.png").touch()
    write(tmp_path, "01-one", DRAWN, "raise ValueError('一个错误 a fault')")
    own = tmp_path / "own" / "profile_default"
    own.mkdir(parents=True)
    (own / "ipython_kernel_config.py").write_text("c.InlineBackend.figure_formats = {'svg'}\n")
    monkeypatch.setenv("IPYTHONDIR", str(own.parent))
    done, said = run(tmp_path, page)
    broken, whole = done.pages
    assert len(first) == 2
    assert [path.read_bytes() for path in whole.figures] == first
    assert [copy.read_bytes() for copy in copies] == before
    assert (broken.error, broken.figures) == ("ValueError: 一个错误 a fault", ())
    assert not broken.html.exists()
    assert whole.html.exists()
    assert sorted(path.name for path in (tmp_path / "out" / "figures").iterdir()) == [
        "01-one-kept.png",
        "01-one-more-1.pdf",
        "01-one-more-1.png",
    ]
    assert said[0].endswith("s, 失败 failed")


def test_the_folder_of_the_notebooks_is_no_place_for_their_copies(tmp_path):
    mine = write(tmp_path, "01-mine", "print(1)")
    (tmp_path / "corpus").mkdir()
    with pytest.raises(ReadError, match="another folder was expected"):
        study(tmp_path / "corpus", mine.parent, mine.parent, say=lambda line: None)
    assert mine.exists()


def test_a_page_carries_a_font_for_its_chinese_and_names_it_first():
    page = _as_html(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 年报")]), "a")
    head = page[: page.index("</head>")]
    assert head.count("@font-face { font-family: govreport;") == 1
    assert head.rindex("--jp-content-font-family: govreport,") > head.index("@font-face { font-family: gov")
