"""Layouts: a truth becomes the bytes of a file that an office could have published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from random import Random

from govreport.errors import ArgumentError, MissingExtraError
from govreport.synth.drawn.html import HTML
from govreport.synth.drawn.text import TEXT
from govreport.synth.page import DrawnPage, lay_out
from govreport.synth.truth import Truth

__all__ = ["FILES", "FORMATS", "LAYOUTS", "draw", "draw_file", "encode", "file_name", "render"]

# Layouts that are text in the end: what damages text can damage them.
LAYOUTS = {**TEXT, **HTML}
_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class _Layout:
    """A layout whose file is no text: its ending, the module that draws it, the extra that module needs."""

    ending: str
    module: str
    extra: str


# The modules are imported when they are asked for: each needs libraries that are optional.
FILES = {
    "docx": _Layout("docx", "word", "docs"),
    "doc": _Layout("doc", "legacy", "docs"),
    "wps": _Layout("wps", "legacy", "docs"),
    "xlsx": _Layout("xlsx", "sheet", "docs"),
    "xls": _Layout("xls", "legacy", "docs"),
    "ods": _Layout("ods", "legacy", "docs"),
    "pdf": _Layout("pdf", "pdf", "synth"),
    "pdf_breaks": _Layout("pdf", "pdf", "synth"),
    "pdf_cut": _Layout("pdf", "pdf", "synth"),
    "scan": _Layout("pdf", "scan", "synth"),
}
FORMATS = {
    **dict.fromkeys(TEXT, "txt"),
    **dict.fromkeys(HTML, "html"),
    **{layout: file.ending for layout, file in FILES.items()},
}


def draw(page: DrawnPage, layout: str, seed: int) -> str:
    """`page` as text in one of `LAYOUTS`."""
    if layout not in LAYOUTS:
        raise ArgumentError(f"layout: expected one of {', '.join(LAYOUTS)}, found {layout!r}")
    return LAYOUTS[layout](page, Random(f"layout {layout} {seed}"))


def encode(text: str, layout: str, seed: int) -> bytes:
    """`text` as the bytes of a file: text files in UTF-8, with or without its mark, or GB 18030 by turns."""
    if layout in TEXT:
        return text.encode(_ENCODINGS[seed % 3])
    return text.encode("gb18030" if layout == "html_cms" else "utf-8")


def draw_file(page: DrawnPage, layout: str, seed: int) -> bytes:
    """`page` as a file in one of `FILES`.

    Raises
    ------
    MissingExtraError
        If the library that writes such files is not installed; the message names the extra.
    ReadError
        If the layout needs LibreOffice, which was not found.
    """
    if layout not in FILES:
        raise ArgumentError(f"layout: expected one of {', '.join(FILES)}, found {layout!r}")
    file = FILES[layout]
    try:
        module = import_module(f"govreport.synth.drawn.{file.module}")
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"layout {layout!r} needs {error.name}: pip install 'govreport[{file.extra}]'"
        ) from error
    drawers: dict[str, Callable[[DrawnPage, int], bytes]] = module.DRAWERS
    return drawers[layout](page, seed)


def render(truth: Truth, layout: str, seed: int = 0) -> bytes:
    """The file that an office could have published of `truth`.

    Parameters
    ----------
    truth : Truth
    layout : str
        One of `FORMATS`: ten of plain text, four of HTML, and files of Word, of spreadsheets, PDF and
        scanned PDF.
    seed : int
        Chooses spellings, page breaks, the encoding and how the file is built. The same arguments give
        the same bytes, but for ``doc``, ``wps``, ``xls`` and ``ods``: LibreOffice writes those, and
        with them only the content is the same.

    Raises
    ------
    ArgumentError
        If there is no such layout; the message lists those known.
    MissingExtraError, ReadError
        As `draw_file`.
    """
    if layout not in FORMATS:
        raise ArgumentError(f"layout: expected one of {', '.join(FORMATS)}, found {layout!r}")
    page = lay_out(truth, seed)
    if layout in FILES:
        return draw_file(page, layout, seed)
    return encode(draw(page, layout, seed), layout, seed)


def file_name(truth: Truth, layout: str) -> str:
    """A name for the file of a report, ``synthetic-2021-17-pdf_breaks.pdf``: form, seed, layout.

    >>> file_name(gr.synth.make("2021", 17), "docx")
    'synthetic-2021-17.docx'
    """
    if layout not in FORMATS:
        raise ArgumentError(f"layout: expected one of {', '.join(FORMATS)}, found {layout!r}")
    ending = FORMATS[layout]
    kind = "" if layout == ending else f"-{layout}"
    return f"synthetic-{truth.form}-{truth.seed}{kind}.{ending}"
