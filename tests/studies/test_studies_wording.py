"""Studies of the prose: shares by section, evidence in its place, pairs that can be compared."""

from __future__ import annotations

import pandas as pd
import pytest

from govreport.studies import wording
from govreport.text.prose import Span
from govreport.text.style.profile import style_frame
from govreport.text.style.similarity import similar

PROBLEMS = "应公开尽公开。仍存在不足。"  # 6 characters of B3 and 6 of B5 (…不足) among 13
OVERVIEW = "2024年收到申请60件。"
OPENING = "一是公开。"


def narrative(*texts):
    """Report, section and text of each paragraph; those of one report stand one behind the other."""
    frame = pd.DataFrame(texts, columns=["report_id", "section", "text"])
    frame["paragraph"] = frame.groupby(["report_id", "section"]).cumcount() + 1
    length = frame["text"].str.len() + 1
    frame["start"] = length.groupby(frame["report_id"]).cumsum() - length
    return frame


def reports(*rows):
    frame = pd.DataFrame(rows, columns=["report_id", "organ", "region", "year"])
    return frame.astype({"report_id": "string", "organ": "string", "region": "string", "year": "Int64"})


def test_sections_stand_in_the_order_of_the_form():
    assert wording.sections(["problems", "overview"]) == {
        "overview": ("总体情况", "Overview"),
        "problems": ("存在的主要问题及改进情况", "Problems and improvement"),
    }
    assert list(wording.sections(["problems", "overview"])) == ["overview", "problems"]
    assert wording.sections([]) == {}


def test_by_section_gives_the_median_and_the_middle_half():
    measured = pd.DataFrame(
        {
            "section": ["problems"] * 5 + ["overview"],
            "characters": [10, 20, 30, 40, 2000, 1099],
            "boilerplate": [0.0, 0.1, 0.2, 0.4, 1.0, 0.5],
        }
    )
    rows = wording.by_section(measured, "boilerplate")
    assert list(rows["section"]) == ["overview", "problems"]
    assert rows.loc[0, ["low", "value", "high", "n"]].tolist() == [0.5, 0.5, 0.5, 1]
    assert rows.loc[1, ["low", "value", "high", "n"]].tolist() == pytest.approx([0.1, 0.2, 0.4, 5])
    assert list(rows["label_en"]) == ["Overview (1,099 chars)", "Problems and improvement (30 chars)"]
    assert list(rows["label_zh"]) == ["总体情况", "存在的主要问题及改进情况"]
    assert wording.by_section(measured.iloc[:0], "boilerplate").empty


def test_class_rates_are_of_all_characters_of_a_section():
    measured = style_frame(
        narrative(("a", "problems", PROBLEMS), ("b", "problems", OPENING), ("b", "overview", OVERVIEW))
    )
    rates = wording.class_rates(measured)
    assert list(rates.index) == ["overview", "problems"]
    assert list(rates.columns)[:3] == ["B1 政治表述", "B2 中心任务套语", "B3 公开原则套语"]
    assert rates.loc["problems", "B3 公开原则套语"] == pytest.approx(1000 * 6 / 18)
    assert rates.loc["problems", "B6 改进套语"] == pytest.approx(1000 * 2 / 18)
    assert rates.loc["overview"].tolist() == [0.0] * 8


def test_evidence_stands_where_it_says():
    frame = narrative(("a", "overview", OVERVIEW), ("a", "problems", PROBLEMS))
    text = f"{OVERVIEW}\n{PROBLEMS}"
    found = wording.evidence(frame)
    said = list(found[["section", "kind", "text"]].itertuples(index=False, name=None))
    assert said == [
        ("overview", "date", "2024年"),
        ("overview", "number", "60"),
        ("problems", "B3", "应公开尽公开"),
        ("problems", "B5", "仍存在不足"),
    ]
    assert [text[row.start : row.end] for row in found.itertuples()] == list(found["text"])
    assert wording.evidence(frame.iloc[:0]).empty


