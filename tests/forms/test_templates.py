"""The official forms: their shape counted by hand, their labels distinct, their identities complete."""

from __future__ import annotations

from itertools import groupby

import pytest

from govreport import forms
from govreport.errors import ResourceError, TemplateError
from govreport.resources import Table

FORMS = ("2019", "2021")
# Numbers that an office has to fill in, counted on the printed forms.
CELLS = {
    ("2021", "disclosure"): 10,
    ("2021", "requests"): 25 * 7,
    ("2021", "remedies"): 15,
    ("2019", "disclosure"): 22,
    ("2019", "requests"): 23 * 7,
    ("2019", "remedies"): 15,
}
APPLICANTS = "natural_person company research nonprofit legal_service other_org total".split()
DENIED = "state_secret other_law security third_party internal deliberative case_file registry_query".split()
UNABLE = "not_held needs_creation unclear".split()
UNPROCESSED = "petition repeat publication excessive reconfirm".split()
DISCLOSURE = {
    "2021": {
        "rules": "made repealed in_force",
        "normative": "made repealed in_force",
        "licence": "decisions",
        "penalty": "decisions",
        "coercion": "decisions",
        "fees": "amount",
    },
    "2019": {
        "rules": "made newly_disclosed disclosed_total",
        "normative": "made newly_disclosed disclosed_total",
        "licence": "items_last_year items_change decisions",
        "other_service": "items_last_year items_change decisions",
        "penalty": "items_last_year items_change decisions",
        "coercion": "items_last_year items_change decisions",
        "fees": "items_last_year items_change",
        "procurement": "items amount",
    },
}


def outcomes(form):
    last = ["other.no_correction", "other.unpaid", "other.other"] if form == "2021" else ["other"]
    return [
        "granted",
        "partial",
        *(f"denied.{x}" for x in DENIED),
        *(f"unable.{x}" for x in UNABLE),
        *(f"unprocessed.{x}" for x in UNPROCESSED),
        *last,
    ]


def form(id_, table):
    return forms.load(id_).table(table)


@pytest.mark.parametrize(("key", "count"), CELLS.items())
def test_each_table_has_the_cells_of_the_printed_form(key, count):
    assert len(list(form(*key).cells())) == count


@pytest.mark.parametrize("id_", FORMS)
def test_rows_and_columns_of_each_table(id_):
    requests = form(id_, "requests")
    assert [c.id for c in requests.columns] == APPLICANTS
    expected = ["new", "carried_in", *outcomes(id_), "outcome_total", "carried_out"]
    assert [r.id for r in requests.rows] == expected
    remedies = form(id_, "remedies")
    assert remedies.layout == "single_row"
    assert [r.id for r in remedies.rows] == ["reconsideration", "litigation_direct", "litigation_after"]
    assert [c.id for c in remedies.columns] == "upheld corrected other pending total".split()
    disclosure = {r.id: " ".join(c.id for c in r.columns) for r in form(id_, "disclosure").rows}
    assert disclosure == DISCLOSURE[id_]
    assert list(disclosure) == list(DISCLOSURE[id_])


@pytest.mark.parametrize(
    ("id_", "row", "labels"),
    [
        ("2021", "new", "一、本年新收政府信息公开申请数量"),
        ("2021", "denied.security", '3.危及"三安全一稳定"'),
        ("2021", "unable.not_held", "1.本机关不掌握相关政府信息"),
        ("2021", "unprocessed.excessive", "4.无正当理由大量反复申请"),
        ("2021", "other.other", "3.其他"),
        ("2021", "carried_out", "四、结转下年度继续办理"),
        ("2019", "other", "(六)其他处理"),
        ("2019", "outcome_total", "(七)总计"),
    ],
)
def test_labels_are_those_of_the_form(id_, row, labels):
    found = next(r for r in form(id_, "requests").rows if r.id == row)
    assert found.labels[0] == labels


@pytest.mark.parametrize("key", CELLS)
def test_no_two_rows_of_a_group_share_a_label(key):
    seen = {}
    for row in form(*key).rows:
        for label in row.labels:
            other = seen.setdefault((row.under, label), row)
            assert other is row, f"{label} is {other.id} and {row.id}"


