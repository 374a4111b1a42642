"""Reports become DataFrames: fixed columns, order and types, whether there are no reports or thousands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from govreport import checks
from govreport.document import Paragraph
from govreport.errors import GovReportError, TemplateError
from govreport.forms import available, load
from govreport.prose import prose
from govreport.report import Figure, Finding, Report
from govreport.text.facts import Fact
from govreport.text.facts import facts as facts_in
from govreport.text.themes import NOT_STATED, Theme
from govreport.text.themes import themes as themes_in

__all__ = ["SCHEMA", "Failure", "Frames", "check", "facts", "frames", "themes", "wide"]

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
    "failures": dict.fromkeys(("source", "sha256", "error", "message"), _TEXT),
}
"""Columns, in order, and dtypes of each frame."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no report: the error's class and what it said. `sha256` is None if unread."""

    source: str
    sha256: str | None
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Frames:
    """The tables of a set of reports, sorted by `report_id` and then in the order of form or text.

    Attributes
    ----------
    reports : DataFrame
        One row per report; `n_figures` counts its rows in `figures`.
    figures : DataFrame
        One row per cell of an official table. `value` is NA unless `status` is reported or recovered.
    narrative : DataFrame
        One row per paragraph; `start` and `end` are offsets into ``Report.text``.
    facts : DataFrame
        One row per number that the prose states: `value` of `concept`, `qualifier` exact, over or about;
        `text` is what is printed at `start` to `end` of ``Report.text``, `sentence` what it stands in.
        `scope` (territory, office) and `base` (of a change or share) only where the sentence says so.
    themes : DataFrame
        One row per code of a phrase that says what requests were about, with the count or share printed
        with it; one row with the code X9 for a report that does not say.
    findings : DataFrame
        One row per rule and place; `passed` is NA where the rule cannot be judged, `explained` names the
        listed exception where it fails for one.
    failures : DataFrame
        One row per file that gave no report.
    """

    reports: pd.DataFrame
    figures: pd.DataFrame
    narrative: pd.DataFrame
    facts: pd.DataFrame
    themes: pd.DataFrame
    findings: pd.DataFrame
    failures: pd.DataFrame


def frames(
    reports: Iterable[Report], failures: Iterable[Failure] = (), rules: Collection[str] | None = None
) -> Frames:
    """The tables of `reports`, with the files that gave none beside them.

    Parameters
    ----------
    rules : collection of str, optional
        Ids of the rules to apply; None: all.

    Raises
    ------
    GovReportError
        If the same file is there twice.
    """
    ordered = _ordered(reports)
    return Frames(
        _frame("reports", map(_report_row, ordered)),
        _frame("figures", (row for report in ordered for row in _figure_rows(report))),
        _frame("narrative", (row for report in ordered for row in _narrative_rows(report))),
        facts(ordered),
        themes(ordered),
        check(ordered, rules),
        _frame("failures", _failure_rows(failures)),
    )


def check(reports: Report | Iterable[Report], rules: Collection[str] | None = None) -> pd.DataFrame:
    """The findings of every rule on one report or several: one row per rule applied.

    Several reports are also compared with those of the same body on the year before.

    Parameters
    ----------
    rules : collection of str, optional
        Ids of the rules to apply; None: all.

    Raises
    ------
    GovReportError
        If the same file is there twice, or there is no such rule.
    """
    return _frame("findings", _finding_rows(_reports(reports), rules))


def facts(source: str | Report | Iterable[Report], *, year: int | None = None) -> pd.DataFrame:
    """The numbers that prose states about requests, outcomes, review, litigation, documents, trainings.

    Parameters
    ----------
    source : str, Report or iterable of Report
        Reports, or any Chinese text: then `report_id` is NA and offsets are those of the text.
    year : int, optional
        Of a text: the year that it reports on, where the text itself does not say. Reports know theirs.

    Returns
    -------
    DataFrame
        As `Frames.facts`.
    """
    if isinstance(source, str):
        return _frame("facts", (_fact_row(None, source, fact) for fact in facts_in(source, year=year)))
    told = ((report, fact) for report in _reports(source) for fact in prose(report).facts)
    return _frame("facts", (_fact_row(report.report_id, report.text, fact) for report, fact in told))


def themes(source: str | Report | Iterable[Report]) -> pd.DataFrame:
    """What requests were about, as prose says it.

    Parameters
    ----------
    source : str, Report or iterable of Report
        Reports, or any Chinese text: then `report_id` is NA and offsets are those of the text.

    Returns
    -------
    DataFrame
        As `Frames.themes`. A report or text that does not say has one row with the code X9 (not stated),
        which is not "no such requests".
    """
    if isinstance(source, str):
        return _frame("themes", _theme_rows(None, source, themes_in(source)))
    rows = (
        row
        for report in _reports(source)
        for row in _theme_rows(report.report_id, report.text, prose(report).themes)
    )
    return _frame("themes", rows)


