"""Painted or not: a page rendered with and without its text, and what one sees of each character."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from pypdfium2 import raw

from govreport.readers.pdf.glyphs import Frame

__all__ = ["Painting", "Seen", "Sight"]

_SCALE, _LONGEST_SIDE = 1.5, 2500.0  # pixels for a point; pixels
# The bits in which two pixels (gray; blue, green and red) differ that are not the same to the eye: 16 levels
# for a character, 32 for a line.
_CHARACTER = {np.uint8: np.uint8(0xF0), np.uint32: np.uint32(0xF0F0F0)}
_LINE = {np.uint8: np.uint8(0xE0), np.uint32: np.uint32(0xE0E0E0)}
_CUT = 0.3  # of a character's height or width: where so much lacks at a side, it is cut off
_BLUR = 2  # pixels: that may lack all the same
_MIDDLE = 0.2  # of a character's height, above and below: an underline, the border of a row
_CROSSED, _TOUCHED = 0.75, 0.25  # of a character's width: a line through it, a line at it
_BORDER = 3.0  # points: from a cell's edge inward, where its border is drawn
_BAR = 6  # pixels: a line, or the stroke of a letter, is not so broad
_BLACK, _PAPER = 96, 200  # of 255: what is darker is black; a number under what is no paper is not absent
_Pixels = NDArray[np.uint8] | NDArray[np.uint32]


class Sight(Enum):
    """What one sees of a character."""

    WHOLE = auto()
    PART = auto()  # it is cut off at a side
    COVERED = auto()  # nothing, for something dark or coloured is painted over it
    NOTHING = auto()
    CROSSED = auto()  # by a line from side to side
    TOUCHED = auto()  # by a line, but not so


class Seen(NamedTuple):
    """What one sees of a character, and the line that crosses it: its ends, and how far down it is."""

    sight: Sight
    line: tuple[float, float, int] = (0.0, 0.0, 0)


class Painting:
    """A page as it is painted, and as it would be without its text."""

    def __init__(
        self, page: pypdfium2.PdfPage, texts: Iterable[Any], turns: int, *, coloured: bool = False
    ) -> None:
        """Render a page with and without the objects `texts`, turned clockwise by `turns` right angles.

        In gray it is faster; but characters as dark as what they stand on are then not to be seen.
        """
        kind = np.uint32 if coloured else np.uint8
        self._line = _LINE[kind]
        self._scale = min(_SCALE, _LONGEST_SIDE / max(*page.get_size(), 1.0))
        with_text, without = (
            self._rendered(page, texts, turns, active, coloured) for active in (True, False)
        )
        self._page, self._paper = with_text, without
        self._characters = ((with_text ^ without) & _CHARACTER[kind]) != 0
        # Where a pixel differs from the next one below, and how many rows above hold such pixels:
        self._edges = ((without[1:] ^ without[:-1]) & self._line) != 0
        self._lined = [0, *accumulate(self._edges.any(axis=1).tolist())]

    def _rendered(
        self, page: pypdfium2.PdfPage, texts: Iterable[Any], turns: int, active: bool, coloured: bool
    ) -> Any:
        for item in texts:
            raw.FPDFPageObj_SetIsActive(item, active)
        pixels = page.render(
            scale=self._scale,
            rotation=90 * turns,
            may_draw_forms=False,
            draw_annots=False,
            grayscale=not coloured,
            prefer_bgrx=True,
        ).to_numpy()
        return pixels.view(np.uint32)[:, :, 0] & np.uint32(0xFFFFFF) if coloured else pixels

    def seen(self, frames: Sequence[Frame], numbers: Sequence[bool]) -> list[Seen]:
        """What one sees of the characters whose outlines fill `frames`; an empty one is not looked for.

        `numbers` says which of them are of a number: only of these it is asked whether they are cut off.
        """
        whole = Seen(Sight.WHOLE)
        edges, lined, characters, last = self._edges, self._lined, self._characters, len(self._edges)
        seen = []
        for (y0, y1, x0, x1), is_number in zip(self._areas(frames), numbers, strict=True):
            if x0 == x1 or y0 == y1:
                seen.append(whole)
                continue
            found = characters[y0:y1, x0:x1]
            if not np.count_nonzero(found):
                seen.append(Seen(Sight.COVERED if self._is_covered(y0, y1, x0, x1) else Sight.NOTHING))
                continue
            if is_number and (_lacks(found.any(axis=1), y1 - y0) or _lacks(found.any(axis=0), x1 - x0)):
                seen.append(Seen(Sight.PART))
                continue
            margin = max(1, round(_MIDDLE * (y1 - y0)))
            upper, lower = y0 + margin, min(y1 - margin - 1, last)
            crossed = upper < lower and lined[lower] > lined[upper] and edges[upper:lower, x0:x1].any()
            seen.append(self._crossed(y0, y1, x0, x1, upper, lower) if crossed else whole)
        return seen

    def _areas(self, frames: Sequence[Frame]) -> list[list[int]]:
        """The pixels of each frame: first and last row, first and last column, the last ones excluded."""
        if not frames:
            return []
        left, top, right, bottom = np.asarray(frames).T * self._scale
        edges = (np.floor(top), np.ceil(bottom), np.floor(left), np.ceil(right))
        areas: list[list[int]] = np.maximum(np.stack(edges, axis=1), 0).astype(int).tolist()
        return areas

    def _is_covered(self, y0: int, y1: int, x0: int, x1: int) -> bool:
        paper = self._paper[y0:y1, x0:x1]
        if not paper.size:
            return False
        return int(_levels(paper).min()) < _PAPER or bool(((paper ^ paper[0, 0]) & self._line).any())

    def _crossed(self, y0: int, y1: int, x0: int, x1: int, upper: int, lower: int) -> Seen:
        """Whether a line goes through a character: paper, line, and paper again from its head to its foot."""
        middle = self._edges[upper:lower, x0:x1]
        head, foot = self._paper[y0, x0:x1], self._paper[min(y1, len(self._paper)) - 1, x0:x1]
        lined = middle.any(axis=0) & (((head ^ foot) & self._line) == 0)
        share = float(lined.mean())
        if share < _TOUCHED:
            return Seen(Sight.WHOLE)
        level = upper + int(middle.sum(axis=1).argmax())
        gaps = np.flatnonzero(~self._edges[level - 1 : level + 2].any(axis=0))
        after = int(np.searchsorted(gaps, (x0 + x1) // 2))
        first = int(gaps[after - 1]) + 1 if after else 0
        last = int(gaps[after]) if after < len(gaps) else self._edges.shape[1]
        sight = Sight.CROSSED if share >= _CROSSED else Sight.TOUCHED
        return Seen(sight, (first / self._scale, last / self._scale, level))

    def has_ink(self, box: Frame, *, drawn: bool) -> bool:
        """Whether something stands within a cell.

        What reaches in over its border is not its own, unless it is known that something is `drawn` in it.
        """
        left, top, right, bottom = box
        inner = (left + _BORDER, top + _BORDER, right - _BORDER, bottom - _BORDER)
        ((y0, y1, x0, x1),) = self._areas([inner])
        cell = self._page[y0:y1, x0:x1]
        if min(cell.shape) < 3:
            return drawn
        ink = ((cell ^ cell[0, 0]) & self._line) != 0
        ring = ink[0].any() or ink[-1].any() or ink[:, 0].any() or ink[:, -1].any()
        return bool((drawn or not ring) and ink.any()) or _is_blacked_out(cell)

    def has_strokes(self, box: Frame) -> bool:
        """Whether a drawing within a part of the page changes from one line of pixels to the next."""
        ((y0, y1, x0, x1),) = self._areas([box])
        return y1 - y0 > 1 and x1 > x0 and bool(self._edges[y0 : y1 - 1, x0:x1].any())


def _is_blacked_out(cell: _Pixels) -> bool:
    """Whether a bar is painted somewhere in a cell: a dark square broader than any line."""
    dark = _levels(cell).reshape(*cell.shape, -1).max(axis=2) < _BLACK
    if not dark.any() or min(cell.shape) < _BAR:
        return bool(dark.all())
    return bool(sliding_window_view(dark, (_BAR, _BAR)).all(axis=(2, 3)).any())


def _levels(pixels: _Pixels) -> NDArray[np.uint8]:
    """How bright pixels are: one level each, or those of their three colours."""
    if pixels.dtype == np.uint8:
        return pixels.view(np.uint8)
    return np.ascontiguousarray(pixels).view(np.uint8).reshape(-1, 4)[:, :3]


def _lacks(inked: NDArray[np.bool_], length: int) -> bool:
    """Whether more is empty at an end of a character than blur explains; what is off the page is empty."""
    first, last = int(inked.argmax()), len(inked) - int(inked[::-1].argmax())
    return max(first, length - last) > max(_BLUR, _CUT * length)
