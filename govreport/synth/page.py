"""An invented report as it would be printed: lines and tables with merged cells, before any layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from govreport import forms
from govreport.forms import Row as FormRow
from govreport.forms import TableForm, Template
from govreport.synth.truth import Key, Truth

__all__ = ["DrawnCell", "DrawnLine", "DrawnPage", "DrawnRow", "DrawnTable", "lay_out", "merged", "slots"]

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
# Chapters of reports on years before 2019, under the titles that offices gave them.
_CHAPTERS = {
    "overview": ("概述", "基本情况"),
    "disclosure": ("主动公开政府信息情况", "主动公开政府信息的情况"),
    "priorities": ("重点领域政府信息公开情况",),
    "responses": ("回应解读情况", "政策解读回应情况"),
    "requests": ("依申请公开政府信息情况", "依申请公开情况"),
    "consultation": ("咨询情况",),
    "fees": ("收费及减免情况", "政府信息公开的收费及减免情况"),
    "remedies": ("行政复议、行政诉讼情况", "因政府信息公开申请行政复议、提起行政诉讼的情况"),
    "organisation": ("机构建设情况",),
    "problems": ("主要问题和改进措施", "存在的主要问题和改进措施"),
    "other": ("其他需要报告的事项",),
}
# The headings without numbers of the statistics table of 2014, and the rows that they stand above.
_PARTS = {
    "disclosed": "一、主动公开情况",
    "disclosed.gazette": "(二)通过不同渠道和方式公开政府信息的情况",
    "responses": "二、回应解读情况",
    "responses.press_conferences": "(二)通过不同渠道和方式回应解读的情况",
    "requests.received": "三、依申请公开情况",
    "offices": "八、机构建设和保障经费情况",
    "meetings": "九、政府信息公开会议和培训情况",
}
_REMARKS = {
    "disclosed": "(不同渠道和方式公开相同信息计1条)",
    "responses": "(不同方式回应同一热点或舆情计1次)",
    "staff.full_time": "(不包括政府公报及政府网站工作人员数)",
    "budget": "(不包括用于政府公报编辑管理及政府网站建设维护等方面的经费)",
}
_ORDINALS = "一二三四五六七八九十"
_CORNER = "(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和)"
_KINDS = {"survey": "statistics"}  # the section in which a table stands, where it has another name
_Spell = Callable[[str], str]
_FULL_WIDTH = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A printed cell; `key` is the cell of the form whose value it prints, None in labels and headers."""

    text: str
    key: Key | None = None
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A printed row. `id` is None in a header; `groups` are the merged cells to the left, outer first."""

    cells: tuple[DrawnCell, ...]
    id: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A printed table, or the part of one that stands on a page."""

    table: str
    rows: tuple[DrawnRow, ...]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A printed line: `role` is title, heading or text."""

    text: str
    role: str = "text"


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A printed report, top to bottom."""

    blocks: tuple[DrawnLine | DrawnTable, ...]

    def sheets(self) -> tuple[DrawnTable, ...]:
        return tuple(block for block in self.blocks if isinstance(block, DrawnTable))

    def with_sheet(self, old: DrawnTable, *new: DrawnLine | DrawnTable) -> DrawnPage:
        """The page with `new` where `old` stood."""
        at = next(i for i, block in enumerate(self.blocks) if block is old)
        return DrawnPage((*self.blocks[:at], *new, *self.blocks[at + 1 :]))


