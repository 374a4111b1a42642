"""Which tokens a statistic is about: columns checked, marks and stop words set aside, reports joined."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from govreport.errors import GovReportError
from govreport.resources.messages import require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CONTENT_TAGS",
    "MARK",
    "PLACE",
    "columns_of",
    "joined",
    "paragraphs",
    "ranked",
    "with_tags",
    "without",
    "words",
]

MARK = "w"  # the tag of punctuation: no statistic counts it as a word
CONTENT_TAGS = ("n", "vn", "nz", "nt", "v", "l")
"""Tags of words with a content: nouns, verbal nouns, names, bodies, verbs, phrases."""
PLACE = ("report_id", "section", "paragraph", "i")


def columns_of(by: str | Sequence[str] | None) -> list[str]:
    """The names of grouping columns as a list."""
    return [] if by is None else [by] if isinstance(by, str) else list(by)


def joined(tokens: pd.DataFrame, reports: pd.DataFrame, columns: str | Sequence[str]) -> pd.DataFrame:
    """`tokens` with columns of their reports, such as year and level, to group by.

    Parameters
    ----------
    tokens : DataFrame
        With a column report_id.
    reports : DataFrame
        With report_id, each once, and `columns`; ``frames.reports`` is one.
    columns : str or sequence of str

    Raises
    ------
    GovReportError
        If a column is missing, `tokens` has it already, a report stands twice in `reports`, or one of
        the tokens' reports not at all.

    Examples
    --------
    >>> frames = gr.frames("corpus/reports")
    >>> tokens = gr.text.segment(frames.narrative.head(1))
    >>> gr.text.joined(tokens, frames.reports, "year")["year"].unique().tolist()
    [2024]
    """
    wanted = columns_of(columns)
    require_columns(tokens, ["report_id"], "tokens")
    require_columns(reports, ["report_id", *wanted], "reports")
    if taken := [name for name in wanted if name in tokens.columns]:
        raise GovReportError(f"tokens: already has the column {', '.join(map(repr, taken))}")
    ids = reports["report_id"]
    if ids.duplicated().any():
        raise GovReportError(
            f"reports: expected each report once, found {ids[ids.duplicated()].iloc[0]} twice"
        )
    unknown = sorted(set(tokens["report_id"].unique()) - set(ids))
    if unknown:
        raise GovReportError(
            f"reports: {len(unknown)} reports of the tokens are not there, first {unknown[0]}"
        )
    return tokens.merge(reports[["report_id", *wanted]], on="report_id", how="left")


def words(tokens: pd.DataFrame, what: str = "tokens", also: Iterable[str] = ()) -> pd.DataFrame:
    """The rows of `tokens` that are no punctuation.

    Raises
    ------
    GovReportError
        If token, tag or one of the columns `also` is missing, or no word is left.
    """
    require_columns(tokens, ["token", "tag", *also], what)
    kept = tokens[tokens["tag"] != MARK]
    if kept.empty:
        raise GovReportError(f"{what}: expected at least one word, found none")
    return kept


def paragraphs(tokens: pd.DataFrame) -> pd.Series[int]:
    """A number for each row: 0, 1, … as one paragraph of `tokens` follows another.

    A report may have two sections of one kind, so that a paragraph also ends where `i` does not grow.

    Raises
    ------
    GovReportError
        If one of the columns `PLACE` is missing.
    """
    import numpy as np
    import pandas as pd

    require_columns(tokens, PLACE, "tokens")
    place = tokens.groupby(list(PLACE[:3]), sort=False, dropna=False, observed=True).ngroup().to_numpy()
    i = tokens["i"].to_numpy("int64")
    new = (np.diff(place, prepend=-1) != 0) | (np.diff(i, prepend=0) <= 0)
    return pd.Series(new.cumsum() - 1, index=tokens.index)


def without(frame: pd.DataFrame, stop_words: Collection[str], column: str = "token") -> pd.DataFrame:
    """The rows whose `column` is no stop word."""
    if isinstance(stop_words, str):
        raise GovReportError(f"stop_words: expected a set of words, found the text {stop_words!r}")
    return frame[~frame[column].isin(list(stop_words))] if stop_words else frame


def with_tags(frame: pd.DataFrame, tags: Collection[str] | None) -> pd.DataFrame:
    """The rows with one of `tags`; all of them for None."""
    if isinstance(tags, str):
        raise GovReportError(f"tags: expected several tags, found the text {tags!r}")
    return frame if tags is None else frame[frame["tag"].isin(list(tags))]


def ranked(frame: pd.DataFrame, by: Sequence[str], measure: str, *names: str) -> pd.DataFrame:
    """Groups in order, in each the largest `measure` first; equals by name. The index counts from 0."""
    order = [*by, measure, *names]
    falling = [column != measure for column in order]
    return frame.sort_values(order, ascending=falling, kind="stable").reset_index(drop=True)
