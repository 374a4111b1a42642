"""Words as charts that say more than a cloud of them: which tell two groups apart, and where they stand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from govreport.errors import GovReportError
from govreport.plots.canvas import (
    BLUE,
    FEWEST,
    GREY,
    LIGHT,
    VERMILION,
    canvas,
    label_lines,
    line_height,
    require,
    too_few,
)
from govreport.plots.language import Language, Speaker, Words
from govreport.text.words.selection import MARK

__all__ = ["dispersion", "keyness"]

_SURE = 1.96  # 95% of the standard normal distribution
_WIDTH = 58  # Chinese characters in the size of the names, side by side over the whole width
_MOST_BORDERS = 30  # more parts than that are a wall of lines


def keyness(
    frame: pd.DataFrame,
    title: Words,
    axis: Words,
    groups: tuple[Words, Words],
    *,
    top: int = 12,
    language: Language | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The words that tell two groups apart most surely: log-odds with 95% intervals, counts beside them.

    Parameters
    ----------
    frame : DataFrame
        What `govreport.text.words.keyness.keyness` gives: token, count, reference_count, per_thousand,
        reference_per_thousand, delta, variance, z.
    title, axis : str, or (str, str)
        In both languages, or a pair of Chinese and English.
    groups : two of them
        What the legend calls the tokens and the reference.
    top : int
        So many words of either end, by z.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If the frame has no rows or lacks a column; names it.

    Notes
    -----
    A symbol is hollow where the interval holds 0. Of twenty words that do not differ one is full by chance.

    Examples
    --------
    >>> this, other = (gr.text.segment([text]) for text in ("土地公开", "教育教育公开"))
    >>> words = gr.text.keyness(this, other)
    >>> axes = gr.plots.keyness(words, "用词 words", "对数优势比 log-odds", ("甲 A", "乙 B"))
    """
    require(frame, ("token", *_COUNTED, *_RATES, "delta", "variance", "z"), "keyness", "word")
    ordered = frame.sort_values(["z", "token"], ascending=[False, True], ignore_index=True)
    ends = ordered.index[(ordered.index < top) | (ordered.index >= len(ordered) - top)]
    drawn = ordered.loc[ends].reset_index(drop=True)
    reach = _SURE * drawn["variance"] ** 0.5
    sure = drawn["z"].abs() > _SURE
    say, sizes = Speaker(language), _sizes(frame)
    if max(sizes) < FEWEST:
        return too_few(say.of(title), max(sizes), say, ax, frame)
    sides = ((drawn["delta"] >= 0, "o", BLUE), (drawn["delta"] < 0, "D", VERMILION))
    with canvas(say.of(title), (9.0, len(drawn) * line_height + 2.2), ax, data=drawn) as axes:
        axes.axvline(0, color=GREY, linewidth=0.8)
        for (side, marker, color), name, n in zip(sides, groups, sizes, strict=True):
            axes.hlines(
                drawn.index[side], (drawn["delta"] - reach)[side], (drawn["delta"] + reach)[side], color
            )
            for full in (True, False):
                rows = drawn[side & (sure == full)]
                face = color if full else "white"
                label = f"{say.of(name)}: n = {n:,} {say('词', 'words')}" if full else "_"
                axes.plot(
                    rows["delta"],
                    rows.index,
                    marker,
                    color=color,
                    markerfacecolor=face,
                    label=label,
                    zorder=3,
                )
        axes.plot(
            [], [], "o", color=GREY, markerfacecolor="white", label=f"{say('空心', 'hollow')}: |z| ≤ 1.96"
        )
        counts = drawn["count"].astype(str) + " : " + drawn["reference_count"].astype(str)
        labels = list(zip(drawn["token"], counts, strict=True))
        label_lines(axes, labels, say, ("词", "word"), translated=False)
        zh, en = "线：95% 区间；右：两组词次", "line: 95% interval; right: counts in the two groups"
        axes.set_xlabel(f"{say.of(axis)}\n{say(zh, en)}", linespacing=1.5)
        axes.figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return axes


