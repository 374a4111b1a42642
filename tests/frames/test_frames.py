"""Frames: the contract's columns and dtypes, a blank that stays a blank, long and wide without loss."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import govreport as gr
from govreport.document import Where
from govreport.frames import SCHEMA, Failure
from govreport.report import Figure, Report, Status

ROOT = Path(__file__).parents[2]
MakeReport = Callable[..., Report]

# Keyed from the public contract; T text, I whole number, F number, B truth, D day.
CONTRACT = {
    "reports": "report_id T organ T region T level T body T scope T year I form T title T period_start D "
    "period_end D published D source T media_type T sha256 T n_figures I n_notes I "
    "address T retrieved T n_corrected I corrected T",
    "figures": "report_id T form T table T row T column T value F unit T status T raw T place T",
    "narrative": "report_id T section T heading T paragraph I text T start I end I",
    "facts": "report_id T concept T value F unit T qualifier T text T start I end I "
    "scope T base T sentence T",
    "themes": "report_id T code T phrase T count F share F sentence T start I end I rule T low_confidence B",
    "findings": "report_id T rule T severity T passed B expected T actual T where T "
    "message_zh T message_en T explained T suggestion_zh T suggestion_en T compared T",
    "failures": "source T sha256 T error T message T message_zh T",
}
FIRST = Path(__file__).parents[2] / "corpus/reports/2024-rongchang-office.txt"
DTYPES = {"T": "string", "I": "Int64", "F": "Float64", "B": "boolean", "D": "datetime64[ms]"}
NEW = ("requests", "new", "total")


def contract(name):
    words = CONTRACT[name].split()
    return {column: DTYPES[letter] for column, letter in zip(words[::2], words[1::2], strict=True)}


def dtypes(frame):
    return {str(column): str(dtype) for column, dtype in frame.dtypes.items()}


def cell(frame, key):
    table, row, column = key
    found = frame[(frame["table"] == table) & (frame["row"] == row) & (frame["column"] == column)]
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_and_dtypes_are_the_contract_with_and_without_reports(name, make_report):
    failure = Failure("x.pdf", None, "ReadError", "not supported")
    full = gr.frames([make_report("甲局"), gr.read(FIRST)], [failure])
    assert dtypes(getattr(gr.frames([]), name)) == contract(name)
    assert len(getattr(gr.frames([]), name)) == 0
    assert dtypes(getattr(full, name)) == contract(name)
    assert len(getattr(full, name)) > 0


def test_each_frame_has_a_schema():
    assert list(gr.frames([])) == list(SCHEMA) == list(CONTRACT)


def test_a_report_row_keyed_by_hand(make_report):
    row = gr.frames([make_report("甲局")]).reports.iloc[0]
    assert row["report_id"] == row["sha256"][:12]
    assert (row["organ"], row["year"], row["form"]) == ("甲局", 2024, "2021")
    assert (row["period_start"], row["period_end"]) == (pd.Timestamp(2024, 1, 1), pd.Timestamp(2024, 12, 31))
    assert row["published"] == pd.Timestamp(2025, 1, 20)
    assert (row["n_figures"], row["n_notes"]) == (200, 1)  # 10 + 25 * 7 + 15 cells
    assert row[["region", "level", "body", "scope"]].isna().all()


def test_what_the_page_does_not_say_is_na(make_report):
    report = make_report("甲局")
    bare = replace(report.masthead, organ=None, year=None, title=None, period=None, published=None)
    row = gr.frames([replace(report, masthead=bare, forms={}, figures=())]).reports.iloc[0]
    unsaid = ["organ", "year", "form", "title", "period_start", "period_end", "published"]
    assert row[unsaid].isna().all()


def test_the_first_and_last_day_that_python_has(make_report):
    report = make_report("甲局")
    masthead = replace(report.masthead, period=(date.min, date.max))
    row = gr.frames([replace(report, masthead=masthead)]).reports.iloc[0]
    assert (row["period_start"].date(), row["period_end"].date()) == (date.min, date.max)


@pytest.mark.parametrize("status", [Status.BLANK, Status.MARKED, Status.MISSING, Status.UNREADABLE])
def test_only_a_number_has_a_value(status, make_report):
    figure = Figure(*NEW, status, None, "件", "/", None)
    found = cell(gr.frames([make_report("甲局", changes={NEW: figure})]).figures, NEW)
    assert found["value"] is pd.NA
    assert (found["status"], found["raw"]) == (status.value, "/")
    assert found["place"] is pd.NA


def test_a_number_keeps_its_value_unit_raw_and_place(make_report):
    key = ("disclosure", "fees", "amount")
    where = Where(40, 50, line=3, column=2)
    figure = Figure(*key, Status.RECOVERED, Decimal("59237.2449"), "万元", "59237.2449", where)
    found = cell(gr.frames([make_report("甲局", changes={key: figure})]).figures, key)
    assert (found["value"], found["unit"], found["status"]) == (59237.2449, "万元", "recovered")
    assert found["place"] == "line 3, column 2, characters 40-50"
    assert found["form"] == "2021"


@given(st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False))
def test_any_number_of_15_digits_comes_back(value):
    # 9 digits before the point and 6 behind it: as many as a figure may have
    assert Decimal(str(float(value))) == value


def test_rows_are_sorted_by_report_and_then_in_the_order_of_the_form(make_report):
    reports = [make_report(name) for name in ("甲局", "乙局", "丙局")]
    ids = sorted(report.report_id for report in reports)
    for order in (reports, reports[::-1]):
        figures = gr.frames(order).figures
        assert list(figures["report_id"].unique()) == ids
        assert list(figures["row"][:6]) == ["rules", "rules", "rules", "normative", "normative", "normative"]
        assert list(figures["row"][10:24].unique()) == ["new", "carried_in"]
    pd.testing.assert_frame_equal(gr.frames(reports).findings, gr.frames(reports[::-1]).findings)


def test_the_same_file_twice_is_an_error_that_names_both(make_report):
    report = make_report("甲局")
    again = replace(report, source="copy.txt")
    with pytest.raises(gr.GovReportError, match=r"copy\.txt: the same file as 甲局\.txt .*each report once"):
        gr.frames([report, again])
    with pytest.raises(gr.GovReportError, match="the same file"):
        gr.check([report, report])


def test_paragraphs_are_numbered_in_their_section(make_report):
    narrative = gr.frames([make_report("甲局")]).narrative
    assert list(narrative["paragraph"]) == [1, 2]
    assert list(narrative["text"]) == ["第一段。", "第二段。"]
    assert list(zip(narrative["start"], narrative["end"], strict=True)) == [(0, 4), (5, 9)]


def test_failures_are_sorted_by_file():
    failures = [Failure("b.txt", None, "ReadError", "2"), Failure("a.txt", "f" * 64, "ReadError", "1")]
    assert list(gr.frames([], failures).failures["source"]) == ["a.txt", "b.txt"]


def test_a_broken_sum_is_a_finding_with_the_places_of_its_figures(make_report):
    figure = Figure(*NEW, Status.REPORTED, Decimal(7), "件", "7", Where(900, 901, line=99))
    report = make_report("甲局", changes={NEW: figure})
    findings = gr.check(report)
    failed = findings[findings["passed"].eq(False).fillna(False) & findings["where"].notna()]
    broken = failed[failed["rule"].isin(["III-2", "III-3"])]
    assert list(failed["rule"]) == ["III-2", "III-3", "L-1"]  # column and row of the cell, and the cell
    for places in broken["where"]:
        assert "line 99, characters 900-901" in places.split("; ")
        assert len(places.split("; ")) >= 4
    assert failed["where"].iloc[-1] == "line 99, characters 900-901"
    assert failed["suggestion_en"].notna().all()
    # the report of conftest has the tables of sections 二 to 四 and not their headings
    assert list(findings["explained"].dropna()) == ["heading_lost"]
    assert findings["compared"].isna().all()
    pd.testing.assert_frame_equal(findings, gr.frames([report]).findings)
    # L-1 is of the broken one; two bodies of one year have their texts compared (T-3)
    assert len(gr.check([report, make_report("乙局")])) == 2 * len(findings) - 1 + 2


def test_a_rule_without_a_number_is_not_judged(make_report):
    report = make_report("甲局", changes={NEW: Figure(*NEW, Status.BLANK, None, "件", "", Where(9, 9))})
    findings = gr.check(report).set_index("rule")["passed"]
    assert list(findings[["III-2", "III-3"]].isna()).count(True) == 2
    assert findings[["III-1", "III-2", "III-3"]].dropna().all()


def test_wide_has_a_row_per_report_and_the_cells_in_the_order_of_the_form(make_report):
    figure = Figure(*NEW, Status.BLANK, None, "件", "", Where(9, 9))
    one, two = make_report("甲局"), make_report("乙局", changes={NEW: figure})
    figures = gr.frames([one, two]).figures
    wide = gr.wide(figures, "requests")
    assert wide.shape == (2, 175)
    assert list(wide.columns[:2]) == ["new.natural_person", "new.company"]
    assert list(wide.columns[-8:-6]) == ["outcome_total.total", "carried_out.natural_person"]
    assert wide.loc[one.report_id, "new.total"] == 0
    assert wide.loc[two.report_id, "new.total"] is pd.NA
    assert set(map(str, wide.dtypes)) == {"Float64"}


def test_wide_puts_what_only_an_older_form_has_behind(make_report):
    old, new = make_report("甲局", form="2019"), make_report("乙局")
    wide = gr.wide(gr.frames([old, new]).figures, "requests")
    applicants = "natural_person company research nonprofit legal_service other_org total".split()
    assert list(wide.columns[-8:]) == ["carried_out.total", *(f"other.{a}" for a in applicants)]
    assert wide.loc[old.report_id, "other.total"] == 0
    assert wide.loc[old.report_id, "other.unpaid.total"] is pd.NA
    assert wide.loc[new.report_id, "other.total"] is pd.NA


def test_wide_never_mixes_the_variables_of_table_two(make_report):
    figures = gr.frames([make_report("甲局", form="2019"), make_report("乙局")]).figures
    with pytest.raises(gr.GovReportError, match="forms 2019, 2021: their columns are different variables"):
        gr.wide(figures, "disclosure")
    assert gr.wide(figures[figures["form"] == "2019"], "disclosure").shape == (1, 22)
    assert gr.wide(figures[figures["form"] == "2021"], "disclosure").shape == (1, 10)


def test_wide_keeps_a_report_without_that_table(make_report):
    one, two = make_report("甲局"), make_report("乙局")
    without = replace(two, figures=tuple(f for f in two.figures if f.table != "remedies"))
    wide = gr.wide(gr.frames([one, without]).figures, "remedies")
    assert wide.loc[two.report_id].isna().all()
    assert wide.loc[one.report_id].eq(0).all()


def test_wide_of_no_reports_and_of_no_such_table():
    assert gr.wide(gr.frames([]).figures, "requests").shape == (0, 0)
    with pytest.raises(
        gr.TemplateError, match=r"'request'; did you mean requests\? known: disclosure, requests, remedies"
    ):
        gr.wide(gr.frames([]).figures, "request")


@given(data=st.data(), form=st.sampled_from(["2019", "2021"]))
@settings(max_examples=40, deadline=None)
def test_long_to_wide_and_back_loses_nothing(data, form, make_report):
    table = data.draw(st.sampled_from(["disclosure", "requests", "remedies"]))
    figures = gr.frames([make_report("甲局", form=form), make_report("乙局", form=form)]).figures
    values = st.one_of(st.none(), st.integers(0, 10**15 - 1), st.decimals(0, 10**9, places=4))
    rows = figures[figures["table"] == table]
    part = data.draw(st.lists(st.sampled_from(list(rows.index)), min_size=1, unique=True))
    drawn = data.draw(st.lists(values, min_size=len(part), max_size=len(part)))
    long = figures.loc[part].assign(value=pd.array([v if v is None else float(v) for v in drawn], "Float64"))

    wide = gr.wide(long, table)

    names = long["row"] + "." + long["column"]
    expected = dict(zip(zip(long["report_id"], names, strict=True), long["value"], strict=True))
    found = {(id_, name): wide.loc[id_, name] for id_ in wide.index for name in wide.columns}
    assert set(expected) <= set(found)
    assert {key: found[key] for key in expected} == expected
    assert all(found[key] is pd.NA for key in set(found) - set(expected))


@pytest.mark.slow
def test_importing_every_module_leaves_the_public_names_callable():
    # A module of the name of a public function would take its place as soon as it is imported.
    code = """
