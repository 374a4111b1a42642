"""Word files (DOCX) to documents: paragraphs and tables in the order in which they stand in the file."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import BadZipFile

from lxml import etree

from govreport.document import Document
from govreport.errors import MissingExtraError, ReadError
from govreport.normalize import squeezed
from govreport.readers.draft import Begun, Draft
from govreport.readers.words import libreoffice
from govreport.readers.words.numbering import Numbering

__all__ = ["DOCX", "read"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_Element = etree._Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


def _named(names: str) -> frozenset[str]:
    return frozenset(f"{_W}{name}" for name in names.split())


# Not printed in the text: what was deleted or moved away, codes of fields, and what says how it looks.
_NEVER = _named(
    "del moveFrom delText delInstrText instrText fldData rt pPr rPr tblPr tblPrEx tblGrid trPr tcPr sectPr "
    "sdtPr sdtEndPr rubyPr comment"
)
_BREAKS = _named("br cr")
_BLANKS = _named("tab ptab footnoteReference endnoteReference")
_DRAWN = _named("drawing pict object")
_OFF = ("0", "false", "off")
_NO_TEXT = "\ufffc"  # stands in an otherwise empty cell with a picture or a symbol: not a blank
_LONG_CELL = 300  # characters: longer than any label of an official form
_SMALL = 952_500  # of 914,400 to the inch, 100 pixels: a picture of a table is larger
_MOST_COLUMNS = 1000


class _Picture(NamedTuple):
    name: str


_Piece = str | _Element | _Picture  # of a paragraph: text, the content of a text box, a picture


def read(data: bytes, source: str, sha256: str, media_type: str = DOCX) -> Document:
    """The document that a Word file shows.

    Notes
    -----
    Recorded corrections count as accepted. Headers, footers, notes, comments and hidden text are left
    out; numbers that Word draws itself are put before their paragraphs; a line break in a paragraph
    begins a new one. What stands in a text box follows the paragraph that holds it.

    A table is a container, its cells paragraphs, as it is in a web page (`readers.html.read`). In every
    other table a merged cell stands where it begins, and a nested table is text of its cell.

    Raises
    ------
    ReadError
        If the file is damaged, or a table is wider than all measure.
    MissingExtraError
        If python-docx is not installed.
    """
    try:
        part = _main_part(data)
    except (KeyError, ValueError) as error:
        # Parts that are named and not there, macros, templates, the strict dialect: LibreOffice takes them.
        if not libreoffice.found():
            message = f"a Word file (DOCX) was expected, python-docx says {squeezed(str(error))!r}"
            raise ReadError(source, f"{message}; LibreOffice (soffice) might open it") from error
        part = _main_part(libreoffice.resaved(data, source, "this Word file", "docx"))
    except (BadZipFile, zlib.error, SyntaxError, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReadError(source, f"the Word file (DOCX) is damaged: {squeezed(str(error))}") from error
    file = _File(part)
    try:
        file.flow(part.element.body)
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    return file.draft.document(source, sha256, media_type)


def _main_part(data: bytes) -> Any:
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("DOCX needs python-docx: pip install 'govreport[docs]'") from error
    return docx.Document(BytesIO(data)).part


def _on(about: _Element | None, name: str) -> bool:
    """Whether a property that can be on or off is on."""
    found = None if about is None else about.find(f"{_W}{name}")
    return found is not None and found.get(f"{_W}val") not in _OFF


def _number(about: _Element | None, name: str, otherwise: int) -> int:
    found = None if about is None else about.find(f"{_W}{name}")
    text = "" if found is None else found.get(f"{_W}val", "")
    return int(text) if text.isascii() and text.isdigit() else otherwise


def _children(element: _Element) -> Iterator[_Element]:
    """What stands in an element; of alternatives only the first."""
    chosen = False
    for child in element:
        if element.tag == f"{_MC}AlternateContent":
            if chosen:
                return
            chosen = True
        if isinstance(child.tag, str) and child.tag not in _NEVER:
            yield child


def _inside(element: _Element, tag: str) -> Iterator[_Element]:
    """The nearest elements of a kind under `element`, through content controls and the like."""
    for child in _children(element):
        if child.tag == tag:
            yield child
        elif child.tag not in (f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"):
            yield from _inside(child, tag)


def _table_rows(table: _Element) -> list[_Element]:
    """The rows of a table, without deleted and hidden ones."""
    rows = ((row, row.find(f"{_W}trPr")) for row in _inside(table, f"{_W}tr"))
    return [r for r, about in rows if not _on(about, "del") and not _on(about, "hidden")]


def _laid_out(rows: list[_Element]) -> Iterator[tuple[list[tuple[_Element, int]], int]]:
    """For each row the cells that begin in it, with their columns (from 1), and the row's width."""
    reaching: set[int] = set()  # columns in which a cell begins that may reach down from above
    for row in rows:
        column = _number(row.find(f"{_W}trPr"), "gridBefore", 0)
        begun: list[tuple[_Element, int]] = []
        reaches: set[int] = set()
        width = 0
        for cell in _inside(row, f"{_W}tc"):
            about = cell.find(f"{_W}tcPr")
            merge = None if about is None else about.find(f"{_W}vMerge")
            beside = None if about is None else about.find(f"{_W}hMerge")
            if merge is not None:
                reaches.add(column)
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart" and column in reaching
            if not goes_on and (beside is None or beside.get(f"{_W}val") == "restart"):
                begun.append((cell, column + 1))
            span = max(1, _number(about, "gridSpan", 1))
            column, width = column + span, width + span
            if column > _MOST_COLUMNS:
                raise ValueError(f"a table of at most {_MOST_COLUMNS} columns was expected, one has more")
        reaching = reaches
        yield begun, width


