"""Rules on the growth of requests that the prose states. Ids P-3, P-4, P-5, P-9, P-10."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from govreport.checks.case import Answer, Bilingual, Case, Function
from govreport.checks.grim import RATIO_FROM, explain_growth, possible_growth, possible_share
from govreport.checks.hints import NO_HINT, first, hint
from govreport.checks.sums import Sum
from govreport.document import Where
from govreport.normalize import compact
from govreport.report import Figure
from govreport.text.claims import makes
from govreport.text.facts import Fact
from govreport.text.facts.context import CHANNELS
from govreport.text.reading import Reading

__all__ = ["RULES", "WHOLES", "place_of", "requests_received", "total", "whole_number"]

WHOLES = ("requests_new", "requests_received", "requests_total")
_NO_SLIPS = ("computed", "truncated")
_FAR = 300  # characters between a number of requests and its growth


def requests_received(case: Case) -> Iterator[tuple[Figure, ...]]:
    """Cells whose sums are numbers of requests that came: new, new and carried in."""
    if case.form("requests"):
        new, carried = (case.figure("requests", row, "total") for row in ("new", "carried_in"))
        yield from ((new,), (new, carried))
    if ("survey", "requests.received", "year") in case.cells:
        yield (case.cells["survey", "requests.received", "year"],)


def _last_year(before: Case) -> list[int]:
    """Last year's numbers of requests from which something can have grown."""
    return [n for cells in requests_received(before) if (n := whole_number(total(cells)))]


def total(figures: Iterable[Figure]) -> Decimal | None:
    """The sum of cells, if every one of them is certain."""
    summed = Sum.of(figures)
    return None if summed.unknown else summed.least


def whole_number(value: Decimal | None) -> int | None:
    """A count as an int; None for what is none."""
    return None if value is None or value != value.to_integral_value() or value < 0 else int(value)


@dataclass(frozen=True, slots=True)
class _Growth:
    """A change in per cent with the numbers of requests that it may be to, that of the prose first.

    `plain`: the words before it say that all requests grew, and from last year's number; not those online,
    not the applicants, not from 2019. `counted`: the number of the prose is one of this year's table.
    `stated`: where it may be of a part (自然人50件,法人10件,同比增长20%), every number before it in its
    sentence, of one of which it must be; none where its own clause names what grew.
    """

    fact: Fact
    numbers: tuple[int, ...]
    figures: tuple[Figure, ...]
    plain: bool
    counted: bool
    stated: tuple[int, ...]

    def of_none(self, bases: Iterable[int] = ()) -> bool:
        """Whether it is the growth of no number that is stated: from one of the bases, or from any."""
        possible = [possible_growth(self.fact.value, n) for n in self.stated]
        return bool(possible) and not any(any(b in one for b in bases) if bases else one for one in possible)

    def possible(self) -> bool:
        return any(possible_growth(self.fact.value, number) for number in self.numbers)

    def from_one_of(self, bases: Iterable[int]) -> bool:
        return any(base in possible_growth(self.fact.value, n) for base in bases for n in self.numbers)

    def from_nothing(self) -> bool:
        """Whether it is what is written where last year had none: 100%, or as many hundred as there are."""
        number, percent = self.numbers[0], self.fact.value
        return percent in (100, 100 * number) if number else percent == 0


def _growths(case: Case) -> Iterator[_Growth]:
    for fact in case.prose.facts:
        if fact.concept == "change_percent" and fact.qualifier == "exact":
            stated = [f.value for f in _near(case, fact, WHOLES) if f.qualifier == "exact"][-1:]
            tables = list(requests_received(case))
            known = list(map(total, tables))
            values = [*stated, *known]
            numbers = dict.fromkeys(n for value in values if (n := whole_number(value)) is not None)
            if numbers:
                figures = dict.fromkeys(figure for group in tables for figure in group)
                counted = not stated or None in known or stated[0] in known
                lead = _years_named(case, case.lead(fact))
                plain = makes(lead, "growth_of_all")
                of_some = not plain and makes(lead, "growth_of_stated")
                before = (*numbers, *_counts_before(case, fact)) if of_some else ()
                yield _Growth(fact, tuple(numbers), tuple(figures), plain, counted, before)


