"""Files of streams (OLE: DOC, XLS, WPS): whether the chains of sectors in them come to an end."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator

__all__ = ["require_sound"]

# The layout is that of Microsoft's open specification [MS-CFB].
_HEADER = 512
_BYTE_ORDER = b"\xfe\xff"
_LAST = 0xFFFFFFFE
_LARGEST = 0xFFFFFFFA  # number of a sector
_IN_HEADER = 109  # sectors of the table that the header lists
_ENTRY = 128  # bytes of an entry of the directory
_MOST_STREAMS = 10_000


def require_sound(data: bytes) -> None:
    """Refuse a file whose table of sectors goes round, so that a stream has no end.

    Libraries follow such a chain until the memory is full. Sectors that belong to two streams pass: some
    programs write them.

    Raises
    ------
    ValueError
        If a chain comes back to where it was.
    """
    if len(data) < 2 * _HEADER or data[28:30] != _BYTE_ORDER:
        return  # no sector is there, or no library takes it
    (shift,) = struct.unpack_from("<H", data, 30)
    shift = shift if 7 <= shift <= 20 else 9  # libraries take what is not known for the usual size
    (directory,) = struct.unpack_from("<I", data, 48)
    (small_table, _, more_table, _) = struct.unpack_from("<4I", data, 60)
    size = 1 << shift
    sectors = (len(data) - 1 >> shift) + 1
    table = _table(data, size, more_table, sectors)
    entries = [_sector(data, at, size) for at in _chain(table, directory, sectors, "the directory")]
    if len(entries) * size // _ENTRY > _MOST_STREAMS:
        raise ValueError(f"an OLE file of at most {_MOST_STREAMS} streams was expected")
    small = array("I")
    for at in _chain(table, small_table, sectors, "the table of small sectors"):
        small.extend(_numbers(_sector(data, at, size)))
    (smallest,) = struct.unpack_from("<I", data, 56)
    for entry in _entries(b"".join(entries)):
        kind, first, length = entry[66], *struct.unpack_from("<2I", entry, 116)
        if kind == 5 or (kind == 2 and length >= smallest):
            list(_chain(table, first, sectors, "a stream"))
        elif kind == 2 and length:
            list(_chain(small, first, len(small), "a small stream"))


def _entries(directory: bytes) -> Iterator[bytes]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        yield directory[at : at + _ENTRY]


def _sector(data: bytes, number: int, size: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _numbers(sector: bytes) -> array[int]:
    count = len(sector) // 4
    return array("I", struct.unpack(f"<{count}I", sector[: 4 * count]))


def _table(data: bytes, size: int, more: int, sectors: int) -> array[int]:
    """The table that says of each sector which one follows it."""
    listed = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    seen = set()
    while more < _LARGEST:
        if more in seen or more >= sectors:
            raise ValueError("the OLE file is damaged: the list of its tables goes round")
        seen.add(more)
        *here, more = _numbers(_sector(data, more, size)) or [_LAST]
        listed += here
    table = array("I")
    for number in listed:
        if number < sectors:
            table.extend(_numbers(_sector(data, number, size)))
        if len(table) > 2 * sectors + size:
            break
    return table


def _chain(table: array[int], first: int, sectors: int, what: str) -> Iterator[int]:
    """The sectors of a stream; a chain that leaves the file ends there."""
    left = sectors
    while first < _LARGEST and first < len(table):
        if left < 0:
            raise ValueError(f"the OLE file is damaged: {what} goes round")
        left -= 1
        yield first
        first = table[first]
