"""Checks: gold answers keyed by hand, bounds against brute force, and laws over random reports."""

import csv
import json
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govreport import checks, forms
from govreport.checks.sums import Sum, judge
from govreport.errors import TemplateError
from govreport.normalize import compact
from govreport.report import Figure, Masthead, Report, Status

FACTS = Path(__file__).parents[3] / "shared" / "facts"
APPLICANTS = ("natural_person", "company", "research", "nonprofit", "legal_service", "other_org")
OUTCOMES_2019 = (
    "granted", "partial", "denied.state_secret", "denied.other_law", "denied.security",
    "denied.third_party", "denied.internal", "denied.deliberative", "denied.case_file",
    "denied.registry_query", "unable.not_held", "unable.needs_creation", "unable.unclear",
    "unprocessed.petition", "unprocessed.repeat", "unprocessed.publication", "unprocessed.excessive",
    "unprocessed.reconfirm", "other",
)  # fmt: skip
OUTCOMES = {
    "2019": OUTCOMES_2019,
    "2021": (*OUTCOMES_2019[:-1], "other.no_correction", "other.unpaid", "other.other"),
}
IDENTITIES = ("II-2", "II9-1", "III-1", "III-2", "III-3", "IV-1")
REMEDIES = ("reconsideration", "litigation_direct", "litigation_after")


def check(report_):
    """The findings of the sums of the forms of 2019 and 2021; other rules have tests of their own."""
    return checks.check(report_, only=IDENTITIES)


def figure(key, content):
    """A cell: a number is reported, None is blank, a status stands for itself."""
    if content is None:
        return Figure(*key, Status.BLANK)
    if isinstance(content, Status):
        return Figure(*key, content)
    return Figure(*key, Status.REPORTED, Decimal(content), raw=str(content))


def report(forms, figures):
    return Report(
        source="by hand",
        sha256="0" * 64,
        media_type="text/plain",
        text="",
        masthead=Masthead(None, None, None, None, None, None),
        forms=forms,
        preamble=(),
        sections=(),
        figures=tuple(figures),
        notes=(),
    )


def zeros(form):
    cells = [(table.id, table.cells()) for table in forms.load(form).tables]
    return {(table, row.id, column.id): 0 for table, pairs in cells for row, column in pairs}


def filled(form, **tables):
    """A report of one form, 0 in every cell but those given as ``table={(row, column): content}``."""
    given_cells = {
        (table, *cell): content for table, cells in tables.items() for cell, content in cells.items()
    }
    cells = zeros(form)
    assert given_cells.keys() <= cells.keys()
    printed = {table.id: form for table in forms.load(form).tables}
    return report(printed, [figure(key, content) for key, content in (cells | given_cells).items()])


def found(report_, rule, label=""):
    """The one finding of that rule whose English message names the place."""
    (finding,) = (f for f in check(report_) if f.rule == rule and label in f.message_en.split(":")[0])
    return finding


# Which rules, and how often


def test_one_finding_for_each_rule_and_place_in_order():
    in_order = [finding.rule for finding in check(filled("2021"))]
    assert in_order == ["II-2"] * 2 + ["III-1"] * 7 + ["III-2"] * 7 + ["III-3"] * 25 + ["IV-1"] * 3
    in_order = [finding.rule for finding in check(filled("2019"))]
    assert in_order == ["II9-1"] * 2 + ["III-1"] * 7 + ["III-2"] * 7 + ["III-3"] * 23 + ["IV-1"] * 3


def test_places_come_in_the_order_of_the_form():
    findings = [f for f in check(filled("2021")) if f.rule == "III-2"]
    assert [f.figures[0].column for f in findings] == [*APPLICANTS, "total"]
    findings = [f for f in check(filled("2021")) if f.rule == "IV-1"]
    assert [f.figures[0].row for f in findings] == list(REMEDIES)


def test_each_table_is_judged_by_its_own_form():
    mixed = report(
        {"disclosure": "2019", "requests": "2021"},
        [figure(key, 0) for key in zeros("2019") if key[0] == "disclosure"]
        + [figure(key, 0) for key in zeros("2021") if key[0] == "requests"],
    )
    assert [f.rule for f in check(mixed)] == ["II9-1"] * 2 + ["III-1"] * 7 + ["III-2"] * 7 + ["III-3"] * 25


def test_a_report_without_tables_has_no_findings():
    assert check(report({}, [])) == ()


