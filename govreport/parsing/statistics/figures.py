"""What a statistics table says: printed rows to figures, by label and by the columns that its head names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from govreport.document import Where
from govreport.forms import Column, Row, TableForm
from govreport.normalize import compact
from govreport.numbers import is_mark, is_value, read_number
from govreport.parsing.cells import Line, Token, is_tail, lines, tail_of, with_tail
from govreport.parsing.digits import forced_cut, is_thousands
from govreport.parsing.placing import figure_of
from govreport.parsing.statistics.place import FEWEST_LABELS, Survey
from govreport.parsing.statistics.words import TAIL, UNIT, UNIT_HEADS, label_key, rows_by_key, vocabulary
from govreport.report import Figure, Note, Status

__all__ = ["read_survey"]

_YEAR = re.compile(r"^(?:19|20)\d{2}")
# A unit, its number and the words of the next row: 元00接受.
_GLUED = re.compile(rf"(?P<cell>{UNIT.pattern})(?P<digits>\d+)(?P<words>[\u4e00-\u9fff].*)")
_NUMBERS = ("序号", "代码", "编号")  # heads of a column that numbers the rows
_TWO_NUMBERS = re.compile(r"\d[\d.,]*[=+~×:/;-]\d*")
# Behind a number without a border: the rest of a date or of a telephone number.
_NO_LABEL = re.compile(r"[年月日转]|[^\d(]*\d(?![.、])")
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}年")


@dataclass(slots=True)
class _Record:
    """A printed row: its label, and the cells behind it."""

    label: Token
    line: Line
    cells: list[Token] = field(default_factory=list)
    row: Row | None = None
    unit: str | None = None
    two_rows: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether a bracket of its label is still open: the row goes on where the next page begins."""
        return self.label.text.count("(") > self.label.text.count(")")

    @property
    def empty(self) -> bool:
        return all(cell.kind == "blank" for cell in self.cells)

    @property
    def over_lines(self) -> bool:
        """Whether its cells are lines of their own, so that an empty one leaves no trace."""
        line = self.label.where.line
        return line is not None and any(cell.where.line != line for cell in self.cells)


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
    records = _named(_whole_rows(list(_records(survey)), form), form)
    columns = _columns(survey, records)
    if survey.tables > 1:
        notes.append(Note("two_tables", "survey: two statistics tables are printed"))
    if columns is None:
        notes.append(Note("columns_unknown", "survey: the head of the table names no column for certain"))
    named = [record for record in records if record.row]
    size = len(columns.ordered if columns else form.columns)
    short = any(len(record.cells) < size for record in named)
    # Where a blank leaves no trace and a cell may hold two numbers, both together make a full row.
    loose = [record for record in named if record.line.shape == "loose"]
    torn = short and size > 1 and any(len(record.cells) > size for record in loose)
    figures: dict[str, list[Figure]] = {}
    printed = Counter(record.row.id for record in named if record.row)
    for record in records:
        if record.row is None:
            if any(map(_is_number, record.cells)):
                message = f"survey: values beside no known label: {record.label.text[:30]!r}"
                notes.append(Note("row_without_label", message, record.label.where))
            continue
        lost = (survey.tables > 1 and printed[record.row.id] == 1) or record.two_rows
        lost |= record.goes_on and record.empty
        if columns is None or lost or (short and record.over_lines) or (torn and record in loose):
            read = _withheld(form, record, columns)
        else:
            read = _read(form, record, columns)
        if record.row.id not in figures:
            figures[record.row.id] = read
        elif _said(figures[record.row.id]) != _said(read):
            message = f"survey: two rows {record.row.zh} that differ"
            notes.append(Note("row_twice", message, record.label.where))
            figures[record.row.id] = _withheld(form, record, columns)
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
    for line in lines(survey.blocks, vocabulary()):
        tail = tail_of(line) if record and record.cells and record.cells[-1].kind == "value" else ()
        if record and tail and _is_one_line(record):
            record.cells[-1] = with_tail(record.cells[-1], tail)
            line = replace(line, tokens=line.tokens[len(tail) :])
            if not line.tokens:
                continue
        if record and (line.shape == "row" or record.line.shape != line.shape):
            yield record
            record = None
        for token in line.tokens:
            if token.kind == "text" and TAIL.match(token.text):
                if line.shape == "row":
                    break
                if record:
                    yield record
                return
            if record and token.kind == "text" and (glued := _GLUED.fullmatch(token.text)):
                _behind_unit(_part(token, glued, "cell"), record)
                digits, words = _part(token, glued, "digits"), _part(token, glued, "words")
                odd = is_tail(words) or _NO_LABEL.match(words.text)
                record.cells.append(with_tail(digits, (words,)) if odd else digits)
                if odd:
                    continue
                token = words
            elif record and record.cells and line.shape == "loose" and _TWO_NUMBERS.fullmatch(token.text):
                token = replace(token, kind="value")
            elif record and record.cells and line.shape == "loose" and _is_rest(token, record.cells[-1]):
                record.cells[-1] = with_tail(record.cells[-1], (token,))
                continue
            if token.kind == "text" and UNIT.match(token.text) and record:
                token = _behind_unit(token, record)
            if token.kind == "text" and not UNIT.fullmatch(token.text):
                if record and line.shape == "row" and not record.cells:
                    record.label = token  # the last label in a row is its own; before it stands its group
                    continue
                if record:
                    yield record
                record = _Record(token, line)
            elif record and (token.kind == "value" or (token.kind == "blank" and line.shape != "loose")):
                dash = not record.cells and re.fullmatch(r"-+|/", compact(token.text))
                if not (dash and record.unit is None and len(line.tokens) > 2):
                    record.cells.append(token)
    if record:
        yield record


