"""For whom a report counts (统计范围): the office, its government, or all offices of the territory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import cast, get_args

from govreport.document import Paragraph
from govreport.normalize import compact
from govreport.parsing.sections import Segmented
from govreport.report import Note, Scope
from govreport.resources import Table, load_toml
from govreport.text.sought import Several

__all__ = ["scope"]

_SENTENCE = re.compile(r"[^。;；！？]*[。;；！？]?")
_STATED_IN = ("overview", "requests")


@cache
def _patterns() -> tuple[tuple[Scope, ...], Several, Several]:
    """The scopes, and their patterns: what a report was put together from, and whose requests it counts."""

    def build(data: Table) -> tuple[tuple[Scope, ...], Several, Several]:
        found: list[tuple[Scope, list[str]]] = []
        for entry in data.tables("scopes"):
            id_ = cast(Scope, entry.text("scope", get_args(Scope)))
            entry.text("zh"), entry.text("en"), entry.texts("examples")
            found.append((id_, ["|".join(entry.texts(key)) for key in ("compiled", "counted")]))
            entry.done()
        compiled, counted = (Several(patterns[which] for _, patterns in found) for which in (0, 1))
        return tuple(id_ for id_, _ in found), compiled, counted

    return load_toml("scope.toml", build)


def scope(segmented: Segmented) -> tuple[Scope | None, Paragraph | None, tuple[Note, ...]]:
    """The scope of a report, the sentence that says so, and a note where sentences disagree.

    A sentence on how the report was put together decides; without one, those that count its requests.
    Where they name several scopes (全区800件, 区政府本级206件), which of them the tables hold is not known.
    """
    stated: dict[Scope, Paragraph] = {}
    sentences = list(_sentences(segmented))
    texts = [compact(text) for _, text, _ in sentences]
    ends = list(accumulate(map(len, texts)))
    ids, *strengths = _patterns()
    for patterns in strengths:
        found = patterns.of_parts("".join(texts), list(zip([0, *ends], ends, strict=False)))
        for sentence, matches in zip(sentences, found, strict=True):
            for number, _ in matches:
                if ids[number] not in stated:
                    stated[ids[number]] = _quoted(*sentence)
        if stated:
            break
    if len(stated) == 1:
        return *next(iter(stated.items())), ()
    if not stated:
        return None, None, ()
    named = ", ".join(stated)
    last = list(stated.values())[-1]
    return None, None, (Note("scope_unclear", f"sentences name several scopes: {named}", last.where),)


def _sentences(segmented: Segmented) -> Iterator[tuple[Paragraph, str, int]]:
    """Each sentence in which a report may say it: its paragraph, the sentence, where it begins in that."""
    parts = [segmented.preamble]
    parts += [section.blocks for section in segmented.sections if section.kind in _STATED_IN]
    for block in (block for blocks in parts for block in blocks):
        if isinstance(block, Paragraph):
            for match in _SENTENCE.finditer(block.text):
                if text := match[0].strip():
                    yield block, text, match.start() + match[0].index(text)


def _quoted(paragraph: Paragraph, text: str, at: int) -> Paragraph:
    start = paragraph.where.start + at
    return Paragraph(text, paragraph.where._replace(start=start, end=start + len(text)))
