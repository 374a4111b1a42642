"""A panel with one row per body and year for regressions: codes of places, lags, what may be compared."""

from __future__ import annotations

from functools import cache

import pandas as pd

from govreport.errors import GovReportError
from govreport.panel import crosswalk
from govreport.panel.known import own_columns
from govreport.panel.years import PANEL, changes
from govreport.regions import resolve
from govreport.resources.messages import require_columns

__all__ = ["SUFFIXES", "identity", "panel_wide", "schema", "with_every_variable"]

_CELL = ["body_id", "year"]
SUFFIXES = {"": "Float64", "_lag": "Float64", "_comparable": "string"}
"""What stands behind the name of a variable in its columns, with their types."""
_NAMED = ("organ", "region", "level", "body", "scope", "origin", "report_id", "source")


def identity() -> dict[str, str]:
    """The columns that say whose row it is, with their types, in order."""
    first = ("body_id", "year", "organ", "region", "code_2024", "province", "prefecture")
    return {name: PANEL.get(name, "string") for name in (*first, *_NAMED[2:])}


@cache
def schema() -> dict[str, str]:
    """Columns, in order, and types of a panel with every variable of the crosswalk."""
    variables = {f"{one.id}{end}": type_ for one in crosswalk.load() for end, type_ in SUFFIXES.items()}
    return identity() | variables


def panel_wide(frame: pd.DataFrame) -> pd.DataFrame:
    """A panel with one row per body and year and a column for each variable.

    Parameters
    ----------
    frame : DataFrame
        A `panel`, or rows of it.

    Returns
    -------
    DataFrame
        body_id, year, organ, region (GB/T 2260 of the report's year), code_2024 (of the same place in the
        list of 2024, so that it is one code through the years), province and prefecture (codes of six digits,
        from code_2024; a province has no prefecture), level, body, scope, origin, report_id, source; then for
        each variable of the panel, in the order of the crosswalk, its value, ``<variable>_lag`` (the value of
        the year before; NA where that year is not there) and ``<variable>_comparable`` (``yes``, ``partly``,
        ``no``: whether the form of that year counts alike); then what a manifest says of the reports, as in
        the panel. Sorted by body_id and year.

    Raises
    ------
    GovReportError
        If a body has two rows of one variable in a year: `govreport.panel` gives one.

    Examples
    --------
    >>> wide = gr.panel_wide(gr.panel(gr.Corpus("corpus/census").keyed()))
    >>> police = wide[wide["organ"].str.contains("公安局")]
    >>> police[["year", "requests_new", "requests_new_lag"]].values.tolist()[1:3]
    [[2021, 1.0, <NA>], [2022, 1.0, 1.0]]
    """
    require_columns(frame, [*_CELL, *_NAMED, "variable", "value"], "panel")
    if frame.duplicated([*_CELL, "variable"]).any():
        raise GovReportError("panel: one row for each body, year and variable was expected; found two")
    known = [one.id for one in crosswalk.load() if one.id in set(frame["variable"])]
    who = frame.drop_duplicates(_CELL).set_index(_CELL)[list(_NAMED)].copy()
    codes = [
        resolve(organ, year).code_2024
        for organ, (_, year) in zip(who["organ"].fillna(""), who.index, strict=True)
    ]
    fixed = pd.Series(codes, who.index, dtype="string").fillna(who["region"])
    who.insert(2, "code_2024", fixed)
    who.insert(3, "province", fixed.str[:2] + "0000")
    who.insert(4, "prefecture", (fixed.str[:4] + "00").mask(fixed.str[2:4].eq("00")))
    values = _spread(frame, "value", known)
    steps = changes(frame)
    steps = steps[steps["year"].eq(steps["year_before"] + 1)]
    lags, alike = (_spread(steps, name, known) for name in ("value_before", "comparable"))
    for name in known:
        who[name] = values[name]
        who[f"{name}_lag"] = lags[name].astype("Float64")
        who[f"{name}_comparable"] = alike[name].astype("string")
    own = own_columns((str(name) for name in frame if name not in PANEL), schema())
    of_manifest = frame.drop_duplicates(_CELL).set_index(_CELL)
    for name in ("address", "retrieved", *own):
        if name in frame:
            who[own.get(name, name)] = of_manifest[name]
    return who.sort_index().reset_index()


def with_every_variable(wide: pd.DataFrame) -> pd.DataFrame:
    """A `panel_wide` with the columns of variables that no report has, so that every one has the same."""
    own = [name for name in wide if name not in schema()]
    return wide.reindex(columns=[*schema(), *own]).astype(schema())


def _spread(frame: pd.DataFrame, column: str, names: list[str]) -> pd.DataFrame:
    return frame.pivot(index=_CELL, columns="variable", values=column).reindex(columns=names)
