"""Which cells are most likely wrong where sums are broken, and what they should say. Proposed, never applied.

The fewest cells whose change makes every sum hold (Fellegi and Holt 1976), weighted by how sure their reading
is; all such sets, the one that a known slip explains first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from govreport import forms
from govreport.checks import shifts, slips
from govreport.checks.case import Answer, Bilingual, Case, Function
from govreport.checks.cellsystem import Key, Range, Repair, System, search, systems
from govreport.checks.sums import Equation, equations
from govreport.report import Figure, Report

__all__ = ["RULES", "Change", "Location", "Solution", "locate"]

_MOST_SOLVED = 12  # solutions of one location that the integer program looks for
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that may be wrong and the values that would be right: `low` to `high` (None: no upper end).

    ``slip`` is the id of a slip (govreport/data/slips.toml) by which the printed number comes about; `other`
    is the number or the cell that took part in it.
    """

    figure: Figure
    low: Decimal
    high: Decimal | None
    slip: str | None = None
    other: str | Key = ""

    @property
    def proposed(self) -> str:
        if self.high == self.low:
            return f"{self.low:f}"
        return f"≥ {self.low:f}" if self.high is None else f"{self.low:f}–{self.high:f}"


@dataclass(frozen=True, slots=True)
class Solution:
    """Cells whose change makes every sum hold. ``slip`` explains all of them together, if one does."""

    changes: tuple[Change, ...]
    slip: str | None = None

    @property
    def rank(self) -> int:
        """How telling its slips are: the lower the likelier."""
        known = slips.load()
        if self.slip:
            return known[self.slip].rank
        return max(known[c.slip].rank if c.slip else len(known) for c in self.changes)


@dataclass(frozen=True, slots=True)
class Location:
    """Broken sums that hang together, and the sets of cells that may be wrong, the likeliest first.

    ``complete``: no other set is as small.
    """

    broken: tuple[Equation, ...]
    solutions: tuple[Solution, ...]
    complete: bool

    @property
    def unique(self) -> bool:
        return self.complete and len(self.solutions) == 1


def locate(report: Report | Case) -> tuple[Location, ...]:
    """Where the broken sums of a report may come from; nothing if none is broken.

    Parameters
    ----------
    report : Report or Case
        A case also knows last year's numbers, which may have been left in a table.
    """
    case = report if isinstance(report, Case) else Case.of(report)
    found = []
    for table, form in case.report.forms.items():
        every = [e for places in equations(form, table).values() for e in places]
        printed = [here for e in every if (here := e.printed(case.cells)) is not None]
        found += [_located(case, system) for system in systems(case.cells, printed)]
    return tuple(found)


def _located(case: Case, system: System) -> Location:
    quick = search(system)
    repairs, complete = (quick, True) if quick is not None else _solved(system)
    solutions = [_explained(case, system, repair) for repair in repairs]
    if not repairs or len(repairs[0]) > 1:
        solutions += [
            Solution(tuple(Change(case.cells[k], v, v) for k, v in moved.items()), slip)
            for slip, moved in shifts.shifted(case, system)
        ]
    order = {figure.key: i for i, figure in enumerate(case.report.figures)}
    solutions.sort(key=lambda s: (s.rank, [order[c.figure.key] for c in s.changes]))
    return Location(tuple(c.equation for c in system.broken()), tuple(solutions), complete)


def _solved(system: System) -> tuple[list[Repair], bool]:
    from govreport.checks import program  # scipy takes longer to load than most reports to check

    return program.solve(system, _MOST_SOLVED)


def _explained(case: Case, system: System, repair: Repair) -> Solution:
    """The repair with the slips that explain its cells, or one slip that explains two cells together."""
    changes = tuple(_change(case, system, key, values) for key, values in repair.items())
    if len(changes) == 2 and all(c.low == c.high for c in changes):
        one, other = changes
        if (one.figure.value, other.figure.value) == (other.low, one.low):
            return Solution(changes, "exchanged")
    return Solution(changes)


def _change(case: Case, system: System, key: Key, values: Range) -> Change:
    figure, (low, high) = case.cells[key], values
    slip, other = _slip(case, system, figure, low) if high == low else _zero(system, figure)
    return Change(figure, low, high, slip, other)


def _zero(system: System, figure: Figure) -> tuple[str | None, str | Key]:
    total = any(_is_total(system, figure.key, i) for i in system.of_cell[figure.key])
    return ("total_zero", "") if total and not figure.value else (None, "")


def _is_total(system: System, key: Key, constraint: int) -> bool:
    equation = system.constraints[constraint].equation
    return equation.right == (key,) and len(equation.left) > 1


