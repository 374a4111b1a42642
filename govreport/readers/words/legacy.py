"""Old and rare word-processor files (DOC, WPS, RTF, ODT) to documents: saved as DOCX first, then read."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from govreport.document import Document
from govreport.errors import MissingExtraError, ReadError
from govreport.normalize import squeezed
from govreport.readers.words import libreoffice, word

__all__ = ["read", "read_resaved"]

# What msdoc2docx reports when marks that end a cell or a row are left over: borders would be lost.
_LOST_BORDERS = frozenset(
    "TABLE_CELL_DEFINITION_MISMATCH TABLE_DEPTH_LIMITED MALFORMED_TABLE_FLATTENED "
    "TABLE_MARKER_DEFERRED".split()
)
# msdoc2docx is young: of what Word and WPS have written in 30 years it has not met everything.
_FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, struct.error)


def read(data: bytes, source: str, sha256: str) -> Document:
    """The document that a binary Word file shows (Word 97 to 2003, and WPS Writer).

    Notes
    -----
    msdoc2docx converts it, without any program. Where that fails, or reports marks of cells that fit
    no table, LibreOffice converts it if it is there.

    Raises
    ------
    ReadError
        If the file is damaged or has a password, or only LibreOffice could open it and it is not found.
    MissingExtraError
        If msdoc2docx is not installed.
    """
    try:
        converted = _converted(data, source)
    except ValueError as error:
        if not libreoffice.found():
            message = f"the Word file (DOC) could not be converted ({squeezed(str(error))})"
            raise ReadError(
                source, f"{message}; it needs LibreOffice (soffice), which was not found"
            ) from error
        return read_resaved(data, source, sha256, "doc", "application/msword")
    return replace(word.read(converted, source, sha256), media_type="application/msword")


def read_resaved(data: bytes, source: str, sha256: str, ending: str, media_type: str) -> Document:
    """The document that LibreOffice sees in a file: of a format for which there is no reader.

    Raises
    ------
    ReadError
        If LibreOffice is not found or could not open the file.
    """
    saved = libreoffice.resaved(data, source, f"this {ending.upper()} file", ending)
    return replace(word.read(saved, source, sha256), media_type=media_type)


def _converted(data: bytes, source: str) -> bytes:
    """The file as DOCX; ValueError where it cannot be had, or not with all borders of its tables."""
    try:
        from doc2docx import convert
        from doc2docx.errors import Doc2DocxError, EncryptedDocumentError
    except ImportError as error:
        raise MissingExtraError("DOC needs msdoc2docx: pip install 'govreport[docs]'") from error
    with TemporaryDirectory(prefix="govreport-") as folder:
        given, saved = Path(folder, "given.doc"), Path(folder, "saved.docx")
        given.write_bytes(data)
        try:
            result = convert(given, saved)
        except EncryptedDocumentError as error:
            raise ReadError(source, "the file has a password") from error
        except _FAILURES as error:
            raise ValueError(str(error) or type(error).__name__) from error
        except Doc2DocxError as error:
            raise ValueError(str(error)) from error
        lost = {diagnostic.code for diagnostic in result.report.diagnostics} & _LOST_BORDERS
        if lost:
            raise ValueError(f"borders of its tables would be lost: {', '.join(sorted(lost))}")
        return saved.read_bytes()
