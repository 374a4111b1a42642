"""A stratified sample: proportional, at least one of each stratum, the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pandas as pd

from govreport.errors import GovReportError

__all__ = ["draw"]

_Stratum = tuple[str, ...]


def draw(pool: pd.DataFrame, n: int, strata: Sequence[str], seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`n` rows of `pool` in an order of chance, and the table of strata.

    Returns
    -------
    sample, strata : DataFrame
        The rows drawn, each with its `weight`: how many sentences of the population it stands for. The
        strata with columns as named, `population`, `sample` and `weight`. A value that is not known is a
        stratum of its own.

    Raises
    ------
    GovReportError
        If a column is not there, or `n` is less than the number of strata or more than there are rows.
    """
    missing = [name for name in ("unit", *strata) if name not in pool]
    if missing:
        raise GovReportError(
            f"sentences: expected the columns {', '.join(missing)}, found {', '.join(map(str, pool))}"
        )
    members: dict[_Stratum, list[int]] = {}
    ordered = pool.sort_values("unit", ignore_index=True)
    keys = zip(*(ordered[name].astype("string").fillna("") for name in strata), strict=True)
    for row, key in enumerate(keys if strata else [()] * len(ordered)):
        members.setdefault(tuple(map(str, key)), []).append(row)
    if not len(members) <= n <= len(ordered):
        raise GovReportError(
            f"n = {n}: expected at least the {len(members)} strata ({', '.join(strata)}) "
            f"and at most the {len(ordered)} sentences"
        )
    sizes = _shared(n, {key: len(rows) for key, rows in members.items()})
    drawn = [
        row
        for key in sorted(members)
        for row in sorted(Random(f"{seed} {key}").sample(members[key], sizes[key]))
    ]
    weight = {row: len(rows) / sizes[key] for key, rows in members.items() for row in rows}
    Random(f"{seed} order").shuffle(drawn)
    table = [(*key, len(members[key]), sizes[key], len(members[key]) / sizes[key]) for key in sorted(members)]
    columns = [*strata, "population", "sample", "weight"]
    sample = ordered.iloc[drawn].reset_index(drop=True).assign(weight=[weight[row] for row in drawn])
    return sample, pd.DataFrame(table, columns=columns)


def _shared(n: int, sizes: dict[_Stratum, int]) -> dict[_Stratum, int]:
    """`n` shared out in proportion to `sizes`, at least one and at most all of each."""
    whole = sum(sizes.values())
    quota = {key: n * size / whole for key, size in sizes.items()}
    shared = {key: max(1, int(quota[key])) for key in sorted(sizes)}
    while sum(shared.values()) < n:
        open_ = [key for key in shared if shared[key] < sizes[key]]
        shared[max(open_, key=lambda key: quota[key] - shared[key])] += 1
    while sum(shared.values()) > n:
        many = [key for key in shared if shared[key] > 1]
        shared[max(many, key=lambda key: shared[key] - quota[key])] -= 1
    return shared
