"""What a statistics table says: printed rows to figures, by label and by the columns that its head names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise, takewhile

from govreport.document import Where
from govreport.forms import Column, Row, TableForm
from govreport.normalize import compact
from govreport.numbers import read_number
from govreport.parsing.cells import Line, Token, lines
from govreport.parsing.digits import forced_cut, is_thousands
from govreport.parsing.heads import head_words
from govreport.parsing.placing import figure_of
from govreport.parsing.spellings import UNIT_REMARK
from govreport.parsing.statistics.place import FEWEST_LABELS, Survey
from govreport.parsing.statistics.records import Record, is_number, records_of
from govreport.parsing.statistics.sums import cut_groups
from govreport.parsing.statistics.words import (
    CUMULATIVE,
    UNIT_HEADS,
    label_heads,
    label_key,
    rows_by_key,
    vocabulary,
)
from govreport.report import Figure, Note, Status

__all__ = ["read_survey"]

_YEAR = re.compile(r"^(?:19|20)\d{2}(?:年(?!度|末|数$))?")
_YEAR_BEHIND = re.compile(r"\((?:19|20)\d{2}年度?\)$")  # 统计数(2016年度)
_NUMBERS = ("序号", "代码", "编号")  # heads of a column that numbers the rows
_MULTIPLES = "十百千万亿"
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}年")


def read_survey(survey: Survey | None, year: int | None) -> tuple[tuple[Figure, ...], tuple[Note, ...]]:
    """Every printed row of the table as figures, and notes on what could not be placed.

    Offices leave rows out and add their own, so a row of the form that is not printed gives no figure.
    A row is known by its label; where two rows of the form share one (``(二)被依法纠错数``), by the
    group that was printed last. Its cells belong to the columns that the head names: by their place in
    a table with borders, else in order, and only if there is one for each column.
    """
    if survey is None:
        return (), ()
    form, notes = survey.form, list[Note]()
    records = _named(_whole_rows(list(records_of(survey)), form), form)
    columns = None if survey.multiple else _columns(survey, records, year)
    if survey.tables > 1:
        notes.append(Note("two_tables", "survey: two statistics tables are printed"))
    if survey.multiple:
        notes.append(Note("unit_of_head", "survey: the unit over the table is one of hundreds or more"))
    elif columns is None:
        notes.append(Note("columns_unknown", "survey: the head of the table names no column for certain"))
    named = [record for record in records if record.row]
    size = len(columns.ordered if columns else form.columns)
    short = any(len(record.cells) < size for record in named)
    # Where a blank leaves no trace and a cell may hold two numbers, both together make a full row.
    loose = [record for record in named if record.line.shape == "loose"]
    torn = short and size > 1 and any(len(record.cells) > size for record in loose)
    two = columns is not None and columns.places is None and len(columns.ordered) == 2
    cut = cut_groups(records) if two else {}
    if cut:
        message = "survey: digits of rows run together; their sums leave one way to cut some of them"
        notes.append(Note("digits_run_together", message))
    figures: dict[str, list[Figure]] = {}
    printed = Counter(record.row.id for record in named if record.row)
    # Of two tables, or of halves that are those of two years, which one a row is of is not certain.
    several = survey.tables > 1 or (len(survey.halves) > 1 and max(printed.values(), default=0) > 1)
    for record in records:
        if record.row is None:
            if any(map(is_number, record.cells)):
                message = f"survey: values beside no known label: {record.label.text[:30]!r}"
                notes.append(Note("row_without_label", message, record.label.where))
            continue
        lost = (several and printed[record.row.id] == 1) or record.two_rows
        lost |= record.goes_on and record.empty
        if columns is None or lost or (short and record.over_lines) or (torn and record in loose):
            read = _withheld(form, record, columns)
        else:
            read = _read(form, record, columns, cut.get(record.row.id))
        if record.row.id not in figures:
            figures[record.row.id] = read
        elif _contents(figures[record.row.id]) != _contents(read):
            message = f"survey: two rows {record.row.zh} that differ"
            notes.append(Note("row_twice", message, record.label.where))
            figures[record.row.id] = _withheld(form, record, columns)
    ordered = [figure for row in form.rows for figure in figures.get(row.id, [])]
    unread = [f for f in ordered if f.status is Status.UNREADABLE]
    notes += [Note("cell_unreadable", f"survey: {f.row}.{f.column} is {f.raw!r}", f.where) for f in unread]
    return tuple(ordered), tuple(notes)


def _contents(figures: Sequence[Figure]) -> list[object]:
    return [(figure.status, figure.value) for figure in figures]


def _whole_rows(records: Sequence[Record], form: TableForm) -> list[Record]:
    """The rows, of which the end of a page may have cut one through its label (``危及国家|安全``).

    Two parts are one row only if they are a label together, the first is none alone or leaves a bracket
    open, and the cells of one part are all empty. The head that a page repeats has no cells.
    """
    rows = rows_by_key(form.form)
    whole: list[Record] = []
    for record in records:
        above = next((other for other in reversed(whole) if other.cells), None)
        if above and record.cells and _are_parts(above, record, rows):
            filled = above if record.empty else record
            label = replace(above.label, text=above.label.text + record.label.text)
            unit = above.unit or record.unit
            whole[whole.index(above)] = replace(filled, label=label, unit=unit)
        else:
            whole.append(record)
    return whole


def _are_parts(above: Record, below: Record, rows: Mapping[str, tuple[Row, ...]]) -> bool:
    pages = above.label.where.page, below.label.where.page
    bordered = above.line.shape == below.line.shape == "row" and above.line.regular and below.line.regular
    if None in pages or pages[0] == pages[1] or not bordered or not (above.empty or below.empty):
        return False
    begun = above.goes_on or label_key(above.label.text) not in rows
    whole = above.label.text + below.label.text
    closed = whole.count("(") == whole.count(")")
    return begun and closed and label_key(below.label.text) not in rows and label_key(whole) in rows


def _named(records: Sequence[Record], form: TableForm) -> list[Record]:
    """The records, each with the row that its label names; a label of two rows needs its group and order."""
    named: list[Record] = []
    rows, order = rows_by_key(form.form), {row.id: i for i, row in enumerate(form.rows)}
    groups = {label_key(group) for row in form.rows for group in row.under}
    group: str | None = None
    last = -1
    for record in records:
        key = label_key(record.label.text)
        candidates = rows.get(key) or _misspelt(key, rows)
        if len(candidates) > 1:
            candidates = tuple(
                r
                for r in candidates
                if group in {label_key(label) for label in r.under} and order[r.id] > last
            )
        row = candidates[0] if len(candidates) == 1 else None
        last = order[row.id] if row else last
        group = key if key in groups else group
        in_label = UNIT_REMARK.search(record.label.text)  # 收取的费用(单位:元)
        unit = in_label[0][1:-1].removeprefix("单位").lstrip(":") if in_label else None
        named.append(replace(record, row=row, unit=record.unit or unit))
    return named


def _misspelt(key: str, rows: Mapping[str, tuple[Row, ...]]) -> tuple[Row, ...]:
    """The rows of which a label of four characters or more differs in one, if that is one label only."""
    alike = [
        other
        for other in rows
        if len(other) == len(key) > 3 and sum(a != b for a, b in zip(key, other, strict=True)) == 1
    ]
    return rows[alike[0]] if len(alike) == 1 else ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """The form's columns in the order of the head; where they stand, if that can be trusted.

    `extra` is how many empty cells close each row of a stream. `halves`: where the table begins, and begins
    again beside that.
    """

    ordered: tuple[Column, ...]
    places: tuple[int, ...] | None
    extra: int
    halves: tuple[int, ...]


def _columns(survey: Survey, records: Sequence[Record], year: int | None) -> _Columns | None:
    """The columns that the head names.

    None where it names columns that are not the form's (several bodies side by side, the quarter
    beside the year), or names none of a form that has more than one.
    """
    form = survey.form
    spellings = {compact(text): c for c in form.columns for text in (c.zh, *c.also)}
    head, line = _head(survey)
    trusted = line is not None and line.shape == "row" and line.regular
    others = {*label_heads(), *UNIT_HEADS, *_NUMBERS, "备注", "计量", ""}
    no_figure = _of_no_figure(head, year) - others if trusted else set()
    named = [token for token in head if compact(token.text) not in no_figure]
    names = [(token, name) for token in named if (name := _column_name(token)) not in others]
    if no_figure and not names:
        return None
    known = tuple(spellings[name] for _, name in names if name in spellings)
    if len(known) != len(names) or len(set(known)) != len(known):
        return None
    numbered = any(_column_name(token) in _NUMBERS for token in head)
    if numbered and (line is None or line.shape == "loose"):
        return None  # the number of the next row stands where the number of an empty cell would
    if not known:
        return _Columns(form.columns, None, 0, (0,)) if len(form.columns) == 1 else None
    places = tuple(token.where.column or 0 for token, _ in names)
    if len(known) < len(form.columns) and not trusted and not _have_one_number(records):
        return None  # without borders, a column whose head is lost leaves its numbers to the others
    full = [r for r in records if r.row and sum(t.kind == "value" for t in r.cells) == len(known)]
    extras = Counter(len(record.cells) - len(known) for record in full)
    sure = len(full) > FEWEST_LABELS or len(extras) == 1
    extra = extras.most_common(1)[0][0] if sure else 0
    return _Columns(known, places if trusted else None, extra, survey.halves)


def _of_no_figure(head: Sequence[Token], year: int | None) -> set[str]:
    """What stands over columns of a table with borders that are none of the form's: 上年度, 同比, 2015年."""
    texts = {compact(token.text) for token in head}
    of_year = {text for text in texts if _YEAR.match(text) and not CUMULATIVE.fullmatch(text)}
    own = {text for text in of_year if text.startswith(str(year))}
    cumulative = {text for text in texts if "累计" in text or "历年" in text}
    words = {text for text in texts - cumulative if head_words().no_figure.search(text)}
    return words | (of_year - own if own else set())


