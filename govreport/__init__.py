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

from importlib import import_module
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
    "Corpus": "corpus",
    "Report": "report",
    "Segmenter": "text.segment",
    "Template": "templates",
    "bodies": "series",
    "check": "tabulate",
    "facts": "tabulate",
    "frames": "tabulate",
    "measure": "indicators",
    "panel": "series",
    "read": "parse",
    "review": "view",
    "themes": "tabulate",
    "wide": "tabulate",
}

if TYPE_CHECKING:
    from govreport.corpus import Corpus
    from govreport.indicators import measure
    from govreport.parse import read
    from govreport.report import Report
    from govreport.series import bodies, panel
    from govreport.tabulate import check, facts, frames, themes, wide
    from govreport.templates import Template
    from govreport.text.segment import Segmenter
    from govreport.view import review
else:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'govreport' has no attribute {name!r}")
        value = getattr(import_module(f"govreport.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
