"""Checks: each rule applied to a report wherever it speaks of it; what is found alters nothing.

A rule is an entry of ``govreport/data/rules/<family>.toml`` (what it says, how grave, from what source)
and a function of ``govreport/checks/<family>.py`` that is listed under the same id in its ``RULES``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from govreport.checks import (
    bodies,
    dates,
    disclosure,
    identities,
    locating,
    narrative,
    peers,
    percent,
    remedies,
    requests,
    rules,
    run_together,
    structure,
    survey,
    text,
)
from govreport.checks.case import Case, Function, finding
from govreport.errors import GovReportError
from govreport.report import Finding, Report
from govreport.resources.messages import near

__all__ = ["check", "check_all", "functions", "selected"]


@cache
def functions() -> dict[str, Function]:
    """The function of each rule by its id."""
    return {
        **identities.rules_of_forms(),
        **structure.RULES,
        **dates.RULES,
        **run_together.RULES,
        **disclosure.RULES,
        **requests.RULES,
        **remedies.RULES,
        **survey.RULES,
        **narrative.RULES,
        **percent.RULES,
        **text.RULES,
        **locating.RULES,
    }


def check(report: Report, only: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Apply every rule that a report alone can answer.

    Parameters
    ----------
    report : Report
        Only the identities of the forms in ``report.forms`` are applied.
    only : collection of str, optional
        Ids of the rules to apply; None: all.

    Returns
    -------
    tuple of Finding
        One for each rule and place (a column or a row of a table): the rule holds (``passed`` is True),
        is broken (False), fails for a listed reason (False, and ``explained`` names it) or cannot be judged
        (None); in the order of ``govreport/data/rules``, then of the form.

    Raises
    ------
    TemplateError
        If ``report.forms`` names a form that the package does not know.
    GovReportError
        If `only` names a rule that there is not.
    """
    return _judged(Case.of(report), only)


def check_all(
    reports: Iterable[Report], only: Collection[str] | None = None
) -> Iterator[tuple[Report, tuple[Finding, ...]]]:
    """Each report, in the order given, with its findings; those that compare years included.

    A report is compared with that of the same body (name and place) on the year before, if it is there, and
    its text with those of all others on its year.
    """
    cases = bodies.cases(reports)
    if only is None or peers.RULE in only:
        cases = peers.compared(cases)
    for case in cases:
        yield case.report, _judged(case, only)


def selected(only: Collection[str] | None) -> frozenset[str] | None:
    """The ids of the rules to apply; None: all.

    Raises
    ------
    GovReportError
        If it is one text instead of several ids, or names a rule that there is not.
    """
    if only is None:
        return None
    known = [rule.id for rule in rules.load()]
    if isinstance(only, str):
        raise GovReportError(f"rules: several ids were expected, as in [{only!r}]; found the str {only!r}")
    if unknown := sorted(map(str, set(only) - set(known))):
        meant = near(unknown[0], known)
        raise GovReportError(f"no rule {', '.join(unknown)}; {meant}known rules: {', '.join(known)}")
    return frozenset(only)


def _judged(case: Case, only: Collection[str] | None) -> tuple[Finding, ...]:
    known, ids = functions(), selected(only)
    wanted = (rule for rule in rules.load() if ids is None or rule.id in ids)
    return tuple(finding(rule, answer, case) for rule in wanted for answer in known[rule.id](case))
