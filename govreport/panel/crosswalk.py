"""Variables over the official forms: which cells give them in each form, and which forms count alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Literal

from govreport import forms
from govreport.errors import TemplateError
from govreport.forms import SummedCell
from govreport.resources import Table, load_toml
from govreport.resources.messages import near

__all__ = ["Comparability", "Variable", "load", "variable"]

Comparable = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Comparability:
    """Whether the numbers of two forms may be compared, and why."""

    comparable: Comparable
    zh: str
    en: str


_SAME = Comparability("yes", "同一格式", "the same form")
_ABSENT = Comparability("no", "有一种格式没有此项", "one of the forms does not have it")


@dataclass(frozen=True, slots=True)
class Variable:
    """A quantity that can be followed over years.

    Attributes
    ----------
    cells : mapping of str to tuple of Cell
        For each form that has it, the cells whose sum it is.
    pairs : mapping of (str, str) to Comparison
        For the older and the newer of two different forms.
    """

    id: str
    zh: str
    en: str
    unit: str
    cells: Mapping[str, tuple[SummedCell, ...]]
    pairs: Mapping[tuple[str, str], Comparability]

    def comparison(self, one: str, other: str) -> Comparability:
        """Whether two forms count this alike; "no" if one of them does not count it at all."""
        if not {one, other} <= set(self.cells):
            return _ABSENT
        return _SAME if one == other else self.pairs[min(one, other), max(one, other)]


@cache
def load() -> tuple[Variable, ...]:
    """Every variable of data/crosswalk.toml, in its order.

    Raises
    ------
    ResourceError
        If a cell is none of its form, or a pair of forms is judged twice or not at all.
    """
    return load_toml("crosswalk.toml", lambda data: tuple(map(_variable, data.tables("variables"))))


def variable(id_: str) -> Variable:
    """The variable of that id.

    Raises
    ------
    TemplateError
        If there is none; lists those known.
    """
    for one in load():
        if one.id == id_:
            return one
    known = [one.id for one in load()]
    raise TemplateError(f"no variable {id_!r}; {near(id_, known)}known variables: {', '.join(known)}")


def _variable(data: Table) -> Variable:
    cells_of = data.table("cells")
    cells = {form: _cells(cells_of, form) for form in forms.available() if form in cells_of}
    cells_of.done()
    pairs: dict[tuple[str, str], Comparability] = {}
    for entry in data.tables("pairs", required=False):
        older, newer = entry.text("older"), entry.texts("newer")
        judged = entry.of(Comparability)
        for pair in ((older, form) for form in newer):
            if pair in pairs:
                raise entry.wrong("newer", "each pair of forms once", pair)
            pairs[pair] = judged
    expected = set(combinations(sorted(cells), 2))
    if set(pairs) != expected:
        raise data.wrong("pairs", f"pairs {sorted(expected)}", sorted(pairs))
    return data.of(Variable, cells=cells, pairs=pairs)


def _cells(data: Table, form: str) -> tuple[SummedCell, ...]:
    known = {
        (table.id, row.id, column.id) for table in forms.load(form).tables for row, column in table.cells()
    }
    found = []
    for text in data.texts(form):
        cell = SummedCell.of(text)
        if cell.key not in known:
            raise data.wrong(form, f"cells of form {form}", text)
        found.append(cell)
    return tuple(found)
