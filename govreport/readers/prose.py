"""Rows of cells that are running text: a sentence is one, whatever a page or file sets between its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from govreport.normalize import compact
from govreport.numbers import is_value

__all__ = ["is_heading", "is_numbering", "is_running_text"]

_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]?|\([一二三四五六七八九十\d]{1,3}\)[、.]?|\d{1,2}[、.)]"
    r"|第[一二三四五六七八九十]{1,3}(?:章|部分)?[、.:]?)"
)
_HEADING = re.compile(r"(?:第?[一二三四五六七八九十]{1,3}(?:部分)?[、.,:]|#+).*")
_BRACKETED = re.compile(r"\([^()]*\)|其中[:,]")  # labels of the forms explain themselves in brackets, or so
_MARK = re.compile("[。！？；，：!?;,:．｡､]")
_STOP = re.compile(r"[。!?;]")
_PAUSE = re.compile(r"(?<!\d)[,:]|[,:](?!\d)")
_COUNTER = re.compile(r"[余多]?(?:[件条次个项宗份起例期场人元%]|万|亿|年|月|日)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE, _CLAUSES = 12, 20  # Han characters: what is shorter may be a remark in a table, or a label


def is_numbering(text: str) -> bool:
    """Whether a cell holds what stands before a heading: ``一、``, ``(二)``, ``3.``."""
    return _NUMBERING.fullmatch(compact(text)) is not None


def is_heading(text: str) -> bool:
    """Whether a text is numbered as the parts of a report are: ``一、总体情况``."""
    return _HEADING.fullmatch(compact(text)) is not None


def is_running_text(cells: Sequence[str]) -> bool:
    """Whether the cells of a row are parts of running text, and no row of a table.

    They are if they hold a sentence and no value but what its counter follows (``60`` ``件，…``), or if
    they are a heading behind its number.

    >>> is_running_text(["全年共收到申请60件，", "比上年多3件。"]), is_running_text(["（一）", "主动公开"])
    (True, True)
    >>> is_running_text(["行政许可", "36", "含变更、延续。"])
    False
    """
    if len(cells) != 2 and not any(map(_MARK.search, cells)):
        return False
    texts = [plain for cell in cells if (plain := compact(cell))]
    if len(texts) == 2 and len(cells) == 2 and is_numbering(texts[0]):
        return not is_value(texts[1])
    joined = _BRACKETED.sub("", "".join(texts))
    shortest = _SENTENCE if _STOP.search(joined) else _CLAUSES if _PAUSE.search(joined) else len(joined) + 1
    if len(_HAN.findall(joined)) < shortest:
        return False
    following = list(pairwise([*texts, ""]))[1:] or [(texts[0], "")]  # a number may stand before a heading
    return not any(is_value(text) and not _COUNTER.match(after) for text, after in following)
