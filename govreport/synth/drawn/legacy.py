"""Old binary files (DOC, WPS, XLS) and ODS: those of Word and of spreadsheets, saved by LibreOffice."""

from __future__ import annotations

from collections.abc import Callable

from govreport.readers.words.libreoffice import resaved
from govreport.synth.drawn.sheet import DRAWERS as SHEET
from govreport.synth.drawn.word import DRAWERS as WORD
from govreport.synth.page import DrawnPage

__all__ = ["DRAWERS"]


def _saved(layout: str, ending: str) -> Callable[[DrawnPage, int], bytes]:
    """A drawer of `layout` whose file is saved with another ending."""
    draw = {**WORD, **SHEET}[layout]
    return lambda page, seed: resaved(
        draw(page, seed), f"synthetic.{ending}", f"saving as {ending.upper()}", layout, ending
    )


DRAWERS = {
    "doc": _saved("docx", "doc"),
    "wps": _saved("docx", "doc"),  # the program of that name saves the same binary format
    "xls": _saved("xlsx", "xls"),
    "ods": _saved("xlsx", "ods"),
}
