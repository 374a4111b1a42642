"""datapackage.json: the tables as a Data Package (version 2 of the standard, https://datapackage.org)."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from govreport import __version__
from govreport.corpus.export.columns import PANELS, Described, FrameColumn, load

__all__ = ["page"]

_PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_MISSING = [{"value": "", "label": "缺失 missing"}]


def page(files: Sequence[Path]) -> str:
    """The descriptor of tables, by the names of their files: ``figures.csv`` is the table ``figures``.

    Each file is a resource with its size and SHA-256. Nothing tells the time or the place, so that the same
    files have the same descriptor.
    """
    package = {
        "$schema": _PROFILE.format("datapackage"),
        "name": "govreport-tables",
        "title": "政府信息公开工作年度报告数据表 Tables of annual open-government-information reports",
        "description": "数值只在状态为 reported 或 recovered 时存在，空白不等于零。 "
        "A value is there only where its status is reported or recovered: a blank is not a zero.",
        "keywords": ["政府信息公开", "年度报告", "open government", "freedom of information", "China"],
        "contributors": [{"title": f"govreport {__version__}", "roles": ["DataCollector"]}],
        "govreport": __version__,
        "resources": list(_resources(files)),
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resources(files: Sequence[Path]) -> Iterator[dict[str, object]]:
    known = load()
    for path in files:
        table, format_ = known[path.stem], path.suffix.removeprefix(".")
        # A name is given once; the .csv files have those that keys refer to.
        name = table.name if format_ == "csv" else f"{table.name}-{format_}"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield {
            "$schema": _PROFILE.format("dataresource"),
            "name": name,
            "path": path.name,
            "type": "table" if format_ == "csv" else "file",
            "title": f"{table.zh} {table.en}",
            "format": format_,
            "mediatype": _MEDIA[format_],
            **({"encoding": "utf-8"} if format_ == "csv" else {}),
            "bytes": path.stat().st_size,
            "hash": f"sha256:{digest}",
            # To the programs of the standard .parquet is a plain file.
            **({"schema": _schema(_with_own(table, files))} if format_ == "csv" else {}),
        }


def _with_own(table: Described, files: Sequence[Path]) -> Described:
    """A table of reports with the columns of a manifest behind its own, as its .csv has them."""
    path = next((path for path in files if path.name == f"{table.name}.csv"), None)
    if table.name not in ("reports", *PANELS) or path is None:
        return table
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file), [])
    own = [
        FrameColumn(name, "清单（manifest.csv）的自有列", "A column of manifest.csv", "string", None, ())
        for name in header[len(table.columns) :]
    ]
    return replace(table, columns=(*table.columns, *own))


def _schema(table: Described) -> dict[str, object]:
    refers = [(column.name, *column.refers.split(".")) for column in table.columns if column.refers]
    schema: dict[str, object] = {
        "$schema": _PROFILE.format("tableschema"),
        "fields": [_field(column, column.name in table.key) for column in table.columns],
        "missingValues": _MISSING,
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if refers:
        schema["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": other, "fields": [column]}}
            for name, other, column in refers
        ]
    return schema


def _field(column: FrameColumn, in_key: bool) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": column.type,
        "title": column.zh,
        "description": column.en,
    }
    constraints: dict[str, object] = {"required": True} if in_key else {}
    if column.one_of:
        constraints["enum"] = list(column.one_of)
    return field | ({"constraints": constraints} if constraints else {})
