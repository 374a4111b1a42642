"""The measured similarities of corpus/facts are what the command makes of the texts, and hold no text."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path

import pytest

from govreport.errors import GovReportError

ROOT = Path(__file__).parents[2]
STORED = ROOT / "corpus" / "facts" / "similarity.csv"
MADE_WITH = ("version", "patterns")  # they change with the program, the measures need not


@pytest.fixture(scope="module")
def command():
    spec = importlib.util.spec_from_file_location("similarity_data", ROOT / "docs" / "similarity_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setitem(sys.modules, spec.name, module)  # dataclasses look themselves up
    spec.loader.exec_module(module)
    monkeypatch.undo()
    return module


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.real
def test_the_stored_measures_are_those_of_the_texts(command, real, tmp_path):
    command.main(real, tmp_path / "similarity.csv")
    made = rows(tmp_path / "similarity.csv")
    assert [{k: v for k, v in row.items() if k not in MADE_WITH} for row in made] == [
        {k: v for k, v in row.items() if k not in MADE_WITH} for row in rows(STORED)
    ]


def test_each_pair_is_of_one_body_and_says_where_its_texts_are():
    with (ROOT / "corpus" / "figures" / "figures.csv").open(encoding="utf-8", newline="") as file:
        known = {row["report"]: row for row in csv.DictReader(file)}
    for row in rows(STORED):
        for side in "ab":
            figures = known[row[f"report_{side}"]]
            assert (row["organ"], row[f"year_{side}"]) == (figures["organ"], figures["year"])
            assert row[f"address_{side}"] == figures["address"]
            assert len(row[f"sha256_{side}"]) == 64
        assert row["year_a"] < row["year_b"]
        assert row["command"] == "python docs/similarity_data.py FOLDER"


def test_measures_are_counts_and_shares_and_nothing_is_quoted():
    for row in rows(STORED):
        shares = [float(row[f"{m}{c}"]) for m in ("jaccard", "containment") for c in ("", "_cleaned")]
        assert all(0 <= share <= 1 for share in shares)
        assert shares[0] <= shares[2]
        assert shares[1] <= shares[3]  # containment is never below Jaccard's coefficient
        assert min(int(row["shingles_a"]), int(row["shingles_b"])) >= 30
        assert row["longest"].isdigit()
        assert not {"shared", "text"} & row.keys()


def test_two_texts_are_measured_by_hand(command):
    one, other = (command.Shingled.of(text) for text in ("甲乙丙丁戊己庚", "甲乙丙丁戊，己辛"))
    measured = command._measured(one, other)
    # 甲乙丙丁戊 and 乙丙丁戊己 of 甲乙丙丁戊, 乙丙丁戊己, 丙丁戊己庚 and 丙丁戊己辛
    assert (measured["jaccard"], measured["containment"]) == ("0.500000", "0.666667")
    assert (measured["shingles_a"], measured["shingles_b"], measured["longest"]) == (3, 3, 6)
    nothing = command._measured(one, command.Shingled.of("子丑寅卯辰巳"))
    assert (nothing["jaccard"], nothing["longest"]) == ("0.000000", 0)


def test_a_folder_without_two_texts_of_one_body_is_an_error(command, tmp_path):
    with pytest.raises(GovReportError, match="two texts of one body with keyed figures were expected"):
        command.main(tmp_path, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
