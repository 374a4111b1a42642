"""Design-based estimates: means, shares, totals and ratios with intervals that know how the sample was drawn.

A report is rarely alone: the reports of one body resemble each other, and some kinds of body were drawn more
often than others. An interval that takes them for independent cases is too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from govreport.errors import GovReportError
from govreport.resources.messages import require_columns

__all__ = ["FEWEST", "Interval", "Lonely", "estimate", "replicate_factors"]

Interval: TypeAlias = Literal["t", "logit", "beta"]
Lonely: TypeAlias = Literal["fail", "certainty", "remove", "average", "adjust"]
_Floats: TypeAlias = NDArray[np.float64]
_Codes: TypeAlias = NDArray[np.intp]

FEWEST = 5
"""Below so many cases nothing is estimated."""

_NUMBERS = {
    **dict.fromkeys(("estimate", "standard_error", "low", "high"), "Float64"),
    **dict.fromkeys(("n", "missing", "n_clusters", "df"), "Int64"),
    "method": "string",
}
_NONE = (None, None)


@dataclass(frozen=True, slots=True)
class _Design:
    """The clusters of a sample: of each its stratum, and of each stratum what share was left undrawn."""

    cluster: _Codes  # of each row
    stratum: _Codes  # of each cluster
    undrawn: _Floats  # of each stratum: 1 - drawn / population

    @property
    def sizes(self) -> _Codes:
        return np.bincount(self.stratum, minlength=len(self.undrawn))

    @property
    def lonely(self) -> NDArray[np.bool_]:
        """Strata of which one cluster was drawn and others were not: they show no variance."""
        alone: NDArray[np.bool_] = (self.sizes == 1) & (self.undrawn > 0)
        return alone

    def totals(self, scores: _Floats) -> _Floats:
        return np.bincount(self.cluster, scores, minlength=len(self.stratum)).astype(float)

    def variance(self, scores: _Floats, lonely: Lonely) -> float:
        """Of a sum of scores: between the clusters of each stratum."""
        totals, sizes, alone = self.totals(scores), self.sizes, self.lonely
        means = np.bincount(self.stratum, totals, minlength=len(sizes)) / sizes
        if lonely == "adjust":
            means = np.where(alone, totals.mean(), means)
        squares = np.bincount(self.stratum, (totals - means[self.stratum]) ** 2, minlength=len(sizes))
        parts = self.undrawn * squares * np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 1)
        if lonely == "average" and alone.any():
            return float(parts[~alone].mean() * len(sizes)) if not alone.all() else float("nan")
        return float(parts.sum())


def estimate(
    frame: pd.DataFrame,
    column: str,
    *,
    of: str | None = None,
    total: bool = False,
    by: str | Sequence[str] | None = None,
    weights: str | None = None,
    strata: str | None = None,
    clusters: str | None = None,
    population: str | None = None,
    interval: Interval | None = None,
    lonely: Lonely = "fail",
    bootstrap: int = 0,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Estimate a mean, share, total or ratio from a sample, with an interval that follows its design.

    Parameters
    ----------
    frame : DataFrame
        The whole sample, one row per unit. Give all rows, and ask for groups by `by`: what was drawn beside a
        group belongs to the design.
    column : str
        A column of numbers (its mean is estimated) or of True and False, or 0 and 1 (a share). Rows without a
        value are left out and counted in `missing`; blank is never 0.
    of : str, optional
        A column of numbers: the ratio of the two sums is estimated.
    total : bool
        Estimate the sum over the population instead; needs `weights`.
    by : str or list of str, optional
        Columns whose values make groups (domains), each estimated within the design of the whole.
    weights : str, optional
        Column: how many units of the population a row stands for. Without it all are alike.
    strata, clusters : str, optional
        Columns: the stratum from which a row was drawn; the cluster drawn in it, such as the body. Without
        `clusters` each row is one.
    population : str, optional
        Column: how many clusters the stratum has in the population (finite population correction).
    interval : {"t", "logit", "beta"}, optional
        ``logit`` and ``beta`` (Korn and Graubard) for shares only: of rows, or of what `of` counts. By
        default logit for a share of rows, t for the rest.
    lonely : {"fail", "certainty", "remove", "average", "adjust"}
        What a stratum of one cluster adds to the variance: an error, nothing (twice), the mean of the other
        strata, its distance from the mean of all clusters.
    bootstrap : int
        So many resamples of clusters within strata give the standard error; 0 is Taylor linearisation.
    seed : int
        Of the bootstrap.
    level : float
        Of confidence.

    Returns
    -------
    DataFrame
        One row, or one per group: the columns `by`, estimate, standard_error, low, high, n (rows with a
        value), missing, n_clusters, df (clusters less strata, of the group), method. Nothing is estimated
        from fewer than 5 rows; without degrees of freedom or variation there is no interval. `method` says
        so.

    Raises
    ------
    GovReportError
        If a column is missing or holds what cannot be meant, or a stratum has one cluster and `lonely` is
        fail.

    Notes
    -----
    Variance as in R's ``survey``: Lumley, T. 2010. Complex Surveys. Wiley. Beta intervals: Korn, E. L., and
    B. I. Graubard. 1998. Confidence intervals for proportions with small expected number of positive counts.
    Survey Methodology 24; a share of 0 or 1 counts each cluster as one case. Bootstrap: Rao, J. N. K., and
    C. F. J. Wu. 1988. Resampling inference with complex survey data. JASA 83. A resample without a case of a
    group says nothing on it and is left out.

    Examples
    --------
    >>> import pandas as pd
    >>> reports = pd.DataFrame({"body": list("aabbccddee"), "stated": [1, 1, 0, 0, 1, 0, 0, 0, 0, 0]})
    >>> found = gr.estimate(reports, "stated", clusters="body")
    >>> found[["estimate", "low", "high"]].round(3).values.tolist()
    [[0.3, 0.03, 0.858]]
    >>> found[["n", "n_clusters", "df"]].values.tolist()
    [[10, 5, 4]]
    """
    _known(interval, Interval, "interval")
    _known(lonely, Lonely, "lonely")
    groups = [] if by is None else [by] if isinstance(by, str) else list(by)
    named = (column, of, weights, strata, clusters, population, *groups)
    require_columns(frame, [name for name in named if name is not None], "frame")
    if total and (weights is None or of is not None):
        raise GovReportError("total: the column weights was expected, and no column of; a sum needs them so")
    weight = np.ones(len(frame)) if weights is None else _numbers(frame, weights)
    if not (np.isfinite(weight).all() and (weight > 0).all()):
        raise GovReportError(f"{weights}: weights greater than 0 were expected in every row")
    design = _design(frame, strata, clusters, population)
    if design.lonely.any() and (lonely == "fail" or (bootstrap and lonely in ("average", "adjust"))):
        raise GovReportError(
            f"{strata or 'frame'}: {design.lonely.sum()} strata with one cluster show no variance; two or "
            "more were expected, or lonely='certainty', 'remove' or, without bootstrap, 'average' or 'adjust'"
        )
    values, base = _numbers(frame, column), np.ones(len(frame)) if of is None else _numbers(frame, of)
    stated = np.isfinite(values) & np.isfinite(base)
    share = of is None and not total and bool(np.isin(values[stated], (0, 1)).all())
    part_of = of is not None and bool(((values >= 0) & (values <= base))[stated].all())
    if interval in ("logit", "beta") and not (share or part_of):
        wanted_values = f"from 0 to {of}" if of else "0 or 1"
        raise GovReportError(
            f"interval={interval!r} is for shares: {column} is not {wanted_values} throughout"
        )
    wanted = interval or ("logit" if share else "t")
    factors = replicate_factors(design.stratum, design.undrawn, bootstrap, seed) if bootstrap else None

    def row(domain: NDArray[np.bool_]) -> tuple[object, ...]:
        inside = stated & domain
        n, held = int(inside.sum()), np.unique(design.cluster[inside])
        df = len(held) - len(np.unique(design.stratum[held]))
        counts = (n, int(domain.sum()) - n, len(held), df)
        heavy = np.where(inside, weight, 0.0)
        part, whole = heavy * np.where(inside, values, 0), heavy * np.where(inside, base, 0)
        if n < FEWEST:
            return (*_NONE, *_NONE, *counts, f"n < {FEWEST}：不作估计 not estimated")
        if not total and not whole.sum():
            return (*_NONE, *_NONE, *counts, "分母为零 denominator zero: not estimated")
        cases = len(np.unique(design.cluster[inside & (base != 0)]))
        point = part.sum() if total else part.sum() / whole.sum()
        if factors is None:
            scores = part if total else (part - point * whole) / whole.sum()
            error, how = float(np.sqrt(design.variance(scores, lonely))), "线性化 Taylor linearisation"
        else:
            above, below = factors @ design.totals(part), factors @ design.totals(whole)
            runs = above if total else above[below != 0] / below[below != 0]
            error, how = float(runs.std(ddof=1)), f"自助法 bootstrap {bootstrap} × {clusters or 'rows'}"
        low, high, form = _ends(point, error, wanted, df, n, cases, level, bool((design.undrawn == 0).all()))
        return (point, None if np.isnan(error) else error, low, high, *counts, f"{how}; {form}")

    if not groups:
        rows = [row(np.ones(len(frame), dtype=bool))]
    else:
        found = frame.groupby(groups, sort=True, dropna=False).indices
        rows = []
        for key, places in found.items():
            domain = np.zeros(len(frame), dtype=bool)
            domain[places] = True
            rows.append((*(key if isinstance(key, tuple) else (key,)), *row(domain)))
    return pd.DataFrame(rows, columns=[*groups, *_NUMBERS]).astype(_NUMBERS)


