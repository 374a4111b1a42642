"""Rows that slipped as a whole: moved by one column, or exchanged with the next row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from govreport import forms
from govreport.checks.case import Case
from govreport.checks.cellsystem import Key, System

__all__ = ["shifted"]


def shifted(case: Case, system: System) -> Iterator[tuple[str, dict[Key, Decimal]]]:
    """Each slip of whole rows after whose repair every sum holds, with the values that were meant."""
    table = next(iter(system.values))[0]
    form = forms.load(case.report.forms[table]).table(table)
    rows = [[(table, row.id, column.id) for column in row.columns] for row in form.rows]
    for row in rows:
        for slip, moved in _moved(case, row):
            if _repairs(system, moved):
                yield slip, moved
    for one, other in pairwise(rows):
        if len(one) == len(other):
            moved = {a: v for a, b in zip(one, other, strict=True) for a, v in _exchanged(case, a, b)}
            if len(moved) > 2 and _repairs(system, moved):
                yield "rows_exchanged", moved


def _moved(case: Case, row: list[Key]) -> Iterator[tuple[str, dict[Key, Decimal]]]:
    """The row as it was before its numbers slipped by one column, its total in place or slipped too."""
    values = [figure.value for key in row if (figure := case.cells.get(key)) and figure.value is not None]
    if len(values) != len(row) or row[-1][2] != "total":
        return
    *parts, total = values
    meant: list[tuple[str, list[Decimal]]] = []
    if not parts[0]:
        meant.append(("row_right", [*parts[1:], Decimal(0), total]))
        meant.append(("row_right", [*parts[1:], total, sum(values, Decimal(0))]))
    if not parts[-1]:
        meant.append(("row_left", [Decimal(0), *parts[:-1], total]))
    if not total:
        meant.append(("row_left", [parts[-1] - sum(parts[:-1], Decimal(0)), *parts]))
    for slip, right in meant:
        changed = {key: new for key, new, old in zip(row, right, values, strict=True) if new != old}
        if len(changed) > 1 and min(changed.values()) >= 0:
            yield slip, changed


def _exchanged(case: Case, one: Key, other: Key) -> Iterator[tuple[Key, Decimal]]:
    first, second = case.value(*one), case.value(*other)
    if first is not None and second is not None and first != second:
        yield one, second
        yield other, first


def _repairs(system: System, moved: dict[Key, Decimal]) -> bool:
    if not moved.keys() <= system.values.keys():
        return False
    touched = {i for key in moved for i in system.of_cell[key]}
    sums = {
        i: sum((s * moved.get(k, system.values[k]) for k, s in c.signs.items()), Decimal(0))
        for i, c in enumerate(system.constraints)
        if i in touched or c.low > float("-inf") or c.high < float("inf")
    }
    return all(system.constraints[i].low <= total <= system.constraints[i].high for i, total in sums.items())
