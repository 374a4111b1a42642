"""What lies over the cells of an XLS sheet: records that xlrd does not read.

Their layout is that of Microsoft's open specification [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from govreport.normalize import squeezed
from govreport.readers.sheets.overlays import Over

__all__ = ["overlays"]

_BOF, _EOF, _CONTINUE, _DRAWING, _OBJECT, _TEXT = 0x809, 0x0A, 0x3C, 0xEC, 0x5D, 0x1B6
_ANCHOR = b"\x00\x00\x10\xf0\x12\x00\x00\x00"  # before the cell that a shape begins in
_KINDS = {0x05: "a chart", 0x08: "a picture", 0x19: None}  # a remark is not on the page
_CONTROLS = (0x07, 0x0B, 0x0C, 0x10, 0x11, 0x12, 0x14)  # buttons, boxes to tick, lists
_OF_EXCEL = 0x100  # a control that Excel puts there itself, as the arrows of a filter


def overlays(book: Any, number: int) -> list[Over]:
    """What lies over a sheet (its number from 0) of a workbook of xlrd."""
    row = column = 0
    kind: str | None = ""
    found: list[Over] = []
    records = list(_records(book.mem, book._sh_abs_posn[number]))  # xlrd has no other name for it
    for i, (code, body) in enumerate(records):
        if code == _DRAWING and (at := body.find(_ANCHOR)) >= 0:
            column, _, row = struct.unpack_from("<3H", body, at + len(_ANCHOR) + 2)
        elif code == _OBJECT and len(body) >= 10:
            shape, _, flags = struct.unpack_from("<3H", body, 4)
            kind = _KINDS.get(shape, "")
            if shape in _CONTROLS and not flags & _OF_EXCEL:
                kind = "a form control"
            found += [Over(row, column, "unread", kind)] if kind else []
        elif code == _TEXT and kind is not None and len(body) >= 12:
            text = _text(records[i + 1 :], struct.unpack_from("<H", body, 10)[0])
            found += [
                Over(row, column, "text", line) for part in text.splitlines() if (line := squeezed(part))
            ]
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of a sheet, without those of parts inside it (charts)."""
    depth = 0
    while at + 4 <= len(stream):
        code, length = struct.unpack_from("<2H", stream, at)
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (code == _BOF) - (code == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield code, body


def _text(records: list[tuple[int, bytes]], length: int) -> str:
    """A text of some length in the records that go on; each says whether its characters are wide."""
    text = ""
    for code, body in records:
        if code != _CONTINUE or len(text) >= length:
            break
        text += body[1:].decode("utf-16-le" if body[:1] == b"\x01" else "latin-1", "replace")
    return text[:length]