def test_unknown_form():
    with pytest.raises(TemplateError, match="no official form '1999'"):
        check(report({"requests": "1999"}, []))


# Answers


def test_all_zeros_hold():
    assert {f.passed for f in check(filled("2021"))} == {True}
    assert {f.passed for f in check(filled("2019"))} == {True}


BALANCED = {
    ("new", "natural_person"): 60, ("new", "total"): 60,
    ("carried_in", "natural_person"): 4, ("carried_in", "total"): 4,
    ("granted", "natural_person"): 40, ("granted", "total"): 40,
    ("other.other", "natural_person"): 23, ("other.other", "total"): 23,
    ("outcome_total", "natural_person"): 63, ("outcome_total", "total"): 63,
    ("carried_out", "natural_person"): 1, ("carried_out", "total"): 1,
}  # fmt: skip


def test_a_balanced_table_holds():
    balanced = filled("2021", requests=BALANCED)
    assert {f.passed for f in check(balanced)} == {True}
    finding = found(balanced, "III-2", "column Total")
    assert (finding.expected, finding.actual) == ("64 = 63 + 1", "64 = 60 + 4")
    assert (
        finding.message_zh
        == "表三“总计”列：本年新收 + 上年结转 = （七）总计 + 结转下年度，成立（64 与 64）。"
    )
    assert finding.message_en == (
        "Table 3, column Total: new + carried in = total of outcomes + carried out: holds (64 and 64)."
    )


def test_a_wrong_sum_of_outcomes_is_broken():
    wrong = filled("2021", requests=BALANCED | {("outcome_total", "total"): 62})
    broken = [f for f in check(wrong) if f.passed is False]
    assert [f.rule for f in broken] == ["III-1", "III-2", "III-3"]
    outcomes, balance, row = broken
    assert (outcomes.severity, outcomes.expected, outcomes.actual) == ("error", "62", "63 = 40 + 23")
    assert outcomes.message_zh == "表三“总计”列：（一）至（六）各项相加得 63，（七）总计写作 62。"
    assert outcomes.message_en == (
        "Table 3, column Total: outcomes (1) to (6) add up to 63, but the total of outcomes says 62."
    )
    assert (balance.expected, balance.actual) == ("63 = 62 + 1", "64 = 60 + 4")
    assert balance.message_zh.startswith("表三“总计”列：本年新收与上年结转相加得 64，")
    assert (row.expected, row.actual) == ("62", "63")
    assert row.message_zh == "表三“(七)总计”行：六类申请人相加得 63，总计写作 62。"
    assert row.message_en.startswith("Table 3, row Total of outcomes: ")


def test_a_finding_has_the_figures_it_was_made_from():
    wrong = filled("2021", remedies={("reconsideration", "upheld"): 10, ("reconsideration", "pending"): 1})
    finding = found(wrong, "IV-1", "Administrative reconsideration")
    assert (finding.passed, finding.expected, finding.actual) == (False, "0", "11 = 10 + 1")
    assert [f.key for f in finding.figures] == [
        ("remedies", "reconsideration", column)
        for column in ("upheld", "corrected", "other", "pending", "total")
    ]
    assert all(f in wrong.figures for f in finding.figures)


@pytest.mark.parametrize(
    ("made", "repealed", "in_force", "passed", "expected", "actual"),
    [
        (5, 1, 4, True, "≤ 5 = 1 + 4", "5"),
        (2, 0, 0, False, "≤ 0", "2"),
        (6, 1, 4, False, "≤ 5 = 1 + 4", "6"),
        (5, None, 5, True, "≤ 5 + ?", "5"),
        (5, None, 4, None, "≤ 4 + ?", "5"),
        (5, None, None, None, "≤ ?", "5"),
        (0, None, None, True, "≤ ?", "0"),
        (None, 1, 4, None, "≤ 5 = 1 + 4", "?"),
    ],
)
def test_made_against_repealed_and_in_force(made, repealed, in_force, passed, expected, actual):
    cells = {
        ("normative", "made"): made,
        ("normative", "repealed"): repealed,
        ("normative", "in_force"): in_force,
    }
    finding = found(filled("2021", disclosure=cells), "II-2", "Administrative normative documents")
    assert (finding.passed, finding.expected, finding.actual) == (passed, expected, actual)


@pytest.mark.parametrize(("total", "passed"), [(9, True), (8, True), (7, False), (None, None)])
def test_newly_disclosed_against_disclosed_in_total(total, passed):
    cells = {("rules", "newly_disclosed"): 8, ("rules", "disclosed_total"): total}
    assert found(filled("2019", disclosure=cells), "II9-1", "Rules").passed is passed


