"""Small reports of one trait each: tables without borders, headings under other numbers, heads of columns."""

from __future__ import annotations

import pytest

import govreport as gr
from govreport import checks, synth
from govreport.errors import NotAReportError
from govreport.report import Status

ORGAN = "沧水县渔业局"
TITLE = f"{ORGAN}2023年政府信息公开工作年度报告\n"
PERIOD = "统计期限自2023年1月1日起至2023年12月31日止。\n"
PARTS = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
         "政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项")  # fmt: skip
ALL = tuple(f"{n}、{part}" for n, part in zip("一二三四五六", PARTS, strict=True))
KINDS = ["overview", "disclosure", "requests", "remedies", "problems", "other"]
PROBLEM = "公开不够及时，栏目更新较慢，工作人员业务能力有待提高。下一步，我局将加强培训，及时更新栏目。"
DISCLOSURE = (
    ("第二十条第（一）项",), ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"), ("行政规范性文件", "0", "0", "31"),
    ("第二十条第（五）项",), ("信息内容", "本年处理决定数量"), ("行政许可", "128"),
    ("第二十条第（六）项",), ("信息内容", "本年处理决定数量"), ("行政处罚", "16"), ("行政强制", "3"),
    ("第二十条第（八）项",), ("信息内容", "本年收费金额（单位：万元）"), ("行政事业性收费", "0.52"),
)  # fmt: skip
DISCLOSED = {
    ("rules", "made"): 0, ("rules", "repealed"): 0, ("rules", "in_force"): 0, ("normative", "made"): 0,
    ("normative", "repealed"): 0, ("normative", "in_force"): 31, ("licence", "decisions"): 128,
    ("penalty", "decisions"): 16, ("coercion", "decisions"): 3, ("fees", "amount"): 0.52,
}  # fmt: skip


def lines(rows, between):
    return "\n".join(between.join(row) for row in rows)


def text(second="见附件。", third="无申请。", fourth="无。", titles=ALL, title=TITLE + PERIOD):
    bodies = ("我局推进公开，公开信息128条。", second, third, fourth, PROBLEM, "无其他需要报告的事项。")
    return title + "\n".join(part for pair in zip(titles, bodies, strict=True) for part in pair if part)


def read(printed):
    return gr.read(printed.encode())


def disclosed(report):
    found = {(f.row, f.column): f.value for f in report.figures if f.table == "disclosure"}
    return {key: float(value) for key, value in found.items() if value is not None}


def narrative(report):
    return "\n".join(gr.frames([report]).narrative.text)


# Lines of a table are no prose.


@pytest.mark.parametrize("between", ["", " ", "\t", "\n"])
def test_lines_of_a_table_without_borders_are_no_paragraphs(between):
    report = read(text(second=lines(DISCLOSURE, between) + "\n以上文件均已公布。"))
    assert disclosed(report) == DISCLOSED
    told = narrative(report)
    assert "以上文件均已公布。" in told
    assert not any(word in told for word in ("第二十条", "信息内容", "行政许可", "128\n", "规章"))


def test_a_row_of_digits_states_nothing_in_prose():
    rows = "一、本年新收政府信息公开申请数量73000010\n二、上年结转政府信息公开申请数量1000001\n"
    report = read(text(third=f"申请人情况\n{rows}四、结转下年度继续办理1000001"))
    assert "requests_new" not in set(gr.facts(report).concept)


def test_a_title_with_the_words_of_a_row_stays_a_paragraph():
    assert "行政许可" in narrative(read(text(second="行政许可\n我局办理许可，均已公示。")))


# What stands behind, before and over a table that ran into one line.

GLUED = lines(DISCLOSURE, "").replace("\n", "")


@pytest.mark.parametrize(
    "sentence",
    ["上述规范性文件均已在网站公布。", "其中行政许可事项全部网上办理。", "全年没有新的行政强制事项。"],
)
def test_a_sentence_with_the_words_of_a_row_is_no_row(sentence):
    report = read(text(second=GLUED + sentence))
    assert disclosed(report) == DISCLOSED
    assert sentence in narrative(report)


def test_a_heading_with_the_words_of_its_table_stays_a_heading():
    head = "行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉"
    four = head + "结果维持结果纠正其他结果尚未审结总计" * 2 + "101241000100112"
    report = read(text(second=GLUED, third="无申请。", fourth=four).replace("\n", ""))
    assert [s.kind for s in report.sections] == KINDS
    assert report.sections[3].heading == ALL[3]
    found = {(f.row, f.column): f.value for f in report.figures if f.table == "remedies"}
    assert [found["reconsideration", c] for c in ("upheld", "other", "pending", "total")] == [1, 1, 2, 4]


def test_a_table_in_one_line_is_read_under_a_heading_that_is_not_known():
    titles = (ALL[0], "贰、公开的信息", *ALL[2:])
    assert disclosed(read(text(second=GLUED, titles=titles))) == DISCLOSED


