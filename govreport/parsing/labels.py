"""Printed labels to rows of a form: by what they say, whole or in pieces, never by their position."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import combinations, pairwise

from govreport.document import record
from govreport.forms import Row, TableForm
from govreport.normalize import compact
from govreport.parsing.spellings import UNIT_REMARK, means_another, narrows

__all__ = ["LabelMatch", "Labels", "labels_of"]

_ORDINAL = re.compile(r"\(?([一二三四五六七八九十\d])(?:\)[、.,]?|[、.,:]|(?<=\d)(?=\D))")
# A note behind a label says what it covers: 规范性文件(指以县政府名义印发的文件); others narrow it.
_NOTE = re.compile(r"\((?:[指含即]|包[括含])[^()\d年月季上比增减约余率元]{1,40}\)")
# A label is printed in a few pieces at most; what stands further back belongs to other rows.
_MOST_PIECES = 10
_MOST_SKIPPED = 6
# A typing error changes one or two characters; no two labels of a form are this alike (tested).
_SHORT, _REMEMBERED = 40, 4096  # characters of a text that comes again in other reports; how many of them
_ALIKE = 0.8
_YEAR = re.compile(r"(?:19|20)\d\d年")  # 2022年新收… is no slip for 本年新收…
_COUNT = re.compile(r"[总件]?数量?|情况|事项")
_APART = 0.12


@record(frozen=True, slots=True)
class LabelMatch:
    """The row that some pieces of text name; `taken_after` pieces of it stand behind the values."""

    row: str
    taken_after: int = 0


def _key(text: str) -> str:
    """A label without the spelling of its number: ``2、其他法律…`` and ``2.其他法律…`` are one."""
    text = UNIT_REMARK.sub("", text).replace("其它", "其他") or text
    match = _ORDINAL.match(text)
    if match is None:
        return text
    core = text[match.end() :]
    return core if len(core) >= 3 else match[1] + core


class Labels:
    """The row labels of one table form, and what else the form prints around them."""

    def __init__(self, form: TableForm) -> None:
        self._form = form
        self._rows = {_key(label): row.id for row in form.rows for label in (*row.labels, *row.seen)}
        parts = {text for row in form.rows for text in row.under}
        parts.update(form.headers, (compact(column.zh) for column in form.columns))
        parts.update(text for column in form.columns for text in column.also)
        self._around = tuple(sorted(parts - set(self._rows)))
        self._known_part = lru_cache(_REMEMBERED)(self._is_part_of_form)

    def exact(self, text: str) -> str | None:
        """The row of which a text is a known spelling, whole and without error."""
        return self._rows.get(_key(text))

    def is_around(self, piece: str) -> bool:
        """Whether a piece of text is (part of) a group label or header of the form, or no text at all."""
        if piece in self._around or not re.search(r"[\w≥≤<>≈~±]", piece):
            return True
        return not narrows(piece) and any(piece in text for text in self._around)

    def is_part(self, text: str) -> bool:
        """Whether a text is (part of) a label, a group or a head of the form, and no short word in one."""
        return self._known_part(text) if len(text) <= _SHORT else self._is_part_of_form(text)

    def _is_part_of_form(self, text: str) -> bool:
        part = len(text) >= 4 and any(_overlap(_key(text), label) for label in self._rows)
        return part or self.exact(text) is not None or self.is_around(text)

    def match(self, before: Sequence[str], after: Sequence[str] = ()) -> LabelMatch | None:
        """The row named by the pieces of text before its values.

        Parameters
        ----------
        before : sequence of str
            Compact pieces since the values of the row above, in reading order.
        after : sequence of str
            Pieces up to the next values: a label wrapped around its values goes on there.

        Returns
        -------
        LabelMatch or None
            None if no row, or more than one row, is named: pieces of another row's label that are
            left unused make the match uncertain.
        """
        for start in range(len(before) - 1, max(-1, len(before) - 1 - _MOST_PIECES), -1):
            for label in self._readings(before[start:]):
                if label in self._rows:
                    return self._unless_disputed(LabelMatch(self._rows[label]), before[:start])
        for start in range(len(before) - 1, max(-1, len(before) - 1 - _MOST_PIECES), -1):
            for end in range(1, min(len(after), 4) + 1):
                for label in self._readings((*before[start:], *after[:end])):
                    if label in self._rows:
                        return self._unless_disputed(LabelMatch(self._rows[label], end), before[:start])
        return self._alike(before)

    def below(self, above: str | None, text: str) -> str | None:
        """The row below another of which a text is the label without its number: 其他 for ``3.其他``."""
        row = self._next(above)
        return row.id if row and any(_core(label) == text for label in row.labels) else None

    def match_behind_empty(
        self, before: Sequence[str], above: str | None
    ) -> tuple[tuple[str, ...], LabelMatch | None]:
        """The rows of which a text has the label and no number, and the row below them that it names.

        ``2.重复申请3.其他(七)总计5``: where empty cells leave no trace, their labels follow one another.
        """
        passed: list[str] = []
        pieces = [piece for piece in before if self.exact(piece) or not self.is_around(piece)]
        while len(pieces) > 1:
            row = self._next(above)
            if row is None or row.id not in (self.exact(pieces[0]), self.below(above, pieces[0])):
                break
            passed.append(row.id)
            above, pieces = row.id, pieces[1:]
        row = self._next(above)
        named = row and row.id in (self.exact("".join(pieces)), self.below(above, "".join(pieces)))
        return (tuple(passed), LabelMatch(row.id)) if passed and row and named else ((), None)

    def _next(self, above: str | None) -> Row | None:
        return next((below for row, below in pairwise(self._form.rows) if row.id == above), None)

    def _readings(self, pieces: Sequence[str]) -> Iterator[str]:
        """Keys of what the pieces say together, with any choice of surrounding pieces left out.

        A whole header behind the label is not left out: it parts the label from the number.
        """
        around = (self.is_around(piece) or _NOTE.fullmatch(piece) for piece in pieces)
        optional = [i for i, is_around in enumerate(around) if is_around][-_MOST_SKIPPED:]
        for count in range(len(optional) + 1):
            for left_out in combinations(optional, count):
                kept = [i for i in range(len(pieces)) if i not in left_out]
                if kept and kept[0] == 0 and not self._are_parted(pieces[kept[-1] + 1 :]):
                    yield _key("".join(pieces[i] for i in kept))

    def _are_parted(self, behind: Sequence[str]) -> bool:
        """Whether a whole header or group stands behind a label."""
        return any(piece in self._around for piece in behind)

    def _unless_disputed(self, match: LabelMatch, unused: Sequence[str]) -> LabelMatch | None:
        others = [label for label, row in self._rows.items() if row != match.row]
        for piece in unused:
            if not self.is_around(piece) and any(_overlap(_key(piece), label) for label in others):
                return None
        return match

    def _alike(self, before: Sequence[str]) -> LabelMatch | None:
        """The row whose label differs from the last piece, or from all pieces, by a typing error."""
        at = [i for i, piece in enumerate(before) if not self.is_around(piece)]
        own = [before[i] for i in at]
        if not at or self._are_parted(before[at[-1] + 1 :]):
            return None
        for text, unused in ((own[-1:], own[:-1]), (own, [])):
            key = _key("".join(text))
            if len(key) < 4:
                continue
            scored = sorted(
                (
                    (SequenceMatcher(None, key, label, autojunk=False).ratio(), row, label)
                    for label, row in self._rows.items()
                ),
                reverse=True,
            )
            best, row, name = scored[0]
            second = next((score for score, other, _ in scored if other != row), 0.0)
            if best < _ALIKE or best - second < _APART:
                continue
            whole = (label for label, named in self._rows.items() if named == row and label != key)
            if (
                means_another(key, name)
                or _YEAR.search(key)
                or any(_has_words_beside(key, label) for label in whole)
            ):
                return None  # 非行政许可, 行政许可申请: no error of typing, another word
            foreign = any(len(piece) > 1 and not self._is_part(piece, row) for piece in own)
            return None if foreign and not unused else self._unless_disputed(LabelMatch(row), unused)
        return None

    def _is_part(self, piece: str, row: str) -> bool:
        """Whether a piece may be one of a label of a row, and is not rather the whole of another label."""
        return any(_overlap(_key(piece), label) for label, named in self._rows.items() if named == row)


@cache
def labels_of(form: TableForm) -> Labels:
    """The labels of a table of an official form."""
    return Labels(form)


def _core(label: str) -> str:
    """A label without its number."""
    match = _ORDINAL.match(label)
    return label[match.end() :] if match else label


def _has_words_beside(text: str, label: str) -> bool:
    """Whether a text is a label and other words before or behind it; 数 is none."""
    return text.endswith(label) or (text.startswith(label) and not _COUNT.fullmatch(text, len(label)))


def _overlap(piece: str, label: str) -> bool:
    """Whether a piece shares four characters in a row (or all it has) with a label."""
    size = min(4, len(piece), len(label))
    return size >= 2 and any(piece[i : i + size] in label for i in range(len(piece) - size + 1))