# Cells without a certain number


@pytest.mark.parametrize("status", [Status.BLANK, Status.MARKED, Status.MISSING, Status.UNREADABLE])
@pytest.mark.parametrize(
    ("upheld", "total", "passed", "actual"),
    [(5, 8, None, "5 + ?"), (8, 8, None, "8 + ?"), (9, 8, False, "9 + ?"), (0, 8, None, "?")],
)
def test_an_unknown_part_is_no_zero_but_has_a_bound(status, upheld, total, passed, actual):
    row = {("reconsideration", "upheld"): upheld, ("reconsideration", "other"): status}
    with_gap = filled("2021", remedies=row | {("reconsideration", "total"): total})
    finding = found(with_gap, "IV-1", "Administrative reconsideration")
    assert (finding.passed, finding.expected, finding.actual) == (passed, "8", actual)


@pytest.mark.parametrize("parts", [0, 8])
def test_a_blank_total_cannot_be_judged(parts):
    cells = {("litigation_direct", "upheld"): parts, ("litigation_direct", "total"): None}
    assert found(filled("2021", remedies=cells), "IV-1", "without").passed is None


def test_a_blank_on_the_right_may_be_too_late():
    cells = {("new", "company"): 3, ("outcome_total", "company"): 5, ("carried_out", "company"): None}
    finding = found(filled("2021", requests=cells), "III-2", "column Companies")
    assert (finding.passed, finding.expected, finding.actual) == (False, "5 + ?", "3")


def test_the_message_says_why_it_cannot_be_judged():
    cells = {("granted", "company"): 2, ("partial", "company"): None, ("unable.not_held", "company"): 1}
    cells |= {("denied.internal", "company"): Status.MARKED, ("outcome_total", "company"): 5}
    finding = found(filled("2021", requests=cells), "III-1", "column Companies")
    assert (finding.passed, finding.actual) == (None, "3 + ? = 2 + 1 + ?")
    assert "无法判断（3 + ? 与 5）：没有确定数值的单元格有 2 个" in finding.message_zh
    assert "cannot be judged (3 + ? and 5): cells without a certain number: 2;" in finding.message_en


def test_a_cell_that_the_report_does_not_have_is_missing():
    whole = filled("2021")
    key = ("remedies", "litigation_after", "pending")
    finding = found(report(whole.forms, [f for f in whole.figures if f.key != key]), "IV-1", "after")
    assert finding.passed is None
    assert Figure(*key, Status.MISSING) in finding.figures


# Recovered figures


def recovered(table, row, column, value):
    """An all-zero report in which one cell, cut out of run-together digits, holds `value`."""
    cell = Figure(table, row, column, Status.RECOVERED, Decimal(value))
    whole = filled("2021")
    return report(whole.forms, [cell if f.key == cell.key else f for f in whole.figures])


@pytest.mark.parametrize("value", [0, 7])
def test_sums_do_not_judge_the_figures_they_recovered(value):
    findings = check(recovered("requests", "new", "company", value))
    assert [f.rule for f in findings if f.passed is not True] == ["III-2", "III-3"]
    for finding in (f for f in findings if f.passed is not True):
        assert finding.passed is None
        assert "连写的数字中切分" in finding.message_zh
        assert "cut out of run-together digits" in finding.message_en


def test_sums_of_remedies_do_not_judge_the_figures_they_recovered():
    findings = check(recovered("remedies", "litigation_direct", "total", 7))
    assert [f.rule for f in findings if f.passed is None] == ["IV-1"]
    assert all(f.passed is not False for f in findings)


def test_bounds_recover_nothing_and_still_judge():
    assert found(recovered("disclosure", "rules", "made", 2), "II-2", "row Rules").passed is False


# The judgement against brute force

SUMS = st.builds(
    lambda known, unknown: Sum(known, unknown, sum(known, Decimal(0))),
    st.lists(st.integers(0, 5).map(Decimal), max_size=3).map(tuple),
    st.integers(0, 2),
)


@given(SUMS, st.sampled_from(["=", "<="]), SUMS)
def test_judgement_is_what_every_filling_of_the_unknown_says(left, relation, right):
    def fillings(side):
        # The known of either side is at most 15: 0 to 16 shows every possible order of the two sums.
        return [sum(side.known) + extra for extra in (range(17) if side.unknown else (0,))]

    answers = {a == b if relation == "=" else a <= b for a, b in product(fillings(left), fillings(right))}
    assert judge(left, relation, right) is (None if len(answers) == 2 else answers.pop())


