"""The gate closes: on a wrong figure, on one less than the floor, on inputs that are not those measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govreport import synth, templates

from .gate import PAGE, Score, faults, floors, layouts, measured, page

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
def test_what_the_gate_says(found: Score, floor: Score | None, said: list[str]) -> None:
    assert list(faults(found, floor)) == said


def test_every_form_and_layout_has_a_floor() -> None:
    known = floors()
    missing = [f"{f} {x}" for f in templates.available() for x in synth.FORMATS if f"{f} {x}" not in known]
    assert missing == []


def test_the_page_is_written_from_the_floors() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(floors())


# Scans take minutes; `make accuracy` measures them.
@pytest.mark.parametrize("layout", [layout for layout in layouts() if layout != "scan"])
def test_no_floor_is_broken(layout: str) -> None:
    known = floors()
    for form in templates.available():
        found = measured(form, layout)
        assert list(faults(found, known.get(found.name))) == []
