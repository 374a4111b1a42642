"""Spelling made comparable, str to str: width, brackets, quotes, blanks. Each function is idempotent."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from govreport.resources import load_text

__all__ = ["compact", "compact_offsets", "folded", "printed_name", "squeezed"]

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
_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))
_BLANKS = re.compile(r"\s+")


class _Width(dict[int, str]):
    """A translation table that works out each character once: character by character, so that the
    folded text can be walked beside the original."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
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


_WIDTH = _Width({ord(c): plain for c, plain in _SAME.items()})
_FOLDING = _Folding()


def folded(text: str) -> str:
    """`text` with one form of each character: NFKC, simplified, one kind of bracket, quote and dash.

    Blanks stay, so that borders made of blanks survive.
    """
    return text.translate(_FOLDING)


def compact(text: str) -> str:
    """`folded` text without any blank: the form in which labels are compared."""
    return _BLANKS.sub("", folded(text))


def compact_offsets(text: str) -> tuple[str, list[int]]:
    """`compact(text)`, and for each of its characters the offset in `text` that it came from."""
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
    return _BLANKS.sub(" ", text.translate(_WITHOUT_INVISIBLE)).strip()
