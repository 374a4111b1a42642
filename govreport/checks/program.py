"""The smallest set of wrong cells as an integer program, for any number of cells and any bounds.

Fellegi and Holt (1976), "A systematic approach to automatic edit and imputation", JASA 71: change the fewest
cells, each with its weight, so that every rule can hold. Solved with HiGHS, as R's package errorlocate does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, diags_array, eye_array, kron

from govreport.checks.cellsystem import Key, Repair, System

__all__ = ["solve"]

_Array = NDArray[np.float64]
_NODES = 2_000  # of the search tree; a limit of time would give other results on other machines
_SOLVED, _NO_SOLUTION = 0, 2  # what scipy's milp calls its status


def solve(system: System, most: int) -> tuple[list[Repair], bool]:
    """The lightest repairs, and whether these are all; at most `most` are looked for."""
    program = _Program(system)
    found: list[Repair] = []
    while True:
        keys = program.lightest()
        if not keys:
            return found, keys is not None
        if len(found) == most:
            return found, False
        found.append(program.ranges(keys))
        program.forbid(keys)


class _Program:
    """Variables: by how much each known cell changes, what each cell without a number holds (it costs
    nothing), whether each known cell changes."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.keys = sorted(system.values)
        self.blanks = sorted({key for c in system.constraints for key in c.unknown})
        self.place = {key: i for i, key in enumerate((*self.keys, *self.blanks))}
        # No smallest repair changes a cell by more than all the differences together.
        differences = sum((abs(total) for total in system.sums()), Decimal(0))
        self.reach = float(differences) + 1
        self.old = np.array([float(system.values.get(key, 0)) for key in self.place])
        self.low = np.maximum(-self.old, -self.reach)
        self.sums, self.ends = self._sums(self.old)
        known = len(self.keys)
        self.cost = np.concatenate([np.zeros(len(self.place)), [float(system.weights[k]) for k in self.keys]])
        self.whole = np.concatenate([np.zeros(len(self.place)), np.ones(known)])
        self.bounds = Bounds(
            np.concatenate([self.low, np.zeros(known)]),
            np.concatenate([np.full(len(self.place), self.reach), np.ones(known)]),
        )
        self.limits = self._limits()
        self.cuts: list[LinearConstraint] = []

    def _sums(self, old: _Array) -> tuple[csr_array, tuple[_Array, _Array]]:
        """The matrix of the constraints, and between what the change of each sum must lie."""
        terms = [
            (float(sign), i, self.place[key])
            for i, c in enumerate(self.system.constraints)
            for sign, keys in ((1, c.equation.left), (-1, c.equation.right))
            for key in keys
        ]
        values, rows, columns = zip(*terms, strict=True)
        shape = (len(self.system.constraints), len(self.place))
        matrix = csr_array((values, (rows, columns)), shape=shape)
        high = -(matrix @ old)
        equal = np.array([c.equation.relation == "=" for c in self.system.constraints])
        return matrix, (np.where(equal, high, -np.inf), high)

    def _limits(self) -> LinearConstraint:
        """What holds for every repair: the sums can hold; a cell that changes is marked as one that does."""
        n, known = len(self.place), len(self.keys)
        change = eye_array(known, n)
        most, least = self.reach * eye_array(known), diags_array(-self.low[:known])
        # Of every sum that is off one cell has to change. The program says so anyway, but is solved sooner.
        covers = np.array([self._marked(c.signs) for c in self.system.broken()])
        rows = [[self.sums, None], [change, -most], [change, least], [covers[:, :n], covers[:, n:]]]
        free = np.full(known, np.inf)
        low = np.concatenate([self.ends[0], -free, np.zeros(known), np.ones(len(covers))])
        high = np.concatenate([self.ends[1], np.zeros(known), free, np.full(len(covers), np.inf)])
        return LinearConstraint(block_array(rows, format="csr"), low, high)

    def _marked(self, keys: Iterable[Key]) -> _Array:
        """A row that counts how many of those cells change."""
        row = np.zeros(len(self.place) + len(self.keys))
        row[[len(self.place) + self.place[key] for key in keys]] = 1
        return row

    def forbid(self, keys: Sequence[Key]) -> None:
        """No further repair may change all of these cells, or weigh more than they do."""
        weight = sum(float(self.system.weights[key]) for key in keys)
        ends = ([-np.inf, -np.inf], [len(keys) - 1, weight + 1e-6])
        self.cuts.append(LinearConstraint([self._marked(keys), self.cost], *ends))

    def lightest(self) -> tuple[Key, ...] | None:
        """The cells that the lightest repair changes; none if no repair is left, None if it is not known."""
        answer = _solved(self.cost, self.whole, self.bounds, [self.limits, *self.cuts])
        if answer.status not in (_SOLVED, _NO_SOLUTION):
            return None
        if answer.status == _NO_SOLUTION:
            return ()
        return tuple(key for key in self.keys if round(answer.x[self.place[key]]) != 0)

    def ranges(self, keys: Sequence[Key]) -> Repair:
        """The values that each of `keys` can have where only they and cells without a number may change."""
        derived = self._derived(keys)
        ranges = (
            self._ranges([key for key in keys if key not in derived], keys)
            if len(derived) < len(keys)
            else {}
        )
        return {key: (derived[key], derived[key]) if key in derived else ranges[key] for key in keys}

    def _derived(self, keys: Sequence[Key]) -> dict[Key, Decimal]:
        """The values of those of `keys` that the sums tell one after the other."""
        exact = [c for c in self.system.constraints if c.exact and not c.signs.keys().isdisjoint(keys)]
        derived: dict[Key, Decimal] = {}
        while True:
            values = {**self.system.values, **derived}
            open_ = [(c, [k for k in c.signs if k in keys and k not in derived]) for c in exact]
            single = next(((c, left[0]) for c, left in open_ if len(left) == 1), None)
            if single is None:
                return derived
            constraint, key = single
            off = sum((s * values[k] for k, s in constraint.signs.items()), Decimal(0))
            derived[key] = values[key] - constraint.signs[key] * off

    def _ranges(self, wanted: Sequence[Key], keys: Sequence[Key]) -> Repair:
        """The ranges of some of `keys`: one linear program with a part for each end of each range."""
        free = [self.place[k] for k in (*keys, *self.blanks)]
        parts, n = 2 * len(wanted), len(free)
        sums = self.sums[:, free]
        rows = np.unique(sums.nonzero()[0])
        parted = kron(eye_array(parts), sums[rows], format="csr")
        limits = LinearConstraint(parted, *(np.tile(end[rows], parts) for end in self.ends))
        places = np.arange(parts) * n + np.repeat([keys.index(key) for key in wanted], 2)
        # Sums hold a cell below all known numbers together or not at all; the others may grow further.
        most = float(self.old.sum()) + 1
        high = np.full(parts * n, 2 * most)
        high[places] = most
        bounds = Bounds(np.tile(-self.old[free], parts), high)
        cost = np.zeros(parts * n)
        cost[places] = np.tile([1.0, -1.0], len(wanted))
        ends = _solved(cost, np.zeros(parts * n), bounds, [limits]).x[places]
        ranges: Repair = {}
        for key, (less, more) in zip(wanted, ends.reshape(-1, 2), strict=True):
            old = self.system.values[key]
            ranges[key] = old + round(less), None if more > most - 0.5 else old + round(more)
        return ranges


def _solved(cost: _Array, whole: _Array, bounds: Bounds, limits: list[LinearConstraint]) -> Any:
    options = {"mip_rel_gap": 0, "node_limit": _NODES}
    with _silent():
        return milp(cost, integrality=whole, bounds=bounds, constraints=limits, options=options)


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing reaches the standard output: HiGHS sometimes prints a line of its own there, amid our data."""
    sys.stdout.flush()
    output = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(output, 1)
        os.close(nowhere)
        os.close(output)
