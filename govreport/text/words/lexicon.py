"""The words of the field as data: units and long labels with tags, names of public bodies, stop words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from govreport.errors import GovReportError, ResourceError
from govreport.resources import Table, load_text, load_toml
from govreport.text.words.wholes import NUMERAL

__all__ = ["LEXICONS", "STOP_LISTS", "Lexicon", "Omissions", "Word", "load", "stop_words"]

LEXICONS = ("core", "coarse")
STOP_LISTS = ("general", "genre", "themes")
_FREQUENCY = 20_000  # a word of this frequency beats its own parts
_AGENCIES = "J"
_HEADING = re.compile(r"# (?P<category>[A-Z]) \S+ .+")
_LINE = re.compile(r"(?P<text>\S+)(?: (?P<frequency>[0-9]+))?(?: (?P<tag>[a-z]+))?")
_EXPECTED = "'term', 'term tag' or 'term frequency tag'"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a lexicon.

    Attributes
    ----------
    text : str
    tag : str
        Part of speech in jieba's notation: n noun, vn verbal noun, nz proper name, nt body, v verb, l phrase.
    frequency : int
        At least 1; against the 60 million of jieba's dictionary.
    category : str or None
        A (open government information) to I (finance, personnel, social, enforcement), J for public
        bodies, K for wording; None for a word that the caller added.
    """

    text: str
    tag: str = "n"
    frequency: int = _FREQUENCY
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Omissions:
    """What a lexicon leaves out of jieba's dictionary.

    Attributes
    ----------
    counters : tuple of str
        A numeral with one of them (三次) is two words.
    characters, frequency : int
        Entries of at least so many characters and at most that frequency are phrases.
    """

    counters: tuple[str, ...]
    characters: int
    frequency: int

    def left_out(self, entries: Iterable[tuple[str, int]]) -> Iterator[str]:
        """Those of a dictionary's entries, word and frequency, that are not looked up."""
        counted = re.compile(f"(?:第?[{NUMERAL}]+|[余多])(?:{'|'.join(self.counters)})")
        for word, frequency in entries:
            phrase = len(word) >= self.characters and frequency <= self.frequency
            if phrase or counted.fullmatch(word):
                yield word


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that a segmenter keeps whole, besides those of jieba's dictionary; each stands there once.

    `omissions` is what it leaves out of that dictionary; None: nothing. `tags` are the tags of words of that
    dictionary which it has wrong: pairs of word and tag.
    """

    name: str
    words: tuple[Word, ...]
    omissions: Omissions | None = None
    tags: tuple[tuple[str, str], ...] = ()

    def with_words(self, words: Iterable[str | Word]) -> Lexicon:
        """A lexicon that has `words` too; where it had one of them, the new tag and frequency count.

        Parameters
        ----------
        words : iterable of str or Word
            A str is a line of jieba's user dictionary: ``"term"``, ``"term tag"`` or
            ``"term frequency tag"``; without them the tag is n and the frequency such that the term
            stays whole.

        Raises
        ------
        GovReportError
            If a line is none of these, a frequency is 0 or a term is empty or of blanks.
        """
        if isinstance(words, str):
            raise GovReportError(f"words: expected several of {_EXPECTED}, found the one text {words!r}")
        added = [_word(i, word) for i, word in enumerate(words)]
        return replace(self, words=_each_once((*self.words, *added))) if added else self

    def lines(self) -> tuple[str, ...]:
        """The words as lines of jieba's user dictionary, sorted."""
        return tuple(sorted(f"{word.text} {word.frequency} {word.tag}" for word in self.words))


