"""Synthetic reports with known truth: a seed becomes a truth, a truth a document in some layout."""

from __future__ import annotations

from random import Random

from govreport.synth.html import HTML
from govreport.synth.page import Page, lay_out
from govreport.synth.text import TEXT
from govreport.synth.truth import Blanks, Key, Truth, make

__all__ = ["LAYOUTS", "Blanks", "Key", "Truth", "draw", "encode", "make", "render"]

LAYOUTS = {**TEXT, **HTML}
_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")


def draw(page: Page, layout: str, seed: int) -> str:
    """`page` as text in one of `LAYOUTS`."""
    if layout not in LAYOUTS:
        raise ValueError(f"layout: expected one of {', '.join(LAYOUTS)}, found {layout!r}")
    return LAYOUTS[layout](page, Random(f"layout {layout} {seed}"))


def encode(text: str, layout: str, seed: int) -> bytes:
    """`text` as the bytes of a file: text files in UTF-8, with or without its mark, or GB 18030 by turns."""
    if layout in TEXT:
        return text.encode(_ENCODINGS[seed % 3])
    return text.encode("gb18030" if layout == "html_cms" else "utf-8")


def render(truth: Truth, layout: str, seed: int = 0) -> bytes:
    """The file that an office could have published of `truth`.

    Parameters
    ----------
    truth : Truth
    layout : str
        One of `LAYOUTS`: ten of plain text, four of HTML.
    seed : int
        Chooses spellings, page breaks and the encoding; the same arguments give the same bytes.

    Raises
    ------
    ValueError
        If there is no such layout; the message lists those known.
    """
    return encode(draw(lay_out(truth, seed), layout, seed), layout, seed)
