"""Plain text: what is a row, what is a cell, what is a paragraph; every place points at its own ink."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.document import Grid, Paragraph, Picture
from govreport.readers import text

Rows = list[list[str]]


def read(data):
    return text.read(data, "a.txt", "0" * 64)


LISTING = [
    "三、收到和处理情况",
    "",
    "| 申请 | 1 | 0 |",
    "| 答复 | 2 | |",
    *(f"第{i}行。" for i in range(9)),
    "0",
]


@pytest.mark.parametrize("form", ["{} ", "{}\t", "{}. ", "{:>4}: ", "{:03} ", "[{}] ", "{}|"])
@pytest.mark.parametrize("first", [1, 37])
def test_numbers_of_lines_are_no_text_of_a_listing(form, first):
    numbered = "\n".join(form.format(i) + line for i, line in enumerate(LISTING, start=first))
    plain, found = read("\n".join(LISTING)), read(numbered)
    assert [piece.text for piece in pieces(found)] == [piece.text for piece in pieces(plain)]
    assert all(numbered[p.where.start : p.where.end].strip() == p.text for p in pieces(found))
    assert [(note.code, note.doubt) for note in found.notes] == [("content_unread", False)]


@pytest.mark.parametrize(
    "numbers",
    [
        [*range(1, 8), *range(9, 16)],  # one is left out
        range(1, 10),  # too few lines
        [3] * 14,
    ],
)
def test_lines_that_do_not_count_up_are_no_listing(numbers):
    printed = "\n".join(f"{number} 件" for number in numbers)
    assert [piece.text for piece in pieces(read(printed))] == printed.split("\n")


def grids(data):
    blocks = read(data).blocks
    return [(g.shape, [[c.text for c in row] for row in g.rows]) for g in blocks if isinstance(g, Grid)]


def pieces(document):
    """Everything that has text of its own."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (cell for row in block.rows for cell in row)


@pytest.mark.parametrize(
    ("printed", "rows"),
    [
        ("规章 | 1 | 2 |\n规范性文件 | 3 | 4 |\n", [["规章", "1", "2"], ["规范性文件", "3", "4"]]),
        ("| 规章 | 1 |\n| 文件 | 3 |\n", [["规章", "1"], ["文件", "3"]]),
        ("规章|1|2\n文件|3|4", [["规章", "1", "2"], ["文件", "3", "4"]]),
        ("规章｜1｜2\n文件│3┃4", [["规章", "1", "2"], ["文件", "3", "4"]]),
        ("规章 | 1 | |\n文件 | | 4 |\n", [["规章", "1", ""], ["文件", "", "4"]]),
        ("规章\t1\t\n文件\t\t4\n", [["规章", "1", ""], ["文件", "", "4"]]),
        ("\t1\t2\n文件\t3\t4\n", [["", "1", "2"], ["文件", "3", "4"]]),
        ("| 甲 | 乙 |\n|---|:--:|\n| 1 | 2 |\n", [["甲", "乙"], ["1", "2"]]),
        ("规章 | 1 | 2 |\r\n文件 | 3 | 4 |\r\n", [["规章", "1", "2"], ["文件", "3", "4"]]),
        ("规章 | 1 |\n\n文件 | 3 |\n", [["规章", "1"], ["文件", "3"]]),
        ("规章 | 1 |\n文件 | 3 |\n其他 | 5", [["规章", "1"], ["文件", "3"], ["其他", "5"]]),
    ],
)
def test_rows(printed, rows):
    assert grids(printed) == [("rows", rows)]


@pytest.mark.parametrize(
    ("printed", "cells"),
    [
        ("规章 |\n1 |\n2 |\n", ["规章", "1", "2"]),
        ("规章 |\n1 |\n|||\n", ["规章", "1", "", "", ""]),
        ("规章 |\n|\n2 |\n", ["规章", "", "2"]),
    ],
)
def test_a_cell_on_each_line_is_a_stream_that_keeps_its_blanks(printed, cells):
    assert grids(printed) == [("stream", [cells])]


def test_lines_without_bars_stay_paragraphs_with_their_inner_blanks():
    document = read("  一、总体情况  \n\n规章  1   2\n")
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["一、总体情况", "规章  1   2"]
    assert [b.where.line for b in document.blocks] == [1, 3]


SENTENCE = "全年共收到政府信息公开申请60件{}比上年增加12件，均在法定期限内答复。"


