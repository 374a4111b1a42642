"""Web pages to documents: paragraphs and grids in reading order, without the frame of the page."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import replace
from functools import lru_cache
from operator import sub
from typing import NamedTuple

from lxml import etree

from govreport.document import Document
from govreport.errors import ReadError
from govreport.normalize import squeezed
from govreport.readers.draft import Begun, Draft
from govreport.readers.encoding import decode

__all__ = ["read"]

_Element = etree._Element
_Elements = Container[_Element]
_Line = tuple[str, int | None]  # a line as printed, and where in the file its block begins
_Row = list[_Element]
_Groups = list[list[_Row]]  # the cells of each row of each row group (thead, tbody, tfoot)

_PUBLISHED = ("pubdate", "publishdate", "publish_time", "firstpublishedtime", "article:published_time")
# What stands in these is not text of the page.
_NEVER = frozenset(
    "script style noscript template iframe object svg xml title select option button textarea input".split()
)
_BLOCKS = frozenset(
    "html body p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article main header footer nav aside "
    "form fieldset legend figure figcaption blockquote pre center address details summary "
    "table caption thead tbody tfoot tr td th".split()
)
# Office software leaves thousands of these: merged into the text first.
_MARKUP = ("span", "font", "o:p", "b", "strong", "i", "em", "u")
# No part of the number that stands beside it: a footnote mark, a struck number, an image, a field.
_APART = frozenset("sup sub del s strike rt rp img object svg input select button textarea".split())
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
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_XML_DECLARATION = re.compile(r"\A[\s\ufeff]*<\?xml[^>]*>", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What follows </html> would be filed outside the tree, and pages do go on there.
_PAGE_ENDS = re.compile(r"</(?:html|body)\b[^>]*>", re.IGNORECASE)
# An end tag that ends nothing, as </br>, is dropped by the parser: the blank keeps its sides apart.
_BLOCK_ENDS = re.compile(r"</(?=(?:p|br|div|li|h[1-6])\b)", re.IGNORECASE)

_SEVERAL_LINKS, _PROSE, _DATA_ROWS = 3, 3, 3  # links make a menu, full stops prose, rows a table of data
_LONGEST_LINK = 100  # characters: an <a> that was never closed is no link
_LONG_CELL = 300  # characters: longer than any label of an official form
_DEEPEST = 2000  # libxml2 drops what is nested deeper than 2048, without a word
_MOST_COLUMNS, _MOST_SLOTS = 1000, 2_000_000  # of a table
_SMALL = 100  # pixels or points: the width and height of a picture of a table are larger
_SIZE = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*(\d+(?:\.\d+)?)\s*(?:px|pt)?\s*(?:;|$)", re.IGNORECASE)
_LEADING_DIGITS = re.compile(r"\s*\+?([0-9]{1,9})")
_NO_TEXT = "\ufffc"  # stands in an otherwise empty cell with an image or a form field: not a blank


def read(data: bytes, source: str, sha256: str) -> Document:
    """The document that a web page shows.

    Notes
    -----
    The charset that the page declares is not asked (see `encoding.decode`).

    A table is a container, its cells paragraphs, if another table of two or more cells stands in it,
    if no row has two cells, or if most of its text stands in cells of over 300 characters. Every other
    table is a grid. Menus, footers and the like are left out: by tag, by class or id, or because most
    of their text is links; never what holds three full stops, a table of three rows or half the page.

    Raises
    ------
    ReadError
        If the bytes are no text, or the page is nested or tabulated beyond all measure.
    """
    try:
        root = _tree(decode(data))
        draft, survey = Draft(), _Survey(root)
        _write(draft, root, survey, survey.left_out)
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    title = squeezed(root.findtext(".//title") or "")
    metas = ((meta.get("name") or meta.get("property"), meta.get("content")) for meta in root.iter("meta"))
    days = (day for name, day in metas if (name or "").lower() in _PUBLISHED)
    return replace(draft.document(source, sha256, "text/html", title or None), published=next(days, None))


def _tree(html: str) -> _Element:
    """The parsed page, its inline markup merged into the text, except what is hidden."""
    html = _XML_DECLARATION.sub("", _CONTROLS.sub(" ", html))
    html = _BLOCK_ENDS.sub(" </", _PAGE_ENDS.sub(" ", html))
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    root: _Element | None = etree.HTML(html, parser)
    if root is None:
        return etree.Element("html")
    for element in root.iter(*_MARKUP):
        if _hidden(element):
            element.tag = "hidden"
    etree.strip_tags(root, *_MARKUP)
    return root


def _line_of(element: _Element) -> int | None:
    line: object = element.sourceline
    return line if isinstance(line, int) else None


@lru_cache(maxsize=4096)
def _hides(style: str) -> bool:
    return bool(_HIDDEN.search(style))


def _hidden(element: _Element) -> bool:
    style = element.get("style")
    return (style is not None and _hides(style)) or element.get("hidden") is not None


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

    @property
    def own(self) -> int:
        return self.characters - self.linked

    @property
    def mostly_links(self) -> bool:
        return self.links >= _SEVERAL_LINKS and self.linked > self.own

    @property
    def report_like(self) -> bool:
        return self.full_stops >= _PROSE or self.data_tables > 0


class _Survey:
    """A first walk over the page: which tables are grids, what is hidden, what to leave out.

    What holds half of the page's own text is not left out, be it called a menu or hidden.
    """

    def __init__(self, root: _Element) -> None:
        self.grids: dict[_Element, _Groups] = {}
        self._cells: dict[_Element, int] = {}
        self._characters = self._linked = self._links = 0
        self._stops = self._tables = self._data_tables = 0
        hidden: dict[_Element, int] = {}
        frame: dict[_Element, int] = {}
        for element, held in self._walk(root):
            if _hidden(element):
                hidden[element] = held.own
            elif element.tag in _BLOCKS and not held.report_like and (held.mostly_links or _frame(element)):
                frame[element] = held.own
        half = (self._characters - self._linked) / 2
        self.hidden = {element for element, own in hidden.items() if own < half}
        self.left_out = self.hidden.union(element for element, own in frame.items() if own < half)
        for element in self.left_out:
            self.grids.pop(element, None)

    def _now(self) -> tuple[int, ...]:
        return (self._characters, self._linked, self._links, self._stops, self._tables, self._data_tables)

    def _since(self, start: tuple[int, ...]) -> _Counts:
        return _Counts(*map(sub, self._now(), start))

    def _walk(self, root: _Element) -> Iterator[tuple[_Element, _Counts]]:
        """Each element at its end, with what it holds: the counts then, less those at its start."""
        starts: list[tuple[int, ...]] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start" and element.tag in _NEVER:
                walk.skip_subtree()
            elif event == "start":
                starts.append(self._now())
                if len(starts) > _DEEPEST:
                    raise ValueError(f"elements nested at most {_DEEPEST} deep were expected, here are more")
                self._count(element.text)
            else:
                if element.tag not in _NEVER:
                    start = starts.pop()
                    held = self._since(start)
                    self._learn(element, held)
                    yield element, self._since(start) if element.tag in ("a", "table") else held
                self._count(element.tail)

    def _count(self, text: str | None) -> None:
        if text and (printed := text.strip()):
            self._characters += len(printed)
            self._stops += printed.count("。")

    def _learn(self, element: _Element, held: _Counts) -> None:
        """Add to the counts what only an element as a whole can tell."""
        if element.tag == "a" and element.get("href") and held.characters <= _LONGEST_LINK:
            self._linked += held.own
            self._links += 1
        elif element.tag in ("td", "th"):
            self._cells[element] = held.characters
        elif element.tag == "table":
            groups = _row_groups(element)
            rows = [row for group in groups for row in group]
            self._tables += sum(map(len, rows)) > 1
            if held.tables == 0 and any(len(row) > 1 for row in rows) and not self._is_prose(rows, held):
                self.grids[element] = groups
                self._data_tables += len(rows) >= _DATA_ROWS and not held.mostly_links

    def _is_prose(self, rows: list[_Row], held: _Counts) -> bool:
        long = sum(n for row in rows for cell in row if (n := self._cells[cell]) > _LONG_CELL)
        return 2 * long > held.characters


def _row_groups(table: _Element) -> _Groups:
    """The cells of a table as a browser lays them out: thead first, tfoot last, what is hidden gone."""
    groups: list[tuple[_Element, list[_Row]]] = []
    row: _Element | None = None  # or, where <tr> is missing, what holds the cells
    walk = etree.iterwalk(table, events=("start",))
    for _, element in walk:
        if element is not table and (element.tag in _NEVER or element.tag == "table" or _hidden(element)):
            walk.skip_subtree()
        elif element.tag in ("tr", "td", "th"):
            holder = element if element.tag == "tr" else next(element.iterancestors("tr", *_GROUP_TAGS))
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


def _span(cell: _Element, name: str) -> int:
    """A rowspan or colspan as browsers understand it: leading digits, whatever follows; else 1."""
    digits = _LEADING_DIGITS.match(cell.get(name, ""))
    return int(digits[1]) if digits else 1


def _columns(groups: _Groups) -> Iterator[tuple[list[int], int]]:
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
                    until[i] = max(until[i], down)
                column += width
            number += 1
            if len(until) * number > _MOST_SLOTS:
                raise ValueError(f"a table of at most {_MOST_SLOTS} cells was expected, one has more")
            yield begins, sum(row_number >= number for row_number in until)


def _flow(root: _Element, left_out: _Elements, grids: _Elements) -> Iterator[str | _Element]:
    """The text under `root` in pieces; between them the blocks at whose borders a line ends, and grids."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        is_grid = element in grids and element is not root
        if tag in _BLOCKS:
            if event == "start" or not is_grid:
                yield element
        elif tag in _APART:
            yield element if tag == "img" and event == "start" else " "
        if event == "end":
            if element.tail and element is not root:
                yield element.tail
        elif tag in _NEVER or is_grid or element in left_out:
            walk.skip_subtree()
        elif element.text:
            yield element.text


