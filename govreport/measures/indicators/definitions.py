"""The indicators as data: which cells are summed over which, in each form, and what the ratio says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from govreport import forms
from govreport.errors import ArgumentError, GovReportError
from govreport.forms import SummedCell
from govreport.report import CERTAIN, Status
from govreport.resources import Table, load_toml
from govreport.resources.messages import near

__all__ = [
    "Bridge",
    "CountOfCells",
    "Indicator",
    "IndicatorDefinitions",
    "Measure",
    "Reason",
    "load",
    "load_own",
    "named",
]

Measure = Literal["share", "ratio", "function"]
Bridge = Literal["exact", "close", "loose"]


@dataclass(frozen=True, slots=True)
class CountOfCells:
    """What an indicator counts in some forms: two sums of cells.

    Attributes
    ----------
    forms : tuple of str
        It applies where every table that its cells name is printed in one of these forms.
    bridge : {"exact", "close", "loose"}
        How it compares with the count of the newest form.
    """

    forms: tuple[str, ...]
    bridge: Bridge
    numerator: tuple[SummedCell, ...]
    denominator: tuple[SummedCell, ...]

    @property
    def cells(self) -> tuple[SummedCell, ...]:
        """Every cell that is needed, each once."""
        return tuple({cell.key: cell for cell in (*self.numerator, *self.denominator)}.values())

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell.table for cell in self.cells))

    def applies(self, forms: Mapping[str, str]) -> bool:
        """Whether a report whose tables have these forms could hold it, be it with a table left out."""
        printed = [forms[table] for table in self.tables if table in forms]
        if printed:
            return set(printed) <= set(self.forms)
        return bool(set(forms.values()) & set(self.forms))


@dataclass(frozen=True, slots=True)
class Indicator:
    """A named figure: what is counted, how the law reads it, what it is not.

    Attributes
    ----------
    number : str
        K01 to K36; H1 to H4 are the bridges across forms.
    measure : {"share", "ratio", "function"}
        A share is a part of a whole, a ratio may exceed 1, a function is found by the id.
    per : int
        The ratio is given per so many of the denominator.
    alternatives : tuple of str
        Ids of other definitions of the same idea.
    """

    id: str
    number: str
    measure: Measure
    per: int
    zh: str
    en: str
    legal_zh: str
    legal_en: str
    is_not_zh: str
    is_not_en: str
    forms_zh: str
    forms_en: str
    alternatives: tuple[str, ...]
    source: str
    counts: tuple[CountOfCells, ...]

    def count(self, forms: Mapping[str, str]) -> CountOfCells | None:
        """The count for a report whose tables have these forms; None if none of them has it."""
        return next((count for count in self.counts if count.applies(forms)), None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no value, in both languages; with placeholders."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class IndicatorDefinitions:
    """The definition table: `messages` by the status of a row, `statuses` the Chinese of a cell's status."""

    indicators: tuple[Indicator, ...]
    messages: Mapping[str, Reason]
    statuses: Mapping[str, str]


def _cells(data: Table, key: str, forms: Sequence[str]) -> tuple[SummedCell, ...]:
    cells = []
    for i, name in enumerate(data.texts(key)):
        cell = SummedCell.of(name)
        for form in forms:
            if cell.key not in _official(form):
                raise data.wrong(f"{key}[{i}]", f"a cell table.row.column of form {form}", name)
        cells.append(cell)
    if not cells:
        raise data.wrong(key, "at least one cell", [])
    return tuple(cells)


@cache
def _official(form: str) -> frozenset[tuple[str, str, str]]:
    tables = forms.load(form).tables
    return frozenset((table.id, row.id, column.id) for table in tables for row, column in table.cells())


def _count(data: Table) -> CountOfCells:
    counted = data.texts("forms")
    for form in counted:
        if form not in forms.available():
            raise data.wrong("forms", " | ".join(forms.available()), form)
    cells = {key: _cells(data, key, counted) for key in ("numerator", "denominator")}
    return data.of(CountOfCells, forms=counted, **cells)


def _indicator(data: Table) -> Indicator:
    return data.of(
        Indicator,
        per=data.integer_or_none("per") or 1,
        alternatives=data.texts("alternatives", required=False),
        counts=tuple(map(_count, data.tables("counts"))),
    )


def _definitions(data: Table) -> IndicatorDefinitions:
    statuses, messages = data.table("statuses"), data.table("messages")
    without = (status for status in Status if status not in CERTAIN)
    printed = {status.value: statuses.text(status.value) for status in without}
    statuses.done()
    details = {key: texts.of(Reason) for key, texts in messages.named_tables()}
    return IndicatorDefinitions(_indicators(data), details, printed)


def _indicators(data: Table) -> tuple[Indicator, ...]:
    indicators = tuple(map(_indicator, data.tables("indicators")))
    by_id = {indicator.id: indicator for indicator in indicators}
    for i, indicator in enumerate(indicators):
        if by_id[indicator.id] is not indicator:
            raise data.wrong(f"indicators[{i}].id", "each id once", indicator.id)
        for other in indicator.alternatives:
            if other not in by_id or indicator.id not in by_id[other].alternatives:
                raise data.wrong(f"indicators[{i}].alternatives", "an indicator that names this one", other)
    return indicators


@cache
def load() -> IndicatorDefinitions:
    """What data/indicators.toml says.

    Raises
    ------
    ResourceError
        If the file is wrong; names the key path.
    """
    return load_toml("indicators.toml", _definitions)


def load_own(path: Path) -> tuple[Indicator, ...]:
    """The indicators of a user's TOML file, each a share or a ratio of sums of cells.

    Raises
    ------
    ResourceError
        If the file is wrong, or an id or number is one of ours; names the key path.
    """

    def build(data: Table) -> tuple[Indicator, ...]:
        found = _indicators(data)
        ours = {name for indicator in load().indicators for name in (indicator.id, indicator.number)}
        for i, indicator in enumerate(found):
            if taken := ours & {indicator.id, indicator.number}:
                raise data.wrong(f"indicators[{i}]", "an id and a number that we do not have", *taken)
            if indicator.measure == "function":
                raise data.wrong(f"indicators[{i}].measure", "share | ratio", "function")
        return found

    return load_toml(path, build)


def named(which: str | Iterable[str] | None = None, own: tuple[Indicator, ...] = ()) -> tuple[Indicator, ...]:
    """The indicators of those ids or numbers (``"K06"``), in the order of the table; all for None.

    Raises
    ------
    GovReportError
        If there is no such indicator; the message lists those known.
    """
    everything = (*load().indicators, *own)
    if which is None:
        return everything
    if not isinstance(which, Iterable):
        raise ArgumentError(f"which: one id or several were expected, as 'denial_rate'; found {which!r:.60}")
    wanted = {which} if isinstance(which, str) else set(map(str, which))
    unknown = wanted - {name for indicator in everything for name in (indicator.id, indicator.number)}
    if unknown:
        known = ", ".join(f"{indicator.id} ({indicator.number})" for indicator in everything)
        meant = near(min(unknown), [indicator.id for indicator in everything])
        raise GovReportError(f"no indicator {', '.join(sorted(unknown))}; {meant}known: {known}")
    return tuple(indicator for indicator in everything if wanted & {indicator.id, indicator.number})
