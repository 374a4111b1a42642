"""Where on its pages the ink of a document stands: areas of cells and of characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from govreport.document import Cell, Grid, Where
from govreport.report import Report
from govreport.review.items import blocks

__all__ = ["Area", "Cells", "Ink", "Key", "cells_of", "key_of"]

Key: TypeAlias = tuple[int, int, int]
"""Table, row and column of a cell, as `Where` counts them."""

Cells: TypeAlias = dict[int, list[list[Cell]]]
"""The cells of a page: by table, the rows that have any."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page, its edges as shares (0 to 1) of the page's width and height."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: Area) -> Area:
        """The smallest area that holds both; they are on one page."""
        edges = min(self.left, other.left), min(self.top, other.top)
        return Area(self.page, *edges, max(self.right, other.right), max(self.bottom, other.bottom))

    def beside(self, other: Area) -> bool:
        """Whether the other one stands on the same line of text, to the right."""
        height = self.bottom - self.top
        return (
            self.page == other.page
            and abs(self.bottom - other.bottom) < height / 2
            and other.left >= self.left - height
        )


@dataclass(slots=True)
class Ink:
    """The ink of a document: of each cell of its tables, and of each character outside of them."""

    cells: dict[Key, list[Area]] = field(default_factory=dict)
    characters: dict[int, Area] = field(default_factory=dict)

    def areas(self, where: Where) -> tuple[Area, ...]:
        """The parts of pages that hold a place; empty where that is not certain."""
        if where.table is not None and where.row is not None and where.column is not None:
            return tuple(self.cells.get((where.table, where.row, where.column), ()))
        return tuple(_lines(self.characters, where))

    def forget(self, page: int) -> None:
        """Take away what is known of a page."""
        self.cells = {key: areas for key, areas in self.cells.items() if all(a.page != page for a in areas)}
        self.characters = {at: area for at, area in self.characters.items() if area.page != page}


def _lines(characters: Mapping[int, Area], where: Where) -> Iterator[Area]:
    """One area for each line of text that the place reaches over."""
    line: Area | None = None
    for offset in range(where.start, where.end):
        if (area := characters.get(offset)) is None:
            continue
        if line is not None and not line.beside(area):
            yield line
            line = None
        line = area if line is None else line.joined(area)
    if line is not None:
        yield line


def cells_of(report: Report, *, recognised: bool) -> dict[int, Cells]:
    """The cells of a report's tables by page: those that character recognition read, or the others."""
    found: dict[int, Cells] = {}
    for page, cells in groupby(sorted(_cells(report, recognised), key=_page), key=_page):
        tables = found.setdefault(page, {})
        for table, own in groupby(sorted(cells, key=_table), key=_table):
            tables[table] = [list(row) for _, row in groupby(own, key=lambda cell: cell.where.row)]
    return found


def _cells(report: Report, recognised: bool) -> Iterable[Cell]:
    grids = (block for block in blocks(report) if isinstance(block, Grid))
    cells = (cell for grid in grids for row in grid.rows for cell in row)
    return (c for c in cells if c.where.page is not None and (c.where.confidence is not None) == recognised)


def key_of(cell: Cell) -> Key:
    """The place of a cell of a page in its table."""
    return cell.where.table or 0, cell.where.row or 0, cell.where.column or 0


def _page(cell: Cell) -> int:
    return cell.where.page or 0


def _table(cell: Cell) -> int:
    return cell.where.table or 0
