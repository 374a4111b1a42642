"""Digits of a row that run together: what they may be, and rows, tables that no cut makes add up. Id F-15."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from govreport import forms
from govreport.checks.case import Answer, Bilingual, Case, Function
from govreport.parsing.digits import cuts, row_never_closes, single_row_never_closes, table_never_closes
from govreport.report import Figure, Status

__all__ = ["RULES", "possible", "shared_digits"]

_NOTES = {"digits_run_together", "no_cut_closes"}
_MANY = 3  # rows of zeros: such a table leaves no cell blank
_UNSURE = {"row_twice", "columns_unknown"}


def possible(figures: Sequence[Figure], case: Case) -> tuple[tuple[Decimal, ...], ...] | None:
    """What the cells of a row may hold together: the numbers read, or every cut of the digits printed.

    One cell may have been left blank for none, so that the digits are a number less; but not in a statistics
    table whose other rows print their zeros. None if it is not known: cells unreadable in another way, and
    tables that print no zero.
    """
    values = [figure.value for figure in figures]
    if None not in values:
        return (tuple(value for value in values if value is not None),)
    tokens, size = shared_digits(figures), len(figures)
    of_table = [figure for figure in case.report.figures if figure.table == figures[0].table]
    zeros = sum(figure.value == 0 for figure in of_table)
    codes = {note.code for note in case.report.notes}
    whole = {figure.key for figure in of_table if figure.where == figures[0].where}
    if not tokens or not zeros or codes & _UNSURE or whole != {figure.key for figure in figures}:
        return None
    ways = [tuple(map(Decimal, cut)) for cut in cuts(tokens, size)]
    filled = figures[0].table == "survey" and not any(f.status is Status.BLANK for f in of_table)
    if not (filled and zeros >= _MANY * size):
        for cut in cuts(tokens, size - 1):
            numbers = tuple(map(Decimal, cut))
            ways += [(*numbers[:i], Decimal(0), *numbers[i:]) for i in range(size)]
    return tuple(ways) or None


def shared_digits(figures: Sequence[Figure]) -> tuple[str, ...]:
    """The digits that are printed for several cells without a border, as the blanks between part them."""
    (first, *others) = figures
    tokens = tuple(first.raw.split())
    same = all(f.raw == first.raw and f.where == first.where for f in others)
    unread = first.where is not None and all(f.status is Status.UNREADABLE for f in figures)
    return tokens if others and same and unread and all(map(str.isdecimal, tokens)) else ()


def some_cut_adds_up(case: Case) -> Iterator[Answer]:
    """F-15: digits that run together can be cut so that the sums of their rows, and of the table, hold."""
    codes = {note.code for note in case.report.notes}
    if not codes & _NOTES or "row_twice" in codes:
        return
    zeros = any(figure.value == 0 for figure in case.report.figures)  # no cell was left blank
    for table, form_id in case.report.forms.items() if zeros else ():
        template = forms.load(form_id)
        form = template.table(table)
        identities = [one for one in template.identities if one.table == table]
        of_rows = [one for one in identities if one.each == "row"]
        figures = [figure for figure in case.report.figures if figure.table == table]
        broken = False
        for row, digits, cells in _glued(figures) if of_rows else ():
            single = len(cells) == len(form.rows) * len(form.columns)
            if single or len(cells) == len(form.columns):
                label = (form.caption_zh, form.caption_en) if single else _label(form, row)
                never = single_row_never_closes if single else row_never_closes
                passed = not never(digits, form, of_rows)
                broken |= not passed
                yield Answer(passed, cells if not passed else (), "", " ".join(digits), label)
        printed = {} if broken or not of_rows else _printed(figures)
        if printed and table_never_closes(printed, form, identities):
            yield _no_columns(form, figures, printed)


def _no_columns(form: forms.TableForm, figures: list[Figure], printed: Mapping[str, Sequence[str]]) -> Answer:
    open_rows = {row: digits for row, digits, _ in _glued(figures)}
    cells = tuple(figure for figure in figures if figure.row in open_rows)
    digits = ", ".join("".join(printed[row]) for row in open_rows)
    return Answer(False, cells, "", digits, (form.caption_zh, form.caption_en), says="columns")


def _printed(figures: list[Figure]) -> dict[str, tuple[str, ...]]:
    """The digits of each row of a table, run together or read as numbers; none if a row is neither."""
    rows = {row: digits for row, digits, _ in _glued(figures)}
    if not rows:
        return {}
    for row, group in groupby(figures, key=lambda figure: figure.row):
        cells = list(group)
        if row not in rows:
            values = tuple(f"{figure.value:f}" for figure in cells if figure.value is not None)
            if len(values) < len(cells):
                return {}
            rows[row] = values
    return rows


def _glued(figures: list[Figure]) -> Iterator[tuple[str, tuple[str, ...], tuple[Figure, ...]]]:
    """The rows whose digits run together: the row, those digits and its cells."""
    unread = [figure for figure in figures if figure.status is Status.UNREADABLE]
    for _, group in groupby(unread, key=lambda figure: (figure.raw, figure.where)):
        cells = tuple(group)
        if digits := shared_digits(cells):
            yield cells[0].row, digits, cells


def _label(form: forms.TableForm, row: str) -> Bilingual:
    return next((one.zh, one.en) for one in form.rows if one.id == row)


RULES: dict[str, Function] = {"F-15": some_cut_adds_up}
