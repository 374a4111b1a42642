"""What a report says against the truth that it was made from, for each form and each layout.

``python -m tests.accuracy.roundtrip [--seeds N] [--forms 2021,2019] [LAYOUT ...]`` prints a table and the
figures that are wrong; ``--details`` adds those that are withheld and what else differs.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from govreport import forms, synth
from govreport.document import Paragraph
from govreport.errors import NotAReportError
from govreport.normalize import compact
from govreport.parsing import recipe
from govreport.report import Status

__all__ = ["Outcome", "compare", "made", "outcome", "score"]

_VALUED = (Status.REPORTED, Status.RECOVERED)
Wrong = tuple[synth.Key, Decimal | None, Decimal | None]  # the cell, what is printed, what is reported


@dataclass(frozen=True, slots=True)
class Outcome:
    """One report read: numbers right, cells withheld, figures wrong, and what else differs."""

    seed: int
    right: int
    withheld: tuple[synth.Key, ...]
    wrong: tuple[Wrong, ...]
    other: tuple[str, ...]


def made(form, seed):
    """The truth of that seed; of each four seeds the last two have blanks."""
    return synth.make(form, seed, blanks="zeros" if seed % 4 > 1 else "none")


@lru_cache(maxsize=256)
def outcome(form, layout, seed):
    """The report of that seed, drawn and read. One that is refused withholds every number."""
    truth = made(form, seed)
    try:
        report = recipe.read(synth.render(truth, layout, seed))
    except NotAReportError as error:
        numbers = tuple(key for key, value in truth.cells.items() if value is not None)
        return Outcome(seed, 0, numbers, (), (error.message,))
    right, withheld, wrong = compare(report, truth)
    return Outcome(seed, right, withheld, wrong, tuple(_differences(report, truth, layout)))


def compare(report, truth):
    """How many printed numbers are right, which cells are withheld, which figures are wrong."""
    said = {f.key: f.value for f in report.figures if f.status in _VALUED}
    printed = {key: value for key, value in truth.cells.items() if value is not None}
    wrong = [(k, truth.cells.get(k), v) for k, v in said.items() if v is None or truth.cells.get(k) != v]
    withheld = tuple(key for key in printed if key not in said)
    return len(printed) - len(withheld) - sum(k in printed for k, _, _ in wrong), withheld, tuple(wrong)


def _differences(report, truth, layout):
    """Masthead and prose that are not those of the truth; the prose of a scan is not compared."""
    year = truth.year
    expected = {
        "organ": truth.organ,
        "year": year,
        "title": truth.title,
        "form": truth.form,
        "declared_form": truth.declared,
        "period": (date(year, 1, 1), date(year, 12, 31)),
    }
    if layout == "scan":
        expected = {"year": year, "form": truth.form}
    for name, value in expected.items():
        found = getattr(report, name)
        if found != value and compact(str(found)) != compact(str(value)):
            yield f"{name}: {found!r}, not {value!r}"
    if layout == "scan":
        return
    printed = {
        section.kind: compact("".join(b.text for b in section.blocks if isinstance(b, Paragraph)))
        for section in report.sections
    }
    for kind, paragraphs in truth.narrative.items():
        if (wanted := compact("".join(paragraphs))) not in printed.get(kind, ""):
            yield f"prose of {kind}: {printed.get(kind, '')!r}, not {wanted!r}"


def score(form, layout, seeds):
    """Figures right, withheld and wrong over the reports of some seeds.

    Parameters
    ----------
    form : str
        Id of an official form.
    layout : str
        One of ``synth.FORMATS``.
    seeds : iterable of int
    """
    total = Counter()
    for seed in seeds:
        found = outcome(form, layout, seed)
        total.update(right=found.right, withheld=len(found.withheld), wrong=len(found.wrong))
    return total["right"], total["withheld"], total["wrong"]


def main(arguments):
    parser = argparse.ArgumentParser(prog="tests.accuracy.roundtrip")
    parser.add_argument("layouts", nargs="*", default=list(synth.FORMATS), metavar="LAYOUT")
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--forms", default=",".join(forms.available()))
    parser.add_argument("--details", action="store_true")
    options = parser.parse_args(arguments)
    wrong = 0
    print(f"{'form':<6}{'layout':<18}{'reports':>8}{'right':>8}{'withheld':>10}{'WRONG':>7}{'other':>7}")
    for form in options.forms.split(","):
        for layout in options.layouts:
            seeds = range(options.first, options.first + options.seeds)
            found = [outcome(form, layout, seed) for seed in seeds]
            counts = [sum(o.right for o in found), sum(len(o.withheld) for o in found)]
            counts += [sum(len(o.wrong) for o in found), sum(bool(o.other) for o in found)]
            wrong += counts[2]
            print(f"{form:<6}{layout:<18}{len(found):>8}{counts[0]:>8}", end="")
            print(f"{counts[1]:>10}{counts[2]:>7}{counts[3]:>7}", flush=True)
            for o in found:
                for key, truth, value in o.wrong:
                    print(f"  seed {o.seed}: {'.'.join(key)}: printed {truth}, reported {value}")
                if options.details and o.withheld:
                    rows = sorted({".".join(key[:2]) for key in o.withheld})
                    print(f"  seed {o.seed}: withheld {len(o.withheld)} in {len(rows)} rows: {rows[:6]}")
                if options.details:
                    for difference in o.other:
                        print(f"  seed {o.seed}: {difference[:300]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
