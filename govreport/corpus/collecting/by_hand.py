"""Files that a person saved from a browser, found by the address that they were saved from."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from govreport.corpus.collecting.pages import absolute
from govreport.errors import ReadError
from govreport.readers.encoding import hand_text

__all__ = ["HandSaved", "saved_at"]

_LIST = "addresses.csv"
_HEAD = 8192
# What Chromium, Internet Explorer, SingleFile and web archives write into the pages that they save.
_SAVED_FROM = re.compile(
    rb"saved from url=\(\d+\)\s*(\S+)|^(?:Snapshot-)?Content-Location:\s*(\S+)|^\s*url:\s*(https?://\S+)",
    re.MULTILINE | re.IGNORECASE,
)


class HandSaved:
    """The files of a folder. Their addresses stand in the list addresses.csv (file, address) or in what the
    browser wrote into the page; else a file is that of the one address that ends in its name.

    Raises
    ------
    ReadError
        If there is no such folder, or its list is wrong.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ReadError(str(folder), "no such folder; expected one of files saved by hand")
        self.left = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != _LIST)
        self._by_address: dict[str, Path] = {}
        for path in self.left:
            if address := _address_in(path):
                self._by_address.setdefault(_plain(address), path)
        self._by_address |= {_plain(address): path for address, path in _listed(folder)}
        marked = set(self._by_address.values())
        self._by_name = {path.name: path for path in self.left if path not in marked}

    def matched(self, addresses: Iterable[str]) -> dict[str, Path]:
        """The file of each address that has one; each file is given once."""
        wanted = list(dict.fromkeys(addresses))
        ends = Counter(map(_end, wanted))
        found = {}
        for address in wanted:
            path = self._by_address.get(_plain(address))
            if path is None and ends[_end(address)] == 1:
                path = self._by_name.get(_end(address))
            if path is not None and path in self.left:
                found[address] = path
                self.left.remove(path)
        return found


def saved_at(path: Path) -> str:
    """When a file was saved, in UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _listed(folder: Path) -> list[tuple[str, Path]]:
    path = folder / _LIST
    if not path.exists():
        return []
    try:
        rows = list(csv.DictReader(io.StringIO(hand_text(path.read_bytes()), newline="")))
        listed = [(row["address"], folder / row["file"]) for row in rows]
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise ReadError(
            str(path), f"a CSV in UTF-8 or GB 18030 with the columns file, address was expected: {error}"
        ) from error
    if missing := [str(file) for _, file in listed if not file.is_file()]:
        raise ReadError(str(path), f"there is no file {missing[0]}")
    return listed


def _address_in(path: Path) -> str | None:
    with path.open("rb") as file:
        found = _SAVED_FROM.search(file.read(_HEAD))
    return next(group for group in found.groups() if group).decode("utf-8", "replace") if found else None


def _plain(address: str) -> str:
    """An address without what browsers change: its scheme and a slash at its end."""
    return absolute("", address).partition("://")[2].rstrip("/")


def _end(address: str) -> str:
    return unquote(urlsplit(address).path.rpartition("/")[2], errors="replace")
