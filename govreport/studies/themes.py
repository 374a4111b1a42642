"""What requests were about, by report: who says so at all, which themes stand together, which are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Literal, TypeAlias

import pandas as pd

from govreport.studies.designed import shares
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
_DESIGN = {**dict.fromkeys(("body_id", "stratum"), "string"), "weight": "Float64"}
"""Columns of who was drawn, and how: kept where the reports have them."""


def mentions(themes: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The themes of reports, with who says it and how the report was drawn.

    Parameters
    ----------
    themes : DataFrame
        ``gr.themes`` of reports with prose, or ``themes`` of `gr.load`.
    known : DataFrame
        The `inventory` of these reports, or ``reports`` of `gr.load`; with `requests_of` as the column
        requests, or the number of requests is not known.

    Returns
    -------
    DataFrame
        One row per code of a phrase: report, organ, level, body, year, requests, phrase, code, count, share,
        address, and body_id, stratum and weight where `known` has them. A report that does not say has one
        row with the code X9 and no phrase.

    Examples
    --------
    >>> import govreport as gr
    >>> sample = gr.load("corpus/sample")
    >>> coded = mentions(sample.themes, sample.reports[sample.reports["in_frame"].fillna(False)])
    >>> stating(coded)[["stating", "n"]].values.tolist()  # two more state themes and came without address
    [[17, 319]]
    """
    coded = themes.rename(columns={"report_id": "report"})[["report", "phrase", "code", "count", "share"]]
    # Of keyed reports their id in the manifest; `source` is the address.
    who = known.drop(columns=["report", "address"], errors="ignore")
    who = who.rename(columns={"report_id": "report", "source": "address"})
    if "requests" not in who:
        who = who.assign(requests=pd.Series(pd.NA, who.index, dtype="Int64"))
    kinds = _MENTIONS | {name: kind for name, kind in _DESIGN.items() if name in who}
    columns = ["report", *(name for name in kinds if name in who and name not in coded)]
    return coded.merge(who[columns], on="report")[list(kinds)].astype(kinds)


def keyed_mentions(stated: pd.DataFrame) -> pd.DataFrame:
    """The themes that were keyed from published reports (``corpus.stated("themes")``), as `mentions`."""
    one = stated.assign(code=stated["codes"].astype("object").str.split()).explode("code", ignore_index=True)
    return one[list(_MENTIONS)].astype(_MENTIONS)


