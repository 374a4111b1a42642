"""govreport: Chinese annual reports on open government information (政府信息公开工作年度报告) as DataFrames.

    import govreport as gr

    report = gr.read("report.html")   # one document -> Report
    report.requests                   # table 三 as a DataFrame
    gr.check(report)                  # which rules of the form hold
    gr.facts(report)                  # numbers that the prose states
    gr.themes(report)                 # what the requests were about
    gr.frames([report]).figures       # one row per cell, with its status and its place

Each name is loaded when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from govreport.errors import (
    GovReportError,
    MissingExtraError,
    NotAReportError,
    ReadError,
    ReportProblems,
    ResourceError,
    TemplateError,
)

__all__ = [
    "Corpus",
    "GovReportError",
    "MissingExtraError",
    "NotAReportError",
    "ReadError",
    "Report",
    "ReportProblems",
    "ResourceError",
    "Segmenter",
    "Template",
    "TemplateError",
    "__version__",
    "bodies",
    "check",
    "facts",
    "frames",
    "measure",
    "panel",
    "read",
    "review",
    "themes",
    "wide",
]

__version__ = "0.1.0"

_HOMES = {
    "Corpus": "corpus.folder",
    "Report": "report",
    "Segmenter": "text.words.segment",
    "Template": "forms",
    "bodies": "panel.years",
    "check": "frames",
    "facts": "frames",
    "frames": "frames",
    "measure": "measures.indicators",
    "panel": "panel.years",
    "read": "parsing.recipe",
    "review": "review",
    "themes": "frames",
    "wide": "frames",
}

if TYPE_CHECKING:
    from govreport.corpus.folder import Corpus
    from govreport.forms import Template
    from govreport.frames import check, facts, frames, themes, wide
    from govreport.measures.indicators import measure
    from govreport.panel.years import bodies, panel
    from govreport.parsing.recipe import read
    from govreport.report import Report
    from govreport.review import review
    from govreport.text.words.segment import Segmenter
else:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'govreport' has no attribute {name!r}")
        value = getattr(import_module(f"govreport.{_HOMES[name]}"), name)
        globals()[name] = value
        return value

    class _Face(ModuleType):
        """The public names stay functions, though rooms of the same name exist: frames, panel, review."""

        def __setattr__(self, name: str, value: object) -> None:
            if not (name in _HOMES and isinstance(value, ModuleType)):
                super().__setattr__(name, value)

    sys.modules[__name__].__class__ = _Face


def __dir__() -> list[str]:
    return sorted(__all__)
