"""Numbers of trainings, interpretations, published items and fees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from govreport.text.facts.context import APPLICANTS, CHANNELS, OUTCOMES, Context
from govreport.text.facts.numbers import Number
from govreport.text.facts.words import Token, ids_of, residue, vocabulary

__all__ = ["fee", "plain"]

_DISCLOSED = ("disclosure", "disclosure_website")
_PUBLISHED = ("公开", "发布", "公布")
_OUTLETS = ("平台", "公众号", "微信公众号", "微信", "微博", "新媒体", "政务新媒体", "政务微博", "客户端")
_JOINED = ("、", "和", "及", "与", "以及", "等")
# What documents are marked as: 文件12件, 主动公开9件, 不予公开3件.
_MARKED = re.compile("公文|属性|不予公开|文件")
_MARKED_BEHIND = re.compile("公文|属性|不予公开")
# What is done with items that is no publishing, right before them.
_TREATED = re.compile(
    "(?:[抽核排巡复]查|抽检|[撤删][下除回]|整改|纠正|[修更]正|报送|送交|上报|[收采征]集|储备|归档|移交|转[载发]|补[录充]|应|拟|未)"
    "[^,。;:]{0,6}$"
)
_OUTLET = re.compile(
    "(?:屏|[公宣告示]栏|微信号|头条号|视频号|频道|电台|日报|晚报|微信群|公众号|刊物)[^,。;:]{0,6}$"
)
_BODIES = re.compile(
    r"[局所站镇乡村委厅队院校区](?:主动)?(?:公开|发布)(?:信息)?\d"
)  # 办公室公开30条, 财政所公开20条
_SPECIAL_PAGE = re.compile(  # 上线“第128届交易会”专题, 发布信息64条
    "(?:上线|开[设通辟]|设[立置]|推出|制作)[^,。;]{0,24}(?:专题|专栏|专区|栏目|频道|版块|板块)(?:\\d+个)?,[^,。;]{0,8}$"
)
_CASES = ("件", "份", "宗")  # what requests are counted by, items seldom
_NEAR = 12  # characters
_PERSONS = ("人次", "人", "名", "人日")


def plain(c: Context, n: Number) -> bool:
    """Read a number that its noun alone explains. False if it is of something else."""
    n = _bare_items(c, n)
    through = next((i for i, p in enumerate(n.left) if "through" in p.ids), None)
    if through is not None and n.head == "disclosure" and any(p.noun == n.head for p in n.left[through:]):
        n = replace(n, left=n.left[through + 1 :])  # 通过网站、公众号等渠道主动公开: by all of them
    elif n.head == "disclosure":
        at = next((i for i, p in enumerate(n.left) if p.noun == n.head), 0)
        n = replace(n, left=n.left[_by_several_ways(n.left, at) :])
    added = n.head is None and "new" in n.roles and c.w.topic == "disclosure"
    if (n.head == "disclosure" or added) and _cumulative(c, n):
        return True
    website = n.head is None and n.says("网站", "门户网站", "政府网站") and not residue(n.left)
    if website and c.w.topic == "disclosure" and "disclosed" in c.concepts:
        c.add("disclosed_website", n.q)
        return True
    if n.q.unit in _PERSONS:
        return _persons(c, n)
    if n.head == "fee":
        c.turn("fee")
    asked = c.w.topic == "requests" or (n.q.unit in _CASES and c.requests_known(specific=True))
    if n.head in _DISCLOSED and asked and (c.part or c.listing()):
        return True  # 予以公开3件, 已主动公开2件: how requests ended
    concept = next((x for x in vocabulary().concepts.values() if x.noun and x.noun == n.head), None)
    if concept is None:
        return n.head in ("cost", "fee")
    assert n.head is not None
    alone = _alone(c, n)
    if alone and (n.head == "disclosure_website" or (n.head == "disclosure" and _on_sites(n))):
        if _is_whole(c, n):
            c.add("disclosed", n.q)
        elif not _of_posts(n):
            c.add("disclosed_website", n.q)
    elif alone:
        c.add(concept.id, n.q)
    c.turn(n.head if alone or n.head != "training" else "other")
    return True


def _bare_items(c: Context, n: Number) -> Number:
    """公开157条, 网站发布34篇: with no noun, nor anything else that could be counted, items disclosed."""
    at = next((i for i in range(len(n.left) - 1, -1, -1) if n.left[i].text in _PUBLISHED), None)
    if at is None or n.head not in (None, "foreign") or c.part or c.requests_known(specific=True):
        return n
    site = any("channel_online" in p.ids for p in n.left[:at])
    plainly = n.q.unit in ("条", "条次") or (site and n.q.unit in ("篇", "则"))
    if not plainly or residue((*n.left, *n.right)) or ("disclosed" in c.concepts and not site):
        return n
    ways = [p for p in n.left[:at] if p.noun == "foreign"]
    beside = ids_of((*n.left, *n.right)) & {"narrow", "some", "left", *OUTCOMES}
    thing = any(p.noun or not p.ids <= {"filler", "sum", "all"} for p in n.left[at + 1 :])
    thing |= any(p.noun not in (None, "disclosure") for p in n.right)  # 公开12条规范性文件
    if beside or thing or any(p.text not in _OUTLETS for p in ways) or _BODIES.search(c.near(n.q.stop)[1]):
        return n
    item = replace(n.left[at], noun="disclosure")
    return replace(n, left=(*n.left[:at], item, *n.left[at + 1 :]), head="disclosure")


def _by_several_ways(left: Sequence[Token], at: int) -> int:
    """Where what is counted begins, if all ways of publishing stand before it: 网站和公众号发布信息."""
    before = [p for p in left[:at] if p.noun == "foreign" or "channel_online" in p.ids]
    if not before or any(p.noun == "foreign" and p.text not in _OUTLETS for p in before):
        return 0
    first, last = left.index(before[0]), left.index(before[-1])
    joined = all(p in before or p.text in _JOINED for p in left[first : last + 1])
    alone = len(before) == 1 and before[0].text == "平台" and not residue(left[:at])
    several = len(before) > 1 and any("channel_online" in p.ids for p in before)
    return last + 1 if joined and (alone or several) else 0


def _on_sites(n: Number) -> bool:
    """Whether a number counts what stands on web sites alone: 通过门户网站发布政府信息30条."""
    at = next((i for i, p in enumerate(n.left) if p.noun == n.head), len(n.left))
    return any("channel_online" in p.ids for p in n.left[:at])


def _of_posts(n: Number) -> bool:
    """Whether all that a site published is counted, news too: 通过网站发布信息2524条."""
    noun = next((p.text for p in n.left if p.noun == n.head), "")
    return "发布" in noun and "政府信息" not in noun


def _is_whole(c: Context, n: Number) -> bool:
    """Whether the parts of a number follow, all of them, and no whole was stated before:
    通过网站公开46条,其中动态36条,其他10条."""
    following = (q for at, q in c.counted.items() if n.q.stop <= at < c.sentence[1] and q.unit == n.q.unit)
    stated = any(draft.concept == "disclosed" for draft in (*c.drafts, *c.here))
    return not stated and sum(q.value for q in following) == n.q.value


def _one_way(before: Sequence[Token]) -> bool:
    """Whether what was published one way is counted, on a way that no word names: 通过公开栏公开信息30条."""
    at = next((i for i, p in enumerate(before) if p.text in ("通过", "经", "在", "利用", "依托")), None)
    return at is not None and bool(residue(before[at:])) and not ids_of(before[at:]) & {"channel_online"}


def _cumulative(c: Context, n: Number) -> bool:
    """累计主动公开120条, 本年新增30条: the first is no number of the year. True if `n` is what was added."""
    total = next((d for d in c.here if d.concept == "disclosed"), None)
    if total is None or total.value <= n.q.value or "累计" not in c.text[c.sentence[0] : total.start]:
        return False
    if "this" not in n.ids and "year" not in n.ids:
        return False
    c.here.remove(total)
    if not residue(n.left) and not c.part:
        c.add("disclosed", n.q)
    return True


def _referred(c: Context, n: Number) -> bool:
    """Whether a number was stated before, of something else: 文件中主动公开9件. 主动公开的9件上了网."""
    again = n.q.start and c.text[n.q.start - 1] == "的" and all(d.concept != "disclosed" for d in c.drafts)
    return bool(again) and any(
        at < n.q.start and (q.value, q.unit) == (n.q.value, n.q.unit) for at, q in c.counted.items()
    )


def _alone(c: Context, n: Number) -> bool:
    """Whether a number counts all of what its noun names, and nothing else with it."""
    at = next((i for i, p in enumerate(n.left) if p.noun == n.head), 0)
    if n.head == "disclosure" and (_of_something_else(c, n, at) or _referred(c, n)):
        return False
    part = c.part and c.w.topic == n.head  # 政策解读30篇, 其中图文解读12篇
    if residue(n.left[at:]) or residue(n.left[:at]) > 24 or part:
        return False
    if n.ids & {"foreign", "narrow", "attend_elsewhere", "none", "rest_outcome", "left"}:
        return False
    if not any(p.noun == n.head for p in n.left) and ids_of(n.right) & {"none", "future"}:
        return False  # 8条拟公开信息未予发布
    if n.head in _DISCLOSED and "some" in n.ids:
        return False  # 各乡镇主动公开政府信息534条: of some of those who are counted
    others = any(p.ids & {"answered", "part"} or p.text == "事项" for p in n.left[at:])
    if n.head in _DISCLOSED and others:
        return False  # 主动公开答复20件, 目录中主动公开事项186项
    if any(p.text in ("和", "与", "及", "以及", "、") for p in n.left) or (n.q.unit == "" and n.right):
        return False
    if n.head == "disclosure" and _one_way(n.left[:at]):
        return False
    if n.head in _DISCLOSED:  # 公文中主动公开51件: what documents are marked as
        ahead, behind = c.near(n.q.start)
        marked = n.head == "disclosure" and (_MARKED.search(ahead) or _MARKED_BEHIND.search(behind))
        return not (marked and n.left and n.left[at].text == "主动公开")
    verb = max((i + 1 for i, p in enumerate(n.left[:at]) if p.ids & {"held", "made", "attended"}), default=at)
    if (at and not n.left[at - 1].known) or residue(n.left[verb:at]):
        return False  # 安全生产培训, 开展消防安全培训
    return not (n.head == "interpretation" and c.w.topic == "other" and "held" not in n.ids)


def _of_something_else(c: Context, n: Number, at: int) -> bool:
    """Whether items are of one field or outlet that was named before, of a clearing, or more than before."""
    if "some" in ids_of(c.w.words) and c.mark == ")":
        return True  # 各村(社区)公开信息
    before = "".join(p.text for p in n.left[:at])[-_NEAR:]
    if _SPECIAL_PAGE.search(c.near(n.q.start)[0]):
        return True
    if n.ids & {"up", "down"} or _TREATED.search(before) or _OUTLET.search(before):
        return True  # 较去年多公开信息54条, 抽查公开信息54条
    if not any(p.noun == n.head for p in n.left):
        return bool(n.ids & {"kept", "arrival"})  # 清理出15条政府公开信息
    name = n.left[at].text
    if name not in _PUBLISHED and not name.startswith(("公开信息", "发布信息", "共发布信息")):
        return False
    if "narrow" in c.w.ids or (c.w.topic == "requests" and name.startswith("公开")):
        return True
    apart = c.mark == ";" or "channel_online" in ids_of(c.w.words)  # 依托网站、新媒体等, 公开信息30条
    return c.w.topic == "other" and not (apart and name.startswith("公开信息"))


def _persons(c: Context, n: Number) -> bool:
    about = n.head == "training" or c.w.topic == "training"
    about = about or (n.head is None and c.w.topic is None and c.prior[-1:] == ["training"])
    attended = any(p.ids & {"attended", "training"} for p in (*n.left, *n.right))
    if about and attended and not residue(n.left):
        if n.head == "training":
            c.turn("training")
        c.add("trained_persons", n.q)
        return True
    return n.head not in ("requests", "requests_weak") and not n.roles & (APPLICANTS | CHANNELS)


def fee(c: Context, n: Number) -> None:
    """Read an amount of money: a fact where it is what was charged for information."""
    nouns = {p.noun for p in n.left}
    charged = "cost" in nouns or "charged" in n.ids
    asked = c.holds("依申请", "信息处理费", "提供政府信息")
    asked = asked or "fee" in (c.heading, *c.prior)
    known = "fee" in nouns or c.w.topic == "fee" or (charged and asked)
    if known and not residue(n.left) and "foreign" not in nouns and not c.part:
        c.turn("fee")
        c.add("fee_yuan", n.q)
    else:
        c.turn("other")
