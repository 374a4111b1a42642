"""Blocks to lines of tokens: labels, values and blank cells in order, each with its place and borders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, groupby, pairwise, takewhile
from typing import Literal

from govreport.document import Block, Cell, Paragraph, Picture, Where, record
from govreport.normalize import compact, compact_offsets
from govreport.numbers import is_mark, is_value
from govreport.parsing import spellings
from govreport.parsing.spellings import spelling_pattern, words_before

__all__ = [
    "LEAST_CONFIDENCE",
    "Known",
    "Line",
    "Token",
    "is_tail",
    "is_unsure",
    "lines",
    "tail_of",
    "with_tail",
]

# Below it a recognised cell is unreadable; measured on scans, see docs/decisions.
LEAST_CONFIDENCE = 0.9
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORDS = re.compile(r"(?![〇零一二三四五六七八九十百千两]{1,40}$)[\u4e00-\u9fff]")

# 5；2 in a cell is no end of a sentence.
_INSIDE, _END = r"(?:[^。；！？]|(?<=\d)[。；！？](?=\d))", r"(?:(?<!\d)[。；！？]|[。；！？](?!\d))"
_SENTENCE = re.compile(rf"{_INSIDE}*{_END}|{_INSIDE}+$")
_PAGE_NUMBER = re.compile(r"-+\d{1,4}-+|第?\d{1,4}页(?:,?共\d{1,4}页)?|共\d{1,4}页|·\d{1,4}·")
_SPACED_PAGE_NUMBER = re.compile(r"(?<![-—–])[-—–]+\s+\d{1,4}\s+[-—–]+(?!\d)")
# Digits whose borders are lost: 2648-18538, 39573802895.90元.
_DIGITS = re.compile(r"[-+]?\d(?:[\d.,+-]|[增减][加少]?(?=\d))*元?")
# Digits, and behind them without a border the heading of a section or a group: 0三、收到和处理…
_HEADING = re.compile(
    r"(?P<value>[-+]?\d[\d.,+-]*)"
    r"(?P<text>(?:[一二三四五六七八九十]{1,3}、|[一二三四五六七八九]$|\([一二三四五六七八九十]{1,3}\)).*)"
)
# A label that is not known and the digits behind it, or the number of one: 0000000|2.|其他|法律和法规…|00.
_ROW = re.compile(
    r"(?P<text>(?:\d[.、])?[^\d\s.,+-][^\d\s]{3,}|\d[.、]$)"
    r"|(?P<value>[-+]?\d[\d.,+-]*?)(?=\d[.、](?:[^\d\s]{4}|$)|[^\d.,+-]|$)"
)
_NUMBER_OF_LABEL = re.compile(r"\d[.、]$")
_YEAR_GLUED = re.compile(r"\d年")
_KINDS: tuple[Literal["value", "text"], ...] = ("value", "text")
_NUMBER_AND_UNIT = re.compile(r"[-+]?\d[\d.,]*[^\d.,\s]{0,2}")
# A number with words in its cell, which the number alone would leave out.
_WORDY_NUMBER = re.compile(r"[\u4e00-\u9fff(]{0,2}(?<!第)\d(?:[\d.,]*\d)?(?:(?![\d.,、)年]).+)?")
# A number and its multiplier with a blank between: one piece, whose value is not certain.
_MULTIPLIED = re.compile(r"(?<![\d.,])\d[\d.,]*[^\S\n]+(?:[万千百亿余多][^\s\d]{0,2}|[年月日])(?!\S)")
# A piece with a digit in it that is no number, no label and no words: 2024/1/3, 12:30, 5x, ①.
_ODD = re.compile(r"(?!第?\d{1,4}页|(?:19|20)\d\d年度?$)(?!.*[\u4e00-\u9fff]{3})(?=.*[\d①-⑳]).+")
_ORDINAL_ALONE = re.compile(r"\(?\d{1,2}[.、)]")
# Two numbers a blank apart, where columns are three or more apart: of one cell, 0 6.
_IN_ONE_COLUMN = r"(?<=\s\s\s)\d{1,9} \d{1,9}(?=\s\s\s|\s*$)"
_PIECE = re.compile(rf"{_MULTIPLIED.pattern}|{_IN_ONE_COLUMN}|\S+")


@record(frozen=True, slots=True)
class Token:
    """A piece of a line. `text` is compact for a label, as printed for a value."""

    kind: Literal["text", "value", "blank"]
    text: str
    where: Where


@record(frozen=True, slots=True)
class Line:
    """Tokens that belong together.

    ``shape="row"``: the cells of one printed row. ``"stream"``: cells in order, row ends lost.
    ``"loose"``: a line of text without cell borders; an empty cell leaves no trace in it.
    ``regular`` is False for a row that covers fewer or more columns than its table's rows usually do.
    """

    tokens: tuple[Token, ...]
    shape: Literal["row", "stream", "loose"]
    regular: bool = True


# Where a text stands first (in a cell, or in a line), and its tokens there: texts come again and again.
Known = dict[tuple[type, str], tuple[Where, tuple[Token, ...]]]


def lines(
    blocks: Iterable[Block], labels: re.Pattern[str] | None = None, known: Known | None = None
) -> Iterator[Line]:
    """The lines of some blocks; sentences of running text, and pictures, give none.

    `labels` is a pattern, over compact text, for all that the tables in question print: that of the
    official tables 二, 三 and 四 if none is given. `known` is shared by calls with the same labels.
    """
    # Statistics tables print words behind numbers: only some of them are remarks there.
    remark = spellings.DOUBT if labels else spellings.REMARK
    loose = partial(_with_remarks, labels=labels or spelling_pattern(), remark=remark)
    labels = labels or spelling_pattern()
    known = {} if known is None else known
    for block in blocks:
        if isinstance(block, Picture):
            continue
        if isinstance(block, Paragraph):
            for piece in _unfinished_sentences(block):
                if (key := (Paragraph, piece.text)) not in known:
                    known[key] = piece.where, loose(tuple(_exploded(piece.text, piece.where, labels)))
                yield Line(_at(piece.where, *known[key]), "loose")
            continue
        usual = block.usual_width
        for row, width in zip(block.rows, block.widths, strict=True):
            cells = [_cell(cell, labels, known) for cell in row]
            if block.spaced and block.shape != "stream":
                yield Line(loose(tuple(chain.from_iterable(cells))), "loose", width == usual)
            elif block.shape == "stream":
                yield Line(_with_tails(cells), "stream")
            else:
                yield Line(_with_tails(cells), "row", width == usual)


def tail_of(line: Line) -> tuple[Token, ...]:
    """What a line begins with that may be left of the last cell of the row above, which broke into two
    lines: numbers before a label or alone, or 万. A page number stands there now and then too.
    """
    first = line.tokens[:1]
    if line.shape == "stream":
        return ()
    if line.shape == "row" and any(token.kind != "blank" for token in line.tokens[1:]):
        return ()
    if first and first[0].kind == "text" and is_tail(first[0]):
        words = first[0].text  # 、 alone goes on with a label that broke
        return first if spellings.MULTIPLIER.fullmatch(words) or any(map(str.isdigit, words)) else ()
    return tuple(takewhile(lambda token: token.kind == "value", line.tokens))


def is_tail(token: Token) -> bool:
    """Whether a piece may be what is left of a cell that broke into two lines: a number, 万, 存疑."""
    patterns = (spellings.MULTIPLIER, spellings.DOUBT, spellings.MEASURE)
    return token.kind == "value" or any(pattern.fullmatch(token.text) for pattern in patterns)


def with_tail(cell: Token, tail: Sequence[Token]) -> Token:
    """A cell with what stands of it in the next line."""
    text = " ".join((cell.text, *(token.text for token in tail)))
    return replace(cell, text=text, where=cell.where._replace(end=tail[-1].where.end))


def _with_tails(cells: Iterable[Sequence[Token]]) -> tuple[Token, ...]:
    """The tokens of a row, each cell that makes the number before it uncertain put to that: 245 | 待核."""
    joined: list[Token] = []
    for cell in cells:
        above = [token.kind for token in joined[-1:]]
        if above == ["value"] and [t.kind for t in cell] == ["text"] and is_tail(cell[0]):
            joined[-1] = with_tail(joined[-1], cell)
        else:
            joined += cell
    return tuple(joined)


def _with_remarks(
    tokens: Sequence[Token], labels: re.Pattern[str], remark: re.Pattern[str]
) -> tuple[Token, ...]:
    """The tokens of a line, a short remark behind a number (5 有误) put to the number it makes uncertain.

    It is one where it is no label and no unit, and no number follows. An odd piece beside numbers (2024/1/3)
    stands where a number does.
    """
    tokens = _with_odd_pieces(tokens, labels) if remark is spellings.REMARK else tokens
    tokens = _with_words_of_doubt(tokens)
    remarks = {
        i
        for i, token in enumerate(tokens)
        if i and tokens[i - 1].kind == "value" and all(t.kind == "text" for t in tokens[i + 1 : i + 2])
        if token.kind == "text" and remark.fullmatch(token.text) and not labels.fullmatch(token.text)
    }
    return tuple(
        replace(token, text=f"{token.text} {tokens[i + 1].text}") if i + 1 in remarks else token
        for i, token in enumerate(tokens)
        if i not in remarks
    )


def _with_words_of_doubt(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens of a line, two numbers with a word of doubt between them as one value, and a number with
    its bound: ≥ 245.

    Whose word it is, and whether two cells stand there, is not certain: 0 存疑 0, 152 其中网上2.
    """
    joined: list[Token] = []
    for token in tokens:
        word = joined[-1].text if token.kind == "value" and joined and joined[-1].kind == "text" else ""
        bound = spellings.BOUND.fullmatch(word)
        if len(joined) > 1 and joined[-2].kind == "value" and (bound or spellings.DOUBT_WORD.fullmatch(word)):
            joined[-2:] = [with_tail(joined[-2], (joined[-1], token))]
        elif bound:
            joined[-1] = replace(with_tail(joined[-1], (token,)), kind="value")
        else:
            joined.append(token)
    return tuple(joined)


