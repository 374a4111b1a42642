"""One number of a clause: the pieces on its two sides, what happened to it, and what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from govreport.document import record
from govreport.text.facts.context import CASES, CHANNELS
from govreport.text.facts.words import Token, ids_of, vocabulary
from govreport.text.quantities import Quantity

__all__ = ["DOCUMENTS", "Number", "number"]

# What may stand between what happened and its number.
_LINKS = frozenset(
    "filler and all sum each organ requests requests_weak this year month last next office territory among"
    " includes excludes plus left except answered".split()
)
# What may stand between roles that are true of one number: 受理、办结各5件; 结转上年度办理3件.
_JOINTS = frozenset("and filler all includes last next this year".split())
_CAUSING = frozenset({"occurred", "happened"})
_MOVED = frozenset({"new", "arrival", "answered"})
# What is done with normative documents, and the concept of their number.
DOCUMENTS = {
    "made": "documents_normative",
    "repealed": "documents_repealed",
    "in_force": "documents_in_force",
}


@record(frozen=True, slots=True)
class Number:
    """A number and what stands beside it in its clause.

    Attributes
    ----------
    left, right : sequence of Token
        The pieces between the number before and this one, and between this one and the next.
    roles : frozenset of str
        What happened to what it counts, by the words nearest to it: before it if there are any.
    ahead : bool
        The roles stand behind the number: 9件已办结.
    before, gap : sequence of Token
        What stands before the roles, and what between them and the number.
    head : str or None
        The noun of what it counts; "foreign" for what is of no concern here.
    taken : int
        How many pieces on the right were needed.
    """

    q: Quantity
    left: Sequence[Token]
    right: Sequence[Token]
    roles: frozenset[str]
    ahead: bool
    before: Sequence[Token]
    gap: Sequence[Token]
    head: str | None
    taken: int

    @property
    def ids(self) -> frozenset[str]:
        return ids_of(self.left)

    @property
    def side(self) -> Sequence[Token]:
        """The side on which its roles stand."""
        return self.right if self.ahead else self.left

    @property
    def linked(self) -> bool:
        """Whether nothing parts the number from its roles."""
        return all(p.ids == {"filler"} or p.ids & _LINKS for p in self.gap)

    def says(self, *words: str) -> bool:
        """Whether one of the pieces beside it is one of these words."""
        return any(p.text in words for p in (*self.left, *self.right))

    def says_of(self, *words: str) -> bool:
        """Whether one of the pieces beside it holds one of these words."""
        return any(word in p.text for p in (*self.left, *self.right) for word in words)


def number(q: Quantity, left: Sequence[Token], right: Sequence[Token]) -> Number:
    """Read the two sides of a number; 12件中公开7件: what stands behind 中 is of the next one."""
    right = right[: next((i for i, p in enumerate(right) if p.text in ("中", "里", "当中")), len(right))]
    roles, at, until = _roles_before(left)
    next_to = next((p for p in right if p.ids != {"filler"}), None)
    if roles and roles <= CHANNELS and next_to and next_to.noun == "requests":
        roles, left = frozenset(), ()  # 窗口2件政府信息公开申请: the window is who got them
    if roles:
        behind: Sequence[Token] = right if roles & _MOVED or _are_documents(roles, right) else ()
        head, taken = _head(left, behind), _noun_behind(behind)
        return Number(q, left, right, roles, False, left[:at], left[until:], head, taken)
    roles, at, until = _roles_behind(right)
    if any("none" in p.ids and not p.ids & vocabulary().roles for p in right[:until]):
        roles, at, until = frozenset(), 0, 0  # 1件未收到申请人的材料
    by = next((i for i, p in enumerate(right[:at]) if p.text == "由"), at)  # 由政务公开科受理: by whom
    gap = [*left, *right[:by]] if roles else [*left]
    return Number(q, left, right, roles, True, (), gap, _head(left, right), until)


def _roles_before(left: Sequence[Token]) -> tuple[frozenset[str], int, int]:
    """The roles nearest before a number, joined ones together; where they begin and end."""
    known = vocabulary().roles
    roles: set[str] = set()
    at = until = len(left)
    for i in range(len(left) - 1, -1, -1):
        here = left[i].ids & known
        if here:
            until = until if roles else i + 1
            roles |= here
            at = i
        elif roles and not (left[i].ids & _JOINTS or left[i].noun):
            break
    return frozenset(roles), at, until


def _roles_behind(right: Sequence[Token]) -> tuple[frozenset[str], int, int]:
    """The roles nearest behind a number; where they begin and end."""
    known = vocabulary().roles
    roles: set[str] = set()
    at = until = 0
    for i, piece in enumerate(right):
        here = piece.ids & known
        if here:
            at = at if roles else i
            roles |= here
            until = i + 1
        elif roles and not piece.known:
            break
    return frozenset(roles), at, until


def _head(left: Sequence[Token], right: Sequence[Token]) -> str | None:
    """What a number counts: the last noun before it, or the first one right behind it."""
    for i in range(len(left) - 1, -1, -1):
        name = left[i].noun
        if left[i].ids & _CAUSING and all(p.known for p in right):
            counted = next((p.noun for p in right if p.noun), None)
            if counted in CASES:
                return counted  # 因信息公开申请产生的2件行政诉讼
        if name == "requests_weak" and i and (not left[i - 1].known or "foreign" in ids_of(left[:i])):
            return "foreign"  # 道路挖掘申请, 许可申请: requests for something else
        if name:
            return name
    nouns = [p.noun for p in takewhile(lambda p: p.known, right) if p.noun]
    if nouns[:1] == ["requests"] and nouns[1:2] and nouns[1] in CASES:
        return nouns[1]  # 1起因政府信息公开申请行政复议
    return nouns[0] if nouns else None


def _are_documents(roles: frozenset[str], right: Sequence[Token]) -> bool:
    """Whether a number counts normative documents that are named behind it: 制发3件规范性文件."""
    return bool(roles & DOCUMENTS.keys()) and next((p.noun for p in right if p.noun), None) == "documents"


def _noun_behind(right: Sequence[Token]) -> int:
    """How many pieces belong to a noun behind its number: 收到9件政府信息公开申请."""
    for i, piece in enumerate(right):
        if not piece.known or piece.ids & vocabulary().roles:
            return 0
        if piece.noun:
            return i + 1
    return 0
