"""The gate closes: on a wrong figure, on one less than the floor, on inputs that are not those measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govreport import forms, synth

from . import prose
from .gate import PAGE, Score, faults, floors, layouts, measured, page, seeds
from .roundtrip import outcome

FLOOR = Score("2021 docx", 900, 100, 0, "abc")


@pytest.mark.parametrize(
    ("found", "floor", "said"),
    [
        (FLOOR, FLOOR, []),
        (replace(FLOOR, right=950, withheld=50), FLOOR, []),
        (replace(FLOOR, right=899, withheld=101), FLOOR, ["2021 docx: 899 right, the floor is 900"]),
        (replace(FLOOR, right=999, withheld=0, wrong=1), FLOOR, ["2021 docx: 1 figures WRONG"]),
        (
            replace(FLOOR, fingerprint="def"),
            FLOOR,
            ["2021 docx: the inputs changed (abc, now def); --write"],
        ),
        (FLOOR, None, ["2021 docx: no floor; python -m tests.accuracy.gate --write"]),
    ],
)
def test_what_the_gate_says(found, floor, said):
    assert list(faults(found, floor)) == said


def test_every_form_and_layout_has_a_floor():
    known = floors()
    missing = [f"{f} {x}" for f in forms.available() for x in synth.FORMATS if f"{f} {x}" not in known]
    assert missing == []


def test_the_page_is_written_from_the_floors():
    assert PAGE.read_text(encoding="utf-8") == page(floors())


# Scans take minutes; `make accuracy` measures them.
@pytest.mark.slow
@pytest.mark.parametrize("layout", [layout for layout in layouts() if layout != "scan"])
def test_no_floor_is_broken(layout):
    known = floors()
    for form in forms.available():
        found = measured(form, layout)
        assert list(faults(found, known.get(found.name))) == []
        if layout in synth.FILES:  # masthead and prose too are those that were printed
            read = [outcome(form, layout, seed) for seed in seeds(layout)]
            assert [(o.seed, o.other) for o in read if o.other] == []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (prose.Tally("x", 9, 1, 2, "abc"), []),
        (prose.Tally("x", 10, 0, 1, "abc"), []),
        (prose.Tally("x", 8, 2, 2, "abc"), ["x: 8 right and 2 extra; the floor is 9 and at most 2"]),
        (prose.Tally("x", 9, 1, 3, "abc"), ["x: 9 right and 3 extra; the floor is 9 and at most 2"]),
        (prose.Tally("x", 9, 1, 2, "def"), ["x: the inputs changed (abc, now def); --write"]),
    ],
)
def test_the_floors_of_prose_hold_what_is_found_and_what_is_invented(found, said):
    assert list(prose.faults(found, prose.Tally("x", 9, 1, 2, "abc"))) == said


@pytest.mark.slow
def test_no_floor_of_prose_is_broken():
    known = prose.floors()
    found = list(prose.measured())
    assert len(found) >= 7
    assert [fault for tally in found for fault in prose.faults(tally, known.get(tally.name))] == []
