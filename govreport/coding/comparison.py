"""Coders beside each other, and the machine beside them: statistics, confusions, disagreements, errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import pandas as pd

from govreport.coding.agreement import (
    Estimate,
    Unit,
    bootstrap,
    cohen_kappa,
    confusions,
    krippendorff_alpha,
    masi,
    percent_agreement,
)
from govreport.errors import GovReportError
from govreport.measures.estimating import FEWEST, estimate

__all__ = ["Comparison", "compare", "machine_codes"]

_Codes = frozenset[str]
AGREED = "agreed 一致"  # the answer of all who coded a unit, at least two, where it is one


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far coders agree.

    Attributes
    ----------
    statistics : DataFrame
        level (code, or group: the letter of a code), statistic, coders, value, low, high (95 %, bootstrap
        of reports), units, reason. Kappa is of each pair of coders, on equal sets of codes; alpha of all
        coders, nominal and by MASI distance.
    codes : DataFrame
        code, mentions (by all coders), alpha of its presence, units, reason.
    confusions : DataFrame
        coder_a, coder_b, code_a, code_b, units; NA is no code against the other's.
    disagreements : DataFrame
        unit, sentence and a column for each coder with the codes joined by +; NA is not coded.
    machine : DataFrame or None
        reference (each coder, and what all agreed on), code, tp, fp, fn (counts of the sample), precision,
        recall, f1 (of the population: each unit with its weight), and precision_low, precision_high,
        recall_low, recall_high (95 %, clustered by report; NA below five cases). The row `all` sums the codes
        without that for no theme; `gate` is whether any theme is stated.
    """

    statistics: pd.DataFrame
    codes: pd.DataFrame
    confusions: pd.DataFrame
    disagreements: pd.DataFrame
    machine: pd.DataFrame | None

    def __str__(self) -> str:
        parts = [
            ("一致性 agreement", self.statistics),
            ("逐代码一致性 agreement by code", self.codes),
            ("混淆 confusions", self.confusions),
            ("不一致的句子 disagreements", self.disagreements),
        ]
        if self.machine is not None:
            parts.append(("机器与编码员 machine against coders", self.machine))
        return "\n\n".join(f"{title}: {len(frame)}\n{_printed(frame)}" for title, frame in parts)


def compare(
    frame: pd.DataFrame,
    machine: Mapping[str, Iterable[str]] | None = None,
    *,
    none: str = "X9",
    repeats: int = 1000,
    seed: int = 0,
) -> Comparison:
    """Agreement of coders on a sample, and of a machine with them.

    Parameters
    ----------
    frame : DataFrame
        As `read_coding_sheets` gives it: unit, coder, codes (None is not coded), sentence, report_id, weight.
        Where weights are NA (sheets of older versions), all units count alike.
    machine : mapping of str to iterable of str, optional
        The machine's codes of each unit; no code is `none`, an absent unit is not coded.
    none : str
        The code for no theme.
    repeats, seed : int
        Of the bootstrap over reports.

    Raises
    ------
    GovReportError
        If there are fewer than two coders and no machine, or a coder has a unit twice.
    """
    if frame.duplicated(["unit", "coder"]).any():
        raise GovReportError("answers: expected each unit once for each coder")
    coders = sorted(frame["coder"].unique())
    if len(coders) < 2 and machine is None:
        raise GovReportError(f"answers: expected at least two coders, found {', '.join(coders) or 'none'}")
    answers = {
        (unit, coder): None if codes is None else frozenset(codes)
        for unit, coder, codes in zip(frame["unit"], frame["coder"], frame["codes"], strict=True)
    }
    names = sorted(frame["unit"].unique())
    units = [tuple(answers.get((unit, coder)) for coder in coders) for unit in names]
    sentences = dict(zip(frame["unit"], frame["sentence"], strict=True))
    drawn = frame.drop_duplicates("unit").set_index("unit").loc[names, ["report_id", "weight"]]
    if drawn["weight"].isna().all():
        drawn = drawn.assign(weight=1.0)
    return Comparison(
        _statistics(units, list(drawn["report_id"]), coders, none, repeats, seed),
        _by_code(units),
        _confusions(units, coders),
        _disagreements(names, units, coders, sentences),
        None if machine is None else _machine(drawn, units, coders, machine, none),
    )


