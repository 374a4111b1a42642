"""The page docs/rules.md, from the rules' data: ``python docs/pages/rules.py > docs/rules.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache

from govreport.checks import breaks
from govreport.checks.rules import Family, ListedException, Rule, families, shared
from govreport.resources import Table, load_toml

__all__ = ["page"]

_SEVERITIES = {"error": "错误 error", "warning": "警告 warning", "information": "提示 information"}
_SETS = {
    "lawful": "合法年报 lawful reports",
    "sample": "抽样正文 drawn prose",
    "census": "一地全部年报 all reports of one place",
}
_HEAD = """\
# Rules · 规则

Written by `python docs/pages/rules.py` from `govreport/data/rules/`. 由程序根据规则数据生成。

A finding is one rule applied to one place of a report. It has one of four answers: the rule **holds**
(`passed` is True), is **broken** (False), fails for a listed reason (False, and `explained` names it) or
**cannot be judged** (null): a blank is not a zero. A rule never alters a figure, nor does what L-1 proposes.
每条结果有四种答案：成立、不成立、有可以说明的理由、无法判断。空白不等于零；规则从不改动数据。

*error* 错误: the figures cannot be used as they are. *warning* 警告: someone should look.
*information* 提示: odd, and often harmless. Rules marked † compare a report with that of the same body
(name and place) on the year before and need both: `gr.check(reports)`. Rules marked ‡ judge a report
alone, and look at that of the year before too where it is there.
标 † 的规则比较同一机关相邻两年的报告；标 ‡ 的规则单独判断一份年报，有上年年报时也参考上年。

False alarms are counted (`python -m tests.accuracy.alarms`): of how many judgements, at most what share
with a confidence of 95 %. Lawful reports and the prose of drawn reports hold no error; each finding on the
reports of one place was judged by eye against the text. Only findings of level error and warning accuse.
误报为实测：在多少次判断中误报几次，并给出 95% 置信上限。

To add a rule: an entry in `govreport/data/rules/<family>.toml`, and a function of the same id in
`govreport/checks/<family>.py`, listed in its `RULES`.
"""


def page() -> str:
    """The page, the same for the same data."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for family in families():
        yield from _family(family)
    yield "## Reasons that explain any rule that compares years · 跨年规则通用的理由\n"
    yield from _exceptions(shared().exceptions)
    yield "\n## Breaks in the series · 序列断点\n"
    yield "From the first year on, reports are not comparable with those before in these variables.\n"
    yield "| id | 首年 first year | 内容 what | source | variables |\n|---|---|---|---|---|"
    for one in breaks.load():
        names = ", ".join(f"`{name}`" for name in one.variables)
        yield f"| `{one.id}` | {one.first_year} ({one.day}) | {one.zh} {one.en} | {one.source} | {names} |"


def _family(family: Family) -> Iterator[str]:
    yield f"## {family.zh} · {family.en}\n"
    for rule in family.rules:
        yield from _rule(rule)
    for one in family.not_judged:
        yield f"**{one.id}** 有意不判断 deliberately not judged: {one.zh} {one.en}\n"


def _rule(rule: Rule) -> Iterator[str]:
    years = {"years": " †", "report_or_years": " ‡"}.get(rule.needs, "")
    yield f"### {rule.id}{years} · {_SEVERITIES[rule.severity]}\n"
    yield f"{rule.zh.formula}  \n{rule.en.formula}\n"
    yield f"- 依据 source: {rule.source}"
    yield from _exceptions(rule.exceptions)
    if rule.zh.suggestion:
        yield f"- 建议 suggestion: {rule.zh.suggestion} {rule.en.suggestion}"
    if counts := alarms().get(rule.id):
        yield f"- 误报 false alarms: {'; '.join(counts)}"
    yield ""


@cache
def alarms() -> dict[str, list[str]]:
    """What was counted of each rule, on each set: tests/accuracy/alarms.py."""
    found: dict[str, list[str]] = {}
    for entry in load_toml("rule_alarms.toml", lambda data: [_counts(one) for one in data.tables("rules")]):
        found[entry[0]] = entry[1]
    return found


def _counts(data: Table) -> tuple[str, list[str]]:
    rule, said = data.text("id"), []
    for name, label in _SETS.items():
        if name in data:
            one = data.table(name)
            judged, broken, false = (one.integer_or_none(key) for key in ("judged", "broken", "false"))
            said.append(f"{label} {false} of {judged} (at most {one.text('high')}; {broken} broken)")
            one.done()
    data.done()
    return rule, said


def _exceptions(listed: tuple[ListedException, ...]) -> Iterator[str]:
    for one in listed:
        seen = f"`{one.id}`" if one.id else "由读者判断 for the reader to judge"
        yield f"- 例外 exception ({seen}): {one.zh} {one.en}"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
