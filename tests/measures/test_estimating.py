"""Design-based estimates against what R's survey gives, and how often their intervals cover the truth."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import govreport as gr
from govreport.measures.indicators import wilson
from tests.accuracy import coverage

HERE = Path(__file__).parent / "reference"
DATA = pd.read_csv(HERE / "design_data.csv")  # made up
DESIGNS = {
    "f": {"strata": "stratum", "clusters": "cluster", "population": "n_clusters"},
    "n": {"strata": "stratum", "clusters": "cluster"},
    "u": {"clusters": "cluster"},
}
WHAT = {
    "mean requests": {"column": "requests"},
    "total requests": {"column": "requests", "total": True},
    "ratio granted/requests": {"column": "granted", "of": "requests"},
    "mean states_theme": {"column": "states_theme", "interval": "t"},
}
# Weights 2, 2, 3, 3 and 5, the last alone in its stratum: the smallest design with R's four results.
LONELY = pd.DataFrame({"h": list("aabbc"), "w": [2, 2, 3, 3, 5], "y": [1, 0, 1, 0, 1]})


def printed(begin):
    """The numbers behind these words in what R printed; an SE between them is left out."""
    (line,) = (
        line for line in (HERE / "design_survey_R.txt").read_text().splitlines() if line.startswith(begin)
    )
    return [float(word) for word in line[len(begin) :].split() if word not in ("SE", "df")]


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("what", WHAT)
def test_as_r_survey(design, what):
    found = gr.estimate(DATA, **WHAT[what], weights="weight", **DESIGNS[design]).iloc[0]
    numbers = [found[name] for name in ("estimate", "standard_error", "low", "high", "df")]
    assert numbers == pytest.approx(printed(f"{design} {what} "), rel=2e-9)  # R printed ten digits


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(("interval", "name"), [("logit", "logit"), ("beta", "korn-graubard")])
def test_intervals_of_a_share_as_r_survey(design, interval, name):
    found = gr.estimate(DATA, "states_theme", weights="weight", interval=interval, **DESIGNS[design]).iloc[0]
    assert [found["low"], found["high"]] == pytest.approx(printed(f"{design} {name} interval "), rel=1e-8)


@pytest.mark.parametrize("design", DESIGNS)
def test_domains_as_r_survey(design):
    found = gr.estimate(DATA, "requests", by="kind", weights="weight", **DESIGNS[design])
    numbers = [*found["estimate"], *found["standard_error"]]
    assert numbers == pytest.approx(printed(f"{design} domain means A B "), rel=2e-9)


@pytest.mark.parametrize("lonely", ["certainty", "average", "adjust", "remove"])
def test_lonely_strata_as_r_survey(lonely):
    found = gr.estimate(LONELY, "y", weights="w", strata="h", lonely=lonely).iloc[0]
    numbers = [found["estimate"], found["standard_error"]]
    assert numbers == pytest.approx(printed(f"lonely stratum {lonely} "), rel=2e-9)


def test_a_domain_is_not_the_sample_of_its_rows():
    inside = gr.estimate(DATA, "requests", by="kind", weights="weight", **DESIGNS["n"])
    alone = gr.estimate(DATA[DATA["kind"] == "A"], "requests", weights="weight", clusters="cluster")
    assert inside["estimate"][0] == pytest.approx(alone["estimate"][0])
    assert inside["standard_error"][0] != pytest.approx(alone["standard_error"][0], rel=1e-3)


def test_a_blank_is_a_domain_not_a_zero():
    holes = DATA.assign(requests=DATA["requests"].where(DATA["kind"] == "A").astype("Int64"))
    found = gr.estimate(holes, "requests", weights="weight", **DESIGNS["f"]).iloc[0]
    group = gr.estimate(DATA, "requests", by="kind", weights="weight", **DESIGNS["f"]).iloc[0]
    assert found[["estimate", "standard_error", "n", "df"]].tolist() == (
        group[["estimate", "standard_error", "n", "df"]].tolist()
    )
    assert found["missing"] == (DATA["kind"] == "B").sum()


def test_nothing_is_estimated_from_four():
    four, five = pd.DataFrame({"y": [0, 1, 1, 0]}), pd.DataFrame({"y": [0, 1, 1, 0, 1]})
    found = gr.estimate(four, "y").iloc[0]
    assert found[["estimate", "standard_error", "low", "high"]].isna().all()
    assert (found["n"], found["method"]) == (4, "n < 5：不作估计 not estimated")
    assert gr.estimate(five, "y")["estimate"][0] == pytest.approx(0.6)


def test_one_cluster_gives_no_interval():
    one = pd.DataFrame({"body": "a", "y": [0, 1, 1, 0, 1, 1]})
    with pytest.raises(gr.GovReportError, match="1 strata with one cluster show no variance"):
        gr.estimate(one, "y", clusters="body")
    found = gr.estimate(one, "y", clusters="body", lonely="certainty").iloc[0]
    assert pd.isna(found["low"])
    assert "no degrees of freedom" in found["method"]


def test_no_variation_is_no_certainty():
    none = pd.DataFrame({"body": list("aabbccdd"), "y": 0})
    found = gr.estimate(none, "y", clusters="body").iloc[0]
    # nobody of four: the exact upper end of 0 of 4 (Clopper and Pearson 1934), not of 0 of 8
    assert (found["low"], found["high"]) == (0, pytest.approx(1 - 0.025 ** (1 / 4)))
    assert "clusters as cases" in found["method"]
    assert pd.isna(gr.estimate(none.assign(y=7), "y", clusters="body")["low"][0])


def test_clusters_without_a_case_do_not_make_a_share_sure():
    some = pd.DataFrame({"body": list("abcdefgh"), "right": [1] * 5 + [0] * 3, "said": [1] * 5 + [0] * 3})
    found = gr.estimate(some, "right", of="said", clusters="body", interval="logit").iloc[0]
    assert (found["low"], found["high"]) == (
        pytest.approx(0.025 ** (1 / 5)),
        1,
    )  # of five cases, not of eight


def test_all_clusters_of_the_population_leave_nothing_open():
    whole = LONELY.assign(all=[2, 2, 2, 2, 1])
    found = gr.estimate(whole, "y", weights="w", strata="h", population="all").iloc[0]
    assert found[["low", "high"]].tolist() == [found["estimate"]] * 2


@pytest.mark.parametrize("what", ["mean requests", "total requests", "ratio granted/requests"])
def test_the_bootstrap_nears_the_linearisation(what):
    for design in DESIGNS.values():
        given = {**WHAT[what], **design, "weights": "weight"}
        taylor, resampled = gr.estimate(DATA, **given), gr.estimate(DATA, **given, bootstrap=4000, seed=1)
        assert resampled["estimate"][0] == taylor["estimate"][0]
        assert resampled["standard_error"][0] == pytest.approx(taylor["standard_error"][0], rel=0.06)
    pd.testing.assert_frame_equal(resampled, gr.estimate(DATA, **given, bootstrap=4000, seed=1))
    assert not resampled.equals(gr.estimate(DATA, **given, bootstrap=4000, seed=2))


def test_independent_cases_agree_with_the_binomial():
    rng = np.random.default_rng(3)
    cases = pd.DataFrame({"y": rng.random(2000) < 0.3})
    found = gr.estimate(cases, "y").iloc[0]
    assert [found["low"], found["high"]] == pytest.approx(wilson(cases["y"].sum(), 2000), abs=1e-3)


@pytest.mark.slow
def test_intervals_cover_the_truth_of_bodies():
    found = coverage.of_bodies(runs=150, seed=5)
    assert 0.90 <= found["bootstrap"] <= 0.99
    assert found["naive"] < 0.8


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"column": "x"}, "frame: no column 'x'; columns found: stratum, "),
        ({"column": "kind"}, "kind: a column of numbers or of True and False was expected"),
        ({"column": "requests", "interval": "logit"}, "is for shares: requests is not 0 or 1"),
        (
            {"column": "requests", "interval": "wald"},
            "interval: one of t, logit, beta was expected; found 'wald'",
        ),
        ({"column": "requests", "total": True}, "total: the column weights was expected"),
        ({"column": "requests", "weights": "states_theme"}, "weights greater than 0 were expected"),
        (
            {"column": "requests", "strata": "kind", "clusters": "cluster"},
            "each cluster was expected in one stratum",
        ),
        ({"column": "requests", "population": "states_theme"}, "states_theme: one number per stratum"),
    ],
)
def test_an_error_says_what_was_expected(given, message):
    with pytest.raises(gr.GovReportError, match=message):
        gr.estimate(DATA, **given)
