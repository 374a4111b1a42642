"""Columns by their printed head: each cell under its own name, or nothing."""

from __future__ import annotations

import pytest

from govreport.forms import load
from govreport.parsing import recipe

NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
IDS = tuple(column.id for column in load("2021").table("requests").columns)
BODIES = set(NAMES[1:6])
# What each printed row says, by the name over the column.
ROWS = {
    "一、本年新收政府信息公开申请数量": "7 2 1 0 4 3 17",
    "二、上年结转政府信息公开申请数量": "1 0 0 0 0 0 1",
    "1.逾期不补正": "2 1 0 0 0 0 3",
}
BLOCKS = {"行政复议": "1 2 0 3 6", "未经复议直接起诉": "4 0 0 0 4", "复议后起诉": "0 0 5 0 5"}
ENDS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def said(row, name):
    return ROWS[row].split()[NAMES.index(name)] if name in NAMES else "9"


def grid(rows):
    return "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def cells(texts, attributes=""):
    return "".join(f"<td{attributes}>{text}</td>" for text in texts)


def requests(names, rows=ROWS, flat=False):
    """Table 三 with a head of one line, or of two with the bodies under 法人或其他组织."""
    body = [f"<td>{row}</td>" + cells([said(row, name) for name in names]) for row in rows]
    if flat:
        return grid([f"<td>(本列数据的勾稽关系)</td>{cells(names)}", *body])
    inner = [name for name in names if name in BODIES]
    top, done = "", False
    for name in names:
        if name not in BODIES:
            top += f'<td rowspan="2">{name}</td>'
        elif not done:
            top, done = top + f'<td colspan="{len(inner)}">法人或其他组织</td>', True
    return grid([f'<td rowspan="2">(本列数据的勾稽关系)</td>{top}', cells(inner), *body])


def remedies(blocks, ends=ENDS):
    heads = "".join(f'<td colspan="{len(ends)}">{block}</td>' for block in blocks)
    values = [BLOCKS[block].split()[ENDS.index(end)] for block in blocks for end in ends]
    return grid([heads, cells(list(ends) * len(blocks)), cells(values)])


def page(three="", four="", two=""):
    parts = (
        "<h1>示例县(synthetic)人民政府2023年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>我县按规定公开。</p>"
        f"<h2>二、主动公开政府信息情况</h2>{two}<h2>三、收到和处理政府信息公开申请情况</h2>{three}"
        f"<h2>四、政府信息公开行政复议、行政诉讼情况</h2>{four}<h2>五、存在的主要问题及改进情况</h2><p>仍有不足。</p>"
    )
    return recipe.read(f"<html><body>{parts}</body></html>".encode())


def shown(report, row, table="requests"):
    found = [f for f in report.figures if (f.table, f.row) == (table, row)]
    return [str(f.value) if f.value is not None else f.status.value for f in found]


def codes(report):
    return {note.code for note in report.notes}


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (NAMES, ()),
        (NAMES[-1:] + NAMES[:-1], ()),
        (("自然人", "总计", *NAMES[1:6]), ()),
        (("自然人", "科研机构", "商业企业", *NAMES[3:]), ()),
        ((*NAMES, "上年总计"), ()),
        ((*NAMES, "占比"), ()),
        (("序号", *NAMES), ()),
        ((*NAMES[:6], "2023年总计"), ()),
        ((*NAMES[:2], *NAMES[3:], "去年同期"), ("research",)),
        (NAMES[:6], ("total",)),
        (("自然人(件)", *NAMES[1:]), ()),
        ((*NAMES[:6], "合计"), ()),
    ],
)
def test_each_cell_is_read_under_its_own_name(names, missing, flat):
    alike = {"2023年总计": "总计", "合计": "总计", "自然人(件)": "自然人"}
    html = requests([alike.get(name, name) for name in names], flat=flat)
    for printed, name in alike.items():
        html = html.replace(f">{name}<", f">{printed}<") if printed in names else html
    read = page(html)
    expected = [
        "missing" if id_ in missing else text for id_, text in zip(IDS, "7 2 1 0 4 3 17".split(), strict=True)
    ]
    assert shown(read, "new") == expected
    by_head = tuple(alike.get(name, name) for name in names) != NAMES
    assert ("columns_by_head" in codes(read)) == by_head


def test_a_word_that_is_no_known_name_leaves_its_column_unread():
    read = page(requests(NAMES).replace(">科研机构<", ">学校<"))
    assert shown(read, "new") == ["7", "2", "unreadable", "0", "4", "3", "17"]


def test_the_same_name_twice_names_nothing():
    read = page(requests((*NAMES, "总计")))
    assert shown(read, "new")[:6] == ["7", "2", "1", "0", "4", "3"]
    assert shown(read, "new")[6] == "unreadable"


