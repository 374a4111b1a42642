"""The synthetic province: each report twice, the same but for the errors that are said to be in it."""

from __future__ import annotations

import pytest

import govreport as gr
from govreport.synth.province import write_province


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    return write_province(tmp_path_factory.mktemp("province"), 60)


def pages(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_it_has_as_many_reports_as_were_asked_for(province):
    assert len(pages(province.clean)) == 60
    assert pages(province.clean).keys() == pages(province.wrong).keys() == province.themes.keys()


@pytest.mark.parametrize(("asked", "written"), [(0, 0), (1, 0), (2, 2), (4, 2), (5, 5), (6, 5), (7, 7)])
def test_an_office_has_all_its_years_or_none(asked, written, tmp_path):
    assert len(write_province(tmp_path, asked).themes) == written


def test_pages_differ_where_an_error_was_planted_and_nowhere_else(province):
    clean, wrong = pages(province.clean), pages(province.wrong)
    assert {name for name in clean if clean[name] != wrong[name]} == set(province.planted)
    assert 8 <= len(province.planted) <= 20  # about six in ten of the 24 offices, one error each


def test_an_error_is_in_one_report_of_an_office_and_says_what_is_printed(province):
    offices = [name.partition("-")[0] for name in province.planted]
    assert len(set(offices)) == len(offices)
    checked = 0
    for name, planted in province.planted.items():
        figures = {f.key: f for f in gr.read(province.wrong / name).figures}
        for cell in planted.cells:
            assert figures[cell.key].value == cell.planted
            checked += 1
    assert checked > 5


def test_each_office_is_one_body_over_its_years(province):
    bodies = gr.bodies(gr.read(path) for path in sorted(province.clean.iterdir()))
    assert bodies["body_id"].nunique() == 24
    assert bodies.groupby("body_id")["year"].agg(list).map(tuple).value_counts().to_dict() == {
        (2019, 2020): 12,
        (2021, 2022, 2023): 12,
    }


def test_the_next_report_is_named(province):
    assert province.following["0000-2019.html"] == "0000-2020.html"
    assert province.following["0001-2022.html"] == "0001-2023.html"
    assert "0000-2020.html" not in province.following


def test_the_same_number_gives_the_same_bytes(province, tmp_path):
    again = write_province(tmp_path, 60)
    assert (pages(again.clean), pages(again.wrong)) == (pages(province.clean), pages(province.wrong))
    assert (again.planted, again.themes) == (province.planted, province.themes)


def test_a_theme_is_known_where_the_page_states_it(province):
    stating = {name for name, codes in province.themes.items() if codes}
    assert stating
    found = {
        name: set(gr.themes(gr.read(province.clean / name))["code"]) & province.themes[name]
        for name in stating
    }
    assert sum(bool(codes) for codes in found.values()) > len(stating) / 2