@pytest.mark.parametrize("border", ["\t", "|", " | ", "｜", "丨", "│", "¦", "  ", "\u3000\u3000", "|||"])
def test_a_sentence_is_running_text_whatever_parts_it(border):
    line = SENTENCE.format(border)
    for printed in (line, f"| {line} |", f"{line} |", f"\t{line}", line.replace("60", f"{border}60{border}")):
        (paragraph,) = read(f"{printed}\n").blocks
        assert isinstance(paragraph, Paragraph)
        assert not set("|｜丨│¦") & set(paragraph.text)
    around = f"规章 | 1 |\n文件 | 2 |\n{line}\n规章\t3\n文件\t4\n"
    assert [rows for _, rows in grids(around)] == [
        [["规章", "1"], ["文件", "2"]],
        [["规章", "3"], ["文件", "4"]],
    ]


@pytest.mark.parametrize("number", ["一、", "一", "（一）", "(1)", "1.", "1、", "第一部分"])
@pytest.mark.parametrize("line", ["{}\t总体情况", "{} | 总体情况", "| {} | 总体情况 |", "{}\t\t总体情况"])
def test_a_heading_behind_its_number_is_one_line(number, line):
    blocks = read(line.format(number)).blocks
    if "\t\t" not in line:
        assert [block.text.split() for block in blocks if isinstance(block, Paragraph)] == [
            [number, "总体情况"]
        ]
    assert len(blocks) == 1


def test_lines_that_all_end_in_a_bar():
    text = "某局年度报告 |\n一、总体情况 |\n规章 | 1 |\n文件 | 2 |\n"
    text += "三、依申请公开情况 |\n（一）收到申请 |\n许可 | 3 |\n处罚 | 4 |\n"
    blocks = read(text.replace("一、", f"{SENTENCE.format('，')} |\n一、")).blocks
    assert [b.text if isinstance(b, Paragraph) else "table" for b in blocks] == [
        *("某局年度报告", SENTENCE.format("，"), "一、总体情况", "table", "三、依申请公开情况", "table"),
    ]


def test_a_row_with_a_remark_is_a_row():
    rows = [["行政强制", "36", "包括查封、扣押等情形，不含代履行。"], ["行政许可", "1", "无"]]
    assert grids("\n".join("\t".join(row) for row in rows)) == [("rows", rows)]


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("# 某局", "某局"),
        ("## 一、总体情况 ##", "一、总体情况"),
        ("##一、总体情况", "一、总体情况"),
        ("**一、总体情况**", "一、总体情况"),
        ("收到~~52~~610件", "收到      610件"),
        ("收到<!-- 52 -->610件", "收到           610件"),
        ("收到<s>52</s>610件", "收到         610件"),
        ("1月1日~~6月30日，7月1日~~12月31日", "1月1日~~6月30日，7月1日~~12月31日"),
        ("#政务公开#", "#政务公开#"),
    ],
)
def test_marks_of_markdown_are_no_text(printed, shown):
    (block,) = read(printed).blocks
    assert isinstance(block, Paragraph)
    assert block.text == shown
    in_cell = grids(f"| 甲 | {printed} |\n| 乙 | 1 |")[0][1][0][1]
    assert in_cell == (printed if "##" in printed or printed.startswith("#") else shown)
    assert grids("| 甲 | ~~610~~ |\n| 乙 | <del>1</del> |")[0][1] == [["甲", "\ufffc"], ["乙", "\ufffc"]]
    assert [note.doubt for note in read(printed).notes] == [False] * ("52" in printed)


def test_a_picture_in_a_text_is_a_picture():
    document = read("正文\n\n![附表](images/a.png)\n")
    assert isinstance(document.blocks[1], Picture)
    assert (document.blocks[1].name, document.blocks[1].where.line) == ("images/a.png", 3)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("收到申请10![](8.png)0件，办结7件", "收到申请件，办结7件"),
        ("收到申请![图](8.png)10件，办结7件", "收到申请件，办结7件"),
        ("收到申请1,08 ![](8.png)件，办结7件", "收到申请件，办结7件"),
        ('收到申请1<img src="8.png">0件，办结7件', "收到申请件，办结7件"),
    ],
)
def test_a_number_with_a_picture_in_it_is_withheld(printed, shown):
    document = text.read(printed, "a.md", "0" * 64)
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    assert block.text.replace("\ufffc", "") == shown
    assert [(note.code, note.doubt) for note in document.notes] == [("content_unread", True)]


@pytest.mark.parametrize("printed", ["![](8.png)2023年收到申请10件", "收到申请10件。![](8.png)"])
def test_a_picture_beside_a_sentence_leaves_its_numbers(printed):
    document = text.read(printed, "a.md", "0" * 64)
    assert (document.text, document.notes) == (printed, ())


def test_a_quoted_cell_of_several_lines_is_one_cell():
    data = '前文\n"（一）予以\n公开"\t1\t"2"\n"规\r\n章"\t3\t"说""明\n4"\n后文\t5\n'
    grid = read(data).blocks[1]
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["（一）予以\n公开", "1", "2"],
        ["规\r\n章", "3", '说""明\n4'],
        ["后文", "5"],
    ]
    assert [row[0].where.line for row in grid.rows] == [2, 4, 7]
    assert all(data[c.where.start : c.where.end] == c.text for row in grid.rows for c in row)


