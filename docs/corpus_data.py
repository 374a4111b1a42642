"""Make corpus/figures and corpus/facts from figures and phrases keyed by hand from published reports.

    python docs/corpus_data.py FOLDER

FOLDER holds figures.csv, statistics_2008form.csv, prose_and_identities.json, facts_dev.jsonl and themes.jsonl
as they were keyed. Records of mirror copies, and those without an address, are left out: a finding needs one.
corpus/sample and corpus/census are made by docs/design_data.py.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from govreport import forms
from govreport.regions import resolve

__all__ = ["main"]

CORPUS = Path(__file__).parents[1] / "corpus"
FIGURES = ("report", "organ", "year", "form", "table", "row", "column", "status", "value", "address")
BODY = ("report", "organ", "region", "level", "body", "year", "form")
FACTS = (*BODY, "concept", "value", "qualifier", "address")
THEMES = (*BODY, "requests", "phrase", "codes", "count", "share", "address")
RUN_TOGETHER = re.compile("pingtan_202[1-5]")
"""Reports whose pages print the digits of a row without borders: they were cut with the help of the sums."""
FIRST_REPORT = "corpus/reports/2024-rongchang-office.txt"

# What the keyed records call a number, and what this package calls it.
OF_RECORD = {
    "new_requests": "requests_new",
    "answered": "requests_answered",
    "carried_in": "carried_in",
    "carried_out": "carried_out",
    "policy_interpretations": "interpretations",
    "normative_documents": "documents_normative",
}
OF_NARRATIVE = {
    "new_requests": "requests_new",
    "requests_received": "requests_received",
    "requests_handled": "requests_total",
    "replied": "requests_answered",
    "carried_in": "carried_in",
    "carried_out": "carried_out",
    "growth_pct_stated": "change_percent",
    "natural_person": "natural_person",
    "organisations": "organisation",
    "granted": "granted",
    "partial": "partial",
    "granted_or_partial": "granted_or_partial",
    "denied": "denied",
    "unable": "unable",
    "not_processed": "unprocessed",
    "other": "other",
    "review_total": "reconsideration_total",
    "review": "reconsideration_total",
    "review_upheld": "reconsideration_upheld",
    "review_corrected": "reconsideration_corrected",
    "review_pending": "reconsideration_pending",
    "litigation_total": "litigation_total",
    "litigation": "litigation_total",
    "processing_fee_yuan": "fee_yuan",
    "policy_interpretations": "interpretations",
    "normative_docs": "documents_normative",
    "valid_normative_docs": "documents_in_force",
    "trainings": "trainings",
    "trainees": "trained_persons",
    "proactive_items": "disclosed",
}
OUTCOMES = ("total", "upheld", "corrected", "other", "pending")


def main(folder: Path) -> None:
    """Write the keyed files of the corpus."""
    keyed = list(_rows(folder / "figures.csv"))
    one_row = {row["report"] for row in keyed if (row["table"], row["row"]) == ("requests", "other")}
    for row in keyed:  # a form is known per table: one row (六)其他处理 is the form of 2019 in any year
        row["form"] = "2019" if row["table"] == "requests" and row["report"] in one_row else row["form"]
    statistics = list(_rows(folder / "statistics_2008form.csv"))
    _write(CORPUS / "figures" / "figures.csv", FIGURES, [*map(_figure, keyed), *map(_statistic, statistics)])
    address = {row["report"]: _figure(row)["address"] for row in (*keyed, *statistics)}
    narratives = json.loads((folder / "prose_and_identities.json").read_text(encoding="utf-8"))
    records = [record for record in _records(folder / "facts_dev.jsonl") if _citable(record)]
    facts = [*_narrative_facts(narratives, address), *(row for r in records for row in _record_facts(r))]
    _write(CORPUS / "facts" / "facts.csv", FACTS, facts)
    coded = [record for record in _records(folder / "themes.jsonl") if _citable(record)]
    _write(CORPUS / "facts" / "themes.csv", THEMES, [row for r in coded for row in _themes(r)])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _citable(record: dict[str, Any]) -> bool:
    return not record["spam_host"] and bool(record["url"])


def _write(path: Path, fields: tuple[str, ...], rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _figure(row: dict[str, str]) -> dict[str, object]:
    address = FIRST_REPORT if row["address"].startswith("corpus/reports") else row["address"]
    cut = row.get("status") == "reported" and RUN_TOGETHER.fullmatch(row["report"])
    status = "recovered" if cut else row.get("status", "")
    return {**{name: row.get(name, "") for name in FIGURES}, "status": status, "address": address}


def _statistic(row: dict[str, str]) -> dict[str, object]:
    """A row of a local statistics table: its printed label becomes the row id of form 2008."""
    status = "reported" if row["value"] else "blank"
    named = {"form": "2008", "table": "survey", "row": _row_id(row["indicator"]), "status": status}
    return {**_figure(row), **named}


def _row_id(label: str) -> str:
    rows = forms.load("2008").table("survey").rows
    return {re.sub(r"^\d、", "", spelling): row.id for row in rows for spelling in row.labels}[label]


def _body(report: str, organ: str | None, year: int | None, form: str, url: str) -> dict[str, object]:
    host = re.sub(r"^https?://([^/:]+).*", r"\1", url)
    place = resolve(organ, year, host=host)
    named = (report, organ, place.code, place.level, place.body, year, form)
    return dict(zip(BODY, named, strict=True))


def _narrative_facts(
    narratives: dict[str, dict[str, Any]], address: dict[str, object]
) -> Iterator[dict[str, object]]:
    forms = {"2019": (2019, 2020)}
    for report, said in narratives.items():
        year = said["year"]
        form = next((f for f, years in forms.items() if year in years), "2021" if year > 2020 else "2008")
        where = str(address.get(report, ""))
        body = _body(report, said["organ"], year, form, where)
        for name, value in said.get("narrative_facts", {}).items():
            if name in OF_NARRATIVE:
                number, qualifier = _number(value)
                stated = {"concept": OF_NARRATIVE[name], "value": number, "qualifier": qualifier}
                yield {**body, **stated, "address": where}


def _number(value: object) -> tuple[str, str]:
    text = str(value)
    return re.sub(r"[^\d.-]", "", text), "over" if re.search("[余逾多]", text) else "exact"


def _record_facts(record: dict[str, Any]) -> Iterator[dict[str, object]]:
    report = sha256(record["url"].encode()).hexdigest()[:12]
    body = _body(report, record["agency"], record["report_year"], record["form"], record["url"])
    for concept, value in _stated(record):
        yield {**body, "concept": concept, "value": value, "qualifier": "exact", "address": record["url"]}


def _stated(record: dict[str, Any]) -> Iterator[tuple[str, object]]:
    for name, concept in OF_RECORD.items():
        if record[name] is not None:
            yield concept, record[name]
    for name, remedy in (("review", "reconsideration"), ("litigation", "litigation")):
        for outcome in OUTCOMES:
            if (record[name] or {}).get(outcome) is not None:
                yield f"{remedy}_{outcome}", record[name][outcome]
    change = record["yoy"] or {}
    if change.get("of") == "申请":
        sign = -1 if change["direction"] == "down" else 1
        for name, concept in (("pct", "change_percent"), ("abs", "change_count")):
            if change.get(name) is not None:
                yield concept, sign * change[name]


def _themes(record: dict[str, Any]) -> Iterator[dict[str, object]]:
    report = sha256(record["url"].encode()).hexdigest()[:12]
    form = "2021" if record["year"] > 2020 else "2019" if record["year"] > 2018 else "2014"
    body = _body(report, record["organ"], record["year"], form, record["url"])
    items = zip(record["phrases"], record["codes"], record["counts"], record["shares"], strict=True)
    for phrase, codes, count, share in items:
        said = {"phrase": phrase, "codes": " ".join(codes), "count": count, "share": share}
        yield {**body, "requests": record["new_requests"], **said, "address": record["url"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
