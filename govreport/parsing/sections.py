"""Document to sections: the six parts of a report, found by what their headings mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from govreport import forms
from govreport.document import Block, Document, Grid, Paragraph, Where
from govreport.normalize import compact
from govreport.parsing.headings import HeadedChapter, Heading, chapters, headings, is_title
from govreport.report import Note, Section, SectionKind
from govreport.resources import Table, load_toml

__all__ = ["Segmented", "known_lines", "segment"]

# The sections of the form since 2019, in its order: 一 to 六.
_PRESCRIBED: tuple[SectionKind, ...] = (
    "overview", "disclosure", "requests", "remedies", "problems", "other",
)  # fmt: skip
_NUMERALS = "一二三四五六"
# A title and the sentence behind it may stand on one line.
_LONGEST_LINE = 500  # characters: no header of a table is longer
_SENTENCE = re.compile(r"[^。！？\s]*(?:报告|年报|总结)(?:[:：]|(?=\s))|[^。！？\n]*[。！？]?")
_ITEM = re.compile(r"\(?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)、.]|[一二三四五]是")
_OTHER_SENTENCES = 3  # so many of them in a row are the report itself, whatever comes later
_QUOTED = 40  # characters of a lost or doubtful text that a note quotes

_Position = tuple[int, int]  # a block, and an offset in its text


@dataclass(frozen=True, slots=True)
class Segmented:
    """What stands before the first section, and the sections in the order of the document.

    `frame` is what the page prints behind the report; `notes` say which parts are known by their place
    only, and which were not found.
    """

    preamble: tuple[Block, ...]
    sections: tuple[Section, ...]
    frame: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of printed lines, as a data file has it."""

    what: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]


@cache
def known_lines(file: str, *groups: str) -> dict[str, re.Pattern[str]]:
    """For each group of a data file the pattern of its kinds of lines, over compact text."""

    def build(data: Table) -> dict[str, re.Pattern[str]]:
        kinds = {group: [kind.of(_Kind) for kind in data.tables(group)] for group in groups}
        return {
            group: re.compile("|".join(pattern for kind in of_group for pattern in kind.patterns))
            for group, of_group in kinds.items()
        }

    return load_toml(file, build)


def _lines_of(group: str) -> re.Pattern[str]:
    return known_lines("page_frame.toml", "frame", "opening")[group]


def segment(document: Document) -> Segmented:
    """The sections of a document, in order.

    Sections are known by the meaning of their headings, since numbers are lost, doubled and reused
    inside section 一. A second strong heading of a kind starts a section of its own; sections without
    anything in them (a table of contents) are left out where another of the kind has content. Section 一
    without a known heading is what stands between the preamble and the next section.
    """
    blocks = document.blocks
    found = _without_rows(blocks, headings(blocks))
    first = (found[0].block, found[0].start) if found else (len(blocks), 0)
    overview, begins, notes = _overview(blocks, found, first)
    preamble = _between(blocks, (0, 0), begins)
    sections = [overview] if overview else []
    ends = [*((heading.block, heading.start) for heading in found[1:]), (len(blocks), 0)]
    sections += [
        _section(blocks, heading, heading.kind, end) for heading, end in zip(found, ends, strict=False)
    ]
    filled = {s.kind for s in sections if s.blocks}
    kept = [s for s in sections if s.blocks or s.kind not in filled]
    if not kept:
        return Segmented(preamble, (), notes=notes)
    last, frame = _without_page_frame(kept[-1])
    if last.heading and not last.blocks and last.kind in _PRESCRIBED[:-1]:
        message = f"the document ends behind the heading {last.heading!r}: what follows is not there"
        notes = (*notes, Note("section_cut", message))
    return Segmented(preamble, (*kept[:-1], last), frame, (*notes, *_not_understood(blocks, found)))


def _without_rows(blocks: tuple[Block, ...], found: list[Heading]) -> list[Heading]:
    """The headings without those that a statistics table prints over its rows (二、回应解读情况)."""
    tables = [form.table("survey") for form in forms.with_table("survey")]
    headers = tuple(header for table in tables for header in table.headers)
    labels = (*headers, *(label for table in tables for row in table.rows for label in row.labels))
    marks = (*(mark for table in tables for mark in table.marks), "指标单位", "项目单位")
    alone = {h for h in found if _line(blocks[h.block], h.start).rstrip("-") in headers}
    caption = min((h.block for h in found if h.kind == "statistics"), default=len(blocks))
    if alone:  # no value stands behind
        begins = (i for i, block in enumerate(blocks) if _line(block, 0).startswith(marks))
        first = min((*begins, caption))
        found = [h for h in found if h not in alone or h.block <= first]
    in_line = {h for h in found if _line(blocks[h.block], h.end).lstrip("-").startswith(labels)}
    texts = {h.block: cast(Paragraph, blocks[h.block]).text for h in in_line}
    begun = re.compile("|".join(r"\s*".join(mark) for mark in marks))
    begins_at = {i: m.start() if (m := begun.search(text)) else len(text) for i, text in texts.items()}
    return [h for h in found if h not in in_line or (h.block <= caption and h.start < begins_at[h.block])]


def _line(block: Block, start: int) -> str:
    if not isinstance(block, Paragraph):
        return ""
    return compact(block.text[start : start + _LONGEST_LINE].partition("\n")[0])


