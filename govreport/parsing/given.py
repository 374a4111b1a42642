"""What a caller means by reports: one, several, a corpus, or those of a file or folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TypeAlias

from govreport.errors import GovReportError, ReadError
from govreport.normalize import one_line
from govreport.parsing.recipe import read
from govreport.report import Report

__all__ = ["Reports", "report_in", "reports_in"]

Reports: TypeAlias = Report | Iterable[Report | str | os.PathLike[str]] | str | os.PathLike[str]
"""What a function on reports takes: a report, a `Corpus`, the path of a file or folder; or several."""


def reports_in(source: Reports) -> list[Report]:
    """The reports that a caller means, in the order given; those of a folder as `Corpus` gives them.

    Raises
    ------
    ReadError
        If a file cannot be read, or a path leads nowhere.
    GovReportError
        If it is something else than reports.
    """
    if isinstance(source, Report):
        return [source]
    if isinstance(source, str | os.PathLike):
        return _at(source)
    if isinstance(source, bytes | Mapping) or hasattr(source, "columns") or not isinstance(source, Iterable):
        raise _no_reports(source)
    given: list[Report] = []
    for one in source:
        if isinstance(one, str | os.PathLike):
            given += _at(one)
        elif isinstance(one, Report):
            given.append(one)
        else:
            raise _no_reports(one, f" in a {type(source).__name__}")
    return given


def report_in(source: Reports) -> Report:
    """The one report that a caller means.

    Raises
    ------
    GovReportError
        As `reports_in`; or if it is none, or several.
    """
    given = reports_in(source)
    if len(given) != 1:
        raise GovReportError(f"one report was expected, as in gr.read(FILE); found {len(given)} of them")
    return given[0]


def _at(path: str | os.PathLike[str]) -> list[Report]:
    if os.path.isdir(path):
        folder = import_module("govreport.corpus.folder")  # a room above this one
        return list(folder.Corpus(path))
    if os.path.isfile(path):
        return [read(path)]
    raise ReadError(os.fspath(path), "no such file or folder; expected a report, or a folder of reports")


def _no_reports(found: object, more: str = "") -> GovReportError:
    shown = one_line(f"{found!r:.60}")
    return GovReportError(
        "reports were expected, as in gr.read(FILE), [gr.read(FILE), ...], gr.Corpus(FOLDER) or the path of "
        f"a file or folder; found {type(found).__name__} {shown}{more}"
    )
