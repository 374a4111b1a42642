"""The key of a workbook: what each question expects, what wrong ones show. A TOML file, read strictly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast, get_args

from govreport.classroom.answers import GivenAnswer, answer_of
from govreport.errors import ReadError
from govreport.resources import Table, load_toml

__all__ = [
    "Key",
    "Mistake",
    "Question",
    "QuestionKind",
    "chosen",
    "codes",
    "find_key",
    "load_key",
    "members",
    "plain",
    "same",
    "split",
]

QuestionKind = Literal["number", "choice", "set", "codes"]
_NAME = re.compile(r"answer_[0-9]+")
_BETWEEN = re.compile(r"[\s,;/+、]+")  # of several in one text, once its width is plain
_MARKED = re.compile(r"\(?([a-z])(?:[).:、。].*)?", re.DOTALL)  # "b)", "(b)", "b. the machine"
_NOISE = Fraction(1, 10**9)  # of arithmetic with floats, as a part of the number; never a reason for "wrong"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that people give, and what it shows."""

    given: GivenAnswer
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `tolerance` is absolute; `choices` are there for a choice only."""

    name: str
    kind: QuestionKind
    points: int
    expected: GivenAnswer
    tolerance: Fraction
    choices: tuple[str, ...]
    about_zh: str
    about_en: str
    why_zh: str
    why_en: str
    mistakes: tuple[Mistake, ...]

    @property
    def number(self) -> int:
        return int(self.name.removeprefix("answer_"))


@dataclass(frozen=True, slots=True)
class Key:
    """The questions of one workbook, in order; `stem` is the workbook's name, `study` its study's."""

    stem: str
    title_zh: str
    title_en: str
    study: str
    minutes: int
    questions: tuple[Question, ...]

    @property
    def points(self) -> int:
        return sum(question.points for question in self.questions)


def load_key(path: str | Path) -> Key:
    """The key in a TOML file; notebooks/classroom/README.md says what stands in one.

    Raises
    ------
    ResourceError
        Names the file and the field: a field missing, unknown, or of the wrong type; a choice or a tolerance
        where there is none; a mistake that would be marked right.
    """
    place = Path(path)
    return load_toml(place, lambda data: _key(place.stem, data))


def _whole(table: Table, key: str, most: int) -> int:
    found = table.integer_or_none(key)
    if found is None or not 1 <= found <= most:
        raise table.wrong(key, f"a whole number from 1 to {most}", found)
    return found


def _key(stem: str, data: Table) -> Key:
    entries = data.tables("questions")
    questions = tuple(_question(entry) for entry in entries)
    names = [question.name for question in questions]
    if names != [f"answer_{i}" for i in range(1, len(names) + 1)] or not names:
        raise data.wrong("questions", "answer_1, answer_2 and so on", names)
    return data.of(Key, stem=stem, minutes=_whole(data, "minutes", 240), questions=questions)


def _question(entry: Table) -> Question:
    name = entry.text("name")
    if not _NAME.fullmatch(name):
        raise entry.wrong("name", "answer_1, answer_2 and so on", name)
    kind = cast(QuestionKind, entry.text("kind", get_args(QuestionKind)))
    choices = entry.texts("choices", required=kind == "choice")
    if choices and (kind != "choice" or len({plain(one) for one in choices}) < max(2, len(choices))):
        raise entry.wrong("choices", "two or more different texts, for a choice only", list(choices))
    listed = entry.tables("mistakes", required=False)
    question = entry.of(
        Question,
        name=name,
        kind=kind,
        points=_whole(entry, "points", 100),
        expected=_wanted(entry, "expected", kind, choices),
        tolerance=_tolerance(entry, kind),
        choices=choices,
        mistakes=(),
    )
    mistakes = []
    for one in listed:
        mistake = one.of(Mistake, given=_wanted(one, "given", kind, choices))
        if same(question, mistake.given, question.expected):
            raise one.wrong("given", "what is not the expected answer", mistake.given.shown)
        mistakes.append(mistake)
    return replace(question, mistakes=tuple(mistakes))


def _tolerance(entry: Table, kind: QuestionKind) -> Fraction:
    if "tolerance" not in entry:
        return Fraction(0)
    given = answer_of(entry.value("tolerance"))
    if kind != "number" or given.kind != "number" or Fraction(given.value) < 0:
        raise entry.wrong("tolerance", "a number from 0, for a number only", given.shown)
    return Fraction(given.value)


def _wanted(entry: Table, key: str, kind: QuestionKind, choices: tuple[str, ...]) -> GivenAnswer:
    """An expected or a mistaken answer, of the type that its kind of question takes."""
    value = entry.value(key)
    found = GivenAnswer("nothing", "NA") if kind == "number" and value == "NA" else answer_of(value)
    expected = {
        "number": 'a number, or "NA"',
        "choice": " | ".join(choices),
        "set": "a list of different texts",
        "codes": "a table of item to list of codes",
    }[kind]
    fits = {
        "number": found.kind in ("number", "nothing"),
        "choice": found.value in choices,
        "set": _texts_only(found) and len(members(found)) == len(found.items) > 0,
        "codes": found.kind == "table" and len(found.items) > 0 and all(map(_texts_only, found.items)),
    }[kind]
    if not fits:
        raise entry.wrong(key, expected, value)
    return found


def _texts_only(answer: GivenAnswer) -> bool:
    return answer.kind == "items" and all(item.kind == "text" for item in answer.items)


# ---- when two answers are the same


def same(question: Question, given: GivenAnswer, wanted: GivenAnswer) -> bool:
    """Whether an answer is `wanted`: the expected one, or a known mistake.

    Numbers within the tolerance (and the noise of floats), of choices what `chosen` reads, lists without
    regard to order; of codes, what `wanted` names.
    """
    if question.kind == "number":
        return _same_number(given, wanted, question.tolerance)
    if question.kind == "choice":
        return given.kind == "text" and chosen(question.choices, given.value) == wanted.value
    if question.kind == "set":
        return given.kind == "items" and members(given) == members(wanted)
    mine, theirs = codes(given), codes(wanted)
    return all(mine.get(name) == codes_ for name, codes_ in theirs.items())


def _same_number(given: GivenAnswer, wanted: GivenAnswer, tolerance: Fraction) -> bool:
    if given.kind != "number" or wanted.kind != "number":
        return given.kind == wanted.kind == "nothing"
    number, target = Fraction(given.value), Fraction(wanted.value)
    return abs(number - target) <= max(tolerance, abs(target) * _NOISE)


def chosen(choices: Sequence[str], text: str) -> str | None:
    """The choice that a text means; None where it means none, or may mean several.

    Width, case and spaces at the ends do not count; a letter may have its bracket (``"B)"``), and what only
    one choice begins with stands for it.
    """
    folded, named = plain(text), {plain(choice): choice for choice in choices}
    if folded in named:
        return named[folded]
    if (marked := _MARKED.fullmatch(folded)) and marked[1] in named:
        return named[marked[1]]
    begun = [choice for whole, choice in named.items() if folded and whole.startswith(folded)]
    return begun[0] if len(begun) == 1 else None


def split(text: str) -> list[str]:
    """Several texts in one, with spaces or any of ``, ; / + 、`` between them."""
    return [one for one in _BETWEEN.split(plain(text)) if one]


def codes(answer: GivenAnswer) -> Mapping[str, frozenset[str]]:
    """The codes that each item of a table was given; a text may hold several (``"H1 H3"``, ``"H1+H3"``)."""
    found: dict[str, frozenset[str]] = {}
    if answer.kind != "table":
        return found
    for name, item in zip(answer.names, answer.items, strict=True):
        if item.kind == "text":
            found[plain(name)] = frozenset(split(item.value))
        elif item.kind == "items":
            found[plain(name)] = members(item)
    return found


def members(answer: GivenAnswer) -> frozenset[str]:
    return frozenset(map(_member, answer.items))


def _member(item: GivenAnswer) -> str:
    """A member of a list as a text: 16 and 16.0 are "16"."""
    if item.kind == "number" and (number := Fraction(item.value)).denominator == 1:
        return str(number)
    return plain(item.value or item.shown)


def plain(text: str) -> str:
    """Without regard to width, case and spaces at the ends."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


# ---- which key belongs to a workbook


def find_key(workbook: Path, named: str | None, answers: Path) -> Key:
    """The key whose name the workbook's file name begins with, the longest; else the one it names itself.

    Parameters
    ----------
    named : str or None
        ``govreport.workbook`` of the notebook's metadata.
    answers : Path
        A folder of keys (`*.toml`).

    Raises
    ------
    ReadError
        If there is no such folder, or no key in it belongs to the workbook.
    """
    stems = sorted(path.stem for path in answers.glob("*.toml"))
    if not stems:
        raise ReadError(str(answers), "no keys; expected a folder with files *.toml, see --answers")
    name = unicodedata.normalize("NFC", workbook.stem)
    fitting = [stem for stem in stems if name.startswith(stem)] or [stem for stem in stems if stem == named]
    if not fitting:
        known = ", ".join(stems)
        raise ReadError(
            str(workbook), f"no key belongs to it; expected a name that begins with one of: {known}"
        )
    return load_key(answers / f"{max(fitting, key=len)}.toml")
