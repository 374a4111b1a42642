"""Offices that do not exist: each has a name that no other one has and no real place bears."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from govreport import checks
from govreport.checks import rules
from govreport.regions import resolve
from govreport.synth.truth import make, make_series
from govreport.synth.written.office import office
from tests.accuracy.judge import report_of

FORMS = ("2021", "2019", "2014", "2008")


def test_no_two_offices_share_a_name():
    names = [make(form, seed).organ for form in FORMS for seed in (*range(-20, 120), *range(9000, 9020))]
    assert len(set(names)) == len(names)
    places = {name.partition("(")[0].rstrip("市县区镇街道") for name in names}
    assert len(places) == len(names), "not only the offices, their places too"


def test_each_number_has_a_place_of_its_own_whatever_else_is_drawn():
    names = [office(Random(number % 7), number).organ for number in (*range(5000), *range(97_336, 99_000))]
    assert len({name.partition("(")[0][1:].rstrip("市县区镇街道") for name in names}) == len(names)


def test_a_name_is_natural_invented_and_says_so():
    for form in FORMS:
        for seed in range(60):
            made = make(form, seed)
            place, _, rest = made.organ.partition("(synthetic)")
            assert rest
            assert 3 <= len(place.rstrip("市县区镇街道")) <= 4
            assert resolve(made.organ, made.year).code is None, "no real place"


def test_an_office_keeps_its_name_over_the_years():
    for seed in range(20):
        series = make_series("2021", seed, (2021, 2022, 2023))
        assert len({made.organ for made in series}) == 1


@pytest.mark.parametrize("forms", [("2021",), ("2019", "2014"), FORMS])
def test_rules_over_years_never_compare_two_offices(forms):
    """Single reports, two of which are of one office only by the same seed: nothing is there to compare."""
    reports = [report_of(make(form, seed)) for form in forms for seed in range(20)]
    yearly = {rule.id for rule in rules.load() if rule.needs == "years"}
    assert yearly >= {"F-12", "F-13", "III-4"}
    found = [f for _, findings in checks.check_all(reports) for f in findings]
    assert [f.message_en for f in found if f.rule in yearly and f.compared] == []


def test_rules_over_years_are_silent_on_clean_series():
    years = {"2021": (2021, 2022, 2023), "2019": (2019, 2020), "2014": (2015, 2016)}
    truths = [
        t for seed in range(12) for form, known in years.items() for t in make_series(form, seed, known)
    ]
    yearly = {rule.id for rule in rules.load() if rule.needs == "years"}
    found = [f for _, findings in checks.check_all(map(report_of, truths)) for f in findings]
    grave = [f for f in found if f.rule in yearly and f.severity != "information"]
    assert [f.message_en for f in grave if f.broken] == []
    assert sum(f.passed is True for f in grave) > 100


# What reports say agrees with the law of their year.


def fees(made):
    return [int(fact.value) for fact in made.facts if fact.concept == "fee_yuan"]


def test_no_fee_was_taken_in_the_years_in_which_there_was_none():
    """Fees ended in 2017; those of 国办函〔2020〕109号 began in 2021."""
    taken = {2016: 0, 2021: 0}
    for seed in range(80):
        free = [*make_series("2019", seed, (2019, 2020)), *make_series("2014", seed, (2017, 2018))]
        for made in free:
            assert not any(fees(made))
            assert "收费通知" not in "".join(made.narrative.get("other", ()))
            assert made.cells.get(("survey", "fees", "year"), 0) == 0
        for form, year in (("2014", 2016), ("2021", 2021)):
            taken[year] += any(fees(make_series(form, seed, (year,))[0]))
    assert min(taken.values()) > 5


def test_every_press_conference_is_a_fact_that_agrees_with_the_table():
    """新闻发布会召开3场 is no trap: the statistics table counts it."""
    told = 0
    for form in FORMS:
        for seed in range(80):
            made = make(form, seed)
            named = "".join(sum(made.narrative.values(), ())).count("新闻发布会")
            facts = [fact for fact in made.facts if fact.concept == "press_conferences"]
            assert len(facts) == named
            told += named
            for fact in facts:
                assert fact.value == made.cells["survey", "responses.press_conferences", "year"]
    assert told > 10


def test_small_offices_often_get_no_request_at_all_and_large_ones_never():
    """Six times in ten an office of rate 5 draws from 3 to 8, else it has none."""
    small = replace(office(Random(1), 1), rate=5)
    drawn = [small.requests(Random(seed)) for seed in range(400)]
    assert 120 <= drawn.count(0) <= 200
    assert {n for n in drawn if n} == set(range(3, 9))
    large = replace(small, rate=10)
    assert {large.requests(Random(seed)) for seed in range(400)} == set(range(6, 16))


def test_chapters_are_no_more_than_their_numbers():
    """From 一 to 十, of which the statistics table takes the last."""
    counts = {len(make(form, seed).narrative) for form in ("2014", "2008") for seed in range(400)}
    assert max(counts) == 9
