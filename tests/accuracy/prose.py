"""What is read from prose, scored: facts and themes on our own gold, on real records, on synthetic reports.

A tally counts what is stated and found (right), stated and not found (missed), found and not stated (extra).
Floors are in prose_floors.toml, with a fingerprint of the inputs: `right` may not fall, `extra` may not rise.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from govreport import forms, synth
from govreport.text.facts import facts
from govreport.text.themes import themes
from tests import prose_gold

from . import judged

__all__ = ["FLOORS", "Tally", "faults", "floors", "lines", "measured", "write"]

HERE = Path(__file__).parent
FLOORS = HERE / "prose_floors.toml"
SHARED = HERE.parents[2] / "shared" / "facts"
SEEDS = range(5000, 5040)  # tests of the readers use other seeds
# Concepts of the records, and which facts state them: 新收 before a bare 收到.
RECORDS = {
    "new_requests": ("requests_new", "requests_received"),
    "answered": ("requests_answered",),
    "carried_in": ("carried_in",),
    "carried_out": ("carried_out",),
    "review": ("reconsideration_total",),
    "litigation": ("litigation_total",),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one kind of statement over inputs with that fingerprint."""

    name: str
    right: int
    missed: int
    extra: int
    fingerprint: str

    @property
    def precision(self):
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self):
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def measured():
    """Every tally that the inputs at hand allow."""
    yield from _gold()
    yield from _synthetic()
    if SHARED.is_dir():
        yield from _records()


def _tally(name, pairs, inputs):
    right = missed = extra = 0
    for found, stated in pairs:
        right, missed, extra = (
            right + len(found & stated),
            missed + len(stated - found),
            extra + len(found - stated),
        )
    return Tally(name, right, missed, extra, sha256(repr(inputs).encode()).hexdigest()[:16])


def _gold():
    cases = prose_gold.fact_cases()
    pairs = (
        (
            {(f.concept, f.value, f.qualifier, f.start, f.end) for f in facts(case.text)},
            {(f.concept, f.value, f.qualifier, f.start, f.end) for f in case.facts},
        )
        for case in cases
    )
    yield _tally("facts: gold sentences", pairs, [(case.text, case.facts) for case in cases])
    themed = prose_gold.theme_cases()
    pairs = (
        (
            {(t.code, t.start, t.end, t.count, t.share) for t in themes(case.text)},
            {(t.code, t.start, t.end, t.count, t.share) for t in case.themes},
        )
        for case in themed
    )
    inputs = [(case.text, case.themes) for case in themed]
    yield _tally("themes: gold sentences", pairs, inputs)
    gate = (({bool(themes(case.text))} - {False}, {bool(case.themes)} - {False}) for case in themed)
    yield _tally("themes: gold, the gate", gate, inputs)


def _synthetic():
    for form in forms.available():
        truths = [synth.make(form, seed) for seed in SEEDS]
        concepts = {fact.concept for truth in truths for fact in truth.facts}
        pairs = (_synthetic_pair(truth, concepts) for truth in truths)
        inputs = [(truth.narrative, truth.facts) for truth in truths]
        yield _tally(f"facts: synthetic, form {form}", pairs, inputs)


def _synthetic_pair(truth, concepts):
    """Facts by paragraph; concepts that no table of the form holds are nobody's truth."""
    found = set()
    for section, paragraphs in truth.narrative.items():
        starts, at = [], 0
        for paragraph in paragraphs:
            starts.append(at)
            at += len(paragraph) + 1
        for fact in facts("\n".join(paragraphs), year=truth.year):
            if fact.concept in concepts:
                number = max(i for i, start in enumerate(starts) if start <= fact.start)
                found.add((section, number, fact.concept, fact.value, fact.start - starts[number]))
    stated = {(f.section, f.paragraph, f.concept, f.value, f.start) for f in truth.facts}
    # 均为自然人申请 says the whole's number again, which the truth does not mark.
    everyone = truth.cells.get(("requests", "new", "natural_person"))
    again = {
        (f.section, f.paragraph, "natural_person", f.value, f.start)
        for f in truth.facts
        if f.concept in ("requests_new", "requests_received") and f.value == everyone
    }
    return found - (again - stated), stated  # type: ignore[return-value,operator]


