"""Rules that compare years: the same body is found, sums go on from year to year, breaks explain."""

import csv
from dataclasses import replace
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import govreport as gr
from govreport import checks, forms, synth
from govreport.checks.bodies import cases
from govreport.checks.case import Case
from govreport.checks.rules import load
from govreport.document import Where
from govreport.errors import GovReportError
from govreport.normalize import compact
from govreport.panel.bodies import members
from govreport.report import Figure, Masthead, Report, Status

FACTS = Path(__file__).parents[3] / "shared" / "facts"
YEARS = {rule.id for rule in load() if rule.needs == "years"}


def report(year, form="2021", organ="甲县教育局", region=None, name="", **tables):
    """A report of zeros but for ``table={(row, column): number | None}``."""
    given_cells = {(t, *cell): value for t, cells in tables.items() for cell, value in cells.items()}
    figures = []
    for table in forms.load(form).tables:
        for row, column in table.cells():
            key = (table.id, row.id, column.id)
            value = given_cells.get(key, 0)
            number = None if value is None else Decimal(value)
            figures.append(Figure(*key, Status.BLANK if value is None else Status.REPORTED, number))
    printed = {table.id: form for table in forms.load(form).tables}
    head = Masthead(organ, year, None, None, None, None)
    sha = sha256(repr((year, organ, region, name)).encode()).hexdigest()
    return Report(
        f"{year}{name}", sha, "text/plain", "", head, printed, (), (), tuple(figures), (), region=region
    )


def judged(rule, *reports):
    """The answers of a rule to the last of the reports."""
    *_, (_, findings) = checks.check_all(reports, only=[rule])
    return findings


def answers(rule, *reports):
    return [(f.passed, f.explained) for f in judged(rule, *reports)]


# Which reports are of one body


def before(case):
    return case.before.report.source if case.before else None


def test_the_same_name_and_place_on_the_year_before():
    one, two, four = report(2021), report(2022, organ="甲县 教育局"), report(2024)
    other, elsewhere = report(2023, organ="乙县教育局"), report(2023, region="110101")
    found = cases([four, two, other, elsewhere, one])
    assert [before(case) for case in found] == [None, "2021", None, None, None]


def test_a_report_without_organ_or_year_is_linked_to_none():
    assert [before(case) for case in cases([report(2021), report(2022, organ=None), report(None)])] == [
        None
    ] * 3


def test_earlier_years_without_a_gap():
    found = cases([report(year) for year in (2018, 2020, 2021, 2022)])
    assert [case.report.source for case in found[-1].earlier] == ["2021", "2020"]


def test_two_documents_of_a_year_count_if_they_agree():
    new = {("new", "total"): 5}
    same, other = report(2023, name="b", requests=new), report(2023, name="c", requests={("new", "total"): 6})
    agreeing = [report(2023, name="a", requests=new), same, report(2024)]
    assert cases(agreeing)[2].before is not None
    assert [f.passed for _, found in checks.check_all(agreeing, only=["F-12"]) for f in found] == [True, True]
    differing = [report(2023, name="a", requests=new), other, report(2024)]
    assert cases(differing)[2].before is None
    (_, found), *_ = checks.check_all(differing, only=["F-12"])
    assert (found[0].passed, found[0].severity, found[0].compared) == (False, "warning", other.report_id)
    assert "2023c" in found[0].message_zh


def test_a_blank_agrees_with_any_number():
    blank = report(2023, name="b", requests={("new", "total"): None})
    assert cases([report(2023, name="a"), blank, report(2024)])[2].before is not None


def test_a_report_alone_has_no_findings_of_such_rules():
    assert not [f for f in checks.check(report(2024)) if f.rule in YEARS]
    assert [f.rule for f in judged("III-4", report(2022), report(2024))] == []


# Carry-over


CARRIED = {("carried_out", "natural_person"): 3, ("carried_out", "total"): 3}


