"""The record of a paper: what went in, what came out, as one CSV file; and how two records differ."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path

from govreport.errors import ReadError

__all__ = ["APART", "KINDS", "Difference", "Entry", "compare", "digest", "read_record", "write_record"]

KINDS = {
    "input": "输入 input",
    "rows": "输入的行 rows of input",
    "value": "值 value",
    "figure": "图的数据 data of a figure",
    "drawing": "绘图 drawing",
    "notebook": "笔记本 notebook",
    "version": "版本 version",
}
"""Each kind of entry in its order, with its name in both languages."""
APART = ("drawing", "notebook", "version")
"""What may differ where nothing that the paper says does: listed, but no difference of the results."""
_FIGURE = re.compile(r"figures/[^/\\]+\.(?:pdf|csv)")  # a record comes from others and names files to replace
_COLUMNS = ("kind", "name", "part", "value", "sha256")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A line of the record.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    name : str
        The file, value, figure, notebook or package.
    part : str
        Of rows the report; of a value where it comes from.
    value : str
        What it says, where a line has room for it: the value as printed, the numbers of the rows.
    sha256 : str
        Of all of it; of rows of the columns that `value` does not tell.
    """

    kind: str
    name: str
    part: str
    value: str
    sha256: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Rows are known by file and report, everything else by its name."""
        return (self.kind, self.name, self.part if self.kind == "rows" else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that is not what it was; None: it is new, or it is gone."""

    before: Entry | None
    after: Entry | None

    @property
    def one(self) -> Entry:
        entry = self.after or self.before
        assert entry is not None
        return entry

    @property
    def apart(self) -> bool:
        """Whether it says nothing about the results: versions, notebooks, the bytes of drawings."""
        return self.one.kind in APART

    def __str__(self) -> str:
        """``值 value requestsNew: 60 → 61 (corpus/figures/figures.csv)``."""
        one = self.one
        before, after = (_shown(entry) for entry in (self.before, self.after))
        if before == after:
            after += "，说明、出处或未印出的位数不同 what differs is a text or digits that are not printed"
        part = f" ({one.part})" if one.part else ""
        return f"{KINDS[one.kind]}: {one.name}: {before} → {after}{part}"


def _shown(entry: Entry | None) -> str:
    if entry is None:
        return "无 not there"
    if entry.kind == "rows":
        return f"{len(entry.value.split(' '))} 行 rows"
    return entry.value or f"sha256 {entry.sha256[:12]}"


def compare(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[Difference, ...]:
    """What differs between two records, by kind and name."""
    old, new = ({entry.key: entry for entry in entries} for entries in (before, after))
    kinds = list(KINDS)
    keys = sorted(old.keys() | new.keys(), key=lambda key: (kinds.index(key[0]), *key))
    return tuple(Difference(old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key))


def digest(entries: Iterable[Entry], kind: str) -> tuple[int, str]:
    """How many entries of a kind there are, and one SHA-256 over them."""
    lines = sorted("\t".join(astuple(entry)) for entry in entries if entry.kind == kind)
    return len(lines), sha256("\n".join(lines).encode()).hexdigest()


def read_record(path: Path) -> tuple[Entry, ...]:
    """The entries of a record.

    Raises
    ------
    ReadError
        If there is none, or a line is none of a record; names the line.
    """
    if not path.exists():
        raise ReadError(str(path), "no such record; --accept writes one from what is computed now")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    if not rows or tuple(rows[0]) != _COLUMNS:
        raise ReadError(str(path), f"the columns {', '.join(_COLUMNS)} were expected")
    return tuple(_entries(path, rows[1:]))


def _entries(path: Path, rows: Iterable[list[str]]) -> Iterator[Entry]:
    for line, row in enumerate(rows, start=2):
        if len(row) != len(_COLUMNS) or row[0] not in KINDS:
            raise ReadError(str(path), f"line {line}: {len(_COLUMNS)} fields were expected, first a kind")
        if row[0] in ("figure", "drawing") and not _FIGURE.fullmatch(row[1]):
            raise ReadError(str(path), f"line {line}: a file of figures/ was expected, found {row[1]!r}")
        yield Entry(*row)


def write_record(path: Path, entries: Iterable[Entry]) -> None:
    """Write a record, sorted by kind and name."""
    kinds = list(KINDS)
    ordered = sorted(entries, key=lambda entry: (kinds.index(entry.kind), entry))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(astuple(entry) for entry in ordered)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
