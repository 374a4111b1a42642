"""One report per body and year, of reports or of frames that were made or read before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from govreport.frames import Frames, frames
from govreport.panel.one_per_year import Chosen, choose
from govreport.parsing.given import Reports, reports_in
from govreport.report import Figure, Masthead, Report, Status
from govreport.resources.messages import require_columns

__all__ = ["OnePerYear", "chosen_in", "one_per_year", "open_cells", "reports_of"]


_NEEDED = {
    "reports": ("report_id", "organ", "year", "source", "sha256"),
    "figures": ("report_id", "form", "table", "row", "column", "value", "status"),
}


@dataclass(frozen=True, slots=True)
class OnePerYear:
    """One report for each body and year.

    Attributes
    ----------
    reports : tuple of Report
        Those that stay; of frames, without texts.
    frames : Frames
        Their tables. A cell in which two reports differ has no value and the status ``two_reports_differ``.
    left_out : DataFrame
        A row for each other report: body_id, organ, year, report_id, source, kept and kept_source (which
        one stands for it), certain and certain_kept (cells with a number), differ (cells whose numbers
        differ), zh, en (why).
    differing : DataFrame
        A row for each such cell: body_id, year, kept, report_id, table, row, column, value_kept, value.
    """

    reports: tuple[Report, ...]
    frames: Frames
    left_out: pd.DataFrame
    differing: pd.DataFrame


def one_per_year(source: Frames | Reports) -> OnePerYear:
    """One report for each body and year, of several files: web page and PDF, scan and text, a correction.

    A parsed report stays before keyed figures, then the one with more certain cells, then the one published
    later. Where two print different numbers, nobody knows which one holds: the cell has none. Panels,
    indicators, the quality index, similarity and studies (`govreport.panel`, `measure`, `quality.parts`,
    `text.similarity`, `studies.gather`) do this themselves where they know the reports.

    Parameters
    ----------
    source : Frames, or Report, several, Corpus, or path of a file or folder
        Of frames, findings stay those of each file by itself.

    Returns
    -------
    OnePerYear

    Examples
    --------
    >>> census = gr.one_per_year(gr.Corpus("corpus/census").keyed())
    >>> len(census.reports), len(census.left_out)
    (186, 0)
    >>> both = [gr.read("corpus/reports/2024-rongchang-office.txt"), *gr.Corpus("corpus").keyed()]
    >>> gr.one_per_year(both).left_out[["kept_source", "differ"]].values.tolist()
    [['corpus/reports/2024-rongchang-office.txt', 0]]
    """
    if not isinstance(source, Frames):
        chosen = choose(reports_in(source))
        return OnePerYear(chosen.reports, frames(chosen.reports), chosen.left_out, chosen.differing)
    chosen = choose(reports_of(source))
    kept = Frames(_Kept(source, chosen).table)
    return OnePerYear(chosen.reports, kept, chosen.left_out, chosen.differing)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The rows of frames that are of chosen reports."""

    source: Frames
    chosen: Chosen

    def table(self, name: str) -> pd.DataFrame:
        rows = self.source[name]
        if "report_id" not in rows:
            return rows
        left = self.chosen.others
        rows = rows[~rows["report_id"].isin(left)].reset_index(drop=True)
        return open_cells(rows, self.chosen) if name == "figures" else rows


def open_cells(figures: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    """The figures of chosen reports, without a number in the cells in which two reports differ."""
    kept = figures[~figures["report_id"].isin(chosen.others)].reset_index(drop=True)
    differ = pd.MultiIndex.from_frame(chosen.differing[["kept", "table", "row", "column"]])
    open_ = pd.MultiIndex.from_frame(kept[["report_id", "table", "row", "column"]]).isin(differ)
    status = kept["status"].mask(open_, Status.TWO_REPORTS_DIFFER.value)
    return kept.assign(value=kept["value"].mask(open_), status=status)


def chosen_in(reports: pd.DataFrame, figures: pd.DataFrame | None = None) -> Chosen | None:
    """Which rows of a frame of reports stand for their bodies and years, as `one_per_year` chooses them.

    Parameters
    ----------
    reports : DataFrame
        Of ``frames``.
    figures : DataFrame, optional
        Of ``frames``; without it the file published later stays, whatever its cells.

    Returns
    -------
    Chosen or None
        None where columns of the frames lack without which bodies or files cannot be distinguished.
    """
    if not (set(reports) >= _OF_REPORTS and (figures is None or set(figures) >= _OF_FIGURES)):
        return None
    chosen = choose(_reports(reports, None))
    return chosen if figures is None or chosen.left_out.empty else choose(_reports(reports, figures))


_OF_REPORTS = {
    *("report_id", "organ", "region", "level", "body", "scope", "year"),
    *("title", "published", "source", "media_type", "sha256"),
}
_OF_FIGURES = {"report_id", "form", "table", "row", "column", "value", "status", "unit", "raw"}


def reports_of(source: Mapping[str, pd.DataFrame]) -> Iterator[Report]:
    """Reports as far as frames know them: what they are of, and their figures.

    Raises
    ------
    ArgumentError
        If the frames are not there, or have other columns.
    """
    for name, columns in _NEEDED.items():
        require_columns(source.get(name), columns, name)
    return _reports(source["reports"], source["figures"])


def _reports(reports: pd.DataFrame, listed: pd.DataFrame | None) -> Iterator[Report]:
    cells = {} if listed is None else dict(tuple(listed.groupby("report_id", sort=False)))
    for row in reports.astype("object").where(reports.notna(), None).to_dict("records"):
        figures = cells.get(row["report_id"])
        yield _report({str(name): value for name, value in row.items()}, figures)


def _report(row: dict[str, Any], cells: pd.DataFrame | None) -> Report:
    listed = [] if cells is None else cells.astype("object").where(cells.notna(), None).to_dict("records")
    figures = tuple(
        Figure(
            *(cell["table"], cell["row"], cell["column"], Status(cell["status"])),
            None if cell["value"] is None else Decimal(repr(float(cell["value"]))),
            *(cell["unit"], cell["raw"] or ""),
        )
        for cell in listed
    )
    published = None if row["published"] is None else row["published"].date()
    return Report(
        source=row["source"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        text="",
        masthead=Masthead(row["organ"], row["year"], row["title"], None, None, None, published),
        forms={cell["table"]: cell["form"] for cell in listed},
        preamble=(),
        sections=(),
        figures=figures,
        notes=(),
        scope=row["scope"],
        region=row["region"],
        level=row["level"],
        body=row["body"],
    )
