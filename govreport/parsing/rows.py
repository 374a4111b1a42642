"""Lines of tokens to runs of values, each with its label, and the evidence that a run has all its borders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from govreport.forms import TableForm
from govreport.parsing.cells import Line, Token
from govreport.parsing.labels import LabelMatch, Labels
from govreport.parsing.tables import PrintedTable

__all__ = ["Evidence", "Run", "name_rows", "runs_of"]


@dataclass(slots=True)
class Run:
    """Values and blank cells that follow one another, and the text around them."""

    shape: str
    regular: bool
    cells: list[Token] = field(default_factory=list)
    own: list[Token] = field(default_factory=list)  # text before the values in the same row
    before: list[Token] = field(default_factory=list)  # text since the run above
    in_row_line: bool = False  # a line of text that holds labels and values
    shares_line: bool = False  # other rows stand in the same line of text
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


class Evidence:
    """What the full rows of a table look like: they say whether a row with blanks has all its borders."""

    def __init__(self, runs: Sequence[Run], form: TableForm) -> None:
        self._sizes = {row.id: len(row.columns) for row in form.rows}
        named = [run for run in runs if run.row]
        full = [run for run in named if len(run.values) == self._size(run) > 1]
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
        self.blanks_vanish = any(run.over_lines and 0 < len(run.values) < self._size(run) for run in named)

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

    def offset(self, cells: int, size: int) -> int | None:
        """Where values begin in full rows of as many cells and columns, if all of them agree."""
        found = self._offsets.get((cells, size), set())
        return next(iter(found)) if len(found) == 1 else None


def _steps(cells: Sequence[Token]) -> tuple[int, ...]:
    """From each cell to the next, how many columns; none where the document does not tell columns."""
    return tuple(
        b.where.column - a.where.column
        for a, b in pairwise(cells)
        if a.where.column is not None and b.where.column is not None
    )


def runs_of(printed: PrintedTable) -> list[Run]:
    """The values of a table in reading order; a label, or the end of a row, ends a run."""
    runs: list[Run] = []
    gap: list[Token] = []
    open_run: Run | None = None
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
                open_run = Run(line.shape, line.regular, [token], own, gap, whole_row)
                own, gap = [], []
                runs.append(open_run)
            else:
                open_run.cells.append(token)
        if whole_row:
            open_run = None
    per_line = Counter(run.cells[0].where.line for run in runs if run.shape == "loose")
    for run in runs:
        run.shares_line = run.shape == "loose" and per_line[run.cells[0].where.line] > 1
    return _without_stray_blanks(runs)


def _is_row(line: Line) -> bool:
    """Whether a line of text is a row, and not one cell of a row that goes on in the next line."""
    values = sum(token.kind == "value" for token in line.tokens)
    return values > 1 or (values == 1 and len(line.tokens) > 1)


def _without_stray_blanks(runs: list[Run]) -> list[Run]:
    """Blank cells between two labels of a row are left-over borders; their text goes to the next run."""
    kept: list[Run] = []
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


def _join_cut_rows(runs: list[Run], labels: Labels) -> None:
    """Make one run of a row that the end of a page cuts through its label (``5.属于三类|内部事务信息``).

    Only where neither part of the label names a row and both together do, and the cells of one part
    are all empty: its numbers stand in the other.
    """
    for above, below in pairwise(list(runs)):
        pages = above.cells[0].where.page, below.cells[0].where.page
        if None in pages or pages[0] == pages[1] or not above.own or not below.own:
            continue
        first, second = _last_cell(above.own), _last_cell(below.own)
        parts = ["".join(token.text for token in tokens) for tokens in (first, second)]
        if labels.exact(parts[0]) or labels.exact(parts[1]) or (above.values and below.values):
            continue
        if labels.exact("".join(parts)):
            label = Token("text", "".join(parts), first[0].where)
            joined = replace(
                below if below.values else above,
                regular=above.regular and below.regular,
                own=[*above.own[: -len(first)], label],
                before=[*above.before[: -len(first)], label],
            )
            at = next(i for i, run in enumerate(runs) if run is above)
            runs[at : at + 2] = [joined]


def _last_cell(own: Sequence[Token]) -> list[Token]:
    """The pieces of text that stand in the last of the cells."""
    at = own[-1].where.row, own[-1].where.column
    return [token for token in own if (token.where.row, token.where.column) == at]


def name_rows(runs: list[Run], form: TableForm) -> None:
    """Give each run the row that its label names, if it names one."""
    labels = Labels(form)
    _join_cut_rows(runs, labels)
    consumed = 0
    for i, run in enumerate(runs):
        before = [token.text for token in run.before[consumed:]]
        consumed = 0
        if run.shape == "row":
            match = labels.match([token.text for token in run.own]) or _misspelt(run, labels)
        else:
            after = [token.text for token in runs[i + 1].before] if i + 1 < len(runs) else []
            match = labels.match(before, after if run.shape == "loose" and len(run.values) > 1 else ())
        if match:
            run.row, consumed = match.row, match.taken_after


def _misspelt(run: Run, labels: Labels) -> LabelMatch | None:
    """The row that the last cell names as a whole, where a known word in it (其他) was taken for itself."""
    if not run.own:
        return None
    last = _last_cell(run.own)
    return labels.match([token.text for token in run.own[: -len(last)]] + ["".join(t.text for t in last)])
