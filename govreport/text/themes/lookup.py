"""How often the terms of a codebook or dictionary stand in texts, and which of them never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govreport.resources.messages import require_columns
from govreport.text.prose import fold
from govreport.text.themes.codebook import Code, Codebook, Composite
from govreport.text.themes.dictionaries import chosen_codebook

if TYPE_CHECKING:
    import os

    import pandas as pd

__all__ = ["TermCounts", "lookup"]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """What `lookup` found.

    Attributes
    ----------
    codes : DataFrame
        report_id, code, zh, en, count: one row for each text and code, zeros too.
    terms : DataFrame
        report_id, term, codes, count: one row for each text and term that stands in it.
    unmatched : tuple of str
        The terms that stand in none of the texts.
    fingerprint : str
        The version of the codebook; of a user's file the beginning of its SHA-256.
    """

    codes: pd.DataFrame = field(repr=False)
    terms: pd.DataFrame = field(repr=False)
    unmatched: tuple[str, ...] = field(repr=False)
    fingerprint: str

    def __repr__(self) -> str:
        texts, found = self.codes["report_id"].nunique(), self.terms["term"].nunique()
        never = len(self.unmatched)
        return f"TermCounts({texts} texts: {found} terms found, {never} in none; {self.fingerprint})"


def lookup(
    texts: str | pd.DataFrame | Mapping[str, str], book: Codebook | str | os.PathLike[str] | None = None
) -> TermCounts:
    """Count the terms of a codebook in texts.

    Parameters
    ----------
    texts : str, mapping of name to text, or DataFrame
        A frame with the columns report_id and text, such as ``frames.narrative``, whose paragraphs are put
        together by report.
    book : Codebook or path, optional
        ``gr.codebook("dictionary.yml")``; None: our codebook of request themes.

    Returns
    -------
    TermCounts

    Notes
    -----
    Characters are looked for, not words; of terms that overlap the longest counts. A term that belongs to
    several codes counts for each; an ambiguous term of our codebook counts for none, since a word alone does
    not say which.

    Examples
    --------
    >>> found = gr.text.lookup("申请内容主要涉及征地补偿、征地批文。")
    >>> found.terms[["term", "count"]].values.tolist()
    [['征地批文', 1], ['征地补偿', 1]]
    """
    import pandas as pd

    book = chosen_codebook(book)
    counts = {name: Counter(term for _, term in book.found(fold(text).text)) for name, text in _named(texts)}
    labels = {code.id: (code.zh, code.en) for code in book.codes}
    of_term = {term: _codes(entry) for term, entry in book.terms.items()}
    terms = [
        (name, term, "; ".join(of_term[term]), count)
        for name, found in counts.items()
        for term, count in sorted(found.items())
    ]
    codes = [
        (name, code, *label, sum(n for term, n in found.items() if code in of_term[term]))
        for name, found in counts.items()
        for code, label in labels.items()
    ]
    text = {"report_id": "string", "code": "string", "zh": "string", "en": "string", "count": "Int64"}
    term = {"report_id": "string", "term": "string", "codes": "string", "count": "Int64"}
    never = tuple(sorted(set(book.terms).difference(*counts.values())))
    return TermCounts(
        pd.DataFrame(codes, columns=list(text)).astype(text),
        pd.DataFrame(terms, columns=list(term)).astype(term),
        never,
        book.version,
    )


def _codes(entry: object) -> tuple[str, ...]:
    if isinstance(entry, Code):
        return (entry.id,)
    return entry.codes if isinstance(entry, Composite) else ()


def _named(texts: str | pd.DataFrame | Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if isinstance(texts, str):
        return [("", texts)]
    if isinstance(texts, Mapping):
        return texts.items()
    require_columns(texts, ("report_id", "text"), "narrative")
    by_report: dict[str, list[str]] = {}
    for name, text in zip(texts["report_id"], texts["text"], strict=True):
        by_report.setdefault(str(name), []).append(str(text))
    return [(name, "\n".join(paragraphs)) for name, paragraphs in by_report.items()]
