"""Parts to an index: the weights, the evidence that it asks for, and how the ranks depend on the weights."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from govreport.errors import GovReportError, ReadError
from govreport.measures.quality.definitions import load
from govreport.readers.encoding import hand_text
from govreport.resources import fingerprint
from govreport.resources.messages import require_columns

__all__ = ["index", "sensitivity", "weights"]


def weights(source: str | Path | Mapping[str, float] | None = None) -> dict[str, float]:
    """The weight of each part, adding up to 1.

    Parameters
    ----------
    source : path, mapping or None
        A CSV file with the columns part and weight (other columns are notes of your own), or parts to
        weights. Parts that it leaves out weigh nothing. None: ``govreport/data/quality.toml``.

    Raises
    ------
    ReadError
        If the file cannot be read or lacks a column.
    GovReportError
        If a part is unknown, a weight is not a number of 0 or more, or all are 0.

    Examples
    --------
    >>> gr.quality.weights({"Q1": 1, "Q2": 3})["Q2"]
    0.75
    """
    known = {part.id: float(part.weight) for part in load().parts}
    if source is None:
        given: Mapping[str, float] = known
    else:
        given = source if isinstance(source, Mapping) else _read(Path(source))
    for part, weight in given.items():
        if part not in known:
            raise GovReportError(f"weights: no part {part!r}; known: {', '.join(known)}")
        if not (isfinite(weight) and weight >= 0):
            raise GovReportError(f"weights: {part}: expected a number of 0 or more, found {weight!r}")
    total = sum(given.values())
    if not total > 0:
        raise GovReportError("weights: all are 0; expected at least one above 0")
    return {part: given.get(part, 0.0) / total for part in known}


def _own(source: str | Path | Mapping[str, float] | None) -> dict[str, Any]:
    """What `attrs` of a result says of weights that are not ours."""
    if source is None:
        return {}
    return {"own_weights": dict(source) if isinstance(source, Mapping) else fingerprint(Path(source))}


def _read(path: Path) -> dict[str, float]:
    try:
        rows = list(csv.DictReader(hand_text(path.read_bytes()).splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"a CSV file in UTF-8 or GB 18030 was expected: {error}") from error
    read: dict[str, float] = {}
    for i, row in enumerate(rows, start=2):
        part, weight = (row.get("part") or "").strip(), (row.get("weight") or "").strip()
        try:
            number = float(weight)
        except ValueError as error:
            expected = "columns part and weight, with a number"
            raise ReadError(str(path), f"line {i}: expected {expected}, found {weight!r}") from error
        if part in read:
            raise ReadError(str(path), f"line {i}: part {part!r} stands there twice")
        read[part] = number
    return read


def index(parts: pd.DataFrame, weights: str | Path | Mapping[str, float] | None = None) -> pd.DataFrame:
    """The index of each report: the weighted mean of the parts that could be judged.

    Parameters
    ----------
    parts : DataFrame
        What `govreport.measures.quality.parts` gives.
    weights : path, mapping or None
        As in `govreport.measures.quality.weights`; a part without weight takes no part.

    Returns
    -------
    DataFrame
        report_id, one column for each part, n_parts (judged, with weight), n_places (at which rules of the
        parts Q3 to Q5 could be judged), index, index_low, index_high, message_zh, message_en; sorted by
        report. `index` is NA where too little could be judged; the message says why. `index_low` and
        `index_high` are what it would be if every part that could not be judged were 0, or 1: indices of
        reports that lack different parts are hardly comparable. To compare reports on the parts that they
        share, give the others no weight.

    Examples
    --------
    >>> frames = gr.frames("corpus/reports")
    >>> parts = gr.quality.parts(frames.reports, frames.figures, frames.findings, frames.narrative)
    >>> gr.quality.index(parts)[["n_parts", "n_places", "index"]].values.tolist()
    [[4, 22, <NA>]]
    """
    definitions, share = load(), _weights(weights)
    ids = [part.id for part in definitions.parts]
    require_columns(parts, ("report_id", "part", "value"), "parts")
    values = parts.pivot(index="report_id", columns="part", values="value").reindex(columns=ids)
    numbers = parts[parts["part"].isin([part.id for part in definitions.parts if part.numbers])]
    places = numbers.groupby("report_id")["n_places"].sum()
    matrix = values.to_numpy(dtype=float, na_value=np.nan)
    weighed = ~np.isnan(matrix) & (np.array([share[id_] for id_ in ids]) > 0)
    own = np.array([[share[id_] for id_ in ids]])
    scores = _means(matrix, own)[0]
    frame = values.reset_index().astype({"report_id": "string", **dict.fromkeys(ids, "Float64")})
    frame.columns.name = None
    frame["n_parts"] = pd.array(weighed.sum(axis=1), dtype="Int64")
    frame["n_places"] = places.reindex(values.index, fill_value=0).astype("Int64").to_numpy()
    counts = list(zip(frame["n_parts"].tolist(), frame["n_places"].tolist(), strict=True))
    reasons = [_reason(*pair) for pair in counts]
    enough = pd.Series([reason == "enough" for reason in reasons], frame.index, dtype="bool")
    ends = (np.where(np.isnan(matrix), end, matrix) @ own[0] for end in (0.0, 1.0))
    for name, values_ in zip(("index", "index_low", "index_high"), (scores, *ends), strict=True):
        frame[name] = pd.Series(values_, frame.index, dtype="Float64").where(enough)
    for i, language in enumerate(("zh", "en")):
        details = [
            definitions.details[reason][i].format(parts=n_parts, places=n_places, **_least())
            for reason, (n_parts, n_places) in zip(reasons, counts, strict=True)
        ]
        frame[f"message_{language}"] = pd.Series(details, frame.index, dtype="string")
    frame.attrs |= _own(weights)
    return frame


_weights = weights


def _least() -> dict[str, int]:
    return {f"least_{key}": value for key, value in load().least.items()}


def _reason(n_parts: int, n_places: int) -> str:
    if n_places < load().least["places"]:
        return "thin_places"
    return "thin_parts" if n_parts < load().least["parts"] else "enough"


def _means(matrix: np.ndarray[Any, Any], shares: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Weighted means, a row for each set of weights; NaN for a report of which no judged part has weight."""
    judged = ~np.isnan(matrix)
    total = shares @ judged.T
    summed = shares @ np.where(judged, matrix, 0.0).T
    return np.where(total > 0, summed / np.where(total > 0, total, 1.0), np.nan)


