"""How each part of the quality index is judged: evidence to a value between 0 and 1, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import fmean

from govreport.measures.quality.definitions import Element, Part, QualityDefinitions
from govreport.measures.quality.evidence import Judgement, ReportEvidence

__all__ = ["JUDGES", "Judged"]

Bilingual = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A part of one report.

    Attributes
    ----------
    value : float or None
        Between 0 and 1; None: could not be judged.
    n_judged : int
        Rules or elements that could be judged.
    n_places : int
        Places at which rules could be judged.
    details : mapping
        What fills the evidence; a pair is Chinese and English.
    """

    value: float | None
    n_judged: int = 0
    n_places: int = 0
    details: Mapping[str, object] = field(default_factory=dict)


Judge = Callable[[ReportEvidence, Part, QualityDefinitions], Judged]


def _taken(evidence: ReportEvidence, part: Part) -> list[Judgement]:
    """The findings that the part takes."""
    return [j for j in evidence.judgements if j.part == part.id and j.severity in part.severities]


def _rules(evidence: ReportEvidence, part: Part, definitions: QualityDefinitions) -> Judged:
    """The share of places at which each rule holds, averaged over the rules.

    What is explained is neither a failure nor a merit; zeros only, or what cannot be judged, say nothing.
    """
    taken = _taken(evidence, part)
    plain = [j for j in taken if not j.explained]
    judged = [j for j in plain if j.passed is not None and not (part.numbers and j.zeros)]
    by_rule: dict[str, list[bool]] = {}
    for j in judged:
        by_rule.setdefault(j.rule, []).append(bool(j.passed))
    details = {
        "rules": len(by_rule),
        "places": len(judged),
        "held": sum(bool(j.passed) for j in judged),
        "broken": sum(not j.passed for j in judged),
        "trivial": sum(j.passed is not None for j in plain) - len(judged),
        "unknown": sum(j.passed is None for j in plain),
        "explained": len(taken) - len(plain),
    }
    value = fmean(fmean(held) for held in by_rule.values()) if by_rule else None
    return Judged(value, len(by_rule), len(judged), details)


def _punctuality(evidence: ReportEvidence, part: Part, definitions: QualityDefinitions) -> Judged:
    """1 or 0: was it published in time?"""
    found = _rules(evidence, part, definitions)
    outcome = ("成立", "holds") if found.value == 1 else ("不成立", "is broken")
    return Judged(found.value, found.n_judged, found.n_places, {"outcome": outcome})


def _elements(
    evidence: ReportEvidence, part: Part, definitions: QualityDefinitions
) -> tuple[list[Element], list[Element]]:
    """The elements that the report has to show and shows, and those that it does not show."""
    shown: list[Element] = []
    missing: list[Element] = []
    for element in definitions.elements:
        text = evidence.text.get(element.section or "")
        if element.part == part.id and text is not None and element.applies(evidence.year, evidence.body):
            (shown if element.pattern.search(text) else missing).append(element)
    return shown, missing


def _lacking(elements: list[Element], rules: Iterable[str] = ()) -> Bilingual:
    """What is not there: elements of the prose by name, rules by id."""
    broken = list(dict.fromkeys(rules))
    zh, en = [*broken, *(e.zh for e in elements)], [*broken, *(e.en for e in elements)]
    return (f"没有：{'、'.join(zh)}。", f"not there: {', '.join(en)}") if zh else ("", "")


def _completeness(evidence: ReportEvidence, part: Part, definitions: QualityDefinitions) -> Judged:
    """The share of elements that are there: places of its rules, and what the prose shows."""
    taken = [j for j in _taken(evidence, part) if not j.explained and j.passed is not None]
    shown, missing = _elements(evidence, part, definitions)
    judged = len(taken) + len(shown) + len(missing)
    broken = [j.rule for j in taken if not j.passed]
    found = judged - len(broken) - len(missing)
    details = {"judged": judged, "found": found, "missing": _lacking(missing, broken)}
    return Judged(found / judged if judged else None, judged, len(taken), details)


