"""What is kept whole before a dictionary sees a text: numbers, dates, document numbers, titles, Latin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

__all__ = ["HAN", "NUMERAL", "RULES", "Span", "literals", "wholes"]

HAN = "\u4e00-\u9fd5"  # the characters that jieba looks up in its dictionary
Span = tuple[int, int, str]
"""Start, end (excluded) and tag of a piece of text."""

_D = "[0-9０-９]"
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
_DIGIT = "一二两三四五六七八九"
_UNIT = "十百千万亿"
NUMERAL = f"{_DIGIT}零〇{_UNIT}"
_B = "[ \u3000\xa0]?"  # sites set numbers apart: 2025 年
_YEAR = f"(?:19|20){_D}{{2}}"
_DECIMAL = rf"(?:{_D}{{1,3}}(?:,{_D}{{3}})+(?!{_D})|{_D}+)(?:[.．]{_D}+)?"
_MONTH = f"(?:十[一二]?|[{_DIGIT}])月"
_DAY = f"(?:三十一?|二?十[{_DIGIT}]?|[{_DIGIT}])[日号]"

# In the order in which they are tried: the first that matches at a place is taken.
RULES: tuple[tuple[str, str], ...] = (
    ("eng", r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/]"),
    ("eng", r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("nz", r"《[^《》\n]{0,120}(?:《[^《》\n]{0,120}》[^《》\n]{0,120})*》"),
    # A document number from its bracket on; `wholes` adds the letters of its office. In round brackets
    # only behind letters: (2021)30号 alone may be a house.
    ("document", rf"[〔\[［【﹝]{_B}{_YEAR}{_B}[〕\]］】﹞]{_B}第?{_B}{_D}+{_B}号"),
    ("document", rf"(?<=[{HAN}]{{2}})[(（]{_YEAR}[)）]第?{_D}+号"),
    ("m", rf"{_D}{{1,2}}(?=[.．]{_YEAR}年)"),  # an item's number glued to a year: 1.2025年
    ("t", rf"{_YEAR}(?P<between>[-./] ?){_D}{{1,2}}(?P=between){_D}{{1,2}}(?!{_D})"),
    ("t", rf"{_YEAR}{_B}年(?:度|{_B}{_D}{{1,2}}{_B}月(?:{_B}{_D}{{1,2}}{_B}[日号])?)?"),
    ("t", rf"{_D}{{2}}年{_D}{{1,2}}月(?:{_D}{{1,2}}[日号])?"),
    ("t", rf"{_D}{{1,2}}{_B}月(?:{_B}{_D}{{1,2}}{_B}[日号]|份)?"),
    ("t", rf"{_D}{{1,2}}[:：]{_D}{{2}}(?:[:：]{_D}{{2}})?(?!{_D})"),
    ("t", rf"[一二][〇○零一二三四五六七八九]{{3}}年(?:度|{_MONTH}(?:{_DAY})?)?"),
    ("t", f"{_MONTH}{_DAY}"),
    ("m", rf"0{_D}{{2,3}}[-—–]{{1,2}}{_D}{{7,8}}(?!{_D})"),
    ("m", rf"百分之(?:{_DECIMAL}|[{NUMERAL}]+(?:点[{NUMERAL}]+)?)"),
    ("eng", rf"{_D}*[{_LATIN}](?:[-_.&]?[{_LATIN}0-9０-９])*[+#]*"),
    ("m", rf"第?{_DECIMAL}(?:[%％‰]|[百千]?[万亿]+|[十百]|千(?![克瓦米伏卡]))?"),
    ("m", rf"(?<=[0-9０-９{_UNIT}])[余多]"),  # 40余条: the dictionary has 余条
    # Chinese numerals of three characters and more; shorter ones are words of the dictionary.
    (
        "m",
        f"第?(?<![{NUMERAL}])(?:[{_DIGIT}][{_UNIT}]+|十[万亿]?)零?(?:[{_DIGIT}]?[{_UNIT}]+零?)*[{_DIGIT}]?"
        f"(?<=[{NUMERAL}]{{3}})(?![{NUMERAL}])",
    ),
)
_STARTS = rf"0-9０-９{_LATIN}{NUMERAL}○第余多《〔\[［【﹝(（._+\-"
_HAN_CHARACTER = re.compile(f"[{HAN}〇]")
# What leads to a document number and is no part of it: 根据国办函〔2021〕30号.
_LEADS = re.compile(
    "根据|按照|依据|依照|参照|遵照|贯彻|落实|执行|印发|转发|下发|发布|公布|制定|出台|[的了号]|[和及与]"
)
_LONGEST_OFFICE = 10


def literals(words: Iterable[str]) -> tuple[str, ...]:
    """Those of `words` that no dictionary of Han words can keep whole: ``12345热线``, ``第二十三条``.

    They hold other characters, or something that is a number or a date; `wholes` looks for them itself.
    """
    han = re.compile(f"[{HAN}]+")
    found = (word for word in words if not han.fullmatch(word) or next(wholes(word), None))
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def wholes(text: str, literal: tuple[str, ...] = ()) -> Iterator[Span]:
    """The pieces of `text` to keep whole, from left to right, without overlap.

    Tags are ``m`` (numbers), ``t`` (dates and times), ``nz`` (document numbers, titles), ``eng``
    (Latin words, addresses) and ``literal`` for one of the words `literal`.
    """
    done = 0
    for match in _pattern(literal).finditer(text):
        start, end = match.span()
        tag = _tag(match.lastgroup)
        if tag == "document":
            start, tag = _office(text, done, start), "nz"
        yield start, end, tag
        done = end


@cache
def _pattern(literal: tuple[str, ...]) -> re.Pattern[str]:
    rules = [f"(?P<rule{i}>{rule})" for i, (_, rule) in enumerate(RULES)]
    starts = _STARTS
    if literal:
        starts += "".join(sorted({re.escape(word[0]) for word in literal}))
        rules.insert(0, f"(?P<literal>{'|'.join(map(re.escape, literal))})")
    return re.compile(f"(?=[{starts}])(?:{'|'.join(rules)})")


def _tag(group: str | None) -> str:
    assert group is not None
    return group if group == "literal" else RULES[int(group.removeprefix("rule"))][0]


def _office(text: str, done: int, bracket: int) -> int:
    """Where the letters of the office before a document number begin: 国办函〔2021〕30号.

    They are the Han characters before the bracket, back to a word that leads to them. Where no such
    word shows their beginning and they are too many to be an office's, none are taken.
    """
    first = bracket
    while first > done and _HAN_CHARACTER.match(text, first - 1):
        first -= 1
    start = first
    if start < bracket and start and text[start - 1] in "》)）号" and text[start] in "和及与":
        start += 1
    for lead in _LEADS.finditer(text, start, bracket):
        if lead.start() > first or lead[0] not in "和及与":  # 和政办发 is a county's
            start = lead.end()
    return start if bracket - start <= _LONGEST_OFFICE else bracket