def _slip(case: Case, system: System, figure: Figure, right: Decimal) -> tuple[str | None, str | Key]:
    """The most telling slip that leads from `right` to what is printed, and the number it took part in."""
    printed = figure.value
    assert printed is not None
    found: list[tuple[str, str | Key]] = [(slip, "") for slip in (_zero(system, figure)[0],) if slip]
    if printed == printed.to_integral_value() and right == right.to_integral_value():
        digits = slips.between(int(printed), int(right))
        found += [(digits, "")] if digits else []
    if printed:
        found += list(_borrowed(case, system, figure, right))
    known = slips.load()
    return min(found, key=lambda item: known[item[0]].rank, default=(None, ""))


def _borrowed(case: Case, system: System, figure: Figure, right: Decimal) -> Iterator[tuple[str, str | Key]]:
    """Slips that take the number, or what is too much or too little in it, from another cell."""
    printed = figure.value or Decimal(0)
    before = case.before.value(*figure.key) if case.before else None
    if before == printed:
        yield "last_year", f"{printed:f}"
    for neighbour in _neighbours(case, figure.key):
        if case.value(*neighbour) == printed:
            yield "copied", neighbour
    for i in system.of_cell[figure.key]:
        parts = system.constraints[i].equation.left
        if _is_total(system, figure.key, i):
            for key in parts:
                value = system.values.get(key)
                # What was counted twice is still counted once in the right total.
                if value and value >= 2 and abs(printed - right) == value and max(printed, right) > value:
                    yield "double_count" if printed > right else "left_out", key
        elif right == 0 and figure.key in parts and _total_of_others(system, figure.key, i):
            yield "counted_beside", f"{printed:f}"


def _total_of_others(system: System, key: Key, constraint: int) -> bool:
    """Whether the other rows of the column add up to the total, which is more than 0."""
    equation = system.constraints[constraint].equation
    if equation.across:
        return False
    others = sum((system.values.get(k, Decimal(0)) for k in equation.left if k != key), Decimal(0))
    return len(equation.right) == 1 and 0 < others == system.values.get(equation.right[0])


@cache
def _grid(form: str, table: str) -> dict[Key, tuple[Key, ...]]:
    """The cells beside each cell in its row."""
    beside: dict[Key, tuple[Key, ...]] = {}
    for row in forms.load(form).table(table).rows:
        keys = [(table, row.id, column.id) for column in row.columns]
        for i, key in enumerate(keys):
            beside[key] = tuple(keys[j] for j in (i - 1, i + 1) if 0 <= j < len(keys))
    return beside


def _neighbours(case: Case, key: Key) -> tuple[Key, ...]:
    form = case.form(key[0])
    return _grid(form, key[0]).get(key, ()) if form else ()


def proposals(case: Case) -> Iterator[Answer]:
    """L-1: no cell has to change for the sums of the table to hold."""
    for location in locate(case):
        shown = location.solutions[:_MOST_SHOWN]
        figures = dict.fromkeys(change.figure for solution in shown for change in solution.changes)
        texts = [_text(case, solution) for solution in shown]
        more = "" if location.complete else "+"
        words: dict[str, str | Bilingual] = {
            "count": f"{len(location.solutions)}{more}",
            "proposal": ("；或".join(zh for zh, _ in texts), "; or ".join(en for _, en in texts)),
            "sums": ", ".join(dict.fromkeys(e.rule for e in location.broken)),
        }
        says = None if location.unique else "several" if texts else "none"
        yield Answer(
            False,
            tuple(figures),
            " | ".join(", ".join(c.proposed for c in s.changes) for s in shown),
            " | ".join(", ".join(c.figure.raw or f"{c.figure.value:f}" for c in s.changes) for s in shown),
            words=words,
            says=says,
        )


def _text(case: Case, solution: Solution) -> Bilingual:
    known = slips.load()
    texts: list[list[str]] = [[], []]
    for change in solution.changes:
        other = _name(case, change.other) if isinstance(change.other, tuple) else (change.other,) * 2
        names, printed = _name(case, change.figure.key), f"{change.figure.value:f}"
        slip = known[change.slip] if change.slip else None
        for language, pattern in enumerate(("“{}”由 {} 改为 {}", "{}: {} → {}")):
            text = pattern.format(names[language], printed, change.proposed)
            if slip:
                reason = (slip.zh, slip.en)[language].format(
                    printed=printed, right=change.proposed, other=other[language]
                )
                text += f"（{reason}）" if language == 0 else f" ({reason})"
            texts[language].append(text)
    zh, en = "、".join(texts[0]), ", ".join(texts[1])
    if solution.slip:
        slip = known[solution.slip]
        return f"{zh}（{slip.zh}）", f"{en} ({slip.en})"
    return zh, en


def _name(case: Case, key: Key) -> Bilingual:
    form = forms.load(case.report.forms[key[0]]).table(key[0])
    row = next(r for r in form.rows if r.id == key[1])
    column = next(c for c in form.columns if c.id == key[2])
    return f"{row.zh}/{column.zh}", f"{row.en} / {column.en}"


RULES: dict[str, Function] = {"L-1": proposals}
