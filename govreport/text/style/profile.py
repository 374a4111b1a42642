"""Style of a text: length, set phrases, specifics, problems and measures, repetition, each with evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from govreport.resources.messages import require_columns
from govreport.text.prose import Passage, Span, alphanumeric, fold, joined
from govreport.text.reading import Reading
from govreport.text.style.boilerplate import Boilerplate, boilerplate, phrase_classes
from govreport.text.style.problems import Statement, statements
from govreport.text.style.specificity import specific_kinds, specifics

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Style",
    "passages",
    "repeated_sentences",
    "statement_frame",
    "style",
    "style_frame",
]

_LEAST = 10  # letters and digits of a sentence whose repetition tells something

By = Literal["section", "report"]


@dataclass(frozen=True, slots=True)
class Style:
    """What can be counted in a text. Spans are offsets in the text that was given.

    Attributes
    ----------
    characters, han : int
        Characters without blanks, and Chinese characters (Han) among them.
    sentences : int
    boilerplate : Boilerplate
        Set phrases by class.
    specifics : tuple of Span
        Documents, dates, named platforms and numbers.
    repeated : tuple of Span
        Sentences that stood in the text before.
    """

    characters: int
    han: int
    sentences: int
    boilerplate: Boilerplate
    specifics: tuple[Span, ...]
    repeated: tuple[Span, ...]

    def per_thousand(self, kind: str | None = None) -> float | None:
        """Specifics of a kind, or all, per 1,000 characters; None of an empty text."""
        count = sum(kind in (None, span.kind) for span in self.specifics)
        return 1000 * count / self.characters if self.characters else None


def style(text: str | Reading) -> Style:
    """The style of a text.

    Examples
    --------
    >>> found = style("2024年收到申请60件。应公开尽公开。")
    >>> found.han, found.sentences, found.boilerplate.covered, len(found.specifics)
    (12, 2, 6, 2)
    """
    reading = Reading.of(text)
    phrases = boilerplate(reading)
    return Style(
        characters=phrases.characters,
        han=sum(map(_is_han, reading.original)),
        sentences=len(reading.periods),
        boilerplate=phrases,
        specifics=specifics(reading),
        repeated=tuple(span for group in repeated_sentences(reading) for span in group[1:]),
    )


def repeated_sentences(text: str | Reading, least: int = _LEAST) -> tuple[tuple[Span, ...], ...]:
    """Sentences of at least `least` letters and digits that stand in a text more than once.

    Each group is one sentence, its places in order; spelling (width, blanks, marks) makes no difference.
    """
    places: dict[str, list[Span]] = {}
    for sentence in Reading.of(text).periods:
        letters = _letters(sentence.text)
        if len(letters) >= least:
            places.setdefault(letters, []).append(sentence)
    return tuple(tuple(group) for group in places.values() if len(group) > 1)


def passages(narrative: pd.DataFrame, by: By = "section") -> Iterator[tuple[str, str | None, Passage]]:
    """Report, section and text of each section of the frame `narrative`, or of each whole report (None).

    Examples
    --------
    >>> narrative = gr.frames("corpus/reports").narrative
    >>> [section for _, section, _ in gr.text.passages(narrative)]
    ['overview', 'problems', 'other']
    """
    require_columns(narrative, ("report_id", "section", "text", "start"), "narrative")
    keys = ["report_id", "section"] if by == "section" else ["report_id"]
    for key, rows in narrative.groupby(keys, sort=False):
        assert isinstance(key, tuple)
        paragraphs = zip(rows["text"], map(int, rows["start"]), strict=True)
        report_id, section = (*key, None)[:2]
        yield str(report_id), None if section is None else str(section), joined(paragraphs)


def style_frame(narrative: pd.DataFrame, by: By = "section") -> pd.DataFrame:
    """The style of each section, or of each report: counts, and shares that rest on them.

    Parameters
    ----------
    narrative : DataFrame
        Columns report_id, section, text, start, in the order of the text.
    by : {"section", "report"}

    Returns
    -------
    DataFrame
        One row per report and section (`section` is NA by report). `boilerplate` and `boilerplate_B1` to
        `_B8` are shares of `characters`, 0 to 1; the classes may overlap, so their sum may exceed the
        total. `documents_per_1000`, `dates_…`, `platforms_…` and `numbers_…` are counts per 1,000 characters,
        `specifics_per_1000` those of all four.
        `repeated` counts sentences that stood earlier in the same report. Of the section problems,
        `problems` and `measures` count clauses with an object, `…_concrete` those whose object is
        concrete; elsewhere they are NA.

    Examples
    --------
    >>> narrative = gr.frames("corpus/reports").narrative
    >>> gr.text.style_frame(narrative)[["section", "characters", "sentences"]].head(2)
        section  characters  sentences
    0  overview        1099         23
    1  problems         256          4
    """
    import pandas as pd

    repeated = _repeated(narrative)
    rows = []
    for report_id, section, passage in passages(narrative, by):
        reading = Reading.of(passage.text)
        measured = style(reading)
        places = {passage.where(s.start, s.end) for s in reading.periods}
        rows.append(
            {
                "report_id": report_id,
                "section": section,
                "characters": measured.characters,
                "han": measured.han,
                "sentences": measured.sentences,
                "repeated": len(repeated.get(report_id, set()) & places),
                **_shares(measured),
                **_counted(reading if section == "problems" else None),
            }
        )
    return pd.DataFrame(rows, columns=list(_columns())).astype(_columns())


def statement_frame(narrative: pd.DataFrame) -> pd.DataFrame:
    """The problems and measures of the sections problems, one row each, with offsets in the document.

    Returns
    -------
    DataFrame
        report_id, kind, cue, clause, object, concrete, start, end (of the clause).

    Examples
    --------
    >>> narrative = gr.frames("corpus/reports").narrative
    >>> gr.text.statement_frame(narrative)[["kind", "cue", "concrete"]].head(2)
          kind  cue  concrete
    0  problem  仍存在     False
    1  problem  较频繁      True
    """
    import pandas as pd

    rows = []
    for report_id, section, passage in passages(narrative):
        for s in statements(passage.text) if section == "problems" else ():
            start, end = passage.where(s.clause.start, s.clause.end)
            rows.append(
                (report_id, s.kind, s.cue, s.clause.text, s.object and s.object.text, s.concrete, start, end)
            )
    types = dict.fromkeys(("report_id", "kind", "cue", "clause", "object"), "string")
    return pd.DataFrame(rows, columns=[*types, "concrete", "start", "end"]).astype(
        {**types, "concrete": "boolean", "start": "Int64", "end": "Int64"}
    )


def _repeated(narrative: pd.DataFrame) -> dict[str, set[tuple[int, int]]]:
    """Of each report the places of sentences that stood earlier in it, in whatever section."""
    seen: dict[str, set[str]] = {}
    found: dict[str, set[tuple[int, int]]] = {}
    for report_id, _, passage in passages(narrative):
        before = seen.setdefault(report_id, set())
        for sentence in Reading.of(passage.text).periods:
            letters = _letters(sentence.text)
            if len(letters) >= _LEAST and letters in before:
                found.setdefault(report_id, set()).add(passage.where(sentence.start, sentence.end))
            before.add(letters)
    return found


def _shares(measured: Style) -> dict[str, float | None]:
    total = measured.characters
    phrases = measured.boilerplate
    by_class = {f"boilerplate_{id_}": n / total if total else None for id_, n in phrases.by_class.items()}
    kinds = {f"{kind.id}s_per_1000": measured.per_thousand(kind.id) for kind in specific_kinds()}
    return {"boilerplate": phrases.share, **by_class, **kinds, "specifics_per_1000": measured.per_thousand()}


def _counted(problems: Reading | None) -> dict[str, int | None]:
    found: Sequence[Statement] = statements(problems) if problems is not None else ()
    counts: dict[str, int | None] = {}
    for kind, name in (("problem", "problems"), ("measure", "measures")):
        named = [s for s in found if s.kind == kind and s.object]
        counts[name] = None if problems is None else len(named)
        counts[f"{name}_concrete"] = None if problems is None else sum(s.concrete for s in named)
    return counts


def _columns() -> dict[str, str]:
    classes = [f"boilerplate_{c.id}" for c in phrase_classes() if "share" in c.used_for]
    shares = ["boilerplate", *classes, *(f"{kind.id}s_per_1000" for kind in specific_kinds())]
    return {
        **dict.fromkeys(("report_id", "section"), "string"),
        **dict.fromkeys(("characters", "han", "sentences", "repeated"), "Int64"),
        **dict.fromkeys((*shares, "specifics_per_1000"), "Float64"),
        **dict.fromkeys(("problems", "problems_concrete", "measures", "measures_concrete"), "Int64"),
    }


def _letters(text: str) -> str:
    return alphanumeric(fold(text).text)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf" or character >= "\U00020000"
