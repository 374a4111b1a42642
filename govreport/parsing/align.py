"""Printed table x official form to figures: rows by label, columns by order in a complete row only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from govreport import forms
from govreport.document import Where
from govreport.forms import Column, Identity, Row, TableForm
from govreport.numbers import read_number
from govreport.parsing.cells import Token, is_unsure
from govreport.parsing.digits import cut_single_row, cut_table, forced_cut, one_digit_each
from govreport.parsing.rows import Evidence, Run, name_rows, runs_of
from govreport.parsing.tables import PrintedTable
from govreport.report import Figure, Note, Status

__all__ = ["align", "figure_of"]

Cells = dict[tuple[str, str], Figure]


def align(tables: Iterable[PrintedTable]) -> tuple[tuple[Figure, ...], tuple[Note, ...]]:
    """Every cell of the forms as a figure, and notes on what could not be placed.

    A row of the page belongs to the row of the form that its label names. Its values belong to the
    columns in order if there is one for each column; where cells are empty, only if the row is as wide
    as its table and one position fits. All else is withheld: the figures are `unreadable`.
    """
    figures: list[Figure] = []
    notes: list[Note] = []
    blanks_vanish = False
    for printed in tables:
        form = printed.form
        if form.layout == "single_row":
            cells = _single_row(printed, blanks_vanish, notes)
        else:
            runs = runs_of(printed)
            name_rows(runs, form)
            evidence = Evidence(runs, form)
            blanks_vanish |= evidence.blanks_vanish
            cells = _labelled(form, runs, evidence, notes)
        figures += (
            cells.get((row.id, column.id))
            or Figure(form.id, row.id, column.id, Status.MISSING, unit=column.unit)
            for row, column in form.cells()
        )
    return tuple(figures), tuple(notes)


# ------------------------------------------------------------------ labelled tables


def _labelled(form: TableForm, runs: Sequence[Run], evidence: Evidence, notes: list[Note]) -> Cells:
    named = {row.id: [run for run in runs if run.row == row.id] for row in form.rows}
    cells: Cells = {}
    single = dict(named)  # without the rows whose values may be those of two
    for row, below in zip(form.rows, [*form.rows[1:], None], strict=True):
        if below and not named[below.id] and any(map(_may_hold_two_rows, named[row.id])):
            cells |= _withheld(form, row, named[row.id][0])
            single[row.id] = []
        elif named[row.id]:
            cells |= _read_rows(form, row, named[row.id], evidence, notes)
        else:
            notes.append(Note("row_missing", f"table {form.id}: no row {row.zh}"))
    _cut_glued(form, single, cells, notes)
    for row in form.rows:
        for run in named[row.id][:1]:
            if all(cells[row.id, column.id].status is Status.UNREADABLE for column in row.columns):
                found = f"{len(run.values)} values for {len(row.columns)} columns"
                notes.append(_note("row_unreadable", f"table {form.id}: row {row.zh} has {found}", run))
    for run in runs:
        if run.values and not run.row:
            notes.append(_note("row_without_label", f"table {form.id}: values beside no known label", run))
    return cells


def _may_hold_two_rows(run: Run) -> bool:
    """Whether values of the row below may follow in this run, if that row's label is lost: where
    empty cells leave no trace, or are seen, two short rows can look like one full row."""
    if not run.bordered:
        return run.over_lines or run.shares_line
    return run.shape == "stream" and len(run.values) < len(run.cells)


def _read_rows(
    form: TableForm, row: Row, runs: Sequence[Run], evidence: Evidence, notes: list[Note]
) -> Cells:
    """The cells of a row; a row that is printed twice must say the same twice."""
    first, *others = (_read_row(form, row, run, evidence) for run in runs)
    if all(_values(other) == _values(first) for other in others):
        return first
    notes.append(_note("row_twice", f"table {form.id}: two rows {row.zh} that differ", runs[1]))
    return _withheld(form, row, runs[0])


def _values(cells: Cells) -> list[tuple[Status, Decimal | None]]:
    return [(figure.status, figure.value) for figure in cells.values()]


def _is_full(run: Run, size: int) -> bool:
    """Whether a run has one value for each column, and no blank that a stray number could make up for."""
    in_doubt = run.shape == "row" and size > 1 and len(run.cells) > size and not run.regular
    return len(run.values) == size and run.evenly_spaced and not in_doubt


def _placed(run: Run, size: int, evidence: Evidence) -> list[Token] | None:
    """The cells of a row, one for each column, or None where it is not certain which is which."""
    if len(run.values) == size:
        in_doubt = run.over_lines and evidence.blanks_vanish
        return run.values if _is_full(run, size) and not in_doubt else None
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


def _read_row(form: TableForm, row: Row, run: Run, evidence: Evidence) -> Cells:
    if not run.values:
        blank = run.cells if len(run.cells) == len(row.columns) else [run.cells[0]] * len(row.columns)
        return {
            (row.id, column.id): figure_of(form, row, column, token)
            for column, token in zip(row.columns, blank, strict=True)
        }
    placed = _placed(run, len(row.columns), evidence)
    if placed is None:
        return _withheld(form, row, run)
    return {
        (row.id, column.id): figure_of(form, row, column, token)
        for column, token in zip(row.columns, placed, strict=True)
    }


def figure_of(form: TableForm, row: Row, column: Column, token: Token, unit: str | None = None) -> Figure:
    """The figure that a printed cell is; `unit` is what stands beside it, if that is not the form's."""
    reading = read_number(token.text, column.number)
    status = {
        "number": Status.REPORTED,
        "blank": Status.BLANK,
        "mark": Status.MARKED,
        "unreadable": Status.UNREADABLE,
    }[reading.state]
    status = Status.UNREADABLE if is_unsure(token.where) else status
    value = reading.value if status is Status.REPORTED else None
    unit = reading.unit or unit or column.unit
    return Figure(form.id, row.id, column.id, status, value, unit, token.text, token.where)


