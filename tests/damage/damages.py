"""Ways in which a published report loses its structure, each with the truth that is left.

A damage is a function of a printed page (`PAGE`) or of the text drawn from it (`TEXT`). A page damage
returns the cells that are gone with it: they must not be reported as numbers any more. Every other
figure must be reported right or not at all, whatever the damage did around it.

``python -m tests.damage.damages FORM SEED LAYOUT DAMAGE`` writes the damaged document to stdout.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count, groupby
from random import Random

from govreport import synth
from govreport.synth.drawn.text import TEXT as TEXT_LAYOUTS
from govreport.synth.page import DrawnCell, DrawnLine, DrawnPage, DrawnRow, lay_out

from .cells import CELLS

__all__ = ["DAMAGES", "PAGE", "TEXT", "Case", "case"]

Gone = frozenset[synth.Key]
NOTHING = frozenset()
PageDamage = Callable[[DrawnPage, Random], tuple[DrawnPage, Gone]]
TextDamage = Callable[[str, Random], str]


def _sheet(page, rng, tables="disclosure requests requests requests remedies"):
    there = {sheet.table: sheet for sheet in page.sheets()}
    if "survey" in there:
        return there["survey"]  # a report of those years has no other table
    return there[rng.choice(tables.split())]


def _data_row(sheet, rng):
    return rng.choice([i for i, row in enumerate(sheet.rows) if row.id is not None])


def _value_cell(row, rng):
    return rng.choice([i for i, cell in enumerate(row.cells) if cell.key is not None])


def _keys(row):
    return frozenset(cell.key for cell in row.cells if cell.key is not None)


def _with_rows(page, sheet, rows):
    return page.with_sheet(sheet, replace(sheet, rows=tuple(rows)))


def _with_row(page, sheet, at, *rows):
    return _with_rows(page, sheet, [*sheet.rows[:at], *rows, *sheet.rows[at + 1 :]])


def _with_cells(page, sheet, at, cells):
    return _with_row(page, sheet, at, replace(sheet.rows[at], cells=tuple(cells)))


def row_deleted(page, rng):
    """A row is not there at all. Its cells are gone."""
    sheet = _sheet(page, rng)
    at = _data_row(sheet, rng)
    return _with_row(page, sheet, at), _keys(sheet.rows[at])


def cell_blanked(page, rng):
    """A cell is empty that held a number. It is gone."""
    sheet = _sheet(page, rng)
    at = _data_row(sheet, rng)
    cells = list(sheet.rows[at].cells)
    i = _value_cell(sheet.rows[at], rng)
    key = cells[i].key
    cells[i] = replace(cells[i], text="")
    return _with_cells(page, sheet, at, cells), frozenset({key} if key else ())


def _one_cell_less(page, sheet, rng):
    at = _data_row(sheet, rng)
    cells = list(sheet.rows[at].cells)
    key = cells.pop(_value_cell(sheet.rows[at], rng)).key
    return _with_cells(page, sheet, at, cells), frozenset({key} if key else ())


def cell_deleted(page, rng):
    """A cell is not there, border and all; what follows moves up. It is gone."""
    return _one_cell_less(page, _sheet(page, rng), rng)


def _merged_cells(page, rng, between, keep_width):
    sheet = _sheet(page, rng, "requests requests remedies")
    at = _data_row(sheet, rng)
    cells = list(sheet.rows[at].cells)
    places = [i for i, cell in enumerate(cells[:-1]) if cell.key is not None]
    if not places:
        return page, NOTHING  # a table with one column of numbers
    i = rng.choice(places)
    texts = [cell.text for cell in cells[i : i + 2] if cell.text]
    across = cells[i].across + (cells[i + 1].across if keep_width and len(texts) == 2 else 0)
    cells[i : i + 2] = [replace(cells[i], text=between.join(texts), across=across)]
    return _with_cells(page, sheet, at, cells), NOTHING


def border_lost(page, rng):
    """Two numbers stand in one cell with a space between: ``60 0``. Nothing is gone."""
    return _merged_cells(page, rng, " ", keep_width=rng.random() < 0.5)


def border_lost_glued(page, rng):
    """Two numbers run together in one cell, ``600``, and the row is a cell short. Nothing is gone."""
    return _merged_cells(page, rng, "", keep_width=False)


def _with_header(page, sheet, change):
    rows = [
        row if row.id else replace(row, cells=tuple(replace(c, text=change(c.text)) for c in row.cells))
        for row in sheet.rows
    ]
    return _with_rows(page, sheet, rows), NOTHING


def header_digits(page, rng):
    """Numbers or a year stand in cells of the header, beside its words. Nothing is gone."""
    numbers = count(1)
    year = rng.randint(2019, 2025)
    return _with_header(
        page, _sheet(page, rng), lambda text: rng.choice((f"{text}{next(numbers)}", f"{year}年{text}", text))
    )


def column_numbers(page, rng):
    """A row that numbers the columns stands under the header: 栏次 1 2 3. Nothing is gone."""
    sheet = _sheet(page, rng)
    first = next(i for i, row in enumerate(sheet.rows) if row.id is not None)
    cells = [replace(cell, key=None) for cell in sheet.rows[first].cells]
    label = [] if sheet.table == "remedies" else [replace(cells.pop(0), text=rng.choice(("栏次", "", "甲")))]
    start = rng.choice((0, 1))
    numbers = [replace(cell, text=str(n)) for n, cell in enumerate(cells, start=start)]
    row = DrawnRow((*label, *numbers))
    return _with_rows(page, sheet, [*sheet.rows[:first], row, *sheet.rows[first:]]), NOTHING


def _page_number(page, rng, text):
    sheet = _sheet(page, rng)
    at = _data_row(sheet, rng)
    parts = (replace(sheet, rows=sheet.rows[:at]), DrawnLine(text), replace(sheet, rows=sheet.rows[at:]))
    return page.with_sheet(sheet, *parts), NOTHING


def page_number(page, rng):
    """The number of a page stands between two rows, or between header and numbers. Nothing is gone."""
    return _page_number(page, rng, str(rng.randint(2, 12)))


def page_number_dashed(page, rng):
    """As `page_number`, printed ``- 3 -``."""
    return _page_number(page, rng, f"- {rng.randint(2, 12)} -")


def page_number_words(page, rng):
    """As `page_number`, printed 第3页."""
    return _page_number(page, rng, f"第{rng.randint(2, 12)}页")


def _in_place_of(old, new):
    """`new` where `old` stood: under its groups, its label as wide."""
    label = replace(new.cells[0], across=old.cells[0].across)
    return DrawnRow((label, *new.cells[1:]), new.id, old.groups)


def rows_swapped(page, rng):
    """Two rows have changed places with their labels; the groups stay. Nothing is gone."""
    sheet = _sheet(page, rng, "disclosure requests")
    rows = list(sheet.rows)
    i = _data_row(sheet, rng)
    alike = [j for j, row in enumerate(rows) if row.id and j != i and len(row.cells) == len(rows[i].cells)]
    if not alike:
        return page, NOTHING
    j = rng.choice(alike)
    rows[i], rows[j] = _in_place_of(rows[i], rows[j]), _in_place_of(rows[j], rows[i])
    return _with_rows(page, sheet, rows), NOTHING


def rows_merged(page, rng):
    """Two rows stand in one, label and numbers after label and numbers. Nothing is gone."""
    sheet = _sheet(page, rng, "disclosure requests requests")
    pairs = [i for i in range(len(sheet.rows) - 1) if sheet.rows[i].id and sheet.rows[i + 1].id]
    at = rng.choice(pairs)
    first, second = sheet.rows[at], sheet.rows[at + 1]
    added = [DrawnCell(text) for text in second.groups if text not in first.groups]
    both = replace(first, cells=(*first.cells, *added, *second.cells))
    return _with_rows(page, sheet, [*sheet.rows[:at], both, *sheet.rows[at + 2 :]]), NOTHING


def _with_label(page, rng, change):
    sheet = _sheet(page, rng, "disclosure requests requests")
    at = _data_row(sheet, rng)
    label, *cells = sheet.rows[at].cells
    return _with_cells(page, sheet, at, [replace(label, text=change(label.text)), *cells]), NOTHING


def label_emptied(page, rng):
    """The label of a row is empty; its cell and its numbers stay. Nothing is gone."""
    return _with_label(page, rng, lambda label: "")


def label_deleted(page, rng):
    """The label of a row is not there, border and all; its numbers stay. Nothing is gone."""
    sheet = _sheet(page, rng, "disclosure requests requests")
    at = _data_row(sheet, rng)
    return _with_cells(page, sheet, at, list(sheet.rows[at].cells[1:])), NOTHING


def label_typo(page, rng):
    """One character of a label is dropped or is another one. Nothing is gone."""

    def slip(label):
        i = rng.randrange(len(label))
        return label[:i] + rng.choice(("", "", "干", "其", "第", "行", "申", "1", "3")) + label[i + 1 :]

    return _with_label(page, rng, slip)


def group_lost(page, rng):
    """The text of a merged cell to the left, such as (三)不予公开, is empty. Nothing is gone."""
    sheet = _sheet(page, rng, "requests")
    lost = rng.choice(sorted({group for row in sheet.rows for group in row.groups}) or [""])
    rows = [replace(row, groups=tuple("" if g == lost else g for g in row.groups)) for row in sheet.rows]
    return _with_rows(page, sheet, rows), NOTHING


def trailing_column(page, rng):
    """Every row ends in one more cell, which is empty. Nothing is gone."""
    sheet = _sheet(page, rng)
    rows = [replace(row, cells=(*row.cells, DrawnCell(""))) for row in sheet.rows]
    return _with_rows(page, sheet, rows), NOTHING


def header_repeated(page, rng):
    """The table breaks and its header is printed again, in one table or in two. Nothing is gone."""
    sheet = _sheet(page, rng, "disclosure requests requests")
    at = _data_row(sheet, rng)
    first = next(i for i, row in enumerate(sheet.rows) if row.id is not None)
    above, below = sheet.rows[:at], (*sheet.rows[:first], *sheet.rows[at:])
    if rng.random() < 0.5:
        return _with_rows(page, sheet, [*above, *below]), NOTHING
    return page.with_sheet(sheet, replace(sheet, rows=above), replace(sheet, rows=below)), NOTHING


def _parts(sheet):
    """The rows of each head, and of the numbers under it, that have the same columns."""
    parts, start = [], 0
    for i, row in enumerate(sheet.rows):
        if row.id and (i + 1 == len(sheet.rows) or not sheet.rows[i + 1].id):
            first = next(k for k in range(start, i + 1) if sheet.rows[k].id)
            parts.append((range(start, first), range(first, i + 1)))
            start = i + 1
    return parts


def _names(sheet, heads):
    """Where the names of columns stand in a head, in the order of the columns: row and cell."""
    if sheet.table == "requests":
        return [(1, 0), *((2, i) for i in range(5)), (1, 2)]
    if sheet.table == "remedies":
        return [*((1, i) for i in range(5)), *((2, i) for i in range(10))]
    row, skip = heads[-1], 2 if sheet.table == "survey" else 1
    return [(row, i) for i in range(skip, len(sheet.rows[row].cells))]


def _swapped(sheet, a, b, heads, data):
    """The rows with two columns and their names exchanged; each cell keeps the width of its place."""
    names = _names(sheet, heads)
    rows = [list(row.cells) for row in sheet.rows]
    places = [(names[a], names[b])]
    for at in data:
        first = next(i for i, cell in enumerate(rows[at]) if cell.key)
        places.append(((at, first + a), (at, first + b)))
    for (r, i), (s, k) in places:
        one, other = rows[r][i], rows[s][k]
        rows[r][i] = replace(other, across=one.across, down=one.down)
        rows[s][k] = replace(one, across=other.across, down=other.down)
    return [replace(row, cells=tuple(cells)) for row, cells in zip(sheet.rows, rows, strict=True)]


def columns_swapped(page, rng):
    """Two columns have changed places with their names. Nothing is gone."""
    sheet = _sheet(page, rng)
    wide = [part for part in _parts(sheet) if len(_names(sheet, part[0])) > 1]
    if not wide:
        return page, NOTHING
    heads, data = rng.choice(wide)
    a, b = sorted(rng.sample(range(len(_names(sheet, heads))), 2))
    if sheet.table == "remedies" and a // 5 != b // 5:
        b = a - a % 5 + (a + 1) % 5
    return _with_rows(page, sheet, _swapped(sheet, a, b, heads, data)), NOTHING


def total_first(page, rng):
    """Table 三 begins with the totals, in the head and in the rows. Nothing is gone."""
    sheet = next((s for s in page.sheets() if s.table == "requests"), None)
    if sheet is None:
        return page, NOTHING
    person, group, total = sheet.rows[1].cells
    rows = [*sheet.rows[:1], replace(sheet.rows[1], cells=(total, person, group)), sheet.rows[2]]
    for row in sheet.rows[3:]:
        label, *values = row.cells
        rows.append(replace(row, cells=(label, values[-1], *values[:-1])))
    return _with_rows(page, sheet, rows), NOTHING


def _with_column(sheet, head, text, front):
    """The rows of table 三 with one more column: behind the others, or between labels and numbers."""
    rows = [sheet.rows[0]]
    rows.append(replace(sheet.rows[1], cells=_beside(sheet.rows[1].cells, DrawnCell(head, down=2), front)))
    rows.append(sheet.rows[2])
    for row in sheet.rows[3:]:
        label, *values = row.cells
        rows.append(replace(row, cells=(label, *_beside(tuple(values), DrawnCell(text()), front))))
    corner, over = rows[0].cells
    return [replace(rows[0], cells=(corner, replace(over, across=over.across + 1))), *rows[1:]]


def _beside(cells, cell, front):
    return (cell, *cells) if front else (*cells, cell)


def _column_added(page, rng, drop):
    sheet = next((s for s in page.sheets() if s.table == "requests"), None)
    if sheet is None:
        return page, NOTHING
    counter = count(1)
    head, text, front = rng.choice(
        (
            ("上年总计", lambda: str(rng.randint(0, 9)), False),
            ("占比", lambda: f"{rng.randint(0, 100)}%", False),
            ("同比", lambda: str(rng.randint(0, 9)), False),
            ("序号", lambda: str(next(counter)), True),
        )
    )
    rows = _with_column(sheet, head, text, front)
    gone = NOTHING
    if drop:
        lost = rng.randrange(5)
        bodies = [cell for i, cell in enumerate(rows[2].cells) if i != lost]
        rows[2] = replace(rows[2], cells=tuple(bodies))
        rows[1] = replace(
            rows[1], cells=tuple(replace(c, across=c.across - (c.across == 5)) for c in rows[1].cells)
        )
        for at, row in enumerate(rows[3:], start=3):
            keyed = [i for i, cell in enumerate(row.cells) if cell.key]
            gone |= _keys(replace(row, cells=(row.cells[keyed[lost + 1]],)))
            cells = [cell for i, cell in enumerate(row.cells) if i != keyed[lost + 1]]
            rows[at] = replace(row, cells=tuple(cells))
        corner, over = rows[0].cells
        rows[0] = replace(rows[0], cells=(corner, replace(over, across=over.across - 1)))
    return _with_rows(page, sheet, rows), gone


def column_added(page, rng):
    """Table 三 has a column that the form does not have: last year, a share, a serial number."""
    return _column_added(page, rng, drop=False)


def column_exchanged(page, rng):
    """As `column_added`, and one of the form's columns is not there. Its cells are gone."""
    return _column_added(page, rng, drop=True)


