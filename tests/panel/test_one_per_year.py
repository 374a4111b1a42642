"""One report per body and year: where two files differ nobody knows which number holds, so there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

import govreport as gr
from govreport import studies
from govreport.report import Status

REPORT = "corpus/reports/2024-rongchang-office.txt"
NEW = ("requests", "new", "total")
OF_BODIES = ("report_id", "organ", "region", "year", "scope")


@pytest.fixture(scope="module")
def first():
    return gr.read(REPORT)


def another(report, sha256, changes=()):
    """The same report in another file, with other numbers (None: a blank) in some cells."""
    changed = dict(changes)

    def cell(figure):
        if figure.key not in changed:
            return figure
        number = changed[figure.key]
        if number is None:
            return replace(figure, status=Status.BLANK, value=None, raw="")
        return replace(figure, value=Decimal(number), raw=str(number))

    return replace(
        report, source=f"{sha256}.pdf", sha256=sha256 * 64, figures=tuple(map(cell, report.figures))
    )


def variable(reports, name="requests_new"):
    rows = gr.panel(reports)
    return rows[rows["variable"].eq(name)].set_index(["organ", "year"])[["value", "status", "report_id"]]


def test_two_files_that_agree_are_one_row_and_the_other_is_listed(first):
    both = [first, another(first, "0")]
    assert len(gr.panel(both)) == len(gr.panel(first))
    assert variable(both)["value"].tolist() == [60]
    chosen = gr.one_per_year(both)
    assert (len(chosen.reports), len(chosen.left_out), len(chosen.differing)) == (1, 1, 0)
    assert chosen.left_out["differ"].tolist() == [0]


@pytest.mark.parametrize("sha256", ["0", "f"])
def test_a_number_that_two_files_print_differently_is_none_whatever_their_hashes(first, sha256):
    corrected = another(first, sha256, {NEW: 61})
    for both in ([first, corrected], [corrected, first]):
        (row,) = variable(both).itertuples()
        assert pd.isna(row.value)
        assert row.status == "requests.new.total two_reports_differ"
        chosen = gr.one_per_year(both)
        (cell,) = chosen.differing.to_dict("records")
        assert (cell["table"], cell["row"], cell["column"]) == NEW
        assert {cell["value_kept"], cell["value"]} == {60, 61}
        (left,) = chosen.left_out.to_dict("records")
        assert {left["report_id"], left["kept"]} == {first.report_id, corrected.report_id}
        assert left["differ"] == 1
        assert left["en"].endswith("1 numbers differ")
        measured = gr.measure(chosen.frames, "natural_share")
        assert measured["value"].isna().all()
        assert measured["message_en"].str.contains("two_reports_differ").all()


@pytest.mark.parametrize("sha256", ["0", "f"])
def test_the_file_with_more_certain_cells_stays_and_a_blank_contradicts_nothing(first, sha256):
    scan = another(first, sha256, {NEW: None})
    for both in ([first, scan], [scan, first]):
        chosen = gr.one_per_year(both)
        assert [report.report_id for report in chosen.reports] == [first.report_id]
        assert chosen.left_out[["certain", "certain_kept", "differ"]].values.tolist() == [[199, 200, 0]]
        assert variable(both)["value"].tolist() == [60]


def test_other_years_other_bodies_and_reports_without_a_year_stay(first):
    year = replace(first, sha256="a" * 64, masthead=replace(first.masthead, year=2023))
    other = replace(first, sha256="b" * 64, masthead=replace(first.masthead, organ="重庆市荣昌区民政局"))
    open_ = [replace(first, sha256=c * 64, masthead=replace(first.masthead, year=None)) for c in "cd"]
    chosen = gr.one_per_year([first, year, other, *open_])
    assert len(chosen.reports) == 5
    assert chosen.left_out.empty


def test_frames_are_chosen_from_as_reports_are(first):
    corrected = another(first, "0", {NEW: 61})
    chosen = gr.one_per_year(gr.frames([first, corrected], rules=[]))
    assert len(chosen.frames.reports) == 1
    (kept,) = chosen.frames.reports["report_id"]
    assert set(chosen.frames.narrative["report_id"]) == {kept}
    open_ = chosen.frames.figures[chosen.frames.figures["status"].eq(Status.TWO_REPORTS_DIFFER.value)]
    assert open_[["table", "row", "column"]].values.tolist() == [list(NEW)]
    assert open_["value"].isna().all()
    assert len(chosen.frames.figures) == 200
    pd.testing.assert_frame_equal(chosen.left_out, gr.one_per_year([first, corrected]).left_out)


def test_a_study_gathers_one_report_of_two_files(tmp_path, first):
    for name, changed in (("a.txt", first.text), ("b.txt", first.text + "\n")):
        (tmp_path / name).write_text(changed, encoding="utf-8")
    material = studies.gather(gr.Corpus(tmp_path))
    assert len(material.reports) == 1
    assert len(material.left_out) == 1


@pytest.mark.slow
def test_the_two_doubled_reports_of_the_census_leave_one_each():
    reports = gr.load("corpus/census").reports
    doubled = reports[reports["weight"].lt(1)]
    assert len(doubled) == 4
    assert doubled.groupby(["organ", "year"]).ngroups == 2


@pytest.mark.parametrize("sha256", ["0", "f"])
def test_raw_frames_are_measured_judged_and_compared_once_for_a_body_and_year(first, sha256):
    """A web page and a PDF of one report, which print 60 and 61 new requests: one row, and no number."""
    both = [first, another(first, sha256, {NEW: 61})]
    raw, one = gr.frames(both), gr.frames(first)
    assert len(raw.reports) == 2
    for found in (gr.measure(raw), gr.measure(both), gr.measure(raw.figures, reports=raw.reports)):
        assert len(found) == len(gr.measure(first))
        share = found.set_index("indicator").loc["natural_share"]
        assert pd.isna(share["value"])
        assert "two_reports_differ" in share["message_en"]
    pairs = pd.DataFrame(
        {"report_id_a": raw.reports["report_id"][:1], "report_id_b": raw.reports["report_id"][1]}
    )
    parts = gr.quality.parts(
        raw.reports, raw.figures, raw.findings, raw.narrative, similarity=pairs.assign(jaccard_cleaned=1.0)
    ).set_index("part")
    assert len(parts) == len(gr.quality.parts(one.reports, one.figures, one.findings, one.narrative))
    assert parts["report_id"].nunique() == 1
    assert parts.loc["Q7", "n_judged"] == 0, "the other file of a report is no copy of it"
    for by in ("section", "report"):
        assert gr.text.similarity(raw.narrative, raw.reports, figures=raw.figures, by=by).empty


def test_files_that_agree_are_measured_once_and_the_number_stays(first):
    raw = gr.frames([first, another(first, "0")])
    found = gr.measure(raw.figures, reports=raw.reports).set_index("indicator")
    assert found.loc["natural_share", ["numerator", "value"]].tolist() == [60, 1]
    assert found.index.is_unique


def test_files_of_which_no_frame_says_whose_they_are_are_measured_each(first):
    """Figures alone name no body; nothing is left out on a guess."""
    raw = gr.frames([first, another(first, "0")])
    assert len(gr.measure(raw.figures, "natural_share")) == 2
    assert len(gr.measure(raw.figures, "natural_share", reports=raw.reports[[*OF_BODIES]])) == 2
    assert len(gr.text.similarity(raw.narrative, by="report")) == 1


def test_the_same_bytes_are_one_report_whosever_a_manifest_says_they_are(first):
    """A copy whose row in the manifest was not corrected with the other's bears another name."""
    copy = replace(first, source="copy.txt", masthead=replace(first.masthead, organ="重庆市大足区司法局"))
    chosen = gr.one_per_year([first, copy])
    assert [report.source for report in chosen.reports] == [first.source]
    assert chosen.left_out[["source", "kept_source", "differ"]].values.tolist() == [
        ["copy.txt", first.source, 0]
    ]
    assert chosen.left_out["zh"].tolist() == ["同一文件另有一份"]
    assert len(gr.measure([first, copy], "natural_share")) == 1
    assert len(gr.panel([first, copy])) == len(gr.panel(first))
