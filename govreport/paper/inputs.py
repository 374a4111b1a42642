"""What a paper was computed from: each file of the corpus, and each report inside its tables, as entries."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from govreport.corpus.folder import Corpus
from govreport.errors import ReadError
from govreport.paper.record import Entry

__all__ = ["Rows", "input_entries", "row_groups"]

_TABLES = ("manifest.csv", "figures/*.csv", "facts/*.csv", "sample/*.csv", "census/*.csv")
_VALUE = ("value", "status")  # what a keyed row states; its other columns, of what
_CELL = ("table", "row", "column", "concept")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one report in a table of the corpus.

    Attributes
    ----------
    file, report : str
        The table, from the corpus, and what its first column says.
    lines : tuple of int
        Of the file, from 1.
    cells : tuple of str
        What each row speaks of: ``requests new total``.
    values : tuple of str
        What each row states: a number, or its status where that is not "reported".
    others : str
        The SHA-256 of all other columns.
    """

    file: str
    report: str
    lines: tuple[int, ...]
    cells: tuple[str, ...]
    values: tuple[str, ...]
    others: str

    @property
    def entry(self) -> Entry:
        return Entry("rows", self.file, self.report, " ".join(self.values), self.others)

    def changes(self, before: Entry) -> Iterator[str]:
        """A line for each cell that says something else than the record; else which rows differ, not how."""
        old = before.value.split(" ")
        if (len(old), self.others) == (len(self.values), before.sha256):
            for line, cell, was, now in zip(self.lines, self.cells, old, self.values, strict=True):
                if was != now:
                    yield f"{self.file} line {line}: {self.report} {cell}: {was} → {now}"
            return
        where = f"{self.file} lines {self.lines[0]}-{self.lines[-1]}: {self.report}"
        yield f"{where}: {len(old)} → {len(self.values)} 行 rows, 其他列不同 other columns differ"


def input_entries(corpus: Path) -> tuple[Entry, ...]:
    """An entry for each file of a corpus that may be read: kind input, its SHA-256.

    A file that the manifest names and that is not there says so.

    Raises
    ------
    ReadError
        If there is no such folder.
    """
    files = {source.path for source in Corpus(corpus).sources()}
    files |= {path for pattern in _TABLES for path in corpus.glob(pattern)}
    return tuple(_entry(path, Path(os.path.relpath(path, corpus)).as_posix()) for path in sorted(files))


def _entry(path: Path, name: str) -> Entry:
    if not path.is_file():
        return Entry("input", name, "", "无此文件 no such file", "")
    return Entry("input", name, "", "", sha256(path.read_bytes()).hexdigest())


def row_groups(corpus: Path) -> tuple[Rows, ...]:
    """The rows of each report in each table of a corpus (manifest, figures, facts).

    Raises
    ------
    ReadError
        If a table is no CSV file in UTF-8.
    """
    paths = sorted(path for pattern in _TABLES for path in corpus.glob(pattern))
    return tuple(group for path in paths for group in _groups(path, path.relative_to(corpus).as_posix()))


def _groups(path: Path, name: str) -> Iterator[Rows]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="", restkey="more")
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReadError(str(path), f"a CSV file in UTF-8 was expected: {error}") from error
    first = (reader.fieldnames or [""])[0]
    ordered = sorted(rows, key=lambda row: str(row[1][first]))  # stable: within a report as in the file
    for report, group in groupby(ordered, key=lambda row: str(row[1][first])):
        yield _rows(name, report, list(group))


def _rows(file: str, report: str, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Rows:
    others = "\n".join(
        "\t".join(str(cell) for name, cell in row.items() if name not in _VALUE) for _, row in rows
    )
    return Rows(
        file,
        report,
        tuple(line for line, _ in rows),
        tuple(" ".join(row[name] for name in _CELL if row.get(name)) for _, row in rows),
        tuple(_value(row) for _, row in rows),
        sha256(others.encode()).hexdigest(),
    )


def _value(row: Mapping[str, str]) -> str:
    """One word: the value, and the status where it is not the usual one."""
    value, status = row.get("value", ""), row.get("status", "")
    word = value if status in ("", "reported") else f"{status}:{value}".removesuffix(":")
    return word.replace(" ", "_") or "-"
