"""A variable over the years of one body or several, with the breaks between forms."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.transforms import ScaledTranslation

from govreport.errors import GovReportError
from govreport.panel import crosswalk
from govreport.plots.canvas import FEWEST, GREY, PALETTE, canvas, no_number, titled, too_few
from govreport.plots.language import Language, Speaker
from govreport.resources.messages import require_columns

__all__ = ["years"]

_Row = Mapping[Hashable, Any]
_MARKERS = {"2008": "s", "2014": "D", "2019": "^", "2021": "o"}
_LINES = {"yes": "-", "partly": ":", "no": ""}
_ABOVE, _BELOW, _HEIGHT = 6, -14, 10  # points from a symbol to its number, and how high a number is
_WIDTH, _PLOTTED, _AROUND, _LINE = (
    9.0,
    2.9,
    1.5,
    0.2,
)  # inches; _LINE is one of the legend
_UNDER = 52  # points for the years and their title, below which the legend stands
_CROSSES = 18  # points that crosses below the axis take
_HANDLE = 5  # characters' width that a symbol takes in the legend, with what is left free


def years(
    panel: pd.DataFrame, variable: str, *, language: Language | None = None, ax: Axes | None = None
) -> Axes:
    """One variable of a panel: a line for each body, a symbol for each form.

    Years that count alike are joined by a line, those that do so in part by dots, others not at all. A year
    whose cells hold no certain number is a grey cross below the axis: it is not zero. Where lines of many
    bodies run close to each other some numbers are left out, and the legend says how many.

    Parameters
    ----------
    panel : DataFrame
        Of `govreport.panel.years.panel`.
    variable : str
        An id of the crosswalk. Of fewer than five numbers there is no chart but a panel that says so.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If the panel has no row of that variable.

    Examples
    --------
    >>> panel = gr.panel(gr.Corpus("corpus").keyed())
    >>> axes = gr.plots.years(panel, panel["variable"].iloc[0])
    """
    require_columns(panel, ("body_id", "organ", "year", "form", "variable", "value"), "panel")
    known = crosswalk.variable(variable)
    rows = panel[panel["variable"] == variable].sort_values(["body_id", "year"])
    if rows.empty:
        raise GovReportError(f"no row of variable {variable!r} in the panel")
    bodies = list(dict.fromkeys(rows["body_id"]))
    say, n = Speaker(language), int(rows["value"].notna().sum())
    title = f"{say(known.zh, known.en)}\n({known.unit}, n = {n})"
    title = say.of(titled((title, title), rows["organ"]))
    if n < FEWEST:
        return too_few(title, n, say, ax, rows)
    plotted = _PLOTTED + 0.15 * max(0, len(bodies) - 4)
    with canvas(title, (_WIDTH, plotted + _AROUND), ax, data=rows) as axes:
        for body, color in zip(bodies, (PALETTE * len(bodies))[: len(bodies)], strict=True):
            part = rows[rows["body_id"] == body].to_dict("records")
            for before, after in pairwise(part):
                _join(axes, known, before, after, color)
            for row in part:
                if not pd.isna(row["value"]):
                    marker = _MARKERS[str(row["form"])]
                    axes.plot([row["year"]], [row["value"]], marker, color=color, clip_on=False)
            axes.plot([], [], "-", color=color, label=str(part[-1]["organ"]))
        for form in sorted(set(rows["form"])):
            axes.plot([], [], _MARKERS[str(form)], color=GREY, label=say(f"{form} 年格式", f"form {form}"))
        for line, meaning in _meanings(axes, rows, say):
            axes.plot([], [], line, color=GREY, label=meaning)
        axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
        # Axes of others shrink when the legend is laid out below them.
        room = plotted if ax is None else 0.75 * axes.get_window_extent().height / axes.figure.dpi
        if crowded := _write_numbers(axes, rows, 72 * room):
            axes.plot([], [], " ", label=f"{say('过密未标的数字', 'numbers left out')}: {crowded}")
        axes.set_xticks(sorted({int(year) for year in rows["year"]}))
        axes.tick_params(axis="x", rotation=45)
        no_number(axes, sorted({float(year) for year in rows["year"][rows["value"].isna()]}), "x")
        axes.grid(axis="y", linewidth=0.4)
        axes.set_xlabel(say("年度", "year"))
        axes.set_ylabel(f"{say('数量', 'number')} ({known.unit})")
        wide = _WIDTH if ax is None else axes.get_window_extent().width / axes.figure.dpi
        crosses = _CROSSES if rows["value"].isna().any() else 0
        lines = _legend(axes, wide, _UNDER + crosses)
        if ax is None and isinstance(axes.figure, Figure):
            axes.figure.set_figheight(plotted + _AROUND + crosses / 72 + _LINE * lines)
    return axes


def _legend(axes: Axes, width: float, under: float) -> int:
    """A legend below the axes, as many of the longest label beside each other as `width` inches hold, four at
    most, so many points under the axes; how many lines it takes."""
    _, labels = axes.get_legend_handles_labels()
    longest = max(sum(1.0 if character > "\u2000" else 0.55 for character in label) for label in labels)
    letter = float(matplotlib.rcParams["font.size"]) / 72
    columns = max(1, min(4, int(width / letter / (longest + _HANDLE))))
    below = axes.transAxes + ScaledTranslation(0, -under / 72, axes.figure.dpi_scale_trans)
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=below, ncols=columns, frameon=False
    )
    return -(-len(labels) // columns)


def _meanings(axes: Axes, rows: pd.DataFrame, say: Speaker) -> Iterator[tuple[str, str]]:
    """What the dotted line and the cross say, where they are drawn."""
    if any(line.get_linestyle() == ":" for line in axes.lines):
        yield ":", say("部分可比", "comparable in part")
    if rows["value"].isna().any():
        yield "x", say("无确定数值", "no certain number")


def _join(axes: Axes, known: crosswalk.Variable, before: _Row, after: _Row, color: str) -> None:
    values = [before["value"], after["value"]]
    line = _LINES[known.comparison(str(before["form"]), str(after["form"])).comparable]
    if line and not any(pd.isna(value) for value in values):
        axes.plot([before["year"], after["year"]], values, line, color=color, linewidth=1.2)


def _write_numbers(axes: Axes, rows: pd.DataFrame, room: float) -> int:
    """Each number above its symbol, or below where another one stands; how many found no place.

    `room` is the height of the axes in points.
    """
    known = rows[rows["value"].notna()]
    scale = room / axes.get_ylim()[1]
    offsets: dict[Hashable, int] = {}
    for _, year in known.groupby("year"):
        taken: list[float] = []
        for i, value in year["value"].sort_values(ascending=False, kind="stable").items():
            at = float(value) * scale
            free = (o for o in (_ABOVE, _BELOW) if all(abs(at + o - other) >= _HEIGHT for other in taken))
            if (offset := next(free, None)) is not None and at + offset > -_HEIGHT:
                offsets[i] = offset
                taken.append(at + offset)
    for i, row in known.iterrows():
        if i in offsets:
            axes.annotate(
                f"{row['value']:g}",
                (row["year"], row["value"]),
                (0, offsets[i]),
                textcoords="offset points",
                ha="center",
                fontsize="small",
                path_effects=[withStroke(linewidth=2, foreground="white")],  # a line may pass behind it
            )
    return len(known) - len(offsets)
