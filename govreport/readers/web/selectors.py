"""Selectors of a style sheet: which elements of a page a rule is for, and how much it weighs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

__all__ = ["Selector", "Steps", "parse"]

_Element = etree._Element
_Test = Callable[[_Element], bool]

_PIECE = re.compile(
    r"""
    (?P<combinator>\s*[>+~]\s*|\s+)
    | (?P<tag>\*|[A-Za-z_][\w-]*)
    | \#(?P<id>(?:[\w-]|\\[0-9a-fA-F]{1,6}\s?|\\.)+)
    | \.(?P<class>(?:[\w-]|\\[0-9a-fA-F]{1,6}\s?|\\.)+)
    | \[\s*(?P<name>[\w:-]+)\s*(?:(?P<how>[~|^$*]?=)
      \s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\]\s]+))\s*(?P<fold>[iIsS])?\s*)?\]
    | (?P<pseudo>::?[\w-]+)(?:\((?P<argument>(?:[^()]|\([^()]*\))*)\))?
    """,
    re.VERBOSE,
)
_MOST_STEPS = 1_000_000  # of all selectors of a page
_NTH = re.compile(r"(?P<step>[+-]?\d{0,9})n\s*(?P<first>[+-]\s*\d{1,9})?|(?P<only>[+-]?\d{1,9})")
# No element is in such a state when a page is opened.
_NEVER = frozenset(
    ":hover :focus :focus-within :focus-visible :active :visited :target :checked :invalid".split()
)
# Of an element: those that a rule fills, and those of its text that it may show otherwise.
_PARTS = frozenset({"before", "after", "first-letter", "first-line"})
_ALTERNATIVES = frozenset({":is", ":where", ":matches", ":-webkit-any", ":-moz-any", ":not"})


_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")
_BRACKETS = re.compile(r"[(\[\]),]")


class Steps:
    """The work that the style sheets of one page may make, and places among siblings that are known."""

    def __init__(self) -> None:
        self._left = _MOST_STEPS
        self._orders: dict[tuple[_Element, str | None, bool], dict[_Element, int]] = {}

    def take(self, steps: int = 1) -> None:
        """Use up some steps.

        Raises
        ------
        ValueError
            If there are none left.
        """
        self._left -= steps
        if self._left < 0:
            raise ValueError("a page was expected whose style sheets are less work")

    def order(self, element: _Element, of_type: bool, from_end: bool) -> int:
        """The place of an element among its siblings, from 1."""
        parent = element.getparent()
        if parent is None:
            return 1
        key = parent, str(element.tag) if of_type else None, from_end
        if key not in self._orders:
            children = list(parent.iterchildren(key[1]))
            self.take(len(children))
            self._orders[key] = {child: at for at, child in enumerate(children[:: -1 if from_end else 1], 1)}
        return self._orders[key][element]


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector: tests of the element, then of those before it, each with the combinator between them.

    `part` is the part of the element that the rule is for ("before", "first-letter"), or empty. `certain` is
    False where something in the selector is not understood; then it matches whatever the rest of it matches.
    `among` is an XPath step to elements that it may be for.
    """

    among: str
    compounds: tuple[tuple[str, tuple[_Test, ...]], ...]
    weight: tuple[int, int, int]
    part: str
    certain: bool
    steps: Steps

    @staticmethod
    def of_class(name: str) -> str:
        """An XPath step to the elements of a class."""
        return f"*[@class][contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"

    def matches(self, element: _Element) -> bool:
        """Whether the rule is for `element`."""
        return self._from(0, element, set())

    def _from(self, at: int, element: _Element, failed: set[tuple[int, _Element]]) -> bool:
        """Whether the tests from one on hold; `failed` is where that is known not to be so."""
        self.steps.take()
        combinator, tests = self.compounds[at]
        if (at, element) in failed or not all(test(element) for test in tests):
            return False
        if at + 1 == len(self.compounds) or any(
            self._from(at + 1, other, failed) for other in _related(element, combinator)
        ):
            return True
        failed.add((at, element))
        return False


def _related(element: _Element, combinator: str) -> Iterator[_Element]:
    if combinator == " ":
        yield from element.iterancestors()
    elif combinator == "~":
        yield from element.itersiblings(preceding=True)
    else:
        one = element.getparent() if combinator == ">" else element.getprevious()
        if one is not None:
            yield one


def parse(text: str, steps: Steps | None = None) -> tuple[Selector, ...]:
    """The selectors of a list, without those that match nothing on a page that is only opened.

    `steps` counts the work that they make on a page.

    >>> [selector.weight for selector in parse("td > .a:first-child, #b:hover, p::before")]
    [(0, 2, 1), (0, 0, 2)]
    """
    steps = steps or Steps()
    return tuple(selector for one in _listed(text) if (selector := _parsed(one.strip(), steps)))


def _listed(text: str) -> Iterator[str]:
    """The parts of a text between commas that stand in no brackets."""
    start = depth = 0
    for mark in _BRACKETS.finditer(text):
        if mark[0] != ",":
            depth = max(0, depth + (1 if mark[0] in "([" else -1))
        elif depth == 0:
            yield text[start : mark.start()]
            start = mark.end()
    yield text[start:]


