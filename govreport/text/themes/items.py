"""The items of a list in running text, cut at its marks, each with the number or share printed with it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from govreport.document import record
from govreport.text.quantities import Quantity
from govreport.text.themes.codebook import Codebook
from govreport.text.themes.gate import ListForm

__all__ = ["Item", "Reader"]

_BRACKETS = re.compile(r"\([^()]*\)|《[^《》]*》")
_MARK = re.compile("[,;:。]")
_QUOTED = re.compile(r'"[^"]*"')
_ENUMERATOR = re.compile(
    r"\(?\d{1,2}(?:[、.)]|(?<=\d)\))|[①-⑳]|[一二三四五六七八九十][是为]|\([一二三四五六七八九十]\)"
    r"|第[一二三四五六七八九十](?:[件份项]|(?=[,、]))[是为,、:]*"
)
_TIME = re.compile(r"(?:20\d\d年度?|全年|今年|本年度?|一年来|报告期内)*[,:]?")
_RESPECTIVELY = re.compile("(?:数量)?分别(?:为|是|有|占|达)?(?=[约近]?[\\d一二三四五六七八九十两])")
_REST = re.compile("其余|其他|其它|另")
_MEASURE_ONLY = re.compile(
    r"(?:占|比|约|的|总数|总量|全部|申请|达|为|近|大约|[\d.,%件宗条份例起项次封个()])*"
)
_TRIMMED = '"()、,;:.的 \x1f'
_SHORTEST = 2
_FURTHEST = 60  # characters of a clause that are looked at
_ALONE = 3  # an item without a code that is shorter than this does not stand alone behind 和


@record(frozen=True, slots=True)
class Item:
    """An item: its span, count and share (in percent) printed with it, `about` if they are not exact."""

    start: int
    end: int
    count: Decimal | None = None
    share: Decimal | None = None
    about: bool = False


class Reader:
    """Reads the items of one sentence.

    Parameters
    ----------
    sentence : str
        Folded text, the names of agencies blanked.
    numbers : list of Quantity
        Those of the sentence.
    form : ListForm
    book : Codebook
        Where commas part the items, a list goes on as long as they have codes; a term is never cut.
    """

    def __init__(self, sentence: str, numbers: list[Quantity], form: ListForm, book: Codebook) -> None:
        self.sentence, self.form, self.book = sentence, form, book
        self.numbers = [q for q in numbers if q.unit in form.counters or q.unit == "%"]
        self.starts = [q.start for q in self.numbers]
        self.whole = _cover(sentence, _BRACKETS, form.protected)
        self.unparted = _cover(sentence, _BRACKETS, _QUOTED)
        apart = (i for i, sign in enumerate(sentence) if sign in ",;:。!?" and not self.unparted[i])
        self.marks = [i for i in apart if not self._in_number(i)]
        self.in_term = [False] * len(sentence)  # where a cut would part a term
        for start, term in book.found(sentence):
            self.in_term[start + 1 : start + len(term)] = [True] * (len(term) - 1)

    def after(self, start: int, end: int, *, counted: bool, quoted: bool) -> list[Item]:
        """The items of a list that begins at `start`; [] where the first piece is none."""
        found: list[Item] = []
        numbered = False
        enumerated = quoted and _ENUMERATOR.match(self.sentence, start, end) is not None
        for order, (a, b) in enumerate(self._pieces(start, end)):
            numbers = self._within(a, b)
            if order and numbers and _MEASURE_ONLY.fullmatch(self.sentence, a, b):
                found[-1] = _measured(found[-1], numbers)
                continue
            if len(numbers) == len(found) > 1 and _RESPECTIVELY.match(self.sentence, a, b):
                found = [_measured(item, [q]) for item, q in zip(found, numbers, strict=True)]
                break
            numbered = numbered or bool(numbers and not order)
            items = self._piece(a, b, numbers, order, numbered, counted, quoted, enumerated)
            items = [item for item in items if item.end - item.start >= _SHORTEST]
            found += items
            if not items or (not numbers and self._open(a, b) is not None):
                break
        return found

    def _piece(
        self,
        a: int,
        b: int,
        numbers: list[Quantity],
        order: int,
        numbered: bool,
        counted: bool,
        quoted: bool,
        enumerated: bool,
    ) -> list[Item]:
        """The items of a piece; [] where it does not belong to the list."""
        if quoted and _ENUMERATOR.match(self.sentence, a, b):
            return [self.item(a, b)]
        if numbers:
            items = list(self._numbered(a, b, numbers))
            ahead = not self._says(a, numbers[0].start)  # 4件申请内容为宅基地,2件为村级财务
            return items if numbered or not order or (ahead and all(map(self.coded, items))) else []
        if counted and not order:
            return []
        items = list(self._plain(a, b))
        if not order or (quoted and not enumerated):
            return items
        if numbered:
            return items if _REST.match(self.sentence, a, b) else []
        return items if all(map(self.coded, items)) else []

    def summed(self, items: list[Item], start: int) -> list[Item]:
        """The first items whose counts make up the count stated last before `start`; [] where none do."""
        counts = (q for q in self.numbers if q.unit != "%" and not self.whole[q.start])
        before = [q.value for q in counts if q.stop <= start]
        for end, total in enumerate(accumulate(item.count or 0 for item in items), 1):
            if before and total == before[-1]:
                return items[:end]
        return []

    def before(self, start: int, end: int) -> list[Item]:
        """The items of a list that ends at `end`: its last piece, and those before it that have codes."""
        found: list[Item] = []
        for order, (a, b) in enumerate(self._pieces(start, end, -1)):
            a = _TIME.match(self.sentence, a, b).end()  # type: ignore[union-attr]
            items = [] if self._within(a, b) else list(self._plain(a, b))
            if not items or (order and not all(map(self.coded, items))):
                break
            found = items + found
        return found

    def text(self, item: Item) -> str:
        """The characters of an item."""
        return self.sentence[item.start : item.end]

    def clause(self, item: Item) -> str:
        """An item with what stands behind it, up to the next mark."""
        furthest = item.end + 10 * _FURTHEST
        mark = _MARK.search(self.sentence, item.start, furthest)
        return self.sentence[item.start : mark.start() if mark else furthest]

    def up_to(self, item: Item) -> str:
        """An item with what stands before it, from the last mark on."""
        return _MARK.split(self.sentence[max(0, item.end - _FURTHEST) : item.end])[-1]

    def coded(self, item: Item) -> bool:
        """Whether an item has a code."""
        return bool(self.book.code(self.text(item)))

    def firm(self, item: Item) -> bool:
        """Whether an item has a code that is no default reading."""
        return any(entry.rule != "default" for entry in self.book.code(self.text(item)))

    def _within(self, a: int, b: int) -> list[Quantity]:
        first, end = bisect_left(self.starts, a), bisect_left(self.starts, b)
        return [q for q in self.numbers[first:end] if q.stop <= b]

    def _pieces(self, start: int, end: int, step: int = 1) -> Iterator[tuple[int, int]]:
        """What stands between commas, semicolons and colons outside brackets and quotes; -1 from the last."""
        first, last = bisect_left(self.marks, start), bisect_left(self.marks, end)
        for order in range(first, last + 1)[::step]:
            a = start if order == first else self.marks[order - 1] + 1
            b = end if order == last else self.marks[order]
            if b > a:
                yield a, b

    def _in_number(self, i: int) -> bool:
        return any(i < q.end for q in self.numbers[: bisect_right(self.starts, i)][-1:])

    def _open(self, a: int, b: int) -> int | None:
        """Where the 等 stands that leaves a list open."""
        for match in self.form.open.finditer(self.sentence, a, b):
            if not self.whole[match.start()] and match.start() > a:
                return match.start()
        return None

    def _parts(self, a: int, b: int) -> list[tuple[int, int]]:
        cuts = [i for i in range(a, b) if self.sentence[i] == "、" and not self.whole[i]]
        return [(x, y) for x, y in zip([a, *(i + 1 for i in cuts)], [*cuts, b], strict=True) if y > x]

    def _plain(self, a: int, b: int) -> Iterator[Item]:
        """The items of a piece without numbers: 和 parts the last two, and others that both have a code."""
        opened = self._open(a, b)
        while opened and (more := self.form.more.match(self.sentence, opened, b)):
            yield from self._closed(a, opened)
            a = more.end()
            opened = self._open(a, b)
        yield from self._closed(a, opened or b)

    def _closed(self, a: int, b: int) -> Iterator[Item]:
        """The items of a list that nothing leaves open."""
        parts = self._parts(a, b)
        for x, y in parts[:-1]:
            yield from self._parted(x, y, None)
        for x, y in parts[-1:]:
            yield from self._parted(x, y, _SHORTEST if parts[1:] else _ALONE)

    def _parted(self, a: int, b: int, least: int | None) -> Iterator[Item]:
        for match in self.form.and_.finditer(self.sentence, a, b):
            if any(self.whole[match.start() : match.end()]):
                continue
            behind = min(b, match.end() + 2 * _FURTHEST)  # a longer item is no theme
            left, right = self.item(a, match.start()), self.item(match.end(), behind)
            if self._stands(left, least) and self._stands(right, least):
                yield left
                a = match.end()
        yield self.item(a, b)

    def _stands(self, item: Item, least: int | None) -> bool:
        """Whether what stands beside 和 is an item: it is long enough, or has a code; only a code if None."""
        size = item.end - item.start
        if least is None:
            return size >= _SHORTEST and self.firm(item)
        return size >= least or (size >= _SHORTEST and self.firm(item))

    def _numbered(self, a: int, b: int, numbers: list[Quantity]) -> Iterator[Item]:
        """The items of a piece with numbers: each number belongs to one item, and an item may hold a 、."""
        first = not self._says(a, numbers[0].start)
        groups: list[tuple[int, int, list[Quantity]]] = []
        for x, y in self._numbered_parts(a, b, numbers):
            within = [q for q in numbers if x <= q.start < y]
            joins = groups and (not within if first else not groups[-1][2])
            if joins:
                x, _, before = groups.pop()
                within = before + within
            groups.append((x, y, within))
        for x, y, within in groups:
            opened = self._open(x, within[0].start) if within and not first else None
            if not within or (opened and "、" in self.sentence[x:opened]):
                yield from self._plain(x, opened or y)
            elif not self._says(x, within[0].start):
                behind = within[-1].stop
                yield _measured(self.item(behind, self._open(behind, y) or y), within)
            elif self.sentence[within[0].start - 1] == "各":
                yield from (_measured(item, within) for item in self._plain(x, within[0].start - 1))
            else:
                yield _measured(self.item(x, within[0].start), within)

    def _numbered_parts(self, a: int, b: int, numbers: list[Quantity]) -> Iterator[tuple[int, int]]:
        """Parts at 、, and at 和 where a number stands on both sides of it."""
        for x, y in self._parts(a, b):
            for match in self.form.and_.finditer(self.sentence, x, y):
                sides = {q.start < match.start() for q in numbers if x <= q.start < y}
                if len(sides) == 2 and not any(self.whole[match.start() : match.end()]):
                    yield x, match.start()
                    x = match.end()
            yield x, y

    def _says(self, a: int, b: int) -> bool:
        """Whether anything but an opening (其中涉及) stands there."""
        item = self.item(a, b)
        return item.end > item.start and not self.form.lead.fullmatch(self.sentence, item.start, item.end)

    def item(self, a: int, b: int) -> Item:
        """A span without what leads to the item and what trails behind it (类, 方面, 相关信息)."""
        before = (-1, -1)
        a, b = self._trim(a, b)
        while before != (a, b):
            before = (a, b)
            for pattern in (_ENUMERATOR, self.form.lead):
                match = pattern.match(self.sentence, a, b)
                a = match.end() if match and match.end() < b else a
            b = next((t for t in range(a + _SHORTEST, b) if self._trails(t, b)), b)
            a, b = self._trim(a, b)
        return Item(a, b)

    def _trails(self, t: int, b: int) -> bool:
        """Whether what stands there trails behind an item, and cuts no term."""
        return not self.in_term[t] and self.form.tail.fullmatch(self.sentence, t, b) is not None

    def _trim(self, a: int, b: int) -> tuple[int, int]:
        """A span without the marks at its ends; a quote or a bracket stays where its other half is inside."""
        while a < b and self.sentence[a] in _TRIMMED and not self._paired(a, a, b):
            a += 1
        while b > a and self.sentence[b - 1] in _TRIMMED and not self._paired(b - 1, a, b):
            b -= 1
        return a, b

    def _paired(self, i: int, a: int, b: int) -> bool:
        if self.sentence[i] == '"':
            inside = self.sentence[a:b].count('"') % 2 == 0
            return inside and not self.sentence[a] == self.sentence[b - 1] == '"'
        return self.sentence[i] in "()" and any(
            m.start() <= i < m.end() for m in _BRACKETS.finditer(self.sentence, a, b)
        )


def _measured(item: Item, numbers: list[Quantity]) -> Item:
    """An item with numbers that it does not have yet."""
    counts = [q.value for q in numbers if q.unit != "%"]
    shares = [q.value for q in numbers if q.unit == "%"]
    return replace(
        item,
        count=counts[0] if item.count is None and counts else item.count,
        share=shares[0] if item.share is None and shares else item.share,
        about=item.about or any(q.qualifier != "exact" for q in numbers),
    )


def _cover(text: str, *patterns: re.Pattern[str]) -> list[bool]:
    covered = [False] * len(text)
    for pattern in patterns:
        for match in pattern.finditer(text):
            covered[match.start() : match.end()] = [True] * (match.end() - match.start())
    return covered
