"""What is to be collected: addresses of a list, with what its other columns say of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from govreport.corpus.collecting.pages import absolute
from govreport.errors import GovReportError, ReadError
from govreport.readers.encoding import hand_text

__all__ = ["Asked", "asked"]

_ADDRESS, _DATA = "address", "data"
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """An address with what the list says of it; `data` is sent with POST; `page` is where the link stood."""

    address: str
    data: str = ""
    row: dict[str, str] = field(default_factory=dict)
    page: str = ""
    role: str = "page"  # list, page or attachment

    @property
    def key(self) -> str:
        """The same for the same request."""
        return f"{self.address}\n{self.data}" if self.data else self.address


def asked(addresses: str | Path | Iterable[str] | pd.DataFrame, role: str) -> list[Asked]:
    """The addresses of a CSV or text file, of a frame, or those that are given.

    Raises
    ------
    ReadError
        If there is no such file, or a CSV or frame has no column ``address``.
    GovReportError
        If it is nothing of these.
    """
    if isinstance(addresses, str) and _WEB.match(addresses):
        addresses = [addresses]
    if isinstance(addresses, pd.DataFrame):
        return list(_rows(addresses, role))
    if not isinstance(addresses, str | Path):
        return [Asked(absolute("", one), role=role) for one in _texts(addresses)]
    path = Path(addresses)
    try:
        text = hand_text(path.read_bytes())
    except FileNotFoundError as error:
        expected = "an address that begins with http:// or https://, or a list of them"
        raise ReadError(str(path), f"no such file; expected {expected}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(
            str(path), f"a CSV or text file of addresses in UTF-8 or GB 18030 was expected: {error}"
        ) from error
    if path.suffix.lower() == ".csv":
        return list(_lines(path, text, role))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if lines and not any(map(_WEB.match, lines)):
        raise ReadError(str(path), f"an address was expected in each line, found {lines[0][:60]!r}")
    return [Asked(absolute("", line), role=role) for line in lines]


def _texts(addresses: object) -> list[str]:
    given = list(addresses) if isinstance(addresses, Iterable) and not isinstance(addresses, bytes) else []
    if not given or not all(isinstance(one, str) for one in given):
        raise GovReportError(
            "addresses: a CSV or text file, a DataFrame with a column 'address', an address or several were "
            f"expected; found {type(addresses).__name__} {addresses!r:.60}"
        )
    return given


def _rows(frame: pd.DataFrame, role: str) -> Iterator[Asked]:
    if _ADDRESS not in frame.columns:
        found = ", ".join(map(str, frame.columns)) or "nothing"
        raise ReadError("addresses", f"a column '{_ADDRESS}' was expected; found {found}")
    for row in frame.dropna(subset=_ADDRESS).to_dict("records"):
        yield _asked({str(name): _text(value) for name, value in row.items()}, role)


def _text(value: object) -> str:
    """A year is no 2024.0, as it is where a frame has no year of another row."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else "" if pd.isna(value) else str(value)
    return "" if value is None or value is pd.NA else str(value)


def _lines(path: Path, text: str, role: str) -> Iterator[Asked]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    if _ADDRESS not in (reader.fieldnames or ()):
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise ReadError(str(path), f"a column '{_ADDRESS}' was expected; found {found}")
    for number, row in enumerate(reader, start=2):
        if "" in row:
            raise ReadError(str(path), f"line {number}: more fields than the first line has")
        yield _asked({name: value or "" for name, value in row.items()}, role)


def _asked(row: dict[str, str], role: str) -> Asked:
    said = {name: value.strip() for name, value in row.items()}
    return Asked(absolute("", said.pop(_ADDRESS)), said.pop(_DATA, ""), said, role=role)
