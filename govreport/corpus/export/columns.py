"""What each column of each table says, in both languages, and which values it may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import get_args

from govreport import forms
from govreport.frames import SCHEMA
from govreport.panel import crosswalk
from govreport.panel.crosswalk import Comparable
from govreport.panel.wide import SUFFIXES, identity, schema
from govreport.panel.years import PANEL
from govreport.report import Scope, SectionKind, Severity, Status
from govreport.resources import Table, load_toml
from govreport.text.facts.words import vocabulary
from govreport.text.quantities import Qualifier
from govreport.text.themes import NOT_STATED
from govreport.text.themes.codebook import codebook

__all__ = ["CODEBOOK", "PANELS", "Described", "FrameColumn", "load", "types"]

CODEBOOK = "codebook"
PANELS = ("panel", "panel_wide")
"""The tables of a build that are of bodies and years, beside those of `SCHEMA`."""
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


def types() -> dict[str, dict[str, str]]:
    """Columns, in order, and types of every table that a build writes."""
    return {**SCHEMA, **dict(zip(PANELS, (PANEL, schema()), strict=True))}


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
    for name, columns in (types() | {"panel_wide": identity()}).items():
        described = _table(
            name, data.table(name), {column: _TYPES[type_] for column, type_ in columns.items()}
        )
        yield (
            described
            if name != "panel_wide"
            else replace(described, columns=(*described.columns, *_of_variables(data.table("variables"))))
        )
    yield _table(CODEBOOK, data.table(CODEBOOK), None)


def _of_variables(data: Table) -> Iterator[FrameColumn]:
    """The columns of each variable, in words that name it."""
    words = {end: (texts.text("zh"), texts.text("en")) for end, texts in data.named_tables()}
    for one in crosswalk.load():
        for end, type_ in SUFFIXES.items():
            zh, en = words[end.removeprefix("_") or "value"]
            known = get_args(Comparable) if end == "_comparable" else ()
            yield FrameColumn(
                f"{one.id}{end}", zh.format(one.zh), en.format(one.en), _TYPES[type_], None, known
            )


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
        **{(name, "scope"): get_args(Scope) for name in PANELS},
        **{(name, "origin"): ("parsed", "keyed") for name in PANELS},
        ("panel", "form"): known,
        ("panel", "variable"): tuple(one.id for one in crosswalk.load()),
    }
