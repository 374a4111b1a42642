"""Prose against tables: each mention agrees, differs, is explained or left open where it should be."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from narrated import answers, judged, narrated, pointed_at

import govreport as gr
from govreport import checks, forms
from govreport.checks.case import Case
from govreport.checks.narrative_readings import agrees, candidates, concepts
from govreport.document import Where
from govreport.report import Note, Status
from govreport.text.facts.words import vocabulary

FACTS = Path(__file__).parents[3] / "shared" / "facts"
HOLDS, BROKEN, OPEN = (True, None), (False, None), (None, None)
SIX_AND_TWO = {"requests.new.total": 60, "requests.carried_in.total": 4, "requests.outcome_total.total": 64}


def only(report, rule):
    (finding,) = judged(report, rule)
    return finding


# ---- received, answered, carried


@pytest.mark.parametrize(
    ("rule", "sentence", "answer"),
    [
        ("N-1", "2023年，我局新收政府信息公开申请60件。", HOLDS),
        ("N-1", "2023年，我局新收政府信息公开申请64件。", BROKEN),
        ("N-2", "2023年，我局共收到政府信息公开申请60件。", HOLDS),
        ("N-2", "2023年，我局共收到政府信息公开申请64件。", HOLDS),
        ("N-2", "2023年，我局共收到政府信息公开申请61件。", BROKEN),
        ("N-2", "2023年，我局共收到政府信息公开申请50余件。", HOLDS),
        ("N-2", "2023年，我局共收到政府信息公开申请90余件。", BROKEN),
        ("N-2", "2023年，我局共收到政府信息公开申请约62件。", HOLDS),
        ("N-2", "2023年，我局共收到政府信息公开申请约80件。", OPEN),
        ("N-2", "2023年，我局共收到政府信息公开申请约200件。", BROKEN),
        ("N-4", "2023年，我局答复政府信息公开申请64件。", HOLDS),
        ("N-4", "2023年，我局答复政府信息公开申请60件。", (False, "without_carried_in")),
        ("N-4", "2023年，我局答复政府信息公开申请63件。", BROKEN),
        ("N-5", "2023年，我局收到政府信息公开申请60件，结转下年度0件。", HOLDS),
        ("N-5", "2023年，我局收到政府信息公开申请60件，结转下年度3件。", BROKEN),
    ],
)
def test_requests(rule, sentence, answer):
    assert answers(judged(narrated(sentence, cells=SIX_AND_TWO), rule)) == [answer]


def test_sixty_with_four_carried_in_is_no_contradiction():
    sentence = "2023年，我局收到政府信息公开申请60件，答复64件（含上年结转4件）。"
    findings = [f for f in checks.check(narrated(sentence, cells=SIX_AND_TWO)) if f.rule.startswith("N-")]
    told = {f.rule: f.passed for f in findings if f.rule in ("N-2", "N-3", "N-4")}
    assert told == {"N-2": True, "N-3": True, "N-4": True}


def test_a_sum_told_with_what_was_carried_in():
    right = narrated("2023年，我局收到政府信息公开申请64件（含上年结转4件）。", cells=SIX_AND_TWO)
    wrong = narrated("2023年，我局收到政府信息公开申请64件（含上年结转5件）。", cells=SIX_AND_TWO)
    assert answers(judged(right, "N-3")) == [HOLDS, HOLDS]
    assert sorted(answers(judged(wrong, "N-3"))) == [BROKEN, HOLDS]


def test_a_finding_says_where_what_and_what_it_may_be():
    report = narrated("2023年，我局共收到政府信息公开申请16件。", cells={"requests.new.total": 61})
    finding = only(report, "N-2")
    assert pointed_at(report, finding) == ["16"]
    assert (finding.severity, finding.expected, finding.actual) == ("warning", "61", "16")
    assert [f.key for f in finding.figures] == [
        ("requests", "new", "total"),
        ("requests", "carried_in", "total"),
    ]
    assert "“收到申请”" in finding.message_zh
    assert "本年新收 61、本年新收与上年结转之和 61" in finding.message_zh
    assert "61 的相邻两位颠倒成 16" in finding.message_zh
    assert "new requests 61, new and carried in 61" in finding.message_en
    assert finding.suggestion_zh


def test_the_row_that_has_the_number_is_named():
    cells = {"requests.unable.not_held.total": 25, "requests.unable.unclear.total": 7}
    report = narrated("办结申请40件，其中无法提供25件。", cells={**cells, "requests.outcome_total.total": 40})
    finding = only(report, "N-6")
    assert finding.broken
    assert "“1.本机关不掌握相关政府信息”一行是 25" in finding.message_zh


# ---- outcomes, blanks


OUTCOMES = "2023年收到政府信息公开申请9件，办结9件，其中予以公开{}件、不予公开{}件、其他处理{}件。"
CELLS = {
    "requests.new.total": 9, "requests.outcome_total.total": 9, "requests.granted.total": 4,
    "requests.denied.internal.total": 2, "requests.denied.case_file.total": 1,
    "requests.other.unpaid.total": 1, "requests.other.other.total": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("granted", "denied", "other", "wrong"),
    [(4, 3, 2, []), (5, 3, 2, ["5"]), (4, 2, 2, ["2"]), (4, 3, 1, ["1"])],
)
def test_outcomes_are_sums_of_rows(granted, denied, other, wrong):
    report = narrated(OUTCOMES.format(granted, denied, other), cells=CELLS)
    findings = judged(report, "N-6")
    assert len(findings) == 3
    assert [pointed_at(report, f) for f in findings if f.broken] == [[number] for number in wrong]


def test_outcomes_of_the_form_of_2019():
    cells = {"requests.new.total": 9, "requests.outcome_total.total": 9, "requests.other.total": 2}
    told = "2020年收到政府信息公开申请9件，办结9件，其中予以公开0件、其他处理2件。"
    assert HOLDS in answers(judged(narrated(told, form="2019", year=2020, cells=cells), "N-6"))


@pytest.mark.parametrize(("person", "answer"), [(30, OPEN), (26, OPEN), (25, OPEN), (31, BROKEN)])
def test_a_blank_total_is_the_sum_of_what_is_printed_and_unknown(person, answer):
    """25 + ? cannot be less than 25; a blank is not a zero."""
    cells = {"requests.granted.total": None, "requests.granted.natural_person": person}
    cells |= {"requests.granted.company": None}
    report = narrated("收到政府信息公开申请60件，予以公开30件。", cells={**SIX_AND_TWO, **cells})
    cells_of_partial = {"requests.partial.total": None}
    other = narrated(
        "收到政府信息公开申请60件，予以公开30件。", cells={**SIX_AND_TWO, **cells, **cells_of_partial}
    )
    assert answers(judged(report, "N-6")) == [answer]
    assert answers(judged(other, "N-6")) == [answer]


def test_applicants_of_new_requests_or_of_all():
    cells = {
        "requests.new.natural_person": 50, "requests.carried_in.natural_person": 3, "requests.new.company": 6,
        "requests.new.other_org": 4, "requests.carried_in.company": 1, **SIX_AND_TWO,
    }  # fmt: skip
    told = "收到政府信息公开申请60件，其中自然人{}件，法人或其他组织{}件。"
    for numbers, expected in (
        ((50, 10), [HOLDS, HOLDS]),
        ((53, 11), [HOLDS, HOLDS]),
        ((51, 10), [BROKEN, HOLDS]),
    ):
        assert answers(judged(narrated(told.format(*numbers), cells=cells), "N-7")) == expected


# ---- table 四


REMEDIES = {
    "remedies.reconsideration.total": 17, "remedies.reconsideration.upheld": 15,
    "remedies.reconsideration.pending": 2, "remedies.litigation_direct.total": 3,
    "remedies.litigation_after.total": 4,
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "sentence", "answer"),
    [
        ("N-8", "因政府信息公开引发行政复议17件。", HOLDS),
        ("N-8", "因政府信息公开引发行政复议13件。", BROKEN),
        ("N-8", "全年新增政府信息公开行政复议13件。", (False, "new_filings")),
        ("N-8", "全年新增政府信息公开行政复议19件。", BROKEN),
        ("N-9", "因政府信息公开引发行政诉讼7件。", HOLDS),
        ("N-9", "因政府信息公开引发行政诉讼4件。", (False, "one_kind")),
        ("N-9", "因政府信息公开引发行政诉讼9件。", BROKEN),
        ("N-13", "未发生因政府信息公开引发的行政诉讼。", BROKEN),
    ],
)
def test_cases(rule, sentence, answer):
    assert answers(judged(narrated(sentence, cells=REMEDIES), rule)) == [answer]


def test_no_suits_means_none_of_either_kind():
    cells = {"remedies.litigation_after.total": 2}
    assert answers(judged(narrated("全年未发生政府信息公开行政诉讼。", cells=cells), "N-13")) == [BROKEN]
    assert answers(judged(narrated("全年未发生政府信息公开行政诉讼。"), "N-13")) == [HOLDS]


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("信息公开行政复议17件，均获维持。", [BROKEN]),
        ("信息公开行政复议15件已审结，均获维持。", []),
        ("信息公开行政诉讼7件，均获维持。", [HOLDS]),
        ("信息公开行政复议17件，诉讼7件，均获维持。", [BROKEN]),
        ("信息公开行政复议17件，其中维持15件。", []),
    ],
)
def test_all_were_upheld(sentence, answer):
    assert answers(judged(narrated(sentence, cells=REMEDIES), "N-17")) == answer


# ---- scope


def test_other_scopes_explain():
    town = "2023年，全县共收到政府信息公开申请{}件。"
    own = "2023年，我局共收到政府信息公开申请{}件。"
    cells = {"requests.new.total": 60}
    assert answers(judged(narrated(town.format(90), cells=cells), "N-2")) == [(False, "other_scope")]
    assert answers(judged(narrated(town.format(40), cells=cells), "N-2")) == [BROKEN]
    assert answers(judged(narrated(own.format(40), cells=cells), "N-2")) == [BROKEN]
    wide = narrated(own.format(40), cells=cells, scope="territory", organ="甲县人民政府")
    assert answers(judged(wide, "N-2")) == [(False, "other_scope")]
    unknown = narrated(town.format(90), cells=cells, scope=None)
    assert answers(judged(unknown, "N-2")) == [OPEN]


def test_a_number_told_for_others_beside_the_one_of_the_tables():
    told = "2023年，全区共收到政府信息公开申请90件，其中区政府本级{}件。"
    cells = {"requests.new.total": 60}
    findings = judged(narrated(told.format(60), cells=cells, scope=None), "N-2")
    assert answers(findings) == [(False, "other_scope"), HOLDS]
    assert answers(judged(narrated(told.format(50), cells=cells, scope=None), "N-2")) == [OPEN, OPEN]


@pytest.mark.parametrize(("number", "answer"), [(20, (False, "other_scope")), (90, BROKEN)])
def test_what_an_office_has_is_not_more_than_all(number, answer):
    told = f"2023年，共收到政府信息公开申请60件。本机关收到政府信息公开申请{number}件。"
    report = narrated(told, cells={"requests.new.total": 60}, scope=None)
    assert answers(judged(report, "N-2")) == [HOLDS, answer]


def test_an_office_that_counts_what_it_handled_for_its_government():
    told = "2023年，区政府办代表区政府受理政府信息公开申请17件。"
    report = narrated(told, cells={"requests.new.total": 95}, scope="territory", organ="甲市乙区人民政府")
    assert answers(judged(report, "N-2")) == [(False, "other_scope")]


# ---- documents, fees, units


def test_normative_documents():
    cells = {"disclosure.normative.made": 9, "disclosure.normative.in_force": 93}
    told = "2023年，我局制发行政规范性文件{}件，现行有效行政规范性文件{}件。"
    assert answers(judged(narrated(told.format(9, 93), cells=cells), "N-11")) == [HOLDS, HOLDS]
    assert answers(judged(narrated(told.format(9, 39), cells=cells), "N-11")) == [HOLDS, BROKEN]


def test_the_stock_of_documents_and_papers_of_other_kinds():
    cells = {"disclosure.normative.repealed": 4, "disclosure.normative.in_force": 93}
    told = "清理并集中公开现行有效行政规范性文件{}件，主动公开政策公文299件，废止规范性文件{}件。"
    assert answers(judged(narrated(told.format(93, 4), cells=cells), "N-11")) == [HOLDS, HOLDS]
    assert answers(judged(narrated(told.format(88, 5), cells=cells), "N-11")) == [BROKEN, BROKEN]
    assert judged(narrated("2023年，我局主动公开规范性文件12件。", cells=cells), "N-11") == []


def run_together(raw, *codes, zeros=True):
    """A report whose row of normative documents is printed as `raw`, digits run together and not cut."""
    told = "2023年，我局制发行政规范性文件{}件，现行有效行政规范性文件{}件。"
    report = narrated(told.format(77, 393))

    def printed(figure):
        if figure.table == "disclosure" and figure.row == "normative":
            return replace(figure, status=Status.UNREADABLE, value=None, raw=raw)
        blank = figure.table == "disclosure" and not zeros
        return replace(figure, status=Status.BLANK, value=None) if blank else figure

    figures = tuple(map(printed, report.figures))
    return replace(report, figures=figures, notes=tuple(Note(code, "") for code in codes))


def test_a_number_that_is_not_among_digits_run_together():
    found = judged(run_together("77132470", "digits_run_together"), "N-11")
    assert answers(found) == [OPEN, BROKEN]
    assert found[1].expected == "? (77132470)"
    assert "连写为 77132470，无论怎样切分都没有 393" in found[1].message_zh


@pytest.mark.parametrize(
    "report",
    [
        run_together("77132393", "digits_run_together"),  # may be 393
        run_together("77 132 470", "digits_run_together"),  # withheld for another reason
        run_together("77132470"),
        run_together("77132470", "digits_run_together", "row_twice"),
        run_together("77132470", "digits_run_together", zeros=False),  # the cell may be blank
    ],
)
def test_digits_run_together_that_tell_nothing(report):
    assert answers(judged(report, "N-11")) == [OPEN, OPEN]


def test_a_total_may_be_left_out_among_digits_run_together():
    report = narrated("2023年，我局收到政府信息公开申请30件，部分公开24件。")
    figures = tuple(
        replace(f, status=Status.UNREADABLE, value=None, raw="1761") if f.row == "partial" else f
        for f in report.figures
    )
    report = replace(report, figures=figures, notes=(Note("digits_run_together", ""),))
    assert answers(judged(report, "N-6")) == [OPEN]


def test_a_zero_may_be_a_blank_among_digits_run_together():
    report = run_together("77132471", "digits_run_together")
    (reading,) = [
        c for c in candidates("documents_in_force", Case.of(report)) if c.figures[0].column == "in_force"
    ]
    assert agrees(reading.least, "exact", reading) is None
    assert agrees(reading.least + 393, "exact", reading) is False
    assert agrees(reading.least + 393, "over", reading) is None


@pytest.mark.parametrize(
    ("year", "form", "sentences", "answer", "words"),
    [
        (2023, "2021", ["全年收取信息处理费2950元。"], HOLDS, "2950"),
        (
            2023,
            "2021",
            ["全年收取信息处理费2950元。", "本年度收取信息处理费295元。"],
            BROKEN,
            "前后不一：295, 2950",
        ),
        (2020, "2019", ["全年收取信息处理费120元。"], BROKEN, "此前年度却写收费 120 元"),
        (2020, "2019", ["全年未收取信息处理费。"], HOLDS, "0"),
    ],
)
def test_fees(year, form, sentences, answer, words):
    finding = only(narrated(*sentences, year=year, form=form), "N-10")
    assert answers([finding]) == [answer]
    assert words in finding.message_zh


def test_fees_of_the_statistics_table_are_in_another_unit():
    told = "全年收取政府信息公开费用300元。"
    right = narrated(told, form="2014", year=2015, cells={"survey.fees.year": None})
    assert answers(judged(right, "N-10")) == [OPEN]
    wrong = narrated(told, form="2014", year=2015, cells={"survey.fees.year": 3})
    assert answers(judged(wrong, "N-10")) == [BROKEN]


def test_unpaid_and_nothing_said_of_fees():
    cells = {"requests.other.unpaid.total": 2}
    assert answers(judged(narrated("收到申请9件。", cells=cells), "N-15")) == [BROKEN]
    assert answers(judged(narrated("发出收费通知2件。", cells=cells), "N-15")) == [HOLDS]
    assert answers(judged(narrated("收到申请9件。"), "N-15")) == [HOLDS]


def test_other_units_are_not_compared():
    report = narrated("2023年，收到政府信息公开申请408项。", cells={"requests.new.total": 122})
    (finding,) = judged(report, "N-14")
    assert (finding.passed, finding.severity) == (None, "information")
    assert judged(report, "N-2") == []


# ---- statistics tables


STATISTICS = {
    "survey.requests.received.year": 21, "survey.requests.closed.year": 20,
    "survey.requests.answered.year": 19, "survey.requests.answered.to_amend.year": 3,
    "survey.disclosed.year": 1913,
    "survey.reconsideration.year": 2, "survey.litigation.year": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "sentence", "expected"),
    [
        ("N-2", "全年收到政府信息公开申请21件。", [HOLDS]),
        ("N-2", "全年收到政府信息公开申请12件。", [BROKEN]),
        ("N-4", "收到政府信息公开申请21件，答复20件。", [HOLDS]),
        ("N-4", "收到政府信息公开申请21件，答复19件。", [HOLDS]),
        ("N-4", "收到政府信息公开申请21件，答复18件。", [BROKEN]),
        ("N-4", "收到政府信息公开申请21件，答复16件，3件告知补正。", [HOLDS]),
        (
            "N-4",
            "收到政府信息公开申请21件；答复18件，上年转入的2件也已答复。",
            [(False, "without_carried_in")],
        ),
        ("N-4", "收到政府信息公开申请21件；答复18件，上年转入的4件也已答复。", [BROKEN]),
        ("N-8", "因政府信息公开引发行政复议2件。", [HOLDS]),
        ("N-16", "全年主动公开政府信息1913条。", [HOLDS]),
        ("N-16", "全年主动公开政府信息1931条。", [BROKEN]),
        ("N-16", "全年主动公开政府信息1913条。其中，我局主动公开政府信息534条。", [HOLDS]),
    ],
)
def test_statistics_tables(rule, sentence, expected):
    report = narrated(sentence, form="2014", year=2016, cells=STATISTICS)
    assert answers(judged(report, rule)) == expected


# ---- lists


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("公布信息9条（其中规划类2条，政策、文件类6条，其他1条）。", [HOLDS]),
        ("公布信息9条（其中规划类2条，政策、文件类6条，其他2条）。", [BROKEN]),
        ("公布信息9条（其中规划类2条，政策、文件类5条，其他1条）。", [BROKEN]),
        ("公布信息9条（其中规划类2条，政策、文件类5条）。", [OPEN]),
        ("公布信息9条，其中规划类5条、文件类6条。", [BROKEN]),
        ("公布信息9条，其中规划类5条，文件类6条。", [BROKEN]),
        ("公布信息9条，其中规划类5条，推送短信6条。", [OPEN]),
        ("公布信息9条，其中规划类5条，文件类共6条；资金7条等。", [BROKEN]),
        ("公布信息9条，规划类5条，文件类3条，其他2条。", [BROKEN]),
        ("公布信息9条，规划类5条，文件类3条。", []),
        ("在公布的9条信息中，规划类5条，占56%；其他3条。", [BROKEN]),
        ("制作信息51条，其中主动公开20条，依申请公开21条，不予公开1条。", [BROKEN]),
        (
            "收到申请8件，涉及户籍1件、备案6件，均按期办理。其中，公开3件，占37.5%；无法提供4件，占50%；部分公开1件，占12.5%。",
            [HOLDS],
        ),
        ("公布信息9条，其中规划类8条、文件类5条、图解4条、视频1条。", [BROKEN]),
        ("公布信息9条，其中规划类5条、文件类4条、图解4条。", [OPEN]),
        ("公布信息30条，其中甲栏10条，乙栏20条，丙栏9条，丁栏6条。", [BROKEN]),
        ("公布信息9条，其中网站公开9条、微信公开6条。", [(False, "several_ways")]),
        ("公布信息9条，其中规划类5条、文件类3条、解读类4条。", [(False, "part_in_part")]),
        ("举办活动20场，其中线上12场、线下7场。", [OPEN]),
        ("收到政府信息公开申请20件，其中自然人12件、法人或其他组织7件。", [BROKEN]),
        # all outcomes: of those answered, while some of those received may be carried over
        (
            "办结申请9件，其中予以公开1件、部分公开1件、不予公开1件、不予处理1件、无法提供1件、其他处理1件。",
            [BROKEN],
        ),
        (
            "收到申请9件，其中予以公开1件、部分公开1件、不予公开1件、不予处理1件、无法提供1件、其他处理1件。",
            [OPEN],
        ),
        ("公布信息47条，其中，职责类5条；动态类38条；公开类3条；收费类1条；其他类别信息29条。", [BROKEN]),
        ("公布信息47条，其中，职责类5条；动态类38条；公开类3条；收费类1条。", [HOLDS]),
        ("公布信息47条，其中，职责类5条；动态类42条；举办培训29条。", [HOLDS]),
        ("全县公布信息25条，我局公布9条。其中，规划类15条、文件类8条。", []),
        ("全县公布信息25条，我局公布9条。其中，规划类5条、文件类8条。", [OPEN]),  # of which?
        ("办理结果为：予以公开53件，不予公开7件，无法提供30件，其他处理4件。", []),
        ("公布信息约9条，其中规划类5条、文件类6条。", []),
        ("公布信息19条。区直单位13条，占73%。", []),
    ],
)
def test_lists(sentence, expected):
    assert answers(judged(narrated(sentence), "N-12")) == expected


@pytest.mark.parametrize(("told", "expected"), [
    ("2023年度我局共主动公开政府信息12条。2023年1月1日至12月31日，本局共主动公开政府信息10条。", [BROKEN]),
    ("2023年度我局共主动公开政府信息12条。全年我局共主动公开政府信息12条。", [HOLDS]),
    ("2023年共收到政府信息公开申请11件。全年共受理依申请公开14件。", [BROKEN]),
    ("2023年度我局共主动公开政府信息12条。通过网站共公开政府信息10条。", []),
    ("2023年度我局共主动公开政府信息12条。2022年我局共主动公开政府信息10条。", []),
    ("全县共收到政府信息公开申请11件。我局共收到政府信息公开申请4件。", []),
    ("（一）数量 2023年度我局共主动公开政府信息12条。（三）内容 全年我局共主动公开政府信息10条。", [BROKEN]),
    ("2023年共收到政府信息公开申请11件。", []),
])  # fmt: skip
def test_one_total_of_a_year(told, expected):
    findings = judged(narrated(told), "N-18")
    assert answers(findings) == expected
    assert {f.severity for f in findings} <= {"warning"}


CLASSES = (
    "2023年度，公开信息{}条，历年累计公开信息900条。公开类别主要涉及公告、规划、资金。"
    "其中公告类5条，规划类3条，资金类4条。"
)


def test_the_main_classes_of_a_whole_that_stands_before():
    told = {whole: narrated(CLASSES.format(whole)) for whole in (12, 11, 13)}
    assert answers(judged(told[12], "N-12")) == [HOLDS]
    assert answers(judged(told[12], "N-20")) == [HOLDS]
    assert answers(judged(told[11], "N-12")) == [BROKEN]  # however many are not listed
    assert answers(judged(told[11], "N-20")) == []
    assert answers(judged(told[13], "N-12")) == [OPEN]
    (finding,) = judged(told[13], "N-20")
    assert (finding.passed, finding.severity, finding.expected) == (False, "information", "13")
    between = CLASSES.format(13).replace("其中公告", "依申请公开4条。其中公告")  # of which whole?
    assert judged(narrated(between), "N-20") == []


@pytest.mark.parametrize(("told", "passed"), [
    ("累计阅读人数125.9万，累计阅读次数112万。", [False]),
    ("累计阅读人数9800人，阅读量1.2万次。", [True]),
    ("阅读人数173.1万，累计阅读次数269.2万。", [True]),
    ("访问量12,300次，访问人数58,000人。", [False]),
    ("阅读量112万，点赞125万。", []),
])  # fmt: skip
def test_readers_and_reads(told, passed):
    assert [f.passed for f in judged(narrated(told), "N-21")] == passed


@pytest.mark.parametrize(("all_", "passed"), [(12, True), (14, False), (11, False)])
def test_all_items_of_the_year_were_published(all_, passed):
    told = f"对2023年以来产生的政府信息进行清理，共清理出{all_}条政府公开信息，目前已在门户网站公开。"
    (finding,) = judged(narrated(told, "2023年度，本局共主动公开政府信息12条。"), "N-22")
    assert (finding.passed, finding.severity) == (passed, "information")
    assert judged(narrated(told), "N-22") == []  # nothing else was told
    older = told.replace("已在门户网站公开", "正在审查")
    assert judged(narrated(older, "2023年度，本局共主动公开政府信息12条。"), "N-22") == []


def test_prose_silent_about_cases():
    reviews, suits = "remedies.reconsideration.total", "remedies.litigation_direct.total"
    cells = {reviews: 10, suits: 0}
    (silent,) = judged(narrated("收到政府信息公开申请9件。", cells=cells), "N-19")
    assert (silent.passed, silent.severity, silent.actual) == (False, "information", "10")
    assert answers(judged(narrated("未发生行政诉讼。", cells=cells), "N-19")) == [BROKEN]
    went = "申请人不服，申请行政复议，年底尚在审理。"
    assert answers(judged(narrated(went, cells=cells), "N-19")) == [OPEN]
    assert answers(judged(narrated("发生行政复议10件。", cells=cells), "N-19")) == [HOLDS]
    assert judged(narrated("收到政府信息公开申请9件。"), "N-19") == []
    unknown = narrated("收到政府信息公开申请9件。", cells={reviews: None, suits: None})
    assert judged(unknown, "N-19") == []


def glued(raw, told, year_cell="survey.disclosed.year", zeros=True):
    """A statistics table of two columns whose first row runs together."""
    report = narrated(told, form="2008", year=2012)
    figures = []
    for figure in report.figures:
        if figure.row == "disclosed":
            figure = replace(figure, status=Status.UNREADABLE, value=None, raw=raw, where=Where(0, 1))
        elif not zeros:
            figure = replace(figure, status=Status.BLANK, value=None)
        figures.append(figure)
    return replace(report, figures=tuple(figures))


def test_a_number_that_no_cut_of_a_statistics_row_has():
    told = "2012年度，本局共主动公开政府信息{}条。"
    assert answers(judged(glued("6262027", told.format(733)), "N-16")) == [BROKEN]
    assert answers(judged(glued("6262027", told.format(0)), "N-13")) in ([BROKEN], [])
    for number in (626, 2027, 62):  # 历年累计 may be meant, or another cut
        assert answers(judged(glued("6262027", told.format(number)), "N-16")) == [OPEN]
    assert answers(judged(glued("6262027", told.format(733), zeros=False), "N-16")) == [OPEN]


def test_shares_that_make_a_hundred_close_a_list():
    told = "公开信息1913条。其中，区直单位1397条，占73%。各乡镇{}条，占27%。"
    assert answers(judged(narrated(told.format(516)), "N-12")) == [HOLDS]
    finding = only(narrated(told.format(534)), "N-12")
    assert (finding.passed, finding.expected, finding.actual) == (False, "1913", "1931 = 1397 + 534")
    assert "534 若为 516，与总数和占比（27%）都相符" in finding.message_zh


# ---- the data of readings


def test_readings_name_cells_concepts_and_rules_that_there_are():
    cells = {
        (t.id, r.id, c.id)
        for form in forms.available()
        for t in forms.load(form).tables
        for r, c in t.cells()
    }
    rules = checks.functions()
    for concept in concepts().values():
        assert concept.id in vocabulary().concepts
        assert concept.rule in rules
        for reading in concept.readings:
            for name in (*reading.cells, *reading.less):
                table, rest = name.split(".", 1)
                row, column = rest.rsplit(".", 1)
                assert any(
                    t == table and c == column and (r == row or r.startswith(f"{row}.")) for t, r, c in cells
                ), name


def test_each_reading_can_be_the_one_that_agrees():
    """For each concept and reading there is a form in which it is tried."""
    for concept in concepts().values():
        tried = {
            candidate.label
            for form in forms.available()
            for candidate in candidates(concept.id, Case.of(narrated(form=form)))
        }
        assert tried == {reading.label for reading in concept.readings}, concept.id


def test_over_and_about():
    case = Case.of(narrated(cells=SIX_AND_TWO))
    (new, *_) = candidates("requests_new", case)
    assert agrees(new.least, "exact", new)
    assert agrees(new.least - 1, "over", new)
    assert agrees(new.least + 1, "over", new) is False
    assert agrees(new.least + 5, "about", new)
    assert agrees(new.least + 20, "about", new) is None


# ---- published reports


def broken(name, real, families="N"):
    report = gr.read(real / name)
    found = [f for f in checks.check(report) if f.rule[0] in families and f.broken]
    return {(f.rule, *pointed_at(report, f)[:1]) for f in found if f.severity != "information"}


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rongchang_2024.txt", set()),
        ("hongze_2023.pdf", set()),
        ("pingtan_2016.txt", set()),
        ("pingtan_2021.txt", set()),
        ("pingtan_2023.txt", {("N-11", "393")}),
        ("suqian_2023.txt", set()),
        ("shuyang_fgj_2023.html", set()),
        ("shanghai_kewei_2024.md", set()),
        ("pingtan_2020.txt", {("N-12", "2602")}),
        ("pingtan_2012.txt", {("N-12", "1913"), ("N-16", "1913"), ("N-16", "3636")}),
        (
            "shanghai_office_2019.html",
            {("N-6", "258"), ("N-6", "265"), ("N-17", "复议7件，诉讼9件，均获维持")},
        ),
    ],
)
def test_published_reports(name, expected, real):
    """What was keyed as contradicting the tables is found, and nothing that was keyed as agreeing."""
    assert broken(name, real) == expected


@pytest.mark.real
def test_nothing_that_was_keyed_as_agreeing_is_called_broken(real):
    keyed = json.loads((FACTS / "prose_and_identities.json").read_text(encoding="utf-8"))
    names = {
        path.stem: path.name for path in real.iterdir() if path.suffix in (".txt", ".html", ".pdf", ".md")
    }
    seen = 0
    for name, file in names.items():
        stated = keyed.get(name, {}).get("narrative_facts", {}).get("narrative_vs_table", {})
        agreeing = {key.split(" ")[-1].split("=")[0] for key, holds in stated.items() if holds is True}
        numbers = {number for rule, number, *_ in broken(file, real) if rule not in ("N-12", "N-16")}
        seen += len(agreeing)
        assert not agreeing & numbers, name
    assert seen > 20
