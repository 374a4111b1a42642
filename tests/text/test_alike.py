"""Similar texts among many, and the quick look before a pattern: both against the slow way."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.text.sought import Several, Sought, needed, one_of, quick, sought
from govreport.text.style.alike import alike, hashes, in_common
from govreport.text.style.boilerplate import phrase_classes
from govreport.text.style.similarity import Shingled
from govreport.text.themes.codebook import codebook
from govreport.text.themes.gate import gate
from govreport.text.years import year_wordings

LETTERS = "甲乙丙丁"
SOMETHING = st.text(LETTERS, min_size=3, max_size=24)


@given(st.lists(SOMETHING, max_size=8), st.sampled_from([0.1, 0.3, 0.5, 0.6, 0.75, 0.9, 1.0]))
def test_every_pair_is_found_with_its_likeness(texts, threshold):
    sets = [{text[i : i + 3] for i in range(len(text) - 2)} for text in texts]
    wanted = {
        (i, j): len(sets[i] & sets[j]) / len(sets[i] | sets[j])
        for i, j in combinations(range(len(texts)), 2)
        if len(sets[i] & sets[j]) / len(sets[i] | sets[j]) >= threshold
    }
    found = {(min(i, j), max(i, j)): v for i, j, v in alike([hashes([text], 3) for text in texts], threshold)}
    assert found == wanted


@given(st.text(LETTERS, max_size=40), st.text(LETTERS, max_size=40), st.text(LETTERS, max_size=40))
def test_the_longest_passage_in_common_is_that_of_difflib(before, shared, behind):
    one, other = f"{before}{shared}", f"{shared}{behind}"
    found = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    assert in_common(one, other) == (found.a, found.b, found.size)


@given(st.text("甲乙。 丙a1《》", max_size=60))
def test_hashes_are_as_many_as_shingles(text):
    shingled = Shingled.of(text)
    assert len(shingled.hashes) == len(shingled.cleaned)


def test_no_shingle_is_hashed_over_the_end_of_a_piece():
    assert len(hashes(["甲乙", "丙丁"], 3)) == 0


PATTERNS = [
    *(pattern.pattern for frame in gate().frames for pattern in frame.patterns),
    *(pattern for one in phrase_classes() for pattern in one.patterns),
    *(pattern for wordings in year_wordings() for one in wordings for pattern in one.patterns),
]
SEVERAL = Several(PATTERNS)
TEXTS = [
    *(example for one in phrase_classes() for example in (*one.examples, *one.counterexamples)),
    *(passed.sentence for frame in gate().frames for passed in frame.passes),
    *(text for frame in gate().frames for text in frame.fails),
    *(example for wordings in year_wordings() for one in wordings for example in one.examples),
]


def test_patterns_find_the_same_behind_the_quick_look():
    behind = 0
    for pattern in PATTERNS:
        slow, looked = re.compile(pattern), sought(pattern)
        behind += bool(looked.words)
        for text in TEXTS:
            assert [m.span() for m in looked.finditer(text)] == [m.span() for m in slow.finditer(text)]
    assert behind > 0.8 * len(PATTERNS)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("收到.{0,3}申请", ("收到",)),
        ("(?:收到|受理)了", ("收到", "受理")),
        ("(?:收到)?了", ("了",)),
        ("(?:收到|)甲*", ()),
        ("[甲乙]+", ("甲", "乙")),
        ("[^甲]+", ()),
        (r"\d+", ()),
        ("(?!收到)", ()),
        ("(?=收到).", ("收到",)),
        ("(?<=收到).", ("收到",)),
        ("(?:公开){2}", ("公开",)),
        ("(?:公开)*", ()),
        ("(?i)abc", ()),
        ("(?i:abc)", ()),
        ("(?>公开)", ("公开",)),
    ],
)
def test_words_that_a_pattern_needs(pattern, words):
    assert needed(pattern) == words


@given(st.text("收到受理了公开甲乙1", max_size=12))
def test_a_match_needs_its_words(text):
    for pattern in ("收到.{0,3}公开", "(?:收到|受理)了", "[甲乙]+", "(?=收到).", "(?<=收到).", "(?:公开){2}"):
        found = re.compile(pattern)
        looked = Sought(found, needed(pattern))
        assert [m.span() for m in looked.finditer(text)] == [m.span() for m in found.finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("(?:共|总计)?收到", "[共总收]"),
        (r"(?<!不)(?:\d|[一-三])?件", r"[\d一-三件]"),
        ("(?:收到)*", None),
        ("(?:[^甲]|乙)丙", None),
        ("(?:.|乙)丙", None),
        ("(?i:abc)?d", None),
        ("(?:甲|(?:乙)?)丙", "[丙乙甲]"),
        (r"(?:\(甲|乙)丙", r"[\(乙]"),
        ("收到", None),  # `re` passes other places itself
    ],
)
def test_where_a_match_can_begin(pattern, begins):
    guard = f"(?={begins})(?:{pattern})" if begins else pattern
    assert quick(pattern).pattern == guard


@given(st.text("共总计收到件甲乙丙(一二1", max_size=12))
def test_passing_places_at_once_loses_no_match(text):
    for pattern in ("(?:共|总计)?收到", r"(?<!甲)(?:\d|[一-三])?件", r"(?:\(甲|乙)丙", "(?:甲|(?:乙)?)丙"):
        slow = [m.span() for m in re.finditer(pattern, text)]
        assert [m.span() for m in quick(pattern).finditer(text)] == slow


@given(st.lists(st.text("收到(、件", min_size=1, max_size=3), min_size=1), st.text("收到(、件", max_size=12))
def test_one_of_some_words_is_the_longest_that_stands_there(words, text):
    slow = re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
    assert [m[0] for m in re.finditer(one_of(words), text)] == [m[0] for m in slow.finditer(text)]


@given(
    st.text("".join(sorted({word[0] for word in codebook().terms}))[:40] + "征地拆迁补偿规划", max_size=12)
)
def test_terms_by_their_first_character_are_all_terms(text):
    every = [
        (-len(word), start, word)
        for word in (*codebook().terms, *codebook().words)
        for start in range(len(text))
        if text.startswith(word, start)
    ]
    taken, kept = set(), []
    for negative, start, word in sorted(every):
        place = set(range(start, start - negative))
        if not place & taken:
            taken |= place
            kept.append((start, word))
    assert codebook().found(text) == sorted((s, w) for s, w in kept if w in codebook().terms)


@pytest.mark.parametrize("text", TEXTS[:60])
def test_several_patterns_find_what_each_of_them_finds(text):
    slow = [(i, m.span()) for i, pattern in enumerate(PATTERNS) for m in re.finditer(pattern, text)]
    assert [(i, m.span()) for i, m in SEVERAL.finditer(text)] == slow


def test_the_parts_of_a_text_have_the_matches_that_each_has_alone():
    text, parts = "。".join(TEXTS), []
    for one in TEXTS:
        start = parts[-1][1] + 1 if parts else 0
        parts.append((start, start + len(one)))
    found = [[(i, m.span()) for i, m in part] for part in SEVERAL.of_parts(text, parts)]
    alone = [
        [(i, m.span()) for i, pattern in enumerate(PATTERNS) for m in re.finditer(pattern, one)]
        for one in TEXTS
    ]
    assert found == alone
    assert sum(map(len, found)) > len(TEXTS)
    assert SEVERAL.of_parts("收到申请", []) == []


def test_a_pattern_is_tried_where_a_word_of_each_group_stands():
    several = Several(["(?:收到|受理).{0,3}申请[,:]"])
    assert [m[0] for _, m in several.finditer("受理了申请,")] == ["受理了申请,"]
    for lacking in ("收到答复,", "提出申请:", "收到申请"):
        assert list(several.finditer(lacking)) == []