def _column_name(token: Token) -> str:
    """What a head says without its year; 2013年 alone is the year's column."""
    text = _YEAR_BEHIND.sub("", compact(token.text))
    if CUMULATIVE.fullmatch(text):
        return "累计"
    return "年度" if _BARE_YEAR.fullmatch(text) else _YEAR.sub("", text)


def _have_one_number(records: Sequence[Record]) -> bool:
    """Whether each row has one number, and none of them could be those of two columns: 00.

    Behind the last one may stand what is no part of the table; that row is not read.
    """
    named = [record for record in records if record.row]
    named = named[:-1] if named and len(named[-1].cells) > 1 else named
    single = all(len(r.cells) == 1 and is_number(r.cells[0]) for r in named)
    numbers = (read_number(r.cells[0].text, "amount").state == "number" for r in named if r.cells)
    return single and all(numbers) and any(r.cells[0].text == "0" for r in named)


def _head(survey: Survey) -> tuple[list[Token], Line | None]:
    """The tokens of the table's head, from its mark to the first label of a row, and its first line.

    What stands over other names in the same column is the name of none: 统计数 over 上年 | 本年.
    """
    rows = {*rows_by_key(survey.form.form), *map(label_key, survey.form.headers)}
    found: list[Token] = []
    first: Line | None = None
    for line in lines(survey.blocks, vocabulary()):
        printed = [token for token in line.tokens if token.kind != "blank"]
        if first and (line.shape != "row" or not _goes_below(found, printed)):
            break
        if not found:
            printed = list(dropwhile(lambda t: t.kind != "text" or t.text not in label_heads(), printed))
        names = list(takewhile(lambda t: t.kind != "text" or label_key(t.text) not in rows, printed))
        if line.shape == "row" and len(names) == len(printed):
            under = {token.where.column for token in names}
            found = [token for token in found if token.where.column not in under]
            first = first or (line if names else None)
        found += names
        if len(names) < len(printed):
            break
    return found, first


