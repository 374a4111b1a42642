"""What a study rests on: reports with their design, and shares whose intervals are between bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from govreport.corpus.building.loading import load
from govreport.corpus.folder import Corpus
from govreport.errors import GovReportError
from govreport.frames import Frames, frames
from govreport.frames.one_per_year import one_per_year
from govreport.measures.estimating import FEWEST, estimate
from govreport.panel.years import bodies
from govreport.plots import dots, titled
from govreport.text.themes import NOT_STATED

__all__ = [
    "counts",
    "designed",
    "draw_shares",
    "fingerprint",
    "printed",
    "requests_of",
    "retrieved",
    "shares",
]

Cell = tuple[str, str, str]
_SHARES = {
    **dict.fromkeys(("label_zh", "label_en"), "string"),
    **dict.fromkeys(("part", "n"), "Float64"),
    **dict.fromkeys(("reports", "missing", "bodies"), "Int64"),
    **dict.fromkeys(("value", "low", "high"), "Float64"),
}


def designed(corpus: str | Path, name: str) -> Frames:
    """The reports of a study with their design, one for each body and year.

    Parameters
    ----------
    corpus : str or Path
        A folder. Where it has a folder `name` with a manifest, such as ``corpus/sample``, its keyed reports
        are taken; else the reports that stand in `corpus` itself, each with weight 1 in one stratum.
    name : {"sample", "census"}

    Returns
    -------
    Frames
        As `gr.load`: ``reports`` has body_id, stratum, weight, in_frame and themes_stated.

    Raises
    ------
    ReadError
        If a manifest or a table is wrong, or there is no such folder.

    Examples
    --------
    >>> len(designed("corpus", "census").reports)
    237
    """
    if (Path(corpus) / name / "manifest.csv").is_file():
        return one_per_year(load(Path(corpus) / name)).frames
    chosen = one_per_year(Corpus(corpus))
    made = frames(chosen.reports)
    linked = bodies(chosen.reports).set_index("report_id")["body_id"]
    stated = set(made.themes.loc[made.themes["code"].ne(NOT_STATED), "report_id"])
    reports = made.reports.assign(
        report=made.reports["source"],
        body_id=made.reports["report_id"].map(linked).astype("string"),
        stratum=pd.Series("all", made.reports.index, dtype="string"),
        weight=pd.Series(1.0, made.reports.index, dtype="Float64"),
        in_frame=pd.Series(True, made.reports.index, dtype="boolean"),
        themes_stated=made.reports["report_id"].isin(stated).astype("boolean"),
    )
    return Frames(lambda table: reports if table == "reports" else made[table])


def retrieved(corpus: str | Path) -> pd.DataFrame:
    """What was found of each body and year of a place: the log of ``corpus/census``.

    Of a folder without one: each body of its reports, from the first year to the last.

    Returns
    -------
    DataFrame
        folder (by the name of its last organ), year, documents, there (whether there is a report).
    """
    path = Path(corpus) / "census" / "retrieval.csv"
    if path.is_file():
        log = pd.read_csv(path, encoding="utf-8")
        listed = pd.read_csv(path.with_name("manifest.csv"), encoding="utf-8").sort_values(
            "year", kind="stable"
        )
        last = listed.dropna(subset="organ").groupby("folder")["organ"].last()
        return pd.DataFrame(
            {
                "folder": log["folder"].map(last).fillna(log["folder"]),
                "year": log["year"],
                "documents": log["documents"],
                "there": log["documents"].gt(0),
            }
        )
    reports = designed(corpus, "census").reports.dropna(subset=["year", "body_id"])
    grid = pd.MultiIndex.from_product(
        [sorted(set(reports["body_id"])), range(int(reports["year"].min()), int(reports["year"].max()) + 1)],
        names=["folder", "year"],
    )
    found = reports.groupby(["body_id", "year"]).size().reindex(grid, fill_value=0)
    return found.rename("documents").reset_index().assign(there=lambda log: log["documents"].gt(0))


def fingerprint(reports: pd.DataFrame) -> str:
    """One SHA-256 of all reports of a frame ``reports``, in whatever order they came."""
    return sha256("\n".join(sorted(map(str, reports["sha256"]))).encode()).hexdigest()


def requests_of(made: Frames) -> pd.Series:
    """New requests of each report: of its table, else the exact number of its prose; NA where neither is.

    Returns
    -------
    Series
        Int64, by report_id, with the name requests.
    """
    cells = {("requests", "new", "total"), ("survey", "requests.received", "year")}
    figures = made.figures
    keys = pd.Series(
        list(zip(figures["table"], figures["row"], figures["column"], strict=True)), dtype="object"
    )
    tabled = figures[keys.isin(cells).to_numpy()].groupby("report_id")["value"].first()
    facts = made.facts
    exact = facts[facts["concept"].eq("requests_new") & facts["qualifier"].eq("exact")]
    both = tabled.combine_first(exact.groupby("report_id")["value"].first())
    whole = both.reindex(made.reports["report_id"]).round()
    return whole.astype("Float64").astype("Int64").rename("requests")


def counts(
    figures: pd.DataFrame, reports: pd.DataFrame, wanted: Mapping[str, Sequence[Cell]]
) -> pd.DataFrame:
    """Sums of cells by report: a report of which a cell is not there, or has no certain number, has NA.

    Parameters
    ----------
    figures, reports : DataFrame
        ``frames.figures`` and ``frames.reports`` (`designed`).
    wanted : mapping of str to sequence of (table, row, column)
        The name of each sum, and its cells.

    Returns
    -------
    DataFrame
        report_id, organ, body_id, level, year, source and a column Float64 for each sum, for the reports that
        have any of the cells, by body and year.
    """
    places = pd.Series(
        list(zip(figures["table"], figures["row"], figures["column"], strict=True)),
        figures.index,
        dtype="object",
    )
    keyed = figures.assign(cell=places)
    every = {cell for cells in wanted.values() for cell in cells}
    wide = keyed[keyed["cell"].isin(every)].drop_duplicates(["report_id", "cell"])
    wide = wide.pivot(index="report_id", columns="cell", values="value").reindex(columns=sorted(every))
    sums = {name: wide[list(cells)].sum(axis=1, skipna=False) for name, cells in wanted.items()}
    who = reports[["report_id", "organ", "body_id", "level", "year", "source"]]
    found = who.merge(pd.DataFrame(sums, index=wide.index).astype("Float64"), on="report_id")
    return found.sort_values(["body_id", "year", "report_id"], ignore_index=True)


def shares(
    frame: pd.DataFrame,
    column: str,
    *,
    of: str | None = None,
    by: str | None = None,
    clusters: str | None = "body_id",
    weights: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Shares by `gr.estimate`, as `plots.dots` draws them, with what they rest on.

    Parameters
    ----------
    frame : DataFrame
        One row per report: the whole sample, see `gr.estimate`.
    column : str
        True and False (a share of reports), or a count with `of`: a share of cases.
    of : str, optional
        The count of all cases.
    by : str, optional
        A column whose values make groups; rows without one belong to the design but to no group.
    clusters : str or None
        The column of the body; rows without one are alone. None: each row is.
    weights, strata : str, optional

    Returns
    -------
    DataFrame
        label_zh (of the group; 合计 without `by`), label_en, part, n (reports, or cases with `of`, counted
        and not weighted), reports (rows with a value), missing, bodies, value, low, high. Of fewer than five
        reports nothing is estimated.

    Raises
    ------
    GovReportError
        As `gr.estimate`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"body_id": list("abcdefghij"), "stating": [True] * 2 + [False] * 8})
    >>> printed(shares(frame, "stating").iloc[0])
    '2/10 = 20.0% [3.7%, 62.2%]'
    """
    if frame.empty:
        return pd.DataFrame(columns=list(_SHARES)).astype(_SHARES)
    rows = frame.assign(_row=range(len(frame)))
    if clusters is not None:
        rows["_body"] = rows[clusters].astype("object").where(rows[clusters].notna(), rows["_row"])
    found = estimate(
        rows,
        column,
        of=of,
        by=by,
        weights=weights,
        strata=strata,
        clusters=None if clusters is None else "_body",
        interval="logit",
        lonely="adjust",
    )
    base = rows[of].astype("Float64") if of else rows[column].notna().astype("Float64")
    counted = rows.assign(_base=base, _part=rows[column].astype("Float64"))
    counted = counted[counted["_base"].notna() & counted["_part"].notna()]
    if by is None:
        sums = counted[["_part", "_base"]].sum().to_frame().T
        labels = pd.Series(["合计"]), pd.Series(["all"])
    else:
        found = found[found[by].notna()].reset_index(drop=True)
        if pd.api.types.is_integer_dtype(frame[by]):
            found[by] = found[by].astype("Int64")  # a group without a value had made them floats
        sums = (
            counted.groupby(by)[["_part", "_base"]].sum().reindex(found[by]).fillna(0).reset_index(drop=True)
        )
        labels = found[by].astype("string"), pd.Series("", found.index)
    table = pd.DataFrame(
        {
            "label_zh": labels[0],
            "label_en": labels[1],
            "part": sums["_part"].to_numpy(),
            "n": sums["_base"].to_numpy(),
            "reports": found["n"],
            "missing": found["missing"],
            "bodies": found["n_clusters"],
            "value": found["estimate"],
            "low": found["low"],
            "high": found["high"],
        }
    )
    return table.astype(_SHARES)