def _withheld(form: TableForm, row: Row, run: Run) -> Cells:
    raw = " ".join(token.text for token in run.cells)
    place = _place(run)
    return {
        (row.id, column.id): Figure(
            form.id, row.id, column.id, Status.UNREADABLE, None, column.unit, raw, place
        )
        for column in row.columns
    }


# ------------------------------------------------------------------ digits run together


def _cut_glued(form: TableForm, named: dict[str, list[Run]], cells: Cells, notes: list[Note]) -> None:
    """Read the rows without borders whose digits can be cut in one way only (see `glued`)."""
    identities = _identities(form)
    printed: dict[str, list[str]] = {}
    glued: dict[str, Run] = {}
    for row in form.rows:
        figures = [cells[row.id, column.id] for column in row.columns if named[row.id]]
        run = named[row.id][0] if len(named[row.id]) == 1 else None
        if (
            run
            and _runs_together(run, len(row.columns))
            and any(f.status is Status.UNREADABLE for f in figures)
        ):
            glued[row.id] = run
            printed[row.id] = [token.text for token in run.values]
        elif figures and all(figure.value is not None for figure in figures):
            printed[row.id] = [str(figure.value) for figure in figures]
    if not glued:
        return
    uniform = all(row.columns == form.columns for row in form.rows)
    # A row with fewer digits than cells has an empty one, which leaves no trace: in others it may be so too.
    blanks_vanish = any(
        len("".join(printed[row.id])) < len(row.columns) for row in form.rows if row.id in glued
    )
    solved = cut_table(printed, form, identities) if uniform else None
    for row in form.rows:
        if row.id not in glued:
            continue
        cut = solved[row.id] if solved else forced_cut(printed[row.id], len(row.columns))
        if cut is None and uniform and not blanks_vanish:
            cut = one_digit_each(printed[row.id], len(row.columns), identities, form)
        if cut:
            _write(form, row, cut, glued[row.id], Status.RECOVERED if solved else Status.REPORTED, cells)
    way = "its sums leave one way to cut them" if solved else "only rows that can be cut in one way are read"
    notes.append(Note("digits_run_together", f"table {form.id}: digits of a row run together; {way}"))


