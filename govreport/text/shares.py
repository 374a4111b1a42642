"""Parts of a whole as prose tells them: shares in per cent, and lists of parts behind their sum."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from govreport.resources import Table, load_toml
from govreport.text.quantities import DURATIONS, Qualifier, Quantity
from govreport.text.reading import Reading

__all__ = ["Count", "Parts", "Share", "ShareList", "part_lists", "share_lists"]

_ENDS = re.compile(r"[。!?\n|]")
# A whole may be named behind its number: 119期简明问答,其中.
_BESIDE = re.compile(
    r"[^,。;:()、\n|\d]{0,12}(?:[,。;:]?其中[,:]?(?:包括|包含|有)?:?|[,:](?:其中)?(?:包括|包含):?)"
)
_TELLING = re.compile(r"占|其中|包括|包含|[^\W\d]\(")
_INSIDE = re.compile(r"其中[,:]?(?:包括|包含)?:?|(?:包括|包含|分别为|分别是|即):?")
_SHARE_ASIDE = re.compile(r"[,(](?:约|共)?占[^,。;()]{0,20}%\)?")
_MOST_WHOLES = 4
_FARTHEST = 2  # ends of sentences between a whole and its first part
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its unit; `start` and `end` are those of the numeral in the text that was given."""

    value: Decimal
    unit: str
    qualifier: Qualifier
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part, and how many per cent of a whole it is said to be."""

    part: Count
    percent: Count


@dataclass(frozen=True, slots=True)
class ShareList:
    """Shares told in a row, which are of one whole.

    Attributes
    ----------
    shares : tuple of Share
    wholes : tuple of Count
        Numbers of the same unit told before, the nearest first: the whole may be any of them, or none.
    introduced : bool
        Whether 其中 stands between the nearest of them and the first part, so that it is the whole.
    complete : bool
        Whether nothing else of their unit is counted between the shares.
    """

    shares: tuple[Share, ...]
    wholes: tuple[Count, ...]
    introduced: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole and the parts listed behind it.

    Attributes
    ----------
    closed : bool
        Whether the list ends with 其他, so that it is meant to be whole, and nothing of its unit follows.
    loose : bool
        Whether commas part the items, so that the last of them may be no parts any more.
    ways : bool
        Whether the parts are ways of publishing, of which one item may have several.
    """

    whole: Count
    items: tuple[Count, ...]
    closed: bool
    loose: bool
    ways: bool


@dataclass(frozen=True, slots=True)
class _ShareGrammar:
    share: re.Pattern[str]
    not_part: re.Pattern[str]
    rest: re.Pattern[str]
    way: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Item:
    """A clause of a list: its name and its number."""

    name: str
    count: Quantity
    mark: str


class _Read:
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
        return next(iter(self._ends[bisect_right(self._ends, at - 1) :]), len(self.text))

    def before(self, at: int) -> int:
        """How many counts begin before `at`."""
        return bisect_right(self._starts, at - 1)

    def sentences_between(self, start: int, end: int) -> int:
        return bisect_right(self._ends, end - 1) - bisect_right(self._ends, start - 1)

    def count(self, q: Quantity) -> Count:
        start, end = self.span(q.start, q.end)
        return Count(q.value, q.unit, q.qualifier, start, end)


def _telling(reading: Reading) -> Iterator[Quantity]:
    """The quantities of the lines that may tell parts."""
    for at, line in reading.lines():
        if _TELLING.search(line):
            yield from (q for q in reading.numbers if at <= q.start < at + len(line))


# ---- shares


def share_lists(text: str | Reading) -> tuple[ShareList, ...]:
    """The shares that a text states beside their counts, those of one whole together, in its order.

    A share is a count with 占 p% behind it: ``133条，占6.95%``. What is a share of something that was not
    told (占上年的50%), or has no count of its own, is left out.

    Examples
    --------
    >>> (told,) = share_lists("收到60件，其中网络申请45件，占75%；信函15件，占25%。")
    >>> [(int(s.part.value), int(s.percent.value)) for s in told.shares], int(told.wholes[0].value)
    ([(45, 75), (15, 25)], 60)
    """
    reading = Reading.of(text)
    if "占" not in reading.text:
        return ()
    read = _Read(reading)
    pairs = [pair for percent in read.percents if (pair := _pair(read, percent))]
    parts = {part.start for part, _ in pairs}
    return tuple(_share_list(read, group, parts) for group in _groups(read, pairs))


