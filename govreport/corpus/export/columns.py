"""What each column of each table says, in both languages, and which values it may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import get_args

from govreport import forms
from govreport.frames import SCHEMA
from govreport.report import Scope, SectionKind, Severity, Status
from govreport.resources import Table, load_toml
from govreport.text.facts.words import vocabulary
from govreport.text.quantities import Qualifier
from govreport.text.themes import NOT_STATED
from govreport.text.themes.codebook import codebook

__all__ = ["CODEBOOK", "Described", "FrameColumn", "load"]

CODEBOOK = "codebook"
_TYPES = {
    **{"string": "string", "Int64": "integer", "Float64": "number", "boolean": "boolean"},
    "datetime64[ms]": "date",
}


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """A column: its type as a Table Schema names it, the ``table.column`` it refers to, what it may say."""

    name: str
    zh: str
    en: str
    type: str
    refers: str | None
    one_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """A table: its columns in order, and the columns that name a row (none where nothing does)."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[FrameColumn, ...]


@cache
def load() -> dict[str, Described]:
    """Every table by its name, the codebook last.

    Raises
    ------
    ResourceError
        If data/frames.toml has other tables or columns than there are.
    """
    return load_toml("frames.toml", lambda data: {table.name: table for table in _tables(data)})


def _tables(data: Table) -> Iterator[Described]:
    for name, types in SCHEMA.items():
        yield _table(name, data.table(name), {column: _TYPES[dtype] for column, dtype in types.items()})
    yield _table(CODEBOOK, data.table(CODEBOOK), None)


def _table(name: str, data: Table, types: dict[str, str] | None) -> Described:
    columns = tuple(_columns(name, data.table("columns"), types))
    key = data.texts("key", required=False)
    described = Described(name, data.text("zh"), data.text("en"), key, columns)
    data.done()
    for column in key:
        if column not in {one.name for one in columns}:
            raise data.wrong("key", "columns of the table", column)
    return described


def _columns(table: str, data: Table, types: dict[str, str] | None) -> Iterator[FrameColumn]:
    described = dict(data.named_tables())
    if types is not None and list(described) != list(types):
        raise data.wrong("", f"the columns {', '.join(types)}", list(described))
    for name, texts in described.items():
        type_ = types[name] if types else "string"
        values = _values().get((table, name), ())
        yield FrameColumn(
            name, texts.text("zh"), texts.text("en"), type_, texts.text_or_none("refers"), values
        )
        texts.done()


@cache
def _values() -> dict[tuple[str, str], tuple[str, ...]]:
    """The values of the columns that have a list of them."""
    known, book = forms.available(), codebook()
    codes = [*(group.id for group in book.groups), *(code.id for code in book.codes), NOT_STATED]
    tables = [table.id for form in known for table in forms.load(form).tables]
    return {
        ("reports", "scope"): get_args(Scope),
        ("reports", "form"): known,
        ("figures", "form"): known,
        ("figures", "table"): tuple(dict.fromkeys(tables)),
        ("figures", "status"): tuple(Status),
        ("narrative", "section"): get_args(SectionKind),
        ("facts", "concept"): tuple(vocabulary().concepts),
        ("facts", "qualifier"): get_args(Qualifier),
        ("themes", "code"): tuple(dict.fromkeys(codes)),
        ("findings", "severity"): get_args(Severity),
    }
