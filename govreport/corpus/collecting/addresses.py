"""What is to be collected: addresses of a list, with what its other columns say of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from govreport.corpus.collecting.pages import absolute
from govreport.errors import ReadError

__all__ = ["Asked", "asked"]

_ADDRESS, _DATA = "address", "data"


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


def asked(addresses: str | Path | Iterable[str], role: str) -> list[Asked]:
    """The addresses of a CSV or text file, or those that are given.

    Raises
    ------
    ReadError
        If there is no such file, or a CSV has no column ``address``.
    """
    if isinstance(addresses, str) and re.match(r"https?://", addresses, re.IGNORECASE):
        addresses = [addresses]
    if not isinstance(addresses, str | Path):
        return [Asked(absolute("", one), role=role) for one in addresses]
    path = Path(addresses)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(
            str(path), f"a CSV or text file of addresses in UTF-8 was expected: {error}"
        ) from error
    if path.suffix.lower() == ".csv":
        return _rows(path, text, role)
    lines = (line.strip() for line in text.splitlines())
    return [Asked(absolute("", line), role=role) for line in lines if line and not line.startswith("#")]


def _rows(path: Path, text: str, role: str) -> list[Asked]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    if _ADDRESS not in (reader.fieldnames or ()):
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise ReadError(str(path), f"a column '{_ADDRESS}' was expected; found {found}")
    found_rows = []
    for number, row in enumerate(reader, start=2):
        if "" in row:
            raise ReadError(str(path), f"line {number}: more fields than the first line has")
        said = {name: (value or "").strip() for name, value in row.items()}
        address, data = absolute("", said.pop(_ADDRESS)), said.pop(_DATA, "")
        found_rows.append(Asked(address, data, said, role=role))
    return found_rows
