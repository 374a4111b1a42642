"""Paragraphs of Word files: the words that they print, and what else stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from govreport.normalize import squeezed
from govreport.readers.apart import NO_TEXT, How, printed
from govreport.readers.words.fields import Fields
from govreport.readers.words.numbering import Numbering
from govreport.readers.words.typography import Typography

__all__ = ["DRAWN", "Aside", "Image", "Kept", "Paragraphs", "Unread", "W", "children", "text_of"]

_Element = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BLIP = f"{_A}blip"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_SHAPES = (
    *(f"{{urn:schemas-microsoft-com:vml}}{name}" for name in ("line", "rect", "oval", "polyline", "shape")),
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp",
)
_PICTURED = "\ue0ff"  # stands in a line for a picture, until it is known what stands beside it
_BESIDE_DIGIT = re.compile(rf"(?<=\d){_PICTURED}|(?<=\w){_PICTURED}(?=\d)")
_RAISED = (f"{_M}sup", f"{_M}sub")
# Markup beyond the standard that we know, by its namespace.
_UNDERSTOOD = (
    "http://schemas.microsoft.com/office/",
    "http://schemas.openxmlformats.org/",
    "urn:schemas-microsoft-com:",
)
_SMALL = 952_500  # of 914,400 to the inch, 100 pixels: a picture of a table is larger
_QUOTED = 60  # characters of what was not read that a note quotes


def _named(names: str) -> frozenset[str]:
    return frozenset(f"{W}{name}" for name in names.split())


# Not printed in the text: what was deleted or moved away, and what says how it looks.
_NEVER = _named(
    "del moveFrom delText delInstrText fldData rt pPr rPr tblPr tblPrEx tblGrid trPr tcPr sectPr "
    "sdtPr sdtEndPr rubyPr comment"
) | {"{http://schemas.microsoft.com/office/word/2010/wordml}conflictDel"}
# What Word writes in their place: a page number, a day, a sign of a font.
_WRITTEN = _named("sym pgNum dayShort dayLong monthShort monthLong yearShort yearLong") | {
    "{http://schemas.microsoft.com/office/word/2015/wordml/symex}symEx"
}
_BREAKS = _named("br cr")
_BLANKS = _named("tab ptab")
_ELSEWHERE = {
    f"{W}altChunk": "another file that is part of this one",
    f"{W}subDoc": "another file",
    f"{W}contentPart": "something drawn by hand",
}
DRAWN = _named("drawing pict object")
_FOOTNOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


class _Words(NamedTuple):
    text: str
    how: How = "plain"


class Image(NamedTuple):
    name: str


class Aside(NamedTuple):
    content: _Element  # of a footnote or endnote


class Unread(NamedTuple):
    what: str
    doubt: bool = True


Kept = Image | Aside | Unread  # what follows the paragraph or table in which it stands
_Piece = _Words | _Element | Kept  # of a paragraph: words, the content of a text box, and such


def children(element: _Element) -> Iterator[_Element]:
    """What stands in an element; of alternatives only one."""
    for child in element:
        if child.tag == f"{_MC}AlternateContent":
            yield from _alternative(child)
        elif isinstance(child.tag, str) and child.tag not in _NEVER:
            yield child


def _alternative(element: _Element) -> Iterator[_Element]:
    """The first alternative that we understand, or else what stands for them in such a case."""
    for choice in element.iterchildren(f"{_MC}Choice", f"{_MC}Fallback"):
        needed = choice.get("Requires", "").split()
        if all((choice.nsmap.get(name) or "").startswith(_UNDERSTOOD) for name in needed):
            yield choice
            return


def text_of(element: _Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def _is_disputed(fallback: _Element) -> bool:
    """Whether a program that understands what we do not shows another text in place of this one."""
    above = fallback.getparent()
    return above is not None and any(text_of(other) != text_of(fallback) for other in above)


class Paragraphs:
    """The paragraphs of a file, asked for in the order in which they stand in it."""

    def __init__(self, part: Any) -> None:
        self._rels = part.rels
        roots = {rel.reltype.rsplit("/", 1)[-1]: rel for rel in part.rels.values() if not rel.is_external}
        parsed = {
            name: _root(roots[name].target_part)
            for name in ("numbering", "styles", "footnotes", "endnotes")
            if name in roots
        }
        self._numbering = Numbering(parsed.get("numbering"), parsed.get("styles"))
        self._typography = Typography(parsed.get("styles"))
        self._footnotes = {
            (kind, note.get(f"{W}id")): note
            for kind in _FOOTNOTES.values()
            for note in parsed.get(kind, ())
            if note.get(f"{W}type", "normal") == "normal"
        }
        self._fields = Fields(part.element, *(parsed[kind] for kind in _FOOTNOTES.values() if kind in parsed))
        self._asking = {
            run
            for control in part.element.iter(f"{W}sdt")
            for mark in control.iterfind(f"{W}sdtPr/{W}showingPlcHdr")
            if mark.get(f"{W}val") not in ("0", "false", "off")
            for run in control.iter(f"{W}r")
        }

    def line(self, paragraph: _Element) -> tuple[str, list[_Element | Kept]]:
        """The text of a paragraph with its number, and what else stands in it."""
        words: list[_Words] = []
        kept: list[_Element | Kept] = []
        for piece in self._pieces(paragraph):
            if isinstance(piece, _Words):
                words.append(piece)
            else:
                kept.append(piece)
        text, struck = printed(words)
        if struck:
            kept.append(Unread(f"the struck-out text {struck!r}", doubt=False))
        label = self._numbering.label(paragraph)
        text = _BESIDE_DIGIT.sub(NO_TEXT, text).replace(_PICTURED, "")
        if _is_cell(paragraph) and ((label and not text.strip()) or _is_drawn_over(paragraph, text)):
            return f"{text}{NO_TEXT}", kept  # a number that Word prints, a line over a number
        return f"{label if text.strip() else ''}{text}", kept

    def _pieces(self, paragraph: _Element) -> Iterator[_Piece]:
        """What a paragraph prints, without the codes of fields."""
        for piece in self._walk(paragraph, paragraph, "plain"):
            if not self._fields.in_code():
                if not isinstance(piece, _Words) or (piece.text.strip() and piece.how != "hidden"):
                    self._fields.printed()
                yield piece

    def _walk(self, element: _Element, paragraph: _Element, how: How) -> Iterator[_Piece]:
        for child in children(element):
            tag = child.tag
            if tag == f"{W}t":
                yield _Words(child.text or "", how)
            elif tag == f"{W}r":
                yield from self._run(child, paragraph, how)
            elif tag in _BREAKS:
                yield _Words("\n")
            elif tag in _BLANKS:
                yield _Words(" ")
            elif tag == f"{W}noBreakHyphen":
                yield _Words("-", how)
            elif tag in _WRITTEN:
                yield _Words(NO_TEXT, how)
            elif tag == f"{W}instrText":
                self._fields.say(child.text or "")
            elif tag == f"{W}fldChar":
                yield from _unsure(self._fields.pass_mark(child))
            elif tag in _FOOTNOTES:
                yield _Words(" ")
                note = self._footnotes.get((_FOOTNOTES[tag], child.get(f"{W}id")))
                yield from () if note is None else (Aside(note),)
            elif tag in _ELSEWHERE:
                yield self.elsewhere(child)
            elif tag == f"{W}txbxContent":
                yield child
            elif tag in DRAWN:
                if next(child.iter(_BLIP, _IMAGE_DATA), None) is not None:
                    yield _Words(_PICTURED)
                yield from self._drawn(child)
            elif tag == f"{_M}t":
                yield _Words(f" {child.text or ''} " if how == "plain" else child.text or "", how)
            else:
                yield from self._holder(child, paragraph, "raised" if tag in _RAISED else how)

    def _run(self, run: _Element, paragraph: _Element, how: How) -> Iterator[_Piece]:
        how = self._typography.how(run, paragraph) if how == "plain" else how
        pieces = self._walk(run, paragraph, how)
        yield from (piece for piece in pieces if how != "hidden" or isinstance(piece, _Words))
        if run in self._asking:
            yield _Words(NO_TEXT)

    def _holder(self, holder: _Element, paragraph: _Element, how: How) -> Iterator[_Piece]:
        """What stands in an element that is no text itself; an empty form field is no blank."""
        if holder.tag == f"{W}fldSimple":
            self._fields.begin(holder)
        silent = True
        for piece in self._walk(holder, paragraph, how):
            silent = silent and isinstance(piece, _Words) and not piece.text.strip()
            yield piece
        if holder.tag == f"{W}fldSimple":
            yield from _unsure(self._fields.end())
        elif holder.tag == f"{W}sdt" and silent:
            yield _Words(NO_TEXT)
        elif holder.tag == f"{W}bdo" and holder.get(f"{W}val") == "rtl" and not silent:
            yield _Words(NO_TEXT)  # its characters are printed backwards
        elif holder.tag == f"{_MC}Fallback" and _is_disputed(holder):
            yield from _unsure("markup that only some programs understand")

    def _drawn(self, drawing: _Element) -> Iterator[_Piece]:
        yield from (child for child in drawing.iter(f"{W}txbxContent") if _is_outermost(child, drawing))
        yield from map(Unread, self._pictured(drawing))
        extents = [extent.get(side, "0") for extent in drawing.iter(_EXTENT) for side in ("cx", "cy")]
        if any(int(size) < _SMALL for size in extents if size.isdigit()):
            return
        for picture in drawing.iter(_BLIP, _IMAGE_DATA):
            if name := self.target(picture):
                yield Image(name)

    def _pictured(self, drawing: _Element) -> Iterator[str]:
        """What a drawing shows that is neither a picture nor in the text of the file."""
        for diagram in drawing.iter(_DIAGRAM):
            rel = self._rels.get(diagram.get(f"{_R}dm"))
            root = None if rel is None or rel.is_external else _root(rel.target_part)
            yield f"a diagram (SmartArt): {_beginning(root)}"
        if any(True for _ in drawing.iter(_CHART)):
            yield "a chart"
        for control in drawing.iter(f"{W}control"):
            yield f"a form control ({control.get(f'{W}name', '')})"
        for art in drawing.iter(_TEXT_PATH):
            yield f"drawn letters: {squeezed(art.get('string', ''))}"
        if any(True for _ in drawing.iter(f"{_A}t")):
            yield f"a drawing with text: {_beginning(drawing)}"

    def elsewhere(self, element: _Element) -> Unread:
        """A note on what an element of the file takes from another part or file."""
        return Unread(f"{_ELSEWHERE[element.tag]} ({self.target(element)})")

    def target(self, element: _Element) -> str:
        """The part of the file, or the address, that an element names."""
        ids = (element.get(f"{_R}{name}") for name in ("embed", "id", "link"))
        rel = self._rels.get(next(filter(None, ids), None))
        if rel is None:
            return ""
        return str(rel.target_ref if rel.is_external else rel.target_part.partname).removeprefix("/")


def _is_cell(paragraph: _Element) -> bool:
    above = paragraph.getparent()
    return above is not None and above.tag == f"{W}tc"


def _is_drawn_over(paragraph: _Element, text: str) -> bool:
    """Whether a line or another shape without text is fixed to a cell with a number."""
    if not text.strip() or not text.replace(",", "").replace(".", "").strip().isdigit():
        return False
    shapes = (shape for drawing in paragraph.iter(*DRAWN) for shape in drawing.iter(*_SHAPES))
    return any(next(shape.iter(f"{W}txbxContent", _IMAGE_DATA), None) is None for shape in shapes)


def _unsure(what: str) -> Iterator[_Words | Unread]:
    """What stands for something that is printed and unsure; nothing where there is no such thing."""
    if what:
        yield _Words(NO_TEXT)
        yield Unread(f"what is printed by {what}")


def _beginning(root: _Element | None) -> str:
    text = "" if root is None else squeezed(" ".join(t.text or "" for t in root.iter(f"{_A}t")))
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


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
        if parent.tag in (f"{W}txbxContent", f"{_MC}Fallback"):
            return False
    return True
