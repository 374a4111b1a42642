"""Small reports judged by hand: no lawful one is accused, and what contradicts itself is found."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import govreport as gr
from govreport import forms, synth
from govreport.checks import check_all

CASES = tomllib.loads(Path(__file__).with_name("small_reports.toml").read_text(encoding="utf-8"))
WHEN = "统计期限自{year}年1月1日起至{year}年12月31日止。"
PREAMBLE = "根据政府信息公开条例和国办公开办函〔2021〕30号文件要求，编制本年度报告。"
OPENS = {2023: "全年做好河道管理等信息发布，规范公开流程。", 2024: "围绕饮用水安全更新栏目，办好网站专栏。"}
PROBLEMS = {
    2023: "网站栏目更新不够及时，公开目录分类较粗。今后将按月巡查栏目，重新编制目录，落实专人负责。",
    2024: "政策解读多为文字，图解和视频偏少，答复文书说理不足。下一步将每季度评查一次文书，开展培训两次。",
}
CASE_ROWS = {"review": "reconsideration", "direct": "litigation_direct", "after": "litigation_after"}


def requests(told):
    """The cells of table 三: what is told, by applicant, and the totals of rows and columns."""
    table = forms.load("2021").table("requests")
    columns = [column.id for column in table.columns if column.id != "total"]
    rows = {row.id: [0] * len(columns) for row in table.rows}
    told = {"new": 60, **told}
    for row, number in told.items():
        numbers = number if isinstance(number, list) else [number]
        rows[row][: len(numbers)] = numbers
    outcomes = [row for row in rows if row not in ("new", "carried_in", "outcome_total", "carried_out")]
    came = [sum(n) for n in zip(rows["new"], rows["carried_in"], strict=True)]
    if not any(any(rows[row]) for row in outcomes):
        rows["granted"] = [n - out for n, out in zip(came, rows["carried_out"], strict=True)]
    rows["outcome_total"] = [sum(n) for n in zip(*(rows[row] for row in outcomes), strict=True)]
    left = [sum(n) for n in zip(rows["outcome_total"], rows["carried_out"], strict=True)]
    assert left == came, "the case itself breaks III-2"
    for row, numbers in rows.items():
        for column, number in zip([*columns, "total"], [*numbers, sum(numbers)], strict=True):
            yield ("requests", row, column), number


def built(case):
    """The text of a report."""
    year = case.get("year", 2024)
    cells = {(t.id, r.id, c.id): 0 for t in forms.load("2021").tables for r, c in t.cells()}
    cells |= dict(requests(case.get("requests", {})))
    for column, number in zip(
        ("made", "repealed", "in_force"), case.get("documents", (0, 0, 0)), strict=True
    ):
        cells["disclosure", "normative", column] = number
    for name, row in CASE_ROWS.items():
        numbers = case.get(name, (0, 0, 0, 0))
        ways = zip(("upheld", "corrected", "other", "pending"), numbers, strict=True)
        cells |= {("remedies", row, way): number for way, number in ways}
        cells["remedies", row, "total"] = sum(numbers)
    truth = replace(
        synth.make("2021", 1),
        organ=case.get("organ", "云岭县水务局"),
        year=year,
        cells={key: Decimal(number) for key, number in cells.items()},
        preamble=(case.get("preamble") or PREAMBLE + case.get("period", WHEN.format(year=year)),),
        narrative={
            "overview": (case.get("opens") or OPENS[year], *case.get("says", "").splitlines()),
            "disclosure": (),
            "requests": (),
            "remedies": (),
            "problems": (case.get("problems") or PROBLEMS[year],),
            "other": (case.get("other", "本年度未收取信息处理费。无其他需要报告的事项。"),),
        },
    )
    text = synth.render(truth, "markdown", 1).decode()
    return "\n".join(filter(None, (case.get("above"), text, case.get("signed"))))


def broken(case):
    """The broken findings of a report, explained ones left out, beside those of the years before."""
    reports = [gr.read(built(one).encode()) for one in (case, *case.get("before", ()))]
    found = {report.report_id: findings for report, findings in check_all(reports)}
    return [finding for finding in found[reports[0].report_id] if finding.broken]


@pytest.mark.parametrize("case", CASES["lawful"], ids=lambda case: case["what"])
def test_no_lawful_report_is_accused(case):
    said = [(f.rule, f.message_zh) for f in broken(case) if f.severity != "information"]
    assert said == []


@pytest.mark.parametrize("case", CASES["contradicted"], ids=lambda case: case["what"])
def test_what_contradicts_itself_is_told(case):
    said = [f.message_zh for f in broken(case) if f.rule in case["rules"]]
    assert any(all(quote in message for quote in case["quotes"]) for message in said), said
