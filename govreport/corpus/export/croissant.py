"""croissant.json: the tables as a dataset for machine learning (Croissant 1.1, http://mlcommons.org/croissant/1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import file_digest
from pathlib import Path

from govreport import __version__
from govreport.corpus.export.columns import Described, load
from govreport.resources import load_text

__all__ = ["page"]

_TYPES = {
    "string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean",
    "date": "sc:Date",
}  # fmt: skip


def page(files: Sequence[Path], title: str, licence: str, date: str) -> str:
    """The Croissant record of the .csv tables of a folder.

    Parameters
    ----------
    files : sequence of Path
        ``figures.csv`` is the table ``figures``.
    title, licence, date : str
        Of the data; `licence` an address, `date` of publication as ``2026-11-30``.
    """
    known = load()
    tables = [(path, known[path.stem]) for path in files]
    record = {
        "@context": json.loads(load_text("croissant_context.json")),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "govreport-tables",
        "description": f"{title}. A blank is not a zero: a value is there only where its status says so.",
        "license": licence,
        "version": "1.0.0",
        "datePublished": date,
        "creator": {"@type": "Organization", "name": "The govreport developers"},
        "citeAs": f"The govreport developers, govreport {__version__}: {title}",
        "distribution": [_file(path) for path, _ in tables],
        "recordSet": [_records(table) for _, table in tables],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _file(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {
        "@type": "cr:FileObject",
        "@id": path.name,
        "name": path.name,
        "contentUrl": path.name,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "text/csv",
        "sha256": digest,
    }


def _records(table: Described) -> dict[str, object]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.zh} {table.en}",
        **({"key": [{"@id": f"{table.name}/{name}"} for name in table.key]} if table.key else {}),
        "field": list(_fields(table)),
    }


def _fields(table: Described) -> Iterator[dict[str, object]]:
    for column in table.columns:
        refers = {"references": {"field": {"@id": column.refers.replace(".", "/")}}} if column.refers else {}
        yield {
            "@type": "cr:Field",
            "@id": f"{table.name}/{column.name}",
            "name": column.name,
            "description": f"{column.zh} {column.en}",
            "dataType": _TYPES[column.type],
            **refers,
            "source": {"fileObject": {"@id": f"{table.name}.csv"}, "extract": {"column": column.name}},
        }
