"""Marking: keys are read strictly, every kind of answer is told and judged, a run that fails is told too."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.classroom import collecting, recipe, telling
from govreport.classroom.answers import MEDIA_TYPE, GivenAnswer, answer_of, as_data, from_data
from govreport.classroom.collecting import CellFailure, Collected, Workbook, collect, open_workbook
from govreport.classroom.guard import Guard
from govreport.classroom.key import Key, Question, find_key, load_key
from govreport.classroom.marking import Mark, State, judge
from govreport.classroom.recipe import Marking, Unmarked, mark, mark_all, workbooks
from govreport.classroom.rules import faults, minutes
from govreport.cli import classroom as verb
from govreport.cli import main
from govreport.cli.common import Parser
from govreport.errors import ReadError, ResourceError
from govreport.studies.notebook import executed, kernel

KEY = """
title_zh = "例题"
title_en = "An example"
study = "01-coverage"
minutes = 20

[[questions]]
name = "answer_1"
kind = "number"
points = 5
expected = 37.25
tolerance = 0.01
about_zh = "第一问"
about_en = "the first"
why_zh = "因为一"
why_en = "for one"
[[questions.mistakes]]
given = 261
zh = "这是比值"
en = "a ratio"
[[questions.mistakes]]
given = "NA"
zh = "可以知道"
en = "it can be known"

[[questions]]
name = "answer_2"
kind = "choice"
points = 2
choices = ["a", "b", "cannot be judged"]
expected = "b"
about_zh = "第二问"
about_en = "the second"
why_zh = "因为二"
why_en = "for two"
[[questions.mistakes]]
given = "a"
zh = "不是甲"
en = "not a"

[[questions]]
name = "answer_3"
kind = "set"
points = 4
expected = ["16", "17", "x"]
about_zh = "第三问"
about_en = "the third"
why_zh = "因为三"
why_en = "for three"
[[questions.mistakes]]
given = ["16"]
zh = "还有"
en = "there are more"

[[questions]]
name = "answer_4"
kind = "codes"
points = 3
expected = { "征地" = ["H1"], "征地拆迁" = ["H1", "H2"], "物业" = ["C3"] }
about_zh = "第四问"
about_en = "the fourth"
why_zh = "因为四"
why_en = "for four"
[[questions.mistakes]]
given = { "物业" = ["H2"] }
zh = "物业不是房屋征收"
en = "property management is no demolition"
[[questions.mistakes]]
given = { "征地" = ["H2"] }
zh = "征地是土地"
en = "taking land is not demolition"

