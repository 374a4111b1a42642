"""Scanned PDF files: the pages of a PDF as pictures, a little turned, unsharp and grainy."""

from __future__ import annotations

from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageFilter
from pypdfium2 import PdfDocument

from govreport.synth.drawn.pdf import DRAWERS as PDF
from govreport.synth.page import DrawnPage

__all__ = ["DRAWERS", "scanned"]


def scan(page: DrawnPage, seed: int) -> bytes:
    """The layout ``pdf``, scanned."""
    return scanned(PDF["pdf"](page, seed), seed)


def scanned(data: bytes, seed: int) -> bytes:
    """A PDF file as an office's scanner gives it back: one picture on each page, and no text.

    `seed` chooses 150 or 200 dots per inch, up to one degree of turning for each page, blur, grain and
    the quality of the JPEG pictures (40 to 70). The same arguments give the same bytes with the same
    versions of pypdfium2 and Pillow.
    """
    rng = Random(f"scan {seed}")
    resolution = rng.choice((150, 200))
    blur, grain, quality = rng.uniform(0.3, 0.9), rng.uniform(2, 9), rng.randint(40, 70)
    noise = np.random.default_rng(seed)
    pictures = []
    with PdfDocument(data) as document:
        for page in document:
            sheet = page.render(scale=resolution / 72, grayscale=True).to_pil()
            turned = sheet.rotate(rng.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=255)
            soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(blur)), dtype=float)
            paper = soft * rng.uniform(0.9, 1.0) + noise.normal(0, grain, soft.shape)
            pictures.append(Image.fromarray(paper.clip(0, 255).astype(np.uint8)))
    written = BytesIO()
    pictures[0].save(
        written,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=resolution,
        quality=quality,
        creationDate=None,
        modDate=None,
    )
    return written.getvalue()


DRAWERS = {"scan": scan}