@pytest.mark.parametrize("key", CELLS)
def test_rows_of_a_group_stand_together(key):
    groups = [under for under, _ in groupby(row.under for row in form(*key).rows)]
    assert len([g for g in groups if g]) == len({g for g in groups if g}) + splits(key)


def splits(key):
    """(一) and (二) stand at the head of 三、本年度办理结果 and (七)总计 at its end, around four groups."""
    return 1 if key[1] == "requests" else 0


@pytest.mark.parametrize("table", ["disclosure", "requests"])
def test_a_mark_of_one_form_stands_in_no_other(table):
    newer, older = form("2021", table), form("2019", table)
    for one, other in ((newer, older), (older, newer)):
        printed = [*(c.zh for c in other.columns), *(label for r in other.rows for label in r.labels)]
        assert not [mark for mark in one.marks if any(mark in words for words in printed)]


@pytest.mark.parametrize("table", ["disclosure", "requests"])
def test_every_mark_stands_in_its_own_form(table):
    for id_ in FORMS:
        own = form(id_, table)
        printed = [label for r in own.rows for label in r.labels]
        printed += [name for c in own.columns for name in (c.zh, *c.also)]
        assert [mark for mark in own.marks if not any(mark in words for words in printed)] == []


def identities(id_, table, each):
    return [i for i in forms.load(id_).identities if (i.table, i.each) == (table, each)]


@pytest.mark.parametrize("id_", FORMS)
def test_the_identities_of_table_3(id_):
    by_column = {
        frozenset([i.left, i.right]) for i in identities(id_, "requests", "column") if i.relation == "="
    }
    done = frozenset([tuple(outcomes(id_)), ("outcome_total",)])
    balance = frozenset([("new", "carried_in"), ("outcome_total", "carried_out")])
    assert {done, balance} <= by_column
    by_row = {frozenset([i.left, i.right]) for i in identities(id_, "requests", "row")}
    assert by_row == {frozenset([tuple(APPLICANTS[:-1]), ("total",)])}


@pytest.mark.parametrize("id_", FORMS)
def test_the_identities_of_table_4(id_):
    by_row = {frozenset([i.left, i.right]) for i in identities(id_, "remedies", "row")}
    assert by_row == {frozenset([("upheld", "corrected", "other", "pending"), ("total",)])}


@pytest.mark.parametrize(
    ("year", "id_"),
    [
        (2008, "2008"),
        (2013, "2008"),
        (2014, "2014"),
        (2018, "2014"),
        (2019, "2019"),
        (2020, "2019"),
        (2021, "2021"),
        (2022, "2021"),
        (2025, "2021"),
    ],
)
def test_the_form_prescribed_for_a_year(year, id_):
    assert forms.for_year(year).id == id_


def test_what_is_unknown_is_refused_with_what_is_known():
    with pytest.raises(TemplateError, match=r"^no official form '1999'; known forms: .*2021.*2019"):
        forms.load("1999")
    with pytest.raises(
        TemplateError, match=r"^no official form for reports on 1999; known: .*2019: 2019-2020"
    ):
        forms.for_year(1999)
    with pytest.raises(
        TemplateError, match=r"^form 2021 has no table 'fees'; it has disclosure, requests, remedies$"
    ):
        forms.load("2021").table("fees")


def test_forms_are_listed_newest_first_and_carry_their_notice():
    known = forms.available()
    assert list(known) == sorted(known, reverse=True)
    assert forms.load("2021").notice == "国办公开办函〔2021〕30号"
    assert forms.load("2019").notice == "国办公开办函〔2019〕60号"


def test_a_row_with_an_unknown_column_is_refused():
    data = Table("2021.toml", "rows[0]", {"id": "a", "zh": "规章", "en": "Rules", "columns": ["mad"]})
    with pytest.raises(ResourceError, match=r"rows\[0\]\.columns: expected made, found 'mad'"):
        forms._row(data, (forms.Column("made", "本年制发件数", "Made", "count", "件"),))


def test_an_identity_over_an_unknown_row_is_refused():
    values = {
        "rule": "R",
        "table": "requests",
        "each": "column",
        "relation": "=",
        "left": ["new"],
        "right": ["old"],
    }
    with pytest.raises(ResourceError, match="expected an id of table requests, found 'old'"):
        forms._identity(Table("2021.toml", "identities[0]", values), {"requests": form("2021", "requests")})
