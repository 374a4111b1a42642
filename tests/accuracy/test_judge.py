"""The judge judged on few reports: planted errors are seen and located, no clean report is blamed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from govreport import synth

from . import judge, judged, prose_judge
from .judge import (
    SEVERAL,
    SINGLE,
    Tally,
    clean,
    in_equations,
    planted,
    report_of,
    run,
    scored,
    total,
    with_values,
)
from .prose_judge import KINDS, clean_prose, run_prose


def test_single_errors_are_detected_and_located():
    every = total(run(120, SINGLE))
    assert every.planted == every.detected == 120
    assert every.unique + every.tie == 120
    assert every.wrong_unique == every.lost == 0
    assert every.first >= 90


def test_with_blanks_what_is_detected_is_located():
    every = total(run(60, SINGLE, "zeros"))
    assert every.planted == 60
    assert 40 <= every.unique + every.tie <= every.detected
    assert every.wrong_unique == 0


def test_a_slipped_row_is_the_first_thing_named():
    tallies = run(12, SEVERAL)
    assert tallies["row_shifted"].first >= 5


def test_clean_reports_have_no_errors():
    errors, _, which, _ = clean(60)
    assert errors == 0
    assert {name.split()[0] for name in which} <= {"F-01", "II9-5"}  # another notice cited; no unit printed


@pytest.mark.parametrize("kind", [*SINGLE, *SEVERAL])
def test_what_is_planted_is_of_its_kind(kind):
    made = 0
    for seed in range(24):
        truth = synth.make("2021", seed)
        report = report_of(truth)
        new = planted(report, kind, Random(seed), truth.last_year)
        if new is not None:
            made += 1
            right = {f.key: f.value for f in report.figures}
            assert all(right[key] != value for key, value in new.items())
            assert (len(new) == 1) == (kind in SINGLE) or kind == "row_shifted"
            assert set(new) <= set(in_equations(report))
    assert made >= 3


def test_a_wrong_place_is_counted_as_wrong():
    truth = synth.make("2021", 3)
    report = report_of(truth)
    key = next(k for k in in_equations(report) if k[1:] == ("granted", "natural_person"))
    value = dict(truth.cells)[key]
    assert value is not None
    tally = Tally()
    scored(
        tally, with_values(report, {key: value + 5}), {key: value}
    )  # the truth itself is what is "planted"
    assert (tally.planted, tally.detected, tally.unique, tally.tie) == (1, 0, 0, 0)
    scored(tally, report, {key: value + Decimal(5)})
    assert (tally.planted, tally.detected, tally.unique, tally.wrong_unique) == (2, 1, 1, 0)


@pytest.mark.parametrize("printed", [False, True])
def test_clean_prose_is_left_in_peace(printed):
    judged, alarms, said = clean_prose(80, printed)
    assert judged > 500
    assert not alarms, said


# A place's own number beside the whole area's, digits run together; shares of what was answered.
@pytest.mark.parametrize("seed", [700564, 700803, 701167])
def test_what_was_blamed_once_is_left_in_peace(seed):
    judged, alarms, said = clean_prose(1, True, seed)
    assert judged
    assert not alarms, said


# Of 12 planted errors of each kind; years and growths that the readers of prose leave out are not seen.
@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("narrative_count", 10),
        ("growth_as_ratio", 8),
        ("growth_wrong_base", 8),
        ("rounding", 8),
        ("stale_year", 5),
        ("period_year", 11),
        ("copied_year", 9),
        ("copied_body", 9),
    ],
)
def test_errors_in_printed_prose_are_found(kind, least):
    fate = run_prose(12, printed=True, kinds=[kind])[kind]
    assert fate.planted == 12
    assert fate.detected >= least
    assert fate.by is not None
    assert all(rule.startswith(KINDS[kind]) for rule in fate.by)


# ---- what is written of it


ROW = judged.Row("words", "stale_year", 200, 120, wrong=1, fingerprint="abc")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (ROW, []),
        (replace(ROW, found=121, wrong=0), []),
        (replace(ROW, found=119), ["words stale_year: 119 found and 1 wrong; it was 120 and 1"]),
        (replace(ROW, wrong=2), ["words stale_year: 120 found and 2 wrong; it was 120 and 1"]),
        (replace(ROW, n=12, found=7), []),
        (
            replace(ROW, fingerprint="def"),
            ["words stale_year: other inputs than those of the floor; --write"],
        ),
    ],
)
def test_a_floor_of_the_judge_holds(found, said):
    assert list(judged.faults(found, ROW)) == said


def test_a_fingerprint_is_of_the_first_inputs():
    assert judged.fingerprint(range(10)) == judged.fingerprint(range(99))
    assert judged.fingerprint(range(10)) != judged.fingerprint(range(1, 11))


def test_every_table_says_what_was_measured():
    known = judged.floors()
    cells = [(table, kind) for table, _, kinds, _ in judge.TABLES for kind in (*kinds, "all")]
    words = [(table, kind) for table in ("words", "words_printed") for kind in KINDS]
    clean = [("clean", "read perfectly"), ("clean", "printed and parsed")]
    assert list(known) == [*cells, *words, *clean]
    assert all(known[key].n >= 1200 for key in clean)
    told = "\n".join(judged.lines(known))
    assert all(f"| {row.n} |" in told and f"`{row.fingerprint}` |" in told for row in known.values())


@pytest.mark.parametrize("key", judged.floors(), ids=" ".join)
def test_the_floors_of_the_judge_are_of_these_inputs(key):
    table, name = key
    found = judge.inputs(table, name) if table in {t for t, *_ in judge.TABLES} else prose_judge.inputs(name)
    assert judged.floors()[key].fingerprint == judged.fingerprint(found), "the inputs changed: --write"