def printed(row: object) -> str:
    """A row of `shares` in a sentence of any language: ``19/322 = 5.9% [3.8%, 9.1%]``.

    The count stands first, without weights. Without an estimate there is the count only, with the reason.
    """
    values = {name: getattr(row, name) for name in ("part", "n", "value", "low", "high")}
    if any(name not in _SHARES for name in values):
        raise GovReportError("row: a row of studies.shares was expected")
    count = f"{values['part']:,.15g}/{values['n']:,.15g}"
    if pd.isna(values["value"]):
        return f"{count} (n < {FEWEST} 不作估计 not estimated)"
    ends = "无区间 no interval" if pd.isna(values["low"]) else f"{values['low']:.1%}, {values['high']:.1%}"
    return f"{count} = {values['value']:.1%} [{ends}]"


def draw_shares(rows: pd.DataFrame, title: str, axis: str, organs: Iterable[object] = ()) -> Axes | None:
    """Dots with intervals for the rows of `shares` that rest on five reports and five cases or more.

    Parameters
    ----------
    rows : DataFrame
        Of `shares`.
    title, axis : str
        In both languages, the title with its n; that lines are intervals is added to it.
    organs : sequence of str
        Whose reports they are: synthetic ones are marked so.

    Returns
    -------
    Axes or None
        None where no row rests on enough: then a table is to be shown.
    """
    enough = rows["n"].ge(FEWEST) & rows["value"].notna()
    if "reports" in rows:
        enough &= rows["reports"].ge(FEWEST)
    kept = rows[enough].reset_index(drop=True)
    if kept.empty:
        return None
    title = f"{title}\n线 line: 95% 区间 interval" if kept["low"].notna().any() else title
    axes = dots(kept, titled(title, organs), axis, percent=True)
    axes.set_xlim(0, 135)
    axes.set_xticks(range(0, 101, 25))
    return axes
