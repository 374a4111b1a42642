"""Digits of a row run together (``640020470``): cut only where there is one way to cut.

Every digit is printed, only the borders are lost, so this is the one place where the form's own sums
take part in reading. Where they leave more than one way, or none, nothing is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice, pairwise

from govreport.forms import Identity, TableForm

__all__ = [
    "cut_single_row",
    "cut_table",
    "cuts",
    "forced_cut",
    "is_thousands",
    "one_digit_each",
    "row_never_closes",
    "single_row_never_closes",
    "table_never_closes",
]

Cut = tuple[str, ...]

# A longer run of digits is not one row; a search that takes more steps is given up as undecided.
_MOST_DIGITS = 24
_FEW_DIGITS = 10  # so many can be cut in 126 ways into as many numbers
_MOST_STEPS = 100_000


def forced_cut(
    tokens: Sequence[str], size: int, form: TableForm | None = None, identities: Sequence[Identity] = ()
) -> Cut | None:
    """The only way to cut tokens into numbers, if it gives one for each of `size` cells.

    No sum is used to cut: ``0012`` is 0, 0, 12 in three cells, since no number begins with a zero, and
    ``15-15`` is 15, -15 in two. In ``120`` 1 and 2 could be one number and a cell empty, for an empty cell
    leaves no trace: cuts into fewer numbers count too. More digits than cells could hold a stray one, and
    7 000 be one number: where a form has sums over these cells, that is taken to be so unless they hold.
    """
    if (count := sum(map(len, tokens))) > _MOST_DIGITS:
        return None
    ways = list(islice(chain.from_iterable(cuts(tokens, n) for n in range(1, size + 1)), 2))
    if len(ways) != 1 or len(ways[0]) != size:
        return None
    width = len(form.columns) if form else size
    parts = [ways[0][i : i + width] for i in range(0, size, width)]
    sure = not any(is_thousands(a, b) for a, b in pairwise(tokens)) and (form is None or count == size)
    sure = sure or (form is not None and all(_row_holds(part, form, identities) for part in parts))
    return ways[0] if sure else None


def is_thousands(first: str, second: str) -> bool:
    """Whether two pieces may be one number with a blank between its thousands: 7 000."""
    pieces = first.isdecimal() and second.isdecimal()
    return pieces and len(first) < 4 and first[0] != "0" and len(second) == 3


def one_digit_each(
    tokens: Sequence[str], size: int, identities: Sequence[Identity], form: TableForm
) -> Cut | None:
    """The digits themselves where one token holds exactly `size` of them and no row sum speaks against it.

    Were one number longer and a cell of the row empty, its total would be longer too, and the digits would
    not add up. In ``10 0 0 0 0 1`` borders are printed, so 10 may well be one number and a cell empty.
    """
    if len(tokens) != 1 or len(tokens[0]) != size or not tokens[0].isdecimal():
        return None
    cut = tuple(tokens[0])
    return cut if _row_holds(cut, form, identities) else None


def cut_table(
    rows: Mapping[str, Sequence[str]], form: TableForm, identities: Sequence[Identity]
) -> dict[str, Cut] | None:
    """All rows of a table cut into one number a cell, if row and column sums leave exactly one way.

    Parameters
    ----------
    rows : mapping of str to sequence of str
        For each row of the form, the printed digits; a blank between digits is a border.
    form : TableForm
    identities : sequence of Identity
        The sums of this table.

    Returns
    -------
    dict or None
        None if a row is missing, or if there is no way or more than one.
    """
    if set(rows) != {row.id for row in form.rows}:
        return None
    ways: dict[str, list[Cut]] = {}
    for row in form.rows:
        ways[row.id] = _row_cuts(rows[row.id], form, identities)
        if not ways[row.id]:
            return None
    solutions = _solutions(ways, _of_columns(identities), len(form.columns))
    return solutions[0] if solutions and len(solutions) == 1 else None


def _of_columns(identities: Sequence[Identity]) -> list[Identity]:
    return [identity for identity in identities if identity.each == "column" and identity.relation == "="]


def _solutions(
    ways: dict[str, list[Cut]], identities: Sequence[Identity], size: int
) -> list[dict[str, Cut]] | None:
    """Up to two choices of a way for each row with which the columns add up; None if the search is given up.

    Rows with more than one way are searched; each identity is tested as soon as its rows are known.
    """
    chosen = {row: cuts[0] for row, cuts in ways.items() if len(cuts) == 1}
    open_rows = sorted((row for row in ways if row not in chosen), key=lambda row: (len(ways[row]), row))
    solutions: list[dict[str, Cut]] = []
    steps = 0

    def consistent(last: str | None) -> bool:
        for identity in identities:
            members = (*identity.left, *identity.right)
            if (last is None or last in members) and all(row in chosen for row in members):
                left, right = (
                    [sum(Decimal(chosen[row][i]) for row in side) for i in range(size)]
                    for side in (identity.left, identity.right)
                )
                if left != right:
                    return False
        return True

    def search(position: int) -> bool:
        nonlocal steps
        if position == len(open_rows):
            solutions.append(dict(chosen))
            return len(solutions) < 2
        row = open_rows[position]
        for cut in ways[row]:
            steps += 1
            if steps > _MOST_STEPS:
                return False
            chosen[row] = cut
            if consistent(row) and not search(position + 1):
                return False
        del chosen[row]
        return True

    if not consistent(None):
        return []
    return solutions if search(0) or len(solutions) > 1 else None


def row_never_closes(tokens: Sequence[str], form: TableForm, identities: Sequence[Identity]) -> bool:
    """Whether no cut of a row's digits adds up, into as many numbers as cells or, with empty cells, fewer.

    Not asked of digits that are fewer than the cells, nor where the last one or two could be a page number.
    """
    size = len(form.columns)
    if not size <= sum(map(len, tokens)) <= _MOST_DIGITS or not all(map(str.isdecimal, tokens)):
        return False
    at_end = ([*tokens[:-1], tokens[-1][:-n]] for n in (1, 2) if len(tokens[-1]) > n)
    if any(_row_cuts(kept, form, identities) for kept in at_end):
        return False
    fewer = chain.from_iterable(cuts(tokens, count) for count in range(2, size))
    return not _row_cuts(tokens, form, identities) and not any(
        sum(map(Decimal, cut[:-1])) == Decimal(cut[-1]) for cut in fewer
    )


def table_never_closes(
    rows: Mapping[str, Sequence[str]], form: TableForm, identities: Sequence[Identity]
) -> bool:
    """Whether each row can be cut so that it adds up, and no choice of them makes the columns do so."""
    if set(rows) != {row.id for row in form.rows}:
        return False
    ways = {row.id: _row_cuts(rows[row.id], form, identities) for row in form.rows}
    return all(ways.values()) and _solutions(ways, _of_columns(identities), len(form.columns)) == []


def single_row_never_closes(tokens: Sequence[str], form: TableForm, identities: Sequence[Identity]) -> bool:
    """The same of a form that prints its rows side by side; a digit too many may be a page number's."""
    size = len(form.rows) * len(form.columns)
    if not size <= sum(map(len, tokens)) <= _MOST_DIGITS + size or not all(map(str.isdecimal, tokens)):
        return False
    tried = (tokens, *_without_stray_digits(tokens))
    return not any(_single_row_ways(each, form, identities) for each in tried)


