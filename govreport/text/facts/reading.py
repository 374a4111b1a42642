"""Sentence by sentence, clause by clause, number by number: what a text states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from govreport.text.facts import cases, changes, documents, plain, requests, zeros
from govreport.text.facts.context import (
    APPLICANTS,
    CASES,
    CHANNELS,
    ENDINGS,
    OUTCOMES,
    WHOLES,
    Context,
    Draft,
    Where,
)
from govreport.text.facts.numbers import Number, number
from govreport.text.facts.words import Token, ids_of, residue, tokens, vocabulary
from govreport.text.prose import Clause, Sentence, split
from govreport.text.quantities import Quantity

__all__ = ["read"]

# Words with which a sentence may begin, if the line before it ends without a mark.
_BEGINNINGS = frozenset(
    "arrival new year this territory office requests reconsideration litigation none among".split()
)
_COUNTERS = frozenset({"件", "宗", "份", "起", "例", "件次", "条", "项"})
_NAMED = {
    "arrival": "requests_received", "new": "requests_new", "answered": "requests_answered",
    "reconsideration": "reconsideration_total", "litigation": "litigation_total",
}  # fmt: skip


def read(
    text: str, sentences: Iterable[Sentence], counted: Mapping[int, Quantity], year: int | None
) -> list[Draft]:
    """The facts of a folded text; `counted` are its quantities by their starts."""
    c = Context(text, year, counted)
    ends = {start: quantity.end for start, quantity in counted.items()}
    for sentence in sentences:
        if sentence.heading:
            _heading(c, tokens(text, sentence.start, sentence.end, counted))
            continue
        if sentence.numbered:
            c.prior, c.whole, c.heading = [], None, None
        _sentence(c, sentence, counted, ends)
    return c.drafts


def _heading(c: Context, pieces: Sequence[Token]) -> None:
    """What the sentences under a heading are about, as far as it says."""
    nouns = [n for p in pieces if (n := p.noun)]
    if not nouns and not residue(pieces) and ids_of(pieces) & {"answered", "part", "arrival", "carry"}:
        return  # 答复情况: under what was headed before
    named = [n for n in dict.fromkeys(nouns) if n in CASES]
    c.whole, c.heading, c.prior, c.first = None, None, [], True
    if nouns and ("foreign" not in nouns or "requests" in nouns):
        c.heading = named[0] if named else nouns[-1]
        c.prior = named or [c.heading]


def _sentence(
    c: Context, sentence: Sentence, counted: Mapping[int, Quantity], ends: Mapping[int, int]
) -> None:
    c.begin(sentence.start, sentence.end)
    outer: list[Where] = []
    found = vocabulary().paused.finditer(c.text, sentence.start, sentence.end) if "、" in c.said else ()
    for clause in split(c.text, sentence, ends, {m.start(): m.end() for m in found}):
        _brackets(c, clause, outer)
        pieces = tokens(c.text, clause.start, clause.end, counted)
        if sentence.cut and c.no == 0 and not pieces[0].ids & _BEGINNINGS:
            c.no += 1  # the rest of a line that is not there
            continue
        _clause(c, clause, pieces)
    _settle(c)
    c.prior = c.topics or c.prior
    c.drafts += c.here
    c.first = False


def _brackets(c: Context, clause: Clause, outer: list[Where]) -> None:
    """What a bracket says of topic, time and scope ends with it."""
    while len(outer) > clause.depth:
        last = c.w.last
        c.w = outer.pop()
        c.w.last = c.w.last or last
    while len(outer) < clause.depth:
        outer.append(c.w)
        c.w = replace(c.w, cases=list(c.w.cases))


def _clause(c: Context, clause: Clause, pieces: list[Token]) -> None:
    c.no += 1
    c.mark = clause.mark
    if clause.mark == ";":
        c.forget()
    ids = ids_of(pieces)
    c.situate(pieces, ids)
    c.part = (c.w.among or clause.depth > 0) and "excludes" not in ids
    at = [i for i, piece in enumerate(pieces) if piece.quantity]
    announces = (
        c.text[clause.end : clause.end + 1] == "(" and c.text[clause.end + 1 : clause.end + 2].isdigit()
    )
    if at:
        bracketed = clause.mark == "(" and at[0] == 0
        _numbers(
            c, [*c.w.words, *pieces] if bracketed else pieces, [i + len(c.w.words) * bracketed for i in at]
        )
    elif not announces:
        zeros.wordy(c, pieces, ids)
    c.w.words = () if at else pieces
    c.w.compared = "than" in ids and c.is_last_year(pieces[-1])


def _numbers(c: Context, pieces: Sequence[Token], at: Sequence[int]) -> None:
    """Each number of a clause with the pieces on its sides; those it needed are not its neighbour's."""
    first = 0
    for here, after in zip(at, (*at[1:], len(pieces)), strict=True):
        quantity = pieces[here].quantity
        assert quantity is not None
        taken = _number(c, quantity, pieces[first:here], pieces[here + 1 : after])
        first = here + 1 + taken
    rest = pieces[first:]
    if "none" in ids_of(rest):
        zeros.zero(c, rest)
    elif rest:
        zeros.of_all(c, rest)


