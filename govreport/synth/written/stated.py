"""What the prose of an invented report states, with its place; and what its author knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = ["Qualifier", "StatedFact", "StatedTheme", "Story"]

Qualifier = Literal["exact", "over", "about"]


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A number that the prose states, and the characters that say it.

    Attributes
    ----------
    concept : str
        As the column `concept` of ``frames.facts``; besides those of the public contract
        ``requests_total`` (new ones and those carried in together, where the sentence says so),
        ``change_count``, ``requests_last_year``, ``share_percent`` (of the requests answered),
        ``granted_or_partial``, ``not_held``, ``natural_person``, ``organisation``,
        ``channel_online`` and its like; in reports on years before 2019 ``disclosed``,
        ``disclosed_website``, ``responses``, ``press_conferences``, ``interviews``.
    value : Decimal
        With the sign of a change: a fall is negative.
    unit : str
        The counter as printed (件, 宗, 人次), 元 or %.
    section, paragraph : str, int
        The kind of the section, and which of its paragraphs, from 0.
    start, end : int
        Offsets in the paragraph, end excluded, of the numeral alone: ``60``, ``1.2万``, ``十二``. For a zero
        in words, of the words that say so: ``未收到``.
    scope : {"own", "other"}
        Of whom: those whom the tables count, or others (全市, where the tables are of one office).
    """

    concept: str
    value: Decimal
    unit: str
    qualifier: Qualifier = "exact"
    section: str = ""
    paragraph: int = 0
    start: int = 0
    end: int = 0
    scope: Literal["own", "other"] = "own"


@dataclass(frozen=True, slots=True)
class StatedTheme:
    """One code of a phrase that says what requests were about. A phrase with two codes is stated twice.

    `count` and `share` (in percent) are those printed with the phrase. Places are as in `StatedFact`.
    """

    code: str
    phrase: str
    count: int | None = None
    share: Decimal | None = None
    section: str = ""
    paragraph: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """What the author of a report knows.

    Attributes
    ----------
    self : str
        What the office calls itself: 我局.
    area, level : str
        全县, 县.
    territory : bool
        Whether the tables count all offices of the area.
    notice : str or None
        The notice of the form that the report cites.
    values : dict of concept to Decimal
        Numbers by concept, as the tables have them. Concepts that no number is known of are absent.
    """

    form: str
    organ: str
    self: str
    area: str
    level: str
    territory: bool
    year: int
    notice: str | None
    values: Mapping[str, Decimal]
