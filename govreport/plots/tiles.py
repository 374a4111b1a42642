"""A table as a chart: the number written in each field, the darker the more; what is absent is a cross."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from govreport.errors import GovReportError
from govreport.plots.canvas import FEWEST, GREY, canvas, counted, label_lines, line_height, too_few
from govreport.plots.language import Language, Speaker, Words
from govreport.resources.messages import require_columns

__all__ = ["tiles"]

_MOST_LEVEL = 12  # columns whose short names stand level beside each other
_DARK = 0.6  # of the darkest tile: from here on white is easier to read than black


def tiles(
    table: pd.DataFrame,
    title: Words,
    axis: Words,
    *,
    labels: Sequence[tuple[str, str]] | None = None,
    texts: pd.DataFrame | None = None,
    shade: Literal["all", "row"] = "all",
    rows: Words = ("项目", "item"),
    n: int | None = None,
    language: Language | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A field for each cell of a table of counts, its number written in it.

    A 0 is written; a field without a value is white with a grey cross. They are not the same.

    Parameters
    ----------
    table : DataFrame
        Numbers of 0 and more, or NA; its columns are the names below.
    title, axis : str, or (str, str)
        In both languages, or a pair of Chinese and English; `axis` says what the columns are.
    labels : sequence of (str, str), optional
        Chinese and English name of each row; by default the index, on the left.
    texts : DataFrame, optional
        What is written instead of the numbers: of the shape of `table`.
    shade : {"all", "row"}
        Dark against the greatest number of all, or as a share of the sum of the row.
    rows : str, or (str, str)
        What the lines are.
    n : int, optional
        How many cases the chart is about, for the title; of fewer than five there is a panel that says so.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If the table is empty, or labels or texts do not fit it.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({2023: [3], 2024: [0]}, index=["甲 A"])
    >>> axes = gr.plots.tiles(counts, "份数 reports", "年度 year")
    """
    require_columns(table, (), "table")
    if table.empty:
        raise GovReportError(f"a table with at least one row and column was expected, found {table.shape}")
    names = [(str(name), "") for name in table.index] if labels is None else list(labels)
    if len(names) != len(table) or (texts is not None and texts.shape != table.shape):
        raise GovReportError(f"labels and texts for a table of {table.shape} were expected")
    try:
        numbers = table.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise GovReportError("a table of numbers was expected, with names in its index") from error
    shades = _shades(numbers, shade)
    say = Speaker(language)
    heading = counted(say.of(title), n)
    if n is not None and n < FEWEST:
        return too_few(heading, n, say, ax, table)
    size = (max(6.0, 0.62 * table.shape[1] + 4), len(table) * line_height * 1.15 + 1.7)
    with canvas(heading, size, ax, data=table) as axes:
        axes.imshow(np.where(np.isnan(shades), 0, shades), cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for (y, x), number in np.ndenumerate(numbers):
            if np.isnan(number):
                axes.text(x, y, "×", ha="center", va="center", color=GREY, fontsize="small")
            else:
                label = f"{number:g}" if texts is None else str(texts.iat[y, x])
                color = "white" if shades[y, x] > _DARK else "black"
                axes.text(x, y, label, ha="center", va="center", color=color, fontsize="small")
        label_lines(axes, names, say, rows)
        axes.grid(False)
        columns = [str(name) for name in table.columns]
        crowded = max(map(len, columns)) > 4 or len(columns) > _MOST_LEVEL
        axes.set_xticks(range(len(columns)), columns, rotation=45 if crowded else 0)
        axes.set_xlabel(say.of(axis))
    return axes


def _shades(numbers: np.ndarray, shade: str) -> np.ndarray:
    """Each number as a share of the greatest, or of its row's sum; NA where there is no number."""
    known = np.nan_to_num(numbers)
    most = known.sum(axis=1, keepdims=True) if shade == "row" else np.full((len(known), 1), known.max())
    return numbers / np.where(most > 0, most, 1)