def _number(c: Context, q: Quantity, left: Sequence[Token], right: Sequence[Token]) -> int:
    """Read one number; how many pieces to its right were needed for it."""
    ids, stated = ids_of(left), len(c.here)
    if q.unit == "" and c.text[q.start - 1 : q.start] in _COUNTERS | {"次", "篇", "个", "元"}:
        pass  # a row of a table: 收到申请数 件 12
    elif "future" in ids:
        c.turn("other")
    elif q.unit == "" and not c.names and "respectively" not in ids and c.text[q.stop : q.stop + 1] == "、":
        pass  # 处理 2、申请人逾期: the number of an item
    elif c.names and all(p.ids and p.ids <= {"and", "filler"} for p in left):
        _next_name(c, q)
    elif "respectively" in ids:
        _respectively(c, q, left)
    elif q.unit == "%":
        changes.percent(c, q, left)
    elif q.unit in ("名", "人") and "arrival" in ids:
        pass  # 收到3名申请人提出的申请11件
    elif q.unit == "元":
        plain.fee(c, number(q, left, right))
    elif not changes.change(c, q, left):
        n = number(q, left, right)
        taken = _count(c, n)
        c.w.strange |= len(c.here) == stated and n.head != "requests"
        return taken
    c.w.strange |= len(c.here) == stated
    return 0


def _count(c: Context, n: Number) -> int:
    denied = any("none" in p.ids and not p.ids & vocabulary().roles for p in n.left)
    if denied:
        return n.taken
    if n.head == "foreign":
        listed = (c.listing() or c.w.themes) and not n.roles & {"arrival", "answered", "new"}
        if not listed:
            c.turn("other")
            c.w.done = n.roles or c.w.done
            return n.taken
    stated = len(c.here)
    read = cases.case(c, n) or documents.documents(c, n) or plain.plain(c, n) or requests.request(c, n)
    c.w.done = n.roles or c.w.done
    c.w.open = n.q if requests.left_open(c, n) and len(c.here) == stated else None
    if len(c.here) == stated and n.q.unit in _COUNTERS and not c.part and not c.w.themes:
        c.unsure = True
    if not read:
        themes = c.w.themes or "narrow" in ids_of((*n.left, *n.right))
        if residue(n.left) and not themes:
            c.w.blurred = True
    return n.taken


# ---- lists


def _respectively(c: Context, q: Quantity, left: Sequence[Token]) -> None:
    """予以公开、部分公开分别为3件、2件: names first, then as many numbers."""
    at = next(i for i, p in enumerate(left) if "respectively" in p.ids)
    known = vocabulary().roles | set(CASES)
    names = [min(p.ids & known) for p in left[:at] if p.ids & known and "part" not in p.ids]
    told = OUTCOMES | APPLICANTS | CHANNELS
    names = [name for name in names if name in told] or names  # 通过网络、信函收到的: the ways, not 收到
    if len(names) > 1 and not residue(left):
        c.names, c.named = names, []
        _next_name(c, q)


def _next_name(c: Context, q: Quantity) -> None:
    name = c.names.pop(0)
    concept = _NAMED.get(name, name)
    if name in ENDINGS:
        topic = cases.case_topic(c)
        concept = f"{topic}_{name.removeprefix('case_')}" if topic else ""
    known = (
        name in (*CASES, *ENDINGS)
        or c.requests_known(specific=True)
        or c.evident("申请" in c.said or name in OUTCOMES)
    )
    if known and concept in vocabulary().concepts and (draft := c.add(concept, q)):
        c.named.append(draft)


# ---- what a sentence as a whole says


def _settle(c: Context) -> None:
    """Find totals that include what was carried in; then withdraw whatever contradicts itself."""
    if c.names:
        c.here = [d for d in c.here if all(d is not named for named in c.named)]
    _include(c.here)
    values: dict[tuple[str, str | None], set[Decimal]] = {}
    for d in c.here:
        if d.concept not in ("share_percent", "requests_total"):
            values.setdefault((d.concept, d.scope), set()).add(d.value)
    c.here = [d for d in c.here if len(values.get((d.concept, d.scope), ())) <= 1]


def _include(drafts: Sequence[Draft]) -> None:
    """收到57件(含上年结转1件): 57 is not a number of new requests."""
    for i, whole in enumerate(drafts):
        if whole.concept not in ("requests_received", "requests_new") or whole.part:
            continue
        for draft in drafts[i + 1 :]:
            if draft.concept == "requests_answered" or (draft.concept in WHOLES and not draft.part):
                break
            told = bool(draft.value) or any(d.concept == "requests_new" and d.part for d in drafts)
            if draft.concept == "carried_in" and draft.part and told:
                whole.concept = "requests_total"
                break
