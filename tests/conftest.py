"""What several test files share: reports built by hand, a page to read, the real documents."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import settings

from govreport import forms
from govreport.document import Paragraph, Where
from govreport.report import Figure, Masthead, Note, Report, Section, Status

# A slow machine is no failure; time is measured in benchmarks/. GOVREPORT_EXAMPLES=1000 draws more.
EXAMPLES = int(os.environ.get("GOVREPORT_EXAMPLES", "40"))
settings.register_profile("govreport", deadline=None, print_blob=True, max_examples=EXAMPLES)
settings.load_profile("govreport")
# Errors are compared with their English text; a test of the Chinese sets another language.
os.environ.setdefault("GOVREPORT_LANG", "en")

REAL = Path(__file__).parents[2] / "shared" / "real"

Key = tuple[str, str, str]


def pytest_collection_modifyitems(items):
    # Notebooks and slow tests begin first, so that no worker waits for one of them at the end.
    items.sort(key=lambda item: item.path.suffix == ".py" and not item.get_closest_marker("slow"))
    absent = pytest.mark.skip(reason="the real documents (../shared/real) are not here")
    for item in items:
        if item.get_closest_marker("real") and not REAL.is_dir():
            item.add_marker(absent)


@pytest.fixture(scope="session")
def real():
    """The folder of real documents."""
    return REAL


def figures(form, changes):
    """Every cell of a form: 0, printed somewhere, unless `changes` says otherwise."""
    keys = [(t.id, r.id, c.id) for t in forms.load(form).tables for r, c in t.cells()]
    assert set(changes) <= set(keys)
    zeros = (
        Figure(*key, Status.REPORTED, Decimal(0), "件", "0", Where(i, i + 1, line=i))
        for i, key in enumerate(keys, start=1)
    )
    return tuple(changes.get(zero.key, zero) for zero in zeros)


def built_report(name, form="2021", changes=None):
    """A report as a parser would make it; `name` decides its bytes and so its id."""
    period = (date(2024, 1, 1), date(2024, 12, 31))
    title = f"{name}2024年政府信息公开工作年度报告"
    masthead = Masthead(name, 2024, title, period, form, None, date(2025, 1, 20))
    overview = (Paragraph("第一段。", Where(0, 4, line=1)), Paragraph("第二段。", Where(5, 9, line=2)))
    return Report(
        source=f"{name}.txt",
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        media_type="text/plain",
        text="第一段。\n第二段。",
        masthead=masthead,
        forms=dict.fromkeys(("disclosure", "requests", "remedies"), form),
        preamble=(),
        sections=(Section("overview", "一", "总体情况", overview),),
        figures=figures(form, changes or {}),
        notes=(Note("example", "a note", Where(3, 5, line=1)),),
    )


@pytest.fixture(scope="session")
def make_report():
    return built_report


def html_page(organ, year=2024, new=5, total=None):
    """A web page with a report of form 2021: `new` requests of natural persons, all granted.

    `total` is what the column 总计 of the row 本年新收 says, where that is not `new`.
    """
    said = {"new": [new, 0, 0, 0, 0, 0, new if total is None else total]}
    said["granted"] = said["outcome_total"] = [new, 0, 0, 0, 0, 0, new]
    template = forms.load("2021")
    head = f"{organ}{year}年政府信息公开工作年度报告"
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{head}</title></head><body>
<h1>{head}</h1>
<p>本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。</p>
<h2>一、总体情况</h2><p>{organ}新收政府信息公开申请{new}件。</p>
<h2>二、主动公开政府信息情况</h2>{_disclosure(template)}
<h2>三、收到和处理政府信息公开申请情况</h2>{_requests(template, said)}
<h2>四、政府信息公开行政复议、行政诉讼情况</h2>{_remedies()}
<h2>五、存在的主要问题及改进情况</h2>
<p>招生栏目更新不够及时。下一步，将按月核对招生栏目，加强校车安全信息的归集。</p>
<h2>六、其他需要报告的事项</h2><p>没有收取信息处理费。</p>
</body></html>"""


def _row(cells):
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _disclosure(template):
    rows = []
    heads = ()
    for row in template.table("disclosure").rows:
        columns = tuple(column.zh for column in row.columns)
        if columns != heads:
            rows.append(_row(["信息内容", *columns]))
            heads = columns
        rows.append(_row([row.zh, *("0" for _ in columns)]))
    return f"<table>{''.join(rows)}</table>"


def _requests(template, said):
    table = template.table("requests")
    rows = [_row(["申请人情况", *(column.zh for column in table.columns)])]
    for row in table.rows:
        numbers = said.get(row.id, [0] * 7)
        rows.append(_row([" ".join((*row.under[-1:], row.zh)), *numbers]))
    return f"<table>{''.join(rows)}</table>"


def _remedies():
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    return (
        '<table><tr><td colspan="5" rowspan="2">行政复议</td><td colspan="10">行政诉讼</td></tr>'
        '<tr><td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>'
        f"{_row([*five, *five, *five])}{_row([0] * 15)}</table>"
    )


@pytest.fixture(scope="session")
def page():
    return html_page