def lay_out(truth: Truth, seed: int) -> DrawnPage:
    """`truth` as lines and tables; `seed` chooses spellings that offices use."""
    rng = Random(f"page {truth.form} {seed}")
    spell = _spelling(rng)
    template = forms.load(truth.form)
    draw = {"disclosure": _disclosure, "requests": _requests, "remedies": _remedies, "statistics": _survey}
    tables = {_KINDS.get(form.id, form.id): form for form in template.tables}
    blocks: list[DrawnLine | DrawnTable] = [DrawnLine(text, "title") for text in _title(truth, rng)]
    blocks += map(DrawnLine, truth.preamble)
    for kind, heading in _headings(truth, template, spell, rng):
        blocks += [DrawnLine(heading, "heading"), *map(DrawnLine, truth.narrative.get(kind, ()))]
        if kind in tables:
            form = tables[kind]
            blocks.append(DrawnTable(form.id, tuple(draw[kind](truth, form, spell, rng))))
    if "statistics" in tables and rng.random() < 0.5:
        blocks.append(DrawnLine(_signature(truth, rng)))
    return DrawnPage(tuple(blocks))


def _headings(truth: Truth, template: Template, spell: _Spell, rng: Random) -> Iterator[tuple[str, str]]:
    """The kind and the heading of each section, in the order of the report."""
    if any(form.id == "disclosure" for form in template.tables):
        titles = ["一、总体情况", *(t.caption_zh for t in template.tables)]
        titles += ["五、存在的主要问题及改进情况", "六、其他需要报告的事项"]
        yield from zip(truth.narrative, titles, strict=True)
        return
    chapters = [kind for kind in truth.narrative if kind != "statistics"]
    for number, kind in zip(_ORDINALS, chapters, strict=False):
        yield kind, f"{number}、{rng.choice(_CHAPTERS[kind])}"
    (form,) = template.tables
    titles = [f"{_ORDINALS[len(chapters)]}、{form.caption_zh}", f"附表：{form.caption_zh}"]
    titles.append(f"{truth.organ}{form.caption_zh}{spell('(')}{truth.year}年度{spell(')')}")
    yield "statistics", rng.choice(titles)


def _signature(truth: Truth, rng: Random) -> str:
    """What stands below a statistics table, with numbers that are no figures."""
    phone = f"0{rng.randint(300, 999)}-{rng.randint(2_000_000, 8_999_999)}"
    day = f"{truth.year + 1}年1月{rng.randint(5, 28)}日"
    return f"单位负责人： 审核人： 填报人： 联系电话：{phone} 填报日期：{day}"


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


def _values(truth: Truth, table: str, row: FormRow, width: int) -> tuple[DrawnCell, ...]:
    """The number cells of a row; the last one reaches over what is left of `width` columns."""
    keys = [(table, row.id, column.id) for column in row.columns]
    cells = [DrawnCell(_number(truth.cells[key]), key) for key in keys]
    return (*cells[:-1], replace(cells[-1], across=width - len(cells) + 1))


def _disclosure(truth: Truth, form: TableForm, spell: _Spell, rng: Random) -> Iterator[DrawnRow]:
    rows = {row.id: row for row in form.rows}
    yuan = rng.choice(("", "元"))
    for article, ids in _ARTICLES[truth.form]:
        columns = rows[ids[0]].columns
        heads = [DrawnCell(spell(column.zh)) for column in columns]
        yield DrawnRow((DrawnCell(spell(article), across=4),))
        yield DrawnRow((DrawnCell("信息内容"), *heads[:-1], replace(heads[-1], across=4 - len(heads))))
        for id_ in ids:
            cells = _values(truth, form.id, rows[id_], 3)
            if id_ == "procurement" and cells[-1].text:
                cells = (*cells[:-1], replace(cells[-1], text=cells[-1].text + yuan))
            yield DrawnRow((DrawnCell(_label(rows[id_], spell, rng)), *cells), id_)


def _requests(truth: Truth, form: TableForm, spell: _Spell, rng: Random) -> Iterator[DrawnRow]:
    person, *bodies, total = (column.zh for column in form.columns)
    yield DrawnRow((DrawnCell(spell(_CORNER), across=3, down=3), DrawnCell("申请人情况", across=7)))
    yield DrawnRow(
        (DrawnCell(person, down=2), DrawnCell("法人或其他组织", across=5), DrawnCell(total, down=2))
    )
    yield DrawnRow(tuple(map(DrawnCell, bodies)))
    for row in form.rows:
        label = DrawnCell(_label(row, spell, rng), across=3 - len(row.under))
        yield DrawnRow((label, *_values(truth, form.id, row, 7)), row.id, tuple(map(spell, row.under)))


