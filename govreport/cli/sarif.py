"""Findings as SARIF 2.1.0 (OASIS standard), which editors and code hosts show beside the file."""

from __future__ import annotations

from collections.abc import Sequence

from govreport import __version__
from govreport.checks import rules
from govreport.checks.rules import Rule
from govreport.document import Where
from govreport.report import Finding

__all__ = ["document"]

_LEVELS = {"error": "error", "warning": "warning", "information": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def document(findings: Sequence[tuple[str, Finding]]) -> dict[str, object]:
    """A SARIF log with one run: each finding with its source and every place that it rests on.

    A finding that held or that was explained has the kind ``pass``, one that cannot be judged ``open``.
    """
    used = {finding.rule for _, finding in findings}
    driver = {
        "name": "govreport",
        "version": __version__,
        "rules": [_rule(rule) for rule in rules.load() if rule.id in used],
    }
    results = [_result(source, finding) for source, finding in findings]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": f"{rule.zh.formula} {rule.en.formula}"},
        "fullDescription": {"text": rule.source},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(source: str, finding: Finding) -> dict[str, object]:
    fails = finding.passed is False and finding.explained is None
    undecided = "informational" if finding.hint else "open"
    kind = "fail" if fails else undecided if finding.passed is None else "pass"
    said = f"{finding.message_zh} {finding.message_en}"
    return {
        "ruleId": finding.rule,
        "kind": kind,
        "level": _LEVELS[finding.severity] if fails else "none",
        "message": {"text": said},
        "locations": [_location(source, where) for where in finding.places]
        or [{"physicalLocation": {"artifactLocation": {"uri": source}}}],
    }


def _location(source: str, where: Where) -> dict[str, object]:
    """Offsets are those of the report's text; lines where the format has them."""
    region: dict[str, object] = {"charOffset": where.start, "charLength": where.end - where.start}
    if where.line is not None:
        region["startLine"] = where.line
    return {
        "physicalLocation": {"artifactLocation": {"uri": source}, "region": region},
        "message": {"text": str(where)},
    }
