"""What a corpus holds for a study: each report once, what failed, and which cells have no number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import pandas as pd

from govreport.corpus.folder import Corpus
from govreport.frames import Failure
from govreport.panel.hand_keyed import MEDIA_TYPE
from govreport.panel.one_per_year import choose
from govreport.panel.years import bodies
from govreport.plots.canvas import SYNTHETIC, synthetic
from govreport.report import CERTAIN, Report

__all__ = ["LEVELS", "NOT_KNOWN", "STATES", "Material", "cells", "gather", "inventory", "tally"]

LEVELS = {
    "central": "中央 central",
    "province": "省级 province",
    "city": "市级 city",
    "county": "县级 county",
    "zone": "开发区 zone",
    "township": "乡级 township",
}
"""The levels of government, from the top, with their names in both languages."""
STATES = {
    "zero": "零 zero",
    "reported": "有数 reported",
    "recovered": "恢复 recovered",
    "blank": "空白 blank",
    "marked": "标记 marked",
    "missing": "缺失 missing",
    "unreadable": "无法确定 unreadable",
    "two_reports_differ": "两份不一致 two reports differ",
    "corrected": "更正 corrected",
}
"""What a cell may show, with its name in both languages; the first three and the last hold a number."""
NOT_KNOWN = "未知 not known"
_CERTAIN = tuple(status.value for status in CERTAIN)


@dataclass(frozen=True, slots=True)
class Material:
    """The reports of a study.

    Attributes
    ----------
    reports : tuple of Report
        Each report once, parsed ones first, in the order of the corpus.
    failures : tuple of Failure
        The files that gave no report.
    left_out : DataFrame
        Reports that are there already: `OnePerYear.left_out`, with source, zh, en (why).
    """

    reports: tuple[Report, ...]
    failures: tuple[Failure, ...]
    left_out: pd.DataFrame

    @property
    def with_prose(self) -> tuple[Report, ...]:
        """The reports that were parsed: of keyed figures there is no text."""
        return tuple(report for report in self.reports if report.media_type != MEDIA_TYPE)

    @property
    def organs(self) -> tuple[str | None, ...]:
        return tuple(report.organ for report in self.reports)

    @property
    def warning(self) -> str:
        """That the data are synthetic, where the name of any organ says so; else nothing."""
        return f"{SYNTHETIC}: 不能作为结论 no finding about the world" if synthetic(self.organs) else ""

    @property
    def sha256(self) -> str:
        """One fingerprint of all reports: the same reports give the same, in whatever order they came."""
        return sha256("\n".join(sorted(report.sha256 for report in self.reports)).encode()).hexdigest()


def gather(corpus: Corpus) -> Material:
    """One report for each body and year of a corpus, as `govreport.one_per_year` chooses it.

    The same bytes under two names are one report. Keyed figures are left out where the report of that body
    and year was parsed. Of several files the one with more certain cells stays; where their numbers differ
    there is none.

    Raises
    ------
    ReadError
        If the manifest or the file of keyed figures is wrong.
    """
    found = list(corpus.outcomes())
    read = [one for one in found if isinstance(one, Report)]
    chosen = choose([*read, *corpus.keyed()])
    failures = tuple(one for one in found if isinstance(one, Failure))
    return Material(chosen.reports, failures, chosen.left_out)


def inventory(reports: Iterable[Report]) -> pd.DataFrame:
    """One row per report: what it is of, and how much of it has a number.

    Returns
    -------
    DataFrame
        report_id, body_id, organ, region, level, body, scope, year, origin, linked_by, source (as
        `series.bodies`), forms (of its tables, several joined by ``+``), cells and without_number (how many
        cells of its tables there are, and how many hold no certain number), requests (本年新收, 总计; NA
        where that is not certain). Sorted by body and year.
    """
    listed = list(reports)
    more = pd.DataFrame(
        {
            "report_id": pd.Series([report.report_id for report in listed], dtype="string"),
            "forms": pd.Series(["+".join(sorted(set(r.forms.values()))) for r in listed], dtype="string"),
            "cells": pd.Series([len(report.figures) for report in listed], dtype="Int64"),
            "without_number": pd.Series(
                [sum(figure.value is None for figure in report.figures) for report in listed], dtype="Int64"
            ),
            "requests": pd.Series([_requests(report) for report in listed], dtype="Int64"),
        }
    )
    more["forms"] = more["forms"].replace("", pd.NA)
    return bodies(listed).merge(more, on="report_id", validate="one_to_one")


def _requests(report: Report) -> int | None:
    keys = (("requests", "new", "total"), ("survey", "requests.received", "year"))
    values = {figure.key: figure.value for figure in report.figures if figure.key in keys}
    known = [int(value) for key in keys if (value := values.get(key)) is not None]
    return known[0] if known else None


def tally(frame: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    """How many rows of a frame have each pair of values; what has none is counted as not known."""
    pair = frame[[rows, columns]].astype("string").fillna(NOT_KNOWN).astype("object")
    table = pd.crosstab(pair[rows], pair[columns])
    order = [*LEVELS, *sorted(set(table.columns) - set(LEVELS) - {NOT_KNOWN}), NOT_KNOWN]
    return table[[name for name in order if name in table.columns]].rename(columns=LEVELS)


def cells(figures: pd.DataFrame) -> pd.DataFrame:
    """The states of the cells of each table and form: a blank, a mark, a missing cell is no zero.

    Parameters
    ----------
    figures : DataFrame
        ``frames.figures``.

    Returns
    -------
    DataFrame
        Index (table, form); columns reports, zero, reported (other than zero), recovered, blank, marked,
        missing, unreadable, corrected, without_number and cells: whole numbers.
    """
    zero = figures["value"].eq(0).fillna(False) & figures["status"].isin(_CERTAIN)
    state = figures["status"].astype("object").mask(zero, "zero")
    names = list(STATES)
    groups = [figures["table"].astype("object"), figures["form"].astype("object")]
    table = pd.crosstab(groups, state).reindex(columns=names, fill_value=0)
    if table.empty:
        index = pd.MultiIndex.from_arrays([[], []], names=["table", "form"])
        table = pd.DataFrame(0, index, names)
    table.insert(0, "reports", figures.groupby(["table", "form"])["report_id"].nunique().reindex(table.index))
    table["without_number"] = table[[name for name in names if name not in ("zero", *_CERTAIN)]].sum(axis=1)
    table["cells"] = table[names].sum(axis=1)
    table = table.sort_index(level=["table", "form"], key=_in_order)
    return table.rename_axis(columns=None).astype("Int64")


def _in_order(names: pd.Index) -> pd.Index:
    """Tables in the order of the report; forms as they are."""
    return (
        names.map({"disclosure": 2, "requests": 3, "remedies": 4, "survey": 5})
        if names.name == "table"
        else names
    )
