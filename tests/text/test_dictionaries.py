"""Dictionaries of other programs: read as codebooks, refused where they say nothing certain."""

from __future__ import annotations

from pathlib import Path

import pytest

import govreport as gr
from govreport.errors import ResourceError

# One dictionary in each format: three categories, one term of two of them.
QUANTEDA = "land:\n  sale: [土地出让, 招拍挂*]\n  plan: [用地规划]\nhouse: [房屋征收, 土地出让]\n"
CNTEXT = (
    "Name: d\nDesc: d\nDictionary:\n  land.sale: [土地出让, 招拍挂]\n  land.plan: [用地规划]\n"
    "  house: [房屋征收, 土地出让]\n"
)
LIWC = "%\n1\tland.sale\n2\tland.plan\n7\thouse\n%\n土地出让\t1\t7\n招拍挂*\t1\n用地规划\t2\n房屋征收\t7\n"
WORDSTAT = (
    "land\n\tsale\n\t\t土地出让 (1)\n\t\t招拍挂* (1)\n\tplan\n\t\t用地规划 (1)\n"
    "house\n\t房屋征收 (1)\n\t土地出让 (1)\n"
)
FILES = {"d.yml": QUANTEDA, "c.yaml": CNTEXT, "l.dic": LIWC, "w.cat": WORDSTAT}
TEXT = "申请内容主要涉及土地出让、用地规划、房屋征收补偿。"


def written(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_dictionary_codes_themes_whatever_its_format(tmp_path, name, encoding):
    if name.endswith(("yml", "yaml")) and encoding == "gb18030":
        encoding = "utf-8"
    path = written(tmp_path, name, FILES[name], encoding)
    found = gr.themes(TEXT, gr.codebook(path))
    assert found[["code", "phrase"]].values.tolist() == [
        ["land.sale", "土地出让"],
        ["house", "土地出让"],
        ["land.plan", "用地规划"],
        ["house", "房屋征收补偿"],
    ]
    assert found.attrs["codebook"]["file"] == name
    assert len(found.attrs["codebook"]["sha256"]) == 12


@pytest.mark.parametrize("name", FILES)
def test_terms_are_counted_and_those_that_match_nothing_are_listed(tmp_path, name):
    book = gr.codebook(written(tmp_path, name, FILES[name]))
    found = gr.text.lookup({"a": TEXT + "\n土地出让。", "b": "无。"}, book)
    assert found.unmatched == ("招拍挂",)
    counts = {(r, c): n for r, c, n in found.codes[["report_id", "code", "count"]].values.tolist()}
    assert counts == {
        **{("a", "land.sale"): 2, ("a", "land.plan"): 1, ("a", "house"): 3},
        **{("b", code): 0 for code in ("land.sale", "land.plan", "house")},
    }
    assert repr(found) == f"TermCounts(2 texts: 3 terms found, 1 in none; {book.version})"


def test_of_terms_that_overlap_the_longest_counts(tmp_path):
    book = gr.codebook(written(tmp_path, "d.yml", "a: [征收]\nb: [房屋征收]\n"))
    assert gr.text.lookup("房屋征收与征收", book).terms[["term", "count"]].values.tolist() == [
        ["征收", 1],
        ["房屋征收", 1],
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("l.dic", LIWC.replace("用地规划\t2", "用地规划\t3"), "line 8: category 3 is not defined"),
        ("l.dic", "土地出让 1\n", "a LIWC dictionary was expected"),
        ("w.cat", WORDSTAT.replace("用地规划 (1)", "用地规划（1）"), "line 6: expected ASCII brackets"),
        ("w.cat", "land\n\t\t\t土地 (1)\n", "line 2: expected a category above"),
        ("d.yml", "land: [征收（房屋）]\n", "category land: expected ASCII brackets"),
        ("d.yml", "land: [征*收]\n", "a wildcard is expected at the end of a term only"),
        ("d.yml", "land: []\n", "at least one category with terms"),
        ("d.yml", "land: [1, 2]\n", "land: expected terms in quotes, found 1"),
        ("d.yml", "land: [\n", "not YAML"),
        ("d.yml", "- 征收\n", "the file: expected categories"),
        ("d.csv", "a\n", "a dictionary was expected: .toml, .yml"),
        ("d.toml", "version = 1\n", "version: expected text, found 1"),
    ],
)
def test_what_is_not_certain_is_refused_with_its_place(tmp_path, name, text, said):
    with pytest.raises(ResourceError) as caught:
        gr.codebook(written(tmp_path, name, text))
    assert said in str(caught.value)
    assert name in str(caught.value)


def test_a_file_that_runs_nothing(tmp_path):
    target = tmp_path / "made"
    text = f"a: !!python/object/apply:os.mkdir ['{target}']\n"
    with pytest.raises(ResourceError, match="not YAML"):
        gr.codebook(written(tmp_path, "d.yml", text))
    assert not target.exists()


def test_our_own_codebook_given_as_a_file_codes_as_ours():
    book = gr.codebook(Path(gr.__file__).parent / "data" / "themes.toml")
    assert gr.themes(TEXT, book)[["code", "phrase"]].equals(gr.themes(TEXT)[["code", "phrase"]])
