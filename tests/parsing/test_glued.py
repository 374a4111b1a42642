"""Digits run together: cut in the only way, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govreport import forms, synth
from govreport.parsing.digits import (
    cut_single_row,
    cut_table,
    forced_cut,
    one_digit_each,
    row_never_closes,
    single_row_never_closes,
    table_never_closes,
)

FORM = forms.load("2021")
REQUESTS, REMEDIES = FORM.table("requests"), FORM.table("remedies")
SUMS = {t: [i for i in FORM.identities if i.table == t] for t in ("requests", "remedies")}


@pytest.mark.parametrize(
    ("tokens", "size", "cut"),
    [
        (["000"], 3, ("0", "0", "0")),
        (["007"], 3, ("0", "0", "7")),
        (["0", "07"], 3, ("0", "0", "7")),
        (["120"], 3, None),  # 12 and 0, with an empty cell, is a way too
        (["00"], 3, None),  # one cell is empty: which?
        (["0000"], 3, None),  # one digit too many
        (["0012"], 3, ("0", "0", "12")),
        (["00126"], 3, ("0", "0", "126")),
        (["0012"], 4, None),  # four numbers, or three and an empty cell
        (["010"], 3, None),  # 0, 10 and an empty cell
        (["35-15"], 2, ("35", "-15")),
        (["0+11"], 3, None),
        (["0.5"], 3, None),
        (["7", "000"], 4, None),  # 7 000 and three empty cells
    ],
)
def test_a_cut_without_sums_has_no_alternative(tokens, size, cut):
    assert forced_cut(tokens, size) == cut


def test_seven_digits_are_seven_cells_unless_their_sum_speaks_against_it():
    assert one_digit_each(["6000017"], 7, SUMS["requests"], REQUESTS) == tuple("6000017")
    assert one_digit_each(["6000018"], 7, SUMS["requests"], REQUESTS) is None
    assert one_digit_each(["60000017"], 7, SUMS["requests"], REQUESTS) is None
    assert one_digit_each(["10", "0", "0", "0", "0", "1"], 7, SUMS["requests"], REQUESTS) is None


@pytest.mark.parametrize(
    ("digits", "never"),
    [
        ("8100008", True),
        ("191000019", True),
        ("190000019", False),
        ("6000017", False),
        ("600006", False),  # fewer digits than cells: one is empty
        ("1200012", False),  # 12, three zeros, 12: two cells are empty
        ("10000012", False),  # 1 … 1 and the number of a page
        ("0000000减1", False),
    ],
)
def test_digits_of_which_no_cut_adds_up_are_known(digits, never):
    assert row_never_closes([digits], REQUESTS, SUMS["requests"]) == never


def test_columns_that_no_choice_of_cuts_makes_add_up_are_known():
    printed, truth = glued(3)
    assert not table_never_closes(printed, REQUESTS, SUMS["requests"])
    other = printed | {"carried_out": ["99990036"]}
    assert "".join(truth["carried_out"]) != "99990036"
    assert not row_never_closes(other["carried_out"], REQUESTS, SUMS["requests"])
    assert table_never_closes(other, REQUESTS, SUMS["requests"])


def test_the_digits_of_table_four_that_close_in_no_way_are_known():
    def never(digits):
        return single_row_never_closes([digits], REMEDIES, SUMS["remedies"])

    assert never("100000000000000")
    assert not never("100010000000000")
    assert not never("000000000000000" + "12")  # the number of a page
    assert not never("00000000000000")  # a cell is empty


def glued(seed):
    cells = synth.make("2021", seed).cells
    truth = {r.id: tuple(str(cells["requests", r.id, c.id]) for c in r.columns) for r in REQUESTS.rows}
    return {row: ["".join(cut)] for row, cut in truth.items()}, truth


@settings(max_examples=10)
@given(st.integers(0, 400))
def test_a_whole_table_is_cut_as_it_was_or_not_at_all(seed):
    printed, truth = glued(seed)
    assert cut_table(printed, REQUESTS, SUMS["requests"]) in (truth, None)


@pytest.mark.slow
def test_most_whole_tables_are_cut():
    solved = sum(cut_table(glued(seed)[0], REQUESTS, SUMS["requests"]) is not None for seed in range(30))
    assert solved >= 20


def test_a_missing_row_leaves_its_table_uncut():
    printed, truth = glued(3)
    assert cut_table(printed, REQUESTS, SUMS["requests"]) == truth
    del printed["partial"]
    assert cut_table(printed, REQUESTS, SUMS["requests"]) is None


def test_broken_sums_leave_a_table_uncut():
    printed, truth = glued(3)
    total = [str(int(truth["outcome_total"][0]) + 1), *truth["outcome_total"][1:-1]]
    printed["outcome_total"] = ["".join([*total, str(int(truth["outcome_total"][-1]) + 1)])]
    assert cut_table(printed, REQUESTS, SUMS["requests"]) is None


def test_two_ways_leave_a_table_uncut():
    """101000011 is 10, 1, 0, 0, 0, 0, 11 and 1, 0, 10, 0, 0, 0, 11; three rows can be so together."""
    zeros = {row.id: ["0000000"] for row in REQUESTS.rows}
    assert cut_table(zeros, REQUESTS, SUMS["requests"]) is not None
    either = {row: ["101000011"] for row in ("new", "granted", "outcome_total")}
    assert cut_table(zeros | either, REQUESTS, SUMS["requests"]) is None
    one = {row: ["10 1 0 0 0 0 11".split(), ["101000011"]][row == "granted"] for row in either}
    assert cut_table(zeros | one, REQUESTS, SUMS["requests"]) is not None


@pytest.mark.parametrize(
    ("digits", "cut"),
    [
        ("10203120001200000", "1 0 2 0 3 12 0 0 0 12 0 0 0 0 0"),
        ("110024001510102", "1 1 0 0 2 4 0 0 1 5 1 0 1 0 2"),
        ("11002400151010", None),  # fourteen digits
        ("1100240015101023", None),  # a page number stuck to the end
    ],
)
def test_table_four_is_cut_by_its_three_sums(digits, cut):
    found = cut_single_row([digits], REMEDIES, SUMS["remedies"])
    assert found == (tuple(cut.split()) if cut else None)


@pytest.mark.parametrize(
    ("printed", "with_a_stray_digit"),
    [  # each can be cut in one way whose three sums close, and it is a wrong one
        ("81 12 41 24 158  1 0 0 0 1  0 1 0 0 1", "8112412412581000101001"),  # 81 124 12 41 258
        ("2 0 0 0 2  0 0 0 0 0  6 1 3 4 14", "20002000006134124"),  # 6 13 4 1 24
        ("1 0 1 0 2  0 0 0 0 0  9 0 3 1 13", "10102000009031123"),  # 9 0 3 11 23
        ("4 0 1 6 11  1 0 0 0 1  1 0 0 0 1", "40161211000110001"),  # 4 0 16 1 21
    ],
)
def test_a_stray_digit_that_closes_the_sums_is_not_believed(printed, with_a_stray_digit):
    assert cut_single_row([printed.replace(" ", "")], REMEDIES, SUMS["remedies"]) is not None
    assert len(with_a_stray_digit) == len(printed.replace(" ", "")) + 1
    assert cut_single_row([with_a_stray_digit], REMEDIES, SUMS["remedies"]) is None


@settings(max_examples=40)
@given(st.integers(0, 300), st.integers(0, 9), st.integers(0, 40))
def test_a_stray_digit_never_moves_a_border_of_table_four(seed, stray, place):
    cells = synth.make("2021", seed).cells
    truth = [cells["remedies", r.id, c.id] for r, c in REMEDIES.cells()]
    digits = "".join(map(str, truth))
    place = min(place, len(digits))
    cut = cut_single_row([digits[:place] + str(stray) + digits[place:]], REMEDIES, SUMS["remedies"])
    assert cut is None or [Decimal(x) for x in cut] == truth