def _address(picture: _Element) -> str:
    return (picture.get("src") or picture.get("data-src") or "").strip()


def _is_picture(element: _Element) -> bool:
    """Whether an <img> is large enough to show a table: no icon, rule, spacer or counter of visits."""
    said = f"width:{element.get('width', '')};height:{element.get('height', '')};{element.get('style', '')}"
    sizes = (float(size) for size in _SIZE.findall(said))
    return bool(_address(element)) and not _hidden(element) and all(size >= _SMALL for size in sizes)


def _pictures(cell: _Element, left_out: _Elements) -> Iterator[_Element]:
    for piece in _flow(cell, left_out, ()):
        if not isinstance(piece, str) and piece.tag == "img" and _is_picture(piece):
            yield piece


def _printed(pieces: list[str]) -> str:
    joined = "".join(pieces)
    return "" if joined.isspace() else squeezed(joined)


def _cell_text(cell: _Element, hidden: _Elements) -> str:
    """The text of a cell; the border of a block in it is a blank."""
    if len(cell) == 0:
        return squeezed(cell.text or "")
    if text := _printed([p if isinstance(p, str) else " " for p in _flow(cell, hidden, ())]):
        return text
    fields = cell.iter("img", "input", "select", "textarea", "object", "svg")
    return _NO_TEXT if any(field.get("type") != "hidden" for field in fields) else ""


