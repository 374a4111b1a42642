"""Numbers that Word counts and draws itself, as 一、 before a heading: they stand in no text of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from govreport.readers.limits import whole_number

__all__ = ["Numbering"]

_Element = etree._Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
# Word names one way of counting after each language; Chinese files use all of these.
_CHINESE = frozenset(
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting "
    "taiwaneseCountingThousand".split()
)
_DEEPEST, _LONGEST = 8, 200  # a level; characters of what is put around its number
_MOST_STYLES = 100  # styles that rest on one another


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int
    style: str | None


def _value(parent: _Element | None, *path: str) -> str | None:
    """The attribute ``w:val`` of a child, grandchild, ... of `parent`; None where one is not there."""
    for name in path:
        parent = None if parent is None else parent.find(f"{_W}{name}")
    return None if parent is None else parent.get(f"{_W}val")


def _counted(number: int, form: str) -> str | None:
    """A number in Word's way of counting; None for a way that we do not know."""
    if form == "decimal":
        return str(number)
    if form not in _CHINESE or not 0 < number < 100:
        return None
    tens, ones = divmod(number, 10)
    before = f"{_DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return before + (_DIGITS[ones] if ones else "")


class Numbering:
    """Counts the numbered paragraphs of a file, in the order in which they are asked for.

    Parameters
    ----------
    numbering, styles : lxml element or None
        The roots of the parts ``word/numbering.xml`` and ``word/styles.xml``.
    """

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._styles = {} if styles is None else {s.get(f"{_W}styleId"): s for s in styles.iter(f"{_W}style")}
        self._levels: dict[str, dict[int, _Level]] = {}  # by list (abstractNum)
        self._lists: dict[str, str] = {}  # list by numId
        self._changed: dict[str, dict[int, _Level]] = {}  # levels that a numId has of its own
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._load(numbering)

    def _load(self, numbering: _Element) -> None:
        linked: dict[str, str] = {}
        homes: dict[str, str] = {}
        for abstract in numbering.iter(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId", "")
            self._levels[name] = dict(self._read_levels(abstract))
            if style := _value(abstract, "numStyleLink"):
                linked[name] = style
            if style := _value(abstract, "styleLink"):
                homes[style] = name
        for number in numbering.iter(f"{_W}num"):
            name = number.get(f"{_W}numId", "")
            abstract_name = _value(number, "abstractNumId") or ""
            self._lists[name] = homes.get(linked.get(abstract_name, ""), abstract_name)
            for override in number.iter(f"{_W}lvlOverride"):
                at = whole_number(override.get(f"{_W}ilvl"), 0)
                self._changed.setdefault(name, {}).update(self._read_levels(override))
                if (start := _value(override, "startOverride")) is not None:
                    self._restarts.setdefault(name, {})[at] = whole_number(start, 1)

    @staticmethod
    def _read_levels(parent: _Element) -> Iterator[tuple[int, _Level]]:
        for level in parent.iterfind(f"{_W}lvl"):
            at, text = whole_number(level.get(f"{_W}ilvl"), 0), _value(level, "lvlText") or ""
            if at > _DEEPEST:
                continue  # Word has no such level
            yield (
                at,
                _Level(
                    _value(level, "numFmt") or "decimal",
                    text if len(text) <= _LONGEST else "",
                    whole_number(_value(level, "start"), 0),
                    _value(level, "pStyle"),
                ),
            )

    def label(self, paragraph: _Element) -> str:
        """The number in front of a paragraph; empty where there is none or its way of counting is unknown.

        It has a blank behind it where it could run together with the text: ``1. 5件`` is not 1.5.
        """
        found = self._number_of(paragraph)
        if found is None:
            return ""
        number, at = found
        name = self._lists.get(number, "")
        levels = {**self._levels.get(name, {}), **self._changed.get(number, {})}
        if at not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        for level, start in self._restarts.pop(number, {}).items():
            counts[level] = start - 1
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        return self._drawn(levels, at, counts)

    @staticmethod
    def _drawn(levels: dict[int, _Level], at: int, counts: dict[int, int]) -> str:
        if levels[at].format == "bullet":
            return ""
        text = levels[at].text
        for place in _PLACE.findall(text):
            level = levels.get(int(place) - 1)
            if level is None:
                return ""
            shown = _counted(counts.get(int(place) - 1, level.start), level.format)
            if shown is None:
                return ""
            text = text.replace(f"%{place}", shown)
        return f"{text} " if text[-1:].isascii() and text else text

    def _number_of(self, paragraph: _Element) -> tuple[str, int] | None:
        """The numId and the level (from 0) of a paragraph: its own, or those of its style."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        number, level = _value(own, "numId"), _value(own, "ilvl")
        name = _value(paragraph, "pPr", "pStyle")
        for _ in range(_MOST_STYLES):
            style = self._styles.get(name)
            if style is None or number is not None:
                break
            about = style.find(f"{_W}pPr/{_W}numPr")
            number = _value(about, "numId")
            if level is None:
                level = _value(about, "ilvl") or (number and self._level_of(number, name))
            name = _value(style, "basedOn")
        return (
            None if number is None else (number, whole_number(level, 0))
        )  # numId 0, no number, is in no list

    def _level_of(self, number: str, style: str | None) -> str | None:
        """The level of a list that belongs to a style."""
        levels = self._levels.get(self._lists.get(number, ""), {})
        return next((str(at) for at, level in levels.items() if level.style == style), None)
