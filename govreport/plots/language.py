"""The language of a chart: Chinese, English, or both, for every text that it draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args

from govreport.errors import ArgumentError

__all__ = ["Language", "Speaker", "Words", "spoken"]

Language = Literal["zh", "en", "both"]
Words = str | tuple[str, str]
"""The same words in Chinese and in English; or one text, which is drawn as it stands in every language."""

_SPOKEN: ContextVar[Language] = ContextVar("language", default="both")


class Speaker:
    """Chooses words: ``say("年度", "year")`` is 年度, year, or 年度 year.

    Parameters
    ----------
    language : {"zh", "en", "both"} or None
        None: that of `govreport.plots.style`.

    Raises
    ------
    ArgumentError
        If there is no such language; lists those known.
    """

    def __init__(self, language: Language | None = None) -> None:
        self.language: Language = _SPOKEN.get() if language is None else _known(language)

    def __call__(self, zh: str, en: str) -> str:
        """The words; of several lines in both languages, line by line, what is the same only once."""
        if self.language != "both":
            return zh if self.language == "zh" else en
        pairs = list(zip(zh.split("\n"), en.split("\n"), strict=False))
        if zh.count("\n") != en.count("\n"):
            return f"{zh}\n{en}"
        return "\n".join(one if one == other else f"{one} {other}".strip() for one, other in pairs)

    def of(self, words: Words) -> str:
        """What a caller gave: a pair is chosen from, a text stays as it is."""
        return words if isinstance(words, str) else self(*words)


@contextmanager
def spoken(language: Language) -> Iterator[None]:
    """The language of charts that are not asked for in another, for as long as the block lasts."""
    before = _SPOKEN.set(_known(language))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def _known(language: Language) -> Language:
    if language not in get_args(Language):
        raise ArgumentError(f"language: expected one of {', '.join(get_args(Language))}, found {language!r}")
    return language
