"""The card: everything escaped, a blank never shown as 0, lines that align where characters are wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from govreport.report import Figure, Note, Report, Status
from govreport.review import card

MakeReport = Callable[..., Report]
HOSTILE = '<script>alert("x")</script><img src=http://example.org/x.png onerror=alert(1)>'
NEW = ("requests", "new", "total")


def cells(status, value=None, raw=""):
    """The whole row 本年新收, each cell of that state."""
    columns = "natural_person company research nonprofit legal_service other_org total".split()
    return [("requests", "new", column, status, value, raw) for column in columns]


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_html_escapes_every_text(make_report):
    marked = Figure(*NEW, Status.MARKED, None, "件", HOSTILE)
    one = Figure("requests", "new", "company", Status.REPORTED, Decimal(1), "件", "1")
    report = make_report("甲局", changes={NEW: marked, one.key: one})
    masthead = replace(report.masthead, organ=HOSTILE, title=HOSTILE)
    report = replace(report, masthead=masthead, source=HOSTILE, notes=(Note("x", HOSTILE),))

    shown = report._repr_html_()

    assert shown.count("&lt;script&gt;") == 5  # heading, organ, source, the marked cell, the note
    tree = etree.fromstring(f"<body>{shown}</body>")
    allowed = {"body", "style", "div", "h4", "dl", "dt", "dd", "table", "caption", "tr", "th", "td", "p"}
    assert {str(node.tag) for node in tree.iter()} <= allowed | {"details", "summary", "ul", "li"}
    assert {name for node in tree.iter() for name in node.attrib} <= {"class"}


def test_html_takes_its_colours_from_the_theme_and_loads_nothing(make_report):
    shown = make_report("甲局")._repr_html_()
    assert shown.count("@font-face") == 1
    shown = re.sub(r'url\("data:font/woff;base64,[\w+/=]+"\)', "", shown)
    assert "background" not in shown
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb|url\(|http|@import", shown)


def test_html_shows_only_rows_with_numbers_and_counts_the_rest(make_report):
    blank = {
        ("requests", "partial", column): Figure("requests", "partial", column, Status.BLANK)
        for column in make_report("甲局").requests.columns
    }
    five = Figure(*NEW, Status.REPORTED, Decimal(5), "件", "5")
    shown = make_report("甲局", changes={**blank, NEW: five})._repr_html_()
    requests = shown[shown.index("三、收到和处理") : shown.index("四、政府信息公开行政复议")]
    assert "一、本年新收政府信息公开申请数量" in requests
    assert "<td>5</td>" in requests
    assert "二、上年结转" not in requests  # all 0
    assert "(二)部分公开" not in requests  # all blank
    assert "23 行全为 0 rows are all 0; 1 行没有数字 rows have no number" in requests


@pytest.mark.parametrize(
    ("status", "value", "raw", "expected"),
    [
        ("reported", Decimal("1024"), "1,024", "1024"),
        ("reported", Decimal("0.50"), "0.50", "0.50"),
        ("reported", Decimal("1E+3"), "1000", "1000"),
        ("recovered", Decimal(7), "7", "7*"),
        ("blank", None, "", "空"),
        ("marked", None, " — ", "—"),
        ("missing", None, "", "缺"),
        ("unreadable", None, "1O", "?"),
    ],
)
def test_each_state_has_its_sign(status, value, raw, expected):
    (table,) = card.tables({"requests": "2021"}, cells(status, value, raw))
    assert table.rows[0].cells == (expected,) * 7


@pytest.mark.parametrize(
    ("status", "value", "kind"),
    [
        ("reported", Decimal(0), "zero"),
        ("reported", Decimal("0.00"), "zero"),
        ("reported", Decimal(2), "number"),
        ("blank", None, "empty"),
        ("missing", None, "empty"),
    ],
)
def test_a_row_without_a_number_is_not_a_row_of_zeros(status, value, kind):
    (table,) = card.tables({"requests": "2021"}, cells(status, value))
    assert table.rows[0].kind == kind


def test_a_row_of_zeros_and_blanks_is_shown():
    mixed = [*cells("reported", Decimal(0))[:3], *cells("blank")[3:]]
    (table,) = card.tables({"requests": "2021"}, mixed)
    assert table.rows[0].kind == "number"


def test_text_aligns_wide_characters(make_report):
    big = Figure(*NEW, Status.REPORTED, Decimal(123456789012), "件", "123456789012")
    lines = str(make_report("甲局", changes={NEW: big})).splitlines()
    starts = [i for i, line in enumerate(lines) if re.match(r"[二三四]、", line)]
    assert len(starts) == 3
    for start, rows in zip(starts, (6, 25, 3), strict=True):
        table = lines[start + 1 : start + 2 + rows]
        assert len({width(line) for line in table}) == 1
        assert "" not in table


def test_text_aligns_full_width_signs():
    rows = (card.CardRow("（一）甲", ("1",), "number"), card.CardRow("a", ("2",), "number"))
    shown = card.text("题", [], [card.CardTable("表", ("列",), rows)], []).splitlines()
    assert shown[-2:] == ["  （一）甲   1", "  a          2"]


def test_text_says_what_is_not_stated_and_names_the_signs_it_uses(make_report):
    report = make_report("甲局")
    plain = str(report)
    assert "空 blank" not in plain
    assert "a note (line 1, characters 3-5)" in plain
    blank = Figure(*NEW, Status.BLANK)
    silent = replace(make_report("甲局", changes={NEW: blank}), masthead=replace(report.masthead, organ=None))
    assert re.search("机关 organ +未载明 not stated", str(silent))
    assert "空 blank" in str(silent)


def test_text_obeys_no_control_character(make_report):
    report = make_report("甲局")
    masthead = replace(report.masthead, organ="甲\x1b[2J局\n乙局", title="题\x07目")
    shown = str(replace(report, masthead=masthead))
    assert "甲\N{REPLACEMENT CHARACTER}[2J局 乙局" in shown
    assert all(c.isprintable() for line in shown.split("\n") for c in line)


def test_a_form_or_table_without_figures_has_no_numbers():
    (table,) = card.tables({"remedies": "2021"}, [])
    assert {row.kind for row in table.rows} == {"empty"}
    assert card.tables({}, []) == ()
