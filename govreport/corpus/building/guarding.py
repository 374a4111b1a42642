"""Files read in watched processes, for those who want the reports and no tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govreport.corpus.building.kept import unline
from govreport.corpus.building.packing import unpacked
from govreport.corpus.building.pool import Answer, Death, Pool, Task
from govreport.corpus.building.sources import Source, digest_of, failure
from govreport.corpus.limits import Limits
from govreport.frames import Failure
from govreport.report import Report

__all__ = ["guarded"]


def guarded(sources: Iterable[Source], limits: Limits) -> Iterator[Report | Failure]:
    """What each file gave, in order; one that overruns its limits or kills its reader gave a failure."""
    listed = list(sources)
    tasks = (Task("report", tuple(one.as_data), limits) for one in listed)
    with Pool(1) as pool:  # a single process answers in the order in which it is asked
        for number, answer in pool.answers(tasks):
            yield _outcome(listed[number], answer)


def _outcome(source: Source, answer: Answer) -> Report | Failure:
    if isinstance(answer, Death):
        return failure(source, digest_of(source.path), answer.error, answer.message)
    data = unline(answer[0][2])
    return Failure(*data["failure"]) if "failure" in data else unpacked(data["report"])