def test_a_head_whose_spans_are_wrong_shifts_nothing():
    """法人或其他组织 reaches over one column, so that 科研机构 stands under 总计."""
    read = page(requests(NAMES).replace('colspan="5"', 'colspan="1"'))
    assert shown(read, "new") == "7 2 1 0 4 3 17".split()


def text(names, between="\n"):
    parts = ["(本列数据的勾稽关系)", "申请人情况", *names]
    for row in ROWS:
        parts += [row, *(said(row, name) for name in names if name != "法人或其他组织")]
    return between.join(parts)


def in_text(three):
    head = "示例县(synthetic)人民政府2023年政府信息公开工作年度报告\n一、总体情况\n我县按规定公开。\n"
    head += "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    end = "\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n仍有不足。\n"
    return recipe.read((head + three + end).encode())


@pytest.mark.parametrize("between", ["\n\n", " "])
@pytest.mark.parametrize(
    ("names", "read"),
    [
        (NAMES, True),
        (("自然人", "法人或其他组织", *NAMES[1:]), True),
        (("总计", *NAMES[:6]), False),
        (("自然人", "商业企业", "社会公益组织", "科研机构", *NAMES[4:]), False),
        (("自然人", "总计", *NAMES[1:6]), False),
        ((*NAMES[:2], *NAMES[3:], "去年"), False),
        ((*NAMES[:2], *NAMES[3:], "占比"), False),
    ],
)
def test_without_borders_only_the_order_of_the_form_is_read(names, read, between):
    report = in_text(text(names, between))
    # The row below the second one is nowhere, so that only the first is certain.
    assert shown(report, "new")[:2] == (["7", "2"] if read else ["unreadable"] * 2)
    assert ("columns_unknown" in codes(report)) != read


@pytest.mark.parametrize(
    "four",
    [
        remedies(list(BLOCKS)),
        remedies(list(BLOCKS)[::-1]),
        remedies(list(BLOCKS), ENDS[-1:] + ENDS[:-1]),
        "".join(f"<p>{block}</p>{grid([cells(ENDS), cells(BLOCKS[block].split())])}" for block in BLOCKS),
        "".join(
            f"<p>{block}</p>{grid([cells(ENDS), cells(BLOCKS[block].split())])}" for block in [*BLOCKS][::-1]
        ),
        grid([f"<td></td>{cells(ENDS)}", *(f"<td>{b}</td>{cells(v.split())}" for b, v in BLOCKS.items())]),
    ],
)
def test_table_four_is_read_as_its_heads_name_rows_and_columns(four):
    read = page(requests(NAMES), four)
    for row, block in zip(load("2021").table("remedies").rows, BLOCKS, strict=True):
        assert shown(read, row.id, "remedies") == BLOCKS[block].split()


def test_of_three_headed_tables_one_that_lacks_its_words_is_not_read():
    parts = [f"<p>{block}</p>{grid([cells(ENDS), cells(BLOCKS[block].split())])}" for block in BLOCKS]
    read = page(requests(NAMES), "".join(parts).replace("复议后起诉", "另"))
    assert shown(read, "reconsideration", "remedies") == BLOCKS["行政复议"].split()
    assert shown(read, "litigation_after", "remedies") == ["unreadable"] * 5


def test_of_two_tables_of_one_kind_only_what_both_say_is_read():
    rows = dict(list(ROWS.items())[:2])
    two = f"<p>上一年</p>{requests(NAMES, rows)}<p>本年</p>" + requests(NAMES).replace(">17<", ">18<")
    read = page(two)
    assert shown(read, "new") == ["unreadable"] * 7
    assert shown(read, "carried_in") == "1 0 0 0 0 0 1".split()
    assert shown(read, "other.no_correction") == ["unreadable"] * 7
    assert "row_twice" in codes(read)


@pytest.mark.parametrize("first", [False, True])
def test_without_a_head_the_sums_may_say_that_the_columns_stand_in_another_order(first):
    values = ("7 2 1 0 4 3 17", "1 1 1 0 0 0 3", "2 1 4 0 0 0 7")
    rows = []
    for label, row in zip(ROWS, values, strict=True):
        *parts, total = row.split()
        rows.append(f"<td>{label}</td>" + cells([total, *parts] if first else [*parts, total]))
    read = page(grid(rows))
    assert shown(read, "new") == (["unreadable"] * 7 if first else values[0].split())
    assert ("columns_unknown" in codes(read)) == first


