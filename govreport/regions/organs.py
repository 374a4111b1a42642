"""What kind of organ a name names, and what it is for; which organs are the central government's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govreport.errors import ResourceError
from govreport.normalize import compact
from govreport.resources import Table, load_text, load_toml

__all__ = [
    "body_of",
    "central",
    "field_organ",
    "function_at",
    "function_of",
    "has_field_word",
    "level_word",
    "plain",
]

_YEAR = re.compile(r"(?:19|20)\d{2}(?:年度|年)?|二[〇○零][〇○零一二三四五六七八九]{2}(?:年度|年)")
_LEAD = re.compile(r"^(?:关于)?(?:发布|公布|印发)?(?:中共|中国共产党|中华人民共和国)?")
_LOOKBEHIND = re.compile(r"\(\?<!.\)")
_TITLE = re.compile(r"(?:政府)?(?:信息公开|政务公开)(?:工作)?(?:年度|年)?(?:工作)?(?:报告|年报|情况).*$")

# 县教育局, 市发改委: the level without the place. 区县 and 县域 are other words.
_LEVEL_WORD = re.compile(r"^[省市州盟区县旗](?![区县域级直])")

# A prefecture (地区, 盟) has no people's government but an office of the province's, 行政公署.
_GOVERNMENT = "(?:人民)?政府|行政公署|行署"

# What follows the name of the place, or the whole name, by kind of organ; the first that matches.
_BODIES = (
    ("central", re.compile(r"海关(?:关区)?(?:\(.*\))?$|国家税务局$")),
    ("street", re.compile(r"^[^驻局厅]*(?:街道|地区办事处|办事处(?:$|筹备))")),
    ("township", re.compile(r"(?<!城)(?:镇|乡|苏木)(?:$|人民政府|政府|机关|党|综合)")),
    ("zone_committee", re.compile(r"管理委员会$|管委会$|(?:管理委员会|管委会)办公[室厅]$")),
    ("office", re.compile(rf"^(?:{_GOVERNMENT})(?:办公[厅室]|办|信息公开|政务公开)")),
    ("government", re.compile(rf"^(?:{_GOVERNMENT})?(?:\(本级\))?$")),
    ("department", re.compile(r"(?:局|厅|委|委员会|办|办公室|署|总队|支队|大队)(?:\(.*\))?$")),
)


@dataclass(frozen=True, slots=True)
class _Central:
    bodies: tuple[str, ...]
    field: re.Pattern[str]
    field_of_province: re.Pattern[str]


@cache
def _central() -> _Central:
    return load_toml(
        "regions/central.toml",
        lambda table: _Central(
            tuple(sorted(table.texts("bodies"), key=len, reverse=True)),
            re.compile("|".join(table.texts("field"))),
            re.compile("|".join(table.texts("field_of_province"))),
        ),
    )


@cache
def _simplified() -> dict[int, str]:
    lines = load_text("regions/traditional.txt").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    for pair in pairs:
        if len(pair) != 2:
            raise ResourceError(f"regions/traditional.txt: expected two characters, found {pair!r}")
    return {ord(pair[0]): pair[1] for pair in pairs}


@cache
def _functions() -> tuple[dict[str, str], re.Pattern[str]]:
    """Function by word, and a pattern of all words, the longest first."""
    by_word = load_toml("regions/functions.toml", lambda table: dict(_words(table)))
    words = sorted(by_word, key=len, reverse=True)
    return {_LOOKBEHIND.sub("", word): by_word[word] for word in words}, re.compile("|".join(words))


def _words(table: Table) -> Iterator[tuple[str, str]]:
    for entry in table.tables("functions"):
        function = entry.text("id")
        yield from ((word, function) for word in entry.texts("words"))
        entry.done()


def plain(organ: str) -> str:
    """An organ's name without blanks, year and title words, in simplified characters."""
    text = _YEAR.sub("", compact(organ).translate(_simplified()))
    return _LEAD.sub("", _TITLE.sub("", text)).strip("-·:、,。")


def central(name: str) -> str | None:
    """The central body whose name stands at the beginning of `name`."""
    bodies = _central().bodies
    found = next((b for b in bodies if name.startswith(b)), None) if name.startswith(bodies) else None
    # 民政部门 is no ministry, 国家统计局 of a name that goes on with 局 is none either.
    return found if found and not re.match(r"[门队分]", name[len(found) :]) else None


def field_organ(rest: str, level: str | None = None) -> bool:
    """Whether `rest`, which follows the name of a place, is an organ that the centre keeps there."""
    known = _central()
    return bool(known.field.match(rest) or (level == "province" and known.field_of_province.match(rest)))


def has_field_word(text: str) -> bool:
    """Whether a word for such an organ stands anywhere."""
    return bool(_central().field.search(text))


def function_at(text: str, position: int = 0) -> str | None:
    """The word for a duty that stands at `position`."""
    match = _functions()[1].match(text, position)
    return match[0] if match else None


def function_of(rest: str) -> str | None:
    """Id of the first duty that a name names, as functions.toml lists them."""
    by_word, pattern = _functions()
    match = pattern.search(rest)
    return by_word[match[0]] if match else None


def level_word(name: str) -> str | None:
    """The word for its level with which a name begins that names no place: 县 of 县教育局."""
    match = _LEVEL_WORD.match(name)
    return match[0] if match else None


def body_of(rest: str) -> str:
    """Kind of organ, by what follows the name of its place."""
    found = [body for body, pattern in _BODIES if pattern.search(rest)]
    if "zone_committee" in found and function_of(rest):  # 城市管理委员会
        return "department"
    return found[0] if found else "other"
