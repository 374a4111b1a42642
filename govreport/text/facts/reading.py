"""Sentence by sentence, clause by clause, number by number: what a text states."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile

from govreport.text.facts import cases, changes, documents, outcomes, plain, requests, zeros
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
from govreport.text.facts.when import GOES_ON, PLANNED
from govreport.text.facts.words import Token, ids_of, residue, tokens, vocabulary
from govreport.text.prose import Clause, Sentence, split
from govreport.text.quantities import Quantity

__all__ = ["read"]

# Words with which a sentence may begin, if the line before it ends without a mark.
_BEGINNINGS = frozenset(
    "arrival new year this territory office requests reconsideration litigation none among".split()
)
_FILLER = frozenset({"filler"})
_SUM = frozenset({"sum", "filler"})
_COUNTERS = frozenset({"件", "宗", "份", "起", "例", "件次", "条", "项"})
_OF_TWO_YEARS = frozenset("this year than up down same became".split())
# Some are left over, in words that no fact could be read of: 除2件因故结转下年外.
_STILL_OPEN = re.compile(
    r"除\d+[件宗份起例条项][^,。;\d]{0,24}外|(?<![无未0没有])(?:结转|延)[至到]?(?:下|次|明)[一年度]{1,4}[^,。;]{0,6}[1-9]"
    r"|[1-9]\d{0,3}[件宗份起例条项][^,。;\d]{0,12}(?:结转|[转延]至|转入)(?:下|次|明|20)"
    r"|(?:还|尚|另|仍|剩|其余|余下?)有?[1-9]\d{0,3}[件宗份起例条项][^,。;\d]{0,8}(?:[办处]理|答复|审[核查])(?:中|期|之中)"
    r"|尚?未(?:办[结理]|答复|完成)[^,。;\d]{0,4}[1-9]|(?:办[结理复]|答复|完成)率[^,。;\d]{0,3}(?!100)\d"
)
_NAMED = {
    "arrival": "requests_received", "new": "requests_new", "answered": "requests_answered",
    "reconsideration": "reconsideration_total", "litigation": "litigation_total",
}  # fmt: skip


def read(
    text: str, sentences: Iterable[Sentence], counted: Mapping[int, Quantity], year: int | None
) -> list[Draft]:
    """The facts of a folded text; `counted` are its quantities by their starts."""
    c = Context(text, year, counted)
    starts = list(counted)
    under_plan = plan = False
    for sentence in sentences:
        begins = PLANNED.match(text, sentence.start, sentence.end) is not None
        if sentence.heading:
            under_plan, plan = begins, False
            _heading(c, tokens(text, sentence.start, sentence.end, counted))
            continue
        plan = begins or (plan and GOES_ON.match(text, sentence.start) is not None)
        if under_plan or plan:
            c.prior, c.whole, c.heading = [], None, None
            continue
        if sentence.numbered:
            c.prior, c.whole, c.heading = [], None, None
        within = starts[bisect_left(starts, sentence.start) : bisect_right(starts, sentence.end)]
        alone = counted.get(sentence.start)
        if alone and alone.stop == sentence.end and alone.unit == "":
            c.first = False  # a cell of a table that lost its borders: no word says what it counts
            continue
        _sentence(c, sentence, counted, {start: counted[start].end for start in within})
    return outcomes.agreed(c.drafts)


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
    found = vocabulary().paused.finditer(c.text, sentence.start, sentence.end) if "、" in c.wording else ()
    clauses = split(c.text, sentence, ends, {m.start(): m.end() for m in found})
    read = [(clause, tokens(c.text, clause.start, clause.end, counted)) for clause in clauses]
    rule = False
    for clause, pieces in _with_their_numbers(read) if ")" in c.wording else read:
        _brackets(c, clause, outer)
        rule = rule and clause.mark != ";" and not pieces[0].ids & {"this", "year"}
        rule |= zeros.CONDITION.match(c.text, clause.start) is not None
        if rule or (sentence.cut and c.no == 0 and not pieces[0].ids & _BEGINNINGS):
            c.no += 1  # what is to be done if, or the rest of a line that is not there
            continue
        _clause(c, clause, pieces)
    _settle(c)
    c.prior = c.topics or c.prior
    c.drafts += c.here
    c.first = False


_Read = tuple[Clause, list[Token]]


def _with_their_numbers(clauses: list[_Read]) -> list[_Read]:
    """Words and their number as one clause where a bracket parts them: 办结(含延期5件)58件 is read as
    办结58件(含延期5件). An outcome that the bracket adds counts too: 予以公开(含部分公开)42件."""
    found: list[_Read] = []
    for clause, pieces in clauses:
        starts = next((p for p in pieces if not p.ids or not p.ids <= _SUM), None)
        at = _before_bracket(found, clause) if clause.mark == ")" and starts and starts.quantity else None
        if at is None or found[at][1][-1].quantity or not found[at][1][-1].known:
            found.append((clause, pieces))
            continue
        (words, first), inside = found[at], found[at + 1 :]
        added = inside[0][1] if len(inside) == 1 else []
        ids = ids_of(added)
        if "includes" in ids and ids & OUTCOMES and not any(p.quantity for p in added):
            first, inside = [*first, *added], []
        joined = Clause(words.start, clause.end, words.depth, words.mark)
        found[at:] = [(joined, [*first, *pieces]), *inside]
    return found


def _before_bracket(found: Sequence[_Read], clause: Clause) -> int | None:
    """Where the clause stands that the bracket before `clause` follows."""
    for at in range(len(found) - 1, -1, -1):
        depth = found[at][0].depth
        if depth <= clause.depth:
            return at if depth == clause.depth and at < len(found) - 1 else None
    return None


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
    beside = "excludes" in ids or c.besides(pieces)
    c.part = (c.w.among or clause.depth > 0) and not beside
    at = [i for i, piece in enumerate(pieces) if piece.quantity]
    mark = c.text[clause.end : clause.end + 1]
    announces = mark == "(" and c.text[clause.end + 1 : clause.end + 2].isdigit()
    announces |= mark == ":" and clause.end + 1 in c.counted  # 予以公开:5件
    if at:
        bare = c.mark not in ("(", ":") or at[-1] + 1 == len(pieces)
        named = _named_before(c, pieces[: at[0]]) if bare else ()
        _numbers(c, [*named, *pieces], [i + len(named) for i in at])
    elif not announces:
        zeros.wordy(c, pieces, ids)
    c.w.words = () if at else pieces
    c.w.compared = "than" in ids and c.is_last_year(pieces[-1])


def _named_before(c: Context, before: Sequence[Token]) -> Sequence[Token]:
    """What the clause before names and this one counts: 结转(2件); 依申请公开方面, 共5件."""
    if not c.w.words:
        return ()
    if c.mark == "(" and not before:
        return c.w.words
    if c.mark == ":" and not [p for p in before if p.ids != _FILLER] and not residue(c.w.words):
        return c.w.words  # 收到政府信息公开申请:0件
    if c.mark != "," or not before or not all(p.ids and p.ids <= _SUM for p in before):
        return ()
    nouns = [p for p in c.w.words if p.noun]
    return nouns if "sum" in ids_of(before) and [p.noun for p in nouns] == ["requests"] else ()


def _numbers(c: Context, pieces: Sequence[Token], at: Sequence[int]) -> None:
    """Each number of a clause with the pieces on its sides; those it needed are not its neighbour's."""
    first, helped = 0, list[Token]()  # 指导下属3家单位办理申请4件
    for here, after in zip(at, (*at[1:], len(pieces)), strict=True):
        quantity = pieces[here].quantity
        assert quantity is not None
        taken = _number(c, quantity, [*helped, *pieces[first:here]], pieces[here + 1 : after])
        helped += [p for p in pieces[first : here + 1 + taken] if "assist" in p.ids]
        first = here + 1 + taken
    rest = pieces[first:]
    if "none" in ids_of(rest):
        zeros.wordy(c, rest, ids_of(rest))
    elif rest and not c.part:  # 其中信访类3件均已答复: of those 3
        zeros.of_all(c, rest)


