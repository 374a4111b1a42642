"""A folder of reports, with or without a manifest; no report is read until it is asked for."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pandas as pd

from govreport.corpus.building import Built, Source, build, outcome
from govreport.errors import ReadError
from govreport.frames import Failure
from govreport.panel.hand_keyed import keyed
from govreport.report import Report

__all__ = ["Corpus"]

_BODY = {
    **dict.fromkeys(("report", "organ", "region", "level", "body"), "string"),
    "year": "Int64",
    "form": "string",
}
_STATED = {
    "facts": {**_BODY, "concept": "string", "value": "Float64", "qualifier": "string", "address": "string"},
    "themes": {
        **{**_BODY, "requests": "Int64", "phrase": "string", "codes": "string", "count": "Int64"},
        **{"share": "Float64", "address": "string"},
    },
}


class Corpus:
    """The reports in a folder.

    With a ``manifest.csv`` (UTF-8; columns id, file, organ, region, level, year, address, retrieved,
    sha256, of which only `file` is needed; others are kept) its rows are the corpus. Without one,
    everything in the folder and below is, except hidden files: a pipe or a link that leads nowhere gives no
    report, and a row of failures. What a manifest says of a report never
    replaces what the report says of itself.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    ReadError
        If there is no such folder.

    Examples
    --------
    >>> corpus = gr.Corpus("corpus")
    >>> corpus
    <Corpus corpus: 1 file, manifest.csv>
    >>> [report.year for report in corpus]
    [2024]
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not self.path.is_dir():
            raise ReadError(str(path), "no such folder; expected a folder of reports")

    def __repr__(self) -> str:
        try:
            counted = f"{len(self)} file{'s' * (len(self) != 1)}"
        except ReadError:
            counted = "a list of files that is wrong"
        return f"<Corpus {self.path}: {counted}, {'manifest.csv' if self._listed else 'no manifest'}>"

    def __len__(self) -> int:
        """How many files it holds; each gives a report or a failure."""
        return sum(1 for _ in self.sources())

    @property
    def _listed(self) -> bool:
        return (self.path / "manifest.csv").exists()

    def manifest(self) -> pd.DataFrame | None:
        """The manifest, every column as text and NA where blank; None if the folder has none.

        Raises
        ------
        ReadError
            If it is not a CSV file in UTF-8 that names a file in each row, in or below the folder.
        """
        if not self._listed:
            return None
        path = self.path / "manifest.csv"
        try:
            rows = pd.read_csv(
                path, dtype="string", encoding="utf-8-sig", keep_default_na=False, na_values=[""]
            )
        except (OSError, ValueError) as error:  # pandas' own errors and wrong encodings are ValueErrors
            raise ReadError(str(path), f"expected a CSV file in UTF-8: {error}") from error
        if not isinstance(rows.index, pd.RangeIndex):  # pandas takes what is too much for an index
            raise ReadError(
                str(path), f"expected {len(rows.columns)} fields in each row, as in the first line"
            )
        if "file" not in rows.columns:
            raise ReadError(str(path), f"expected a column 'file'; found {', '.join(rows.columns)}")
        if rows["file"].isna().any():
            row = int(rows["file"].isna().argmax()) + 1
            raise ReadError(str(path), f"row {row}: expected the name of a file; found nothing")
        for row, file in enumerate(rows["file"], start=1):
            if Path(file).is_absolute() or ".." in Path(file).parts:
                raise ReadError(str(path), f"row {row}: expected a file in this folder; found {file[:80]!r}")
        return rows

    def sources(self) -> Iterator[Source]:
        """The files of the corpus, sorted by name."""
        manifest = self.manifest()
        if manifest is None:
            yield from self._files()
            return
        hashes = manifest["sha256"] if "sha256" in manifest.columns else [pd.NA] * len(manifest)
        for file, sha256 in sorted(zip(manifest["file"], hashes, strict=True), key=lambda row: str(row[0])):
            yield Source(file, self.path / file, None if pd.isna(sha256) else sha256.lower())

    def _files(self) -> Iterator[Source]:
        names = (path.relative_to(self.path) for path in self.path.rglob("*") if not path.is_dir())
        for name in sorted(name.as_posix() for name in names if not _hidden(name)):
            # A name on a disk need not be text: what cannot be written in UTF-8 is shown as an escape.
            yield Source(name.encode("utf-8", "backslashreplace").decode(), self.path / name)

    def outcomes(self) -> Iterator[Report | Failure]:
        """What each file gave: its report, or why there is none."""
        return map(outcome, self.sources())

    def reports(self) -> Iterator[Report]:
        """The reports, one after the other; a warning at the end names the files that gave none."""
        failures: list[Failure] = []
        for one in self.outcomes():
            if isinstance(one, Report):
                yield one
            else:
                failures.append(one)
        if failures:
            files = ", ".join(failure.source for failure in failures)
            warnings.warn(f"{len(failures)} files of {self.path} gave no report: {files}", stacklevel=2)

    def __iter__(self) -> Iterator[Report]:
        """The reports: ``gr.frames(gr.Corpus("reports"))``."""
        return self.reports()

    def keyed(self) -> tuple[Report, ...]:
        """Reports whose figures were keyed by hand (``figures/figures.csv``); none without that file.

        Raises
        ------
        ReadError
            If the file is wrong; names the line.
        """
        path = self.path / "figures" / "figures.csv"
        return keyed(path) if path.exists() else ()

    def stated(self, kind: Literal["facts", "themes"]) -> pd.DataFrame:
        """What published reports state in prose, keyed by hand (``facts/facts.csv``, ``facts/themes.csv``).

        Returns
        -------
        DataFrame
            The rows of the file: report, organ, region, level, body, year, form; of facts concept, value,
            qualifier; of themes requests, phrase, codes, count, share; and address. Without rows if there is
            no such file. Numbers are nullable; the rest is text.

        Raises
        ------
        ReadError
            If the file has other columns.
        """
        path = self.path / "facts" / f"{kind}.csv"
        columns = _STATED[kind]
        if not path.exists():
            return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})
        try:
            return pd.read_csv(path, dtype=columns, encoding="utf-8-sig")[list(columns)]
        except (KeyError, ValueError) as error:
            raise ReadError(str(path), f"columns {', '.join(columns)} were expected: {error}") from error

    def build(self, out: str | Path, workers: int | None = None, cluster: str | None = None) -> Built:
        """Write the tables of the corpus to the folder `out`, as .csv, .parquet and .duckdb.

        .parquet needs pyarrow, .duckdb needs duckdb; without them the others are written, and those of an
        earlier build are removed. Beside the tables stand datapackage.json, codebook.csv and README.txt,
        which describe them.

        Parameters
        ----------
        out : str or Path
            Need not exist; what an earlier run finished there is used again.
        workers : int or None
            Number of processes, at least 1; None: one for each processor.
        cluster : str or None
            The address of a Dask scheduler, such as ``"tcp://host:8786"``, or ``"local"`` for a Dask cluster
            of `workers` processes on this machine; None: processes without Dask. The workers have to see the
            corpus and `out` on shared storage, under the same paths. The tables are the same, byte for byte.
            A script that asks for ``"local"`` has to begin its work under ``if __name__ == "__main__":``.

        Raises
        ------
        ReadError
            If `out` lies in a corpus without a manifest, which would read what was written.
        GovReportError
            If `workers` is less than 1; if a file changes meanwhile; of a cluster: if no scheduler answers,
            or a worker does not see the folders or has other versions.
        MissingExtraError
            If a cluster is asked for and distributed is not installed.
        """
        if self.manifest() is None and Path(out).resolve().is_relative_to(self.path.resolve()):
            raise ReadError(
                str(out),
                f"a folder outside {self.path} was expected: without a manifest every file in it is a report",
            )
        sources = [replace(source, path=source.path.absolute()) for source in self.sources()]
        return build(sources, Path(out), workers, cluster)


def _hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)