def _records():
    records = _lines_of("facts_dev.jsonl")
    read = [facts(record["rewritten_document"], year=record["report_year"]) for record in records]
    for name, concepts in RECORDS.items():
        pairs = (
            (_one(_stated(found, concepts)), _one(_keyed(record, name)))
            for record, found in zip(records, read, strict=True)
        )
        yield _tally(f"facts: real records, {name}", pairs, [(r["id"], r[name]) for r in records])
    silent = [
        found
        for record, found in zip(records, read, strict=True)
        if all(_keyed(record, name) is None for name in RECORDS)
    ]
    core = {concept for concepts in RECORDS.values() for concept in concepts}
    alarms = (({f.concept for f in found} & core, set()) for found in silent)
    yield _tally(f"facts: {len(silent)} real records that state no count", alarms, len(silent))
    gate = (
        ({True} if themes(record["rewritten_document"]) else set(), {True} if record.get("themes") else set())
        for record in records
    )
    yield _tally("themes: real records, the gate", gate, [record["id"] for record in records])
    yield _phrases()


def _lines_of(name):
    return list(map(json.loads, (SHARED / name).read_text(encoding="utf-8").splitlines()))


def _phrases():
    from govreport.text.themes.codebook import codebook

    rows = _lines_of("themes.jsonl")
    phrases = [
        (phrase, sorted(codes))
        for row in rows
        for phrase, codes in zip(row["phrases"], row["codes"], strict=True)
    ]
    pairs = (
        ({coded.code for coded in codebook().code(phrase)} or {"X1"}, set(codes)) for phrase, codes in phrases
    )
    return _tally("themes: phrases of real reports against one coder", pairs, phrases)


def _stated(found, concepts):
    """The number stated of the first of some concepts; of a whole territory where several are counted."""
    for concept in concepts:
        exact = [f for f in found if f.concept == concept and f.qualifier == "exact"]
        if exact:
            whole = [f for f in exact if f.scope == "territory"]
            return (whole or exact)[0].value
    return None


def _keyed(record, name):
    value = record[name].get("total") if isinstance(record[name], dict) else record[name]
    return None if value is None else Decimal(str(value))


def _one(value):
    return set() if value is None else {value}


def floors():
    """The floors by name."""
    entries = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["floors"] if FLOORS.exists() else []
    return {entry["name"]: Tally(**entry) for entry in entries}


def faults(found, floor):
    """What is wrong with a tally: less found than the floor demands, or more invented."""
    if floor is None:
        yield f"{found.name}: no floor; python -m tests.accuracy.gate --write"
    elif floor.fingerprint != found.fingerprint:
        yield f"{found.name}: the inputs changed ({floor.fingerprint}, now {found.fingerprint}); --write"
    elif found.right < floor.right or found.extra > floor.extra:
        said = f"{found.right} right and {found.extra} extra"
        yield f"{found.name}: {said}; the floor is {floor.right} and at most {floor.extra}"


def write(tallies):
    """New floors: those measured, and those of inputs that are not at hand; none is lowered."""
    known = floors()
    for found in tallies:
        floor = known.get(found.name)
        if floor is None or not any(faults(found, floor)) or floor.fingerprint != found.fingerprint:
            known[found.name] = found
    text = ["# Written by python -m tests.accuracy.gate --write: what is read from prose.", ""]
    for floor in known.values():
        text += ["[[floors]]", f"name        = {json.dumps(floor.name)}", f"right       = {floor.right}"]
        text += [f"missed      = {floor.missed}", f"extra       = {floor.extra}"]
        text += [f'fingerprint = "{floor.fingerprint}"', ""]
    FLOORS.write_text("\n".join(text), encoding="utf-8")
    return known


def lines(known):
    """The part of docs/accuracy.md on prose, and on the judge."""
    head = ["", "## Prose · 正文", "", "| what | stated | found | missed | not stated | precision | recall |"]
    head.append("|---|---|---|---|---|---|---|")
    return [*head, *map(_line, known.values()), *judged.lines(judged.floors())]


def _line(tally):
    counts = (tally.right + tally.missed, tally.right, tally.missed, tally.extra)
    shares = (f"{tally.precision:.3f}", f"{tally.recall:.3f}")
    return f"| {' | '.join(map(str, (tally.name, *counts, *shares)))} |"
