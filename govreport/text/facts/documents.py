"""Numbers of normative documents (规范性文件): made and repealed in the year, and in force at its end."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.text.facts.context import Context
from govreport.text.facts.numbers import DOCUMENTS, Number
from govreport.text.facts.words import Token, ids_of, residue

__all__ = ["documents", "no_documents"]

_JOINING = frozenset({"and", "filler", "sum", "all", "office", "territory"})


def documents(c: Context, n: Number) -> bool:
    """Read a number of normative documents. False if it is of something else."""
    told = n.roles & DOCUMENTS.keys()
    if n.head != "documents" and not (c.w.topic == "documents" and n.head is None and told):
        return False
    c.turn("documents")
    done = told or (c.w.done & DOCUMENTS.keys() if _lists(n) else frozenset())
    if len(done) == 1 and not residue(n.left) and not _of_others(n) and not _of_some(c, n, *done):
        c.add(DOCUMENTS[next(iter(done))], n.q)
    return True


def _lists(n: Number) -> bool:
    """Whether a number only goes on with a list: 制定规章2件、规范性文件5件. What was done stands before."""
    plain = all(p.noun == "documents" or p.ids & (_JOINING | {"among"}) for p in n.left)
    return not n.roles and plain and all(p.noun == "documents" for p in n.right)


def _of_others(n: Number) -> bool:
    """Whether a number counts what is only named after such documents: 规范性文件解读材料5件."""
    if n.ids & {"foreign", "narrow", "none"} or n.says("等"):
        return True
    at = next((i for i, p in enumerate(n.right) if p.noun == "documents"), None)
    behind = () if at is None or any(p.noun == "documents" for p in n.left) else n.right[at + 1 :]
    return bool(residue(behind)) or any(p.noun for p in behind)


def _of_some(c: Context, n: Number, done: str) -> bool:
    """Whether a number is of some of those only: a part of a number told, what one clean-up looked at."""
    if c.part and DOCUMENTS[done] in c.concepts:
        return True
    if done == "repealed" and "失效" in c.said and not n.says_of("失效"):
        return True  # 废止3件、失效2件: together they may be what the form calls repealed
    return done != "made" and ("narrow" in c.w.ids or "专项" in c.said)


def no_documents(c: Context, rest: Sequence[Token], start: int, end: int) -> None:
    """未制发规范性文件; 无废止的规范性文件."""
    done = ids_of(rest) & DOCUMENTS.keys()
    if len(done) == 1 and not residue(rest) and not any("时" in p.text for p in rest):  # 未及时废止
        c.turn("documents")
        c.add_zero(DOCUMENTS[next(iter(done))], start, end)