@pytest.mark.parametrize("unit", ["单位：元", "（单位：元）", "金额单位：元"])
@pytest.mark.parametrize("between", ["", " "])
def test_a_unit_behind_the_heading_counts(unit, between):
    printed = lines(DISCLOSURE, between).replace("\n", between)
    report = read(text(second=f"{unit} 下表为我局办理的事项。 {printed}").replace(f"\n{unit}", unit))
    found = disclosed(report)
    assert ("fees", "amount") not in found
    assert found["licence", "decisions"] == 128


def test_a_doubt_behind_the_last_number_is_not_left_to_the_prose():
    report = read(text(second=lines(DISCLOSURE, " ").replace("\n", " ") + " 见附件 三月起公布。"))
    assert ("fees", "amount") not in disclosed(report)


# Columns and rows.


def test_a_word_that_heads_a_column_of_no_form_leaves_the_rows_below_it_unread():
    head = ("信息内容", "上一年项目数量", "核实数", "本年增/减", "处理决定数量")
    rows = (
        ("第二十条第（五）项",),
        head,
        ("行政许可", "7", "1", "20927"),
        ("其他对外管理服务事项", "3", "0", "47574"),
    )
    report = read(text(second=lines(rows, " ").replace("\n", " ")))
    assert {f.status for f in report.figures if f.row in ("licence", "other_service")} <= {
        Status.UNREADABLE, Status.MISSING,
    }  # fmt: skip


@pytest.mark.parametrize("slip", ["本年废纸件数", "本年废止数"])
def test_a_name_of_a_column_with_a_slip_is_that_name(slip):
    printed = lines(DISCLOSURE, "").replace("\n", "").replace("本年废止件数", slip)
    assert disclosed(read(text(second=printed)))["rules", "in_force"] == 0


@pytest.mark.parametrize(
    ("label", "read_as"),
    [
        ("行政规范性文件（指以县政府名义印发的文件）", 31),
        ("行政规范性文件（含部门文件）", 31),
        ("行政规范性文件（2022年）", None),
    ],
)
@pytest.mark.parametrize("between", [" ", "\t"])
def test_a_note_in_a_label_says_what_it_covers(label, read_as, between):
    printed = lines(DISCLOSURE, between).replace("行政规范性文件", label)
    assert disclosed(read(text(second=printed))).get(("normative", "in_force")) == read_as


# Headings.

OTHER_NUMBERS = (
    [f"{i}、{part}" for i, part in enumerate(PARTS, 1)],
    [f"{i}.{part}" for i, part in enumerate(PARTS, 1)],
    [f"（{n}）{part}" for n, part in zip("一二三四五六", PARTS, strict=True)],
    [f"{n}、{part}" for n, part in zip("ⅠⅡⅢⅣⅤⅥ", PARTS, strict=True)],
    [f"{n}、我局{part}" for n, part in zip("一二三四五六", PARTS, strict=True)],
    [f"{n}、2023年度{part}" for n, part in zip("一二三四五六", PARTS, strict=True)],
    list(PARTS),
)


@pytest.mark.parametrize("titles", OTHER_NUMBERS, ids=lambda titles: titles[0])
def test_titles_under_other_numbers(titles):
    assert [s.kind for s in read(text(titles=titles)).sections] == KINDS


@pytest.mark.parametrize("number", ["（{}）", "{}", "{}、"])
def test_an_older_outline_under_other_numbers(number):
    titles = ("概述", "主动公开政府信息情况", "依申请公开政府信息和不予公开政府信息的情况", "收费及减免情况",
              "复议、诉讼和申诉情况", "存在问题及下一步打算")  # fmt: skip
    signs = {"（{}）": "一二三四五六", "{}、": "123456", "{}": [""] * 6}[number]
    numbered = [number.format(n) + title for n, title in zip(signs, titles, strict=True)]
    kinds = [s.kind for s in read(text(titles=numbered)).sections]
    assert kinds == ["overview", "disclosure", "requests", "fees", "remedies", "problems"]


def test_where_chapters_are_numbered_other_numbers_are_parts_of_them():
    parts = "1.主动公开情况\n公开9条。\n2.依申请公开情况\n无。\n3.存在问题\n人手不足。"
    report = read(text().replace("我局推进公开，公开信息128条。", parts))
    assert [s.kind for s in report.sections] == KINDS
    assert "人手不足。" in report.sections[0].text


# Mastheads, and what is a report.


@pytest.mark.parametrize(
    "printed",
    [
        "2023.1.1-2023.12.31", "2023年1月1日至2023.12.31", "2023-01-01至2023-12-31", "2023/1/1—2023/12/31",
        "自二〇二三年一月一日起至二〇二三年十二月三十一日止",
    ],
)  # fmt: skip
def test_a_period_in_other_signs(printed):
    report = read(text(title=f"{TITLE}本报告数据的统计期限{printed}。\n"))
    assert [str(day) for day in report.period or ()] == ["2023-01-01", "2023-12-31"]


