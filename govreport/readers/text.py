"""Plain text to a document: lines become paragraphs, runs of lines with bars or tabs become grids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from govreport.document import Block, Cell, Document, Grid, Note, Paragraph, Picture, Where
from govreport.numbers import is_value
from govreport.readers.prose import is_heading, is_running_text

__all__ = ["read"]

_BARS = str.maketrans("｜│┃", "|||")
_BAR = re.compile("[|｜│┃]")
_ANY_BAR = re.compile("[|｜│┃丨¦￤￨∣︱]")  # in running text
_MARKDOWN_RULE = re.compile(r"(?<![\s|:+-])(?=[\s|:+-]*?--)[\s|:+-]*+")
# Marks of Markdown and HTML in a text that show as nothing, and what they show as left out.
_MARKS = re.compile(
    r"<br\s*/?>|&nbsp;|\*\*|(?m:^[ \t]{0,3}#{1,6}(?=[ \t]|[一二三四五六七八九十第(（])|[ \t]#+[ \t]*$)"
)
_STRUCK = re.compile(
    r"(?<![\d年月日~])~~(?=[^\s~])([^~\n|\t]{1,200})~~(?!~)|<(s|del|strike|sup|sub)>([^<\n]{1,200})</\2>",
    re.IGNORECASE,
)
# A cell of several lines, as Excel writes it to the clipboard: quoted, with a tab on one side at least.
_QUOTED = re.compile(
    r'(?:(?<=\t)|(?<![^\r\n]))"(?:[^"\t]|"")*"(?=\t)|(?<=\t)"(?:[^"\t]|"")*"(?=[ \t]*(?:[\r\n]|\Z))'
)
_NO_TEXT = "\ufffc"
_CELL_ENDS = frozenset("|｜│┃\t\r\n").union([""])
_NEAR = 40  # characters in which a cell ends
_IMAGE = re.compile(r"!\[[^\]]*\]\(\s*([^)\s]+)(?:\s[^)]*)?\)")
# A picture at a number may be one of its digits: it is not known. A year in front of a sentence is known.
_DRAWN = re.compile(
    r"(?:\d[\d,.]{0,19} {0,2})?(?:!\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)|<img\b[^<>\n]{0,300}>)"
    r"(?: {0,2}(?!(?:19|20)\d\d ?年)\d[\d,.]{0,19})?",
    re.IGNORECASE,
)
_DIGITS_AROUND = re.compile(r"\A\d|\d\Z")
# A line's number in a listing: 12, 012, [12], 12:, 12|; a report of fewer lines has no table.
_LINE_NUMBER = re.compile(r"[ \t]*+\[?(\d{1,6})(?:\] ?|[.:] ?|[| \t]|(?=\r?\n|$))")
_FEWEST_LINES = 12
_WIDE = 4  # cells: a table is wider where its rows are whole, though most of their cells are empty
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W\d]")  # behind the title of a part; behind a row's label stand values and marks
_PART = re.compile(r"(?:情况|事项)[:：。]?$")  # the titles of a report's parts end so


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text, its end included. `separator` stands between its cells, if it has any."""

    number: int
    start: int
    text: str
    separator: str | None

    @property
    def alone(self) -> str | None:
        """The only cell of the line."""
        cells = _inner(self.text, self.separator)
        return cells[0] if len(cells) == 1 else None