def machine_codes(frame: pd.DataFrame, themes: pd.DataFrame, none: str = "X9") -> dict[str, frozenset[str]]:
    """The codes that the frame `themes` has inside the sentences of a sample; `none` where it has none.

    Parameters
    ----------
    frame : DataFrame
        unit, report_id, start, end: as `read_coding_sheets` gives it.
    themes : DataFrame
        report_id, code, start, end: as `gr.frames` gives it.
    """
    by_report = {str(report_id): rows for report_id, rows in themes.groupby("report_id")}
    found = {}
    for unit in frame.drop_duplicates("unit").itertuples():
        rows = by_report.get(str(unit.report_id), themes.iloc[:0])
        inside = rows[(rows["start"] >= unit.start) & (rows["end"] <= unit.end)]
        found[str(unit.unit)] = frozenset(map(str, inside["code"])) or frozenset({none})
    return found


def _statistics(
    units: Sequence[Unit],
    reports: Sequence[str],
    coders: Sequence[str],
    none: str,
    repeats: int,
    seed: int,
) -> pd.DataFrame:
    grouped = [tuple(codes and frozenset(_group(code, none) for code in codes) for codes in u) for u in units]
    rows: list[tuple[str, str, str, Estimate]] = []
    drawn = partial(bootstrap, clusters=reports, repeats=repeats, seed=seed)
    everyone = ", ".join(coders)
    for level, data in (("code", units), ("group", grouped)):
        rows.append((level, "percent_agreement", everyone, drawn(percent_agreement, data)))
        rows.append((level, "alpha_nominal", everyone, drawn(krippendorff_alpha, data)))
        by_masi = partial(krippendorff_alpha, distance=masi)
        rows.append((level, "alpha_masi", everyone, drawn(by_masi, data)))
        for (i, one), (j, other) in combinations(enumerate(coders), 2):
            pair = [(unit[i], unit[j]) for unit in data]
            rows.append((level, "kappa", f"{one}, {other}", drawn(cohen_kappa, pair)))
    return pd.DataFrame(
        [(*head, e.value, e.low, e.high, e.units, e.reason) for *head, e in rows],
        columns=["level", "statistic", "coders", "value", "low", "high", "units", "reason"],
    ).astype({"value": "Float64", "low": "Float64", "high": "Float64", "units": "Int64"})


def _group(code: str, none: str) -> str:
    """The group of a code; no theme is a group of its own."""
    return code if code == none else code[:1]


def _by_code(units: Sequence[Unit]) -> pd.DataFrame:
    codes = sorted({code for unit in units for answer in unit if answer for code in answer})
    rows = []
    for code in codes:
        present = [tuple(answer if answer is None else code in answer for answer in unit) for unit in units]
        alpha = krippendorff_alpha(present)
        mentions = sum(answer is True for unit in present for answer in unit)
        rows.append((code, mentions, alpha.value, alpha.units, alpha.reason))
    columns = ["code", "mentions", "alpha", "units", "reason"]
    return pd.DataFrame(rows, columns=columns).astype({"alpha": "Float64", "units": "Int64"})


def _confusions(units: Sequence[Unit], coders: Sequence[str]) -> pd.DataFrame:
    rows = [
        (one, other, found.first, found.second, found.units)
        for (i, one), (j, other) in combinations(enumerate(coders), 2)
        for found in confusions((unit[i], unit[j]) for unit in units)
    ]
    columns = ["coder_a", "coder_b", "code_a", "code_b", "units"]
    return pd.DataFrame(rows, columns=columns).astype({**dict.fromkeys(columns, "string"), "units": "Int64"})


