"""A grammar whose sentences know where their numbers stand: rules expanded by chance, with marked spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

from govreport.resources import Table, load_toml
from govreport.synth.written.numerals import roughly

__all__ = ["Fill", "Grammar", "Phrase", "SpanMeaning", "WrittenText", "joined"]

T = TypeVar("T")

# `<rule>`, `{slot}`, `[3-90]` a number in digits, `[~3-90]` a number in any spelling.
_TOKEN = re.compile(r"<(?P<rule>[\w.]+)>|\{(?P<slot>[^{}]+)\}|\[(?P<rough>~?)(?P<low>\d+)-(?P<high>\d+)\]")


@dataclass(frozen=True, slots=True)
class Phrase(Generic[T]):
    """Text that a slot prints; `means` are the things that are true of exactly these characters."""

    text: str
    means: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class SpanMeaning(Generic[T]):
    """Something that is true of the characters from `start` to `end`, end excluded."""

    meaning: T
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WrittenText(Generic[T]):
    """A text and what its parts mean."""

    text: str = ""
    marks: tuple[SpanMeaning[T], ...] = ()

    def __add__(self, other: WrittenText[T]) -> WrittenText[T]:
        moved = (
            SpanMeaning(m.meaning, m.start + len(self.text), m.end + len(self.text)) for m in other.marks
        )
        return WrittenText(self.text + other.text, (*self.marks, *moved))


Fill = Callable[[str], Iterable[Phrase[T]]]


def joined(parts: Iterable[WrittenText[T] | str]) -> WrittenText[T]:
    """The parts one after the other."""
    whole: WrittenText[T] = WrittenText()
    for part in parts:
        whole = whole + (WrittenText(part) if isinstance(part, str) else part)
    return whole


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules by name, each a list of patterns; `counters` are the counters that numbers of a slot may have."""

    rules: Mapping[str, tuple[str, ...]]
    counters: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, name: str) -> Grammar:
        """The grammar in a data file of the package."""

        def build(data: Table) -> Grammar:
            rules: dict[str, tuple[str, ...]] = {}
            for rule in data.tables("rules"):
                rules[rule.text("name")] = _alternatives(rule)
                rule.done()
            counters: dict[str, tuple[str, ...]] = {}
            for counter in data.tables("counters"):
                counters |= dict.fromkeys(counter.texts("of"), counter.texts("says"))
                counter.done()
            for rule_name, patterns in rules.items():
                for token in _TOKEN.finditer(" ".join(patterns)):
                    if token["rule"] and token["rule"] not in rules:
                        raise data.wrong(rule_name, "the name of a rule", token["rule"])
            return Grammar(rules, counters)

        return load_toml(name, build)

    def write(self, pattern: str, fill: Fill[T], rng: Random) -> WrittenText[T]:
        """`pattern` with rules expanded, slots filled and numbers drawn.

        Within one text no alternative of a rule is taken twice while another is left.
        """
        return self._write(pattern, fill, rng, {})

    def _write(self, pattern: str, fill: Fill[T], rng: Random, used: dict[str, list[str]]) -> WrittenText[T]:
        text: list[str] = []
        marks: list[SpanMeaning[T]] = []
        length = last = 0

        def put(piece: str) -> None:
            nonlocal length
            text.append(piece)
            length += len(piece)

        for token in _TOKEN.finditer(pattern):
            put(pattern[last : token.start()])
            last = token.end()
            if token["rule"]:
                part = self._write(self._choice(token["rule"], rng, used), fill, rng, used)
                marks += [SpanMeaning(m.meaning, m.start + length, m.end + length) for m in part.marks]
                put(part.text)
            elif token["slot"]:
                for piece in fill(token["slot"]):
                    marks += [
                        SpanMeaning(meaning, length, length + len(piece.text)) for meaning in piece.means
                    ]
                    put(piece.text)
            else:
                value = rng.randint(int(token["low"]), int(token["high"]))
                put(roughly(value, rng) if token["rough"] else str(value))
        put(pattern[last:])
        return WrittenText("".join(text), tuple(marks))

    def _choice(self, rule: str, rng: Random, used: dict[str, list[str]]) -> str:
        taken = used.setdefault(rule, [])
        chosen = rng.choice([p for p in self.rules[rule] if p not in taken] or self.rules[rule])
        taken.append(chosen)
        return chosen


def _alternatives(rule: Table) -> tuple[str, ...]:
    """The patterns of a rule; one that is left out now and then has an empty pattern beside the others."""
    says = rule.texts("says")
    sometimes = rule.integer_or_none("nothing") or 0
    return (*("",) * sometimes, *says)
