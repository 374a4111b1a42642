"""Shares corrected for the errors of a coder: by hand, at the ends, and coverage of the interval."""

import numpy as np
import pandas as pd
import pytest

import govreport as gr


def told(yes, no):
    return gr.estimate(pd.DataFrame({"stated": [1] * yes + [0] * no}), "stated")


def test_by_hand():
    # Sensitivity 0.8, specificity 0.9, told 0.24: (0.24 + 0.9 - 1) / 0.7 = 0.2
    found = gr.corrected_share(told(24, 76), 80, 10, 20, 90).iloc[0]
    assert found["estimate"] == pytest.approx(0.2)
    assert found["low"] < 0.2 < found["high"]
    assert found["method"].endswith("Rogan–Gladen")


def test_a_coder_without_error_changes_nothing_but_the_doubt():
    found = gr.corrected_share(told(30, 70), 5000, 0, 0, 5000).iloc[0]
    assert found["estimate"] == pytest.approx(0.3)
    assert [found["low"], found["high"]] == pytest.approx(
        told(30, 70)[["low", "high"]].iloc[0].tolist(), abs=0.01
    )


def test_fewer_than_the_errors_is_none():
    found = gr.corrected_share(told(5, 95), 90, 10, 10, 90).iloc[0]
    assert (found["estimate"], found["low"]) == (0, 0)
    assert pd.isna(gr.corrected_share(told(1, 2), 90, 10, 10, 90)["estimate"][0])


def test_no_correction_where_none_exists():
    with pytest.raises(gr.GovReportError, match="more than 1 was expected"):
        gr.corrected_share(told(24, 76), 5, 5, 5, 5)
    with pytest.raises(gr.GovReportError, match="cases that have it and cases that have not"):
        gr.corrected_share(told(24, 76), 5, 0, 5, 0)


@pytest.mark.slow
def test_the_interval_holds_the_truth():
    draw, held = np.random.default_rng(4), 0
    for run in range(200):
        there = draw.binomial(300, 0.2)
        yes = draw.binomial(there, 0.85) + draw.binomial(300 - there, 0.05)
        seen, unseen = draw.binomial(60, 0.85), draw.binomial(200, 0.05)
        found = gr.corrected_share(
            told(yes, 300 - yes), seen, unseen, 60 - seen, 200 - unseen, seed=run
        ).iloc[0]
        held += found["low"] <= 0.2 <= found["high"]
    assert 0.91 <= held / 200 <= 0.99
