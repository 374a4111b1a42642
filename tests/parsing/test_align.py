"""Rows by label, columns by order in a complete row: what is placed, and what is withheld."""

from __future__ import annotations

from decimal import Decimal

import pytest

from govreport import forms
from govreport.parsing import recipe

HEAD = "示例县(synthetic)人民政府2023年政府信息公开工作年度报告\n一、总体情况\n我县按规定公开。\n"
APPLICANTS = ("natural_person", "company", "research", "nonprofit", "legal_service", "other_org", "total")
ROWS = {row.id: row.zh for row in forms.load("2021").table("requests").rows}


def report(disclosure="", requests="", remedies="", end=""):
    parts = [
        "二、主动公开政府信息情况\n" + disclosure,
        "三、收到和处理政府信息公开申请情况\n" + requests,
        "四、政府信息公开行政复议、行政诉讼情况\n" + remedies,
        "五、存在的主要问题及改进情况\n仍有不足。\n六、其他需要报告的事项\n无。\n" + end,
    ]
    return recipe.read((HEAD + "\n".join(parts)).encode())


def figure(of, table, row, column):
    return next(f for f in of.figures if f.key == (table, row, column))


def shown(of, row, table="requests"):
    """The values of a row as text, and the state of each cell that has none."""
    cells = [f for f in of.figures if (f.table, f.row) == (table, row)]
    return [str(f.value) if f.value is not None else f.status.value for f in cells]


def bars(**values):
    return "\n".join(
        f"{ROWS[row.replace('__', '.')]} | {' | '.join(cells.split(','))} |" for row, cells in values.items()
    )


FULL = {
    "new": "7,2,0,0,0,0,9",
    "carried_in": "1,0,0,0,0,0,1",
    "granted": "4,1,0,0,0,0,5",
    "partial": "2,1,0,0,0,0,3",
}
MARK = "\n1.逾期不补正 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |"


def test_rows_are_known_by_label_whatever_their_order():
    back = report(requests=bars(**dict(reversed(FULL.items()))) + MARK)
    assert shown(back, "new") == ["7", "2", "0", "0", "0", "0", "9"]
    assert shown(back, "granted") == ["4", "1", "0", "0", "0", "0", "5"]
    assert shown(back, "carried_out") == ["missing"] * 7
    assert back.forms == {"requests": "2021"}


def test_a_blank_keeps_its_place_and_is_no_zero():
    read = report(requests=bars(**FULL | {"carried_in": "1,,,,,,1"}) + MARK)
    assert shown(read, "carried_in") == ["1", *["blank"] * 5, "1"]
    assert figure(read, "requests", "carried_in", "company").raw == ""


def test_a_row_that_lost_a_border_is_withheld():
    read = report(requests=bars(**FULL | {"carried_in": "1,,,,,1"}) + MARK)
    assert shown(read, "carried_in") == ["unreadable"] * 7
    assert [n.code for n in read.notes if n.code == "row_unreadable"]


def test_a_withheld_cell_points_at_what_is_printed_in_its_row():
    """What is not read can be looked up: each cell of a row has the place and the text of all its values."""
    short = "3 0 0 0 0 1"  # six values for seven columns
    text = report(
        requests=bars(**FULL).replace(" |", "").replace("4 1 0 0 0 0 5", short) + MARK.replace(" |", "")
    )
    cells = [f for f in text.figures if (f.table, f.row) == ("requests", "granted")]
    assert {f.status for f in cells} == {"unreadable"}
    assert len(cells) == 7
    for cell in cells:
        assert cell.where is not None
        assert text.text[cell.where.start : cell.where.end].split() == cell.raw.split() == short.split()


def test_marks_are_kept_as_printed():
    read = report(requests=bars(**FULL | {"partial": "2,/,—,无,0,0,2"}) + MARK)
    assert shown(read, "partial") == ["2", "marked", "marked", "marked", "0", "0", "2"]
    assert figure(read, "requests", "partial", "research").raw == "—"


def test_a_remark_in_a_cell_stays_in_raw():
    read = report(requests=bars(**FULL | {"granted": "4(其中网上3件),1,0,0,0,0,5"}) + MARK)
    assert shown(read, "granted")[0] == "4"
    assert figure(read, "requests", "granted", "natural_person").raw == "4(其中网上3件)"


