"""The sums (勾稽关系) that a form demands, place by place, and the judgement that no blank is a zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from govreport import forms
from govreport.document import record
from govreport.forms import Column, Identity, Row, TableForm
from govreport.report import Figure

__all__ = ["Equation", "Sum", "equations", "judge"]

Key = tuple[str, str, str]
_NOTHING = Decimal(0)
_WITHOUT_END = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Equation:
    """One identity in one column or row: the sum over the cells `left` against that over `right`.

    `zh` and `en` label the column or row; `across`: the cells stand in one row. ``demanded=False``: the
    form's rows may be left out, so the equation speaks only where something of both sides is printed.
    """

    rule: str
    left: tuple[Key, ...]
    relation: Literal["=", "<="]
    right: tuple[Key, ...]
    across: bool
    zh: str
    en: str
    demanded: bool

    def printed(self, cells: Mapping[Key, Figure]) -> Equation | None:
        """The equation as a report's cells have it; None where it does not speak of them."""
        if self.demanded:
            return self
        left = tuple(key for key in self.left if key in cells)
        if not left or not any(key in cells for key in self.right):
            return None
        # A bound holds for whichever parts are printed; an equation needs all of them.
        return self if self.relation == "=" else replace(self, left=left)


@record(frozen=True, slots=True)
class Sum:
    """A sum of cells, of which `unknown` cells hold no certain number but at least 0 each.

    `least` is the sum of the known ones.
    """

    known: tuple[Decimal, ...]
    unknown: int
    least: Decimal

    @classmethod
    def of(cls, figures: Iterable[Figure]) -> Sum:
        values = [figure.value for figure in figures]
        known = tuple(value for value in values if value is not None)
        return cls(known, len(values) - len(known), sum(known, _NOTHING))

    @property
    def most(self) -> Decimal:
        return _WITHOUT_END if self.unknown else self.least

    @property
    def total(self) -> str:
        """The sum as printed: ``64``, or ``60 + ?`` where ``?`` is all the unknown cells together."""
        if not self.unknown:
            return f"{self.least:f}"
        return f"{self.least:f} + ?" if self.least else "?"

    @property
    def arithmetic(self) -> str:
        """The sum with its terms, zeros left out: ``64 = 60 + 4``, or ``64 + ? = 60 + 4 + ?``."""
        terms = [f"{value:f}" for value in self.known if value] + ["?"] * bool(self.unknown)
        listed = " + ".join(terms) or "0"
        return self.total if listed == self.total else f"{self.total} = {listed}"


def judge(left: Sum, relation: Literal["=", "<="], right: Sum) -> bool | None:
    """Whether `relation` holds whatever the unknown cells hold (True), cannot hold (False), or may (None)."""
    if left.least > right.most:
        return False
    if relation == "<=":
        return True if left.most <= right.least else None
    if right.least > left.most:
        return False
    return None if left.unknown or right.unknown else True


@cache
def equations(form: str, table: str) -> Mapping[str, tuple[Equation, ...]]:
    """Every equation of a table of a form, by the id of its rule, in the order of the form.

    Raises
    ------
    TemplateError
        If there is no such form or it has no such table.
    """
    template = forms.load(form)
    found: dict[str, list[Equation]] = {}
    for identity in template.identities:
        if identity.table == table:
            found.setdefault(identity.rule, []).extend(_of(identity, template.table(table)))
    return {rule: tuple(places) for rule, places in found.items()}


def _of(identity: Identity, form: TableForm) -> Iterator[Equation]:
    """The identity in each column or row of the form that has every cell of it."""
    cells = {(form.id, row.id, column.id) for row, column in form.cells()}
    across = identity.each == "row"
    places: tuple[Row | Column, ...] = form.rows if across else form.columns
    for place in places:
        left, right = (
            tuple((form.id, place.id, part) if across else (form.id, part, place.id) for part in parts)
            for parts in (identity.left, identity.right)
        )
        if cells.issuperset((*left, *right)):
            demanded = form.layout != "indicators"
            yield Equation(
                identity.rule, left, identity.relation, right, across, place.zh, place.en, demanded
            )
