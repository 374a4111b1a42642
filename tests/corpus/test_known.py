"""What a user knows reaches frames, panel and build, and whatever it replaces is said."""

from __future__ import annotations

import csv
import hashlib
import json
from codecs import BOM_UTF8

import pandas as pd
import pytest

import govreport as gr
from govreport import cli

HEAD = "sha256,table,row,column,old,new,who,when,why,address\n"


@pytest.fixture
def corpus(tmp_path, page):
    """Two reports of one organ, which the second prints otherwise, with a manifest and columns of its own."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    texts = {"a.html": page("重庆市荣昌区教育局", 2023), "b.html": page("荣昌教育局", 2024)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    said = ["file,organ,year,address,retrieved,wave,title"]
    said += ["a.html,,,http://a.gov.cn/1,2025-03-01,first,mine", "b.html,重庆市荣昌区教育局,,,,second,"]
    (folder / "manifest.csv").write_text("\n".join(said) + "\n", encoding="utf-8")
    return folder


def digest(folder, name):
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


def correct(folder, *lines, encoding="utf-8"):
    text = HEAD + "".join(f"{line}\n" for line in lines)
    (folder / "corrections.csv").write_text(text, encoding=encoding)


def test_what_a_manifest_says_reaches_reports_and_panel(corpus):
    reports = list(gr.Corpus(corpus))
    frame = gr.frames(reports).reports.set_index("source")
    assert frame.loc["b.html", "organ"] == "重庆市荣昌区教育局"
    assert frame.loc["b.html", "corrected"] == "organ: 荣昌教育局 -> 重庆市荣昌区教育局"
    assert frame["n_corrected"].to_dict() == {"a.html": 0, "b.html": 1}
    assert frame["wave"].to_dict() == {"a.html": "first", "b.html": "second"}
    assert frame.loc["a.html", ["address", "retrieved", "manifest_title"]].tolist() == [
        "http://a.gov.cn/1",
        "2025-03-01",
        "mine",
    ]
    assert pd.isna(frame.loc["b.html", "address"])
    assert {report.source: report.organ for report in reports}["b.html"] == "荣昌教育局"  # as printed
    panel = gr.panel(reports)
    assert panel["organ"].unique().tolist() == ["重庆市荣昌区教育局"]
    assert panel["body_id"].nunique() == 1
    assert sorted(panel["year"].unique()) == [2023, 2024]
    assert set(panel.loc[panel["year"] == 2024, "wave"]) == {"second"}
    assert gr.bodies(reports)["body_id"].nunique() == 1


def test_years_are_not_linked_without_what_the_user_knows(corpus):
    (corpus / "manifest.csv").unlink()
    assert gr.bodies(corpus)["body_id"].nunique() == 2


def test_a_corrected_cell_keeps_what_was_read(corpus):
    (read, _) = gr.Corpus(corpus)
    old = read.figure("requests", "new", "total")
    assert old.value is not None
    new = old.value + 7
    place = f"{digest(corpus, 'a.html')},requests,new,total"
    correct(corpus, f"{place},{old.value},{new},Li,2025-04-01,smudged,http://a.gov.cn/1")
    reports = list(gr.Corpus(corpus))
    figures = gr.frames(reports).figures
    row = figures[figures["status"] == "corrected"]
    assert row[["table", "row", "column", "value"]].values.tolist() == [
        ["requests", "new", "total", float(new)]
    ]
    assert row["raw"].tolist() == [old.raw]
    assert row["place"].notna().all()
    frame = gr.frames(reports).reports.set_index("source")
    assert frame.loc["a.html", "n_corrected"] == 1
    panel = gr.panel(reports).set_index(["source", "variable"])
    assert panel.loc[("a.html", "requests_new"), ["value", "status"]].tolist() == [float(new), "corrected"]
    # rules judge the corrected number: the sums of the row no longer hold
    assert not gr.check(read)["passed"].eq(False).any()
    assert gr.check(reports[0])["passed"].eq(False).any()


def test_a_correction_of_the_year_moves_a_report(corpus):
    correct(corpus, f"{digest(corpus, 'b.html')},,,year,2024,2022,李,2025-04-01,印错,", encoding="gb18030")
    reports = list(gr.Corpus(corpus))
    assert gr.frames(reports).reports.set_index("source")["year"].to_dict() == {
        "a.html": 2023,
        "b.html": 2022,
    }
    assert sorted(gr.panel(reports)["year"].unique()) == [2022, 2023]


REFUSED = {
    "{a},requests,new,total,999999,5,Li,,why,": "requests.new.total: old '999999' was expected",
    "{a},requests,new,nobody,1,5,Li,,why,": "a.html has no cell requests.new.nobody",
    "{a},requests,new,total,{old},five,Li,,why,": "requests.new.total: new has to be a number, found 'five'",
    "{a},,,organ,乙局,丙局,Li,,why,": "organ: old '乙局' was expected, it is '重庆市荣昌区教育局'",
    "{a},,,year,2023,二〇二二,Li,,why,": "year: new: expected a year of four digits, found '二〇二二'",
    "0000,,,year,2023,2022,Li,,why,": "no file of the corpus has these bytes",
}


@pytest.mark.slow
def test_a_correction_that_does_not_fit_is_refused_and_said(corpus):
    (read, _) = gr.Corpus(corpus)
    old = read.figure("requests", "new", "total").value
    correct(corpus, *(line.format(a=digest(corpus, "a.html"), old=old) for line in REFUSED))
    found = [one for one in gr.Corpus(corpus).outcomes() if not isinstance(one, gr.Report)]
    assert [one.source for one in found] == [f"corrections.csv, line {line}" for line in range(2, 8)]
    for one, message in zip(found, REFUSED.values(), strict=True):
        assert one.message.startswith(message)
    with pytest.warns(UserWarning, match=r"^6 corrections of .* do not fit: corrections\.csv, line 2, "):
        list(gr.Corpus(corpus))
    built = gr.Corpus(corpus).build(corpus.parent / "out", workers=1)
    tables = gr.load(built.out)
    assert tables.failures["message"].tolist() == [one.message for one in found]
    assert set(tables.failures["error"]) == {"CorrectionRefused"}
    assert tables.reports["n_corrected"].sum() == 1  # the organ of the manifest
    assert not tables.figures["status"].eq("corrected").any()


def test_the_same_cell_is_corrected_once(corpus):
    (read, _) = gr.Corpus(corpus)
    old = read.figure("requests", "new", "total").value
    place = f"{digest(corpus, 'a.html')},requests,new,total"
    correct(corpus, f"{place},{old},1,Li,,why,", f"{place},1,2,Li,,why,")
    (failure,) = (one for one in gr.Corpus(corpus).outcomes() if not isinstance(one, gr.Report))
    assert failure.source == "corrections.csv, line 3"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("sha256,old,new\n", "there is no table"),
        (HEAD + "ab,,,year,1,2,,,why,\n", "line 2: expected something under who"),
        (
            HEAD + "ab,,,colour,1,2,Li,,why,\n",
            "line 2: expected table, row and column of a cell, or one of organ",
        ),
        (HEAD + "ab,,,year,1,2,Li,,why,,more\n", "line 2: more fields"),
    ],
)
def test_a_wrong_list_of_corrections_is_said(corpus, content, message):
    (corpus / "corrections.csv").write_text(content, encoding="utf-8")
    with pytest.raises(gr.ReadError, match=message):
        list(gr.Corpus(corpus))


def test_what_a_manifest_cannot_mean_is_said(corpus):
    (corpus / "manifest.csv").write_text("file,year,level\na.html,二〇二二,县\nb.html,,\n", encoding="utf-8")
    said = [one.message for one in gr.Corpus(corpus).outcomes() if not isinstance(one, gr.Report)]
    assert len(said) == 2
    assert said[0].startswith("expected one of central, province")
    assert said[1] == "expected a year of four digits, found '二〇二二'"


@pytest.mark.slow
def test_a_build_says_the_same_as_the_frames_and_counts(corpus, capsys):
    correct(corpus, f"{digest(corpus, 'b.html')},,,year,2024,2022,Li,,why,")
    out = corpus.parent / "out"
    assert cli.main(["build", str(corpus), "-o", str(out), "--workers", "1"]) == 0
    assert "更正 corrected: 2" in capsys.readouterr().out
    cli.main(["check", str(corpus), "--rule", "III-1"])
    assert "更正 corrected: 2" in capsys.readouterr().out
    made = gr.frames(gr.Corpus(corpus))
    for name in ("reports", "figures", "findings"):
        pd.testing.assert_frame_equal(gr.load(out)[name], made[name])
    for path in out.glob("*.parquet"):
        path.unlink()
    pd.testing.assert_frame_equal(gr.load(out).reports, made.reports)  # from .csv too
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    reports = next(one for one in package["resources"] if one["name"] == "reports")
    with (out / "reports.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert [one["name"] for one in reports["schema"]["fields"]] == header
    assert header[-2:] == ["wave", "manifest_title"]


# ---- the skeleton of a manifest


def test_a_skeleton_says_what_was_read_and_keeps_what_a_person_wrote(tmp_path, page, capsys):
    (tmp_path / "a.html").write_text(page("重庆市荣昌区教育局", 2023), encoding="utf-8")
    (tmp_path / "b.html").write_text("<html><p>no report</p></html>", encoding="utf-8")
    assert cli.main(["manifest", str(tmp_path)]) == 0
    manifest = gr.Corpus(tmp_path).manifest().fillna("").set_index("file")
    assert manifest.loc["a.html", ["organ", "region", "level", "year"]].tolist() == [
        "重庆市荣昌区教育局",
        "500153",
        "county",
        "2023",
    ]
    assert manifest.loc["a.html", "sha256"] == digest(tmp_path, "a.html")
    assert manifest.loc["b.html", "organ"] == ""
    assert (tmp_path / "manifest.csv").read_bytes().startswith(BOM_UTF8)  # so that Excel shows Chinese
    text = (tmp_path / "manifest.csv").read_text("utf-8-sig").replace("重庆市荣昌区教育局", "我写的局")
    lines = text.splitlines()
    written = "\n".join([f"{lines[0]},mine", f"{lines[1]},x", f"{lines[2]},"])
    (tmp_path / "manifest.csv").write_text(written, encoding="gb18030")  # as Excel in China saves it
    (tmp_path / "c.html").write_text(page("重庆市荣昌区财政局", 2024), encoding="utf-8")
    (tmp_path / "b.html").write_text(page("重庆市荣昌区水利局", 2024), encoding="utf-8")
    assert cli.main(["manifest", str(tmp_path)]) == 0
    manifest = gr.Corpus(tmp_path).manifest().fillna("").set_index("file")
    assert manifest.loc["a.html", ["organ", "mine"]].tolist() == ["我写的局", "x"]
    assert manifest.loc["c.html", "organ"] == "重庆市荣昌区财政局"
    assert manifest.loc["b.html", "organ"] == ""
    assert "b.html: 内容已变" in capsys.readouterr().err


def test_a_folder_is_as_it_was_read_where_its_skeleton_was_not_corrected(tmp_path, page):
    (tmp_path / "a.html").write_text(page("重庆市荣昌区教育局", 2023), encoding="utf-8")
    before = gr.frames(gr.Corpus(tmp_path)).reports
    gr.Corpus(tmp_path).write_manifest()
    after = gr.frames(gr.Corpus(tmp_path)).reports
    pd.testing.assert_frame_equal(before, after)
