"""Similar texts: values by hand, official wording aside, offsets that lead back, no planted pair missed."""

from __future__ import annotations

import sys
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.errors import GovReportError, MissingExtraError
from govreport.text.style.similarity import Likeness, Shingled, compare, official, similar


def narrative(*texts):
    rows = [(id_, section, text, 100) for id_, section, text in texts]
    return pd.DataFrame(rows, columns=["report_id", "section", "text", "start"])


def reports(*rows):
    frame = pd.DataFrame(rows, columns=["report_id", "organ", "region", "year"])
    return frame.astype({"organ": "string", "region": "string", "year": "Int64"})


def prose(seed, length):
    """Characters of chance: texts of different seeds share next to no shingle."""
    rng = Random(seed)
    return "".join(chr(rng.randrange(0x4E00, 0x9F00)) for _ in range(length))


def test_jaccard_and_containment_by_hand():
    # Seven letters have three shingles, eight have four; 乙丙丁戊己, 丙丁戊己庚 are in both.
    raw, cleaned = compare("甲乙丙丁戊己庚", "乙丙，丁戊己庚 辛壬。")
    assert raw == cleaned == Likeness(2 / (3 + 4 - 2), 2 / 3)
    assert compare("甲乙丙丁戊", "甲乙丙丁戊己")[0] == Likeness(1 / 2, 1.0)
    assert compare("甲乙丙丁", "甲乙丙丁")[0] == Likeness(None, None)


def test_official_wording_is_taken_out_of_the_cleaned_values():
    opening = "根据《中华人民共和国政府信息公开条例》要求，编制本年度报告。"
    a, b = f"{opening}\n甲乙丙丁戊己", f"{opening}\n子丑寅卯辰巳"
    raw, cleaned = compare(a, b)
    assert cleaned.jaccard == 0
    # 26 letters of the opening give 22 shingles; each text has six more, over the border and of its own.
    assert raw == Likeness(22 / (28 + 28 - 22), 22 / 28)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五、存在的主要问题及改进情况\n栏目偏慢。", ["五、存在的主要问题及改进情况"]),
        ("（一）主动公开情况。全年公开88条。", ["（一）主动公开情况。"]),
        ("按照新《条例》办理", ["新《条例》"]),
        (
            "信息内容 | 本年制发件数 | 本年废止件数\n规章 | 0 | 0",
            ["信息内容 | 本年制发件数 | 本年废止件数", "规章 | 0 | 0"],
        ),
        ("1.属于国家秘密 0 0 0 0 0 0 0", ["1.属于国家秘密 0 0 0 0 0 0 0"]),
        ("商业企业、科研机构各3件", []),
        ("行政许可事项全部公开", []),
    ],
)
def test_official_wording(text, expected):
    found = official(text)
    assert [s.text for s in found] == expected
    assert all(text[s.start : s.end] == s.text for s in found)


def test_no_shingle_goes_over_a_cut():
    own = Shingled.of("甲乙丙《条例》丁戊己庚")
    assert own.cleaned == frozenset()
    assert len(own.raw) == 9 - 5 + 1


def test_the_longest_copied_passage_as_each_prints_it():
    a, b = "开头甲乙丙丁，戊己庚。结尾", "另写：甲乙丙\n丁戊己庚壬"
    shared = Shingled.of(a).longest(Shingled.of(b))
    assert shared is not None
    assert [s.text for s in shared] == ["甲乙丙丁，戊己庚", "甲乙丙\n丁戊己庚"]
    assert a[shared[0].start : shared[0].end] == shared[0].text
    assert b[shared[1].start : shared[1].end] == shared[1].text
    assert Shingled.of("甲").longest(Shingled.of("乙")) is None


def test_the_longest_passage_stops_at_official_wording():
    a, b = "甲乙丙《条例》丁戊", "甲乙丙《条例》丁戊"
    shared = Shingled.of(a).longest(Shingled.of(b))
    assert shared is not None
    assert shared[0].text == "甲乙丙"


COPY = prose(1, 80)
TEXTS = narrative(
    ("a23", "overview", COPY),
    ("a24", "overview", COPY[:70] + prose(2, 10)),
    ("b24", "overview", COPY[:70] + prose(3, 10)),
    ("c24", "overview", prose(4, 80)),
    ("a23", "problems", prose(5, 80)),
    ("a24", "problems", COPY),
    ("a23", "other", "无。"),
    ("a24", "other", "无。"),
)
ABOUT = reports(
    ("a23", "甲局", "110101", 2023),
    ("a24", "甲局", "110102", 2024),
    ("b24", "乙局", None, 2024),
    ("c24", None, None, 2024),
)


