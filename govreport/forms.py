"""The official forms (年度报告格式) as typed data: what the State Council prescribed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, SupportsIndex

from govreport.errors import TemplateError
from govreport.normalize import compact
from govreport.resources import Table, load_toml, names
from govreport.resources.messages import near

__all__ = [
    "Column",
    "Identity",
    "Row",
    "SummedCell",
    "TableForm",
    "Template",
    "available",
    "cell_key",
    "for_year",
    "load",
    "require_cell",
    "with_table",
]

NumberKind = Literal["count", "change", "amount"]


def cell_key(name: str) -> tuple[str, str, str]:
    """The parts of ``table.row.column``, the name of a cell; the id of a row may have points itself."""
    table, _, rest = name.partition(".")
    row, _, column = rest.rpartition(".")
    return table, row, column


@dataclass(frozen=True, slots=True)
class SummedCell:
    """A cell of an official table in a sum; `sign` is -1 where it is taken off."""

    table: str
    row: str
    column: str
    sign: Literal[1, -1] = 1

    @classmethod
    def of(cls, name: str) -> SummedCell:
        """The cell that ``table.row.column`` names, or ``-table.row.column``."""
        return cls(*cell_key(name.removeprefix("-")), -1 if name.startswith("-") else 1)

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.table, self.row, self.column)

    def __str__(self) -> str:
        """Its name, without the sign."""
        return ".".join(self.key)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `number` says which numbers may stand in it (a count has no sign and no fraction)."""

    id: str
    zh: str
    en: str
    number: NumberKind
    unit: str | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `labels` are all its known spellings, normalised, the official one first; `seen` are
    misprints and spellings with a remark.

    Its `columns` are those of the table that it has, with its own unit where the form gives it one.
    """

    id: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    labels: tuple[str, ...]
    under: tuple[str, ...]
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableForm:
    """One table of an official form.

    ``layout="single_row"``: all cells stand in one unlabelled row. ``"indicators"``: a list of rows
    with their units, from which offices leave out and to which they add.
    """

    form: str
    id: str
    caption_zh: str
    caption_en: str
    layout: Literal["labelled", "single_row", "indicators"]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    marks: tuple[str, ...]
    headers: tuple[str, ...]

    def __hash__(self) -> int:
        """That of its name: what is worked out once for a form is looked up again and again."""
        return hash((self.form, self.id))

    def cells(self) -> Iterator[tuple[Row, Column]]:
        """Every cell of the form, in its order."""
        return ((row, column) for row in self.rows for column in row.columns)


@dataclass(frozen=True, slots=True)
class Identity:
    """A 勾稽关系: the sum over `left` against the sum over `right`, for each column or each row."""

    rule: str
    table: str
    each: Literal["column", "row"]
    left: tuple[str, ...]
    relation: Literal["=", "<="]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """An official form: its notice, the report years it applies to, its tables and identities.

    Examples
    --------
    >>> gr.forms.load("2021").table("requests").caption_zh
    '三、收到和处理政府信息公开申请情况'
    """

    id: str
    title_zh: str
    title_en: str
    notice: str
    source: str
    first_year: int
    last_year: int | None
    tables: tuple[TableForm, ...]
    identities: tuple[Identity, ...]

    def table(self, table: str) -> TableForm:
        """The table of that id (``"disclosure"``, ``"requests"``, ``"remedies"``, ``"survey"``)."""
        for form in self.tables:
            if form.id == table:
                return form
        known = ", ".join(form.id for form in self.tables)
        raise TemplateError(f"form {self.id} has no table {table!r}; it has {known}")


def _column(data: Table) -> Column:
    return data.of(Column, also=tuple(map(compact, data.texts("also", required=False))))


def _row(data: Table, columns: tuple[Column, ...]) -> Row:
    wanted = data.texts("columns", required=False)
    by_id = {column.id: column for column in columns}
    for id_ in wanted:
        if id_ not in by_id:
            raise data.wrong("columns", " | ".join(by_id), id_)
    unit = data.text_or_none("unit")
    if unit is not None:
        number = data.text("number", ("count", "amount")) if "number" in data else "count"
        columns = tuple(replace(column, unit=unit, number=number) for column in columns)  # type: ignore[arg-type]
        by_id = {column.id: column for column in columns}
    zh = data.text("zh")
    also, under, seen = (data.texts(key, required=False) for key in ("also", "under", "seen"))
    return data.of(
        Row,
        zh=zh,
        columns=tuple(by_id[id_] for id_ in wanted) or columns,
        labels=tuple(map(compact, (zh, *also))),
        under=tuple(map(compact, under)),
        seen=tuple(map(compact, seen)),
    )


def _table(form: str, id_: str, data: Table) -> TableForm:
    columns = tuple(map(_column, data.tables("columns")))
    return data.of(
        TableForm,
        form=form,
        id=id_,
        columns=columns,
        rows=tuple(_row(row, columns) for row in data.tables("rows")),
        marks=tuple(map(compact, data.texts("marks"))),
        headers=tuple(map(compact, data.texts("headers"))),
    )


def _identity(data: Table, tables: dict[str, TableForm]) -> Identity:
    table = data.text("table", tuple(tables))
    each = data.text("each", ("column", "row"))
    form = tables[table]
    known = {part.id for part in (form.rows if each == "column" else form.columns)}
    left, right = data.texts("left"), data.texts("right")
    for id_ in (*left, *right):
        if id_ not in known:
            raise data.wrong("left/right", f"an id of table {table}", id_)
    return data.of(Identity, table=table, each=each, left=left, right=right)


def _template(data: Table) -> Template:
    id_ = data.text("id")
    years = data.table("years")
    first, last = years.integer_or_none("from"), years.integer_or_none("to")
    if first is None:
        raise years.wrong("from", "a year", None)
    years.done()
    tables_data = data.table("tables")
    tables = {key: _table(id_, key, table) for key, table in tables_data.named_tables()}
    return data.of(
        Template,
        id=id_,
        first_year=first,
        last_year=last,
        tables=tuple(tables.values()),
        identities=tuple(_identity(identity, tables) for identity in data.tables("identities")),
    )


@cache
def load(form: str) -> Template:
    """The official form of that id: ``"2021"``, ``"2019"``, ``"2014"`` or ``"2008"``.

    Raises
    ------
    TemplateError
        If there is no such form; the message lists those known.
    """
    if (form := str(form)) not in available():
        raise TemplateError(f"no official form {form!r}; known forms: {', '.join(available())}")
    return load_toml(f"templates/{form}.toml", _template)


@cache
def available() -> tuple[str, ...]:
    """Ids of the official forms that the package knows, newest first."""
    return tuple(reversed(names("templates", ".toml")))


@cache
def with_table(table: str) -> tuple[Template, ...]:
    """The forms that have a table of that id, newest first."""
    return tuple(t for t in map(load, available()) if any(form.id == table for form in t.tables))


def require_cell(table: str, row: str, column: str) -> None:
    """See that one of the official forms has such a cell.

    Raises
    ------
    TemplateError
        If none has; the message lists the tables, the rows of the table or the columns of the row.
    """
    cells = [
        (form.id, r.id, c.id) for one in available() for form in load(one).tables for r, c in form.cells()
    ]
    for i, (what, name) in enumerate((("table", table), ("row", row), ("column", column))):
        known = dict.fromkeys(cell[i] for cell in cells)
        if name not in known:
            meant = near(name, known)
            raise TemplateError(f"no official form has a {what} {name!r}; {meant}known: {', '.join(known)}")
        cells = [cell for cell in cells if cell[i] == name]


def for_year(year: int) -> Template:
    """The form that the notices prescribe for reports on `year` (not: the form that an office used)."""
    if not isinstance(year, SupportsIndex):
        raise TemplateError(f"year: a whole number was expected, as 2024; found {year!r}")
    for template in map(load, available()):
        if template.first_year <= year and (template.last_year is None or year <= template.last_year):
            return template
    spans = ", ".join(f"{t.id}: {t.first_year}-{t.last_year or ''}" for t in map(load, available()))
    raise TemplateError(f"no official form for reports on {year}; known: {spans}")
