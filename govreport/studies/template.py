"""A study of one's own: a folder with a notebook, its parameters, a list of places, a paper to begin with."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path

from govreport.errors import GovReportError, ReadError
from govreport.resources import load_text

__all__ = ["corpus_from", "new_study"]

_FOLDER = "study_template"
_FILES = {
    "study.ipynb": "{name}.ipynb",
    "README.md": "README.md",
    "paper.tex": "paper.tex",
    "places.csv": "places.csv",
    "each_place.txt": "each_place.py",
    "manifest.csv": "corpus/manifest.csv",
}
"""Each file of the template, and where it stands in a study."""
_LONGEST = 60
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE
)  # names of Windows' devices
_TAKEN = {"corpus", "results"}  # the study's own folders


def new_study(name: str, folder: str | Path = ".", corpus: str | Path | None = None) -> Path:
    """Make the folder of a study, which can be run at once.

    Parameters
    ----------
    name : str
        Of the folder and its notebook: letters of any script, digits, ``-``, ``_`` and ``.``, 60 at most.
    folder : str or Path
        Where the new folder is made; it is made too if it is not there.
    corpus : str or Path, optional
        The reports that the notebook reads unless another is given. By default the folder ``corpus`` of
        the current folder, if it is there, else the new study's own, which is empty.

    Returns
    -------
    Path
        The new folder: the notebook, README.md, paper.tex, places.csv, each_place.py, corpus/manifest.csv.

    Raises
    ------
    GovReportError
        If the name is no good file name on every system, or the folder is there already.
    ReadError
        If there is no such corpus.
    """
    if wrong := _fault(name):
        raise GovReportError(f"study {name!r}: {wrong}")
    made = Path(folder) / name
    if made.exists():
        raise GovReportError(f"{made}: there already; nothing is written over, choose another name")
    put = {"@NAME@": name, "@CORPUS@": corpus_from(made, corpus)}
    texts = {there: load_text(f"{_FOLDER}/{file}") for file, there in _FILES.items()}
    (made / "corpus" / "reports").mkdir(parents=True)
    for there, text in texts.items():
        for mark, value in put.items():
            text = text.replace(mark, _quoted(value) if there.endswith(".ipynb") else value)
        (made / there.format(name=name)).write_text(text, encoding="utf-8", newline="\n")
    return made


def _quoted(text: str) -> str:
    """Text as it stands in a Python string of a notebook, which is a JSON string."""
    return json.dumps(text.replace("\\", "\\\\").replace('"', '\\"'), ensure_ascii=False)[1:-1]


def _fault(name: str) -> str | None:
    """Why the name is no good name of a file and a folder; None: it is one."""
    if not 0 < len(name) <= _LONGEST:
        return f"a name of 1 to {_LONGEST} signs was expected"
    odd = sorted({sign for sign in name if unicodedata.category(sign)[0] not in "LN" and sign not in "-_."})
    if odd:
        return f"letters, digits, - _ and . were expected in the name, found {' '.join(map(repr, odd))}"
    if not name[0].isalnum() or name.endswith("."):
        return "a name that begins with a letter or digit and does not end with a point was expected"
    if _RESERVED.fullmatch(name) or name.lower() in _TAKEN:
        return "another name was expected: this one is taken"
    return None


def corpus_from(made: Path, corpus: str | Path | None) -> str:
    """The way from the folder of a study to the reports that it reads by default.

    Raises
    ------
    ReadError
        If there is no such corpus.
    """
    given = Path("corpus") if corpus is None else Path(corpus)
    if given.is_dir():
        try:
            return Path(os.path.relpath(given, made)).as_posix()
        except ValueError:  # another drive
            return given.resolve().as_posix()
    if corpus is None:
        return "corpus"
    raise ReadError(str(corpus), "no such folder; expected a folder of reports")
