"""Printed table x official form to figures: rows by label, columns by order in a complete row only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from govreport import templates
from govreport.document import Where
from govreport.glued import cut_single_row, cut_table, forced_cut, one_digit_each
from govreport.labels import Labels
from govreport.numbers import read_number
from govreport.recognise import PrintedTable
from govreport.report import Figure, Note, Status
from govreport.templates import Column, Identity, Row, TableForm
from govreport.tokens import Token

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
    row: str | None = None

    @property
    def values(self) -> list[Token]:
        return [token for token in self.cells if token.kind == "value"]

    @property
    def bordered(self) -> bool:
        return self.shape != "loose"

    @property
    def width(self) -> int:
        return len(self.before) + len(self.cells)


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
    for line in printed.lines:
        own: list[Token] = []
        if line.shape == "row" or (open_run and open_run.shape != line.shape):
            open_run = None
        values_in_line = sum(token.kind == "value" for token in line.tokens)
        if values_in_line > 1 and line.shape == "loose":
            open_run = None
        for token in line.tokens:
            if token.kind == "text":
                gap.append(token)
                own.append(token)
                open_run = None
            elif open_run is None:
                open_run = _Run(line.shape, line.regular, [token], own, gap)
                own, gap = [], []
                runs.append(open_run)
            else:
                open_run.cells.append(token)
        if line.shape == "row" or (line.shape == "loose" and values_in_line > 1):
            open_run = None
    return _without_stray_blanks(runs)


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
    by_row: dict[str, list[_Run]] = defaultdict(list)
    for run in runs:
        if run.row:
            by_row[run.row].append(run)
        elif run.values:
            notes.append(_note("row_without_label", f"table {form.id}: values beside no known label", run))
    usual = _Usual(runs)
    cells: Cells = {}
    glued: dict[str, list[str]] = {}
    for row in form.rows:
        candidates = by_row.get(row.id, [])
        if not candidates:
            notes.append(Note("row_missing", f"table {form.id}: no row {row.zh}"))
            continue
        readings = [_read_row(form, row, run, usual) for run in candidates]
        if any(reading != readings[0] for reading in readings) and not _same_values(readings):
            notes.append(_note("row_twice", f"table {form.id}: two rows {row.zh} that differ", candidates[1]))
            cells |= _withheld(form, row, candidates[0])
            continue
        cells |= readings[0]
        run = candidates[0]
        if any(figure.status is Status.UNREADABLE for figure in readings[0].values()):
            if not run.bordered and len(candidates) == 1:
                glued[row.id] = [token.text for token in run.values]
            message = f"table {form.id}: row {row.zh} has {len(run.values)} values for {len(row.columns)} columns"
            notes.append(_note("row_unreadable", message, run))
    if glued:
        _cut_glued(form, glued, by_row, cells, notes)
    return cells, notes


class _Usual:
    """How wide the rows of a table are, and where their values begin, judged by its full rows."""

    def __init__(self, runs: Sequence[_Run]) -> None:
        self._widths = Counter(run.width for run in runs if run.shape == "stream" and run.row)
        self._offsets: dict[int, set[int]] = defaultdict(set)
        for run in runs:
            if run.row and run.bordered and self.regular(run):
                first = next((i for i, token in enumerate(run.cells) if token.kind == "value"), None)
                last = max((i for i, token in enumerate(run.cells) if token.kind == "value"), default=0)
                if first is not None and last - first + 1 == len(run.values) > 1:
                    self._offsets[len(run.cells)].add(first)

    def regular(self, run: _Run) -> bool:
        """Whether no border of the run can have been lost."""
        if run.shape != "stream":
            return run.regular and run.bordered
        width, count = max(self._widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return count >= 3 and run.width == width

    def offset(self, cells: int) -> int | None:
        """Where values begin in full rows of that many cells, if all of them agree."""
        found = self._offsets.get(cells, set())
        return next(iter(found)) if len(found) == 1 else None


def _placed(run: _Run, size: int, usual: _Usual) -> list[Token] | None:
    """The cells of a row, one for each column, or None where it is not certain which is which."""
    if len(run.values) == size:
        return run.values
    if not run.bordered or not usual.regular(run) or len(run.values) > size:
        return None
    occupied = [i for i, token in enumerate(run.cells) if token.kind == "value"]
    fitting = [
        offset
        for offset in range(len(run.cells) - size + 1)
        if all(offset <= i < offset + size for i in occupied)
    ]
    if len(fitting) > 1:
        fitting = [offset for offset in fitting if offset == usual.offset(len(run.cells))]
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
        (row.id, column.id): Figure(form.id, row.id, column.id, Status.UNREADABLE, None, column.unit, raw, place)
        for column in row.columns
    }


def _same_values(readings: Sequence[Cells]) -> bool:
    def values(reading: Cells) -> list[tuple[Status, Decimal | None]]:
        return [(figure.status, figure.value) for figure in reading.values()]

    return all(values(reading) == values(readings[0]) for reading in readings)


# ------------------------------------------------------------------ digits run together


def _cut_glued(
    form: TableForm, glued: dict[str, list[str]], by_row: dict[str, list[_Run]], cells: Cells, notes: list[Note]
) -> None:
    identities = _identities(form)
    printed = dict(glued)
    for row in form.rows:
        figures = [cells.get((row.id, column.id)) for column in row.columns]
        if row.id not in glued and all(figure and figure.value is not None for figure in figures):
            printed[row.id] = [str(figure.value) for figure in figures if figure]
    solved = cut_table(printed, form, identities) if form.columns == form.rows[0].columns else None
    for row in form.rows:
        if row.id not in glued:
            continue
        tokens, size = glued[row.id], len(row.columns)
        if solved:
            _write(form, row, solved[row.id], by_row[row.id][0], Status.RECOVERED, cells)
            continue
        cut = forced_cut(tokens, size)
        if cut is None and size == len(form.columns):
            cut = one_digit_each(tokens, size, identities, form)
        if cut:
            _write(form, row, cut, by_row[row.id][0], Status.REPORTED, cells)
    way = "its sums leave one way to cut them" if solved else "only rows that can be cut in one way are read"
    notes.append(Note("digits_run_together", f"table {form.id}: digits of a row run together; {way}"))


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
    runs = [run for run in _runs(printed) if run.values]
    whole = [run for run in runs if len(run.values) == size or (run.bordered and len(run.cells) == size)]
    whole = [run for run in whole if not _counts_columns(run)]
    status = Status.REPORTED
    if len(whole) == 1:
        tokens = whole[0].values if len(whole[0].values) == size else whole[0].cells
        run, notes = whole[0], [_note("by_position", f"table {form.id}: {size} cells read by position", whole[0])]
        figures = list(_by_position(form, tokens))
        if not (run.bordered or all(figure.status is not Status.UNREADABLE for figure in figures)):
            whole = []
        else:
            return {(figure.row, figure.column): figure for figure in figures}, notes
    loose = [run for run in runs if not run.bordered]
    if len(loose) == 1 and len(runs) == 1:
        run = loose[0]
        texts = [token.text for token in run.values]
        cut = forced_cut(texts, size)
        if cut is None:
            cut, status = cut_single_row(texts, form, _identities(form)), Status.RECOVERED
        if cut:
            cells: Cells = {}
            for i, row in enumerate(form.rows):
                part = cut[i * len(form.columns) : (i + 1) * len(form.columns)]
                _write(form, row, part, run, status, cells)
            return cells, [Note("digits_run_together", f"table {form.id}: digits run together, cut in the only way")]
    found = ", ".join(str(len(run.cells)) for run in runs)
    message = f"table {form.id}: {size} cells in a row were expected, found {found}"
    return {
        key: figure for row in form.rows for key, figure in _withheld(form, row, runs[0]).items()
    }, [_note("row_unreadable", message, runs[0])]


def _counts_columns(run: _Run) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 …"""
    return [token.text for token in run.values] == [str(i) for i in range(1, len(run.values) + 1)]


def _by_position(form: TableForm, tokens: Sequence[Token]) -> Iterator[Figure]:
    for (row, column), token in zip(form.cells(), tokens, strict=True):
        yield _figure(form, row, column, token)


def _place(run: _Run) -> Where:
    first, last = run.cells[0].where, run.cells[-1].where
    return Where(first.start, last.end, first.line, first.page, first.table, first.row)


def _note(code: str, message: str, run: _Run) -> Note:
    return Note(code, message, _place(run))