@pytest.mark.parametrize("torn", ["first", "second"])
def test_of_two_tables_four_one_of_them_torn_nothing_is_read(torn):
    whole = remedies(list(BLOCKS))
    broken = whole.replace("<td>5</td></tr></table>", "</tr></table>").replace("<td>1</td>", "<td>8</td>")
    read = page(requests(NAMES), broken + whole if torn == "first" else whole + broken)
    assert shown(read, "reconsideration", "remedies") == ["unreadable"] * 5
    assert "two_tables" in codes(read)


@pytest.mark.parametrize("block", ["上年行政复议", "本级行政复议"])
def test_a_block_of_table_four_under_another_s_name_is_not_read(block):
    read = page(requests(NAMES), remedies(tuple(BLOCKS)).replace("行政复议<", f"{block}<", 1))
    assert not [f for f in read.figures if f.row == "reconsideration" and f.value is not None]


def test_over_one_column_the_word_for_several_names_none():
    read = page(requests(NAMES).replace("自然人", "法人"))
    assert [f for f in read.figures if f.column == "company" and f.value is not None]
    assert not [f for f in read.figures if f.column == "natural_person" and f.value is not None]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("本年收费金额（单位：万元）", "7.5"),
        ("本年收费金额（万元）", "7.5"),
        ("本年收费金额（单位：元）", "unreadable"),
    ],
)
def test_a_number_in_another_unit_than_the_forms_is_withheld(head, expected):
    two = grid([f"<td>信息内容</td><td>{head}</td>", "<td>行政事业性收费</td><td>7.5</td>"])
    read = page(requests(NAMES), two=two)
    assert shown(read, "fees", "disclosure") == [expected]
    assert ("unit_of_head" in codes(read)) == (expected == "unreadable")


@pytest.mark.parametrize(
    "odd",
    ["1 万件", "2 千", "5 有误", "2024 年", "0 6", "1 000", "约3", "2024年1月3日", "二", "7人次", "去年为 3"],
)
@pytest.mark.parametrize("at", [0, 2, 6])
def test_a_cell_with_more_than_a_number_costs_itself_and_shifts_nothing(odd, at):
    values = "7 2 1 0 4 3 17".split()
    html = requests(NAMES).replace(cells(values), cells([*values[:at], odd, *values[at + 1 :]]))
    assert shown(page(html), "new") == [*values[:at], "unreadable", *values[at + 1 :]]
    blank = [values[0], *("" for _ in values[2:]), odd]
    html = requests(NAMES).replace(cells(values), cells(blank))
    assert shown(page(html), "new") == [values[0], *["blank"] * 5, "unreadable"]


@pytest.mark.parametrize("between", ["", "\t"])
@pytest.mark.parametrize(
    ("heads", "total"),
    [
        ("教育局 民政局 财政局 水务局 林业局 审计局 合计", "17"),
        ("一月 二月 三月 四月 五月 六月 上半年", "unreadable"),
        ("2017年 2018年 2019年 2020年 2021年 2022年 2023年", "unreadable"),
    ],
)
def test_heads_of_other_columns_are_none_of_the_form_s(heads, total, between):
    """Offices or months over rows of the form: seven values prove nothing."""
    rows = [f"<td>项目</td>{cells(heads.split())}", *(f"<td>{r}</td>{cells(ROWS[r].split())}" for r in ROWS)]
    printed = "\n".join(between.join((row, *ROWS[row].split())) for row in ROWS)
    three = grid(rows) if not between else "<pre>项目\t" + heads.replace(" ", "\t") + f"\n{printed}</pre>"
    found = shown(page(three), "new")
    assert found[:6] == ["unreadable"] * 6
    assert found[6] in (total, "unreadable")


def test_quarters_over_table_four_are_none_of_its_columns():
    blocks = "".join(f'<td colspan="5">{block}</td>' for block in BLOCKS)
    heads = cells(["一季度", "二季度", "三季度", "四季度", "合计"] * 3)
    four = grid([blocks, heads, cells(" ".join(BLOCKS.values()).split())])
    found = shown(page(four=four), "reconsideration", "remedies")
    assert not {"1", "2", "0", "3"} & set(found)


@pytest.mark.parametrize("head", ["排名   本年处理决定数量", "本年处理决定数量   排名"])
def test_a_word_beside_the_one_name_of_a_head_without_borders_leaves_the_rows_unread(head):
    """Of 行政处罚 one of two cells is empty: its number may be the rank."""
    two = f"<pre>信息内容   {head}\n行政处罚   3\n行政强制   2   124\n</pre>"
    assert shown(page(two=two), "penalty", "disclosure") == ["unreadable"]


