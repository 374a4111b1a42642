"""Sentences to code: those of the sections that tell of requests, with their context and place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

import pandas as pd

from govreport.errors import GovReportError
from govreport.text.prose import Span, overlaps
from govreport.text.reading import Reading
from govreport.text.style.profile import passages
from govreport.text.style.similarity import official

__all__ = ["SECTIONS", "mentions_request", "sentences"]

SECTIONS = ("overview", "requests")
_REQUEST = re.compile(r"申请")
_LEAST = 8  # Chinese characters; less is a heading or what is left of a table
_TYPES = {
    **dict.fromkeys(("unit", "report_id", "section", "sentence", "before", "after"), "string"),
    **dict.fromkeys(("start", "end"), "Int64"),
    "gated": "boolean",
    "year": "Int64",
    **dict.fromkeys(("level", "province"), "string"),
}


def mentions_request(sentence: str) -> bool:
    """Whether a sentence has the word 申请: the gate where no other is given."""
    return _REQUEST.search(sentence) is not None


def sentences(
    narrative: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    gate: Callable[[str], bool] = mentions_request,
    ungated: float = 0.25,
    seed: int = 0,
) -> pd.DataFrame:
    """The sentences to draw from: all that pass the gate, and a share of the others.

    Those that do not pass are needed to learn what the gate misses; coders do not see which are which.

    Parameters
    ----------
    narrative, reports : DataFrame
        As `gr.frames` gives them.
    gate : callable
        Whether a sentence may tell what requests were about.
    ungated : float
        Share, 0 to 1, of the sentences that do not pass, drawn in each report.
    seed : int

    Returns
    -------
    DataFrame
        One row per sentence of the sections `SECTIONS`: unit (report_id:start-end), report_id, section,
        sentence, before, after (its neighbours), start, end (in the document), gated, year, level, province
        (GB/T 2260, NA where the region is not known). Headings and lines of tables are left out.

    Raises
    ------
    GovReportError
        If `ungated` is not a share, or a report of the narrative is not in `reports`.
    """
    if not 0 <= ungated <= 1:
        raise GovReportError(f"ungated: expected a share from 0 to 1, found {ungated}")
    wanted = narrative[narrative["section"].isin(SECTIONS)]
    unknown = sorted(set(wanted["report_id"]) - set(reports["report_id"]))
    if unknown:
        raise GovReportError(
            f"reports: {len(unknown)} reports of the narrative are not there, first {unknown[0]}"
        )
    rows = [row for row in _rows(wanted, gate) if row[-1] or _drawn(str(row[0]), ungated, seed)]
    columns = [name for name in _TYPES if name not in ("year", "level", "province")]
    about = reports[["report_id", "year", "level"]].assign(province=_province(reports["region"]))
    found = pd.DataFrame(rows, columns=columns).astype({name: _TYPES[name] for name in columns})
    found = found.merge(about.astype({"report_id": "string"}), on="report_id", how="left")
    found = found[list(_TYPES)].astype(_TYPES)
    return found.sort_values(["report_id", "start", "end"], ignore_index=True)


def _rows(narrative: pd.DataFrame, gate: Callable[[str], bool]) -> Iterator[tuple[object, ...]]:
    for report_id, section, passage in passages(narrative):
        reading = Reading.of(passage.text)
        heads = official(reading)
        spans = [span for span in reading.periods if _is_prose(span, heads)]
        texts = [re.sub(r"\s+", " ", span.text) for span in spans]
        for i, span in enumerate(spans):
            start, end = passage.where(span.start, span.end)
            around = (texts[i - 1] if i else "", texts[i + 1] if i + 1 < len(texts) else "")
            unit = f"{report_id}:{start}-{end}"
            yield (unit, report_id, section, texts[i], *around, start, end, bool(gate(texts[i])))


def _is_prose(sentence: Span, heads: tuple[Span, ...]) -> bool:
    """Whether something is left of a sentence without heads and tables."""
    if sentence.kind == "heading":
        return False
    left = "".join(
        character
        for at, character in enumerate(sentence.text, start=sentence.start)
        if not overlaps(Span(at, at + 1, ""), heads)
    )
    return sum("\u4e00" <= character <= "\u9fff" for character in left) >= _LEAST


def _drawn(unit: str, share: float, seed: int) -> bool:
    """Whether a sentence that did not pass is drawn: by itself, whatever else is in the corpus."""
    return Random(f"{seed} {unit}").random() < share


def _province(region: pd.Series) -> pd.Series:
    return region.astype("string").str[:2] + "0000"
