"""Reports whose texts are not here: a manifest, and what was keyed of them, as the frames of any reports."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pandas as pd

from govreport.corpus.folder import Corpus
from govreport.errors import ReadError
from govreport.frames import SCHEMA, Frames, frames
from govreport.frames.rows import frame
from govreport.panel.bodies import members
from govreport.panel.hand_keyed import MEDIA_TYPE
from govreport.regions import resolve
from govreport.report import Masthead, Report
from govreport.text.themes import NOT_STATED

__all__ = ["DESIGN", "keyed_frames"]

DESIGN = {
    **dict.fromkeys(("report", "body_id", "stratum"), "string"),
    **dict.fromkeys(("weight", "weight_by_year"), "Float64"),
    **dict.fromkeys(("in_frame", "reaches_requests", "themes_stated"), "boolean"),
}
"""Columns of a manifest, and their types, that stand behind those of the frame ``reports``."""
_TRUTH = {"": pd.NA, "0": False, "1": True}


def keyed_frames(corpus: Corpus) -> Frames:
    """What was keyed of the reports in a manifest, as `Frames` with the types of those of parsed reports.

    ``reports`` has a row for each report of the manifest and the columns of `DESIGN` behind its own. In
    ``facts`` and ``themes`` there is no sentence and no place: the texts are not here. The code X9 (not
    stated) stands for a report of which a reader saw that it does not say; one whose text ends before is
    in no row.

    Raises
    ------
    ReadError
        If the manifest lacks a column, a value is of another type, or a keyed table names a report that the
        manifest does not.
    """
    return Frames(_Listed(corpus).table)


class _Listed:
    """A folder of keyed reports, read once."""

    def __init__(self, corpus: Corpus) -> None:
        self.source = str(corpus.path / "manifest.csv")
        manifest = corpus.manifest()
        needed = ("id", "organ", "year", "address", "stratum", "weight")
        if manifest is None or not set(needed) <= set(manifest.columns):
            expected = f"no whole build: expected tables of {', '.join(SCHEMA)}, or of keyed reports"
            raise ReadError(self.source, f"{expected} a manifest with columns {', '.join(needed)}")
        if manifest["id"].duplicated().any() or manifest["id"].isna().any():
            raise ReadError(self.source, "column id: a name of its own was expected in each row")
        self.corpus, self.manifest = corpus, manifest
        self.figured = {report.source: report for report in corpus.keyed()}
        self.reports = dict(zip(map(str, manifest["id"]), self._reports(), strict=True))
        sources = {report.source for report in self.reports.values()}
        if strangers := sorted(set(self.figured) - sources):
            raise ReadError(
                self.source, f"an address of each keyed report was expected; found no {strangers[0]}"
            )
        self.frames = frames(list(self.reports.values()))

    def table(self, name: str) -> pd.DataFrame:
        if name == "reports":
            return self._described(self.frames.reports)
        rows = {"facts": self._facts, "themes": self._themes}.get(name)
        return self.frames[name] if rows is None else self._sorted(frame(name, rows()))

    def _reports(self) -> Iterator[Report]:
        for named in self.manifest.fillna("").to_dict("records"):
            row = {str(name): str(text) for name, text in named.items()}
            source = row["address"] or row["id"]
            yield self.figured.get(source) or _without_figures(source, row)

    def _described(self, reports: pd.DataFrame) -> pd.DataFrame:
        linked = {member.report.report_id: member.body_id for member in members(self.reports.values())}
        ids = {name: report.report_id for name, report in self.reports.items()}
        more = self.manifest.assign(report=self.manifest["id"], report_id=self.manifest["id"].map(ids))
        more["body_id"] = more["report_id"].map(linked)
        typed = {"report_id": more["report_id"].astype("string")}
        for name, dtype in DESIGN.items():
            column = more.get(name, pd.Series(pd.NA, index=more.index, dtype="string"))
            try:
                values = [_TRUTH[value] for value in column.fillna("")] if dtype == "boolean" else column
                typed[name] = pd.DataFrame({name: values}, index=more.index).astype({name: dtype})[name]
            except (KeyError, TypeError, ValueError) as error:
                raise ReadError(self.source, f"column {name}: {dtype} was expected: {error}") from error
        return reports.merge(pd.DataFrame(typed), on="report_id", how="left", validate="one_to_one")

    def _sorted(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows.sort_values("report_id", kind="stable", ignore_index=True)

    def _id(self, name: object) -> str:
        if name not in self.reports:
            raise ReadError(self.source, f"a row of each keyed report was expected; found none of {name!r}")
        return self.reports[str(name)].report_id

    def _facts(self) -> Iterator[tuple[object, ...]]:
        for row in self.corpus.stated("facts").to_dict("records"):
            number = (row["concept"], row["value"], None, row["qualifier"])
            yield (self._id(row["report"]), *number, *[None] * 6)

    def _themes(self) -> Iterator[tuple[object, ...]]:
        for row in self.corpus.stated("themes").to_dict("records"):
            numbers = (row["phrase"], row["count"], row["share"])
            for code in str(row["codes"]).split():
                yield (self._id(row["report"]), code, *numbers, *[None] * 3, "keyed", False)
        stated = self.manifest.get("themes_stated", pd.Series("", index=self.manifest.index))
        for name in self.manifest.loc[stated.eq("0").fillna(False), "id"]:
            yield (self._id(name), NOT_STATED, *[None] * 6, "keyed", False)


def _without_figures(source: str, row: dict[str, str]) -> Report:
    """A report of which no table was keyed; its place is that of the manifest where its name tells none."""
    year = int(row["year"]) if row["year"] else None
    place = resolve(row["organ"] or None, year)
    return Report(
        source=source,
        sha256=sha256("\n".join((row["id"], row["organ"], row["year"], source)).encode()).hexdigest(),
        media_type=MEDIA_TYPE,
        text="",
        masthead=Masthead(row["organ"] or None, year, None, None, None, None),
        forms={},
        preamble=(),
        sections=(),
        figures=(),
        notes=(),
        region=place.code or row.get("region") or None,
        level=place.level or row.get("level") or None,
        body=place.body or row.get("body") or None,
    )
