"""What describes the tables: a data package after the standard, a codebook from the forms, a page to read."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from copy import deepcopy
from typing import Any

import duckdb
import pandas as pd
import pytest

import govreport as gr
from govreport import forms
from govreport.checks import rules
from govreport.corpus import export
from govreport.corpus.export import codebook, columns
from govreport.corpus.export.columns import types
from govreport.panel import crosswalk
from govreport.report import Status
from govreport.resources import Table

Descriptor = dict[str, Any]
NAME = re.compile(r"[a-z0-9._-]+")
TYPES = {"string", "integer", "number", "boolean", "date"}  # of those that Table Schema has
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
PRINTED = {
    "string": re.compile(r".*", re.DOTALL),
    "integer": re.compile(r"-?\d+"),
    "number": NUMBER,
    "boolean": re.compile(r"True|False"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
}


@pytest.fixture(scope="module")
def out(tmp_path_factory, page):
    """The tables of two reports of one body and of a page that is none."""
    folder = tmp_path_factory.mktemp("corpus")
    for year in (2023, 2024):
        (folder / f"{year}.html").write_text(page("甲县人民政府", year), encoding="utf-8")
    (folder / "news.html").write_text("<p>今日举行了座谈会。</p>", encoding="utf-8")
    return gr.Corpus(folder).build(tmp_path_factory.mktemp("out"), workers=1).out


@pytest.fixture(scope="module")
def descriptor(out):
    loaded = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def faults(package):
    """In what a descriptor is none of a Data Package (version 2), as the standard says it must be."""
    found = []
    if not package.get("$schema", "").startswith("https://datapackage.org/profiles/2."):
        found.append("$schema")
    if "created" in package:
        found.append("it tells the time")
    resources = package.get("resources") or []
    names = [resource.get("name", "") for resource in resources]
    if not resources or len(set(names)) < len(names):
        found.append("resources with a name each")
    for resource in resources:
        schemas = {one["name"]: one.get("schema", {}) for one in resources if "name" in one}
        found += [f"{resource.get('name')}: {fault}" for fault in resource_faults(resource, schemas)]
    return found


def resource_faults(resource, schemas):
    if not NAME.fullmatch(resource.get("name", "")):
        yield "name"
    path = resource.get("path")
    if ("data" in resource) == ("path" in resource) or not isinstance(path, str):
        yield "path or data"
    elif path.startswith(("/", "~")) or ".." in path.split("/") or "\\" in path:
        yield "a path inside the package"
    plain = str(path).endswith(".parquet")
    if resource.get("type") != ("file" if plain else "table"):
        yield "type"
    if not isinstance(resource.get("bytes"), int) or resource["bytes"] < 0:
        yield "bytes"
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", resource.get("hash", "")):
        yield "hash"
    if plain == ("schema" in resource):
        yield "a schema for tables only"
    if not plain:
        yield from schema_faults(resource.get("schema", {}), schemas)


def schema_faults(schema, schemas):
    fields = schema.get("fields", [])
    names = [field.get("name") for field in fields]
    if not fields or None in names or len(set(names)) < len(names):
        yield "fields with a name each"
    for field in fields:
        values = field.get("constraints", {}).get("enum")
        if field.get("type") not in TYPES or not field.get("title") or not field.get("description"):
            yield f"field {field.get('name')}"
        if values is not None and (not values or len(set(values)) < len(values)):
            yield f"enum of {field.get('name')}"
    missing = schema.get("missingValues", [])
    if [set(one) for one in missing] != [{"value", "label"}] or missing[0]["value"] != "":
        yield "missingValues"
    key = schema.get("primaryKey", ["?"] if "primaryKey" in schema else [])
    if not isinstance(key, list) or not set(key) <= set(names):
        yield "primaryKey"
    for foreign in schema.get("foreignKeys", []):
        own, there = foreign["fields"], foreign["reference"]
        known = [field["name"] for field in schemas.get(there.get("resource"), {}).get("fields", [])]
        if (
            not set(own) <= set(names)
            or not set(there["fields"]) <= set(known)
            or len(own) != len(there["fields"])
        ):
            yield "foreignKeys"


def test_the_descriptor_is_one_of_the_standard(descriptor):
    assert faults(descriptor) == []
    assert descriptor["govreport"] == gr.__version__
    names = [resource["name"] for resource in descriptor["resources"]]
    assert names == [*types(), *(f"{name}-parquet" for name in types()), "codebook"]


def without(descriptor, *keys):
    changed = deepcopy(descriptor)
    part = changed
    for key in keys[:-1]:
        part = part[key]
    del part[keys[-1]]
    return changed


def having(descriptor, value, *keys):
    changed = deepcopy(descriptor)
    part = changed
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: without(d, "$schema"), "$schema"),
        (lambda d: having(d, "2026-01-01T00:00:00Z", "created"), "time"),
        (lambda d: having(d, [], "resources"), "resources"),
        (lambda d: having(d, "figures", "resources", 0, "name"), "resources"),
        (lambda d: having(d, "Reports", "resources", 0, "name"), "name"),
        (lambda d: having(d, "../reports.csv", "resources", 0, "path"), "path inside"),
        (lambda d: without(d, "resources", 0, "path"), "path or data"),
        (lambda d: without(d, "resources", 0, "type"), "type"),
        (lambda d: having(d, "0" * 64, "resources", 0, "hash"), "hash"),
        (lambda d: having(d, "x", "resources", 0, "bytes"), "bytes"),
        (lambda d: having(d, "x", "resources", 0, "schema", "primaryKey"), "primaryKey"),
        (lambda d: having(d, "text", "resources", 0, "schema", "fields", 0, "type"), "field report_id"),
        (lambda d: having(d, [""], "resources", 0, "schema", "missingValues"), "missingValues"),
        (lambda d: without(d, "resources", 0, "schema", "fields", 0), "primaryKey"),
        (
            lambda d: having(d, "x", "resources", 1, "schema", "foreignKeys", 0, "reference", "resource"),
            "foreignKeys",
        ),
    ],
)
def test_a_fault_of_a_descriptor_is_seen(change, fault, descriptor):
    try:
        found = faults(change(descriptor))
    except TypeError:  # a list of texts where objects belong
        found = ["missingValues"]
    assert any(fault in one for one in found), found


def test_each_resource_is_the_file_that_it_says(descriptor, out):
    for resource in descriptor["resources"]:
        data = (out / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    listed = {resource["path"] for resource in descriptor["resources"]}
    beside = {"datapackage.json", "README.txt", "govreport.duckdb"}  # the bytes of a database are not certain
    assert listed | beside == {path.name for path in out.iterdir() if path.is_file()}


def read(out, name):
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_are_what_the_descriptor_says(descriptor, out):
    tables = {r["name"]: r["schema"] for r in descriptor["resources"] if r["format"] == "csv"}
    rows = {name: read(out, name) for name in tables}
    for name, schema in tables.items():
        header = (out / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        assert header.split(",") == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            values = [row[field["name"]] for row in rows[name]]
            rule = field.get("constraints", {})
            assert not rule.get("required") or all(values), (name, field)
            assert all(PRINTED[field["type"]].fullmatch(value) for value in values if value), (name, field)
            assert set(filter(None, values)) <= set(rule.get("enum", values)), (name, field)
        if key := schema.get("primaryKey"):
            keys = [tuple(row[column] for column in key) for row in rows[name]]
            assert len(set(keys)) == len(keys) > 0
        for foreign in schema.get("foreignKeys", []):
            (own,), there = foreign["fields"], foreign["reference"]
            known = {row[there["fields"][0]] for row in rows[there["resource"]]}
            assert {row[own] for row in rows[name] if row[own]} <= known
    assert {row["compared"] for row in rows["findings"]} > {""}  # a year was compared with the one before


def test_nothing_tells_the_time_or_the_place(out, tmp_path):
    files = [out / f"{name}.csv" for name in types()]
    written = export.write(tmp_path, files, 2)
    again = [path.read_bytes() for path in export.write(tmp_path, files, 2)]
    assert [path.read_bytes() for path in written] == again
    assert [path.name for path in written] == ["codebook.csv", "datapackage.json", "README.txt"]
    assert not any(str(out).encode() in data or b"/tmp" in data for data in again)


def test_the_page_says_how_to_cite(out):
    text = (out / "README.txt").read_text(encoding="utf-8")
    digest = hashlib.sha256((out / "datapackage.json").read_bytes()).hexdigest()
    assert f"sha256 datapackage.json = {digest}\n" in text
    assert f"由 govreport {gr.__version__} 生成，共 2 份年报" in text
    assert f"Made by govreport {gr.__version__} from 2 reports." in text
    assert {"引用 How to cite", "许可 Licence"} <= set(text.splitlines())
    assert max(map(len, text.splitlines())) <= 120


def test_what_the_page_tells_to_open_the_tables_with_works(out, tmp_path, monkeypatch):
    shutil.copytree(out, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    text = (out / "README.txt").read_text(encoding="utf-8")
    python = re.findall(r"^  (?:pandas|Stata): +(.*)$", text, re.MULTILINE)
    (sql,) = re.findall(r'duckdb govreport.duckdb "(.*?)"', text, re.DOTALL)
    table, written = (eval(line, {"pandas": pd}) for line in python)
    with duckdb.connect(tmp_path / "copy" / "govreport.duckdb", read_only=True) as database:
        found = database.execute(sql).fetchall()
    assert sorted(found) == [("甲县人民政府", 2023, 5.0), ("甲县人民政府", 2024, 5.0)]
    assert written is None
    stata = pd.read_stata("figures.dta")
    assert list(stata.columns) == list(table.columns)
    assert (stata["value"].sum(), len(stata)) == (table["value"].sum(), 400)


def row_of(kind, variable, forms=None):
    names = [column.name for column in columns.load()["codebook"].columns]
    rows = [dict(zip(names, row, strict=True)) for row in codebook.rows()]
    (found,) = (
        row
        for row in rows
        if (row["kind"], row["variable"]) == (kind, variable) and forms in (None, row["forms"])
    )
    return found


def test_a_cell_that_two_forms_ask_differently_is_two_variables():
    new, old = (row_of("cell", "disclosure.rules.made", form) for form in ("2021", "2019"))
    assert (new["label_zh"], new["label_en"]) == ("规章 · 本年制发件数", "Rules · Made this year")
    assert old["label_zh"] == "规章 · 本年新制作数量"
    assert new["legal_basis"].startswith("国办公开办函〔2021〕30号")
    assert old["legal_basis"].startswith("国办公开办函〔2019〕60号")


def test_a_cell_that_two_forms_ask_alike_is_one_variable():
    cell = row_of("cell", "requests.denied.state_secret.total")
    assert (cell["forms"], cell["type"], cell["unit"]) == ("2021; 2019", "integer", "件")
    assert cell["states"] == (
        "reported; recovered; blank; marked; missing; unreadable; two_reports_differ; corrected"
    )
    assert "〔2021〕30号" in cell["legal_basis"]
    assert "〔2019〕60号" in cell["legal_basis"]
    assert row_of("cell", "requests.other.unpaid.total")["forms"] == "2021"
    fees = row_of("cell", "disclosure.fees.amount")
    assert (fees["type"], fees["unit"]) == ("number", "万元")


def test_what_is_derived_says_from_which_cells():
    variable = row_of("variable", "granted")
    assert variable["derivation"] == (
        "2021: requests.granted.total; 2019: requests.granted.total; "
        "2014: survey.requests.answered.already_public.year + survey.requests.answered.granted.year; "
        "2008: survey.requests.answered.granted.year"
    )
    indicator = row_of("indicator", "disclosure_rate_strict")
    assert indicator["derivation"] == "2019, 2021: (requests.granted.total) / (requests.outcome_total.total)"
    assert indicator["legal_basis"].startswith("条例第三十六条（一）（二）")
    assert row_of("column", "findings.compared")["derivation"].endswith("reports.report_id")
    assert row_of("fact", "requests_new")["label_zh"] == "新收申请"
    assert row_of("theme", "L1")["label_zh"] == "土地出让与供应"
    assert row_of("rule", "III-4")["derivation"] == "severity warning"
    assert row_of("column", "figures.status")["states"] == "; ".join(Status)


def test_the_codebook_has_every_column_cell_variable_and_rule():
    rows = list(codebook.rows())
    by_kind = {}
    for row in rows:
        by_kind.setdefault(row[0], set()).add(row[1])
    described = {f"{table}.{column}" for table, schema in types().items() for column in schema}
    assert described < by_kind["column"]
    assert by_kind["cell"] == {
        f"{table.id}.{row.id}.{column.id}"
        for form in forms.available()
        for table in forms.load(form).tables
        for row, column in table.cells()
    }
    assert by_kind["variable"] == {one.id for one in crosswalk.load()}
    assert by_kind["rule"] == {rule.id for rule in rules.load()}
    assert len({(row[0], row[1], row[6]) for row in rows}) == len(rows)
    assert all(row[2] and row[3] and row[4] for row in rows)


RIGHT = {"zh": "表", "en": "table", "key": ["a"], "columns": {"a": {"zh": "甲", "en": "a"}}}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (RIGHT | {"columns": {"b": {"zh": "甲", "en": "a"}}}, "expected the columns a, found"),
        (RIGHT | {"columns": RIGHT["columns"] | {"b": {"zh": "乙", "en": "b"}}}, "expected the columns a"),  # type: ignore[operator]
        (RIGHT | {"columns": {"a": {"zh": "甲"}}}, r"columns\.a\.en: expected text"),
        (RIGHT | {"columns": {"a": {"zh": "甲", "en": "a", "is": "b"}}}, r"columns\.a\.is: expected no such"),
        (RIGHT | {"key": ["c"]}, "key: expected columns of the table, found 'c'"),
        (RIGHT | {"note": "x"}, "note: expected no such key"),
    ],
)
def test_a_wrong_description_is_an_error(wrong, message):
    assert columns._table("t", Table("frames.toml", "t", deepcopy(RIGHT)), {"a": "string"}).key == ("a",)
    with pytest.raises(gr.ResourceError, match=message):
        columns._table("t", Table("frames.toml", "t", deepcopy(wrong)), {"a": "string"})
