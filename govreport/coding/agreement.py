"""Agreement of coders: percent agreement, Cohen's kappa, Krippendorff's alpha, bootstrap intervals, errors.

Sources: Cohen, "A coefficient of agreement for nominal scales" (1960); Krippendorff, "Computing
Krippendorff's alpha-reliability" (2011); Passonneau, "Measuring agreement on set-valued items (MASI)"
(2006). Where a statistic does not exist its value is None, and a reason stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from random import Random
from typing import Any, TypeVar

from govreport.errors import ArgumentError

__all__ = [
    "Confusion",
    "Distance",
    "Estimate",
    "Score",
    "Statistic",
    "Unit",
    "bootstrap",
    "cohen_kappa",
    "confusions",
    "krippendorff_alpha",
    "masi",
    "nominal",
    "percent_agreement",
    "scores",
]

T = TypeVar("T", bound=Hashable)
Unit = Sequence[Any]  # the answer of each coder on one unit, in the same order of coders; None is not coded
Distance = Callable[[Any, Any], float]
Statistic = Callable[[Sequence[Unit]], "Estimate"]

_NO_PAIRS = "没有两人都编码的单元 no unit was coded by two coders"
_ONE_VALUE = "只出现一个类别,一致性无从检验 only one value was used: agreement beyond chance is not defined"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic.

    Attributes
    ----------
    value : float or None
        None where the statistic does not exist.
    units : int
        Units that at least two coders coded.
    reason : str
        Why there is no value, or no interval; empty otherwise.
    low, high : float or None
        Ends of the bootstrap interval.
    """

    value: float | None
    units: int
    reason: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Of how many units one coder gave `first` where the other gave `second`; None is no code against it."""

    first: str | None
    second: str | None
    units: int


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one code; None where nothing is divided by nothing."""

    code: str
    true_positive: int
    false_positive: int
    false_negative: int

    @property
    def precision(self) -> float | None:
        positive = self.true_positive + self.false_positive
        return self.true_positive / positive if positive else None

    @property
    def recall(self) -> float | None:
        there = self.true_positive + self.false_negative
        return self.true_positive / there if there else None

    @property
    def f1(self) -> float | None:
        weighed = 2 * self.true_positive + self.false_positive + self.false_negative
        return 2 * self.true_positive / weighed if weighed else None


def nominal(a: Hashable, b: Hashable) -> float:
    """0 for the same value, 1 for different ones."""
    return float(a != b)


def masi(a: frozenset[T], b: frozenset[T]) -> float:
    """Distance of two sets: 1 minus Jaccard's coefficient times monotonicity (Passonneau 2006).

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they
    have nothing in common. Two empty sets are equal.

    Examples
    --------
    >>> round(masi(frozenset("ab"), frozenset("abc")), 4)
    0.5556
    """
    if a == b:
        return 0.0
    if not a & b:
        return 1.0
    monotonicity = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - len(a & b) / len(a | b) * monotonicity


def percent_agreement(units: Iterable[Unit]) -> Estimate:
    """Share of pairs of coders, over all units, who gave the same value."""
    coded = _pairable(units)
    pairs = [pair for unit in coded for pair in combinations(unit, 2)]
    if not pairs:
        return Estimate(None, 0, _NO_PAIRS)
    return Estimate(sum(a == b for a, b in pairs) / len(pairs), len(coded))


def cohen_kappa(units: Iterable[Unit], distance: Distance = nominal) -> Estimate:
    """Cohen's kappa of two coders: 1 minus observed by expected disagreement, on units that both coded.

    With another distance than `nominal` it is weighted kappa (Cohen 1968).

    Raises
    ------
    ArgumentError
        If a unit has not two places.
    """
    rows = [tuple(unit) for unit in units]
    if any(len(row) != 2 for row in rows):
        raise ArgumentError("kappa compares two coders: expected two values of each unit")
    both = [(a, b) for a, b in rows if a is not None and b is not None]
    if not both:
        return Estimate(None, 0, _NO_PAIRS)
    n = len(both)
    first, second = Counter(a for a, _ in both), Counter(b for _, b in both)
    observed = sum(distance(a, b) for a, b in both) / n
    expected = sum(first[a] * second[b] * distance(a, b) for a in first for b in second) / n**2
    if not expected:
        return Estimate(None, n, _ONE_VALUE)
    return Estimate(1 - observed / expected, n)


