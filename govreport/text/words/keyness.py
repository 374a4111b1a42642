"""Which words tell two groups of reports apart: log-odds ratio with an informative Dirichlet prior."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from govreport.errors import GovReportError
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
) -> pd.DataFrame:
    """Words that `tokens` use more, or less, than `reference`, with how sure that is.

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

    Returns
    -------
    DataFrame
        token, count, reference_count, per_thousand, reference_per_thousand, delta, variance, z; the
        words of `tokens` first, those of `reference` last. |z| > 1.96 is a difference that chance alone
        makes in one of twenty words.

    Raises
    ------
    GovReportError
        If a column is missing, a group holds no word, all words are the same one, `strength` is not
        positive, or the frames of tokens have different fingerprints.

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
    if not strength > 0:
        raise GovReportError(f"strength: expected a number above 0, found {strength}")
    groups = {"tokens": tokens, "reference": reference}
    if background is not None:
        groups["background"] = background
    _one_fingerprint(groups)
    table = _counts(groups, stop_words, tags)
    if len(table) < 2:
        raise GovReportError("keyness: expected at least two different words in the groups, found one")
    own, other = (table[name].to_numpy() for name in ("tokens", "reference"))
    everywhere = table.to_numpy().sum(axis=1)
    prior = strength * everywhere / everywhere.sum()
    result = table.rename(columns={"tokens": "count", "reference": "reference_count"})
    result["per_thousand"] = 1000 * own / own.sum()
    result["reference_per_thousand"] = 1000 * other / other.sum()
    result["delta"] = _log_odds(own, prior) - _log_odds(other, prior)
    result["variance"] = 1 / (own + prior) + 1 / (other + prior)
    result["z"] = result["delta"] / result["variance"] ** 0.5
    result = result[result["count"] + result["reference_count"] >= max(minimum, 1)].reset_index()
    columns = "token count reference_count per_thousand reference_per_thousand delta variance z".split()
    return ranked(result[columns], [], "z", "token")


def _log_odds(counts: NDArray[np.int64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    inside = counts + prior
    odds: NDArray[np.float64] = np.log(inside / (inside.sum() - inside))
    return odds


def _counts(
    groups: dict[str, pd.DataFrame], stop_words: Collection[str], tags: Collection[str] | None
) -> pd.DataFrame:
    import pandas as pd

    counts = {}
    for name, frame in groups.items():
        kept = without(with_tags(words(frame, name), tags), stop_words)
        if kept.empty:
            raise GovReportError(
                f"{name}: no word is left without the stop words and with the tags asked for"
            )
        counts[name] = kept.groupby("token", observed=True).size()
    return pd.DataFrame(counts).fillna(0).astype("int64").rename_axis("token")


def _one_fingerprint(groups: dict[str, pd.DataFrame]) -> None:
    seen: dict[str, str] = {}
    for name, frame in groups.items():
        if "fingerprint" in frame.columns:
            seen.update((str(found), name) for found in frame["fingerprint"].dropna().unique())
    if len(seen) > 1:
        said = ", ".join(f"{name} {found}" for found, name in seen.items())
        raise GovReportError(f"keyness: expected tokens of one segmenter, found several fingerprints: {said}")
