"""Rules on totals that the prose tells twice, in other words, or not at all. Ids N-18, N-19, N-21, N-22."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from govreport.checks.case import Answer, Case, Function
from govreport.checks.sums import Sum
from govreport.document import Where
from govreport.text.claims import makes
from govreport.text.facts import Fact
from govreport.text.facts.words import vocabulary

__all__ = ["RULES"]

_TOTALS = ("disclosed", "requests_new", "requests_received", "requests_total")
_CASES = {"reconsideration": ("reconsideration",), "litigation": ("litigation_direct", "litigation_after")}
# Where prose tells how cases went: 申请人申请行政复议, 年底尚在审理.
_NAMED = {"reconsideration": re.compile("复议"), "litigation": re.compile("诉讼|起诉|法院")}
_WENT = re.compile("维持|纠正|撤[销回诉]|终止|审[理结]|驳回|调解|和解|判决|裁定")
_TEN_THOUSAND = 10_000
# Readers of the office's account, and how often they read.
_NUMERAL = r"\d{1,3}(?:[,，]\d{3})+|\d+(?:\.\d+)?"
_IS, _GAP = r"(?:为|达到?|约|共)?\s*", r"\s*[,，、;；]\s*(?:累计|总)?"
_PERSONS = rf"(?:阅读|浏览|访问|点击)(?:人数|者){_IS}(?P<persons>{_NUMERAL})\s*(?P<p>万?)人?(?:次)?"
_READS = rf"(?:阅读|浏览|访问|点击)(?:次数|量|数)?{_IS}(?P<reads>{_NUMERAL})\s*(?P<r>万?)(?:人次|余?次)?"
_READ = tuple(map(re.compile, (_PERSONS + _GAP + _READS, _READS + _GAP + _PERSONS)))
# What the office made in the year was gone through, so many items were found, and all of them were published.
_CLEARED = re.compile(
    r"以来产生的(?:政府)?信息进行(?:了)?(?:清理|梳理)[,，]共?(?:清理|梳理)出(?P<all>\d+)条[^。；;\d]{0,24}[,，]"
    r"(?:目前)?(?:均|全部)?已[^。；;\d]{0,60}公开"
)


def one_total(case: Case) -> Iterator[Answer]:
    """N-18: what is stated twice as the total of the year has one number."""
    totals: dict[tuple[str, str | None], list[Fact]] = {}
    for fact in case.prose.facts:
        if fact.concept in _TOTALS and fact.qualifier == "exact" and fact.unit:
            lead = case.report.text[fact.sentence[0] : fact.start]
            if makes(lead.replace(f"{case.year}年", "本年"), "total_of_year"):
                scope = None if case.report.body == "department" and fact.scope == "office" else fact.scope
                totals.setdefault((fact.concept, scope), []).append(fact)
    for (concept, _), facts in totals.items():
        if len(facts) > 1:
            known = vocabulary().concepts[concept]
            values = [f"{value:f}" for value in dict.fromkeys(fact.value for fact in facts)]
            yield Answer(
                len(values) == 1,
                expected=values[0],
                actual=", ".join(values),
                place=(known.zh, known.en),
                passages=tuple(Where(fact.start, fact.end) for fact in facts),
            )


def cases_are_counted(case: Case) -> Iterator[Answer]:
    """N-19: where table 四 counts reviews and suits, the prose says something of their number."""
    if case.form("remedies") and case.prose.text:
        stated = {kind for kind in _CASES for fact in case.prose.facts if fact.concept.startswith(kind)}
        counts = {
            kind: [case.figure("remedies", row, "total") for row in rows] for kind, rows in _CASES.items()
        }
        counted = {kind for kind, totals in counts.items() if Sum.of(totals).least}
        unstated = counted - stated
        silent = [total for kind, totals in counts.items() if kind in unstated for total in totals]
        went = [sentence.text for sentence in case.prose.reading.periods if _WENT.search(sentence.text)]
        described = all(any(_NAMED[kind].search(text) for text in went) for kind in unstated)
        if counted:
            passed = None if silent and described else not silent
            yield Answer(passed, tuple(silent), "", f"{Sum.of(silent).least:f}")


def reads_and_readers(case: Case) -> Iterator[Answer]:
    """N-21: readers are not more than reads."""
    for match in (found for pattern in _READ for found in pattern.finditer(case.report.text)):
        persons, reads = (
            Decimal(re.sub("[,，]", "", match[number])) * (_TEN_THOUSAND if match[unit] else 1)
            for number, unit in (("persons", "p"), ("reads", "r"))
        )
        yield Answer(
            persons <= reads,
            expected=f"≤ {match['reads']}{match['r']}",
            actual=f"{match['persons']}{match['p']}",
            passages=(Where(*match.span()),),
        )


def cleared_and_disclosed(case: Case) -> Iterator[Answer]:
    """N-22: where all items of the year are stated to have been published, so many were disclosed."""
    if match := _CLEARED.search(case.report.text):
        disclosed = [
            fact for fact in case.prose.facts if fact.concept == "disclosed" and fact.qualifier == "exact"
        ]
        values = dict.fromkeys(fact.value for fact in disclosed)
        if values:
            yield Answer(
                Decimal(match["all"]) in values,
                expected=", ".join(f"{value:f}" for value in values),
                actual=match["all"],
                passages=(Where(*match.span("all")), *(Where(fact.start, fact.end) for fact in disclosed)),
            )


RULES: dict[str, Function] = {
    "N-18": one_total,
    "N-19": cases_are_counted,
    "N-21": reads_and_readers,
    "N-22": cleared_and_disclosed,
}
