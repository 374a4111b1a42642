"""Which tokens a statistic is about: missing columns are named, reports are joined one to many."""

from __future__ import annotations

import pandas as pd
import pytest

from govreport.errors import GovReportError
from govreport.resources.messages import require_columns
from govreport.text.words.selection import joined, paragraphs, with_tags, without, words

TOKENS = pd.DataFrame(
    {
        "report_id": ["a", "a", "b"],
        "section": ["overview"] * 3,
        "paragraph": [1, 1, 1],
        "i": [1, 2, 1],
        "token": ["土地", "，", "征收"],
        "tag": ["n", "w", "vn"],
    }
)
REPORTS = pd.DataFrame(
    {"report_id": ["b", "a", "c"], "year": [2024, 2023, 2022], "level": ["city", None, "city"]}
)


def test_a_missing_column_is_named():
    with pytest.raises(
        GovReportError, match=r"tokens: no column 'year', 'level'; columns found: report_id, sec"
    ):
        require_columns(TOKENS, ["token", "year", "level"], "tokens")
    with pytest.raises(GovReportError, match="things: no column 'year'; columns found: none"):
        require_columns(pd.DataFrame(), ["year"], "things")


def test_words_are_what_is_no_punctuation():
    assert words(TOKENS)["token"].tolist() == ["土地", "征收"]
    with pytest.raises(GovReportError, match="reference: expected at least one word, found none"):
        words(TOKENS[TOKENS["tag"] == "w"], "reference")


def test_stop_words_and_tags():
    assert without(TOKENS, {"土地", "，"})["token"].tolist() == ["征收"]
    assert without(TOKENS, ())["token"].tolist() == ["土地", "，", "征收"]
    assert with_tags(TOKENS, ["vn"])["token"].tolist() == ["征收"]
    assert with_tags(TOKENS, None)["token"].tolist() == ["土地", "，", "征收"]
    assert with_tags(TOKENS, []).empty
    with pytest.raises(GovReportError, match="stop_words: expected a set of words, found the text '的'"):
        without(TOKENS, "的")
    with pytest.raises(GovReportError, match="tags: expected several tags, found the text 'vn'"):
        with_tags(TOKENS, "vn")


def test_reports_are_joined():
    table = joined(TOKENS, REPORTS, ["year", "level"])
    assert table["token"].tolist() == ["土地", "，", "征收"]
    assert table["year"].tolist() == [2023, 2023, 2024]
    assert table["level"].isna().tolist() == [True, True, False]
    assert joined(TOKENS, REPORTS, "year").columns.tolist() == [*TOKENS.columns, "year"]


def test_what_cannot_be_joined_is_refused():
    with pytest.raises(GovReportError, match="reports: no column 'body'"):
        joined(TOKENS, REPORTS, "body")
    with pytest.raises(GovReportError, match="tokens: already has the column 'tag'"):
        joined(TOKENS, REPORTS.assign(tag="n"), "tag")
    with pytest.raises(GovReportError, match="reports: expected each report once, found b twice"):
        joined(TOKENS, pd.concat([REPORTS, REPORTS[:1]]), "year")
    with pytest.raises(GovReportError, match="reports: 1 reports of the tokens are not there, first a"):
        joined(TOKENS, REPORTS[REPORTS["report_id"] != "a"], "year")


def test_paragraphs_follow_one_another():
    rows = [
        ("a", "overview", 1, 1), ("a", "overview", 1, 2), ("a", "overview", 2, 1),
        ("a", "overview", 2, 3), ("a", "overview", 2, 3), ("a", "problems", 2, 4), ("b", "problems", 2, 5),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["report_id", "section", "paragraph", "i"], index=range(10, 17))
    # The fifth row repeats i = 3: a second section of that kind has begun.
    assert paragraphs(frame).to_dict() == {10: 0, 11: 0, 12: 1, 13: 1, 14: 2, 15: 3, 16: 4}
