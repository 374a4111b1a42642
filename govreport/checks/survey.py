"""Rules on the statistics tables of 2014-2018 (ids A-) and before (ids B-), beside their sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

from govreport import forms
from govreport.checks.case import Answer, Bilingual, Case, Function, compare
from govreport.checks.run_together import possible, shared_digits
from govreport.checks.sums import Sum
from govreport.report import Figure

__all__ = ["RULES"]

_TABLE = "survey"
_WAYS = ("gazette", "website", "weibo", "wechat", "elsewhere")
_FREE_SINCE = 2018  # fees for copies and postage ended in 2017


@cache
def _rows(form: str) -> dict[str, Bilingual]:
    return {row.id: (row.zh, row.en) for row in forms.load(form).table(_TABLE).rows}


def _printed(case: Case, *rows: str, column: str = "year") -> list[Figure]:
    """The cells of those rows that the table has."""
    return [case.cells[key] for row in rows if (key := (_TABLE, row, column)) in case.cells]


def ways_of_disclosure(case: Case) -> Iterator[Answer]:
    """A-1: no way has more items than there are, and all ways together have each at least once."""
    items, ways = _printed(case, "disclosed"), _printed(case, *(f"disclosed.{way}" for way in _WAYS))
    if case.form(_TABLE) == "2014" and items and ways:
        for way in ways:
            yield compare([way], "<=", items, place=_rows("2014")[way.row])
        if len(ways) == len(_WAYS):
            yield compare(items, "<=", ways, place=_rows("2014")["disclosed"])


def normative_documents(case: Case, whole: str) -> Iterator[Answer]:
    """A-2, A-13: normative documents disclosed are among the items disclosed, and among those made."""
    part = _printed(case, "disclosed.normative")
    if case.form(_TABLE) == "2014" and part:
        for row in _printed(case, whole):
            yield compare(part, "<=", [row], place=_rows("2014")[whole])


def closed_and_answered(case: Case) -> Iterator[Answer]:
    """A-8: requests answered = requests closed."""
    closed, answered = _printed(case, "requests.closed"), _printed(case, "requests.answered")
    if case.form(_TABLE) == "2014" and closed and answered:
        yield compare(answered, "=", closed)


def closed_of_received(case: Case) -> Iterator[Answer]:
    """A-12: closed ≤ received this year + what last year left: its received less its closed."""
    before = case.before
    if before and case.form(_TABLE) == before.form(_TABLE) == "2014":
        rows = ("requests.received", "requests.closed")
        (now, past) = ([*_printed(year, *rows)] for year in (case, before))
        if len(now) == len(past) == 2:
            yield compare([now[1], past[1]], "<=", [now[0], past[0]], years=before)


def no_fees(case: Case) -> Iterator[Answer]:
    """A-11: no fees are charged in reports on 2018."""
    fees = _printed(case, "fees")
    if case.form(_TABLE) == "2014" and fees and case.year is not None and case.year >= _FREE_SINCE:
        value = fees[0].value
        yield Answer(None if value is None else not value, tuple(fees), "0", fees[0].raw)


def _cumulative(case: Case) -> Iterator[tuple[Figure, Figure, Figure | None]]:
    """Each row's count since the beginning this year and last year, and this year's number."""
    before = case.before
    if before and case.form(_TABLE) == before.form(_TABLE) == "2008":
        for figure in case.report.figures:
            past = before.cells.get(figure.key)
            if figure.column == "cumulative" and past is not None:
                yield figure, past, case.cells.get((_TABLE, figure.row, "year"))


def never_falls(case: Case) -> Iterator[Answer]:
    """B-4: a count since the beginning is not less than last year's."""
    for now, past, _ in _cumulative(case):
        yield compare([past], "<=", [now], place=_rows("2008")[now.row], years=case.before)


def grows_by_the_year(case: Case) -> Iterator[Answer]:
    """B-5: since the beginning = last year's since the beginning + this year."""
    for now, past, year in _cumulative(case):
        if year is not None:
            yield _grown(case, now, past, year)


def _row(case: Case, row: str) -> list[Figure]:
    return [case.figure(_TABLE, row, column) for column in ("year", "cumulative")]


def _printed_as(cells: list[Figure]) -> str:
    return " ".join(shared_digits(cells) or (figure.raw for figure in cells))


def _grown(case: Case, now: Figure, past: Figure, year: Figure) -> Answer:
    """The comparison; where last year's number is missing from the count, it says so."""
    answer = compare([now], "=", [past, year], place=_rows("2008")[now.row], years=case.before)
    if answer.passed is None and case.before is not None:
        before = _row(case.before, now.row)
        ways, earlier = possible([year, now], case), possible(before, case.before)
        if ways and earlier and not any(a + b[-1] == c for a, c in ways for b in earlier):
            printed = " → ".join(map(_printed_as, (before, [year, now])))
            return replace(answer, passed=False, actual=printed, says="uncut")
    left_out = case.before.value(_TABLE, now.row, "year") if case.before else None
    if answer.passed is not False or not left_out or None in (now.value, past.value, year.value):
        return answer
    same_base = Sum.of([past, year]).least - left_out == now.value
    words = {**answer.words, "left_out": f"{left_out:f}"}
    return replace(answer, words=words, says="same_base") if same_base else answer


RULES: dict[str, Function] = {
    "A-1": ways_of_disclosure,
    "A-2": partial(normative_documents, whole="disclosed"),
    "A-8": closed_and_answered,
    "A-11": no_fees,
    "A-12": closed_of_received,
    "A-13": partial(normative_documents, whole="normative_made"),
    "B-4": never_falls,
    "B-5": grows_by_the_year,
}
