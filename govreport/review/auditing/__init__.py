"""Somebody's table of a report (a model's, an OCR service's, a colleague's), judged against the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govreport import forms
from govreport.parsing.given import Reports, report_in
from govreport.report import CERTAIN, Figure, Report
from govreport.review.auditing.judging import Judged, judged
from govreport.review.auditing.theirs import TheirTable, claims

if TYPE_CHECKING:
    import pandas as pd

    from govreport.review import ReviewPage

__all__ = ["VERDICTS", "Audit", "audit"]

VERDICTS = ("right", "wrong", "not_on_page", "undecided")


@dataclass(frozen=True, slots=True)
class Audit:
    """A table judged against a report.

    Attributes
    ----------
    report : Report
    judged : tuple of Judged
        One for each cell that the table gives, in its order.
    """

    report: Report = field(repr=False)
    judged: tuple[Judged, ...] = field(repr=False)

    def __repr__(self) -> str:
        listed = ", ".join(f"{self.counts[verdict]} {verdict.replace('_', ' ')}" for verdict in VERDICTS)
        return f"Audit({len(self.judged)} cells: {listed}; {len(self.not_given)} with a number not given)"

    @property
    def counts(self) -> dict[str, int]:
        """How many cells have each verdict."""
        found: Counter[str] = Counter(one.verdict for one in self.judged)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def not_given(self) -> tuple[Figure, ...]:
        """The cells with a certain number on the page of which the table says nothing."""
        given = {one.claim.key for one in self.judged}
        return tuple(f for f in self.report.figures if f.key not in given and f.status in CERTAIN)

    @property
    def cells(self) -> pd.DataFrame:
        """One row for each cell that the table gives.

        Columns: `line` of their file, `named` as they named it; `table`, `row`, `column`, labels `zh` and
        `en`; `theirs` as given, `on_page` the number on the page, `raw` as printed, `status` of it; `verdict`
        and `kind` (`Judged`); `sums` and `sums_on_page`: whether the form's sums close with their numbers and
        with the page's; `page` and `place`.
        """
        import pandas as pd

        columns = {
            "line": "Int64", "named": "string", "table": "string", "row": "string", "column": "string",
            "zh": "string", "en": "string", "theirs": "string", "on_page": "Float64", "raw": "string",
            "status": "string", "verdict": "string", "kind": "string", "sums": "string",
            "sums_on_page": "string", "page": "Int64", "place": "string",
        }  # fmt: skip
        rows = [dict(zip(columns, _row(one, self.report), strict=True)) for one in self.judged]
        return pd.DataFrame(rows, columns=list(columns)).astype(columns)

    def page(self, data: bytes | None = None) -> ReviewPage:
        """The review page of the report, with each cell that is not right beside the place where it is
        printed.

        Parameters
        ----------
        data : bytes, optional
            As for `review`.
        """
        from govreport.review import page_with

        return page_with(self.report, data, self.judged)


def audit(theirs: TheirTable, report: Reports) -> Audit:
    """Judge somebody's table of a report: each cell right, wrong, not on the page, or not decidable.

    Parameters
    ----------
    theirs : DataFrame, mapping or list of mappings, or path of a CSV, XLSX or JSON file
        A long table with columns `row`, `column`, `value` (and `table`) or `cell` (``requests.new.total``),
        `value`; or one column for each cell and one line for the report; or a table as the form prints it,
        labels in the first columns. Rows and columns by our ids or by their labels, Chinese or English. Where
        a column `sha256`, `file`, `organ` or `year` says which report a line is about, only the lines about
        this one are judged.
    report : Report, or path of a file

    Returns
    -------
    Audit
        Judged only against what was certainly read: what the parser was not sure of is `undecided`.

    Raises
    ------
    ReadError
        If a file cannot be read.
    GovReportError
        If the table names no cell of the report, or no line is about it.

    Examples
    --------
    >>> import pandas as pd
    >>> theirs = pd.DataFrame({"row": ["new", "予以公开"], "column": ["total", "总计"], "value": [60, 5]})
    >>> audit = gr.audit(theirs, "corpus/reports/2024-rongchang-office.txt")
    >>> audit.cells[["row", "theirs", "on_page", "verdict"]].values.tolist()
    [['new', '60', 60.0, 'right'], ['granted', '5', 39.0, 'wrong']]
    """
    against = report_in(report)
    return Audit(against, judged(claims(theirs, against), against))


def _row(one: Judged, report: Report) -> Iterator[object]:
    figure = one.figure
    zh = en = None
    if figure is not None:
        cells = forms.load(report.forms[figure.table]).table(figure.table).cells()
        zh, en = next(
            (f"{r.zh} × {c.zh}", f"{r.en} × {c.en}") for r, c in cells if (r.id, c.id) == figure.key[1:]
        )
    yield from (one.claim.line, one.claim.named)
    yield from (figure.key if figure else (None, None, None))
    yield from (zh, en, one.claim.text)
    yield None if figure is None or figure.value is None else float(figure.value)
    yield from (figure.raw, figure.status.value) if figure else (None, None)
    yield from (one.verdict, one.kind, one.sums or None, one.sums_on_page or None)
    where = figure.where if figure else None
    yield from (where.page, str(where)) if where else (None, None)
