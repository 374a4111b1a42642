"""What requests and disputes came to, by report: counts of table 三 and 四, and a model of the outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

import numpy as np
import pandas as pd

from govreport.errors import GovReportError, MissingExtraError
from govreport.studies.designed import Cell, counts

__all__ = ["OUTCOMES", "contested", "outcome_model", "outcomes"]

OUTCOMES = {
    "granted": ("予以公开", "granted"),
    "partial": ("部分公开", "granted in part"),
    "denied": ("法定不予公开", "denied on legal grounds"),
    "not_held": ("本机关不掌握", "not held"),
    "unable": ("其他无法提供", "unable for other reasons"),
    "unprocessed": ("不予处理", "not processed"),
    "other": ("其他处理", "other"),
}
"""The outcomes of table 三 since 2019, as studies sum them, with their names in both languages."""
_ROWS = {
    "denied": "state_secret other_law security third_party internal deliberative case_file registry_query",
    "unable": "needs_creation unclear",
    "unprocessed": "petition repeat publication excessive reconfirm",
}


def outcomes(figures: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How the requests of each report ended, since 2019.

    Parameters
    ----------
    figures, reports : DataFrame
        ``frames.figures`` and ``frames.reports`` (`designed`).

    Returns
    -------
    DataFrame
        As `counts`: the keys of `OUTCOMES` (the forms of 2019 and 2021 count 其他处理 in one row and in
        three: here it is what the total has beside the rest), total (办理结果总计), refused (denied and
        not_held together) and fits: False where the outcomes are more than the total, so that no share of
        it can be had; NA where a number is not certain.

    Examples
    --------
    >>> from govreport.studies import designed
    >>> census = designed("corpus", "census")
    >>> found = outcomes(census.figures, census.reports)
    >>> int(found["total"].sum()), int((~found["fits"]).sum())
    (561, 6)
    """
    wanted: dict[str, Sequence[Cell]] = {
        name: [("requests", f"{name}.{row}", "total") for row in rows.split()] for name, rows in _ROWS.items()
    }
    wanted |= {name: [("requests", name, "total")] for name in ("granted", "partial")}
    wanted |= {"not_held": [("requests", "unable.not_held", "total")]}
    found = counts(figures, reports, {**wanted, "total": [("requests", "outcome_total", "total")]})
    stated = found[list(wanted)].sum(axis=1, skipna=False)
    left = found["total"] - stated
    return found.assign(
        other=left.where(left.ge(0)), refused=found["denied"] + found["not_held"], fits=left.ge(0)
    )


def contested(figures: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The reviews and suits of each report since 2019.

    Returns
    -------
    DataFrame
        As `counts`: reviews, reviews_pending, reviews_corrected, reviews_decided, suits, suits_direct
        (未经复议), any (whether there is a case at all) and fits: False where more were corrected than
        decided; NA where a number is not certain.
    """
    sums: Mapping[str, tuple[str, ...]] = {
        "reviews": ("reconsideration.total",),
        "reviews_pending": ("reconsideration.pending",),
        "reviews_corrected": ("reconsideration.corrected",),
        "suits": ("litigation_direct.total", "litigation_after.total"),
        "suits_direct": ("litigation_direct.total",),
    }
    cells = {name: [("remedies", *one.split(".")) for one in ones] for name, ones in sums.items()}
    found = counts(figures, reports, cells)  # type: ignore[arg-type]  # each is table, row, column
    decided = found["reviews"] - found["reviews_pending"]
    return found.assign(
        reviews_decided=decided,
        any=(found["reviews"] + found["suits"]).gt(0),
        fits=found["reviews_corrected"].le(decided),
    )


def outcome_model(
    table: pd.DataFrame, kinds: Sequence[str], base: str, by: str = "year", clusters: str = "body_id"
) -> pd.DataFrame:
    """How the odds of each outcome against another move with a number of the report: multinomial logit.

    Every case is one observation; the errors are clustered by body, because an office answers alike.

    Parameters
    ----------
    table : DataFrame
        Counts by report, such as `outcomes`; rows without all of them are left out.
    kinds : sequence of str
        Columns of counts.
    base : str
        The column of the outcome that they are compared with.
    by : str
        The column of the number: the odds ratio is of one more of it.

    Returns
    -------
    DataFrame
        kind, odds_ratio, low, high (95%, t with bodies - 1 degrees), n (cases), reports, bodies.

    Raises
    ------
    GovReportError
        If there are fewer than five bodies, or an outcome has no case.
    MissingExtraError
        If statsmodels is not installed.
    """
    if find_spec("statsmodels") is None:
        raise MissingExtraError("a model of outcomes needs statsmodels: pip install 'govreport[stats]'")
    from scipy.stats import t
    from statsmodels.discrete.discrete_model import MNLogit  # type: ignore[import-untyped]

    names = [base, *kinds]
    kept = table.dropna(subset=[*names, by, clusters])
    cases = kept[names].astype(int)
    bodies = kept.loc[cases.sum(axis=1).gt(0), clusters].nunique()
    if bodies < 5 or not cases.sum().gt(0).all():
        seen = f"{bodies} bodies; cases: {cases.sum().to_dict()}"
        raise GovReportError(f"table: five bodies or more, and a case of each outcome, were expected; {seen}")
    number = kept[by].to_numpy(dtype=float)
    code = pd.factorize(kept[clusters])[0]
    times = cases.to_numpy()
    outcome = np.concatenate([np.repeat(np.arange(len(names)), row) for row in times])
    row = np.repeat(np.arange(len(kept)), times.sum(axis=1))
    known = np.column_stack([np.ones(len(row)), number[row] - number[row].mean()])
    fit = MNLogit(outcome, known).fit(
        cov_type="cluster", cov_kwds={"groups": code[row]}, disp=0, method="newton"
    )
    reach = t.ppf(0.975, bodies - 1)
    slope, error = np.asarray(fit.params)[1], np.asarray(fit.bse).reshape(np.asarray(fit.params).shape)[1]
    return pd.DataFrame(
        {
            "kind": list(kinds),
            "odds_ratio": np.exp(slope),
            "low": np.exp(slope - reach * error),
            "high": np.exp(slope + reach * error),
            "n": len(row),
            "reports": int(cases.sum(axis=1).gt(0).sum()),
            "bodies": bodies,
        }
    )
