"""PDF: running text in columns is read one after the other, and what only looks like columns row by row."""

from __future__ import annotations

import time
from itertools import product

import pytest
from test_pdf import drawn, paragraphs, read, text

from govreport.readers.pdf.columns import placed_lines
from govreport.readers.pdf.glyphs import Glyph

# Lines of 20 characters: each column says one sentence, which its neighbour would tear apart.
LEFT = (
    "本年度共收到政府信息公开申请二百一十六件",
    "，上年结转四件，均已按期办结并答复申请人",
    "，其中许可六件，完。",
)
RIGHT = (
    "行政规范性文件六件，对上表中组合并二三件",
    "，其他属于国家秘密，禁止公开；修订四件，",
    "按日期公开第一百件。",
)
THIRD = ("另有情况二件，上年结转四件，均已按期办结", "并答复申请人，其他情况报告公开。")
Place = tuple[float, float, str]


def stacked(lines, x, y, pitch=14):
    return [(x, y + pitch * i, words) for i, words in enumerate(lines)]


def shown(*places, size=10):
    def page(canvas):
        for x, y, words in places:
            text(canvas, x, y, words, size=size)

    return paragraphs(read(drawn(page)))


ABOVE, BELOW = (60, 100, "一、总体情况"), (60, 200, "二、其他情况")


@pytest.mark.parametrize("shift", [0, 3, 7])
@pytest.mark.parametrize("gap", [12, 40])
@pytest.mark.parametrize("lengths", [(3, 3), (3, 2), (2, 3)])
def test_two_columns(shift, gap, lengths):
    """Also where their baselines differ, and where one is longer."""
    left, right = LEFT[: lengths[0]], RIGHT[: lengths[1]]
    found = shown(ABOVE, *stacked(left, 60, 120), *stacked(right, 260 + gap, 120 + shift), BELOW)
    assert (found[0], found[-1]) == (ABOVE[2], BELOW[2])
    assert "".join(found[1:-1]) == "".join(left + right)


def test_three_columns():
    lines = [*stacked(LEFT, 40, 120), *stacked(RIGHT, 212, 120), *stacked(THIRD, 384, 120)]
    assert "".join(shown(*lines, size=8)) == "".join(LEFT + RIGHT + THIRD)


def test_a_sentence_that_goes_on_in_the_next_column_is_one_paragraph():
    lines = ("，其中许可六件，对行政规范性文件一件公开", "另有情况二件，上年结转四件，均已按期办结")
    above = (60, 100, "本年度共收到政府信息公开申请二百一十六件" * 2)
    found = shown(above, *stacked(LEFT[:2], 60, 120), *stacked(lines, 280, 120))
    assert found[-1].endswith("".join(LEFT[:2] + lines))


NOT_COLUMNS = {
    "pairs of label and number": (
        [(60, 100 + 14 * i, "行政规范性文件") for i in range(4)],
        [(300, 100 + 14 * i, str(12 + i)) for i in range(4)],
    ),
    "one line of two parts": ([(60, 100, LEFT[0] + "。")], [(300, 100, RIGHT[0] + "。")]),
    "labels side by side": (
        [(60, 100 + 14 * i, "索引号：公开一二") for i in range(3)],
        [(300, 100 + 14 * i, "日期：一月") for i in range(3)],
    ),
}


@pytest.mark.parametrize("kind", NOT_COLUMNS)
def test_rows_are_read_across(kind):
    left, right = NOT_COLUMNS[kind]
    expected = [f"{one[2]} {other[2]}" for one, other in zip(left, right, strict=True)]
    assert shown(*left, *right) == expected


def test_a_signature_at_the_right_is_read_where_it_stands():
    lines = [
        *stacked(LEFT[:2], 60, 100),
        (380, 160, "某局"),
        (380, 174, "本年一月"),
        (60, 200, "二、其他情况"),
    ]
    assert "".join(shown(*lines)) == "".join(words for _, _, words in lines)


def test_what_falls_into_no_columns_in_many_ways_is_seen_at_once():
    """Twelve stretches side by side, only one with a mark: each way to part them is tried once."""
    words = "本局收到申请的件数如下"
    glyphs = [
        Glyph("，" if (x, y, i) == (0, 0, 9) else sign, 150 * x + 9 * i, 150 * x + 9 * i + 8.5, 12 * y, 9)
        for x, y, (i, sign) in product(range(12), range(10), enumerate(words))
    ]
    begun = time.process_time()
    assert len(placed_lines(glyphs)) == 10  # the rows, as no columns
    assert time.process_time() - begun < 5  # in the square of the square of their number: 0.2 s
