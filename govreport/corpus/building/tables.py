"""Tables written a chunk at a time: .csv, .parquet, and all of them in one .duckdb; whole or not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from govreport.corpus.building.files import in_utf_8, whole
from govreport.corpus.export.columns import types
from govreport.corpus.export.formulas import quoted
from govreport.errors import GovReportError
from govreport.normalize import one_line

__all__ = ["DATABASE", "FORMATS", "Format", "TableWriter", "writing"]

DATABASE = "govreport.duckdb"
_ROWS = 2**14  # of a table are written at once: a row group of a .parquet file
_MODEST: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "memory_limit": "256MB"}
_SQL = {
    **{"string": "VARCHAR", "Int64": "BIGINT", "Float64": "DOUBLE", "boolean": "BOOLEAN"},
    "datetime64[ms]": "DATE",  # pandas has no type for days
}

Add: TypeAlias = Callable[[str, pd.DataFrame], object]
"""Adds rows to the table of that name."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its suffix, the package that it needs, and what begins its files in a folder.

    What `begin` puts on the stack ends the files; they are in the folder once all of them are whole.
    """

    suffix: str
    needs: str | None
    begin: Callable[[Path, ExitStack, Mapping[str, pd.DataFrame]], Add]

    def paths(self, out: Path) -> tuple[Path, ...]:
        """The files in a folder, in the order of the tables."""
        if self.suffix == ".duckdb":
            return (out / DATABASE,)
        return tuple(out / f"{name}{self.suffix}" for name in types())

    def beside(self, out: Path) -> tuple[Path, ...]:
        """What a reader that broke off may have left beside the files, and would be taken for a part."""
        return tuple(
            path.with_name(f"{path.name}.wal") for path in self.paths(out) if self.suffix == ".duckdb"
        )


class TableWriter:
    """Tables that are being written; `counts` are the rows of each so far."""

    def __init__(self, adds: Sequence[Add], empty: Mapping[str, pd.DataFrame]) -> None:
        self.counts = dict.fromkeys(types(), 0)
        self._adds = adds
        # A table without rows has its columns all the same.
        self._waiting = {name: [table] for name, table in empty.items()}

    def add(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Add rows to some tables."""
        for name, table in tables.items():
            if table.empty:  # it need not have a manifest's own columns
                continue
            self.counts[name] += len(table)
            self._waiting[name].append(table)
            if sum(map(len, self._waiting[name])) >= _ROWS:
                self._write(name)

    def finish(self) -> None:
        """Write what has waited for more."""
        for name, tables in self._waiting.items():
            if tables:
                self._write(name)

    def _write(self, name: str) -> None:
        rows = pd.concat(self._waiting[name], ignore_index=True)
        self._waiting[name].clear()
        for add in self._adds:
            add(name, rows)


@contextmanager
def writing(
    out: Path,
    formats: Sequence[Format],
    stale: Sequence[Path] = (),
    *,
    quote_formulas: bool = False,
    own: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[TableWriter]:
    """Tables to be written to a folder in those formats; old ones stay if that does not come to an end.

    With `quote_formulas` texts in .csv files that a spreadsheet would take for a formula get an apostrophe.
    Tables have `own` columns, which are texts, at their end.
    The `stale` files, which would say something else than the new tables, go before these take their places.
    """
    empty = _empty(own or {})
    with ExitStack() as stack:
        adds = [
            _quoting(add) if quote_formulas and one.suffix == ".csv" else add
            for one in formats
            for add in [one.begin(out, stack, empty)]
        ]
        written = TableWriter(adds, empty)
        yield written
        written.finish()
        for path in stale:
            path.unlink(missing_ok=True)


def _empty(own: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    columns = {name: of | dict.fromkeys(own.get(name, ()), "string") for name, of in types().items()}
    return {name: pd.DataFrame(columns=list(of)).astype(of) for name, of in columns.items()}


def _quoting(add: Add) -> Add:
    return lambda name, table: add(name, quoted(table))


def _csv(out: Path, stack: ExitStack, empty: Mapping[str, pd.DataFrame]) -> Add:
    parts = {name: stack.enter_context(whole(out / f"{name}.csv")) for name in types()}
    files = {
        name: stack.enter_context(part.open("w", encoding="utf-8", newline=""))
        for name, part in parts.items()
    }

    def add(name: str, table: pd.DataFrame) -> None:
        file = files[name]
        # 15 digits: what a figure can have, and 4 instead of 4.0
        table.to_csv(file, index=False, header=not file.tell(), float_format="%.15g", lineterminator="\n")

    return add


def _parquet(out: Path, stack: ExitStack, empty: Mapping[str, pd.DataFrame]) -> Add:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    writers = {}
    for name, table in empty.items():
        part = stack.enter_context(whole(out / f"{name}.parquet"))
        schema = pa.Table.from_pandas(table, preserve_index=False).schema
        writers[name] = stack.enter_context(ParquetWriter(in_utf_8(part), schema))

    def add(name: str, table: pd.DataFrame) -> None:
        writer = writers[name]
        rows = pa.Table.from_pandas(table, schema=writer.schema, preserve_index=False)
        writer.write_table(rows, row_group_size=max(len(table), 1))

    return add


@contextmanager
def _errors_named(path: Path) -> Iterator[None]:
    """An error of the database, such as a full disk, as one line."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise GovReportError(f"{path}: cannot be written: {one_line(str(error))}") from error


def _duckdb(out: Path, stack: ExitStack, empty: Mapping[str, pd.DataFrame]) -> Add:
    import duckdb

    stack.enter_context(_errors_named(out / DATABASE))
    part = stack.enter_context(whole(out / DATABASE))
    stack.callback(part.with_name(f"{part.name}.wal").unlink, missing_ok=True)
    database = stack.enter_context(duckdb.connect(in_utf_8(part), config=_MODEST))
    for name, table in empty.items():
        pairs = ((_in_sql(column), _SQL[str(dtype)]) for column, dtype in table.dtypes.items())
        columns = ", ".join(f"{column} {type_}" for column, type_ in pairs)
        database.execute(f'CREATE TABLE "{name}" ({columns})')
    return database.append


def _in_sql(name: object) -> str:
    """A name of a column, which may be a user's own, as SQL writes names."""
    quoted_name = str(name).replace('"', '""')
    return f'"{quoted_name}"'


FORMATS = (
    Format(".csv", None, _csv),
    Format(".parquet", "pyarrow", _parquet),
    Format(".duckdb", "duckdb", _duckdb),
)