def test_what_is_carried_out_is_carried_in():
    carried_in = {("carried_in", "natural_person"): 3, ("carried_in", "total"): 3}
    first, second = report(2022, requests=CARRIED), report(2023, requests=carried_in)
    assert answers("III-4", first, second) == [(True, None)] * 7
    wrong = report(2023, requests={("carried_in", "company"): 3, ("carried_in", "total"): 3})
    found = judged("III-4", first, wrong)
    assert [f.passed for f in found] == [False, False, True, True, True, True, True]
    assert found[0].message_zh == "表三“自然人”列：上年结转写作 0 件，上年报告结转下年度 3 件。"
    assert (found[0].expected, found[0].actual, found[0].severity) == ("3", "0", "warning")
    assert found[0].compared == first.report_id
    assert [f.key for f in found[0].figures] == [("requests", "carried_in", "natural_person")]
    assert all(f in wrong.figures for f in found[0].figures)


def test_a_blank_carry_over_cannot_be_judged():
    blank = report(2023, requests={("carried_in", "total"): None})
    assert answers("III-4", report(2022), blank)[6] == (None, None)


def test_the_first_carry_over_and_another_scope_explain():
    first, second = report(2019, "2019", requests=CARRIED), report(2020, "2019")
    found = judged("III-4", first, second)
    assert [f.explained for f in found] == [
        "carry_over_2020",
        None,
        None,
        None,
        None,
        None,
        "carry_over_2020",
    ]
    assert not any(f.broken for f in found)
    assert "2019 年报告首次统计结转" in found[0].message_zh
    one, two = (report(year, requests=CARRIED if year == 2022 else {}) for year in (2022, 2023))
    scoped = replace(one, scope="territory"), replace(two, scope="office")
    assert answers("III-4", *scoped)[0] == (False, "scope_change")
    assert answers("III-4", replace(one, scope="office"), scoped[1])[0] == (False, None)
    assert answers("III-4", one, scoped[1])[0] == (False, None)


def test_the_forms_of_table_three_go_on_from_each_other():
    assert answers("III-4", report(2020, "2019", requests=CARRIED), report(2021))[0] == (False, None)


# 表二


def stock(in_force, made=0, repealed=0):
    return {
        ("normative", "in_force"): in_force,
        ("normative", "made"): made,
        ("normative", "repealed"): repealed,
    }


def test_documents_in_force():
    past = report(2023, disclosure=stock(597))
    # 597 + 50 - 227 = 420: a published panel
    good, bad = report(2024, disclosure=stock(420, 50, 227)), report(2024, disclosure=stock(440, 50, 227))
    assert answers("II-1", past, good) == [(True, None)] * 2
    found = judged("II-1", past, bad)
    assert [f.passed for f in found] == [True, False]
    assert (found[1].expected, found[1].actual) == ("647 = 597 + 50", "667 = 440 + 227")
    assert answers("II-4", past, good) == [(True, None)] * 2
    assert answers("II-4", past, report(2024, disclosure=stock(0, 2, 600))) == [(True, None), (False, None)]


def run_together(made, row, raw):
    """The report with a row whose digits run together."""
    figures = tuple(
        replace(f, value=None, status=Status.UNREADABLE, raw=raw, where=Where(5, 6)) if f.row == row else f
        for f in made.figures
    )
    return replace(made, figures=figures)


@pytest.mark.parametrize(("raw", "expected"), [
    ("5416", (False, None)),  # 25 + 5 - 4 is 26
    ("5426", (None, None)),
    ("530", (None, None)),  # 5 and 30, with a blank for none repealed
])  # fmt: skip
def test_documents_in_force_of_which_no_cut_goes_on(raw, expected):
    past, now = report(2022, disclosure=stock(25)), run_together(report(2023), "normative", raw)
    assert answers("II-1", past, now)[1] == expected


def test_tables_of_different_forms_are_not_compared():
    assert answers("II-1", report(2020, "2019"), report(2021)) == []
    assert answers("II9-2", report(2020, "2019"), report(2021)) == []


