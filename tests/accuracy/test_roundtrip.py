"""The way back: what is read from a synthetic report is what was printed, in every form and format."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal

import pytest

from govreport import synth
from govreport.parsing import recipe

from .gate import layouts
from .roundtrip import compare, made, outcome, score

# ``GOVREPORT_SEEDS=200`` reads that many reports of each form and layout; else test_gate.py does so for few.
SEEDS = int(os.environ.get("GOVREPORT_SEEDS", "0"))
FORMS = ("2021", "2019", "2014", "2008")
LAYOUTS = [layout for layout in layouts() if layout in synth.FILES and layout != "scan"]
CASES = [(form, layout) for form in FORMS for layout in (*LAYOUTS, "scan")] if SEEDS else [("2021", "scan")]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "layout"), CASES)
def test_what_is_read_is_what_was_printed(form, layout):
    read = [outcome(form, layout, seed) for seed in range(SEEDS or 1)]
    wrong = [(o.seed, fault) for o in read for fault in o.wrong]
    assert wrong == []
    assert [(o.seed, o.other) for o in read if o.other] == []
    withheld = sum(len(o.withheld) for o in read)
    allowed = 0.02 if layout == "scan" else 0.0
    assert withheld <= allowed * (withheld + sum(o.right for o in read))


def test_a_truth_that_says_something_else_is_seen():
    """Of 200 cells of form 2021 one is another, one is not printed, and one is not in the report."""
    truth = synth.make("2021", 1)
    report = recipe.read(synth.render(truth, "html_plain", 1))
    assert compare(report, truth) == (200, (), ())
    one, two, three = ("requests", "new", "total"), ("remedies", "reconsideration", "total"), ("a", "b", "c")
    said = truth.cells[one], truth.cells[two]
    other = replace(truth, cells={**truth.cells, one: Decimal(77777), two: None, three: Decimal(1)})
    assert compare(report, other) == (
        198,
        (three,),
        ((one, Decimal(77777), said[0]), (two, None, said[1])),
    )


def test_scores_add_up_over_seeds():
    assert score("2021", "html_plain", [0, 1]) == (400, 0, 0)


def test_blanks_come_in_the_last_two_of_each_four_seeds():
    assert [None in made("2021", seed).cells.values() for seed in range(8)] == [False, False, True, True] * 2
