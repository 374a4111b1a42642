"""The codebook of request themes: codes with their terms and examples, and the coding of one phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from govreport.document import record
from govreport.resources import Table, load_toml
from govreport.text.sought import quick

__all__ = [
    "Ambiguous",
    "Code",
    "Codebook",
    "Coded",
    "Composite",
    "Example",
    "Group",
    "NearReading",
    "codebook",
    "codebook_of",
]

FILE = "themes.toml"


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase, the codes that it has, and whether they are a default reading."""

    phrase: str
    codes: tuple[str, ...]
    low: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group of codes; its `id` is the first letter of their names."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Code:
    """One code. `terms` are its inclusion terms; `exclusions` look like it and go elsewhere."""

    id: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    terms: tuple[str, ...]
    examples: tuple[Example, ...]
    exclusions: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Composite:
    """A word that stands for several themes at once (征地拆迁)."""

    term: str
    codes: tuple[str, ...]
    low: bool
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class NearReading:
    """What an ambiguous word means where one of the words `near` stands in the same phrase."""

    codes: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A word whose codes depend on the nearest of the words around it.

    `otherwise` are those that it has without such a word, with low confidence.
    """

    term: str
    readings: tuple[NearReading, ...]
    otherwise: tuple[str, ...]
    examples: tuple[Example, ...]

    def read(self, phrase: str, start: int) -> tuple[str, ...] | None:
        """The codes of the reading whose word stands nearest to the term at `start`; None without one.

        A word stands beside the term or holds it (费用征收); it does not begin inside it (建立项目).
        """
        end = start + len(self.term)
        found = [
            (max(start - match.end(), match.start() - end), order, reading.codes)
            for order, reading in enumerate(self.readings)
            for word in reading.near
            for match in re.finditer(re.escape(word), phrase)
            if match.end() <= start or match.start() >= end or len(match[0]) > len(self.term)
        ]
        return min(found)[2] if found else None


_Entry: TypeAlias = Code | Composite | Ambiguous


@record(frozen=True, slots=True)
class Coded:
    """One code of a phrase, the term that gave it and how: by term, composite, context or default."""

    code: str
    term: str
    start: int
    rule: str
    low: bool = False


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codebook as data; :meth:`code` applies it to one phrase.

    `words` code nothing: they hold their characters, so that no term is read across their ends.
    """

    version: str
    date: str
    sources: tuple[str, ...]
    groups: tuple[Group, ...]
    codes: tuple[Code, ...]
    composites: tuple[Composite, ...]
    ambiguous: tuple[Ambiguous, ...]
    agencies: re.Pattern[str]
    words: tuple[str, ...]
    terms: Mapping[str, _Entry]
    begun: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Terms and words by the character that they begin with, so that a place is looked at once."""
        begun: dict[str, list[str]] = {}
        for word in (*self.terms, *self.words):
            begun.setdefault(word[0], []).append(word)
        object.__setattr__(self, "begun", {first: tuple(words) for first, words in begun.items()})

    def label(self, code: str) -> tuple[str, str]:
        """The Chinese and the English label of a code, or of a group where the code is not known closer.

        Raises
        ------
        KeyError
            There is no such code.
        """
        labels = {group.id: (group.zh, group.en) for group in self.groups}
        labels |= {entry.id: (entry.zh, entry.en) for entry in self.codes}
        return labels[code]

    def without_agencies(self, text: str) -> str:
        """`text` with the names of agencies (规划和自然资源局, 信访办) blanked, at the same length."""
        return self.agencies.sub(lambda match: "\0" * len(match[0]), text)

    def without_terms(self, text: str) -> str:
        """`text` with the terms of the codebook blanked, at the same length."""
        for start, term in self.found(text):
            text = text[:start] + "\0" * len(term) + text[start + len(term) :]
        return text

    def found(self, phrase: str) -> list[tuple[int, str]]:
        """The places and terms of a phrase: the longest first, the leftmost of equals, none that overlap.

        So it is with `words` among them: what begins inside a word is no term (依法|规范, not 法规).
        """
        spans = sorted(
            (-len(word), start, word)
            for start, first in enumerate(phrase)
            for word in self.begun.get(first, ())
            if phrase.startswith(word, start)
        )
        taken = [False] * len(phrase)
        kept = []
        for negative, start, word in spans:
            if not any(taken[start : start - negative]):
                taken[start : start - negative] = [True] * -negative
                kept.append((start, word))
        return sorted((start, word) for start, word in kept if word in self.terms)

    def code(self, phrase: str) -> tuple[Coded, ...]:
        """The codes of a folded phrase, each once, in the order of its terms.

        Default readings of ambiguous words count only where nothing else in the phrase is coded.
        """
        plain = self.without_agencies(phrase)
        coded = [coded for start, term in self.found(plain) for coded in self._of(term, plain, start)]
        firm = [entry for entry in coded if entry.rule != "default"] or coded
        return tuple({entry.code: entry for entry in reversed(firm)}.values())[::-1]

    def _of(self, term: str, phrase: str, start: int) -> Iterator[Coded]:
        entry = self.terms[term]
        if isinstance(entry, Code):
            yield Coded(entry.id, term, start, "term")
        elif isinstance(entry, Composite):
            for code in entry.codes:
                yield Coded(code, term, start, "composite", entry.low)
        else:
            read = entry.read(phrase, start)
            for code in entry.otherwise if read is None else read:
                yield Coded(code, term, start, "default" if read is None else "context", read is None)


@cache
def codebook() -> Codebook:
    """Our codebook of request themes, from ``data/themes.toml``."""
    return load_toml(FILE, codebook_of)


def codebook_of(data: Table) -> Codebook:
    """The codebook that a file in our own format holds."""
    version, date, sources = data.text("version"), data.text("date"), data.texts("sources")
    agencies, words = _agencies(data.table("agencies")), data.texts("words")
    data.texts("word_examples")
    groups = tuple(group.of(Group) for group in data.tables("groups"))
    codes = tuple(map(_code, data.tables("codes")))
    composites = tuple(map(_composite, data.tables("composites")))
    ambiguous = tuple(map(_ambiguous, data.tables("ambiguous")))
    terms: dict[str, _Entry] = {}
    for term, entry in _terms(codes, composites, ambiguous):
        if term in terms:
            raise data.wrong("terms", "each term once", term)
        terms[term] = entry
    for word in words:
        if word in terms or words.count(word) > 1:
            raise data.wrong("words", "each word once, and no term", word)
    letters = {group.id for group in groups}
    known = letters | {code.id for code in codes if code.id[0] in letters}
    used = {code.id for code in codes}.union(*(e.codes for e in composites), *map(_all_codes, ambiguous))
    for unknown in sorted(used - known):
        raise data.wrong("codes", "a code of one of the groups", unknown)
    return Codebook(version, date, sources, groups, codes, composites, ambiguous, agencies, words, terms)


def _terms(
    codes: tuple[Code, ...], composites: tuple[Composite, ...], ambiguous: tuple[Ambiguous, ...]
) -> Iterator[tuple[str, _Entry]]:
    for code in codes:
        for term in code.terms:
            yield term, code
    for composite in composites:
        yield composite.term, composite
    for entry in ambiguous:
        yield entry.term, entry


def _all_codes(entry: Ambiguous) -> set[str]:
    return set(entry.otherwise).union(*(reading.codes for reading in entry.readings))


def _agencies(data: Table) -> re.Pattern[str]:
    words, endings, go_on = (
        sorted(data.texts(key), key=len, reverse=True) for key in ("words", "endings", "go_on")
    )
    data.texts("examples"), data.texts("not")
    governments = data.text("governments")
    data.done()
    name = f"{governments}|(?:{'|'.join(words)})(?!{'|'.join(go_on)})(?:{'|'.join(endings)})"
    return quick(name)


def _code(data: Table) -> Code:
    id_ = data.text("code")
    examples = [Example(phrase, (id_,)) for phrase in data.texts("examples")]
    return data.of(
        Code,
        id=id_,
        examples=(*examples, *_examples(data, "also", required=False)),
        exclusions=_examples(data, "not", required=False),
    )


def _composite(data: Table) -> Composite:
    codes, low = data.texts("codes"), _low(data)
    examples = tuple(Example(phrase, codes, low) for phrase in data.texts("examples"))
    return data.of(Composite, codes=codes, low=low, examples=examples)


def _ambiguous(data: Table) -> Ambiguous:
    readings = tuple(reading.of(NearReading) for reading in data.tables("readings"))
    return data.of(Ambiguous, readings=readings, examples=_examples(data, "examples"))


def _examples(data: Table, key: str, required: bool = True) -> tuple[Example, ...]:
    return tuple(example.of(Example, low=_low(example)) for example in data.tables(key, required))


def _low(data: Table) -> bool:
    return "confidence" in data and data.text("confidence", ("low",)) == "low"
