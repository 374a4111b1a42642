"""Locating: the published errors, the quick search against the integer program, and slips of every kind."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govreport import forms
from govreport.checks import check, program, slips
from govreport.checks.case import Case
from govreport.checks.cellsystem import search, systems
from govreport.checks.locating import Location, Solution, locate
from govreport.checks.sums import equations
from govreport.document import Where
from govreport.report import Figure, Masthead, Report, Status

FACTS = Path(__file__).parents[3] / "shared" / "facts"
COLUMNS = ("natural_person", "company", "research", "nonprofit", "legal_service", "other_org")


def report(form, cells, **statuses):
    """A report of zeros but for `cells`: numbers, None for a blank, or whole figures."""
    figures = []
    for table in forms.load(form).tables:
        for row, column in table.cells():
            key = (table.id, row.id, column.id)
            content = cells.get(key, 0)
            if isinstance(content, Figure):
                figures.append(content)
            elif content is None:
                figures.append(Figure(*key, Status.BLANK))
            else:
                figures.append(Figure(*key, Status.REPORTED, Decimal(content), raw=str(content)))
    printed = {table.id: form for table in forms.load(form).tables}
    head = Masthead("甲局", 2023, None, None, None, None)
    return Report("by hand", "0" * 64, "text/plain", "", head, printed, (), (), tuple(figures), ())


def requests(rows, form="2021"):
    """Cells of table 三 from ``{row: (six kinds of applicant)}``; totals are summed here."""
    cells = {}
    for row, parts in rows.items():
        for column, part in zip(COLUMNS, parts, strict=True):
            cells["requests", row, column] = part
        cells["requests", row, "total"] = sum(parts)
    return cells


# 82 new and 6 carried in; 61 granted, 12 not held, 9 petitions; 6 carried out.
TRUE = requests(
    {
        "new": (70, 8, 0, 3, 1, 0),
        "carried_in": (6, 0, 0, 0, 0, 0),
        "granted": (52, 6, 0, 2, 1, 0),
        "unable.not_held": (11, 0, 0, 1, 0, 0),
        "unprocessed.petition": (8, 1, 0, 0, 0, 0),
        "outcome_total": (71, 7, 0, 3, 1, 0),
        "carried_out": (5, 1, 0, 0, 0, 0),
    }
)


def said(location):
    """Each solution as ``{row.column: proposed}``, with the slips named."""
    return [
        ({".".join(c.figure.key[1:]): c.proposed for c in s.changes}, s.slip or [c.slip for c in s.changes])
        for s in location.solutions
    ]


def only(cells, form="2021"):
    (location,) = locate(report(form, cells))
    return location


def test_nothing_broken_nothing_proposed():
    assert locate(report("2021", TRUE)) == ()
    assert check(report("2021", TRUE), only=["L-1"]) == ()


@pytest.mark.parametrize(
    ("row", "column", "printed", "right", "slip"),
    [
        ("granted", "natural_person", 25, "52", "digits_swapped"),
        ("granted", "natural_person", 522, "52", "digit_doubled"),
        ("granted", "natural_person", 2, "52", "digit_dropped"),
        ("granted", "natural_person", 57, "52", "digit_changed"),
        ("granted", "natural_person", 152, "52", "digit_added"),
        ("granted", "total", 0, "61", "total_zero"),
        ("granted", "company", 0, "6", None),
        ("outcome_total", "total", 21, "82", "left_out"),
        ("unprocessed.petition", "research", 1, "0", "copied"),
    ],
)
def test_one_wrong_cell_is_found_alone_with_its_slip(row, column, printed, right, slip):
    location = only(TRUE | {("requests", row, column): printed})
    assert location.unique
    assert said(location) == [({f"{row}.{column}": right}, [slip])]


def test_two_numbers_filled_in_the_wrong_way_round_come_first():
    cells = {("requests", "granted", "natural_person"): 6, ("requests", "granted", "company"): 52}
    location = only(TRUE | cells)
    first, *others = said(location)
    assert first == ({"granted.natural_person": "52", "granted.company": "6"}, "exchanged")
    # The columns are wrong by 46 either way; no other row has as many to move.
    assert location.complete
    assert all(len(changes) == 2 for changes, _ in others)


def test_a_row_that_slipped_to_the_right():
    slipped = dict(zip(COLUMNS, (0, 52, 6, 0, 2, 1), strict=True))
    location = only(TRUE | {("requests", "granted", c): n for c, n in slipped.items()})
    first, slip = said(location)[0]
    assert slip == "row_right"
    assert first == {
        "granted.natural_person": "52", "granted.company": "6", "granted.research": "0",
        "granted.nonprofit": "2", "granted.legal_service": "1", "granted.other_org": "0",
    }  # fmt: skip


def test_a_row_that_slipped_to_the_left_with_its_total():
    cells = {("requests", "granted", c): n for c, n in zip(COLUMNS, (6, 0, 2, 1, 0, 61), strict=True)}
    location = only(TRUE | cells | {("requests", "granted", "total"): 0})
    first, slip = said(location)[0]
    assert slip == "row_left"
    assert first["granted.natural_person"] == "52"
    assert first["granted.total"] == "61"


@pytest.mark.slow
def test_two_rows_filled_in_the_wrong_way_round():
    rows = {"outcome_total": "carried_out", "carried_out": "outcome_total"}
    swapped = {
        ("requests", row, c): TRUE["requests", other, c]
        for row, other in rows.items()
        for c in (*COLUMNS, "total")
    }
    solutions = said(only(TRUE | swapped))
    assert ("rows_exchanged", "71") in [
        (slip, changes.get("outcome_total.natural_person")) for changes, slip in solutions
    ]


def test_a_number_of_last_year_is_recognised():
    before = Case.of(report("2021", TRUE | {("requests", "granted", "company"): 9}))
    now = Case.of(report("2021", TRUE | {("requests", "granted", "company"): 9}), (before,))
    (location,) = locate(now)
    assert said(location) == [({"granted.company": "6"}, ["last_year"])]


def test_a_cell_in_one_sum_only_is_a_tie_that_holds_the_truth():
    row = {("remedies", "reconsideration", c): n for c, n in (("upheld", 9), ("corrected", 3), ("total", 21))}
    location = only(row)
    # 12 of 21: the total may be 12, or any part larger by 9
    proposals = [changes for changes, _ in said(location)]
    assert proposals[0] == {"reconsideration.total": "12"}  # two digits swapped
    assert {"reconsideration.other": "9"} in proposals
    assert len(proposals) == 5
    assert not location.unique


def test_a_blank_may_hold_what_is_missing_and_is_never_proposed():
    row = {("remedies", "reconsideration", "upheld"): 9, ("remedies", "reconsideration", "pending"): None}
    location = only(row | {("remedies", "reconsideration", "total"): 4})
    proposals = {cell: value for changes, _ in said(location) for cell, value in changes.items()}
    assert proposals == {"reconsideration.total": "≥ 9", "reconsideration.upheld": "0–4"}


def test_bounds_give_intervals():
    cells = {("disclosure", "normative", "made"): 9, ("disclosure", "normative", "in_force"): 4}
    proposals = {cell: value for changes, _ in said(only(cells)) for cell, value in changes.items()}
    assert proposals == {"normative.made": "0–4", "normative.in_force": "≥ 9", "normative.repealed": "≥ 5"}


def test_what_was_recovered_by_sums_is_not_located_by_them():
    key = ("remedies", "litigation_direct", "total")
    recovered = Figure(*key, Status.RECOVERED, Decimal(7), raw="7")
    assert locate(report("2021", {key: recovered})) == ()
    assert locate(report("2021", {key: recovered, (*key[:2], "upheld"): 3})) == ()


def test_a_recognised_number_is_doubted_first():
    key = ("remedies", "reconsideration", "upheld")
    read = Figure(*key, Status.REPORTED, Decimal(9), raw="9", where=Where(0, 1, confidence=0.93))
    location = only({key: read, ("remedies", "reconsideration", "total"): 4})
    assert said(location) == [({"reconsideration.upheld": "4"}, [None])]


def test_a_recovered_number_is_doubted_before_a_recognised_one():
    made, left = ("disclosure", "normative", "made"), ("disclosure", "normative", "in_force")
    read = Figure(*made, Status.REPORTED, Decimal(9), raw="9", where=Where(0, 1, confidence=0.93))
    cut = Figure(*left, Status.RECOVERED, Decimal(4), raw="4")
    assert said(only({made: read, left: cut})) == [({"normative.in_force": "≥ 9"}, [None])]


def test_two_cells_that_should_be_0_are_found_together():
    wrong = {("partial", "research"): 3, ("denied.internal", "other_org"): 5}
    location = only(TRUE | {("requests", *key): value for key, value in wrong.items()})
    assert [changes for changes, _ in said(location)] == [
        {"partial.research": "0", "denied.internal.other_org": "0"}
    ]


def test_a_total_that_is_1_too_high_is_no_part_counted_twice():
    cells = {("remedies", "reconsideration", c): n for c, n in (("upheld", 1), ("other", 8), ("total", 10))}
    assert ({"reconsideration.total": "9"}, [None]) in said(only(cells))
    cells[("remedies", "reconsideration", "upheld")] = 2  # 2 and 8 and 2 again
    cells[("remedies", "reconsideration", "total")] = 12
    assert ({"reconsideration.total": "10"}, ["double_count"]) in said(only(cells))


def test_a_number_copied_from_the_cell_to_its_right():
    cells = {("requests", "granted", "natural_person"): 6}  # as company has
    assert said(only(TRUE | cells)) == [({"granted.natural_person": "52"}, ["copied"])]


def test_another_number_than_last_year_is_no_number_of_last_year():
    now = report("2021", TRUE | {("requests", "granted", "company"): 9})
    (location,) = locate(Case.of(now, (Case.of(report("2021", TRUE)),)))
    assert said(location) == [({"granted.company": "6"}, [None])]


def test_a_cell_without_a_number_in_two_sums_gives_intervals_too():
    """Denied is blank, and so is one of its grounds: 14 granted and what was denied are 10 answers."""
    rows = {"requests.answered": 10, "requests.answered.granted": 14, "requests.answered.denied": None}
    rows |= {"requests.answered.denied.privacy": None}
    location = only({("survey", row, "year"): n for row, n in rows.items()}, "2014")
    assert [changes for changes, _ in said(location)] == [
        {"requests.answered.year": "≥ 14"},
        {"requests.answered.granted.year": "0–10"},
    ]


def test_two_wrong_cells_of_which_one_is_bounded_are_left_to_the_program():
    """Grounds of 9, one of them blank, against 4 denied; and 14 and 4 against 20 answers."""
    rows = {"": 20, ".granted": 14, ".denied": 4, ".denied.privacy": 9, ".denied.trade_secret": None}
    cells = {("survey", f"requests.answered{row}", "year"): n for row, n in rows.items()}
    quick, slow = every_repair("2014", cells)
    assert quick is None
    named = [{key[1].removeprefix("requests.answered"): values for key, values in repair} for repair in slow]
    assert {".denied.privacy": (0, 4), "": (18, 18)} in named
    assert {".denied.privacy": (0, 4), ".granted": (16, 16)} in named
    assert {".denied.privacy": (0, 6), ".denied": (6, 6)} in named
    assert {".denied": (9, 20), ".granted": (0, 11)} in named
    assert {".denied": (9, None), "": (23, None)} in named
    assert all(len(repair) == 2 for repair in named)


def test_no_more_repairs_are_looked_for_than_were_asked_for():
    row = {("remedies", "reconsideration", c): n for c, n in (("upheld", 9), ("corrected", 3), ("total", 21))}
    cells = Case.of(report("2021", row)).cells
    every = [e for places in equations("2021", "remedies").values() for e in places]
    (system,) = systems(cells, every)  # five cells can be wrong
    told = {most: program.solve(system, most) for most in (4, 5, 6)}
    assert {most: (len(found), complete) for most, (found, complete) in told.items()} == {
        4: (4, False),
        5: (5, True),
        6: (5, True),
    }
    assert not Location((), (Solution(()),), complete=False).unique
    assert Location((), (Solution(()),), complete=True).unique


def test_statistics_tables_too():
    cells = {("survey", "requests.received", "year"): 54, ("survey", "requests.received.online", "year"): 45}
    location = only(cells, "2014")
    # either number may be the one with its digits swapped
    assert said(location)[:2] == [
        ({"requests.received.year": "45"}, ["digits_swapped"]),
        ({"requests.received.online.year": "54"}, ["digits_swapped"]),
    ]


def test_two_errors_apart_are_two_locations():
    cells = {("remedies", "reconsideration", "upheld"): 3, ("remedies", "litigation_after", "total"): 2}
    assert len(locate(report("2021", cells))) == 2


def test_four_wrong_cells_are_found_by_the_program():
    """A wrong rectangle: every row and column is wrong by the same number, so two diagonals repair it."""
    wrong = {("granted", "company"): 26, ("partial", "research"): 20}
    cells = TRUE | {("requests", *key): value for key, value in wrong.items()}
    (system,) = systems(
        Case.of(report("2021", cells)).cells,
        [e for places in equations("2021", "requests").values() for e in places],
    )
    repairs, complete = program.solve(system, 12)
    assert complete
    assert {tuple(sorted(k[1:] for k in r)) for r in repairs} >= {tuple(sorted(wrong))}
    assert all(len(repair) == 2 for repair in repairs)


def test_nothing_is_made_negative():
    both = {
        ("requests", "granted", column): TRUE["requests", "granted", column] + 10
        for column in ("natural_person", "total")
    }
    # 8 petitions cannot be 10 fewer; 11 that are not held can
    rows = [{cell.rpartition(".")[0] for cell in changes} for changes, _ in said(only(TRUE | both))]
    assert sorted(map(sorted, rows)) == [["granted"], ["unable.not_held"]]


def every_repair(form, cells):
    """What the quick search finds and what the program finds, as sets of cells with their values."""
    case = Case.of(report(form, cells))
    every = [e for t in case.report.forms for places in equations(form, t).values() for e in places]
    (system,) = systems(case.cells, every)
    quick, (slow, complete) = search(system), program.solve(system, 200)
    assert complete
    return quick and {tuple(sorted(r.items())) for r in quick}, {tuple(sorted(r.items())) for r in slow}


def test_every_smallest_repair_is_found_though_they_share_cells():
    answers = {"requests.answered": 20, "requests.answered.granted": 14, "requests.answered.denied": 9}
    grounds = {"requests.answered.denied.privacy": 4}
    cells = {("survey", row, "year"): n for row, n in (answers | grounds).items()}
    quick, slow = every_repair("2014", cells)
    assert quick == slow
    # By hand: 23 answers against 20, and grounds of 4 against 9 denied. Either one of the grounds takes the
    # five and an answer the three, or denied takes one of the two and another cell what is left.
    assert (("survey", "requests.answered", "year"), (Decimal(23), Decimal(23))) in {
        c for s in slow for c in s
    }
    assert all(len(repair) == 2 for repair in slow)


def test_one_blank_cell_has_to_fit_both_its_sums():
    # The blank total of carried_in is 6 by its row, so that 82 + 6 = 82 + 6 tells which number is wrong.
    cells = TRUE | {("requests", "carried_in", "total"): None, ("requests", "carried_out", "total"): 16}
    quick, slow = every_repair("2021", cells)
    assert quick is None
    assert slow == {((("requests", "carried_out", "total"), (Decimal(6), Decimal(6))),)}
    # Row carried_out cannot be repaired by its parts: 82 + 6 would be 82 + 16. Bounds alone would allow it.
    assert said(only(cells)) == [({"carried_out.total": "6"}, ["digit_added"])]


def test_the_finding_is_information_and_alters_nothing():
    whole = report("2021", TRUE | {("requests", "granted", "total"): 0})
    (finding,) = check(whole, only=["L-1"])
    assert (finding.severity, finding.passed, finding.expected, finding.actual) == (
        "information",
        False,
        "61",
        "0",
    )
    assert [f.key for f in finding.figures] == [("requests", "granted", "total")]
    assert "“(一)予以公开/总计”由 0 改为 61（合计漏填，仍是 0）" in finding.message_zh
    assert "Granted in full / Total: 0 → 61 (the total was left at 0)" in finding.message_en
    assert finding.suggestion_zh
    assert whole == report("2021", TRUE | {("requests", "granted", "total"): 0})


# The quick search against the integer program


CELLS = sorted(TRUE)


@given(st.dictionaries(st.sampled_from(CELLS), st.integers(0, 99), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_the_quick_search_finds_what_the_program_finds(wrong):
    cells = Case.of(report("2021", TRUE | wrong)).cells
    every = [e for places in equations("2021", "requests").values() for e in places]
    for system in systems(cells, every):
        quick, (slow, complete) = search(system), program.solve(system, 40)
        if quick is not None and complete:
            assert sorted(map(sorted, quick)) == sorted(map(sorted, slow))
            assert {tuple(sorted(r.items())) for r in quick} == {tuple(sorted(r.items())) for r in slow}


@given(st.sampled_from(CELLS), st.integers(0, 999), st.sets(st.sampled_from(CELLS), max_size=8))
@settings(max_examples=25, deadline=None)
def test_what_is_proposed_repairs_every_sum(key, value, blank):
    # A cell that is blank is no zero: the truth with blanks breaks nothing, so one change always suffices.
    cells = TRUE | {key: value} | dict.fromkeys(blank - {key})
    for location in locate(report("2021", cells)):
        assert location.solutions
        assert min(len(s.changes) for s in location.solutions) == 1
        assert any(
            s.changes[0].figure.key == key and s.changes[0].low <= TRUE[key] <= (s.changes[0].high or 10**9)
            for s in location.solutions
            if len(s.changes) == 1
        )
        for solution in location.solutions:
            repaired = cells | {c.figure.key: c.low for c in solution.changes}
            assert locate(report("2021", repaired)) == ()


# Digits


@pytest.mark.parametrize(
    ("printed", "right", "slip"),
    [
        (145, 154, "digits_swapped"), (55, 5, "digit_doubled"), (5, 55, "digit_dropped"),
        (15, 5, "digit_added"),
        (190, 290, "digit_changed"), (3, 4, None), (12, 21, "digits_swapped"), (100, 20, None), (0, 10, None),
        (10, 0, None), (7, 7, None), (1224, 124, "digit_doubled"),
    ],
)  # fmt: skip
def test_slips_between_two_numbers(printed, right, slip):
    assert slips.between(printed, right) == slip


@given(st.integers(1, 10**6))
def test_what_may_have_been_meant_leads_back(printed):
    for slip, right in slips.meant(printed):
        assert right != printed
        assert slips.between(printed, right) in (slip, "digits_swapped", "digit_dropped", "digit_changed")


# Published errors


def keyed(name):
    """A keyed report; where (六)其他处理 is a single row, table 三 has the form of 2019."""
    with (FACTS / "figures.csv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["report"] == name]
    forms = {line["table"]: line["form"] for line in lines}
    if any((line["table"], line["row"]) == ("requests", "other") for line in lines):
        forms["requests"] = "2019"
    figures = tuple(
        Figure(
            line["table"], line["row"], line["column"], Status(line["status"]),
            Decimal(line["value"]) if line["value"] else None, raw=line["value"],
        )
        for line in lines
    )  # fmt: skip
    head = Masthead(lines[0]["organ"], int(lines[0]["year"]), None, None, None, None)
    return Report(name, "0" * 64, "text/csv", "", head, forms, (), (), figures, ())


pytestmark_real = pytest.mark.skipif(not FACTS.is_dir(), reason="the keyed reports are not here")


@pytest.mark.real
@pytestmark_real
def test_hongze_2023_left_two_totals_at_0():
    first, second = locate(keyed("hongze_2023"))
    assert said(first) == [({"reconsideration.total": "11"}, ["total_zero"])]
    assert said(second)[0] == ({"litigation_after.total": "5"}, ["total_zero"])


@pytest.mark.real
@pytestmark_real
def test_pingtan_2020_counted_its_partial_disclosures_twice():
    (location,) = locate(keyed("pingtan_2020"))
    assert location.complete
    changes, slip_names = said(location)[0]
    assert changes == {"partial.natural_person": "0", "partial.total": "0"}
    assert slip_names == ["counted_beside", "counted_beside"]


@pytest.mark.real
@pytestmark_real
@pytest.mark.parametrize(
    "name", ["shanghai_office_2019", "rongchang_2024", "suqian_2023", "shuyang_fgj_2023"]
)
def test_reports_whose_sums_hold_are_left_in_peace(name):
    assert locate(keyed(name)) == ()
    assert not [
        f for f in check(keyed(name)) if f.broken and f.rule.startswith(("III-1", "III-2", "III-3", "IV-1"))
    ]
