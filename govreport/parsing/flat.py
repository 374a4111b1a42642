"""The lines of a table that lost its borders, set apart from running text once its figures are read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from govreport.document import Block, Cell, Grid, Paragraph
from govreport.normalize import compact
from govreport.parsing.spellings import spelling_pattern
from govreport.report import Figure, Section

__all__ = ["lines_apart"]

_VALUES = re.compile(r"[\d.,/+-]|[\d无](?:万?元|[件项条次个])?")
_LONGEST = 500  # characters: no line of a table is longer


def lines_apart(sections: Iterable[Section], figures: Iterable[Figure]) -> tuple[Section, ...]:
    """The sections, in which lines that hold nothing but labels and values of an official table are a grid.

    Such lines are a table where one of them holds a figure, or where they stand beside a grid: a title that
    has the words of a label (行政许可) stays a paragraph.
    """
    starts = sorted(figure.where.start for figure in figures if figure.where)
    return tuple(_apart(section, starts) if section.kind != "statistics" else section for section in sections)


def _apart(section: Section, starts: Sequence[int]) -> Section:
    blocks: list[Block] = []
    run: list[Paragraph] = []
    for block in (*section.blocks, None):
        if isinstance(block, Paragraph) and _is_line(block):
            run.append(block)
            continue
        beside = isinstance(block, Grid) or (blocks and isinstance(blocks[-1], Grid))
        blocks += [_grid(run)] if run and (beside or any(_holds(p, starts) for p in run)) else run
        blocks += [block] if block else []
        run = []
    return replace(section, blocks=tuple(blocks)) if tuple(blocks) != section.blocks else section


def _is_line(paragraph: Paragraph) -> bool:
    plain = compact(paragraph.text) if len(paragraph.text) <= _LONGEST else ""
    return bool(plain) and not _VALUES.sub("", spelling_pattern().sub("", plain))


def _holds(paragraph: Paragraph, starts: Sequence[int]) -> bool:
    """Whether a figure stands in a paragraph."""
    following = starts[bisect_left(starts, paragraph.where.start) :][:1]
    return bool(following) and following[0] < paragraph.where.end


def _grid(run: Sequence[Paragraph]) -> Grid:
    rows = tuple((Cell(paragraph.text, paragraph.where),) for paragraph in run)
    where = run[0].where._replace(end=run[-1].where.end)
    return Grid(rows, "rows", where, (1,) * len(rows), spaced=True)
