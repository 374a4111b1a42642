"""Tables and running text parted: tables that ran into a paragraph, sentences that stand in cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from govreport.document import Block, Cell, Document, Grid, Paragraph
from govreport.normalize import compact, compact_offsets
from govreport.numbers import is_value
from govreport.parsing.headings import title_spans
from govreport.parsing.spellings import DOUBTS, spelling_pattern, words_before

__all__ = ["parted"]

# So many labels of the forms in a row, one of them longer than any ordinary word, are a table: prose that
# lists a few of them (行政许可3件、行政处罚5件) has other words and marks between.
_FEWEST_LABELS, _LONG_LABEL = 5, 8
# A quick look before the slow one.
_IN_TABLES = re.compile(r"信息内容|勾稽关系|本年新收|结果(?:维持|纠正)|办理结果")
_VALUE = r"(?:[\d./\-元万无件条份笔宗项次个]|,(?=\d{3}))"
# Between two labels stand values, perhaps a label that no form has with its values, or a remark (有误).
_BETWEEN = re.compile(rf"{_VALUE}*(?:[^\d,。;!?、:]{{1,40}}{_VALUE}+){{0,3}}[^\d,。;!?、:]{{0,16}}")
_LONGEST_BETWEEN = 120
_LAST_VALUES = re.compile(r"(?:(?!(?:19|20)\d\d年)[\d./\-]|,(?=\d{3})|(?<=\d)万?元)*")
# What stands behind the last number without a blank, or a multiplier or a doubt with one: it is not whole.
_TAIL = re.compile(
    r"(?:[^\w\s,，。;；!！(（]|[,，。;；](?=\d)|\s?[万千百亿余多十?？])(?:(?![一二三四五六七八九十]、)\S){0,12}"
    r"|[(（](?![一二三四五六七八九十\d]{1,3}[)）])[^()（）\s]{1,8}[)）]"
    rf"|\s(?:{DOUBTS})(?=\s|$)"
)
# Further values of the row behind such a one, which are no numbers of labels: 0~19 0:0.
_ODD_VALUE = re.compile(r"\s+(?!\d{1,2}[.、．)）])\d[^\s\u4e00-\u9fff]{0,12}(?!\S)")
_REMARK = re.compile(r":.{6}|.{4}。")  # not a unit alone: (单位:万元)
# Behind a word of a sentence no value follows: 上述规范性文件均已公布。
_NO_ROW = re.compile(r"[。,;!?]|[^\d()。,;!?、:]{1,40}[。,;!?]")
_ITEM_NUMBER = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?[、.．]?|[#*·•]+")


def parted(document: Document) -> Document:
    """The document with each official table that ran into a paragraph as a grid of its own, and with the
    cells of each table that holds sentences instead of data as paragraphs.

    A table without borders is one cell; the figures in it are found by their labels as before, and
    the sentences before and behind it are prose.
    """
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and _IN_TABLES.search(block.text):
            blocks += _without_tables(block)
        elif isinstance(block, Grid):
            blocks += _without_prose(block, document.text)
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


# ------------------------------------------------------------------ tables in paragraphs


def _without_tables(paragraph: Paragraph) -> Iterator[Block]:
    """A paragraph cut where tables begin and end in it."""
    done = 0
    for start, end in _tables(paragraph.text):
        yield from _piece(paragraph, done, start)
        where = paragraph.where._replace(start=paragraph.where.start + start, end=paragraph.where.start + end)
        cell = Cell(paragraph.text[start:end], where)
        yield Grid(((cell,),), "rows", where, (1,), spaced=True)
        done = end
    yield from _piece(paragraph, done, len(paragraph.text))


def _piece(paragraph: Paragraph, start: int, end: int) -> Iterator[Paragraph]:
    text = paragraph.text[start:end]
    if kept := text.strip():
        first = paragraph.where.start + start + text.index(kept)
        yield Paragraph(kept, paragraph.where._replace(start=first, end=first + len(kept)))


def _tables(text: str) -> Iterator[tuple[int, int]]:
    """Where labels of official tables stand one after the other, with nothing but values between."""
    plain, offsets = compact_offsets(text)
    run: list[re.Match[str]] = []
    titles = title_spans(plain)
    for match in spelling_pattern().finditer(plain):
        if any(start < match.start() < end for start, end in titles):
            continue  # the words of a heading: 四、…行政复议、行政诉讼情况
        if run and not _goes_on(plain[run[-1].end() : match.start()]):
            yield from _span(run, plain, offsets, text)
            run = []
        run.append(match)
    yield from _span(run, plain, offsets, text)


def _goes_on(between: str) -> bool:
    return len(between) <= _LONGEST_BETWEEN and _BETWEEN.fullmatch(between) is not None


def _in_sentence(run: list[re.Match[str]], plain: str) -> bool:
    """Whether the last label stands in a sentence behind the last numbers: … 0002 全年没有行政诉讼。"""
    if len(run) < 2 or not _NO_ROW.match(plain, run[-1].end()):
        return False
    between = plain[run[-2].end() : run[-1].start()]
    return re.search(r"\d[^\d]*$", between) is not None and not between[-1].isdigit()


def _span(
    run: list[re.Match[str]], plain: str, offsets: Sequence[int], text: str
) -> Iterator[tuple[int, int]]:
    while _in_sentence(run, plain):
        run = run[:-1]
    if len(run) < _FEWEST_LABELS or not any(len(match[0]) >= _LONG_LABEL for match in run):
        return
    start = offsets[run[0].start() - words_before(plain, offsets, 0, run[0].start())]
    values = _LAST_VALUES.match(plain, run[-1].end())
    last = values.end() if values else run[-1].end()
    end = offsets[last - 1] + 1
    if plain[last - 1].isdecimal() and (tail := _TAIL.match(text, end)):
        end = tail.end()
        while more := _ODD_VALUE.match(text, end):
            end = more.end()
    elif plain[last : last + 1] in ("年", "月", "日") and (blank := _last_blank(text, start, end)):
        end = blank  # … 0 0 2 | 3月起
    yield start, end


def _last_blank(text: str, start: int, end: int) -> int:
    while end > start and not text[end - 1].isspace():
        end -= 1
    return end if end > start else 0


# ------------------------------------------------------------------ prose in grids


def _without_prose(grid: Grid, text: str) -> Iterator[Block]:
    """A grid without the remarks above and below it; or its cells as paragraphs, if most of what they hold
    are sentences and none is a number."""
    cells = [cell for row in grid.rows for cell in row if cell.text]
    prose = sum(len(cell.text) for cell in cells if "。" in cell.text)
    labels = {plain for cell in cells if _is_label(plain := compact(cell.text))}
    is_data = len(labels) >= _FEWEST_LABELS or any(is_value(c.text) for row in grid.rows for c in row[1:])
    if prose and 2 * prose >= sum(len(cell.text) for cell in cells) and not is_data:
        yield from _paragraphs(cells, text)
        return
    data = [i for i, row in enumerate(grid.rows) if not _is_remark(row)]
    first, end = (data[0], data[-1] + 1) if data else (0, len(grid.rows))
    yield from _paragraphs([cell for row in grid.rows[:first] for cell in row if cell.text], text)
    yield replace(grid, rows=grid.rows[first:end], widths=grid.widths[first:end])
    yield from _paragraphs([cell for row in grid.rows[end:] for cell in row if cell.text], text)


def _is_remark(row: Sequence[Cell]) -> bool:
    """Whether a row is one sentence, or a line as 注:… and 填报人:…, instead of data."""
    filled = [compact(cell.text) for cell in row if cell.text]
    return len(filled) == 1 and _REMARK.search(filled[0]) is not None and not _is_label(filled[0])


def _is_label(plain: str) -> bool:
    return spelling_pattern().fullmatch(plain) is not None


def _paragraphs(cells: Iterable[Cell], text: str) -> Iterator[Paragraph]:
    """Cells as paragraphs; a number in a cell of its own belongs to the title or sentence beside it."""
    before: Paragraph | None = None
    for cell in cells:
        between = text[before.where.end : cell.where.start] if before else ""
        if before and _ITEM_NUMBER.fullmatch(before.text) and not between.strip():
            where = cell.where._replace(start=before.where.start)
            before = Paragraph(text[where.start : where.end], where)
            continue
        if before:
            yield before
        before = Paragraph(cell.text, cell.where)
    if before:
        yield before
