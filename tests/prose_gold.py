"""The gold of the prose, keyed by hand under gold/prose/, as plain values; the files explain themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

__all__ = ["FactCase", "GoldFact", "GoldTheme", "ThemeCase", "fact_cases", "segmented", "theme_cases"]

GOLD = Path(__file__).parent / "gold" / "prose"

_MARK = re.compile(r"«([^«»|]+)\|([^«»|]+)»")
_FACT = re.compile(r"([a-z_]+)=(-?\d+(?:\.\d+)?)(?: (over|about))?(?:@(territory|office))?")
_THEME = re.compile(r"([A-Z]\d(?:,[A-Z]\d)*)(?: count=(\d+))?(?: share=(\d+(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A number that a passage states; `start` and `end` are offsets of its numeral, end excluded."""

    concept: str
    value: Decimal
    qualifier: str
    scope: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GoldTheme:
    """One code of a phrase that says what requests were about; a phrase with two codes gives two of these."""

    code: str
    phrase: str
    count: int | None
    share: Decimal | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FactCase:
    """A passage and every number of the keyed concepts that it states; `line` is its place in the file."""

    text: str
    tags: frozenset[str]
    facts: tuple[GoldFact, ...]
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class ThemeCase:
    """A passage and every theme that it states; `line` is its place in the file."""

    text: str
    tags: frozenset[str]
    themes: tuple[GoldTheme, ...]
    note: str
    line: int


class _Block(NamedTuple):
    tags: frozenset[str]
    note: str
    text: str
    marks: tuple[tuple[str, int, int], ...]  # what a mark says; offsets of the marked characters
    line: int


def fact_cases():
    """The cases of facts.txt, in the order of the file."""
    return [
        FactCase(block.text, block.tags, tuple(_facts(block)), block.note, block.line)
        for block in _blocks(GOLD / "facts.txt")
    ]


def theme_cases():
    """The cases of themes.txt, in the order of the file."""
    return [
        ThemeCase(block.text, block.tags, tuple(_themes(block)), block.note, block.line)
        for block in _blocks(GOLD / "themes.txt")
    ]


def segmented():
    """The sentences of segmented.txt, each as its words."""
    lines = (GOLD / "segmented.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(" ") for line in lines if line and not line.startswith("#")]


def _blocks(path):
    """The cases of a file; the first block is the comment that explains the format."""
    line = 1
    for number, block in enumerate(path.read_text(encoding="utf-8").strip("\n").split("\n\n")):
        where = f"{path.name}, line {line}"
        head, _, passage = block.partition("\n")
        if number:
            named = re.fullmatch(r"# ([a-z-]+(?:, [a-z-]+)*): (.+)", head)
            if named is None or not passage:
                raise ValueError(f"{where}: expected '# tag, tag: note' and a passage, found {head!r}")
            text, marks = _unmarked(passage, where)
            yield _Block(frozenset(named[1].split(", ")), named[2], text, marks, line)
        line += block.count("\n") + 2


def _unmarked(passage, where):
    """The passage without marks, and what each mark says of which characters."""
    text, marks, end = "", [], 0
    for mark in _MARK.finditer(passage):
        text += passage[end : mark.start()]
        marks.append((mark[2], len(text), len(text) + len(mark[1])))
        text += mark[1]
        end = mark.end()
    text += passage[end:]
    if re.search(r"[«»|]", text):
        raise ValueError(f"{where}: a mark is not closed or not «characters|what they state»: {text!r}")
    return text, tuple(marks)


def _facts(block):
    for said, start, end in block.marks:
        for part in said.split(";"):
            fact = _FACT.fullmatch(part)
            if fact is None:
                raise ValueError(f"facts.txt, line {block.line}: expected concept=value, found {part!r}")
            yield GoldFact(fact[1], Decimal(fact[2]), fact[3] or "exact", fact[4], start, end)


def _themes(block):
    for said, start, end in block.marks:
        theme = _THEME.fullmatch(said)
        if theme is None:
            raise ValueError(f"themes.txt, line {block.line}: expected codes, count, share, found {said!r}")
        count = int(theme[2]) if theme[2] else None
        share = Decimal(theme[3]) if theme[3] else None
        for code in theme[1].split(","):
            yield GoldTheme(code, block.text[start:end], count, share, start, end)
