"""What is printed on the pages of a PDF, through pdfium: characters, ruled lines, pictures."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from pypdfium2 import raw

from govreport.readers.pdf.annotations import UnreadAnnotation, paint_in
from govreport.readers.pdf.characters import (
    NO_OUTLINE,
    NOTHING,
    address,
    bounds_of,
    characters,
    is_over,
    is_unlike,
    turns_of_text,
)
from govreport.readers.pdf.drawing import require_drawable
from govreport.readers.pdf.glyphs import Frame, Glyph, is_digit
from govreport.readers.pdf.painting import Painting, Seen, Sight
from govreport.readers.pdf.paths import UNIT, Matrix, Point, applied, matrix_of, subpaths, times
from govreport.readers.pdf.ruling import Segment, small_boxes_apart
from govreport.readers.pdf.visible import LeftOut, visible

__all__ = ["THIN", "Page", "Rectangle", "open_pdf", "page_of"]

THIN = 3.0  # points: a filled rectangle or a picture no wider than this is a ruled line
_MOST_OBJECTS = 500_000  # of a page
_DEPTH = 100  # forms in forms
_RECENT = 8  # text objects: pdfium looks back over so many for one that is printed again
_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_FULL_PAGE = 0.8  # of the page's area: a picture that is the page
_LARGE = 0.1  # of the page's area: a table may stand in the picture
_FEW_GLYPHS = 50  # on a page that a picture fills: a stamp, a page number
_TINY = 0.2  # of the usual size of characters on the page: smaller ones nobody can read
_SEAL = 3  # of a character's height: a picture as high is no line through it
_RECTANGLE = 6  # corners, the first one repeated: more are a drawing


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a page, in points, y downward."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def holds(self, x: float, y: float) -> bool:
        return self.left < x < self.right and self.top < y < self.bottom


@dataclass(slots=True)
class Page:
    """A page as one sees it: turned upright, in points from its upper left corner.

    ``left_out`` is text that is in the file and not among the glyphs. ``drawings`` are pictures and
    curves, ``boxes`` check boxes, ``pictures`` those pictures that a table may stand in, ``seals`` all of
    them; what stands in the ``uncertain`` places only the program knows that wrote it. ``is_picture`` says
    that the page has no text layer to be trusted: what can be read on it is in a picture of the page.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    horizontal: list[Segment] = field(default_factory=list)
    vertical: list[Segment] = field(default_factory=list)
    drawings: list[Rectangle] = field(default_factory=list)
    boxes: list[Rectangle] = field(default_factory=list)
    pictures: list[Rectangle] = field(default_factory=list)
    uncertain: list[Rectangle] = field(default_factory=list)
    seals: list[Rectangle] = field(default_factory=list)
    painting: Painting | None = None
    is_picture: bool = False

    def shows(self, glyph: Glyph) -> bool:
        """Whether a glyph is on the page, or a part of it."""
        across = glyph.right >= 0 and glyph.left <= self.width
        return across and glyph.base >= 0 and glyph.base - glyph.size <= self.height

    def has_ink(self, box: Frame, *, drawn: bool) -> bool:
        """Whether something stands within a cell, or may; `drawn` says that a picture or a curve is there."""
        left, top, right, bottom = box
        if any(
            min(right, place.right) - max(left, place.left) > THIN
            and min(bottom, place.bottom) - max(top, place.top) > THIN
            for place in (*self.uncertain, *self.boxes)
        ):
            return True
        return drawn if self.painting is None else self.painting.has_ink(box, drawn=drawn)

    def has_strokes(self, box: Frame) -> bool:
        """Whether something that is no text and no seal is drawn within a part of a cell."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if self.painting is None or any(place.holds(x, y) for place in self.seals):
            return False
        return self.painting.has_strokes(box)


def open_pdf(data: bytes, *, checked: bool = True) -> pypdfium2.PdfDocument:
    """An open PDF.

    Parameters
    ----------
    data : bytes
    checked : bool
        Look first whether it can be drawn (`readers.pdf.drawing`); not needed where that was done.

    Raises
    ------
    ValueError
        If it is damaged or needs a password, or would be drawn for ever.
    """
    try:
        document = pypdfium2.PdfDocument(data)
        if checked:
            require_drawable(document)
        document.init_forms()
        return document
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise ValueError("the PDF is encrypted: a file without password was expected") from error
        raise ValueError(f"a PDF was expected, it cannot be opened ({error})") from error


def page_of(document: pypdfium2.PdfDocument, index: int, most_characters: int) -> Page:
    """What is printed on one page.

    Raises
    ------
    ValueError
        If the page is damaged, or has more characters or objects than any page of a report.
    """
    try:
        page = document[index]
        painted, unread = paint_in(page)
        if painted:
            page.close()
            page = document[index]
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise ValueError(f"page {index + 1} cannot be opened ({error})") from error
    try:
        text = page.get_textpage()
        try:
            return _Reading(page, text, index + 1, most_characters, unread).page
        finally:
            text.close()
    finally:
        page.close()


class _Reading:
    """One page as it is read."""

    def __init__(
        self,
        page: pypdfium2.PdfPage,
        text: pypdfium2.PdfTextPage,
        number: int,
        most_characters: int,
        unread: Sequence[UnreadAnnotation],
    ) -> None:
        self._text = text.raw
        if raw.FPDFText_CountChars(self._text) > most_characters:
            raise ValueError(f"page {number} has more characters than any report")
        self._number = number
        self._texts: list[Any] = []
        self._hidden: set[int | None] = set()
        self._not_embedded: set[int | None] = set()  # text in fonts that are not in the file
        self._unsure: set[int | None] = set()  # text that need not be what one sees
        self._fonts: dict[int | None, bool] = {}
        self._objects = 0
        self._last_text = self._last_full_picture = -1
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, bounds)
        turns = turns_of_text(self._text)
        turned = page.get_rotation() // 90
        turns = turned if turns is None else turns
        self._place = _placing(bounds, turns)
        width, height = bounds.right - bounds.left, bounds.top - bounds.bottom
        self.page = Page(*((height, width) if turns % 2 else (width, height)))
        self.page.uncertain = [Rectangle(*self._place(*item.place)) for item in unread if item.place]
        self._visit(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, UNIT)
        self.page.horizontal, self.page.vertical, boxes = small_boxes_apart(
            self.page.horizontal, self.page.vertical, THIN
        )
        self.page.boxes = [Rectangle(*box) for box in boxes]
        is_below = self._last_text < self._last_full_picture  # all text: below a picture of the page
        glyphs, frames, left_out = (
            NOTHING
            if is_below
            else characters(self._text, self._place, self._hidden, self._not_embedded, self._unsure, number)
        )
        if self._fills(glyphs):
            glyphs = [glyph for glyph in glyphs if self.page.shows(glyph)]
        else:
            painting = Painting(page, self._texts, (turns - turned) % 4)
            seen = self._seen(painting, glyphs, frames)
            if any(sight in (Sight.NOTHING, Sight.COVERED) for sight, _ in seen):
                painting = Painting(page, self._texts, (turns - turned) % 4, coloured=True)
                seen = self._seen(painting, glyphs, frames)
            self.page.painting = painting
            glyphs, gone = visible(glyphs, seen)
            left_out = [*left_out, *gone]
        self.page.glyphs = glyphs
        self.page.is_picture = self._fills(glyphs) or (_printed(glyphs) == 0 and self._objects > 0)
        spoken = [LeftOut("annotation_unread", item.text or "?") for item in unread if item.text is not None]
        self.page.left_out = spoken if self.page.is_picture else [*left_out, *spoken]

    def _fills(self, glyphs: Sequence[Glyph]) -> bool:
        """Whether the page is one picture, perhaps with a stamp or a number on it."""
        return self._last_full_picture >= 0 and _printed(glyphs) < _FEW_GLYPHS

    def _seen(self, painting: Painting, glyphs: Sequence[Glyph], frames: Sequence[Frame]) -> list[Seen]:
        """What one sees of each glyph.

        What begins on the page is known, though the page's edge cuts it; what begins beyond is not to be
        seen, nor what is tiny beside the other text. Blanks are not looked for.
        """
        page = self.page
        wanted = []
        for glyph, frame in zip(glyphs, frames, strict=True):
            left, top, right, bottom = frame
            cut = left < 0 or top < 0 or right > page.width or bottom > page.height
            is_known = glyph.text.isspace() or (cut and page.shows(glyph))
            wanted.append(NO_OUTLINE if is_known else frame)
        seen = painting.seen(wanted, [is_digit(glyph) for glyph in glyphs])
        smallest = _TINY * sorted(glyph.size for glyph in glyphs)[len(glyphs) // 2] if glyphs else 0
        for i, glyph in enumerate(glyphs):
            if glyph.size < smallest:
                seen[i] = Seen(Sight.NOTHING)
            elif any(place.holds(glyph.x, glyph.y) for place in page.uncertain):
                seen[i] = Seen(Sight.TOUCHED)
            elif seen[i].sight in (Sight.TOUCHED, Sight.CROSSED) and any(
                place.holds(glyph.x, glyph.y) and place.bottom - place.top > _SEAL * glyph.size
                for place in self.page.seals
            ):
                seen[i] = Seen(Sight.WHOLE)  # a seal or a picture of the paper
        return seen

    # -------------------------------------------------------------- objects

    def _visit(
        self,
        holder: Any,
        count: Callable[[Any], int],
        get: Callable[[Any, int], Any],
        matrix: Matrix,
        depth: int = 0,
    ) -> None:
        size = count(holder)
        if depth > _DEPTH or size + self._objects > _MOST_OBJECTS:
            raise ValueError(f"page {self._number}: at most {_MOST_OBJECTS} objects were expected")
        recent: deque[tuple[Any, Frame]] = deque(maxlen=_RECENT)
        for i in range(size):
            item = get(holder, i)
            kind = raw.FPDFPageObj_GetType(item)
            self._objects += 1
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE:
                    self._hidden.add(address(item))
                else:
                    if box := bounds_of(item):
                        over = [before for before, other in recent if is_over(box, other)]
                        self._unsure |= {address(one) for one in (*over, item) if over}
                        recent.append((item, box))
                    self._texts.append(item)
                    self._last_text = self._objects
                    if is_unlike(item, matrix[0] * matrix[3] < matrix[1] * matrix[2]):
                        self._unsure.add(address(item))
                    if not self._embedded(item):
                        self._not_embedded.add(address(item))
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                inner = times(matrix_of(item), matrix)
                self._visit(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner, depth + 1)

    def _embedded(self, item: Any) -> bool:
        font = raw.FPDFTextObj_GetFont(item)
        key = address(font)
        if key not in self._fonts:
            self._fonts[key] = raw.FPDFFont_GetIsEmbedded(font) != 0
        return self._fonts[key]

    def _image(self, item: Any, matrix: Matrix) -> None:
        bounds = self._bounds(item, matrix)
        if bounds is None or self._thin(bounds):
            return
        self.page.drawings.append(bounds)
        self.page.seals.append(bounds)
        share = bounds.area / (self.page.width * self.page.height)
        if share >= _FULL_PAGE:
            self._last_full_picture = self._objects
        elif share >= _LARGE:
            self.page.pictures.append(bounds)

    def _bounds(self, item: Any, matrix: Matrix) -> Rectangle | None:
        edges = bounds_of(item)
        if edges is None:
            return None
        left, bottom, right, top = edges
        return self._around([applied(matrix, x, y) for x in (left, right) for y in (bottom, top)])

    def _around(self, points: Sequence[Point]) -> Rectangle:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Rectangle(*self._place(min(xs), min(ys), max(xs), max(ys)))

    def _path(self, item: Any, matrix: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        size = raw.FPDFPath_CountSegments(item)
        bounds = self._bounds(item, matrix)
        if bounds is None or (size <= 5 and (self._thin(bounds) or not stroke.value)):
            return
        drawing = False
        for points, edges in subpaths(item, times(matrix_of(item), matrix), size):
            straight = len(edges) == len(points) - 1
            if not stroke.value:
                thin = self._thin(self._around(points))
                drawing |= not thin and (not straight or len(points) > _RECTANGLE)
                continue
            drawing |= not straight
            for edge in edges:
                drawing |= not self._thin(self._around(edge))
        if drawing:
            self.page.drawings.append(bounds)

    def _thin(self, bounds: Rectangle) -> bool:
        """Note a thin rectangle as a ruled line, if it is one."""
        width, height = bounds.right - bounds.left, bounds.bottom - bounds.top
        if min(width, height) > THIN:
            return False
        if height <= width:
            line = Segment((bounds.top + bounds.bottom) / 2, bounds.left, bounds.right)
            self.page.horizontal.append(line)
        else:
            self.page.vertical.append(Segment((bounds.left + bounds.right) / 2, bounds.top, bounds.bottom))
        return True


def _printed(glyphs: Iterable[Glyph]) -> int:
    return sum(not glyph.text.isspace() for glyph in glyphs)


def _placing(bounds: Any, turns: int) -> Callable[[float, float, float, float], Frame]:
    """A function from left, bottom, right, top on the sheet to left, top, right, bottom as one sees it,
    for a page that is turned clockwise by so many right angles."""
    x0, y0, x1, y1 = bounds.left, bounds.bottom, bounds.right, bounds.top
    if turns == 0:
        return lambda left, bottom, right, top: (left - x0, y1 - top, right - x0, y1 - bottom)
    if turns == 1:
        return lambda left, bottom, right, top: (bottom - y0, left - x0, top - y0, right - x0)
    if turns == 2:
        return lambda left, bottom, right, top: (x1 - right, bottom - y0, x1 - left, top - y0)
    return lambda left, bottom, right, top: (y1 - top, x1 - right, y1 - bottom, x1 - left)
