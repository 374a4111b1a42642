"""How Word prints a run: hidden, struck out or raised, by the run itself or by the styles it rests on."""

from __future__ import annotations

from lxml import etree

from govreport.readers.apart import How, draws_signs, is_white

__all__ = ["Typography"]

_Element = etree._Element
_Properties = dict[str, str]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_OFF = ("0", "false", "off", "none")
_NAMES = {
    f"{_W}{name}": name
    for name in (
        "rStyle rFonts vanish strike dstrike vertAlign position sz color shd highlight spacing w".split()
    )
} | {f"{_W14}textFill": "fill", f"{_W14}textOutline": "outline"}
_TOGGLES = ("vanish", "strike")  # a style that says so undoes what a style below it says
_PAPER = ("", "auto", "clear", "none", "white", "FFFFFF")
_LIGHTEST = ("background1", "light1")
_MOST_STYLES = 100  # styles that rest on one another
_HIGHLIGHTS = {"black": "000000", "red": "FF0000", "blue": "0000FF", "green": "00FF00", "yellow": "FFFF00"}
_TIGHT = -5  # twentieths of a point for each half point of size: letters so close lie over one another
_NARROWEST = 25  # of a hundred: letters squeezed further nobody can read
_CLEAR, _FAINT = 95_000, 80_000  # of 100,000: how transparent letters are that are unseen, or hardly seen
_SMALLEST = 3  # half points: what is no larger nobody can read


class Typography:
    """The character properties of a file's styles (the root of ``word/styles.xml``, or None)."""

    def __init__(self, styles: _Element | None) -> None:
        self._styles = {} if styles is None else {s.get(f"{_W}styleId"): s for s in styles.iter(f"{_W}style")}
        self._default = {
            style.get(f"{_W}type"): name
            for name, style in self._styles.items()
            if style.get(f"{_W}default", "0") not in _OFF
        }
        path = f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"
        self._everywhere = _properties(None if styles is None else styles.find(path))
        self._rested: dict[str | None, _Properties] = {}
        self._together: dict[tuple[str | None, ...], _Properties] = {}
        tables = (name for name, style in self._styles.items() if style.get(f"{_W}type") == "table")
        self._tables = any([_matters(self._of(name)) for name in tables])
        self._last: tuple[_Element | None, tuple[str | None, str | None]] = None, (None, None)

    def how(self, run: _Element, paragraph: _Element) -> How:
        """How a run of a paragraph is printed."""
        own = _properties(run.find(f"{_W}rPr"))
        if self._last[0] is not paragraph:
            table = self._table_style(paragraph) if self._tables else None
            self._last = paragraph, (table, _value(paragraph, f"pPr/{_W}pStyle"))
        styled = self._styled(*self._last[1], own.pop("rStyle", None))
        if not own and not styled:
            return "plain"
        seen = {**styled, **own}
        if not _matters(seen):
            return "plain"
        if _is_on(seen, "vanish") or _whole(seen.get("sz", "24"), 24) <= _SMALLEST:
            return "hidden"
        if seen.get("fill") == "none" and seen.get("outline", "none") == "none":
            return "hidden"
        if _is_as_its_ground(seen, paragraph):
            return "hidden"
        if seen.get("fill") == "faint" or _is_squeezed(seen) or "rFonts" in seen:
            return "unsure"
        if is_white(seen.get("color")) and all(seen.get(n, "") in _PAPER for n in ("shd", "highlight")):
            return "faint" if self._is_shaded(paragraph) else "hidden"
        if _is_on(seen, "strike") or _is_on(seen, "dstrike"):
            return "struck"
        if seen.get("vertAlign") in ("superscript", "subscript"):
            return "raised"
        return "shifted" if _whole(seen.get("position", "0"), 0) else "plain"

    def _styled(self, table: str | None, paragraph: str | None, character: str | None) -> _Properties:
        """What the styles of a run say; nothing where that is of no account."""
        key = table, paragraph, character
        if key not in self._together:
            names = (
                table,
                paragraph or self._default.get("paragraph"),
                character or self._default.get("character"),
            )
            levels = [self._of(name) for name in names]
            merged = {k: v for level in (self._everywhere, *levels) for k, v in level.items()}
            for name in _TOGGLES:
                odd = sum(_is_on(level, name) for level in levels) % 2 == 1
                merged[name] = "1" if odd or _is_on(self._everywhere, name) else "0"
            self._together[key] = merged if _matters(merged) else {}
        return self._together[key]

    def _of(self, name: str | None) -> _Properties:
        """The properties of a style and of those that it is based on."""
        if name not in self._rested:
            chain = [_properties(style.find(f"{_W}rPr")) for style in self._chain(name)]
            self._rested[name] = {k: v for level in reversed(chain) for k, v in level.items()}
        return self._rested[name]

    def _chain(self, name: str | None) -> list[_Element]:
        """A style, and those that it is based on."""
        found: list[_Element] = []
        while (
            (style := self._styles.get(name)) is not None and style not in found and len(found) < _MOST_STYLES
        ):
            found.append(style)
            name = _value(style, "basedOn")
        return found

    def _table_style(self, paragraph: _Element | None) -> str | None:
        table = None if paragraph is None else next(paragraph.iterancestors(f"{_W}tbl"), None)
        return _value(table, f"tblPr/{_W}tblStyle")

    def _is_shaded(self, paragraph: _Element) -> bool:
        """Whether something may be painted behind a paragraph: white letters can be read there."""
        styles = (_value(paragraph, f"pPr/{_W}pStyle"), self._table_style(paragraph))
        shades = [shade for name in styles for style in self._chain(name) for shade in style.iter(f"{_W}shd")]
        for element in (paragraph, *paragraph.iterancestors()):
            if element.tag == f"{_W}txbxContent" or element.find(f"{_W}background") is not None:
                return True
            shades += element.iterfind(f"{_W}{etree.QName(element).localname}Pr/{_W}shd")
        return any(shade.get(f"{_W}fill", "auto") not in _PAPER for shade in shades)


