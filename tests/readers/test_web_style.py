"""What a page's style hides, strikes, raises, moves and fills: no number takes in what is not part of it."""

from __future__ import annotations

import pytest
from lxml import etree

from govreport.document import Grid, Paragraph
from govreport.numbers import read_number
from govreport.readers.web.css import blocks, declared, effect
from govreport.readers.web.html import read
from govreport.readers.web.selectors import parse

SEEN = "\ufffc"
HIDING = (
    "display:none",
    "DISPLAY : NONE ! important",
    "visibility:hidden",
    "opacity:0",
    "opacity:.0;color:red",
    "filter:opacity(0)",
    "font-size:0",
    "font-size:0.5px",
    "font:0/0 serif",
    "mso-hide:all",
    "text-indent:-9999px;display:inline-block",
    "position:absolute;left:-9999px",
    "position:fixed;top:-100em",
    "position:absolute;left:99999px",
    "position:absolute;margin-left:-3000px",
    "position:absolute;clip:rect(0 0 0 0)",
    "position:absolute;clip:rect(1px, 1px, 1px, 1px)",
    "clip-path:inset(100%)",
    "display:inline-block;height:0;overflow:hidden",
    "display:inline-block;max-width:0;overflow:hidden",
    "transform:scale(0)",
    "transform:translateX(-2000px)",
    "color:transparent",
    "color:rgba(1, 2, 3, 0)",
    "color:#1230",
    "-webkit-text-fill-color:transparent",
    "color:#336699;background:#336699",
    "content-visibility:hidden",
)
RAISING = (
    "vertical-align:super",
    "vertical-align:sub;font-size:60%",
    "vertical-align:text-top",
    "vertical-align:4px",
    "vertical-align:30%",
    "position:relative;top:-.4em",
    "mso-text-raise:3.0pt",
    "font-variant-position:super",
    "font-variant:super",
    "baseline-shift:super",
)
MOVING = (
    "float:right",
    "position:absolute",
    "position:relative;left:-2em",
    "display:block",
    "display:inline-block",
    "order:2",
    "grid-area:b",
    "mask:linear-gradient(transparent,transparent)",
    "direction:rtl",
    "letter-spacing:-8px",
    "display:var(--shown)",
)
HARMLESS = (
    "color:#333",
    "font-weight:bold",
    "line-height:0",
    "font-size:10.5pt",
    "display:inline",
    "opacity:1",
)


def page(cell, css="", more=""):
    body = f"<p>表前的一段文字。</p><table><tr><td class=t>甲</td><td>{cell}</td></tr></table>{more}"
    return read(f"<html><head><style>{css}</style></head><body>{body}</body></html>".encode(), "a", "")


def cell(inner, css="", more=""):
    """The text of the second cell of a table."""
    document = page(inner, css, more)
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    label, value = grid.rows[0]
    assert label.text == "甲"
    return value.text


def ways(style):
    """The text of a cell with a 9 of that style before 610, said inline and by rules of the page."""
    marked = '<span class="a h" id="i">9</span>610'
    selectors = (
        ".h",
        "span.h",
        "#i",
        "td > span",
        "table .h",
        ".t + td span:first-child",
        "[class~='h']",
        "b, .h",
    )
    inline = [cell(f'<span style="{style}">9</span>610'), cell(f"<b style='{style}'>9</b>610")]
    return inline + [cell(marked, f"{selector} {{{style}}}") for selector in selectors]


@pytest.mark.parametrize("style", HIDING)
def test_what_is_hidden_is_no_part_of_a_number(style):
    assert set(ways(style)) == {"610"}


@pytest.mark.parametrize("style", [*RAISING, *MOVING])
def test_a_number_beside_what_does_not_stand_in_its_line_is_not_certain(style):
    assert {read_number(text).state for text in ways(style)} == {"unreadable"}


@pytest.mark.parametrize("style", [*RAISING, *MOVING, *HARMLESS])
def test_a_number_alone_is_read_wherever_it_stands(style):
    assert read_number(cell(f'<span style="{style}">610</span>')).value == 610


@pytest.mark.parametrize(
    "style", ["font-family:Wingdings", "font-family: Zapf Dingbats, serif", "font:12px Webdings"]
)
def test_digits_of_a_font_of_signs_are_not_read(style):
    assert {read_number(text).state for text in ways(style)} == {"unreadable"}
    assert read_number(cell('<font face="Wingdings">610</font>')).state == "unreadable"
    assert cell(f'<span style="{style}">l</span>规章') == "l规章"


