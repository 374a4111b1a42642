"""The contradictions found by hand: each names rules that there are, and the rules go on finding them."""

import pytest

from govreport.checks.rules import load

from . import true_findings

_MISSED = {("ptzhsyqshs_2022_80627", "disclosed 169, classes 170")}  # 169 is printed without a unit


def test_each_contradiction_names_rules_that_there_are():
    known = {rule.id for rule in load()}
    listed = true_findings.listed()
    assert all(one["rules"] and set(one["rules"]) <= known for one in listed)
    assert len({(one["document"], one["what"]) for one in listed}) == len(listed)


def test_a_finding_counts_only_if_its_rule_and_its_numbers_are_those():
    one = {"rules": ["N-12"], "quotes": ["40", "35"]}
    assert true_findings.found(one, [("N-12", "总数 40条，相加 35")])
    assert not true_findings.found(one, [("N-12", "总数 40条，相加 36"), ("N-16", "40, 35")])


@pytest.mark.real
def test_what_was_found_is_found_still():
    if not true_findings.CENSUS.is_dir():
        pytest.skip("../shared is not there")
    *_, missed = true_findings.counted(true_findings.said())
    assert {(one["document"], one["what"]) for one in missed} <= _MISSED
