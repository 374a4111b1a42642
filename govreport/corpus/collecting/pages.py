"""What bytes are, what a web page links to, whether it is a challenge or says that nothing is there."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from govreport.corpus.collecting.knowledge import load
from govreport.readers.encoding import decode
from govreport.readers.web.links import linked

__all__ = [
    "Link",
    "WebPage",
    "absolute",
    "attached",
    "is_challenge",
    "kind_of",
    "page_of",
    "says_nothing_is_there",
]

_HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = {
    **{b"Rar!\x1a\x07": "rar", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "gz"},
    **{b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"{\\rtf": "rtf"},
}
_MEMBERS = (("word/", "docx"), ("xl/", "xlsx"), ("OFD.xml", "ofd"), ("content.xml", "odt"))
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|script|p)\b", re.IGNORECASE)
_ARCHIVE = re.compile(rb"(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?MIME-Version:", re.IGNORECASE)
_UNSAFE = "%/:?#[]@!$&'()*+,;=~-._"  # what stays as it is; a percent sign begins what is quoted already
_CUT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: where it leads, as a whole address, and the words that it stands on."""

    address: str
    text: str


@dataclass(slots=True)
class WebPage:
    """A web page as collecting needs it: title, words that are shown, links, scripts."""

    title: str = ""
    shown: str = ""
    links: list[Link] = field(default_factory=list)
    scripts: str = ""


def kind_of(data: bytes) -> str:
    """The ending that fits what the bytes are, whatever a header or name says; ``bin`` if not known."""
    head = data[:_HEAD]
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if head.startswith(_OLE):
        names = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
        return next((kind for name, kind in names.items() if f"{name}\0".encode("utf-16-le") in data), "bin")
    for start, kind in _STARTS.items():
        if head.lstrip().startswith(start):
            return kind
    if re.search(rb"%PDF-\d", head):
        return "pdf"
    if _ARCHIVE.match(head.lstrip()):
        return "mht"
    if _MARKUP.search(data[: 16 * _HEAD]):
        return "html"
    try:
        text = decode(data).lstrip()
    except ValueError:
        return "bin"
    return "json" if text[:1] in ("{", "[") and _json(text) is not None else "txt"


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):  # damaged, or of a later version of ZIP
        return "zip"  # kept as it was sent; whoever reads it says what is wrong with it
    found = (kind for start, kind in _MEMBERS if any(name.startswith(start) for name in names))
    return next(found, "zip")


def page_of(data: bytes, base: str) -> WebPage:
    """Links and words of a web page or of a JSON answer; an empty page for anything else."""
    kind = kind_of(data)
    if kind not in ("html", "json"):
        return WebPage()
    try:
        text = decode(data)
    except ValueError:
        text = data.decode("utf-8", "replace")
    if kind == "json":
        words = filter(_address, _words(_json(text)))
        return WebPage(links=[Link(absolute(base, word), "") for word in words])
    found = linked(text)
    start, charset = urljoin(base, found.base), _charset(data)
    links = [Link(absolute(start, href, charset), words) for href, words in found.links if _leads(href)]
    return WebPage(found.title, found.shown, links, found.scripts)


def _leads(href: str) -> bool:
    """Whether a link leads to another page: not mailto:, javascript:, data:, nor to a place in this one."""
    return not re.match(r"(?!https?:)[a-z][\w+.-]*:|#", href.strip(), re.IGNORECASE)


def _charset(data: bytes) -> str:
    """What a browser would write the question of a link in: the characters of the page."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _words(inner)


def _address(word: str) -> bool:
    return bool(re.match(r"(?:https?:/)?/|[\w./-]+\.\w{2,5}(?:\?|$)", word)) and not re.search(r"\s", word)


def absolute(base: str, link: str, charset: str = "utf-8") -> str:
    """The whole address that a link means, quoted as a browser sends it, without its fragment.

    What is quoted already stays as it is, in whatever characters; a path is quoted in UTF-8, a question in
    those of its page. The same address has the same spelling however it was written.
    """
    try:
        parts = urlsplit(urljoin(base, link.strip().replace("\\", "/")))
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
        port = parts.port
    except ValueError:  # no address: an error where it is asked for
        return link.strip()
    if ":" in host:
        host = f"[{host}]"
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    where = host if port in (None, usual) else f"{host}:{port}"
    path = quote(_CUT.sub("%25", parts.path), safe=_UNSAFE) or "/"
    question = quote(_CUT.sub("%25", parts.query), safe=_UNSAFE, encoding=charset, errors="replace")
    return urlunsplit((parts.scheme, where, path, question, ""))


def attached(link: Link) -> bool:
    """Whether a link leads to a file that hangs on a page: its path, question or words say so."""
    endings = "|".join(load().attachments)
    parts = urlsplit(link.address)
    places = (unquote(parts.path, errors="replace"), unquote(parts.query, errors="replace"), link.text)
    return any(re.search(rf"\.(?:{endings})\b", place, re.IGNORECASE) for place in places)


def is_challenge(status: int, page: WebPage, sets_cookie: bool) -> bool:
    """Whether a host wants a script run or a riddle solved before it shows anything."""
    known = load()
    if status in known.challenge_statuses:
        return True
    if len(page.shown) > known.challenge_shown or page.links:
        return False
    cookie = sets_cookie or "document.cookie" in page.scripts
    goes_on = cookie and any(mark in page.scripts for mark in known.challenge_scripts)
    return goes_on or any(mark in page.scripts for mark in known.challenge_services)


def says_nothing_is_there(page: WebPage) -> bool:
    """Whether a page that came with status 200 says itself that it is not there."""
    known = load()
    if len(page.shown) > known.nothing_shown or any(map(attached, page.links)):
        return False
    titled = any(word in page.title for word in (*known.nothing_titles, *known.nothing_words))
    return titled or any(word in page.shown for word in known.nothing_words)
