"""Problems and measures: what a report says is lacking, and what it says will be done about it.

The grammar, clause by clause: a predicate of lack has its object before it (栏目更新*不够及时*), a verb of
lack behind it (*存在*漏报现象), a verb of improvement behind it (*加强*业务培训). From a word such as 下一步
on, clauses are read as measures. An object is generic where nothing is left of it without the words that fit
any report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from govreport.document import record
from govreport.resources import Table, load_toml
from govreport.text.prose import Sentence, Span
from govreport.text.reading import Reading
from govreport.text.sought import quick
from govreport.text.style.specificity import specifics

__all__ = ["Statement", "is_concrete", "statements"]

_CLAUSE = re.compile(r"[^,:。;!?]+")
_ENUMERATOR = re.compile(
    r"(?:[(]?(?:[一二三四五六七八九十]+|\d+)(?:[)、]|\.(?!\d))|[一二三四五六七八九十]是|[首其再]次是?|首先|最后)[、.]?"
)
_LEAST = 2  # characters without which nothing is named


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause that says what is lacking (problem) or what is done about it (measure).

    Attributes
    ----------
    kind : {"problem", "measure"}
    clause : Span
        The clause, without its number.
    cue : str
        The words that say so.
    object : Span or None
        What is lacking or improved; None where the clause only says that something is (存在一些不足).
    concrete : bool
        Whether the object names something that not every report could name.
    """

    kind: Literal["problem", "measure"]
    clause: Span
    cue: str
    object: Span | None
    concrete: bool


@dataclass(frozen=True, slots=True)
class _StatementGrammar:
    predicate: re.Pattern[str]
    verb: re.Pattern[str]
    closer: re.Pattern[str]
    empty: re.Pattern[str]
    lead_in: re.Pattern[str]
    mended: re.Pattern[str]
    opener: re.Pattern[str]
    back: re.Pattern[str]
    measure: re.Pattern[str]
    tail: re.Pattern[str]
    generic: re.Pattern[str]


@record(frozen=True, slots=True)
class _Found:
    """A cue and its object, as offsets in a compact clause; `start` and `end` are what they take up."""

    start: int
    end: int
    cue: str
    object: tuple[int, int] | None


def statements(text: str | Reading) -> tuple[Statement, ...]:
    """The problems and measures that a text states, in its order.

    Meant for section 五 (存在的主要问题及改进情况); elsewhere 加强 is mostly of what was done.

    Examples
    --------
    >>> [(s.kind, s.object.text, s.concrete) for s in statements("栏目更新不够及时。下一步加强业务培训。")]
    [('problem', '栏目更新', True), ('measure', '业务培训', False)]
    """
    return tuple(_statements(Reading.of(text)))


def is_concrete(text: str | Reading) -> bool:
    """Whether a phrase names something: more is left of it than words that fit any report."""
    reading = Reading.of(text)
    left = _grammar().generic.sub("", reading.text)
    named = [s for s in specifics(reading) if s.kind != "number"]
    return bool(named) or sum(character.isalnum() for character in left) >= _LEAST


def _statements(reading: Reading) -> Iterator[Statement]:
    grammar = _grammar()
    mending = False
    for sentence in reading.sentences:
        clauses = list(_clauses(reading.text, sentence))
        lacks = [_lacks(reading.text[a:b], grammar) for a, b in clauses]
        lacking = any(lacks)
        for (start, end), lacked in zip(clauses, lacks, strict=True):
            clause = reading.text[start:end]
            mending = mending and not grammar.back.search(clause)
            opener = grammar.opener.search(clause)
            mending = mending or opener is not None
            done = _measure(clause, grammar) if mending or not lacking else None
            for kind, found in _stated(lacked, done):
                yield _statement(kind, found, (start, end), reading)


