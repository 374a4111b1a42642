"""A quick look before a pattern is tried: words of which every match of it holds one, and how it can begin.

The pattern still decides: where none of its words stands in a text it cannot match, and is not asked. At a
place where a character stands with which no match begins, it is asked for that character only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

__all__ = ["Several", "Sought", "needed", "one_of", "quick", "sought"]

_MOST = 40  # words: more of them take as long to look for as the pattern
_parser = import_module("re._parser")
_CLASSES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}


@dataclass(frozen=True, slots=True)
class Sought:
    """A pattern, and words of which every match holds one; none where that is not known."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match of the pattern in a text."""
        if not self.words:
            return self.pattern.finditer(text)
        for word in self.words:
            if word in text:
                return self.pattern.finditer(text)
        return iter(())

    def search(self, text: str) -> re.Match[str] | None:
        """The first match of the pattern in a text."""
        return next(self.finditer(text), None)


class Several:
    """Patterns of which only those are tried that a text holds words of: each word is looked for once.

    A pattern may need a word of each of several groups: 收到 or 受理, and 申请.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns: list[tuple[str, tuple[tuple[str, ...], ...]]] = []
        self._always: list[int] = []
        by_word: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            first, *others = _groups_needed(pattern) or ((),)
            self._patterns.append((pattern, tuple(others)))
            self._always += [] if first else [number]
            for word in first:
                by_word.setdefault(word, []).append(number)
        self._by_word = tuple(by_word.items())

    def finditer(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """The matches in a text, each with the number of its pattern, one pattern after the other."""
        numbers = set(self._always)
        for word, those in self._by_word:
            if word in text:
                numbers.update(those)
        return self._matches(text, numbers)

    def of_parts(self, text: str, parts: Sequence[tuple[int, int]]) -> list[list[tuple[int, re.Match[str]]]]:
        """The same of each part of a text, from where to where, in order; words are looked for once."""
        if not parts:
            return []
        starts = [start for start, _ in parts]
        tried = [set(self._always) for _ in parts]
        for word, those in self._by_word:
            at = text.find(word)
            while at >= 0:
                tried[bisect_right(starts, at) - 1].update(those)
                at = text.find(word, at + 1)
        return [
            list(self._matches(text[start:end], numbers)) if numbers else []
            for (start, end), numbers in zip(parts, tried, strict=True)
        ]

    def _matches(self, text: str, numbers: Iterable[int]) -> Iterator[tuple[int, re.Match[str]]]:
        for number in sorted(numbers):
            pattern, others = self._patterns[number]
            if _one_of_each(text, others):
                for match in quick(pattern).finditer(text):  # made when it is first needed
                    yield number, match


def _one_of_each(text: str, groups: Iterable[tuple[str, ...]]) -> bool:
    """Whether a text holds a word of each group."""
    for group in groups:
        for word in group:
            if word in text:
                break
        else:
            return False
    return True


def one_of(words: Iterable[str]) -> str:
    """A pattern of words, the longest first, that passes a place at once where none of them begins.

    >>> one_of(["维持", "结果", "维", "结果纠正"])
    '(?=[结维])(?:结(?:果纠正|果)|维(?:持|))'
    """
    beginning: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        beginning.setdefault(re.escape(word[0]), []).append(re.escape(word[1:]))
    branches = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in beginning.items())
    return f"(?=[{''.join(sorted(beginning))}])(?:{branches})"


@cache
def sought(pattern: str) -> Sought:
    """A pattern with the words that it needs."""
    return Sought(quick(pattern), needed(pattern))


def needed(pattern: str) -> tuple[str, ...]:
    """Words of which every match of a pattern holds one, or the text right beside it; none if not known.

    >>> needed(r"(?:收到|受理)[^,]{0,8}申请")
    ('申请',)
    >>> needed(r"\\d+件?")
    ()
    """
    least = _least(_best(_groups(pattern)))
    return least if len(least) <= _MOST else ()


def _groups_needed(pattern: str) -> list[tuple[str, ...]]:
    """The groups of words of each of which every match holds one, the most telling first."""
    groups = dict.fromkeys(_least(group) for group in _groups(pattern))
    return sorted((group for group in groups if len(group) <= _MOST), key=_telling, reverse=True)


def _least(words: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some words in which no other of them stands."""
    return tuple(word for word in words if not any(other in word for other in words if other != word))