@pytest.mark.parametrize("printed", ["2023.1.1-2023.13.31", "2023-1-1-5", "电话2023-11-1234至2023-12-31"])
def test_what_is_no_pair_of_days_is_no_period(printed):
    assert read(text(title=f"{TITLE}统计期限{printed}。\n")).period is None


@pytest.mark.parametrize(
    "printed",
    [
        f"{ORGAN}2023年政府信息公开工作年度报告：2023年我局公开信息12条，收到政府信息公开申请2件。",
        f"{ORGAN}2017年政府信息公开工作总结及年度报告\n一、概述\n我局公开信息12条。\n二、存在问题\n人手不足。",
    ],
)
def test_short_reports_are_reports(printed):
    report = read(printed)
    assert report.organ == ORGAN
    assert "我局公开信息12条" in narrative(report)


THREE = "\n一、主动公开情况\n公开20条。\n二、依申请公开情况\n收到1件。\n三、存在问题\n人手不足。"


@pytest.mark.parametrize(
    "title",
    [
        f"{ORGAN}2023年上半年政府信息公开工作总结", f"{ORGAN}2023年第三季度政府信息公开工作情况报告",
        "沧水县燃气有限公司2023年信息公开年度报告", "沧水县人民医院2023年信息公开工作年度报告",
        "关于开展2023年政府信息公开年度报告编制发布工作的提醒", f"{ORGAN}2023年政务公开工作情况总结",
        f"{ORGAN}关于2023年政务公开工作自查情况的报告", "沧水县第二小学2023年校务公开工作年度报告",
        "中共沧水县委党校2023年党务公开工作年度报告", f"{ORGAN}2023年1—6月政府信息公开工作情况报告",
    ],
)  # fmt: skip
def test_what_is_no_annual_report_of_an_office(title):
    with pytest.raises(NotAReportError):
        read(title + THREE)


@pytest.mark.parametrize(
    "head",
    [
        f"{ORGAN}2023年政务公开工作总结\n{PERIOD}", f"{ORGAN}2023年政府信息公开工作总结\n",
        f"{ORGAN}2023年政务（政府信息）公开工作年度报告\n",
        f"政府信息公开年度报告\n{ORGAN}（2023年）\n", f"政府信息公开工作年度报告\n{ORGAN} 2023年度\n",
    ],
)  # fmt: skip
def test_what_is_an_annual_report_of_an_office(head):
    report = read(head + THREE)
    assert (report.organ, report.year) == (ORGAN, 2023)


def test_organ_and_year_below_the_title_make_a_report_without_headings():
    printed = f"政府信息公开年度报告\n{ORGAN}（2018年）\n2018年，我局公开信息37条。\n没有收到申请。"
    report = read(printed)
    assert (report.organ, report.year) == (ORGAN, 2018)
    assert [n.message for n in report.notes if n.code == "organ_not_in_title"] == [
        f"the title names no organ; {ORGAN} stands below it"
    ]


@pytest.mark.parametrize(
    "below",
    [
        f"{ORGAN}（2018年1月20日）", f"{ORGAN}：",
        f"{ORGAN}\n沧水县民政局", f"{ORGAN}\n来源：沧水县民政局", f"{ORGAN}（2017年）\n{ORGAN}（2016年）",
        f"转发：\n{ORGAN}（2018年）",
        f"{ORGAN}（2018年）\n统计期限自2019年1月1日起至2019年12月31日止。",
    ],
)  # fmt: skip
def test_other_lines_below_the_title_give_no_organ(below):
    assert read(f"政府信息公开年度报告\n{below}{THREE}").organ is None


def test_a_list_of_organs_with_years_is_no_report():
    with pytest.raises(NotAReportError):
        read(f"政府信息公开年度报告\n{ORGAN}（2018年）\n{ORGAN}（2017年）\n共2条")


@pytest.mark.parametrize(
    ("above", "organ"),
    [
        ("沧水县住房和城乡建", "沧水县住房和城乡建设局"),
        ("沧水县人民政府", None), ("沧水县政务动态", None), ("沧水县", None),
    ],
)  # fmt: skip
def test_a_line_that_cuts_the_organ_s_name_is_joined(above, organ):
    assert read(f"{above}\n设局2023年政府信息公开\n工作年度报告{THREE}").organ == organ


# Statistics tables.

