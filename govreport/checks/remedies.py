"""Rules on table 四, review and litigation, beside the sums that the form itself demands. Ids IV-."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from govreport import forms
from govreport.checks.case import Answer, Bilingual, Case, Function, compare

__all__ = ["RULES"]

_TABLE = "remedies"
_REVIEW_FIRST = 2024  # 行政复议法 (2023) art. 23: refusals are reviewed before a court hears them
_CONCLUDED = ("upheld", "corrected", "other")


@cache
def _rows(form: str) -> dict[str, Bilingual]:
    return {row.id: (row.zh, row.en) for row in forms.load(form).table(_TABLE).rows}


def pending_go_on(case: Case) -> Iterator[Answer]:
    """IV-2: the cases of a year are not fewer than those that last year's report left pending."""
    before, form = case.before, case.form(_TABLE)
    if before and form and before.form(_TABLE):
        for row, label in _rows(form).items():
            past, now = before.figure(_TABLE, row, "pending"), case.figure(_TABLE, row, "total")
            yield compare([past], "<=", [now], place=label, years=before)


def suits_after_reviews(case: Case) -> Iterator[Answer]:
    """IV-4: suits after a review are not more than the reviews that ended this year and last year."""
    before = case.before
    if before and case.form(_TABLE) and before.form(_TABLE):
        suits = case.figure(_TABLE, "litigation_after", "total")
        ended = [year.figure(_TABLE, "reconsideration", c) for year in (case, before) for c in _CONCLUDED]
        yield compare([suits], "<=", ended, years=before)


def review_first(case: Case) -> Iterator[Answer]:
    """IV-5: from 2024 on, direct suits are not more than reviews."""
    if case.form(_TABLE) and case.year is not None and case.year >= _REVIEW_FIRST:
        rows = ("litigation_direct", "reconsideration")
        suits, reviews = (case.figure(_TABLE, row, "total") for row in rows)
        yield compare([suits], "<=", [reviews])


RULES: dict[str, Function] = {
    "IV-2": pending_go_on,
    "IV-4": suits_after_reviews,
    "IV-5": review_first,
}
