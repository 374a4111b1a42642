"""What is printed on the pages of a PDF, through pdfium: characters, ruled lines, pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, hypot, pi
from typing import Any

import pypdfium2
from pypdfium2 import raw

from govreport.readers.pdf.glyphs import UNSURE, Glyph
from govreport.readers.pdf.ruling import Segment

__all__ = ["THIN", "Page", "Rectangle", "open_pdf", "page_of"]

THIN = 3.0  # points: a filled rectangle or a picture no wider than this is a ruled line
_MOST_OBJECTS = 2_000_000  # of a page
_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_FULL_PAGE = 0.8  # of the page's area: a picture that is the page
_LARGE = 0.1  # of the page's area: a table may stand in the picture
_FEW_GLYPHS = 50  # on a page that a picture fills: a stamp, a page number
_FEW_LOST = 10  # pieces of text that pdfium passes over: blanks
_UPRIGHT = 0.94  # cosine of four times 5°: turned by more off a right angle is askew, as a watermark
# Of a character's height as its font has it: the ink, and of its em: the height, that need a second look.
_LEAST_INK, _MOST_INK, _LEAST_BOX, _MOST_BOX = 0.4, 1.3, 0.5, 2.0
_RECTANGLE = 6  # corners, the first one repeated: more are a drawing
_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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


@dataclass(slots=True)
class Page:
    """A page as one sees it: turned upright, in points from its upper left corner.

    ``askew`` are characters that stand neither upright nor turned by a right angle (a watermark);
    ``drawings`` are pictures and curves, ``pictures`` those pictures that a table may stand in.
    ``is_picture`` says that the page has no text layer to be trusted: what can be read on it, if
    anything, is in a picture of the page.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    askew: list[Glyph] = field(default_factory=list)
    horizontal: list[Segment] = field(default_factory=list)
    vertical: list[Segment] = field(default_factory=list)
    drawings: list[Rectangle] = field(default_factory=list)
    pictures: list[Rectangle] = field(default_factory=list)
    is_picture: bool = False


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """An open PDF.

    Raises
    ------
    ValueError
        If it is damaged or needs a password.
    """
    try:
        return pypdfium2.PdfDocument(data)
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
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"page {index + 1} cannot be opened ({error})") from error
    try:
        text = page.get_textpage()
        try:
            return _Reading(page, text, index + 1, most_characters).page
        finally:
            text.close()
    finally:
        page.close()


