"""Spelling made comparable: the same label in any spelling is one, and offsets lead back to the ink."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport import normalize
from govreport.normalize import compact, compact_offsets, folded, squeezed, unified
from govreport.text import prose

# Characters that reports print, and those that once broke programs: compatibility forms, joiners, marks.
texts = st.text(
    st.one_of(
        st.sampled_from(
            "政府信息公开〔〕（）［］【】“”‘’—–－~～、，。：；①㈠½ﬁ㎡０９ \t\n\u3000\u00a0\u200b\ufeff"
        ),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("国办公开办函〔2021〕30号", "国办公开办函(2021)30号"),
        ("国办公开办函［２０２１］ 30 号", "国办公开办函(2021)30号"),
        ("国办公开办函【2021】30号", "国办公开办函(2021)30号"),
        ("（三） 不予公开", "(三)不予公开"),
        ("3．危及“三安全一稳定”", '3.危及"三安全一稳定"'),
        ("3.危及「三安全一稳定」", '3.危及"三安全一稳定"'),
        ("规 章", "规章"),
        ("商业\u3000企业", "商业企业"),
        ("本年增／减", "本年增/减"),
        ("2024年1月1日——12月31日", "2024年1月1日--12月31日"),
        ("２０２４年１月１日～", "2024年1月1日~"),
        ("政\u200b府\ufeff信息", "政府信息"),
        ("㈠主动公开", "(一)主动公开"),
        ("⒈公开⑵", "1.公开(2)"),
        ("610① 610⑩ 610㉑ 610㊿ 610❿ 610² 610₃ 610⓵", "610①610⑩610㉑610㊿610❿610²610₃610⓵"),
        ("广⻄⻘秀区人⺠⾏政⻔户⽹站", "广西青秀区人民行政门户网站"),
        ("", ""),
        (" \n\t\u3000", ""),
    ],
)
def test_compact_gold(printed, plain):
    assert compact(printed) == plain


def test_folded_keeps_blanks_since_they_may_be_borders():
    assert folded("规 章  （１）\n") == "规 章  (1)\n"


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("  六、 其他\n\n事项 ", "六、 其他 事项"),
        ("（三）\u3000不予", "（三） 不予"),
        ("\ufeff标\u200b题", "标题"),
        (" \u200b ", ""),
    ],
)
def test_squeezed_gold(printed, seen):
    assert squeezed(printed) == seen


@pytest.mark.parametrize("function", [folded, compact, squeezed])
@given(text=texts)
def test_idempotent(function, text):
    once = function(text)
    assert function(once) == once


@given(texts)
def test_compact_has_no_blank_and_forgets_blanks(text):
    plain = compact(text)
    assert not any(character.isspace() for character in plain)
    assert compact(" ".join(text)) == compact("".join(text.split()))


@given(texts)
def test_offsets_lead_back_to_the_character_that_was_printed(text):
    plain, offsets = compact_offsets(text)
    assert plain == compact(text)
    assert len(offsets) == len(plain)
    assert list(offsets) == sorted(offsets)
    for character, offset in zip(plain, offsets, strict=True):
        assert character in compact(text[offset])


def test_offsets_gold():
    assert compact_offsets(" ㈠ 规\u200b章") == ("(一)规章", [1, 1, 1, 3, 5])


def test_no_radical_is_left_that_has_an_ideograph():
    left = [chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if _is_radical(code)]
    assert [c for c in left if unified(c) == c or folded(c) != folded(unified(c))] == [
        "\u2e80"
    ]  # no ideograph


def _is_radical(code):
    return "CJK RADICAL" in unicodedata.name(chr(code), "") or "KANGXI" in unicodedata.name(chr(code), "")


@given(texts)
def test_unified_changes_no_offset_and_nothing_but_radicals(text):
    same = unified(text)
    assert len(same) == len(text)
    assert all(a == b or _is_radical(ord(a)) for a, b in zip(text, same, strict=True))


@given(st.text("0123456789", min_size=1, max_size=15))
def test_full_width_digits_are_the_same_digits(digits):
    wide = "".join(chr(ord(d) + 0xFEE0) for d in digits)
    assert unicodedata.normalize("NFKC", wide) == digits
    assert compact(wide) == digits


def test_what_is_taken_for_usual_folds_to_one_character_each():
    usual = [chr(code) for code in range(0x110000) if normalize._USUAL.fullmatch(chr(code))]
    assert len(usual) > 20_000
    assert [c for c in usual if len(folded(c)) != 1] == []


def test_what_the_prose_takes_for_usual_folds_to_one_character_each():
    usual = [chr(code) for code in range(0x110000) if prose._USUAL.fullmatch(chr(code))]
    assert len(usual) > 20_000
    assert [c for c in usual if len(prose._plain()[ord(c)]) != 1] == []
