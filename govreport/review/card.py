"""A report at a glance, as HTML for a notebook or as text for a terminal: plain values in, str out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Literal

from govreport.forms import Row as FormRow
from govreport.forms import load
from govreport.normalize import one_line
from govreport.review.font import font_face

__all__ = ["CardRow", "CardTable", "Cell", "Facts", "bare", "dressed", "html", "one_line", "tables", "text"]

Cell = tuple[str, str, str, str, Decimal | None, str]
"""Table, row, column, status, value and raw of a figure."""

Facts = Sequence[tuple[str, str]]
"""Label and value, in the order of reading."""

_SIGNS = {"blank": "空", "missing": "缺", "unreadable": "?", "two_reports_differ": "≠"}
_LEGEND = "空 blank, 缺 missing 缺失, ? unreadable 无法确定, * recovered 由边界恢复"
_LABEL_WIDTH = 46
_SHORT = 3  # signs of a head that stand in one line: 总计, 自然人

# Colours and fonts come from the theme that is in use; outside JupyterLab from the page itself.
_STYLE = """.govreport { font-family: govreport, var(--jp-ui-font-family, sans-serif);
  color: var(--jp-ui-font-color1, inherit); }
.govreport h4 { margin: 0 0 .3em; }
.govreport dl { display: grid; grid-template-columns: max-content auto; gap: 0 1em; margin: 0;
  align-items: baseline; }
.govreport dd { margin: 0; overflow-wrap: anywhere; }
.govreport table { border-collapse: collapse; margin: .6em 0 0; font-variant-numeric: tabular-nums; }
.govreport caption { text-align: left; font-weight: bold; }
.govreport th, .govreport td { padding: .1em .6em; text-align: right; font-weight: normal; }
.govreport th:first-child { text-align: left; min-width: 17em; }
.govreport .short { white-space: nowrap; }
.govreport tr:first-child td { vertical-align: bottom; }
.govreport .wide { overflow-x: auto; }
.govreport tr { border-bottom: 1px solid var(--jp-border-color2, currentColor); }
.govreport p { margin: .2em 0 0; opacity: .75; }
"""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A labelled row as shown. `kind`: has a number other than 0, is all 0, or has no number at all."""

    label: str
    cells: tuple[str, ...]
    kind: Literal["number", "zero", "empty"]


