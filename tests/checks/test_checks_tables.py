"""Rules on the tables beside their sums, in one year: each holds, breaks and is left open."""

from dataclasses import replace
from decimal import Decimal

import pytest

from govreport import checks
from govreport.report import Figure, Status


def table(make_report, form, name, cells, **changes):
    """A report of zeros but for ``cells={(row, column): number | None}`` of one table."""
    figures = {
        (name, *cell): Figure(name, *cell, Status.BLANK)
        if value is None
        else Figure(name, *cell, Status.REPORTED, Decimal(str(value)), raw=str(value))
        for cell, value in cells.items()
    }
    return replace(make_report("甲局", form, figures), **changes)


@pytest.fixture
def judged(make_report):
    """The answers of a rule to a report of zeros but for some cells, with other year or level."""

    def answers(rule, form, name, cells, year=2024, **changes):
        report = table(make_report, form, name, cells, **changes)
        if form in ("2014", "2008"):  # offices leave rows out: only those given are printed
            figures = tuple(f for f in report.figures if f.key[1:] in cells)
            report = replace(report, figures=figures, forms={"survey": form})
        report = replace(report, masthead=replace(report.masthead, year=year))
        return checks.check(report, only=[rule])

    return answers


def passed(findings):
    return [(f.passed, f.explained) for f in findings]


# 表二


@pytest.mark.parametrize(
    ("level", "body", "scope", "cells", "answer"),
    [
        ("county", "department", "office", {("rules", "made"): 2}, (False, None)),
        ("county", "government", None, {("rules", "in_force"): 2}, (False, None)),
        ("city", "department", None, {("rules", "in_force"): 2}, (False, None)),
        ("city", "government", None, {("rules", "in_force"): 2}, (True, None)),
        ("province", "office", None, {("rules", "made"): 2}, (True, None)),
        (None, "central", None, {("rules", "made"): 2}, (True, None)),
        ("county", "government", "territory", {("rules", "made"): 2}, (False, "aggregated")),
        (None, None, None, {("rules", "made"): 2}, (None, None)),
        ("county", "government", None, {("rules", "made"): None}, (None, None)),
        ("county", "government", None, {("rules", "made"): None, ("rules", "in_force"): 1}, (False, None)),
        ("county", "government", None, {}, (True, None)),
    ],
)
def test_who_makes_rules(judged, level, body, scope, cells, answer):
    found = judged("II-3", "2021", "disclosure", cells, level=level, body=body, scope=scope)
    assert passed(found) == [answer]


@pytest.mark.parametrize(
    ("level", "amount", "answer"),
    [
        ("county", 59237.2449, True),
        ("county", 2792220.8, False),
        ("city", 2792220.8, True),
        ("township", 251000, False),
        (None, 251000, True),
        ("county", None, None),
    ],
)
def test_the_unit_of_fees(judged, level, amount, answer):
    (found,) = judged("II-5", "2021", "disclosure", {("fees", "amount"): amount}, level=level)
    assert found.passed is answer
    if amount == 251000 and level:
        assert "折合 25.1 万元" in found.message_zh


def test_an_office_that_counts_for_itself_has_no_acts(judged):
    acts = {("penalty", "decisions"): 3}
    assert passed(judged("II-6", "2021", "disclosure", acts, body="office", scope="office")) == [
        (False, None)
    ]
    assert passed(judged("II-6", "2021", "disclosure", {}, body="office", scope="office")) == [(True, None)]
    blank = {("penalty", "decisions"): None}
    assert passed(judged("II-6", "2019", "disclosure", blank, body="office", scope="office")) == [
        (None, None)
    ]
    assert judged("II-6", "2021", "disclosure", acts, body="office", scope="government") == ()
    assert judged("II-6", "2021", "disclosure", acts, body="department", scope="office") == ()


def test_newly_disclosed_and_made(judged):
    cells = {
        ("normative", "made"): 3,
        ("normative", "newly_disclosed"): 4,
        ("normative", "disclosed_total"): 9,
    }
    rules, normative = judged("II9-4", "2019", "disclosure", cells)
    assert (rules.passed, normative.passed, normative.severity) == (True, False, "information")
    assert "新公开 4 件，多于本年新制作 3 件" in normative.message_zh


@pytest.mark.parametrize(
    ("amount", "unit", "answer"),
    [(251000, "元", True), (251000, None, False), (0, None, True), (None, None, None)],
)
def test_the_unit_of_procurement(make_report, amount, unit, answer):
    report = table(make_report, "2019", "disclosure", {("procurement", "amount"): amount})
    figures = tuple(replace(f, unit=unit) if f.row == "procurement" else f for f in report.figures)
    (found,) = checks.check(replace(report, figures=figures), only=["II9-5"])
    assert found.passed is answer


# 表三


@pytest.mark.parametrize(
    ("out", "new", "carried", "answer"),
    [
        (25, 90, 10, True),
        (26, 90, 10, False),
        (1, 1, 0, True),
        (2, 3, 0, False),
        (None, 3, 0, None),
        (0, 0, 0, True),
    ],
)
def test_little_is_carried_out(judged, out, new, carried, answer):
    cells = {("carried_out", "total"): out, ("new", "total"): new, ("carried_in", "total"): carried}
    (found,) = judged("III-5", "2021", "requests", cells)
    assert (found.passed, found.severity) == (answer, "information")


def test_nobody_failed_to_pay_before_there_were_fees(judged):
    unpaid = {("other.unpaid", "total"): 2}
    assert passed(judged("III-6", "2021", "requests", unpaid, year=2020)) == [(False, None)]
    assert passed(judged("III-6", "2021", "requests", unpaid, year=2021)) == [(True, None)]
    assert passed(judged("III-6", "2021", "requests", {("other.unpaid", "total"): None})) == [(None, None)]
    assert judged("III-6", "2019", "requests", {}, year=2020) == ()