def test_marked_shows_what_is_covered_and_joins_what_touches():
    assert wording.marked("甲乙丙丁戊", [Span(1, 3, "乙丙"), Span(2, 4, "丙丁")]) == "甲【乙丙丁】戊"
    assert wording.marked("甲乙丙丁戊", [Span(0, 1, "甲"), Span(4, 5, "戊")]) == "【甲】乙丙丁【戊】"
    assert wording.marked("甲乙", [Span(0, 1, "甲"), Span(1, 2, "乙")]) == "【甲乙】"
    assert wording.marked("甲乙", []) == "甲乙"


# Three texts without a shingle in common, each with 31 shingles of its own.
LONG = ["".join(chr(0x4E00 + 40 * i + j) for j in range(35)) for i in range(3)]


def test_comparable_counts_the_pairs_that_are_compared():
    frame = narrative(
        ("a", "overview", LONG[0]),
        ("b", "overview", LONG[0]),
        ("c", "overview", LONG[0]),
        ("d", "overview", LONG[0]),
        ("e", "overview", LONG[0]),
        ("f", "overview", "无。"),
        ("a", "problems", LONG[1]),
        ("b", "problems", LONG[2]),
    )
    known = reports(
        ("a", "甲局", "320000", 2020),
        ("b", "甲局", "320100", 2021),  # the same province: the same body
        ("c", "甲局", "110000", 2021),
        ("d", "乙局", None, 2020),
        ("e", None, None, 2020),  # whose it is, is not known
        ("f", "甲局", "320000", 2022),  # too short
    )
    counted = wording.comparable(frame, known)
    assert counted == {"years": 2, "bodies": 2}  # a-b twice; a-d and b-c
    alike = {a: similar(frame, known, among=a, threshold=0.6) for a in ("years", "bodies")}  # type: ignore[arg-type]
    assert {name: len(pairs) for name, pairs in alike.items()} == {"years": 1, "bodies": 2}
    assert wording.comparable(frame.iloc[:0], known) == {"years": 0, "bodies": 0}


def test_likenesses_are_of_sections_and_name_them():
    pairs = pd.DataFrame(
        {
            "section": ["problems", None, "overview", "overview"],
            "year_a": [2016, 2016, 2020, 2012],
            "year_b": [2020, 2020, 2021, 2020],
            "jaccard_cleaned": [0.1234, 0.9, 0.5, 0.25],
            "shingles_a": [50, 500, 60, 70],
            "shingles_b": [40, 400, 90, 70],
            "longest": [12, 120, 7, 8],
        }
    )
    rows = wording.likenesses(pairs)
    assert list(rows["label_zh"]) == [
        "总体情况 2012→2020",
        "总体情况 2020→2021",
        "存在的主要问题及改进情况 2016→2020",
    ]
    assert rows["label_en"].iloc[0] == "longest 8 characters"
    assert list(rows["value"]) == [0.25, 0.5, 0.123]
    assert list(rows["n"]) == [70, 60, 40]


def test_reaching_counts_pairs_at_or_above_a_threshold():
    pairs = pd.DataFrame(
        {
            "jaccard": [0.1, 0.6, None],
            "jaccard_cleaned": [0.05, 0.59, None],
            "containment": [0.2, 0.9, None],
            "containment_cleaned": [0.2, 0.6, None],
        }
    )
    counts = wording.reaching(pairs, [0.1, 0.6])
    assert list(counts.columns) == ["0.1", "0.6"]
    assert counts.to_numpy().tolist() == [[2, 1], [1, 0], [2, 1], [2, 1]]


def test_without_classes_leaves_one_out_at_a_time():
    # 有待进一步提升 is B5, its last five characters are B6 too: without B5 these stay covered.
    text = "质量有待进一步提升。"
    table = wording.without_classes(narrative(("a", "problems", text), ("b", "problems", PROBLEMS)))
    assert list(table.index) == ["problems"]
    assert list(table.columns) == ["all", *(f"-B{i}" for i in range(1, 9))]
    whole = 10 + 13
    assert table.loc["problems", "all"] == pytest.approx((7 + 6 + 5) / whole)
    assert table.loc["problems", "-B3"] == pytest.approx((7 + 5) / whole)
    assert table.loc["problems", "-B5"] == pytest.approx((5 + 6) / whole)
    assert table.loc["problems", "-B6"] == pytest.approx((7 + 6 + 5) / whole)
    assert wording.without_classes(narrative(("a", "problems", text)).iloc[:0]).empty
