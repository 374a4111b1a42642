"""The statistics tables of 2008 to 2018 (政府信息公开情况统计表): found, cut from the text, and read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from govreport import templates
from govreport.document import Block, Grid, Paragraph, Where
from govreport.glued import forced_cut
from govreport.normalize import compact
from govreport.numbers import is_mark, is_value, read_number
from govreport.report import Figure, Note, Section, Status
from govreport.sections import Segmented
from govreport.templates import Column, Row, TableForm
from govreport.tokens import Line, Token, is_unsure, lines

__all__ = ["Survey", "read_survey", "set_apart"]

_CAPTION = re.compile(r"\S*统\s*计\s*表\S*\s*$")
# What an office prints below the table, and units: 单位负责人: 审核人: 填报人: 联系电话: 填报日期:
_TAIL = re.compile(r"(?:单位)?负责人|审核人|填[报表]人|联系(?:电话|方式)|填报日期|附件|备注|说明|注:")
_UNIT = re.compile(r"人次|万元|元|条|件|次|篇|个|人|份|-{1,3}")
_UNIT_HEADS = frozenset({"单位", "计量单位"})
_ORDINAL = r"(?:其中:?)?(?:\([一二三四五六七八九十]\)|[一二三四五六七八九十]、|\d[.、,])?(?:其中:?)?"
_LEAD = re.compile(_ORDINAL)
_REMARK = re.compile(r"\([^()]{2,60}\)$")
_COUNT = re.compile(r"(?:总?数量|数)$")
_YEAR = re.compile(r"^(?:19|20)\d{2}")
# Fewer known labels than this make no statistics table.
_FEWEST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Survey:
    """A printed statistics table: its form, and its blocks from the head on."""

    form: TableForm
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class _Record:
    """A printed row: its label, and the cells behind it."""

    label: Token
    cells: list[Token] = field(default_factory=list)
    line: Line | None = None
    row: Row | None = None
    unit: str | None = None

    @property
    def over_lines(self) -> bool:
        """Whether its cells are lines of their own, so that an empty one leaves no trace."""
        line = self.label.where.line
        return line is not None and any(cell.where.line != line for cell in self.cells)


# ------------------------------------------------------------------ where it stands


def set_apart(segmented: Segmented) -> tuple[Segmented, Survey | None]:
    """The report without its statistics table, and that table, if it has one.

    What stands from the table's head to the end of its section becomes a section of its own kind
    ``statistics``: its lines are no sentences, and its rows no rows of the tables 二, 三 and 四.
    """
    sections: list[Section] = []
    taken: list[Block] = []
    for section in segmented.sections:
        before, table = _split(section.blocks)
        taken += table
        sections.append(replace(section, blocks=before) if table else section)
        if table and section.kind != "statistics":
            sections.append(Section("statistics", None, "", table))
        elif table:
            sections[-1] = section
    preamble, table = (segmented.preamble, ()) if taken else _split(segmented.preamble)
    taken += table
    form = _form(taken)
    if form is None:
        return segmented, None
    return Segmented(preamble, tuple(sections)), Survey(form, tuple(taken))


def _split(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks before the table's head, and those from it on."""
    for i, block in enumerate(blocks):
        if isinstance(block, Grid):
            if _known_labels(block) >= _FEWEST_LABELS:
                return blocks[:i], blocks[i:]
        elif isinstance(block, Paragraph):
            head = _heads().search(block.text)
            if head and _form(blocks[i:]):
                return _cut(blocks, i, head.start())
    return blocks, ()


def _cut(blocks: tuple[Block, ...], i: int, at: int) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks cut inside block `i`; the table's caption goes with neither part."""
    paragraph = blocks[i]
    assert isinstance(paragraph, Paragraph)
    text, where = paragraph.text, paragraph.where
    above = _CAPTION.sub("", text[:at]).rstrip()
    before = [Paragraph(above, replace(where, end=where.start + len(above)))] if above else []
    table = Paragraph(text[at:], replace(where, start=where.start + at))
    return (*blocks[:i], *before), (table, *blocks[i + 1 :])


