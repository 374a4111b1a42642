"""The characters of a page as pdfium has them: where each stands, how large, and which are no text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Collection
from math import atan2, cos, hypot, pi
from typing import Any, NamedTuple

from pypdfium2 import raw

from govreport.readers.pdf.glyphs import COINCIDES, UNSURE, Frame, Glyph, is_digit
from govreport.readers.pdf.visible import LeftOut

__all__ = [
    "NOTHING",
    "NO_OUTLINE",
    "Characters",
    "address",
    "characters",
    "is_unlike",
    "turns_of_text",
]

NO_OUTLINE: Frame = (0.0, 0.0, 0.0, 0.0)
_FEW_LOST = 10  # pieces of text that pdfium passes over: blanks
_UPRIGHT = 0.94  # cosine of four times 5°: turned by more off a right angle is askew, as a watermark
# Of a character's height as its font has it: the ink, and of its em: the height, that need a second look.
_LEAST_INK, _MOST_INK, _LEAST_BOX, _MOST_BOX = 0.4, 1.3, 0.5, 2.0
_ALIKE, _OVER = 0.01, 0.7  # of a text's box: as large; and so near that it lies over the other


class Characters(NamedTuple):
    """Characters, the frame that the outline of each fills (empty if not known), and what is no text."""

    glyphs: list[Glyph]
    frames: list[Frame]
    left_out: list[LeftOut]


NOTHING = Characters([], [], [])


def turns_of_text(text: Any) -> int | None:
    """By how many right angles a sheet must be turned clockwise for most of its text to be upright."""
    quarters = [0, 0, 0, 0]
    count = raw.FPDFText_CountChars(text)
    for i in range(0, count, max(1, count // 40)):
        if raw.FPDFText_GetUnicode(text, i) > 32:
            quarters[round(raw.FPDFText_GetCharAngle(text, i) / (pi / 2)) % 4] += 1
    return -quarters.index(max(quarters)) % 4 if any(quarters) else None


def characters(
    text: Any,
    place: Callable[[float, float, float, float], Frame],
    hidden: Collection[int | None],
    not_embedded: Collection[int | None],
    unsure: Collection[int | None],
    number: int,
) -> Characters:
    """The characters of a page of text.

    Parameters
    ----------
    text : FPDF_TEXTPAGE
    place : callable
        From left, bottom, right, top on the sheet to a box as one sees it.
    hidden, not_embedded : collection of address
        Objects of invisible text, and of text in fonts that are not in the file.
    unsure : collection of address
        Objects whose text need not be what one sees: digits of it are unsure.
    number : int
        Of the page, for messages.

    Raises
    ------
    ValueError
        If pdfium passes over characters because no font for them is at hand.
    """
    loose, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    ink = [ctypes.c_double() for _ in range(4)]
    lost = set(not_embedded)
    glyphs: list[Glyph] = []
    frames: list[Frame] = []
    frame: Frame
    invisible: list[str] = []
    askew: list[str] = []
    for i in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, i)
        if code <= 32 and raw.FPDFText_IsGenerated(text, i):
            continue
        item = None
        if hidden or not_embedded or unsure:
            item = address(raw.FPDFText_GetTextObject(text, i))
            lost.discard(item)
            if item in hidden:
                invisible.append(_character(text, i, code))
                continue
        raw.FPDFText_GetLooseCharBox(text, i, loose)
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        raw.FPDFText_GetCharBox(text, i, *ink)
        left, top, right, bottom = place(loose.left, loose.bottom, loose.right, loose.top)
        base = place(x.value, y.value, x.value, y.value)[1]
        size = bottom - top
        largest = max(ink[1].value - ink[0].value, ink[3].value - ink[2].value)
        frame = place(ink[0].value, ink[2].value, ink[1].value, ink[3].value)
        if not _LEAST_INK * size < largest < _MOST_INK * size:
            left, right, base, size = _corrected(text, i, (left, right, base, size), frame)
        glyph = Glyph(_character(text, i, code), left, right, base, size)
        if item in unsure and is_digit(glyph):
            glyph = glyph._replace(text=UNSURE)
        if item in not_embedded and not is_digit(glyph):
            frame = NO_OUTLINE  # the fonts of this computer may lack it
        if _is_askew(text, i):
            askew.append(glyph.text)
        else:
            glyphs.append(glyph)
            frames.append(frame)
    if len(lost) > max(_FEW_LOST, len(not_embedded) / 2):
        # pdfium has no glyph for them, and passes over a single character without one
        raise ValueError(
            f"page {number}: its Chinese characters are in a font that is not in the file; "
            "such a font was expected on this computer"
        )
    named = (("text_not_painted", invisible), ("text_turned", askew))
    left_out = [LeftOut(code, "".join(found)) for code, found in named if "".join(found).strip()]
    return Characters(glyphs, frames, left_out)


def is_unlike(item: Any, flipped: bool) -> bool:
    """Whether an object's text need not be what one sees: set mirrored, or replaced (``/ActualText``)."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    if (matrix.a * matrix.d - matrix.b * matrix.c < 0) != flipped:
        return True
    marks = (raw.FPDFPageObj_GetMark(item, i) for i in range(raw.FPDFPageObj_CountMarks(item)))
    return any(
        raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") == raw.FPDF_OBJECT_STRING for mark in marks
    )


def bounds_of(item: Any) -> Frame | None:
    """Left, bottom, right and top of an object, as its page has them."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(item, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top


def is_over(box: Frame, before: Frame) -> bool:
    """Whether a text lies over another, as large, and further aside than bold does.

    Of two such objects with the same text, not far from each other in the file, pdfium passes over one.
    """
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    x, y = abs(left - before[0]), abs(bottom - before[1])
    if not (COINCIDES * height < max(x, y) and x < _OVER * width and y < _OVER * height):
        return False
    return abs(abs(right - before[2]) - x) + abs(abs(top - before[3]) - y) < _ALIKE * height


def _is_askew(text: Any, i: int) -> bool:
    """Whether a character's baseline is neither level nor upright; that its stems lean is italic."""
    if cos(4 * raw.FPDFText_GetCharAngle(text, i)) >= _UPRIGHT:
        return False
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, i, matrix)
    return cos(4 * atan2(matrix.b, matrix.a)) < _UPRIGHT


def _corrected(
    text: Any, i: int, box: tuple[float, float, float, float], ink: Frame
) -> tuple[float, float, float, float]:
    """Left, right, baseline and height of a character, around its ink if its font says nonsense.

    pdfium's box is not scaled where the text is set downward, and as wrong as a font's metrics are.
    """
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, i, matrix)
    em = raw.FPDFText_GetFontSize(text, i) * hypot(matrix.c, matrix.d)
    left, right, base, size = box
    if em <= 0 or (_LEAST_BOX * em < size < _MOST_BOX * em and right - left < _MOST_BOX * em):
        return left, right, base, size if size > 0 else 1.0
    x, y = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    half = max(ink[2] - ink[0], em / 2) / 2
    return x - half, x + half, y + 0.35 * em, em


def _character(text: Any, i: int, code: int) -> str:
    if raw.FPDFText_HasUnicodeMapError(text, i):
        return UNSURE  # pdfium gives the number of the glyph in its font, which may look like a digit
    if code in (0x02, 0xFFFE):
        return "-"  # pdfium's sign for a hyphen at the end of a line
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else UNSURE


def address(pointer: Any) -> int | None:
    """The address of an object of pdfium: handles of the same one differ."""
    return ctypes.cast(pointer, ctypes.c_void_p).value
