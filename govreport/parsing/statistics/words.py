"""The words of statistics tables: labels without number and remark, heads, units, what stands below."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from govreport import forms
from govreport.forms import Row
from govreport.normalize import compact
from govreport.parsing.spellings import UNIT_REMARK

__all__ = [
    "CUMULATIVE",
    "LABEL_HEADS",
    "TAIL",
    "UNIT",
    "UNIT_HEADS",
    "heads",
    "label_heads",
    "label_key",
    "rows_by_key",
    "vocabulary",
]

# What an office prints below the table: 单位负责人: 审核人: 填报人: 联系电话: 填报日期:
TAIL = re.compile(r"(?:单位)?负责人|审核人|填[报表]人|联系(?:电话|方式)|填报日期|(?<!见)附件")
UNIT = re.compile(r"人次|万元|元|条|件|次|篇|个|人|份|-{1,3}")
UNIT_HEADS = frozenset({"单位", "计量单位"})
# Short heads of the labels' column: words of prose too, so that they begin a table only on their own.
LABEL_HEADS = frozenset({"指标", "项目", "统计项目", "指标项目"})
# A head that counts from an earlier year on: 2008-2016年累计, 截至2016年底累计.
CUMULATIVE = re.compile(
    r"(?:(?:自)?(?:19|20)\d\d年?(?:-|~|至|以来)|截[至止]到?)(?:(?:19|20)\d\d年?(?:年底|年末|底|末|度)?)?(?:历年)?累计数?"
)
_ORDINAL = r"(?:其中:?)?(?:\([一二三四五六七八九十]\)|[一二三四五六七八九十]、|\d[.、,])?(?:其中:?)?"
_LEAD = re.compile(_ORDINAL)
# The end of a page may cut a remark, so that its bracket does not close in the cell.
# One that narrows the label stays: (上年), (不含街道).
_REMARK = re.compile(r"\((?![上去往历]年|累计|不含|除|仅|其中)[^()]{1,60}\)?$")
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
    words = UNIT_REMARK.sub("", _LEAD.sub("", plain, count=1))
    return _COUNT.sub("", _REMARK.sub("", words))


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
    counts: set[str] = set()  # heads that go on behind 2016年 in one cell
    for template in forms.with_table("survey"):
        form = template.table("survey")
        heads.update(form.marks)
        words.update(rows_by_key(template.id), map(label_key, form.headers))
        for column in form.columns:
            heads.update((column.zh, *column.also))
            counts.update(w for w in column.also if w[0] not in "年本当历累")
    longest_first = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    fixed = "|".join(map(re.escape, sorted(heads, key=lambda word: (-len(word), word))))
    remark = r"(?:\((?!\d)[^()]{1,60}(?:\)|$)){0,2}"
    label = rf"{_ORDINAL}(?:{longest_first})(?:总?数量|[数书])?{remark}"
    year = r"(?:19|20)\d\d"
    with_year = rf"{year}年(?:{'|'.join(sorted(counts))})|(?:{year})?(?:{fixed})(?=\D|$|{year})"
    heads_of_columns = rf"{with_year}|{year}年(?!\d)"
    return re.compile(rf"{label}|{CUMULATIVE.pattern}|{heads_of_columns}|{TAIL.pattern}")


@cache
def heads() -> re.Pattern[str]:
    """The words with which a table without borders begins, as they stand in a text."""
    marks = "|".join(map(_spaced, sorted(label_heads() - LABEL_HEADS)))
    short = "|".join(map(_spaced, sorted(LABEL_HEADS)))
    column = r"计\s*量|单\s*位|(?:19|20)\d\d\s*年|本\s*年|统\s*计\s*数|数\s*[量值]"
    return re.compile(rf"(?:(?:{marks})(?=\s*(?:{column}|$))|(?<![^\s。:：])(?:{short})(?=\s+(?:{column})))")


@cache
def label_heads() -> frozenset[str]:
    """The heads of the labels' column, in any form."""
    forms_marks = (template.table("survey").marks for template in forms.with_table("survey"))
    return LABEL_HEADS.union(*forms_marks)


def _spaced(word: str) -> str:
    """A pattern for a word that may have blanks in it."""
    return r"\s*".join(word)
