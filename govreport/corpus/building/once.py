"""What a build read is not read again: the reports of files as they stand in its finished work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from govreport.corpus.building.kept import KeptWork, RottenError
from govreport.corpus.building.shards import Found, failure_in, key_of
from govreport.corpus.building.sources import Source, digests, outcome
from govreport.corpus.building.versions import fingerprint
from govreport.corpus.building.work import report_in
from govreport.errors import ReadError
from govreport.frames import Failure
from govreport.report import Report

__all__ = ["read_once"]


def read_once(sources: Sequence[Source], built: Path) -> Iterator[Report | Failure]:
    """What each file gave: as the build left it where bytes and code are the same, else read now.

    A file with the bytes of another one gives that one's report under its own name, unless a manifest says
    more of it.

    Raises
    ------
    ReadError
        If `built` is no folder of a build.
    """
    folder = built / "shards"
    if not folder.is_dir():
        raise ReadError(str(built), "no such build; expected a folder that govreport build wrote")
    known, code = digests(sources), fingerprint()
    work = {key: rows[0] for key, rows in Found(folder).by_key().items()}
    found = {source: work.get(key_of(source, known[source], code)) for source in sources}
    # The build reads the first of several files with the same bytes; a manifest says more of each than these.
    same = {known[source]: row for source, row in found.items() if row is not None and not source.manifest}
    for source in sources:
        row = found[source]
        if row is None and not source.manifest and known[source] is not None:
            row = same.get(known[source])
        yield outcome(source) if row is None else _kept(source, row)


def _kept(source: Source, row: KeptWork) -> Report | Failure:
    try:
        one = failure_in(row) if row.more is None else report_in(row.piece)
    except RottenError:  # damaged since it was looked through
        return outcome(source)
    return replace(one, source=source.file)