def _number(c: Context, q: Quantity, left: Sequence[Token], right: Sequence[Token]) -> int:
    """Read one number; how many pieces to its right were needed for it."""
    ids, stated = ids_of(left), len(c.here)
    if q.unit == "" and c.text[q.start - 1 : q.start] in _COUNTERS | {"次", "篇", "个", "元"}:
        pass  # a row of a table: 收到申请数 件 12
    elif "future" in ids or (c.w.planned and c.mark == "、"):
        c.turn("other")
        c.w.planned = True
    elif q.unit == "" and not c.names and "respectively" not in ids and c.text[q.stop : q.stop + 1] == "、":
        pass  # 处理 2、申请人逾期: the number of an item
    elif c.names and all(p.ids and p.ids <= {"and", "filler"} for p in left):
        _next_name(c, q)
    elif "respectively" in ids:
        _respectively(c, q, left)
    elif q.unit == "%":
        changes.percent(c, q, left)
    elif q.unit in ("个", "家", "位") and requests.BODIES.match(c.text, q.stop):
        pass  # 17个部门收到申请22件, 2个企业提出的申请
    elif q.unit in ("名", "人") and "arrival" in ids:
        pass  # 收到3名申请人提出的申请11件
    elif q.unit == "元":
        plain.fee(c, number(q, left, right))
    elif "became" in ids_of(right) and not any(c.is_last_year(p) for p in left):
        pass  # 由2019年的18件增至25件: of neither this year nor the last
    elif not changes.change(c, q, left):
        n = number(q, left, right)
        taken = _count(c, n)
        c.w.unread |= len(c.here) == stated and n.head != "requests"
        return taken
    c.w.unread |= len(c.here) == stated
    return 0


