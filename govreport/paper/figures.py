"""Figures of a paper: the width of a column, and beside each drawing the numbers that it draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib import pyplot
from matplotlib.axes import Axes

from govreport.errors import GovReportError
from govreport.plots import style, use_font
from govreport.plots.language import Language
from govreport.plots.stamp import ChartFigure, as_csv, fingerprint, stamp

__all__ = ["column", "save"]

_WIDTHS = {1: 3.35, 2: 6.9}  # inches: 8.5 cm and 17.5 cm, one column and two of most journals
_SETTLED = 2  # drawings until the layout stays: all files show the same one


@contextmanager
def column(height: float, columns: int = 1, *, language: Language | None = None) -> Iterator[Axes]:
    """Axes of the width of a column, in type of print and with the font of the package.

    The functions of `govreport.plots` draw into them: ``plots.dots(frame, "", axis, ax=axes)``.

    Parameters
    ----------
    height : float
        In inches.
    columns : {1, 2}
        8.5 cm or 17.5 cm wide.
    language : {"zh", "en", "both"}, optional
        Of the charts that are drawn in it.

    Raises
    ------
    GovReportError
        If there is no such width.
    """
    if columns not in _WIDTHS:
        raise GovReportError(f"columns: 1 or 2 was expected, found {columns!r}")
    with style("print", language=language):
        figure = pyplot.figure(
            figsize=(_WIDTHS[columns], height), layout="constrained", FigureClass=ChartFigure
        )
        use_font()
        yield figure.subplots()


def save(axes: Axes, data: pd.DataFrame, folder: str | Path, name: str) -> tuple[Path, ...]:
    """Write the figure of `axes` as ``name.pdf`` and ``name.png``, and what it draws as ``name.csv``.

    PDF and PNG name the version of the package and the SHA-256 of the CSV, and no day: the same figure
    has the same bytes.

    Parameters
    ----------
    data : DataFrame
        The numbers of the figure, in the order of the drawing; what has no value is an empty field, and
        fractions have ten significant digits, which no machine computes otherwise.

    Raises
    ------
    GovReportError
        If there are no data: a figure whose numbers nobody can read is none.
    """
    if data.empty:
        raise GovReportError(f"figure {name}: the rows that it draws were expected, found {data.shape}")
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    pdf, png, csv = (out / f"{name}.{ending}" for ending in ("pdf", "png", "csv"))
    csv.write_text(as_csv(data), encoding="utf-8", newline="\n")
    drawn = [fingerprint(data)]
    figure = axes.get_figure(root=True)
    assert figure is not None
    # Type as outlines (Type 3): our font has outlines of PostScript, which type 42 does not hold.
    with style("print"), matplotlib.rc_context({"pdf.fonttype": 3}):
        for _ in range(_SETTLED):
            figure.draw_without_rendering()
        figure.set_layout_engine("none")
        figure.savefig(pdf, metadata=stamp("pdf", drawn))
        figure.savefig(png, metadata=stamp("png", drawn))
    return pdf, png, csv