[[questions]]
name = "answer_5"
kind = "number"
points = 1
expected = "NA"
about_zh = "第五问"
about_en = "the fifth"
why_zh = "因为五"
why_en = "for five"
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of keys, with one in it."""
    path = tmp_path / "answers"
    path.mkdir()
    (path / "01.5-example.toml").write_text(KEY, encoding="utf-8")
    return path


@pytest.fixture
def key(folder):
    return load_key(folder / "01.5-example.toml")


Marker = Callable[[int, object], Mark]


@pytest.fixture
def marked(key):
    """The mark of a value given to a question of the example."""
    return lambda number, value: judge(key.questions[number - 1], answer_of(value))


# ---- keys


def test_a_key_is_what_its_file_says(key):
    assert (key.stem, key.title_zh, key.title_en) == ("01.5-example", "例题", "An example")
    assert (key.study, key.minutes, key.points) == ("01-coverage", 20, 15)
    first = key.questions[0]
    assert (first.name, first.number, first.kind, first.points) == ("answer_1", 1, "number", 5)
    assert (first.expected.value, first.tolerance) == ("37.25", Fraction(1, 100))
    assert [mistake.given.shown for mistake in first.mistakes] == ["261", "NA"]
    assert (first.about_zh, first.about_en, first.why_zh, first.why_en) == (
        "第一问",
        "the first",
        "因为一",
        "for one",
    )
    assert key.questions[1].choices == ("a", "b", "cannot be judged")
    assert key.questions[4].expected.kind == "nothing"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("minutes = 20", "", "minutes: expected a whole number from 1 to 240"),
        ("minutes = 20", "minutes = 0", "minutes: expected a whole number from 1 to 240"),
        ("minutes = 20", "minutes = 20\ncolour = 1", "colour: expected no such key, found 1"),
        ('title_en = "An example"', "", "title_en: expected text, found None"),
        ('"answer_2"', '"answer_7"', "questions: expected answer_1, answer_2 and so on"),
        ('"answer_2"', '"two"', "questions[1].name: expected answer_1"),
        ('kind = "set"', 'kind = "sets"', "questions[2].kind: expected number | choice | set | codes"),
        ("points = 5", "points = 0", "questions[0].points: expected a whole number from 1 to 100"),
        ("points = 5", "points = true", "questions[0].points: expected a whole number"),
        ("points = 5", "points = 5\nhint = 1", "questions[0].hint: expected no such key"),
        ("expected = 37.25", 'expected = "37.25"', 'questions[0].expected: expected a number, or "NA"'),
        ("expected = 37.25", "expected = true", 'questions[0].expected: expected a number, or "NA"'),
        ("expected = 37.25", "expected = inf", 'questions[0].expected: expected a number, or "NA"'),
        ("expected = 37.25", "", "questions[0].expected: expected a value"),
        ("tolerance = 0.01", "tolerance = -1", "questions[0].tolerance: expected a number from 0"),
        ("tolerance = 0.01", 'tolerance = "1"', "questions[0].tolerance: expected a number from 0"),
        ("points = 2", "points = 2\ntolerance = 1", "questions[1].tolerance: expected a number from 0, for"),
        ("points = 5", 'points = 5\nchoices = ["a", "b"]', "questions[0].choices: expected two or more"),
        ('"b", "cannot', '"A", "cannot', "questions[1].choices: expected two or more different texts"),
        ('expected = "b"', 'expected = "z"', "questions[1].expected: expected a | b | cannot be judged"),
        ('"17", "x"]', '"17", 4]', "questions[2].expected: expected a list of different texts"),
        ('"17", "x"]', '"17", "17"]', "questions[2].expected: expected a list of different texts"),
        ('["16", "17", "x"]', "[]", "questions[2].expected: expected a list of different texts"),
        ('"物业" = ["C3"]', '"物业" = "C3"', "questions[3].expected: expected a table of item"),
        ("given = 261", "given = 37.26", "mistakes[0].given: expected what is not the expected answer"),
        ('given = "a"', 'given = " B "', "questions[1].mistakes[0].given: expected a | b"),
        ('zh = "不是甲"', "", "questions[1].mistakes[0].zh: expected text"),
        ('zh = "不是甲"', 'zh = "不是甲"\nfr = "x"', "questions[1].mistakes[0].fr: expected no such key"),
        ('why_en = "for one"', "", "questions[0].why_en: expected text"),
        ("minutes = 20", "minutes = ", "not TOML"),
    ],
)
def test_a_wrong_key_is_refused_with_its_file_and_field(tmp_path, old, new, complaint):
    assert old in KEY
    path = tmp_path / "bad.toml"
    path.write_text(KEY.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        load_key(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert complaint in str(caught.value)


def test_a_key_without_questions_or_a_file_is_refused(tmp_path):
    path = tmp_path / "none.toml"
    path.write_text(f"questions = []\n{KEY.split('[[questions]]')[0]}", encoding="utf-8")
    with pytest.raises(ResourceError, match="questions: expected answer_1"):
        load_key(path)
    with pytest.raises(ResourceError, match="readable"):
        load_key(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("name", "named", "stem"),
    [
        ("01.5-example.ipynb", None, "01.5-example"),
        ("01.5-example-王小明.ipynb", None, "01.5-example"),
        ("01.5-example-long (1).ipynb", None, "01.5-example-long"),
        ("homework.ipynb", "01.5-example", "01.5-example"),
        ("01.5-example.ipynb", "01.5-example-long", "01.5-example"),
    ],
)
def test_the_key_of_a_workbook_is_found(folder, name, named, stem):
    (folder / "01.5-example-long.toml").write_text(KEY, encoding="utf-8")
    assert find_key(Path(name), named, folder).stem == stem


@pytest.mark.parametrize("named", [None, "02.5-other"])
def test_a_workbook_without_a_key_is_told(folder, named):
    with pytest.raises(ReadError, match=r"homework\.ipynb: no key .* one of: 01\.5-example"):
        find_key(Path("homework.ipynb"), named, folder)
    with pytest.raises(ReadError, match="no keys; expected a folder with files"):
        find_key(Path("01.5-example.ipynb"), None, folder / "nowhere")


# ---- what was given


class Awkward:
    """An object that fails at whatever it is asked."""

    def __repr__(self):
        raise ValueError("no")

    __str__ = __repr__

    def __eq__(self, other):
        raise ValueError("no")

    def __getattr__(self, name):
        raise ValueError(name)

    __hash__ = None  # type: ignore[assignment]


class Size(IntEnum):
    BIG = 7


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (..., "open", ""),
        (None, "nothing", ""),
        (pd.NA, "nothing", ""),
        (pd.NaT, "nothing", ""),
        (float("nan"), "nothing", ""),
        (np.float64("nan"), "nothing", ""),
        (Decimal("NaN"), "nothing", ""),
        (True, "yesno", ""),
        (np.bool_(False), "yesno", ""),
        (60, "number", "60"),
        (-2.5, "number", "-2.5"),
        (np.int64(60), "number", "60"),
        (np.uint8(7), "number", "7"),
        (np.float64(160.87), "number", "160.87"),
        (np.float32(0.1), "number", "0.1"),
        (np.array(3), "number", "3"),
        (pd.array([5], dtype="Int64")[0], "number", "5"),
        (Decimal("160.870"), "number", "160.870"),
        (Fraction(60, 23), "number", "60/23"),
        (Size.BIG, "number", "7"),
        (float("inf"), "other", ""),
        (Decimal("-Infinity"), "other", ""),
        (10**5000, "other", ""),
        (Decimal("1e999999"), "other", ""),
        (Decimal("1e400"), "number", "1E+400"),
        (Decimal("1e401"), "other", ""),
        (10**399, "number", "1" + "0" * 399),
        (10**400, "other", ""),
        (5e-324, "number", "5e-324"),
        (1 + 2j, "other", ""),
        ("261%", "text", "261%"),
        (np.str_("b"), "text", "b"),
        ("\ud800", "text", "?"),
        (b"b", "other", ""),
        (pd.DataFrame({"a": [1]}), "other", ""),
        (Awkward(), "other", ""),
        (Awkward, "other", ""),
        (print, "other", ""),
        (np.zeros((2, 2)), "other", ""),
        (range(3), "other", ""),
        (list(range(2000)), "other", ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_told_without_calling_it(value, kind, told):
    answer = answer_of(value)
    assert (answer.kind, answer.value) == (kind, told)
    assert len(answer.shown) <= 60
    assert from_data(json.loads(json.dumps(as_data(answer)))) == answer


@pytest.mark.parametrize(
    "value",
    [
        ["16", 17],
        ("16", 17),
        np.array(["16", 17], dtype=object),
        pd.Series(["16", 17]),
        pd.Index(["16", 17]),
        {"16": 0, 17: 0}.keys(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_beginners_take_for_a_list_is_one(value):
    answer = answer_of(value)
    assert (answer.kind, [item.value for item in answer.items]) == ("items", ["16", "17"])


def test_a_set_is_told_in_one_order():
    assert answer_of(set("hgfedcba")).shown == f"[{', '.join(map(repr, 'abcdefgh'))}]"


def test_a_list_that_holds_itself_ends():
    loop = ["a"]
    loop.append(loop)
    assert answer_of(loop).items[0].value == "a"


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.fractions(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_every_plain_value_crosses_the_process_unchanged(value):
    answer = answer_of(value)
    assert from_data(json.loads(json.dumps(as_data(answer)))) == answer
    assert answer.given


@given(st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False) | st.fractions())
def test_a_number_is_told_exactly(value):
    assert Fraction(answer_of(value).value) == Fraction(repr(value) if isinstance(value, float) else value)


def test_an_answer_of_no_known_kind_is_refused():
    with pytest.raises(ValueError, match="kind 'lie'"):
        from_data({**as_data(GivenAnswer("open")), "kind": "lie"})


NUMBER = as_data(GivenAnswer("number", "5", "5"))

TAMPERED = [
    {**NUMBER, "kind": "evil"},
    {**NUMBER, "kind": ["number"]},
    {**NUMBER, "value": "abc"},
    {**NUMBER, "value": ""},
    {**NUMBER, "value": "1/0"},
    {**NUMBER, "value": "1e9999999"},
    {**NUMBER, "value": "1e-401"},
    {**NUMBER, "value": "9" * 401},
    {**NUMBER, "value": 5},
    {**NUMBER, "value": "\ud800"},
    {**NUMBER, "shown": None},
    {**NUMBER, "shown": "5" * 61},
    {**NUMBER, "shown": "5\n6"},
    {**NUMBER, "items": 5},
    {**NUMBER, "items": [{**NUMBER, "value": "1e9999999"}]},
    {**NUMBER, "names": ["x"]},
    {**NUMBER, "kind": "table", "names": ["x"]},
    {**NUMBER, "kind": "items", "items": [NUMBER] * 1001},
    {"kind": "number"},
    "number",
    [NUMBER],
    None,
]


@pytest.mark.parametrize("told", TAMPERED, ids=lambda told: repr(told)[:60])
def test_what_a_cell_tampered_with_is_no_answer(key, monkeypatch, told):
    def ran(copy, out, environment, **options):
        out.mkdir()
        cells = json.loads(copy.read_text(encoding="utf-8"))
        for cell, data in zip(cells["cells"], (told, NUMBER), strict=True):
            cell["outputs"] = [
                {"output_type": "display_data", "data": {MEDIA_TYPE: data}, "metadata": {}},
            ]
        (out / copy.name).write_text(json.dumps(cells), encoding="utf-8")

    monkeypatch.setattr(collecting, "executed", ran)
    found = collect(book(), ["answer_1", "answer_2"], "corpus").answers
    assert found == {"answer_1": GivenAnswer("other", "?"), "answer_2": GivenAnswer("number", "5", "5")}
    assert judge(key.questions[0], found["answer_1"]).state is State.WRONG


def test_what_holds_itself_without_end_is_no_answer():
    loop = as_data(GivenAnswer("items"))
    loop["items"] = [loop]
    with pytest.raises(ValueError, match="at depth 4"):
        from_data(loop)


# ---- judging


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (37.25, State.RIGHT),
        (37.26, State.RIGHT),
        (37.24, State.RIGHT),
        (37.2601, State.WRONG),
        (37.2399, State.WRONG),
        (Decimal("37.25"), State.RIGHT),
        (Fraction(149, 4), State.RIGHT),
        (np.float64(37.25), State.RIGHT),
        (-37.25, State.WRONG),
        (None, State.WRONG),
        (float("inf"), State.WRONG),
        ("37.25", State.FORM),
        ("37.25%", State.FORM),
        ("３７.25 ", State.FORM),
        ([37.25], State.FORM),
        (3725, State.FORM),
        (Decimal("0.3725"), State.FORM),
        ("36", State.WRONG),
        ([36], State.WRONG),
        ([37.25, 36], State.WRONG),
        ({"x": 37.25}, State.WRONG),
        ("1/0", State.WRONG),
        ("", State.WRONG),
        (True, State.WRONG),
        (pd.DataFrame(), State.WRONG),
        (..., State.OPEN),
    ],
)
def test_a_number_is_right_within_its_tolerance(marked, value, state):
    found = marked(1, value)
    assert (found.state, found.points) == (state, 5 if state is State.RIGHT else 0)


def exact(number):
    wanted = GivenAnswer("number", number, number)
    return Question("answer_1", "number", 1, wanted, Fraction(0), (), "问", "q", "因", "why", ())


@given(st.integers(1, 10**6), st.integers(1, 100))
def test_without_a_tolerance_only_the_noise_of_floats_is_forgiven(number, parts):
    noisy = sum([number / parts] * parts)
    assert judge(exact(str(number)), answer_of(noisy)).state is State.RIGHT
    assert judge(exact(str(number)), answer_of(number + 1)).state is State.WRONG
    assert judge(exact(str(number)), answer_of(number * (1 + 1e-6))).state is State.WRONG


@pytest.mark.parametrize("value", [None, pd.NA, np.nan, float("nan"), pd.NaT])
def test_that_a_number_cannot_be_known_may_be_the_answer(marked, value):
    assert marked(5, value).state is State.RIGHT
    assert marked(1, value).state is State.WRONG


@pytest.mark.parametrize("value", [0, 4, "NA", False, ...])
def test_zero_is_not_that_it_cannot_be_known(marked, value):
    assert marked(5, value).points == 0


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("b", State.RIGHT),
        (" B\n", State.RIGHT),
        ("ｂ", State.RIGHT),
        ("B)", State.RIGHT),
        ("（b）", State.RIGHT),
        ("b. the second of them", State.RIGHT),
        ("b、第二", State.RIGHT),
        ("bb", State.WRONG),
        ("because", State.WRONG),
        ("", State.WRONG),
        ("a", State.WRONG),
        ("d", State.WRONG),
        (2, State.WRONG),
        (["b"], State.FORM),
        (["a"], State.WRONG),
        (None, State.WRONG),
        (..., State.OPEN),
    ],
)
def test_a_choice_is_a_text_without_regard_to_width_case_and_spaces(marked, value, state):
    found = marked(2, value)
    assert (found.state, found.points) == (state, 2 if state is State.RIGHT else 0)


@pytest.mark.parametrize(
    ("value", "state", "points"),
    [
        (["16", "17", "x"], State.RIGHT, "4.0"),
        ({"x", 17, 16}, State.RIGHT, "4.0"),
        ((16.0, np.int64(17), " X "), State.RIGHT, "4.0"),
        (["16", "16", "17", "x"], State.RIGHT, "4.0"),
        (["16", "17"], State.PARTLY, "2.7"),  # 2 of 3 of 4 points
        (["16"], State.PARTLY, "1.3"),
        (["16", "17", "x", "y"], State.PARTLY, "2.7"),
        (["16", "17", "y"], State.PARTLY, "1.3"),
        (["16", "y"], State.WRONG, "0.0"),
        (["y", "z", "x"], State.WRONG, "0.0"),
        ([], State.WRONG, "0.0"),
        ("16", State.WRONG, "0.0"),
        ("16, 17、x", State.FORM, "0.0"),
        (..., State.OPEN, "0.0"),
    ],
)
def test_points_of_a_set_are_the_right_items_less_the_wrong_ones(marked, value, state, points):
    found = marked(3, value)
    assert (found.state, found.points) == (state, Decimal(points))


@given(st.sets(st.sampled_from("abcdefgh"), min_size=1), st.sets(st.sampled_from("abcdefghij")))
def test_a_set_is_right_only_if_it_is_the_set(wanted, said):
    question = Question(
        "answer_1", "set", 100, answer_of(sorted(wanted)), Fraction(0), (), "问", "q", "因", "why", ()
    )
    found = judge(question, answer_of(said))
    assert (found.state is State.RIGHT) == (said == wanted)
    assert 0 <= found.points <= 100
    assert (found.points == 100) == (said == wanted)


ALL_CODES = {"征地": ["H1"], "征地拆迁": ["H2", "H1"], "物业": "C3"}


@pytest.mark.parametrize(
    ("value", "state", "points"),
    [
        (ALL_CODES, State.RIGHT, "3.0"),
        ({**ALL_CODES, "征地拆迁": "H1 H2"}, State.RIGHT, "3.0"),
        ({**ALL_CODES, "征地拆迁": {"h1", "H2"}}, State.RIGHT, "3.0"),
        *(({**ALL_CODES, "征地拆迁": f"H1{mark}H2"}, State.RIGHT, "3.0") for mark in "+＋,，、;；/ "),
        ({**ALL_CODES, "征地拆迁": "H1.H2"}, State.PARTLY, "2.0"),
        ({**ALL_CODES, "水": ["A1"]}, State.RIGHT, "3.0"),
        ({**ALL_CODES, "征地拆迁": ["H1"]}, State.PARTLY, "2.0"),
        ({**ALL_CODES, "征地拆迁": ["H1", "H2", "H3"]}, State.PARTLY, "2.0"),
        ({**ALL_CODES, "征地": ..., "物业": []}, State.PARTLY, "1.0"),
        ({"征地": ["L1"]}, State.WRONG, "0.0"),
        ({}, State.WRONG, "0.0"),
        (["H1"], State.WRONG, "0.0"),
        (dict.fromkeys(ALL_CODES, ...), State.OPEN, "0.0"),
        (..., State.OPEN, "0.0"),
    ],
)
def test_an_item_of_codes_is_right_or_not(marked, value, state, points):
    found = marked(4, value)
    assert (found.state, found.points) == (state, Decimal(points))


@pytest.mark.parametrize(
    ("number", "value", "zh", "en"),
    [
        (1, 37.25, "因为一", "for one"),
        (1, 261, "这是比值", "a ratio"),
        (1, 261.005, "这是比值", "a ratio"),
        (1, pd.NA, "可以知道", "it can be known"),
        (1, 12, "不是所求的数，请再算一次。", "This is not the number asked for; work it out again."),
        (2, "A ", "不是甲", "not a"),
        (2, "cannot be judged", "不是这一项。", "It is not this one."),
        (3, [16], "还有", "there are more"),
        (3, [16, 18], "1 项对，1 项不对。", "1 right, 1 wrong."),
        (3, [16, 16, 17], "2 项对，0 项不对，还不全。", "2 right, 0 wrong, not all yet."),
        (4, {**ALL_CODES, "物业": "H2"}, "物业不是房屋征收", "property management is no demolition"),
        (4, {**ALL_CODES, "物业": "A1"}, "尚不对的项目：物业。", "Not right yet: 物业."),
        (4, {"征地": "H1"}, "未答的项目：征地拆迁、物业。", "Not answered: 征地拆迁, 物业."),
        (
            4,
            {"征地": ["A1"], "征地拆迁": [], "物业": "H2"},
            "物业不是房屋征收 尚不对的项目：征地。未答的项目：征地拆迁。",
            "property management is no demolition Not right yet: 征地. Not answered: 征地拆迁.",
        ),
    ],
)
def test_what_is_said(marked, number, value, zh, en):
    found = marked(number, value)
    assert (found.message_zh, found.message_en) == (zh, en)


def test_several_known_mistakes_are_all_told(marked):
    found = marked(4, {**ALL_CODES, "物业": "H2", "征地": ["H2"]})
    assert found.message_zh == "物业不是房屋征收 征地是土地"
    assert found.message_en == "property management is no demolition taking land is not demolition"


@pytest.mark.parametrize(
    ("number", "value", "told"),
    [
        (1, "261%", "a number was expected (None where it cannot be known), found '261%'; a number has no"),
        (1, pd.Series([36.5]), "found [36.5]; take the one value out of it, with .iloc[0] say."),
        (1, pd.DataFrame(), "found <DataFrame>."),
        (5, "x", "a number was expected (None where it cannot be known)"),
        (2, 2, "One of these was expected, in quotes: a | b | cannot be judged."),
        (2, "d", "One of these was expected, in quotes: a | b | cannot be judged."),
        (3, "16", "several values were expected (a list, a tuple or a set), found '16'."),
        (3, list(range(1999)), "found <list> 1999 项，太多 items, too many."),
        (4, ["H1"], "{item: [code, ...]} was expected, found ['H1']."),
    ],
)
def test_a_wrong_type_is_told_what_was_expected(marked, number, value, told):
    found = marked(number, value)
    assert found.state is State.WRONG
    assert told in found.message_en


def test_a_name_that_is_not_there_is_told(key):
    found = judge(key.questions[0], GivenAnswer("undefined"))
    assert (found.state, found.points) == (State.OPEN, 0)
    assert found.message_zh.startswith("运行之后没有 answer_1：答题格被删掉或改了名。")


@pytest.mark.parametrize("value", ["undefined", "open"])
def test_a_cell_that_failed_is_no_open_answer(key, value):
    found = judge(key.questions[1], GivenAnswer(value), "NameError: name 'b' is not defined")
    assert (found.state, found.points) == (State.FAILED, 0)
    assert found.message_zh.startswith("问 2 的答题格没有运行成功（NameError: name 'b' is not defined）。")
    assert "question 2 did not run (NameError" in found.message_en


def test_an_answer_given_before_its_cell_failed_counts(key):
    assert judge(key.questions[1], answer_of("b"), "ZeroDivisionError").state is State.RIGHT


@pytest.mark.parametrize(
    ("number", "value", "told"),
    [
        (1, "37.25", "a number has no quotes and no %."),
        (1, 3725, "it is 100 times off: see whether a share or a percentage was asked."),
        (1, pd.Series([37.25]), "take the one value out of it, with .iloc[0] say."),
        (3, "16+17+x", "each value in quotes."),
        (5, "无从知道", "where it cannot be known write None, without quotes."),
        (5, "NA", "where it cannot be known write None, without quotes."),
    ],
)
def test_a_right_value_in_another_form_is_said_to_be_one(marked, number, value, told):
    found = marked(number, value)
    assert (found.state, found.points) == (State.FORM, 0)
    assert found.message_en.startswith("The value is right, its form is not, so no points: ")
    assert found.message_en.endswith(told)


def test_a_known_mistake_is_no_question_of_form(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(KEY.replace("given = 261", "given = 3725"), encoding="utf-8")
    found = judge(load_key(path).questions[0], answer_of(3725))
    assert (found.state, found.message_zh) == (State.WRONG, "这是比值")


# ---- what a workbook has to keep


def book(*cells, named="01.5-example"):
    return Workbook(Path("01.5-example.ipynb"), named, cells)


def whole(key):
    cells = [("markdown", "# Is it so? / 是吗"), ("code", "print(1)")]
    for question in key.questions:
        number = question.number
        cells.append(
            ("markdown", f"**问 {number} / Question {number} ({question.points} 分 points)**\n\n多少？")
        )
        cells.append(("code", f"{question.name} = ..."))
    return cells


def test_the_budget_is_counted(key):
    cells = [("markdown", "字" * 500), ("code", f"# {'码' * 250}"), ("markdown", "word " * 240)]
    cells.append(("markdown", f"{'word ' * 999}字"))  # English beside Chinese is not read twice
    # 2 to start, 751 Chinese at 250, 240 English at 120, four questions of 3, one of codes: 5 and a minute
    assert minutes(book(*cells), key) == 26  # 2 + 3.004 + 2 + 12 + 6 = 25.004
    assert minutes(book(), key) == 20


def test_a_workbook_like_its_key_has_no_faults(key):
    assert faults(book(*whole(key)), key) == [
        "it takes 21 minutes; less than 45 and at most 20 (key) were expected"
    ]
    longer = Key(key.stem, key.title_zh, key.title_en, key.study, 30, key.questions)
    assert faults(book(*whole(key)), longer) == []
    assert faults(book(*whole(key), named=None), longer) == []


@pytest.mark.parametrize(
    ("i", "cell", "complaint"),
    [
        (
            2,
            ("markdown", "**问 1 / Question 1 (4 分 points)**"),
            "answer_1: one heading '问 1 / Question 1 (5 分",
        ),
        (2, ("markdown", "where is it?"), "answer_1: one heading"),
        (3, ("code", "answer_1 = 37.25"), "answer_1: 'answer_1 = ...' was expected in the cell after"),
        (3, ("markdown", "answer_1 = ..."), "answer_1: 'answer_1 = ...' was expected in the cell after"),
        (1, ("code", "x = 37.25"), "answer_1: the expected 37.25 stands in the workbook"),
        (1, ("markdown", "16 or so"), "answer_3: the expected 16 stands in the workbook"),
        (1, ("markdown", "**问 9 / Question 9 (4 分 points)**"), "questions without a key: [9]"),
        (1, ("markdown", "字" * 9000), "minutes; less than 45"),
    ],
)
def test_a_broken_rule_of_workbooks_is_seen(key, i, cell, complaint):
    cells = whole(key)
    cells[i] = cell
    longer = Key(key.stem, key.title_zh, key.title_en, key.study, 60, key.questions)
    assert [fault for fault in faults(book(*cells), longer) if complaint in fault]


@pytest.mark.parametrize("text", ["137.25", "37.251", "37.2", "2016 and 1.16 and 160"])
def test_a_longer_number_is_another_number(key, text):
    assert not [fault for fault in faults(book(*whole(key), ("markdown", text)), key) if "stands in" in fault]


@pytest.mark.parametrize("field", ['about_zh = "第二问"', 'zh = "这是比值"'])
def test_a_key_does_not_tell_the_answer_to_who_has_not_got_it(tmp_path, field):
    path = tmp_path / "01.5-example.toml"
    path.write_text(KEY.replace(field, field[:-1] + ' 37.25"'), encoding="utf-8")
    loaded = load_key(path)
    assert "answer_1: the expected 37.25 stands in the key" in " ".join(faults(book(*whole(loaded)), loaded))


def test_another_name_in_the_metadata_is_a_fault(key):
    found = faults(book(*whole(key), named="02.5-other"), key)
    assert "metadata govreport.workbook: expected '01.5-example', found '02.5-other'" in found


# ---- files


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON"),
        ('{"cells": [', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "format 4"),
        ('{"nbformat": 3, "worksheets": []}', "format 4"),
        ('{"nbformat": 3, "cells": []}', "format 4"),
        ('{"nbformat": 4, "cells": {}}', "format 4"),
    ],
)
def test_a_file_that_is_no_notebook_is_told(tmp_path, text, complaint):
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=f"a.ipynb: a Jupyter notebook .*{complaint}"):
        open_workbook(path)
    with pytest.raises(ReadError, match="No such file"):
        open_workbook(tmp_path / "b.ipynb")


def test_a_workbook_is_read_as_it_lies_there(tmp_path):
    cells = [{"cell_type": "code", "source": ["a = 1\n", "b"]}, {"cell_type": "markdown", "source": "问"}, 7]
    data = {"nbformat": 4, "cells": cells, "metadata": {"govreport": {"workbook": "01.5-example"}}}
    path = tmp_path / "a.ipynb"
    path.write_text("\ufeff" + json.dumps(data), encoding="utf-8")
    read = open_workbook(path)
    assert (read.code, read.text, read.named) == (("a = 1\nb",), ("问",), "01.5-example")


def test_folders_are_their_notebooks(tmp_path):
    for name in ("b.ipynb", "a.ipynb", "c.txt", "._a.ipynb", ".ipynb"):
        (tmp_path / name).touch()
    a, b = tmp_path / "a.ipynb", tmp_path / "b.ipynb"
    assert workbooks([tmp_path, b, Path("x")]) == [a, b, Path("x")]
    (tmp_path / "none").mkdir()
    with pytest.raises(ReadError, match="no notebooks"):
        workbooks([tmp_path / "none"])


# ---- the run


def notebook(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
    return path


@pytest.mark.skipif(os.name == "nt", reason="a script stands for Python")
def test_nbconvert_is_called_from_any_folder_and_may_write_any_bytes(tmp_path, monkeypatch):
    fake = tmp_path / "python"
    fake.write_text(
        '#!/bin/sh\nfor one in "$@"; do echo "$one"; done > "$0.said"\nprintf "x\\377" >&2\nexit 1\n'
    )
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    path = tmp_path / "[2024] mine" / "a.ipynb"
    assert executed(path, tmp_path, os.environ) == "x\N{REPLACEMENT CHARACTER}"
    said = (tmp_path / "python.said").read_text(encoding="utf-8").splitlines()
    assert said[0] == "-P"
    assert "nbconvert" in said[2]
    assert said[-1] == str(tmp_path / "[[]2024] mine" / "a.ipynb")


@pytest.mark.slow
def test_the_current_folder_is_not_imported(tmp_path, monkeypatch):
    (tmp_path / "random.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    path = notebook(tmp_path / "[2024] mine" / "a.ipynb", "import os\nos.write(2, b'\\xff')")
    monkeypatch.chdir(tmp_path)
    with kernel(tmp_path) as environment:
        assert executed(path, tmp_path / "out", environment) is None
    assert (tmp_path / "out" / "a.ipynb").is_file()


@pytest.mark.slow
def test_answers_are_those_of_a_fresh_run_whatever_fails(tmp_path):
    path = notebook(
        tmp_path / "far" / "a.ipynb",
        "import os, pathlib\nanswer_1 = os.environ['GOVREPORT_CORPUS']",
        "\n\n1 / 0\nanswer_2 = 5",
        "while True:\n    pass",
        "class Awkward:\n    def __repr__(self): raise ValueError\nanswer_3 = Awkward()",
        "import sys\nanswer_4 = 7\nsys.exit()",
        "globals = print = 5\nanswer_5 = 3\npathlib.Path('left').write_text('x')",
        "del answer_5",
        "answer_4 == [1,",
        "answer_2 = (5",
    )
    stale = nbformat.read(path, as_version=4)
    stale.cells[1].outputs = [nbformat.v4.new_output("stream", text="5")]
    stale.metadata.kernelspec = {"name": "conda-env-elsewhere", "display_name": "?", "language": "python"}
    nbformat.write(stale, path)
    (tmp_path / "corpus").mkdir()
    names = [f"answer_{i}" for i in range(1, 6)]
    found = collect(open_workbook(path), names, tmp_path / "corpus", Guard(4))
    assert [found.answers[name].kind for name in names] == [
        "text",
        "undefined",
        "other",
        "number",
        "undefined",
    ]
    assert found.answers["answer_1"].value == str((tmp_path / "corpus").resolve())
    assert [(f.cell, f.begins, f.question) for f in found.failures] == [
        (2, "1 / 0", "answer_2"),
        (3, "while True:", None),
        (5, "import sys", "answer_4"),
        (8, "answer_4 == [1,", None),
        (9, "answer_2 = (5", "answer_2"),
    ]
    assert found.failures[0].error == "ZeroDivisionError: division by zero"
    assert found.failures[1].error == "超过 4 秒，已中断 stopped after 4 seconds"
    assert found.failures[2].error == "SystemExit"
    assert found.failures[4].error.startswith("SyntaxError: ")
    assert found.failures[4].error.endswith("(line 1)")
    assert [file.name for file in path.parent.iterdir()] == ["a.ipynb"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("import os\nos._exit(1)", "a.ipynb: could not be executed to its end: .*Kernel died"),
        (
            "import time\nwhile True:\n    try: time.sleep(9)\n    except KeyboardInterrupt: pass",
            "a.ipynb: could not be executed to its end: TimeoutExpired: it took more than 5 seconds",
        ),
    ],
)
def test_a_run_that_comes_to_no_end_is_told(tmp_path, cell, told, monkeypatch):
    monkeypatch.setattr("govreport.studies.notebook.CELLS", 5 if "sleep" in cell else 60)
    path = notebook(tmp_path / "a.ipynb", "answer_1 = 1", cell)
    with pytest.raises(ReadError, match=told):
        collect(open_workbook(path), ["answer_1"], tmp_path, Guard(1))


# ---- marking as a whole, without a kernel

GIVEN = [37.25, "a", [16, 17], ..., None]


@pytest.fixture
def no_kernel(monkeypatch):
    """Answers that no kernel has to be asked for; change the list to change them."""
    values = list(GIVEN)

    def collected(workbook, names, corpus, guard):
        given = {name: answer_of(value) for name, value in zip(names, values, strict=True)}
        failures = [CellFailure(2, "1 / 0", "ZeroDivisionError: division by zero")]
        if values[3] == "lost":
            given["answer_4"] = GivenAnswer("undefined")
        if values[1] == "lost":
            given["answer_2"] = GivenAnswer("undefined")
            failures.append(CellFailure(3, "answer_2 = b", "NameError: name 'b' is not defined", "answer_2"))
            failures.append(CellFailure(4, "given = [", "KeyError: 'answer_2'"))
            failures.append(CellFailure(5, "answer_3 = []", "NameError: 'answer_2'", "answer_3"))
        return Collected(given, tuple(failures) if values[0] == "broken" else ())

    monkeypatch.setattr(recipe, "collect", collected)
    return values


@pytest.fixture
def workbook(tmp_path, key):
    cells = [cell for kind, cell in whole(key) if kind == "code" and "answer_4" not in cell]
    return notebook(tmp_path / "class" / "01.5-example-王.ipynb", *cells)


def test_a_workbook_is_marked(workbook, folder, no_kernel):
    found = mark(workbook, folder, folder)
    states = [State.RIGHT, State.WRONG, State.PARTLY, State.OPEN, State.RIGHT]
    assert [one.state for one in found.marks] == states
    assert (found.points, found.of, found.all_right) == (Decimal("8.7"), 15, False)
    assert found.gone == ()
    with pytest.raises(ReadError, match="nowhere: no such folder; the corpus was expected"):
        mark(workbook, folder, "nowhere")


def test_one_that_cannot_be_marked_stops_nothing(workbook, folder, no_kernel):
    other = notebook(workbook.parent / "other.ipynb", "1")
    found = list(mark_all([other, workbook], folder, folder))
    assert isinstance(found[0], Unmarked)
    assert found[0].message.startswith("no key belongs to it")
    assert isinstance(found[1], Marking)
    assert found[1].points == Decimal("8.7")


def test_what_the_student_reads(workbook, folder, no_kernel):
    no_kernel[0] = "broken"
    lines = list(telling.lines(mark(workbook, folder, folder)))
    assert lines[0] == "01.5-example-王.ipynb: 例题 / An example"
    assert lines[1:4] == [
        " 1  错 wrong  0 / 5  第一问 / the first",
        "      所答 given: 'broken'",
        "      应为一个数（无从知道时为 None），得到 'broken'；数字不加引号与百分号。",
    ]
    assert " 3  部分 partly  2.7 / 4  第三问 / the third" in lines
    assert " 4  未答 not answered  0 / 3  第四问 / the fourth" in lines
    told = "    自上而下第 2 个代码格 code cell 2 from the top (1 / 0): ZeroDivisionError: division by zero"
    assert lines[-2] == told
    assert lines[-1] == "总分 total: 3.7 / 15"
    shown = "\n".join(lines)
    assert "37.25" not in shown
    assert "H1" not in shown
    assert "因为一" not in shown


def test_a_failed_cell_is_told_with_its_question_and_what_follows_from_it_is_not(workbook, folder, no_kernel):
    no_kernel[:] = ["broken", "lost", [16, 17], "lost", None]
    found = mark(workbook, folder, folder)
    assert (found.gone, [one.cell for one in found.failures]) == (("answer_4",), [2, 5])
    lines = list(telling.lines(found, "zh"))
    i = lines.index(" 2  出错  0 / 2  第二问")
    assert lines[i + 1].startswith("      问 2 的答题格没有运行成功（NameError: name 'b' is not defined）。")
    assert lines[i + 2].startswith(" 3  部分")
    i = lines.index(" 4  未答  0 / 3  第四问")
    assert lines[i + 1].startswith("      运行之后没有 answer_4：答题格被删掉或改了名。")
    assert lines[-2] == "    问 3 的答题格 (answer_3 = []): NameError: 'answer_2'"
    assert next(telling.overview([found], "en")).split()[:4] == ["3.7", "/", "15", "-!/.+"]
    assert telling.as_data(found)["gone"] == ["answer_4"]


def test_one_language_at_a_time_and_the_answers_on_demand(workbook, folder, no_kernel):
    found = mark(workbook, folder, folder)
    english = "\n".join(telling.lines(found, "en"))
    assert " 2  wrong  0 / 2  the second\n      given: 'a'\n      not a\n" in english
    assert "第二问" not in english
    assert "the second" not in "\n".join(telling.lines(found, "zh"))
    told = "\n".join(telling.lines(found, "en", expected=True))
    assert "      expected: {征地: [H1], 征地拆迁: [H1, H2], 物业: [C3]}\n      for four" in told
    assert "      expected: NA\n" in told


def test_several_are_a_table(workbook, folder, no_kernel):
    lost = Unmarked(Path("b.ipynb"), "no key")
    lines = list(telling.all_lines([mark(workbook, folder, folder), lost], "en"))
    assert lines == [
        f" 8.7 / 15  +-/.+  {workbook}",
        "        -  not marked  b.ipynb: no key",
        "+ right  / partly  - wrong  ~ form  . not answered  ! failed",
    ]


def test_marks_as_a_file_hold_no_formula(workbook, folder, no_kernel, tmp_path):
    found = mark(workbook, folder, folder)
    evil = Unmarked(Path("=cmd.ipynb"), "no key")
    telling.write_csv([found, evil], tmp_path / "marks.csv")
    text = (tmp_path / "marks.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    name = str(workbook)
    assert rows[0] == ["workbook", "question", "given", "state", "points", "of"]
    assert rows[1] == [name, "answer_1", "37.25", "right", "5", "5"]
    assert rows[3] == [name, "answer_3", "[16, 17]", "partly", "2.7", "4"]
    assert rows[4] == [name, "answer_4", "...", "not answered", "0", "3"]
    assert rows[6] == ["'=cmd.ipynb", "", "no key", "not marked", "", ""]


def run(*arguments):
    """The verb, as the command line calls it."""
    parser = Parser()
    verb.register(parser.add_subparsers())
    options = parser.parse_args(list(map(str, arguments)))
    code = options.run(options)
    return code


Capture = pytest.CaptureFixture[str]


def test_workbooks_of_one_name_are_told_apart(workbook, folder, no_kernel, capsys, monkeypatch):
    monkeypatch.chdir(workbook.parent)
    for student in ("alice", "bob"):
        notebook(Path(student, "01.5-example.ipynb"), "1")
    run(
        "mark",
        "alice",
        "bob/01.5-example.ipynb",
        "--answers",
        folder,
        "--corpus",
        folder,
        "--json",
        "-o",
        "m.csv",
    )
    names = ["alice/01.5-example.ipynb", "bob/01.5-example.ipynb"]
    assert [one["workbook"] for one in json.loads(capsys.readouterr().out)] == names
    rows = list(csv.reader(Path("m.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert list(dict.fromkeys(row[0] for row in rows[1:])) == names


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("nowhere/marks.csv", "marks cannot be written there: No such file"),
        (".", "marks cannot be written there: Is a directory"),
        ("marks.IPYNB", "marks are not written over a notebook"),
        ("mine.json", "marks are not written over a notebook"),
    ],
)
def test_where_marks_cannot_go_is_said_before_marking(workbook, folder, monkeypatch, capsys, out, told):
    monkeypatch.chdir(workbook.parent)
    whole_book = notebook(Path("mine.json"), "1").read_bytes()
    monkeypatch.setattr(recipe, "mark", lambda *_: pytest.fail("marked"))
    assert main(["mark", str(workbook), "--answers", str(folder), "--corpus", str(folder), "-o", out]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"govreport: {out}: {told}")
    assert Path("mine.json").read_bytes() == whole_book
    assert not Path("marks.IPYNB").exists()


def test_old_marks_stay_until_there_are_new_ones(workbook, folder, monkeypatch, tmp_path):
    old = tmp_path / "marks.csv"
    old.write_text("old", encoding="utf-8")

    def stopped(*_):
        assert old.read_text(encoding="utf-8") == "old"
        raise KeyboardInterrupt

    monkeypatch.setattr(recipe, "mark", stopped)
    assert (
        main(["mark", str(workbook), "--answers", str(folder), "--corpus", str(folder), "-o", str(old)])
        == 130
    )
    assert old.read_text(encoding="utf-8") == "old"


def test_exit_codes_of_the_verb(workbook, folder, no_kernel, capsys, tmp_path):
    usual = ("--answers", folder, "--corpus", folder)
    assert run("mark", workbook, *usual) == 1
    assert capsys.readouterr().out.endswith("总分 total: 8.7 / 15\n")
    no_kernel[:] = [37.25, "b", [16, 17, "x"], ALL_CODES, None]
    assert run("mark", workbook.parent, *usual, "--lang", "en", "-o", tmp_path / "marks.csv") == 0
    assert capsys.readouterr().out.endswith("total: 15 / 15\n")
    assert len((tmp_path / "marks.csv").read_text(encoding="utf-8-sig").splitlines()) == 6
    (workbook.parent / "torn.ipynb").write_text("{", encoding="utf-8")
    assert run("mark", workbook.parent, *usual) == 2
    said = capsys.readouterr()
    assert said.err.startswith(
        f"govreport: {workbook.parent / 'torn.ipynb'}: a Jupyter notebook was expected"
    )
    assert len(said.err.splitlines()) == 1
    assert "15 / 15" in said.out


def test_marks_as_json(workbook, folder, no_kernel, capsys):
    usual = ("--answers", folder, "--corpus", folder, "--json")
    assert run("mark", workbook, "absent.ipynb", *usual) == 2
    data = json.loads(capsys.readouterr().out)
    assert (data[0]["points"], data[0]["of"], data[0]["gone"]) == (8.7, 15, [])
    first = data[0]["questions"][0]
    assert (first["given"], first["state"], first["points"], first["of"]) == ("37.25", "right", 5, 5)
    assert "expected" not in first
    assert "No such file" in data[1]["error"]
    run("mark", workbook, *usual, "--show-answers")
    (shown,) = json.loads(capsys.readouterr().out)
    assert [question["expected"] for question in shown["questions"]] == [
        "37.25",
        "b",
        "[16, 17, x]",
        "{征地: [H1], 征地拆迁: [H1, H2], 物业: [C3]}",
        "NA",
    ]
