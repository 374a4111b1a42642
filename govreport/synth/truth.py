"""Invented reports with known truth: figures that satisfy every identity (勾稽关系) of their form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Literal

from govreport import templates
from govreport.synth import prose
from govreport.templates import Template

__all__ = ["Blanks", "Key", "Truth", "make"]

Key = tuple[str, str, str]
Blanks = Literal["none", "zeros"]

_PLACES = ("合成", "示例", "虚拟", "例表", "拟作")
_LEVELS = ("市", "县", "区", "镇")
_BODIES = ("教育局", "自然资源局", "住房和城乡建设局", "公安局", "统计局", "人民政府办公室", "人民政府")

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


@dataclass(frozen=True, slots=True)
class Truth:
    """What an invented report says, known before it is printed.

    Attributes
    ----------
    form : str
        Id of the official form, ``"2021"`` or ``"2019"``.
    organ : str
        An office that does not exist; the name contains the word synthetic.
    cells : dict of (table, row, column) to Decimal or None
        Every cell of the form, in its units. None: the cell is printed and nothing stands in it.
    preamble : tuple of str
        The paragraphs before the first section.
    narrative : dict of section kind to tuple of str
        The paragraphs of each section; those of a section with a table are printed above the table.
    """

    form: str
    seed: int
    organ: str
    year: int
    cells: dict[Key, Decimal | None]
    preamble: tuple[str, ...]
    narrative: dict[str, tuple[str, ...]]

    @property
    def title(self) -> str:
        return f"{self.organ}{self.year}年政府信息公开工作年度报告"


def make(form: str, seed: int, *, blanks: Blanks = "none") -> Truth:
    """An invented report on the official form, the same for the same arguments.

    Parameters
    ----------
    form : str
        ``"2021"`` or ``"2019"``.
    seed : int
    blanks : {"none", "zeros"}
        ``"zeros"`` leaves a share of the zeros blank, and in some reports the column 总计 of the
        outcomes too; every other cell is as with ``"none"``.

    Raises
    ------
    TemplateError
        If there is no such form.
    """
    template = templates.load(form)
    rng = Random(f"truth {form} {seed}")
    organ = f"{rng.choice(_PLACES)}{rng.choice(_LEVELS)}(synthetic){rng.choice(_BODIES)}"
    year = rng.randint(template.first_year, template.last_year or template.first_year + 4)
    size = _size(rng)
    counts = {
        **_disclosure(template, rng, size),
        **_requests(template, rng, size),
        **_remedies(template, rng, size),
    }
    whole = {
        (table.id, r.id, c.id): counts[table.id, r.id, c.id]
        for table in template.tables
        for r, c in table.cells()
    }
    cells: dict[Key, Decimal | None] = {key: Decimal(value) for key, value in whole.items()}
    preamble, narrative = prose.write(organ, year, template, whole, rng)
    truth = Truth(form, seed, organ, year, cells, preamble, narrative)
    return truth if blanks == "none" else replace(truth, cells=_with_blanks(template, cells, seed))


def _size(rng: Random) -> int:
    """How many requests an office gets: most get few, a few get thousands."""
    (low, high) = rng.choices(((0, 0), (1, 8), (9, 150), (1000, 5000)), (25, 40, 25, 10))[0]
    return rng.randint(low, high)


def _rows(template: Template, rule: str) -> tuple[str, ...]:
    """The summands of an identity."""
    return next(identity.left for identity in template.identities if identity.rule == rule)


def _requests(template: Template, rng: Random, size: int) -> dict[Key, int]:
    applicants, outcomes = _rows(template, "III-3"), _rows(template, "III-1")
    weights = [_APPLICANTS.get(a, 2) for a in applicants]
    carried = rng.choice((0, 0, 1, 3, size // 20))
    new = Counter(rng.choices(applicants, weights, k=size))
    carried_in = Counter(rng.choices(applicants, weights, k=carried))
    left_over = rng.choice((0.0, 0.0, 0.03, 0.1))
    cells: dict[Key, int] = {}
    for applicant in applicants:
        received = new[applicant] + carried_in[applicant]
        carried_out = sum(rng.random() < left_over for _ in range(received))
        done = Counter(
            rng.choices(outcomes, [_OUTCOMES.get(o, 4) for o in outcomes], k=received - carried_out)
        )
        column = {row.id: done[row.id] for row in template.table("requests").rows}
        column |= {"new": new[applicant], "carried_in": carried_in[applicant]}
        column |= {"outcome_total": done.total(), "carried_out": carried_out}
        cells |= {("requests", row, applicant): value for row, value in column.items()}
    for row in template.table("requests").rows:
        cells["requests", row.id, "total"] = sum(cells["requests", row.id, a] for a in applicants)
    return cells


def _remedies(template: Template, rng: Random, size: int) -> dict[Key, int]:
    cells: dict[Key, int] = {}
    for row in template.table("remedies").rows:
        cases = rng.choice((0, 0, min(size, 1), size // 15, size // 8))
        ends = Counter(rng.choices(_rows(template, "IV-1"), (6, 1, 3, 2), k=cases))
        cells |= {("remedies", row.id, c.id): ends[c.id] for c in row.columns}
        cells["remedies", row.id, "total"] = cases
    return cells


def _disclosure(template: Template, rng: Random, size: int) -> dict[Key, int | Decimal]:
    draw = {"2021": _disclosure_2021, "2019": _disclosure_2019}[template.id]
    return {("disclosure", row, column): value for (row, column), value in draw(rng, size).items()}


def _documents(rng: Random, most: int) -> int:
    return rng.choice((0, 0, rng.randint(0, 9), rng.randint(0, most)))


def _decisions(rng: Random, size: int) -> int:
    return rng.choice((0, rng.randint(1, 30), rng.randint(0, 900), rng.randint(0, 400 * size + 50)))


def _money(rng: Random, most: int, places: int) -> Decimal:
    """An amount with up to `places` decimals; none at all in most reports."""
    exponent = rng.randint(0, places)
    return rng.choice((Decimal(0), Decimal(rng.randrange(most * 10**exponent)).scaleb(-exponent)))


def _disclosure_2021(rng: Random, size: int) -> dict[tuple[str, str], int | Decimal]:
    cells: dict[tuple[str, str], int | Decimal] = {}
    for row, most in (("rules", 2), ("normative", 120)):
        made, repealed = _documents(rng, most), _documents(rng, most)
        in_force = max(0, made - repealed) + _documents(rng, 5 * most)
        cells |= {(row, "made"): made, (row, "repealed"): repealed, (row, "in_force"): in_force}
    for row in ("licence", "penalty", "coercion"):
        cells[row, "decisions"] = _decisions(rng, size)
    cells["fees", "amount"] = _money(rng, 60_000, 6)
    return cells


def _disclosure_2019(rng: Random, size: int) -> dict[tuple[str, str], int | Decimal]:
    cells: dict[tuple[str, str], int | Decimal] = {}
    for row, most in (("rules", 2), ("normative", 120)):
        newly = _documents(rng, most)
        cells |= {(row, "made"): _documents(rng, most), (row, "newly_disclosed"): newly}
        cells[row, "disclosed_total"] = newly + _documents(rng, 5 * most)
    for row in ("licence", "other_service", "penalty", "coercion", "fees"):
        items = _documents(rng, 2600)
        cells |= {
            (row, "items_last_year"): items,
            (row, "items_change"): rng.choice((0, 0, 3, -min(items, 15))),
        }
    for row in ("licence", "other_service", "penalty", "coercion"):
        cells[row, "decisions"] = _decisions(rng, size)
    amount = _money(rng, 90_000_000, 2)
    cells |= {
        ("procurement", "items"): rng.randint(1, 400) if amount else 0,
        ("procurement", "amount"): amount,
    }
    return cells


def _with_blanks(
    template: Template, cells: dict[Key, Decimal | None], seed: int
) -> dict[Key, Decimal | None]:
    """`cells` with a share of the zeros left blank, as offices print them."""
    rng = Random(f"blanks {template.id} {seed}")
    share = rng.uniform(0.05, 0.95)
    blank = {key for key, value in cells.items() if value == 0 and rng.random() < share}
    if rng.random() < 0.3:
        blank |= {("requests", row, "total") for row in _rows(template, "III-1")}
    return {key: None if key in blank else value for key, value in cells.items()}
