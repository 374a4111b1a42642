"""Dots, grids, matrices, tiles, spreads: what is drawn is what the frame says; what is absent is not."""

from __future__ import annotations

import io

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

from govreport import plots
from govreport.errors import GovReportError


def left(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def right(axes):
    return [label.get_text() for label in axes.child_axes[0].get_yticklabels()]


def below(axes):
    return [label.get_text() for label in axes.get_xticklabels()]


def written(axes):
    return [text.get_text() for text in axes.texts]


def marks(axes, marker):
    """Where a symbol stands: number and line, of all lines of that marker."""
    drawn = [line for line in axes.lines if line.get_marker() == marker]
    return [
        (float(x), float(y))
        for line in drawn
        for x, y in zip(np.atleast_1d(line.get_xdata()), np.atleast_1d(line.get_ydata()), strict=True)
    ]


def segments(axes):
    """The lines without a symbol: from, to, and the line of the figure that they stand on."""
    drawn = [line for line in axes.lines if line.get_marker() == "None" and len(line.get_xdata()) == 2]
    return [(float(line.get_xdata()[0]), float(line.get_xdata()[1]), line.get_ydata()[0]) for line in drawn]


RATES = pd.DataFrame(
    {
        "label_zh": ["甲局 2024", "乙局 2024", "丙局 2024"],
        "label_en": ["county", "city", "city"],
        "value": pd.Series([0.5, None, 0.25], dtype="Float64"),
        "low": pd.Series([0.4, None, None], dtype="Float64"),
        "high": pd.Series([0.6, None, None], dtype="Float64"),
        "n": pd.Series([90, 0, 8], dtype="Int64"),
        "status": ["measured", "空白 blank", "measured"],
    }
)


def test_dots_stand_at_the_values_with_their_intervals_and_n():
    axes = plots.dots(RATES, "公开率 rate", "占办结 % of outcomes", percent=True)
    assert marks(axes, "o") == [(50, 0), (25, 2)]
    assert segments(axes) == [(40, 60, 0)]
    assert written(axes) == ["50.0%  n=90", "空白 blank", "25.0%  n=8"]
    assert (left(axes), right(axes)) == (["甲局 2024", "乙局 2024", "丙局 2024"], ["county", "city", "city"])
    assert (axes.get_title(), axes.get_xlabel()) == ("公开率 rate", "占办结 % of outcomes")


def test_dots_of_counts_are_written_as_they_are():
    axes = plots.dots(RATES.assign(value=[3, 0, 1200], low=None, high=None, n=None), "数 n", "件 items")
    assert written(axes) == ["3", "0", "1200"]
    assert marks(axes, "o") == [(3, 0), (0, 1), (1200, 2)]


def test_dots_that_have_no_value_and_no_status_say_so():
    frame = RATES.drop(columns="status").iloc[1:2]
    assert written(plots.dots(frame, "率 rate", "%")) == ["无数值 no value"]


def test_no_percentage_above_a_hundred_is_marked_on_the_axis():
    frame = RATES.iloc[:1].assign(value=1.0, low=0.2, high=1.0)
    axes = plots.dots(frame, "率 rate", "%", percent=True)
    assert 100 in axes.get_xticks()
    assert max(axes.get_xticks()) <= 100
    assert axes.get_xlim()[1] > 100  # room for what is written


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (RATES.iloc[:0], "at least one row were expected to draw; found 0 rows"),
        (RATES.drop(columns=["value", "n"]), "columns value, n were expected to draw; found 3 rows"),
    ],
)
def test_dots_need_rows_and_columns(frame, said):
    with pytest.raises(GovReportError, match=said):
        plots.dots(frame, "率 rate", "%")


def findings(*rows):
    frame = pd.DataFrame(list(rows), columns=["label", "rule", "passed", "explained"])
    return frame.astype({"passed": "boolean", "explained": "string"})