def test_stock_and_items_of_the_form_of_2019():
    def year(y, total, new=0, items=0, change=0):
        cells = {("normative", "disclosed_total"): total, ("normative", "newly_disclosed"): new}
        return report(
            y, "2019",
            disclosure=cells | {("licence", "items_last_year"): items, ("licence", "items_change"): change},
        )  # fmt: skip

    first = year(2019, 89, items=300, change=-4)
    assert [a[1] for a in map(list, [answers("II9-2", first, year(2020, 166, 77))])] == [(True, None)]
    assert answers("II9-2", first, year(2020, 88))[1] == (False, None)
    assert answers("II9-6", first, year(2020, 166, 77))[1] == (True, None)
    assert answers("II9-6", first, year(2020, 96, 0))[1] == (False, None)
    assert answers("II9-3", first, year(2020, 89, items=296))[0] == (True, None)
    assert answers("II9-3", first, year(2020, 89, items=300))[0] == (False, None)
    assert answers("II9-3", year(2019, 89, items=300, change=None), year(2020, 89, items=200))[0] == (
        None,
        None,
    )


def test_fees_ten_thousand_times_last_years():
    def fees(year, amount):
        return replace(report(year, disclosure={("fees", "amount"): amount}), level="city")

    assert answers("II-5", fees(2022, 31), fees(2023, 310_000)) == [(False, None)]
    assert answers("II-5", fees(2022, 31), fees(2023, 31_000)) == [(True, None)]
    assert answers("II-5", fees(2022, 0), fees(2023, 310_000)) == [(True, None)]


@pytest.mark.parametrize(
    ("organ", "penalties", "expected"),
    [
        ("荣昌区公安局", (0, 0, 0), [(False, None)]),
        ("荣昌区公安局", (0, 4, 0), [(True, None)]),
        ("荣昌区公安局", (0, None, 0), [(None, None)]),
        ("荣昌区档案局", (0, 0, 0), []),
    ],
)
def test_an_office_that_enforces_has_some_acts_in_three_years(organ, penalties, expected):
    years = [
        replace(report(2021 + i, organ=organ, disclosure={("penalty", "decisions"): n}), body="department")
        for i, n in enumerate(penalties)
    ]
    assert answers("II-7", *years) == expected
    assert answers("II-7", *years[:2]) == []


def test_a_large_government_has_some_request_in_three_years():
    years = [replace(report(year), body="government", level="county") for year in (2021, 2022, 2023)]
    assert answers("III-10", *years) == [(False, None)]
    some = replace(report(2022, requests={("new", "total"): 1}), body="government", level="county")
    assert answers("III-10", years[0], some, years[2]) == [(True, None)]
    assert answers("III-10", *(replace(r, body="street") for r in years)) == []


# 表四


def test_pending_cases_go_on():
    first = report(2022, remedies={("reconsideration", "pending"): 3})
    fewer, as_many = (report(2023, remedies={("reconsideration", "total"): n}) for n in (2, 3))
    assert answers("IV-2", first, fewer) == [(False, None), (True, None), (True, None)]
    assert answers("IV-2", first, as_many) == [(True, None)] * 3


def test_suits_follow_reviews_of_two_years():
    ended = {("reconsideration", "upheld"): 2, ("reconsideration", "pending"): 9}
    first = report(2022, remedies=ended)
    assert answers("IV-4", first, report(2023, remedies={("litigation_after", "total"): 2})) == [(True, None)]
    assert answers("IV-4", first, report(2023, remedies={("litigation_after", "total"): 3})) == [
        (False, None)
    ]


# Statistics tables


def survey(year, form="2008", **rows):
    made = report(year, form)
    cells = {
        (row.replace("__", "."), column): n for row, numbers in rows.items() for column, n in numbers.items()
    }
    figures = tuple(replace(f, value=Decimal(cells[f.key[1:]])) for f in made.figures if f.key[1:] in cells)
    return replace(made, figures=figures)


