"""Processor time of each stage per report, beside the generic route and the floor, in one run.

``python -m benchmarks.stages [--build]``: synthetic reports, short and of real length (3,500 to 4,400
characters of prose), in HTML, text, PDF and Word, and real ones where they are at hand. The best of several
rounds; ratios are to what was measured in the same run. ``--build`` adds a whole build of each HTML kind.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import rjieba
from lxml import html as lxml_html

import govreport as gr
from benchmarks import generic
from govreport import checks, synth
from govreport.corpus.building.kept import line
from govreport.corpus.building.packing import packed
from govreport.frames import rows
from govreport.panel.bodies import telling
from govreport.parsing.recipe import parse
from govreport.prose import prose
from govreport.readers import read_bytes
from govreport.synth.truth import Truth

REAL = Path(__file__).parents[2] / "shared" / "real"
LONG = 3_500  # characters of prose at least
ROUNDS = 3
FORMATS = {"html": "html_plain", "text": "bar_rows", "pdf": "pdf", "docx": "docx"}
COUNTS = {"html": 16, "text": 16, "pdf": 4, "docx": 8}
BUILT = 200
WORKERS = 1

BUILD = """
import sys, resource, govreport as gr
gr.Corpus(sys.argv[1]).build(sys.argv[2], workers=int(sys.argv[3]))
print(sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""


@cache
def truths(count: int, long: bool) -> tuple[Truth, ...]:
    made = (synth.make("2021" if seed % 3 else "2019", seed) for seed in range(count))
    return tuple(_longer(truth) if long else truth for truth in made)


def _longer(truth: Truth) -> Truth:
    """The report with paragraphs of other offices behind its own, until it has a real one's length."""
    narrative, seed = dict(truth.narrative), truth.seed + 1_000
    while sum(len(text) for texts in narrative.values() for text in texts) < LONG:
        other = synth.make(truth.form, seed)
        for kind in ("overview", "problems", "other"):
            narrative[kind] += other.narrative[kind]
        seed += 1_000
    return replace(truth, narrative=narrative)


def files(layout: str, count: int, long: bool) -> list[bytes]:
    return [synth.render(truth, layout, truth.seed) for truth in truths(count, long)]


def real_files() -> dict[str, list[bytes]]:
    found = {name: sorted(REAL.glob(f"*.{name}")) for name in ("html", "txt", "pdf")}
    return {name: [path.read_bytes() for path in paths] for name, paths in found.items() if paths}


def best(work: Callable[[], object]) -> float:
    """Milliseconds of the processor, the least of several rounds."""
    least = float("inf")
    for _ in range(ROUNDS):
        start = process_time()
        work()
        least = min(least, process_time() - start)
    return least * 1000


def stages(data: list[bytes], name: str) -> Iterator[tuple[str, float]]:
    """Each stage with its milliseconds per report, as `work.read_file` and `work.judge` do it."""
    documents = [read_bytes(one, name, ocr="never") for one in data]
    reports = [parse(document) for document in documents]

    def fresh() -> list[gr.Report]:
        return [replace(report) for report in reports]

    def later(stage: Callable[[gr.Report], object], *before: Callable[[gr.Report], object]) -> float:
        """A stage alone: what it needs is there."""
        least = float("inf")
        for _ in range(ROUNDS):
            ready = fresh()
            for report in ready:
                for one in before:
                    one(report)
            start = process_time()
            for report in ready:
                stage(report)
            least = min(least, process_time() - start)
        return least * 1000

    others = [rule for rule in checks.functions() if rule != "T-3"]
    timed = {
        "read": best(lambda: [read_bytes(one, name, ocr="never") for one in data]),
        "parse": best(lambda: [parse(document) for document in documents]),
        "prose": later(_sentences),
        "facts": later(_facts, _sentences),
        "themes": later(_themes, _sentences),
        "rules": later(lambda report: checks.check(report, others), _sentences, _facts, _themes),
        "T-3": best(lambda: list(rows.finding_rows(fresh(), frozenset({"T-3"})))),
        "rows": later(_rows, _sentences, _facts, _themes),
        "packing": best(lambda: [(line({"report": packed(r)}), packed(telling(r))) for r in reports]),
    }
    yield from ((stage, total / len(data)) for stage, total in timed.items())


def _sentences(report: gr.Report) -> None:
    _ = prose(report).reading.sentences


def _facts(report: gr.Report) -> None:
    _ = prose(report).facts


def _themes(report: gr.Report) -> None:
    _ = prose(report).themes


def _rows(report: gr.Report) -> None:
    for made in (rows.figure_rows, rows.narrative_rows, rows.fact_rows, rows.stated_theme_rows):
        list(made(report))


def floor(data: bytes) -> None:
    """The page parsed and its words cut, and no more."""
    rjieba.cut(lxml_html.document_fromstring(data.decode("utf-8", errors="replace")).text_content())


def build(data: list[bytes]) -> float:
    """Milliseconds of all processes per report, with their start."""
    with TemporaryDirectory() as name:
        folder = Path(name, "in")
        folder.mkdir()
        for i, one in enumerate(data):
            (folder / f"{i:05}.html").write_bytes(one)
        command = [sys.executable, "-c", BUILD, str(folder), str(Path(name, "out")), str(WORKERS)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1]) * 1000 / len(data)


def print_stages(label: str, data: list[bytes], name: str) -> None:
    timed = dict(stages(data, name))
    whole = sum(timed.values())
    said = "  ".join(f"{stage} {ms:5.2f}" for stage, ms in timed.items())
    beside = ""
    if name in ("html", "txt", "text"):
        route = generic.of_page if name == "html" else generic.of_text
        generic_ms = best(lambda: [route(one) for one in data]) / len(data)
        beside = f"  generic {generic_ms:5.2f} (ours {whole / generic_ms:4.2f} x)"
    if name == "html":
        bare_ms = best(
            lambda: [lxml_html.document_fromstring(one.decode("utf-8", "replace")) for one in data]
        )
        floor_ms = best(lambda: [floor(one) for one in data]) / len(data)
        ours = timed["read"] + timed["parse"]
        beside += f"  floor {floor_ms:4.2f}  gr.read {ours / (bare_ms / len(data)):4.1f} x lxml"
    length = sum(len(r.text) for r in map(gr.read, data)) // len(data)
    print(f"{label:16} {length:6} characters  {said}  sum {whole:6.2f}{beside}", flush=True)


def main(arguments: list[str]) -> None:
    print("milliseconds of the processor per report")
    for long in (False, True):
        for name, layout in FORMATS.items():
            data = files(layout, COUNTS[name], long)
            print_stages(f"{'long' if long else 'short'} {name}", data, name)
    for name, data in real_files().items():
        print_stages(f"real {name}", data, name)
    if "--build" in arguments:
        for long in (False, True):
            ms = build(files(FORMATS["html"], BUILT, long))
            print(
                f"build of {BUILT}, {'long' if long else 'short'}: {ms:.1f} ms per report with all processes"
            )
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