@cache
def load(name: str) -> Lexicon:
    """The lexicon ``"core"`` (units) or ``"coarse"`` (units, and long labels that win over them).

    Examples
    --------
    >>> {word.text for word in load("coarse").words} - {word.text for word in load("core").words} >= {
    ...     "政府信息公开指南", "区人民政府办公室"}
    True
    """
    if name not in LEXICONS:
        raise GovReportError(f"lexicon: expected one of {', '.join(LEXICONS)}, found {name!r}")
    coarse = name == "coarse"
    words = [
        *_listed("lexicon/core.txt"),
        *_agencies(coarse),
        *(_listed("lexicon/coarse.txt") if coarse else ()),
    ]
    omissions, tags = load_toml("lexicon/dictionary.toml", _changes)
    return Lexicon(name, _each_once(words), omissions, tags)


@cache
def stop_words(*lists: str) -> frozenset[str]:
    """The stop words of some lists; of none, none.

    Parameters
    ----------
    *lists : {"general", "genre", "themes"}
        Function words of Chinese; what every report says (工作, 加强, 全区); 政府, 信息 and 公开, which are
        left out only where the question is what requests were about.

    Raises
    ------
    GovReportError
        If there is no such list; the message names those known.

    Examples
    --------
    >>> sorted(gr.text.stop_words("themes"))
    ['信息', '公开', '政府']
    """
    for name in lists:
        if name not in STOP_LISTS:
            raise GovReportError(f"stop words: expected some of {', '.join(STOP_LISTS)}, found {name!r}")
    lines = (line for name in lists for line in load_text(f"lexicon/stop_{name}.txt").splitlines())
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _each_once(words: Iterable[Word]) -> tuple[Word, ...]:
    return tuple({word.text: word for word in words}.values())


def _word(i: int, word: str | Word) -> Word:
    if isinstance(word, str):
        match = _LINE.fullmatch(word.strip())
        if match is None:
            raise GovReportError(f"words[{i}]: expected {_EXPECTED}, found {word!r}")
        word = Word(match["text"], match["tag"] or "n", int(match["frequency"] or _FREQUENCY))
    if not word.text.strip() or word.text != word.text.strip():
        raise GovReportError(f"words[{i}]: expected a term without blanks around it, found {word.text!r}")
    if word.frequency < 1:
        raise GovReportError(f"words[{i}]: expected a frequency of at least 1, found {word.frequency}")
    return word


def _listed(file: str) -> Iterator[Word]:
    """The words of one of our files: each line whole, below a heading that gives its category."""
    category = None
    for number, line in enumerate(load_text(file).splitlines(), start=1):
        if line.startswith("#"):
            heading = _HEADING.fullmatch(line)
            category = heading["category"] if heading else category
            continue
        match = _LINE.fullmatch(line)
        if match is None or not match["frequency"] or not match["tag"] or category is None:
            raise ResourceError(
                f"{file}: line {number}: expected 'term frequency tag' below '# A …', found {line!r}"
            )
        yield Word(match["text"], match["tag"], int(match["frequency"]), category)


def _agencies(coarse: bool) -> list[Word]:
    """Names of public bodies put together from their parts; with the level before them in `coarse`."""

    def build(data: Table) -> list[str]:
        levels, governments = data.texts("levels"), data.texts("governments")
        names = list(data.texts("names"))
        kinds, fields = data.texts("kinds"), data.texts("fields")
        names += [field + kind for field in fields for kind in kinds]
        return names + [level + body for level in ("", *levels) for body in governments if coarse]

    return [Word(name, "nt", category=_AGENCIES) for name in load_toml("lexicon/agencies.toml", build)]


def _changes(data: Table) -> tuple[Omissions, tuple[tuple[str, str], ...]]:
    """What is left out of jieba's dictionary, and the tags that are changed in it."""
    by_tag = data.table("tags")
    tags = tuple((word, tag) for tag in ("n", "nt", "v", "vn") for word in by_tag.texts(tag))
    by_tag.done()
    return _omissions(data), tags


def _omissions(data: Table) -> Omissions:
    phrases = data.table("phrases")
    limits = []
    for key in ("characters", "frequency"):
        limit = phrases.integer_or_none(key)
        if limit is None:
            raise phrases.wrong(key, "a whole number", None)
        limits.append(limit)
    phrases.done()
    return Omissions(data.texts("counters"), *limits)
