"""What a caller means by reports: one, several, the path of a file or folder; all else is refused by name."""

from __future__ import annotations

import pytest

from govreport.errors import GovReportError, ReadError
from govreport.parsing.given import reports_in

ASKED = r"reports were expected, as in gr\.read\(FILE\), .*; found "


@pytest.fixture
def folder(tmp_path, page):
    for name in ("甲局", "乙局"):
        (tmp_path / f"{name}.html").write_text(page(name), encoding="utf-8")
    return tmp_path


def test_one_report_or_several_are_given_in_their_order(make_report):
    one, other = make_report("甲局"), make_report("乙局")
    assert reports_in(one) == [one]
    assert reports_in([other, one]) == [other, one]
    assert reports_in(iter((one, other))) == [one, other]
    assert reports_in(()) == []


def test_the_path_of_a_file_or_folder_is_read(folder):
    assert [report.organ for report in reports_in(folder / "甲局.html")] == ["甲局"]
    assert [report.organ for report in reports_in(str(folder / "乙局.html"))] == ["乙局"]
    assert sorted(report.organ for report in reports_in(folder)) == ["乙局", "甲局"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (b"<html>", r"bytes b'<html>'$"),
        (7, r"int 7$"),
        ([7], r"int 7 in a list$"),
    ],
)
def test_what_is_no_report_is_named(source, found):
    with pytest.raises(GovReportError, match=f"(?m){ASKED}{found}"):  # Chinese may stand below
        reports_in(source)


@pytest.mark.parametrize("source", ["nowhere.html", ["nowhere.html"]])
def test_a_path_that_leads_nowhere_is_named(source):
    with pytest.raises(ReadError, match=r"(?m)^nowhere\.html: no such file or folder; expected a report"):
        reports_in(source)
