"""How the time of each stage grows with a text: ``python -m tests.hostile.slopes [MOST_BYTES] [KIND ...]``.

Each kind of text is made in sizes from 10 kB to 10 MB (of an office file: of its XML) and read, parsed,
asked for facts and themes, judged by what was read so, and compared, one half with the other. What is no
report, its text is put into one for the stages behind. The slope is that of the logarithms of seconds and
bytes over the three largest sizes: 1 is linear, 2 quadratic. What is refused for its size ends a row.
"""

from __future__ import annotations

import base64
import io
import json
import math
import random
import sys
import time
from dataclasses import replace

import pandas as pd

import govreport as gr
from govreport import synth
from govreport.parsing.recipe import parse
from govreport.prose import prose
from govreport.readers import read_bytes
from govreport.report import Section
from tests.hostile.files import CATALOG, TEXT, body, cells, pdf, stream, table

SIZES = tuple(10_000 * 4**i for i in range(6))
SLOWEST = 20  # seconds: a size that would take longer is not tried
STEEPEST, MOST_SECONDS = 1.1, 2.0  # slope; seconds for a megabyte
LEAST = 0.05  # seconds: below, the clock and the first call say more than the text
STAGES = ("read", "parse", "facts", "themes", "check", "similarity")

HEAD = TEXT  # which makes a report of most
SENTENCE = "本年度收到政府信息公开申请12件，办结10件，主动公开规范性文件3件，比上年增长5%。"
ROW = ("行政许可", "12", "0", "3", "45", "6", "7")
PLAIN = synth.render(synth.make("2021", 1), "html_plain", 1)


