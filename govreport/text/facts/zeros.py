"""Clauses without a number: zeros in words, what holds of all of them, what the talk is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from govreport.text.facts.cases import all_ended, no_cases
from govreport.text.facts.changes import level
from govreport.text.facts.context import (
    ANYONE,
    APPLICANTS,
    CASES,
    CHANNELS,
    ENDINGS,
    OUTCOMES,
    WHOLES,
    Context,
    Draft,
)  # fmt: skip
from govreport.text.facts.documents import no_documents
from govreport.text.facts.outcomes import direction
from govreport.text.facts.requests import SOME_BODIES
from govreport.text.facts.words import Token, ids_of, residue

__all__ = ["CONDITION", "of_all", "wordy", "zero"]

_CORE = re.compile("[暂从尚]?[未没无零]|不存在")
_MARKS = re.compile("[,;:。(]")
_IF = r"[但而]?(?:对于?)?(?:如果|如(?![期实下东皋今])|若(?![干羌])|假如|倘若|凡|一旦"
CONDITION = re.compile(f"{_IF})")
_NOT_STATED = re.compile(f"{_IF}|只要|即使|无论|不论)")
_REQUESTS = frozenset({"requests", "requests_weak"})
_VERBS = frozenset({"arrival", "new", "charged", "occurred", "made", "repealed"})
_HAPPENED = frozenset({"arrival", "new", "answered", "occurred", "and"})
_CASE_OF_IT = frozenset({"情况", "的情况", "情形", "任何", "相关", "有关", "此", "件", "事项"})
_AFFAIRS = frozenset({"办理情况", "处理情况", "答复情况"})
_OF_ANYTHING = frozenset({"granted", "partial", "arrival", "answered"})
_VERB_WORDS = ("引发", "引起", "被", "导致", "提出")


def wordy(c: Context, pieces: Sequence[Token], ids: frozenset[str]) -> None:
    """Read a clause without a number, which has those ids."""
    nouns = [n for p in pieces if (n := p.noun)]
    if "none" in ids:
        zero(c, pieces)
        c.w.none = c.no if c.here and not c.here[-1].value else 0
    elif c.mark == "、" and c.w.none == c.no - 1 and {*nouns} <= {*CASES} and nouns and not residue(pieces):
        no_cases(c, nouns, pieces, c.here[-1].start, c.here[-1].end)
        c.w.none = c.no
    elif "same" in ids:
        level(c, pieces)
    elif c.w.open and "carry" in ids and not residue(pieces) and set(nouns) <= _REQUESTS:
        if direction(c, pieces) == "carried_out":
            c.add("carried_out", c.w.open)
    elif c.w.open and (ending := _ending_of_open(c, pieces, ids)):
        c.add(ending, c.w.open)
    elif not nouns:
        of_all(c, pieces)
    elif nouns[-1] == "foreign":
        _foreign(c, nouns, ids)
    else:
        topic = nouns[-1]
        if topic == "requests_weak":
            topic = "requests" if c.requests_known(specific=True) else ""
        if topic and topic != "cost" and not of_all(c, pieces):
            c.turn(topic)


def _ending_of_open(c: Context, pieces: Sequence[Token], ids: frozenset[str]) -> str | None:
    """3件属于个人隐私, 不予公开: how the requests ended of whose number nothing else was stated."""
    outcomes = ids & OUTCOMES
    if len(outcomes) != 1 or residue(pieces) or ids & {"all", "part", "none", "left", "arrival", "foreign"}:
        return None
    return next(iter(outcomes)) if c.w.among or (c.mark == "," and c.part) else None


def _foreign(c: Context, nouns: Sequence[str], ids: frozenset[str]) -> None:
    """Something of no concern is named: the talk has turned, unless it is of why requests came or ended."""
    if "requests" in nouns:
        c.turn("requests")
        return
    listed = c.w.themes and "arrival" not in ids
    if not listed and not (c.listing() and not ids & {"arrival", "answered"}):
        c.turn("other")


# ---- all of them


def of_all(c: Context, pieces: Sequence[Token]) -> bool:
    """均已答复, 全部予以公开, 均维持: of the whole that was stated before."""
    ids = ids_of(pieces)
    grounds = {"part"} if "all" in ids and ids & _WITH_GROUNDS else set()  # 均因涉及个人隐私不予公开
    if residue(pieces) or ids & _NOT_ALL - grounds:
        return False
    if ids & ENDINGS:
        return all_ended(c, ids)
    kinds = ids & (APPLICANTS | CHANNELS)
    if kinds and ids <= kinds | _SAYING_HOW:
        return _all_of_a_kind(c, pieces, kinds)
    outcomes = ids & OUTCOMES
    if not (outcomes or ids & {"answered", "handed_over"}) or ids & {"arrival", "new", *CASES, "foreign"}:
        return False
    whole = c.whole
    if whole is None or len(outcomes) > 1 or "except" in c.w.ids or not _all_meant(c, whole, "all" in ids):
        return False
    everyone = any("all" in p.ids for p in pieces)
    if not everyone and _is_work(pieces):
        return False
    clause = max((d.clause for d in c.here), default=0)
    if not everyone and (whole.sentence != c.sentence or clause < c.no - 1):
        return False  # 规范流程, 及时作出答复: how they are answered
    if _of_the_last(c, whole) and not any("all" in p.ids and p.text not in _DONE for p in pieces):
        return False
    for concept in (*outcomes, "requests_answered"):
        c.here.append(replace(whole, concept=concept, clause=c.no, loose=concept == "requests_answered"))
    return True


def _is_work(pieces: Sequence[Token]) -> bool:
    """Whether it is the work that is spoken of, and not what was done: 答复工作规范有序, 办理流程完整."""
    at = max((i for i, p in enumerate(pieces) if p.ids & {"answered", *OUTCOMES}), default=0)
    return any(p.text in _WORK for p in pieces[at + 1 : at + 3])


def _all_of_a_kind(c: Context, pieces: Sequence[Token], kinds: frozenset[str]) -> bool:
    """均为网络申请, 申请主体为自然人: all requests came so, or from such applicants."""
    whole = c.whole
    everyone = any("all" in p.ids and p.text not in _DONE for p in pieces) or any(
        p.text in _APPLICANTS and re.search("[为均是系全都:]", c.text[p.end : pieces[-1].end]) for p in pieces
    )
    if whole is None or not whole.value or c.w.time != "this":
        return False  # 2019年收到2件, 均为自然人提出
    if len(kinds & APPLICANTS) > 1 or len(kinds & CHANNELS) > 1 or c.w.topic not in ("requests", None):
        return False
    if not everyone and (whole.value != 1 or c.mark != "(" or whole.clause != c.no - 1):
        return False
    since = any(d.concept in kinds and d.start >= whole.start for d in (*c.drafts, *c.here))
    if (c.part and c.mark != "(") or since or "\n" in c.text[whole.end : pieces[0].start]:
        return False  # 申请人情况, 自然人: heads of a table, some lines below
    for concept in kinds:
        c.here.append(replace(whole, concept=concept, clause=c.no))
    return True


_WORK = frozenset("工作 内容 信息 流程 程序 时限 期限 时间 结果 情况 意见 方式 形式 渠道 途径 规范".split())
_SAYING_HOW = frozenset("filler all and happened office requests requests_weak this year".split())
_APPLICANTS = ("申请主体", "申请人", "申请人类型", "申请主体类型")
_WITH_GROUNDS = frozenset({"denied", "unable", "unprocessed"})
_NOT_ALL = frozenset("left than up down except narrow carry part share future among includes".split())


_DONE = ("已", "现已", "目前已")


def _of_the_last(c: Context, whole: Draft) -> bool:
    """Whether "done" may be meant of a number stated since the whole and not of all: 其中转办2件, 已办结."""
    parts = c.part and c.w.last is not None and c.w.last.start > whole.start
    return c.w.unread or parts


def _all_meant(c: Context, whole: Draft, everyone: bool) -> bool:
    """Whether nothing since then speaks against "all of them": other wholes, parts left over, carried in."""
    if not whole.value or whole.qualifier != "exact" or c.w.topic == "other" or c.w.time != "this":
        return False
    if c.w.topic not in ("requests", None) and not everyone:
        return False
    if c.w.topic is None and "requests" not in c.prior:
        return False
    if c.w.unread and not (c.w.among or c.w.themes):
        return False
    since = [d for d in (*c.drafts, *c.here) if d.start >= whole.start]
    stated = {d.concept for d in since if d.value}
    if (
        c.unsure
        or stated & {"requests_answered", "carried_out"}
        or ("carried_in" in stated and whole.concept != "requests_total")
    ):
        return False
    parts = WHOLES - {"requests_total"} if whole.concept == "requests_total" else frozenset()
    wholes = [d for d in _from_sentence_of(c, whole) if d.concept in WHOLES]
    if any(d.value != whole.value and not (d.concept in parts and d.value < whole.value) for d in wholes):
        return False
    behind = re.sub("[无未没][^,。;、]*", "", c.text[whole.end : c.sentence[1]])
    return not any(word in behind for word in ("撤", "其余", "剩余", "结转", "未办结", "季度"))


def _from_sentence_of(c: Context, whole: Draft) -> list[Draft]:
    """Facts from the sentence of `whole` on."""
    return [d for d in (*c.drafts, *c.here) if d.sentence[0] >= whole.sentence[0]]


# ---- none of them


def zero(c: Context, pieces: Sequence[Token]) -> None:
    """Read a clause that says that there was nothing: 未收到政府信息公开申请, 无行政复议、行政诉讼."""
    at = next(i for i, p in enumerate(pieces) if "none" in p.ids)
    before, rest = pieces[:at], pieces[at + 1 :]
    if not before and c.mark == ":":
        before = c.w.words  # 行政复议、行政诉讼:无
    core = _CORE.search(pieces[at].text)
    start, end = pieces[at].start + (core.start() if core else 0), pieces[at].end
    verb = rest[0] if rest and core and core[0][-1] in "未没" else None
    if verb and (verb.ids & _VERBS or verb.text.startswith(_VERB_WORDS)):
        end = (
            verb.start + 1 if verb.text.startswith("被") else verb.end
        )  # the words that say so: 未收到, 未被
    if _of_others(c, pieces, at):
        return
    ids = ids_of(rest)
    kinds = [n for p in rest if (n := p.noun)]
    cases = [n for n in dict.fromkeys(kinds) if n in CASES]
    if cases:
        if _request_too(rest):
            c.add_zero("requests_received", start, end)
        no_cases(c, cases, rest, start, end)
    elif "carry" in ids:
        _nothing_carried(c, rest, kinds, start, end)
    elif len(ids & CHANNELS) > 1 and not residue(rest) and any("申请" in p.text for p in rest):
        c.turn("requests")
        if not c.concepts & CHANNELS:
            c.add_zero("requests_received", start, end)  # 未收到当面申请、信函申请
    elif not kinds and len(ids & OUTCOMES) == 1 and not before and not ids & _OF_ANYTHING:
        _no_outcome(c, rest, ids & OUTCOMES, start, end)
    elif not kinds and not residue(rest):
        _nothing(c, before, rest, start, end)
    elif set(kinds) & {"fee", "cost"} or "charged" in ids:
        _no_fee(c, rest, kinds, start, end)
    elif set(kinds) & _REQUESTS:
        if "requests" not in kinds and any(p.noun == "foreign" for p in before):
            return  # 行政许可未收到申请
        _no_requests(c, rest, kinds, start, end)
    elif kinds[-1:] == ["documents"] and all(_is_rule(p) for p in rest if p.noun):
        no_documents(c, rest, start, end)
    elif kinds:
        c.w.topic = "other"


def _of_others(c: Context, pieces: Sequence[Token], at: int) -> bool:
    """Whether nothing came to some bodies only (17个部门未收到申请), or it states what is to be done then."""
    if "some" in ids_of((*pieces[:at], *(c.w.words if c.mark == ")" else ()))):
        return True
    lead = _MARKS.split(c.near(pieces[at].start)[0])[-1]
    rule = pieces[-1].text == "的" and c.text[pieces[-1].end : pieces[-1].end + 1] == ","
    return rule or bool(_NOT_STATED.match(lead) or SOME_BODIES.search(lead))


def _is_rule(p: Token) -> bool:
    """Whether a noun is of what the form counts in one table: 规章及行政规范性文件."""
    return p.noun == "documents" or p.text.endswith(("规章", "法规"))


def _nothing(c: Context, before: Sequence[Token], rest: Sequence[Token], start: int, end: int) -> None:
    """行政复议、行政诉讼均未发生; 无 as all that stands under a heading on them."""
    counted = [p for p in before if "handled" not in p.ids] if c.text[start:end] == "零" else before
    if ids_of((*counted, *rest)) & (ENDINGS | OUTCOMES | {"answered", "carry", "part"}) or residue(before):
        return
    if any(not p.ids & _HAPPENED and p.text not in _CASE_OF_IT for p in rest):
        return  # 申请没有一件超过时限
    named = [n for n in dict.fromkeys(p.noun for p in before) if n in CASES]
    alone = not any(p.noun for p in before) and c.no == 1 and not rest and c.heading is not None
    if alone and c.first:
        named = [topic for topic in c.prior if topic in CASES]
        if c.heading == "requests":
            c.add_zero("requests_received", start, end)
        if c.heading == "fee":
            c.add_zero("fee_yuan", start, end)
    nouns = [p for p in before if p.noun]
    if not named and len(nouns) == 1 and (nouns[0].noun == "requests" or c.is_their_number(nouns[0])):
        c.turn("requests")
        c.add_zero("requests_received", start, end)  # 依申请公开:无; 申请数为零
    elif not named and [p.noun for p in nouns] == ["cost"] and "requests" in (*c.topics, *c.prior):
        c.add_zero("fee_yuan", start, end)
    for topic in dict.fromkeys(named):
        assert topic is not None
        c.turn(topic)
        c.add_zero(f"{topic}_total", start, end)


def _request_too(rest: Sequence[Token]) -> bool:
    """未收到政府信息公开申请、行政复议: requests are one of the things that did not come."""
    at = next((i for i, p in enumerate(rest) if p.noun == "requests"), None)
    if at is None or any(p.text in ("因", "对", "就", "针对", "由") for p in rest[:at]) or residue(rest[:at]):
        return False
    return at + 2 < len(rest) and rest[at + 1].text == "、" and rest[at + 2].noun in CASES


def _nothing_carried(c: Context, rest: Sequence[Token], kinds: Sequence[str], start: int, end: int) -> None:
    if residue(rest) or not set(kinds) <= _REQUESTS or c.w.topic not in ("requests", None):
        return
    if concept := direction(c, rest):
        c.add_zero(concept, start, end)


def _no_fee(c: Context, rest: Sequence[Token], kinds: Sequence[str], start: int, end: int) -> None:
    """未收取任何费用, 未对依申请公开收取费用, 没有收费."""
    at = next(i for i, p in enumerate(rest) if "charged" in p.ids or p.noun in ("fee", "cost"))
    if residue(rest[:at]) or "part" in ids_of(rest):
        return  # 未按收费通知要求缴纳费用
    asked = c.holds("依申请", "信息公开", "提供政府信息", "对任何", "公民", "申请人")
    known = asked or "requests" in (*c.topics, *c.prior) or "fee" in (*kinds, c.heading, *c.prior)
    if known and residue(rest) <= 12 and "foreign" not in kinds:
        c.turn("fee")
        c.add_zero("fee_yuan", start, end)


def _no_requests(c: Context, rest: Sequence[Token], kinds: Sequence[str], start: int, end: int) -> None:
    at = next(i for i, p in enumerate(rest) if p.noun in _REQUESTS)
    verbs, named, also = _verbs(rest), rest[at:], _also(rest[at:])
    outcomes = ids_of(rest) & OUTCOMES
    if outcomes and not also:
        _no_outcome(c, rest, outcomes, start, end)
        return
    core = [p for p in (*rest[verbs:at], *(named[: -len(also)] if also else named)) if p.text not in _AFFAIRS]
    if residue(core) or ids_of(core) & (OUTCOMES | ENDINGS | {"part", "answered", "narrow", "carry"}):
        return
    if "answered" in ids_of(rest[:verbs]) and not ids_of(rest[:verbs]) & {"arrival", "new"}:
        return  # 未答复申请
    if not also and kinds[-1] not in _REQUESTS:
        return  # 未收到依申请公开方面的投诉
    if "requests" not in kinds and c.w.topic == "other":
        return
    ids = ids_of(core)
    if len(ids & CHANNELS) == 1 and not c.holds("书面"):
        return  # 未收到网络申请: of one channel
    if len(ids & APPLICANTS) == 1 and not any(p.text.startswith(ANYONE) for p in core):
        return  # 没有收到法人的申请: of one kind of applicants
    c.turn("requests")
    concept = "requests_new" if "new" in ids_of(rest) else "requests_received"
    c.add_zero("requests_last_year" if c.w.time == "last" else concept, start, end)
    if outcomes:
        _no_outcome(c, also, outcomes, start, end)
    c.w.time = "this"


def _no_outcome(c: Context, rest: Sequence[Token], outcomes: frozenset[str], start: int, end: int) -> None:
    """无不予公开的申请, 未出现不予公开的情况; of documents it says nothing of requests."""
    if len(outcomes) != 1 or residue(rest) or ids_of(rest) & {"part", "narrow", "foreign", "documents"}:
        return
    if rest[0].ids & outcomes and c.text[start:end][-1:] in ("未", "没"):
        return  # 未予以公开
    if not c.holds("主动公开", "属性", "公文"):
        c.turn("requests")
        c.add_zero(next(iter(outcomes)), start, end)


def _verbs(rest: Sequence[Token]) -> int:
    """How many pieces say what did not happen: 收到和处理, 发生."""
    return next((i for i, p in enumerate(rest) if not p.ids & _HAPPENED), len(rest))


def _also(named: Sequence[Token]) -> Sequence[Token]:
    """What else there was none of, behind requests: 政府信息公开申请及相关投诉, 依申请公开和不予公开."""
    at = next((i for i, p in enumerate(named) if "and" in p.ids and i), None)
    if at is None or "narrow" in ids_of(named[at:]):
        return ()
    behind = named[at + 1 :]
    nouns = {n for p in behind if (n := p.noun)}
    return named[at:] if nouns == {"foreign"} or (ids_of(behind) & OUTCOMES and not nouns - _REQUESTS) else ()
