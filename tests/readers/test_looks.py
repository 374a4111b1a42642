"""What a spreadsheet shows of a number: its format, where that changes it."""

from __future__ import annotations

import pytest

from govreport.readers.sheets.formats import shown, text_shown
from govreport.readers.sheets.looks import looks


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        ("60", "General", "60"),
        ("12.5", "General", "12.5"),
        ("12.5", "@", "12.5"),
        ("60", "0.00", "60"),
        ("7730.285", "0.00", "7730.29"),
        ("-7730.285", "#,##0.00;[Red]-#,##0.00", "-7730.29"),
        ("1234.5", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "1235"),
        ("12.5", "0_ ", "13"),
        ("12.5", '0"件"', "13件"),
        ("5", 'General"件"', "5件"),
        ("5", "G/通用格式", "5"),
        ("5", "[$元-804]0", "元5"),
        ("0.25", "¥#,##0.0", "0.3"),
        ("1", "0%", "100%"),
        ("0.125", "0.0%", "12.5%"),
        ("12000", "0,", "12000[0,]\ufffc"),
        ("12000", "0!.0,", "12000[0!.0,]\ufffc"),
        ("21", "0.00E+00", "21[0.00E+00]\ufffc"),
        ("21", "# ?/?", "21[# ?/?]\ufffc"),
        ("5", '"9"0', '5["9"0]\ufffc'),
        # A zero, or more, that is shown as nothing or in words
        ("0", ";;;", ""),
        ("5", ";;;", ""),
        ("-5", "0;;;", ""),
        ("0", "0;-0;;@", ""),
        ("0", "0;-0; ;@", ""),
        ("0", '0;-0;"无"', "无"),
        ("0", '0;-0;"含;号"', "含;号"),
        ("0", r"0;-0;\-", "-"),
        ("0", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        ("0", "#", ""),
        ("0", "#.##", "."),
        ("610", "000-0000", "610[000-0000]\ufffc"),
        ("0", "#,###", ""),
        ("0.2", "#", ""),
        ("0", "#,##0", "0"),
        ("0", '[=0]"";General', ""),
        ("5", '[=0]"";General', "5"),
        ("0", '[<1]"-";0', "-"),
        ("1", '[<1]"-";0', "1"),
        ("5", '[>9]0;""', ""),
        ("2", '[=1]"有";[=0]"无";0', "2"),
        ("0", '[=1]"有";[=0]"无";0', "无"),
        ("5", "[White]0", ""),
        ("0", "0;-0", "0"),
        # A sign
        ("-13", "0", "-13"),
        ("-0.3", "0", "0"),
        ("-13", "0;-0", "-13"),
        ("-13", "0;0", "-13[0;0]\ufffc"),
        ("-13", "0;(0)", "-13[0;(0)]\ufffc"),
    ],
)
def test_a_number_is_shown_as_its_format_says(number, form, expected):
    assert shown(number, form) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [("General", "甲5"), ("0;-0;;@", "甲5"), ("0", "甲5"), (";;;", ""), ("0;0;0;", ""), ('@"件"', "甲5件")],
)
def test_a_text_is_shown_as_its_format_says(form, expected):
    assert text_shown("甲5", form) == expected


def test_a_file_that_openpyxl_does_not_open_is_named():
    (look,) = looks(b"PK", {1: [["1"]]}).values()
    assert (look.shown, [(over.kind, over.what[:14]) for over in look.over]) == (
        {},
        [("unread", "how cells look")],
    )


def test_a_sheet_beyond_all_measure_has_no_look():
    (look,) = looks(b"PK", {1: [["1"] * 101] * 1000}).values()
    assert (look.bordered, [over.what[-17:] for over in look.over]) == (frozenset(), ["over 100000 cells"])