def remedies_blocks_swapped(page, rng):
    """In table 四 the lawsuits stand before the reconsiderations, with their heads. Nothing is gone."""
    if not _has_remedies(page):
        return page, NOTHING
    sheet = _sheet(page, rng, "remedies")
    first, second, third, data = sheet.rows
    rows = [
        replace(first, cells=tuple(reversed(first.cells))),
        replace(second, cells=(*second.cells[5:], *second.cells[:5])),
        third,
        replace(data, cells=(*data.cells[5:], *data.cells[:5])),
    ]
    return _with_rows(page, sheet, rows), NOTHING


def second_table(page, rng):
    """Another year's table of the same kind stands above, and one of the two has lost a row or a cell.

    Which year a number is of is nowhere said: all that is not the same in both is gone.
    """
    sheet = _sheet(page, rng)
    if sheet.table == "survey":
        return page, NOTHING
    other = [
        replace(
            row,
            cells=tuple(
                replace(cell, text=str(rng.randint(0, 9)), key=None) if cell.key else cell
                for cell in row.cells
            ),
        )
        for row in sheet.rows
    ]
    one, two = replace(sheet, rows=tuple(other)), sheet
    at = _data_row(sheet, rng)
    torn = rng.choice((one, two))
    lost = list(torn.rows)
    if len(_parts(sheet)) == 1 and sheet.table == "remedies":
        lost[at] = replace(lost[at], cells=lost[at].cells[:-1])
    else:
        del lost[at]
    torn_sheet = replace(torn, rows=tuple(lost))
    printed = (torn_sheet, two) if torn is one else (one, torn_sheet)
    gone = frozenset(
        cell.key
        for row, twin in zip(sheet.rows, other, strict=True)
        for cell, last in zip(row.cells, twin.cells, strict=True)
        if cell.key and cell.text != last.text
    )
    return page.with_sheet(
        sheet, DrawnLine("上一年："), printed[0], DrawnLine("本年："), printed[1]
    ), gone | _keys(sheet.rows[at])


