"""Numbers that prose states: of requests and how they ended, reviews, suits, fees, documents, trainings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from govreport.resources.messages import require_whole
from govreport.text.facts.reading import read as drafts
from govreport.text.facts.when import reported_year
from govreport.text.quantities import Qualifier
from govreport.text.reading import Reading

__all__ = ["Fact", "facts"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that a sentence states.

    Attributes
    ----------
    concept : str
        What is counted: ``requests_received``, ``carried_out``, ``reconsideration_upheld`` (facts.toml).
    value : Decimal
        Changes have a sign: a fall is negative. Fees are in yuan.
    unit : str
        The counter as printed, 元 or %; "" for a zero in words.
    qualifier : {"exact", "over", "about"}
        over: 余, 超过, 以上; about: 近, 约, 左右.
    scope : {"territory", "office"} or None
        For whom it counts, where the sentence itself says so (全区, 本级).
    sentence : tuple of int
        Span of the sentence.
    start, end : int
        The numeral alone; for a zero in words, those words.
    base : str or None
        What a change is measured from or a share is of, as printed, or the concept of its whole.

    Examples
    --------
    >>> (fact,) = gr.text.facts("收到政府信息公开申请9件。")
    >>> fact.concept, int(fact.value), fact.unit, fact.qualifier
    ('requests_received', 9, '件', 'exact')
    """

    concept: str
    value: Decimal
    unit: str
    qualifier: Qualifier
    scope: Literal["territory", "office"] | None
    sentence: tuple[int, int]
    start: int
    end: int
    base: str | None = None

    def moved(self, sentence: tuple[int, int], start: int, end: int) -> Fact:
        """The same fact with other offsets, as in another text that holds this one."""
        same = (self.concept, self.value, self.unit, self.qualifier, self.scope)
        return Fact(*same, sentence, start, end, self.base)


def facts(text: str | Reading, *, year: int | None = None) -> tuple[Fact, ...]:
    """The facts that `text`, a sentence or a whole document, states in prose.

    Parameters
    ----------
    text : str or Reading
        Any Chinese text. Headings and the sentence before help to understand the next one.
    year : int, optional
        The year reported on, which tells 2023年结转 from 结转2025年. Inferred from the text when None.

    Returns
    -------
    tuple of Fact
        Sorted by place; empty where the text states none. What is not certain is left out.

    Examples
    --------
    >>> found = gr.text.facts("2024年收到政府信息公开申请57件（含上年结转1件），未发生行政复议。")
    >>> [(fact.concept, int(fact.value)) for fact in found]
    [('requests_total', 57), ('carried_in', 1), ('reconsideration_total', 0)]
    """
    read = Reading.of(text)
    year = reported_year(read.text) if year is None else require_whole(year, "year", 2024)
    found: dict[tuple[int, int, str], Fact] = {}
    for draft in drafts(read.text, read.sentences, read.counted, year):
        start, end = read.span(draft.start, draft.end)
        span = read.span(*draft.sentence)
        fact = Fact(
            draft.concept, draft.value, draft.unit, draft.qualifier, draft.scope, span, start, end, draft.base
        )
        key = (start, end, draft.concept)
        found[key] = max(fact, found[key], key=repr) if key in found else fact
    return tuple(found[key] for key in sorted(found))
