"""How the judge fared, kept as floors: errors planted in cells and in words, and clean reports.

``python -m tests.accuracy.judge --write`` and ``python -m tests.accuracy.prose_judge --write`` measure the
rows and write judge_floors.toml; docs/accuracy.md is made of them. The fingerprint is of the first inputs of
a row, so that a test can say within seconds that the inputs have changed; the counts are of all of them.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

__all__ = ["FLOORS", "Row", "faults", "fingerprint", "floors", "lines", "write"]

FLOORS = Path(__file__).parent / "judge_floors.toml"
_FIRST = 10  # inputs that a fingerprint is of


@dataclass(frozen=True, slots=True)
class Row:
    """Inputs of one kind: `n` of them, in how many something was `found`.

    `alone`, `tied`, `first`: where the wrong cell was the only one named, one of several, the first named;
    `wrong`: another cell was named alone, or a clean report got a false alarm. `said`: which rules spoke.
    """

    table: str
    name: str
    n: int
    found: int
    alone: int = 0
    tied: int = 0
    first: int = 0
    wrong: int = 0
    said: str = ""
    fingerprint: str = ""

    @property
    def key(self):
        return self.table, self.name


def fingerprint(inputs):
    """The hash of the first inputs of a row."""
    return sha256(repr(list(islice(inputs, _FIRST))).encode()).hexdigest()[:16]


def floors():
    """The rows that were measured, by table and name."""
    entries = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["rows"] if FLOORS.exists() else []
    return {(entry["table"], entry["name"]): Row(**entry) for entry in entries}


def faults(found, floor):
    """What is wrong with a row: fewer errors found than the floor demands, or more that are none."""
    name = " ".join(found.key)
    if floor is None or floor.fingerprint != found.fingerprint:
        yield f"{name}: other inputs than those of the floor; --write"
    elif found.n == floor.n and (found.found < floor.found or found.wrong > floor.wrong):
        yield f"{name}: {found.found} found and {found.wrong} wrong; it was {floor.found} and {floor.wrong}"


def write(rows):
    """Put the rows in the place of those of the same tables."""
    rows = list(rows)
    tables = {row.table for row in rows}
    kept = [row for row in floors().values() if row.table not in tables]
    text = ["# Written by python -m tests.accuracy.judge --write, and tests.accuracy.prose_judge likewise."]
    for row in sorted((*kept, *rows), key=lambda row: _ORDER.index(row.table)):
        text += ["", "[[rows]]"]
        text += [f"{key:11} = {json.dumps(value)}" for key, value in asdict(row).items()]
    FLOORS.write_text("\n".join(text) + "\n", encoding="utf-8")


# ---- docs/accuracy.md


def _of_cells(row):
    named = (
        f"{share / max(1, row.n):.1%}" for share in (row.found, row.alone, row.alone + row.tied, row.first)
    )
    return (f"`{row.name}`", row.n, *named, row.wrong, f"`{row.fingerprint}`")


def _of_words(row):
    return (f"`{row.name}`", row.n, f"{row.found / max(1, row.n):.1%}", row.said, f"`{row.fingerprint}`")


def _of_clean(row):
    return (row.name, row.n, row.found, row.wrong, row.said or "–", f"`{row.fingerprint}`")


_CELLS = (
    "| planted | n | detected | the cell named alone | named at all | named first | a wrong one | inputs |"
)
_WORDS = "| planted | n | detected | by rules (several may see one) | inputs |"
_CLEAN = "| reports | n | findings | false alarms | which | inputs |"
_TABLES = {
    "cells": ("One wrong cell that stands in a sum · 单个数字错误", _CELLS, _of_cells),
    "cells_blank": ("The same, zeros left blank · 零值留空", _CELLS, _of_cells),
    "several": ("Several wrong cells · 多个数字错误", _CELLS, _of_cells),
    "words": ("Wrong words, read perfectly · 正文错误（假定读取无误）", _WORDS, _of_words),
    "words_printed": ("Wrong words, printed and parsed · 正文错误（排印后解析）", _WORDS, _of_words),
    "clean": ("Clean reports, rules on prose · 无错年报的正文规则误报", _CLEAN, _of_clean),
}
_ORDER = list(_TABLES)


def lines(known):
    """The part of docs/accuracy.md on the judge."""
    found = [
        "",
        "## The judge · 核对规则",
        "",
        "Errors planted in synthetic reports that hold none. Detected: a rule of level error or warning says",
        "what it does not say of the clean report. `inputs` is the fingerprint of the first of them.",
        "在无错的合成年报中植入错误；检出指出现原来没有的错误或警告。",
    ]
    for table, (title, head, told) in _TABLES.items():
        rows = [row for row in known.values() if row.table == table]
        if rows:
            found += ["", f"### {title}", "", head, "|" + "---|" * (head.count("|") - 1)]
            found += ["| " + " | ".join(map(str, told(row))) + " |" for row in rows]
    return found
