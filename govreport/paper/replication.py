"""A paper computed again from the raw files, with every difference from its record."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from govreport import __version__
from govreport.corpus.folder import Corpus
from govreport.errors import GovReportError, ReadError
from govreport.frames import Failure
from govreport.paper.inputs import input_entries, row_groups
from govreport.paper.manuscript import Complaint, proofread
from govreport.paper.record import KINDS, Difference, Entry, compare, digest, read_record, write_record
from govreport.studies.notebook import executed, kernel, read_notebook

__all__ = ["Replication", "replicate"]

_NOTEBOOKS = "*-paper-*.ipynb"
_PACKAGES = ("jieba", "matplotlib", "numpy", "pandas", "scipy")
_AT_ONCE = 2  # kernels
_SHOWN = ("input", "value", "figure", "drawing")  # the kinds whose digests are shown


@dataclass(frozen=True, slots=True)
class Replication:
    """What came out, and how it differs from the record.

    Attributes
    ----------
    entries : tuple of Entry
        What was computed, as a record holds it.
    differences : tuple of Difference
        From the record, by kind and name.
    complaints : tuple of Complaint
        Of the manuscript, where one was given: numbers typed by hand, macros that no value gives.
    refused : tuple of str
        Files of the corpus that gave no report, and why: what rests on them is not known.
    replaced : tuple of str
        Files of values and figures that stood in the folder of results with other content. A paper that was
        compiled with them is not the one that was compared.
    lines : tuple of str
        All of it for a reader.
    """

    entries: tuple[Entry, ...]
    differences: tuple[Difference, ...]
    complaints: tuple[Complaint, ...]
    refused: tuple[str, ...]
    replaced: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line: how many differences, and how many places of the manuscript to correct."""
        count = sum(not difference.apart for difference in self.differences)
        wrong = sum(complaint.wrong for complaint in self.complaints)
        same = f"不同 differences: {count}" if count else "与记录一致 identical with the record"
        return same + (f"; 论文待改 to correct in the paper: {wrong}" if wrong else "")

    @property
    def identical(self) -> bool:
        """Whether inputs, values and data of figures are the record's, and the manuscript types no number."""
        return self.proofread and all(difference.apart for difference in self.differences)

    @property
    def proofread(self) -> bool:
        """Whether nothing in the manuscript has to be corrected."""
        return not any(complaint.wrong for complaint in self.complaints)


def replicate(
    corpus: str | Path,
    notebooks: str | Path,
    out: str | Path,
    record: str | Path,
    *,
    paper: str | Path | None = None,
    accept: bool = False,
) -> Replication:
    """Compute a paper from its raw files into an empty folder and compare with its record.

    Parameters
    ----------
    corpus : str or Path
        The raw files.
    notebooks : str or Path
        A folder, of which ``*-paper-*.ipynb`` are executed, or one notebook. They write values
        (`Values.write`) and figures (`save`, into ``figures``) to the folder that the environment variable
        ``GOVREPORT_RESULTS`` names.
    out : str or Path
        Where the results are put; files of the same names there are replaced, and it is listed where they
        differed.
    record : str or Path
        A CSV file. With `accept` it is written after the comparison, and need not exist: then there is
        nothing to compare with.
    paper : str or Path, optional
        The manuscript, see `proofread`.

    Raises
    ------
    ReadError
        If there is no such corpus, notebook, record or paper.
    GovReportError
        If a notebook fails, or writes no values.
    MissingExtraError
        If nbconvert is not installed.
    """
    raw, folder, kept = Path(corpus), Path(out), Path(record)
    books = _found(Path(notebooks))
    if paper:
        proofread(paper, ())  # no such manuscript: an error before a notebook is started
    first = accept and not kept.exists()
    before = () if first else read_record(kept)
    with TemporaryDirectory() as scratch:
        results = Path(scratch) / "results"
        _run(books, raw, results, Path(scratch))
        entries = (*_inputs(raw), *_outputs(results), *map(_notebook, books), *_versions())
        replaced = tuple(_replaced(results, folder))
        _clear(folder, before)
        shutil.copytree(results, folder, dirs_exist_ok=True)
        left = tuple(_left(results, folder))
    differences = () if first else compare(before, entries)
    complaints = _read_by(Path(paper), entries) if paper else ()
    refused = tuple(_refused(raw))
    changes = (*_difference_lines(raw, differences), *map(str, complaints))
    lines = (*_digests(entries), *refused, *changes, *_compile_again(folder, replaced), *left)
    if accept:
        write_record(kept, entries)
    return Replication(entries, differences, complaints, refused, replaced, lines)


def _found(notebooks: Path) -> list[Path]:
    books = sorted(notebooks.glob(_NOTEBOOKS)) if notebooks.is_dir() else [notebooks]
    if not books or not books[0].is_file():
        raise ReadError(str(notebooks), f"a notebook, or a folder with {_NOTEBOOKS}, was expected")
    return books


