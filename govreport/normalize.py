"""Spelling made comparable, str to str: width, brackets, quotes, blanks. Each function is idempotent."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["compact", "compact_offsets", "folded", "squeezed"]

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


class _Folding(dict[int, str]):
    """A translation table that works out each character once: character by character, so that the
    folded text can be walked beside the original."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        self[code] = folded_char = "".join(_SAME.get(c, c) for c in _SAME.get(plain, plain))
        return folded_char


_FOLDING = _Folding({ord(c): plain for c, plain in _SAME.items()})


def folded(text: str) -> str:
    """`text` with one form of each character: NFKC, one kind of bracket, quote and dash.

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


def squeezed(text: str) -> str:
    """`text` as a reader sees it: each run of blanks one space, none at the ends."""
    return _BLANKS.sub(" ", text.translate(_WITHOUT_INVISIBLE)).strip()