def krippendorff_alpha(units: Iterable[Unit], distance: Distance = nominal) -> Estimate:
    """Krippendorff's alpha of any number of coders; values may be missing (None).

    Parameters
    ----------
    units : iterable of sequences
        One row per unit, one place per coder.
    distance : callable
        `nominal`, or `masi` for sets of codes; 0 for equal values.

    Notes
    -----
    alpha = 1 - Do / De over the values of units that at least two coders coded: Do is the mean distance
    within units, each unit's pairs weighted by 1 / (coders - 1); De that of all pairs of values.
    """
    coded = _pairable(units)
    if not coded:
        return Estimate(None, 0, _NO_PAIRS)
    observed = sum(_within(unit, distance) for unit in coded)
    values = Counter(value for unit in coded for value in unit)
    n = values.total()
    expected = sum(values[a] * values[b] * distance(a, b) for a, b in permutations(values, 2)) / (n - 1)
    if not expected:
        return Estimate(None, len(coded), _ONE_VALUE)
    return Estimate(1 - observed / expected, len(coded))


def bootstrap(
    statistic: Statistic,
    units: Iterable[Unit],
    *,
    clusters: Iterable[Hashable] | None = None,
    repeats: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Estimate:
    """A statistic with its percentile interval: clusters are drawn again with replacement, `repeats` times.

    `clusters` names that of each unit, such as the report of a sentence, since sentences of one report
    resemble each other; without it each unit is one. From a single cluster there is no interval. Draws in
    which the statistic does not exist are left out; where that is more than half of them, or the statistic
    itself does not exist, there is no interval and `reason` says so.
    """
    rows = [tuple(unit) for unit in units]
    estimate = statistic(rows)
    if estimate.value is None:
        return estimate
    held: dict[Hashable, list[Unit]] = {}
    for row, name in zip(rows, range(len(rows)) if clusters is None else clusters, strict=True):
        held.setdefault(name, []).append(row)
    groups = list(held.values())
    if clusters is not None and len(groups) < 2:
        return replace(estimate, reason="只有一份年报,不给区间 one report only: no interval")
    rng = Random(seed)
    samples = ([row for group in rng.choices(groups, k=len(groups)) for row in group] for _ in range(repeats))
    draws = (statistic(sample).value for sample in samples)
    drawn = sorted(value for value in draws if value is not None)
    if len(drawn) <= repeats / 2:
        return replace(estimate, reason="多数重抽样中无法计算,不给区间 undefined in most draws: no interval")
    tail = (1 - level) / 2
    return replace(estimate, low=_quantile(drawn, tail), high=_quantile(drawn, 1 - tail))


def confusions(units: Iterable[tuple[frozenset[str] | None, frozenset[str] | None]]) -> list[Confusion]:
    """Which codes two coders take for each other, most frequent first.

    A code that only one coder gave stands against each code that only the other gave; against None where
    the other gave none of his own. Units that one did not code say nothing.
    """
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for a, b in units:
        if a is None or b is None:
            continue
        only_a: Sequence[str | None] = sorted(a - b)
        only_b: Sequence[str | None] = sorted(b - a)
        if only_a or only_b:
            counts.update((x, y) for x in only_a or (None,) for y in only_b or (None,))
    found = [Confusion(first, second, n) for (first, second), n in counts.items()]
    return sorted(found, key=lambda c: (-c.units, c.first or "", c.second or ""))


def scores(predicted: Iterable[frozenset[str] | None], truth: Iterable[frozenset[str] | None]) -> list[Score]:
    """True and false positives and false negatives of each code that either side gave, sorted by code.

    Pairs in which either side is None (not coded) are left out.
    """
    pairs = [(p, t) for p, t in zip(predicted, truth, strict=True) if p is not None and t is not None]
    codes = sorted({code for pair in pairs for codes in pair for code in codes})
    return [
        Score(
            code,
            sum(code in p and code in t for p, t in pairs),
            sum(code in p and code not in t for p, t in pairs),
            sum(code not in p and code in t for p, t in pairs),
        )
        for code in codes
    ]


def _present(unit: Unit) -> list[Any]:
    return [value for value in unit if value is not None]


def _pairable(units: Iterable[Unit]) -> list[list[Any]]:
    return [values for unit in units if len(values := _present(unit)) > 1]


def _within(unit: list[Any], distance: Distance) -> float:
    return sum(distance(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1)


def _quantile(ordered: list[float], share: float) -> float:
    """The quantile of sorted values, by linear interpolation between neighbours."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
