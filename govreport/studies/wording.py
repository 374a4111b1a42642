"""How alike the reports of a body are: pairs measured where their texts are, or of the texts here."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from govreport.errors import ReadError
from govreport.frames import Frames
from govreport.text.style.similarity import similar

__all__ = ["measured_pairs"]


def measured_pairs(corpus: str | Path, made: Frames) -> pd.DataFrame:
    """How alike pairs of reports of one body are: measured where their texts are, or of the texts here.

    Parameters
    ----------
    corpus : str or Path
        A folder. Where it has ``census/similarity.csv`` its rows are taken.
    made : Frames
        The reports of the folder (`studies.designed`), compared where it has no such file: their sections on
        problems and whole texts, pairs of a likeness of 0.01 and more.

    Returns
    -------
    DataFrame
        body, report_a, report_b, year_a, year_b, jaccard, jaccard_cleaned, longest (characters in common)
        and what else the file has; part (whole, or the kind of section) and lag (years between the two). By
        body, part and years.

    Raises
    ------
    ReadError
        If the file has other columns.
    """
    path = Path(corpus) / "census" / "similarity.csv"
    order = ["body", "part", "year_a", "year_b", "report_a", "report_b"]
    if not path.is_file():
        return _compared(made).sort_values(order, ignore_index=True)
    try:
        pairs = pd.read_csv(path, encoding="utf-8")
        later = pairs["year_b"] - pairs["year_a"]
        pairs = pairs.assign(part=pairs["section"].fillna("whole"), lag=later)
        return pairs.sort_values(order, ignore_index=True)
    except (KeyError, ValueError) as error:
        raise ReadError(str(path), f"a table of measured pairs was expected: {error}") from error


def _compared(made: Frames) -> pd.DataFrame:
    texts, reports = made.narrative, made.reports.set_index("report_id")
    sections = similar(texts[texts["section"].eq("problems")], made.reports, among="years", threshold=0.01)
    wholes = similar(texts, made.reports, by="report", among="years", threshold=0.01)
    pairs = pd.concat([sections, wholes], ignore_index=True)
    years = [pairs[f"report_id_{side}"].map(reports["year"]) for side in "ab"]
    return pd.DataFrame(
        {
            "body": pairs["report_id_a"].map(reports["body_id"]),
            "report_a": pairs["report_id_a"],
            "report_b": pairs["report_id_b"],
            "year_a": years[0],
            "year_b": years[1],
            "jaccard": pairs["jaccard"],
            "jaccard_cleaned": pairs["jaccard_cleaned"],
            "longest": pairs["shared"].str.len(),
            "part": pairs["section"].fillna("whole"),
            "lag": years[1] - years[0],
        }
    )
