"""Spreadsheets (XLSX, XLS, ODS) to documents: rows with a single text are paragraphs, the others grids."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from govreport.document import Document
from govreport.errors import MissingExtraError, ReadError
from govreport.normalize import squeezed
from govreport.numbers import is_value
from govreport.readers.draft import Begun, Draft
from govreport.readers.limits import DAMAGE
from govreport.readers.prose import is_numbering, is_running_text
from govreport.readers.sheets import looks, ods, xls
from govreport.readers.sheets.looks import Look
from govreport.readers.sheets.size import require_size
from govreport.readers.sheets.values import MOST_SLOTS, TOO_LARGE, Merge, as_seen

__all__ = ["ODS", "XLS", "XLSX", "read", "read_rows"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

_PROSE = 60  # characters: longer than what stands alone in a row of a form
_OUTLINE = re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.．]")  # 一、 begins a heading


def read(data: bytes, source: str, sha256: str, media_type: str) -> Document:
    """The document that a spreadsheet shows: its visible sheets, each a page.

    Notes
    -----
    A number is shown as a person sees it: 60, not 60.0; 7730.28 where the cell shows two decimals; 50%. A
    formula is its last result. Hidden sheets, rows and columns are left out: no reader of the file sees
    them. Merged cells stand where they begin.

    A zero that a format or the sheet shows as nothing is nothing; struck-out text is left out with a
    note, a raised mark stands in brackets (`readers.apart`). The text of a text box is a paragraph behind
    the row in which the box begins, or behind the table that it lies on.

    A file does not say where a table ends. A blank row ends it; so does a row of running text
    (`readers.prose`), and one whose only text stands in its first cell and is a sentence or a heading
    (一、), unless that cell is merged as the labels of the table are. Such rows, and all rows with one text
    above a table, are paragraphs. ``Where.line`` is the row of the sheet, ``Where.page`` the sheet.

    Nor does it say where a row ends: a cell that somebody took out has let the others move up. An empty
    cell at the end of a row is a cell only if a border is drawn around it; else the row is narrower than
    its table.

    Raises
    ------
    ReadError
        If the file is damaged, has a password, or is larger than all measure.
    MissingExtraError
        If python-calamine (XLSX) or xlrd (XLS) is not installed.
    """
    draft = Draft()
    try:
        sheets = {XLSX: _sheets, XLS: xls.sheets, ODS: ods.sheets}[media_type](data)
        shown = []
        slots = 0
        for number, (texts, merges, look) in sheets:
            padded = _padded(texts, merges)
            slots += sum(map(len, padded))
            if slots > MOST_SLOTS:
                raise ValueError(TOO_LARGE)
            shown.append((number, padded, merges, look))
        stored = {number: texts for number, texts, _, _ in shown}
        seen = looks.looks(data, stored) if media_type == XLSX else {}
        for number, texts, merges, look in shown:
            _Sheet(texts, merges, seen.get(number, look)).write(draft, number)
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    return draft.document(source, sha256, media_type)


def read_rows(rows: list[list[str]], source: str, sha256: str, media_type: str) -> Document:
    """The document of a sheet of which only the texts are known, as a CSV file holds them."""
    draft = Draft()
    _Sheet(_padded(rows, ()), (), Look()).write(draft, 1)
    return draft.document(source, sha256, media_type)


def _sheets(data: bytes) -> Iterator[tuple[int, tuple[list[list[str]], list[Merge], Look]]]:
    """The visible sheets with their number (from 1): stored values of all cells, and merged ranges."""
    try:
        import python_calamine as calamine
    except ImportError as error:
        raise MissingExtraError("XLSX needs python-calamine: pip install 'govreport[docs]'") from error
    damage: tuple[type[Exception], ...] = (calamine.CalamineError, *DAMAGE)
    try:
        require_size(data)
        with calamine.load_workbook(BytesIO(data)) as book:
            for number, about in enumerate(book.sheets_metadata, start=1):
                if (
                    about.typ is not calamine.SheetTypeEnum.WorkSheet
                    or about.visible is not calamine.SheetVisibleEnum.Visible
                ):
                    continue
                sheet = book.get_sheet_by_index(number - 1)
                if sheet.total_height * sheet.total_width > MOST_SLOTS:
                    raise ValueError(TOO_LARGE)
                merges = sheet.merged_cell_ranges
                if merges is None:
                    raise ValueError(
                        "a spreadsheet that names its merged cells was expected: save it as XLSX"
                    )
                rows = [[as_seen(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
                yield number, (rows, merges, Look())
    except calamine.PasswordError as error:
        raise ValueError("the spreadsheet has a password") from error
    except damage as error:
        if isinstance(error, ValueError):
            raise
        raise ValueError(f"the spreadsheet is damaged: {squeezed(str(error))}") from error
    except BaseException as error:
        # Some damaged files make calamine panic: that is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(f"the spreadsheet is damaged: {squeezed(str(error))}") from error


@dataclass(frozen=True, slots=True)
class _Begun:
    """A cell that begins in a row of a sheet; columns count from 0, `end` excluded."""

    text: str
    column: int
    end: int


def _padded(texts: list[list[str]], merges: Sequence[Merge]) -> list[list[str]]:
    """`texts` with the empty cells at the end that merged cells reach to, but for a title's alone."""
    height, width = len(texts), max(map(len, texts), default=0)
    area = 0
    for (top, left), (bottom, right) in merges:
        area += (bottom - top + 1) * (right - left + 1)
        if top < len(texts) and left < len(texts[top]) and texts[top][left]:
            height = max(height, bottom + 1)
            width = max(width, right + 1 if sum(map(bool, texts[top])) > 1 else 0)
    if height * width > MOST_SLOTS or area > MOST_SLOTS:
        raise ValueError(f"merged cells of at most {MOST_SLOTS} cells were expected, there are more")
    return [row + [""] * (width - len(row)) for row in texts] + [[""] * width] * (height - len(texts))


