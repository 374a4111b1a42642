"""Error classes: one root, one class for each thing a caller may want to tell apart."""

from __future__ import annotations

__all__ = [
    "GovReportError",
    "MissingExtraError",
    "NotAReportError",
    "ReadError",
    "ReportProblems",
    "ResourceError",
    "TemplateError",
]


class GovReportError(Exception):
    """Root of every error that govreport raises on purpose."""


class ReadError(GovReportError):
    """Bytes could not become a document: encoding, damage, size, a folder, a wrong format.

    Attributes
    ----------
    source : str
        What was to be read, as the caller named it.
    """

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        return (type(self), (self.source, self.message))


class NotAReportError(ReadError):
    """A readable document in which no annual report was found; the message lists what was seen."""


class TemplateError(GovReportError, LookupError):
    """There is no official form of that name, year or layout; the message lists those known."""


class ResourceError(GovReportError, ValueError):
    """A data file of the package is wrong: file, key path, what was expected, what was found."""


class MissingExtraError(GovReportError, ImportError):
    """An optional package is needed; the message names the extra that installs it."""


class ReportProblems(ExceptionGroup[GovReportError], GovReportError):  # noqa: N818
    """Raised by ``strict=True``: every note of a report, together."""
