"""LaTeX for XeLaTeX: text that prints as it is, and a macro for each part of each value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from govreport.paper.value import Value

__all__ = ["MACRO_ENDINGS", "definitions", "escape", "macros"]

MACRO_ENDINGS = frozenset({"Plain", "N", "Part", "Interval", "Full", "Why"})
"""What a macro's name ends with, after the name of the value; the name alone is the number as printed."""

# Quotes too, and hyphens in a row: TeX would make other signs of them.
_SIGNS = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    '"': r"\textquotedbl{}",
}
_ESCAPED = re.compile(r"""[&%$#_{}\\~^`'"]|-(?=-)""")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def escape(text: str) -> str:
    """Text for LaTeX that prints what it says; Chinese stays as it is."""
    return _ESCAPED.sub(lambda found: _SIGNS.get(found[0], f"{found[0]}{{}}"), text)


def macros(value: Value) -> dict[str, str]:
    r"""The macros of a value by name, with what each prints.

    ``\requestsNew`` 11,000 or 98.5% or —; ``\requestsNewPlain`` without thousands and %; ``\requestsNewN``
    the number of cases and, of a share, ``\requestsNewPart`` how many of them; ``\requestsNewInterval``
    [96.3%, 99.4%]; ``\requestsNewFull`` all of it; ``\requestsNewWhy`` why it is not known, else nothing.
    All are there for every value, so that a paper compiles whatever is known.
    """
    parts = {
        "": value.printed,
        "Plain": value.plain,
        "N": value.cases,
        "Part": value.some,
        "Interval": value.between,
        "Full": value.full,
        "Why": value.why,
    }
    put = _set if isinstance(value.value, Decimal) else escape
    return {value.name + ending: put(part) for ending, part in parts.items()}


def definitions(values: Iterable[Value], data: str = "") -> str:
    r"""A file of LaTeX: ``\newcommand`` for each macro, sorted by the name of the value.

    ``\newcommand`` refuses a name that LaTeX has already: such a clash stops, and is never silent.
    """
    lines = ["% Written by govreport; do not edit. 由程序生成，请勿手工修改。"]
    lines += [f"% {data}".replace("\n", " ")] if data else []
    for value in values:
        lines.append(f"% {value.en}".replace("\n", " "))
        lines += [f"\\newcommand{{\\{name}}}{{{text}}}" for name, text in macros(value).items()]
    return "\n".join(lines) + "\n"


def _set(text: str) -> str:
    """Numbers as they are set: a minus that is one, and thousands that keep together in formulas too."""
    return _NUMBER.sub(lambda found: _number(found[0]), escape(text))


def _number(digits: str) -> str:
    minus = r"\ensuremath{-}" if digits.startswith("-") else ""
    return minus + digits.removeprefix("-").replace(",", "{,}")
