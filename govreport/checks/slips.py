"""Slips of the hand: how a right number becomes the printed one, by its digits. Texts in data/slips.toml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govreport.resources import Table, load_toml

__all__ = ["Slip", "between", "load", "meant"]


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of slip; its texts take ``{printed} {right} {other}``. The more telling, the lower its rank."""

    id: str
    zh: str
    en: str
    rank: int


@cache
def load() -> dict[str, Slip]:
    """Every slip by its id, the most telling first.

    Raises
    ------
    ResourceError
        If data/slips.toml is wrong; names the key path.
    """

    def build(data: Table) -> dict[str, Slip]:
        found: dict[str, Slip] = {}
        for entry in data.tables("slips"):
            slip = entry.of(Slip, rank=len(found))
            found[slip.id] = slip
        return found

    return load_toml("slips.toml", build)


def between(printed: int, right: int) -> str | None:
    """The slip of digits that made `printed` of `right`, if one did.

    A number of one digit for another one says nothing, so it is no slip.
    """
    one, other = str(printed), str(right)
    if one == other or printed < 0 or right < 0:
        return None
    if len(one) == len(other):
        differ = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if other in _swapped(one):
            return "digits_swapped"
        return "digit_changed" if len(differ) == 1 and len(one) > 1 else None
    if len(one) == len(other) + 1 and other != "0" and other in _without_one(one):
        return "digit_doubled" if other in _without_double(one) else "digit_added"
    if len(other) == len(one) + 1 and one != "0" and one in _without_one(other):
        return "digit_dropped"
    return None


def meant(printed: int) -> Iterator[tuple[str, int]]:
    """The numbers that may have been meant, with the slip: digits swapped, doubled or dropped."""
    digits = str(printed)
    seen = {printed}
    for slip, candidates in (
        ("digits_swapped", _swapped(digits)),
        ("digit_doubled", _without_double(digits)),
        ("digit_dropped", _with_one_more(digits)),
    ):
        for text in sorted(candidates):
            if text and (text == "0" or text[0] != "0") and int(text) not in seen:
                seen.add(int(text))
                yield slip, int(text)


def _swapped(digits: str) -> set[str]:
    return {digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)}


def _without_one(digits: str) -> set[str]:
    return {digits[:i] + digits[i + 1 :] for i in range(len(digits))}


def _without_double(digits: str) -> set[str]:
    return {digits[:i] + digits[i + 1 :] for i in range(len(digits) - 1) if digits[i] == digits[i + 1]}


def _with_one_more(digits: str) -> set[str]:
    return {digits[:i] + more + digits[i:] for i in range(len(digits) + 1) for more in "0123456789"}