def _count(c: Context, n: Number) -> int:
    roles = vocabulary().roles
    if "none" in n.ids and any("none" in p.ids and not p.ids & roles for p in n.left):
        return n.taken
    if n.ahead and "none" in ids_of(n.right):
        behind = takewhile(lambda p: not (p.noun or p.ids & roles), n.right)
        if any("none" in p.ids for p in behind):
            return 0
    if n.head == "foreign":
        listed = (c.listing() or c.w.themes) and not n.roles & {"arrival", "answered", "new"}
        if not listed:
            c.turn("other")
            c.w.done = n.roles or c.w.done
            return n.taken
    if c.territory and n.head in (None, "requests", "requests_weak", *CASES) and requests.is_organ(n.left):
        c.turn("other")  # 全县收到500件, 其中县公安局新收120件
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
            c.w.mixed = True
    return n.taken


# ---- lists


def _respectively(c: Context, q: Quantity, left: Sequence[Token]) -> None:
    """予以公开、部分公开分别为3件、2件: names first, then as many numbers."""
    at = next(i for i, p in enumerate(left) if "respectively" in p.ids)
    known = vocabulary().roles | set(CASES)
    names = [min(p.ids & known) for p in left[:at] if p.ids & known and "part" not in p.ids]
    kinds = OUTCOMES | APPLICANTS | CHANNELS
    names = [name for name in names if name in kinds] or names  # 通过网络、信函收到的: the ways, not 收到
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
        or c.evident(c.holds("申请") or name in OUTCOMES)
    )
    if known and concept in vocabulary().concepts and (draft := c.add(concept, q)):
        c.named.append(draft)


# ---- what a sentence as a whole says


