"""For whom a report counts (统计范围): the office, its government, or all offices of the territory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import cast, get_args

from govreport.document import Paragraph
from govreport.normalize import compact
from govreport.parsing.sections import Segmented
from govreport.report import Note, Scope
from govreport.resources import Table, load_toml
from govreport.text.sought import Sought, sought

__all__ = ["scope"]

_SENTENCE = re.compile(r"[^。;；！？]*[。;；！？]?")
_TOLD_IN = ("overview", "requests")


@cache
def _patterns() -> tuple[tuple[Scope, Sought, Sought], ...]:
    """Each scope with its patterns: what a report was put together from, and whose requests it counts."""

    def build(data: Table) -> list[tuple[Scope, Sought, Sought]]:
        found = []
        for told in data.tables("scopes"):
            id_ = cast(Scope, told.text("scope", get_args(Scope)))
            told.text("zh"), told.text("en"), told.texts("examples")
            compiled, counted = ("|".join(told.texts(key)) for key in ("compiled", "counted"))
            found.append((id_, sought(compiled), sought(counted)))
            told.done()
        return found

    return tuple(load_toml("scope.toml", build))


def scope(segmented: Segmented) -> tuple[Scope | None, Paragraph | None, tuple[Note, ...]]:
    """The scope of a report, the sentence that says so, and a note where sentences disagree.

    A sentence on how the report was put together decides; without one, those that count its requests.
    Where they name several scopes (全区800件, 区政府本级206件), which of them the tables hold is not known.
    """
    told: dict[Scope, Paragraph] = {}
    sentences = [(compact(sentence[1]), sentence) for sentence in _sentences(segmented)]
    for strength in (0, 1):
        for plain, sentence in sentences:
            for id_, *patterns in _patterns():
                if id_ not in told and patterns[strength].search(plain):
                    told[id_] = _quoted(*sentence)
        if told:
            break
    if len(told) == 1:
        return *next(iter(told.items())), ()
    if not told:
        return None, None, ()
    named = ", ".join(told)
    last = list(told.values())[-1]
    return None, None, (Note("scope_unclear", f"sentences name several scopes: {named}", last.where),)


def _sentences(segmented: Segmented) -> Iterator[tuple[Paragraph, str, int]]:
    """Each sentence in which a report may say it: its paragraph, the sentence, where it begins in that."""
    parts = [segmented.preamble]
    parts += [section.blocks for section in segmented.sections if section.kind in _TOLD_IN]
    for block in (block for blocks in parts for block in blocks):
        if isinstance(block, Paragraph):
            for match in _SENTENCE.finditer(block.text):
                if text := match[0].strip():
                    yield block, text, match.start() + match[0].index(text)


def _quoted(paragraph: Paragraph, text: str, at: int) -> Paragraph:
    start = paragraph.where.start + at
    return Paragraph(text, paragraph.where._replace(start=start, end=start + len(text)))
