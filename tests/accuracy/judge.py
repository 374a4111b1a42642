"""The judge judged: errors planted in invented reports, found and located; clean reports, left in peace.

``python -m tests.accuracy.judge`` prints how many of 2,000 single-cell errors are detected, and how often the
cell is named: alone, or among others that explain the sums as well; ``--write`` keeps that as floors
(judged.py). Errors are planted in the figures of
`Report`s, so that readers take no part. A cell that stands in no equation (table 二, most of the statistics
tables) cannot be wrong visibly; only cells of at least one equation are counted. Errors in several cells are
counted apart.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import count, islice
from random import Random
from time import process_time

from govreport import forms, synth
from govreport.checks import check
from govreport.checks.locating import locate
from govreport.checks.sums import equations
from govreport.document import Paragraph, Where
from govreport.regions import resolve
from govreport.report import Figure, Masthead, Report, Section, Status

from . import gate, judged

__all__ = ["TABLES", "Tally", "clean", "inputs", "main", "planted", "report_of", "scored"]

Key = tuple[str, str, str]
FORMS = ("2021", "2019", "2014")  # the tables of 2008 have bounds and no equation
SINGLE = ("digit_changed", "digits_swapped", "digit_dropped", "digit_doubled", "total_forgotten", "last_year")
_PROSE = ("N-", "P-", "T-")
_PERIOD = re.compile(r"(?P<from>\d{4})年1月1日\D*(?:(?P<to>\d{4})年)?12月31日")
SEVERAL = ("cells_exchanged", "row_shifted")


def report_of(truth):
    """The report that a perfect reader would make of an invented one."""
    template = forms.load(truth.form)
    cells = [(t.id, r.id, c) for t in template.tables for r, c in t.cells()]
    figures = tuple(
        _figure((table, row, column.id), truth.cells[table, row, column.id], column.unit)
        for table, row, column in cells
        if (table, row, column.id) in truth.cells
    )
    place = resolve(truth.organ, truth.year)
    narrative = {kind: texts or ("无。",) for kind, texts in truth.narrative.items()}
    text = "\n".join((*truth.preamble, *(p for texts in narrative.values() for p in texts)))
    places = _places(text)
    return Report(
        source=f"{truth.form}-{truth.seed}",
        sha256=sha256(repr(truth).encode()).hexdigest(),
        media_type="text/plain",
        text=text,
        masthead=Masthead(truth.organ, truth.year, truth.title, _period(truth), truth.declared, None),
        forms={table.id: truth.form for table in template.tables},
        preamble=tuple(_paragraph(text, places) for text in truth.preamble),
        sections=tuple(_section(kind, texts, places) for kind, texts in narrative.items()),
        figures=figures,
        notes=(),
        region=place.code,
        level=place.level,
        body=place.body,
    )


def _period(truth):
    """The days that the preamble says the figures are of."""
    found = _PERIOD.search("".join(truth.preamble))
    if found is None:
        return None
    year = int(found["from"])
    return date(year, 1, 1), date(int(found["to"] or year), 12, 31)


def _figure(key, value, unit):
    if value is None:
        return Figure(*key, Status.BLANK, None, unit)
    return Figure(*key, Status.REPORTED, value, unit, f"{value:f}")


def _places(text):
    """Where each line of a text begins."""
    at = 0
    for line in text.split("\n"):
        yield at
        at += len(line) + 1


def _section(kind, texts, places):
    known = kind  # type: ignore[assignment]
    return Section(known, None, kind, tuple(_paragraph(text, places) for text in texts))


def _paragraph(text, places):
    start = next(places)
    return Paragraph(text, Where(start, start + len(text)))


def in_equations(report):
    """The cells of which an equation of the form speaks."""
    cells = {figure.key: figure for figure in report.figures}
    keys = {}
    for table, form in report.forms.items():
        for places in equations(form, table).values():
            for equation in places:
                here = equation.printed(cells)
                if here is not None and here.relation == "=":
                    keys |= dict.fromkeys((*here.left, *here.right))
    return [key for key in keys if key in cells]


def planted(report, kind, rng, last_year):
    """New values of cells, wrong in that way; None where the report has nothing that could be."""
    values = {figure.key: figure.value for figure in report.figures}
    keys = [key for key in in_equations(report) if values[key] is not None]
    rng.shuffle(keys)
    for key in keys:
        value = values[key] or Decimal(0)
        for new in _changes(kind, report, key, int(value), rng, values, last_year):
            if any(values[k] != v for k, v in new.items()):
                return {k: v for k, v in new.items() if values[k] != v}
    return None


def _changes(
    kind,
    report,
    key,
    value,
    rng,
    values,
    last_year,
):
    digits, table, row, column = str(value), *key
    i = rng.randrange(len(digits))
    if kind == "digit_changed":
        others = [d for d in "0123456789" if d != digits[i] and (d != "0" or i > 0 or len(digits) == 1)]
        yield {key: Decimal(digits[:i] + rng.choice(others) + digits[i + 1 :])}
    elif kind == "digits_swapped" and len(digits) > 1 and "0" not in digits[:2]:
        i = min(i, len(digits) - 2)
        yield {key: Decimal(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])}
    elif kind == "digit_dropped" and len(digits) > 1:
        yield {key: Decimal(digits[:i] + digits[i + 1 :])}
    elif kind == "digit_doubled" and value:
        yield {key: Decimal(digits[: i + 1] + digits[i:])}
    elif kind == "total_forgotten" and (column == "total" or row == "outcome_total") and value:
        yield {key: Decimal(0)}
    elif kind == "last_year" and key in last_year:
        yield {key: last_year[key]}
    elif table != "survey":
        columns = [c.id for r, c in forms.load(report.forms[table]).table(table).cells() if r.id == row]
        line = [(table, row, c) for c in columns]
        numbers = [values[k] for k in line]
        if kind == "cells_exchanged" and key != line[-1]:
            other = line[line.index(key) + 1]
            if values[other] is not None and values[other] != value:
                yield {key: values[other] or Decimal(0), other: Decimal(value)}
        elif kind == "row_shifted" and len(line) == 7 and None not in numbers and not numbers[5]:
            yield dict(zip(line[:6], [Decimal(0), *(n or Decimal(0) for n in numbers[:5])], strict=True))


def with_values(report, new):
    def put(figure):
        if figure.key not in new:
            return figure
        value = new[figure.key]
        return replace(figure, value=value, raw=f"{value:f}", status=Status.REPORTED)

    return replace(report, figures=tuple(map(put, report.figures)))


@dataclass(slots=True)
class Tally:
    """How errors of a kind fared. `first`: the right cells and values are the first solution named."""

    planted: int = 0
    detected: int = 0
    unique: int = 0
    tie: int = 0
    wrong_unique: int = 0
    lost: int = 0
    first: int = 0
    slip: int = 0
    sizes: int = 0
    seconds: float = 0.0

    def line(self, name):
        shares = (self.detected, self.unique, self.unique + self.tie, self.first, self.wrong_unique)
        shown = "".join(f"{100 * share / max(1, self.planted):9.2f}%" for share in shares)
        ties = self.sizes / max(1, self.detected)
        return (
            f"{name:18}{self.planted:6}{shown}{ties:10.1f}{1000 * self.seconds / max(1, self.planted):10.1f}"
        )


_HEADS = ("detected", "unique", "+ in tie", "first", "wrong one", "in tie", "ms")
HEAD = f"{'kind':18}{'n':>6}" + "".join(f"{head:>10}" for head in _HEADS)


def scored(tally, report, new):
    """Count how one planted error is found and located."""
    right = {figure.key: figure.value for figure in report.figures if figure.key in new}
    wrong = with_values(report, new)
    start = process_time()
    locations = locate(wrong)
    tally.seconds += process_time() - start
    tally.planted += 1
    tally.detected += bool(_said(wrong) - _said(report))
    if locations:
        place = [_hit(location, right) for location in locations]
        solutions = [s for location in locations for s in location.solutions]
        tally.sizes += len(solutions)
        tally.first += all(hit == 0 for hit in place) and len(place) == 1
        if any(hit is not None for hit in place):
            unique = len(solutions) == 1 and locations[0].complete
            tally.unique += unique
            tally.tie += not unique
        elif len(solutions) == 1:
            tally.wrong_unique += 1
        else:
            tally.lost += 1


def _said(report):
    """What broken rules of level error or warning say."""
    return {f.message_en for f in check(report) if f.broken and f.severity != "information"}


def _hit(location, right):
    """Which of the solutions is the truth: its very cells, and values that allow the right ones."""
    for i, solution in enumerate(location.solutions):
        if {c.figure.key for c in solution.changes} == right.keys() and all(
            c.low <= (value := right[c.figure.key] or Decimal(0)) and (c.high is None or value <= c.high)
            for c in solution.changes
        ):
            return i
    return None


def clean(wanted):
    """Reports without error: how many errors and warnings they get, which, and seconds per report."""
    errors, warnings, which, seconds = 0, 0, Counter[str](), 0.0
    for seed in range(wanted):
        form = (*FORMS, "2008")[seed % 4]
        report = report_of(synth.make(form, seed, blanks=("none", "zeros")[seed // 4 % 2]))
        start = process_time()
        findings = check(report)
        seconds += process_time() - start
        # The prose is judged by prose_judge.py.
        broken = [
            f for f in findings if f.broken and f.severity != "information" and f.rule[:2] not in _PROSE
        ]
        errors += sum(f.severity == "error" for f in broken)
        warnings += sum(f.severity == "warning" for f in broken)
        which.update(f"{f.rule} {f.severity}" for f in broken)
    return errors, warnings, which, seconds / wanted


TABLES = (
    ("cells", "errors in one cell of an equation", SINGLE, "none"),
    ("cells_blank", "the same, zeros left blank in the report", SINGLE, "zeros"),
    ("several", "errors in several cells", SEVERAL, "none"),
)


def _planted(kinds, blanks):
    """Errors of the kinds in turn: the kind, a report, and its new values."""
    for seed in count():
        truth = synth.make(FORMS[seed % len(FORMS)], seed, blanks=blanks)
        report = report_of(truth)
        for kind in kinds:
            new = planted(report, kind, Random(f"{kind} {seed}"), truth.last_year)
            if new is not None:
                yield kind, report, new


def run(wanted, kinds, blanks="none"):
    """Tallies of `wanted` planted errors, the kinds in turn."""
    tallies = {kind: Tally() for kind in kinds}
    for kind, report, new in islice(_planted(kinds, blanks), wanted):
        scored(tallies[kind], report, new)
    return tallies


def inputs(table, name):
    """The inputs of a row of the floors: the reports, and what is planted of the kind, or of all."""
    (kinds, blanks), *_ = ((kinds, blanks) for known, _, kinds, blanks in TABLES if known == table)
    for kind, report, new in _planted(kinds, blanks):
        if name in (kind, "all"):
            yield report.sha256, new


def _row(table, name, tally):
    named = (tally.unique, tally.tie, tally.first, tally.wrong_unique)
    mark = judged.fingerprint(inputs(table, name))
    return judged.Row(table, name, tally.planted, tally.detected, *named, fingerprint=mark)


def total(tallies):
    """All kinds together."""
    names = Tally.__slots__
    return Tally(*(sum(getattr(tally, name) for tally in tallies.values()) for name in names))


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--write", action="store_true", help="new floors, and docs/accuracy.md anew")
    options = parser.parse_args(arguments)
    wanted, met, rows = options.count, True, []
    for table, name, kinds, blanks in TABLES:
        tallies = run(wanted if kinds is SINGLE else wanted // 4, kinds, blanks)
        every = total(tallies)
        print(f"\n{name}\n{HEAD}")
        for kind, tally in (*tallies.items(), ("all", every)):
            print(tally.line(kind))
            rows.append(_row(table, kind, tally))
        if kinds is SINGLE:
            met &= every.detected >= 0.99 * every.planted or blanks == "zeros"
            met &= every.unique + every.tie >= 0.95 * every.detected
            met &= every.wrong_unique <= 0.01 * every.planted
    errors, warnings, which, seconds = clean(wanted)
    said = f"{errors} errors, {warnings} warnings {dict(which)}; {1000 * seconds:.2f} ms each"
    print(f"\n{wanted} clean reports: {said}")
    if options.write:
        judged.write(rows)
        gate.PAGE.write_text(gate.page(gate.floors()), encoding="utf-8")
    faults = [fault for row in rows for fault in judged.faults(row, judged.floors().get(row.key))]
    print(*faults, sep="\n", file=sys.stderr)
    return 0 if met and not errors and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
