"""What a table's printed head says of its columns: which of the form stands where on the page.

A row of seven values proves nothing. Where a head with borders names the form's columns, each cell is read
under its own name; where a head without borders has them in another order, or has others, nothing is read.
Where no head is printed, the columns are in the form's order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

from govreport.document import record
from govreport.forms import Column, Row, TableForm
from govreport.numbers import read_number
from govreport.parsing.cells import Token
from govreport.parsing.placing import note
from govreport.parsing.rows import Run
from govreport.report import Note

__all__ = ["BETWEEN", "Head", "PrintedRow", "Slot", "head_note", "is_regular", "total_elsewhere"]

T = TypeVar("T")
_FEWEST_PARTS, _ROWS = 3, 3  # columns that a total sums up; rows that say which column that is
BETWEEN = "between"  # what stands over all columns but the first and the last


@record(frozen=True, slots=True)
class Slot:
    """One column under a head: `column` is what it names, None where that is not certain.

    `foreign`: it names something that the form does not have, or that is not known (not `certain`).
    `block`: the row of table 四 above it.
    """

    at: int
    column: Column | None
    foreign: bool
    year: str | None
    unit: str | None
    block: Row | None
    certain: bool = True


@dataclass(frozen=True)
class Head:
    """A head as printed.

    `slots`: its columns from left to right, where it has borders; none where it has not. `lines`: the ids of
    the columns that it names, in the order of the page, line by line where it has no borders; `BETWEEN` is
    what stands over several. `odd`: a word of it says that a column is none of the form's; `foreign`:
    a word is none of the form. `blocks`: the rows of table 四 that it names; `over`: these and the words
    above them, as printed. `width`: how many columns hold a value in the rows below. `units`: what it says of
    units, by column.
    """

    table: int | None
    slots: tuple[Slot, ...]
    lines: tuple[tuple[str, ...], ...]
    odd: bool
    foreign: bool
    blocks: tuple[Row, ...]
    over: tuple[str, ...]
    width: int
    units: Mapping[str, str]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns that it names, in its order."""
        return tuple(name for line in self.lines for name in line if name != BETWEEN)

    def agrees(self, columns: Sequence[Column], blocks: Sequence[Row] = ()) -> bool:
        """Whether nothing in the head speaks against these columns in the form's order, once a block."""
        return self._once(self._agrees, columns, blocks)

    def _once(
        self,
        asked: Callable[[Sequence[Column], Sequence[Row]], T],
        columns: Sequence[Column],
        blocks: Sequence[Row],
    ) -> T:
        """What is asked of these columns and blocks, worked out once: rows of one table have the same."""
        key = asked.__name__, tuple(column.id for column in columns), tuple(row.id for row in blocks)
        if key not in self._answers:
            self._answers[key] = asked(columns, blocks)
        answer: T = self._answers[key]
        return answer

    @cached_property
    def _answers(self) -> dict[object, Any]:
        return {}

    def _agrees(self, columns: Sequence[Column], blocks: Sequence[Row]) -> bool:
        once = [column.id for column in columns]
        ids = once * max(1, len(blocks))
        if not set(self.names) & set(ids):
            return bool(self.names)  # none at all: those of another form
        if not self.slots:
            return not self.odd and self._follows(once, blocks)
        over = [row for row in blocks for _ in columns]
        if any(slot.block and slot.block != row for slot, row in zip(self.slots, over, strict=False)):
            return False
        if any(slot.foreign for slot in self.slots) or self.width > len(ids):
            return False
        fits = all(
            slot.column is None or slot.column.id == id_ for slot, id_ in zip(self.slots, ids, strict=False)
        )
        return list(self.names) == ids or (len(self.slots) == len(ids) and fits)

    def _follows(self, ids: Sequence[str], blocks: Sequence[Row]) -> bool:
        """Whether the names follow one another as in the form, or as its head reads line by line."""
        several = any(len(line) > 1 for line in self.lines)
        lines = self.lines if several else [[name for line in self.lines for name in line]]
        if blocks:
            order = list(dict.fromkeys(name for row in blocks for name in (*row.under, row.zh)))
            in_order = _sorted(dict.fromkeys(self.over[::-1]), order[::-1])
            return in_order and all(_in_rounds([n for n in line if n in ids], ids) for line in lines)
        first, *middle, last = ids if len(ids) > 1 else [*ids, ""]
        if any(BETWEEN in line and 0 < len(set(middle) & set(line)) < len(set(middle)) for line in lines):
            return False  # what stands beside the word over all middle columns is none of them
        orders = [[first, BETWEEN, *middle, last], [first, BETWEEN, last, *middle]]
        parts = [list(dict.fromkeys(n for n in line if n in orders[0])) for line in lines]
        at = {name: i for i, part in reversed(list(enumerate(parts))) for name in part}
        return at.get(first, 0) <= at.get(last, len(parts)) and all(
            _sorted(part, orders[0]) or (BETWEEN in part and _sorted(part, orders[1])) for part in parts
        )

    def cells(self, run: Run, columns: Sequence[Column], block: Row | None = None) -> dict[str, Token] | None:
        """The cells of a row, by the columns that the head names once; None if one of them is not found.

        Only where the row has the borders of its head: it stands in the same grid and is as wide as that.
        """
        if not self.is_over(run):
            return None
        at = {token.where.column: token for token in run.cells}
        places = self._once(self._places, columns, [block] if block else [])
        if len(at) < len(run.cells) or not places or any(place not in at for place in places.values()):
            return None
        return {id_: at[place] for id_, place in places.items()}

    def is_over(self, run: Run) -> bool:
        """Whether a row has the borders of the head."""
        return bool(self.slots) and is_regular(run, self.table)

    def _places(self, columns: Sequence[Column], blocks: Sequence[Row]) -> dict[str, int]:
        return {column.id: place for column in columns if (place := self._place(column, blocks))}

    def _place(self, column: Column, blocks: Sequence[Row]) -> int | None:
        named = [
            slot
            for slot in self.slots
            if slot.column is not None and slot.column.id == column.id and slot.column == column
            if not blocks or slot.block in blocks
        ]
        plain = [slot for slot in named if slot.year is None]
        named = plain if len(plain) == 1 else named
        return named[0].at if len(named) == 1 else None

    @property
    def certain(self) -> bool:
        """Whether each of its columns is named once, or holds no figure of the form."""
        known = all(slot.certain for slot in self.slots)
        return known and len(set(self.names)) == len(self.names)


