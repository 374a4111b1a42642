"""Paths of a page: the matrices that place them, their corners and straight edges."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from pypdfium2 import raw

__all__ = ["UNIT", "Matrix", "Point", "applied", "matrix_of", "subpaths", "times"]

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FLAT = 3.0  # points: a curve no wider is a line


def matrix_of(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    straight = (*outer[:4], 0.0, 0.0)
    return (*applied(straight, a, b), *applied(straight, c, d), *applied(outer, e, f))


def applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def subpaths(item: Any, matrix: Matrix, size: int) -> Iterator[tuple[list[Point], list[tuple[Point, Point]]]]:
    """The points of each part of a path, those that bend its curves included, and its straight edges."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    edges: list[tuple[Point, Point]] = []
    bending = 0
    for i in range(size):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            yield points, edges
            points, edges = [], []
        points.append(applied(matrix, x.value, y.value))
        bending = bending + 1 if kind == raw.FPDF_SEGMENT_BEZIERTO else 0
        if kind == raw.FPDF_SEGMENT_LINETO:
            edges += [(points[-2], points[-1])] if len(points) > 1 else []
        elif bending and bending % 3 == 0 and _is_flat(points[-4:]):
            edges.append((points[-4], points[-1]))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
            edges.append((points[-2], points[-1]))
    if points:
        yield points, edges


def _is_flat(curve: list[Point]) -> bool:
    return any(max(side) - min(side) <= _FLAT for side in zip(*curve, strict=True))
