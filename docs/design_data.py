"""Make corpus/sample and corpus/census from reports that were drawn, or gathered whole, and keyed by hand.

    python docs/design_data.py FOLDER

FOLDER holds sample_reports.csv, sample_themes.csv, census_reports.csv, census_figures.csv and
census_themes.csv as they were keyed by one reader. What is written are figures, stated numbers, phrases with
codes, addresses and weights, never a sentence. A number or phrase without an address is left out; the
report stays in the manifest, so that a share counts it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from govreport import forms
from govreport.regions import resolve

__all__ = ["main"]

CORPUS = Path(__file__).parents[1] / "corpus"
Row = Mapping[str, object]
BODY = ("report", "organ", "region", "level", "body", "year", "form")
FIGURES = (
    "report",
    "organ",
    "year",
    "form",
    "table",
    "row",
    "column",
    "status",
    "value",
    "printed",
    "address",
)
FACTS = (*BODY, "concept", "value", "qualifier", "address")
THEMES = (*BODY, "requests", "phrase", "codes", "count", "share", "address")
MANIFEST = (
    *("id", "file", "organ", "region", "level", "body", "year", "form", "published", "address", "retrieved"),
    *("sha256", "stratum", "weight", "weight_by_year", "themes_stated"),
)
OF_SAMPLE = ("in_frame", "reaches_requests", "mirror_copy", "known_before", "tier", "kind", "region_name")
OF_CENSUS = ("folder", "items_disclosed", "problems", "measures", "contradictions")
STATED = {  # columns of the sample that hold a number of the prose, by concept
    **{name: name for name in ("requests_new", "requests_received", "carried_in", "carried_out")},
    **{name: name for name in ("change_percent", "granted", "partial", "denied", "unable")},
    **{name: name for name in ("reconsideration_total", "litigation_total", "fee_yuan")},
    "answered": "requests_answered",
}
STATED_IN_CENSUS = {"new_in_prose": "requests_new", "answered_in_prose": "requests_answered"}
# The reader's words for what no sum decides: several cuts are possible, or one only beside another document.
STATES = {"unsure": "unreadable", "cross": "unreadable"}
FORM_CITED = {"pre2014": "2008"}
BALANCED = {str(year): "2019-2020" if year < 2021 else str(year) for year in range(2019, 2026)}
"""The years to which the draws were weighted; of 2019 alone one half holds a single report."""


def main(folder: Path, out: Path = CORPUS) -> None:
    """Write both folders."""
    themes = {name: _rows(folder / f"{name}_themes.csv") for name in ("sample", "census")}
    _sample(_rows(folder / "sample_reports.csv"), themes["sample"], out / "sample")
    figures = _rows(folder / "census_figures.csv")
    _census(_rows(folder / "census_reports.csv"), figures, themes["census"], out / "census")


def _sample(keyed: list[dict[str, str]], themes: list[dict[str, str]], out: Path) -> None:
    weights = _weights([row for row in keyed if row["in_frame"] == "1"], "sample")
    manifest, facts = [], []
    for row in keyed:
        form = FORM_CITED.get(row["form_cited"], row["form_cited"])
        body = _body(row, form, row["region_name"])
        named = {"tier": row["level"], "kind": row["body_kind"], "stratum": row["sample"]}
        more = {**{name: row[name] for name in OF_SAMPLE if name in row}, **named}
        stated = row["themes_stated"] if row["reaches_requests"] == "1" else ""
        manifest.append({**_listed(body, row), **more, **weights[row["report"]], "themes_stated": stated})
        facts += _facts(body, row, STATED)
    cells = ("stratum", "tier", "year")
    _write(out / "manifest.csv", (*MANIFEST, *OF_SAMPLE), manifest)
    _write(out / "facts.csv", FACTS, facts)
    _write(out / "themes.csv", THEMES, _themes(manifest, keyed, themes))
    _write(out / "strata.csv", *_strata(manifest, counted=lambda row: row["in_frame"] == "1", fraction=""))
    _write(out / "retrieval.csv", *_retrieval(manifest, facts, cells))


def _census(
    keyed: list[dict[str, str]], figures: list[dict[str, str]], themes: list[dict[str, str]], out: Path
) -> None:
    used = {report: _forms(rows) for report, rows in _by(figures, "report").items()}
    weights = _weights(keyed, "body")
    manifest, facts = [], []
    for row in keyed:
        in_tables = used.get(row["report"], {})
        body = _body(row, in_tables.get("requests", in_tables.get("survey", "")), "")
        more = {"folder": row["body"], "items_disclosed": row["items_disclosed"], "stratum": "census"}
        more |= {"problems": row["n_problems"], "measures": row["n_measures"]}
        more["contradictions"] = str(len(list(filter(str.strip, row["contradictions"].split(";")))))
        weight = {**weights[row["report"]], "weight_by_year": ""}
        told = {"themes_stated": row["themes_stated"], "published": row["published"][:10]}
        manifest.append({**_listed(body, row), **more, **weight, **told})
        facts += _facts(body, row, STATED_IN_CENSUS)
    known = {row["report"]: row["address"] for row in keyed}
    cells = [_cell(row, used[row["report"]][row["table"]]) for row in figures]
    if wrong := {str(row["report"]) for row in cells if known.get(str(row["report"])) != row["address"]}:
        raise SystemExit(
            f"census_figures.csv: reports with the address of their register were expected: {wrong}"
        )
    _write(out / "manifest.csv", (*MANIFEST, *OF_CENSUS), manifest)
    _write(out / "figures.csv", FIGURES, cells)
    _write(out / "facts.csv", FACTS, facts)
    _write(out / "themes.csv", THEMES, _themes(manifest, keyed, themes))
    _write(out / "strata.csv", *_strata(manifest, counted=lambda row: True, fraction="1"))
    _write(out / "retrieval.csv", *_grid(keyed, set(used)))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, fields: Sequence[str], rows: Iterable[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _by(rows: Iterable[dict[str, str]], name: str) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        groups[row[name]].append(row)
    return groups


def _body(row: Mapping[str, str], form: str, sits: str) -> dict[str, str]:
    """Report, organ and place in the words of this package, as the other files of the corpus have them."""
    host = re.sub(r"^https?://([^/:]+).*", r"\1", row["address"])
    year = int(row["year"]) if row["year"] else None
    place = resolve(row["organ"], year, host=host, address=sits or None)
    code = place.code or resolve(sits, year).code or ""
    named = (row["report"], row["organ"], code, place.level or "", place.body or "", row["year"], form)
    return dict(zip(BODY, named, strict=True))


def _listed(body: Mapping[str, str], row: Mapping[str, str]) -> dict[str, str]:
    return {**{name: body[name] for name in BODY if name != "report"}, "id": body["report"]} | {
        "address": row["address"]
    }


def _weights(counted: list[dict[str, str]], half: str) -> dict[str, dict[str, str]]:
    """1, shared by the copies of one report; and the same with the years of a half made equal.

    A frame of bodies and years holds each year equally often; more was drawn of late years. Which cells were
    drawn and gave nothing is not known, so that a chance of being drawn cannot be worked out.
    """
    copies = Counter(_key(row) for row in counted)
    base = {row["report"]: 1 / copies[_key(row)] for row in counted}
    balanced = [row for row in counted if row["year"] in BALANCED]
    halves: dict[str, float] = defaultdict(float)
    years: dict[tuple[str, str], float] = defaultdict(float)
    for row in balanced:
        halves[row[half]] += base[row["report"]]
        years[row[half], BALANCED[row["year"]]] += base[row["report"]]
    parts = Counter(BALANCED.values())
    found: dict[str, dict[str, str]] = defaultdict(lambda: {"weight": "", "weight_by_year": ""})
    for row in counted:
        found[row["report"]] = {"weight": f"{base[row['report']]:.6g}", "weight_by_year": ""}
    for row in balanced:
        period = BALANCED[row["year"]]
        share = halves[row[half]] * parts[period] / len(BALANCED) / years[row[half], period]
        found[row["report"]]["weight_by_year"] = f"{base[row['report']] * share:.6f}"
    return found


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    """A report of one organ and year; one whose organ or year is not known is no copy of another."""
    if not row["organ"] or not row["year"]:
        return (row["report"],)
    return (row["organ"], row["year"], row.get("region_name", ""))


def _facts(body: Row, row: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Row]:
    for name, concept in names.items():
        if row[name] and row["address"]:
            number = {"concept": concept, "value": row[name], "qualifier": "exact"}
            yield {**body, **number, "address": row["address"]}


def _themes(
    manifest: list[dict[str, str]], keyed: list[dict[str, str]], themes: list[dict[str, str]]
) -> Iterator[Row]:
    bodies = {row["id"]: {**{name: row[name] for name in BODY[1:]}, "report": row["id"]} for row in manifest}
    requests = {row["report"]: row["requests_new"] for row in keyed}
    for row in themes:
        if row["address"]:
            numbers = {"count": row.get("count", ""), "share": row.get("share", "")}
            codes = " ".join(re.split(r"[ +/]+", row["codes"]))
            said = {"phrase": row["phrase"], "codes": codes, "requests": requests[row["report"]]}
            yield {**bodies[row["report"]], **said, **numbers, "address": row["address"]}


def _forms(rows: list[dict[str, str]]) -> dict[str, str]:
    """The form of each table of a report: the newest that has every row and column that was keyed."""
    found = {}
    for table, cells in _by(rows, "table").items():
        keys = {(row["row"], row["column"]) for row in cells}
        likely = ("2008",) if table == "survey" else ("2021", "2019")
        first = rows[0]["form"]
        likely = (first, *likely) if first in likely else likely
        fits = [form for form in likely if keys <= _cells_of(form, table)]
        if not fits:
            missing = sorted(keys - _cells_of(likely[0], table))
            raise SystemExit(
                f"{rows[0]['report']}: table {table}: cells of one form were expected: {missing}"
            )
        found[table] = fits[0]
    return found


def _cells_of(form: str, table: str) -> set[tuple[str, str]]:
    return {(row.id, column.id) for row, column in forms.load(form).table(table).cells()}


def _cell(row: dict[str, str], form: str) -> Row:
    """A keyed cell; what holds no certain number keeps what was printed, or could have been."""
    status = STATES.get(row["status"], row["status"])
    value = row["value"] if status in ("reported", "recovered") else ""
    printed = row["value"] if not value else ""
    return {**row, "form": form, "status": status, "value": value, "printed": printed}


def _strata(
    manifest: list[dict[str, str]], *, counted: Callable[[dict[str, str]], bool], fraction: str
) -> tuple[Sequence[str], list[Row]]:
    """Of each stratum how many documents there are, how many count, and what their weights sum to."""
    rows = []
    for stratum, members in _by(manifest, "stratum").items():
        inside = [row for row in members if counted(row)]
        balanced = [row for row in inside if row["weight_by_year"]]
        sums = {
            "weight": f"{sum(float(row['weight']) for row in inside):.6g}",
            "weight_by_year": f"{sum(float(r['weight_by_year']) for r in balanced):.6g}" if balanced else "",
        }
        counts = {"documents": len(members), "in_frame": len(inside), "balanced": len(balanced)}
        rows.append({"stratum": stratum, **counts, **sums, "fraction": fraction})
    return list(rows[0]), rows


def _retrieval(
    manifest: list[dict[str, str]], facts: list[Row], cells: Sequence[str]
) -> tuple[Sequence[str], list[Row]]:
    """What the draws brought, by stratum, tier and year: how many, and how much of them could be read."""
    groups: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in manifest:
        groups[tuple(row[name] for name in cells)].append(row)
    stating = {row["report"] for row in facts if row["concept"] in ("requests_new", "requests_received")}
    rows = []
    for key, members in sorted(groups.items()):
        reached = [row for row in members if row["reaches_requests"] == "1"]
        counts = {
            "documents": len(members),
            "outside_frame": sum(row["in_frame"] == "0" for row in members),
            "cut_before_requests": len(members) - len(reached),
            "without_address": sum(not row["address"] for row in members),
            "mirror_copies": sum(row["mirror_copy"] == "1" for row in members),
            "state_requests": sum(row["id"] in stating for row in members),
            "state_themes": sum(row["themes_stated"] == "1" for row in members),
        }
        rows.append({**dict(zip(cells, key, strict=True)), **counts})
    return list(rows[0]), rows


def _grid(keyed: list[dict[str, str]], with_tables: set[str]) -> tuple[Sequence[str], list[Row]]:
    """The folders of the site by year: what is there, and where nothing was found."""
    numbers = (*STATED_IN_CENSUS, "requests_new", "items_disclosed", "outcome_total")
    rows = []
    years = range(min(int(row["year"]) for row in keyed), max(int(row["year"]) for row in keyed) + 1)
    for folder, members in sorted(_by(keyed, "body").items()):
        by_year = _by(members, "year")
        for year in map(str, years):
            found = by_year.get(year, [])
            tables = sum(row["report"] in with_tables for row in found)
            empty = sum(
                row["report"] not in with_tables and not any(row[name] for name in numbers) for row in found
            )
            state = "none_found" if not found else "no_numbers" if empty == len(found) else "obtained"
            counts = {"documents": len(found), "organs": len({row["organ"] for row in found})}
            counts |= {"with_table": tables, "without_numbers": empty}
            rows.append({"folder": folder, "year": year, "state": state, **counts})
    return list(rows[0]), rows


if __name__ == "__main__":
    main(Path(sys.argv[1]))
