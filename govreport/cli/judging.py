"""The verbs that judge: check, like a linter of reports, rules, which lists what is judged, and audit."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from govreport.cli.common import (
    Verbs,
    add_limits,
    limits,
    outcomes,
    print_json,
    say_corrected,
    say_error,
    say_none,
    verb,
)
from govreport.errors import GovReportError
from govreport.normalize import one_line
from govreport.resources.messages import languages, near

if TYPE_CHECKING:
    from govreport.checks.rules import Rule
    from govreport.report import Finding
    from govreport.review.auditing import Audit
    from govreport.review.auditing.judging import Judged

__all__ = ["register"]

_LANGUAGES = {"zh": ("zh",), "en": ("en",), "zh+en": ("zh", "en")}
_Found = Sequence[tuple[str, "Finding"]]


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    check = verb(
        verbs, "check", _check, "核对报告 apply the rules", "govreport check reports/ --lang zh --rule III-2"
    )
    check.add_argument(
        "path", metavar="FILE|FOLDER", type=Path, nargs="?", help="报告或文件夹 report or folder"
    )
    check.add_argument(
        "--lang", choices=tuple(_LANGUAGES), default=_spoken(), help="default: zh+en, or GOVREPORT_LANG"
    )
    check.add_argument(
        "--rule", action="append", metavar="RULE", help="只用此规则，可重复 only that rule; repeat"
    )
    check.add_argument("--own", metavar="RULES.yml", type=Path, help="自己的规则 rules of your own")
    check.add_argument("--all", action="store_true", help="也列出成立、有理由、无法判断的 every finding")
    check.add_argument(
        "--explain", metavar="RULE", help="说明一条规则 say what a rule is, and its exceptions"
    )
    check.add_argument("--json", action="store_true", help="以 JSON 输出 print JSON")
    add_limits(check)

    rules = verb(verbs, "rules", _rules, "列出规则 list the rules", "govreport rules --lang en")
    rules.add_argument(
        "--lang", choices=tuple(_LANGUAGES), default=_spoken(), help="default: zh+en, or GOVREPORT_LANG"
    )
    rules.add_argument("--json", action="store_true", help="以 JSON 输出 print JSON")

    audit = verb(
        verbs,
        "audit",
        _audit,
        "核对他人的表格 judge somebody's table of a report",
        "govreport audit theirs.csv report.html -o audit.html",
    )
    audit.add_argument("theirs", metavar="THEIRS", type=Path, help="行、列、数值 row, column, value")
    audit.add_argument("report", metavar="REPORT", type=Path, help="报告文件 the report")
    audit.add_argument("--all", action="store_true", help="也列出正确的 the right cells too")
    audit.add_argument("--csv", metavar="FILE", type=Path, help="写出每格结论 write each verdict")
    audit.add_argument("-o", "--out", metavar="PAGE", type=Path, help="写出核对页 write the review page")
    audit.add_argument("--json", action="store_true", help="以 JSON 输出 print JSON")


def _spoken() -> str:
    """The languages of findings and rules where no other are asked for."""
    wanted = languages()
    return wanted[0] if len(wanted) == 1 else "zh+en"


def _check(options: argparse.Namespace) -> int:
    if options.explain:
        return _explain(options.explain, options.lang)
    if options.path is None:
        raise GovReportError("check: a FILE or FOLDER was expected, or --explain RULE")
    from govreport.checks import check_all
    from govreport.checks.own import read_own
    from govreport.panel.known import corrected
    from govreport.report import Report

    found = list(outcomes(options.path, limits(options)))
    failures = [one for one in found if not isinstance(one, Report)]
    for failure in failures:
        say_error(f"{failure.source}: {failure.message}")
    reports = [one for one in found if isinstance(one, Report)]
    if not reports:
        say_none(options.path, files=bool(found))
    own = None if options.own is None else read_own(options.own)
    findings = [
        (report.source, f)
        for report, fs in check_all(reports, options.rule)
        for f in (*fs, *(own.findings(report) if own else ()))
    ]
    shown = [(source, f) for source, f in findings if options.all or f.broken or f.hint]
    if options.json:
        print_json([_as_data(source, f) for source, f in shown])
    else:
        folder = (
            options.path if options.path.is_dir() else Path()
        )  # a name from here, so that editors open it
        for source, f in shown:
            print(_line(str(folder / source), f, options.lang))
        print(_summary(len(reports), [f for _, f in findings]))
        say_corrected(sum(map(corrected, reports)))
        if own is not None:
            print(f"自己的规则 own rules: {own.source} {own.fingerprint}")
    broken = any(f.broken and f.severity == "error" for _, f in findings)
    return 2 if failures or not reports else int(broken)


def _line(source: str, finding: Finding, lang: str) -> str:
    states = {True: "成立 held", False: "", None: "无法判断 not judged"}
    state = "有理由 explained" if finding.explained else "" if finding.hint else states[finding.passed]
    rule = " ".join(part for part in (finding.rule, finding.severity, state) if part)
    messages = " ".join(_message(finding, language) for language in _LANGUAGES[lang])
    return one_line(f"{source}: {next(map(str, finding.places), '-')}: {rule}: {messages}")


def _message(finding: Finding, language: str) -> str:
    message = getattr(finding, f"message_{language}")
    advice = getattr(finding, f"suggestion_{language}") if finding.broken else ""
    return f"{message} → {advice}" if advice else message


def _as_data(source: str, finding: Finding) -> dict[str, object]:
    names = ("rule", "severity", "passed", "explained", "expected", "actual", "message_zh", "message_en")
    more = ("suggestion_zh", "suggestion_en", "compared")
    values = {name: getattr(finding, name) for name in (*names, *more)}
    return {"source": source, **values, "where": list(map(str, finding.places))}


def _summary(reports: int, findings: Sequence[Finding]) -> str:
    broken = [f for f in findings if f.broken]
    errors = sum(f.severity == "error" for f in broken)
    held = sum(f.passed is True for f in findings)
    explained = sum(f.explained is not None for f in findings)
    left = len(findings) - held - len(broken) - explained - sum(f.hint for f in findings)
    return (
        f"{reports} 份报告 reports: {held} 项成立 held, {len(broken)} 项不成立 broken ({errors} errors), "
        f"{explained} 项有理由 explained, {left} 项无法判断 not judged"
    )


def _explain(id_: str, lang: str) -> int:
    from govreport.checks import rules

    found = next((rule for rule in rules.load() if rule.id == id_), None)
    if found is None:
        known = [rule.id for rule in rules.load()]
        raise GovReportError(f"no rule {id_}; {near(id_, known)}known rules: {', '.join(known)}")
    print(f"{found.id} {found.severity}")
    for language in _LANGUAGES[lang]:
        print(f"  {getattr(found, language).formula}")
    print(f"  依据 source: {found.source}")
    for exception in found.exceptions:
        text = " ".join(getattr(exception, language) for language in _LANGUAGES[lang])
        print(f"  例外 exception: {text}")
    for language in _LANGUAGES[lang]:
        if advice := getattr(found, language).suggestion:
            print(f"  建议 suggestion: {advice}")
    return 0


def _audit(options: argparse.Namespace) -> int:
    from govreport.review.auditing import audit

    found = audit(options.theirs, options.report)
    if options.csv:
        found.cells.to_csv(options.csv, index=False, encoding="utf-8-sig", lineterminator="\n")
    if options.out:
        found.page().save(options.out)
    shown = [one for one in found.judged if options.all or one.verdict != "right"]
    if options.json:
        cells = found.cells.assign(given=[one.claim.text for one in found.judged])
        kept = cells if options.all else cells[cells["verdict"] != "right"]
        print_json({"counts": found.counts, "cells": json.loads(kept.to_json(orient="records"))})
    else:
        for one in shown:
            print(_audited(options.theirs, one))
        print(_audit_summary(found))
    return int(bool(found.counts["wrong"] or found.counts["not_on_page"]))


def _audited(theirs: Path, one: Judged) -> str:
    from govreport.review.labels import word

    verdict, kind = word(f"audit.{one.verdict}"), word(f"audit_kind.{one.kind}")
    figure = one.figure
    page = "?" if figure is None else figure.raw or (f"{figure.value:f}" if figure.value is not None else "")
    place = f" ({figure.where})" if figure and figure.where else ""
    numbers = f"{one.claim.text or '-'} | {page or '-'}{place}"
    judgement = f"{' '.join(verdict)}: {numbers}: {'; '.join(kind)}"
    return one_line(f"{theirs}:{one.claim.line}: {one.claim.named}: {judgement}")


def _audit_summary(found: Audit) -> str:
    from govreport.review.labels import word

    counts = ", ".join(f"{count} {' '.join(word(f'audit.{name}'))}" for name, count in found.counts.items())
    return f"{len(found.judged)} 格 cells: {counts}; {len(found.not_given)} 格未给出 with a number not given"


def _rules(options: argparse.Namespace) -> int:
    from govreport.checks import rules

    listed = rules.load()
    if options.json:
        print_json([_rule_data(rule) for rule in listed])
        return 0
    for rule in listed:
        formula = "  ".join(getattr(rule, language).formula for language in _LANGUAGES[options.lang])
        print(one_line(f"{rule.id:<7}{rule.severity:<12}{formula}"))
    return 0


def _rule_data(rule: Rule) -> dict[str, object]:
    formulas = {"formula_zh": rule.zh.formula, "formula_en": rule.en.formula}
    exceptions = [{"id": one.id, "zh": one.zh, "en": one.en} for one in rule.exceptions]
    named = {"id": rule.id, "family": rule.family, "severity": rule.severity, "needs": rule.needs}
    return {**named, **formulas, "source": rule.source, "exceptions": exceptions}
