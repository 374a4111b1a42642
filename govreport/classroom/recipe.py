"""Marking a workbook, from its file to its marks: open, find its key, run it afresh, judge each answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from govreport.classroom.collecting import CellFailure, collect, open_workbook
from govreport.classroom.guard import MEGABYTES, Guard
from govreport.classroom.key import Key, find_key
from govreport.classroom.marking import Mark, State, judge
from govreport.errors import GovReportError, ReadError

__all__ = ["Marking", "Unmarked", "mark", "mark_all", "workbooks"]

_AT_ONCE = 2  # kernels


@dataclass(frozen=True, slots=True)
class Marking:
    """A marked workbook.

    `failures`: the cells that failed, except those listed with their question and those that failed only
    because an answer is missing. `gone`: the names of answers that the run did not leave.
    """

    workbook: Path
    key: Key
    marks: tuple[Mark, ...]
    failures: tuple[CellFailure, ...]
    gone: tuple[str, ...]

    @property
    def points(self) -> Decimal:
        return sum((mark.points for mark in self.marks), Decimal(0))

    @property
    def of(self) -> int:
        return self.key.points

    @property
    def all_right(self) -> bool:
        return all(mark.state is State.RIGHT for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A file that could not be marked, and why."""

    workbook: Path
    message: str


def mark(
    workbook: str | Path,
    answers: str | Path = "notebooks/classroom/answers",
    corpus: str | Path = "corpus",
    seconds: int = 60,
    megabytes: int = MEGABYTES,
) -> Marking:
    """Mark a workbook: only what a fresh run of it gives counts.

    The run is a process of its own, without network where the system allows that (Linux, with ``unshare``).
    It has the rights of whoever marks: the workbook's code can read and write what files they can.

    Parameters
    ----------
    workbook : str or Path
        A notebook that a student filled in; its name begins with that of its key, or its metadata names it.
    answers : str or Path
        The folder of the keys.
    corpus : str or Path
        The corpus that the workbook reads.
    seconds : int
        Longest time of a cell; ten times that for the whole.
    megabytes : int
        Most memory of a process of the run; on Windows it is not bounded.

    Returns
    -------
    Marking
        A mark for each question, and the cells that failed.

    Raises
    ------
    ReadError
        If the file is no notebook, has no key, or its run came to no end; or there is no such corpus.
    ResourceError
        If the key is wrong.
    MissingExtraError
        If nbconvert is not installed.

    Examples
    --------
    >>> from govreport import classroom
    >>> marked = classroom.mark("05.5-spot-the-261.ipynb")  # doctest: +SKIP
    >>> marked.points, marked.of  # doctest: +SKIP
    (Decimal('40.0'), 40)
    """
    if not Path(corpus).is_dir():
        raise ReadError(str(corpus), "no such folder; the corpus was expected, see --corpus")
    book = open_workbook(workbook)
    key = find_key(book.path, book.named, Path(answers))
    names = [question.name for question in key.questions]
    collected = collect(book, names, corpus, Guard(seconds, megabytes))
    errors = {failure.question: failure.error for failure in reversed(collected.failures)}
    marks = tuple(
        judge(question, collected.answers[question.name], errors.get(question.name))
        for question in key.questions
    )
    lost = [name for name in names if collected.answers[name].kind == "undefined"]
    failed = {mark.question.name for mark in marks if mark.state is State.FAILED}
    failures = [one for one in collected.failures if one.question not in failed and not _follows(one, lost)]
    return Marking(book.path, key, marks, tuple(failures), tuple(name for name in lost if name not in failed))


def _follows(failure: CellFailure, lost: Sequence[str]) -> bool:
    """Whether a cell that gives no answer failed at an answer that is not there."""
    named = (re.search(rf"\b{re.escape(name)}\b", failure.error) for name in lost)
    return failure.question is None and any(named)


def mark_all(
    files: Iterable[str | Path],
    answers: str | Path,
    corpus: str | Path,
    seconds: int = 60,
    megabytes: int = MEGABYTES,
) -> Iterator[Marking | Unmarked]:
    """Mark several, two at a time, in their order; one that cannot be marked stops nothing."""

    def one(workbook: str | Path) -> Marking | Unmarked:
        try:
            return mark(workbook, answers, corpus, seconds, megabytes)
        except GovReportError as error:
            reason = error.message if isinstance(error, ReadError) else str(error)
            return Unmarked(Path(workbook), reason if str(workbook) in str(error) else str(error))

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        yield from threads.map(one, files)


def workbooks(paths: Iterable[Path]) -> list[Path]:
    """The files that were named, and the notebooks of the folders that were named, sorted.

    Of a folder, names that begin with a dot are left out: macOS puts a ``._x.ipynb`` beside x.ipynb.
    """
    found: list[Path] = []
    for path in paths:
        found += sorted(path.glob("[!.]*.ipynb")) if path.is_dir() else [path]
    if not found:
        raise ReadError(", ".join(map(str, paths)), "no notebooks; expected files *.ipynb")
    return list(dict.fromkeys(found))