def test_grid_draws_the_gravest_verdict_once():
    told = findings(
        ("甲局", "A-1", True, None),
        ("甲局", "A-1", False, None),
        ("甲局", "A-1", False, None),
        ("乙局", "A-1", True, None),
        ("乙局", "A-1", True, None),
        ("乙局", "B-2", False, "transition"),
        ("乙局", "C-3", None, None),
        ("甲局", "B-2", None, None),
    )
    axes = plots.grid(told, "规则 rules")
    assert left(axes) == ["甲局", "乙局"]
    assert below(axes) == ["A-1", "B-2"]  # C-3 was never judged
    assert marks(axes, "X") == [(0, 0)]
    assert marks(axes, "D") == [(1, 1)]
    assert marks(axes, "o") == [(0, 1)]
    assert marks(axes, "s") == [(1, 0)]
    assert written(axes) == ["2"]  # two places broke it
    assert [text.get_text() for text in axes.figure.legends[0].get_texts()] == [
        "不成立 broken: 2",
        "有例外说明 explained: 1",
        "成立 held: 3",
        "无法判断 not judged: 1",
    ]
    assert axes.get_xlabel() == "规则 rule"


def test_grid_has_its_rules_in_the_order_of_the_rule_book():
    """F-10 stands behind F-02 there, N-2 before N-10; what the book does not have comes last."""
    rules = ["Z-9", "N-10", "II-2", "A-1", "N-2", "F-03", "F-10", "F-02", "Y-1"]
    axes = plots.grid(findings(*(("甲局", rule, rule != "F-10", None) for rule in rules)), "规则 rules")
    assert below(axes) == ["F-02", "F-10", "F-03", "II-2", "A-1", "N-2", "N-10", "Z-9", "Y-1"]
    assert marks(axes, "X") == [(1, 0)]  # F-10


def test_grid_needs_findings_with_labels():
    with pytest.raises(GovReportError, match="columns label were expected to draw; found 1 rows"):
        plots.grid(findings(("甲局", "A-1", True, None)).drop(columns="label"), "规则 rules")
    with pytest.raises(GovReportError, match="at least one row"):
        plots.grid(findings(), "规则 rules")


PAIRS = pd.DataFrame([[3, 2, 0], [2, 5, 1], [0, 1, 1]], list("LHR"), list("LHR"))
NAMES = [("土地", "Land"), ("征收", "Expropriation"), ("农村", "Rural")]


def test_matrix_writes_each_number_but_0():
    axes = plots.matrix(PAIRS, "同现 together (n = 6)", "代码 code", labels=NAMES)
    at = {text.get_position(): text.get_text() for text in axes.texts}
    assert at == {(0, 0): "3", (1, 0): "2", (0, 1): "2", (1, 1): "5", (2, 1): "1", (1, 2): "1", (2, 2): "1"}
    shades = axes.images[0].get_array()
    assert shades is not None
    assert shades.tolist() == [[0, 2, 0], [2, 0, 1], [0, 1, 0]]  # the diagonal is no pair
    assert (left(axes), right(axes), below(axes)) == (
        ["土地", "征收", "农村"],
        ["Land", "Expropriation", "Rural"],
        ["L", "H", "R"],
    )


@pytest.mark.parametrize(
    ("counts", "labels"), [(PAIRS.iloc[:0, :0], []), (PAIRS.iloc[:2], NAMES[:2]), (PAIRS, NAMES[:2])]
)
def test_matrix_needs_a_square_with_names(counts, labels):
    with pytest.raises(GovReportError, match="a square frame with a label for each row was expected"):
        plots.matrix(counts, "t", "x", labels=labels)


COUNTS = pd.DataFrame(
    {"2019": pd.Series([0, None], dtype="Int64"), "2021": pd.Series([3, 1], dtype="Int64")},
).set_axis(["甲", "乙"])


def test_a_tile_without_a_number_is_a_cross_and_0_is_written():
    axes = plots.tiles(COUNTS, "数 numbers (n = 4)", "年 year")
    assert {text.get_position(): text.get_text() for text in axes.texts} == {
        (0, 0): "0",
        (1, 0): "3",
        (0, 1): "×",
        (1, 1): "1",
    }
    assert (left(axes), below(axes), axes.get_xlabel()) == (["甲", "乙"], ["2019", "2021"], "年 year")
    assert axes.images[0].get_array().tolist() == [[0, 1], [0, pytest.approx(1 / 3)]]


def test_tiles_by_row_are_shares_of_the_row():
    table = pd.DataFrame([[1, 3], [20, 0], [0, 0]], ["a", "b", "c"], ["x", "y"])
    axes = plots.tiles(table, "数 numbers", "列 column", shade="row")
    assert axes.images[0].get_array().tolist() == [[0.25, 0.75], [1, 0], [0, 0]]
    colors = {text.get_position(): text.get_color() for text in axes.texts}
    assert (colors[1, 0], colors[0, 1], colors[0, 0]) == ("white", "white", "black")


