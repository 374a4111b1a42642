"""An invented report as it would be printed: lines and tables with merged cells, before any layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from govreport import templates
from govreport.synth.truth import Key, Truth
from govreport.templates import Row as FormRow
from govreport.templates import TableForm

__all__ = ["Cell", "Line", "Page", "Row", "Sheet", "lay_out", "merged", "slots"]

# Which rows of table 二 stand under which article; the last cell of a row reaches to the right margin.
_ARTICLES = {
    "2021": (
        ("第二十条第(一)项", ("rules", "normative")),
        ("第二十条第(五)项", ("licence",)),
        ("第二十条第(六)项", ("penalty", "coercion")),
        ("第二十条第(八)项", ("fees",)),
    ),
    "2019": (
        ("第二十条第(一)项", ("rules", "normative")),
        ("第二十条第(五)项", ("licence", "other_service")),
        ("第二十条第(六)项", ("penalty", "coercion")),
        ("第二十条第(八)项", ("fees",)),
        ("第二十条第(九)项", ("procurement",)),
    ),
}
_CORNER = "(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和)"
_Spell = Callable[[str], str]
_FULL_WIDTH = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell; `key` is the cell of the form whose value it prints, None in labels and headers."""

    text: str
    key: Key | None = None
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row. `id` is None in a header; `groups` are the merged cells to the left, outer first."""

    cells: tuple[Cell, ...]
    id: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed table, or the part of one that stands on a page."""

    table: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: `role` is title, heading or text."""

    text: str
    role: str = "text"


@dataclass(frozen=True, slots=True)
class Page:
    """A printed report, top to bottom."""

    blocks: tuple[Line | Sheet, ...]

    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Sheet))

    def with_sheet(self, old: Sheet, *new: Line | Sheet) -> Page:
        """The page with `new` where `old` stood."""
        at = next(i for i, block in enumerate(self.blocks) if block is old)
        return Page((*self.blocks[:at], *new, *self.blocks[at + 1 :]))


def lay_out(truth: Truth, seed: int) -> Page:
    """`truth` as lines and tables; `seed` chooses spellings that offices use."""
    rng = Random(f"page {truth.form} {seed}")
    spell = _spelling(rng)
    template = templates.load(truth.form)
    headings = ["一、总体情况", *(t.caption_zh for t in template.tables)]
    headings += ["五、存在的主要问题及改进情况", "六、其他需要报告的事项"]
    draw = {"disclosure": _disclosure, "requests": _requests, "remedies": _remedies}
    blocks: list[Line | Sheet] = [Line(text, "title") for text in _title(truth, rng)]
    blocks += map(Line, truth.preamble)
    for heading, (kind, paragraphs) in zip(headings, truth.narrative.items(), strict=True):
        blocks += [Line(heading, "heading"), *map(Line, paragraphs)]
        if kind in draw:
            blocks.append(Sheet(kind, tuple(draw[kind](truth, template.table(kind), spell, rng))))
    return Page(tuple(blocks))


def _title(truth: Truth, rng: Random) -> tuple[str, ...]:
    return rng.choice(((truth.title,), (truth.organ, truth.title.removeprefix(truth.organ))))


def _spelling(rng: Random) -> _Spell:
    """One office's way of writing labels: brackets of either width, ordinals with 1. or 1． or 1、"""
    brackets = rng.choice((_FULL_WIDTH, _FULL_WIDTH, {}))
    point = rng.choices(".．、", (6, 1, 1))[0]

    def spell(label: str) -> str:
        text = label.translate(brackets)
        if text.count('"') == 2:
            text = text.replace('"', "“", 1).replace('"', "”", 1)
        return text.replace(".", point, 1) if text[:1].isdigit() else text

    return spell


