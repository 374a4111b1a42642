"""Statistics tables of 2008 to 2018: found in any layout, read by label and head, never shifted."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import govreport as gr
from govreport.document import Cell, Document, Grid, Paragraph, Where
from govreport.parsing.recipe import parse, read
from govreport.parsing.statistics.words import rows_by_key
from govreport.report import Status

SHARED = Path(__file__).parents[3] / "shared" / "real"
TOP = (
    "合成县(synthetic)2016年政府信息公开工作年度报告\n一、概述\n工作平稳，行政复议数量为零。\n"
    "二、主动公开政府信息情况\n公开信息9条。\n三、依申请公开情况\n收到申请数为4件。\n四、存在的主要问题和改进措施\n尚有不足。\n"
)
LOCAL = (
    ("主动公开信息数", "条", "739", "4359"),
    ("其中：1、网站公开", "条", "732", "4300"),
    ("2、政府公报公开", "条", "7", "59"),
    ("受理依申请公开信息总数", "条", "4", "21"),
    ("其中：1、当面申请数", "条", "0", "3"),
    ("政府信息公开收费减免金额", "元", "12.50", "90"),
    ("行政复议数", "件", "0", "1"),
)
LOCAL_HEAD = ("指标名称", "计量单位", "2012年度", "历年累计")
NATIONAL = (
    ("一、主动公开情况", "——", "——"),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "1356"),
    ("其中：主动公开规范性文件数", "条", "12"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "——", ""),
    ("2.政府网站公开政府信息数", "条", "1300"),
    ("三、依申请公开情况", "——", "——"),
    ("（一）收到申请数", "件", "9"),
    ("4.信函申请数", "件", ""),
    ("四、行政复议数量", "件", "5"),
    ("（一）维持具体行政行为数", "件", "2"),
    ("（二）被依法纠错数", "件", "3"),
    ("（三）其他情形数", "件", "/"),
    ("五、行政诉讼数量", "件", "1"),
    ("（二）被依法纠错数", "件", "1"),
    ("七、依申请公开信息收取的费用", "万元", "0.25"),
)
NATIONAL_HEAD = ("统计指标", "单位", "统计数")
LOCAL_TRUTH = {
    ("disclosed", "year"): 739,
    ("disclosed", "cumulative"): 4359,
    ("disclosed.website", "year"): 732,
    ("disclosed.website", "cumulative"): 4300,
    ("disclosed.gazette", "year"): 7,
    ("disclosed.gazette", "cumulative"): 59,
    ("requests.received", "year"): 4,
    ("requests.received", "cumulative"): 21,
    ("requests.received.in_person", "year"): 0,
    ("requests.received.in_person", "cumulative"): 3,
    ("fees.waived", "year"): Decimal("12.50"),
    ("fees.waived", "cumulative"): 90,
    ("reconsideration", "year"): 0,
    ("reconsideration", "cumulative"): 1,
}
NATIONAL_TRUTH = {
    ("disclosed", "year"): 1356,
    ("disclosed.normative", "year"): 12,
    ("disclosed.website", "year"): 1300,
    ("requests.received", "year"): 9,
    ("reconsideration", "year"): 5,
    ("reconsideration.upheld", "year"): 2,
    ("reconsideration.corrected", "year"): 3,
    ("litigation", "year"): 1,
    ("litigation.corrected", "year"): 1,
    ("fees", "year"): Decimal("0.25"),
}


def report(*rows, layout):
    return read((TOP + "政府信息公开情况统计表\n" + drawn(rows, layout)).encode())


def drawn(rows, layout):
    if layout == "html":
        cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        return f"<table>{cells}</table>"
    if layout == "bars":
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)
    if layout == "spaces":
        return "\n".join("  ".join(cell for cell in row if cell) for row in rows)
    if layout == "one_line":
        return " ".join(cell for row in rows for cell in row if cell)
    if layout == "cells":
        return "\n".join(cell for row in rows for cell in row if cell)
    assert layout == "glued"
    return "".join(cell for row in rows for cell in row)


def html(*rows):
    body = "".join(f"<p>{line}</p>" for line in TOP.splitlines())
    return read(
        f"<html><body>{body}<p>政府信息公开情况统计表</p>{drawn(rows, 'html')}</body></html>".encode()
    )


def values(report):
    return {(f.row, f.column): f.value for f in report.figures if f.value is not None}


@pytest.mark.parametrize("layout", ["bars", "spaces", "one_line", "cells"])
def test_a_local_table_in_text(layout):
    found = report(LOCAL_HEAD, *LOCAL, layout=layout)
    assert found.forms == {"survey": "2008"}
    assert values(found) == LOCAL_TRUTH
    assert {note.code for note in found.notes} == {"no_period", "form_of_other_years"}


def test_a_local_table_of_a_web_page():
    assert values(html(LOCAL_HEAD, *LOCAL)) == LOCAL_TRUTH


@pytest.mark.parametrize("layout", ["bars", "spaces", "one_line"])
def test_the_national_table_in_text(layout):
    found = report(NATIONAL_HEAD, *NATIONAL, layout=layout)
    assert found.forms == {"survey": "2014"}
    assert values(found) == NATIONAL_TRUTH


def test_the_national_table_of_a_web_page():
    found = html(NATIONAL_HEAD, *NATIONAL)
    assert values(found) == NATIONAL_TRUTH
    states = {f.row: f.status for f in found.figures}
    assert states["requests.received.letter"] is Status.BLANK
    assert states["reconsideration.other"] is Status.MARKED
    assert "complaints" not in states  # not printed, not demanded


def test_empty_lines_leave_no_trace_so_cells_on_lines_of_their_own_are_withheld():
    found = report(NATIONAL_HEAD, *NATIONAL, layout="cells")
    assert values(found) == {}
    assert {f.row for f in found.figures if f.status is Status.MISSING} == {"requests.received.letter"}


def test_digits_without_borders_are_read_only_where_no_number_begins_with_zero():
    rows = (
        ("主动公开文件数", "条", "3460", "85376"),
        ("其中：1、政府网站公开数", "条", "3460", "85376"),
        ("2、政府公报公开数", "条", "0", "0"),
        ("行政复议数", "件", "0", "7"),
    )
    found = report(("指标名称", "计量单位", "2016年度", "历年累计"), *rows, layout="glued")
    assert values(found) == {
        ("disclosed.gazette", "year"): 0,
        ("disclosed.gazette", "cumulative"): 0,
        ("reconsideration", "year"): 0,
        ("reconsideration", "cumulative"): 7,
    }
    assert [f.raw for f in found.figures if f.row == "disclosed"] == ["346085376"] * 2


@pytest.mark.parametrize("lost", range(4))
def test_a_lost_cell_shifts_nothing(lost):
    for n, row in enumerate(LOCAL):
        damaged = [*LOCAL[:n], (*row[:lost], *row[lost + 1 :]), *LOCAL[n + 1 :]]
        for layout in ("bars", "spaces", "one_line", "cells"):
            found = values(report(LOCAL_HEAD, *damaged, layout=layout))
            assert found.items() <= LOCAL_TRUTH.items(), (layout, row)


def test_a_lost_row_moves_no_label_of_two_meanings():
    for n in range(1, len(NATIONAL)):
        damaged = [*NATIONAL[:n], *NATIONAL[n + 1 :]]
        found = values(html(NATIONAL_HEAD, *damaged))
        assert found.items() <= NATIONAL_TRUTH.items(), NATIONAL[n]
        assert len(found) >= len(NATIONAL_TRUTH) - 3


@pytest.mark.parametrize(
    "head",
    [
        ("统计指标", "单位", "区政府统计数"),
        ("指标名称", "计量单位", "本期实际", "本年累计"),
        ("指标名称", "计量单位", "历年累计", "历年累计"),
    ],
)
def test_columns_of_another_meaning_are_not_taken(head):
    found = html(head, *(row[: len(head)] for row in LOCAL))
    assert values(found) == {}
    assert "columns_unknown" in {note.code for note in found.notes}


def test_a_column_of_codes_is_no_column_of_figures():
    rows = [(row[0], f"{n:02}", *row[1:]) for n, row in enumerate(LOCAL, start=1)]
    found = html(("指标名称", "代码", *LOCAL_HEAD[1:]), *rows)
    assert values(found) == LOCAL_TRUTH


def test_columns_may_stand_in_another_order():
    rows = [(*row[:2], row[3], row[2]) for row in LOCAL]
    assert values(html((*LOCAL_HEAD[:2], "历年累计", "2012年度"), *rows)) == LOCAL_TRUTH


def test_a_row_that_the_form_does_not_know_is_noted():
    found = html(LOCAL_HEAD, *LOCAL, ("微信推送数", "条", "88", "99"))
    assert values(found) == LOCAL_TRUTH
    assert [n.message for n in found.notes if n.code == "row_without_label"] == [
        "survey: values beside no known label: '微信推送数'"
    ]


def cut_row(above, below):
    """The national table of a document whose page ends in a row: its last row above, its first below."""
    rows = [NATIONAL_HEAD, NATIONAL[0], above, NATIONAL_HEAD, below, *NATIONAL[2:]]
    blocks = []
    text = ""
    for line in (*TOP.splitlines(), "政府信息公开情况统计表"):
        blocks.append(Paragraph(line, Where(len(text), len(text) + len(line), page=1)))
        text += line + "\n"
    cells = []
    for r, row in enumerate(rows, start=1):
        cells.append([])
        for c, cell in enumerate(row, start=1):
            place = Where(len(text), len(text) + len(cell), page=1 if r < 4 else 2, table=1, row=r, column=c)
            cells[-1].append(Cell(cell, place))
            text += cell + "\t"
    start = blocks[-1].where.end + 1
    grid = Grid(tuple(map(tuple, cells)), "rows", Where(start, len(text), page=1, table=1), (3,) * len(rows))
    return parse(Document("a.pdf", "0" * 64, "application/pdf", text, (*blocks, grid)))


REMARK = "（一）主动公开政府信息数（不同渠道和方式", "公开相同信息计1条）"
LABEL = "（一）主动公开政府", "信息数"


@pytest.mark.parametrize("label", [REMARK, LABEL])
@pytest.mark.parametrize("cells", [(("条", "1356"), ("", "")), (("", ""), ("条", "1356"))])
def test_a_row_that_a_page_cuts_through_its_label_is_one_row(label, cells):
    found = cut_row((label[0], *cells[0]), (label[1], *cells[1]))
    assert values(found) == NATIONAL_TRUTH
    assert not [note for note in found.notes if note.code == "row_without_label"]


def test_two_parts_with_numbers_are_not_one_row():
    found = cut_row((LABEL[0], "条", "1356"), (LABEL[1], "条", "7"))
    assert ("disclosed", "year") not in values(found)


def test_a_cut_row_whose_rest_is_lost_is_not_blank():
    found = cut_row((REMARK[0], "", ""), ("其他说明", "条", "7"))
    state = next(f.status for f in found.figures if f.row == "disclosed")
    assert state is Status.UNREADABLE


def test_a_row_printed_twice_must_say_the_same_twice():
    assert values(html(LOCAL_HEAD, *LOCAL, LOCAL[0])) == LOCAL_TRUTH
    twice = html(LOCAL_HEAD, *LOCAL, ("主动公开信息数", "条", "740", "4359"))
    assert ("disclosed", "year") not in values(twice)
    assert "row_twice" in {note.code for note in twice.notes}


def test_what_stands_below_the_table_is_no_figure():
    found = report(LOCAL_HEAD, *LOCAL, ("填报人：甲", "联系电话：", "23158668"), layout="one_line")
    assert values(found) == LOCAL_TRUTH


def test_the_table_is_no_part_of_the_narrative_before_it():
    text = TOP.replace("\n", " ") + "合成县政府信息公开情况统计表 " + drawn((LOCAL_HEAD, *LOCAL), "one_line")
    found = read(text.encode())
    assert values(found) == LOCAL_TRUTH
    problems = found.section("problems")
    assert problems is not None
    assert problems.blocks[-1].text == "尚有不足。"


def test_the_form_demands_nothing_but_judges_what_is_printed():
    rows = [("受理依申请公开信息总数", "条", "4", "3"), *LOCAL[:3], ("其中：1、当面申请数", "条", "5", "3")]
    findings = gr.check(html(LOCAL_HEAD, *rows), ["B-1", "B-2", "B-3"])
    broken = findings[findings["passed"].eq(False).fillna(False)]
    assert sorted(zip(broken["rule"], broken["actual"], strict=True)) == [
        ("B-1", "4"),
        ("B-1", "5"),
        ("B-2", "5"),
    ]
    assert set(findings["rule"]) == {"B-1", "B-2"}


@pytest.mark.parametrize("form", ["2008", "2014"])
def test_labels_name_one_row_or_need_their_group(form):
    for key, rows in rows_by_key(form).items():
        assert len(rows) == 1 or len({row.under for row in rows}) == len(rows), key


def test_the_two_labels_of_two_meanings():
    assert [key for key, rows in rows_by_key("2014").items() if len(rows) > 1] == ["被依法纠错", "其他情形"]


# What real pages print, keyed by hand.

ROWS_2008 = {
    "主动公开信息数": "disclosed",
    "主动公开文件数": "disclosed",
    "网站公开": "disclosed.website",
    "政府网站公开数": "disclosed.website",
    "政府公报公开": "disclosed.gazette",
    "政府公报公开数": "disclosed.gazette",
    "受理依申请公开信息总数": "requests.received",
    "当面申请数": "requests.received.in_person",
    "传真申请数": "requests.received.fax",
    "电子邮件申请数": "requests.received.email",
    "网上申请数": "requests.received.online",
    "信函申请数": "requests.received.letter",
    "信函、传真申请数": "requests.received.letter_fax",
    "对申请的答复总数": "requests.answered",
    "同意公开答复数": "requests.answered.granted",
    "同意部分公开答复数": "requests.answered.partial",
    "否决公开答复数": "requests.answered.denied",
    "不予公开答复数": "requests.answered.denied",
    "其他类型答复数": "requests.answered.other",
    "政府信息公开收费减免金额": "fees.waived",
    "接受行政诉讼、举报数": "litigation_and_complaints",
    "行政申诉、举报数": "appeals_and_complaints",
    "行政复议数": "reconsideration",
    "行政诉讼数": "litigation",
}


@pytest.mark.real
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/real is not here")
@pytest.mark.parametrize(("year", "unread"), [(2012, 0), (2016, 4)])
def test_real_statistics_tables(year, unread):
    keyed = json.loads((SHARED / f"pingtan_{year}.json").read_text(encoding="utf-8"))["statistics_table"]
    truth = {(ROWS_2008[k], c): Decimal(v) for k, cells in keyed.items() for c, v in cells.items()}
    found = read(SHARED / f"pingtan_{year}.txt")
    assert values(found).items() <= truth.items()
    assert len(truth) == 32
    # 3460|85376 without border: more than one way to cut it, in two rows of 2016.
    assert len(truth) - len(values(found)) == unread
    assert found.form == "2008"


# Heads of columns, as offices print them.

SMALL = (
    ("主动公开信息数", "条", "475", "582"),
    ("受理政府信息公开申请总数", "条", "5", "9"),
    ("其中：1.当面申请数", "条", "0", "3"),
    ("2.网上申请数", "条", "3", "3"),
    ("3.信函、传真申请数", "条", "2", "3"),
    ("对申请的答复总数", "条", "5", "9"),
    ("其中：1.同意公开答复数", "条", "4", "7"),
    ("2.不予公开答复数", "条", "1", "2"),
    ("政府信息公开收费减免金额", "元", "0", "0"),
    ("行政复议数", "件", "2", "7"),
)
BOTH = ("year", "cumulative")


@pytest.mark.parametrize(
    "heads",
    [
        ("指标名称", "单位", "本年数", "累计数"),
        ("指标", "单位", "本年度", "历年累计"),
        ("统计指标", "单位", "2016年统计数", "历年累计"),
        ("指标名称", "单位", "2016年度", "2008—2016年累计"),
        ("指标名称", "计量单位", "2016年", "截至2016年底累计"),
        ("指标名称", "计量单位", "2016年 历年累计"),
        ("项目", "单位", "2016年", "历年累计总数"),
    ],
)
@pytest.mark.parametrize("layout", ["spaces", "one_line"])
def test_two_columns_under_many_heads(heads, layout):
    found = values(report(heads, *LOCAL, layout=layout))
    assert found == LOCAL_TRUTH


@pytest.mark.parametrize("head", ["年末统计", "数量", "2016年", "2016年度", "数值", "统计数", "2016年数量"])
def test_one_column_under_many_heads(head):
    rows = [row[:3] for row in LOCAL]
    found = values(report(("指标名称", "单位", head), *rows, layout="spaces"))
    assert found == {key: value for key, value in LOCAL_TRUTH.items() if key[1] == "year"}


def test_a_table_without_a_column_of_units():
    rows = [(f"{label}（{unit}）", *numbers) for label, unit, *numbers in LOCAL]
    found = values(report(("指标名称", "2016年度", "历年累计"), *rows, layout="spaces"))
    assert found == LOCAL_TRUTH


def test_a_number_of_the_page_behind_the_last_row_costs_that_row_only():
    rows = [row[:3] for row in LOCAL]
    found = values(report(("指标名称", "单位", "年末统计"), *rows, ("0",), layout="one_line"))
    assert found["disclosed", "year"] == 739
    assert ("reconsideration", "year") not in found


def test_a_table_behind_a_line_that_says_annex_is_no_frame_of_the_page():
    table = "附件：2016年度政府信息公开情况统计表\n" + drawn((LOCAL_HEAD, *LOCAL), "one_line")
    assert values(read((TOP + table).encode())) == LOCAL_TRUTH


# Digits that ran together.


def test_small_numbers_are_cut_where_a_total_and_its_parts_leave_one_way():
    found = report(LOCAL_HEAD, *SMALL, layout="glued")
    numbers = values(found)
    assert [numbers["requests.received", column] for column in BOTH] == [5, 9]
    assert [numbers["requests.received.letter_fax", column] for column in BOTH] == [2, 3]
    assert [numbers["requests.answered.denied", column] for column in BOTH] == [1, 2]
    states = {f.row: f.status for f in found.figures}
    assert states["requests.answered"] is Status.RECOVERED
    assert states["reconsideration"] is Status.UNREADABLE  # no part of it is printed
    assert states["disclosed"] is Status.UNREADABLE


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (1, ("5", "")),  # a cell is empty
        (3, ("3", "4")),  # the parts are more than the total
        (8, ("", "")),  # no row shows that zeros are printed
        (9, ("2", "")),  # a row of one digit: cells may be empty
        (3, ("30", "3")),  # the year more than all years
    ],
)
def test_where_a_cell_may_be_empty_or_the_sums_fail_nothing_is_cut(row, cells):
    rows = [list(each) for each in SMALL]
    rows[row][2:] = cells
    numbers = values(report(LOCAL_HEAD, *rows, layout="glued"))
    assert ("requests.received", "year") not in numbers


def test_a_number_below_zero_is_no_count():
    rows = (*LOCAL[:3], ("受理依申请公开信息总数", "条", "1-10"), *LOCAL[4:])
    found = values(report(LOCAL_HEAD, *rows, layout="one_line"))
    assert ("requests.received", "year") not in found
    assert found["disclosed", "cumulative"] == 4359


@pytest.mark.parametrize("between", ["html", " "])
@pytest.mark.parametrize(
    ("label", "is_row"),
    [
        ("主动公开信息数", True),
        ("（一）主动公开政府信息数", True),
        ("上年度主动公开信息数", False),
        ("网上主动公开信息数", False),
        ("下属单位主动公开信息数", False),
        ("拟主动公开信息数", False),
        ("累计主动公开信息数", False),
        ("主动公开信息数（上年）", False),
        ("主动公开信息数（不含街道）", False),
    ],
)
def test_a_word_that_narrows_a_label_makes_it_anothers(label, is_row, between):
    head = ("指标名称", "计量单位", "2016年度", "历年累计")
    rows = (head, (label, "条", "739", "4359"), *(row for row in LOCAL if row[0] != "主动公开信息数"))
    if between == "html":
        table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        text = "".join(f"<p>{line}</p>" for line in TOP.splitlines()) + f"<table>{table}</table>"
    else:
        text = TOP + "\n".join(between.join(row) for row in rows)
    report = gr.read(text.encode())
    figures = {f.row: f.value for f in report.figures if f.column == "year" and f.value is not None}
    assert figures.get("disclosed") == (739 if is_row else None)
    assert between == " " or figures["requests.received"] == 4


GROUPS = (
    ("八、机构建设和保障经费情况", "——", "——"),
    ("（三）从事政府信息公开工作人员数", "人", "4"),
    ("九、政府信息公开会议和培训情况", "——", "——"),
    ("（一）召开政府信息公开工作会议或专题会议数", "次", "3"),
)


@pytest.mark.parametrize("whole", [False, True])
def test_groups_of_a_table_in_one_line_are_no_chapters(whole):
    text = TOP + "政府信息公开情况统计表\n" + drawn((NATIONAL_HEAD, *NATIONAL, *GROUPS), "one_line")
    found = values(read((text.replace("\n", " ") if whole else text).encode()))
    assert found == NATIONAL_TRUTH | {("staff", "year"): 4, ("meetings", "year"): 3}


def test_a_table_in_two_halves_side_by_side():
    left, right = NATIONAL[:8], (*NATIONAL[8:], ("", "", ""))
    rows = [(*a, *b) for a, b in zip((NATIONAL_HEAD, *left), (NATIONAL_HEAD, *right), strict=True)]
    assert values(html(*rows)) == NATIONAL_TRUTH


@pytest.mark.parametrize("layout", ["html", "bars"])
@pytest.mark.parametrize(
    ("heads", "at"),
    [
        (("2015年", "2016年"), 1),
        (("2016年", "2015年"), 0),
        (("上年数", "本年数"), 1),
        (("本年度", "同比增减"), 0),
        (("2014年", "2015年"), None),  # the report is on 2016
        (("上半年", "下半年"), None),
    ],
)
def test_columns_of_another_year_are_left_out(heads, at, layout):
    """Our rows' two numbers stand under `heads`; those of the report's year are asked for."""
    rows = (("统计指标", "单位", *heads), *LOCAL)
    found = values(html(*rows) if layout == "html" else report(*rows, layout=layout))
    expected = {} if at is None else {row: Decimal((*numbers,)[at]) for row, numbers in TWO.items()}
    assert {row: value for (row, _), value in found.items()} == expected


TWO = {
    "disclosed": ("739", "4359"),
    "disclosed.website": ("732", "4300"),
    "disclosed.gazette": ("7", "59"),
    "requests.received": ("4", "21"),
    "requests.received.in_person": ("0", "3"),
    "fees.waived": ("12.50", "90"),
    "reconsideration": ("0", "1"),
}


def test_a_head_over_two_rows_names_the_columns_by_its_lower_one():
    head = "<tr><td rowspan=2>指标名称</td><td rowspan=2>计量单位</td><td colspan=2>统计数</td></tr>"
    head += "<tr><td>上年</td><td>本年</td></tr>"
    body = "".join(f"<p>{line}</p>" for line in TOP.splitlines())
    table = drawn(LOCAL, "html").replace("<table>", f"<table>{head}")
    found = values(read(f"<html><body>{body}<p>政府信息公开情况统计表</p>{table}</body></html>".encode()))
    assert {row: value for (row, _), value in found.items()} == {k: Decimal(v[1]) for k, v in TWO.items()}


@pytest.mark.parametrize(
    ("label", "number", "expected"),
    [
        ("七、依申请公开信息收取的费用（单位：元）", "3500", ("reported", 3500, "元")),
        ("七、依申请公开信息收取的费用（元）", "3500", ("reported", 3500, "元")),
        ("七、依申请公开信息收取的费用（百元）", "35", ("unreadable", None, "万元")),
        ("（一）主动公开政府信息数（万条）", "77", ("unreadable", None, "条")),
        ("（三）从事政府信息公开工作人员数（不含街道办事处）（单位：人）", "77", None),
        ("1.专职人员数（不包括政府公报工作人员数）（单位：人）", "77", ("reported", 77, "人")),
        ("3.政策解读稿件发布数", "5篇", ("reported", 5, "篇")),
        ("3.政策解读稿件发布数", "5百篇", ("unreadable", None, "篇")),
    ],
)
def test_a_unit_in_a_label_or_at_a_number_counts(label, number, expected):
    rows = [row for row in NATIONAL if row[0][:5] != label[:5]]
    found = html(("统计指标", "统计数"), *((row[0], row[2]) for row in rows), (label, number))
    read = [(f.status.value, f.value, f.unit) for f in found.figures if f.raw == number]
    assert read == ([expected] if expected else [])


@pytest.mark.parametrize("head", ["上年数", "占比", "2016年上半年", "四季度", "教育局"])
def test_one_column_of_another_meaning_is_not_the_year_s(head):
    assert values(html((*NATIONAL_HEAD[:2], head), *NATIONAL)) == {}


def test_halves_of_two_years_are_two_tables():
    """What stands in one half only may be last year's."""
    left = [(label, unit, number, "", "", "") for label, unit, number in NATIONAL[6:]]
    right = [(*row, *NATIONAL[6]) if not i else (*row, "", "", "") for i, row in enumerate(NATIONAL[:6])]
    both = [(*NATIONAL_HEAD, *NATIONAL_HEAD), *right, *left]
    assert values(html(*both)) == {("requests.received", "year"): 9}


