"""How often a word is used, in how many reports, and how evenly: counts by group, dispersion."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from govreport.errors import GovReportError
from govreport.text.words.selection import columns_of, ranked, with_tags, without, words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["dispersion", "frequency"]


def frequency(
    tokens: pd.DataFrame,
    by: str | Sequence[str] | None = None,
    *,
    stop_words: Collection[str] = (),
    tags: Collection[str] | None = None,
    minimum: int = 1,
) -> pd.DataFrame:
    """How often each word stands in each group of reports.

    Parameters
    ----------
    tokens : DataFrame
        With report_id, token, tag and the columns `by`; see `Segmenter.frame` and `selection.joined`.
    by : str or sequence of str, optional
        Columns whose values make the groups, such as ``["year", "level"]``; NA is a group too. None: all
        tokens are one group.
    stop_words : collection of str
        Words left out of the result; none by default. See `lexicon.stop_words`.
    tags : collection of str, optional
        Only words with one of these tags; None: all.
    minimum : int
        Only words that stand so often in the group.

    Returns
    -------
    DataFrame
        One row per group and word, the most frequent first:

        - `by`, token
        - count: occurrences
        - per_thousand: occurrences in a thousand words of the group. Punctuation is no word; stop words
          and words of other tags are, so that what is left out does not change the rates
        - documents, document_share: reports of the group with the word, and their share from 0 to 1

    Raises
    ------
    GovReportError
        If a column is missing or `tokens` holds no word.

    Examples
    --------
    >>> texts = ["申请公开土地征收信息", "申请公开教育信息，公开及时"]
    >>> tokens = gr.text.segment(texts)
    >>> gr.text.frequency(tokens, minimum=2)[["token", "count"]].values.tolist()
    [['公开', 3], ['信息', 2], ['申请', 2]]
    """
    groups = columns_of(by)
    every = words(tokens, also=["report_id", *groups])
    if not groups:
        every = every.assign(_all=0)
    keys = groups or ["_all"]
    whole = every.groupby(keys, dropna=False, observed=True)["report_id"].agg(
        n_words="size", n_documents="nunique"
    )
    kept = without(with_tags(every, tags), stop_words)
    counted = kept.groupby([*keys, "token"], dropna=False, observed=True)["report_id"]
    table = counted.agg(count="size", documents="nunique").reset_index()
    table = table[table["count"] >= minimum].merge(whole.reset_index(), on=keys, how="left")
    table["per_thousand"] = 1000 * table["count"] / table["n_words"]
    table["document_share"] = table["documents"] / table["n_documents"]
    result = table[[*groups, "token", "count", "per_thousand", "documents", "document_share"]]
    return ranked(result, groups, "count", "token")


def dispersion(
    tokens: pd.DataFrame,
    parts: str | Sequence[str] = "report_id",
    *,
    stop_words: Collection[str] = (),
    tags: Collection[str] | None = None,
    minimum: int = 5,
) -> pd.DataFrame:
    """How evenly each word is spread over the parts of a corpus.

    With s_i the share of all words that part i has, and v_i the share of the word's occurrences:
    DP = Σ|v_i - s_i| / 2, from 0 (as even as can be) towards 1 (all in the smallest part) [1]_;
    DP_norm = DP / (1 - min s_i), which reaches 1 [2]_; Juilland's D = 1 - V/√(n-1), where V is the
    coefficient of variation (with the standard deviation of the population) of the word's rates in the
    n parts, from 0 (all in one part) to 1 [3]_.

    Parameters
    ----------
    tokens : DataFrame
        With token, tag and the columns `parts`.
    parts : str or sequence of str
        Columns whose values make the parts; at least two.
    stop_words, tags, minimum
        As for `frequency`; a word that stands only once or twice cannot be even.

    Returns
    -------
    DataFrame
        token, count, range (parts with the word), dp, dp_norm, juilland_d; the most frequent first.

    Raises
    ------
    GovReportError
        If a column is missing, `tokens` holds no word, or there is one part only.

    References
    ----------
    .. [1] Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. International Journal
       of Corpus Linguistics 13(4), 403-437.
    .. [2] Lijffijt, J., & Gries, S. Th. (2012). Correction to the former. Ibid. 17(1), 147-149.
    .. [3] Juilland, A., Brodin, D., & Davidovitch, C. (1970). Frequency dictionary of French words.

    Examples
    --------
    >>> texts = ["申请公开土地征收信息", "申请公开教育信息，公开及时"]
    >>> tokens = gr.text.segment(texts)
    >>> gr.text.dispersion(tokens, minimum=2)[["token", "count", "range"]].values.tolist()
    [['公开', 3, 2], ['信息', 2, 2], ['申请', 2, 2]]
    """
    columns = columns_of(parts)
    every = words(tokens, also=columns)
    sizes = every.groupby(columns, dropna=False, observed=True).size()
    if len(sizes) < 2:
        raise GovReportError(f"dispersion over {', '.join(columns)}: expected at least two parts, found one")
    part = every.groupby(columns, dropna=False, observed=True).ngroup()
    kept = without(with_tags(every.assign(_part=part), tags), stop_words)
    counts = kept.groupby(["token", "_part"], observed=True).size()
    totals = counts.groupby("token").transform("sum")
    counts = counts[totals >= minimum]
    totals = totals[totals >= minimum]
    # Parts without the word take no row: each gives DP its s_i and the rates a zero.
    size = sizes.reset_index(drop=True).reindex(counts.index.get_level_values("_part")).set_axis(counts.index)
    n, whole = len(sizes), int(sizes.sum())
    share, expected, rate = counts / totals, size / whole, counts / size
    rows = {
        "count": counts.groupby("token").sum(),
        "range": counts.groupby("token").size(),
        "dp": ((share - expected).abs().groupby("token").sum() + 1 - expected.groupby("token").sum()) / 2,
        "_sum": rate.groupby("token").sum(),
        "_squares": (rate**2).groupby("token").sum(),
    }
    table = _frame(rows)
    table["dp"] = table["dp"].clip(lower=0.0)
    table["dp_norm"] = table["dp"] / (1 - float(sizes.min()) / whole)
    # V² = n·Σr² / (Σr)² - 1
    variation = (n * table["_squares"] / table["_sum"] ** 2 - 1).clip(lower=0.0) ** 0.5
    table["juilland_d"] = 1 - variation / (n - 1) ** 0.5
    result = table[["token", "count", "range", "dp", "dp_norm", "juilland_d"]]
    return ranked(result, [], "count", "token")


def _frame(rows: dict[str, pd.Series]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows).rename_axis("token").reset_index()
