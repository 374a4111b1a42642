"""The generic route: what a researcher writes today to get tables out of the same files, written well.

``read_html`` (or lines of cells), regular expressions on the text, words cut with jieba, rows of a csv. It
does a fraction of the work (no form, no states of cells, no rules, no places), and is measured beside ours.
"""

from __future__ import annotations

import csv
import io
import re

import jieba
import pandas as pd
from lxml import html as lxml_html

_SECTION = re.compile(r"^[一二三四五六七八九十]、(.+)$", re.MULTILINE)
_TITLE = re.compile(r"(.{2,40}?)((?:19|20)\d\d)年.{0,6}政府信息公开工作年度报告")
_FACTS = {
    "received": re.compile(r"(?:收到|受理|新收)[^，。；\d]{0,20}申请(\d+)件"),
    "answered": re.compile(r"(?:办结|答复)[^，。；\d]{0,20}?(\d+)件"),
    "carried_in": re.compile(r"上年(?:度)?结转[^，。；\d]{0,20}?(\d+)件"),
    "reconsideration": re.compile(r"行政复议[^，。；\d]{0,12}?(\d+)[件起]"),
    "litigation": re.compile(r"行政诉讼[^，。；\d]{0,12}?(\d+)[件起]"),
    "trained": re.compile(r"培训[^，。；\d]{0,12}?(\d+)(?:场|期|次|人次)"),
    "share": re.compile(r"(\d+(?:\.\d+)?)%"),
}
_SUMS = ("本年新收", "上年结转", "总计", "结转下年度")


def of_page(data: bytes) -> str:
    """The rows of one page as CSV: figures, facts and words."""
    page = data.decode("utf-8", errors="replace")
    # lxml and not html5lib, the quicker of pandas' two: the page is parsed for its tables and for its text.
    tables = pd.read_html(io.StringIO(page), flavor="lxml")
    text = lxml_html.document_fromstring(page).text_content()
    return _rows(text, [[[str(cell) for cell in row] for row in table.to_numpy()] for table in tables])


def of_text(data: bytes) -> str:
    """The same of a text file, whose tables are lines of cells."""
    text = data.decode("utf-8", errors="replace")
    cells = [re.split(r"[|\t]| {2,}", line) for line in text.splitlines()]
    return _rows(text, [[row for row in cells if len(row) > 2]])


def _rows(text: str, tables: list[list[list[str]]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    title = _TITLE.search(text)
    organ, year = title.groups() if title else ("", "")
    for number, table in enumerate(tables):
        for row in table:
            label = next((cell for cell in row if re.search(r"[\u4e00-\u9fff]", cell)), "")
            known = next((name for name in _SUMS if name in label), label)
            writer.writerow([organ, year, number, known, *(cell for cell in row if cell.isdigit())])
    for name, pattern in _FACTS.items():
        for match in pattern.finditer(text):
            writer.writerow([organ, year, name, match[1], match[0]])
    for heading in _SECTION.findall(text):
        writer.writerow([organ, year, "heading", heading.strip()])
    for paragraph in text.splitlines():
        if len(paragraph) > 10:
            writer.writerow([organ, year, "words", *jieba.lcut(paragraph.strip())])
    return out.getvalue()