@pytest.mark.parametrize("odd", ["04", "4.5", "-4", "4%", "2024年", "4 0", "四五"])
def test_what_is_no_count_is_not_read_as_one(odd):
    read = report(requests=bars(**FULL | {"granted": f"{odd},1,0,0,0,0,5"}) + MARK)
    assert figure(read, "requests", "granted", "natural_person").value is None


@pytest.mark.parametrize("odd", ["100%", "#REF!", "=1+2", "√", "1E+02"])
def test_what_is_no_label_and_no_number_is_unreadable_and_not_missing(odd):
    read = report(requests=bars(**FULL | {"carried_in": f"1,{odd},0,0,0,0,1"}) + MARK)
    assert shown(read, "carried_in") == ["1", "unreadable", "0", "0", "0", "0", "1"]
    assert figure(read, "requests", "carried_in", "company").raw == odd


def test_a_blank_row_whose_cells_stand_elsewhere_is_withheld():
    """In row 2 the label is three cells and three numbers are in one: as many cells as columns."""
    rows = [
        [f'<td colspan="3">{ROWS[row]}</td>', *(f"<td>{text}</td>" for text in cells.split(","))]
        for row, cells in FULL.items()
    ]
    rows[1] = [f"<td>{ROWS['carried_in']}</td>", *["<td></td>"] * 2, '<td colspan="3">21</td>']
    rows[1] += ["<td>0</td>"] * 3 + ["<td>21</td>"]
    table = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    mark = f'<tr><td colspan="3">1.逾期不补正</td>{"<td>0</td>" * 7}</tr>'
    page = f"<h2>三、收到和处理政府信息公开申请情况</h2><table>{table}{mark}</table>"
    text = HEAD.replace("\n", "</p><p>")
    read = recipe.read(f"<html><body><p>{text}</p>{page}</body></html>".encode())
    assert shown(read, "new") == ["7", "2", "0", "0", "0", "0", "9"]
    assert shown(read, "carried_in") == ["unreadable"] * 7


def test_digits_of_two_rows_are_not_cut_as_those_of_one():
    """Row 2 has two zeros and blanks; the label of row 3 is lost, so that its digits follow."""
    rows = [("unprocessed.petition", "2000002"), ("unprocessed.repeat", "00" + "01001")]
    rows += [("unprocessed.excessive", "0000000"), ("unprocessed.reconfirm", "0000000")]
    text = "".join(ROWS[row] + digits for row, digits in rows)
    read = report(requests=f"{ROWS['new']}7200009{ROWS['carried_in']}1000001" + text)
    assert shown(read, "unprocessed.excessive") == ["0"] * 7
    assert shown(read, "unprocessed.repeat") == ["unreadable"] * 7


def test_a_row_printed_twice_must_say_the_same():
    same = report(requests=bars(**FULL) + "\n" + bars(new=FULL["new"]) + MARK)
    assert shown(same, "new")[0] == "7"
    other = report(requests=bars(**FULL) + "\n" + bars(new="8,2,0,0,0,0,10") + MARK)
    assert shown(other, "new") == ["unreadable"] * 7
    assert "row_twice" in {n.code for n in other.notes}


def test_a_row_without_label_is_nobodys():
    read = report(requests=bars(**FULL) + "\n | 5 | 0 | 0 | 0 | 0 | 0 | 5 |" + MARK)
    assert shown(read, "carried_out") == ["missing"] * 7
    assert "row_without_label" in {n.code for n in read.notes}
    assert shown(read, "partial") == ["2", "1", "0", "0", "0", "0", "3"]


def test_one_cell_per_line_and_a_page_number_between():
    cells = [(ROWS[row], values.split(",")) for row, values in FULL.items()]
    lines = "\n\n".join("\n\n".join([label, *values]) for label, values in cells)
    assert shown(report(requests=lines), "granted") == ["4", "1", "0", "0", "0", "0", "5"]
    # The row below 部分公开 is nowhere: its values could be what follows.
    assert shown(report(requests=lines), "partial") == ["unreadable"] * 7
    paged = lines.replace(ROWS["partial"], "12\n\n" + ROWS["partial"])
    assert shown(report(requests=paged), "granted") == ["unreadable"] * 7
    assert shown(report(requests=paged), "carried_in") == ["1", "0", "0", "0", "0", "0", "1"]
    dashed = lines.replace(ROWS["partial"], "- 12 -\n\n" + ROWS["partial"])
    assert shown(report(requests=dashed), "granted") == ["4", "1", "0", "0", "0", "0", "5"]


