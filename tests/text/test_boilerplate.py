"""Set phrases: every pattern proven by an example, every example by a pattern; characters counted once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.normalize import compact
from govreport.text.prose import Span
from govreport.text.style.boilerplate import boilerplate, covered, phrase_classes, phrases

CLASSES = phrase_classes()


def test_the_eight_classes_of_the_domain_and_two_of_official_wording():
    assert [c.id for c in CLASSES] == [*(f"B{i}" for i in range(1, 9)), "O1", "O2"]
    assert [c.id for c in CLASSES if "similarity" in c.used_for] == ["B8", "O1", "O2"]


@pytest.mark.parametrize("one", CLASSES, ids=lambda c: c.id)
def test_patterns_and_examples_prove_each_other(one):
    for pattern in one.patterns:
        assert any(re.search(pattern, compact(example)) for example in one.examples), pattern
    for example in one.examples:
        assert list(one.find(example)), example
    assert one.counterexamples
    for counterexample in one.counterexamples:
        assert not list(one.find(counterexample)), counterexample


def test_characters_of_two_classes_count_once():
    # 加强业务培训 is six characters of B6; 进一步加强组织领导 is nine of B4, of which 进一步加强 is B6 too.
    found = boilerplate("进一步加强组织领导，加强业务培训。栏目38个。")
    assert found.by_class["B4"] == 9
    assert found.by_class["B6"] == 5 + 6
    assert found.covered == 9 + 6
    assert found.characters == 23
    assert found.share == 15 / 23
    assert [(s.kind, s.text) for s in found.spans] == [
        ("B6", "进一步加强"),
        ("B4", "进一步加强组织领导"),
        ("B6", "加强业务培训"),
    ]


def test_spans_are_of_the_text_as_printed():
    text = "按照\n“公开为常态、 不公开为例外”的要求"
    (span,) = phrases(text, "share")
    assert span.text == text[span.start : span.end] == "“公开为常态、 不公开为例外”的要求"
    assert boilerplate(text).covered == 17  # the blank is no character


def test_a_phrase_in_a_title_is_a_name():
    assert not phrases("解读《关于推动高质量发展的意见》", "share")
    assert [s.text for s in phrases("推动高质量发展", "share")] == ["推动高质量发展"]


def test_nothing_and_an_own_sentence_have_none():
    assert boilerplate("").share is None
    assert boilerplate("3个栏目改版，读者来信回复12封。").share == 0


@given(st.text(alphabet="加强组织领导一是无。，\n 公开", max_size=40))
def test_shares_are_shares(text):
    found = boilerplate(text)
    assert max(found.by_class.values()) <= found.covered <= found.characters
    assert found.covered <= sum(found.by_class.values())
    assert all(text[s.start : s.end] == s.text for s in found.spans)
    assert covered(text, [Span(0, len(text), text)]) == found.characters