@pytest.mark.parametrize("head", ["2022年", "占比", "教育局"])
def test_one_head_of_another_meaning_leaves_the_rows_unread(head):
    rows = (("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "1", "0", "4"),
            ("信息内容", head), ("行政许可", "7"), ("信息内容", head), ("行政处罚", "3"))  # fmt: skip
    read = page(two=grid(map(cells, rows)))
    assert shown(read, "rules", "disclosure") == ["1", "0", "4"]
    assert shown(read, "penalty", "disclosure") == ["unreadable"]


def test_both_kinds_of_litigation_under_one_head_without_borders():
    names = "\t".join(ENDS)
    first, *litigation = (BLOCKS[block].replace(" ", "\t") for block in BLOCKS)
    second = f"行政诉讼\n未经复议直接起诉\t复议后起诉\n{names}\t{names}\n" + "\t".join(litigation)
    read = page(four=f"<pre>行政复议\n{names}\n{first}\n{second}\n</pre>")
    rows = ("reconsideration", "litigation_direct", "litigation_after")
    assert [shown(read, row, "remedies") for row in rows] == [text.split() for text in BLOCKS.values()]


def test_a_label_of_another_year_is_no_slip():
    rows = {"一、2022年新收政府信息公开申请数量": "7 2 1 0 4 3 17", **dict(list(ROWS.items())[1:])}
    body = [f"<td>{row}</td>{cells(values.split())}" for row, values in rows.items()]
    read = page(grid([f"<td>(本列数据的勾稽关系)</td>{cells(NAMES)}", *body]))
    assert shown(read, "new") == ["missing"] * 7
    assert shown(read, "carried_in") == "1 0 0 0 0 0 1".split()


@pytest.mark.parametrize("names", [NAMES, ("商业企业", "自然人", *NAMES[2:]), (*NAMES[-1:], *NAMES[:6])])
def test_a_head_that_ran_into_the_first_row_is_no_other_order_s(names):
    """All cells stand in one line, parted by bars; two rows stand beside the name of their group."""
    rows = {
        "一、本年新收政府信息公开申请数量": "7 2 1 0 4 3 17",
        "二、上年结转政府信息公开申请数量": "1 0 0 0 0 0 1",
        "三、本年度办理结果|(一)予以公开": "7 2 1 0 4 3 17",
        "(二)部分公开": "0 5 0 0 0 0 5",
        "(三)不予公开|1.属于国家秘密": "1 0 0 0 4 0 5",
        "2.其他法律行政法规禁止公开": "0 0 0 0 0 2 2",
    }
    table = ["(本列数据的勾稽关系)", *names]
    for label, values in rows.items():
        table += [label, *(values.split()[NAMES.index(name)] for name in names)]
    read = in_text("|".join(table))
    assert shown(read, "partial") == ("0 5 0 0 0 0 5".split() if names == NAMES else ["unreadable"] * 7)


def turned(blocks, heads):
    return [["结果", *heads], *([end, *(BLOCKS[b].split()[i] for b in blocks)] for i, end in enumerate(ENDS))]


@pytest.mark.parametrize("bordered", [False, True])
@pytest.mark.parametrize(
    ("heads", "read"),
    [
        (tuple(BLOCKS), True),
        (tuple(BLOCKS)[::-1], True),
        (("行政复议", "上年", "复议后起诉"), False),
        (("行政复议", "行政复议", "复议后起诉"), False),
        (("行政复议", "行政诉讼"), False),
    ],
)
def test_table_four_with_its_rows_for_columns(heads, read, bordered):
    blocks = heads if read else tuple(BLOCKS)[: len(heads)]
    rows = turned(blocks, heads)
    plain = "<pre>" + "\n".join("\t".join(row) for row in rows) + "\n</pre>"
    found = page(four=grid(map(cells, rows)) if bordered else plain)
    for row, block in zip(load("2021").table("remedies").rows, BLOCKS, strict=True):
        values = shown(found, row.id, "remedies")
        assert values == BLOCKS[block].split() if read else not any(map(str.isdigit, values))


@pytest.mark.parametrize("corner", ["结果(2022年)", "上年"])
def test_a_turned_table_four_of_another_year_is_not_read(corner):
    rows = [[corner, *BLOCKS], *turned(tuple(BLOCKS), BLOCKS)[1:]]
    assert not any(map(str.isdigit, shown(page(four=grid(map(cells, rows))), "reconsideration", "remedies")))


def test_a_turned_table_four_without_borders_must_add_up():
    """A number is lost, and another cell holds two: as many values, moved."""
    rows = turned(tuple(BLOCKS), tuple(BLOCKS))
    rows[1] = ["结果维持", "1", "0 4"]
    found = page(four="<pre>" + "\n".join("   ".join(row) for row in rows) + "\n</pre>")
    assert not any(map(str.isdigit, shown(found, "litigation_direct", "remedies")))