def _with_odd_pieces(tokens: Sequence[Token], labels: re.Pattern[str]) -> tuple[Token, ...]:
    """The tokens of a line, each odd piece that has a number beside it as one value.

    One that begins with a word (0 应为2) may be a remark on the number before it: it is put to that.
    """
    joined: list[tuple[bool, Token]] = []
    for i, token in enumerate(tokens):
        odd = token.kind == "text" and _ODD.fullmatch(token.text) is not None
        numbers_label = _ORDINAL_ALONE.fullmatch(token.text) and _HAN.match(_text_at(tokens, i + 1))
        odd = odd and not labels.fullmatch(token.text) and not numbers_label
        above = joined[-1] if joined else None
        if odd and above and above[0] and _touch(above[1].where, token.where):
            place = above[1].where._replace(end=token.where.end)
            joined[-1] = (True, Token("text", above[1].text + token.text, place))
        else:
            joined.append((odd, token))
    kept: list[Token] = []
    for beside, group in groupby(joined, key=lambda each: each[0] or each[1].kind == "value"):
        found = list(group)
        row = beside and any(token.kind == "value" for _, token in found)
        kept += [replace(token, kind="value") if row and odd else token for odd, token in found]
    worded = [t.kind == "value" and bool(_HAN.match(t.text)) and not is_mark(t.text) for t in kept]
    for i in range(len(kept) - 1, 0, -1):
        if worded[i] and kept[i - 1].kind == "value":
            kept[i - 1 : i + 1] = [with_tail(kept[i - 1], kept[i : i + 1])]
    return tuple(kept)