def test_counts_of_which_no_cut_goes_on():
    first = survey(2016, disclosed={"year": 201, "cumulative": 370})
    named = ("disclosed", "reconsideration", "litigation", "requests__received")
    rows = {row: {"year": 0, "cumulative": 0} for row in named}
    for raw, expected in (("457837", (False, None)), ("457827", (None, None)), ("370", (False, None))):
        now = run_together(survey(2017, **rows), "disclosed", raw)
        assert answers("B-5", first, now) == [expected], raw
    blanks = survey(2017, **rows)  # where cells are left blank, the digits may be one number
    one = replace(blanks.figures[-1], value=None, status=Status.BLANK)
    now = run_together(replace(blanks, figures=(*blanks.figures[:-1], one)), "disclosed", "370")
    assert answers("B-5", first, now) == [(None, None)]


def test_counts_since_the_beginning():
    first = survey(2011, disclosed={"year": 425, "cumulative": 1516})
    good = survey(2012, disclosed={"year": 739, "cumulative": 2255})
    bad = survey(2012, disclosed={"year": 739, "cumulative": 1400})
    assert (answers("B-4", first, good), answers("B-5", first, good)) == ([(True, None)], [(True, None)])
    assert (answers("B-4", first, bad), answers("B-5", first, bad)) == ([(False, None)], [(False, None)])
    assert answers("B-5", first, survey(2012, "2014", disclosed={"year": 3})) == []


def test_a_year_left_out_of_the_count_is_named():
    # published: 4359 holds 739 of that year; the next count goes on from 4359 - 739
    first = survey(2012, disclosed={"year": 739, "cumulative": 4359})
    (found,) = judged("B-5", first, survey(2013, disclosed={"year": 72804, "cumulative": 76424}))
    assert "上年度的 739 没有计入" in found.message_zh
    assert "last year's 739 was left out" in found.message_en


def test_closed_of_what_was_received():
    first = survey(2014, "2014", requests__received={"year": 20}, requests__closed={"year": 18})
    within = survey(2015, "2014", requests__received={"year": 10}, requests__closed={"year": 12})
    beyond = survey(2015, "2014", requests__received={"year": 10}, requests__closed={"year": 13})
    assert answers("A-12", first, within) == [(True, None)]
    assert answers("A-12", first, beyond) == [(False, None)]


# Last year's table


def numbers(**cells):
    return {(row, "total"): n for row, n in cells.items()}


def test_a_table_of_last_year():
    cells = numbers(new=60, granted=45, outcome_total=57, carried_out=3)
    same = judged("F-13", report(2022, requests=cells), report(2023, requests=cells))
    assert [f.passed for f in same] == [None, False, None]  # the other tables are all 0
    assert (same[1].severity, len(same[1].figures)) == ("error", 175)
    assert "与 2022 年报告逐格相同" in same[1].message_zh
    other = judged("F-13", report(2022, requests=cells), report(2023, requests=cells | numbers(new=61)))
    assert [f.passed for f in other] == [None, True, None]
    few = numbers(new=6, granted=45, outcome_total=45)
    assert [f.passed for f in judged("F-13", report(2022, requests=few), report(2023, requests=few))] == [
        None
    ] * 3


def test_stocks_may_stay_the_same():
    cells = {("rules", "in_force"): 30, ("normative", "in_force"): 40, ("licence", "decisions"): 50}
    found = judged("F-13", report(2022, disclosure=cells), report(2023, disclosure=cells))
    assert found[0].passed is None


# The frame


def test_the_frame_of_several_reports_has_these_findings_too():
    first, second = report(2022, requests=CARRIED), report(2023)
    findings = gr.check([second, first])
    carried = findings[findings["rule"] == "III-4"]
    assert list(carried["report_id"].unique()) == [second.report_id]
    assert list(carried["passed"]) == [False, True, True, True, True, True, False]
    assert list(carried["compared"].unique()) == [first.report_id]
    assert carried["suggestion_zh"].notna().sum() == 2
    assert list(findings["report_id"]) == sorted(findings["report_id"])


def test_explained_is_named_in_the_frame():
    findings = gr.check([report(2019, "2019", requests=CARRIED), report(2020, "2019")])
    assert set(findings.loc[findings["rule"] == "III-4", "explained"].dropna()) == {"carry_over_2020"}


