"""Somebody's table of one report, read as claims: this cell of the report holds that."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeAlias

from govreport.errors import GovReportError, MissingExtraError, ReadError
from govreport.forms import cell_key
from govreport.normalize import compact
from govreport.readers.encoding import hand_text
from govreport.report import Report
from govreport.review.auditing.naming import Names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GivenCell", "TheirTable", "claims"]

_Record: TypeAlias = "Mapping[str, object]"
TheirTable: TypeAlias = "pd.DataFrame | _Record | Sequence[_Record] | str | os.PathLike[str]"

# Heads of the columns of a long table, as people write them.
_HEADS: Mapping[str, frozenset[str]] = {
    "cell": frozenset(("cell", "key", "figure", "variable", "单元格", "变量")),
    "table": frozenset(("table", "表", "表格", "表名")),
    "row": frozenset(("row", "label", "item", "row_label", "行", "项目", "指标", "行名", "类别")),
    "column": frozenset(
        ("column", "col", "applicant", "applicant_type", "列", "列名", "申请人", "申请人类型")
    ),
    "value": frozenset(("value", "number", "count", "n", "数值", "值", "数量", "数字", "件数")),
}
# Columns that say which report a line is about.
_ABOUT: Mapping[str, frozenset[str]] = {
    "sha256": frozenset(("sha256", "hash")),
    "report_id": frozenset(("report_id", "report", "报告")),
    "source": frozenset(("source", "file", "path", "filename", "文件", "文件名")),
    "organ": frozenset(("organ", "agency", "office", "机关", "单位", "部门")),
    "year": frozenset(("year", "年度", "年份")),
}


@dataclass(frozen=True, slots=True)
class GivenCell:
    """A number that somebody's table gives for a cell of a report.

    `line` is its line in a file, with the head as line 1; `key` is None where `named` is no cell of the
    report, or more than one.
    """

    line: int
    named: str
    key: tuple[str, str, str] | None
    text: str


def claims(theirs: TheirTable, report: Report) -> tuple[GivenCell, ...]:
    """What somebody's table says of a report, in its order.

    Raises
    ------
    ReadError
        If the file cannot be read as a table.
    GovReportError
        If it has no column that names cells of the report, or none of its lines is about the report.
    """
    name, frame = _table(theirs)
    names = Names(report)
    frame = _about(name, frame, report)
    heads = {
        part: head
        for part, known in _HEADS.items()
        if (head := next((h for h in frame.columns if h.strip().casefold() in known), None)) is not None
    }
    if "value" in heads and ("cell" in heads or "row" in heads):
        found = tuple(_long(frame, heads, names))
    elif cells := {head: key for head in frame.columns if (key := _cell(head, names))}:
        found = tuple(_wide(name, frame, cells))
    else:
        found = tuple(_as_printed(frame, names))
    if not any(claim.key for claim in found):
        raise GovReportError(
            f"{name}: cells of the report were expected: columns row, column, value (and table), or one "
            "column for each cell, as requests.new.total, or a table as the form prints it; "
            f"found {', '.join(frame.columns)}"
        )
    return found


def _table(theirs: TheirTable) -> tuple[str, pd.DataFrame]:
    import pandas as pd

    if isinstance(theirs, pd.DataFrame):
        return "the DataFrame", _as_text(theirs)
    if not isinstance(theirs, str | os.PathLike):
        return "the cells", _records("the cells", theirs)
    path = Path(theirs)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(str(path), f"a table was expected (CSV or XLSX): {error.strerror}") from error
    if data.startswith(b"PK"):
        return str(path), _sheet(path)
    try:
        text = hand_text(data)
        json_text = text.lstrip().startswith(("{", "["))
        return str(path), _records(str(path), json.loads(text)) if json_text else _csv(path, text)
    except json.JSONDecodeError as error:
        raise ReadError(str(path), f"JSON was expected: {error}") from error
    except UnicodeDecodeError as error:
        raise ReadError(str(path), "a table was expected: CSV in UTF-8 or GB 18030, or XLSX") from error


def _records(name: str, found: Any) -> pd.DataFrame:
    """Cells and their values, or a list of lines, as a language model gives them."""
    import pandas as pd

    lines = [found] if isinstance(found, Mapping) else found
    if not (isinstance(lines, list | tuple) and lines and all(isinstance(one, Mapping) for one in lines)):
        raise ReadError(name, "an object of cells and values, or a list of such, was expected")
    return _as_text(pd.DataFrame(list(lines), dtype=object))


def _csv(path: Path, text: str) -> pd.DataFrame:
    import pandas as pd

    separator = max(",\t;", key=text.partition("\n")[0].count)
    try:
        return pd.read_csv(StringIO(text), dtype=str, keep_default_na=False, sep=separator, index_col=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ReadError(str(path), f"a table with a head was expected: {error}") from error


def _sheet(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return _as_text(pd.read_excel(path, dtype=object, keep_default_na=False, engine="calamine"))
    except ImportError as error:
        raise MissingExtraError("XLSX needs python-calamine: pip install 'govreport[docs]'") from error
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise ReadError(str(path), f"a table was expected (CSV or XLSX): {error}") from error


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell as text; a whole number without a point, nothing where there is no number."""
    named = [level for level in frame.index.names if level is not None]
    plain = frame.reset_index() if named else frame.reset_index(drop=True)
    return plain.set_axis([_name(head) for head in plain.columns], axis="columns").map(_text)


