"""Web pages to documents: paragraphs and grids in reading order, without the frame of the page."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import NamedTuple

from lxml import etree

from govreport.document import Document
from govreport.errors import ReadError
from govreport.normalize import squeezed
from govreport.numbers import is_value
from govreport.readers.draft import Begun, Draft
from govreport.readers.encoding import decode
from govreport.readers.prose import is_numbering, is_running_text
from govreport.readers.web.page import BLOCKS, NEVER, Groups, PageSurvey, columns, is_hidden, merge, tree
from govreport.readers.web.scripts import Scripts

__all__ = ["read"]

_Element = etree._Element
_Elements = Container[_Element]
_Line = tuple[str, int | None]  # a line as printed, and where in the file its block begins

_STRUCK = frozenset(("del", "s", "strike"))
_RAISED = frozenset(("sup", "sub", "rt"))
# No part of the number that stands beside it: what style has moved, and the parts of a formula.
_APART = frozenset("apart mn mi mo ms mtext".split())
_HELD_ELSEWHERE = frozenset("iframe frame object embed canvas video".split())
# What is seen, or may be, and is no text of the page.
_SEEN = _STRUCK | _HELD_ELSEWHERE.union(
    "img svg input select textarea button meter progress script filled".split()
)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_BORDER = "\x00"  # between pieces; it parts digits, and nothing else
_BETWEEN_DIGITS = re.compile(r"(?<=[\d.,])\x00+(?=[\d.,])")
_UNKNOWN = "\x01"  # what is seen in a line and is no text
_BESIDE_DIGIT = re.compile(r"(?<=\d)\x01|(?<=\w)\x01(?=\d)")
_SMALL = 100  # pixels or points: the width and height of a picture of a table are larger
_SIZE = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*(\d+(?:\.\d+)?)\s*(?:px|pt)?\s*(?:;|$)", re.IGNORECASE)
_NO_TEXT = "\ufffc"  # stands in a cell for what is seen there and is no text: the cell is not blank
_PUBLISHED = ("pubdate", "publishdate", "publish_time", "firstpublishedtime", "article:published_time")
_QUOTED = 40  # characters of what a note names
_LONGEST_HEADING = 30


class _Page(NamedTuple):
    survey: PageSurvey
    scripts: Scripts
    mixed: frozenset[_Element]  # cells with something that is seen and is no text


def read(data: bytes, source: str, sha256: str, sheets: Sequence[str] = ()) -> Document:
    """The document that a web page shows.

    Notes
    -----
    The charset that the page declares is not asked (see `encoding.decode`).

    What the page's style does to its text is worked out from what the file holds of it (see `style`):
    hidden and struck text is left out, raised digits are raised in the text (¹), and what may not stand
    where it is written closes no number. A cell that something else than text fills is not blank.

    A table is a container, its cells paragraphs, if more than small tables stand in it, if no row has two
    cells, or if most of its text stands in cells of over 300 characters. Every other table is a grid, but
    for its rows that are running text. Menus, footers and the like are left out: by tag, by class or id,
    or because most of their text is links; never what holds three full stops, a table of three rows or
    half the page.

    Raises
    ------
    ReadError
        If the bytes are no text, or the page is nested, or has tables, beyond the limits.
    """
    try:
        root = tree(decode(data), sheets)
        scripts = Scripts(root)
        merge(root, scripts)
        draft, page = Draft(), _Page(PageSurvey(root), scripts, frozenset(_mixed(root)))
        _write(draft, root, page, page.survey.left_out)
        for part in page.survey.unseen:
            begins = _beginning(part)[:_QUOTED]
            draft.unread(f"a hidden part, which begins {begins!r}", line=_line_of(part))
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    title = squeezed(root.findtext(".//title") or "")
    document = draft.document(source, sha256, "text/html", title or None)
    return replace(document, published=_published(root))


def _published(root: _Element) -> str | None:
    """The day on which the page says that it was published, as printed (``<meta name="PubDate">``)."""
    metas = ((meta.get("name") or meta.get("property"), meta.get("content")) for meta in root.iter("meta"))
    return next((day for name, day in metas if (name or "").lower() in _PUBLISHED), None)


def _mixed(root: _Element) -> Iterator[_Element]:
    """The cells in which something is seen that is no text."""
    custom = root.xpath("descendant::*[contains(name(), '-')]")
    for element in chain(root.iter(*_SEEN), custom if isinstance(custom, list) else ()):
        if isinstance(element, _Element):
            yield from element.iterancestors("td", "th")


def _line_of(element: _Element) -> int | None:
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def _flow(root: _Element, left_out: _Elements, grids: _Elements) -> Iterator[str | _Element]:
    """The text under `root` in pieces; between them what is no text: blocks, at whose borders a line ends,
    grids, and what is seen without being text. What is raised is raised in the text."""
    raised = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        is_grid = element in grids and element is not root
        if tag in BLOCKS:
            if event == "start" or not is_grid:
                yield element
        elif tag in _RAISED:
            raised += 1 if event == "start" else -1
            if tag == "rt":
                yield " "
        elif tag in _APART:
            yield _BORDER
        elif event == "start" and (tag in _SEEN or "-" in tag):
            yield element
        if event == "end":
            if element.tail and element is not root:
                yield element.tail.translate(_SUPERSCRIPT) if raised else element.tail
        elif tag in NEVER or tag in _STRUCK or is_grid or element in left_out:
            walk.skip_subtree()
        elif element.text:
            yield element.text.translate(_SUPERSCRIPT) if raised else element.text


def _address(picture: _Element) -> str:
    return (picture.get("src") or picture.get("data-src") or "").strip()


def _is_small(element: _Element) -> bool:
    """Whether an <img> or <iframe> is too small to show a table: an icon, spacer or counter of visits."""
    style = f"width:{element.get('width', '')};height:{element.get('height', '')};{element.get('style', '')}"
    return any(float(size) < _SMALL for size in _SIZE.findall(style))


def _is_picture(element: _Element) -> bool:
    return (
        element.tag == "img" and bool(_address(element)) and not is_hidden(element) and not _is_small(element)
    )


def _printed(pieces: list[str]) -> str:
    if not pieces:
        return ""
    joined = "".join(pieces)
    if _UNKNOWN in joined:  # beside a number, what is no text may be a part of it
        joined = _BESIDE_DIGIT.sub(_NO_TEXT, joined).replace(_UNKNOWN, " ")
    if _BORDER in joined:
        joined = _BETWEEN_DIGITS.sub(_NO_TEXT, joined).replace(_BORDER, "")
    return "" if joined.isspace() else squeezed(joined)


def _cell_text(cell: _Element, page: _Page) -> str:
    """The text of a cell; the border of a block in it is a blank."""
    if len(cell) == 0:
        text = squeezed(cell.text or "")
        return text or (_NO_TEXT if page.scripts.may_write(cell) else "")
    pieces: list[str] = []
    struck = ""
    for piece in _flow(cell, page.survey.hidden, ()):
        if isinstance(piece, str):
            pieces.append(piece)
        elif piece.tag in BLOCKS:
            pieces.append(" ")
        elif piece.tag in _STRUCK:
            pieces.append(_BORDER)
            struck += "".join(map(str, piece.itertext())).strip()
        else:
            pieces.append(_NO_TEXT if piece.get("type") != "hidden" else _BORDER)
    text = _printed(pieces)
    words = squeezed(text.replace(_NO_TEXT, " "))
    if any(map(str.isalpha, words)):
        return words
    if not words:
        numbered = cell.find(".//ol/li") is not None  # the browser writes a number before it
        return _NO_TEXT if text or struck or numbered or page.scripts.may_write(cell) else ""
    typed = any(ord(character) in _LOWERED for character in "".join(map(str, cell.itertext())))
    if not typed and not any(map(str.isdecimal, text)):  # all of it is raised: no mark beside a number
        text = text.translate(_LOWERED)
    return text


def _lines(root: _Element, left_out: _Elements, grids: _Elements) -> Iterator[_Line | _Element]:
    """The printed lines under `root`, each followed by what is seen in it and is no text, and its grids."""
    pieces: list[str] = []
    seen: list[_Element] = []
    block: _Element | None = None
    for piece in _flow(root, left_out, grids):
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        if piece.tag not in BLOCKS:
            pieces.append(_BORDER if piece.tag in _STRUCK else _UNKNOWN)
            seen.append(piece)
            continue
        if text := _printed(pieces):
            yield text, None if block is None else _line_of(block)
        yield from seen
        if piece in grids and piece is not root:
            yield piece
        pieces, seen, block = [], [], piece
    if text := _printed(pieces):
        yield text, None if block is None else _line_of(block)
    yield from seen


def _beginning(element: _Element) -> str:
    """The text under an element, as far as a note quotes it; elements nest, and each may hold the page."""
    parts: list[str] = []
    length = 0
    for piece in element.itertext():
        parts.append(str(piece).strip()[: 2 * _QUOTED] if len(piece) > 2 * _QUOTED else str(piece))
        length += len(parts[-1].strip())
        if length > 2 * _QUOTED:
            break
    return squeezed("".join(parts))


def _unread(element: _Element) -> str | None:
    """A name for what is seen at an element and not read; None where that is nothing."""
    tag = str(element.tag)
    text = _beginning(element)
    if tag in _STRUCK:
        return f"struck text {text[:_QUOTED]!r}" if text else None
    if is_hidden(element) or (tag in _HELD_ELSEWHERE and _is_small(element)):
        return None
    where = squeezed(element.get("src") or element.get("data") or "")[:_QUOTED]
    if tag in _HELD_ELSEWHERE or ("-" in tag and not text):
        return f"<{tag}> {where}".rstrip()
    if tag in ("textarea", "svg") and text:
        return f"<{tag}> {text[:_QUOTED]}".rstrip()
    return None


def _write(draft: Draft, root: _Element, page: _Page, left_out: _Elements) -> None:
    """Add all that stands under `root`. Words of a table outside its cells come before its grid."""
    for item in _lines(root, left_out, page.survey.grids):
        if isinstance(item, tuple):
            text, line = item
            draft.paragraph(text, line=line)
        elif item in page.survey.grids:
            groups = page.survey.grids[item]
            cells = [cell for rows in groups for row in rows for cell in row]
            _write(draft, item, page, page.survey.hidden.union(cells))
            _write_table(draft, item, groups, page)
        else:
            _write_seen(draft, item)


def _write_seen(draft: Draft, element: _Element) -> None:
    if _is_picture(element):
        draft.picture(_address(element), line=_line_of(element))
    elif what := _unread(element):
        draft.unread(what, line=_line_of(element), doubt=element.tag not in _STRUCK)


def _write_table(draft: Draft, table: _Element, groups: Groups, page: _Page) -> None:
    """Add the rows of a table: those that are running text as paragraphs, those between them as grids."""
    elements = [row for rows in groups for row in rows]
    rows = [
        ([Begun(_cell_text(e, page), at, _line_of(e)) for e, at in zip(row, begins, strict=True)], width)
        for row, (begins, width) in zip(elements, columns(groups), strict=True)
    ]
    running = [is_running_text([cell.text for cell in begun]) for begun, _ in rows]
    first = 0
    for is_text, run in groupby(running):
        last = first + len(list(run))
        texts = [cell.text for begun, _ in rows[first:last] for cell in begun]
        if is_text or (True in running and not any(map(is_value, texts))):
            for row in elements[first:last]:
                _write_row(draft, row, page)
        else:
            draft.grid(rows[first:last], line=_line_of(table if first == 0 else elements[first][0]))
            for cell in (cell for row in elements[first:last] for cell in row if cell in page.mixed):
                for piece in _flow(cell, page.survey.hidden, ()):
                    if not isinstance(piece, str) and piece.tag not in BLOCKS:
                        _write_seen(draft, piece)
        first = last


def _write_row(draft: Draft, row: list[_Element], page: _Page) -> None:
    """Add the cells of a row of running text: a number stands in one line with the heading behind it."""
    texts = [_cell_text(cell, page) for cell in row]
    filled = [i for i, text in enumerate(texts) if text]
    if len(filled) == 2 and is_numbering(texts[filled[0]]) and len(texts[filled[1]]) <= _LONGEST_HEADING:
        draft.paragraph(" ".join(texts[i] for i in filled), line=_line_of(row[filled[0]]))
        return
    for cell in row:
        _write(draft, cell, page, page.survey.hidden)
