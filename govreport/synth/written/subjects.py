"""What invented requests were about: themes with or without counts and shares, closed or open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from random import Random

from govreport.resources import Table, load_toml
from govreport.synth.written.author import Author, Meaning
from govreport.synth.written.grammar import Phrase, WrittenText
from govreport.synth.written.stated import StatedTheme

__all__ = ["ThemePhrases", "subjects", "write"]

_Phrases = tuple[Phrase[Meaning], ...]


@dataclass(frozen=True, slots=True)
class ThemePhrases:
    """Phrases with the codes of the codebook that each of them has; `weight` is how often it is drawn."""

    codes: tuple[str, ...]
    phrases: tuple[str, ...]
    weight: int


_OTHER = ThemePhrases(("X1",), ("其他",), 0)


@cache
def subjects() -> tuple[ThemePhrases, ...]:
    """All subjects that requests of invented reports may have."""

    def build(data: Table) -> tuple[ThemePhrases, ...]:
        return tuple(map(_subject, data.tables("themes")))

    return load_toml("synth/themes.toml", build)


def _subject(data: Table) -> ThemePhrases:
    subject = ThemePhrases(data.texts("codes"), data.texts("phrases"), data.integer_or_none("weight") or 1)
    data.done()
    return subject


def write(author: Author, requests: int) -> WrittenText[Meaning]:
    """A clause on what `requests` requests (at least one) were about."""
    rng = author.rng
    chosen = _drawn(rng, min(rng.choice((1, 2, 2, 3, 3, 4, 5)), 1 if requests == 1 else 5))
    kind = rng.choices(("plain", "counted", "shared", "one"), (10, 5, 3, 3))[0]
    if kind == "one" or len(chosen) == 1 or (kind != "plain" and requests < len(chosen) + 1):
        return _one(author, chosen[0], requests)
    if kind == "plain":
        author.slots["themes"] = tuple(_plain(author, chosen))
        return author.write("<themes.plain>")
    counts = _counts(rng, requests, len(chosen))
    if kind == "counted":
        author.slots["themes#"] = tuple(_counted(author, chosen, counts, requests))
        return author.write("<themes.counted>")
    author.slots["themes%"] = tuple(_shared(author, chosen, counts, requests))
    return author.write("<themes.shared>")


def _drawn(rng: Random, count: int) -> list[tuple[ThemePhrases, str]]:
    """Subjects without a code in common, each with one of its phrases."""
    pool = list(subjects())
    chosen: list[tuple[ThemePhrases, str]] = []
    while pool and len(chosen) < count:
        subject = rng.choices(pool, [s.weight for s in pool])[0]
        chosen.append((subject, rng.choice(subject.phrases)))
        pool = [s for s in pool if not set(s.codes) & set(subject.codes)]
    return chosen


def _counts(rng: Random, whole: int, parts: int) -> list[int]:
    """`parts` counts of at least 1, falling; their sum is at most `whole`, and often `whole`."""
    counts = [1] * parts
    left = whole - parts
    for i in range(parts):
        taken = rng.randint(0, left)
        counts[i] += taken
        left -= taken
    if left and rng.random() < 0.5:
        counts[0] += left
    return sorted(counts, reverse=True)


def _phrase(
    subject: ThemePhrases, phrase: str, count: int | None = None, share: Decimal | None = None
) -> Phrase[Meaning]:
    return Phrase(phrase, tuple(StatedTheme(code, phrase, count, share) for code in subject.codes))


def _one(author: Author, chosen: tuple[ThemePhrases, str], requests: int) -> WrittenText[Meaning]:
    count = author.rng.randint(1, requests)
    number = author.number(Decimal(count)) + author.counter("requests_received")
    author.slots["theme#first"] = (Phrase(number),)
    author.slots["theme#"] = (Phrase(number),)
    pattern = author.rng.choice(author.patterns("themes.one"))
    author.slots["theme"] = (_phrase(*chosen, count if "{theme#" in pattern else None),)
    return author.write(pattern)


def _plain(author: Author, chosen: list[tuple[ThemePhrases, str]]) -> Iterator[Phrase[Meaning]]:
    last = author.rng.choice(("、", "、", "和", "及", "以及"))
    between = author.rng.choice(("、", "、", "、", "，"))
    for i, (subject, phrase) in enumerate(chosen):
        if i:
            yield Phrase(last if i == len(chosen) - 1 else between)
        yield _phrase(subject, phrase)


def _counted(
    author: Author, chosen: list[tuple[ThemePhrases, str]], counts: list[int], whole: int
) -> Iterator[Phrase[Meaning]]:
    rng = author.rng
    behind = rng.choice(("", "", "类", "类", "信息"))
    between = rng.choice(("、", "，", "；"))
    first = rng.random() < 0.15  # the number before its subject
    rest = whole - sum(counts)
    listed = list(zip(chosen, counts, strict=True))
    if rest and rng.random() < 0.5:
        listed.append(((_OTHER, "其他"), rest))
    for i, ((subject, phrase), count) in enumerate(listed):
        number = author.number(Decimal(count)) + author.counter("requests_received")
        yield Phrase(between if i else "")
        if first and subject is not _OTHER:
            yield Phrase(f"{number}涉及")
        yield _phrase(subject, phrase, count)
        if not first or subject is _OTHER:
            yield Phrase(("" if subject is _OTHER else behind) + number)


def _shared(
    author: Author, chosen: list[tuple[ThemePhrases, str]], counts: list[int], whole: int
) -> Iterator[Phrase[Meaning]]:
    rng = author.rng
    places = rng.choice((0, 0, 1, 2))
    form = rng.choice(("{0}%属于|方面", "约{0}%涉及|", "|占{0}%", "|类占{0}%", "{0}%为|类信息"))
    for i, ((subject, phrase), count) in enumerate(zip(chosen, counts, strict=True)):
        share = (Decimal(100 * count) / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        before, after = form.format(share).split("|")
        yield Phrase(("，" if i else "") + before)
        yield _phrase(subject, phrase, share=share)
        yield Phrase(after)
