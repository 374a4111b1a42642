"""The codebook of request themes: data proven both ways, ambiguity rules, the page that is made from it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.pages.codebook import page
from govreport.errors import ResourceError
from govreport.resources import Table, load_text
from govreport.text.themes.codebook import Code, codebook
from govreport.text.themes.gate import gate

module = import_module("govreport.text.themes.codebook")  # the package names its function so too

BOOK = codebook()
PAGE = Path(__file__).parents[2] / "docs" / "codebook.md"
RAW = tomllib.loads(load_text("themes.toml"))
STATED = [(code.id, example) for code in BOOK.codes for example in code.examples]
STATED += [
    (entry.term, example) for entry in (*BOOK.composites, *BOOK.ambiguous) for example in entry.examples
]
EXCLUDED = [(code.id, example) for code in BOOK.codes for example in code.exclusions]


def codes(phrase):
    return {coded.code for coded in BOOK.code(phrase)}


def test_every_code_of_the_field_is_there():
    count = {"L": 7, "H": 6, "R": 5, "C": 6, "E": 5, "F": 6, "W": 7, "G": 8, "B": 2, "A": 3}
    expected = {f"{letter}{i}" for letter, last in count.items() for i in range(1, last + 1)}
    assert len(expected) == 55
    assert {code.id for code in BOOK.codes} == expected | {"X1", "X9"}
    assert [group.id for group in BOOK.groups] == [*count, "X"]
    for code in BOOK.codes:
        assert all((code.zh, code.en, code.definition_zh, code.definition_en))
        assert bool(code.terms) == (code.id not in ("X1", "X9"))
    assert BOOK.label("H2") == ("房屋征收与拆迁", "House expropriation and demolition")
    assert BOOK.label("L") == ("土地与规划", "Land and planning")
    with pytest.raises(KeyError):
        BOOK.label("L8")


@pytest.mark.parametrize(("where", "example"), STATED, ids=lambda value: getattr(value, "phrase", value))
def test_each_example_is_coded_as_stated(where, example):
    assert codes(example.phrase) == set(example.codes)
    assert any(coded.low for coded in BOOK.code(example.phrase)) == example.low


@pytest.mark.parametrize(("code", "example"), EXCLUDED, ids=lambda value: getattr(value, "phrase", value))
def test_each_exclusion_goes_where_it_says(code, example):
    assert codes(example.phrase) == set(example.codes)
    assert code not in example.codes


def test_each_term_is_found_in_an_example():
    used = {
        term
        for _, example in (*STATED, *EXCLUDED)
        for _, term in BOOK.found(BOOK.without_agencies(example.phrase))
    }
    assert set(BOOK.terms) - used == set()


@pytest.mark.parametrize("word", BOOK.words)
def test_each_word_holds_its_characters(word):
    """Without it an example would be coded otherwise."""
    without = replace(BOOK, words=tuple(other for other in BOOK.words if other != word))
    examples = [phrase for phrase in RAW["word_examples"] if word in phrase]
    assert any({c.code for c in without.code(phrase)} - codes(phrase) for phrase in examples)


def test_each_reading_is_used_by_an_example():
    for entry in BOOK.ambiguous:
        for reading in entry.readings:
            words = [e for e in entry.examples if any(word in e.phrase for word in reading.near)]
            assert any(set(reading.codes) <= set(e.codes) and not e.low for e in words), (entry.term, reading)
        assert any(example.codes == entry.otherwise for example in entry.examples), entry.term


def test_names_of_agencies_are_no_themes():
    for name in RAW["agencies"]["examples"]:
        assert codes(name) == set(), name
        assert "\0" in BOOK.without_agencies(name), name
    for phrase in RAW["agencies"]["not"]:
        assert BOOK.without_agencies(phrase) == phrase, phrase
    assert codes("市自然资源局的征地批复") == {"H1", "L4"}


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        # the wordings that the ambiguity rules are about, coded by hand
        ("土地出让", {"L1"}),
        ("用地规划", {"L2"}),
        ("房屋征收拆迁", {"H2"}),
        ("房屋征收(拆迁)", {"H2"}),
        ("征地拆迁", {"H1", "H2"}),
        ("土地房屋征收", {"H1", "H2"}),
        ("征地拆迁补偿问题", {"H1", "H2", "H3"}),
        ("国有土地上房屋征收与补偿", {"H2", "H3"}),
        ("集体土地征收补偿", {"H1", "H3"}),
        ("社会抚养费征收", {"F3"}),
        ("税费征收", {"F3"}),
        ("采矿权出让", {"L7"}),
        ("企业股权出让", {"F4"}),
        ("十四五规划", {"G6"}),
        ("控制性详细规划", {"L2"}),
        ("生态补偿", {"E2"}),
        ("工伤赔偿", {"W5"}),
        ("移民安置", {"R5"}),
        ("退役军人安置", {"W2"}),
        ("职工安置", {"F4"}),
        ("婚姻登记", {"W6"}),
        ("企业登记", {"B1"}),
        ("不动产登记", {"C5"}),
        ("排污许可", {"E1"}),
        ("建设工程规划许可证", {"L3"}),
        ("施工许可", {"C1"}),
        ("个人档案", {"A2"}),
        ("营商环境", {"B1"}),
        ("公共服务", set()),
        ("行政审批", set()),
    ],
)
def test_phrases_coded_by_hand(phrase, expected):
    assert codes(phrase) == expected


def test_defaults_are_of_low_confidence_and_yield_to_anything_else():
    (alone,) = BOOK.code("征收")
    assert (alone.code, alone.rule, alone.low) == ("H2", "default", True)
    (land,) = BOOK.code("土地管理")
    assert (land.code, land.low) == ("L", True)
    assert [(c.code, c.rule, c.low) for c in BOOK.code("矿业权规划")] == [("L7", "term", False)]
    assert [(c.code, c.rule) for c in BOOK.code("用地的审批文件")] == [("L4", "context")]
    assert {(c.code, c.low) for c in BOOK.code("城乡建设")} == {("L2", True), ("C1", True)}


def test_the_longest_term_wins_and_none_overlap():
    assert BOOK.found("建设工程规划许可证") == [(0, "建设工程规划许可证")]
    assert BOOK.found("停车收费") == [(0, "停车收费")]
    assert BOOK.without_terms("征地的事") == "\0\0的事"


@given(st.text(alphabet="土地房屋征收拆迁补偿安置规划许可登记档案局办出让税费股权矿的与和", max_size=14))
def test_terms_found_lie_apart_and_are_printed(phrase):
    found = BOOK.found(phrase)
    assert all(phrase[start:].startswith(term) for start, term in found)
    ends = [start + len(term) for start, term in found]
    assert all(end <= start for end, (start, _) in zip(ends, found[1:], strict=False))
    assert len({coded.code for coded in BOOK.code(phrase)}) == len(BOOK.code(phrase))
    assert BOOK.code(phrase) == BOOK.code(phrase)


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(BOOK, gate())


def test_the_page_shows_each_code_with_its_terms():
    text = page(BOOK, gate())
    for code in BOOK.codes:
        assert f"### {code.id} {code.zh} · {code.en}\n" in text
    assert "不是 not: 股权出让方案 → F4、采矿权出让 → L7" in text
    assert "| 征地拆迁 | H1+H2 |" in text


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda raw: raw["codes"][0].update(colour="red"), r"codes\[0\].colour: expected no such key"),
        (
            lambda raw: raw["codes"][1]["terms"].append("土地出让"),
            "expected each term once, found '土地出让'",
        ),
        (lambda raw: raw["composites"][0].update(codes=["H9"]), "a code of one of the groups, found 'H9'"),
        (lambda raw: raw["codes"][-1].update(code="Z9"), "a code of one of the groups, found 'Z9'"),
        (lambda raw: raw["ambiguous"][0].update(otherwise=["Q"]), "a code of one of the groups, found 'Q'"),
        (lambda raw: raw["composites"][8].update(confidence="middling"), "expected low, found 'middling'"),
    ],
)
def test_a_broken_file_is_refused(change, complaint):  # type: ignore[no-untyped-def]
    raw = tomllib.loads(load_text("themes.toml"))
    change(raw)
    with pytest.raises(ResourceError, match=complaint):
        module.codebook_of(Table("themes.toml", "", raw))


def test_codes_are_data_classes_that_compare():
    assert isinstance(BOOK.terms["土地出让"], Code)
    assert codebook() is BOOK
