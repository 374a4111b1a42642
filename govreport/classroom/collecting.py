"""Answers are what a fresh run of the workbook gives: a copy is executed, and tells what the names hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from govreport.classroom.answers import MEDIA_TYPE, GivenAnswer, from_data
from govreport.classroom.guard import Guard
from govreport.errors import ReadError
from govreport.normalize import one_line
from govreport.studies.notebook import executed, kernel, read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["CellFailure", "Collected", "Workbook", "collect", "open_workbook"]

_SHOWN = 200  # characters of an error
_NOISE = re.compile(
    r"\x1b\[[0-9;]*m|(?<=\()\d+\.py, (?=line )"
)  # colours; the name that a cell has as a file


@dataclass(frozen=True, slots=True)
class Workbook:
    """A notebook as it lies there: `cells` are (kind of cell, source); outputs are not looked at.

    `named` is ``govreport.workbook`` of its metadata, which tells what it is whatever its file is called.
    """

    path: Path
    named: str | None
    cells: tuple[tuple[str, str], ...]

    @property
    def code(self) -> tuple[str, ...]:
        return tuple(source for kind, source in self.cells if kind == "code")

    @property
    def text(self) -> tuple[str, ...]:
        return tuple(source for kind, source in self.cells if kind == "markdown")


@dataclass(frozen=True, slots=True)
class CellFailure:
    """A cell that failed: `cell` counts the cells of code from 1, `begins` is its first line.

    `question` is the name of the answer that the cell was to give, if it was to give one.
    """

    cell: int
    begins: str
    error: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """The answers by their names, and the cells that failed."""

    answers: Mapping[str, GivenAnswer]
    failures: tuple[CellFailure, ...]


def open_workbook(path: str | Path) -> Workbook:
    """The workbook in a file.

    Raises
    ------
    ReadError
        If it is no notebook (nbformat 4).
    """
    place = Path(path)
    try:
        data = json.loads(place.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else f"not JSON ({error})"
        raise ReadError(str(path), f"a Jupyter notebook was expected: {reason}") from error
    if not isinstance(data, dict) or data.get("nbformat") != 4 or not isinstance(data.get("cells"), list):
        raise ReadError(str(path), "a Jupyter notebook of format 4 was expected")
    cells = [cell for cell in data["cells"] if isinstance(cell, dict)]
    value = _inside(_inside(data.get("metadata"), "govreport"), "workbook")
    named = value if isinstance(value, str) else None
    return Workbook(place, named, tuple((str(cell.get("cell_type")), _source(cell)) for cell in cells))


def _source(cell: Mapping[str, object]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _inside(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def collect(
    workbook: Workbook, names: Sequence[str], corpus: str | Path, guard: Guard | None = None
) -> Collected:
    """Execute a copy of the workbook in a fresh kernel; what `names` hold at its end.

    A cell that fails does not stop the others. The copy runs in an empty folder that is deleted afterwards.

    Parameters
    ----------
    corpus : str or Path
        What ``GOVREPORT_CORPUS`` is in the kernel, as an absolute path.
    guard : Guard or None
        Limits of time, memory and network; None: the usual ones.

    Raises
    ------
    ReadError
        If the run came to no end: the kernel died, or a cell did not let itself be interrupted.
    MissingExtraError
        If nbconvert is not installed.
    """
    bounds = guard or Guard()
    with kernel(Path(corpus)) as environment, TemporaryDirectory() as folder:
        copy, out = Path(folder) / "in" / "workbook.ipynb", Path(folder) / "out"
        copy.parent.mkdir()
        copy.write_text(json.dumps(_copy(workbook, names)), encoding="utf-8")
        error = executed(copy, out, environment, go_on=True, seconds=bounds.seconds, guard=bounds.command)
        if error is not None:
            raise ReadError(str(workbook.path), f"could not be executed to its end: {error}")
        code = [cell for cell in read_notebook(out / copy.name).cells if cell.cell_type == "code"]
    own, asked = code[: len(workbook.code)], code[len(workbook.code) :]
    answers = {name: _answer(cell) for name, cell in zip(names, asked, strict=True)}
    return Collected(answers, tuple(_failures(own, names, bounds.seconds)))


def _copy(workbook: Workbook, names: Sequence[str]) -> dict[str, object]:
    """The cells of code, and one for each name that displays what it holds: one that fails is alone in it."""
    ask = "__import__('govreport.classroom.answers', fromlist=['emit']).emit({!r})"
    sources = [*workbook.code, *(ask.format(name) for name in names)]
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in sources
    ]
    ours = {"name": "python3", "display_name": "Python 3", "language": "python"}  # not one of another machine
    return {"cells": cells, "metadata": {"kernelspec": ours}, "nbformat": 4, "nbformat_minor": 4}


def _answer(cell: NotebookNode) -> GivenAnswer:
    for output in cell.outputs:
        if MEDIA_TYPE in (data := output.get("data", {})):
            try:
                return from_data(data[MEDIA_TYPE])
            except (KeyError, TypeError, ValueError):  # a cell of the student's changed the data
                break
    return GivenAnswer("other", "?")


def _failures(cells: Sequence[NotebookNode], names: Sequence[str], seconds: int) -> Iterator[CellFailure]:
    for i, cell in enumerate(cells, start=1):
        for output in cell.outputs:
            if output.output_type == "error":
                message = f"{output.ename}: {output.evalue}" if output.evalue else str(output.ename)
                if output.ename == "KeyboardInterrupt":
                    message = f"超过 {seconds} 秒，已中断 stopped after {seconds} seconds"
                begins = next((line for line in cell.source.splitlines() if line.strip()), "")
                error = one_line(_NOISE.sub("", message))[:_SHOWN]
                yield CellFailure(i, one_line(begins)[:40], error, _gives(cell.source, names))


def _gives(source: str, names: Sequence[str]) -> str | None:
    """Which answer a cell was to give, also where it is no Python."""
    gives = (name for name in names if re.search(rf"^\s*{re.escape(name)}\b *=(?!=)", source, re.MULTILINE))
    return next(gives, None)
