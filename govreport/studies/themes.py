"""What requests were about, by report: who says so at all, which themes stand together, which are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Literal, TypeAlias

import pandas as pd

from govreport.measures.indicators import wilson
from govreport.text.themes import NOT_STATED
from govreport.text.themes.codebook import Code, Group, codebook

__all__ = [
    "combinations",
    "cooccurrence",
    "keyed_mentions",
    "mentions",
    "numbered",
    "stating",
    "theme_shares",
]

Unit: TypeAlias = Literal["code", "group"]
_MENTIONS = {
    **dict.fromkeys(("report", "organ", "level", "body"), "string"),
    **dict.fromkeys(("year", "requests"), "Int64"),
    **dict.fromkeys(("phrase", "code"), "string"),
    **dict.fromkeys(("count", "share"), "Float64"),
    "address": "string",
}


def mentions(themes: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The themes of parsed reports, with who says it.

    Parameters
    ----------
    themes : DataFrame
        ``gr.themes`` of reports with prose.
    known : DataFrame
        The `inventory` of these reports.

    Returns
    -------
    DataFrame
        One row per code of a phrase: report, organ, level, body, year, requests, phrase, code, count, share,
        address. A report that does not say has one row with the code X9 and no phrase.
    """
    said = themes.rename(columns={"report_id": "report"})[["report", "phrase", "code", "count", "share"]]
    who = known.rename(columns={"report_id": "report", "source": "address"})
    joined = said.merge(who[["report", "organ", "level", "body", "year", "requests", "address"]], on="report")
    return joined[list(_MENTIONS)].astype(_MENTIONS)


def keyed_mentions(stated: pd.DataFrame) -> pd.DataFrame:
    """The themes that were keyed from published reports (``corpus.stated("themes")``), as `mentions`."""
    one = stated.assign(code=stated["codes"].astype("object").str.split()).explode("code", ignore_index=True)
    return one[list(_MENTIONS)].astype(_MENTIONS)


