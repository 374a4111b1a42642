"""Shares by design, counts by report, prose beside tables: what rests on too little is not estimated."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import pyplot

import govreport as gr
from govreport import studies
from govreport.errors import GovReportError, ReadError
from govreport.studies import variants
from govreport.synth import write_province

CORPUS = Path(__file__).parents[2] / "corpus"


def bodies(*shares, each=5):
    """So many bodies with `each` reports; of each so many have it."""
    rows = [(f"b{i}", j < some) for i, some in enumerate(shares) for j in range(each)]
    return pd.DataFrame(rows, columns=["body_id", "has"])


def test_a_share_counts_reports_and_its_interval_is_between_bodies():
    row = studies.shares(bodies(1, 2, 4, 5), "has").iloc[0]
    assert row[["part", "n", "reports", "bodies", "value"]].tolist() == [12, 20, 20, 4, 0.6]
    # Shares 0.2, 0.4, 0.8, 1 of four equal bodies by hand: variance of their mean, logit scale, t of 3
    error = math.sqrt((0.16 + 0.04 + 0.04 + 0.16) / 3 / 4)
    middle, reach = math.log(0.6 / 0.4), 3.182446 * error / 0.24
    assert row["low"] == pytest.approx(1 / (1 + math.exp(-(middle - reach))), rel=1e-6)
    assert row["high"] == pytest.approx(1 / (1 + math.exp(-(middle + reach))), rel=1e-6)


def test_a_share_of_cases_weighs_large_reports_more():
    frame = pd.DataFrame({"body_id": list("abcde"), "part": [9, 0, 0, 0, 0], "cases": [10, 1, 1, 1, 1]})
    row = studies.shares(frame, "part", of="cases").iloc[0]
    assert row[["part", "n", "reports", "value"]].tolist() == [9, 14, 5, pytest.approx(9 / 14)]


def test_fewer_than_five_reports_give_a_count_and_no_share():
    row = studies.shares(bodies(2, 1, each=2), "has").iloc[0]
    assert row[["part", "n"]].tolist() == [3, 4]
    assert row[["value", "low", "high"]].isna().all()
    assert studies.printed(row) == "3/4 (n < 5 不作估计 not estimated)"


def test_groups_are_kept_and_what_is_not_known_is_counted_apart():
    frame = bodies(1, 2, 4, 5).assign(year=[2023, 2023, 2024, 2024, None] * 4)
    frame["has"] = frame["has"].astype("boolean")
    frame.loc[0, "has"] = pd.NA
    found = studies.shares(frame.astype({"year": "Int64"}), "has", by="year").set_index("label_zh")
    assert found.index.tolist() == ["2023", "2024"]
    assert found.loc["2023", ["reports", "missing"]].tolist() == [7, 1]
    assert studies.shares(frame.iloc[:0], "has").empty


def test_reports_without_a_body_are_alone():
    frame = bodies(1, 2, 4).assign(body_id=pd.array([None] * 15, dtype="string"))
    assert studies.shares(frame, "has").loc[0, "bodies"] == 15


def test_nothing_is_drawn_that_rests_on_fewer_than_five():
    few = studies.shares(bodies(1, 2, each=2), "has")
    assert studies.draw_shares(few, "占比 share", "%") is None
    both = pd.concat([few, studies.shares(bodies(1, 2, 3), "has")], ignore_index=True)
    pyplot.switch_backend("agg")
    axes = studies.draw_shares(both, "占比 share (n = 15)", "%")
    assert axes is not None
    assert [text.get_text() for text in axes.texts] == ["40.0%  n=15"]
    assert axes.get_title() == "占比 share (n = 15)\n线 line: 95% 区间 interval"
    pyplot.close("all")


def test_counts_are_na_where_a_cell_has_no_number():
    cells = [("a", "granted", 3), ("a", "partial", 1), ("b", "granted", 2), ("b", "partial", None)]
    figures = pd.DataFrame(cells, columns=["report_id", "row", "value"]).assign(
        table="requests", column="total"
    )
    figures["value"] = figures["value"].astype("Float64")
    who = {"organ": "甲局", "level": "county", "year": 2024, "source": "s"}
    reports = pd.DataFrame({"report_id": ["a", "b", "c"], "body_id": ["x", "y", "z"]}).assign(**who)
    wanted = {"disclosed": [("requests", row, "total") for row in ("granted", "partial")]}
    found = studies.counts(figures, reports, wanted).set_index("report_id")["disclosed"]
    assert found["a"] == 4
    assert pd.isna(found["b"])
    assert "c" not in found.index


# The real material


@pytest.fixture(scope="module")
def census():
    return studies.designed(CORPUS, "census")


def test_a_folder_without_a_sample_stands_for_itself(tmp_path, page):
    for year in (2022, 2024):
        (tmp_path / f"{year}.html").write_text(page("宿迁市人民政府", year, 5), encoding="utf-8")
    made = studies.designed(tmp_path, "sample")
    assert made.reports[["weight", "in_frame"]].to_numpy().tolist() == [[1.0, True]] * 2
    assert made.reports["body_id"].nunique() == 1
    assert studies.requests_of(made).tolist() == [5, 5]
    log = studies.retrieved(tmp_path)
    assert log[["year", "there"]].to_numpy().tolist() == [[2022, True], [2023, False], [2024, True]]


def test_the_log_of_the_census_names_offices_and_not_folders():
    log = studies.retrieved(CORPUS)
    assert len(log) == 289
    assert log["there"].sum() == 200  # 198 with numbers, 2 without any
    assert log["folder"].str.contains("平潭").all()


def test_requests_are_those_of_the_table_then_those_of_the_prose(census):
    asked = studies.requests_of(census)
    new = census.figures.query("table == 'requests' and row == 'new' and column == 'total'")
    new = new.dropna(subset="value").set_index("report_id")["value"]
    assert (asked[new.index] == new).all()
    assert asked.notna().sum() > len(new)  # statistics tables and prose


def test_outcomes_add_up_to_the_total_or_are_said_not_to(census):
    found = studies.outcomes(census.figures, census.reports)
    parts = found[list(studies.OUTCOMES)].sum(axis=1, skipna=False)
    fits = found["fits"].fillna(False)
    assert (parts[fits] == found.loc[fits, "total"]).all()
    assert (~found["fits"]).sum() == 6
    assert (found["refused"] == found["denied"] + found["not_held"])[fits].all()


def test_contested_reports_have_a_review_or_a_suit(census):
    found = studies.contested(census.figures, census.reports)
    assert found["any"].sum() == 15
    assert (found["suits_direct"] <= found["suits"]).all()
    assert found.loc[~found["fits"], "year"].tolist() == [2025]


def test_a_model_of_two_years_has_the_odds_of_the_table():
    # Six bodies alike: 2 held and 8 disclosed in the first year, 6 and 4 in the second: (6/4) / (2/8) = 6
    rows = [(body, year, held, 10 - held) for body in "abcdef" for year, held in ((0, 2), (1, 6))]
    table = pd.DataFrame(rows, columns=["body_id", "year", "held", "disclosed"])
    row = studies.outcome_model(table, ["held"], "disclosed").iloc[0]
    assert row["odds_ratio"] == pytest.approx(6, rel=1e-5)
    assert row[["n", "reports", "bodies"]].tolist() == [120, 12, 6]
    with pytest.raises(GovReportError, match="five bodies or more"):
        studies.outcome_model(table[table["body_id"].isin(list("abcd"))], ["held"], "disclosed")


def test_one_body_that_goes_its_own_way_widens_the_interval():
    rows = [(body, year, held, 10 - held) for body in "abcdef" for year, held in ((0, 3), (1, 5))]
    alike = pd.DataFrame(rows, columns=["body_id", "year", "held", "disclosed"])
    apart = alike.copy()
    apart.loc[apart["body_id"].isin(["a", "b"]) & apart["year"].eq(1), ["held", "disclosed"]] = [10, 0]
    narrow, wide = (studies.outcome_model(table, ["held"], "disclosed").iloc[0] for table in (alike, apart))
    assert math.log(wide["high"] / wide["low"]) > math.log(narrow["high"] / narrow["low"])


def test_reports_cut_with_the_help_of_sums_are_not_judged_by_them(census):
    found = studies.broken_sums(census.findings, census.figures, census.reports)
    assert found["broken"].notna().sum() == 0
    material = studies.gather(gr.Corpus(CORPUS))
    frames, known = gr.frames(material.reports), studies.inventory(material.reports)
    judged = studies.broken_sums(frames.findings, frames.figures, known).set_index(["organ", "year"])[
        "broken"
    ]
    assert pd.isna(judged["平潭综合实验区", 2023])
    assert judged["平潭综合实验区", 2020]
    assert not judged["宿迁市人民政府", 2024]
    assert judged.count() == 19


def test_received_may_count_what_was_carried_in():
    stated = pd.DataFrame(
        {
            "report": ["a", "b", "c", "d"],
            "organ": ["甲局", "乙局", "丙局", "丁局"],
            "concept": ["requests_received", "requests_received", "requests_new", "requests_new"],
            "value": [12.0, 13.0, 12.0, 99.0],
            "qualifier": ["exact", "exact", "exact", "over"],
        }
    ).assign(year=2024, address="x")
    cells = [
        (organ, name, value)
        for organ in stated["organ"]
        for name, value in (("requests_new", 10.0), ("carried_in", 2.0))
    ]
    panel = pd.DataFrame(cells, columns=["organ", "variable", "value"]).assign(year=2024)
    found = studies.prose_and_table(stated, panel.assign(body_id=panel["organ"]))
    assert dict(zip(found["organ"], found["agrees"], strict=True)) == {
        "甲局": True,
        "乙局": False,
        "丙局": False,
    }


def test_measured_pairs_name_their_part_and_lag(tmp_path, census):
    pairs = studies.wording.measured_pairs(CORPUS, census)
    assert set(pairs["part"]) == {"whole", "problems"}
    assert (pairs["year_a"] + pairs["lag"] == pairs["year_b"]).all()
    (tmp_path / "census").mkdir()
    (tmp_path / "census" / "similarity.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ReadError, match="a table of measured pairs"):
        studies.wording.measured_pairs(tmp_path, census)


def test_texts_that_are_here_are_compared(tmp_path):
    made = write_province(tmp_path / "made", 6)
    frames = studies.designed(made.clean, "census")
    pairs = studies.wording.measured_pairs(made.clean, frames)
    assert set(pairs["part"]) <= {"whole", "problems"}
    assert len(pairs)
    assert pairs["lag"].between(1, 2).all()
    assert (pairs["jaccard_cleaned"] <= 1).all()


# Other choices


def test_a_multiverse_has_every_combination():
    def estimate(least, of):
        frame = bodies(1, 2, 4, 5)
        return studies.shares(frame.assign(has=frame["has"] if of else ~frame["has"]).iloc[least:], "has")

    choices = {"least": {"all": 0, "less": 5}, "of": {"has": True, "has not": False}}
    table = variants.multiverse(choices, estimate)
    assert table["label_zh"].tolist() == ["all · has", "all · has not", "less · has", "less · has not"]
    assert table["part"].tolist() == [12, 8, 11, 4]
    with pytest.raises(GovReportError, match="'part'"):
        variants.multiverse({"part": {"a": 1}}, lambda part: studies.shares(bodies(1, 2, 3), "has"))


def test_terms_are_found_leftmost_and_longest_as_characters():
    texts = pd.DataFrame({"report_id": ["1"], "text": ["土地征收补偿和征收"]})
    found = variants.term_places(texts, {"土地征收", "征收", "征收补偿", "补偿", "和"})
    assert found[["token", "start", "end"]].to_numpy().tolist() == [
        ["土地征收", 0, 4],
        ["补偿", 4, 6],
        ["征收", 7, 9],
    ]


def test_a_term_is_cut_where_a_border_lies_inside_it():
    places = pd.DataFrame({"report_id": "1", "token": ["甲乙", "丙丁"], "start": [0, 2], "end": [2, 4]})
    words = pd.DataFrame({"report_id": ["1", "1", "1"], "start": [0, 1, 2]})  # 甲|乙|丙丁
    assert variants.kept_whole(places, words).tolist() == [False, True]
    longer = pd.DataFrame({"report_id": ["1"], "start": [0]})
    assert variants.kept_whole(places, longer).tolist() == [True, True]  # inside of a longer word: not cut


def test_words_that_are_held_out_lose_their_codes():
    rows = {"report": ["a", "a", "b"], "phrase": ["征地批文", "物业管理", None], "organ": "甲局"}
    told = pd.DataFrame(rows)
    assert variants.held_out(told, 0)[["unseen", "same"]].to_numpy().tolist() == [[False, True]] * 2
    assert variants.held_out(told, 1)[["unseen", "same"]].to_numpy().tolist() == [[True, False]] * 2


def test_a_growth_is_told_with_the_ratio_that_gives_it():
    report = next(gr.Corpus(CORPUS).reports())
    found = studies.stated_growth(report)
    # 60 requests, "+261%": 60/23 = 260.87%, and neither 16 nor 17 of last year gives it
    assert (found["claimed"], found["new"], found["last"]) == (261, 60, 23)
    assert found["ratio"] == pytest.approx(260.87, abs=0.005)
    assert found["above"] == pytest.approx(275)
    assert found["below"] == pytest.approx(252.94, abs=0.005)
    assert found["growth"] == pytest.approx(160.87, abs=0.005)


def test_a_report_without_a_growth_has_none(make_report):
    found = studies.stated_growth(make_report("甲"))
    assert found["claimed"] is None
    assert found["ratio"] is None
    assert studies.stated_growth(None)["new"] is None