def _characters(element: _Element) -> int:
    return sum(len(text.text or "") for text in element.iter(f"{_W}t"))


def _is_container(table: _Element, begun: list[list[_Element]]) -> bool:
    """Whether a table only holds other things in their places (see `read`)."""
    if not any(len(row) > 1 for row in begun):
        return True
    nested = (t for t in table.iter(f"{_W}tbl") if t is not table)
    if any(sum(1 for row in _table_rows(t) for _ in _inside(row, f"{_W}tc")) > 1 for t in nested):
        return True
    sizes = [_characters(cell) for row in begun for cell in row]
    return 2 * sum(size for size in sizes if size > _LONG_CELL) > sum(sizes)


class _File:
    """A file while its body is walked through, top to bottom."""

    def __init__(self, part: Any) -> None:
        self.draft = Draft()
        self._rels = part.rels
        roots = {rel.reltype.rsplit("/", 1)[-1]: rel for rel in part.rels.values() if not rel.is_external}
        parsed = {name: _root(roots[name].target_part) for name in ("numbering", "styles") if name in roots}
        self._numbering = Numbering(parsed.get("numbering"), parsed.get("styles"))
        styles = parsed.get("styles")
        self._hidden_styles = {
            style.get(f"{_W}styleId")
            for style in (() if styles is None else styles.iter(f"{_W}style"))
            if _on(style.find(f"{_W}rPr"), "vanish")
        }

    def flow(self, parent: _Element) -> None:
        """Add all that stands under `parent`."""
        for child in _children(parent):
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            else:
                self.flow(child)

    def _paragraph(self, paragraph: _Element) -> None:
        pieces = list(self._pieces(paragraph))
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        label = self._numbering.label(paragraph)
        for line in f"{label if text.strip() else ''}{text}".split("\n"):
            if printed := squeezed(line):
                self.draft.paragraph(printed)
        for piece in pieces:
            if isinstance(piece, _Picture):
                self.draft.picture(piece.name)
            elif not isinstance(piece, str):
                self.flow(piece)

    def _pieces(self, element: _Element) -> Iterator[_Piece]:
        for child in _children(element):
            tag = child.tag
            if tag in (f"{_W}t", _MATH):
                yield child.text or "" if tag != _MATH else f" {child.text or ''} "
            elif tag == f"{_W}r":
                yield from self._run(child)
            elif tag in _BREAKS:
                yield "\n"
            elif tag in _BLANKS:
                yield " "
            elif tag == f"{_W}noBreakHyphen":
                yield "-"
            elif tag == f"{_W}sym":
                yield _NO_TEXT
            elif tag == f"{_W}txbxContent":
                yield child
            elif tag in _DRAWN:
                yield from self._drawn(child)
            else:
                yield from self._pieces(child)

    def _run(self, run: _Element) -> Iterator[_Piece]:
        """The pieces of a run. A raised or struck one is no part of the number that stands beside it."""
        about = run.find(f"{_W}rPr")
        style = None if about is None else about.find(f"{_W}rStyle")
        if _on(about, "vanish") or (style is not None and style.get(f"{_W}val") in self._hidden_styles):
            return
        raised = None if about is None else about.find(f"{_W}vertAlign")
        apart = _on(about, "strike") or _on(about, "dstrike")
        apart = apart or (raised is not None and raised.get(f"{_W}val") in ("superscript", "subscript"))
        if apart:
            yield " "
        yield from self._pieces(run)
        if apart:
            yield " "

    def _drawn(self, drawing: _Element) -> Iterator[_Piece]:
        yield from (child for child in drawing.iter(f"{_W}txbxContent") if _is_outermost(child, drawing))
        extents = [extent.get(side, "0") for extent in drawing.iter(_EXTENT) for side in ("cx", "cy")]
        if any(int(size) < _SMALL for size in extents if size.isdigit()):
            return
        for picture in drawing.iter(_BLIP, _IMAGE_DATA):
            ids = (picture.get(f"{_R}{name}") for name in ("embed", "id", "link"))
            rel = self._rels.get(next(filter(None, ids), None))
            if rel is not None:
                name = rel.target_ref if rel.is_external else rel.target_part.partname
                yield _Picture(str(name).removeprefix("/"))

    def _table(self, table: _Element) -> None:
        rows = list(_laid_out(_table_rows(table)))
        begun = [[cell for cell, _ in row] for row, _ in rows]
        if _is_container(table, begun):
            for row in begun:
                for cell in row:
                    self.flow(cell)
            return
        pictures: list[_Picture] = []
        self.draft.grid(
            ([Begun(self._cell(cell, pictures), column) for cell, column in row], width)
            for row, width in rows
        )
        for picture in pictures:
            self.draft.picture(picture.name)

    def _cell(self, cell: _Element, pictures: list[_Picture]) -> str:
        """The text of a cell; the end of a line or paragraph in it is a blank."""
        here: list[str] = []
        seen = len(pictures)
        self._words(cell, here, pictures)
        text = squeezed(" ".join(here))
        drawn = len(pictures) > seen or any(True for _ in cell.iter(*_DRAWN))
        return text or (_NO_TEXT if drawn else "")

    def _words(self, parent: _Element, words: list[str], pictures: list[_Picture]) -> None:
        for child in _children(parent):
            if child.tag != f"{_W}p":
                self._words(child, words, pictures)
                continue
            pieces = list(self._pieces(child))
            text = "".join(piece for piece in pieces if isinstance(piece, str))
            label = self._numbering.label(child)
            words.append(f"{label if text.strip() else ''}{text}")
            for piece in pieces:
                if isinstance(piece, _Picture):
                    pictures.append(piece)
                elif not isinstance(piece, str):
                    self._words(piece, words, pictures)


def _root(part: Any) -> _Element:
    """The root element of a part of the file, which python-docx may not have parsed."""
    element: _Element | None = getattr(part, "element", None)
    return (
        etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False)) if element is None else element
    )


def _is_outermost(content: _Element, drawing: _Element) -> bool:
    """Whether a text box stands in no other one, and in no alternative (its second copy)."""
    for parent in content.iterancestors():
        if parent is drawing:
            return True
        if parent.tag in (f"{_W}txbxContent", f"{_MC}Fallback"):
            return False
    return True