def replicate_factors(stratum: _Codes, undrawn: _Floats, runs: int, seed: int) -> _Floats:
    """By what the weight of each cluster is multiplied in each resample: runs × clusters.

    In a stratum of n clusters n - 1 are drawn with replacement (Rao and Wu 1988); one alone stays as it is.
    """
    draw = np.random.default_rng(seed)
    factors = np.ones((runs, len(stratum)))
    for code, left in enumerate(undrawn):
        (places,) = np.nonzero(stratum == code)
        if (n := len(places)) > 1:
            times = draw.multinomial(n - 1, np.full(n, 1 / n), size=runs)
            factors[:, places] = 1 + np.sqrt(left) * (times * n / (n - 1) - 1)
    return factors


def _ends(
    point: float, error: float, form: Interval, df: int, n: int, n_clusters: int, level: float, census: bool
) -> tuple[float | None, float | None, str]:
    """The ends of an interval, and what it is called."""
    from scipy.stats import beta, t  # slow to import

    if census:
        return point, point, "全部调查 all clusters of the population"
    if df < 1 or np.isnan(error):
        return *_NONE, "自由度为零 no degrees of freedom: no interval"
    reach, few = t.ppf((1 + level) / 2, df), error <= 1e-12 * abs(point) or error == 0
    if few and form == "t":
        return *_NONE, "无变异 no variation: no interval"
    if form == "t":
        return point - reach * error, point + reach * error, "t"
    if form == "logit" and not few:
        middle, step = np.log(point / (1 - point)), reach * error / (point * (1 - point))
        low, high = (1 / (1 + np.exp(-(middle + side))) for side in (-step, step))
        return low, high, "logit"
    if few:  # the sample shows no variance: each cluster counts as one case
        cases, name = float(n_clusters), "beta (Korn–Graubard), clusters as cases"
    else:
        cases = point * (1 - point) / error**2 * (t.ppf((1 + level) / 2, n - 1) / reach) ** 2
        name = "beta (Korn–Graubard)"
    yes, no, tail = cases * point, cases * (1 - point), (1 - level) / 2
    low = beta.ppf(tail, yes, no + 1) if yes > 0 else 0.0
    return low, beta.ppf(1 - tail, yes + 1, no) if no > 0 else 1.0, name


