"""Structural damages that once gave wrong figures (../shared/hostile/wrong): right, or withheld."""

from __future__ import annotations

import re

import pytest

import govreport as gr
from govreport.synth import make

pytestmark = pytest.mark.real

# A column that the damage took away: what is read there is made up.
GONE = {
    "col_added_one_dropped_requests.html": ("requests", "company"),
    "col_total_deleted_requests.txt": ("requests", "total"),
}
# Of the two PDF files, whose truth is not recorded, some cells as printed; None is a day or an hour.
PRINTED = {
    "two_values_newline.pdf": {
        ("disclosure", "normative", "repealed"): 4, ("disclosure", "normative", "in_force"): 2,
        ("requests", "new", "natural_person"): 4, ("requests", "new", "total"): 47,
        ("requests", "granted", "natural_person"): 1, ("requests", "granted", "total"): 1,
        ("requests", "denied.third_party", "total"): 18, ("requests", "unable.not_held", "total"): 2,
        ("requests", "unable.not_held", "natural_person"): 214, ("requests", "outcome_total", "total"): 4,
        ("requests", "unprocessed.excessive", "company"): 8, ("remedies", "litigation_after", "total"): 1,
        ("remedies", "litigation_after", "upheld"): 110,
    },
    "dates_in_cells.pdf": {
        ("disclosure", "rules", "in_force"): None, ("disclosure", "normative", "in_force"): None,
        ("disclosure", "normative", "made"): 14, ("requests", "new", "natural_person"): 64,
        ("requests", "new", "research"): None, ("requests", "new", "total"): 69,
        ("requests", "carried_in", "total"): None, ("requests", "granted", "natural_person"): 25,
        ("requests", "denied.case_file", "total"): None, ("requests", "outcome_total", "natural_person"): 63,
        ("requests", "carried_out", "natural_person"): None,
        ("remedies", "litigation_direct", "upheld"): None,
    },
}  # fmt: skip


def truths(folder):
    """The value of each cell of each file, None where it has none, by the record of how the file was made."""
    index = (folder / "INDEX.txt").read_text(encoding="utf-8")
    for name, form, seed in re.findall(r"^(\S+): form (\d+) seed (\d+)", index, re.MULTILINE):
        cells = make(form, int(seed)).cells
        gone = GONE.get(name)
        yield name, {key: None if (key[0], key[2]) == gone else value for key, value in cells.items()}
    yield from PRINTED.items()


def test_no_figure_is_wrong(real):
    right = withheld = 0
    wrong = []
    folder = real.parent / "hostile" / "wrong"
    for name, truth in truths(folder):
        read = gr.frames([gr.read(folder / name)]).figures
        known = read[read.status.isin(["reported", "recovered"])]
        values = {(x.table, x.row, x.column): x.value for x in known.itertuples()}
        for key, value in truth.items():
            if key not in values:
                withheld += value is not None
            elif value is not None and values[key] == float(value):
                right += 1
            else:
                wrong.append((name, key, values[key], value))
    print(f"hostile/wrong: {right} right, {withheld} withheld, WRONG {len(wrong)}")
    assert wrong == []
    assert right >= 2150
