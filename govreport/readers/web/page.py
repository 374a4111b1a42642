"""A web page as a tree: which of its tables are grids, what is hidden, what is the page's frame."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import sub
from typing import NamedTuple

from lxml import etree

from govreport.readers.limits import require_attributes
from govreport.readers.web import style
from govreport.readers.web.scripts import Scripts

__all__ = ["BLOCKS", "NEVER", "Groups", "PageSurvey", "columns", "is_hidden", "merge", "tree"]

_Element = etree._Element
_Row = list[_Element]
Groups = list[list[_Row]]  # the cells of each row of each row group (thead, tbody, tfoot)

# What stands in these is not text of the page.
NEVER = frozenset(
    "script style noscript template iframe frame object svg canvas video audio xml title select option "
    "datalist button textarea input rp annotation annotation-xml".split()
)
BLOCKS = frozenset(
    "html body p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article main header footer nav aside "
    "form fieldset legend figure figcaption blockquote pre center address details summary "
    "table caption thead tbody tfoot tr td th xmp listing plaintext dialog hgroup menu search".split()
)
# Office software leaves thousands of these: merged into the text first.
_MARKUP = ("span", "font", "o:p", "b", "strong", "i", "em", "u")
_GROUP_TAGS = ("thead", "tbody", "tfoot", "table")
_FRAME_TAGS = frozenset("nav footer aside".split())
# Words in class and id names by which sites know their menus, toolbars, breadcrumbs, share buttons,
# footers, page turners and lists of related articles.
_FRAME_NAMES = re.compile(
    r"(?<![a-z])(?:(?:main|sub|top|left|right|side|foot)?(?:nav|navbar|navigation|menu)|"
    r"(?:tool|top|side|page)-?bar|tools?|pagers?|pages|paging|pagination|bread|(?:bread)?crumbs?|location|dqwz|"
    r"(?:bd|b)?share|foot(?:er)?|copyright|related|recommend|search|qrcode)(?![a-z])"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_XML_DECLARATION = re.compile(r"\A[\s\ufeff]*<\?xml[^>]*>", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What follows </html> would be filed outside the tree, and pages do go on there.
_PAGE_ENDS = re.compile(r"</(?:html|body)\b[^<>]*>", re.IGNORECASE)
# An end tag that ends nothing, as </br>, is dropped by the parser: the blank keeps its sides apart.
_BLOCK_ENDS = re.compile(r"</(?=(?:p|br|div|li|h[1-6])\b)", re.IGNORECASE)

_SEVERAL_LINKS, _PROSE, _DATA_ROWS = 3, 3, 3  # links make a menu, full stops prose, rows a table of data
_LONGEST_LINK = 100  # characters: an <a> that was never closed is no link
_FEW = 4  # times as many characters as a table's cells hold in tables of their own
_LONG_CELL = 300  # characters: longer than any label of an official form
_DEEPEST = 2000  # libxml2 drops what is nested deeper than 2048, without a word
_MOST_COLUMNS, _MOST_SLOTS = 1000, 2_000_000  # of a table
_LEADING_DIGITS = re.compile(r"\s*\+?([0-9]{1,9})")


def tree(html: str, sheets: Sequence[str] = ()) -> _Element:
    """The parsed page; `sheets` are style sheets that came with it."""
    html = _XML_DECLARATION.sub("", _CONTROLS.sub(" ", html))
    html = _BLOCK_ENDS.sub(" </", _PAGE_ENDS.sub(" ", html))
    require_attributes(html)
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    root: _Element | None = etree.HTML(html, parser)
    if root is None:
        return etree.Element("html")
    if sheets:
        etree.SubElement(root, "style").text = "\n".join(sheets)
    return root


def merge(root: _Element, scripts: Scripts) -> None:
    """Work out the style of a page (see `style`), and merge plain inline markup into the text."""
    style.resolve(root, BLOCKS)
    drawn = style.is_foreign(root)
    for element in root.iter("i", "em", "b", "span"):
        # An icon that a style sheet elsewhere draws, or a place that a script fills.
        empty = not len(element) and not element.text and element.attrib
        if empty and ((drawn and element.get("class")) or scripts.name(element)):
            element.tag = "filled"
    for element in root.iter(*_MARKUP, "td", "th", "div", "p") if scripts.any else ():
        if len(element.attrib) and scripts.replaces(element):
            element.insert(0, etree.Element("filled"))
    for template in root.iter("template"):
        host = template.getparent()
        if host is not None and template.get("shadowrootmode"):
            host.insert(0, etree.Element("filled"))  # what stands beside it may not be shown
    for element in root.iter(*_MARKUP):
        if is_hidden(element):
            element.tag = "hidden"
    etree.strip_tags(root, *_MARKUP)


def is_hidden(element: _Element) -> bool:
    """Whether the page does not show an element; its style is worked out."""
    return element.get("hidden") is not None


@lru_cache(maxsize=4096)
def _names_frame(names: str) -> bool:
    return bool(_FRAME_NAMES.search(_CAMEL.sub("-", names).lower()))


def _frame(element: _Element) -> bool:
    """Whether `element` is called a part of the page's frame, by its tag or by its class or id."""
    if element.tag in _FRAME_TAGS:
        return True
    if element.tag == "header":  # that of an article is its heading
        return next(element.iterancestors("article", "main"), None) is None
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return names != " " and _names_frame(names)


