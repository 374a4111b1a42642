"""The counts of a text that tells parts of a whole, and the grammar of data/shares.toml."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from govreport.resources import Table, load_toml
from govreport.text.quantities import DURATIONS, Qualifier, Quantity
from govreport.text.reading import Reading

__all__ = ["Count", "Counted", "Grammar", "counted", "grammar"]

_ENDS = re.compile(r"[。!?\n|]")
_TELLING = re.compile(r"占|其[中他它余]|包括|包含|分别|依次|[^\W\d]\(|[件条次份篇期场]:")


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its unit; `start` and `end` are those of the numeral in the text that was given."""

    value: Decimal
    unit: str
    qualifier: Qualifier
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grammar:
    share: re.Pattern[str]
    not_part: re.Pattern[str]
    rest: re.Pattern[str]
    kind: re.Pattern[str]
    way: re.Pattern[str]
    activity: re.Pattern[str]
    partitions: tuple[tuple[re.Pattern[str], ...], ...]


class Counted:
    """A text with the counts of its telling lines; durations and percentages are none."""

    def __init__(self, reading: Reading) -> None:
        self.span = reading.span
        self.text = reading.text
        every = list(_telling(reading))
        self.percents = [q for q in every if q.unit == "%"]
        self.counts = [q for q in every if q.unit not in DURATIONS and q.unit not in ("%", "")]
        self._ends = [match.start() for match in _ENDS.finditer(self.text)]
        self._starts = [q.start for q in self.counts]

    def end_of_sentence(self, at: int) -> int:
        following = bisect_right(self._ends, at - 1)
        return self._ends[following] if following < len(self._ends) else len(self.text)

    def start_of_sentence(self, at: int) -> int:
        ends = bisect_right(self._ends, at)
        return self._ends[ends - 1] + 1 if ends else 0

    def before(self, at: int) -> int:
        """How many counts begin before `at`."""
        return bisect_right(self._starts, at - 1)

    def sentences_between(self, start: int, end: int) -> int:
        return bisect_right(self._ends, end - 1) - bisect_right(self._ends, start - 1)

    def of_unit(self, start: int, end: int, unit: str) -> int:
        """How many numbers of that unit stand in a part of the text."""
        return sum(q.unit == unit for q in self.counts[self.before(start) : self.before(end)])

    def any_of_unit(self, start: int, end: int, unit: str) -> bool:
        """Whether a number of that unit stands in a part of the text; it looks no further than the first."""
        return any(self.counts[at].unit == unit for at in range(self.before(start), self.before(end)))

    def count(self, q: Quantity) -> Count:
        start, end = self.span(q.start, q.end)
        return Count(q.value, q.unit, q.qualifier, start, end)


def _telling(reading: Reading) -> Iterator[Quantity]:
    """The quantities of the lines that may tell parts."""
    starts = [q.start for q in reading.numbers]
    for at, line in reading.lines():
        if _TELLING.search(line):
            yield from reading.numbers[bisect_left(starts, at) : bisect_left(starts, at + len(line))]


def counted(text: str | Reading) -> Counted:
    """The counts of a text."""
    return _counted(Reading.of(text))


@lru_cache(maxsize=1)
def _counted(reading: Reading) -> Counted:
    """The same: lists of shares and of parts are looked for in one reading, one after the other."""
    return Counted(reading)


@cache
def grammar() -> Grammar:
    return load_toml("shares.toml", _built)


def _built(data: Table) -> Grammar:
    share, listed = data.table("share"), data.table("list")
    base = f"(?:{'|'.join(share.texts('bases'))})?"
    built = Grammar(
        share=re.compile(share.text("before") + base + share.text("after")),
        not_part=re.compile("|".join(listed.texts("not_parts"))),
        rest=re.compile("|".join(listed.texts("rest"))),
        kind=re.compile("|".join(listed.texts("kinds"))),
        way=re.compile("|".join(listed.texts("ways"))),
        activity=re.compile("|".join(listed.texts("activities"))),
        partitions=tuple(
            tuple(map(re.compile, one.texts("kinds")))
            for one in listed.tables("partitions")
            if one.texts("examples")
        ),
    )
    share.texts("examples"), share.texts("counterexamples")
    listed.texts("not_part_examples"), listed.texts("rest_examples")
    listed.texts("kinds_examples"), listed.texts("ways_examples")
    share.done()
    listed.done()
    return built
