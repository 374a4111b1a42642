"""The printed rows of a statistics table: labels, and the cells behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from govreport.forms import Row
from govreport.normalize import compact
from govreport.numbers import is_mark, is_value
from govreport.parsing.cells import Line, Token, is_tail, lines, tail_of, with_tail
from govreport.parsing.statistics.place import Survey
from govreport.parsing.statistics.words import TAIL, UNIT, vocabulary

__all__ = ["Record", "is_number", "records_of"]

# A unit, its number and the words of the next row: 元00接受.
_GLUED = re.compile(rf"(?P<cell>{UNIT.pattern})(?P<digits>\d+)(?P<words>[\u4e00-\u9fff].*)")
# A number that a colon parts from its label, and the comma before the next: :346条,
_STATED = re.compile(rf":(?P<digits>\d(?:[\d.,]*\d)?(?:{UNIT.pattern})?)[,;、]?")
# 5+3, what is left of a telephone number (6598123转2), or a second number with its unit: 2篇.
_NO_NUMBER = re.compile(
    rf"\d[\d.,]*[=+~×:/;-]\d*|(?!(?:19|20)\d\d年)\d{{2,}}(?![\d.,、]).*|\d(?:{UNIT.pattern})"
)
# Behind a number without a border: the rest of a date or of a telephone number.
_NO_LABEL = re.compile(r"[年月日转]|[^\d(]*\d(?![.、])")


# Words that make of a label that of a part, or of its contrary.
_NARROWER = re.compile(r"其中:?[^\W\d_]|[不未非](?:予|能|准)?$|[上去往]年")


@dataclass(slots=True)
class Record:
    """A printed row: its label, and the cells behind it."""

    label: Token
    line: Line
    cells: list[Token] = field(default_factory=list)
    row: Row | None = None
    unit: str | None = None
    two_rows: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether a bracket of its label is still open: the row goes on where the next page begins."""
        return self.label.text.count("(") > self.label.text.count(")")

    @property
    def empty(self) -> bool:
        return all(cell.kind == "blank" for cell in self.cells)

    @property
    def over_lines(self) -> bool:
        """Whether its cells are lines of their own, so that an empty one leaves no trace."""
        line = self.label.where.line
        return line is not None and any(cell.where.line != line for cell in self.cells)


def is_number(token: Token) -> bool:
    return token.kind == "value" and not is_mark(token.text)


def records_of(survey: Survey) -> Iterator[Record]:
    """The printed rows: a label, or any other words, and the cells up to the next words."""
    record: Record | None = None
    for line in lines(survey.blocks, vocabulary()):
        tail = tail_of(line) if record and record.cells and record.cells[-1].kind == "value" else ()
        if record and tail and _is_one_line(record) and not _begins_a_label(line, len(tail)):
            record.cells[-1] = with_tail(record.cells[-1], tail)
            line = replace(line, tokens=line.tokens[len(tail) :])
            if not line.tokens:
                continue
        if record and (line.shape == "row" or record.line.shape != line.shape):
            yield record
            record = None
        for at, token in enumerate(line.tokens):
            if token.kind == "text" and TAIL.match(token.text):
                if line.shape == "row":
                    break
                if record:
                    yield record
                return
            if record and not record.cells and token.text == ":":
                continue
            if record and not record.cells and (stated := _STATED.fullmatch(token.text)):
                token = _part(token, stated, "digits")
            if record and token.kind == "text" and (glued := _GLUED.fullmatch(token.text)):
                _behind_unit(_part(token, glued, "cell"), record)
                digits, words = _part(token, glued, "digits"), _part(token, glued, "words")
                odd = is_tail(words) or _NO_LABEL.match(words.text)
                record.cells.append(with_tail(digits, (words,)) if odd else digits)
                if odd:
                    continue
                token = words
            elif record and record.cells and line.shape == "loose" and _NO_NUMBER.fullmatch(token.text):
                token = replace(token, kind="value")
            elif record and line.shape == "loose" and _is_rest(line, at, record.cells[-1:]):
                record.cells[-1] = with_tail(record.cells[-1], (token,))
                continue
            if token.kind == "text" and UNIT.match(token.text) and record:
                token = _behind_unit(token, record)
            if token.kind == "text" and not UNIT.fullmatch(token.text):
                if record and _narrows(record, token):
                    text = record.label.text + token.text
                    record.label = Token("text", text, record.label.where._replace(end=token.where.end))
                    continue
                if record and line.shape == "row" and not record.cells:
                    record.label = token  # the last label in a row is its own; before it stands its group
                    continue
                if record:
                    _with_sign_of_number(record, token)
                    yield record
                record = Record(token, line)
            elif record and (token.kind == "value" or (token.kind == "blank" and line.shape != "loose")):
                dash = not record.cells and re.fullmatch(r"-+|/", compact(token.text))
                if not (dash and record.unit is None and len(line.tokens) > 2):
                    record.cells.append(token)
    if record:
        yield record