import pkgutil, importlib, govreport as gr
for module in pkgutil.walk_packages(gr.__path__, "govreport."):
    importlib.import_module(module.name)
from types import ModuleType
names = [(room, name) for room in (gr, gr.text) for name, home in room._HOMES.items() if ":" in home]
print([name for room, name in names if isinstance(getattr(room, name), ModuleType)])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_version_is_the_one_to_cite():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {gr.__version__}\n" in citation


def test_the_first_report_states_what_a_reader_finds_in_its_prose():
    """Keyed from the page by hand."""
    report = gr.read(FIRST)
    facts = gr.facts(report)
    assert (
        facts["text"] == [report.text[s:e] for s, e in zip(facts["start"], facts["end"], strict=True)]
    ).all()
    stated = facts.set_index("concept")["value"].to_dict()
    keyed = {
        **{"requests_received": 60, "change_percent": 261, "requests_answered": 64, "carried_in": 4},
        **{"reconsideration_total": 10, "reconsideration_upheld": 2, "reconsideration_corrected": 2},
        **{"reconsideration_pending": 6, "litigation_total": 0, "fee_yuan": 0},
        **{"interpretations": 38, "interviews": 2, "trainings": 6, "trained_persons": 280},
    }
    assert stated == keyed
    assert facts.set_index("concept").loc["trained_persons", "qualifier"] == "over"


