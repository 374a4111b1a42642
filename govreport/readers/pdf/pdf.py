"""PDF to documents: paragraphs, grids and pictures in reading order, without page numbers and running heads.

Pages are read with pdfium (pypdfium2) and their tables put together by `ruling`: as right as
pdfplumber's tables on the real report at hand, in about a sixth of the time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govreport.document import Block, Cell, Document, Grid, Note, Paragraph, Picture, Where
from govreport.errors import MissingExtraError, ReadError
from govreport.normalize import squeezed
from govreport.readers.limits import Deadline
from govreport.readers.pdf.columns import placed_lines
from govreport.readers.pdf.glyphs import GlyphLine
from govreport.readers.pdf.pieces import Piece, continues, fill, join
from govreport.readers.pdf.ruling import lattices

if TYPE_CHECKING:
    from govreport.readers.pdf.pdfium import Page
    from govreport.readers.pdf.visible import LeftOut

__all__ = ["read"]

_MOST_PAGES, _MOST_CHARACTERS = 1000, 1_000_000
_SECONDS = 90  # for all pages
_TOLERANCE = 3.0  # points: lines so near are one line
_OUTER_LINES = 2  # at each end of a page, where running heads and page numbers stand
_SAME_HEIGHT, _EDGE = 4.0, 90.0  # points: of running heads; from the page's edge to its number
_TITLE_LINES, _TITLE = 4, 6  # lines in which a document says what it is, characters of a running head
_PAGE_NUMBER = re.compile(r"[-—–·第]*(\d{1,4})页?(?:[,，/]?共?\d{1,4}页?)?[-—–·]*")
_FILLED, _INDENT, _PITCH, _SIZES = 1.6, 1.2, 2.5, 1.3  # of a line's height; the last one a ratio
_LONG_LINE, _SHARE = 0.5, 0.1  # of the page's width: running text; of such lines: so many reach a margin
_SENTENCE_END = re.compile(r"[。！？；：!?;:…][”’）)】》]*$")
_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,2}(?:、|[.．](?!\d))"
    r"|第[一二三四五六七八九十]{1,3}[章节条部]"
)
_QUOTED = 40  # characters of a text that is left out
_LEFT_OUT = {  # code of a note: what it says, and whether something may be wrong for it
    "text_not_painted": ("in the file, but not to be seen on the page", False),
    "text_struck": ("struck through", False),
    "text_turned": ("turned, as a watermark is", False),
    "number_cut": ("cut off, covered or crossed by a line, so that it is not certain", True),
    "annotation_unread": ("an annotation that is not read", True),
}
_LETTERS = re.compile(r"[A-Za-z]\n(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line of text outside of tables, and the page it stands on."""

    line: GlyphLine
    page: int
    width: float  # of the page
    edge: float  # how far from the nearest of the page's upper and lower edge
    margins: tuple[float, float] | None = None  # of its column; None where the page has no columns


_Item = _Printed | Piece | str  # a string is the name of a picture
_Placed = tuple[int, _Item]  # the page, and what stands there


def read(data: bytes, source: str, sha256: str) -> Document:
    """The document that a PDF shows.

    Notes
    -----
    A page without a text layer that one can see is a picture, named ``page 4``; so is a page that is
    one picture with a stamp on it. A large picture in a page is named ``page 4, image 1``.

    Annotations and form fields are read as they appear. What is not painted, is struck through or stands
    askew (a watermark) is left out, with a note that quotes its beginning. A digit that is cut off or
    lies under something is U+FFFD; so is a character without Unicode value. A cell with something in
    it that is no character holds U+FFFC.

    The pieces of a table over page breaks are one grid if nothing but page numbers and running heads
    stands between them and they have the same column lines.

    Raises
    ------
    ReadError
        If the bytes are no PDF that can be opened, or one beyond the limits.
    MissingExtraError
        If pypdfium2 is not installed.
    """
    try:
        from govreport.readers.pdf import pdfium
    except ImportError as error:
        raise MissingExtraError("PDF needs pypdfium2: pip install 'govreport[docs]'") from error
    try:
        with pdfium.open_pdf(data) as document:
            if not 0 < len(document) <= _MOST_PAGES:
                raise ValueError(f"1 to {_MOST_PAGES} pages were expected, it has {len(document)}")
            items: list[_Placed] = []
            left_out: list[tuple[int, LeftOut]] = []
            characters = _MOST_CHARACTERS
            deadline = Deadline(_SECONDS, "reading the pages of a PDF")
            for i in range(len(document)):
                deadline.require()
                page = pdfium.page_of(document, i, characters)
                characters -= len(page.glyphs)
                items += _items(page, i + 1)
                left_out += [(i + 1, item) for item in page.left_out]
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    sheet = _PdfText()
    sheet.write(_stitched(_without_furniture(items)))
    blocks, notes = tuple(sheet.blocks), tuple(_note(page, item, sheet.blocks) for page, item in left_out)
    return Document(source, sha256, "application/pdf", "".join(sheet.parts), blocks, notes=notes)


