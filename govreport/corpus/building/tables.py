"""Tables written a chunk at a time: .csv, .parquet, and all of them in one .duckdb; whole or not there."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from govreport.corpus.building.files import in_utf_8, whole
from govreport.corpus.building.kept import Part, line, unline
from govreport.corpus.export.columns import types
from govreport.corpus.export.formulas import harmless
from govreport.errors import GovReportError
from govreport.normalize import one_line
from govreport.panel.years import frame_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DATABASE", "FAILURES", "FORMATS", "Chunk", "Format", "TableWriter", "Types", "parts", "writing"]

DATABASE = "govreport.duckdb"
FAILURES = "failures"
"""The table that is sorted over all files."""
_ROWS = 2**14  # of a table are written at once: a row group of a .parquet file
_BYTES = 2**25  # or so many, so that neither memory nor the database's is short where texts are very long
_MODEST: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "memory_limit": "256MB"}
_SQL = {
    **{"string": "VARCHAR", "Int64": "BIGINT", "Float64": "DOUBLE", "boolean": "BOOLEAN"},
    "datetime64[ms]": "DATE",  # pandas has no type for days
}

Rows: TypeAlias = "Sequence[Sequence[Any]]"
Types: TypeAlias = Mapping[str, str]
"""Columns, in order, and their types."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table as its files take them.

    `lines` are those of the .csv, `data` is a stream of Arrow, or a line of JSON where pyarrow is absent.
    """

    count: int
    lines: bytes
    data: bytes
    arrow: bool

    @classmethod
    def of(cls, rows: Rows, columns: Types, *, arrow: bool, quote_formulas: bool) -> Chunk:
        """The same rows, with an apostrophe in the .csv before texts like formulas if that is wanted."""
        data = _arrow(rows, columns) if arrow else line([[_plain(cell) for cell in row] for row in rows])
        return cls(len(rows), _lines(rows, columns, quote_formulas), data, arrow)

    @classmethod
    def of_part(cls, more: Any, data: bytes) -> Chunk:
        """The chunk of which `parts` made a part."""
        count, size, arrow = more
        return cls(count, data[:size], data[size:], arrow)


def parts(
    made: Mapping[str, Rows], columns: Mapping[str, Types], *, arrow: bool, quote_formulas: bool
) -> list[Part]:
    """The rows of some tables as parts of an answer."""
    chunks = {
        name: Chunk.of(rows, columns[name], arrow=arrow, quote_formulas=quote_formulas)
        for name, rows in made.items()
        if rows
    }
    return [(name, [one.count, len(one.lines), arrow], one.lines + one.data) for name, one in chunks.items()]


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


def _lines(rows: Rows, columns: Types, quote_formulas: bool) -> bytes:
    numbers = [i for i, type_ in enumerate(columns.values()) if type_ == "Float64"]
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    for row in rows:
        cells = [*map(harmless, row)] if quote_formulas else [*row]
        for i in numbers:
            if cells[i] is not None:
                cells[i] = f"{cells[i]:.15g}"  # what a figure can have, and 4 instead of 4.0
        writer.writerow(cells)
    return file.getvalue().encode()


def _arrow(rows: Rows, columns: Types) -> bytes:
    import pyarrow as pa

    schema = _schema(tuple(columns.items()))
    arrays = [
        pa.array(values, pa.date32()).cast(field.type)
        if pa.types.is_timestamp(field.type)
        else pa.array(values, field.type)
        for values, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        stream.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return bytes(sink.getvalue())


@cache
def _schema(columns: tuple[tuple[str, str], ...]) -> pa.Schema:
    """The types of a table as pandas hands them to Parquet, so that it gets them back."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame_of(dict(columns), ()), preserve_index=False).schema


