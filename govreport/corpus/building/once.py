"""What a build read is not read again: the reports of files as they stand in its finished work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from govreport.corpus.building.kept import KeptWork, RottenError
from govreport.corpus.building.shards import Found, by_bytes, for_source, key_of
from govreport.corpus.building.sources import Source, digests, outcome
from govreport.corpus.building.versions import fingerprint
from govreport.corpus.building.work import failure_in, of_same_bytes, report_in
from govreport.errors import ReadError
from govreport.frames import Failure
from govreport.report import Report

__all__ = ["read_once"]


def read_once(sources: Sequence[Source], built: Path) -> Iterator[Report | Failure]:
    """What each file gave: as the build left it where bytes and code are the same, else read now.

    Raises
    ------
    ReadError
        If `built` is no folder of a build.
    """
    folder = built / "shards"
    if not folder.is_dir():
        raise ReadError(str(built), "no such build; expected a folder that govreport build wrote")
    known, code = digests(sources), fingerprint()
    work = by_bytes({key: rows[0] for key, rows in Found(folder).by_key().items()})
    for source in sources:
        row = for_source(work, source, known[source], code)
        yield outcome(source) if row is None else _kept(source, row, key_of(source, known[source], code))


def _kept(source: Source, row: KeptWork, key: str) -> Report | Failure:
    try:
        if row.key != key:
            return of_same_bytes(row, source)
        return failure_in(row.piece) if row.more is None else report_in(row.piece)
    except RottenError:  # damaged since it was looked through
        return outcome(source)
