"""Coders' sheets read back: every fault named by file, sheet and cell; a row without a code is missing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from govreport.coding import layout
from govreport.errors import GovReportError, MissingExtraError, ReadError
from govreport.normalize import squeezed

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["COLUMNS", "read_coding_sheets"]

COLUMNS = {
    **dict.fromkeys(("unit", "coder"), "string"),
    "codes": "object",
    "count": "Int64",
    "uncertain": "boolean",
    **dict.fromkeys(("remark", "report_id", "section", "before", "sentence", "after"), "string"),
    **dict.fromkeys(("start", "end"), "Int64"),
    "gated": "boolean",
    "weight": "Float64",
}


@dataclass(frozen=True, slots=True)
class _Answers:
    """One coder's sheet, as it was handed in."""

    source: str
    coder: str
    origin: dict[str, Any]
    units: dict[str, dict[str, Any]]
    rows: list[tuple[str, tuple[str, ...] | None, int | None, bool, str | None]]
    faults: list[str] = field(default_factory=list)


def read_coding_sheets(paths: Iterable[str | Path]) -> pd.DataFrame:
    """The answers of several coders to one sample, one row per unit and coder.

    Parameters
    ----------
    paths : iterable of str or Path
        Filled copies of one sheet that `coding_sheet` wrote. The coder is named on the first sheet; where
        that cell is empty, by the name of the file.

    Returns
    -------
    DataFrame
        unit, coder, codes (a sorted tuple, or None: the row was not coded), count, uncertain, remark,
        report_id, section, before, sentence, after, start, end, gated, weight (how many sentences of the
        population the unit stands for; NA in sheets of older versions); sorted by unit and coder.

    Raises
    ------
    ReadError
        If a file is not a coding sheet.
    GovReportError
        If sheets are of different codebooks or samples, or two have one coder; if a code is unknown, or
        stands beside the code for no theme; if a row is unknown, doubled or gone, or its sentence was
        changed. All faults are in one message.
    MissingExtraError
        If openpyxl is not installed.
    """
    sheets = [_read(Path(path)) for path in paths]
    if not sheets:
        raise GovReportError("coding sheets: expected at least one file, found none")
    faults = [*_differences(sheets), *(fault for sheet in sheets for fault in sheet.faults)]
    if faults:
        raise GovReportError("; ".join(faults))
    rows = [
        (unit, sheet.coder, codes, count, uncertain, remark, *_about(sheet.units[unit]))
        for sheet in sheets
        for unit, codes, count, uncertain, remark in sheet.rows
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return frame.sort_values(["unit", "coder"], ignore_index=True)


def _about(unit: dict[str, Any]) -> tuple[Any, ...]:
    names = ("report_id", "section", "before", "sentence", "after", "start", "end", "gated")
    return (*(unit[name] for name in names), unit.get("weight"))


def _differences(sheets: list[_Answers]) -> Iterator[str]:
    first = sheets[0]
    for sheet in sheets[1:]:
        for name, what in (("codebook", "codebook 编码表"), ("sample", "sample 样本")):
            if sheet.origin[name] != first.origin[name]:
                yield (
                    f"{sheet.source}: expected the {what} of {first.source} ({_version(first, name)}), "
                    f"found {_version(sheet, name)}"
                )
    names = [sheet.coder for sheet in sheets]
    for sheet in sheets:
        if names.count(sheet.coder) > 1:
            place = f"{sheet.source}: '{layout.COVER}'!{layout.CODER}"
            yield f"{place}: coder {sheet.coder!r} stands in two files"


def _version(sheet: _Answers, name: str) -> str:
    version = f"version {sheet.origin['codebook_version']}, " if name == "codebook" else ""
    return f"{version}{sheet.origin[name]}"


def _read(path: Path) -> _Answers:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise MissingExtraError("coding sheets need openpyxl: pip install 'govreport[docs]'") from error
    try:
        workbook = load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ReadError(str(path), f"expected an XLSX file: {squeezed(str(error))}") from error
    gone = [name for name in (layout.COVER, layout.CODING, layout.ORIGIN) if name not in workbook]
    if gone:
        raise ReadError(str(path), f"expected a coding sheet of govreport; it has no sheet {gone[0]!r}")
    origin, units = _origin(workbook[layout.ORIGIN], path)
    coder = _text(workbook[layout.COVER][layout.CODER].value) or path.stem
    answers = _Answers(str(path), coder, origin, units, [])
    _take_rows(workbook[layout.CODING], answers)
    return answers


def _origin(sheet: Worksheet, path: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    origin: dict[str, Any] = {}
    units = {}
    try:
        for name, text in sheet.iter_rows(max_col=2, values_only=True):
            value = json.loads(str(text))
            if name == "unit":
                units[value["unit"]] = value
            else:
                origin[str(name)] = value
    except (ValueError, KeyError, TypeError) as error:
        raise ReadError(str(path), f"'{layout.ORIGIN}': the record of the sample is damaged") from error
    needed = {"codebook", "codebook_version", "codes", "none", "sample"}
    if not needed <= set(origin) or not units:
        raise ReadError(str(path), f"'{layout.ORIGIN}': the record of the sample is not complete")
    return origin, units


def _take_rows(sheet: Worksheet, answers: _Answers) -> None:
    seen: set[str] = set()
    for row in range(layout.FIRST_ROW, sheet.max_row + 1):
        line = _CodedRow(sheet, row, answers)
        if not any(line.texts.values()):
            continue
        unit = line.texts["id"]
        if unit is None or unit not in answers.units:
            line.fault("id", f"row {unit!r} is not in the sample")
        elif unit in seen:
            line.fault("id", f"row {unit!r} stands there twice")
        else:
            seen.add(unit)
            line.check_sentence(unit)
            answers.rows.append(
                (unit, line.codes(), line.count(), line.uncertain(), line.texts[layout.REMARK])
            )
    for unit in sorted(set(answers.units) - seen):
        answers.faults.append(f"{answers.source}: '{layout.CODING}': the row of {unit} is gone")


class _CodedRow:
    """A row of the coding sheet; what is wrong in it goes to the faults of its answers."""

    def __init__(self, sheet: Worksheet, row: int, answers: _Answers) -> None:
        self.cells = {name: sheet.cell(row, column) for column, name in enumerate(layout.HEADS, start=1)}
        self.texts = {name: _text(cell.value) for name, cell in self.cells.items()}
        self.answers = answers

    def fault(self, name: str, message: str) -> None:
        place = f"{self.answers.source}: '{layout.CODING}'!{self.cells[name].coordinate}"
        self.answers.faults.append(f"{place}: {message}")

    def check_sentence(self, unit: str) -> None:
        if self.texts[layout.SENTENCE] != _text(self.answers.units[unit]["sentence"]):
            self.fault(layout.SENTENCE, f"the sentence of {unit} was changed")

    def codes(self) -> tuple[str, ...] | None:
        given = set()
        for name in layout.CODES:
            code = (self.texts[name] or "").upper()
            if code and code not in self.answers.origin["codes"]:
                self.fault(name, f"code {self.texts[name]!r} is not in the codebook")
            elif code:
                given.add(code)
        none = self.answers.origin["none"]
        if none in given and len(given) > 1:
            self.fault(layout.CODES[0], f"{none} (no theme) stands beside other codes")
        return tuple(sorted(given)) or None

    def count(self) -> int | None:
        text = self.texts[layout.COUNT]
        if text is None:
            return None
        if text.isascii() and text.isdigit():
            return int(text)
        self.fault(layout.COUNT, f"expected a whole number, found {text!r}")
        return None

    def uncertain(self) -> bool:
        text = self.texts[layout.UNCERTAIN]
        if text not in (None, layout.YES):
            self.fault(layout.UNCERTAIN, f"expected {layout.YES!r} or nothing, found {text!r}")
        return text is not None


def _text(value: object) -> str | None:
    """What a cell shows, without blanks around it; None where it is empty."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else squeezed(str(value))
    return text or None