def _is_rest(token: Token, cell: Token) -> bool:
    """Whether words behind a number are a multiplier or take it back: 2 千, 4 见附件."""
    words = token.kind == "text" and not UNIT.match(token.text) and not vocabulary().match(token.text)
    return words and _is_number(cell) and is_tail(token)


def _is_one_line(record: _Record) -> bool:
    """Whether a row stands in one line, so that what stands alone below belongs to its last cell."""
    return record.line.shape != "stream" and not record.over_lines


def _part(token: Token, match: re.Match[str], name: str) -> Token:
    kind: Literal["text", "value"] = "value" if name == "digits" else "text"
    start = token.where.start + match.start(name)
    return Token(kind, match[name], token.where._replace(start=start, end=start + len(match[name])))


def _behind_unit(token: Token, record: _Record) -> Token:
    """The number behind a unit without border (``条346``), or the unit, which the record keeps.

    A second unit belongs to a row whose label is lost: then it is not certain whose the cells are.
    """
    unit = UNIT.match(token.text)
    assert unit is not None
    rest = token.text[unit.end() :]
    if rest and not is_value(rest) and not rest.isdecimal():
        return token
    record.two_rows |= record.line.shape != "row" and (record.unit is not None or bool(record.cells))
    record.unit = record.unit or unit[0]
    if not rest:
        return token
    return Token("value", rest, token.where._replace(start=token.where.end - len(rest)))


def _whole_rows(records: Sequence[_Record], form: TableForm) -> list[_Record]:
    """The rows, of which the end of a page may have cut one through its label (``危及国家|安全``).

    Two parts are one row only if they are a label together, the first is none alone or leaves a bracket
    open, and the cells of one part are all empty. The head that a page repeats has no cells.
    """
    rows = rows_by_key(form.form)
    whole: list[_Record] = []
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


def _are_parts(above: _Record, below: _Record, rows: Mapping[str, tuple[Row, ...]]) -> bool:
    pages = above.label.where.page, below.label.where.page
    bordered = above.line.shape == below.line.shape == "row" and above.line.regular and below.line.regular
    if None in pages or pages[0] == pages[1] or not bordered or not (above.empty or below.empty):
        return False
    begun = above.goes_on or label_key(above.label.text) not in rows
    whole = above.label.text + below.label.text
    closed = whole.count("(") == whole.count(")")
    return begun and closed and label_key(below.label.text) not in rows and label_key(whole) in rows


