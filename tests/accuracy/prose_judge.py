"""The judge of the prose judged: words planted wrong in invented reports, found; clean ones, left in peace.

Each error is planted in a truth (`synth.plant`, or a section copied from another report), which is judged
twice: as the report that a perfect reader would make of it, and printed as text and parsed. An error counts
as detected if rules of its families say something of level error or warning that they do not say of the
clean report. ``python -m tests.accuracy.prose_judge`` prints recall by kind and rule, and false alarms, of
reports that nobody looked at when rules were written; ``--write`` keeps them as floors (judged.py).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import count

import govreport as gr
from govreport import synth
from govreport.checks import check_all

from . import gate, judged
from .judge import FORMS, report_of

__all__ = ["KINDS", "Fate", "clean_prose", "inputs", "main", "run_prose"]

# Each kind of error and the beginnings of the ids of the rules that should see it.
KINDS = {
    "narrative_count": ("N-", "P-"),
    "growth_as_ratio": ("P-",),
    "growth_wrong_base": ("P-",),
    "rounding": ("P-",),
    "stale_year": ("T-6",),
    "period_year": ("F-03", "T-6"),
    "organ_preamble": ("F-04",),
    "copied_year": ("T-2",),
    "copied_body": ("T-3",),
}
_LAYOUTS = sorted(synth.LAYOUTS)
_FRESH = 300_000  # the seeds from here on are for measuring alone
_COPIED = ("overview", "problems")
_SHORTEST = 50  # characters under which T-1 finds a section on problems too short, as some invented ones are

Group = Sequence[synth.Truth]


@dataclass(slots=True)
class Fate:
    """How errors of a kind fared: planted, and detected by which rules (several may see one)."""

    planted: int = 0
    detected: int = 0
    by: Counter[str] | None = None

    def line(self, name):
        share = 100 * self.detected / max(1, self.planted)
        rules = ", ".join(f"{rule} {n}" for rule, n in (self.by or Counter()).most_common())
        return f"{name:18}{self.planted:6}{share:9.1f}%   {rules}"


def _read(truth):
    layout = _LAYOUTS[truth.seed % len(_LAYOUTS)]
    return gr.read(BytesIO(synth.render(truth, layout, truth.seed)))


def _said(group, printed):
    """What broken rules of level error or warning say of the last report of a group."""
    reports = [_read(truth) if printed else report_of(truth) for truth in group]
    *_, (_, findings) = check_all(reports)
    return [f for f in findings if f.broken and f.severity != "information"]


def _groups(kind, seed):
    """Reports that belong together, and the same with an error of the kind in the last of them."""
    while True:
        form = FORMS[seed % len(FORMS)]
        years = (2022, 2023) if form == "2021" else (2019, 2020) if form == "2019" else (2015, 2016)
        first, last = synth.make_series(form, seed, years)
        group = (first, last)
        if kind == "copied_year":
            yield group, (first, _copied(last, first))
        elif kind == "copied_body":
            (other,) = synth.make_series(form, seed + 50_000, years[1:])
            yield (other, last), (other, _copied(last, other))
        else:
            try:
                wrong, _ = synth.plant(last, kind, seed)
            except ValueError:
                wrong = last
            if wrong != last:
                yield group, (first, wrong)
        seed += 1


def _copied(truth, model):
    """A truth whose sections on the year and its problems are those of another report, with its own year."""
    narrative = dict(truth.narrative)
    for kind in _COPIED:
        texts = model.narrative.get(kind, ())
        narrative[kind] = tuple(text.replace(f"{model.year}年", f"{truth.year}年") for text in texts)
    return replace(truth, narrative=narrative, facts=(), themes=())


def run_prose(wanted, printed, kinds=tuple(KINDS), first=0):
    """How `wanted` errors of each kind fare, in reports of the seeds from `first` on."""
    fates = {}
    for kind in kinds:
        fate = fates[kind] = Fate(by=Counter())
        for right, wrong in _groups(kind, first):
            clean = {(f.rule, f.message_en) for f in _said(right, printed)}
            new = [f for f in _said(wrong, printed) if (f.rule, f.message_en) not in clean]
            seen = {f.rule for f in new if f.rule.startswith(KINDS[kind])}
            fate.planted += 1
            fate.detected += bool(seen)
            assert fate.by is not None
            fate.by.update(seen)
            if fate.planted == wanted:
                break
    return fates


def clean_prose(wanted, printed, first=0):
    """Clean reports: how many findings of the families N, P and T, the false alarms, and what they say."""
    made = read_clean if printed else build_clean
    judged, alarms, said = 0, Counter[str](), []
    for seed in range(first, first + wanted):
        truth, report = made(seed)
        ((_, findings),) = check_all([report])
        for f in findings:
            if f.rule[0] in "NPT":
                judged += 1
                if f.broken and f.severity != "information" and not _known(truth, f):
                    alarms[f"{f.rule} {f.severity}"] += 1
                    said.append(f"{truth.form} {seed}: {f.rule}: {f.message_zh}")
    return judged, alarms, said


def inputs(name):
    """The inputs of a row of the floors: what is planted, or the clean reports; without end."""
    if name in KINDS:
        yield from (wrong for _, wrong in _groups(name, _FRESH))
    yield from map(_clean, count(_FRESH))


def _clean(seed):
    return synth.make((*FORMS, "2008")[seed % 4], seed, blanks=("none", "zeros")[seed // 4 % 2])


def build_clean(seed):
    truth = _clean(seed)
    return truth, report_of(truth)


def read_clean(seed):
    truth = _clean(seed)
    return truth, _read(truth)


def _known(truth, finding):
    short = len("".join(truth.narrative.get("problems", ()))) < _SHORTEST
    return finding.rule == "T-1" and short


def _row(table, kind, fate):
    rules = ", ".join(f"{rule} {n}" for rule, n in (fate.by or Counter()).most_common())
    mark = judged.fingerprint(inputs(kind))
    return judged.Row(table, kind, fate.planted, fate.detected, said=rules, fingerprint=mark)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="errors of each kind; ten times as many clean")
    parser.add_argument("--first", type=int, default=_FRESH, help="the first seed")
    parser.add_argument("--write", action="store_true", help="new floors, and docs/accuracy.md anew")
    options = parser.parse_args(arguments)
    rows = []
    for printed in (False, True):
        way = "printed and parsed" if printed else "read perfectly"
        print(f"\nerrors in the prose of reports {way}")
        for kind, fate in run_prose(options.count, printed, first=options.first).items():
            print(fate.line(kind))
            rows.append(_row("words_printed" if printed else "words", kind, fate))
        n = 10 * options.count
        found, alarms, said = clean_prose(n, printed, options.first)
        print(f"{n} clean reports: {found} findings, false alarms {dict(alarms)}", *said, sep="\n  ")
        which, mark = ", ".join(f"{name} {k}" for name, k in alarms.items()), judged.fingerprint(inputs(way))
        wrong = sum(alarms.values())
        rows.append(judged.Row("clean", way, n, found, wrong=wrong, said=which, fingerprint=mark))
    if options.write:
        judged.write(rows)
        gate.PAGE.write_text(gate.page(gate.floors()), encoding="utf-8")
    known = judged.floors() if options.first == _FRESH else {row.key: row for row in rows}
    faults = [fault for row in rows for fault in judged.faults(row, known.get(row.key))]
    print(*faults, sep="\n", file=sys.stderr)
    most = max(row.wrong for row in rows)
    return 1 if faults or 200 * most > 10 * options.count else 0


if __name__ == "__main__":
    sys.exit(main())
