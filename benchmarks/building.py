"""What a build takes: seconds and memory, of few and of four times as many reports, in processes, on Dask.

Run as ``python -m benchmarks.building [REPORTS]``: each build of a synthetic province is a process of its
own, so that its greatest memory can be told. What should not grow with the corpus is the memory of the
process that brings all together; beside it stands that of all reports held at once (`govreport.frames`). In
"again" no file has changed since the last build, in "changed" one has. The slope is that of the logarithms of
seconds over reports: 1 is linear.
"""

from __future__ import annotations

import math
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


def change_one(corpus):
    """Put a sentence behind the end of one page."""
    page = sorted(corpus.glob("*.html"))[0]
    page.write_bytes(page.read_bytes().replace(b"</body>", "<p>另有一句。</p></body>".encode()))


def main(few_reports=REPORTS):
    many_reports = few_reports * TIMES
    with TemporaryDirectory() as name:
        folder = Path(name)
        few = write_province(folder / "few", few_reports).wrong
        many = write_province(folder / "many", many_reports).wrong
        runs = [
            ("processes", few, few_reports),
            ("processes", many, many_reports),
            ("again", many, many_reports),
            ("changed", many, many_reports),
            ("Dask", few, few_reports),
            ("frames", few, few_reports),
            ("frames", many, many_reports),
        ]
        memory, seconds = {}, {}
        print("how        reports  seconds  reports/s  MB  MB of a worker  bytes of shards/report")
        for how, corpus, reports in runs:
            if how == "changed":
                change_one(corpus)
            kind = "processes" if how in ("again", "changed") else how
            taken, own, child, kept = measured(corpus, folder / f"{kind}-{reports}", kind)
            memory[how, reports], seconds[how, reports] = own, taken
            rate = f"{reports / taken:>10.1f}"
            print(
                f"{how:<10} {reports:>7} {taken:>8.1f} {rate} {own:>4} {child:>6} {kept // reports:>10}",
                flush=True,
            )
    grown = memory["processes", many_reports] / memory["processes", few_reports]
    saved = memory["frames", many_reports] / memory["processes", many_reports]
    slope = math.log(seconds["processes", many_reports] / seconds["processes", few_reports], TIMES)
    print(f"slope of seconds over reports: {slope:.2f}")
    print(
        f"{TIMES} times the reports: {grown:.2f} times the memory; all at once takes {saved:.1f} times more"
    )
    return int(grown > MOST)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:2])))
