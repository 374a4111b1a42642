"""Rules on the prose itself: whether it says something, and says it of this body and this year. Ids T-."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from govreport.checks.case import Answer, Bilingual, Case, Function
from govreport.checks.peers import ALIKE, LEAST, SECTIONS
from govreport.document import Paragraph, Where
from govreport.parsing.headings import titles
from govreport.report import SectionKind
from govreport.text.prose import Passage, fold, joined
from govreport.text.reading import Reading
from govreport.text.style.profile import repeated_sentences
from govreport.text.style.similarity import Likeness, official
from govreport.text.years import stale_years

__all__ = ["RULES"]

_SHORTEST = 50  # characters of a section on problems that says something
_LONGEST_QUOTE = 40
_LEAST_OWN = 10  # letters of its own with which a repeated sentence tells something
_PREAMBLE: Bilingual = ("前言", "preamble")
_TABLE_HEAD: Bilingual = ("统计表表头", "head of the statistics table")
_EVERYWHERE: Bilingual = ("全文", "all of it")
_SHORT_OBJECT = 2  # characters that name no problem: 提供
_RECALLED = 0.5  # of the pairs of characters of last year's problem that this year's text has


def _name(kind: str) -> Bilingual:
    return next((title.zh, title.en) for title in titles() if title.kind == kind)


def _quote(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_QUOTE else f"{plain[:_LONGEST_QUOTE]}…"


def problems_named(case: Case) -> Iterator[Answer]:
    """T-1: the section on problems has something to say: a concrete problem, and a measure."""
    stated = case.prose.problems
    if stated is None or not case.modern:
        return
    chapter, found = stated
    text = case.prose.text[chapter.start : chapter.end]
    long = sum(not character.isspace() for character in text)
    problems = [s for s in found if s.kind == "problem" and s.object]
    measures = [s for s in found if s.kind == "measure"]
    named = any(s.concrete for s in problems)
    passed: bool | None = None  # a wording that the grammar does not know
    if long < _SHORTEST and not (named and measures):
        particular = any(s.concrete for s in measures) or any(q.unit for q in Reading.of(text).numbers)
        passed = None if particular else False
    elif problems and measures:
        vague = min(len(problems), len(measures)) > 1 and not any(s.concrete for s in measures)
        passed = True if named else False if vague else None
    says = "short" if passed is False and long < _SHORTEST else None
    words = {"count": str(long), "problems": str(len(problems)), "measures": str(len(measures))}
    where = case.prose.where(chapter.start, chapter.end)
    yield Answer(passed, actual=_quote(text), words=words, says=says, passages=(where,))


def not_last_years_text(case: Case) -> Iterator[Answer]:
    """T-2: sections 一 and 五 are not last year's with other numbers."""
    before = case.before
    if before is None:
        return
    for kind in SECTIONS:
        now, past = case.prose.shingled(kind), before.prose.shingled(kind)
        if min(len(now.cleaned), len(past.cleaned)) < LEAST:
            continue
        likeness = Likeness.of(now.cleaned, past.cleaned).jaccard or 0.0
        passed = likeness <= ALIKE
        shared = "" if passed else (longest[0].text if (longest := now.longest(past)) else "")
        yield Answer(
            passed,
            expected=f"≤ {ALIKE}",
            actual=f"{likeness:.2f}",
            place=_name(kind),
            words={"likeness": f"{100 * likeness:.0f}%", "shared": _quote(shared)},
            passages=() if passed else _whole(case, kind),
            compared=before.report.report_id,
        )


def _whole(case: Case, kind: SectionKind) -> tuple[Where, ...]:
    return tuple(case.prose.where(chapter.start, chapter.end) for chapter in case.prose.of_kind(kind))


def not_a_peers_text(case: Case) -> Iterator[Answer]:
    """T-3: sections 一 and 五 are not those of another body's report on the same year."""
    if case.peers is None or case.only_figures:
        return
    if not case.peers:
        yield Answer(True, place=_EVERYWHERE)
    for peer in case.peers:
        yield Answer(
            False,
            expected=f"≤ {ALIKE}",
            actual=f"{peer.likeness:.2f}",
            place=_name(peer.section),
            words={
                "likeness": f"{100 * peer.likeness:.0f}%",
                "organ": peer.report.organ or peer.report.source,
                "shared": _quote(peer.shared),
                "count": str(peer.count),
            },
            says="several" if peer.count > 1 else None,
            passages=(peer.where,),
            compared=peer.report.report_id,
        )