def _runs_together(run: Run, size: int) -> bool:
    """Whether a line's values are too few for the columns, or no number begins as one of them does."""
    if run.bordered or run.cells[0].where.line != run.cells[-1].where.line:
        return False  # a line's end is a border too
    odd = any(read_number(token.text, "amount").state == "unreadable" for token in run.values)
    return len(run.values) < size or odd


def _write(form: TableForm, row: Row, cut: Sequence[str], run: Run, status: Status, cells: Cells) -> None:
    raw = " ".join(token.text for token in run.cells)
    for column, text in zip(row.columns, cut, strict=True):
        reading = read_number(text, column.number)
        if reading.value is not None:
            cells[row.id, column.id] = Figure(
                form.id, row.id, column.id, status, reading.value, column.unit, raw, _place(run)
            )


def _identities(form: TableForm) -> tuple[Identity, ...]:
    return tuple(i for i in forms.load(form.form).identities if i.table == form.id)


# ------------------------------------------------------------------ table 四: one row without a label


def _single_row(printed: PrintedTable, blanks_vanish: bool, notes: list[Note]) -> Cells:
    """Table 四: read by position, and only where exactly as many cells stand in the row as in the form."""
    form = printed.form
    size = len(form.rows) * len(form.columns)

    def whole_row(run: Run) -> bool:
        return run.shape == "row" and run.regular and len(run.cells) == size

    runs = [run for run in runs_of(printed) if run.values or whole_row(run)]
    runs = [run for run in runs if not _numbers_the_columns(run)]
    whole = [run for run in runs if whole_row(run) or _is_full(run, size)]
    if len(whole) == 1 and not (whole[0].over_lines and blanks_vanish):
        run = whole[0]
        tokens = run.values if len(run.values) == size else run.cells
        cells = {
            (row.id, column.id): figure_of(form, row, column, token)
            for (row, column), token in zip(form.cells(), tokens, strict=True)
        }
        if run.bordered or all(figure.status is not Status.UNREADABLE for figure in cells.values()):
            message = f"table {form.id}: {size} cells read by position"
            notes.append(Note("by_position", message, _place(run), doubt=False))
            return cells
    cells = {}
    if len(runs) == 1 and not whole and _runs_together(runs[0], size):
        _cut_single_row(form, runs[0], size, cells, notes)
    if runs and not cells:
        found = ", ".join(str(len(run.cells)) for run in runs)
        message = f"table {form.id}: {size} cells in a row were expected, found {found}"
        notes.append(_note("row_unreadable", message, runs[0]))
        for row in form.rows:
            cells |= _withheld(form, row, runs[0])
    return cells


def _cut_single_row(form: TableForm, run: Run, size: int, cells: Cells, notes: list[Note]) -> None:
    texts = [token.text for token in run.values]
    forced = forced_cut(texts, size)
    cut = forced or cut_single_row(texts, form, _identities(form))
    if cut is None:
        return
    for i, row in enumerate(form.rows):
        part = cut[i * len(form.columns) : (i + 1) * len(form.columns)]
        _write(form, row, part, run, Status.REPORTED if forced else Status.RECOVERED, cells)
    notes.append(_note("digits_run_together", f"table {form.id}: digits cut in the only way", run))


def _numbers_the_columns(run: Run) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 … or 0, 1, 2 …"""
    texts = [token.text for token in run.values]
    if len(texts) < 2 or not all(text.isdecimal() for text in texts):
        return False
    return all(int(b) - int(a) == 1 for a, b in pairwise(texts))


def _place(run: Run) -> Where:
    first, last = run.cells[0].where, run.cells[-1].where
    return Where(first.start, last.end, first.line, first.page, first.table, first.row)


def _note(code: str, message: str, run: Run) -> Note:
    return Note(code, message, _place(run))
