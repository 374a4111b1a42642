"""Can a stated percentage come from whole numbers at all? If not, which slip makes it possible?

The GRIM test of Brown and Heathers (2017), "The GRIM test", Social Psychological and Personality Science 8,
for shares of a count and growth to a count. All is exact: a figure stands for what rounds or truncates to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Literal

from govreport.checks import slips
from govreport.errors import ArgumentError
from govreport.numbers import Percent, printed_percent
from govreport.resources.messages import require_whole

__all__ = [
    "RATIO_FROM",
    "Explanation",
    "Possible",
    "Whole",
    "chance_of_ratio",
    "explain_growth",
    "explain_share",
    "possible_growth",
    "possible_share",
]

Of = Literal["percent", "new", "part", "whole", "base"]
_MOST_CANDIDATES = 5
RATIO_FROM = 100  # per cent: below it a ratio says that there were fewer, which nobody calls a growth


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole numbers from `low` to `high`; ``high=None``: all from `low` on."""

    low: int
    high: int | None

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self.low <= number and (self.high is None or number <= self.high)

    def __str__(self) -> str:
        if self.high is None:
            return f"≥ {self.low}"
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class Possible:
    """The whole numbers that a stated percentage can come from, by rounding (a half up or to even) and by
    truncating. None: from no whole number. False where neither way is possible."""

    rounded: Whole | None
    truncated: Whole | None

    def __bool__(self) -> bool:
        return self.rounded is not None or self.truncated is not None

    def __contains__(self, number: object) -> bool:
        return any(whole is not None and number in whole for whole in (self.rounded, self.truncated))

    def __str__(self) -> str:
        return str(self.rounded or self.truncated or "none")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A slip that makes an impossible figure possible, or (``computed``) what the numbers do give.

    Attributes
    ----------
    kind : str
        Id of a slip of govreport/data/slips.toml: ``ratio`` (a ratio stated as growth), ``wrong_base``,
        ``lost_point``, ``digits_swapped``, ``digit_doubled``, ``digit_dropped``, ``truncated``, ``computed``.
    of : str
        In which number the slip is: "percent", "new", "part", "whole" or "base".
    arithmetic : str
        Such as ``60/23 = 260.87%``.
    candidates : tuple of str
        The numbers that would make the figure right, five at most.
    """

    kind: str
    of: Of
    arithmetic: str
    candidates: tuple[str, ...]
    zh: str
    en: str


# ---- the interval of values that a printed percentage stands for


@dataclass(frozen=True, slots=True)
class _Interval:
    low: Fraction
    high: Fraction
    with_low: bool
    with_high: bool

    def __contains__(self, value: Fraction) -> bool:
        above = value > self.low or (self.with_low and value == self.low)
        return above and (value < self.high or (self.with_high and value == self.high))


def _unit(percent: Decimal) -> Fraction:
    """One step of the last printed decimal."""
    return Fraction(1, 10 ** max(0, -int(percent.as_tuple().exponent)))


@lru_cache(maxsize=1024)
def _rounded(printed: str) -> _Interval:
    """A half goes away from zero or to the even: the end nearer zero belongs, the other if that is even."""
    value, unit = Fraction(printed), _unit(Decimal(printed))
    even = (value / unit) % 2 == 0
    return _Interval(value - unit / 2, value + unit / 2, value > 0 or even, value < 0 or even)


@lru_cache(maxsize=1024)
def _truncated(printed: str) -> _Interval:
    value, unit = Fraction(printed), _unit(Decimal(printed))
    if value > 0:
        return _Interval(value, value + unit, True, False)
    if value < 0:
        return _Interval(value - unit, value, False, True)
    return _Interval(-unit, unit, False, False)


def _integers(
    low: Fraction, with_low: bool, high: Fraction | None, with_high: bool, least: int
) -> Whole | None:
    """The whole numbers from `least` on between two ends."""
    first = max(ceil(low) if with_low else floor(low) + 1, least)
    if high is None:
        return Whole(first, None)
    last = floor(high) if with_high else ceil(high) - 1
    return Whole(first, last) if first <= last else None


def _both(percent: Decimal, numbers: Callable[[_Interval], Whole | None]) -> Possible:
    printed = f"{percent:f}"  # 5.0 and 5 are equal numbers, and not rounded alike
    return Possible(numbers(_rounded(printed)), numbers(_truncated(printed)))


def possible_growth(percent: Percent, new: int) -> Possible:
    """The whole bases from which the growth to `new` is the stated percentage.

    Parameters
    ----------
    percent : Decimal, int or str
        With its printed decimals and its sign: ``"-12.30"`` for a fall by 12.30 %.
    new : int
        The number grown to, 0 or more.

    Raises
    ------
    ArgumentError
        If `percent` is none as printed (a float knows no decimals), or `new` is negative.

    Examples
    --------
    >>> from decimal import Decimal
    >>> print(gr.possible_growth(Decimal("150"), new=60))
    24
    """
    if require_whole(new, "new", 60) < 0:
        raise ArgumentError(f"new: expected 0 or more, found {new}")

    def bases(growth: _Interval) -> Whole | None:
        if new == 0:
            return Whole(1, None) if Fraction(-100) in growth else None
        # base = 100 new / (100 + growth) falls as growth rises; towards -100 % it has no end
        if growth.high <= -100:
            return None
        low = Fraction(100 * new) / (100 + growth.high)
        high = Fraction(100 * new) / (100 + growth.low) if growth.low > -100 else None
        return _integers(low, growth.with_high, high, growth.with_low, 1)

    return _both(printed_percent(percent), bases)


def possible_share(percent: Percent, part: int | None = None, whole: int | None = None) -> Possible:
    """The whole numbers with which a share is the stated percentage: of the one that is None, or of `part`.

    Parameters
    ----------
    percent : Decimal, int or str
        With its printed decimals.
    part, whole : int or None
        What is known of ``part / whole``. With both, the answer is `part` itself or nothing.

    Raises
    ------
    ArgumentError
        If `percent` is none as printed, both are None, `part` is negative or `whole` not positive.

    Examples
    --------
    >>> from decimal import Decimal
    >>> bool(gr.possible_share(Decimal("33.3"), part=2, whole=6))
    True
    """
    if part is None and whole is None:
        raise ArgumentError("part, whole: expected one of them at least, found None and None")
    for name, number, least in (("part", part, 0), ("whole", whole, 1)):
        if number is not None and require_whole(number, name, 60) < least:
            raise ArgumentError(f"{name}: expected {least} or more, found {number}")

    def numbers(share: _Interval) -> Whole | None:
        if part is not None and whole is not None:
            return Whole(part, part) if Fraction(100 * part, whole) in share else None
        if whole is not None:
            least, most = (Fraction(whole) * end / 100 for end in (share.low, share.high))
            return _integers(least, share.with_low, most, share.with_high, 0)
        if not part:
            return Whole(1, None) if Fraction(0) in share else None
        if share.high <= 0:
            return None
        low = Fraction(100 * part) / share.high
        high = Fraction(100 * part) / share.low if share.low > 0 else None
        return _integers(low, share.with_high, high, share.with_low, 1)

    return _both(printed_percent(percent), numbers)


def explain_growth(
    percent: Percent, new: int, *, carried_in: int | None = None, last: int | None = None
) -> tuple[Explanation, ...]:
    """The slips that make an impossible growth possible, the likeliest first; none if it is possible.

    Parameters
    ----------
    percent, new
        As for `possible_growth`.
    carried_in : int or None
        Requests carried in from last year: the growth may be that of new and carried in together.
    last : int or None
        Last year's number, to compute what it should be.

    Examples
    --------
    >>> from decimal import Decimal
    >>> gr.explain_growth(Decimal("261"), 60)[0].arithmetic
    '60/23 = 260.87%'
    """
    percent = printed_percent(percent)
    possible = possible_growth(percent, new)
    if possible.rounded is not None:
        return ()
    if possible.truncated is not None:
        return (_explained("truncated", "percent", percent, str(possible), f"{new}/{possible} − 1"),)
    return tuple(_growth_slips(percent, new, carried_in, last))


def _growth_slips(
    percent: Decimal, new: int, carried_in: int | None, last: int | None
) -> Iterator[Explanation]:
    if new and percent >= RATIO_FROM and (bases := possible_share(percent, part=new).rounded):
        ratio = _percent(new, bases.low, percent)
        as_ratio = _explained("ratio", "percent", percent, str(bases), f"{new}/{bases.low} = {ratio}")
        chance = chance_of_ratio(percent, new)
        words = {"printed": f"{_most_compared(percent):f}", "right": f"{float(chance):.0%}"}
        words["other"] = f"{round(1 / chance)}"
        by_chance = slips.load()["by_chance"]
        yield replace(
            as_ratio,
            zh=f"{as_ratio.zh}；{by_chance.zh.format(**words)}",
            en=f"{as_ratio.en}; {by_chance.en.format(**words)}",
        )
    if carried_in and (more := possible_growth(percent, new + carried_in)):
        together = f"{new} + {carried_in} = {new + carried_in}"
        yield _explained("wrong_base", "new", new, str(more), together)
    yield from _percent_slips(percent, lambda meant: bool(possible_growth(meant, new).rounded))
    yield from _number_slips("new", new, lambda number: bool(possible_growth(percent, number).rounded))
    if last:
        yield _computed(percent, new - last, last, f"({new} − {last})/{last}")


def chance_of_ratio(percent: Decimal, new: int) -> Fraction:
    """The share of impossible growths that some ratio of whole numbers would fit as well, whatever happened.

    Of the percentages with as many decimals as the stated one, from 100 % to one and a half of it, that no
    whole number of last year gives as a growth to `new`.

    Examples
    --------
    >>> print(f"{float(chance_of_ratio(Decimal(261), 60)):.2f}")
    0.14
    """
    unit, bases = _unit(percent), range(1, new + 1)
    steps = range(ceil(RATIO_FROM / unit), floor(Fraction(_most_compared(percent)) / unit) + 1)
    growths = {step for base in bases for step in _steps(Fraction(100 * (new - base), base), unit)}
    ratios = {step for base in bases for step in _steps(Fraction(100 * new, base), unit)[:2]}
    impossible = len(steps) - sum(step in steps for step in growths)
    return Fraction(sum(step in steps for step in ratios - growths), max(1, impossible))


def _most_compared(percent: Decimal) -> Decimal:
    return percent * 3 // 2


def _steps(exact: Fraction, unit: Fraction) -> tuple[int, int, int]:
    """What a value may be printed as, in steps of the last decimal: rounded either way, or truncated."""
    value = exact / unit
    return ceil(value - Fraction(1, 2)), floor(value + Fraction(1, 2)), floor(value)


def explain_share(
    percent: Percent, part: int, whole: int, *, other_wholes: tuple[int, ...] = ()
) -> tuple[Explanation, ...]:
    """The slips that make an impossible share possible, the likeliest first; none if it is possible.

    Parameters
    ----------
    percent, part, whole
        As for `possible_share`.
    other_wholes : tuple of int
        Numbers that the share may really be of (new and carried in, answered ...).

    Examples
    --------
    >>> from decimal import Decimal
    >>> gr.explain_share(Decimal("3.33"), part=2, whole=6)[-1].arithmetic
    '2/6 = 33.333%'
    """
    percent = printed_percent(percent)
    possible = possible_share(percent, part, whole)
    if possible.rounded is not None:
        return ()
    if possible.truncated is not None:
        exact = _percent(part, whole, percent)
        return (_explained("truncated", "percent", percent, exact, f"{part}/{whole} = {exact}"),)
    return tuple(_share_slips(percent, part, whole, other_wholes))


def _share_slips(
    percent: Decimal, part: int, whole: int, other_wholes: tuple[int, ...]
) -> Iterator[Explanation]:
    def fits(of_percent: Decimal, of_part: int, of_whole: int) -> bool:
        return of_whole > 0 and possible_share(of_percent, of_part, of_whole).rounded is not None

    for other in other_wholes:
        if other != whole and fits(percent, part, other):
            shown = f"{part}/{other} = {_percent(part, other, percent)}"
            yield _explained("wrong_base", "whole", whole, str(other), shown)
    yield from _number_slips("part", part, lambda number: fits(percent, number, whole))
    yield from _number_slips("whole", whole, lambda number: fits(percent, part, number))
    yield from _percent_slips(percent, lambda meant: fits(meant, part, whole))
    yield _computed(percent, part, whole, f"{part}/{whole}")


def _percent_slips(percent: Decimal, fits: Callable[[Decimal], bool]) -> Iterator[Explanation]:
    """A lost decimal point, then slips in the digits of the percentage."""
    sign, digits, exponent = percent.as_tuple()
    printed = int("".join(map(str, digits)))
    if exponent == 0:
        moved = [percent.scaleb(-places) for places in range(1, len(digits))]
        if right := [f"{value:f}" for value in moved if fits(value)]:
            yield _explained("lost_point", "percent", percent, ", ".join(right), f"{percent:f}%")
    for slip, number in slips.meant(printed):
        value = Decimal(number).scaleb(int(exponent)).copy_sign(-1 if sign else 1)
        if slip == "digits_swapped" and fits(value):
            yield _explained(slip, "percent", percent, f"{value:f}", f"{value:f}%")


def _number_slips(of: Of, printed: int, fits: Callable[[int], bool]) -> Iterator[Explanation]:
    """For each slip of digits, the numbers that may have been meant and that fit."""
    right: dict[str, list[int]] = {}
    for slip, number in slips.meant(printed):
        if fits(number):
            right.setdefault(slip, []).append(number)
    for slip, numbers in right.items():
        yield _explained(slip, of, printed, ", ".join(map(str, numbers[:_MOST_CANDIDATES])), "")


def _computed(percent: Decimal, part: int, whole: int, shown: str) -> Explanation:
    exact = _percent(part, whole, percent)
    return _explained("computed", "percent", percent, exact, f"{shown} = {exact}")


def _percent(part: int, whole: int, like: Decimal) -> str:
    """A share in per cent with two decimals, or one more than the stated one has."""
    places = max(2, 1 - int(like.as_tuple().exponent))
    return f"{round(Decimal(100 * part) / Decimal(whole), places):f}%"


def _explained(kind: str, of: Of, printed: Decimal | int, right: str, arithmetic: str) -> Explanation:
    slip = slips.load()[kind]
    words = {"printed": f"{printed:f}" if isinstance(printed, Decimal) else str(printed)}
    words |= {"right": right, "other": arithmetic}
    return Explanation(
        kind, of, arithmetic, tuple(right.split(", ")), slip.zh.format(**words), slip.en.format(**words)
    )
