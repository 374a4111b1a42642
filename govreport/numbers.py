"""A cell's text to a number and its state. What is not certainly a number is not one."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, TypeAlias
from unicodedata import category

from govreport.errors import ArgumentError
from govreport.normalize import compact

__all__ = [
    *("MOST_DIGITS", "CellNumber", "Percent", "is_mark", "is_value", "json_number"),
    *("printed_percent", "read_number"),
]

Percent: TypeAlias = Decimal | int | str
"""A percentage with the decimals that are printed."""

# A float64 keeps any decimal number of 15 significant digits; a longer one would change in a frame.
MOST_DIGITS = 15

_SHORT = 40  # characters of a cell that comes again
_LONGEST = 1000  # characters of a value, with blanks and a remark in brackets
_MARKS = frozenset({"/", "//", "-", "--", "---", "\\", "*", "**", "无", "不涉及", "不适用", "无此项"})
_COUNTERS = "件|个|项|条|宗|份|起|例|次|批|批次|件次"
_MONEY = "亿元|万元|元|亿|万"
_NUMBER = re.compile(
    rf"""
    (?P<sign>\+|-|增加?|减少?)?
    (?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)
    (?:\.(?P<fraction>\d+))?
    (?P<unit>{_COUNTERS}|{_MONEY})?
    (?:\((?P<remark>[^()]*)\))?
    """,
    re.VERBOSE,
)
# A remark in brackets that takes back the number it stands behind.
_DOUBTED = re.compile(
    r"疑|有误|待核|待定|约|估|暂|应为|更正|作废|^(?:(?:[上去往前]年度?|同期|累计|同比)|(?:单位:)?[十百千万亿]+[件项条个])$"
)
_UNIT = re.compile(rf"(?:单位:)?({_MONEY})")  # as a remark: 12(单位:元)
# A blank inside a run of digits is a border that was lost, not a way to write one number.
_GAP = re.compile(r"[\d.,，．]\s+\d|\d\s+[.,，．]")


@dataclass(frozen=True, slots=True)
class CellNumber:
    """What a cell says: `value` is None unless `state` is ``"number"``; `unit` only where printed."""

    state: Literal["number", "blank", "mark", "unreadable"]
    value: Decimal | None = None
    unit: str | None = None


def printed_percent(value: Percent) -> Decimal:
    """A percentage with the decimals that are printed: ``33.30`` is another one than ``33.3``.

    Raises
    ------
    ArgumentError
        If it is none, or a float, which does not know its decimals.
    """
    text = value.strip().rstrip("%％") if isinstance(value, str) else value
    if isinstance(text, Decimal | int | str) and not isinstance(text, bool):
        with suppress(InvalidOperation):
            percent = Decimal(text)
            if percent.is_finite():
                return percent
    expected = "a Decimal or a text as printed was expected, as '33.3'"
    raise ArgumentError(f"percent: {expected}; found {value!r:.60}")


def is_mark(text: str) -> bool:
    """Whether a cell holds a mark that stands for no number: ``/``, ``—``, ``无``."""
    return compact(text) in _MARKS


def is_value(text: str) -> bool:
    """Whether a cell can be a value of a form (a number or a mark), and not a label."""
    return len(text) <= _LONGEST and _is_value(text)


@lru_cache(maxsize=65536)
def _is_value(text: str) -> bool:
    """The same of a short text: the same cells come again and again."""
    plain = compact(text)
    return plain in _MARKS or (_NUMBER.fullmatch(plain) is not None and _is_one_number(text))


def _is_one_number(text: str) -> bool:
    """Whether no border and no footnote mark (², ①, ⑩) stands in what looks like one number."""
    return not _GAP.search(text) and (text.isascii() or all(category(c) != "No" for c in text))


Kind = Literal["count", "change", "amount"]


def read_number(text: str, kind: Kind = "count") -> CellNumber:
    """Read one cell.

    Parameters
    ----------
    text : str
        The cell as printed: ``60``, ``1,024``, ``６０``, ``8 个``, ``22(其中修订16件)``, ``251000元``.
    kind : {"count", "change", "amount"}
        A count is whole and has no sign; a change is whole and may have one; an amount is money.

    Returns
    -------
    Reading
        ``blank`` for an empty cell, ``mark`` for ``/`` and the like, ``unreadable`` for whatever is
        not certainly a number of that kind: a leading zero (two cells run together), a fraction of a
        case, a sign on a count, more than 15 significant digits.
    """
    return _read_short(text, kind) if len(text) <= _SHORT else _read_number(text, kind)


@lru_cache(maxsize=65536)
def _read_short(text: str, kind: Kind) -> CellNumber:
    """The same of a short text: the same cells come again and again."""
    return _read_number(text, kind)


def _read_number(text: str, kind: Kind) -> CellNumber:
    plain = compact(text)
    if not plain:
        return CellNumber("blank")
    if plain in _MARKS:
        return CellNumber("mark")
    match = _NUMBER.fullmatch(plain)
    if match is None or not _is_one_number(text):
        return CellNumber("unreadable")
    whole, fraction, unit = match["whole"].replace(",", ""), match["fraction"] or "", match["unit"]
    beside = _UNIT.fullmatch(match["remark"] or "")
    unit = beside[1] if beside and not unit else unit
    sign, money = match["sign"] or "", unit is not None and re.fullmatch(_MONEY, unit) is not None
    certain = (
        (whole == "0" or not whole.startswith("0"))
        and len(whole) + len(fraction) <= MOST_DIGITS
        and (money if kind == "amount" and unit else not money)
        and (not sign or kind == "change")
        and (kind == "amount" or not fraction)
        and not _DOUBTED.search(match["remark"] or "")
    )
    if not certain:
        return CellNumber("unreadable")
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    if sign.startswith(("-", "减")):
        value = -value
    money_unit = {"万": "万元", "亿": "亿元"}.get(unit or "", unit)
    return CellNumber("number", value, money_unit if money else None)


def json_number(value: Decimal) -> int | float:
    """A number as JSON has it: a whole one without a point."""
    return int(value) if value == value.to_integral_value() else float(value)
