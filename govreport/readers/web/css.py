"""Style sheets: the blocks of their rules, and what the declarations for an element do to its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import inf
from typing import NamedTuple

from govreport.readers.apart import draws_signs

__all__ = [
    "URGENT",
    "Declarations",
    "Effect",
    "background",
    "blocks",
    "colour",
    "declared",
    "effect",
    "is_ink",
    "matters",
]

Declarations = Mapping[str, str]  # value by property, in lower case

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->|@(?:import|charset|namespace)[^;{}@]*;", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_DECLARATION = re.compile(
    r"""(?<![\w-])([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^;"'(])*)"""
)
_LENGTH = re.compile(r"(-?(?:\d+(?:\.\d*)?|\.\d+))([a-z%]*)")
# In pixels, near enough to say what is far away or of no size.
_PIXELS = {"px": 1, "pt": 4 / 3, "pc": 16, "em": 16, "rem": 16, "ex": 8, "ch": 8, "in": 96, "cm": 38, "mm": 4}
_PIXELS |= {"": 1, "%": 10, "vw": 12, "vh": 8}
_FAR, _FAR_RIGHT, _SMALL_TEXT, _SMALL_BOX = -100, 3000, 2, 1
_MASKS = ("mask", "-webkit-mask", "mask-image", "-webkit-mask-image")
_GAPS = (
    "width",
    "min-width",
    "padding",
    "margin",
    "border",
    "text-indent",
)  # what may part a box from its line
_LOWEST, _SLIMMEST = 8, 5  # pixels: of a line, and of a digit, that can be read
_FAINT = 0.05  # of opacity
_MEDIA = re.compile(r"\b(min|max)-width\s*:\s*([\d.]+)(px|em|rem)")
_OTHER_MEDIA = re.compile(r"\b(?:print|speech|tty|not)\b")
_LONGEST_BLOCK = 5000  # characters that are searched
_DEEPEST = 10  # at-rules in one another
URGENT = re.compile(r"\s{0,20}!\s{0,20}important$")
_SCREEN = 1200  # pixels: the width of the window in which a page is read
# What has to stand in a block of declarations that hides, strikes, fills or turns a text.
_HIDES = re.compile(
    r"mso-hide|(?<![\w])mask[\w-]{0,12}\s*:(?!\s*none)|flex-(?:direction|flow)\s*:[^;]{0,40}reverse|(?<![\w-])(?:"
    r"display\s*:\s*none|visibility|opacity|zoom\s*:\s*0|content|text-decoration[\w-]*\s*:(?!\s*none)"
    r"|(?:-\w+-)?transform\s*:|clip|unicode-bidi|rotate|scale|translate|filter"
    r"|(?:(?:max-)?(?:height|width)|font(?:-size)?)\s*:(?:[^;]*\s)?\s*(?:0*(?:\.\d+)?[a-z%]*|[01](?:\.\d+)?(?:px|pt)?)"
    r"\s*(?:[;/!]|$)"
    r"|(?:text-indent|left|right|top|bottom|margin[\w-]*)\s*:[^;]*-[\d.]+|(?:left|right|top|bottom)\s*:\s*\d{3}"
    r"|color\s*:\s*(?:white|snow|ivory|\w*smoke|ghost|floral|transparent|#[ef]|#\w{4}\b|#\w{8}\b|rgb|hsl))"
    r"|fill-color|var\(|url\(|gradient\(|dings|zapf"
    # Text and ground of one colour.
    r"|(?<![\w-])color\s*:\s*([#\w]+).{0,300}background[\w-]{0,12}\s*:\s*\1\b"
    r"|background[\w-]{0,12}\s*:\s*([#\w]+).{0,300}(?<![\w-])color\s*:\s*\2\b"
    # A box that is too small for a number, and cuts it off.
    r"|overflow[\w-]{0,2}\s*:\s*(?:hidden|clip).{0,300}(?:width|height)\s*:\s*\d{1,2}(?:\.\d{1,4})?(?:px|pt|em)"
    r"|(?:width|height)\s*:\s*\d{1,2}(?:\.\d{1,4})?(?:px|pt|em).{0,300}overflow[\w-]{0,2}\s*:\s*(?:hidden|clip)",
    re.IGNORECASE | re.DOTALL,
)
# What has to stand in one that lifts or moves a part of a line.
_MOVES = re.compile(
    r"mso-text-raise|(?<![\w-])(?:display\s*:(?!\s*inline\s*(?:;|$))|vertical-align\s*:(?!\s*(?:middle|baseline))"
    r"|position\s*:(?!\s*static)|float|direction|order\s*:|writing-mode|letter-spacing\s*:\s*-|font-variant|baseline-shift|grid-(?:column|row|area))",
    re.IGNORECASE,
)
_CLEAR = re.compile(
    r"transparent|#[0-9a-f]{3}0|#[0-9a-f]{6}00|(?:rgb|hsl)a?\((?:[^,]*,){3}\s*0*\.?0*%?\s*\)|\w+\([^/]*/\s*0*\.?0*%?\s*\)"
)
_NO_OPACITY = re.compile(r"opacity\(\s*0*\.?0*%?\s*\)|opacity\s*=\s*0\b")
_NO_CLIP = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)")
_NO_PATH = re.compile(r"inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0|polygon\(\s*(?:0\w*[\s,]*)+\)")
_MOVED_AWAY = re.compile(r"scale[xy]?\(\s*0*\.?0*\s*[,)]|translate[xy3d]*\([^)]*-\d{3}")
_TURNED = re.compile(r"rotate|skew|matrix|scale[xy]?\(\s*-")
_FONT_SIZE = re.compile(r"(?:^|\s)(-?[\d.]+[a-z%]*)(?=\s*/|\s)")
_STRINGS = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_BLANKS = re.compile(r"\\0*(?:20|a0|200b|3000)\s?|\\?\s")
_UNSET = frozenset({"", "none", "normal", "initial", "inherit", "unset", "static", "auto", "0", "ltr"})
_NAMED = {"white": "#fff", "black": "#000", "snow": "#fffafa", "ivory": "#fffff0", "whitesmoke": "#f5f5f5"}
_NAMED |= {"ghostwhite": "#f8f8ff", "floralwhite": "#fffaf0", "red": "#f00", "blue": "#00f"}
_NAMED |= {"navy": "#000080", "green": "#008000", "yellow": "#ff0", "gray": "#808080", "grey": "#808080"}
_NAMED |= {
    "silver": "#c0c0c0",
    "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3",
    "maroon": "#800000",
    "teal": "#008080",
}
_RGB = re.compile(r"rgba?\(\s*([\d.]+)(%?)[\s,]+([\d.]+)%?[\s,]+([\d.]+)")
_HEX = re.compile(
    r"#(?:([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?)"
)
_WHITE_HSL = re.compile(r"hsla?\(\s*[\d.]+\w*[\s,]+[\d.]+%?[\s,]+100%")


