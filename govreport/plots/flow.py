"""Where requests come from and where they end: ribbons as wide as the numbers of table 三."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from govreport import forms
from govreport.errors import GovReportError
from govreport.parsing.given import Reports, report_in
from govreport.plots.canvas import FEWEST, GREY, PALETTE, canvas, too_few
from govreport.plots.language import Language, Speaker

__all__ = ["flow"]

_SOURCES = (("new", "本年新收", "new"), ("carried_in", "上年结转", "carried in"))
_ENDS = (
    ("granted", "予以公开", "granted"),
    ("partial", "部分公开", "in part"),
    ("denied.", "不予公开", "denied"),
    ("unable.", "无法提供", "unable"),
    ("unprocessed.", "不予处理", "not processed"),
    ("other", "其他处理", "other"),
    ("carried_out", "结转下年度", "carried out"),
)
_LETTERS = 0.075  # of the height of all requests: a line of text
_GAP, _BAR, _TRUNK = 0.04, 0.06, 0.5  # of the height of all requests; of the width of the figure


@dataclass(frozen=True, slots=True)
class _Block:
    label: str
    count: Decimal
    bottom: float
    top: float


def flow(report: Reports, *, language: Language | None = None, ax: Axes | None = None) -> Axes:
    """An alluvial chart of one report: requests of this year and last on the left, outcomes on the right.

    Which request had which outcome is not known, so that all ribbons run through one trunk in the middle. It
    is drawn only where every cell has a certain number. Both sides have one scale: where the report's inflow
    and outflow differ, so does their height, and the title says so. Of fewer than five requests there is no
    chart but a panel that says so.

    Parameters
    ----------
    report : Report, or path of a file
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If it is not one report, or it has no table 三, a cell of its column 总计 has no number, or all are 0.

    Examples
    --------
    >>> axes = gr.plots.flow(gr.read("corpus/reports/2024-rongchang-office.txt"))
    """
    report = report_in(report)
    if "requests" not in report.forms:
        raise GovReportError(f"{report.source}: expected table 三 (requests); found none")
    totals = {f.row: f.value for f in report.figures if f.table == "requests" and f.column == "total"}
    rows = [row.id for row in forms.load(report.forms["requests"]).table("requests").rows]
    absent = [row for row in rows if totals.get(row) is None]
    if absent:
        raise GovReportError(f"{report.source}: no certain number in column 总计 of {', '.join(absent)}")
    say = Speaker(language)
    into = [(say(zh, en), _sum(totals, row)) for row, zh, en in _SOURCES]
    out = [(say(zh, en), _sum(totals, row)) for row, zh, en in _ENDS]
    inflow, outflow = (sum((count for _, count in parts), Decimal(0)) for parts in (into, out))
    if not inflow and not outflow:
        raise GovReportError(f"{report.source}: no requests; nothing flows")
    differs = say(f"来 {inflow:f}，去 {outflow:f}", f"inflow {inflow:f}, outflow {outflow:f}")
    differs = "" if inflow == outflow else f"; {differs}"
    who = f"{report.organ or say('机关未载明', 'organ not stated')} {report.year or ''}"
    subject = say("申请的来与去", "requests in and out")
    title = f"{who}\n{subject} ({say('件', 'requests')}, n = {inflow:f}{differs})"
    if inflow < FEWEST:
        return too_few(title, float(inflow), say, ax, report)
    with canvas(title, (9.0, 4.6), ax, data=report) as axes:
        most = float(max(inflow, outflow))
        _side(axes, _stacked(into, most), 0.0, [GREY, "#0A7A8F"], "right")
        _side(axes, _stacked(out, most), 1.0, list(PALETTE), "left")
        axes.set_xlim(-0.45, 1.5)
        axes.set_ylim(-0.02, 1 + _GAP * len(_ENDS))
        axes.set_axis_off()
    return axes


def _sum(totals: Mapping[str, Decimal | None], row: str) -> Decimal:
    """The total of a row, or of all rows of its group."""
    inside = row if row.endswith(".") else f"{row}."
    named = (value for name, value in totals.items() if name == row or name.startswith(inside))
    return sum((value for value in named if value is not None), Decimal(0))


def _stacked(parts: list[tuple[str, Decimal]], most: float) -> list[_Block]:
    """Blocks from the top down, as tall as their share of `most`; those that are empty are left out."""
    filled = [(label, count) for label, count in parts if count]
    blocks, top = [], 1.0 + _GAP * len(_ENDS) / 2 + _GAP * (len(filled) - 1) / 2
    for label, count in filled:
        blocks.append(_Block(label, count, top - float(count) / most, top))
        top = blocks[-1].bottom - _GAP
    return blocks


def _side(axes: Axes, blocks: list[_Block], x: float, colors: list[str], side: str) -> None:
    """The blocks of one side, each with its ribbon into the trunk in the middle."""
    at = 1.0 + _GAP * len(_ENDS) / 2
    heights = _apart([(block.top + block.bottom) / 2 for block in blocks])
    outer = x - _BAR if side == "right" else x
    for block, color, y in zip(blocks, colors, heights, strict=False):
        height = block.top - block.bottom
        axes.add_patch(Rectangle((outer, block.bottom), _BAR, height, color=color, linewidth=0))
        ribbon = _ribbon(x, block, _TRUNK, at, height)
        axes.add_patch(PathPatch(ribbon, facecolor=color, alpha=0.45, linewidth=0))
        way = -1 if side == "right" else 1
        edge, middle = x + way * (_BAR + 0.03), (block.top + block.bottom) / 2
        axes.plot([edge - way * 0.025, edge - way * 0.005], [middle, y], color=GREY, linewidth=0.6)
        axes.text(edge, y, f"{block.label} {block.count:f}", ha=side, va="center")
        at -= height


def _apart(heights: list[float]) -> list[float]:
    """Heights from the top down, moved apart so far that a line of text fits between any two."""
    moved: list[float] = []
    for height in heights:
        moved.append(min(height, moved[-1] - _LETTERS) if moved else height)
    under = -_GAP - moved[-1] if moved else 0.0  # what went below the chart is pushed up again
    for i in reversed(range(len(moved))):
        floor = moved[i + 1] + _LETTERS if i + 1 < len(moved) else moved[i] + max(0.0, under)
        moved[i] = max(moved[i], floor)
    return moved


def _ribbon(x: float, block: _Block, trunk: float, at: float, height: float) -> Path:
    middle = (x + trunk) / 2
    points = [
        (x, block.top), (middle, block.top), (middle, at), (trunk, at),
        (trunk, at - height), (middle, at - height), (middle, block.bottom), (x, block.bottom),
    ]  # fmt: skip
    curve = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO, *[Path.CURVE4] * 3]
    return Path(points, curve)
