"""Figures for notebooks and print: each takes a report or a frame and returns an Axes, in two languages."""

from govreport.plots.canvas import style, use_font
from govreport.plots.comparison import dots, grid, matrix
from govreport.plots.flow import flow
from govreport.plots.report import identities, outcomes
from govreport.plots.years import years

__all__ = ["dots", "flow", "grid", "identities", "matrix", "outcomes", "style", "use_font", "years"]