def test_a_unit_of_hundreds_over_the_table():
    text = TOP + "政府信息公开情况统计表\n单位：百件\n" + drawn((NATIONAL_HEAD, *NATIONAL), "bars")
    found = read(text.encode())
    assert values(found) == {}
    assert "unit_of_head" in {note.code for note in found.notes}


@pytest.mark.parametrize("layout", ["html", "bars"])
def test_words_below_the_head_are_its_second_row_or_a_group(layout):
    """A group that no form has stands under the head of the labels."""
    rows = (NATIONAL_HEAD, ("一、公开工作总体情况", "", ""), *NATIONAL[1:])
    assert values(html(*rows) if layout == "html" else report(*rows, layout=layout)) == NATIONAL_TRUTH


@pytest.mark.parametrize(
    "between",
    [
        "\n{label}：{value}{unit}",
        "\n{label}: {value}",
        "，{label}：{value}{unit}",
        " {label}（{unit}） {value}",
    ],
)
def test_a_table_of_which_the_caption_is_all_its_head(between):
    """Its groups are no chapters, though they stand in a line with its rows."""
    parts = []
    for label, unit, value in (*NATIONAL, *GROUPS):
        is_row = value not in ("", "/", "——")
        line = between if is_row else between[: between.index("}") + 1]
        parts.append(line.format(label=label, unit=unit, value=value))
    table = "".join(parts).strip("\n，")
    found = values(read((TOP + "政府信息公开情况统计表（2016年）\n" + table).encode()))
    assert found == NATIONAL_TRUTH | {("staff", "year"): 4, ("meetings", "year"): 3}
    hundreds = read((TOP + "政府信息公开情况统计表\n单位：百件\n" + table).encode())
    assert values(hundreds) == {}
    another = read((TOP + "政府信息公开情况统计表\n上年度数据如下：\n" + table).encode())
    assert values(another) == {}


@pytest.mark.parametrize("stated", ["0 2篇", "约9件", "8/9", "9件（上年8件）", "9千"])
def test_what_a_colon_parts_from_a_label_must_be_a_whole_number(stated):
    lines = [f"{label}：{stated if value == '9' else value}" for label, _, value in NATIONAL[1:]]
    found = values(read((TOP + "政府信息公开情况统计表\n" + "\n".join(lines)).encode()))
    assert found.get(("requests.received", "year")) in (None, 9000 if stated == "9千" else None)
    assert found["disclosed", "year"] == 1356


@pytest.mark.parametrize("head", ["指标 单位 数量", "统计 指标 单位 数量"])
def test_groups_behind_a_head_with_blanks_are_no_chapters(head):
    rows = drawn((*NATIONAL, *GROUPS), "one_line").replace("—— ", "")
    found = values(read((TOP + f"政府信息公开情况统计表\n{head} {rows}").encode()))
    assert found == NATIONAL_TRUTH | {("staff", "year"): 4, ("meetings", "year"): 3}
