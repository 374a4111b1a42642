"""A variable over the years of one body or several, with the breaks between forms."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from govreport import crosswalk
from govreport.errors import GovReportError
from govreport.plots.canvas import GREY, PALETTE, canvas, titled

__all__ = ["years"]

_Row = Mapping[Hashable, Any]
_MARKERS = {"2008": "s", "2014": "D", "2019": "^", "2021": "o"}
_LINES = {"yes": "-", "partly": ":", "no": ""}


def years(panel: pd.DataFrame, variable: str, *, ax: Axes | None = None) -> Axes:
    """One variable of a panel: a line for each body, a symbol for each form.

    Years that count alike are joined by a line, those that do so in part by dots, others not at all. A year
    whose cells hold no certain number is a grey cross on the axis: it is not zero.

    Parameters
    ----------
    panel : DataFrame
        Of `govreport.series.panel`.
    variable : str
        An id of the crosswalk.

    Raises
    ------
    GovReportError
        If the panel has no row of that variable.
    """
    rows = panel[panel["variable"] == variable].sort_values(["body_id", "year"])
    if rows.empty:
        raise GovReportError(f"no row of variable {variable!r} in the panel")
    known = crosswalk.variable(variable)
    bodies = list(dict.fromkeys(rows["body_id"]))
    title = f"{known.zh} {known.en}\n({known.unit}, n = {rows['value'].notna().sum()})"
    with canvas(titled(title, rows["organ"]), (9.0, 4.6), ax) as axes:
        for body, color in zip(bodies, (PALETTE * len(bodies))[: len(bodies)], strict=True):
            part = rows[rows["body_id"] == body].to_dict("records")
            for before, after in pairwise(part):
                _join(axes, known, before, after, color)
            for row in part:
                _point(axes, row, color)
            axes.plot([], [], "-", color=color, label=str(part[-1]["organ"]))
        for form in sorted(set(rows["form"])):
            axes.plot([], [], _MARKERS[str(form)], color=GREY, label=f"{form} 年格式 form")
        for line, meaning in _meanings(axes, rows):
            axes.plot([], [], line, color=GREY, label=meaning)
        axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
        axes.set_xticks(sorted({int(year) for year in rows["year"]}))
        axes.tick_params(axis="x", rotation=45)
        axes.grid(axis="y", linewidth=0.4)
        axes.set_xlabel("年度 year")
        axes.set_ylabel(f"数量 number ({known.unit})")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.26), ncols=4, frameon=False)
    return axes


def _meanings(axes: Axes, rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """What the dotted line and the cross say, where they are drawn."""
    if any(line.get_linestyle() == ":" for line in axes.lines):
        yield ":", "部分可比 comparable in part"
    if rows["value"].isna().any():
        yield "x", "无确定数值 no certain number"


def _join(axes: Axes, known: crosswalk.Variable, before: _Row, after: _Row, color: str) -> None:
    values = [before["value"], after["value"]]
    line = _LINES[known.comparison(str(before["form"]), str(after["form"])).comparable]
    if line and not any(pd.isna(value) for value in values):
        axes.plot([before["year"], after["year"]], values, line, color=color, linewidth=1.2)


def _point(axes: Axes, row: _Row, color: str) -> None:
    if pd.isna(row["value"]):
        axes.plot([row["year"]], [0], "x", color=GREY, clip_on=False)
        return
    axes.plot([row["year"]], [row["value"]], _MARKERS[str(row["form"])], color=color, clip_on=False)
    axes.annotate(
        f"{row['value']:g}",
        (row["year"], row["value"]),
        (0, 6),
        textcoords="offset points",
        ha="center",
        fontsize="small",
        path_effects=[withStroke(linewidth=2, foreground="white")],  # a line may pass behind it
    )
