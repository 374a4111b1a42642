"""The cell of a report that somebody's table means: by its id, its Chinese label or its English one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from govreport import forms
from govreport.forms import Row, TableForm
from govreport.normalize import compact
from govreport.parsing.labels import Labels
from govreport.report import Report

__all__ = ["Names"]

_PARTS = re.compile(r"[/／>》|｜→·;；\n\t]|[-—–]{1,2}(?=\D)")
_ORDINAL = re.compile(r"^(?:\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十\d]+[、.,:])[、.]?")
_REMARK = re.compile(r"\([^()]*\)$")


class Names:
    """The names of the tables, rows and columns of one report."""

    def __init__(self, report: Report) -> None:
        self.tables = {table: forms.load(form).table(table) for table, form in report.forms.items()}
        self._labels = {table: Labels(form) for table, form in self.tables.items()}

    def table(self, text: str) -> str | None:
        """The table of an id, a caption or its number (``表三``, ``table 3``)."""
        plain = _plain(text)
        for id_, form in self.tables.items():
            captions = {id_, _plain(form.caption_zh), _plain(form.caption_en)}
            zh, en = compact(form.caption_zh), form.caption_en.casefold()
            captions |= {zh[2:].casefold(), zh[:1], f"表{zh[:1]}", en.partition(":")[0].replace(" ", "")}
            if plain in captions | {caption.removeprefix("table") for caption in captions}:
                return id_
        return None

    def row(self, table: str, text: str, groups: Sequence[str] = ()) -> str | None:
        """The row that a text names, alone or together with the groups that stand before it."""
        form = self.tables[table]
        by_name = _rows(form).get(text.strip())
        if by_name is not None:
            return by_name
        pieces = [_plain(piece) for piece in (*groups, *_PARTS.split(text)) if _plain(piece)]
        if not pieces:
            return None
        found = self._labels[table].exact(pieces[-1])
        alike = [row for row in form.rows if _core(pieces[-1]) in _cores(row)]
        under = [row for row in alike if set(map(_core, pieces[:-1])) & set(map(_core, row.under))]
        for rows in (under, alike):
            if len(rows) == 1:
                return rows[0].id
        if alike:
            return None
        if found is not None:
            return found
        own = [row.id for row in form.rows if not row.under and pieces[-1] in row.labels[0]]
        if len(own) == 1 and len(pieces) == 1 and len(pieces[0]) > 1:
            return own[0]
        match = self._labels[table].match([compact(piece) for piece in (*groups, text)])
        return match.row if match else None

    def column(self, table: str, text: str) -> str | None:
        """The column that a text names: its id, its label in either language, its unit left out."""
        return _columns(self.tables[table]).get(_plain(text)) or _columns(self.tables[table]).get(
            _REMARK.sub("", _plain(text))
        )

    def tables_of_columns(self, texts: Sequence[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Each table with the texts that name a column of it."""
        for table in self.tables:
            named = {text: column for text in texts if (column := self.column(table, text))}
            if named:
                yield table, named


def _plain(text: str) -> str:
    return compact(text).casefold()


def _core(text: str) -> str:
    return _ORDINAL.sub("", text)


@cache
def _cores(row: Row) -> frozenset[str]:
    labels = {label.casefold() for label in row.labels}
    return frozenset(
        {_core(label) for label in labels}
        | {_REMARK.sub("", _core(label)) for label in labels}
        | {_plain(row.en)}
    )


@cache
def _rows(form: TableForm) -> Mapping[str, str]:
    """Rows by their ids, and by the part of an id that no other row has."""
    ends = [row.id.rpartition(".")[2] for row in form.rows]
    short = {
        row.id.rpartition(".")[2]: row.id for row in form.rows if ends.count(row.id.rpartition(".")[2]) == 1
    }
    return (
        short
        | {row.id: row.id for row in form.rows}
        | {row.id.replace(".", "_"): row.id for row in form.rows}
    )


@cache
def _columns(form: TableForm) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for column in form.columns:
        names = (column.id, column.en, column.zh, *column.also)
        found |= {_plain(name): column.id for name in names}
        found.setdefault(_REMARK.sub("", _plain(column.zh)), column.id)
    return found
