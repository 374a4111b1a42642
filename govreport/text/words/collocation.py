"""Which words keep company (搭配): pairs more frequent than chance, by log-likelihood ratio and NPMI."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from govreport.errors import GovReportError
from govreport.text.words.selection import MARK, paragraphs, ranked, with_tags, without, words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["collocations"]


def collocations(
    tokens: pd.DataFrame,
    *,
    window: int = 1,
    minimum: int = 5,
    stop_words: Collection[str] = (),
    tags: Collection[str] | None = None,
) -> pd.DataFrame:
    """Pairs of words that stand one behind the other more often, or less often, than chance would have it.

    A pair is two words of one paragraph, in their order, with at most `window` - 1 words and no
    punctuation between them. Of N pairs, n have `left` as their first word and `right` as their second,
    and chance expects E = n_left · n_right / N. From the table of two by two counts:

    - llr = 2 Σ O ln(O / E), the log-likelihood ratio G² [1]_: how sure it is that they are not
      independent. It stays fit for rare words, unlike χ²; 10.83 is p = 0.001.
    - npmi = ln(p / (p_left · p_right)) / -ln p [2]_: how close they are, from -1 by 0 (chance) to 1
      (never apart).

    Parameters
    ----------
    tokens : DataFrame
        With report_id, section, paragraph, i, token and tag.
    window : int
        1: neighbours.
    minimum : int
        Only pairs that stand so often.
    stop_words, tags
        Pairs with a stop word, or a word of another tag, are left out of the result. They are counted
        all the same, and still stand between words.

    Returns
    -------
    DataFrame
        left, right, count, left_count, right_count (pairs with that first, that second word), expected,
        llr, npmi; the largest llr first. Where count is below expected, the words avoid each other.

    Raises
    ------
    GovReportError
        If a column is missing, `window` or `minimum` is below 1, `tokens` holds no word or no pair.

    References
    ----------
    .. [1] Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
       Computational Linguistics 19(1), 61-74.
    .. [2] Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction.
       Proceedings of GSCL, 31-40.

    Examples
    --------
    >>> tokens = gr.text.segment(["申请公开信息", "公开信息及时"])
    >>> gr.text.collocations(tokens, minimum=2)[["left", "right", "count"]].values.tolist()
    [['公开', '信息', 2]]
    """
    for name, value in (("window", window), ("minimum", minimum)):
        if value < 1:
            raise GovReportError(f"{name}: expected at least 1, found {value}")
    pairs = _pairs(tokens, window)
    n = len(pairs)
    if not n:
        raise GovReportError("tokens: expected two words side by side at least once, found none")
    table = pairs.groupby(["left", "right"], observed=True).size().rename("count").reset_index()
    table["left_count"] = table.groupby("left")["count"].transform("sum")
    table["right_count"] = table.groupby("right")["count"].transform("sum")
    table = table[table["count"] >= minimum]
    allowed = without(with_tags(words(tokens), tags), stop_words)["token"].unique()
    table = table[table["left"].isin(allowed) & table["right"].isin(allowed)].copy()
    both, left, right = (table[c].to_numpy("float64") for c in ("count", "left_count", "right_count"))
    table["expected"] = left * right / n
    table["llr"] = _log_likelihood_ratio(both, left, right, n)
    table["npmi"] = _npmi(both, left, right, n)
    return ranked(table, [], "llr", "left", "right")


def _log_likelihood_ratio(both: Numbers, left: Numbers, right: Numbers, n: int) -> Numbers:
    import numpy as np

    ratio = np.zeros_like(both)
    for seen, chance in (
        (both, left * right / n),
        (left - both, left * (n - right) / n),
        (right - both, (n - left) * right / n),
        (n - left - right + both, (n - left) * (n - right) / n),
    ):
        some = seen > 0  # 0 ln 0 is 0
        ratio[some] += 2 * seen[some] * np.log(seen[some] / chance[some])
    return np.maximum(ratio, 0.0)


def _npmi(both: Numbers, left: Numbers, right: Numbers, n: int) -> Numbers:
    import numpy as np

    closeness = np.ones_like(both)  # where every pair is the same one, ln p = 0: never apart
    some = both < n
    information = np.log(both[some] * n / (left[some] * right[some]))
    closeness[some] = information / -np.log(both[some] / n)
    return closeness


def _pairs(tokens: pd.DataFrame, window: int) -> pd.DataFrame:
    """One row per pair: each word, and each of the next `window` of its run without punctuation."""
    import pandas as pd

    tokens = tokens.reset_index(drop=True)
    every = words(tokens)
    marks = (tokens["tag"] == MARK).to_numpy(bool).cumsum()
    run = (paragraphs(tokens) + marks)[every.index]  # grows with each paragraph and each mark
    token = every["token"]
    found = []
    for step in range(1, window + 1):
        other = token.shift(-step)
        same = run == run.shift(-step)
        found.append(pd.DataFrame({"left": token[same], "right": other[same]}))
    return pd.concat(found, ignore_index=True)
