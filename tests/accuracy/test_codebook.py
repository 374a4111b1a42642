"""The codebook against the drawn sample: its rates do not fall, and two readings agree who states themes."""

import pytest

from tests.accuracy import codebook

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not codebook.FACTS.exists(), reason="../shared is not there"),
]


def test_the_machine_says_what_the_key_says():
    found = codebook.rates()
    gate, codes, phrases = (row for _, row in found.iterrows())
    assert (gate["tp"], gate["fp"], gate["fn"]) == (7, 0, 0)
    assert codes["precision"] >= 0.95
    assert codes["recall"] >= 0.95
    assert phrases["precision"] >= 0.9
    assert phrases["recall"] >= 0.9


def test_two_readings_agree_beyond_chance():
    found = codebook.second_reading()
    table = found.statistics.set_index(["level", "statistic"])
    assert table.loc[("code", "kappa"), "units"] == 100
    assert table.loc[("group", "kappa"), "value"] > 0.8
    disagreed = found.disagreements
    assert not disagreed["key"].eq("X9").ne(disagreed["second"].eq("X9")).any()
