"""How much of a file is read at most, and what its bytes make the libraries raise that read it."""

from __future__ import annotations

import csv
import lzma
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from lxml import etree

from govreport.errors import ReadError
from govreport.normalize import squeezed

__all__ = [
    "DAMAGE",
    "LARGEST",
    "MOST_ATTRIBUTES",
    "MOST_CELLS",
    "MOST_CHARACTERS",
    "MOST_TAGS",
    "MOST_UNPACKED",
    "Deadline",
    "is_markup",
    "require_attributes",
    "require_packed",
    "require_tags",
    "whole_number",
    "wrapped",
]

# No report comes near these sizes; what does is no report, and would only fill the memory.
LARGEST = 64 * 1024 * 1024  # bytes of a file
MOST_CHARACTERS = 12_000_000  # of a document's text
MOST_CELLS = 1_000_000  # of a document: its paragraphs, and the cells of its tables
MOST_TAGS = 3_000_000  # of a web page
MOST_ATTRIBUTES = 4000  # of a tag of a web page; libxml2 compares each with all before it
_MOST_XML_TAGS = 1_000_000  # of the XML files in an office file together
MOST_UNPACKED = 512 * 1024 * 1024  # bytes of all members of an archive together
_MOST_XML = 128 * 1024 * 1024  # bytes of its XML files
_CHUNK = 1 << 20
_ATTRIBUTE = r"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+"
_ATTRIBUTES, _TAG = re.compile(_ATTRIBUTE), re.compile(rf"<[A-Za-z][^\s/>]*+((?:[\s/]*+{_ATTRIBUTE})*+)")
_LONGEST_MESSAGE = 200  # characters of what a library says of a file

# What libraries raise on bytes that are not as their format says: each has errors of its own, and lets those
# pass that its code ran into. Not KeyboardInterrupt and SystemExit, nor errors of ours.
DAMAGE: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,  # also RecursionError and NotImplementedError
    SyntaxError,
    TypeError,
    ValueError,
    csv.Error,
    etree.LxmlError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def wrapped(source: str) -> Iterator[None]:
    """Turn what reading a damaged file raises into a ReadError that says so.

    Raises
    ------
    ReadError
        If anything of `DAMAGE` is raised inside.
    """
    try:
        yield
    except (ReadError, ImportError):
        raise
    except DAMAGE as error:
        reason = squeezed(str(error))[:_LONGEST_MESSAGE]
        message = f"a file as its format has it was expected, this one is damaged ({type(error).__name__}"
        raise ReadError(source, f"{message}: {reason})" if reason else f"{message})") from error


class Deadline:
    """So many seconds for a part of the work, asked for between its steps."""

    def __init__(self, seconds: float, what: str) -> None:
        self._end = time.monotonic() + seconds
        self._message = f"{what} was expected to take at most {seconds:g} seconds; it takes longer"

    def require(self) -> None:
        """Go on, if there is time left.

        Raises
        ------
        ValueError
            If there is none.
        """
        if time.monotonic() > self._end:
            raise ValueError(self._message)


def whole_number(text: str | None, otherwise: int) -> int:
    """The number in an attribute of a file; `otherwise` where there is none, or one of over 9 digits."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else otherwise


def require_tags(data: bytes) -> None:
    """Refuse markup with more tags than any report has.

    Raises
    ------
    ValueError
        If it has.
    """
    if (tags := data.count(b"<")) > MOST_TAGS:
        raise ValueError(f"a page of at most {MOST_TAGS} tags was expected, it has {tags}")


def require_attributes(html: str) -> None:
    """Refuse a page with a tag of more attributes than any report has.

    Raises
    ------
    ValueError
        If there is one.
    """
    long = (tag[1] for tag in _TAG.finditer(html) if len(tag[1]) > MOST_ATTRIBUTES)
    if any(sum(1 for _ in _ATTRIBUTES.finditer(text)) > MOST_ATTRIBUTES for text in long):
        raise ValueError(f"a page whose tags have at most {MOST_ATTRIBUTES} attributes was expected")


def is_markup(beginning: bytes) -> bool:
    """Whether the first bytes of a part of a file are those of XML or of a web page, in any encoding."""
    return beginning[:100].lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n").startswith(b"<")


def require_packed(data: bytes) -> None:
    """Refuse a ZIP file that unpacks to more than any report, whatever it claims of its members' sizes.

    A member that cannot be unpacked is left to whoever reads it: nobody may need it.

    Raises
    ------
    ValueError
        If it is too large, or its XML has too many tags.
    """
    unpacked = xml = tags = 0
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for member in archive.infolist():
            is_xml: bool | None = None
            try:
                with archive.open(member) as stream:
                    while piece := stream.read(_CHUNK):
                        unpacked += len(piece)
                        is_xml = is_markup(piece) if is_xml is None else is_xml
                        if is_xml:
                            xml, tags = xml + len(piece), tags + piece.count(b"<")
                        if unpacked > MOST_UNPACKED or xml > _MOST_XML:
                            most = (_MOST_XML if xml > _MOST_XML else MOST_UNPACKED) >> 20
                            raise _TooLargeError(f"at most {most} MB unpacked were expected, it has more")
                        if tags > _MOST_XML_TAGS:
                            message = f"at most {_MOST_XML_TAGS} tags were expected in it, it has more"
                            raise _TooLargeError(message)
            except _TooLargeError:
                raise
            except DAMAGE:
                continue


class _TooLargeError(ValueError):
    """More than any report has."""
