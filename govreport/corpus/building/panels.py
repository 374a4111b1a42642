"""The panel of a build: some bodies after the others, so that memory does not grow with the corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from govreport.corpus.building.kept import KeptWork
from govreport.corpus.building.work import head_in, report_in
from govreport.panel.bodies import Member, members
from govreport.panel.known import as_known, own_columns
from govreport.panel.one_per_year import choose_among
from govreport.panel.wide import panel_wide, schema, with_every_variable
from govreport.panel.years import PANEL, measured

__all__ = ["own_of_panels", "panel_tables"]

_REPORTS_AT_ONCE = 200


def own_of_panels(manifest: Iterable[str]) -> dict[str, list[str]]:
    """The columns that panels have of a manifest, behind their own."""
    names = list(manifest)
    given = [name for name in ("address", "retrieved") if name in names]
    long = [*given, *own_columns(names, PANEL).values()]
    return {"panel": long, "panel_wide": [*given, *own_columns(long, schema()).values()]}


def panel_tables(indexes: Iterable[Sequence[KeptWork]]) -> Iterator[dict[str, pd.DataFrame]]:
    """The tables `panel` and `panel_wide`, in the order of their bodies.

    Parameters
    ----------
    indexes : iterable of sequence of KeptWork
        Where every report is, with its head.

    Raises
    ------
    RottenError
        If a head or a piece is not what a build left.
    """
    found = [row for index in indexes for row in index if row.more is not None]
    bodies: dict[str, list[tuple[Member, KeptWork]]] = defaultdict(list)
    for member, row in zip(members(as_known(head_in(row)) for row in found), found, strict=True):
        if member.report.year is not None:
            bodies[member.body_id].append((member, row))
    some: list[tuple[Member, KeptWork]] = []
    for body in sorted(bodies):
        some += bodies[body]
        if len(some) >= _REPORTS_AT_ONCE:
            yield _tables(some)
            some = []
    if some:
        yield _tables(some)


def _tables(some: Sequence[tuple[Member, KeptWork]]) -> dict[str, pd.DataFrame]:
    whole = (replace(member, report=as_known(report_in(row.piece, blocks="none"))) for member, row in some)
    panel = measured(choose_among(whole).members)
    return {"panel": panel, "panel_wide": with_every_variable(panel_wide(panel))}
