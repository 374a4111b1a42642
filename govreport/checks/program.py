"""The smallest set of wrong cells as an integer program, for any number of cells and any bounds.

Fellegi and Holt (1976), "A systematic approach to automatic edit and imputation", JASA 71: change the fewest
cells, each with its weight, so that every rule can hold. Solved with HiGHS, as R's package errorlocate does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity

from govreport.checks.cellsystem import Key, Repair, System

__all__ = ["solve"]

_Array = NDArray[np.float64]
_NODES = 2_000  # of the search tree; a limit of time would give other results on other machines
_SOLVED, _NO_SOLUTION = 0, 2  # what scipy's milp calls its status


def solve(system: System, most: int) -> tuple[list[Repair], bool]:
    """The lightest repairs, and whether these are all; at most `most` are looked for."""
    program = _Program(system)
    found: list[Repair] = []
    least: float | None = None
    while True:
        keys = program.lightest()
        if not keys:
            return found, keys is not None
        cost = float(sum(system.weights[key] for key in keys))
        if least is not None and cost > least + 1e-6:
            return found, True
        if len(found) == most:
            return found, False
        least = cost
        found.append({key: program.range_of(key, keys) for key in keys})
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
        old = [float(system.values.get(key, 0)) for key in self.place]
        self.low = np.maximum(-np.array(old), -self.reach)
        self.sums, self.ends = self._sums(np.array(old))
        self.cost = np.array([float(system.weights[key]) for key in self.keys])
        self.cuts: list[list[int]] = []

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

    def forbid(self, keys: Sequence[Key]) -> None:
        """No further repair may change all of these cells."""
        self.cuts.append([self.place[key] for key in keys])

    def lightest(self) -> tuple[Key, ...] | None:
        """The cells that the lightest repair changes; none if no repair is left, None if it is not known."""
        n, known = len(self.place), len(self.keys)
        change = csr_array((np.ones(known), (np.arange(known), np.arange(known))), shape=(known, n))
        reach = self.reach * identity(known)
        limits = [
            LinearConstraint(hstack([self.sums, csr_array((len(self.ends[0]), known))]), *self.ends),
            LinearConstraint(hstack([change, -reach]), -np.inf, 0),
            LinearConstraint(hstack([change, reach]), 0, np.inf),
        ]
        for cut in self.cuts:
            row = np.zeros(n + known)
            row[[n + i for i in cut]] = 1
            limits.append(LinearConstraint(row, -np.inf, len(cut) - 1))
        cost = np.concatenate([np.zeros(n), self.cost])
        whole = np.concatenate([np.zeros(n), np.ones(known)])
        bounds = Bounds(
            np.concatenate([self.low, np.zeros(known)]), np.concatenate([[self.reach] * n, np.ones(known)])
        )
        answer = _solved(cost, whole, bounds, limits)
        if answer.status not in (_SOLVED, _NO_SOLUTION):
            return None
        if answer.status == _NO_SOLUTION:
            return ()
        return tuple(key for key in self.keys if round(answer.x[self.place[key]]) != 0)

    def range_of(self, key: Key, keys: Sequence[Key]) -> tuple[Decimal, Decimal | None]:
        """The values that a cell can have where only `keys` and cells without a number may change."""
        free = [self.place[k] for k in (*keys, *self.blanks)]
        limits = [LinearConstraint(self.sums[:, free], *self.ends)]
        bounds = Bounds(self.low[free], np.full(len(free), self.reach))
        cost = np.zeros(len(free))
        ends = []
        for direction in (1.0, -1.0):
            cost[keys.index(key)] = direction
            ends.append(_solved(cost, np.zeros(len(free)), bounds, limits).x[keys.index(key)])
        low, high = ends
        old = self.system.values[key]
        most = None if high >= self.reach - 0.5 else old + round(high)
        return old + round(low), most


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
