"""Synthetic reports with known truth: a seed becomes a truth, a truth a document in some layout."""

from govreport.synth.errors import KINDS, Planted, PlantedCell, PlantedText, plant
from govreport.synth.province import write_province
from govreport.synth.rendering import FILES, FORMATS, LAYOUTS, draw, draw_file, encode, file_name, render
from govreport.synth.truth import Blanks, Key, StatedFact, StatedTheme, Truth, make, make_series

__all__ = [
    "FILES",
    "FORMATS",
    "KINDS",
    "LAYOUTS",
    "Blanks",
    "Key",
    "Planted",
    "PlantedCell",
    "PlantedText",
    "StatedFact",
    "StatedTheme",
    "Truth",
    "draw",
    "draw_file",
    "encode",
    "file_name",
    "make",
    "make_series",
    "plant",
    "render",
    "write_province",
]
