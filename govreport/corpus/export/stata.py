"""Tables as Stata files: names that Stata takes, labels in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

import pandas as pd

from govreport.errors import GovReportError

__all__ = ["stata_name", "stata_names", "write"]

_LONGEST, _LABEL, _TEXT = 32, 80, 2045  # what Stata allows: a name, a label, a text that is no strL
_TABLES = {"disclosure": "dis", "requests": "req", "remedies": "rem", "survey": "sur"}
_COLUMNS = {
    "natural_person": "np", "company": "co", "research": "res", "nonprofit": "npo", "legal_service": "law",
    "other_org": "oth", "total": "tot",
}  # fmt: skip
_RESERVED = frozenset(
    """
    _all _b _coef _cons _n _N _pi _pred _rc _se _skip aggregate array boolean break byte case catch class
    colvector complex const continue default delegate delete do double else eltypedef end enum explicit export
    external float for friend function global goto if in inline int local long NULL pragma protected quad
    rowvector short str strL typedef typename using virtual with
    """.split()
)
_EPOCH = pd.Timestamp("2000-01-01")  # the file does not say when it was written


def stata_name(name: str) -> str:
    """A name of at most 32 characters for a column, always the same for the same column.

    Examples
    --------
    >>> from govreport.corpus.export.stata import stata_name
    >>> stata_name("requests.denied.other_law.natural_person"), stata_name("new.total"), stata_name("year")
    ('req_denied_other_law_np', 'new_tot', 'year')
    """
    *first, last = name.split(".")
    parts = [_TABLES.get(part, part) if i == 0 else part for i, part in enumerate(first)]
    parts.append(_COLUMNS.get(last, last) if first else last)
    plain = "_".join(parts)
    safe = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in plain)
    if not safe[:1].isalpha() or safe in _RESERVED:
        safe = f"v_{safe}"
    if len(safe) <= _LONGEST and safe.removeprefix("v_") == plain:
        return safe
    return f"{safe[: _LONGEST - 7]}_{sha256(name.encode()).hexdigest()[:6]}"


def stata_names(columns: Iterable[str]) -> dict[str, str]:
    """The Stata name of each column.

    Raises
    ------
    GovReportError
        If two columns would have one name.
    """
    names: dict[str, str] = {}
    for column in columns:
        name = stata_name(column)
        if name in names.values():
            other = next(known for known, taken in names.items() if taken == name)
            raise GovReportError(
                f"columns {other} and {column}: two names were expected in Stata, not {name}"
            )
        names[column] = name
    return names


def write(path: Path, table: pd.DataFrame, labels: Mapping[str, tuple[str, str]], title: str) -> None:
    """Write a table as a .dta file of Stata 14 and later (version 118, UTF-8).

    A column's label has its Chinese and English words, cut to the 80 characters that Stata shows; where
    they are longer or the name is another, a note in the codebook has them whole. True is 1, a day is a
    date.
    """
    names = stata_names(table.columns)
    columns = {names[name]: _plain(table[name]) for name in table.columns}
    long = [name for name, column in columns.items() if _is_long(column)]
    shown = {names[name]: f"{zh} {en}"[:_LABEL] for name, (zh, en) in labels.items() if name in names}
    days = {name: "td" for name, column in columns.items() if column.dtype.kind == "M"}
    pd.DataFrame(columns).to_stata(
        path,
        write_index=False,
        version=118,
        convert_strl=long,
        convert_dates=days,  # type: ignore[arg-type]  # the stubs know no names of columns
        variable_labels={name: label for name, label in shown.items() if name in columns},
        data_label=title[:_LABEL],
        time_stamp=_EPOCH,
    )


def _plain(column: pd.Series) -> pd.Series:
    if column.dtype == "boolean":
        return column.astype("Int8")
    if column.dtype == "Int64":
        return column.astype("Float64")
    if column.dtype == "string" or column.dtype == object:
        return column.fillna("").astype(str).astype(object)
    return column


def _is_long(column: pd.Series) -> bool:
    return column.dtype == object and any(len(text.encode()) > _TEXT for text in column)
