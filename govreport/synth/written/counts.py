"""The numbers that the prose of an invented report can state, from its tables and those of last year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from govreport.forms import Template
from govreport.synth.written.figures import Key

__all__ = ["counts"]

_ENDINGS = ("upheld", "corrected", "other", "pending")
_OUTCOMES = ("granted", "partial", "denied", "unable", "unprocessed", "other")
# Concepts that are a row of the statistics table.
_SURVEY = {
    "requests_received": "requests.received",
    "requests_answered": "requests.answered",
    "granted": "requests.answered.granted",
    "partial": "requests.answered.partial",
    "denied": "requests.answered.denied",
    "not_held": "requests.answered.not_existing",
    "channel_online": "requests.received.online",
    "channel_letter": "requests.received.letter",
    "channel_in_person": "requests.received.in_person",
    "channel_fax": "requests.received.fax",
    "channel_email": "requests.received.email",
    "reconsideration_total": "reconsideration",
    "litigation_total": "litigation",
    "disclosed": "disclosed",
    "disclosed_website": "disclosed.website",
    "responses": "responses",
    "press_conferences": "responses.press_conferences",
    "interviews": "responses.interviews",
    "interpretations": "interpretations",
    "trainings": "trainings",
    "trained_persons": "trained_persons",
    "documents_normative": "normative_made",
}


# 国办函〔2020〕109号 on 信息处理费; the fees before it, a row of the statistics table, ended in 2017.
_FEES_SINCE = 2021


def counts(
    template: Template, cells: Mapping[Key, Decimal], before: Mapping[Key, Decimal], rng: Random, year: int
) -> dict[str, Decimal]:
    """Values by concept. Those that no table holds are drawn: fees, trainings, interpretations."""
    trainings = rng.choice((0, 1, 1, 2, 3, 4, 8))
    free = {
        "trainings": trainings,
        "trained_persons": rng.choice((0, rng.randint(5 * trainings, 90 * trainings))),
        "interpretations": rng.choice((0, rng.randint(1, 12), rng.randint(5, 120))),
        "fee_yuan": 0,
    }
    known = {concept: Decimal(value) for concept, value in free.items()}
    if template.tables[0].id == "survey":
        return known | _of_survey(template, cells, before)
    if year >= _FEES_SINCE and cells["requests", "new", "total"] > 10 and rng.random() < 0.2:
        known["fee_yuan"] = Decimal(10 * rng.randint(1, 400))
    return known | _of_tables(cells, before)


def _of_tables(cells: Mapping[Key, Decimal], before: Mapping[Key, Decimal]) -> dict[str, Decimal]:
    total = {
        row: value
        for (table, row, column), value in cells.items()
        if (table, column) == ("requests", "total")
    }
    new, person = total["new"], cells["requests", "new", "natural_person"]
    known = {
        "requests_new": new,
        "requests_received": new,
        "requests_last_year": before["requests", "new", "total"],
        "natural_person": person,
        "organisation": new - person,
        "carried_in": total["carried_in"],
        "carried_out": total["carried_out"],
        "requests_answered": total["outcome_total"],
        "documents_normative": cells["disclosure", "normative", "made"],
    }
    for outcome in _OUTCOMES:
        known[outcome] = sum((v for row, v in total.items() if row.split(".")[0] == outcome), Decimal(0))
    suits = ("litigation_direct", "litigation_after")
    for end in (*_ENDINGS, "total"):
        known[f"reconsideration_{end}"] = cells["remedies", "reconsideration", end]
        known[f"litigation_{end}"] = sum((cells["remedies", row, end] for row in suits), Decimal(0))
    return known


def _of_survey(
    template: Template, cells: Mapping[Key, Decimal], before: Mapping[Key, Decimal]
) -> dict[str, Decimal]:
    year = {row: value for (_, row, column), value in cells.items() if column == "year"}
    known = {concept: year[row] for concept, row in _SURVEY.items() if row in year}
    known["requests_last_year"] = before["survey", "requests.received", "year"]
    for case in ("reconsideration", "litigation"):
        ends = {end: year.get(f"{case}.{end}", Decimal(0)) for end in _ENDINGS[:3]}
        ends["pending"] = year[case] - sum(ends.values()) if template.id == "2014" else Decimal(0)
        known |= {f"{case}_{end}": value for end, value in ends.items()}
    if template.id == "2014":
        known["fee_yuan"] = (10_000 * year["fees"]).quantize(Decimal(1))
    return known
