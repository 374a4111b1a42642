"""Checks: each rule applied to a report wherever its forms demand it; what is found alters nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from govreport.checks import identities, rules
from govreport.report import Finding, Report

__all__ = ["RULES", "check"]

# Which function applies the rule of that id; its texts and severity are in data/rules.toml.
RULES: dict[str, Callable[[Report, rules.Rule], Iterator[Finding]]] = {
    rule: identities.findings
    for rule in (
        *("II-2", "II9-1", "III-1", "III-2", "III-3", "IV-1"),
        *("A-3", "A-4", "A-5", "A-6", "A-7", "A-9", "A-10", "B-1", "B-2", "B-3"),
    )
}


def check(report: Report) -> tuple[Finding, ...]:
    """Apply every rule to one report.

    Parameters
    ----------
    report : Report
        Only the identities of the forms in ``report.forms`` are applied.

    Returns
    -------
    tuple of Finding
        One for each rule and place (a column or a row of a table), whether the rule holds (``passed``
        is True), is broken (False) or cannot be judged (None); in the order of ``data/rules.toml``,
        then of the form.

    Raises
    ------
    TemplateError
        If ``report.forms`` names a form that the package does not know.
    """
    return tuple(finding for rule in rules.load() for finding in RULES[rule.id](report, rule))
