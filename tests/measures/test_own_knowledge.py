"""The examples of docs/own_knowledge.md run, and indicators of one's own are measured as ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import govreport as gr
from govreport.errors import ResourceError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/own_knowledge.md").read_text(encoding="utf-8")
REPORT = ROOT / "corpus/reports/2024-rongchang-office.txt"


@pytest.fixture
def written(tmp_path, monkeypatch):
    """The files of the page, in a folder of their own with the corpus beside them."""
    for name, text in re.findall(r"^```(?:yaml|toml)\n# (\S+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_examples_of_the_page_run(written):
    names = {"gr": gr, "frames": gr.frames(REPORT)}
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    for block in blocks:
        exec(block, names)
    assert len(blocks) == 3
    assert names["found"].unmatched == ("公租房", "国有土地")
    for book in (names["book"], "land.yml"):
        assert gr.themes(REPORT, book)["code"].tolist() == ["土地.出让", "土地.规划", "住房"]


def test_the_rules_of_the_page_speak(written):
    found = gr.check(REPORT, own="rules.yml").set_index("rule")
    assert found.loc[["own.half", "own.zero"], "passed"].tolist() == [True, True]


def test_an_indicator_of_ones_own_is_measured(written):
    found = gr.measure(REPORT, "M1", own="indicators.toml")
    assert found[["numerator", "denominator", "status"]].values.tolist() == [[39.0, 64.0, "measured"]]
    assert found.attrs["own_indicators"]["file"] == "indicators.toml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"M1"', '"K01"', "indicators[0]: expected an id and a number that we do not have, found 'K01'"),
        ('"share"', '"function"', "indicators[0].measure: expected share | ratio"),
        ("requests.granted.natural_person", "requests.granted.nobody", "numerator[0]: expected a cell"),
    ],
)
def test_an_indicator_that_is_none_is_refused(written, old, new, said):
    path = written / "indicators.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        gr.measure(REPORT, own=path)
    assert said in str(caught.value)