def _known_labels(grid: Grid) -> int:
    """How many labels of one statistics table stand in the cells of a grid."""
    printed = {_key(cell.text) for row in grid.rows for cell in row if cell.text}
    return max(len(printed & set(_rows(template.id))) for template in templates.with_table("survey"))


def _form(blocks: Iterable[Block]) -> TableForm | None:
    """The form with the most labels in the blocks; the words of its head decide between equals."""
    texts = {t.text for line in lines(blocks, _vocabulary()) for t in line.tokens if t.kind == "text"}
    keys = Counter(map(_key, texts))
    best: tuple[int, TableForm] | None = None
    for template in templates.with_table("survey"):
        form = template.table("survey")
        labels = sum(key in keys for key in _rows(template.id))
        score = 2 * labels + any(mark in keys for mark in form.marks)
        if labels >= _FEWEST_LABELS and (best is None or score > best[0]):
            best = score, form
    return best[1] if best else None


# ------------------------------------------------------------------ its words


def _key(text: str) -> str:
    """A label without number, remark and 数: ``2.网络申请数(件)`` and ``网络申请`` are one."""
    plain = _REMARK.sub("", _LEAD.sub("", compact(text), count=1))
    return _COUNT.sub("", plain)


@cache
def _rows(form: str) -> dict[str, tuple[Row, ...]]:
    """The rows of a form by the keys of their labels; a few labels name two rows."""
    rows: dict[str, tuple[Row, ...]] = {}
    for row in templates.load(form).table("survey").rows:
        for key in dict.fromkeys(map(_key, row.labels)):
            rows[key] = (*rows.get(key, ()), row)
    return rows


@cache
def _vocabulary() -> re.Pattern[str]:
    """A pattern for the labels and heads of all statistics tables, over compact text."""
    words: set[str] = set()
    heads: set[str] = {*_UNIT_HEADS}
    for template in templates.with_table("survey"):
        form = template.table("survey")
        heads.update(form.marks)
        words.update(_rows(template.id), map(_key, form.headers))
        for column in form.columns:
            heads.update((column.zh, *column.also))
    longest_first = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    fixed = "|".join(map(re.escape, sorted(heads, key=lambda word: (-len(word), word))))
    remark = r"(?:\((?!\d)[^()]{2,60}\))?"
    label = rf"{_ORDINAL}(?:{longest_first})(?:总?数量|数)?{remark}"
    return re.compile(rf"{label}|(?:(?:19|20)\d\d)?(?:{fixed})(?=\D|$|(?:19|20)\d\d)|{_TAIL.pattern}")


@cache
def _heads() -> re.Pattern[str]:
    """The words with which a table without borders begins, as they stand in a text."""
    marks = (mark for template in templates.with_table("survey") for mark in template.table("survey").marks)
    unit = r"\s*".join("计量单位"), r"\s*".join("单位")
    heads = "|".join(r"\s*".join(mark) for mark in marks)
    return re.compile(rf"(?:{heads})(?=\s*(?:{'|'.join(unit)}|$))")


# ------------------------------------------------------------------ what it says


