"""Ink of pages that are pictures: cells between ruled lines, and lines of text, on the page made upright."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from govreport.readers.pdf.ruling import Lattice, lattices
from govreport.readers.scans import scan
from govreport.readers.scans.ocr import read_lines
from govreport.readers.scans.pixels import ruled_lines, straightened, tilt
from govreport.review.ink import Area, Cells, Ink
from govreport.review.lines import OUTER_LINES, PrintedLine, plain

if TYPE_CHECKING:
    from govreport.readers.scans.ocr import Gray

__all__ = ["scanned"]

Pixels = NDArray[np.uint8]
_SAME_LINE = 0.25  # of a line's height: as readers/scan.py joins the pieces of a line
_THUMB = 96  # pixels: of the pages that are compared to see which way one was turned


def scanned(pixels: Pixels, page: int, cells: Cells, ink: Ink) -> tuple[tuple[PrintedLine, ...], Pixels]:
    """The lines of a page that character recognition read, and the page made upright, in its own colours.

    Its cells are added to `ink`. Of a line only the whole is known: its area is that of each character.

    Parameters
    ----------
    pixels : array, (height, width, 3)
        The page as the reader saw it.
    page : int
    cells : Cells
        What the report has of this page. A table's areas are taken only where its ruled lines draw those
        very cells.
    """
    layers = scan.layers(pixels)
    upright = scan.upright(layers)
    rules = ruled_lines(upright.pixels, upright.em)
    found = lattices(rules.horizontal, rules.vertical, max(3.0, upright.em / 3))
    height, width = upright.pixels.shape
    if len(found) == len(cells):
        for (table, rows), lattice in zip(sorted(cells.items()), found, strict=True):
            places = [(c.where.row, c.where.column) for row in rows for c in row]
            if places != _places(lattice):
                continue
            for (row, column), box in zip(_places(lattice), lattice.boxes, strict=True):
                area = Area(page, box.left / width, box.top / height, box.right / width, box.bottom / height)
                ink.cells[table, row, column] = [area]
    return tuple(_lines(upright, found, page)), _as_seen(pixels, layers[0], upright.pixels)


def _places(lattice: Lattice) -> list[tuple[int, int]]:
    return [(box.row + 1, box.column + 1) for box in lattice.boxes]


def _lines(upright: scan.ScannedPage, tables: Sequence[Lattice], page: int) -> Iterator[PrintedLine]:
    """The pieces of text outside of tables, line by line and from left to right, read once more."""
    outside = [area for area in upright.lines if not any(scan.within(area, table) for table in tables)]
    rows: list[list[scan.Area]] = []
    for area in sorted(outside, key=lambda area: (area[1] + area[3], area[0])):
        if rows and (area[1] + area[3]) / 2 < rows[-1][-1][3] - _SAME_LINE * upright.em:
            rows[-1].append(area)
        else:
            rows.append([area])
    pieces = [(i, piece) for i, row in enumerate(rows) for piece in sorted(row)]
    readings = read_lines([scan.cut(upright.pixels, piece) for _, piece in pieces])
    height, width = upright.pixels.shape
    for (i, (left, top, right, bottom)), reading in zip(pieces, readings, strict=True):
        text = plain(reading.text)
        whole = Area(page, left / width, top / height, right / width, bottom / height)
        outer = i < OUTER_LINES or i >= len(rows) - OUTER_LINES
        yield PrintedLine(text, (whole,) * len(text), outer)


def _as_seen(pixels: Pixels, layer: Gray, upright: Gray) -> Pixels:
    """The page turned as the reader turned it: straightened, and by the quarters that look like `upright`."""
    angle = tilt(layer)
    straight = np.dstack([straightened(np.ascontiguousarray(pixels[:, :, k]), angle) for k in range(3)])
    wanted = _thumb(upright)

    def unlike(turns: int) -> float:
        return float(np.abs(_thumb(np.rot90(straightened(layer, angle), turns)) - wanted).mean())

    return np.ascontiguousarray(np.rot90(straight, min(_fitting(layer.shape, upright.shape), key=unlike)))


def _fitting(shape: Sequence[int], upright: Sequence[int]) -> tuple[int, ...]:
    """The quarter turns after which a page of one shape has the other."""
    same = (shape[0] >= shape[1]) == (upright[0] >= upright[1])
    return (0, 2) if same else (1, 3)


def _thumb(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    small = cv2.resize(np.ascontiguousarray(gray), (_THUMB, _THUMB), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32)
