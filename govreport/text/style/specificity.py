"""What a text names: documents, dates, platforms and numbers, each counted once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from govreport.resources import Table, load_toml
from govreport.text.prose import Plain, Span, overlaps

__all__ = ["SpecificKind", "specific_kinds", "specifics"]

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class SpecificKind:
    """A kind of specific: patterns over one compact line. In an example, [ ] marks what is found."""

    id: str
    zh: str
    en: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


def specifics(text: str) -> tuple[Span, ...]:
    """The documents, dates, named platforms and numbers of a text, in its order; `kind` says which.

    No character belongs to two of them: a number inside a date or a document number is not a number.

    Examples
    --------
    >>> [(s.kind, s.text) for s in specifics("2024年收到60件")]
    [('date', '2024年'), ('number', '60')]
    """
    found: list[Span] = []
    for line in _LINE.finditer(text):
        found += (
            Span(s.start + line.start(), s.end + line.start(), s.text, s.kind) for s in _in_line(line[0])
        )
    return tuple(sorted(found))


def _in_line(line: str) -> list[Span]:
    plain = Plain.of(line)
    taken: list[Span] = []  # in the compact text
    for kind in specific_kinds():
        for pattern in kind.patterns:
            for match in re.finditer(pattern, plain.text):
                span = Span(*match.span(), match[0], kind.id)
                if not overlaps(span, taken):
                    taken.append(span)
    return [plain.span(span.start, span.end, span.kind) for span in taken]


@cache
def specific_kinds() -> tuple[SpecificKind, ...]:
    """The kinds, from ``data/specificity.toml``, in the order in which they are searched."""

    def build(data: Table) -> tuple[SpecificKind, ...]:
        return tuple(map(_kind, data.tables("kinds")))

    return load_toml("specificity.toml", build)


def _kind(data: Table) -> SpecificKind:
    kind = SpecificKind(
        data.text("id"),
        data.text("zh"),
        data.text("en"),
        data.texts("patterns"),
        data.texts("examples"),
        data.texts("counterexamples"),
    )
    data.done()
    return kind
