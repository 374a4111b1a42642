"""A synthetic province: offices with reports on several years, written with known errors and without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from govreport.synth.errors import KINDS, Planted, plant
from govreport.synth.rendering import render
from govreport.synth.truth import Truth, make_series

__all__ = ["Province", "write_province"]

# The years on which offices report, one after the other: each office on the years of one form.
_YEARS = (("2019", (2019, 2020)), ("2021", (2021, 2022, 2023)))
_WRONG = 0.6  # the share of offices that have an error in one of their reports


@dataclass(frozen=True, slots=True)
class Province:
    """Where the pages are, and what is known of each by the name of its file.

    Attributes
    ----------
    clean, wrong : Path
        Folders with the same file names: every report without errors, and as it is with them.
    planted : dict of str to Planted
        What is wrong in the file of that name in `wrong`; the others are the same in both folders.
    themes : dict of str to frozenset of str
        The codes of all themes that the report says requests were about.
    following : dict of str to str
        The file of the same office's report on the next year, if there is one.
    """

    clean: Path
    wrong: Path
    planted: dict[str, Planted] = field(default_factory=dict)
    themes: dict[str, frozenset[str]] = field(default_factory=dict)
    following: dict[str, str] = field(default_factory=dict)


def write_province(out: Path, reports: int) -> Province:
    """Write reports of many offices twice, with an error in about a quarter of them and without errors.

    Each office has a name of its own, as two offices of one name would be one body to every reader.

    Parameters
    ----------
    out : Path
        Made if it is not there; files of the same name are written anew, always with the same bytes.
    reports : int
        How many, at most: an office whose years are too many for the rest is left out.
    """
    province = Province(out / "clean", out / "wrong")
    for folder in (province.clean, province.wrong):
        folder.mkdir(parents=True, exist_ok=True)
    for number, series in _offices(reports):
        names = [f"{number:04}-{truth.year}.html" for truth in series]
        province.following.update(pairwise(names))
        rng = Random(f"province {number}")
        chosen = rng.choice(names) if rng.random() < _WRONG else None
        for name, truth in zip(names, series, strict=True):
            province.themes[name] = frozenset(theme.code for theme in truth.themes)
            (province.clean / name).write_bytes(_page(truth))
            if name == chosen:
                truth, province.planted[name] = _with_error(truth, number)
            (province.wrong / name).write_bytes(_page(truth))
    return province


def _offices(reports: int) -> Iterator[tuple[int, Sequence[Truth]]]:
    number = 0
    while reports >= len((form_years := _YEARS[number % len(_YEARS)])[1]):
        form, years = form_years
        yield number, make_series(form, number, years)
        reports -= len(years)
        number += 1


def _with_error(truth: Truth, number: int) -> tuple[Truth, Planted]:
    """The kind of error whose turn it is, or the next that this report can have."""
    turn = number % len(KINDS)
    for kind in (*KINDS[turn:], *KINDS[:turn]):
        try:
            return plant(truth, kind, truth.seed)
        except ValueError:  # nothing in this report could be wrong in that way
            continue
    raise AssertionError(f"no error fits the report of {truth.organ} on {truth.year}")


def _page(truth: Truth) -> bytes:
    return render(truth, "html_plain", truth.seed)
