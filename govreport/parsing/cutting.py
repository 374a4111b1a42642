"""Rows without borders whose digits run together: which they are, and what is read of them (see `digits`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from govreport import forms
from govreport.forms import Identity, Row, TableForm
from govreport.numbers import read_number
from govreport.parsing.digits import (
    cut_single_row,
    cut_table,
    forced_cut,
    one_digit_each,
    row_never_closes,
    single_row_never_closes,
    table_never_closes,
)
from govreport.parsing.placing import Cells, Placed, note
from govreport.parsing.rows import Run
from govreport.report import Figure, Note, Status

__all__ = ["cut_rows", "cut_side_by_side", "runs_together"]

NO_CUT_CLOSES = "no_cut_closes"


def runs_together(run: Run, size: int) -> bool:
    """Whether a line's values are too few for the columns, or no number begins as one of them does."""
    if run.bordered or run.cells[0].where.line != run.cells[-1].where.line:
        return False  # a line's end is a border too
    odd = any(read_number(token.text, "amount").state == "unreadable" for token in run.values)
    return len(run.values) < size or odd


def cut_rows(form: TableForm, single: Mapping[Row, Run], cells: Cells) -> Placed:
    """The rows whose digits can be cut in one way only.

    `single` is the run of each row that is printed once, `cells` what was read of all rows.
    """
    glued = {row.id: run for row, run in single.items() if _is_glued(row, run, cells)}
    if not glued:
        return Placed({})
    printed = {row: [token.text for token in run.values] for row, run in glued.items()}
    printed |= {row.id: texts for row in form.rows if row.id not in glued and (texts := _read(row, cells))}
    identities = _identities(form)
    uniform = all(row.columns == form.columns for row in form.rows)
    solved = cut_table(printed, form, identities) if uniform else None
    found: Cells = {}
    for row in form.rows:
        if row.id not in glued:
            continue
        sums = (form, identities) if uniform else ()
        cut = solved[row.id] if solved else forced_cut(printed[row.id], len(row.columns), *sums)
        if cut is None and uniform:
            cut = one_digit_each(printed[row.id], len(row.columns), identities, form)
        if cut:
            found |= _figures(form, row, cut, glued[row.id], Status.RECOVERED if solved else Status.REPORTED)
    way = "its sums leave one way to cut them" if solved else "only rows that can be cut in one way are read"
    message = f"table {form.id}: digits of a row run together; {way}"
    never = [] if solved or not uniform else list(_never_closing(form, printed, glued, identities))
    return Placed(found, (Note("digits_run_together", message), *never))


def _never_closing(
    form: TableForm,
    printed: Mapping[str, Sequence[str]],
    glued: Mapping[str, Run],
    identities: Sequence[Identity],
) -> Iterator[Note]:
    """Notes that quote the digits of which no cut adds up."""
    rows = {row.id: row.zh for row in form.rows}
    never = [row for row in glued if row_never_closes(printed[row], form, identities)]
    for row in never:
        digits = " ".join(printed[row])
        yield note(NO_CUT_CLOSES, f"table {form.id}: {rows[row]}: no cut of {digits} adds up", glued[row])
    open_rows = [row for row in glued if forced_cut(printed[row], len(form.columns)) is None]
    if not never and open_rows and table_never_closes(printed, form, identities):
        digits = ", ".join(f"{rows[row]} {' '.join(printed[row])}" for row in open_rows)
        message = f"table {form.id}: no cut of these digits makes the columns add up: {digits}"
        yield note(NO_CUT_CLOSES, message, glued[open_rows[0]])


def _is_glued(row: Row, run: Run, cells: Cells) -> bool:
    figures = [cells.get((row.id, column.id)) for column in row.columns]
    unread = any(figure and figure.status is Status.UNREADABLE for figure in figures)
    return unread and runs_together(run, len(row.columns))


def _read(row: Row, cells: Cells) -> list[str]:
    """The numbers of a row that was read whole; none if it was not."""
    figures = [cells[row.id, column.id] for column in row.columns if (row.id, column.id) in cells]
    values = [str(figure.value) for figure in figures if figure.value is not None]
    return values if len(values) == len(row.columns) else []


def cut_side_by_side(form: TableForm, run: Run, size: int) -> Placed:
    """All rows of a form that prints them side by side, where its digits can be cut in one way only."""
    texts = [token.text for token in run.values]
    forced = forced_cut(texts, size, form, _identities(form))
    cut = forced or cut_single_row(texts, form, _identities(form))
    if cut is None:
        never = single_row_never_closes(texts, form, _identities(form))
        message = f"table {form.id}: no cut of {' '.join(texts)} adds up"
        return Placed({}, (note(NO_CUT_CLOSES, message, run),) if never else ())
    found: Cells = {}
    for i, row in enumerate(form.rows):
        part = cut[i * len(form.columns) : (i + 1) * len(form.columns)]
        found |= _figures(form, row, part, run, Status.REPORTED if forced else Status.RECOVERED)
    message = f"table {form.id}: digits cut in the only way"
    return Placed(found, (note("digits_run_together", message, run),))


def _figures(form: TableForm, row: Row, cut: Sequence[str], run: Run, status: Status) -> Cells:
    values = [read_number(text, c.number).value for c, text in zip(row.columns, cut, strict=True)]
    if None in values:
        return {}
    return {
        (row.id, column.id): Figure(
            form.id, row.id, column.id, status, value, column.unit, run.raw, run.where
        )
        for column, value in zip(row.columns, values, strict=True)
    }


def _identities(form: TableForm) -> tuple[Identity, ...]:
    return tuple(i for i in forms.load(form.form).identities if i.table == form.id)
