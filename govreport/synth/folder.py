"""A folder of synthetic reports, with what each of them says, and what is wrong in it, beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from govreport import forms
from govreport.synth.errors import KINDS, Planted, plant
from govreport.synth.rendering import file_name, render
from govreport.synth.truth import Truth, make

__all__ = ["WrittenFolder", "write_folder"]

_README = (
    "合成年报：本文件夹中的机关、数字和文字都是虚构的，不能作为任何结论的依据。\n"
    "Synthetic reports: organs, numbers and words in this folder are invented; nothing follows from them.\n"
)
_COLUMNS = {
    "figures": ("file", "form", "table", "row", "column", "value"),
    "facts": "file concept value unit qualifier scope section paragraph start end".split(),
    "themes": "file code phrase count share section paragraph start end".split(),
    "planted": (
        "file",
        "kind",
        "table",
        "row",
        "column",
        "right",
        "planted",
        "section",
        "paragraph",
        "rules",
    ),
}


@dataclass(slots=True)
class WrittenFolder:
    """The files that were written, and the rows of the tables beside them."""

    files: list[Path] = field(default_factory=list)
    reports: list[tuple[object, ...]] = field(default_factory=list)
    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {name: [] for name in _COLUMNS})


def write_folder(
    out: Path, count: int, layouts: Sequence[str], *, first: int = 0, errors: bool = False
) -> WrittenFolder:
    """Write synthetic reports with a manifest, and their truth as CSV files in the folder ``truth``.

    Parameters
    ----------
    out : Path
        Made if it is not there.
    count : int
        How many reports; forms and layouts take turns, seeds go up from `first`.
    layouts : sequence of str
        Some of ``synth.FORMATS``.
    errors : bool
        Plant one error in each report, its kinds taking turns; ``truth/planted.csv`` says which and where.

    Raises
    ------
    ValueError
        If there is no such layout.
    MissingExtraError, ReadError
        As `synth.render`.
    """
    written = WrittenFolder()
    known = cycle(forms.available())
    drawn = cycle(layouts)
    (out / "truth").mkdir(parents=True, exist_ok=True)
    (out / "README.txt").write_text(_README, encoding="utf-8")
    for i, (form, layout) in enumerate(islice(zip(known, drawn, strict=False), count)):
        truth = make(form, first + i)
        planted = None
        if errors:
            truth, planted = _planted(truth, first + i)
        path = out / file_name(truth, layout)
        path.write_bytes(render(truth, layout, first + i))
        written.files.append(path)
        written.reports.append((path.name, truth.organ, truth.year))
        _add(written.rows, path.name, truth, planted)
    for name, rows in written.rows.items():
        _write(out / "truth" / f"{name}.csv", _COLUMNS[name], rows)
    # The reports alone are the corpus, not what stands beside them.
    _write(out / "manifest.csv", ("file", "organ", "year"), written.reports)
    return written


def _planted(truth: Truth, seed: int) -> tuple[Truth, Planted | None]:
    """The truth with an error: of the kind whose turn it is, or of the next that fits."""
    for kind in (*KINDS[seed % len(KINDS) :], *KINDS[: seed % len(KINDS)]):
        try:
            return plant(truth, kind, seed)
        except ValueError:  # nothing in this report could be wrong in that way
            continue
    return truth, None


def _add(rows: dict[str, list[tuple[object, ...]]], file: str, truth: Truth, planted: Planted | None) -> None:
    rows["figures"] += [(file, truth.form, *key, value) for key, value in truth.cells.items()]
    rows["facts"] += [
        (file, f.concept, f.value, f.unit, f.qualifier, f.scope, f.section, f.paragraph, f.start, f.end)
        for f in truth.facts
    ]
    rows["themes"] += [
        (file, t.code, t.phrase, t.count, t.share, t.section, t.paragraph, t.start, t.end)
        for t in truth.themes
    ]
    if planted:
        rules = " ".join(planted.rules)
        rows["planted"] += [
            (file, planted.kind, *cell.key, cell.right, cell.planted, None, None, rules)
            for cell in planted.cells
        ]
        rows["planted"] += [
            (file, planted.kind, None, None, None, t.right, t.planted, t.section, t.paragraph, rules)
            for t in planted.texts
        ]


def _write(path: Path, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
