"""Cells to numbers: what is certainly a number is read, everything else says that it is not one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.numbers import MOST_DIGITS, CellNumber, is_mark, is_value, read_number

COUNTS = {
    "0": 0,
    "60": 60,
    " 60\n": 60,
    "\u300060\u00a0": 60,
    "６０": 60,
    "1,024": 1024,
    "18,708,325": 18708325,
    "１，０２４": 1024,
    "8 个": 8,
    "12件": 12,
    "3宗": 3,
    "21(批次)": 21,
    "22(其中修订16件)": 22,
    "22（其中修订16件）": 22,
    "5件(含上年结转1件)": 5,
    "2025": 2025,
    "999999999999999": 999999999999999,
}

NO_COUNTS = (
    "00",  # two cells of zero, run together
    "01",
    "007",
    "0010",
    "1.5",
    "1.0",
    "-1",
    "+1",
    "－３",
    "增3",
    "减少3",
    "1 2",  # a border lost
    "1\n2",
    "12\u300034",
    "1, 024",
    "1,02",
    "12,34",
    "1,0244",
    ",024",
    "1,,024",
    "1024,",
    "5万",
    "10元",
    "3亿",
    "约5",
    "5余",
    "5余件",
    "近5",
    "十二",
    "一件",
    "5%",
    "5/6",
    "5-6",
    "5、6",
    "1e3",
    "0x1",
    "1_000",
    "5\ufffd",
    "5?",
    "件",
    "总计",
    "5(6",
    "5)",
    "5(6)(7)",
    "5(上年)",
    "5(单位:千件)",
    "1000000000000000",  # one digit more than a float64 keeps
)


@pytest.mark.parametrize(("text", "value"), COUNTS.items())
def test_counts(text, value):
    assert read_number(text) == CellNumber("number", Decimal(value))
    assert is_value(text)


@pytest.mark.parametrize("text", NO_COUNTS)
def test_what_is_not_certainly_a_count_is_unreadable(text):
    assert read_number(text) == CellNumber("unreadable")


@pytest.mark.parametrize("mark", "¹²³⁰⁴₁①⑨⑩⑳㉑㊿⓪⓫⓵❶❿➓㉈½")
@pytest.mark.parametrize("text", ["{}", "8{}", "60 {}", "{}60", "1,024{}", "6{}0"])
@pytest.mark.parametrize("kind", ["count", "amount", "change"])
def test_a_number_with_a_mark_is_none(mark, text, kind):
    assert read_number(text.format(mark), kind) == CellNumber("unreadable")
    assert not is_value(text.format(mark))


@pytest.mark.parametrize("text", ["1 ,024", "1\n,024", "1 .5", "12 .50"])
def test_a_blank_before_a_comma_or_a_point_is_a_border(text):
    assert read_number(text, "amount") == CellNumber("unreadable")


@pytest.mark.parametrize("text", ["", " ", "\n", "\t", "\u3000", "\u00a0", "\u200b", "\ufeff "])
def test_a_blank_is_a_blank(text):
    assert read_number(text) == CellNumber("blank")
    assert not is_value(text)
    assert not is_mark(text)


@pytest.mark.parametrize(
    "text",
    ["/", "／", " / ", "—", "——", "－", "-", "--", "无", "不涉及", "不适用", "\\", "*"],
)
@pytest.mark.parametrize("kind", ["count", "change", "amount"])
def test_a_mark_is_a_mark(text, kind):
    assert read_number(text, kind) == CellNumber("mark")  # type: ignore[arg-type]
    assert is_mark(text)
    assert is_value(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-3", -3),
        ("－3", -3),
        ("+3", 3),
        ("增3", 3),
        ("增加12", 12),
        ("减5", -5),
        ("减少5项", -5),
        ("0", 0),
        ("7", 7),
    ],
)
def test_a_change_may_have_a_sign(text, value):
    assert read_number(text, "change") == CellNumber("number", Decimal(value))


@pytest.mark.parametrize("text", ["-03", "+-3", "3-", "增", "-1.5", "减少", "--3"])
def test_what_is_no_change(text):
    assert read_number(text, "change").state != "number"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0", "0", None),
        ("59237.2449", "59237.2449", None),
        ("190.457379", "190.457379", None),
        ("251000元", "251000", "元"),
        ("79000.1元", "79000.1", "元"),
        ("79000.1(单位:元)", "79000.1", "元"),
        ("373.7万", "373.7", "万元"),
        ("1,234.50 万元", "1234.50", "万元"),
        ("2亿", "2", "亿元"),
        ("0.5", "0.5", None),
    ],
)
def test_amounts_keep_their_digits_and_their_unit(text, value, unit):
    reading = read_number(text, "amount")
    assert (reading.state, str(reading.value), reading.unit) == ("number", value, unit)


@pytest.mark.parametrize("text", ["-1", "+1", "00.5", "01", ".5", "5.", "1.2.3", "3件", "1.5个", "1. 5"])
def test_what_is_no_amount(text):
    assert read_number(text, "amount") == CellNumber("unreadable")


def test_an_amount_of_more_digits_than_a_frame_can_keep_is_unreadable():
    digits = "1" * (MOST_DIGITS - 2)
    assert read_number(f"{digits}.12", "amount").state == "number"
    assert read_number(f"{digits}.123", "amount") == CellNumber("unreadable")


FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
numbers = st.integers(0, 10**MOST_DIGITS - 1)


@given(
    numbers,
    st.sampled_from(["{}", "{:,}"]),
    st.sampled_from(["", "件", " 个", "条", "件(其中1件)"]),
    st.booleans(),
)
def test_every_way_to_print_a_count_reads_back(n, form, unit, wide):
    text = form.format(n) + unit
    assert read_number(text.translate(FULL_WIDTH) if wide else text) == CellNumber("number", Decimal(n))


@given(numbers.filter(bool), st.integers(1, 3), st.sampled_from(["count", "change", "amount"]))
def test_a_leading_zero_is_never_a_number(n, zeros, kind):
    assert read_number("0" * zeros + str(n), kind) == CellNumber("unreadable")  # type: ignore[arg-type]


@given(st.integers(0, 99999), st.from_regex(r"[0-9]{1,6}", fullmatch=True))
def test_a_fraction_of_a_case_is_never_a_count(n, fraction):
    assert read_number(f"{n}.{fraction}") == CellNumber("unreadable")
    assert read_number(f"{n}.{fraction}", "amount").value == Decimal(f"{n}.{fraction}")


@given(numbers, st.sampled_from("+-＋－—–−"))
def test_a_sign_on_a_count_is_never_a_number(n, sign):
    assert read_number(f"{sign}{n}") == CellNumber("unreadable")


@given(st.integers(0, 9999), st.sampled_from(" \t\n\u3000\u00a0\u2003"), st.integers(0, 9999))
def test_a_blank_between_digits_is_a_border(left, blank, right):
    text = f"{left}{blank}{right}"
    assert read_number(text) == CellNumber("unreadable")
    assert not is_value(text)


@given(st.text(max_size=12))
def test_a_reading_has_a_value_just_when_it_is_a_number(text):
    for kind in ("count", "change", "amount"):
        reading = read_number(text, kind)  # type: ignore[arg-type]
        assert (reading.value is not None) == (reading.state == "number")
        assert reading.state != "number" or is_value(text)
