"""Named ratios of the official tables, each with its cells, its interval, or why it has no value.

values = measure(frames.figures, ["K01", "K06"], reports=frames.reports)
ranking(values, "disclosure_rate_strict")
alternatives(values, "disclosure_rate_strict")
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from govreport import forms
from govreport.forms import SummedCell
from govreport.frames import Frames, figures_in
from govreport.frames.one_per_year import chosen_in, one_per_year, open_cells
from govreport.measures.indicators.compare import alternatives, ranking, side_by_side
from govreport.measures.indicators.definitions import (
    CountOfCells,
    Indicator,
    load,
    load_own,
    named,
)
from govreport.measures.indicators.functions import (
    FUNCTIONS,
    SMALL,
    MeasuredValue,
    Refused,
    share_or_ratio,
    wilson,
)
from govreport.measures.indicators.printed import Known, Printed, bodies, populations, printed
from govreport.parsing.given import Reports
from govreport.resources import fingerprint

__all__ = ["SCHEMA", "alternatives", "measure", "named", "ranking", "side_by_side", "wilson"]

SCHEMA = {
    **dict.fromkeys(("report_id", "form", "indicator"), "string"),
    **dict.fromkeys(("numerator", "denominator", "n", "value", "low", "high"), "Float64"),
    "small_n": "boolean",
    **dict.fromkeys(("bridge", "status", "message_zh", "message_en"), "string"),
}
"""Columns, in order, and dtypes of what `measure` gives."""


def measure(
    figures: pd.DataFrame | Frames | Reports,
    which: str | Iterable[str] | None = None,
    *,
    reports: pd.DataFrame | None = None,
    population: pd.DataFrame | None = None,
    own: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """The indicators of every report: one row per report and indicator, whether it has a value or not.

    Parameters
    ----------
    figures : DataFrame, Frames, or Report, several, Corpus, or path of a file or folder
        ``frames.figures``: report_id, form, table, row, column, value, status; or what it can be made of.
    which : str or list of str, optional
        Ids or numbers (``"K06"``) of the indicators; all of them by default.
    reports : DataFrame, optional
        ``frames.reports``: report_id, organ, region, year, scope. `requests_growth` and
        `requests_per_100k` need it; of reports it is known already. Of several files of one body and year
        one is measured, as `govreport.one_per_year` chooses it; without this frame each file is.
    population : DataFrame, optional
        Residents: region (the code in `reports`), year, population. `requests_per_100k` needs it.

    own : path, optional
        A TOML file with indicators of your own (docs/own_knowledge.md), taken with ours; the file and the
        beginning of its SHA-256 stand in ``attrs["own_indicators"]``.

    Returns
    -------
    DataFrame
        Columns `SCHEMA`, sorted by report, then in the order of the definitions. `n` is the number of
        cases on which the value rests: the denominator; for requests per residents the requests.
        `low` and `high` are the 95% score interval (Wilson 1927), for shares only. `small_n` says that
        there are fewer than 30 cases. `status` is measured, or why there is no `value`; the messages
        say it in two languages.

    Raises
    ------
    GovReportError
        If there is no such indicator, a frame lacks a column or a cell stands there twice.

    Examples
    --------
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt")
    >>> gr.measure(report, "natural_share")[["numerator", "denominator", "value"]].values.tolist()
    [[60.0, 60.0, 1.0]]
    """
    wanted = named(which, () if own is None else load_own(Path(own)))
    if isinstance(figures, pd.DataFrame | Frames):
        frames = figures_in(figures)
    else:
        frames = one_per_year(figures).frames
    if reports is None and not isinstance(figures, pd.DataFrame):
        reports = frames.reports
    cells = frames.figures
    if reports is not None and (chosen := chosen_in(reports, cells)) is not None:
        cells = open_cells(cells, chosen)
        reports = reports[~reports["report_id"].isin(chosen.others)]
    known = Known(
        printed(cells),
        None if reports is None else bodies(reports),
        {} if population is None else populations(population),
    )
    rows = [_row(indicator, report, known) for report in known.printed.values() for indicator in wanted]
    columns: Any = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    made = pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=dtype)
            for (name, dtype), values in zip(SCHEMA.items(), columns, strict=True)
        }
    )
    made.attrs |= {} if own is None else {"own_indicators": fingerprint(Path(own))}
    return made


def _row(indicator: Indicator, report: Printed, known: Known) -> tuple[object, ...]:
    count = indicator.count(report.forms)
    found = _judged(indicator, count, report, known)
    form, bridge = report.form(count), count.bridge if count else None
    head = (report.report_id, form, indicator.id)
    sums = (_float(found.numerator), _float(found.denominator))
    if isinstance(found, Refused):
        return (*head, *sums, *[None] * 5, bridge, found.status, *_messages(found, form))
    interval = found.interval or (None, None)
    measured = (_float(found.cases), _float(found.value), *interval, found.cases < SMALL)
    return (*head, *sums, *measured, bridge, "measured", None, None)


def _judged(
    indicator: Indicator, count: CountOfCells | None, report: Printed, known: Known
) -> MeasuredValue | Refused:
    if count is None:
        return Refused("not_in_form", {"forms": report.form(None)})
    if absent := [table for table in count.tables if table not in report.forms]:
        return Refused("no_table", {"tables": ", ".join(absent)})
    if blank := report.without(count.cells):
        return Refused("not_judged", cells=blank)
    return FUNCTIONS.get(indicator.id, share_or_ratio)(indicator, count, report, known)


def _messages(found: Refused, form: str) -> tuple[str, str]:
    """The message of a status in Chinese and in English; cells of another year than the report's say so."""
    message = load().messages[found.status]
    year = f"{found.details['year']}: " if found.cells and "year" in found.details else ""
    zh = year + "、".join(_cell_zh(cell, status, form) for cell, status in found.cells)
    en = year + ", ".join(f"{cell} ({status})" for cell, status in found.cells)
    return message.zh.format(cells=zh, **found.details), message.en.format(cells=en, **found.details)


def _cell_zh(cell: SummedCell, status: str, form: str) -> str:
    return f"{_labels(cell.key, form)}（{load().statuses.get(status, status)}）"


@cache
def _labels(key: tuple[str, str, str], form: str) -> str:
    """The printed labels of a cell, row before column."""
    tables = (forms.load(one).table(key[0]) for one in form.split("+"))
    cells = ((row, column) for table in tables for row, column in table.cells())
    row, column = next((r, c) for r, c in cells if (r.id, c.id) == key[1:])
    return f"{row.zh}·{column.zh}"


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
