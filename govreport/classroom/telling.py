"""Marks as lines for a student, a table for a teacher, CSV and JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from govreport.classroom.answers import GivenAnswer
from govreport.classroom.collecting import CellFailure
from govreport.classroom.marking import LABELS, Mark, State
from govreport.classroom.recipe import Marking, Unmarked
from govreport.numbers import json_number

__all__ = ["COLUMNS", "LANGUAGES", "all_lines", "as_data", "lines", "overview", "safe", "write_csv"]

COLUMNS = ("workbook", "question", "given", "state", "points", "of")
"""Of the CSV file: a row for each question; of a file that could not be marked one, `state` "not marked"."""

LANGUAGES: Mapping[str, Sequence[str]] = {"zh": ("zh",), "en": ("en",), "zh+en": ("zh", "en")}
_SIGNS = {
    State.RIGHT: "+",
    State.PARTLY: "/",
    State.WRONG: "-",
    State.FORM: "~",
    State.OPEN: ".",
    State.FAILED: "!",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def all_lines(
    marked: Sequence[Marking | Unmarked], lang: str = "zh+en", *, expected: bool = False
) -> Iterator[str]:
    """One workbook question by question; several as a table, with each question if answers are shown."""
    markings = [one for one in marked if isinstance(one, Marking)]
    if len(marked) == 1 or expected:
        for marking in markings:
            yield from lines(marking, lang, expected=expected)
    if len(marked) > 1:
        yield from overview(marked, lang)


def lines(marking: Marking, lang: str = "zh+en", *, expected: bool = False) -> Iterator[str]:
    """What a student is shown: each question, the cells that failed, the total."""
    tongues = LANGUAGES[lang]
    yield f"{marking.workbook.name}: {_both(marking.key, 'title', tongues)}"
    for mark in marking.marks:
        yield from _mark_lines(mark, tongues)
        if expected:
            yield from _answer_lines(mark, tongues)
    for failure in marking.failures:
        yield f"    {_where(failure, tongues)} ({failure.begins}): {failure.error}"
    yield f"{_words('总分', 'total', tongues)}: {_total(marking)}"


def _where(failure: CellFailure, tongues: Sequence[str]) -> str:
    """The cell that failed, as a student finds it: by its question if it belongs to one."""
    if failure.question:
        number = failure.question.removeprefix("answer_")
        return _words(f"问 {number} 的答题格", f"the cell of question {number}", tongues)
    zh, en = f"自上而下第 {failure.cell} 个代码格", f"code cell {failure.cell} from the top"
    return _words(zh, en, tongues)


def _mark_lines(mark: Mark, tongues: Sequence[str]) -> Iterator[str]:
    question = mark.question
    worth = f"{mark.points.normalize():f} / {question.points}"
    state, about = _state(mark.state, tongues), _both(question, "about", tongues)
    yield f"{question.number:>2}  {state}  {worth}  {about}"
    if mark.state not in (State.OPEN, State.FAILED):
        yield f"      {_words('所答', 'given', tongues)}: {mark.given}"
    for tongue in tongues:
        if message := getattr(mark, f"message_{tongue}"):
            yield f"      {message}"


def _answer_lines(mark: Mark, tongues: Sequence[str]) -> Iterator[str]:
    yield f"      {_words('答案', 'expected', tongues)}: {_shown(mark.question.expected)}"
    if mark.state is not State.RIGHT:
        for tongue in tongues:
            yield f"      {getattr(mark.question, f'why_{tongue}')}"


def overview(marked: Sequence[Marking | Unmarked], lang: str = "zh+en") -> Iterator[str]:
    """One row for each workbook: its total, and a sign for each question."""
    tongues = LANGUAGES[lang]
    for one in marked:
        if isinstance(one, Marking):
            row = "".join(_SIGNS[mark.state] for mark in one.marks)
            failed = len(one.failures)
            broken = f"  {_words('出错的格', 'cells that failed', tongues)}: {failed}" if failed else ""
            yield f"{_total(one):>9}  {row}  {one.workbook}{broken}"
        else:
            yield f"{'-':>9}  {_words('未评', 'not marked', tongues)}  {one.workbook}: {one.message}"
    legend = [f"{sign} {_state(state, tongues)}" for state, sign in _SIGNS.items()]
    yield "  ".join(legend)


def _total(marking: Marking) -> str:
    return f"{marking.points.normalize():f} / {marking.of}"


def _words(zh: str, en: str, tongues: Sequence[str]) -> str:
    return " ".join({"zh": zh, "en": en}[tongue] for tongue in tongues)


def _both(of: object, name: str, tongues: Sequence[str]) -> str:
    return " / ".join(str(getattr(of, f"{name}_{tongue}")) for tongue in tongues)


def _state(state: State, tongues: Sequence[str]) -> str:
    return _words(LABELS[state], state.value, tongues)


def _shown(answer: GivenAnswer) -> str:
    """The whole of an answer, where `shown` may be cut."""
    if answer.kind == "table":
        pairs = (f"{name}: {_shown(item)}" for name, item in zip(answer.names, answer.items, strict=True))
        return f"{{{', '.join(pairs)}}}"
    if answer.kind == "items":
        return f"[{', '.join(map(_shown, answer.items))}]"
    return answer.value or answer.shown


def write_csv(marked: Iterable[Marking | Unmarked], path: Path) -> None:
    """Marks as a CSV file that spreadsheets open (UTF-8 with its mark); no cell of it is a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in marked:
            writer.writerows([safe(cell) for cell in row] for row in _rows(one))


def _rows(one: Marking | Unmarked) -> Iterator[tuple[str, ...]]:
    if isinstance(one, Unmarked):
        yield str(one.workbook), "", one.message, "not marked", "", ""
        return
    for mark in one.marks:
        points = f"{mark.points.normalize():f}"
        yield (
            str(one.workbook),
            mark.question.name,
            mark.given,
            mark.state.value,
            points,
            str(mark.question.points),
        )


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdecimal()


def as_data(one: Marking | Unmarked, *, expected: bool = False) -> dict[str, object]:
    """A marked workbook as JSON has it."""
    if isinstance(one, Unmarked):
        return {"workbook": str(one.workbook), "error": one.message}
    return {
        "workbook": str(one.workbook),
        "key": one.key.stem,
        "points": json_number(one.points),
        "of": one.of,
        "questions": [_mark_data(mark, expected) for mark in one.marks],
        "failures": [asdict(failure) for failure in one.failures],
        "gone": list(one.gone),
    }


def _mark_data(mark: Mark, expected: bool) -> dict[str, object]:
    data: dict[str, object] = {
        "question": mark.question.name,
        "given": mark.given,
        "state": mark.state.value,
        "points": json_number(mark.points),
        "of": mark.question.points,
        "message_zh": mark.message_zh,
        "message_en": mark.message_en,
    }
    return {**data, "expected": _shown(mark.question.expected)} if expected else data