def test_tiles_take_texts_and_names():
    texts = pd.DataFrame([["0/2", ""], ["1/1", "3/4"]]).T
    axes = plots.tiles(COUNTS, "数 numbers", "年 year", labels=[("甲", "A"), ("乙", "B")], texts=texts)
    assert written(axes) == ["0/2", "1/1", "×", "3/4"]
    assert right(axes) == ["A", "B"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"table": COUNTS.iloc[:0]}, r"at least one row and column was expected, found \(0, 2\)"),
        ({"labels": [("甲", "A")]}, r"labels and texts for a table of \(2, 2\)"),
        ({"texts": COUNTS.iloc[:1]}, r"labels and texts for a table of \(2, 2\)"),
    ],
)
def test_tiles_need_a_table_that_its_names_fit(more, said):
    with pytest.raises(GovReportError, match=said):
        plots.tiles(more.pop("table", COUNTS), "t", "x", **more)


WAYS = pd.DataFrame(
    {
        "label_zh": ["甲局", "乙局", "丙局"],
        "label_en": ["A", "B", "C"],
        "strict": pd.Series([0.2, 0.5, None], dtype="Float64"),
        "wide": pd.Series([0.6, None, None], dtype="Float64"),
    }
)
LEGEND = [("strict", "严 strict"), ("wide", "宽 wide")]


def test_spread_draws_each_definition_and_how_far_they_lie_apart():
    axes = plots.spread(WAYS, "两种定义 two definitions", "%", LEGEND, percent=True)
    assert marks(axes, "o") == [(20, 0), (50, 1)]
    assert marks(axes, "s") == [(60, 0)]
    assert segments(axes) == [(20, 60, 0), (50, 50, 1)]
    assert written(axes) == ["无数值 no value"]
    assert axes.texts[0].xy == (0, 2)
    assert [text.get_text() for text in axes.figure.legends[0].get_texts()] == ["严 strict", "宽 wide"]


@pytest.mark.parametrize(
    ("frame", "columns", "said"),
    [
        (WAYS.iloc[:0], LEGEND, "rows, and 1 to 8 columns were expected to draw; found 0 rows"),
        (WAYS, [], "rows, and 1 to 8 columns"),
        (WAYS, LEGEND * 5, "rows, and 1 to 8 columns"),
        (WAYS.drop(columns="wide"), LEGEND, "columns wide were expected to draw; found 3 rows"),
    ],
)
def test_spread_needs_rows_and_columns(frame, columns, said):
    with pytest.raises(GovReportError, match=said):
        plots.spread(frame, "t", "%", columns)


DRAWN = {
    "dots": lambda **ax: plots.dots(RATES, "公开率 rate", "占办结 %", percent=True, **ax),
    "grid": lambda **ax: plots.grid(findings(*[("甲局", "A-1", True, None)] * 5), "规则 rules", **ax),
    "matrix": lambda **ax: plots.matrix(PAIRS, "同现 together", "代码 code", labels=NAMES, **ax),
    "tiles": lambda **ax: plots.tiles(COUNTS, "数 numbers", "年 year", **ax),
    "spread": lambda **ax: plots.spread(WAYS, "定义 definitions", "%", LEGEND, **ax),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_glyph_is_in_the_font(name):
    DRAWN[name]().figure.savefig(io.BytesIO())  # a missing glyph is a warning, and warnings are errors


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_drawn_in_axes_that_are_given(name):
    figure = pyplot.figure(layout="constrained")
    here = figure.subplots()
    assert DRAWN[name](ax=here) is here
    assert pyplot.get_fignums() == [figure.number]


@pytest.mark.parametrize("name", DRAWN)
def test_in_print_type_is_small_and_stays_type(name):
    with plots.style("print"):
        axes = DRAWN[name]()
        assert axes.figure.dpi == 300
        assert axes.xaxis.label.get_size() == 8
        page = io.BytesIO()
        axes.figure.savefig(page, format="pdf")
    assert b"/Type3" not in page.getvalue()  # type 42 and CID fonts, which can be searched and edited
    assert matplotlib.rcParams["pdf.fonttype"] == 3


def test_an_unknown_style_lists_those_known():
    with (
        pytest.raises(ValueError, match="style: expected one of screen, print, found 'poster'"),
        plots.style("poster"),
    ):
        pass