def _repeated(line, head=HEAD):
    return lambda size: (head + line * max(1, (size - len(head.encode())) // len(line.encode()))).encode()


def _page(inner, before="", behind=""):
    start, end = f"<html><body><h1>{HEAD}</h1>{before}", f"{behind}</body></html>"
    return lambda size: f"{start}{inner * max(1, size // len(inner.encode()))}{end}".encode()


def _part(made, xml, around="{}"):
    """An office file whose XML has that part again and again."""
    return lambda size: made(around.format(xml * max(1, size // len(xml.encode()))))


def _json(size):
    rng = random.Random(1)
    rows = [{"id": i, "name": f"某局{i}", "value": rng.random()} for i in range(size // 60)]
    return json.dumps(rows, ensure_ascii=False).encode()


def _prose(size):
    """Paragraphs of synthetic reports."""
    written, seed = io.BytesIO(), 0
    while written.tell() < size:
        for paragraphs in synth.make("2021", seed).narrative.values():
            written.writelines(f"{text}\n".encode() for text in paragraphs)
        seed += 1
    return HEAD.encode() + written.getvalue()[:size].decode(errors="ignore").encode()


def _pdf(size):
    """Pages of 40 lines of numbers."""
    count = max(1, size // 2400)
    lines = b"".join(b"1 0 0 1 50 %d Tm (%s) Tj " % (800 - 18 * i, b"12 0 3 45 6 7 " * 3) for i in range(40))
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return pdf(CATALOG, pages, font, stream(b"BT /F 9 Tf " + lines + b"ET"), *[page] * count)


CELLS = "".join(f"<td>{cell}</td>" for cell in ROW)
WORD_CELLS = "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in ROW)
SHEET_CELLS = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in ROW)
ODS_CELLS = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in ROW)
LABELS = "本年新收政府信息公开申请数量12 0 3予以公开12 0 3部分公开12 0 3结转下年度继续办理12 0 3"
KINDS = {
    "reports": _prose,
    "prose": _repeated(f"{SENTENCE}\n"),
    "prose without breaks": _repeated(SENTENCE),
    "words without stops": _repeated("政府信息公开工作年度报告"),
    "titles": _repeated("某市某局2024年政府信息公开工作年度报告\n", ""),
    "titles without breaks": _repeated("某市某局2024年政府信息公开工作年度报告", ""),
    "no organ": _repeated("某", ""),
    "headings": _repeated("一、总体情况\n二、主动公开政府信息情况\n"),
    "chapters": _repeated("一、总体情况\n本局收到申请12件。\n五、存在的主要问题及改进情况\n公开不及时。\n"),
    "headings without breaks": _repeated("一、总体情况二、主动公开政府信息情况"),
    "key: value": _repeated("key: value\r\n", ""),
    "keys in Chinese": _repeated("名称：某局\n"),
    "JSON in one line": _json,
    "base64 in one line": lambda size: base64.b64encode(random.Random(1).randbytes(size * 3 // 4)),
    "numbers": _repeated("12 0 3 45 6 7\n"),
    "numbers in one line": _repeated("12 0 3 45 6 7 "),
    "digits": _repeated("1234567890"),
    "rows of blanks": _repeated(" ".join(ROW) + "\n"),
    "rows of tabs": _repeated("\t".join(ROW) + "\n"),
    "rows of bars": _repeated("|" + "|".join(ROW) + "|\n"),
    "rows of commas": _repeated(",".join(ROW) + "\n"),
    "rows in quotes": _repeated('"' + '","'.join(ROW) + '"\n'),
    "cells one a line": _repeated("\n".join(ROW) + "\n"),
    "cells with a bar": _repeated("|\n".join(ROW) + "|\n"),
    "rows without breaks": _repeated("".join(ROW)),
    "labels without breaks": _repeated(LABELS),
    "labels": _repeated(f"{LABELS}\n"),
    "rows of a page": _page(f"<tr>{CELLS}</tr>", "<table>", "</table>"),
    "cells of one row of a page": _page(CELLS, "<table>", "</table>"),
    "tables of a page": _page(f"<table><tr>{CELLS}</tr></table>"),
    "tall cells of a page": _page(f"<tr><td rowspan=2>1</td>{CELLS}</tr>", "<table>", "</table>"),
    "paragraphs of a page": _page(f"<p>{SENTENCE}</p>"),
    "divisions of a page": _page("<div>某局</div>"),
    "spans of a page": _page("<span>某局</span>"),
    "styles of a page": _page("<p style='color:#333;font-size:9pt'>某局。</p>"),
    "links of a page": _page("<a href='a.html'>某局2024年政府信息公开工作年度报告</a>"),
    "breaks of a page": _page("某局<br>"),
    "items of a page": _page("<li>公开3件</li>", "<ol>", "</ol>"),
    "paragraphs of a DOCX": _part(body, f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"),
    "runs of a DOCX": _part(body, "<w:r><w:t>公开3件。</w:t></w:r>", "<w:p>{}</w:p>"),
    "rows of a DOCX": _part(body, f"<w:tr>{WORD_CELLS}</w:tr>", "<w:tbl>{}</w:tbl>"),
    "rows of an XLSX": _part(cells, f"<row>{SHEET_CELLS}</row>"),
    "rows of an ODS": _part(table, f"<table:table-row>{ODS_CELLS}</table:table-row>"),
    "pages of a PDF": _pdf,
    "brackets": _repeated("（"),
    "closed brackets": _repeated("（某）"),
    "titles of books": _repeated("《某条例》"),
    "quotes": _repeated('"\t'),
    "quoted words": _repeated("“某”"),
    "blanks": _repeated(" "),
    "wide blanks": _repeated("\u3000"),
    "empty lines": _repeated("\r\n"),
    "tabs": _repeated("1\t"),
    "bars": _repeated("|"),
    "dashes": _repeated("-"),
    "marks of headings": _repeated("# "),
    "struck numbers": _repeated("~~12~~ "),
    "pictures of Markdown": _repeated("![](a.png)\n"),
    "commas": _repeated("，"),
    "full stops": _repeated("。"),
    "list marks": _repeated("土地征收、"),
    "dates": _repeated("2024年1月1日至"),
    "years": _repeated("2024年、"),
    "signatures": _repeated("某局\n2024年1月1日\n"),
    "words one a line": _repeated("某\n"),
    "items in brackets": _repeated("（1）公开3件；"),
    "items with points": _repeated("1.公开3件\n"),
    "shares": _repeated("占比12.5%，"),
    "growth": _repeated("比上年增长5%，"),
    "counts without stops": _repeated("予以公开3件，不予公开2件，"),
    "counts of a total": _repeated("收到申请5件，其中予以公开3件，不予公开2件。"),
    "zeros in words": _repeated("未收到行政复议申请，无行政诉讼。"),
    "Chinese numerals": _repeated("一百零三件、"),
    "numerals without words": _repeated("十"),
    "themes": _repeated("申请内容主要涉及土地征收、房屋拆迁、社会保障等。"),
    "themes in one sentence": _repeated("申请内容主要涉及土地征收、房屋拆迁、"),
    "themes behind each other": _repeated("涉及土地征收、房屋拆迁的申请较多，"),
    "themes joined by 和": _repeated("土地征收和"),
    "laws": _repeated("根据《中华人民共和国政府信息公开条例》要求，"),
    "problems": _repeated("一是公开不及时。二是下一步加强培训。"),
    "organs": _repeated("某市某局、"),
    "addresses": _repeated("http://www.example.cn/a.html "),
    "Latin words": _repeated("lorem ipsum "),
    "signs beyond the plane": _repeated("😀"),
    "telephones": _repeated("联系电话：010-12345678。"),
}  # fmt: skip


def placed(document):
    """A report whose first chapter is that document."""
    report = gr.read(PLAIN)
    chapter = Section("overview", "一", "一、总体情况", document.blocks)
    return replace(report, text=document.text, sections=(chapter,), figures=(), preamble=(), page_frame=())


def halves(report):
    """The frame `narrative` of two reports, each with half of a text."""
    text = prose(report).text
    parts = text[: len(text) // 2], text[len(text) // 2 :]
    return pd.DataFrame({"report_id": ["a", "b"], "section": "overview", "text": parts, "start": 0})


def timed(kind, size):
    """Seconds of each stage for a text of a kind, and what came out of it."""
    data = KINDS[kind](size)
    spent = []

    def stage(work, *given, **options):
        begun = time.process_time()
        try:
            return work(*given, **options)
        finally:
            spent.append(time.process_time() - begun)

    try:
        document = stage(read_bytes, data, kind, ocr="never")
    except gr.ReadError as error:
        return spent, str(error)
    try:
        report, said = stage(parse, document), "report"
    except gr.ReadError:
        report, said = placed(document), "no report"
    stage(lambda: prose(report).facts)
    stage(lambda: prose(report).themes)
    narrative = halves(report)
    stage(gr.check, report)
    stage(gr.text.similarity, narrative, by="report", threshold=0.1)
    return spent, said


def slope(points):
    """The slope of the logarithms of seconds over those of bytes, by least squares; 0 where all is quick."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points if seconds >= LEAST][-3:]
    if len(logs) < 2:
        return 0.0
    x, y = (sum(values) / len(logs) for values in zip(*logs, strict=True))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def measured(kind, most):
    """The sizes that were measured, each with the seconds of each stage; and what the last one came to."""
    rows, said = [], ""
    for size in (size for size in SIZES if size <= most):
        spent, found = timed(kind, size)
        if len(spent) < len(STAGES):
            return rows, f"{size // 1000} kB refused in {spent[0]:.1f} s"
        said = found
        rows.append((size, spent))
        if 4 * sum(spent) > SLOWEST:
            break
    return rows, said


def main(most=SIZES[-1], *kinds):
    timed("reports", SIZES[0])  # what is made once: patterns, dictionaries
    steep, worst = 0, dict.fromkeys(STAGES, (0.0, ""))
    print(f"{'kind':27} {'kB':>6}" + "".join(f" {f'{stage} s/MB':>15}" for stage in STAGES))
    for kind in kinds or KINDS:
        rows, said = measured(kind, int(most))
        if not rows:
            print(f"{kind:27} {said}", flush=True)
            continue
        size, spent = rows[-1]
        shown = ""
        for i, stage in enumerate(STAGES):
            each, steepness = spent[i] / (size / 1e6), slope([(one, row[i]) for one, row in rows])
            bad = steepness > STEEPEST or (each > MOST_SECONDS and size > 1e5)
            steep += bad
            worst[stage] = max(worst[stage], (each, kind))
            shown += f" {each:8.2f} {steepness:5.2f}{'*' if bad else ' '}"
        print(f"{kind:27} {size // 1000:6}{shown} {said}", flush=True)
    print("worst: " + "; ".join(f"{stage} {each:.2f} s/MB, {kind}" for stage, (each, kind) in worst.items()))
    print(f"steeper than {STEEPEST} or slower than {MOST_SECONDS} s/MB: {steep}")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