def _settle(c: Context) -> None:
    """Find totals that include what was carried in; then withdraw whatever contradicts itself."""
    if not c.here:
        return
    if c.names:
        c.here = [d for d in c.here if all(d is not named for named in c.named)]
    theirs = WHOLES | {"requests_answered"}
    if c.concepts & theirs and requests.of_several_bodies(c.wording):
        c.here = [d for d in c.here if d.concept not in theirs or d.scope == "territory"]
    c.here = [d for d in c.here if d.concept != "disclosed" or d.qualifier == "exact" or not _exceeded(c, d)]
    _include(c.here)
    requests.some_answered(c)
    _leave_open(c)
    if "去年" in c.wording and not c.w.ids & _OF_TWO_YEARS:  # written this year or the next?
        c.here = [d for d in c.here if d.concept != "requests_last_year"]
    cases.part_corrected(c)
    values: dict[tuple[str, str | None], set[Decimal]] = {}
    for d in c.here:
        if d.concept not in ("share_percent", "requests_total"):
            values.setdefault((d.concept, d.scope), set()).add(d.value)
    c.here = [d for d in c.here if len(values.get((d.concept, d.scope), ())) <= 1]


def _exceeded(c: Context, whole: Draft) -> bool:
    """Whether the sentence counts more of the same: 公开200余条;网站发布231条."""
    first, last = c.sentence
    return any(
        first <= at < last and q.unit == whole.unit and q.value > whole.value for at, q in c.counted.items()
    )


def _leave_open(c: Context) -> None:
    """办理30件, 其中办结26件, 结转4件: 30 were not answered.

    With those carried in (含上年结转2件) they are all that there were to answer.
    """
    answered = [d for d in c.here if d.concept == "requests_answered"]
    out = [d for d in c.here if d.concept == "carried_out"]
    left = any(d.value for d in out) or (not out and _STILL_OPEN.search(c.wording) is not None)
    if left and c.whole:
        first = c.whole.start
        c.drafts = [d for d in c.drafts if not (d.loose and d.start >= first)]
    dropped = []
    for loose in (d for d in answered if d.loose):
        firm = [d for d in answered if not d.loose and d.value != loose.value and d.scope == loose.scope]
        if not left and all(d.part for d in firm):
            dropped += firm  # 均已答复, 其中按时办结35件
            if not firm or _is_of_all(c, loose):
                continue
        dropped.append(loose)
        behind = next((d for d in c.here if d.start > loose.start), None)
        if behind and behind.concept == "carried_in" and behind.part and not c.concepts & WHOLES:
            c.here.append(replace(loose, concept="requests_total", loose=False))
    c.here = [d for d in c.here if all(d is not gone for gone in dropped)]


def _is_of_all(c: Context, answered: Draft) -> bool:
    """Whether the same number was stated as that of requests received: 收到9件, 均已答复."""
    return any(d.concept in WHOLES and d.start == answered.start for d in (*c.drafts, *c.here))


def _parted(whole: Draft, between: Sequence[Draft]) -> bool:
    """Whether the parts of a number have all been stated: 60件, 其中自然人50件、法人10件; 上年结转3件."""
    kinds = (APPLICANTS, CHANNELS)
    return any(sum(d.value for d in between if d.part and d.concept in kind) == whole.value for kind in kinds)


def _include(drafts: Sequence[Draft]) -> None:
    """收到57件(含上年结转1件): 57 is not a number of new requests."""
    for i, whole in enumerate(drafts):
        if whole.concept not in ("requests_received", "requests_new") or whole.part:
            continue
        for draft in drafts[i + 1 :]:
            ended = draft.concept in ("requests_answered", *OUTCOMES)
            if ended or (draft.concept in WHOLES and not draft.part):
                break
            carried = bool(draft.value) or any(d.concept == "requests_new" and d.part for d in drafts)
            at = drafts.index(draft)
            added = any(d.value == whole.value + draft.value for d in drafts[at + 1 :])
            if (
                draft.concept == "carried_in"
                and draft.part
                and carried
                and not added  # 收到57件; 含上年结转1件, 共办理58件
                and not _parted(whole, drafts[i:at])
            ):
                whole.concept = "requests_total"
                break