def sensitivity(
    scores: pd.DataFrame,
    draws: int = 1000,
    seed: int = 0,
    weights: str | Path | Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """How the ranks depend on the weights: under random ones, and with each part left out.

    Parameters
    ----------
    scores : DataFrame
        What `index` gives; only reports that have an index are ranked, the highest first.
    draws : int
        Sets of weights, drawn evenly from all that add up to 1 (Dirichlet, every parameter 1).
    seed : int
        The same seed gives the same answer.
    weights : path, mapping or None
        Those of `rank` and of leaving out; as in `index`.

    Returns
    -------
    DataFrame
        report_id, index, rank, median_rank, low_rank and high_rank (5% and 95% of the draws), and
        ``without_Q1`` to ``without_Q9``: the rank without that part. Sorted by rank.

    Notes
    -----
    Saisana, M., Saltelli, A. and Tarantola, S. 2005. Uncertainty and sensitivity analysis techniques as
    tools for the quality assessment of composite indicators. JRSS A 168.

    Examples
    --------
    >>> frames = gr.frames("corpus/reports")
    >>> parts = gr.quality.parts(frames.reports, frames.figures, frames.findings, frames.narrative)
    >>> gr.quality.sensitivity(gr.quality.index(parts), draws=10).columns.tolist()[:5]
    ['report_id', 'index', 'rank', 'median_rank', 'low_rank']
    """
    if draws < 1:
        raise GovReportError(f"draws: expected 1 or more, found {draws}")
    share = _weights(weights)
    ids = list(share)
    require_columns(scores, ("report_id", "index", *ids), "scores")
    ranked = scores[scores["index"].notna()].reset_index(drop=True)
    matrix = ranked[ids].to_numpy(dtype=float, na_value=np.nan)
    own = np.array([list(share.values())])
    random = np.random.default_rng(seed).dirichlet(np.ones(len(ids)), draws)
    drawn = _ranks(_means(matrix, random))
    frame = ranked[["report_id", "index"]].copy()
    frame["rank"] = pd.array(_ranks(_means(matrix, own))[0], dtype="Int64")
    for name, level in (("median_rank", 50), ("low_rank", 5), ("high_rank", 95)):
        frame[name] = np.percentile(drawn, level, axis=0) if len(frame) else 0.0
        frame[name] = frame[name].astype("Float64")
    for i, id_ in enumerate(ids):
        left = own.copy()
        left[0, i] = 0.0
        frame[f"without_{id_}"] = pd.array(_ranks(_means(matrix, left))[0], dtype="Int64")
    frame = frame.sort_values(["rank", "report_id"]).reset_index(drop=True)
    frame.attrs |= _own(weights)
    return frame


def _ranks(means: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Ranks in each row, the highest mean first; equal ones share the better rank, none comes last."""
    from scipy.stats import rankdata  # slow to import

    # Sums in another order differ in the last digits: what is equal to twelve of them is a tie.
    filled = np.where(np.isnan(means), -np.inf, np.round(means, 12))
    return np.asarray(rankdata(-filled, method="min", axis=1), dtype=int)
