"""Shares of a whole in per cent, as prose tells them beside their counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from govreport.text.counted import Count, Counted, counted, grammar
from govreport.text.quantities import Quantity
from govreport.text.reading import Reading

__all__ = ["Share", "ShareList", "share_lists"]

# 自然人申请48件, 占80%; 自然人申请中网络申请36件, 占75%; 48件, 占80%, 其中网络36件: of a part stated before.
_WITHIN = re.compile(r"(?:(?:申请|人|件|类|企业|法人|组织)中|其中[,:]?)[^,。;:\d]{0,14}$")
_NAME = re.compile(r"[^,。;:()、\d占]{2,12}$")
_MOST_WHOLES = 4
_FARTHEST = 2  # ends of sentences between a whole and its first part


@dataclass(frozen=True, slots=True)
class Share:
    """A part, and how many per cent of a whole it is stated to be."""

    part: Count
    percent: Count


@dataclass(frozen=True, slots=True)
class ShareList:
    """Shares stated in a row, which are of one whole.

    Attributes
    ----------
    shares : tuple of Share
    wholes : tuple of Count
        Numbers of the same unit stated before, the nearest first: the whole may be any of them, or none.
    introduced : bool
        Whether 其中 stands between the nearest of them and the first part, so that it is the whole.
    complete : bool
        Whether nothing else of their unit is counted between the shares.
    """

    shares: tuple[Share, ...]
    wholes: tuple[Count, ...]
    introduced: bool
    complete: bool


def share_lists(text: str | Reading) -> tuple[ShareList, ...]:
    """The shares that a text states beside their counts, those of one whole together, in its order.

    A share is a count with 占 p% behind it: ``133条，占6.95%``. What is a share of something that was not
    stated (占上年的50%), or has no count of its own, is left out.

    Examples
    --------
    >>> (listed,) = share_lists("收到60件，其中网络申请45件，占75%；信函15件，占25%。")
    >>> [(int(s.part.value), int(s.percent.value)) for s in listed.shares], int(listed.wholes[0].value)
    ([(45, 75), (15, 25)], 60)
    """
    reading = Reading.of(text)
    if "占" not in reading.text:
        return ()
    read = counted(reading)
    pairs = [pair for percent in read.percents if (pair := _pair(read, percent))]
    parts = {part.start for part, _ in pairs}
    groups = list(_groups(read, pairs))
    before: list[_Pair] = []
    found = []
    for group in groups:
        within = bool(before) and _of_a_part(read, before, group[0][0])
        found.append(_share_list(read, group, parts, within=within))
        before = group
    return tuple(found)


_Pair = tuple[Quantity, Quantity]


def _pair(read: Counted, percent: Quantity) -> _Pair | None:
    """A percentage that says to be the share of the count right before it, with that count."""
    at = read.before(percent.start)
    if not at:
        return None
    part = read.counts[at - 1]
    share = grammar().share.fullmatch(read.text, part.stop, percent.start)
    if share is None:
        return None
    return part, replace(percent, qualifier="about") if "约" in share[0] else percent


def _groups(read: Counted, pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    group: list[_Pair] = []
    for pair in pairs:
        if group and not _goes_on(read, group, pair[0]):
            yield group
            group = []
        group.append(pair)
    if group:
        yield group


def _goes_on(read: Counted, group: Sequence[_Pair], part: Quantity) -> bool:
    """Whether a part is of the list: nothing between it and the last one can be another whole."""
    last = group[-1][1]
    if part.unit != group[-1][0].unit or read.sentences_between(last.stop, part.start) > 1:
        return False
    if "\n" in read.text[last.stop : part.start] or _of_a_part(read, group, part):
        return False
    most = max(p.value for p, _ in group)
    between = read.counts[read.before(last.stop) : read.before(part.start)]
    return all(q.unit != part.unit or q.value < most for q in between)


def _of_a_part(read: Counted, group: Sequence[_Pair], part: Quantity) -> bool:
    """Whether a part is one of a part that was stated before: named so, or by its name."""
    if _WITHIN.search(read.text, group[-1][1].stop, part.start):
        return True
    clause = re.split("[,。;:()、]", read.text[group[-1][1].stop : part.start])[-1]
    names = (_NAME.search(read.text, max(0, p.start - 12), p.start) for p, _ in group)
    known = {name[0].removeprefix("其中") for name in names if name} - {"", clause}
    return any(clause.startswith(name) for name in known)


def _share_list(read: Counted, group: Sequence[_Pair], parts: set[int], *, within: bool) -> ShareList:
    first = group[0][0]
    most = max(part.value for part, _ in group)
    wholes: dict[Decimal, Quantity] = {}
    for q in reversed(read.counts[: read.before(first.start)]):
        far = read.sentences_between(q.stop, first.start) > _FARTHEST
        if far or "\n" in read.text[q.stop : first.start] or len(wholes) == _MOST_WHOLES:
            break
        if q.unit == first.unit and (within or q.start not in parts) and q.value >= most:
            wholes.setdefault(q.value, q)
    nearest = next(iter(wholes.values()), None)
    between = read.text[nearest.stop : first.start] if nearest else ""
    lead = list(re.finditer("其中|[中里][,:]|[中里]$", between))
    at = nearest.stop + lead[-1].end() if nearest and lead else first.start
    inside = read.counts[read.before(at) : read.before(first.start)]
    return ShareList(
        tuple(Share(read.count(part), read.count(percent)) for part, percent in group),
        tuple(map(read.count, wholes.values())),
        introduced=bool(lead) and all(q.unit == first.unit for q in inside),  # not 92宗, 其中本级17件
        complete=read.of_unit(first.start, group[-1][1].start, first.unit) == len(group),
    )
