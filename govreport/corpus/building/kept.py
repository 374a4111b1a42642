"""Finished work on disk: JSON lines packed with gzip, verified before use; nothing in it can run.

A file is three kinds of gzip members one after the other, so that ``zcat`` shows it: a line with the name of
the file and the SHA-256 of all that follows, the index, and the pieces of work, each of which is read alone.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from govreport.corpus.building.files import whole
from govreport.errors import GovReportError

__all__ = [
    "SUFFIX",
    "KeptPiece",
    "KeptWork",
    "Part",
    "Place",
    "RottenError",
    "keep",
    "kept",
    "line",
    "named",
    "unline",
]

SUFFIX = ".jsonl.gz"
_FORMAT = "govreport kept work 1"
_GZIP = 31  # what zlib calls a gzip member
_LEVEL = 3  # of zlib: a tenth smaller than the fastest, for a seventh of a millisecond a report
_LARGEST = 2**30  # bytes of a line: what is larger was not written by a build


Part: TypeAlias = tuple[str, Any, bytes]
"""A name, what is known of a piece besides, and the piece."""


Place: TypeAlias = tuple[str, int, int]
"""In which file a piece is, from which byte on, how many bytes."""


class RottenError(GovReportError):
    """A file of finished work is not what a build left: it is made again."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = Path(path)


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A piece of work: in which file, from which byte on, how many bytes."""

    path: str
    start: int
    size: int

    @property
    def place(self) -> Place:
        """The same as plain data."""
        return self.path, self.start, self.size

    def bytes(self) -> bytes:
        """As it stands in the file."""
        try:
            with open(self.path, "rb") as file:
                file.seek(self.start)
                found = file.read(self.size)
        except (OSError, ValueError) as error:
            raise RottenError(self.path) from error
        if len(found) != self.size:
            raise RottenError(self.path)
        return found

    def data(self) -> Any:
        """What was kept in the first line.

        Raises
        ------
        RottenError
            If the file is not there any more, or has other bytes.
        """
        return next(self.lines())

    def lines(self) -> Iterator[Any]:
        """What was kept, line by line.

        Raises
        ------
        RottenError
            If the file is not there any more, or has other bytes.
        """
        rest = self.bytes()
        try:
            while rest:
                data, rest = _line(rest)
                yield data
        except (ValueError, RecursionError, zlib.error) as error:
            raise RottenError(self.path) from error


@dataclass(frozen=True, slots=True)
class KeptWork:
    """A row of an index: by which key work is known, its part of that name, the piece, what else is known.

    `limits` are the seconds and megabytes under which a file failed, if it failed for them.
    """

    key: str
    name: str
    piece: KeptPiece
    more: Any = None
    limits: tuple[float, int] | None = None


def named(*inputs: object) -> str:
    """The name of the work on some inputs: another one for any other input."""
    return hashlib.sha256(repr(inputs).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def line(data: object) -> bytes:
    """Plain data as a piece: a line of JSON, packed."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packing.compress(text.encode("utf-8", "surrogatepass")) + packing.flush()


def unline(piece: bytes) -> Any:
    """The data of a piece that `line` made."""
    return _line(piece)[0]


def _line(data: bytes) -> tuple[Any, bytes]:
    """The first line of packed lines, and the bytes behind it."""
    unpacking = zlib.decompressobj(_GZIP)
    text = unpacking.decompress(data, _LARGEST)
    if not unpacking.eof:
        raise ValueError("the end of a packed line was expected")
    return json.loads(text.decode("utf-8", "surrogatepass")), unpacking.unused_data


def keep(path: Path, work: Iterable[tuple[str, str, bytes, Any, tuple[float, int] | None]]) -> None:
    """Write pieces (key, name, bytes, what else is known, limits) to a file, which is whole or not there."""
    index, pieces, start = [], [], 0
    for key, name, piece, more, limits in work:
        index.append([key, name, start, len(piece), more, limits])
        pieces.append(piece)
        start += len(piece)
    rest = [line(index), *pieces]
    digest = hashlib.sha256()
    for part in rest:
        digest.update(part)
    with whole(path) as named_apart, named_apart.open("wb") as file:
        file.write(line({"format": _FORMAT, "name": path.name, "sha256": digest.hexdigest()}))
        file.writelines(rest)


def kept(path: Path) -> list[KeptWork] | None:
    """The index of a file that is exactly what a build left; None if it is not there.

    Raises
    ------
    RottenError
        If it is something else.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RottenError(str(path)) from error
    try:
        head, rest = _line(data)
        expected = {"format": _FORMAT, "name": path.name, "sha256": hashlib.sha256(rest).hexdigest()}
        if head != expected:
            raise ValueError("another head was expected")
        index, pieces = _line(rest)
        base = len(data) - len(pieces)
        rows = [_row(str(path), base, *row) for row in index]
        if any(row.piece.start + row.piece.size > len(data) for row in rows):
            raise ValueError("pieces in the file were expected")
        return rows
    except (ArithmeticError, LookupError, ValueError, TypeError, RecursionError, zlib.error) as error:
        raise RottenError(str(path)) from error


def _row(
    path: str, base: int, key: Any, name: Any, start: Any, size: Any, more: Any, limits: Any
) -> KeptWork:
    texts = isinstance(key, str) and isinstance(name, str)
    if not (texts and isinstance(start, int) and isinstance(size, int) and min(start, size) >= 0):
        raise TypeError("a key, a name and a piece were expected")
    under = None if limits is None else (float(limits[0]), int(limits[1]))
    return KeptWork(key, name, KeptPiece(path, base + start, size), more, under)