def _counts_before(case: Case, fact: Fact) -> set[int]:
    numbers = Reading.of(case.report.text[fact.sentence[0] : fact.start]).numbers
    return {n for q in numbers if q.unit != "%" and (n := whole_number(q.value)) is not None}


def _near(case: Case, fact: Fact, concepts: Iterable[str]) -> list[Fact]:
    """The facts of those concepts just before, in order."""
    return [f for f in case.prose.between(fact.start - _FAR + 1, fact.start) if f.concept in concepts]


def _beside(case: Case, fact: Fact, concept: str) -> list[int]:
    """What the same sentence states of a concept."""
    beside = case.prose.between(*fact.sentence)
    stated = (f for f in beside if f.concept == concept and f.sentence == fact.sentence)
    return [int(f.value) for f in stated if f.qualifier == "exact" and f.value == f.value.to_integral_value()]


def growth_is_possible(case: Case) -> Iterator[Answer]:
    """P-4: some whole number of last year gives the growth that the prose states."""
    last = [n for cells in requests_received(case.before) if (n := total(cells))] if case.before else []
    for growth in _growths(case):
        number = growth.numbers[0]
        bases = possible_growth(growth.fact.value, number)
        words = {"number": f"{number}", "growth": _signed(growth.fact), "near": _nearest(growth.fact, number)}
        passed = growth.possible() if growth.plain else False if growth.of_none() else None
        grown = last or any(_beside(case, growth.fact, "requests_last_year"))
        yield Answer(
            passed,
            growth.figures,
            expected=words["near"] if passed is False else str(bases),
            actual=_signed(growth.fact),
            words=words,
            exception="from_nothing" if growth.from_nothing() and not grown else None,
            passages=(place_of(growth.fact),),
        )


def _signed(fact: Fact) -> str:
    return f"{fact.value:+f}%"


def place_of(fact: Fact) -> Where:
    """The place in the report of the numeral of a fact."""
    return Where(fact.start, fact.end)


def _nearest(fact: Fact, number: int) -> str:
    """What the whole bases on either side of the impossible one give."""
    if fact.value <= -100:
        return ""
    base = int(Decimal(100 * number) / (100 + fact.value))
    places = max(1, 1 - int(fact.value.as_tuple().exponent))
    given = (f"{b} → {round(Decimal(100 * (number - b)) / b, places):+f}%" for b in (base, base + 1) if b)
    return "; ".join(given)


def growth_from_last_year(case: Case) -> Iterator[Answer]:
    """P-3: the growth is that from last year's report."""
    if case.before is None:
        return
    bases = _last_year(case.before)
    past = (f.value for f in case.before.report.figures if f.table != "disclosure")
    every = [n for value in past if value and (n := whole_number(value))]
    for growth in _growths(case):
        passed = growth.from_one_of(bases) if bases and growth.plain and growth.counted else None
        by_way = any(f.concept in CHANNELS for f in case.prose.between(*growth.fact.sentence))
        if bases and not by_way and growth.of_none(every):  # no table counts the ways in which they came
            passed = False
        yield Answer(
            passed,
            growth.figures,
            expected=_computed(growth, bases),
            actual=_signed(growth.fact),
            words={"growth": _signed(growth.fact), "slip": _slip_of_growth(case, growth, bases)},
            exception=_excuse(case, growth.fact) if passed is False else None,
            passages=(place_of(growth.fact),),
            compared=case.before.report.report_id,
        )
    yield from _changed_from_last_year(case, case.before, bases)


