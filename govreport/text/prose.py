"""Running text made readable: folded once, cut into lines, sentences and clauses, its places kept."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import category, numeric

from govreport.document import record
from govreport.normalize import folded

__all__ = [
    "Clause",
    "Folded",
    "Passage",
    "Sentence",
    "Span",
    "alphanumeric",
    "fold",
    "is_heading",
    "joined",
    "overlaps",
    "sentences",
    "split",
    "together",
]

_NOTE = re.compile("[\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]")
# A reading put behind a character by a converter: 場(chǎng), 會(huì ).
_PINYIN = re.compile(r"\(([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]*|de|le|ge)\)")
# Blanks between digits that can be one number: thousands, or digits set one by one.
_SPACED = re.compile(
    r"(?<![\d.])(?:\d{1,3}(?: \d{3}){1,4}|\d(?: \d){1,8})"
    r"(?= ?[件条宗份起例封项次人名个篇期场元%年月日余多万])"
)
_APART = re.compile(r"(?<=\d) +(?=\d)")
_BLANKS = re.compile(r"[^\S\n]+")
_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:[、)]|\.(?!\d)|\.(?=20\d\d年))){1,4}"
)
_TITLE = re.compile(rf"{_NUMBERING.pattern}[^\d,。;:]{{1,60}}(?:情况|事项)")  # 四、行政复议、行政诉讼情况
_YEAR_ASIDE = re.compile(r"\((?:19|20)\d\d年?度?\)")
_HEADING_ENDS = re.compile(r"[。:\n]|方面[,、]|情况[,、]")
_LINE = re.compile(r"[^\n]+")
_SHORTEST_LINE = 18  # a line that a page broke is full
_MARKS_AND_BLANKS = re.compile(r"[\W_]+")
_SHORT = 200  # characters of a sentence
# Characters that folding makes one character each of: most texts have no others.
_USUAL = re.compile("[\n\x20-\x7e、。《》（），：；！？“”‘’％〔〕【】「」—\u3000\u4e00-\u9fff]*")
_GAP = "\x1f"  # stands where a blank parted two numbers


@record(frozen=True, slots=True, order=True)
class Span:
    """A piece of a text: offsets, end excluded, what is there, and what it was found to be."""

    start: int
    end: int
    text: str
    kind: str = ""


@record(frozen=True, slots=True)
class Folded:
    """`text` is `original` with one form of each character and no blanks, or a part of that.

    ``offsets[i]`` is where ``text[i]`` came from.
    """

    original: str
    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to `end`, of which there is one, stand in the original text."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def piece(self, start: int, end: int, kind: str = "") -> Span:
        """The piece of the original of which ``text[start:end]``, not empty, is the folded spelling."""
        first, last = self.span(start, end)
        return Span(first, last, self.original[first:last], kind)

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines of `text`, each with its offset in it."""
        return ((match.start(), match[0]) for match in _LINE.finditer(self.text))


@record(frozen=True, slots=True)
class Clause:
    """What stands between two marks. `depth` counts brackets; `mark` is what stands before it."""

    start: int
    end: int
    depth: int
    mark: str


@record(frozen=True, slots=True)
class Sentence:
    """A span of the folded text.

    `heading`: it is the title of what follows; `numbered`: a number stands before it; `cut`: it begins a line
    behind one that ends without a mark, so that its beginning may be missing.
    """

    start: int
    end: int
    heading: bool = False
    numbered: bool = False
    cut: bool = False

    def moved(self, by: int) -> Sentence:
        return Sentence(self.start + by, self.end + by, self.heading, self.numbered, self.cut)


