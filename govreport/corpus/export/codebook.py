"""codebook.csv: a row for every column, cell of a form, variable, indicator, concept, theme and rule."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from govreport import forms
from govreport.checks import rules
from govreport.corpus.export.columns import CODEBOOK, load
from govreport.forms import SummedCell
from govreport.measures import indicators
from govreport.measures.indicators.definitions import Indicator
from govreport.panel import crosswalk
from govreport.report import Status
from govreport.text.facts.words import vocabulary
from govreport.text.themes.codebook import codebook

__all__ = ["rows", "write"]

Row: TypeAlias = tuple[str, ...]
_STATES = "; ".join(Status)
_NUMBERS = {"count": "integer", "change": "integer", "amount": "number"}
_PRINTED = "as printed 照录"


def write(path: Path) -> None:
    """Write the codebook: UTF-8 without a mark, one row per variable."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in load()[CODEBOOK].columns)
        writer.writerows(rows())


def rows() -> Iterator[Row]:
    """Its rows, in the order of the columns of table ``codebook``."""
    yield from _columns()
    yield from _cells()
    yield from _variables()
    yield from _indicators()
    yield from _concepts()
    yield from _themes()
    yield from _rules()


def _columns() -> Iterator[Row]:
    for table in load().values():
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            states = "; ".join(column.one_of)
            refers = f"values of 取自 {column.refers}" if column.refers else ""
            yield ("column", name, column.zh, column.en, column.type, "", "", states, refers, "")


def _cells() -> Iterator[Row]:
    """The cells of all forms; a cell that two forms name alike is one row, another wording another row."""
    found: dict[Row, list[forms.Template]] = {}
    for template in map(forms.load, forms.available()):
        for table in template.tables:
            for row, column in table.cells():
                label = f"{row.zh} · {column.zh}", f"{row.en} · {column.en}"
                cell = (
                    f"{table.id}.{row.id}.{column.id}",
                    *label,
                    _NUMBERS[column.number],
                    column.unit or "",
                )
                found.setdefault(cell, []).append(template)
    for known, templates in found.items():
        notices = "; ".join(f"{form.notice}: {form.source}" for form in templates)
        yield ("cell", *known, "; ".join(form.id for form in templates), _STATES, _PRINTED, notices)


def _variables() -> Iterator[Row]:
    for one in crosswalk.load():
        forms = {
            form: _sum([_signed(cell) for cell in cells])
            for form, cells in sorted(one.cells.items(), reverse=True)
        }
        computed = "; ".join(f"{form}: {cells}" for form, cells in forms.items())
        yield ("variable", one.id, one.zh, one.en, "number", one.unit, "; ".join(forms), "", computed, "")


def _indicators() -> Iterator[Row]:
    for one in indicators.definitions.named():
        forms = dict.fromkeys(form for count in one.counts for form in count.forms)
        legal = " ".join((one.legal_zh, one.legal_en, one.source))
        unit = one.measure if one.per == 1 else f"per {one.per}"
        computed = "; ".join(_counts(one)) or f"govreport.measures.indicators.functions: {one.id}"
        yield ("indicator", one.id, one.zh, one.en, "number", unit, "; ".join(forms), "", computed, legal)


def _counts(one: Indicator) -> Iterator[str]:
    for count in one.counts:
        above, below = (
            _sum([_signed(cell) for cell in cells]) for cells in (count.numerator, count.denominator)
        )
        yield f"{', '.join(count.forms)}: ({above}) / ({below})"


def _signed(cell: SummedCell) -> str:
    return f"{'-' if cell.sign < 0 else ''}{cell}"


def _sum(names: Sequence[str]) -> str:
    return " + ".join(names).replace("+ -", "- ")


def _concepts() -> Iterator[Row]:
    for one in vocabulary().concepts.values():
        yield ("fact", one.id, one.zh, one.en, "number", "", "", "", "stated in the prose 正文所述", "")


def _themes() -> Iterator[Row]:
    book = codebook()
    basis = "; ".join(book.sources)
    for group in book.groups:
        yield ("theme", group.id, group.zh, group.en, "string", "", "", "", "not stated closer 未细分", basis)
    for code in book.codes:
        definition = f"{code.definition_zh} {code.definition_en}"
        yield ("theme", code.id, code.zh, code.en, "string", "", "", "", definition, basis)


def _rules() -> Iterator[Row]:
    for rule in rules.load():
        states = "True; False; NA"
        yield (
            *("rule", rule.id, rule.zh.formula, rule.en.formula, "boolean", "", "", states),
            *(f"severity {rule.severity}", rule.source),
        )
