"""Lines of tokens to runs of values, each with its label, and the evidence that a run has all its borders."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby, pairwise, zip_longest

from govreport.document import Where, record
from govreport.forms import TableForm
from govreport.numbers import read_number
from govreport.parsing.cells import Line, Token, is_tail, tail_of, with_tail
from govreport.parsing.digits import is_thousands
from govreport.parsing.labels import LabelMatch, Labels, labels_of
from govreport.parsing.tables import PrintedTable

__all__ = ["Evidence", "Run", "runs_of"]

_DIGIT = re.compile(r"\d")
_MANY = 8  # values in a line: those of table 四, which has no labels beside them
_LABEL = re.compile(r"[\u4e00-\u9fff]{5}")  # a label of its own, and no word in a cell of numbers


@record(frozen=True)
class Run:
    """Values and blank cells that follow one another, and the text around them."""

    shape: str
    regular: bool
    cells: tuple[Token, ...]
    own: tuple[Token, ...]  # text before the values in the same row
    before: tuple[Token, ...]  # text since the run above
    in_row_line: bool = False  # a line of text that holds labels and values
    shares_line: bool = False  # other rows stand in the same line of text
    crowded: bool = False  # other values follow without a label
    row: str | None = None

    @cached_property
    def values(self) -> tuple[Token, ...]:
        return tuple(token for token in self.cells if token.kind == "value")

    @cached_property
    def raw(self) -> str:
        """The cells as printed, in one line."""
        return " ".join(token.text for token in self.cells)

    @cached_property
    def where(self) -> Where:
        """From the first cell to the last."""
        first, last = self.cells[0].where, self.cells[-1].where
        return Where(first.start, last.end, first.line, first.page, first.table, first.row)

    @property
    def bordered(self) -> bool:
        return self.shape != "loose"

    @property
    def over_lines(self) -> bool:
        """Whether each cell is a line of text of its own, so that an empty one leaves no trace."""
        return self.shape == "loose" and not self.in_row_line

    @property
    def evenly_spaced(self) -> bool:
        """Whether as many blanks (most often none) stand between any two values, and none beside a
        cell that holds two of them: else a blank and a stray number could pass for a full row."""
        at = [i for i, token in enumerate(self.cells) if token.kind == "value"]
        steps = {b - a for a, b in pairwise(at)}
        return len(steps) <= 1 and not (self.shares_a_cell and len(at) < len(self.cells))

    @property
    def shares_a_cell(self) -> bool:
        """Whether two values stand in one cell: 4 000."""
        places = [(t.where.row, t.where.column) for t in self.values if t.where.column is not None]
        return any(a == b for a, b in pairwise(places))

    @property
    def numbers_columns(self) -> bool:
        """Whether the row only numbers the columns: 1, 2, 3 … or 0, 1, 2 …"""
        texts = [token.text for token in self.values]
        if len(texts) < 2 or not all(text.isdecimal() for text in texts):
            return False
        return int(texts[0]) < 4 and all(int(b) - int(a) == 1 for a, b in pairwise(texts))

    def is_full(self, size: int) -> bool:
        """Whether there is one value for each of `size` columns, and no blank that a stray number could
        make up for."""
        in_doubt = self.shape == "row" and size > 1 and len(self.cells) > size and not self.regular
        rows = {token.where.row for token in self.values}
        in_doubt |= self.shape == "stream" and 1 < len(rows) < len(self.values)  # a cell broke into two lines
        return len(self.values) == size and self.evenly_spaced and not in_doubt


class Evidence:
    """What the full rows of a table look like: they say whether a row with blanks has all its borders."""

    def __init__(self, runs: Sequence[Run], form: TableForm) -> None:
        self._sizes = {row.id: len(row.columns) for row in form.rows}
        named = [run for run in runs if run.row]
        full = [run for run in named if len(run.values) == self._size(run) > 1]
        self.has_total = form.columns[-1].id == "total"
        # The last row of a stream has lost the bars that closed it.
        self._shapes = Counter(map(self._shape, named[:-1]))
        self._full_shapes = set(map(self._shape, full))
        self._offsets: dict[tuple[int, int], set[int]] = defaultdict(set)
        for run in full:
            first = next(i for i, token in enumerate(run.cells) if token.kind == "value")
            self._offsets[len(run.cells), len(run.values)].add(first)
        self._steps: dict[tuple[int | None, int], set[tuple[int, ...]]] = defaultdict(set)
        for run in full:
            self._steps[run.cells[0].where.table, self._size(run)].add(_steps(run.values))
        # Each cell is a line of its own.
        self.in_lines = any(run.over_lines and len(run.values) > 1 for run in named)
        short = [run for run in named if not run.bordered and 0 < len(run.values) < self._size(run)]
        self.blanks_vanish = any(run.over_lines for run in short)
        self.short = bool(short)  # a blank leaves no trace, or a row has lost a number
        # More values than columns, or values that are no numbers.
        loose = [run for run in named if not run.bordered]
        self.torn = any(len(run.values) > self._size(run) or _is_odd(run.values) for run in loose)

    def _size(self, run: Run) -> int:
        return self._sizes[run.row or ""]

    def _shape(self, run: Run) -> tuple[int, int, int]:
        return len(run.before), len(run.cells), self._size(run)

    def regular(self, run: Run) -> bool:
        """Whether no border of the run can have been lost.

        A row is as wide as its table. In a stream, it has as many cells as most rows with as many labels,
        some of them full.
        """
        if run.shape == "row":
            return run.regular
        if run.shape == "loose":
            return False
        shape = self._shape(run)
        alike = sum(n for other, n in self._shapes.items() if other[::2] == shape[::2])
        return shape in self._full_shapes and self._shapes[shape] > 2 and self._shapes[shape] * 2 > alike

    def stand_there(self, cells: Sequence[Token]) -> bool:
        """Whether cells stand as far from one another as the values of the full rows do.

        Where the full rows of that printed table do not agree, or there are none, any place will do.
        """
        known = self._steps.get((cells[0].where.table, len(cells)), set())
        return len(known) != 1 or _steps(cells) in known

    def is_odd_width(self, cells: int, size: int) -> bool:
        """Whether there are full rows of as many columns, and none of as many cells."""
        return (cells, size) not in self._offsets and any(known == size for _, known in self._offsets)

    def offset(self, cells: int, size: int) -> int | None:
        """Where values begin in full rows of as many cells and columns, if all of them agree."""
        found = self._offsets.get((cells, size), set())
        return next(iter(found)) if len(found) == 1 else None


def _is_odd(values: Sequence[Token]) -> bool:
    """Whether values are no numbers, or 7 000: digits that ran together (0012) are numbers, but several."""
    texts = [token.text for token in values]
    words = (text for text in texts if not text.isdecimal())
    odd = any(all(read_number(t, k).state == "unreadable" for k in ("change", "amount")) for t in words)
    return odd or any(b[0] == "0" and is_thousands(a, b) for a, b in pairwise(texts))


def _steps(cells: Sequence[Token]) -> tuple[int, ...]:
    """From each cell to the next, how many columns; none where the document does not tell columns."""
    return tuple(
        b.where.column - a.where.column
        for a, b in pairwise(cells)
        if a.where.column is not None and b.where.column is not None
    )


def runs_of(printed: PrintedTable) -> list[Run]:
    """The values of a table in reading order, each run with the row that its label names, if any."""
    labels = labels_of(printed.form)
    found = _runs([_whole_cells(line, labels) for line in printed.lines if line.tokens])
    if not found:
        return []  # its lines are numbers alone, which may be of pages
    runs = _without_stray_blanks(found)
    if printed.form.layout == "single_row":
        return runs
    return _named(_joined_cut_rows(runs, labels), labels)


def _whole_cells(line: Line, labels: Labels) -> Line:
    """A row with one token for a cell that is no label: what else stands in a cell belongs to its number.

    Two numbers in one cell are two cells only where the row is narrower than its table: a border is lost.
    """
    placed = line.shape != "loose" and any(token.where.column is not None for token in line.tokens)
    if not placed or not any(token.kind == "value" for token in line.tokens) or _is_plain(line.tokens):
        return line
    cells = [tuple(group) for _, group in groupby(line.tokens, key=lambda t: (t.where.row, t.where.column))]
    tokens: list[Token] = []
    number_above = joined = False
    for i, cell in enumerate(cells):
        texts = [token.text for token in cell if token.kind == "text"]
        known = any(len(t) > 1 and (labels.is_part(t) or _LABEL.search(t)) for t in texts)
        beside = texts and len(cell) > len(texts)  # words beside a number
        inside = texts and i > 0 and (_DIGIT.search("".join(texts)) or (number_above and i + 1 < len(cells)))
        number_above |= not texts and any(token.kind == "value" for token in cell)
        two = not texts and len(cell) > 1 and line.regular
        if not known and (beside or (line.shape == "row" and (inside or two))):
            whole = cell[0].where._replace(end=cell[-1].where.end)
            tokens.append(Token("value", " ".join(token.text for token in cell), whole))
            joined = True
        else:
            tokens += cell
    return replace(line, tokens=tuple(tokens)) if joined else line


def _is_plain(tokens: Sequence[Token]) -> bool:
    """Whether a row is a label, in one token or none, and cells without words behind it, each in one."""
    columns = {token.where.column for token in tokens}
    return len(columns) == len(tokens) and all(token.kind != "text" for token in tokens[1:])


def _runs(lines: Sequence[Line]) -> list[Run]:
    """Values and blanks that follow one another; a label, or the end of a row, ends a run."""
    runs: list[Run] = []
    cells: list[list[Token]] = []
    gap: list[Token] = []
    goes_on = False
    bordered = any(line.shape != "loose" for line in lines)
    row_above, stray, alone = False, tuple[Token, ...](), tuple[Token, ...]()
    for line in lines:
        own: tuple[Token, ...] = ()
        if row_above and cells[-1][-1].kind == "value" and (tail := tail_of(line)):
            cells[-1][-1] = with_tail(cells[-1][-1], tail)
            line = replace(line, tokens=line.tokens[len(tail) :])
            row_above = False
            if not line.tokens:
                continue
        first_is_value = line.shape == "row" and line.tokens[0].kind == "value"
        stray = stray or (alone if first_is_value else ())
        if stray and (first_is_value or (line.shape == "stream" and is_tail(line.tokens[0]))):
            first = with_tail(stray[-1], line.tokens[:1])
            line = replace(line, tokens=(first, *line.tokens[1:]))
        goes_on = goes_on and runs[-1].shape == line.shape
        kinds = list(dict.fromkeys(token.kind for token in line.tokens))
        doubt = kinds == ["text"] and len(line.tokens) == 1 and is_tail(line.tokens[0])  # 有误, 万
        if goes_on and line.shape == "loose" and cells[-1][-1].kind == "value" and doubt:
            cells[-1][-1] = with_tail(cells[-1][-1], line.tokens)
            continue
        stray = line.tokens if bordered and line.shape == "loose" and kinds == ["value"] else ()
        if stray:
            continue  # in a table with borders this is a page number, or a cell that lost its own
        alone = _only_value(line) if line.shape == "row" else ()
        whole_row = line.shape == "row" or (line.shape == "loose" and _is_row(line))
        goes_on = goes_on and not whole_row
        for is_text, group in groupby(line.tokens, key=lambda token: token.kind == "text"):
            tokens = tuple(group)
            if is_text:
                gap += tokens
                own, goes_on = own + tokens, False
            elif goes_on:
                cells[-1] += tokens
            else:
                runs.append(Run(line.shape, line.regular, (), own, tuple(gap), whole_row))
                cells.append(list(tokens))
                gap, own, goes_on = [], (), True
        goes_on = goes_on and not whole_row
        values = sum(token.kind == "value" for token in line.tokens)
        labelled = line.shape == "row" or values > _MANY or any(t.kind == "text" for t in line.tokens)
        labelled |= values > 1 and runs[-1].before != ()  # its label stands in the line above
        filled = line.tokens[-1:] != () and line.tokens[-1].kind != "text"
        row_above = whole_row and labelled and filled
    per_line = Counter(
        found[0].where.line for run, found in zip(runs, cells, strict=True) if not run.bordered
    )
    return [
        replace(
            run,
            regular=run.regular and not (below and _is_broken_off(run, below)),
            cells=tuple(found),
            shares_line=not run.bordered and per_line[found[0].where.line] > 1,
            crowded=not run.bordered and below is not None and not below.before,
        )
        for run, found, below in zip_longest(runs, cells, runs[1:])
    ]


def _is_broken_off(run: Run, below: Run) -> bool:
    """Whether a row goes on in the next line, amid a cell: that has no label, and another width."""
    return run.shape == below.shape == "row" and bool(run.own) and not (below.before or below.regular)


def _only_value(line: Line) -> tuple[Token, ...]:
    """The value of a row that has no other, and no text: it may be the first line of the cell below."""
    filled = tuple(token for token in line.tokens if token.kind != "blank")
    return filled if len(filled) == 1 and filled[0].kind == "value" else ()


def _is_row(line: Line) -> bool:
    """Whether a line of text is a row, and not one cell of a row that goes on in the next line."""
    values = sum(token.kind == "value" for token in line.tokens)
    return values > 1 or (values == 1 and len(line.tokens) > 1)


def _without_stray_blanks(runs: Sequence[Run]) -> list[Run]:
    """Blank cells between two labels of a row are left-over borders; their text goes to the next run."""
    kept: list[Run] = []
    carried: tuple[Token, ...] = ()
    carried_own: tuple[Token, ...] = ()
    for run, following in zip(runs, (*runs[1:], None), strict=True):
        own = carried_own + run.own if run.shape == "row" else run.own
        whole = replace(run, before=carried + run.before, own=own) if carried or carried_own else run
        carried, carried_own = (), ()
        same_row = (
            following is not None
            and run.shape == following.shape == "row"
            and run.cells[0].where.row == following.cells[0].where.row
            and run.cells[0].where.table == following.cells[0].where.table
        )
        if not run.values and same_row:
            carried, carried_own = whole.before, whole.own
        else:
            kept.append(whole)
    return kept


def _joined_cut_rows(runs: Sequence[Run], labels: Labels) -> list[Run]:
    """The runs, with one for a row that the end of a page cuts in its label (``5.属于三类|内部事务信息``).

    Only where neither part of the label names a row and both together do, and the cells of one part
    are all empty: its numbers stand in the other.
    """
    joined: list[Run] = []
    for run in runs:
        whole = _one_row(joined[-1], run, labels) if joined else None
        joined[-1:] = [whole] if whole else [*joined[-1:], run]
    return joined


def _one_row(above: Run, below: Run, labels: Labels) -> Run | None:
    """Both parts of a row that the end of a page cuts, as one; None if they are two rows."""
    pages = above.cells[0].where.page, below.cells[0].where.page
    if None in pages or pages[0] == pages[1] or not above.own or not below.own:
        return None
    first, second = _last_cell(above.own), _last_cell(below.own)
    parts = ["".join(token.text for token in tokens) for tokens in (first, second)]
    if labels.exact(parts[0]) or labels.exact(parts[1]) or (above.values and below.values):
        return None
    if not labels.exact("".join(parts)):
        return None
    label = Token("text", "".join(parts), first[0].where)
    return replace(
        below if below.values else above,
        regular=above.regular and below.regular,
        own=(*above.own[: -len(first)], label),
        before=(*above.before[: -len(first)], label),
    )


def _last_cell(own: Sequence[Token]) -> list[Token]:
    """The pieces of text that stand in the last of the cells."""
    at = own[-1].where.row, own[-1].where.column
    return [token for token in own if (token.where.row, token.where.column) == at]


def _named(runs: Sequence[Run], labels: Labels) -> list[Run]:
    """The runs, each with the row that its label names, if it names one."""
    named: list[Run] = []
    consumed = 0
    above = None  # the last row that was named
    for i, run in enumerate(runs):
        before = run.before[consumed:]
        texts = [token.text for token in before]
        if run.shape == "row":
            match = labels.match([token.text for token in run.own]) or _misspelt(run, labels)
        else:
            after = [token.text for token in runs[i + 1].before] if i + 1 < len(runs) else []
            match = labels.match(texts, after if run.shape == "loose" and len(run.values) > 1 else ())
        if match is None and texts and (row := labels.below(above, texts[-1])):
            match = LabelMatch(row)
        if match is None and not run.bordered and all(t.where.line == run.where.line for t in before):
            passed, match = labels.match_behind_empty(texts, above)
            empty = [Token("blank", "", before[at].where) for at in range(len(passed))]
            named += (
                replace(run, cells=(token,), own=(), before=(), row=row)
                for row, token in zip(passed, empty, strict=True)
            )
        consumed = match.taken_after if match else 0
        named.append(replace(run, row=match.row) if match else run)
        above = named[-1].row or above
    return named


def _misspelt(run: Run, labels: Labels) -> LabelMatch | None:
    """The row that the last cell names as a whole, where a known word in it (其他) was taken for itself."""
    if not run.own:
        return None
    last = _last_cell(run.own)
    return labels.match([token.text for token in run.own[: -len(last)]] + ["".join(t.text for t in last)])
