"""Table 四: its rows stand side by side in one row without a label, or each under a head of its own."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.forms import Row, TableForm
from govreport.parsing.cells import Token
from govreport.parsing.columns import Head, PrintedRow, head_note
from govreport.parsing.cutting import cut_side_by_side, runs_together
from govreport.parsing.placing import Cells, Placed, figure_of, figures_of, note, withheld
from govreport.parsing.rows import Run
from govreport.report import Figure, Note, Status

__all__ = ["read_side_by_side"]


def read_side_by_side(
    form: TableForm,
    printed: Sequence[PrintedRow],
    *,
    blanks_vanish: bool,
    short: bool = False,
    heads: int = 1,
) -> Placed:
    """Read as the heads name rows and columns; by position, where nothing speaks against that and exactly
    as many cells stand in the row as in the form.

    `blanks_vanish`: in this report a blank leaves no trace where each cell is a line of its own; `short`:
    rows of text have too few values, so that one with as many as the form may have lost a blank. `heads`: how
    often the head is printed: of two tables one may have too few values to be a row.
    """
    if turned := _turned(form, [each.run for each in printed]):
        return Placed(turned)
    size = len(form.rows) * len(form.columns)
    rows = [each for each in printed if each.run.values or _is_whole_row(each.run, size)]
    rows = [each for each in rows if not each.run.numbers_columns]
    above = {id(each.head): each.head for each in rows if each.head}
    differ = len({each.run.raw for each in rows}) > 1
    if heads > 1 and rows and (differ or len(rows) == 1):
        why = "two heads of this kind are printed, and one row, or rows that differ"
        return _withheld(form, rows, why, code="two_tables")
    if sum(_is_whole(head) for head in above.values()) > 1 and differ:
        return _withheld(form, rows, "two tables of this kind are printed", code="two_tables")
    if not all(head.agrees(form.columns, form.rows) for head in above.values()):
        return _by_heads(form, rows)
    in_parts = all(len(each.run.cells) < size for each in rows)
    if len(rows) > 1 and above and (in_parts or not any(map(_is_whole, above.values()))):
        return _by_heads(form, rows)
    return _by_position(form, rows, size, blanks_vanish=blanks_vanish, short=short)


def _turned(form: TableForm, runs: Sequence[Run]) -> Cells:
    """The cells of a table that has the form's columns as rows, each named once, and its rows as columns.

    Its head names these, and nothing behind the first of them but the group that they are of.
    """
    names = {text: column for column in form.columns for text in (column.zh, *column.also)}
    printed = [token.text for token in runs[0].before] if runs else []
    *head, _ = printed or [""]
    rows = {row.zh: row for row in form.rows}
    groups = {text for row in form.rows for text in row.under}
    first = next((i for i, text in enumerate(head) if text in rows), len(head))
    order = [rows[text] for text in head[first:] if text in rows]
    labels = [printed[-1:], *([token.text for token in run.before] for run in runs[1:])]
    columns = [names[text] for label in labels for text in label if text in names]
    once = len(columns) == len(set(columns)) == len(labels) == len(form.columns)
    one_word = all(len(label) == 1 for label in labels)
    dated = any("年" in text for text in head[:first])  # 结果(上年): whose table it is
    plain = not dated and {*head[first:]} <= {*rows, *groups}
    plain &= len(order) == len(set(order)) == len(rows)
    if not (once and one_word and plain and all(run.is_full(len(rows)) for run in runs)):
        return {}
    cells = {
        (row.id, column.id): figure_of(form, row, column, token)
        for column, run in zip(columns, runs, strict=True)
        for row, token in zip(order, run.values, strict=True)
    }
    return cells if all(run.bordered for run in runs) or _adds_up(form, cells) else {}


def _is_whole(head: Head) -> bool:
    """Whether a head stands over all rows of the form: it names a column for each of them."""
    return len(set(head.names)) < len(head.names)


def _by_heads(form: TableForm, rows: Sequence[PrintedRow]) -> Placed:
    """Each cell as the head above it, and the words above that or beside it, name its column and row."""
    headed = [(each.run, each.head) for each in rows if each.head]
    found: list[tuple[tuple[str, str], Figure]] = []
    unnamed = False
    for run, head in headed:
        named = [(row, _cells_of(form, row, run, head)) for row in form.rows]
        found += (item for row, tokens in named for item in figures_of(form, row, tokens, head.units).items())
        unnamed |= not any(tokens for _, tokens in named)
    cells = dict(found)
    others = [each for each in rows if each.head and not each.head.agrees(form.columns, form.rows)]
    notes = [head_note(form, each) for each in others[:1]]
    if len(cells) < len(found) or not cells or len(headed) < len(rows):
        return _withheld(form, rows, "its heads do not say which cell is which", notes)
    certain = not unnamed and all(head.certain for _, head in headed)
    return Placed(({} if certain else _unread(form, rows[0].run)) | cells, tuple(notes))


def _cells_of(form: TableForm, row: Row, run: Run, head: Head) -> dict[str, Token]:
    """The cells of one row of the form in a printed row."""
    if _is_whole(head):
        return head.cells(run, form.columns, row) or _of_part(form, row, run, head)
    beside = [token.text for token in run.own if token.text == row.zh]
    others = [token.text for token in run.own if token.text in {other.zh for other in form.rows}]
    if not beside and (others or head.blocks[-1:] != (row,)):
        return {}
    if not head.odd and not head.slots and run.is_full(len(form.columns)):
        return {column.id: token for column, token in zip(form.columns, run.values, strict=True)}
    return head.cells(run, form.columns) or {}


def _of_part(form: TableForm, row: Row, run: Run, head: Head) -> dict[str, Token]:
    """The cells of a row in a part of the table without borders that holds those of one group: 行政诉讼."""
    ids = tuple(column.id for column in form.columns)
    blocks = list(dict.fromkeys(head.blocks))
    in_order = head.names == ids * len(blocks) and run.is_full(len(ids) * len(blocks))
    of_group = all(block.under == row.under != () for block in blocks)
    if row not in blocks or not of_group or head.slots or head.odd or not in_order:
        return {}
    return dict(zip(ids, run.values[blocks.index(row) * len(ids) :], strict=False))


def _by_position(
    form: TableForm, rows: Sequence[PrintedRow], size: int, *, blanks_vanish: bool, short: bool
) -> Placed:
    """All cells of the one row that has as many as the form."""
    never: Sequence[Note] = ()
    runs = [each.run for each in rows]
    whole = [run for run in runs if _is_whole_row(run, size) or run.is_full(size)]
    others = [run for run in runs if run not in whole and run.bordered and len(run.values) > 1]
    if len(whole) == 1 and not others and not (whole[0].over_lines and blanks_vanish):
        cells = _in_order(form, whole[0], size)
        unread = any(figure.status is Status.UNREADABLE for figure in cells.values())
        if whole[0].bordered or not (unread or (short and not _adds_up(form, cells))):
            message = f"table {form.id}: {size} cells read by position"
            return Placed(cells, (note("by_position", message, whole[0], doubt=False),))
    if len(runs) == 1 and not whole and runs_together(runs[0], size):
        cut = cut_side_by_side(form, runs[0], size)
        if cut.cells:
            return cut
        never = cut.notes
    found = ", ".join(str(len(run.cells)) for run in runs)
    return _withheld(form, rows, f"{size} cells in a row were expected, found {found}", never)


def _is_whole_row(run: Run, size: int) -> bool:
    return run.shape == "row" and run.regular and len(run.cells) == size


def _in_order(form: TableForm, run: Run, size: int) -> Cells:
    tokens = run.values if len(run.values) == size else run.cells
    return {
        (row.id, column.id): figure_of(form, row, column, token)
        for (row, column), token in zip(form.cells(), tokens, strict=True)
    }


def _adds_up(form: TableForm, cells: Cells) -> bool:
    """Whether each row ends in its total: a blank that left no trace moves what follows."""
    for row in form.rows:
        *parts, total = (cells[row.id, column.id] for column in form.columns)
        if (total.value or 0) != sum(figure.value or 0 for figure in parts):
            return False
    return True


def _unread(form: TableForm, run: Run) -> Cells:
    return {key: figure for row in form.rows for key, figure in withheld(form, row, run).items()}


def _withheld(
    form: TableForm,
    rows: Sequence[PrintedRow],
    why: str,
    notes: Sequence[Note] = (),
    code: str = "row_unreadable",
) -> Placed:
    if not rows:
        return Placed({})
    doubt = note(code, f"table {form.id}: {why}", rows[0].run)
    return Placed(_unread(form, rows[0].run), (*notes, doubt))
