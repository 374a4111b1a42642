"""What other definitions of one idea say of the same report: a line of symbols for each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from govreport.errors import GovReportError
from govreport.plots.canvas import (
    FEWEST,
    GREY,
    LIGHT,
    PALETTE,
    canvas,
    counted,
    label_lines,
    line_height,
    no_number,
    too_few,
)
from govreport.plots.language import Language, Speaker, Words
from govreport.resources.messages import require_columns

__all__ = ["spread"]

_MARKERS = "os^DvP*X"


def spread(
    frame: pd.DataFrame,
    title: Words,
    axis: Words,
    columns: Sequence[tuple[str, Words]],
    *,
    percent: bool = False,
    rows: Words = ("项目", "item"),
    n: int | None = None,
    language: Language | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A symbol for each definition, a line for each row; the grey bar is how far they lie apart.

    Parameters
    ----------
    frame : DataFrame
        In the order of drawing, with label_zh, label_en and the columns named.
    title, axis : str, or (str, str)
        In both languages, or a pair of Chinese and English; `axis` names the unit.
    columns : sequence of (str, str or pair)
        The name of a column and what the legend calls it: eight at most. What has no value is left out;
        where no definition has one, a text says so.
    percent : bool
        Whether values are shares of 1 that are to be read as percentages.
    rows : str, or (str, str)
        What the lines are.
    n : int, optional
        How many cases the chart is about, for the title; of fewer than five there is a panel that says so.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If there are no rows, a column is missing, or the columns are none or more than the symbols.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"label_zh": ["甲"], "label_en": ["A"], "strict": [0.4], "lenient": [0.6]})
    >>> columns = [("strict", "严 strict"), ("lenient", "宽 lenient")]
    >>> axes = gr.plots.spread(rows, "公开率 share", "%", columns, percent=True)
    """
    require_columns(frame, (), "frame")
    absent = [name for name in ("label_zh", "label_en", *(name for name, _ in columns)) if name not in frame]
    if frame.empty or absent or not 0 < len(columns) <= len(_MARKERS):
        wanted = f"columns {', '.join(absent)}" if absent else f"rows, and 1 to {len(_MARKERS)} columns"
        raise GovReportError(f"{wanted} were expected to draw; found {len(frame)} rows")
    values = frame[[name for name, _ in columns]].astype("Float64") * (100 if percent else 1)
    say = Speaker(language)
    heading = counted(say.of(title), n)
    if n is not None and n < FEWEST:
        return too_few(heading, n, say, ax, frame)
    with canvas(heading, (9.0, len(frame) * line_height + 2.0), ax, data=frame) as axes:
        for y, (low, high) in enumerate(zip(values.min(axis=1), values.max(axis=1), strict=True)):
            if pd.isna(low):
                axes.annotate(
                    say("无数值", "no value"),
                    (0, y),
                    (4, 0),
                    textcoords="offset points",
                    va="center",
                    color=GREY,
                )
            else:
                axes.plot([low, high], [y, y], color=LIGHT, linewidth=4, solid_capstyle="round")
        for (name, label), marker, color in zip(columns, _MARKERS, PALETTE, strict=False):
            known = [(float(x), y) for y, x in enumerate(values[name]) if not pd.isna(x)]
            xs, ys = [x for x, _ in known], [y for _, y in known]
            # Symbols stay visible where two definitions agree: the earlier one shows around the later.
            size = 9 - 1.5 * columns.index((name, label))
            axes.plot(
                xs, ys, marker, color=color, label=say.of(label), markersize=max(size, 4), clip_on=False
            )
        label_lines(axes, list(zip(frame["label_zh"], frame["label_en"], strict=True)), say, rows)
        axes.set_xlabel(say.of(axis))
        axes.set_xlim(left=0)
        no_number(axes, [float(y) for y, low in enumerate(values.min(axis=1)) if pd.isna(low)], "y")
        axes.figure.legend(loc="outside lower center", ncols=min(3, len(columns)), frameon=False)
    return axes
