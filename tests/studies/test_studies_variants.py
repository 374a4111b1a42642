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


TEXT = "依申请公开的公开。"
