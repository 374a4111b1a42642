"""govreport: Chinese annual reports on open government information (政府信息公开工作年度报告) as DataFrames.

    import govreport as gr

    report = gr.read("report.html")   # one document -> Report
    report.requests                   # table 三 as a DataFrame
    gr.check(report)                  # which rules of the form hold
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
    "Template",
    "TemplateError",
    "__version__",
    "check",
    "frames",
    "read",
    "wide",
]

__version__ = "0.1.0"

_HOMES = {
    "Corpus": "corpus",
    "Report": "report",
    "Template": "templates",
    "check": "tabulate",
    "frames": "tabulate",
    "read": "parse",
    "wide": "tabulate",
}

if TYPE_CHECKING:
    from govreport.corpus import Corpus
    from govreport.parse import read
    from govreport.report import Report
    from govreport.tabulate import check, frames, wide
    from govreport.templates import Template
else:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'govreport' has no attribute {name!r}")
        value = getattr(import_module(f"govreport.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
