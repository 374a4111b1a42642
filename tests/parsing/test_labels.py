"""Labels to rows: whole, in pieces, with a typing error; never the wrong row."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport import forms
from govreport.normalize import compact
from govreport.parsing.labels import _ALIKE, _APART, Labels, _key

FORMS = [forms.load(form).table(table) for form in ("2021", "2019") for table in ("disclosure", "requests")]
REQUESTS = forms.load("2021").table("requests")
LABELS = Labels(REQUESTS)


def row(*before, after=()):
    match = LABELS.match([compact(text) for text in before], [compact(text) for text in after])
    return match.row if match else None


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.form}-{form.id}")
def test_every_spelling_names_its_row(form):
    labels = Labels(form)
    for known in form.rows:
        for label in known.labels:
            match = labels.match([*known.under, label])
            assert match is not None
            assert match.row == known.id


@pytest.mark.parametrize(
    ("pieces", "named"),
    [
        (["一、本年新收政府信息公开申请数量"], "new"),
        (["三、本年度办理结果", "（一）予以公开"], "granted"),
        (["（二）部分公开（区分处理的，只计这一情形，不计其他情形）"], "partial"),
        (["2、其他法律行政法规禁止公开"], "denied.other_law"),
        (["其他法律行政法规禁止公开"], "denied.other_law"),
        (["3．其他"], "other.other"),
        (["3、其他情形"], "other.other"),
        (["1.涉及国家秘密"], "denied.state_secret"),
        (["其他"], None),  # the head of a column
        (["总计"], None),
        (["（七）总计"], "outcome_total"),
        (
            ["2.其他法律行政法规禁止公", "结", "开"],
            "denied.other_law",
        ),  # 结 is of 三、本年度办理结果, printed upright
        (["（四）", "2.没有现成信息需要另行制", "无法", "作"], "unable.needs_creation"),
        (["8.属于行政查询亊项"], "denied.registry_query"),  # a typing error
        (["1.属于国家秘密2.其他法律行政法规禁止公开"], None),  # two rows in one cell
        (["1.属于国家秘密", "2.其他法律行政法规禁止公开"], None),  # two rows before one row of values
        (["9.属于其他情形"], None),
        (["1.本机关掌握相关政府信息"], None),  # a word that says the contrary is no error of typing
        (["5.不属于三类内部事务信息"], None),
        (["一、上年新收政府信息公开申请数量"], None),
        (["四、结转本年度继续办理"], None),
        (["三、本年度办理结果"], None),
        ([], None),
    ],
)
def test_pieces_before_the_values(pieces, named):
    assert row(*pieces) == named


def test_a_label_wrapped_around_its_values():
    after = ("出具已获取信息", "1.逾期不补正")
    match = LABELS.match(["5.要求行政机关确认或重新"], after)
    assert match is not None
    assert (match.row, match.taken_after) == ("unprocessed.reconfirm", 1)


def test_labels_torn_from_their_rows_name_none():
    """Two labels wait and one row follows: the nearer label need not be its own."""
    assert row("2.没有现成信息需要另", "行制作", "3.补正后申请内容仍不", "明确") is None


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.form}-{form.id}")
def test_no_two_labels_are_so_alike_that_a_typing_error_could_join_them(form):
    keys = {_key(label): known.id for known in form.rows for label in known.labels}
    for one, id_ in keys.items():
        for other, other_id in keys.items():
            if id_ != other_id and len(one) >= 4:
                assert SequenceMatcher(None, one, other, autojunk=False).ratio() < max(_ALIKE, 1 - _APART)


@given(st.data())
def test_one_character_changed_or_lost_never_names_another_row(data):
    form = data.draw(st.sampled_from(FORMS))
    known = data.draw(st.sampled_from(form.rows))
    label = data.draw(st.sampled_from(known.labels))
    at = data.draw(st.integers(0, len(label) - 1))
    new = data.draw(st.sampled_from(["", "甲", "1", "二", "的", "、"]))
    match = Labels(form).match([label[:at] + new + label[at + 1 :]])
    assert match is None or match.row == known.id


DISCLOSURE = Labels(forms.load("2019").table("disclosure"))


@pytest.mark.parametrize(
    ("pieces", "named"),
    [
        (["行政许可"], "licence"),
        (["第二十条第(五)项", "行政许可"], "licence"),
        (["行政许可", "第二十条第(六)项"], None),  # a header parts the label from what follows
        (["行政许可", "第二十条第(六)项", "信息内容"], None),
        (["其他对外管理服务事", "项", "政处罚"], None),  # two labels, one of them misspelt
        (["其他对外管埋服务事", "项"], "other_service"),
        (["行政许可数量"], "licence"),
        (["行政许可", "(含备案)"], "licence"),  # what the row covers
        (["行政许可", "(注销)"], None),  # which part of it
        (["行政许可", "累计"], None),
    ],
)
def test_what_follows_a_label_parts_it_from_the_number(pieces, named):
    match = DISCLOSURE.match(pieces)
    assert (match.row if match else None) == named
