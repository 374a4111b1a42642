"""Claims in words: each pattern has its example, each example a pattern, no counterexample one."""

import re

import pytest

from govreport import resources
from govreport.errors import ResourceError
from govreport.text.claims import claimed, claims, makes

CLAIMS = claims()


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_patterns_and_examples(claim):
    assert all(makes(example, claim.id) for example in claim.examples)
    assert not any(makes(example, claim.id) for example in claim.counterexamples)
    plain = [example.replace("，", ",").replace("。", ".") for example in claim.examples]
    for pattern in claim.patterns:
        for alternative in alternatives(pattern):
            assert any(re.search(alternative, example) for example in plain), alternative


def alternatives(pattern):
    """The alternatives of a pattern that is only words; else the pattern."""
    return pattern.split("|") if "(" not in pattern else [pattern]


def test_where_a_claim_stands():
    text = "全年收到申请 12 件， 已全部办结。"
    found = claimed(text, "all_finished")
    assert text[found.start : found.end] == found.text == "申请 12 件， 已全部办结"
    assert claimed("全年平稳。", "all_finished") is None


def test_damaged_data_is_refused(monkeypatch):
    whole = resources.load_text("claims.toml").replace('id       = "fees"', 'id = "fees"\nweight = 2')
    monkeypatch.setattr(resources, "load_text", lambda name: whole)
    with pytest.raises(ResourceError, match=r"claims.toml: claims\[\d+\].weight: expected no such key"):
        claims.__wrapped__()