def _goes_below(head: Sequence[Token], printed: Sequence[Token]) -> bool:
    """Whether a row is the head's second one: words, and none under the head of the labels."""
    columns = {token.where.column for token in printed if token.kind == "text"}
    return bool(columns) and len(printed) == len(columns) and head[0].where.column not in columns


def _read(form: TableForm, record: Record, columns: _Columns, cut: Sequence[str] | None) -> list[Figure]:
    """The figures of a row, one for each column of the form; `cut` are its numbers if sums cut its digits."""
    assert record.row is not None
    cells = _placed(record, columns)
    by_sums = cut is not None and cells is None
    cells = _of_cut(record, columns, cut) if cut and by_sums else cells
    if cells is None:
        return _withheld(form, record, columns)
    printed = _printed(record.row, columns)
    figures = [_figure(form, record, column, cells.get(column.id)) for column in printed]
    return [replace(figure, status=Status.RECOVERED) for figure in figures] if by_sums else figures


def _printed(row: Row, columns: _Columns | None) -> list[Column]:
    """The columns of a row that the table has: those of its head, where that is certain."""
    ids = {column.id for column in columns.ordered} if columns else {column.id for column in row.columns}
    return [column for column in row.columns if column.id in ids]


def _placed(record: Record, columns: _Columns) -> dict[str, Token] | None:
    """The cell of each column, or None where it is not certain which is which."""
    size, ids = len(columns.ordered), [column.id for column in columns.ordered]
    half = max((at for at in columns.halves if at <= (record.label.where.column or 0)), default=0)
    by_place = {(token.where.column or 0) - half: token for token in record.cells}
    if columns.places and record.line.shape == "row":
        if not record.line.regular or len(by_place) != len(record.cells):
            return None
        placed = {id_: by_place[at] for id_, at in zip(ids, columns.places, strict=True) if at in by_place}
        return placed if len(placed) == size else None
    if not record.cells:
        return {}
    cells = record.cells
    if record.line.shape == "stream":
        closed = len(cells) == size + columns.extra and all(cell.kind == "blank" for cell in cells[size:])
        cells = cells[:size] if closed else []
    loose = record.line.shape == "loose"
    texts = [cell.text for cell in cells]
    if loose and any(b[0] == "0" and is_thousands(a, b) for a, b in pairwise(texts)):
        return None  # 5 000 may be one number, and the cell behind it empty
    if len(cells) == size:
        return dict(zip(ids, cells, strict=True))
    cut = forced_cut(texts, size) if loose else None
    if cut is None or any(text.startswith("-") for text in cut):
        return None  # 1-10 is no count and another below zero
    return _of_cut(record, columns, cut)


