"""Frequencies and dispersion against counts made by hand and the example of the published method."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.errors import GovReportError
from govreport.text.words.frequency import dispersion, frequency


def frame(**reports):
    """Tokens of reports written as words between blanks."""
    rows = [
        (report_id, word, "w" if word in "，。" else "u" if word == "的" else "n")
        for report_id, text in reports.items()
        for word in text.split()
    ]
    return pd.DataFrame(rows, columns=["report_id", "token", "tag"])


TOKENS = frame(a="土地 的 土地 公开 。", b="土地 征收 ，")


def test_frequencies_of_all():
    table = frequency(TOKENS)
    assert table.columns.tolist() == ["token", "count", "per_thousand", "documents", "document_share"]
    # Six words in all; equals stand in the order of their characters.
    assert table.to_numpy().tolist() == [
        ["土地", 3, 500.0, 2, 1.0],
        ["公开", 1, 1000 / 6, 1, 0.5],
        ["征收", 1, 1000 / 6, 1, 0.5],
        ["的", 1, 1000 / 6, 1, 0.5],
    ]


def test_frequencies_by_group():
    tokens = TOKENS.assign(year=TOKENS["report_id"].map({"a": 2024, "b": 2023}), level=None)
    table = frequency(tokens, ["year", "level"])
    assert table.columns.tolist()[:3] == ["year", "level", "token"]
    assert table["level"].isna().all()  # NA is a group, and no row is lost
    assert table.drop(columns="level").to_numpy().tolist() == [
        [2023, "土地", 1, 500.0, 1, 1.0],
        [2023, "征收", 1, 500.0, 1, 1.0],
        [2024, "土地", 2, 500.0, 1, 1.0],
        [2024, "公开", 1, 250.0, 1, 1.0],
        [2024, "的", 1, 250.0, 1, 1.0],
    ]
    assert frequency(tokens, "year").equals(table.drop(columns="level"))


def test_what_is_left_out_changes_no_rate():
    table = frequency(TOKENS, stop_words={"土地"}, tags=["n"])
    assert table[["token", "per_thousand"]].to_numpy().tolist() == [["公开", 1000 / 6], ["征收", 1000 / 6]]
    assert frequency(TOKENS, minimum=2)["token"].tolist() == ["土地"]
    assert frequency(TOKENS, minimum=9).empty


def test_wrong_arguments_of_frequency():
    with pytest.raises(GovReportError, match="tokens: no column 'year'"):
        frequency(TOKENS, "year")
    with pytest.raises(GovReportError, match="tokens: expected at least one word, found none"):
        frequency(TOKENS[:0])


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("甲乙丙丁")), min_size=1))
def test_counts_add_up(rows):
    tokens = pd.DataFrame(rows, columns=["report_id", "token"]).assign(tag="n")
    table = frequency(tokens, "report_id")
    assert table["count"].sum() == len(rows)
    assert table.groupby("report_id")["per_thousand"].sum().round(6).eq(1000).all()


def published():
    """The example of Gries (2008): "a" stands 1 to 5 times in parts of 9, 10, 10, 10 and 11 words."""
    rows = [
        (part, "a" if i < seen else "x", "n")
        for part, (size, seen) in enumerate([(9, 1), (10, 2), (10, 3), (10, 4), (11, 5)])
        for i in range(size)
    ]
    return pd.DataFrame(rows, columns=["part", "token", "tag"])


def test_dispersion_of_the_published_example():
    table = dispersion(published(), "part").set_index("token")
    word = table.loc["a"]
    assert (word["count"], word["range"]) == (15, 5)
    assert word["dp"] == pytest.approx(0.18)
    assert word["dp_norm"] == pytest.approx(0.18 / 0.82)
    assert word["juilland_d"] == pytest.approx(0.785, abs=5e-4)


def test_even_and_uneven_words():
    tokens = frame(a="甲 乙 丙 丙", b="甲 乙 乙 乙", c="甲 丁 丁 丁", d="甲 戊 戊 戊")
    table = dispersion(tokens, minimum=2).set_index("token")
    assert table.loc["甲"].tolist() == [4, 4, 0.0, 0.0, 1.0]
    # 丁 stands in one of four equal parts: DP = (|1 - 1/4| + 3 · 1/4) / 2
    assert table.loc["丁", "dp"] == pytest.approx(0.75)
    assert table.loc["丁", "dp_norm"] == pytest.approx(1.0)
    assert table.loc["丁", "juilland_d"] == pytest.approx(0.0)
    # 乙: shares 1/4 and 3/4 of parts of 1/4 each: DP = (0 + 1/2 + 1/4 + 1/4) / 2
    assert table.loc["乙", "dp"] == pytest.approx(0.5)
    assert table.index.tolist()[:2] == ["乙", "甲"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("甲乙丙")), min_size=2))
def test_dispersion_stays_in_its_bounds(rows):
    tokens = pd.DataFrame(rows, columns=["report_id", "token"]).assign(tag="n")
    if tokens["report_id"].nunique() < 2:
        return
    table = dispersion(tokens, minimum=1)
    assert set(table["token"]) == set(tokens["token"])
    for measure in ("dp", "dp_norm", "juilland_d"):
        assert table[measure].between(-1e-9, 1 + 1e-9).all()


def test_dispersion_needs_parts():
    with pytest.raises(
        GovReportError, match="dispersion over report_id: expected at least two parts, found one"
    ):
        dispersion(TOKENS[TOKENS["report_id"] == "a"])
    assert dispersion(TOKENS, stop_words={"土地"}).empty
    assert dispersion(TOKENS, minimum=1, tags=["u"])["token"].tolist() == ["的"]
