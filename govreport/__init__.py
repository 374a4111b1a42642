"""govreport: Chinese annual reports on open government information (政府信息公开工作年度报告) as DataFrames.

    import govreport as gr

    report = gr.read("report.html")   # one document -> Report
    report.requests                   # table 三 as a DataFrame
    report.findings                   # which rules of the form hold
    report.facts                      # numbers that the prose states
    report.themes                     # what the requests were about
    frames = gr.frames("reports")     # the tables of all reports in a folder
    frames.figures                    # one row per cell, with its status and its place

What takes reports takes one, several, a corpus, or the path of a file or folder.
Each name is loaded when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from govreport.errors import (
    ArgumentError,
    GovReportError,
    MissingExtraError,
    NotAReportError,
    ReadError,
    ReportProblems,
    ResourceError,
    TemplateError,
)

__all__ = [
    "SCHEMA",
    "ArgumentError",
    "Corpus",
    "Figure",
    "Finding",
    "Frames",
    "GovReportError",
    "MissingExtraError",
    "NotAReportError",
    "ReadError",
    "Report",
    "ReportProblems",
    "ResourceError",
    "Segmenter",
    "Status",
    "Template",
    "TemplateError",
    "__version__",
    "alternatives",
    "audit",
    "bodies",
    "breaks",
    "cards",
    "changes",
    "check",
    "classroom",
    "codebook",
    "coding",
    "collect",
    "corrected_share",
    "coverage",
    "crosswalk",
    "estimate",
    "explain_growth",
    "explain_share",
    "export",
    "facts",
    "forms",
    "frames",
    "load",
    "measure",
    "one_per_year",
    "panel",
    "panel_wide",
    "paper",
    "plots",
    "possible_growth",
    "possible_share",
    "quality",
    "ranking",
    "read",
    "review",
    "rule_families",
    "rules",
    "rules_of_forms",
    "show",
    "side_by_side",
    "studies",
    "synth",
    "text",
    "themes",
    "wide",
    "wilson",
]

__version__ = "0.1.0"

# Where each name is: in a module, or a room as a whole.
_HOMES = {
    "Corpus": "corpus.folder:Corpus",
    "Figure": "report:Figure",
    "Finding": "report:Finding",
    "Frames": "frames:Frames",
    "Report": "report:Report",
    "SCHEMA": "frames:SCHEMA",
    "Segmenter": "text.words.segment:Segmenter",
    "Status": "report:Status",
    "Template": "forms:Template",
    "alternatives": "measures.indicators:alternatives",
    "audit": "review.auditing:audit",
    "bodies": "panel.years:bodies",
    "breaks": "checks.breaks:load",
    "cards": "review.shown:cards",
    "changes": "panel.years:changes",
    "check": "frames:check",
    "classroom": "classroom",
    "codebook": "text.themes.dictionaries:chosen_codebook",
    "coding": "coding",
    "corrected_share": "measures.misclassified:corrected_share",
    "collect": "corpus.collecting:collect",
    "coverage": "panel.years:coverage",
    "crosswalk": "panel.crosswalk",
    "estimate": "measures.estimating:estimate",
    "explain_growth": "checks.grim:explain_growth",
    "export": "corpus.export.sharing:export",
    "explain_share": "checks.grim:explain_share",
    "facts": "frames:facts",
    "forms": "forms",
    "frames": "frames:frames",
    "load": "corpus.building.loading:load",
    "measure": "measures.indicators:measure",
    "one_per_year": "frames.one_per_year:one_per_year",
    "panel": "panel.years:panel",
    "panel_wide": "panel.wide:panel_wide",
    "paper": "paper",
    "plots": "plots",
    "possible_growth": "checks.grim:possible_growth",
    "possible_share": "checks.grim:possible_share",
    "quality": "measures.quality",
    "ranking": "measures.indicators:ranking",
    "read": "parsing.recipe:read",
    "review": "review:review",
    "rule_families": "checks.rules:families",
    "rules": "checks.rules:load",
    "rules_of_forms": "checks.identities:rules_of_forms",
    "show": "review.shown:show",
    "side_by_side": "measures.indicators:side_by_side",
    "studies": "studies",
    "synth": "synth",
    "text": "text",
    "themes": "frames:themes",
    "wide": "frames:wide",
    "wilson": "measures.indicators:wilson",
}

if TYPE_CHECKING:
    from govreport import classroom, coding, forms, paper, plots, studies, synth, text
    from govreport.checks.breaks import load as breaks
    from govreport.checks.grim import explain_growth, explain_share, possible_growth, possible_share
    from govreport.checks.identities import rules_of_forms
    from govreport.checks.rules import families as rule_families
    from govreport.checks.rules import load as rules
    from govreport.corpus.building.loading import load
    from govreport.corpus.collecting import collect
    from govreport.corpus.export.sharing import export
    from govreport.corpus.folder import Corpus
    from govreport.forms import Template
    from govreport.frames import SCHEMA, Frames, check, facts, frames, themes, wide
    from govreport.frames.one_per_year import one_per_year
    from govreport.measures import quality
    from govreport.measures.estimating import estimate
    from govreport.measures.indicators import alternatives, measure, ranking, side_by_side, wilson
    from govreport.measures.misclassified import corrected_share
    from govreport.panel import crosswalk
    from govreport.panel.wide import panel_wide
    from govreport.panel.years import bodies, changes, coverage, panel
    from govreport.parsing.recipe import read
    from govreport.report import Figure, Finding, Report, Status
    from govreport.review import review
    from govreport.review.auditing import audit
    from govreport.review.shown import cards, show
    from govreport.text.themes.dictionaries import chosen_codebook as codebook
    from govreport.text.words.segment import Segmenter


class _Face(ModuleType):
    """A room whose public names are loaded when they are first used; a room of the same name hides none."""

    def __getattr__(self, name: str) -> object:
        if name not in self.__dict__["_HOMES"]:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        room, _, inside = self.__dict__["_HOMES"][name].partition(":")
        value = import_module(f"govreport.{room}")
        self.__dict__[name] = getattr(value, inside) if inside else value
        return self.__dict__[name]

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and ":" in self.__dict__["_HOMES"].get(name, "")):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted(self.__dict__["__all__"])


sys.modules[__name__].__class__ = _Face