SURVEY = (
    ("统计指标", "单位", "2016年度"), ("（一）主动公开政府信息数", "条", "530"),
    ("制发规范性文件总数", "件", "4"),
    ("（一）收到申请数", "件", "7"), ("1.当面申请数", "件", "2"), ("2.传真申请数", "件", "0"),
)  # fmt: skip
COUNTED = {
    ("disclosed", "year"): 530, ("normative_made", "year"): 4, ("requests.received", "year"): 7,
    ("requests.received.in_person", "year"): 2, ("requests.received.fax", "year"): 0,
}  # fmt: skip


def surveyed(report):
    found = {(f.row, f.column): f.value for f in report.figures if f.table == "survey"}
    return {key: int(value) for key, value in found.items() if value is not None}


@pytest.mark.parametrize("before", ["附件：统计表", "附件：", "附件下载："])
def test_a_table_behind_the_word_attachment_is_no_frame_of_the_page(before):
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in SURVEY)
    prose = "".join(f"<p>{line}</p>" for line in (TITLE + PERIOD + THREE).split("\n"))
    page = f"<html><body>{prose}<p>{before}</p><table>{rows}</table><p>下一篇：无</p></body></html>"
    assert surveyed(read(page)) == COUNTED


def test_a_table_in_one_line_with_the_word_attachment_is_no_frame_of_the_page():
    line = lines(SURVEY, "").replace("\n", "")
    assert surveyed(read(f"{TITLE}{PERIOD}{THREE}\n附件：政府信息公开情况统计表{line}")) == COUNTED


OLDER = (
    ("主动公开信息数", "条", "412"), ("受理依申请公开信息总数", "条", "3"), ("1、当面申请数", "条", "3"),
    ("2、传真申请数", "条", "0"), ("对申请的答复总数", "条", "3"),
)  # fmt: skip


def older(*rows, between):
    printed = (("指标名称", "计量单位", "本年度", "历年累计"), *((*row, "1050") for row in rows))
    return surveyed(read(f"{TITLE}{PERIOD}{THREE}\n附表\n{lines(printed, between)}"))


@pytest.mark.parametrize("between", [" ", "\t", "|"])
def test_the_texts_in_electronic_form_are_a_row_of_their_own(between):
    found = older(OLDER[0], ("其中：全文电子化的主动公开信息数", "条", "398"), *OLDER[1:], between=between)
    assert (found["disclosed", "year"], found["disclosed.digitised", "year"]) == (412, 398)


@pytest.mark.parametrize("between", [" ", "\t", "|"])
@pytest.mark.parametrize("label", ["其中：网上主动公开信息数", "上年主动公开信息数"])
def test_words_that_narrow_a_label_make_it_another_row_s(label, between):
    found = older(OLDER[1], (label, "条", "88"), *OLDER[2:], between=between)
    assert ("disclosed", "year") not in found
    assert found["requests.received", "year"] == 3


def test_requests_not_accepted_are_not_those_accepted():
    found = older(*OLDER, ("不予受理申请总数", "条", "1"), between="|")
    assert found["requests.received", "year"] == 3


def test_complaints_over_open_information_head_the_section_of_remedies():
    printed = (
        f"{TITLE}{PERIOD}一、概述\n有序。\n二、因信息公开引起的复议、诉讼、举报情况\n无。\n三、存在问题\n少。"
    )
    assert "remedies" in [section.kind for section in read(printed).sections]


# Rules.


def test_digits_of_a_row_that_ran_together_are_no_cell_with_a_fraction():
    head = "信息内容采购项目数量采购总金额（单位：万元）"
    first = "第二十条第（一）项信息内容本年新制作数量本年新公开数量对外公开总数量规章000规范性文件000"
    report = read(text(second=f"{first}第二十条第（九）项{head}政府集中采购14365.2"))
    found = checks.check(report, only=["F-05"])
    assert [f.passed for f in found] == [True]


@pytest.mark.parametrize(
    "layout", ["html_plain", "bar_rows", "tabs", "spaces", "cell_blank", "one_line", "glued"]
)
@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("行政许可", "非行政许可"),
        ("行政许可", "上年行政许可"),
        ("行政许可", "其中：网上行政许可"),
        ("行政处罚", "未公开行政处罚"),
        ("行政强制", "拟行政强制"),
    ],
)
def test_a_word_before_a_label_makes_it_anothers(label, other, layout):
    truth = synth.make("2021", 7)
    printed = synth.render(truth, layout, 7)
    kept = next(word for word in ("utf-8", "gb18030") if _is_text(printed, word))
    before, found, behind = printed.decode(kept).rpartition(label)
    row = {"行政许可": "licence", "行政处罚": "penalty", "行政强制": "coercion"}[label]
    report = gr.read(f"{before}{other}{behind}".encode(kept))
    assert found
    figures = {(f.table, f.row, f.column): f.value for f in report.figures if f.value is not None}
    assert not [key for key in figures if key[1] == row]
    assert all(figures[key] == truth.cells[key] for key in figures)


def _is_text(printed, encoding):
    try:
        printed.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
