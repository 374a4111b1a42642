"""Wrong numbers in a table: each kind of error gives every change of cells that is of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from govreport import forms
from govreport.synth.truth import Truth
from govreport.synth.written.figures import Key
from govreport.synth.written.sums import TableSum, sums

__all__ = ["CELLS", "Cells"]

Cells = dict[Key, Decimal | None]
_Changes = Iterator[Cells]


def _summed(truth: Truth) -> dict[Key, Decimal]:
    """The counts above zero of which a sum of the form speaks."""
    keys = {key for sum_ in sums(truth) for key in (*sum_.left, *sum_.right)}
    return {k: v for k, v in truth.cells.items() if v and v == v.to_integral_value() and k in keys}


def _digits(change: Callable[[str], Iterator[str]]) -> Callable[[Truth], _Changes]:
    """The kind of error in which the digits of one cell are changed into others."""

    def choices(truth: Truth) -> _Changes:
        for key, value in _summed(truth).items():
            printed = str(int(value))
            for new in sorted(set(change(printed))):
                if new != printed and (new[0] != "0" or new == "0"):
                    yield {key: Decimal(new)}

    return choices


def _dropped(digits: str) -> Iterator[str]:
    if len(digits) > 1:
        yield from (digits[:i] + digits[i + 1 :] for i in range(len(digits)))


def _doubled(digits: str) -> Iterator[str]:
    yield from (digits[: i + 1] + digits[i:] for i in range(len(digits)))


def _swapped(digits: str) -> Iterator[str]:
    yield from (digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1))


def _changed(digits: str) -> Iterator[str]:
    yield from (digits[:i] + d + digits[i + 1 :] for i in range(len(digits)) for d in "123456789")


def _neighbour_column(truth: Truth) -> _Changes:
    """A number one column away from its place, and what stood there in its place."""
    for form in forms.load(truth.form).tables:
        for row in form.rows:
            yield from _exchanged(truth, [(form.id, row.id, column.id) for column in row.columns])


def _neighbour_row(truth: Truth) -> _Changes:
    """A number one row away from its place, and what stood there in its place."""
    for form in forms.load(truth.form).tables:
        for column in form.columns:
            yield from _exchanged(truth, [(form.id, row.id, column.id) for row in form.rows])


def _exchanged(truth: Truth, line: list[Key]) -> _Changes:
    for one, other in pairwise(key for key in line if key in truth.cells):
        first, second = truth.cells[one], truth.cells[other]
        if first is not None and second is not None and first != second:
            yield {one: second, other: first}


def _total_stale(truth: Truth) -> _Changes:
    """A total that was not updated: one of its parts is missing in it."""
    for sum_ in _totals(truth):
        (total,) = sum_.right
        whole = truth.cells[total]
        for part in sum_.left:
            if whole is not None and (value := truth.cells[part]):
                yield {total: whole - value}


def _totals(truth: Truth) -> Iterator[TableSum]:
    return (sum_ for sum_ in sums(truth) if len(sum_.right) == 1)


def _row_total(truth: Truth) -> _Changes:
    """The total at the end of a row is not the sum of the row, nor does the last column add up."""
    for sum_ in _totals(truth):
        (total,) = sum_.right
        if sum_.across:
            yield from _off(truth, total)


def _column_total(truth: Truth) -> _Changes:
    """The total below a column is not the sum of the column, nor does the last row add up."""
    for sum_ in _totals(truth):
        (total,) = sum_.right
        if not sum_.across:
            yield from _off(truth, total)


def _off(truth: Truth, total: Key) -> _Changes:
    if value := truth.cells[total]:
        for more in (-1, 1, 2, 10):
            yield {total: value + more}


def _total_blank(truth: Truth) -> _Changes:
    """A blank where a total should be."""
    for sum_ in _totals(truth):
        (total,) = sum_.right
        if truth.cells[total]:
            yield {total: None}


def _last_year(truth: Truth) -> _Changes:
    """One number of last year's report left in the table."""
    for key in _summed(truth):
        if (value := truth.last_year.get(key)) is not None and value != truth.cells[key]:
            yield {key: value}


def _table_copied(truth: Truth) -> _Changes:
    """A whole table of last year's report: it adds up, and nothing of it is of this year."""
    for form in forms.load(truth.form).tables:
        change: Cells = {
            key: value
            for key, value in truth.last_year.items()
            if key[0] == form.id and truth.cells[key] != value
        }
        if len(change) >= 3 and any(change.values()):
            yield change


def _carry_in(truth: Truth) -> _Changes:
    """Requests of last year counted as new ones or the other way round: the year adds up, but what it
    carries in is not what last year carried out."""
    for (table, row, asker), value in truth.cells.items():
        if (table, row) != ("requests", "new") or asker == "total" or value is None:
            continue
        carried = truth.cells["requests", "carried_in", asker]
        for moved in (carried or 0, -min(value, Decimal(1))):
            change: Cells = {}
            for column in (asker, "total"):
                for name, more in (("new", moved), ("carried_in", -moved)):
                    if (old := truth.cells["requests", name, column]) is not None:
                        change["requests", name, column] = old + more
            if moved and len(change) == 4:
                yield change


def _money_in_yuan(truth: Truth) -> _Changes:
    """An amount in 元 where the form asks for 万元."""
    for form in forms.load(truth.form).tables:
        for row, column in form.cells():
            value = truth.cells.get((form.id, row.id, column.id))
            if value and column.number == "amount" and column.unit == "万元":
                yield {(form.id, row.id, column.id): (value * 10_000).normalize() + 0}


# Every kind, and which rules of the form it breaks.
CELLS: dict[str, Callable[[Truth], _Changes]] = {
    "digit_dropped": _digits(_dropped),  # the sums of its row and column
    "digit_doubled": _digits(_doubled),
    "digits_swapped": _digits(_swapped),
    "digit_changed": _digits(_changed),
    "neighbour_column": _neighbour_column,  # the sums of both columns, or of the row
    "neighbour_row": _neighbour_row,  # the sums of both rows, or of the column
    "total_stale": _total_stale,  # the sums of that total
    "row_total": _row_total,
    "column_total": _column_total,
    "last_year": _last_year,  # the sums of its row and column
    "total_blank": _total_blank,  # nothing: its sum cannot be judged
    "table_copied": _table_copied,  # nothing within the year
    "carry_in": _carry_in,  # nothing within the year; III-4 with the year before
    "money_in_yuan": _money_in_yuan,  # nothing: odd beside other years and offices
}
