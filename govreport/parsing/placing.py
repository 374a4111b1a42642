"""What stands in a row of the page as figures of a row of the form, and the notes that say why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from govreport.document import record
from govreport.forms import Column, Row, TableForm
from govreport.numbers import read_number
from govreport.parsing.cells import Token, is_unsure
from govreport.parsing.rows import Run
from govreport.report import Figure, Note, Status

__all__ = ["Cells", "Placed", "contents", "figure_of", "figures_of", "note", "withheld"]

Cells = dict[tuple[str, str], Figure]


@record(frozen=True, slots=True)
class Placed:
    """Figures by their row and column, and notes on what could not be placed."""

    cells: Cells
    notes: tuple[Note, ...] = ()


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


def figures_of(
    form: TableForm, row: Row, tokens: Mapping[str, Token], units: Mapping[str, str] | None = None
) -> Cells:
    """The cells of a row of which something is printed, by column.

    `units` are those that a head gives: a number in another unit than the form's is not the form's number.
    """
    figures: Cells = {}
    for column in row.columns:
        if column.id in tokens:
            unit = (units or {}).get(column.id)
            figure = figure_of(form, row, column, tokens[column.id], unit)
            if figure.value is not None and None not in (unit, column.unit) and unit != column.unit:
                figure = replace(figure, status=Status.UNREADABLE, value=None)
            figures[row.id, column.id] = figure
    return figures


def withheld(form: TableForm, row: Row, run: Run) -> Cells:
    """The cells of a row of which it is not certain what stands in which."""
    raw, place = run.raw, run.where
    return {
        (row.id, column.id): Figure(
            form.id, row.id, column.id, Status.UNREADABLE, None, column.unit, raw, place
        )
        for column in row.columns
    }


def contents(cells: Cells) -> list[tuple[Status, Decimal | None]]:
    """What cells say, without their places."""
    return [(figure.status, figure.value) for figure in cells.values()]


def note(code: str, message: str, run: Run, *, doubt: bool = True) -> Note:
    """A note at the place of a run."""
    return Note(code, message, run.where, doubt)
