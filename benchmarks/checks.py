"""How long judging takes: ms per report for all rules against the sums of the forms alone, and for locating.

Run as ``python -m benchmarks.checks``: it plants errors as tests/accuracy/judge.py does. What the prose says
(facts, shares, lists) is read once for all rules; the time of reading is told apart from that of the rules.
"""

from __future__ import annotations

import sys
from random import Random
from time import process_time
from typing import TypeVar

from govreport import synth
from govreport.checks import check, check_all, functions, locate
from govreport.checks.case import Case, finding
from govreport.checks.identities import rules_of_forms
from govreport.checks.rules import load
from tests.accuracy.judge import SEVERAL, SINGLE, planted, report_of, with_values

T = TypeVar("T")
ROUNDS = 5
REPORTS = 120
MOST, MOST_LOCATED = 3.0, 50.0  # ms on the machine that this was written on


def milliseconds(work, reports):
    """Processor time for each report, the best of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = process_time()
        for report in reports:
            work(report)
        best = min(best, (process_time() - start) * 1000 / len(reports))
    return best


def read(report):
    """A report with everything that rules read in its prose."""
    case = Case.of(report)
    assert isinstance(case.told.facts + case.told.shares + case.told.parts + case.told.sentences, tuple)
    assert case.told.problems is None or case.told.problems[0].text
    return case


def judged(case):
    """Every rule but the search for wrong cells."""
    known = functions()
    for rule in load():
        if rule.id != "L-1":
            for answer in known[rule.id](case):
                finding(rule, answer, case)


def broken(reports, kinds):
    made = []
    for i, report in enumerate(reports):
        new = planted(report, kinds[i % len(kinds)], Random(i), {})
        made += [with_values(report, new)] if new else []
    return made


def main():
    sums = set(rules_of_forms())
    met = True
    for blanks in ("none", "zeros"):
        reports = [report_of(synth.make(("2021", "2019")[i % 2], i, blanks=blanks)) for i in range(REPORTS)]
        rules = milliseconds(judged, [read(report) for report in reports])
        reading, facts = milliseconds(read, reports), milliseconds(lambda r: Case.of(r).told.facts, reports)
        alone = milliseconds(lambda report: check(report, only=sums), reports)
        said = "zeros left blank" if blanks == "zeros" else "whole tables"
        print(f"{said}: all rules {rules:5.2f} ms = {rules / alone:4.2f} x the sums alone ({alone:.2f} ms)")
        print(f"  reading the prose once: {reading:5.2f} ms, facts {facts:5.2f} of them")
        met &= rules <= MOST
        for name, kinds in (("one cell", SINGLE), ("several cells", SEVERAL)):
            wrong = broken(reports, kinds)
            locating = milliseconds(locate.locate, wrong)
            whole = milliseconds(check, wrong)
            print(f"  wrong in {name:13}: locating {locating:6.2f} ms, all rules with it {whole:6.2f} ms")
            met &= whole <= MOST_LOCATED
    series = [report_of(t) for i in range(40) for t in synth.make_series("2021", i, (2021, 2022, 2023))]
    start = process_time()
    for _ in check_all(series):
        pass
    print(f"three years of 40 offices: {(process_time() - start) * 1000 / len(series):5.2f} ms a report")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