@record(frozen=True, slots=True)
class PrintedRow:
    """A run with the head above it, None where none is printed."""

    run: Run
    head: Head | None


def head_note(form: TableForm, printed: PrintedRow) -> Note:
    """A note on a head that has other columns than the form, or in another order."""
    head = printed.head
    assert head is not None
    differs = f"table {form.id}: the head has other columns than the form, or in another order"
    if not head.slots:
        return note("columns_unknown", f"{differs}; without borders nothing is read under it", printed.run)
    whole = set(head.names) == {column.id for column in form.columns}
    return note("columns_by_head", f"{differs}; cells are read by its names", printed.run, doubt=not whole)


def total_elsewhere(form: TableForm, printed: Sequence[PrintedRow]) -> list[PrintedRow]:
    """The rows without a head of which another column than the last is the sum of all others.

    Only the sums say then in which order the columns are: where three rows say so, and none that the last
    column is the total, the order is not that of the form.
    """
    bare = [each for each in printed if each.head is None and each.run.row]
    values = [[read_number(token.text).value for token in each.run.values] for each in bare]
    size = len(form.columns)
    full = [[v for v in row if v is not None] for row in values if len(row) == size > _FEWEST_PARTS]
    sums = [
        {i for i, v in enumerate(row) if 2 * v == sum(row)} for row in full if len(row) == size and any(row)
    ]
    single = [found for found in sums if len(found) == 1]
    others = [found for found in single if size - 1 not in found]
    agree = len(others) == len(single) >= _ROWS and len(set.union(*others)) == 1
    return bare if agree else []


def _in_rounds(names: Sequence[str], order: Sequence[str]) -> bool:
    """Whether names come in their order again and again, in no more rounds than one of them comes."""
    rounds = 1 + sum(order.index(a) >= order.index(b) for a, b in pairwise(names))
    return not names or rounds <= max(Counter(names).values())


def _sorted(found: Iterable[object], order: Sequence[object]) -> bool:
    at = [order.index(each) for each in found]
    return at == sorted(at)


def is_regular(run: Run, table: int | None) -> bool:
    return run.shape == "row" and run.regular and run.cells[0].where.table == table
