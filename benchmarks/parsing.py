"""How long reading takes: ms per report, and ratios to bare lxml and pandas.read_html in the same run."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from time import process_time

import pandas as pd
from lxml import html as lxml_html

import govreport as gr
from govreport import synth
from govreport.readers import read_bytes
from govreport.readers.encoding import decode

CORPUS = Path(__file__).parents[1] / "corpus"
REAL = Path(__file__).parents[2] / "shared" / "real"
ROUNDS = 15
SIZE = 100_000  # bytes of the padded page
MOST = 3  # the reader may take so many times what bare lxml takes


def milliseconds(*works):
    """Processor time of each work, the best of several rounds; the works take turns on the same machine."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for i, work in enumerate(works):
            start = process_time()
            work()
            best[i] = min(best[i], (process_time() - start) * 1000)
    return best


def padded(page):
    """The page with more paragraphs at its end, until it has `SIZE` bytes; synthetic as the rest."""
    more = "<p>合成网页的一段说明文字，用来使网页达到常见的大小，不含任何数字。</p>\n".encode()
    return page.replace(b"</body>", more * ((SIZE - len(page)) // len(more) + 1) + b"</body>")


def html_pages():
    truth = synth.make("2021", 1)
    word = synth.render(truth, "html_word")
    pages = {
        "synthetic html_word": word,
        "synthetic html_word, padded": padded(word),
        "synthetic html_cms": synth.render(truth, "html_cms"),
    }
    real = REAL / "shuyang_fgj_2023.html"
    return {**pages, f"real {real.name}": real.read_bytes()} if real.exists() else pages


def texts():
    truth = synth.make("2021", 1)
    pages = {f"synthetic {layout}": synth.render(truth, layout) for layout in list(synth.LAYOUTS)[:2]}
    return {**pages, **{f"corpus {p.name}": p.read_bytes() for p in sorted(CORPUS.glob("reports/*.txt"))}}


def print_html(name, data):
    """Print one page's line; say whether it met what is expected."""
    page = decode(data)
    reader, bare, pandas, whole = milliseconds(
        lambda: read_bytes(data, name),
        lambda: lxml_html.document_fromstring(page),
        lambda: pd.read_html(io.StringIO(page)),
        lambda: gr.read(data),
    )
    met = reader <= MOST * bare and reader < pandas
    print(
        f"{name:32} {len(data) / 1000:7.1f} kB  reader {reader:6.2f} ms = {reader / bare:5.2f} x lxml, "
        f"{reader / pandas:5.2f} x read_html;  gr.read {whole:6.2f} ms = {whole / bare:5.2f} x lxml, "
        f"{whole / pandas:5.2f} x read_html  {'' if met else 'SLOWER THAN EXPECTED'}"
    )
    return met


def print_text(name, data):
    reader, whole = milliseconds(lambda: read_bytes(data, name), lambda: gr.read(data))
    print(
        f"{name:32} {len(data) / 1000:7.1f} kB  reader {reader:6.2f} ms;  "
        f"gr.read {whole:6.2f} ms = {whole / reader:5.2f} x reader"
    )


def main():
    print(f"processor time, best of {ROUNDS} rounds")
    print(f"expected of the reader: at most {MOST} x bare lxml.html, faster than pandas.read_html")
    met = [print_html(name, data) for name, data in html_pages().items()]
    for name, data in texts().items():
        print_text(name, data)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
