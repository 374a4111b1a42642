"""Facts of real records, drawn and keyed by hand: precision and recall by concept, with n.

    python -m tests.accuracy.drawn [--show]

Each record holds sentences of our own that carry its numbers. A concept is *right* where one of the values
stated is the keyed one, *wrong* where a value is stated and none is, *missed* where none is stated, and
*extra* where one is stated that nobody keyed. What came in may be told as new, as received or, with those
carried in, as both together.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from decimal import Decimal

from govreport.text.facts import facts

from .prose import SHARED

__all__ = ["SETS", "judged", "line", "main"]

# The records, the key of their text, the key of their year.
SETS = {
    "sample_dev.jsonl": ("rewritten_text", "year"),
    "facts_dev.jsonl": ("rewritten_document", "report_year"),
}
_ARRIVED = ("requests_new", "requests_received", "requests_total")
# What a record keys, and the concepts in which a text may state it.
_KEYED = {
    ("new_requests", "received"): _ARRIVED,
    ("answered", "answered_implied"): ("requests_answered",),
    ("carried_in",): ("carried_in",),
    ("carried_out",): ("carried_out",),
    ("granted",): ("granted",),
    ("partial",): ("partial",),
    ("granted_partial_joint",): ("granted_or_partial",),
    ("denied",): ("denied",),
    ("unable",): ("unable",),
    ("unprocessed", "not_processed"): ("unprocessed",),
    ("other",): ("other",),
    ("natural",): ("natural_person",),
    ("legal_persons",): ("organisation",),
    ("fees",): ("fee_yuan",),
    ("normative", "normative_issued"): ("documents_normative",),
    ("interpretations", "policy_interpretations"): ("interpretations",),
    ("documents_published",): ("disclosed", "disclosed_website"),
    **{(case, end): (f"{concept}_{end}",)
       for case, concept in (("review", "reconsideration"), ("litigation", "litigation"))
       for end in ("total", "upheld", "corrected", "other", "pending")},
}  # fmt: skip


def _keyed(record, keys):
    """The values that a record allows for what those keys name; empty where it states none."""
    if keys[0] in ("review", "litigation"):
        cases = record.get(keys[0])
        values = [cases.get(keys[1])] if isinstance(cases, dict) else []
    else:
        values = [record.get(key) for key in keys]
    found = []
    for value in values:
        plain = value.get("n") if isinstance(value, dict) else value
        if isinstance(plain, int | float):
            found.append(Decimal(str(plain)))
    if keys[0] == "new_requests" and found and (carried := record.get("carried_in")):
        found.append(found[0] + Decimal(carried))
    return found


def _unkeyed(record, keys, values):
    """Whether no key can judge a value: records differ in what they key."""
    if keys[0] == "answered":  # 均已答复: keyed as such only where a number stands
        came = {*_keyed(record, ("new_requests", "received"))}
        return bool(record.get("answered_all_in_words")) or values <= came
    if keys[0] in ("review", "litigation"):
        return False
    return all(key not in record or isinstance(record[key], str) for key in keys)


def judged(name):
    """Counts of right, wrong, missed and extra by what is keyed, and each disagreement in words."""
    text_key, year_key = SETS[name]
    counts = {}
    said = []
    for record in map(json.loads, (SHARED / name).read_text(encoding="utf-8").splitlines()):
        text = record[text_key] or ""
        found = facts(text, year=record[year_key])
        for keys, concepts in _KEYED.items():
            stated, known = _values(found, concepts), _keyed(record, keys)
            fate = (
                ("right" if stated & {*known} else "wrong" if stated else "missed")
                if known
                else "extra" if stated and not _unkeyed(record, keys, stated) else ""
            )  # fmt: skip
            if not fate:
                continue
            kind = "arrivals" if concepts == _ARRIVED else concepts[0]
            counts.setdefault(kind, Counter())[fate] += 1
            if fate != "right":
                values = sorted(map(int, stated))
                said.append(f"{fate:6} {kind} {values}, keyed {sorted(map(int, known))}: {text}")
    return counts, said


def _values(found, concepts):
    """The values stated of some concepts, those of a whole territory where several bodies are counted."""
    stated = [fact for fact in found if fact.concept in concepts]
    whole = [fact for fact in stated if fact.scope == "territory"]
    return {fact.value for fact in whole or stated}


def line(name, n):
    """One line of the table; the lower bound of precision is Wilson's at 95 %."""
    stated, told = n["right"] + n["wrong"] + n["missed"], n["right"] + n["wrong"] + n["extra"]
    precision, recall = n["right"] / told if told else 1.0, n["right"] / stated if stated else 1.0
    counts = "".join(f"{n[fate]:7}" for fate in ("right", "wrong", "extra", "missed"))
    least = _least(n["right"], told)
    return f"{name:28}{stated:6}{counts}   {precision:.4f} (from {least:.3f})  {recall:.4f}"


def _least(right, n):
    if not n:
        return 0.0
    z, share = 1.96, right / n
    centre = share + z * z / (2 * n)
    return (centre - z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print each disagreement with its text")
    options = parser.parse_args()
    for name in SETS:
        counts, said = judged(name)
        total = sum(counts.values(), Counter())
        print(f"\n{name}\n{'concept':28}{'n':>6}  right  wrong  extra missed   precision            recall")
        for concept, n in counts.items():
            print(line(concept, n))
        print(line("all", total))
        if options.show:
            print(*said, sep="\n")


if __name__ == "__main__":
    main()
