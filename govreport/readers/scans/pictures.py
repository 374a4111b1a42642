"""Pictures of a document to paragraphs and grids: where their pixels are, and what may be opened."""

from __future__ import annotations

import binascii
import io
import warnings
import zipfile
from base64 import b64decode
from dataclasses import dataclass, replace
from pathlib import Path
from re import compile as pattern
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, unquote_to_bytes

from PIL import Image, ImageOps, ImageSequence

from govreport.document import Block, Document, Grid, Picture, Where
from govreport.errors import ReadError
from govreport.normalize import squeezed
from govreport.readers.extras import extra_for_pictures
from govreport.readers.limits import DAMAGE, Deadline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["decoded", "image_document", "recognised"]

_MOST_PIXELS = 100_000_000
_MOST_PAGES = 100  # that are pictures
_MOST_BYTES = 64 * 1024 * 1024  # of a picture packed in another file
_LONGEST, _MOST_LONG = 32_000, 50  # pixels of a side; times the shorter one: what is longer is no page
_SECONDS = 240  # for all pictures of a document
_LEAST_WIDTH, _LEAST_HEIGHT = 200, 80  # pixels: what is smaller is an icon or a logo
_DPI, _LONGEST_SIDE = 200, 6000  # of a rendered page; pixels
_PDF = "application/pdf"
_PAGE = pattern(r"page (\d+)(?:, image (\d+))?")
_DATA_ADDRESS = pattern(r"data:image/[\w.+-]+(;[^,]*)?,(.*)")
_ELSEWHERE = pattern(r"[A-Za-z][A-Za-z0-9+.-]+:|[/\\]|#")
# What the library of images raises where a file is damaged.
_DAMAGE: tuple[type[Exception], ...] = (*DAMAGE, Image.DecompressionBombError, StopIteration)


@dataclass(frozen=True, slots=True)
class _Source:
    """A document with pictures, and the bytes it was read from."""

    document: Document
    data: bytes
    name: str


def image_document(data: bytes, source: str, sha256: str) -> Document:
    """An image file as a document: each of its pages is a picture named ``page 1``, ``page 2`` …

    Raises
    ------
    ReadError
        If the image cannot be opened, is no page, or has more than 100 million pixels or 100 pages.
    """
    try:
        with _opened(data) as image:
            media_type = Image.MIME.get(image.format or "", "image/unknown")
            pages = image.n_frames if image.format == "TIFF" and hasattr(image, "n_frames") else 1
            if _is_strip(image.width, image.height):
                size = f"{image.width} × {image.height}"
                raise _TooLarge(f"a picture of a page was expected, it has {size} pixels")
    except _TooLarge as error:
        raise ReadError(source, str(error)) from error
    except _DAMAGE as error:
        raise ReadError(source, "an image was expected, it cannot be opened") from error
    if pages > _MOST_PAGES:
        raise ReadError(source, f"at most {_MOST_PAGES} pages were expected, this image has {pages}")
    pictures = (Picture(f"page {page}", Where(0, 0, page=page)) for page in range(1, pages + 1))
    return Document(source, sha256, media_type, "", tuple(pictures))


def recognised(document: Document, data: bytes, source: str, wanted: Literal["scans", "images"]) -> Document:
    """The document with its pictures replaced by what character recognition reads in them.

    Parameters
    ----------
    document : Document
    data : bytes
        The file that it was read from.
    source : str
        Its name; pictures of a web page are looked for beside it, and nowhere else.
    wanted : {"scans", "images"}
        Only pictures that are whole pages of a PDF or of an image file, or also pictures that stand in a
        page: of a PDF, a Word file, or a web page (``data:`` addresses and files in or below its folder;
        nothing is ever fetched).

    Returns
    -------
    Document
        New text stands at the end of ``text``, so that all places stay as they are; each new place has
        a confidence. A picture that is small, cannot be found, opened or read stays a picture.

    Raises
    ------
    ReadError
        If a picture has more than 100 million pixels, or more ruled lines than any page; if there are more
        than 100 pages that are pictures, or they take longer than 240 seconds.
    MissingExtraError
        If a package of the extra ``ocr`` is not installed.
    """
    with extra_for_pictures():
        from govreport.readers.scans import ocr, scan
    held = _Source(document, data, source)
    text, length = [document.text], len(document.text)
    tables = 1 + sum(isinstance(block, Grid) for block in document.blocks)
    blocks: list[Block] = []
    deadline = Deadline(_SECONDS, "character recognition")
    names = (_PAGE.fullmatch(block.name) for block in document.blocks if isinstance(block, Picture))
    pages = sum(match is not None and match[2] is None for match in names)
    if pages > _MOST_PAGES:
        message = f"at most {_MOST_PAGES} pages that are pictures were expected, it has {pages}"
        raise ReadError(source, message)
    try:
        for block in document.blocks:
            deadline.require()
            pixels = _pixels(held, block.name, wanted) if isinstance(block, Picture) else None
            if pixels is None:
                blocks.append(block)
                continue
            gap = "\n" if length else ""
            where = block.where
            printed, read = scan.blocks(
                pixels, start=length + len(gap), table=tables, page=where.page, line=where.line
            )
            blocks += read or [block]
            if read:
                text += [gap, printed]
                length += len(gap) + len(printed)
                tables += sum(isinstance(new, Grid) for new in read)
    except (_TooLarge, ValueError) as error:
        raise ReadError(source, str(error)) from error
    except ocr.FAILURES as error:
        raise ReadError(source, f"character recognition failed: {squeezed(str(error))[:200]}") from error
    return replace(document, source=source, text="".join(text), blocks=tuple(blocks))


