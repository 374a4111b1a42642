"""What every chart shares: the font of the package, colours that all readers tell apart, two styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import matplotlib
import pandas as pd
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from govreport.errors import ArgumentError, GovReportError
from govreport.plots.language import Language, Speaker, Words, spoken
from govreport.plots.stamp import ChartFigure, fingerprint
from govreport.report import Report
from govreport.resources.messages import require_columns

__all__ = [
    "BLUE",
    "FEWEST",
    "GREY",
    "LIGHT",
    "OCHRE",
    "PALETTE",
    "SYNTHETIC",
    "VERMILION",
    "WHITE",
    "canvas",
    "counted",
    "label_lines",
    "line_height",
    "make_room",
    "no_number",
    "require",
    "style",
    "synthetic",
    "titled",
    "too_few",
    "use_font",
]

_FONT = Path(__file__).parents[1] / "data" / "fonts" / "NotoSansSC-GB2312.otf"

# Colours of Okabe and Ito (2008) and Tol (2021) that stand out from white (contrast 3 and more) and from each
# other for colour-blind readers too; shapes say the same without colour. LIGHT is for the ground only.
BLUE, VERMILION, OCHRE, GREY, LIGHT = "#0072B2", "#D55E00", "#A66F00", "#6E6E6E", "#BDBDBD"
PALETTE = (BLUE, VERMILION, "#009E73", "#CC79A7", "#000000", "#332288", "#AA3377", "#7A4B00")
FEWEST = 5
"""Of fewer cases no chart is drawn: a share of four says nothing, and may be about a person."""
WHITE: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
"""The ground of a number that stands upon lines."""
_STYLES: dict[str, Any] = {
    "screen": {"figure.dpi": 110, "savefig.dpi": 200, "font.size": 10},
    # A column of a journal: smaller type, no colour behind, type in the PDF as type.
    "print": {
        "figure.dpi": 300,
        "savefig.dpi": 300,
        "font.size": 8,
        "pdf.fonttype": 42,
        "lines.linewidth": 1,
    },
}
line_height = 0.26
"""Inches from one labelled line to the next."""
_SYNTHETIC = ("合成数据", "synthetic data")
SYNTHETIC = " ".join(_SYNTHETIC)
_OUTSIDE = 9  # points from an axis to a cross beside it
_Title = TypeVar("_Title", str, tuple[str, str])
_MADE_UP = "synthetic"  # stands in the name of every organ that was made up


@cache
def _family() -> str:
    fontManager.addfont(_FONT)
    return FontProperties(fname=_FONT).get_name()


def use_font() -> None:
    """Let matplotlib write Chinese with the font of the package; it changes two rcParams and no other.

    Examples
    --------
    >>> gr.plots.use_font()
    """
    matplotlib.rcParams["font.family"] = [_family()]
    matplotlib.rcParams["axes.unicode_minus"] = False


@contextmanager
def style(name: str = "screen", *, language: Language | None = None) -> Iterator[None]:
    """Draw for the ``"screen"`` (the default) or for ``"print"``, for as long as the block lasts.

    Parameters
    ----------
    name : {"screen", "print"}
    language : {"zh", "en", "both"}, optional
        Of all charts of the block that are not asked for in another.

    Raises
    ------
    ArgumentError
        If there is no such style or language; lists those known.

    Examples
    --------
    >>> with gr.plots.style("print"):
    ...     axes = gr.plots.outcomes(gr.read("corpus/reports/2024-rongchang-office.txt"))
    """
    if name not in _STYLES:
        raise ArgumentError(f"style: expected one of {', '.join(_STYLES)}, found {name!r}")
    with matplotlib.rc_context(_STYLES[name]), spoken(language or Speaker().language):
        yield


@contextmanager
def canvas(
    title: str, size: tuple[float, float], ax: Axes | None = None, *, data: pd.DataFrame | Report
) -> Iterator[Axes]:
    """Axes to draw in, with the font of the package for as long as the drawing lasts.

    Parameters
    ----------
    title : str
        As it is drawn.
    size : tuple of float
        Width and height in inches of a new figure; without meaning where `ax` is given.
    ax : Axes or None
        Where to draw; None: a figure of its own.
    data : DataFrame or Report
        What is drawn: a file of the figure names its fingerprint.
    """
    # Before our settings: the first figure starts the backend, and what that sets has to stay.
    figure = None if ax else pyplot.figure(figsize=size, layout="constrained", FigureClass=ChartFigure)
    with matplotlib.rc_context({"text.parse_math": False}):  # a $ in a name is no formula
        use_font()
        axes = figure.subplots() if figure else ax
        assert axes is not None
        if isinstance(root := axes.get_figure(root=True), ChartFigure):
            root.drawn.append(fingerprint(data))
        for text in (axes.title, axes.xaxis.label, axes.yaxis.label):  # axes of others have another font
            text.set_fontfamily(_family())
        axes.tick_params(labelfontfamily=_family())
        axes.set_title(title, linespacing=1.5)
        axes.set_axisbelow(True)
        axes.spines[:].set_visible(False)
        yield axes


def titled(title: _Title, organs: Iterable[object]) -> _Title:
    """The title, saying that the data are synthetic where the name of any organ says so.

    A chart that sums over organs shows none of their names, and must not pass for one of real data.

    Parameters
    ----------
    title : str, or (str, str)
        In both languages, or a pair of Chinese and English.
    organs : iterable
        The organs behind the chart; what is no name (None, NA) is passed over.

    Examples
    --------
    >>> gr.plots.titled("申请 requests", ["荣昌区人民政府"])
    '申请 requests'
    """
    if not synthetic(organs):
        return title
    if isinstance(title, str):
        return title if _MADE_UP in title else f"{title}\n{SYNTHETIC}"
    zh, en = (t if _MADE_UP in t else f"{t}\n{s}" for t, s in zip(title, _SYNTHETIC, strict=True))
    return zh, en


def synthetic(organs: Iterable[object]) -> bool:
    """Whether the name of any organ says that it was made up."""
    return any(isinstance(organ, str) and _MADE_UP in organ for organ in organs)


def label_lines(
    axes: Axes, labels: Sequence[tuple[str, str]], say: Speaker, name: Words, *, translated: bool = True
) -> None:
    """One line of the chart for each label, from the top; `name` says what the lines are.

    In both languages Chinese stands to the left and English to the right. In English alone the English names
    stand to the left, if they tell the lines apart; else both are drawn. Labels that are not `translated`
    are a name and something about it, which stand there in every language.
    """
    lines = range(len(labels))
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(axis="y", linewidth=0.4)
    left, right = [zh for zh, _ in labels], [en for _, en in labels]
    if translated and say.language == "zh":
        right = []
    elif translated and say.language == "en" and all(right) and len(set(right)) >= len(set(left)):
        left, right = right, []
    axes.set_yticks(lines, left)
    axes.set_ylabel(say.of(name))
    sides = [axes]
    if any(right):
        second = axes.secondary_yaxis("right")
        second.set_yticks(lines, right)
        second.spines[:].set_visible(False)
        sides.append(second)  # type: ignore[arg-type]
    for axis in sides:
        axis.tick_params(axis="y", length=0, pad=9)


def no_number(axes: Axes, at: Sequence[float], along: Literal["x", "y"]) -> None:
    """A grey cross for each place without a number: outside the axis, because it is not zero.

    Parameters
    ----------
    at : sequence of float
        Where they stand on the axis `along`, which the other axis meets at 0.
    """
    if not at:
        return
    outside = [0.0] * len(at)
    parts = (axes.transData, axes.transAxes) if along == "x" else (axes.transAxes, axes.transData)
    right, up = (0, -_OUTSIDE / 72) if along == "x" else (-_OUTSIDE / 72, 0)
    shift = ScaledTranslation(right, up, axes.figure.dpi_scale_trans)
    place = blended_transform_factory(*parts) + shift
    xs, ys = (at, outside) if along == "x" else (outside, at)
    axes.add_line(Line2D(xs, ys, marker="x", linestyle="", color=GREY, transform=place, clip_on=False))
    axes.tick_params(axis=along, pad=2 * _OUTSIDE + 1)
    axes.spines["bottom" if along == "x" else "left"].set(visible=True, color=LIGHT)


def counted(title: str, n: int | None) -> str:
    """The title with its n, unless it has one, or there is no title to add it to."""
    return title if n is None or not title or "n = " in title else f"{title} (n = {n:,})"


def too_few(title: str, n: int | float, say: Speaker, ax: Axes | None, data: pd.DataFrame | Report) -> Axes:
    """A panel in the place of a chart of fewer than `FEWEST` cases."""
    few = say(f"n = {n:g}，少于 {FEWEST}：不作图", f"n = {n:g}, fewer than {FEWEST}: no chart")
    with canvas(title, (9.0, 1.8), ax, data=data) as axes:
        axes.set_axis_off()
        axes.text(0.5, 0.5, few, transform=axes.transAxes, ha="center", va="center", color=GREY)
    return axes


def require(frame: pd.DataFrame, columns: Iterable[str], what: str = "", row: str = "row") -> None:
    """Refuse a frame that lacks a column or has no rows; `what` names it, `row` what a row of it is."""
    require_columns(frame, (), what or "frame")
    missing = [name for name in columns if name not in frame.columns]
    if missing or frame.empty:
        wanted = f"columns {', '.join(missing)}" if missing else f"at least one {row}"
        name = f"{what}: " if what else ""
        raise GovReportError(f"{name}{wanted} were expected to draw; found {len(frame)} rows")


def make_room(axes: Axes, ends: Sequence[float]) -> None:
    """Widen the x-axis until what is written beside each of `ends` (the axes' texts, in order) fits in it."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    wide = axes.get_window_extent().width
    low, high = axes.get_xlim()
    for end, text in zip(ends, axes.texts, strict=True):
        room = wide - text.get_window_extent().width - 12 * figure.dpi / 72
        if room > 0.1 * wide:  # else no axis is wide enough
            high = max(high, end * wide / room)
    axes.set_xlim(low, high)
