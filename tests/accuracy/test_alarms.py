"""The gate of the rules: no false alarm that is not counted, and no accusation that nobody has judged."""

import tomllib

import pytest

from . import alarms


@pytest.mark.real
def test_false_alarms_are_those_that_the_page_says():
    if not alarms.SHARED.is_dir():
        pytest.skip("../shared is not there")
    made = alarms.measured()
    assert alarms.unjudged(made["census"]) == []
    kept = tomllib.loads(alarms.WRITTEN.read_text(encoding="utf-8"))["rules"]
    said = {(one["id"], name): one[name]["false"] for one in kept for name in alarms.SETS if name in one}
    for name in alarms.SETS:
        more = {r: n for r, n in made[name].false.items() if n > said.get((r, name), 0)}
        assert more == {}, f"{name}: python -m tests.accuracy.alarms"


def test_errors_accuse_nobody_falsely():
    """What is a rule of level error has never been false on any set."""
    errors = {rule.id for rule in alarms.load() if rule.severity == "error"}
    kept = tomllib.loads(alarms.WRITTEN.read_text(encoding="utf-8"))["rules"]
    false = {one["id"] for one in kept for name in alarms.SETS if one.get(name, {}).get("false")}
    assert not errors & false
    assert {one["id"] for one in kept} <= {rule.id for rule in alarms.load()}