def test_no_outcome_above_the_total(judged):
    cells = {("granted", "company"): 5, ("partial", "company"): 2, ("outcome_total", "company"): 4}
    found = judged("III-7", "2021", "requests", cells)
    assert [f.passed for f in found] == [True, False, True, True, True, True, True]
    assert found[1].message_zh == "表三“商业企业”列：(一)予以公开 有 5 件，多于（七）总计 4 件。"
    assert found[1].message_en.startswith("Table 3, column Companies: Granted in full has 5")
    blank = judged("III-7", "2021", "requests", {("granted", "company"): None})
    assert [f.passed for f in blank] == [True, None, True, True, True, True, True]


def test_numbers_all_alike_or_all_round(judged):
    rows = ("new", "granted", "unable.not_held", "carried_out")
    columns = ("natural_person", "company", "research")
    alike = {(row, column): 7 for row in rows for column in columns}
    (found,) = judged("III-9", "2021", "requests", alike)
    assert (found.passed, found.message_zh) == (False, "表三：有 12 个数字都是 7。")
    (found,) = judged("III-9", "2021", "requests", dict.fromkeys(alike, 1))
    assert found.passed is True
    del alike["new", "company"]
    (found,) = judged("III-9", "2021", "requests", alike)
    assert found.passed is True
    round_ = {("new", column): 10 * n for n, column in enumerate((*columns, "nonprofit", "other_org"), 1)}
    (found,) = judged("III-9", "2021", "requests", round_)
    assert (found.passed, found.message_zh) == (False, "表三：所有数字都是 10 的倍数。")
    round_["new", "company"] = 21
    (found,) = judged("III-9", "2021", "requests", round_)
    assert found.passed is True


# 表四


def test_reviews_come_first(judged):
    cells = {("litigation_direct", "total"): 3, ("reconsideration", "total"): 2}
    assert passed(judged("IV-5", "2021", "remedies", cells, year=2024)) == [(False, None)]
    assert judged("IV-5", "2021", "remedies", cells, year=2023) == ()
    cells["reconsideration", "total"] = 3
    assert passed(judged("IV-5", "2021", "remedies", cells, year=2024)) == [(True, None)]


# 统计表


WAYS = ("gazette", "website", "weibo", "wechat", "elsewhere")


def survey(**rows):
    return {(row.replace("__", "."), "year"): value for row, value in rows.items()}


def test_items_and_their_ways(judged):
    ways = {(f"disclosed.{way}", "year"): n for way, n in zip(WAYS, (1, 60, 20, 20, 5), strict=True)}
    found = judged("A-1", "2014", "survey", {**ways, **survey(disclosed=80)})
    assert [f.passed for f in found] == [True] * 6
    found = judged("A-1", "2014", "survey", {**ways, **survey(disclosed=50)})
    assert [f.passed for f in found] == [True, False, True, True, True, True]
    found = judged("A-1", "2014", "survey", {**ways, **survey(disclosed=107)})
    assert [f.passed for f in found] == [True] * 5 + [False]
    del ways["disclosed.weibo", "year"]  # a way that is not printed may have had any number
    found = judged("A-1", "2014", "survey", {**ways, **survey(disclosed=107)})
    assert [f.passed for f in found] == [True] * 4


def test_normative_documents(judged):
    cells = survey(disclosed=9, disclosed__normative=5, normative_made=4)
    assert [f.passed for f in judged("A-2", "2014", "survey", cells)] == [True]
    assert [f.severity for f in judged("A-13", "2014", "survey", cells) if f.broken] == ["information"]
    assert judged("A-2", "2014", "survey", survey(disclosed=9)) == ()


def test_closed_and_answered(judged):
    cells = survey(requests__closed=9, requests__answered=10)
    (found,) = judged("A-8", "2014", "survey", cells)
    assert (found.passed, found.severity) == (False, "information")
    assert [f.passed for f in judged("A-8", "2014", "survey", survey(requests__closed=9))] == []


def test_no_fees_since_2018(judged):
    fees = survey(fees="0.02")
    assert [f.passed for f in judged("A-11", "2014", "survey", fees, year=2018)] == [False]
    assert judged("A-11", "2014", "survey", fees, year=2017) == ()
    assert [f.passed for f in judged("A-11", "2014", "survey", survey(fees=0), year=2018)] == [True]
    assert [f.passed for f in judged("A-11", "2014", "survey", survey(fees=None), year=2018)] == [None]


@pytest.mark.parametrize(
    ("rule", "form", "cells"),
    [
        ("A-3", "2014", survey(responses__interviews=2, responses__interviews__principal=3)),
        (
            "A-5",
            "2014",
            survey(requests__closed=9, requests__closed__on_time=9, requests__closed__extended=1),
        ),
        ("A-9", "2014", survey(litigation=2, litigation__upheld=3)),
        ("A-10", "2014", survey(staff=5, staff__full_time=2, staff__part_time=2)),
        ("B-1", "2008", {("disclosed", "year"): 9, ("disclosed", "cumulative"): 8}),
        ("B-2", "2008", survey(requests__received=3, requests__received__online=4)),
        ("B-3", "2008", survey(requests__answered=3, requests__answered__denied=4)),
    ],
)
def test_sums_of_statistics_tables(judged, rule, form, cells):
    assert [f.passed for f in judged(rule, form, "survey", cells)] == [False]
    assert not judged(rule, form, "survey", {})
