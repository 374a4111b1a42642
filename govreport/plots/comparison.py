"""Bodies, themes or rules side by side: dots with intervals, and grids of counts or verdicts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from govreport.checks.rules import load
from govreport.errors import GovReportError
from govreport.plots.canvas import (
    BLUE,
    FEWEST,
    GREY,
    OCHRE,
    VERMILION,
    WHITE,
    canvas,
    counted,
    label_lines,
    line_height,
    make_room,
    no_number,
    require,
    too_few,
)
from govreport.plots.language import Language, Speaker, Words

__all__ = ["dots", "grid", "matrix"]

_VERDICTS = (
    ("broken", "X", VERMILION, ("不成立", "broken")),
    ("explained", "D", OCHRE, ("有例外说明", "explained")),
    ("held", "o", BLUE, ("成立", "held")),
    ("open", "s", GREY, ("无法判断", "not judged")),
)


def dots(
    frame: pd.DataFrame,
    title: Words,
    axis: Words,
    *,
    percent: bool = False,
    rows: Words = ("项目", "item"),
    language: Language | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A dot with its interval for each row, its number and its n beside it.

    Parameters
    ----------
    frame : DataFrame
        In the order of drawing, with the columns label_zh, label_en, value, n, and, for an interval, low and
        high. A row without a value has no dot but a cross beside the axis, and the text of a column `status`.
        So has a row of fewer than five cases (`n`), and says so.
    title, axis : str, or (str, str)
        In both languages, or a pair of Chinese and English; `axis` names the unit.
    percent : bool
        Whether values are shares of 1 that are to be read as percentages.
    rows : str, or (str, str)
        What the lines are.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If the frame has no rows or lacks a column; names it.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"label_zh": ["甲"], "label_en": ["A"], "value": [0.5], "n": [12]})
    >>> axes = gr.plots.dots(rows, "公开率 share", "% of requests", percent=True)
    """
    require(frame, ("label_zh", "label_en", "value", "n"))
    scale, say = 100.0 if percent else 1.0, Speaker(language)
    with canvas(say.of(title), (9.0, len(frame) * line_height + 1.6), ax, data=frame) as axes:
        ends, absent = [], []
        for y, row in enumerate(frame.to_dict("records")):
            value, low, high, n = (_number(row.get(name)) for name in ("value", "low", "high", "n"))
            few = n is not None and n < FEWEST
            if value is None or few:
                missing = row.get("status") or say("无数值", "no value")
                fewer = f"n={n:g}: {say(f'少于 {FEWEST}', f'fewer than {FEWEST}')}"
                shown = f"{missing if value is None else fewer}"
                absent.append(y)
                ends.append(0.0)
            else:
                if low is not None and high is not None:
                    axes.plot([low * scale, high * scale], [y, y], color=BLUE, linewidth=1.2)
                axes.plot([value * scale], [y], "o", color=BLUE, clip_on=False)
                ends.append((high if high is not None else value) * scale)
                shown = f"{value * scale:.1f}%" if percent else f"{value:g}"
                shown += "" if n is None else f"  n={n:g}"
            color = GREY if absent[-1:] == [y] else "black"
            axes.annotate(
                shown,
                (ends[-1], y),
                (7, 0),
                textcoords="offset points",
                va="center",
                color=color,
                bbox=WHITE,
            )
        label_lines(axes, list(zip(frame["label_zh"], frame["label_en"], strict=True)), say, rows)
        no_number(axes, absent, "y")
        axes.set_xlabel(say.of(axis))
        _, most = axes.get_xlim()
        axes.set_xlim(0, most)  # before the ticks are chosen: they begin at 0 too
        axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= most])
        axes.set_xlim(0, most)
        make_room(axes, ends)
    return axes


