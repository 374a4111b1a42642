"""The types of a document: places that can be read aloud, widths that do not depend on order."""

from __future__ import annotations

import dataclasses
import gc
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.document import Cell, Document, Grid, Paragraph, Where, uncollected


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Where(3, 8), "characters 3-8"),
        (Where(3, 8, line=12), "line 12, characters 3-8"),
        (Where(0, 0, line=1, table=2, row=3, column=4), "line 1, table 2, row 3, column 4, characters 0-0"),
        (Where(3, 8, page=5, table=1), "page 5, table 1, characters 3-8"),
    ],
)
def test_a_place_says_where_it_is(where, said):
    assert str(where) == said


def grid(*widths):
    return Grid((), "rows", Where(0, 0), widths)


@pytest.mark.parametrize(
    ("widths", "usual"), [((), 0), ((7,), 7), ((8, 8, 3), 8), ((3, 8, 3, 8, 1), 8), ((2, 2, 2, 9, 9), 2)]
)
def test_the_usual_width_is_the_most_frequent_and_the_larger_of_two(widths, usual):
    assert grid(*widths).usual_width == usual


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_usual_width_does_not_depend_on_the_order_of_rows(widths, random):
    shuffled = sorted(widths, key=lambda _: random.random())  # type: ignore[attr-defined]
    usual = grid(*widths).usual_width
    assert grid(*shuffled).usual_width == usual
    assert all(widths.count(usual) >= widths.count(other) for other in widths)


def test_documents_are_values():
    cell = Cell("60", Where(4, 6, line=1, table=1, row=1, column=2))
    table = Grid(((cell,),), "rows", Where(0, 8, line=1, table=1), (1,))
    document = Document(
        "a.txt", "ab" * 32, "text/plain", "new|60|\n", (table, Paragraph("无。", Where(8, 10)))
    )
    assert pickle.loads(pickle.dumps(document)) == document
    assert dataclasses.replace(document, title="x") != document
    with pytest.raises(dataclasses.FrozenInstanceError):
        document.text = ""  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        cell.text = "61"  # type: ignore[misc]


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_rests_and_is_then_as_it_was(was_on):
    @uncollected
    def work(answer):
        assert not gc.isenabled()
        return 1 // answer

    (gc.enable if was_on else gc.disable)()
    try:
        assert work(1) == 1
        assert gc.isenabled() == was_on
        with pytest.raises(ZeroDivisionError):
            work(0)
        assert gc.isenabled() == was_on
    finally:
        gc.enable()
