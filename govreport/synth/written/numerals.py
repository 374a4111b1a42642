"""Numbers as reports print them: digits, thousands, 万, Chinese numerals, and roughly (近, 余, 约)."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Literal

__all__ = ["Rough", "Spelling", "chinese", "rough", "roughly", "spelled"]

Spelling = Literal["digits", "commas", "chinese"]
Qualifier = Literal["over", "about"]
Rough = tuple[str, str, str, Decimal, Qualifier]

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A whole number below 100,000,000 in Chinese numerals.

    >>> [chinese(n) for n in (0, 7, 12, 20, 105, 2008, 36000)]
    ['零', '七', '十二', '二十', '一百零五', '二千零八', '三万六千']
    """
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        between = "零" if 0 < low < 1000 else ""
        return f"{chinese(high)}万{between}{_below(low) if low else ''}"
    return _below(number) if number else "零"


def _below(number: int) -> str:
    """A number from 1 to 9,999."""
    text = ""
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += _DIGITS[digit] + unit
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def spelled(value: Decimal, spelling: Spelling) -> str:
    """A number exactly: `commas` divide thousands; `chinese` is for whole numbers to a hundred, 两 for 2."""
    if spelling == "chinese" and value == value.to_integral_value() and value <= 100:
        return "两" if value == 2 else chinese(int(value))
    return f"{value:,f}" if spelling == "commas" else f"{value:f}"


def rough(value: int, rng: Random) -> Rough:
    """A number of at least 20 roughly: words before, the number, words after, its value, how to take it.

    ``("近", "60", "", 60, "about")`` for 58; ``("", "50", "余", 50, "over")`` for 58.
    """
    size = 10 ** (len(str(value)) - 1)
    step = max(10, size // 10) if value >= 100 else 10
    down = value // step * step
    nearest = (value + step // 2) // step * step
    up = -(-value // step) * step
    before, after, rounded, qualifier = rng.choice(
        (
            ("", "余", down, "over"),
            ("", "多", down, "over"),
            ("超过", "", down, "over"),
            ("逾", "", down, "over"),
            ("近", "", up, "about"),
            ("约", "", nearest, "about"),
            ("大约", "", nearest, "about"),
        )
    )
    if qualifier == "over" and rounded == value:
        before, after, qualifier = "约", "", "about"
    exact = Decimal(rounded)
    return before, _short(exact, rng), after, exact, "over" if qualifier == "over" else "about"


def roughly(value: int, rng: Random) -> str:
    """A number that no table holds, in any spelling; now and then with 余 after all its digits."""
    kind = rng.random()
    if kind < 0.5 or value < 20:
        return chinese(value) if value <= 20 and rng.random() < 0.15 else str(value)
    if kind < 0.8:
        before, number, after, _, _ = rough(value, rng)
        return before + number + after
    if kind < 0.9:
        return f"{value:,}" if value >= 1000 else f"{value}余"
    return _short(Decimal(value), rng)


def _short(value: Decimal, rng: Random) -> str:
    """A number with 万 where that is no longer than its digits; small round ones now and then in Chinese."""
    if value >= 10_000 and rng.random() < 0.7:
        return f"{(value / 10_000).normalize():f}万"
    if value < 1000 and value % 10 == 0 and rng.random() < 0.15:
        return chinese(int(value))
    return f"{value:f}"
