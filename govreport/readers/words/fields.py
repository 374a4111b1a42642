"""Fields of Word files: their codes are not printed, and a field without a certain result is no blank."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

__all__ = ["Fields"]

_Element = etree._Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 100  # fields in one another
_OFF = ("0", "false", "off")
# Fields that print nothing, or nothing of their own.
_SILENT = frozenset(
    "XE TC TA RD SET ASK FILLIN PRIVATE NEXT NEXTIF SKIPIF TOC INDEX HYPERLINK BOOKMARK".split()
)
_CHOSEN = ("FORMDROPDOWN", "FORMCHECKBOX")  # what they show is set in the field, not in its result


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_code: bool = True
    prints: bool = False
    stale: bool = False

    def unsure(self) -> str:
        kind = (self.code.split() or [""])[0].upper()
        certain = not self.stale and kind not in _CHOSEN and (self.prints or kind in _SILENT)
        return "" if certain else f"the field {' '.join(self.code.split())!r}"


class Fields:
    """The fields that are open while a part of a file is walked through, the innermost last."""

    def __init__(self, *roots: _Element) -> None:
        self._open: list[_Field] = []
        self._lone = {mark for root in roots for mark in _lone(root)}

    def pass_mark(self, mark: _Element) -> str:
        """Pass the begin, middle or end of a field; the field, if it ends and what it prints is unsure."""
        kind = mark.get(f"{_W}fldCharType")
        if mark in self._lone:
            return ""
        if kind == "begin":
            self._begin(_Field(stale=_is_stale(mark)))
        elif kind == "separate" and self._open:
            self._open[-1].in_code = False
        elif kind == "end":
            return self.end()
        return ""

    def begin(self, field: _Element) -> None:
        """Begin a field that is one element (``w:fldSimple``) and holds its result."""
        self._begin(_Field(field.get(f"{_W}instr", ""), in_code=False, stale=_is_stale(field)))

    def _begin(self, field: _Field) -> None:
        self._open.append(field)
        if len(self._open) > _DEEPEST:
            raise ValueError(f"fields in at most {_DEEPEST} fields were expected, here are more")

    def end(self) -> str:
        """End the innermost field; the field, if what it prints is unsure."""
        return self._open.pop().unsure() if self._open else ""

    def say(self, code: str) -> None:
        """A piece of the code of the innermost field."""
        if self._open:
            self._open[-1].code += code

    def in_code(self) -> bool:
        """Whether what stands here is part of a code."""
        return any(field.in_code for field in self._open)

    def printed(self) -> None:
        """Something was printed here."""
        for field in self._open:
            field.prints = True


def _lone(root: _Element) -> set[_Element]:
    """The marks in a part of a file that begin a field that never ends, or end one that never began."""
    begun: list[list[_Element]] = []
    lone = set()
    for mark in root.iter(f"{_W}fldChar"):
        kind = mark.get(f"{_W}fldCharType")
        if kind == "begin":
            begun.append([mark])
        elif not begun:
            lone.add(mark)
        elif kind == "end":
            begun.pop()
        else:
            begun[-1].append(mark)
    return lone.union(*begun)


def _is_stale(field: _Element) -> bool:
    return field.get(f"{_W}dirty", "0") not in _OFF
