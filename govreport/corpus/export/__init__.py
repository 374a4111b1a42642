"""What describes tables for other researchers: a data package, a codebook, a page to read first."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from govreport import __version__
from govreport.corpus.export import codebook, package
from govreport.resources import load_text

__all__ = ["FILES", "write"]

FILES = ("codebook.csv", "datapackage.json", "README.txt")


def write(out: Path, tables: Sequence[Path], reports: int) -> tuple[Path, ...]:
    """Write codebook.csv, datapackage.json and README.txt beside tables; nothing in them tells the time.

    Parameters
    ----------
    tables : sequence of Path
        The .csv and .parquet files in `out` to describe, by the names of their tables.
    reports : int
        How many reports are in them.

    Returns
    -------
    tuple of Path
        The three files.
    """
    book, described, readme = (out / name for name in FILES)
    codebook.write(book)
    text = package.page([*tables, book])
    described.write_text(text, encoding="utf-8", newline="\n")
    filled = load_text("readme_of_tables.txt").format(
        version=__version__,
        reports=reports,
        files="\n".join(f"  {path.name}" for path in (*tables, book, described)),
        checksum=hashlib.sha256(text.encode()).hexdigest(),
    )
    readme.write_text(filled, encoding="utf-8", newline="\n")
    return (book, described, readme)
