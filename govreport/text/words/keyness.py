"""Which words tell two groups of reports apart: log-odds ratio with an informative Dirichlet prior."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from govreport.errors import GovReportError
from govreport.resources.messages import require_columns
from govreport.text.words.selection import ranked, with_tags, without, words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["keyness"]


def keyness(
    tokens: pd.DataFrame,
    reference: pd.DataFrame,
    *,
    background: pd.DataFrame | None = None,
    strength: float = 500.0,
    stop_words: Collection[str] = (),
    tags: Collection[str] | None = None,
    minimum: int = 1,
    permutations: int = 0,
    unit: str = "report_id",
    seed: int = 0,
) -> pd.DataFrame:
    """Words that `tokens` use more, or less, than `reference`, and whether chance would do as much.

    The log-odds ratio of Monroe, Colaresi and Quinn [1]_. With y the count of a word in a group of n
    words, α its prior count and α₀ = Σα:

    - δ = ln[(y + α) / (n + α₀ - y - α)] - the same of the reference (eq. 16)
    - σ² = 1/(y + α) + 1/(y_ref + α) (eq. 20)
    - z = δ / σ (eq. 22)

    The prior is informative: α = α₀ · the word's share in the background. That shrinks the rare words,
    which lead a plain log-odds ratio, and the very frequent ones, which lead a difference of shares.

    Parameters
    ----------
    tokens, reference : DataFrame
        Two groups, with token and tag. Both should have one fingerprint.
    background : DataFrame, optional
        A larger corpus of the genre, which shows how often a word is used in general. The two groups
        are counted with it, so that each of their words has a prior. None: the two groups alone.
    strength : float
        α₀: how many words the prior is worth.
    stop_words, tags
        Words left out, and tags kept, before anything is counted; none and all by default.
    minimum : int
        Only words that stand so often in both groups together. They are counted before it is applied.
    permutations : int
        So often the reports are dealt to the two groups anew, for `p`; 999 is usual.
    unit : str
        The column that is dealt: the report, or the body (``body_id``) where bodies have several.
    seed : int
        Of the dealing.

    Returns
    -------
    DataFrame
        token, count, reference_count, per_thousand, reference_per_thousand, delta, variance, z, p,
        p_adjusted; the words of `tokens` first, those of `reference` last. z orders the words and is no
        test: it takes each word for an independent draw, and a prior of any strength moves it. `p` is the
        share of dealings in which |z| of the word is as large, `p_adjusted` that in which any word's is
        (Westfall and Young 1993); NA without `permutations`.

    Raises
    ------
    GovReportError
        If a column is missing, a group holds no word, all words are the same one, `strength` is not
        positive, the frames of tokens have different fingerprints, or, with `permutations`, a unit is NA or
        stands in both groups.

    References
    ----------
    .. [1] Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words: lexical feature
       selection and evaluation for identifying the content of political conflict. Political Analysis
       16(4), 372-403.

    Examples
    --------
    >>> this, other = (gr.text.segment([text]) for text in ("土地土地征收", "土地教育教育"))
    >>> gr.text.keyness(this, other)[["token", "count", "reference_count"]].values.tolist()
    [['土地征收', 1, 0], ['土地', 1, 1], ['教育', 0, 2]]
    """
    import pandas as pd

    if not strength > 0:
        raise GovReportError(f"strength: expected a number above 0, found {strength}")
    groups = {"tokens": tokens, "reference": reference}
    if background is not None:
        groups["background"] = background
    _one_fingerprint(groups)
    kept = _kept(groups, stop_words, tags)
    table = _counts(kept)
    if len(table) < 2:
        raise GovReportError("keyness: expected at least two different words in the groups, found one")
    own, other = (table[name].to_numpy() for name in ("tokens", "reference"))
    everywhere = table.to_numpy().sum(axis=1)
    prior = strength * everywhere / everywhere.sum()
    z = _z(own, other, prior)
    result = table.rename(columns={"tokens": "count", "reference": "reference_count"})
    result["per_thousand"] = 1000 * own / own.sum()
    result["reference_per_thousand"] = 1000 * other / other.sum()
    result["delta"] = _log_odds(own, prior) - _log_odds(other, prior)
    result["variance"] = 1 / (own + prior) + 1 / (other + prior)
    result["z"] = z
    shown = own + other >= max(minimum, 1)
    chances = (
        _by_chance(kept, table, z, shown, prior, unit, permutations, seed) if permutations else (None, None)
    )
    for name, chance in zip(("p", "p_adjusted"), chances, strict=True):
        result[name] = pd.Series(chance, result.index, dtype="Float64")
    result = result[shown].reset_index()
    columns = "token count reference_count per_thousand reference_per_thousand delta variance z p".split()
    columns.append("p_adjusted")
    return ranked(result[columns], [], "z", "token")


def _log_odds(counts: NDArray[np.int64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    inside = counts + prior
    odds: NDArray[np.float64] = np.log(inside / (inside.sum() - inside))
    return odds


def _z(own: NDArray[np.int64], other: NDArray[np.int64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    delta = _log_odds(own, prior) - _log_odds(other, prior)
    z: NDArray[np.float64] = delta / (1 / (own + prior) + 1 / (other + prior)) ** 0.5
    return z


def _by_chance(
    kept: dict[str, pd.DataFrame],
    table: pd.DataFrame,
    z: NDArray[np.float64],
    shown: NDArray[np.bool_],
    prior: NDArray[np.float64],
    unit: str,
    permutations: int,
    seed: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How often |z| is as large, of the word itself and of any word, where units are dealt anew."""
    import numpy as np
    import pandas as pd
    from scipy.sparse import coo_array

    for name in ("tokens", "reference"):
        require_columns(kept[name], [unit], name)
        if kept[name][unit].isna().any():
            raise GovReportError(f"{name}: a {unit} was expected in every row; some are NA")
    own, other = (kept[name][unit].astype("string") for name in ("tokens", "reference"))
    if twice := sorted(set(own) & set(other)):
        raise GovReportError(
            f"keyness: each {unit} was expected in one group; in both: {', '.join(twice[:3])}"
        )
    units, _ = pd.factorize(pd.concat([own, other], ignore_index=True))
    both = pd.concat([kept["tokens"]["token"], kept["reference"]["token"]], ignore_index=True)
    places = table.index.get_indexer(pd.Index(both))
    shape = (int(units.max()) + 1, len(table))
    counts = coo_array((np.ones(len(units), dtype=np.int64), (units, places)), shape=shape).tocsr()
    everything = np.asarray(counts.sum(axis=0)).ravel()
    in_first = np.arange(shape[0]) < own.nunique()  # numbered as they come: those of `tokens` first
    draw, bar = np.random.default_rng(seed), np.abs(z) - 1e-9
    own_hits, any_hits = np.ones(len(z)), np.ones(len(z))  # the grouping there is counts as one
    for _ in range(permutations):
        first = draw.permutation(in_first).astype(np.int64) @ counts
        found = np.abs(_z(first, everything - first, prior))
        own_hits += found >= bar
        any_hits += found[shown].max(initial=0) >= bar
    return own_hits / (permutations + 1), any_hits / (permutations + 1)


def _kept(
    groups: dict[str, pd.DataFrame], stop_words: Collection[str], tags: Collection[str] | None
) -> dict[str, pd.DataFrame]:
    """The words that are counted."""
    kept = {name: without(with_tags(words(frame, name), tags), stop_words) for name, frame in groups.items()}
    for name, frame in kept.items():
        if frame.empty:
            raise GovReportError(
                f"{name}: no word is left without the stop words and with the tags asked for"
            )
    return kept


def _counts(kept: dict[str, pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    counts = {name: frame.groupby("token", observed=True).size() for name, frame in kept.items()}
    return pd.DataFrame(counts).fillna(0).astype("int64").rename_axis("token")


def _one_fingerprint(groups: dict[str, pd.DataFrame]) -> None:
    seen: dict[str, str] = {}
    for name, frame in groups.items():
        if "fingerprint" in frame.columns:
            seen.update((str(found), name) for found in frame["fingerprint"].dropna().unique())
    if len(seen) > 1:
        names = ", ".join(f"{name} {found}" for found, name in seen.items())
        raise GovReportError(
            f"keyness: expected tokens of one segmenter, found several fingerprints: {names}"
        )