def _lines(texts: Sequence[str]) -> Iterator[str]:
    """The lines of a row of running text: a number goes with what stands before and behind it."""
    line, joins = "", False
    for text in texts:
        if line and not (joins or is_value(text)):
            yield line
            line = ""
        line += text
        joins = is_value(text) or is_numbering(text)
    yield line


class _Sheet:
    """A sheet: the cells that begin in each row, and how far cells reach in from above."""

    def __init__(self, texts: list[list[str]], merges: Sequence[Merge], look: Look) -> None:
        self.look = look
        self.over = deque(
            o for o in look.over if o.row not in look.hidden_rows and o.column not in look.hidden_columns
        )
        corners = {start: end for start, end in merges}
        inner: dict[int, set[int]] = {}  # by row, columns that belong to a merged cell begun elsewhere
        self.reached: dict[int, int] = {}  # by row, the end of what reaches in from above with text
        self.rows: list[list[_Begun]] = []
        for r, row in enumerate(texts):
            begun = []
            hidden = inner.pop(r, set())
            for c, text in enumerate(row):
                if c in hidden:
                    continue
                bottom, right = corners.get((r, c), (r, c))
                hidden.update(range(c + 1, right + 1))
                for below in range(r + 1, min(bottom + 1, len(texts))):
                    inner.setdefault(below, set()).update(range(c, right + 1))
                    if text:
                        self.reached[below] = max(self.reached.get(below, 0), right + 1)
                if not look.hidden_columns.issuperset(range(c, right + 1)):
                    begun.append(_Begun(look.shown.get((r, c), text), c, right + 1))
            self.rows.append(begun)
        # Rows whose text reaches down beside other texts: parts of a table, be they alone in their row.
        self.beside = {
            top
            for (top, _), (bottom, _) in merges
            if any(self._texts(r) for r in range(top + 1, min(bottom + 1, len(texts))))
        }

    def write(self, draft: Draft, page: int) -> None:
        """Add what the sheet shows."""
        run: list[int] = []
        for r in range(len(self.rows)):
            if r in self.look.hidden_rows:
                continue
            if self._is_blank(r):
                self._write_run(draft, page, run)
                self._write_over(draft, page, r + 1)
                run = []
            else:
                run.append(r)
        self._write_run(draft, page, run)
        self._write_over(draft, page, None)

    def _write_over(self, draft: Draft, page: int, row: int | None) -> None:
        """Add what lies over the cells from above a row on; None: all the rest."""
        while self.over and (row is None or self.over[0].row < row):
            what = self.over.popleft()
            if what.kind == "text":
                draft.paragraph(what.what, line=what.row + 1, page=page)
            elif what.kind == "unread":
                draft.unread(what.what, line=what.row + 1, page=page)
            elif what.kind == "struck":
                draft.unread(f"the struck-out text {what.what!r}", line=what.row + 1, page=page, doubt=False)
            else:
                draft.picture(what.what, line=what.row + 1, page=page)

    def _texts(self, r: int) -> list[_Begun]:
        return [cell for cell in self.rows[r] if cell.text]

    def _is_blank(self, r: int) -> bool:
        return not self._texts(r) and r not in self.reached

    def _end(self, r: int) -> int:
        """The column behind the last text of a row."""
        return max([cell.end for cell in self._texts(r)] + [self.reached.get(r, 0)])

    def _write_run(self, draft: Draft, page: int, run: list[int]) -> None:
        """Rows without a blank one between them: paragraphs, and grids between those."""
        table: list[int] = []
        for r in run:
            apart = r not in self.reached and r not in self.beside
            alone = apart and len(self._texts(r)) == 1
            if not table and not self._texts(r):
                continue  # a title reaches down to it
            if (alone and (not table or self._ends_table(r, table))) or self._runs_on(r, apart):
                self._write_grid(draft, page, table)
                table = []
                self._write_over(draft, page, r)
                for text in _lines([cell.text for cell in self._texts(r)]):
                    draft.paragraph(text, line=r + 1, page=page)
            else:
                table.append(r)
        self._write_grid(draft, page, table)

    def _runs_on(self, r: int, apart: bool) -> bool:
        """Whether the texts of a row are running text; not where a border is drawn around a number.

        Beside what reaches over several rows only a sentence is: the heads of a table stand so, too.
        """
        cells = self._texts(r)
        if (apart and len(cells) == 1) or not (apart or any("。" in cell.text for cell in cells)):
            return False
        values = any(is_value(cell.text) and self._is_drawn(r, cell) for cell in cells)
        return not values and is_running_text([cell.text for cell in cells])

    def _ends_table(self, r: int, table: list[int]) -> bool:
        """Whether the only text of a row below a table's rows is no label of an empty row."""
        cell = self._texts(r)[0]
        left = min(c.column for row in table for c in self._texts(row))
        if cell.column > left:
            return False
        labels = {c.end for row in table for c in self.rows[row] if c.column == left}
        alone = (
            cell.end - cell.column == 1 or cell.end not in labels or cell.end >= max(map(self._end, table))
        )
        prose = "。" in cell.text or len(cell.text) > _PROSE
        return alone and (prose or _OUTLINE.match(cell.text) is not None)

    def _write_grid(self, draft: Draft, page: int, table: list[int]) -> None:
        if not table:
            return
        right = max(map(self._end, table))
        left = min(cell.column for r in table for cell in self.rows[r] if cell.text)
        rows = []
        for r in table:
            begun = [cell for cell in self.rows[r] if left <= cell.column < right]
            end = right
            while (r, end) in self.look.bordered:
                begun.append(_Begun("", end, end + 1))
                end += 1
            while begun and not begun[-1].text and not self._is_drawn(r, begun[-1]):
                end = begun.pop().column
            end = max(end, self.reached.get(r, 0))
            rows.append(([Begun(c.text, c.column - left + 1, r + 1) for c in begun], end - left))
        draft.grid(rows, line=table[0] + 1, page=page)

    def _is_drawn(self, r: int, cell: _Begun) -> bool:
        return any((r, column) in self.look.bordered for column in range(cell.column, cell.end))
