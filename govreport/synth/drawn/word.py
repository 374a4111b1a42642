"""DOCX files as offices write them: cut runs, merged cells, split tables, automatic numbers, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from random import Random
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from govreport.synth.drawn.archive import without_clock
from govreport.synth.page import DrawnCell, DrawnLine, DrawnPage, DrawnTable, slots

__all__ = ["DRAWERS"]

_NUMBERING = 77
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_FEWEST_SPLIT = 2  # rows below the header, one for each part
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_STYLES = {"title": "Title", "heading": "Heading1"}


@dataclass(frozen=True, slots=True)
class _WordHabits:
    """How the author of a file works, the same through the whole file."""

    styles: bool  # headings have a style, not only large letters
    numbered: bool  # Word counts the headings: 一、 is not in their text
    split: bool  # table 三 is two tables, a page break between them
    repeated: bool  # the second of them has the header again
    framed: bool  # the whole report stands in a cell of a layout table
    corrected: bool  # changes are recorded: what was deleted is still in the file


def docx(page: DrawnPage, seed: int) -> bytes:
    """A DOCX file of `page`."""
    rng = Random(f"layout docx {seed}")
    habits = _WordHabits(
        styles=rng.random() < 0.5,
        numbered=rng.random() < 0.2,
        split=rng.random() < 0.4,
        repeated=rng.random() < 0.5,
        framed=rng.random() < 0.15,
        corrected=rng.random() < 0.2,
    )
    parts = [
        _line(b, habits, rng) if isinstance(b, DrawnLine) else _tables(b, habits, rng) for b in page.blocks
    ]
    body = "".join(parts)
    if habits.framed:
        body = _table_xml(f"<w:tr><w:tc>{body}<w:p/></w:tc></w:tr>", 1)
    file = Document()
    file.sections[0].footer.paragraphs[0].text = f"- {rng.randint(1, 9)} -"
    if habits.numbered:
        _count_headings(file.part.numbering_part.element)
    holder = parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>")
    for element in list(holder):
        file.element.body.insert(len(file.element.body) - 1, element)  # before the section's properties
    written = BytesIO()
    file.save(written)
    return without_clock(written.getvalue())


def _count_headings(numbering: object) -> None:
    """A list that numbers its paragraphs 一、 二、 三、"""
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>'
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING}">'
        f'<w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
    )
    number = parse_xml(
        f'<w:num {nsdecls("w")} w:numId="{_NUMBERING}"><w:abstractNumId w:val="{_NUMBERING}"/></w:num>'
    )
    numbering.insert(0, abstract)  # type: ignore[attr-defined]
    numbering.append(number)  # type: ignore[attr-defined]


def _run(text: str) -> str:
    return (
        '<w:r><w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _runs(text: str, rng: Random, most: int = 3) -> str:
    """`text` in several runs, as proofing and pasting leave it."""
    cuts = sorted(rng.randint(0, len(text)) for _ in range(rng.randrange(most)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return "".join(map(_run, filter(None, pieces)))


def _line(line: DrawnLine, habits: _WordHabits, rng: Random) -> str:
    text, about = line.text, ""
    if habits.styles and line.role in _STYLES:
        about = f'<w:pStyle w:val="{_STYLES[line.role]}"/>'
    if habits.numbered and line.role == "heading" and text[1:2] == "、":
        text = text[2:]
        about += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{_NUMBERING}"/></w:numPr>'
    if line.role == "title":
        about += '<w:jc w:val="center"/>'
    elif not habits.numbered:
        about += '<w:ind w:firstLineChars="200" w:firstLine="420"/>'
    return f"<w:p><w:pPr>{about}</w:pPr>{_runs(text, rng)}</w:p>"


def _tables(sheet: DrawnTable, habits: _WordHabits, rng: Random) -> str:
    head = sum(row.id is None for row in sheet.rows)
    if sheet.table != "requests" or not habits.split or len(sheet.rows) - head < _FEWEST_SPLIT:
        return _table(slots(sheet), habits, rng)
    at = rng.randrange(head + 1, len(sheet.rows))
    header = sheet.rows[:head] if habits.repeated else ()
    above, below = (
        DrawnTable(sheet.table, sheet.rows[:at]),
        DrawnTable(sheet.table, (*header, *sheet.rows[at:])),
    )
    return _PAGE_BREAK.join(_table(slots(part), habits, rng) for part in (above, below))


def _table_xml(rows: str, columns: int) -> str:
    grid = f'<w:gridCol w:w="{8300 // columns}"/>' * columns
    about = f'<w:tblW w:w="0" w:type="auto"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
    return f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _table(grid: list[list[DrawnCell | None]], habits: _WordHabits, rng: Random) -> str:
    """The table; Word wants an empty cell in each row that a merged cell reaches down to."""
    reaching: dict[int, DrawnCell] = {}  # by its first column, a cell that reaches down from above
    left: dict[int, int] = {}
    rows = []
    for slots_of_row in grid:
        cells, column = [], 0
        while column < len(slots_of_row):
            cell = slots_of_row[column]
            if cell is None:
                cell = reaching[column]
                left[column] -= 1
                cells.append(_cell(cell, "<w:vMerge/>", "<w:p/>"))
            else:
                merge = '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
                reaching[column], left[column] = cell, cell.down - 1
                cells.append(_cell(cell, merge, _paragraphs(cell, habits, rng)))
            column += cell.across
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return _table_xml("".join(rows), max(map(len, grid)))


def _cell(cell: DrawnCell, merge: str, content: str) -> str:
    span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/>{span}{merge}</w:tcPr>{content}</w:tc>'


def _paragraphs(cell: DrawnCell, habits: _WordHabits, rng: Random) -> str:
    """What stands in a cell: a label in one or two paragraphs or lines, a number with spaces or cut."""
    text = cell.text
    if cell.key is None:
        at = rng.randrange(1, len(text)) if len(text) > 3 and rng.random() < 0.2 else 0
        if at and rng.random() < 0.5:
            return f"<w:p>{_runs(text[:at], rng)}<w:r><w:br/></w:r>{_runs(text[at:], rng)}</w:p>"
        return "".join(f"<w:p>{_runs(part, rng)}</w:p>" for part in (text[:at], text[at:]) if part)
    spaced = rng.choice((text, text, text, f" {text}", f"{text} ", f"\N{NO-BREAK SPACE}{text}"))
    shown = _runs(spaced, rng, 2)
    if habits.corrected and text and rng.random() < 0.1:
        who = 'w:author="synthetic" w:date="2020-01-01T00:00:00Z"'
        old = f"<w:r><w:delText>{rng.randint(1, 99)}</w:delText></w:r>"
        shown = f'<w:del w:id="1" {who}>{old}</w:del><w:ins w:id="2" {who}>{shown}</w:ins>'
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{shown}</w:p>'


DRAWERS = {"docx": docx}