def text_swallowed(page, rng):
    """A line of running text with numbers stands between two rows of a table. Nothing is gone."""
    sheet = _sheet(page, rng)
    at = _data_row(sheet, rng)
    text = rng.choice(
        (
            "注：本年另有3件申请通过电话咨询后撤回，12件在次年办理。",
            "其中网上申请2件、信函申请1件",
            "以上数据截至12月31日，共5个部门报送",
        )
    )
    parts = (replace(sheet, rows=sheet.rows[:at]), DrawnLine(text), replace(sheet, rows=sheet.rows[at:]))
    return page.with_sheet(sheet, *parts), NOTHING


_ODD = ("1 万件", "2 千", "5 有误", "2024年1月3日", "约3", "3.5.1", "0 6", "1 000", "7人次", "二", "①", "≥3")


def odd_cells(page, rng):
    """Some cells hold no number of the form: a multiplier, a remark, a date, two numbers. They are gone."""
    sheet = _sheet(page, rng)
    gone = NOTHING
    rows = list(sheet.rows)
    for _ in range(rng.randint(1, 5)):
        at = _data_row(sheet, rng)
        i = _value_cell(rows[at], rng)
        key = rows[at].cells[i].key
        assert key is not None
        gone |= {key}
        cells = [replace(c, text=rng.choice(_ODD)) if k == i else c for k, c in enumerate(rows[at].cells)]
        rows[at] = replace(rows[at], cells=tuple(cells))
    return _with_rows(page, sheet, rows), gone