def _label(row: FormRow, spell: _Spell, rng: Random) -> str:
    """What this office prints for a row: the official label, now and then another known one."""
    return spell(rng.choice((row.zh,) * 8 + row.labels[1:]))


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _values(truth: Truth, table: str, row: FormRow, width: int) -> tuple[Cell, ...]:
    """The number cells of a row; the last one reaches over what is left of `width` columns."""
    keys = [(table, row.id, column.id) for column in row.columns]
    cells = [Cell(_number(truth.cells[key]), key) for key in keys]
    return (*cells[:-1], replace(cells[-1], across=width - len(cells) + 1))


def _disclosure(truth: Truth, form: TableForm, spell: _Spell, rng: Random) -> Iterator[Row]:
    rows = {row.id: row for row in form.rows}
    yuan = rng.choice(("", "元"))
    for article, ids in _ARTICLES[truth.form]:
        columns = rows[ids[0]].columns
        heads = [Cell(spell(column.zh)) for column in columns]
        yield Row((Cell(spell(article), across=4),))
        yield Row((Cell("信息内容"), *heads[:-1], replace(heads[-1], across=4 - len(heads))))
        for id_ in ids:
            cells = _values(truth, form.id, rows[id_], 3)
            if id_ == "procurement" and cells[-1].text:
                cells = (*cells[:-1], replace(cells[-1], text=cells[-1].text + yuan))
            yield Row((Cell(_label(rows[id_], spell, rng)), *cells), id_)


def _requests(truth: Truth, form: TableForm, spell: _Spell, rng: Random) -> Iterator[Row]:
    person, *bodies, total = (column.zh for column in form.columns)
    yield Row((Cell(spell(_CORNER), across=3, down=3), Cell("申请人情况", across=7)))
    yield Row((Cell(person, down=2), Cell("法人或其他组织", across=5), Cell(total, down=2)))
    yield Row(tuple(map(Cell, bodies)))
    for row in form.rows:
        label = Cell(_label(row, spell, rng), across=3 - len(row.under))
        yield Row((label, *_values(truth, form.id, row, 7)), row.id, tuple(map(spell, row.under)))


def _remedies(truth: Truth, form: TableForm, spell: _Spell, rng: Random) -> Iterator[Row]:
    review, direct, after = form.rows
    ends = tuple(Cell(column.zh) for column in form.columns)
    yield Row((Cell(review.zh, across=5), Cell("行政诉讼", across=10)))
    yield Row((*(replace(c, down=2) for c in ends), Cell(direct.zh, across=5), Cell(after.zh, across=5)))
    yield Row((*ends, *ends))
    yield Row(tuple(cell for row in form.rows for cell in _values(truth, form.id, row, 5)), "remedies")


def merged(sheet: Sheet) -> list[tuple[Cell, ...]]:
    """The cells that begin in each row: a group stands in the first of its rows and reaches down."""
    printed: list[tuple[Cell, ...]] = []
    for i, row in enumerate(sheet.rows):
        before = sheet.rows[i - 1].groups if i else ()
        groups = []
        for depth, text in enumerate(row.groups, start=1):
            if row.groups[:depth] != before[:depth]:
                groups.append(Cell(text, down=_run(sheet, i, depth)))
        printed.append((*groups, *row.cells))
    return printed


def _run(sheet: Sheet, start: int, depth: int) -> int:
    """How many rows from `start` on stand under the same `depth` outer groups."""
    end = start
    while end < len(sheet.rows) and sheet.rows[end].groups[:depth] == sheet.rows[start].groups[:depth]:
        end += 1
    return end - start


def slots(sheet: Sheet) -> list[list[Cell | None]]:
    """The grid under the merged cells, row by row: a cell where it begins, None where it reaches."""
    covered: set[tuple[int, int]] = set()
    grid: list[list[Cell | None]] = []
    for r, row in enumerate(merged(sheet)):
        line: list[Cell | None] = []
        for cell in row:
            while (r, len(line)) in covered:
                line.append(None)
            covered |= {(r + d, len(line) + k) for d in range(1, cell.down) for k in range(cell.across)}
            line += [cell, *[None] * (cell.across - 1)]
        while (r, len(line)) in covered:
            line.append(None)
        grid.append(line)
    return grid
