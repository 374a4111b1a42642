"""The codebook against the drawn sample that was keyed by hand, and that key against a second, blind reading.

    python -m tests.accuracy.codebook

The machine reads the rewritten texts of the records (sentences of our own in the same class of wording) and
the phrases as printed. `second_reading.csv` holds the codes of a hundred of these records, drawn with a seed
and coded from the same texts before the key was looked at, by a language model that had read the names of
all codes and the definitions of eight: it is a second reading by a program, not by a person.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd

import govreport as gr
from govreport.coding import compare

HERE = Path(__file__).parent
FACTS = HERE.parents[2] / "shared" / "facts"
NONE = "X9"


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _codes(text):
    return tuple(sorted(text.split())) or (NONE,)


def records():
    """What the machine and the key say of each record: address to codes, twice."""
    keyed = {row["address"]: _codes(row["codes"]) for row in _rows(FACTS / "sample_reports.csv")}
    texts = map(json.loads, (FACTS / "sample_dev.jsonl").read_text(encoding="utf-8").splitlines())
    texts = {one["url"]: one["rewritten_text"] for one in texts}
    said = {url: {theme.code for theme in gr.text.themes(text)} for url, text in texts.items()}
    return said, {url: keyed[url] for url in texts}


def phrases():
    """The same of each phrase that names a theme, and the report in which it stands."""
    rows = _rows(FACTS / "sample_themes.csv")
    units = {f"{row['report']} {row['phrase']}": row for row in rows}
    said = {
        unit: {coded.code for coded in gr.codebook().code(row["phrase"])} or {"X1"}
        for unit, row in units.items()
    }
    return said, {unit: _codes(row["codes"]) for unit, row in units.items()}


def answers(coder, codes, report=lambda unit: unit):
    """The frame of one coder."""
    columns = {
        "unit": list(codes),
        "coder": coder,
        "codes": list(codes.values()),
        "sentence": "",
        "weight": pd.NA,
    }
    return pd.DataFrame(columns).assign(report_id=[report(unit) for unit in codes])


def second_reading():
    """The agreement of the key and the second reading."""
    _, keyed = records()
    read = {row["address"]: _codes(row["codes"]) for row in _rows(HERE / "second_reading.csv")}
    both = [answers("key", {url: keyed[url] for url in read}), answers("second", read)]
    return compare(pd.concat(both, ignore_index=True))


def rates():
    """Precision and recall of the machine: of the gate and all codes on records, and of codes on phrases."""
    said, keyed = records()
    of_records = compare(answers("key", keyed), said).machine.set_index("code").loc[["gate", "all"]]
    named, codes = phrases()
    of_phrases = (
        compare(answers("key", codes, lambda unit: unit.split()[0]), named)
        .machine.set_index("code")
        .loc[["all"]]
    )
    names = [
        f"{len(keyed)} records: any theme stated 是否说明",
        f"{len(keyed)} records: codes 代码",
        f"{len(codes)} phrases of {len({unit.split()[0] for unit in codes})} reports: codes 代码",
    ]
    return pd.concat([of_records, of_phrases]).set_axis(names)


def _ends(low, high):
    return "" if pd.isna(low) else f" [{low:.2f}, {high:.2f}]"


def main():
    print("| the machine against the key | right | extra | missed | precision | recall |")
    print("|---|---|---|---|---|---|")
    for name, row in rates().iterrows():
        precision = f"{row['precision']:.3f}{_ends(row['precision_low'], row['precision_high'])}"
        recall = f"{row['recall']:.3f}{_ends(row['recall_low'], row['recall_high'])}"
        print(f"| {name} | {row['tp']} | {row['fp']} | {row['fn']} | {precision} | {recall} |")
    found = second_reading()
    print("\n| the key against the second reading | value | units |\n|---|---|---|")
    for row in found.statistics.itertuples():
        print(f"| {row.level}: {row.statistic} | {row.value:.3f}{_ends(row.low, row.high)} | {row.units} |")
    print(found.disagreements.drop(columns="sentence").to_string(index=False))


if __name__ == "__main__":
    main()