def unit_in_head(page, rng):
    """The head of the fees counts in 元 and not in 万元. The number is not the form's: it is gone."""
    sheet = next((s for s in page.sheets() if s.table == "disclosure"), None)
    if sheet is None or not any("万元" in cell.text for row in sheet.rows for cell in row.cells):
        return page, NOTHING
    keys = frozenset(cell.key for row in sheet.rows for cell in row.cells if cell.key and row.id == "fees")
    changed, _ = _with_header(page, sheet, lambda text: text.replace("万元", "元"))
    return changed, keys


def _with_extra(sheet, part, at, head, texts):
    """The rows with one more column in a part of a table: `at` the place among its columns, -1 the labels."""
    heads, data = part
    names = _names(sheet, heads)
    rows = list(sheet.rows)

    def put(r, i, cell):
        cells = list(rows[r].cells)
        cells.insert(i, cell)
        rows[r] = replace(rows[r], cells=tuple(cells))

    over = 0  # how many columns of the form stand before it under 法人或其他组织
    if sheet.table == "requests":
        if 1 < at < 6:
            put(2, at - 1, DrawnCell(head))
            over = 1
        else:
            put(1, {-1: 0, 0: 0, 1: 1, 6: 2, 7: 3}[at], DrawnCell(head, down=2))
        corner, top = rows[0].cells
        rows[0] = replace(rows[0], cells=(corner, replace(top, across=top.across + 1)))
        if over:
            person, group, total = rows[1].cells
            rows[1] = replace(rows[1], cells=(person, replace(group, across=group.across + 1), total))
    elif sheet.table == "remedies":
        put(heads[1], 5 if at > 4 else 0, DrawnCell(head, down=2))
        first = 0 if at <= 4 else 1
        cells = list(rows[0].cells)
        cells[0] = replace(cells[0], across=cells[0].across + 1)
        rows[0] = replace(rows[0], cells=tuple(cells))
        at = 5 * first
    else:
        row, first = names[0] if names else (heads[-1], 1)
        put(row, first + max(at, 0), DrawnCell(head))
    for r in data:
        first = next(i for i, cell in enumerate(rows[r].cells) if cell.key)
        put(r, first + max(at, 0), DrawnCell(next(texts)))
    return rows


