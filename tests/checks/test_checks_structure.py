"""Rules on the report as a whole: each holds, breaks, is explained and is left open where it should be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from govreport import checks, forms
from govreport.checks.structure import junk
from govreport.document import Paragraph, Where
from govreport.report import Figure, Note, Section, Status
from govreport.resources import load_toml

KINDS = ("overview", "disclosure", "requests", "remedies", "problems", "other")


def paragraph(text="情况如下。", start=0):
    return Paragraph(text, Where(start, start + len(text), line=1))


@pytest.fixture
def whole(make_report):
    """A report with its six sections."""
    sections = tuple(Section(kind, None, kind, (paragraph(),)) for kind in KINDS)
    return replace(make_report("甲县教育局"), sections=sections, body="department", level="county")


def only(report, rule):
    (finding,) = checks.check(report, only=[rule])
    return finding


def answers(report, rule):
    return [(f.passed, f.explained) for f in checks.check(report, only=[rule])]


def without(report, *kinds):
    return replace(report, sections=tuple(s for s in report.sections if s.kind not in kinds))


def headed(report, **changes):
    return replace(report, masthead=replace(report.masthead, **changes))


def test_a_good_report_breaks_no_rule(whole):
    findings = [f for f in checks.check(whole) if f.rule != "T-1"]  # its sections say hardly anything
    assert [f for f in findings if f.passed is False] == []
    assert {f.rule for f in findings if f.passed is None} == {"F-04"}


# F-01


def test_the_form_of_the_year_and_the_one_cited(whole):
    assert answers(whole, "F-01") == [(True, None)] * 4
    cited = headed(whole, declared_form="2019")
    broken = checks.check(cited, only=["F-01"])[-1]
    assert (broken.passed, broken.severity) == (False, "warning")
    assert "引用的是 2019 年格式的文件，表格却是 2021 年格式" in broken.message_zh
    assert answers(headed(whole, declared_form=None), "F-01") == [(True, None)] * 3


@pytest.mark.parametrize(
    ("year", "forms", "expected"),
    [
        (2024, {"requests": "2019"}, [(False, None)]),
        (2021, {"requests": "2019"}, [(False, "transition_year")]),
        (2023, {"disclosure": "2019", "requests": "2021"}, [(False, "old_block"), (True, None)]),
        (2016, {"survey": "2008"}, [(False, "local_table")]),
        (2012, {"survey": "2008"}, [(True, None)]),
        (2012, {"survey": "2014"}, [(False, None)]),
        (None, {"requests": "2021"}, [(None, None)]),
        (1999, {"requests": "2021"}, [(None, None)]),
    ],
)
def test_forms_and_years(whole, year, forms, expected):
    report = replace(headed(whole, year=year, declared_form=None), forms=forms)
    assert answers(report, "F-01") == expected


# F-02, F-10, F-11


def test_sections_are_there(whole):
    assert [only(whole, rule).passed for rule in ("F-02", "F-10", "F-11")] == [True] * 3
    broken = only(without(whole, "overview"), "F-02")
    assert (broken.passed, broken.severity) == (False, "error")
    assert broken.message_zh == "报告：缺少或空白的部分：总体情况。"
    last = only(without(whole, "problems", "other"), "F-10")
    assert (last.passed, last.severity) == (False, "warning")
    assert "Problems and improvement, Other matters" in last.message_en


def test_a_section_with_nothing_in_it_is_empty(whole):
    blank = replace(whole, sections=tuple(replace(s, blocks=(paragraph("  "),)) for s in whole.sections))
    assert only(blank, "F-10").passed is False
    assert only(blank, "F-02").passed is False


def test_a_section_whose_table_is_there_lost_only_its_heading(whole):
    finding = only(without(whole, "remedies"), "F-02")
    assert (finding.passed, finding.explained, finding.broken) == (False, "heading_lost", False)
    assert "没有找到标题的部分：政府信息公开行政复议、行政诉讼情况" in finding.message_zh
    assert finding.suggestion_zh == ""
    bare = replace(without(whole, "remedies"), forms={"requests": "2021"})
    assert only(bare, "F-02").explained is None


def test_the_order_of_sections(whole):
    turned = replace(whole, sections=whole.sections[::-1])
    finding = only(turned, "F-11")
    assert finding.passed is False
    assert finding.actual.startswith("其他需要报告的事项、")


def test_reports_before_2019_have_no_six_sections(whole):
    old = replace(headed(whole, year=2015), forms={"survey": "2014"}, sections=(), figures=())
    assert checks.check(old, only=["F-02", "F-10", "F-11"]) == ()


# F-03


@pytest.mark.parametrize(
    ("period", "passed"),
    [
        ((date(2024, 1, 1), date(2024, 12, 31)), True),
        ((date(2023, 1, 1), date(2023, 12, 31)), False),
        ((date(2024, 1, 1), date(2024, 11, 30)), False),
        (None, None),
    ],
)
def test_the_period(whole, period, passed):
    assert only(headed(whole, period=period), "F-03").passed is passed
    assert only(headed(whole, period=period, year=None), "F-03").passed is None


# F-04


@pytest.mark.parametrize(
    ("organ", "preamble", "answer"),
    [
        ("甲县教育局", "本报告由甲县教育局根据有关材料编制。", (True, None)),
        ("甲县教育局", "甲县教育局根据《中华人民共和国政府信息公开条例》编制本年度报告。", (True, None)),
        ("甲县教育局", "本报告由乙县教育局编制。", (False, None)),
        ("甲县人民政府", "本报告由甲县人民政府办公室汇总编制。", (True, None)),
        ("甲县人民政府办公室", "本报告由甲县人民政府编制。", (True, None)),
        ("甲县教育局", "本报告由我局编制。", (None, None)),
        ("甲县教育局", "本报告由我局编制。如有疑问，请与乙县教育局联系。", (False, None)),
        ("甲县教育局", "本报告由甲县教育局编制。如有疑问，请与甲县人民政府办公室联系。", (True, None)),
        ("甲县教育局", "本报告由甲县人民政府编制。", (False, None)),
        ("甲县人民政府", "我县编制本报告。如有疑问，请与甲县大数据局联系。", (None, None)),
        ("甲县(synthetic)教育局", "甲县(synthetic)教育局编制本年度报告。", (True, None)),
        ("甲县(synthetic)教育局", "甲县教育局编制本年度报告。", (True, None)),
        ("甲县(synthetic)教育局", "乙县(synthetic)教育局编制本年度报告。", (False, None)),
        ("甲县自然资源局", "甲县国土资源局特此公布本报告。", (False, "renamed")),
        ("甲县发展和改革局", "现将县发改局2024年政府信息公开工作情况报告如下。", (True, None)),
        (None, "本报告由甲县教育局编制。", (None, None)),
    ],
)
def test_the_organ_of_title_and_preamble(whole, organ, preamble, answer):
    report = replace(headed(whole, organ=organ), preamble=(paragraph(preamble, 7),))
    finding = only(report, "F-04")
    assert (finding.passed, finding.explained) == answer
    if answer[0] is False:
        assert [where.start for where in finding.places] == [7]
        assert finding.actual in preamble


def test_the_office_of_a_government_compiles_for_it(whole):
    report = replace(
        headed(whole, organ="甲县政府"), preamble=(paragraph("本报告由甲县人民政府办公室编制。"),)
    )
    assert answers(report, "F-04") == [(False, "office_of_it")]


def test_a_department_does_not_count_for_the_government(whole):
    evidence = paragraph("市政府及市政府办公室共收到申请5件。", 30)
    finding = only(replace(whole, scope="government", scope_evidence=evidence), "F-04")
    assert (finding.passed, finding.actual, finding.places) == (False, evidence.text, (evidence.where,))
    assert "以政府及其办公室的名义统计" in finding.message_zh
    office = replace(whole, scope="government", scope_evidence=evidence, body="office")
    assert only(office, "F-04").passed is None
    unlisted = headed(whole, organ="仿云川市人民政府办公室")  # a department to who knows no such place
    assert only(replace(unlisted, scope="government", scope_evidence=evidence), "F-04").passed is None
    unnamed = headed(replace(whole, scope="government", scope_evidence=evidence), organ=None)
    assert only(unnamed, "F-04").passed is None


# F-05, F-06, F-07


def changed(report, key, **changes):
    figures = tuple(replace(f, **changes) if f.key == key else f for f in report.figures)
    return replace(report, figures=figures)


NEW = ("requests", "new", "company")
FEES = ("disclosure", "fees", "amount")


@pytest.mark.parametrize(
    ("key", "status", "value", "raw", "passed"),
    [
        (NEW, Status.REPORTED, Decimal(-1), "-1", False),
        (NEW, Status.UNREADABLE, None, "-1", False),
        (NEW, Status.UNREADABLE, None, "2.5", False),
        (NEW, Status.UNREADABLE, None, "003", True),
        (NEW, Status.UNREADABLE, None, "见附件", True),
        (FEES, Status.REPORTED, Decimal("190.457379"), "190.457379", True),
        (FEES, Status.REPORTED, Decimal("1.1234567"), "1.1234567", False),
        (FEES, Status.UNREADABLE, None, "-3", False),
    ],
)
def test_kinds_of_number(whole, key, status, value, raw, passed):
    finding = only(changed(whole, key, status=status, value=value, raw=raw), "F-05")
    assert finding.passed is passed
    assert (raw in finding.message_zh) is not passed


def test_a_change_may_be_negative(make_report):
    key = ("disclosure", "licence", "items_change")
    report = make_report("甲局", "2019", {key: Figure(*key, Status.REPORTED, Decimal(-4), raw="-4")})
    assert only(report, "F-05").passed is True


def test_blanks_and_marks_are_counted_and_lost_cells_told_apart(whole):
    blank = changed(
        changed(whole, NEW, status=Status.BLANK, value=None), FEES, status=Status.MARKED, value=None
    )
    finding = only(blank, "F-06")
    assert (finding.passed, finding.actual, [f.key for f in finding.figures]) == (False, "2", [FEES, NEW])
    assert answers(blank, "F-07") == [(True, None)] * 3
    assert only(whole, "F-06").passed is True


def test_the_form_is_whole(whole):
    assert answers(whole, "F-07") == [(True, None)] * 3
    lost = changed(whole, NEW, status=Status.MISSING, value=None)
    broken = checks.check(lost, only=["F-07"])[1]
    assert (broken.passed, broken.expected, broken.actual) == (False, "175", "174")
    assert answers(changed(whole, NEW, status=Status.UNREADABLE, value=None), "F-07")[1] == (None, None)
    without_table = replace(whole, forms={"requests": "2021", "remedies": "2021"})
    figures = tuple(f for f in whole.figures if f.table != "disclosure")
    assert answers(replace(without_table, figures=figures), "F-07") == [
        (False, None),
        (True, None),
        (True, None),
    ]


def test_cells_of_the_forms_by_hand(make_report):
    counts = {"2021": ["10", "175", "15"], "2019": ["22", "161", "15"]}
    for form, expected in counts.items():
        assert [f.expected for f in checks.check(make_report("甲局", form), only=["F-07"])] == expected


# F-08


def test_foreign_words(whole):
    text = "全年公开信息5条。bet365官网 欧洲杯买球。"
    finding = only(replace(whole, text=text), "F-08")
    assert (finding.passed, finding.severity) == (False, "warning")
    assert [text[w.start : w.end] for w in finding.places] == ["bet365官网", "欧洲杯买球"]
    assert "2 处，如“bet365官网”" in finding.message_zh


@pytest.mark.parametrize(
    "text",
    [
        "体育局彩票公益金使用情况公示，公开体彩信息，文化娱乐场所许可。",
        "公开福利彩票投注网点布局规划。",
        "关停博彩网站3个，曝光案例2起。",
        "申请公开金色年华娱乐城消防验收资料。",
        "产业园一区二区三区在线办理入园手续。",
        "解读视频可在线观看。",
        "推荐国产精品农机具5种。",
        "全年无博彩类申请。",
        "线上棋牌比赛2场，足球赛比分直播1次。",
    ],
)
def test_words_of_the_field_are_not_foreign(whole, text):
    assert only(replace(whole, text=text), "F-08").passed


def test_every_junk_pattern_has_an_example_and_every_example_a_pattern():
    import re

    def read(data):
        found = []
        data.texts("lawful")
        for entry in data.tables("junk"):
            entry.text("what"), entry.text("source")
            found.append((entry.texts("patterns"), entry.texts("examples")))
        return found

    for patterns, examples in load_toml("junk_words.toml", read):
        assert all(junk(example) for example in examples)
        assert all(any(re.search(pattern, example) for example in examples) for pattern in patterns)


# F-09


@pytest.mark.parametrize(
    ("body", "year", "published", "answer"),
    [
        ("department", 2023, date(2024, 1, 31), (True, None)),
        ("department", 2023, date(2024, 2, 1), (False, None)),
        ("department", 2024, date(2025, 2, 5), (True, None)),  # the Spring Festival ends on the 4th
        ("department", 2024, date(2025, 2, 6), (False, None)),
        ("department", 2020, date(2021, 2, 1), (True, None)),  # the 31st is a Sunday
        ("department", 2020, date(2021, 2, 2), (False, None)),
        ("central", 2023, date(2024, 2, 1), (False, None)),
        ("office", 2023, date(2024, 2, 1), (True, None)),
        ("government", 2023, date(2024, 4, 1), (True, None)),  # 31 March is a Sunday
        ("government", 2023, date(2024, 4, 2), (False, None)),
        ("government", 2024, date(2025, 4, 1), (False, None)),
        ("government", 2024, date(2026, 4, 1), (False, "redated")),
        ("department", 2015, date(2016, 3, 31), (True, None)),
        ("department", 2015, date(2016, 4, 1), (False, None)),
        ("department", 2024, None, (None, None)),
        ("street", 2024, date(2025, 5, 1), (None, None)),
        ("township", 2024, date(2025, 5, 1), (None, None)),
        (None, 2024, date(2025, 5, 1), (None, None)),
    ],
)
def test_deadlines(whole, body, year, published, answer):
    report = replace(headed(whole, year=year, published=published), body=body)
    finding = only(report, "F-09")
    assert (finding.passed, finding.explained) == answer
    if body == "street":
        assert "没有为这类机关（乡镇、街道等）规定期限" in finding.message_zh


@pytest.mark.parametrize(("address", "explained"), [
    ("https://a.example/zw/202401/t20240130_80597.htm", "redated"),
    ("https://a.example/art/2024/1/7/art_5_1.html", "redated"),
    ("https://a.example/zw/2024-01/30/content_1.html", "redated"),
    ("https://a.example/zw/202403/t20240310_80597.htm", None),
    ("https://a.example/zw/202212/t20221210_80597.htm", None),  # a page of another year
])  # fmt: skip
def test_the_address_may_name_an_earlier_day(whole, address, explained):
    report = headed(replace(whole, text=f"{address}\n{whole.text}"), year=2023, published=date(2024, 5, 6))
    finding = only(replace(report, body="department"), "F-09")
    assert (finding.passed, finding.explained) == (False, explained)


# F-14


@pytest.mark.parametrize(("ending", "answers"), [
    ("\n甲县教育局\n2023年12月20日", [False]),
    ("\n甲县教育局2023年1月12日 附件下载", [False]),  # last year's year in January
    ("\n甲县教育局\n二〇二四年一月十二日", [True]),
    ("\n甲县教育局 二○二三年元月廿一日\n附件：统计表", [False]),
    ("\n2023年12月31日", [True]),
    ("依据2023年5月4日的通知。", []),
    ("统计期限自2023年1月1日起至2023年11月30日止。", []),
])  # fmt: skip
def test_signed_when_the_year_is_over(whole, ending, answers):
    report = headed(replace(whole, text="公开信息。" * 20 + ending), year=2023, published=None)
    findings = checks.check(report, only=["F-14"])
    assert [f.passed for f in findings] == answers
    for finding in findings:
        (where,) = finding.places
        assert "年" in report.text[where.start : where.end]


def test_published_when_the_year_is_over(whole):
    for day, passed in ((date(2023, 12, 21), False), (date(2024, 1, 2), True)):
        finding = only(headed(whole, year=2023, published=day), "F-14")
        assert (finding.passed, finding.severity) == (passed, "warning")
        assert f"公布日期 {day}" in finding.message_zh


def test_a_day_of_publication_that_the_signature_contradicts(whole):
    text = "公开信息。" * 20 + "\n甲县教育局\n2024年1月12日"
    report = headed(replace(whole, text=text), year=2023, published=date(2023, 1, 12))
    assert [f.explained for f in checks.check(report, only=["F-14"])] == ["other_date", None]


@pytest.mark.parametrize(("published", "address", "passed"), [
    (date(2024, 1, 3), "", False),
    (date(2024, 3, 13), "", True),
    (date(2024, 3, 14), "", True),
    (date(2024, 1, 3), "/202403/t20240314_7.htm ", True),  # the page's date is an old one
    (date(2024, 1, 3), "/202401/t20240104_7.htm ", False),
])  # fmt: skip
def test_signed_before_it_was_published(whole, published, address, passed):
    text = f"{address}\n" + "公开信息。" * 20 + "\n甲县教育局\n二0二四年三月十三日"
    finding = only(headed(replace(whole, text=text), year=2023, published=published), "F-16")
    assert (finding.passed, finding.severity) == (passed, "information")


def test_a_table_of_which_no_cut_makes_the_columns_add_up(whole):
    def printed(rows):
        figures = []
        for figure in whole.figures:
            if figure.table == "requests" and figure.row in rows:
                at, raw = list(rows).index(figure.row), rows[figure.row]
                where = Where(50 * at, 50 * at + len(raw))
                figure = replace(figure, status=Status.UNREADABLE, value=None, raw=raw, where=where)
            elif figure.table == "requests":
                figure = replace(figure, value=Decimal(0), status=Status.REPORTED)
            figures.append(figure)
        return replace(whole, figures=tuple(figures), notes=(Note("digits_run_together", ""),))

    wrong = printed({"new": "160 02 0 018", "granted": "160 02 0 018", "outcome_total": "180 0 0 0 018"})
    (finding,) = [f for f in checks.check(wrong, only=["F-15"]) if f.passed is False]
    assert finding.actual == "160020018, 160020018, 180000018"
    assert "各列都不能成立" in finding.message_zh
    right = printed({"new": "160 02 0 018", "granted": "160 02 0 018", "outcome_total": "160 02 0 018"})
    assert [f for f in checks.check(right, only=["F-15"]) if f.passed is False] == []
    no_sum = printed({"new": "8100008", "granted": "8000008", "outcome_total": "8000008"})
    assert [f.actual for f in checks.check(no_sum, only=["F-15"]) if f.passed is False] == ["8100008"]


def test_without_a_year_there_is_no_deadline(whole):
    assert checks.check(headed(whole, year=None), only=["F-09"]) == ()


def test_unknown_tables_of_a_form_are_not_asked_for():
    assert {t.id for t in forms.load("2021").tables} == {"disclosure", "requests", "remedies"}