def _design(frame: pd.DataFrame, strata: str | None, clusters: str | None, population: str | None) -> _Design:
    if empty := [name for name in (strata, clusters, population) if name and frame[name].isna().any()]:
        raise GovReportError(f"{', '.join(empty)}: a value was expected in every row; some are NA")
    if frame.empty:
        raise GovReportError("frame: rows were expected; it has none")
    stratum = np.zeros(len(frame), np.intp) if strata is None else pd.factorize(frame[strata])[0]
    cluster = np.arange(len(frame)) if clusters is None else pd.factorize(frame[clusters])[0]
    pairs = pd.DataFrame({"cluster": cluster, "stratum": stratum}).drop_duplicates().sort_values("cluster")
    if twice := int(pairs["cluster"].duplicated().sum()):
        raise GovReportError(
            f"{clusters}: each cluster was expected in one stratum; {twice} stand in several of {strata}"
        )
    of_cluster = pairs["stratum"].to_numpy()
    sizes = np.bincount(of_cluster)
    if population is None:
        return _Design(cluster, of_cluster, np.ones(len(sizes)))
    sizes_of_population = pd.Series(_numbers(frame, population)).groupby(stratum).agg(["min", "max"])
    low, high = (sizes_of_population[name].to_numpy() for name in ("min", "max"))
    if (low != high).any() or (low < sizes).any():
        raise GovReportError(
            f"{population}: one number per stratum was expected, not less than the clusters drawn in it"
        )
    return _Design(cluster, of_cluster, 1 - sizes / low)


def _numbers(frame: pd.DataFrame, name: str) -> _Floats:
    """A column as floats, NaN where it has no value."""
    kind = frame[name].dtype
    if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind)):
        raise GovReportError(f"{name}: a column of numbers or of True and False was expected; it is {kind}")
    return frame[name].to_numpy(dtype=float, na_value=np.nan)


def _known(value: str | None, kind: object, name: str) -> None:
    if value is not None and value not in get_args(kind):
        raise GovReportError(f"{name}: one of {', '.join(get_args(kind))} was expected; found {value!r}")
