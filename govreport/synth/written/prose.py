"""What an invented report tells: chapters by a grammar, each number of them a stated fact or a trap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from govreport.synth.written import requests
from govreport.synth.written.author import Author, Meaning
from govreport.synth.written.grammar import WrittenText, joined
from govreport.synth.written.stated import StatedFact, StatedTheme, Story

__all__ = ["WrittenProse", "write"]

_Text = WrittenText[Meaning]
_HEADS = (
    "（{zh}）{title}。",
    "（{zh}）{title}情况。",
    "{n}.{title}。",
    "{title}方面，",
    "（{zh}）{title}：",
    "",
)
_MOST_CHAPTERS = 9  # with the statistics table ten, the numbers from 一 to 十
_ENDINGS = ("upheld", "corrected", "other", "pending")


@dataclass(frozen=True, slots=True)
class WrittenProse:
    """The paragraphs of a report and what they state."""

    preamble: tuple[str, ...]
    narrative: dict[str, tuple[str, ...]]
    facts: tuple[StatedFact, ...]
    themes: tuple[StatedTheme, ...]


def write(story: Story, rng: Random) -> WrittenProse:
    """The paragraphs before the first section and those of each section.

    Every number that the prose states of requests, cases, fees, trainings, interpretations and normative
    documents is a `StatedFact`; all other numbers are in no table and are no facts.
    """
    author = Author(story, rng)
    preamble = _preamble(author)
    sections = _six_sections(author) if story.form in ("2021", "2019") else _chapters(author)
    kept = {kind: [text for text in paragraphs if text.text] for kind, paragraphs in sections.items()}
    stated = list(_placed(kept))
    narrative = {kind: tuple(text.text for text in paragraphs) for kind, paragraphs in kept.items()}
    return WrittenProse(
        tuple(text.text for text in preamble if text.text),
        narrative,
        tuple(meaning for meaning in stated if isinstance(meaning, StatedFact)),
        tuple(meaning for meaning in stated if isinstance(meaning, StatedTheme)),
    )


def _placed(sections: Mapping[str, Sequence[_Text]]) -> Iterator[Meaning]:
    """What the paragraphs state, each with its place."""
    for kind, paragraphs in sections.items():
        for number, paragraph in enumerate(paragraphs):
            for mark in paragraph.marks:
                yield replace(mark.meaning, section=kind, paragraph=number, start=mark.start, end=mark.end)


def _preamble(author: Author) -> list[_Text]:
    basis = "basis.cited" if author.story.notice else "basis.silent"
    parts = "<parts>" if author.story.form in ("2021", "2019") else ""
    shape = author.rng.choice(
        (
            (f"<{basis}><written><period>", parts, "<contact>"),
            (f"<{basis}><written><period>{parts}", "<contact>"),
            (f"<{basis}><written>{parts}<period><contact>",),
            (f"<{basis}><written>", f"<period>{parts}<contact>"),
        )
    )
    return [author.write(paragraph) for paragraph in shape]


def _six_sections(author: Author) -> dict[str, list[_Text]]:
    rng = author.rng
    above = author.write("<above_requests>") if rng.random() < 0.8 else requests.write(author)
    remedies = author.write("<above_remedies>") if rng.random() < 0.8 else _cases(author)
    return {
        "overview": _overview(author),
        "disclosure": [author.write("<above_disclosure>")],
        "requests": [above],
        "remedies": [remedies],
        "problems": _problems(author),
        "other": [author.write(f"{_fee(author, '')}"), author.write("<other_matters>")],
    }


def _overview(author: Author) -> list[_Text]:
    """Opening, disclosure, requests, management, platforms, supervision; in some reports in other order."""
    rng = author.rng
    disclosed = rng.choice(
        (
            "<did><did><grew>",
            "<when><did><normative><grew><published>",
            "<kept><did><interpretation><grew>",
            "<did><published><did><grew>",
        )
    )
    if "documents_normative" not in author.story.values:
        disclosed = disclosed.replace("<normative>", "<did>")
    parts = [
        ("主动公开", author.write(disclosed)),
        ("依申请公开", requests.write(author)),
        ("政府信息管理", author.write("<manage><when><did><manage>")),
        (
            "平台建设",
            author.write(rng.choice(("<platform>", "<platform><platform>", "<did><grew><platform>"))),
        ),
        (
            "监督保障",
            joined(
                [
                    author.write(rng.choice((_training(author), "<supervise>" + _training(author)))),
                    _cases(author),
                ]
            ),
        ),
    ]
    if rng.random() < 0.15:
        rng.shuffle(parts)
    if rng.random() < 0.15:
        parts = [*parts[:2], ("管理和监督保障", joined(text for _, text in parts[2:]))]
    head = rng.choice(_HEADS)
    titled: list[_Text] = [
        joined([head.format(zh="一二三四五"[i], n=i + 1, title=title), text])
        for i, (title, text) in enumerate(parts)
    ]
    opening = author.write(
        rng.choice(("<when><kept><did><did><grew>", "<kept><did><grew>", "<when><kept><grew>"))
    )
    if rng.random() < 0.12:
        return [opening, joined(titled)]
    return [opening, *titled]


def _training(author: Author) -> str:
    return "<training>" if author.story.values["trained_persons"] else "<training.few>"


def _fee(author: Author, age: str) -> str:
    some = bool(author.story.values["fee_yuan"])
    if age:
        return "<fee.old_some>" if some else "<fee.old_none>"
    return "<fee.some>" if some else "<fee.none>"


def _problems(author: Author) -> list[_Text]:
    shape = author.rng.choice(
        (
            ("<problem>", "<measure>"),
            ("<last_problems><problem>", "<measure>"),
            ("<problem><measure>",),
            ("<last_problems>", "<problem>", "<measure>"),
        )
    )
    return [author.write(paragraph) for paragraph in shape]


def _cases(author: Author) -> _Text:
    """Review and litigation: none in words or numbers, or totals, now and then with how they ended."""
    rng, values = author.rng, author.story.values
    review, suits = values["reconsideration_total"], values["litigation_total"]
    if not review and not suits:
        return author.write("<when><no_cases>。" if rng.random() < 0.6 else "<no_review>，<no_suit>。")
    clauses = [
        _with_endings(author, "review", "reconsideration") if review else author.write("<no_review>"),
        _with_endings(author, "suit", "litigation") if suits else author.write("<no_suit>"),
    ]
    return joined([author.write("<when>"), clauses[0], rng.choice(("；", "，", "。")), clauses[1], "。"])


def _with_endings(author: Author, rule: str, concept: str) -> _Text:
    rng, values = author.rng, author.story.values
    known = [e for e in _ENDINGS if values.get(f"{concept}_{e}")]
    total = author.write(f"<{rule}>")
    if rng.random() < 0.5 or sum(values[f"{concept}_{e}"] for e in known) != values[f"{concept}_total"]:
        return total
    separator = rng.choice(("、", "，"))
    parts = [author.write(f"<{rule}.{ending}>") for ending in known]
    return joined([total, author.write("<cases.lead>"), *_separated(parts, separator)])


def _separated(parts: Iterable[_Text], separator: str) -> list[_Text | str]:
    listed: list[_Text | str] = []
    for part in parts:
        listed += [separator, part] if listed else [part]
    return listed


def _chapters(author: Author) -> dict[str, list[_Text]]:
    """The chapters of a report on a year before 2019; the statistics table follows them."""
    rng, form = author.rng, author.story.form
    rare = {"priorities": 0.4, "responses": 0.6, "consultation": 0.0, "organisation": 0.4, "other": 0.3}
    if form == "2008":
        rare |= {
            "priorities": 0.05,
            "responses": 0.0,
            "consultation": 0.6,
        }  # no row of its table is of responses
    chapters = {
        "overview": [
            author.write(
                rng.choice(("<when><kept><did><grew>", "<kept><did><did><grew>", "<when><kept><supervise>"))
            )
        ],
        "disclosure": [author.write("<old_disclosure>"), author.write("<old_disclosure>")],
        "priorities": [author.write("<priorities>")],
        "responses": [author.write("<responses>")] if "responses" in author.values else [],
        "requests": [requests.write(author)],
        "consultation": [author.write("<consultation>")],
        "fees": [author.write(_fee(author, "old"))],
        "remedies": [_cases(author)],
        "organisation": [
            author.write("<organisation>" if author.story.values["trained_persons"] else "<training.few>")
        ],
        "problems": _problems(author),
        "other": [author.write("<other_matters>")],
    }
    kept = {kind: text for kind, text in chapters.items() if rng.random() < rare.get(kind, 1)}
    if len(kept) > _MOST_CHAPTERS:
        kept.pop("other", None)
    return kept
