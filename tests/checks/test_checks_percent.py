"""Percentages of the prose: shares, growth and claims that all was done."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from narrated import answers, judged, judged_together, narrated, pointed_at

import govreport as gr
from govreport import checks

HOLDS, BROKEN, OPEN = (True, None), (False, None), (None, None)


def only(report, rule):
    (finding,) = judged(report, rule)
    return finding


# ---- P-1: shares


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("收到60件，其中网络申请45件，占75%；信函15件，占25%。", [HOLDS, HOLDS]),
        ("收到60件，其中网络申请45件，占75%；信函15件，占24%。", [HOLDS, BROKEN]),
        ("公开信息2419条，其中图解8条，占2%。", [BROKEN]),
        ("公开信息2419条。图解8条，占2%。", [OPEN]),
        ("公开信息2419条。图文605条，占25%；图解8条，占2%。", [HOLDS, OPEN]),
        ("公开信息2419条。图文605条，占25%；视频121条，占5%；图解8条，占2%。", [HOLDS, HOLDS, BROKEN]),
        ("公开信息2419条，其中图解8条，占0.33%。", [HOLDS]),
        ("公开信息2419条，其中图解8条，约占2%。", [OPEN]),
        ("公开信息约2400条，其中图解8条，占2%。", [OPEN]),
        ("公开信息2419条，其中图解8条，占上年图解的20%。", []),
        ("公开信息2419条，其中图解8条，同比增长20%。", []),
        ("公开信息104条，其中甲类2条，占1.9%；乙类21条，占20.2%；丙类37条，占49%。", [HOLDS, HOLDS, BROKEN]),
    ],
)
def test_shares(sentence, expected):
    assert answers(judged(narrated(sentence), "P-1")) == expected


def test_the_swapped_part_is_named():
    told = "网站公开的1913条信息中，机构类133条，占6.95%；许可类145条，占8.05%；民政类57条，占2.98%。"
    report = narrated(told)
    first, second, third = judged(report, "P-1")
    assert (first.passed, second.passed, third.passed) == (True, False, True)
    assert second.expected == "145/1913 = 7.580%"
    assert "154 的相邻两位颠倒成 145" in second.message_zh
    assert pointed_at(report, second) == ["145", "8.05"]


def test_what_the_part_would_be():
    told = "答复805件。予以公开及部分公开258件，占33.9%；不予公开35件，占4.35%；无法提供265件，占32.9%。"
    finding = judged(narrated(told), "P-1")[0]
    assert finding.broken
    assert "占比为 33.9% 时，部分应为 273" in finding.message_zh  # 273/805 = 33.91 %; 272: 33.79, 274: 34.04


def test_decimals_cut_off_explain_unless_the_report_rounds():
    """35/805 = 4.348: 4.34 cut off, 4.35 rounded. 158/805 = 19.63, 142/805 = 17.64: the same either way."""
    cut = "答复805条，其中甲类35条，占4.34%；乙类158条，占19.6%；丙类142条，占17.6%。"
    assert answers(judged(narrated(cut), "P-1")) == [(False, "truncated"), HOLDS, HOLDS]
    # 167/805 = 20.745: 20.75 is rounded and not cut off
    rounds = cut.replace("丙类142条，占17.6%", "丙类167条，占20.75%")
    assert answers(judged(narrated(rounds), "P-1")) == [BROKEN, HOLDS, HOLDS]


def test_a_share_adjusted_so_that_all_make_a_hundred():
    """3 × 1/3 = 33.3 %, and one of them is told as 33.4."""
    told = "公开信息30条，其中甲类10条，占33.3%；乙类10条，占33.3%；丙类10条，占33.4%。"
    assert answers(judged(narrated(told), "P-1")) == [HOLDS, HOLDS, (False, "adjusted")]


def test_the_whole_of_requests_may_be_any_of_their_numbers():
    """12 of 48 answered is 25 %, though 60 came."""
    cells = {"requests.new.total": 60, "requests.outcome_total.total": 48}
    told = "全年收到政府信息公开申请60件。办理结果：予以公开12件，占25%；不予公开5件，占10.4%。"
    assert answers(judged(narrated(told, cells=cells), "P-1")) == [HOLDS, HOLDS]
    wrong = told.replace("占25%", "占52%")
    assert answers(judged(narrated(wrong, cells=cells), "P-1"))[0] == BROKEN


@given(st.integers(2, 4000), st.data(), st.integers(0, 2))
def test_a_rightly_computed_share_is_never_called_broken(whole, data, places):
    part = data.draw(st.integers(1, whole - 1))
    percent = (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    told = f"公开信息{whole}条，其中图解{part}条，占{percent}%。"
    assert answers(judged(narrated(told), "P-1")) == [HOLDS]


# ---- P-2, P-7


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("公开信息60条，其中甲类45条，占75%；乙类15条，占25%。", [HOLDS]),
        ("公开信息60条，其中甲类45条，占75%；乙类15条，占35%。", [BROKEN]),
        ("公开信息60条，其中甲类45条，占75%；乙类14条，占23%。", []),
        ("公开信息30条，其中甲类10条，占33%；乙类10条，占33%；丙类10条，占33%。", [HOLDS]),
        ("公开信息30条，其中甲类10条，占33%；丁类1条；乙类10条，占33%；丙类10条，占33%。", []),
        # the two are thirds of three, not parts that make up the two told before
        ("答复3件。甲类2件、乙类1件，其中，公开1件，占33.3%，不公开1件，占33.3%。", []),
    ],
)
def test_shares_of_one_whole(sentence, expected):
    assert answers(judged(narrated(sentence), "P-2")) == expected


@pytest.mark.parametrize(("percent", "answer"), [("75", HOLDS), ("100", HOLDS), ("750", BROKEN)])
def test_no_share_above_all(percent, answer):
    finding = only(narrated(f"公开信息60条，其中甲类45条，占{percent}%。"), "P-7")
    assert (answers([finding]), finding.severity) == ([answer], "warning")


# ---- growth


GROWN = "2023年，我局共收到政府信息公开申请{}件，较上年度{}%；均已答复。"


def test_a_growth_that_no_whole_number_gives():
    report = narrated(GROWN.format(60, "上升261"), cells={"requests.new.total": 60})
    finding = only(report, "P-4")
    assert (finding.broken, finding.severity) == (True, "warning")
    assert "16 → +275.0%; 17 → +252.9%" in finding.message_zh
    assert pointed_at(report, finding) == ["261"]
    slip = only(report, "P-5")
    assert (slip.broken, slip.hint, slip.severity) == (False, True, "information")
    assert "60/23 = 260.87%" in slip.message_en
    assert "ratio" in slip.message_en
    assert "14% fit some ratio anyway (about one in 7)" in slip.message_en  # 37 of 265, counted by hand


@pytest.mark.parametrize(("new", "growth", "answer"), [
    (60, "上升275", HOLDS),  # from 16
    (60, "上升200", HOLDS),  # from 20
    (60, "下降14.3", HOLDS),  # from 70
    (60, "下降14.4", BROKEN),  # 70: 14.29, 71: 15.49
    (6, "上升51", BROKEN),  # 4: 50, 3: 100
])  # fmt: skip
def test_possible_growth(new, growth, answer):
    report = narrated(GROWN.format(new, growth), cells={"requests.new.total": new})
    assert answers(judged(report, "P-4")) == [answer]


def test_growth_may_be_of_all_requests():
    """64 from 40 is 60 %, which 60 cannot be from 37 or 38."""
    cells = {"requests.new.total": 60, "requests.carried_in.total": 4}
    told = GROWN.format(60, "上升60.0")
    assert answers(judged(narrated(told, cells=cells), "P-4")) == [HOLDS]
    assert answers(judged(narrated(told, cells={"requests.new.total": 60}), "P-4")) == [BROKEN]


def years(growth, last=40, carried=0, now=60, year=2023):
    before = narrated(
        "", year=year - 1, cells={"requests.new.total": last, "requests.carried_in.total": carried}
    )
    return before, narrated(GROWN.format(now, growth), year=year, cells={"requests.new.total": now})


@pytest.mark.parametrize(
    ("growth", "answer", "words"),
    [
        ("上升50", HOLDS, ""),
        ("上升51", BROKEN, "60/40 − 1 = +50.00%"),
        ("上升150", BROKEN, "60/40 = 150.00%"),  # the ratio
        ("上升33.3", BROKEN, "以本年数作了分母"),  # 20/60
    ],
)
def test_growth_from_last_years_report(growth, answer, words):
    (finding,) = judged_together("P-3", *years(growth))
    assert answers([finding]) == [answer]
    assert words in finding.message_zh
    assert finding.compared == years(growth)[0].report_id


def test_growth_may_be_from_all_of_last_years_requests():
    assert answers(judged_together("P-3", *years("上升33.3", last=40, carried=5))) == [HOLDS]


def test_a_new_regulation_between_the_years_explains():
    before = narrated("", form="2014", year=2018, cells={"survey.requests.received.year": 10})
    told = GROWN.format(60, "上升50").replace("2023", "2019")
    now = narrated(told, form="2019", year=2019, cells={"requests.new.total": 60})
    assert answers(judged_together("P-3", before, now)) == [(False, "regulation_2019")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("共收到政府信息公开申请60件，较上年的40件增长50%。", [HOLDS]),
        ("共收到政府信息公开申请60件，较上年的40件增长55%。", [BROKEN]),
        ("共收到政府信息公开申请60件，较上年增加20件，增长50%。", [HOLDS]),
        ("共收到政府信息公开申请60件，较上年增加20件，增长33%。", [BROKEN]),
        ("共收到政府信息公开申请60件。较上年增加20件，增长33%。", [BROKEN]),
        ("共收到政府信息公开申请60件。较上年增加20件，增长约三成。", []),
        ("共收到政府信息公开申请60件，较上年增长33%。", []),
    ],
)
def test_growth_against_the_numbers_of_its_sentence(sentence, expected):
    assert answers(judged(narrated(sentence, cells={"requests.new.total": 60}), "P-9")) == expected


def test_the_difference_may_be_of_all_requests():
    """64 of which 20 more than last year's 44: 45.45 %."""
    cells = {"requests.new.total": 60, "requests.carried_in.total": 4}
    told = "共收到政府信息公开申请60件，较上年增加20件，增长45.5%。"
    assert answers(judged(narrated(told, cells=cells), "P-9")) == [HOLDS]


