"""What the notebooks share: each report once, blanks apart from zeros, shares with what they rest on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot

import govreport as gr
from govreport import studies
from govreport.errors import GovReportError
from govreport.panel.hand_keyed import MEDIA_TYPE
from govreport.regions import resolve
from govreport.report import Figure, Report, Status

CORPUS = Path(__file__).parents[2] / "corpus"
ZONE = "350128/zone/zone_committee/平潭综合实验区"
COLUMNS = "report,organ,year,form,table,row,column,status,value,address"

MakeReport = Callable[..., Report]
Key = tuple[str, str, str]


def told(make_report, organ, year, cells=None):
    """A report of form 2021, every cell 0 but these: a number, or the state of a cell without one."""
    changes = {
        key: Figure(*key, value, None)
        if isinstance(value, Status)
        else Figure(*key, Status.REPORTED, Decimal(value))
        for key, value in (cells or {}).items()
    }
    report = make_report(f"{organ}{year}", changes=changes)
    place = resolve(organ, year)
    masthead = replace(report.masthead, organ=organ, year=year)
    return replace(report, masthead=masthead, region=place.code, level=place.level, body=place.body)


def new(value):
    return {("requests", "new", "total"): value}


# What a corpus holds


def folder(tmp_path, page, *keyed):
    (tmp_path / "a.html").write_text(page("宿迁市人民政府", 2024), encoding="utf-8")
    (tmp_path / "b.html").write_text(page("宿迁市人民政府", 2023), encoding="utf-8")
    (tmp_path / "manifest.csv").write_text("file\na.html\nb.html\ncopy.html\nnote.txt\n", encoding="utf-8")
    (tmp_path / "copy.html").write_bytes((tmp_path / "a.html").read_bytes())
    (tmp_path / "note.txt").write_text("通知。", encoding="utf-8")
    if keyed:
        (tmp_path / "figures").mkdir()
        (tmp_path / "figures" / "figures.csv").write_text("\n".join([COLUMNS, *keyed, ""]), encoding="utf-8")
    return tmp_path


def row(name, organ, year, value="5", status="reported"):
    return f"{name},{organ},{year},2021,requests,new,total,{status},{value},address of {name}"


def test_a_report_counts_once_and_what_is_left_out_is_told(tmp_path, page):
    keyed = (row("k1", "宿迁市人民政府", 2024), row("k2", "宿迁市人民政府", 2022))
    material = studies.gather(gr.Corpus(folder(tmp_path, page, *keyed)))
    assert [report.source for report in material.reports] == ["a.html", "b.html", "address of k2"]
    assert [report.year for report in material.reports] == [2024, 2023, 2022]
    assert [(one.source, one.error) for one in material.failures] == [("note.txt", "NotAReportError")]
    assert material.left_out["source"].tolist() == ["copy.html", "address of k1"]
    assert material.left_out["en"].tolist() == [
        "the same file is there under another name",
        "the report of that body and year was parsed",
    ]


def test_only_parsed_reports_have_prose(tmp_path, page):
    material = studies.gather(gr.Corpus(folder(tmp_path, page, row("k2", "宿迁市人民政府", 2022))))
    assert [report.source for report in material.with_prose] == ["a.html", "b.html"]
    assert len(gr.frames(material.reports, material.failures).reports) == 3


def test_the_fingerprint_does_not_depend_on_the_order(make_report):
    one, other = (told(make_report, "宿迁市人民政府", year) for year in (2023, 2024))
    none = pd.DataFrame()
    assert studies.Material((one, other), (), none).sha256 == studies.Material((other, one), (), none).sha256
    assert studies.Material((one, other), (), none).sha256 != studies.Material((one,), (), none).sha256


@pytest.mark.parametrize(("organ", "warned"), [("宿迁市人民政府", False), ("拟作市(synthetic)财政局", True)])
def test_material_that_is_made_up_says_so(make_report, organ, warned):
    material = studies.Material((told(make_report, organ, 2024),), (), pd.DataFrame())
    assert ("合成数据 synthetic data" in material.warning) is warned
    assert material.organs == (organ,)


def test_a_folder_without_a_report_gives_empty_frames(tmp_path):
    (tmp_path / "note.txt").write_text("通知。", encoding="utf-8")
    material = studies.gather(gr.Corpus(tmp_path))
    known = studies.inventory(material.reports)
    frames = gr.frames(material.reports, material.failures)
    panel = gr.panel(material.reports)
    rates = studies.rates(gr.measure(frames.figures), known)
    said = studies.mentions(gr.themes(material.with_prose), known)
    assert (material.reports, len(material.failures), material.warning) == ((), 1, "")
    assert studies.longest(known) is None
    for frame in (
        *(known, studies.tally(known, "year", "forms"), studies.cells(frames.figures), rates, said),
        *(studies.pooled(rates, ["level"]), studies.largest(rates), studies.history(panel, known)),
        *(studies.leaps(panel, frames.figures), studies.stock(frames.figures, known)),
        studies.oddities(frames.findings, known),
        *(studies.stating(said), studies.theme_shares(said), studies.cooccurrence(said)),
        *(studies.combinations(said), studies.numbered(said)),
    ):
        assert frame.empty


def test_the_inventory_counts_cells_and_keeps_blanks_apart(make_report):
    blank = {
        ("requests", "granted", "total"): Status.BLANK,
        ("remedies", "litigation_after", "total"): Status.MISSING,
    }
    reports = [
        told(make_report, "宿迁市人民政府", 2024, {**new(60), **blank}),
        told(make_report, "宿迁市人民政府", 2023, new(Status.BLANK)),
    ]
    known = studies.inventory(reports)
    assert known["year"].tolist() == [2023, 2024]
    assert known["cells"].tolist() == [10 + 25 * 7 + 15] * 2
    assert known["without_number"].tolist() == [1, 2]
    assert known["requests"].astype("object").tolist() == [pd.NA, 60]
    assert known["forms"].tolist() == ["2021", "2021"]


def test_a_report_may_mix_forms(make_report):
    report = told(make_report, "宿迁市人民政府", 2023)
    mixed = replace(report, forms={"disclosure": "2021", "requests": "2019", "remedies": "2021"})
    assert studies.inventory([mixed])["forms"].tolist() == ["2019+2021"]


def test_tally_counts_what_is_not_known_and_orders_levels_from_the_top():
    frame = pd.DataFrame(
        {
            "year": pd.Series([2023, 2024, 2024, None], dtype="Int64"),
            "level": pd.Series(["county", "city", None, "county"], dtype="string"),
        }
    )
    table = studies.tally(frame, "year", "level")
    assert table.columns.tolist() == ["市级 city", "县级 county", "未知 not known"]
    assert table.loc["2024"].tolist() == [1, 0, 1]
    assert table.loc["未知 not known"].tolist() == [0, 1, 0]
    assert int(table.to_numpy().sum()) == 4


def test_cells_tells_a_blank_from_a_zero(make_report):
    cells = {
        ("remedies", "reconsideration", "total"): 3,
        ("remedies", "reconsideration", "pending"): 3,
        ("remedies", "litigation_direct", "total"): Status.BLANK,
        ("remedies", "litigation_after", "total"): Status.MARKED,
    }
    table = studies.cells(gr.frames([told(make_report, "宿迁市人民政府", 2024, cells)]).figures)
    assert table.index.tolist() == [("disclosure", "2021"), ("requests", "2021"), ("remedies", "2021")]
    remedies = table.loc["remedies", "2021"]
    assert remedies.to_dict() == {
        **{"reports": 1, "zero": 11, "reported": 2, "recovered": 0, "blank": 1, "marked": 1},
        **{"missing": 0, "unreadable": 0, "two_reports_differ": 0, "corrected": 0},
        **{"without_number": 2, "cells": 15},
    }
    assert list(studies.STATES) == table.columns[1:10].tolist()


# Themes


def said(*rows, **more):
    """Mentions of report, phrase, code and count."""
    frame = pd.DataFrame(list(rows), columns=["report", "phrase", "code", "count"])
    columns = {"organ": "甲局", "level": "county", "body": "office", "year": 2024}
    columns |= {"requests": 5, "share": None, "address": "a"} | more
    return frame.assign(**columns)


SAID = said(
    ("a", "征地拆迁", "H1", None),
    ("a", "征地拆迁", "H2", None),
    ("a", "土地出让", "L1", 3),
    ("b", "征地", "H1", None),
    ("b", "集体土地征收", "H1", 2),
    ("c", "环境", "E2", None),
    ("d", None, "X9", None),
    level=["county"] * 5 + ["city", None],
)


def test_who_does_not_say_is_not_counted_as_saying():
    frame = studies.stating(SAID)
    assert frame.loc[0, ["label", "n", "stating"]].tolist() == ["all", 4, 3]
    assert frame.loc[0, ["value", "low", "high"]].isna().all()  # of four reports nothing is estimated


def test_reports_of_one_body_are_not_independent():
    rows = [
        (f"{body}{i}", "征地", "H1" if body in "ab" else "X9", None) for body in "abcdef" for i in range(4)
    ]
    alone = said(*rows)
    together = alone.assign(body_id=alone["report"].str[0])
    one, many = studies.stating(together).loc[0], studies.stating(alone).loc[0]
    assert one[["n", "stating"]].tolist() == many[["n", "stating"]].tolist() == [24, 8]
    assert one["value"] == many["value"] == pytest.approx(1 / 3)
    # Six bodies of 0 or 1, by hand: variance 1/3 * 2/3 / 5, symmetric on the logit scale, t of 5 df
    reach = 2.570582 * math.sqrt(2 / 9 / 5) / (2 / 9)
    assert one["low"] == pytest.approx(1 / (1 + 2 * math.exp(reach)), rel=1e-6)
    assert many["low"] > one["low"]
    assert many["high"] < one["high"]


def test_weights_move_a_share_and_not_the_counts():
    rows = [(f"r{i}", "征地" if i < 5 else None, "H1" if i < 5 else "X9", None) for i in range(10)]
    frame = said(*rows).assign(weight=[3.0] * 5 + [1.0] * 5, stratum=["a", "b"] * 5)
    found = studies.stating(frame).loc[0]
    assert found[["n", "stating", "value"]].tolist() == [10, 5, 0.75]


def test_stating_by_level_names_what_is_not_known():
    frame = studies.stating(SAID, "level").set_index("label")
    assert frame["n"].to_dict() == {"?": 1, "city": 1, "county": 2}
    assert frame["stating"].to_dict() == {"?": 0, "city": 1, "county": 2}


def test_a_report_without_requests_has_nothing_to_state():
    frame = said(("a", None, "X9", None), ("b", None, "X9", None), ("c", "征地", "H1", None))
    frame["requests"] = pd.Series([0, None, 4], dtype="Int64")
    assert studies.stating(frame)[["n", "stating"]].iloc[0].tolist() == [2, 1]  # b is not known to have none


def test_theme_shares_are_of_the_reports_that_state_themes():
    frame = studies.theme_shares(SAID)
    assert frame[["theme", "n", "reports"]].to_numpy().tolist() == [
        ["H1", 3, 2],
        ["E2", 3, 1],
        ["H2", 3, 1],
        ["L1", 3, 1],
    ]
    assert frame["value"].isna().all()  # of three reports nothing is estimated
    assert frame.loc[0, ["label_zh", "label_en"]].tolist() == [
        "集体土地征收（征地）",
        "Expropriation of collective land",
    ]
    groups = studies.theme_shares(SAID, "group").set_index("theme")
    assert groups["reports"].to_dict() == {"H": 2, "E": 1, "L": 1}


def test_theme_shares_by_a_column_count_within_it():
    frame = studies.theme_shares(SAID, "group", by="level")
    rows = frame[["level", "theme", "n", "reports"]].to_numpy().tolist()
    assert rows == [["city", "E", 1, 1], ["county", "H", 2, 2], ["county", "L", 2, 1]]


def test_themes_that_stand_together():
    table = studies.cooccurrence(SAID)
    assert table.index.tolist() == table.columns.tolist() == ["L1", "H1", "H2", "E2"]
    assert table.to_numpy().tolist() == [[1, 1, 1, 0], [1, 2, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1]]
    assert studies.cooccurrence(SAID, least=2).to_numpy().tolist() == [[2]]
    assert studies.cooccurrence(SAID, "group").loc["L", "H"] == 1


def test_combinations_are_exact_sets():
    frame = studies.combinations(SAID)
    assert frame[["themes", "reports", "n"]].to_numpy().tolist() == [["E", 1, 3], ["H", 1, 3], ["H+L", 1, 3]]
    assert frame.loc[2, ["label_zh", "label_en"]].tolist() == [
        "征收拆迁补偿+土地与规划",
        "Expropriation, demolition, compensation+Land and planning",
    ]


def test_numbered_counts_phrases_with_a_count_or_share():
    frame = studies.numbered(SAID).set_index("theme")
    assert frame["n"].to_dict() == {"E": 1, "H": 3, "L": 1}  # 征地拆迁 is one phrase of H
    assert frame["numbered"].to_dict() == {"E": 0, "H": 1, "L": 1}
    shared = SAID.assign(share=[0.9, 0.9, None, None, None, None, None])
    assert studies.numbered(shared, "code").set_index("theme")["numbered"].to_dict() == {
        **{"E2": 0, "H1": 2, "H2": 1, "L1": 1},
    }


_CODES = st.sampled_from(["L1", "L2", "H1", "H2", "C3", "X9"])


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.just("p"), _CODES, st.none()), max_size=25))
def test_together_and_shares_agree(rows):
    frame = said(*rows)
    table, shares = studies.cooccurrence(frame), studies.theme_shares(frame)
    assert (table.to_numpy() == table.to_numpy().T).all()
    assert {name: int(table.loc[name, name]) for name in table} == {
        theme: int(n) for theme, n in zip(shares["theme"], shares["reports"], strict=True)
    }
    sets = studies.combinations(frame, "code")
    assert int(sets["reports"].sum()) == len({report for report, _, code, _ in rows if code != "X9"})


def test_mentions_of_parsed_reports_carry_who_says_it(make_report):
    report = told(make_report, "宿迁市人民政府", 2024, new(7))
    themes = gr.themes(report)  # its prose says nothing of requests
    frame = studies.mentions(themes, studies.inventory([report]))
    columns = ["report", "organ", "level", "year", "requests", "code", "address"]
    assert frame[columns].iloc[0].tolist() == [
        *(report.report_id, "宿迁市人民政府", "city", 2024, 7, "X9", "宿迁市人民政府2024.txt"),
    ]
    assert pd.isna(frame.loc[0, "phrase"])


def test_mentions_of_the_drawn_sample_carry_its_design():
    sample = gr.load(CORPUS / "sample")
    frame = studies.mentions(sample.themes, sample.reports[sample.reports["in_frame"].fillna(False)])
    assert {"body_id", "stratum", "weight"} <= set(frame)
    found = studies.stating(frame).loc[0]
    # Of the 322 one ends before what was asked for, and two that state it have no address: no phrase is here.
    assert found[["n", "stating"]].tolist() == [319, 17]
    assert found["value"] == pytest.approx(17 / 319)
    assert found["low"] < found["value"] < found["high"]
    themes = studies.theme_shares(frame, "group").set_index("theme")
    assert set(themes["n"]) == {17}


def test_keyed_mentions_have_a_row_for_each_code():
    frame = studies.keyed_mentions(gr.Corpus(CORPUS).stated("themes"))
    first = frame[frame["report"] == "ff0970809ef6"]
    assert first[["phrase", "code"]].to_numpy().tolist() == [
        ["土地征用与补偿", "H1"],
        ["土地征用与补偿", "H3"],
        ["拆迁许可和补偿安置", "H2"],
        ["拆迁许可和补偿安置", "H3"],
        ["城市规划和建设", "L2"],
        ["建设项目立项审批", "F5"],
    ]
    assert set(first["requests"]) == {429}
    assert first["address"].str.startswith("http://news.fznews.com.cn/").all()


# Rates of cases


def measured(*rows, share=True):
    """Rows of report, numerator, denominator and status, as `gr.measure` gives them."""
    frame = pd.DataFrame(list(rows), columns=["report_id", "numerator", "denominator", "status"])
    numbers = frame[["numerator", "denominator"]].astype("Float64")
    value = (numbers["numerator"] / numbers["denominator"]).where(frame["status"].eq("measured"))
    low = value * 0.5 if share else value.where(value.isna())
    frame = frame.assign(indicator="k", form="2021", n=numbers["denominator"], value=value, low=low, high=low)
    return frame.astype({"numerator": "Float64", "denominator": "Float64"})


def test_pooled_sums_cases_and_tells_what_is_left_out():
    values = measured(
        ("a", 1, 4, "measured"),
        ("b", 10, 40, "measured"),
        ("c", None, None, "not_judged"),
        ("d", 0, 0, "denominator_zero"),
    ).assign(level=["city", "city", "city", None])
    frame = studies.pooled(values, ["level"]).set_index("level")
    assert frame.loc["city", ["reports", "left_out", "part", "n", "value"]].tolist() == [2, 1, 11, 44, 0.25]
    assert not frame.loc["city", "small_n"]
    assert (
        frame.loc["city", ["low", "high", "bodies"]].isna().all()
    )  # two reports show no variation of bodies
    nothing = frame.loc["未知 not known"]
    assert nothing[["reports", "left_out", "n"]].tolist() == [1, 0, 0]
    assert nothing[["value", "low"]].isna().all()
    assert nothing["small_n"]


def test_a_ratio_has_no_interval_even_when_pooled():
    frame = studies.pooled(measured(("a", 9, 4, "measured"), share=False).assign(year=2024), ["year"])
    assert frame.loc[0, "value"] == 2.25
    assert pd.isna(frame.loc[0, "low"])


def test_the_interval_of_a_pooled_rate_is_between_bodies():
    rows = [
        (f"{body}{i}", part, 10, "measured")
        for body, part in zip("abcd", (1, 2, 8, 9), strict=True)
        for i in range(5)
    ]
    values = measured(*rows)
    own, by_body = (
        studies.pooled(values, []),
        studies.pooled(values.assign(body_id=values["report_id"].str[0]), []),
    )
    assert by_body.loc[0, ["bodies", "part", "n", "value"]].tolist() == [4, 100, 200, 0.5]
    # Four bodies of equal weight, shares 0.1, 0.2, 0.8, 0.9: variance of their mean by hand, t of 3 degrees
    error = ((0.16 + 0.09) * 2 / 3 / 4) ** 0.5
    reach = 3.182446 * error / 0.25
    assert by_body.loc[0, "high"] == pytest.approx(1 / (1 + math.exp(-reach)), rel=1e-6)
    assert own.loc[0, "high"] < by_body.loc[0, "high"]


def test_places_are_judged_once_and_zeros_prove_nothing():
    rows = [
        ("r", "B-4", False, "≤ 0", "7", "line 1; line 0", None),
        ("r", "B-5", False, "7", "0", "line 1", None),  # the same cell: the same fault
        ("r", "B-5", True, "0 = 0 + 0", "0", "line 2", None),
        ("r", "B-4", True, "≤ 10", "8", "line 3", None),
        ("r", "B-4", None, "", "8", "line 4", None),
        ("r", "B-4", False, "≤ 0", "7", "line 5", "renamed"),
        ("r", "III-1", False, "5", "6", "line 6", None),
    ]
    columns = ["report_id", "rule", "passed", "expected", "actual", "where", "explained"]
    frame = pd.DataFrame(rows, columns=columns).astype({"passed": "boolean", "explained": "string"})
    found = studies.judged_places(frame, ["B-4", "B-5"])
    assert found.values.tolist() == [["r", "line 1", "B-4 B-5", True], ["r", "line 3", "B-4", False]]


def test_pooled_names_a_column_that_is_not_there():
    with pytest.raises(GovReportError, match="values: no column 'body'; columns found: report_id"):
        studies.pooled(measured(("a", 1, 4, "measured")), ["body"])


def test_largest_keeps_the_order_and_drops_what_rests_on_little():
    values = measured(
        ("a", 1, 30, "measured"),
        ("b", 1, 29, "measured"),
        ("c", 1, 90, "measured"),
        ("d", None, None, "not_judged"),
    )
    assert studies.largest(values)["report_id"].tolist() == ["a", "c"]
    assert studies.largest(values, most=1)["report_id"].tolist() == ["c"]
    assert studies.largest(values, least=1)["report_id"].tolist() == ["a", "b", "c"]


def test_draw_rates_draws_every_report_with_a_value():
    values = measured(("a", 2, 8, "measured"), ("b", None, None, "not_judged"), ("c", 6, 8, "measured"))
    values = values.assign(organ="拟作市(synthetic)财政局", label_zh=["甲", "乙", "丙"], label_en="")
    pyplot.switch_backend("agg")
    axes = studies.draw_rates(values, "k", "率 rate", "% of cases")
    assert axes is not None
    assert axes.get_title() == "率 rate (2/3 份 reports)\n合成数据 synthetic data"
    assert [text.get_text() for text in axes.texts] == ["25.0%  n=8", "75.0%  n=8"]
    assert studies.draw_rates(values.iloc[1:2], "k", "率 rate", "%") is None
    pyplot.close("all")


def test_rates_say_whose_they_are(make_report):
    reports = [told(make_report, "宿迁市人民政府", 2024, new(3)), told(make_report, "某局", None, new(3))]
    known = studies.inventory(reports)
    frame = studies.rates(gr.measure(gr.frames(reports).figures, ["natural_share", "clearance"]), known)
    labels = frame[["label_zh", "label_en"]].drop_duplicates().to_numpy().tolist()
    assert ["宿迁市人民政府 2024", "city, form 2021, parsed"] in labels
    assert ["某局 ?", "level not known, form 2021, parsed"] in labels
    assert len(frame) == 4
    assert frame["indicator"].tolist() == ["clearance"] * 2 + ["natural_share"] * 2


def test_contradicted_names_reports_that_break_a_rule_without_a_reason():
    findings = pd.DataFrame(
        {
            "report_id": ["a", "b", "c", "d", "e"],
            "rule": ["IV-1", "IV-1", "IV-1", "IV-1", "III-1"],
            "passed": pd.array([False, True, None, False, False], dtype="boolean"),
            "explained": pd.array([None, None, None, "transition", None], dtype="string"),
        }
    )
    assert studies.contradicted(findings, ["IV-1"]) == {"a"}
    assert studies.contradicted(findings, ["III-1", "IV-1"]) == {"a", "e"}


# One body over the years


@pytest.fixture(scope="module")
def zone():
    """平潭综合实验区 2011 to 2025, from the corpus."""
    reports = [report for report in gr.Corpus(CORPUS).keyed() if report.organ == "平潭综合实验区"]
    frames = gr.frames(reports)
    return {
        "panel": gr.panel(reports),
        "known": studies.inventory(reports),
        "figures": frames.figures,
        "findings": frames.findings,
    }


def test_the_body_with_the_most_years(make_report):
    reports = [told(make_report, "宿迁市人民政府", year) for year in (2022, 2023)]
    reports += [told(make_report, "北京市人民政府", 2023), told(make_report, "北京市人民政府", None)]
    assert studies.longest(studies.inventory(reports)) == "321300/city/government"
    assert studies.longest(studies.inventory(reports[-1:])) is None


def test_a_history_says_where_forms_break(zone):
    frame = studies.history(zone["panel"], zone["known"]).set_index("year")
    assert frame.index.tolist() == list(range(2011, 2026))
    assert frame["forms"].tolist() == ["2008"] * 8 + ["2019"] * 2 + ["2021"] * 5
    # 2017 leaves out three rows, and no year of the local table has normative documents.
    assert frame.loc[[2016, 2017], "measured"].tolist() == [8, 5]
    assert frame.loc[2011, ["yes", "partly", "no", "not_there"]].tolist() == [0, 0, 0, 0]
    assert pd.isna(frame.loc[2011, "year_before"])
    # From the local table to 2019: refusals are another count, disclosed items are no longer asked for.
    assert frame.loc[2019, ["year_before", "yes", "partly", "no", "not_there"]].tolist() == [2018, 1, 6, 1, 7]
    assert frame.loc[2021, ["yes", "partly", "no", "not_there"]].tolist() == [12, 1, 0, 2]
    assert "The form of 2019" in frame.loc[2019, "breaks_en"]
    assert "三需要" in frame.loc[2019, "breaks_zh"]
    assert frame.loc[2022, "breaks_en"] == ""


def test_the_stock_of_documents_beside_what_it_should_be(zone):
    frame = studies.stock(zone["figures"], zone["known"]).set_index("year")
    assert frame.index.tolist() == [2021, 2022, 2023, 2024, 2025]
    columns = ["in_force_before", "made", "repealed", "expected", "in_force", "gap"]
    assert frame.loc[2022, columns].tolist() == [665, 88, 55, 698, 698, 0]
    assert frame.loc[2023, columns].tolist() == [698, 77, 132, 643, 470, -173]
    assert frame.loc[2021, ["in_force_before", "expected", "gap"]].isna().all()
    assert frame.loc[2023, "place"] == "corpus/figures/figures.csv line 2373"
    assert (
        frame.loc[2023, "source"]
        == "https://www.pingtan.gov.cn/zwgk/zfxxgk/zfxxgknb/202403/t20240308_87885.htm"
    )


def test_two_reports_on_one_year_are_not_mixed(make_report):
    force = ("disclosure", "normative", "in_force")
    one = told(
        make_report, "宿迁市人民政府", 2024, {force: 7, ("disclosure", "normative", "made"): Status.BLANK}
    )
    other = replace(told(make_report, "宿迁市人民政府", 2024, {force: 9}), sha256="f" * 64)
    keyed = replace(other, sha256="0" * 64, media_type=MEDIA_TYPE, source="keyed")
    reports = [one, other, keyed]
    known = studies.inventory(reports)
    panel = gr.panel(reports)
    chosen = set(panel["report_id"])
    assert chosen == {other.report_id}  # it has one certain cell more
    stock = studies.stock(gr.frames(reports).figures, known).iloc[0]
    assert stock["in_force"] == 7
    assert pd.isna(stock["made"])
    assert studies.history(panel, known)["source"].tolist() == [other.source]


def test_a_blank_in_the_stock_gives_no_gap(make_report):
    made = ("disclosure", "normative", "made")
    reports = [
        told(make_report, "宿迁市人民政府", 2023, {("disclosure", "normative", "in_force"): 7}),
        told(
            make_report,
            "宿迁市人民政府",
            2024,
            {("disclosure", "normative", "in_force"): 9, made: Status.BLANK},
        ),
    ]
    frame = studies.stock(gr.frames(reports).figures, studies.inventory(reports)).set_index("year")
    assert frame.loc[2024, "in_force_before"] == 7
    assert frame.loc[2024, ["made", "expected", "gap"]].isna().all()


def test_a_leap_is_told_with_its_place(zone):
    frame = studies.leaps(zone["panel"], zone["figures"])
    disclosed = frame[frame["variable"] == "disclosed"].set_index("year")
    assert disclosed["value_before"].to_dict() == {2013: 739, 2014: 72804}
    assert disclosed["value"].to_dict() == {2013: 72804, 2014: 2543}
    assert disclosed.loc[2013, "times"] == pytest.approx(98.517, abs=1e-3)
    assert disclosed.loc[2013, "place"] == "corpus/figures/figures.csv line 3068"
    assert "201403/t20140324_80759.htm" in disclosed.loc[2013, "source"]
    assert "requests_new" not in set(frame["variable"])  # 0 to 23 is another form, and no ratio


@pytest.mark.parametrize(
    ("before", "after", "found"), [(3, 30, 1), (3, 29, 0), (2, 29, 0), (40, 4, 1), (0, 90, 0)]
)
def test_what_is_a_leap(make_report, before, after, found):
    reports = [
        told(make_report, "宿迁市人民政府", 2023, new(before)),
        told(make_report, "宿迁市人民政府", 2024, new(after)),
    ]
    frame = studies.leaps(gr.panel(reports), gr.frames(reports).figures)
    assert len(frame[frame["variable"] == "requests_new"]) == found


def test_a_change_of_definition_is_no_leap(make_report):
    made = ("disclosure", "normative", "made")
    older = make_report("旧", "2019", {made: Figure(*made, Status.REPORTED, Decimal(3))})
    masthead = replace(older.masthead, organ="宿迁市人民政府", year=2020)
    reports = [replace(older, masthead=masthead), told(make_report, "宿迁市人民政府", 2021, {made: 90})]
    panel = gr.panel(reports)
    assert panel.loc[panel["variable"] == "normative_made", "value"].tolist() == [3, 90]
    assert studies.leaps(panel, gr.frames(reports).figures).empty


def test_oddities_of_the_zone_are_named_with_their_numbers(zone):
    frame = studies.oddities(zone["findings"], zone["known"])
    by_rule = {(row.year, row.rule): row for row in frame.itertuples()}
    assert by_rule[2013, "B-5"].expected == "77163 = 4359 + 72804"
    assert by_rule[2023, "II-1"].actual == "602 = 470 + 132"
    assert by_rule[2017, "B-4"].message_en.endswith("fell from 85376 last year to 10037.")
    assert by_rule[2024, "IV-4"].source.endswith("202503/t20250310_97791.htm")
    assert frame["where"].notna().all()
    assert not {"F-02", "F-10", "L-1"} & set(frame["rule"])  # keyed reports have no text to judge
    assert frame["year"].is_monotonic_increasing


def test_oddities_keep_the_rules_of_text_for_parsed_reports(make_report):
    report = told(make_report, "宿迁市人民政府", 2024)  # its last two parts are not there
    findings = gr.check(report)
    assert "F-10" in set(studies.oddities(findings, studies.inventory([report]))["rule"])


def test_the_rules_that_compare_years():
    assert {"II-1", "III-4", "IV-2", "B-4", "B-5"} <= set(studies.year_rules())
    assert not {"II-2", "III-1", "IV-1", "B-1"} & set(studies.year_rules())
