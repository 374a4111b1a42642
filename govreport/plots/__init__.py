"""Charts for notebooks and print: each takes a report or a frame and returns an Axes, in two languages."""

from govreport.plots.canvas import style, titled, use_font
from govreport.plots.comparison import dots, grid, matrix
from govreport.plots.flow import flow
from govreport.plots.ranks import ranks
from govreport.plots.report import identities, outcomes
from govreport.plots.spread import spread
from govreport.plots.tiles import tiles
from govreport.plots.words import dispersion, keyness
from govreport.plots.years import years

__all__ = [
    "dispersion",
    "dots",
    "flow",
    "grid",
    "identities",
    "keyness",
    "matrix",
    "outcomes",
    "ranks",
    "spread",
    "style",
    "tiles",
    "titled",
    "use_font",
    "years",
]
