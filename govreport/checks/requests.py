"""Rules on table 三, requests, beside the sums that the form itself demands. Ids III-."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from govreport import forms
from govreport.checks.case import Answer, Bilingual, Case, Function, compare, holds_if
from govreport.report import Figure
from govreport.text.claims import makes
from govreport.text.reading import Reading

__all__ = ["RULES"]

_TABLE = "requests"
_MOST_CARRIED = 4  # a quarter: answers are due in 20 working days, 40 with an extension
_FEES_SINCE = 2021
_LARGE = {"government", "office"}, {"province", "city", "county"}
_MANY_ALIKE, _FEW_NUMBERS, _MANY_ROUND = 12, 2, 5


@cache
def _columns(form: str) -> dict[str, Bilingual]:
    return {column.id: (column.zh, column.en) for column in forms.load(form).table(_TABLE).columns}


@cache
def _outcomes(form: str) -> dict[str, Bilingual]:
    rows = forms.load(form).table(_TABLE).rows
    return {row.id: (row.zh, row.en) for row in rows if row.under and row.id != "outcome_total"}


def _parts(case: Case, form: str) -> list[Figure]:
    """The cells that are no total: the outcomes and new requests by kind of applicant."""
    rows = ("new", "carried_in", *_outcomes(form), "carried_out")
    columns = [column for column in _columns(form) if column != "total"]
    return [case.figure(_TABLE, row, column) for row in rows for column in columns]


def carried_over(case: Case) -> Iterator[Answer]:
    """III-4: carried in = carried out by last year's report, in each column."""
    before, form = case.before, case.form(_TABLE)
    if before and form and before.form(_TABLE):
        answers = {}
        for column, label in _columns(form).items():
            now = case.figure(_TABLE, "carried_in", column)
            past = before.figure(_TABLE, "carried_out", column)
            answers[column] = compare([now], "=", [past], place=label, years=before)
        anew = answers["total"].passed and makes(case.prose.text, "applicants_anew")
        excuse = "classed_anew" if anew else "restated" if _restated(case) else None
        for answer in answers.values():
            yield replace(answer, exception=excuse if answer.passed is False else None)


def _restated(case: Case) -> bool:
    """Whether a sentence puts right what last year's report carried out, and names what was carried in."""
    now = case.value(_TABLE, "carried_in", "total")
    restated = (s.text for s in case.prose.reading.periods if "结转" in s.text and makes(s.text, "restated"))
    return any(q.value == now for text in restated for q in Reading.of(text).numbers)


def little_carried_out(case: Case) -> Iterator[Answer]:
    """III-5: not more than a quarter of the requests are carried out to next year."""
    if case.form(_TABLE):
        rows = ("carried_out", "new", "carried_in")
        out, new, carried = (case.figure(_TABLE, row, "total") for row in rows)
        passed = None
        if out.value is not None and new.value is not None and carried.value is not None:
            passed = out.value * _MOST_CARRIED <= max(new.value + carried.value, Decimal(_MOST_CARRIED))
        words = {"out": _printed(out), "all": f"{_printed(new)} + {_printed(carried)}"}
        yield Answer(passed, (out, new, carried), "≤ 25%", _printed(out), words=words)


def _printed(figure: Figure) -> str:
    return "?" if figure.value is None else f"{figure.value:f}"


def unpaid_before_fees(case: Case) -> Iterator[Answer]:
    """III-6: nobody failed to pay before there were fees (reports on 2021 and later)."""
    if case.form(_TABLE) == "2021" and case.year is not None:
        unpaid = case.figure(_TABLE, "other.unpaid", "total")
        passed = None if unpaid.value is None else not unpaid.value or case.year >= _FEES_SINCE
        yield holds_if(passed, unpaid, expected="0", actual=_printed(unpaid))


def none_above_total(case: Case) -> Iterator[Answer]:
    """III-7: no outcome has more requests than the total of outcomes."""
    if form := case.form(_TABLE):
        for column, label in _columns(form).items():
            total = case.figure(_TABLE, "outcome_total", column)
            outcomes = [case.figure(_TABLE, row, column) for row in _outcomes(form)]
            known = [f for f in outcomes if f.value is not None]
            most = max(known, key=lambda f: f.value or Decimal(0), default=outcomes[0])
            answer = compare([most], "<=", [total], place=label)
            unsure = answer.passed and len(known) < len(outcomes)  # what is not known may be more
            passed = None if unsure else answer.passed
            yield replace(answer, passed=passed, words={**answer.words, "row": _outcomes(form)[most.row]})


def not_made_up(case: Case) -> Iterator[Answer]:
    """III-9: the numbers are not all alike and not all round."""
    if form := case.form(_TABLE):
        values = [f.value for f in _parts(case, form) if f.value]
        common = Counter(v for v in values if v >= _FEW_NUMBERS).most_common(1)
        alike = common[0] if common else (Decimal(0), 0)
        round_ = len(values) >= _MANY_ROUND and all(v % 10 == 0 for v in values)
        passed = alike[1] < _MANY_ALIKE and not round_
        words = {"count": str(alike[1]), "number": f"{alike[0]:f}"}
        yield Answer(passed, words=words, says="round" if round_ else None)


def not_always_zero(case: Case) -> Iterator[Answer]:
    """III-10: a government of a county or above has some request in three years."""
    large = case.report.body in _LARGE[0] and case.report.level in _LARGE[1]
    if large and len(case.earlier) >= 2 and case.form(_TABLE):
        new = [year.value(_TABLE, "new", "total") for year in (case, *case.earlier[:2])]
        passed = True if any(new) else None if None in new else False
        yield holds_if(passed, case.figure(_TABLE, "new", "total"), expected="> 0", actual="0")


RULES: dict[str, Function] = {
    "III-4": carried_over,
    "III-5": little_carried_out,
    "III-6": unpaid_before_fees,
    "III-7": none_above_total,
    "III-9": not_made_up,
    "III-10": not_always_zero,
}
