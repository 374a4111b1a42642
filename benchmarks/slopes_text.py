"""How the time of the study of a text grows with it: facts, themes, similarity of 10 kB to 1 MB of prose.

Run as ``python -m benchmarks.slopes_text``. The slope is that of the logarithms of seconds and bytes over the
three largest sizes: 1 is linear, 2 quadratic.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from time import process_time

import govreport as gr
from govreport import synth
from govreport.text.style.similarity import compare
from tests.hostile.slopes import MOST_SECONDS, STEEPEST, slope

SIZES = (10_000, 50_000, 250_000, 1_000_000)  # bytes


def prose(size: int, first: int = 1) -> str:
    """Paragraphs of synthetic reports, one a line, of about that many bytes."""
    lines: list[str] = []
    length = 0
    for seed in count(first):
        for paragraphs in synth.make("2021", seed).narrative.values():
            for text in paragraphs:
                lines.append(text)
                length += len(text.encode()) + 1
                if length >= size:
                    return "\n".join(lines)
    raise AssertionError("count ends nowhere")


def checked(text: str) -> object:
    """The findings of a report whose first section is that text."""
    truth = synth.make("2021", 1)
    long = replace(truth, narrative={**truth.narrative, "overview": tuple(text.split("\n"))})
    return gr.read(synth.render(long, "html_plain", 1))


WORKS: dict[str, tuple[Callable[[str], object], Callable[[object], object]]] = {
    "gr.facts": (str, gr.facts),
    "gr.themes": (str, gr.themes),
    "gr.check": (checked, gr.check),
    "compare": (lambda text: (text, text[::2]), lambda pair: compare(*pair)),
}


def main() -> int:
    steep = 0
    print(f"{'work':10} {'bytes':>9} {'seconds':>8} {'slope':>6} {'s/MB':>6}")
    for name, (made, work) in WORKS.items():
        points = []
        for size in SIZES:
            given = made(prose(size))
            begun = process_time()
            work(given)
            points.append((size, process_time() - begun))
        size, seconds = points[-1]
        steepness, each = slope(points), seconds / (size / 1e6)
        bad = steepness > STEEPEST or each > MOST_SECONDS
        steep += bad
        print(
            f"{name:10} {size:>9} {seconds:>8.2f} {steepness:>6.2f} {each:>6.2f}{' *' if bad else ''}",
            flush=True,
        )
    print(f"steeper than {STEEPEST} or slower than {MOST_SECONDS} s/MB: {steep}")
    return int(steep > 0)


if __name__ == "__main__":
    sys.exit(main())
