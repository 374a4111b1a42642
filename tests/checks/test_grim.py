"""GRIM: a true percentage is always possible, published impossible ones are not, and the slip is named."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from govreport.checks.grim import (
    RATIO_FROM,
    Whole,
    explain_growth,
    explain_share,
    possible_growth,
    possible_share,
)

COUNTS = st.integers(1, 5000)
PLACES = st.integers(0, 4)
ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN])


def printed(value, places, rounding):
    """`value` as a person prints it, by an arithmetic of its own: whole units and the rest."""
    sign = -1 if value < 0 else 1
    units = abs(value) * 10**places
    whole, rest = units.numerator // units.denominator, units % 1
    up = rounding != ROUND_DOWN and (
        rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (rounding == ROUND_HALF_UP or whole % 2 == 1))
    )
    return Decimal(sign * (whole + up)).scaleb(-places)


@given(COUNTS, COUNTS, PLACES, ROUNDINGS)
def test_a_true_growth_is_possible_from_its_base(base, new, places, rounding):
    growth = printed(Fraction(100 * (new - base), base), places, rounding)
    assert base in possible_growth(growth, new)


@given(st.integers(0, 5000), COUNTS, PLACES, ROUNDINGS)
def test_a_true_share_is_possible_with_its_part_and_its_whole(part, whole, places, rounding):
    share = printed(Fraction(100 * part, whole), places, rounding)
    assert part in possible_share(share, whole=whole)
    assert part in possible_share(share, part, whole)
    assert whole in possible_share(share, part=part)


@given(COUNTS, st.integers(1, 300), PLACES, st.decimals(-99, 900, places=2))
def test_the_bases_are_those_that_trying_each_one_finds(new, tried, places, percent):
    percent = percent.quantize(Decimal(1).scaleb(-places)) if places < 2 else percent
    places = max(0, -percent.as_tuple().exponent)
    growth = Fraction(100 * (new - tried), tried)
    rounded = percent in (printed(growth, places, ROUND_HALF_UP), printed(growth, places, ROUND_HALF_EVEN))
    found = possible_growth(percent, new)
    assert (found.rounded is not None and tried in found.rounded) == rounded
    # -0.4 truncates to 0, which has no sign
    cut = printed(growth, places, ROUND_DOWN) == percent
    assert (found.truncated is not None and tried in found.truncated) == cut


@given(st.integers(0, 400), st.integers(1, 400), st.decimals(0, 130, places=1))
def test_the_parts_and_wholes_are_those_that_trying_finds(part, whole, percent):
    share = Fraction(100 * part, whole)
    fits = percent in (printed(share, 1, ROUND_HALF_UP), printed(share, 1, ROUND_HALF_EVEN))
    for found, number in (
        (possible_share(percent, whole=whole), part),
        (possible_share(percent, part), whole),
    ):
        assert (found.rounded is not None and number in found.rounded) == fits
    assert bool(possible_share(percent, part, whole).rounded) == fits


def test_261_percent_to_60_is_impossible_and_is_the_ratio_to_23():
    # by hand: from 16 it is 275.0, from 17 it is 252.9; 60/23 = 2.6087
    assert not possible_growth(Decimal(261), 60)
    assert 16 in possible_growth(Decimal(275), 60)
    assert 17 in possible_growth(Decimal("252.9"), 60)
    first = explain_growth(Decimal(261), 60, carried_in=4)[0]
    assert (first.kind, first.candidates, first.arithmetic) == ("ratio", ("23",), "60/23 = 260.87%")
    assert "比值当作增幅" in first.zh
    assert "a ratio stated as growth: 60/23 = 260.87%" in first.en


def test_145_of_1913_is_not_8_05_percent_but_154_is():
    assert not possible_share(Decimal("8.05"), 145, 1913)
    assert possible_share(Decimal("8.05"), whole=1913).rounded == Whole(154, 154)
    first, *others = explain_share(Decimal("8.05"), 145, 1913)
    assert (first.kind, first.of, first.candidates) == ("digits_swapped", "part", ("154",))
    assert others[-1].arithmetic == "145/1913 = 7.580%"


@pytest.mark.parametrize(
    ("percent", "part", "whole", "way"),
    [  # keyed from published reports
        ("71.3", 303, 425, "rounded"),
        ("4.9", 21, 425, "rounded"),
        ("2.9", 60, 2026, "truncated"),  # 2.96
        ("33.9", 258, 805, None),
        ("33.9", 273, 805, "rounded"),
        ("4.34", 35, 805, "truncated"),  # 4.348
        ("27", 534, 1913, "truncated"),  # 27.91
        ("27", 516, 1913, "rounded"),
        ("2", 8, 2419, None),
        ("66.48", 966, 1453, "rounded"),
    ],
)
def test_published_shares(percent, part, whole, way):
    found = possible_share(Decimal(percent), part, whole)
    ways = [name for name in ("rounded", "truncated") if getattr(found, name)]
    assert ways[:1] == ([way] if way else [])


@pytest.mark.parametrize(
    ("percent", "part", "rounded"),
    [  # of 8: 12.5, 37.5; a half goes up or to the even neighbour
        ("12", 1, True), ("13", 1, True), ("11", 1, False),
        ("38", 3, True), ("37", 3, False), ("39", 3, False),
    ],
)  # fmt: skip
def test_halves(percent, part, rounded):
    assert (possible_share(Decimal(percent), part, 8).rounded is not None) is rounded
    fall = possible_growth(-Decimal(percent), 8 - part)  # from 8 down by the same share
    assert (fall.rounded is not None and 8 in fall.rounded) is rounded


def test_truncating_ends_before_the_next_step():
    assert possible_share(Decimal(13), 14, 100).truncated is None
    assert possible_share(Decimal(13), 13, 100).truncated == Whole(13, 13)
    assert 100 not in possible_growth(Decimal(-13), 86).truncated


def test_a_fall_to_almost_nothing_has_its_bases():
    # 100/(100 - 99.15) = 117.6 and 100/(100 - 99.25) = 133.3
    assert possible_growth(Decimal("-99.2"), 1).rounded == Whole(118, 133)


def test_truncated_is_possible_and_says_so():
    found = possible_share(Decimal("66.6"), 2, 3)
    assert (found.rounded, found.truncated) == (None, Whole(2, 2))
    (only,) = explain_share(Decimal("66.6"), 2, 3)
    assert (only.kind, only.arithmetic) == ("truncated", "2/3 = 66.67%")
    (only,) = explain_growth(Decimal("-66.6"), 1)
    assert (only.kind, only.candidates) == ("truncated", ("3",))


def test_what_is_possible_needs_no_explanation():
    assert explain_growth(Decimal("-12.3"), 859) == ()
    assert str(possible_growth(Decimal("-12.3"), 859)) == "979–980"  # by hand: 859/979 and 859/980
    assert explain_share(Decimal("7.58"), 145, 1913) == ()


def test_the_base_may_have_been_that_of_all_requests():
    # 64 to 59 of all requests is a growth of 8.5 %; no base gives 8.5 % to 60 (55: 9.1, 56: 7.1)
    (slip,) = [e for e in explain_growth(Decimal("8.5"), 60, carried_in=4) if e.kind == "wrong_base"]
    assert (slip.of, slip.candidates, slip.arithmetic) == ("new", ("59",), "60 + 4 = 64")
    (slip,) = [
        e for e in explain_share(Decimal("60.9"), 39, 60, other_wholes=(64,)) if e.kind == "wrong_base"
    ]
    assert (slip.candidates, slip.arithmetic) == (("64",), "39/64 = 60.94%")


def test_a_lost_point_and_the_number_that_it_should_be():
    kinds = {e.kind: e for e in explain_share(Decimal(758), 145, 1913)}
    assert kinds["lost_point"].candidates == ("7.58",)
    assert kinds["computed"].candidates == ("7.58%",)
    last = explain_growth(Decimal("97.3"), 30, last=20)[-1]
    assert (last.kind, last.arithmetic) == ("computed", "(30 − 20)/20 = 50.00%")


def test_a_doubled_and_a_dropped_digit():
    # 30 of 120 is 25 %; 330 of 120 is not, and 3 of 120 is not
    assert ("digit_doubled", ("30",)) in [
        (e.kind, e.candidates) for e in explain_share(Decimal("25.00"), 330, 120)
    ]
    dropped = [
        e for e in explain_share(Decimal("25.00"), 3, 120) if (e.kind, e.of) == ("digit_dropped", "part")
    ]
    assert [e.candidates for e in dropped] == [("30",)]


def test_nothing_and_everything():
    assert possible_growth(Decimal(-100), 0).rounded == Whole(1, None)
    assert not possible_growth(Decimal(-50), 0)
    assert possible_growth(Decimal(-100), 1).rounded == Whole(200, None)  # 1/200 is lost in rounding -99.5 up
    assert possible_share(Decimal(0), part=0).rounded == Whole(1, None)
    assert possible_share(Decimal("0.0"), part=3).rounded == Whole(6000, None)
    assert not possible_share(Decimal(5), part=0)
    assert str(possible_growth(Decimal(261), 60)) == "none"
    assert str(possible_growth(Decimal(-100), 0)) == "≥ 1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "one of them at least"),
        ({"part": -1}, "part: expected 0 or more, found -1"),
        ({"part": 1, "whole": 0}, "whole: expected 1 or more, found 0"),
        ({"part": "1"}, "part: a whole number was expected, as 60; found '1'"),
        ({"whole": 2.0}, "whole: a whole number was expected, as 60; found 2.0"),
        ({"part": True}, "part: a whole number was expected, as 60; found True"),
    ],
)
def test_numbers_that_are_none(arguments, message):
    with pytest.raises(ValueError, match=message):
        possible_share(Decimal(5), **arguments)
    with pytest.raises(ValueError, match="0 or more, found -1"):
        possible_growth(Decimal(5), -1)


@given(COUNTS, COUNTS, PLACES)
def test_an_explained_ratio_is_one(new, base, places):
    percent = printed(Fraction(100 * new, base), places, ROUND_HALF_UP)
    assume(not possible_growth(percent, new) and percent >= RATIO_FROM)
    first = explain_growth(percent, new)[0]
    assert first.kind == "ratio"
    assert base in possible_share(percent, part=new).rounded
