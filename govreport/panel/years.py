"""Reports of several years and bodies side by side in one long frame, with what may be compared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pandas as pd

from govreport.forms import SummedCell
from govreport.panel import crosswalk
from govreport.panel.bodies import Member, members
from govreport.panel.hand_keyed import MEDIA_TYPE
from govreport.panel.known import as_known, own_columns
from govreport.panel.one_per_year import choose
from govreport.parsing.given import Reports, reports_in
from govreport.report import Figure, Report, Status
from govreport.resources.messages import require_columns

__all__ = ["PANEL", "bodies", "changes", "coverage", "measured", "panel"]

_TEXT, _WHOLE, _NUMBER = "string", "Int64", "Float64"
_BODIES = {
    **dict.fromkeys(("report_id", "body_id", "organ", "region", "level", "body", "scope"), _TEXT),
    "year": _WHOLE,
    **dict.fromkeys(("origin", "linked_by", "source"), _TEXT),
}
PANEL = {
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


def bodies(reports: Reports) -> pd.DataFrame:
    """Which body each report is of, so that years of one body can be set side by side.

    How bodies are linked says `govreport.panel.bodies.members`: by place, level and kind, never by a name
    that several places bear.

    Parameters
    ----------
    reports : Report, several, Corpus, or path of a file or folder
        Parsed reports, reports of keyed figures (`Corpus.keyed`), or both.

    Returns
    -------
    DataFrame
        One row per report, sorted by body_id, year, origin: report_id, body_id, organ, region (of the
        report's year), level, body, scope, year, origin (``parsed`` or ``keyed``), linked_by and source. A
        report without year or without a certain place is a body of its own (``unlinked``).

    Examples
    --------
    >>> gr.bodies("corpus/reports")[["organ", "year", "linked_by"]].values.tolist()
    [['重庆市荣昌区人民政府办公室', 2024, 'place and kind']]
    """
    rows = [
        (
            *(member.report.report_id, member.body_id, member.report.organ, member.report.region),
            *(member.report.level, member.report.body, member.report.scope, member.report.year),
            *(_origin(member.report), member.linked_by, member.report.source),
        )
        for member in members(map(as_known, reports_in(reports)))
    ]
    frame = frame_of(_BODIES, rows)
    return frame.sort_values(["body_id", "year", "origin", "report_id"], ignore_index=True)


def panel(reports: Reports | Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every variable of the crosswalk for every body and year, in one long frame.

    Where a report is there parsed and keyed, the parsed one is taken; `origin` says which it is. Of several
    files of one body and year one is taken, and a number that differs between them is none: see
    `govreport.one_per_year`, which lists them.

    Parameters
    ----------
    reports : Report, several, Corpus, or path of a file or folder
        As in `bodies`; or the folder of a build, whose panel is read; or frames, such as
        ``gr.load("corpus/census")`` (they hold no telephone numbers, by which `bodies` links some
        successors). Reports without a year are left out: they stand nowhere in a series.

    Returns
    -------
    DataFrame
        One row per body, year and variable that the forms of that report have: body_id, organ, region,
        level, body, scope, year, form (of the variable's table), variable, value (NA unless every cell of
        it has one), status (``measured``, ``corrected`` where a person corrected a cell of it, or which cells
        have no certain number), origin, report_id, source; behind them, of reports of a manifest, what it
        says of them. Organ, region, level and year are as the manifest or a
        correction has them. Sorted by body_id, variable in the order of the crosswalk, and year.

    Raises
    ------
    GovReportError
        If `reports` are none, or a variable of the crosswalk is wrong (`ResourceError`).

    Examples
    --------
    >>> panel = gr.panel(gr.Corpus("corpus").keyed())
    >>> panel[["organ", "year", "variable", "value"]].head(1).values.tolist()
    [['上海市科学技术委员会', 2024, 'requests_new', 34.0]]
    """
    if isinstance(reports, str | os.PathLike) and (Path(reports) / "codebook.csv").is_file():
        found: pd.DataFrame = _above("corpus.building.loading").load_panel(reports)
        return found
    if isinstance(reports, Mapping):
        return measured(choose(_above("frames.one_per_year").reports_of(reports)).members)
    return measured(choose(reports_in(reports)).members)


def measured(found: Iterable[Member]) -> pd.DataFrame:
    """The panel of reports whose bodies are known, one for each body and year."""
    chosen = [one for one in found if one.report.year is not None]
    order = {one.id: i for i, one in enumerate(crosswalk.load())}
    rows = [row for member in chosen for row in _measured(member.body_id, member.report)]
    frame = frame_of(PANEL, sorted(rows, key=lambda row: (str(row[0]), order[str(row[8])], row[6])))
    return _with_manifest(frame, [member.report for member in chosen])


def _with_manifest(frame: pd.DataFrame, reports: Sequence[Report]) -> pd.DataFrame:
    """A frame with what the manifest says of each report at its end: address, retrieved, own columns."""
    known = {report.report_id: report.known for report in reports}
    columns = dict.fromkeys(name for row in known.values() for name in row)
    given = {name: name for name in ("address", "retrieved") if name in columns}
    for name, shown in (given | own_columns(columns, PANEL)).items():
        texts = [known[report_id].get(name) or None for report_id in frame["report_id"]]
        frame[shown] = pd.Series(texts, dtype=_TEXT)
    return frame


def _above(module: str) -> ModuleType:
    """A module of a room above this one."""
    return import_module(f"govreport.{module}")


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

    Examples
    --------
    >>> changes = gr.changes(gr.panel(gr.Corpus("corpus").keyed()))
    >>> sorted(changes["comparable"].unique())
    ['no', 'partly', 'yes']
    """
    named = ["body_id", "variable"]
    require_columns(frame, [*named, "year", "form", "value"], "panel")
    ordered = frame.sort_values("year", kind="stable")
    before = ordered.groupby(named, sort=False, observed=True)[["year", "form", "value"]].shift()
    pairs = ordered.join(before.add_suffix("_before")).dropna(subset="year_before").sort_index(kind="stable")
    known = {one.id: one for one in crosswalk.load()}
    compared = [
        known[variable].comparison(older, newer)
        for variable, older, newer in zip(pairs["variable"], pairs["form_before"], pairs["form"], strict=True)
    ]
    pairs = pairs.assign(
        change=pairs["value"] - pairs["value_before"],
        comparable=[one.comparable for one in compared],
        reason_zh=[one.zh for one in compared],
        reason_en=[one.en for one in compared],
    )
    return pairs[list(_CHANGES)].astype(_CHANGES).reset_index(drop=True)


def coverage(frame: pd.DataFrame) -> pd.DataFrame:
    """How many bodies each variable is measured for, by year and form, and how many values are missing.

    Returns
    -------
    DataFrame
        variable, year, form, bodies, measured, missing, parsed, keyed: whole numbers, sorted by variable in
        the order of the crosswalk, year and form.

    Examples
    --------
    >>> panel = gr.panel(gr.Corpus("corpus").keyed())
    >>> gr.coverage(panel)[["variable", "year", "bodies", "measured"]].head(2)
           variable  year  bodies  measured
    0  requests_new  2011       1         1
    1  requests_new  2012       2         2
    """
    require_columns(frame, ("body_id", "variable", "year", "form", "value", "origin"), "panel")
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
    cells: tuple[SummedCell, ...], figures: Mapping[tuple[str, str, str], Figure]
) -> tuple[Decimal | None, str]:
    total, open_cells = Decimal(0), []
    for cell in cells:
        figure = figures.get(cell.key)
        if figure is None or figure.value is None:
            status = "missing" if figure is None else figure.status.value
            open_cells.append(f"{cell} {status}")
        else:
            total += cell.sign * figure.value
    if open_cells:
        return None, "; ".join(open_cells)
    summed = (figures[cell.key] for cell in cells)
    by_hand = any(figure.status is Status.CORRECTED for figure in summed)
    return total, "corrected" if by_hand else "measured"


def frame_of(schema: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """A frame of rows with these columns, in order, and types."""
    listed = list(rows)
    columns = zip(*listed, strict=True) if listed else ((),) * len(schema)
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=dtype)
            for (name, dtype), values in zip(schema.items(), columns, strict=True)
        }
    )