_HEADS = (
    ("其中：本级", "digit"), ("序号", "count"), ("占比", "percent"), ("完成率（%）", "decimal"),
    ("备注", "word"), ("上年", "digit"), ("2018年", "digit"), ("核实数", "digit"), ("本月数", "digit"),
    ("", "digit"),
    ("排名", "count"), ("满意度", "percent"), ("折合", "decimal"), ("本级", "digit"), ("增幅", "percent"),
)  # fmt: skip


def column_inserted(page, rng):
    """Any table has one more column anywhere, of a head that no form has, or of none. Nothing is gone."""
    sheet = _sheet(page, rng, "disclosure requests remedies")
    part = rng.choice(_parts(sheet))
    if sheet.table == "survey" or not part[0]:
        return page, NOTHING
    head, kind = rng.choice(_HEADS)
    numbers = count(1)
    texts = iter(
        lambda: {
            "digit": str(rng.randint(0, 9)),
            "count": str(next(numbers)),
            "percent": f"{rng.randint(0, 100)}%",
            "decimal": f"{rng.randint(0, 100)}.{rng.randint(1, 9)}",
            "word": rng.choice(("", "无", "已核")),
        }[kind],
        None,
    )
    at = rng.randrange(-1, len(_names(sheet, part[0])) + 1)
    return _with_rows(page, sheet, _with_extra(sheet, part, at, head, texts)), NOTHING


