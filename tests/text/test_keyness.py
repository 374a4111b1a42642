"""Keyness: the log-odds ratio with a prior, worked out by hand, and what has to hold for any groups."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.errors import GovReportError
from govreport.text.words.keyness import keyness


def frame(words, **columns):
    tags = {"，": "w", "的": "u"}
    return pd.DataFrame({"token": list(words), "tag": [tags.get(word, "n") for word in words]}).assign(
        **columns
    )


P = ("p", "p_adjusted")


def test_by_hand_with_the_pooled_prior():
    # Both words make half of the eight: with a strength of 8 each has a prior of 4.
    table = keyness(frame("甲甲甲，乙"), frame("甲乙乙乙"), strength=8)
    assert table.columns.tolist() == (
        [
            *"token count reference_count per_thousand reference_per_thousand delta variance z p".split(),
            "p_adjusted",
        ]
    )
    assert table.iloc[:, :5].to_numpy().tolist() == [["甲", 3, 1, 750.0, 250.0], ["乙", 1, 3, 250.0, 750.0]]
    delta, variance = log(7 / 5) - log(5 / 7), 1 / 7 + 1 / 5
    assert table["delta"].tolist() == pytest.approx([delta, -delta])
    assert table["variance"].tolist() == pytest.approx([variance, variance])
    assert table["z"].tolist() == pytest.approx([delta / sqrt(variance), -delta / sqrt(variance)])


def test_by_hand_with_a_background():
    # With the background 甲 makes 4 of 16 words, so that its prior is 2 of 8.
    table = keyness(frame("甲甲甲乙"), frame("甲乙乙乙"), background=frame("乙" * 8), strength=8)
    row = table.set_index("token").loc["甲"]
    delta, variance = log(5 / 7) - log(3 / 9), 1 / 5 + 1 / 3
    assert row[["delta", "variance", "z"]].tolist() == pytest.approx(
        [delta, variance, delta / sqrt(variance)]
    )


def test_words_that_only_the_background_has_are_not_shown():
    table = keyness(frame("甲乙"), frame("甲乙"), background=frame("丙丙"))
    assert set(table["token"]) == {"甲", "乙"}


def test_a_word_of_one_group_only_has_a_finite_score():
    table = keyness(frame("甲甲乙"), frame("丙丙"))
    assert table["token"].tolist() == ["甲", "乙", "丙"]
    assert table["z"].abs().max() < 10


def test_a_stronger_prior_shrinks():
    weak, strong = (keyness(frame("甲甲甲乙"), frame("甲乙乙乙"), strength=s)["z"].max() for s in (1, 1000))
    assert 0 < strong < weak


def test_one_report_that_repeats_a_word_is_no_difference_of_groups():
    # 甲 stands forty times in one report: z is large, and as large however the reports are dealt.
    one = pd.concat(
        [frame("甲" * 40 + "乙" * 40, report_id="r0")] + [frame("乙" * 40, report_id=f"r{i}") for i in (1, 2)]
    )
    other = pd.concat([frame("乙" * 40, report_id=f"s{i}") for i in range(3)])
    table = keyness(one, other, permutations=99).set_index("token")
    assert table.loc["甲", "z"] > 1.96
    assert table.loc["甲", "p"] == 1
    # of twenty ways to deal six reports two part all of 甲 as it is
    for_each = [frame("甲" * 9 + "乙" * 40, report_id=f"r{i}") for i in range(3)]
    parted = keyness(pd.concat(for_each), other, permutations=1999, seed=1).set_index("token")
    assert parted.loc["甲", "p"] == pytest.approx(2 / 20, abs=0.02)
    assert parted["p_adjusted"].ge(parted["p"]).all()


def test_without_permutations_there_is_no_p():
    assert keyness(frame("甲甲乙"), frame("乙丙"))[["p", "p_adjusted"]].isna().all(axis=None)


@pytest.mark.slow
def test_p_holds_its_level_where_nothing_differs():
    draw = np.random.default_rng(2)
    below = []
    for run in range(60):
        # each report has a word of its own liking: no two words of a report are independent
        reports = [
            frame("甲乙丙丁"[k] * 30 + "戊" * 30, report_id=f"r{i}")
            for i, k in enumerate(draw.integers(0, 4, 16))
        ]
        table = keyness(pd.concat(reports[:8]), pd.concat(reports[8:]), permutations=99, seed=run)
        below.append((table["p_adjusted"].min() <= 0.05, table["z"].abs().max() > 1.96))
    permuted, normal = np.mean(below, axis=0)
    assert permuted <= 0.12
    assert normal > 0.8  # what the normal rule would have said


def test_units_stand_in_one_group():
    one = frame("甲乙", report_id="r1")
    with pytest.raises(GovReportError, match="each report_id was expected in one group; in both: r1"):
        keyness(one, one, permutations=9)
    with pytest.raises(GovReportError, match="tokens: a report_id was expected in every row"):
        keyness(one.assign(report_id=pd.NA), one, permutations=9)
    with pytest.raises(GovReportError, match="tokens: no column 'body_id'"):
        keyness(one, one, permutations=9, unit="body_id")


GROUPS = st.text("甲乙丙丁", min_size=1)


@given(GROUPS, GROUPS, st.none() | GROUPS, st.floats(0.1, 1e4))
def test_swapping_the_groups_turns_the_sign(one, other, back, strength):
    if len({*one, *other, *(back or "")}) < 2:
        return
    background = None if back is None else frame(back)
    first = keyness(frame(one), frame(other), background=background, strength=strength).set_index("token")
    second = keyness(frame(other), frame(one), background=background, strength=strength).set_index("token")
    second = second.loc[first.index]
    assert first["z"].tolist() == pytest.approx((-second["z"]).tolist())
    assert first["variance"].tolist() == pytest.approx(second["variance"].tolist())
    assert first["count"].tolist() == second["reference_count"].tolist()


@given(GROUPS.filter(lambda words: len(set(words)) > 1))
def test_equal_groups_differ_in_nothing(words):
    table = keyness(frame(words), frame(words[::-1]), background=frame("甲乙丙"))
    assert table["delta"].tolist() == table["z"].tolist() == [0.0] * len(table)


def test_what_is_left_out_is_not_counted():
    plain = keyness(frame("甲乙乙"), frame("甲甲乙"))
    assert keyness(frame("甲乙的乙"), frame("甲甲乙的的"), stop_words={"的"}).equals(plain)
    assert keyness(frame("甲乙的乙"), frame("甲甲乙的的"), tags=["n"]).equals(plain)
    assert keyness(frame("甲甲乙丙"), frame("甲乙丁"), minimum=2)["token"].tolist() == ["甲", "乙"]


def test_wrong_arguments():
    with pytest.raises(GovReportError, match="reference: no column 'tag'"):
        keyness(frame("甲乙"), frame("甲乙").drop(columns="tag"))
    with pytest.raises(GovReportError, match="reference: expected at least one word, found none"):
        keyness(frame("甲乙"), frame("，"))
    with pytest.raises(GovReportError, match="tokens: no word is left without the stop words"):
        keyness(frame("甲"), frame("甲乙"), stop_words={"甲"})
    with pytest.raises(
        GovReportError, match="expected at least two different words in the groups, found one"
    ):
        keyness(frame("甲甲"), frame("甲"))
    for strength in (0.0, -1.0, float("nan")):
        with pytest.raises(GovReportError, match="strength: expected a number above 0, found"):
            keyness(frame("甲乙"), frame("甲乙"), strength=strength)
    with pytest.raises(GovReportError, match="several fingerprints: tokens f1, reference f2"):
        keyness(frame("甲乙", fingerprint="f1"), frame("甲乙", fingerprint="f2"))
    same = keyness(frame("甲乙", fingerprint="f1"), frame("甲乙", fingerprint="f1"))
    assert same["z"].tolist() == [0.0, 0.0]
