"""The drawn sample and the whole place: each number has a report and an address, weights sum to the frame."""

from __future__ import annotations

import csv
import importlib.util
import re
from pathlib import Path

import pytest

import govreport as gr
from govreport import forms
from govreport.frames import SCHEMA
from govreport.report import Status
from govreport.text.facts.words import vocabulary

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
FOLDERS = ("sample", "census")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(folder, name):
    path = CORPUS / folder / f"{name}.csv"
    return rows(path) if path.exists() else []


@pytest.fixture(scope="module")
def loaded():
    return {folder: gr.load(CORPUS / folder) for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_number_and_phrase_is_of_a_listed_report_and_has_its_address(folder):
    listed = {row["id"]: row for row in table(folder, "manifest")}
    assert len(listed) == len(table(folder, "manifest")) == {"sample": 330, "census": 240}[folder]
    stated = [row for name in ("figures", "facts", "themes") for row in table(folder, name)]
    assert len(stated) > 700
    for row in stated:
        assert row["address"].startswith("http")
        kept = listed[row["report"]]
        assert (row["organ"], row["year"], row["address"]) == (kept["organ"], kept["year"], kept["address"])


def test_only_four_drawn_reports_have_no_address_and_no_number_is_taken_from_them():
    without = {row["id"] for row in table("sample", "manifest") if not row["address"]}
    assert len(without) == 4
    assert without.isdisjoint({row["report"] for row in table("sample", "facts")})
    assert [row["id"] for row in table("census", "manifest") if not row["address"]] == []


def test_weights_sum_to_the_frame_in_each_stratum():
    in_frame = [row for row in table("sample", "manifest") if row["in_frame"] == "1"]
    sums = {row["stratum"]: 0.0 for row in in_frame}
    for row in in_frame:
        sums[row["stratum"]] += float(row["weight"])
    organs = {
        (row["organ"], row["region_name"], row["year"]) for row in in_frame if row["organ"] and row["year"]
    }
    nameless = sum(not (row["organ"] and row["year"]) for row in in_frame)
    assert sum(sums.values()) == pytest.approx(len(organs) + nameless)
    assert sums == {"departments": 147, "governments": 175}
    outside = [row for row in table("sample", "manifest") if row["in_frame"] == "0"]
    assert {(row["weight"], row["weight_by_year"]) for row in outside} == {("", "")}
    census = table("census", "manifest")
    assert sum(float(row["weight"]) for row in census) == len({(row["organ"], row["year"]) for row in census})


def test_the_calibrated_weights_make_the_years_of_a_stratum_equal():
    kept = [row for row in table("sample", "manifest") if row["weight_by_year"]]
    for stratum in ("departments", "governments"):
        own = [row for row in kept if row["stratum"] == stratum]
        by_year = {year: 0.0 for year in ("2020", "2021", "2022", "2023", "2024", "2025")}
        for row in own:
            by_year["2020" if row["year"] == "2019" else row["year"]] += float(row["weight_by_year"])
        assert sum(by_year.values()) == pytest.approx(len(own), abs=1e-3)
        assert by_year.pop("2020") == pytest.approx(2 * by_year["2021"], abs=1e-3)  # two years in one
        assert max(by_year.values()) - min(by_year.values()) < 1e-3


def test_cells_of_the_census_are_recovered_and_are_cells_of_their_form():
    cells = {
        (form, one.id, row.id, column.id)
        for form in forms.available()
        for one in forms.load(form).tables
        for row, column in one.cells()
    }
    figures = table("census", "figures")
    assert len(figures) == 24_232
    keys = [(row["report"], row["form"], row["table"], row["row"], row["column"]) for row in figures]
    assert len(set(keys)) == len(keys)
    assert {key[1:] for key in keys} <= cells
    assert {row["status"] for row in figures} == {"recovered", "blank", "unreadable"}
    assert all((row["status"] == "recovered") == bool(row["value"]) for row in figures)
    assert all(bool(row["printed"]) == (row["status"] == "unreadable") for row in figures)


@pytest.mark.slow
def test_keyed_cells_that_the_sums_helped_to_cut_test_no_sum():
    run_together = re.compile("pingtan_202[1-5]")
    figures = rows(CORPUS / "figures" / "figures.csv")
    cut = [row for row in figures if run_together.fullmatch(row["report"])]
    assert len(cut) == 1000
    assert {row["status"] for row in cut} == {"recovered"}
    assert {row["status"] for row in figures if not run_together.fullmatch(row["report"])} == {
        "reported",
        "blank",
    }
    reports = [report for report in gr.Corpus(CORPUS / "census").keyed() if report.year == 2024]
    findings = gr.check(reports, ["III-1", "III-2", "III-3"])
    assert len(findings) > 30
    assert findings["passed"].isna().all()


@pytest.mark.parametrize("folder", FOLDERS)
def test_there_is_no_sentence_of_a_report(folder):
    allowed = {"address", "report", "id", "sha256_a", "sha256_b"}
    files = sorted((CORPUS / folder).glob("*.csv"))
    assert len(files) >= 5
    for path in files:
        for row in rows(path):
            long = {name: text for name, text in row.items() if name not in allowed and len(text) > 64}
            assert long == {} or (path.stem == "figures" and set(long) == {"printed"}), path
            assert not any(
                mark in text for name, text in row.items() if name not in allowed for mark in "。；;"
            )
    assert all(re.fullmatch(r"[\d.|]+", row["printed"]) for row in table(folder, "figures") if row["printed"])


def test_what_was_not_found_is_logged():
    census = table("census", "retrieval")
    manifest = table("census", "manifest")
    assert len(census) == 17 * 17
    assert sum(int(row["documents"]) for row in census) == len(manifest)
    there = {(row["folder"], row["year"]) for row in manifest}
    assert {(row["folder"], row["year"]) for row in census if row["state"] != "none_found"} == there
    assert sum(int(row["with_table"]) for row in census) == 186
    sample = table("sample", "retrieval")
    assert sum(int(row["documents"]) for row in sample) == 330
    assert sum(int(row["outside_frame"]) for row in sample) == 8


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_of_keyed_reports_loads_as_frames(loaded, folder):
    frames = loaded[folder]
    for name in ("reports", "figures", "facts", "themes"):
        types = SCHEMA[name]
        assert dict(frames[name].dtypes.astype(str).items()).items() >= types.items()
    reports = frames.reports
    assert len(reports) > 200
    assert reports["report"].is_unique
    assert reports["body_id"].notna().all()
    known = set(reports["report_id"])
    for name in ("figures", "facts", "themes"):
        assert set(frames[name]["report_id"]) <= known
    assert set(frames.facts["concept"]) <= set(vocabulary().concepts)
    codes = {code.id for code in gr.codebook().codes} | {group.id for group in gr.codebook().groups}
    assert set(frames.themes["code"]) - {"X9"} <= codes


def test_weights_and_figures_come_back_as_they_were_keyed(loaded):
    sample = loaded["sample"].reports.set_index("report")
    assert sample["weight"].sum() == 322
    assert sample["weight"].isna().sum() == 8
    assert sample.loc["005f8fa6e725", ["organ", "stratum", "year"]].tolist() == [
        "株洲市财政局",
        "departments",
        2025,
    ]
    facts = loaded["sample"].facts.set_index("report_id")["concept value".split()]
    assert facts.loc[sample.loc["005f8fa6e725", "report_id"]].values.tolist() == [
        ["requests_new", 33],
        ["fee_yuan", 0],
    ]
    census = loaded["census"]
    values = census.figures[census.figures["status"].eq(Status.RECOVERED.value)]
    assert len(values) == 24_076
    assert values["place"].str.match(r"corpus/census/figures\.csv line \d+$").all()


def test_who_does_not_reach_the_requests_is_not_counted_as_silent(loaded):
    frames = loaded["sample"]
    cut = frames.reports.loc[~frames.reports["reaches_requests"], "report_id"]
    assert len(cut) == 4
    assert set(cut).isdisjoint(frames.themes["report_id"])
    stating = frames.reports["themes_stated"] & frames.reports["in_frame"]
    assert frames.reports.loc[stating.fillna(False), "stratum"].value_counts().to_dict() == {
        "governments": 13,
        "departments": 6,
    }
    silent = frames.themes.loc[frames.themes["code"].eq("X9"), "report_id"]
    assert set(silent) == set(
        frames.reports.loc[frames.reports["themes_stated"].eq(False).fillna(False), "report_id"]
    )


def test_a_keyed_folder_that_contradicts_itself_is_an_error(tmp_path):
    head = "id,file,organ,year,address,stratum,weight\n"
    (tmp_path / "manifest.csv").write_text(head + "a,,甲县人民政府,2024,http://a,s,heavy\n", encoding="utf-8")
    with pytest.raises(gr.ReadError, match=r"manifest\.csv: column weight: Float64 was expected"):
        _ = gr.load(tmp_path).reports
    (tmp_path / "manifest.csv").write_text(head + "a,,甲县人民政府,2024,http://a,s,1\n", encoding="utf-8")
    facts = "report,organ,region,level,body,year,form,concept,value,qualifier,address\n"
    (tmp_path / "facts.csv").write_text(facts + "b,,,,,,,requests_new,1,exact,http://b\n", encoding="utf-8")
    with pytest.raises(gr.ReadError, match="a row of each keyed report was expected; found none of 'b'"):
        _ = gr.load(tmp_path).facts
    (tmp_path / "manifest.csv").write_text("id,file\na,\n", encoding="utf-8")
    with pytest.raises(gr.ReadError, match="a manifest with columns id, organ, year"):
        gr.load(tmp_path)


@pytest.mark.parametrize("folder", FOLDERS)
def test_licence_and_design_stand_beside_the_data_in_both_languages(folder):
    readme = (CORPUS / folder / "README.md").read_text(encoding="utf-8")
    assert "CC0" in readme
    assert "LICENSE.md" in readme
    assert f"`{folder}/`" in (CORPUS / "LICENSE.md").read_text(encoding="utf-8")
    for heading in (
        "Population",
        "Weights" if folder == "sample" else "weights",
        "Missingness and bias",
        "缺失与偏差",
    ):
        assert heading in readme
    for path in (CORPUS / folder).glob("*.csv"):
        assert re.search(rf"`{path.name}` \| {len(rows(path)):,} \|", readme), path.name


def test_pairs_of_the_census_are_measures_of_two_listed_reports_of_one_folder():
    listed = {row["id"]: row for row in table("census", "manifest")}
    pairs = table("census", "similarity")
    keys = [(row["report_a"], row["report_b"], row["section"]) for row in pairs]
    assert len(set(keys)) == len(keys)
    assert {row["section"] for row in pairs} == {"", "problems"}
    for row in pairs:
        one, other = (listed[row[f"report_{side}"]] for side in "ab")
        assert row["report_a"] != row["report_b"]
        assert row["body"] == one["folder"] == other["folder"]
        assert (row["year_a"], row["year_b"]) == (one["year"], other["year"])
        assert row["year_a"] <= row["year_b"]
        for measure in ("jaccard", "containment", "jaccard_cleaned", "containment_cleaned"):
            assert 0 <= float(row[measure]) <= 1
        assert len(row["sha256_a"]) == len(row["sha256_b"]) == 64
        assert row["longest"].isdigit()


@pytest.mark.real
def test_the_files_are_what_the_command_makes(real, tmp_path):
    spec = importlib.util.spec_from_file_location("design_data", ROOT / "docs" / "design_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(real.parent / "facts", tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(made) == 11
    assert [path for path in made if (tmp_path / path).read_bytes() != (CORPUS / path).read_bytes()] == []
