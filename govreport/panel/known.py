"""What a user knows of a report: the row of its manifest, and corrections with what they replace."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from govreport.errors import ReadError
from govreport.normalize import compact
from govreport.readers.encoding import hand_text
from govreport.regions import resolve
from govreport.report import Figure, Report, Status

__all__ = [
    "IDENTITY",
    "Correction",
    "applied",
    "as_known",
    "changed",
    "corrected",
    "corrections_in",
    "own_columns",
]

IDENTITY = ("organ", "region", "level", "year")
"""What a manifest or a correction may say of a report itself."""
LEVELS = ("central", "province", "city", "county", "township", "zone")
_COLUMNS = ("sha256", "table", "row", "column", "old", "new", "who", "when", "why", "address")
_NEEDED = ("sha256", "column", "old", "new", "who", "why")
_FORMS = {
    "year": (r"(?:19|20)\d\d", "a year of four digits"),
    "region": (r"\d{6}", "a GB/T 2260 code of six digits"),
    "level": ("|".join(LEVELS), f"one of {', '.join(LEVELS)}"),
    "organ": (r"[\s\S]*\S[\s\S]*", "a name"),
}
# Of a manifest: the names of a file and of its bytes, which the frame `reports` has already.
_OF_THE_FILE = ("file", "sha256")


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of corrections.csv: the cell of a table, or (without a table) organ, region, level or year."""

    line: int
    sha256: str
    table: str
    row: str
    column: str
    old: str
    new: str
    who: str
    when: str
    why: str
    address: str

    @property
    def name(self) -> str:
        return ".".join((self.table, self.row, self.column)) if self.table else self.column


def corrections_in(path: Path) -> tuple[Correction, ...]:
    """The corrections of a corpus, in the order of the file; none without that file.

    Raises
    ------
    ReadError
        If it is no CSV in UTF-8 or GB 18030 with those columns, or a line names no file, no place, nobody
        or no reason.
    """
    if not path.exists():
        return ()
    try:
        reader = csv.DictReader(io.StringIO(hand_text(path.read_bytes()), newline=""), restkey="")
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReadError(str(path), f"a CSV file in UTF-8 or GB 18030 was expected: {error}") from error
    if missing := [name for name in _COLUMNS if name not in (reader.fieldnames or ())]:
        raise ReadError(
            str(path), f"the columns {', '.join(_COLUMNS)} were expected; there is no {missing[0]}"
        )
    found = []
    for line, row in enumerate(rows, start=2):
        if "" in row:
            raise ReadError(str(path), f"line {line}: more fields than the first line has")
        given = {name: (row[name] or "").strip() for name in _COLUMNS}
        if lacking := [name for name in _NEEDED if not given[name] and name != "old"]:
            raise ReadError(str(path), f"line {line}: expected something under {lacking[0]}, found nothing")
        if bool(given["table"]) != bool(given["row"]) or (
            not given["table"] and given["column"] not in IDENTITY
        ):
            expected = f"table, row and column of a cell, or one of {', '.join(IDENTITY)} as column alone"
            raise ReadError(str(path), f"line {line}: expected {expected}")
        found.append(Correction(line, given.pop("sha256").lower(), **given))
    return tuple(found)


def applied(report: Report, manifest: Sequence[tuple[str, str]], corrections: Iterable[Correction]) -> Report:
    """A report with what its user knows of it: corrected cells, what its manifest and corrections say.

    Nothing that was read of organ, region, level and year is replaced in the report itself, so that rules
    judge what is printed; frames and panels show `as_known`. What does not fit stands in ``refused``.
    """
    known, refused = dict(manifest), []
    for name in IDENTITY:
        if (value := known.get(name)) and not re.fullmatch(_FORMS[name][0], value):
            refused.append(
                (f"manifest.csv, {name} of {report.source}", f"expected {_FORMS[name][1]}, found {value!r}")
            )
            del known[name]
    report = replace(report, known=known)
    for one in corrections:
        if one.sha256 != report.sha256:
            continue
        outcome = _figure_corrected(report, one) if one.table else _identity_corrected(report, one)
        if isinstance(outcome, Report):
            report = outcome
        else:
            refused.append((f"corrections.csv, line {one.line}", outcome))
    return replace(report, refused=tuple(refused))


def _figure_corrected(report: Report, one: Correction) -> Report | str:
    """The report with one cell corrected, or why it is not."""
    found = next((figure for figure in report.figures if ".".join(figure.key) == one.name), None)
    if found is None:
        return f"{report.source} has no cell {one.name}"
    if found.status is Status.CORRECTED:
        return f"{one.name} was corrected by an earlier line already"
    if not _fits(one.old, found):
        shown = found.raw if found.value is None else f"{found.value:f}"
        return f"{one.name}: old {one.old!r} was expected, the report reads {shown!r} ({found.status.value})"
    new = _number(one.new)
    if new is None:
        return f"{one.name}: new has to be a number, found {one.new!r}"
    raw = found.raw or ("" if found.value is None else f"{found.value:f}")
    corrected = replace(found, status=Status.CORRECTED, value=new, raw=raw)
    figures = tuple(corrected if figure is found else figure for figure in report.figures)
    return replace(report, figures=figures)


def _fits(old: str, figure: Figure) -> bool:
    """Whether `old` is what the cell shows: its number, or what is printed where there is none."""
    if figure.value is not None:
        return _number(old) == figure.value
    return compact(old) == compact(figure.raw)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _identity_corrected(report: Report, one: Correction) -> Report | str:
    """The report with organ, region, level or year corrected, or why it is not."""
    now = as_known(report)
    shown = "" if getattr(now, one.column) is None else str(getattr(now, one.column))
    if compact(one.old) != compact(shown):
        return f"{one.column}: old {one.old!r} was expected, it is {shown!r}"
    form, expected = _FORMS[one.column]
    if not re.fullmatch(form, one.new):
        return f"{one.column}: new: expected {expected}, found {one.new!r}"
    return replace(report, known={**report.known, one.column: one.new})


def as_known(report: Report) -> Report:
    """The report with organ, region, level and year as its user knows them, and what follows from these."""
    known = report.known
    organ, year = known.get("organ") or report.organ, int(known.get("year") or 0) or report.year
    if report.organ is not None and organ is not None and compact(organ) == compact(report.organ):
        organ = report.organ  # the same name, spaced otherwise
    region, level, body = report.region, report.level, report.body
    if (organ, year) != (report.organ, report.year):
        place = resolve(organ, year)
        region, level, body = place.code, place.level, place.body
    return replace(
        report,
        masthead=replace(report.masthead, organ=organ, year=year),
        region=known.get("region") or region,
        level=known.get("level") or level,
        body=body,
    )


def changed(report: Report) -> list[str]:
    """What is known otherwise than it was read, each with the old value: ``organ: 甲局 -> 乙局``."""
    now = as_known(report)
    pairs = ((name, getattr(report, name), getattr(now, name)) for name in IDENTITY if report.known.get(name))
    return [f"{name}: {'' if old is None else old} -> {new}" for name, old, new in pairs if old != new]


def corrected(report: Report) -> int:
    """How many cells and parts of its identity a person corrected."""
    return sum(figure.status is Status.CORRECTED for figure in report.figures) + len(changed(report))


def own_columns(columns: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """The user's own columns of a manifest, each with its name in frames: ``manifest_`` before one taken."""
    shown = [name for name in columns if name not in (*IDENTITY, *_OF_THE_FILE, "address", "retrieved")]
    used = set(taken)
    return {name: f"manifest_{name}" if name in used else name for name in shown}
