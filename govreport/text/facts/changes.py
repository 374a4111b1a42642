"""Changes of the number of requests, last year's number, and shares."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.text.facts.context import APPLICANTS, CHANNELS, OUTCOMES, WHOLES, Context
from govreport.text.facts.words import Token, ids_of, residue
from govreport.text.quantities import Quantity

__all__ = ["change", "level", "percent"]

_THIN = frozenset({"filler", "all", "and"})
_COUNTED_BEFORE = WHOLES | {"requests_last_year", "change_count", "change_percent"}
_SHARED = OUTCOMES | APPLICANTS | CHANNELS | {"granted_or_partial"}


def change(c: Context, q: Quantity, left: Sequence[Token]) -> bool:
    """Read a count that says more or fewer, how many last year, or how many after a change."""
    ids = ids_of(left)
    core = [p for p in left if not (p.ids and p.ids <= _THIN)]
    if c.w.compared and c.mark == "(" and not core:  # 比2022年(31件)
        if _of_requests(c, ()):
            c.add("requests_last_year", q)
        return True
    further = bool(core) and not c.is_last_year(core[-1]) and not ids & {"up", "down", "became"}
    if c.w.compared and c.mark == "(" and further:
        return True  # 较上年(含结转共43件): of last year too
    if not core or q.unit == "" or "carry" in ids:
        return False
    dated = len(core) > 1 and core[-1].year is not None and core[-1].year == c.year
    last = core[-2 if dated and "became" in core[-2].ids else -1].ids  # 增至2023年的25件
    if last & {"up", "down"}:
        if _of_requests(c, left):
            _back_to_this_year(c)
            c.add("change_count", q, value=q.value if "up" in last else -q.value, base=_base(c, left))
        return True
    if "became" in last:
        if _of_requests(c, left):
            c.add("requests_received", q)
        return True
    named = len(core) > 1 and core[-1].noun in ("requests", "requests_weak") and c.is_last_year(core[-2])
    if c.is_last_year(core[-1]) or named:
        if _of_requests(c, left):
            c.add("requests_last_year", q)
        return True
    return False


def percent(c: Context, q: Quantity, left: Sequence[Token]) -> None:
    """Read a percentage: a change of requests, or the share of a part stated just before."""
    core = [p for p in left if not (p.ids and p.ids <= _THIN)]
    last = c.w.last
    if not core:
        if c.mark == "(" and last and last.concept == "change_count" and last.clause == c.no - 1:
            value = q.value if last.value > 0 else -q.value  # 增加12件(20%)
            c.add("change_percent", q, value=value, base=last.base)
        return
    if core[-1].ids & {"up", "down"}:
        if _of_requests(c, left):
            _back_to_this_year(c)
            value = q.value if "up" in core[-1].ids else -q.value
            c.add("change_percent", q, value=value, base=_base(c, left))
        return
    if any("share" in p.ids for p in left) and c.requests_known(specific=True):
        kinds = ids_of(left) & _SHARED
        if len(kinds) == 1 and not residue(left):
            c.add("share_percent", q, base=c.whole.concept if c.whole else None)  # 网络申请占61.7%
            return
    share = next((i for i, p in enumerate(left) if "share" in p.ids), None)
    if share is not None and last is not None and last.clause >= c.no - 1 and last.concept in _SHARED:
        printed = "".join(p.text for p in left[share + 1 :])
        before = (*c.drafts[-20:], *c.here) if c.prior[:1] == ["requests"] else c.here
        wholes = [d.concept for d in before if d.concept in WHOLES | {"requests_answered"}]
        c.add("share_percent", q, base=printed or (wholes[-1] if wholes else None))


def _back_to_this_year(c: Context) -> None:
    """上年60件, 增长20%: what is compared with last year's number is this year's, stated before."""
    if c.w.time == "last" and c.w.last and c.w.last.concept == "requests_last_year" and c.concepts & WHOLES:
        c.w.time = "this"


def level(c: Context, pieces: Sequence[Token]) -> None:
    """与上年持平: a change of none."""
    same = next(p for p in pieces if "same" in p.ids)
    if any(c.is_last_year(p) for p in pieces) and _of_requests(c, pieces):
        c.add_zero("change_count", same.start, same.end)


def _base(c: Context, left: Sequence[Token]) -> str | None:
    return next((p.text for p in left if c.is_last_year(p)), None)


def _of_requests(c: Context, left: Sequence[Token]) -> bool:
    """Whether what changed is the number of requests: named here, or the number stated just before."""
    nouns = {n for p in left if (n := p.noun)}
    if residue(left) or nouns - {"requests", "requests_weak"} or any(p.text == "申请人数" for p in left):
        return False
    if ids_of(left) & (APPLICANTS | CHANNELS):
        return False  # 网上申请量同比增长
    if ids_of(left) & {"answered", "carry", "part", *OUTCOMES}:
        return False
    if "requests" in nouns:
        return True
    if c.w.topic not in ("requests", None):
        return False
    if nouns:
        counted = any(p.text in ("申请数量", "申请量", "申请总量", "申请总数", "申请件数") for p in left)
        return c.w.topic == "requests" or "requests" in (*c.prior[:1], c.heading) or c.evident(counted)
    if c.w.unread:
        return False
    if c.w.last is not None:
        return c.w.last.concept in _COUNTED_BEFORE or _several_parts(c)
    return c.w.topic == "requests" or (c.prior[:1] == ["requests"] and "other" not in c.prior)


def _several_parts(c: Context) -> bool:
    """Whether several parts of one kind were stated, so that the talk is of their whole again."""
    for kinds in (APPLICANTS, CHANNELS):
        if c.w.last is not None and c.w.last.concept in kinds:
            return len(c.concepts & kinds) > 1
    return False