def test_the_first_report_names_three_themes():
    report = gr.read(FIRST)
    themes = gr.themes(report)
    found = list(zip(themes["code"], themes["phrase"], strict=True))
    assert found == [("L1", "土地出让"), ("L2", "用地规划"), ("H2", "房屋征收拆迁")]
    for row in themes.itertuples():
        assert report.text[row.start : row.end] == row.phrase
        assert row.phrase in row.sentence


def test_a_text_of_one_s_own_has_facts_and_themes():
    text = "2023年收到政府信息公开申请9件，其中土地征收类6件。"
    facts, themes = gr.facts(text), gr.themes(text)
    assert facts["report_id"].isna().all()
    assert facts[["concept", "value", "text"]].to_numpy().tolist() == [["requests_received", 9.0, "9"]]
    assert themes[["code", "phrase", "count"]].to_numpy().tolist() == [["H1", "土地征收", 6.0]]


def test_a_text_that_does_not_say_what_requests_were_about_says_so():
    themes = gr.themes("公开内容主要涉及土地征收。")
    assert themes["code"].tolist() == ["X9"]
    assert themes[["phrase", "start", "sentence"]].isna().all(axis=None)
    assert gr.facts("全年接听热线47件。").empty


@pytest.mark.parametrize("call", [gr.frames, gr.check])
@pytest.mark.parametrize("wrong", ["reports", [1]])
def test_what_is_no_report_is_told(call, wrong):
    said = r"reports: no such file or folder|reports were expected, .*; found int 1"
    with pytest.raises(gr.GovReportError, match=said):
        call(wrong)


def test_wide_wants_the_frame_of_figures(make_report):
    frames = gr.frames([make_report("甲局")])
    with pytest.raises(gr.GovReportError, match=r"; expected gr\.frames\(reports\)\.figures"):
        gr.wide(frames.reports, "requests")
