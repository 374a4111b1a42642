"""Pixels to geometry: tilt, ruled lines, and the pictures of the lines of text that stand in a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from govreport.readers.pdf.ruling import Box, Segment
from govreport.readers.scans.ocr import Gray

__all__ = ["CellInk", "Rules", "cell_ink", "lean", "ruled_lines", "straightened", "tilt"]

_MOST_TILT = 5.0  # degrees
_TILT_SIDE = 900  # pixels: of the page on which the tilt is measured
_PAPER = 255
# In units of em, the height of a line of text:
_SHORTEST_RULE, _THICKEST_RULE = 1.9, 0.45  # no stroke of a character is as long and as thin
_SMALLEST_INK = 0.2  # nothing below is a character
_FLAT = 0.28  # a dash, and no character, is as low
_LINE_HEIGHT = 0.95  # of pieces of one line, one above the other
_HALO = 1  # pixels: the blur beside a ruled line
_FAINTEST = 0.3  # of the page's usual contrast: what is darker than paper by that is ink

_Pixels = NDArray[np.uint8] | NDArray[np.float32]
_Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels


@dataclass(frozen=True, slots=True)
class Rules:
    """The ruled lines of a page, where their pixels are (255), and how much darker than paper ink is."""

    horizontal: tuple[Segment, ...]
    vertical: tuple[Segment, ...]
    pixels: Gray
    contrast: float


@dataclass(frozen=True, slots=True)
class CellInk:
    """The lines of text in a cell, from top to bottom, as pictures without ruled lines.

    ``is_doubtful``: ink runs into a ruled line, so that a part of it may be lost, or red ink stands in
    the cell, which was taken out. ``is_dash``: all that stands in it is flat.
    """

    lines: tuple[Gray, ...]
    is_doubtful: bool = False
    is_dash: bool = False


def _gray(pixels: object) -> Gray:
    return np.asarray(pixels, dtype=np.uint8)


def tilt(page: Gray) -> float:
    """By how many degrees (-5 to 5) a page is turned counterclockwise: where its rows are sharpest."""
    shrink = min(1.0, _TILT_SIDE / max(page.shape))
    small = cv2.resize(page, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    ink = _ink(_gray(small), 31, 12).astype(np.float32)

    def sharpness(angle: float) -> float:
        rows = _turned(ink, -angle, 0).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    best, step = 0.0, 0.5
    candidates = np.arange(-_MOST_TILT, _MOST_TILT + step, step)
    while step > 0.02:
        best = float(max(candidates, key=sharpness))
        step /= 4
        candidates = best + step * np.arange(-4, 5)
    return best


def straightened(page: Gray, angle: float) -> Gray:
    """The page turned back by `angle` degrees; what comes in at the corners is paper."""
    return page if abs(angle) < 0.04 else _gray(_turned(page, -angle, _PAPER))


def _turned(pixels: _Pixels, angle: float, border: int) -> NDArray[Any]:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return np.asarray(
        cv2.warpAffine(
            pixels,
            matrix,
            (width, height),
            flags=cv2.INTER_CUBIC if border else cv2.INTER_LINEAR,
            borderValue=border,
        )
    )


def _ink(page: Gray, window: int, contrast: int) -> Gray:
    """255 where a pixel is darker than its surroundings by `contrast` levels of 255."""
    return _gray(
        cv2.adaptiveThreshold(
            page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window | 1, contrast
        )
    )


# ------------------------------------------------------------------ ruled lines


def ruled_lines(page: Gray, em: float) -> Rules:
    """The straight lines that are longer and thinner than a stroke of a character.

    Smoothing along the line bridges gaps and noise; opening keeps what is long; what is thick is no line.
    """
    horizontal, across = _rules_along(page, em)
    vertical, down = _rules_along(_gray(np.ascontiguousarray(page.T)), em)
    ink = _ink(page, round(2 * em), 25) > 0
    contrast = float(np.median(page)) - float(np.median(page[ink])) if ink.any() else _PAPER
    return Rules(tuple(horizontal), tuple(vertical), _gray(across | down.T), contrast)


def _rules_along(page: Gray, em: float) -> tuple[list[Segment], Gray]:
    smooth = max(3, round(em / 10))
    ink = _ink(_gray(cv2.blur(page, (smooth, 1))), round(0.7 * em), 10)
    long = _gray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(_SHORTEST_RULE * em)), np.uint8)))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(long, connectivity=8)
    thin = np.zeros(count, np.uint8)
    segments = []
    for i in range(1, count):
        x, _, width, _, area = (int(value) for value in stats[i])
        if area / width <= _THICKEST_RULE * em:
            thin[i] = 255
            segments.append(Segment(float(centres[i][1]), x, x + width))
    return segments, thin[labels]


# ------------------------------------------------------------------ cells


def cell_ink(page: Gray, red: Gray | None, rules: Rules, box: Box, em: float) -> CellInk:
    """What is written in a cell: no line where nothing as large as a character is darker than the paper.

    `red` is the page's red ink, black on white, if it has any.
    """
    reach = max(3, round(em / 4))
    left, top = max(0, round(box.left) - reach), max(0, round(box.top) - reach)
    area = np.s_[top : round(box.bottom) + reach, left : round(box.right) + reach]
    cell, drawn = page[area], rules.pixels[area]
    if min(cell.shape) <= 4 * reach:
        return CellInk((), is_doubtful=True)
    inside = _inside(drawn, reach, (box.open_above, False, box.open_below, False))
    stained = red is not None and int((red[area][inside] < _PAPER / 2).sum()) > (_SMALLEST_INK * em) ** 2
    paper = int(np.median(cell[inside])) if inside.any() else _PAPER
    cell = np.where(inside, cell, np.uint8(paper))
    noise = float(np.median(np.abs(cell[inside].astype(np.int16) - paper))) if inside.any() else 0.0
    dark = cv2.GaussianBlur(cell, (3, 3), 0) < paper - max(_FAINTEST * rules.contrast, 4 * noise)
    edge = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0) == 0
    lines = _text_lines(_gray(dark), edge & inside, em)
    return CellInk(
        tuple(_picture(cell, line, em, paper) for line, _ in lines),
        is_doubtful=stained or any(touches for _, touches in lines),
        is_dash=len(lines) == 1 and _is_flat(lines[0][0], em),
    )


def _is_flat(line: _Area, em: float) -> bool:
    left, top, right, bottom = line
    return bottom - top <= _FLAT * em and right - left > 1.2 * (bottom - top)


def lean(picture: Gray) -> float:
    """How far a thin stroke leans to the right, for its height: 0 is upright, a slash about 0.3 to 0.5.

    Of several strokes, the one that leans least. The slope is that of the axis of the ink's moments.
    """
    smooth = cv2.GaussianBlur(picture, (3, 3), 0).astype(np.float32)
    paper = float(np.median(smooth))
    weight = np.clip(paper - smooth - 0.3 * (paper - float(smooth.min())), 0, None)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((weight > 0).astype(np.uint8), connectivity=8)
    leans = []
    for i in range(1, count):
        if stats[i][cv2.CC_STAT_HEIGHT] * 3 > picture.shape[0]:
            moments = cv2.moments(np.where(labels == i, weight, 0).astype(np.float32))
            leans.append(-moments["mu11"] / moments["mu02"] if moments["mu02"] else 0.0)
    return min(leans, default=0.0)


def _inside(drawn: Gray, reach: int, is_open: tuple[bool, ...]) -> NDArray[np.bool_]:
    """Where a cell's paper is: what lies within its borders, which may waver by `reach` pixels.

    The sides are in the order in which turning the cell counterclockwise brings them up: top, right,
    bottom, left.
    """
    inside = np.ones(drawn.shape, np.bool_)
    for quarter in (quarter for quarter in range(4) if not is_open[quarter]):
        strip = np.rot90(drawn, quarter)[: 2 * reach + 1] > 0
        last = 2 * reach - np.argmax(strip[::-1], axis=0)  # the innermost drawn pixel of each column
        met = strip.any(axis=0)
        usual = int(np.median(last[met])) if met.any() else reach
        last = np.where(met, last, usual)
        turned = np.rot90(inside, quarter)
        turned &= np.arange(len(turned)).reshape(-1, 1) > last + _HALO
    return inside


def _text_lines(dark: Gray, edge: NDArray[np.bool_], em: float) -> list[tuple[_Area, bool]]:
    """The areas of a cell's lines of text, and whether their ink reaches the cell's edge."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    at_edge = np.zeros(count, np.bool_)
    at_edge[np.unique(labels[edge])] = True
    pieces: list[tuple[_Area, bool]] = []
    for i in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[i])
        left_over = at_edge[i] and min(width, height) <= 2 and max(width, height) > em  # of a ruled line
        if max(width, height) >= _SMALLEST_INK * em and not left_over:
            pieces.append(((x, y, x + width, y + height), bool(at_edge[i])))
    pieces.sort(key=lambda piece: piece[0][1])
    lines: list[tuple[_Area, bool]] = []
    for piece in pieces:
        if lines and _one_line(lines[-1][0], piece[0], em):
            lines[-1] = (_union(lines[-1][0], piece[0]), lines[-1][1] or piece[1])
        else:
            lines.append(piece)
    return lines