def dispersion(
    tokens: pd.DataFrame,
    words: Sequence[str],
    title: Words,
    *,
    parts: str = "section",
    names: Mapping[Hashable, str] | None = None,
    language: Language | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Where words stand in a running text: a stroke for each occurrence, a line for each word.

    Parameters
    ----------
    tokens : DataFrame
        Rows in the order of the text, with token, tag and the column `parts`; see `Segmenter.frame`.
        Punctuation is no word and has no place.
    words : sequence of str
        In the order of drawing. A word that does not occur is a line without strokes, n = 0.
    title : str, or (str, str)
        In both languages, or a pair of Chinese and English.
    parts : str
        A new part begins where the value of this column changes; grey lines part them, unless there are
        more than thirty.
    names : mapping, optional
        What a part is called, by its value; else the value itself. A part too narrow for a name has none.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If there are no words to look for or to look in, or a column is missing; names it.

    Examples
    --------
    >>> tokens = gr.text.segment(["公开土地信息", "公开教育信息"])
    >>> axes = gr.plots.dispersion(tokens, ["公开", "信息"], "用词 words", parts="report_id")
    """
    require(tokens, ("token", "tag", parts), "tokens", "word")
    running = tokens[tokens["tag"] != MARK].reset_index(drop=True)
    if running.empty or not len(words):
        raise GovReportError(f"words to look for and a text were expected to draw; found {len(words)} words")
    borders = _borders(running[parts])
    say = Speaker(language)
    if len(running) < FEWEST:
        return too_few(say.of(title), len(running), say, ax, running)
    with canvas(say.of(title), (9.0, len(words) * line_height + 2.0), ax, data=running) as axes:
        if len(borders) - 2 < _MOST_BORDERS:
            for border in borders[1:-1]:
                axes.axvline(border, color=LIGHT, linewidth=1)
        counts = []
        for y, word in enumerate(words):
            places = running.index[running["token"] == word] + 1
            axes.plot(places, [y] * len(places), "|", color=BLUE, markersize=11, markeredgewidth=1.4)
            counts.append(f"n = {len(places)}")
        label_lines(axes, list(zip(words, counts, strict=True)), say, ("词", "word"), translated=False)
        axes.set_xlim(0.5 - 0.01 * len(running), len(running) + 0.5 + 0.01 * len(running))
        axes.set_xlabel(
            f"{say('第几个词', 'running number of the word')} (n = {len(running):,} {say('词', 'words')})"
        )
        _name_parts(axes, running[parts], borders, names or {})
    return axes


_COUNTED = ("count", "reference_count")
_RATES = ("per_thousand", "reference_per_thousand")


def _sizes(frame: pd.DataFrame) -> list[int]:
    """How many words each group has: a count and its rate say it, best those of the most frequent word."""
    sizes = []
    for count, rate in zip(_COUNTED, _RATES, strict=True):
        most = int(frame[count].to_numpy().argmax())
        number, per_thousand = int(frame[count].iloc[most]), float(frame[rate].iloc[most])
        sizes.append(round(1000 * number / per_thousand) if number else 0)
    return sizes


def _borders(values: pd.Series) -> list[float]:
    """Half-way before each word with which a part begins, and behind the last word."""
    codes = pd.factorize(values, use_na_sentinel=False)[0]
    starts = np.flatnonzero(np.diff(codes, prepend=-1)) + 0.5
    return [*starts.tolist(), len(values) + 0.5]


def _name_parts(
    axes: Axes, values: pd.Series, borders: Sequence[float], names: Mapping[Hashable, str]
) -> None:
    """The names of the parts above the lines, each over its middle."""
    for start, end in pairwise(borders):
        value = values.iloc[int(start)]
        name = names.get(value, str(value))
        if _ems(name) <= _WIDTH * (end - start) / len(values) and len(borders) - 2 < _MOST_BORDERS:
            axes.annotate(
                name,
                ((start + end) / 2, 1),
                (0, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="center",
                color=GREY,
                fontsize="small",
            )
    axes.set_title(axes.get_title(), pad=34, linespacing=1.5)


def _ems(name: str) -> float:
    """About how wide a name is, in Chinese characters; of several lines the widest."""
    return max(sum(1.0 if east_asian_width(c) in "WF" else 0.6 for c in line) for line in name.split("\n"))
