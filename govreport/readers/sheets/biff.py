"""How an XLS file (BIFF8) shows its cells: what python-calamine does not tell of that format.

The layout of the records is that of Microsoft's open specifications [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence

from govreport.readers.sheets.looks import Look, shown

__all__ = ["looks"]

_FREE = 0xFFFFFFFA  # numbers from here on end a chain of sectors
_SMALL = 64  # bytes of a sector of small streams
_BIFF8 = 0x0600
_BOF, _EOF, _SHEET, _FORMAT, _XF, _ROW, _COLUMNS = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x208, 0x7D
_CELLS = frozenset((0x06, 0x201, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD))
_FORMULA, _ERROR, _MANY, _MANY_BLANK = 0x06, 0x205, 0xBD, 0xBE
# Of the formats that have a number and no record, those that change what a number shows.
_BUILT_IN = {
    **dict.fromkeys((1, 3, 37, 38, 41, 42), "0"),
    **dict.fromkeys((2, 4, 39, 40, 43, 44), "0.00"),
    9: "0%",
    10: "0.00%",
}
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
_Record = tuple[int, bytes]


def looks(data: bytes, sheets: Mapping[int, Sequence[Sequence[str]]]) -> dict[int, Look]:
    """The look of each sheet, by its number (from 1).

    Parameters
    ----------
    data : bytes
        The XLS file.
    sheets : mapping
        The stored values of the sheets that matter, as texts.

    Returns
    -------
    dict
        Empty where the file is older than Excel 97, or another reader found a way through it that this one
        does not.
    """
    try:
        book = _stream(data)
        parts = [list(_records(book, at)) for at in _starts(book)]
        found = {}
        for number, texts in sheets.items():
            if texts:
                found[number] = _look(parts[number], texts, *_styles(parts[0]))
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}
    return found


def _stream(data: bytes) -> bytes:
    """The stream ``Workbook`` of an OLE file.

    Raises
    ------
    IndexError, struct.error
        If there is none.
    """
    size = {9: 512, 12: 4096}.get(struct.unpack_from("<H", data, 30)[0], 0)
    if not size:
        raise IndexError("sectors of 512 or 4096 bytes were expected")
    first, count = struct.unpack_from("<2I", data, 68)
    heads = list(struct.unpack_from("<109I", data, 76))
    for _ in range(count):
        *more, first = struct.unpack_from(f"<{size // 4}I", data, (first + 1) * size)
        heads += more
    sectors = data[size:]  # the header is as large as a sector
    table = _numbers(b"".join(sectors[s * size : (s + 1) * size] for s in heads if s < _FREE))
    directory = _chain(sectors, size, table, struct.unpack_from("<I", data, 48)[0])
    for at in range(0, len(directory), 128):
        if directory[at:].startswith("Workbook\0".encode("utf-16-le")):
            start, length = struct.unpack_from("<2I", directory, at + 116)
            if length >= struct.unpack_from("<I", data, 56)[0]:
                return _chain(sectors, size, table, start)
            small = _numbers(_chain(sectors, size, table, struct.unpack_from("<I", data, 60)[0]))
            within = _chain(sectors, size, table, struct.unpack_from("<I", directory, 116)[0])
            return _chain(within, _SMALL, small, start)
    raise IndexError("a stream named Workbook was expected")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(sectors: bytes, size: int, table: Sequence[int], sector: int) -> bytes:
    """The sectors that follow one another, as the table says which comes after which."""
    parts: list[bytes] = []
    while sector < _FREE and len(parts) <= len(table):
        parts.append(sectors[sector * size : (sector + 1) * size])
        sector = table[sector]
    return b"".join(parts)


def _records(book: bytes, at: int) -> Iterator[_Record]:
    """The records of a part of the stream, without those of parts inside it (charts)."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<2H", book, at)
        body = book[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _BOF:
            depth += 1
            if struct.unpack_from("<H", body)[0] != _BIFF8:
                raise IndexError("BIFF8 was expected")
        elif kind == _EOF:
            depth -= 1
            if depth == 0:
                return
        elif depth == 1:
            yield kind, body


def _starts(book: bytes) -> list[int]:
    """Where the parts begin: that of the whole book, then each sheet's."""
    return [0, *(struct.unpack_from("<I", body)[0] for kind, body in _records(book, 0) if kind == _SHEET)]


def _styles(book: Sequence[_Record]) -> tuple[list[bool], list[str]]:
    """Of each style of cells: whether a line is drawn below or to the right, and its number format."""
    forms = dict(_BUILT_IN)
    lined, used = [], []
    for kind, body in book:
        if kind == _FORMAT:
            number, length, wide = struct.unpack_from("<2HB", body)
            text = body[5 : 5 + length * (1 + (wide & 1))]
            forms[number] = text.decode("utf-16-le" if wide & 1 else "latin-1")
        elif kind == _XF:
            used.append(struct.unpack_from("<H", body, 2)[0])
            lined.append(bool(struct.unpack_from("<H", body, 10)[0] & 0xF0F0))
    return lined, [forms.get(number, "General") for number in used]


def _look(
    records: Sequence[_Record], texts: Sequence[Sequence[str]], lined: Sequence[bool], forms: Sequence[str]
) -> Look:
    bordered, hidden_rows, hidden_columns = set(), set(), set[int]()
    seen: dict[tuple[int, int], str] = {}
    width = max(map(len, texts))
    for kind, body in records:
        if kind == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", body, 8)[0] & 1:
            first, last = struct.unpack_from("<2H", body)
            hidden_columns.update(range(first, min(last, width) + 1))
        for row, column, style in _cells(kind, body):
            if lined[style]:
                bordered.add((row, column))
            text = texts[row][column] if row < len(texts) and column < len(texts[row]) else ""
            error = _error(kind, body)
            if error and not text:
                seen[row, column] = error
            elif text and kind not in (0x204, 0xD6, 0xFD):
                shows = shown(text, forms[style]) if text.replace(".", "", 1).lstrip("-").isdigit() else text
                if shows != text:
                    seen[row, column] = shows
    return Look(frozenset(bordered), seen, frozenset(hidden_rows), frozenset(hidden_columns))


def _cells(kind: int, body: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of the cells of a record."""
    if kind in _CELLS:
        yield struct.unpack_from("<3H", body)
    elif kind in (_MANY, _MANY_BLANK):
        row, first = struct.unpack_from("<2H", body)
        step = 6 if kind == _MANY else 2
        for i, at in enumerate(range(4, len(body) - 2, step)):
            yield row, first + i, struct.unpack_from("<H", body, at)[0]


def _error(kind: int, body: bytes) -> str | None:
    """The error that a cell shows in place of a value."""
    if kind == _ERROR and body[7]:
        return _ERRORS.get(body[6], "#N/A")
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return _ERRORS.get(body[8], "#N/A")
    return None
