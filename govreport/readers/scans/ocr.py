"""Pictures of single lines to text: one engine per process, and numbers read three times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # noqa: F401  # absent? known at once, not at the first picture
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, RuntimeException  # type: ignore[import-untyped]
from rapidocr import RapidOCR
from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError
from rapidocr.main import RapidOCRError

from govreport.normalize import compact

__all__ = ["FAILURES", "Gray", "LineReading", "detect", "read_again", "read_lines"]

Gray = NDArray[np.uint8]  # a picture, (height, width), 0 is black

# What recognition raises on a picture that it cannot take.
FAILURES: tuple[type[Exception], ...] = (
    cv2.error,
    Fail,
    InvalidArgument,
    ONNXRuntimeError,
    RapidOCRError,
    RuntimeException,
)
_THREADS = 2
_LONGEST_SIDE = 1280  # pixels: at which lines of text are searched
_HAN = re.compile(r"[\u3007\u3400-\u9fff]")
# No blank stands in Chinese text, though the recogniser sees some. In a number it may be a lost border.
_BLANK_IN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|(?<!\s)\s+(?=[^\x00-\x7f])")
_PLAIN = str.maketrans("０１２３４５６７８９．，／％－–―─﹣", "0123456789.,/%" + "—" * 5)


@dataclass(frozen=True, slots=True)
class LineReading:
    """What a picture of a line says, and how sure that is (0 to 1)."""

    text: str
    confidence: float

    @property
    def has_han(self) -> bool:
        return bool(_HAN.search(self.text))

    @property
    def has_digit(self) -> bool:
        return any(character.isdigit() for character in self.text)


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The one recogniser of this process (its models come with the package, nothing is fetched)."""
    cv2.setNumThreads(_THREADS)
    threads = "EngineConfig.onnxruntime.{}_op_num_threads"
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Rec.rec_img_shape": [3, 48, 96],  # short lines are not filled up to 320: four times faster
            threads.format("intra"): _THREADS,
            threads.format("inter"): 1,
        }
    )


def detect(page: Gray) -> list[tuple[int, int, int, int]]:
    """The lines of text on a page: left, top, right, bottom of each, in pixels."""
    shrink = min(1.0, _LONGEST_SIDE / max(page.shape))
    small = cv2.resize(page, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else page
    found = _engine()(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR), use_det=True, use_rec=False)
    if found.boxes is None:
        return []
    corners = np.asarray(found.boxes) / shrink
    edges = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1).round().astype(int)
    return [(int(left), int(top), int(right), int(bottom)) for left, top, right, bottom in edges]


def read_lines(pictures: Sequence[Gray]) -> list[LineReading]:
    """Each picture of a line, read once."""
    if not pictures:
        return []
    read = _engine().recognize_txt([cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) for picture in pictures])
    return [
        LineReading(_BLANK_IN_CHINESE.sub("", text.translate(_PLAIN)).strip(), float(score))
        for text, score in zip(read.txts, read.scores, strict=True)
    ]


def _softened(picture: Gray) -> Gray:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), max(1.0, picture.shape[0] / 18)), np.uint8)


def _thickened(picture: Gray) -> Gray:
    return np.asarray(cv2.erode(picture, np.ones((2, 2), np.uint8)), np.uint8)


def read_again(pictures: Sequence[Gray], readings: Sequence[LineReading]) -> list[LineReading]:
    """`readings` of lines that hold numbers, borne out by reading two altered copies of each.

    Softening and thickening bring different digits closer to each other: what survives both was not a
    close call.

    Returns
    -------
    list of Reading
        The same texts with the lowest of the three scores, or 0 where the three differ. Sums play no part.
    """
    views = [read_lines([view(picture) for picture in pictures]) for view in (_softened, _thickened)]
    return [_agreed(three) for three in zip(readings, *views, strict=True)]


def _agreed(readings: Sequence[LineReading]) -> LineReading:
    first = readings[0]
    if len({compact(reading.text) for reading in readings}) > 1 or not first.text:
        return LineReading(first.text, 0.0)
    return LineReading(first.text, min(reading.confidence for reading in readings))
