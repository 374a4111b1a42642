"""Bytes to documents: one reader per format, chosen by what the bytes are, never by the file's name."""

from __future__ import annotations

import re
from hashlib import sha256

from govreport.document import Document
from govreport.errors import ReadError
from govreport.readers.encoding import decode

__all__ = ["LARGEST", "read_bytes"]

# No report comes near this size; what does is no report, and would only fill the memory.
LARGEST = 64 * 1024 * 1024
_MARKUP = re.compile(r"\s*<(?:!--|(?:!doctype\s+html|html|head|body|table|div|p|\?xml)\b)", re.IGNORECASE)
_TAGS = re.compile(r"<(?:td|tr|p|div|br)\b[^>]*>", re.IGNORECASE)


def read_bytes(data: bytes, source: str) -> Document:
    """The document that some bytes hold.

    Parameters
    ----------
    data : bytes
    source : str
        How the caller names it; used in messages and kept in the document.

    Raises
    ------
    ReadError
        If the bytes are empty, too large, or no text or web page in UTF-8, GB 18030 or UTF-16.
    """
    if len(data) > LARGEST:
        raise ReadError(source, f"at most {LARGEST >> 20} MB were expected, it has {len(data) >> 20} MB")
    if not data.strip():
        raise ReadError(source, "the file is empty")
    try:
        text = decode(data)
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    digest = sha256(data).hexdigest()
    if _MARKUP.match(text) or len(_TAGS.findall(text[:200_000])) > 20:
        from govreport.readers import html

        return html.read(data, source, digest)
    from govreport.readers import text as plain_text

    return plain_text.read(text.removeprefix("\ufeff"), source, digest)
