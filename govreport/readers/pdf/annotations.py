"""Annotations and form fields of a page: painted into it, as one sees them, or named where that fails."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

__all__ = ["UnreadAnnotation", "paint_in"]

_Place = tuple[float, float, float, float]  # left, bottom, right, top on the sheet
_UNSEEN = raw.FPDF_ANNOT_FLAG_INVISIBLE | raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_WITHOUT_TEXT = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)  # a popup says again what another one says
_ICONS = (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FILEATTACHMENT, raw.FPDF_ANNOT_SOUND, raw.FPDF_ANNOT_MOVIE)
_TEXT_MARKUP = (
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_SQUIGGLY,
    raw.FPDF_ANNOT_STRIKEOUT,
)
_EMPTY = 2  # bytes of an empty string
_LONGEST = 2000  # bytes of a text that is looked at
# pdfium paints what blends, as highlights do, anew over all below it: as many page areas may lie one upon the
# other (some seconds), and as many annotations be painted.
_MOST_OVERLAP, _MOST_PAINTED = 30.0, 1000


class UnreadAnnotation(NamedTuple):
    """What an annotation says that is not on the page, and the place that is uncertain, if it has one."""

    text: str | None  # None: stated already
    place: _Place | None = None


def paint_in(page: pypdfium2.PdfPage) -> tuple[bool, list[UnreadAnnotation]]:
    """Make the annotations and form fields of a page a part of it.

    Returns
    -------
    painted : bool
        Whether anything was; the page must then be loaded anew.
    unread : list of Unread
        Texts behind an icon and hidden ones; and, with their places, what is to be redacted and what has
        no appearance that pdfium knows.
    """
    too_many = _taken_off(page)
    handles = [raw.FPDFPage_GetAnnot(page.raw, i) for i in range(raw.FPDFPage_GetAnnotCount(page.raw))]
    try:
        kinds = [raw.FPDFAnnot_GetSubtype(handle) if handle else raw.FPDF_ANNOT_LINK for handle in handles]
        if all(kind in _WITHOUT_TEXT for kind in kinds):
            return False, too_many
        page.render(scale=4 / max(*page.get_size(), 4.0))  # gives what lacks an appearance one, if it can
        unread = [_unread(*pair) for pair in zip(handles, kinds, strict=True)]
        hidden = [
            kind in (*_WITHOUT_TEXT, *_ICONS) or bool(raw.FPDFAnnot_GetFlags(handle) & _UNSEEN)
            for handle, kind in zip(handles, kinds, strict=True)
        ]
    finally:
        for handle in handles:
            raw.FPDFPage_CloseAnnot(handle)
    for i in reversed(range(len(hidden))):
        if hidden[i]:
            raw.FPDFPage_RemoveAnnot(page.raw, i)
    if raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_FAIL:
        raise ValueError("its annotations cannot be painted")
    return True, [*too_many, *(found for found in unread if found is not None)]


def _taken_off(page: pypdfium2.PdfPage) -> list[UnreadAnnotation]:
    """Take off the page what would take too long to paint; what stands there is then uncertain."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, box)
    low, high = np.array([box.left, box.bottom]), np.array([box.right, box.top])
    area = max(float(np.prod(high - low)), 1.0)
    size = raw.FPDFPage_GetAnnotCount(page.raw)
    kept = np.empty((min(size, _MOST_PAINTED), 2, 2))
    count, overlap = 0, 0.0
    surplus: list[int] = []
    places: list[NDArray[np.float64]] = []
    for i in range(size):
        handle = raw.FPDFPage_GetAnnot(page.raw, i)
        try:
            if not handle or raw.FPDFAnnot_GetSubtype(handle) in _WITHOUT_TEXT:
                continue
            _put_where_it_marks(handle)
            raw.FPDFAnnot_GetRect(handle, box)
        finally:
            raw.FPDFPage_CloseAnnot(handle)
        corners = np.nan_to_num(np.array([[box.left, box.bottom], [box.right, box.top]]))
        place = np.clip(np.sort(corners, axis=0), low, high)
        below = kept[:count]
        shared = np.minimum(below[:, 1], place[1]) - np.maximum(below[:, 0], place[0])
        more = float(np.prod(np.maximum(shared, 0.0), axis=1).sum()) / area
        if count == _MOST_PAINTED or overlap + more > _MOST_OVERLAP:
            surplus.append(i)
            places.append(place)
        else:
            kept[count], count, overlap = place, count + 1, overlap + more
    for i in reversed(surplus):
        raw.FPDFPage_RemoveAnnot(page.raw, i)
    if not surplus:
        return []
    message = f"{len(surplus)} of {size} on a page lie upon so many others that they are not painted"
    distinct = np.unique(np.array(places).reshape(-1, 4), axis=0)
    if len(distinct) > _MOST_PAINTED:
        distinct = np.array([[*distinct[:, :2].min(axis=0), *distinct[:, 2:].max(axis=0)]])
    boxes: list[_Place] = [(left, bottom, right, top) for left, bottom, right, top in distinct.tolist()]
    return [UnreadAnnotation(message, boxes[0]), *(UnreadAnnotation(None, place) for place in boxes[1:])]


