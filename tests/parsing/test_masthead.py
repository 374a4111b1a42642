"""The masthead, keyed by hand: as printed or None, never a guess; known faults are marked as such."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from time import process_time
from typing import NamedTuple

import pytest

from govreport.normalize import compact
from govreport.parsing.masthead import masthead
from govreport.parsing.sections import segment
from govreport.readers import read_bytes

ORGAN = "青山县民政局"
HEAD = f"{ORGAN}2024年政府信息公开工作年度报告\n"
UNDATED = f"{ORGAN}政府信息公开工作年度报告\n"
PERIOD = "统计期限自2024年1月1日起至2024年12月31日止。\n"
WHOLE_YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def of(before):
    """The masthead of a report that begins with some lines, and the codes of its notes."""
    document = read_bytes(f"{before}\n一、总体情况\n本段无其他内容。\n".encode(), "a.txt")
    head, notes = masthead(document, segment(document))
    return head, [note.code for note in notes]


class Title(NamedTuple):
    printed: str
    organ: str | None
    year: int | None
    title: str | None  # None: not compared, where the printed one is the whole line


def whole(printed, organ, year):
    """A title that fills what is printed (lines are joined by a blank)."""
    return Title(printed, organ, year, printed.replace("\n", " "))


TITLES = [
    # The usual pattern and the words that offices leave out or double.
    whole("青山县民政局2024年政府信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局2024年政府信息公开年度报告", ORGAN, 2024),
    whole("青山县民政局2024年政府信息公开工作报告", ORGAN, 2024),
    whole("青山县民政局2024年度政府信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局2024年度政府信息公开年度报告", ORGAN, 2024),
    whole("青山县民政局2024年度政府信息公开报告", ORGAN, 2024),
    whole("青山县民政局2024年政府信息公开年度工作报告", ORGAN, 2024),
    whole("青山县民政局2024年政府信息公开工作年报", ORGAN, 2024),
    whole("青山县民政局2024年信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局2024年政务公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局政府信息公开工作2024年度报告", ORGAN, 2024),
    whole("青山县民政局政府信息公开2024年度报告", ORGAN, 2024),
    whole("青山县2024年政府信息公开和政务公开年度报告", "青山县", 2024),
    # The year first, without 年, in other digits, with blanks.
    whole("2024年青山县民政局政府信息公开工作年度报告", ORGAN, 2024),
    whole("2024年度青山县政府信息公开工作年度报告", "青山县", 2024),
    whole("2024青山县民政局政府信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局2024政府信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局 2024 年政府信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局２０２４年政府信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局二〇一〇年政府信息公开工作年度报告", ORGAN, 2010),
    whole("青山县民政局二○一○年度政府信息公开年度报告", ORGAN, 2010),
    whole("青山县民政局二O二四年政府信息公开工作年度报告", ORGAN, 2024),
    whole("二〇〇八年青山县政府信息公开工作年度报告", "青山县", 2008),
    whole("青山县民政局2008年度政府信息公开工作年度报告", ORGAN, 2008),
    # Two and three lines.
    whole("青山县民政局\n2024年政府信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局2024年\n政府信息公开工作年度报告", ORGAN, 2024),
    whole("青山县民政局\n2024年\n政府信息公开工作年度报告", ORGAN, 2024),
    whole("2024年青山县民政局政府信息公开工作\n年度报告", ORGAN, 2024),
    whole("2012青山县民政局\n政府信息公开工作年度报告", ORGAN, 2012),
    whole("青山县民政局\n2022政府信息公开工作\n年度报告", ORGAN, 2022),
    # Organs of every kind, with brackets and with words that look like other things.
    whole("青山省人民政府办公厅2024年政府信息公开工作年度报告", "青山省人民政府办公厅", 2024),
    whole("青山县河口镇人民政府2024年政府信息公开工作年度报告", "青山县河口镇人民政府", 2024),
    whole("青山新区(河口)财政局2024年政府信息公开工作年度报告", "青山新区(河口)财政局", 2024),
    whole("青山总署(本级机关)2020年政府信息公开工作年度报告", "青山总署(本级机关)", 2020),
    whole("青山市公安局河口分局2024年政府信息公开工作年度报告", "青山市公安局河口分局", 2024),
    whole("县教育局2024年政府信息公开工作年度报告", "县教育局", 2024),
    whole("兵团第十四师2024年政府信息公开工作年度报告", "兵团第十四师", 2024),
    whole("青山县信访局2024年政府信息公开工作年度报告", "青山县信访局", 2024),
    # No organ in the title: null.
    whole("2024年政府信息公开工作年度报告", None, 2024),
    whole("2024年度政府信息公开工作年度报告", None, 2024),
    whole("我市2024年政府信息公开工作年度报告", None, 2024),
    whole("全市2024年政府信息公开工作年度报告", None, 2024),
    Title("现公布2024政府信息公开工作年度报告", None, 2024, None),
    # No year in the title: null.
    whole("青山县民政局政府信息公开工作年度报告", ORGAN, None),
    Title("2025年1月20日\n青山县民政局政府信息公开工作年度报告", ORGAN, None, UNDATED.strip()),
    Title("发布日期:2025-01-20\n青山县民政局政府信息公开工作年度报告", ORGAN, None, UNDATED.strip()),
    Title("索引号:000014348/2025-00012\n青山县民政局政府信息公开年度报告", ORGAN, None, None),
    Title("原文链接:https://www.example.cn/zwgk/2023/202301/t20230113.htm\n" + UNDATED, ORGAN, None, None),
    Title(UNDATED + "根据《条例》(2019年修订)和国办公开办函〔2021〕30号编制。", ORGAN, None, UNDATED.strip()),
    # What pages print around a title.
    Title("标题: 青山县民政局2024年政府信息公开工作年度报告", ORGAN, 2024, HEAD.strip()),
    Title("# 青山县民政局2024年政府信息公开工作年度报告", ORGAN, 2024, HEAD.strip()),
    Title("关于青山县民政局2024年政府信息公开工作年度报告", ORGAN, 2024, HEAD.strip()),
    Title("2019年12月3日星期二\n青山县民政局2024年度\n政府信息公开工作报告", ORGAN, 2024, None),
    Title("发布时间:2025-02-01\n青山县民政局2023年政府信息公开工作年度报告", ORGAN, 2023, None),
    Title(HEAD + "2025年1月20日", ORGAN, 2024, HEAD.strip()),
    Title(HEAD + "二〇二五年一月", ORGAN, 2024, HEAD.strip()),
    Title("政府信息公开年度报告\n" + HEAD, ORGAN, 2024, HEAD.strip()),
    Title(HEAD + "(2023年12月31日)\n根据《条例》(2019年修订)编制。", ORGAN, 2024, HEAD.strip()),
    # Signs, brackets, numbers and words that a page prints around a title.
    Title("题目：青山县民政局2024年政府信息公开工作年度报告", ORGAN, 2024, HEAD.strip()),
    Title("【标题】青山县民政局2024年政府信息公开工作年度报告", ORGAN, 2024, HEAD.strip()),
    Title("● 青山县民政局2024年政府信息公开工作年度报告", ORGAN, 2024, HEAD.strip()),
    Title("《青山县民政局2024年政府信息公开工作年度报告》", ORGAN, 2024, HEAD.strip()),
    Title("1.青山县民政局2024年政府信息公开工作年度报告", ORGAN, 2024, HEAD.strip()),
    Title("## 青山县民政局 ##\n## 2024年政府信息公开工作年度报告", ORGAN, 2024, None),
    Title(HEAD.strip() + "的函", ORGAN, 2024, HEAD.strip()),
    Title("关于报送《青山县民政局2024年 政府信息公开工作情况》的函", ORGAN, 2024, None),
    whole("青山县民政局关于报送2024年度政府信息公开工作年度报告", ORGAN, 2024),
    # A sentence behind it on the line, with a blank or none.
    Title(HEAD.strip() + " 根据条例编制本报告。", ORGAN, 2024, HEAD.strip()),
    Title(HEAD.strip() + "根据条例编制本报告。", ORGAN, 2024, HEAD.strip()),
    # The year behind it; other words for the report.
    whole("青山县民政局政府信息公开工作年度报告（2024年）", ORGAN, 2024),
    whole("青山县民政局政府信息公开年报(2024)", ORGAN, 2024),
    whole("青山县民政局政府信息公开工作年度报告\n（2024年度）", ORGAN, 2024),
    whole("青山县民政局2024年政府信息工作公开年度报告", ORGAN, 2024),
    whole("青山县民政局关于2024年度政府信息公开工作情况的报告", ORGAN, 2024),
    whole("青山县民政局2024年度政府信息公开工作总结", ORGAN, 2024),
    Title("关于2024年度政府信息公开情况的报告", None, 2024, "2024年度政府信息公开情况的报告"),
    # Announced in a sentence, or compiled by an organ that the title does not name.
    Title("现公布青山县民政局2024年政府信息公开工作年度报告。统计期限见后。", ORGAN, 2024, None),
    Title("根据条例，特向社会公布青山县民政局2024年度政府信息公开工作年度报告。", ORGAN, 2024, None),
    Title("现将《青山县民政局2024年政府信息公开工作年度报告》予以公布。", ORGAN, 2024, None),
    Title("2024年政府信息公开工作年度报告\n本报告由青山县民政局编制。", ORGAN, 2024, None),
    Title("2024年政府信息公开工作年度报告\n本报告由本机关编制。", None, 2024, None),
    # No title of an annual report.
    Title("青山县民政局2024年政府信息公开工作年度报告格式", None, None, None),
    Title("青山县民政局2024年政府信息公开工作年度报告与2023年的对比", None, None, None),
    Title("关于公布青山县民政局2024年政府信息公开工作年度报告的通知", None, None, None),
    Title("现将2024年工作报告如下。", None, None, None),
    Title("青山县民政局2024年工作总结", None, None, None),
    Title("本机关按照格式要求编制2024年政府信息公开工作年度报告。", None, None, None),
    Title("前言", None, None, None),
    # Traditional characters are read, and kept as printed.
    whole("青山縣2024年政府信息公開工作年度報告", "青山縣", 2024),
    whole("重慶市青山區民政局\n2024年政府信息公開工作年度報告", "重慶市青山區民政局", 2024),
]


def test_the_gold_is_large_and_says_each_thing_once():
    assert len(TITLES) >= 60
    assert len({gold.printed for gold in TITLES}) == len(TITLES)


@pytest.mark.parametrize("gold", TITLES, ids=[gold.printed.replace("\n", " ") for gold in TITLES])
def test_title_organ_and_year(gold):
    head, notes = of(gold.printed)
    assert (head.organ, head.year) == (gold.organ, gold.year)
    assert gold.title is None or head.title == gold.title
    assert ("no_organ" in notes) == (gold.organ is None)
    assert ("no_year" in notes) == (gold.year is None)
    assert ("no_title" in notes) == (head.title is None)


@pytest.mark.parametrize(
    "we", ["我局", "我委", "我镇", "我街道", "本局", "本机关", "本单位", "本街道", "本办"]
)
@pytest.mark.parametrize("form", ["{}2023年政府信息公开工作年度报告", "2023年{}政府信息公开工作年度报告"])
def test_we_is_no_name(form, we):
    head, notes = of(form.format(we))
    assert (head.organ, head.year) == (None, 2023)
    assert "no_organ" in notes


@pytest.mark.parametrize("above", ["二〇二五年一月", "二〇二五年一月十五日", "二〇二五年二月三日"])
def test_a_date_above_a_title_without_year_is_not_its_year(above):
    head, _ = of(f"{above}\n{UNDATED}")
    assert (head.organ, head.year) == (ORGAN, None)


@pytest.mark.parametrize(
    "above",
    [
        f"{ORGAN}2021年政府信息公开工作年度报告\n{ORGAN}2022年政府信息公开工作年度报告\n",
        f"上一篇:{ORGAN}2023年政府信息公开工作年度报告\n",
    ],
)
def test_a_list_of_other_years_above_the_title_does_not_decide(above):
    head, _ = of(above + HEAD + PERIOD)
    assert head.year in (2024, None)


@pytest.mark.parametrize("part", ["上半年", "第一季度", "下半年"])
def test_a_report_on_a_part_of_a_year_has_no_such_organ(part):
    head, _ = of(f"2024年{part}政府信息公开工作报告")
    assert head.organ is None


@pytest.mark.parametrize("lead", ["图解:", "上一篇:", "政府信息公开 ", "“"])
def test_words_before_a_title_are_no_part_of_the_organ(lead):
    head, _ = of(lead + HEAD)
    assert head.organ in (ORGAN, None)


def test_the_title_of_another_report_is_not_joined_to_this_one():
    head, _ = of(f"青山县2024年度法治政府建设报告\n{UNDATED}")
    assert (head.organ, head.year) == (ORGAN, None)


# A name above the title may be that of the site; a signature names the organ.


def with_body(before, body, signed=""):
    """The masthead of a report with a section 一, and a signature at its end."""
    text = f"{before}\n一、总体情况\n{body}\n六、其他需要报告的事项\n无。\n{signed}\n"
    document = read_bytes(text.encode(), "a.txt")
    head, notes = masthead(document, segment(document))
    return head, [note.code for note in notes]


YEARLY = "2024年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("before", "body", "organ"),
    [
        (f"青山县人民政府\n{YEARLY}\n来源：青山县民政局", "工作平稳。", None),
        (f"青山县人民政府\n{YEARLY}\n信息来源:县民政局", "工作平稳。", None),
        (f"青山县人民政府\n{YEARLY}", "我局公开9条。", None),
        (f"青山县人民政府 > {YEARLY}", "本委公开9条。", None),
        (f"青山县政府门户网站\n{YEARLY}", "公开9条。", None),
        (f"青山县税务局\n{YEARLY}\n发布机构：河口县税务局", "公开9条。", None),
        (f"青山县人民政府\n{YEARLY}\n来源：县政府办公室", "我县公开9条。", "青山县人民政府"),
        (f"青山县人民政府\n{YEARLY}", "全县公开9条。", "青山县人民政府"),
        (f"青山县人民政府{YEARLY}\n来源：青山县司法局", "公开9条。", "青山县人民政府"),
        (f"青山县民政局\n{YEARLY}", "我局公开9条。", ORGAN),
    ],
)
def test_a_name_apart_from_the_title_is_the_site_s_where_the_page_is_another_body_s(before, body, organ):
    head, notes = with_body(before, body)
    assert (head.organ, head.year) == (organ, 2024)
    assert ("no_organ" in notes) == (organ is None)


@pytest.mark.parametrize(
    ("title", "signed", "organ", "note"),
    [
        (YEARLY, "青山县民政局\n2025年1月9日", ORGAN, "organ_not_in_title"),
        (YEARLY, "青山县民政局 二〇二五年一月九日", ORGAN, "organ_not_in_title"),
        (YEARLY, "无青山县民政局2025年1月9日", ORGAN, "organ_not_in_title"),
        (YEARLY, "无锡县民政局2025年1月9日", "无锡县民政局", "organ_not_in_title"),
        (YEARLY, "青山县民政局", None, "no_organ"),
        (f"民政局{YEARLY}", "青山县民政局\n2025年1月9日", ORGAN, "organ_in_short"),
        (f"财金局{YEARLY}", "青山县财政金融局\n2025年1月9日", "青山县财政金融局", "organ_in_short"),
        (f"青山县政府{YEARLY}", "青山县河口镇政府\n2025年1月9日", "青山县政府", None),
        (f"青山县民政局{YEARLY}", "河口县国资局\n2025年1月9日", ORGAN, None),
        (f"青山县民政局{YEARLY}", "青山县民政局\n2025年1月9日", ORGAN, None),
    ],
)
def test_who_signs(title, signed, organ, note):
    head, notes = with_body(title, "公开9条。", signed)
    assert head.organ == organ
    assert {n for n in notes if "organ" in n} == ({note} if note else set())


@pytest.mark.parametrize(
    "page",
    [
        "2024年1月1日至 ",
        "甲局政府信息公开 ",
        "由甲局",
        "现公布甲局",
        "a",
        "2024年政府信息公开工作年度报告 ",
        '{"id": 7, "note": "统计 期限"}, ',
    ],
)
def test_a_long_line_is_read_in_linear_time(page):
    def seconds(size):
        document = read_bytes((page * (size // len(page))).encode(), "a.json")
        cut = segment(document)
        start = process_time()
        masthead(document, cut)
        return process_time() - start

    seconds(1000)
    # Four times the text in four times the time, not sixteen; the rest is room for a busy machine.
    assert min(seconds(80_000) for _ in range(2)) < 0.2 + 8 * min(seconds(20_000) for _ in range(2))


# The statistic period.

PERIODS = [
    "自2024年1月1日起至2024年12月31日止",
    "自2024年1月1日起,至2024年12月31日止",
    "自2024年1月1日起，至12月31日止",
    "自2024年1月1日起至12月31日止",
    "从2024年1月1日到2024年12月31日止",
    "为2024年1月1日至12月31日",
    "为:2024年1月1日—2024年12月31日",
    "2024年1月1日——12月31日",
    "2024年1月1日-2024年12月31日",
    "2024年1月1日~12月31日",
    "2024年1月1日～12月31日",
    "自2024年1月1日开始至2024年12月31日止",
    "自2024年1月1日0时起至2024年12月31日24时止",
    "自 2024 年 1 月 1 日起至 2024 年 12 月 31 日止",
    "自２０２４年１月１日起至２０２４年１２月３１日止",
    "自2024年1月\n1日起至2024年\n12月31日止",
    "自2024年01月01日起至2024年12月31日止",
    "自2024年1月1日始，至2024年12月31日止",
    "自2024年1月1日起始至2024年12月31日终",
    "自2024年1月1日起，截止2024年12月31日",
]

# Digits or signs were lost; what remains could be more than one date, or is none.
LOST = [
    "自202411日起至20241231日止",
    "自202411日至12月31日",
    "201511日起至20151231日",
    "20241月1日至202412月31日",
    "20241月1日至2024年12月31日",
    "2024年1月1日至202412月31日",
    "2024年11日至1231日",
    "2024年11日至2024年12月31日",
    "2024年1月1日至1231日",
    "2024年1月1至12月31日",
    "1月1日至12月31日",
    "2024年1月至12月",
    "2024年度",
    "自2024年1月1日起",
    "2024年2月30日至2024年12月31日",
    "2024年13月1日至2024年12月31日",
    "2024年12月31日至2024年1月1日",
    "2024年1月1日至2023年12月31日",
    "二〇二四年一月一日至十二月三十一日",
]


@pytest.mark.parametrize("printed", PERIODS, ids=[p.replace("\n", " ") for p in PERIODS])
def test_a_period_with_two_full_dates(printed):
    for title, notes_expected in ((HEAD, []), (UNDATED, ["year_from_period"])):
        head, notes = of(f"{title}数据统计期限{printed}。")
        assert (head.period, head.year) == (WHOLE_YEAR, 2024)
        assert notes == notes_expected


@pytest.mark.parametrize("printed", LOST)
def test_a_period_that_lost_characters_is_no_period_and_gives_no_year(printed):
    for title, year in ((HEAD, 2024), (UNDATED, None)):
        head, notes = of(f"{title}数据统计期限{printed}。")
        assert (head.period, head.year) == (None, year)
        assert "no_period" in notes


@pytest.mark.parametrize("title", [HEAD, UNDATED])
def test_a_period_inside_section_one(title):
    head, _ = with_body(title, f"本报告数据的{PERIOD}")
    assert (head.period, head.year) == (WHOLE_YEAR, 2024)


def test_other_dates_inside_section_one_are_no_period():
    head, _ = with_body(HEAD, "对2019年1月1日至2019年12月31日的文件作了清理。")
    assert head.period is None


def test_a_period_of_another_year_is_kept_and_noted():
    head, notes = of(f"{ORGAN}2021年政府信息公开工作年度报告\n统计期限自2020年1月1日起至2020年12月31日止。")
    assert head.year == 2021
    assert head.period == (date(2020, 1, 1), date(2020, 12, 31))
    assert notes == ["period_of_other_year"]


def test_a_period_of_two_years_gives_no_year():
    head, notes = of(UNDATED + "统计期限自2023年7月1日起至2024年6月30日止。")
    assert head.period == (date(2023, 7, 1), date(2024, 6, 30))
    assert head.year is None
    assert "no_year" in notes


def test_the_second_date_may_cross_the_year_only_where_it_says_so():
    head, _ = of(UNDATED + "统计期限自2023年7月1日起至6月30日止。")
    assert head.period is None


@pytest.mark.parametrize(
    "other", ["公示时间:2025年1月10日至2025年1月20日", "征求意见期限为2025年1月10日至1月20日。"]
)
def test_two_dates_of_something_else_are_no_statistic_period(other):
    head, _ = of(f"{other}\n{UNDATED}{PERIOD}")
    assert head.period in (WHOLE_YEAR, None)
    assert head.year in (2024, None)


@pytest.mark.parametrize(
    "other", ["2024年4月1日至4月30日开展宣传月。", "规划期2021年1月1日至2035年12月31日。"]
)
def test_dates_of_a_campaign_or_a_plan_are_no_statistic_period(other):
    head, _ = of(f"{other}\n{UNDATED}{PERIOD}")
    assert head.period in (WHOLE_YEAR, None)


@pytest.mark.parametrize("printed", ["120241年1月1日至2024年12月31日", "2024年1月1日至2024年12月3日1"])
def test_a_date_with_a_digit_too_many_is_no_date(printed):
    head, _ = of(f"{HEAD}统计期限{printed}。")
    assert head.period is None


# The form that a page cites.


@pytest.mark.parametrize(
    ("cited", "form"),
    [
        ("国办公开办函〔2021〕30号", "2021"),
        ("国办公开办函[2021]30号", "2021"),
        ("国办公开办函(2021)30号", "2021"),
        ("国办公开办函（2021） 30 号", "2021"),
        ("国办公开办函【2021】30号", "2021"),
        ("国办公开办函〔2021〕\n30号", "2021"),
        ("国办公开办函〔2019〕60号", "2019"),
        ("国办公开办函〔2019〕60号和国办公开办函〔2021〕30号", "2021"),
        ("国办公开办涵〔2021〕30号", None),
        ("国办公开办函2021〕30号", None),
        ("国办公开办函〔2021〕300号", None),
        ("国办公开办函〔2021〕130号", None),
        ("国办发〔2014〕32号", "2014"),
        ("格式(试行)", None),
    ],
)
def test_the_declared_form(cited, form):
    assert of(f"{HEAD}根据通知({cited})编制。")[0].declared_form == form


def test_a_notice_cited_after_the_first_heading_is_not_declared():
    document = read_bytes(f"{HEAD}一、总体情况\n国办公开办函〔2021〕30号。\n".encode(), "a")
    assert masthead(document, segment(document))[0].declared_form is None


# When it was published, and whom to ask.


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("发布时间:2025-01-20", date(2025, 1, 20)),
        ("发布日期:2025年1月20日", date(2025, 1, 20)),
        ("成文日期: 2025/1/20", date(2025, 1, 20)),
        ("时间:2025-01-20 09:41", date(2025, 1, 20)),
        ("发布时间:2025-13-01", None),
        ("浏览次数:20250120", None),
        ("2025年1月20日", None),
    ],
)
def test_the_date_of_publication_is_never_the_year_of_the_report(line, published):
    for title, year in ((HEAD, 2024), (UNDATED, None)):
        head, _ = of(f"{line}\n{title}")
        assert (head.published, head.year) == (published, year)


@pytest.mark.parametrize(
    ("meta", "line", "published"),
    [
        ('<meta name="PubDate" content="2025-01-20 09:41">', "", date(2025, 1, 20)),
        ('<meta content="2025/1/20" name="publishdate">', "", date(2025, 1, 20)),
        ('<meta property="article:published_time" content="20250120">', "", date(2025, 1, 20)),
        ('<meta name="PubDate" content="2025-01-20">', "发布时间:2025-01-21", date(2025, 1, 21)),
        ('<meta name="PubDate" content="">', "", None),
        ('<meta name="keywords" content="2025-01-20">', "", None),
    ],
)
def test_the_day_of_publication_that_a_page_keeps_in_its_head(meta, line, published):
    body = f"<p>{HEAD}</p><p>{line}</p><p>一、总体情况</p><p>略。</p>"
    page = f"<html><head>{meta}</head><body>{body}</body></html>"
    document = read_bytes(page.encode(), "a.html")
    assert masthead(document, segment(document))[0].published == published


@pytest.mark.parametrize("label", ["统计时间", "数据截止时间", "截止日期"])
def test_other_dates_are_no_dates_of_publication(label):
    assert of(f"{HEAD}{label}:2024-12-31")[0].published is None


def test_a_full_width_colon_is_a_colon():
    assert of(f"发布日期：2025年1月20日\n{HEAD}")[0].published == date(2025, 1, 20)


def test_the_contact_is_the_sentence_that_names_it():
    text = f"{HEAD}本报告电子版可下载。如有疑问,请与青山县民政局办公室联系,联系电话:0000-1234567。\n"
    contact = of(text)[0].contact
    assert contact == "如有疑问,请与青山县民政局办公室联系,联系电话:0000-1234567。"
    assert of(HEAD)[0].contact is None


# Against the labels of real reports.


def judged(got, label):
    return "none" if got is None else "right" if got == label else "wrong"


@pytest.mark.real
def test_year_and_period_of_real_reports_are_right_or_none(real):
    facts = real.parent / "facts" / "facts_dev.jsonl"
    counts = Counter()
    wrong = []
    for line in facts.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record.get("rewritten_document")
        if not text or not record["title"] or compact(record["title"]) not in compact(text):
            continue
        document = read_bytes(text.encode(), record["id"])
        head, _ = masthead(document, segment(document))
        span = record["stat_period"]
        labels = {
            "year": (head.year, record["report_year"]),
            "period": (head.period, tuple(map(date.fromisoformat, span)) if span else None),
        }
        for name, (got, label) in labels.items():
            counts[name, judged(got, label)] += 1
            if judged(got, label) == "wrong":
                wrong.append((record["id"], name, got, label))
    assert wrong == []
    assert counts["year", "right"] >= 74, counts
    assert counts["period", "right"] >= 37, counts


# A line that cuts the organ's name, wherever it stands: the whole name, or none.
HEALTH = "青山县卫生健康委员会"


@pytest.mark.parametrize(
    ("before", "signed", "organ"),
    [
        (f"青山县卫生健康委\n员会{YEARLY}", "", HEALTH),
        (f"青山县卫生健\n康委员会{YEARLY}", "", HEALTH),
        (f"青山县卫生健康\n委员会{YEARLY}", "", HEALTH),
        (f"青山县卫生健康委\n员会\n{YEARLY}", "", HEALTH),
        (f"青 山 县 卫 生 健 康 委\n员 会 {YEARLY}", "", HEALTH),
        (f"青山县发展\n和改革局{YEARLY}", "", "青山县发展和改革局"),
        (f"青山县人民政府\n办公室{YEARLY}", "", "青山县人民政府办公室"),
        (f"青山县应\n急管理局{YEARLY}", "", "青山县应急管理局"),
        (f"青山县河\n口区教育局{YEARLY}", "", "青山县河口区教育局"),
        (f"青山县人民政府门户网站\n员会{YEARLY}", "", None),
        (f"和平区教育局{YEARLY}", "", "和平区教育局"),
        (f"员会{YEARLY}", "", None),
        (YEARLY, "青山县卫生健康委\n员会\n2025年1月9日", HEALTH),
        (YEARLY, "青山县城乡建\n设局\n二〇二五年一月九日", "青山县城乡建设局"),
        (YEARLY, "员会\n2025年1月9日", None),
        (f"{YEARLY}\n本报告由青山县卫生健康委\n员会编制。", "", HEALTH),
        (f"年报\n现公布《青山县卫生健康委\n员会{YEARLY}》。", "", HEALTH),
    ],
)
def test_a_name_that_a_line_cuts_is_whole_or_none(before, signed, organ):
    head, notes = with_body(before, "公开9条。", signed)
    assert (head.organ, head.year) == (organ, 2024)
    assert ("no_organ" in notes) == (organ is None)


@pytest.mark.parametrize(
    ("before", "body", "organ"),
    [
        (f"{YEARLY}\n{ORGAN}", "公开9条。", ORGAN),
        (f"{YEARLY}\n{ORGAN}\n2025年1月", "公开9条。", ORGAN),
        (f"{YEARLY}\n发布时间：2025-01-20\n{ORGAN}", "公开9条。", ORGAN),
        (f"政府信息公开工作年度报告\n（2024年度）\n{ORGAN}", "公开9条。", ORGAN),
        (f"政府信息公开工作年度报告\n2024年\n{ORGAN}", "公开9条。", ORGAN),
        ("2024年政府信息公开\n工作年度报告\n青山县民\n政局", "公开9条。", ORGAN),
        (f"{YEARLY}\n青山县人民政府", "我局公开9条。", None),
        (f"{YEARLY}\n{ORGAN}\n青山县司法局", "公开9条。", None),
        (f"{YEARLY}\n{ORGAN}（2023年）", "公开9条。", None),
        (f"{YEARLY}\n办事大厅", "公开9条。", None),
    ],
)
def test_the_organ_that_stands_alone_below_the_title(before, body, organ):
    head, notes = with_body(before, body)
    assert (head.organ, head.year) == (organ, 2024)
    assert ("organ_not_in_title" in notes) == (organ is not None)