class _TooLarge(Exception):  # noqa: N818
    """A picture has more pixels than any page."""


def _pixels(held: _Source, name: str, wanted: Literal["scans", "images"]) -> Pixels | None:
    """The pixels of a picture, (height, width, 3), or None where it is not to be read."""
    page = _PAGE.fullmatch(name)
    media_type = held.document.media_type
    if page and media_type == _PDF:
        if page[2] and wanted == "scans":
            return None
        return _rendered(held.data, int(page[1]) - 1, int(page[2]) - 1 if page[2] else None)
    if page and media_type.startswith("image/"):
        return decoded(held.data, int(page[1]) - 1)
    if wanted == "scans":
        return None
    is_page = media_type == "text/html"
    data = _of_web_page(held.name, name) if is_page else _packed(held.data, name)
    return decoded(data) if data else None


# ------------------------------------------------------------------ images


def _opened(data: bytes) -> Image.Image:
    """An image whose size is known and borne, before its pixels are unpacked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit here is our own
        try:
            image = Image.open(io.BytesIO(data))
        except Image.DecompressionBombError as error:
            raise _TooLarge(_too_many("more")) from error
    if image.width * image.height > _MOST_PIXELS:
        raise _TooLarge(_too_many(f"{image.width} × {image.height}"))
    return image


def _is_strip(width: int, height: int) -> bool:
    """Whether a picture is so much longer than wide, or so long, that no page is; OpenCV cannot turn it."""
    return max(width, height) > min(_LONGEST, _MOST_LONG * min(width, height))


def _too_many(found: str) -> str:
    return f"an image of at most {_MOST_PIXELS // 1_000_000} million pixels was expected, it has {found}"


def decoded(data: bytes, page: int = 0) -> Pixels | None:
    """The pixels of an image as one sees it on white paper."""
    import numpy as np

    try:
        with _opened(data) as image:
            frame = next(frame for i, frame in enumerate(ImageSequence.Iterator(image)) if i == page)
            if frame.width * frame.height > _MOST_PIXELS:
                raise _TooLarge(_too_many(f"{frame.width} × {frame.height}"))
            if frame.width < _LEAST_WIDTH or frame.height < _LEAST_HEIGHT or _is_strip(*frame.size):
                return None
            frame = ImageOps.exif_transpose(frame)
            if frame.mode.startswith("I"):  # 16 bits
                deep = np.asarray(frame, dtype=np.float64)
                frame = Image.fromarray((deep * (255 / max(1.0, deep.max()))).astype(np.uint8))
            if frame.has_transparency_data:
                seen = frame.convert("RGBA")
                frame = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
            return np.asarray(frame.convert("RGB"), dtype=np.uint8)
    except _TooLarge:
        raise
    except _DAMAGE:
        return None


# ------------------------------------------------------------------ PDF


def _rendered(data: bytes, page: int, picture: int | None) -> Pixels | None:
    """A page of a PDF as one sees it, or one of the pictures on it."""
    import numpy as np

    from govreport.readers.pdf import pdfium

    try:
        with pdfium.open_pdf(data, checked=False) as document:
            if not 0 <= page < len(document):
                return None
            sheet = document[page]
            scale = min(_DPI / 72, _LONGEST_SIDE / max(*sheet.get_size(), 1.0))
            pixels = np.array(sheet.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3])
            sheet.close()
            if picture is None:
                return None if _is_strip(*pixels.shape[1::-1]) else pixels
            found = pdfium.page_of(document, page, _MOST_BYTES).pictures
    except ValueError:
        return None
    if picture >= len(found):
        return None
    area = sorted(found, key=lambda rectangle: rectangle.top)[picture]
    edges = (area.left, area.top, area.right, area.bottom)
    left, top, right, bottom = (max(0, round(edge * scale)) for edge in edges)
    return np.ascontiguousarray(pixels[top:bottom, left:right])


# ------------------------------------------------------------------ other files


def _packed(data: bytes, name: str) -> bytes | None:
    """A member of a ZIP archive, as the pictures of a DOCX are."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(name).file_size > _MOST_BYTES:
                return None
            return archive.read(name)
    except DAMAGE:
        return None


def _of_web_page(source: str, address: str) -> bytes | None:
    """The bytes of a picture that stands in the page itself, or beside it on the disk."""
    if match := _DATA_ADDRESS.fullmatch(address):
        if len(match[2]) > _MOST_BYTES:
            return None
        try:
            return (
                b64decode(unquote(match[2])) if "base64" in (match[1] or "") else unquote_to_bytes(match[2])
            )
        except (binascii.Error, ValueError):
            return None
    if _ELSEWHERE.match(address):
        return None
    try:
        folder = Path(source).parent.resolve()
        path = (folder / unquote(address.partition("?")[0])).resolve()
        inside = Path(source).is_file() and path.is_relative_to(folder) and path.is_file()
        return path.read_bytes() if inside and path.stat().st_size <= _MOST_BYTES else None
    except (OSError, ValueError):
        return None
