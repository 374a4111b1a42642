"""A frame that can be searched and sorted in a notebook, and the cards of several reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from govreport.errors import MissingExtraError
from govreport.parsing.given import Reports, reports_in
from govreport.resources.messages import require_columns
from govreport.review.card import bare, dressed

if TYPE_CHECKING:
    import pandas as pd

    from govreport.report import Report

__all__ = ["Cards", "SearchedFrame", "cards", "show"]

_MOST = "1MB"  # of a frame; of one that is larger itables shows a part and says so


@dataclass(frozen=True, slots=True)
class SearchedFrame:
    """A frame as a notebook shows it, and ``nbconvert`` in a page: to be searched, sorted, turned over."""

    rows: int
    columns: int
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def show(frame: pd.DataFrame, rows: int = 10) -> SearchedFrame:
    """A frame that can be searched and sorted in a notebook, without a connection to the internet.

    What the page needs is in the output itself, about 1 MB for each frame shown, so that a notebook opened
    elsewhere or turned into HTML shows it as well. Drawn by itables with DataTables.

    Parameters
    ----------
    frame : DataFrame
    rows : int
        How many rows stand on one leaf.

    Raises
    ------
    MissingExtraError
        If itables is not installed.

    Examples
    --------
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt")
    >>> gr.show(report.findings)  # doctest: +ELLIPSIS
    SearchedFrame(rows=..., columns=...)
    """
    require_columns(frame, (), "frame")
    try:
        from itables import options, to_html_datatable
        from itables.javascript import generate_init_offline_itables_html
    except ImportError as error:
        raise MissingExtraError("show needs itables: pip install 'govreport[notebook]'") from error
    code = generate_init_offline_itables_html(options.dt_bundle)
    table = to_html_datatable(
        frame, connected=False, maxBytes=_MOST, pageLength=rows, display_logo_when_loading=False
    )
    return SearchedFrame(len(frame), len(frame.columns), code + table)


@dataclass(frozen=True, slots=True)
class Cards:
    """Several reports as a notebook shows them: a line for each, its card below it when it is opened."""

    reports: tuple[Report, ...]

    def __len__(self) -> int:
        return len(self.reports)

    def __repr__(self) -> str:
        return f"<Cards of {len(self)} report{'s' * (len(self) != 1)}>"

    def __str__(self) -> str:
        return "\n".join(map(_line, self.reports))

    def _repr_html_(self) -> str:
        parts = [
            f'<details class="govreport"><summary>{escape(_line(report))}</summary>'
            f"{bare(*report._card())}</details>"
            for report in self.reports
        ]
        return dressed("\n".join(parts))


def cards(reports: Reports) -> Cards:
    """Reports at a glance: organ, year, form, and how many figures and notes; each opens to its card.

    Parameters
    ----------
    reports : Report, several, Corpus, or path of a file or folder

    Examples
    --------
    >>> gr.cards("corpus")
    <Cards of 1 report>
    >>> print(gr.cards("corpus"))
    2024 重庆市荣昌区人民政府办公室: 格式 form 2021, 200 个数字 figures, 1 条附注 notes
    """
    return Cards(tuple(reports_in(reports)))


def _line(report: Report) -> str:
    named = f"{report.year or '年度未载明 no year'} {report.organ or report.source}"
    counts = f"{len(report.figures)} 个数字 figures, {len(report.notes)} 条附注 notes"
    return f"{named}: 格式 form {report.form or '不明 not known'}, {counts}"
