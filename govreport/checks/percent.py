"""Rules on the shares of the prose, and on claims that all was done. Ids P-, with those of growth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from govreport.checks import growth
from govreport.checks.case import Answer, Bilingual, Case, Function
from govreport.checks.grim import (
    Possible,
    explain_share,
    possible_share,
)
from govreport.checks.growth import WHOLES, place_of, requests_received, total, whole_number
from govreport.checks.hints import NO_HINT, first, hint
from govreport.document import Where
from govreport.report import Figure
from govreport.text.claims import claimed, makes
from govreport.text.counted import Count
from govreport.text.shares import Share, ShareList

__all__ = ["RULES"]

_REQUESTS = (*WHOLES, "requests_answered")
_MANY = 3  # shares that may make up a whole that is not stated
_NO_SLIPS = ("computed", "truncated")


# ---- shares


def _whole(value: Decimal | None) -> int | None:
    return None if value is None or value != value.to_integral_value() or value < 1 else int(value)


def _possible(share: Share, whole: int) -> Possible:
    part, percent = share.part.value, share.percent.value
    far = abs(100 * part - percent * whole) > 2 * _unit(percent) * whole  # most of many wholes are
    if far or part != part.to_integral_value():
        return Possible(None, None)
    return possible_share(percent, int(part), whole)


@dataclass(frozen=True, slots=True)
class _KnownShares:
    """A list of shares with the wholes that it may be of, and which of them most of it fits."""

    shares: tuple[Share, ...]
    wholes: tuple[int, ...]
    best: int | None
    fits: int
    certain: bool

    @classmethod
    def of(cls, case: Case, group: ShareList, requests: tuple[int, ...]) -> _KnownShares:
        """`requests` are the numbers of requests that there are."""
        concept = _of_requests(case, group)
        more = () if concept is None else requests
        stated = [n for count in group.wholes if count.qualifier == "exact" and (n := _whole(count.value))]
        wholes = tuple(dict.fromkeys((*stated, *more)))
        score = {whole: sum(bool(_possible(s, whole)) for s in group.shares) for whole in wholes}
        best = max(wholes, key=lambda whole: score[whole]) if wholes else None
        together = _whole(sum((share.part.value for share in group.shares), Decimal(0)))
        if together and together not in score and len(group.shares) >= _MANY:
            # Shares of all that was answered, where that total is stated nowhere.
            fits = sum(bool(_possible(s, together)) for s in group.shares)
            if fits >= len(group.shares) - 1 and fits > (score[best] if best else 0):
                wholes, score[together], best = (together, *wholes), fits, together
        fits = score[best] if best else 0
        first_fits = group.introduced and bool(stated) and best == stated[0]
        return cls(group.shares, wholes, best, fits, first_fits or bool(concept) or fits > 1)

    def rounds(self) -> bool:
        """Whether one of the shares is right only if decimals are rounded and not cut off."""
        best = self.best
        if best is None or self.fits < 2:
            return False
        possible = [_possible(share, best) for share in self.shares]
        return any(one.rounded is not None and one.truncated is None for one in possible)


def _of_requests(case: Case, group: ShareList) -> bool | None:
    """Whether the shares are known to be of requests; None where no fact states them."""
    places = {case.prose.where(s.percent.start, s.percent.end).start for s in group.shares}
    beside = [fact for place in places for fact in case.prose.between(place, place + 1)]
    facts = [fact for fact in beside if fact.concept == "share_percent"]
    return any(fact.base in _REQUESTS for fact in facts) if facts else None


def _numbers_of_requests(case: Case) -> tuple[int, ...]:
    """The numbers of requests that prose and tables tell, each once."""
    values = [f.value for f in case.prose.facts if f.concept in _REQUESTS and f.qualifier == "exact"]
    values += [value for figures in _of_tables(case) if (value := total(figures)) is not None]
    return tuple(dict.fromkeys(n for value in values if (n := _whole(value))))


def _of_tables(case: Case) -> Iterator[tuple[Figure, ...]]:
    """Cells whose sums are numbers of requests: received, answered."""
    yield from requests_received(case)
    if case.form("requests"):
        yield (case.figure("requests", "outcome_total", "total"),)
    for row in ("requests.answered", "requests.closed"):
        if ("survey", row, "year") in case.cells:
            yield (case.cells["survey", row, "year"],)


def shares(case: Case) -> Iterator[Answer]:
    """P-1: a part of a whole is the share that the prose states."""
    requests = _numbers_of_requests(case)
    lists = [_KnownShares.of(case, group, requests) for group in case.prose.shares]
    rounds = any(known.rounds() for known in lists)
    for known in lists:
        for share in known.shares:
            yield _share(case, known, share, rounds)


def _share(case: Case, known: _KnownShares, share: Share, rounds: bool) -> Answer:
    possible = {whole: _possible(share, whole) for whole in known.wholes}
    rounded = next((whole for whole in known.wholes if possible[whole].rounded is not None), None)
    cut = next((whole for whole in known.wholes if possible[whole].truncated is not None), None)
    whole = rounded or cut or known.best
    passed: bool | None = None
    exception = None
    if rounded:
        passed = True
    elif whole and share.percent.qualifier == share.part.qualifier == "exact":
        exception = "truncated" if cut and not rounds else "adjusted" if _adjusted(known, share) else None
        passed = False if exception or known.certain else None
    slip = _slip_of_share(share, whole, known.wholes) if passed is False and not exception else NO_HINT
    return Answer(
        passed,
        expected=_exact(share, whole),
        actual=_stated(share),
        words={
            "part": f"{share.part.value:f}{share.part.unit}",
            "whole": f"{whole}" if whole else "?",
            "percent": _stated(share),
            "slip": slip,
        },
        exception=exception,
        passages=(_place(case, share.part), _place(case, share.percent)),
    )


def _stated(share: Share) -> str:
    return f"{share.percent.value:f}%"


def _place(case: Case, count: Count) -> Where:
    return case.prose.where(count.start, count.end)


def _unit(percent: Decimal) -> Decimal:
    """One step of the last printed decimal."""
    return Decimal(1).scaleb(min(0, int(percent.as_tuple().exponent)))


def _exact(share: Share, whole: int | None) -> str:
    if not whole:
        return "?"
    places = 2 - int(min(0, _unit(share.percent.value).adjusted() + 1))
    return f"{share.part.value:f}/{whole} = {round(100 * share.part.value / whole, places):f}%"


def _adjusted(known: _KnownShares, share: Share) -> bool:
    """Whether a share is off by a step of its last decimal in a list that was made to sum to 100."""
    whole, percents = known.best, [s.percent.value for s in known.shares]
    if not whole or sum(percents) != 100 or sum(s.part.value for s in known.shares) != whole:
        return False
    off = abs(100 * share.part.value / whole - share.percent.value)
    return off <= Decimal("1.5") * _unit(share.percent.value)


def _slip_of_share(share: Share, whole: int | None, wholes: tuple[int, ...]) -> Bilingual:
    part = whole_number(share.part.value)
    if part is None or not whole:
        return NO_HINT
    found = first(explain_share(share.percent.value, part, whole, other_wholes=wholes), _NO_SLIPS)
    right = possible_share(share.percent.value, whole=whole).rounded
    if found == NO_HINT and right is not None:
        return hint("part_of_share", printed=_stated(share), right=f"{right}")
    return found


def shares_of_one_whole(case: Case) -> Iterator[Answer]:
    """P-2: the shares of parts that make up their whole sum to 100 %, as rounding allows."""
    requests = _numbers_of_requests(case)
    for group in case.prose.shares:
        parts = sum((share.part.value for share in group.shares), Decimal(0))
        exact = all(count.qualifier == "exact" for s in group.shares for count in (s.part, s.percent))
        made_up = any(count.value == parts for count in group.wholes)
        if not (len(group.shares) > 1 and group.complete and exact and made_up):
            continue
        known = _KnownShares.of(case, group, requests)
        if known.best is None or known.fits <= sum(bool(_possible(s, int(parts))) for s in group.shares):
            # No other whole that is stated fits the shares better than the sum of the parts.
            steps = sum(_unit(share.percent.value) for share in group.shares)
            total = sum((share.percent.value for share in group.shares), Decimal(0))
            off = abs(total - 100)
            passed = True if 2 * off <= steps else None if off < steps else False
            yield Answer(
                passed,
                expected="100%",
                actual=f"{total:f}% = {' + '.join(f'{s.percent.value:f}' for s in group.shares)}",
                words={"whole": f"{parts:f}{group.shares[0].part.unit}"},
                passages=tuple(_place(case, share.percent) for share in group.shares),
            )


def no_share_above_all(case: Case) -> Iterator[Answer]:
    """P-7: no share is more than 100 %."""
    for group in case.prose.shares:
        most = max(group.shares, key=lambda share: share.percent.value)
        passed = most.percent.value <= 100
        yield Answer(passed, expected="≤ 100%", actual=_stated(most), passages=(_place(case, most.percent),))


# ---- claims


_OF_ALL = frozenset("率均全已")  # each wording of the claim has one of these


def all_finished(case: Case) -> Iterator[Answer]:
    """P-6: where every request is stated to have been finished, none is carried out to next year."""
    if not case.form("requests"):
        return
    out = case.figure("requests", "carried_out", "total")
    stated = [f for f in case.prose.facts if f.concept == "carried_out" and f.qualifier == "exact"]
    left = out.value if out.value is not None or not stated else stated[0].value
    for sentence in case.prose.reading.periods:
        claim = claimed(sentence.text, "all_finished") if not _OF_ALL.isdisjoint(sentence.text) else None
        if claim and not (makes(claim.text, "except") or makes(sentence.text, "other_business")):
            passed = None if left is None else not left
            start = sentence.start + claim.start
            yield Answer(
                passed,
                (out,),
                expected="0",
                actual="?" if left is None else f"{left:f}",
                words={"said": claim.text},
                exception="within_time" if passed is False and makes(claim.text, "within_time") else None,
                passages=(case.prose.where(start, start + len(claim.text)), *map(place_of, stated)),
            )


RULES: dict[str, Function] = {
    "P-1": shares,
    "P-2": shares_of_one_whole,
    "P-6": all_finished,
    "P-7": no_share_above_all,
    **growth.RULES,
}
