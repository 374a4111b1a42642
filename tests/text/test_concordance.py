"""Keyword in context: what stands around a word, and where it stands in the report."""

from __future__ import annotations

import pandas as pd
import pytest

from govreport.errors import GovReportError
from govreport.text.words.concordance import COLUMNS, kwic
from govreport.text.words.segment import Segmenter

TEXTS = pd.DataFrame(
    {
        "report_id": ["b", "a"],
        "section": ["overview", "requests"],
        "paragraph": [1, 3],
        "text": ["依申请公开与主动公开。", "收到申请2件。"],
        "start": [100, 50],
    }
)


def test_in_texts():
    table = kwic(TEXTS, "申请", width=3)
    assert table.dtypes.astype(str).to_dict() == COLUMNS
    assert table.to_numpy().tolist() == [
        ["b", "overview", 1, "依", "申请", "公开与", 101, 103],
        ["a", "requests", 3, "收到", "申请", "2件。", 52, 54],
    ]


def test_in_tokens_only_whole_words_are_found():
    tokens = Segmenter().frame(TEXTS)
    table = kwic(tokens, "主动公开", width=1)
    assert table.to_numpy().tolist() == [["b", "overview", 1, "与", "主动公开", "。", 106, 110]]
    assert kwic(tokens, "公开").empty
    assert kwic(tokens, ".*公开", regex=True)["match"].tolist() == ["依申请公开", "主动公开"]
    # The context ends with the paragraph.
    assert kwic(tokens, "收到", width=9)[["left", "right"]].to_numpy().tolist() == [["", "申请 2 件 。"]]


def test_in_a_list_of_texts():
    table = kwic(["主动公开", "不公开，不公开"], "公开", width=1)
    assert table[["report_id", "left", "right", "start"]].to_numpy().tolist() == [
        ["1", "动", "", 2],
        ["2", "不", "，", 1],
        ["2", "不", "", 5],
    ]


def test_the_usual_width():
    text = "一" * 30 + "申请" + "二" * 30
    assert kwic([text], "申请")[["left", "right"]].to_numpy().tolist() == [["一" * 20, "二" * 20]]
    words = Segmenter().frame([" ".join(["一"] * 9 + ["申请"] + ["二"] * 9)])
    assert kwic(words, "申请")[["left", "right"]].to_numpy().tolist() == [
        ["一 一 一 一 一", "二 二 二 二 二"]
    ]


def test_regular_expressions_and_their_signs():
    assert kwic(["收到12件"], r"\d+件", regex=True)["match"].tolist() == ["12件"]
    assert kwic(["收到12件"], r"\d+件").empty
    assert kwic(["甲乙"], "丙*", regex=True).empty


def test_nothing_found():
    for source in (TEXTS, Segmenter().frame(TEXTS), []):
        assert kwic(source, "没有").dtypes.astype(str).to_dict() == COLUMNS


def test_wrong_arguments():
    with pytest.raises(GovReportError, match="keyword: expected at least one character, found none"):
        kwic(TEXTS, "")
    with pytest.raises(GovReportError, match=r"keyword: '\(' is no regular expression: "):
        kwic(TEXTS, "(", regex=True)
    with pytest.raises(GovReportError, match="width: expected at least 0, found -1"):
        kwic(TEXTS, "申请", width=-1)
    with pytest.raises(GovReportError, match="texts: no column 'start'"):
        kwic(TEXTS.drop(columns="start"), "申请")
    with pytest.raises(GovReportError, match="tokens: no column 'i'"):
        kwic(Segmenter().frame(TEXTS).drop(columns="i"), "申请")
    with pytest.raises(GovReportError, match="source: expected a DataFrame or several texts, found one str"):
        kwic("主动公开", "公开")
