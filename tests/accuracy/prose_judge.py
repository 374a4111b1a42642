"""The judge of the prose judged: words planted wrong in invented reports, found; clean ones, left in peace.

Each error is planted in a truth (`synth.plant`, or a section copied from another report), which is judged
twice: as the report that a perfect reader would make of it, and printed as text and parsed. An error counts
as detected if rules of its families say something of level error or warning that they do not say of the
clean report. ``python -m tests.accuracy.prose_judge`` prints recall by kind and rule, and false alarms.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import govreport as gr
from govreport import synth
from govreport.checks import check_all
from govreport.report import Finding, Report

from .judge import FORMS, report_of

__all__ = ["KINDS", "Fate", "clean_prose", "main", "run_prose"]

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
_COPIED = ("overview", "problems")
_SHORTEST = 50  # characters under which T-1 finds a section on problems too short, as some invented ones are
# What invented reports state against their own tables or the law: press conferences as a trap for readers,
# and fees between 2018 and 2020.
_KNOWN = ("新闻发布会", "收费办法自 2021 年起施行")

Group = Sequence[synth.Truth]


@dataclass(slots=True)
class Fate:
    """How errors of a kind fared: planted, and detected by which rules (several may see one)."""

    planted: int = 0
    detected: int = 0
    by: Counter[str] | None = None

    def line(self, name: str) -> str:
        share = 100 * self.detected / max(1, self.planted)
        rules = ", ".join(f"{rule} {n}" for rule, n in (self.by or Counter()).most_common())
        return f"{name:18}{self.planted:6}{share:9.1f}%   {rules}"


def _read(truth: synth.Truth) -> Report:
    layout = _LAYOUTS[truth.seed % len(_LAYOUTS)]
    return gr.read(BytesIO(synth.render(truth, layout, truth.seed)))


def _said(group: Group, printed: bool) -> list[Finding]:
    """What broken rules of level error or warning say of the last report of a group."""
    reports = [_read(truth) if printed else report_of(truth) for truth in group]
    *_, (_, findings) = check_all(reports)
    return [f for f in findings if f.broken and f.severity != "information"]


def _groups(kind: str) -> Iterator[tuple[Group, Group]]:
    """Reports that belong together, and the same with an error of the kind in the last of them."""
    seed = 0
    while True:
        form = FORMS[seed % len(FORMS)]
        years = (2022, 2023) if form == "2021" else (2019, 2020) if form == "2019" else (2015, 2016)
        first, last = synth.make_series(form, seed, years)
        group: Group = (first, last)
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


def _copied(truth: synth.Truth, model: synth.Truth) -> synth.Truth:
    """A truth whose sections on the year and its problems are those of another report, with its own year."""
    narrative = dict(truth.narrative)
    for kind in _COPIED:
        texts = model.narrative.get(kind, ())
        narrative[kind] = tuple(text.replace(f"{model.year}年", f"{truth.year}年") for text in texts)
    return replace(truth, narrative=narrative, facts=(), themes=())


def run_prose(count: int, printed: bool, kinds: Sequence[str] = tuple(KINDS)) -> dict[str, Fate]:
    """How `count` errors of each kind fare."""
    fates = {}
    for kind in kinds:
        fate = fates[kind] = Fate(by=Counter())
        for right, wrong in _groups(kind):
            clean = {(f.rule, f.message_en) for f in _said(right, printed)}
            new = [f for f in _said(wrong, printed) if (f.rule, f.message_en) not in clean]
            seen = {f.rule for f in new if f.rule.startswith(KINDS[kind])}
            fate.planted += 1
            fate.detected += bool(seen)
            assert fate.by is not None
            fate.by.update(seen)
            if fate.planted == count:
                break
    return fates


def clean_prose(count: int, printed: bool) -> tuple[int, Counter[str], list[str]]:
    """Clean reports: how many findings of the families N, P and T, the false alarms, and what they say."""
    made = read_clean if printed else build_clean
    judged, alarms, said = 0, Counter[str](), []
    for seed in range(count):
        truth, report = made(seed)
        ((_, findings),) = check_all([report])
        for f in findings:
            if f.rule[0] in "NPT":
                judged += 1
                if f.broken and f.severity != "information" and not _known(truth, f):
                    alarms[f"{f.rule} {f.severity}"] += 1
                    said.append(f"{truth.form} {seed}: {f.rule}: {f.message_zh}")
    return judged, alarms, said


def _clean(seed: int) -> synth.Truth:
    return synth.make((*FORMS, "2008")[seed % 4], seed, blanks=("none", "zeros")[seed // 4 % 2])


def build_clean(seed: int) -> tuple[synth.Truth, Report]:
    truth = _clean(seed)
    return truth, report_of(truth)


def read_clean(seed: int) -> tuple[synth.Truth, Report]:
    truth = _clean(seed)
    return truth, _read(truth)


def _known(truth: synth.Truth, finding: Finding) -> bool:
    short = len("".join(truth.narrative.get("problems", ()))) < _SHORTEST
    return (finding.rule == "T-1" and short) or any(words in finding.message_zh for words in _KNOWN)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="errors of each kind; ten times as many clean")
    count = parser.parse_args(arguments).count
    met = True
    for printed in (False, True):
        print(f"\nerrors in the prose of reports {'printed and parsed' if printed else 'read perfectly'}")
        for kind, fate in run_prose(count, printed).items():
            print(fate.line(kind))
        judged, alarms, said = clean_prose(10 * count, printed)
        met &= 200 * sum(alarms.values()) <= 10 * count
        print(
            f"{10 * count} clean reports: {judged} findings, false alarms {dict(alarms)}", *said, sep="\n  "
        )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
