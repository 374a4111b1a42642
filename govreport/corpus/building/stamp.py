"""What a build says of itself in its folder of finished work: whose tables they are, of which work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govreport.corpus.building.files import whole
from govreport.corpus.building.kept import named
from govreport.errors import GovReportError

__all__ = ["digest", "leave", "path", "require_same_corpus", "standing"]


def path(folder: Path) -> Path:
    """The file in which it says so."""
    return folder / "built.json"


def digest(*inputs: object) -> str:
    """The name of all that decides the tables."""
    return named(*inputs)


def require_same_corpus(folder: Path, corpus: Path | None) -> None:
    """Refuse to write over the tables of another corpus.

    Raises
    ------
    GovReportError
        If the tables are of another folder, which is still there.
    """
    before = _read(folder).get("corpus")
    if corpus is None or not isinstance(before, str) or Path(before) == corpus.resolve():
        return
    if Path(before).is_dir():
        raise GovReportError(
            f"{folder.parent}: the tables there are of the corpus {before}; another folder was expected for "
            f"those of {corpus}, or remove it first"
        )


def standing(folder: Path, inputs: str, files: Sequence[Path]) -> dict[str, int] | None:
    """The rows of each table, if the tables of this very work stand there with the bytes they had."""
    content = _read(folder)
    counts = content.get("counts")
    if content.get("inputs") != inputs or not isinstance(counts, dict):
        return None
    return counts if content.get("files") == _hashes(files) else None


def leave(
    folder: Path, inputs: str, files: Sequence[Path], counts: dict[str, int], corpus: Path | None
) -> None:
    """Say what was built."""
    where = None if corpus is None else str(corpus.resolve())
    content = {"corpus": where, "inputs": inputs, "counts": counts, "files": _hashes(files)}
    with whole(path(folder)) as part:
        part.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _read(folder: Path) -> dict[str, Any]:
    """What the last build left; nothing if it is not there or damaged: then the tables are written again."""
    try:
        content = json.loads(path(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _hashes(files: Sequence[Path]) -> dict[str, str | None]:
    return {file.name: _hash(file) for file in files}


def _hash(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return None
