"""What a page's style does to its text: hidden, struck, raised, moved or filled, written into the markup.

A page says so in style attributes, in its own style sheets and in old attributes. Here their cascade is
worked out and put in the way that the reader of web pages understands: ``hidden`` on what nobody sees,
<del> around what is struck, <sup> around what is raised, <apart> around what may not stand where it is
written, <filled> for what is seen and no text of the page holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from math import isinf

from lxml import etree

from govreport.readers.apart import draws_signs
from govreport.readers.web.css import (
    URGENT,
    Declarations,
    background,
    blocks,
    colour,
    declared,
    effect,
    is_ink,
    matters,
)
from govreport.readers.web.selectors import Selector, Steps, parse

__all__ = ["is_foreign", "resolve"]

_Element = etree._Element

_CELLS = ("td", "th")
_TABLE_PARTS = frozenset("caption thead tbody tfoot tr td th".split())
# What these elements say by themselves, before any style.
_STRUCK: Declarations = {"text-decoration": "line-through"}
_OF_TAGS: dict[str, Declarations] = {
    **{"s": _STRUCK, "strike": _STRUCK, "del": _STRUCK},
    **{"sup": {"vertical-align": "super"}, "sub": {"vertical-align": "sub"}},
    **{"dialog": {"display": "none"}, "bdo": {"unicode-bidi": "bidi-override"}},
}
# Of MathML: the first thing in them stands on the line, the others above or below it.
_SCRIPTS = ("msup", "msub", "msubsup", "mmultiscripts", "mover", "munder", "munderover")
_LIGHT = 0.85  # of white
# By these names style sheets that came with no file hide, lift or strike out a part of a line.
_HIDING_CLASSES = frozenset(
    "hidden hide d-none none dn sr-only visually-hidden visuallyhidden screen-reader-text invisible ng-hide "
    "is-hidden layui-hide el-hidden uk-hidden display-none text-hide line-through strike sup sub "
    "text-decoration-line-through".split()
)
_FILLED = frozenset({"before", "after"})
# What these show is no text: wherever they stand, they stay what they are.
_REPLACED = frozenset("img svg canvas input select textarea object embed iframe video meter progress".split())
_LINES = ("border", "border-top", "border-bottom", "background", "background-color", "box-shadow")


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: Selector
    block: str
    order: int
    certain: bool


def resolve(root: _Element, lines: Container[str]) -> None:
    """Write into the page under `root` what its style does; at the borders of tags in `lines` a line ends."""
    page = _PageStyle(root, lines)
    # All is asked before anything is written: what is written would change the answers.
    acts = [act for element in page.suspects() for act in page.acts(element)]
    for act in acts:
        act()
    for script in root.iter(*_SCRIPTS):
        for raised in list(script)[1:]:
            raised.tag = "sup"


def is_foreign(root: _Element) -> bool:
    """Whether a page has style sheets outside its file."""
    return any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))


class _PageStyle:
    """A page with its style sheets. Rules are by an XPath step to elements that they may be for."""

    def __init__(self, root: _Element, lines: Container[str]) -> None:
        self._root, self._lines = root, lines
        self._rules: dict[str, list[_Rule]] = defaultdict(list)
        self._steps = Steps()
        sheets = "\n".join(style.text or "" for style in root.iter("style"))
        for order, (prelude, block, certain) in enumerate(blocks(sheets) if sheets else ()):
            for selector in parse(prelude, self._steps):
                rule = _Rule(selector, block, order, certain and selector.certain)
                self._rules[selector.among].append(rule)
        self._parts = {rule.selector.part for rules in self._rules.values() for rule in rules} - {""}
        self._linked = is_foreign(root)
        self._foreign = bool(self._rules) or self._linked
        self._grounds = self._painted()

    def _painted(self) -> frozenset[tuple[float, float, float]]:
        """The colours, not light, in which the page says that something is painted behind its text."""
        values = [element.get("bgcolor", "") for element in self._descendants("*[@bgcolor]")]
        written = {e.get("style", "") for e in self._descendants("*[contains(@style, 'background')]")}
        written |= {r.block for rules in self._rules.values() for r in rules if "background" in r.block}
        values += [background(declared(block)) or "" for block in written]
        inks = {colour(value.lower()) for value in set(values)}
        return frozenset(ink for ink in inks if ink is not None and not _is_light(ink))

    def _blends(self, block: str) -> bool:
        """Whether a text of these declarations has a colour that stands behind some text."""
        return bool(self._grounds) and "color" in block and _ink(declared(block)) in self._grounds

    def suspects(self) -> Iterable[_Element]:
        """The elements to whose text the page's style may do anything."""
        found = dict.fromkeys(self._root.iter(*_OF_TAGS))
        for element in self._descendants("*[@style or @hidden or @color or contains(@face, 'ings')]"):
            style, ink = element.get("style"), element.get("color")
            if (
                (style and (matters(style, element.tag not in self._lines) or self._blends(style)))
                or element.get("hidden") is not None
                or draws_signs(element.get("face"))
                or (ink and element.tag == "font" and self._is_telling(colour(ink.lower())))
            ):
                found[element] = None
        for among, rules in self._rules.items():
            inline = among not in self._lines
            if mattering := [r for r in rules if matters(r.block, inline) or self._blends(r.block)]:
                elements = self._descendants(among)
                found |= {e: None for rule in mattering for e in elements if rule.selector.matches(e)}
        if self._linked:
            classed = (e for e in self._descendants("*[@class]") if e.tag not in self._lines)
            found |= {e: None for e in classed if _is_named_hidden(e)}
        return found

    def _is_telling(self, ink: tuple[float, float, float] | None) -> bool:
        return _is_light(ink) or ink in self._grounds

    def _descendants(self, step: str) -> list[_Element]:
        found = self._root.xpath(f"descendant-or-self::{step}")
        return [e for e in found if isinstance(e, _Element)] if isinstance(found, list) else []

    def _for(self, element: _Element, part: str) -> Iterator[_Rule]:
        if not self._rules:
            return iter(())
        names = [str(element.tag), "*", f"*[@id='{element.get('id')}']"]
        names += [Selector.of_class(name) for name in (element.get("class") or "").split()]
        found = (rule for name in dict.fromkeys(names) for rule in self._rules.get(name, ()))
        return (rule for rule in found if rule.selector.part == part and rule.selector.matches(element))

    def _cascade(self, element: _Element, part: str = "") -> tuple[dict[str, str], bool]:
        """What is declared for an element or a part of it, and whether that is certain."""
        self._steps.take()
        style: dict[str, str] = {}
        tag = str(element.tag)
        if not part:
            style |= _OF_TAGS.get(tag, {})
            if element.get("hidden") is not None:
                style["display"] = "none"
            if tag == "dialog" and element.get("open") is not None:
                del style["display"]
            if tag == "bdo" and (element.get("dir") or "").lower() == "rtl":
                style["direction"] = "rtl"
            if tag == "font" and (ink := element.get("color")):
                style["color"] = ink.lower()
            if tag == "font" and (face := element.get("face")):
                style["font-family"] = face
        rules = sorted(self._for(element, part), key=lambda rule: (rule.selector.weight, rule.order))
        own = [] if part else [(element.get("style") or "", True)]
        urgent: dict[str, str] = {}
        sure: dict[str, bool] = {}
        for block, certain in chain(((rule.block, rule.certain) for rule in rules), own):
            for name, value in declared(block).items():
                name = "text-decoration" if name == "text-decoration-line" else name
                plain = URGENT.sub("", value)
                (urgent if plain != value else style)[name] = plain
                sure[name] = certain and "var(" not in value
        return style | urgent, all(sure.values())

    def acts(self, element: _Element) -> Iterator[Callable[[], object]]:
        """What writes into the markup what is done to the text of one element."""
        inline = element.tag not in self._lines and element.tag not in _REPLACED
        if any(any(effect(self._cascade(element, part)[0])[:6]) for part in self._parts - _FILLED):
            yield partial(_fill, element, "before")
        for part in sorted(self._parts & _FILLED):
            filling, _ = self._cascade(element, part)
            drawn = inline and _is_ruled(filling) and _has_digits(element)
            if drawn or (is_ink(filling.get("content", "")) and not any(effect(filling)[:3])):
                yield partial(_fill, element, part)
        style, certain = self._cascade(element)
        does = effect(style)
        whole = element.tag in _TABLE_PARTS  # whose place stays when its text is not seen
        gone = does.gone or (does.out_of_sight and not whole)
        pale = does.invisible or self._is_pale(element, style)
        if element.get("hidden") is not None:
            yield partial(element.attrib.pop, "hidden", "")
        if (gone or pale) and certain and pale is not None:
            shown = frozenset() if gone else frozenset(self._shown(element, style))
            if (
                style.get("display") == "none"
                or style.get("visibility") == "collapse"
                or not (whole or shown)
            ):
                yield partial(element.set, "hidden", "")
            else:
                yield partial(_blank, element, shown, whole)
        elif does.struck and certain:
            yield partial(_strike, element, inline)
        elif inline and (gone or pale or pale is None or does.struck):
            yield partial(setattr, element, "tag", "apart")
        elif element.tag == "hr" and (does.raised or does.moved):
            yield partial(_fill, element, "before")  # a line that is drawn over something
        elif (
            does.turned
            or (does.signs and _has_digits(element))
            or (does.pictured and _hides_digits(element, inline))
            or _is_cut(element, does.room)
        ):
            yield partial(_fill, element, "before")
        elif inline and does.raised:
            yield partial(setattr, element, "tag", "sup")
        elif inline and (does.moved or (self._linked and _is_named_hidden(element))):
            yield partial(setattr, element, "tag", "apart")
        elif element.tag in _OF_TAGS:
            yield partial(setattr, element, "tag", "span")

    def _shown(self, element: _Element, hiding: Declarations) -> Iterator[_Element]:
        """What is seen although an element around it is invisible, of size 0 or pale."""
        names = [name for name in ("visibility", "font-size", "font", "color") if name in hiding]
        for inner in element.iterdescendants("*"):
            style, _ = self._cascade(inner)
            if any(name in style for name in names) and not effect(style).invisible:
                yield inner

    def _is_pale(self, element: _Element, style: Declarations) -> bool | None:
        """Whether a text has the colour of what is behind it; None where that is not known."""
        ink = colour(style.get("color", ""))
        if ink is None or not (self._is_telling(ink) or background(style)):
            return False
        for around in chain((element,), element.iterancestors()):
            own = style if around is element else self._cascade(around)[0]
            if behind := background(own) or around.get("bgcolor") or around.get("background"):
                ground = colour(behind.lower())
                if ground is None:
                    return None
                return max(abs(a - b) for a, b in zip(ink, ground, strict=True)) < 1 - _LIGHT
        return None if self._foreign else True


