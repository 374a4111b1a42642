"""Panels: a body is followed by its place and kind, a blank is no zero, a change of form is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import govreport as gr
from govreport.panel.bodies import members
from govreport.panel.hand_keyed import keyed
from govreport.panel.years import bodies, changes, coverage, panel
from govreport.report import Figure, Report, Status

CORPUS = Path(__file__).parents[2] / "corpus"
ZONE = "350128/zone/zone_committee/平潭综合实验区"

MakeReport = Callable[..., Report]


def told(make_report, organ, year, **changes):
    """A report of form 2021 of `organ`; `new=5` sets 本年新收 总计, None leaves that cell blank."""
    cells = {}
    for row, value in changes.items():
        key = ("requests", row, "total")
        known = None if value is None else Decimal(value)
        cells[key] = Figure(*key, Status.BLANK if value is None else Status.REPORTED, known)
    report = make_report(f"{organ}{year}", changes=cells)
    return replace(report, masthead=replace(report.masthead, organ=organ, year=year))


def linked(*reports):
    frame = bodies(reports)
    return {(row.organ, row.year): row.body_id for row in frame.itertuples()}


def test_a_county_that_became_a_district_is_the_same_body(make_report):
    found = linked(told(make_report, "荣昌县人民政府", 2013), told(make_report, "重庆市荣昌区人民政府", 2024))
    assert len(set(found.values())) == 1


def test_a_department_is_followed_by_its_duty_through_a_new_name(make_report):
    old, new = "上海市规划和国土资源管理局", "上海市规划和自然资源局"
    found = linked(told(make_report, old, 2011), told(make_report, new, 2023))
    assert len(set(found.values())) == 1


def test_two_departments_of_one_duty_in_one_year_are_two_bodies(make_report):
    one, other = "上海市住房保障和房屋管理局", "上海市住房和城乡建设管理委员会"
    found = linked(*(told(make_report, organ, 2014) for organ in (one, other)), told(make_report, one, 2013))
    assert found[one, 2014] != found[other, 2014]
    assert found[one, 2013] == found[one, 2014]


def test_streets_are_told_by_name_with_and_without_their_office(make_report):
    names = ["上海市普陀区万里街道", "上海市普陀区万里街道办事处", "上海市普陀区曹杨街道办事处"]
    found = linked(*(told(make_report, name, 2020 + i) for i, name in enumerate(names)))
    assert found[names[0], 2020] == found[names[1], 2021] != found[names[2], 2022]


@pytest.mark.parametrize("organ", ["鼓楼区人民政府", "某局", "县教育局"])
def test_a_name_that_does_not_tell_its_place_links_nothing(make_report, organ):
    found = bodies([told(make_report, organ, 2020), told(make_report, organ, 2021)])
    assert set(found["linked_by"]) == {"unlinked"}
    assert found["body_id"].nunique() == 2


def counted(report, year, total, contact=None):
    """The report with a statistics table: items disclosed in the year and since the beginning."""
    keys = {("survey", "disclosed", "year"): year, ("survey", "disclosed", "cumulative"): total}
    cells = tuple(Figure(*key, Status.REPORTED, Decimal(number)) for key, number in keys.items())
    head = replace(report.masthead, contact=contact)
    return replace(report, masthead=head, figures=(*report.figures, *cells))


OLD, NEW, THIRD = "上海市普陀区环境与国土资源局", "上海市普陀区自然资源与生态环境局", "上海市普陀区教育局"


@pytest.mark.parametrize(("last", "first", "way"), [
    ((90, 2504, None), (475, 2979, None), "count"),  # 2504 + 475
    ((90, 2504, None), (475, 2970, None), None),
    ((3, 20, None), (5, 25, None), None),  # so small a count goes on by chance
    ((90, 2504, "地址：甲路7号楼8楼；电话：23163265"), (475, 0, "电话：23163265"), "contact"),
    ((90, 2504, "地址：甲路7号楼8楼；"), (475, 0, "地址：甲路7号楼8楼。"), "address"),
    ((90, 2504, "地址：甲路7号楼8楼；"), (475, 0, "地址：甲路9号楼8楼。"), None),
])  # fmt: skip
def test_a_successor_with_another_duty(make_report, last, first, way):
    reports = (counted(told(make_report, OLD, 2018), *last), counted(told(make_report, NEW, 2019), *first))
    one, two = members(reports)
    assert (one.body_id == two.body_id) == bool(way)
    assert two.linked_by == (way or "place and duty")


def test_an_address_of_many_offices_links_nothing(make_report):
    where = "地址：政务大楼8楼；"
    reports = [
        counted(told(make_report, o, y), 0, 0, where) for o, y in ((OLD, 2018), (NEW, 2019), (THIRD, 2018))
    ]
    assert len({member.body_id for member in members(reports)}) == 3


def test_a_short_name_of_two_departments_of_one_duty(make_report):
    long, short, other = (f"上海市普陀区{name}" for name in ("质量技术监督局", "质监局", "工商行政管理局"))
    reports = [told(make_report, name, year) for name, year in ((long, 2010), (other, 2010), (short, 2011))]
    first, second, third = (member.body_id for member in members(reports))
    assert first == third != second


def test_a_government_and_its_office_are_two_bodies(make_report):
    found = linked(*(told(make_report, f"宿迁市人民政府{word}", 2024) for word in ("", "办公室")))
    assert len(set(found.values())) == 2


def test_a_blank_cell_gives_no_value_and_is_named(make_report):
    frame = panel([told(make_report, "宿迁市人民政府", 2024, new=5, carried_in=None)])
    rows = frame.set_index("variable")
    assert rows.loc["requests_new", ["value", "status"]].tolist() == [5, "measured"]
    assert pd.isna(rows.loc["carried_in", "value"])
    assert rows.loc["carried_in", "status"] == "requests.carried_in.total blank"


def test_a_report_without_a_year_stands_nowhere(make_report):
    assert panel([told(make_report, "宿迁市人民政府", None)]).empty
    assert changes(panel([])).empty
    assert coverage(panel([])).empty
    assert list(bodies([]).columns)[:2] == ["report_id", "body_id"]


def test_the_change_between_years_says_what_it_may_be_compared_with(make_report):
    reports = [told(make_report, "宿迁市人民政府", year, new=new) for year, new in ((2021, 7), (2023, 4))]
    found = changes(panel(reversed(reports))).set_index("variable").loc["requests_new"]
    assert found[["year_before", "year", "value_before", "value", "change"]].tolist() == [
        2021,
        2023,
        7,
        4,
        -3,
    ]
    assert found["comparable"] == "yes"


def test_the_parsed_report_is_taken_where_both_are_there():
    parsed = gr.read(CORPUS / "reports/2024-rongchang-office.txt")
    both = [*keyed(CORPUS / "figures/figures.csv"), parsed]
    frame = panel(both)
    assert set(frame.loc[frame["report_id"] == parsed.report_id, "origin"]) == {"parsed"}
    here = frame[frame["body_id"] == "500153/county/office"]
    assert set(here["origin"]) == {"parsed"}
    pd.testing.assert_frame_equal(frame, panel(reversed(both)))


def test_fifteen_years_of_one_body():
    """平潭综合实验区, keyed: requests of each year as its published tables print them."""
    frame = panel(keyed(CORPUS / "figures/figures.csv"))
    rows = frame[(frame["body_id"] == ZONE) & (frame["variable"] == "requests_new")]
    assert rows["year"].tolist() == list(range(2011, 2026))
    assert rows["value"].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 23, 21, 70, 74, 81, 218, 154]
    assert rows["form"].tolist() == ["2008"] * 8 + ["2019"] * 2 + ["2021"] * 5
    steps = changes(rows)
    assert steps.loc[steps["comparable"] != "yes", "year"].tolist() == [2019]


def test_coverage_counts_bodies_and_what_is_missing(make_report):
    reports = [
        told(make_report, "宿迁市人民政府", 2024, new=None),
        told(make_report, "南京市人民政府", 2024, new=3),
    ]
    found = coverage(panel(reports)).set_index("variable").loc["requests_new"]
    assert found[["year", "bodies", "measured", "missing", "parsed", "keyed"]].tolist() == [
        2024,
        2,
        1,
        1,
        2,
        0,
    ]
