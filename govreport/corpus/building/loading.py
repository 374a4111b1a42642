"""Tables on disk as frames: those that a build wrote, or those that were keyed by hand."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from govreport.corpus.building.files import in_utf_8
from govreport.corpus.export.columns import PANELS, types
from govreport.corpus.folder import Corpus
from govreport.corpus.listed import keyed_frames
from govreport.errors import ReadError
from govreport.frames import SCHEMA, Frames
from govreport.panel.years import panel
from govreport.resources.messages import require_path

__all__ = ["load", "load_panel"]

_DAY = "datetime64[ms]"


def load(folder: str | Path) -> Frames:
    """The tables in a folder, written by a build or keyed by hand, each read when it is first asked for.

    Parameters
    ----------
    folder : str or Path
        As given to `Corpus.build` or ``govreport build -o``; or one with a manifest of reports whose texts
        are not here, such as ``corpus/sample`` and ``corpus/census``.

    Returns
    -------
    Frames
        With the columns and types of ``gr.frames``. From .csv, which is read where there is no .parquet or
        no pyarrow, an empty text comes back as NA. Of keyed reports the frame ``reports`` has more columns:
        report (its id in the manifest), body_id, stratum, weight, weight_by_year (NA outside of what was
        drawn), in_frame, reaches_requests and themes_stated.

    Raises
    ------
    ReadError
        If the folder is not there or holds no whole build.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     built = gr.Corpus("corpus").build(folder, workers=1)
    ...     print(gr.load(folder).reports["organ"].tolist())
    ['重庆市荣昌区人民政府办公室']
    >>> sample = gr.load("corpus/sample")
    >>> float(sample.reports["weight"].sum())
    322.0
    """
    path = require_path(folder, "folder")
    if not path.is_dir():
        raise ReadError(str(path), "no such folder; expected one that govreport build wrote")
    files = {name: _file(path, name) for name in SCHEMA}
    missing = [name for name, file in files.items() if not file.is_file()]
    if len(missing) > 1 and (path / "manifest.csv").is_file():
        return keyed_frames(Corpus(path))
    if missing:
        expected = f"no whole build: expected tables of {', '.join(SCHEMA)}"
        raise ReadError(str(path), f"{expected}; found none of {', '.join(missing)}")
    return Frames(partial(_table, files))


def load_panel(folder: str | Path) -> pd.DataFrame:
    """The panel in the folder of a build; of an earlier version's, which has none, made from its tables.

    Raises
    ------
    ReadError
        If the folder holds no whole build, or its panel has other columns.
    """
    file = _file(Path(folder), "panel")
    return _table({"panel": file}, "panel") if file.is_file() else panel(load(folder))


def _file(folder: Path, name: str) -> Path:
    packed = folder / f"{name}.parquet"
    return packed if packed.is_file() and find_spec("pyarrow") else folder / f"{name}.csv"


def _table(files: dict[str, Path], name: str) -> pd.DataFrame:
    path, columns = files[name], types()[name]
    try:
        frame = pd.read_parquet(in_utf_8(path)) if path.suffix == ".parquet" else _csv(path, columns)
        own = [column for column in frame if column not in columns] if name in ("reports", *PANELS) else []
        return frame[[*columns, *own]].astype({**columns, **dict.fromkeys(own, "string")})
    except (KeyError, ValueError, OSError) as error:  # pyarrow's own errors are ValueErrors or OSErrors
        expected = f"a table with the columns {', '.join(columns)} was expected"
        raise ReadError(str(path), f"{expected}: {error}") from error


def _csv(path: Path, types: dict[str, str]) -> pd.DataFrame:
    read_as = {column: "string" if dtype == _DAY else dtype for column, dtype in types.items()}
    every = defaultdict(lambda: "string", read_as)  # a manifest's own columns are text
    return pd.read_csv(path, dtype=every, encoding="utf-8", keep_default_na=False, na_values=[""])
