"""The law: under any damage to a report's structure each figure is right, or it is not reported.

``GOVREPORT_SEEDS=20 python -m pytest tests/damage`` damages that many reports of each form and layout.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from decimal import Decimal
from itertools import product

import pytest

from govreport.errors import NotAReportError
from govreport.forms import available
from govreport.parsing import recipe
from govreport.report import Status
from govreport.synth import LAYOUTS, Key, Truth

from .cells import CELLS
from .damages import DAMAGES, PAGE, TEXT, case, main

MORE = int(os.environ.get("GOVREPORT_SEEDS", "0"))
SEEDS = range(MORE or 2)
FORMS = available()
# Layouts of files that are no text; the others of them are written by LibreOffice, or are pictures.
FILES = ("docx", "xlsx", "pdf")
# Layouts in which an empty cell leaves no trace; in "glued" even the borders of numbers are lost.
NO_TRACE = ("cell_blank", "spaces", "one_line", "glued")
# Layouts in which each row says how many columns it covers. In others a row with blanks that has no full
# row like it may be withheld (docs/decisions/0005).
ALL_BORDERS = ("html_plain", "html_word", "html_cms")
# The least share of the printed numbers that must be read, over all damages together.
FLOORS = dict.fromkeys(LAYOUTS, 0.75) | {"cell_blank": 0.4, "spaces": 0.4, "one_line": 0.4, "glued": 0.01}
# A table of 2014 or 2008 in which each cell is a line of its own is withheld where one of them is empty.
FLOORS_SURVEY = dict.fromkeys(LAYOUTS, 0.6) | {
    "cell_blank": 0.0,
    "spaces": 0.4,
    "one_line": 0.4,
    "glued": 0.01,
}
# What may not be read at all without borders: these damages say nothing of how much is read.
WITHHELD = (
    *("columns_swapped", "total_first", "column_added", "column_exchanged", "second_table"),
    *("column_inserted", "column_deleted", "totals_first_in_remedies", "serial_before_labels"),
    *("two_reports", "line_numbers", *CELLS),
)
# Of these each takes one seed in its turn: all of them would take as long as all others.
IN_TURN = (
    *("column_inserted", "column_deleted", "totals_first_in_remedies", "serial_before_labels"),
    *("two_reports", "unit_above", "line_numbers", *CELLS),
)
Wrong = tuple[Key, Decimal | None, Decimal | None]


def compare(report, truth):
    """Numbers right, numbers withheld, and figures reported that are not the truth."""
    said = {f.key: f.value for f in report.figures if f.status in (Status.REPORTED, Status.RECOVERED)}
    wrong = [
        (key, truth.cells.get(key), value) for key, value in said.items() if truth.cells.get(key) != value
    ]
    wrong += [(key, truth.cells.get(key), None) for key, value in said.items() if value is None]
    printed = {key: value for key, value in truth.cells.items() if value is not None}
    right = sum(key in said and said[key] == value for key, value in printed.items())
    return right, sum(key not in said for key in printed), wrong


def score(document, truth):
    """Right, withheld and wrong figures of a document; one that is refused withholds everything."""
    try:
        report = recipe.read(document)
    except NotAReportError:
        return 0, sum(value is not None for value in truth.cells.values()), []
    return compare(report, truth)


def told(form, seed, layout, damage, wrong):
    again = f"python -m tests.damage.damages {form} {seed} {layout} {damage}"
    return [f"{again}  # {'.'.join(key)}: printed {truth}, reported {value}" for key, truth, value in wrong]


def _truth(seed):
    whole = case("2021", seed, "bar_rows", "none")
    assert whole is not None
    return whole.truth


def tally(forms, layout, seeds):
    """What is read of every damaged document, and each figure that is wrong."""
    total = Counter()
    failures = []
    for damage in (*PAGE, *TEXT):
        count = Counter()
        turn = IN_TURN.index(damage) % len(seeds) if damage in IN_TURN and not MORE else None
        for form, seed in product(forms, seeds if turn is None else seeds[turn : turn + 1]):
            if (damaged := case(form, seed, layout, damage)) is None:
                continue
            right, withheld, wrong = score(damaged.document, damaged.truth)
            read = {} if damage in WITHHELD else {"right": right, "withheld": withheld}
            count.update({"documents": 1, "WRONG": len(wrong), **read})
            failures += told(form, seed, layout, damage, wrong)
        print(f"{layout:<17}{damage:<23}", *(f"{count[k]:>6} {k}" for k in ("right", "withheld", "WRONG")))
        total += count
    print(f"{layout:<17}{'in all':<23}", dict(total))
    return total, failures


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_figure_of_a_damaged_report_is_wrong(layout):
    total, failures = tally(("2021", "2019"), layout, SEEDS)
    assert not failures, "\n".join(failures)
    assert total["documents"] >= 130  # some 2,000 over all layouts
    assert total["right"] >= FLOORS[layout] * (total["right"] + total["withheld"])


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_figure_of_a_damaged_statistics_table_is_wrong(layout):
    total, failures = tally(("2014", "2008"), layout, SEEDS)
    assert not failures, "\n".join(failures)
    assert total["documents"] >= 90
    assert total["right"] >= FLOORS_SURVEY[layout] * (total["right"] + total["withheld"])


@pytest.mark.slow
@pytest.mark.parametrize("layout", FILES)
@pytest.mark.parametrize("form", FORMS)
def test_no_figure_of_a_damaged_file_is_wrong(form, layout):
    # A file takes ten times as long as a text: one report each, with blanks in two thirds of the cases.
    seed = 1 + (FORMS.index(form) + FILES.index(layout)) % 3
    total, failures = tally((form,), layout, SEEDS if MORE else [seed])
    assert not failures, "\n".join(failures)
    assert total["documents"] >= 15
    assert total["right"] >= 0.75 * (total["right"] + total["withheld"])


# A row whose last number has a mark behind it: 01) 0元, 0~19 0:0.
@pytest.mark.parametrize(
    ("layout", "damage"), [("one_line", "footnotes"), ("glued", "footnotes"), ("one_line", "numbers_twice")]
)
def test_a_table_does_not_end_within_a_row(layout, damage):
    damaged = case("2019", 1300, layout, damage)
    assert damaged is not None
    _, _, wrong = score(damaged.document, damaged.truth)
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_whole_report_is_read_whole_and_its_masthead_is_right_or_absent(layout, form, seed):
    whole = case(form, seed, layout, "none")
    assert whole is not None
    report = recipe.read(whole.document)
    masthead(report, whole.truth, layout)
    if form in ("2021", "2019"):
        tables(report, whole, form, seed, layout)


def masthead(report, truth, layout):
    unknown = (None,) if layout in ("one_line", "glued") else ()
    organ = report.organ and report.organ.replace("（", "(").replace("）", ")")
    assert organ in (truth.organ, *unknown)
    assert report.year in (truth.year, *unknown)
    assert report.declared_form in (truth.declared, *unknown)


def tables(report, whole, form, seed, layout):
    _, withheld, wrong = compare(report, whole.truth)
    assert not wrong, "\n".join(told(form, seed, layout, "none", wrong))
    blanks = {key for key, value in whole.truth.cells.items() if value is None}
    if layout in NO_TRACE and layout != "glued" and not blanks:
        wrapped = layout == "spaces" and any(note.code == "columns_unknown" for note in report.notes)
        assert withheld == 15 * wrapped, f"python -m tests.damage.damages {form} {seed} {layout} none"
    if layout not in NO_TRACE and (not blanks or layout in ALL_BORDERS):
        assert withheld == 0, f"python -m tests.damage.damages {form} {seed} {layout} none"
        assert {f.key for f in report.figures if f.status is Status.BLANK} == blanks
        assert set(report.forms.values()) == {whole.truth.form}


def test_a_reader_that_reports_the_wrong_cell_is_found_out():
    whole = case("2019", 1, "bar_rows", "none")
    assert whole is not None
    report = recipe.read(whole.document)
    right = compare(report, whole.truth)[0]
    key = next(key for key, value in whole.truth.cells.items() if value)
    false = {**whole.truth.cells, key: Decimal(999_999)}
    gone = {**whole.truth.cells, key: None}
    for cells in (false, gone):
        truth = Truth(**{name: getattr(whole.truth, name) for name in Truth.__slots__} | {"cells": cells})
        assert [found for found, _, _ in compare(report, truth)[2]] == [key]
        assert compare(report, truth)[0] == right - 1


def test_a_stray_digit_in_a_glued_table_is_not_read_against_its_sums():
    seed = next(s for s in SEEDS if all(v == 0 for k, v in _truth(s).cells.items() if k[0] == "remedies"))
    whole = case("2021", seed, "glued", "none")
    assert whole is not None
    text = whole.document.decode("utf-8-sig" if seed % 3 < 2 else "gb18030")
    assert text.count("0" * 15) == 1
    right, _, wrong = score(text.replace("0" * 15, "0" * 14 + "20").encode(), whole.truth)
    assert right > 0
    assert not wrong


@pytest.mark.parametrize("damage", PAGE)
def test_each_damage_leaves_a_document_that_says_less_or_stands_otherwise(damage):
    whole, damaged = case("2021", 4, "bar_rows", "none"), case("2021", 4, "bar_rows", damage)
    assert whole is not None
    assert damaged is not None
    assert whole.document != damaged.document
    gone = {k for k, v in whole.truth.cells.items() if damaged.truth.cells[k] != v}
    takes_away = damage in (
        *("row_deleted", "cell_blanked", "cell_deleted", "remedies_14"),
        *("column_exchanged", "second_table", "odd_cells", "unit_in_head"),
        *("column_deleted", "two_reports", "unit_above", "numbers_twice", "values_stacked", "dates"),
        *("phones", "thousands_by_blanks", "multipliers", "remarks"),
    )
    assert bool(gone) == takes_away
    assert all(damaged.truth.cells[key] is None for key in gone)


def test_a_case_is_written_by_its_name(capfdbinary):
    damaged = case("2021", 2, "html_cms", "label_typo")
    assert damaged is not None
    assert main(["2021", "2", "html_cms", "label_typo"]) == 0
    assert capfdbinary.readouterr().out == damaged.document
    assert main(["2021", "2", "one_line", "bar_lost"]) == 1
    assert main([]) == 2


def test_an_unknown_damage_is_refused_with_those_known():
    with pytest.raises(ValueError, match=re.escape(f"expected one of {', '.join(DAMAGES)}, found 'fire'")):
        case("2021", 1, "tabs", "fire")


@pytest.mark.parametrize(
    "found",
    [
        "2021 3 html_plain column_inserted",  # a year over a column of a form that has none
        "2021 2 bar_rows_leading values_stacked",  # the first line of a cell alone above its row
        "2019 600 tabs values_stacked",  # a cell less than the full rows, a blank before the first value
        "2019 602 tabs two_reports",  # of two tables four the first is nearly empty
        "2008 700 html_plain two_reports",  # two statistics tables of two forms
        "2021 700 bar_rows columns_swapped",  # 其他 beside the word over all middle columns
        "2021 700 one_line numbers_twice",  # 1或12
        "2019 700 spaces multipliers",  # 0十
        "2021 943 glued unit_above",  # 单位：元 behind the heading, no bracket
        "2021 940 one_line remarks",  # 见附件 behind the last number of a table
        "2008 943 one_line numbers_twice",  # 1-10 is no count and one below zero
        "2019 951 spaces column_inserted",  # a word in a head that no form has
        "2019 953 spaces values_stacked",  # a number alone below the row of table four
        "2021 800 cell_blank remarks",  # 其中网上2 behind a number, a cell a line
        "2008 802 spaces odd_cells",  # 0 6 in the second of two columns
        "2019 830 bar_rows column_inserted",  # a word of no form before the names of two columns
        "2021 831 cell_bar row_bars_lost",  # a page's number alone in a row was an IndexError
        "2021 840 glued column_deleted",  # digits cut by sums into a column that the head does not name
        "2014 840 glued multipliers",  # 万 at the beginning of the next line, before a label
        "2021 851 bar_rows values_stacked",  # the second line of a cell as a cell, and a blank behind it
        "2021 871 cell_bar thousands_by_blanks",  # two values in a cell, and as many cells as in full rows
        "2014 880 glued label_typo",  # 183干同意…: 干 stands for the dot of the label's number
        "2008 901 html_plain label_typo",  # 第函、传真申请数: no row by the words behind the 、 alone
        "2021 900 glued suffixes",  # 23894、行政强制: 2389 and the label's number, or 23894
        "2019 901 glued multipliers",  # 33-01 in three cells: nobody prints -0
        "2021 910 spaces column_inserted",  # 信息内容|排名|本年处理决定数量: one name, and a word before it
        "2021 911 tabs values_stacked",  # a row that goes on in the next amid a cell, as wide as the others
        "2021 941 html_spans remedies_blocks_swapped",  # a head of groups and rows in another order
        "2019 951 cell_blank column_inserted",  # the same below rows whose cells are uncertain
        "2008 950 glued phones",  # 66666598123转2 behind a number is no label
        "2019 961 tabs column_deleted",  # 信息内容|采购总金额: one of two heads is left
        "2008 970 bar_alone border_lost_glued",  # 38476 for 38|476, and a blank cell behind
        "2019 971 one_line label_typo",  # 0 0 3范性文件: the digit stands for the label's first character
        "2019 971 glued label_typo",
        "2019 820 spaces values_stacked",  # a number below a row whose label stands in the line above
    ],
)
def test_what_was_wrong_once_is_so_no_more(found):
    form, seed, layout, damage = found.split()
    made = case(form, int(seed), layout, damage)
    _, _, wrong = score(made.document, made.truth)
    assert wrong == []
