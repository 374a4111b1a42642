"""What the frames say of each report, gathered for the parts of the quality index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from govreport.errors import GovReportError
from govreport.measures.indicators.printed import rows
from govreport.measures.quality.definitions import load
from govreport.normalize import compact
from govreport.resources.messages import require_columns

__all__ = ["Judgement", "ReportEvidence", "gather"]

_NOT_ZERO = re.compile(r"[1-9]")
_SPECIFIC = ("characters", "numbers_per_1000", "documents_per_1000")
_PLANS = ("problems", "problems_concrete", "measures", "measures_concrete")

_REPORTS = ("report_id", "year", "body", "media_type")
_FIGURES = ("report_id", "table", "row", "column", "value", "status", "place")
_FINDINGS = ("report_id", "rule", "severity", "passed", "expected", "actual")
_NARRATIVE = ("report_id", "section", "heading", "text")
_SIMILARITY = ("report_id_a", "report_id_b", "jaccard_cleaned")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One finding, and the part that takes it. `zeros`: no number other than 0 stands in it."""

    rule: str
    part: str | None
    severity: str
    passed: bool | None
    zeros: bool
    explained: bool


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """What is known of one report.

    Attributes
    ----------
    text : dict of str to str
        The prose of each section in compact spelling; ``""``: all of it with its headings.
    style : dict of str to float
        Characters; numbers and documents per 1,000; problems and measures. None: not given.
    similarities : dict of str to float or None
        With other reports that are not later, by their id; None: not given.
    themes : bool or None
        Whether it says what the requests were about; None: not given.
    """

    report_id: str
    year: int | None
    body: str | None
    media_type: str | None
    judgements: list[Judgement] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    recognised: bool = False
    requests: float | None = None
    text: Mapping[str, str] = field(default_factory=dict)
    style: Mapping[str, float] | None = None
    similarities: Mapping[str, float] | None = None
    themes: bool | None = None


def gather(
    reports: pd.DataFrame,
    figures: pd.DataFrame,
    findings: pd.DataFrame,
    narrative: pd.DataFrame,
    style: pd.DataFrame | None,
    similarity: pd.DataFrame | None,
    themes: pd.DataFrame | None,
) -> list[ReportEvidence]:
    """The evidence of every row of `reports`, sorted by report.

    Raises
    ------
    GovReportError
        If a frame lacks a column, or a report stands in `reports` twice.
    """
    of_reports = _by_report(reports, "reports", _REPORTS)
    judgements = _by_report(findings, "findings", _FINDINGS, optional="explained")
    cells = _by_report(figures, "figures", _FIGURES)
    prose = _by_report(narrative, "narrative", _NARRATIVE)
    styles = None if style is None else _styles(style)
    years = {id_: lines[0][1] for id_, lines in of_reports.items()}
    similar = None if similarity is None else _similarities(similarity, years)
    stated = None if themes is None else _by_report(themes, "themes", ("report_id", "code"))
    gathered = []
    for id_, lines in sorted(of_reports.items()):
        if len(lines) > 1:
            raise GovReportError(f"reports: {id_} stands there {len(lines)} times; expected each report once")
        _, year, body, media_type = lines[0]
        gathered.append(
            ReportEvidence(
                id_,
                None if year is None else int(str(year)),
                _text(body),
                _text(media_type),
                [_judgement(row) for row in judgements.get(id_, [])],
                Counter(str(row[5]) for row in cells.get(id_, [])),
                any("OCR" in str(row[6] or "") for row in cells.get(id_, [])),
                _new_requests(cells.get(id_, [])),
                _prose(prose.get(id_, [])),
                None if styles is None else styles.get(id_),
                None if similar is None else similar.get(id_, {}),
                None if stated is None else any(code != _UNSTATED for _, code in stated.get(id_, [])),
            )
        )
    return gathered


_UNSTATED = "X9"  # the code of a report that does not say what its requests were about

_Row = tuple[object, ...]


def _by_report(
    frame: pd.DataFrame, name: str, columns: Iterable[str], optional: str | None = None
) -> dict[str, list[_Row]]:
    wanted = list(columns)
    require_columns(frame, wanted, name)
    if optional in frame.columns:
        wanted.append(str(optional))
    found: dict[str, list[_Row]] = {}
    for row in rows(frame, wanted):
        found.setdefault(str(row[0]), []).append(row)
    return found


@cache
def _home(rule: str) -> str | None:
    part = load().part_of(rule)
    return part.id if part else None


def _judgement(row: _Row) -> Judgement:
    _, rule, severity, passed, expected, actual, *explained = row
    zeros = not any(_NOT_ZERO.search(str(value or "")) for value in (expected, actual))
    holds = None if passed is None else bool(passed)
    return Judgement(
        str(rule), _home(str(rule)), str(severity), holds, zeros, any(word is not None for word in explained)
    )


def _new_requests(cells: list[_Row]) -> float | None:
    asked = (row for row in cells if row[1:4] == ("requests", "new", "total") and row[4] is not None)
    return next((_number(row[4]) for row in asked), None)


def _prose(paragraphs: list[_Row]) -> dict[str, str]:
    """Compact text by section; a PDF breaks lines inside words, so paragraphs are joined without a break."""
    text: dict[str, str] = {}
    for section in dict.fromkeys(str(row[1]) for row in paragraphs):
        of_section = [row for row in paragraphs if str(row[1]) == section]
        headings = "。".join(dict.fromkeys(str(row[2] or "") for row in of_section))
        text[section] = compact("".join(str(row[3] or "") for row in of_section))
        text[""] = f"{text.get('', '')}。{compact(headings)}。{text[section]}"
    return text


def _styles(style: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Per report: characters in all, numbers and documents per 1,000 of them, problems and measures."""
    found: dict[str, dict[str, float]] = {}
    for id_, sections in _by_report(style, "style", ("report_id", *_SPECIFIC, *_PLANS)).items():
        characters = [_number(row[1]) for row in sections]
        measured = {"characters": sum(characters)}
        for i, name in enumerate(_SPECIFIC[1:], start=2):
            counted = sum(_number(row[i] or 0) * n for row, n in zip(sections, characters, strict=True))
            measured[name] = counted / measured["characters"] if measured["characters"] else 0.0
        counts = [row[4:] for row in sections if row[4] is not None]
        for i, name in enumerate(_PLANS if counts else ()):
            measured[name] = sum(_number(row[i] or 0) for row in counts)
        found[id_] = measured
    return found


def _similarities(similarity: pd.DataFrame, years: Mapping[str, object]) -> dict[str, dict[str, float]]:
    """Per report the greatest similarity with each other one; who wrote first has copied from nobody."""
    found: dict[str, dict[str, float]] = {}
    require_columns(similarity, _SIMILARITY, "similarity")
    for a, b, value in rows(similarity, _SIMILARITY):
        for one, other in ((str(a), str(b)), (str(b), str(a))):
            written, then = years.get(one), years.get(other)
            first = written is not None and then is not None and int(str(written)) < int(str(then))
            if value is not None and not first:
                others = found.setdefault(one, {})
                others[other] = max(_number(value), others.get(other, 0.0))
    return found


def _number(value: object) -> float:
    return float(str(value))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