def read_survey(survey: Survey | None) -> tuple[tuple[Figure, ...], tuple[Note, ...]]:
    """Every printed row of the table as figures, and notes on what could not be placed.

    Offices leave rows out and add their own, so a row of the form that is not printed gives no figure.
    A row is known by its label; where two rows of the form share one (``(二)被依法纠错数``), by the
    group that was printed last. Its cells belong to the columns that the head names: by their place in
    a table with borders, else in order, and only if there is one for each column.
    """
    if survey is None:
        return (), ()
    form, notes = survey.form, list[Note]()
    records = list(_records(survey))
    _name_rows(records, form)
    columns = _columns(survey)
    if columns is None:
        notes.append(Note("columns_unknown", "survey: the head of the table names no column for certain"))
    named = [record for record in records if record.row]
    short = any(len(record.cells) < len(form.columns) for record in named)
    figures: dict[str, list[Figure]] = {}
    for record in records:
        if record.row is None:
            if any(map(_is_number, record.cells)):
                message = f"survey: values beside no known label: {record.label.text[:30]!r}"
                notes.append(Note("row_without_label", message, record.label.where))
            continue
        withheld = columns is None or (short and record.over_lines)
        read = _withheld(form, record) if withheld else _read(form, record, columns or {})
        if record.row.id not in figures:
            figures[record.row.id] = read
        elif _said(figures[record.row.id]) != _said(read):
            message = f"survey: two rows {record.row.zh} that differ"
            notes.append(Note("row_twice", message, record.label.where))
            figures[record.row.id] = _withheld(form, record)
    ordered = [figure for row in form.rows for figure in figures.get(row.id, [])]
    unread = [f for f in ordered if f.status is Status.UNREADABLE]
    notes += [Note("cell_unreadable", f"survey: {f.row}.{f.column} is {f.raw!r}", f.where) for f in unread]
    return tuple(ordered), tuple(notes)


def _is_number(token: Token) -> bool:
    return token.kind == "value" and not is_mark(token.text)


def _said(figures: Sequence[Figure]) -> list[object]:
    return [(figure.status, figure.value) for figure in figures]


def _records(survey: Survey) -> Iterator[_Record]:
    """The printed rows: a label, or any other words, and the cells up to the next words."""
    record: _Record | None = None
    for line in lines(survey.blocks, _vocabulary()):
        if line.shape == "row":
            record = None
        for token in line.tokens:
            if token.kind == "text" and (token := _without_unit(token, record)).kind == "text":
                if _UNIT.fullmatch(token.text):
                    continue
                if _TAIL.match(token.text):
                    break
                if record and line.shape == "row" and not record.cells and _key(token.text):
                    record.label = token  # the last label in a row is its own; before it stands its group
                    continue
                if record:
                    yield record
                record = _Record(token, line=line)
            elif record and (token.kind == "value" or line.shape != "loose"):
                unit = (
                    token.kind == "value" and not record.cells and re.fullmatch(r"-+|/", compact(token.text))
                )
                if not (unit and record.unit is None and len(line.tokens) > 2):
                    record.cells.append(token)
        if record and line.shape == "row":
            yield record
            record = None
    if record:
        yield record


def _without_unit(token: Token, record: _Record | None) -> Token:
    """A number behind its unit without border (``条346``) as a value; the record keeps the unit."""
    unit = _UNIT.match(token.text)
    if unit is None or record is None or record.cells:
        return token
    record.unit = record.unit or unit[0]
    rest = token.text[unit.end() :]
    if rest and (is_value(rest) or rest.isdecimal()):
        start = token.where.end - len(rest)
        return Token("value", rest, replace(token.where, start=start))
    return token


def _name_rows(records: Sequence[_Record], form: TableForm) -> None:
    """Give each record the row that its label names; a label of two rows needs its group and order."""
    rows, order = _rows(form.form), {row.id: i for i, row in enumerate(form.rows)}
    groups = {_key(group) for row in form.rows for group in row.under}
    group: str | None = None
    last = -1
    for record in records:
        key = _key(record.label.text)
        candidates = rows.get(key, ())
        if len(candidates) > 1:
            candidates = tuple(
                r for r in candidates if group in {_key(label) for label in r.under} and order[r.id] > last
            )
        if len(candidates) == 1:
            record.row = candidates[0]
            last = order[record.row.id]
        if key in groups:
            group, last = key, order[record.row.id] if record.row else last