_Pair = tuple[Quantity, Quantity]


def _pair(read: _Read, percent: Quantity) -> _Pair | None:
    """A percentage that says to be the share of the count right before it, with that count."""
    at = read.before(percent.start)
    if not at:
        return None
    part = read.counts[at - 1]
    told = _grammar().share.fullmatch(read.text, part.stop, percent.start)
    if told is None:
        return None
    return part, replace(percent, qualifier="about") if "约" in told[0] else percent


def _groups(read: _Read, pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    group: list[_Pair] = []
    for pair in pairs:
        if group and not _goes_on(read, group, pair[0]):
            yield group
            group = []
        group.append(pair)
    if group:
        yield group


def _goes_on(read: _Read, group: Sequence[_Pair], part: Quantity) -> bool:
    """Whether a part is of the list: nothing between it and the last one can be another whole."""
    last = group[-1][1]
    if part.unit != group[-1][0].unit or read.sentences_between(last.stop, part.start) > 1:
        return False
    if "\n" in read.text[last.stop : part.start]:
        return False
    most = max(p.value for p, _ in group)
    between = read.counts[read.before(last.stop) : read.before(part.start)]
    return all(q.unit != part.unit or q.value < most for q in between)


def _share_list(read: _Read, group: Sequence[_Pair], parts: set[int]) -> ShareList:
    first = group[0][0]
    most = max(part.value for part, _ in group)
    wholes: dict[Decimal, Quantity] = {}
    for q in reversed(read.counts[: read.before(first.start)]):
        far = read.sentences_between(q.stop, first.start) > _FARTHEST
        if far or "\n" in read.text[q.stop : first.start] or len(wholes) == _MOST_WHOLES:
            break
        if q.unit == first.unit and q.start not in parts and q.value >= most:
            wholes.setdefault(q.value, q)
    nearest = next(iter(wholes.values()), None)
    between = read.text[nearest.stop : first.start] if nearest else ""
    return ShareList(
        tuple(Share(read.count(part), read.count(percent)) for part, percent in group),
        tuple(map(read.count, wholes.values())),
        introduced=bool(re.search(r"其中|中[,:]", between)) and nearest is not None,
        complete=_of_unit(read, first.start, group[-1][1].start, first.unit) == len(group),
    )


def _of_unit(read: _Read, start: int, end: int, unit: str) -> int:
    """How many numbers of that unit stand in a part of the text."""
    return sum(q.unit == unit for q in read.counts[read.before(start) : read.before(end)])


# ---- lists of parts


def part_lists(text: str | Reading) -> tuple[Parts, ...]:
    """The lists of parts of a text, each behind its whole: in brackets, or behind 其中.

    Every item is a name and one number of the unit of the whole; a list with anything else in it ends
    before that.

    Examples
    --------
    >>> (told,) = part_lists("公布信息9条（其中规划类2条，政策、文件类6条，其他1条）。")
    >>> int(told.whole.value), [int(item.value) for item in told.items], told.closed
    (9, [2, 6, 1], True)
    """
    read = _Read(Reading.of(text))
    found = (_parts(read, q) for q in read.counts if q.qualifier == "exact")
    return tuple(parts for parts in found if parts is not None)


def _parts(read: _Read, whole: Quantity) -> Parts | None:
    text, at = read.text, whole.stop
    if text[at : at + 1] == "(":
        end = _closing(text, at)
        start = at + 1
        if end is None:
            return None
        lead = _INSIDE.match(text, start, end)
        start, inside = lead.end() if lead else start, True
    else:
        lead = _BESIDE.match(text, at)
        if lead is None:
            return None
        start, inside = lead.end(), False
        end = read.end_of_sentence(start)
    items, whole_span = _items(read, start, end, whole)
    if len(items) < 2 or (inside and not whole_span):
        return None
    grammar = _grammar()
    return Parts(
        read.count(whole),
        tuple(read.count(item.count) for item in items),
        closed=grammar.rest.match(items[-1].name) is not None and _ends(read, items[-1].count, whole.unit),
        loose=not inside and (items[0].mark == "," or (lead is not None and _is_part(read, whole, lead[0]))),
        ways=any(grammar.way.search(item.name) for item in items),
    )


def _ends(read: _Read, last: Quantity, unit: str) -> bool:
    """Whether a list is over behind a number: no pause mark follows, and nothing more of the unit."""
    goes_on = read.text[last.stop : last.stop + 1] == "、"  # 其他情形21件、17例正在审理
    return not goes_on and not _of_unit(read, last.stop, read.end_of_sentence(last.stop), unit)


def _is_part(read: _Read, whole: Quantity, lead: str) -> bool:
    """Whether a number is told as a part itself, so that 其中 behind it may mean the whole of that.

    It stands behind another 其中, or is the last of a list and 其中 begins a new sentence.
    """
    if re.search(r"其中[^,。;:()\n]*$", read.text[max(0, whole.start - 20) : whole.start]):
        return True
    at = read.before(whole.start)
    if "。" not in lead or not at:
        return False
    return re.fullmatch(r"、[^,。;:()\n]*", read.text[read.counts[at - 1].stop : whole.start]) is not None


def _closing(text: str, at: int) -> int | None:
    """Where the bracket that opens at `at` closes, in its own sentence."""
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if not depth:
            return i
        if text[i] in "\n|":
            return None
    return None


def _items(read: _Read, start: int, end: int, whole: Quantity) -> tuple[list[_Item], bool]:
    """The items from `start` on, and whether they fill the text up to `end`."""
    items: list[_Item] = []
    first = start
    for stop, mark in _clauses(read.text, start, end):
        inner = [
            q for q in read.counts[read.before(first) : read.before(stop)] if not _bracketed(read, first, q)
        ]
        if not inner and (mark == "、" or _is_share(read, first, stop)):
            if mark != "、" or _is_share(read, first, stop):
                first = stop + 1
            continue  # 政策、规范性文件80条: a name with a pause mark; 占7%: what share the item before is
        item = _item(read, first, stop, inner, whole, mark)
        if item is None:
            return items, False
        items.append(item)
        first = stop + 1
        if sum(one.count.value for one in items) == whole.value and len(items) > 1:
            return items, True  # whatever follows is no part
        if mark != items[0].mark:
            return items, first >= end
    return items, first >= end


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Where each clause ends, and the mark that ends it; what stands in brackets is not cut."""
    depth = 0
    for i in range(start, end):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth <= 0 and text[i] in ",;、":
            yield i, text[i]
    yield end, ""


def _is_share(read: _Read, first: int, stop: int) -> bool:
    return _SHARE_ASIDE.fullmatch("," + read.text[first:stop]) is not None


def _bracketed(read: _Read, first: int, q: Quantity) -> bool:
    before = read.text[first : q.start]
    return before.count("(") > before.count(")")


def _item(
    read: _Read, first: int, stop: int, inner: Sequence[Quantity], whole: Quantity, mark: str
) -> _Item | None:
    if len(inner) != 1:
        return None
    (q,) = inner
    name, behind = read.text[first : q.start], read.text[q.stop : stop]
    if q.unit != whole.unit or q.qualifier != "exact" or q.value > whole.value:
        return None
    if behind and not (behind[0] == "(" and behind[-1] == ")"):
        return None
    if not 0 < len(name) <= _LONGEST_NAME or _grammar().not_part.search(re.sub(r"\(.*?\)", "", name)):
        return None
    return _Item(name, q, mark)


@cache
def _grammar() -> _ShareGrammar:
    return load_toml("shares.toml", _built)


def _built(data: Table) -> _ShareGrammar:
    share, listed = data.table("share"), data.table("list")
    base = f"(?:{'|'.join(share.texts('bases'))})?"
    grammar = _ShareGrammar(
        share=re.compile(share.text("before") + base + share.text("after")),
        not_part=re.compile("|".join(listed.texts("not_parts"))),
        rest=re.compile("|".join(listed.texts("rest"))),
        way=re.compile("|".join(listed.texts("ways"))),
    )
    share.texts("examples"), share.texts("counterexamples")
    listed.texts("not_part_examples"), listed.texts("rest_examples"), listed.texts("ways_examples")
    share.done()
    listed.done()
    return grammar