_CHANGED = re.compile(r"[)、,;:]*[件宗份起]?[,，]?(?:与|和|同|较|比)(?:上年|去年|上一年)度?(?:相比|比)?$")
_BEFORE = r"[件宗份][,，]?(?:申请(?:总)?量|总量|数量)?(?:是|为|达到?|相当于)?(?:上年|去年|上一年)度?的"
_MORE = r"[件宗份][,，](?:申请(?:总)?量|总量|数量)?(?:同比|(?:较|比|与)(?:上年|去年|上一年)度?(?:相比)?)"
_TIMES = re.compile(
    rf"(?:{_BEFORE}(?P<of>\d+(?:\.\d+)?)倍|{_MORE}(?:增长|增加|上升)了?(?P<by>\d+(?:\.\d+)?)倍"
    rf"|{_MORE}翻了?(?P<doubled>[一两二三])番)(?![多余以左])"
)
_DOUBLED = {"一": 2, "两": 4, "二": 4, "三": 8}
_LOOSE = Decimal("0.15")  # of a number: 翻一番 is written of a little more or less


def _changes(case: Case, bases: list[int]) -> Iterator[tuple[Fact, str, str, bool]]:
    """What the prose tells in other ways than per cent: how many more, or how many times last year's number;
    how it is stated, what last year's report gives, and whether they agree."""
    tables = {whole_number(total(cells)) for cells in requests_received(case)}
    for fact in case.prose.facts:
        if fact.qualifier != "exact" or fact.value != fact.value.to_integral_value():
            continue
        if fact.concept == "change_count":
            stated = [f.value for f in _near(case, fact, WHOLES) if f.qualifier == "exact"][-1:]
            lead = _years_named(case, case.lead(fact))
            level = not fact.value and _CHANGED.fullmatch(lead)
            n = whole_number(stated[0]) if stated else None
            if n is not None and n in tables and (level or makes(lead, "growth_of_all")):
                given = "; ".join(f"{n} − {base} = {n - base:+d}" for base in bases)
                yield fact, f"{int(fact.value):+d}", given, any(n - b == fact.value for b in bases)
        elif fact.concept in WHOLES and fact.value in tables:
            number = int(fact.value)
            behind = _years_named(case, compact(case.report.text[fact.end : fact.sentence[1]]))
            if match := _TIMES.match(behind):
                given = "; ".join(f"{number}/{base} = {round(Decimal(number) / base, 2):f}" for base in bases)
                yield fact, match[0][1:], given, any(_times(match, number, base) for base in bases)


def _times(match: re.Match[str], number: int, base: int) -> bool:
    """Whether a number is so many times another, rounded or cut off."""
    ratio = Decimal(number) / base
    if match["doubled"]:
        return abs(ratio - (times := _DOUBLED[match["doubled"]])) <= times * _LOOSE
    factor = Decimal(match["of"] or match["by"])
    step = Decimal(1).scaleb(int(factor.as_tuple().exponent))
    return abs(ratio - (0 if match["of"] else 1) - factor) < step


def _years_named(case: Case, text: str) -> str:
    if case.year is None:
        return text
    return text.replace(f"{case.year - 1}年", "上年").replace(f"{case.year}年", "本年")


def _changed_from_last_year(case: Case, before: Case, bases: list[int]) -> Iterator[Answer]:
    for fact, printed, given, passed in _changes(case, bases) if bases else ():
        yield Answer(
            passed,
            expected=given,
            actual=printed,
            words={"growth": printed, "slip": NO_HINT},
            exception=None if passed else _excuse(case, fact),
            passages=(place_of(fact),),
            compared=before.report.report_id,
        )


def _excuse(case: Case, fact: Fact) -> str | None:
    """The listed reason for which a growth need not be from the number of last year's report."""
    if fact.scope == "territory" and case.report.scope in ("office", "government"):
        return "other_scope"
    return "restated" if makes(case.report.text[slice(*fact.sentence)], "restated") else None