def _is_as_its_ground(seen: _Properties, paragraph: _Element) -> bool:
    """Whether letters have the colour that is painted behind them."""
    ink = seen.get("color", "auto").upper()
    if ink in ("AUTO", "", "NONE"):
        return False
    own = _HIGHLIGHTS.get(seen.get("highlight", ""), seen.get("shd", "auto")).upper()
    if own != "AUTO" or is_white(ink):
        return ink == own and not is_white(ink)
    for around in (paragraph, *paragraph.iterancestors(f"{_W}tc")):
        shade = around.find(f"{_W}{etree.QName(around).localname}Pr/{_W}shd")
        if shade is not None and shade.get(f"{_W}fill", "auto") != "auto":
            return shade.get(f"{_W}fill", "").upper() == ink
    return False


def _is_squeezed(properties: _Properties) -> bool:
    """Whether letters lie over one another, or are too narrow to be read."""
    tight = _TIGHT * _whole(properties.get("sz", "21"), 21)
    spacing = properties.get("spacing", "0")
    close = spacing.startswith("-") and -_whole(spacing, 0) <= tight
    return close or _whole(properties.get("w", "100").removesuffix("%"), 100) < _NARROWEST


def _fill(about: _Element) -> str:
    """Of what letters, or their outlines, are filled with: ``none``, ``faint``, or a colour."""
    if about.find(f"{_W14}noFill") is not None:
        return "none"
    through = next(about.iter(f"{_W14}alpha"), None)
    clear = 0 if through is None else _whole(through.get(f"{_W14}val", "0"), 0)
    if clear >= _CLEAR:
        return "none"
    colour = next(about.iter(f"{_W14}srgbClr", f"{_W14}schemeClr"), None)
    named = "" if colour is None else colour.get(f"{_W14}val", "")
    if clear >= _FAINT or named in ("bg1", "lt1") or is_white(named):
        return "faint"
    return "colour"


def _value(parent: _Element | None, path: str) -> str | None:
    found = None if parent is None else parent.find(f"{_W}{path}")
    return None if found is None else found.get(f"{_W}val")


def _properties(about: _Element | None) -> _Properties:
    """Those properties of a run or style that decide whether and where its text is seen."""
    found = {}
    for child in () if about is None else about:
        name = _NAMES.get(child.tag)
        if name == "shd":
            found[name] = child.get(f"{_W}fill", "auto")
        elif name == "rFonts":  # nearly every run has them: only the few that matter
            if draws_signs(child.get(f"{_W}ascii")):
                found[name] = "signs"
        elif name == "color" and child.get(f"{_W}themeColor") in _LIGHTEST:
            found[name] = "FFFFFF" if child.get(f"{_W}themeShade") is None else child.get(f"{_W}val", "auto")
        elif name in ("fill", "outline"):
            found[name] = _fill(child)
        elif name:
            found[name] = child.get(f"{_W}val", "1")
    return found


def _matters(properties: _Properties) -> bool:
    """Whether anything is declared that makes text other than plain."""
    on = any(_is_on(properties, name) for name in ("vanish", "strike", "dstrike", "vertAlign"))
    sizes = _whole(properties.get("sz", "24"), 24) <= _SMALLEST or _whole(properties.get("position", "0"), 0)
    inks = properties.get("color", "auto") != "auto" or properties.get("fill") in ("none", "faint")
    return on or bool(sizes) or inks or _is_squeezed(properties) or "rFonts" in properties


def _is_on(properties: _Properties, name: str) -> bool:
    return properties.get(name, "0") not in _OFF


def _whole(text: str, otherwise: int) -> int:
    """The number in a measure (``-6``, ``3pt``); `otherwise` where there is none."""
    digits = text.strip().removesuffix("pt").lstrip("-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else otherwise