# Laws over random reports, whose truth is built here without looking at the forms' identities


@st.composite
def truths(draw):
    """A form and cells of a report in which every identity holds."""
    form = draw(st.sampled_from(["2019", "2021"]))
    outcomes = OUTCOMES[form]
    size = 6 * (len(outcomes) + 2) + 3 * 4 + 2 * 3
    numbers = iter(draw(st.lists(st.integers(0, 60), min_size=size, max_size=size)))
    cells = zeros(form)
    for applicant in APPLICANTS:
        parts = {row: next(numbers) for row in outcomes}
        done, out = sum(parts.values()), next(numbers)
        carried_in = next(numbers) % (done + out + 1)
        parts |= {"outcome_total": done, "carried_out": out, "carried_in": carried_in}
        parts["new"] = done + out - carried_in
        for row, number in parts.items():
            cells["requests", row, applicant] = number
            cells["requests", row, "total"] += number
    for row in REMEDIES:
        parts = {column: next(numbers) for column in ("upheld", "corrected", "other", "pending")}
        cells |= {("remedies", row, column): number for column, number in parts.items()}
        cells["remedies", row, "total"] = sum(parts.values())
    for row in ("rules", "normative"):
        first, second, third = (next(numbers) for _ in range(3))
        if form == "2021":
            values = {"made": first % (second + third + 1), "repealed": second, "in_force": third}
        else:
            values = {"newly_disclosed": first, "disclosed_total": first + second}
        cells |= {("disclosure", row, column): number for column, number in values.items()}
    return form, cells


def checked(form, cells):
    printed = {table.id: form for table in forms.load(form).tables}
    return check(report(printed, [figure(key, content) for key, content in cells.items()]))


@given(truths())
@settings(max_examples=40, deadline=None)
def test_a_truth_holds_everywhere(truth):
    assert {f.passed for f in checked(*truth)} == {True}


def equations_with(form, key):
    """The rules with an equals sign in which a cell stands, by the outline of the printed table."""
    table, row, _ = key
    if table == "remedies":
        return ["IV-1"]
    if table == "disclosure":
        return []
    rules = ["III-1"] if row in (*OUTCOMES[form], "outcome_total") else []
    rules += ["III-2"] if row in ("new", "carried_in", "outcome_total", "carried_out") else []
    return [*rules, "III-3"]


@given(truths(), st.data(), st.integers(1, 1000))
@settings(max_examples=80, deadline=None)
def test_one_changed_cell_breaks_exactly_the_equations_it_stands_in(truth, data, change):
    form, cells = truth
    key = data.draw(st.sampled_from([key for key in cells if key[0] != "disclosure"]))
    broken = [f for f in checked(form, cells | {key: cells[key] + change}) if f.passed is not True]
    assert [f.rule for f in broken] == equations_with(form, key)
    assert all(f.passed is False and key in {g.key for g in f.figures} for f in broken)


@given(truths(), st.data(), st.integers(1, 1000))
@settings(max_examples=40, deadline=None)
def test_one_changed_cell_breaks_a_bound_only_if_it_oversteps_it(truth, data, change):
    form, cells = truth
    _, row, column = key = data.draw(st.sampled_from([key for key in cells if key[0] == "disclosure"]))
    changed = cells | {key: cells[key] + change}
    low, high = (
        ("made", ("repealed", "in_force")) if form == "2021" else ("newly_disclosed", ("disclosed_total",))
    )
    oversteps = column == low and changed[key] > sum(changed["disclosure", row, part] for part in high)
    broken = [f for f in checked(form, changed) if f.passed is not True]
    assert [f.rule for f in broken] == (["II-2" if form == "2021" else "II9-1"] if oversteps else [])


@given(truths(), st.data())
@settings(max_examples=80, deadline=None)
def test_a_blank_only_ever_takes_an_answer_away(truth, data):
    form, cells = truth
    keys = st.sampled_from(sorted(cells))
    cells = cells | data.draw(st.dictionaries(keys, st.integers(0, 90), max_size=6))
    blank = data.draw(st.sets(keys, min_size=1, max_size=8))
    before, after = checked(form, cells), checked(form, cells | dict.fromkeys(blank))
    assert len(before) == len(after)
    for whole, gapped in zip(before, after, strict=True):
        assert gapped.passed is whole.passed or gapped.passed is None
        if not blank & {f.key for f in whole.figures}:
            assert gapped == whole