def _table(chunks: Iterable[Chunk]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(pa.ipc.open_stream(chunk.data).read_all() for chunk in chunks)


def _frame(chunks: Iterable[Chunk], columns: Types) -> pd.DataFrame:
    return frame_of(columns, (row for chunk in chunks for row in unline(chunk.data)))


Add: TypeAlias = Callable[[str, Sequence[Chunk]], object]
"""Adds rows to the table of that name."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its suffix, the package that it needs, and what begins its files in a folder.

    What `begin` puts on the stack ends the files; they are in the folder once all of them are whole.
    """

    suffix: str
    needs: str | None
    begin: Callable[[Path, ExitStack, Mapping[str, Types]], Add]

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
    """Tables that are being written, with their columns; `counts` are the rows of each so far."""

    def __init__(self, adds: Sequence[Add], columns: Mapping[str, Types]) -> None:
        self.columns = columns
        self.counts = dict.fromkeys(columns, 0)
        self._adds = adds
        self._waiting: dict[str, list[Chunk]] = {name: [] for name in columns}
        self._sizes = dict.fromkeys(columns, 0)

    def add(self, name: str, rows: Chunk) -> None:
        """Add rows to a table."""
        waiting = self._waiting[name]
        waiting.append(rows)
        self.counts[name] += rows.count
        self._sizes[name] += len(rows.lines) + len(rows.data)
        if self._sizes[name] >= _BYTES or sum(chunk.count for chunk in waiting) >= _ROWS:
            self._write(name)

    def finish(self) -> None:
        """Write what has waited for more."""
        for name, chunks in self._waiting.items():
            if chunks:
                self._write(name)

    def _write(self, name: str) -> None:
        for add in self._adds:
            add(name, self._waiting[name])
        self._waiting[name].clear()
        self._sizes[name] = 0


@contextmanager
def writing(
    out: Path,
    formats: Sequence[Format],
    stale: Sequence[Path] = (),
    own: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[TableWriter]:
    """Tables to be written to a folder in those formats; old ones stay if that does not come to an end.

    Tables have `own` columns, which are texts, at their end.
    The `stale` files, which would say something else than the new tables, go before these take their places.
    """
    columns = {
        name: {**of, **dict.fromkeys((own or {}).get(name, ()), "string")} for name, of in types().items()
    }
    with ExitStack() as stack:
        adds = [one.begin(out, stack, columns) for one in formats]
        written = TableWriter(adds, columns)
        yield written
        written.finish()
        for path in stale:
            path.unlink(missing_ok=True)


def _csv(out: Path, stack: ExitStack, columns: Mapping[str, Types]) -> Add:
    parts = {name: stack.enter_context(whole(out / f"{name}.csv")) for name in columns}
    files = {name: stack.enter_context(part.open("wb")) for name, part in parts.items()}
    for name, of in columns.items():
        files[name].write(_lines([tuple(of)], {}, False))
    return lambda name, chunks: files[name].writelines(chunk.lines for chunk in chunks)


def _parquet(out: Path, stack: ExitStack, columns: Mapping[str, Types]) -> Add:
    from pyarrow.parquet import ParquetWriter

    writers = {}
    for name, of in columns.items():
        part = stack.enter_context(whole(out / f"{name}.parquet"))
        writers[name] = stack.enter_context(ParquetWriter(in_utf_8(part), _schema(tuple(of.items()))))

    def add(name: str, chunks: Sequence[Chunk]) -> None:
        table = _table(chunks)
        writers[name].write_table(table, row_group_size=len(table))

    return add


@contextmanager
def _errors_named(path: Path) -> Iterator[None]:
    """An error of the database, such as a full disk, as one line."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise GovReportError(f"{path}: cannot be written: {one_line(str(error))}") from error


def _duckdb(out: Path, stack: ExitStack, columns: Mapping[str, Types]) -> Add:
    import duckdb

    stack.enter_context(_errors_named(out / DATABASE))
    part = stack.enter_context(whole(out / DATABASE))
    stack.callback(part.with_name(f"{part.name}.wal").unlink, missing_ok=True)
    database = stack.enter_context(duckdb.connect(in_utf_8(part), config=_MODEST))
    for name, of in columns.items():
        pairs = ", ".join(f"{_in_sql(column)} {_SQL[type_]}" for column, type_ in of.items())
        database.execute(f'CREATE TABLE "{name}" ({pairs})')

    def add(name: str, chunks: Sequence[Chunk]) -> None:
        database.register("added", _table(chunks) if chunks[0].arrow else _frame(chunks, columns[name]))
        database.execute(f'INSERT INTO "{name}" SELECT * FROM added')
        database.unregister("added")

    return add


def _in_sql(name: str) -> str:
    """A name of a column, which may be a user's own, as SQL writes names."""
    quoted_name = name.replace('"', '""')
    return f'"{quoted_name}"'


FORMATS = (
    Format(".csv", None, _csv),
    Format(".parquet", "pyarrow", _parquet),
    Format(".duckdb", "duckdb", _duckdb),
)
