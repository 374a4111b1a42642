"""The panel of a build: some bodies after the others, so that memory does not grow with the corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import pandas as pd

from govreport.corpus.building.kept import KeptPiece, KeptWork, Part, Place
from govreport.corpus.building.tables import Types, parts
from govreport.corpus.building.work import head_in, report_in
from govreport.panel.bodies import Member, members
from govreport.panel.known import as_known, own_columns
from govreport.panel.one_per_year import choose_among
from govreport.panel.wide import panel_wide, schema, with_every_variable
from govreport.panel.years import PANEL, measured

__all__ = ["own_of_panels", "panel_groups", "panel_rows"]

_REPORTS_AT_ONCE = 200

PanelReport: TypeAlias = tuple[str, str, Place]
"""The body of a report, by what it is linked to it, and where the report is."""


def own_of_panels(manifest: Iterable[str]) -> dict[str, list[str]]:
    """The columns that panels have of a manifest, behind their own."""
    names = list(manifest)
    given = [name for name in ("address", "retrieved") if name in names]
    long = [*given, *own_columns(names, PANEL).values()]
    return {"panel": long, "panel_wide": [*given, *own_columns(long, schema()).values()]}


def panel_groups(indexes: Iterable[Sequence[KeptWork]]) -> Iterator[list[PanelReport]]:
    """The reports of some bodies after those of others, in the order of their bodies.

    Parameters
    ----------
    indexes : iterable of sequence of KeptWork
        Where every report is, with its head.

    Raises
    ------
    RottenError
        If a head is not what a build left.
    """
    found = [row for index in indexes for row in index if row.more is not None]
    bodies: dict[str, list[PanelReport]] = defaultdict(list)
    for member, row in zip(members(as_known(head_in(row)) for row in found), found, strict=True):
        if member.report.year is not None:
            bodies[member.body_id].append((member.body_id, member.linked_by, row.piece.place))
    some: list[PanelReport] = []
    for body in sorted(bodies):
        some += bodies[body]
        if len(some) >= _REPORTS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def panel_rows(
    some: Sequence[PanelReport], columns: Mapping[str, Types], _own: Sequence[str], how: Mapping[str, bool]
) -> list[Part]:
    """The rows of some bodies in the tables `panel` and `panel_wide`.

    Raises
    ------
    RottenError
        If a piece is not what a build left.
    """
    whole = (
        Member(as_known(report_in(KeptPiece(*place), blocks="none")), body, linked_by)
        for body, linked_by, place in some
    )
    panel = measured(choose_among(whole).members)
    tables = {"panel": panel, "panel_wide": with_every_variable(panel_wide(panel))}
    return parts({name: _rows(table, columns[name]) for name, table in tables.items()}, columns, **how)


def _rows(table: pd.DataFrame, columns: Types) -> list[tuple[object, ...]]:
    """The rows of a frame, which need not have a manifest's own columns."""
    cells = table.reindex(columns=list(columns)).astype(object)
    return list(cells.where(cells.notna(), None).itertuples(index=False, name=None))
