"""The folder that Sphinx reads: pages of the book, pages of the project, notebooks as they were executed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from govreport.errors import GovReportError
from govreport.studies.notebook import read_notebook

__all__ = ["ROOT", "gather"]

ROOT = Path(__file__).parents[2]
BOOK = Path(__file__).parent

# What is in the book besides docs/book, each file at its own place, so that links between pages hold.
_PAGES = (
    "docs/*.md",
    "docs/decisions/*.md",
    "docs/paper/README*.md",
    "docs/pictures/*",
    "corpus/*.md",
    "corpus/*/README.md",
    "govreport/data/regions/README.md",
    "govreport/data/regions/LICENSES/*",
    "notebooks/classroom/README*.md",
    "notebooks/classroom/*.ipynb",
    "README*.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "CITATION.cff",
    "LICENSE",
)
_READMES = {"zh": "README.zh.md", "en": "README.md"}
_EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
_ANSWERS = re.compile(r"answer|solution|答案", re.IGNORECASE)  # for teachers only


def gather(study: Path, out: Path) -> None:
    """Write the folder `out` anew.

    Parameters
    ----------
    study : Path
        Where ``govreport study`` left the executed notebooks.

    Raises
    ------
    GovReportError
        If a notebook was not executed, failed, or was changed since; all such notebooks are named.
        If a README has no example.
    """
    shutil.rmtree(out, ignore_errors=True)
    for path in sorted((*BOOK.rglob("*.md"), *BOOK.rglob("*.po"))):
        _copy(path, out / path.relative_to(BOOK))
    for pattern in _PAGES:
        for path in sorted(ROOT.glob(pattern)):
            if not _ANSWERS.search(path.name):
                _copy(path, out / path.relative_to(ROOT))
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    wrong = [f"{path.name}: {why}" for path in notebooks for why in _faults(path, study / path.name)]
    if wrong or not notebooks:
        raise GovReportError(f"the book needs every notebook executed (make study): {'; '.join(wrong)}")
    for path in notebooks:
        _copy(study / path.name, out / "notebooks" / path.name)
    for language, readme in _READMES.items():
        (out / language / "first_result.py").write_text(_first_result(ROOT / readme), encoding="utf-8")


def _first_result(readme: Path) -> str:
    """The example of a README, which the start page of its language executes."""
    examples = _EXAMPLE.findall(readme.read_text(encoding="utf-8"))
    if len(examples) != 1:
        raise GovReportError(f"{readme.name}: expected one example in Python; found {len(examples)}")
    return str(examples[0])


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _faults(notebook: Path, executed: Path) -> Iterator[str]:
    if not executed.exists():
        yield "no executed copy: it failed, or was not run"
        return
    ours, theirs = (
        [(cell.cell_type, cell.source) for cell in read_notebook(path).cells] for path in (notebook, executed)
    )
    if ours != theirs:
        yield "the executed copy is of another version"
    code = [cell for cell in read_notebook(executed).cells if cell.cell_type == "code" and cell.source]
    if any(cell.execution_count is None for cell in code):
        yield "a cell was not executed"
    if any(output.output_type == "error" for cell in code for output in cell.outputs):
        yield "a cell failed"
