"""The pages of several reports, and an index that says where to look first."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path, PurePath

from govreport.report import Report, Status
from govreport.resources import load_text
from govreport.review.items import Items
from govreport.review.labels import word
from govreport.review.markup import Markup, both, tag
from govreport.review.page import bare

__all__ = ["Counts", "ReviewPages", "counts", "index", "names"]

INDEX = "index.html"
_UNSURE = (Status.UNREADABLE, Status.TWO_REPORTS_DIFFER)
_DOUBTED = 0.95  # as on the page: OCR confidence below which a number is worth a look


@dataclass(frozen=True, slots=True)
class Counts:
    """What a report's page holds that is worth a look.

    Attributes
    ----------
    errors, warnings : int
        Broken findings; those that are explained, and hints, are none.
    uncertain : int
        Figures that are `unreadable`, on which two reports differ, or of which recognition was not sure.
    figures : int
        All cells.
    """

    errors: int
    warnings: int
    uncertain: int
    figures: int


def counts(found: Items) -> Counts:
    """The counts of a page's items."""
    broken = [item.raw for item in found.findings if item.status == "broken"]
    unsure = [
        item
        for item in found.figures
        if item.status in _UNSURE or (item.confidence is not None and item.confidence < _DOUBTED)
    ]
    return Counts(broken.count("error"), broken.count("warning"), len(unsure), len(found.figures))


@dataclass(frozen=True, slots=True)
class ReviewPages:
    """The review pages of several reports; in a notebook their index shows itself.

    Attributes
    ----------
    html : str
        The index, which links to the pages by their names.
    pages : dict of str to str
        The HTML of each page by its file name.
    """

    html: str = field(repr=False)
    pages: dict[str, str] = field(repr=False)

    def __repr__(self) -> str:
        return f"ReviewPages({len(self.pages)} pages)"

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write index.html and the pages into a folder, which is made; the path of the index."""
        out = Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        for name, html in {**self.pages, INDEX: self.html}.items():
            (out / name).write_text(html, encoding="utf-8", newline="\n")
        return out / INDEX

    def _repr_html_(self) -> str:
        frame = 'sandbox="" width="100%" height="480" title="govreport review"'
        return f'<iframe {frame} style="border:0" srcdoc="{escape(self.html)}"></iframe>'


def names(reports: Iterable[Report]) -> list[str]:
    """A file name for each report: its id, and a number where a file came twice."""
    found: list[str] = []
    for report in reports:
        name, n = f"{report.report_id}.html", 1
        while name in found:
            n += 1
            name = f"{report.report_id}-{n}.html"
        found.append(name)
    return found


def index(listed: Sequence[tuple[str, Report, Counts]], failures: Sequence[tuple[str, str]] = ()) -> str:
    """The index as one HTML file without any script: most errors first, then warnings, uncertain figures.

    Parameters
    ----------
    listed : sequence of (str, Report, Counts)
        The file name of each page, its report, its counts.
    failures : sequence of (str, str)
        The name of each file that gave no report, and why.
    """

    def gravest(one: tuple[str, Report, Counts]) -> tuple[int, int, int]:
        return -one[2].errors, -one[2].warnings, -one[2].uncertain

    columns = ("report", "year", "errors", "warnings", "uncertain", "figures", "source")
    head = tag("tr", *(tag("th", both(word(f"index.{name}")), scope="col") for name in columns))
    rows = (tag("tr", *_row(*one)) for one in sorted(listed, key=gravest))
    content: list[Markup] = [
        tag("h1", both(word("index.title")), " ", tag("small", str(len(listed)))),
        tag("p", both(word("index.hint")), class_="hint"),
        tag("div", tag("table", tag("thead", head), tag("tbody", *rows), class_="index"), class_="grid"),
    ]
    if failures:
        content.append(tag("h3", both(word("index.failed")), " ", tag("small", str(len(failures)))))
        listed_failures = (tag("li", tag("b", name), " ", why) for name, why in failures)
        content.append(tag("ul", *listed_failures, class_="list"))
    return bare(
        " ".join(word("index.title")), load_text("view/review.css"), tag("main", *content, id="index")
    )


def _row(name: str, report: Report, found: Counts) -> Iterator[Markup]:
    title = report.organ or report.title or PurePath(report.source).name
    yield tag("th", tag("a", title, href=name), scope="row")
    yield tag("td", "" if report.year is None else str(report.year))
    for count, grave in ((found.errors, "error"), (found.warnings, "warning"), (found.uncertain, "warning")):
        yield tag("td", tag("span", str(count), class_=f"badge {grave}") if count else "0")
    yield tag("td", str(found.figures))
    yield tag("td", report.source if "://" in report.source else PurePath(report.source).name)
