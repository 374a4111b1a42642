"""Sentences of our own beside the known cases, of the same kinds, keyed by hand before they were run.

Each line of siblings.jsonl: `want` by concept is a value, a list of those that are right (null: nothing
stated), or null where nothing may be stated; `themes` are the codes of what requests were about.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from govreport.text.facts import facts
from govreport.text.themes import themes

KEYED = [
    json.loads(line)
    for line in Path(__file__).with_name("siblings.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("keyed", KEYED, ids=lambda keyed: f"{keyed['kind']}: {keyed['text'][:16]}")
def test_what_is_keyed_is_stated_and_nothing_else_of_it(keyed):
    stated = {}
    for fact in facts(keyed["text"]):
        concept = "requests_received" if fact.concept == "requests_new" else fact.concept
        stated.setdefault(concept, set()).add(fact.value)
    for concept, want in keyed["want"].items():
        right = want if isinstance(want, list) else [want]
        found = stated.get(concept, {None})
        assert found <= {None if value is None else Decimal(str(value)) for value in right}, concept
    if "themes" in keyed:
        assert {theme.code for theme in themes(keyed["text"])} == set(keyed["themes"])


def test_a_third_of_them_are_traps():
    traps = sum(not keyed.get("themes") and None in keyed["want"].values() for keyed in KEYED)
    traps += sum(keyed.get("themes") == [] for keyed in KEYED)
    assert len(KEYED) == len({keyed["text"] for keyed in KEYED})
    assert 3 * traps >= len(KEYED)
