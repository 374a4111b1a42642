"""Patterns for all that the official tables print, in every spelling, and for words that change it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from govreport import forms
from govreport.normalize import compact

__all__ = [
    "BOUND",
    "DOUBT",
    "DOUBTS",
    "DOUBT_WORD",
    "MEASURE",
    "MULTIPLIER",
    "OF_NUMBER",
    "REMARK",
    "UNIT",
    "UNIT_REMARK",
    "lacks_its_first",
    "means_another",
    "narrows",
    "spelling_pattern",
    "words_before",
]

# A unit in brackets behind a label or a head: 政府集中采购(元).
UNIT_REMARK = re.compile(r"\((?:单位:?)?[十百千万亿]{0,2}[元件项个条次人]\)")
# Units that a number may have and the form counts otherwise: 元, 百件.
UNIT = "亿元|万元|元|[十百千万亿]{1,2}[件项个条次人]"
# Words that make of a label or a head that of another figure: 上年新收…, 本机关不掌握…, 应处理决定数量.
_NARROWS = re.compile(r"[上下去往前]年|[不未非无免拟应]|其中|累计|本级|所属|同比")
# Words behind a number that make it another: 3 万, 5 几, 245 以上.
MULTIPLIER = re.compile(r"(?:[万千百亿余多十几打]|以[上下]|次方)[^\s\d]{0,2}")
# Words that make the number before them uncertain, or the one behind it: 0 存疑 0.
DOUBTS = "有误|存疑|待核|不[含计]|应为|[详另参]?见(?:附件)?|作废|更正|[上去]年|其中网上|[约改原]"
DOUBT_WORD = re.compile(DOUBTS)
DOUBT = re.compile(rf"\(?(?:{DOUBTS}|[万千百亿余多]|[或至到](?=\D?\d)|[、:/~+×=%?]).{{0,4}}")
# Words that count something else than cases, with a blank before them: 245 元, 3 倍, 2 次/日.
MEASURE = re.compile(r"[元倍成号度分转双几打年月日‰%x]|年度|季度|[左右上下]{2}|以[内前]|[件次]/[年月日]")
# A bound or an ordinal before a number, with a blank between: ≥ 245, 第 3.
BOUND = re.compile(r"[≥≤<>≈~±第]|累计")
# Words behind a number that no form prints there: 有误, 存疑, 不含撤回, 其中网上2.
REMARK = re.compile(
    rf"(?!万元|人次|平方|公里|单位|总计|合计|小计)[\u4e00-\u9fff]{{2,5}}|{DOUBT.pattern}|{MEASURE.pattern}"
)
# Words that touch a number and belong to it, not to the label behind them: 几, 以上, 存疑, 日.
OF_NUMBER = re.compile(rf"(?<=\d)(?:{MULTIPLIER.pattern}|{DOUBT.pattern}|[年月日转])|^[万千百亿余]")
# Words before a label, with their number; and such as leave it what it is.
_WORDS_AT_END = re.compile(r"(?:\d[.、])?[\u4e00-\u9fff]{1,20}(?:(?<![一二三四五六七八九十])、)?$")
_HARMLESS = re.compile(r"(?:[本我](?:机关|局|年度?)|全[省市县区年]|\d年度?|政府|情况|[表注项类])$")
_FURTHEST = 24  # characters
_UNIT = re.compile("[亿万]?元|[件项个条篇份期]|人?次|人")  # of a row whose cell is blank
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ORDINAL = re.compile(
    r"\((?P<bracketed>[一二三四五六七八九十])\)|(?P<digit>\d)\.|(?P<chinese>[一二三四五六七八九十])、"
)


@cache
def spelling_pattern() -> re.Pattern[str]:
    """A pattern for everything that tables 二, 三 and 四 of all forms print, over compact text.

    The number before a label (``2.``) belongs to the label: where digits run together, as in
    ``2200003252.没有现成信息``, it is what ends the row above.
    """
    texts = _texts()
    # By their first characters: a place where no label begins is passed at once.
    beginning: dict[str, list[str]] = {}
    for text in sorted(texts, key=lambda text: (-len(text), text)):
        for first, rest in _spellings(text):
            beginning.setdefault(first, []).append(rest)
    spellings = "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in beginning.items())
    return re.compile(rf"(?:{spellings})(?:{UNIT_REMARK.pattern})?")


@cache
def _texts() -> frozenset[str]:
    """All that those tables print, and how it is spelled."""
    texts: set[str] = set()
    for template in map(forms.load, forms.available()):
        for table in template.tables:
            if table.layout == "indicators":
                continue
            texts.update(table.headers, table.marks, map(compact, (column.zh for column in table.columns)))
            for column in table.columns:
                texts.update(column.also)
            for row in table.rows:
                texts.update(row.labels, row.seen, row.under)
    return frozenset(texts)


@cache
def _beheaded() -> frozenset[str]:
    return frozenset(text[1:] for text in _texts() if len(text) > 3)


def lacks_its_first(text: str) -> bool:
    """Whether a text is a label without its first character, for which a digit before it may stand."""
    return text in _beheaded()


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """A label with and without its number: first character, and a pattern for the rest.

    A word of two characters needs its number.
    """
    match = _ORDINAL.match(text)
    if match is None:
        yield text[0], _escaped(text[1:])
        return
    core, ordinal = text[match.end() :], match["digit"] or match["chinese"] or match["bracketed"]
    yield "(", rf"{ordinal}\){_escaped(core)}"
    yield ordinal[0], rf"{ordinal[1:]}[.、,]{_escaped(core)}"
    if len(core) >= 3:
        yield core[0], _escaped(core[1:])


def _escaped(text: str) -> str:
    """A pattern for a text; 它 is written for 他 (其它) now and then."""
    return re.escape(text).replace("他", "[他它]")


def words_before(plain: str, offsets: Sequence[int], first: int, start: int) -> int:
    """How many characters before a label make it another's, without a border: 1 in 非行政许可.

    `offsets` are those of a compact text, `first` is where the label before it ends.
    """
    first, begin = max(first, start - _FURTHEST), start
    while first < begin and offsets[begin] == offsets[begin - 1] + 1:
        begin -= 1  # back to a blank
    words = _WORDS_AT_END.search(plain, begin, start)
    if words is None or not _HAN.match(plain[start]):
        return 0
    if _UNIT.fullmatch(words[0]) or _HARMLESS.search(plain, first, start):
        return 0
    return len(words[0])


def means_another(text: str, name: str) -> bool:
    """Whether a text differs from a name of the form in a word that makes it that of another figure."""
    return sorted(_NARROWS.findall(text)) != sorted(_NARROWS.findall(name))


def narrows(text: str) -> bool:
    """Whether a text is a word and no more that makes a label that of another figure: 累计, 其中."""
    return len(text) > 1 and _NARROWS.fullmatch(text) is not None
