"""The sums of a table as linear constraints over its cells, and the small sets of cells that repair them.

A direct search for the usual cases of errors in one, two or three cells; `program` solves the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import inf

from govreport.checks.sums import Equation
from govreport.document import record
from govreport.report import Figure, Status

__all__ = ["Constraint", "Range", "Repair", "System", "search", "systems"]

Key = tuple[str, str, str]
Range = tuple[Decimal, Decimal | None]
"""The least and the greatest value; None: there is no greatest."""
Repair = dict[Key, Range]
"""New values of some cells with which every constraint can hold."""

# What a change of a cell costs: less where the reading is less sure, and never more than that of two others.
_RECOGNISED, _RECOVERED = Decimal("0.8"), Decimal("0.5")


@record(frozen=True, slots=True)
class Constraint:
    """The sum of the known cells, each with its sign, lies between `low` and `high`.

    A sum in which cells without a number stand is a bound from one side only, or none.
    """

    equation: Equation
    signs: Mapping[Key, int]
    unknown: tuple[Key, ...]
    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class System:
    """Cells tied to each other by constraints, of which at least one is broken."""

    values: Mapping[Key, Decimal]
    weights: Mapping[Key, Decimal]
    constraints: tuple[Constraint, ...]
    of_cell: Mapping[Key, tuple[int, ...]]

    def sums(self) -> list[Decimal]:
        return [sum((s * self.values[k] for k, s in c.signs.items()), Decimal(0)) for c in self.constraints]

    def broken(self) -> list[Constraint]:
        return [c for c, total in zip(self.constraints, self.sums(), strict=True) if _off(c, total)]


def _sum(constraint: Constraint, cells: Mapping[Key, Figure]) -> Decimal:
    known = ((sign, cells[key].value) for key, sign in constraint.signs.items())
    return sum((sign * value for sign, value in known if value is not None), Decimal(0))


def _off(constraint: Constraint, total: Decimal) -> bool:
    return not constraint.low <= total <= constraint.high


def systems(cells: Mapping[Key, Figure], equations: Iterable[Equation]) -> list[System]:
    """The sums that hang together by common cells, where one of them is broken."""
    constraints = [c for e in equations if (c := _constraint(cells, e)) is not None]
    if not any(_off(c, _sum(c, cells)) for c in constraints):
        return []
    groups: list[tuple[set[Key], list[Constraint]]] = []
    for constraint in constraints:
        keys, together = {*constraint.signs, *constraint.unknown}, [constraint]
        apart = []
        for group in groups:
            if group[0] & keys:
                keys |= group[0]
                together = [*group[1], *together]
            else:
                apart.append(group)
        groups = [*apart, (keys, together)]
    made = [_system(cells, together) for _, together in groups]
    return [system for system in made if system.broken()]


def _constraint(cells: Mapping[Key, Figure], equation: Equation) -> Constraint | None:
    signs: dict[Key, int] = {}
    unknown: dict[int, list[Key]] = {1: [], -1: []}
    for sign, keys in ((1, equation.left), (-1, equation.right)):
        for key in keys:
            figure = cells.get(key)
            if figure is None or figure.value is None:
                unknown[sign].append(key)
            elif figure.status is Status.RECOVERED and equation.relation == "=":
                return None  # the sum decided how the figure was cut and cannot judge it
            else:
                signs[key] = sign
    low = 0 if equation.relation == "=" and not unknown[1] else -inf
    high = 0 if not unknown[-1] else inf
    return Constraint(equation, signs, (*unknown[1], *unknown[-1]), low, high)


def _system(cells: Mapping[Key, Figure], constraints: list[Constraint]) -> System:
    of_cell: dict[Key, list[int]] = {}
    for i, constraint in enumerate(constraints):
        for key in constraint.signs:
            of_cell.setdefault(key, []).append(i)
    values = {key: value for key in of_cell if (value := cells[key].value) is not None}
    return System(
        values,
        {key: _weight(cells[key]) for key in of_cell},
        tuple(constraints),
        {key: tuple(places) for key, places in of_cell.items()},
    )


def _weight(figure: Figure) -> Decimal:
    if figure.status is Status.RECOVERED:
        return _RECOVERED
    recognised = figure.where is not None and figure.where.confidence is not None
    return _RECOGNISED if recognised else Decimal(1)


def search(system: System, most: int = 3) -> list[Repair] | None:
    """Every smallest repair of up to `most` cells; None where the search cannot say for certain.

    A set of cells that repairs exact sums and has no sum with two of its cells at both ends of a circle
    can be found by giving a broken sum's whole difference to one of its cells, and so on. A circle takes
    four cells or more, as each cell stands in one row and one column.
    """
    blanks = [key for constraint in system.constraints for key in constraint.unknown]
    if len(blanks) > len(set(blanks)):  # one number has to fit two sums, which bounds do not say
        return None
    sums = system.sums()
    off = [i for i, c in enumerate(system.constraints) if _off(c, sums[i])]
    for size in range(1, most + 1):
        if size > 1 and not all(system.constraints[i].exact for i in off):
            return None
        found = {tuple(sorted(repair)): repair for repair in _repairs(system, sums, off, size, {}, set())}
        if found:
            cost = {keys: sum(system.weights[key] for key in keys) for keys in found}
            least = min(cost.values())
            return [found[keys] for keys in sorted(found) if cost[keys] == least]
    return None


def _repairs(
    system: System,
    sums: list[Decimal],
    off: list[int],
    size: int,
    changed: dict[Key, Decimal],
    seen: set[frozenset[tuple[Key, Decimal]]],
) -> Iterator[Repair]:
    if size == 1:
        yield from _last(system, sums, off, changed)
        return
    most = max(map(len, system.of_cell.values()))
    if not off or len(off) > size * most:
        return
    for i in off:
        constraint = system.constraints[i]
        for key, sign in constraint.signs.items():
            more = -sign * sums[i]
            if key in changed or system.values[key] + more < 0:
                continue
            now = {**changed, key: more}
            state = frozenset(now.items())
            if state not in seen:
                seen.add(state)
                after = list(sums)
                for j in system.of_cell[key]:
                    after[j] += system.constraints[j].signs[key] * more
                still = [j for j, c in enumerate(system.constraints) if _off(c, after[j])]
                yield from _repairs(system, after, still, size - 1, now, seen)


def _last(
    system: System, sums: list[Decimal], off: list[int], changed: Mapping[Key, Decimal]
) -> Iterator[Repair]:
    """The repairs in which one cell more is changed: one that stands in every sum that is off."""
    if not off:
        return
    first, *others = (system.constraints[i].signs for i in off)
    common = set(first).intersection(*others)
    for key in sorted(common - changed.keys()):
        old, low, high = system.values[key], Decimal(0), Decimal("Infinity")
        for i in system.of_cell[key]:
            constraint = system.constraints[i]
            bounds = (constraint.low, constraint.high)
            ends = sorted(old + constraint.signs[key] * (Decimal(end) - sums[i]) for end in bounds)
            low, high = max(low, ends[0]), min(high, ends[1])
        if low <= high:  # the old value is not between them, as it does not fit the sums that are off
            repair = {k: (system.values[k] + more,) * 2 for k, more in changed.items()}
            yield {**repair, key: (low, None if high.is_infinite() else high)}
