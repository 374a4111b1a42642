"""Collocations against two-by-two tables worked out by hand."""

from __future__ import annotations

from math import log

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.errors import GovReportError
from govreport.text.words.collocation import collocations


def frame(*paragraphs):
    rows = [
        ("a", "overview", number, i, word, "w" if word == "，" else "u" if word == "的" else "n")
        for number, text in enumerate(paragraphs, start=1)
        for i, word in enumerate(text.split(), start=1)
    ]
    return pd.DataFrame(rows, columns=["report_id", "section", "paragraph", "i", "token", "tag"])


def pairs(tokens, **options):
    table = collocations(tokens, minimum=1, **options)  # type: ignore[arg-type]
    return {(left, right): count for left, right, count in table.iloc[:, :3].to_numpy().tolist()}


def test_by_hand():
    table = collocations(frame("土地 征收", "土地 征收", "土地 出让", "房屋 征收"), minimum=1)
    assert table.columns.tolist() == "left right count left_count right_count expected llr npmi".split()
    row = table.set_index(["left", "right"]).loc[("土地", "征收")]
    # Four pairs: 2 of 土地 征收, 1 of 土地 with another word, 1 of another word with 征收, 0 without both.
    assert row[["count", "left_count", "right_count", "expected"]].tolist() == [2, 3, 3, 2.25]
    assert row["llr"] == pytest.approx(2 * (2 * log(2 / 2.25) + 2 * log(1 / 0.75)))
    assert row["npmi"] == pytest.approx(log(0.5 / (0.75 * 0.75)) / -log(0.5))
    assert table["llr"].is_monotonic_decreasing


def test_independent_words_have_no_ratio():
    table = collocations(frame("甲 丙", "甲 丁", "乙 丙", "乙 丁"), minimum=1)
    assert table["llr"].tolist() == pytest.approx([0] * 4)
    assert table["npmi"].tolist() == pytest.approx([0] * 4)


def test_words_that_are_never_apart():
    table = collocations(frame("甲 乙", "丙 丁"), minimum=1)
    assert table["npmi"].tolist() == pytest.approx([1, 1])
    assert collocations(frame("甲 乙"), minimum=1)["npmi"].tolist() == [1.0]


def test_what_is_a_pair():
    assert pairs(frame("甲 乙 丙")) == {("甲", "乙"): 1, ("乙", "丙"): 1}
    assert pairs(frame("甲 乙 丙"), window=2) == {("甲", "乙"): 1, ("乙", "丙"): 1, ("甲", "丙"): 1}
    assert pairs(frame("甲 ， 乙 丙"), window=3) == {("乙", "丙"): 1}  # not across punctuation
    assert pairs(frame("甲 乙", "丙 丁"), window=3) == {("甲", "乙"): 1, ("丙", "丁"): 1}  # nor paragraphs
    assert pairs(frame("甲 的 乙"), tags=["n"]) == {}
    assert pairs(frame("甲 的 乙"), tags=["n"], window=2) == {("甲", "乙"): 1}
    assert pairs(frame("甲 的 乙"), stop_words={"甲"}) == {("的", "乙"): 1}


def test_what_is_left_out_is_still_counted():
    table = collocations(frame("甲 的", "甲 乙"), minimum=1, stop_words={"的"})
    assert table[["left", "right", "count", "left_count", "expected"]].to_numpy().tolist() == [
        ["甲", "乙", 1, 2, 1.0]
    ]


@pytest.mark.slow
@given(st.lists(st.lists(st.sampled_from("甲乙丙，"), min_size=1).map(" ".join)))
def test_measures_stay_in_their_bounds(paragraphs):
    table = collocations(frame("甲 乙", *paragraphs), minimum=1, window=2)
    assert (table["llr"] >= 0).all()
    assert table["npmi"].between(-1 - 1e-9, 1 + 1e-9).all()
    # Each of the words, as first and as second, is counted in as many pairs as say so.
    assert table.groupby("left")["count"].sum().to_dict() == dict(
        zip(table["left"], table["left_count"], strict=True)
    )


def test_wrong_arguments():
    with pytest.raises(GovReportError, match="window: expected at least 1, found 0"):
        collocations(frame("甲 乙"), window=0)
    with pytest.raises(GovReportError, match="minimum: expected at least 1, found 0"):
        collocations(frame("甲 乙"), minimum=0)
    with pytest.raises(GovReportError, match="expected two words side by side at least once, found none"):
        collocations(frame("甲 ， 乙"))
    with pytest.raises(GovReportError, match="expected at least one word, found none"):
        collocations(frame("，"))
    with pytest.raises(GovReportError, match="tokens: no column 'paragraph'"):
        collocations(frame("甲 乙").drop(columns="paragraph"))