def _put_where_it_marks(annotation: Any) -> None:
    """Give what marks text and has no appearance the place of the text, in the order that pdfium expects.

    It draws the marks of the points stretched to the rectangle, none if the points stand in the order of the
    standard. Points outside of the rectangle do not count, or not alone.
    """
    size = raw.FPDFAnnot_CountAttachmentPoints(annotation)
    if (
        raw.FPDFAnnot_GetSubtype(annotation) not in _TEXT_MARKUP
        or size > _MOST_PAINTED
        or raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _EMPTY
    ):
        return
    box, quad = raw.FS_RECTF(), raw.FS_QUADPOINTSF()
    raw.FPDFAnnot_GetRect(annotation, box)
    left, right = sorted((box.left, box.right))
    bottom, top = sorted((box.bottom, box.top))
    marked: list[_Place] = []
    for i in range(size):
        raw.FPDFAnnot_GetAttachmentPoints(annotation, i, quad)
        xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
        marked.append((min(xs), min(ys), max(xs), max(ys)))
    if not any(x1 > left and x0 < right and y1 > bottom and y0 < top for x0, y0, x1, y1 in marked):
        marked.append((left, bottom, right, top))
    for i, (x0, y0, x1, y1) in enumerate(marked):
        placed = raw.FS_QUADPOINTSF(x0, y1, x1, y1, x0, y0, x1, y0)
        if i < size:
            raw.FPDFAnnot_SetAttachmentPoints(annotation, i, placed)
        else:
            raw.FPDFAnnot_AppendAttachmentPoints(annotation, placed)
    x0s, y0s, x1s, y1s = zip(*marked, strict=True)
    raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(min(x0s), max(y1s), max(x1s), min(y0s)))


def _unread(annotation: Any, kind: int) -> UnreadAnnotation | None:
    """What of an annotation will not stand on the page, or not for certain."""
    text = _string(annotation, b"Contents") or _string(annotation, b"V")
    if kind in _WITHOUT_TEXT:
        return None
    if kind in _ICONS or raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return UnreadAnnotation(text) if text else None
    appears = raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _EMPTY
    # A field without a value is blank; that of one with a parent may stand there.
    is_blank_field = (
        kind == raw.FPDF_ANNOT_WIDGET and not text and not raw.FPDFAnnot_HasKey(annotation, b"Parent")
    )
    if kind != raw.FPDF_ANNOT_REDACT and (appears or is_blank_field):
        return None
    box = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, box)
    return UnreadAnnotation(text, (box.left, box.bottom, box.right, box.top))


def _string(annotation: Any, key: bytes) -> str:
    held = (raw.FPDF_WCHAR * (_LONGEST // 2))()
    size = raw.FPDFAnnot_GetStringValue(annotation, key, held, _LONGEST)
    text = bytes(held)[: max(0, min(size, _LONGEST) - _EMPTY)].decode("utf-16-le", "replace")
    return text.strip()
