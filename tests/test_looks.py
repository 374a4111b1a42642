"""What a spreadsheet shows of a number: its format, where that changes it."""

from __future__ import annotations

import pytest

from govreport.readers.sheets.looks import looks, shown


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
        ("12.5", '0"件"', "13"),
        ("0.25", "¥#,##0.0", "0.3"),
        ("1", "0%", "100%"),
        ("0.125", "0.0%", "12.5%"),
        ("12000", "0,", "12000[0,]"),
        ("12000", "0!.0,", "12000[0!.0,]"),
        ("21", "0.00E+00", "21"),
        ("21", "# ?/?", "21"),
        ("0", ";;;", "0"),
    ],
)
def test_a_number_is_shown_as_its_format_says(number: str, form: str, expected: str) -> None:
    assert shown(number, form) == expected


def test_a_file_that_openpyxl_does_not_open_has_no_look() -> None:
    assert looks(b"PK", {1: [["1"]]}) == {}


def test_a_sheet_beyond_all_measure_has_no_look() -> None:
    assert looks(b"PK", {1: [["1"] * 101] * 1000, 2: []}) == {}
