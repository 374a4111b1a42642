"""The share that is there, from the share that a coder or a machine reports and how often it is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from govreport.errors import GovReportError
from govreport.resources.messages import require_columns

__all__ = ["corrected_share"]

_DRAWS = 20_000


def corrected_share(
    apparent: pd.DataFrame,
    true_positive: int,
    false_positive: int,
    false_negative: int,
    true_negative: int,
    *,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Correct shares for the errors of the coder that counted them (Rogan and Gladen).

    Parameters
    ----------
    apparent : DataFrame
        Of `estimate`: the shares of what the coder calls present.
    true_positive, false_positive, false_negative, true_negative : int
        What the coder did on a validated sample of the same population: sensitivity (recall) and specificity
        are taken from it. Precision moves with the share itself and cannot be carried over.
    seed : int
        Of the draws for the interval.
    level : float
        Of confidence.

    Returns
    -------
    DataFrame
        `apparent` (groups kept) with the columns apparent, sensitivity, specificity, estimate, low, high, n
        and method. All is NA where nothing was estimated.

    Raises
    ------
    GovReportError
        If a count is negative, the validated sample has no case with or none without, or the coder is no
        better than chance (sensitivity + specificity <= 1): then no correction exists.

    Notes
    -----
    Rogan, W. J., and B. Gladen. 1978. Estimating prevalence from the results of a screening test. American
    Journal of Epidemiology 107: (apparent + specificity - 1) / (sensitivity + specificity - 1), within 0 and
    1. The interval draws the three rates from beta distributions (Jeffreys prior), the apparent share with
    its effective sample size, so that its design and the doubt about both rates are in it.

    Examples
    --------
    >>> import pandas as pd
    >>> found = gr.estimate(pd.DataFrame({"stated": [1] * 30 + [0] * 70}), "stated")
    >>> gr.corrected_share(found, 18, 2, 2, 78)[["apparent", "estimate"]].round(3).values.tolist()
    [[0.3, 0.314]]
    """
    needed = ("estimate", "standard_error", "missing", "n_clusters", "df", "method")
    require_columns(apparent, needed, "apparent")
    counts = (true_positive, false_positive, false_negative, true_negative)
    present, absent = true_positive + false_negative, true_negative + false_positive
    if min(counts) < 0 or not present or not absent:
        raise GovReportError(
            "validated sample: counts of at least 0 were expected, with cases that have it and cases that "
            f"have not; found {counts}"
        )
    sensitivity, specificity = true_positive / present, true_negative / absent
    if sensitivity + specificity <= 1:
        raise GovReportError(
            f"sensitivity {sensitivity:.2f} + specificity {specificity:.2f}: more than 1 was expected; a "
            "coder no better than chance cannot be corrected"
        )
    draw = np.random.default_rng(seed)
    senses = draw.beta(true_positive + 0.5, false_negative + 0.5, _DRAWS)
    specifics = draw.beta(true_negative + 0.5, false_positive + 0.5, _DRAWS)
    rows: list[tuple[float, float, float, float]] = []
    estimates = apparent[["estimate", "standard_error", "n_clusters"]].to_numpy(dtype=float, na_value=np.nan)
    for share, error, n_clusters in estimates.tolist():
        if np.isnan(share) or np.isnan(error):
            rows.append((share, np.nan, np.nan, np.nan))
            continue
        cases = share * (1 - share) / error**2 if error > 0 else n_clusters
        seen = draw.beta(cases * share + 0.5, cases * (1 - share) + 0.5, _DRAWS)
        better = senses + specifics > 1
        runs = np.clip(((seen + specifics - 1) / (senses + specifics - 1))[better], 0, 1)
        low, high = map(float, np.quantile(runs, ((1 - level) / 2, (1 + level) / 2)))
        point = min(1.0, max(0.0, (share + specificity - 1) / (sensitivity + specificity - 1)))
        rows.append((share, point, min(low, point), max(high, point)))
    kept = apparent.drop(columns=["standard_error", "missing", "n_clusters", "df"])
    found = pd.DataFrame(rows, columns=["apparent", "estimate", "low", "high"], index=apparent.index)
    for name in found:
        kept[name] = pd.array([None if np.isnan(value) else value for value in found[name]], dtype="Float64")
    return kept.assign(
        sensitivity=sensitivity,
        specificity=specificity,
        method=kept["method"] + "; Rogan–Gladen",
    )
