"""The panel that a build writes is that of its reports, however many are looked at together."""

from __future__ import annotations

import pandas as pd
import pytest

import govreport as gr
from govreport.corpus.building import panels
from govreport.panel.bodies import members, telling
from govreport.panel.wide import panel_wide, schema, with_every_variable


@pytest.fixture(scope="module")
def corpus(tmp_path_factory, page):
    """Years of two bodies, two reports of one year that differ, a successor, own columns of a manifest."""
    folder = tmp_path_factory.mktemp("bodies")
    files = {
        f"{place}{year}.html": page(f"{place}教育局", year, new=year - 2000)
        for place in ("荣昌区", "沙县区")
        for year in (2021, 2022, 2024)
    }
    files["again.html"] = page("荣昌区教育局", 2022, new=23)
    asked = "<p>如有疑问，请与本局联系，联系电话：023-46733333。</p><h2>一、"
    files["before.html"] = page("荣昌区水利局", 2021, new=3).replace("<h2>一、", asked)
    files["after.html"] = page("荣昌区农业农村局", 2022, new=4).replace("<h2>一、", asked)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    rows = [f"{name},地址{i},{i}" for i, name in enumerate(files)]
    (folder / "manifest.csv").write_text("\n".join(["file,address,status", *rows]) + "\n", encoding="utf-8")
    return gr.Corpus(folder)


@pytest.fixture(scope="module")
def out(corpus, tmp_path_factory):
    return corpus.build(tmp_path_factory.mktemp("tables"), workers=1).out


def test_the_panel_of_a_build_is_that_of_its_reports(corpus, out):
    panel, expected = pd.read_parquet(out / "panel.parquet"), gr.panel(corpus)
    pd.testing.assert_frame_equal(panel, expected)
    pd.testing.assert_frame_equal(gr.panel(out), expected)
    new = panel[panel["variable"].eq("requests_new")]
    twice = new[new["source"].isin(["again.html", "荣昌区2022.html"])]
    assert len(twice) == 1
    assert twice["value"].isna().all()
    assert twice["status"].tolist() == ["requests.new.total two_reports_differ"]
    assert new["body_id"].nunique() < new["organ"].nunique()  # a successor goes on from its body
    assert panel["manifest_status"].notna().all()


def test_one_row_per_body_and_year_with_every_variable(corpus, out):
    wide = pd.read_parquet(out / "panel_wide.parquet")
    pd.testing.assert_frame_equal(wide, with_every_variable(panel_wide(gr.panel(corpus))))
    assert list(wide.columns) == [*schema(), "address", "manifest_status"]
    assert not wide.duplicated(["body_id", "year"]).any()
    later = wide[wide["organ"].eq("沙县区教育局") & wide["year"].eq(2022)]
    assert later[["requests_new", "requests_new_lag", "requests_new_comparable"]].values.tolist() == [
        [22, 21, "yes"]
    ]
    assert wide[wide["year"].eq(2024)]["requests_new_lag"].isna().all()  # there is no report on 2023
    text = pd.read_csv(out / "panel_wide.csv", dtype="string", keep_default_na=False)
    assert text["requests_new"].tolist() == [f"{v:g}" if pd.notna(v) else "" for v in wide["requests_new"]]


@pytest.mark.slow
def test_how_many_reports_are_looked_at_together_changes_no_row(corpus, out, tmp_path, monkeypatch):
    monkeypatch.setattr(panels, "_REPORTS_AT_ONCE", 1)
    again = corpus.build(tmp_path, workers=1).out
    for name in ("panel.csv", "panel_wide.csv", "panel.parquet", "panel_wide.parquet"):
        if name.endswith(".csv"):
            assert (again / name).read_bytes() == (out / name).read_bytes()
        else:
            pd.testing.assert_frame_equal(pd.read_parquet(again / name), pd.read_parquet(out / name))


def test_nothing_that_links_bodies_is_lost(corpus):
    reports = list(corpus)
    some = [telling(report) for report in reports]
    assert [m.body_id for m in members(some)] == [m.body_id for m in members(reports)]
    assert {member.linked_by for member in members(some)} == {"place and duty", "contact"}
    assert not any(report.sections or report.text for report in some)


def test_a_build_of_an_earlier_version_has_a_panel_all_the_same(corpus, out, tmp_path):
    for path in out.glob("*.*"):
        if not path.name.startswith("panel"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    read = gr.panel(tmp_path)
    assert len(read) == len(gr.panel(out))
    assert gr.panel(gr.load(tmp_path)).equals(read)


@pytest.mark.slow
def test_frictionless_finds_the_panels_valid(out):
    frictionless = pytest.importorskip("frictionless")
    assert frictionless.validate(str(out / "datapackage.json")).valid