@pytest.mark.parametrize(
    ("among", "pairs"),
    [
        ("years", [("a23", "a24")]),
        ("bodies", [("a24", "b24")]),
        ("all", [("a23", "a24"), ("a23", "b24"), ("a24", "b24")]),
    ],
)
@pytest.mark.parametrize("method", ["exact", "minhash"])
def test_pairs_of_years_and_of_bodies(among, pairs, method):
    found = similar(TEXTS, ABOUT, among=among, method=method)  # type: ignore[arg-type]
    assert list(zip(found["report_id_a"], found["report_id_b"], strict=True)) == pairs
    assert set(found["section"]) == {"overview"}
    # 76 shingles each; the first 70 letters have 66.
    assert found["jaccard"].tolist() == pytest.approx([66 / (76 + 76 - 66)] * len(pairs))
    assert found["containment_cleaned"].tolist() == pytest.approx([66 / 76] * len(pairs))
    first = found.iloc[0]
    assert (first["shared"], first["start_a"], first["end_a"], first["end_b"]) == (COPY[:70], 100, 170, 170)


def test_organs_of_one_name_in_two_provinces_are_two_bodies():
    about = ABOUT.assign(region=pd.array(["110101", "500101", None, None], dtype="string"))
    assert similar(TEXTS, about, among="years").empty


def test_earlier_reports_stand_first():
    about = ABOUT.assign(year=pd.array([2024, 2023, 2024, 2024], dtype="Int64"))
    found = similar(TEXTS, about, among="years")
    assert found[["report_id_a", "report_id_b"]].values.tolist() == [["a24", "a23"]]


def test_whole_reports():
    # 161 letters each: 157 shingles in a23; in a24 66 stand twice, which leaves 91. All 76 of COPY in both.
    found = similar(TEXTS, by="report", threshold=0.44)
    pair = found[(found["report_id_a"] == "a23") & (found["report_id_b"] == "a24")].iloc[0]
    assert pair["jaccard"] == pytest.approx(76 / (157 + 91 - 76))
    assert pair["containment"] == pytest.approx(76 / 91)
    assert found["section"].isna().all()


def test_short_texts_and_thresholds():
    assert similar(TEXTS, threshold=0.8).empty
    assert not similar(TEXTS, threshold=0.76).empty
    assert similar(narrative(("a", "o", COPY[:20]), ("b", "o", COPY[:20]))).empty
    assert len(similar(narrative(("a", "o", COPY[:20]), ("b", "o", COPY[:20])), least=16)) == 1
    empty = similar(TEXTS.iloc[:0])
    assert (empty.dtypes == similar(TEXTS).dtypes).all()


def test_refusals(monkeypatch):
    for threshold in (0, -1, 1.01):
        with pytest.raises(GovReportError, match="threshold: expected a number above 0"):
            similar(TEXTS, threshold=threshold)
    with pytest.raises(GovReportError, match="among='years' needs the frame"):
        similar(TEXTS, among="years")
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(MissingExtraError, match=r"govreport\[stats\]"):
        similar(TEXTS, method="minhash")
    assert len(similar(TEXTS)) == 3  # a small corpus needs no extra


def planted(threshold):
    """300 texts of chance, 60 of them copied so that the pair's coefficient is just above `threshold`."""
    texts = []
    for i in range(300):
        text = prose(i, 200)
        texts.append((f"r{i:03}", "overview", text))
        if i < 60:
            # 196 shingles each; with s shared letters s - 4 shingles: J = (s - 4) / (392 - s + 4)
            shared = next(s for s in range(5, 201) if (s - 4) / (396 - s) >= threshold)
            copy = text[:shared] + prose(1000 + i, 200 - shared)
            texts.append((f"s{i:03}", "overview", copy))
    return narrative(*texts)


@pytest.mark.slow
@pytest.mark.parametrize("threshold", [0.4, 0.6, 0.8])
def test_the_search_misses_no_planted_pair(threshold):
    texts = planted(threshold)
    found = similar(texts, threshold=threshold, method="minhash")
    pairs = set(zip(found["report_id_a"], found["report_id_b"], strict=True))
    assert pairs == {(f"r{i:03}", f"s{i:03}") for i in range(60)}
    assert found.equals(similar(texts, threshold=threshold, method="exact"))


@given(st.text("甲乙丙丁，。", max_size=30), st.text("甲乙丙丁，。", max_size=30))
def test_likeness_is_symmetric_and_bounded(a, b):
    raw, cleaned = compare(a, b)
    assert (raw, cleaned) == compare(b, a)
    if raw.jaccard is not None and raw.containment is not None:
        assert 0 <= raw.jaccard <= raw.containment <= 1
    same = compare(a, a)[0].jaccard
    assert same in (None, 1.0)
    shared = Shingled.of(a).longest(Shingled.of(b))
    if shared:
        letters = ["".join(filter(str.isalnum, s.text)) for s in shared]
        assert letters[0] == letters[1] != ""


@pytest.mark.parametrize("blank", [" ", "\u200b", "\u200b\u3000", "\ufeff"])
def test_a_line_that_holds_only_a_blank_is_compared_as_no_line(blank):
    text = "依法公开信息，及时更新栏目内容"
    same, _ = compare(f"{text}\n{blank}\n二〇二四", f"{text}\n二〇二四")
    assert same.jaccard == 1
