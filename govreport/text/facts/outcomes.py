"""Numbers of requests by how they ended, and of those carried in and out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govreport.text.facts.context import APPLICANTS, CASES, CHANNELS, OUTCOMES, Context, Draft
from govreport.text.facts.numbers import Number
from govreport.text.facts.words import Token, ids_of, residue

__all__ = ["agreed", "carried", "direction", "outcome"]

_MARKED = re.compile(r"依申请公开的?(?:政府)?信息(?:共|共计|有|数|为)?\d")


def outcome(c: Context, n: Number) -> bool:
    """Requests that ended one way."""
    named = any(p.noun == "requests" for p in n.left)
    evident = bool(n.roles & OUTCOMES) and not any(p.text == "信息" for p in n.gap)
    if not named and not c.requests_known(specific=True) and not c.evident(evident):
        return False
    if (c.holds("主动公开") and not c.whole) or n.q.unit == "":
        return False  # 主动公开9件、不予公开2件: what documents are marked as
    if any(p.text.endswith("信息") for p in n.gap) and c.holds("依申请公开") and _MARKED.search(c.wording):
        return False  # 依申请公开信息9条、不予公开信息2条: the same
    if c.holds("第三方") and any("同意" in p.text for p in n.side):
        return True  # 征求第三方意见, 第三方同意公开3件
    outcomes = n.roles & OUTCOMES
    if outcomes and "rest_outcome" in n.roles:
        return True  # 不予公开及其他3件: of both together
    loosely = "includes" in n.ids or any(p.text.startswith("等") for p in (*n.left, *n.right))
    if "each" in n.ids and len(outcomes) > 1:
        for outcome in sorted(outcomes):
            c.add(outcome, n.q)
        return True
    if outcomes == {"partial"} and _in_full_too(n):
        outcomes = frozenset({"granted", "partial"})
    if outcomes == {"granted", "partial"}:
        c.add("granted_or_partial", n.q)
        return True
    if outcomes == {"not_held", "unable"}:  # 因不掌握等无法提供: all; 因不掌握无法提供: those not held
        outcomes = frozenset({"unable" if loosely else "not_held"})
    if ("part" in n.roles and not loosely) or (residue(n.before) and n.before[0].text[0] not in "因依根属经"):
        return True  # some of those that ended so
    if n.roles & {"arrival", "new"} or (n.roles | ids_of(n.before)) & (APPLICANTS | CHANNELS):
        return True  # 对自然人申请不予公开2件
    others = "except" in c.w.ids and "carried_out" in c.concepts
    if not outcomes and others and "answered" in n.roles | ids_of(n.right):
        c.add("requests_answered", n.q)  # 除4件结转外, 其他17件均已答复
        return True
    if len(outcomes) == 1:
        c.add(next(iter(outcomes)), n.q)
    elif not outcomes and "answered" not in n.roles:
        _vague_outcome(c, n, ids_of(n.left))
    return True


def _in_full_too(n: Number) -> bool:
    """Whether those granted in full are counted too: 公开类(含部分公开)42件, 公开或部分公开11件."""
    if "includes" in n.ids and "disclosed_to_applicant" in n.roles:
        return True
    at = next((i for i, p in enumerate(n.left) if "partial" in p.ids), 0)  # not 区分处理后公开
    return any("disclosed_to_applicant" in p.ids or p.text == "全部" for p in n.left[:at])


def _vague_outcome(c: Context, n: Number, ids: frozenset[str]) -> None:
    """公开3件, 其他2件: outcomes only in a list of outcomes."""
    if ids & {"disclosure", "foreign"}:
        return
    if "disclosed_to_applicant" in n.roles:
        known = c.whole or "requests_answered" in c.concepts
        if "部分" in "".join(p.text for p in n.left):
            return  # 公开部分信息的3件
        if c.whole and n.q.value > c.whole.value:
            return  # 收到申请60件。通过各渠道公开信息1520条
        if known and (c.w.topic == "requests" or c.prior[:1] == ["requests"]):
            c.add("granted", n.q)
    elif len(c.concepts & (OUTCOMES | {"granted_or_partial"})) >= 2:
        c.add("other", n.q)


# ---- carried over


def carried(c: Context, n: Number) -> bool:
    if n.head in ("foreign", "disclosure") or c.w.topic == "other":
        return False
    if c.w.topic not in ("requests", None) and "requests" not in c.topics:
        return False
    if c.w.topic in CASES and n.head is None and (not c.w.cases or any(case.value for case in c.w.cases)):
        return True  # 行政复议10件(含上年结转3件): of the cases
    if residue(n.left):
        return False
    concept = direction(c, [*n.left, *n.right] if n.ahead else n.left)
    if concept is None:
        return True
    if concept == "carried_in" and any(p.text in ("答复", "办结") for p in n.left):
        return True  # 答复上年结转3件: how many were carried in is not stated
    known = c.requests_known(specific=True) or n.head in ("requests", "requests_weak")
    if not known and not c.evident(named=True):
        return False
    c.turn("requests")
    at = max(i for i, p in enumerate(n.left) if "carry" in p.ids) if not n.ahead else 0
    with_them = ids_of(n.left[:at]) & {"includes", "plus"} and "sum" in ids_of(n.left[at:])
    c.add("requests_total" if with_them else concept, n.q)  # 含上年结转共22件
    return True


def direction(c: Context, pieces: Sequence[Token]) -> str | None:
    """Carried in from last year or out to the next: by the year named, its place, or the words beside."""
    at, carry = next((i, p) for i, p in enumerate(pieces) if "carry" in p.ids)
    ids = ids_of(pieces)
    for time, concept in (("next", "carried_out"), ("last", "carried_in")):
        if time in ids:
            return concept
    for i, piece in enumerate(pieces):
        if piece.year is None:
            continue
        if c.year == 0:
            return None  # not known, see `reported_year`
        if c.year is not None and piece.year != c.year:
            return "carried_in" if piece.year < c.year else "carried_out"
        if i > at:
            return "carried_out"  # 结转2025年 in a report on 2025: a slip for 2026
        if c.year is None:
            return "carried_in"
    if carry.text in ("顺延", "留待"):
        return "carried_out"
    if not carry.text.endswith(("结转", "转结", "结余", "结转件", "结转申请", "结转办理")):
        return None
    if ids & {"includes", "plus"} or (c.part and c.mark == "("):
        return "carried_in"
    if ids & {"left", "except"} or c.concepts & (OUTCOMES | {"requests_answered"}):
        return "carried_out"
    return None


def agreed(drafts: Sequence[Draft]) -> list[Draft]:
    """办理30件 is not 30 answered where the text states, in any sentence, how many were: 已办结26件."""
    firm = [d for d in drafts if d.concept == "requests_answered" and not d.loose and not d.part]

    def differs(one: Draft, other: Draft) -> bool:
        apart = None not in (one.scope, other.scope) and one.scope != other.scope  # an area, its office
        return one.value != other.value and not apart

    return [d for d in drafts if not (d.loose and any(differs(d, other) for other in firm))]
