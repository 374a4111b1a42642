"""Which official table stands where, and in which form: known by its printed words, table by table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from govreport import forms
from govreport.document import Block, Paragraph, Picture
from govreport.errors import TemplateError
from govreport.forms import TableForm
from govreport.normalize import compact
from govreport.parsing.cells import Line, Token, lines
from govreport.parsing.sections import Segmented
from govreport.report import Note, Section

__all__ = ["PrintedTable", "form_notes", "recognise"]

_LONG_LABEL = 8  # characters: longer than any ordinary word
_TABLES = ("disclosure", "requests", "remedies")
_OVER = re.compile(r"\([^()]{1,12}\)|(?:金额|计量)?单位:(?:亿元|万元|元)")
_MONEY = re.compile(r"(?:金额|计量)?单位:?(亿元|万元|元)\)?$")
# Words with which a table begins. In running text they mean nothing, so prose never starts a table.
_OPENINGS = {
    "disclosure": ("第二十条第(", "信息内容"),
    "requests": ("本列数据的勾稽关系", "(本列数据的勾稽关系", "申请人情况", "一、本年新收政府信息公开申请数"),
    "remedies": ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"),
}


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table of a report as printed, and the form it is printed in."""

    form: TableForm
    lines: tuple[Line, ...]
    money: frozenset[str] = frozenset()  # units of money given over it: in its heading, on a line above


def recognise(
    segmented: Segmented, declared: str | None, *, required: bool = True
) -> tuple[tuple[PrintedTable, ...], tuple[Note, ...]]:
    """The official tables of a report, and notes on forms that had to be inferred.

    A table's form is known by words that only this form prints. Table 三 of 2019 has none: it is known
    by numbers beside (六)其他处理. Where nothing tells, the form of table 二 is taken, then the declared
    one, and a note says so. The report's year decides nothing. A table that is not there is noted,
    unless none is there and none is `required` (reports of years before 2019).
    """
    found: dict[str, list[Line]] = {table: [] for table in _TABLES}
    for table, line in _located(segmented, required):
        found[table].append(line)
    seen: dict[str, str | None] = {table: _form(table, found[table]) for table in _TABLES}
    notes: list[Note] = []
    missing: list[Note] = []
    tables: list[PrintedTable] = []
    for table in _TABLES:
        certain = required and not _may_be_prose(table, found[table])
        if not any(map(_has_cells, found[table])) or not (certain or _is_printed(table, found[table])):
            missing.append(_not_found(table, segmented))
            continue
        form = seen[table]
        if form is None:
            known = [template.id for template in forms.with_table(table)]
            guesses = (seen["requests"], seen["disclosure"], declared, known[0])
            form = next(guess for guess in guesses if guess in known)
            if table == "requests":
                notes.append(
                    Note("form_inferred", f"nothing in table 三 tells its form; taken as form {form}")
                )
        printed = forms.load(form).table(table)
        headings = [
            text for section in segmented.sections if section.kind == table for text in _over(section)
        ]
        tables.append(PrintedTable(printed, tuple(found[table]), _money(printed, found[table], headings)))
    return tuple(tables), (*(missing if required or tables else ()), *notes)


def _over(section: Section) -> Iterator[str]:
    """The heading of a section, and what a sentence behind it begins with: (单位:元), 单位:元."""
    yield section.heading
    for block in section.blocks[:1]:
        if isinstance(block, Paragraph) and (match := _OVER.match(compact(block.text))):
            yield match[0]


def _money(form: TableForm, found: Iterable[Line], headings: Iterable[str]) -> frozenset[str]:
    """The units of money that stand over a table and not in the head of one column."""
    texts = {token.text for line in found for token in line.tokens if token.kind == "text"}
    heads = tuple(compact(text) for column in form.columns for text in (column.zh, *column.also))
    over = [text for text in texts if not text.startswith(heads)]
    return frozenset(match[1] for text in (*over, *map(compact, headings)) for match in _MONEY.finditer(text))


def _not_found(table: str, segmented: Segmented) -> Note:
    """A note on a table that is not there, or that is a picture in the section where it should stand."""
    blocks = (block for section in segmented.sections if section.kind == table for block in section.blocks)
    for block in blocks:
        if isinstance(block, Picture):
            message = f"table {table!r} is an image ({block.name[:80]}): ocr='images' reads local ones"
            return Note("table_is_image", message, block.where)
    return Note("table_not_found", f"no table {table!r} with cells was found")


