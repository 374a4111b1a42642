"""How large an XLSX file is once it is opened, before the libraries open it that make room for all of it."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import IO

from lxml import etree

from govreport.readers.limits import DAMAGE, MOST_CELLS, MOST_CHARACTERS, is_markup, whole_number
from govreport.readers.sheets.values import MOST_SLOTS, TOO_LARGE

__all__ = ["require_size"]

_Element = etree._Element
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?0*([0-9]{1,7})")
_MOST_STYLES = 100_000
_MOST_FORMULAS = 3_000_000  # characters of formulas, each time counted that a cell shares them
_RANGES = frozenset({"mergeCell", "hyperlink", "comment"})  # of these openpyxl makes every cell
_STYLES = frozenset({"xf", "dxf", "font", "fill", "border", "numFmt", "cellStyle"})
_WATCHED = [f"{{*}}{tag}" for tag in ("row", "c", "si", *_RANGES, *_STYLES)]
_BEGINNING = 100  # bytes in which a part says that it is XML


def require_size(data: bytes) -> None:
    """Refuse an XLSX file that is larger than any report once its cells stand in their places.

    Cells may stand so far apart that the room between them fills the memory, many cells may share one long
    text or formula, and a merged range or a link may cover the whole sheet.

    Raises
    ------
    ValueError
        If it is, or if a part is no XML or a cell has no address that Excel knows.
    """
    size = _Size()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if _is_markup(archive, name)]
        # The shared texts first: cells only name them.
        for name in sorted(parts, key=lambda name: "sharedstrings" not in name.lower()):
            with archive.open(name) as part:
                size.add(part, recover=name.lower().endswith(".vml"))


def _is_markup(archive: zipfile.ZipFile, name: str) -> bool:
    try:
        with archive.open(name) as part:
            return is_markup(part.read(_BEGINNING))
    except DAMAGE:  # a part that nobody may need: whoever does will say so
        return False


class _Size:
    """What the parts of a file have together, as they are passed."""

    def __init__(self) -> None:
        self._texts: list[int] = []  # characters of each shared text
        self._cells = self._characters = self._formulas = self._styles = self._ranges = 0

    def add(self, part: IO[bytes], *, recover: bool) -> None:
        """Pass one part of the file; Excel writes VML that is no XML."""
        self._row = self._column = self._rows = self._columns = 0
        self._shared: dict[str, int] = {}  # characters of each formula that cells share
        walk = etree.iterparse(
            part,
            events=("start", "end"),
            tag=_WATCHED,
            resolve_entities=False,
            recover=recover,
            huge_tree=True,
        )
        for event, element in walk:
            tag = etree.QName(element).localname
            if event == "start":
                if tag == "row":
                    self._row, self._column = whole_number(element.get("r"), self._row + 1), 0
                continue
            if tag == "c":
                self._cell(element)
            elif tag == "si":
                self._texts.append(sum(len(text) for text in element.itertext()))
            elif tag in _RANGES:
                self._range(element.get("ref", ""))
            elif tag in _STYLES:
                self._styles += 1
            element.clear()
            if tag in ("row", "si"):
                while element.getprevious() is not None:
                    del element.getparent()[0]
        if self._styles > _MOST_STYLES:
            raise ValueError(f"a spreadsheet of at most {_MOST_STYLES} styles was expected, it has more")

    def _cell(self, cell: _Element) -> None:
        address = cell.get("r")
        row, column = (self._row, self._column + 1) if address is None else _place(address)
        self._column = column
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise ValueError(TOO_LARGE)
        if len(cell):
            self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        if self._rows * self._columns > MOST_SLOTS:
            raise ValueError(TOO_LARGE)
        for child in cell:
            if str(child.tag).endswith("}f") or child.tag == "f":
                self._formula(child)
            elif cell.get("t") == "s":
                at = whole_number((child.text or "").strip(), len(self._texts))
                self._characters += self._texts[at] if at < len(self._texts) else 0
        if self._characters > MOST_CHARACTERS:
            raise ValueError(f"at most {MOST_CHARACTERS} characters were expected, it has more")

    def _formula(self, formula: _Element) -> None:
        number, length = formula.get("si", ""), len(formula.text or "")
        if formula.get("t") == "shared":
            length = length or self._shared.get(number, 0)
            self._shared[number] = length
        self._formulas += length
        if self._formulas > _MOST_FORMULAS:
            raise ValueError(f"formulas of at most {_MOST_FORMULAS} characters were expected, it has more")

    def _range(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self._ranges += (abs(bottom - top) + 1) * (abs(right - left) + 1)
        if self._ranges > MOST_SLOTS:
            raise ValueError(f"merged cells of at most {MOST_SLOTS} cells were expected, there are more")


def _place(address: str) -> tuple[int, int]:
    """Row and column of a cell, from 1."""
    match = _ADDRESS.fullmatch(address.strip())
    if match is None:
        raise ValueError(f"the spreadsheet is damaged: {address[:20]!r} is no address of a cell")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
