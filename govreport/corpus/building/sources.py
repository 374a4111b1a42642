"""Files of a corpus: their bytes, what each of them gave, and which are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from stat import S_ISREG
from typing import Any

from govreport.errors import GovReportError, ReadError
from govreport.frames import Failure
from govreport.normalize import one_line
from govreport.panel.known import Correction, applied
from govreport.parsing.recipe import read
from govreport.readers import LARGEST
from govreport.report import Report

__all__ = [
    *("DUPLICATE", "REFUSED", "Source", "digest_of", "digests", "failure", "outcome", "refusals"),
    "without_doubles",
]

DUPLICATE = "DuplicateFile"
"""Stands in `error` for a file that has the bytes of another."""

REFUSED = "CorrectionRefused"
"""The kind of failure of a correction that does not fit."""
_SHOWN = 500  # characters of a message


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a corpus. `file` is its name there; `sha256` what a manifest says of it, if it does.

    `manifest` is its row there, `corrections` are those of this file.
    """

    file: str
    path: Path
    sha256: str | None = None
    manifest: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def as_data(self) -> list[object]:
        """What a process that reads the file has to be given, as plain data."""
        plain = [list(astuple(one)) for one in self.corrections]
        return [self.file, str(self.path), self.sha256, [list(pair) for pair in self.manifest], plain]

    @classmethod
    def of(
        cls,
        file: str,
        path: str,
        sha256: str | None = None,
        manifest: Iterable[tuple[str, str]] = (),
        corrections: Iterable[tuple[Any, ...]] = (),
    ) -> Source:
        """The source of which `as_data` was made."""
        known = tuple((name, value) for name, value in manifest)
        return cls(file, Path(path), sha256, known, tuple(Correction(*one) for one in corrections))


def outcome(source: Source) -> Report | Failure:
    """The report in a file, known by its name in the corpus, or why there is none."""
    try:
        report = read(source.path)
        if source.sha256 not in (None, report.sha256):
            raise ReadError(source.file, f"sha256 {report.sha256}; the manifest says {source.sha256}")
    except GovReportError as error:
        message = error.message if isinstance(error, ReadError) else str(error)
        return failure(source, digest_of(source.path), type(error).__name__, message)
    return applied(replace(report, source=source.file), source.manifest, source.corrections)


def failure(source: Source, digest: str | None, error: str, message: str) -> Failure:
    """Why a file gave no report, in one line that a terminal and a spreadsheet can show."""
    line = one_line(message)
    return Failure(source.file, digest, error, line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…")


def refusals(report: Report) -> list[Failure]:
    """What is known of a report and does not fit."""
    return [Failure(place, report.sha256, REFUSED, message) for place, message in report.refused]


def digests(sources: Iterable[Source]) -> dict[Source, str | None]:
    """SHA-256 of each file; None if it cannot be read or is too large to be."""
    return {source: digest_of(source.path) for source in sources}


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file; None if it cannot be read or is too large to be."""
    try:
        about = path.stat()
        if about.st_size > LARGEST or not S_ISREG(about.st_mode):  # a pipe may never end
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # `read` says why, in the row of failures
        return None


def without_doubles(known: Mapping[Source, str | None]) -> tuple[list[Source], list[Failure]]:
    """The files without those that have the bytes of an earlier one, and these as failures.

    A file that is not the one its manifest means gives no report: none is left out for its sake.
    """
    first: dict[str, Source] = {}
    unique: list[Source] = []
    doubles: list[Failure] = []
    for source, digest in known.items():
        meant = source.sha256 in (None, digest)
        if digest is None or not meant or first.setdefault(digest, source) is source:
            unique.append(source)
        else:
            message = f"the same bytes as {first[digest].file}, which is read instead"
            doubles.append(failure(source, digest, DUPLICATE, message))
    return unique, doubles
