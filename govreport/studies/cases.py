"""Rates of requests and disputes, report by report and summed over groups, with what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.axes import Axes

from govreport.measures.estimating import estimate
from govreport.measures.indicators.functions import SMALL
from govreport.plots import dots, titled
from govreport.resources.messages import require_columns
from govreport.studies.material import NOT_KNOWN

__all__ = ["contradicted", "draw_rates", "largest", "pooled", "rates"]


def rates(values: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """What `gr.measure` gives, with the report and the labels that `plots.dots` draws.

    Parameters
    ----------
    values : DataFrame
        Of `gr.measure`.
    known : DataFrame
        The `inventory` of the reports.

    Returns
    -------
    DataFrame
        The rows of `values` with body_id, organ, level, year, origin, source, and label_zh (organ and year),
        label_en (level, form and origin); sorted by organ and year.
    """
    who = known[["report_id", "body_id", "organ", "level", "year", "origin", "source"]]
    both = values.merge(who, on="report_id", how="left", validate="many_to_one")
    organ = both["organ"].fillna("机关未载明 organ not stated")
    level = both["level"].fillna("level not known")
    both["label_zh"] = organ + " " + both["year"].astype("string").fillna("?")
    both["label_en"] = level + ", form " + both["form"].fillna("?") + ", " + both["origin"]
    return both.sort_values(["indicator", "organ", "year", "report_id"], ignore_index=True)


def largest(rows: pd.DataFrame, most: int = 40, least: int = SMALL) -> pd.DataFrame:
    """The rows that have a value and at least `least` cases, no more than `most`: those with the most cases.

    They come in the order in which they stood: as many lines as a page holds.
    """
    measured = rows[rows["value"].notna() & rows["n"].ge(least).fillna(False)]
    chosen = measured.sort_values("n", ascending=False, kind="stable").head(most)
    return measured[measured.index.isin(chosen.index)].reset_index(drop=True)


def draw_rates(values: pd.DataFrame, indicator: str, title: str, axis: str) -> Axes | None:
    """Dots for the reports that have a value of a share, whatever it rests on: 40 at most, no ranking.

    Parameters
    ----------
    values : DataFrame
        `rates`.
    indicator : str
        The id of a share.
    title, axis : str
        In both languages; how many of the reports are drawn is added to the title.

    Returns
    -------
    Axes or None
        None where no report has a value.
    """
    rows = values[values["indicator"] == indicator]
    shown = largest(rows, least=1)
    if shown.empty:
        return None
    heading = titled(f"{title} ({len(shown)}/{len(rows)} 份 reports)", shown["organ"])
    return dots(shown, heading, axis, percent=True)


def pooled(values: pd.DataFrame, by: Sequence[str], clusters: str | None = None) -> pd.DataFrame:
    """Numerators and denominators summed over the reports of a group: one rate of all their cases.

    Large reports weigh more than small ones. Cases of one body resemble each other, so that the interval is
    that of `gr.estimate` between bodies; where a group has fewer than five reports, or one body, there is
    none.

    Parameters
    ----------
    values : DataFrame
        Of `gr.measure` or `rates`, with the columns `by`.
    by : list of str
        Columns whose values make a group, after the indicator. A report without one is a group "not known".
    clusters : str, optional
        The column that names the body; by default ``body_id`` where `values` has it, as those of `rates`
        do. Without one each report is taken for a body of its own, and `bodies` is NA.

    Returns
    -------
    DataFrame
        indicator, the columns `by`, reports, left_out (reports of the group without a certain number),
        bodies, part, n, value, low, high (95%; NA for ratios that may exceed 1), small_n.

    Raises
    ------
    GovReportError
        If a column is missing.
    """
    if clusters is None and "body_id" in values:
        clusters = "body_id"
    wanted = [*by] if clusters is None else [*by, clusters]
    require_columns(values, wanted, "values")
    grouping = ["indicator", *by]
    keyed = values.assign(**{name: values[name].astype("object").fillna(NOT_KNOWN) for name in by})
    body = keyed["report_id"] if clusters is None else keyed[clusters].fillna(keyed["report_id"])
    keyed = keyed.assign(_body=body.astype("string"))
    rows = []
    for names, group in keyed.groupby(grouping, sort=True):
        certain = group[group["status"].isin(["measured", "denominator_zero"])]
        share = bool(certain["low"].notna().any())
        part, whole = float(certain["numerator"].sum()), float(certain["denominator"].sum())
        held = int(certain["_body"].nunique())
        ends: tuple[object, object] = (None, None)
        if share and whole and held > 1:
            found = estimate(certain, "numerator", of="denominator", clusters="_body", interval="logit").iloc[
                0
            ]
            ends = found["low"], found["high"]
        value = part / whole if whole else None
        left = len(group) - len(certain)
        rows.append(
            (*names, len(certain), left, held if clusters else None, part, whole, value, *ends, whole < SMALL)
        )
    columns = [*grouping, "reports", "left_out", "bodies", "part", "n", "value", "low", "high", "small_n"]
    kinds = {**dict.fromkeys(("part", "n", "value", "low", "high"), "Float64"), "small_n": "boolean"}
    counts = dict.fromkeys(("reports", "left_out", "bodies"), "Int64")
    return pd.DataFrame(rows, columns=columns).astype({**kinds, **counts})


def contradicted(findings: pd.DataFrame, rules: Iterable[str]) -> frozenset[str]:
    """The ids of the reports that break one of these rules without a listed reason.

    Where the sums of a table do not hold, a rate made of its cells may be as wrong as the table.
    """
    broken = findings["passed"].eq(False).fillna(False) & findings["explained"].isna()
    return frozenset(findings.loc[broken & findings["rule"].isin(list(rules)), "report_id"])
