"""Keyed figures: each is a cell of an official form, knows its line, and is judged like a parsed one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import govreport as gr
from govreport.panel.hand_keyed import COLUMNS, MEDIA_TYPE, keyed
from govreport.report import Status

CORPUS = Path(__file__).parents[2] / "corpus"
HEAD = ",".join(COLUMNS)
A = "甲,synthetic某县人民政府,2023,2021,remedies,reconsideration"


def written(folder, *lines):
    path = folder / "figures.csv"
    path.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return path


def test_a_report_holds_what_was_keyed_and_misses_the_rest(tmp_path):
    path = written(
        tmp_path, f"{A},upheld,reported,3,where", f"{A},pending,blank,,where", f"{A},total,reported,4,where"
    )
    (report,) = keyed(path)
    assert (report.organ, report.year, report.media_type) == ("synthetic某县人民政府", 2023, MEDIA_TYPE)
    assert (report.source, report.text, report.sections) == ("where", "", ())
    figures = {figure.key[1:]: figure for figure in report.figures}
    assert len(figures) == 15
    assert figures["reconsideration", "upheld"].value == Decimal(3)
    assert figures["reconsideration", "pending"].status is Status.BLANK
    assert figures["litigation_direct", "total"].status is Status.MISSING
    where = figures["reconsideration", "total"].where
    assert where is not None
    assert (where.line, path.read_text(encoding="utf-8")[where.start : where.end]) == (
        4,
        f"{A},total,reported,4,where",
    )


def test_what_is_not_keyed_of_a_statistics_table_is_absent(tmp_path):
    row = "乙,synthetic某县人民政府,2012,2008,survey,reconsideration,year,reported,2,where"
    (report,) = keyed(written(tmp_path, row))
    assert [figure.key for figure in report.figures] == [("survey", "reconsideration", "year")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"{A},upheld,reported,,x", "line 2: a value was expected if, and only if, it is reported"),
        (f"{A},upheld,blank,3,x", "line 2: a value was expected if, and only if, it is reported"),
        (f"{A},upheld,reported,three,x", "line 2: value: a number was expected, found 'three'"),
        (f"{A},upheld,certain,3,x", "line 2: a cell of an official form was expected: 'certain'"),
        (f"{A},won,reported,3,x", r"line 2: form 2021 has no cell remedies\.reconsideration\.won"),
        (
            A.replace("2021", "1999") + ",upheld,reported,3,x",
            "line 2: a cell of an official form was expected",
        ),
        (A.replace("2023", "") + ",upheld,reported,3,x", "line 2: an organ and a year were expected"),
    ],
)
def test_a_row_that_is_no_cell_of_a_form_is_named(tmp_path, line, message):
    with pytest.raises(gr.ReadError, match=message):
        keyed(written(tmp_path, line))


def test_doubled_cells_and_scattered_reports_are_refused(tmp_path):
    one, other = f"{A},upheld,reported,3,x", A.replace("甲", "乙") + ",upheld,reported,3,x"
    with pytest.raises(gr.ReadError, match="report '甲': a cell is there twice"):
        keyed(written(tmp_path, one, one))
    with pytest.raises(gr.ReadError, match="rows of report '甲' were expected to stand together"):
        keyed(written(tmp_path, one, other, f"{A},total,reported,3,x"))
    with pytest.raises(gr.ReadError, match="a CSV file in UTF-8 was expected"):
        keyed(tmp_path / "absent.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(gr.ReadError, match="columns report, organ, year, form"):
        keyed(tmp_path / "other.csv")


def test_the_keyed_figures_of_the_corpus_agree_with_the_parsed_report():
    """The one report that is there in both ways: 200 cells keyed by a reader, 200 read by the parser."""
    reports = {report.source: report for report in keyed(CORPUS / "figures/figures.csv")}
    assert len(reports) >= 15
    by_hand = reports["corpus/reports/2024-rongchang-office.txt"]
    parsed = gr.read(CORPUS / "reports/2024-rongchang-office.txt")
    assert (by_hand.organ, by_hand.year, by_hand.forms) == (parsed.organ, parsed.year, parsed.forms)
    assert {f.key: f.value for f in by_hand.figures} == {f.key: f.value for f in parsed.figures}
    assert len(by_hand.figures) == 200


def test_what_only_the_text_tells_is_not_judged_of_keyed_figures():
    findings = gr.check(keyed(CORPUS / "figures/figures.csv"))
    sections = findings[findings["rule"].isin(["F-02", "F-10"])]
    assert len(sections) > 20
    assert sections["passed"].isna().all()
    on_prose = findings[findings["rule"].str.match(r"[NPT]-")]
    assert on_prose["passed"].eq(False).fillna(False).sum() == 0
    assert "T-3" not in set(on_prose["rule"])
