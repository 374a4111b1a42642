"""The review page: each number beside the ink that caused it, in one file that loads nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from govreport.errors import GovReportError
from govreport.parsing.given import Reports, reports_in
from govreport.parsing.recipe import read
from govreport.report import Report
from govreport.resources.messages import chinese
from govreport.review.auditing.judging import Judged
from govreport.review.items import items
from govreport.review.page import page
from govreport.review.several import ReviewPages, counts, index, names
from govreport.review.sheets import Sheets, has_pages, sheets

if TYPE_CHECKING:
    from govreport.frames.rows import Failure

__all__ = ["ReviewPage", "ReviewPages", "page_with", "review", "write", "write_all"]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A review page; in a notebook it shows itself.

    Attributes
    ----------
    html : str
        The whole page, to be written as UTF-8.
    """

    html: str = field(repr=False)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file and return its path."""
        target = Path(path)
        target.write_text(self.html, encoding="utf-8", newline="\n")
        return target

    def _repr_html_(self) -> str:
        # Scripts may run, but in an origin of their own: the page cannot reach the notebook.
        frame = 'sandbox="allow-scripts" width="100%" height="720" title="govreport review"'
        return f'<iframe {frame} style="border:0" srcdoc="{escape(self.html)}"></iframe>'


def review(report: Reports, data: bytes | None = None) -> ReviewPage | ReviewPages:
    """A page that puts each number of a report beside the ink that caused it.

    Parameters
    ----------
    report : Report, or path of a file; several, a `Corpus`, or the path of a folder
        Of several there is an index with a page for each.
    data : bytes, optional
        The file that it was read from, for the images of its pages (PDF, scans, images). None: the file
        at ``report.source``, if it is there and is the same file; else the page shows the text only.

    Returns
    -------
    ReviewPage or ReviewPages
        The same for the same report and bytes. A page holds the whole text of the report.

    Raises
    ------
    GovReportError
        If `data` is another file than the report was read from, or there is no report; or there are several,
        and `data`.
    ReadError
        If its pages cannot be opened.
    MissingExtraError
        If it has pages and a package for page images is not installed; the message names the extra.

    Notes
    -----
    ``page.html#figure=requests.new.total`` opens the page at that number; likewise ``#finding=III-1:2``,
    ``#fact=3``, ``#theme=1``, ``#note=1``.

    Examples
    --------
    >>> page = gr.review("corpus/reports/2024-rongchang-office.txt")
    >>> "260.87%" in page.html
    True
    """
    if not isinstance(data, bytes | None):
        raise GovReportError(
            f"data: the bytes of the file were expected, or None; found {data!r}; a page is written with "
            f".save({data!r})"
        )
    given = reports_in(report)
    if len(given) == 1:
        return page_with(given[0], data)
    if not given or data is not None:
        raise GovReportError(f"one report was expected for a review page; found {len(given)}")
    return _pages(given)


def _pages(
    reports: Sequence[Report], failures: Sequence[tuple[str, str]] = (), source: Path | None = None
) -> ReviewPages:
    listed, pages = [], {}
    for name, report in zip(names(reports), reports, strict=True):
        data = _own_file(report, source) if has_pages(report) else None
        found, shown = items(report), sheets(report, data) if data is not None else Sheets()
        listed.append((name, report, counts(found)))
        pages[name] = page(report, found, shown)
    return ReviewPages(index(listed, failures), pages)


def page_with(report: Report, data: bytes | None = None, audited: Sequence[Judged] = ()) -> ReviewPage:
    """The page of `review`, with what an audit found at its head."""
    if data is not None and sha256(data).hexdigest() != report.sha256:
        raise GovReportError(
            f"{report.source}: the file that the report was read from was expected, not another"
        )
    if data is None and has_pages(report):
        data = _own_file(report)
    shown = sheets(report, data) if data is not None and has_pages(report) else Sheets()
    return ReviewPage(page(report, items(report, audited), shown))


def _own_file(report: Report, folder: Path | None = None) -> bytes | None:
    path = (folder or Path()) / report.source
    try:
        data = path.read_bytes() if path.is_file() else b""
    except OSError:
        return None
    return data if sha256(data).hexdigest() == report.sha256 else None


def write(source: str | os.PathLike[str], out: str | os.PathLike[str]) -> Path:
    """Read a report and write its review page (``govreport review FILE -o page.html``).

    Raises
    ------
    GovReportError
        As `govreport.read` and `review`.
    """
    return page_with(read(source)).save(out)


def write_all(
    outcomes: Iterable[Report | Failure], out: str | os.PathLike[str], source: str | os.PathLike[str] = ""
) -> Path:
    """Write the index and the pages of a folder (``govreport review FOLDER -o out/``).

    Parameters
    ----------
    outcomes : iterable
        The reports, and the files that gave none, which the index lists.
    out : path
        The folder to write into.
    source : path
        The folder that the names of the reports' files begin at.

    Raises
    ------
    GovReportError
        If there is no report among them.
    """
    given = list(outcomes)
    reports = [one for one in given if isinstance(one, Report)]
    failures = [(one.source, _in_both(one)) for one in given if not isinstance(one, Report)]
    if not reports:
        raise GovReportError(
            f"a folder with at least one report was expected; found {len(failures)} failures"
        )
    return _pages(reports, failures, Path(source)).save(out)


def _in_both(failure: Failure) -> str:
    """Why a file gave no report; a page has both languages, whoever made it."""
    return " · ".join(filter(None, (chinese(failure.message), failure.message)))
