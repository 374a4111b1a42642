"""Ranks with how sure they are: a dot at the rank, a line over the ranks that chance would give as well."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from govreport.errors import GovReportError
from govreport.plots.canvas import (
    BLUE,
    FEWEST,
    canvas,
    counted,
    label_lines,
    line_height,
    make_room,
    too_few,
)
from govreport.plots.language import Language, Speaker, Words
from govreport.resources.messages import require_columns

__all__ = ["ranks"]

_NEEDED = ("rank", "rank_low", "rank_high", "p_first", "n")


def ranks(
    ranking: pd.DataFrame,
    title: Words,
    *,
    labels: Sequence[tuple[str, str]] | None = None,
    rows: Words = ("年报", "report"),
    language: Language | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The ranks of `gr.ranking`, each with the line that holds 95% of its ranks in draws of all rates.

    Where lines cover most of the width, the order is mostly chance. Reports without a rank are not drawn.

    Parameters
    ----------
    ranking : DataFrame
        Of `gr.ranking`: rank, rank_low, rank_high, p_first, n.
    title : str, or (str, str)
        In both languages, or a pair of Chinese and English. The number of reports is added to it.
    labels : sequence of (str, str), optional
        Chinese and English name of each row of `ranking`; by default its report_id.
    rows : str, or (str, str)
        What the lines are.
    language : {"zh", "en", "both"}, optional
        None: that of `style`.

    Raises
    ------
    GovReportError
        If a column is missing, no report has a rank with an interval, or the labels do not fit.

    Notes
    -----
    Of fewer than five ranked reports there is no chart but a panel that says so. Ranks as random quantities:
    Goldstein and Spiegelhalter 1996, JRSS A 159.

    Examples
    --------
    >>> values = gr.measure(gr.Corpus("corpus").keyed())
    >>> order = gr.ranking(values, "disclosure_rate_wide")
    >>> axes = gr.plots.ranks(order, ("公开率的名次", "ranks by disclosure rate"))
    """
    require_columns(ranking, (), "ranking")
    absent = [name for name in _NEEDED if name not in ranking]
    names = [(str(id_), "") for id_ in ranking.get("report_id", ranking.index)] if labels is None else labels
    if absent or len(names) != len(ranking):
        wanted = f"columns {', '.join(absent)}" if absent else f"{len(ranking)} labels"
        raise GovReportError(f"{wanted} were expected to draw ranks; found {len(names)} labels")
    kept = (ranking["rank"].notna() & ranking["rank_low"].notna()).tolist()
    drawn = ranking[kept].reset_index(drop=True)
    if drawn.empty:
        raise GovReportError(f"a rank with an interval was expected to draw; found {len(ranking)} without")
    say = Speaker(language)
    heading = counted(say.of(title), len(drawn))
    if len(drawn) < FEWEST:
        return too_few(heading, len(drawn), say, ax, drawn)
    with canvas(heading, (9.0, len(drawn) * line_height + 1.8), ax, data=drawn) as axes:
        ends = []
        for y, row in enumerate(drawn.to_dict("records")):
            axes.plot([row["rank_low"], row["rank_high"]], [y, y], color=BLUE, linewidth=1.2)
            axes.plot([row["rank"]], [y], "o", color=BLUE)
            ends.append(float(max(row["rank_high"], row["rank"])))
            label = f"{row['p_first']:.0%}  n={row['n']:g}"
            axes.annotate(label, (ends[-1], y), (7, 0), textcoords="offset points", va="center")
        label_lines(axes, [name for name, one in zip(names, kept, strict=True) if one], say, rows)
        first, half, last = 1, (1 + len(drawn)) // 2, len(drawn)
        axes.set_xticks(sorted({first, half, last}))
        axes.set_xlim(0.5, len(drawn) + 0.5)
        make_room(axes, ends)
        what = say("名次", "rank")
        legend = say("线：95% 的名次；数：居首的概率", "line: 95% of ranks; number: how often it is first")
        axes.set_xlabel(f"{what}\n{legend}", linespacing=1.5)
    return axes