def _section(
    blocks: tuple[Block, ...], heading: Heading | HeadedChapter, kind: SectionKind, end: _Position
) -> Section:
    paragraph = cast(Paragraph, blocks[heading.block])
    printed = paragraph.text[heading.start : heading.end].strip()
    return Section(kind, heading.number, printed, _between(blocks, (heading.block, heading.end), end))


# ------------------------------------------------------------------ section 一 by its place


def _overview(
    blocks: tuple[Block, ...], found: list[Heading], first: _Position
) -> tuple[Section | None, _Position, tuple[Note, ...]]:
    """Section 一 where no heading has its title, the place where it begins, and a note that says so."""
    if any(heading.kind == "overview" for heading in found):
        return None, first, ()
    numbered = [chapter for chapter in chapters(blocks) if (chapter.block, chapter.start) < first]
    one = next((chapter for chapter in numbered if chapter.number == "一"), None)
    begins = (one.block, one.start) if one else _behind_preamble(blocks, first)
    if one:
        section = _section(blocks, one, "overview", first)
    else:
        section = Section("overview", None, "", _between(blocks, begins, first))
    if _states_something(section.blocks) and (found or numbered or begins > (0, 0)):
        place, words = section.blocks[0].where, _beginning(section)
        message = f"no heading of section 一 (总体情况) is known; it is taken to begin with {words!r}"
        return section, begins, (Note("section_by_position", message, place, doubt=False),)
    note = Note("section_not_found", "no section 一 (总体情况) was found: what it states is not known")
    return None, first, (note,) if found else ()


def _behind_preamble(blocks: tuple[Block, ...], end: _Position) -> _Position:
    """Where the first sentence stands behind all that introduces a report: title, period, whom to ask.

    (0, 0) if nothing introduces one.
    """
    begins, others = (0, 0), 0
    for i, start, sentence in _sentences(blocks, end):
        plain = compact(sentence)
        introduced = begins > (0, 0)
        if _lines_of("opening").search(plain):
            begins, others = (i, start + len(sentence)), 0
        elif introduced and not others and "。" not in plain and not _ITEM.match(plain):
            begins = (i, start + len(sentence))
        else:
            others += "。" in plain
        if others == _OTHER_SENTENCES:
            break
    return begins


def _sentences(blocks: tuple[Block, ...], end: _Position) -> Iterator[tuple[int, int, str]]:
    for i, block in enumerate(blocks[: end[0] + 1]):
        if isinstance(block, Paragraph):
            last = end[1] if i == end[0] else len(block.text)
            for match in _SENTENCE.finditer(block.text, 0, last):
                if match[0].strip():
                    yield i, match.start(), match[0]


def _states_something(blocks: tuple[Block, ...]) -> bool:
    return any(isinstance(block, Paragraph) and "。" in block.text for block in blocks)


def _beginning(section: Section) -> str:
    texts = (block.text for block in section.blocks if isinstance(block, Paragraph))
    return (section.heading or next(texts, ""))[:_QUOTED]


def _not_understood(blocks: tuple[Block, ...], found: list[Heading]) -> Iterator[Note]:
    """Notes on headings that stand where a section of the form was not found, their titles unknown."""
    missing = {
        number: kind
        for number, kind in zip(_NUMERALS, _PRESCRIBED, strict=True)
        if kind not in {heading.kind for heading in found} and number != "一"
    }
    known = {(heading.block, heading.start) for heading in found}
    for chapter in chapters(blocks):
        if chapter.number in missing and (chapter.block, chapter.start) not in known:
            paragraph = cast(Paragraph, blocks[chapter.block])
            where = _part(paragraph, chapter.start, chapter.end)
            printed = paragraph.text[chapter.start : chapter.end].strip()[:_QUOTED]
            message = f"a heading with the number of section {missing[chapter.number]!r}: {printed!r}"
            if not is_title(printed):
                yield Note("section_unknown", message, where, doubt=False)


# ------------------------------------------------------------------ cutting blocks


def _between(blocks: tuple[Block, ...], start: _Position, end: _Position) -> tuple[Block, ...]:
    """The blocks from one position to another, paragraphs cut in two."""
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
    if len(kept) == len(paragraph.text):
        return paragraph
    if not kept:
        return None
    start = first + text.index(kept)
    return Paragraph(kept, _part(paragraph, start, start + len(kept)))


def _part(paragraph: Paragraph, start: int, end: int) -> Where:
    where = paragraph.where
    return where._replace(start=where.start + start, end=where.start + end)


def _belongs_to_report(block: Block) -> bool:
    """Whether a block holds a sentence, or the words by which an official table is known (behind 附件:)."""
    if isinstance(block, Grid):
        return any(compact(cell.text) in _marks("all") for row in block.rows for cell in row)
    text = compact(block.text) if isinstance(block, Paragraph) else ""
    return "。" in text or any(mark in text for mark in _marks("survey"))


@cache
def _marks(table: str) -> frozenset[str]:
    """The words by which a table of the forms is known, or any of their tables (`all`)."""
    tables = (form for id_ in forms.available() for form in forms.load(id_).tables)
    return frozenset(mark for form in tables if table in (form.id, "all") for mark in form.marks)


def _without_page_frame(section: Section) -> tuple[Section, tuple[Block, ...]]:
    """The last section without the menu and footer of the web page that printed it, and those."""
    for i, block in enumerate(section.blocks):
        if not isinstance(block, Paragraph) or not _lines_of("frame").fullmatch(compact(block.text)):
            continue
        rest = section.blocks[i:]
        if not any(map(_belongs_to_report, rest)):
            return replace(section, blocks=section.blocks[:i]), rest
    return section, ()
