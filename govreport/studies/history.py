"""One body over the years: its forms, what may be compared, the breaks, and what does not go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from govreport.checks import breaks, rules
from govreport.panel import crosswalk
from govreport.panel.years import changes

__all__ = ["history", "judged_places", "leaps", "longest", "oddities", "stock", "year_rules"]

_NOT_ZERO = re.compile("[1-9]")


def longest(known: pd.DataFrame) -> str | None:
    """The body with reports on the most years; None if no report has a year.

    Parameters
    ----------
    known : DataFrame
        An `inventory`.
    """
    years = known.dropna(subset="year").groupby("body_id")["year"].nunique()
    return None if years.empty else str(years.sort_index().idxmax())


def history(panel: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The years of one body: which forms, what has a number, what may be compared with the year before.

    Parameters
    ----------
    panel : DataFrame
        Rows of `gr.panel` of one body.
    known : DataFrame
        The `inventory` of its reports.

    Returns
    -------
    DataFrame
        One row per year: year, organ, forms, origin, variables (of the crosswalk that the forms have),
        measured (of which with a certain number), year_before, yes, partly, no (variables that may be
        compared with the year before, in part, not), not_there (variables that only one of the two years
        has), breaks_zh, breaks_en (that lie between the two years), source.
    """
    turned = changes(panel)
    who = _one_a_year(known).set_index("year")
    years = sorted({int(year) for year in panel["year"]})
    rows = [
        (
            *(year, who.loc[year, "organ"], who.loc[year, "forms"], who.loc[year, "origin"]),
            *_compared(panel, turned, before, year),
            who.loc[year, "source"],
        )
        for before, year in zip([None, *years], years, strict=False)
    ]
    names = ["year", "organ", "forms", "origin", "variables", "measured", "year_before", "yes", "partly"]
    names += ["no", "not_there", "breaks_zh", "breaks_en", "source"]
    return pd.DataFrame(rows, columns=names).astype({"year": "Int64", "year_before": "Int64"})


def _one_a_year(known: pd.DataFrame) -> pd.DataFrame:
    """One report of a body for each year, the same as in its panel: parsed before keyed, then by id."""
    ordered = known.sort_values("report_id").sort_values("origin", ascending=False, kind="stable")
    return ordered.drop_duplicates("year").sort_values("year")


def _compared(panel: pd.DataFrame, turned: pd.DataFrame, before: int | None, year: int) -> tuple[object, ...]:
    """From the number of variables to the breaks, of one year against the one before."""
    now = panel[panel["year"].eq(year)]
    counts = (len(now), int(now["value"].notna().sum()), before)
    if before is None:
        return (*counts, 0, 0, 0, 0, "", "")
    pairs = turned[turned["year"].eq(year) & turned["year_before"].eq(before)]
    flags = [int(pairs["comparable"].eq(flag).sum()) for flag in ("yes", "partly", "no")]
    there = set(now["variable"]) ^ set(panel.loc[panel["year"].eq(before), "variable"])
    between = breaks.between(before, year, _cells(now))
    return (*counts, *flags, len(there), "".join(b.zh for b in between), " ".join(b.en for b in between))


def _cells(part: pd.DataFrame) -> set[str]:
    """The cells of the variables of a year, as breaks name them."""
    return {
        str(cell)
        for variable, form in zip(part["variable"], part["form"], strict=True)
        for cell in crosswalk.variable(variable).cells[form]
    }