@pytest.mark.parametrize("style", HARMLESS)
def test_other_styles_part_no_number(style):
    assert set(ways(style)) == {"9610"}


@pytest.mark.parametrize(
    "struck",
    [
        "<s>52</s>610",
        "<del>52</del>610",
        "<strike><b>52</b></strike>610",
        "<b><s>52</s></b>610",
        '<span style="text-decoration: line-through">52</span>610',
        '<span style="text-decoration-line:line-through;color:red">52</span>610',
        '<u style="text-decoration:red line-through">52</u>610',
        '<p style="text-decoration:line-through">52</p><p>610</p>',
        "<span class=x>52</span>610",
    ],
)
def test_what_is_struck_is_left_out_and_named(struck):
    css = ".x {text-decoration: line-through}"
    assert cell(struck, css) == "610"
    (note,) = page(struck, css).notes
    assert (note.message, note.doubt) == ("not read: struck text '52'", False)
    assert cell("<s>610</s>") == SEEN  # not blank
    assert read_number(cell("6<s>5</s>10")).state == "unreadable"


@pytest.mark.parametrize(
    ("inner", "css", "text"),
    [
        ("<span hidden>9</span>610", "", "610"),
        ("<span class=k><b class=h>9</b></span>610", "span.k {float: left} span.k .h {display: none}", "610"),
        ("<font color=#ffffff>9</font>610", "", "610"),
        ("<font color=white>9</font>610", "td {background: #ddd} td {background: white}", "610"),
        ("<dialog>9</dialog>610", "", "610"),
        ("<template>9</template>610", "", "610"),
        ("<noscript>9</noscript>610", "", "610"),
        ("<span style='visibility:hidden'>9<i style='visibility:visible'>610</i></span>", "", "610"),
        ("<span style='font-size:0'>9<i style='font-size:9pt'>610</i></span>", "", "610"),
        # The later, the weightier and the more urgent rule wins; a rule for another medium or state is none.
        ("<span class=h>5</span>2610", ".h {display: none} .h {display: inline}", "52610"),
        ("<span class=h>5</span>2610", "td .h {display: inline} .h {display: none}", "52610"),
        ("<span class=h style='display:inline'>5</span>2610", ".h {display: none}", "52610"),
        ("<span class=h style='display:inline'>9</span>610", ".h {display: none !important}", "610"),
        ("<span class=h>5</span>2610", "@media print {.h {display: none}}", "52610"),
        ("<span class=h>5</span>2610", "@media (max-width: 600px) {.h {display: none}}", "52610"),
        ("<span class=h>9</span>610", "@media screen and (min-width: 600px) {.h {display: none}}", "610"),
        ("<span class=h>5</span>2610", ".h:hover {display: none}", "52610"),
        ("<span class=h>5</span>2610", "p .h, div > .h, .h.k, .h + b {display: none}", "52610"),
        ("<span class=h>9</span>610", "/* } */ @import 'a.css'; <!-- .h {display: none} -->", "610"),
        ("<span hidden class=h>5</span>2610", ".h {display: inline}", "52610"),
        ("<del class=h>5</del>2610", ".h {text-decoration: none}", "52610"),
        ("<sup class=h>5</sup>2610", "sup.h {vertical-align: baseline}", "52610"),
        ("<span style='color:#fff'>610</span>", "td {background: #135}", "610"),
        # Letters of the colour of a cell around them; selectors with escapes, rules in rules.
        ("<u class=h>9</u><b>610</b>", "td {background: #135} .h {color: #135} b {color: #fff}", "610"),
        ("<font color=#113355>9</font><b>610</b>", "td {background: #135}", "610"),
        ("<span class='a:h'>9</span>610", ".a\\:h {display: none}", "610"),
        ("<span class=2h>9</span>610", ".\\32 h {display: none}", "610"),
        ("<span title=GONE>9</span>610", "[title=gone i] {display: none}", "610"),
        ("<span title=GONE>5</span>2610", "[title=gone] {display: none}", "52610"),
        ("<span class=h>9</span>610", "td {color: #000; .h {display: none} top: 0}", "610"),
        ("<span class='h k'>9</span>610", ".h {color: red; &.k {display: none}}", "610"),
        ("<span class=h>9</span>610", ".h {color: red; @media screen {display: none}}", "610"),
        ("<span class=h>5</span>2610", ".h {color: red; @media print {display: none}}", "52610"),
        ("<p style='width:9em;overflow:hidden'>610</p>", "", "610"),
    ],
)
def test_the_cascade(inner, css, text):
    assert cell(inner, css) == text