def _of_cut(record: Record, columns: _Columns, cut: Sequence[str]) -> dict[str, Token]:
    """The numbers into which the digits of a row were cut, each at the place of all of them."""
    whole = record.cells[0].where._replace(end=record.cells[-1].where.end)
    pairs = zip(columns.ordered, cut, strict=True)
    return {column.id: Token("value", text, whole) for column, text in pairs}


def _figure(form: TableForm, record: Record, column: Column, token: Token | None) -> Figure:
    assert record.row is not None
    unit = record.unit if record.unit in ("元", "万元", "亿元") else None
    if token is None:
        return Figure(form.id, record.row.id, column.id, Status.MISSING, unit=unit or column.unit)
    plain = token.text.strip().removesuffix(column.unit or "")  # 5篇, where the form counts 篇
    read = figure_of(form, record.row, column, replace(token, text=plain or token.text), unit)
    if record.unit and not unit and record.unit[0] in _MULTIPLES:
        read = replace(read, status=Status.UNREADABLE, value=None)  # in 百件: not the form's number
    return replace(read, raw=token.text)


def _withheld(form: TableForm, record: Record, columns: _Columns | None) -> list[Figure]:
    assert record.row is not None
    first, last = record.label.where, (record.cells or [record.label])[-1].where
    place: Where = first._replace(start=first.start, end=max(first.end, last.end))
    raw = " ".join(token.text for token in record.cells)
    return [
        Figure(form.id, record.row.id, c.id, Status.UNREADABLE, None, c.unit, raw, place)
        for c in _printed(record.row, columns)
    ]