def stating(told: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How many reports say what the requests were about: to be read before any share of a theme.

    Parameters
    ----------
    told : DataFrame
        `mentions`.
    by : str, optional
        A column of it, to count by.

    Returns
    -------
    DataFrame
        label (of the group; "all" without `by`), n (reports), stating, value (their share), low, high
        (95% score interval). Reports with no request in the year, which have nothing to say, are left
        out; those whose number of requests is not known stay in.
    """
    asked = told[told["requests"].ne(0).fillna(True)]
    said: dict[str, bool] = {}
    labels: dict[str, str] = {}
    group = asked["report"] if by is None else asked[by]
    for report, code, label in zip(asked["report"], asked["code"], group, strict=True):
        said[str(report)] = said.get(str(report), False) or code != NOT_STATED
        labels[str(report)] = "all" if by is None else "?" if pd.isna(label) else str(label)
    whole = Counter(labels.values())
    part = Counter(labels[report] for report, does in said.items() if does)
    rows = [(label, n, part[label]) for label, n in sorted(whole.items())]
    return _with_shares(rows, ["label"], "stating")


def theme_shares(told: pd.DataFrame, unit: Unit = "code", by: str | None = None) -> pd.DataFrame:
    """Of the reports that state themes, the share that names each.

    Of a random sample this is prevalence among reports that state themes; of reports that were found by
    their themes it is not.

    Returns
    -------
    DataFrame
        The value of the column `by` where one is given, theme, label_zh, label_en, n (reports that state
        themes, in that group), reports (that name it), value, low, high; the most frequent first.
    """
    labels = pd.Series("all", told.index) if by is None else told[by].astype("string").fillna("?")
    rows: list[tuple[object, ...]] = []
    for label in sorted(set(labels)):
        sets = _sets(told[labels.eq(label)], unit)
        counts = Counter(theme for themes in sets.values() for theme in themes)
        rows += [
            (label, theme, *codebook().label(theme), len(sets), count)
            for theme, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]
    frame = _with_shares(rows, [by or "all", "theme", "label_zh", "label_en"], "reports")
    return frame if by else frame.drop(columns="all")


def cooccurrence(told: pd.DataFrame, unit: Unit = "code", least: int = 1) -> pd.DataFrame:
    """In how many reports each pair of themes stands; on the diagonal in how many each stands.

    Parameters
    ----------
    told : DataFrame
        `mentions`.
    least : int
        Themes that fewer reports name are left out.

    Returns
    -------
    DataFrame
        Square, whole numbers; rows and columns in the order of the codebook.
    """
    sets = _sets(told, unit)
    counts = Counter(theme for themes in sets.values() for theme in themes)
    entries: Sequence[Code | Group] = codebook().codes if unit == "code" else codebook().groups
    kept = [entry.id for entry in entries if counts[entry.id] >= least]
    together = Counter(
        pair for themes in sets.values() for pair in product(sorted(themes), repeat=2)
    )  # each pair both ways, each theme with itself
    return pd.DataFrame([[together[one, other] for other in kept] for one in kept], kept, kept, dtype="int64")


def combinations(told: pd.DataFrame, unit: Unit = "group") -> pd.DataFrame:
    """Which themes reports name together: each exact set of them, and how many reports have it.

    Returns
    -------
    DataFrame
        themes (joined by ``+``), label_zh, label_en, reports, n (all that state themes); the most
        frequent first.
    """
    sets = _sets(told, unit)
    counts = Counter(tuple(sorted(themes)) for themes in sets.values())
    rows = [
        (
            "+".join(names),
            *("+".join(part) for part in zip(*map(codebook().label, names), strict=True)),
            count,
        )
        for names, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    frame = pd.DataFrame(rows, columns=["themes", "label_zh", "label_en", "reports"])
    return frame.assign(n=len(sets)).astype({"reports": "Int64", "n": "Int64"})


def numbered(told: pd.DataFrame, unit: Unit = "group") -> pd.DataFrame:
    """How often a theme is given with a number of requests or a share of them.

    Returns
    -------
    DataFrame
        theme, label_zh, label_en, n (phrases with that theme), numbered (of which with a count or share),
        value, low, high; in the order of the codebook's ids.
    """
    given: dict[tuple[str, str, str], bool] = {}
    columns = [told[name] for name in ("report", "phrase", "code", "count", "share")]
    for report, phrase, code, *numbers in zip(*columns, strict=True):
        for theme in _theme(code, unit):
            key = (theme, str(report), str(phrase))
            given[key] = given.get(key, False) or not all(pd.isna(number) for number in numbers)
    whole = Counter(theme for theme, _, _ in given)
    part = Counter(theme for (theme, _, _), does in given.items() if does)
    rows = [(theme, *codebook().label(theme), n, part[theme]) for theme, n in sorted(whole.items())]
    return _with_shares(rows, ["theme", "label_zh", "label_en"], "numbered")


def _sets(told: pd.DataFrame, unit: Unit) -> dict[str, set[str]]:
    """The themes of each report that states any."""
    found: dict[str, set[str]] = {}
    for report, code in zip(told["report"], told["code"], strict=True):
        for theme in _theme(code, unit):
            found.setdefault(str(report), set()).add(theme)
    return found


def _theme(code: object, unit: Unit) -> tuple[str, ...]:
    """The theme of a code: itself, or the letter of its group; none where nothing is stated."""
    if not isinstance(code, str) or code == NOT_STATED:
        return ()
    return (code if unit == "code" else code[0],)


def _with_shares(rows: Sequence[tuple[object, ...]], names: list[str], part: str) -> pd.DataFrame:
    """Rows that end with a whole and a part of it, with the share and its interval."""
    frame = pd.DataFrame(rows, columns=[*names, "n", part])
    ends = [wilson(float(some), float(whole)) for whole, some in zip(frame["n"], frame[part], strict=True)]
    whole = frame["n"].astype("Float64")
    frame["value"] = frame[part].astype("Float64") / whole
    frame["low"] = pd.Series([low for low, _ in ends], dtype="Float64")
    frame["high"] = pd.Series([high for _, high in ends], dtype="Float64")
    return frame.astype({"n": "Int64", part: "Int64"})