def column_deleted(page, rng):
    """A column of table 三, or of a part of table 二, is not there, head and all. Its cells are gone."""
    sheet = _sheet(page, rng, "disclosure requests requests")
    wide = [part for part in _parts(sheet) if len(_names(sheet, part[0])) > 1]
    if sheet.table == "survey" or not wide:
        return page, NOTHING
    heads, data = rng.choice(wide)
    names = _names(sheet, heads)
    lost = rng.randrange(len(names))
    rows = [list(row.cells) for row in sheet.rows]
    row, i = names[lost]
    del rows[row][i]
    gone = set()
    for at in data:
        first = next(k for k, cell in enumerate(rows[at]) if cell.key)
        gone.add(rows[at].pop(first + lost).key)
    if sheet.table == "requests":
        rows[0][1] = replace(rows[0][1], across=6)
        rows[1] = [replace(cell, across=4) if cell.across == 5 and row == 2 else cell for cell in rows[1]]
    kept = [replace(row, cells=tuple(cells)) for row, cells in zip(sheet.rows, rows, strict=True)]
    return _with_rows(page, sheet, kept), frozenset(gone)


def totals_first_in_remedies(page, rng):
    """Each block of table 四 begins with its total, in the head and below. Nothing is gone."""
    if not _has_remedies(page):
        return page, NOTHING
    sheet = _sheet(page, rng, "remedies")

    def turned(cells):
        return (cells[4], *cells[:4])

    top, first, second, data = sheet.rows
    rows = [
        top,
        replace(first, cells=(*turned(first.cells[:5]), *first.cells[5:])),
        replace(second, cells=(*turned(second.cells[:5]), *turned(second.cells[5:]))),
        replace(data, cells=tuple(cell for i in (0, 5, 10) for cell in turned(data.cells[i : i + 5]))),
    ]
    return _with_rows(page, sheet, rows), NOTHING


def serial_before_labels(page, rng):
    """A column of serial numbers stands before the labels of a table. Nothing is gone."""
    sheet = _sheet(page, rng, "disclosure requests")
    head, *rest = (row for row in sheet.rows)
    numbers = count(1)
    rows = []
    for row in (head, *rest):
        if row.id:
            number = str(next(numbers))
            groups = (number, *row.groups) if row.groups else ()
            cells = row.cells if row.groups else (DrawnCell(number), *row.cells)
            rows.append(replace(row, cells=cells, groups=groups))
        elif sheet.table != "requests" or row is head:
            down = row.cells[0].down
            rows.append(replace(row, cells=(DrawnCell("序号", down=down), *row.cells)))
        else:
            rows.append(row)
    return _with_rows(page, sheet, rows), NOTHING


def two_reports(page, rng):
    """Another report, of another year or office, stands behind this one in the file.

    Which of the two is read is not said: all that is not the same in both is gone. Of two statistics tables
    the first is that of the report.
    """
    form = "2014" if any(sheet.table == "survey" for sheet in page.sheets()) else rng.choice(("2021", "2019"))
    seed = rng.randrange(10_000)
    truth = synth.make(form, seed)
    second = lay_out(truth, seed)
    cells = {cell.key: cell.text for s in second.sheets() for row in s.rows for cell in row.cells if cell.key}
    own = {cell.key: cell.text for s in page.sheets() for row in s.rows for cell in row.cells if cell.key}
    zero = ("0", "0元")  # the same in any unit
    gone = frozenset(
        key
        for key, text in own.items()
        if (other := cells.get(key, text)) != text and key[0] != "survey" and {text, other} != {*zero}
    )
    return DrawnPage((*page.blocks, *second.blocks)), gone


