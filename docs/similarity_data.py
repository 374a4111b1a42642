"""Make corpus/facts/similarity.csv: how alike reports of one body are, measured on texts kept elsewhere.

    python docs/similarity_data.py FOLDER
    python docs/similarity_data.py FOLDER census

FOLDER holds texts of reports whose figures are keyed in corpus/figures/figures.csv. A file belongs to the
keyed report whose name it has, or whose address it prints. Of bodies with two texts or more each pair is
compared, section by section and as a whole (section left blank). What is written are measures and lengths,
never the words.

With ``census`` FOLDER holds texts of reports in corpus/census/manifest.csv, and corpus/census/similarity.csv
is made: pairs of one folder of the site (a body with its predecessors), as a whole and in the section on
problems. A text that is no annual report is named and left out.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations, groupby
from pathlib import Path

import govreport as gr
from govreport.errors import GovReportError, NotAReportError
from govreport.text.style.profile import passages
from govreport.text.style.similarity import Likeness, Shingled

__all__ = ["main"]

CORPUS = Path(__file__).parents[1] / "corpus"
DATA = Path(gr.__file__).parent / "data"
MEASURED_WITH = (
    "boilerplate.toml",
    "sections.toml",
    *(f"templates/{y}.toml" for y in (2008, 2014, 2019, 2021)),
)
COMMAND = "python docs/similarity_data.py FOLDER"
OF_CENSUS = ("", "problems")  # the sections of which pairs of the census are written
LEAST = 30  # shingles of its own that a text needs to be compared, as in `similar`
TABLE = "statistics"  # the section of the form of 2008 that is its table, and no prose
TEXTS = {".htm", ".html", ".md", ".pdf", ".txt"}


@dataclass(frozen=True, slots=True)
class Text:
    """A report at hand: whose, where it was published, the hash of its bytes, its sections ("": all)."""

    organ: str
    year: int
    report: str
    address: str
    sha256: str
    sections: dict[str, Shingled]


def main(folder: Path, out: Path = CORPUS / "facts" / "similarity.csv") -> None:
    """Write the similarities of the texts in a folder."""
    known = _keyed(CORPUS / "figures" / "figures.csv")
    files = sorted(path for path in folder.iterdir() if path.suffix in TEXTS)
    texts = sorted(filter(None, (_text(path, known) for path in files)), key=lambda t: (t.organ, t.year))
    rows = [row for _, group in groupby(texts, key=lambda t: t.organ) for row in _pairs(list(group))]
    if not rows:
        raise GovReportError(f"{folder}: two texts of one body with keyed figures were expected")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    compared = {row[side] for row in rows for side in ("report_a", "report_b")}
    print(f"{len(rows)} pairs of {len(compared)} texts: {out.name}")


def census(folder: Path, out: Path = CORPUS / "census" / "similarity.csv") -> None:
    """Write the similarities of those texts of the census that are in a folder."""
    with (CORPUS / "census" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    known = {row["id"]: (row["folder"], int(row["year"]), row["address"]) for row in listed}
    files = sorted(path for path in folder.iterdir() if path.suffix in TEXTS)
    found, strangers = [], []
    for path in files:
        try:
            found.append(_text(path, known))
        except NotAReportError:
            strangers.append(path.name)
    texts = sorted(filter(None, found), key=lambda t: (t.organ, t.year, t.report))
    rows = []
    for _, group in groupby(texts, key=lambda t: t.organ):
        for row in _pairs(list(group)):
            if row["section"] in OF_CENSUS:
                body = {"body": row.pop("organ")}
                kept = {name: value for name, value in row.items() if not name.startswith("address_")}
                rows.append({**body, **kept, "command": f"{COMMAND} census"})
    if not rows:
        raise GovReportError(f"{folder}: two texts of one folder of the census were expected")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows of {len(texts)} texts: {out.name}; no annual reports: {', '.join(strangers)}")


def _keyed(path: Path) -> dict[str, tuple[str, int, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["report"]: (row["organ"], int(row["year"]), row["address"]) for row in rows}


def _text(path: Path, known: dict[str, tuple[str, int, str]]) -> Text | None:
    """The text in a file, or None if it is not that of a keyed report."""
    report = gr.read(path)
    printed = (name for name, (_, _, url) in known.items() if url.startswith("http") and url in report.text)
    name = path.stem if path.stem in known else next(printed, None)
    if name is None:
        return None
    organ, year, address = known[name]
    narrative = gr.frames([report]).narrative
    prose = narrative[narrative["section"] != TABLE]
    parts = [*passages(prose, "section"), *passages(prose, "report")]
    sections = {section or "": Shingled.of(passage.text) for _, section, passage in parts}
    return Text(organ, year, name, address, report.sha256, sections)


def _pairs(texts: list[Text]) -> Iterator[dict[str, object]]:
    for a, b in combinations(texts, 2):
        for section in sorted(a.sections.keys() & b.sections.keys()):
            one, other = a.sections[section], b.sections[section]
            if min(len(one.cleaned), len(other.cleaned)) >= LEAST:
                yield {**_who(a, b), "section": section, **_measured(one, other), **_origin(a, b)}


def _who(a: Text, b: Text) -> dict[str, object]:
    years = {"year_a": a.year, "year_b": b.year}
    return {"organ": a.organ, "report_a": a.report, "report_b": b.report, **years}


def _measured(one: Shingled, other: Shingled) -> dict[str, object]:
    raw, cleaned = Likeness.of(one.raw, other.raw), Likeness.of(one.cleaned, other.cleaned)
    longest = one.longest(other)
    return {
        "shingles_a": len(one.cleaned),
        "shingles_b": len(other.cleaned),
        "jaccard": _number(raw.jaccard),
        "containment": _number(raw.containment),
        "jaccard_cleaned": _number(cleaned.jaccard),
        "containment_cleaned": _number(cleaned.containment),
        "longest": 0 if longest is None else sum(map(str.isalnum, longest[0].text)),
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _origin(a: Text, b: Text) -> dict[str, object]:
    said = {"address_a": a.address, "address_b": b.address, "sha256_a": a.sha256, "sha256_b": b.sha256}
    return {**said, "version": gr.__version__, "patterns": _patterns(), "command": COMMAND}


def _patterns() -> str:
    """A fingerprint of the data with which sections are found and official wording is taken out."""
    return sha256(b"\n".join((DATA / name).read_bytes() for name in MEASURED_WITH)).hexdigest()[:16]


if __name__ == "__main__":
    (census if sys.argv[2:] == ["census"] else main)(Path(sys.argv[1]))
