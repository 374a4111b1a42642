"""The same study under other choices: parts of the codebook, other dictionaries."""

from __future__ import annotations

import pandas as pd
import pytest

from govreport.studies import variants


def told(*rows):
    frame = pd.DataFrame(rows, columns=["report", "phrase", "code"]).astype("string")
    return frame.assign(organ="甲局", year=2024)


PHRASES = told(
    ("a", "征地批文", "H1"),
    ("a", "征地批文", "L4"),
    ("a", "征收", "H2"),
    ("b", "土地出让", "L1"),
    ("b", "某某", "X1"),
    ("c", None, "X9"),
)


@pytest.mark.parametrize(
    ("variant", "codes"),
    [
        ("full", {"征地批文": "H1 L4", "征收": "H2", "土地出让": "L1", "某某": "X1"}),
        ("firm", {"征地批文": "H1 L4", "征收": "X1", "土地出让": "L1", "某某": "X1"}),
        ("no_composites", {"征地批文": "H1", "征收": "H2", "土地出让": "L1", "某某": "X1"}),
        ("no_ambiguous", {"征地批文": "H1 L4", "征收": "X1", "土地出让": "L1", "某某": "X1"}),
        ("terms", {"征地批文": "H1", "征收": "X1", "土地出让": "L1", "某某": "X1"}),
    ],
)
def test_phrases_are_coded_anew_by_a_part_of_the_codebook(variant, codes):
    anew = variants.recoded(PHRASES, variant)
    spoken = anew[anew["phrase"].notna()]
    assert spoken.groupby("phrase")["code"].agg(" ".join).to_dict() == codes
    silent = anew[anew["phrase"].isna()]
    assert list(silent[["report", "code"]].itertuples(index=False, name=None)) == [("c", "X9")]
    assert list(anew.columns) == list(PHRASES.columns)
    assert set(anew["organ"]) == {"甲局"}


def test_every_variant_has_a_name_and_a_codebook():
    for variant in variants.CODEBOOKS:
        assert len(variants.recoded(PHRASES, variant)) >= 5
    with pytest.raises(KeyError):
        variants.recoded(PHRASES, "none")
    assert variants.recoded(PHRASES.iloc[:0], "full").empty


def test_changed_counts_phrases_and_not_codes():
    assert variants.changed(PHRASES, variants.recoded(PHRASES, "full")) == (0, 4)
    assert variants.changed(PHRASES, variants.recoded(PHRASES, "no_composites")) == (1, 4)
    assert variants.changed(PHRASES, variants.recoded(PHRASES, "terms")) == (2, 4)


def test_together_counts_reports():
    rows = told(("a", "征地", "H1"), ("a", "拆迁", "H2"), ("b", "征地", "H1"), ("c", "拆迁", "H2"))
    assert variants.together(rows, "H1", "H2") == (1, 2)
    assert variants.together(rows, "H2", "H1") == (1, 2)
    assert variants.together(rows, "L1", "H1") == (0, 0)


TEXT = "依申请公开的公开。"


def frame(text):
    words = text.split()
    return pd.DataFrame({"report_id": "r", "token": words, "tag": "n"})


def test_counts_has_a_zero_for_a_word_that_is_not_there():
    table = variants.counts({"one": frame("公开 公开 的"), "two": frame("主动公开 的")}, {"的"})
    assert table.to_dict("index") == {
        "主动公开": {"one": 0, "two": 1},
        "公开": {"one": 2, "two": 0},
    }


def test_top_in_common_takes_the_most_frequent_and_of_equals_the_first_by_name():
    table = pd.DataFrame(
        {"one": [5, 4, 3, 0], "two": [0, 1, 9, 8]}, index=pd.Index(["甲", "乙", "丙", "丁"], name="token")
    )
    assert variants.top_in_common(table, "one", 2).to_dict() == {"one": 2, "two": 0}
    equal = pd.DataFrame({"one": [1, 1, 1], "two": [0, 1, 1]}, index=["c", "b", "a"])
    assert variants.top_in_common(equal, "one", 2).to_dict() == {"one": 2, "two": 2}  # a and b in both


def test_dictionaries_compares_five_ways_to_cut():
    texts = pd.DataFrame(
        {"report_id": ["r"], "section": ["text"], "paragraph": [1], "text": [TEXT * 3], "start": [0]}
    )
    table = variants.dictionaries(texts, {"的"})
    assert list(table.index) == ["core", "coarse", "core+HMM", "none", "none+HMM"]
    # core: 依申请公开 and 公开, three times each; jieba: 申请, 公开, 公开 (依 has one character)
    assert table.loc["core", ["words", "different", "same"]].tolist() == [6, 2, 2]
    assert table.loc["none", ["words", "different", "same"]].tolist() == [9, 2, 1]