class _Counts(NamedTuple):
    """What an element holds."""

    characters: int
    linked: int  # characters that are links
    links: int
    full_stops: int
    tables: int  # of two or more cells
    data_tables: int  # grids of three or more rows that are not mostly links
    tabled: int  # characters in tables

    @property
    def own(self) -> int:
        return self.characters - self.linked

    @property
    def mostly_links(self) -> bool:
        return self.links >= _SEVERAL_LINKS and self.linked > self.own

    @property
    def report_like(self) -> bool:
        return self.full_stops >= _PROSE or self.data_tables > 0


_CHARACTERS, _LINKED, _LINKS, _FULL_STOPS, _TABLES, _DATA_TABLES, _TABLED = range(len(_Counts._fields))


class PageSurvey:
    """A first walk over the page: which tables are grids, what is hidden, what to leave out.

    What holds half of the page's own text is not left out, be it called a menu or hidden.
    """

    def __init__(self, root: _Element) -> None:
        self.grids: dict[_Element, Groups] = {}
        self._cells: dict[_Element, int] = {}
        self._held = [0] * len(_Counts._fields)  # what came so far, in the order of `_Counts`
        self.unseen: list[_Element] = []  # hidden parts that look like a report's
        hidden: dict[_Element, int] = {}
        frame: dict[_Element, int] = {}
        for element, start in self._walk(root):
            if is_hidden(element):
                held = self._since(start)
                hidden[element] = held.own
                self.unseen += [element] if held.report_like else []
            elif element.tag in BLOCKS and (
                self._held[_LINKS] - start[_LINKS] >= _SEVERAL_LINKS or _frame(element)
            ):
                held = self._since(start)
                if not held.report_like and (held.mostly_links or _frame(element)):
                    frame[element] = held.own
        half = _Counts(*self._held).own / 2
        self.hidden = {element for element, own in hidden.items() if own < half}
        self.unseen = [element for element in self.unseen if element in self.hidden]
        self.left_out = self.hidden.union(element for element, own in frame.items() if own < half)
        for element in self.left_out:
            self.grids.pop(element, None)

    def _since(self, start: list[int]) -> _Counts:
        return _Counts(*map(sub, self._held, start))

    def _walk(self, root: _Element) -> Iterator[tuple[_Element, list[int]]]:
        """Each element at its end, with the counts at its start: what is more now it holds."""
        starts: list[list[int]] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start" and tag in NEVER:
                walk.skip_subtree()
            elif event == "start":
                starts.append(self._held.copy())
                if len(starts) > _DEEPEST:
                    raise ValueError(f"elements nested at most {_DEEPEST} deep were expected, here are more")
                if text := element.text:
                    self._count(text)
            else:
                if tag not in NEVER:
                    start = starts.pop()
                    if tag in ("td", "th"):
                        self._cells[element] = self._held[_CHARACTERS] - start[_CHARACTERS]
                    elif tag in ("a", "table"):
                        self._learn(element, self._since(start))
                    yield element, start
                if tail := element.tail:
                    self._count(tail)

    def _count(self, text: str) -> None:
        if printed := text.strip():
            self._held[_CHARACTERS] += len(printed)
            self._held[_FULL_STOPS] += printed.count("。")

    def _learn(self, element: _Element, held: _Counts) -> None:
        """Add to the counts what only an element as a whole can tell."""
        if element.tag == "a" and element.get("href") and held.characters <= _LONGEST_LINK:
            self._held[_LINKED] += held.own
            self._held[_LINKS] += 1
        elif element.tag == "table":
            groups = _row_groups(element)
            rows = [row for group in groups for row in group]
            if self._is_grid(rows, held):
                for inner in element.iter("table") if held.tables else ():
                    self.grids.pop(inner, None)
                self.grids[element] = groups
                self._held[_DATA_TABLES] += len(rows) >= _DATA_ROWS and not held.mostly_links
            if sum(map(len, rows)) > 1:
                self._held[_TABLES] += 1
                self._held[_TABLED] += held.characters - held.tabled

    def _is_grid(self, rows: list[_Row], held: _Counts) -> bool:
        """Whether a table is one, and holds no page: small tables in its cells cost those cells only."""
        several = sum(len(row) > 1 for row in rows)
        small = several >= _DATA_ROWS and _FEW * held.tabled < held.characters
        return several > 0 and (held.tables == 0 or small) and not self._is_prose(rows, held)

    def _is_prose(self, rows: list[_Row], held: _Counts) -> bool:
        long = sum(n for row in rows for cell in row if (n := self._cells[cell]) > _LONG_CELL)
        return 2 * long > held.characters


