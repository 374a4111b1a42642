"""The figures of each report as printed: exact numbers, statuses, forms, and who else reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from govreport.errors import GovReportError
from govreport.forms import SummedCell
from govreport.measures.indicators.definitions import CountOfCells
from govreport.resources.messages import require_columns

__all__ = ["Body", "Known", "Printed", "bodies", "populations", "printed", "rows"]

_COLUMNS = ("report_id", "form", "table", "row", "column", "value", "status")
_BODY = ("report_id", "organ", "region", "year", "scope")
_POPULATION = ("region", "year", "population")


@dataclass(frozen=True, slots=True)
class Printed:
    """The figures of one report. A cell that is in neither mapping is missing."""

    report_id: str
    forms: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    statuses: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def sum(self, cells: Iterable[SummedCell]) -> Decimal:
        """The signed sum of cells that all have a value."""
        return sum((cell.sign * self.values[cell.key] for cell in cells), Decimal(0))

    def without(self, cells: Iterable[SummedCell]) -> tuple[tuple[SummedCell, str], ...]:
        """The cells that hold no certain number, each with its status."""
        return tuple((c, self.statuses.get(c.key, "missing")) for c in cells if c.key not in self.values)

    def form(self, count: CountOfCells | None) -> str:
        """The form of the tables that an indicator counts, or of all tables; several joined by ``+``."""
        tables = self.forms if count is None else count.tables
        return "+".join(sorted({self.forms[table] for table in tables if table in self.forms}))


@dataclass(frozen=True, slots=True)
class Body:
    """Who reported, on which year, for whom; None where the report does not say."""

    organ: str | None
    region: str | None
    year: int | None
    scope: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """All that an indicator may look at besides the figures of its own report."""

    printed: Mapping[str, Printed]
    bodies: Mapping[str, Body] | None
    populations: Mapping[tuple[str, int], Decimal]
    _ids: dict[tuple[str | None, str | None, int | None], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for id_, body in sorted((self.bodies or {}).items()):
            if id_ in self.printed:
                self._ids.setdefault((body.organ, body.region, body.year), []).append(id_)

    def reports_on(self, organ: str, region: str, year: int) -> list[str]:
        """Ids of the reports of one organ on one year whose figures are here, sorted."""
        return self._ids.get((organ, region, year), [])


def printed(figures: pd.DataFrame) -> dict[str, Printed]:
    """The figures of each report, by its id, sorted.

    Raises
    ------
    GovReportError
        If a column is missing or a report holds a cell twice.
    """
    require_columns(figures, _COLUMNS, "figures")
    twice = figures.duplicated(["report_id", "table", "row", "column"])
    if twice.any():
        cell = figures.loc[twice, ["report_id", "table", "row", "column"]].iloc[0]
        raise GovReportError(
            f"figures: {' '.join(map(str, cell))} stands there twice; expected each cell once"
        )
    reports: dict[str, Printed] = {}
    for id_, form, table, row, column, value, status in rows(figures, _COLUMNS):
        report = reports.setdefault(str(id_), Printed(str(id_)))
        report.forms[str(table)] = str(form)
        key = (str(table), str(row), str(column))
        if value is not None:
            report.values[key] = Decimal(repr(float(value)))  # type: ignore[arg-type]
        else:
            report.statuses[key] = str(status)
    return dict(sorted(reports.items()))


def bodies(reports: pd.DataFrame) -> dict[str, Body]:
    """Who made each report, by its id."""
    require_columns(reports, _BODY, "reports")
    return {
        str(id_): Body(_text(organ), _text(region), None if year is None else int(str(year)), _text(scope))
        for id_, organ, region, year, scope in rows(reports, _BODY)
    }


def populations(population: pd.DataFrame) -> dict[tuple[str, int], Decimal]:
    """Residents by region and year.

    Raises
    ------
    GovReportError
        If a column is missing or a region has two populations in a year.
    """
    require_columns(population, _POPULATION, "population")
    found: dict[tuple[str, int], Decimal] = {}
    for region, year, number in rows(population, _POPULATION):
        key = (str(region), int(str(year)))
        if key in found:
            raise GovReportError(f"population: two rows of region {key[0]} in {key[1]}; expected one")
        if number is not None:
            found[key] = Decimal(str(number))
    return found


def rows(frame: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """The values of some columns, row by row; None for NA."""
    parts = [frame[column].astype("object") for column in columns]
    return zip(*(part.where(part.notna(), None).tolist() for part in parts), strict=True)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