def test_last_years_number_as_told():
    before = narrated("", year=2022, cells={"requests.new.total": 40, "requests.carried_in.total": 2})
    for told, answer in ((40, HOLDS), (42, HOLDS), (41, BROKEN)):
        now = narrated(
            f"共收到政府信息公开申请60件，较上年的{told}件有所增长。", cells={"requests.new.total": 60}
        )
        assert answers(judged_together("P-10", before, now)) == [answer]


# ---- P-6


@pytest.mark.parametrize(
    ("sentence", "left", "expected"),
    [
        ("收到政府信息公开申请9件，已全部办结。", 0, [HOLDS]),
        ("收到政府信息公开申请9件，已全部办结。", 2, [BROKEN]),
        ("收到政府信息公开申请9件，已全部办结。", None, [OPEN]),
        ("收到政府信息公开申请9件，已全部办结，转下年度办理1件。", None, [BROKEN]),
        ("收到政府信息公开申请9件，均已按期办结。", 2, [(False, "within_time")]),
        ("收到政府信息公开申请9件，除2件结转外，其余均已办结。", 2, []),
        ("收到群众诉求348件，办结率100%。", 2, []),
    ],
)
def test_all_was_finished(sentence, left, expected):
    report = narrated(sentence, cells={"requests.carried_out.total": left})
    assert answers(judged(report, "P-6")) == expected


