"""Lists of parts behind their whole, as prose tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from govreport.normalize import compact
from govreport.text.counted import Count, Counted, counted, grammar
from govreport.text.quantities import Quantity
from govreport.text.reading import Reading

__all__ = ["Parts", "part_lists"]

# A whole may be named behind its number: 119期简明问答,其中.
_BESIDE = re.compile(
    r"[^,。;:()、\n|\d]{0,12}(?:[,。;:]?其中[,:]?(?:包括|包含|有)?:?|[,:](?:其中)?(?:包括|包含):?)"
)
_AMONG = re.compile(r"[^,。;:()、\n|\d]{0,8}中[,:](?:其中[,:]?)?")  # 在公开的74条信息中,规范性文件40条
_INSIDE = re.compile(r"其中[,:]?(?:包括|包含)?:?|(?:包括|包含|分别为|分别是|即):?")
_SHARE_ASIDE = re.compile(r"[,(](?:约|共)?占[^,。;()]{0,20}%\)?")
# 五年分别收到3件、5件、4件、6件、8件,五年累计26件: a total behind the numbers that make it up.
_DONE = "(?:收到|公开|受理|发布|办理|办结|答复|有|为|是)*"
_IN_TURN = re.compile(rf"(?:分别|依次){_DONE}:?$")
_IN_ALL = re.compile(
    rf"[,;:(](?:(?:合计|共计|总计|总共|合共)|[两二三四五六七八九十]年(?:累计|合计|共计?|总计))(?:{_DONE})$"
)
_LONGEST_NAME = 40
_NEAR = 12  # characters that say what a whole is of
# A whole of items disclosed, and behind it a sentence that names its classes: 类别涉及甲、乙。其中甲类5条.
_CLASSES = re.compile(
    r"[,。;](?:历年累计[^,。;\d]{0,20}[\d,.]+[条件][,。;])?[^。;\d]{0,48}类别[^。;\d]{0,240}[。;:,](?:其中[,:]?)"
)
_FEW = 2  # items of a list that nothing announces


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole and the parts listed behind it.

    Attributes
    ----------
    names : tuple of str
        What each item counts, in compact spelling.
    closed : bool
        Whether the list is meant to be whole: it ends with 其他, and nothing of its unit follows, or its
        items are all there can be (主动公开、依申请公开、不予公开).
    loose : bool
        Whether commas part the items, so that the last of them may be no parts any more.
    nested : bool
        Whether the whole is stated as a part itself, so that the items may be parts of the whole of that.
    alike : bool
        Whether the items run to the end of the sentence and are stated in one way: all of them are parts.
    overfull : bool
        Whether items before the last are the whole already.
    ways : bool
        Whether most parts are ways of publishing, of which one item may have several.
    ahead : bool
        Whether the whole stands in a sentence before, and the items are its main classes.
    """

    whole: Count
    items: tuple[Count, ...]
    names: tuple[str, ...]
    closed: bool
    loose: bool
    nested: bool
    alike: bool
    overfull: bool
    ways: bool
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """A clause of a list: its name and its number."""

    name: str
    count: Quantity
    mark: str


def part_lists(text: str | Reading) -> tuple[Parts, ...]:
    """The lists of parts of a text, each behind its whole: in brackets, or behind 其中.

    Every item is a name and one number of the unit of the whole; a list with anything else in it ends
    before that.

    Examples
    --------
    >>> (parts,) = part_lists("公布信息9条（其中规划类2条，政策、文件类6条，其他1条）。")
    >>> int(parts.whole.value), [int(item.value) for item in parts.items], parts.closed
    (9, [2, 6, 1], True)
    """
    read = counted(text)
    found = (_parts(read, q) or _in_turn(read, q) for q in read.counts if q.qualifier == "exact")
    return tuple(parts for parts in found if parts is not None)


def _parts(read: Counted, whole: Quantity) -> Parts | None:
    text, at = read.text, whole.stop
    if text[at : at + 1] == "(":
        end = _closing(text, at)
        start = at + 1
        if end is None:
            return None
        lead = _INSIDE.match(text, start, end)
        start, inside = lead.end() if lead else start, True
    else:
        among = re.search(r"在[^,。;:、\n]{0,20}$", text[max(0, whole.start - 24) : whole.start])
        lead = (_AMONG.match(text, at) if among else None) or _BESIDE.match(text, at)
        if lead is None:
            return _classes(read, whole) or _unannounced(read, whole)
        start, inside = lead.end(), False
        end = read.end_of_sentence(start)
    items, filled = _items(read, start, end, whole)
    if len(items) < 2 or (inside and not filled):
        return None
    closed = any("办结" in item.name for item in items)
    if (
        closed
        and "办结" not in text[max(read.start_of_sentence(whole.start), whole.start - _NEAR) : whole.start]
    ):
        return None  # 收到12件, 其中按时办结9件、延期办结4件: those carried in are closed too
    return _made(read, whole, items, inside, filled, lead[0] if lead else "")


def _in_turn(read: Counted, whole: Quantity) -> Parts | None:
    """Numbers that 分别 or 依次 lists, their total behind them, and no further number of it."""
    begin = read.start_of_sentence(whole.start)
    total = _IN_ALL.search(read.text, max(begin, whole.start - _LONGEST_NAME), whole.start)
    items: list[Quantity] = []
    end = total.start() if total else begin
    for at in reversed(range(read.before(begin), read.before(end))):
        q = read.counts[at]
        if q.stop != end or q.unit not in ("", whole.unit) or q.qualifier != "exact":
            break
        items.append(q)
        if read.text[q.start - 1] != "、":
            break
        end = q.start - 1
    if len(items) < 2:
        return None
    last, first = min(read.end_of_sentence(whole.stop), whole.stop + _LONGEST_NAME), items[-1].start
    more = read.any_of_unit(whole.stop, last, whole.unit)  # 共计12件,其中四季度3件
    if more or not _IN_TURN.search(read.text, max(begin, first - _LONGEST_NAME), first):
        return None
    counts = tuple(map(read.count, reversed(items)))
    names = ("",) * len(counts)
    return Parts(read.count(whole), counts, names, True, False, False, True, False, False)