def _ink(style: Declarations) -> tuple[float, float, float] | None:
    return colour(style.get("color", ""))


def _is_named_hidden(element: _Element) -> bool:
    """Whether an element has a class by which well-known style sheets hide a part of a line."""
    return not _HIDING_CLASSES.isdisjoint((element.get("class") or "").lower().split())


def _is_ruled(filling: Declarations) -> bool:
    """Whether a part of an element that holds no text is drawn, as a line, over the element."""
    empty = "content" in filling and not is_ink(filling["content"]) and filling["content"] != "none"
    return empty and filling.get("position") == "absolute" and any(name in filling for name in _LINES)


def _has_digits(element: _Element) -> bool:
    return any(map(str.isdigit, _text(element)))


def _hides_digits(element: _Element, inline: bool) -> bool:
    """Whether a picture behind an element may show a number or strike one out."""
    return not _text(element) or (inline and _has_digits(element))


def _is_cut(element: _Element, room: float) -> bool:
    """Whether a box with room for so many characters cuts off a number; cells grow with what is in them."""
    if isinf(room) or element.tag in _TABLE_PARTS:
        return False
    return any(len(word) > room for word in _text(element).split() if any(map(str.isdigit, word)))


def _is_light(ink: tuple[float, float, float] | None) -> bool:
    return ink is not None and min(ink) >= _LIGHT


def _strike(element: _Element, inline: bool) -> None:
    """Say that an element is struck, or all that is in it where it is a block or a part of a table."""
    if inline:
        element.tag = "del"
        return
    for holder in list(element.iter(*_CELLS)) if element.tag in _TABLE_PARTS else [element]:
        around = etree.Element("del")
        around.text, holder.text = holder.text, None
        around.extend(list(holder))
        holder.append(around)


def _fill(element: _Element, part: str) -> None:
    filled = etree.Element("filled")
    if part == "after":
        element.append(filled)
    else:
        filled.tail, element.text = element.text, None
        element.insert(0, filled)


def _text(element: _Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _blank(element: _Element, shown: Container[_Element], whole: bool) -> None:
    """Take the text out of an element, but not out of what is shown in it; its cells are not blank then."""
    cells = [cell for cell in element.iter(*_CELLS) if whole and not shown and _text(cell)]
    _empty(element, shown)
    for cell in cells:
        _fill(cell, "before")


def _empty(element: _Element, shown: Container[_Element]) -> None:
    left = [element]
    while left:
        holder = left.pop()
        holder.text = None
        for child in holder:
            child.tail = None
            left += [] if child in shown else [child]