def cut_single_row(tokens: Sequence[str], form: TableForm, identities: Sequence[Identity]) -> Cut | None:
    """All rows of a form that prints them side by side, if their sums leave exactly one way to cut.

    Three sums are few: a stray digit (of a page number) could be cut into place. So nothing is cut
    where leaving out one digit, or two at an end, would give a way too.
    """
    ways = _single_row_ways(tokens, form, identities)
    if len(ways) != 1:
        return None
    if any(_single_row_ways(kept, form, identities) for kept in _without_stray_digits(tokens)):
        return None
    return ways[0]


def _without_stray_digits(tokens: Sequence[str]) -> Iterator[list[str]]:
    first, last = tokens[0], tokens[-1]
    shorter = [(i, token[:k] + token[k + 1 :]) for i, token in enumerate(tokens) for k in range(len(token))]
    for i, text in [*shorter, (0, first[2:]), (len(tokens) - 1, last[:-2])]:
        yield [*tokens[:i], *([text] if text else []), *tokens[i + 1 :]]


def _single_row_ways(tokens: Sequence[str], form: TableForm, identities: Sequence[Identity]) -> list[Cut]:
    """Up to two ways to cut the tokens into all cells of the form."""
    found: list[Cut] = []

    def search(left: Sequence[str], rows: int, done: Cut) -> None:
        if rows == 0:
            found.extend([done] if not left else [])
            return
        for head, tail in _splits(left):
            if len(found) > 1 or sum(map(len, tail)) < (rows - 1) * len(form.columns):
                return
            for cut in _row_cuts(head, form, identities):
                search(tail, rows - 1, done + cut)

    if sum(map(len, tokens)) <= _MOST_DIGITS + len(form.rows) * len(form.columns):
        search(tokens, len(form.rows), ())
    return found[:2]


def _splits(tokens: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Every way to divide tokens in two, at a border or inside a token."""
    for i, token in enumerate(tokens):
        for end in range(1, len(token)):
            yield [*tokens[:i], token[:end]], [token[end:], *tokens[i + 1 :]]
        yield list(tokens[: i + 1]), list(tokens[i + 1 :])


def _row_cuts(tokens: Sequence[str], form: TableForm, identities: Sequence[Identity]) -> list[Cut]:
    if sum(map(len, tokens)) > _MOST_DIGITS:
        return []
    return [cut for cut in cuts(tokens, len(form.columns)) if _row_holds(cut, form, identities)]


def _row_holds(cut: Cut, form: TableForm, identities: Sequence[Identity]) -> bool:
    at = {column.id: i for i, column in enumerate(form.columns)}
    return all(
        sum(Decimal(cut[at[id_]]) for id_ in identity.left)
        == sum(Decimal(cut[at[id_]]) for id_ in identity.right)
        for identity in identities
        if identity.each == "row" and identity.relation == "="
    )


def cuts(tokens: Sequence[str], count: int) -> Iterator[Cut]:
    """Every way to cut tokens into `count` numbers; a token's end is always a border."""
    if not tokens:
        if count == 0:
            yield ()
        return
    token, rest = tokens[0], tokens[1:]
    for parts in range(1, count - len(rest) + 1):
        heads = _parts(token, parts)
        if heads:
            for tail in cuts(rest, count - parts):
                yield from (head + tail for head in heads)


_NUMBER = re.compile(r"(?!-0(?!\.))-?(?:0|[1-9]\d*)(?:\.\d+)?")  # nobody prints -0


def _parts(token: str, count: int) -> Sequence[Cut]:
    return _few_parts(token, count) if len(token) <= _FEW_DIGITS else list(_parted(token, count))


@lru_cache(maxsize=4096)
def _few_parts(token: str, count: int) -> Sequence[Cut]:
    """The same of a short token: its end is cut again and again."""
    return tuple(_parted(token, count))


def _parted(token: str, count: int) -> Iterator[Cut]:
    if count == 1:
        if _NUMBER.fullmatch(token):
            yield (token,)
        return
    for end in range(1, len(token) - count + 2):
        head = token[:end]
        if _NUMBER.fullmatch(head):
            yield from ((head, *tail) for tail in _parts(token[end:], count - 1))
