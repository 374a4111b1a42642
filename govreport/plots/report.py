"""Figures of one report for notebooks: how requests ended, which identities hold; labels in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.typing import FillStyleType

from govreport import templates
from govreport.checks import check, rules
from govreport.errors import GovReportError
from govreport.report import Figure, Finding, Report, Status
from govreport.templates import Column, Row

__all__ = ["identities", "outcomes", "use_font"]

_FONT = Path(__file__).with_name("data") / "fonts" / "NotoSansSC-GB2312.otf"

# Okabe and Ito's colours, which colour-blind readers tell apart; the shapes say the same without colour.
_BLUE, _VERMILION, _GREY = "#0072B2", "#D55E00", "#6E6E6E"
_JUDGED: tuple[tuple[bool | None, str, FillStyleType, str, str], ...] = (
    (True, "o", "full", _BLUE, "成立 holds"),
    (False, "X", "full", _VERMILION, "不成立 broken"),
    (None, "s", "none", _GREY, "无法判断 cannot be judged"),
)
_STATES = {
    Status.RECOVERED: "恢复 recovered",
    Status.BLANK: "空白 blank",
    Status.MARKED: "标记 marked",
    Status.MISSING: "缺失 missing",
    Status.UNREADABLE: "无法确定 unreadable",
}
_LINE = 0.26  # inches from one labelled line to the next


@cache
def _family() -> str:
    fontManager.addfont(_FONT)
    return FontProperties(fname=_FONT).get_name()


def use_font() -> None:
    """Let matplotlib write Chinese with the font of the package; it changes two rcParams and no other."""
    matplotlib.rcParams["font.family"] = [_family()]
    matplotlib.rcParams["axes.unicode_minus"] = False


def outcomes(report: Report) -> Axes:
    """How the requests ended: a dot for each outcome of table 三, its number of requests (件) beside it.

    The numbers are those of the column 总计 (total). An outcome without a certain number has no dot;
    its status stands in its place.

    Raises
    ------
    GovReportError
        If the report has no table 三 (requests).
    """
    if "requests" not in report.forms:
        found = ", ".join(report.forms) or "no table"
        raise GovReportError(f"{report.source}: expected table 三 (requests); found {found}")
    rows = {row.id: row for row in templates.load(report.forms["requests"]).table("requests").rows}
    totals = {f.row: f for f in report.figures if f.table == "requests" and f.column == "total"}
    lines = [id_ for id_, row in rows.items() if row.under and id_ != "outcome_total"]
    n = _said(totals["outcome_total"])
    with _axes(report, f"申请办理结果 outcomes of requests (件 requests, n = {n})", len(lines)) as axes:
        for y, id_ in enumerate(lines):
            _dot(axes, y, totals[id_])
        _label_lines(axes, [(_label(rows[id_]), rows[id_].en) for id_ in lines])
        most = max((float(value) for id_ in lines if (value := totals[id_].value)), default=1.0)
        axes.set_xlim(0, most * 1.5)  # room for the number and its state
        axes.xaxis.set_visible(False)  # each number is written beside its dot
    return axes


def _dot(axes: Axes, y: int, figure: Figure) -> None:
    x = 0.0 if figure.value is None else float(figure.value)
    if figure.value is not None:
        axes.plot([0, x], [y, y], color=_BLUE, linewidth=1)
        axes.plot([x], [y], marker="o", color=_BLUE, clip_on=False)
    axes.annotate(_said(figure), (x, y), (7, 0), textcoords="offset points", va="center", color="black")


def _said(figure: Figure) -> str:
    """The number, where it is certain as printed; else, or with it, the state of the cell."""
    number = [] if figure.value is None else [f"{figure.value:f}"]
    state = [] if figure.status is Status.REPORTED else [_STATES[figure.status]]
    return " ".join(number + state)


def identities(report: Report) -> Axes:
    """Which identities (勾稽关系) of the form hold: a column for each rule, a line for each place.

    A place is a column or row of an official table. Nothing is drawn where a rule says nothing of it.

    Raises
    ------
    GovReportError
        If no rule applies, because the report has no official table.
    """
    findings = check(report)
    if not findings:
        raise GovReportError(f"{report.source}: expected a table 二, 三 or 四 to apply rules to; found none")
    places = [_place(report, finding) for finding in findings]
    lines = list(dict.fromkeys(places))
    applied = list(dict.fromkeys(finding.rule for finding in findings))
    cells = [
        (applied.index(f.rule), lines.index(place), f.passed)
        for f, place in zip(findings, places, strict=True)
    ]
    with _axes(report, f"勾稽关系 identities of the form (n = {len(findings)})", len(lines)) as axes:
        for passed, marker, fill, color, label in _JUDGED:
            at = [(x, y) for x, y, found in cells if found is passed]
            xs, ys = [x for x, _ in at], [y for _, y in at]
            axes.plot(xs, ys, marker, color=color, label=f"{label}: {len(at)}", fillstyle=fill, markersize=7)
        _label_lines(axes, lines)
        axes.set_xlim(-0.5, len(applied) - 0.5)
        axes.set_xticks(range(len(applied)), applied)
        axes.set_xlabel("\n".join(_formulas(applied)), linespacing=1.5)
        axes.figure.legend(loc="outside lower center", ncols=len(_JUDGED))
    return axes


def _place(report: Report, finding: Finding) -> tuple[str, str]:
    """The row or column that a rule was applied to, in Chinese and in English."""
    first = finding.figures[0]
    template = templates.load(report.forms[first.table])
    form = template.table(first.table)
    each = next(i.each for i in template.identities if (i.rule, i.table) == (finding.rule, first.table))
    parts: Sequence[Row | Column] = form.columns if each == "column" else form.rows
    id_ = first.column if each == "column" else first.row
    place = next(part for part in parts if part.id == id_)
    rule = next(rule for rule in rules.load() if rule.id == finding.rule)
    return rule.zh.place.format(label=_label(place)), rule.en.place.format(label=place.en)


def _formulas(applied: Sequence[str]) -> Iterator[str]:
    for rule in rules.load():
        if rule.id in applied:
            yield f"{rule.id}  {rule.zh.formula}  {rule.en.formula}"


def _label(part: Row | Column) -> str:
    """What the form prints, a row in its shortest known spelling and behind its group."""
    if isinstance(part, Column):
        return part.zh
    return " ".join((*part.under[1:], min(part.labels, key=len)))


@contextmanager
def _axes(report: Report, subject: str, lines: int) -> Iterator[Axes]:
    """Empty axes to draw in, with the font of the package for as long as the drawing lasts."""
    # Before our settings: the first figure starts the backend, and what that sets has to stay.
    figure = pyplot.figure(figsize=(9.5, lines * _LINE + 1.5), layout="constrained")
    organ = report.organ or "机关未载明 organ not stated"
    year = f"{report.year}年" if report.year else "年度未载明 year not stated"
    with matplotlib.rc_context({"text.parse_math": False}):  # a $ in a name is no formula
        use_font()
        axes = figure.subplots()
        axes.set_title(f"{organ} {year}\n{subject}", linespacing=1.5)
        axes.set_ylim(lines - 0.5, -0.5)
        axes.grid(axis="y", linewidth=0.4)
        axes.set_axisbelow(True)
        axes.spines[:].set_visible(False)
        yield axes


def _label_lines(axes: Axes, labels: Sequence[tuple[str, str]]) -> None:
    """Chinese to the left of each line, English to the right."""
    lines = range(len(labels))
    axes.set_yticks(lines, [zh for zh, _ in labels])
    right = axes.secondary_yaxis("right")
    right.set_yticks(lines, [en for _, en in labels])
    right.spines[:].set_visible(False)
    for axis in (axes, right):
        axis.tick_params(axis="y", length=0, pad=9)
