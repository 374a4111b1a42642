"""Somebody's table against a report: who is right, and that nobody is blamed falsely."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

import govreport as gr
from govreport import cli, forms, synth
from tests.accuracy import audited

REPORT = "corpus/reports/2024-rongchang-office.txt"


@pytest.fixture(scope="module")
def report():
    return gr.read(REPORT)


def long(*cells):
    return pd.DataFrame(cells, columns=["row", "column", "value"])


def verdicts(audit):
    return [(one.verdict, one.kind) for one in audit.judged]


def test_each_kind_of_wrong_number_is_called_by_its_name(report):
    theirs = long(
        ("new", "total", 60),
        ("new", "total", "60件"),
        ("granted", "total", 93),  # printed: 39
        ("granted", "total", 40),
        ("granted", "total", ""),
        ("granted", "total", 41),
        ("new", "company", 60),  # the number of the natural persons
        ("carried_out", "total", "约4"),
        ("nothing", "total", 4),
    )
    found = verdicts(gr.audit(theirs, report))
    assert found == [
        ("right", "same"),
        ("right", "same"),
        ("wrong", "digits_swapped"),
        ("wrong", "rounded"),
        ("wrong", "left_out"),
        ("wrong", "other_number"),
        ("wrong", "of_column"),
        ("undecided", "no_number"),
        ("undecided", "no_such_cell"),
    ]


def test_rows_and_columns_are_named_as_people_name_them(report):
    names = {
        ("一、本年新收政府信息公开申请数量", "总计"): "requests.new.total",
        ("新收", "合计"): "requests.new.total",
        ("New requests this year", "Natural persons"): "requests.new.natural_person",
        ("不予公开/其他法律行政法规禁止公开", "自然人"): "requests.denied.other_law.natural_person",
        ("（六）其他处理 - 其他", "科研机构"): "requests.other.other.research",
        ("未经复议直接起诉", "结果维持"): "remedies.litigation_direct.upheld",
        ("行政许可", "本年处理决定数量"): "disclosure.licence.decisions",
    }
    theirs = long(*((row, column, 0) for row, column in names))
    found = gr.audit(theirs, report).judged
    assert [".".join(one.claim.key or ()) for one in found] == list(names.values())


@pytest.mark.parametrize(
    ("row", "column"), [("结转", "总计"), ("其他", "甲"), ("不予公开", "总计"), ("总", "计")]
)
def test_a_name_of_two_cells_or_of_none_is_no_cell(report, row, column):
    (one, _) = gr.audit(long((row, column, 7), ("new", "total", 60)), report).judged
    assert (one.verdict, one.kind) == ("undecided", "no_such_cell")


def test_an_empty_cell_of_the_page_makes_a_number_invented_and_an_empty_one_right():
    truth = next(
        t for seed in range(99) if None in (t := synth.make("2021", seed, blanks="zeros")).cells.values()
    )
    report = gr.read(synth.render(truth, "html_plain"))
    key = next(key for key, value in truth.cells.items() if value is None)
    for text, expected in (("0", "invented_zero"), ("7", "invented_number"), ("", "blank"), ("/", "blank")):
        theirs = pd.DataFrame({"cell": [".".join(key)], "value": [text]})
        (one,) = gr.audit(theirs, report).judged
        assert (one.verdict, one.kind) == ("right" if expected == "blank" else "not_on_page", expected)


def test_what_the_parser_is_not_sure_of_blames_nobody():
    truth = synth.make("2021", 5)
    page = synth.render(truth, "html_plain").decode()
    label = "四、结转下年度继续办理"
    before, _, behind = page.partition(label)
    report = gr.read((before + label + behind.replace("<td>", "<td>约", 1)).encode())
    unread = [f for f in report.figures if f.status is gr.Status.UNREADABLE]
    assert unread
    theirs = pd.DataFrame({"cell": [".".join(f.key) for f in unread], "value": "12345"})
    assert {one.verdict for one in gr.audit(theirs, report).judged} == {"undecided"}


def test_a_row_that_is_not_found_is_no_proof_where_the_number_stands_in_the_text():
    truth = synth.make("2021", 5)
    page = synth.render(truth, "html_plain").decode().replace("四、结转下年度继续办理", "另有一行")
    report = gr.read((page.replace("</body>", "<p>共有778件。</p></body>")).encode())
    theirs = pd.DataFrame({"cell": ["requests.carried_out.total"] * 2, "value": [778, 99_887]})
    assert verdicts(gr.audit(theirs, report)) == [
        ("undecided", "page_uncertain"),
        ("not_on_page", "invented_number"),
    ]


def test_sums_are_told_and_decide_nothing(report):
    keys = [f.key for f in report.figures if f.table == "requests" and f.column == "total"]
    own = {f.key: f.value for f in report.figures}
    theirs = pd.DataFrame({"cell": [".".join(key) for key in keys], "value": [own[key] for key in keys]})
    assert set(gr.audit(theirs, report).cells["sums"].dropna()) == {"hold"}
    theirs.loc[theirs["cell"] == "requests.new.total", "value"] = 61
    cells = gr.audit(theirs, report).cells.set_index("cell" if "cell" in theirs.index.names else "named")
    assert cells.loc["requests.new.total", ["verdict", "sums", "sums_on_page"]].tolist() == [
        "wrong",
        "broken",
        "hold",
    ]
    assert cells.loc["requests.carried_in.total", ["verdict", "sums"]].tolist() == ["right", "broken"]


@pytest.mark.parametrize("shape", audited.SHAPES)
def test_every_shape_of_table_gives_every_cell_right(shape):
    for form in ("2021", "2019"):
        truth = synth.make(form, 11, blanks="zeros")
        texts = {key: "" if value is None else f"{value:f}" for key, value in truth.cells.items()}
        found = gr.audit(
            audited.shaped(texts, truth, shape), gr.read(synth.render(truth, "html_plain"))
        ).judged
        wanted = sum(table == "requests" or shape in ("wide", "ids") for table, _, _ in texts)
        assert [one.verdict for one in found] == ["right"] * wanted


def test_cells_as_a_language_model_gives_them(report, tmp_path):
    cells = {"requests.new.total": 60, "requests.granted.total": "93"}
    lines = [
        {"row": "new", "column": "total", "value": 60},
        {"row": "予以公开", "column": "总计", "value": "93"},
    ]
    path = tmp_path / "theirs.json"
    for given in (cells, [cells], lines):
        path.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
        for table in (given, path):
            assert [one.verdict for one in gr.audit(table, report).judged] == ["right", "wrong"]
    path.write_text('{"requests.new.total": 60', encoding="utf-8")
    with pytest.raises(gr.ReadError, match="JSON was expected"):
        gr.audit(path, report)
    for given in ([], [60], None):
        with pytest.raises(gr.ReadError, match="an object of cells and values"):
            gr.audit(given, report)


def test_only_lines_about_the_report_count(report, tmp_path):
    theirs = tmp_path / "theirs.csv"
    theirs.write_bytes(
        "文件,行,列,数值\na.txt,新收,总计,9\n2024-rongchang-office.txt,新收,总计,60\n".encode("gb18030")
    )
    (one,) = gr.audit(theirs, REPORT).judged
    assert (one.claim.line, one.verdict) == (3, "right")
    theirs.write_text("file,row,column,value\na.txt,new,total,9\n", encoding="utf-8")
    with pytest.raises(gr.GovReportError, match=r"column file: a line about .* was expected, found a\.txt"):
        gr.audit(theirs, REPORT)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a table with a head was expected"),
        ("a,b\n1,2\n", "cells of the report were expected: columns row"),
    ],
)
def test_what_is_no_table_of_a_report_is_refused(tmp_path, text, said):
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(text, encoding="utf-8")
    with pytest.raises(gr.GovReportError, match=re.escape(said)):
        gr.audit(theirs, REPORT)


def test_a_workbook_is_read(report, tmp_path):
    long(("new", "total", 60), ("granted", "total", 38)).to_excel(tmp_path / "theirs.xlsx", index=False)
    assert [one.verdict for one in gr.audit(tmp_path / "theirs.xlsx", report).judged] == ["right", "wrong"]


def test_errors_planted_by_an_extractor_are_found_and_no_right_cell_is_blamed():
    found = audited.tally(range(500, 512), ("html_plain", "markdown"))
    assert sum(found["", verdict] for verdict in audited.BLAMED) == 0
    planted = sum(n for (kind, _), n in found.items() if kind in audited.ERRORS)
    blamed = sum(found[kind, verdict] for kind in audited.ERRORS for verdict in audited.BLAMED)
    assert blamed > 0.95 * planted > 10


def test_the_command_prints_what_is_not_right_and_writes_table_and_page(tmp_path, capsys):
    theirs, table, page = tmp_path / "theirs.csv", tmp_path / "judged.csv", tmp_path / "page.html"
    theirs.write_text("row,column,value\nnew,total,60\ngranted,total,93\n", encoding="utf-8")
    assert cli.main(["audit", str(theirs), REPORT, "--csv", str(table), "-o", str(page)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.startswith(f"{theirs}:3: granted × total: 错 wrong: 93 | 39") for line in said] == [
        True,
        False,
    ]
    assert "1 对 right, 1 错 wrong, 0 页面上没有" in said[-1]
    assert pd.read_csv(table)["verdict"].tolist() == ["right", "wrong"]
    html = page.read_text(encoding="utf-8")
    assert 'id="audit=1"' in html
    assert 'data-cells="figure=requests.granted.total"' in html
    assert cli.main(["audit", str(tmp_path / "none.csv"), REPORT]) == 2


def test_short_forms_of_labels_are_those_of_one_row_only():
    for form in ("2021", "2019"):
        table = forms.load(form).table("requests")
        report = gr.read(synth.render(synth.make(form, 1), "html_plain"))
        for row in table.rows:
            (one,) = gr.audit(long(("/".join((*row.under, row.zh)), "总计", 0)), report).judged
            assert one.claim.key == ("requests", row.id, "total")
