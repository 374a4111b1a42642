"""A folder of reports, with or without a manifest; no report is read until it is asked for."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Literal

import pandas as pd

from govreport.corpus.building import Built, Limits, Source, build, outcome, read_first
from govreport.corpus.building.guarding import guarded
from govreport.corpus.building.once import read_once
from govreport.corpus.building.sources import REFUSED, digest_of, refusals
from govreport.corpus.furniture import is_furniture
from govreport.corpus.manifest import merge, row_of
from govreport.corpus.progress import counted
from govreport.errors import ReadError
from govreport.frames import Failure
from govreport.panel.hand_keyed import keyed
from govreport.panel.known import corrections_in
from govreport.readers.encoding import hand_text
from govreport.report import Report
from govreport.resources.messages import require_path, translated

__all__ = ["Corpus"]

# What stands in the folder of a corpus and is no report.
_NO_REPORTS = ("manifest.csv", "corrections.csv", "retrieval.csv", "collect.jsonl")

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

    With a ``manifest.csv`` (UTF-8 or GB 18030; columns id, file, organ, region, level, year, address,
    retrieved, sha256, of which only `file` is needed) its rows are the corpus. Without one, everything in
    the folder and below is, except hidden ones and `furniture`: a pipe or a link that leads nowhere is a
    row of failures. Reports and rules know what is printed; frames and panels show organ, region, level
    and year as the manifest says them, where it does, and its other columns. A row with an id and no file
    is a report whose text is not here: what was keyed of it, `keyed`, `stated` and `govreport.load` give. A
    ``corrections.csv`` beside it (sha256, table, row, column, old, new, who, when, why, address) corrects
    cells, or without a table organ, region, level or year; a line whose `old` does not fit is a failure.

    Parameters
    ----------
    path : str or Path
    built : str or Path, optional
        The folder of a build, as given to `build`: a file that was read there, with the same bytes and the
        same version of govreport, is not read again. None: the folder that the environment variable
        ``GOVREPORT_TABLES`` names, which ``govreport study`` sets for its notebooks; else each file is read.

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

    def __init__(self, path: str | Path, built: str | Path | None = None) -> None:
        self.path = require_path(path, "path")
        known = os.environ.get("GOVREPORT_TABLES") if built is None else built
        self.built = require_path(known, "built") if known else None
        if not self.path.is_dir():
            raise ReadError(str(path), "no such folder; expected a folder of reports")

    def __repr__(self) -> str:
        try:
            counted = f"{len(self)} file{'s' * (len(self) != 1)}"
        except ReadError:
            counted = "a list of files that is wrong"
        return f"<Corpus {self.path}: {counted}, {'manifest.csv' if self.has_manifest else 'no manifest'}>"

    def __len__(self) -> int:
        """How many files it holds; each gives a report or a failure."""
        return sum(1 for _ in self.sources())

    @property
    def has_manifest(self) -> bool:
        """Whether a manifest.csv says which files are the corpus."""
        return (self.path / "manifest.csv").exists()

    def manifest(self) -> pd.DataFrame | None:
        """The manifest, every column as text and NA where blank; None if the folder has none.

        Raises
        ------
        ReadError
            If it is no CSV in UTF-8 or GB 18030, or a row names no file in or below the folder and no id.
        """
        if not self.has_manifest:
            return None
        path = self.path / "manifest.csv"
        try:
            text = StringIO(hand_text(path.read_bytes()))
            rows = pd.read_csv(text, dtype="string", keep_default_na=False, na_values=[""])
        except (OSError, ValueError) as error:  # pandas' own errors and wrong encodings are ValueErrors
            raise ReadError(str(path), f"a CSV file in UTF-8 or GB 18030 was expected: {error}") from error
        if not isinstance(rows.index, pd.RangeIndex):  # pandas takes what is too much for an index
            raise ReadError(
                str(path), f"expected {len(rows.columns)} fields in each row, as in the first line"
            )
        if "file" not in rows.columns:
            raise ReadError(str(path), f"expected a column 'file'; found {', '.join(rows.columns)}")
        nameless = rows["file"].isna() & (rows["id"].isna() if "id" in rows.columns else True)
        if nameless.any():
            row = int(nameless.argmax()) + 1
            raise ReadError(str(path), f"row {row}: expected the name of a file; found nothing")
        for row, file in enumerate(rows["file"].fillna(""), start=1):
            if Path(file).is_absolute() or ".." in Path(file).parts:
                raise ReadError(str(path), f"row {row}: expected a file in this folder; found {file[:80]!r}")
        return rows

    def sources(self) -> Iterator[Source]:
        """The files of the corpus, sorted by name."""
        manifest = self.manifest()
        if manifest is None:
            yield from self._files()
            return
        rows = manifest[manifest["file"].notna()].fillna("").to_dict("records")
        for row in sorted(rows, key=lambda row: str(row["file"])):
            values = tuple((str(name), str(value).strip()) for name, value in row.items())
            sha256 = dict(values).get("sha256") or None
            file = str(row["file"])
            yield Source(file, self.path / file, sha256 and sha256.lower(), values)

    def _corrected(self) -> tuple[list[Source], list[Failure]]:
        """The files with the corrections of each, and corrections whose file is not there."""
        corrections = corrections_in(self.path / "corrections.csv")
        sources = list(self.sources())
        if not corrections:
            return sources, []
        found = [(source, digest_of(source.path)) for source in sources]
        known = {digest for _, digest in found}
        missing = "no file of the corpus has these bytes"
        lost = [
            Failure(f"corrections.csv, line {one.line}", one.sha256, REFUSED, missing)
            for one in corrections
            if one.sha256 not in known
        ]
        of_each = [
            replace(source, corrections=tuple(one for one in corrections if one.sha256 == digest))
            for source, digest in found
        ]
        return of_each, lost

    def _files(self) -> Iterator[Source]:
        names = self._names()
        for name in sorted(name for name in names if name not in _NO_REPORTS):
            if not is_furniture(self.path, name, names):
                yield Source(_shown(name), self.path / name)

    def _names(self) -> frozenset[str]:
        """Whatever stands in the folder and below and is neither a folder nor hidden, by its path in it."""
        names = (path.relative_to(self.path) for path in self.path.rglob("*") if not path.is_dir())
        return frozenset(name.as_posix() for name in names if not _hidden(name))

    @property
    def furniture(self) -> tuple[str, ...]:
        """Files left aside: parts of saved pages (css, js, gif, NAME_files), marks of systems (Thumbs.db,
        desktop.ini, ~$…). A manifest may list one of them nevertheless."""
        names = self._names()
        return tuple(sorted(_shown(name) for name in names if is_furniture(self.path, name, names)))

    def outcomes(self, limits: Limits | None = None) -> Iterator[Report | Failure]:
        """What each file gave: its report, or why there is none; and corrections that do not fit.

        Parameters
        ----------
        limits : Limits or None
            With limits each file is read in a process of its own, which may be stopped or die; None: here,
            or not at all where the build of this corpus read it.

        Raises
        ------
        ReadError
            If the folder of the build is none.
        """
        sources, lost = self._corrected()
        for found in self._read(sources, limits):
            yield found
            if isinstance(found, Report):
                yield from refusals(found)
        yield from lost

    def _read(self, sources: list[Source], limits: Limits | None) -> Iterator[Report | Failure]:
        if limits is not None:
            return guarded(sources, limits)
        if self.built is not None:
            return read_once(sources, self.built)
        return counted(map(outcome, sources), len(sources), bar=False)

    def reports(self) -> Iterator[Report]:
        """The reports, one after the other, each once whatever the names of its copies; a warning at the end
        names the files that gave none."""
        failures: list[Failure] = []
        first: dict[str, str] = {}
        copies: list[str] = []
        for one in self.outcomes():
            if not isinstance(one, Report):
                failures.append(one)
            elif first.setdefault(one.sha256, one.source) == one.source:
                yield one
            else:
                copies.append(one.source)
        if not (first or failures):
            warnings.warn(translated(f"{self.path}: no files; expected a folder of reports"), stacklevel=2)
        groups = (
            ([one.source for one in failures if one.error != REFUSED], "files of {} gave no report"),
            ([one.source for one in failures if one.error == REFUSED], "corrections of {} do not fit"),
            (copies, "files of {} have the bytes of another one, which is read"),
        )
        for names, what in groups:
            if names:
                warning = f"{len(names)} {what.format(self.path)}: {', '.join(names)}"
                warnings.warn(translated(warning), stacklevel=2)

    def write_manifest(self, out: str | Path | None = None, limits: Limits | None = None) -> list[str]:
        """Write manifest.csv: each report with its organ, region, level and year as read, to be corrected.

        What stands in a manifest stays; blank cells are filled and new files added. A file that gave no
        report has a row without them.

        Parameters
        ----------
        out : str or Path, optional
            Where the corpus will be built, outside of it: what is read is kept there, and a build does not
            read it again. None: nothing is kept.
        limits : Limits, optional
            As in `outcomes`; with `out` as in `build`.

        Returns
        -------
        list of str
            The files whose bytes are others than the manifest says; their rows are as they were.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     report = Path("corpus/reports/2024-rongchang-office.txt").read_bytes()
        ...     _ = Path(folder, "a.txt").write_bytes(report)
        ...     gr.Corpus(folder).write_manifest()
        ...     print(gr.Corpus(folder).manifest()[["organ", "region", "year"]].values.tolist())
        []
        [['重庆市荣昌区人民政府办公室', '500153', '2024']]
        """
        files = {one.file: one for one in (*self._files(), *self.sources()) if one.file not in _NO_REPORTS}
        if not files:
            raise ReadError(str(self.path), "no files; expected a folder of reports")
        if out is None:
            found = self._read(list(files.values()), limits)
        else:
            self._require_outside(out)
            sources = [replace(source, path=source.path.absolute()) for source in files.values()]
            found = read_first(sources, Path(out), limits)
        return merge(self.path / "manifest.csv", map(row_of, found))

    def _require_outside(self, out: str | Path) -> None:
        if Path(out).resolve().is_relative_to(self.path.resolve()):
            raise ReadError(
                str(out),
                f"a folder outside {self.path} was expected: without a manifest every file in it is a report",
            )

    def __iter__(self) -> Iterator[Report]:
        """The reports: ``gr.frames(gr.Corpus("reports"))``."""
        return self.reports()

    def keyed(self) -> tuple[Report, ...]:
        """Reports whose figures were keyed by hand (``figures/figures.csv``, ``figures.csv``), or none.

        Raises
        ------
        ReadError
            If the file is wrong; names the line.
        """
        path = self._table("figures", "figures")
        return () if path is None else keyed(path)

    def _table(self, folder: str, name: str) -> Path | None:
        """The file of a keyed table: in a folder of its own, or beside the manifest."""
        paths = (self.path / folder / f"{name}.csv", self.path / f"{name}.csv")
        return next((path for path in paths if path.is_file()), None)

    def stated(self, kind: Literal["facts", "themes"]) -> pd.DataFrame:
        """What published reports state in prose, keyed by hand (``facts.csv``, ``themes.csv``).

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
        path = self._table("facts", kind)
        columns = _STATED[kind]
        if path is None:
            return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})
        try:
            return pd.read_csv(path, dtype=columns, encoding="utf-8-sig")[list(columns)]
        except (KeyError, ValueError) as error:
            raise ReadError(str(path), f"columns {', '.join(columns)} were expected: {error}") from error

    def build(
        self,
        out: str | Path,
        workers: int | None = None,
        cluster: str | None = None,
        *,
        limits: Limits | None = None,
        quote_formulas: bool = False,
    ) -> Built:
        """Write the tables of the corpus to the folder `out`, as .csv, .parquet and .duckdb.

        .parquet needs pyarrow, .duckdb needs duckdb; without them the others are written, and those of an
        earlier build are removed. The tables are those of ``gr.frames``, and `gr.panel` and `gr.panel_wide`
        of the reports. Beside them stand datapackage.json, codebook.csv and README.txt, which describe them.

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
        limits : Limits or None
            Seconds and megabytes that one file may take; what takes more is a row of ``failures``. None: as
            in docs/limits.md.
        quote_formulas : bool
            Whether texts in the .csv files that a spreadsheet would take for a formula get an apostrophe.

        Raises
        ------
        ReadError
            If `out` lies in a corpus without a manifest, which would read what was written.
        GovReportError
            If `workers` is less than 1; if another build is writing to `out`, or the tables there are of
            another corpus; if a file changes meanwhile; of a cluster: if no scheduler answers,
            or a worker does not see the folders or has other versions.
        MissingExtraError
            If a cluster is asked for and distributed is not installed.
        """
        if self.manifest() is None:
            self._require_outside(out)
        corrected, lost = self._corrected()
        sources = [replace(source, path=source.path.absolute()) for source in corrected]
        return build(
            sources,
            Path(out),
            workers,
            cluster,
            limits=limits,
            corpus=self.path,
            quote_formulas=quote_formulas,
            refused=lost,
        )


def _shown(name: str) -> str:
    """A name on a disk need not be text: what cannot be written or shown is an escape."""
    text = name.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)