def stating(coded: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How many reports say what the requests were about: to be read before any share of a theme.

    Parameters
    ----------
    coded : DataFrame
        `mentions`.
    by : str, optional
        A column of it, to count by.

    Returns
    -------
    DataFrame
        label (of the group; "all" without `by`), n (reports), stating, value (their share), low, high
        (95%, of `gr.estimate` by stratum, weight and body where `coded` has them; NA of fewer than five
        reports). Reports with no request in the year, which have nothing to say, are left out; those whose
        number of requests is not known stay in.
    """
    asked = coded[coded["requests"].ne(0).fillna(True)]
    rows = asked.assign(stating=asked["code"].ne(NOT_STATED), label=_labels(asked, by))
    once = rows.groupby("report", sort=True)["stating"].any()
    each = rows.drop_duplicates("report").set_index("report").reindex(once.index).assign(stating=once)
    found = shares(each.reset_index(), "stating", by="label", **_design(asked, "report"))
    return _renamed(found, "label", "stating")[["label", "n", "stating", "value", "low", "high"]]


def theme_shares(coded: pd.DataFrame, unit: Unit = "code", by: str | None = None) -> pd.DataFrame:
    """Of the reports that state themes, the share that names each.

    Of a random sample this is prevalence among reports that state themes; of reports that were found by
    their themes it is not.

    Returns
    -------
    DataFrame
        The value of the column `by` where one is given, theme, label_zh, label_en, n (reports that state
        themes, in that group), reports (that name it), value, low, high (as `stating`); the most frequent
        first.
    """
    name = by or "all"
    labels = _labels(coded, by)
    every = coded.assign(**{name: labels}).drop_duplicates("report").reset_index(drop=True)
    frames = []
    for label in sorted(set(labels)):
        sets = _sets(coded[labels.eq(label)], unit)
        counted = Counter(theme for themes in sets.values() for theme in themes)
        for theme, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            named = [theme in sets[one] if one in sets else pd.NA for one in every["report"]]
            within = every.assign(reports=pd.array(named, dtype="boolean"))  # of the rest it is not known
            found = _renamed(shares(within, "reports", **_design(coded, "report")), name, "reports")
            zh, en = codebook().label(theme)
            frames.append(found.assign(**{name: label}, theme=theme, label_zh=zh, label_en=en))
    columns = [name, "theme", "label_zh", "label_en", "n", "reports", "value", "low", "high"]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    return frame[columns] if by else frame[columns[1:]]


def cooccurrence(coded: pd.DataFrame, unit: Unit = "code", least: int = 1) -> pd.DataFrame:
    """In how many reports each pair of themes stands; on the diagonal in how many each stands.

    Parameters
    ----------
    coded : DataFrame
        `mentions`.
    least : int
        Themes that fewer reports name are left out.

    Returns
    -------
    DataFrame
        Square, whole numbers; rows and columns in the order of the codebook.
    """
    sets = _sets(coded, unit)
    counts = Counter(theme for themes in sets.values() for theme in themes)
    entries: Sequence[Code | Group] = codebook().codes if unit == "code" else codebook().groups
    kept = [entry.id for entry in entries if counts[entry.id] >= least]
    together = Counter(
        pair for themes in sets.values() for pair in product(sorted(themes), repeat=2)
    )  # each pair both ways, each theme with itself
    return pd.DataFrame([[together[one, other] for other in kept] for one in kept], kept, kept, dtype="int64")


def combinations(coded: pd.DataFrame, unit: Unit = "group") -> pd.DataFrame:
    """Which themes reports name together: each exact set of them, and how many reports have it.

    Returns
    -------
    DataFrame
        themes (joined by ``+``), label_zh, label_en, reports, n (all that state themes); the most
        frequent first.
    """
    sets = _sets(coded, unit)
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


def numbered(coded: pd.DataFrame, unit: Unit = "group") -> pd.DataFrame:
    """How often a theme is given with a number of requests or a share of them.

    Returns
    -------
    DataFrame
        theme, label_zh, label_en, n (phrases with that theme), numbered (of which with a count or share),
        value, low, high (95%, phrases of one report clustered; NA of fewer than five phrases); in the order
        of the codebook's ids.
    """
    themes = pd.Series([_theme(code, unit) for code in coded["code"]], coded.index, dtype="object")
    kept = coded.assign(theme=themes).explode("theme")
    kept = kept[kept["theme"].notna()].astype({"theme": "string"})
    kept["numbered"] = kept["count"].notna() | kept["share"].notna()
    each = kept.groupby(["theme", "report", "phrase"])["numbered"].any().reset_index()
    found = _renamed(shares(each, "numbered", by="theme", clusters="report"), "theme", "numbered")
    labels = [codebook().label(theme) for theme in found["theme"]]
    found = found.assign(label_zh=[zh for zh, _ in labels], label_en=[en for _, en in labels])
    return found[["theme", "label_zh", "label_en", "n", "numbered", "value", "low", "high"]]


def _sets(coded: pd.DataFrame, unit: Unit) -> dict[str, set[str]]:
    """The themes of each report that states any."""
    found: dict[str, set[str]] = {}
    for report, code in zip(coded["report"], coded["code"], strict=True):
        for theme in _theme(code, unit):
            found.setdefault(str(report), set()).add(theme)
    return found


def _theme(code: object, unit: Unit) -> tuple[str, ...]:
    """The theme of a code: itself, or the letter of its group; none where nothing is stated."""
    if not isinstance(code, str) or code == NOT_STATED:
        return ()
    return (code if unit == "code" else code[0],)


def _labels(coded: pd.DataFrame, by: str | None) -> pd.Series:
    """The group of each row: ``all`` without `by`, ``?`` where it is not known."""
    if by is None:
        return pd.Series("all", coded.index, dtype="string")
    return coded[by].astype("string").fillna("?")


def _design(coded: pd.DataFrame, alone: str) -> dict[str, str | None]:
    """How the reports were drawn, as far as it is known."""
    return {
        "clusters": "body_id" if "body_id" in coded else alone,
        "strata": "stratum" if "stratum" in coded and coded["stratum"].notna().all() else None,
        "weights": "weight" if "weight" in coded and coded["weight"].notna().all() else None,
    }


def _renamed(found: pd.DataFrame, label: str, part: str) -> pd.DataFrame:
    """A frame of `shares` with counts as whole numbers, its label and part under the names of this page."""
    table = found.drop(columns="reports").rename(columns={"label_zh": label, "part": part})
    return table.astype({"n": "Int64", part: "Int64"})