def grid(
    findings: pd.DataFrame, title: Words, *, language: Language | None = None, ax: Axes | None = None
) -> Axes:
    """Which rules each report breaks: a line for each report, a column for each rule, the gravest verdict.

    Rules stand in the order of the rule book; ids that it does not have, last.

    Parameters
    ----------
    findings : DataFrame
        `Frames.findings` with a column `label` that names each report; rules without any verdict but "not
        judged" are left out. Beside a symbol stands how many places broke the rule, where more than one.
        Of fewer than five judged places there is a panel that says so.
    title : str, or (str, str)
        In both languages, or a pair of Chinese and English.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If there are no findings or no column `label`.

    Examples
    --------
    >>> findings = gr.check("corpus/reports").assign(label="荣昌 2024")
    >>> axes = gr.plots.grid(findings, "规则 rules")
    """
    require(findings, ("label", "rule", "passed"))
    explained = findings["explained"].notna() if "explained" in findings else pd.Series(False, findings.index)
    verdict = findings["passed"].map({True: "held", False: "broken"}).astype("object").fillna("open")
    judged = findings.assign(verdict=verdict.mask(explained, "explained"))
    shown = judged.groupby("rule", sort=False)["verdict"].agg(lambda verdicts: set(verdicts) != {"open"})
    book = {rule.id: i for i, rule in enumerate(load())}
    rules = sorted((str(rule) for rule in shown.index[shown]), key=lambda rule: book.get(rule, len(book)))
    labels = list(dict.fromkeys(judged["label"]))
    say, n = Speaker(language), int((judged["verdict"] != "open").sum())
    heading = counted(say.of(title), n)
    if n < FEWEST:
        return too_few(heading, n, say, ax, judged)
    size = (max(9.0, 0.42 * len(rules) + 3), len(labels) * line_height + 2.2)
    with canvas(heading, size, ax, data=judged) as axes:
        left = judged[["label", "rule"]].iloc[:0]
        for name, marker, color, legend in _VERDICTS:
            rows = judged[(judged["verdict"] == name) & judged["rule"].isin(rules)]
            count = rows.groupby(["label", "rule"]).size()
            count = count[~count.index.isin(pd.MultiIndex.from_frame(left))]  # the gravest is drawn
            left = pd.concat([left, count.index.to_frame(index=False)])
            xs = [rules.index(rule) for _, rule in count.index]
            ys = [labels.index(label) for label, _ in count.index]
            axes.plot(xs, ys, marker, color=color, label=f"{say(*legend)}: {len(rows)}", markersize=6)
            for x, y, many in zip(xs, ys, count, strict=True):
                if name == "broken" and many > 1:
                    axes.annotate(f"{many}", (x, y), (5, 4), textcoords="offset points", fontsize=7)
        label_lines(axes, [(label, "") for label in labels], say, ("年报", "report"))
        axes.set_xlim(-0.5, len(rules) - 0.5)
        axes.set_xticks(range(len(rules)), rules, rotation=90)
        axes.set_xlabel(say("规则", "rule"))
        axes.figure.legend(loc="outside lower center", ncols=len(_VERDICTS))
    return axes


def matrix(
    counts: pd.DataFrame,
    title: Words,
    axis: Words,
    *,
    labels: Sequence[tuple[str, str]],
    n: int | None = None,
    language: Language | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A square of counts, the number written in each field: which themes stand together.

    Parameters
    ----------
    counts : DataFrame
        As many rows as columns, in the same order.
    title, axis : str, or (str, str)
        In both languages, or a pair of Chinese and English; `axis` says what rows and columns are.
    labels : sequence of (str, str)
        Chinese and English name of each row.
    n : int, optional
        How many cases the chart is about, for the title; of fewer than five there is a panel that says so.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If the frame is empty or not square.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame([[3, 1], [1, 2]], index=["H1", "L1"], columns=["H1", "L1"])
    >>> labels = [gr.codebook().label(code) for code in counts]
    >>> axes = gr.plots.matrix(counts, "主题 themes", "主题 theme", labels=labels)
    """
    if counts.empty or counts.shape[0] != counts.shape[1] or len(labels) != len(counts):
        raise GovReportError(f"a square frame with a label for each row was expected, found {counts.shape}")
    say = Speaker(language)
    heading = counted(say.of(title), n)
    if n is not None and n < FEWEST:
        return too_few(heading, n, say, ax, counts)
    numbers = counts.to_numpy(dtype=float)
    off = numbers.copy()
    np.fill_diagonal(off, 0)
    most = max(off.max(), 1.0)
    side = len(counts) * 0.42
    with canvas(heading, (side + 5, side + 2), ax, data=counts) as axes:
        axes.imshow(off, cmap="Blues", vmin=0, vmax=most, aspect="equal")
        for (y, x), number in np.ndenumerate(numbers):
            if number:
                dark = x != y and number > 0.6 * most
                axes.text(x, y, f"{number:g}", ha="center", va="center", color="white" if dark else "black")
        label_lines(axes, labels, say, axis)
        axes.grid(False)
        axes.set_xticks(range(len(counts)), [str(name) for name in counts.columns], rotation=90)
        axes.set_xlabel(say.of(axis))
    return axes


def _number(value: object) -> float | None:
    """A number, or None for every kind of missing value."""
    if value is None or value is pd.NA:
        return None
    number = float(value)  # type: ignore[arg-type]
    return None if math.isnan(number) else number
