"""Every character has an end: which pieces of a document's text became nothing that a report holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from govreport import forms
from govreport.document import Grid, Paragraph, Where
from govreport.normalize import compact, compact_offsets
from govreport.report import Report

__all__ = ["unread"]

_CONTENT = re.compile(r"\w")
_PIECE = re.compile(r"[^\s|｜│┃](?:[^\n\t|｜│┃]*[^\s|｜│┃])?")
# What stands beside labels: the number before one, a page number, a unit, a mark for nothing.
_BESIDE = (
    r"(?<!\d)\(?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)、.](?!\d)|-\d{1,4}-|第?\d{1,4}页"
    r"|^[^()。\d]{2,60}\)|[/无项件条次元万个人篇份]|其中|(?:计量)?单位|(?:19|20)\d\d年度?|\((?!\d)[^()。]{2,60}\)?"
)


def unread(report: Report) -> tuple[tuple[str, Where], ...]:
    """The pieces of a report's text that ended nowhere, in order, each with its place.

    What is a figure, a label of a form, narrative, a heading, the preamble, the frame of the page, or what a
    note names has its end.
    """
    figures = [figure.where for figure in report.figures if figure.where]
    ended = [note.where for note in report.notes if note.where]
    ended += (block.where for block in (*report.preamble, *report.page_frame))
    tables: list[Grid] = []
    at = 0
    for section in report.sections:
        start = report.text.find(section.heading, at)
        if section.heading and start >= 0:
            at = start + len(section.heading)
            ended.append(Where(start, at))
        ended += (block.where for block in section.blocks if isinstance(block, Paragraph))
        tables += (block for block in section.blocks if isinstance(block, Grid))
        at = max([at, *(block.where.end for block in section.blocks)])
    return tuple(_left(report.text, tables, figures, ended))


def _left(
    text: str, tables: Iterable[Grid], figures: Iterable[Where], others: Iterable[Where]
) -> Iterator[tuple[str, Where]]:
    """What is left of a text without its tables' labels, its figures and the other places."""
    left = list(text)
    cells = list(figures)
    starts = {where.start for where in cells}
    named = [*cells, *others]
    for table in tables:
        named += (place for row in table.rows for cell in row for place in _labels(cell.text, cell.where))
    for where in named:
        left[where.start : where.end] = "\n" * (where.end - where.start)
    rest = "".join(left)
    for match in _PIECE.finditer(rest):
        if _CONTENT.search(match[0]) and not _is_label(text, match, starts):
            yield match[0], Where(match.start(), match.end())


def _labels(text: str, where: Where) -> Iterator[Where]:
    """The places of the words that official tables print."""
    plain, offsets = compact_offsets(text)
    for match in _words().finditer(plain):
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        yield Where(where.start + start, where.start + end)


def _is_label(text: str, match: re.Match[str], figures: set[int]) -> bool:
    """Whether words without a number are a part of a label, which a table may print over several cells or
    pages, or stand right before a figure: its label, in a spelling of its own."""
    if any(character.isdecimal() for character in match[0]):
        return False
    if compact(match[0]) in _printed():
        return True
    after = re.compile(r"\s*").match(text, match.end())
    return after is not None and after.end() in figures


@cache
def _words() -> re.Pattern[str]:
    """A pattern for all that the official tables print, over compact text."""
    return re.compile(f"{'|'.join(map(re.escape, _printed().splitlines()))}|{_BESIDE}")


@cache
def _printed() -> str:
    """All that the official tables of all forms print, a label with and without its number on each line."""
    words: set[str] = set()
    for form in (table for id_ in forms.available() for table in forms.load(id_).tables):
        words.update((*form.headers, *form.marks, compact(form.caption_zh)))
        for column in form.columns:
            words.update((compact(column.zh), *column.also))
        for row in form.rows:
            words.update((*row.labels, *row.under))
    bare = {re.sub(r"^(?:\(.\)|\d\.|[一二三四五六七八九十]、)", "", word) for word in words}
    return "\n".join(sorted(words | bare - {""}, key=lambda word: (-len(word), word)))