def test_where_blanks_vanish_a_full_row_proves_nothing():
    """Six values and a page number look like seven values."""
    cells = [(ROWS[row], values.split(",")) for row, values in (FULL | {"carried_in": "1,1"}).items()]
    lines = "\n\n".join("\n\n".join([label, *values]) for label, values in cells)
    assert shown(report(requests=lines), "granted") == ["unreadable"] * 7


def test_numbers_beside_other_outcomes_tell_the_form_of_2019():
    read = report(requests=bars(**FULL) + "\n(六)其他处理 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |")
    assert read.forms == {"requests": "2019"}
    assert shown(read, "other") == ["1", "0", "0", "0", "0", "0", "1"]


def test_forms_are_known_table_by_table():
    old = "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |\n规章 | 0 | 1 | 2 |"
    read = report(disclosure=old, requests=bars(**FULL) + MARK)
    assert read.forms == {"disclosure": "2019", "requests": "2021"}
    assert shown(read, "rules", "disclosure") == ["0", "1", "2"]
    assert read.form == "2021"


def test_prose_with_the_words_of_the_form_gives_no_figures():
    prose = "本年作出行政许可97件；行政处罚3件。行政强制0件，其中\n"
    read = report(disclosure=prose, requests=bars(**FULL) + MARK)
    assert "disclosure" not in read.forms
    assert not [f for f in read.figures if f.table == "disclosure" and f.value is not None]


FIFTEEN = "2 | 2 | 0 | 6 | 10 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |"
HEADS = "行政复议 | 行政诉讼 |\n未经复议直接起诉 | 复议后起诉 |\n"


def test_table_four_is_read_by_position_with_a_note():
    read = report(requests=bars(**FULL) + MARK, remedies=HEADS + FIFTEEN)
    assert shown(read, "reconsideration", "remedies") == ["2", "2", "0", "6", "10"]
    assert shown(read, "litigation_after", "remedies") == ["1", "0", "0", "0", "1"]
    assert "by_position" in {n.code for n in read.notes}


@pytest.mark.parametrize(
    "row",
    [
        FIFTEEN.removeprefix("2 | "),
        "3 | " + FIFTEEN,
        FIFTEEN + "\n" + FIFTEEN,
        " | ".join(map(str, range(1, 16))) + " |",  # only the columns are numbered
        " | ".join(map(str, range(15))) + " |",
    ],
)
def test_table_four_with_another_number_of_cells_is_withheld(row):
    read = report(requests=bars(**FULL) + MARK, remedies=HEADS + row)
    assert not [f for f in read.figures if f.table == "remedies" and f.value is not None]


def test_units_printed_in_a_cell():
    table = (
        "信息内容 | 上一年项目数量 | 本年增/减 |\n行政事业性收费 | 35 | -15 |\n"
        "信息内容 | 采购项目数量 | 采购总金额 |\n政府集中采购 | 21(批次) | 373.7万 |"
    )
    read = report(disclosure=table, requests=bars(**FULL) + MARK)
    amount = figure(read, "disclosure", "procurement", "amount")
    assert (amount.value, amount.unit, amount.raw) == (Decimal("373.7"), "万元", "373.7万")
    assert shown(read, "procurement", "disclosure") == ["21", "373.7"]
    assert shown(read, "fees", "disclosure") == ["35", "-15"]


def test_every_figure_points_at_its_ink():
    read = report(requests=bars(**FULL) + MARK, remedies=HEADS + FIFTEEN)
    for f in read.figures:
        if f.value is not None:
            assert f.where is not None
            assert read.text[f.where.start : f.where.end] == f.raw == str(f.value)


def test_a_table_without_rows_has_none():
    from govreport.parsing.rows import runs_of
    from govreport.parsing.tables import PrintedTable

    assert runs_of(PrintedTable(forms.load("2021").table("requests"), ())) == []
