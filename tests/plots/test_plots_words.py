"""Figures of words: what is drawn is what the frames say, and no glyph is missing."""

from __future__ import annotations

import io
import warnings

import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.collections import LineCollection

from govreport import plots
from govreport.errors import GovReportError
from govreport.plots.canvas import BLUE, LIGHT, VERMILION
from govreport.text.words import keyness as statistic

COLUMNS = "token count reference_count per_thousand reference_per_thousand delta variance z".split()
GROUPS = ("甲 first", "乙 second")


def words_of_two_groups():
    """Four words: the first and the last differ surely. The groups have 50 and 200 words."""
    rows = [
        ("土地", 10, 0, 200.0, 0.0, 2.0, 0.25, 4.0),
        ("房屋", 5, 4, 100.0, 20.0, 0.5, 0.25, 1.0),
        ("培训", 1, 8, 20.0, 40.0, -0.5, 1.0, -0.5),
        ("平台", 0, 20, 0.0, 100.0, -3.0, 1.0, -3.0),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def drawn_keyness(frame, **options):
    return plots.keyness(frame, "用词 words", "对数优势比 log-odds ratio", GROUPS, **options)


def tokens(text, parts):
    """Words parted by blanks, and the part of each by one letter; 。 is a mark."""
    words = text.split()
    tags = ["w" if word == "。" else "n" for word in words]
    return pd.DataFrame({"token": words, "tag": tags, "section": list(parts), "report_id": "r"})


def left(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def right(axes):
    return [label.get_text() for label in axes.child_axes[0].get_yticklabels()]


def symbols(axes):
    """Places of the symbols by marker, colour and whether they are full."""
    found = {}
    for line in axes.lines:
        if line.get_marker() in ("o", "D") and len(line.get_xdata()):
            key = (line.get_marker(), line.get_color(), line.get_markerfacecolor() != "white")
            found[key] = list(zip(map(float, line.get_xdata()), map(float, line.get_ydata()), strict=True))
    return found


def intervals(axes):
    segments = [s for c in axes.collections if isinstance(c, LineCollection) for s in c.get_segments()]
    return {float(ends[0][1]): (float(ends[0][0]), float(ends[1][0])) for ends in segments}


def strokes(axes):
    names = left(axes)
    drawn = [line for line in axes.lines if line.get_marker() == "|"]
    return {name: [int(x) for x in line.get_xdata()] for name, line in zip(names, drawn, strict=True)}


def borders(axes):
    return [float(line.get_xdata()[0]) for line in axes.lines if line.get_color() == LIGHT]


def test_keyness_draws_each_word_at_its_log_odds():
    axes = drawn_keyness(words_of_two_groups())
    assert left(axes) == ["土地", "房屋", "培训", "平台"]
    assert right(axes) == ["10 : 0", "5 : 4", "1 : 8", "0 : 20"]
    assert symbols(axes) == {
        ("o", BLUE, True): [(2.0, 0)],
        ("o", BLUE, False): [(0.5, 1)],
        ("D", VERMILION, False): [(-0.5, 2)],
        ("D", VERMILION, True): [(-3.0, 3)],
    }


def test_keyness_draws_the_95_percent_interval():
    drawn = intervals(drawn_keyness(words_of_two_groups()))
    assert drawn[0] == pytest.approx((2.0 - 0.98, 2.0 + 0.98))  # 1.96 · √0.25
    assert drawn[3] == pytest.approx((-3.0 - 1.96, -3.0 + 1.96))
    assert len(drawn) == 4


def test_keyness_says_which_group_is_which_and_how_many_words_it_has():
    axes = drawn_keyness(words_of_two_groups())
    said = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert said == [
        "甲 first: n = 50 词 words",
        "乙 second: n = 200 词 words",
        "空心 hollow: |z| ≤ 1.96",
    ]
    assert axes.get_title() == "用词 words"
    assert axes.get_xlabel().splitlines()[0] == "对数优势比 log-odds ratio"


def test_keyness_takes_the_ends_and_not_the_middle_whatever_the_order():
    axes = drawn_keyness(words_of_two_groups().sample(frac=1, random_state=1), top=1)
    assert (left(axes), right(axes)) == (["土地", "平台"], ["10 : 0", "0 : 20"])
    assert len(axes.figure.legends[0].get_texts()) == 3


def test_keyness_draws_what_the_statistic_gives():
    one = tokens("土地 土地 土地 房屋 房屋", "aaaaa")
    other = tokens("房屋 平台 平台 。", "bbbb")
    frame = statistic.keyness(one, other)
    axes = drawn_keyness(frame)
    drawn = sorted(place for places in symbols(axes).values() for place in places)
    assert drawn == sorted((float(delta), float(y)) for y, delta in enumerate(frame["delta"]))
    assert [text.get_text() for text in axes.figure.legends[0].get_texts()][:2] == [
        "甲 first: n = 5 词 words",
        "乙 second: n = 3 词 words",
    ]


def test_a_group_without_any_of_the_words_has_no_words():
    frame = words_of_two_groups().iloc[:1]
    axes = drawn_keyness(frame)
    assert axes.figure.legends[0].get_texts()[1].get_text() == "乙 second: n = 0 词 words"


def test_dispersion_puts_a_stroke_where_each_word_stands():
    frame = tokens("土地 公开 。 土地 公开 公开", "aaaaab")
    axes = plots.dispersion(frame, ["公开", "土地", "房屋"], "位置 places")
    assert strokes(axes) == {"公开": [2, 4, 5], "土地": [1, 3], "房屋": []}  # the mark has no place
    assert right(axes) == ["n = 3", "n = 2", "n = 0"]
    assert axes.get_xlabel() == "第几个词 running number of the word (n = 5 词 words)"
    assert axes.get_title() == "位置 places"


def test_dispersion_parts_the_text_where_the_column_changes():
    frame = tokens("一 二 。 三 四 五 六", "aabbbaa")
    frame["year"] = [2020] * 3 + [2021] * 4
    axes = plots.dispersion(frame, ["三"], "位置 places", names={"a": "甲 first"})
    assert borders(axes) == [2.5, 4.5]  # a, b and a again, counted without the mark
    assert [text.get_text() for text in axes.texts] == ["甲 first", "b", "甲 first"]
    assert [text.xy[0] for text in axes.texts] == [1.5, 3.5, 5.5]
    by_year = plots.dispersion(frame, ["三"], "位置 places", parts="year")
    assert (borders(by_year), [text.get_text() for text in by_year.texts]) == ([2.5], ["2020", "2021"])


def test_dispersion_leaves_out_the_name_of_a_part_without_room_for_it():
    # 10 of 100 words have room for 5.8 Chinese characters.
    frame = tokens(" ".join(["词"] * 100), "a" * 90 + "b" * 10)
    for name, fits in (
        ("主动公开问", True),
        ("主动公开问题", False),
        ("problems", True),
        ("problems12", False),
    ):
        axes = plots.dispersion(frame, ["词"], "位置 places", names={"b": name})
        assert borders(axes) == [90.5]
        assert [text.get_text() for text in axes.texts] == ["a", name][: 1 + fits]
    two_lines = plots.dispersion(frame, ["词"], "位置 places", names={"b": "主动公开\nproblems"})
    assert len(two_lines.texts) == 2


def test_dispersion_draws_no_wall_of_borders():
    few, many = (tokens(" ".join(["词"] * n), "ab" * (n // 2)) for n in (30, 32))
    parted = plots.dispersion(few, ["词"], "位置 places")
    assert (len(borders(parted)), len(parted.texts)) == (29, 30)
    wall = plots.dispersion(many, ["词"], "位置 places")
    assert (borders(wall), wall.texts[:]) == ([], [])


@pytest.mark.parametrize("years", [[None, None, 2020, 2020], [2020, 2020, None, None]])
def test_a_missing_value_of_the_parts_is_a_part_of_its_own(years):
    frame = tokens("一 二 三 四 五", "aabbb")
    years = [*years, years[-1]]
    frame["year"] = pd.array(years, dtype="Int64")
    axes = plots.dispersion(frame, ["三"], "位置 places", parts="year")
    said = ["<NA>" if year is None else str(year) for year in (years[0], years[-1])]
    assert (borders(axes), [text.get_text() for text in axes.texts]) == ([2.5], said)


@pytest.mark.parametrize(
    ("frame", "complaint"),
    [
        (pd.DataFrame(columns=COLUMNS), "keyness: at least one word were expected to draw; found 0 rows"),
        (
            words_of_two_groups().drop(columns=["z", "delta"]),
            "keyness: columns delta, z were expected to draw",
        ),
    ],
)
def test_keyness_needs_words_and_columns(frame, complaint):
    with pytest.raises(GovReportError, match=complaint):
        drawn_keyness(frame)


def test_dispersion_needs_a_text_words_and_columns():
    frame = tokens("土地 。", "aa")
    with pytest.raises(GovReportError, match="tokens: columns year were expected to draw; found 2 rows"):
        plots.dispersion(frame, ["土地"], "位置 places", parts="year")
    with pytest.raises(GovReportError, match="tokens: at least one word were expected to draw; found 0 rows"):
        plots.dispersion(frame.iloc[:0], ["土地"], "位置 places")
    for rows, words in ((frame, []), (frame.iloc[1:], ["土地"])):
        with pytest.raises(GovReportError, match="words to look for and a text were expected to draw"):
            plots.dispersion(rows, words, "位置 places")


def test_figures_can_be_drawn_into_axes_of_ones_own():
    axes = pyplot.figure().subplots()
    frame = tokens("土地 公开", "ab")
    assert plots.dispersion(frame, ["土地"], "位置 places", ax=axes) is axes


def test_no_glyph_is_missing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for axes in (
            drawn_keyness(words_of_two_groups()),
            plots.dispersion(
                tokens("土地 公开", "ab"), ["土地"], "位置 places", names={"a": "总体情况 overview"}
            ),
        ):
            axes.figure.savefig(io.BytesIO(), format="png")


def test_drawing_changes_no_frame():
    frame, text = words_of_two_groups(), tokens("土地 公开", "ab")
    before = frame.copy(), text.copy()
    drawn_keyness(frame)
    plots.dispersion(text, ["土地"], "位置 places")
    pd.testing.assert_frame_equal(frame, before[0])
    pd.testing.assert_frame_equal(text, before[1])
