"""Document to sections: the six parts of a report, found by what their headings mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast, get_args

from govreport.document import Block, Document, Paragraph, Where
from govreport.normalize import compact, compact_offsets
from govreport.report import Section, SectionKind
from govreport.resources import Table, load_toml

__all__ = ["SectionTitle", "Segmented", "segment", "titles"]

_ORDINAL = r"[一二三四五六七八九十]{1,2}"
_ORDER = ("", *"一二三四五六七八九十", "十一", "十二")
# A heading on a line of its own is short; a title inside running text needs its number before it.
_LONGEST_HEADING = 48


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """The titles under which a section is printed; `strong` ones are those of the official form."""

    kind: SectionKind
    zh: str
    en: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segmented:
    """What stands before the first section, and the sections in the order of the document."""

    preamble: tuple[Block, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    block: int
    start: int  # in the paragraph's text
    end: int
    kind: SectionKind
    number: str | None
    strong: bool
    in_text: bool = False


@cache
def titles() -> tuple[SectionTitle, ...]:
    """The known section titles, from ``data/sections.toml``."""

    def build(data: Table) -> tuple[SectionTitle, ...]:
        return tuple(map(_title, data.tables("sections")))

    return load_toml("sections.toml", build)


def _title(data: Table) -> SectionTitle:
    kind = data.text("kind", get_args(SectionKind))
    title = SectionTitle(
        cast(SectionKind, kind),
        data.text("zh"),
        data.text("en"),
        data.texts("strong"),
        data.texts("weak", required=False),
        data.texts("examples"),
    )
    data.done()
    return title


@cache
def _frame_lines() -> re.Pattern[str]:
    def build(data: Table) -> list[str]:
        patterns: list[str] = []
        for frame in data.tables("frame"):
            frame.text("what"), frame.texts("examples")
            patterns += frame.texts("patterns")
            frame.done()
        return patterns

    return re.compile("|".join(load_toml("page_frame.toml", build)))


@cache
def _pattern(strength: Literal["strong", "weak"], place: Literal["line", "inline"]) -> re.Pattern[str]:
    """A pattern over compact text. On a line of its own a strong title needs no number."""
    kinds = (f"(?P<{t.kind}>{'|'.join(getattr(t, strength))})" for t in titles() if getattr(t, strength))
    title = "|".join(kinds)
    if place == "line":
        number = rf"(?:#+)?(?:第?(?P<number>{_ORDINAL})(?:[、.,:]|部分[、.,:]?)?)"
        number += "?" if strength == "strong" else ""
        return re.compile(rf"{number}(?:{title})[::.。]?")
    # Not in an enumeration of the parts, nor in a table of contents.
    return re.compile(rf"(?<![、,;:])(?P<number>{_ORDINAL})[、.](?>{title})(?![、,;·…]|\.\.)")


def segment(document: Document) -> Segmented:
    """The sections of a document, in order.

    Sections are known by the meaning of their headings, since numbers are lost, doubled and reused
    inside section 一. A second strong heading of a kind starts a section of its own; sections without
    anything in them (a table of contents) are left out where another of the kind has content.
    """
    headings = _headings(document.blocks)
    if not headings:
        return Segmented(document.blocks, ())
    preamble = _between(document.blocks, (0, 0), (headings[0].block, headings[0].start))
    sections = []
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        end = (following.block, following.start) if following else (len(document.blocks), 0)
        blocks = _between(document.blocks, (heading.block, heading.end), end)
        paragraph = cast(Paragraph, document.blocks[heading.block])
        printed = paragraph.text[heading.start : heading.end].strip()
        sections.append(Section(heading.kind, heading.number, printed, blocks))
    filled = {s.kind for s in sections if s.blocks}
    kept = [s for s in sections if s.blocks or s.kind not in filled]
    return Segmented(preamble, (*kept[:-1], _without_page_frame(kept[-1])))


def _headings(blocks: tuple[Block, ...]) -> list[_Heading]:
    found = [h for i, b in enumerate(blocks) if isinstance(b, Paragraph) for h in _in_paragraph(i, b.text)]
    found.sort(key=lambda heading: (heading.block, heading.start))
    strong = {h.kind for h in found if h.strong}
    kept: list[_Heading] = []
    for heading in found:
        needless = not heading.strong and (heading.kind in strong or heading.kind in {h.kind for h in kept})
        stray = heading.in_text and not heading.strong and not _goes_on(kept, heading)
        if not needless and not stray:
            kept.append(heading)
    return kept


def _goes_on(kept: list[_Heading], heading: _Heading) -> bool:
    """Whether a number goes on the counting of the headings above it: 一 first, then 二, or 三."""
    counted = [_ORDER.index(h.number) for h in kept if h.number in _ORDER]
    return heading.number in _ORDER and 0 < _ORDER.index(heading.number) - max(counted, default=0) <= 2


def _in_paragraph(block: int, text: str) -> Iterator[_Heading]:
    """Headings of a paragraph: a line of its own, or titles with their numbers in running text."""
    plain, offsets = compact_offsets(text)
    own_line = len(plain) <= _LONGEST_HEADING
    whole = _pattern("strong", "line").fullmatch(plain) if own_line else None
    strong = [whole] if whole else list(_pattern("strong", "inline").finditer(plain))
    for match in strong:
        yield _heading(block, match, offsets, True, len(text))
    if whole:
        return
    weak = _pattern("weak", "line").fullmatch(plain) if own_line else None
    if weak is None and not strong:
        weak = _pattern("weak", "inline").match(plain)
        weak = weak if weak and _runs_on(plain[weak.end() :]) else None
    if weak:
        yield _heading(block, weak, offsets, False, len(text))
    if own_line:
        return
    for match in _pattern("weak", "inline").finditer(plain, weak.end() if weak else 0):
        if _begins(text, offsets[match.start()]):
            yield replace(_heading(block, match, offsets, False, len(text)), in_text=True)


def _begins(text: str, at: int) -> bool:
    """Whether a blank or the end of a sentence stands before a place in a text."""
    return at == 0 or text[at - 1] in "。！？" or text[at - 1].isspace()


def _runs_on(rest: str) -> bool:
    """Whether a sentence starts right after a title (``一、概述2018年,我局…``)."""
    return re.match(r"[::。]|\d{4}年|(?:我|本|全)|\(一\)|无", rest) is not None


def _heading(block: int, match: re.Match[str], offsets: list[int], strong: bool, length: int) -> _Heading:
    kind = next(t.kind for t in titles() if match.groupdict().get(t.kind) is not None)
    start = offsets[match.start()]
    end = offsets[match.end()] if match.end() < len(offsets) else length
    return _Heading(block, start, end, kind, match["number"], strong)


def _between(blocks: tuple[Block, ...], start: tuple[int, int], end: tuple[int, int]) -> tuple[Block, ...]:
    """The blocks from one position (block, offset in its text) to another, paragraphs cut in two."""
    taken: list[Block] = []
    for i in range(start[0], min(end[0] + 1, len(blocks))):
        block = blocks[i]
        if not isinstance(block, Paragraph):
            taken.append(block)
            continue
        first = start[1] if i == start[0] else 0
        last = end[1] if i == end[0] else len(block.text)
        piece = _cut(block, first, last)
        if piece:
            taken.append(piece)
    return tuple(taken)


def _cut(paragraph: Paragraph, first: int, last: int) -> Paragraph | None:
    text = paragraph.text[first:last]
    kept = text.strip()
    if not kept:
        return None
    start = paragraph.where.start + first + text.index(kept)
    where: Where = replace(paragraph.where, start=start, end=start + len(kept))
    return Paragraph(kept, where)


def _without_page_frame(section: Section) -> Section:
    """The last section without the menu and footer of the web page that printed it."""
    for i, block in enumerate(section.blocks):
        if not isinstance(block, Paragraph) or not _frame_lines().fullmatch(compact(block.text)):
            continue
        rest = section.blocks[i:]
        if not any(isinstance(b, Paragraph) and "。" in b.text for b in rest):
            return replace(section, blocks=section.blocks[:i])
    return section
