"""A panel with one row per body and year for regressions: codes of places, lags, what may be compared."""

from __future__ import annotations

import pandas as pd

from govreport.errors import GovReportError
from govreport.panel import crosswalk
from govreport.panel.years import changes
from govreport.regions import resolve

__all__ = ["panel_wide"]

_CELL = ["body_id", "year"]
_NAMED = ("organ", "region", "level", "body", "scope", "origin", "report_id", "source")


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
        ``no``: whether the form of that year counts alike). Sorted by body_id and year.

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
    if frame.duplicated([*_CELL, "variable"]).any():
        raise GovReportError("panel: one row for each body, year and variable was expected; found two")
    known = [one.id for one in crosswalk.load() if one.id in set(frame["variable"])]
    who = frame.drop_duplicates(_CELL).set_index(_CELL)[list(_NAMED)]
    codes = [resolve(organ, year).code_2024 for organ, (_, year) in zip(who["organ"], who.index, strict=True)]
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
    return who.sort_index().reset_index()


def _spread(frame: pd.DataFrame, column: str, names: list[str]) -> pd.DataFrame:
    return frame.pivot(index=_CELL, columns="variable", values=column).reindex(columns=names)
