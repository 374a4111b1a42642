"""Marking: an answer against a question. No kernel, no file."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from govreport.classroom.answers import GivenAnswer
from govreport.classroom.forms import Message, expected_form, misformed
from govreport.classroom.key import Question, codes, members, same

__all__ = ["LABELS", "Mark", "State", "judge"]


class State(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    FORM = "form"
    OPEN = "not answered"
    FAILED = "failed"


LABELS = {
    State.RIGHT: "对",
    State.PARTLY: "部分",
    State.WRONG: "错",
    State.FORM: "写法",
    State.OPEN: "未答",
    State.FAILED: "出错",
}
"""The states in Chinese. FORM: the right value, written as was not asked; FAILED: the cell of the answer."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer was worth, and the message about it; never the expected answer itself."""

    question: Question
    state: State
    points: Decimal
    given: str
    message_zh: str
    message_en: str


def judge(question: Question, answer: GivenAnswer, error: str | None = None) -> Mark:
    """The mark of an answer: right, a known mistake, in another form than was asked, or just not right.

    Parameters
    ----------
    error : str or None
        How the cell that was to give the answer failed, if it did.
    """
    share = _share(question, answer)
    state = State.WRONG if share == 0 else State.RIGHT if share == 1 else State.PARTLY
    if not answer.given:
        state = State.OPEN if error is None else State.FAILED
        message = _unanswered(question, answer) if error is None else _failed(question, error)
    elif state is State.RIGHT:
        message = question.why_zh, question.why_en
    elif known := _mistake(question, answer):
        message = known
    elif form := misformed(question, answer):
        state, message = State.FORM, form
    else:
        message = expected_form(question, answer) or _counted(question, answer)
    return Mark(question, state, _rounded(question.points * share), answer.shown, *message)


def _rounded(points: Fraction) -> Decimal:
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _share(question: Question, answer: GivenAnswer) -> Fraction:
    """The part of the points: of a set the right items less the wrong ones, of codes the right items."""
    if question.kind == "set" and answer.kind == "items":
        right, wrong = _of_set(question, answer)
        return max(Fraction(0), Fraction(right - wrong, len(question.expected.items)))
    if question.kind == "codes" and answer.kind == "table":
        wanted = codes(question.expected)
        return Fraction(len(wanted) - len(_wrong_items(question, answer)), len(wanted))
    return Fraction(same(question, answer, question.expected))


def _of_set(question: Question, answer: GivenAnswer) -> tuple[int, int]:
    wanted, given = members(question.expected), members(answer)
    return len(given & wanted), len(given - wanted)


def _wrong_items(question: Question, answer: GivenAnswer) -> list[str]:
    given, wanted = codes(answer), codes(question.expected)
    return [name for name, item in wanted.items() if given.get(name) != item]


def _open_items(question: Question, answer: GivenAnswer) -> list[str]:
    """The items of codes that were given none."""
    given = codes(answer)
    return [name for name in codes(question.expected) if not given.get(name)]


# ---- messages about an answer that is not right


def _unanswered(question: Question, answer: GivenAnswer) -> Message:
    if answer.kind != "undefined":
        return "", ""
    zh = f"运行之后没有 {question.name}：答题格被删掉或改了名。请从原来的练习里取回这一格。"
    en = f"There is no {question.name} after the run: its cell was deleted or renamed; take it back."
    return zh, en


def _failed(question: Question, error: str) -> Message:
    zh = f"问 {question.number} 的答题格没有运行成功（{error}）。字母与文字要加引号，括号与引号要成对。"
    advice = "Letters and texts need quotes; brackets and quotes come in pairs."
    en = f"The cell of question {question.number} did not run ({error}). {advice}"
    return zh, en


def _mistake(question: Question, answer: GivenAnswer) -> Message | None:
    """The messages of the known mistakes that an answer makes; of codes one for each item, and the rest."""
    found = [one for one in question.mistakes if same(question, answer, one.given)]
    if not found:
        return None
    covered = {name for one in found for name in codes(one.given)}
    messages = [(one.zh, one.en) for one in found]
    if question.kind == "codes":
        messages.append(_items_left(question, answer, covered))
    return " ".join(zh for zh, _ in messages if zh), " ".join(en for _, en in messages if en)


def _items_left(question: Question, answer: GivenAnswer, covered: Container[str] = ()) -> Message:
    """The items that are wrong and not covered yet by a message, and those not answered."""
    unanswered = _open_items(question, answer)
    wrong = [one for one in _wrong_items(question, answer) if one not in covered and one not in unanswered]
    parts = [("尚不对", "Not right yet", wrong), ("未答", "Not answered", unanswered)]
    zh = "".join(f"{head}的项目：{'、'.join(names)}。" for head, _, names in parts if names)
    return zh, " ".join(f"{head}: {', '.join(names)}." for _, head, names in parts if names)


def _counted(question: Question, answer: GivenAnswer) -> Message:
    """How much of it is right, without telling what is."""
    if question.kind == "set":
        right, wrong = _of_set(question, answer)
        missing = ("，还不全", ", not all yet") if not wrong else ("", "")
        return f"{right} 项对，{wrong} 项不对{missing[0]}。", f"{right} right, {wrong} wrong{missing[1]}."
    if question.kind == "codes":
        return _items_left(question, answer)
    if question.kind == "number":
        return "不是所求的数，请再算一次。", "This is not the number asked for; work it out again."
    return "不是这一项。", "It is not this one."