def _remedies(truth: Truth, form: TableForm, spell: _Spell, rng: Random) -> Iterator[DrawnRow]:
    review, direct, after = form.rows
    ends = tuple(DrawnCell(column.zh) for column in form.columns)
    yield DrawnRow((DrawnCell(review.zh, across=5), DrawnCell("行政诉讼", across=10)))
    yield DrawnRow(
        (*(replace(c, down=2) for c in ends), DrawnCell(direct.zh, across=5), DrawnCell(after.zh, across=5))
    )
    yield DrawnRow((*ends, *ends))
    yield DrawnRow(tuple(cell for row in form.rows for cell in _values(truth, form.id, row, 5)), "remedies")


def _survey(truth: Truth, form: TableForm, spell: _Spell, rng: Random) -> Iterator[DrawnRow]:
    """The statistics table of 2014 or 2008: only the rows of which the truth has a cell."""
    remarks, among = rng.random() < 0.5, rng.random() < 0.5
    no_unit = rng.choice(("——", "——", "----", ""))
    if form.form == "2014":
        yield DrawnRow((DrawnCell("统计指标"), DrawnCell("单位"), DrawnCell("统计数")))
    else:
        heads = ("指标名称", "计量单位", f"{truth.year}年度", "历年累计")
        yield DrawnRow(tuple(map(DrawnCell, heads)))
    parts = _PARTS if form.form == "2014" else {}
    for row in form.rows:
        columns = [column for column in row.columns if (form.id, row.id, column.id) in truth.cells]
        if not columns:
            continue
        if row.id in parts:
            yield DrawnRow(
                (DrawnCell(spell(parts[row.id])), DrawnCell(no_unit), *(DrawnCell("") for _ in columns))
            )
        label = _label(row, spell, rng)
        if remarks and form.form == "2014":
            label += spell(_REMARKS.get(row.id, ""))
        if among and label.startswith("1、"):
            label = f"其中：{label}"
        unit = columns[0].unit or ""
        keys = [(form.id, row.id, column.id) for column in columns]
        yield DrawnRow(
            (DrawnCell(label), DrawnCell(unit), *(DrawnCell(_number(truth.cells[k]), k) for k in keys)),
            row.id,
        )


def merged(sheet: DrawnTable) -> list[tuple[DrawnCell, ...]]:
    """The cells that begin in each row: a group stands in the first of its rows and reaches down."""
    printed: list[tuple[DrawnCell, ...]] = []
    for i, row in enumerate(sheet.rows):
        before = sheet.rows[i - 1].groups if i else ()
        groups = []
        for depth, text in enumerate(row.groups, start=1):
            if row.groups[:depth] != before[:depth]:
                groups.append(DrawnCell(text, down=_run(sheet, i, depth)))
        printed.append((*groups, *row.cells))
    return printed


def _run(sheet: DrawnTable, start: int, depth: int) -> int:
    """How many rows from `start` on stand under the same `depth` outer groups."""
    end = start
    while end < len(sheet.rows) and sheet.rows[end].groups[:depth] == sheet.rows[start].groups[:depth]:
        end += 1
    return end - start


def slots(sheet: DrawnTable) -> list[list[DrawnCell | None]]:
    """The grid under the merged cells, row by row: a cell where it begins, None where it reaches."""
    covered: set[tuple[int, int]] = set()
    grid: list[list[DrawnCell | None]] = []
    for r, row in enumerate(merged(sheet)):
        line: list[DrawnCell | None] = []
        for cell in row:
            while (r, len(line)) in covered:
                line.append(None)
            covered |= {(r + d, len(line) + k) for d in range(1, cell.down) for k in range(cell.across)}
            line += [cell, *[None] * (cell.across - 1)]
        while (r, len(line)) in covered:
            line.append(None)
        grid.append(line)
    return grid
