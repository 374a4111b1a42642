"""The manifest of a folder: its skeleton as read, which a person corrects, and which is never overwritten."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path

from govreport.corpus.building.files import whole
from govreport.errors import ReadError
from govreport.frames import Failure
from govreport.panel.known import IDENTITY
from govreport.readers.encoding import hand_text
from govreport.report import Report

__all__ = ["FIRST", "merge", "row_of"]

FIRST = ("file", "sha256", "organ", "region", "level", "year", "address", "retrieved")
"""The columns that a manifest begins with; a person's own stand behind them."""

_OF_THE_FILE = ("file", "sha256", "retrieved")


def merge(path: Path, rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Add rows to a manifest; what stands in it stays, blank cells are filled. It has the mark by which Excel
    knows UTF-8: there people correct it.

    Rows are the same that name the same file, or else the same address: then a newer version of what stood
    there takes the place of the older, and what a person wrote in the row stays. A row whose file has other
    bytes now stays as it is.

    Returns
    -------
    list of str
        The files whose SHA-256 is not the one that the manifest has.

    Raises
    ------
    ReadError
        If there is a manifest that is no CSV in UTF-8 or GB 18030 with a column ``file``.
    """
    columns, known = _read(path)
    addresses = {row["address"]: file for file, row in known.items() if row.get("address")}
    changed = []
    for row in rows:
        if row["file"] not in known and (older := addresses.get(row.get("address") or "")):
            known[row["file"]] = known.pop(older) | {name: row[name] for name in _OF_THE_FILE}
        old = known.setdefault(row["file"], {})
        if old.get("sha256") and row.get("sha256") and old["sha256"].lower() != row["sha256"]:
            changed.append(row["file"])
            continue
        known[row["file"]] = {**row, **{name: value for name, value in old.items() if value}}
    names = dict.fromkeys([*columns, *FIRST, *(name for row in known.values() for name in row)])
    with whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(known.values())
    return changed


def row_of(found: Report | Failure) -> dict[str, str]:
    """What a manifest says of a file before a person corrects it."""
    row = {"file": found.source, "sha256": found.sha256 or ""}
    if isinstance(found, Report):
        row |= {name: str(value) for name in IDENTITY if (value := getattr(found, name)) is not None}
    return row


def _read(path: Path) -> tuple[Sequence[str], dict[str, dict[str, str]]]:
    if not path.exists():
        return (), {}
    try:
        reader = csv.DictReader(StringIO(hand_text(path.read_bytes()), newline=""), restkey="", restval="")
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReadError(str(path), f"a CSV file in UTF-8 or GB 18030 was expected: {error}") from error
    columns = reader.fieldnames or ()
    if "file" not in columns:
        raise ReadError(str(path), f"expected a column 'file'; found {', '.join(columns) or 'nothing'}")
    for number, row in enumerate(rows, start=1):
        if "" in row:
            raise ReadError(str(path), f"row {number}: expected {len(columns)} fields, as in the first line")
    return columns, {row["file"]: row for row in rows}
