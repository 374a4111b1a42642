"""Indicators beside each other: ranks that show their uncertainty, and what other definitions change."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from govreport.errors import ArgumentError, GovReportError
from govreport.measures.indicators.definitions import Indicator, named
from govreport.measures.indicators.functions import SMALL
from govreport.resources.messages import require_columns

__all__ = ["alternatives", "ranking", "side_by_side"]

_DRAWN = ("rank_low", "rank_high", "p_first")
_DRAWS = 2000


def ranking(values: pd.DataFrame, indicator: str, min_n: int = SMALL) -> pd.DataFrame:
    """The reports in the order of one indicator, the highest first.

    Parameters
    ----------
    values : DataFrame
        What `measure` gives.
    indicator : str
        An id or a number.
    min_n : int
        A report with fewer cases gets no rank, whatever its value.

    Returns
    -------
    DataFrame
        report_id, form, bridge, n, value, low, high, rank, tied, best_rank, worst_rank, rank_low, rank_high,
        p_first, message_zh, message_en; those without a rank last, with the reason. Equal values have the
        same `rank`; `tied` counts the reports that have it. `best_rank` and `worst_rank` leave above and
        below only the reports whose whole interval lies there: where they are far apart the order says
        little.
        `rank_low` and `rank_high` hold 95% of the ranks, and `p_first` the share of first ranks, in 2,000
        draws of all rates (seeded): an order is worth telling where they are close together. NA for
        indicators without an interval.

    Raises
    ------
    GovReportError
        If `values` does not hold the indicator.

    Notes
    -----
    Two intervals that overlap do not prove that the rates are equal; that they do not overlap is a
    stricter test than one at 5% (Goldstein and Healy 1995, JRSS A 158). Draws are of the beta distribution
    of each share (Jeffreys prior); ranks as random quantities: Goldstein and Spiegelhalter 1996, JRSS A 159.
    Cases of one report are taken for independent, so that the true ranks are less sure still.

    Examples
    --------
    >>> reports = gr.Corpus("corpus").keyed()
    >>> values = gr.measure(reports)
    >>> gr.ranking(values, "disclosure_rate_strict")[["n", "rank", "best_rank", "worst_rank"]].head(2)
          n  rank  best_rank  worst_rank
    0  64.0     1          1           3
    1  95.0     2          1           3
    """
    rows = _rows(values, _one(indicator))
    ranked = rows[_eligible(rows, min_n)].copy()
    ranked["rank"] = ranked["value"].rank(method="min", ascending=False).astype("Int64")
    ranked["tied"] = ranked.groupby("rank")["rank"].transform("size").astype("Int64")
    low, high = (ranked[end].to_numpy(dtype=float, na_value=np.nan) for end in ("low", "high"))
    whole = pd.array(~np.isnan(low), dtype="boolean")
    above = len(low) - np.searchsorted(np.sort(low), high, side="right")
    below = np.searchsorted(np.sort(high), low, side="left")
    ranked["best_rank"] = pd.Series(above + 1, ranked.index, dtype="Int64").where(whole)
    ranked["worst_rank"] = pd.Series(len(low) - below, ranked.index, dtype="Int64").where(whole)
    spread = _rank_draws(ranked) if len(low) and not np.isnan(low).any() else np.full((3, len(low)), np.nan)
    for name, row in zip(_DRAWN, spread.tolist(), strict=True):
        column = pd.array([None if np.isnan(value) else value for value in row], dtype="Float64")
        ranked[name] = column if name == "p_first" else column.astype("Int64")
    rest = rows[~_eligible(rows, min_n)].copy()
    few = rest["status"] == "measured"
    rest["message_zh"] = rest["message_zh"].mask(few, f"案件少于 {min_n} 件，不排名。")
    rest["message_en"] = rest["message_en"].mask(few, f"fewer than {min_n} cases: no rank")
    for name in ("rank", "tied", "best_rank", "worst_rank"):
        rest[name] = pd.Series(pd.NA, rest.index, dtype="Int64")
    for name in _DRAWN:
        rest[name] = pd.Series(pd.NA, rest.index, dtype=ranked[name].dtype)
    both = pd.concat([ranked.sort_values(["rank", "report_id"]), rest.sort_values("report_id")])
    columns = ["report_id", "form", "bridge", "n", "value", "low", "high", "rank", "tied"]
    columns += ["best_rank", "worst_rank", *_DRAWN, "message_zh", "message_en"]
    return both[columns].reset_index(drop=True)


def _rank_draws(ranked: pd.DataFrame) -> NDArray[np.float64]:
    """Ends of 95% of the ranks of each report, and how often it is first, where each share is drawn again."""
    from scipy.stats import rankdata  # slow to import

    part, whole = (ranked[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    draw = np.random.default_rng(0)
    shares = draw.beta(part + 0.5, whole - part + 0.5, size=(_DRAWS, len(part)))
    ranks = rankdata(-shares, axis=1, method="min")
    ends = np.quantile(ranks, (0.025, 0.975), axis=0, method="inverted_cdf")
    return np.vstack([ends, (ranks == 1).mean(axis=0)])


def side_by_side(values: pd.DataFrame, indicator: str, min_n: int = SMALL) -> pd.DataFrame:
    """Every definition of an idea for every report: a row per report, its value and rank by each.

    Returns
    -------
    DataFrame
        Index report_id; for each definition a column with its id and one ``id.rank`` (NA as in
        `ranking`), the asked one first.

    Examples
    --------
    >>> reports = gr.Corpus("corpus").keyed()
    >>> values = gr.measure(reports)
    >>> gr.side_by_side(values, "disclosure_rate_strict").columns.tolist()[:3]
    ['disclosure_rate_strict', 'disclosure_rate_strict.rank', 'disclosure_rate_wide']
    """
    columns = {}
    for definition in _family(indicator):
        ranks = ranking(values, definition.id, min_n).set_index("report_id")
        columns[definition.id] = ranks["value"]
        columns[f"{definition.id}.rank"] = ranks["rank"]
    return pd.DataFrame(columns).sort_index()


def alternatives(values: pd.DataFrame, indicator: str, min_n: int = SMALL) -> pd.DataFrame:
    """How far the definitions of one idea rank the same reports alike.

    Parameters
    ----------
    values : DataFrame
        What `measure` gives, holding the indicator and its alternatives.

    Returns
    -------
    DataFrame
        One row per pair of definitions: one, other, n_reports (ranked by both), tau (Kendall's tau-b;
        NA for fewer than two reports or where one definition does not tell them apart), moved (reports
        whose rank among these is another), largest_move (in ranks).

    Notes
    -----
    Kendall, M. G. 1945. The treatment of ties in ranking problems. Biometrika 33.

    Examples
    --------
    >>> reports = gr.Corpus("corpus").keyed()
    >>> values = gr.measure(reports)
    >>> gr.alternatives(values, "disclosure_rate_strict")["other"].unique().tolist()
    ['disclosure_rate_wide', 'disclosure_rate_substantive']
    """
    rows = []
    for one, other in combinations(_family(indicator), 2):
        measured = (_rows(values, definition) for definition in (one, other))
        ranked = (rows_.loc[_eligible(rows_, min_n)].set_index("report_id")["value"] for rows_ in measured)
        pair = pd.concat(list(ranked), axis=1, join="inner", keys=["one", "other"]).astype(float)
        ranks = pair.rank(method="min", ascending=False)
        moves = (ranks["one"] - ranks["other"]).abs()
        largest = int(moves.max()) if len(pair) else None
        rows.append((one.id, other.id, len(pair), _tau(pair), int((moves > 0).sum()), largest))
    frame = pd.DataFrame(rows, columns=["one", "other", "n_reports", "tau", "moved", "largest_move"])
    kinds = {"one": "string", "other": "string", "tau": "Float64"}
    return frame.astype({**dict.fromkeys(frame.columns, "Int64"), **kinds})


def _tau(pair: pd.DataFrame) -> float | None:
    from scipy.stats import kendalltau  # slow to import

    if (pair.nunique() < 2).any():
        return None
    return float(kendalltau(pair["one"], pair["other"]).statistic)


def _one(indicator: str) -> Indicator:
    if not isinstance(indicator, str):
        raise ArgumentError(f"indicator: one id was expected, as 'denial_rate'; found {indicator!r:.60}")
    (found,) = named(indicator)
    return found


def _family(indicator: str) -> tuple[Indicator, ...]:
    asked = _one(indicator)
    if not asked.alternatives:
        raise GovReportError(f"indicator {asked.id} has no alternative definitions")
    return (asked, *(other for id_ in asked.alternatives for other in named(id_)))


def _rows(values: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    require_columns(values, ("report_id", "indicator", "value", "n"), "values")
    rows = values[values["indicator"] == indicator.id]
    if rows.empty:
        raise GovReportError(f"no rows of indicator {indicator.id}: measure it first")
    return rows


def _eligible(rows: pd.DataFrame, min_n: int) -> pd.Series[bool]:
    return rows["value"].notna() & (rows["n"] >= min_n).fillna(False)
