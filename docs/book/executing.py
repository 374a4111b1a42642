"""Pages with code cells become executed notebooks: what the book shows as an output is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook

from govreport.errors import GovReportError
from govreport.studies.notebook import executed, kernel, read_notebook

__all__ = ["execute"]

_HEAD = "---\nkernelspec:"
_AT_ONCE = 2  # kernels, as in a study


def execute(source: Path, folder: Path) -> None:
    """Replace each page with code cells below `source` by a notebook, executed in `folder`.

    No notebook there says when it was executed: the same inputs give the same book.

    Parameters
    ----------
    folder : Path
        Holds a folder ``corpus``; what the cells write is written there.

    Raises
    ------
    GovReportError
        If a cell fails that is not tagged ``raises-exception``.
    """
    with kernel(folder / "corpus") as environment, ThreadPoolExecutor(_AT_ONCE) as threads:
        run = partial(_execute, source=source, folder=folder, environment=environment)
        wrong = [fault for fault in threads.map(run, _pages(source)) if fault]
    if wrong:
        raise GovReportError("\n".join(wrong))
    for notebook in sorted(source.rglob("*.ipynb")):
        _without_clock(notebook)


def _pages(source: Path) -> Iterator[Path]:
    for path in sorted(source.rglob("*.md")):
        if path.read_text(encoding="utf-8").startswith(_HEAD):
            yield path


def _execute(page: Path, source: Path, folder: Path, environment: Mapping[str, str]) -> str | None:
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(source).with_suffix("").as_posix()
    copy = folder / f"{name.replace('/', '-')}.ipynb"
    book = read_myst_markdown_notebook(text, path=page)
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"  # else drawn at random
    nbformat.write(book, copy)
    error = executed(copy, page.parent, environment)
    if error:
        return f"{name}: {error}"
    (page.parent / copy.name).rename(page.with_suffix(".ipynb"))
    page.unlink()
    return None


def _without_clock(notebook: Path) -> None:
    book = read_notebook(notebook)
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    nbformat.write(book, notebook)