def unit_above(page, rng):
    """Above the table, in its heading or over its part, the fees are said to be in 元, in the head in 万元.

    Which of the two is true is not certain: the fees are gone.
    """
    sheet = next((s for s in page.sheets() if s.table == "disclosure"), None)
    keys = (
        frozenset(c.key for row in sheet.rows if row.id == "fees" for c in row.cells if c.key)
        if sheet
        else ()
    )
    if not keys or not any("万元" in cell.text for row in sheet.rows for cell in row.cells):
        return page, NOTHING
    unit = rng.choice(("（单位：元）", "单位：元", "(单位:元)", "金额单位：元"))
    place = rng.choice(("line", "heading", "part"))
    if place == "line":
        return page.with_sheet(sheet, DrawnLine(unit), sheet), keys
    if place == "part":
        at = next(i for i, row in enumerate(sheet.rows) if row.id == "fees") - 2
        cell = sheet.rows[at].cells[0]
        return _with_cells(page, sheet, at, [replace(cell, text=f"{cell.text}{unit}")]), keys
    at = page.blocks.index(sheet)
    heading = max(i for i in range(at) if getattr(page.blocks[i], "role", "") == "heading")
    line = replace(page.blocks[heading], text=page.blocks[heading].text + unit)
    return DrawnPage((*page.blocks[:heading], line, *page.blocks[heading + 1 :])), keys


def _has_remedies(page):
    return any(sheet.table == "remedies" for sheet in page.sheets())


def remedies_14(page, rng):
    """Table 四 has 14 cells. The cell that was taken away is gone."""
    if not _has_remedies(page):
        return page, NOTHING
    return _one_cell_less(page, _sheet(page, rng, "remedies"), rng)


def remedies_16(page, rng):
    """Table 四 has 16 cells, one of them somebody's mistake. Nothing is gone."""
    if not _has_remedies(page):
        return page, NOTHING
    sheet = _sheet(page, rng, "remedies")
    at = _data_row(sheet, rng)
    cells = list(sheet.rows[at].cells)
    cells.insert(rng.randrange(16), DrawnCell(str(rng.randint(0, 3))))
    return _with_cells(page, sheet, at, cells), NOTHING


def header_words_lost(page, rng):
    """Words of the header are cut short or not there, as 结果维持 becomes 结果. Nothing is gone."""
    return _with_header(page, _sheet(page, rng), lambda text: rng.choice((text, text[:2], text[2:], "")))


def _lines_of_tables(text):
    """All lines, and the numbers of those that have borders."""
    lines = text.split("\n")
    return lines, [i for i, line in enumerate(lines) if ("|" in line or "\t" in line) and "---" not in line]


def bar_lost(text, rng):
    """One border character between cells is lost; nothing but a space is left of it."""
    lines, bordered = _lines_of_tables(text)
    if not bordered:
        return text
    at = rng.choice(bordered)
    place = rng.choice([i for i, character in enumerate(lines[at]) if character in "|\t"])
    lines[at] = lines[at][:place] + " " + lines[at][place + 1 :]
    return "\n".join(lines)


def row_bars_lost(text, rng):
    """All border characters of a row are lost: of a line, or of eight lines where a line is one cell."""
    lines, bordered = _lines_of_tables(text)
    if not bordered:
        return text
    start = rng.choice(bordered)
    cells = [cell for cell in lines[start].replace("\t", "|").split("|") if cell.strip()]
    for i in range(start, min(start + (1 if len(cells) > 1 else 8), len(lines))):
        lines[i] = lines[i].replace("|", " ").replace("\t", " ")
    return "\n".join(lines)


def repeated_lines_removed(text, rng):
    """Of lines that repeat the line above only the first is left."""
    return "\n".join(line for line, _ in groupby(text.split("\n")))


def known_lines_removed(text, rng):
    """Of all lines that are the same only the first is left, blank lines apart."""
    lines = text.split("\n")
    first = {line: i for i, line in reversed(list(enumerate(lines)))}
    return "\n".join(line for i, line in enumerate(lines) if not line or first[line] == i)


def line_numbers(text, rng):
    """Each line begins with its number, as in a listing."""
    form = rng.choice(("{} ", "{}\t", "{}. ", "{:>4}: ", "{:03} ", "[{}] ", "{}|"))
    lines = text.split("\n")
    first = rng.choice((1, 1, 37))
    return "\n".join(form.format(i) + line for i, line in enumerate(lines, start=first))


