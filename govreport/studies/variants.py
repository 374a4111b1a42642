"""The same study under other choices: themes by parts of the codebook, words by other dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import product
from random import Random

import pandas as pd

from govreport.errors import GovReportError
from govreport.studies.designed import printed
from govreport.text.prose import fold
from govreport.text.themes.codebook import Ambiguous, Codebook, Composite, codebook

__all__ = [
    "CODEBOOKS",
    "held_out",
    "kept_whole",
    "multiverse",
    "recoded",
    "term_places",
]

CODEBOOKS = {
    "full": "全部规则 whole codebook",
    "firm": "去低置信 no low confidence",
    "no_composites": "去复合词 no composites",
    "no_ambiguous": "去歧义词 no ambiguous words",
    "terms": "仅词条 plain terms only",
}
"""Parts of the codebook that can be left out, with what a legend calls the rest."""
_NO_CODE = "X1"


def recoded(coded: pd.DataFrame, variant: str) -> pd.DataFrame:
    """The phrases of `coded`, coded anew by a part of the codebook.

    Parameters
    ----------
    coded : DataFrame
        `studies.mentions` or `studies.keyed_mentions`: one row per code of a phrase.
    variant : str
        A key of `CODEBOOKS`. Where composites (征地拆迁) or ambiguous words (征收) are left out, the words
        inside them are looked up by themselves.

    Returns
    -------
    DataFrame
        Of the same columns. A phrase without a code is X1; reports that state nothing keep their row.
    """
    book = _books()[variant]
    phrases = coded[coded["phrase"].notna()].drop_duplicates(["report", "phrase"])
    codes = []
    for phrase in phrases["phrase"]:
        found = book.code(fold(phrase).text)
        kept = [one.code for one in found if variant != "firm" or not one.low]
        codes.append(kept or [_NO_CODE])
    anew = phrases.assign(code=pd.Series(codes, phrases.index, dtype="object")).explode("code")
    both = pd.concat([anew, coded[coded["phrase"].isna()]]).astype({"code": "string"})
    return both.sort_values(["report", "phrase", "code"], ignore_index=True, kind="stable")


def _books() -> Mapping[str, Codebook]:
    """The codebooks of the variants; `firm` is the whole one, of which only sure codes are kept."""
    whole = codebook()
    return {
        "full": whole,
        "firm": whole,
        "no_composites": _without(whole, Composite),
        "no_ambiguous": _without(whole, Ambiguous),
        "terms": _without(_without(whole, Composite), Ambiguous),
    }


def _without(book: Codebook, kind: type) -> Codebook:
    return replace(book, terms={t: entry for t, entry in book.terms.items() if not isinstance(entry, kind)})


def held_out(coded: pd.DataFrame, fraction: float = 0.5, seed: int = 0) -> pd.DataFrame:
    """Whether phrases keep their codes when a part of the codebook's terms is taken away.

    A codebook finds all words that it was made of: on phrases written with them it cannot be tested. Without
    some of its terms it can be, on the phrases that have them, as if these words were new.

    Parameters
    ----------
    coded : DataFrame
        `studies.mentions`.
    fraction : float
        How many of the terms are held out, 0 to 1.
    seed : int
        Of the draw.

    Returns
    -------
    DataFrame
        report, organ, phrase, unseen (whether a term of the phrase was held out) and same (whether the codes
        of the phrase are those of the whole codebook), one row per report and phrase.
    """
    whole = codebook()
    terms = sorted(whole.terms)
    gone = set(Random(seed).sample(terms, round(fraction * len(terms))))
    rest = replace(whole, terms={term: entry for term, entry in whole.terms.items() if term not in gone})
    rows = coded[coded["phrase"].notna()].drop_duplicates(["report", "phrase"])
    folded = [fold(phrase).text for phrase in rows["phrase"]]
    unseen = [any(term in gone for _, term in whole.found(text)) for text in folded]
    same = [{c.code for c in whole.code(text)} == {c.code for c in rest.code(text)} for text in folded]
    found = rows[["report", "organ", "phrase"]].assign(unseen=unseen, same=same)
    return found.reset_index(drop=True).astype({"unseen": "boolean", "same": "boolean"})


def multiverse(
    choices: Mapping[str, Mapping[str, object]], estimate: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    """One estimate under every combination of choices that somebody else might have made.

    Parameters
    ----------
    choices : mapping of str to mapping
        The name of each choice, and what may be chosen: a label, and what is handed to `estimate`.
    estimate : callable
        Takes one of each choice by its name, and gives a row of `studies.shares`.

    Returns
    -------
    DataFrame
        The rows, with a column for each choice, label_zh (what was chosen) and said (`studies.printed`).

    Raises
    ------
    GovReportError
        If a choice has the name of a column of `studies.shares`.

    Notes
    -----
    Steegen, S., F. Tuerlinckx, A. Gelman and W. Vanpaemel. 2016. Increasing transparency through a
    multiverse analysis. Perspectives on Psychological Science 11.
    """
    rows = []
    for labels in product(*choices.values()):
        chosen = dict(zip(choices, labels, strict=True))
        found = estimate(**{name: choices[name][label] for name, label in chosen.items()})
        if taken := sorted(set(choices) & set(found)):
            raise GovReportError(f"choices: other names than columns of the estimate were expected: {taken}")
        rows.append(found.head(1).assign(label_zh=" · ".join(labels), label_en="", **chosen))
    table = pd.concat(rows, ignore_index=True)
    return table.assign(said=[printed(row) for row in table.itertuples()])


def term_places(texts: pd.DataFrame, terms: Collection[str]) -> pd.DataFrame:
    """Where given terms stand in texts, found as characters, without any segmenter.

    Parameters
    ----------
    texts : DataFrame
        report_id, text.
    terms : collection of str
        Of two characters and more; where they overlap the leftmost stands, and of those the longest.

    Returns
    -------
    DataFrame
        report_id, token, start, end.
    """
    known = {term for term in terms if len(term) > 1}
    longest = max(map(len, known), default=0)
    rows = []
    for report_id, text in zip(texts["report_id"], texts["text"], strict=True):
        at = 0
        while at < len(text):
            sizes = range(min(longest, len(text) - at), 1, -1)
            size = next((size for size in sizes if text[at : at + size] in known), 0)
            if size:
                rows.append((report_id, text[at : at + size], at, at + size))
            at += size or 1
    kinds = {"report_id": "string", "token": "string", "start": "Int64", "end": "Int64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def kept_whole(places: pd.DataFrame, tokens: pd.DataFrame) -> pd.Series:
    """Whether no border of two words of `tokens` (`Segmenter.frame`) lies inside a place of `term_places`.

    A term inside of a longer word is whole: it was not cut.
    """
    borders: dict[str, set[int]] = {}
    for report_id, start in zip(tokens["report_id"], tokens["start"], strict=True):
        borders.setdefault(str(report_id), set()).add(int(start))
    whole = [
        borders.get(str(report_id), set()).isdisjoint(range(int(start) + 1, int(end)))
        for report_id, start, end in zip(places["report_id"], places["start"], places["end"], strict=True)
    ]
    return pd.Series(whole, places.index, dtype="boolean")
