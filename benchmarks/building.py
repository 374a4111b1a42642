"""What a build takes: seconds and memory, of few and of four times as many reports, in processes and on Dask.

Run as ``python -m benchmarks.building``: each build of a synthetic province is a process of its own, so that
its greatest memory can be told. What should not grow with the corpus is the memory of the process that brings
everything together; beside it stands that of all reports held at once (`govreport.frames`).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from govreport.synth.province import write_province

REPORTS = 500
TIMES = 4
MOST = 1.5  # times the memory, for four times the reports

BUILD = """
import resource, sys, time
from pathlib import Path
import govreport as gr
start = time.perf_counter()
if sys.argv[3] == "frames":
    tables = gr.frames(gr.Corpus(sys.argv[1]).reports())
    kept = 0
else:
    cluster = None if sys.argv[3] == "processes" else "local"
    gr.Corpus(sys.argv[1]).build(sys.argv[2], workers=2, cluster=cluster)
    kept = sum(path.stat().st_size for path in (Path(sys.argv[2]) / "shards").iterdir())
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(time.perf_counter() - start, own, children, kept)
"""


def measured(corpus, out, how):
    """Seconds, MB of the process, MB of its largest child, bytes of the shards."""
    command = [sys.executable, "-c", BUILD, str(corpus), str(out), how]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(said[0]), int(said[1]), int(said[2]), int(said[3])


def main():
    with TemporaryDirectory() as name:
        folder = Path(name)
        few = write_province(folder / "few", REPORTS).wrong
        many = write_province(folder / "many", REPORTS * TIMES).wrong
        runs = [
            ("processes", few, REPORTS),
            ("processes", many, REPORTS * TIMES),
            ("again", many, REPORTS * TIMES),
            ("Dask", few, REPORTS),
            ("frames", few, REPORTS),
            ("frames", many, REPORTS * TIMES),
        ]
        memory = {}
        print("how        reports  seconds  MB  MB of a worker  bytes of shards/report")
        for how, corpus, reports in runs:
            out = folder / f"{'processes' if how == 'again' else how}-{reports}"
            taken, own, child, kept = measured(corpus, out, "processes" if how == "again" else how)
            memory[how, reports] = own
            print(f"{how:<10} {reports:>7} {taken:>8.1f} {own:>4} {child:>6} {kept // reports:>10}")
    grown = memory["processes", REPORTS * TIMES] / memory["processes", REPORTS]
    saved = memory["frames", REPORTS * TIMES] / memory["processes", REPORTS * TIMES]
    print(
        f"{TIMES} times the reports: {grown:.2f} times the memory; all at once takes {saved:.1f} times more"
    )
    return int(grown > MOST)


if __name__ == "__main__":
    raise SystemExit(main())