def _parsed(text: str, steps: Steps) -> Selector | None:
    compounds: list[tuple[str, tuple[_Test, ...]]] = []
    tests: list[_Test] = []
    weight, part, certain, at, among = [0, 0, 0], "", True, 0, "*"
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            return None
        at = piece.end()
        if piece["combinator"]:
            compounds.append((piece["combinator"].strip() or " ", tuple(tests)))
            tests, among = [], "*"
        elif piece["pseudo"]:
            name = piece["pseudo"].lower()
            if name in _NEVER:
                return None
            if name.lstrip(":") in _PARTS:
                part = name.lstrip(":")
                weight[2] += 1
            elif name.startswith("::"):
                return None
            elif name in _ALTERNATIVES:
                inner = parse(piece["argument"] or "", steps)
                certain = certain and all(selector.certain for selector in inner)
                tests.append(_any_of(inner, name != ":not"))
                if name != ":where" and inner:
                    weight = [a + b for a, b in zip(weight, max(s.weight for s in inner), strict=True)]
            else:
                test = _structural(name, (piece["argument"] or "").strip(), steps)
                certain = certain and test is not None
                tests += [test] if test else []
                weight[1] += 1
        else:
            tests.append(_simple(piece))
            among = _among(piece) or among
            weight[0 if piece["id"] else 1 if piece["tag"] is None else 2] += piece["tag"] != "*"
    compounds.append(("", tuple(tests)))
    # The combinator stands behind the compound to its left: from right to left it goes with the right one.
    tested = [tests for _, tests in compounds]
    joints = [joint for joint, _ in compounds[:-1]]
    ordered = tuple(zip([*reversed(joints), ""], map(tuple, reversed(tested)), strict=True))
    first, second, third = weight
    return Selector(among, ordered, (first, second, third), part, certain, steps) if text else None


def _name(written: str) -> str:
    """The name of a class or an id, without escapes (``md\\:w-1\\/2``)."""
    return _ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0xFFFD) or 0xFFFD) if m[1] else m[2], written)


def _among(piece: re.Match[str]) -> str | None:
    if (name := piece["id"] or piece["class"]) and ("'" in _name(name) or not _name(name).isprintable()):
        return None
    if piece["id"]:
        return f"*[@id='{_name(piece['id'])}']"
    if piece["class"]:
        return Selector.of_class(_name(piece["class"]))
    return piece["tag"].lower() if piece["tag"] not in (None, "*") else None


def _simple(piece: re.Match[str]) -> _Test:
    if tag := piece["tag"]:
        tag = tag.lower()
        return lambda element: tag in ("*", element.tag)
    if piece["id"]:
        name = _name(piece["id"])
        return lambda element: element.get("id") == name
    if piece["class"]:
        name = _name(piece["class"])
        return lambda element: name in (element.get("class") or "").split()
    attribute, how = piece["name"].lower(), piece["how"]
    wanted = next((piece[k] for k in ("double", "single", "bare") if piece[k] is not None), "")
    if (piece["fold"] or "").lower() == "i":
        return lambda element: _has((element.get(attribute) or "").lower(), how, wanted.lower())
    return lambda element: _has(element.get(attribute), how, wanted)


def _has(value: str | None, how: str | None, wanted: str) -> bool:
    if value is None or how is None:
        return value is not None
    return {
        "=": value == wanted,
        "~=": wanted in value.split(),
        "|=": value == wanted or value.startswith(f"{wanted}-"),
        "^=": bool(wanted) and value.startswith(wanted),
        "$=": bool(wanted) and value.endswith(wanted),
        "*=": bool(wanted) and wanted in value,
    }[how]


def _any_of(inner: Sequence[Selector], wanted: bool) -> _Test:
    return lambda element: any(selector.matches(element) for selector in inner) == wanted


def _structural(name: str, argument: str, steps: Steps) -> _Test | None:
    """The test of a place among siblings; None for what is not known."""
    if name == ":root":
        return lambda element: element.getparent() is None
    if name == ":empty":
        return lambda element: len(element) == 0 and not element.text
    if name in (":link", ":any-link"):
        return lambda element: element.tag == "a" and element.get("href") is not None
    of_type = name.endswith("-of-type")
    place = name.removesuffix("-of-type").removesuffix("-child")
    if place == name:
        return None
    if place == ":only":
        return lambda e: steps.order(e, of_type, False) == steps.order(e, of_type, True) == 1
    if place in (":first", ":last"):
        return lambda element: steps.order(element, of_type, place == ":last") == 1
    counted = {"odd": "2n+1", "even": "2n"}.get(argument.lower(), argument.lower())
    nth = _NTH.fullmatch(counted)
    if nth is None or place not in (":nth", ":nth-last"):
        return None
    if nth["only"]:
        step, first = 0, int(nth["only"])
    else:
        step = int(f"{nth['step']}1" if nth["step"] in ("", "+", "-") else nth["step"])
        first = int((nth["first"] or "0").replace(" ", ""))
    return lambda element: _is_nth(steps.order(element, of_type, place == ":nth-last"), step, first)


def _is_nth(order: int, step: int, first: int) -> bool:
    return order == first if step == 0 else (order - first) % step == 0 and (order - first) // step >= 0
