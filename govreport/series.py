"""Reports of several years and bodies side by side in one long frame, with what may be compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from govreport import crosswalk
from govreport.keyed import MEDIA_TYPE
from govreport.regions import Placement, resolve
from govreport.report import Figure, Report

__all__ = ["bodies", "changes", "coverage", "panel"]

_TEXT, _WHOLE, _NUMBER = "string", "Int64", "Float64"
_BODIES = {
    **dict.fromkeys(("report_id", "body_id", "organ", "region", "level", "body", "scope"), _TEXT),
    "year": _WHOLE,
    **dict.fromkeys(("origin", "linked_by", "source"), _TEXT),
}
_PANEL = {
    **dict.fromkeys(("body_id", "organ", "region", "level", "body", "scope"), _TEXT),
    "year": _WHOLE,
    **dict.fromkeys(("form", "variable"), _TEXT),
    "value": _NUMBER,
    **dict.fromkeys(("status", "origin", "report_id", "source"), _TEXT),
}
_CHANGES = {
    **dict.fromkeys(("body_id", "variable"), _TEXT),
    **dict.fromkeys(("year_before", "year"), _WHOLE),
    **dict.fromkeys(("form_before", "form"), _TEXT),
    **dict.fromkeys(("value_before", "value", "change"), _NUMBER),
    **dict.fromkeys(("comparable", "reason_zh", "reason_en"), _TEXT),
}
# 万里街道 and 万里街道办事处, 某新区 and 某新区管委会: the same body.
_KIND_WORDS = re.compile(r"^人民政府(?=.)|办事处$|人民政府$|管理委员会$|管委会$|筹备组$")
_OF_ITS_PLACE = ("government", "office")  # there is one of them in a place


@dataclass(frozen=True, slots=True)
class _Member:
    """A report with the place of its organ; `key` names its body."""

    report: Report
    place: Placement
    key: tuple[str, ...]
    linked_by: str


def bodies(reports: Iterable[Report]) -> pd.DataFrame:
    """Which body each report is of, so that years of one body can be set side by side.

    A body is known by its place in the list of divisions of 2024, the level and the kind of organ: 荣昌县 of
    2013 is 荣昌区 of 2024. Departments are linked by their duty, so that 规划和国土资源管理局 goes on in
    规划和自然资源局, unless two of one duty stand side by side in a year; streets, townships, zones and
    others by what their name says within the place. A name alone links nothing but organs of the centre.

    Parameters
    ----------
    reports : iterable of Report
        Parsed reports, reports of keyed figures (`keyed`), or both.

    Returns
    -------
    DataFrame
        One row per report, sorted by body_id, year, origin: report_id, body_id, organ, region (of the
        report's year), level, body, scope, year, origin (``parsed`` or ``keyed``), linked_by (``place and
        kind``, ``place and duty``, ``place and name``, ``central``, ``unlinked``) and source. A report
        without year or without a certain place is a body of its own (``unlinked``).
    """
    rows = [
        (
            *(member.report.report_id, "/".join(member.key), member.report.organ, member.report.region),
            *(member.report.level, member.report.body, member.report.scope, member.report.year),
            *(_origin(member.report), member.linked_by, member.report.source),
        )
        for member in _members(reports)
    ]
    frame = _frame(_BODIES, rows)
    return frame.sort_values(["body_id", "year", "origin", "report_id"], ignore_index=True)


def panel(reports: Iterable[Report]) -> pd.DataFrame:
    """Every variable of the crosswalk for every body and year, in one long frame.

    Where a report is there parsed and keyed, the parsed one is taken; `origin` says which it is.

    Parameters
    ----------
    reports : iterable of Report
        As in `bodies`. Reports without a year are left out: they stand nowhere in a series.

    Returns
    -------
    DataFrame
        One row per body, year and variable that the forms of that report have: body_id, organ, region,
        level, body, scope, year, form (of the variable's table), variable, value (NA unless every cell of
        it has one), status (``measured``, or which cells have no certain number), origin, report_id,
        source. Sorted by body_id, variable in the order of the crosswalk, and year.

    Raises
    ------
    GovReportError
        If a variable of the crosswalk is wrong (`ResourceError`).
    """
    chosen: dict[tuple[str, int], _Member] = {}
    for member in sorted(_members(reports), key=lambda m: (_origin(m.report) == "keyed", m.report.report_id)):
        if member.report.year is not None:
            chosen.setdefault(("/".join(member.key), member.report.year), member)
    order = {one.id: i for i, one in enumerate(crosswalk.load())}
    rows = [row for (body, _), member in chosen.items() for row in _measured(body, member.report)]
    frame = _frame(_PANEL, sorted(rows, key=lambda row: (str(row[0]), order[str(row[8])], row[6])))
    return frame


def changes(frame: pd.DataFrame) -> pd.DataFrame:
    """Each variable of each body from one of its years to the next, and whether the two may be compared.

    Parameters
    ----------
    frame : DataFrame
        A `panel`, or rows of it.

    Returns
    -------
    DataFrame
        body_id, variable, year_before, year, form_before, form, value_before, value, change (NA where a
        value is), comparable (``yes``, ``partly``, ``no``), reason_zh, reason_en. Years need not be
        neighbours: a gap is visible in year_before.
    """
    named = ["body_id", "variable"]
    ordered = frame.sort_values("year", kind="stable")
    before = ordered.groupby(named, sort=False, observed=True)[["year", "form", "value"]].shift()
    pairs = ordered.join(before.add_suffix("_before")).dropna(subset="year_before").sort_index(kind="stable")
    known = {one.id: one for one in crosswalk.load()}
    said = [
        known[variable].comparison(older, newer)
        for variable, older, newer in zip(pairs["variable"], pairs["form_before"], pairs["form"], strict=True)
    ]
    pairs = pairs.assign(
        change=pairs["value"] - pairs["value_before"],
        comparable=[one.comparable for one in said],
        reason_zh=[one.zh for one in said],
        reason_en=[one.en for one in said],
    )
    return pairs[list(_CHANGES)].astype(_CHANGES).reset_index(drop=True)


def coverage(frame: pd.DataFrame) -> pd.DataFrame:
    """How many bodies each variable is measured for, by year and form, and how many values are missing.

    Returns
    -------
    DataFrame
        variable, year, form, bodies, measured, missing, parsed, keyed: whole numbers, sorted by variable in
        the order of the crosswalk, year and form.
    """
    order = {one.id: i for i, one in enumerate(crosswalk.load())}
    counted = frame.assign(
        measured=frame["value"].notna(),
        parsed=frame["origin"].eq("parsed"),
        keyed=frame["origin"].eq("keyed"),
    )
    groups = counted.groupby(["variable", "year", "form"], observed=True)
    table = groups.agg(
        bodies=("body_id", "nunique"),
        measured=("measured", "sum"),
        parsed=("parsed", "sum"),
        keyed=("keyed", "sum"),
    ).reset_index()
    table.insert(5, "missing", groups.size().to_numpy() - table["measured"])
    table = table.astype({name: _WHOLE for name in ("bodies", "measured", "missing", "parsed", "keyed")})
    return table.sort_values(
        ["variable", "year", "form"],
        key=lambda column: column.map(order) if column.name == "variable" else column,
        ignore_index=True,
    )


def _members(reports: Iterable[Report]) -> list[_Member]:
    """The reports with their bodies; departments of one duty that stand side by side are told by name."""
    found = [_member(report) for report in reports]
    names: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for member in found:
        if member.linked_by == "place and duty":
            names[(*member.key, member.report.year)].add(member.place.rest or "")
    crowded = {key[:-1] for key, several in names.items() if len(several) > 1}
    return [_by_name(member) if member.key in crowded else member for member in found]


def _member(report: Report) -> _Member:
    place = resolve(report.organ, report.year)
    code = place.code_2024
    if report.year is None:
        return _Member(report, place, (report.report_id,), "unlinked")
    if place.method == "central":
        return _Member(report, place, ("central", str(report.organ)), "central")
    if code is None or place.level is None or place.body is None:
        return _Member(report, place, (report.report_id,), "unlinked")
    here = (code, place.level, place.body)
    if place.body in _OF_ITS_PLACE:
        return _Member(report, place, here, "place and kind")
    if place.body_function:
        return _Member(report, place, (*here, place.body_function), "place and duty")
    return _by_name(_Member(report, place, here, ""))


def _by_name(member: _Member) -> _Member:
    name = _KIND_WORDS.sub("", member.place.rest or "")
    return _Member(member.report, member.place, (*member.key, name), "place and name")


def _origin(report: Report) -> str:
    return "keyed" if report.media_type == MEDIA_TYPE else "parsed"


def _measured(body: str, report: Report) -> Iterator[tuple[object, ...]]:
    figures = {figure.key: figure for figure in report.figures}
    for one in crosswalk.load():
        for form, cells in one.cells.items():
            if all(report.forms.get(cell.table) == form for cell in cells):
                value, status = _sum(cells, figures)
                yield (
                    *(
                        body,
                        report.organ,
                        report.region,
                        report.level,
                        report.body,
                        report.scope,
                        report.year,
                    ),
                    *(form, one.id, None if value is None else float(value), status),
                    *(_origin(report), report.report_id, report.source),
                )


def _sum(
    cells: tuple[crosswalk.Cell, ...], figures: Mapping[tuple[str, str, str], Figure]
) -> tuple[Decimal | None, str]:
    total, open_cells = Decimal(0), []
    for cell in cells:
        figure = figures.get((cell.table, cell.row, cell.column))
        if figure is None or figure.value is None:
            status = "missing" if figure is None else figure.status.value
            open_cells.append(f"{cell.table}.{cell.row}.{cell.column} {status}")
        else:
            total += -figure.value if cell.minus else figure.value
    return (None, "; ".join(open_cells)) if open_cells else (total, "measured")


def _frame(schema: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    listed = list(rows)
    columns = zip(*listed, strict=True) if listed else ((),) * len(schema)
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=dtype)
            for (name, dtype), values in zip(schema.items(), columns, strict=True)
        }
    )