def read(data: str, source: str, sha256: str) -> Document:
    """The document that a text file holds.

    Parameters
    ----------
    data : str
        The decoded text; it becomes ``Document.text``, and every place points into it.

    Notes
    -----
    Bars: a line ``label | 1 | 2 |`` is a row. Where most lines of a run hold a single cell
    (``60 |``), row ends are lost and the grid is a stream. Lines without bars stay paragraphs, with
    their inner blanks, since blanks may be the only borders that are left.

    Running text is a paragraph, whatever stands between its parts. Blanks stand in the document's text
    for its bars, for what is struck, for numbers of lines, and for marks that show as nothing (``##``).
    """
    notes = tuple(
        Note("content_unread", f"not read: struck or raised {m[1] or m[3]!r}", Where(*m.span()), doubt=False)
        for m in _STRUCK.finditer(data)
    )
    if numbers := _line_numbers(data):
        message = f"not read: the numbers of {len(numbers)} lines, as in a listing, from {numbers[0][0]!r} on"
        notes += (Note("content_unread", message, Where(*numbers[0].span()), doubt=False),)
        data = _replaced(data, numbers, " ")
    drawn = [m for m in _DRAWN.finditer(data) if _DIGITS_AROUND.search(m[0])]
    for match in drawn:
        message = f"not read: a picture in a number {match[0]!r}"
        notes += (Note("content_unread", message, Where(*match.span())),)
    data = _replaced(data, drawn, _NO_TEXT)
    data = _MARKS.sub(_blanked, _STRUCK.sub(_left_out, data))
    blocks: list[Block] = []
    barred: list[_Line] = []
    tables = 0
    filled = (line for line in _lines(data) if line.text.strip())
    for separator, run in groupby(filled, key=lambda line: line.separator):
        for is_table, lines in _pieces(list(run)) if separator else [(False, list(run))]:
            if is_table:
                tables += 1
                blocks.append(_grid(lines, tables))
            else:
                blocks += [block for line in lines if (block := _block(line))]
                barred += [line for line in lines if _ANY_BAR.search(line.text)]
    shown: list[str] = []
    done = 0
    for line in barred:
        shown += [data[done : line.start], _ANY_BAR.sub(" ", line.text)]
        done = line.start + len(line.text)
    text = "".join([*shown, data[done:]])
    return Document(source, sha256, "text/plain", text, tuple(blocks), notes=notes)


def _line_numbers(data: str) -> list[re.Match[str]]:
    """The numbers of lines in a listing, of which each line has one; none if this is no listing."""
    found: list[re.Match[str]] = []
    start = 0
    while (match := _LINE_NUMBER.match(data, start)) and int(match[1]) == int(
        (found[0] if found else match)[1]
    ) + len(found):
        found.append(match)
        start = data.find("\n", start) + 1
        if not 0 < start < len(data):
            return found if len(found) >= _FEWEST_LINES else []
    return []


