"""Where the statistics table (政府信息公开情况统计表) of a report stands, cut from its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from govreport import forms
from govreport.document import Block, Grid, Paragraph
from govreport.forms import TableForm
from govreport.normalize import compact
from govreport.parsing.cells import lines
from govreport.parsing.sections import Segmented
from govreport.parsing.statistics.words import heads, label_heads, label_key, rows_by_key, vocabulary
from govreport.report import Section

__all__ = ["FEWEST_LABELS", "Survey", "set_apart"]

# Fewer known labels than this make no statistics table.
FEWEST_LABELS = 3
# 附表:某县2014年政府信息公开情况统计表; a day that a signature ends with is no part of it.
_CAPTION = re.compile(
    r"(?:附[表件](?:(?!附[表件]|日)\S){0,80}|(?:(?!日)\S){0,80})统\s*计\s*表(?:(?!日)\S){0,80}\s*$"
)
_YEAR_OR_UNIT = re.compile(r"\(?(?:(?:19|20)\d\d年?度?|(?:计量)?单位:?[^()]{1,6})\)?")
_MULTIPLE = re.compile(r"单位:?[十百千万亿]{1,2}[件项个条次人]\)?$")


@dataclass(frozen=True, slots=True)
class Survey:
    """A printed statistics table: its form, and its blocks from the head on."""

    form: TableForm
    blocks: tuple[Block, ...]
    tables: int = 1  # more than one where another report stands in the file
    halves: tuple[int, ...] = (0,)  # by how many columns those stand further right that are printed beside
    multiple: bool = False  # a unit over it is that of hundreds or more: 单位:百件


def set_apart(segmented: Segmented) -> tuple[Segmented, Survey | None]:
    """The report without its statistics table, and that table, if it has one.

    What stands from the table's head to the end of its section becomes a section of its own kind
    ``statistics``: its lines are no sentences, and its rows no rows of the tables 二, 三 and 四.
    """
    sections: list[Section] = []
    taken: list[Block] = []
    over: list[str] = []
    tables = 0
    for section in segmented.sections:
        before, caption, table = _split(section.blocks)
        if not table and section.kind == "statistics" and _begins_with_rows(section.blocks):
            before, table = (), section.blocks  # its caption is all its head
            over += [block.text for block in table if isinstance(block, Paragraph)]
        taken += table
        if table:
            over += [section.heading, caption, *(b.text for b in before[-1:] if isinstance(b, Paragraph))]
        tables += bool(table) or _holds_table(section)
        sections.append(replace(section, blocks=before) if table else section)
        if table and section.kind != "statistics":
            sections.append(Section("statistics", None, caption, table))
        elif table:
            sections[-1] = section
    preamble, caption, table = (segmented.preamble, "", ()) if taken else _split(segmented.preamble)
    taken += table
    if table:
        sections.insert(0, Section("statistics", None, caption, table))
    form = _form(taken)
    if form is None:
        return segmented, None
    apart = replace(segmented, preamble=preamble, sections=tuple(sections))
    halves = list(chain.from_iterable(map(_halves, taken)))
    begins = tuple(sorted({begin for begin, _ in halves}))
    multiple = any(_MULTIPLE.search(compact(text)) for text in over)
    return apart, Survey(form, tuple(block for _, block in halves), max(1, tables), begins, multiple)


def _halves(block: Block) -> list[tuple[int, Block]]:
    """A table that is printed in two halves side by side, each with its head, as two tables.

    With each, by how many columns it stands further right than the first.
    """
    if not isinstance(block, Grid):
        return [(0, block)]
    heads_of = ([cell for cell in row if compact(cell.text) in label_heads()] for row in block.rows)
    i, head = next(((i, found) for i, found in enumerate(heads_of) if found), (0, []))
    if len(head) != 2 or compact(head[0].text) != compact(head[1].text):
        return [(0, block)]
    first, column = (cell.where.column or 1 for cell in head)
    left = tuple(tuple(c for c in row if (c.where.column or 0) < column) for row in block.rows)
    right = tuple(tuple(c for c in row if (c.where.column or 0) >= column) for row in block.rows[i:])
    if any(cells and cells[0].where.column != column for cells in right):
        return [(0, block)]  # a cell stands in both halves
    widths = tuple(min(width, column - 1) for width in block.widths)
    rests = tuple(width - least for width, least in zip(block.widths, widths, strict=True))
    second = replace(block, rows=right, widths=rests[i:])
    return [(0, replace(block, rows=left, widths=widths)), (column - first, second)]


def _split(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], str, tuple[Block, ...]]:
    """The blocks before the table, its caption, and the blocks from its head on."""
    for i, block in enumerate(blocks):
        if isinstance(block, Grid):
            if _known_labels(block) >= FEWEST_LABELS:
                return blocks[:i], "", blocks[i:]
        elif isinstance(block, Paragraph):
            head = heads().search(block.text)
            if head and _form(blocks[i:]):
                return _cut(blocks, i, head.start())
    return blocks, "", ()


def _begins_with_rows(blocks: tuple[Block, ...]) -> bool:
    """Whether a table without a head stands under its caption: its year and unit, and then its rows."""
    texts = (compact(b.text) if isinstance(b, Paragraph) else "" for b in blocks)
    first = next((text for text in texts if not _YEAR_OR_UNIT.fullmatch(text)), "")
    return vocabulary().match(first) is not None and _form(blocks) is not None


def _cut(blocks: tuple[Block, ...], i: int, at: int) -> tuple[tuple[Block, ...], str, tuple[Block, ...]]:
    """The blocks cut inside block `i`, before the table's caption and behind it."""
    paragraph = blocks[i]
    assert isinstance(paragraph, Paragraph)
    text, where = paragraph.text, paragraph.where
    caption = _CAPTION.search(text, 0, at)
    above = text[: caption.start() if caption else at].rstrip()
    before = [Paragraph(above, where._replace(end=where.start + len(above)))] if above else []
    table = Paragraph(text[at:], where._replace(start=where.start + at))
    return (*blocks[:i], *before), caption[0].strip() if caption else "", (table, *blocks[i + 1 :])


