"""Invented cells of the forms of 2021 and 2019: they satisfy every identity and go on from year to year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from random import Random

from govreport.forms import Template
from govreport.synth.written.office import Office

__all__ = ["Cells", "Key", "summands", "tables"]

Key = tuple[str, str, str]
Cells = dict[Key, Decimal]
_Rows = dict[tuple[str, str], int | Decimal]

# Who asks, and how requests end: most applicants are natural persons, most outcomes are a few rows.
_APPLICANTS = {"natural_person": 900, "company": 70, "legal_service": 12, "other_org": 8}
_OUTCOMES = {
    "granted": 300,
    "unable.not_held": 260,
    "partial": 60,
    "unprocessed.petition": 60,
    "unprocessed.repeat": 30,
    "unable.needs_creation": 25,
    "other": 40,
    "other.no_correction": 20,
    "other.other": 25,
    "denied.deliberative": 15,
    "denied.third_party": 12,
}


def tables(template: Template, office: Office, rng: Random, before: Mapping[Key, Decimal] | None) -> Cells:
    """Every cell of a year of an office; `before` are those of the year before, None where it begins."""
    size = office.requests(rng)
    counts: dict[Key, int | Decimal] = {}
    counts |= _disclosure(template, office, rng, size, before)
    counts |= _requests(template, rng, size, before)
    counts |= _remedies(template, rng, size, before)
    cells = ((table.id, row.id, column.id) for table in template.tables for row, column in table.cells())
    return {key: Decimal(counts[key]) for key in cells}


def summands(template: Template, rule: str) -> tuple[str, ...]:
    """The parts whose sum an identity demands."""
    return next(identity.left for identity in template.identities if identity.rule == rule)


def _requests(
    template: Template, rng: Random, size: int, before: Mapping[Key, Decimal] | None
) -> dict[Key, int]:
    applicants, outcomes = summands(template, "III-3"), summands(template, "III-1")
    weights = [_APPLICANTS.get(a, 2) for a in applicants]
    new = Counter(rng.choices(applicants, weights, k=size))
    carried_in = Counter(rng.choices(applicants, weights, k=rng.choice((0, 0, 1, size // 20))))
    if before is not None:
        carried_in = Counter({a: int(before["requests", "carried_out", a]) for a in applicants})
    left_over = rng.choice((0.0, 0.0, 0.03, 0.1))
    of_outcome = [_OUTCOMES.get(o, 4) for o in outcomes]
    cells: dict[Key, int] = {}
    for applicant in applicants:
        received = new[applicant] + carried_in[applicant]
        carried_out = sum(rng.random() < left_over for _ in range(received))
        done = Counter(rng.choices(outcomes, of_outcome, k=received - carried_out))
        column = {row.id: done[row.id] for row in template.table("requests").rows}
        column |= {"new": new[applicant], "carried_in": carried_in[applicant]}
        column |= {"outcome_total": done.total(), "carried_out": carried_out}
        cells |= {("requests", row, applicant): value for row, value in column.items()}
    for row in template.table("requests").rows:
        cells["requests", row.id, "total"] = sum(cells["requests", row.id, a] for a in applicants)
    return cells


def _remedies(
    template: Template, rng: Random, size: int, before: Mapping[Key, Decimal] | None
) -> dict[Key, int]:
    """Cases of the year, those pending from the year before among them."""
    cells: dict[Key, int] = {}
    for row in template.table("remedies").rows:
        pending = int(before["remedies", row.id, "pending"]) if before else 0
        cases = pending + rng.choice((0, 0, min(size, 1), size // 15, size // 8))
        ends = Counter(rng.choices(summands(template, "IV-1"), (6, 1, 3, 2), k=cases))
        cells |= {("remedies", row.id, c.id): ends[c.id] for c in row.columns}
        cells["remedies", row.id, "total"] = cases
    return cells


def _disclosure(
    template: Template, office: Office, rng: Random, size: int, before: Mapping[Key, Decimal] | None
) -> dict[Key, int | Decimal]:
    past = {key[1:]: int(value) for key, value in (before or {}).items() if key[0] == "disclosure"}
    draw = {"2021": _disclosure_2021, "2019": _disclosure_2019}[template.id]
    return {
        ("disclosure", row, column): value for (row, column), value in draw(office, rng, size, past).items()
    }


def _documents(rng: Random, most: int) -> int:
    return rng.choice((0, 0, rng.randint(0, min(9, most)), rng.randint(0, most)))


def _decisions(rng: Random, office: Office, size: int) -> int:
    if not office.enforces:
        return rng.choice((0, 0, 0, 0, rng.randint(1, 12)))
    return rng.choice((0, rng.randint(1, 30), rng.randint(0, 900), rng.randint(0, 400 * size + 50)))


def _money(rng: Random, most: int, places: int) -> Decimal:
    """An amount with up to `places` decimals; none at all in half of the reports."""
    exponent = rng.randint(0, places)
    return rng.choice((Decimal(0), Decimal(rng.randrange(most * 10**exponent)).scaleb(-exponent)))


def _kinds_of_documents(office: Office) -> tuple[tuple[str, int], ...]:
    return ("rules", 3 if office.makes_rules else 0), ("normative", office.documents)


def _disclosure_2021(office: Office, rng: Random, size: int, past: Mapping[tuple[str, str], int]) -> _Rows:
    cells: _Rows = {}
    for row, most in _kinds_of_documents(office):
        made = _documents(rng, most)
        stock = past.get((row, "in_force"), _documents(rng, 5 * most)) + made
        repealed = min(stock, _documents(rng, most))
        cells |= {(row, "made"): made, (row, "repealed"): repealed, (row, "in_force"): stock - repealed}
    for row in ("licence", "penalty", "coercion"):
        cells[row, "decisions"] = _decisions(rng, office, size)
    cells["fees", "amount"] = _money(rng, 60_000, 6)
    return cells


def _disclosure_2019(office: Office, rng: Random, size: int, past: Mapping[tuple[str, str], int]) -> _Rows:
    cells: _Rows = {}
    for row, most in _kinds_of_documents(office):
        newly = _documents(rng, most)
        stock = past.get((row, "disclosed_total"), _documents(rng, 5 * most))
        cells |= {(row, "made"): _documents(rng, most), (row, "newly_disclosed"): newly}
        cells[row, "disclosed_total"] = newly + stock
    for row in ("licence", "other_service", "penalty", "coercion", "fees"):
        items = _documents(rng, 2600 if office.enforces else 40)
        if (row, "items_last_year") in past:
            items = past[row, "items_last_year"] + past[row, "items_change"]
        cells |= {
            (row, "items_last_year"): items,
            (row, "items_change"): rng.choice((0, 0, 3, -min(items, 15))),
        }
    for row in ("licence", "other_service", "penalty", "coercion"):
        cells[row, "decisions"] = _decisions(rng, office, size)
    amount = _money(rng, 90_000_000, 2)
    cells |= {
        ("procurement", "items"): rng.randint(1, 400) if amount else 0,
        ("procurement", "amount"): amount,
    }
    return cells
