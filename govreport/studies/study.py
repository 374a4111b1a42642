"""The whole study in one call: a corpus built, the notebooks executed to HTML, their figures as files."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tqdm import tqdm

from govreport.corpus.building import Built, Limits
from govreport.corpus.folder import Corpus
from govreport.errors import ReadError
from govreport.review.font import font_face
from govreport.studies.notebook import executed, kernel, read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["NotebookPage", "Study", "study"]

_AT_ONCE = 2  # kernels: a notebook may start processes of its own
_ON_REQUEST = "GOVREPORT_PROVINCE"  # how many synthetic reports: what asks for it runs where it is set
# nbconvert's page without what a browser would fetch from elsewhere when the page is opened: require.js,
# MathJax (formulas stay as they are written), Mermaid, widgets.
_TEMPLATE = """{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
"""
# Our font first: see `font_face`. The families themselves are those of nbconvert's template.
_FAMILIES = """:root {
  --jp-ui-font-family: govreport, system-ui, sans-serif;
  --jp-content-font-family: govreport, system-ui, sans-serif;
  --jp-code-font-family: govreport, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
"""
_ENDINGS = {"image/png": "png", "application/pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class NotebookPage:
    """An executed notebook: its page and figures, or what went wrong; and how long it took.

    ``html`` is there, and `figures` are, only where ``error`` is None.
    """

    notebook: Path
    html: Path
    error: str | None
    figures: tuple[Path, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Study:
    """The tables that were built and the pages of the notebooks."""

    built: Built
    pages: tuple[NotebookPage, ...]


def study(
    corpus: Path,
    notebooks: Path,
    out: Path,
    workers: int | None = None,
    say: Callable[[str], object] = print,
    *,
    limits: Limits | None = None,
    province: int | None = None,
) -> Study:
    """Build `corpus` into ``out/tables`` and execute each notebook, in its own folder, to ``out``.

    There each notebook is a page .html and the executed .ipynb; each of its figures is a file
    ``out/figures/<notebook>-<number>``, .png and .pdf. A notebook that fails does not stop the others; its
    page says with what it failed.

    The build reads each file once: notebooks find its work by the environment variable ``GOVREPORT_TABLES``
    (`Corpus`). A notebook that reads ``GOVREPORT_PROVINCE``, the number of synthetic reports, is left out
    unless that variable or `province` says how many.

    Parameters
    ----------
    workers : int or None
        Processes of the build, None: one for each processor; of the notebooks two at most.
    say : callable
        Gets a line for each notebook when it is finished, in their order, and where the figures are.
    limits : Limits or None
        What the reading of one file may take; None: as in docs/limits.md.
    province : int or None
        Synthetic reports for the notebook that is about them; None: as ``GOVREPORT_PROVINCE`` says.

    Raises
    ------
    ReadError
        If there is no such corpus, there are no notebooks, or `out` is their folder.
    MissingExtraError
        If nbconvert is not installed.
    """
    found = sorted(notebooks.glob("*.ipynb"), key=lambda path: path.stem)
    if not found:
        raise ReadError(str(notebooks), "no notebooks; expected a folder with files *.ipynb")
    if out.resolve() == notebooks.resolve():
        raise ReadError(str(out), "the folder of the notebooks itself; another folder was expected")
    pages = []
    with kernel(corpus) as around, ThreadPoolExecutor(min(_AT_ONCE, workers or _AT_ONCE)) as threads:
        built = Corpus(corpus).build(out / "tables", workers, limits=limits)
        if not built.counts["reports"]:
            raise ReadError(str(corpus), "no file gave a report")
        (out / "figures").mkdir(parents=True, exist_ok=True)
        around = {
            **around,
            "GOVREPORT_RESULTS": str(out.resolve() / "results"),  # of notebooks that leave files
            "GOVREPORT_TABLES": str(built.out.resolve()),
            **({} if province is None else {_ON_REQUEST: str(province)}),
        }
        wanted = [notebook for notebook in found if _ON_REQUEST in around or not _on_request(notebook)]
        with tqdm(desc="笔记本 notebooks", total=len(wanted), disable=None) as bar:
            for page in threads.map(lambda notebook: _page(notebook, out.resolve(), around, bar), wanted):
                with tqdm.external_write_mode():
                    say(_line(page))
                pages.append(page)
        for notebook in sorted(set(found) - set(wanted)):
            say(f"{notebook.stem}: 未运行 not run: {_ON_REQUEST} 未设 is not set (--province N)")
    say(f"图 figures: {sum(len(page.figures) for page in pages)} → {out / 'figures'}")
    return Study(built, tuple(pages))


def _on_request(notebook: Path) -> bool:
    return _ON_REQUEST in notebook.read_text(encoding="utf-8", errors="replace")


def _page(notebook: Path, out: Path, environment: Mapping[str, str], bar: tqdm) -> NotebookPage:
    bar.set_postfix_str(notebook.stem)
    try:
        return _executed(notebook, out, environment)
    finally:
        bar.update()


def _executed(notebook: Path, out: Path, environment: Mapping[str, str]) -> NotebookPage:
    html, copy = out / f"{notebook.stem}.html", out / notebook.name
    for old in (html, copy, *_figures_of(notebook, out)):
        old.unlink(missing_ok=True)  # what an earlier run left must not pass for this one
    start = perf_counter()
    error = executed(notebook, out, environment)
    if error is not None:
        return NotebookPage(notebook, html, error, seconds=perf_counter() - start)
    book = read_notebook(copy)
    html.write_text(_as_html(book, notebook.stem), encoding="utf-8")
    figures = tuple(_written(book, out / "figures" / notebook.stem))
    return NotebookPage(notebook, html, None, figures, perf_counter() - start)


def _figures_of(notebook: Path, out: Path) -> Iterator[Path]:
    for path in (out / "figures").glob(f"{notebook.stem}-*"):
        if path.stem.removeprefix(f"{notebook.stem}-").isdecimal():
            yield path


def _as_html(book: NotebookNode, title: str) -> str:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(raw_template=_TEMPLATE)  # type: ignore[no-untyped-call]
    page, _ = exporter.from_notebook_node(book, {"metadata": {"name": title}})
    style = f"<style>\n{font_face(page)}{_FAMILIES}</style>"
    return str(page).replace("</head>", f"{style}\n</head>", 1)


def _written(book: NotebookNode, stem: Path) -> Iterator[Path]:
    """Each figure that stands in the notebook, as the files of its formats; numbered from 1."""
    outputs = (output for cell in book.cells for output in cell.get("outputs", ()))
    shown = [data for output in outputs if "image/png" in (data := output.get("data", {}))]
    for number, data in enumerate(shown, start=1):
        for media_type, ending in _ENDINGS.items():
            if media_type in data:
                path = stem.with_name(f"{stem.name}-{number}.{ending}")
                path.write_bytes(b64decode(data[media_type]))
                yield path


def _line(page: NotebookPage) -> str:
    done = f"{len(page.figures)} files of figures" if page.error is None else "失败 failed"
    return f"{page.notebook.stem}: {page.seconds:.1f} s, {done}"