class _Plain(dict[int, str]):
    """One form of each character, worked out once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = folded(character)
        if _NOTE.match(character):
            plain = ""  # 60²件: the mark of a note behind its number
        elif category(plain[:1] or " ") == "No":  # ① ❶: a mark beside what it stands at
            plain = f"({numeric(plain):g})"
        elif character in "\r\u2028\u2029\x0b\x0c\x85":
            plain = "\n"
        self[code] = plain
        return plain


@cache
def _plain() -> _Plain:
    return _Plain()


def fold(text: str) -> Folded:
    """`text` as it is searched: one form of each character, simplified, without blanks inside lines.

    Readings in brackets are left out.
    """
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


@lru_cache(maxsize=4096)
def _fold_short(text: str) -> Folded:
    """The same of a short text: several rules look at one sentence."""
    return _fold(text)


def _fold(text: str) -> Folded:
    plain = _plain()
    joined = text.translate(plain)
    offsets: Sequence[int] = range(len(text))
    if not _USUAL.fullmatch(text):
        characters = [plain[ord(character)] for character in text]
        if len(joined) != len(text) or "" in characters:
            offsets = [i for i, c in enumerate(characters) for _ in c]
    dropped: set[int] = set(_wraps(joined))
    if not dropped and not _BLANKS.search(joined) and not _PINYIN.search(joined):
        return Folded(text, joined, offsets)
    for spaced in _SPACED.finditer(joined):
        dropped.update(i for i in range(*spaced.span()) if joined[i] == " ")
    gaps = {m.start() for m in _APART.finditer(joined)} - dropped
    for pattern in (_BLANKS, _PINYIN):
        for match in pattern.finditer(joined):
            dropped.update(range(*match.span()))
    kept = [i for i in range(len(joined)) if i not in dropped or i in gaps]
    shown = "".join(_GAP if i in gaps else joined[i] for i in kept)
    return Folded(text, shown, array("I", [offsets[i] for i in kept]))


def _wraps(text: str) -> Iterator[int]:
    """Line breaks at which a page only ran out: behind a full line, that is one without a mark at its end,
    as wide as another such line, and not followed by a numbered one."""
    if "\n" not in text:
        return
    lines = [m.span() for m in _LINE.finditer(text)]
    open_ends = [(start, end) for start, end in lines if _breaks_off(text[start:end])]
    widths = Counter(_width(text[start:end]) for start, end in open_ends)
    for start, end in open_ends:
        width = _width(text[start:end])
        peers = sum(widths[width + d] for d in range(-2, 3))
        follows = text[end + 1 :].lstrip(" ")[:8] if end < len(text) else ""
        if _TITLE.fullmatch(text[start:end].strip()):
            continue
        if peers > 1 and follows[:1] not in ("", "\n", "|") and not _NUMBERING.match(follows):
            yield end


def _width(line: str) -> int:
    return round(sum(1 if ord(c) > 0x2E7F else 0.5 for c in line.rstrip()))


def _breaks_off(line: str) -> bool:
    """Whether a line is long and ends without a mark."""
    stripped = line.strip()
    return len(stripped) >= _SHORTEST_LINE and stripped[-1] not in "。;:!?|)" and "|" not in stripped


_END_MARKS = "。!?"
_ENDS_OR_BRACKETS = re.compile(f'[()《》]|[{_END_MARKS}]+"*')  # a closing quote belongs to its sentence
_CLAUSE_MARKS = re.compile(f"[,;:、(){_END_MARKS}\n]")
_LINE_OR_CELL = re.compile(r"[^\n|]*(?:[\n|]|$)")
_CLOSED_INSIDE = re.compile("[,;。!?]")
_NONE = re.compile("[未没无零]|不存在")
_LINE_GOES_ON = ",、:;"
_HEADING_AT_MOST = 26
_MARKS = ',;:、()"|·…' + _END_MARKS


def sentences(text: str, counted: Collection[int]) -> Iterator[Sentence]:
    """The sentences and headings of a folded text, in order.

    A line ends a sentence unless its last mark says that more follows; a cell border always does.
    `counted` are the offsets at which numbers begin: a line that counts something is no heading.
    """
    start = 0
    cut = False
    for piece in _LINE_OR_CELL.finditer(text):
        end = piece.end() - (piece[0][-1:] in ("\n", "|"))
        goes_on = piece[0].endswith("\n") and text[end - 1 : end] in tuple(_LINE_GOES_ON)
        if goes_on and not _is_heading(text, start, end, counted):
            continue
        yield from _of_line(text, start, end, cut, counted)
        broken = _breaks_off(text[start:end]) and not _is_heading(text, start, end, counted)
        cut = piece[0].endswith("\n") and broken
        start = piece.end()


def _of_line(text: str, start: int, end: int, cut: bool, counted: Collection[int]) -> Iterator[Sentence]:
    while start < end and text[start] in "\n \x1f":
        start += 1
    numbering = _NUMBERING.match(text, start, end)
    if numbering:
        start = numbering.end()
    numbered = numbering is not None
    found = _HEADING_ENDS.search(text, start, end) if numbered else None
    if found and _is_heading(text, start, found.end(), counted):
        yield Sentence(start, found.end(), heading=True, numbered=True)
        start, numbered = found.end(), False
    if text[end - 1 : end] != "。" and _is_heading(text, start, end, counted):
        yield Sentence(start, end, heading=True, numbered=numbered)
        return
    depth, first = 0, start
    for mark in _ENDS_OR_BRACKETS.finditer(text, start, end):
        depth += (mark[0] in "(《") - (mark[0] in ")》")
        if mark[0][0] in _END_MARKS and depth <= 0:
            at_start = first == start
            yield Sentence(first, mark.end(), numbered=numbered and at_start, cut=cut and at_start)
            first, depth = mark.end(), 0
    if first < end:
        yield Sentence(first, end, numbered=numbered and first == start, cut=cut and first == start)


def _is_heading(text: str, start: int, end: int, counted: Collection[int]) -> bool:
    """A short line (or a numbered opening) that counts nothing and says nothing."""
    words = text[start:end].rstrip("。:,、")
    if not 0 < len(words) <= _HEADING_AT_MOST or _CLOSED_INSIDE.search(words):
        return False
    if any(i in counted for i in range(start, end)):
        return False
    return not _NONE.search(words.replace("无法", ""))


def split(
    text: str, sentence: Sentence, counted: Mapping[int, int], words: Mapping[int, int] | None = None
) -> list[Clause]:
    """The clauses of a sentence: what stands between commas, semicolons, colons and brackets.

    A pause mark (、) parts clauses only behind a piece that counts something: `counted` are the offsets at
    which the sentence's numbers begin, and those where they end. So 行政复议、行政诉讼2件 stays one clause,
    and 维持1件、纠正1件 are two. `words` are the offsets at which words with such a mark inside begin, and
    those where they end: 3件公民、法人提出的申请 is one clause too.
    """
    words = words or {}
    marks = (match.start() for match in _CLAUSE_MARKS.finditer(text, sentence.start, sentence.end))
    clauses: list[Clause] = []
    first, depth, mark = sentence.start, 0, ""
    counts = False
    inside = 0
    for i in sorted({*marks, *counted, *words, sentence.end}):
        c = text[i] if i < sentence.end else "。"
        if c == "(" and (aside := _YEAR_ASIDE.match(text, i)):
            inside = aside.end()  # 上年(2022年)结转: the bracket only names the year
        if i in counted:
            counts, inside = True, counted[i]
        elif i in words:
            inside = max(inside, words[i])
        if i < inside or c not in ",;:、()。!?\n" or (c == "、" and not counts):
            continue
        if i > first:
            clauses.append(Clause(first, i, depth, mark))
        depth = max(0, depth + (c == "(") - (c == ")"))
        first, mark, counts = i + 1, c, False
    return clauses


# ---- paragraphs put together

_CLOSED = re.compile(r"[。！？!?；;：:…][”’」』\"）)]*$")
_ITEM = re.compile(
    r"\s{0,20}(?:[（(][一二三四五六七八九十\d]{1,4}[)）]|[一二三四五六七八九十]{1,4}[、.．]|\d{1,4}[、.．](?!\d)|[①-⑳㈠-㈩])"
)
# （四）行政复议、行政诉讼情况: a heading holds a pause mark only before the word that such headings end with.
_TITLED = re.compile(rf"{_ITEM.pattern}(?:[^，,、。；;：:]*|[^，,。；;：:]{{1,30}}情况)")
_FULL_LINE = 15  # a line that a page broke is full; a shorter one without a mark is a heading
_NEXT_LINE = 2  # characters between two lines of one text: the line break, perhaps a blank


@dataclass(frozen=True, slots=True)
class Passage:
    """A text joined from paragraphs, and where in the document each of them stands.

    The character `starts[i]` of the text, and those behind it up to the next start, stand from
    `places[i]` on in the document.
    """

    text: str
    starts: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    def where(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the document of ``text[start:end]``, which is not empty."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        i = bisect_right(self.starts, at) - 1
        return self.places[i] + at - self.starts[i]


def joined(paragraphs: Iterable[tuple[str, int]]) -> Passage:
    """Paragraphs, each with its offset in the document, as one text.

    PDF files and typewriter-like text files break lines inside sentences: a full line without a mark at
    its end goes on in the line right below it, unless that one begins with a number of its own. Other
    paragraphs are parted by a line break.
    """
    parts: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    before, end, length = "", 0, 0
    for text, start in paragraphs:
        if parts and not _goes_on(before, text, start - end):
            parts.append("\n")
            length += 1
        parts.append(text)
        starts.append(length)
        places.append(start)
        before, end, length = text, start + len(text), length + len(text)
    return Passage("".join(parts), tuple(starts), tuple(places))


def together(passages: Iterable[Passage]) -> Passage:
    """Passages as one text, each beginning a line: a heading never runs into what stands below it."""
    texts: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    length = 0
    for passage in passages:
        if length and passage.text:
            texts.append("\n")
            length += 1
        texts.append(passage.text)
        starts += (length + start for start in passage.starts)
        places += passage.places
        length += len(passage.text)
    return Passage("".join(texts), tuple(starts), tuple(places))


def _goes_on(before: str, text: str, gap: int) -> bool:
    full = len(before.strip()) >= _FULL_LINE and gap <= _NEXT_LINE
    ended = _CLOSED.search(before.rstrip()) or _TITLED.fullmatch(before)
    return full and not ended and not _ITEM.match(text)


def is_heading(text: str) -> bool:
    """Whether a line is a number with a few words and no mark (（一）主动公开情况), or marked with #."""
    return text.lstrip().startswith("#") or _TITLED.fullmatch(text.rstrip("。：: ")) is not None


def alphanumeric(text: str) -> str:
    """The letters and digits of a text.

    >>> alphanumeric("依法、及时公开_60 件。")
    '依法及时公开60件'
    """
    return _MARKS_AND_BLANKS.sub("", text)


def overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span has a character in common with one of the others."""
    return any(span.start < other.end and other.start < span.end for other in others)
