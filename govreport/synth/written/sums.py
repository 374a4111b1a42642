"""The sums that a form demands of a truth, place by place, and which of them do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from govreport import forms
from govreport.synth.truth import Truth
from govreport.synth.written.figures import Key

__all__ = ["TableSum", "broken", "sums"]


@dataclass(frozen=True, slots=True)
class TableSum:
    """One identity in one row or column: the cells `left` against the cells `right`.

    `across`: the cells stand in one row.
    """

    rule: str
    left: tuple[Key, ...]
    relation: Literal["=", "<="]
    right: tuple[Key, ...]
    across: bool


def sums(truth: Truth) -> Iterator[TableSum]:
    """Every sum of the form of which the truth has all cells; for a bound those on the left may be fewer."""
    template = forms.load(truth.form)
    for identity in template.identities:
        form = template.table(identity.table)
        across = identity.each == "row"
        for other in form.rows if across else form.columns:
            left, right = (
                tuple((form.id, other.id, part) if across else (form.id, part, other.id) for part in parts)
                for parts in (identity.left, identity.right)
            )
            there = tuple(key for key in left if key in truth.cells)
            whole = there == left or (identity.relation == "<=" and there)
            if whole and all(key in truth.cells for key in right):
                yield TableSum(identity.rule, there, identity.relation, right, across)


def broken(truth: Truth) -> tuple[str, ...]:
    """The rules whose sums do not hold, in the order of the form; one with a blank in it is not judged."""
    return tuple(dict.fromkeys(sum_.rule for sum_ in sums(truth) if _fails(truth, sum_)))


def _fails(truth: Truth, sum_: TableSum) -> bool:
    values = [truth.cells[key] for key in (*sum_.left, *sum_.right)]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return False
    left = sum(known[: len(sum_.left)], Decimal(0))
    right = sum(known[len(sum_.left) :], Decimal(0))
    return left > right if sum_.relation == "<=" else left != right