def _holds_table(section: Section) -> bool:
    """Whether a section has a statistics table under its caption or head, even in one long sentence."""
    blocks = section.blocks
    prose = [block.text for block in blocks if isinstance(block, Paragraph)]
    if section.kind != "statistics" and not any(map(heads().search, prose)):
        return False
    plain = map(compact, prose)
    printed = {label_key(match[0]) for text in plain for match in vocabulary().finditer(text)}
    known = [len(printed & set(rows_by_key(template.id))) for template in forms.with_table("survey")]
    grids = [_known_labels(block) for block in blocks if isinstance(block, Grid)]
    return max((*known, *grids)) >= FEWEST_LABELS


def _known_labels(grid: Grid) -> int:
    """How many labels of one statistics table stand in the cells of a grid."""
    printed = {label_key(cell.text) for row in grid.rows for cell in row if cell.text}
    return max(len(printed & set(rows_by_key(template.id))) for template in forms.with_table("survey"))


def _form(blocks: Iterable[Block]) -> TableForm | None:
    """The form with the most labels in the blocks; the words of its head decide between equals."""
    texts = {t.text for line in lines(blocks, vocabulary()) for t in line.tokens if t.kind == "text"}
    keys = Counter(map(label_key, texts))
    best: tuple[int, TableForm] | None = None
    for template in forms.with_table("survey"):
        form = template.table("survey")
        labels = sum(key in keys for key in rows_by_key(template.id))
        score = 2 * labels + any(mark in keys for mark in form.marks)
        if labels >= FEWEST_LABELS and (best is None or score > best[0]):
            best = score, form
    return best[1] if best else None
