"""The rows of each frame: its columns, in order, with their types, and what a report puts into them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import pandas as pd

from govreport import checks
from govreport.checks.own import OwnRules
from govreport.document import Paragraph
from govreport.panel.known import as_known, changed, corrected, own_columns
from govreport.panel.years import frame_of
from govreport.prose import prose
from govreport.report import Figure, Finding, Report
from govreport.resources.messages import chinese
from govreport.text.facts import Fact
from govreport.text.themes import NOT_STATED, Theme
from govreport.text.themes.codebook import Codebook

__all__ = [
    "SCHEMA",
    "Failure",
    "coded_anew",
    "fact_row",
    "fact_rows",
    "failure_rows",
    "figure_rows",
    "finding_rows",
    "frame",
    "narrative_rows",
    "report_row",
    "reports_frame",
    "stated_theme_rows",
    "table",
    "theme_rows",
]

_TEXT, _WHOLE, _NUMBER, _TRUTH = "string", "Int64", "Float64", "boolean"
_DAY = "datetime64[ms]"  # parquet has no seconds; milliseconds come back as they went

SCHEMA: dict[str, dict[str, str]] = {
    "reports": {
        **dict.fromkeys(("report_id", "organ", "region", "level", "body", "scope"), _TEXT),
        "year": _WHOLE,
        "form": _TEXT,
        "title": _TEXT,
        **dict.fromkeys(("period_start", "period_end", "published"), _DAY),
        **dict.fromkeys(("source", "media_type", "sha256"), _TEXT),
        **dict.fromkeys(("n_figures", "n_notes"), _WHOLE),
        **dict.fromkeys(("address", "retrieved"), _TEXT),
        "n_corrected": _WHOLE,
        "corrected": _TEXT,
    },
    "figures": {
        **dict.fromkeys(("report_id", "form", "table", "row", "column"), _TEXT),
        "value": _NUMBER,
        **dict.fromkeys(("unit", "status", "raw", "place"), _TEXT),
    },
    "narrative": {
        **dict.fromkeys(("report_id", "section", "heading"), _TEXT),
        "paragraph": _WHOLE,
        "text": _TEXT,
        **dict.fromkeys(("start", "end"), _WHOLE),
    },
    "facts": {
        **dict.fromkeys(("report_id", "concept"), _TEXT),
        "value": _NUMBER,
        **dict.fromkeys(("unit", "qualifier", "text"), _TEXT),
        **dict.fromkeys(("start", "end"), _WHOLE),
        **dict.fromkeys(("scope", "base", "sentence"), _TEXT),
    },
    "themes": {
        **dict.fromkeys(("report_id", "code", "phrase"), _TEXT),
        **dict.fromkeys(("count", "share"), _NUMBER),
        "sentence": _TEXT,
        **dict.fromkeys(("start", "end"), _WHOLE),
        "rule": _TEXT,
        "low_confidence": _TRUTH,
    },
    "findings": {
        **dict.fromkeys(("report_id", "rule", "severity"), _TEXT),
        "passed": _TRUTH,
        **dict.fromkeys(("expected", "actual", "where", "message_zh", "message_en"), _TEXT),
        **dict.fromkeys(("explained", "suggestion_zh", "suggestion_en", "compared"), _TEXT),
    },
    "failures": dict.fromkeys(("source", "sha256", "error", "message", "message_zh"), _TEXT),
}
"""Columns, in order, and dtypes of each frame; behind those of `reports` stand a manifest's own, as text."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no report: the error's class and its message. `sha256` is None if unread."""

    source: str
    sha256: str | None
    error: str
    message: str


def frame(name: str, rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    return frame_of(SCHEMA[name], rows)


def reports_frame(reports: Sequence[Report]) -> pd.DataFrame:
    """The frame `reports`, with the manifest's own columns at its end."""
    named = dict.fromkeys(name for report in reports for name in report.known)
    own = own_columns(named, SCHEMA["reports"])
    columns = {**SCHEMA["reports"], **dict.fromkeys(own.values(), _TEXT)}
    return frame_of(columns, (report_row(report, own) for report in reports))


