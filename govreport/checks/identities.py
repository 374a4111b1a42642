"""Identities (勾稽关系): the sums that a form demands, judged by bounds, so that a blank is never a zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from govreport import templates
from govreport.checks.rules import Outcome, Rule
from govreport.report import Figure, Finding, Report, Status
from govreport.templates import Column, Identity, Row, TableForm

__all__ = ["Sum", "findings", "judge"]

_OUTCOMES: dict[bool | None, Outcome] = {True: "holds", False: "broken", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of cells, of which `unknown` cells hold no certain number but at least 0 each."""

    known: tuple[Decimal, ...]
    unknown: int

    @classmethod
    def of(cls, figures: tuple[Figure, ...]) -> Sum:
        known = tuple(figure.value for figure in figures if figure.value is not None)
        return cls(known, len(figures) - len(known))

    @property
    def least(self) -> Decimal:
        return sum(self.known, Decimal(0))

    @property
    def most(self) -> Decimal:
        return Decimal("Infinity") if self.unknown else self.least

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


def findings(report: Report, rule: Rule) -> Iterator[Finding]:
    """Apply one identity in every column or row in which the forms of the report's tables demand it."""
    figures = {figure.key: figure for figure in report.figures}
    for table, form in report.forms.items():
        template = templates.load(form)
        for identity in template.identities:
            if (identity.rule, identity.table) == (rule.id, table):
                for place in _places(identity, template.table(table)):
                    if _applies(identity, place, template.table(table), figures):
                        yield _finding(rule, identity, place, figures)


def _places(identity: Identity, form: TableForm) -> Iterator[Row | Column]:
    """The columns or rows of the form that have every cell of the identity."""
    cells = {(row.id, column.id) for row, column in form.cells()}
    for place in form.columns if identity.each == "column" else form.rows:
        if all(_cell(identity, place, part) in cells for part in (*identity.left, *identity.right)):
            yield place


def _applies(
    identity: Identity,
    place: Row | Column,
    form: TableForm,
    figures: Mapping[tuple[str, str, str], Figure],
) -> bool:
    """Whether the identity speaks of this place: in a table whose rows are not demanded, only where
    something of both sides is printed."""
    if form.layout != "indicators":
        return True
    sides = (identity.left, identity.right)
    return all(any((form.id, *_cell(identity, place, part)) in figures for part in side) for side in sides)


def _cell(identity: Identity, place: Row | Column, part: str) -> tuple[str, str]:
    return (part, place.id) if identity.each == "column" else (place.id, part)


def _finding(
    rule: Rule, identity: Identity, place: Row | Column, figures: Mapping[tuple[str, str, str], Figure]
) -> Finding:
    left = tuple(_figure(identity, place, part, figures) for part in identity.left)
    right = tuple(_figure(identity, place, part, figures) for part in identity.right)
    if identity.table == "survey" and identity.relation == "<=":
        left = tuple(f for f in left if f.key in figures)  # a bound holds for whichever parts are printed
    actual, stated = Sum.of(left), Sum.of(right)
    # Equations decided how a recovered figure was cut; they cannot judge it again. Bounds decided nothing.
    recovered = identity.relation == "=" and any(f.status is Status.RECOVERED for f in (*left, *right))
    passed = None if recovered else judge(actual, identity.relation, stated)
    outcome: Outcome = "recovered" if recovered else _OUTCOMES[passed]
    unknown = actual.unknown + stated.unknown
    return Finding(
        rule.id,
        rule.severity,
        passed,
        expected=stated.arithmetic if identity.relation == "=" else f"≤ {stated.arithmetic}",
        actual=actual.arithmetic,
        figures=(*left, *right),
        message_zh=rule.zh.message(outcome, place.zh, actual.total, stated.total, unknown),
        message_en=rule.en.message(outcome, place.en, actual.total, stated.total, unknown),
    )


def _figure(
    identity: Identity, place: Row | Column, part: str, figures: Mapping[tuple[str, str, str], Figure]
) -> Figure:
    row, column = _cell(identity, place, part)
    # A cell of the form that the report says nothing of is what its status calls missing.
    return figures.get((identity.table, row, column)) or Figure(identity.table, row, column, Status.MISSING)