def last_problems_answered(case: Case) -> Iterator[Answer]:
    """T-4: what last year's report called a problem comes up again this year."""
    stated = case.before.prose.problems if case.before and case.before.modern else None
    if stated is None or case.before is None:
        return
    text = case.prose.reading.text
    if not text:
        return
    for statement in stated[1]:
        if statement.kind != "problem" or not statement.concrete or not statement.object:
            continue
        if len(statement.object.text) > _SHORT_OBJECT:
            words = {"problem": statement.object.text}
            passed = _recalls(text, statement.object.text)
            yield Answer(passed, words=words, compared=case.before.report.report_id)


def _recalls(text: str, named: str) -> bool:
    plain = fold(named).text
    pairs = {plain[i : i + 2] for i in range(len(plain) - 1)}
    return sum(pair in text for pair in pairs) >= _RECALLED * len(pairs)


def _of_the_form(sentence: str) -> bool:
    """Whether little is left of a sentence without what the form itself prints."""
    letters = sum(character.isalnum() for character in sentence)
    return letters - sum(c.isalnum() for span in official(sentence) for c in span.text) < _LEAST_OWN


def nothing_twice(case: Case) -> Iterator[Answer]:
    """T-5: no sentence stands in the report twice."""
    if case.prose.text:
        repeated = repeated_sentences(case.prose.reading)
        groups = [group for group in repeated if not _of_the_form(group[0].text)]
        for group in groups:
            places = tuple(case.prose.where(span.start, span.end) for span in group)
            words = {"said": _quote(group[0].text), "count": str(len(group))}
            yield Answer(False, actual=str(len(group)), expected="1", words=words, passages=places)
        if not groups:
            yield Answer(True)


def years_fit(case: Case) -> Iterator[Answer]:
    """T-6: the years that the text names are those of a report on its year."""
    if case.year is None:
        return
    found: dict[int, Answer] = {}
    for name, reading, kinds, place in _dated(case):
        for stale in stale_years(reading, case.year, opening=kinds is None and name == _name("overview")):
            if kinds is None or stale.kind in kinds:
                where = place(stale.span.start, stale.span.end)
                answer = Answer(
                    False,
                    expected=str(case.year),
                    actual=str(stale.year),
                    place=name,
                    words={"said": _quote(case.report.text[max(0, where.start - 15) : where.end + 20])},
                    says="planned" if stale.kind == "planned" else None,
                    passages=(where,),
                )
                found.setdefault(where.start, answer)
    yield from found.values()
    if not found and case.report.sections:
        yield Answer(True, place=_EVERYWHERE)


_HEAD = re.compile(r"单\s*位[\s|]*(?:年末统计[\s|]*)?(?:19|20)\d\d\s*年?[^\n]{0,8}")


_Dated = tuple[Bilingual, Reading | str, tuple[str, ...] | None, Callable[[int, int], Where]]


def _dated(case: Case) -> Iterator[_Dated]:
    """The texts in which years are looked at, the wordings that are looked for (None: all), their places."""
    for chapter in case.prose.chapters:
        yield _name(chapter.kind), chapter.reading, None, case.prose.where
    blocks = (block for block in case.report.preamble if isinstance(block, Paragraph))
    preamble = joined((block.text, block.where.start) for block in blocks)
    wanted = ("compiled",) if case.report.period else ("compiled", "period")  # else F-03 judges it
    yield _PREAMBLE, preamble.text, wanted, partial(_of_passage, preamble)
    for head in _HEAD.finditer(case.report.text) if case.form("survey") else ():
        passage = joined([(head[0], head.start())])
        yield _TABLE_HEAD, passage.text, ("table_head",), partial(_of_passage, passage)


def _of_passage(passage: Passage, start: int, end: int) -> Where:
    return Where(*passage.where(start, end))


RULES: dict[str, Function] = {
    "T-1": problems_named,
    "T-2": not_last_years_text,
    "T-3": not_a_peers_text,
    "T-4": last_problems_answered,
    "T-5": nothing_twice,
    "T-6": years_fit,
}
