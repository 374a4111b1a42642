"""Charts of one report: how requests ended, which identities hold; labels in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from matplotlib.axes import Axes
from matplotlib.typing import FillStyleType

from govreport import forms
from govreport.checks import check, rules
from govreport.checks.identities import rules_of_forms
from govreport.errors import GovReportError
from govreport.forms import Column, Row
from govreport.parsing.given import Reports, report_in
from govreport.plots.canvas import (
    BLUE,
    FEWEST,
    GREY,
    VERMILION,
    canvas,
    label_lines,
    line_height,
    make_room,
    no_number,
    too_few,
)
from govreport.plots.language import Language, Speaker
from govreport.report import Figure, Finding, Report, Status

__all__ = ["identities", "outcomes"]

_JUDGED: tuple[tuple[bool | None, str, FillStyleType, str, tuple[str, str]], ...] = (
    (True, "o", "full", BLUE, ("成立", "holds")),
    (False, "X", "full", VERMILION, ("不成立", "broken")),
    (None, "s", "none", GREY, ("无法判断", "cannot be judged")),
)
_STATES = {
    Status.RECOVERED: ("恢复", "recovered"),
    Status.BLANK: ("空白", "blank"),
    Status.MARKED: ("标记", "marked"),
    Status.MISSING: ("缺失", "missing"),
    Status.UNREADABLE: ("无法确定", "unreadable"),
    Status.TWO_REPORTS_DIFFER: ("两份不一致", "two reports differ"),
    Status.CORRECTED: ("更正", "corrected"),
}


def outcomes(report: Reports, *, language: Language | None = None) -> Axes:
    """How the requests ended: a dot for each outcome of table 三, its number of requests (件) beside it.

    The numbers are those of the column 总计 (total). An outcome without a certain number has no dot but a
    cross beside the axis, and its status. Of fewer than five requests there is no chart but a panel that
    says so.

    Parameters
    ----------
    report : Report, or path of a file
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If it is not one report, or it has no table 三 (requests).

    Examples
    --------
    >>> axes = gr.plots.outcomes(gr.read("corpus/reports/2024-rongchang-office.txt"))
    """
    report = report_in(report)
    if "requests" not in report.forms:
        found = ", ".join(report.forms) or "no table"
        raise GovReportError(f"{report.source}: expected table 三 (requests); found {found}")
    rows = {row.id: row for row in forms.load(report.forms["requests"]).table("requests").rows}
    totals = {f.row: f for f in report.figures if f.table == "requests" and f.column == "total"}
    lines = [id_ for id_, row in rows.items() if row.under and id_ != "outcome_total"]
    say, whole = Speaker(language), totals["outcome_total"]
    n = _number_or_state(whole, say)
    subject = f"{say('申请办理结果', 'outcomes of requests')} ({say('件', 'requests')}, n = {n})"
    if whole.value is not None and whole.value < FEWEST:
        return too_few(_title(report, subject, say), float(whole.value), say, None, report)
    with _axes(report, subject, len(lines), say) as axes:
        for y, id_ in enumerate(lines):
            _dot(axes, y, totals[id_], say)
        labels = [(_label(rows[id_]), rows[id_].en) for id_ in lines]
        label_lines(axes, labels, say, ("办理结果", "outcome"))
        no_number(axes, [y for y, id_ in enumerate(lines) if totals[id_].value is None], "y")
        most = max((float(value) for id_ in lines if (value := totals[id_].value)), default=1.0)
        axes.set_xlim(0, most * 1.1)
        make_room(axes, [float(totals[id_].value or 0) for id_ in lines])
        axes.xaxis.set_visible(False)  # each number is written beside its dot
    return axes


def _dot(axes: Axes, y: int, figure: Figure, say: Speaker) -> None:
    x = 0.0 if figure.value is None else float(figure.value)
    if figure.value is not None:
        axes.plot([0, x], [y, y], color=BLUE, linewidth=1)
        axes.plot([x], [y], marker="o", color=BLUE, clip_on=False)
    axes.annotate(
        _number_or_state(figure, say), (x, y), (7, 0), textcoords="offset points", va="center", color="black"
    )


def _number_or_state(figure: Figure, say: Speaker) -> str:
    """The number, where it is certain as printed; else, or with it, the state of the cell."""
    number = [] if figure.value is None else [f"{figure.value:f}"]
    state = [] if figure.status is Status.REPORTED else [say(*_STATES[figure.status])]
    return " ".join(number + state)


def identities(report: Reports, *, language: Language | None = None) -> Axes:
    """Which identities (勾稽关系) of the form hold: a column for each rule, a line for each place.

    A place is a column or row of an official table. Nothing is drawn where a rule says nothing of it.

    Parameters
    ----------
    report : Report, or path of a file
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If it is not one report, or no rule applies, because it has no official table.

    Examples
    --------
    >>> axes = gr.plots.identities(gr.read("corpus/reports/2024-rongchang-office.txt"))
    """
    report = report_in(report)
    findings = check(report, only=rules_of_forms())
    if not findings:
        raise GovReportError(f"{report.source}: expected a table 二, 三 or 四 to apply rules to; found none")
    places = [_place(report, finding) for finding in findings]
    lines = list(dict.fromkeys(places))
    applied = list(dict.fromkeys(finding.rule for finding in findings))
    cells = [
        (applied.index(f.rule), lines.index(place), f.passed)
        for f, place in zip(findings, places, strict=True)
    ]
    say = Speaker(language)
    subject = f"{say('勾稽关系', 'identities of the form')} (n = {len(findings)})"
    if len(findings) < FEWEST:
        return too_few(_title(report, subject, say), len(findings), say, None, report)
    with _axes(report, subject, len(lines), say) as axes:
        for passed, marker, fill, color, label in _JUDGED:
            at = [(x, y) for x, y, found in cells if found is passed]
            xs, ys = [x for x, _ in at], [y for _, y in at]
            axes.plot(xs, ys, marker, color=color, fillstyle=fill, markersize=7)
            axes.lines[-1].set_label(f"{say(*label)}: {len(at)}")
        label_lines(axes, lines, say, ("表中位置", "place in the tables"))
        axes.set_xlim(-0.5, len(applied) - 0.5)
        axes.set_xticks(range(len(applied)), applied)
        axes.set_xlabel("\n".join(_formulas(applied, say)), linespacing=1.5)
        axes.figure.legend(loc="outside lower center", ncols=len(_JUDGED))
    return axes


def _place(report: Report, finding: Finding) -> tuple[str, str]:
    """The row or column that a rule was applied to, in Chinese and in English."""
    first = finding.figures[0]
    template = forms.load(report.forms[first.table])
    form = template.table(first.table)
    each = next(i.each for i in template.identities if (i.rule, i.table) == (finding.rule, first.table))
    parts: Sequence[Row | Column] = form.columns if each == "column" else form.rows
    id_ = first.column if each == "column" else first.row
    place = next(part for part in parts if part.id == id_)
    rule = next(rule for rule in rules.load() if rule.id == finding.rule)
    return rule.zh.place.format(label=_label(place)), rule.en.place.format(label=place.en)


def _formulas(applied: Sequence[str], say: Speaker) -> Iterator[str]:
    for rule in rules.load():
        if rule.id in applied:
            both = (rule.zh.formula, rule.en.formula)
            yield f"{rule.id}  {'  '.join(both) if say.language == 'both' else say(*both)}"


def _label(part: Row | Column) -> str:
    """What the form prints, a row in its shortest known spelling and behind its group."""
    if isinstance(part, Column):
        return part.zh
    return " ".join((*part.under[1:], min(part.labels, key=len)))


@contextmanager
def _axes(report: Report, subject: str, lines: int, say: Speaker) -> Iterator[Axes]:
    """Axes for a chart of one report, with a line of it for each of `lines`."""
    wide = 13.0 if say.language == "both" else 9.5  # labels stand on both sides
    title, size = _title(report, subject, say), (wide, lines * line_height + 1.5)
    with canvas(title, size, data=report) as axes:
        yield axes


def _title(report: Report, subject: str, say: Speaker) -> str:
    organ = report.organ or say("机关未载明", "organ not stated")
    year = say("年度未载明", "year not stated")
    if report.year:
        year = f"{report.year}" if say.language == "en" else f"{report.year}年"
    return f"{organ} {year}\n{subject}"