@dataclass(frozen=True, slots=True)
class CardTable:
    """An official table as shown; a cell that the form does not have is an empty text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[CardRow, ...]


def tables(forms: Mapping[str, str], cells: Iterable[Cell]) -> tuple[CardTable, ...]:
    """The tables of a report, labelled as their forms label them.

    Parameters
    ----------
    forms : mapping of str to str
        For each table the form that it is printed in.
    cells : iterable of Cell
        The figures of all tables.
    """
    by_key = {cell[:3]: cell for cell in cells}
    return tuple(_table(table, form, by_key) for table, form in forms.items())


def _table(table: str, form: str, cells: Mapping[tuple[str, str, str], Cell]) -> CardTable:
    layout = load(form).table(table)
    rows = tuple(
        _row(row, [cells.get((table, row.id, column.id)) for column in layout.columns]) for row in layout.rows
    )
    caption = f"{layout.caption_zh} {layout.caption_en} ({form})"
    return CardTable(caption, tuple(column.zh for column in layout.columns), rows)


def _row(row: FormRow, cells: Sequence[Cell | None]) -> CardRow:
    printed = [cell for cell in cells if cell is not None]
    values = [cell[4] for cell in printed]
    kind: Literal["number", "zero", "empty"] = "number"
    if all(value is None for value in values):
        kind = "empty"
    elif all(value == 0 for value in values):
        kind = "zero"
    label = " ".join((*row.under[-1:], row.zh))
    return CardRow(label, tuple("" if cell is None else _shown(cell) for cell in cells), kind)


def _shown(cell: Cell) -> str:
    _, _, _, status, value, raw = cell
    if value is not None:
        return f"{value:f}*" if status == "recovered" else f"{value:f}"
    return one_line(raw) if status == "marked" else _SIGNS[status]


def html(heading: str, facts: Facts, tables: Iterable[CardTable], notes: Sequence[str]) -> str:
    """A card as a notebook shows it."""
    return dressed(bare(heading, facts, tables, notes))


def bare(heading: str, facts: Facts, tables: Iterable[CardTable], notes: Sequence[str]) -> str:
    """A compact card: of the tables only the rows with a number other than 0, the others counted.

    Everything is escaped; there is no script and nothing is loaded from elsewhere.
    """
    items = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts)
    parts = ['<div class="govreport">', f"<h4>{escape(heading)}</h4>", f"<dl>{items}</dl>"]
    parts += map(_html_table, tables)
    if notes:
        listed = "".join(f"<li>{escape(note)}</li>" for note in notes)
        parts.append(f"<details><summary>附注 notes: {len(notes)}</summary><ul>{listed}</ul></details>")
    return "\n".join([*parts, "</div>"])


def dressed(content: str) -> str:
    """A card, or several in one output, with their style and a font for their Chinese characters."""
    return f"<style>\n{font_face(content)}{_STYLE}</style>\n{content}"


def _html_table(table: CardTable) -> str:
    shown = [row for row in table.rows if row.kind == "number"]
    rows = [_html_row("", table.columns, head=True)] if shown else []
    rows += [_html_row(row.label, row.cells) for row in shown]
    below = [_rest(table), *([_LEGEND] if _needs_legend(shown) else [])]
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in below if remark)
    shown_table = f"<table><caption>{escape(table.caption)}</caption>{''.join(rows)}</table>"
    return f'<div class="wide">{shown_table}</div>{remarks}'


def _html_row(label: str, cells: Sequence[str], *, head: bool = False) -> str:
    shown = (
        f'<td class="short">{escape(cell)}</td>'
        if head and 0 < len(cell) <= _SHORT
        else f"<td>{escape(cell)}</td>"
        for cell in cells
    )
    return f"<tr><th>{escape(label)}</th>{''.join(shown)}</tr>"


def _rest(table: CardTable) -> str:
    zeros = sum(row.kind == "zero" for row in table.rows)
    empty = sum(row.kind == "empty" for row in table.rows)
    parts = [f"{zeros} 行全为 0 rows are all 0"] if zeros else []
    parts += [f"{empty} 行没有数字 rows have no number"] if empty else []
    return "; ".join(parts)


def _needs_legend(rows: Sequence[CardRow]) -> bool:
    return any(cell.endswith((*_SIGNS.values(), "*")) for row in rows for cell in row.cells)


def text(heading: str, facts: Facts, tables: Sequence[CardTable], notes: Sequence[str]) -> str:
    """The whole card for a terminal: every row of every table, aligned where characters are wide."""
    width = max((_width(label) for label, _ in facts), default=0)
    lines = [one_line(heading), *(f"  {_left(label, width)}  {one_line(value)}" for label, value in facts)]
    for table in tables:
        lines += ["", table.caption, *_text_table(table)]
    if any(_needs_legend(table.rows) for table in tables):
        lines += ["", _LEGEND]
    if notes:
        lines += ["", f"附注 notes: {len(notes)}", *(f"  {one_line(note)}" for note in notes)]
    return "\n".join(lines)


def _text_table(table: CardTable) -> list[str]:
    labels = [_cut(row.label) for row in table.rows]
    first = max(map(_width, labels))
    columns = list(zip(table.columns, *(row.cells for row in table.rows), strict=True))
    widths = [max(map(_width, column)) for column in columns]
    return [
        "  ".join(("", _left(label, first), *map(_right, cells, widths)))
        for label, cells in zip(["", *labels], [table.columns, *(r.cells for r in table.rows)], strict=True)
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _left(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _right(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text


def _cut(label: str) -> str:
    if _width(label) <= _LABEL_WIDTH:
        return label
    while _width(label) > _LABEL_WIDTH - 1:
        label = label[:-1]
    return f"{label}…"
