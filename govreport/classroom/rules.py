"""What a workbook has to keep: questions like its key's, answers open, none given away, below 45 minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil

from govreport.classroom.answers import GivenAnswer
from govreport.classroom.collecting import Workbook
from govreport.classroom.key import Key, Question

__all__ = ["LONGEST", "faults", "minutes"]

LONGEST = 45
"""A workbook takes less than a lesson of this many minutes."""

_CHINESE_A_MINUTE = 250
_ENGLISH_A_MINUTE = 120  # words
_TO_START = 2
_A_QUESTION, _A_QUESTION_OF_CODES, _AN_ITEM = 3, 5, 1 / 3  # minutes
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH = re.compile(r"[A-Za-z]{2,}")
_LONG = re.compile(r"-?[\d.]{2,}")
_POINTS = re.compile(r"\(\d+ 分[^)]*\)")
_HEADING = r"问 ?{0}\b.*Question {0}\b.*\b{1} 分"


def minutes(workbook: Workbook, key: Key) -> int:
    """The time that a beginner needs: to start, to read, to answer. A budget by rule, not by feeling.

    2 minutes to start; Chinese characters of text and code at 250 a minute, English at 120 words a minute
    only in cells of text without Chinese; 3 minutes a question, for one of codes 5 and 20 seconds an item.
    """
    chinese = sum(len(_CHINESE.findall(source)) for _, source in workbook.cells)
    english = sum(len(_ENGLISH.findall(text)) for text in workbook.text if not _CHINESE.search(text))
    reading = chinese / _CHINESE_A_MINUTE + english / _ENGLISH_A_MINUTE
    return ceil(_TO_START + reading + sum(map(_answering, key.questions)))


def _answering(question: Question) -> float:
    if question.kind == "codes":
        return _A_QUESTION_OF_CODES + _AN_ITEM * len(question.expected.items)
    return _A_QUESTION


def faults(workbook: Workbook, key: Key) -> list[str]:
    """Where a workbook, as it is handed out, and its key do not agree; empty: nowhere."""
    return [*_time_faults(workbook, key), *_question_faults(workbook, key), *_given_away(workbook, key)]


def _time_faults(workbook: Workbook, key: Key) -> Iterator[str]:
    needed = minutes(workbook, key)
    if needed >= LONGEST or needed > key.minutes:
        yield f"it takes {needed} minutes; less than {LONGEST} and at most {key.minutes} (key) were expected"
    if workbook.named not in (None, key.stem):
        yield f"metadata govreport.workbook: expected {key.stem!r}, found {workbook.named!r}"


def _question_faults(workbook: Workbook, key: Key) -> Iterator[str]:
    for question in key.questions:
        heading = re.compile(_HEADING.format(question.number, question.points))
        at = [
            i
            for i, (kind, source) in enumerate(workbook.cells)
            if kind == "markdown" and heading.search(source)
        ]
        if len(at) != 1:
            wanted = f"问 {question.number} / Question {question.number} ({question.points} 分 points)"
            yield f"{question.name}: one heading {wanted!r} was expected"
            continue
        kind, source = workbook.cells[at[0] + 1] if at[0] + 1 < len(workbook.cells) else ("", "")
        if kind != "code" or not re.search(rf"^{question.name} = (?:\.\.\.|\{{)", source, re.MULTILINE):
            yield f"{question.name}: '{question.name} = ...' was expected in the cell after its heading"
    asked = {int(n) for text in workbook.text for n in re.findall(r"Question (\d+)\b", text)}
    if extra := asked - {question.number for question in key.questions}:
        yield f"questions without a key: {sorted(extra)}"


def _given_away(workbook: Workbook, key: Key) -> Iterator[str]:
    """Expected numbers of two digits and more that stand where a student reads before the question is solved.

    That is the workbook, and of the key what is shown to whoever has not got it right. Numbers of one digit
    stand everywhere.
    """
    places = [("the workbook", _POINTS.sub("", source)) for _, source in workbook.cells]
    for question in key.questions:
        places += [
            (f"the key, about {question.name}", text) for text in (question.about_zh, question.about_en)
        ]
        for mistake in question.mistakes:
            places += [(f"the key, a mistake of {question.name}", text) for text in (mistake.zh, mistake.en)]
    for question in key.questions:
        for number in filter(_LONG.fullmatch, _numbers(question.expected)):
            alone = re.compile(rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d)")
            for place in dict.fromkeys(place for place, text in places if alone.search(text)):
                yield f"{question.name}: the expected {number} stands in {place}"


def _numbers(expected: GivenAnswer) -> list[str]:
    return [expected.value, *(item.value for item in expected.items)]
