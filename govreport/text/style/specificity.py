"""What a text names: documents, dates, platforms and numbers, each counted once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from govreport.resources import load_toml
from govreport.text.prose import Span, overlaps
from govreport.text.reading import Reading
from govreport.text.sought import sought

__all__ = ["SpecificKind", "specific_kinds", "specifics"]


@dataclass(frozen=True, slots=True)
class SpecificKind:
    """A kind of specific: patterns over one compact line. In an example, [ ] marks what is found."""

    id: str
    zh: str
    en: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


def specifics(text: str | Reading) -> tuple[Span, ...]:
    """The documents, dates, named platforms and numbers of a text, in its order; `kind` says which.

    No character belongs to two of them: a number inside a date or a document number is not a number.

    Examples
    --------
    >>> [(s.kind, s.text) for s in specifics("2024年收到60件")]
    [('date', '2024年'), ('number', '60')]
    """
    reading = Reading.of(text)
    found = ((at, span) for at, line in reading.lines() for span in _in_line(line))
    return tuple(sorted(reading.piece(at + span.start, at + span.end, span.kind) for at, span in found))


def _in_line(line: str) -> list[Span]:
    taken: list[Span] = []
    for kind in specific_kinds():
        for pattern in kind.patterns:
            for match in sought(pattern).finditer(line):
                span = Span(*match.span(), match[0], kind.id)
                if not overlaps(span, taken):
                    taken.append(span)
    return taken


@cache
def specific_kinds() -> tuple[SpecificKind, ...]:
    """The kinds, from ``data/specificity.toml``, in the order in which they are searched."""

    return load_toml(
        "specificity.toml", lambda data: tuple(one.of(SpecificKind) for one in data.tables("kinds"))
    )
