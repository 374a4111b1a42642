"""The built site, checked: each link within it ends somewhere, and nothing is loaded from outside.

Sphinx checks the references of its own sources (``-n -W``) and its linkcheck visits addresses on the net;
neither looks at links of raw HTML, of the theme and of notebooks' outputs, nor at what a page loads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

__all__ = ["Checked", "check"]

_LINKS = {"a": ("href",), "area": ("href",)}
# What a browser fetches by itself.
_LOADS = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "input": ("src",),
    "image": ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "form": ("action",),
}
_CSS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
# A script that fetches: an address on the net as an argument or a source.
_FETCHES = re.compile(
    r"""(?:fetch|import|importScripts|open|require|\.src\s*=|\.href\s*=)\s*\(?\s*["'`](https?:)?//([^/"'`\s]+)"""
)
_NOT_RENDERED = (
    "canonical",
    "prev",
    "next",
    "index",
    "search",
    "author",
)  # links of `link` that load nothing


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong.

    Attributes
    ----------
    pages, links, loads : int
        Pages; links and anchors within the site; files that pages load.
    hosts : dict of str to int
        Hosts of hyperlinks to the outside, which a reader may follow and nothing else, with their number.
    faults : tuple of str
        Each with its page.
    """

    pages: int
    links: int
    loads: int
    hosts: dict[str, int]
    faults: tuple[str, ...]

    def told(self) -> str:
        """One line."""
        outside = sum(self.hosts.values())
        return (
            f"{self.pages} pages, {self.links} links within the site and {self.loads} loaded files checked, "
            f"{len(self.faults)} faults; {outside} hyperlinks to {len(self.hosts)} hosts outside"
        )


@dataclass(frozen=True, slots=True)
class _Reference:
    page: Path
    address: str
    loaded: bool


def check(site: Path) -> Checked:
    """Look at every page, style sheet and script below the folder `site`; nothing outside is visited."""
    pages = {
        path.resolve(): html.document_fromstring(path.read_bytes()) for path in sorted(site.rglob("*.html"))
    }
    anchors = {path: _anchors(page) for path, page in pages.items()}
    found = [one for path, page in pages.items() for one in _references(path, page)]
    found += [one for path in sorted(site.rglob("*.css")) for one in _styles(path.resolve(), _text(path))]
    faults = [fault for one in found if (fault := _fault(one, site.resolve(), anchors))]
    faults += [fault for path in sorted(site.rglob("*.js")) for fault in _scripts(path, _text(path), site)]
    faults += [
        fault
        for path, page in pages.items()
        for code in page.iter("script")
        for fault in _scripts(path, code.text or "", site)
    ]
    hosts: dict[str, int] = {}
    for one in found:
        if not one.loaded and (host := urlsplit(one.address).hostname):
            hosts[host] = hosts.get(host, 0) + 1
    inside = [one for one in found if not _is_outside(one.address)]
    return Checked(
        pages=len(pages),
        links=sum(not one.loaded for one in inside),
        loads=sum(one.loaded for one in inside),
        hosts=dict(sorted(hosts.items())),
        faults=tuple(sorted(set(faults))),
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _anchors(page: html.HtmlElement) -> set[str]:
    return {str(name) for name in page.xpath("//@id | //a/@name")}


def _references(path: Path, page: html.HtmlElement) -> Iterator[_Reference]:
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        for name in _LINKS.get(tag, ()):
            if (address := element.get(name)) is not None:
                yield _Reference(path, address, loaded=False)
        if tag != "link" or not set((element.get("rel") or "").split()) <= set(_NOT_RENDERED):
            for name in _LOADS.get(tag, ()):
                for address in _addresses(name, element.get(name)):
                    yield _Reference(path, address, loaded=True)
        style = (element.text or "") if tag == "style" else element.get("style") or ""
        yield from _styles(path, style)


def _addresses(attribute: str, value: str | None) -> Iterator[str]:
    if value and attribute == "srcset" and not value.startswith("data:"):
        yield from (part.split()[0] for part in value.split(",") if part.strip())
    elif value:
        yield value


def _styles(path: Path, text: str) -> Iterator[_Reference]:
    for match in _CSS.finditer(text):
        yield _Reference(path, match[1] or match[2], loaded=True)


def _scripts(path: Path, text: str, site: Path) -> Iterator[str]:
    for match in _FETCHES.finditer(text):
        yield f"{_name(path, site)}: a script loads from {match[2]}"


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in ("http", "https", "ftp")


def _name(path: Path, site: Path) -> str:
    return path.resolve().relative_to(site.resolve()).as_posix()


def _fault(one: _Reference, site: Path, anchors: dict[Path, set[str]]) -> str | None:
    where, parts = _name(one.page, site), urlsplit(one.address.strip())
    if _is_outside(one.address):
        return f"{where}: loads {one.address}" if one.loaded else None
    if parts.scheme in ("data", "mailto", "javascript", "about"):
        return (
            f"{where}: a script as an address: {one.address[:60]}" if parts.scheme == "javascript" else None
        )
    if parts.scheme:
        return f"{where}: {parts.scheme}: is no address of a site: {one.address[:60]}"
    target = (one.page.parent / unquote(parts.path)).resolve() if parts.path else one.page
    if not target.is_relative_to(site):
        return f"{where}: {one.address} leaves the site"
    if not target.is_file():
        return f"{where}: {one.address} is not there"
    fragment = unquote(parts.fragment)
    if fragment and target in anchors and not one.loaded and fragment not in anchors[target]:
        return f"{where}: {one.address} has no such anchor"
    return None