class _Reading:
    """One page as it is read."""

    def __init__(
        self, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, number: int, most_characters: int
    ) -> None:
        self._text = text.raw
        self._count = raw.FPDFText_CountChars(self._text)
        if self._count > most_characters:
            raise ValueError(f"page {number} has more characters than any report")
        self._number = number
        self._hidden: set[int | None] = set()
        self._not_embedded: set[int | None] = set()  # text in fonts that are not in the file
        self._fonts: dict[int | None, bool] = {}
        self._objects = 0
        self._last_text = self._last_full_picture = -1
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, bounds)
        turns = self._turns_of_text()
        turns = page.get_rotation() // 90 if turns is None else turns
        self._place = _placing(bounds, turns)
        width, height = bounds.right - bounds.left, bounds.top - bounds.bottom
        self.page = Page(*((height, width) if turns % 2 else (width, height)))
        self._visit(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _UNIT)
        if self._last_full_picture < self._last_text or self._last_full_picture < 0:
            self._read_glyphs()
        printed = sum(not glyph.text.isspace() for glyph in self.page.glyphs)
        fills = self._last_full_picture >= 0 and printed < _FEW_GLYPHS
        self.page.is_picture = fills or (printed == 0 and self._objects > 0)

    # -------------------------------------------------------------- characters

    def _turns_of_text(self) -> int | None:
        """By how many right angles the sheet must be turned clockwise for most of its text to be upright."""
        quarters = [0, 0, 0, 0]
        for i in range(0, self._count, max(1, self._count // 40)):
            if raw.FPDFText_GetUnicode(self._text, i) > 32:
                quarters[round(raw.FPDFText_GetCharAngle(self._text, i) / (pi / 2)) % 4] += 1
        return -quarters.index(max(quarters)) % 4 if any(quarters) else None

    def _read_glyphs(self) -> None:
        text, place, page = self._text, self._place, self.page
        loose, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        ink = [ctypes.c_double() for _ in range(4)]
        lost = set(self._not_embedded)
        for i in range(self._count):
            code = raw.FPDFText_GetUnicode(text, i)
            if code <= 32 and raw.FPDFText_IsGenerated(text, i):
                continue
            if self._hidden or lost:
                item = _address(raw.FPDFText_GetTextObject(text, i))
                lost.discard(item)
                if item in self._hidden:
                    continue
            raw.FPDFText_GetLooseCharBox(text, i, loose)
            raw.FPDFText_GetCharOrigin(text, i, x, y)
            raw.FPDFText_GetCharBox(text, i, *ink)
            left, top, right, bottom = place(loose.left, loose.bottom, loose.right, loose.top)
            base = place(x.value, y.value, x.value, y.value)[1]
            size = bottom - top
            largest = max(ink[1].value - ink[0].value, ink[3].value - ink[2].value)
            if not _LEAST_INK * size < largest < _MOST_INK * size:
                edges = place(ink[0].value, ink[2].value, ink[1].value, ink[3].value)
                left, right, base, size = self._corrected(i, (left, right, base, size), edges)
            if right < 0 or left > page.width or base < 0 or base - size > page.height:
                continue  # off the page
            glyph = Glyph(self._character(i, code), left, right, base, size)
            upright = cos(4 * raw.FPDFText_GetCharAngle(text, i)) >= _UPRIGHT
            (page.glyphs if upright else page.askew).append(glyph)
        if len(lost) > max(_FEW_LOST, len(self._not_embedded) / 2):
            # pdfium has no glyph for them, and passes over a single character without one
            raise ValueError(
                f"page {self._number}: its Chinese characters are in a font that is not in the file; "
                "such a font was expected on this computer"
            )

    def _corrected(
        self, i: int, box: tuple[float, float, float, float], ink: tuple[float, ...]
    ) -> tuple[float, float, float, float]:
        """Left, right, baseline and height of a character, around its ink if its font says nonsense.

        pdfium's box is not scaled where the text is set downward, and as wrong as a font's metrics are.
        """
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._text, i, matrix)
        em = raw.FPDFText_GetFontSize(self._text, i) * hypot(matrix.c, matrix.d)
        left, right, base, size = box
        if em <= 0 or (_LEAST_BOX * em < size < _MOST_BOX * em and right - left < _MOST_BOX * em):
            return left, right, base, size if size > 0 else 1.0
        x, y = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
        half = max(ink[2] - ink[0], em / 2) / 2
        return x - half, x + half, y + 0.35 * em, em

    def _character(self, i: int, code: int) -> str:
        if raw.FPDFText_HasUnicodeMapError(self._text, i):
            return UNSURE  # pdfium gives the number of the glyph in its font, which may look like a digit
        if code in (0x02, 0xFFFE):
            return "-"  # pdfium's sign for a hyphen at the end of a line
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else UNSURE

    # -------------------------------------------------------------- objects

    def _visit(
        self, holder: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], matrix: _Matrix
    ) -> None:
        size = count(holder)
        if size + self._objects > _MOST_OBJECTS:
            raise ValueError(f"page {self._number}: at most {_MOST_OBJECTS} objects were expected")
        for i in range(size):
            item = get(holder, i)
            kind = raw.FPDFPageObj_GetType(item)
            self._objects += 1
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE:
                    self._hidden.add(_address(item))
                else:
                    self._last_text = self._objects
                    if not self._embedded(item):
                        self._not_embedded.add(_address(item))
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                inner = _times(_matrix(item), matrix)
                self._visit(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner)

    def _embedded(self, item: Any) -> bool:
        font = raw.FPDFTextObj_GetFont(item)
        address = _address(font)
        if address not in self._fonts:
            self._fonts[address] = raw.FPDFFont_GetIsEmbedded(font) != 0
        return self._fonts[address]

    def _image(self, item: Any, matrix: _Matrix) -> None:
        bounds = self._bounds(item, matrix)
        if bounds is None or self._thin(bounds):
            return
        self.page.drawings.append(bounds)
        share = bounds.area / (self.page.width * self.page.height)
        if share >= _FULL_PAGE:
            self._last_full_picture = self._objects
        elif share >= _LARGE:
            self.page.pictures.append(bounds)

    def _bounds(self, item: Any, matrix: _Matrix) -> Rectangle | None:
        edges = [ctypes.c_float() for _ in range(4)]
        if not raw.FPDFPageObj_GetBounds(item, *edges):
            return None
        left, bottom, right, top = (edge.value for edge in edges)
        corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Rectangle(*self._place(min(xs), min(ys), max(xs), max(ys)))

    def _path(self, item: Any, matrix: _Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        size = raw.FPDFPath_CountSegments(item)
        bounds = self._bounds(item, matrix)
        if bounds is None or (size <= 5 and (self._thin(bounds) or not stroke.value)):
            return
        drawing = False
        for points, straight in _subpaths(item, _times(_matrix(item), matrix), size):
            placed = [self._place(x, y, x, y)[:2] for x, y in points]
            if not stroke.value:
                xs, ys = [x for x, _ in placed], [y for _, y in placed]
                thin = self._thin(Rectangle(min(xs), min(ys), max(xs), max(ys)))
                drawing |= not thin and (not straight or len(points) > _RECTANGLE)
                continue
            drawing |= not straight
            for (ax, ay), (bx, by) in pairwise(placed):
                edge = Rectangle(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
                drawing |= not self._thin(edge)
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


def _subpaths(item: Any, matrix: _Matrix, size: int) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The corners of each part of a path, and whether its edges are straight."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    straight = True
    for i in range(size):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            yield points, straight
            points, straight = [], True
        straight &= kind != raw.FPDF_SEGMENT_BEZIERTO
        points.append(_apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points, straight


def _address(pointer: Any) -> int | None:
    return ctypes.cast(pointer, ctypes.c_void_p).value


def _matrix(item: Any) -> _Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    straight = (*outer[:4], 0.0, 0.0)
    return (*_apply(straight, a, b), *_apply(straight, c, d), *_apply(outer, e, f))


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _placing(bounds: Any, turns: int) -> Callable[[float, float, float, float], tuple[float, ...]]:
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
