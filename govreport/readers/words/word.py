"""Word files (DOCX) to documents: paragraphs and tables in the order in which they stand in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from govreport.document import Document
from govreport.errors import MissingExtraError, ReadError
from govreport.normalize import squeezed
from govreport.readers.apart import NO_TEXT
from govreport.readers.draft import Begun, Draft
from govreport.readers.limits import DAMAGE, require_packed, whole_number
from govreport.readers.prose import is_numbering, is_running_text
from govreport.readers.words import libreoffice
from govreport.readers.words.paragraphs import (
    DRAWN,
    Aside,
    Image,
    Kept,
    Paragraphs,
    Unread,
    W,
    children,
    text_of,
)

__all__ = ["DOCX", "read"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_Element = etree._Element
_CHUNK = f"{W}altChunk"
_OFF = ("0", "false", "off")
_FLAT = 40  # twentieths of a point: a row that is no higher shows nothing
_LONG_CELL = 300  # characters: longer than any label of an official form
_MOST_COLUMNS = 1000


def read(data: bytes, source: str, sha256: str, media_type: str = DOCX) -> Document:
    """The document that a Word file shows.

    Notes
    -----
    Recorded corrections count as accepted. Headers, footers, comments and hidden text are left out, and
    struck-out text with a note; a raised mark stands in brackets (`readers.apart`). Numbers that Word
    draws itself are put before their paragraphs; a line break in a paragraph begins a new one. What
    stands in a text box or a footnote follows the paragraph or table that holds it.

    A table is a container, its cells paragraphs, as it is in a web page (`readers.web.html.read`), or if it
    lays out running text (`readers.prose`). In every other table a merged cell stands where it begins,
    and a nested table is text of its cell.

    Raises
    ------
    ReadError
        If the file is damaged, or a table is wider than all measure.
    MissingExtraError
        If python-docx is not installed.
    """
    try:
        require_packed(data)
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    try:
        part = _main_part(data)
    except (KeyError, ValueError) as error:
        # Parts that are named and not there, macros, templates, the strict dialect: LibreOffice takes them.
        if not libreoffice.found():
            message = f"a Word file (DOCX) was expected, python-docx says {squeezed(str(error))!r}"
            raise ReadError(source, f"{message}; LibreOffice (soffice) might open it") from error
        part = _resaved_part(data, source)
    except DAMAGE as error:
        raise ReadError(source, f"the Word file (DOCX) is damaged: {squeezed(str(error))}") from error
    try:
        file = _File(part)
        file.flow(part.element.body)
    except SyntaxError as error:
        raise ReadError(source, f"the Word file (DOCX) is damaged: {squeezed(str(error))}") from error
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    return file.draft.document(source, sha256, media_type)


def _resaved_part(data: bytes, source: str) -> Any:
    saved = libreoffice.resaved(data, source, "this Word file", "docx")
    try:
        return _main_part(saved)
    except DAMAGE as error:
        raise ReadError(source, f"the Word file (DOCX) is damaged: {squeezed(str(error))}") from error


def _main_part(data: bytes) -> Any:
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("DOCX needs python-docx: pip install 'govreport[docs]'") from error
    file = BytesIO(data)
    try:
        part = docx.Document(file).part
    except ValueError as error:  # names the object, and where in memory it is
        raise ValueError(str(error).replace(f"file '{file}'", "this")) from error
    if part.element.tag != f"{W}document" or part.element.find(f"{W}body") is None:
        raise ValueError("its document has no body")
    if any(rel.reltype is None for rel in part.rels.values()):
        raise ValueError("a part that its document names has no type")
    return part


def _on(about: _Element | None, name: str) -> bool:
    """Whether a property that can be on or off is on."""
    found = None if about is None else about.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") not in _OFF


def _number(about: _Element | None, name: str, otherwise: int) -> int:
    found = None if about is None else about.find(f"{W}{name}")
    text = "" if found is None else found.get(f"{W}val", "")
    return whole_number(text, otherwise)


def _inside(element: _Element, tag: str) -> Iterator[_Element]:
    """The nearest elements of a kind under `element`, through content controls and the like."""
    for child in children(element):
        if child.tag == tag:
            yield child
        elif child.tag not in (f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"):
            yield from _inside(child, tag)


def _table_rows(table: _Element) -> list[_Element]:
    """The rows of a table, without deleted and hidden ones."""
    rows = ((row, row.find(f"{W}trPr")) for row in _inside(table, f"{W}tr"))
    return [r for r, about in rows if not _on(about, "del") and not _on(about, "hidden") and not _flat(about)]


def _flat(about: _Element | None) -> bool:
    height = None if about is None else about.find(f"{W}trHeight")
    exact = height is not None and height.get(f"{W}hRule") == "exact"
    return exact and _number(about, "trHeight", _FLAT + 1) <= _FLAT


def _laid_out(rows: list[_Element]) -> Iterator[tuple[list[tuple[_Element, int]], int]]:
    """For each row the cells that begin in it, with their columns (from 1), and the row's width."""
    reaching: set[int] = set()  # columns in which a cell begins that may reach down from above
    for row in rows:
        column = _number(row.find(f"{W}trPr"), "gridBefore", 0)
        begun: list[tuple[_Element, int]] = []
        reaches: set[int] = set()
        width = 0
        for cell in _inside(row, f"{W}tc"):
            about = cell.find(f"{W}tcPr")
            merge = None if about is None else about.find(f"{W}vMerge")
            beside = None if about is None else about.find(f"{W}hMerge")
            if merge is not None:
                reaches.add(column)
            goes_on = merge is not None and merge.get(f"{W}val") != "restart" and column in reaching
            if not goes_on and (beside is None or beside.get(f"{W}val") == "restart"):
                begun.append((cell, column + 1))
            span = max(1, _number(about, "gridSpan", 1))
            column, width = column + span, width + span
            if column > _MOST_COLUMNS:
                raise ValueError(f"a table of at most {_MOST_COLUMNS} columns was expected, one has more")
        reaching = reaches
        yield begun, width


