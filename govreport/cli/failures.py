"""What is printed of files that gave no report: counted by kind, the first of each kind by name."""

from __future__ import annotations

import csv
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from govreport.cli.common import say_error

if TYPE_CHECKING:
    from govreport.corpus.folder import Corpus

__all__ = ["say_failures", "say_furniture"]

_SHOWN = 3  # files of a kind
_KINDS = {
    "NotAReportError": "不是年报 no annual report",
    "DuplicateFile": "内容重复 the same bytes as another file",
    "ReadError": "读不出 cannot be read",
    "MissingExtraError": "缺少软件包 a package is missing",
    "TimeoutError": "超过时限 more time than allowed",
    "MemoryError": "超过内存上限 more memory than allowed",
    "CorrectionRefused": "更正不符 a correction does not fit",
}


def say_failures(path: Path) -> None:
    """Say on stderr what stands in failures.csv, most frequent kind first.

    Parameters
    ----------
    path : Path
        The file that a build wrote.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=itemgetter("error", "source"))
    kinds = [(kind, list(group)) for kind, group in groupby(rows, key=itemgetter("error"))]
    for kind, group in sorted(kinds, key=lambda one: -len(one[1])):
        say_error(f"{_KINDS.get(kind, kind)}: {len(group)}")
        for row in group[:_SHOWN]:
            say_error(f"  {row['source']}: {row['message']}")
        if len(group) > _SHOWN:
            say_error(f"  … {len(group) - _SHOWN}")
    if rows:
        say_error(f"{len(rows)} 个文件未读出 files gave no report: {path}")


def say_furniture(corpus: Corpus) -> None:
    """Say how many files of a folder are parts of saved pages or marks of a system, if any."""
    if aside := len(corpus.furniture):
        print(f"网页附件等未计 left aside, parts of pages and marks of systems: {aside}")
