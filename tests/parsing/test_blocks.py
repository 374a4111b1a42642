"""Tables and running text parted: a sentence undoes no table, and no cell of a table is a sentence."""

from __future__ import annotations

from typing import cast

import pytest

import govreport as gr
from govreport.document import Cell, Document, Grid, Paragraph, Where
from govreport.parsing.blocks import parted

ORGAN = "青山县民政局"
# Table 二 of 2021 as it runs into one line: 规章 1 0 2, 规范性文件 3 4 5, and so on.
TABLE = (
    "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章1 0 2行政规范性文件3 4 5"
    "第二十条第（五）项信息内容本年处理决定数量行政许可6第二十条第（六）项信息内容本年处理决定数量"
    "行政处罚7行政强制8第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费9.5"
)
VALUES = [1, 0, 2, 3, 4, 5, 6, 7, 8, 9.5]


def report(second):
    return gr.read(
        f"{ORGAN}2031年政府信息公开工作年度报告\n一、总体情况\n我局公开有序。\n二、主动公开政府信息情况\n{second}\n"
        "三、收到和处理政府信息公开申请情况\n无申请。\n四、政府信息公开行政复议、行政诉讼情况\n无。\n".encode()
    )


@pytest.mark.parametrize("join", ["", " ", "\n"])
@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("", ""),
        ("", "(二)主要类别其中预算信息10条。"),
        ("", "2031年，我局办理行政许可6件，行政处罚7件。"),
        ("", "3月起，公开栏每月更新。"),
        ("", "全年没有行政处罚。"),
        ("", "未收取行政事业性收费，未作行政强制；一切如常。"),
        ("(一)数量全年公开信息10条。", ""),
        ("全年公开信息10条。", "内容以公告为主；形式以网站为主。"),
    ],
)
def test_prose_around_a_table_that_ran_into_a_line(before, behind, join):
    if behind[:1] == "3" and not join:
        pytest.skip("9.53月: nobody can say where the number ends")
    read = report(join.join(filter(None, (before, TABLE, behind))))
    assert [float(f.value) for f in read.figures if f.table == "disclosure" and f.value is not None] == VALUES
    prose = read.narrative.query("section == 'disclosure'").text.tolist()
    assert prose == [part for part in (before, behind) if part]
    assert read.unread == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "全年办理行政许可6件，行政处罚7件，行政强制8件，征收行政事业性收费9.5万元，制定规章1件。",
        "申请人中商业企业2家、科研机构1家、社会公益组织1家、法律服务机构3家、其他5人。",
        "行政许可6，行政处罚7，行政强制8，规章1，行政规范性文件3。",
    ],
)
def test_a_sentence_that_lists_labels_is_no_table(sentence):
    document = Document(
        "a", "0" * 64, "text/plain", sentence, (Paragraph(sentence, Where(0, len(sentence))),)
    )
    assert parted(document) == document


def table(*rows):
    """A document of one table, its cells parted by tabs."""
    text = "\n".join("\t".join(row) for row in rows) + "\n"
    cells = []
    at = 0
    for row in rows:
        printed = []
        for cell in row:
            printed.append(Cell(cell, Where(at, at + len(cell))))
            at += len(cell) + 1
        cells.append(tuple(printed))
    grid = Grid(tuple(cells), "rows", Where(0, len(text)), tuple(map(len, rows)))
    return Document("a", "0" * 64, "text/html", text, (grid,))


def seen(blocks):
    return [
        block.text
        if isinstance(block, Paragraph)
        else [[cell.text for cell in row] for row in cast(Grid, block).rows]
        for block in blocks
    ]


def test_sentences_in_cells_are_paragraphs_and_a_number_goes_with_its_title():
    document = table(
        ("一、", "总体情况"), ("", "全年公开9条。"), ("（一）", "公开有序。"), ("收到2件。", "已答复。")
    )
    texts = ["一、\t总体情况", "全年公开9条。", "（一）\t公开有序。", "收到2件。", "已答复。"]
    result = parted(document)
    assert seen(result.blocks) == texts
    for block in result.blocks:
        assert isinstance(block, Paragraph)
        assert document.text[block.where.start : block.where.end] == block.text


def test_remarks_above_and_below_a_table_are_prose_and_the_table_stays():
    rows = [("年度", "条数"), ("2030", "8"), ("2031", "9")]
    document = table(("本表由县民政局填报。", ""), *rows, ("注：数据截至年底。", ""))
    assert seen(parted(document).blocks) == [
        "本表由县民政局填报。",
        [list(row) for row in rows],
        "注：数据截至年底。",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("规章", "1", "0", "2"), ("行政规范性文件", "3", "4", "5")],
        [("年度", "条数"), ("2031", "9")],
        [("（单位：万元）", ""), ("行政事业性收费", "9")],
        [("(二)部分公开(区分处理的,只计这一情形,不计其他情形)", "1"), ("(七)总计", "1")],
    ],
)
def test_a_table_of_data_stays_one(rows):
    document = table(*rows)
    assert parted(document) == document


def test_a_table_of_which_nothing_is_read_is_noted():
    read = report("年份 | 公开条数 | 同比\n2030 | 8 | 0%\n2031 | 9 | 13%")
    notes = [note for note in read.notes if note.code == "table_unread"]
    assert len(notes) == 1
    assert "年份 | 公开条数" in notes[0].message.replace("|", " | ").replace("  ", " ")
    assert read.unread == ()
