"""The words of clauses that state facts, from facts.toml, and the pieces that a clause consists of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

from govreport.resources import Table, load_toml
from govreport.text.quantities import Quantity

__all__ = ["Concept", "Cue", "Token", "Vocabulary", "ids_of", "residue", "tokens", "vocabulary"]

CueKind = Literal["noun", "role", "frame", "time", "scope", "filler"]
_YEAR = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:年度?)?"
    r"(?P<month>(?:\d{1,2}月份?(?:\d{1,2}日)?|[底末])?"
    r"(?:(?:-|~|至|到)(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}日)?)?(?:底|末)?)"
)
_MONTH = re.compile(r"\d{1,2}(?:(?:-|~|至|到)\d{1,2})?月份?(?:\d{1,2}日|底|末)?")
_PERCENT = "百分之"
_WITHIN = re.compile(r"\d{1,3}(?:个工作日|个自然日|日|天)(?:之内|以内|内)")
_LONG = 4
_FILLER = frozenset({"filler"})
_UNKNOWN: frozenset[str] = frozenset()
_TRANSPARENT = frozenset('"()《》:;,\x1f')  # marks that add nothing inside a clause
_MARK, _NO_WORD = (_FILLER, None), (_UNKNOWN, None)  # as `Vocabulary.words` has it


@dataclass(slots=True)
class Token:
    """A piece of a clause: a word with its ids, a number, a year, or one unknown character (no ids).

    `noun` is the id that says what is counted, if the word is a noun.
    """

    text: str
    ids: frozenset[str]
    start: int
    end: int
    quantity: Quantity | None = None
    year: int | None = None
    noun: str | None = None

    @property
    def known(self) -> bool:
        return bool(self.ids) or self.quantity is not None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that mean the same in a clause. `frame` is a sentence that needs one of them in place of ``{}``
    to state what `gives` says (a concept, or nothing)."""

    id: str
    kind: CueKind
    words: tuple[str, ...]
    frame: str
    gives: str


