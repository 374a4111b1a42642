"""Layouts of plain text: what is left of a printed report after copying, converting or crawling it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from unicodedata import east_asian_width

from govreport.synth.page import DrawnCell, DrawnLine, DrawnPage, DrawnTable, slots

__all__ = ["TEXT"]

_LINE = 76  # columns of a line of prose in the layout "spaces"; a Chinese character takes two
_WIDTHS = {
    "disclosure": (20, 20, 16, 16),
    "requests": (2, 12, 30, *(9,) * 7),
    "remedies": (9,) * 15,
    "survey": (40, 9, 12, 12),
}


def _lines(page: DrawnPage, sheet_lines: Callable[[DrawnTable], list[str]]) -> str:
    """One line per paragraph, and the lines of each table."""
    lines: list[str] = []
    for block in page.blocks:
        lines += [block.text] if isinstance(block, DrawnLine) else sheet_lines(block)
    return "\n".join(lines) + "\n"


def _texts(row: list[DrawnCell | None]) -> list[str]:
    return [cell.text for cell in row if cell is not None]


def bar_rows(page: DrawnPage, rng: Random) -> str:
    """``label | n | n |``, one row per line; what merged cells cover leaves nothing."""
    return _lines(page, lambda sheet: [" | ".join(_texts(row)) + " |" for row in slots(sheet)])


def bar_rows_leading(page: DrawnPage, rng: Random) -> str:
    """``| label | n | n |``, one row per line."""
    return _lines(page, lambda sheet: ["| " + " | ".join(_texts(row)) + " |" for row in slots(sheet)])


def markdown(page: DrawnPage, rng: Random) -> str:
    """A pipe table with its line of dashes; what merged cells cover is an empty cell."""

    def table(sheet: DrawnTable) -> list[str]:
        rows = [[cell.text if cell else "" for cell in row] for row in slots(sheet)]
        printed = ["| " + " | ".join(row) + " |" for row in rows]
        return ["", printed[0], "|" + "---|" * len(rows[0]), *printed[1:], ""]

    return _lines(page, table)


def tabs(page: DrawnPage, rng: Random) -> str:
    """Cells divided by tabs; what merged cells cover is an empty cell or, in other reports, nothing."""
    keep = rng.random() < 0.5

    def table(sheet: DrawnTable) -> list[str]:
        return ["\t".join(cell.text if cell else "" for cell in row if cell or keep) for row in slots(sheet)]

    return _lines(page, table)


def cell_bar(page: DrawnPage, rng: Random) -> str:
    """One cell per line, each ending in a bar; the bars of covered cells trail the last cell of a row."""

    def table(sheet: DrawnTable) -> list[str]:
        lines: list[str] = []
        for row in slots(sheet):
            lines += [f"{text} |" for text in _texts(row)]
            covered = row.count(None)
            if covered:
                lines[-1] += " " + "|" * covered
        lines[-1] = lines[-1].rstrip(" |") + " |"
        return lines

    return _lines(page, table)


def bar_alone(page: DrawnPage, rng: Random) -> str:
    """A bar on a line of its own opens each row; then one cell per line, each ending in a bar."""
    return _lines(
        page, lambda sheet: [x for row in slots(sheet) for x in ("|", *(f"{t} |" for t in _texts(row)))]
    )


def _printed(page: DrawnPage) -> list[str]:
    """Lines and cells in reading order, each apart; an empty cell leaves nothing."""
    texts: list[str] = []
    for block in page.blocks:
        texts += (
            [block.text] if isinstance(block, DrawnLine) else [t for row in slots(block) for t in _texts(row)]
        )
    return [text for text in texts if text]


def cell_blank(page: DrawnPage, rng: Random) -> str:
    """A cell or paragraph per line with a blank line between; an empty cell leaves nothing."""
    return "\n\n".join(_printed(page)) + "\n"


def one_line(page: DrawnPage, rng: Random) -> str:
    """The whole report on one line, cells divided by single spaces; an empty cell leaves nothing."""
    return " ".join(_printed(page)) + "\n"


def glued(page: DrawnPage, rng: Random) -> str:
    """The whole report on one line with nothing between cells: the digits of a row run together."""
    return "".join(_printed(page)) + "\n"


def spaces(page: DrawnPage, rng: Random) -> str:
    """Columns aligned by spaces as PDF tools print them: labels wrapped, groups between, page breaks."""
    lines: list[str] = []
    for block in page.blocks:
        if isinstance(block, DrawnLine):
            lines += _wrapped(block.text, _LINE)
            continue
        for part in _pages(block, rng):
            lines += _drawn(part, rng)
    return "\n".join(lines) + "\n"


def _pages(sheet: DrawnTable, rng: Random) -> list[DrawnTable]:
    """A long table breaks between two groups, and its header is printed again."""
    header = tuple(row for row in sheet.rows if row.id is None)
    breaks = [
        i for i in range(10, len(sheet.rows)) if sheet.rows[i].groups[1:] != sheet.rows[i - 1].groups[1:]
    ]
    if sheet.table != "requests" or not breaks:
        return [sheet]
    at = rng.choice(breaks)
    return [DrawnTable(sheet.table, sheet.rows[:at]), DrawnTable(sheet.table, (*header, *sheet.rows[at:]))]


def _drawn(sheet: DrawnTable, rng: Random) -> list[str]:
    """The table as lines: each cell wrapped to its columns, in the middle of its rows."""
    grid = slots(sheet)
    widths = _WIDTHS[sheet.table] + (9,) * max(map(len, grid))
    left = [sum(widths[:c]) for c in range(len(widths))]
    narrow = rng.choice((4, 8))
    texts = {
        (r, c): _cell_lines(cell, sum(widths[c : c + cell.across]), narrow, rng)
        for r, row in enumerate(grid)
        for c, cell in enumerate(row)
        if cell is not None
    }
    heights = [
        max([len(texts[r, c]) for c, cell in enumerate(row) if cell and cell.down == 1], default=1)
        + rng.choice((0, 0, 1))
        for r, row in enumerate(grid)
    ]
    pieces: list[list[tuple[int, str]]] = [[] for _ in range(sum(heights) + 40)]
    for (r, c), wrapped in texts.items():
        cell = grid[r][c]
        assert cell is not None
        room = sum(heights[r : r + cell.down])
        top = sum(heights[:r]) + max(0, (room - len(wrapped)) // 2)
        for i, text in enumerate(wrapped):
            pieces[top + i].append((left[c], text))
    return [
        _painted(line) for line in pieces[: max((i for i, line in enumerate(pieces) if line), default=-1) + 1]
    ]


def _cell_lines(cell: DrawnCell, width: int, narrow: int, rng: Random) -> list[str]:
    """The text of a cell wrapped; where a label takes two lines, its numbers may stand between them."""
    if cell.key:
        return [cell.text]
    lines = _wrapped(cell.text, narrow if width == 9 else max(2, width - 2))
    if len(lines) == 2 and cell.down == 1 and width > 9 and rng.random() < 0.3:
        return [lines[0], "", lines[1]]
    return lines


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for character in text:
        if line and _width(line + character) > width:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def _painted(pieces: list[tuple[int, str]]) -> str:
    """The pieces at their columns, with at least one space between neighbours."""
    line = ""
    for column, text in sorted(pieces):
        if text:
            line += " " * max(column - _width(line), 1 if line else 0) + text
    return line


TEXT: dict[str, Callable[[DrawnPage, Random], str]] = {
    "bar_rows": bar_rows,
    "bar_rows_leading": bar_rows_leading,
    "markdown": markdown,
    "cell_bar": cell_bar,
    "bar_alone": bar_alone,
    "cell_blank": cell_blank,
    "spaces": spaces,
    "one_line": one_line,
    "glued": glued,
    "tabs": tabs,
}
