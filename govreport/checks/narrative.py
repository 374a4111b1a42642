"""Rules that compare the prose with the tables, mention by mention. Ids N-."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache, partial

from govreport import forms
from govreport.checks import narrative_totals, slips
from govreport.checks.case import Answer, Bilingual, Case, Function
from govreport.checks.hints import NO_HINT, hint
from govreport.checks.narrative_lists import main_classes, whole_of_parts
from govreport.checks.narrative_readings import (
    Candidate,
    agrees,
    candidates,
    concepts,
    row_total,
    same_unit,
)
from govreport.checks.sums import Sum
from govreport.document import Where, record
from govreport.prose import Prose
from govreport.text.claims import claimed, makes
from govreport.text.facts import Fact
from govreport.text.facts.words import vocabulary
from govreport.text.reading import Reading

__all__ = ["RULES"]

_FEES_SINCE = 2021  # 国办函〔2020〕109号; fees for copies and postage had ended in 2017
_NO_FEES = range(2018, _FEES_SINCE)
_TELLING = 10  # a smaller number stands in too many rows to tell anything
_LONGEST_QUOTE = 60
_OF_REQUESTS = ("N-1", "N-2", "N-3", "N-4", "N-5", "N-6", "N-7")
_WITH_REASONS = ("N-1", "N-2", "N-4", "N-8", "N-9")
_CAME = ("requests_new", "requests_received")
_ROWS = {"复议": ("reconsideration",), "诉讼": ("litigation_direct", "litigation_after")}
_WIDTH = {"office": 0, None: 1, "territory": 2}  # where no scope is named, either may be meant


@record(frozen=True, slots=True)
class _Mention:
    """A number of the prose and what it may be in the tables."""

    fact: Fact
    candidates: tuple[Candidate, ...]

    def fitting(self) -> tuple[bool | None, Candidate | None]:
        """Whether it is one of them, and which: the plain readings first, and none but those for a zero."""
        plain = [c for c in self.candidates if c.exception is None]
        other = [c for c in self.candidates if c.exception] if self.fact.value else []
        for tried in (plain, other):
            fits = [agrees(self.fact.value, self.fact.qualifier, candidate) for candidate in tried]
            if True in fits:
                return True, tried[fits.index(True)]
            if None in fits:
                return None, None
        return False, None


def _mentions(case: Case, rule: str) -> Iterator[_Mention]:
    """The mentions that a rule judges: those of its concepts, without zeros in words and other counters."""
    tried: dict[str, tuple[Candidate, ...]] = {}
    for fact in _facts_by_rule(case.prose).get(rule, ()):
        if fact.concept not in tried:
            tried[fact.concept] = candidates(fact.concept, case)
        if tried[fact.concept]:
            yield _Mention(fact, tried[fact.concept])


@lru_cache(maxsize=1)
def _facts_by_rule(prose: Prose) -> dict[str, list[Fact]]:
    """The facts of a prose by the rule that judges them: a dozen rules ask one after the other."""
    known = concepts()
    found: dict[str, list[Fact]] = {}
    for fact in prose.facts:
        if concept := known.get(fact.concept):
            found.setdefault(_rule_of(fact, concept.rule), []).append(fact)
    return found


def _rule_of(fact: Fact, usual: str) -> str:
    if not same_unit(fact.concept, fact.unit):
        return "N-14"
    return "N-13" if not fact.unit and not fact.value else usual


def mentions(case: Case, rule: str) -> Iterator[Answer]:
    """N-1 to N-9, N-11, N-13: each number that the prose states is one of its readings in the tables."""
    for mention in _mentions(case, rule):
        passed, which = mention.fitting()
        exception = which.exception if which else _excuse(case, mention) if passed is False else None
        if passed is False and exception is None and _unsure(case, mention):
            passed = None
        fails = passed is False or exception is not None
        yield _answer(case, mention, not fails if passed is not None else None, exception)


def _answer(case: Case, mention: _Mention, passed: bool | None, exception: str | None) -> Answer:
    fact, tried = mention.fact, mention.candidates
    known = vocabulary().concepts[fact.concept]
    zh, en = ("、".join(_named(c, i) for c in tried) for i in (0, 1))
    return Answer(
        passed,
        tuple(dict.fromkeys(figure for candidate in tried for figure in candidate.figures)),
        expected="; ".join(dict.fromkeys(c.arithmetic for c in tried)),
        actual=_printed(fact),
        place=(known.zh, known.en),
        words={
            "said": _quote(case, fact),
            "readings": (zh, en.replace("、", ", ")),
            "hint": _hint(case, mention) if passed is False and exception is None else NO_HINT,
        },
        exception=exception,
        passages=(_where(fact),),
    )


def _named(candidate: Candidate, language: int) -> str:
    return f"{candidate.label[language]} {candidate.arithmetic}"


def _printed(fact: Fact) -> str:
    sign = {"exact": "", "over": "> ", "about": "≈ "}[fact.qualifier]
    return f"{sign}{fact.value:f}"


def _where(fact: Fact) -> Where:
    return Where(fact.start, fact.end)


def _quote(case: Case, fact: Fact) -> str:
    """The words around a number, at most so many characters of its sentence."""
    start, end = fact.sentence
    start, end = max(start, fact.start - _LONGEST_QUOTE // 2), min(end, fact.end + _LONGEST_QUOTE // 2)
    return " ".join(case.report.text[start:end].split())


# ---- why a mention may differ


def _excuse(case: Case, mention: _Mention) -> str | None:
    """The listed reason for which a number that is none of its readings may still be right."""
    fact = mention.fact
    most = [c.most for c in mention.candidates]
    below = None in most or fact.value <= max(m for m in most if m is not None)
    sentence = case.report.text[slice(*fact.sentence)]
    cases = fact.concept in ("reconsideration_total", "litigation_total")
    new = makes(sentence, "new_filings") or (not fact.value and _of_former_years(case, fact))
    if cases and below and new and not _none_left(case, fact):
        return "new_filings"
    wider = fact.scope == "territory" and case.report.scope in ("office", "government")
    office = fact.scope == "office" or (fact.scope is None and makes(sentence, "for_the_government"))
    narrower = office and case.report.scope == "territory"
    if (wider and not below) or (narrower and below) or _fits_others(case, mention, (True,)):
        return "other_scope"
    rule = concepts()[fact.concept].rule
    if rule == "N-4" and _with_carried_in(case, mention):
        return "without_carried_in"
    return "left_out" if rule in _WITH_REASONS and fact.value and makes(sentence, "left_out") else None


def _with_carried_in(case: Case, mention: _Mention) -> bool:
    """Whether it is a reading once those carried in that its sentence states are added; the forms before
    2019 have no row for them."""
    fact = mention.fact
    carried = (f.value for f in case.prose.facts_of.get("carried_in", ()) if f.sentence == fact.sentence)
    return any(agrees(fact.value + more, "exact", c) for more in carried for c in mention.candidates)


def _none_left(case: Case, fact: Fact) -> bool:
    """Whether no such cases were pending in last year's report, so that all of this year's are new."""
    rows = _ROWS["复议" if fact.concept.startswith("reconsideration") else "诉讼"]
    if fact.value or case.before is None:
        return False
    return all(case.before.value("remedies", row, "pending") == 0 for row in rows)


def _of_former_years(case: Case, fact: Fact) -> bool:
    """Whether cases of that kind are told of that former years have left."""
    word = "复议" if fact.concept.startswith("reconsideration") else "诉讼"
    periods = (s.text.replace(f"{case.year}年", "本年") for s in case.prose.reading.periods if word in s.text)
    return any(makes(text, "of_former_years") for text in periods)


def _fits_others(case: Case, mention: _Mention, answers: tuple[bool | None, ...]) -> bool:
    """Whether the same is given for another scope, which has more the wider it is, and that number agrees, or
    may: `answers` are those that count."""
    fact = mention.fact
    return any(
        other.scope != fact.scope
        and (other.value >= fact.value) == (_WIDTH[other.scope] > _WIDTH[fact.scope])
        and _Mention(other, mention.candidates).fitting()[0] in answers
        for other in case.prose.facts_of[fact.concept]
    )


def _unsure(case: Case, mention: _Mention) -> bool:
    """Whether the words around a number leave open what it counts, so that nobody is accused by it."""
    fact, rule = mention.fact, concepts()[mention.fact.concept].rule
    start, end = fact.sentence
    text = case.report.text
    before, behind, lead = text[start : fact.start], text[fact.end : end], case.lead(fact)
    if rule in _OF_REQUESTS and (makes(before, "of_cases") or makes(behind, "case_ended")):
        return True
    below = all(fact.value < c.least for c in mention.candidates)
    if rule in _OF_REQUESTS and below and makes(text[start:end], "subordinates"):
        return True
    if rule == "N-3" and makes(lead, "due_only"):
        return True
    if rule in ("N-1", "N-2") and _fits_behind(case, mention):
        return True
    if rule == "N-2" and below and _taken_up(case, mention):
        return True
    if case.year is not None and makes(lead.replace(f"{case.year}年", ""), "other_time"):
        return True
    if below and ((rule == "N-6" and makes(lead, "of_some")) or (rule == "N-11" and makes(lead, "as_part"))):
        return True
    if rule == "N-6" and below and _of_new_only(case, fact):
        return True
    if (
        rule in ("N-8", "N-9")
        and case.report.body == "department"
        and makes(text[start:end], "others_are_sued")
    ):
        return True
    if _fits_others(case, mention, (None,)):
        return True
    ended = fact.concept.endswith(("_upheld", "_corrected", "_other"))
    return (ended and makes(text[start:end], "concluded_only")) or _scope_unknown(case, fact)


def _taken_up(case: Case, mention: _Mention) -> bool:
    """Whether a sentence tells what was taken up of the requests, and another how many came."""
    sentence = case.report.text[slice(*mention.fact.sentence)]
    came = (fact for concept in _CAME for fact in case.prose.facts_of.get(concept, ()))
    accepted = "受理" in sentence and "收到" not in sentence
    return accepted and any(_Mention(fact, mention.candidates).fitting()[0] for fact in came)


def _fits_behind(case: Case, mention: _Mention) -> bool:
    """Whether so many were taken up, a number behind it in its paragraph, as the tables say."""
    text = case.report.text
    first, last = mention.fact.end, mention.fact.sentence[1]
    paragraph = text.find("\n", last)
    behind = text[first : paragraph if paragraph >= 0 else None]
    numbers = Reading.of(behind).numbers if makes(behind, "accepted") else ()
    return any(agrees(q.value, q.qualifier, c) for q in numbers for c in mention.candidates)


def _of_new_only(case: Case, fact: Fact) -> bool:
    """Whether outcomes make up the new requests, and some were carried in: 11件中公开7件、不掌握4件."""
    new, carried = (case.figure("requests", row, "total").value for row in ("new", "carried_in"))
    numbers = Reading.of(case.report.text[slice(*fact.sentence)]).numbers
    values = [q.value for q in numbers if q.unit == fact.unit]
    if not new or not carried or new not in values:
        return False
    return sum(values[values.index(new) + 1 :]) == new


def _scope_unknown(case: Case, fact: Fact) -> bool:
    """Whether a number counts for someone, and the report does not say for whom its tables do."""
    if fact.scope is None or case.report.scope is not None:
        return False
    return any(other.scope == "territory" for other in case.prose.facts)  # of the number itself too


def _hint(case: Case, mention: _Mention) -> Bilingual:
    """The row that has the number, or the slip of digits that makes it of a reading."""
    value = mention.fact.value
    if digits := next((candidate.digits for candidate in mention.candidates if candidate.digits), ""):
        return hint("run_together", printed=f"{value:f}", other=digits)
    if mention.fact.qualifier != "exact" or value != value.to_integral_value():
        return NO_HINT
    for right in (candidate.value for candidate in mention.candidates):
        if right is None or right != right.to_integral_value():
            continue
        slip = slips.between(int(value), int(right))
        if slip and slip != "digit_changed":
            return hint(slip, printed=f"{value:f}", right=f"{right:f}")
    row = _row_with(case, mention, value) if value >= _TELLING else None
    return hint("row_has_it", printed=f"{value:f}", other=row) if row else NO_HINT


def _row_with(case: Case, mention: _Mention, value: Decimal) -> Bilingual | None:
    """The row of the table whose total is a number, or the row and column of the cell that holds it."""
    table = mention.candidates[0].figures[0].table
    form = case.form(table)
    if form is None or table == "survey":
        return None
    rows = {row.id: row for row in forms.load(form).table(table).rows}
    for row in rows.values():
        if Sum.of(row_total(case, case.figure(table, row.id, "total"))).least == value:
            return row.zh, row.en
    columns = {column.id: column for column in forms.load(form).table(table).columns}
    looked_at = {figure.row for candidate in mention.candidates for figure in candidate.figures}
    for figure in case.report.figures:
        if figure.table == table and figure.row in looked_at and figure.value == value:
            row, column = rows[figure.row], columns[figure.column]
            return f"{row.zh}、{column.zh}", f"{row.en}, {column.en}"
    return None


# ---- rules of their own


def other_units(case: Case) -> Iterator[Answer]:
    """N-14: what is counted in another unit than the table's is shown, and not compared."""
    for mention in _mentions(case, "N-14"):
        yield _answer(case, mention, None, None)


