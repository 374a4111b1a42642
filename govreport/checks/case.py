"""A report under judgement: what its rules share, what they answer, and the finding made of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from govreport.checks import breaks
from govreport.checks.rules import Rule, Texts, shared
from govreport.checks.sums import Sum, judge
from govreport.document import Paragraph, Where, record
from govreport.normalize import compact
from govreport.prose import Prose, prose
from govreport.regions import organs
from govreport.report import Figure, Finding, Report, Status
from govreport.text.claims import makes
from govreport.text.facts import Fact

__all__ = ["Answer", "Bilingual", "Case", "Function", "Peer", "compare", "finding", "holds_if", "reorganised"]

Bilingual = tuple[str, str]
"""The same words in Chinese and in English."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Peer:
    """The section of another body's report on the same year that is most like this report's.

    `likeness` is 0 to 1; `shared` is the longest passage in common, at `where` in this report; `count` texts
    of other bodies are much like it.
    """

    report: Report
    section: str
    likeness: float
    shared: str
    where: Where
    count: int = 1


@dataclass(frozen=True, slots=True)
class Case:
    """A report, its cells by key, and the same body's reports on the years just before.

    Attributes
    ----------
    earlier : tuple of Case
        Of the year before, the year before that, and so on without a gap; empty if not known.
    others : tuple of Report
        Other documents of the same body on the same year.
    prose : Prose
        What the prose says, read when a rule first asks.
    peers : tuple of Peer or None
        The nearest texts of other bodies on the same year that are much like this one's; None if none were
        compared.
    """

    report: Report
    cells: Mapping[Key, Figure]
    prose: Prose = field(compare=False, repr=False)
    earlier: tuple[Case, ...] = ()
    others: tuple[Report, ...] = ()
    peers: tuple[Peer, ...] | None = None

    @classmethod
    def of(cls, report: Report, earlier: tuple[Case, ...] = (), others: tuple[Report, ...] = ()) -> Case:
        cells = {figure.key: figure for figure in report.figures}
        return cls(report, cells, prose(report), earlier, others)

    @property
    def before(self) -> Case | None:
        """The same body's report on the year before."""
        return self.earlier[0] if self.earlier else None

    @property
    def year(self) -> int | None:
        return self.report.year

    @property
    def modern(self) -> bool:
        """Whether the report is of the form with six sections and tables 二, 三, 四 (2019 and later)."""
        if self.report.forms:
            return "survey" not in self.report.forms
        return self.year is not None and self.year >= 2019

    @property
    def only_figures(self) -> bool:
        """Whether the report is known by its figures alone, as one whose tables were keyed by hand: what its
        prose says, or does not say, cannot be judged."""
        return not self.report.sections and not self.report.text

    @property
    def preamble(self) -> str:
        """The paragraphs before section 一."""
        return "\n".join(block.text for block in self.report.preamble if isinstance(block, Paragraph))

    def lead(self, fact: Fact) -> str:
        """The words of its sentence that lead to a number, from the number stated before it on; compact."""
        begin, _ = fact.sentence
        before = self.prose.before(fact)
        start = max((f.end for f in before if f.end <= fact.start), default=begin)
        return compact(self.report.text[start : fact.start])

    def form(self, table: str) -> str | None:
        """The form in which that table is printed."""
        return self.report.forms.get(table)

    def figure(self, table: str, row: str, column: str) -> Figure:
        """A cell; what the report does not have is what its status calls missing."""
        key = (table, row, column)
        return self.cells.get(key) or Figure(*key, Status.MISSING)

    def value(self, table: str, row: str, column: str) -> Decimal | None:
        """The certain number of a cell."""
        return self.figure(table, row, column).value


@record(frozen=True, slots=True)
class Answer:
    """What a rule says of one place of a report.

    Parameters
    ----------
    passed : bool or None
        Whether the rule holds; None: cannot be judged.
    place : Bilingual or None
        The label that goes into the rule's text for the place.
    words : mapping
        What else its messages name; a pair is Chinese and English.
    says : str or None
        Name of the message, where it is not that of the answer.
    exception : str or None
        Id of the listed exception that explains why the rule fails.
    passages : tuple of Where
        Places in the prose that the answer rests on; those of figures are known.
    hint : bool
        Whether it judges nothing and only says what may have happened; `passed` is None then.
    """

    passed: bool | None
    figures: tuple[Figure, ...] = ()
    expected: str = ""
    actual: str = ""
    place: Bilingual | None = None
    words: Mapping[str, str | Bilingual] = field(default_factory=dict)
    says: str | None = None
    exception: str | None = None
    passages: tuple[Where, ...] = ()
    compared: str | None = None
    hint: bool = False


Function = Callable[[Case], Iterable[Answer]]
"""A rule: the answers that a case gives; none where the rule does not speak of the report."""


