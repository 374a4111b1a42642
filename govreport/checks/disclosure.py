"""Rules on table 二, proactive disclosure: form 2021 (ids II-) and form 2019 (ids II9-)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from govreport import forms
from govreport.checks.case import Answer, Bilingual, Case, Function, compare, holds_if
from govreport.checks.identities import judged
from govreport.checks.run_together import possible, shared_digits
from govreport.regions import resolve
from govreport.report import Figure
from govreport.text.claims import makes
from govreport.text.reading import Reading

__all__ = ["RULES"]

_TABLE = "disclosure"
_DOCUMENTS = ("rules", "normative")
_STOCK = ("made", "repealed", "in_force")
_ACTS = ("licence", "penalty", "coercion")
# 万元 in a year above which an amount is rather one in 元: what an office of that level can take in.
_MOST_FEES = {"township": 10_000, "county": 300_000, "zone": 300_000, "city": 3_000_000}
_MOST_OF_ALL = 30_000_000
_COUNTERS = frozenset({"件", "份", "个", "部", "项"})
_FEW_OF_NEITHER = 3  # documents of the last weeks of a year, in force from the next
# Functions whose offices decide on licences or penalties every year.
_ENFORCING = (
    "public_security",
    "market",
    "transport",
    "urban_management",
    "environment",
    "emergency",
    "health",
)


@cache
def _labels(form: str) -> dict[str, Bilingual]:
    return {row.id: (row.zh, row.en) for row in forms.load(form).table(_TABLE).rows}


def _label(case: Case, row: str) -> Bilingual:
    return _labels(case.form(_TABLE) or "2021")[row]


def _cell(case: Case, row: str, column: str) -> Figure:
    return case.figure(_TABLE, row, column)


def _both_years(case: Case, form: str) -> Case | None:
    """The case of the year before, if table 二 is of that form in both years."""
    before = case.before
    return before if before and case.form(_TABLE) == before.form(_TABLE) == form else None


def stock_in_force(case: Case) -> Iterator[Answer]:
    """II-1: in force = in force last year + made - repealed."""
    if before := _both_years(case, "2021"):
        for row in _DOCUMENTS:
            now = _cell(case, row, "in_force"), _cell(case, row, "repealed")
            past = _cell(before, row, "in_force"), _cell(case, row, "made")
            answer = compare(now, "=", past, place=_label(case, row), years=before)
            if answer.passed is False and (left := _certain(past) - _certain(now)) and _gone(case, abs(left)):
                answer = replace(answer, exception="told")
            yield _of_no_cut(case, before, row) or answer if answer.passed is None else answer


def _certain(cells: Iterable[Figure]) -> Decimal:
    return sum((cell.value or Decimal(0) for cell in cells), Decimal(0))


def _gone(case: Case, number: Decimal) -> bool:
    """Whether the prose says that so many documents lapsed by their term, were revised or changed hands."""
    texts = (s.text for s in case.prose.reading.periods if makes(s.text, "documents_otherwise"))
    return any(q.value == number and q.unit in _COUNTERS for text in texts for q in Reading.of(text).numbers)


def _of_no_cut(case: Case, before: Case, row: str) -> Answer | None:
    """The answer where digits run together, this year's or last year's, and no cut of them makes a stock."""
    now, past = _stock(case, row), _stock(before, row)
    if now is None or past is None:
        return None
    stocks = {in_force for _, _, in_force in past}
    if any(made - repealed + stock == in_force for made, repealed, in_force in now for stock in stocks):
        return None
    cells = tuple(_cell(case, row, column) for column in _STOCK)
    printed = f"{_printed(before, row)} → {_printed(case, row)}"
    other = before.report.report_id
    return Answer(False, cells, actual=printed, place=_label(case, row), says="uncut", compared=other)


def _stock(case: Case, row: str) -> tuple[tuple[Decimal, ...], ...] | None:
    return possible([_cell(case, row, column) for column in _STOCK], case)


def _printed(case: Case, row: str) -> str:
    cells = [_cell(case, row, column) for column in _STOCK]
    return " ".join(shared_digits(cells) or dict.fromkeys(cell.raw for cell in cells))


def made_are_in_force(case: Case) -> Iterator[Answer]:
    """II-2: made this year ≤ repealed this year + in force, but for a few of which neither is true yet."""
    for answer in judged("II-2", case):
        made, *left = (figure.value or Decimal(0) for figure in answer.figures)
        few = answer.passed is False and made - sum(left) <= _FEW_OF_NEITHER
        yield replace(answer, exception="not_yet_or_no_longer" if few else None)


def who_makes_rules(case: Case) -> Iterator[Answer]:
    """II-3: only the State Council's departments, provinces and cities with districts make rules (规章)."""
    form, level, body = case.form(_TABLE), case.report.level, case.report.body
    if form is None:
        return
    columns = ("made", "in_force") if form == "2021" else ("made", "disclosed_total")
    cells = tuple(_cell(case, "rules", column) for column in columns)
    values = [cell.value for cell in cells]
    may = body == "central" or (level in ("province", "city") and body in ("government", "office"))
    if may or (None not in values and not any(values)):
        passed: bool | None = True
    else:
        passed = False if any(values) and level is not None else None
    exception = "aggregated" if case.report.scope == "territory" and passed is False else None
    actual = ", ".join("?" if value is None else f"{value:f}" for value in values)
    yield Answer(passed, cells, "0", actual, exception=exception)


