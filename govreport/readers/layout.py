"""Tables that hold running text in its places, as pages and letters are laid out: no tables of figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from govreport.numbers import is_value

__all__ = ["holds_prose", "is_ordinal", "is_sentence"]

_LONG = 300  # characters: longer than any label of an official form
_SENTENCE = re.compile(r"[\u4e00-\u9fff][^。！？]{3,}[。！？]")
_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,3}\s*[、.．,，]?|第[一二三四五六七八九十]{1,3}(?:部分|章|条)"
    r"|[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,2}\s*[、.．]"
)


def is_ordinal(text: str) -> bool:
    """Whether a text is only the number of a heading or paragraph: ``一、``, ``（二）``, ``3.``."""
    return _ORDINAL.fullmatch(text) is not None


def is_sentence(text: str) -> bool:
    """Whether a text is, or holds, a sentence; or is longer than any label."""
    return len(text) > _LONG or _SENTENCE.search(text) is not None


def holds_prose(rows: Iterable[Sequence[str]]) -> bool:
    """Whether a table, given as the texts of the cells that begin in each row, only lays out running text.

    Half of its text or more stands in sentences, and no column of numbers beside them; or each of its
    rows is a number and its heading.

    Examples
    --------
    >>> holds_prose([["（一）", "主动公开", "全年公开信息3条。"], ["（二）", "依申请公开", "收到5件。"]])
    True
    >>> holds_prose([["规章", "1", "2"], ["规范性文件", "3", "含修订的一件。"]])
    False
    """
    filled = [found for row in rows if (found := [text for text in row if text])]
    if filled and all(len(row) == 2 and is_ordinal(row[0]) and not is_value(row[1]) for row in filled):
        return True
    texts = [text for row in filled for text in row]
    sentences = [text for text in texts if is_sentence(text)]
    values = sum(is_value(text) for row in filled for text in row[1:])
    return 2 * values <= len(sentences) and 2 * sum(map(len, sentences)) >= sum(map(len, texts)) > 0