def _replaced(data: str, matches: Sequence[re.Match[str]], sign: str) -> str:
    """A text with a sign in place of each character of the matches."""
    ends = [0, *(match.end() for match in matches)]
    starts = [*(match.start() for match in matches), len(data)]
    kept = (data[end:start] for end, start in zip(ends, starts, strict=True))
    signs = [*(sign * len(match[0]) for match in matches), ""]
    return "".join(text + run for text, run in zip(kept, signs, strict=True))


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _left_out(match: re.Match[str]) -> str:
    """Blanks for what is struck; where a cell holds nothing else, with a mark that it is not blank."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()].rstrip(" ")[-1:]
    behind = match.string[match.end() : match.end() + _NEAR].lstrip(" ")[:1]
    alone = all(border in _CELL_ENDS for border in (before, behind))
    return (_NO_TEXT if alone else " ").ljust(len(match[0]))


def _lines(data: str) -> Iterator[_Line]:
    """The lines of a text; a quoted cell with line breaks in it does not end its line."""
    quoted = [m.span() for m in _QUOTED.finditer(data)] if '"' in data and "\t" in data else []
    inside = {i for start, end in quoted for m in _BREAK.finditer(data, start, end) for i in range(*m.span())}
    start, number = 0, 1
    ends = [m.end() for m in _BREAK.finditer(data) if m.start() not in inside]
    for end in [*ends, len(data)]:
        text = data[start:end]
        yield _Line(number, start, text, _separator(text))
        start = end
        number += 1 + len(_BREAK.findall(text[:-1].rstrip("\r\n"))) if inside else 1


def _separator(text: str) -> str | None:
    """What stands between the cells of a line; None for a line of running text."""
    separator = "|" if _BAR.search(text) else "\t" if "\t" in text.strip() else None
    return None if separator and is_running_text(_inner(text, separator)) else separator


def _inner(text: str, separator: str | None) -> list[str]:
    """What stands between the separators of a line; bars at its ends enclose it."""
    return text.translate(_BARS).strip().removeprefix("|").removesuffix("|").split(separator)


def _pieces(run: Sequence[_Line]) -> Iterator[tuple[bool, list[_Line]]]:
    """Lines with cells as tables (True) and as paragraphs: headings, and what holds nothing but words."""
    alone = [line.alone for line in run]
    words = all(text is not None and text.strip() and not is_value(text) for text in alone)
    table: list[_Line] = []
    for line, text, following in zip(run, alone, [*alone[1:], None], strict=True):
        part = text and _PART.search(text.strip()) and _WORD.search(following or "")
        if words or (text and is_heading(text) and (not table or part)):
            if table:
                yield True, table
            table = []
            yield False, [line]
        else:
            table.append(line)
    if table:
        yield True, table


def _block(line: _Line) -> Paragraph | Picture | None:
    plain = _ANY_BAR.sub(" ", line.text)
    text = plain.strip()
    start = line.start + plain.index(text)
    if image := _IMAGE.fullmatch(text):
        return Picture(image[1], Where(start, start, line=line.number))
    return Paragraph(text, Where(start, start + len(text), line=line.number)) if text else None


def _grid(lines: list[_Line], table: int) -> Grid:
    separator = lines[0].separator or "|"
    lines = [line for line in lines if not _MARKDOWN_RULE.fullmatch(line.text.translate(_BARS))]
    texts = [line.text.translate(_BARS).strip(" \r\n") for line in lines]
    # A bar at a line's end closes the last cell, unless most lines of the table do without.
    closed = separator == "|" and sum(text.endswith("|") for text in texts) * 2 > len(texts)
    opened = separator == "|" and all(text.startswith("|") for text in texts)
    rows = [
        tuple(_cells(line, separator, opened, closed, table, row)) for row, line in enumerate(lines, start=1)
    ]
    where = Where(
        lines[0].start if lines else 0,
        lines[-1].start + len(lines[-1].text) if lines else 0,
        line=lines[0].number if lines else None,
        table=table,
    )
    single = sum(sum(bool(cell.text) for cell in row) <= 1 for row in rows)
    # A row of empty cells behind its label holds one cell too, but it is as wide as the others.
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    wide = width > _WIDE and sum(len(row) == width and bool(row[0].text) for row in rows) * 2 > len(rows)
    if separator == "|" and single * 2 > len(rows) and not wide:
        flat = tuple(cell for row in rows for cell in row)
        return Grid((flat,), "stream", where, (len(flat),))
    return Grid(tuple(rows), "rows", where, tuple(map(len, rows)))


def _cells(line: _Line, separator: str, opened: bool, closed: bool, table: int, row: int) -> Iterator[Cell]:
    parts = line.text.translate(_BARS).rstrip("\r\n").split(separator)
    if closed and len(parts) > opened and not parts[-1].strip():
        del parts[-1]
    start, number = line.start, line.number
    if opened:
        start += len(parts.pop(0)) + 1
    for column, part in enumerate(parts, start=1):
        cell = part.strip()
        begin = start + (part.index(cell) if cell else 0)
        if separator == "\t" and len(cell) > 1 and cell[0] == cell[-1] == '"':
            inner = cell[1:-1].strip()
            begin += 1 + len(cell[1:]) - len(cell[1:].lstrip())
            cell = inner
        yield Cell(cell, Where(begin, begin + len(cell), number, None, table, row, column))
        start += len(part) + 1
