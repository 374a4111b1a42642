"""A word in its places: keyword in context (KWIC), with offsets into the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from govreport.errors import GovReportError
from govreport.resources.messages import require_columns
from govreport.text.words.selection import PLACE, paragraphs

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "kwic"]

COLUMNS = {
    "report_id": "string",
    "section": "string",
    "paragraph": "Int64",
    "left": "string",
    "match": "string",
    "right": "string",
    "start": "Int64",
    "end": "Int64",
}
"""Columns of a concordance, in order, with their dtypes."""

_Row = tuple[object, ...]


def kwic(
    source: pd.DataFrame | Sequence[str], keyword: str, *, width: int | None = None, regex: bool = False
) -> pd.DataFrame:
    """Each place where a keyword stands, with what stands around it in its paragraph.

    Parameters
    ----------
    source : DataFrame or sequence of str
        Texts, with report_id, section, paragraph, text and start (``frames.narrative``): the keyword is
        found in the text, whatever the words are. Tokens (`Segmenter.frame`): the keyword is a whole
        word, so that 公开 does not find 依申请公开. A sequence of texts stands for reports "1", "2", ….
    keyword : str
    width : int, optional
        How much is shown on either side: characters of a text (20 if None), words of tokens (5 if None),
        which are shown with a blank between them.
    regex : bool
        Whether `keyword` is a regular expression; of tokens it has to match the whole word.

    Returns
    -------
    DataFrame
        Columns and dtypes as `COLUMNS`, in the order of `source`; `start` and `end` are offsets of the
        match into the report's text.

    Raises
    ------
    GovReportError
        If a column is missing, `keyword` is empty or no regular expression, or `width` is negative.

    Examples
    --------
    >>> gr.text.kwic(["依法公开信息", "公开及时"], "公开")[["left", "match", "right"]].values.tolist()
    [['依法', '公开', '信息'], ['', '公开', '及时']]
    """
    import pandas as pd

    if isinstance(source, str):
        raise GovReportError("source: expected a DataFrame or several texts, found one str")
    pattern = _pattern(keyword, regex)
    if width is not None and width < 0:
        raise GovReportError(f"width: expected at least 0, found {width}")
    if not isinstance(source, pd.DataFrame):
        texts = [(str(i), "text", 1, text, 0) for i, text in enumerate(source, start=1)]
        rows = [row for text in texts for row in _in_text(*text, pattern, 20 if width is None else width)]
    elif "token" in source.columns:
        rows = list(_in_tokens(source, pattern, 5 if width is None else width))
    else:
        columns = ["report_id", "section", "paragraph", "text", "start"]
        require_columns(source, columns, "texts")
        texts = list(zip(*(source[column].tolist() for column in columns), strict=True))
        rows = [row for text in texts for row in _in_text(*text, pattern, 20 if width is None else width)]
    values = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    return pd.DataFrame(
        {
            name: pd.Series(list(column), dtype=dtype)
            for (name, dtype), column in zip(COLUMNS.items(), values, strict=True)
        }
    )


def _pattern(keyword: str, regex: bool) -> re.Pattern[str]:
    if not keyword:
        raise GovReportError("keyword: expected at least one character, found none")
    try:
        return re.compile(keyword if regex else re.escape(keyword))
    except re.error as error:
        raise GovReportError(f"keyword: {keyword!r} is no regular expression: {error}") from error


def _in_text(
    report_id: object,
    section: object,
    paragraph: object,
    text: str,
    start: int,
    pattern: re.Pattern[str],
    width: int,
) -> Iterator[_Row]:
    for match in pattern.finditer(text):
        first, last = match.span()
        if first == last:
            continue  # an expression such as a* matches nothing everywhere
        left, right = text[max(0, first - width) : first], text[last : last + width]
        yield report_id, section, paragraph, left, match[0], right, start + first, start + last


def _in_tokens(tokens: pd.DataFrame, pattern: re.Pattern[str], width: int) -> Iterator[_Row]:
    require_columns(tokens, [*PLACE, "token", "start", "end"], "tokens")
    names = tokens["token"].tolist()
    paragraph = paragraphs(tokens).tolist()
    shown = tokens[[*PLACE[:3], "token", "start", "end"]].to_numpy(dtype=object)
    found = {name for name in set(names) if pattern.fullmatch(name)}
    for at, name in enumerate(names):
        if name in found:
            report_id, section, number, _, start, end = shown[at]
            near = range(max(0, at - width), min(len(names), at + width + 1))
            left, right = (
                " ".join(
                    names[j] for j in near if paragraph[j] == paragraph[at] and (j < at if before else j > at)
                )
                for before in (True, False)
            )
            yield report_id, section, number, left, name, right, start, end
