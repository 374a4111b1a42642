"""Reads the heads that are printed above the rows of tables 二, 三 and 四 (see `columns`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import pairwise

from govreport import forms
from govreport.forms import Column, Row, TableForm
from govreport.normalize import compact
from govreport.parsing.cells import Line, Token
from govreport.parsing.columns import BETWEEN, Head, PrintedRow, Slot, is_regular
from govreport.parsing.labels import labels_of
from govreport.parsing.rows import Run
from govreport.parsing.spellings import UNIT, means_another
from govreport.resources import Table, load_toml

__all__ = ["head_words", "under_heads"]

_BARE_YEAR = re.compile(r"(?:19|20)\d\d年度?")
_YEAR = re.compile(r"^((?:19|20)\d{2})(?:年度?)?")
_UNIT = re.compile(rf"\((?:单位:?)?({UNIT})\)")
_ALIKE = 0.75  # of two names of a column, one with a slip
_MARKS = re.compile(r"[()、:,-]+")  # 行政诉讼(复议后起诉), 行政诉讼-复议后起诉
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_REMARK = re.compile(r"\([^()]*\)$")
_NEAR = 6  # words above the first name of a column that belong to the head
_SHORT, _REMEMBERED = 80, 4096  # characters of heads that come again in other reports; how many of them
_OVER_LABELS = "信息内容"  # the head of the labels of table 二
_LONG = 8  # characters: longer than a word over a column that no form has
_Words = tuple[Line, tuple[Token, ...]]  # words and blank cells of a line


@dataclass(frozen=True, slots=True)
class HeadWords:
    """Words of heads that are no names: over columns that no form has, and over several columns."""

    no_figure: re.Pattern[str]
    between: tuple[str, ...]


def _head_words(data: Table) -> HeadWords:
    words = "|".join(map(re.escape, data.texts("no_figure")))
    return HeadWords(re.compile(words), data.texts("between"))


@cache
def head_words() -> HeadWords:
    """The words of heads that are no names, from ``data/columns.toml``."""
    return load_toml("columns.toml", _head_words)


def under_heads(lines: Sequence[Line], runs: Sequence[Run], form: TableForm) -> list[PrintedRow]:
    """The runs of a table, each with the head above it.

    A head is what stands between two rows and names columns; what has none goes on the table above it.
    """
    reader = _reader(form)
    parts: list[tuple[Sequence[_Words], list[int]]] = []
    for words, i in _above(lines, runs, reader):
        if reader.is_head(words):
            parts.append((words, []))
        if parts:
            parts[-1][1].append(i)
    heads: dict[int, Head] = {}
    for words, numbers in parts:
        heads |= dict.fromkeys(numbers, reader.head(words, [runs[i] for i in numbers]))
    return [PrintedRow(run, heads.get(i)) for i, run in enumerate(runs)]


def _above(
    lines: Sequence[Line], runs: Sequence[Run], reader: _Reader
) -> Iterator[tuple[Sequence[_Words], int]]:
    """Each run that may be a row, with the words and blank cells between it and the one above.

    A head that ran into the row of its first label has no borders of its own.
    """
    rows = {run.cells[0].where: i for i, run in enumerate(runs) if _may_be_row(run, reader.form)}
    words: list[_Words] = []
    for line in lines:
        own: list[Token] = []
        in_row = False
        for token in line.tokens:
            number = rows.get(token.where) if token.kind != "text" else None
            if number is None:
                own.append(token)
                continue
            if line.shape != "row":
                words.append((line, tuple(own)))
            elif reader.is_head([(joined := replace(line, shape="stream"), tuple(own))]):
                words.append((joined, tuple(own)))
            yield words, number
            words, own, in_row = [], [], True
        if own and not (in_row and line.shape == "row"):
            words.append((line, tuple(own)))


def _may_be_row(run: Run, form: TableForm) -> bool:
    """Whether a run is no part of a head: a row has a label, or is as long as one of table 四."""
    if form.layout != "single_row":
        return run.row is not None
    signs = sum(len(token.text) or 1 for token in run.cells)  # digits may run together
    return signs >= len(form.columns) and bool(run.values) and not run.numbers_columns


@cache
def _reader(form: TableForm) -> _Reader:
    return _Reader(form)


class _Reader:
    """Reads heads of one form."""

    def __init__(self, form: TableForm) -> None:
        self.form = form
        self._labels = labels_of(form)
        names = {compact(text): column for column in form.columns for text in (column.zh, *column.also)}
        self._known = {_REMARK.sub("", name): column for name, column in names.items()} | names
        self._blocks = {row.zh: row for row in form.rows} if form.layout == "single_row" else {}
        self._other_forms = _names_in_other_forms(form) - set(self._known)
        self._fewest = min(2, *(len(row.columns) for row in form.rows))
        self._groups = {name for row in self._blocks.values() for name in (*row.under, row.zh)}
        self._between = {word[:2] for word in head_words().between}
        self._known_slot = lru_cache(_REMEMBERED)(self._read_slot)
        self._is_anothers = lru_cache(_REMEMBERED)(self._names_another)
        self._is_other = lru_cache(_REMEMBERED)(self._names_no_column)

    def is_head(self, words: Sequence[_Words]) -> bool:
        """Whether words between two rows are a head: of the form's columns, or of others."""
        return self._names_columns(words) or any(self._is_foreign(*each) for each in words)

    def _names_columns(self, words: Sequence[_Words]) -> bool:
        """Whether words name as many columns as a head does, of this form or of another."""
        texts = {text for line, tokens in words for text in _cells(line, tokens).values()}
        found = {column.id for text in texts if (column := self._begun(text))}
        found |= {text for text in texts if text in self._other_forms or self._is_anothers(text)}
        return len(found) >= (1 if _OVER_LABELS in texts else self._fewest)

    def _is_foreign(self, line: Line, tokens: Sequence[Token]) -> bool:
        """Whether words are the head of columns that no form has: offices, quarters, years, shares."""
        texts = [text for text in _cells(line, tokens).values() if text and not self._labels.exact(text)]
        if any(token.kind == "value" for token in line.tokens):
            texts = texts[-_NEAR:]  # rows stand in the same line: what is near the label
        headers = [i for i, text in enumerate(texts, start=1) if text in self.form.headers]
        names = texts[max(headers, default=0) :]
        others = list(filter(self._is_other, names))
        return len(set(others)) > (not headers) and 2 * len(others) >= len(names)

    def head(self, words: Sequence[_Words], runs: Sequence[Run]) -> Head:
        """What the words say of the columns of the runs below."""
        table = runs[0].cells[0].where.table
        pieces = [token.text for _, tokens in words for token in tokens if token.kind == "text"]
        slots = self._slots(words, runs)
        begun = next((i for i, text in enumerate(pieces) if self._begun(text)), 0)
        near = pieces[max(0, begun - _NEAR) :]
        blocks = [block for text in near if (block := self._block(text))]
        return Head(
            table=table,
            slots=slots,
            lines=(tuple(s.column.id for s in slots if s.column),) if slots else self._named(words),
            odd=self._is_odd(pieces)
            or self._has_other_head(near)
            or not self._names_columns(words)
            or any(self._has_other_words(line, tokens) for line, tokens in words),
            foreign=not all(map(self._is_known, near)),
            blocks=tuple(blocks),
            over=tuple(text for text in near if text in self._groups),
            width=len({cell.where.column for run in runs if is_regular(run, table) for cell in run.values}),
            units=self._units(words),
        )

    def _units(self, words: Sequence[_Words]) -> dict[str, str]:
        texts = (text for line, tokens in words for text in _cells(line, tokens).values())
        slots = (self._slot(0, [text], None) for text in texts)
        return {slot.column.id: slot.unit for slot in slots if slot.column and slot.unit}

    def _block(self, text: str) -> Row | None:
        return next((self._blocks[part] for part in _MARKS.split(text) if part in self._blocks), None)

    # -------------------------------------------------------------- heads without borders

    def _named(self, words: Sequence[_Words]) -> tuple[tuple[str, ...], ...]:
        """The columns that each line of text names."""
        named: dict[int | None, tuple[str, ...]] = defaultdict(tuple)
        for _, tokens in words:
            for token in tokens:
                if token.kind == "text" and (name := self._name(token.text)):
                    named[token.where.line] += (name,)
        return tuple(named.values())

    def _name(self, piece: str) -> str | None:
        if piece[:2] in self._between:
            return BETWEEN
        column = self._begun(piece) or self._of_part(piece)
        return column.id if column else None

    def _of_part(self, piece: str) -> Column | None:
        """The column in the name of which a piece stands, if only in that: 企业 below 商业."""
        known = {column.id: column for name, column in self._known.items() if piece in name}
        return next(iter(known.values())) if len(known) == 1 and len(piece) > 1 else None

    def _begun(self, piece: str) -> Column | None:
        """The column of which a piece is the name, or the beginning of the name of this one only."""
        if column := self._slot(0, [piece], None).column:
            return column
        begun = {column.id: column for name, column in self._known.items() if name.startswith(piece)}
        return next(iter(begun.values())) if len(begun) == 1 and len(piece) > 1 else None

    def _is_odd(self, pieces: Sequence[str]) -> bool:
        """Whether a short word heads a column that no form has, or the columns are those of several years."""
        years = {match[1] for text in pieces if (match := _YEAR.match(text))}
        if any(map(self._is_anothers, pieces)):
            return True
        short = (text for text in pieces if len(text) < _LONG and not self._labels.is_part(text))
        if not self._other_forms.isdisjoint(pieces):
            return True
        if self.form.layout != "indicators" and any(_BARE_YEAR.fullmatch(text) for text in pieces):
            return True  # a column of another year, as tables of statistics have them
        return len(years) > 1 or any(head_words().no_figure.search(text) for text in short)

    def _has_other_head(self, near: Sequence[str]) -> bool:
        """Whether a word that no form has stands between the head of the labels and the label of a row."""
        in_head = False
        for text in near[:-1]:
            if in_head and self._is_other(text):
                return True
            in_head = text == _OVER_LABELS or (in_head and not self._labels.exact(text))
        return False

    def _names_no_column(self, text: str) -> bool:
        """Whether a short word is none of any form, or a year; what has a colon is no name."""
        if len(text) >= _LONG or ":" in text:
            return False
        unknown = _HAN.search(text) is not None and not self._is_known(text)
        return unknown or _BARE_YEAR.fullmatch(text) is not None

    def _has_other_words(self, line: Line, tokens: Sequence[Token]) -> bool:
        """Whether a line that names columns has a word that no form has: between two names, or in a cell
        behind the first.
        """
        in_cells = line.shape == "row"
        pieces = [text for text in _cells(line, tokens).values() if text]
        names = [i for i, text in enumerate(pieces) if self._begun(text)]
        beside = pieces[1:] if in_cells and names else pieces[names[0] + 1 : names[-1]] if names else []
        return any(_HAN.search(text) and not self._is_known(text) for text in beside)

    def _names_another(self, text: str) -> bool:
        """Whether a text is a name of the form but for a word that makes it another's: 上年制发件数."""
        if len(text) > _SHORT or self._slot(0, [text], None).column:
            return False
        names = (name for name in (*self._known, *self._groups) if means_another(text, name))
        return any(SequenceMatcher(None, text, name).ratio() >= _ALIKE for name in names)

    def _is_known(self, piece: str) -> bool:
        """Whether a form prints a piece, or a name of a column with a slip in it: 本年废纸件数."""
        part = any(piece in name for name in (*self._known, *self._other_forms, *self._groups))
        if part or self._labels.is_part(piece) or self._name(piece) is not None:
            return True
        return any(SequenceMatcher(None, piece, name).ratio() >= _ALIKE for name in self._known)

    # -------------------------------------------------------------- heads with borders

    def _slots(self, words: Sequence[_Words], runs: Sequence[Run]) -> tuple[Slot, ...]:
        """The columns of a head in the grid of its rows; none where its borders are not theirs."""
        table = runs[0].cells[0].where.table
        rows = [run for run in runs if is_regular(run, table)]
        grid = [(line, tokens) for line, tokens in words if line.shape == "row" and _stands_in(tokens, table)]
        if not rows or not grid:
            return ()
        stacks: dict[int, list[str]] = defaultdict(list)
        blocks: dict[int, Row] = {}
        filled = {cell.where.column or 0 for run in rows for cell in run.values}
        for line, tokens in grid:
            cells = _cells(line, tokens)
            for at, text in cells.items():
                stacks[at] += [text] if text else []
            for at in {*stacks, *filled}:
                above = cells.get(max((start for start in cells if start <= at), default=-1), "")
                blocks |= {at: block} if (block := self._block(above)) else {}
        if any(map(self._names_several, stacks.values())) or self._is_torn([_cells(*each) for each in grid]):
            return ()  # the cells of the head do not stand above their columns
        if not all(line.regular for line, _ in grid):
            return self._counted(stacks, rows)
        first = min(cell.where.column or 0 for run in rows for cell in run.cells)
        places = sorted(at for at in {*stacks, *filled} if at >= first and (stacks[at] or at in filled))
        slots = tuple(self._slot(at, stacks[at], blocks.get(at)) for at in places)
        return slots if any(slot.column for slot in slots) else ()  # no whole name: 业 | 构 | 益组织

    def _names_several(self, stack: Sequence[str]) -> bool:
        return len({self._known[text].id for text in stack if text in self._known}) > 1

    def _is_torn(self, grid: Sequence[Mapping[int, str]]) -> bool:
        """Whether a name stands under that of another column: the spans of the head are wrong."""
        for above, below in pairwise(grid):
            for at, text in below.items():
                start = max((start for start in above if start <= at), default=at)
                over = self._slot(0, [above.get(start, "")], None)
                if text in self._known and start < at and (over.column or over.foreign):
                    return True
        return False

    def _counted(self, stacks: Mapping[int, Sequence[str]], rows: Sequence[Run]) -> tuple[Slot, ...]:
        """The columns of a head whose cells reach too far, where it has as many as its rows."""
        slots = [self._slot(at, stacks[at], None) for at in sorted(stacks) if stacks[at]]
        slots = slots[next((i for i, slot in enumerate(slots) if slot.column), 0) :]
        places = sorted({cell.where.column or 0 for run in rows for cell in run.cells})
        if (
            self._blocks
            or len(slots) != len(places)
            or not all(slot.column or slot.foreign for slot in slots)
        ):
            return ()
        return tuple(replace(slot, at=at) for slot, at in zip(slots, places, strict=True))

    def _slot(self, at: int, stack: Sequence[str], block: Row | None) -> Slot:
        """What the texts above a column name, one cell of them or some that stand on one another."""
        short = sum(map(len, stack)) <= _SHORT
        read = self._known_slot(tuple(stack)) if short else self._read_slot(stack)
        return replace(read, at=at, block=block) if at or block else read

    def _read_slot(self, stack: Sequence[str]) -> Slot:
        other = head_words().no_figure
        for last in range(len(stack), 0, -1):
            for first in range(last - 1, -1, -1):
                text = "".join(stack[first:last])
                name = _YEAR.sub("", text)
                remark = _REMARK.search(name)
                column = self._known.get(name) or self._known.get(_REMARK.sub("", name))
                if column is None:
                    continue
                beside = [
                    *stack[:first],
                    *stack[last:],
                    *([remark[0]] if remark and name not in self._known else []),
                ]
                years = [match[1] for word in (text, *beside) if (match := _YEAR.match(word))]
                foreign = any(other.search(word) and not self._labels.is_around(word) for word in beside)
                unit = _UNIT.search("".join((text, *beside)))
                return Slot(
                    0,
                    None if foreign else column,
                    foreign,
                    years[0] if years else None,
                    unit and unit[1],
                    None,
                )
        plain = [_YEAR.sub("", text) for text in stack]
        foreign = not all(self._labels.is_around(text) or self._labels.exact(text) for text in plain)
        foreign |= plain[-1:] != [] and plain[-1] in self._between  # 法人 over one column: of what it is one
        return Slot(0, None, foreign, None, None, None, certain=any(map(other.search, plain)))


def _names_in_other_forms(form: TableForm) -> set[str]:
    """What the other forms of a table call their columns."""
    others = (template.table(form.id) for template in forms.with_table(form.id))
    return {compact(text) for table in others for c in table.columns for text in (c.zh, *c.also)}


def _cells(line: Line, tokens: Iterable[Token]) -> dict[int, str]:
    """The texts of a line by the column in which their cells begin; by their number where there is none."""
    cells: dict[int, str] = defaultdict(str)
    for i, token in enumerate(tokens):
        at = token.where.column if line.shape == "row" and token.where.column is not None else i
        cells[at] += token.text if token.kind == "text" else ""
    return dict(cells)


def _stands_in(tokens: Sequence[Token], table: int | None) -> bool:
    return tokens[0].where.table == table and tokens[0].where.column is not None