def _groups(pattern: str) -> list[tuple[str, ...]]:
    parsed = _parser.parse(pattern)
    return [] if parsed.state.flags & re.IGNORECASE else _of_items(parsed)


def _best(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The most telling group: all parts of a sequence have to match, so the words of any of them will do."""
    return max(groups, key=_telling, default=())


def _telling(words: tuple[str, ...]) -> tuple[int, int]:
    return min(2, *map(len, words), 2), -len(words)


def _of_items(items: Iterable[tuple[Any, Any]]) -> list[tuple[str, ...]]:
    """The groups of words of the parts of a sequence."""
    found: list[tuple[str, ...]] = []
    run = ""
    for kind, argument in items:
        if str(kind) == "LITERAL":
            run += chr(argument)
            continue
        found += [(run,)] if run else []
        found += _of_item(str(kind), argument)
        run = ""
    return [*found, (run,)] if run else found


def _of_item(kind: str, argument: Any) -> list[tuple[str, ...]]:
    if kind == "SUBPATTERN":
        return [] if argument[1] & re.IGNORECASE else _of_items(argument[3])
    if kind == "BRANCH":
        of_each = [_best(_of_items(branch)) for branch in argument[1]]
        return [tuple(dict.fromkeys(word for words in of_each for word in words))] if all(of_each) else []
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_items(argument[2]) if argument[0] else []
    if kind == "ATOMIC_GROUP":
        return _of_items(argument)
    if kind == "ASSERT":
        return _of_items(argument[1])
    if kind == "IN" and all(str(one) == "LITERAL" for one, _ in argument):
        return [tuple(chr(code) for _, code in argument)]
    return []


@cache
def quick(pattern: str) -> re.Pattern[str]:
    """A pattern that passes a place at once where no match of it can begin; its matches are the same.

    >>> quick("(?:共|总计)?收到").pattern
    '(?=[共总收])(?:(?:共|总计)?收到)'
    """
    parsed = _parser.parse(pattern)
    begins = None if parsed.state.flags & ~re.UNICODE else _beginning(parsed)
    if (
        begins is None or "" in begins or str(parsed[0][0]) in ("LITERAL", "IN")
    ):  # which `re` itself passes at once
        return re.compile(pattern)
    return re.compile(f"(?=[{''.join(sorted(begins))}])(?:{pattern})")


def _beginning(items: Iterable[tuple[Any, Any]]) -> set[str] | None:
    """The characters that a match of a sequence can begin with, "" among them where it may be empty.

    None if they are not known.
    """
    found: set[str] = set()
    for kind, argument in items:
        one = _beginning_of(str(kind), argument)
        if one is None:
            return None
        found |= one
        if "" not in one:
            return found - {""}
    return found | {""}


def _beginning_of(kind: str, argument: Any) -> set[str] | None:
    if kind == "LITERAL":
        return {re.escape(chr(argument))}
    if kind in ("AT", "ASSERT", "ASSERT_NOT"):
        return {""}
    if kind == "IN":
        return _characters(argument)
    if kind == "SUBPATTERN":
        return None if argument[1] or argument[2] else _beginning(argument[3])
    if kind == "ATOMIC_GROUP":
        return _beginning(argument)
    if kind == "BRANCH":
        found: set[str] = set()
        for branch in argument[1]:
            begins = _beginning(branch)
            if begins is None:
                return None
            found |= begins
        return found
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        begins = _beginning(argument[2])
        return begins if begins is None or argument[0] else begins | {""}
    return None


def _characters(argument: Iterable[tuple[Any, Any]]) -> set[str] | None:
    """The characters of a class, as one writes them; None for those that it leaves out."""
    found: set[str] = set()
    for kind, one in argument:
        if str(kind) == "LITERAL":
            found.add(re.escape(chr(one)))
        elif str(kind) == "RANGE":
            found.add("-".join(re.escape(chr(code)) for code in one))
        elif str(one) in _CLASSES:
            found.add(_CLASSES[str(one)])
        else:
            return None
    return found
