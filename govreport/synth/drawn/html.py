"""Layouts of HTML: the same report from a plain editor, from Word, from a site, with broken spans."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from random import Random

from govreport.synth.page import DrawnCell, DrawnLine, DrawnPage, DrawnTable, merged

__all__ = ["HTML"]

_MENU = ("首页", "规章", "行政规范性文件", "行政许可", "行政处罚", "政府信息公开年报", "办事服务")
_TAGS = {"title": "h1", "heading": "h2", "text": "p"}
_Write = Callable[[DrawnCell], str]


def _title(page: DrawnPage) -> str:
    return escape(
        "".join(block.text for block in page.blocks if isinstance(block, DrawnLine) and block.role == "title")
    )


def _body(page: DrawnPage, line: Callable[[DrawnLine], str], cell: _Write, table: str = "<table>") -> str:
    parts = [line(b) if isinstance(b, DrawnLine) else _table(b, cell, table) for b in page.blocks]
    return "\n".join(parts)


def _table(sheet: DrawnTable, cell: _Write, opening: str) -> str:
    rows = ["<tr>" + "".join(map(cell, row)) + "</tr>" for row in merged(sheet)]
    return "\n".join([opening, *rows, "</table>"])


def _spans(cell: DrawnCell) -> str:
    spans = (("colspan", cell.across), ("rowspan", cell.down))
    return "".join(f' {name}="{count}"' for name, count in spans if count > 1)


def _plain_line(line: DrawnLine) -> str:
    tag = _TAGS[line.role]
    return f"<{tag}>{escape(line.text)}</{tag}>"


def _plain_cell(cell: DrawnCell) -> str:
    return f"<td{_spans(cell)}>{escape(cell.text)}</td>"


def _file(title: str, charset: str, body: str) -> str:
    head = f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="{charset}">\n<title>{title}</title>\n</head>\n'
    return f"{head}<body>\n{body}\n</body>\n</html>\n"


def html_plain(page: DrawnPage, rng: Random) -> str:
    """Headings, paragraphs and tables, nothing else."""
    return _file(_title(page), "utf-8", _body(page, _plain_line, _plain_cell, '<table border="1">'))


def html_word(page: DrawnPage, rng: Random) -> str:
    """A page saved by Word: every text in spans, numbers cut in two runs, blanks as no-break spaces."""

    def runs(text: str) -> str:
        cut = rng.randint(0, len(text))
        style = "font-size:10.5pt;mso-bidi-font-size:11.0pt;font-family:仿宋_GB2312"
        parts = [p for p in (text[:cut], text[cut:]) if p] or ["\N{NO-BREAK SPACE}"]
        return "".join(
            f"<span lang=EN-US style='{style}'><font color=black>{escape(p)}</font></span>" for p in parts
        )

    def paragraph(text: str) -> str:
        return f"<p class=MsoNormal style='mso-line-height-rule:exactly'>{runs(text)}<o:p></o:p></p>"

    def cell(cell: DrawnCell) -> str:
        style = "style='mso-border-alt:solid windowtext .5pt'"
        return f"<td width=57{_spans(cell)} {style}>\n{paragraph(cell.text)}\n</td>"

    opening = "<table class=MsoTableGrid style='border-collapse:collapse;mso-yfti-tbllook:1184'>"
    words = "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->\n"
    return _file(_title(page), "utf-8", words + _body(page, lambda line: paragraph(line.text), cell, opening))


def html_cms(page: DrawnPage, rng: Random) -> str:
    """A page of a site, with menu, breadcrumb, metadata, toolbar and footer; it declares gb2312."""
    title = _title(page)
    menu = "".join(f'<li><a href="/c{i}/">{name}</a></li>' for i, name in enumerate(_MENU))
    index = f"{rng.randint(10**8, 10**9)}/{rng.randint(2020, 2026)}-000{rng.randint(10, 99)}"
    meta = [
        ("索引号：", index, "主题分类：", "年报"),
        ("名称：", title, "有效性：", "有效"),
        ("文号：", "", "", ""),
    ]
    rows = "\n".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in meta)
    above = [
        f"<ul class=menu>{menu}</ul>",
        "<div class=path>当前位置：首页 &gt; 政务公开 &gt; 年报</div>",
        f'<table class="xxgk">\n{rows}\n</table>',
        f"<div class=tool>浏览次数：{rng.randint(10, 90000)} 【字体：<a>大</a> <a>小</a>】 打印</div>",
    ]
    foot = "<div class=footer>国务院部门网站 地方政府网站 备案号：00000000号</div>"
    body = _body(page, _plain_line, _plain_cell, "<table class=data><tbody>")
    script = "<script>var counts = [60, 0, 0, 4];</script>"
    return _file(
        f"{title}-合成网站", "gb2312", "\n".join([*above, "<div id=zoom>", body, "</div>", foot, script])
    )


def html_spans(page: DrawnPage, rng: Random) -> str:
    """Spans as careless editors leave them: missing, zero, too long, not numbers; end tags lost."""

    def cell(cell: DrawnCell) -> str:
        spans = _spans(cell)
        if spans and cell.key is None:
            spans = rng.choice(
                (spans, spans, "", " colspan=0", " colspan=abc", f"{spans} colspan=2", " rowspan=60")
            )
        return f"<td{spans}>{escape(cell.text)}" + rng.choice(("</td>", "</td>", ""))

    return _file(_title(page), "utf-8", _body(page, _plain_line, cell, "<table border=1><tbody><tbody>"))


HTML: dict[str, Callable[[DrawnPage, Random], str]] = {
    "html_plain": html_plain,
    "html_word": html_word,
    "html_cms": html_cms,
    "html_spans": html_spans,
}