def counts_of_statistics(case: Case) -> Iterator[Answer]:
    """N-16: of the numbers that the prose states for a row of the statistics table, one is the row's."""
    by_concept: dict[str, list[_Mention]] = {}
    for mention in _mentions(case, "N-16"):
        by_concept.setdefault(mention.fact.concept, []).append(mention)
    for mentioned in by_concept.values():
        fits = [mention.fitting()[0] for mention in mentioned]
        largest = max(mentioned, key=lambda mention: mention.fact.value)
        if True in fits:
            yield _answer(case, mentioned[fits.index(True)], True, None)
        elif None in fits or _scope_unknown(case, largest.fact):
            yield _answer(case, largest, None, None)
        else:
            yield _answer(case, largest, False, _excuse(case, largest))


def fees(case: Case) -> Iterator[Answer]:
    """N-10: fees are the table's, the same wherever they are stated, and none before there were fees."""
    stated = [fact for fact in case.prose.facts if fact.concept == "fee_yuan"]
    if case.form("survey"):
        yield from mentions(case, "N-10")
        return
    exact = {(fact.scope, fact.value) for fact in stated if fact.qualifier == "exact"}
    amounts = sorted({amount for _, amount in exact})
    if not amounts:
        return
    early = case.year in _NO_FEES and amounts[-1] > 0
    passed = len(amounts) == 1 and not early
    several = len({scope for scope, _ in exact}) == len(exact)  # 本级0元, 全区410元
    yield Answer(
        passed,
        actual=", ".join(f"{amount:f}" for amount in amounts),
        says="total" if passed else "early" if early else "differ",
        exception="other_scope" if several and not passed and not early else None,
        passages=tuple(map(_where, stated)),
    )


