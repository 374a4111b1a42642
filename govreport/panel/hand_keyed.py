"""Figures keyed by hand from published reports become Reports, like those that were parsed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from govreport import forms
from govreport.document import Where
from govreport.errors import ReadError
from govreport.regions import resolve
from govreport.report import CERTAIN, Figure, Masthead, Report, Status

__all__ = ["COLUMNS", "MEDIA_TYPE", "keyed"]

COLUMNS = ("report", "organ", "year", "form", "table", "row", "column", "status", "value", "address")
MEDIA_TYPE = "text/csv; header=present; keyed"
"""``Report.media_type`` of a report whose figures were keyed: there is no text and no section in it."""


def keyed(path: str | Path) -> tuple[Report, ...]:
    """The reports whose figures a CSV file holds, keyed by hand from their pages.

    Parameters
    ----------
    path : str or Path
        A CSV file (UTF-8) with the columns `COLUMNS`, one row per cell; the rows of one report stand
        together. ``corpus/figures/figures.csv`` is one. A column ``printed`` may say what stands in a cell
        that holds no certain number.

    Returns
    -------
    tuple of Report
        In the order of the file. `text` is empty and `media_type` is `MEDIA_TYPE`; `source` is the
        address of the published report; a figure's place is the file and its line in it. Cells of the
        form that the file does not name are `missing`, in statistics tables absent.

    Raises
    ------
    ReadError
        If the file cannot be read or a row is not a cell of an official form; names the line.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"a CSV file in UTF-8 was expected: {error}") from error
    rows = list(csv.DictReader(lines, restval=""))
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise ReadError(str(path), f"columns {', '.join(COLUMNS)} were expected, and at least one row")
    if len(rows) != len(lines) - 1:
        raise ReadError(str(path), "one line for each row was expected")
    printed = [_Row(where, row) for where, row in zip(_places(Path(path), lines), rows, strict=True)]
    groups = [list(group) for _, group in groupby(printed, key=lambda row: row.cells["report"])]
    names = [group[0].cells["report"] for group in groups]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ReadError(str(path), f"the rows of report {twice!r} were expected to stand together")
    return tuple(_report(str(path), group) for group in groups)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file: where it stands, and its cells by the name of their column."""

    where: Where
    cells: Mapping[str, str]


def _places(path: Path, lines: Sequence[str]) -> Iterator[Where]:
    # The end of the path names the file alike on every machine.
    name = "/".join(path.resolve().parts[-3:])
    start = len(lines[0]) + 1
    for number, line in enumerate(lines[1:], start=2):
        yield Where(start, start + len(line), line=number, file=name)
        start += len(line) + 1


def _report(path: str, rows: Sequence[_Row]) -> Report:
    first = rows[0].cells
    if not first["year"].isdecimal() or not first["organ"]:
        raise ReadError(path, f"line {rows[0].where.line}: an organ and a year were expected")
    printed = [_figure(path, row) for row in rows]
    if len({figure.key for figure in printed}) < len(printed):
        raise ReadError(path, f"report {first['report']!r}: a cell is there twice")
    forms = {row.cells["table"]: row.cells["form"] for row in rows}
    place = resolve(first["organ"], int(first["year"]))
    lines = "\n".join(",".join(row.cells[name] for name in COLUMNS) for row in rows)
    return Report(
        source=first["address"] or first["report"],
        sha256=sha256(lines.encode()).hexdigest(),
        media_type=MEDIA_TYPE,
        text="",
        masthead=Masthead(first["organ"], int(first["year"]), None, None, None, None),
        forms=forms,
        preamble=(),
        sections=(),
        figures=tuple(_in_order(printed, forms)),
        notes=(),
        region=place.code,
        level=place.level,
        body=place.body,
    )


def _figure(path: str, row: _Row) -> Figure:
    cells, line = row.cells, row.where.line
    try:
        form = forms.load(cells["form"]).table(cells["table"])
        status = Status(cells["status"])
    except (LookupError, ValueError) as error:
        raise ReadError(path, f"line {line}: a cell of an official form was expected: {error}") from error
    try:
        value = Decimal(cells["value"]) if cells["value"] else None
    except InvalidOperation:
        found = f"found {cells['value']!r}"
        raise ReadError(path, f"line {line}: value: a number was expected, {found}") from None
    units = {(r.id, c.id): c.unit for r, c in form.cells()}
    key = (cells["row"], cells["column"])
    if key not in units:
        raise ReadError(path, f"line {line}: form {cells['form']} has no cell {'.'.join((form.id, *key))}")
    if (value is None) == (status in CERTAIN):
        raise ReadError(path, f"line {line}: a value was expected if, and only if, it is reported")
    raw = cells["value"] or cells.get("printed", "")
    return Figure(form.id, *key, status, value, units[key], raw, row.where)


def _in_order(printed: Sequence[Figure], used: Mapping[str, str]) -> Iterator[Figure]:
    """The figures in the order of their forms; what a form demands and nobody keyed is missing."""
    by_key = {figure.key: figure for figure in printed}
    for table, form in used.items():
        layout = forms.load(form).table(table)
        for row, column in layout.cells():
            key = (table, row.id, column.id)
            if key in by_key:
                yield by_key[key]
            elif layout.layout != "indicators":
                yield Figure(*key, Status.MISSING)
