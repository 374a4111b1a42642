"""Numbers of normative documents (规范性文件): made and repealed in the year, and in force at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from govreport.text.facts.context import Context
from govreport.text.facts.numbers import DOCUMENTS, Number
from govreport.text.facts.words import Token, ids_of, residue, vocabulary

__all__ = ["documents", "no_documents"]

_JOINING = frozenset({"and", "filler", "sum", "all", "office", "territory"})
_NOT_ITS_OWN = re.compile("名义|公报|刊[登载]")
_REVISED = re.compile(r"(?:修改|修订)(?:[^,。;\d]{0,8})\d")
_MARKS, _MARKS_AND_PAUSE = re.compile("[,;:()]"), re.compile("[,;:()、]")


def documents(c: Context, n: Number) -> bool:
    """Read a number of normative documents. False if it is of something else."""
    kinds = n.roles & DOCUMENTS.keys()
    if "in_force" in kinds:
        kinds -= {"made"}  # 集中发布现行有效规范性文件393件
    if n.head != "documents" and not (c.w.topic == "documents" and n.head is None and kinds):
        return False
    if _making_of_others(c, n):
        c.turn("other")  # 指导各镇制定规范性文件7件、废止2件
        return True
    c.turn("documents")
    done = kinds or (c.w.done & DOCUMENTS.keys() if _lists(n) else frozenset())
    posted = done == {"made"} and (
        (n.q.unit == "条" and n.q.value) or any("channel_online" in p.ids or p.noun for p in _before_noun(n))
    )
    sure = not posted and not residue(n.left) and not _of_others(n) and not _is_change(c, n)
    if len(done) == 1 and sure and not _of_some(c, n, *done):
        c.add(DOCUMENTS[next(iter(done))], n.q)
    return True


def _before_noun(n: Number) -> Sequence[Token]:
    """What stands before the documents: in 网站发布规范性文件3件 they are posted, not made."""
    at = next((i for i, p in enumerate(n.left) if p.noun == "documents"), len(n.left))
    return n.left[:at]


def _lists(n: Number) -> bool:
    """Whether a number only goes on with a list: 制定规章2件、规范性文件5件. What was done stands before."""
    plain = all(p.noun == "documents" or p.ids & (_JOINING | {"among"}) for p in n.left)
    return not n.roles and plain and all(p.noun == "documents" for p in n.right)


def _of_others(n: Number) -> bool:
    """Whether a number counts what is only named after such documents: 规范性文件解读材料5件."""
    if n.ids & {"foreign", "narrow", "none", "interpretation"} or n.says("等"):
        return True
    at = next((i for i, p in enumerate(n.right) if p.noun == "documents"), None)
    behind = () if at is None or any(p.noun == "documents" for p in n.left) else n.right[at + 1 :]
    return bool(residue(behind)) or any(p.noun for p in behind)


def _making_of_others(c: Context, n: Number) -> bool:
    """Whether others made them: 指导各镇制定规范性文件7件; also where a list goes on with such a number."""
    ids = n.ids if n.roles else n.ids | c.w.ids
    return "assist" in ids or ("some" in n.ids and "territory" not in n.ids)


def _is_change(c: Context, n: Number) -> bool:
    """Whether a number is of how many more or fewer: 比上年少制发规范性文件3件, 同比多制发2件、废止1件."""
    beside = n.left if n.side is n.left else (*n.left, *n.side)
    if any(p.ids & {"up", "down"} or ("than" in p.ids and "and" not in p.ids) for p in beside):
        return True
    return (c.mark == "、" or not n.roles) and bool(c.w.ids & {"up", "down"})


def _of_some(c: Context, n: Number, done: str) -> bool:
    """Whether a number is of some of those only: a part of a number stated, what one clean-up looked at."""
    if n.ahead and any(p.year not in (None, c.year) or c.is_last_year(p) for p in n.right[: n.taken]):
        return True  # 3件中1件为2022年制发
    if not n.roles and c.text.startswith("中", n.q.stop):
        return True  # 废止211份, 其中规范性文件40份中废止9份: what is done is behind
    if done == "made" and c.part and n.head is None and "includes" in n.ids:
        return True  # 6件(含以前年度制发的2件)
    if (c.part and DOCUMENTS[done] in c.concepts) or (done == "made" and _NOT_ITS_OWN.search(c.wording)):
        return True  # 起草6件, 以县政府名义印发4件; 公报刊登规范性文件20件: whose they are is not stated
    if done == "in_force" and _REVISED.search(c.wording):
        return True  # 继续有效48件, 修改5件: those are in force too
    if done == "repealed" and _kind("".join(p.text for p in n.side)) != "both" and _counted_apart(c):
        return True
    return done != "made" and ("narrow" in c.w.ids or c.holds("专项"))


def _counted_apart(c: Context) -> bool:
    """Whether 废止 and 失效 have a number each: what the form calls repealed may be both together."""
    if not c.holds("失效"):
        return False
    counters = vocabulary().concepts["documents_repealed"].counters
    first, last = c.sentence
    numbers = [q for at, q in sorted(c.counted.items()) if first <= at < last and q.unit in counters]
    bounds = [first, *(at for q in numbers for at in (q.start, q.stop)), last]
    between = [c.text[bounds[i] : bounds[i + 1]] for i in range(0, len(bounds), 2)]
    kinds = set()
    for before, behind in pairwise(between):
        named = [kind for piece in _MARKS.split(before) if (kind := _kind(piece))]
        kinds |= {*named[-1:], _kind(_MARKS_AND_PAUSE.split(behind)[0])}
    return {"repealed", "expired"} <= kinds


def _kind(words: str) -> str:
    """Which of the two some words name: repealed, expired or both; nothing if none."""
    repealed, expired = _names_repealed(words), "失效" in words
    return "both" if repealed and expired else "repealed" if repealed else "expired" if expired else ""


def _names_repealed(words: str) -> bool:
    return "废止" in words or "废除" in words


def no_documents(c: Context, rest: Sequence[Token], start: int, end: int) -> None:
    """未制发规范性文件; 无废止的规范性文件."""
    done = ids_of(rest) & DOCUMENTS.keys()
    if done and not residue(rest) and not any("时" in p.text for p in rest):  # 未及时废止
        c.turn("documents")
        for role in sorted(done):
            c.add_zero(DOCUMENTS[role], start, end)