def _columns(survey: Survey) -> dict[int, Column] | None:
    """The form's columns by their place in the grid (in a table without borders: in order).

    None where the head names columns that are not the form's (several bodies side by side, the quarter
    beside the year), or names none of a form that has more than one.
    """
    form = survey.form
    spellings = {compact(text): c for c in form.columns for text in (c.zh, *c.also)}
    head = _head(survey)
    names = [(i, _YEAR.sub("", compact(token.text))) for i, token in enumerate(head)]
    values = [
        (i, name) for i, name in names if name not in (*form.marks, *_UNIT_HEADS, "序号", "代码", "编号", "")
    ]
    if not values:
        return {0: form.columns[0]} if len(form.columns) == 1 else None
    known = [(i, spellings[name]) for i, name in values if name in spellings]
    if len(known) != len(values) or len({column.id for _, column in known}) != len(known):
        return None
    if all(head[i].where.column is not None for i, _ in known):
        return {head[i].where.column or 0: column for i, column in known}
    return {n: column for n, (_, column) in enumerate(known)}


def _head(survey: Survey) -> list[Token]:
    """The tokens of the table's head: from its mark to the first label of a row."""
    rows = {*_rows(survey.form.form), *map(_key, survey.form.headers)}
    found: list[Token] = []
    for line in lines(survey.blocks, _vocabulary()):
        for token in line.tokens:
            if token.kind == "text" and _key(token.text) in rows:
                return found
            if found or (token.kind == "text" and token.text in survey.form.marks):
                found += [token] if token.kind != "blank" else []
        if found and line.shape == "row":
            return found
    return found


def _read(form: TableForm, record: _Record, columns: dict[int, Column]) -> list[Figure]:
    """The figures of a row, one for each column of the form."""
    assert record.row is not None
    cells = _placed(record, columns)
    if cells is None:
        return _withheld(form, record)
    figures = []
    for column in record.row.columns:
        token = cells.get(column.id)
        figures.append(_figure(form, record, column, token))
    return figures


def _placed(record: _Record, columns: dict[int, Column]) -> dict[str, Token] | None:
    """The cell of each column, or None where it is not certain which is which."""
    regular = record.line is not None and record.line.shape == "row" and record.line.regular
    by_place = {token.where.column: token for token in record.cells}
    if regular and 0 not in columns and len(by_place) == len(record.cells):
        placed = {column.id: by_place[at] for at, column in columns.items() if at in by_place}
        return placed if len(placed) == len(columns) else None
    if not record.cells:
        return {}
    if len(record.cells) == len(columns):
        return {c.id: token for c, token in zip(columns.values(), record.cells, strict=True)}
    loose = record.line is not None and record.line.shape == "loose"
    cut = forced_cut([token.text for token in record.cells], len(columns)) if loose else None
    if cut is None:
        return None
    whole = replace(record.cells[0].where, end=record.cells[-1].where.end)
    return {c.id: Token("value", text, whole) for c, text in zip(columns.values(), cut, strict=True)}


def _figure(form: TableForm, record: _Record, column: Column, token: Token | None) -> Figure:
    assert record.row is not None
    unit = record.unit if record.unit in ("元", "万元") else column.unit
    if token is None:
        return Figure(form.id, record.row.id, column.id, Status.MISSING, unit=unit)
    reading = read_number(token.text, column.number)
    status = {
        "number": Status.REPORTED,
        "blank": Status.BLANK,
        "mark": Status.MARKED,
        "unreadable": Status.UNREADABLE,
    }[reading.state]
    status = Status.UNREADABLE if is_unsure(token.where) else status
    value = reading.value if status is Status.REPORTED else None
    return Figure(
        form.id, record.row.id, column.id, status, value, reading.unit or unit, token.text, token.where
    )


def _withheld(form: TableForm, record: _Record) -> list[Figure]:
    assert record.row is not None
    first, last = record.label.where, (record.cells or [record.label])[-1].where
    place: Where = replace(first, start=first.start, end=max(first.end, last.end))
    raw = " ".join(token.text for token in record.cells)
    return [
        Figure(form.id, record.row.id, c.id, Status.UNREADABLE, None, c.unit, raw, place)
        for c in record.row.columns
    ]
