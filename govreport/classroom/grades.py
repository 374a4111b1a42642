"""A class at a glance: a row for each student, and how hard each question was."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import fmean

from govreport.classroom.marking import State
from govreport.classroom.recipe import Marking, Unmarked
from govreport.classroom.telling import safe

__all__ = ["Difficulty", "difficulty", "student", "write_grades"]

_FEWEST = 5  # students, for a correlation


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How a class did on one question.

    Attributes
    ----------
    n : int
        Marked workbooks.
    right : float
        Share of them that have it wholly right, 0 to 1.
    points : float
        Mean share of its points, 0 to 1.
    discrimination : float or None
        Correlation of its points with the points of all other questions of the workbook, -1 to 1: low where
        students who are good otherwise do no better on it. None below five workbooks, or where all are alike.
    """

    workbook: str
    question: str
    n: int
    right: float
    points: float
    discrimination: float | None


def difficulty(marked: Iterable[Marking | Unmarked]) -> list[Difficulty]:
    """Each question of each workbook, in the order of the workbooks and questions.

    Notes
    -----
    Facility and corrected item-total correlation of classical test theory: Allen and Yen, Introduction to
    Measurement Theory (1979), chapter 6.
    """
    of_key: dict[str, list[Marking]] = defaultdict(list)
    for one in marked:
        if isinstance(one, Marking):
            of_key[one.key.stem].append(one)
    return [row for stem in sorted(of_key) for row in _of_workbook(stem, of_key[stem])]


def _of_workbook(stem: str, markings: Sequence[Marking]) -> Iterator[Difficulty]:
    for i, question in enumerate(markings[0].key.questions):
        marks = [marking.marks[i] for marking in markings]
        got = [float(mark.points) for mark in marks]
        rest = [float(marking.points) - own for marking, own in zip(markings, got, strict=True)]
        right = fmean(mark.state is State.RIGHT for mark in marks)
        share = fmean(got) / question.points
        yield Difficulty(stem, question.name, len(marks), right, share, _correlation(got, rest))


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    if len(one) < _FEWEST:
        return None
    a, b = ([value - fmean(values) for value in values] for values in (one, other))
    spread = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / spread if spread else None


def student(marked: Marking | Unmarked) -> str:
    """Who handed a workbook in: what stands in its file's name behind that of the workbook, else its folder.

    A file that is called otherwise is called by its own name.
    """
    path, stem = marked.workbook, marked.key.stem if isinstance(marked, Marking) else ""
    if not stem or not path.stem.startswith(stem):
        return path.stem
    return path.stem.removeprefix(stem).strip(" -_") or path.resolve().parent.name


def write_grades(marked: Sequence[Marking | Unmarked], out: Path) -> tuple[Path, Path]:
    """Beside ``marks.csv``: ``marks-students.csv``, a row for each student, and ``marks-questions.csv``.

    UTF-8 with its mark, as spreadsheets open it; no cell is a formula. What was not marked is blank, not 0. A
    workbook that a student handed in twice is a row of its own, ``name (2)``.
    """
    students, questions = (out.with_name(f"{out.stem}-{what}.csv") for what in ("students", "questions"))
    _write(students, _grades(marked))
    _write(questions, _questions(difficulty(marked)))
    return students, questions


def _grades(marked: Sequence[Marking | Unmarked]) -> Iterator[Sequence[str]]:
    rows: dict[str, dict[str, str]] = {}
    totals: dict[str, list[tuple[float, int]]] = defaultdict(list)
    asked: dict[str, None] = {}
    notes: dict[str, list[str]] = defaultdict(list)
    for one in marked:
        columns = _points(one) if isinstance(one, Marking) else {}
        who = _free(student(one), rows, set(columns))
        rows.setdefault(who, {}).update(columns)
        asked.update(dict.fromkeys(columns))
        if isinstance(one, Marking):
            totals[who].append((float(one.points), one.of))
        else:
            notes[who].append(f"未评 not marked: {one.workbook.name}: {one.message}")
    yield ["student", "points", "of", "share", *asked, "note"]
    for who, row in rows.items():
        got, of = sum(p for p, _ in totals[who]), sum(most for _, most in totals[who])
        total = [f"{got:g}", f"{of}", f"{got / of:.4f}"] if of else ["", "", ""]
        yield [who, *total, *(row.get(name, "") for name in asked), "; ".join(notes[who])]


def _free(who: str, rows: dict[str, dict[str, str]], columns: set[str]) -> str:
    name, n = who, 1
    while columns & set(rows.get(name, ())):
        n += 1
        name = f"{who} ({n})"
    return name


def _points(marking: Marking) -> dict[str, str]:
    number = marking.key.stem.partition("-")[0]
    return {f"{number} {mark.question.name}": f"{mark.points.normalize():f}" for mark in marking.marks}


def _questions(rows: Iterable[Difficulty]) -> Iterator[Sequence[str]]:
    yield ["workbook", "question", "n", "share_right", "share_of_points", "discrimination"]
    for row in rows:
        index = "" if row.discrimination is None else f"{row.discrimination:.3f}"
        yield [row.workbook, row.question, f"{row.n}", f"{row.right:.4f}", f"{row.points:.4f}", index]


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)