def test_the_order_of_reports_does_not_matter():
    reports = [report(year, requests=CARRIED) for year in (2021, 2022, 2023)]
    found = {r.report_id: f for r, f in checks.check_all(reports)}
    assert {r.report_id: f for r, f in checks.check_all(reports[::-1])} == found


# Invented series hold


@pytest.mark.parametrize(
    ("form", "years"), [("2021", (2021, 2022, 2023)), ("2019", (2019, 2020)), ("2008", (2009, 2010))]
)
@given(seed=st.integers(0, 500))
def test_invented_series_break_no_rule_that_compares_years(form, years, seed):
    reports = [of(truth) for truth in synth.make_series(form, seed, years)]
    broken = [
        (f.rule, f.message_en)
        for _, findings in checks.check_all(reports)
        for f in findings
        if f.rule in YEARS and f.broken and f.severity != "information"
    ]
    assert broken == []


def of(truth):
    figures = tuple(Figure(*key, Status.REPORTED, value) for key, value in truth.cells.items())
    printed = {table.id: truth.form for table in forms.load(truth.form).tables}
    head = Masthead(truth.organ, truth.year, truth.title, None, None, None)
    return Report(
        str(truth.year), f"{truth.year}".rjust(12, "0") * 5, "t", "", head, printed, (), (), figures, ()
    )


# Published panels