def _is_container(table: _Element, begun: list[list[_Element]]) -> bool:
    """Whether a table only holds other things in their places (see `read`)."""
    if not any(len(row) > 1 for row in begun):
        return True
    nested = (t for t in table.iter(f"{W}tbl") if t is not table)
    if any(sum(1 for row in _table_rows(t) for _ in _inside(row, f"{W}tc")) > 1 for t in nested):
        return True
    texts = [[text_of(cell) for cell in row] for row in begun]
    running = sum(
        sum(map(len, row))
        if is_running_text(row)
        else sum(len(text) for text in row if len(text) > _LONG_CELL)
        for row in texts
    )
    return 2 * running >= sum(len(text) for row in texts for text in row) > 0


class _File:
    """A file while its body is walked through, top to bottom."""

    def __init__(self, part: Any) -> None:
        self.draft = Draft()
        self._paragraph = Paragraphs(part)

    def flow(self, parent: _Element, before: str = "") -> None:
        """Add all that stands under `parent`; `before`, a number, stands before its first paragraph."""
        for child in children(parent):
            if child.tag == f"{W}p":
                text, kept = self._paragraph.line(child)
                self._paragraphs(f"{before}{text}")
                self._keep(kept)
                before = "" if text.strip() else before
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == _CHUNK:
                self._keep([self._paragraph.elsewhere(child)])
            else:
                self.flow(child, before)

    def _paragraphs(self, text: str) -> None:
        for line in text.split("\n"):
            if (shown := squeezed(line)).strip(f"{NO_TEXT} "):
                self.draft.paragraph(shown)

    def _keep(self, kept: Iterable[_Element | Kept]) -> None:
        """Add what follows the paragraph or table in which it stands."""
        for piece in kept:
            if isinstance(piece, Image):
                self.draft.picture(piece.name)
            elif isinstance(piece, Unread):
                self.draft.unread(piece.what, doubt=piece.doubt)
            else:
                self.flow(piece.content if isinstance(piece, Aside) else piece)

    def _table(self, table: _Element) -> None:
        rows = list(_laid_out(_table_rows(table)))
        begun = [[cell for cell, _ in row] for row, _ in rows]
        if _is_container(table, begun):
            for row in begun:
                before = ""
                for cell in row:
                    number = squeezed(text_of(cell))
                    if len(row) > 1 and is_numbering(number) and cell is not row[-1]:
                        before = number
                    else:
                        self.flow(cell, before)
                        before = "" if number else before
            return
        read = [[(*self._cell(cell), column) for cell, column in row] for row, _ in rows]
        self.draft.grid(
            ([Begun(text, column) for text, _, column in row], width)
            for row, (_, width) in zip(read, rows, strict=True)
        )
        self._keep(piece for row in read for _, kept, _ in row for piece in kept)

    def _cell(self, cell: _Element) -> tuple[str, list[Kept]]:
        """The text of a cell, the end of a line or paragraph in it a blank; and what follows the table."""
        found = list(self._words(cell))
        text = squeezed(" ".join(piece for piece in found if isinstance(piece, str)))
        kept = [piece for piece in found if not isinstance(piece, str)]
        drawn = bool(kept) or any(True for _ in cell.iter(*DRAWN, f"{W}sdt"))
        return text or (NO_TEXT if drawn else ""), kept

    def _words(self, parent: _Element) -> Iterator[str | Kept]:
        for child in children(parent):
            if child.tag == _CHUNK:
                yield self._paragraph.elsewhere(child)
            if child.tag != f"{W}p":
                yield from self._words(child)
                continue
            text, kept = self._paragraph.line(child)
            yield text
            for piece in kept:
                if isinstance(piece, Image | Aside | Unread):
                    yield piece
                else:
                    yield from self._words(piece)
