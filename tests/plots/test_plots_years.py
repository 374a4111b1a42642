"""Series and flows: years that count alike are joined, a gap is no zero, ribbons are as wide as numbers."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from govreport import plots
from govreport.errors import GovReportError
from govreport.plots.canvas import synthetic
from govreport.report import Figure, Report, Status

MakeReport = Callable[..., Report]


@pytest.fixture
def few_are_drawn(monkeypatch):
    """What a chart looks like is asked of small ones."""
    for name in ("years", "flow"):
        monkeypatch.setattr(import_module(f"govreport.plots.{name}"), "FEWEST", 0)


def panel(*rows, variable="requests_new"):
    """A panel of organ, year, form and value."""
    frame = pd.DataFrame(list(rows), columns=["organ", "year", "form", "value"])
    frame = frame.assign(body_id=frame["organ"], variable=variable)
    return frame.astype({"year": "Int64", "value": "Float64"})


def points(axes, marker):
    drawn = [line for line in axes.lines if line.get_marker() == marker and len(line.get_xdata()) == 1]
    return [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in drawn]


def joined(axes, style):
    """The pairs of years that a line of that style joins."""
    drawn = [line for line in axes.lines if line.get_linestyle() == style and len(line.get_xdata()) == 2]
    return [(float(line.get_xdata()[0]), float(line.get_xdata()[1])) for line in drawn]


def legend(axes):
    found = axes.get_legend()
    assert found is not None
    return [text.get_text() for text in found.get_texts()]


SERIES = panel(
    ("甲局", 2012, "2008", 1),
    ("甲局", 2013, "2008", None),
    ("甲局", 2018, "2014", 4),
    ("甲局", 2019, "2019", 23),
    ("甲局", 2020, "2019", 21),
    ("甲局", 2021, "2021", 70),
)


def test_years_draws_each_number_with_the_symbol_of_its_form():
    axes = plots.years(SERIES, "requests_new")
    assert points(axes, "s") == [(2012, 1)]
    assert points(axes, "D") == [(2018, 4)]
    assert points(axes, "^") == [(2019, 23), (2020, 21)]
    assert points(axes, "o") == [(2021, 70)]
    assert [text.get_text() for text in axes.texts] == ["1", "4", "23", "21", "70"]
    assert axes.get_title() == "新收申请 New requests\n(件, n = 5)"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("年度 year", "数量 number (件)")


def test_a_year_without_a_number_is_a_cross_and_joins_nothing():
    axes = plots.years(SERIES, "requests_new")
    (cross,) = [line for line in axes.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert list(cross.get_xdata()) == [2013]
    axes.figure.draw_without_rendering()
    (place,) = cross.get_transform().transform(cross.get_xydata())
    zero = axes.transData.transform((2013, 0))
    assert place[0] == pytest.approx(zero[0])
    assert place[1] < zero[1] - 5, "not on zero"
    assert "无确定数值 no certain number" in legend(axes)
    assert not [pair for pair in joined(axes, "-") + joined(axes, ":") if 2013 in pair]


def test_years_that_count_alike_are_joined_those_in_part_dotted():
    axes = plots.years(SERIES, "requests_new")
    assert joined(axes, "-") == [(2019, 2020), (2020, 2021)]
    assert joined(axes, ":") == [(2018, 2019)]  # 2014 counts what was received
    assert "部分可比 comparable in part" in legend(axes)


@pytest.mark.usefixtures("few_are_drawn")
def test_years_that_do_not_compare_are_not_joined():
    rows = panel(("甲局", 2013, "2008", 9), ("甲局", 2014, "2014", 2), variable="refused")
    axes = plots.years(rows, "refused")
    assert (joined(axes, "-"), joined(axes, ":")) == ([], [])
    assert legend(axes) == ["甲局", "2008 年格式 form 2008", "2014 年格式 form 2014"]


@pytest.mark.usefixtures("few_are_drawn")
def test_each_body_has_a_line_of_its_own():
    rows = panel(
        ("甲局", 2022, "2021", 1),
        ("乙局", 2022, "2021", 5),
        ("甲局", 2023, "2021", 2),
        ("乙局", 2023, "2021", 6),
    )
    axes = plots.years(rows, "requests_new")
    colors = {
        line.get_label(): line.get_color() for line in axes.lines if line.get_label() in ("甲局", "乙局")
    }
    assert len(set(colors.values())) == 2
    assert joined(axes, "-") == [(2022, 2023)] * 2


LONG = [f"甲市{place}区人民政府住房保障和房屋管理局" for place in "东南西北中上下左"]


def many(values, years=(2022, 2023)):
    return panel(*((LONG[i], year, "2021", value) for i, value in enumerate(values) for year in years))


def test_the_names_of_eight_bodies_stand_whole_in_the_figure_below_the_years():
    axes = plots.years(many([10.0 * i for i in range(8)]), "requests_new")
    figure = axes.figure
    figure.canvas.draw()
    found = axes.get_legend()
    assert found is not None
    assert [text.get_text() for text in found.get_texts()][:8] == sorted(LONG)
    box, paper = found.get_window_extent(), figure.bbox
    assert paper.x0 <= box.x0 < box.x1 <= paper.x1
    assert paper.y0 <= box.y0 < box.y1 <= paper.y1
    assert box.y1 < axes.xaxis.label.get_window_extent().y0
    assert axes.get_window_extent().width > 0.8 * paper.width, "the legend does not narrow the figure"


def test_a_legend_of_short_names_takes_four_columns_and_a_figure_more_lines_where_names_are_many():
    short = plots.years(SERIES, "requests_new")
    tall = plots.years(many([10.0 * i for i in range(8)]), "requests_new")
    assert [axes.get_legend()._ncols for axes in (short, tall)] == [3, 2]  # type: ignore[union-attr]
    for axes in (short, tall):
        axes.figure.canvas.draw()
    assert tall.figure.get_size_inches()[1] > short.figure.get_size_inches()[1] + 0.5
    assert tall.get_window_extent().height > short.get_window_extent().height + 20, "room for eight lines"


def numbers(axes):
    """Each number that is written, and whether it stands above its symbol."""
    return {text.get_text(): text.get_position()[1] > 0 for text in axes.texts}


@pytest.mark.usefixtures("few_are_drawn")
def test_numbers_that_would_meet_stand_above_and_below_and_what_finds_no_place_is_counted():
    """A step of 1 is about 2 points, a number 10 high."""
    apart = plots.years(many([20, 60, 100], (2022,)), "requests_new")
    assert numbers(apart) == {"20": True, "60": True, "100": True}
    assert not any("left out" in label for label in legend(apart))
    close = plots.years(many([20, 98, 100], (2022,)), "requests_new")
    assert numbers(close) == {"20": True, "100": True, "98": False}
    crowded = plots.years(many([20, 98, 99, 100], (2022, 2023)), "requests_new")
    assert numbers(crowded) == {"20": True, "100": True, "99": False}
    assert "过密未标的数字 numbers left out: 2" in legend(crowded)  # 98 of both years


@pytest.mark.usefixtures("few_are_drawn")
def test_no_number_stands_below_the_axis():
    axes = plots.years(many([0, 1, 100], (2022,)), "requests_new")
    assert numbers(axes) == {"100": True, "1": True}
    assert "过密未标的数字 numbers left out: 1" in legend(axes)


@pytest.mark.usefixtures("few_are_drawn")
def test_a_series_of_zeros_stands_on_the_axis():
    axes = plots.years(panel(("甲局", 2022, "2021", 0), ("甲局", 2023, "2021", 0)), "requests_new")
    assert axes.get_ylim() == (0, 1)


def test_years_needs_rows_of_the_variable():
    with pytest.raises(GovReportError, match="no row of variable 'granted' in the panel"):
        plots.years(SERIES, "granted")


def report_with(make_report, form="2021", **totals):
    """A report whose column 总计 says this; ``denied__internal`` is the row denied.internal."""
    figures = {}
    for name, value in totals.items():
        key = ("requests", name.replace("__", "."), "total")
        known = None if value is None else Decimal(value)
        figures[key] = Figure(*key, Status.BLANK if value is None else Status.REPORTED, known, "件")
    return make_report("甲局", form, figures)


def blocks(axes):
    """The height of each block by what is written beside it."""
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    return {text.get_text(): bar.get_height() for text, bar in zip(axes.texts, bars, strict=True)}


def test_ribbons_are_as_wide_as_the_numbers(make_report):
    report = report_with(
        make_report, new=60, carried_in=20, granted=40, denied__internal=8, denied__security=2, carried_out=30
    )
    axes = plots.flow(report)
    assert blocks(axes) == pytest.approx(
        {
            "本年新收 new 60": 0.75,
            "上年结转 carried in 20": 0.25,
            "予以公开 granted 40": 0.5,
            "不予公开 denied 10": 0.125,
            "结转下年度 carried out 30": 0.375,
        }
    )
    assert axes.get_title() == "甲局 2024\n申请的来与去 requests in and out (件 requests, n = 80)"


@pytest.mark.usefixtures("few_are_drawn")
def test_the_older_form_has_one_row_of_other_outcomes(make_report):
    axes = plots.flow(report_with(make_report, "2019", new=3, other=3))
    assert blocks(axes) == pytest.approx({"本年新收 new 3": 1, "其他处理 other 3": 1})


def test_where_in_and_out_differ_the_title_says_so(make_report):
    axes = plots.flow(report_with(make_report, new=10, granted=8))
    assert axes.get_title().endswith("(件 requests, n = 10; 来 10，去 8 inflow 10, outflow 8)")
    assert blocks(axes) == pytest.approx({"本年新收 new 10": 1, "予以公开 granted 8": 0.8})


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ({"new": 5, "partial": None}, r"甲局\.txt: no certain number in column 总计 of partial"),
        ({}, r"甲局\.txt: no requests; nothing flows"),
    ],
)
def test_nothing_flows_without_certain_numbers(make_report, totals, said):
    with pytest.raises(GovReportError, match=said):
        plots.flow(report_with(make_report, **totals))


@pytest.mark.parametrize("name", ["years", "flow"])
def test_every_glyph_is_in_the_font_on_screen_and_in_print(make_report, name):
    report = report_with(make_report, new=60, carried_in=4, granted=39, unable__not_held=25)
    draw = {"years": lambda: plots.years(SERIES, "requests_new"), "flow": lambda: plots.flow(report)}[name]
    draw().figure.savefig(io.BytesIO())  # a missing glyph is a warning, and warnings are errors
    with plots.style("print"):
        axes = draw()
        assert (axes.figure.dpi, axes.texts[0].get_fontfamily()) == (300, ["Noto Sans SC"])
        axes.figure.savefig(io.BytesIO())


@pytest.mark.parametrize(
    ("organs", "said"),
    [
        (["宿迁市人民政府", "拟作市(synthetic)财政局"], "率 rate\n合成数据 synthetic data"),
        (["宿迁市人民政府", None], "率 rate"),
        ([], "率 rate"),
    ],
)
def test_a_title_says_that_an_organ_is_made_up(organs, said):
    assert plots.titled("率 rate", organs) == said
    assert synthetic(organs) is ("synthetic" in said)


def test_a_title_says_it_once():
    title = "拟作市(synthetic)财政局 2024"
    assert plots.titled(title, ["拟作市(synthetic)财政局"]) == title


def test_a_missing_organ_is_none_that_was_made_up():
    assert plots.titled("率 rate", pd.Series([None, "甲局"], dtype="string")) == "率 rate"


def test_the_series_of_a_made_up_body_says_so():
    rows = panel(("拟作市(synthetic)财政局", 2024, "2021", 3))
    assert plots.years(rows, "requests_new").get_title().endswith("\n合成数据 synthetic data")