def keyed():
    reports = {}
    with (FACTS / "figures.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            printed, cells, head = reports.setdefault(
                line["report"], ({}, {}, (line["organ"], int(line["year"])))
            )
            printed[line["table"]] = line["form"]
            value = Decimal(line["value"]) if line["value"] else None
            cells[line["table"], line["row"], line["column"]] = Status(line["status"]), value
    labels = {
        compact(label).lstrip("123456、."): row.id
        for row in forms.load("2008").table("survey").rows
        for label in row.labels
    }
    with (FACTS / "statistics_2008form.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            head = line["organ"], int(line["year"])
            printed, cells, _ = reports.setdefault(line["report"], ({}, {}, head))
            printed["survey"] = "2008"
            row = labels[compact(line["indicator"]).lstrip("123456、.")]
            value = Decimal(line["value"]) if line["value"] else None
            cells["survey", row, line["column"]] = Status.REPORTED if line["value"] else Status.BLANK, value
    for i, (name, (printed, cells, (organ, year))) in enumerate(sorted(reports.items())):
        if ("requests", "other", "total") in cells:
            printed["requests"] = "2019"
        head = Masthead(organ, year, None, None, None, None)
        figures = tuple(Figure(*key, *content) for key, content in cells.items())
        yield Report(name, f"{i:012}" * 5, "t", "", head, printed, (), (), figures, ())


@pytest.mark.real
@pytest.mark.skipif(not FACTS.is_dir(), reason="the keyed reports are not here")
def test_what_published_reports_say_of_each_other():
    """Keyed by hand beside the figures: which stocks, counts and carry-overs go on, and which do not."""
    found = {
        (report_.source, f.rule, f.message_en.split(":")[0].rpartition(", ")[2]): f.passed
        for report_, findings in checks.check_all(list(keyed()))
        for f in findings
        if f.compared
    }
    normative = "row Administrative normative documents"
    items = "row Items disclosed on the office's own initiative"
    expected = {
        ("hongze_2024", "II-1", normative): True,  # 5 + 3 - 0 = 8
        ("suqian_2024", "II-1", "row Rules"): True,  # 11 + 2 - 1 = 12
        ("suqian_2024", "II-1", normative): True,  # 597 + 50 - 227 = 420
        ("suqian_2024", "III-4", "column Total"): True,  # 121 = 121
        ("pingtan_2022", "II-1", normative): True,  # 665 + 88 - 55 = 698
        ("pingtan_2022", "III-4", "column Total"): True,  # 1 = 1
        ("pingtan_2023", "II-1", normative): False,  # 643 against 470
        ("pingtan_2024", "II-1", normative): False,  # 499 against 440
        ("pingtan_2025", "II-1", normative): False,  # 453 against 546
        ("pingtan_2025", "III-4", "column Total"): True,  # 0 = 0
        ("pingtan_2020", "II9-2", "row Normative documents"): True,  # 89 + 77 = 166
        ("pingtan_2020", "II9-6", "row Normative documents"): True,
        ("pingtan_2020", "II9-6", "row Rules"): False,  # 0 to 7 with none new
        ("pingtan_2012_zone", "B-5", items): False,  # 1516 + 739 against 4359
        ("pingtan_2013_zone", "B-5", items): False,  # 4359 + 72804 against 76424
        ("pingtan_2014", "B-5", items): True,  # 76424 + 2543
        ("pingtan_2015", "B-5", items): True,
        ("pingtan_2016", "B-5", items): True,
        ("pingtan_2016", "B-4", "row Requests received"): False,  # 1 to 0
        ("pingtan_2017", "B-4", items): False,  # 85376 to 10037
        ("pingtan_2018", "B-5", items): True,  # 10037 + 2069
    }
    assert {key: found[key] for key in expected} == expected


def test_the_same_file_twice_is_refused():
    with pytest.raises(GovReportError, match="the same file"):
        gr.check([report(2022), report(2022)])


# ---- successors


def of_a_department(organ, year, contact):
    head = Masthead(organ, year, None, None, None, contact)
    return Report(
        f"{organ}{year}", sha256(f"{organ}{year}".encode()).hexdigest(), "t", "", head, {}, (), (), (), ()
    )


@pytest.mark.parametrize(("new", "contact", "third", "links"), [
    ("泗阳县自然资源局", "电话：0527-85212345", None, True),
    ("泗阳县自然资源局", "邮箱：hb@a.example", None, True),
    ("泗阳县自然资源局", "电话：0527-85299999", None, False),
    ("泗阳县自然资源局", "电话：0527-85212345", "泗阳县教育局", False),  # the switchboard of the place
    ("沭阳县自然资源局", "电话：0527-85212345", None, False),  # of another place
])  # fmt: skip
def test_a_successor_has_the_telephone_of_the_body_it_goes_on_from(new, contact, third, links):
    old = "电话：0527-85212345，邮箱：hb@a.example"
    reports = [of_a_department("泗阳县环境保护局", 2018, old), of_a_department(new, 2019, contact)]
    reports += [of_a_department(third, 2018, contact)] if third else []
    first, then, *_ = members(reports)
    assert (first.body_id == then.body_id, then.linked_by == "contact") == (links, links)


# Which rules look at other reports


def reached(function, seen):
    """The functions of the rules' room that a function may call, itself among them; all of a class."""
    if isinstance(function, partial):
        return reached(function.func, seen)
    if isinstance(function, type) and function is not Case:
        parts = [getattr(part, "__func__", getattr(part, "fget", part)) for part in vars(function).values()]
        return set().union(*[reached(part, seen) for part in parts if isinstance(part, FunctionType)])
    if not isinstance(function, FunctionType) or function in seen:
        return seen
    seen.add(function)
    for name in names(function.__code__):
        called = function.__globals__.get(name)
        if str(getattr(called, "__module__", "")).startswith("govreport.checks"):
            reached(getattr(called, "__wrapped__", called), seen)
    return seen


def names(code):
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return {*code.co_names}.union(*map(names, inner))


def test_a_rule_that_looks_at_other_reports_says_so():
    """A build judges the others where a report is read, without those of its body."""
    looking = {
        rule
        for rule, function in checks.functions().items()
        if any(names(one.__code__) & {"before", "earlier", "others"} for one in reached(function, set()))
    }
    # One function judges every mention, and looks back only where reviews or suits are told (N-8, N-9).
    mentions = {"N-1", "N-2", "N-3", "N-4", "N-5", "N-6", "N-7", "N-10", "N-11", "N-16"}
    assert looking - mentions == {rule.id for rule in load() if rule.needs != "report"}
