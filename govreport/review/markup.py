"""HTML that is safe by construction: what is not `Markup` is escaped, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from govreport.review.labels import Words

__all__ = ["Markup", "both", "raw", "shown", "tag", "together"]

# Of control characters a page may hold only tab and line break. A lone surrogate has no UTF-8, and marks of
# direction would let a source turn round the text beside it. Each is one character, so offsets stay right.
_NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_VOID = frozenset({"br", "hr", "img", "input", "meta"})


class Markup(str):
    """HTML that may stand in a page as it is."""

    __slots__ = ()


def shown(text: str) -> str:
    """`text` with U+FFFD for each character that a page may not hold or that would disturb it."""
    return _NOT_SHOWN.sub("\ufffd", text)


def together(parts: Iterable[str]) -> Markup:
    """Some pieces of content one behind the other; plain text among them is escaped."""
    return Markup("".join(p if isinstance(p, Markup) else escape(shown(p)) for p in parts))


def tag(name: str, /, *content: str, **attributes: str | int | bool | None) -> Markup:
    """An element. ``class_`` is class, ``data_i`` data-i; True is an attribute without value, None none."""
    pairs = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        plain = key.rstrip("_").replace("_", "-")
        pairs.append(f" {plain}" if value is True else f' {plain}="{escape(shown(str(value)))}"')
    end = "" if name in _VOID else f"</{name}>"
    return Markup(f"<{name}{''.join(pairs)}>{together(content)}{end}")


def raw(name: str, content: str) -> Markup:
    """A script or style of our own, which a browser takes as it is.

    Raises
    ------
    ValueError
        If it holds what could end it.
    """
    if re.search(r"</|<!--", content):
        raise ValueError(f"{name}: no '</' and no '<!--' was expected in it")
    return Markup(f"<{name}>{content}</{name}>")


def both(words: Words) -> Markup:
    """Words in both languages; the page shows one or both. What is the same in both stands there once."""
    zh, en = words
    if zh == en:
        return tag("span", zh)
    return together((tag("span", zh, lang="zh"), " ", tag("span", en, lang="en")))
