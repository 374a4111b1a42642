"""The Reporting Quality Index: nine parts shown beside each other, and an index only where evidence allows.

shown = parts(frames.reports, frames.figures, frames.findings, frames.narrative, style=style)
scores = index(shown)
sensitivity(scores, draws=1000, seed=0)
"""

from __future__ import annotations

import pandas as pd

from govreport.frames.one_per_year import chosen_in, open_cells
from govreport.measures.quality.definitions import Part, load
from govreport.measures.quality.evidence import gather
from govreport.measures.quality.judges import JUDGES, Judged
from govreport.measures.quality.weighing import index, sensitivity, weights

__all__ = ["SCHEMA", "index", "load", "parts", "sensitivity", "weights"]

SCHEMA = {
    **dict.fromkeys(("report_id", "part"), "string"),
    "value": "Float64",
    **dict.fromkeys(("n_judged", "n_places"), "Int64"),
    **dict.fromkeys(("evidence_zh", "evidence_en"), "string"),
}
"""Columns, in order, and dtypes of what `parts` gives."""


_PAIR = ["report_id_a", "report_id_b"]


def parts(
    reports: pd.DataFrame,
    figures: pd.DataFrame,
    findings: pd.DataFrame,
    narrative: pd.DataFrame,
    *,
    style: pd.DataFrame | None = None,
    similarity: pd.DataFrame | None = None,
    themes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every part of the index for every report, with the evidence on which it rests.

    Parameters
    ----------
    reports, figures, findings, narrative : DataFrame
        Of ``frames``. A finding with a text in its column `explained` is no failure, and no merit. Of several
        files of one body and year one is judged, as `govreport.one_per_year` chooses it.
    style : DataFrame, optional
        What ``govreport.text.style.profile.style_frame(narrative)`` gives: report_id, characters,
        numbers_per_1000, documents_per_1000, problems, problems_concrete, measures, measures_concrete; one
        row or more per report. Without it Q6 and Q8 are not judged.
    similarity : DataFrame, optional
        Pairs, as ``govreport.text.style.similarity.similar(narrative, reports, by="report", threshold=0.01)``
        gives them: report_id_a, report_id_b, jaccard_cleaned. A pair counts for the later report, or for
        both of one year. A report without a pair is not judged: a high threshold would leave only copies.
    themes : DataFrame, optional
        ``frames.themes``: report_id, code. A report without a row does not say what requests were about.

    Returns
    -------
    DataFrame
        Columns `SCHEMA`, sorted by report and part. `value` is between 0 and 1, or NA where there is
        nothing to judge by. `n_judged` counts the rules or elements that could be judged, `n_places` the
        places at which rules could.

    Raises
    ------
    GovReportError
        If a frame lacks a column or a report stands in `reports` twice.

    Examples
    --------
    >>> frames = gr.frames("corpus/reports")
    >>> parts = gr.quality.parts(frames.reports, frames.figures, frames.findings, frames.narrative)
    >>> parts[["part", "value"]].head(2).values.tolist()
    [['Q1', <NA>], ['Q2', 1.0]]
    """
    definitions = load()
    rows = []
    if (chosen := chosen_in(reports, figures)) is not None:
        figures = open_cells(figures, chosen)
        left = chosen.others
        reports = reports[~reports["report_id"].isin(left)]
        if similarity is not None and set(_PAIR) <= set(
            similarity
        ):  # the other file of a report is no copy of it
            pairs = similarity[_PAIR]
            similarity = similarity[~pairs.isin(left).any(axis=1)]
    for evidence in gather(reports, figures, findings, narrative, style, similarity, themes):
        for part in definitions.parts:
            judged = JUDGES[part.id](evidence, part, definitions)
            counts = (judged.value, judged.n_judged, judged.n_places)
            rows.append((evidence.report_id, part.id, *counts, *_messages(part, judged)))
    return pd.DataFrame(rows, columns=list(SCHEMA)).astype(SCHEMA)


def _messages(part: Part, judged: Judged) -> list[str]:
    texts = part.nothing if judged.value is None else part.evidence
    details = [{k: v[i] if isinstance(v, tuple) else v for k, v in judged.details.items()} for i in (0, 1)]
    return [text.format(**words).strip() for text, words in zip(texts, details, strict=True)]
