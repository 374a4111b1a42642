"""Lists of parts in the prose against the whole that they are parts of. Rules N-12, N-20."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from govreport.checks.case import Answer, Bilingual, Case
from govreport.checks.grim import possible_share
from govreport.checks.hints import NO_HINT, hint
from govreport.text.counted import Count
from govreport.text.parts import Parts
from govreport.text.shares import ShareList

__all__ = ["main_classes", "whole_of_parts"]

# Parts that are a whole together: what is stated for all of them is stated for everyone.
_FAMILIES = (
    frozenset({"natural_person", "organisation"}),
    frozenset({"granted", "partial", "denied", "unable", "unprocessed", "other"}),
    frozenset({"granted_or_partial", "denied", "unable", "unprocessed", "other"}),
)
_OUTCOMES = frozenset().union(*_FAMILIES[1:])


def whole_of_parts(case: Case) -> Iterator[Answer]:
    """N-12: the parts of a list add up to the whole before it, or to less where it need not be whole."""
    for parts in case.prose.parts:
        passed, exception = _sum_of(case, parts), _excuse(parts)
        yield _judged(case, parts.whole, parts.items, passed, _surplus(parts), exception)
    for group in case.prose.shares:
        if group.introduced and len(group.shares) > 1 and sum(s.percent.value for s in group.shares) == 100:
            items = tuple(share.part for share in group.shares)
            whole = next((w for w in group.wholes if w.value == _total(items)), group.wholes[0])
            passed = _total(items) == whole.value if _exact((whole, *items)) else None
            hinted = _fits_both(group) if passed is False else NO_HINT
            yield _judged(case, whole, items, passed, hinted, None)


def main_classes(case: Case) -> Iterator[Answer]:
    """N-20: the classes that a sentence lists behind a whole stated before make up that whole."""
    for parts in case.prose.parts:
        if parts.ahead and _total(parts.items) <= parts.whole.value:
            passed = _total(parts.items) == parts.whole.value
            yield _judged(case, parts.whole, parts.items, passed, NO_HINT, None)


def _fits_both(group: ShareList) -> Bilingual:
    """What one of the parts should be for the sum to be the whole and its share to be right."""
    whole, total = group.wholes[0].value, _total(tuple(share.part for share in group.shares))
    for share in group.shares:
        right = share.part.value - (total - whole)
        if right > 0 and int(right) in possible_share(share.percent.value, int(right), int(whole)):
            shown = f"{share.percent.value:f}%"
            return hint("fits_both", printed=f"{share.part.value:f}", right=f"{right:f}", other=shown)
    return NO_HINT


def _sum_of(case: Case, parts: Parts) -> bool | None:
    total, whole = _total(parts.items), parts.whole.value
    if total == whole:
        return True
    if total < whole and _may_be_carried_over(case, parts):
        return None
    if parts.nested or (total > whole and _of_a_part(parts)):
        return None
    if parts.ahead and total < whole:
        return None  # the main classes: others may not be listed
    if parts.overfull and not parts.closed and len({name[-1] for name in parts.names}) > 1:
        return None  # 其中甲类5件、乙类4件、图解4件: what follows may be no part
    if parts.closed or _is_family(case, parts):
        return False
    return False if total > whole and (parts.alike or not parts.loose) else None


def _of_a_part(parts: Parts) -> bool:
    """Whether an item is one of an item before it: 自然人申请48件, 自然人申请通过网络提交的36件."""
    named = enumerate(parts.names)
    return any(len(name) > 1 and any(n.startswith(name) for n in parts.names[i + 1 :]) for i, name in named)


def _is_family(case: Case, parts: Parts) -> bool:
    concepts = _concepts(case, parts.items)
    return len(concepts) == len(parts.items) and concepts in _FAMILIES


def _may_be_carried_over(case: Case, parts: Parts) -> bool:
    """Whether the parts are outcomes of requests received: some may be left for next year."""
    answered = "requests_answered" in _concepts(case, (parts.whole,))
    return bool(_concepts(case, parts.items) & _OUTCOMES) and not answered


def _concepts(case: Case, counts: Iterable[Count]) -> set[str]:
    """What the prose is known to count with some numbers."""
    places = {case.prose.where(count.start, count.end).start for count in counts}
    return {fact.concept for place in places for fact in case.prose.between(place, place + 1)}


def _excuse(parts: Parts) -> str | None:
    surplus = _total(parts.items) - parts.whole.value
    if surplus > 0 and parts.ways:
        return "several_ways"
    if not parts.closed and any(item.value == surplus for item in parts.items):
        return "part_in_part"
    return None


def _surplus(parts: Parts) -> Bilingual:
    surplus = _total(parts.items) - parts.whole.value
    twice = surplus > 0 and any(item.value == surplus for item in parts.items)
    return hint("surplus_is_part", printed=f"{surplus:f}") if twice else NO_HINT


def _judged(
    case: Case,
    whole: Count,
    items: tuple[Count, ...],
    passed: bool | None,
    hinted: Bilingual,
    exception: str | None,
) -> Answer:
    return Answer(
        passed,
        expected=f"{whole.value:f}",
        actual=f"{_total(items):f} = {' + '.join(f'{item.value:f}' for item in items)}",
        words={"whole": f"{whole.value:f}{whole.unit}", "hint": hinted},
        exception=exception if passed is False else None,
        passages=tuple(case.prose.where(count.start, count.end) for count in (whole, *items)),
    )


def _exact(counts: tuple[Count, ...]) -> bool:
    return all(count.qualifier == "exact" for count in counts)


def _total(items: tuple[Count, ...]) -> Decimal:
    return sum((item.value for item in items), Decimal(0))
