"""The headings of a report's parts: known by what their titles mean, or by their number alone."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast

from govreport.document import Block, Paragraph
from govreport.normalize import compact, compact_offsets
from govreport.parsing.spellings import spelling_pattern
from govreport.report import SectionKind
from govreport.resources import Table, load_toml
from govreport.text.sought import quick

__all__ = [
    "HeadedChapter",
    "Heading",
    "SectionTitle",
    "chapters",
    "headings",
    "is_title",
    "title_spans",
    "titles",
]

_NUMERAL = r"[一二三四五六七八九十]{1,2}"
_ORDER = {numeral: i for i, numeral in enumerate((*"一二三四五六七八九十", "十一", "十二"), start=1)}
# A heading on a line of its own is short; a title inside running text needs its number before it.
_LONGEST_HEADING = 48
# What may stand around a heading: signs of Markdown, bullets, a mark too many.
_BEFORE, _BEHIND = r"[^\w(《]{0,8}", r"[^\w)》]*"
_LINE_NUMBER = rf"第?(?P<number>{_NUMERAL})(?:部分|章)?[、.,:]?"
_BRACKETED = rf"\((?P<bracketed>{_NUMERAL})\)[、.,:]?"
# A year, and who speaks: 二、2023年度主动公开政府信息情况, 五、我局存在的主要问题.
_ABOUT = r"(?:(?:19|20)\d\d年度?)?(?:[我本全](?:[局委厅院办处站所镇乡县市区州省旗]|机关|街道|单位|部门))?"
# Not in an enumeration of the parts, nor in a table of contents.
_NOT_LISTED = rf"(?!(?:[、,;]|和|及|以及){_NUMERAL}[、.]|[·…]|\.\.)"
# Without a number, a title names what it is on: 主动公开 alone stands in the menu of a page.
_WHOLE_TITLE = re.compile(
    r"(?:概述|情况|问题|不足|措施|举措|意见|办法|打算|计划|安排|思路|方向|事项|对策)\W*"
)
_FEWEST_FOR_A_SLIP = 8  # characters: a title that is shorter is another word when one of them is changed


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
class Heading:
    """A heading with a known title. `counted`: it is one only where its number goes on the counting."""

    block: int
    start: int  # in the paragraph's text
    end: int
    kind: SectionKind
    number: str | None
    strong: bool
    counted: bool = False


@dataclass(frozen=True, slots=True)
class HeadedChapter:
    """A numbered heading (一、加强领导) whatever its title says."""

    block: int
    start: int
    end: int
    number: str


@cache
def titles() -> tuple[SectionTitle, ...]:
    """The known section titles, from ``data/sections.toml``."""

    def build(data: Table) -> tuple[SectionTitle, ...]:
        return tuple(title.of(SectionTitle) for title in data.tables("sections"))

    return load_toml("sections.toml", build)


@cache
def _pattern(strength: Literal["strong", "weak"], place: Literal["line", "inline"]) -> re.Pattern[str]:
    """A pattern over compact text. On a line of its own a strong title needs no number."""
    kinds = (f"(?P<{t.kind}>{'|'.join(getattr(t, strength))})" for t in titles() if getattr(t, strength))
    title = "|".join(kinds)
    if place == "line":
        number = f"(?:{_LINE_NUMBER}|{_BRACKETED})?" if strength == "strong" else _LINE_NUMBER
        return re.compile(rf"{_BEFORE}{number}{_ABOUT}(?:{title}){_BEHIND}")
    return quick(rf"(?<![、,;])(?P<number>{_NUMERAL})(?P<mark>[、.]?){_ABOUT}(?>{title}){_NOT_LISTED}")


@cache
def _numbered() -> re.Pattern[str]:
    return quick(rf"(?<![、,;])(?P<number>{_NUMERAL})[、.,:]")


@cache
def _otherwise() -> re.Pattern[str]:
    """A title on a line of its own under 1., I., (一) or no number, as some reports head their chapters."""
    kinds = (f"(?P<{t.kind}>{'|'.join((*t.strong, *t.weak))})" for t in titles())
    number = rf"(?:(?P<number>\d{{1,2}}|[IVX]{{1,4}})[、.,]|{_BRACKETED})?"
    return re.compile(rf"{_BEFORE}{number}{_ABOUT}(?:{'|'.join(kinds)}){_BEHIND}")


def headings(blocks: tuple[Block, ...]) -> list[Heading]:
    """The headings with known titles, in order; a weak one counts where no strong one of its kind stands.

    Where nothing is numbered 一、, titles under other numbers or none are headings too.
    """
    found = list(_in_paragraphs(blocks))
    if not any(h.number and not h.counted for h in found) and not _has_chapters(blocks):
        taken = {heading.block for heading in found}
        found += (h for i, b in enumerate(blocks) if i not in taken for h in _numbered_otherwise(i, b))
    found.sort(key=lambda heading: (heading.block, heading.start))
    strong = {h.kind for h in found if h.strong}
    above = deque(
        (chapter.block, chapter.start, _ORDER.get(chapter.number, 0)) for chapter in chapters(blocks)
    )
    kept: dict[SectionKind, list[Heading]] = {}
    known = counted = 0  # how far the headings that were kept, and all numbered ones, have counted
    for heading in found:
        while above and above[0][:2] < (heading.block, heading.start):
            number = above.popleft()[2]
            counted = number if _goes_on(number, counted) else counted
        number = _ORDER.get(heading.number or "", 0)
        needless = not heading.strong and (heading.kind in strong or heading.kind in kept)
        if needless or (heading.counted and not (_goes_on(number, known) or _goes_on(number, counted))):
            continue
        kept.setdefault(heading.kind, []).append(heading)
        known = max(known, number)
    return sorted((h for same in kept.values() for h in same), key=lambda h: (h.block, h.start))


def _goes_on(number: int, counted: int) -> bool:
    """Whether a number goes on a counting: 一 first, then 二, or 三."""
    return 0 < number - counted <= 2


def _in_paragraphs(blocks: tuple[Block, ...]) -> Iterator[Heading]:
    """The headings of all paragraphs; lines that hold a cell each come again and again, and hold none."""
    without = set[str]()
    for i, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.text not in without:
            here = list(_in_paragraph(i, block.text))
            yield from here
            if not here:
                without.add(block.text)


def _in_paragraph(block: int, text: str) -> Iterator[Heading]:
    """Headings of a paragraph: a line of its own, or titles with their numbers in running text."""
    plain, offsets = compact_offsets(text)
    own_line = len(plain) <= _LONGEST_HEADING
    whole = _pattern("strong", "line").fullmatch(plain) if own_line else None
    if whole:
        bracketed = whole["bracketed"] is not None
        yield _heading(block, whole, offsets, not bracketed, len(text), counted=bracketed)
        return
    strong = [
        match
        for match in _pattern("strong", "inline").finditer(plain)
        if match["mark"] or _begins(text, offsets[match.start()])
    ]
    for match in strong:
        yield _heading(block, match, offsets, True, len(text))
    weak = _pattern("weak", "line").fullmatch(plain) if own_line else None
    if weak is None and not strong:
        weak = _pattern("weak", "inline").match(plain)
        weak = weak if weak and weak["mark"] and _runs_on(plain[weak.end() :]) else None
    if weak:
        yield _heading(block, weak, offsets, False, len(text))
    elif not strong or not own_line:
        yield from _misspelt(block, text, plain, offsets)
    if own_line:
        return
    for match in _pattern("weak", "inline").finditer(plain, weak.end() if weak else 0):
        if match["mark"] and _begins(text, offsets[match.start()]):
            yield _heading(block, match, offsets, False, len(text), counted=True)


def _has_chapters(blocks: tuple[Block, ...]) -> bool:
    """Whether anything is numbered 一、 that is no row of an official table (一、本年新收…)."""
    texts = (
        cast(Paragraph, blocks[c.block]).text[c.start : c.start + _LONGEST_HEADING] for c in chapters(blocks)
    )
    return any(not spelling_pattern().match(compact(text)) for text in texts)


def _numbered_otherwise(block: int, paragraph: Block) -> Iterator[Heading]:
    """The heading that a paragraph is, if it is a whole title under 1., (一) or no number."""
    if not isinstance(paragraph, Paragraph) or len(paragraph.text) > 2 * _LONGEST_HEADING:
        return
    plain, offsets = compact_offsets(paragraph.text)
    match = _otherwise().fullmatch(plain) if len(plain) <= _LONGEST_HEADING else None
    if match and any(end.end() == len(plain) for end in _WHOLE_TITLE.finditer(plain)):
        yield _heading(block, match, offsets, False, len(paragraph.text))


def title_spans(plain: str) -> list[tuple[int, int]]:
    """Where numbered titles of the form stand in compact text: 四、政府信息公开行政复议、行政诉讼情况."""
    return [match.span() for match in _pattern("strong", "inline").finditer(plain) if match["mark"]]


def is_title(text: str) -> bool:
    """Whether a numbered line is a known title, or that of an annex."""
    plain = compact(text)
    patterns = (_pattern("strong", "line"), _pattern("weak", "line"), _annex())
    return any(pattern.fullmatch(plain) for pattern in patterns)


@cache
def _annex() -> re.Pattern[str]:
    return re.compile(rf"{_LINE_NUMBER}附[表件录].*")


def _begins(text: str, at: int) -> bool:
    """Whether a blank or the end of a sentence stands before a place in a text."""
    return at == 0 or text[at - 1] in "。！？：:" or text[at - 1].isspace()


def _runs_on(rest: str) -> bool:
    """Whether a sentence starts right after a title (``一、概述2018年,我局…``)."""
    return re.match(r"[::。]|\d{4}年|(?:我|本|全)|\(一\)|无", rest) is not None


def _heading(
    block: int,
    match: re.Match[str],
    offsets: Sequence[int],
    strong: bool,
    length: int,
    *,
    counted: bool = False,
) -> Heading:
    groups = match.groupdict()
    kind = next(t.kind for t in titles() if groups.get(t.kind) is not None)
    start = offsets[match.start()]
    end = offsets[match.end()] if match.end() < len(offsets) else length
    return Heading(block, start, end, kind, groups["number"] or groups.get("bracketed"), strong, counted)


# ------------------------------------------------------------------ titles with a slip in them


def _misspelt(block: int, text: str, plain: str, offsets: Sequence[int]) -> Iterator[Heading]:
    """Numbered titles of the form with one character wrong, lost or too many (行政法复议、行政诉讼)."""
    for match in _numbered().finditer(plain):
        for kind, spelling in _alike(plain[match.end() : match.end() + 2]):
            length = _nearly(spelling, plain[match.end() : match.end() + len(spelling) + 1])
            if length is not None:
                after = match.end() + length
                end = offsets[after] if after < len(offsets) else len(text)
                start = offsets[match.start()]
                yield Heading(block, start, end, kind, match["number"], strong=False, counted=True)
                break


@cache
def _spellings() -> tuple[tuple[SectionKind, str], ...]:
    """Titles that are long enough to be known in spite of a slip: those of the form and their examples."""
    found = ((t.kind, example) for t in titles() if t.strong for example in (t.zh, *t.examples))
    return tuple(dict.fromkeys(one for one in found if len(one[1]) >= _FEWEST_FOR_A_SLIP))


@lru_cache(maxsize=4096)
def _alike(begins: str) -> tuple[tuple[SectionKind, str], ...]:
    """Those of them that a title may be whose first two characters are these, one slip among them."""
    return tuple(
        (kind, spelling)
        for kind, spelling in _spellings()
        if begins[:1] in spelling[:2] or begins[1:] in spelling[:2]
    )


def _nearly(wanted: str, printed: str) -> int | None:
    """How many characters of `printed` are `wanted` with one character changed, added or left out."""
    same = next((i for i, (a, b) in enumerate(zip(wanted, printed, strict=False)) if a != b), None)
    if same is None:
        return None  # too short, or no slip at all
    rest = wanted[same + 1 :]
    if printed.startswith(rest, same + 1):
        return len(wanted)
    if printed.startswith(wanted[same:], same + 1):
        return len(wanted) + 1
    return len(wanted) - 1 if rest and printed.startswith(rest, same) else None


# ------------------------------------------------------------------ headings known by their number alone

_CHAPTER = quick(
    rf"(?:^|(?<=[。！？：:\s]))[#*]{{0,6}}\s?(?:第(?P<part>{_NUMERAL})(?:部分|章)|(?P<number>{_NUMERAL})[、．.，,])\s*"
    r"(?:(?:\d{4}年度?)?[^\s\d。；;：:（(]{2,40}|(?=\S))"
)


def chapters(blocks: tuple[Block, ...]) -> Iterator[HeadedChapter]:
    """The numbered headings, whatever their titles say, in order."""
    for i, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            for match in _CHAPTER.finditer(block.text):
                number = match["part"] or match["number"]
                yield HeadedChapter(
                    i, match.start("part" if match["part"] else "number"), match.end(), number
                )