def _disagreements(
    names: Sequence[str], units: Sequence[Unit], coders: Sequence[str], sentences: Mapping[str, str]
) -> pd.DataFrame:
    rows = [
        (name, sentences[name], *(answer and "+".join(sorted(answer)) for answer in unit))
        for name, unit in zip(names, units, strict=True)
        if len({answer for answer in unit if answer is not None}) > 1
    ]
    return pd.DataFrame(rows, columns=["unit", "sentence", *coders]).astype("string")


def _machine(
    drawn: pd.DataFrame,
    units: Sequence[Unit],
    coders: Sequence[str],
    machine: Mapping[str, Iterable[str]],
    none: str,
) -> pd.DataFrame:
    """`drawn` has the report_id and weight of each unit, by its name."""
    predicted = [
        frozenset(machine[name]) or frozenset({none}) if name in machine else None for name in drawn.index
    ]
    references: list[tuple[str, list[_Codes | None]]] = [
        (coder, [unit[i] for unit in units]) for i, coder in enumerate(coders)
    ]
    if len(coders) > 1:
        references.append((AGREED, [_agreed(unit) for unit in units]))
    rows = []
    for reference, truth in references:
        pairs = [(s, t) for s, t in zip(predicted, truth, strict=True) if s is not None and t is not None]
        both = [s is not None and t is not None for s, t in zip(predicted, truth, strict=True)]
        codes = sorted({code for pair in pairs for codes in pair for code in codes})
        themes = frozenset(codes) - {none}
        gates = [(_gate(s, none), _gate(t, none)) for s, t in pairs]
        asked = [(code, frozenset({code}), pairs) for code in codes]
        asked += [("all", themes, pairs), ("gate", frozenset({"gate"}), gates)]
        rows += [(reference, *_score(code, names, codings, drawn[both])) for code, names, codings in asked]
    columns = ["reference", "code", "tp", "fp", "fn", "precision", "precision_low", "precision_high"]
    columns += ["recall", "recall_low", "recall_high", "f1"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[5:], "Float64"))


def _score(
    code: str, names: _Codes, pairs: Sequence[tuple[_Codes, _Codes]], drawn: pd.DataFrame
) -> tuple[object, ...]:
    """Counts of the codes `names` in what the machine predicted and what is true; rates of the population."""
    counts = drawn.assign(
        both=[len(names & predicted & true) for predicted, true in pairs],
        predicted=[len(names & predicted) for predicted, _ in pairs],
        true=[len(names & true) for _, true in pairs],
    )
    hit, weighed = (
        int(counts["both"].sum()),
        counts[["both", "predicted", "true"]].mul(counts["weight"], axis=0).sum(),
    )
    rates: list[object] = []
    for whole in ("predicted", "true"):
        cases = counts[counts[whole] > 0]  # the others say nothing on this rate
        ends: tuple[object, object] = (None, None)
        if len(cases) >= FEWEST and cases["report_id"].nunique() > 1:
            counted = counts.assign(**{whole: counts[whole].where(counts[whole] > 0)})
            found = estimate(
                counted, "both", of=whole, weights="weight", clusters="report_id", interval="logit"
            ).iloc[0]
            ends = found["low"], found["high"]
        rates += [weighed["both"] / weighed[whole] if weighed[whole] else None, *ends]
    either = weighed["predicted"] + weighed["true"]
    f1 = 2 * weighed["both"] / either if either else None
    return (code, hit, int(counts["predicted"].sum()) - hit, int(counts["true"].sum()) - hit, *rates, f1)


def _agreed(unit: Unit) -> _Codes | None:
    answers = [codes for codes in unit if codes is not None]
    return answers[0] if len(answers) > 1 and len(set(answers)) == 1 else None


def _gate(codes: _Codes, none: str) -> _Codes:
    """Whether any theme is stated, as one code."""
    return frozenset({"gate"} if codes - {none} else ())


def _printed(frame: pd.DataFrame) -> str:
    return frame.to_string(index=False, na_rep="", max_colwidth=60, float_format=lambda v: f"{v:.3f}")
