"""A panel for regressions: one row per body and year, lags of the year before, codes that do not change."""

from __future__ import annotations

import pandas as pd
import pytest

import govreport as gr


@pytest.fixture(scope="module")
def long():
    return gr.panel(gr.Corpus("corpus").keyed())


def test_each_value_of_the_panel_stands_in_its_row_and_each_lag_is_that_of_the_year_before(long):
    wide = gr.panel_wide(long)
    assert not wide.duplicated(["body_id", "year"]).any()
    assert len(wide) == long.drop_duplicates(["body_id", "year"]).shape[0]
    values = long.set_index(["body_id", "year", "variable"])["value"]
    lags = 0
    for row in wide.to_dict("records"):
        for name in ("requests_new", "carried_out"):
            now = values.get((row["body_id"], row["year"], name), pd.NA)
            before = values.get((row["body_id"], row["year"] - 1, name), pd.NA)
            assert (pd.isna(row[name]) and pd.isna(now)) or row[name] == now
            if (row["body_id"], row["year"], name) in values.index:
                assert (pd.isna(row[f"{name}_lag"]) and pd.isna(before)) or row[f"{name}_lag"] == before
            lags += not pd.isna(row[f"{name}_lag"])
    assert lags >= 10


def test_forms_that_count_otherwise_are_flagged(long):
    wide = gr.panel_wide(long)
    zone = wide[wide["organ"].eq("平潭综合实验区") & wide["year"].ge(2018)].set_index("year")
    assert zone.loc[2025, "requests_new_comparable"] == "yes"
    assert zone["requests_new"].notna().sum() >= 7
    changed = gr.changes(long)
    told = changed[changed["year"].eq(changed["year_before"] + 1) & changed["variable"].eq("requests_new")]
    assert wide["requests_new_comparable"].notna().sum() == len(told)


def test_a_place_has_one_code_through_the_years():
    wide = gr.panel_wide(gr.panel("corpus/reports"))
    assert wide[["region", "code_2024", "province", "prefecture"]].values.tolist() == [
        ["500153", "500153", "500000", "500100"]
    ]


def test_a_body_whose_name_is_not_known_has_a_row_without_codes(long):
    unnamed = long.assign(organ=pd.array([pd.NA] * len(long), dtype="string"), region=pd.NA)
    wide = gr.panel_wide(unnamed)
    assert len(wide) == len(gr.panel_wide(long))
    assert wide[["organ", "code_2024", "province"]].isna().all(axis=None)


def test_two_rows_of_one_body_and_year_are_refused(long):
    with pytest.raises(gr.GovReportError, match="one row for each body, year and variable was expected"):
        gr.panel_wide(pd.concat([long, long.head(1)]))


@pytest.mark.slow
def test_the_tables_of_a_build_give_the_panel_of_its_reports(tmp_path):
    gr.Corpus("corpus").build(tmp_path, workers=1)
    read = gr.panel(tmp_path)
    assert len(read) >= 10  # variables of the form of 2021
    pd.testing.assert_frame_equal(read, gr.panel(gr.Corpus("corpus")))