def judged_places(
    findings: pd.DataFrame, rules: Iterable[str], known: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The places that these rules judge, each once, less those that prove nothing.

    Several rules may judge one cell: a stock that is not the last one's is broken by the sum and by the bound
    alike, and is one fault. Where no number but 0 stands (0 = 0) a rule holds whatever the report does; such
    findings are left out, and so are those with a listed reason.

    Parameters
    ----------
    findings : DataFrame
        Of `gr.check`.
    rules : iterable of str
        Ids, such as `year_rules`.
    known : DataFrame, optional
        The `inventory` of the reports that are meant, or ``reports`` of `designed`.

    Returns
    -------
    DataFrame
        report_id, place (of the first cell that is judged), rules (joined by a blank), broken; sorted; of
        `known` organ, body_id, year and source beside them.
    """
    kept = findings[
        findings["rule"].isin(list(rules)) & findings["passed"].notna() & findings["explained"].isna()
    ]
    numbers = kept["expected"].fillna("") + " " + kept["actual"].fillna("")
    kept = kept[numbers.map(lambda text: bool(_NOT_ZERO.search(text))).astype(bool)]
    place = kept["where"].fillna("").str.split("; ").str[0]
    broken = ~kept["passed"].astype(bool)
    grouped = kept.assign(place=place, broken=broken).groupby(["report_id", "place"], sort=True)
    both = grouped.agg(rules=("rule", lambda ids: " ".join(sorted(set(ids)))), broken=("broken", "any"))
    kinds = {"report_id": "string", "place": "string", "rules": "string", "broken": "boolean"}
    places = both.reset_index().astype(kinds)
    if known is None:
        return places
    return places.merge(known[["report_id", "organ", "body_id", "year", "source"]], on="report_id")


def leaps(panel: pd.DataFrame, figures: pd.DataFrame, factor: float = 10, least: int = 30) -> pd.DataFrame:
    """Variables that rise to `factor` times or fall to a part of the year before, under one definition.

    Parameters
    ----------
    panel : DataFrame
        Of `gr.panel`.
    figures : DataFrame
        ``frames.figures`` of the same reports.
    least : int
        The greater of the two numbers is at least this: from 1 to 12 is no leap.

    Returns
    -------
    DataFrame
        body_id, variable, label_zh, label_en, year_before, value_before, year, value, times, place (of the
        cells of that year), source.
    """
    turned = changes(panel)
    both = turned[turned["comparable"].eq("yes") & turned["value"].gt(0) & turned["value_before"].gt(0)]
    times = both["value"] / both["value_before"]
    far = times.ge(factor) | times.le(1 / factor)
    great = both[["value", "value_before"]].max(axis=1).ge(least)
    rows = both.assign(times=times)[far.fillna(False) & great.fillna(False)]
    who = panel[["body_id", "variable", "year", "report_id", "source"]]
    rows = rows.merge(who, on=["body_id", "variable", "year"], validate="one_to_one")
    places = _places(figures)
    listed = [crosswalk.variable(name) for name in rows["variable"]]
    where = [
        "; ".join(places.get((report, *c.key), "?") for c in one.cells[form])
        for one, form, report in zip(listed, rows["form"], rows["report_id"], strict=True)
    ]
    rows = rows.assign(label_zh=[one.zh for one in listed], label_en=[one.en for one in listed], place=where)
    columns = ["body_id", "variable", "label_zh", "label_en", "year_before", "value_before", "year", "value"]
    return rows[[*columns, "times", "place", "source"]].reset_index(drop=True)


def _places(figures: pd.DataFrame) -> Mapping[tuple[str, str, str, str], str]:
    columns = [figures[name] for name in ("report_id", "table", "row", "column", "place")]
    return {
        (str(report), str(table), str(row), str(column)): str(place)
        for report, table, row, column, place in zip(*columns, strict=True)
        if not pd.isna(place)
    }


def stock(figures: pd.DataFrame, known: pd.DataFrame, row: str = "normative") -> pd.DataFrame:
    """Documents in force each year (form 2021), beside what last year's number and the year's changes give.

    Parameters
    ----------
    figures : DataFrame
        ``frames.figures`` of one body.
    known : DataFrame
        Its `inventory`.
    row : {"normative", "rules"}

    Returns
    -------
    DataFrame
        year, in_force_before, made, repealed, expected (in_force_before + made − repealed), in_force, gap
        (in_force − expected), place (of 现行有效), source. expected and gap are NA where last year's report
        is not there or a number is not certain.
    """
    cells = figures[
        figures["table"].eq("disclosure") & figures["row"].eq(row) & figures["form"].eq("2021")
    ].merge(_one_a_year(known)[["report_id", "year", "source"]], on="report_id")
    wide = cells.pivot_table(index="year", columns="column", values="value", aggfunc="first")
    wide = wide.reindex(columns=["made", "repealed", "in_force"]).astype("Float64")
    before = wide["in_force"].reindex([year - 1 for year in wide.index]).to_numpy()
    wide.insert(0, "in_force_before", before)
    expected = wide["in_force_before"] + wide["made"] - wide["repealed"]
    stocks = cells[cells["column"].eq("in_force")].drop_duplicates("year").set_index("year")
    table = wide.assign(expected=expected, gap=wide["in_force"] - expected).join(stocks[["place", "source"]])
    columns = ["in_force_before", "made", "repealed", "expected", "in_force", "gap", "place", "source"]
    return table[columns].rename_axis(columns=None).reset_index()


def year_rules() -> tuple[str, ...]:
    """The ids of the rules that compare a report with those of earlier years."""
    return tuple(rule.id for rule in rules.load() if rule.needs == "years")


def oddities(findings: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """What does not hold and has no listed reason, with its place and the address of the report.

    Rules about the text of a report (its sections, masthead, words) are left out for keyed reports, of
    which there is no text; so is what the program supposes to be wrong where a sum fails (L-1).

    Parameters
    ----------
    findings : DataFrame
        ``gr.check`` of the reports.
    known : DataFrame
        Their `inventory`.

    Returns
    -------
    DataFrame
        year, organ, rule, severity, message_zh, message_en, expected, actual, where, source, report_id;
        by organ, year and rule.
    """
    both = findings.merge(known[["report_id", "organ", "year", "origin", "source"]], on="report_id")
    broken = both["passed"].eq(False).fillna(False) & both["explained"].isna()
    textless = both["origin"].eq("keyed") & both["rule"].isin(_of_family("structure"))
    odd = both[broken & ~textless & ~both["rule"].isin(_of_family("locating"))]
    columns = ["year", "organ", "rule", "severity", "message_zh", "message_en", "expected", "actual"]
    ordered = odd.sort_values(["organ", "year", "rule"], kind="stable")
    return ordered[[*columns, "where", "source", "report_id"]].reset_index(drop=True)


def _of_family(family: str) -> set[str]:
    return {rule.id for rule in rules.load() if rule.family == family}
