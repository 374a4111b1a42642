"""What a number of the prose may be in the tables: its readings, from data/narrative_readings.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from govreport import forms
from govreport.checks.case import Bilingual, Case
from govreport.checks.run_together import possible
from govreport.checks.sums import Sum
from govreport.document import record
from govreport.report import Figure, Status
from govreport.resources import Table, load_toml
from govreport.text.quantities import Qualifier

__all__ = ["Candidate", "Concept", "Reading", "agrees", "candidates", "concepts", "row_total", "same_unit"]

Key = tuple[str, str, str]
_NEAR, _FAR = Decimal("0.1"), Decimal("0.4")  # how far off "about" may be, and must be to be wrong


@dataclass(frozen=True, slots=True)
class Reading:
    """A sum of cells, less others, that a number may be; with `exception` only in another sense."""

    label: Bilingual
    cells: tuple[str, ...]
    less: tuple[str, ...] = ()
    exception: str | None = None
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Concept:
    """What the prose counts, the rule that judges it, and its readings."""

    id: str
    rule: str
    readings: tuple[Reading, ...]


@record(frozen=True, slots=True)
class Candidate:
    """A reading in one report: a number, or the bounds of one where cells are not certain.

    ``most=None``: there is no upper bound. `digits`: where the reading is one cell of a row whose digits run
    together and were not cut, what is printed in that row; the cell's number stands somewhere within.
    `possible`: what the cuts of these digits make of the row, in a statistics table.
    """

    label: Bilingual
    exception: str | None
    least: Decimal
    most: Decimal | None
    figures: tuple[Figure, ...]
    arithmetic: str
    digits: str = ""
    possible: frozenset[Decimal] = frozenset()

    @property
    def value(self) -> Decimal | None:
        """The number, where it is certain."""
        return self.least if self.least == self.most else None


@dataclass(frozen=True, slots=True)
class _Known:
    concepts: dict[str, Concept]
    same_units: frozenset[str]
    persons: frozenset[str]


@cache
def _known() -> _Known:
    def build(data: Table) -> _Known:
        units, persons = (frozenset(data.texts(key)) for key in ("same_units", "persons"))
        found = (_concept(entry) for entry in data.tables("concepts"))
        return _Known({concept.id: concept for concept in found}, units, persons)

    return load_toml("narrative_readings.toml", build)


def _concept(data: Table) -> Concept:
    readings = tuple(map(_reading, data.tables("readings")))
    return data.of(Concept, id=data.text("concept"), readings=readings)


def _reading(data: Table) -> Reading:
    return data.of(Reading, label=(data.text("zh"), data.text("en")))


def concepts() -> dict[str, Concept]:
    """What the prose may count that the tables count too, by the concept of its facts.

    Raises
    ------
    ResourceError
        If data/narrative_readings.toml is wrong; names the key path.
    """
    return _known().concepts


def same_unit(concept: str, unit: str) -> bool:
    """Whether a number with that counter counts what the tables count."""
    if unit in _known().persons:
        return concept == "trained_persons"
    return not unit or unit in _known().same_units


# ---- the readings in one report


def candidates(concept: str, case: Case) -> tuple[Candidate, ...]:
    """The readings of a concept whose cells the report's forms have, in the order of the data."""
    found = []
    for reading in concepts()[concept].readings:
        plus = [_figures(case, cell) for cell in reading.cells]
        minus = [_figures(case, cell) for cell in reading.less]
        if all(plus) and all(minus):
            found.append(_candidate(reading, case, _flat(plus), _flat(minus)))
    return tuple(found)


def _flat(figures: Iterable[tuple[Figure, ...]]) -> tuple[Figure, ...]:
    return tuple(figure for group in figures for figure in group)


def _figures(case: Case, cell: str) -> tuple[Figure, ...]:
    """The cells that a name ``table.row.column`` means: of that row, or of the rows under it."""
    table, rest = cell.split(".", 1)
    row, column = rest.rsplit(".", 1)
    form = case.form(table)
    if form is None:
        return ()
    if table == "survey":
        printed = case.cells.get((table, row, column))
        return (printed,) if printed else ()
    return tuple(case.figure(table, r, column) for r in _rows(form, table, row, column))


