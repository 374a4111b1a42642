"""Web pages to documents: each cell once, in its column; places that hold their text; no page frame."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from govreport.document import Grid, Paragraph, Picture
from govreport.errors import ReadError
from govreport.normalize import compact, squeezed
from govreport.readers.web.html import read

PROSE = "本机关全年新收申请五件，均在期限内答复。没有上年结转的申请。没有结转下年度的申请。"
MENU = "".join(
    f'<li><a href="/{name}">{name}</a></li>' for name in ("首页", "政务公开", "办事服务", "互动交流")
)
TABLE = "<table><tr><td>行政许可<td>1</tr><tr><td>行政处罚<td>2</tr><tr><td>行政强制<td>3</tr></table>"


def page(html):
    document = read(html.encode(), "page.html", "0" * 64)
    check_places(document)
    return document


def check_places(document):
    """The law of places: every block's and every cell's place holds its text."""
    text = document.text
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert block.text == text[block.where.start : block.where.end] != ""
            continue
        if isinstance(block, Picture):
            assert block.where.start == block.where.end <= len(text)
            continue
        rows = ["\t".join(cell.text for cell in row) for row in block.rows]
        assert text[block.where.start : block.where.end] == "\n".join(rows)
        for number, row in enumerate(block.rows, start=1):
            for cell in row:
                assert text[cell.where.start : cell.where.end] == cell.text
                assert (cell.where.table, cell.where.row) == (block.where.table, number)
    printed = [block for block in document.blocks if not isinstance(block, Picture)]
    assert "\n".join(text[b.where.start : b.where.end] for b in printed) == text


def lines(html):
    return [b.text for b in page(html).blocks if isinstance(b, Paragraph)]


def grids(html):
    return [b for b in page(html).blocks if isinstance(b, Grid)]


def texts(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def columns(grid):
    return [[cell.where.column for cell in row] for row in grid.rows]


# Paragraphs


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>甲</p><p>乙", ["甲", "乙"]),
        ("<div>甲<br>乙<br/>丙</div>丁", ["甲", "乙", "丙", "丁"]),
        ("<p>20<span>2</span><span><b>3</b></span>年<font>新收<o:p>5</o:p></font>件</p>", ["2023年新收5件"]),
        ("<P>甲<SPAN>乙</SPAN><BR>丙", ["甲乙", "丙"]),
        ("<ul><li>甲<li>乙</ul><h2>丙</h2><section>丁<p>戊</section>己", list("甲乙丙丁戊己")),
        ("<p>&nbsp;&#12288; 甲\n 乙&nbsp;</p><p>&nbsp;</p><div></div>", ["甲 乙"]),
        ("<p>&lt;5&gt;&amp;nbsp;&middot;１２</p>", ["<5>&nbsp;·１２"]),
        ("<p>甲<!-- 5 -->乙<?php 6 ?></p>", ["甲乙"]),
        ("<p>3<sup>1</sup>件，<del>4</del>5件", ["3¹件，5件"]),
        ("1</br>2</p>3", ["1 2 3"]),
        ("<html><body><p>甲</p></body></html><p>乙</p></html>丙", ["甲", "乙", "丙"]),
        ("没有标签", ["没有标签"]),
        ("", []),
    ],
)
def test_paragraphs(html, expected):
    assert lines(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<?xml version="1.0" encoding="gb2312"?><html><body><p>甲乙',
        '\ufeff <?xml version="1.0" encoding="gb2312" ?><p>甲乙',
        '<meta charset="gb2312"><p>甲乙',
    ],
)
def test_declarations_are_ignored(html):
    assert lines(html) == ["甲乙"]


def test_a_character_that_gb2312_lacks_does_not_end_the_page():
    html = '<meta charset="gb2312"><p>镕堃喆。</p><p>后文</p>'
    document = read(html.encode("gb18030"), "page.html", "")
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["镕堃喆。", "后文"]


def test_controls_do_not_end_the_page_nor_join_digits():
    assert lines("<p>1\x002\x0b3</p><p>甲</p>") == ["1 2 3", "甲"]


def test_title_and_kind():
    document = page("<title> 某局\n年度报告 </title><p>甲</p><svg><title>图</title></svg>")
    assert (document.title, document.media_type, document.source) == (
        "某局 年度报告",
        "text/html",
        "page.html",
    )
    assert document.text == "甲"
    assert page("<p>甲").title is None


def test_places_name_the_line_of_the_file():
    document = page("<p>甲</p>\n\n<div>\n<p>乙</p></div>\n" + TABLE)
    assert [block.where.line for block in document.blocks] == [1, 4, 5]


@given(st.recursive(st.text(max_size=8), lambda inner: st.lists(inner, max_size=4), max_leaves=30), st.data())
def test_no_text_is_lost_and_every_place_is_right(tree, data):
    tags = st.sampled_from(["div", "p", "span", "li", "td", "tr", "table", "h2", "b", "form", "o:p"])

    def html(node):
        if isinstance(node, list):
            tag = data.draw(tags)
            return f"<{tag}>{''.join(map(html, node))}</{tag}>"
        assert isinstance(node, str)
        return node.replace("&", "&amp;").replace("<", "&lt;")

    def printed(node):
        return "".join(map(printed, node)) if isinstance(node, list) else str(node)

    text = printed(tree)
    assume(not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", text))
    document = page(f"<body><p>{html(tree)}</p></body>")
    assert sorted(compact(document.text)) == sorted(compact(text))


# Grids


def test_a_cell_stands_once_in_the_column_where_it_begins():
    (grid,) = grids(
        "<table><tr><td colspan=2 rowspan=2>角</td><td colspan='2'>甲</td></tr>"
        "<tr><td>乙</td><td>丙</td></tr><tr><th rowspan=2>行</th><td></td><td>1</td><td>2</td></tr>"
        "<tr><td>a</td><td>3</td><td>&nbsp;</td></tr></table>"
    )
    assert texts(grid) == [["角", "甲"], ["乙", "丙"], ["行", "", "1", "2"], ["a", "3", ""]]
    assert columns(grid) == [[1, 3], [3, 4], [1, 2, 3, 4], [2, 3, 4]]
    assert (grid.widths, grid.shape, grid.spaced) == ((4, 4, 4, 4), "rows", False)


@pytest.mark.parametrize(
    ("span", "width"),
    [
        ('colspan="2;"', 3),
        ('colspan=" 2 "', 3),
        ('colspan="0"', 2),
        ('colspan="-1"', 2),
        ('colspan="abc"', 2),
        ('colspan=""', 2),
        ('colspan="２"', 2),
        ('colspan="100000"', 1001),
        ('colspan="99999999999999999999"', 1001),
    ],
)
def test_colspans_as_browsers_read_them(span, width):
    (grid,) = grids(f"<table><tr><td {span}>甲</td><td>1</td></tr></table>")
    assert grid.widths == (width,)
    assert columns(grid) == [[1, width]]


@pytest.mark.parametrize(
    ("span", "widths"),
    [("0", (2, 2, 2)), ("65534", (2, 2, 2)), ("2;", (2, 2, 1)), ("-1", (2, 1, 1)), ("x", (2, 1, 1))],
)
def test_rowspans_end_with_the_rows_that_exist(span, widths):
    html = f"<table><tr><td rowspan='{span}'>甲<td>1<tr><td>2<tr><td>3</table>"
    (grid,) = grids(html)
    assert grid.widths == widths
    assert columns(grid)[1:] == [[width] for width in widths[1:]]


def test_groups_as_browsers_order_them_and_spans_end_with_them():
    (grid,) = grids(
        "<table><tfoot><tr><td>末<td>9</tfoot><tbody><tr><td>中<td>5</tbody>"
        "<thead><tr><th rowspan=3>首<th>1</thead></table>"
    )
    assert texts(grid) == [["首", "1"], ["中", "5"], ["末", "9"]]
    assert columns(grid) == [[1, 2]] * 3


@pytest.mark.parametrize(
    "html",
    [
        "<TABLE><TR><TD>甲<TD>1<TR><TD>乙<TD>2</TABLE>",
        "<table><td>甲</td><td>1</td><tr><td>乙</td><td>2</td></tr></table>",
        "<table><tr><td>甲</td><td>1</td></tr><td>乙</td><td>2</td></table>",
        "<table><form><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></form></table>",
        "<table><tr><form><td>甲</td><td>1</td></form></tr><tr><td>乙</td><td>2</td></tr></table>",
        "<table><tr><td>甲</td><td style='display: none'>8</td><td>1</td></tr>"
        "<tr hidden><td>丙</td><td>7</td></tr><tr><td>乙</td><td>2</td></tr></table>",
        "<table><tr><td class=menu>甲</td><td class=footer>1</td></tr><tr class=foot><td>乙<td>2</table>",
        "<table><tr><td><table><tr><td>甲</table></td><td>1</td></tr><tr><td>乙<td>2</table>",
        "<table><tr><td><p><span style='x'>甲<o:p></o:p></span></p><td><font><font>1</font></font>"
        "<tr><td>乙<td><span>2</span><span style='DISPLAY:none'>5</span></table>",
    ],
)
def test_damaged_tables_keep_their_cells(html):
    (grid,) = grids(html)
    assert texts(grid) == [["甲", "1"], ["乙", "2"]]
    assert columns(grid) == [[1, 2], [1, 2]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("本年新<br/>制作数量", "本年新 制作数量"),
        ("<p>1</p><p>2</p>", "1 2"),
        ("1<br>2", "1 2"),
        ("1</br>2", "1 2"),
        ("1</p>2", "1 2"),
        ("1<sup>2</sup>", "1²"),
        ("1<img src=x>2", "1\ufffc2"),
        ("1<input>2", "1\ufffc2"),
        ("1<span>2</span>", "12"),
        ("1<b hidden>3</b>2", "12"),
        ("\n  <div>\n 1 </div>\n", "1"),
        ("１２", "１２"),
        ("<p>&nbsp;</p>", ""),
        ("<input type=hidden value=5>", ""),
        ("<img src=number.png>", "\ufffc"),
        ("<input value=5>", "\ufffc"),
    ],
)
def test_the_text_of_a_cell(cell, text):
    (grid,) = grids(f"<table><tr><td>甲</td><td>{cell}</td></tr></table>")
    assert texts(grid) == [["甲", text]]


def test_a_broken_label_compares_equal():
    (grid,) = grids("<table><tr><td>本年新<br/>制作<p>数量</p></td><td>1</td></tr></table>")
    assert compact(grid.rows[0][0].text) == "本年新制作数量"


def test_words_beside_the_cells_come_before_the_grid():
    document = page(f"前<table><caption>表</caption>{TABLE[7:-8]}余</table>后")
    kinds = [b.text if isinstance(b, Paragraph) else "grid" for b in document.blocks]
    assert kinds == ["前", "表", "余", "grid", "后"]


def test_tables_around_the_page_are_containers():
    document = page(
        f"<table><tr><td>左<td><table><tr><td><h1>报告</h1><p>{PROSE}</p>{TABLE}<p>后</p></table></table>"
        + TABLE.replace("1", "5")
    )
    kinds = [b.text if isinstance(b, Paragraph) else texts(b)[0][1] for b in document.blocks]
    assert kinds == ["左", "报告", PROSE, "1", "后", "5"]
    assert [b.where.table for b in document.blocks if isinstance(b, Grid)] == [1, 2]


A, B = "全年共收到政府信息公开申请五件，均已答复。", "组织政府信息公开工作培训六次，共有二百八十人次参加"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (f"<tr><td width=1></td><td>{A}</td></tr>", [A]),
        (f"<tr><td>{A}</td><td>{B}。</td></tr>", [A, f"{B}。"]),
        (f"<tr><td>（一）</td><td>申请</td></tr><tr><td></td><td>{A}</td></tr>", ["（一） 申请", A]),
        (f"<tr><td>（一）依申请公开</td><td>{A}<p>{B}</td></tr>", ["（一）依申请公开", A, B]),
        (f"<tr><td>1</td><td>培训</td><td>{B}，比上年多。</td></tr>", ["1", "培训", f"{B}，比上年多。"]),
        ("<tr><td>收到政府信息公开申请</td><td>5</td><td>件，比上年增加三件。</td></tr>",
         ["收到政府信息公开申请", "5", "件，比上年增加三件。"]),
    ],
)  # fmt: skip
def test_sentences_in_a_table_are_running_text(rows, expected):
    assert lines(f"<table>{rows}</table>") == expected
    # What stands above and below them in the same table is a table still.
    document = page(
        f"<table><tr><td>行政许可</td><td>1</td></tr>{rows}<tr><td>处罚</td><td>2</td></tr></table>"
    )
    first, *middle, last = document.blocks
    assert [block.text for block in middle if isinstance(block, Paragraph)] == expected
    assert isinstance(first, Grid)
    assert isinstance(last, Grid)
    assert (texts(first), texts(last)) == ([["行政许可", "1"]], [["处罚", "2"]])


@pytest.mark.parametrize(
    "row",
    [
        "<td>行政强制</td><td>36</td><td>包括查封、扣押等各种情形在内。</td>",
        "<td>（二）部分公开（区分处理的，只计这一情形，不计其他情形）</td><td>自然人</td>",
        "<td>行政强制</td><td>无。</td>",
        "<td>1,024</td><td>2,048</td>",
    ],
)
def test_a_row_of_a_table_is_no_running_text(row):
    assert len(grids(f"<table><tr>{row}</tr></table>")) == 1


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<table><tr><td>610</td><td>件</td></tr></table>", "610 件"),
        ("<table><tr><td>6</td><td>10</td></tr></table>", "6 10"),
        ("<table><tr><td>610</td></tr><tr><td>其中</td></tr><tr><td>5</td></tr></table>", "610 其中 5"),
    ],
)
def test_a_small_table_in_a_cell_costs_that_cell(inner, text):
    row = "<tr><td>一、本年新收政府信息公开申请数量</td><td>{}</td><td>3</td></tr>"
    html = "<table>" + row.format(1) * 3 + row.format(inner) + row.format(2) * 2 + "</table>"
    (grid,) = grids(html)
    assert [row[1] for row in texts(grid)] == ["1", "1", "1", text, "2", "2"]


def test_a_table_of_one_column_or_of_long_prose_is_no_grid():
    assert lines("<table><tr><td>甲</td></tr><tr><td>乙<p>丙</p></td></tr></table>") == ["甲", "乙", "丙"]
    long = PROSE * 8
    assert len(long) > 300
    assert lines(f"<table><tr><td>一、总体情况</td><td>{long}</td></tr></table>") == ["一、总体情况", long]
    assert lines(f"<table><tr><td>甲</td><td>{PROSE}</td></tr></table>") == ["甲", PROSE]
    assert len(grids(f"<table><tr><td>甲</td><td>{'乙' * 300}</td></tr></table>")) == 1


@st.composite
def layouts(draw):
    """A table laid out on paper: its HTML, the cells that begin in each row, how many columns each covers."""
    height, width = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    taken = set()
    html, expected = "", []
    for r in range(height):
        cells = []
        html += draw(st.sampled_from(["<tr>", "<TR class=x>", "</tr><tr>"])) if r else "<tr>"
        for c in range(width):
            if (r, c) in taken:
                continue
            if c and draw(st.integers(0, 9)) == 0:
                break  # the rest of the row has no cells
            room = next((i for i in range(c, width) if (r, i) in taken), width) - c
            across, down = draw(st.integers(1, room)), draw(st.integers(1, height - r))
            taken |= {(r + i, c + k) for i in range(down) for k in range(across)}
            text = draw(st.sampled_from(["", "0", f"{r}{c}", "规章"]))
            to_the_end = down == height - r and draw(st.booleans())
            spans = f" colspan='{across}'" if across > 1 or draw(st.booleans()) else ""
            spans += f" rowspan={0 if to_the_end else down}" if down > 1 or draw(st.booleans()) else ""
            html += f"<td{spans}>{text}{draw(st.sampled_from(['</td>', '', '</TD> ']))}"
            cells.append((c + 1, text))
        expected.append(cells)
    assume(any(len(cells) > 1 for cells in expected))
    widths = [sum((r, c) in taken for c in range(width)) for r in range(height)]
    return f"<table>{html}</table>", expected, widths


@given(layouts())
def test_any_layout_comes_back(layout):
    html, expected, widths = layout
    (grid,) = grids(html)
    assert [[(c.where.column, c.text) for c in row] for row in grid.rows] == expected
    assert list(grid.widths) == widths


# The frame of the page


@pytest.mark.parametrize(
    "frame",
    [
        f"<nav>{MENU}</nav>",
        f"<ul>{MENU}</ul>",
        f"<div class='x'><table><tr><td>{MENU.replace('</li>', '<td>')}</table></div>",
        "<table>" + "<tr><td><a href=1>政务公开</a><td><a href=2>办事服务</a>" * 3 + "</table>",
        "<header>某某县人民政府</header>",
        "<footer>某某县人民政府主办</footer>",
        "<aside>今日天气</aside>",
        "<div class='main-footer'>主办单位</div>",
        "<div id='xxgkNav'>首页 栏目</div>",
        "<div id='mainnav'>首页 栏目</div>",
        "<div class='article-share clearfix'>分享到</div>",
        "<div class='crumbs'>当前位置：首页</div>",
        "<div class='toolBar'>字体：大 中 小</div>",
        "<p class='copyright'>版权所有</p>",
        "<div class='related'>相关文章</div>",
        "<script>var a = '5';</script><style>p {}</style><noscript>请启用脚本</noscript>",
        "<template>模板</template><iframe>框</iframe><select><option>部门</option></select>",
        "<button>打印</button><textarea>留言</textarea><xml><w:View>Normal</w:View></xml>",
        "<div style='color:red; DISPLAY : none'>隐藏</div><p hidden>隐藏</p>",
        "<i style='visibility:hidden'>隐藏</i>",
    ],
)
def test_the_frame_is_left_out_and_what_follows_it_is_not(frame):
    assert page(f"{frame}其后<p>{PROSE}</p>{frame}").text == f"其后\n{PROSE}"


@pytest.mark.parametrize(
    "start",
    [
        "<div class='header-main-content menu'>",
        "<form action='default.aspx' id='search'>",
        "<article><aside>",
        "<div id=footer>",
        "<div style='display:none'>",
        "<nav>",
    ],
)
def test_what_holds_most_of_the_page_stays(start):
    short = "一、总体情况。新收申请五件，办结五件，结转零件。"
    assert lines(f"<ul>{MENU}</ul>{start}<p>{short}</p>") == [short]


def test_half_of_the_page_stays_even_if_hidden():
    assert lines("<p hidden>甲</p><p>乙</p>") == ["甲", "乙"]
    assert lines("<p hidden>甲</p><p>乙丙</p>") == ["乙丙"]


def test_prose_and_tables_stay_wherever_they_stand():
    main = f"<p>{PROSE * 9}</p>"
    assert lines(f"{main}<div class=share>{PROSE}</div>") == [PROSE * 9, PROSE]
    assert len(grids(f"{main}<div class=related>{TABLE}</div>")) == 1
    assert len(grids(f"{main}{TABLE.replace('<table', '<table class=pages')}")) == 1
    short = "<table><tr><td>上一篇<td>1<tr><td>下一篇<td>2</table>"
    assert grids(f"{main}<div class=related>{short}</div>") == []


def test_an_anchor_over_a_whole_block_is_no_link():
    main = f"<p>{PROSE * 9}</p>"
    links = "<p><a href=1>文</a><a href=2>文</a><a href=3>{}</a></p>" + main
    assert lines(links.format("甲" * 100)) == [PROSE * 9]
    assert lines(links.format("甲" * 101)) == ["文文" + "甲" * 101, PROSE * 9]
    assert lines(links.replace("href", "name").format("甲")) == ["文文甲", PROSE * 9]


def test_links_in_prose_and_table_cells_stay():
    sentence = "见" + "、".join(f"<a href='{i}'>文{i}</a>" for i in range(3)) + "，均已在本机关网站发布"
    assert lines(f"<p>{sentence}</p><p>{PROSE}</p>")[0] == "见文0、文1、文2，均已在本机关网站发布"
    linked = re.sub(r"(\d)<", r"<a href='x'>\1</a><", TABLE)
    assert texts(grids(f"<p>{PROSE}</p>{linked}")[0])[2] == ["行政强制", "3"]
    assert lines(f"<p>附件：<a href=1>年度报告全文下载</a></p><p>{PROSE}</p>")[0] == "附件：年度报告全文下载"


def test_the_heading_of_an_article_is_no_page_header():
    html = f"<header>某网</header><article><header><h1>年度报告</h1></header><p>{PROSE}</p></article>"
    assert lines(html) == ["年度报告", PROSE]


def test_a_page_of_links_only_is_not_emptied():
    assert lines(f"<ul>{MENU}</ul>") == ["首页", "政务公开", "办事服务", "互动交流"]


# Hostile input


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "page.html: text was expected, this is a PNG image"),
        (b"<div>" * 3000 + b"5", "page.html: elements nested at most 2000 deep were expected, here are more"),
        (b"<table>" + b"<tr><td colspan=1000>a<td>b" * 2100, "a table of at most 2000000 cells was expected"),
    ],
)
def test_what_is_no_readable_page_is_refused(data, message):
    with pytest.raises(ReadError, match=re.escape(message)) as caught:
        read(data, "page.html", "")
    assert caught.value.source == "page.html"


def test_deep_nesting_is_read():
    assert lines("<div>" * 1500 + "甲" + "</div>" * 1500 + "乙") == ["甲", "乙"]
    assert lines("<font>" * 1500 + "甲") == ["甲"]


@given(
    st.binary(max_size=60)
    | st.text(st.sampled_from("<>/&;= '\"tabledivrp1甲\0"), max_size=80).map(str.encode)
)
def test_any_bytes_give_a_document_or_a_read_error(data):
    try:
        document = read(data, "x", "")
    except ReadError:
        return
    check_places(document)


# Real pages


@pytest.mark.real
@pytest.mark.parametrize("name", ["shanghai_office_2019", "shuyang_fgj_2023"])
def test_every_number_cell_of_a_real_page_in_order(real, name):
    document = read((real / f"{name}.html").read_bytes(), name, "")
    check_places(document)
    found = [b for b in document.blocks if isinstance(b, Grid)][-3:]
    with (real / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for grid, table in zip(found, ("disclosure", "requests", "remedies"), strict=True):
        cells = [c.text for row in grid.rows for c in row if re.fullmatch(r"[\d.]*元?", c.text)]
        keyed = [r["value"] if r["status"] == "reported" else "" for r in rows if r["table"] == table]
        assert [c.removesuffix("元") for c in cells] == keyed
        assert set(grid.widths) == {grid.usual_width}


@pytest.mark.real
def test_the_frame_of_a_real_page_is_gone(real):
    document = read((real / "shuyang_fgj_2023.html").read_bytes(), "shuyang", "")
    printed = squeezed(document.text)
    for word in ("无障碍", "智能问答", "走进沭阳", "办事服务", "websiteId"):
        assert word not in printed
    headings = ("一、总体情况", "三、收到和处理政府信息公开申请情况", "六、其他需要报告的事项")
    assert [h for h in headings if h in printed] == list(headings)


# Pictures


def shown(html):
    """Names of pictures and texts of paragraphs, in the order in which they stand."""
    blocks = page(html).blocks
    return [b.name if isinstance(b, Picture) else b.text for b in blocks if not isinstance(b, Grid)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>甲</p><img src='a/table.png'><p>乙</p>", ["甲", "a/table.png", "乙"]),
        ("<p>甲<img src=t.png>乙</p><p>丙</p>", ["甲 乙", "t.png", "丙"]),
        ("<p>甲<p><img src=1.png><img src=2.png>", ["甲", "1.png", "2.png"]),
        ("<img src='data:image/png;base64,AAAA'>甲", ["甲", "data:image/png;base64,AAAA"]),
        ("<img data-src=late.png>", ["late.png"]),
        ("<img><img src=''>甲", ["甲"]),
    ],
)
def test_a_picture_stands_at_its_place(html, expected):
    assert shown(html) == expected


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ("", True),
        ("width=1 height=1", False),
        ("width=600 height=99", False),
        ("width=600 height=100", True),
        ("width='50%'", True),
        ("style='width: 16px'", False),
        ("style='width:415.3pt;height:208pt'", True),
        ("style='max-width:90px'", True),
        ("style='display:none'", False),
    ],
)
def test_icons_and_counters_of_visits_are_no_pictures(size, kept):
    assert shown(f"<p>甲</p><img src=t.png {size}>") == ["甲", "t.png"][: 1 + kept]


def test_a_picture_in_a_table_follows_it_and_its_cell_is_no_blank():
    html = "<table><tr><td>甲<td><img src=n.png></table><p>乙</p>"
    assert texts(grids(html)[0]) == [["甲", "\ufffc"]]
    assert shown(html) == ["n.png", "乙"]


def test_pictures_of_the_frame_are_left_out():
    html = f"<div class=nav>{MENU}<img src=logo.png></div><p>{PROSE}</p><img src=t.png>"
    assert shown(html)[-1] == "t.png"
    assert "logo.png" not in shown(html)


@pytest.mark.parametrize("cell", ['<ol start="93"><li></li></ol>', "<div><ol><li> </li></ol></div>"])
def test_a_cell_in_which_the_browser_counts_is_not_blank(cell):
    document = read(f"<table><tr><td>申请</td><td>{cell}</td></tr></table>".encode(), "a.html", "0" * 64)
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    assert [entry.text for entry in grid.rows[0]] == ["申请", "\ufffc"]
