"""What a review page lists, each with its place in the source: figures, findings, facts, themes, notes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from govreport import checks, forms
from govreport.document import Block, Where
from govreport.forms import Column, Row
from govreport.normalize import one_line
from govreport.prose import prose
from govreport.report import Figure, Finding, Report, Status
from govreport.resources.messages import chinese
from govreport.review.auditing.judging import Judged
from govreport.review.labels import Words, word
from govreport.text.facts.words import vocabulary
from govreport.text.themes.codebook import codebook

__all__ = ["Items", "ReviewItem", "ShownLine", "ShownTable", "blocks", "items"]

Kind = Literal["figure", "finding", "fact", "theme", "note", "audit"]
_SIGNS = {Status.BLANK: "空", Status.MISSING: "缺", Status.UNREADABLE: "?", Status.TWO_REPORTS_DIFFER: "≠"}


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """Something that a page lists.

    Attributes
    ----------
    id : str
        Its address in the page: ``figure=requests.new.total``, ``fact=3``, ``finding=III-01:2``.
    label : tuple of str
        What it is, in Chinese and English.
    value : str
        As shown.
    status : str
        Of a figure its status, of a finding broken, hint, explained, unknown or holds, of a fact its
        qualifier.
    places : tuple of Where
        The ink that caused it; empty where the source has none. Of a finding those beside its cells.
    raw : str
        What is printed there.
    cells : tuple of str
        Ids of the figures that a finding rests on.
    more : tuple of Words
        What else there is to say.
    """

    kind: Kind
    id: str
    label: Words
    value: str
    status: str
    places: tuple[Where, ...] = ()
    raw: str = ""
    cells: tuple[str, ...] = ()
    more: tuple[Words, ...] = ()

    @property
    def confidence(self) -> float | None:
        """How sure character recognition was of the least certain of its places."""
        return min((w.confidence for w in self.places if w.confidence is not None), default=None)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A row of a table: the group that it stands under, its label, and a cell for each column."""

    group: str
    label: Words
    cells: tuple[ReviewItem | None, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """An official table as it is shown; a cell that the form does not have is None."""

    id: str
    caption: Words
    columns: tuple[Words, ...]
    lines: tuple[ShownLine, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Everything that a page lists, in the order of form, rules and text."""

    tables: tuple[ShownTable, ...]
    findings: tuple[ReviewItem, ...]
    facts: tuple[ReviewItem, ...]
    themes: tuple[ReviewItem, ...]
    notes: tuple[ReviewItem, ...]
    audit: tuple[ReviewItem, ...] = ()

    @property
    def figures(self) -> tuple[ReviewItem, ...]:
        """The cells of all tables."""
        lines = (line for table in self.tables for line in table.lines)
        return tuple(cell for line in lines for cell in line.cells if cell is not None)

    def all(self) -> Iterator[ReviewItem]:
        """Every item; of two at one place the one that says more about it comes first."""
        yield from (*self.figures, *self.facts, *self.themes, *self.findings, *self.notes, *self.audit)


def items(report: Report, audited: Sequence[Judged] = ()) -> Items:
    """What there is to show of a report: figures and notes, findings, and what an audit found."""
    located = _Places(report)
    return Items(
        tuple(_tables(report, located)),
        tuple(_findings(checks.check(report), located)),
        tuple(_facts(report, located)),
        tuple(_themes(report, located)),
        tuple(_notes(report, located)),
        tuple(_audited(audited, report)),
    )


def blocks(report: Report) -> tuple[Block, ...]:
    """What stands in a report, in its order."""
    return (*report.preamble, *(block for section in report.sections for block in section.blocks))


class _Places:
    """Places as the source has them: a report that was keyed by hand has no text to point into."""

    def __init__(self, report: Report) -> None:
        self._length = len(report.text)
        self._blocks = sorted((block.where for block in blocks(report)), key=lambda w: (w.start, w.end))
        self._starts = [where.start for where in self._blocks]

    def known(self, places: Iterable[Where | None]) -> tuple[Where, ...]:
        return tuple(w for w in dict.fromkeys(places) if w is not None and w.end <= self._length)

    def of(self, start: int, end: int) -> Where:
        """The place of some characters: page and line of the block that holds them."""
        before = self._blocks[: bisect_right(self._starts, start)]
        if not before or before[-1].end < end:
            return Where(start, end)
        return before[-1]._replace(start=start, end=end)


# ------------------------------------------------------------------ figures


def _tables(report: Report, located: _Places) -> Iterator[ShownTable]:
    for table, form in report.forms.items():
        layout = forms.load(form).table(table)
        by_key = {(f.row, f.column): f for f in report.figures if f.table == table}
        lines = tuple(_line(row, layout.columns, by_key, located) for row in layout.rows if _has(row, by_key))
        heads = tuple((column.zh, column.en) for column in layout.columns)
        yield ShownTable(table, (layout.caption_zh, layout.caption_en), heads, lines)


def _has(row: Row, by_key: Mapping[tuple[str, str], Figure]) -> bool:
    return any((row.id, column.id) in by_key for column in row.columns)


def _line(
    row: Row, columns: Sequence[Column], by_key: Mapping[tuple[str, str], Figure], located: _Places
) -> ShownLine:
    own = {column.id: column for column in row.columns}
    cells = tuple(
        _figure(by_key[row.id, column.id], row, own[column.id], located)
        if (row.id, column.id) in by_key
        else None
        for column in columns
    )
    return ShownLine(" ".join(row.under), (row.zh, row.en), cells)


def _figure(figure: Figure, row: Row, column: Column, located: _Places) -> ReviewItem:
    places = located.known([figure.where])
    return ReviewItem(
        "figure",
        _figure_id(figure),
        _label(row, column),
        _shown(figure),
        figure.status.value,
        places,
        figure.raw,
    )


def _label(row: Row, column: Column) -> Words:
    zh = " ".join((*row.under[-1:], row.zh))
    return f"{zh} × {column.zh}", f"{row.en} × {column.en}"


def _figure_id(figure: Figure) -> str:
    return f"figure={'.'.join(figure.key)}"


def _shown(figure: Figure) -> str:
    if figure.value is not None:
        return _number(figure.value)
    return one_line(figure.raw) if figure.status is Status.MARKED else _SIGNS[figure.status]


def _number(value: Decimal) -> str:
    return f"{value:f}"


# ------------------------------------------------------------------ findings, notes


def _findings(found: Iterable[Finding], located: _Places) -> Iterator[ReviewItem]:
    numbers: Counter[str] = Counter()
    for finding in found:
        numbers[finding.rule] += 1
        states = {True: "holds", None: "unknown", False: "broken" if finding.broken else "explained"}
        suggestion = (finding.suggestion_zh, finding.suggestion_en)
        yield ReviewItem(
            "finding",
            f"finding={finding.rule}:{numbers[finding.rule]}",
            (finding.message_zh, finding.message_en),
            finding.rule,
            "hint" if finding.hint else states[finding.passed],
            located.known(finding.passages),
            finding.severity,
            tuple(dict.fromkeys(_figure_id(figure) for figure in finding.figures)),
            (suggestion,) if all(suggestion) else (),
        )


def _notes(report: Report, located: _Places) -> Iterator[ReviewItem]:
    for i, note in enumerate(report.notes, start=1):
        status = "doubt" if note.doubt else "remark"
        message = (chinese(note.message) or note.message, note.message)
        yield ReviewItem("note", f"note={i}", message, note.code, status, located.known([note.where]))


def _audited(audited: Iterable[Judged], report: Report) -> Iterator[ReviewItem]:
    """What is not right in an audited table, the wrong cells first; each points at its cell."""
    order = ("wrong", "not_on_page", "undecided")
    left = [one for one in audited if one.verdict in order]
    for i, one in enumerate(sorted(left, key=lambda one: order.index(one.verdict)), start=1):
        more = [word(f"audit_kind.{one.kind}")]
        if one.sums:
            more.append(word(f"audit_sums.{one.sums}"))
        label, shown = (one.claim.named, one.claim.named), "?"
        cells: tuple[str, ...] = ()
        if one.figure is not None:
            row, column = _cell_of(one.figure, report)
            label, shown = _label(row, column), _shown(one.figure)
            cells = (_figure_id(one.figure),)
        value = f"{one.claim.text or word('audit.nothing')[0]} | {shown}"
        yield ReviewItem("audit", f"audit={i}", label, value, one.verdict, (), "", cells, tuple(more))


def _cell_of(figure: Figure, report: Report) -> tuple[Row, Column]:
    form = forms.load(report.forms[figure.table]).table(figure.table)
    return next((r, c) for r, c in form.cells() if (r.id, c.id) == (figure.row, figure.column))


# ------------------------------------------------------------------ prose


def _facts(report: Report, located: _Places) -> Iterator[ReviewItem]:
    concepts = vocabulary().concepts
    for i, fact in enumerate(prose(report).facts, start=1):
        concept = concepts[fact.concept]
        value = f"{_number(fact.value)} {fact.unit}".rstrip()
        places = (located.of(fact.start, fact.end),)
        sentence = report.text[slice(*fact.sentence)]
        yield ReviewItem(
            "fact", f"fact={i}", (concept.zh, concept.en), value, fact.qualifier, places, one_line(sentence)
        )


def _themes(report: Report, located: _Places) -> Iterator[ReviewItem]:
    for i, theme in enumerate(prose(report).themes, start=1):
        numbers = {"count": theme.count, "share": theme.share}
        more = tuple(word(f"theme.{name}", n=_number(n)) for name, n in numbers.items() if n is not None)
        status = "low" if theme.low_confidence else "certain"
        places = (located.of(theme.start, theme.end),)
        sentence = one_line(report.text[slice(*theme.sentence)])
        yield ReviewItem(
            "theme",
            f"theme={i}",
            codebook().label(theme.code),
            theme.code,
            status,
            places,
            sentence,
            more=more,
        )