def _run(books: list[Path], corpus: Path, results: Path, scratch: Path) -> None:
    results.mkdir()
    input_entries(corpus)  # no such corpus: an error before a notebook is started
    with kernel(corpus) as around, ThreadPoolExecutor(_AT_ONCE) as threads:
        ours = dict(around) | {"GOVREPORT_RESULTS": str(results)}
        errors = list(threads.map(lambda book: executed(book, scratch, ours), books))
    for book, error in zip(books, errors, strict=True):
        if error is not None:
            raise GovReportError(f"{book}: {error}")


def _replaced(results: Path, folder: Path) -> Iterator[str]:
    """What a paper is compiled from, where it stands in the folder already and says something else."""
    for path in sorted([*results.glob("*.tex"), *results.glob("figures/*.csv")]):
        name = path.relative_to(results).as_posix()
        there = folder / name
        if there.is_file() and there.read_bytes() != path.read_bytes():
            yield name


def _left(results: Path, folder: Path) -> Iterator[str]:
    """Figures (as `save` writes them) that this run did not draw and no record knows: named, not deleted."""
    for path in sorted(folder.glob("figures/*.csv")):
        beside = path.with_suffix(".pdf"), path.with_suffix(".png")
        if not (results / "figures" / path.name).exists() and all(file.is_file() for file in beside):
            yield f"{beside[0]}: 不是本次所绘 not drawn by this run: a paper must not show it"


def _compile_again(folder: Path, replaced: Iterable[str]) -> Iterator[str]:
    if names := ", ".join(replaced):
        yield f"{folder} 原有其他数值，请重新编译论文 held other values; compile the paper again: {names}"


def _refused(corpus: Path) -> Iterator[str]:
    for one in Corpus(corpus).outcomes():
        if isinstance(one, Failure):
            yield f"文件被拒读 file refused: {one.source}: {one.message}"


def _clear(folder: Path, before: Iterable[Entry]) -> None:
    """Take away the figures of the record: what an earlier run left must not pass for this one."""
    for entry in before:
        if entry.kind == "drawing":
            for ending in (".pdf", ".png", ".csv"):
                (folder / entry.name).with_suffix(ending).unlink(missing_ok=True)


def _inputs(corpus: Path) -> Iterator[Entry]:
    yield from input_entries(corpus)
    yield from (group.entry for group in row_groups(corpus))


def _outputs(results: Path) -> list[Entry]:
    entries = [entry for path in sorted(results.glob("*.json")) for entry in _values(path)]
    names = [entry.name for entry in entries]
    if not names or len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise GovReportError(f"values, each once, were expected from the notebooks; found {twice or 'none'}")
    for ending, kind in (("csv", "figure"), ("pdf", "drawing")):
        for path in sorted((results / "figures").glob(f"*.{ending}")):
            entries.append(Entry(kind, f"figures/{path.name}", "", "", sha256(path.read_bytes()).hexdigest()))
    return entries


def _values(path: Path) -> Iterator[Entry]:
    data = json.loads(path.read_text(encoding="utf-8"))
    values = data.get("values") if isinstance(data, dict) else None
    if not isinstance(values, dict) or not all(
        isinstance(one, dict) and "full" in one for one in values.values()
    ):
        raise GovReportError(f"{path}: values as govreport.paper.Values writes them were expected")
    for name, value in values.items():
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        yield Entry("value", name, value["source"], value["full"], sha256(text.encode()).hexdigest())


def _notebook(path: Path) -> Entry:
    code = "\n".join(cell.source for cell in read_notebook(path).cells if cell.cell_type == "code")
    return Entry("notebook", path.name, "", "", sha256(code.encode()).hexdigest())


def _versions() -> Iterator[Entry]:
    known = {name: version(name) for name in _PACKAGES} | {"govreport": __version__}
    known |= {"python": platform.python_version(), "platform": f"{sys.platform} {platform.machine()}"}
    yield from (Entry("version", name, "", known[name], "") for name in sorted(known))


def _read_by(paper: Path, entries: Iterable[Entry]) -> tuple[Complaint, ...]:
    return proofread(paper, [entry.name for entry in entries if entry.kind == "value"])


def _digests(entries: Iterable[Entry]) -> Iterator[str]:
    listed = list(entries)
    for kind in _SHOWN:
        count, whole = digest(listed, kind)
        yield f"{KINDS[kind]}: {count}, sha256 {whole}"


def _difference_lines(corpus: Path, differences: Iterable[Difference]) -> Iterator[str]:
    rows = {group.entry.key: group for group in row_groups(corpus)}
    for difference in differences:
        now = rows.get(difference.one.key)
        if now and difference.before:
            yield from (f"{KINDS['rows']}: {corpus}/{line}" for line in now.changes(difference.before))
        else:
            yield f"{'另记 apart: ' * difference.apart}{difference}"
