"""Tables for other programs and for an archive: CSV for Excel, XLSX, Stata, Croissant, a deposit."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from govreport import __version__
from govreport.corpus.building.loading import load as load_build
from govreport.corpus.export import codebook, croissant, package, stata, workbook
from govreport.corpus.export.columns import load as described
from govreport.corpus.export.formulas import quoted
from govreport.errors import GovReportError, ReadError
from govreport.frames import SCHEMA, Frames, frames, wide
from govreport.panel.wide import panel_wide, with_every_variable
from govreport.panel.years import panel
from govreport.parsing.given import Reports, reports_in
from govreport.resources import load_text
from govreport.resources.messages import near, require_path

__all__ = ["KINDS", "export"]

Tables: TypeAlias = "Frames | Reports"
_TITLE = "政府信息公开工作年度报告数据表 Tables of annual open-government-information reports"
_WIDE = ("requests", "remedies")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def export(
    tables: Tables,
    out: str | os.PathLike[str],
    kinds: str | Iterable[str] = "xlsx",
    *,
    study: str | os.PathLike[str] | None = None,
    manifest: str | os.PathLike[str] | None = None,
    licence: str = "https://creativecommons.org/publicdomain/zero/1.0/",
    date: str = "",
    replace: bool = False,
) -> tuple[Path, ...]:
    """Write tables in formats of other programs.

    Parameters
    ----------
    tables : path of a build, Frames, or Report, several, Corpus, or path of a file or folder of reports
    out : path
        A folder, made where it is not there; an empty one, unless `replace` is asked for.
    kinds : str or several of {"csv", "xlsx", "dta", "croissant", "deposit"}
        ``csv``: UTF-8 with the mark that Excel looks for, texts like formulas with an apostrophe; ``xlsx``:
        one workbook, a sheet for each table; ``dta``: a Stata file for each table and for tables 三 and 四
        one row a report, with labels; ``croissant``: plain .csv and croissant.json; ``deposit``: all of
        these, codebook, data package, citation, the figures of a study, and a README that says which code
        made which file, as archives such as Dataverse want.
    study : path, optional
        What ``govreport study`` wrote, for ``deposit``.
    manifest : path, optional
        manifest.csv of the reports, for ``deposit``.
    licence, date : str
        For croissant.json: the address of the data's licence, and the day of publication (``2026-11-30``).
    replace : bool
        Whether to write into a folder that holds files, over those of the same names.

    Returns
    -------
    tuple of Path
        The files written; the same tables give the same bytes, but for .xlsx, which says when it was made.

    Raises
    ------
    GovReportError
        If there is no such kind, two of them have files of the same names (``csv`` and ``croissant``),
        `out` holds files or is the folder of a build, or a table does not fit into the format.
    MissingExtraError
        If openpyxl is not installed (``xlsx``).

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     written = gr.export("corpus/reports", folder, "dta")
    >>> sorted(path.name for path in written)[:3]
    ['facts.dta', 'failures.dta', 'figures.dta']
    """
    wanted = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if unknown := [kind for kind in wanted if kind not in KINDS]:
        meant = near(unknown[0], KINDS)
        raise GovReportError(f"no format {', '.join(unknown)}; {meant}known: {', '.join(KINDS)}")
    if date and not _DAY.fullmatch(date):
        raise GovReportError(f"date: a day as 2026-11-30 was expected, found {date!r}")
    if manifest is not None and not Path(manifest).is_file():
        raise ReadError(str(manifest), "cannot be opened: No such file or directory")
    books = () if study is None else _books(Path(study))
    if {"csv", "croissant"} <= set(wanted):
        raise GovReportError("csv and croissant have files of the same names; expected a folder for each")
    folder = require_path(out, "out")
    _require_free(folder, replace=replace)
    folder.mkdir(parents=True, exist_ok=True)
    given = _frames(tables)
    if "deposit" in wanted:
        return _deposit(given, folder, books, manifest, licence, date)
    paths: list[Path] = []
    for kind in wanted:
        paths += (
            _croissant(given, folder, licence, date) if kind == "croissant" else _WRITERS[kind](given, folder)
        )
    return tuple(dict.fromkeys(paths))


def _require_free(folder: Path, *, replace: bool) -> None:
    """Refuse to write over what somebody may need."""
    if folder.exists() and not folder.is_dir():
        raise GovReportError(f"{folder}: a folder to write to was expected, this is a file")
    if (folder / "shards").is_dir():
        raise GovReportError(f"{folder}: a folder other than that of a build was expected")
    if not replace and folder.is_dir() and any(folder.iterdir()):
        raise GovReportError(
            f"{folder}: a new or empty folder was expected, there are files in it; replace=True (--replace) "
            "writes over those of the same names"
        )


def _frames(tables: Tables) -> dict[str, pd.DataFrame]:
    if isinstance(tables, str | os.PathLike) and (Path(tables) / "datapackage.json").is_file():
        path = Path(tables)
        found = load_build(path)
        long = panel(path)
    elif isinstance(tables, Frames):
        found, long = tables, panel(tables)
    else:
        reports = reports_in(tables)
        if not reports:
            raise GovReportError(f"{tables}: no file gave a report")
        found, long = frames(reports), panel(reports)
    wide = with_every_variable(panel_wide(long))
    return {**{name: found[name] for name in SCHEMA}, "panel": long, "panel_wide": wide}


def _excel_csv(tables: Mapping[str, pd.DataFrame], out: Path) -> list[Path]:
    return [_csv(quoted(table), out / f"{name}.csv", "utf-8-sig") for name, table in tables.items()]


def _csv(table: pd.DataFrame, path: Path, encoding: str) -> Path:
    table.to_csv(path, index=False, encoding=encoding, lineterminator="\n")
    return path


def _workbook(tables: Mapping[str, pd.DataFrame], out: Path) -> list[Path]:
    path = out / "govreport.xlsx"
    workbook.write(path, tables)
    return [path]


def _stata(tables: Mapping[str, pd.DataFrame], out: Path) -> list[Path]:
    paths = []
    for name, table in tables.items():
        labels = {column.name: (column.zh, column.en) for column in described()[name].columns}
        paths.append(out / f"{name}.dta")
        stata.write(paths[-1], table, labels, f"{described()[name].zh} {described()[name].en}")
    cells = {row[1]: (row[2], row[3]) for row in codebook.rows() if row[0] == "cell"}
    for name in _WIDE:
        table = _one_row_a_report(tables, name)
        labels = {
            cell.removeprefix(f"{name}."): both for cell, both in cells.items() if cell.startswith(f"{name}.")
        }
        paths.append(out / f"{name}.dta")
        stata.write(paths[-1], table, labels, f"{name}: 每份年报一行 one row per report")
    return paths


def _one_row_a_report(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    cells = wide(tables["figures"], name)
    about = tables["reports"].set_index("report_id")[["organ", "region", "year"]]
    return about.join(cells, how="right").reset_index()


def _croissant(tables: Mapping[str, pd.DataFrame], out: Path, licence: str, date: str) -> list[Path]:
    paths = [_csv(table, out / f"{name}.csv", "utf-8") for name, table in tables.items()]
    record = out / "croissant.json"
    record.write_text(croissant.page(paths, _TITLE, licence, date), encoding="utf-8", newline="\n")
    return [*paths, record]


def _deposit(
    tables: Mapping[str, pd.DataFrame],
    out: Path,
    books: Sequence[Path],
    manifest: str | os.PathLike[str] | None,
    licence: str,
    date: str,
) -> tuple[Path, ...]:
    """Data, code book, figures and notebooks in folders, with a page that says which made which."""
    data, results = out / "data", out / "results"
    data.mkdir(exist_ok=True)
    paths = [*_croissant(tables, data, licence, date), *_stata(tables, data), *_workbook(tables, data)]
    book = data / "codebook.csv"
    codebook.write(book)
    csv = [path for path in paths if path.suffix == ".csv"]
    (data / "datapackage.json").write_text(package.page([*csv, book]), encoding="utf-8", newline="\n")
    paths += [book, data / "datapackage.json"]
    copied, made = _study(books, results, out)
    paths += copied
    if manifest is not None:
        paths.append(Path(shutil.copyfile(manifest, data / "manifest.csv")))
    citation = out / "citation.bib"
    citation.write_text(_bibtex(data / "datapackage.json", date), encoding="utf-8", newline="\n")
    readme = out / "README.md"
    readme.write_text(_readme([*paths, citation], out, made), encoding="utf-8", newline="\n")
    return (*paths, citation, readme)


def _books(study: Path) -> list[Path]:
    """The executed notebooks of a study."""
    books = sorted(study.glob("*.ipynb"))
    if not books:
        raise GovReportError(
            f"{study}: executed notebooks *.ipynb were expected, as govreport study writes them"
        )
    return books


def _study(books: Sequence[Path], results: Path, out: Path) -> tuple[list[Path], list[tuple[str, str]]]:
    """The executed notebooks and the figures of a study; for each figure the notebook that drew it."""
    copied: list[Path] = []
    made: list[tuple[str, str]] = []
    for book in books:
        results.mkdir(exist_ok=True)
        copied.append(Path(shutil.copyfile(book, results / book.name)))
        for figure in sorted((book.parent / "figures").glob(f"{book.stem}-*")):
            if figure.stem.removeprefix(f"{book.stem}-").isdecimal():
                copied.append(Path(shutil.copyfile(figure, results / figure.name)))
                made.append((copied[-1].relative_to(out).as_posix(), f"{results.name}/{book.name}"))
    return copied, made


def _bibtex(package_file: Path, date: str) -> str:
    return load_text("citation.bib.txt").format(
        version=__version__, sha256=_digest(package_file), year=date[:4] or "n.d."
    )


def _readme(paths: Sequence[Path], out: Path, made: Sequence[tuple[str, str]]) -> str:
    listed = "\n".join(
        f"| `{path.relative_to(out).as_posix()}` | {path.stat().st_size:,} | `{_digest(path)[:16]}` |"
        for path in paths
    )
    figures = "\n".join(f"| `{figure}` | `{book}` |" for figure, book in made) or "| – | – |"
    return load_text("readme_of_deposit.md").format(version=__version__, files=listed, figures=figures)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


_WRITERS: Mapping[str, Callable[[Mapping[str, pd.DataFrame], Path], list[Path]]] = {
    "csv": _excel_csv,
    "xlsx": _workbook,
    "dta": _stata,
}
KINDS = (*_WRITERS, "croissant", "deposit")