@pytest.mark.parametrize(
    ("inner", "css"),
    [
        ("<span class=h>9</span>610", "@supports (display: grid) {.h {display: none}}"),
        ("<span class=h>9</span>610", ".h:future-state {display: none}"),
        ("<span class=h>9</span>610", ".h {color: #fff} td {background: url(a.png)}"),
        ("<math><msup><mn>610</mn><mn>1</mn></msup></math>", ""),
        ("<ruby>610<rt>1</rt></ruby>", ""),
        ("610<sup>1</sup>", ""),
        ("<bdo dir=rtl>016</bdo>", ""),
        ("<span style='unicode-bidi:bidi-override;direction:rtl'>016</span>", ""),
        ("<span style='transform:rotate(180deg)'>019</span>", ""),
        ("610<img src=zero.png>", ""),
        ("<x-digits>610</x-digits>", ""),
        ("610<i class=n></i>", ".n::after {content: '0'}"),
        ("<p style='display:flex;flex-direction:row-reverse'><b>6</b><b>10</b></p>", ""),
        ("<p class=n><b>6</b><b>10</b></p>", ".n {display: flex; direction: rtl}"),
        ("<span style='background:linear-gradient(red,red)'>52</span>610", ""),
        (
            "<b class=n>52</b>610",
            ".n::after {content: ''; position: absolute; border-top: 1px solid}",
        ),
        ("<span style='overflow:hidden;width:1em'>61052</span>", ""),
        ("<p style='height:4px;overflow:hidden'>610</p>", ""),
        ("<p class=n>52610</p>", ".n::first-letter {font-size: 0}"),
        ("610<svg style='position:absolute'><line/></svg>", ""),
        ("610<hr style='position:relative;top:-12px'>", ""),
        ("<div><template shadowrootmode=open>610</template>52</div>", ""),
        ("<link rel=stylesheet href=a.css><b class=sr-only>52</b>610", ""),
    ],
)
def test_a_number_of_which_not_all_is_known_is_not_read(inner, css):
    assert read_number(cell(inner, css)).state == "unreadable"


@pytest.mark.parametrize(
    ("inner", "css", "script"),
    [
        ("<i class=n></i>", ".n::before {content: '610'}", ""),
        ("", "td:empty:after {content: attr(title)}", ""),
        ("<div class=n></div>", ".n {background: url(610.png)}", ""),
        ("<script>document.write(610)</script>", "", ""),
        ("<canvas></canvas>", "", ""),
        ("<img src=610.png style='float:right'>", "", ""),
        ("<x-number value=610></x-number>", "", ""),
        ("<select><option>610</select>", "", ""),
        ("<textarea>610</textarea>", "", ""),
        ("<svg><text>610</text></svg>", "", ""),
        ("<embed src=a.svg>", "", ""),
        ("<span v-text=granted></span>", "", ""),
        ("<span id=n1></span>", "", 'document.getElementById("n1").innerHTML = 610'),
        ("<p class=n1></p>", "", "$('.n1').text(610)"),
        ("<b data-n=610></b>", "", "all.forEach(e => e.innerText = e.dataset.n)"),
        ("", "", "document.querySelectorAll('td')[1].textContent = 610"),
        ("", "", "table.rows[0].cells[1].innerHTML = 610"),
        ("<span style='visibility:hidden'>9</span><img src=a.png>", "", ""),
        ("<script src=a.js></script><b data-count=610></b>", "", ""),
    ],
)
def test_a_cell_that_something_else_fills_is_not_blank(inner, css, script):
    assert cell(inner, css, f"<script>{script}</script>") == SEEN


@pytest.mark.parametrize(
    ("inner", "css", "script"),
    [
        ("<span class=MsoNormal></span>", ".MsoNormal {font-size: 10pt}", ""),
        ("<span style='display:none'>9</span>", "", ""),
        ("<p>&nbsp;</p>", "p:after {content: ' '} p::before {content: '1'; display: none}", ""),
        ("<span id=n1></span>", "", "document.getElementById('n2').innerHTML = 610"),
        ("", "", "document.querySelectorAll('td').length"),
    ],
)
def test_a_blank_stays_blank(inner, css, script):
    assert cell(inner, css, f"<script>{script}</script>") == ""


@pytest.mark.parametrize(("count", "state"), [("610", "unreadable"), ("0", "number")])
def test_a_number_that_a_script_counts_up_is_not_the_one_that_stands_there(count, state):
    for inner in (f"<b class=up data-to={count}>0</b>", f"<b data-target={count}>0</b>"):
        assert read_number(cell(inner, more="<script src=counter.js></script>")).state == state
        assert read_number(cell(inner)).state == "number"  # no script is there


