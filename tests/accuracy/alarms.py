"""False alarms of the rules, counted: on lawful reports, drawn prose, and one place.

``python -m tests.accuracy.alarms`` prints what is accused, and what of it nobody has judged; ``--write``
keeps the counts in govreport/data/rule_alarms.toml, which docs/rules.md prints. Lawful reports
(../shared/faults/judge) break no rule, so that each broken finding is a false alarm; nor does the prose of
the drawn reports (../shared/facts/sample_dev.jsonl), unless census_judged.toml says so. Findings on the real
reports of the place (../shared/real/census) were judged one by one against the text.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from scipy.stats import binomtest

import govreport as gr
from govreport.checks import check, check_all
from govreport.checks.rules import load

__all__ = ["JUDGED", "SETS", "Alarms", "main", "measured", "page_data", "unjudged"]

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
JUDGED = Path(__file__).with_name("census_judged.toml")
WRITTEN = ROOT / "govreport" / "data" / "rule_alarms.toml"
SETS = ("lawful", "sample", "census")
_AROUND = (
    "甲县水务局{year}年政府信息公开工作年度报告\n一、总体情况\n{text}\n五、存在的主要问题及改进情况\n"
    "窗口解读材料偏少，群众反映办事指南查找不便，下一步将增加办事流程图解，每季度更新，并开展业务培训。\n"
    "六、其他需要报告的事项\n无。"
)
_OF_PROSE = "NPT"  # the families that a piece of prose alone can be judged by
_HEAD = """\
# False alarms of each rule, counted by ``python -m tests.accuracy.alarms --write``: how often it was judged,
# broken and falsely broken, on lawful reports, on drawn prose and on all reports of one place.
"""


@dataclass
class Alarms:
    """What a rule said on a set: judged so often, broken so often, of which falsely."""

    judged: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    accused: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, name, finding, *, false):
        self.judged[finding.rule] += finding.passed is not None
        if finding.broken and finding.severity != "information":
            self.broken[finding.rule] += 1
            self.false[finding.rule] += false
            self.accused.setdefault((name, finding.rule), []).append(finding.message_en)


def measured():
    """The three sets, each with what every rule said on it."""
    made = {name: Alarms() for name in SETS}
    for name, finding in _lawful():
        made["lawful"].add(name, finding, false=True)
    wrong = {(one["document"], one["rule"]): one.get("false", 0) for one in _judged("sample")}
    for name, finding in _sample():
        made["sample"].add(name, finding, false=(name, finding.rule) not in wrong)
    for name, finding in _census():
        made["census"].add(name, finding, false=False)
    for one in _judged("census"):
        made["census"].false[one["rule"]] += one.get("false", 0)
    return made


def _judged(kind):
    return tomllib.loads(JUDGED.read_text(encoding="utf-8")).get(kind, [])


def unjudged(alarms):
    """Findings on the census of which nobody has said whether they are right."""
    known = {(one["document"], one["rule"]): one["findings"] for one in _judged("census")}
    return [
        f"{name} {rule}: {said}"
        for (name, rule), said in sorted(alarms.accused.items())
        if len(said) > known.get((name, rule), 0)
    ]


def _lines(path):
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _read(text):
    return gr.read(text.encode())


def _lawful():
    for one in _lines(SHARED / "faults" / "judge" / "legitimate_reports.jsonl"):
        report = _read(one["text"])
        for other, findings in check_all([report, *map(_read, one["before"])]):
            if other.report_id == report.report_id:
                yield from ((one["name"], f) for f in findings if f.rule not in one["ignore"])


def _sample():
    for one in _lines(SHARED / "facts" / "sample_dev.jsonl"):
        if one["year"] and one["rewritten_text"]:
            report = _read(_AROUND.format(year=one["year"], text=one["rewritten_text"]))
            yield from ((one["id"], f) for f in check(report) if f.rule[0] in _OF_PROSE)


def _census():
    reports = {}
    for path in sorted((SHARED / "real" / "census").glob("*.txt")):
        try:
            reports[path.stem] = gr.read(path)
        except gr.NotAReportError:
            continue
    names = {report.report_id: name for name, report in reports.items()}
    for report, findings in check_all(reports.values()):
        yield from ((names[report.report_id], finding) for finding in findings)


def page_data(made):
    """The counts as data, with the upper end of the exact 95 % interval (Clopper and Pearson)."""
    parts = [_HEAD]
    for rule in load():
        lines = [f'\n[[rules]]\nid     = "{rule.id}"']
        for name in SETS:
            judged, false = made[name].judged[rule.id], made[name].false[rule.id]
            if judged:
                high = binomtest(min(false, judged), judged).proportion_ci(method="exact").high
                broken = made[name].broken[rule.id]
                lines.append(
                    f"{name} = {{ judged = {judged}, broken = {broken}, false = {false},"
                    f' high = "{100 * high:.1f}%" }}'
                )
        if len(lines) > 1:
            parts.append("\n".join(lines) + "\n")
    return "".join(parts)


def _report(made):
    for name in ("lawful", "sample"):
        for (document, rule), said in made[name].accused.items():
            yield f"{name}: {document}: {rule}: {said[0]}"
    for name in SETS:
        false, broken = sum(made[name].false.values()), sum(made[name].broken.values())
        yield f"{name}: {sum(made[name].judged.values())} judged, {broken} broken, {false} false"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the counts")
    options = parser.parse_args(arguments)
    made = measured()
    print(*_report(made), sep="\n")
    left = unjudged(made["census"])
    print(*(f"not judged: {one}" for one in left), sep="\n", file=sys.stderr)
    if options.write:
        WRITTEN.write_text(page_data(made), encoding="utf-8")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