@dataclass(frozen=True, slots=True)
class Concept:
    """What a fact can be about, and the counters that may stand behind its number."""

    id: str
    zh: str
    en: str
    counters: frozenset[str]
    noun: str | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Ids by word, lengths of words (longest first), and the concepts by id.

    Lengths stand by the first two characters; where words of four and more begin so, a 4 stands first, and
    by their first four characters stand their lengths and those of shorter words.

    `paused` finds the words that hold a pause mark (、).
    """

    words: Mapping[str, tuple[frozenset[str], str | None]]
    paused: re.Pattern[str]
    lengths: Mapping[str, tuple[int, ...]]
    roles: frozenset[str]
    concepts: Mapping[str, Concept]
    cues: tuple[Cue, ...]


@cache
def vocabulary() -> Vocabulary:
    """All words and concepts of facts.toml."""
    return load_toml("facts.toml", _built)


def _built(data: Table) -> Vocabulary:
    slots = {name: values.texts("says") for name, values in _named(data.table("slots"))}
    counters = {name: values.texts("says") for name, values in _named(data.table("counters"))}
    concepts = tuple(_concept(entry, counters) for entry in data.tables("concepts"))
    cues = tuple(_cue(entry, slots) for entry in data.tables("cues"))
    return _vocabulary(concepts, cues)


def _vocabulary(concepts: Iterable[Concept], cues: Sequence[Cue]) -> Vocabulary:
    words: dict[str, set[str]] = {}
    for cue in cues:
        for word in cue.words:
            words.setdefault(word, set()).add(cue.id)
    lengths: dict[str, set[int]] = {}
    for word in sorted(words, key=len):
        if len(word) > 1:
            short = lengths.setdefault(word[:2], set())
            if len(word) >= _LONG:
                lengths.setdefault(word[:_LONG], short - {_LONG}).add(len(word))
            short.add(min(len(word), _LONG))
    nouns = {cue.id for cue in cues if cue.kind == "noun"}
    paused = sorted((word for word in words if "、" in word[1:]), key=lambda word: (-len(word), word))
    return Vocabulary(
        {word: (frozenset(ids), min(ids & nouns, default=None)) for word, ids in words.items()},
        re.compile(f"(?=[{''.join(sorted({word[0] for word in paused}))}])(?:{'|'.join(paused)})"),
        {begin: tuple(sorted(found, reverse=True)) for begin, found in lengths.items()},
        frozenset(cue.id for cue in cues if cue.kind == "role"),
        {concept.id: concept for concept in concepts},
        tuple(cues),
    )


def _named(data: Table) -> Iterator[tuple[str, Table]]:
    for name, table in data.named_tables():
        yield name, table
        table.done()


def _concept(data: Table, counters: Mapping[str, tuple[str, ...]]) -> Concept:
    named = counters[data.text("counters", tuple(counters))]
    return data.of(Concept, counters=frozenset(counter.strip("-") for counter in named))


def _cue(data: Table, slots: Mapping[str, tuple[str, ...]]) -> Cue:
    words = tuple(word for pattern in data.texts("words") for word in _expanded(pattern, slots))
    return data.of(Cue, words=words)


def _expanded(pattern: str, slots: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    parts = re.split(r"\{(\w+\??)\}", pattern)
    choices = [_choices(part, slots) if i % 2 else (part,) for i, part in enumerate(parts)]
    for chosen in product(*choices):
        yield "".join(chosen)


def _choices(name: str, slots: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return ("", *slots[name[:-1]]) if name.endswith("?") else slots[name]


def tokens(text: str, start: int, end: int, counted: Mapping[int, Quantity]) -> list[Token]:
    """The pieces of a clause from left to right, at each place the longest word that stands there."""
    words, lengths = vocabulary().words, vocabulary().lengths
    found: list[Token] = []
    i, clause = start, text[start:end]
    while i < end:
        at = i - start
        c = clause[at]
        if c == "百" and i + len(_PERCENT) in counted and text.startswith(_PERCENT, i):
            i += len(_PERCENT)  # belongs to its number
        if i in counted:
            found.append(Token("", _UNKNOWN, i, counted[i].stop, counted[i]))
            i = counted[i].stop
            continue
        if c.isdigit() and (dated := _dated(text, i, end)) is not None:
            found.append(dated)
            i = dated.end
            continue
        word, known = c, None
        if (tried := lengths.get(clause[at : at + 2])) is not None:
            if tried[0] == _LONG:
                tried = lengths.get(clause[at : at + _LONG], tried)
            for length in tried:
                word = clause[at : at + length]
                if (known := words.get(word)) is not None:
                    break
        if known is None:
            word, known = c, words.get(c) or (_MARK if c in _TRANSPARENT else _NO_WORD)
        found.append(Token(word, known[0], i, i := i + len(word), None, None, known[1]))
    return found


def _dated(text: str, i: int, end: int) -> Token | None:
    year = _YEAR.match(text, i, end)
    if year and ("年" in year[0] or text[year.end() : year.end() + 1] in tuple("全我本")):
        ids = frozenset({"year", "month"} if year["month"] else {"year"})
        return Token(year[0], ids, i, year.end(), year=int(year["year"]))
    if within := _WITHIN.match(text, i, end):
        return Token(within[0], _FILLER, i, within.end())
    month = _MONTH.match(text, i, end)
    return Token(month[0], frozenset({"month"}), i, month.end()) if month else None


def residue(pieces: Iterable[Token]) -> int:
    """How many characters are unknown."""
    return sum(1 for piece in pieces if not piece.ids and piece.quantity is None)


def ids_of(pieces: Iterable[Token]) -> frozenset[str]:
    """All ids of some pieces."""
    return _UNKNOWN.union(*[piece.ids for piece in pieces])