def form_notes(printed: Mapping[str, str], year: int | None, declared: str | None) -> tuple[Note, ...]:
    """Remarks on the forms that an office used: several in one report, another than it cites or than the
    notices prescribe for its year. Nothing is read otherwise for it."""
    notes = []
    # Table 四 is the same in all forms that have it: it tells nothing.
    used = sorted({form for table, form in printed.items() if table != "remedies"})
    if len(used) > 1:
        each = ", ".join(f"{table} {form}" for table, form in printed.items())
        notes.append(Note("forms_mixed", f"tables in several forms: {each}", doubt=False))
    if declared and used and declared not in used:
        message = f"the report cites form {declared}, its tables have form {', '.join(used)}"
        notes.append(Note("form_not_as_cited", message, doubt=False))
    try:
        prescribed = forms.for_year(year).id if year else None
    except TemplateError:  # a year before all forms, which the masthead has as it is printed
        prescribed = None
    for form in used:
        if prescribed and form != prescribed:
            age = "older" if form < prescribed else "newer"
            message = f"form {form} is {age} than form {prescribed}, prescribed for {year}"
            notes.append(Note("form_of_other_years", message, doubt=False))
    return tuple(notes)


def _has_cells(line: Line) -> bool:
    """Whether a line holds values, or a row of cells that may all be blank."""
    blanks = sum(token.kind == "blank" for token in line.tokens)
    return any(token.kind == "value" for token in line.tokens) or (line.shape == "row" and blanks > 4)


def _located(segmented: Segmented, required: bool) -> Iterator[tuple[str, Line]]:
    yield from _in_part(segmented.preamble, None)
    for section in segmented.sections:
        if section.kind == "statistics" and not required:
            continue
        yield from _in_part(section.blocks, section.kind if section.kind in _TABLES else None)


def _in_part(blocks: Iterable[Block], current: str | None) -> Iterator[tuple[str, Line]]:
    """Lines of a section with the table they belong to; an opening inside a line cuts it in two."""
    in_table_section = current is not None
    for block in blocks:
        if isinstance(block, Paragraph) and not in_table_section and current is None:
            continue  # its lines have no borders: they open no table here
        for line in lines((block,)):
            start = 0
            for i, token in enumerate(line.tokens):
                opened = _opened(token)
                if opened and opened != current:
                    if current and i > start:
                        yield current, replace(line, tokens=line.tokens[start:i])
                    current, start = opened, i
            if current:
                yield current, replace(line, tokens=line.tokens[start:]) if start else line


def _opened(token: Token) -> str | None:
    if token.kind != "text":
        return None
    for table, words in _OPENINGS.items():
        if table == "remedies" and token.text in words:
            return table
        if table != "remedies" and token.text.startswith(words):
            return table
    return None


def _may_be_prose(table: str, found: list[Line]) -> bool:
    """Whether lines without borders hold no label but short ones, which are ordinary words too.

    Text that is broken into lines ends in them now and then: 公示行政许可548 before 件 in the next line.
    """
    printed = {token.text for line in found for token in line.tokens if token.kind == "text"}
    labels = {
        label
        for template in forms.with_table(table)
        for row in template.table(table).rows
        for label in row.labels
    }
    bordered = any(line.shape != "loose" for line in found)
    return not bordered and not any(len(label) >= _LONG_LABEL for label in labels & printed)


def _is_printed(table: str, found: list[Line]) -> bool:
    """Whether lines are more than prose with words of a table in it (公示行政许可548件).

    For lines without borders, and for reports of years before 2019, whose sections have no tables: several
    labels stand there, or words that nothing but the table prints.
    """
    printed = {token.text for line in found for token in line.tokens if token.kind == "text"}
    for template in forms.with_table(table):
        form = template.table(table)
        labels = {label for row in form.rows for label in row.labels}
        if len(labels & printed) >= min(5, len(form.rows)) or printed & set(form.marks):
            return True
    return False


def _form(table: str, found: list[Line]) -> str | None:
    # The words of two cells (本年 | 处理决定数量) are no name of one column; those of two lines may be.
    printed = "".join(
        token.text + ("|" if line.shape == "row" else "")
        for line in found
        for token in line.tokens
        if token.kind == "text"
    )
    marks = {} if table == "remedies" else _marks(table)
    found_of = {form: sum(mark in printed for mark in marks[form]) for form in marks}
    if any(found_of.values()):
        return max(found_of, key=lambda form: found_of[form])
    if table == "requests" and _numbers_beside(found, "(六)其他处理"):
        return "2019"
    return None


@cache
def _marks(table: str) -> dict[str, tuple[str, ...]]:
    """The words by which each form of a table is known.

    A word that ends as a head of another form does is none: 本年处理决定数量 may be two heads, one of
    them cut, side by side.
    """
    templates = [template.table(table) for template in forms.with_table(table)]
    heads = {form.form: {compact(column.zh) for column in form.columns} for form in templates}
    return {
        form.form: tuple(
            mark
            for mark in form.marks
            if not any(mark.endswith(head) for other in heads if other != form.form for head in heads[other])
        )
        for form in templates
    }


def _numbers_beside(found: list[Line], label: str) -> bool:
    """Whether a label has cells of its own: a number, or as many blanks as the table has columns."""
    kinds = "".join("L" if token.text == label else token.kind[0] for line in found for token in line.tokens)
    return re.search(r"L(?:b*v|b{7})", kinds) is not None
