"""Marking: an answer against a question. No kernel, no file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from govreport.classroom.answers import Answer
from govreport.classroom.key import Question, codes, members, same

__all__ = ["LABELS", "Mark", "State", "judge"]


class State(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    OPEN = "not answered"


LABELS = {State.RIGHT: "对", State.PARTLY: "部分", State.WRONG: "错", State.OPEN: "未答"}
"""The states in Chinese."""

Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer was worth, and what is to be said about it; never the expected answer itself."""

    question: Question
    state: State
    points: Decimal
    given: str
    message_zh: str
    message_en: str


def judge(question: Question, answer: Answer) -> Mark:
    """The mark of an answer: right, a known mistake, of another type than was asked, or just not right."""
    share = _share(question, answer)
    state = State.WRONG if share == 0 else State.RIGHT if share == 1 else State.PARTLY
    if not answer.given:
        state, said = State.OPEN, _unanswered(answer)
    elif state is State.RIGHT:
        said = question.why_zh, question.why_en
    else:
        said = _mistake(question, answer) or _type(question, answer) or _counted(question, answer)
    return Mark(question, state, _rounded(question.points * share), answer.shown, *said)


def _rounded(points: Fraction) -> Decimal:
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _share(question: Question, answer: Answer) -> Fraction:
    """The part of the points: of a set the right items less the wrong ones, of codes the right items."""
    if question.kind == "set" and answer.kind == "items":
        right, wrong = _of_set(question, answer)
        return max(Fraction(0), Fraction(right - wrong, len(question.expected.items)))
    if question.kind == "codes" and answer.kind == "table":
        wanted = codes(question.expected)
        return Fraction(len(wanted) - len(_wrong_items(question, answer)), len(wanted))
    return Fraction(same(question, answer, question.expected))


def _of_set(question: Question, answer: Answer) -> tuple[int, int]:
    wanted, given = members(question.expected), members(answer)
    return len(given & wanted), len(given - wanted)


def _wrong_items(question: Question, answer: Answer) -> list[str]:
    given, wanted = codes(answer), codes(question.expected)
    return [name for name, item in wanted.items() if given.get(name) != item]


# ---- what is said about an answer that is not right


def _unanswered(answer: Answer) -> Said:
    if answer.kind == "undefined":
        return "运行之后没有这个名字。", "There is no such name after the run."
    return "", ""


def _mistake(question: Question, answer: Answer) -> Said | None:
    """The messages of the known mistakes that an answer makes; one, or for codes one for each item."""
    found = [one for one in question.mistakes if same(question, answer, one.given)]
    if not found:
        return None
    return " ".join(one.zh for one in found), " ".join(one.en for one in found)


def _type(question: Question, answer: Answer) -> Said | None:
    """What type was expected, if the answer has another one."""
    if question.kind == "number" and answer.kind not in ("number", "nothing"):
        hint = _alone(answer)
        zh, en = "应为一个数（无从知道时为 None）", "a number was expected (None where it cannot be known)"
        return f"{zh}，得到 {answer.shown}{hint[0]}。", f"{en}, found {answer.shown}{hint[1]}."
    if question.kind == "choice" and not (answer.kind == "text" and _a_choice(question, answer)):
        listed = " | ".join(question.choices)
        return f"应为下列之一（带引号）：{listed}。", f"One of these was expected, in quotes: {listed}."
    if question.kind == "set" and answer.kind != "items":
        return f"应为列表 [...]，得到 {answer.shown}。", f"A list [...] was expected, found {answer.shown}."
    if question.kind == "codes" and answer.kind != "table":
        zh, en = "应为 {项目: [代码, ...]}", "{item: [code, ...]} was expected"
        return f"{zh}，得到 {answer.shown}。", f"{en}, found {answer.shown}."
    return None


def _alone(answer: Answer) -> Said:
    """A hint for the series of one row that pandas gives to a beginner."""
    if answer.kind == "items" and len(answer.items) == 1:
        return "；取出其中那一个值（如 .iloc[0]）", "; take the one value out of it, with .iloc[0] say"
    if answer.kind == "text":
        return "；数字不加引号与百分号", "; a number has no quotes and no %"
    return "", ""


def _a_choice(question: Question, answer: Answer) -> bool:
    return any(same(question, answer, Answer("text", value=one)) for one in question.choices)


def _counted(question: Question, answer: Answer) -> Said:
    """How much of it is right, without telling what is."""
    if question.kind == "set":
        right, wrong = _of_set(question, answer)
        return f"{right} 项对，{wrong} 项不对。", f"{right} right, {wrong} wrong."
    if question.kind == "codes":
        names = _wrong_items(question, answer)
        listed = "、".join(names)
        return f"尚不对的项目：{listed}。", f"Not right yet: {', '.join(names)}."
    if question.kind == "number":
        return "不是所求的数，请再算一次。", "This is not the number asked for; work it out again."
    return "不是这一项。", "It is not this one."