def _note(page: int, left_out: LeftOut, blocks: Sequence[Block]) -> Note:
    start = next((block.where.start for block in blocks if block.where.page == page), 0)
    beginning = squeezed(left_out.text)
    quoted = f"{beginning[:_QUOTED]}…" if len(beginning) > _QUOTED else beginning
    what, doubt = _LEFT_OUT[left_out.code]
    return Note(left_out.code, f"page {page}: {what}: {quoted!r}", Where(start, start, page=page), doubt)


def _items(page: Page, number: int) -> list[_Placed]:
    """What stands on a page, in reading order."""
    found = lattices(page.horizontal, page.vertical, _TOLERANCE)
    drawings = [(d.left, d.top, d.right, d.bottom) for d in page.drawings]
    pieces, outside = fill(found, page.glyphs, drawings, page, number, _TOLERANCE)
    placed: list[tuple[tuple[float, int, float], _Item]] = [((piece.top, 0, 0.0), piece) for piece in pieces]
    for line, order, margins in placed_lines(outside):
        edge = min(line.base, page.height - line.base)
        placed.append((order, _Printed(line, number, page.width, edge, margins)))
    if page.is_picture:
        placed.append(((0.0, 0, 0.0), f"page {number}"))
    else:
        for k, picture in enumerate(page.pictures, start=1):
            placed.append(((picture.top, 0, 0.0), f"page {number}, image {k}"))
    placed.sort(key=lambda item: item[0])
    return [(number, item) for _, item in placed]


# ------------------------------------------------------------------ page numbers, running heads


def _without_furniture(items: Sequence[_Placed]) -> list[_Placed]:
    """Without page numbers, and without the lines at the edge of most pages that differ in digits only.

    The first line of a later page is a running head, too, if it says again how the document begins.
    """
    pages: dict[int, list[_Item]] = defaultdict(list)
    for number, item in items:
        pages[number].append(item)
    lines = [item.line.text for _, item in items if isinstance(item, _Printed)]
    beginning = re.sub(r"\s", "", "".join(lines[:_TITLE_LINES]))
    seen: dict[tuple[str, bool], list[_Printed]] = defaultdict(list)
    furniture: set[int] = set()
    for page in pages.values():
        for from_end in (False, True):
            for item in (page[::-1] if from_end else page)[:_OUTER_LINES]:
                if not isinstance(item, _Printed):
                    break
                text = re.sub(r"\s", "", item.line.text)
                seen[re.sub(r"\d+", "0", text), from_end].append(item)
                numbers = _PAGE_NUMBER.fullmatch(text)
                repeats = item.page > 1 and item is page[0] and len(text) >= _TITLE and text in beginning
                if repeats or (numbers and int(numbers[1]) == item.page and item.edge < _EDGE):
                    furniture.add(id(item))
    for alike in seen.values():
        for item in alike:
            near = {other.page for other in alike if abs(other.edge - item.edge) <= _SAME_HEIGHT}
            if len(near) > 1 and 2 * len(near) > len(pages):
                furniture.add(id(item))
    return [(number, item) for number, item in items if id(item) not in furniture]


# ------------------------------------------------------------------ lines to paragraphs, pieces to tables


def _stitched(items: Iterable[_Placed]) -> Iterator[tuple[int, list[_Printed] | Piece | str]]:
    """The items with the lines of each paragraph together, and the pieces of each table."""
    items = list(items)
    margins = _margins(item for _, item in items if isinstance(item, _Printed) and item.margins is None)
    page, lines, table = 0, list[_Printed](), None
    for number, item in items:
        if isinstance(item, _Printed) and lines and _runs_on(lines[-1], item, margins):
            lines.append(item)
            continue
        if isinstance(item, Piece) and table and continues(table, item, _TOLERANCE):
            table = join(table, item, _TOLERANCE)
            continue
        if lines:
            yield page, lines
        elif table:
            yield page, table
        page, lines, table = number, [], None
        if isinstance(item, _Printed):
            lines = [item]
        elif isinstance(item, Piece):
            table = item
        else:
            yield number, item
    if lines:
        yield page, lines
    elif table:
        yield page, table


