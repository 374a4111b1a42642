"""What each format costs: ms per report and peak memory, and ratios to the plain text in the same run.

Each format is read in a process of its own, so that its memory is its own; the first reading, which loads
libraries and models, is not in the times. For PDF also the ratio to pdfplumber's own ``extract_tables``
over the same files, which is expected to be twice as slow or slower.
"""

from __future__ import annotations

import io
import resource
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import govreport as gr
from govreport import synth

REAL = Path(__file__).parents[2] / "shared" / "real"
LAYOUTS = ("bar_rows", "html_plain", "html_word", "docx", "doc", "xlsx", "xls", "ods", "pdf", "scan")
BY_LIBREOFFICE = ("doc", "xls", "ods")
ROUNDS = 5
MOST = 0.5  # of pdfplumber's time


def best(work, rounds):
    """The best time of several rounds, in ms of the clock: recognition uses both processors."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append((perf_counter() - start) * 1000)
    return min(times)


def cost(data, rounds):
    """ms per report, and peak memory of this process in MB."""
    gr.read(data)
    spent = best(lambda: gr.read(data), rounds)
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def alone(data, rounds=ROUNDS):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(cost, data, rounds).result()


def pdfplumber_time(data):
    import pdfplumber

    def extract():
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                page.extract_tables()

    extract()
    return best(extract, ROUNDS)


def main():
    truth = synth.make("2021", 1)
    office = shutil.which("soffice") is not None
    text = 0.0
    print(f"{'one report':<28}{'KB':>8}{'ms':>10}{'x text':>8}{'peak MB':>9}")
    for layout in LAYOUTS:
        if layout in BY_LIBREOFFICE and not office:
            continue
        data = synth.render(truth, layout)
        spent, peak = alone(data, 1 if layout == "scan" else ROUNDS)
        text = text or spent
        print(
            f"{'synthetic ' + layout:<28}{len(data) / 1024:>8.0f}",
            f"{spent:>9.1f}{spent / text:>8.1f}{peak:>9.0f}",
        )
    pdfs = {"synthetic pdf": synth.render(truth, "pdf")}
    pdfs |= {f"real {path.name}": path.read_bytes() for path in sorted(REAL.glob("*.pdf"))}
    missed = 0
    for name, data in pdfs.items():
        ours, theirs = best(lambda data=data: gr.read(data), ROUNDS), pdfplumber_time(data)
        met = ours <= MOST * theirs
        missed += not met
        said = "" if met else f": MORE than {MOST} expected"
        print(
            f"{name}: whole report {ours:.0f} ms, pdfplumber extract_tables {theirs:.0f} ms:",
            f"{ours / theirs:.2f}{said}",
        )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