def _named(records: Sequence[_Record], form: TableForm) -> list[_Record]:
    """The records, each with the row that its label names; a label of two rows needs its group and order."""
    named: list[_Record] = []
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
        named.append(replace(record, row=row))
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

    `extra` is how many empty cells close each row of a stream.
    """

    ordered: tuple[Column, ...]
    places: tuple[int, ...] | None
    extra: int


def _columns(survey: Survey, records: Sequence[_Record]) -> _Columns | None:
    """The columns that the head names.

    None where it names columns that are not the form's (several bodies side by side, the quarter
    beside the year), or names none of a form that has more than one.
    """
    form = survey.form
    spellings = {compact(text): c for c in form.columns for text in (c.zh, *c.also)}
    head, line = _head(survey)
    others = (*form.marks, *UNIT_HEADS, *_NUMBERS, "备注", "计量")
    names = [(t, name) for t in head if (name := _column_name(t)) not in others]
    known = tuple(spellings[name] for _, name in names if name in spellings)
    if len(known) != len(names) or len(set(known)) != len(known):
        return None
    numbered = any(_column_name(token) in _NUMBERS for token in head)
    if numbered and (line is None or line.shape == "loose"):
        return None  # the number of the next row stands where the number of an empty cell would
    if not known:
        return _Columns(form.columns, None, 0) if len(form.columns) == 1 else None
    places = tuple(token.where.column or 0 for token, _ in names)
    trusted = line is not None and line.shape == "row" and line.regular
    if len(known) < len(form.columns) and not trusted and not _have_one_number(records):
        return None  # without borders, a column whose head is lost leaves its numbers to the others
    full = [r for r in records if r.row and sum(t.kind == "value" for t in r.cells) == len(known)]
    extras = Counter(len(record.cells) - len(known) for record in full)
    extra = extras.most_common(1)[0][0] if len(full) > FEWEST_LABELS else 0
    return _Columns(known, places if trusted else None, extra)


def _column_name(token: Token) -> str:
    """What a head says without its year; 2013年 alone is the year's column."""
    text = compact(token.text)
    return "年度" if _BARE_YEAR.fullmatch(text) else _YEAR.sub("", text)


def _have_one_number(records: Sequence[_Record]) -> bool:
    """Whether each row has one number, and none of them could be those of two columns: 00."""
    named = [record for record in records if record.row]
    single = all(len(r.cells) == 1 and _is_number(r.cells[0]) for r in named)
    numbers = (read_number(r.cells[0].text, "amount").state == "number" for r in named if r.cells)
    return single and all(numbers) and any(r.cells[0].text == "0" for r in named)


def _head(survey: Survey) -> tuple[list[Token], Line | None]:
    """The tokens of the table's head, from its mark to the first label of a row, and their line."""
    rows = {*rows_by_key(survey.form.form), *map(label_key, survey.form.headers)}
    found: list[Token] = []
    for line in lines(survey.blocks, vocabulary()):
        for token in line.tokens:
            if token.kind == "text" and label_key(token.text) in rows:
                return found, None
            if found or (token.kind == "text" and token.text in survey.form.marks):
                found += [token] if token.kind != "blank" else []
        if found and line.shape == "row":
            return found, line
    return found, None


def _read(form: TableForm, record: _Record, columns: _Columns) -> list[Figure]:
    """The figures of a row, one for each column of the form."""
    assert record.row is not None
    cells = _placed(record, columns)
    if cells is None:
        return _withheld(form, record, columns)
    printed = _printed(record.row, columns)
    return [_figure(form, record, column, cells.get(column.id)) for column in printed]


def _printed(row: Row, columns: _Columns | None) -> list[Column]:
    """The columns of a row that the table has: those of its head, where that is certain."""
    ids = {column.id for column in columns.ordered} if columns else {column.id for column in row.columns}
    return [column for column in row.columns if column.id in ids]


def _placed(record: _Record, columns: _Columns) -> dict[str, Token] | None:
    """The cell of each column, or None where it is not certain which is which."""
    size, ids = len(columns.ordered), [column.id for column in columns.ordered]
    by_place = {token.where.column: token for token in record.cells}
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
    if cut is None:
        return None
    whole = cells[0].where._replace(end=cells[-1].where.end)
    return {id_: Token("value", text, whole) for id_, text in zip(ids, cut, strict=True)}


def _figure(form: TableForm, record: _Record, column: Column, token: Token | None) -> Figure:
    assert record.row is not None
    unit = record.unit if record.unit in ("元", "万元") else None
    if token is None:
        return Figure(form.id, record.row.id, column.id, Status.MISSING, unit=unit or column.unit)
    return figure_of(form, record.row, column, token, unit)


def _withheld(form: TableForm, record: _Record, columns: _Columns | None) -> list[Figure]:
    assert record.row is not None
    first, last = record.label.where, (record.cells or [record.label])[-1].where
    place: Where = first._replace(start=first.start, end=max(first.end, last.end))
    raw = " ".join(token.text for token in record.cells)
    return [
        Figure(form.id, record.row.id, c.id, Status.UNREADABLE, None, c.unit, raw, place)
        for c in _printed(record.row, columns)
    ]
