"""How many of the contradictions that stand in real reports the rules find: k of n, by kind.

``python tests/accuracy/true_findings.py`` reads the reports of one place (../shared/real/census) and asks of
each contradiction of true_findings.toml, found by reading by hand, whether a broken finding of one of its
rules quotes its numbers; ``--show`` names those that are missed. A script, so that PYTHONPATH may name an
older checkout: what it found is counted in the same way.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from pathlib import Path

import govreport as gr
from govreport.checks import check_all

__all__ = ["CENSUS", "LISTED", "counted", "listed", "main"]

LISTED = Path(__file__).with_name("true_findings.toml")
CENSUS = Path(__file__).parents[3] / "shared" / "real" / "census"


def listed():
    """The contradictions, as the file has them."""
    return tomllib.loads(LISTED.read_text(encoding="utf-8"))["found"]


def said(folder=CENSUS):
    """What broken rules say of each document of a folder, explained or not: (rule, message)."""
    reports = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            reports[path.stem] = gr.read(path)
        except gr.NotAReportError:
            continue
    names = {report.report_id: name for name, report in reports.items()}
    return {
        names[report.report_id]: [(f.rule, f.message_zh) for f in findings if f.passed is False]
        for report, findings in check_all(reports.values())
    }


def found(one, findings):
    """Whether a finding of one of the rules quotes all that the contradiction is known by."""
    return any(
        rule in one["rules"] and all(quote in message.replace(" ", "") for quote in one["quotes"])
        for rule, message in findings
    )


def counted(findings):
    """Of each kind how many there are and how many were found, and those that were not."""
    there, seen, missed = Counter(), Counter(), []
    for one in listed():
        there[one["kind"]] += 1
        if found(one, findings.get(one["document"], ())):
            seen[one["kind"]] += 1
        else:
            missed.append(one)
    return there, seen, missed


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="name those that are missed")
    options = parser.parse_args(arguments)
    there, seen, missed = counted(said())
    for kind, n in there.items():
        print(f"{kind:32}{seen[kind]:4} of {n}")
    print(f"found {seen.total()} of {there.total()} (govreport in {Path(gr.__file__).parent})")
    for one in missed if options.show else ():
        print(f"missed: {one['document']}: {one['what']}: {', '.join(one['rules'])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
