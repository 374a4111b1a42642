"""Numbers in running text, each with its unit, how exactly it is meant, and its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

import cn2an

from govreport.document import record
from govreport.resources import Table, load_toml
from govreport.text.prose import Folded, fold
from govreport.text.sought import one_of

__all__ = ["DURATIONS", "Qualifier", "Quantity", "in_folded", "quantities"]

Qualifier = Literal["exact", "over", "about"]
DURATIONS = frozenset("年 月 日 天 周 季度 小时 分钟 个月 个工作日 人日".split())


@record(frozen=True, slots=True)
class Quantity:
    """A number that counts or measures.

    Attributes
    ----------
    value : Decimal
        Of `unit`. 万 and 亿 are multiplied out: 1.2万件 is 12000 件, 0.5万元 is 5000 元. 三成 is 30 %.
    unit : str
        The counter or measure as printed behind the number, "%" for a percentage, "" where none stands there.
    qualifier : {"exact", "over", "about"}
        over: 余, 多, 超过, 逾, 以上; about: 近, 约, 左右, 不足, 成. Words of both kinds are about.
    start, end : int
        The numeral alone, with 万 or 成: ``1.2万``, ``十二``, ``三成``.
    stop : int
        Where the unit ends, and 左右 or 以上 behind it.
    """

    value: Decimal
    unit: str
    qualifier: Qualifier
    start: int
    end: int
    stop: int

    def moved(self, by: int) -> Quantity:
        start, end, stop = self.start + by, self.end + by, self.stop + by
        return Quantity(self.value, self.unit, self.qualifier, start, end, stop)


@dataclass(frozen=True, slots=True)
class _NumberGrammar:
    """Expressions of numbers, of what only looks like one, and of words that qualify one beside them."""

    counted: re.Pattern[str]
    masked: re.Pattern[str]
    beside: re.Pattern[str]
    qualifying: dict[str, Qualifier]


# All that hangs together, also what no one writes so (1.200,00): a part of it is never a number.
_RUN = r"""\d+(?:[.,'"`·]\d+)*"""
_DIGITS = rf"{_RUN}(?:[百千万亿]+{_RUN})*"
_PLAIN = re.compile(r"""(?:\d{1,3}(?P<mark>[,'"])\d{3}(?:(?P=mark)\d{3})*|\d+)(?:\.\d+)?""")
_MIXED = re.compile(r"(?P<digits>[\d.]+)(?P<size>[百千万亿]*)")  # 3万5000, 1万2千
_CHINESE = "[零〇一二三四五六七八九十百千两廿]+"
_MORE = "[余多来]"
_BEGUN = frozenset("0123456789零〇十百千两廿万亿")
_GOES_ON = _BEGUN | frozenset("一二三四五六七八九")
# The characters with which a word of not_numbers can begin: a quick look before the long list is tried.
_FIRST = r"\d第(\"A-Za-z〇零○一二三四五六七八九十百千万两上数几电传邮"
_TENTHS = "成"  # 三成 is about 30%
_LONGEST = 24  # characters; what is longer is no number that anyone counted
_SIZES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_MEASURES = frozenset({"%", "个百分点", "元", "倍", "分", "小时", ""})  # what need not be whole


@cache
def _grammar() -> _NumberGrammar:
    return load_toml("quantities.toml", _built)


def _built(data: Table) -> _NumberGrammar:
    kinds: tuple[Qualifier, ...] = ("over", "about")
    before = {kind: data.texts(f"before_{kind}") for kind in kinds}
    after = {kind: data.texts(f"after_{kind}") for kind in kinds}
    qualifying = {word: kind for words in (before, after) for kind in kinds for word in words[kind]}
    ahead = before["over"] + before["about"]
    begins = "".join(sorted({word[0] for word in ahead}))
    counted = (
        rf"(?=[\d百千零〇一二三四五六七八九十两廿{begins}])"
        rf"(?P<pre>(?<![预节签合违特])(?:{one_of(ahead)}){{1,3}})?"
        rf"(?P<number>(?:(?P<digits>{_DIGITS})|(?P<percent>百分之)?(?P<chinese>{_CHINESE}))"
        rf"(?P<some>{_MORE})?(?P<size>[百千]?[万亿]|[百千])?)(?P<more>{_MORE})?"
        rf"(?P<unit>{one_of((_TENTHS, *data.texts('units')))})?(?P<odd>(?<={_TENTHS}){_MORE})?"
        rf"(?P<post>{one_of(after['over'] + after['about'])})?"
    )
    masks = []
    for mask in data.tables("not_numbers"):
        masks.append(mask.text("pattern"))
        mask.texts("examples")
        mask.done()
    masked = f"(?=[{_FIRST}])(?:{'|'.join(masks)})"
    return _NumberGrammar(re.compile(counted), re.compile(masked), re.compile(one_of(qualifying)), qualifying)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of `text` that counts or measures something, in order, with offsets into `text`.

    Dates, years, document numbers, articles of laws, telephone numbers, ordinals, numbers of list items,
    ranges and words that only hold a numeral (一是, 三审三校) are not quantities. A Chinese numeral is one
    only before a counter. Spelling (width, blanks, traditional characters) does not matter.

    >>> [(q.value, q.unit, q.qualifier) for q in quantities("2024年收到申请1.2万余件，办结十二 件")]
    [(Decimal('12000'), '件', 'over'), (Decimal('12'), '件', 'exact')]
    """
    read = fold(text)
    return tuple(_original(read, quantity) for quantity in in_folded(read.text))


def _original(read: Folded, q: Quantity) -> Quantity:
    start, end = read.span(q.start, q.end)
    return Quantity(q.value, q.unit, q.qualifier, start, end, read.span(q.start, q.stop)[1])


def in_folded(text: str) -> list[Quantity]:
    """The quantities of a folded text, with offsets into it."""
    grammar = _grammar()
    plain = grammar.masked.sub(lambda m: "\x00" * len(m[0]), text)
    return [q for found in grammar.counted.finditer(plain) if (q := _quantity(found, plain)) is not None]


def _quantity(found: re.Match[str], text: str) -> Quantity | None:
    unit, start, end = found["unit"] or "", found.start("number"), found.end("number")
    if "\x1f" in (text[start - 1 : start], text[end : end + 1]):  # numbers in a row: a table's
        return None
    if text[end : end + 1] in _GOES_ON or (not found["percent"] and text[start - 1 : start] in _BEGUN):
        return None  # 一万2千, 3万零5百: a part of a number
    if found["percent"]:
        unit = "%"
    elif found["chinese"] and not unit:
        return None
    value = _value(found) if end - start <= _LONGEST else None
    if value is None or (unit in ("%", "") and (found["size"] or "") in ("百", "千")):
        return None
    if unit == _TENTHS:
        unit, value, end = "%", value * 10, found.end("unit")
        if not 10 <= value <= 90:
            return None
    whole = value == value.to_integral_value()
    if not whole and unit not in _MEASURES:
        return None  # 1.5件: the number of a list item and a count
    if found["some"] and not found["size"]:
        end = found.start("some")
    start = found.start("chinese") if found["percent"] else start
    value = value.quantize(Decimal(1)) if whole else value
    return Quantity(value, unit, _qualifier(found), start, end, max(found.end(), end))


def _value(found: re.Match[str]) -> Decimal | None:
    chinese = found["chinese"]
    if chinese in ("百", "千"):
        value = Decimal(_SIZES[chinese]) if found["pre"] else None  # 逾百人次
    elif chinese:
        value = _in_chinese(chinese)
    else:
        return _in_digits(found["digits"], found["size"] or "")
    for size in found["size"] or "":
        value = None if value is None else value * _SIZES[size]
    return value


@lru_cache(maxsize=4096)
def _in_chinese(numeral: str) -> Decimal | None:
    """The value of a Chinese numeral; None where it is set as no number is. Few are ever printed."""
    try:
        return Decimal(str(cn2an.cn2an(numeral, "smart")))
    except (ValueError, LookupError):  # cn2an looks 十十 up in a table that has no such thing
        return None


def _in_digits(digits: str, size: str) -> Decimal | None:
    """The value of digits with 万 and 千 between or behind them; None where they are set as no number is."""
    if digits.isdecimal() and not size:
        return Decimal(digits)
    if _PLAIN.fullmatch(digits):
        return Decimal(re.sub("[,'\"]", "", digits)) * _sized(size)
    value, least = Decimal(0), Decimal(0)
    for part in _MIXED.finditer(digits + size):
        times = _sized(part["size"])
        if not _PLAIN.fullmatch(part["digits"]) or (least and Decimal(part["digits"]) * times >= least):
            return None
        if least and times == 1 and len(part["digits"]) != len(str(least)) - 1:
            return None  # 3万5: 35000 or 30005
        value, least = value + Decimal(part["digits"]) * times, times
    return value if value and _MIXED.sub("", digits + size) == "" else None


def _sized(sizes: str) -> Decimal:
    times = Decimal(1)
    for size in sizes:
        times *= _SIZES[size]
    return times


def _qualifier(found: re.Match[str]) -> Qualifier:
    qualifiers: set[Qualifier] = set()
    if beside := f"{found['pre'] or ''}{found['post'] or ''}":
        grammar = _grammar()
        qualifiers.update(grammar.qualifying[word] for word in grammar.beside.findall(beside))
    if found["some"] or found["more"] or found["odd"]:
        qualifiers.add("over")
    if not qualifiers and found["unit"] == _TENTHS:
        return "about"
    if not qualifiers:
        return "exact"
    return "over" if qualifiers == {"over"} else "about"
