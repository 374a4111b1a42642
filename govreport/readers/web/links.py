"""The links of a web page, with its title, the words that it shows and its scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

__all__ = ["Linked", "linked"]

_NOT_SHOWN = ("script", "style", "title", "noscript", "template")
_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}


@dataclass(frozen=True, slots=True)
class Linked:
    """A page: `links` as they are written, with the words that they stand on; `base` is where they start."""

    title: str = ""
    shown: str = ""
    scripts: str = ""
    base: str = ""
    links: tuple[tuple[str, str], ...] = ()


def linked(text: str) -> Linked:
    """What a page links to, and what it shows; damaged markup is read as a browser reads it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it
        return Linked()
    if root is None:
        return Linked()
    links = []
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if tag == "a" and element.get("href"):
            links.append((str(element.get("href")), _plain("".join(map(str, element.itertext())))))
        elif tag in _FRAMES and element.get(_FRAMES[tag]):
            links.append((str(element.get(_FRAMES[tag])), ""))
    within = " or ".join(f"ancestor::{tag}" for tag in _NOT_SHOWN)
    return Linked(
        _plain("".join(_texts(root, "//title[1]//text()"))),
        _plain("".join(_texts(root, f"//text()[not({within})]"))),
        "\n".join(_texts(root, "//script//text()")),
        next(iter(_texts(root, "//base/@href")), ""),
        tuple(links),
    )


def _texts(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path)
    return [str(one) for one in found] if isinstance(found, list) else []


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
