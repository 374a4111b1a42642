"""What the command line calls: a sheet drawn from a folder of reports, coders' sheets compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from govreport.coding.answers import read_coding_sheets
from govreport.coding.book import CodingBook, theme_book
from govreport.coding.comparison import Comparison, compare
from govreport.coding.pool import mentions_request, sentences
from govreport.coding.sheet import coding_sheet
from govreport.corpus.folder import Corpus
from govreport.errors import ReadError
from govreport.frames import frames

__all__ = ["agreement", "draw_sheet", "theme_codes"]


def draw_sheet(
    corpus: str | Path,
    out: str | Path,
    *,
    n: int = 200,
    seed: int,
    codebook: CodingBook | None = None,
    gate: Callable[[str], bool] = mentions_request,
) -> pd.DataFrame:
    """Draw `n` sentences from the reports of a folder and write them for coders; return the strata.

    Raises
    ------
    ReadError
        If there is no such folder, or `out` is there already, which may be coded, or is no .xlsx.
    GovReportError
        If there is no sentence, or `n` does not fit the sentences that were found.
    """
    if Path(out).suffix.lower() != ".xlsx":
        raise ReadError(str(out), "a name like sheet.xlsx was expected")
    if Path(out).exists():
        raise ReadError(str(out), "there already; nothing is written over, choose another name")
    tables = frames(Corpus(corpus).reports())
    pool = sentences(tables.narrative, tables.reports, gate=gate, seed=seed)
    if pool.empty:
        raise ReadError(str(corpus), "no sentence to code")
    return coding_sheet(pool, out, codebook=codebook or theme_book(), n=n, seed=seed)


def agreement(
    paths: Iterable[str | Path],
    coder: Callable[[str, str, str], Iterable[str]] | None = None,
    *,
    none: str = "X9",
) -> Comparison:
    """The agreement of filled sheets, and of a machine with them.

    Parameters
    ----------
    paths : iterable of str or Path
    coder : callable, optional
        The machine, such as `theme_codes`: from what coders see, the sentence before, the sentence and
        the sentence after, to the codes of the sentence.
    none : str
        The code for no theme.

    Raises
    ------
    ReadError, GovReportError
        As `read_coding_sheets` and `compare` do.
    """
    answers = read_coding_sheets(paths)
    if coder is None:
        return compare(answers, none=none)
    seen = answers.drop_duplicates("unit")[["unit", "before", "sentence", "after"]]
    machine = {unit: frozenset(coder(*map(str, context))) for unit, *context in seen.itertuples(index=False)}
    return compare(answers, machine, none=none)


def theme_codes(before: str, sentence: str, after: str) -> frozenset[str]:
    """The codes that ``govreport.text.themes`` gives a sentence, read between its neighbours."""
    from govreport.text.themes import themes

    start, end = len(before), len(before) + len(sentence)
    found = themes(f"{before}{sentence}{after}")
    return frozenset(theme.code for theme in found if start <= theme.start and theme.end <= end)
