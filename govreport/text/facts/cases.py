"""Numbers of reviews and suits: totals, and how they ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from govreport.text.facts.context import CASES, ENDINGS, Context, Draft
from govreport.text.facts.numbers import Number
from govreport.text.facts.words import Token, ids_of, residue

__all__ = ["all_ended", "case", "case_topic", "no_cases", "part_corrected"]

_INSTANCES = re.compile("一审|二审|再审|申诉")
# What an office says that decides the reviews of others.
_DECIDED = re.compile(r"审理(?:行政复议)?案件|复议[^。;]{0,40}受理\d")

# 未经复议直接起诉, 复议后起诉: one of the two ways in which suits come.
_INSTANCE = re.compile("(?:未经复议|复议后|经复议后?|直接)(?:直接)?(?:提起)?(?:行政)?(?:诉讼|起诉)")
_CORRECTED_SO = re.compile(
    r"\d{1,4}[件起例][^,、。;()\d]{0,8}(?:确认违法|撤销|责令|变更|败诉|改判)"
    r"|(?:确认违法|撤销|责令[^,、。;()\d]{0,8}|变更|败诉|改判)\d{1,4}[件起例]"
)
_BODY = re.compile(
    "作为(?:行政)?复议(?:机构|机关|局)|(?:司法[局厅]|法制[办局]|复议(?:机构|局|办|委))[^,。;]{0,12}(?:办理|受理|[审处]理|审结|收到|承办)"
)
_NOT_OURS = re.compile(  # 行政诉讼3件, 均与信息公开无关
    "[^。;]{0,30}(?:非(?:政府)?信息公开|与(?:政府)?信息公开[^,。;]{0,6}无关|[不未]涉及?(?:政府)?信息公开)"
)
# 受理不服乡镇答复的复议申请, 以街道为被申请人的复议
_DECIDING = re.compile(
    "(?:受理|办理|审理|收到)[^,。;]{0,16}不服|以(?![我本])[^,。;]{1,14}为被申请人|代表?[^,。;]{1,6}政府[^,。;]{0,2}理"
)
# 其后向法院起诉, 1件尚在审理: of suits, though what was stated last are reviews
_IN_COURT = re.compile("起诉|法院|上诉")
# 被纠正4件(复议3件、诉讼1件), 败诉的复议2件、诉讼1件: how they ended stands before the list
_ENDED_SO = re.compile(
    r"(?:维持|纠正|纠错|撤销|败诉|胜诉|驳回|审结|终止)(?:了|的?[^,。;()\d]{0,6})\d{1,4}[件起例宗](?:\([^()。;]*|、[^,。;()]*)$"
)
_LED = ("被", "引发", "引起", "导致", "提起")
_SUED = re.compile("被(?:申请|提起)|引[发起]")
_NONE_OF = re.compile(
    "(?:无一|[均都]不|[均都]未|不)(?:[例件起])?(?:涉及|属于|关于)"
)  # 行政应诉27件, 无一涉及政府信息公开
_AMONG = re.compile("[件起宗例][^,。;]{0,4}中,?[又也还]?有?$")  # 全年11件中, 有4件又提出复议
_SOME_OF = re.compile("中[^。;件]{0,6}信息公开")  # 行政诉讼12件, 其中涉及政府信息公开2件


def case(c: Context, n: Number) -> bool:
    """Read a number of reviews or suits. False if it is of something else."""
    if "court" in n.roles and n.head is None and n.says_of("复议", "诉讼", "应诉"):
        c.turn("other")
        return True
    endings = ending_of(c, n.roles)
    named = list(dict.fromkeys(x for p in (*n.left, *n.right) if (x := p.noun) in CASES))
    before = [x for p in n.left if (x := p.noun) in CASES]
    if _is_only_instance(c, n):
        c.turn("litigation")
        if draft := c.add("litigation_total", n.q):
            c.w.cases = [draft]
        return True
    if n.head in CASES and named and not (endings and not before):
        _named(c, n, named, endings)
        return True
    if endings and (topic := case_topic(c)):
        if not residue(n.gap) and not (topic == "reconsideration" and _is_in_court(c, n)):
            _add_ending(c, n, topic, endings)
        return True
    return bool(named) and not n.roles & {"arrival", "answered"}


def _is_only_instance(c: Context, n: Number) -> bool:
    """Whether suits are named by how they came: 1起未经复议直接起诉的行政诉讼, all there were."""
    beside = [*n.left, *n.right[: n.taken]]
    if c.part or "part" not in n.roles | ids_of(n.right[: n.taken]) or residue(beside):
        return False
    way = _INSTANCE.search("".join(p.text for p in beside))
    return way is not None and len(_INSTANCE.findall(c.wording)) == 1 and "litigation_total" not in c.concepts


def _is_in_court(c: Context, n: Number) -> bool:
    """Whether courts are spoken of behind the last word of reviews, in a clause before the number's own."""
    ahead, _ = c.near(n.q.start)
    clauses = re.split("[,;]", ahead.rpartition("复议")[2])
    return any(map(_IN_COURT.search, clauses[:-1]))


def ending_of(c: Context, roles: frozenset[str]) -> frozenset[str]:
    """How cases ended, by the roles of a number."""
    endings = roles & ENDINGS
    if "rest_outcome" in roles or ("other" in roles and c.w.topic in CASES):
        endings |= {"case_other"}
    return endings