def _lines(root: _Element, left_out: _Elements, grids: _Elements) -> Iterator[_Line | _Element]:
    """The printed lines under `root`, each followed by the pictures that stand in it, and its grids."""
    pieces: list[str] = []
    pictures: list[_Element] = []
    line: int | None = None
    for piece in _flow(root, left_out, grids):
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        if piece.tag == "img":
            pieces.append(" ")
            pictures += [piece] if _is_picture(piece) else []
            continue
        if text := _printed(pieces):
            yield text, line
        yield from pictures
        if piece in grids and piece is not root:
            yield piece
        pieces, pictures, line = [], [], _line_of(piece)
    if text := _printed(pieces):
        yield text, line
    yield from pictures


def _rows(groups: _Groups, hidden: _Elements) -> Iterator[tuple[list[Begun], int]]:
    """For each row the cells that begin in it, and its width."""
    elements = (row for group in groups for row in group)
    for row, (columns, width) in zip(elements, _columns(groups), strict=True):
        cells = zip(row, columns, strict=True)
        yield [Begun(_cell_text(cell, hidden), column, _line_of(cell)) for cell, column in cells], width


def _write(draft: Draft, root: _Element, survey: _Survey, left_out: _Elements) -> None:
    """Add all that stands under `root`. Words of a table outside its cells come before its grid."""
    for item in _lines(root, left_out, survey.grids):
        if isinstance(item, tuple):
            text, line = item
            draft.paragraph(text, line=line)
        elif item.tag == "img":
            draft.picture(_address(item), line=_line_of(item))
        else:
            groups = survey.grids[item]
            cells = [cell for rows in groups for row in rows for cell in row]
            _write(draft, item, survey, survey.hidden.union(cells))
            draft.grid(_rows(groups, survey.hidden), line=_line_of(item))
            for cell in cells if next(item.iter("img"), None) is not None else ():
                for picture in _pictures(cell, survey.hidden):
                    draft.picture(_address(picture), line=_line_of(picture))
