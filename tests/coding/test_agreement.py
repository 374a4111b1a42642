"""Agreement of coders, against published examples, each worked out by hand beside it."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.coding.agreement import (
    Confusion,
    bootstrap,
    cohen_kappa,
    confusions,
    krippendorff_alpha,
    masi,
    percent_agreement,
    scores,
)


def rows(*coders):
    """Units from a line of values for each coder; . is missing."""
    return [tuple(None if value == "." else value for value in unit) for unit in zip(*coders, strict=True)]


def sets(text):
    return frozenset(text.split("+")) if text else frozenset()


def test_alpha_of_four_coders_with_missing_values_krippendorff_2011():
    units = rows("123321412...", "1233224125.3", ".3332342251.", "1233244 1251.".replace(" ", ""))
    # Unit 12 has one value and is left out: 40 values, of which 1 to 5 stand 9, 13, 10, 5 and 3 times.
    # Differing ordered pairs: unit 2 six of weight 1/3, unit 6 twelve, unit 8 six: 2 + 4 + 2 = 8.
    expected = 1 - (40 - 1) * 8 / (40**2 - 9**2 - 13**2 - 10**2 - 5**2 - 3**2)
    found = krippendorff_alpha(units)
    assert found.units == 11
    assert found.value == pytest.approx(expected)
    assert found.value == pytest.approx(0.743, abs=0.0005)


def test_alpha_of_two_coders_binary_krippendorff_2011():
    units = rows("0100000010", "1110010000")
    # Units 1, 3, 6 and 9 differ: 8 ordered pairs. 6 ones and 14 zeros: 168 pairs that would differ.
    found = krippendorff_alpha(units)
    assert found.value == pytest.approx(1 - 19 * 8 / 168)
    assert found.value == pytest.approx(0.095, abs=0.0005)


def test_alpha_where_most_values_are_missing():
    # Krippendorff's example of three coders and 15 units, nominal: 0.691.
    units = rows(".....34121133.3", "1.213343.......", "..21344.21133.4")
    # 12 pairable units, 26 values: 7, 4, 10 and 5 of 1 to 4; units 6, 8 and 15 add 4/2 + 2 + 2 = 6.
    found = krippendorff_alpha(units)
    assert found.units == 12
    assert found.value == pytest.approx(1 - 25 * 6 / (26**2 - 7**2 - 4**2 - 10**2 - 5**2))
    assert found.value == pytest.approx(0.691, abs=0.0005)


COHEN = [("p", "n", "s"), [(88, 14, 18), (10, 40, 10), (2, 6, 12)]]


def cohens_table():
    names, table = COHEN
    cells = zip(product(names, names), [n for row in table for n in row], strict=True)
    return [cell for cell, n in cells for _ in range(int(n))]


def test_kappa_of_cohen_s_table():
    # 140 of 200 agree; by chance .6 x .5 + .3 x .3 + .1 x .2 = .41.
    found = cohen_kappa(cohens_table())
    assert found.value == pytest.approx((0.70 - 0.41) / (1 - 0.41))
    assert found.value == pytest.approx(0.492, abs=0.0005)
    assert found.units == 200


def test_weighted_kappa_of_cohen_s_table_1968():
    weights = {"pn": 1, "ps": 3, "ns": 6}
    found = cohen_kappa(cohens_table(), lambda a, b: weights.get(a + b) or weights.get(b + a) or 0)
    # observed .07 + .27 + .05 + .30 + .03 + .18, expected .18 + .36 + .15 + .36 + .15 + .18
    assert found.value == pytest.approx(1 - 0.90 / 1.38)
    assert found.value == pytest.approx(0.348, abs=0.0005)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("H1+H2", "H1+H2", 0),
        ("H1+H2", "H1+H2+H3", 1 - 2 / 3 * 2 / 3),
        ("H1", "H1+H2+H3+L1", 1 - 1 / 4 * 2 / 3),
        ("H1+H2", "H2+H3", 1 - 1 / 3 * 1 / 3),
        ("H1", "L1", 1),
        ("", "L1", 1),
        ("", "", 0),
    ],
)
def test_masi_by_hand(a, b, distance):
    assert masi(sets(a), sets(b)) == pytest.approx(distance)
    assert masi(sets(b), sets(a)) == pytest.approx(distance)


def test_alpha_with_masi_by_hand():
    units = [(sets("H1"), sets("H1+H2")), (sets("H2"), sets("H2")), (sets("X9"), None)]
    # Within: 2 x d(H1, H1+H2) = 2 x 2/3 (J 1/2, M 2/3). Values: H1, H1+H2, H2, H2.
    # Ordered pairs between: H1 H1+H2 2/3; H1 H2 twice 1; H1+H2 H2 twice 2/3; both ways.
    expected = 2 * (2 / 3 + 2 * 1 + 2 * 2 / 3) / 3
    assert krippendorff_alpha(units, masi).value == pytest.approx(1 - (2 * 2 / 3) / expected)


def test_percent_agreement_counts_pairs_of_coders():
    found = percent_agreement(iter(rows("aab", "ab.", "aa.")))
    assert found.value == pytest.approx(4 / 6)  # three pairs of unit 1, one of three of unit 2
    assert found.units == 2


@pytest.mark.parametrize("statistic", [percent_agreement, krippendorff_alpha, cohen_kappa])
def test_no_overlap_is_an_answer(statistic):
    for units in ([], [("a", None), (None, "b")]):
        found = statistic(units)  # type: ignore[operator]
        assert (found.value, found.units) == (None, 0)
        assert "no unit was coded by two" in found.reason
        drawn = bootstrap(statistic, units)  # type: ignore[arg-type]
        assert (drawn.value, drawn.low, drawn.high) == (None, None, None)


@pytest.mark.parametrize("statistic", [krippendorff_alpha, cohen_kappa])
def test_one_category_is_an_answer(statistic):
    found = statistic([("a", "a"), ("a", "a")])  # type: ignore[operator]
    assert (found.value, found.units) == (None, 2)
    assert "only one value" in found.reason
    assert percent_agreement([("a", "a")]).value == 1


def test_kappa_refuses_three_coders():
    with pytest.raises(ValueError, match="two coders"):
        cohen_kappa([("a", "a", "b")])


def test_the_interval_leaves_out_half_of_what_is_left_at_each_end():
    """Of 100 units half agree: the 2.5% and 97.5% quantiles of a binomial share of 100 are 0.40 and 0.60."""
    units = [("a", "a"), ("a", "b")] * 50
    found = bootstrap(percent_agreement, units, repeats=4000, seed=1)
    assert found.low == pytest.approx(0.40, abs=0.011)
    assert found.high == pytest.approx(0.60, abs=0.011)
    half = bootstrap(percent_agreement, units, repeats=4000, seed=1, level=0.5)
    assert (half.low, half.high) == (pytest.approx(0.47, abs=0.011), pytest.approx(0.53, abs=0.011))


def test_bootstrap_is_seeded_and_holds_the_estimate():
    units = cohens_table()
    first = bootstrap(cohen_kappa, units, repeats=200, seed=3)
    assert first == bootstrap(cohen_kappa, units, repeats=200, seed=3)
    assert first != bootstrap(cohen_kappa, units, repeats=200, seed=4)
    assert first.value is not None
    assert first.low is not None
    assert first.high is not None
    # The standard error that Cohen gives is sqrt(.7 x .3 / (200 x .59^2)) = .055: 95 % is about ±.108.
    assert first.low == pytest.approx(0.492 - 0.108, abs=0.03)
    assert first.high == pytest.approx(0.492 + 0.108, abs=0.03)


def test_no_interval_where_most_draws_do_not_exist():
    # A draw of 20 needs both of the first two units: each is there with 64 %, both with about 40 %.
    units = [("a", "a"), ("b", "b"), *[("a", None)] * 18]
    found = bootstrap(krippendorff_alpha, units, repeats=400)
    assert (found.value, found.low, found.high) == (1, None, None)
    assert "undefined in most draws" in found.reason
    # With one unit of two values 64 % of the draws have it: an interval of those.
    one = bootstrap(percent_agreement, [("a", "a"), *[("a", None)] * 18], repeats=400)
    assert (one.low, one.high, one.reason) == (1, 1, "")


def test_confusions_stand_against_each_other():
    units = [
        (sets("H1+H2"), sets("H2+H3")),
        (sets("H1"), sets("H3")),
        (sets("L1"), sets("L1+L2")),
        (sets("L1"), sets("L1")),
        (sets("L1"), None),
    ]
    assert confusions(units) == [Confusion("H1", "H3", 2), Confusion(None, "L2", 1)]


def test_scores_by_hand():
    predicted = [sets("H1"), sets("H1+L1"), sets("X9"), sets("L1"), None]
    truth = [sets("H1"), sets("L1"), sets("H1"), None, sets("L1")]
    h1, l1, x9 = scores(predicted, truth)
    assert (h1.code, h1.true_positive, h1.false_positive, h1.false_negative) == ("H1", 1, 1, 1)
    assert (h1.precision, h1.recall, h1.f1) == (0.5, 0.5, 0.5)
    assert (l1.precision, l1.recall, l1.f1) == (1, 1, 1)
    assert (x9.precision, x9.recall, x9.f1) == (0, None, 0)


values = st.one_of(st.none(), st.sampled_from("abc"))
tables = st.integers(2, 4).flatmap(lambda n: st.lists(st.tuples(*[values] * n), min_size=1, max_size=12))


@given(tables, st.permutations(range(4)))
def test_alpha_knows_no_order_and_no_names(table, order):
    found = krippendorff_alpha(table)
    turned = [tuple(unit[i] for i in order if i < len(unit)) for unit in reversed(table)]
    renamed = [tuple(v and {"a": "x", "b": "y", "c": "z"}[v] for v in unit) for unit in turned]
    if found.value is None:
        assert found.reason
        assert krippendorff_alpha(renamed).value is None
    else:
        assert found.value <= 1
        assert krippendorff_alpha(renamed).value == pytest.approx(found.value)
        single = [tuple(v and frozenset(v) for v in unit) for unit in table]
        assert krippendorff_alpha(single, masi).value == pytest.approx(found.value)  # MASI of single codes


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=9).filter(lambda v: len(set(v)) > 1))
def test_equal_coders_agree_fully(values):
    units = [(v, v, v) for v in values]
    assert percent_agreement(units).value == 1
    assert krippendorff_alpha(units).value == 1
    assert cohen_kappa([(v, v) for v in values]).value == 1
    by_masi = partial(krippendorff_alpha, distance=masi)
    assert bootstrap(by_masi, [(frozenset(v),) * 2 for v in values], repeats=20).value == 1


def test_the_bootstrap_draws_reports_not_sentences():
    # Each report is alike within: ten sentences of one report say no more than one.
    units = [("a", "a")] * 10 + [("a", "b")] * 10 + [("b", "b")] * 10 + [("b", "b")] * 10
    reports = [i // 10 for i in range(40)]
    loose = bootstrap(percent_agreement, units, repeats=400)
    tied = bootstrap(percent_agreement, units, clusters=reports, repeats=400)
    assert tied.value == loose.value == 0.75
    assert tied.high - tied.low > 2 * (loose.high - loose.low)
    one = bootstrap(percent_agreement, units, clusters=["r"] * 40)
    assert (one.low, one.reason) == (None, "只有一份年报,不给区间 one report only: no interval")
