"""Reports become DataFrames: fixed columns, order and types, whether there are no reports or thousands."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise

import pandas as pd

from govreport import checks
from govreport.checks.own import OwnRules, read_own
from govreport.errors import GovReportError, TemplateError
from govreport.forms import available, load
from govreport.frames import rows
from govreport.frames.rows import SCHEMA, Failure, fact_row, frame, theme_rows
from govreport.parsing.given import Reports, reports_in
from govreport.report import Report
from govreport.resources.messages import near, require_columns, require_path
from govreport.text.facts import facts as facts_in
from govreport.text.themes import themes as themes_in
from govreport.text.themes.codebook import Codebook
from govreport.text.themes.dictionaries import chosen_codebook

__all__ = ["SCHEMA", "Failure", "Frames", "check", "facts", "figures_in", "frames", "themes", "wide"]


class Frames(Mapping[str, pd.DataFrame]):
    """The tables of a set of reports, each made when it is first asked for.

    They are attributes (``frames.figures``) and items (``frames["figures"]``): iteration gives their names,
    ``frames.items()`` names and frames, ``dict(frames)`` all of them. Rows are sorted by `report_id` and
    then in the order of form or text.

    Attributes
    ----------
    reports : DataFrame
        One row per report; `n_figures` counts its rows in `figures`. Organ, region, level and year are those
        of the manifest or of corrections.csv where these say them; `n_corrected` counts what is otherwise
        than it was read, with the corrected cells. A manifest's own columns stand at the end, as text.
    figures : DataFrame
        One row per cell of an official table. `value` is NA unless `status` is reported, recovered or
        corrected.
    narrative : DataFrame
        One row per paragraph; `start` and `end` are offsets into ``Report.text``.
    facts : DataFrame
        One row per number that the prose states: `value` of `concept`, `qualifier` exact, over or about;
        `text` is what is printed at `start` to `end` of ``Report.text``, `sentence` what it stands in.
        `scope` (territory, office) and `base` (of a change or share) only where the sentence says so.
    themes : DataFrame
        One row per code of a phrase that says what requests were about, with the count or share printed
        with it; one row with the code X9 for a report that does not say.
    findings : DataFrame
        One row per rule and place; `passed` is NA where the rule cannot be judged, `explained` names the
        listed exception where it fails for one.
    failures : DataFrame
        One row per file that gave no report.

    Examples
    --------
    >>> frames = gr.frames(gr.Corpus("corpus"))
    >>> frames
    <Frames reports, figures, narrative, facts, themes, findings, failures; none made yet>
    >>> len(frames.figures)
    200
    >>> [name for name in frames if name.startswith("f")]
    ['figures', 'facts', 'findings', 'failures']
    """

    def __init__(self, make: Callable[[str], pd.DataFrame]) -> None:
        self._make = make
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in SCHEMA:
            raise KeyError(f"{name!r} is no frame; known: {', '.join(SCHEMA)}")
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(SCHEMA)

    def __len__(self) -> int:
        return len(SCHEMA)

    def __eq__(self, other: object) -> bool:
        return self is other  # frames are compared with pandas.testing, not by a truth value

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        made = [f"{name} {len(self._made[name])} rows" for name in self if name in self._made]
        return f"<Frames {', '.join(self)}; {', '.join(made) or 'none made yet'}>"

    @property
    def reports(self) -> pd.DataFrame:
        return self["reports"]

    @property
    def figures(self) -> pd.DataFrame:
        return self["figures"]

    @property
    def narrative(self) -> pd.DataFrame:
        return self["narrative"]

    @property
    def facts(self) -> pd.DataFrame:
        return self["facts"]

    @property
    def themes(self) -> pd.DataFrame:
        return self["themes"]

    @property
    def findings(self) -> pd.DataFrame:
        return self["findings"]

    @property
    def failures(self) -> pd.DataFrame:
        return self["failures"]


def frames(
    reports: Reports,
    failures: Iterable[Failure] = (),
    rules: Collection[str] | None = None,
    own: str | os.PathLike[str] | None = None,
) -> Frames:
    """The tables of reports, each made when it is first asked for.

    Parameters
    ----------
    reports : Report, several, Corpus, or path of a file or folder
    failures : iterable of Failure
        Files that gave no report, for the frame of that name.
    rules : collection of str, optional
        Ids of the rules to apply; None: all.
    own : path, optional
        As for `check`.

    Raises
    ------
    GovReportError
        If the same file is there twice, or there is no such rule.

    Examples
    --------
    >>> frames = gr.frames("corpus/reports")
    >>> frames.figures.loc[frames.figures["row"].eq("new"), ["column", "value"]].tail(1).to_dict("records")
    [{'column': 'total', 'value': 60.0}]
    """
    of_user = None if own is None else read_own(require_path(own, "own"))
    return Frames(partial(_made, _ordered(reports), tuple(failures), checks.selected(rules), of_user))


def _made(
    reports: Sequence[Report],
    failures: Sequence[Failure],
    rules: Collection[str] | None,
    own: OwnRules | None,
    name: str,
) -> pd.DataFrame:
    of_each = {
        "figures": rows.figure_rows,
        "narrative": rows.narrative_rows,
        "facts": rows.fact_rows,
        "themes": rows.stated_theme_rows,
    }
    if name in of_each:
        return frame(name, chain.from_iterable(map(of_each[name], reports)))
    if name == "reports":
        return rows.reports_frame(reports)
    if name == "findings":
        made = frame(name, rows.finding_rows(reports, rules, own))
        made.attrs |= {} if own is None else {"own_rules": {"file": own.source, "sha256": own.fingerprint}}
        return made
    return frame(name, rows.failure_rows(failures))


def check(
    reports: Reports,
    rules: Collection[str] | None = None,
    own: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """The findings of every rule on one report or several: one row per rule applied.

    Several reports are also compared with those of the same body on the year before.

    Parameters
    ----------
    reports : Report, several, Corpus, or path of a file or folder
    rules : collection of str, optional
        Ids of the rules to apply, such as ``["III-1", "P-4"]``; None: all.
    own : path, optional
        A YAML file with rules of your own (docs/own_knowledge.md), applied behind ours; the file and the
        beginning of its SHA-256 stand in ``attrs["own_rules"]``.

    Raises
    ------
    GovReportError
        If the same file is there twice, or there is no such rule.
    ResourceError
        If a rule of your own is not one; names it.

    Examples
    --------
    >>> findings = gr.check(gr.read("corpus/reports/2024-rongchang-office.txt"))
    >>> findings.loc[findings["passed"].eq(False), "rule"].unique().tolist()
    ['P-4']
    """
    return frames(reports, rules=rules, own=own).findings


def facts(source: str | Reports, *, year: int | None = None) -> pd.DataFrame:
    """The numbers that prose states about requests, outcomes, review, litigation, documents, trainings.

    Parameters
    ----------
    source : str, or Report, several, Corpus, or Path of a file or folder
        A str is Chinese text: then `report_id` is NA and offsets are those of the text.
    year : int, optional
        Of a text: the year that it reports on, where the text itself does not say. Reports know theirs.

    Returns
    -------
    DataFrame
        As `Frames.facts`.

    Raises
    ------
    GovReportError
        If the source is neither text nor reports, or a str that is the name of a file.

    Examples
    --------
    >>> gr.facts("2023年收到政府信息公开申请9件，上年结转1件。")[["concept", "value", "text"]].values.tolist()
    [['requests_received', 9.0, '9'], ['carried_in', 1.0, '1']]
    """
    if not isinstance(source, str):
        return frames(source).facts
    return frame("facts", (fact_row(None, source, fact) for fact in facts_in(_prose(source), year=year)))


def themes(source: str | Reports, book: Codebook | str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """What requests were about, as prose says it.

    Parameters
    ----------
    source : str, or Report, several, Corpus, or Path of a file or folder
        A str is Chinese text: then `report_id` is NA and offsets are those of the text.
    book : Codebook or path, optional
        Codes of your own, as ``gr.codebook("mine.yml")`` or its path; its version stands in
        ``attrs["codebook"]``. None: ours.

    Returns
    -------
    DataFrame
        As `Frames.themes`. A report or text that does not say has one row with the code X9 (not stated),
        which is not "no such requests".

    Raises
    ------
    GovReportError
        If the source is neither text nor reports, or a str that is the name of a file.

    Examples
    --------
    >>> gr.themes("申请内容主要涉及土地出让、用地规划等。")[["code", "phrase"]].values.tolist()
    [['L1', '土地出让'], ['L2', '用地规划']]
    """
    book = None if book is None else chosen_codebook(book)
    if isinstance(source, str):
        made = frame("themes", theme_rows(None, source, themes_in(_prose(source), book)))
    elif book is None:
        return frames(source).themes
    else:
        made = frame("themes", chain.from_iterable(rows.coded_anew(r, book) for r in _ordered(source)))
    made.attrs |= {} if book is None else {"codebook": {"file": book.sources[0], "sha256": book.version}}
    return made


def _prose(text: str) -> str:
    """The text itself, unless it is the name of a file or folder."""
    if text and os.path.exists(text):
        raise GovReportError(
            f"a str is read as prose, and {text!r} is a file or folder: expected a Report, a Corpus or "
            f"pathlib.Path({text!r})"
        )
    return text


def figures_in(source: pd.DataFrame | Frames | Reports) -> Frames:
    """The frames that a function on figures works with: of a frame of figures that only, of reports all."""
    if isinstance(source, Frames):
        return source
    if not isinstance(source, pd.DataFrame):
        return frames(source)
    require_columns(source, ("report_id", "form", "table", "row", "column", "value"), "figures")
    return Frames({"figures": source}.__getitem__)


def wide(figures: pd.DataFrame | Frames | Reports, table: str) -> pd.DataFrame:
    """One official table with a row per report and a column ``row.column`` per cell, Float64.

    Columns stand in the order of the newest form, those that only older forms have behind them. A
    report in `figures` that has no such table is a row of NA.

    Parameters
    ----------
    figures : DataFrame, Frames, or Report, several, Corpus, or path of a file or folder
        `Frames.figures`, any rows of it, or what it can be made of.
    table : {"disclosure", "requests", "remedies", "survey"}

    Raises
    ------
    TemplateError
        If no official form has that table.
    GovReportError
        If `figures` is no such frame.
        If table 二 (disclosure) stands there in several forms: their columns are different variables.

    Examples
    --------
    >>> gr.wide(gr.read("corpus/reports/2024-rongchang-office.txt"), "requests")["new.total"].tolist()
    [60.0]
    """
    order = _cell_order(table)
    figures = figures_in(figures).figures
    cells = figures[figures["table"] == table]
    forms = sorted(cells["form"].dropna().unique())
    if table == "disclosure" and len(forms) > 1:
        raise GovReportError(
            f"figures of table 'disclosure' in forms {', '.join(forms)}: their columns are different "
            f"variables; expected one form, such as figures[figures['form'] == '{forms[-1]}']"
        )
    names = cells["row"] + "." + cells["column"]
    values = cells.assign(cell=names).pivot(index="report_id", columns="cell", values="value")
    columns = pd.Index(sorted(values.columns, key=order.__getitem__), name="cell", dtype="object")
    reports = pd.Index(figures["report_id"].unique(), name="report_id")
    return values.reindex(index=reports, columns=columns).astype("Float64")


def _cell_order(table: str) -> dict[str, int]:
    forms = [form for id_ in available() for form in load(id_).tables]
    cells = (f"{row.id}.{column.id}" for form in forms if form.id == table for row, column in form.cells())
    order = {cell: i for i, cell in enumerate(dict.fromkeys(cells))}
    if not order:
        known = dict.fromkeys(form.id for form in forms)
        meant = near(table, known)
        raise TemplateError(f"no official form has a table {table!r}; {meant}known: {', '.join(known)}")
    return order


def _ordered(source: Reports) -> list[Report]:
    ordered = sorted(reports_in(source), key=lambda report: report.report_id)
    for one, next_one in pairwise(ordered):
        if one.report_id == next_one.report_id:
            raise GovReportError(
                f"{next_one.source}: the same file as {one.source} (report_id {one.report_id}); "
                "expected each report once"
            )
    return ordered
