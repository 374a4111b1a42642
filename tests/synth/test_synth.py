"""Synthetic reports: truths that add up, and layouts that print every number where it belongs."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from govreport import forms, synth
from govreport.errors import TemplateError
from govreport.normalize import compact
from govreport.synth.drawn.text import TEXT
from govreport.synth.page import DrawnCell, DrawnPage, DrawnRow, DrawnTable, lay_out, merged, slots

FORMS = ("2021", "2019")
HTML = [name for name in synth.LAYOUTS if name not in TEXT]
truths = st.builds(synth.make, st.sampled_from(FORMS), st.integers(0, 10_000))


def page_of(truth):
    return lay_out(truth, truth.seed)


@given(truths)
def test_every_identity_of_the_form_holds(truth):
    template = forms.load(truth.form)
    for identity in template.identities:
        form = template.table(identity.table)
        rows, columns = [r.id for r in form.rows], [c.id for c in form.columns]
        for other in columns if identity.each == "column" else rows:
            parts = (*identity.left, *identity.right)
            places = [(part, other) if identity.each == "column" else (other, part) for part in parts]
            keys = [(identity.table, row, column) for row, column in places]
            if not all(key in truth.cells for key in keys):
                continue  # a row of table 二 that has no such columns
            values = [truth.cells[key] or Decimal(0) for key in keys]
            left, right = sum(values[: len(identity.left)]), sum(values[len(identity.left) :])
            assert left == right if identity.relation == "=" else left <= right, (identity.rule, other)


@given(truths)
def test_the_cells_are_those_of_the_form_and_numbers_of_their_kind(truth):
    cells = {(t.id, r.id, c.id): c for t in forms.load(truth.form).tables for r, c in t.cells()}
    assert list(truth.cells) == list(cells)
    for key, column in cells.items():
        value = truth.cells[key]
        assert value is not None
        assert column.number == "change" or value >= 0
        assert column.number == "amount" or value == value.to_integral_value()
        assert abs(int(value.as_tuple().exponent)) <= 6


@given(st.sampled_from(FORMS), st.integers(0, 10_000))
def test_only_zeros_and_totals_of_outcomes_are_left_blank(form, seed):
    whole, blanked = synth.make(form, seed), synth.make(form, seed, blanks="zeros")
    outcomes = next(i.left for i in forms.load(form).identities if i.rule == "III-1")
    for key, value in blanked.cells.items():
        if value is not None:
            assert value == whole.cells[key]
        else:
            assert whole.cells[key] == 0 or (key[1] in outcomes and key[2] == "total")


def test_reports_are_as_various_as_real_ones():
    made = [synth.make(form, seed) for form in FORMS for seed in range(150)]
    new = sorted(int(t.cells["requests", "new", "total"] or 0) for t in made)
    assert new[0] == 0
    assert new[150] < 20 < 1000 < new[-1]
    persons = sum(int(t.cells["requests", "new", "natural_person"] or 0) for t in made)
    assert 0.8 < persons / sum(new) < 1
    changes = [v for t in made for k, v in t.cells.items() if k[2] == "items_change" and v is not None]
    assert min(changes) < 0 < max(changes)
    fees = {int(v.as_tuple().exponent) for t in made if (v := t.cells.get(("disclosure", "fees", "amount")))}
    assert fees >= {0, -2, -4, -6}
    assert all("synthetic" in t.organ and t.organ in t.title for t in made)
    assert {t.year for t in made} == set(range(2019, 2026))
    assert sum(v == 0 for t in made for v in t.cells.values()) > 0.6 * sum(len(t.cells) for t in made)
    assert len({t.narrative["overview"] for t in made}) == len(made)
    blanked = [synth.make("2021", seed, blanks="zeros") for seed in range(40)]
    assert all(None in t.cells.values() for t in blanked)


@given(truths)
def test_the_prose_says_the_period_of_the_year_and_the_form_that_it_cites(truth):
    preamble = "".join(truth.preamble)
    assert f"{truth.year}年1月1日" in preamble
    assert truth.declared is None or forms.load(truth.declared).notice in preamble
    assert set(truth.narrative) == {"overview", "disclosure", "requests", "remedies", "problems", "other"}
    assert not re.search(r"[<>{}]|\[\d", "".join((preamble, *sum(truth.narrative.values(), ()))))


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others():
    for layout in synth.LAYOUTS:
        files = [synth.render(synth.make("2019", seed), layout, seed) for seed in (5, 5, 6)]
        assert files[0] == files[1] != files[2]


def test_text_comes_in_three_encodings_and_the_site_declares_the_one_it_does_not_use():
    truth = synth.make("2021", 3)
    texts = [synth.render(truth, "tabs", seed) for seed in range(3)]
    assert texts[1].startswith(b"\xef\xbb\xbf")
    for file, encoding in zip(texts, ("utf-8", "utf-8-sig", "gb18030"), strict=True):
        assert truth.title[-6:] in file.decode(encoding)
    sites = [synth.render(synth.make("2021", seed), "html_cms", seed) for seed in range(12)]
    assert all(b'charset="gb2312"' in site for site in sites)
    rare = 0
    for site in sites:
        site.decode("gb18030")
        try:
            site.decode("gb2312")
        except UnicodeDecodeError:
            rare += 1
    assert rare > 0


@given(truths)
def test_the_page_prints_each_cell_of_the_truth_once_beside_a_label_of_its_row(truth):
    page = page_of(truth)
    printed = [cell for sheet in page.sheets() for row in sheet.rows for cell in row.cells if cell.key]
    assert [cell.key for cell in printed] == list(truth.cells)
    assert [Decimal(cell.text.removesuffix("元")) for cell in printed] == list(truth.cells.values())
    for table in forms.load(truth.form).tables[:2]:
        rows = {row.id: row for sheet in page.sheets() if sheet.table == table.id for row in sheet.rows}
        for form in table.rows:
            label = compact(rows[form.id].cells[0].text)
            assert re.sub(r"^(\d)、", r"\1.", label) in form.labels
            assert tuple(map(compact, rows[form.id].groups)) == form.under


@pytest.mark.parametrize("layout", synth.LAYOUTS)
@settings(max_examples=25)
@given(truth=truths)
def test_every_paragraph_and_the_title_are_printed(layout, truth):
    text = synth.draw(page_of(truth), layout, truth.seed)
    if layout in HTML:
        text = "".join(map(str, html.fromstring(text).itertext()))
    shown = "".join(text.split())
    for paragraph in (truth.title, *truth.preamble, *(p for part in truth.narrative.values() for p in part)):
        assert paragraph in shown


def hand_made():
    """Two groups, one within the other; a blank; a cell that reaches over two columns."""
    return DrawnTable(
        "requests",
        (
            DrawnRow((DrawnCell("头", across=3), DrawnCell("数", across=2))),
            DrawnRow((DrawnCell("一", across=3), DrawnCell("60"), DrawnCell(""))),
            DrawnRow((DrawnCell("二"), DrawnCell("7"), DrawnCell("0")), "a", ("外", "内")),
            DrawnRow((DrawnCell("三"), DrawnCell("8", across=2)), "b", ("外", "内")),
        ),
    )


def test_a_group_is_printed_once_and_reaches_over_its_rows():
    rows = merged(hand_made())
    assert [[cell.text for cell in row] for row in rows] == [
        ["头", "数"],
        ["一", "60", ""],
        ["外", "内", "二", "7", "0"],
        ["三", "8"],
    ]
    assert [cell.down for cell in rows[2]] == [2, 2, 1, 1, 1]
    assert [[cell and cell.text for cell in row] for row in slots(hand_made())] == [
        ["头", None, None, "数", None],
        ["一", None, None, "60", ""],
        ["外", "内", "二", "7", "0"],
        [None, None, "三", "8", None],
    ]


PRINTED = {
    "bar_rows": "头 | 数 |\n一 | 60 |  |\n外 | 内 | 二 | 7 | 0 |\n三 | 8 |\n",
    "bar_rows_leading": "| 头 | 数 |\n| 一 | 60 |  |\n| 外 | 内 | 二 | 7 | 0 |\n| 三 | 8 |\n",
    "markdown": "\n| 头 |  |  | 数 |  |\n|---|---|---|---|---|\n| 一 |  |  | 60 |  |\n"
    "| 外 | 内 | 二 | 7 | 0 |\n|  |  | 三 | 8 |  |\n\n",
    "cell_bar": "头 |\n数 | |||\n一 |\n60 |\n | ||\n外 |\n内 |\n二 |\n7 |\n0 |\n三 |\n8 |\n",
    "bar_alone": "|\n头 |\n数 |\n|\n一 |\n60 |\n |\n|\n外 |\n内 |\n二 |\n7 |\n0 |\n|\n三 |\n8 |\n",
    "cell_blank": "头\n\n数\n\n一\n\n60\n\n外\n\n内\n\n二\n\n7\n\n0\n\n三\n\n8\n",
    "one_line": "头 数 一 60 外 内 二 7 0 三 8\n",
    "glued": "头数一60外内二70三8\n",
}


@pytest.mark.parametrize("layout", PRINTED)
def test_a_hand_made_table_in_each_layout_of_text(layout):
    assert synth.draw(DrawnPage((hand_made(),)), layout, 0) == PRINTED[layout]


def test_tabs_keep_covered_cells_in_some_reports_and_drop_them_in_others():
    assert {synth.draw(DrawnPage((hand_made(),)), "tabs", seed) for seed in range(20)} == {
        "头\t\t\t数\t\n一\t\t\t60\t\n外\t内\t二\t7\t0\n\t\t三\t8\t\n",
        "头\t数\n一\t60\t\n外\t内\t二\t7\t0\n三\t8\n",
    }


@pytest.mark.parametrize("layout", TEXT)
@settings(max_examples=25)
@given(truth=truths)
def test_every_number_is_printed_in_the_order_of_the_form(layout, truth):
    """What stands last above section five are the numbers of table 四, in each layout."""
    text = synth.draw(page_of(truth), layout, truth.seed)
    numbers = [f"{v:f}" for k, v in truth.cells.items() if k[0] == "remedies" and v is not None]
    above = text[: text.index("五、存在的主要问题")]
    assert "".join(re.findall(r"\d", above))[-len("".join(numbers)) :] == "".join(numbers)


@pytest.mark.parametrize("layout", HTML)
@settings(max_examples=25)
@given(truth=truths)
def test_html_holds_every_number_once_in_its_row(layout, truth):
    page = page_of(truth)
    tree = html.fromstring(synth.draw(page, layout, truth.seed))
    found = [
        ["".join("".join(map(str, td.itertext())).split()) for td in tr.iter("td")]
        for table in tree.iter("table")
        if table.get("class") != "xxgk"
        for tr in table.iter("tr")
    ]
    wanted = [
        ["".join(cell.text.split()) for cell in row] for sheet in page.sheets() for row in merged(sheet)
    ]
    assert found == wanted


def test_columns_of_spaces_stand_under_each_other_and_long_labels_are_wrapped():
    page = page_of(synth.make("2021", 3))
    text = synth.draw(page, "spaces", 3)
    lines = text[text.index("\n三、收到和处理") :].split("\n")
    assert sum("申请人情况" in line for line in lines) == 2, "the header stands again after the page break"
    single = [line for line in lines if re.search(r" \d\.\S+( +\d+){7}$", line)]
    starts = {
        tuple(_columns(line[: number.start()]) for number in re.finditer(r"(?<= )\d+(?![\d.])", line))
        for line in single
    }
    assert len(single) > 8
    assert len(starts) == 1
    assert not any("申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请" in line for line in lines)


def _columns(text):
    return sum(2 if character > "\u2000" else 1 for character in text)


def test_what_does_not_exist_is_refused_with_what_does():
    with pytest.raises(TemplateError, match="2021, 2019"):
        synth.make("1999", 1)
    with pytest.raises(ValueError, match=r"bar_rows, .*html_spans, .*scan, found 'stone'"):
        synth.render(synth.make("2021", 1), "stone")
