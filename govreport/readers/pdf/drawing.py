"""What drawing a PDF would cost, before anything is drawn: forms in forms, streams that unpack without end.

A form (a drawing that others draw) may draw itself, and forms that draw the next one ten times each cost ten
to the power of how many they are. pdfium follows them as soon as it opens a page, and nothing can stop it.
The objects are looked at as pdfium writes them anew: in one spelling, without object streams and encryption.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

__all__ = ["require_drawable"]

_MOST_CONTENT = 50_000_000  # bytes of instructions of a page, each time counted that they are followed
_MOST_PAGES_CONTENT = 500_000_000  # of all pages
_MOST_STREAM = 400_000_000  # bytes of an unpacked stream: a page of 100 million coloured pixels has less
_MOST_UNPACKED = 4_000_000_000  # of all streams: a thousand scanned pages have less
_MOST_NODES = 100_000  # of the trees of pages and of form fields, each time counted that they are reached
_CHUNK = 1 << 20
_DEPTH = 100  # forms in forms: more than any program writes
_DICTIONARIES = 4  # in one another, from a form to what it draws
_MOST_LOOKED_AT = 1_000_000  # dictionaries, for the names of all forms
_UNKNOWN_TIMES = 2  # that an object is taken to be drawn in a stream that we cannot unpack
_SECTION = re.compile(rb"(\d+) (\d+)\r?\n((?:\d{10} \d{5} [fn][ \r]\r?\n)+)")
_END = b"\r\nendstream\r\nendobj\r\n"
_FILTERS = re.compile(rb"/Filter\s*(?:/(\w+)|\[([^\]]*)\])")
_NAMED = re.compile(rb"/([^\s/<>\[\]()]+)\s*(\d{1,10}) \d{1,5} R\b")
_DRAWN = re.compile(rb"/([^\s/<>\[\]()]+)\s+(?:Do|SCN|scn)\b")
_DRAWS = re.compile(rb"(?<![\w/])(?:Do|SCN|scn)\b")
_MASKS = re.compile(rb"(?<![\w/])gs\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_NO_DRAWING = (b"Parent", b"Font", b"ColorSpace", b"P", b"Next", b"Prev", b"Dest", b"A")
_MASK = b"G"  # the group of a soft mask, which a state of graphics names and not the stream
_KIDS = re.compile(rb"/Kids\s*(?:\[([^\]]*)\]|(\d{1,10}) \d{1,5} R)")
_REFERENCE = re.compile(rb"(\d{1,10}) \d{1,5} R")
_CONTENTS = re.compile(rb"/Contents\s*(?:\[([^\]]*)\]|(\d{1,10}) \d{1,5} R)")
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_FORMS = (b"/Subtype/Form", b"/PatternType", b"/BBox")  # what a stream says that others draw
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class _Object:
    """What an object says of itself, and where its stream stands in the file (empty without one)."""

    about: bytes
    start: int = 0
    end: int = 0


def require_drawable(document: pypdfium2.PdfDocument) -> None:
    """Refuse a PDF of which a page would be drawn for ever, or would fill the memory.

    Raises
    ------
    ValueError
        If a form draws itself or forms multiply, a tree of pages or fields goes round, or a stream unpacks to
        more than any page.
    """
    written = BytesIO()
    document.save(written, flags=raw.FPDF_NO_INCREMENTAL | raw.FPDF_REMOVE_SECURITY)
    data = written.getvalue()
    _Drawings(data, dict(_objects(data))).require()


def _objects(data: bytes) -> Iterator[tuple[int, _Object]]:
    """The objects of a file as pdfium writes it: its table says where each begins, line ends are CRLF."""
    table = int(data[data.rindex(b"startxref") :].split()[1])
    places: dict[int, int] = {}
    for first, count, entries in _SECTION.findall(data, table):
        for i in range(int(count)):
            entry = entries[20 * i : 20 * i + 20]
            if entry[17:18] == b"n":
                places[int(first) + i] = int(entry[:10])
    ordered = [*sorted(places.items(), key=lambda item: item[1]), (0, table)]
    for (number, begin), (_, end) in pairwise(ordered):
        head, held, rest = data[begin:end].partition(b">>stream\r\n")
        about = head.partition(b" obj\r\n")[2]
        if held:
            start = begin + len(head) + len(held)
            yield number, _Object(about, start, start + len(rest.removesuffix(_END)))
        else:
            yield number, _Object(about)


class _Drawings:
    """The objects of a file, and how much each costs that is drawn."""

    def __init__(self, data: bytes, objects: dict[int, _Object]) -> None:
        self._data, self._objects = data, objects
        self._costs: dict[int, float] = {}
        self._counts: dict[int, float] = {}
        self._looked_at = 0

    def require(self) -> None:
        unpacked = 0
        for about in self._objects.values():
            if about.end > about.start and b"/Filter" in about.about:
                unpacked += self._unpacked(about, keep=False)[1]
            if unpacked > _MOST_UNPACKED:
                raise ValueError("a PDF was expected whose streams unpack to at most 4 GB, this one has more")
        for number, about in self._objects.items():
            if about.end > about.start and self._cost(number, 0) > _MOST_CONTENT:
                raise ValueError(f"object {number} draws itself, or other objects without end")
            if b"/Kids" in about.about and self._count(number, 0) > _MOST_NODES:
                raise ValueError(f"object {number} is its own page or field, or has more than {_MOST_NODES}")
        whole = 0.0
        for about in list(self._objects.values()):
            if _PAGE.search(about.about) and (contents := _CONTENTS.search(about.about)):
                named = {**self._of_pages, **self._named(about)}
                cost = 0.0
                for held in self._listed(contents):
                    if (stream := self._objects.get(held)) is not None:
                        cost += self._drawn(stream, named, 0)
                if cost > _MOST_CONTENT:
                    raise ValueError("a page has more instructions than any page of a report")
                whole += cost
        if whole > _MOST_PAGES_CONTENT:
            raise ValueError("its pages have more instructions together than those of any report")

    def _listed(self, match: re.Match[bytes]) -> list[int]:
        """The objects in an array, or in the object that is one."""
        array = match[1]
        if array is None:
            held = self._objects.get(int(match[2]))
            if held is None or held.end > held.start:
                return [int(match[2])]
            array = held.about
        return [int(number) for number in _REFERENCE.findall(array)]

    # -------------------------------------------------------------- trees

    def _count(self, number: int, depth: int) -> float:
        """How many nodes a tree has below a node, each as often as it is reached."""
        if number not in self._counts:
            self._counts[number] = _INFINITE  # until it is known: what is met again holds itself
            about = self._objects.get(number)
            kids = _KIDS.search(about.about) if about is not None and depth < _DEPTH else None
            below = Counter(self._listed(kids)) if kids else {}
            if depth >= _DEPTH:
                return _INFINITE
            self._counts[number] = 1 + sum(n * self._count(kid, depth + 1) for kid, n in below.items())
        return self._counts[number]

    # -------------------------------------------------------------- drawings

    def _cost(self, number: int, depth: int) -> float:
        """How many bytes of instructions are followed where a stream is drawn; 0 for an image."""
        if number in self._costs:
            return self._costs[number]
        about = self._objects.get(number)
        if about is None or about.end <= about.start or not any(word in about.about for word in _FORMS):
            return 0.0
        if depth >= _DEPTH:
            return _INFINITE
        self._costs[number] = _INFINITE  # until it is known: what is met again draws itself
        self._costs[number] = self._drawn(about, {**self._of_pages, **self._named(about)}, depth)
        return self._costs[number]

    def _drawn(self, stream: _Object, named: Mapping[bytes, set[int]], depth: int) -> float:
        content, size, known = self._unpacked(stream, keep=True)
        times = Counter(map(_name, _DRAWN.findall(content)))
        # A name may be spelt so that it is not seen here: then any may be meant.
        unseen = len(_DRAWS.findall(content)) - sum(times[name] for name in named)
        below = 0.0
        for name, targets in named.items():
            often = times[name] if known else _UNKNOWN_TIMES
            often += len(_MASKS.findall(content)) if name == _MASK else max(0, unseen)
            if often:
                below += often * max(self._cost(target, depth + 1) for target in targets)
        return size + below

    @cached_property
    def _of_pages(self) -> dict[bytes, set[int]]:
        """What pages name: a form may draw that, too."""
        named: dict[bytes, set[int]] = {}
        for about in self._objects.values():
            if _PAGE.search(about.about):
                for name, targets in self._named(about).items():
                    named.setdefault(name, set()).update(targets)
        return named

    def _named(self, about: _Object) -> dict[bytes, set[int]]:
        """The streams that a stream or page can name."""
        named: dict[bytes, set[int]] = {}
        seen: set[int] = set()
        left = [(about.about, 0)]
        while left:
            text, depth = left.pop()
            for name, digits in _NAMED.findall(text):
                number = int(digits)
                held = self._objects.get(number)
                if held is None or number in seen:
                    continue
                if held.end > held.start:
                    named.setdefault(_name(name), set()).add(number)
                elif depth < _DICTIONARIES and name not in _NO_DRAWING:
                    seen.add(number)
                    left.append((held.about, depth + 1))
            self._looked_at += 1
            if self._looked_at > _MOST_LOOKED_AT:
                raise ValueError("a PDF was expected whose forms have fewer resources")
        return named

    def _unpacked(self, stream: _Object, *, keep: bool) -> tuple[bytes, int, bool]:
        """A stream through its filters: its bytes (if to be kept), their number, and whether all is known."""
        match = _FILTERS.search(stream.about)
        names = re.findall(rb"\w+", match[1] or match[2] or b"") if match else []
        content, size, known = self._data[stream.start : stream.end], stream.end - stream.start, True
        for i, name in enumerate(names):
            last = i == len(names) - 1
            if name in (b"FlateDecode", b"Fl"):
                content, size = _inflated(content, keep=keep or not last)
            elif name in (b"ASCII85Decode", b"A85") and (binary := _of_ascii85(content)) is not None:
                content, size = binary, len(binary)
            else:
                known = False
                break
        return content, size, known


def _name(spelt: bytes) -> bytes:
    """A name without escapes: /#41 is /A."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), spelt)


def _of_ascii85(content: bytes) -> bytes | None:
    """The bytes of a stream in ASCII85; None if it is damaged."""
    try:
        return base64.a85decode(content.strip().removeprefix(b"<~").removesuffix(b"~>"))
    except ValueError:
        return None


def _inflated(packed: bytes, *, keep: bool) -> tuple[bytes, int]:
    """What zlib unpacks, as far as it is sound, and how much that is.

    Raises
    ------
    ValueError
        If it is more than any stream of a page.
    """
    unpacker = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    rest = packed
    while rest and not unpacker.eof:
        try:
            part = unpacker.decompress(rest, _CHUNK)
        except zlib.error:
            break
        rest = unpacker.unconsumed_tail
        size += len(part)
        if keep and size <= 2 * _MOST_CONTENT:
            parts.append(part)
        if size > _MOST_STREAM:
            raise ValueError(f"a stream of at most {_MOST_STREAM // 1_000_000} MB was expected, one has more")
    return b"".join(parts), size