def _row_groups(table: _Element) -> Groups:
    """The cells of a table as a browser lays them out: thead first, tfoot last, what is hidden gone."""
    groups: list[tuple[_Element, list[_Row]]] = []
    row: _Element | None = None  # or, where <tr> is missing, what holds the cells
    walk = etree.iterwalk(table, events=("start",))
    for _, element in walk:
        if element is not table and (element.tag in NEVER or element.tag == "table" or is_hidden(element)):
            walk.skip_subtree()
        elif element.tag in ("tr", "td", "th"):
            holder = element if element.tag == "tr" else _holder(element)
            if holder is not row:
                group = next(holder.iterancestors(*_GROUP_TAGS)) if holder.tag == "tr" else holder
                if not groups or groups[-1][0] is not group:
                    groups.append((group, []))
                groups[-1][1].append([])
                row = holder
            if element.tag != "tr":
                groups[-1][1][-1].append(element)
                walk.skip_subtree()
    order = {"thead": 0, "tfoot": 2}
    return [rows for group, rows in sorted(groups, key=lambda item: order.get(str(item[0].tag), 1))]


def _holder(cell: _Element) -> _Element:
    """The row of a cell, or what holds it where <tr> is missing."""
    parent = cell.getparent()
    beside = parent is not None and parent.tag == "tr"
    return parent if beside and parent is not None else next(cell.iterancestors("tr", *_GROUP_TAGS))


def _span(cell: _Element, name: str) -> int:
    """A rowspan or colspan as browsers understand it: leading digits, whatever follows; else 1."""
    if (value := cell.get(name)) is None:
        return 1
    digits = _LEADING_DIGITS.match(value)
    return int(digits[1]) if digits else 1


def columns(groups: Groups) -> Iterator[tuple[list[int], int]]:
    """For each row, the column (from 1) in which each of its cells begins, and the row's width.

    A cell reaches no further down than its row group, and no further right than column 1000.
    """
    until: list[int] = []  # for each column, the row (from 0) where it is free again
    number, end = 0, 0
    for rows in groups:
        end += len(rows)
        for row in rows:
            begins = []
            column = 0
            for cell in row:
                while column < len(until) and until[column] > number:
                    column += 1
                begins.append(column + 1)
                width = min(_span(cell, "colspan") or 1, max(1, _MOST_COLUMNS - column))
                down = min(number + (_span(cell, "rowspan") or end), end)
                until.extend([0] * (column + width - len(until)))
                for i in range(column, column + width):
                    if until[i] < down:
                        until[i] = down
                column += width
            number += 1
            if len(until) * number > _MOST_SLOTS:
                raise ValueError(f"a table of at most {_MOST_SLOTS} cells was expected, one has more")
            yield begins, len([1 for free in until if free >= number])
