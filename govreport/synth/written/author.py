"""One author's hand: fills the slots of the grammar, keeps to a way of writing numbers and counters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from random import Random

from govreport.synth.written.grammar import Grammar, Phrase, WrittenText
from govreport.synth.written.numerals import Spelling, chinese, rough, spelled
from govreport.synth.written.stated import StatedFact, StatedTheme, Story

__all__ = ["Author", "Meaning"]

Meaning = StatedFact | StatedTheme
_Phrase = Phrase[Meaning]

# `~` roughly, `a&b` true of both, `@` the value of another name, `:` a zero in these words.
_SLOT = re.compile(r"(?P<rough>~?)(?P<concepts>\w+(?:&\w+)*)(?:@(?P<value>\w+))?(?::(?P<words>.+))?")
_COUNTERS = {"件": 88, "条": 4, "宗": 4, "份": 2, "起": 1, "例": 1}
_SPELLINGS: dict[Spelling, int] = {"digits": 80, "commas": 10, "chinese": 10}


@cache
def _grammar() -> Grammar:
    return Grammar.load("synth/prose.toml")


class Author:
    """Writes patterns of the grammar about one story; what is set in `slots` fills slots of those names."""

    def __init__(self, story: Story, rng: Random) -> None:
        self.story, self.rng = story, rng
        self.slots: dict[str, tuple[_Phrase, ...]] = {}
        self.values: dict[str, Decimal] = dict(story.values)
        self.others: set[str] = set()  # names of values that count more or less than the tables do
        self._spelling = rng.choices(list(_SPELLINGS), list(_SPELLINGS.values()))[0]
        self._counter = rng.choices(list(_COUNTERS), list(_COUNTERS.values()))[0]
        self._habits: dict[tuple[str, ...], str] = {}  # the counter chosen of each list
        self._mixes = rng.random() < 0.05
        self._words = {
            "organ": story.organ,
            "self": story.self,
            "area": story.area,
            "level": story.level,
            "year": str(story.year),
            "before": str(story.year - 1),
            "after": str(story.year + 1),
            "declared": story.notice or "",
        }

    def write(self, pattern: str) -> WrittenText[Meaning]:
        """A pattern of the grammar, written out."""
        return _grammar().write(pattern, self._fill, self.rng)

    def patterns(self, rule: str) -> tuple[str, ...]:
        """The alternatives of a rule, for an author who has to know which one is taken."""
        return _grammar().rules[rule]

    def number(self, value: Decimal) -> str:
        """A number in the author's spelling; a word now and then where digits are the habit."""
        small = 0 < value <= 10 and self.rng.random() < 0.04
        if not value or (self._spelling == "chinese" and value >= 100):
            return f"{value:f}"
        return spelled(value, "chinese" if small else self._spelling)

    def counter(self, concept: str) -> str:
        """What stands after a number of that concept."""
        known = _grammar().counters.get(concept)
        if self._mixes:
            return self.rng.choice(known or ("件", "条", "宗"))
        if known is None:
            return self._counter
        return self._habits.setdefault(known, self.rng.choice(known))

    def _fill(self, slot: str) -> Iterator[_Phrase]:
        if slot in self._words:
            yield Phrase(self._words[slot])
        elif slot in self.slots:
            yield from self.slots[slot]
        else:
            yield from self._fact(slot)

    def _fact(self, slot: str) -> Iterator[_Phrase]:
        parsed = _SLOT.fullmatch(slot)
        assert parsed is not None, slot
        concepts = parsed["concepts"].split("&")
        name = parsed["value"] or concepts[0]
        value = self.values[name]
        counter = self.counter(concepts[0])
        if parsed["words"]:
            assert value == 0, f"{slot} says zero of {value}"
            yield Phrase(parsed["words"], self._means(concepts, value, counter, name))
            return
        if parsed["rough"] and value >= 20:
            before, number, after, rounded, qualifier = rough(int(value), self.rng)
            (concept,) = concepts
            yield Phrase(before)
            yield Phrase(number, (StatedFact(concept, rounded, counter, qualifier),))
            yield Phrase(after + counter)
            return
        means = self._means(concepts, value, counter, name)
        if counter == "%" and self._spelling == "chinese" and value == int(value) and abs(value) <= 100:
            yield Phrase("百分之")
            yield Phrase(chinese(int(abs(value))), means)
            return
        yield Phrase(self.number(abs(value)) if counter != "%" else f"{abs(value):f}", means)
        yield Phrase(counter)

    def _means(self, concepts: list[str], value: Decimal, unit: str, name: str) -> tuple[Meaning, ...]:
        scope = "other" if name in self.others else "own"
        return tuple(StatedFact(c, value, unit, scope=scope) for c in concepts)  # type: ignore[arg-type]
