"""What notebooks ask of the prose: set phrases by section, their evidence, which pairs could be copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from govreport.errors import ReadError
from govreport.frames import Frames
from govreport.parsing.headings import titles
from govreport.text.prose import Span
from govreport.text.style.boilerplate import PhraseClass, covered, phrase_classes, phrases
from govreport.text.style.profile import passages
from govreport.text.style.similarity import Shingled, similar
from govreport.text.style.specificity import specifics

__all__ = [
    "by_section",
    "class_rates",
    "comparable",
    "evidence",
    "likenesses",
    "marked",
    "measured_pairs",
    "reaching",
    "sections",
    "without_classes",
]

_LEAST = 30  # shingles of its own that a text needs, as in `similarity.similar`
_EVIDENCE = {
    **dict.fromkeys(("report_id", "section", "kind", "text"), "string"),
    **dict.fromkeys(("start", "end"), "Int64"),
}


def sections(kinds: Iterable[object]) -> dict[str, tuple[str, str]]:
    """Those of the kinds of sections that are there, in the order of the form, with their names zh and en."""
    there = set(kinds)
    return {title.kind: (title.zh, title.en) for title in titles() if title.kind in there}


def by_section(measured: pd.DataFrame, column: str) -> pd.DataFrame:
    """A measure of the style by section over reports: the median, and the middle half of the reports.

    Parameters
    ----------
    measured : DataFrame
        What `govreport.text.style.profile.style_frame` gives by section.
    column : str

    Returns
    -------
    DataFrame
        For `plots.dots`: section, label_zh, label_en (with the median length), value, low, high (quartiles),
        n (reports with the section).
    """
    rows = []
    for kind, (zh, en) in sections(measured["section"]).items():
        part = measured[measured["section"] == kind]
        low, value, high = part[column].quantile([0.25, 0.5, 0.75])
        length = part["characters"].median()
        rows.append((kind, zh, f"{en} ({length:,.0f} chars)", value, low, high, len(part)))
    names = ["section", "label_zh", "label_en", "value", "low", "high", "n"]
    types = {**dict.fromkeys(names[:3], "string"), **dict.fromkeys(names[3:6], "Float64"), "n": "Int64"}
    return pd.DataFrame(rows, columns=names).astype(types)


def class_rates(measured: pd.DataFrame) -> pd.DataFrame:
    """Characters in set phrases per 1,000 characters: a row for each section, a column for each class."""
    shares = {f"{one.id} {one.zh}": measured[f"boilerplate_{one.id}"] for one in _counted()}
    inside = pd.DataFrame(shares).mul(measured["characters"], axis=0).groupby(measured["section"]).sum()
    whole = measured.groupby("section")["characters"].sum()
    return (1000 * inside.div(whole, axis=0)).reindex(list(sections(measured["section"])))


def evidence(narrative: pd.DataFrame) -> pd.DataFrame:
    """Every set phrase (kind: its class) and every document, date, platform and number, with its place.

    Returns
    -------
    DataFrame
        report_id, section, kind, text, start, end (offsets into the text of the report), in its order.
    """
    rows = [
        (report_id, section, span.kind, span.text, *passage.where(span.start, span.end))
        for report_id, section, passage in passages(narrative)
        for span in sorted((*phrases(passage.text, "share"), *specifics(passage.text)))
    ]
    return pd.DataFrame(rows, columns=list(_EVIDENCE)).astype(_EVIDENCE)


def marked(text: str, spans: Iterable[Span]) -> str:
    """The text with what the spans cover in 【】; spans that touch or overlap are one.

    Examples
    --------
    >>> marked("应公开尽公开。", [Span(0, 6, "应公开尽公开")])
    '【应公开尽公开】。'
    """
    inside = {i for span in spans for i in range(span.start, span.end)}
    return "".join(
        "【" * (i in inside and i - 1 not in inside) + c + "】" * (i in inside and i + 1 not in inside)
        for i, c in enumerate(text)
    )


def comparable(narrative: pd.DataFrame, reports: pd.DataFrame) -> dict[str, int]:
    """How many pairs of sections `similarity.similar` compares: among years of a body, bodies of a year."""
    long = {
        (report_id, section)
        for report_id, section, passage in passages(narrative)
        if len(Shingled.of(passage.text).cleaned) >= _LEAST
    }
    told = reports.dropna(subset=["organ", "year"])
    told = told.assign(place=told["region"].fillna("").str[:2])
    found = pd.DataFrame(sorted(long, key=str), columns=["report_id", "section"], dtype="string")
    found = found.merge(told[["report_id", "organ", "place", "year"]], on="report_id")
    sizes = {
        "years": found.groupby(["section", "place", "organ"]).size(),
        "bodies": found.groupby(["section", "year"]).size(),
    }
    return {among: int((n * (n - 1) // 2).sum()) for among, n in sizes.items()}


def likenesses(pairs: pd.DataFrame) -> pd.DataFrame:
    """Measured pairs of one body (facts/similarity.csv), sections only, as `plots.dots` draws them.

    `n` is the number of shingles of the shorter text; label_en names the longest passage in common.
    """
    kept = pairs[pairs["section"].notna()].sort_values(["section", "year_a", "year_b"], ignore_index=True)
    names = sections(kept["section"])
    labels = [
        (
            f"{names[row['section']][0]} {row['year_a']}→{row['year_b']}",
            f"longest {row['longest']} characters",
        )
        for row in kept.to_dict("records")
    ]
    return kept.assign(
        label_zh=[zh for zh, _ in labels],
        label_en=[en for _, en in labels],
        value=kept["jaccard_cleaned"].round(3),
        n=kept[["shingles_a", "shingles_b"]].min(axis=1),
    )


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


def reaching(pairs: pd.DataFrame, thresholds: Sequence[float]) -> pd.DataFrame:
    """How many pairs reach each threshold, by raw and cleaned Jaccard coefficient and containment."""
    measures = ["jaccard", "jaccard_cleaned", "containment", "containment_cleaned"]
    counts = {f"{t:g}": [int((pairs[m].astype("Float64") >= t).sum()) for m in measures] for t in thresholds}
    return pd.DataFrame(counts, index=measures)


def without_classes(narrative: pd.DataFrame) -> pd.DataFrame:
    """Share of set phrases by section over all reports, with all classes and with each left out in turn.

    Returns
    -------
    DataFrame
        A row for each section, the columns all and -B1 to -B8, 0 to 1. A character that two classes cover
        stays covered when one of them is left out.
    """
    classes = [one.id for one in _counted()]
    names = ["all", *(f"-{id_}" for id_ in classes)]
    sums: dict[str, list[int]] = {}
    for _, section, passage in passages(narrative):
        spans = phrases(passage.text, "share")
        kept = [spans, *([span for span in spans if span.kind != id_] for id_ in classes)]
        counts = [covered(passage.text, [Span(0, len(passage.text), "")])]
        counts += [covered(passage.text, some) for some in kept]
        before = sums.get(str(section), [0] * len(counts))
        sums[str(section)] = [a + b for a, b in zip(before, counts, strict=True)]
    rows = {kind: [part / sums[kind][0] for part in sums[kind][1:]] for kind in sections(sums)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=names, dtype="float64")


def _counted() -> list[PhraseClass]:
    return [one for one in phrase_classes() if "share" in one.used_for]
