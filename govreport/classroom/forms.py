"""The form of an answer: a right value that was written as was not asked, and what form was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from govreport.classroom.answers import GivenAnswer, answer_of
from govreport.classroom.key import Question, chosen, plain, same, split

__all__ = ["Message", "expected_form", "misformed"]

Message = tuple[str, str]

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_UNKNOWN = frozenset(
    [
        "none",
        "na",
        "n/a",
        "<na>",
        "nan",
        "无法判断",
        "无法知道",
        "无从知道",
        "无从得知",
        "不知道",
        "未知",
        "unknown",
    ]
)  # in words, where None was asked


def misformed(question: Question, answer: GivenAnswer) -> Message | None:
    """The message about an answer that holds the right value in another form; None where it does not."""
    for meant, zh, en in _readings(question, answer):
        if same(question, meant, question.expected):
            return (
                f"值对，写法不对，不得分：{zh}。",
                f"The value is right, its form is not, so no points: {en}.",
            )
    return None


def _readings(question: Question, answer: GivenAnswer) -> Iterator[tuple[GivenAnswer, str, str]]:
    """What an answer may mean, and what is to be changed in it."""
    if answer.kind == "items" and len(answer.items) == 1 and question.kind in ("number", "choice"):
        yield (
            answer.items[0],
            "取出其中那一个值，如 .iloc[0]",
            "take the one value out of it, with .iloc[0] say",
        )
    if question.kind == "number":
        yield from _numbers(question, answer)
    if question.kind == "set" and answer.kind == "text":
        meant = answer_of(split(answer.value))
        yield (
            meant,
            '几个值要各加引号，写成 ["a", "b"] 这样的列表',
            'give a list such as ["a", "b"], each value in quotes',
        )


def _numbers(question: Question, answer: GivenAnswer) -> Iterator[tuple[GivenAnswer, str, str]]:
    if answer.kind == "text":
        text = plain(answer.value)
        if text in _UNKNOWN:
            yield (
                answer_of(None),
                "无从知道时写 None，不加引号",
                "where it cannot be known write None, without quotes",
            )
        if _NUMBER.fullmatch(bare := text.rstrip("% ")):
            zh, en = "数字不加引号与百分号", "a number has no quotes and no %"
            yield answer_of(Fraction(bare)), zh, en
            yield (
                answer_of(Fraction(bare) / 100),
                f"{zh}，百分数写成小数",
                f"{en}, and a percentage is a decimal here",
            )
    if answer.kind == "number" and question.tolerance:
        zh, en = (
            "差 100 倍，看清要的是小数还是百分数",
            "it is 100 times off: see whether a share or a percentage was asked",
        )
        yield answer_of(Fraction(answer.value) / 100), zh, en
        yield answer_of(Fraction(answer.value) * 100), zh, en


def expected_form(question: Question, answer: GivenAnswer) -> Message | None:
    """What form was expected, if the answer has another one."""
    if question.kind == "number" and answer.kind not in ("number", "nothing"):
        hint = _alone(answer)
        zh, en = "应为一个数（无从知道时为 None）", "a number was expected (None where it cannot be known)"
        return f"{zh}，得到 {answer.shown}{hint[0]}。", f"{en}, found {answer.shown}{hint[1]}."
    if question.kind == "choice" and not (answer.kind == "text" and chosen(question.choices, answer.value)):
        listed = " | ".join(question.choices)
        return f"应为下列之一（带引号）：{listed}。", f"One of these was expected, in quotes: {listed}."
    if question.kind == "set" and answer.kind != "items":
        zh, en = (
            "应为几个值（列表、元组或集合都可以）",
            "several values were expected (a list, a tuple or a set)",
        )
        return f"{zh}，得到 {answer.shown}。", f"{en}, found {answer.shown}."
    if question.kind == "codes" and answer.kind != "table":
        zh, en = "应为 {项目: [代码, ...]}", "{item: [code, ...]} was expected"
        return f"{zh}，得到 {answer.shown}。", f"{en}, found {answer.shown}."
    return None


def _alone(answer: GivenAnswer) -> Message:
    """A hint for the series of one row that pandas gives to a beginner."""
    if answer.kind == "items" and len(answer.items) == 1:
        return "；取出其中那一个值（如 .iloc[0]）", "; take the one value out of it, with .iloc[0] say"
    if answer.kind == "text":
        return "；数字不加引号与百分号", "; a number has no quotes and no %"
    return "", ""