def _name(head: Any) -> str:
    return ".".join(str(part) for part in head if part != "") if isinstance(head, tuple) else str(head)


def _text(value: Any) -> str:
    import pandas as pd

    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _about(name: str, frame: pd.DataFrame, report: Report) -> pd.DataFrame:
    """The lines that are about the report, where columns say which report a line is about."""
    own: dict[str, set[str]] = {
        "sha256": {report.sha256},
        "report_id": {report.report_id},
        "source": {report.source, PurePath(report.source).name, PurePath(report.source).stem},
        "organ": {compact(report.organ or "")},
        "year": {str(report.year)},
    }
    for part, known in _ABOUT.items():
        head = next((h for h in frame.columns if h.strip().casefold() in known), None)
        if head is None or (part == "organ" and not report.organ) or (part == "year" and not report.year):
            continue
        same = frame[head].map(lambda text, part=part: _same(text, own[part]))
        if not same.any():
            found = ", ".join(list(dict.fromkeys(frame[head]))[:3])
            wanted = " | ".join(sorted(own[part] - {""}))
            raise GovReportError(f"{name}: column {head}: a line about {wanted} was expected, found {found}")
        frame = frame[same]
    return frame


def _same(text: str, own: set[str]) -> bool:
    return text in own or compact(text) in own or PurePath(text).name in own


def _long(frame: pd.DataFrame, heads: Mapping[str, str], names: Names) -> Iterator[GivenCell]:
    for at, row in zip(frame.index, frame.to_dict("records"), strict=True):
        cells = {part: str(row[head]).strip() for part, head in heads.items()}
        key = _cell(cells["cell"], names) if cells.get("cell") else _key(cells, names)
        parts = (cells[part] for part in ("cell", "table", "row", "column") if cells.get(part))
        yield GivenCell(int(at) + 2, " × ".join(parts), key, cells["value"])


def _key(cells: Mapping[str, str], names: Names) -> tuple[str, str, str] | None:
    """The one cell that a row and a column name, in the table named or in any."""
    if cells.get("table"):
        table = names.table(cells["table"])
        tables: Sequence[str] = [table] if table else []
    else:
        tables = list(names.tables)
    found = []
    for table in tables:
        row = names.row(table, cells.get("row", ""))
        if row is None:
            continue
        own = next(r for r in names.tables[table].rows if r.id == row)
        column = names.column(table, cells["column"]) if cells.get("column") else None
        if column is None and not cells.get("column") and len(own.columns) == 1:
            column = own.columns[0].id
        if column in {c.id for c in own.columns}:
            found.append((table, row, str(column)))
    return found[0] if len(found) == 1 else None


def _cell(head: str, names: Names) -> tuple[str, str, str] | None:
    """``requests.new.total``, also with other signs between the parts."""
    table, row, column = cell_key(head.strip().replace("__", ".").replace(":", "."))
    if table not in names.tables:
        return None
    found = names.row(table, row), names.column(table, column)
    return (table, found[0], found[1]) if found[0] and found[1] else None


def _wide(name: str, frame: pd.DataFrame, cells: Mapping[str, tuple[str, str, str]]) -> Iterator[GivenCell]:
    """One line for each report, one column for each cell."""
    if len(frame) != 1:
        raise GovReportError(
            f"{name}: one line about the report was expected, with a column sha256, file, or organ and year "
            f"that says which; found {len(frame)} lines"
        )
    line = int(frame.index[0]) + 2
    for head, key in cells.items():
        yield GivenCell(line, head, key, str(frame[head].iloc[0]).strip())


def _as_printed(frame: pd.DataFrame, names: Names) -> Iterator[GivenCell]:
    """A table as the form prints it: labels in the first columns, then a column for each of the form's."""
    by_table = sorted(names.tables_of_columns(list(frame.columns)), key=lambda found: -len(found[1]))
    if not by_table:
        return
    table, columns = by_table[0]
    first = min(list(frame.columns).index(head) for head in columns)
    labels = list(frame.columns)[:first]
    for at, row in zip(frame.index, frame.to_dict("records"), strict=True):
        texts = [str(row[head]).strip() for head in labels if str(row[head]).strip()]
        if not texts:
            continue
        named = names.row(table, texts[-1], texts[:-1])
        own = next((r for r in names.tables[table].rows if r.id == named), None)
        for head, column in columns.items():
            has = own is not None and column in {c.id for c in own.columns}
            text = str(row[head]).strip()
            if has or text:
                key = (table, str(named), column) if has else None
                yield GivenCell(int(at) + 2, " × ".join((*texts, head)), key, text)