def _one_line(line: _Area, piece: _Area, em: float) -> bool:
    """Whether a piece that begins below the top of a line is a part of it."""
    overlap = min(line[3], piece[3]) - max(line[1], piece[1])
    if overlap > 0.3 * min(line[3] - line[1], piece[3] - piece[1]):
        return True
    return max(line[3], piece[3]) - line[1] <= _LINE_HEIGHT * em


def _union(a: _Area, b: _Area) -> _Area:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _picture(cell: Gray, area: _Area, em: float, paper: int) -> Gray:
    """A line with a margin of paper; what is flat, as a dash, keeps the height of a line."""
    left, top, right, bottom = area
    lacking = max(0, round(0.6 * em) - (bottom - top))
    margin = max(2, round(0.2 * max(bottom - top, 0.6 * em)))
    upper, lower = margin + lacking // 2, margin + lacking - lacking // 2
    side = max(margin, round(0.2 * em))
    height, width = cell.shape
    padded = cv2.copyMakeBorder(
        cell[max(0, top - upper) : bottom + lower, max(0, left - side) : right + side],
        max(0, upper - top),
        max(0, bottom + lower - height),
        max(0, side - left),
        max(0, right + side - width),
        cv2.BORDER_CONSTANT,
        value=paper,
    )
    return _gray(padded)