def _is_rest(line: Line, at: int, cell: Sequence[Token]) -> bool:
    """Whether words behind a number are a multiplier or take it back: 2 千, 4 见附件."""
    token = line.tokens[at]
    words = token.kind == "text" and not UNIT.fullmatch(token.text) and not vocabulary().match(token.text)
    number = bool(cell) and is_number(cell[-1])
    return words and number and is_tail(token) and not _begins_a_label(line, at + 1)


def _with_sign_of_number(record: Record, words: Token) -> None:
    """Digits before a sign and a label are uncertain: it may be the dot of its number (183干同意公开)."""
    plain, last = words.text, record.cells[-1:]
    sign = vocabulary().fullmatch(plain[1:]) and not vocabulary().fullmatch(plain)
    if sign and last and is_number(last[0]) and last[0].where.end == words.where.start:
        place = words.where._replace(end=words.where.start + 1)
        record.cells[-1] = with_tail(last[0], (Token("text", plain[0], place),))


def _begins_a_label(line: Line, count: int) -> bool:
    """Whether words that may be left of the line above touch the label behind them: 上年 | 申请总数."""
    last, following = line.tokens[count - 1], line.tokens[count : count + 1]
    words = last.kind == "text" and bool(_NARROWER.search(last.text))
    return words and any(t.kind == "text" and t.where.start == last.where.end for t in following)


def _narrows(record: Record, token: Token) -> bool:
    """Whether the words that touch a label make it another row's: 其中:网上 | 主动公开信息数."""
    words = record.label
    touch = words.where.end == token.where.start and not record.cells and record.unit is None
    if record.line.shape == "row" and words.text.endswith(("单位", "累计")):
        return touch  # in the cell of a label they are no heads
    return touch and bool(_NARROWER.search(words.text)) and not vocabulary().fullmatch(compact(words.text))


def _is_one_line(record: Record) -> bool:
    """Whether a row stands in one line, so that what stands alone below belongs to its last cell."""
    return record.line.shape != "stream" and not record.over_lines


def _part(token: Token, match: re.Match[str], name: str) -> Token:
    kind: Literal["text", "value"] = "value" if name == "digits" else "text"
    start = token.where.start + match.start(name)
    return Token(kind, match[name], token.where._replace(start=start, end=start + len(match[name])))


def _behind_unit(token: Token, record: Record) -> Token:
    """The number behind a unit without border (``条346``), or the unit, which the record keeps.

    A second unit belongs to a row whose label is lost: then it is not certain whose the cells are.
    """
    unit = UNIT.match(token.text)
    assert unit is not None
    rest = token.text[unit.end() :]
    if rest and not is_value(rest) and not rest.isdecimal():
        return token
    record.two_rows |= record.line.shape != "row" and (record.unit is not None or bool(record.cells))
    record.unit = record.unit or unit[0]
    if not rest:
        return token
    return Token("value", rest, token.where._replace(start=token.where.end - len(rest)))
