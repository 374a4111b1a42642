"""The crosswalk: every cell is one of its form, and every pair of forms is judged once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from docs.pages.crosswalk import page
from govreport import forms, resources
from govreport.errors import ResourceError, TemplateError
from govreport.panel import crosswalk

ROOT = Path(__file__).parents[2]
GOOD = """
[[variables]]
id = "a"
zh = "甲"
en = "A"
unit = "件"
[variables.cells]
2021 = ["requests.new.total", "-requests.granted.total"]
2019 = ["requests.new.total"]
[[variables.pairs]]
older = "2019"
newer = ["2021"]
comparable = "partly"
zh = "因为"
en = "because"
"""


def loaded(monkeypatch, text):
    others = resources.load_text
    monkeypatch.setattr(
        resources, "load_text", lambda name: text if name == "crosswalk.toml" else others(name)
    )
    return crosswalk.load.__wrapped__()


def test_cells_and_pairs_are_as_written(monkeypatch):
    (found,) = loaded(monkeypatch, GOOD)
    taken = forms.SummedCell("requests", "granted", "total", -1)
    assert found.cells["2021"] == (forms.SummedCell("requests", "new", "total"), taken)
    assert found.comparison("2021", "2019") == crosswalk.Comparability("partly", "因为", "because")
    assert found.comparison("2021", "2021").comparable == "yes"
    assert found.comparison("2008", "2021").comparable == "no"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda t: t.replace("requests.granted", "requests.given"),
            r"cells\.2021: expected cells of form 2021",
        ),
        (lambda t: t.replace('newer = ["2021"]', 'newer = ["2021", "2021"]'), "each pair of forms once"),
        (lambda t: t.split("[[variables.pairs]]")[0], r"pairs: expected pairs \[\('2019', '2021'\)\]"),
        (lambda t: t.replace('"partly"', '"perhaps"'), r"expected yes \| partly \| no"),
        (lambda t: t.replace("2019 = [", '1999 = ["x"]\n2019 = ['), "1999: expected no such key, found"),
    ],
)
def test_a_wrong_crosswalk_is_named(monkeypatch, change, message):
    with pytest.raises(ResourceError, match=message):
        loaded(monkeypatch, change(GOOD))


def test_the_variables_of_the_package_load_and_have_names_of_their_own():
    found = crosswalk.load()
    raw = tomllib.loads(resources.load_text("crosswalk.toml"))["variables"]
    assert [one.id for one in found] == [entry["id"] for entry in raw]
    assert len({one.zh for one in found}) == len({one.en for one in found}) == len(found)
    assert crosswalk.variable("requests_new").cells["2014"][0].row == "requests.received"
    with pytest.raises(
        TemplateError,
        match=r"no variable 'requests'; did you mean requests_new\? known variables: requests_new,",
    ):
        crosswalk.variable("requests")


def test_refusals_of_the_local_tables_are_never_compared_with_later_ones():
    """In the local tables 信息不存在 stands inside the refusals; from 2014 on it does not."""
    refused = crosswalk.variable("refused")
    assert {refused.comparison("2008", form).comparable for form in ("2014", "2019", "2021")} == {"no"}


def test_the_page_is_current():
    assert (ROOT / "docs/crosswalk.md").read_text(encoding="utf-8") == page()
