"""Printed table x official form to figures: rows by label, columns by order in a complete row only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from govreport.cutting import cut_rows
from govreport.placing import Cells, Placed, figures_of, note, said, withheld
from govreport.recognise import PrintedTable
from govreport.report import Figure, Note, Status
from govreport.runs import Evidence, Run, runs_of
from govreport.side_by_side import read_side_by_side
from govreport.templates import Row, TableForm
from govreport.tokens import Token

__all__ = ["align"]


def align(tables: Iterable[PrintedTable]) -> tuple[tuple[Figure, ...], tuple[Note, ...]]:
    """Every cell of the forms as a figure, and notes on what could not be placed.

    A row of the page belongs to the row of the form that its label names. Its values belong to the
    columns in order if there is one for each column; where cells are empty, only if the row is as wide
    as its table and one position fits. All else is withheld: the figures are `unreadable`.
    """
    figures: list[Figure] = []
    notes: list[Note] = []
    printed = [(table.form, runs_of(table)) for table in tables]
    evidence = {form.id: Evidence(runs, form) for form, runs in printed if form.layout == "labelled"}
    blanks_vanish = any(each.blanks_vanish for each in evidence.values())
    for form, runs in printed:
        if form.layout == "single_row":
            read = read_side_by_side(form, runs, blanks_vanish=blanks_vanish)
        else:
            read = _labelled(form, runs, evidence[form.id])
        notes += read.notes
        figures += (
            read.cells.get((row.id, column.id))
            or Figure(form.id, row.id, column.id, Status.MISSING, unit=column.unit)
            for row, column in form.cells()
        )
    return tuple(figures), tuple(notes)


def _labelled(form: TableForm, runs: Sequence[Run], evidence: Evidence) -> Placed:
    """A table whose rows have labels."""
    named = {row.id: [run for run in runs if run.row == row.id] for row in form.rows}
    doubled = _may_be_doubled(form, named)
    cells: Cells = {}
    notes: list[Note] = []
    for row in form.rows:
        if row.id in doubled:
            cells |= withheld(form, row, named[row.id][0])
        elif named[row.id]:
            read = _read_rows(form, row, named[row.id], evidence)
            cells |= read.cells
            notes += read.notes
        else:
            notes.append(Note("row_missing", f"table {form.id}: no row {row.zh}"))
    single = {row: named[row.id][0] for row in form.rows if len(named[row.id]) == 1 and row.id not in doubled}
    cut = cut_rows(form, single, cells)
    cells |= cut.cells
    return Placed(cells, (*notes, *cut.notes, *_unread(form, named, cells), *_without_label(form, runs)))


def _may_be_doubled(form: TableForm, named: Mapping[str, Sequence[Run]]) -> set[str]:
    """The rows whose values may be those of two rows: the row below them is nowhere."""
    return {
        row.id
        for row, below in zip(form.rows, form.rows[1:], strict=False)
        if not named[below.id] and any(map(_may_hold_two_rows, named[row.id]))
    }


def _may_hold_two_rows(run: Run) -> bool:
    """Whether values of the row below may follow in this run, if that row's label is lost: where
    empty cells leave no trace, or are seen, two short rows can look like one full row."""
    if not run.bordered:
        return run.over_lines or run.shares_line
    return run.shape == "stream" and len(run.values) < len(run.cells)


def _unread(form: TableForm, named: Mapping[str, Sequence[Run]], cells: Cells) -> Iterable[Note]:
    """A note on each row that is printed and of which nothing was read."""
    for row in form.rows:
        for run in named[row.id][:1]:
            if all(cells[row.id, column.id].status is Status.UNREADABLE for column in row.columns):
                found = f"{len(run.values)} values for {len(row.columns)} columns"
                yield note("row_unreadable", f"table {form.id}: row {row.zh} has {found}", run)


def _without_label(form: TableForm, runs: Sequence[Run]) -> Iterable[Note]:
    for run in runs:
        if run.values and not run.row:
            yield note("row_without_label", f"table {form.id}: values beside no known label", run)


def _read_rows(form: TableForm, row: Row, runs: Sequence[Run], evidence: Evidence) -> Placed:
    """The cells of a row; a row that is printed twice must say the same twice."""
    first, *others = (_read_row(form, row, run, evidence) for run in runs)
    if all(said(other) == said(first) for other in others):
        return Placed(first)
    doubt = note("row_twice", f"table {form.id}: two rows {row.zh} that differ", runs[1])
    return Placed(withheld(form, row, runs[0]), (doubt,))


def _read_row(form: TableForm, row: Row, run: Run, evidence: Evidence) -> Cells:
    if not run.values:
        blank = run.cells if len(run.cells) == len(row.columns) else [run.cells[0]] * len(row.columns)
        return figures_of(form, row, blank)
    placed = _placed(run, len(row.columns), evidence)
    return withheld(form, row, run) if placed is None else figures_of(form, row, placed)


def _placed(run: Run, size: int, evidence: Evidence) -> Sequence[Token] | None:
    """The cells of a row, one for each column, or None where it is not certain which is which."""
    if len(run.values) == size:
        in_doubt = run.over_lines and evidence.blanks_vanish
        return run.values if run.is_full(size) and not in_doubt else None
    if not evidence.regular(run) or len(run.values) > size:
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
    return cells if run.shape != "row" or evidence.stand_there(cells) else None