def wide(figures: pd.DataFrame, table: str) -> pd.DataFrame:
    """One official table with a row per report and a column ``row.column`` per cell, Float64.

    Columns stand in the order of the newest form, those that only older forms have behind them. A
    report in `figures` that has no such table is a row of NA.

    Parameters
    ----------
    figures : DataFrame
        `Frames.figures`, or any rows of it.
    table : {"disclosure", "requests", "remedies", "survey"}

    Raises
    ------
    TemplateError
        If no official form has that table.
    GovReportError
        If `figures` is no such frame.
        If table 二 (disclosure) stands there in several forms: their columns are different variables.
    """
    order = _cell_order(table)
    needed = ("report_id", "form", "table", "row", "column", "value")
    if not isinstance(figures, pd.DataFrame) or not set(needed) <= set(figures.columns):
        raise GovReportError(
            f"figures: the frame gr.frames(reports).figures was expected, with {', '.join(needed)}"
        )
    cells = figures[figures["table"] == table]
    forms = sorted(cells["form"].dropna().unique())
    if table == "disclosure" and len(forms) > 1:
        raise GovReportError(
            f"figures of table 'disclosure' in forms {', '.join(forms)}: their columns are different "
            f"variables; expected one form, such as figures[figures['form'] == '{forms[-1]}']"
        )
    names = cells["row"] + "." + cells["column"]
    values = cells.assign(cell=names).pivot(index="report_id", columns="cell", values="value")
    columns = pd.Index(sorted(values.columns, key=order.__getitem__), name="cell", dtype="object")
    rows = pd.Index(figures["report_id"].unique(), name="report_id")
    return values.reindex(index=rows, columns=columns).astype("Float64")


def _cell_order(table: str) -> dict[str, int]:
    forms = [form for id_ in available() for form in load(id_).tables]
    cells = (f"{row.id}.{column.id}" for form in forms if form.id == table for row, column in form.cells())
    order = {cell: i for i, cell in enumerate(dict.fromkeys(cells))}
    if not order:
        known = ", ".join(dict.fromkeys(form.id for form in forms))
        raise TemplateError(f"no official form has a table {table!r}; known tables: {known}")
    return order


def _reports(source: Report | Iterable[Report]) -> list[Report]:
    return _ordered([source] if isinstance(source, Report) else source)


def _ordered(reports: Iterable[Report]) -> list[Report]:
    given = [reports] if isinstance(reports, str) else list(reports)
    if others := [one for one in given if not isinstance(one, Report)]:
        found = f"{type(others[0]).__name__} {others[0]!r:.40}"
        raise GovReportError(
            f"reports were expected, as in gr.Corpus('reports') or [gr.read(FILE)]; found {found}"
        )
    ordered = sorted(given, key=lambda report: report.report_id)
    for one, next_one in pairwise(ordered):
        if one.report_id == next_one.report_id:
            raise GovReportError(
                f"{next_one.source}: the same file as {one.source} (report_id {one.report_id}); "
                "expected each report once"
            )
    return ordered


def _frame(name: str, rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    schema = SCHEMA[name]
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pd.DataFrame(
        {
            column: pd.Series(list(values), dtype=dtype)
            for (column, dtype), values in zip(schema.items(), columns, strict=True)
        }
    )


def _report_row(report: Report) -> tuple[object, ...]:
    start, end = report.period or (None, None)
    return (
        *(report.report_id, report.organ, report.region, report.level, report.body, report.scope),
        *(report.year, report.form, report.title, start, end, report.masthead.published),
        *(report.source, report.media_type, report.sha256, len(report.figures), len(report.notes)),
    )


def _figure_rows(report: Report) -> Iterator[tuple[object, ...]]:
    for f in report.figures:
        value = None if f.value is None else float(f.value)
        form = report.forms.get(f.table)
        yield (report.report_id, form, *f.key, value, f.unit, f.status.value, f.raw, _place(f))


def _narrative_rows(report: Report) -> Iterator[tuple[object, ...]]:
    for section in report.sections:
        paragraphs = (block for block in section.blocks if isinstance(block, Paragraph))
        for i, p in enumerate(paragraphs, start=1):
            yield (report.report_id, section.kind, section.heading, i, p.text, p.where.start, p.where.end)


def _fact_row(report_id: str | None, text: str, fact: Fact) -> tuple[object, ...]:
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


def _theme_rows(report_id: str | None, text: str, found: Sequence[Theme]) -> Iterator[tuple[object, ...]]:
    if not found:
        yield (report_id, NOT_STATED, *[None] * 6, "none", False)
    for theme in found:
        numbers = (None if number is None else float(number) for number in (theme.count, theme.share))
        place = (text[slice(*theme.sentence)], theme.start, theme.end)
        yield (report_id, theme.code, theme.phrase, *numbers, *place, theme.rule, theme.low_confidence)


def _finding_rows(reports: Iterable[Report], rules: Collection[str] | None) -> Iterator[tuple[object, ...]]:
    for report, findings in checks.check_all(reports, rules):
        for f in findings:
            stated = (f.expected, f.actual, _places(f), f.message_zh, f.message_en)
            more = (f.explained, f.suggestion_zh or None, f.suggestion_en or None, f.compared)
            yield (report.report_id, f.rule, f.severity, f.passed, *stated, *more)


def _failure_rows(failures: Iterable[Failure]) -> Iterator[tuple[object, ...]]:
    for f in sorted(failures, key=lambda failure: failure.source):
        yield (f.source, f.sha256, f.error, f.message)


def _place(figure: Figure) -> str | None:
    return None if figure.where is None else str(figure.where)


def _places(finding: Finding) -> str | None:
    return "; ".join(map(str, finding.places)) or None
