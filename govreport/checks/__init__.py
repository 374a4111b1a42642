"""Checks: each rule applied to a report wherever its forms demand it; what is found alters nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from govreport.checks import identities, rules
from govreport.report import Finding, Report

__all__ = ["RULES", "check"]

# Which function applies the rule of that id; its texts and severity are in data/rules.toml.
RULES: dict[str, Callable[[Report, rules.Rule], Iterator[Finding]]] = {
    "II-2": identities.findings,
    "II9-1": identities.findings,
    "III-1": identities.findings,
    "III-2": identities.findings,
    "III-3": identities.findings,
    "IV-1": identities.findings,
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
