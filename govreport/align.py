"""Printed table x official form to figures: rows by label, columns by order in a complete row only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from govreport import templates
from govreport.document import Where
from govreport.glued import cut_single_row, cut_table, forced_cut, one_digit_each
from govreport.labels import Labels
from govreport.numbers import read_number
from govreport.recognise import PrintedTable
from govreport.report import Figure, Note, Status
from govreport.templates import Column, Identity, Row, TableForm
from govreport.tokens import Line, Token

__all__ = ["align"]

Cells = dict[tuple[str, str], Figure]


@dataclass(slots=True)
class _Run:
    """Values and blank cells that follow one another, and the text around them."""

    shape: str
    regular: bool
    cells: list[Token] = field(default_factory=list)
    own: list[Token] = field(default_factory=list)  # text before the values in the same row
    before: list[Token] = field(default_factory=list)  # text since the run above
    in_row_line: bool = False  # a line of text that holds labels and values
    row: str | None = None

    @property
    def values(self) -> list[Token]:
        return [token for token in self.cells if token.kind == "value"]

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
        shared = any(
            (a.where.row, a.where.column) == (b.where.row, b.where.column)
            for a, b in pairwise(self.values)
            if a.where.column is not None
        )
        return len(steps) <= 1 and not (shared and len(at) < len(self.cells))


def align(printed: PrintedTable) -> tuple[tuple[Figure, ...], tuple[Note, ...]]:
    """Every cell of the form as a figure, and notes on what could not be placed.

    A row of the page belongs to the row of the form that its label names. Its values belong to the
    columns in order if there is one for each column; where cells are empty, only if the row is as wide
    as its table and one position fits. All else is withheld: the figures are `unreadable`.
    """
    form = printed.form
    if form.layout == "single_row":
        cells, notes = _single_row(printed)
    else:
        cells, notes = _labelled(printed)
    figures = tuple(
        cells.get((row.id, column.id)) or Figure(form.id, row.id, column.id, Status.MISSING, unit=column.unit)
        for row, column in form.cells()
    )
    return figures, tuple(notes)


# ------------------------------------------------------------------ runs of values


def _runs(printed: PrintedTable) -> list[_Run]:
    runs: list[_Run] = []
    gap: list[Token] = []
    open_run: _Run | None = None
    bordered = any(line.shape != "loose" for line in printed.lines)
    for line in printed.lines:
        own: list[Token] = []
        if open_run and open_run.shape != line.shape:
            open_run = None
        kinds = {token.kind for token in line.tokens}
        if bordered and line.shape == "loose" and kinds == {"value"}:
            continue  # in a table with borders this is a page number, or a cell that lost its own
        whole_row = line.shape == "row" or (line.shape == "loose" and _is_row(line))
        if whole_row:
            open_run = None
        for token in line.tokens:
            if token.kind == "text":
                gap.append(token)
                own.append(token)
                open_run = None
            elif open_run is None:
                open_run = _Run(line.shape, line.regular, [token], own, gap, whole_row)
                own, gap = [], []
                runs.append(open_run)
            else:
                open_run.cells.append(token)
        if whole_row:
            open_run = None
    return _without_stray_blanks(runs)


def _is_row(line: Line) -> bool:
    """Whether a line of text is a row, and not one cell of a row that goes on in the next line."""
    values = sum(token.kind == "value" for token in line.tokens)
    return values > 1 or (values == 1 and len(line.tokens) > 1)


def _without_stray_blanks(runs: list[_Run]) -> list[_Run]:
    """Blank cells between two labels of a row are left-over borders; their text goes to the next run."""
    kept: list[_Run] = []
    carried: list[Token] = []
    carried_own: list[Token] = []
    for i, run in enumerate(runs):
        run.before = carried + run.before
        run.own = carried_own + run.own if run.shape == "row" else run.own
        carried, carried_own = [], []
        following = runs[i + 1] if i + 1 < len(runs) else None
        same_row = (
            following is not None
            and run.shape == following.shape == "row"
            and run.cells[0].where.row == following.cells[0].where.row
            and run.cells[0].where.table == following.cells[0].where.table
        )
        if not run.values and same_row:
            carried, carried_own = run.before, run.own
        else:
            kept.append(run)
    return kept


def _name_rows(runs: list[_Run], form: TableForm) -> None:
    """Give each run the row that its label names, if it names one."""
    labels = Labels(form)
    consumed = 0
    for i, run in enumerate(runs):
        before = [token.text for token in run.before[consumed:]]
        consumed = 0
        if run.shape == "row":
            match = labels.match([token.text for token in run.own])
        else:
            after = [token.text for token in runs[i + 1].before] if i + 1 < len(runs) else []
            match = labels.match(before, after if run.shape == "loose" and len(run.values) > 1 else ())
        if match:
            run.row, consumed = match.row, match.taken_after


# ------------------------------------------------------------------ labelled tables


def _labelled(printed: PrintedTable) -> tuple[Cells, list[Note]]:
    form, notes = printed.form, list[Note]()
    runs = _runs(printed)
    _name_rows(runs, form)
    named = {row.id: [run for run in runs if run.row == row.id] for row in form.rows}
    usual = _Usual(runs, form)
    cells: Cells = {}
    for row, below in zip(form.rows, [*form.rows[1:], None], strict=True):
        if below and not named[below.id] and any(map(_may_hold_two_rows, named[row.id])):
            cells |= _withheld(form, row, named[row.id][0])
        elif named[row.id]:
            cells |= _read_rows(form, row, named[row.id], usual, notes)
        else:
            notes.append(Note("row_missing", f"table {form.id}: no row {row.zh}"))
    _cut_glued(form, named, cells, notes)
    for row in form.rows:
        for run in named[row.id][:1]:
            if all(cells[row.id, column.id].status is Status.UNREADABLE for column in row.columns):
                found = f"{len(run.values)} values for {len(row.columns)} columns"
                notes.append(_note("row_unreadable", f"table {form.id}: row {row.zh} has {found}", run))
    for run in runs:
        if run.values and not run.row:
            notes.append(_note("row_without_label", f"table {form.id}: values beside no known label", run))
    return cells, notes


def _may_hold_two_rows(run: _Run) -> bool:
    """Whether values of the row below may follow in this run, if that row's label is lost: where
    empty cells leave no trace, or are seen, two short rows can look like one full row."""
    return run.over_lines if not run.bordered else run.shape == "stream" and len(run.values) < len(run.cells)


def _read_rows(form: TableForm, row: Row, runs: Sequence[_Run], usual: _Usual, notes: list[Note]) -> Cells:
    """The cells of a row; a row that is printed twice must say the same twice."""
    first, *others = (_read_row(form, row, run, usual) for run in runs)
    if all(_values(other) == _values(first) for other in others):
        return first
    notes.append(_note("row_twice", f"table {form.id}: two rows {row.zh} that differ", runs[1]))
    return _withheld(form, row, runs[0])


def _values(cells: Cells) -> list[tuple[Status, Decimal | None]]:
    return [(figure.status, figure.value) for figure in cells.values()]


class _Usual:
    """What the full rows of a table look like: they say whether a row with blanks has all its borders."""

    def __init__(self, runs: Sequence[_Run], form: TableForm) -> None:
        sizes = {row.id: len(row.columns) for row in form.rows}
        named = [run for run in runs if run.row]
        full = [run for run in named if len(run.values) == sizes[run.row or ""] > 1]
        # The last row of a stream has lost the bars that closed it.
        self._shapes = Counter((len(run.before), len(run.cells)) for run in named[:-1])
        self._full_shapes = {(len(run.before), len(run.cells)) for run in full}
        self._offsets: dict[tuple[int, int], set[int]] = defaultdict(set)
        for run in full:
            first = next(i for i, token in enumerate(run.cells) if token.kind == "value")
            self._offsets[len(run.cells), len(run.values)].add(first)
        self.blanks_vanish = any(
            run.over_lines and 0 < len(run.values) < sizes[run.row or ""] for run in named
        )

    def regular(self, run: _Run) -> bool:
        """Whether no border of the run can have been lost.

        A row is as wide as its table. In a stream, it has as many cells as most rows with as many
        labels, some of them full.
        """
        if run.shape != "stream":
            return run.regular and run.bordered
        shape = (len(run.before), len(run.cells))
        alike = sum(count for (labels, _), count in self._shapes.items() if labels == shape[0])
        return shape in self._full_shapes and self._shapes[shape] > 2 and self._shapes[shape] * 2 > alike

    def offset(self, cells: int, size: int) -> int | None:
        """Where values begin in full rows of as many cells and columns, if all of them agree."""
        found = self._offsets.get((cells, size), set())
        return next(iter(found)) if len(found) == 1 else None


def _placed(run: _Run, size: int, usual: _Usual) -> list[Token] | None:
    """The cells of a row, one for each column, or None where it is not certain which is which."""
    if len(run.values) == size:
        in_doubt = run.shape == "row" and size > 1 and len(run.cells) > size and not run.regular
        in_doubt |= run.over_lines and usual.blanks_vanish
        return run.values if run.evenly_spaced and not in_doubt else None
    if not run.bordered or not usual.regular(run) or len(run.values) > size:
        return None
    occupied = [i for i, token in enumerate(run.cells) if token.kind == "value"]
    fitting = [
        offset
        for offset in range(len(run.cells) - size + 1)
        if all(offset <= i < offset + size for i in occupied)
    ]
    if len(fitting) > 1:
        fitting = [offset for offset in fitting if offset == usual.offset(len(run.cells), size)]
    return run.cells[fitting[0] : fitting[0] + size] if len(fitting) == 1 else None


def _read_row(form: TableForm, row: Row, run: _Run, usual: _Usual) -> Cells:
    if not run.values:
        blank = run.cells if len(run.cells) == len(row.columns) else [run.cells[0]] * len(row.columns)
        return {
            (row.id, column.id): _figure(form, row, column, token)
            for column, token in zip(row.columns, blank, strict=True)
        }
    placed = _placed(run, len(row.columns), usual)
    if placed is None:
        return _withheld(form, row, run)
    return {
        (row.id, column.id): _figure(form, row, column, token)
        for column, token in zip(row.columns, placed, strict=True)
    }


def _figure(form: TableForm, row: Row, column: Column, token: Token) -> Figure:
    reading = read_number(token.text, column.number)
    status = {
        "number": Status.REPORTED,
        "blank": Status.BLANK,
        "mark": Status.MARKED,
        "unreadable": Status.UNREADABLE,
    }[reading.state]
    unit = reading.unit or column.unit
    return Figure(form.id, row.id, column.id, status, reading.value, unit, token.text, token.where)


def _withheld(form: TableForm, row: Row, run: _Run) -> Cells:
    raw = " ".join(token.text for token in run.cells)
    place = _place(run)
    return {
        (row.id, column.id): Figure(
            form.id, row.id, column.id, Status.UNREADABLE, None, column.unit, raw, place
        )
        for column in row.columns
    }


# ------------------------------------------------------------------ digits run together


def _cut_glued(form: TableForm, named: dict[str, list[_Run]], cells: Cells, notes: list[Note]) -> None:
    """Read the rows without borders whose digits can be cut in one way only (see `glued`)."""
    identities = _identities(form)
    printed: dict[str, list[str]] = {}
    glued: dict[str, _Run] = {}
    for row in form.rows:
        figures = [cells[row.id, column.id] for column in row.columns if named[row.id]]
        run = named[row.id][0] if len(named[row.id]) == 1 else None
        if run and _runs_together(run, row) and any(f.status is Status.UNREADABLE for f in figures):
            glued[row.id] = run
            printed[row.id] = [token.text for token in run.values]
        elif figures and all(figure.value is not None for figure in figures):
            printed[row.id] = [str(figure.value) for figure in figures]
    if not glued:
        return
    uniform = all(row.columns == form.columns for row in form.rows)
    solved = cut_table(printed, form, identities) if uniform else None
    for row in form.rows:
        if row.id not in glued:
            continue
        cut = solved[row.id] if solved else forced_cut(printed[row.id], len(row.columns))
        if cut is None and uniform:
            cut = one_digit_each(printed[row.id], len(row.columns), identities, form)
        if cut:
            _write(form, row, cut, glued[row.id], Status.RECOVERED if solved else Status.REPORTED, cells)
    way = "its sums leave one way to cut them" if solved else "only rows that can be cut in one way are read"
    notes.append(Note("digits_run_together", f"table {form.id}: digits of a row run together; {way}"))


def _runs_together(run: _Run, row: Row) -> bool:
    """Whether the values of a row are too few for its columns, or no number begins as one of them does."""
    odd = any(read_number(token.text, "amount").state == "unreadable" for token in run.values)
    return not run.bordered and (len(run.values) < len(row.columns) or odd)


def _write(form: TableForm, row: Row, cut: Sequence[str], run: _Run, status: Status, cells: Cells) -> None:
    raw = " ".join(token.text for token in run.cells)
    for column, text in zip(row.columns, cut, strict=True):
        reading = read_number(text, column.number)
        if reading.value is not None:
            cells[row.id, column.id] = Figure(
                form.id, row.id, column.id, status, reading.value, column.unit, raw, _place(run)
            )


def _identities(form: TableForm) -> tuple[Identity, ...]:
    return tuple(i for i in templates.load(form.form).identities if i.table == form.id)


# ------------------------------------------------------------------ table 四: one row without a label


def _single_row(printed: PrintedTable) -> tuple[Cells, list[Note]]:
    """Table 四: read by position, and only where exactly as many cells stand in the row as in the form."""
    form = printed.form
    size = len(form.rows) * len(form.columns)
    runs = [run for run in _runs(printed) if run.values and not _numbers_the_columns(run)]
    whole = [
        run for run in runs if len(run.values) == size or (run.shape == "row" and len(run.cells) == size)
    ]
    cells: Cells = {}
    if len(whole) == 1:
        run = whole[0]
        tokens = run.values if len(run.values) == size else run.cells
        for (row, column), token in zip(form.cells(), tokens, strict=True):
            cells[row.id, column.id] = _figure(form, row, column, token)
        if run.bordered or all(figure.status is not Status.UNREADABLE for figure in cells.values()):
            return cells, [_note("by_position", f"table {form.id}: {size} cells read by position", run)]
    if len(runs) == 1 and not runs[0].bordered:
        texts = [token.text for token in runs[0].values]
        forced = forced_cut(texts, size)
        cut = forced or cut_single_row(texts, form, _identities(form))
        if cut:
            status = Status.REPORTED if forced else Status.RECOVERED
            for i, row in enumerate(form.rows):
                part = cut[i * len(form.columns) : (i + 1) * len(form.columns)]
                _write(form, row, part, runs[0], status, cells)
            return cells, [_note("digits_run_together", f"table {form.id}: cut in the only way", runs[0])]
    if not runs:
        return {}, []
    found = ", ".join(str(len(run.cells)) for run in runs)
    message = f"table {form.id}: {size} cells in a row were expected, found {found}"
    withheld = [_withheld(form, row, runs[0]) for row in form.rows]
    return {k: v for part in withheld for k, v in part.items()}, [_note("row_unreadable", message, runs[0])]


def _numbers_the_columns(run: _Run) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 …"""
    return [token.text for token in run.values] == [str(i) for i in range(1, len(run.values) + 1)]


def _place(run: _Run) -> Where:
    first, last = run.cells[0].where, run.cells[-1].where
    return Where(first.start, last.end, first.line, first.page, first.table, first.row)


def _note(code: str, message: str, run: _Run) -> Note:
    return Note(code, message, _place(run))
