"""Whether numbers close: sums that a report breaks, and prose beside the table."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from govreport.checks.grim import explain_growth
from govreport.checks.identities import rules_of_forms
from govreport.report import Report, Status
from govreport.studies.history import judged_places

__all__ = ["broken_sums", "prose_and_table", "stated_growth"]

_VARIABLES = {
    "requests_received": "requests_new",
    "requests_answered": "requests_concluded",
    "reconsideration_total": "reconsideration",
    "litigation_total": "litigation",
    "documents_normative": "normative_made",
    "documents_in_force": "normative_in_force",
}
"""What the prose calls otherwise than the crosswalk."""


def broken_sums(findings: pd.DataFrame, figures: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Whether each report breaks a sum of its form, where its page can say so.

    A report with cells that were cut with the help of the sums (``recovered``) cannot test them and is not
    judged; neither is one in which every sum is of zeros.

    Parameters
    ----------
    findings, figures : DataFrame
        ``frames.findings`` and ``frames.figures``.
    known : DataFrame
        The `inventory` of the reports, or ``reports`` of `designed`.

    Returns
    -------
    DataFrame
        `known` with places (judged, each once, `judged_places`), places_broken and broken (NA where not
        judged).
    """
    cut = set(figures.loc[figures["status"].eq(Status.RECOVERED.value), "report_id"])
    places = judged_places(findings, rules_of_forms())
    places = places[~places["report_id"].isin(cut)]
    counted = places.groupby("report_id")["broken"].agg(places="size", places_broken="sum")
    table = known.merge(counted.reset_index(), on="report_id", how="left")
    table = table.astype({"places": "Int64", "places_broken": "Int64"})
    return table.assign(broken=table["places_broken"].gt(0).where(table["places"].notna()).astype("boolean"))


def prose_and_table(stated: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """Each exact number of the prose beside the cell of the table of the same report.

    "Received" may count the requests carried in or not: either is taken.

    Parameters
    ----------
    stated : DataFrame
        ``corpus.stated("facts")``.
    panel : DataFrame
        `gr.panel` of the reports, or more of them.

    Returns
    -------
    DataFrame
        body_id, organ, year, concept, value_prose, value_table, agrees, address; where the table has a
        number.
    """
    exact = stated[stated["qualifier"].eq("exact")]
    exact = exact.assign(variable=exact["concept"].replace(_VARIABLES)).drop_duplicates(["report", "concept"])
    cells = panel[["body_id", "organ", "year", "variable", "value"]]
    both = exact.merge(cells, on=["organ", "year", "variable"], suffixes=("_prose", "_table"))
    carried = cells.loc[cells["variable"].eq("carried_in"), ["organ", "year", "value"]]
    both = both.merge(carried, on=["organ", "year"], how="left").dropna(subset="value_table")
    more = both["value"].where(both["concept"].eq("requests_received"), 0).fillna(0)
    gap = both["value_prose"] - both["value_table"]
    both = both.assign(agrees=(gap.eq(0) | gap.eq(more)).astype("boolean"))
    columns = ["body_id", "organ", "year", "concept", "value_prose", "value_table", "agrees", "address"]
    return both[columns].sort_values(columns[:4], ignore_index=True)


def stated_growth(report: Report | None) -> dict[str, Decimal | float | int | None]:
    """The growth of requests that a report states, beside what whole numbers of last year give (GRIM).

    Parameters
    ----------
    report : Report or None

    Returns
    -------
    dict
        new (requests of the table), claimed (percent), last (last year's number whose *ratio* is the growth
        that is claimed), ratio and growth (percent, from it), above and below (the possible growths next to
        the one that is claimed). None where the report does not say, or there is no such number.

    Notes
    -----
    Brown, N. J. L., and J. A. J. Heathers. 2017. The GRIM test. Social Psychological and Personality
    Science 8.
    """
    names = ("new", "claimed", "last", "ratio", "growth", "above", "below")
    found: dict[str, Decimal | float | int | None] = dict.fromkeys(names)
    if report is None:
        return found
    figure = report.figure("requests", "new", "total") if "requests" in report.forms else None
    new = int(figure.value) if figure is not None and figure.value else None
    facts = report.facts
    stated = facts.loc[facts["concept"].eq("change_percent"), "value"]
    found["new"] = new
    if not len(stated) or not new or stated.iloc[0] <= -100:
        return found
    claimed = Decimal(f"{stated.iloc[0]:g}")
    slips = explain_growth(claimed, new)
    last = next((int(slip.candidates[0]) for slip in slips if slip.kind == "ratio"), None)
    low = int(100 * new / (100 + claimed))
    above, below = (100 * (new - n) / n if n else None for n in (low, low + 1))
    found |= {"claimed": claimed, "above": above, "below": below, "last": last}
    if last:
        found |= {"ratio": 100 * new / last, "growth": 100 * new / last - 100}
    return found
