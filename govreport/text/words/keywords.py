"""Which words stand for a report: TF-IDF against the other reports, TextRank within a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from govreport.errors import GovReportError
from govreport.text.words.selection import columns_of, paragraphs, ranked, with_tags, without, words

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["CONTENT_TAGS", "textrank", "tfidf"]

CONTENT_TAGS = ("n", "vn", "nz", "nt", "v", "l")
"""Tags of words that may be keywords: nouns, verbal nouns, names, bodies, verbs, phrases."""

_DAMPING = 0.85
_PRECISION = 1e-10
_MOST_ROUNDS = 1000


def tfidf(
    tokens: pd.DataFrame,
    documents: str | Sequence[str] = "report_id",
    *,
    stop_words: Collection[str] = (),
    tags: Collection[str] | None = None,
    top: int | None = None,
) -> pd.DataFrame:
    """The words that a document has and others have not: tf · idf.

    tf is the word's share of the document's words (punctuation is no word; stop words are); idf is
    ln(N / df), N documents of which df have the word [1]_. Nothing is smoothed or scaled: a word that
    every document has is worth 0, and so is every word where there is one document only.

    Parameters
    ----------
    tokens : DataFrame
        With token, tag and the columns `documents`.
    documents : str or sequence of str
        Columns whose values make a document: ``"report_id"``, or ``["report_id", "section"]``, or
        ``"year"`` for what a year's reports say together.
    stop_words, tags
        Words left out of the result, and tags kept in it.
    top : int, optional
        The first so many words of each document; None: all.

    Returns
    -------
    DataFrame
        `documents`, token, count, tf, documents_with (df), idf, tfidf; by document, largest first.

    Raises
    ------
    GovReportError
        If a column is missing or `tokens` holds no word.

    References
    ----------
    .. [1] Spärck Jones, K. (1972). A statistical interpretation of term specificity and its application
       in retrieval. Journal of Documentation 28(1), 11-21; with the natural logarithm.
    """
    import numpy as np

    columns = columns_of(documents)
    every = words(tokens, also=columns)
    sizes = every.groupby(columns, dropna=False, observed=True).size().rename("_size").reset_index()
    counts = (
        every.groupby([*columns, "token"], dropna=False, observed=True).size().rename("count").reset_index()
    )
    counts = counts.merge(sizes, on=columns, how="left")
    counts["documents_with"] = counts.groupby("token")["count"].transform("size")
    counts["tf"] = counts["count"] / counts["_size"]
    counts["idf"] = np.log(len(sizes) / counts["documents_with"])
    counts["tfidf"] = counts["tf"] * counts["idf"]
    if tags is not None:
        counts = counts[counts["token"].isin(with_tags(every, tags)["token"])]
    result = without(counts, stop_words)[[*columns, "token", "count", "tf", "documents_with", "idf", "tfidf"]]
    result = ranked(result, columns, "tfidf", "token")
    return _top(result, columns, top)


def textrank(
    tokens: pd.DataFrame,
    by: str | Sequence[str] | None = None,
    *,
    window: int = 5,
    tags: Collection[str] | None = CONTENT_TAGS,
    stop_words: Collection[str] = (),
    top: int | None = 20,
) -> pd.DataFrame:
    """The words that a text returns to: PageRank over words that stand near each other [1]_.

    Two words are linked if they stand fewer than `window` words apart in one paragraph, as often as
    they do; punctuation is no word. The score is that of the weighted graph, with a damping factor of
    0.85, worked out until no score moves by more than 1e-10. Words of one character are left out: alone
    they say little in Chinese.

    Parameters
    ----------
    tokens : DataFrame
        With report_id, section, paragraph, i, token, tag and the columns `by`.
    by : str or sequence of str, optional
        Columns whose values make a text to rank, such as ``"report_id"``; None: all tokens together.
    window : int
        At least 2: neighbours only.
    tags : collection of str or None
        Tags of the words that may be linked; None: all.
    stop_words : collection of str
        Words that are not linked. Like those of other tags they still stand between words.
    top : int, optional
        The first so many words of each text; None: all.

    Returns
    -------
    DataFrame
        `by`, token, count, score; by text, largest first. The scores of a text's words have mean 1. A
        text in which no two words are linked has no row.

    Raises
    ------
    GovReportError
        If a column is missing, `tokens` holds no word, or `window` is below 2.

    References
    ----------
    .. [1] Mihalcea, R., & Tarau, P. (2004). TextRank: bringing order into texts. Proceedings of EMNLP,
       404-411.
    """
    import pandas as pd

    if window < 2:
        raise GovReportError(f"window: expected at least 2, found {window}")
    groups = columns_of(by)
    tokens = tokens.assign(_paragraph=paragraphs(tokens))
    every = words(tokens, also=groups).reset_index(drop=True)
    may = with_tags(without(every, stop_words), tags).index
    shown = every.index.isin(may) & (every["token"].str.len() > 1).to_numpy(bool)
    every["_shown"] = every["token"].astype(object).where(shown, "")
    parts = every.groupby(groups, dropna=False, observed=True) if groups else [((), every)]
    rows: list[tuple[object, ...]] = []
    for key, part in parts:
        texts = [run.tolist() for _, run in part.groupby("_paragraph")["_shown"]]
        counts = Counter(word for text in texts for word in text if word)
        values = key if isinstance(key, tuple) else (key,)
        rows += [(*values, word, counts[word], score) for word, score in _scores(texts, window).items()]
    result = pd.DataFrame(rows, columns=[*groups, "token", "count", "score"])
    for column in [*groups, "token"]:
        result[column] = result[column].astype(tokens[column].dtype)
    result = result.astype({"count": "int64", "score": "float64"})
    return _top(ranked(result, groups, "score", "token"), groups, top)


def _links(texts: Sequence[Sequence[str]], window: int) -> Iterator[tuple[str, str]]:
    for text in texts:
        for i, word in enumerate(text):
            for near in text[i + 1 : i + window]:
                if word and near and word != near:
                    yield word, near


def _scores(texts: Sequence[Sequence[str]], window: int) -> Mapping[str, float]:
    """WS(V) = (1 - d) + d · Σ over neighbours U of w(U,V) / Σw(U,·) · WS(U), in a fixed order of words."""
    import numpy as np

    links: Counter[tuple[str, str]] = Counter()
    for one, other in _links(texts, window):
        links[one, other] += 1
        links[other, one] += 1
    names = sorted({one for one, _ in links})
    number = {name: i for i, name in enumerate(names)}
    ordered = sorted(links)
    start = np.array([number[one] for one, _ in ordered], dtype=np.int64)
    end = np.array([number[other] for _, other in ordered], dtype=np.int64)
    weight = np.array([links[pair] for pair in ordered], dtype=np.float64)
    flow = weight / np.bincount(start, weight, len(names))[start] if names else weight
    score: NDArray[Any] = np.ones(len(names))
    for _ in range(_MOST_ROUNDS):
        after: NDArray[Any] = 1 - _DAMPING + _DAMPING * np.bincount(end, flow * score[start], len(names))
        moved = np.abs(after - score).max(initial=0.0)
        score = after
        if moved <= _PRECISION:
            break
    return dict(zip(names, score.tolist(), strict=True))


def _top(result: pd.DataFrame, groups: list[str], top: int | None) -> pd.DataFrame:
    if top is None:
        return result
    kept = (
        result.groupby(groups, dropna=False, observed=True, sort=False).head(top)
        if groups
        else result.head(top)
    )
    return kept.reset_index(drop=True)
