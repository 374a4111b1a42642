"""What every chart shares: the font of the package, colours that all readers tell apart, two styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, fontManager

__all__ = [
    "BLUE",
    "GREY",
    "LIGHT",
    "PALETTE",
    "SYNTHETIC",
    "VERMILION",
    "WHITE",
    "canvas",
    "label_lines",
    "line_height",
    "style",
    "synthetic",
    "titled",
    "use_font",
]

_FONT = Path(__file__).parents[1] / "data" / "fonts" / "NotoSansSC-GB2312.otf"

# Okabe and Ito's colours (2008), which colour-blind readers tell apart; shapes say the same without colour.
BLUE, VERMILION, GREY, LIGHT = "#0072B2", "#D55E00", "#6E6E6E", "#BDBDBD"
PALETTE = (BLUE, VERMILION, "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", GREY)
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
SYNTHETIC = "合成数据 synthetic data"
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
def style(name: str) -> Iterator[None]:
    """Draw for the ``"screen"`` (the default) or for ``"print"``, for as long as the block lasts.

    Raises
    ------
    ValueError
        If there is no such style; lists those known.

    Examples
    --------
    >>> with gr.plots.style("print"):
    ...     axes = gr.plots.outcomes(gr.read("corpus/reports/2024-rongchang-office.txt"))
    """
    if name not in _STYLES:
        raise ValueError(f"style: expected one of {', '.join(_STYLES)}, found {name!r}")
    with matplotlib.rc_context(_STYLES[name]):
        yield


@contextmanager
def canvas(title: str, size: tuple[float, float], ax: Axes | None = None) -> Iterator[Axes]:
    """Axes to draw in, with the font of the package for as long as the drawing lasts.

    Parameters
    ----------
    title : str
        In both languages.
    size : tuple of float
        Width and height in inches of a new figure; without meaning where `ax` is given.
    ax : Axes or None
        Where to draw; None: a figure of its own.
    """
    # Before our settings: the first figure starts the backend, and what that sets has to stay.
    figure = None if ax else pyplot.figure(figsize=size, layout="constrained")
    with matplotlib.rc_context({"text.parse_math": False}):  # a $ in a name is no formula
        use_font()
        axes = figure.subplots() if figure else ax
        assert axes is not None
        axes.set_title(title, linespacing=1.5)
        axes.set_axisbelow(True)
        axes.spines[:].set_visible(False)
        yield axes


def titled(title: str, organs: Iterable[object]) -> str:
    """The title, saying that the data are synthetic where the name of any organ says so.

    A chart that sums over organs shows none of their names, and must not pass for one of real data.

    Parameters
    ----------
    title : str
        In both languages.
    organs : iterable
        The organs behind the chart; what is no name (None, NA) is passed over.

    Examples
    --------
    >>> gr.plots.titled("申请 requests", ["荣昌区人民政府"])
    '申请 requests'
    """
    return f"{title}\n{SYNTHETIC}" if synthetic(organs) and _MADE_UP not in title else title


def synthetic(organs: Iterable[object]) -> bool:
    """Whether the name of any organ says that it was made up."""
    return any(isinstance(organ, str) and _MADE_UP in organ for organ in organs)


def label_lines(axes: Axes, labels: Sequence[tuple[str, str]]) -> None:
    """One line of the chart for each label, from the top: Chinese to its left, English to its right."""
    lines = range(len(labels))
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(axis="y", linewidth=0.4)
    axes.set_yticks(lines, [zh for zh, _ in labels])
    right = axes.secondary_yaxis("right")
    right.set_yticks(lines, [en for _, en in labels])
    right.spines[:].set_visible(False)
    for axis in (axes, right):
        axis.tick_params(axis="y", length=0, pad=9)
