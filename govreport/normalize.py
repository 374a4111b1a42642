"""Spelling made comparable, str to str: width, brackets, quotes, blanks. Each function is idempotent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from govreport.resources import load_text

__all__ = [
    "compact",
    "compact_offsets",
    "folded",
    "one_line",
    "printed_name",
    "simplified",
    "squeezed",
    "unified",
]

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_SAME = {
    **dict.fromkeys("〔［【[", "("),
    **dict.fromkeys("〕］】]", ")"),
    **dict.fromkeys("「」『』“”„‟＂‘’'", '"'),
    **dict.fromkeys("—–―−‐‑－─﹣", "-"),
    **dict.fromkeys("⁄∕／", "/"),
    **dict.fromkeys("﹑､", "、"),
    **dict.fromkeys(_INVISIBLE, ""),
}
# CJK radicals supplement, each with its ideograph: Unicode's Equivalent_Unified_Ideograph. NFKC has
# the Kangxi radicals only.
_RADICALS = """
⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍尐 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺
⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爬 ⺦丬 ⺧牛
⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 ⺭礻 ⺮𥫗 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀
⺻聿 ⺼肉 ⺽𦥑 ⺾艹 ⺿艺 ⻀艻 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇𧢲 ⻈讠 ⻉贝 ⻊𧾷 ⻋车 ⻌辶 ⻍辷
⻎辸 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞𩙿 ⻟飠 ⻠饣
⻡𩠐 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟
"""
_UNIFIED = {ord(pair[0]): pair[1] for pair in _RADICALS.split()}
_UNIFIED |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))
_SHORT = 40  # characters
_BLANKS = re.compile(r"\s+")
_PRINTED = re.compile(r"\S+")
# Characters that folding makes one character each of: most texts have no others.
_USUAL = re.compile("[\x00-\x7f、。《》（），：；！？“”‘’％〔〕【】［］「」—－／．·\xa0\u3000\u4e00-\u9fff]*")


class _Width(dict[int, str]):
    """A translation table that works out each character once: character by character, so that the
    folded text can be walked beside the original."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain.isdecimal() and not chr(code).isdecimal():
            plain = chr(code)
        self[code] = folded_char = "".join(_SAME.get(c, c) for c in _SAME.get(plain, plain))
        return folded_char


class _Folding(dict[int, str]):
    """The same, and simplified."""

    def __missing__(self, code: int) -> str:
        self[code] = folded_char = _WIDTH[code].translate(_simplified())
        return folded_char


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters of this field, one for one."""
    files = map(load_text, ("regions/traditional.txt", "traditional.txt"))
    lines = (line for text in files for line in text.splitlines() if not line.startswith("#"))
    return {ord(pair[0]): pair[1] for line in lines for pair in line.split()}


_WIDTH = _Width({**_UNIFIED, **{ord(c): plain for c, plain in _SAME.items()}})
_FOLDING = _Folding()


def folded(text: str) -> str:
    """`text` with one form of each character: NFKC, simplified, one kind of bracket, quote and dash.

    Blanks stay, so that borders made of blanks survive.
    """
    return text.translate(_FOLDING)


def unified(text: str) -> str:
    """`text` with the ideograph for each CJK radical, which look alike and have codes of their own.

    >>> unified("⼟地、⻘山")
    '土地、青山'
    """
    return text.translate(_UNIFIED)


def simplified(text: str) -> str:
    """`unified` text with the simplified form of each traditional character of this field, one for one.

    >>> simplified("政府信息公開申請")
    '政府信息公开申请'
    """
    return unified(text).translate(_simplified())


def compact(text: str) -> str:
    """`folded` text without any blank: the form in which labels are compared."""
    return _compact(text) if len(text) <= _SHORT else _BLANKS.sub("", folded(text))


@lru_cache(maxsize=65536)
def _compact(text: str) -> str:
    """The same of a short text: cells and labels come again and again."""
    return _BLANKS.sub("", folded(text))


def compact_offsets(text: str) -> tuple[str, Sequence[int]]:
    """`compact(text)`, and for each of its characters the offset in `text` that it came from."""
    if _USUAL.fullmatch(text) or all(len(_FOLDING[ord(character)]) == 1 for character in set(text)):
        plain_text = folded(text)
        if not _BLANKS.search(plain_text):
            return plain_text, range(len(plain_text))
        inside = plain_text.strip()
        if not _BLANKS.search(inside):
            start = len(plain_text) - len(plain_text.lstrip())
            return inside, range(start, start + len(inside))
        kept = [i for match in _PRINTED.finditer(plain_text) for i in range(*match.span())]
        return _BLANKS.sub("", plain_text), kept
    characters: list[str] = []
    offsets: list[int] = []
    for i, character in enumerate(text):
        for plain in _FOLDING[ord(character)]:
            if not plain.isspace():
                characters.append(plain)
                offsets.append(i)
    return "".join(characters), offsets


def printed_name(text: str) -> str:
    """A name without blanks, in one width and with one kind of bracket, its characters as printed."""
    return _BLANKS.sub("", text.translate(_WIDTH))


def squeezed(text: str) -> str:
    """`text` as a reader sees it: each run of blanks one space, none at the ends."""
    return _squeezed_short(text) if len(text) <= _SHORT else _squeezed(text)


@lru_cache(maxsize=65536)
def _squeezed_short(text: str) -> str:
    """The same of a short text: cells and labels come again and again."""
    return _squeezed(text)


def _squeezed(text: str) -> str:
    return _BLANKS.sub(" ", text.translate(_WITHOUT_INVISIBLE)).strip()


def one_line(text: str) -> str:
    """`text` on one line and without control characters, which a terminal would obey."""
    shown = _BLANKS.sub(" ", text).strip()
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)
