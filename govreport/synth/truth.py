"""Invented reports with known truth: figures that satisfy every identity (勾稽关系) of their form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Literal

from govreport import forms
from govreport.errors import ArgumentError
from govreport.forms import Template
from govreport.synth.written import prose
from govreport.synth.written.counts import counts
from govreport.synth.written.figures import Cells, Key, summands, tables
from govreport.synth.written.office import Office, office
from govreport.synth.written.stated import StatedFact, StatedTheme, Story
from govreport.synth.written.statistics import printed, survey

__all__ = ["Blanks", "Key", "StatedFact", "StatedTheme", "Truth", "make", "make_series"]

Blanks = Literal["none", "zeros"]


@dataclass(frozen=True, slots=True)
class Truth:
    """What an invented report says, known before it is printed.

    Attributes
    ----------
    form : str
        Id of the official form that the tables have.
    organ : str
        An office that does not exist; its name, with the word synthetic, is that of no other form and seed.
    cells : dict of (table, row, column) to Decimal or None
        Every cell that is printed, in its units: all of the form, but for statistics tables, of which
        offices leave rows out. None: the cell is printed and nothing stands in it.
    preamble : tuple of str
        The paragraphs before the first section.
    narrative : dict of section kind to tuple of str
        The paragraphs of each section; those of a section with a table are printed above the table.
    facts : tuple of StatedFact
        Every number that the narrative states of requests, cases and the like. What it counts besides
        (calls, permits, followers, published items) is no fact.
    themes : tuple of StatedTheme
        What the narrative says that requests were about.
    last_year : dict of (table, row, column) to Decimal
        The cells of the same office in the year before, on the same form.
    declared : str or None
        Id of the form whose notice the preamble cites; some cite an older one, or none.
    """

    form: str
    seed: int
    organ: str
    year: int
    cells: dict[Key, Decimal | None]
    preamble: tuple[str, ...]
    narrative: dict[str, tuple[str, ...]]
    facts: tuple[StatedFact, ...] = ()
    themes: tuple[StatedTheme, ...] = ()
    last_year: dict[Key, Decimal] = field(default_factory=dict)
    declared: str | None = None

    @property
    def title(self) -> str:
        return f"{self.organ}{self.year}年政府信息公开工作年度报告"


def make(form: str, seed: int, *, blanks: Blanks = "none") -> Truth:
    """An invented report on the official form, the same for the same arguments.

    Parameters
    ----------
    form : str
        ``"2021"``, ``"2019"``, ``"2014"`` or ``"2008"``.
    seed : int
    blanks : {"none", "zeros"}
        ``"zeros"`` leaves a share of the zeros blank, and in some reports the column 总计 of the
        outcomes too; every other cell is as with ``"none"``.

    Raises
    ------
    TemplateError
        If there is no such form.
    """
    template = forms.load(form)
    last = template.last_year or template.first_year + 4
    year = Random(f"year {form} {seed}").randint(template.first_year, last)
    (truth,) = make_series(form, seed, (year,))
    if blanks == "none":
        return truth
    whole = {key: value for key, value in truth.cells.items() if value is not None}
    return replace(truth, cells=_with_blanks(template, whole, seed))


def make_series(form: str, seed: int, years: Sequence[int]) -> tuple[Truth, ...]:
    """Reports of one office on years that follow each other: what one carries out, the next carries in.

    Documents in force and lists of items go on from year to year too, and the prose compares with the
    year before.

    Raises
    ------
    TemplateError
        If there is no such form.
    ValueError
        If `years` do not follow each other.
    """
    template = forms.load(form)
    if not years or any(b - a != 1 for a, b in pairwise(years)):
        raise ArgumentError(f"years: expected years that follow each other, found {list(years)}")
    reporter = office(Random(f"office {form} {seed}"), _number(form, seed))
    before: Cells | None = None
    made = []
    for year in (years[0] - 1, *years):
        rng = Random(f"cells {form} {seed} {year}")
        cells = _cells(template, reporter, rng, year, before)
        if before is not None:
            made.append(_truth(template, seed, reporter, year, cells, before))
        before = cells
    return tuple(made)


def _number(form: str, seed: int) -> int:
    """A number of its own for each form and seed, those below 0 too."""
    known = forms.available()
    return (2 * seed if seed >= 0 else -2 * seed - 1) * len(known) + known.index(form)


def _cells(
    template: Template, reporter: Office, rng: Random, year: int, before: Mapping[Key, Decimal] | None
) -> Cells:
    if template.tables[0].id == "survey":
        return survey(template, reporter, rng, year, before)
    return tables(template, reporter, rng, before)


def _truth(template: Template, seed: int, reporter: Office, year: int, cells: Cells, before: Cells) -> Truth:
    rng = Random(f"prose {template.id} {seed} {year}")
    declared = _declared(template, rng)
    story = Story(
        template.id,
        reporter.organ,
        reporter.self,
        reporter.area,
        reporter.level,
        reporter.territory,
        year,
        forms.load(declared).notice if declared else None,
        counts(template, cells, before, rng, year),
    )
    stated = prose.write(story, rng)
    rows = printed(template, seed) if template.tables[0].id == "survey" else None
    shown, past = (
        {key: value for key, value in all_.items() if rows is None or key[1] in rows}
        for all_ in (cells, before)
    )
    return Truth(
        template.id, seed, reporter.organ, year, {**shown}, stated.preamble, stated.narrative, stated.facts,
        stated.themes, past, declared,
    )  # fmt: skip


def _declared(template: Template, rng: Random) -> str | None:
    """The form that the report says it follows: in some years the notice of the year before is copied."""
    cites = {
        "2021": ("2021",) * 9 + ("2019",),
        "2019": ("2019",),
        "2014": ("2014", None, None),
        "2008": (None,),
    }
    return rng.choice(cites[template.id])


def _with_blanks(template: Template, cells: Mapping[Key, Decimal], seed: int) -> dict[Key, Decimal | None]:
    """`cells` with a share of the zeros left blank, as offices print them."""
    rng = Random(f"blanks {template.id} {seed}")
    share = rng.uniform(0.05, 0.95)
    blank = {key for key, value in cells.items() if value == 0 and rng.random() < share}
    if template.tables[0].id != "survey" and rng.random() < 0.3:
        blank |= {("requests", row, "total") for row in summands(template, "III-1")}
    return {key: None if key in blank else value for key, value in cells.items()}
