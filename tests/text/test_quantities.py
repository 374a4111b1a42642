"""Numbers in running text: what counts, what only looks like a number, how exactly, and where it stands."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.resources import load_text
from govreport.text.prose import fold
from govreport.text.quantities import Quantity, quantities

WORDS = tomllib.loads(load_text("quantities.toml"))
# Characters of numbers and of what stands around them, so that random text is likely to hold some.
SPEECH = st.text(
    alphabet="收到申请件条宗元万亿百千十一二两〇零余多近约0123456789０１,.，。；（）()第年月日号至-—%％ \n|①",
    max_size=60,
)


def read(text):
    """Value, unit, qualifier and the characters of the numeral."""
    return [(f"{q.value:f}", q.unit, q.qualifier, text[q.start : q.end]) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请12件", [("12", "件", "exact", "12")]),
        ("收到申请 12 件", [("12", "件", "exact", "12")]),
        ("收到申请１２件", [("12", "件", "exact", "１２")]),
        ("收到申请1 2件", [("12", "件", "exact", "1 2")]),
        ("访问量18,708,325次", [("18708325", "次", "exact", "18,708,325")]),
        ("收到申请3万5000件", [("35000", "件", "exact", "3万5000")]),
        ("收到申请１万２千余件", [("12000", "件", "over", "１万２千")]),
        ("收费1'200元", [("1200", "元", "exact", "1'200")]),
        ("收到申请60²件", [("60", "件", "exact", "60")]),
        ("2024我局收到3件", [("3", "件", "exact", "3")]),
        ("访问量18 708 325次", [("18708325", "次", "exact", "18 708 325")]),
        ("访问量377.8929万次", [("3778929", "次", "exact", "377.8929万")]),
        ("信息1万余条", [("10000", "条", "over", "1万")]),
        ("阅读278余万次", [("2780000", "次", "over", "278余万")]),
        ("信息11000余条", [("11000", "条", "over", "11000")]),
        ("信息10471多条", [("10471", "条", "over", "10471")]),
        ("信息近6000条", [("6000", "条", "about", "6000")]),
        ("接待近2800余人次", [("2800", "人次", "about", "2800")]),
        ("培训逾280人次", [("280", "人次", "over", "280")]),
        ("培训逾百人次", [("100", "人次", "over", "百")]),
        ("答复约1,300件", [("1300", "件", "about", "1,300")]),
        ("答复30件以上", [("30", "件", "over", "30")]),
        ("答复30件左右", [("30", "件", "about", "30")]),
        ("预约30件", [("30", "件", "exact", "30")]),
        ("受理十二件", [("12", "件", "exact", "十二")]),
        ("受理两件", [("2", "件", "exact", "两")]),
        ("信息四十余条", [("40", "条", "over", "四十")]),
        ("信息八万余条", [("80000", "条", "over", "八万")]),
        ("上升百分之十二", [("12", "%", "exact", "十二")]),
        ("增长约两成", [("20", "%", "about", "两成")]),
        ("占三成多", [("30", "%", "over", "三成")]),
        ("九成以上", [("90", "%", "over", "九成")]),
        ("上升29.3%", [("29.3", "%", "exact", "29.3")]),
        ("上升５．５％", [("5.5", "%", "exact", "５．５")]),
        ("提高2个百分点", [("2", "个百分点", "exact", "2")]),
        ("收费0.5万元", [("5000", "元", "exact", "0.5万")]),
        ("收費1.2萬元", [("12000", "元", "exact", "1.2萬")]),
        ("2024年收到2025件", [("2025", "件", "exact", "2025")]),
        ("12345热线47件", [("47", "件", "exact", "47")]),
        ("12345件", [("12345", "件", "exact", "12345")]),
        ("1.2025年收到5件", [("5", "件", "exact", "5")]),
        ("①收到3件②办结2件", [("3", "件", "exact", "3"), ("2", "件", "exact", "2")]),
        ("比2022年（31起）下降29%", [("31", "起", "exact", "31"), ("29", "%", "exact", "29")]),
        ("公开政府信息675。", [("675", "", "exact", "675")]),
    ],
)
def test_what_is_read(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "二〇二四年一月十九日，一是坚持三审三校，二是印发四张图",
        "第二十条第（一）项，国办公开办函〔2021〕30号，国务院令第711号",
        "联系电话：0532-85912345转16，邮编：402460",
        "统计期限自2024年1月1日起至2024年12月31日止",
        "高效办成一件事，一次性告知，十九大精神",
        "每月3-5件，数十件，上百人次",
        "规划（2021—2035年）",
        "受理数 12 0 3 4 0",  # cells of a table that lost its borders
        "收到申请3万5件",  # 35000 or 30005
        "收费1.200,00元",
        "收到申请一万2千件，3万零5百件，12,34件",
        "列为1.5件",  # the number of a list item and a count
    ],
)
def test_what_is_no_quantity(text):
    assert read(text) == []


@pytest.mark.parametrize("mask", WORDS["not_numbers"], ids=lambda mask: mask["pattern"][:20])
def test_masks_and_examples_prove_each_other(mask):
    examples = mask["examples"]
    assert isinstance(examples, list)
    assert examples
    for example in examples:
        plain = fold(example).text
        assert re.search(str(mask["pattern"]), plain), example
        assert quantities(example) == (), example


@pytest.mark.parametrize("unit", WORDS["units"])
def test_each_unit_stands_behind_a_number(unit):
    found = [(q.value, q.unit) for q in quantities(f"共计25{unit}。")]
    assert found == ([] if unit in ("年", "月", "号") else [(25, unit)])  # of a date, of a document


@given(SPEECH)
def test_any_text_is_read_and_spans_are_in_order(text):
    found = quantities(text)
    assert found == quantities(text)
    last = 0
    for q in found:
        assert last <= q.start < q.end <= q.stop <= len(text)
        assert re.search(r"[\d一二三四五六七八九十百千两〇零廿０-９①-⑳]", text[q.start : q.end])
        last = q.stop


@given(st.text(max_size=80))
def test_no_text_is_too_strange(text):
    for q in quantities(text):
        assert isinstance(q, Quantity)
        assert q.value >= 0
        assert text[q.start : q.end]


@given(st.integers(0, 10**8), st.sampled_from(["件", "条", "宗", "人次", "元"]))
def test_whole_numbers_come_back(value, unit):
    for printed in (str(value), f"{value:,}"):
        text = f"共收到{printed}{unit}，"
        (q,) = quantities(text)
        assert (q.value, q.unit, text[q.start : q.end]) == (Decimal(value), unit, printed)
