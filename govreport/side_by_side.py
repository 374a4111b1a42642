"""Table 四: its rows stand side by side in one row without a label."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from govreport.cutting import cut_side_by_side, runs_together
from govreport.placing import Cells, Placed, figure_of, note, withheld
from govreport.report import Status
from govreport.runs import Run
from govreport.templates import TableForm

__all__ = ["read_side_by_side"]


def read_side_by_side(form: TableForm, printed: Sequence[Run], *, blanks_vanish: bool) -> Placed:
    """Read by position, and only where exactly as many cells stand in the row as in the form.

    `blanks_vanish`: in this report a blank leaves no trace where each cell is a line of its own.
    """
    size = len(form.rows) * len(form.columns)
    runs = [run for run in printed if run.values or _is_whole_row(run, size)]
    runs = [run for run in runs if not _numbers_the_columns(run)]
    whole = [run for run in runs if _is_whole_row(run, size) or run.is_full(size)]
    if len(whole) == 1 and not (whole[0].over_lines and blanks_vanish):
        cells = _by_position(form, whole[0], size)
        if whole[0].bordered or all(figure.status is not Status.UNREADABLE for figure in cells.values()):
            message = f"table {form.id}: {size} cells read by position"
            return Placed(cells, (note("by_position", message, whole[0], doubt=False),))
    if len(runs) == 1 and not whole and runs_together(runs[0], size):
        cut = cut_side_by_side(form, runs[0], size)
        if cut.cells:
            return cut
    return _withheld(form, runs, size)


def _is_whole_row(run: Run, size: int) -> bool:
    return run.shape == "row" and run.regular and len(run.cells) == size


def _by_position(form: TableForm, run: Run, size: int) -> Cells:
    tokens = run.values if len(run.values) == size else run.cells
    return {
        (row.id, column.id): figure_of(form, row, column, token)
        for (row, column), token in zip(form.cells(), tokens, strict=True)
    }


def _withheld(form: TableForm, runs: Sequence[Run], size: int) -> Placed:
    if not runs:
        return Placed({})
    found = ", ".join(str(len(run.cells)) for run in runs)
    message = f"table {form.id}: {size} cells in a row were expected, found {found}"
    cells: Cells = {}
    for row in form.rows:
        cells |= withheld(form, row, runs[0])
    return Placed(cells, (note("row_unreadable", message, runs[0]),))


def _numbers_the_columns(run: Run) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 … or 0, 1, 2 …"""
    texts = [token.text for token in run.values]
    if len(texts) < 2 or not all(text.isdecimal() for text in texts):
        return False
    return all(int(b) - int(a) == 1 for a, b in pairwise(texts))
