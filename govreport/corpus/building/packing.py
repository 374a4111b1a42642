"""A report as plain data, of which JSON can be made, and back; nothing in such data can run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from govreport.document import Block, Cell, Grid, Note, Paragraph, Picture, Where
from govreport.report import Figure, Masthead, Report, Section, Status
from govreport.text.facts import Fact

__all__ = ["Plain", "packed", "packed_facts", "unpacked", "unpacked_facts"]

Plain: TypeAlias = Any
"""What JSON knows: lists, texts, numbers, truth values and None; every list in the order of `packed`."""

_PARAGRAPH, _GRID, _PICTURE = "paragraph", "grid", "picture"
_STATUS = {status.value: status for status in Status}


def packed(report: Report) -> Plain:
    """A report as plain data. A text that stands at its place in the whole text is not stored again."""
    pack = _Packing(report.text)
    head = report.masthead
    return [
        *(report.source, report.sha256, report.media_type, report.text),
        [
            *(head.organ, head.year, head.title, head.period and [_day(day) for day in head.period]),
            *(head.declared_form, head.contact, head.published and _day(head.published)),
        ],
        report.forms,
        pack.blocks(report.preamble),
        [[s.kind, s.number, s.heading, pack.blocks(s.blocks)] for s in report.sections],
        [pack.figure(figure) for figure in report.figures],
        [[n.code, n.message, n.where and _place(n.where), n.doubt] for n in report.notes],
        report.scope,
        report.scope_evidence and pack.block(report.scope_evidence),
        *(report.region, report.level, report.body),
        pack.blocks(report.page_frame),
        report.known,
        [list(one) for one in report.refused],
    ]


def unpacked(data: Plain, *, blocks: Literal["all", "prose", "none"] = "all", figures: bool = True) -> Report:
    """The report that `packed` made the data of.

    Parameters
    ----------
    blocks : {"all", "prose", "none"}
        Which blocks of sections and the like are wanted; with "prose" grids come without their cells, which
        neither rules nor rows look at, with "none" figures without what is printed and where.
    figures : bool
        Whether figures are wanted.

    Raises
    ------
    AttributeError, IndexError, TypeError, ValueError
        If the data are of another form.
    """
    source, sha256, media_type, text, head, forms, preamble, sections, cells, notes, *more = data
    scope, evidence, region, level, body, frame, known, refused = more
    unpack = _Unpacking(text, blocks)
    organ, year, title, period, declared, contact, published = head
    days = (date.fromisoformat(period[0]), date.fromisoformat(period[1])) if period else None
    on = date.fromisoformat(published) if published else None
    stated = unpack.block(evidence) if evidence else None
    if not (isinstance(text, str) and isinstance(sha256, str) and isinstance(forms, dict)):
        raise TypeError("a text, its hash and its forms were expected")
    if not (stated is None or isinstance(stated, Paragraph)):
        raise TypeError("a paragraph was expected")
    return Report(
        *(source, sha256, media_type, text),
        Masthead(organ, year, title, days, declared, contact, on),
        forms,
        unpack.blocks(preamble),
        tuple(Section(kind, number, heading, unpack.blocks(b)) for kind, number, heading, b in sections),
        tuple(unpack.figure(cell) for cell in cells) if figures else (),
        tuple(Note(code, message, where and _where(where), doubt) for code, message, where, doubt in notes),
        scope=scope,
        scope_evidence=stated,
        region=region,
        level=level,
        body=body,
        page_frame=unpack.blocks(frame),
        known=dict(known),
        refused=tuple((place, why) for place, why in refused),
    )


def packed_facts(facts: Iterable[Fact]) -> Plain:
    """The facts of a report as plain data."""
    return [
        [f.concept, str(f.value), f.unit, f.qualifier, f.scope, f.sentence, f.start, f.end, f.base]
        for f in facts
    ]


def unpacked_facts(data: Plain) -> tuple[Fact, ...]:
    """The facts that `packed_facts` made the data of.

    Raises
    ------
    ArithmeticError, TypeError, ValueError
        If the data are of another form.
    """
    return tuple(
        Fact(concept, Decimal(value), unit, qualifier, scope, (sentence[0], sentence[1]), start, end, base)
        for concept, value, unit, qualifier, scope, sentence, start, end, base in data
    )


def _day(day: date) -> str:
    return day.isoformat()


def _place(where: Where) -> list[float | None]:
    """The fields of a place, without those at the end that are not known."""
    fields: list[float | None] = [*where[:8]]  # all but the file, which is the report's
    while fields[-1] is None:
        fields.pop()
    return fields


def _where(fields: list[Any]) -> Where:
    return Where(*fields)


class _Packing:
    def __init__(self, text: str) -> None:
        self._text = text

    def _kept(self, text: str, where: Where | None) -> str | None:
        """None where the text stands at its place."""
        return None if where and self._text[where.start : where.end] == text else text

    def blocks(self, blocks: Iterable[Block]) -> list[Plain]:
        return [self.block(block) for block in blocks]

    def block(self, block: Block) -> Plain:
        place = _place(block.where)
        if isinstance(block, Paragraph):
            return [_PARAGRAPH, place, self._kept(block.text, block.where)]
        if isinstance(block, Picture):
            return [_PICTURE, place, block.name]
        rows = [[[self._kept(c.text, c.where), *_place(c.where)] for c in row] for row in block.rows]
        return [_GRID, place, rows, block.shape, block.widths, block.spaced]

    def figure(self, figure: Figure) -> Plain:
        value = None if figure.value is None else str(figure.value)
        where = figure.where
        fields = (*figure.key, figure.status.value, value, figure.unit, self._kept(figure.raw, where))
        return [*fields, where and _place(where)]


class _Unpacking:
    def __init__(self, text: str, wanted: Literal["all", "prose", "none"]) -> None:
        self._text, self._wanted = text, wanted

    def _restored(self, text: str | None, where: Where | None) -> str:
        if text is None and where is not None:
            return self._text[where.start : where.end]
        if not isinstance(text, str):
            raise TypeError("a text was expected")
        return text

    def blocks(self, blocks: list[Plain]) -> tuple[Block, ...]:
        return () if self._wanted == "none" else tuple(map(self.block, blocks))

    def block(self, data: Plain) -> Block:
        kind, place, *more = data
        where = _where(place)
        if kind == _PARAGRAPH:
            return Paragraph(self._restored(more[0], where), where)
        if kind == _PICTURE:
            return Picture(more[0], where)
        if kind != _GRID:
            raise ValueError(f"no block is a {kind!r}")
        rows, shape, widths, spaced = more
        rows = rows if self._wanted == "all" else ()
        cells = tuple(tuple(self._cell(text, _where(place)) for text, *place in row) for row in rows)
        return Grid(cells, shape, where, tuple(widths), spaced)

    def _cell(self, text: str | None, where: Where) -> Cell:
        return Cell(self._restored(text, where), where)

    def figure(self, data: Plain) -> Figure:
        table, row, column, status, value, unit, raw, place = data
        number = None if value is None else Decimal(value)
        if self._wanted == "none":
            return Figure(table, row, column, _STATUS[status], number, unit, "")
        where = _where(place) if place else None
        return Figure(table, row, column, _STATUS[status], number, unit, self._restored(raw, where), where)
