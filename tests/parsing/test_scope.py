"""Scope: told by a sentence and kept with it, never by an organ's name; two scopes are none."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from govreport.normalize import compact
from govreport.parsing.recipe import read
from govreport.resources import load_text

SHARED = Path(__file__).parents[3] / "shared" / "real"
SCOPES = tomllib.loads(load_text("scope.toml"))["scopes"]


def report(preamble="", overview="工作平稳。", problems="尚有不足。"):
    text = (
        f"合成县(synthetic)教育局2023年政府信息公开工作年度报告\n{preamble}\n一、总体情况\n{overview}\n"
        f"二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n五、存在的主要问题及改进情况\n{problems}\n"
    )
    return read(text.encode())


@pytest.mark.parametrize("told", SCOPES, ids=lambda told: told["scope"])
def test_patterns_and_examples_prove_each_other(told):
    patterns = [*told["compiled"], *told["counted"]]
    for pattern in patterns:
        assert any(re.search(pattern, compact(example)) for example in told["examples"]), pattern
    for example in told["examples"]:
        assert any(re.search(pattern, compact(example)) for pattern in patterns), example
        others = [p for other in SCOPES if other is not told for p in (*other["compiled"], *other["counted"])]
        assert not any(re.search(pattern, compact(example)) for pattern in others), example


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("2023年全市共收到政府信息公开申请34290件。", "territory"),
        ("全区共受理申请2461件，答复2296件。", "territory"),
        ("市政府及市政府办公室新收到政府信息公开申请12件。", "government"),
        ("我局2023年共收到政府信息公开申请7件。", "office"),
        ("本单位未收到政府信息公开申请。", "office"),
        ("全市共主动公开信息900条。", None),
        ("我局受理环评42件，受理热线咨询9次。", None),
        ("全县推进政务公开工作，收到良好效果。", None),
    ],
)
def test_who_is_counted(sentence, scope):
    found = report(overview=f"工作平稳。{sentence}成效初显。")
    assert found.scope == scope
    if scope is None:
        assert found.scope_evidence is None
    else:
        assert found.scope_evidence is not None
        assert found.scope_evidence.text == sentence
        where = found.scope_evidence.where
        assert found.text[where.start : where.end] == sentence


def test_an_organ_s_name_is_no_evidence():
    assert report().scope is None


def test_a_sentence_of_the_plans_is_no_evidence():
    assert report(problems="2022年我局收到政府信息公开申请3件。").scope is None


def test_how_it_was_compiled_decides_over_what_is_counted():
    preamble = "本报告由县政府办公室汇总各部门、各乡镇政府信息公开情况编制而成。"
    assert report(preamble, "我局收到政府信息公开申请7件。").scope == "territory"


def test_two_scopes_are_none_with_a_note():
    found = report(overview="全区共受理申请公开800件，区政府本级共受理申请206件。")
    assert (found.scope, found.scope_evidence) == (None, None)
    messages = [note.message for note in found.notes if note.code == "scope_unclear"]
    assert messages == ["sentences name several scopes: territory, government"]


@pytest.mark.real
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/real is not here")
@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("pingtan_2012.txt", "territory"),
        ("pingtan_2016.txt", "territory"),
        ("pingtan_2020.txt", "territory"),
        ("pingtan_2021.txt", "territory"),
        ("pingtan_2023.txt", "territory"),
        ("suqian_2023.txt", "territory"),
        ("rongchang_2024.txt", "government"),
        ("shuyang_fgj_2023.html", "office"),
        ("shanghai_office_2019.html", None),
        ("shanghai_kewei_2024.md", None),
    ],
)
def test_scopes_of_real_reports_as_a_person_reads_them(name, scope):
    assert read(SHARED / name).scope == scope
