"""A document while a reader writes it: blocks in order, and the text that their places point into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from govreport.document import Block, Cell, Document, Grid, Note, Paragraph, Picture, Shape, Where
from govreport.readers.limits import MOST_CELLS, MOST_CHARACTERS

__all__ = ["Begun", "Draft"]


class Begun(NamedTuple):
    """A cell that begins in a row: its text, its column (from 1), and its line in the file, if known."""

    text: str
    column: int
    line: int | None = None


class Draft:
    """A document as it grows. Its text has a line for each paragraph and each row, a tab between cells.

    A picture has a place and no text. What makes it larger than any report raises ValueError.
    """

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._notes: list[Note] = []
        self._parts: list[str] = []
        self._length = 0
        self._tables = self._cells = 0

    def _print(self, text: str) -> tuple[int, int]:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if self._length > MOST_CHARACTERS:
            raise ValueError(f"a text of at most {MOST_CHARACTERS} characters was expected, it has more")
        return start, self._length

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MOST_CELLS:
            raise ValueError(f"at most {MOST_CELLS} paragraphs and cells were expected, it has more")

    def _new_line(self) -> None:
        if self._parts:
            self._print("\n")

    def paragraph(self, text: str, *, line: int | None = None, page: int | None = None) -> None:
        """Add a line or block of running text."""
        self._new_line()
        self._count(1)
        self._blocks.append(Paragraph(text, Where(*self._print(text), line=line, page=page)))

    def picture(self, name: str, *, line: int | None = None, page: int | None = None) -> None:
        """Add a picture, by its address in the page or file."""
        self._blocks.append(Picture(name, Where(self._length, self._length, line=line, page=page)))

    def unread(
        self, what: str, *, line: int | None = None, page: int | None = None, doubt: bool = True
    ) -> None:
        """Note that the file shows something here that its text does not hold; `what` names it."""
        where = Where(self._length, self._length, line=line, page=page)
        self._notes.append(Note("content_unread", f"not read: {what}", where, doubt))

    def add(self, document: Document, *, lines: int) -> None:
        """Add the blocks and notes of a part of the file, before which `lines` lines stand."""

        def at(where: Where | None) -> int | None:
            return None if where is None or where.line is None else where.line + lines

        for block in document.blocks:
            if isinstance(block, Paragraph):
                self.paragraph(block.text, line=at(block.where))
            elif isinstance(block, Picture):
                self.picture(block.name, line=at(block.where))
            else:
                cells = [[Begun(c.text, c.where.column or 1, at(c.where)) for c in row] for row in block.rows]
                rows = zip(cells, block.widths, strict=True)
                self.grid(rows, line=at(block.where), shape=block.shape)
        here = Where(self._length, self._length)
        self._notes += [replace(note, where=here._replace(line=at(note.where))) for note in document.notes]

    def grid(
        self,
        rows: Iterable[tuple[Iterable[Begun], int]],
        *,
        line: int | None = None,
        page: int | None = None,
        shape: Shape = "rows",
    ) -> None:
        """Add a table: for each row the cells that begin in it, and how many columns it covers."""
        self._new_line()
        start = self._length
        self._tables += 1
        cells: list[tuple[Cell, ...]] = []
        widths: list[int] = []
        for begun, width in rows:
            if cells:
                self._print("\n")
            cells.append(self._row(begun, len(cells) + 1, page))
            widths.append(width)
        where = Where(start, self._length, line, page, self._tables)
        self._blocks.append(Grid(tuple(cells), shape, where, tuple(widths)))

    def _row(self, begun: Iterable[Begun], number: int, page: int | None) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        start = self._length
        for text, column, line in begun:
            end = start + len(text)
            cells.append(Cell(text, Where(start, end, line, page, self._tables, number, column)))
            start = end + 1  # behind the tab
        self._count(len(cells))
        self._print("\t".join([cell.text for cell in cells]))
        return tuple(cells)

    def document(self, source: str, sha256: str, media_type: str, title: str | None = None) -> Document:
        """The finished document."""
        return Document(
            source, sha256, media_type, "".join(self._parts), tuple(self._blocks), title, tuple(self._notes)
        )
