"""The text of a source with its ink marked: whatever an item came from can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from govreport.document import Cell, Grid
from govreport.report import Report
from govreport.review.items import ReviewItem, blocks
from govreport.review.labels import word
from govreport.review.markup import Markup, both, tag, together

__all__ = ["quiet", "source_text"]

_PLAIN = "text/plain"
_NUMBER = re.compile(r"([0-9０-９]+(?:[.,．，][0-9０-９]+)*[%％]?)")


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    id: str
    order: int


def source_text(report: Report, items: Iterable[ReviewItem]) -> Markup:
    """The document's text, each character at its place in ``Report.text``.

    Notes
    -----
    A text file is shown line by line, as it is. Of other formats a table is shown as a table.
    Ink that several items came from names them all, the shortest first. A cell without ink, which has a
    place but no characters, is an empty mark.
    """
    if not report.text:
        return tag("p", both(word("source.no_text")), class_="hint")
    marks = _Marks(report.text, items)
    if report.media_type == _PLAIN:
        lines = (tag("li", content) for content in _lines(marks, 0, len(report.text)))
        return tag("ol", *lines, class_="lines numbered")
    return tag("div", *_flow(report, marks), class_="flow")


def _flow(report: Report, marks: _Marks) -> Iterator[Markup]:
    grids = sorted((b for b in blocks(report) if isinstance(b, Grid)), key=lambda grid: grid.where.start)
    at = 0
    for grid in grids:
        if grid.where.start < at:
            continue
        yield from _paragraphs(marks, at, grid.where.start)
        yield _table(marks, grid)
        at = grid.where.end
    yield from _paragraphs(marks, at, len(report.text))


def _paragraphs(marks: _Marks, start: int, end: int) -> Iterator[Markup]:
    return (tag("p", content) for content in _lines(marks, start, end) if content)


def _lines(marks: _Marks, start: int, end: int) -> Iterator[Markup]:
    for line in marks.text[start:end].split("\n"):
        yield marks.between(start, start + len(line))
        start += len(line) + 1


def _table(marks: _Marks, grid: Grid) -> Markup:
    """A table; a gap before the next cell of a row is taken up by the cell before it."""
    rows = []
    width = max(grid.widths, default=0) + 1
    for row in grid.rows:
        columns = [cell.where.column or i for i, cell in enumerate(row, start=1)]
        spans = [after - column for column, after in zip(columns, [*columns[1:], width], strict=True)]
        cells = [_cell(marks, cell, span) for cell, span in zip(row, spans, strict=True)]
        if columns and columns[0] > 1:
            cells.insert(0, tag("td", colspan=columns[0] - 1))
        rows.append(tag("tr", *cells))
    return tag("div", tag("table", *rows), class_="grid")


def _cell(marks: _Marks, cell: Cell, span: int) -> Markup:
    content = marks.between(cell.where.start, cell.where.end)
    return tag("td", content, colspan=span if span > 1 else None)


class _Marks:
    """A text, and the places in it that items came from."""

    def __init__(self, text: str, items: Iterable[ReviewItem]) -> None:
        self.text = text
        spans = {
            (where.start, where.end, item.id): order
            for order, item in enumerate(items)
            for where in item.places
        }
        found = (_Span(*key, order) for key, order in spans.items())
        self._spans = sorted(found, key=lambda s: (s.start, s.end, s.order))

    def between(self, start: int, end: int) -> Markup:
        """The characters from `start` to `end`, those with a meaning marked with the ids of their items."""
        over = [s for s in self._spans if s.start < end and s.end > start and s.start < s.end]
        empty = [s for s in self._spans if s.start == s.end and start <= s.start <= end]
        cuts = {start, end, *(s.start for s in (*over, *empty)), *(s.end for s in over)}
        edges = sorted(cut for cut in cuts if start <= cut <= end)
        parts = [_gap(empty, start)]
        for left, right in pairwise(edges):
            ids = _ids(s for s in over if s.start <= left and right <= s.end)
            text = self.text[left:right]
            parts += [_mark(text, ids) if ids else _plain(text), _gap(empty, right)]
        return together(parts)


def _ids(spans: Iterable[_Span]) -> str:
    return " ".join(s.id for s in sorted(spans, key=lambda s: (s.end - s.start, s.order)))


def _mark(text: str, ids: str) -> Markup:
    return tag("mark", text.replace("\r", ""), data_i=ids, class_=quiet(ids.split()))


def _plain(text: str) -> Markup:
    """Text that nothing came from; its numbers answer that they were not read."""
    parts = _NUMBER.split(text)
    return together(tag("span", part, class_="unread") if i % 2 else part for i, part in enumerate(parts))


def quiet(ids: Iterable[str]) -> str | None:
    """The class of ink that nothing but findings and notes rest on: not shaded until it is asked for."""
    return "quiet" if all(id_.startswith(("finding=", "note=")) for id_ in ids) else None


def _gap(empty: Sequence[_Span], at: int) -> str:
    ids = _ids(s for s in empty if s.start == at)
    return tag("mark", data_i=ids, class_="gap", aria_label=" ".join(word("source.blank"))) if ids else ""
