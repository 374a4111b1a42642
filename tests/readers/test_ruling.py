"""Drawn lines to tables: any partition into rectangles comes back, however its lines are drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govreport.readers.pdf.ruling import Box, Segment, lattices

TOLERANCE = 2.0
Spans = set[tuple[int, int, int, int]]  # row, column, rows down, columns across


def edges(lattice):
    return {(box.left, box.top, box.right, box.bottom) for box in lattice.boxes}


def spans(lattice):
    return {(box.row, box.column, box.down, box.across) for box in lattice.boxes}


def ruled(cells, xs, ys):
    """The four edges of each cell, each drawn on its own, so that inner lines are drawn twice."""
    horizontal, vertical = [], []
    for row, column, down, across in cells:
        left, right, top, bottom = xs[column], xs[column + across], ys[row], ys[row + down]
        horizontal += [Segment(top, left, right), Segment(bottom, left, right)]
        vertical += [Segment(left, top, bottom), Segment(right, top, bottom)]
    return horizontal, vertical


def simple(height, width):
    return {(r, c, 1, 1) for r in range(height) for c in range(width)}


XS, YS = [50.0, 120.0, 150.0, 200.0], [80.0, 100.0, 130.0, 150.0]


def test_simple_grid_in_reading_order():
    (table,) = lattices(*ruled(simple(2, 2), XS[:3], YS[:3]), TOLERANCE)
    assert table.xs == (50.0, 120.0, 150.0)
    assert table.ys == (80.0, 100.0, 130.0)
    assert table.boxes == (
        Box(0, 0, 1, 1, 50.0, 80.0, 120.0, 100.0),
        Box(0, 1, 1, 1, 120.0, 80.0, 150.0, 100.0),
        Box(1, 0, 1, 1, 50.0, 100.0, 120.0, 130.0),
        Box(1, 1, 1, 1, 120.0, 100.0, 150.0, 130.0),
    )


def test_merged_cells_keep_their_spans():
    cells = {(0, 0, 1, 3), (1, 0, 2, 1), (1, 1, 1, 2), (2, 1, 1, 1), (2, 2, 1, 1)}
    (table,) = lattices(*ruled(cells, XS, YS), TOLERANCE)
    assert spans(table) == cells


@pytest.mark.parametrize("cells", [{(0, 0, 1, 1)}, set()])
def test_frame_around_text_and_no_lines_are_no_table(cells):
    assert lattices(*ruled(cells, XS, YS), TOLERANCE) == ()


def test_lines_that_cross_nothing_are_no_table():
    assert lattices([Segment(10, 0, 100), Segment(20, 0, 100)], [Segment(150, 0, 50)], TOLERANCE) == ()


def test_two_tables_from_top_to_bottom_each_with_its_own_columns():
    upper = ruled(simple(2, 2), [50, 100, 200], [10, 30, 50])
    lower = ruled(simple(1, 3), [53, 90, 150, 200], [300, 320])
    first, second = lattices([*lower[0], *upper[0]], [*lower[1], *upper[1]], TOLERANCE)
    assert (first.xs, second.xs) == ((50, 100, 200), (53, 90, 150, 200))


def test_two_tables_side_by_side_stay_apart():
    left = ruled(simple(2, 2), [50, 100, 150], [10, 30, 50])
    right = ruled(simple(2, 2), [160, 200, 250], [10.5, 30.5, 50.5])
    first, second = lattices([*left[0], *right[0]], [*left[1], *right[1]], TOLERANCE)
    assert (first.xs, second.xs) == ((50, 100, 150), (160, 200, 250))


def test_open_bottom_at_the_end_of_a_page():
    horizontal, vertical = ruled(simple(3, 3), XS, YS)
    horizontal = [line for line in horizontal if line.at < YS[-1]]
    (table,) = lattices(horizontal, vertical, TOLERANCE)
    assert spans(table) == simple(3, 3)
    assert {box.row for box in table.boxes if box.open_below} == {2}
    assert not any(box.open_above for box in table.boxes)


def test_open_top_of_a_group_that_goes_on():
    cells = {(0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 3)}
    horizontal, vertical = ruled(cells, XS, YS)
    horizontal = [line for line in horizontal if not (line.at == YS[0] and line.start == XS[0])]
    (table,) = lattices(horizontal, vertical, TOLERANCE)
    assert spans(table) == cells
    assert [(box.row, box.column) for box in table.boxes if box.open_above] == [(0, 0)]


def test_open_sides():
    horizontal, vertical = ruled(simple(3, 3), XS, YS)
    vertical = [line for line in vertical if XS[0] < line.at < XS[-1]]
    (table,) = lattices(horizontal, vertical, TOLERANCE)
    assert spans(table) == simple(3, 3)


def test_what_is_no_rectangle_is_cut_where_lines_are_drawn():
    # the line between the first and the second slot of row 0 is lost: (0,0), (0,1) and (1,0) would be one
    cells = {(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)}
    horizontal, vertical = ruled(cells, XS[:3], YS[:3])
    vertical = [s for s in vertical if not (s.at == XS[1] and s.start == YS[0])] + [
        Segment(XS[1], YS[1], YS[2])
    ]
    (table,) = lattices(horizontal, vertical, TOLERANCE)
    assert spans(table) == {(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)}


def test_slots_open_to_the_outside_are_no_cells():
    cells = {(0, 0, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)}  # nothing is drawn around (0, 1)
    (table,) = lattices(*ruled(cells, XS[:3], YS[:3]), TOLERANCE)
    assert spans(table) == cells


def test_row_with_a_cell_too_few_is_open_at_its_end():
    horizontal, vertical = ruled(
        simple(3, 3) - {(1, 2, 1, 1)}, XS, YS
    )  # the rows around it close three sides
    (table,) = lattices(horizontal, vertical, TOLERANCE)
    assert spans(table) == simple(3, 3) - {(1, 2, 1, 1)}


def test_a_stub_is_no_border_and_most_of_a_line_is():
    horizontal, vertical = ruled({(0, 0, 1, 1), (1, 0, 1, 2), (0, 1, 1, 1)}, XS[:3], YS[:3])
    stub = Segment(XS[1], YS[1], YS[1] + 14)
    most = Segment(XS[1], YS[1], YS[1] + 16)
    assert len(lattices(horizontal, [*vertical, stub], TOLERANCE)[0].boxes) == 3
    assert len(lattices(horizontal, [*vertical, most], TOLERANCE)[0].boxes) == 4


def test_too_many_lines_are_refused():
    many = [Segment(10.0 * i, 0, 100) for i in range(20_001)]
    with pytest.raises(ValueError, match="at most 20000 ruled lines"):
        lattices(many, [], TOLERANCE)


@pytest.mark.slow
def test_too_many_cells_are_refused():
    size = 1500
    rows = [Segment(10.0 * i, 0, 10.0 * size) for i in range(size)]
    with pytest.raises(ValueError, match="at most 2000000 cells"):
        lattices(rows, rows, TOLERANCE)


# ------------------------------------------------------------------ any partition, drawn in any way


@st.composite
def partitions(draw):
    """A rectangle cut into rectangles, every grid line of which is somebody's edge."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    free = {(r, c) for r in range(height) for c in range(width)}
    cells = set()
    while free:
        row, column = min(free)
        across = 1
        while (row, column + across) in free and draw(st.booleans()):
            across += 1
        down = 1
        while all((row + down, c) in free for c in range(column, column + across)) and draw(st.booleans()):
            down += 1
        free -= {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
        cells.add((row, column, down, across))
    rows = sorted({row for row, *_ in cells} | {height})
    columns = sorted({column for _, column, *_ in cells} | {width})
    cells = {
        (
            rows.index(r),
            columns.index(c),
            rows.index(r + d) - rows.index(r),
            columns.index(c + a) - columns.index(c),
        )
        for r, c, d, a in cells
    }
    steps = st.floats(12, 90)
    xs, ys = [50.0], [70.0]
    for _ in columns[1:]:
        xs.append(xs[-1] + draw(steps))
    for _ in rows[1:]:
        ys.append(ys[-1] + draw(steps))
    return cells, xs, ys


@settings(max_examples=60, deadline=None)
@given(partitions(), st.randoms(use_true_random=False))
def test_partitions_come_back(partition, random):
    cells, xs, ys = partition
    shake = lambda value: value + random.uniform(-TOLERANCE / 2, TOLERANCE / 2)  # type: ignore[attr-defined]  # noqa: E731

    def drawn(lines):
        """Shaken, in two pieces, or as the two edges of a thin rectangle."""
        found = []
        for line in lines:
            way = random.randrange(3)  # type: ignore[attr-defined]
            middle = (line.start + line.end) / 2
            cuts = [line.start, middle, line.end] if way == 1 else [line.start, line.end]
            for a, b in pairwise(cuts):
                found.append(Segment(shake(line.at), shake(a), shake(b)))
            if way == 2:
                found.append(Segment(shake(line.at), line.start, line.end))
        random.shuffle(found)  # type: ignore[attr-defined]
        return found

    horizontal, vertical = ruled(cells, xs, ys)
    found = lattices(drawn(horizontal), drawn(vertical), TOLERANCE)
    if len(cells) == 1:
        assert found == ()
        return
    (table,) = found
    assert spans(table) == cells
    assert table.xs == pytest.approx(xs, abs=TOLERANCE)
    assert table.ys == pytest.approx(ys, abs=TOLERANCE)