def _clauses(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE.finditer(text, sentence.start, sentence.end):
        number = _ENUMERATOR.match(match[0])
        start = match.start() + (number.end() if number else 0)
        if start < match.end():
            yield start, match.end()


def _stated(
    lacked: list[_Found], done: _Found | None
) -> Iterator[tuple[Literal["problem", "measure"], _Found]]:
    if done:
        yield "measure", done
        return
    for lack in lacked:
        yield "problem", lack


def _lacks(clause: str, grammar: _StatementGrammar) -> list[_Found]:
    """Each lack of a clause that nothing in front of it mends."""
    found: list[_Found] = []
    for match in grammar.verb.finditer(clause):
        closer = grammar.closer.search(clause, match.end())
        end = closer.start() if closer else len(clause)
        object_ = None if grammar.empty.fullmatch(clause, match.end(), end) else (match.end(), end)
        if not found or match.start() >= found[-1].end:
            found.append(_Found(match.start(), len(clause), match[0], object_))
    end = 0
    for match in grammar.predicate.finditer(clause, 0, found[0].start if found else len(clause)):
        comma = clause.find("、", end, match.start()) + 1 if end else 0
        found.append(_Found(match.start(), match.end(), match[0], (comma or end, match.start())))
        end = match.end()
    lacks = [lack for lack in found if not grammar.mended.search(clause, 0, lack.start)]
    return sorted(lacks, key=lambda lack: lack.start)


def _measure(clause: str, grammar: _StatementGrammar) -> _Found | None:
    opener = grammar.opener.match(clause)
    match = grammar.measure.match(clause) or (opener and grammar.measure.match(clause, opener.end()))
    if match is None or match.end() == len(clause) or grammar.opener.fullmatch(clause):
        return None  # a heading such as 改进措施 improves nothing
    tail = grammar.tail.search(clause, match.end())
    end = tail.start() if tail else len(clause)
    return _Found(match.start("verb"), len(clause), match["verb"], (match.end(), end))


def _statement(
    kind: Literal["problem", "measure"], found: _Found, clause: tuple[int, int], reading: Reading
) -> Statement:
    first, last = clause
    object_ = None
    if found.object:
        start, end = _trimmed(reading.text, first + found.object[0], first + found.object[1])
        object_ = reading.piece(start, end) if start < end else None
    concrete = object_ is not None and is_concrete(reading.part(object_.start, object_.end))
    return Statement(kind, reading.piece(first, last, kind), found.cue, object_, concrete)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """An object without the words that lead to it and the particles behind it."""
    lead_in = _grammar().lead_in.match(text, start, end)
    start = lead_in.end() if lead_in else start
    while end > start and text[end - 1] in "、的等也都还仍且了":
        end -= 1
    return start, end


@cache
def _grammar() -> _StatementGrammar:
    return load_toml("problems.toml", _read)


def _read(data: Table) -> _StatementGrammar:
    lacks, measures, generic = (data.table(name) for name in ("lacks", "measures", "generic"))
    adverbs, verbs, seconds = (_any(measures.texts(key)) for key in ("adverbs", "verbs", "seconds"))
    verb = rf"(?P<verb>{verbs})(?:[和与]?{seconds})*(?![化性])"  # in 规范化建设 there is no verb
    grammar = _StatementGrammar(
        predicate=quick(_any(lacks.texts("predicates"))),
        verb=quick(rf"(?:还|仍|尚|也|仍然|依然){{0,6}}{_any(lacks.texts('verbs'))}"),
        closer=quick(rf"{_any(lacks.texts('closers'))}$"),
        empty=quick(lacks.text("empty")),
        lead_in=quick(rf"(?:{_any(lacks.texts('lead_ins'))}|[、和及且但]){{0,12}}"),
        mended=quick(_any(lacks.texts("mended"))),
        opener=quick(_any(measures.texts("openers"))),
        back=quick(_any(measures.texts("closers"))),
        measure=quick(rf"(?:[^,]{{0,16}}?(?:将|要|拟|计划))?{adverbs}{{0,6}}{verb}"),
        tail=quick(_any(measures.texts("tails"))),
        generic=quick(_any(sorted(generic.texts("words"), key=len, reverse=True))),
    )
    generic.texts("concrete_examples"), generic.texts("generic_examples")
    for table in (lacks, measures, generic):
        table.done()
    return grammar


def _any(patterns: tuple[str, ...] | list[str]) -> str:
    return f"(?:{'|'.join(patterns)})"