def repealed_from_stock(case: Case) -> Iterator[Answer]:
    """II-4: repealed this year ≤ in force last year + made this year."""
    if before := _both_years(case, "2021"):
        for row in _DOCUMENTS:
            past = _cell(before, row, "in_force"), _cell(case, row, "made")
            yield compare([_cell(case, row, "repealed")], "<=", past, place=_label(case, row), years=before)


def unit_of_fees(case: Case) -> Iterator[Answer]:
    """II-5: the fees are in 万元 and not in 元: neither beyond the level nor 10,000 times last year's."""
    if case.form(_TABLE) != "2021":
        return
    fees = _cell(case, "fees", "amount")
    if fees.value is None:
        yield holds_if(None, fees, actual="?")
        return
    most = _MOST_FEES.get(case.report.level or "", _MOST_OF_ALL)
    before = case.before.value(_TABLE, "fees", "amount") if case.before else None
    jumped = bool(before) and 5_000 <= fees.value / (before or Decimal(1)) <= 20_000
    passed = fees.value <= most and not jumped and fees.unit != "元"
    words = {"in_wan": f"{(fees.value / 10_000).normalize():f}"}
    yield Answer(passed, (fees,), f"≤ {most}", f"{fees.value:f}", words=words)


def no_power_no_acts(case: Case) -> Iterator[Answer]:
    """II-6: the general office of a government decides on no licence, penalty or coercion of its own."""
    if case.report.body == "office" and case.report.scope == "office" and case.form(_TABLE):
        cells = tuple(_cell(case, row, "decisions") for row in _ACTS)
        values = [cell.value for cell in cells]
        passed = False if any(values) else None if None in values else True
        yield holds_if(passed, *cells, expected="0", actual=", ".join(f"{v or 0:f}" for v in values))


def power_and_no_acts(case: Case) -> Iterator[Answer]:
    """II-7: an office that enforces the law does not report none of its acts for three years."""
    if len(case.earlier) >= 2 and case.report.body == "department" and case.form(_TABLE):
        function = resolve(case.report.organ, case.year).body_function
        if function in _ENFORCING:
            years = (case, *case.earlier[:2])
            values = [year.value(_TABLE, row, "decisions") for year in years for row in _ACTS]
            passed = True if any(values) else None if None in values else False
            cells = [_cell(case, row, "decisions") for row in _ACTS]
            yield holds_if(passed, *cells, expected="> 0", actual="0")


def new_and_made(case: Case) -> Iterator[Answer]:
    """II9-4: newly disclosed this year ≤ made this year."""
    if case.form(_TABLE) == "2019":
        for row in _DOCUMENTS:
            disclosed, made = _cell(case, row, "newly_disclosed"), _cell(case, row, "made")
            yield compare([disclosed], "<=", [made], place=_label(case, row))


def disclosed_only_grows(case: Case) -> Iterator[Answer]:
    """II9-2: disclosed in total is not less than last year."""
    if before := _both_years(case, "2019"):
        for row in _DOCUMENTS:
            now, past = _cell(case, row, "disclosed_total"), _cell(before, row, "disclosed_total")
            yield compare([past], "<=", [now], place=_label(case, row), years=before)


def disclosed_by_the_new(case: Case) -> Iterator[Answer]:
    """II9-6: disclosed in total is not more than last year's and those newly disclosed."""
    if before := _both_years(case, "2019"):
        for row in _DOCUMENTS:
            past, new = _cell(before, row, "disclosed_total"), _cell(case, row, "newly_disclosed")
            now = _cell(case, row, "disclosed_total")
            yield compare([now], "<=", [past, new], place=_label(case, row), years=before)


def items_go_on(case: Case) -> Iterator[Answer]:
    """II9-3: items last year = what last year's report gives: its items last year + its change."""
    if before := _both_years(case, "2019"):
        for row in ("licence", "other_service", "penalty", "coercion", "fees"):
            now = _cell(case, row, "items_last_year")
            past = _cell(before, row, "items_last_year"), _cell(before, row, "items_change")
            answer = compare([now], "=", past, place=_label(case, row), years=before)
            known = past[1].value is not None  # a change may be negative, so that no bound is known
            yield answer if known else replace(answer, passed=None)


def unit_of_procurement(case: Case) -> Iterator[Answer]:
    """II9-5: the amount of procurement has a unit, which the form does not print."""
    if case.form(_TABLE) == "2019":
        amount = _cell(case, "procurement", "amount")
        passed = None if amount.value is None else not amount.value or amount.unit is not None
        yield holds_if(passed, amount, actual=f"{amount.value or 0:f}")


RULES: dict[str, Function] = {
    "II-1": stock_in_force,
    "II-2": made_are_in_force,
    "II-3": who_makes_rules,
    "II-4": repealed_from_stock,
    "II-5": unit_of_fees,
    "II-6": no_power_no_acts,
    "II-7": power_and_no_acts,
    "II9-2": disclosed_only_grows,
    "II9-3": items_go_on,
    "II9-4": new_and_made,
    "II9-5": unit_of_procurement,
    "II9-6": disclosed_by_the_new,
}
