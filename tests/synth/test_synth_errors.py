"""Planted errors: a truth and what was planted in it differ in that and in nothing else, and it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from govreport.synth.errors import KINDS, Planted, plant
from govreport.synth.truth import Truth, make, make_series

FORMS = ("2021", "2019", "2014", "2008")
CELL_KINDS = (
    "digit_dropped", "digit_doubled", "digits_swapped", "digit_changed", "neighbour_column", "neighbour_row",
    "total_stale", "row_total", "column_total", "last_year", "total_blank", "table_copied", "carry_in",
    "money_in_yuan",
)  # fmt: skip
TEXT_KINDS = (
    "narrative_count", "growth_as_ratio", "growth_wrong_base", "rounding", "stale_year", "period_year",
    "organ_preamble",
)  # fmt: skip
UNSEEN = ("total_blank", "table_copied", "carry_in", "money_in_yuan")  # by the sums of one year
ASKERS = ("natural_person", "company", "research", "nonprofit", "legal_service", "other_org", "total")
ENDS = ("upheld", "corrected", "other", "pending", "total")
Case = tuple[Truth, Truth, Planted]


@cache
def truths(form):
    return tuple(make(form, seed) for seed in range(60))


@cache
def cases(kind, form):
    """Truths with an error of that kind, of those in which there can be one."""
    found = []
    for right in truths(form):
        try:
            found.append((right, *plant(right, kind, right.seed)))
        except ValueError:  # what it says is tested below
            continue
    return tuple(found)


def everywhere(kind):
    return [case for form in FORMS for case in cases(kind, form)]


def test_the_kinds_are_these_and_each_can_be_planted():
    assert (*CELL_KINDS, *TEXT_KINDS) == KINDS
    least = dict.fromkeys(KINDS, 15) | {"growth_as_ratio": 2, "growth_wrong_base": 2, "rounding": 4}
    for kind in KINDS:
        assert len(cases(kind, "2021")) >= least[kind], kind
    assert [kind for kind in KINDS if not cases(kind, "2019")] == ["money_in_yuan"]  # the form prints no unit
    for form in ("2014", "2008"):
        assert not cases("carry_in", form)
        assert len(cases("digit_changed", form)) > 50


@pytest.mark.parametrize("kind", CELL_KINDS)
def test_a_table_differs_in_the_planted_cells_and_in_nothing_else(kind):
    for right, wrong, planted in everywhere(kind):
        assert planted.kind == kind
        assert planted.cells
        assert planted.texts == ()
        said = {cell.key: (cell.right, cell.planted) for cell in planted.cells}
        assert all(old != new for old, new in said.values())
        for key, value in right.cells.items():
            assert (value, wrong.cells[key]) == said.get(key, (value, value))
        assert replace(wrong, cells=right.cells) == right
        assert list(wrong.cells) == list(right.cells)
        new = [value for key, (_, value) in said.items() if key[2] != "items_change"]
        assert all(value is None or value >= 0 for value in new)


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_the_prose_differs_in_the_planted_words_and_in_nothing_else(kind):
    for right, wrong, planted in everywhere(kind):
        assert planted.cells == planted.rules == ()
        (text,) = planted.texts
        assert text.planted != text.right
        before, after = said(right, text), said(wrong, text)
        assert after[text.start : text.end] == text.planted
        assert after[: text.start] + text.right + after[text.end :] == before
        assert wrong.cells == right.cells
        changed = {s for s in right.narrative if right.narrative[s] != wrong.narrative[s]}
        assert changed == {text.section} - {"preamble"}
        assert (wrong.preamble == right.preamble) == (text.section != "preamble")
        for section in changed:
            pairs = zip(right.narrative[section], wrong.narrative[section], strict=True)
            assert [i for i, (old, new) in enumerate(pairs) if old != new] == [text.paragraph]
        same = (right.organ, right.year, right.last_year, right.declared, right.title)
        assert (wrong.organ, wrong.year, wrong.last_year, wrong.declared, wrong.title) == same


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_facts_and_themes_stay_with_their_words(kind):
    restated = 0
    for right, wrong, planted in everywhere(kind):
        (text,) = planted.texts
        assert len(right.facts) == len(wrong.facts)
        assert len(right.themes) == len(wrong.themes)
        for old, new in zip((*right.facts, *right.themes), (*wrong.facts, *wrong.themes), strict=True):
            ink = [
                t.narrative[s.section][s.paragraph][s.start : s.end] for t, s in ((right, old), (wrong, new))
            ]
            if new in wrong.themes or ink[0] == ink[1]:
                assert ink[0] == ink[1]
                assert replace(new, start=old.start, end=old.end) == old
            else:
                restated += 1
                assert (ink[0], ink[1], new.start) == (text.right, text.planted, text.start)
                assert abs(new.value) == Decimal(text.planted)
                assert replace(new, value=old.value, end=old.end) == old
    words_alone = ("stale_year", "period_year", "organ_preamble")
    assert restated == (0 if kind in words_alone else len(everywhere(kind)))


def said(of, text):
    paragraphs = of.preamble if text.section == "preamble" else of.narrative[text.section]
    return paragraphs[text.paragraph]


# Sums, written out by hand for tables three and four.


def broken(of):
    """Which of the sums of tables two to four do not hold; blanks are not judged."""
    cells = {key: value for key, value in of.cells.items() if value is not None}
    rows = [row for table, row, column in of.cells if table == "requests" and column == "total"]
    outcomes = [row for row in rows if row not in ("new", "carried_in", "outcome_total", "carried_out")]
    rules = set()

    def at(table, row, column):
        return cells[table, row, column]

    for asker in ASKERS:
        if sum(at("requests", row, asker) for row in outcomes) != at("requests", "outcome_total", asker):
            rules.add("III-1")
        came = at("requests", "new", asker) + at("requests", "carried_in", asker)
        if came != at("requests", "outcome_total", asker) + at("requests", "carried_out", asker):
            rules.add("III-2")
    for row in rows:
        if sum(at("requests", row, asker) for asker in ASKERS[:-1]) != at("requests", row, "total"):
            rules.add("III-3")
    for case in ("reconsideration", "litigation_direct", "litigation_after"):
        if sum(at("remedies", case, end) for end in ENDS[:-1]) != at("remedies", case, "total"):
            rules.add("IV-1")
    for row in ("rules", "normative"):
        if of.form == "2021":
            kept = at("disclosure", row, "repealed") + at("disclosure", row, "in_force")
            if at("disclosure", row, "made") > kept:
                rules.add("II-2")
        elif at("disclosure", row, "newly_disclosed") > at("disclosure", row, "disclosed_total"):
            rules.add("II9-1")
    return rules


@pytest.mark.parametrize("kind", [kind for kind in CELL_KINDS if kind != "total_blank"])
def test_the_rules_that_planted_names_are_those_that_break(kind):
    for form in ("2021", "2019"):
        for right, wrong, planted in cases(kind, form):
            assert broken(right) == set()
            assert broken(wrong) == set(planted.rules)
            assert bool(planted.rules) == (kind not in UNSEEN)


def test_what_each_kind_breaks():
    """By hand, for the kinds whose place says it."""
    for form in ("2021", "2019"):
        for _, _, planted in cases("row_total", form):
            assert set(planted.rules) & {"III-3", "IV-1", "II9-1"}
        for _, _, planted in cases("column_total", form):
            (cell,) = planted.cells
            assert cell.key[:2] == ("requests", "outcome_total")
            assert planted.rules == ("III-1", "III-2", "III-3")
        for _, _, planted in cases("neighbour_row", form):
            if planted.cells[0].key[0] == "requests" and planted.cells[0].key[2] != "total":
                assert "III-3" in planted.rules
    for _, _, planted in cases("digit_changed", "2014"):
        (cell,) = planted.cells
        places = {"A-3": "responses.", "A-4": "requests.received", "A-5": "requests.closed", "A-10": "staff"}
        places |= {"A-6": "requests.answered", "A-7": "requests.answered.denied", "A-9": ""}
        assert all(cell.key[1].startswith(places[rule]) for rule in planted.rules)


# What the kinds mean, each by another way than the one it was made in.


def digits(cell):
    assert cell.right is not None
    assert cell.planted is not None
    return str(int(cell.right)), str(int(cell.planted))


def test_digits():
    for _, _, planted in everywhere("digit_dropped"):
        old, new = digits(planted.cells[0])
        assert len(new) == len(old) - 1
        assert any(old[:i] + old[i + 1 :] == new for i in range(len(old)))
    for _, _, planted in everywhere("digit_doubled"):
        old, new = digits(planted.cells[0])
        assert len(new) == len(old) + 1
        assert any(a == b and new[:i] + new[i + 1 :] == old for i, (a, b) in enumerate(pairwise(new)))
    for _, _, planted in everywhere("digits_swapped"):
        old, new = digits(planted.cells[0])
        assert sorted(old) == sorted(new)
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 2
    for _, _, planted in everywhere("digit_changed"):
        old, new = digits(planted.cells[0])
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


def test_neighbours():
    across = [*pairwise(ASKERS), *pairwise(ENDS), ("year", "cumulative")]
    for form in FORMS:
        for _, _, planted in cases("neighbour_column", form):
            one, other = planted.cells
            assert one.key[:2] == other.key[:2]
            assert (one.right, one.planted) == (other.planted, other.right)
            if one.key[0] != "disclosure":
                assert (one.key[2], other.key[2]) in across
        for right, _, planted in cases("neighbour_row", form):
            one, other = planted.cells
            assert (one.key[0], one.key[2]) == (other.key[0], other.key[2])
            assert (one.right, one.planted) == (other.planted, other.right)
            column = [key for key in right.cells if (key[0], key[2]) == (one.key[0], one.key[2])]
            assert column.index(other.key) - column.index(one.key) == 1


def test_totals():
    for right, _, planted in cases("total_stale", "2021"):
        (cell,) = planted.cells
        assert cell.right is not None
        assert cell.planted is not None
        assert cell.key[1] == "outcome_total" or cell.key[2] == "total"
        parts = [
            v
            for k, v in right.cells.items()
            if k != cell.key and (k[1] == cell.key[1] or k[2] == cell.key[2])
        ]
        assert cell.right - cell.planted in parts
    for form in FORMS:
        for _, wrong, planted in cases("total_blank", form):
            (cell,) = planted.cells
            assert cell.right
            assert cell.planted is None
            assert wrong.cells[cell.key] is None


def test_last_year():
    for right, _, planted in everywhere("last_year"):
        (cell,) = planted.cells
        assert cell.planted == right.last_year[cell.key]
    for right, wrong, planted in everywhere("table_copied"):
        (table,) = {cell.key[0] for cell in planted.cells}
        for key, value in wrong.cells.items():
            assert value == (right.last_year[key] if key[0] == table else right.cells[key])


def test_what_was_carried_in_is_not_what_was_carried_out():
    for seed in range(30):
        before, right = make_series("2021", seed, (2022, 2023))
        try:
            wrong, planted = plant(right, "carry_in", 1)
        except ValueError:
            assert (
                right.cells["requests", "new", "total"] == right.cells["requests", "carried_in", "total"] == 0
            )
            continue
        moved = [
            asker
            for asker in ASKERS
            if wrong.cells["requests", "carried_in", asker] != before.cells["requests", "carried_out", asker]
        ]
        assert len(moved) == 2
        assert moved[1] == "total"
        assert len(planted.cells) == 4


def test_money():
    for right, _, planted in everywhere("money_in_yuan"):
        (cell,) = planted.cells
        assert cell.key in (
            ("disclosure", "fees", "amount"),
            ("survey", "fees", "year"),
            ("survey", "budget", "year"),
        )
        assert cell.planted == 10_000 * (right.cells[cell.key] or 0)
        assert "E" not in str(cell.planted)


def test_counts_of_the_prose_are_then_nowhere_in_the_table():
    for _, wrong, planted in everywhere("narrative_count"):
        assert Decimal(planted.texts[0].planted) not in wrong.cells.values()
        totals = [
            v or Decimal(0)
            for k, v in wrong.cells.items()
            if k in (("requests", r, "total") for r in ("new", "carried_in"))
        ]
        assert Decimal(planted.texts[0].planted) != sum(totals)


def requests(of):
    key = (
        ("survey", "requests.received", "year")
        if of.form in ("2014", "2008")
        else ("requests", "new", "total")
    )
    return of.cells[key] or Decimal(0), of.last_year[key]


def test_growth_is_the_ratio_or_on_the_wrong_base():
    for kind in ("growth_as_ratio", "growth_wrong_base", "rounding"):
        for right, _, planted in everywhere(kind):
            (text,) = planted.texts
            now, last = requests(right)
            printed = Decimal(text.planted)
            step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
            assert int(Decimal(text.right).as_tuple().exponent) == int(printed.as_tuple().exponent)
            if kind == "rounding":
                assert abs(printed - Decimal(text.right)) >= 3 * step
                continue
            wanted = 100 * now / last if kind == "growth_as_ratio" else 100 * abs(now - last) / now
            assert abs(printed - wanted) <= step / 2
            assert abs(printed - 100 * abs(now - last) / last) > step / 2 + Decimal("0.02")


def test_years_and_offices():
    for right, wrong, planted in everywhere("stale_year"):
        (text,) = planted.texts
        assert (text.right, text.planted) == (str(right.year), str(right.year - 1))
        assert said(wrong, text)[text.end] == "年"
    years = set()
    for right, wrong, _ in everywhere("period_year"):
        preamble = "".join(wrong.preamble)
        dated = {int(year) for year in re.findall(r"(\d{4})年(?=1月1日|12月31日)", preamble)}
        assert len(dated) == 1
        years.add(dated.pop() - right.year)
    assert years == {-1, 1}
    for right, wrong, planted in everywhere("organ_preamble"):
        (text,) = planted.texts
        assert text.right == right.organ == wrong.organ
        assert re.fullmatch(r".{3}\(synthetic\).{3,4}", text.planted)


def test_the_same_arguments_plant_the_same_and_other_seeds_other_errors():
    right = next(
        t
        for t in (make("2021", seed) for seed in range(100))
        if (t.cells["requests", "new", "total"] or 0) > 100
    )
    for kind in KINDS[:9]:
        assert plant(right, kind, 1) == plant(right, kind, 1)
        assert len({plant(right, kind, seed)[1] for seed in range(8)}) > 2, kind


def test_what_cannot_be_planted_is_refused():
    right = make("2021", 1)
    with pytest.raises(
        ValueError, match=r"^kind: expected one of digit_dropped, .*, organ_preamble, found 'stone'$"
    ):
        plant(right, "stone", 1)
    empty = replace(right, cells=dict.fromkeys(right.cells, Decimal(0)))
    for kind in ("digit_changed", "row_total", "total_blank"):
        with pytest.raises(
            ValueError, match=f"^{kind}: nothing of the kind in the report of .* on {right.year}$"
        ):
            plant(empty, kind, 1)


def test_a_second_error_names_only_the_rules_that_it_breaks_itself():
    once, first = next((wrong, planted) for _, wrong, planted in cases("digit_changed", "2014"))
    again = (plant(once, "total_stale", seed)[1] for seed in range(200))
    other = next(
        second
        for second in again
        if second.cells[0].key[1].split(".")[0] != first.cells[0].key[1].split(".")[0]
    )
    assert other.rules
    assert not set(other.rules) & set(first.rules)
