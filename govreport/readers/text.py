"""Plain text to a document: lines become paragraphs, runs of lines with bars or tabs become grids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govreport.document import Block, Cell, Document, Grid, Paragraph, Where

__all__ = ["read"]

_BARS = str.maketrans("｜│┃", "|||")
_MARKDOWN_RULE = re.compile(r"[\s|:+-]*-{2,}[\s|:+-]*")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    start: int
    text: str

    @property
    def separator(self) -> str | None:
        """What separates the cells of this line, if it has any."""
        if "|" in self.text.translate(_BARS):
            return "|"
        return "\t" if "\t" in self.text.strip() else None


def read(data: str, source: str, sha256: str) -> Document:
    """The document that a text file holds.

    Parameters
    ----------
    data : str
        The decoded text; it becomes ``Document.text`` as it is, and every place points into it.

    Notes
    -----
    Bars: a line ``label | 1 | 2 |`` is a row. Where most lines of a run hold a single cell
    (``60 |``), row ends are lost and the grid is a stream. Lines without bars stay paragraphs, with
    their inner blanks, since blanks may be the only borders that are left.
    """
    blocks: list[Block] = []
    run: list[_Line] = []
    for line in _lines(data):
        if not line.text.strip():
            continue
        if run and line.separator != run[0].separator:
            blocks.append(_grid(run, sum(isinstance(b, Grid) for b in blocks) + 1))
            run = []
        if line.separator:
            run.append(line)
        else:
            blocks.append(_paragraph(line))
    if run:
        blocks.append(_grid(run, sum(isinstance(b, Grid) for b in blocks) + 1))
    return Document(source, sha256, "text/plain", data, tuple(blocks))


def _lines(data: str) -> Iterator[_Line]:
    start = 0
    for number, text in enumerate(data.splitlines(keepends=True), start=1):
        yield _Line(number, start, text)
        start += len(text)


def _paragraph(line: _Line) -> Paragraph:
    text = line.text.strip()
    start = line.start + line.text.index(text)
    return Paragraph(text, Where(start, start + len(text), line=line.number))


def _grid(lines: list[_Line], table: int) -> Grid:
    separator = lines[0].separator or "|"
    lines = [line for line in lines if not _MARKDOWN_RULE.fullmatch(line.text.translate(_BARS))]
    texts = [line.text.translate(_BARS).strip(" \r\n") for line in lines]
    # A bar at a line's end closes the last cell, unless most lines of the table do without.
    closed = separator == "|" and sum(text.endswith("|") for text in texts) * 2 > len(texts)
    opened = separator == "|" and all(text.startswith("|") for text in texts)
    rows = [
        tuple(_cells(line, separator, opened, closed, table, row)) for row, line in enumerate(lines, start=1)
    ]
    where = Where(
        lines[0].start if lines else 0,
        lines[-1].start + len(lines[-1].text) if lines else 0,
        line=lines[0].number if lines else None,
        table=table,
    )
    single = sum(sum(bool(cell.text) for cell in row) <= 1 for row in rows)
    if separator == "|" and single * 2 > len(rows):
        flat = tuple(cell for row in rows for cell in row)
        return Grid((flat,), "stream", where, (len(flat),))
    return Grid(tuple(rows), "rows", where, tuple(map(len, rows)))


def _cells(line: _Line, separator: str, opened: bool, closed: bool, table: int, row: int) -> Iterator[Cell]:
    text = line.text.translate(_BARS).rstrip("\r\n")
    parts = text.split(separator)
    starts = [line.start]
    for part in parts[:-1]:
        starts.append(starts[-1] + len(part) + 1)
    pairs = list(zip(parts, starts, strict=True))
    if opened:
        pairs = pairs[1:]
    if closed and pairs and not pairs[-1][0].strip():
        pairs = pairs[:-1]
    for column, (part, start) in enumerate(pairs, start=1):
        cell = part.strip()
        begin = start + (part.index(cell) if cell else 0)
        yield Cell(
            cell, Where(begin, begin + len(cell), line=line.number, table=table, row=row, column=column)
        )