def _touch(above: Where, below: Where) -> bool:
    """Whether two tokens are of one piece."""
    return above == below or above.end == below.start


def _text_at(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) and tokens[at].kind == "text" else ""


def _unfinished_sentences(paragraph: Paragraph) -> Iterator[Paragraph]:
    """The parts of a paragraph that do not end as a sentence does: tables flattened into text."""
    for match in _SENTENCE.finditer(paragraph.text):
        text = match[0].strip()
        if len(text) == len(paragraph.text) and text[-1:] not in "。；！？":
            yield paragraph
        elif text and text[-1] not in "。；！？":
            start = paragraph.where.start + match.start() + match[0].index(text)
            yield Paragraph(text, paragraph.where._replace(start=start, end=start + len(text)))


def _cell(cell: Cell, labels: re.Pattern[str], known: Known) -> tuple[Token, ...]:
    if is_unsure(cell.where):
        return tuple(_read(cell, labels))
    if (key := (Cell, cell.text)) not in known:
        known[key] = cell.where, tuple(_read(cell, labels))
    return _at(cell.where, *known[key])


def _at(where: Where, first: Where, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens of a text that stood first at `first`, where the same text stands at `where`."""
    if where is first:
        return tokens

    def moved(place: Where) -> Where:
        return where if place is first else _span(where, place.start - first.start, place.end - first.start)

    return tuple(Token(token.kind, token.text, moved(token.where)) for token in tokens)


def _read(cell: Cell, labels: re.Pattern[str]) -> Iterator[Token]:
    plain = compact(cell.text)
    if not plain:
        yield Token("value" if is_unsure(cell.where) else "blank", "", cell.where)
    elif is_value(cell.text) or _unsure(cell):
        yield Token("value", cell.text, cell.where)
    elif labels.fullmatch(plain):
        yield Token("text", plain, cell.where)
    else:
        tokens = list(_exploded(cell.text, cell.where, labels))
        # 100%, #REF!, √, 二, 1 万件, 5 有误: no label of any form; it stands where a value does.
        wordy = _is_wordy(plain, labels)
        odd = any(token.kind == "text" for token in tokens) and (wordy or not _WORDS.search(plain))
        yield from [Token("value", cell.text, cell.where)] if odd else tokens


def _is_wordy(plain: str, labels: re.Pattern[str]) -> bool:
    """Whether a cell has words beside its number that are no label and no unit alone."""
    if not _WORDY_NUMBER.fullmatch(plain):
        return False
    rest = plain.lstrip("0123456789.,")
    units = len(rest) < len(plain) and labels.fullmatch(rest) is None
    return not labels.search(plain) or (units and all(len(m[0]) < 3 for m in labels.finditer(plain)))


def _unsure(cell: Cell) -> bool:
    """Whether character recognition saw something that is no word and is not certain what it says."""
    return is_unsure(cell.where) and not _HAN.search(cell.text)


def is_unsure(where: Where) -> bool:
    """Whether what stands at a place was recognised (OCR) with less than `LEAST_CONFIDENCE`."""
    return where.confidence is not None and where.confidence < LEAST_CONFIDENCE


def _exploded(text: str, where: Where, labels: re.Pattern[str]) -> Iterator[Token]:
    """Labels and values of a text in which they may stand without any border."""
    plain, offsets = compact_offsets(text)
    done = 0
    for match in labels.finditer(plain):
        start = match.start() + _of_number(plain, offsets, match)
        before = words_before(plain, offsets, done, start)
        if not spellings.OF_NUMBER.fullmatch(plain, start - before, start):
            start -= before
        label = plain[start : match.end()]
        yield from _words(text, offsets, done, start, where, numbered=len(label) < 3)  # 3.其他
        yield Token("text", label, _span(where, offsets[start], offsets[match.end() - 1] + 1))
        done = match.end()
    yield from _words(text, offsets, done, len(plain), where)


def _of_number(plain: str, offsets: Sequence[int], match: re.Match[str]) -> int:
    """How much at a label's start belongs to the number before it: 7、 in ``17、 咨询数``, else nothing."""
    ordinal, start = _ORDINAL_ALONE.match(match[0]), match.start()
    if ordinal is None or not start or not plain[start - 1].isdecimal():
        return 0
    end = start + ordinal.end()
    if end == match.end() or offsets[start] != offsets[start - 1] + 1:
        return 0
    return ordinal.end() if offsets[end] > offsets[end - 1] + 1 else 0


def _words(
    text: str, offsets: Sequence[int], first: int, last: int, where: Where, *, numbered: bool = False
) -> Iterator[Token]:
    """What stands between two known labels, cut at blanks; `numbered`: the label behind needs its number."""
    if first == last:
        return
    begin = offsets[first]
    piece = text[begin : offsets[last - 1] + 1]
    beside_label = first > 0 or last < len(offsets)
    for match in _PIECE.finditer(_SPACED_PAGE_NUMBER.sub(lambda m: " " * len(m[0]), piece)):
        plain, place = compact(match[0]), _span(where, begin + match.start(), begin + match.end())
        if not plain or _PAGE_NUMBER.fullmatch(plain):
            continue
        if is_value(plain) or _MULTIPLIED.fullmatch(match[0]):
            yield Token("value", match[0], place)
            continue
        next_label = offsets[last] if last < len(offsets) else None
        before_label = numbered and place.end == where.start + (next_label or -1)
        parts = _parts(plain, place, before_label=before_label) if beside_label else []
        if _DIGITS.fullmatch(plain) and len(parts) < 2:
            yield Token("value", match[0], place)
        elif parts:
            yield from parts
        elif len(units := _NUMBER_AND_UNIT.findall(plain)) > 1 and "".join(units) == plain:
            certain = all(map(is_value, units))
            yield from (Token("value" if certain else "text", text, place) for text in units)
        else:
            yield Token("text", plain, place)


def _parts(plain: str, place: Where, *, before_label: bool) -> list[Token]:
    """Digits and words without a border between them, if a piece is nothing else.

    `before_label`: a label that needs its number follows without a blank: the last digit is that.
    """
    if _YEAR_GLUED.search(plain) or (_NUMBER_OF_LABEL.search(plain) and not before_label):
        return []  # 5.52024年, 526、: where the number ends is not certain
    heading = _HEADING.fullmatch(plain)
    matches = [heading] if heading else list(_ROW.finditer(plain))
    parts = [
        Token(kind, text, _span(place, match.start(kind), match.end(kind)))
        for match in matches
        for kind in _KINDS
        if (text := match[kind])
    ]
    whole = "".join(part.text for part in parts) == plain
    misprint = any(a.kind == "value" and spellings.lacks_its_first(b.text) for a, b in pairwise(parts))
    return parts if whole and not misprint and any(part.kind == "value" for part in parts) else []


def _span(where: Where, start: int, end: int) -> Where:
    begin = where.start
    return Where(  # `dataclasses.replace` takes four times as long
        begin + start,
        begin + end,
        where.line,
        where.page,
        where.table,
        where.row,
        where.column,
        where.confidence,
    )
