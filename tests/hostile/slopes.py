"""How the time of reading and parsing grows with a text: ``python -m tests.hostile.slopes [KIND ...]``.

Each kind of text is made in sizes from 10 kB to 10 MB. The slope is that of the logarithms of seconds and
bytes over the three largest sizes: 1 is linear, 2 quadratic. What is refused for its size ends a row.
"""

from __future__ import annotations

import base64
import json
import math
import random
import sys
import time

import govreport as gr
from govreport.parsing.recipe import parse
from govreport.readers import read_bytes

SIZES = tuple(10_000 * 4**i for i in range(6))
SLOWEST = 60  # seconds: a larger text is not tried
STEEPEST, MOST_SECONDS = 1.1, 2.0  # slope; seconds for a megabyte
LEAST = 0.05  # seconds: below, the clock and the first call say more than the text

HEAD = "某市某局2024年政府信息公开工作年度报告\n一、总体情况\n"
SENTENCE = "本年度收到政府信息公开申请12件，办结10件，主动公开规范性文件3件，比上年增长5%。"
ROW = ("行政许可", "12", "0", "3", "45", "6", "7")


def _repeated(line, head=HEAD):
    return lambda size: head + line * max(1, (size - len(head.encode())) // len(line.encode()))


def _page(row):
    return lambda size: (
        f"<html><body><h1>{HEAD}</h1><table>{row * max(1, size // len(row.encode()))}</table></body></html>"
    )


def _paragraphs(size):
    line = f"<p>{SENTENCE}</p>"
    return f"<html><body><h1>{HEAD}</h1>{line * (size // len(line.encode()))}</body></html>"


def _json(size):
    rng = random.Random(1)
    rows = [{"id": i, "name": f"某局{i}", "value": rng.random()} for i in range(size // 60)]
    return json.dumps(rows, ensure_ascii=False)


def _base64(size):
    return base64.b64encode(random.Random(1).randbytes(size * 3 // 4)).decode()


CELLS = "".join(f"<td>{cell}</td>" for cell in ROW)
KINDS = {
    "prose": _repeated(f"{SENTENCE}\n"),
    "prose without breaks": _repeated(SENTENCE),
    "words without stops": _repeated("政府信息公开工作年度报告"),
    "titles": _repeated("某市某局2024年政府信息公开工作年度报告\n", ""),
    "titles without breaks": _repeated("某市某局2024年政府信息公开工作年度报告", ""),
    "no organ": _repeated("某", ""),
    "headings": _repeated("一、总体情况\n二、主动公开政府信息情况\n"),
    "headings without breaks": _repeated("一、总体情况二、主动公开政府信息情况"),
    "key: value": _repeated("key: value\r\n", ""),
    "keys in Chinese": _repeated("名称：某局\n"),
    "JSON in one line": _json,
    "base64 in one line": _base64,
    "numbers": _repeated("12 0 3 45 6 7\n"),
    "numbers in one line": _repeated("12 0 3 45 6 7 "),
    "digits": _repeated("1234567890"),
    "rows of blanks": _repeated(" ".join(ROW) + "\n"),
    "rows of tabs": _repeated("\t".join(ROW) + "\n"),
    "rows of bars": _repeated("|" + "|".join(ROW) + "|\n"),
    "rows of commas": _repeated(",".join(ROW) + "\n"),
    "cells one a line": _repeated("\n".join(ROW) + "\n"),
    "cells with a bar": _repeated("|\n".join(ROW) + "|\n"),
    "rows without breaks": _repeated("".join(ROW)),
    "rows of a page": _page(f"<tr>{CELLS}</tr>"),
    "cells of one row of a page": _page(CELLS),
    "paragraphs of a page": _paragraphs,
    "divisions of a page": lambda size: "<div>" + "<div>某局</div>" * (size // 17) + "</div>",
    "brackets": _repeated("（"),
    "quotes": _repeated('"\t'),
    "blanks": _repeated(" "),
    "dates": _repeated("2024年1月1日至"),
    "signatures": _repeated("某局\n2024年1月1日\n"),
}


def timed(kind, size):
    """Seconds of reading and of parsing a text of a kind, and what came out of it."""
    data = KINDS[kind](size).encode()
    begun = time.process_time()
    try:
        document = read_bytes(data, kind, ocr="never")
    except gr.ReadError as error:
        return time.process_time() - begun, 0.0, len(data), str(error)
    read = time.process_time()
    try:
        parse(document)
        said = "report"
    except gr.ReadError:
        said = "no report"
    return read - begun, time.process_time() - read, len(data), said


def slope(points):
    """The slope of the logarithms of seconds over those of bytes, by least squares; 0 where all is quick."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points if seconds >= LEAST][-3:]
    if len(logs) < 2:
        return 0.0
    x, y = (sum(values) / len(logs) for values in zip(*logs, strict=True))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def measured(kind, sizes=SIZES, slowest=SLOWEST):
    """Bytes, seconds of reading, seconds of parsing for each size; and what the last one came to."""
    rows, said = [], ""
    for size in sizes:
        reading, parsing, length, said = timed(kind, size)
        if parsing == 0.0 and rows and "expected" in said:
            said = f"{length >> 20} MB refused in {reading:.1f} s"
            break
        rows.append((length, reading, parsing))
        if 4 * (reading + parsing) > slowest:
            break
    return rows, said


def main(kinds):
    steep = 0
    print(f"{'kind':28} {'bytes':>9} {'read s':>7} {'slope':>5} {'parse s':>8} {'slope':>5} {'s/MB':>5}")
    for kind in kinds or KINDS:
        rows, said = measured(kind)
        size, reading, parsing = rows[-1]
        slopes = [slope([(row[0], row[i]) for row in rows]) for i in (1, 2)]
        each = (reading + parsing) / (size / 1e6)
        bad = max(slopes) > STEEPEST or (each > MOST_SECONDS and size > 1e5)
        steep += bad
        print(
            f"{kind:28} {size:9d} {reading:7.2f} {slopes[0]:5.2f} {parsing:8.2f} {slopes[1]:5.2f} {each:5.2f}"
            f"{' *' if bad else '  '} {said}",
            flush=True,
        )
    print(f"steeper than {STEEPEST} or slower than {MOST_SECONDS} s/MB: {steep}")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