def _specificity(evidence: ReportEvidence, part: Part, definitions: QualityDefinitions) -> Judged:
    """Mean of numbers and documents per 1,000 characters, each on its scale, and of a statement of themes."""
    style = evidence.style or {}
    characters = int(style.get("characters", 0))
    if characters < definitions.least["characters"]:
        return Judged(None, details={"characters": characters})
    scales = definitions.scales
    measures = [
        min(1.0, style["numbers_per_1000"] / scales["numbers"]),
        min(1.0, style["documents_per_1000"] / scales["documents"]),
    ]
    asked = bool(evidence.requests) and evidence.themes is not None
    if asked:
        measures.append(float(bool(evidence.themes)))
    stated = ("已说明", "stated") if evidence.themes else ("未说明", "not stated")
    themes = stated if asked else ("不适用或未给出", "not asked or not given")
    details = {
        "characters": characters,
        "numbers": f"{style['numbers_per_1000']:.1f}",
        "documents": f"{style['documents_per_1000']:.1f}",
        "themes_zh": themes[0],
        "themes_en": themes[1],
    }
    return Judged(fmean(measures), len(measures), 0, details)


def _originality(evidence: ReportEvidence, part: Part, definitions: QualityDefinitions) -> Judged:
    """1 less the greatest similarity."""
    if not evidence.similarities:
        return Judged(None)
    greatest = max(evidence.similarities.values())
    details = {"compared": len(evidence.similarities), "similarity": f"{greatest:.2f}"}
    return Judged(min(1.0, max(0.0, 1 - greatest)), len(evidence.similarities), 0, details)


def _candour(evidence: ReportEvidence, part: Part, definitions: QualityDefinitions) -> Judged:
    """Mean of four: concrete among problems, concrete among measures, a cause, last year's problems.

    A report that states no problem, or no measure, has 0 there.
    """
    style = evidence.style or {}
    if "problems" not in style:
        return Judged(None)
    counts = {name: int(style[name]) for name in ("problems", "problems_concrete")}
    counts |= {name: int(style[name]) for name in ("measures", "measures_concrete")}
    pairs = (("problems_concrete", "problems"), ("measures_concrete", "measures"))
    shares = [counts[part] / counts[whole] if counts[whole] else 0.0 for part, whole in pairs]
    shown, missing = _elements(evidence, part, definitions)
    values = [*shares, *[1.0] * len(shown), *[0.0] * len(missing)]
    return Judged(fmean(values), len(values), 0, {**counts, "missing": _lacking(missing)})


def _accessibility(evidence: ReportEvidence, part: Part, definitions: QualityDefinitions) -> Judged:
    """Mean of how far the file can be read by a machine and of the share of cells that hold a number."""
    medium = definitions.media.get(evidence.media_type or "")
    if evidence.recognised or (evidence.media_type or "").startswith("image/"):
        medium = 0.0
    filled = sum(evidence.statuses[status] for status in ("reported", "recovered", "corrected"))
    empty = evidence.statuses["blank"] + evidence.statuses["marked"]
    values = [] if medium is None else [medium]
    if filled + empty:
        values.append(filled / (filled + empty))
    named = "不判断" if medium is None else f"{medium:g}", "not judged" if medium is None else f"{medium:g}"
    details = {"medium": named, "cells": filled + empty, "empty": empty}
    return Judged(fmean(values) if values else None, len(values), 0, details)


JUDGES: dict[str, Judge] = {
    "Q1": _punctuality,
    "Q2": _completeness,
    "Q3": _rules,
    "Q4": _rules,
    "Q5": _rules,
    "Q6": _specificity,
    "Q7": _originality,
    "Q8": _candour,
    "Q9": _accessibility,
}
"""What judges each part, by its id in data/quality.toml."""
