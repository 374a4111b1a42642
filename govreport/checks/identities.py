"""Identities (勾稽关系): the sums of the form judged in every row and column, so that a blank is no zero."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from govreport import forms
from govreport.checks.case import Answer, Case, Function, compare
from govreport.checks.sums import equations

__all__ = ["judged", "rules_of_forms"]


def judged(rule: str, case: Case) -> Iterator[Answer]:
    """One identity, wherever the forms of the report's tables demand it."""
    for table, form in case.report.forms.items():
        for equation in equations(form, table).get(rule, ()):
            if (here := equation.printed(case.cells)) is not None:
                left, right = ([case.figure(*key) for key in keys] for keys in (here.left, here.right))
                yield compare(left, here.relation, right, place=(here.zh, here.en))


def rules_of_forms() -> dict[str, Function]:
    """The function of each rule whose sums stand in a form: data/templates/*.toml.

    Examples
    --------
    >>> sorted(gr.rules_of_forms())[:3]
    ['A-10', 'A-3', 'A-4']
    """
    known = map(forms.load, forms.available())
    ids = dict.fromkeys(identity.rule for form in known for identity in form.identities)
    return {id_: partial(judged, id_) for id_ in ids}