@cache
def _rows(form: str, table: str, row: str, column: str) -> tuple[str, ...]:
    cells = forms.load(form).table(table).cells()
    return tuple(r.id for r, c in cells if c.id == column and (r.id == row or r.id.startswith(f"{row}.")))


def _candidate(
    reading: Reading, case: Case, plus: tuple[Figure, ...], minus: tuple[Figure, ...]
) -> Candidate:
    added, taken = (Sum.of(_certain(case, figures)) for figures in (plus, minus))
    least = max(Decimal(0), added.least - taken.most) if not taken.unknown else Decimal(0)
    most = None if added.unknown else added.least - taken.least
    arithmetic = f"{added.arithmetic} − {taken.total}" if minus else added.arithmetic
    if minus and most is not None and not taken.unknown:
        arithmetic = f"{most:f} = {added.total} − {taken.total}"
    scale = reading.scale
    one = most is None and not minus and scale == 1 and len(plus) == 1
    cut = _cut_somehow(case, plus[0]) if one else frozenset()
    digits = plus[0].raw if cut else _run_together(case, plus[0]) if one else ""
    return Candidate(
        reading.label,
        reading.exception,
        least * scale,
        None if most is None else most * scale,
        (*plus, *minus),
        f"{arithmetic} ({digits})" if digits else arithmetic,
        digits,
        cut,
    )


def _cut_somehow(case: Case, figure: Figure) -> frozenset[Decimal]:
    """What a row of a statistics table holds by each cut of its digits, since the beginning too, which prose
    may mean by 累计; none if not known."""
    if figure.table != "survey" or figure.value is not None:
        return frozenset()
    row = [f for f in case.report.figures if (f.table, f.row) == (figure.table, figure.row)]
    return frozenset(number for cut in possible(row, case) or () for number in cut)


def _run_together(case: Case, figure: Figure) -> str:
    """The digits of the row in which a single cell stands, where a page ran them together.

    A cell may be blank instead, and a total often is: so only for other cells, in a table that prints its
    zeros (see :func:`agrees`). A row that is printed twice has other digits elsewhere.
    """
    if figure.status is not Status.UNREADABLE or not figure.raw.isdecimal():
        return ""
    codes = {note.code for note in case.report.notes}
    zeros = any(f.table == figure.table and f.value == 0 for f in case.report.figures)
    sure = "digits_run_together" in codes and "row_twice" not in codes and figure.column != "total" and zeros
    return figure.raw if sure else ""


def _certain(case: Case, figures: Iterable[Figure]) -> list[Figure]:
    """The cells; instead of a total without a number, the parts in its row."""
    return [part for figure in figures for part in row_total(case, figure)]


def row_total(case: Case, figure: Figure) -> tuple[Figure, ...]:
    """A total as printed, or the parts of its row where it is not: a column of totals may be left blank."""
    if figure.value is not None or figure.column != "total":
        return (figure,)
    form = case.form(figure.table)
    assert form is not None
    cells = forms.load(form).table(figure.table).cells()
    parts = [c.id for r, c in cells if r.id == figure.row and c.id != "total"]
    return tuple(case.figure(figure.table, figure.row, column) for column in parts)


def agrees(value: Decimal, qualifier: Qualifier, candidate: Candidate) -> bool | None:
    """Whether a number of the prose is a candidate (True), cannot be (False), or may be.

    余 and 超过 allow any number that is not less; 近 and 约 one that is near. Where a cell is one of several
    whose digits run together, an exact number that is not printed there cannot be the cell's; a zero can, as
    a blank.
    """
    least, most = candidate.least, candidate.most
    if candidate.possible:
        return None if qualifier != "exact" or value in candidate.possible else False
    if candidate.digits and value and qualifier == "exact" and f"{value:f}" not in candidate.digits:
        return False
    if qualifier == "over":
        return True if least >= value else False if most is not None and most < value else None
    near, far = (_NEAR, _FAR) if qualifier == "about" else (Decimal(0), Decimal(0))
    low, high = value * (1 - near), value * (1 + near)
    allowed_low, allowed_high = value * (1 - far), value * (1 + far)
    if most is not None and low <= least and most <= high:
        return True
    if least > allowed_high or (most is not None and most < allowed_low):
        return False
    return None
