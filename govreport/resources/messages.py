"""What the package says, in the reader's language: English sentences looked up in data/messages.toml."""

from __future__ import annotations

import locale
import os
import re
from difflib import get_close_matches
from functools import cache
from itertools import islice
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Literal, SupportsIndex

from govreport.errors import ArgumentError, GovReportError, tell_below
from govreport.resources import Table, load_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    *("Language", "chinese", "languages", "near", "noted"),
    *("require_columns", "require_path", "require_whole", "templates", "translated"),
]

Language = Literal["zh", "en"]

_FILE = "messages.toml"
_HOLE = re.compile(r"\{(\w+)\}")
_BETWEEN = " · "
_LONGEST = 4_000  # characters of a message that is looked up; one with a whole file in it is not
_MOST_STARTS = 8  # parts before a sentence, such as the file and the key in it
_SPOKEN = {"why", "what", "kind", "expected"}  # names of the parts that are sentences themselves
_LIKE = 0.75  # of the letters of two names, so that one slip in four is meant, and one of three is not


def languages() -> tuple[Language, ...]:
    """In which languages to speak, the first one first.

    The variable ``GOVREPORT_LANG`` is zh, en or both; both, as without it, begins with Chinese where the
    locale is Chinese.

    Raises
    ------
    GovReportError
        If the variable is another.
    """
    asked = os.environ.get("GOVREPORT_LANG") or "both"
    if asked == "zh":
        return ("zh",)
    if asked == "en":
        return ("en",)
    if asked != "both":
        raise GovReportError(f"GOVREPORT_LANG: zh, en or both was expected, found {asked!r}")
    return ("zh", "en") if _locale().lower().startswith(("zh", "chinese")) else ("en", "zh")


def _locale() -> str:
    """The name of the locale as the system or the user gives it."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, named), "") or locale.getlocale()[0] or ""


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """Every sentence in English and in Chinese; those with the most fixed characters first.

    Raises
    ------
    ResourceError
        If the file is wrong; names the key path.
    """

    def build(data: Table) -> list[tuple[str, str]]:
        return [pair for _, group in data.named_tables() for pair in group.named_texts()]

    return tuple(sorted(load_toml(_FILE, build), key=lambda pair: -len(_HOLE.sub("", pair[0]))))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(english), zh) for english, zh in templates())


def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", english)
    seen: set[str] = set()
    pattern = ""
    for i, part in enumerate(parts):
        if i % 2 == 0:
            pattern += re.escape(part)
        else:
            # One at the beginning must not take what stands before the sentence, such as the file.
            value = "(?:(?!: ).)*?" if i == 1 and not parts[0] else ".*?"
            pattern += f"(?P={part})" if part in seen else f"(?P<{part}>{value})"
            seen.add(part)
    return re.compile(pattern, re.DOTALL)


def chinese(message: str) -> str | None:
    """A message of the package in Chinese; None where no sentence of messages.toml is it.

    >>> chinese("at most 64 MB were expected, it has 70 MB")
    '最多 64 MB，该文件有 70 MB'
    """
    for pattern, zh in _patterns() if len(message) <= _LONGEST else ():
        if found := pattern.fullmatch(message):
            return _HOLE.sub(lambda hole: _part(hole[1], found[hole[1]]), zh)
    return None


def _part(hole: str, text: str) -> str:
    """A part that the code says is Chinese, too; a value of the user, such as a name of a column, is kept."""
    return (hole in _SPOKEN and chinese(text)) or text


def noted(message: str) -> list[str]:
    """What stands below an error of Python, whose own text is English: the same in Chinese, if asked for."""
    try:
        before, zh = ("", None) if languages() == ("en",) else _beginning(message)
    except GovReportError:  # the error that is shown may be this one: of the language, or of the table
        return []
    return [] if zh is None else [before + zh]


def translated(message: str) -> str:
    """A message as it is shown: in one language or two, what stands before it, such as a file, once.

    >>> translated("a.pdf: the file is empty")
    'a.pdf: the file is empty · 文件为空'
    """
    wanted = languages()
    before, zh = _beginning(message)
    if zh is None or wanted == ("en",):
        return message
    spoken = {"zh": zh, "en": message[len(before) :]}
    return before + _BETWEEN.join(spoken[language] for language in wanted)


def _beginning(message: str) -> tuple[str, str | None]:
    """What stands before the sentence that is known, such as ``a.pdf: ``, and the sentence in Chinese."""
    for start in _starts(message):
        if (zh := chinese(message[start:])) is not None:
            return message[:start], zh
    return "", None


def _starts(message: str) -> Iterator[int]:
    yield 0
    yield from (found.end() for found in islice(re.finditer(": ", message), _MOST_STARTS))


def near(name: object, known: Iterable[str]) -> str:
    """``did you mean x? `` for a name that is like one that is known, in whatever case; else nothing."""
    names = {one.casefold(): one for one in known}
    found = get_close_matches(str(name).casefold(), list(names), n=1, cutoff=_LIKE)
    return f"did you mean {names[found[0]]}? " if found else ""


_FRAMES = {
    "figures": "gr.frames(reports).figures",
    "findings": "gr.frames(reports).findings",
    "narrative": "gr.frames(reports).narrative",
    "reports": "gr.frames(reports).reports",
    "panel": "gr.panel(reports)",
    "parts": "gr.quality.parts(...)",
    "scores": "gr.quality.index(parts)",
    "tokens": "gr.text.segment(narrative)",
    "values": "gr.measure(reports)",
}
"""What makes the frames that functions ask for, by the names of their arguments."""


def require_columns(frame: object, columns: Iterable[str], what: str) -> None:
    """Refuse what is not the frame that a function works with; `what` names the argument.

    Raises
    ------
    ArgumentError
        Names the columns that are missing and those that are there, and what makes such a frame.
    """
    made = _FRAMES.get(what, "pandas.DataFrame")
    if not hasattr(frame, "columns"):
        raise ArgumentError(f"{what}: a DataFrame was expected, as {made}; found {type(frame).__name__}")
    there = list(frame.columns)
    if missing := [name for name in dict.fromkeys(columns) if name not in there]:
        names, known = ", ".join(map(repr, missing)), ", ".join(map(str, there)) or "none"
        if what in _FRAMES:
            raise ArgumentError(f"{what}: no column {names}; columns found: {known}; expected {made}")
        raise ArgumentError(f"{what}: no column {names}; columns found: {known}")


def require_path(path: object, what: str) -> Path:
    """A path as a caller gives it, str or path; `what` names the argument.

    Raises
    ------
    ArgumentError
        If it is something else.
    """
    if not isinstance(path, str | os.PathLike):
        raise ArgumentError(f"{what}: a path was expected; found {type(path).__name__}")
    return Path(path)


def require_whole(number: object, what: str, example: int) -> int:
    """A whole number as a caller gives it, of numpy too; `what` names the argument.

    Raises
    ------
    ArgumentError
        If it is something else: a truth value, a text, a float.
    """
    if isinstance(number, bool) or not isinstance(number, SupportsIndex):
        raise ArgumentError(f"{what}: a whole number was expected, as {example}; found {number!r}")
    return index(number)


tell_below(noted)