def blocks(css: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors and declarations of each rule that holds on a screen, and whether it holds for certain.

    >>> list(blocks("p {color: red} @media print {p {display: none}} /* . */ @supports (x: y) {b {top: 0}}"))
    [('p', 'color: red', True), ('b', 'top: 0', False)]
    """
    yield from _blocks(_COMMENT.sub(" ", css), True, 0)


def _blocks(css: str, certain: bool, depth_of_rule: int) -> Iterator[tuple[str, str, bool]]:
    at = 0
    if depth_of_rule > _DEEPEST:
        return
    while (start := css.find("{", at)) >= 0:
        prelude, depth, end = css[at:start].rpartition(";")[2].strip(), 1, len(css)
        for brace in _BRACE.finditer(css, start + 1):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                end = brace.start()
                break
        body, at = css[start + 1 : end], end + 1
        if not prelude.startswith("@"):
            yield from _nested(prelude, body, certain, depth_of_rule)
        elif "{" not in body:  # what stands in a rule says something of its selector
            holds = not prelude.startswith("@media") or _is_on_screen(prelude)
            yield from [("&", body, certain and prelude.startswith("@media"))] if holds else ()
        elif prelude.startswith("@media"):
            yield from _blocks(body, certain, depth_of_rule + 1) if _is_on_screen(prelude) else ()
        elif prelude.startswith(("@supports", "@layer", "@container", "@scope")):
            yield from _blocks(body, False, depth_of_rule + 1)


def _nested(prelude: str, body: str, certain: bool, depth: int) -> Iterator[tuple[str, str, bool]]:
    """The rule of a selector, and those that stand in it: ``td {color: red; .a {top: 0}}``."""
    if "{" not in body:
        yield prelude, body, certain
        return
    own, depth_in_rule, at = [], 0, 0
    for brace in _BRACE.finditer(body):
        if brace[0] == "{" and depth_in_rule == 0:
            own.append(body[at : brace.start()].rpartition(";")[0])
        depth_in_rule += 1 if brace[0] == "{" else -1
        if depth_in_rule == 0:
            at = brace.end()
    yield prelude, ";".join([*own, body[at:] if depth_in_rule == 0 else ""]), certain
    for inner, block, sure in _blocks(body, certain, depth + 1):
        # What is left of a rule in @media holds for the outer selector.
        named = inner.replace("&", f":is({prelude})") if "&" in inner else f":is({prelude}) {inner}"
        yield named, block, sure


def _is_on_screen(media: str) -> bool:
    """Whether a condition holds for a window of usual width."""
    widths = ((which, float(size) * _PIXELS[unit]) for which, size, unit in _MEDIA.findall(media))
    fits = all(width <= _SCREEN if which == "min" else width >= _SCREEN for which, width in widths)
    return fits and not _OTHER_MEDIA.search(media)


@lru_cache(maxsize=4096)
def matters(block: str, inline: bool) -> bool:
    """Whether a block of declarations can do anything to the text of an element, `inline` or not."""
    if len(block) > _LONGEST_BLOCK:
        return True
    return _HIDES.search(block) is not None or (inline and _MOVES.search(block) is not None)


@lru_cache(maxsize=4096)
def declared(block: str) -> Declarations:
    """The declarations of a block, by property; ``!important`` is a part of the value."""
    return {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(block)}


def _pixels(value: str | None) -> float | None:
    found = _LENGTH.match(value or "")
    return float(found[1]) * _PIXELS.get(found[2], 1) if found else None


def _is_below(style: Declarations, names: Iterable[str], limit: float) -> bool:
    return any((size := _pixels(style.get(name))) is not None and size <= limit for name in names)


class Effect(NamedTuple):
    """What declarations do to the text of an element."""

    gone: bool  # with all that is in it
    out_of_sight: bool
    invisible: bool  # what is in it may show itself
    struck: bool
    raised: bool
    moved: bool
    turned: bool
    pictured: bool
    signs: bool  # for digits, by its font
    room: float  # characters that a box which cuts off what is wider shows at least; 0 where it is too low


def effect(style: Declarations) -> Effect:
    """What the declarations that hold for an element do to its text.

    >>> effect({"display": "none"}).gone, effect({"vertical-align": "super"}).raised
    (True, True)
    """
    return _effect(tuple(style.items()))


@lru_cache(maxsize=4096)
def _effect(items: tuple[tuple[str, str], ...]) -> Effect:
    style = dict(items)
    return Effect(
        _is_gone(style),
        _is_out_of_sight(style),
        _is_invisible(style),
        "line-through" in style.get("text-decoration", ""),
        _is_raised(style),
        _is_moved(style),
        _is_turned(style),
        background(style) == "?",
        draws_signs(style.get("font-family", style.get("font"))),
        _room(style),
    )


def _is_gone(style: Declarations) -> bool:
    """Whether an element is not shown, with all that is in it."""
    return (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("content-visibility") == "hidden"
        or _is_below(style, ("opacity", "zoom"), _FAINT)
        or _NO_OPACITY.search(style.get("filter", "")) is not None
    )


def _is_out_of_sight(style: Declarations) -> bool:
    """Whether the box of an element is off the page, clipped away, or of no size."""
    sides = ("left", "top", "right", "bottom")
    box = style.get("overflow", style.get("overflow-x", style.get("overflow-y", "")))
    moves = " ".join(style.get(name, "") for name in ("transform", "translate"))
    placed, loose = "position" in style, style.get("position") in ("absolute", "fixed")
    return (
        _is_below(style, ("text-indent", "margin-left", "margin-top"), _FAR)
        or (placed and _is_below(style, sides, _FAR))
        or (loose and any((_pixels(style.get(side)) or 0) > _FAR_RIGHT for side in sides))
        or (
            box.startswith(("hidden", "clip"))
            and _is_below(style, ("height", "max-height", "width", "max-width", "line-height"), _SMALL_BOX)
        )
        or _NO_CLIP.match(style.get("clip", "")) is not None
        or _NO_PATH.match(style.get("clip-path", "")) is not None
        or _MOVED_AWAY.search(moves) is not None
        or style.get("scale") == "0"
    )


def _room(style: Declarations) -> float:
    """How many characters a box shows at least."""
    if not any(style.get(f"overflow{axis}", "").startswith(("hidden", "clip")) for axis in ("", "-x", "-y")):
        return inf
    high = [size for name in ("height", "max-height") if (size := _pixels(style.get(name))) is not None]
    wide = [size for name in ("width", "max-width") if (size := _pixels(style.get(name))) is not None]
    return 0 if min(high, default=inf) < _LOWEST else min(wide, default=inf) / _SLIMMEST


def _is_invisible(style: Declarations) -> bool:
    """Whether the text of an element is not seen, though what is in it may show itself."""
    size = _pixels(style.get("font-size"))
    if size is None and (short := _FONT_SIZE.search(style.get("font", ""))):
        size = _pixels(short[1])
    ink = style.get("-webkit-text-fill-color", style.get("color", ""))
    return (
        style.get("visibility") in ("hidden", "collapse")
        or (size is not None and size < _SMALL_TEXT)
        or _CLEAR.fullmatch(ink) is not None
    )


def _is_raised(style: Declarations) -> bool:
    """Whether an inline element stands above or below its line."""
    align = style.get("vertical-align", "")
    lifted = style.get("position") == "relative" and any(
        _pixels(style.get(side)) for side in ("top", "bottom")
    )
    return bool(
        align in ("super", "sub", "text-top", "text-bottom", "top", "bottom")
        or bool(_pixels(align))
        or lifted
        or bool(_pixels(style.get("mso-text-raise")))
        or style.get("font-variant-position", "normal") not in _UNSET
        or {"super", "sub"} & set(style.get("font-variant", "").split())
        or style.get("baseline-shift", "baseline") not in _UNSET | {"baseline"}
    )


def _is_moved(style: Declarations) -> bool:
    """Whether an inline element may not stand where it is written."""
    position = style.get("position", "static")
    turns = ("transform", "rotate", "translate", "scale", "direction", "writing-mode")
    moves = (*turns, "float", "order", "grid-column", "grid-row", "grid-area")
    return (
        (position not in _UNSET and position != "relative")
        or (position == "relative" and any(_pixels(style.get(side)) for side in ("left", "right")))
        or style.get("display", "inline") not in ("inline", "contents", "initial", "inherit", "inline-block")
        or (style.get("display") == "inline-block" and any(name.startswith(_GAPS) for name in style))
        or any(style.get(name, "") not in _UNSET for name in (*moves, *_MASKS))
        or "override" in style.get("unicode-bidi", "")
        or _is_below(style, ("letter-spacing", "margin-left", "margin-right", "margin"), -0.01)
    )


def _is_turned(style: Declarations) -> bool:
    """Whether a text is seen in another order or shape than it is written in."""
    backwards = "override" in style.get("unicode-bidi", "") and style.get("direction") == "rtl"
    flows = style.get("flex-direction", "") + style.get("flex-flow", "")
    flexible = style.get("display", "").removeprefix("inline-") in ("flex", "grid")
    backwards = backwards or "reverse" in flows or (flexible and style.get("direction") == "rtl")
    return backwards or _TURNED.search(style.get("transform", "")) is not None or "rotate" in style


def is_ink(content: str) -> bool:
    """Whether the ``content`` of a part of an element shows anything."""
    if content in _UNSET:
        return False
    strings = _STRINGS.findall(content)
    return not strings or bool(_BLANKS.sub("", "".join(a or b for a, b in strings)))


def background(style: Declarations) -> str | None:
    """The colour behind an element, "?" where it is a picture or a gradient; None where none is declared."""
    value = style.get("background-color") or style.get("background", "")
    if "url(" in f"{value}{style.get('background-image', '')}" or "gradient" in value:
        return "?"
    return next((word for word in re.findall(r"[\w#]+(?:\([^)]*\))?", value) if colour(word)), None)


@lru_cache(maxsize=1024)
def colour(value: str) -> tuple[float, float, float] | None:
    """Red, green and blue, from 0 to 1; None for what is no colour that is known here.

    >>> colour("white"), colour("#000"), colour("tomato")
    ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), None)
    """
    value = _NAMED.get(value, value)
    if found := _HEX.fullmatch(value):
        red, green, blue = (int(part * (3 - len(part)), 16) / 255 for part in found.groups() if part)
        return red, green, blue
    if found := _RGB.match(value):
        most = 100 if found[2] else 255
        return float(found[1]) / most, float(found[3]) / most, float(found[4]) / most
    return (1.0, 1.0, 1.0) if _WHITE_HSL.match(value) else None
