"""TF-IDF and TextRank against values worked out by hand."""

from __future__ import annotations

from math import log

import pandas as pd
import pytest

from govreport.errors import GovReportError
from govreport.text.words.keywords import textrank, tfidf
from govreport.text.words.segment import Segmenter


def frame(*paragraphs: tuple[str, str]) -> pd.DataFrame:
    """Tokens of paragraphs given as report and words between blanks."""
    rows = [
        (report_id, "overview", number, i, word, "w" if word == "，" else "u" if word == "以及" else "n")
        for number, (report_id, text) in enumerate(paragraphs, start=1)
        for i, word in enumerate(text.split(), start=1)
    ]
    return pd.DataFrame(rows, columns=["report_id", "section", "paragraph", "i", "token", "tag"])


TOKENS = frame(("a", "土地 ， 土地 公开"), ("b", "公开 征收"))


def test_tfidf_by_hand() -> None:
    table = tfidf(TOKENS)
    assert table.columns.tolist() == "report_id token count tf documents_with idf tfidf".split()
    assert table.drop(columns=["idf", "tfidf"]).to_numpy().tolist() == [
        ["a", "土地", 2, 2 / 3, 1],
        ["a", "公开", 1, 1 / 3, 2],
        ["b", "征收", 1, 1 / 2, 1],
        ["b", "公开", 1, 1 / 2, 2],
    ]
    assert table["idf"].tolist() == pytest.approx([log(2), 0, log(2), 0])
    assert table["tfidf"].tolist() == pytest.approx([2 / 3 * log(2), 0, log(2) / 2, 0])


def test_tfidf_of_other_documents() -> None:
    assert tfidf(TOKENS, top=1)["token"].tolist() == ["土地", "征收"]
    assert tfidf(TOKENS, stop_words={"土地"}, top=1)["tfidf"].tolist() == pytest.approx([0, log(2) / 2])
    assert tfidf(TOKENS.assign(tag=["n", "w", "n", "v", "v", "n"]), tags=["v"])["token"].tolist() == [
        "公开",
        "公开",
    ]
    one = tfidf(TOKENS, ["section"])
    assert one["section"].tolist() == ["overview"] * 3
    assert one["tfidf"].tolist() == [0, 0, 0]  # one document: no word tells it from others
    with pytest.raises(GovReportError, match="tokens: no column 'year'"):
        tfidf(TOKENS, "year")


def test_textrank_by_hand() -> None:
    # A chain: s = 0.15 + 0.85 m / 2 for its ends, m = 0.15 + 0.85 (s + s) in the middle.
    table = textrank(frame(("a", "土地 征收 补偿")), window=2)
    assert table.columns.tolist() == ["token", "count", "score"]
    end = 0.21375 / 0.2775
    assert table["token"].tolist() == ["征收", "土地", "补偿"]
    assert table["score"].tolist() == pytest.approx([0.15 + 1.7 * end, end, end])


def test_links_weigh_as_often_as_they_stand() -> None:
    # 征收 gives 3/4 of its score to 土地 and 1/4 to 补偿.
    table = textrank(
        frame(("a", "土地 征收"), ("a", "征收 土地"), ("a", "土地 征收"), ("a", "征收 补偿")), window=2
    )
    score = table.set_index("token")["score"]
    assert score["土地"] == pytest.approx(0.15 + 0.85 * 0.75 * score["征收"])
    assert score["补偿"] == pytest.approx(0.15 + 0.85 * 0.25 * score["征收"])
    assert table.set_index("token")["count"].to_dict() == {"征收": 4, "土地": 3, "补偿": 1}
    assert score.mean() == pytest.approx(1)


def test_what_is_linked() -> None:
    def linked(*paragraphs: tuple[str, str], **options: object) -> set[str]:
        return set(textrank(frame(*paragraphs), **options)["token"])  # type: ignore[arg-type]

    assert linked(("a", "土地 ， 征收"), window=2) == {"土地", "征收"}  # punctuation is no word
    assert linked(("a", "土地 以及 征收"), window=2) == set()  # a word of another tag stands between
    assert linked(("a", "土地 以及 征收"), window=3) == {"土地", "征收"}
    assert linked(("a", "土地 以及 征收"), window=2, tags=None) == {"土地", "以及", "征收"}
    assert linked(("a", "土地 征收 补偿"), window=2, stop_words={"征收"}) == set()
    assert linked(("a", "土地"), ("a", "征收")) == set()  # two paragraphs
    assert linked(("a", "土地 土地")) == set()  # not with itself
    assert linked(("a", "县 土地 征收"), window=3) == {"土地", "征收"}  # one character says little


def test_textrank_by_report() -> None:
    table = textrank(frame(("b", "土地 征收 补偿"), ("a", "公开 申请")), "report_id", window=2, top=1)
    assert table[["report_id", "token"]].to_numpy().tolist() == [["a", "公开"], ["b", "征收"]]
    nothing = textrank(frame(("a", "土地")), "report_id")
    assert nothing.columns.tolist() == ["report_id", "token", "count", "score"]
    assert nothing.empty
    whole = Segmenter().frame(["主动公开政务服务信息"])
    assert textrank(whole, ["report_id", "section"]).dtypes.astype(str).to_dict() == {
        "report_id": "string", "section": "string", "token": "string", "count": "int64", "score": "float64",
    }  # fmt: skip


def test_wrong_arguments_of_textrank() -> None:
    with pytest.raises(GovReportError, match="window: expected at least 2, found 1"):
        textrank(TOKENS, window=1)
    with pytest.raises(GovReportError, match="tokens: no column 'i'"):
        textrank(TOKENS.drop(columns="i"))
