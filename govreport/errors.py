"""Error classes: one root, one class for each thing a caller may want to tell apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

__all__ = [
    "ArgumentError",
    "GovReportError",
    "MissingExtraError",
    "NotAReportError",
    "ReadError",
    "ReportProblems",
    "ResourceError",
    "TemplateError",
    "tell_below",
]

_Below = Callable[[str], list[str]]
_below: list[_Below] = []


def tell_below(below: _Below) -> None:
    """Let `below` say what stands below an error in a traceback: this floor knows no languages."""
    _below[:] = [below]


class GovReportError(Exception):
    """Root of every error that govreport raises on purpose.

    Examples
    --------
    >>> gr.check([], rules="III-1")
    Traceback (most recent call last):
        ...
    govreport.errors.GovReportError: rules: several ids were expected, as in ['III-1']; found the str 'III-1'
    """

    @cached_property
    def __notes__(self) -> list[str]:  # type: ignore[override]
        """The same in Chinese, shown below the text; `str` of the error has it not."""
        return [line for below in _below for line in below(str(self))]


class ArgumentError(GovReportError, ValueError):
    """An argument is none of those that a function takes; the message lists them.

    Examples
    --------
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt")
    >>> gr.plots.flow(report, language="fr")
    Traceback (most recent call last):
        ...
    govreport.errors.ArgumentError: language: expected one of zh, en, both, found 'fr'
    """


class ReadError(GovReportError):
    """Bytes could not become a document: encoding, damage, size, a folder, a wrong format.

    Attributes
    ----------
    source : str
        What was to be read, as the caller named it.

    Examples
    --------
    >>> gr.read(b"")
    Traceback (most recent call last):
        ...
    govreport.errors.ReadError: <bytes>: the file is empty
    """

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        return (type(self), (self.source, self.message))


class NotAReportError(ReadError):
    """A readable document in which no annual report was found; the message lists what was seen.

    Examples
    --------
    >>> gr.read("一封来信。".encode())
    Traceback (most recent call last):
        ...
    govreport.errors.NotAReportError: <bytes>: an annual report (年度报告) with...
    """


class TemplateError(GovReportError, LookupError):
    """There is no official form of that name, year or layout; the message lists those known.

    Examples
    --------
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt")
    >>> report.figure("request", "new", "total")
    Traceback (most recent call last):
        ...
    govreport.errors.TemplateError: no official form has a table 'request'; did you mean requests? known: ...
    """


class ResourceError(GovReportError, ValueError):
    """A data file of the package is wrong: file, key path, what was expected, what was found.

    Examples
    --------
    >>> issubclass(gr.ResourceError, gr.GovReportError)
    True
    """


class MissingExtraError(GovReportError, ImportError):
    """An optional package is needed; the message names the extra that installs it.

    Examples
    --------
    >>> issubclass(gr.MissingExtraError, ImportError)  # caught as either
    True
    """


class ReportProblems(ExceptionGroup[GovReportError], GovReportError):  # noqa: N818
    """Raised by ``strict=True``: every note of a report, together.

    Examples
    --------
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt", strict=True)  # no doubt
    >>> issubclass(gr.ReportProblems, gr.GovReportError)
    True
    """
