"""A saved chart says which version drew which data, and nothing of the day: same data, same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.figure import Figure

from govreport import __version__
from govreport.report import Report

__all__ = ["ChartFigure", "as_csv", "fingerprint", "stamp"]

_DATELESS = dict.fromkeys(("CreationDate", "ModDate", "Producer"))


class ChartFigure(Figure):
    """A figure whose PNG, PDF and SVG files name the version of the package and their data.

    Attributes
    ----------
    drawn : list of str
        Fingerprints of what its charts draw, in the order of drawing.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.drawn: list[str] = []

    def savefig(self, fname: Any, **options: Any) -> None:
        """As `matplotlib.figure.Figure.savefig`; `metadata` that is given goes before ours."""
        suffix = Path(fname).suffix[1:] if isinstance(fname, str | Path) else ""
        format_ = options.get("format") or suffix or matplotlib.rcParams["savefig.format"]
        if ours := stamp(str(format_).lower(), self.drawn):
            options["metadata"] = {**ours, **(options.get("metadata") or {})}
        # ids of an SVG are made from the salt: a random one would make each file another
        with matplotlib.rc_context({"svg.hashsalt": "govreport"}):
            super().savefig(fname, **options)


def stamp(format_: str, drawn: Iterable[str]) -> Mapping[str, str | None]:
    """The metadata of a file of that format; none for formats that hold none.

    Parameters
    ----------
    drawn : iterable of str
        See `fingerprint`.
    """
    by, data = f"govreport {__version__}", " ".join(dict.fromkeys(f"sha256:{one}" for one in drawn))
    metadata: dict[str, dict[str, str | None]] = {
        "png": {"Software": by, "Description": data},
        "pdf": {"Creator": by, "Keywords": data, **_DATELESS},
        "svg": {"Creator": by, "Description": data, "Date": None},
    }
    return metadata.get(format_, {})


def fingerprint(data: pd.DataFrame | Report) -> str:
    """SHA-256 of what a chart draws: of a report that of its file, of a frame that of its CSV."""
    if isinstance(data, Report):
        return data.sha256
    return hashlib.sha256(as_csv(data).encode("utf-8")).hexdigest()


def as_csv(data: pd.DataFrame) -> str:
    """The rows as text; fractions have ten significant digits, which no machine computes otherwise."""
    return data.to_csv(index=False, float_format="%.10g", lineterminator="\n")
