"""Frames and cards in a notebook: nothing is loaded from elsewhere, all rows are there, texts stay short."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from pathlib import Path

import pandas as pd
import pytest

import govreport as gr
from tests.conftest import built_report

FETCHED = re.compile(
    r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*["']?(?:https?:)?//"""
    r"""|import\s[^;]{0,80}["'](?:https?:)?//|@import"""
)


def test_a_shown_frame_needs_no_connection():
    itables = pytest.importorskip("itables")
    frame = pd.DataFrame({"organ": [f"甲{i}局" for i in range(30)], "value": range(30)})
    shown = gr.show(frame, rows=5)
    assert (shown.rows, shown.columns) == (30, 2)
    assert not FETCHED.search(shown._repr_html_())
    program = Path(itables.options.dt_bundle).read_bytes()
    assert b64encode(program).decode("ascii") in shown.html
    (held,) = re.findall(r'"data_json": ("(?:[^"\\]|\\.)*")', shown.html)
    assert json.loads(json.loads(held)) == [[f"甲{i}局", i] for i in range(30)]
    assert len(repr(shown)) < 80


def test_a_shown_frame_is_no_markup_of_its_own():
    pytest.importorskip("itables")
    shown = gr.show(pd.DataFrame({"message": ["</script><script>alert(1)</script>"]}))
    assert "<script>alert(1)" not in shown.html


def test_without_itables_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "itables", None)
    with pytest.raises(gr.MissingExtraError, match=r"govreport\[notebook\]"):
        gr.show(pd.DataFrame())


def test_cards_hold_every_report_and_are_short_as_text():
    reports = [built_report("甲<b>局"), built_report("乙局")]
    cards = gr.cards(reports)
    assert len(cards) == 2
    assert repr(cards) == "<Cards of 2 reports>"
    shown = cards._repr_html_()
    assert shown.count('<details class="govreport"><summary>2024 ') == 2  # in our font too
    assert "<b>" not in shown
    assert shown.index("甲&lt;b&gt;局") < shown.index("乙局")
    assert [line[:7] for line in str(cards).splitlines()] == ["2024 甲<", "2024 乙局"]
