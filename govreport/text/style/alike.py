"""Which of many texts are alike: shingles as 64-bit hashes made once, the rarest looked up first.

Two texts that have the part t of their shingles in common share one of the rarest ``n - t n + 1`` of the n
of either: only those that do are counted (the prefix filter of Chaudhuri, Ganti and Kaushik, "A primitive
operator for similarity joins", 2006). Nothing is sampled, and no pair is missed. Two shingles have one hash
by a chance of 1 in 10^19.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Hashes", "alike", "hashes", "in_common"]

Hashes: TypeAlias = "NDArray[np.uint64]"
_Two: TypeAlias = "tuple[NDArray[np.int64], NDArray[np.int64]]"
"""Of each of two texts a number for what begins at each place, below 0 where the other has it not."""
_BASE = 0x9E3779B97F4A7C15  # odd, and its bits are as good as drawn
_ROUNDING = 1e-9
_HALF = 31  # bits; no text has so many characters that one more were needed


def hashes(pieces: Iterable[str], length: int) -> Hashes:
    """The hash of each shingle of `length` characters that stands in one of the pieces, once, in order.

    Examples
    --------
    >>> len(hashes(["甲乙甲乙甲", "乙甲"], 2))
    2
    """
    import numpy as np  # the help of the command line does not wait for it

    found = [np.zeros(0, dtype=np.uint64)]
    for piece in pieces:
        codes = np.frombuffer(piece.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
        count = len(codes) - length + 1
        if count > 0:
            hashed = np.zeros(count, dtype=np.uint64)
            for i in range(length):
                hashed = hashed * np.uint64(_BASE) + codes[i : i + count]
            found.append(hashed)
    return np.unique(np.concatenate(found))


def alike(texts: Sequence[Hashes], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Each pair of texts whose Jaccard coefficient is at least `threshold`, with that; one way round.

    Parameters
    ----------
    texts : sequence of Hashes
        None of them empty.
    threshold : float
        Above 0, at most 1.
    """
    if not texts:
        return
    import numpy as np

    sizes = np.array([len(text) for text in texts])
    _, numbered, frequency = np.unique(np.concatenate(texts), return_inverse=True, return_counts=True)
    shingles = np.split(numbered, np.cumsum(sizes)[:-1])
    marked = np.zeros(len(frequency), dtype=bool)
    holders: dict[int, list[int]] = {}
    for i in np.argsort(sizes, kind="stable").tolist():
        own, size = shingles[i], int(sizes[i])
        most = size - ceil(threshold * size - _ROUNDING) + 1
        rarest = own[np.lexsort((own, frequency[own]))][:most].tolist()
        met = set[int]().union(*(holders[one] for one in rarest if one in holders))
        near = [j for j in met if sizes[j] >= threshold * size - _ROUNDING]
        if near:
            marked[own] = True
            starts = np.concatenate([[0], np.cumsum(sizes[near])[:-1]])
            held = marked[np.concatenate([shingles[j] for j in near])]
            common = np.add.reduceat(held, starts, dtype=np.int64)
            marked[own] = False
            jaccard = common / (size + sizes[near] - common)
            yield from ((i, j, float(v)) for j, v in zip(near, jaccard, strict=True) if v >= threshold)
        for one in rarest:
            holders.setdefault(one, []).append(i)


def in_common(a: str, b: str) -> tuple[int, int, int]:
    """The longest passage that stands in both texts: where it begins in each, and its length.

    Of several the first of `a`, and its first place in `b`. Passages are numbered by the numbers of their
    halves (Karp, Miller and Rosenberg 1972), so that a text that repeats itself takes no longer than another.

    Examples
    --------
    >>> in_common("甲乙丙丁", "丁乙丙")
    (1, 1, 2)
    """
    import numpy as np

    codes = (np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.int64) for text in (a, b))
    doubled: list[_Two] = []  # passages of 1, 2, 4, 8 … characters
    found = _numbered(*codes)
    while found:
        doubled.append(found)
        found = _together(found, found, 1 << len(doubled) - 1)
    if not doubled:
        return 0, 0, 0
    ours, theirs = doubled.pop()
    length = 1 << len(doubled)
    for power in reversed(range(len(doubled))):
        if longer := _together((ours, theirs), doubled[power], length):
            ours, theirs = longer
            length += 1 << power
    first = int(np.argmax(ours >= 0))
    return first, int(np.argmax(theirs == ours[first])), length


def _together(firsts: _Two, seconds: _Two, shift: int) -> _Two | None:
    """The passages made of a first and of the second that begins `shift` behind it."""
    import numpy as np

    pairs = []
    for first, second in zip(firsts, seconds, strict=True):
        behind = second[shift:]
        before = first[: len(behind)]
        pairs.append(np.where((before < 0) | (behind < 0), -1, before << _HALF | behind))
    return _numbered(*pairs)


def _numbered(ours: NDArray[np.int64], theirs: NDArray[np.int64]) -> _Two | None:
    """Numbers from 0 for what is in both, and below 0 for all else; None where nothing is."""
    import numpy as np

    both = np.concatenate([ours, theirs])
    known = np.flatnonzero(both >= 0)
    mine = np.searchsorted(known, len(ours))  # so many of them are ours
    _, numbers = np.unique(both[known], return_inverse=True)
    counts = [np.bincount(part, minlength=len(known)) for part in (numbers[:mine], numbers[mine:])]
    shared = (counts[0] > 0) & (counts[1] > 0)
    both[known] = np.where(shared[numbers], numbers, -1)
    return (both[: len(ours)], both[len(ours) :]) if shared.any() else None