_PAGE_DAMAGES = (
    row_deleted,
    cell_blanked,
    cell_deleted,
    border_lost,
    border_lost_glued,
    header_digits,
    column_numbers,
    page_number,
    page_number_dashed,
    page_number_words,
    rows_swapped,
    rows_merged,
    label_emptied,
    label_deleted,
    label_typo,
    group_lost,
    trailing_column,
    header_repeated,
    remedies_14,
    remedies_16,
    header_words_lost,
    columns_swapped,
    total_first,
    column_added,
    column_exchanged,
    remedies_blocks_swapped,
    second_table,
    text_swallowed,
    odd_cells,
    unit_in_head,
    column_inserted,
    column_deleted,
    totals_first_in_remedies,
    serial_before_labels,
    two_reports,
    unit_above,
)
_TEXT_DAMAGES = (bar_lost, row_bars_lost, repeated_lines_removed, known_lines_removed, line_numbers)
PAGE = {damage.__name__: damage for damage in _PAGE_DAMAGES} | CELLS
TEXT = {damage.__name__: damage for damage in _TEXT_DAMAGES}
DAMAGES = ("none", *PAGE, *TEXT)


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged document, and what is still true of it: a cell without a value must not be reported."""

    document: bytes
    truth: synth.Truth


def _undecidable(truth, layout, damage):
    """Whether the ink allows a second reading that no reader could refuse.

    - Without any border (`glued`) 行政处罚5 before page 3 prints the digits of 53, 0 6 before 12 those of 0
      and 612, and a stray digit in the run of table 四 may leave one other cut that adds up.
    - Where an empty cell leaves no trace, the number of a page behind the label of a row prints what its
      number would, a stray 0 beside an empty cell of table 四 what 0 in that cell would, and 0 6 beside an
      empty cell what 0 and 6 would.
    """
    if layout == "glued":
        digits = ("page_number", "remedies_16", "column_inserted")  # more of them, beside those of a row
        return damage in (*digits, "odd_cells", "numbers_twice", "thousands_by_blanks", "remarks")
    no_trace = {
        "page_number": ("cell_blank", "one_line"),
        "remedies_16": ("spaces", "one_line"),
        "odd_cells": ("one_line",),
    }
    return layout in no_trace.get(damage, ()) and None in truth.cells.values()


def case(form, seed, layout, damage):
    """The damaged document of that name, or None where the damage leaves no trace of its own.

    Of each four seeds the last two have blanks.
    """
    if damage not in DAMAGES:
        raise ValueError(f"damage: expected one of {', '.join(DAMAGES)}, found {damage!r}")
    truth, whole = _whole(form, seed)
    if damage == "none":
        return Case(_file(whole, layout, seed), truth)
    rng = Random(f"damage {damage} {seed}")
    if damage in PAGE:
        page, gone = PAGE[damage](whole, rng)
        if page == whole or _undecidable(truth, layout, damage):
            return None
        left = {key: None if key in gone else value for key, value in truth.cells.items()}
        return Case(_file(page, layout, seed), replace(truth, cells=left))
    if layout not in TEXT_LAYOUTS:
        return None
    text = synth.draw(whole, layout, seed)
    if _undecidable(truth, layout, damage):
        return None
    damaged = TEXT[damage](text, rng)
    return Case(synth.encode(damaged, layout, seed), truth) if damaged != text else None


@lru_cache(maxsize=32)
def _whole(form, seed):
    """The truth of that seed and its page, which all layouts and damages share."""
    truth = synth.make(form, seed, blanks="zeros" if seed % 4 > 1 else "none")
    return truth, lay_out(truth, seed)


def _file(page, layout, seed):
    if layout in synth.FILES:
        return synth.draw_file(page, layout, seed)
    return synth.encode(synth.draw(page, layout, seed), layout, seed)


def main(arguments):
    if len(arguments) != 4:
        sys.stderr.write(f"usage: FORM SEED LAYOUT DAMAGE; layouts: {', '.join(synth.FORMATS)}; ")
        sys.stderr.write(f"damages: {', '.join(DAMAGES)}\n")
        return 2
    form, seed, layout, damage = arguments
    found = case(form, int(seed), layout, damage)
    if found is None:
        sys.stderr.write("this damage leaves no trace of its own in that document\n")
        return 1
    sys.stdout.buffer.write(found.document)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
