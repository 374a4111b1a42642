"""Printed table x official form to figures: rows by label, columns by their head, or in order without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from govreport.forms import Column, Row, TableForm
from govreport.numbers import read_number
from govreport.parsing.cells import Token
from govreport.parsing.columns import PrintedRow, head_note, total_elsewhere
from govreport.parsing.cutting import cut_rows
from govreport.parsing.heads import under_heads
from govreport.parsing.placing import Cells, Placed, contents, figures_of, note, withheld
from govreport.parsing.rows import Evidence, Run, runs_of
from govreport.parsing.side_by_side import read_side_by_side
from govreport.parsing.spellings import UNIT
from govreport.parsing.tables import PrintedTable
from govreport.report import Figure, Note, Status

__all__ = ["align"]

_Named = Mapping[str, Sequence[PrintedRow]]  # the printed rows by the row of the form that they are


def align(tables: Iterable[PrintedTable]) -> tuple[tuple[Figure, ...], tuple[Note, ...]]:
    """Every cell of the forms as a figure, and notes on what could not be placed.

    A row of the page belongs to the row of the form that its label names. Its values belong to the columns
    that the head names above them. Where borders or heads are lost they belong to the columns in order, if
    there is one for each column; where cells are empty, only if the row is as wide as its table and one
    position fits. All else is withheld: the figures are `unreadable`.
    """
    figures: list[Figure] = []
    notes: list[Note] = []
    printed = [(table, runs_of(table)) for table in tables]
    evidence = {table.form.id: Evidence(runs, table.form) for table, runs in printed}
    blanks_vanish = any(each.blanks_vanish for each in evidence.values())
    short = any(each.short for each in evidence.values())
    torn = any(each.torn for each in evidence.values())
    for each in evidence.values():
        each.short, each.torn = short, torn  # a report was copied in one way
    for table, runs in printed:
        form, rows = table.form, under_heads(table.lines, runs, table.form)
        if form.layout == "single_row":
            read = read_side_by_side(
                form, rows, blanks_vanish=blanks_vanish, short=short, heads=_heads(table)
            )
        else:
            read = _labelled(form, rows, evidence[form.id], table.units)
        notes += read.notes
        figures += (
            read.cells.get((row.id, column.id))
            or Figure(form.id, row.id, column.id, Status.MISSING, unit=column.unit)
            for row, column in form.cells()
        )
    return tuple(figures), tuple(notes)


def _heads(printed: PrintedTable) -> int:
    """How often the head of table 四 is printed."""
    return sum(token.text == printed.form.marks[0] for line in printed.lines for token in line.tokens)


def _labelled(
    form: TableForm, printed: Sequence[PrintedRow], evidence: Evidence, above: frozenset[str]
) -> Placed:
    """A table whose rows have labels; `above` are the units that stand over it."""
    named = {row.id: [each for each in printed if each.run.row == row.id] for row in form.rows}
    elsewhere = total_elsewhere(form, printed)
    in_doubt = _may_be_doubled(form, named) | _of_one_table_of_two(named)
    in_doubt |= {each.run.row for each in elsewhere if each.run.row}
    cells: Cells = {}
    notes: list[Note] = []
    for row in form.rows:
        if row.id in in_doubt:
            cells |= withheld(form, row, named[row.id][0].run)
        elif named[row.id]:
            read = _read_rows(form, row, named[row.id], evidence, _other_units(row, above))
            cells |= read.cells
            notes += read.notes
        else:
            notes.append(Note("row_missing", f"table {form.id}: no row {row.zh}"))
    single = {
        row: found[0].run
        for row in form.rows
        if len(found := named[row.id]) == 1 and row.id not in in_doubt and _names_each_column(found[0], row)
    }
    cut = cut_rows(form, single, cells)
    cells |= cut.cells
    for first in elsewhere[:1]:
        doubt = "no head is printed, and by their sums the columns stand in another order than in the form"
        notes.append(note("columns_unknown", f"table {form.id}: {doubt}", first.run))
    after = (*_unread(form, named, cells), *_without_label(form, printed), *_of_heads(form, named, above))
    return Placed(cells, (*notes, *cut.notes, *after))


def _is_of_form(printed: PrintedRow, row: Row) -> bool:
    return printed.head is None or printed.head.agrees(row.columns)


def _names_each_column(printed: PrintedRow, row: Row) -> bool:
    """Whether the head, if there is one, leaves out no column for certain: digits are cut into as many."""
    head = printed.head
    named = head is None or head.foreign or {column.id for column in row.columns} <= set(head.names)
    return named and _is_of_form(printed, row)


def _may_be_doubled(form: TableForm, named: _Named) -> set[str]:
    """The rows whose values may be those of two rows: the row below them is nowhere."""
    return {
        row.id
        for row, below in zip(form.rows, form.rows[1:], strict=False)
        if not named[below.id] and any(_may_hold_two_rows(each.run) for each in named[row.id])
    }


def _may_hold_two_rows(run: Run) -> bool:
    """Whether values of the row below may follow in this run, if that row's label is lost: where
    empty cells leave no trace, or are seen, two short rows can look like one full row."""
    if not run.bordered:
        return run.over_lines or run.shares_line
    return run.shape == "stream" and len(run.values) < len(run.cells)


def _of_one_table_of_two(named: _Named) -> set[str]:
    """The rows that only one of two tables has: which of two years they are of is not certain.

    Two tables are printed where a row stands under two heads, or where several rows stand twice.
    """
    twice = [rows for rows in named.values() if len(rows) > 1]
    under_two = any(len({id(each.head) for each in rows if each.head}) > 1 for rows in twice)
    differ = sum(len({each.run.raw for each in rows}) > 1 for rows in twice)
    return {row for row, rows in named.items() if len(rows) == 1} if under_two or differ > 1 else set()


def _unread(form: TableForm, named: _Named, cells: Cells) -> Iterator[Note]:
    """A note on each row that is printed and of which nothing was read."""
    for row in form.rows:
        figures = [cells.get((row.id, column.id)) for column in row.columns]
        if named[row.id] and all(figure and figure.status is Status.UNREADABLE for figure in figures):
            run = named[row.id][0].run
            found = f"{len(run.values)} values for {len(row.columns)} columns"
            yield note("row_unreadable", f"table {form.id}: row {row.zh} has {found}", run)


def _without_label(form: TableForm, printed: Sequence[PrintedRow]) -> Iterator[Note]:
    for each in printed:
        if each.run.values and not each.run.row:
            yield note("row_without_label", f"table {form.id}: values beside no known label", each.run)


def _other_units(row: Row, above: Iterable[str]) -> dict[str, str]:
    """The unit that stands over a table, by the columns of a row of which the form has another."""
    return {
        column.id: unit
        for column in row.columns
        for unit in sorted(above)
        if column.unit not in (None, unit) and _is_of(column, unit)
    }


def _is_of(column: Column, unit: str) -> bool:
    """Whether a unit is one of what a column counts: money, or cases."""
    return unit.endswith("元") == (column.number == "amount")


def _of_heads(form: TableForm, named: _Named, above: frozenset[str]) -> Iterator[Note]:
    """A note on each head that has other columns than the form, or in another order."""
    others = {
        id(each.head): each for row in form.rows for each in named[row.id] if not _is_of_form(each, row)
    }
    for each in others.values():
        yield head_note(form, each)
    for row in form.rows:
        for each in named[row.id]:
            units = {**(each.head.units if each.head else {}), **_other_units(row, above)}
            for column in row.columns:
                if column.unit and units.get(column.id, column.unit) != column.unit:
                    message = f"the head or the table gives {units[column.id]}, the form {column.unit}"
                    yield note("unit_of_head", f"table {form.id}: {row.zh}: {message}", each.run)


def _read_rows(
    form: TableForm,
    row: Row,
    printed: Sequence[PrintedRow],
    evidence: Evidence,
    other_units: Mapping[str, str],
) -> Placed:
    """The cells of a row; a row that is printed twice must say the same twice."""
    first, *others = (_read_row(form, row, each, evidence, other_units) for each in printed)
    if all(contents(other) == contents(first) for other in others):
        return Placed(first)
    doubt = note("row_twice", f"table {form.id}: two rows {row.zh} that differ", printed[1].run)
    return Placed(withheld(form, row, printed[0].run), (doubt,))


def _read_row(
    form: TableForm, row: Row, printed: PrintedRow, evidence: Evidence, other_units: Mapping[str, str]
) -> Cells:
    """The cells of a row as its head names them; in order, where nothing speaks against that."""
    run, head = printed.run, printed.head
    units = {**(head.units if head else {}), **_unit_in_label(row, run), **other_units}
    named = head.cells(run, row.columns) if head else None
    if head and run.values and not _is_of_form(printed, row):
        # A column that the head does not name is not printed, if each column that is printed has a name.
        unnamed = {} if named and head.certain else withheld(form, row, run)
        return unnamed | figures_of(form, row, named or {}, units)
    if named is None or len(named) < len(row.columns):
        cell_lost = named is None and head is not None and head.is_over(run) and bool(head.names)
        cell_lost &= 0 < len(run.values) < len(row.columns)
        placed = None if cell_lost else _in_order(run, len(row.columns), evidence)
        if placed is None:
            return withheld(form, row, run)
        named = {column.id: token for column, token in zip(row.columns, placed, strict=True)}
    return figures_of(form, row, named, units)


def _may_be_filled_up(run: Run, evidence: Evidence) -> bool:
    """Whether a full row of text may have lost a blank and hold two numbers in a cell, or a page number.

    Only where other rows are short. What adds up is whole; what has no total, if all is whole around it.
    """
    if not evidence.short:
        return False
    if not evidence.has_total:
        return evidence.torn
    *parts, total = (read_number(token.text).value for token in run.values)
    return total is None or None in parts or sum(filter(None, parts)) != total


def _unit_in_label(row: Row, run: Run) -> dict[str, str]:
    """The unit that a label gives (政府集中采购(元)), for the columns that hold money or counts."""
    words = run.own or run.before
    unit = re.search(rf"({UNIT})\)$", words[-1].text) if words else None
    return {column.id: unit[1] for column in row.columns if unit and _is_of(column, unit[1])}


def _in_order(run: Run, size: int, evidence: Evidence) -> Sequence[Token] | None:
    """The cells of a row, one for each column, or None where it is not certain which is which."""
    if not run.values:
        return run.cells if len(run.cells) == size else [run.cells[0]] * size
    if len(run.values) == size:
        in_doubt = run.over_lines and evidence.blanks_vanish
        in_doubt |= run.crowded and run.in_row_line and evidence.in_lines  # a cell of it may hold two
        in_doubt |= not run.bordered and size > 1 and _may_be_filled_up(run, evidence)
        return run.values if run.is_full(size) and not in_doubt else None
    if not evidence.regular(run) or len(run.values) > size or run.shares_a_cell:
        return None
    occupied = [i for i, token in enumerate(run.cells) if token.kind == "value"]
    fitting = [
        offset
        for offset in range(len(run.cells) - size + 1)
        if all(offset <= i < offset + size for i in occupied)
    ]
    if len(fitting) > 1:
        fitting = [offset for offset in fitting if offset == evidence.offset(len(run.cells), size)]
    if len(fitting) != 1:
        return None
    cells = run.cells[fitting[0] : fitting[0] + size]
    if fitting[0] > 0 and cells[0].kind == "blank" and evidence.is_odd_width(len(run.cells), size):
        return None  # a cell less than in other rows: the blank may be one before the first
    return cells if run.shape != "row" or evidence.stand_there(cells) else None
