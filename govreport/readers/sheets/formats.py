"""Number formats of spreadsheets: what a person sees of a stored number or text."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from govreport.readers.apart import NO_TEXT

__all__ = ["condition_holds", "shown", "text_shown"]

_SECTIONS = re.compile(r'((?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;"\\!_*\[]|.)*?)(?:;|$)', re.DOTALL)
_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | [\\!](?P<escaped>.) | (?P<room>[_*].) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式|Standard) | (?P<digits>[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+)
    | (?P<percent>%) | (?P<text>@) | (?P<code>[A-Za-z/]) | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|!=|=|<|>)\s*(-?\d+(?:\.\d+)?)")
_UNSEEN = re.compile(r"white|白色|color ?2", re.IGNORECASE)
_MONEY = str.maketrans("", "", "¥￥$")
_PLACES = ("digits", "general", "text")  # what stands for the number
_Tokens = tuple[tuple[str, str], ...]


def shown(number: str, form: str) -> str:
    """A stored number as its format shows it, without zeros that say nothing.

    Fixed decimals round it, a percentage is a hundred times of it; a format may show nothing, or words.
    Words stay, signs of money do not. Of a format that shows other digits than those of the number
    (thousands, fractions), what is given is no number: `NO_TEXT` stands behind it.

    Parameters
    ----------
    number : str
        Digits, with a sign or a point: ``7730.284``.
    form : str
        The number format of the cell: ``0.00``, ``0%``, ``#,##0_ ``, ``0;-0;;@``, ``General``.

    Examples
    --------
    >>> shown("7730.284", "#,##0.00"), shown("0.125", "0%"), shown("12000", "0!.0,"), shown("60", "General")
    ('7730.28', '13%', '12000[0!.0,]\ufffc', '60')
    >>> shown("0", "0;-0;;@"), shown("0", '0;-0;"无"'), shown("0", "#,###"), shown("8", '0"件"')
    ('', '无', '', '8件')
    """
    if form in ("", "General"):
        return number
    value = Decimal(number)
    section, signed = _section(value, _sections(form))
    tokens = _tokens(section)
    kinds = [kind for kind, _ in tokens]
    if any(kind == "bracket" and _UNSEEN.fullmatch(text) for kind, text in tokens):
        return ""
    places = sum(kind in _PLACES for kind in kinds)
    if value and (places > 1 or "code" in kinds or (places and value < 0 and not signed)):
        return f"{number}[{form}]{NO_TEXT}"
    size = abs(value) * 100 ** kinds.count("percent")
    parts = [_digits(size, text) if kind in _PLACES else _words(kind, text) for kind, text in tokens]
    words = (part for kind, part in zip(kinds, parts, strict=True) if kind not in _PLACES)
    if None in parts or any(map(str.isdigit, "".join(map(str, words)))):
        return f"{number}[{form}]{NO_TEXT}"
    text = "".join(map(str, parts)).strip()
    lost = value < 0 and "-" not in text and text.strip("0.%") != ""
    return f"-{text}" if lost and places else text


def text_shown(text: str, form: str) -> str:
    """A stored text as the format of its cell shows it.

    Examples
    --------
    >>> text_shown("60", "0;-0;;@"), text_shown("60", ";;;"), text_shown("60", '@"件"')
    ('60', '', '60件')
    """
    sections = _sections(form)
    section = sections[3] if len(sections) > 3 else sections[-1]
    tokens = _tokens(section)
    if len(sections) < 4 and "text" not in (kind for kind, _ in tokens):
        return text
    return "".join(text if kind == "text" else _words(kind, words) for kind, words in tokens).strip()


@lru_cache(maxsize=1024)
def _sections(form: str) -> tuple[str, ...]:
    found = [match[1] for match in _SECTIONS.finditer(form)]
    return tuple(found[:-1] if len(found) > 1 and not form.endswith(";") else found)


@lru_cache(maxsize=1024)
def _tokens(section: str) -> _Tokens:
    return tuple((m.lastgroup or "", m[m.lastgroup or 0]) for m in _TOKEN.finditer(section))


def _section(value: Decimal, sections: tuple[str, ...]) -> tuple[str, bool]:
    """The section of a format for a number, and whether a minus is put before what it shows."""
    numeric = sections[:3]
    conditions = [_condition(section) for section in numeric]
    if not any(conditions):
        if len(numeric) == 1 or value > 0:
            return numeric[0], True
        if value < 0:
            return numeric[1], "-" in numeric[1]
        return numeric[2 if len(numeric) > 2 else 0], True
    for section, condition in zip(numeric, conditions, strict=True):
        if condition and condition_holds(value, condition):
            return section, True
    others = [section for section, condition in zip(numeric, conditions, strict=True) if not condition]
    return (others[0 if value < 0 else -1] if others else "?/?"), True


def _condition(section: str) -> str | None:
    """The condition of a section (``=0``)."""
    brackets = (text for kind, text in _tokens(section) if kind == "bracket")
    return next(filter(_CONDITION.fullmatch, brackets), None)


def condition_holds(value: Decimal | None, condition: str) -> bool | None:
    """Whether a condition (``>=5``, ``!=0``) holds of a number; None where it is no such condition.

    No number, but words, are above all numbers.
    """
    match = _CONDITION.fullmatch(condition.strip())
    if match is None:
        return None
    operator = match[1]
    if value is None:
        return operator[0] in ">!" or operator == "<>"
    limit = Decimal(match[2])
    return (
        ("<" in operator and value < limit)
        or (">" in operator and value > limit)
        or ("=" in operator and operator != "!=" and value == limit)
        or (operator == "!=" and value != limit)
    )


def _digits(value: Decimal, places: str) -> str | None:
    """A number in the places of a format; None where it is shown in thousands."""
    if places.strip("#0?,."):  # General, or @
        return f"{value:f}"
    whole, _, fraction = places.partition(".")
    if whole.endswith(",") or fraction.endswith(","):
        return None
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    if not rounded and "0" not in places:
        return "." if "." in places else ""
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(kind: str, text: str) -> str:
    """What a piece of a format shows that is no digit."""
    if kind == "room":
        return " "
    if kind == "bracket":
        return text[1:].partition("-")[0].translate(_MONEY) if text.startswith("$") else ""
    return "" if kind == "text" else text.translate(_MONEY)
