"""Breaks in the series: laws and forms that make years incomparable, from data/breaks.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from govreport.resources import Table, load_toml

__all__ = ["Break", "between", "load"]


@dataclass(frozen=True, slots=True)
class Break:
    """A break.

    Attributes
    ----------
    first_year : int
        The first year whose report differs from those before for this reason.
    variables : tuple of str
        The beginnings of the names ``table.row.column`` that it touches.
    """

    id: str
    day: date
    first_year: int
    zh: str
    en: str
    source: str
    variables: tuple[str, ...]

    def touches(self, variable: str) -> bool:
        return any(f"{variable}.".startswith(f"{named}.") for named in self.variables)


def _break(data: Table) -> Break:
    text = data.text("date")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise data.wrong("date", "a day such as 2019-05-15", text) from error
    year = data.integer_or_none("first_year")
    return data.of(Break, day=day, first_year=day.year if year is None else year)


@cache
def load() -> tuple[Break, ...]:
    """Every known break, the earliest first.

    Raises
    ------
    ResourceError
        If data/breaks.toml is wrong; names the key path.

    Examples
    --------
    >>> gr.breaks()[0].id
    'form_2014'
    """
    found = load_toml("breaks.toml", lambda data: tuple(map(_break, data.tables("breaks"))))
    return tuple(sorted(found, key=lambda one: (one.first_year, one.id)))


def between(before: int, after: int, variables: Iterable[str]) -> tuple[Break, ...]:
    """The breaks between the reports on two years that touch any of the variables ``table.row.column``."""
    names = list(variables)
    return tuple(one for one in load() if before < one.first_year <= after and any(map(one.touches, names)))
