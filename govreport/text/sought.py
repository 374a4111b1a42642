"""A quick look before a pattern is tried: words of which every match of it holds one.

The pattern still decides: where none of its words stands in a text it cannot match, and is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

__all__ = ["Several", "Sought", "needed", "sought"]

_MOST = 40  # words: more of them take as long to look for as the pattern
_parser = import_module("re._parser")


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


class Several:
    """Patterns of which only those are tried that a text holds words of: each word is looked for once."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = [re.compile(pattern) for pattern in patterns]
        self._always: list[int] = []
        by_word: dict[str, list[int]] = {}
        for number, pattern in enumerate(self._patterns):
            words = needed(pattern.pattern)
            self._always += [] if words else [number]
            for word in words:
                by_word.setdefault(word, []).append(number)
        self._by_word = tuple(by_word.items())

    def finditer(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """The matches in a text, each with the number of its pattern, one pattern after the other."""
        numbers = set(self._always)
        for word, those in self._by_word:
            if word in text:
                numbers.update(those)
        for number in sorted(numbers):
            for match in self._patterns[number].finditer(text):
                yield number, match


@cache
def sought(pattern: str) -> Sought:
    """A pattern with the words that it needs."""
    return Sought(re.compile(pattern), needed(pattern))


def needed(pattern: str) -> tuple[str, ...]:
    """Words of which every match of a pattern holds one, or the text right beside it; none if not known.

    >>> needed(r"(?:收到|受理)[^,]{0,8}申请")
    ('申请',)
    >>> needed(r"\\d+件?")
    ()
    """
    parsed = _parser.parse(pattern)
    if parsed.state.flags & re.IGNORECASE:
        return ()
    words = _of_items(parsed)
    return words if words and len(words) <= _MOST else ()


def _of_items(items: Iterable[tuple[Any, Any]]) -> tuple[str, ...]:
    """The most telling words of a sequence: all of its parts have to match, so those of any part will do."""
    choices: list[tuple[str, ...]] = []
    run = ""
    for kind, argument in items:
        if str(kind) == "LITERAL":
            run += chr(argument)
            continue
        choices += [(run,), _of_item(str(kind), argument)]
        run = ""
    choices.append((run,))
    return max((words for words in choices if all(words) and words), key=_telling, default=())


def _telling(words: tuple[str, ...]) -> tuple[int, int]:
    return min(2, *map(len, words), 2), -len(words)


def _of_item(kind: str, argument: Any) -> tuple[str, ...]:
    if kind == "SUBPATTERN":
        return () if argument[1] & re.IGNORECASE else _of_items(argument[3])
    if kind == "BRANCH":
        of_each = [_of_items(branch) for branch in argument[1]]
        return tuple(dict.fromkeys(word for words in of_each for word in words)) if all(of_each) else ()
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_items(argument[2]) if argument[0] else ()
    if kind == "ATOMIC_GROUP":
        return _of_items(argument)
    if kind == "ASSERT":
        return _of_items(argument[1])
    if kind == "IN" and all(str(one) == "LITERAL" for one, _ in argument):
        return tuple(chr(code) for _, code in argument)
    return ()
