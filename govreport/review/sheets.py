"""The pages of a PDF or of an image as pictures that a web page can hold, and the ink known on them."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govreport.errors import ReadError
from govreport.readers.extras import extra_for_pictures
from govreport.report import Report
from govreport.review.ink import Ink, cells_of
from govreport.review.items import blocks
from govreport.review.lines import PrintedLine, place_characters

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["Sheet", "Sheets", "has_pages", "sheets"]

_PDF = "application/pdf"
_DPI, _READ_DPI = 120, 200  # of a page as shown, and as it was recognised
_SHOWN_SIDE, _READ_SIDE = 1500, 6000  # pixels: of the longer side
_MANY_PAGES = 60  # from there on only pages of which something was read are shown
_COLOURS, _QUALITY = 48, 72  # of a picture as PNG, and as JPEG: the smaller file is taken


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a picture: its number, its size in pixels, and its ``data:`` address."""

    number: int
    width: int
    height: int
    address: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages that are shown, the ink that is known on them, and whether pages were left out."""

    pages: tuple[Sheet, ...] = ()
    ink: Ink = field(default_factory=Ink)
    left_out: bool = False


def has_pages(report: Report) -> bool:
    """Whether the report's file has pages that can be shown."""
    return report.media_type == _PDF or report.media_type.startswith("image/")


def sheets(report: Report, data: bytes) -> Sheets:
    """The pages of the report's file, which `has_pages`.

    Raises
    ------
    ReadError
        If the file cannot be opened.
    MissingExtraError
        If a package for page images is not installed; the message names the extra.
    """
    read = {block.where.page for block in blocks(report)}
    with extra_for_pictures():
        from PIL import Image  # noqa: F401  # absent? known before a page is read

        if report.media_type != _PDF:
            return _of_image(report, data, sorted(page for page in read if page))
        from govreport.readers.pdf import pdfium

        try:
            with pdfium.open_pdf(data) as document:
                return _of_pdf(report, document, read)
        except ValueError as error:
            raise ReadError(report.source, str(error)) from error


def _of_image(report: Report, data: bytes, numbers: list[int]) -> Sheets:
    from govreport.readers.scans import pictures

    drawn = _Drawn(report)
    for number in numbers:
        pixels = pictures.decoded(data, number - 1)
        if pixels is not None:
            drawn.add(number, drawn.recognised(number, pixels))
    return drawn.sheets(left_out=False)


def _of_pdf(report: Report, document: pypdfium2.PdfDocument, read: set[int | None]) -> Sheets:
    from govreport.review.printed import printed, quarters

    drawn = _Drawn(report)
    pages = printed(report, document, drawn.ink)
    left_out = False
    for number, one in enumerate(pages, start=1):
        drawn.lines += one.lines
        if len(pages) > _MANY_PAGES and number not in read:
            left_out = True
        elif one.page.is_picture and number in drawn.read:
            pixels = _rendered(document, number, _READ_DPI, _READ_SIDE)
            drawn.add(number, drawn.recognised(number, pixels))
        else:
            pixels = _rendered(document, number, _DPI, _SHOWN_SIDE)
            drawn.add(number, pixels, quarters(one.page, pixels))
    return drawn.sheets(left_out)


class _Drawn:
    """The pages of a file as they are drawn, and what is known of their ink."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._cells = cells_of(report, recognised=True)
        self._sheets: list[Sheet] = []
        self._unlike: list[int] = []  # pages whose characters are not where their ink is
        self._scanned: list[PrintedLine] = []
        self.ink = Ink()
        self.lines: list[PrintedLine] = []
        self.read = {b.where.page for b in blocks(report) if b.where.confidence is not None} | set(
            self._cells
        )

    def add(self, number: int, pixels: Pixels, turns: int | None = 0) -> None:
        """A page, to be turned by some quarters; None: no more than its picture is certain."""
        import numpy as np

        if turns is None:
            self._unlike.append(number)
        self._sheets.append(_sheet(number, np.ascontiguousarray(np.rot90(pixels, turns or 0))))

    def recognised(self, number: int, pixels: Pixels) -> Pixels:
        """A page that was read by character recognition: its ink is noted, and it is made upright."""
        from govreport.review.scanned import scanned

        lines, upright = scanned(pixels, number, self._cells.get(number, {}), self.ink)
        self._scanned += lines
        return upright

    def sheets(self, left_out: bool) -> Sheets:
        # What was recognised stands behind the rest of the text.
        place_characters(self.ink, self._report, [*self.lines, *self._scanned])
        for number in self._unlike:
            self.ink.forget(number)
        return Sheets(tuple(self._sheets), self.ink, left_out)


def _rendered(document: pypdfium2.PdfDocument, number: int, dpi: int, longest: int) -> Pixels:
    import numpy as np

    page = document[number - 1]
    try:
        scale = min(dpi / 72, longest / max(*page.get_size(), 1.0))
        return np.array(page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3])
    finally:
        page.close()


def _sheet(number: int, pixels: Pixels) -> Sheet:
    from PIL import Image

    picture = Image.fromarray(pixels)
    picture.thumbnail((_SHOWN_SIDE, _SHOWN_SIDE), Image.Resampling.LANCZOS)
    png, jpeg = io.BytesIO(), io.BytesIO()
    few = picture.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(png, "PNG", optimize=True)
    picture.save(jpeg, "JPEG", quality=_QUALITY, optimize=True)
    kind, packed = min(("png", png.getvalue()), ("jpeg", jpeg.getvalue()), key=lambda pair: len(pair[1]))
    address = f"data:image/{kind};base64,{base64.b64encode(packed).decode('ascii')}"
    return Sheet(number, *picture.size, address)
