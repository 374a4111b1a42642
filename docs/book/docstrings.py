"""Docstrings of the program on their way into the book: numpydoc where napoleon or Sphinx would differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["Docstrings", "plain", "short_types"]

_PLAIN = (
    # References: their numbers begin anew in each docstring.
    (re.compile(r"^\.\. \[(\d+)\]"), r"*  [\1]"),
    (re.compile(r"\[(\d+)\]_"), r"[\1]"),
    (re.compile(r"(?<!`)\|(\w+)\|(?!`)"), r"\\|\1\\|"),  # a magnitude, no substitution
    (re.compile(r":meth:(?=`)"), ""),  # a table of names does not know of which class
    (re.compile(r"(?<=/)\*(?=\.)"), r"\\*"),  # a pattern of files, no emphasis
)

# Types that everyone knows without their module; those of the program keep it, for their links.
_KNOWN = re.compile(
    r"\b(?:collections\.abc|datetime|decimal|io|matplotlib\.axes\._axes|os|pandas|pathlib|re|typing)\.(?=\w)"
)


def plain(text: str) -> str:
    """A line of a docstring without the marks that would mean something else in reStructuredText."""
    for pattern, instead in _PLAIN:
        text = pattern.sub(instead, text)
    return text


def short_types(
    app: Sphinx,
    what: str,
    name: str,
    value: object,
    options: object,
    arguments: str | None,
    result: str | None,
) -> tuple[str | None, str | None]:
    """The signature with ``Path`` for ``pathlib.Path``."""
    return arguments and _KNOWN.sub("", arguments), result and _KNOWN.sub("", result)


class Docstrings:
    """What Sphinx calls for each docstring, before napoleon and after it."""

    def __init__(self) -> None:
        self._kept: dict[str, list[str]] = {}

    def before(
        self, app: Sphinx, what: str, name: str, value: object, options: object, lines: list[str]
    ) -> None:
        """Marks that mean something else in reStructuredText; and a constant has not the text of its type."""
        lines[:] = map(plain, lines)
        if what == "data" and lines[:1] == (type(value).__doc__ or "").splitlines()[:1]:
            lines.clear()
        if what in ("attribute", "data", "property"):
            self._kept[name] = list(lines)

    def after(
        self, app: Sphinx, what: str, name: str, value: object, options: object, lines: list[str]
    ) -> None:
        """Words before a colon in the first line of an attribute are no type."""
        lines[:] = self._kept.pop(name, lines)
