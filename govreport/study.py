"""The whole study in one call: the tables of a corpus, and the notebooks executed to HTML pages."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from govreport.build import Built
from govreport.corpus import Corpus
from govreport.errors import MissingExtraError, ReadError

__all__ = ["Page", "Study", "study"]


@dataclass(frozen=True, slots=True)
class Page:
    """An executed notebook: the page, or the last line of what went wrong."""

    notebook: Path
    html: Path
    error: str | None


@dataclass(frozen=True, slots=True)
class Study:
    """The tables that were built and the pages of the notebooks."""

    built: Built
    pages: tuple[Page, ...]


def study(corpus: Path, notebooks: Path, out: Path, workers: int | None = None) -> Study:
    """Build `corpus` into ``out/tables`` and execute each notebook, in its own folder, to ``out``.

    A notebook that fails does not stop the others; its page says with what it failed.

    Raises
    ------
    ReadError
        If there is no such corpus, or there are no notebooks.
    MissingExtraError
        If nbconvert is not installed.
    """
    found = sorted(notebooks.glob("*.ipynb"))
    if not found:
        raise ReadError(str(notebooks), "no notebooks; expected a folder with files *.ipynb")
    if find_spec("nbconvert") is None:
        raise MissingExtraError("executing notebooks needs nbconvert: pip install 'govreport[notebook]'")
    built = Corpus(corpus).build(out / "tables", workers)
    return Study(built, tuple(_executed(notebook, corpus, out) for notebook in found))


def _executed(notebook: Path, corpus: Path, out: Path) -> Page:
    html = out.resolve() / f"{notebook.stem}.html"
    html.unlink(missing_ok=True)  # a page of an earlier run must not pass for this one
    options = ["--to", "html", "--execute", "--output-dir", str(html.parent), "--log-level", "ERROR"]
    command = [sys.executable, "-m", "nbconvert", *options, str(notebook)]
    read_by_notebooks = os.environ | {"GOVREPORT_CORPUS": str(corpus.resolve())}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, env=read_by_notebooks
    )
    if done.returncode == 0 and html.exists():
        return Page(notebook, html, None)
    said = done.stderr.strip().splitlines() or [f"nbconvert ended with {done.returncode} and wrote no page"]
    return Page(notebook, html, said[-1])