def holds_if(passed: bool | None, *figures: Figure, expected: str = "", actual: str = "") -> Answer:
    """An answer about some figures, for rules that need no more."""
    return Answer(passed, figures, expected, actual)


def compare(
    left: Iterable[Figure],
    relation: Literal["=", "<="],
    right: Iterable[Figure],
    *,
    place: Bilingual | None = None,
    years: Case | None = None,
) -> Answer:
    """Whether the sum of `left` is (at most) that of `right`, whatever the cells without a number hold.

    Parameters
    ----------
    years : Case or None
        The case of the year before, if figures of it are among those on either side. They are named in
        the arithmetic; the finding's figures are those of the report that is judged.
    """
    left, right = tuple(left), tuple(right)
    actual, stated = Sum.of(left), Sum.of(right)
    figures = (*left, *right)
    # Equations decided how a recovered figure was cut; they cannot judge it again. Bounds decided nothing.
    exact = years is None and relation == "="
    recovered = exact and any(figure.status is Status.RECOVERED for figure in figures)
    passed = None if recovered else judge(actual, relation, stated)
    if years is not None:
        figures = tuple(f for f in figures if years.cells.get(f.key) is not f)
    return Answer(
        passed,
        figures,
        expected=stated.arithmetic if relation == "=" else f"≤ {stated.arithmetic}",
        actual=actual.arithmetic,
        place=place,
        words={"left": actual.total, "right": stated.total, "unknown": str(actual.unknown + stated.unknown)},
        says="recovered" if recovered else None,
        compared=years.report.report_id if years is not None else None,
    )


def finding(rule: Rule, answer: Answer, case: Case) -> Finding:
    """The finding that a rule's answer makes, with its messages in both languages."""
    exception = answer.exception
    if rule.needs == "years" and answer.passed is False and exception is None:
        exception = _break(rule, answer, case)
    explained = answer.passed is False and exception is not None
    usual = "explained" if explained else {True: "holds", False: "broken", None: "unknown"}[answer.passed]
    says = usual if explained else answer.says or usual
    excuse = _excuse(rule, exception) if exception is not None and explained else ("", "")
    zh, en = (
        _messages(texts, says, answer, language, excuse[language])
        for language, texts in enumerate((rule.zh, rule.en))
    )
    return Finding(
        rule.id,
        rule.severity,
        answer.passed,
        answer.expected,
        answer.actual,
        answer.figures,
        zh[0],
        en[0],
        explained=exception if explained else None,
        suggestion_zh=zh[1],
        suggestion_en=en[1],
        passages=answer.passages,
        compared=answer.compared,
        hint=answer.hint,
    )


def _messages(texts: Texts, says: str, answer: Answer, language: int, excuse: str) -> tuple[str, str]:
    """The message, and the suggestion where the rule is broken."""
    words = {"formula": texts.formula, "expected": answer.expected, "actual": answer.actual}
    words |= {"exception": excuse, "label": answer.place[language] if answer.place else ""}
    for name, word in answer.words.items():
        words[name] = word if isinstance(word, str) else word[language]
    words["place"] = texts.place.format_map(words)
    message = texts.messages[says].format_map(words)
    broken = answer.passed is False and not excuse
    return message, texts.suggestion.format_map(words) if broken and texts.suggestion else ""


def _break(rule: Rule, answer: Answer, case: Case) -> str | None:
    """What makes two years incomparable: another scope, or a break that the rule lists as an exception."""
    before = case.before
    if before is None or case.year is None or before.year is None:
        return None
    scopes = case.report.scope, before.report.scope
    if None not in scopes and scopes[0] != scopes[1]:
        return "scope_change"
    listed = {exception.id for exception in rule.exceptions}
    if "reorganised" in listed and (_other_name(case, before) or reorganised(case)):
        return "reorganised"
    found = breaks.between(before.year, case.year, [".".join(figure.key) for figure in answer.figures])
    return next((one.id for one in found if one.id in listed), None)


def _other_name(case: Case, before: Case) -> bool:
    """Whether the body had another name last year: what it took over or gave away may count there."""
    names = [organs.plain(year.report.organ or "") for year in (case, before)]
    return all(names) and not (names[0].endswith(names[1]) or names[1].endswith(names[0]))


def reorganised(case: Case) -> bool:
    """Whether the prose or the preamble says that the body was founded, merged or reorganised in the year."""
    return makes(case.prose.text, "reorganised") or makes(case.preamble, "reorganised")


def _excuse(rule: Rule, exception: str) -> Bilingual:
    """The exception's words, from the rule's own list or that of all rules that compare years."""
    listed = (*rule.exceptions, *shared().exceptions)
    return next((one.zh, one.en) for one in listed if one.id == exception)
