"""What we understood of a report: figures with their state and place, sections, notes, findings."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from govreport import forms
from govreport.document import Block, Note, Paragraph, Where
from govreport.errors import GovReportError
from govreport.resources.messages import translated

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CERTAIN",
    "Figure",
    "Finding",
    "Masthead",
    "Note",
    "Report",
    "Scope",
    "Section",
    "SectionKind",
    "Severity",
    "Status",
]


# The six sections since 2019, and what the reports of earlier years have chapters on besides.
SectionKind = Literal[
    "overview", "disclosure", "requests", "remedies", "problems", "other",
    "priorities", "responses", "consultation", "fees", "organisation", "statistics",
]  # fmt: skip
Severity = Literal["error", "warning", "information"]
Scope = Literal["office", "government", "territory"]


class Status(StrEnum):
    """The state of a cell. `REPORTED`, `RECOVERED` and `CORRECTED` carry a value; a blank is not a zero.

    Examples
    --------
    >>> figures = gr.frames(gr.read("corpus/reports/2024-rongchang-office.txt")).figures
    >>> bool((figures["status"] == gr.Status.REPORTED).all())
    True
    """

    REPORTED = "reported"  # printed, and read
    RECOVERED = "recovered"  # every digit printed, borders lost, one way only to cut them
    BLANK = "blank"  # the cell is there and nothing stands in it
    MARKED = "marked"  # the cell holds a mark instead of a number: / — 无
    MISSING = "missing"  # the document has no such cell
    UNREADABLE = "unreadable"  # something is printed; what it says is not certain
    TWO_REPORTS_DIFFER = "two_reports_differ"  # of `one_per_year`: another file of that body and year differs
    CORRECTED = "corrected"  # a person says what it is (corrections.csv); `raw` is what was read


_ON_CARD = ("机关 organ", "年度 year", "期间 period", "所用格式 form", "所引格式 form cited", "来源 source")
CERTAIN = (Status.REPORTED, Status.RECOVERED, Status.CORRECTED)  # the states that carry a value


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of one cell of an official table. `raw` is what is printed; `where` is its place.

    Examples
    --------
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt")
    >>> figure = report.figure("requests", "new", "total")
    >>> figure.value, figure.unit, figure.raw, figure.status.value
    (Decimal('60'), '件', '60', 'reported')
    """

    table: str
    row: str
    column: str
    status: Status
    value: Decimal | None = None
    unit: str | None = None
    raw: str = ""
    where: Where | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.table, self.row, self.column)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report: `kind` is its meaning, `number` what is printed before its heading."""

    kind: SectionKind
    number: str | None
    heading: str
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The paragraphs, one a line; tables are left out."""
        return "\n".join(block.text for block in self.blocks if isinstance(block, Paragraph))


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who reports on which year, as printed. None where the page does not say: nothing is guessed."""

    organ: str | None
    year: int | None
    title: str | None
    period: tuple[date, date] | None
    declared_form: str | None
    contact: str | None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied to one place of one report.

    Attributes
    ----------
    passed : bool or None
        Whether the rule holds; None: it cannot be judged.
    figures : tuple of Figure
        The cells of this report that the rule looked at.
    explained : str or None
        Where the rule fails (``passed`` is False) for a listed lawful or harmless reason: that exception.
    suggestion_zh, suggestion_en : str
        What to look at where the rule is broken.
    passages : tuple of Where
        Places in the text that the finding rests on, beside those of the figures.
    compared : str or None
        ``report_id`` of the other report that this one was compared with.
    hint : bool
        Whether it is no answer to the rule but a help to find out: what may have happened, by chance or not.

    Examples
    --------
    >>> from govreport.checks import check
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt")
    >>> broken = [finding for finding in check(report) if finding.broken]
    >>> broken[0].rule, broken[0].actual
    ('P-4', '+261%')
    """

    rule: str
    severity: Severity
    passed: bool | None
    expected: str
    actual: str
    figures: tuple[Figure, ...]
    message_zh: str
    message_en: str
    explained: str | None = None
    suggestion_zh: str = ""
    suggestion_en: str = ""
    passages: tuple[Where, ...] = ()
    compared: str | None = None
    hint: bool = False

    @property
    def broken(self) -> bool:
        """Whether the rule fails and no listed exception explains it."""
        return self.passed is False and self.explained is None

    @property
    def places(self) -> tuple[Where, ...]:
        """Every place that the finding rests on, each once: first what the prose says, then cells."""
        printed = (figure.where for figure in self.figures)
        return tuple(dict.fromkeys(where for where in (*self.passages, *printed) if where is not None))


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report as understood; frozen, and independent of the parser that made it.

    Attributes
    ----------
    forms : dict of str to str
        The form that each official table is printed in, ``{"requests": "2021"}``: offices mix forms.
    figures : tuple of Figure
        Every cell that the forms of the tables have, in the order of the form, whatever its status.
    preamble, page_frame : tuple of Block
        What stands before the first section, and what the page prints behind the report.
    scope : {"office", "government", "territory"} or None
        For whom the report counts, as the sentence `scope_evidence` says; None where none does.
    region : str or None
        GB/T 2260 code, of the report's year, of the place that the organ's name names.
    level, body : str or None
        Level of government and kind of organ (see `govreport.regions`).
    known, refused : dict of str to str, tuple
        What manifest and corrections say of it (see `govreport.panel.known`); what of that does not fit.
    made : dict
        What was made of the report when it was first asked for, such as its prose; no part of its value.

    Examples
    --------
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt")
    >>> report
    <Report 重庆市荣昌区人民政府办公室 2024, form 2021, 200 figures, 1 note, 2024-rongchang-office.txt>
    >>> report.requests.loc[["new", "carried_in"], "total"].tolist()
    [60, 4]
    >>> report.figure("requests", "new", "total").raw
    '60'
    >>> report.section("problems").heading
    '五、存在的主要问题及改进情况'
    >>> report.themes["phrase"].tolist()
    ['土地出让', '用地规划', '房屋征收拆迁']
    """

    source: str
    sha256: str
    media_type: str
    text: str
    masthead: Masthead
    forms: dict[str, str]
    preamble: tuple[Block, ...]
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    notes: tuple[Note, ...]
    scope: Scope | None = None
    scope_evidence: Paragraph | None = None
    region: str | None = None
    level: str | None = None
    body: str | None = None
    page_frame: tuple[Block, ...] = ()
    known: dict[str, str] = field(default_factory=dict, repr=False)
    refused: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    made: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __getstate__(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "made"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in {**state, "made": {}}.items():
            object.__setattr__(self, name, value)

    @property
    def report_id(self) -> str:
        """A stable name of this very file: the first 12 characters of its SHA-256."""
        return self.sha256[:12]

    @property
    def organ(self) -> str | None:
        return self.masthead.organ

    @property
    def year(self) -> int | None:
        return self.masthead.year

    @property
    def title(self) -> str | None:
        return self.masthead.title

    @property
    def period(self) -> tuple[date, date] | None:
        return self.masthead.period

    @property
    def declared_form(self) -> str | None:
        return self.masthead.declared_form

    @property
    def form(self) -> str | None:
        """The form of table 三 (requests), or of the first table that was found."""
        return self.forms.get("requests") or next(iter(self.forms.values()), None)

    def figure(self, table: str, row: str, column: str) -> Figure:
        """The figure of one cell, such as ``report.figure("requests", "new", "total")``.

        Returns
        -------
        Figure
            With status `MISSING` where the form of this report has no such cell.

        Raises
        ------
        TemplateError
            If no official form has such a cell; the message lists those that are known.
        """
        key = (table, row, column)
        missing = Figure(*key, Status.MISSING)
        found = next((figure for figure in self.figures if figure.key == key), missing)
        if found is missing:
            forms.require_cell(*key)
        return found

    def section(self, kind: SectionKind) -> Section | None:
        """The first section of that meaning, such as ``"problems"``; None where the report has none.

        Raises
        ------
        GovReportError
            If there is no such kind of section.
        """
        if kind not in get_args(SectionKind):
            known = ", ".join(get_args(SectionKind))
            raise GovReportError(f"kind: one of {known} was expected; found {kind!r}")
        return next((s for s in self.sections if s.kind == kind), None)

    @property
    def facts(self) -> pd.DataFrame:
        """The numbers that the prose states, as `govreport.facts` gives them; made once."""
        return self._frame("facts")

    @property
    def themes(self) -> pd.DataFrame:
        """What the report says that requests were about, as `govreport.themes` gives it; made once."""
        return self._frame("themes")

    @property
    def findings(self) -> pd.DataFrame:
        """Every rule that the report alone can answer, as `govreport.check` gives it; made once."""
        return self._frame("findings")

    def _frame(self, name: str) -> pd.DataFrame:
        if "frames" not in self.made:
            self.made["frames"] = _above("frames").frames(self)
        return cast("pd.DataFrame", self.made["frames"][name])

    @property
    def disclosure(self) -> pd.DataFrame:
        """Table 二 (proactive disclosure): rows by columns, Float64, NA where the form has no such cell."""
        return self._table("disclosure", "Float64")

    @property
    def requests(self) -> pd.DataFrame:
        """Table 三 (requests): rows by applicant columns, Int64, NA where there is no certain number."""
        return self._table("requests", "Int64")

    @property
    def remedies(self) -> pd.DataFrame:
        """Table 四 (review and litigation): three rows by five columns, Int64."""
        return self._table("remedies", "Int64")

    @property
    def survey(self) -> pd.DataFrame:
        """The statistics table of 2008 to 2018: printed rows by `year` and `cumulative`, Float64."""
        return self._table("survey", "Float64")

    def _table(self, table: str, dtype: Literal["Int64", "Float64"]) -> pd.DataFrame:
        frame: pd.DataFrame = _above("frames.rows").table(self, table, dtype)
        return frame

    @property
    def narrative(self) -> pd.DataFrame:
        """The paragraphs of the sections: section, heading, paragraph, text, start, end."""
        return self._frame("narrative").drop(columns="report_id")

    def __repr__(self) -> str:
        of = f"{_short(self.organ or 'organ not stated')} {self.year or 'year not stated'}"
        counts = f"{len(self.figures)} figures, {len(self.notes)} note{'s' * (len(self.notes) != 1)}"
        return f"<Report {of}, form {self.form or 'not known'}, {counts}, {_short(Path(self.source).name)}>"

    @property
    def unread(self) -> tuple[tuple[str, Where], ...]:
        """The pieces of the text that ended nowhere, with their places: not as figure, label, narrative,
        heading, preamble or frame of the page, nor in a note. Worked out each time it is asked for."""
        pieces: tuple[tuple[str, Where], ...] = _above("parsing.unread").unread(self)
        return pieces

    def _repr_html_(self) -> str:
        return str(_above("review.card").html(*self._card()))

    def __str__(self) -> str:
        return str(_above("review.card").text(*self._card()))

    def _card(self) -> tuple[str, list[tuple[str, str]], tuple[Any, ...], list[str]]:
        """What a card shows: heading, facts, tables, notes."""
        period = " – ".join(map(str, self.period)) if self.period else None
        facts = (self.organ, self.year, period, self.form, self.declared_form, self.source)
        stated = ("未载明 not stated" if fact is None else str(fact) for fact in facts)
        labelled = list(zip(_ON_CARD, stated, strict=True))
        cells = [(*f.key, f.status.value, f.value, f.raw) for f in self.figures]
        notes = [f"{translated(n.message)}{f' ({n.where})' if n.where else ''}" for n in self.notes]
        return self.title or self.source, labelled, _above("review.card").tables(self.forms, cells), notes


def _above(room: str) -> Any:
    """A room above this one, in which what a report shows of itself is made when it is asked for."""
    return import_module(f"govreport.{room}")


def _short(text: str) -> str:
    """A text on one line, of 40 characters at most."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= 40 else f"{line[:39]}…"