def report_row(report: Report, own: Iterable[str] = ()) -> tuple[object, ...]:
    """The row of a report, with what its manifest says in its `own` columns."""
    start, end = report.period or (None, None)
    now = as_known(report)
    return (
        *(report.report_id, now.organ, now.region, now.level, now.body, report.scope),
        *(now.year, report.form, report.title, start, end, report.masthead.published),
        *(report.source, report.media_type, report.sha256, len(report.figures), len(report.notes)),
        *(report.known.get("address") or None, report.known.get("retrieved") or None),
        *(corrected(report), "; ".join(changed(report)) or None),
        *(report.known.get(name) or None for name in own),
    )


def figure_rows(report: Report) -> Iterator[tuple[object, ...]]:
    for f in report.figures:
        value = None if f.value is None else float(f.value)
        form = report.forms.get(f.table)
        yield (report.report_id, form, *f.key, value, f.unit, f.status.value, f.raw, _place(f))


def narrative_rows(report: Report) -> Iterator[tuple[object, ...]]:
    for section in report.sections:
        paragraphs = (block for block in section.blocks if isinstance(block, Paragraph))
        for i, p in enumerate(paragraphs, start=1):
            yield (report.report_id, section.kind, section.heading, i, p.text, p.where.start, p.where.end)


def fact_rows(report: Report) -> Iterator[tuple[object, ...]]:
    return (fact_row(report.report_id, report.text, fact) for fact in prose(report).facts)


def fact_row(report_id: str | None, text: str, fact: Fact) -> tuple[object, ...]:
    printed = (fact.unit, fact.qualifier, text[fact.start : fact.end], fact.start, fact.end)
    return (
        report_id,
        fact.concept,
        float(fact.value),
        *printed,
        fact.scope,
        fact.base,
        text[slice(*fact.sentence)],
    )


def stated_theme_rows(report: Report) -> Iterator[tuple[object, ...]]:
    return theme_rows(report.report_id, report.text, prose(report).themes)


def theme_rows(report_id: str | None, text: str, found: Sequence[Theme]) -> Iterator[tuple[object, ...]]:
    if not found:
        yield (report_id, NOT_STATED, *[None] * 6, "none", False)
    for theme in found:
        numbers = (None if number is None else float(number) for number in (theme.count, theme.share))
        place = (text[slice(*theme.sentence)], theme.start, theme.end)
        yield (report_id, theme.code, theme.phrase, *numbers, *place, theme.rule, theme.low_confidence)


def coded_anew(report: Report, book: Codebook) -> Iterator[tuple[object, ...]]:
    """The rows of a report's themes with the codes of another codebook."""
    return theme_rows(report.report_id, report.text, prose(report).themes_by(book))


def finding_rows(
    reports: Sequence[Report], rules: Collection[str] | None, own: OwnRules | None = None
) -> Iterator[tuple[object, ...]]:
    for report, findings in checks.check_all(reports, rules):
        for f in chain(findings, own.findings(report) if own else ()):
            stated = (f.expected, f.actual, _places(f), f.message_zh, f.message_en)
            more = (f.explained, f.suggestion_zh or None, f.suggestion_en or None, f.compared)
            yield (report.report_id, f.rule, f.severity, f.passed, *stated, *more)


def failure_rows(failures: Iterable[Failure]) -> Iterator[tuple[object, ...]]:
    for f in sorted(failures, key=lambda failure: failure.source):
        yield (f.source, f.sha256, f.error, f.message, chinese(f.message))


def _place(figure: Figure) -> str | None:
    return None if figure.where is None else str(figure.where)


def _places(finding: Finding) -> str | None:
    return "; ".join(map(str, finding.places)) or None


def table(report: Report, name: str, dtype: Literal["Int64", "Float64"]) -> pd.DataFrame:
    """One official table of a report, rows by columns; NA where there is no certain number."""
    cells = [f for f in report.figures if f.table == name]
    values = {(f.row, f.column): f.value for f in cells if f.value is not None}
    rows = dict.fromkeys(f.row for f in cells)
    number = int if dtype == "Int64" else float
    data = {
        column: pd.array(
            [number(values[row, column]) if (row, column) in values else None for row in rows], dtype
        )
        for column in dict.fromkeys(f.column for f in cells)
    }
    frame = pd.DataFrame(data, index=pd.Index(list(rows), name="row", dtype="object"))
    frame.columns.name = "column"
    return frame
