"""Numbers of requests: received, answered, by applicant, by channel."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govreport.text.facts.context import ANYONE, APPLICANTS, CHANNELS, OUTCOMES, WHOLES, Context, Draft
from govreport.text.facts.numbers import Number
from govreport.text.facts.outcomes import carried, outcome
from govreport.text.facts.words import Token, ids_of, residue, tokens

__all__ = ["BODIES", "SOME_BODIES", "is_organ", "left_open", "of_several_bodies", "request", "some_answered"]

# Bodies that are counted: how what stands before their verb ends, and what stands behind 17个.
SOME_BODIES = re.compile(
    r"(?:[\d一二两三四五六七八九十几多][个家][^,。;\d]{0,6}(?:单位|部门|机关|机构|乡|镇|街道|[村局委办])|有[的些]|[县区乡镇]级(?![^,。;\d]{0,6}本)|[县区市]\([县区市、]{1,5}\))[^,。;\d]{0,6}$"
)
BODIES = re.compile(
    r"[^,。;:、()\d]{0,6}?(?:单位|部门|机关|机构|乡镇|镇街|街道|社区|委办局|科室|站所|窗口|渠道|平台|网站|受理点|[局委办镇乡村](?=[、,;。收受办答共未均])"
    r"|(?:企业|公司|公民|居民|村民|群众|组织|法人|当事人|申请人)(?:提出|提交|递交))"
)
_OF_A_BODY = re.compile(
    r"([^,。;:、()\d]{0,10}[^,。;:、()\d我本该全][局委办厅院镇乡站所处会])(?:共|新)?(?:收到|受理|接收|新收|接到|答复|办结|办理)[^,。;、\d]{0,16}\d"
)
# Words that are a way before 收到 and nobody who receives, as 窗口 and 网站 may be.
_WAYS = frozenset("通过 以 经 从 采用 采取 线上 线下 网上 信函 邮寄 传真 当面".split())
_MOVED = frozenset({"arrival", "new", "answered", "due"})
_SCOPES = {"territory", "office"}
_ENDED = OUTCOMES | {"disclosed_to_applicant", "rest_outcome"}
_NOT_REQUESTS = frozenset({"held", "made", "repealed", "in_force", "court", "charged", "attended"})
# Counters with which a number beside nothing but 依申请公开 is of requests; 条 counts published items too.
_OF_CASES = frozenset({"件", "宗", "份", "起", "例", "件次"})
_SOME_OF = re.compile(r"其中[^。;件]{0,8}(?:信息公开|依申请)|属于?(?:政府)?信息公开申请的?\d")
# Numbers by applicant or by way.
_BY_APPLICANT = re.compile(r"(?:自然人|公民|个人|法人|组织|企业|律师)[^,;。\d]{0,10}\d")
_BY_WAY = re.compile(
    r"(?:网[络上站页]|线[上下]|在线|平台|信函|邮|当面|现场|窗口|传真|书面|其[他它]方式)[^,;。\d]{0,10}\d"
)
# 按期答复57件, 延期答复3件; 62件在20个工作日内答复, 9件经批准延长: neither is all that were answered.
_IN_TIME_AND_LATER = re.compile(
    r"\d{1,6}[件宗份][^,;。(]{0,20}[,;、](?!其中|含|[^,;。(]{0,16}转)(?=[^,;。(]{0,16}延[长期迟])[^,;。(\d]{0,16}[1-9]\d{0,5}[件宗份]"
)
# Of letters some are requests.
_LETTERS = re.compile(r"[^。]{0,60}(?:封|有效|实际)")
# Words near a bare 申请 that only fit requests for information.
_SUPPORT = (
    "公开",
    "结转",
    "答复",
    "依申请",
    "无法提供",
    "信函",
    "邮寄",
    "当面",
    "自然人",
    "撤销",
    "撤回",
    "复议",
    "补正",
    "信息不存在",
    "不属于本机关",
)


def request(c: Context, n: Number) -> bool:
    """Read a number of requests. False if it is of something else."""
    if n.q.unit in ("人", "人次", "名") and not n.roles & (APPLICANTS | CHANNELS):
        return False
    if _counted_none(c, n):
        c.turn("requests")
        c.add("requests_received", n.q)
        return True
    if n.q.unit == "" and (n.ahead or (n.right and not n.right[0].known) or "foreign" in n.ids):
        return False
    if "carry" in n.roles and n.linked:
        return carried(c, n)
    if not n.linked and not _themed(c, n):
        return False
    if n.roles & _NOT_REQUESTS or "assist" in n.ids or "excludes" in ids_of(n.right):
        return False  # 协助答复9件; 9件未计入本报告
    if "answered" in n.roles and n.head is None and ids_of(n.left) & {"upheld", "corrected"}:
        return True  # 复议机关维持我局答复2件: of cases
    some = "some" in ids_of(n.before) or (c.mark in (")", ":") and "some" in ids_of(c.w.words))
    if n.roles & {"arrival", "new", "answered"} and not n.ahead:
        verb = next(p for p in n.left if p.ids & {"arrival", "new", "answered"})
        some |= SOME_BODIES.search(c.near(verb.start)[0]) is not None
    if c.w.scope == "territory":  # 全市受理1204件, 其中市级机关受理287件
        some = bool(n.roles & {"arrival", "new"}) and n.q.value < c.of_area
    if n.roles & {"arrival", "new", "answered"} and some:
        c.turn("other")  # 各乡镇(街道)收到30件
        return True
    if n.roles & _ENDED:
        return outcome(c, n)
    roles = n.roles
    several = len(roles & CHANNELS) > 1
    if roles & CHANNELS and roles & {"arrival", "new"} and (several or not _by_way_of(n.side)):
        roles -= CHANNELS
    for kinds in (APPLICANTS, CHANNELS):
        if roles & kinds and "answered" not in roles:
            if not _came_from(c, n, roles, kinds):
                return _kind(c, n, roles & kinds)
            if len(roles & kinds) == 1 and any(
                p.ids & kinds and not p.text.startswith(ANYONE) for p in n.side
            ):
                c.add(next(iter(roles & kinds)), n.q)
            roles -= kinds
    if roles & CHANNELS:
        return False
    if "part" in roles:
        if roles & {"arrival", "new"}:
            c.turn("other")
        return bool(c.topics or c.prior)
    if roles & _MOVED:
        return _moved(c, n, roles)
    return not roles and _bare(c, n)


def _came_from(c: Context, n: Number, roles: frozenset[str], kinds: frozenset[str]) -> bool:
    """Whether who sent them, or how, is stated of all requests: 共收到公民提出的申请9件.

    Then nothing else is counted by applicant or by way.
    """
    if not roles & {"arrival", "new"} or c.part or c.concepts & (WHOLES | kinds) or n.head == "foreign":
        return False
    others = _BY_APPLICANT if kinds is APPLICANTS else _BY_WAY
    asked = any("申请" in p.text for p in (*n.side, *n.right[: n.taken]))
    return asked and not others.search(c.near(n.q.stop)[1]) and _are_requests(c, n, roles)


def _is_object(side: Sequence[Token]) -> bool:
    """Whether a channel is what came: 收到信件30封."""
    verb = next(i for i, p in enumerate(side) if p.ids & {"arrival", "new"})
    return bool(ids_of(side[verb + 1 :]) & CHANNELS)


def _by_way_of(side: Sequence[Token]) -> bool:
    """Whether a channel is how requests came (通过网络收到, 收到网络申请), not who got them (窗口收到)."""
    if _is_object(side):
        return True
    verb = next(i for i, p in enumerate(side) if p.ids & {"arrival", "new"})
    return any(p.text in _WAYS for p in side[:verb])


def _kind(c: Context, n: Number, kinds: frozenset[str]) -> bool:
    """Requests of one kind of applicant, or by one channel."""
    if (
        len(kinds) != 1
        or "part" in n.roles
        or n.head in ("foreign", "disclosure", "training")
        or n.q.unit == ""
    ):
        return False
    asked = any("申请" in p.text for p in (*n.left, *n.right))
    if n.roles & {"arrival", "new"} and not asked and _is_object(n.side):
        c.turn("other")  # 收到信件30封
        return True
    if n.head != "requests" and not c.requests_known(specific=True) and not c.evident(asked):
        return False
    if any(p.text in ("涉及", "关于", "涉") for p in n.before or n.left):
        return True  # 涉及个人的48件: what they are about
    if c.part and c.here and c.here[-1].concept in OUTCOMES | {"granted_or_partial"} | kinds and c.listing():
        return True  # 予以公开40件(自然人36件、法人4件): of those alone
    c.add(next(iter(kinds)), n.q)
    return True


def _themed(c: Context, n: Number) -> bool:
    """共收到涉及征地等领域的政府信息公开申请12件: what all of them were about stands inside."""
    whole = not n.ahead and n.head == "requests" and not c.part and not c.concepts & WHOLES
    return whole and "sum" in n.ids and "narrow" in ids_of(n.gap) and n.roles <= {"arrival", "new"}


def left_open(c: Context, n: Number) -> bool:
    """Whether a number is of requests, but what became of them is still to be stated."""
    counted = _OF_CASES | ({"条", "项", "次"} if c.part and c.w.topic == "requests" else set())
    counted |= {c.whole.unit} if c.whole and c.w.topic == "requests" and "left" in n.ids else set()
    if n.q.unit not in counted or c.w.topic == "other" or n.roles - {"part"}:
        return False
    return n.head in ("requests", "requests_weak") or c.requests_known(specific=True)


# ---- received and answered


def _moved(c: Context, n: Number, roles: frozenset[str]) -> bool:
    """Requests received, newly received, answered."""
    if not _are_requests(c, n, roles):
        return False
    if n.q.unit == "封" and _LETTERS.match(c.near(n.q.stop)[1]):
        return False  # 来信8封, 其中5封作为申请受理
    c.turn("requests")
    listed = (c.part or c.w.among) and not n.says("实际")
    if roles == {"arrival"} and listed and any(d.value > n.q.value and not d.scope for d in _received(c)):
        return True  # 收到22件, 其中转来5件, 直接提出17件
    if roles == {"answered"} and any(p.text == "转交" for p in n.left):
        return True  # 转交相关部门办理58件
    if roles == {"answered"} and c.part and any(p.text == "由" for p in n.right[: n.taken]):
        return True  # 其中8件转科室、52件由公开办答复: by whom some were answered
    next_counts = bool(n.right) and n.right[-1].end in c.counted
    if roles == {"answered"} and (next_counts if n.ahead else ids_of(n.right) & OUTCOMES and not next_counts):
        return True  # 61件已答复58件; 答复2件不存在, 1件予以公开: of those that ended so
    if c.w.time == "last" and not roles & {"answered"}:
        if not c.part:  # 其中1件为2019年12月收到
            c.add("requests_last_year", n.q)
        return True
    loose = _handled(c, n)
    for concept in _concepts(c, n, roles):
        draft = c.add(concept, n.q)
        if draft and concept == "requests_answered":
            draft.loose = loose
    return True


def _received(c: Context) -> list[Draft]:
    """How many requests came, or were there, as the sentence has stated so far."""
    return [draft for draft in c.here if draft.concept in WHOLES]


def some_answered(c: Context) -> None:
    """Leave out how many were answered where others were answered later, unless that many came."""
    if two := _IN_TIME_AND_LATER.search(c.wording):
        first, last = (c.sentence[0] + at for at in two.span())
        came = [draft.value for draft in _received(c)]
        answered = [d for d in c.here if d.concept == "requests_answered" and d.value not in came]
        c.here = [d for d in c.here if d not in answered or not first <= d.start < last]


def _handled(c: Context, n: Number) -> bool:
    """Whether 办理 may mean no more than that these requests were there: beside no other number of them."""
    if n.roles & {"arrival", "new"}:
        return "each" not in n.ids  # 收到并答复
    done = any("handled" not in p.ids for p in n.side if "answered" in p.ids) or n.says("已")
    received = [draft.value for draft in _received(c)]
    return not done and (not received or n.q.value in received)


def _are_requests(c: Context, n: Number, roles: frozenset[str]) -> bool:
    if any(p.noun in ("foreign", "disclosure", "fee", "cost", "training", "documents") for p in n.before):
        return False
    if n.head == "requests":
        return roles != {"answered"} or not residue(n.before) or is_organ(n.before)
    if "narrow" in ids_of(n.before):
        return False
    if n.head == "requests_weak":
        none = not n.q.value and not residue(n.before) and c.w.topic is None  # 收到申请0件
        if not n.says("各类", "各种", "各项") and (none or _weak_is_request(c, n.before, n.q.start)):
            return True
        c.turn("other")
        return False
    if n.head is None and any("申请" in p.text for p in n.side) and roles & (APPLICANTS | CHANNELS):
        return _weak_is_request(c, n.before, n.q.start)  # 收到自然人申请2件
    named = c.holds("信息公开", "依申请", "公开申请")
    if "new" in roles and n.q.unit in ("条", "条次") and not any("申请" in p.text for p in n.side):
        return False  # 网站新增7612条
    evident = "new" in roles and c.evident(named)  # 本年新收9件, 上年结转2件, 共收到政府信息公开申请11件
    if n.head is not None or not (evident or c.requests_known(specific="new" in roles)):
        return False
    if residue(n.before):
        c.w.mixed = True
        return False
    return True


def _weak_is_request(c: Context, before: Sequence[Token], at: int) -> bool:
    """Whether 申请 alone means a request for information here."""
    if c.w.topic == "other" or c.w.mixed:
        return False
    ahead, behind = c.near(at)
    if _SOME_OF.search(behind):
        return False  # 受理申请900件, 其中政府信息公开申请12件
    if "requests" in (c.w.topic, *c.prior, c.heading) or "信息公开" in ahead or "依申请" in ahead:
        return True
    if residue(before) and not is_organ(before):
        return False
    near = ahead + behind + c.text[c.sentence[1] : c.sentence[1] + 40].split("\n")[0]
    if any(word in near for word in _SUPPORT):
        return True
    if c.w.topic is not None or c.prior[-1:] == ["other"] or residue(before):
        return False
    return not _counts_unknown(c, at)


def _counts_unknown(c: Context, start: int) -> bool:
    """Whether the rest of the sentence counts something in words that are not known: 审核通过300件."""
    clause: list[Token] = []
    clauses = [clause]
    for piece in tokens(c.text, start, start + len(c.near(start)[1]), c.counted):
        if piece.text in (",", ";", ":", "。", "(", ")"):
            clauses.append(clause := [])
        clause.append(piece)
    return any(residue(one) and any(p.quantity for p in one) for one in clauses[1:])


def is_organ(pieces: Sequence[Token]) -> bool:
    """Whether the unknown words end in those of an office: 市住建局."""
    unknown = [p.text for p in pieces if not p.known]
    own = bool(unknown) and unknown[0] in "我本该"
    return bool(unknown) and not own and unknown[-1] in "局委办厅院镇乡处会所站署队道街室区县"


def of_several_bodies(sentence: str) -> bool:
    """Whether a sentence counts bodies side by side: 县财政局受理3件, 县教育局受理2件."""
    return len({match[1] for match in _OF_A_BODY.finditer(sentence)}) > 1


def _concepts(c: Context, n: Number, roles: frozenset[str]) -> list[str]:
    """What a number of requests that came or were answered states."""
    found = []
    has = bool(n.left) and n.left[-1].text in ("有", "共有")  # 申请办理有69件: how many there are
    if "new" in roles:
        found.append("requests_new")
    elif "due" in roles:
        found.append("requests_total")
    elif "arrival" in roles or (n.head == "requests" and has and not c.concepts & WHOLES):
        found.append("requests_received")
    if "answered" in roles and (not found or roles & {"arrival", "new"}):
        found.append("requests_answered")
    if n.q.unit == "次" and n.left and n.left[-1].text == "申请人":
        return []  # 答复申请人12次: replies, some to one request
    received = next((d for d in reversed(c.here) if d.concept in WHOLES), None)
    if found[:1] == ["requests_received"] and received and received.scope == c.w.scope:
        if not _sums(c, n):
            c.whole = None  # a second number received in one sentence: which is the whole is not known
            return found if n.head and not c.part else []
        found[0] = "requests_total"
    elif found[:1] == ["requests_received"] and _sums(c, n):
        found[0] = "requests_total"
    settled = any(d.concept == "requests_answered" and not d.loose for d in c.here)
    if "requests_answered" in found and c.part and settled:
        return []  # 其中按时办结35件
    if "left" in n.ids and found == ["requests_answered"] and not _rest_is_known(c):
        return []  # 不属于本机关8件, 其余5件按期答复
    return found


def _rest_is_known(c: Context) -> bool:
    """Whether what is not among the rest is not answered: 除1件在办外, 其余26件已办结."""
    return "except" in c.w.ids or any(d.concept == "carried_out" and d.value for d in c.here)


def _sums(c: Context, n: Number) -> bool:
    """Whether the number is the sum of new requests and those carried in, stated before."""
    carried = any(d.concept == "carried_in" and d.value for d in c.here)
    return "sum" in n.ids and carried and "requests_total" not in c.concepts


def _bare(c: Context, n: Number) -> bool:
    """A number with nothing but its noun: 依申请公开事项1件, 共计262件, 其中区本级206件."""
    if residue(n.left):
        return False
    received = next((d for d in reversed(c.here) if d.concept in WHOLES), None)
    apart = received is not None and received.scope not in (None, c.w.scope)
    if received and apart and n.head is None and ids_of(n.left) & _SCOPES and not residue(n.right):
        c.add(received.concept, n.q)
        return True
    total = c.w.cases[-1] if c.w.cases else None
    if n.head is None and total and total.scope != c.w.scope and ids_of(n.left) & _SCOPES:
        c.add(total.concept, n.q)
        return True
    if n.head in (None, "requests", "requests_weak") and received and _sums(c, n) and not residue(n.right):
        c.add("requests_total", n.q)
        return True
    has = bool(n.left) and n.left[-1].text in ("有", "共有")  # 全年共有7件政府信息公开申请
    beside = n.right if has and not residue(n.right) else n.left
    named = (p.text for p in reversed(beside) if p.noun == "requests" or c.is_their_number(p))
    name = next(named, "")  # 申请量达到196件
    published = name.endswith("信息") and n.q.value  # 依申请公开信息459件: what documents are marked as
    if (
        not name
        or published
        or n.head not in ("requests", "requests_weak")
        or n.q.unit not in (_OF_CASES | {"项"} if "sum" in n.ids else _OF_CASES)
        or received
        or c.part
        or c.holds("主动公开")
    ):
        return False
    if n.ids & {"foreign", "narrow", "and", "none"}:
        return False
    c.turn("requests")
    c.add("requests_received", n.q)
    return True


def _counted_none(c: Context, n: Number) -> bool:
    """本年度申请量为0."""
    if n.q.value or n.q.unit or n.roles or n.right or c.part or residue(n.left) or c.concepts & WHOLES:
        return False
    if c.w.topic not in ("requests", None):
        return False
    name = next((p for p in reversed(n.left) if p.noun), None)
    if name is None or name.noun not in ("requests", "requests_weak") or name not in n.left[-3:]:
        return False
    words = "".join(p.text for p in n.left[n.left.index(name) :])
    return any(word in words for word in ("量", "数"))
