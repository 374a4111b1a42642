"""The log of a collection: a line for each thing that is settled, never changed, whole after any break."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from govreport.corpus.collecting.knowledge import load
from govreport.errors import ReadError

__all__ = ["Log", "Record", "age", "file_name", "now"]

Record = dict[str, Any]
"""What became of one address: key, address, outcome, and of what was saved file, sha256, links …"""

_NAME = "collect.jsonl"
_PART = ".part"


class Log:
    """The log in the folder of a collection, with the files that it tells of.

    A file is written under another name first; then its line is written and on the disk; then it gets its
    name. Whenever the work breaks off, what a line tells of is there, and is not asked for again.

    Raises
    ------
    ReadError
        If a line of an existing log cannot be read.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.records: dict[str, Record] = {}
        self.robots: dict[str, Record] = {}
        self._finals: dict[str, Record] = {}
        self._lock = Lock()
        out.mkdir(parents=True, exist_ok=True)
        self._path = out / _NAME
        self._restore()
        self._file = self._path.open("ab")

    def _restore(self) -> None:
        data = self._path.read_bytes() if self._path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):  # a line that was broken off was never settled
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                self._know(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise ReadError(
                    str(self._path), f"line {number}: a record as JSON was expected: {error}"
                ) from error
        for record in self.records.values():
            if record.get("file"):
                path = self.out / record["file"]
                part = path.with_name(path.name + _PART)
                if not path.exists() and part.exists():
                    part.replace(path)

    def _know(self, record: Record) -> None:
        if "robots" in record:
            self.robots[record["robots"]] = record
        else:
            self.records[record["key"]] = record
            if record.get("file") and record.get("final"):
                self._finals[record["final"]] = record

    def add(self, record: Record, body: bytes | None = None) -> Record:
        """Settle something; `body` is what is saved under its ``file``."""
        path = self.out / record["file"] if body is not None else None
        if path is not None and body is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.with_name(path.name + _PART).open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
        line = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._know(record)
        if path is not None:
            path.with_name(path.name + _PART).replace(path)
        return record

    def settled(self, key: str) -> Record | None:
        """What became of an address for good: None if it was never asked for, or is to be asked for again."""
        record = self.records.get(key)
        if record is None or load().outcomes[record["outcome"]].later:
            return None
        if record.get("file") and not (self.out / record["file"]).is_file():
            return None
        return record

    def had(self, address: str) -> Record | None:
        """The record of another address that led to this one, or of this one, with its file."""
        record = self._finals.get(address) or self.records.get(address)
        return record if record and record.get("file") and (self.out / record["file"]).is_file() else None

    def close(self) -> None:
        self._file.close()


def file_name(address: str, body: bytes, kind: str) -> str:
    """The name of a saved file: its host, the end of its address, and the beginning of its SHA-256."""
    parts = urlsplit(address)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2], errors="ignore")
    stem = re.sub(r"[^\w-]+", "-", re.sub(r"\.\w{2,5}$", "", last)).strip("-")[:40]
    host = re.sub(r"[^\w.-]+", "-", parts.netloc)
    return f"files/{host}/{stem or 'page'}-{hashlib.sha256(body).hexdigest()[:12]}.{kind}"


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def age(record: Mapping[str, Any]) -> float:
    """Days since something was retrieved, or looked at again."""
    then = datetime.fromisoformat(record.get("checked") or record["retrieved"])
    return (datetime.now(UTC) - then).total_seconds() / 86400