def _computed(growth: _Growth, bases: Iterable[int]) -> str:
    number = growth.numbers[0]
    places = max(2, 1 - int(growth.fact.value.as_tuple().exponent))
    given = (
        f"{number}/{base} − 1 = {round(Decimal(100 * (number - base)) / base, places):+f}%" for base in bases
    )
    return "; ".join(dict.fromkeys(given)) or "?"


def growth_as_stated(case: Case) -> Iterator[Answer]:
    """P-9: the growth agrees with last year's number, or with the difference, stated in the same sentence."""
    for growth in _growths(case):
        last = _beside(case, growth.fact, "requests_last_year")
        more = _beside(case, growth.fact, "change_count")
        bases = [*last, *(number - change for change in more for number in growth.numbers)]
        bases = [base for base in bases if base > 0]
        if bases and growth.plain:
            passed = growth.from_one_of(bases)
            slip = NO_HINT if passed else _slip_of_growth(case, growth, bases)
            yield Answer(
                passed,
                expected=_computed(growth, bases[:1]),
                actual=_signed(growth.fact),
                words={"growth": _signed(growth.fact), "slip": slip},
                passages=(place_of(growth.fact),),
            )


def _slip_of_growth(case: Case, growth: _Growth, bases: Iterable[int]) -> Bilingual:
    """The slip that explains a growth from one of the bases, or one that no base gives."""
    percent, number = growth.fact.value, growth.numbers[0]
    for base in bases:
        for part, whole, slip in ((number, base, "ratio"), (abs(number - base), number, "wrong_denominator")):
            possible = slip != "ratio" or percent >= RATIO_FROM
            if possible and whole and part and possible_share(abs(percent), part, whole):
                exact = f"{part}/{whole} = {round(Decimal(100 * part) / whole, 2):f}%"
                return hint(slip, printed=f"{percent:f}", right=f"{base}", other=exact)
    carried = case.value("requests", "carried_in", "total") if case.form("requests") else None
    found = explain_growth(percent, number, carried_in=whole_number(carried))
    return first(found, (*_NO_SLIPS, "ratio") if bases else _NO_SLIPS)


def slip_of_growth(case: Case) -> Iterator[Answer]:
    """P-5: what may have become a growth that cannot be. It accuses nobody: a chance, and how great it is."""
    before = case.before
    past = _last_year(before) if before else []
    for growth in _growths(case):
        stated = _beside(case, growth.fact, "requests_last_year")
        bases = [base for base in (*stated, *past) if base > 0]
        wrong = not growth.possible() or (bases and growth.counted and not growth.from_one_of(bases))
        judged = growth.plain and not (growth.from_nothing() and not bases)
        slip = _slip_of_growth(case, growth, bases) if wrong and judged else NO_HINT
        if slip[0]:
            words: dict[str, str | Bilingual] = {"growth": _signed(growth.fact), "slip": slip}
            places = (place_of(growth.fact),)
            yield Answer(
                None, actual=_signed(growth.fact), words=words, says="may_be", passages=places, hint=True
            )


def last_year_as_stated(case: Case) -> Iterator[Answer]:
    """P-10: the number of last year that the prose states is that of last year's report."""
    before = case.before
    if before is None:
        return
    stated = [fact for fact in case.prose.facts if fact.concept == "requests_last_year"]
    past = list(requests_received(before))
    for fact in stated:
        values = [total(cells) for cells in past]
        near = fact.qualifier == "exact" and fact.scope is None
        passed = True if fact.value in values else None if None in values or not near else False
        restated = passed is False and makes(case.report.text[slice(*fact.sentence)], "restated")
        yield Answer(
            passed if values else None,
            expected="; ".join("?" if v is None else f"{v:f}" for v in dict.fromkeys(values)),
            actual=f"{fact.value:f}",
            exception="restated" if restated else None,
            passages=(place_of(fact),),
            compared=before.report.report_id,
        )


RULES: dict[str, Function] = {
    "P-3": growth_from_last_year,
    "P-4": growth_is_possible,
    "P-5": slip_of_growth,
    "P-9": growth_as_stated,
    "P-10": last_year_as_stated,
}
