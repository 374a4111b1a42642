"""Bytes to text: by what the bytes are, never by what the file says of itself."""

from __future__ import annotations

__all__ = ["decode", "hand_text", "looks_binary"]

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (docx, xlsx, ofd)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file (doc, xls, wps)"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x1f\x8b", "a gzip file"),
)
_GOOD_PER_DAMAGED = 20
_LOST = "\ufffd"


def looks_binary(data: bytes) -> str | None:
    """The kind of file that `data` is if it is no text (``"a PNG image"``), else None.

    Text may hold a stray NUL byte; where more than one byte in twenty is NUL, it is no text.
    """
    for magic, kind in _KINDS:
        if data.startswith(magic):
            return kind
    marked = any(data.startswith(mark) for mark, _ in _MARKS)
    if not marked and data.count(0) * 20 > len(data):
        return "binary data (NUL bytes)"
    return None


def decode(data: bytes) -> str:
    """`data` as text: byte order mark, else UTF-8, else GB 18030. No charset declaration is asked.

    Notes
    -----
    A character that the end of the file cuts in two, and isolated damage (at most one place for each
    twenty sound Chinese characters), is borne; each damaged place stands in the text as U+FFFD, so
    that no number can close over it. Damaged UTF-8 is tried before GB 18030, which would take most
    UTF-8 for rare Chinese characters.

    Raises
    ------
    ValueError
        If `data` is binary, or damaged beyond that.
    """
    if kind := looks_binary(data):
        raise ValueError(f"text was expected, this is {kind}")
    codecs = [codec for mark, codec in _MARKS if data.startswith(mark)] or ["utf-8", "gb18030"]
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            text = data.decode(codec, "replace")
        if _borne(text):
            return text
    raise ValueError(f"text in {' or '.join(codecs)} was expected; these bytes are not, or are damaged")


def hand_text(data: bytes) -> str:
    """What a person wrote or saved from a spreadsheet: UTF-8, or GB 18030, as Excel in China saves CSV.

    Raises
    ------
    UnicodeDecodeError
        If it is neither: here no damage is borne.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _borne(text: str) -> bool:
    """Whether the damage in `text` is a cut last character, or isolated."""
    damaged = text.count(_LOST)
    good = sum(character > "\x7f" for character in text) - damaged
    cut_tail = damaged == 1 and text.endswith(_LOST)
    return good >= (1 if cut_tail else _GOOD_PER_DAMAGED * damaged)
