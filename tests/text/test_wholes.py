"""Numbers, dates, document numbers and titles are kept whole, and nothing else is."""

from __future__ import annotations

import pytest

from govreport.text.words.wholes import RULES, literals, wholes

# Text, and the pieces to keep whole in it.
CASES = [
    ("收到60件", "60"),
    ("上升261%", "261%"),
    ("1.2万件", "1.2万"),
    ("约196.4万条", "196.4万"),
    ("1.5亿元", "1.5亿"),
    ("3百万元", "3百万"),
    ("5千米", "5"),
    ("5千人", "5千"),
    ("18,708,325次", "18,708,325"),
    ("1,2024年", "1 2024年"),
    ("190.457379万元", "190.457379万"),
    ("６使", "６"),
    ("40余条", "40 余"),
    ("5万多人次", "5万 多"),
    ("四十余条", "余"),
    ("余款与多种", ""),
    ("百分之三十", "百分之三十"),
    ("百分之12.5", "百分之12.5"),
    ("百分之三点五", "百分之三点五"),
    ("二百零五件", "二百零五"),
    ("一千三百二十一件", "一千三百二十一"),
    ("三十万元", "三十万"),
    ("第二十三条", "第二十三"),
    ("第711号", "第711"),
    ("十三五规划", ""),
    ("一件两次四十条", ""),
    ("三三两两", ""),
    ("2024年1月20日", "2024年1月20日"),
    ("2024年度", "2024年度"),
    ("2024年底", "2024年"),
    ("2024年1月至12月", "2024年1月 12月"),
    ("2025 年 1 月 3 日", "2025 年 1 月 3 日"),
    ("24年9月3日", "24年9月3日"),
    ("11月份", "11月份"),
    ("3月15号", "3月15号"),
    ("30日内", "30"),
    ("2024-01-22 17:11", "2024-01-22 17:11"),
    ("2024- 01- 22", "2024- 01- 22"),
    ("2012.11.15", "2012.11.15"),
    ("1.2025年新增", "1 2025年"),
    ("二〇一〇年一月十九日", "二〇一〇年一月十九日"),
    ("二○二一年度", "二○二一年度"),
    ("十二月三十一日", "十二月三十一日"),
    ("一月十日", "一月十日"),
    ("国办函〔2021〕30号", "国办函〔2021〕30号"),
    ("（国办公开办函〔2021〕30号）", "国办公开办函〔2021〕30号"),
    ("根据国办函〔2021〕30号要求", "国办函〔2021〕30号"),
    ("贯彻落实渝府办发[2020]5号和国办发〔2019〕14号", "渝府办发[2020]5号 国办发〔2019〕14号"),
    ("《办法》和国办发〔2019〕14号", "《办法》 国办发〔2019〕14号"),
    ("（和政办发〔2020〕3号）", "和政办发〔2020〕3号"),
    ("政办发(2021)30号", "政办发(2021)30号"),
    ("(2021)30号", "2021 30"),
    ("由办公室会同各有关单位商定后形成〔2021〕30号", "〔2021〕30号"),
    ("见《中华人民共和国政府信息公开条例》第五十条", "《中华人民共和国政府信息公开条例》"),
    ("《关于印发《办法》的通知》的", "《关于印发《办法》的通知》"),
    ("《没有收尾", ""),
    ("《》", "《》"),
    ("电话023-61471099", "023-61471099"),
    ("010—12345678", "010—12345678"),
    ("网址www.example.gov.cn/a?b=1。", "www.example.gov.cn/a?b=1"),
    ("邮箱a.b@example.cn，", "a.b@example.cn"),
    ("政务APP和5G、Wi-Fi", "APP 5G Wi-Fi"),
    ("A622房", "A622"),
    ("没有什么", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_kept_whole(text, expected):
    kept = [text[start:end] for start, end, _ in wholes(text)]
    # A blank inside a piece is printed there; pieces are compared joined by blanks.
    assert " ".join(kept) == expected


@pytest.mark.parametrize(
    ("text", "tag"),
    [("60", "m"), ("2024年", "t"), ("国办函〔2021〕30号", "nz"), ("《条例》", "nz"), ("APP", "eng")],
)
def test_tags(text, tag):
    assert list(wholes(text)) == [(0, len(text), tag)]


def test_every_rule_has_an_example():
    from govreport.text.words.wholes import _pattern

    seen = {match.lastgroup for text, _ in CASES for match in _pattern(()).finditer(text)}
    assert seen == {f"rule{i}" for i in range(len(RULES))}


def test_words_that_hold_other_characters_are_looked_for():
    words = ["政务公开", "12345热线", "AA制", "第二十三条", "“三公”经费", "5G", "5G基站"]
    found = literals(words)
    assert found == ("12345热线", "“三公”经费", "第二十三条", "5G基站", "AA制", "5G")  # longest first
    text = "拨打12345热线，按第二十三条公开“三公”经费与5G基站"
    kept = [(text[start:end], tag) for start, end, tag in wholes(text, found)]
    assert kept == [(word, "literal") for word in ("12345热线", "第二十三条", "“三公”经费", "5G基站")]
    assert list(wholes("915G", found)) == [(0, 4, "eng")]


def test_letters_of_an_office_right_behind_another_whole():
    text = "2023年国办函〔2021〕30号"
    assert [text[start:end] for start, end, _ in wholes(text)] == ["2023年", "国办函〔2021〕30号"]
