"""Wrong words in the prose: each kind of error gives every change of words that is of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from govreport.synth.truth import Truth
from govreport.synth.written.stated import StatedFact

__all__ = ["WORDS", "Words"]

_TOLERANCE = Decimal("0.03")  # in percent: more than any rounding excuses
_OTHER_OFFICES = ("另例市(synthetic)财政局", "他拟县(synthetic)人民政府", "另例区(synthetic)水务局")
_COUNTS = (
    "requests_new", "requests_received", "requests_total", "requests_answered", "carried_in", "carried_out",
    "granted", "partial", "denied", "unable", "unprocessed", "other", "reconsideration_total",
    "litigation_total",
)  # fmt: skip
_FIRST_DAY, _LAST_DAY = "{}年1月1日", "12月31日"


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be put in place of others; `value` is what a fact that stands there states then."""

    section: str
    paragraph: int
    start: int
    end: int
    words: str
    value: Decimal | None = None


_Changes = Iterator[Words]


def _exact_facts(truth: Truth, *concepts: str) -> Iterator[StatedFact]:
    """Exact facts of those concepts in digits, each of which is alone in its place."""
    places = [(f.section, f.paragraph, f.start) for f in truth.facts]
    for fact in truth.facts:
        words = truth.narrative[fact.section][fact.paragraph][fact.start : fact.end]
        alone = places.count((fact.section, fact.paragraph, fact.start)) == 1
        plain = (fact.scope, fact.qualifier, words) == ("own", "exact", f"{abs(fact.value):f}")
        if fact.concept in concepts and plain and alone:
            yield fact


def _restated(fact: StatedFact, value: Decimal) -> Words:
    signed = -value if fact.value < 0 else value
    return Words(fact.section, fact.paragraph, fact.start, fact.end, f"{value:f}", signed)


def _countable(truth: Truth) -> set[Decimal]:
    """Every number that a count in the prose may mean: cells, and sums of them that offices state."""
    known = {value for value in truth.cells.values() if value is not None}
    total = {row: value or Decimal(0) for (_, row, column), value in truth.cells.items() if column == "total"}
    if "new" in total:
        done_otherwise = sum((v for row, v in total.items() if row.startswith("other")), Decimal(0))
        known |= {total["new"] + total["carried_in"], total["outcome_total"] - done_otherwise}
        known.add(total["litigation_direct"] + total["litigation_after"])
    return known


def _narrative_count(truth: Truth) -> _Changes:
    """The prose says another count than the table, and one that no row of the table has."""
    known = _countable(truth)
    for fact in _exact_facts(truth, *_COUNTS):
        for more in (1, 3, 10, 90, -1):
            if fact.value + more > 0 and fact.value + more not in known:
                yield _restated(fact, fact.value + more)


def _growth(wrong: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Truth], _Changes]:
    """The kind of error in which the growth of requests is computed by another formula."""

    def choices(truth: Truth) -> _Changes:
        key = ("survey", "requests.received", "year")
        if truth.form in ("2021", "2019"):
            key = ("requests", "new", "total")
        now, last = truth.cells.get(key), truth.last_year.get(key)
        if not now or not last:
            return
        for fact in _exact_facts(truth, "change_percent"):
            unit = Decimal(1).scaleb(int(fact.value.as_tuple().exponent))
            value = wrong(now, last).quantize(unit, ROUND_HALF_UP)
            if abs(value - abs(fact.value)) > unit + _TOLERANCE:
                yield _restated(fact, value)

    return choices


def _ratio(now: Decimal, last: Decimal) -> Decimal:
    return 100 * now / last


def _wrong_base(now: Decimal, last: Decimal) -> Decimal:
    return 100 * abs(now - last) / now


def _rounding(truth: Truth) -> _Changes:
    """A percentage that no rounding of the true one gives: its last digit is off by three or more."""
    for fact in _exact_facts(truth, "change_percent", "share_percent"):
        unit = Decimal(1).scaleb(int(fact.value.as_tuple().exponent))
        for steps in (3, 4, 6):
            yield _restated(fact, abs(fact.value) + steps * unit)


def _stale_year(truth: Truth) -> _Changes:
    """The year before named where the year of the report is meant."""
    for section, paragraphs in truth.narrative.items():
        for number, text in enumerate(paragraphs):
            for found in re.finditer(rf"(?<!\d){truth.year}(?=年)", text):
                yield Words(section, number, found.start(), found.end(), str(truth.year - 1))


def _period_year(truth: Truth) -> _Changes:
    """The period of another year."""
    for number, text in enumerate(truth.preamble):
        start = text.find(_FIRST_DAY.format(truth.year))
        if start >= 0:
            end = text.index(_LAST_DAY, start)
            for year in (truth.year - 1, truth.year + 1):
                words = text[start:end].replace(str(truth.year), str(year))
                yield Words("preamble", number, start, end, words)


def _organ_preamble(truth: Truth) -> _Changes:
    """Another office named in the preamble, as where its report was the model."""
    for number, text in enumerate(truth.preamble):
        start = text.find(truth.organ)
        if start >= 0:
            for organ in _OTHER_OFFICES:
                yield Words("preamble", number, start, start + len(truth.organ), organ)


# Every kind, and which rules it breaks.
WORDS: dict[str, Callable[[Truth], _Changes]] = {
    "narrative_count": _narrative_count,  # narrative against table
    "growth_as_ratio": _growth(_ratio),  # percentages
    "growth_wrong_base": _growth(_wrong_base),
    "rounding": _rounding,
    "stale_year": _stale_year,  # the year of the report
    "period_year": _period_year,
    "organ_preamble": _organ_preamble,  # the office of the title
}
