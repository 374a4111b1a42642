"""Each claim against the page: right, wrong, not on the page, or undecided; and by the form's sums."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Literal

from govreport.checks.sums import Sum, equations, judge
from govreport.forms import Column, TableForm
from govreport.normalize import compact
from govreport.numbers import read_number
from govreport.report import Figure, Report, Status
from govreport.review.auditing.naming import Names
from govreport.review.auditing.theirs import GivenCell

__all__ = ["Judged", "Verdict", "judged"]

Verdict = Literal["right", "wrong", "not_on_page", "undecided"]
Key = tuple[str, str, str]
_EMPTY = (Status.BLANK, Status.MARKED)
_UNREAD = ("content_unread", "picture_unread", "table_is_image", "table_unread")
_STEPS = (10, 100, 1000, 10_000)
_UNITS = (Decimal(10_000), Decimal(1000), Decimal(100_000_000))


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and what the page says of it.

    Attributes
    ----------
    kind : str
        What happened, as far as it shows: ``same``, ``blank``; ``other_number``, ``digits_swapped``,
        ``rounded``, ``other_unit``, ``left_out``, ``of_column`` and ``of_row`` (the number of the next
        column, row); ``invented_zero``, ``invented_number``; ``page_uncertain``, ``no_such_cell``,
        ``no_number``.
    figure : Figure or None
        The cell of the report; None where the claim names none.
    value : Decimal or None
        The number claimed.
    sums, sums_on_page : str
        Whether the sums (勾稽关系) of the form that the cell stands in close, with the numbers claimed and
        with those of the page: ``hold``, ``broken``, or empty where they cannot be judged.
    """

    claim: GivenCell
    verdict: Verdict
    kind: str
    figure: Figure | None = None
    value: Decimal | None = None
    sums: str = ""
    sums_on_page: str = ""


def judged(claims: Sequence[GivenCell], report: Report) -> tuple[Judged, ...]:
    """The verdict on each claim, in the order given.

    Notes
    -----
    A number of the page is taken as certain where its status is `reported` or `recovered`; only against such
    a number is a claim wrong. Where the report has no such cell, a number is not on the page if it stands
    nowhere in the text; otherwise nothing is decided. Sums decide nothing: an office's own table may break
    them.
    """
    names = Names(report)
    cells = {figure.key: figure for figure in report.figures}
    found = tuple(_judged(claim, cells, names, report) for claim in claims)
    theirs = _claimed(found, cells)
    here, there = _sums(theirs, report), _sums(cells, report)
    return tuple(
        replace(one, sums=here.get(one.figure.key, ""), sums_on_page=there.get(one.figure.key, ""))
        if one.figure
        else one
        for one in found
    )


def _judged(claim: GivenCell, cells: Mapping[Key, Figure], names: Names, report: Report) -> Judged:
    figure = cells.get(claim.key) if claim.key else None
    if claim.key is None or figure is None:
        return Judged(claim, "undecided", "no_such_cell")
    kind = _column(names.tables[figure.table], figure).number
    given = read_number(claim.text, kind)
    value = given.value
    if given.unit and given.unit != figure.unit:
        return Judged(claim, "undecided", "no_number", figure)
    if given.state == "unreadable" and re.fullmatch(r"\d+\.0+", compact(claim.text)):
        value = Decimal(compact(claim.text)).to_integral_value()
    empty = given.state in ("blank", "mark")
    if value is None and not empty:
        return Judged(claim, "undecided", "no_number", figure)
    if figure.status is Status.UNREADABLE:
        return Judged(claim, "undecided", "page_uncertain", figure, value)
    if figure.value is None:
        return _against_empty(claim, figure, value, report)
    if value is None:
        return Judged(claim, "wrong", "left_out", figure)
    if value == figure.value:
        return Judged(claim, "right", "same", figure, value)
    return Judged(claim, "wrong", _how(value, figure, cells, names), figure, value)


def _column(form: TableForm, figure: Figure) -> Column:
    return next(c for r, c in form.cells() if (r.id, c.id) == (figure.row, figure.column))


def _against_empty(claim: GivenCell, figure: Figure, value: Decimal | None, report: Report) -> Judged:
    if value is None:
        sure = figure.status in _EMPTY
        return Judged(claim, "right" if sure else "undecided", "blank" if sure else "page_uncertain", figure)
    if figure.status not in _EMPTY and (_stands(value, report) or _hidden(report)):
        return Judged(claim, "undecided", "page_uncertain", figure, value)
    return Judged(claim, "not_on_page", "invented_number" if value else "invented_zero", figure, value)


def _stands(value: Decimal, report: Report) -> bool:
    """Whether the digits stand anywhere in the text, be it within others that ran together."""
    return f"{abs(value):f}" in re.sub(r"(?<=\d),(?=\d)", "", compact(report.text))


def _hidden(report: Report) -> bool:
    """Whether something on the pages is no text, or was recognised from a picture."""
    scanned = any(f.where is not None and f.where.confidence is not None for f in report.figures)
    return scanned or any(note.code in _UNREAD for note in report.notes)


def _how(value: Decimal, figure: Figure, cells: Mapping[Key, Figure], names: Names) -> str:
    """What may have happened to a number that is not the page's."""
    own = figure.value
    assert own is not None
    if sorted(f"{value:f}") == sorted(f"{own:f}"):
        return "digits_swapped"
    if own and any(value in (own * unit, own / unit) for unit in _UNITS):
        return "other_unit"
    form = names.tables[figure.table]
    columns, rows = [c.id for c in form.columns], [r.id for r in form.rows]
    if value and value in _beside(figure, cells, columns, "column"):
        return "of_column"
    if value and value in _beside(figure, cells, rows, "row"):
        return "of_row"
    if value and any(value % step == 0 and abs(value - own) < step for step in _STEPS):
        return "rounded"
    return "other_number"


def _beside(
    figure: Figure, cells: Mapping[Key, Figure], order: Sequence[str], part: Literal["row", "column"]
) -> Iterator[Decimal | None]:
    at = order.index(getattr(figure, part))
    for other in order[max(0, at - 1) : at + 2]:
        row, column = (other, figure.column) if part == "row" else (figure.row, other)
        found = cells.get((figure.table, row, column))
        if found is not None and found.key != figure.key:
            yield found.value


# ------------------------------------------------------------------ sums


def _claimed(found: Iterable[Judged], cells: Mapping[Key, Figure]) -> Mapping[Key, Figure]:
    """The cells of the report with the numbers claimed; what is not claimed, or twice, is not known."""
    by_key = {
        key: list(same)
        for key, same in groupby(
            sorted((one for one in found if one.figure), key=lambda one: one.claim.key or ()),
            key=lambda one: one.claim.key,
        )
    }
    return {
        key: replace(figure, status=Status.REPORTED, value=own[0].value)
        if (own := by_key.get(key)) and len({one.value for one in own}) == 1
        else replace(figure, status=Status.MISSING, value=None)
        for key, figure in cells.items()
    }


def _sums(cells: Mapping[Key, Figure], report: Report) -> Mapping[Key, str]:
    """For each cell whether the sums that hold it close; a blank is no zero."""
    found: dict[Key, str] = {}
    for table, form in report.forms.items():
        for places in equations(form, table).values():
            for place in places:
                here = place.printed(cells)
                if here is None:
                    continue
                left = Sum.of(cells[key] for key in here.left if key in cells)
                right = Sum.of(cells[key] for key in here.right if key in cells)
                holds = judge(left, here.relation, right)
                for key in (*here.left, *here.right) if holds is not None else ():
                    found[key] = "broken" if holds is False or found.get(key) == "broken" else "hold"
    return found
