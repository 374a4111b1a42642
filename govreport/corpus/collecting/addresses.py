"""What is to be collected: addresses of a list, with what its other columns say of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
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
        plain = addresses.convert_dtypes()  # a year is no 2024.0 where a row has none
        return _rows("addresses", plain.to_csv(index=False), role)
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
        return _rows(str(path), text, role)
    lines = [one for line in text.splitlines() if (one := line.strip()) and not one.startswith("#")]
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


def _rows(name: str, text: str, role: str) -> list[Asked]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    if _ADDRESS not in (reader.fieldnames or ()):
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise ReadError(name, f"a column '{_ADDRESS}' was expected; found {found}")
    found_rows = []
    for number, row in enumerate(reader, start=2):
        if "" in row:
            raise ReadError(name, f"line {number}: more fields than the first line has")
        fields = {name: (value or "").strip() for name, value in row.items()}
        address, data = absolute("", fields.pop(_ADDRESS)), fields.pop(_DATA, "")
        found_rows.append(Asked(address, data, fields, role=role))
    return found_rows
