"""Scripts of a web page: which cells without text they may write into. No script is run."""

from __future__ import annotations

import re

from lxml import etree

__all__ = ["Scripts"]

_Element = etree._Element

_STRING = re.compile(r"\"([^\"<>\n]{1,200})\"|'([^'<>\n]{1,200})'|`([^`<>\n]{1,200})`")
_SELECTED = re.compile(r"([.#])([\w-]+)")
_NAME = re.compile(r"[\w-]+")
_BY_CLASS = re.compile(r"getElementsByClassName\(\s*[\"'`]([^\"'`]+)")
_CELLS = re.compile(r"(?<![\w.#-])t[dr](?![\w-])")  # in a selector
_CELLS_OF_ROW = re.compile(r"\.cells\b|\.rows\b|getElementsByTagName\(\s*[\"'`]t[dr]")
_WRITES = re.compile(
    r"\b(?:innerHTML|innerText|textContent|nodeValue|append\w*|insert\w*|html|text|write\w*)\b"
)
_DATA = re.compile(r"\bdataset\b|\.data\(|data-[\w-]+")
# What a script that is not in the page may find a number in, to write it into the element.
_COUNTED = re.compile(
    r"data-(?:\w+-)?(?:count\w*|num\w*|value|val|to|target|end|final|total|text|bind|field)\b"
)
# Attributes by which Vue, Angular, Alpine, Thymeleaf and Knockout fill an element.
_BOUND = re.compile(r"v-|ng-|x-|th:|:|data-(?:bind|ng|text|th)\b")


class Scripts:
    """What the scripts in a page name."""

    def __init__(self, root: _Element) -> None:
        inside = (script.text for script in root.iter("script") if not script.get("src"))
        code = "\n".join(text for text in inside if text)
        strings = [a or b or c for a, b, c in _STRING.findall(code)]
        selected = [found for text in strings for found in _SELECTED.findall(text)]
        self._ids = {text for text in strings if _NAME.fullmatch(text)}
        self._ids |= {name for kind, name in selected if kind == "#"}
        self._classes = {name for kind, name in selected if kind == "."}
        self._classes |= {name for names in _BY_CLASS.findall(code) for name in names.split()}
        cells = _CELLS_OF_ROW.search(code) is not None or any(map(_CELLS.search, strings))
        self._all = cells and _WRITES.search(code) is not None
        self._data = _DATA.search(code) is not None
        self._elsewhere = any(script.get("src") for script in root.iter("script"))
        self.any = bool(code) or self._elsewhere

    def may_write(self, cell: _Element) -> bool:
        """Whether a script may write into a cell: it names that or all cells, or the cell says so."""
        return self._all or any(map(self.name, cell.iter("*")))

    def name(self, element: _Element) -> bool:
        """Whether the scripts name an element, or it names what fills it."""
        if not element.attrib:
            return False
        names = [str(name) for name in element.attrib]
        return (
            element.get("id") in self._ids
            or element.get("name") in self._ids
            or not self._classes.isdisjoint((element.get("class") or "").split())
            or any(_BOUND.match(name) or (self._data and name.startswith("data-")) for name in names)
            or (self._elsewhere and any(map(_COUNTED.match, names)))
        )

    def replaces(self, element: _Element) -> bool:
        """Whether a script puts another number into an element than the one that stands there (a counter)."""
        held = {str(v).strip() for name, v in element.attrib.items() if _COUNTED.match(str(name))}
        if not self.any or not any(map(str.isdigit, held)):
            return False
        text = "".join(map(str, element.itertext())).strip().replace(",", "")
        return text.isdigit() and any(value.isdigit() and value != text for value in held)