# Reports keyed by hand, against what the one who keyed them found by arithmetic


def keyed_reports():
    """Each keyed report by name. Where (六)其他处理 is a single row, table 三 has the 2019 form."""
    with (FACTS / "figures.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for name in dict.fromkeys(line["report"] for line in lines):
        mine = [line for line in lines if line["report"] == name]
        forms = {line["table"]: line["form"] for line in mine}
        if any((line["table"], line["row"]) == ("requests", "other") for line in mine):
            forms["requests"] = "2019"
        cells = {
            (line["table"], line["row"], line["column"]): (
                Decimal(line["value"]) if line["status"] == "reported" else Status(line["status"])
            )
            for line in mine
        }
        yield name, report(forms, [figure(key, content) for key, content in cells.items()])


def stated_answers(holds, form):
    """``{(rule, id of column or row): True | False | None}`` from the keyed answers of one report."""
    rows = {label: row.id for row in form.rows for label in row.labels}
    columns = {column.zh: column.id for column in form.columns}
    stated = {}
    for key, answers in holds.items():
        if key.startswith("T3_row_sum"):
            # Rows that are named neither as failing nor as open hold.
            stated |= {("III-3", row.id): True for row in form.rows}
            for kind, answer in (("failing_rows", False), ("not_assessable_rows", None)):
                for label in answers[kind]:
                    stated["III-3", rows[compact(label.split("/")[-1])]] = answer
        elif key == "T4_sum":
            stated |= {("IV-1", row): answers[k] for row, k in zip(REMEDIES, answers, strict=True)}
        else:
            rule = "III-2" if key.startswith("T3_balance") else "III-1"
            stated |= {(rule, columns[label]): answer for label, answer in answers.items()}
    return stated


def place(finding):
    """The rule of a finding and the id of its column or row."""
    first = finding.figures[0]
    return finding.rule, first.row if finding.rule in ("III-3", "IV-1") else first.column


@pytest.mark.real
@pytest.mark.skipif(not FACTS.is_dir(), reason="the keyed reports are not here")
def test_keyed_reports():
    """Equal to the keyed answers, but where they read a blank as 0: there the answer is withheld.

    Those answers call a sum held when its printed parts alone reach the total, blank cells beside them.
    """
    keyed = json.loads((FACTS / "prose_and_identities.json").read_text(encoding="utf-8"))
    wrong, judged, withheld = [], 0, {}
    for name, report_ in keyed_reports():
        form = forms.load(report_.forms["requests"]).table("requests")
        stated = stated_answers(keyed[name]["identities_hold"], form)
        findings = {place(f): f for f in check(report_) if f.rule not in ("II-2", "II9-1")}
        assert findings.keys() == stated.keys()
        for where, finding in findings.items():
            answer = stated[where]
            judged += 1
            blank = any(f.status is not Status.REPORTED for f in finding.figures)
            if answer is True and blank:
                withheld[name, where[0]] = withheld.get((name, where[0]), 0) + 1
                answer = None
            if finding.passed is not answer:
                wrong.append((name, *where, answer, finding.passed, finding.expected, finding.actual))
    assert wrong == []
    assert judged == 10 * (7 + 7 + 25 + 3) + 5 * (7 + 7 + 23 + 3)
    # Counted by hand in the keyed figures.
    assert withheld == {
        ("shanghai_office_2019", "III-1"): 4,
        ("shanghai_office_2019", "III-2"): 3,
        ("shanghai_office_2019", "III-3"): 4,
        ("shanghai_office_2019", "IV-1"): 2,
        ("shuyang_fgj_2023", "III-3"): 25,
    }


@pytest.mark.real
@pytest.mark.skipif(not FACTS.is_dir(), reason="the keyed reports are not here")
def test_errors_that_were_really_published():
    broken = {
        (name, *place(f)): (f.expected.split(" ")[0], f.actual.split(" ")[0])
        for name, report_ in keyed_reports()
        for f in check(report_)
        if f.passed is False
    }
    # Stated and summed totals, from the notes of the one who keyed the pages.
    assert broken == {
        ("hongze_2023", "IV-1", "reconsideration"): ("0", "11"),
        ("hongze_2023", "IV-1", "litigation_after"): ("0", "5"),
        ("pingtan_2020", "III-1", "natural_person"): ("20", "26"),
        ("pingtan_2020", "III-1", "total"): ("21", "27"),
    }
