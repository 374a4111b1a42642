"""Bytes to documents: one reader per format, chosen by what the bytes are, never by the file's name."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from typing import Literal, get_args

from govreport.document import Document, Grid, Picture, uncollected
from govreport.errors import ArgumentError, ReadError
from govreport.readers.encoding import decode
from govreport.readers.extras import extra_for_pictures
from govreport.readers.limits import LARGEST, MOST_CELLS, MOST_CHARACTERS, require_tags, wrapped
from govreport.readers.ole import require_sound

__all__ = ["LARGEST", "OCR", "read_bytes"]

OCR = Literal["never", "scans", "images"]

_MARKUP = re.compile(r"\s*<(?:!--|(?:!doctype\s+html|html|head|body|table|div|p|\?xml)\b)", re.IGNORECASE)
_TAGS = re.compile(r"<(?:td|tr|p|div|br)\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
# Word and Excel can save a whole file as one XML file; it is no web page.
_OFFICE_XML = re.compile(r"<(?:w:wordDocument|pkg:package|office:document)\b")
_SHEET_XML = re.compile(r"<(?:ss:)?Workbook\b")
_HEAD = 1024  # bytes in which a file says what it is; a PDF may begin with other things
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = {
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\x1f\x8b": "a gzip file",
}
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_PDF = re.compile(rb"%PDF-\d")
_HEADER = re.compile(rb"[\w-]+:|[ \t]")  # a line of the head of a web archive begins so
_VERSION = b"mime-version:"
_BOUNDARY = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_MOST_PARTS = 50  # of a web archive, that hold other parts
_PAGE = re.compile(r"page \d+")


@uncollected
def read_bytes(data: bytes, source: str, *, ocr: OCR = "scans") -> Document:
    """The document that some bytes hold.

    Parameters
    ----------
    data : bytes
        A text file, Markdown or web page (HTML, MHT), PDF, Word file (DOCX, DOC, WPS; RTF and ODT
        through LibreOffice), spreadsheet (XLSX, XLS, ODS, CSV) or image.
    source : str
        How the caller names it; used in messages and kept in the document.
    ocr : {"never", "scans", "images"}
        Which pictures are read by character recognition: none, those that are whole pages, or also
        those that stand in a page.

    Raises
    ------
    ReadError
        If the bytes are empty, damaged, too large or of no such format, or hold only pictures of pages
        while `ocr` is "never".
    MissingExtraError
        If the format needs a package that is not installed.
    """
    if ocr not in get_args(OCR):
        raise ArgumentError(f"ocr: one of {', '.join(get_args(OCR))} was expected, not {ocr!r}")
    if len(data) > LARGEST:
        raise ReadError(source, f"at most {LARGEST >> 20} MB were expected, it has {len(data) >> 20} MB")
    if not data.strip():
        raise ReadError(source, "the file is empty")
    with wrapped(source):
        document = _read(data, source, sha256(data).hexdigest())
        _require_size(document)
        return _recognised(document, data, source, ocr)


def _require_size(document: Document) -> None:
    """Refuse a document with more text or cells than any report."""
    if len(document.text) > MOST_CHARACTERS:
        message = f"a text of at most {MOST_CHARACTERS} characters was expected, it has {len(document.text)}"
        raise ReadError(document.source, message)
    rows = (row for block in document.blocks if isinstance(block, Grid) for row in block.rows)
    if (cells := len(document.blocks) + sum(map(len, rows))) > MOST_CELLS:
        message = f"at most {MOST_CELLS} paragraphs and cells were expected, it has {cells}"
        raise ReadError(document.source, message)


def _read(data: bytes, source: str, digest: str) -> Document:
    head = data[:_HEAD]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from govreport.readers import archive

        return archive.read(data, source, digest)
    if head.startswith(_OLE):
        return _read_compound(data, source, digest)
    for signature, kind in _PACKED.items():
        if head.startswith(signature):
            raise ReadError(source, f"{kind}; unpack it and read a file of it")
    if head.startswith(_IMAGES) or _is_bmp(head):
        with extra_for_pictures():
            from govreport.readers.scans import pictures
        return pictures.image_document(data, source, digest)
    if _PDF.search(head):
        from govreport.readers.pdf import pdf

        return pdf.read(data, source, digest)
    if head.lstrip().startswith(b"{\\rtf"):
        from govreport.readers.words import legacy

        return legacy.read_resaved(data, source, digest, "rtf", "application/rtf")
    if _is_web_archive(head.lstrip()):
        return _read_web_archive(data, source, digest)
    return _read_text(data, source, digest)


def _is_web_archive(head: bytes) -> bool:
    """Whether a file begins with lines ``name: value``, and one of them is the version of MIME."""
    for line in head.split(b"\n"):
        if line.lower().startswith(_VERSION):
            return True
        if not _HEADER.match(line):
            return False
    return False


def _is_bmp(head: bytes) -> bool:
    return head.startswith(b"BM") and head[6:10] == b"\0\0\0\0"


def _read_compound(data: bytes, source: str, digest: str) -> Document:
    """A file of streams (OLE): its directory names them in UTF-16."""

    def holds(stream: str) -> bool:
        return f"{stream}\0".encode("utf-16-le") in data

    try:
        require_sound(data)
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    if holds("EncryptedPackage"):
        raise ReadError(source, "the file has a password")
    if holds("WordDocument"):
        from govreport.readers.words import legacy

        return legacy.read(data, source, digest)
    if holds("Workbook") or holds("Book"):
        from govreport.readers.sheets import sheet

        return sheet.read(data, source, digest, sheet.XLS)
    raise ReadError(source, "a Word file or spreadsheet was expected, this OLE file holds neither")


def _read_web_archive(data: bytes, source: str, digest: str) -> Document:
    """A web page with its pictures in one file (MHT), as Word saves it, often under the name of a DOC."""
    from govreport.readers.web import html

    if len(_BOUNDARY.findall(data)) > _MOST_PARTS:
        raise ReadError(source, "an MHT file was expected, its parts are nested without end")
    message = message_from_bytes(data.lstrip(), _class=EmailMessage, policy=policy.default)
    parts: dict[str, list[bytes]] = {"text/html": [], "text/css": []}
    for part in message.walk():
        held = part.get_payload(decode=True)
        if isinstance(held, bytes) and held.strip() and part.get_content_type() in parts:
            parts[part.get_content_type()].append(held)
    if not parts["text/html"]:
        raise ReadError(source, "a web page was expected in this MHT file, it holds none")
    sheets = [sheet.decode("utf-8", "replace") for sheet in parts["text/css"]]
    # A page of frames shows nothing of its own: what it shows is the first part that has text.
    *frames, last = parts["text/html"]
    documents = (html.read(page, source, digest, sheets) for page in frames)
    shown = next((document for document in documents if document.text.strip()), None)
    return shown or html.read(last, source, digest, sheets)


def _read_text(data: bytes, source: str, digest: str) -> Document:
    try:
        text = decode(data)
        require_tags(data)
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    if len(text) > MOST_CHARACTERS and not _MARKUP.match(text):
        message = f"a text of at most {MOST_CHARACTERS} characters was expected, it has {len(text)}"
        raise ReadError(source, message)
    beginning = text[:_HEAD]
    if beginning.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        if _SHEET_XML.search(beginning):
            raise ReadError(source, "a spreadsheet saved as XML; save it as XLSX")
        if _OFFICE_XML.search(beginning):
            from govreport.readers.words import legacy

            return legacy.read_resaved(data, source, digest, "xml", "application/xml")
    if _CELL.search(text) and not _MARKUP.match(text):
        from govreport.readers.web import markdown

        if markdown.is_markdown(text):
            return markdown.read(text.removeprefix("\ufeff"), source, digest)
    if _MARKUP.match(text) or len(_TAGS.findall(text[:200_000])) > 20:
        from govreport.readers.web import html

        return html.read(data, source, digest)
    from govreport.readers.sheets import separated

    if rows := separated.rows(text.removeprefix("\ufeff")):
        from govreport.readers.sheets import sheet

        return sheet.read_rows(rows, source, digest, "text/csv")
    from govreport.readers import text as plain_text

    return plain_text.read(text.removeprefix("\ufeff"), source, digest)


def _recognised(document: Document, data: bytes, source: str, ocr: OCR) -> Document:
    """The document with the pictures read that the caller wants read."""
    paged = document.media_type == "application/pdf" or document.media_type.startswith("image/")
    found = [block for block in document.blocks if isinstance(block, Picture)]
    scans = paged and any(_PAGE.fullmatch(picture.name) for picture in found)
    if ocr == "never":
        if paged and not document.text.strip():
            message = 'no text layer (a scan): read it with ocr="scans", which needs govreport[ocr]'
            raise ReadError(source, message)
        return document
    if not scans and not (found and ocr == "images"):
        return document
    with extra_for_pictures():
        from govreport.readers.scans import pictures
    return pictures.recognised(document, data, source, ocr)
