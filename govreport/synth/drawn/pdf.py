"""PDF files as word processors export them: text with an embedded font, ruled lines, page breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from random import Random

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from govreport.synth.drawn.font import truetype
from govreport.synth.drawn.paper import HEIGHT, WIDTH, Leaf, PrintStyle, a_style, printed
from govreport.synth.page import DrawnLine, DrawnPage, slots

__all__ = ["DRAWERS"]

_MARKS = "0123456789-— 第页"  # page numbers
_THICKNESS = 0.5


def pdf(page: DrawnPage, seed: int) -> bytes:
    """A page ends where it is full, between two rows of a table or lines of a paragraph."""
    return _drawn(page, Random(f"layout pdf {seed}"))


def pdf_breaks(page: DrawnPage, seed: int) -> bytes:
    """A page ends inside table 三 (or the statistics table), after row `seed` modulo its rows."""
    rows: dict[str, int] = {sheet.table: len(sheet.rows) for sheet in page.sheets()}
    breaks: dict[str, int] = {table: seed % rows[table] for table in ("requests", "survey") if table in rows}
    return _drawn(page, Random(f"layout pdf_breaks {seed}"), breaks=breaks)


def pdf_cut(page: DrawnPage, seed: int) -> bytes:
    """A page ends inside a row of table 三 (or the statistics table) whose label takes several lines."""
    rng = Random(f"layout pdf_cut {seed}")
    cuts = {}
    for sheet in page.sheets():
        longest = [r for r, row in enumerate(sheet.rows) if row.id and len(row.cells[0].text) > 16]
        if sheet.table in ("requests", "survey") and longest:
            cuts[sheet.table] = rng.choice(longest)
    return _drawn(page, rng, cuts=cuts)


def _drawn(
    page: DrawnPage, rng: Random, breaks: dict[str, int] | None = None, cuts: dict[str, int] | None = None
) -> bytes:
    style = a_style(page, rng)
    lines = [block.text for block in page.blocks if isinstance(block, DrawnLine)]
    cells = [cell.text for sheet in page.sheets() for row in slots(sheet) for cell in row if cell]
    with _registered(truetype("".join((*lines, *cells, _MARKS)))) as font:

        def measure(text: str, size: float) -> float:
            width: float = pdfmetrics.stringWidth(text, font, size)
            return width

        written = BytesIO()
        canvas = Canvas(written, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
        for leaf in printed(page, style, measure, breaks, cuts):
            _draw(canvas, leaf, style, font)
            canvas.showPage()
        canvas.save()
    return written.getvalue()


@contextmanager
def _registered(data: bytes) -> Iterator[str]:
    """The name under which reportlab knows a font, for as long as a file is drawn.

    reportlab has one register for all files, in which the first font of a name stays for good.
    """
    font = TTFont("govreport-synthetic", BytesIO(data))
    registers = ((pdfmetrics._fonts, font.fontName), (pdfmetrics._dynFaceNames, font.face.name))
    known = [register.pop(name, None) for register, name in registers]
    pdfmetrics.registerFont(font)
    try:
        yield font.fontName
    finally:
        for (register, name), before in zip(registers, known, strict=True):
            del register[name]
            if before is not None:
                register[name] = before


def _draw(canvas: Canvas, leaf: Leaf, style: PrintStyle, font: str) -> None:
    canvas.setLineWidth(_THICKNESS)
    for rule in leaf.rules:
        across, down = rule.right - rule.left, rule.bottom - rule.top
        if style.thin_boxes:
            half = _THICKNESS / 2
            canvas.rect(
                rule.left - half,
                HEIGHT - rule.bottom - half,
                across + _THICKNESS,
                down + _THICKNESS,
                stroke=0,
                fill=1,
            )
        else:
            canvas.line(rule.left, HEIGHT - rule.top, rule.right, HEIGHT - rule.bottom)
    for text in leaf.texts:
        canvas.setFont(font, text.size)
        canvas.drawString(text.x, HEIGHT - text.y, text.text, charSpace=text.spread)


DRAWERS: dict[str, Callable[[DrawnPage, int], bytes]] = {
    "pdf": pdf,
    "pdf_breaks": pdf_breaks,
    "pdf_cut": pdf_cut,
}