@pytest.mark.parametrize(
    "inner", ["<i class=n></i>80", "10<img src=8.png>0", "10<canvas></canvas>0", "<i class=n>10</i>80"]
)
def test_a_number_in_running_text_beside_what_is_no_text_is_not_certain(inner):
    css = "<style>.n::before {content: '10'}</style>"
    document = read(f"<html>{css}<p>共收到申请{inner}件。</p></html>".encode(), "a", "")
    assert SEEN in document.text


def test_an_icon_beside_words_is_a_blank():
    document = read("<p>共<img src=a.png>收到<img src=b.png>申请80件。</p>".encode(), "a", "")
    assert document.text == "共 收到 申请80件。"


def test_a_cell_keeps_its_place_when_its_text_is_not_seen():
    for style in ("visibility:hidden", "opacity:0", "font-size:0", "color:#fff"):
        html = f"<table><tr><td>甲</td><td style='{style}'>9</td><td>610</td></tr></table>"
        _, grid = read(f"<p>表前的一段文字。</p>{html}".encode(), "a", "").blocks
        assert isinstance(grid, Grid)
        assert [c.text for c in grid.rows[0]] == ["甲", SEEN, "610"]


def test_raised_digits_in_running_text_stay_and_are_no_part_of_the_number():
    (first, second) = read("<p>收到1080<sup>1</sup>件</p><p>收到<s>52</s>610件</p>".encode(), "a", "").blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert (first.text, second.text) == ("收到1080¹件", "收到610件")


@pytest.mark.parametrize(
    ("element", "named"),
    [
        ("<iframe src=p5.html></iframe>", "<iframe> p5.html"),
        ("<object data=a.pdf></object>", "<object> a.pdf"),
        ("<embed src=a.pdf>", "<embed> a.pdf"),
        ("<textarea>收到申请五件</textarea>", "<textarea> 收到申请五件"),
        ("<svg><foreignObject><p>收到申请五件</p></foreignObject></svg>", "<svg> 收到申请五件"),
        ("<canvas id=c></canvas>", "<canvas>"),
        ("<my-report src=a></my-report>", "<my-report> a"),
    ],
)
def test_what_the_page_holds_elsewhere_is_named(element, named):
    document = read(f"<p>前文</p>\n{element}<p>后文</p>".encode(), "a", "")
    assert [(note.message, note.doubt) for note in document.notes] == [(f"not read: {named}", True)]
    assert document.text == "前文\n后文"
    hidden = read(f"<p>前文</p><div hidden>{element}</div>".encode(), "a", "")
    assert hidden.notes == ()


def test_a_hidden_part_of_a_report_is_named():
    prose = "本机关全年新收申请五件，均在期限内答复。没有上年结转的申请。没有结转下年度的申请。"
    document = read(f"<p>{prose * 2}</p><div style='display:none'><p>{prose}</p></div>".encode(), "a", "")
    (note,) = document.notes
    assert note.message.startswith("not read: a hidden part, which begins '本机关全年新收")
    assert document.text == prose * 2


@pytest.mark.parametrize(
    ("selector", "html", "matches"),
    [
        ("td", "<td id=x>", True),
        ("p td", "<td id=x>", False),
        ("tr > td:nth-child(2)", "<td><td id=x>", True),
        ("td:nth-child(odd)", "<td><td id=x>", False),
        ("td:nth-of-type(2n+1), td:last-child", "<td><td id=x>", True),
        ("td:only-child", "<td><td id=x>", False),
        ("td ~ td", "<td><td><td id=x>", True),
        ("td.a + td", "<td class=a><td><td id=x>", False),
        ("td:not(.a):not([b])", "<td id=x b=c>", False),
        ("td[b^=c][b$='e'][b*=\"d\"]", "<td id=x b=cde>", True),
        ("td[b|=zh]", "<td id=x b=zh-CN>", True),
        (":is(p, td)", "<td id=x>", True),
        ("td:nth-last-child(1)", "<td id=x><td>", False),
    ],
)
def test_selectors(selector, html, matches):
    root = etree.HTML(f"<table><tr>{html}</table>")
    (element,) = root.xpath("//*[@id='x']")
    assert any(one.matches(element) for one in parse(selector)) == matches


def test_a_style_sheet_without_end():
    assert list(blocks("@media screen {" * 5000 + "p {color: red")) == []
    assert list(blocks("a {b: c} d {e: f")) == [("a", "b: c", True), ("d", "e: f", True)]
    assert effect(declared("display:none;color:url(data:a;b)")).gone