def test_a_paragraph_or_another_separator_ends_a_table():
    printed = "甲 | 1 |\n乙 | 2 |\n正文。\n丙 | 3 |\n丁 | 4 |\n戊\t5\n己\t6\n"
    assert [rows for _, rows in grids(printed)] == [
        [["甲", "1"], ["乙", "2"]],
        [["丙", "3"], ["丁", "4"]],
        [["戊", "5"], ["己", "6"]],
    ]
    tables = [b.where.table for b in read(printed).blocks if isinstance(b, Grid)]
    assert tables == [1, 2, 3]


def test_a_place_gold():
    data = "标题\n规章 | 60 | |\n文件 | 7 | 8 |\n"
    table = read(data).blocks[1]
    assert isinstance(table, Grid)
    sixty, blank = table.rows[0][1:]
    assert str(sixty.where) == "line 2, table 1, row 1, column 2, characters 8-10"
    assert (blank.text, blank.where.row, blank.where.column, blank.where.start) == ("", 1, 3, blank.where.end)
    assert table.where.line == 2
    assert data[table.where.start : table.where.end] == "规章 | 60 | |\n文件 | 7 | 8 |\n"
    assert table.widths == (3, 3)


def test_the_text_is_the_file_itself():
    data = "  标题\r\n\r\n甲 | 1 |\r\n"
    document = read(data)
    assert document.text == data
    assert (document.media_type, document.source, document.sha256) == ("text/plain", "a.txt", "0" * 64)


def test_nothing_but_blanks_is_a_document_without_blocks():
    assert read(" \n\t\n\u3000\n").blocks == ()


WORDS = st.text("规章文件0123456789./—（） \u3000", max_size=8)  # without a comma: no sentence
FILLED = WORDS.filter(str.strip)
CELLS = st.text("规章文件0123456789/— \u3000", max_size=8)  # nor what numbers a heading: (1), 1.
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\n\n"])


@st.composite
def printed_lines(draw):
    """A line as offices print them: prose, bars open or closed or full-width, tabs, Markdown, nothing."""
    cells = draw(st.lists(WORDS, min_size=1, max_size=5))
    bar = draw(st.sampled_from(["|", " | ", "｜", "│"]))
    return draw(
        st.sampled_from(
            [
                draw(FILLED),
                bar.join(cells) + bar,
                bar + bar.join(cells) + bar,
                bar.join(cells),
                "\t".join(cells),
                "|---|---|",
                "|" * len(cells),
                "",
                "\u3000",
            ]
        )
    )


@st.composite
def printed_texts(draw):
    lines = draw(st.lists(printed_lines(), max_size=10))
    return "".join(line + draw(LINE_ENDS) for line in lines)


@given(printed_texts())
def test_every_place_slices_back_its_text(data):
    document = read(data)
    assert len(document.text) == len(data)
    for piece in pieces(document):
        assert document.text[piece.where.start : piece.where.end] == piece.text
        assert piece.where.line is not None
        assert data[: piece.where.start].count("\n") == piece.where.line - 1


@given(printed_texts())
def test_places_are_in_reading_order_and_lose_no_digit(data):
    document = read(data)
    spans = [(p.where.start, p.where.end) for p in pieces(document)]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    kept = "".join(p.text for p in pieces(document))
    assert [c for c in kept if c.isdigit()] == [c for c in data if c.isdigit()]


@st.composite
def tables(draw):
    width = draw(st.integers(2, 6))
    filled = CELLS.filter(str.strip)
    row = st.tuples(filled, filled, *[CELLS] * (width - 2)).map(lambda cells: [c.strip() for c in cells])
    return draw(st.lists(row, min_size=1, max_size=6))


@given(tables(), st.sampled_from(["{}|", "| {} |", "{}"]), st.sampled_from(["|", " | "]))
def test_a_table_of_bars_reads_back(rows, line, bar):
    if line == "{}":
        rows = [[*row, "end"] for row in rows]  # a bar at the end would close the last cell
    assert grids("\n".join(line.format(bar.join(row)) for row in rows)) == [("rows", rows)]


@given(tables())
def test_a_table_of_tabs_reads_back_with_its_blanks(rows):
    assert grids("\n".join("\t".join(row) for row in rows)) == [("rows", rows)]


def test_rows_that_are_mostly_empty_are_rows_where_all_are_as_wide():
    table = "| 甲 | 7 | | | | 7 |\n" + "| 乙 | | | | | |\n" * 5
    ((shape, rows),) = grids(table)
    assert shape == "rows"
    assert [len(row) for row in rows] == [6] * 6
