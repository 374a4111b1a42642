"""Styles of OpenDocument files: what they strike out, raise, hide or draw a line around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from govreport.readers.apart import How, Run, draws_signs, is_white
from govreport.readers.limits import MOST_ATTRIBUTES

__all__ = ["OFFICE", "STYLE", "TABLE", "TEXT", "Styles", "runs"]

_Element = etree._Element
_NAMESPACE = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}".format
OFFICE, STYLE, TABLE, TEXT = (_NAMESPACE(name) for name in ("office", "style", "table", "text"))
_NUMBER = _NAMESPACE("datastyle")
_FO = _NAMESPACE("xsl-fo-compatible")
_PROPERTIES = ("text", "table-cell", "table-row", "table-column", "table")
_SIDES = [f"{_FO}{name}" for name in ("border", "border-right", "border-bottom")]
_MOST_STYLES = 100  # styles that rest on one another
_LENGTH = re.compile(r"([\d.]+)(pt|cm|mm|in|pc|px)")
_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "pc": 12.0, "px": 0.75}
_LEAST = 1.5  # points: a row, a column or a letter that is no larger shows nothing
_WHOLE = re.compile(r"(\d{1,6})%")
_NARROWEST = 25  # of a hundred: letters that are squeezed further nobody can read
_TIGHT = 1.0  # points: letters that are closer lie over one another
_CLEAR = ("0", "0%", "1%", "2%")
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_BLANKS = (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break")
_UNPRINTED = (f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{TEXT}ruby-text", f"{TEXT}note")
_Attributes = dict[str, str]


class CellStyle(NamedTuple):
    """The style of a cell.

    Attributes
    ----------
    lined : bool
        Whether a line is drawn below the cell or to its right.
    odd : bool
        Whether its number format may show a number as nothing, or as words.
    maps : tuple of (str, str)
        Conditions under which it looks as another style says, and the name of that style.
    """

    lined: bool
    odd: bool
    maps: tuple[tuple[str, str], ...]


class Styles:
    """The styles of a file, each with those that it rests on.

    Parameters
    ----------
    roots : iterable of lxml elements
        The roots of ``styles.xml`` and ``content.xml``.
    """

    def __init__(self, roots: Iterable[_Element]) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self._odd: set[str] = set()
        self._rested: dict[tuple[str, str], _Attributes] = {}
        self._cells: dict[str, CellStyle] = {}
        self._hows: dict[tuple[str, str, str], How] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style", f"{STYLE}default-style"):
                self._styles[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
            self._odd.update(
                style.get(f"{STYLE}name", "")
                for style in root.iter(*(f"{_NUMBER}{kind}-style" for kind in ("number", "currency")))
                if not _is_simple(style)
            )

    def about(self, family: str, name: str) -> _Attributes:
        """The attributes of a style and of those that it rests on, those of its properties included."""
        if (family, name) not in self._rested:
            chain: list[_Element] = []
            at: str | None = name
            while at is not None and (style := self._styles.get((family, at))) is not None:
                if style in chain or len(chain) >= _MOST_STYLES:
                    break
                chain.append(style)
                at = style.get(f"{STYLE}parent-style-name", "" if at and family == "table-cell" else None)
            found: _Attributes = {}
            for style in reversed(chain):
                found.update(_attributes(style))
                for kind in _PROPERTIES:
                    for about in style.iterfind(f"{STYLE}{kind}-properties"):
                        found.update(_attributes(about))
            self._rested[family, name] = found
        return self._rested[family, name]

    def cell(self, name: str) -> CellStyle:
        """The style of a cell."""
        if name not in self._cells:
            about = self.about("table-cell", name)
            style = self._styles.get(("table-cell", name))
            maps = () if style is None else style.iterfind(f"{STYLE}map")
            self._cells[name] = CellStyle(
                any(about.get(side, "none") != "none" for side in _SIDES),
                about.get(f"{STYLE}data-style-name", "") in self._odd,
                tuple((m.get(f"{STYLE}condition", ""), m.get(f"{STYLE}apply-style-name", "")) for m in maps),
            )
        return self._cells[name]

    def hides(self, family: str, name: str) -> bool:
        """Whether a table, row or column of a style is not seen."""
        about = self.about(family, name)
        sizes = (about.get(f"{STYLE}{size}") for size in ("row-height", "column-width"))
        return about.get(f"{TABLE}display") == "false" or any(_is_least(size) for size in sizes)

    def how(self, cell: str, name: str, family: str = "text") -> How:
        """How text of a style is printed in a cell."""
        key = (cell, name, family)
        if key not in self._hows:
            own = self.about(family, name) if name else {}
            self._hows[key] = _how({**self.about("table-cell", cell), **own})
        return self._hows[key]


def runs(element: _Element, cell: str, styles: Styles, how: How | None = None) -> Iterator[Run]:
    """The runs of a paragraph in a cell; its tabs, blanks and line breaks are elements."""
    if how is None:
        how = styles.how(cell, element.get(f"{TEXT}style-name", ""), "paragraph")
    yield element.text or "", how
    for child in element:
        if child.tag in _BLANKS:
            yield " ", how
        elif isinstance(child.tag, str) and child.tag not in _UNPRINTED and not _is_hidden(child):
            name = child.get(f"{TEXT}style-name")
            yield from runs(child, cell, styles, how if name is None else _added(how, styles.how(cell, name)))
        yield child.tail or "", how


def _is_hidden(element: _Element) -> bool:
    """Whether a condition hides a text that stands in a field of its own."""
    return element.tag == f"{TEXT}hidden-text" and element.get(f"{TEXT}is-hidden", "true") == "true"


def _added(outer: How, inner: How) -> How:
    return outer if inner == "plain" else inner


def _how(about: _Attributes) -> How:
    size = about.get(f"{_FO}font-size", "")
    faint = about.get(f"{_LOEXT}opacity", "") in _CLEAR
    if about.get(f"{TEXT}display") == "none" or _is_least(size) or faint:
        return "hidden"
    ground = about.get(f"{_FO}background-color", "transparent")
    if ground != "transparent" and ground == about.get(f"{_FO}color"):
        return "hidden"
    if is_white(about.get(f"{_FO}color")) and (ground == "transparent" or is_white(ground)):
        return "hidden"
    squeezed = _WHOLE.fullmatch(about.get(f"{STYLE}text-scale", "100%"))
    if (
        about.get(f"{TEXT}display") == "condition"
        or about.get(f"{_FO}color") == "transparent"
        or (squeezed and int(squeezed[1]) < _NARROWEST)
        or _is_tight(about.get(f"{_FO}letter-spacing", ""))
        or draws_signs(about.get(f"{STYLE}font-name", about.get(f"{_FO}font-family")))
    ):
        return "unsure"
    lines = (about.get(f"{STYLE}text-line-through-{kind}", "none") for kind in ("style", "type"))
    if any(line != "none" for line in lines):
        return "struck"
    position = about.get(f"{STYLE}text-position", "0%").split()
    return "raised" if position and position[0] not in ("0", "0%") else "plain"


def _is_tight(spacing: str) -> bool:
    match = _LENGTH.fullmatch(spacing.removeprefix("-")) if spacing.startswith("-") else None
    return match is not None and float(match[1]) * _POINTS[match[2]] > _TIGHT


def _is_least(size: str | None) -> bool:
    match = _LENGTH.fullmatch(size or "")
    return match is not None and float(match[1]) * _POINTS[match[2]] < _LEAST


def _attributes(element: _Element) -> _Attributes:
    if len(element.attrib) > MOST_ATTRIBUTES:
        raise ValueError(f"at most {MOST_ATTRIBUTES} attributes of an element were expected, one has more")
    return {str(name): str(value) for name, value in element.attrib.items()}


def _is_simple(style: _Element) -> bool:
    """Whether a number format shows every number in its digits, and nothing else."""
    numbers = style.findall(f"{_NUMBER}number")
    whole = len(numbers) == 1 and numbers[0].get(f"{_NUMBER}min-integer-digits", "1") != "0"
    return whole and not style.findall(f"{STYLE}map") and not style.findall(f"{_NUMBER}text")
