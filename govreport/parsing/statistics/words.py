"""The words of statistics tables: labels without number and remark, heads, units, what stands below."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from govreport import forms
from govreport.forms import Row
from govreport.normalize import compact

__all__ = ["TAIL", "UNIT", "UNIT_HEADS", "heads", "label_key", "rows_by_key", "vocabulary"]

# What an office prints below the table: 单位负责人: 审核人: 填报人: 联系电话: 填报日期:
TAIL = re.compile(r"(?:单位)?负责人|审核人|填[报表]人|联系(?:电话|方式)|填报日期|(?<!见)附件")
UNIT = re.compile(r"人次|万元|元|条|件|次|篇|个|人|份|-{1,3}")
UNIT_HEADS = frozenset({"单位", "计量单位"})
_ORDINAL = r"(?:其中:?)?(?:\([一二三四五六七八九十]\)|[一二三四五六七八九十]、|\d[.、,])?(?:其中:?)?"
_LEAD = re.compile(_ORDINAL)
# The end of a page may cut a remark, so that its bracket does not close in the cell.
_REMARK = re.compile(r"\([^()]{2,60}\)?$")
_SHORT = 40  # characters of a cell that comes again
_COUNT = re.compile(r"(?:总?数量|[数书])$")  # 书 is a slip for 数


def label_key(text: str) -> str:
    """A label without number, remark and 数: ``2.网络申请数(件)`` and ``网络申请`` are one."""
    plain = compact(text)
    return _key_of_short(plain) if len(plain) <= _SHORT else _key(plain)


@lru_cache(maxsize=65536)
def _key_of_short(plain: str) -> str:
    """The same of a short text: cells come again and again."""
    return _key(plain)


def _key(plain: str) -> str:
    return _COUNT.sub("", _REMARK.sub("", _LEAD.sub("", plain, count=1)))


@cache
def rows_by_key(form: str) -> dict[str, tuple[Row, ...]]:
    """The rows of a form by the keys of their labels; a few labels name two rows."""
    rows: dict[str, tuple[Row, ...]] = {}
    for row in forms.load(form).table("survey").rows:
        for key in dict.fromkeys(map(label_key, (*row.labels, *row.seen))):
            rows[key] = (*rows.get(key, ()), row)
    return rows


@cache
def vocabulary() -> re.Pattern[str]:
    """A pattern for the labels and heads of all statistics tables, over compact text."""
    words: set[str] = set()
    heads: set[str] = {*UNIT_HEADS}
    for template in forms.with_table("survey"):
        form = template.table("survey")
        heads.update(form.marks)
        words.update(rows_by_key(template.id), map(label_key, form.headers))
        for column in form.columns:
            heads.update((column.zh, *column.also))
    longest_first = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    fixed = "|".join(map(re.escape, sorted(heads, key=lambda word: (-len(word), word))))
    remark = r"(?:\((?!\d)[^()]{2,60}(?:\)|$))?"
    label = rf"{_ORDINAL}(?:{longest_first})(?:总?数量|[数书])?{remark}"
    heads_of_columns = rf"(?:(?:19|20)\d\d)?(?:{fixed})(?=\D|$|(?:19|20)\d\d)|(?:19|20)\d\d年(?!\d)"
    return re.compile(rf"{label}|{heads_of_columns}|{TAIL.pattern}")


@cache
def heads() -> re.Pattern[str]:
    """The words with which a table without borders begins, as they stand in a text."""
    marks = (mark for template in forms.with_table("survey") for mark in template.table("survey").marks)
    unit = r"计\s*量", r"单\s*位"
    heads = "|".join(r"\s*".join(mark) for mark in marks)
    return re.compile(rf"(?:{heads})(?=\s*(?:{'|'.join(unit)}|$))")