def _classes(read: Counted, whole: Quantity) -> Parts | None:
    """The classes of a whole that a sentence of their own lists."""
    lead = _CLASSES.match(read.text, whole.stop)
    if lead is None or re.search(r"累计[^,。;\d]*$", read.text[max(0, whole.start - 24) : whole.start]):
        return None
    items, filled = _items(read, lead.end(), read.end_of_sentence(lead.end()), whole)
    if len(items) <= _FEW or not filled:
        return None
    return replace(_made(read, whole, items, False, filled, lead[0]), ahead=True)


def _unannounced(read: Counted, whole: Quantity) -> Parts | None:
    """A list right behind its whole that no 其中 announces: only where 其他 ends it and the sentence,
    or a colon stands before it."""
    if read.text[whole.stop : whole.stop + 1] not in (",", ":"):
        return None
    begin, end = read.start_of_sentence(whole.start), read.end_of_sentence(whole.stop)
    before = read.text[begin : whole.start]
    name = before[max(before.rfind(","), before.rfind(";")) + 1 :]
    some = grammar().kind.search(name) is not None and not re.search("[共总]", name)
    if some or ":" in before or read.any_of_unit(begin, whole.start, whole.unit):
        return None  # it is an item of a list itself
    items, filled = _items(read, whole.stop + 1, end, whole)
    parts = _made(read, whole, items, False, filled, "") if filled and len(items) > _FEW else None
    colon = read.text[whole.stop] == ":"
    return parts if parts and parts.alike and (parts.closed or colon) else None


def _made(
    read: Counted, whole: Quantity, items: Sequence[_Item], inside: bool, filled: bool, lead: str
) -> Parts:
    known = grammar()
    names = tuple(compact(item.name) for item in items)
    sums = list(accumulate(item.count.value for item in items))
    rest = known.rest.match(names[-1]) is not None and _ends(read, items[-1].count, whole.unit)
    active = [known.activity.match(name) is not None for name in names]
    return Parts(
        read.count(whole),
        tuple(read.count(item.count) for item in items),
        names,
        closed=rest or any(_partition(names, kinds) for kinds in known.partitions),
        loose=not inside and items[0].mark != "、",
        nested=not inside and (_is_part(read, whole, lead) or _of_two(read, whole, lead)),
        alike=filled and len(set(active)) == 1,
        overfull=whole.value in sums[1:-1],
        ways=2 * sum(known.way.search(name) is not None for name in names) >= len(names),
    )


def _partition(names: Sequence[str], kinds: Sequence[re.Pattern[str]]) -> bool:
    """Whether names are all kinds that there are, each once."""
    if len(names) != len(kinds):
        return False
    return all(sum(kind.search(name) is not None for name in names) == 1 for kind in kinds)


def _ends(read: Counted, last: Quantity, unit: str) -> bool:
    """Whether a list is over behind a number: no pause mark follows, and nothing more of the unit."""
    goes_on = read.text[last.stop : last.stop + 1] == "、"  # 其他情形21件、17例正在审理
    return not goes_on and not read.any_of_unit(last.stop, read.end_of_sentence(last.stop), unit)


def _of_two(read: Counted, whole: Quantity, lead: str) -> bool:
    """Whether a list in a sentence of its own may be of another number before: 全县125件, 本级55件。其中."""
    return "。" in lead and read.any_of_unit(read.start_of_sentence(whole.start), whole.start, whole.unit)


def _is_part(read: Counted, whole: Quantity, lead: str) -> bool:
    """Whether a number is stated as a part itself, so that 其中 behind it may mean the whole of that.

    It stands behind another 其中, or is the last of a list and 其中 begins a new sentence.
    """
    if re.search(r"其中(?:[^,。;:()\n]|\([^()]*\))*$", read.text[max(0, whole.start - 30) : whole.start]):
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


def _items(read: Counted, start: int, end: int, whole: Quantity) -> tuple[list[_Item], bool]:
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
        complete = mark == ";" and sum(one.count.value for one in items) == whole.value and len(items) > 1
        if complete and not grammar().rest.match(read.text, first, end):
            return items, True  # whatever follows is no part
        if (mark == "、") != (items[0].mark == "、"):
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


def _is_share(read: Counted, first: int, stop: int) -> bool:
    return _SHARE_ASIDE.fullmatch("," + read.text[first:stop]) is not None


def _bracketed(read: Counted, first: int, q: Quantity) -> bool:
    before = read.text[first : q.start]
    return before.count("(") > before.count(")")


def _item(
    read: Counted, first: int, stop: int, inner: Sequence[Quantity], whole: Quantity, mark: str
) -> _Item | None:
    if len(inner) != 1:
        return None
    (q,) = inner
    name, behind = read.text[first : q.start], read.text[q.stop : stop]
    if q.unit != whole.unit or q.qualifier != "exact" or q.value > whole.value:
        return None
    if behind not in ("", "等", "等等") and not (behind[0] == "(" and behind[-1] == ")"):
        return None
    if not 0 < len(name) <= _LONGEST_NAME or grammar().not_part.search(re.sub(r"\([^\n]{0,80}?\)", "", name)):
        return None
    return _Item(name, q, mark)