def _margins(lines: Iterable[_Printed]) -> dict[float, tuple[float, float]]:
    """For each width of page, the left and right margin that running text keeps to, if there is any."""
    by_width: dict[float, list[GlyphLine]] = defaultdict(list)
    for printed in lines:
        by_width[round(printed.width)].append(printed.line)
    margins = {}
    for width, found in by_width.items():
        size = Counter(round(line.size) for line in found).most_common(1)[0][0]
        left = _kept([line.left for line in found], size)
        right = _kept([-line.right for line in found if line.right - line.left > _LONG_LINE * width], size)
        if left is not None and right is not None:
            margins[width] = (left, -right)
    return margins


def _kept(edges: list[float], size: float) -> float | None:
    """The smallest edge that a share of the lines, and at least two, keep to, give or take a character."""
    edges.sort()
    for i, edge in enumerate(edges):
        if bisect_left(edges, edge + size) - i >= max(2, _SHARE * len(edges)):
            return edge
    return None


def _runs_on(above: _Printed, below: _Printed, margins: dict[float, tuple[float, float]]) -> bool:
    """Whether the line below goes on with the sentence of the line above: that one fills the width."""
    last, line = above.line, below.line
    sizes = sorted((last.size, line.size))
    if last.tabular or line.tabular or sizes[1] > _SIZES * sizes[0]:
        return False
    if above.page == below.page and line.base - last.base > _PITCH * sizes[1]:
        return False
    upper = above.margins or margins.get(round(above.width))
    lower = below.margins or margins.get(round(below.width))
    if upper is None or lower is None:
        return False
    right, left = upper[1], lower[0]
    if last.right < right - _FILLED * last.size:
        return False
    indented = line.left > left + _INDENT * line.size
    ordinal, ended = _ORDINAL.match(line.text), _SENTENCE_END.search(last.text)
    return not (ended and (indented or ordinal)) and not (indented and ordinal)


class _PdfText:
    """The document as it grows: its text, and the blocks that point into it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self._length = 0
        self._tables = 0

    def write(self, items: Iterable[tuple[int, list[_Printed] | Piece | str]]) -> None:
        for page, item in items:
            if isinstance(item, str):
                self.blocks.append(Picture(item, Where(self._length, self._length, page=page)))
                continue
            if self._length:
                self._print("\n")
            if isinstance(item, Piece):
                self._grid(item, page)
            else:
                lines = "\n".join(printed.line.text for printed in item)
                # Latin words are parted where a line ends; Chinese, and numbers, run on.
                text = _LETTERS.sub(lambda match: match[0].replace("\n", " "), lines).replace("\n", "")
                self.blocks.append(Paragraph(text, Where(*self._print(text), page=page)))

    def _print(self, text: str) -> tuple[int, int]:
        start = self._length
        self.parts.append(text)
        self._length += len(text)
        return start, self._length

    def _grid(self, table: Piece, page: int) -> None:
        start = self._length
        self._tables += 1
        rows: list[tuple[Cell, ...]] = []
        for entries in table.rows:
            if rows:
                self._print("\n")
            cells = []
            for i, entry in enumerate(entries):
                if i:
                    self._print("\t")
                place = Where(
                    *self._print(entry.text),
                    page=entry.page,
                    table=self._tables,
                    row=len(rows) + 1,
                    column=_column(table.xs, entry.left) + 1,
                )
                cells.append(Cell(entry.text, place))
            rows.append(tuple(cells))
        widths = tuple(
            sum(_column(table.xs, right) - _column(table.xs, left) for left, right in row)
            for row in table.covered
        )
        where = Where(start, self._length, page=page, table=self._tables)
        self.blocks.append(Grid(tuple(rows), "rows", where, widths))


def _column(xs: Sequence[float], x: float) -> int:
    """The column line nearest to `x`."""
    i = bisect_left(xs, x)
    return i if i == 0 or (i < len(xs) and xs[i] - x < x - xs[i - 1]) else i - 1
