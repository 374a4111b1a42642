"""Rules on digits of a row that run together and that no cut makes add up. Id F-15."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from govreport import forms
from govreport.checks.case import Answer, Bilingual, Case, Function
from govreport.parsing.digits import row_never_closes, single_row_never_closes
from govreport.report import Figure, Status

__all__ = ["RULES"]

_NOTES = {"digits_run_together", "no_cut_closes"}


def some_cut_adds_up(case: Case) -> Iterator[Answer]:
    """F-15: digits that run together can be cut so that the sums of their row hold."""
    told = {note.code for note in case.report.notes}
    if not told & _NOTES or "row_twice" in told:
        return
    for table, form_id in case.report.forms.items():
        template = forms.load(form_id)
        form = template.table(table)
        identities = [one for one in template.identities if one.table == table and one.each == "row"]
        figures = [figure for figure in case.report.figures if figure.table == table]
        zeros = any(figure.value == 0 for figure in case.report.figures)  # no cell was left blank
        for row, digits, cells in _glued(figures) if identities and zeros else ():
            single = len(cells) == len(form.rows) * len(form.columns)
            if single or len(cells) == len(form.columns):
                label = (form.caption_zh, form.caption_en) if single else _label(form, row)
                never = single_row_never_closes if single else row_never_closes
                passed = not never([digits], form, identities)
                yield Answer(passed, cells if not passed else (), "", digits, label)


def _glued(figures: list[Figure]) -> Iterator[tuple[str, str, tuple[Figure, ...]]]:
    """The digits that are printed for several cells without a border, with the row and those cells."""
    unread = [figure for figure in figures if figure.status is Status.UNREADABLE and figure.raw.isdecimal()]
    for (digits, where), group in groupby(unread, key=lambda figure: (figure.raw, figure.where)):
        cells = tuple(group)
        if where is not None and len(cells) > 1:
            yield cells[0].row, digits, cells


def _label(form: forms.TableForm, row: str) -> Bilingual:
    return next((one.zh, one.en) for one in form.rows if one.id == row)


RULES: dict[str, Function] = {"F-15": some_cut_adds_up}
