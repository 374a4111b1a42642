"""Indicators: values computed by hand from keyed reports, blanks that give none, ranks with their doubt."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from docs.pages.indicators import page
from govreport import forms, resources
from govreport.errors import GovReportError, ResourceError
from govreport.measures.indicators import SCHEMA, alternatives, measure, named, ranking, side_by_side, wilson
from govreport.measures.indicators import definitions as defined
from govreport.measures.indicators.functions import FUNCTIONS
from govreport.measures.indicators.printed import printed

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
Cells = Mapping[str, float | None]


def keyed():
    """The figures of published reports that were keyed by hand."""
    with (ROOT / "corpus" / "figures" / "figures.csv").open(encoding="utf-8") as lines:
        rows = [{**row, "report_id": row["report"]} for row in csv.DictReader(lines)]
    frame = pd.DataFrame(rows)
    frame["value"] = pd.to_numeric(frame["value"].replace("", None)).astype("Float64")
    return frame


KEYED = keyed()
VALUES = measure(KEYED)


def built(report_id, form, cells, **other):
    """Every cell of a form is 0 but those given as ``table.row.column``; None is blank.

    ``disclosure="2019"``: that table is of another form.
    """
    given_cells = {forms.SummedCell.of(name).key: value for name, value in cells.items()}
    rows = []
    for table in (table.id for table in forms.load(form).tables):
        used = other.get(table, form)
        for row, column in forms.load(used).table(table).cells():
            key = (table, row.id, column.id)
            value = given_cells.pop(key, 0)
            rows.append((report_id, used, *key, value, "blank" if value is None else "reported"))
    assert not given_cells
    columns = ["report_id", "form", "table", "row", "column", "value", "status"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "Float64"})


def row(values, report_id, number):
    (indicator,) = named(number)
    found = values[(values["report_id"] == report_id) & (values["indicator"] == indicator.id)]
    assert len(found) == 1
    return found.iloc[0]


def bodies(*rows):
    return pd.DataFrame(rows, columns=["report_id", "organ", "region", "year", "scope"])


# Values by hand, from corpus/figures/figures.csv

RONGCHANG = {
    "K01": (39, 64), "K02": (39, 64), "K12": (39, 51), "K03": (0, 64), "K05": (12, 64), "K06": (12, 64),
    "K07": (12, 12), "K08": (8, 64), "K09": (0, 64), "K10": (8, 64), "K11": (5, 64), "K13": (0, 64),
    "K14": (64, 64), "K15": (60, 60), "K19": (10, 64), "K20": (2, 4), "K21": (2, 4), "K22": (0, 64),
    "K25": (6, 10), "K26": (10, 64), "K27": (13, 93), "K28": (4, 97), "K30": (0, 64), "H4": (12, 64),
}  # fmt: skip
SUQIAN = {  # 2024: denied 92, of which registry queries 13; unable 941; not processed 117
    "K01": (1431, 3521), "K02": (1902, 3521), "K12": (1902, 2935), "K03": (79, 3521), "K04": (59, 92),
    "K04a": (55, 92), "K05": (941, 3521), "K06": (897, 3521), "K07": (941, 1033), "K08": (117, 3521),
    "K09": (87, 3521), "K10": (68, 3521), "K11": (85, 3521), "K13": (125, 3646), "K14": (3521, 3646),
    "K15": (3440, 3525), "K19": (170, 3521), "K20": (18, 134), "K21": (18, 106), "K22": (77, 3521),
    "K23": (0, 57), "K24": (25, 77), "K25": (56, 247), "K26": (195, 3521), "K27": (277, 420),
    "K28": (227, 647), "K29": (2676474, 1573179), "K29a": (29351, 2676474), "K30": (38, 3521),
    "H1": (1431, 3521), "H2": (471, 3521), "H3": (79, 3521), "H4": (897, 3521),
}  # fmt: skip
PINGTAN = {  # 2019, in the form of 2019, where 其他处理 is one row
    "K01": (7, 23), "K02": (8, 23), "K12": (8, 20), "K05": (12, 23), "K10": (3, 23), "K29": (430, 181),
}  # fmt: skip


@pytest.mark.parametrize(
    ("report", "number", "sums"),
    [("rongchang_2024", *item) for item in RONGCHANG.items()]
    + [("suqian_2024", *item) for item in SUQIAN.items()]
    + [("pingtan_2019", *item) for item in PINGTAN.items()],
)
def test_values_by_hand(report, number, sums):
    found = row(VALUES, report, number)
    assert (found["numerator"], found["denominator"]) == sums
    assert found["n"] == sums[1]
    assert found["value"] == sums[0] / sums[1]
    assert found["status"] == "measured"
    assert found["small_n"] == (sums[1] < 30)
    assert (found["message_zh"], found["message_en"]) == (pd.NA, pd.NA)
    (indicator,) = named(number)
    assert found[["low", "high"]].notna().all() == (indicator.measure == "share")


def test_the_rates_of_the_first_report_in_percent():
    rates = [row(VALUES, "rongchang_2024", number)["value"] for number in ("K06", "K08", "K20")]
    assert [100 * rate for rate in rates] == [18.75, 12.5, 50]


def test_diversity_by_hand():
    # 3440, 75, 0, 1, 6 and 3 of 3525
    found = row(VALUES, "suqian_2024", "K16")
    assert found["value"] == pytest.approx(1 - (3440**2 + 75**2 + 1 + 36 + 9) / 3525**2, abs=1e-15)
    assert found["n"] == 3525
    assert found[["low", "high"]].isna().all()
    assert row(VALUES, "rongchang_2024", "K16")["value"] == 0


def test_blanks_are_named_and_give_no_value():
    found = row(VALUES, "shanghai_office_2019", "K02")
    assert found["status"] == "not_judged"
    assert found[["value", "low", "high", "small_n", "numerator", "denominator"]].isna().all()
    assert "requests.granted.total (blank), requests.partial.total (blank);" in found["message_en"]
    assert "(一)予以公开·总计（空白）" in found["message_zh"]
    # The total column is blank on the outcomes only: what needs no blank cell has its value.
    assert row(VALUES, "shanghai_office_2019", "K13")["value"] == 72 / 877
    assert row(VALUES, "shanghai_office_2019", "K19")["value"] == 7 / 805
    assert row(VALUES, "shanghai_office_2019", "K20")["status"] == "not_judged"


def test_totals_of_zero_beside_parts():
    assert row(VALUES, "hongze_2023", "K20")["value"] == 1 / 11
    assert row(VALUES, "hongze_2023", "K25")["status"] == "denominator_zero"


def test_the_older_tables():
    cells = {
        "requests.received": 24, "requests.received.online": 18, "requests.closed": 20,
        "requests.closed.extended": 3, "requests.answered": 20, "requests.answered.already_public": 3,
        "requests.answered.granted": 5, "requests.answered.partial": 2, "requests.answered.denied": 4,
        "requests.answered.denied.not_government_information": 1, "requests.answered.not_this_organ": 2,
        "requests.answered.not_existing": 3, "responses.press_conferences": 4,
        "responses.press_conferences.principal": 1, "staff": 6, "budget": 1.5, "reconsideration": 3,
        "reconsideration.corrected": 1, "reconsideration.upheld": 2,
    }  # fmt: skip
    values = measure(built("a", "2014", {f"survey.{name}.year": value for name, value in cells.items()}))
    expected = {
        "K31": 18 / 24, "K32": 3 / 20, "K33": 8 / 20, "K34": 3 / 20, "K35": 1 / 4, "K36": 250, "K36a": 62.5,
        "H1": 8 / 20, "H2": 2 / 20, "H3": 3 / 20, "H4": 5 / 20, "K20": 1 / 3, "K19": 3 / 20,
    }  # fmt: skip
    assert {number: row(values, "a", number)["value"] for number in expected} == expected
    assert {row(values, "a", number)["bridge"] for number in ("H1", "H2", "H3", "H4")} == {"close"}
    assert row(values, "a", "K19")["bridge"] == "loose"
    assert row(values, "a", "K01")["status"] == "not_in_form"
    assert row(values, "a", "K01")["form"] == "2014"


def test_the_local_tables_by_hand():
    # 平潭县 2012: received 21, in person 18; answered 21: granted 17, in part 2, denied 2
    expected = {"H1": 17 / 21, "H2": 2 / 21, "K31": 0, "K31a": 18 / 21}
    found = {number: row(VALUES, "pingtan_2012_county", number) for number in expected}
    assert {number: values["value"] for number, values in found.items()} == expected
    assert {values["bridge"] for values in found.values()} == {"loose"}
    # 2008 counts "does not exist" among the refusals: no bridge
    assert row(VALUES, "pingtan_2012_county", "H3")["status"] == "not_in_form"
    # 平潭 2014 prints 信函、传真 as one row: neither way is known
    missing = row(VALUES, "pingtan_2014", "K31b")
    assert missing["status"] == "not_judged"
    assert "survey.requests.received.letter.year (missing)" in missing["message_en"]


def test_each_table_is_counted_by_its_own_form():
    cells = {"requests.outcome_total.total": 8, "requests.other.unpaid.total": 2}
    values = measure(built("a", "2021", cells, disclosure="2019"))
    assert row(values, "a", "K30")["value"] == 0.25
    assert row(values, "a", "K27")["status"] == "not_in_form"
    mixed = measure(built("a", "2021", {"requests.outcome_total.total": 8}, remedies="2019"))
    assert row(mixed, "a", "K19")["form"] == "2019+2021"
    assert row(mixed, "a", "K19")["value"] == 0


def test_a_report_without_the_table():
    figures = built("a", "2021", {"requests.outcome_total.total": 8})
    values = measure(figures[figures["table"] != "remedies"], ["K19", "K20", "K01", "K33"])
    assert values["status"].tolist() == ["measured", "no_table", "no_table", "not_in_form"]
    assert row(values, "a", "K20")["message_en"] == "the report has no table remedies"


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        ({"requests.granted.total": 9, "requests.outcome_total.total": 8}, "K01"),
        ({"requests.outcome_total.total": 5}, "K14"),  # closed 5 of 0
    ],
)
def test_a_part_above_its_whole_is_no_share(cells, number):
    found = row(measure(built("a", "2021", cells)), "a", number)
    assert found["status"] == "impossible"
    assert found["value"] is pd.NA
    part, whole = int(found["numerator"]), int(found["denominator"])
    assert part > whole
    assert found["message_en"].startswith(f"numerator {part}, denominator {whole}: ")


def test_what_is_taken_off_may_not_exceed():
    name = "survey.requests.answered.denied.not_government_information.year"
    values = measure(built("a", "2014", {name: 2, "survey.requests.answered.year": 9}))
    assert row(values, "a", "H3")["status"] == "impossible"


def test_a_count_applies_where_all_its_tables_are_of_its_forms():
    cells = (
        (forms.SummedCell.of("requests.new.total"),),
        (forms.SummedCell.of("remedies.reconsideration.total"),),
    )
    count = defined.CountOfCells(("2021",), "exact", *cells)
    assert count.applies({"requests": "2021", "remedies": "2021"})
    assert count.applies({"requests": "2021"})
    assert count.applies({"disclosure": "2021"})
    assert not count.applies({"requests": "2021", "remedies": "2019"})
    assert not count.applies({"disclosure": "2019"})


def test_money_is_added_without_binary_error():
    one = forms.SummedCell.of("disclosure.fees.amount")
    other = forms.SummedCell.of("-disclosure.normative.made")
    figures = built("a", "2021", {str(one): 0.3, str(other): 0.1})
    assert printed(figures)["a"].sum([one, other]) == Decimal("0.2")
    values = measure(built("a", "2014", {"survey.budget.year": 0.3, "survey.requests.received.year": 1000}))
    assert row(values, "a", "K36a")["value"] == 0.3


# Growth and population

SUQIANS = bodies(
    ("suqian_2023", "宿迁市", "321300", 2023, "territory"),
    ("suqian_2024", "宿迁市", "321300", 2024, "territory"),
)


def test_growth_by_hand():
    values = measure(KEYED, "requests_growth", reports=SUQIANS)
    found = row(values, "suqian_2024", "K18")
    assert found["value"] == pytest.approx(3525 / 3511 - 1, abs=1e-15)
    assert (found["numerator"], found["denominator"], found["n"]) == (3525, 3511, 3511)
    assert row(values, "suqian_2023", "K18")["status"] == "no_last_year"
    assert row(values, "rongchang_2024", "K18")["status"] == "no_reports"


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (("甲局", "321300", 2019, "office"), ("甲局", "321300", 2020, "office"), "measured"),
        (("甲局", "321300", 2019, "office"), ("甲局", "321300", 2020, "territory"), "scope_changed"),
        (("甲局", "321300", 2019, None), ("甲局", "321300", 2020, "office"), "scope_unknown"),
        (("甲局", "321300", 2019, None), ("甲局", "321300", 2020, None), "scope_unknown"),
        (("甲局", "321300", 2018, "office"), ("甲局", "321300", 2020, "office"), "no_last_year"),
        (("乙局", "321300", 2019, "office"), ("甲局", "321300", 2020, "office"), "no_last_year"),
        (("甲局", "321302", 2019, "office"), ("甲局", "321300", 2020, "office"), "no_last_year"),
        (("甲局", "321300", 2019, "office"), (None, "321300", 2020, "office"), "organ_unknown"),
    ],
)
def test_growth_only_where_the_years_compare(before, now, status):
    figures = pd.concat(
        [built("a", "2019", {"requests.new.total": 8}), built("b", "2019", {"requests.new.total": 10})]
    )
    values = measure(figures, "K18", reports=bodies(("a", *before), ("b", *now)))
    found = row(values, "b", "K18")
    assert found["status"] == status
    assert found["value"] is pd.NA if status != "measured" else found["value"] == 0.25


def test_growth_refuses_another_form_two_reports_and_a_blank_last_year():
    now = built("b", "2021", {"requests.new.total": 10})
    reports = bodies(("a", "甲局", "321300", 2020, "office"), ("b", "甲局", "321300", 2021, "office"))
    old = built("a", "2019", {"requests.new.total": 8})
    found = row(measure(pd.concat([old, now]), "K18", reports=reports), "b", "K18")
    assert (found["status"], found["value"]) == ("form_changed", pd.NA)
    assert found["message_en"] == "the form changed from 2019 to 2021: the years do not compare"
    blank = built("a", "2021", {"requests.new.total": None})
    found = row(measure(pd.concat([blank, now]), "K18", reports=reports), "b", "K18")
    assert found["status"] == "not_judged"
    assert "2020: requests.new.total (blank)" in found["message_en"]
    more = bodies(*reports.itertuples(index=False, name=None), ("c", "甲局", "321300", 2020, "office"))
    twice = pd.concat([blank, now, built("c", "2021", {"requests.new.total": 8})])
    assert row(measure(twice, "K18", reports=more), "b", "K18")["status"] == "last_year_twice"


def test_requests_per_resident():
    population = pd.DataFrame({"region": ["321300"], "year": [2024], "population": [5_000_000]})
    values = measure(KEYED, "K17", reports=SUQIANS, population=population)
    found = row(values, "suqian_2024", "K17")
    assert (found["value"], found["n"], found["denominator"]) == (70.5, 3525, 5_000_000)
    assert row(values, "suqian_2023", "K17")["status"] == "no_population"
    office = SUQIANS.assign(scope="office")
    values = measure(KEYED, "K17", reports=office, population=population)
    assert row(values, "suqian_2024", "K17")["status"] == "scope_not_territory"
    twice = pd.concat([population, population])
    with pytest.raises(GovReportError, match="two rows of region 321300 in 2024"):
        measure(KEYED, "K17", reports=SUQIANS, population=twice)


# Laws


@given(st.integers(1, 5000), st.data())
def test_wilson_agrees_with_scipy_and_holds_the_share(whole, data):
    part = data.draw(st.integers(0, whole))
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    reference = binomtest(part, whole).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((reference.low, reference.high), abs=1e-12)


def test_wilson_by_a_published_example():
    # 15 of 148: 0.0624 to 0.1605 (Newcombe 1998, Statistics in Medicine 17, table I, method 3)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


COLUMNS = [column.id for column in forms.load("2021").table("requests").columns]
CELLS = [f"{t.id}.{r.id}.{c.id}" for t in forms.load("2021").tables for r, c in t.cells()]


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.dictionaries(st.sampled_from(CELLS), st.integers(0, 200), max_size=60),
    st.lists(st.sampled_from(CELLS), min_size=1, max_size=12, unique=True),
)
def test_a_blank_takes_values_away_and_never_gives_one(numbers, blanks):
    full = measure(built("a", "2021", numbers)).set_index("indicator")
    less = measure(built("a", "2021", {**numbers, **dict.fromkeys(blanks)})).set_index("indicator")
    for indicator in named():
        count = indicator.count(dict.fromkeys(("disclosure", "requests", "remedies"), "2021"))
        needed = {str(cell) for cell in count.cells} if count else set()
        if needed & set(blanks):
            assert less.loc[indicator.id, "status"] == "not_judged"
            assert less.loc[indicator.id, "value"] is pd.NA
            for blank in needed & set(blanks):
                assert f"{blank} (blank)" in less.loc[indicator.id, "message_en"]
        else:
            pd.testing.assert_series_equal(full.loc[indicator.id], less.loc[indicator.id])
    judged = full[full["low"].notna()]
    assert ((judged["low"] >= 0) & (judged["low"] <= judged["value"])).all()
    assert ((judged["value"] <= judged["high"]) & (judged["high"] <= 1)).all()


# Ranks


def ranked(counts):
    """Values of reports given as granted, partial, all outcomes."""
    frames = [
        built(
            id_,
            "2021",
            {
                "requests.granted.total": granted,
                "requests.partial.total": partial,
                "requests.outcome_total.total": whole,
                "requests.unable.not_held.total": whole - granted - partial,
            },
        )
        for id_, (granted, partial, whole) in counts.items()
    ]
    return measure(pd.concat(frames))


def test_ranking_shows_ties_overlaps_and_who_has_no_rank():
    table = ranking(ranked({"a": (30, 0, 60), "b": (30, 0, 60), "c": (50, 0, 60), "d": (10, 0, 10)}), "K01")
    assert table["report_id"].tolist() == ["c", "a", "b", "d"]
    assert table["rank"].tolist() == [1, 2, 2, pd.NA]
    assert table["tied"].tolist() == [1, 2, 2, pd.NA]
    # 50 of 60 is 0.720 to 0.907, 30 of 60 is 0.377 to 0.623: they do not meet
    assert table["best_rank"].tolist() == [1, 2, 2, pd.NA]
    assert table["worst_rank"].tolist() == [1, 3, 3, pd.NA]
    assert table["message_en"].tolist() == [pd.NA, pd.NA, pd.NA, "fewer than 30 cases: no rank"]
    assert ranking(ranked({"d": (10, 0, 10)}), "K01", min_n=10)["rank"].tolist() == [1]


def test_ranks_are_drawn_again():
    apart = ranking(ranked({"a": (55, 0, 60), "b": (30, 0, 60), "c": (5, 0, 60)}), "K01")
    assert apart[["rank_low", "rank_high", "p_first"]].to_numpy().tolist() == [
        [1, 1, 1],
        [2, 2, 0],
        [3, 3, 0],
    ]
    alike = ranking(ranked({name: (30, 0, 60) for name in "abcdef"}), "K01")
    assert alike["p_first"].astype(float).tolist() == pytest.approx([1 / 6] * 6, abs=0.04)
    assert (alike["rank_low"].eq(1) & alike["rank_high"].eq(6)).all()
    none = ranking(ranked({"d": (10, 0, 10)}), "K01")
    assert none[["rank_low", "rank_high", "p_first"]].isna().all(axis=None)


def test_ranks_whose_intervals_meet_may_change_places():
    table = ranking(ranked({"a": (30, 0, 60), "b": (31, 0, 60)}), "disclosure_rate_strict")
    assert table[["rank", "best_rank", "worst_rank"]].to_numpy().tolist() == [[1, 1, 2], [2, 1, 2]]


def test_ranks_whose_intervals_touch_may_change_places():
    values = ranked({"a": (50, 0, 60), "b": (10, 0, 60)})
    apart = ranking(values, "disclosure_rate_strict")
    assert apart[["best_rank", "worst_rank"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    of = values.set_index(["report_id", "indicator"])
    meeting = of["low"].loc["a", "disclosure_rate_strict"]
    of.loc[("b", "disclosure_rate_strict"), "high"] = meeting
    touching = of.reset_index()
    together = ranking(touching, "disclosure_rate_strict")
    assert together[["best_rank", "worst_rank"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_a_ratio_has_ranks_but_no_bounds():
    table = ranking(VALUES, "K19")
    assert table["rank"].notna().sum() == 11
    assert table[["best_rank", "worst_rank"]].isna().all(axis=None)


def test_a_report_without_a_value_keeps_its_reason():
    last = ranking(VALUES, "K01").set_index("report_id").loc["shanghai_office_2019"]
    assert last["rank"] is pd.NA
    assert "requests.granted.total (blank)" in last["message_en"]


def test_definitions_are_compared_by_hand():
    # strictly a, b, c; widely c, a, b: of three pairs one is ordered alike
    values = ranked({"a": (40, 0, 60), "b": (30, 0, 60), "c": (20, 30, 60), "d": (1, 1, 10)})
    pairs = alternatives(values, "K01").set_index(["one", "other"])
    pair = pairs.loc[("disclosure_rate_strict", "disclosure_rate_wide")]
    assert pair["n_reports"] == 3
    assert pair["tau"] == pytest.approx(-1 / 3)
    assert (pair["moved"], pair["largest_move"]) == (3, 2)
    assert pairs.loc[("disclosure_rate_wide", "disclosure_rate_substantive"), "tau"] == pytest.approx(1)
    beside = side_by_side(values, "K01")
    assert beside.loc["c", ["disclosure_rate_strict.rank", "disclosure_rate_wide.rank"]].tolist() == [3, 1]
    assert beside.loc["d", "disclosure_rate_strict"] == 0.1
    assert beside.loc["d", "disclosure_rate_strict.rank"] is pd.NA


def test_no_tau_where_a_definition_tells_nothing_apart():
    pairs = alternatives(ranked({"a": (40, 0, 60), "b": (40, 1, 60)}), "K01")
    assert pairs["tau"].tolist()[0] is pd.NA
    assert alternatives(ranked({"a": (40, 0, 60)}), "K01")["tau"].isna().all()
    assert alternatives(ranked({"a": (1, 0, 6)}), "K01")["largest_move"].isna().all()


def test_alternatives_need_alternatives_and_rows():
    with pytest.raises(GovReportError, match="dispute_rate: measure it first"):
        alternatives(measure(KEYED, "K19"), "K19")
    with pytest.raises(GovReportError, match="direct_suit_share has no alternative"):
        alternatives(VALUES, "K24")


# The frame and the data


def test_columns_and_dtypes_with_and_without_rows():
    for frame in (VALUES, measure(KEYED.head(0))):
        assert {str(c): str(dtype) for c, dtype in frame.dtypes.items()} == SCHEMA
    assert VALUES["report_id"].is_monotonic_increasing
    assert len(VALUES) == KEYED["report"].nunique() * len(named())


def test_callers_errors():
    with pytest.raises(GovReportError, match=r"no indicator K99; known: disclosure_rate_strict \(K01\)"):
        measure(KEYED, "K99")
    with pytest.raises(GovReportError, match="figures: no column 'status'; columns found: "):
        measure(KEYED.drop(columns="status"))
    with pytest.raises(GovReportError, match="rongchang_2024 disclosure rules made stands there twice"):
        measure(pd.concat([KEYED, KEYED]))
    with pytest.raises(GovReportError, match="reports: no column 'scope'"):
        measure(KEYED, reports=SUQIANS.drop(columns="scope"))


def test_every_indicator_of_the_field_is_there_and_said_in_two_languages():
    numbers = [indicator.number for indicator in named()]
    assert {f"K{i:02}" for i in range(1, 37)} | {"H1", "H2", "H3", "H4"} <= set(numbers)
    assert len(set(numbers)) == len(numbers)
    for i in named():
        for zh, en in ((i.legal_zh, i.legal_en), (i.is_not_zh, i.is_not_en), (i.forms_zh, i.forms_en)):
            assert CHINESE.search(zh)
            assert zh != en
        assert CHINESE.search(i.zh)
        assert not CHINESE.search(i.en)
    for said in defined.load().messages.values():
        assert sorted(re.findall(r"{\w+}", said.zh)) == sorted(re.findall(r"{\w+}", said.en))
        assert not CHINESE.search(said.en)


def test_functions_and_data_name_each_other():
    assert {i.id for i in named() if i.measure == "function"} == set(FUNCTIONS)


def test_two_counts_never_fit_one_report():
    for indicator in named():
        forms = [form for count in indicator.counts for form in count.forms]
        assert len(set(forms)) == len(forms)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"requests.granted.total"', '"requests.granted.sum"', "a cell table.row.column of form 2019"),
        ('measure = "share"', 'measure = "rate"', r"indicators\[0\].measure: expected share \| ratio"),
        ('forms = ["2019", "2021"]', 'forms = ["1999"]', r"counts\[0\].forms: expected 2021"),
        ('number = "K01"', 'number = "K01"\nweight = 2', "weight: expected no such key"),
        ('alternatives = ["disclosure_rate_wide"', 'alternatives = ["unable_rate"', "that names this one"),
        ('id = "disclosure_rate_wide"', 'id = "disclosure_rate_strict"', "expected each id once"),
        ('numerator = ["requests.granted.total"]', "numerator = []", "expected at least one cell"),
    ],
)
def test_damaged_data_is_refused(monkeypatch, old, new, message):
    whole = resources.load_text("indicators.toml")
    assert old in whole
    real = resources.load_text
    damaged = whole.replace(old, new, 1)
    monkeypatch.setattr(
        resources, "load_text", lambda name: damaged if name == "indicators.toml" else real(name)
    )
    with pytest.raises(ResourceError, match=message):
        defined.load.__wrapped__()


def test_the_page_is_current():
    written = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")
    assert written == page(), "run: python docs/pages/indicators.py > docs/indicators.md"
