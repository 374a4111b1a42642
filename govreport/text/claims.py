"""Claims that a text makes in words and not in numbers: that all was finished, that all was upheld."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from govreport.resources import load_toml
from govreport.text.prose import Span, fold
from govreport.text.sought import Sought, sought

__all__ = ["Claim", "claimed", "claims", "makes"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim and its wordings, from data/claims.toml; patterns are of compact text."""

    id: str
    zh: str
    en: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def claims() -> dict[str, Claim]:
    """Every claim by its id.

    Raises
    ------
    ResourceError
        If data/claims.toml is wrong; names the key path.
    """

    found = load_toml("claims.toml", lambda data: [entry.of(Claim) for entry in data.tables("claims")])
    return {claim.id: claim for claim in found}


@cache
def _pattern(id_: str) -> Sought:
    return sought("|".join(claims()[id_].patterns))


def claimed(sentence: str, id_: str) -> Span | None:
    """Where a sentence makes a claim; None if it does not.

    Examples
    --------
    >>> claimed("收到申请12件， 已全部办结。", "all_finished").text
    '申请12件， 已全部办结'
    """
    plain = fold(sentence)
    match = _pattern(id_).search(plain.text)
    return plain.piece(*match.span(), id_) if match else None


def makes(sentence: str, id_: str) -> bool:
    """Whether a sentence makes a claim, or names what stands under that id."""
    return claimed(sentence, id_) is not None