def _named(c: Context, n: Number, named: Sequence[str], endings: frozenset[str]) -> None:
    """A number beside 行政复议 or 行政诉讼."""
    ahead, behind = c.near(n.q.start)
    deciding = not n.ids.isdisjoint({"court", "handled"}) or (
        _DECIDED.search(ahead + behind) and not _SUED.search(ahead)
    )
    reviewing = "reviewing" in c.w.ids and not c.part
    reviewing |= _BODY.search(ahead) is not None and not _SUED.search(ahead)
    reviewing |= _DECIDING.search(ahead) is not None
    reviewing |= "reconsideration" in named and any(p.text.startswith(("审理", "审结")) for p in n.left)
    asked = any(p.noun in CASES and p.text.endswith("申请") for p in n.left)
    reviewing |= asked and c.mark == "、" and "arrival" in c.w.done  # 受理法律援助申请9件、行政复议申请5件
    if (
        reviewing
        or (deciding and "公开" not in ahead)
        or _SOME_OF.search(behind)
        or _NONE_OF.search(behind)
        or _other_cause(c, n)
        or _NOT_OURS.match(behind)
    ):
        c.turn("other")
        return
    c.turn(named[-1])
    c.w.alien = False
    at = max((i for i, p in enumerate(n.left) if p.noun in CASES), default=-1)
    instance = _INSTANCES.search("".join(p.text for p in n.left))
    if instance and len(set(_INSTANCES.findall(c.wording))) > 1:
        return  # 一审应诉4件、二审应诉3件
    if "part" in n.roles or "none" in n.ids or (at >= 0 and residue(n.left[at + 1 :])):
        return  # 行政诉讼一审案件4件: one instance of them
    if endings:
        if len(named) == 1:
            _add_ending(c, n, named[0], endings)
        return
    if _ENDED_SO.search(ahead) or _AMONG.search(ahead):
        return
    if len(named) > 1 and n.q.value and "each" not in n.ids:
        c.w.cases.clear()  # 行政复议、行政诉讼2件: of both together
        return
    for topic in named:
        if draft := c.add(f"{topic}_total", n.q):
            c.w.cases.append(draft)


def _other_cause(c: Context, n: Number) -> bool:
    """因土地征收被提起行政复议, 行政处罚类复议: not because of information. What follows neither."""
    left = "".join(p.text for p in n.left)
    if "公开" in left or ("答复" in left and "requests" in (*c.topics, *c.prior[:1])):
        return False
    at = next((i for i, p in enumerate(n.left) if p.noun in CASES), 0)
    kind = at > 0 and n.left[at - 1].text in ("类", "方面", "领域", "其他", "其它")
    because = next((i for i, p in enumerate(n.left) if p.text in ("因", "由", "就", "对")), at)
    led = any(p.text.startswith(_LED) for p in n.left[:at])  # 处罚决定被申请复议
    cause = n.left[because:] if because < at else n.left[:at] if led else ()
    c.w.alien |= kind or "foreign" in ids_of(cause) or (because < at and bool(residue(cause)))
    return c.w.alien


def _add_ending(c: Context, n: Number, topic: str, endings: frozenset[str]) -> None:
    if len(endings) == 1:
        (ending,) = endings
        c.add(f"{topic}_{ending.removeprefix('case_')}", n.q)


def case_topic(c: Context) -> str | None:
    """Which cases a number of endings is of: those stated last. A total of none has no endings, and where
    two totals were stated side by side it is not known which of them ended so."""
    if c.w.topic not in (*CASES, None):
        return None
    totals = [draft for draft in c.w.cases if draft.value]
    if totals:
        if len(totals) > 1 and not ended(c, totals[-2]) and not ended(c, totals[-1]):
            return None
        return totals[-1].concept.removesuffix("_total")
    if c.w.topic is not None:
        return c.w.topic
    prior = {topic for topic in c.prior if topic in CASES}
    return prior.pop() if len(prior) == 1 else None


def ended(c: Context, total: Draft) -> bool:
    """Whether endings of these cases have been stated."""
    topic = total.concept.removesuffix("_total")
    return bool(c.concepts & {f"{topic}_{ending.removeprefix('case_')}" for ending in ENDINGS})


def part_corrected(c: Context) -> None:
    """1件被确认违法、1件责令重新答复: neither is the number of cases that were corrected."""
    first = c.sentence[0]
    ways = [match.span() for match in _CORRECTED_SO.finditer(c.wording)]
    if len(ways) > 1:
        c.here = [
            d
            for d in c.here
            if not (d.concept.endswith("_corrected") and any(a <= d.start - first < b for a, b in ways))
        ]


def all_ended(c: Context, ids: frozenset[str]) -> bool:
    """均维持, behind a total: all of those cases ended so."""
    totals = [
        d for d in (c.w.cases or c.here) if d.concept in {f"{topic}_total" for topic in CASES} and d.value
    ]
    endings = ids & ENDINGS
    if len(totals) != 1 or len(endings) != 1 or ended(c, totals[0]):
        return False
    if ("all" not in ids and totals[0].value != 1) or c.w.unread:
        return False
    topic = totals[0].concept.removesuffix("_total")
    ending = next(iter(endings)).removeprefix("case_")
    c.here.append(replace(totals[0], concept=f"{topic}_{ending}", clause=c.no))
    return True


def no_cases(c: Context, named: Sequence[str], rest: Sequence[Token], start: int, end: int) -> None:
    """未发生行政复议和行政诉讼; 无行政诉讼败诉案件."""
    ids, unknown, concept = ids_of(rest), residue(rest), "total"
    if ids & ENDINGS:
        if ids & ENDINGS != {"corrected"} or unknown:
            return
        concept = "corrected"
    if "court" in ids or unknown > 8:
        return
    for topic in named:
        c.turn(topic)
        if any(p.text.startswith("新") for p in rest):
            continue  # 未新增行政复议: of those carried in it says nothing
        c.add_zero(f"{topic}_{concept}", start, end)
