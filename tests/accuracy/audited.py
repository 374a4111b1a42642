"""Audits audited: a made-up extractor's tables of invented reports, some numbers wrong; found, and nobody
else blamed.

``python -m tests.accuracy.audited`` prints for 200 reports how many of the planted errors are found, by kind,
and how many right cells are blamed. The tables come in every shape that `gr.audit` takes, with ids and with
labels.
"""

from __future__ import annotations

import argparse
from collections import Counter
from random import Random

import pandas as pd

import govreport as gr
from govreport import forms, synth

FORMS = ("2021", "2019")
LAYOUTS = ("html_plain", "html_word", "cell_bar", "bar_rows", "spaces", "pdf", "docx")
BLANKS = ("none", "zeros")
SHAPES = ("ids", "labels", "wide", "printed")
ERRORS = ("shifted", "invented_zero", "digits_swapped", "rounded", "other", "left_out")
BLAMED = ("wrong", "not_on_page")


def extracted(truth, rng):
    """What a careless extractor says of a report: text by cell, and by cell the error planted, if any."""
    form = forms.load(truth.form)
    texts = {key: "" if value is None else f"{value:f}" for key, value in truth.cells.items()}
    planted = {}
    for table in form.tables:
        for row in table.rows:
            keys = [
                (table.id, row.id, column.id)
                for column in row.columns
                if (table.id, row.id, column.id) in texts
            ]
            if keys and rng.random() < 0.15:
                planted |= spoilt(texts, keys, rng)
    return texts, planted


def spoilt(texts, keys, rng):
    """Plant one error in a row; only what changes a cell counts."""
    kind, key = rng.choice(ERRORS), rng.choice(keys)
    before = {k: texts[k] for k in keys}
    own = before[key]
    if kind == "shifted":
        for k, text in zip(keys, [before[keys[-1]], *before.values()], strict=False):
            texts[k] = text
    elif kind == "invented_zero" and not own:
        texts[key] = "0"
    elif kind == "digits_swapped" and len(own) > 1:
        texts[key] = own[::-1].lstrip("0") or "0"
    elif kind == "rounded" and own.isdigit() and int(own) > 10:
        texts[key] = str(round(int(own), -1))
    elif kind == "other" and own.isdigit():
        texts[key] = str(int(own) + rng.randint(1, 40))
    elif kind == "left_out" and own:
        texts[key] = ""
    return {k: kind for k in keys if texts[k] != before[k]}


def shaped(texts, truth, shape):
    """The extractor's table in one of the shapes that people have."""
    form = forms.load(truth.form)
    if shape == "wide":
        return pd.DataFrame([{".".join(key): text for key, text in texts.items()}])
    if shape == "ids":
        return pd.DataFrame([{"cell": ".".join(key), "value": text} for key, text in texts.items()])
    table = form.table("requests")
    rows = [
        (row, [(c, texts.get(("requests", row.id, c.id), "")) for c in row.columns]) for row in table.rows
    ]
    if shape == "printed":
        return pd.DataFrame(
            [
                {"组": "".join(row.under[-1:]), "项目": row.zh, **{c.zh: text for c, text in cells}}
                for row, cells in rows
            ]
        )
    return pd.DataFrame(
        [
            {"行": "/".join((*row.under[-1:], row.zh)), "列": c.zh, "数值": text}
            for row, cells in rows
            for c, text in cells
        ]
    )


def tally(seeds, layouts=LAYOUTS):
    """Counts of (planted kind or "", verdict) over some reports."""
    found = Counter()
    for seed in seeds:
        rng = Random(f"audit {seed}")
        truth = synth.make(FORMS[seed % len(FORMS)], seed, blanks=BLANKS[seed % len(BLANKS)])
        layout = layouts[seed % len(layouts)]
        report = gr.read(synth.render(truth, layout))
        texts, planted = extracted(truth, rng)
        for one in gr.audit(shaped(texts, truth, SHAPES[seed % len(SHAPES)]), report).judged:
            if one.claim.key is None:
                found["named", one.verdict] += 1
                continue
            same = texts[one.claim.key] == (
                "" if truth.cells[one.claim.key] is None else f"{truth.cells[one.claim.key]:f}"
            )
            found["" if same else planted[one.claim.key], one.verdict] += 1
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--first", type=int, default=70_000)
    options = parser.parse_args()
    found = tally(range(options.first, options.first + options.reports))
    for kind in ERRORS:
        own = {verdict: n for (k, verdict), n in found.items() if k == kind}
        blamed = sum(own.get(v, 0) for v in BLAMED)
        missed = f"undecided {own.get('undecided', 0)}; missed {own.get('right', 0)}"
        print(f"{kind:<16} found {blamed} of {sum(own.values())}; {missed}")
    false = sum(found["", verdict] for verdict in BLAMED)
    right = sum(n for (kind, _), n in found.items() if kind == "")
    print(f"right cells      {right}, blamed falsely {false}, undecided {found['', 'undecided']}")
    print(f"names not understood: {found['named', 'undecided']}")
    return int(bool(false))


if __name__ == "__main__":
    raise SystemExit(main())