def _tells_of_fees(case: Case) -> bool:
    sentences = (sentence.text for sentence in case.prose.reading.periods)
    return any(makes(text, "fees") for text in sentences if "费" in text)


def unpaid_and_fees(case: Case) -> Iterator[Answer]:
    """N-15: where requests were dropped because a fee was not paid, the report says something of fees."""
    if case.form("requests") == "2021":
        unpaid = case.figure("requests", "other.unpaid", "total")
        silent = None if unpaid.value is None or case.only_figures else False
        passed = True if unpaid.value == 0 or _tells_of_fees(case) else silent
        yield Answer(passed, (unpaid,), actual="?" if unpaid.value is None else f"{unpaid.value:f}")


def all_upheld(case: Case) -> Iterator[Answer]:
    """N-17: where every case is stated to have been upheld, no case was corrected and none is pending."""
    if case.form("remedies"):
        for sentence in case.prose.reading.periods:
            text = sentence.text
            claim = claimed(text, "all_upheld") if "维" in text or "胜" in text else None
            if claim and not makes(claim.text, "concluded_only"):
                rows = [row for word, named in _ROWS.items() if word in claim.text for row in named]
                cells = [
                    case.figure("remedies", row, column)
                    for row in rows
                    for column in ("corrected", "pending")
                ]
                against = Sum.of(cells)
                passed = False if against.least else None if against.unknown else True
                start = sentence.start + claim.start
                place = case.prose.where(start, start + len(claim.text))
                words = {"said": claim.text}
                yield Answer(passed, tuple(cells), "0", against.total, words=words, passages=(place,))


RULES: dict[str, Function] = {
    **{rule: partial(mentions, rule=rule) for rule in (*(f"N-{n}" for n in range(1, 10)), "N-11", "N-13")},
    "N-10": fees,
    "N-12": whole_of_parts,
    "N-14": other_units,
    "N-15": unpaid_and_fees,
    "N-16": counts_of_statistics,
    "N-17": all_upheld,
    "N-20": main_classes,
    **narrative_totals.RULES,
}