# ---- published reports


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rongchang_2024.txt", {("P-4", "261")}),
        ("shanghai_office_2019.html", {("P-1", "258")}),
        ("pingtan_2012.txt", {("P-1", "145"), ("P-1", "534")}),
        ("pingtan_2023.txt", set()),
        ("pingtan_2016.txt", set()),
        ("suqian_2023.txt", set()),
        ("hongze_2023.pdf", set()),
        ("shuyang_fgj_2023.html", set()),
    ],
)
def test_published_reports(name, expected, real):
    report = gr.read(real / name)
    found = [f for f in checks.check(report) if f.rule.startswith("P-") and f.broken]
    told = {(f.rule, pointed_at(report, f)[0]) for f in found if f.severity != "information"}
    assert told == expected


@pytest.mark.real
def test_the_first_report_breaks_one_rule_alone(real):
    """261 % is impossible from any whole number; 60 against 64 and every sum of the tables are right."""
    findings = checks.check(gr.read(real / "rongchang_2024.txt"))
    assert [f.rule for f in findings if f.broken and f.severity != "information"] == ["P-4"]


@pytest.mark.real
def test_all_finished_against_one_carried_out(real):
    (finding,) = judged(gr.read(real / "shanghai_kewei_2024.md"), "P-6")
    assert finding.broken
    assert finding.actual == "1"
