"""Word files to documents: each cell once, in its column; numbers that Word draws; places hold their text."""

from __future__ import annotations

import re
import sys
import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches

from govreport.document import Grid, Paragraph, Picture
from govreport.errors import MissingExtraError, ReadError
from govreport.readers.words import libreoffice
from govreport.readers.words.word import read

# A PNG image of one black pixel.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763606060000000"
    "0400012734270a0000000049454e44ae426082"
)
OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def saved(file):
    written = BytesIO()
    file.save(written)
    return written.getvalue()


def holding(body, numbering="", styles=""):
    """A file with `body` in WordprocessingML, and with what its lists and styles are."""
    file = docx.Document()
    holder = parse_xml(f"<w:body {nsdecls('w')} {OTHERS}>{body}</w:body>")
    for element in list(holder):
        file.element.body.insert(len(file.element.body) - 1, element)
    for part, xml in ((file.part.numbering_part.element, numbering), (file.styles.element, styles)):
        for element in list(parse_xml(f"<w:numbering {nsdecls('w')}>{xml}</w:numbering>")):
            part.append(element)
    return saved(file)


def seen(data):
    document = read(data, "a.docx", "0" * 64)
    check_places(document)
    return document


def check_places(document):
    """The law of places: every block's and every cell's place holds its text."""
    text = document.text
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert block.text == text[block.where.start : block.where.end] != ""
        elif isinstance(block, Grid):
            for number, row in enumerate(block.rows, start=1):
                for cell in row:
                    assert text[cell.where.start : cell.where.end] == cell.text
                    assert (cell.where.table, cell.where.row) == (block.where.table, number)
    printed = [block for block in document.blocks if not isinstance(block, Picture)]
    assert "\n".join(text[b.where.start : b.where.end] for b in printed) == text


def shown(body, numbering="", styles=""):
    """Texts of paragraphs and of cells, in order."""
    found = []
    for block in seen(holding(body, numbering, styles)).blocks:
        if isinstance(block, Grid):
            found += [cell.text for row in block.rows for cell in row]
        else:
            found.append(block.text if isinstance(block, Paragraph) else block.name)
    return found


def grid(body):
    (found,) = [b for b in seen(holding(body)).blocks if isinstance(b, Grid)]
    return found


def r(text, about=""):
    return f"<w:r><w:rPr>{about}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def p(*runs, about=""):
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{about}</w:pPr>{inner}</w:p>"


def tc(text="", about=""):
    content = text if text.startswith("<") else p(text)
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{content}</w:tc>"


def tr(*cells, about=""):
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{about}</w:trPr>{inner or tc()}</w:tr>"


def tbl(*rows):
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def span(columns):
    return f"<w:gridSpan w:val='{columns}'/>"


BEGINS, GOES_ON = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"


# Paragraphs


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("20", "23", "年") + p("甲"), ["2023年", "甲"]),
        (p("甲", "<w:r><w:br/></w:r>", "乙"), ["甲", "乙"]),
        (p("甲", "<w:r><w:tab/></w:r>", "　乙 "), ["甲 乙"]),
        (p("") + p(" "), []),
        (f"<w:sdt><w:sdtContent>{p('甲')}{p('乙')}</w:sdtContent></w:sdt>", ["甲", "乙"]),
        (p("甲", f"<w:hyperlink>{r('乙')}</w:hyperlink>", f"<w:smartTag>{r('丙')}</w:smartTag>"), ["甲乙丙"]),
        (p(f"<w:ins>{r('5')}</w:ins>", "<w:del><w:r><w:delText>7</w:delText></w:r></w:del>", "件"), ["5件"]),
        (p(f"<w:moveFrom>{r('甲')}</w:moveFrom>", f"<w:moveTo>{r('乙')}</w:moveTo>"), ["乙"]),
        (p("5", r("7", "<w:vanish/>"), r("件", "<w:vanish w:val='0'/>")), ["5件"]),
        (p("5", r("2", "<w:vertAlign w:val='superscript'/>"), "件"), ["5[2]件"]),
        (p(r("7", "<w:strike/>"), "5件"), ["5件"]),
        (p("5", "<w:r><w:noBreakHyphen/></w:r>", "6"), ["5-6"]),
        (p("<w:fldSimple w:instr='PAGE'>" + r("5") + "</w:fldSimple>"), ["5"]),
        (p("<w:r><w:instrText>PAGE 7</w:instrText></w:r>", "5"), ["5"]),
        (p("<m:oMath><m:r><m:t>60</m:t></m:r></m:oMath>"), ["60"]),
    ],
)
def test_paragraphs(body, expected):
    assert shown(body) == expected


def test_headers_and_footers_are_left_out():
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "页眉"
    file.sections[0].footer.paragraphs[0].text = "- 3 -"
    file.add_paragraph("甲")
    assert seen(saved(file)).text == "甲"


def test_what_the_document_is():
    document = seen(holding(p("甲")))
    assert (document.source, document.sha256, document.title) == ("a.docx", "0" * 64, None)
    assert document.media_type.endswith("wordprocessingml.document")


def box(text):
    content = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_after_its_paragraph():
    assert shown(p("甲", box("框"), "乙") + p("丙")) == ["甲乙", "框", "丙"]


def test_an_old_text_box_is_read():
    old = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('框')}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert shown(p("甲", old)) == ["甲", "框"]


# What is no part of the number beside it


def style(name, about, kind="character", based=""):
    rests = f"<w:basedOn w:val='{based}'/>" if based else ""
    return f"<w:style w:type='{kind}' w:styleId='{name}'>{rests}<w:rPr>{about}</w:rPr></w:style>"


STYLES = (
    style("gone", "<w:vanish/>")
    + style("gone2", "<w:sz w:val='20'/>", based="gone")
    + style("gone3", "<w:vanish w:val='0'/>", based="gone2")
    + style("struck", "<w:strike/>")
    + style("struck2", "", based="struck")
    + style("raised", "<w:vertAlign w:val='superscript'/>")
    + style("loop", "<w:strike/>", based="pool")
    + style("pool", "", based="loop")
    + style("tiny", "<w:sz w:val='2'/>")
    + style("pgone", "<w:vanish/>", "paragraph")
    + style("pstruck", "<w:strike/>", "paragraph")
    + style("tgone", "<w:vanish/>", "table")
)


def named(text, name, more=""):
    return r(text, f"<w:rStyle w:val='{name}'/>{more}")


FIELD = "<w:r><w:fldChar w:fldCharType='{}'{}/></w:r>".format
BEGIN, MIDDLE, END = (FIELD(kind, "") for kind in ("begin", "separate", "end"))


def code(text):
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def alternatives(needed, choice, fallback):
    return (
        f"<mc:AlternateContent xmlns:w9='urn:9'><mc:Choice Requires='{needed}'>{choice}</mc:Choice>"
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def control(content, about=""):
    return f"<w:sdt><w:sdtPr>{about}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


UNSURE = "\ufffc"


def fill(content, name="textFill"):
    space = "xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'"
    return f"<w14:{name} {space}>{content}</w14:{name}>"


def solid(colour, transparent):
    alpha = f"<w14:alpha w14:val='{transparent}'/>" if transparent else ""
    return f"<w14:solidFill><w14:srgbClr w14:val='{colour}'>{alpha}</w14:srgbClr></w14:solidFill>"


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        # Struck out
        (r("52", "<w:dstrike/>") + r("610"), "610"),
        (named("52", "struck") + r("610"), "610"),
        (named("52", "struck2") + r("610"), "610"),
        (named("52", "loop") + r("610"), "610"),
        (named("610", "struck", "<w:strike w:val='0'/>"), "610"),
        (r("6") + r("52", "<w:strike/>") + r("10"), "610"),
        (r("52", "<w:strike/>"), UNSURE),
        # Raised and lowered
        (r("610") + r("1", "<w:vertAlign w:val='subscript'/>"), "610[1]"),
        (r("610") + named("1", "raised") + named("2", "raised"), "610[12]"),
        (r("610") + r("1", "<w:position w:val='8'/>"), "610[1]"),
        (r("610") + r("1", "<w:position w:val='-6'/>"), "610[1]"),
        (r("610", "<w:position w:val='4'/>"), "610"),
        (r("610") + r("[1]", "<w:vertAlign w:val='superscript'/>"), "610[1]"),
        (r("610") + r("1", "<w:vertAlign w:val='baseline'/>"), "6101"),
        (named("610", "raised", "<w:vertAlign w:val='baseline'/>"), "610"),
        (
            "<m:oMath><m:sSup><m:e><m:r><m:t>610</m:t></m:r></m:e>"
            "<m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup></m:oMath>",
            "610 [1]",
        ),
        # Hidden
        (named("9", "gone2") + r("610"), "610"),
        (named("9", "gone3") + r("610"), "9610"),
        (named("9", "tiny") + r("610"), "610"),
        (r("9", "<w:sz w:val='1'/>") + r("610"), "610"),
        (r("9", "<w:color w:val='FFFFFF'/>") + r("610"), "610"),
        (r("9", "<w:color w:val='000000' w:themeColor='background1'/>") + r("610"), "610"),
        (r("9", "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='000000'/>"), "9"),
        (r("9", "<w:vanish/>"), ""),
        (r("9", "<w:color w:val='336699'/><w:shd w:val='clear' w:fill='336699'/>") + r("610"), "610"),
        (r("9", "<w:color w:val='000000'/><w:highlight w:val='black'/>") + r("610"), "610"),
        (r("9", "<w:color w:val='336699'/><w:shd w:val='clear' w:fill='FFFFFF'/>") + r("610"), "9610"),
        (r("9", fill("<w14:noFill/>")) + r("610"), "610"),
        (r("9", fill(solid("000000", 100000))) + r("610"), "610"),
        (r("9", fill(solid("000000", 30000))) + r("610"), "9610"),
        (r("9", fill(solid("FFFFFF", 0))) + r("610"), f"{UNSURE}610"),
        (r("610", fill("<w14:noFill/>") + fill(solid("000000", 0), "textOutline")), "610"),
        # Squeezed, or set over one another
        (r("61", "<w:spacing w:val='-400'/>") + r("05"), f"{UNSURE}05"),
        (r("61", "<w:spacing w:val='-10'/>") + r("05"), "6105"),
        (r("9", "<w:w w:val='1'/>") + r("610"), f"{UNSURE}610"),
        (r("610", "<w:rFonts w:ascii='Wingdings' w:hAnsi='Wingdings'/>"), UNSURE),
        (r("610", "<w:rFonts w:ascii='Arial' w:eastAsia='宋体'/>"), "610"),
        (r("l", "<w:rFonts w:ascii='Wingdings'/>") + r("610件"), "l610件"),
        (f"<w:bdo w:val='rtl'>{r('61')}</w:bdo>", f"61{UNSURE}"),
        (f"<w:bdo w:val='ltr'>{r('61')}</w:bdo>", "61"),
        # Written by Word
        ("<w:r><w:pgNum/></w:r>" + r("10"), f"{UNSURE}10"),
        (r("10") + "<w:r><w:dayShort/></w:r>", f"10{UNSURE}"),
        (
            "<w14:conflictDel xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'>"
            f"{r('52')}</w14:conflictDel>{r('610')}",
            "610",
        ),
        # A line drawn over a number, a picture of a digit
        (r("610") + "<w:r><w:pict><v:line/></w:pict></w:r>", f"610{UNSURE}"),
        (r("甲") + "<w:r><w:pict><v:line/></w:pict></w:r>", "甲"),
        (r("10") + "<w:r><w:pict><v:imagedata/></w:pict></w:r>" + r("0"), f"10{UNSURE}0"),
        (r("甲") + "<w:r><w:pict><v:imagedata/></w:pict></w:r>" + r("乙"), "甲乙"),
        # Fields
        (BEGIN + code("IF ") + BEGIN + code("X") + MIDDLE + r("52") + END + MIDDLE + r("610") + END, "610"),
        (BEGIN + code("=1") + MIDDLE + BEGIN + code("X") + MIDDLE + r("610") + END + END, "610"),
        (BEGIN + r("52") + code("=1") + MIDDLE + r("610") + END, "610"),
        (r("610") + BEGIN + code("XE 甲") + END, "610"),
        (BEGIN + code("=SUM(ABOVE)") + END, UNSURE),
        (r("610") + BEGIN + code(r"ADVANCE \\u6") + END + r("1"), f"610{UNSURE}1"),
        (BEGIN + code("=SUM(ABOVE)") + MIDDLE + END, UNSURE),
        (BEGIN + code(r"EQ \\o(6,1)") + END, UNSURE),
        (FIELD("begin", " w:dirty='true'") + code("=1") + MIDDLE + r("610") + END, f"610{UNSURE}"),
        (FIELD("begin", " w:fldLock='true'") + code("=1") + MIDDLE + r("610") + END, "610"),
        (BEGIN + code("FORMDROPDOWN") + END, UNSURE),
        (BEGIN + code("FORMTEXT") + MIDDLE + r("610") + END, "610"),
        (BEGIN + r("610"), "610"),
        (r("610") + MIDDLE + END, "610"),
        ("<w:fldSimple w:instr='MERGEFIELD n'/>", UNSURE),
        (f"<w:fldSimple w:instr='=1' w:dirty='1'>{r('610')}</w:fldSimple>", f"610{UNSURE}"),
        # Content controls
        (control(r("610"), "<w:dropDownList/>"), "610"),
        (control(r("610"), "<w:showingPlcHdr/>"), f"610{UNSURE}"),
        (control("", "<w:dropDownList/>"), UNSURE),
        # Alternatives
        (alternatives("wps", r("610"), r("52")), "610"),
        (alternatives("w9", r("52"), r("610")), f"610{UNSURE}"),
        (alternatives("w9", "", r("610")), f"610{UNSURE}"),
        (alternatives("w9", r("610"), r("610")), "610"),
        (alternatives("w9", r("52"), ""), UNSURE),
    ],
)
def test_what_a_cell_counts_as(runs, expected):
    assert shown(tbl(tr("甲", tc(p(runs)))), styles=STYLES) == ["甲", expected]


def test_styles_of_paragraphs_and_tables_count_too():
    hidden = "<w:pStyle w:val='pgone'/>"
    struck = "<w:pStyle w:val='pstruck'/>"
    table = tbl(tr("甲", "5")).replace("<w:tblPr/>", "<w:tblPr><w:tblStyle w:val='tgone'/></w:tblPr>")
    body = p("7", about=hidden) + p(r("件", "<w:vanish w:val='0'/>"), about=hidden) + p("8", about=struck)
    assert shown(body + p("乙"), styles=STYLES) == ["件", "乙"]
    # What a style switches on is switched off by a style above it that says the same.
    assert shown(p(named("9", "struck"), about=struck), styles=STYLES) == ["9"]
    assert shown(table, styles=STYLES) == ["", ""]


def test_white_letters_on_a_dark_ground_are_read():
    white = r("甲", "<w:color w:val='FFFFFF'/>")
    dark = "<w:shd w:val='clear' w:fill='2F5496'/>"
    assert shown(tbl(tr(tc(p(white), dark), tc(p(white))))) == ["甲", ""]
    beside = p(r("9", "<w:color w:val='FFFFFF'/>"), r("610"))
    assert shown(tbl(tr("乙", tc(beside, dark)))) == ["乙", f"{UNSURE}610"]


def test_what_the_styles_of_a_file_say_by_default():
    data = changed(
        holding(p("7") + p(r("5", "<w:vanish w:val='0'/>"))),
        lambda name, content: content.replace(b"<w:rPrDefault><w:rPr>", b"<w:rPrDefault><w:rPr><w:vanish/>"),
    )
    assert seen(data).text == "5"


def unread(document):
    return [note.message.removeprefix("not read: ") for note in document.notes]


def test_struck_out_text_is_noted():
    document = seen(
        holding(p(r("收到52件", "<w:strike/>"), "收到610件") + tbl(tr("甲", tc(p(r("7", "<w:strike/>"))))))
    )
    assert (unread(document), [note.doubt for note in document.notes]) == (
        ["the struck-out text '收到52件'", "the struck-out text '7'"],
        [False, False],
    )


def with_part(data, name, content, kind):
    """A file with one more part, to which the relation rId99 leads."""
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def change(member, old):
        if member == "word/_rels/document.xml.rels":
            more = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{name}"/></Relationships>'
            return old.replace(b"</Relationships>", more.encode())
        if member == "[Content_Types].xml":
            more = f'<Override PartName="/word/{name}" ContentType="{types}.{kind}+xml"/></Types>'
            return old.replace(b"</Types>", more.encode())
        return old

    written = BytesIO(changed(data, change))
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr(f"word/{name}", content)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_below_the_text_follows_what_refers_to_it(kind):
    refers = f"<w:r><w:{kind}Reference w:id='2'/></w:r>"
    notes = (
        f"<w:{kind}s {nsdecls('w')}><w:{kind} w:id='0' w:type='separator'>{p('线')}</w:{kind}>"
        f"<w:{kind} w:id='2'>{p(f'<w:r><w:{kind}Ref/></w:r>', '另收到3件。')}</w:{kind}></w:{kind}s>"
    )
    for body, expected in (
        (p("收到1080", refers, "件。") + p("乙"), ["收到1080 件。", "另收到3件。", "乙"]),
        (tbl(tr("甲", tc(p("610", refers)))) + p("乙"), ["甲", "610", "另收到3件。", "乙"]),
    ):
        document = seen(with_part(holding(body), f"{kind}s.xml", notes, f"{kind}s"))
        assert document.text.replace("\t", "\n").split("\n") == expected


def test_what_stands_elsewhere_is_named():
    related = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    chunk = f"<w:altChunk {related} r:id='rId99'/>"
    data = with_part(holding(p("甲") + chunk + p("乙")), "part.htm", "<p>丙</p>", "aFChunk")
    (note,) = seen(data).notes
    assert (note.message, note.doubt, note.where and note.where.start) == (
        "not read: another file that is part of this one (word/part.htm)",
        True,
        1,
    )
    assert unread(
        seen(with_part(holding(tbl(tr("甲", f"<w:tc>{chunk}</w:tc>"))), "p.htm", "", "aFChunk"))
    ) == ["another file that is part of this one (word/p.htm)"]
    assert unread(seen(holding(p("甲", "<w:subDoc/>")))) == ["another file ()"]
    assert unread(seen(holding(p("收到", BEGIN + code("= 5") + END, "件")))) == [
        "what is printed by the field '= 5'"
    ]
    assert unread(seen(holding(p(alternatives("w9", r("5"), r("6")))))) == [
        "what is printed by markup that only some programs understand"
    ]
    diagram = (
        f"<w:r><w:drawing><dgm:relIds {related} r:dm='rId99' "
        "xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram'/></w:drawing></w:r>"
    )
    drawing = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
    text = (
        f"<x {drawing}><a:p><a:r><a:t>收到</a:t></a:r></a:p><a:p><a:r><a:t>{'5' * 99}件</a:t></a:r></a:p></x>"
    )
    data = with_part(holding(p("甲", diagram)), "data1.xml", text, "diagramData")
    assert unread(seen(data)) == [f"a diagram (SmartArt): 收到 {'5' * 57}…"]
    art = "<w:r><w:pict><v:textpath string='收到5件'/></w:pict></w:r>"
    assert unread(seen(holding(tbl(tr("甲", tc(p(art))))))) == ["drawn letters: 收到5件"]


# Running text in tables


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [
                ["（一）", "主动公开", "全年主动公开各类政府信息310条。"],
                ["（二）", "依申请公开", "收到申请5件，办结5件。"],
            ],
            [
                "（一）主动公开",
                "全年主动公开各类政府信息310条。",
                "（二）依申请公开",
                "收到申请5件，办结5件。",
            ],
        ),
        (
            [["", "全年主动公开各类政府信息310条。", ""], ["收到申请5件。", ""]],
            ["全年主动公开各类政府信息310条。", "收到申请5件。"],
        ),
        ([["一、", "总体情况"]], ["一、总体情况"]),
        ([["一", "总体情况"], ["二", "主动公开情况"]], ["一总体情况", "二主动公开情况"]),
        (
            [["左栏写了全年的工作。", "右栏写了明年的打算。"]],
            ["左栏写了全年的工作。", "右栏写了明年的打算。"],
        ),
    ],
)
def test_tables_that_lay_out_running_text_are_no_tables(rows, expected):
    document = seen(holding(tbl(*(tr(*row) for row in rows))))
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == expected
    assert document.text == "\n".join(expected)


@pytest.mark.parametrize(
    "rows",
    [
        [["规章", "1", "2", "其中一件是修订的。"], ["规范性文件", "3", "4", "含与其他部门联合发文的。"]],
        [["信息内容", "本年处理决定数量"], ["行政许可", "5"]],
        [["1.", "5"], ["2.", "7"]],
        [["信息内容（含修订的文件。）", "数量"], ["行政许可", "5"], ["行政处罚", "6"]],
    ],
)
def test_tables_of_numbers_with_a_sentence_are_tables(rows):
    assert texts(grid(tbl(*(tr(*row) for row in rows)))) == rows


def test_a_row_too_low_to_be_seen_is_left_out():
    low = "<w:trHeight w:val='20' w:hRule='exact'/>"
    assert texts(grid(tbl(tr("甲", "1"), tr("乙", "2", about=low), tr("丙", "3")))) == [
        ["甲", "1"],
        ["丙", "3"],
    ]


# Numbers that Word draws


def numbering(form, text, start=1, more=""):
    level = f"<w:start w:val='{start}'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/>"
    return (
        f"<w:abstractNum w:abstractNumId='90'><w:lvl w:ilvl='0'>{level}</w:lvl>"
        "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%2.'/></w:lvl>"
        "</w:abstractNum>"
        "<w:num w:numId='90'><w:abstractNumId w:val='90'/></w:num>"
        f"<w:num w:numId='91'><w:abstractNumId w:val='90'/>{more}</w:num>"
    )


def item(text, level=0, number=90):
    return p(text, about=f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>")


@pytest.mark.parametrize("form", ["chineseCounting", "chineseCountingThousand", "japaneseCounting"])
def test_chinese_numbers_are_counted(form):
    found = shown("".join(item("甲") for _ in range(21)), numbering(form, "%1、"))
    assert [found[i - 1] for i in (1, 2, 10, 11, 20, 21)] == [
        "一、甲", "二、甲", "十、甲", "十一、甲", "二十、甲", "二十一、甲"
    ]  # fmt: skip


def test_brackets_and_a_start_of_its_own():
    assert shown(item("甲") + item("乙"), numbering("chineseCounting", "（%1）", start=3)) == [
        "（三）甲",
        "（四）乙",
    ]


def test_an_inner_level_counts_anew_under_each_outer_one():
    body = item("甲") + item("子", 1) + item("丑", 1) + item("乙") + item("寅", 1)
    expected = ["一、甲", "1. 子", "2. 丑", "二、乙", "1. 寅"]
    assert shown(body, numbering("chineseCounting", "%1、")) == expected


def test_a_number_with_a_point_does_not_run_into_a_number():
    assert shown(item("5件"), numbering("decimal", "%1.")) == ["1. 5件"]


def test_a_list_that_is_restarted():
    again = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    body = item("甲") + item("乙") + item("丙", number=91) + item("丁", number=91)
    assert shown(body, numbering("decimal", "%1、", more=again)) == ["1、甲", "2、乙", "1、丙", "2、丁"]
    assert shown(body, numbering("decimal", "%1、")) == ["1、甲", "2、乙", "3、丙", "4、丁"]


@pytest.mark.parametrize("form", ["bullet", "lowerLetter", "none"])
def test_other_ways_of_counting_are_left_out(form):
    assert shown(item("甲"), numbering(form, "%1.")) == ["甲"]


def test_an_empty_paragraph_counts_and_prints_nothing():
    assert shown(item("") + item("甲"), numbering("decimal", "%1、")) == ["2、甲"]


def test_the_number_of_a_style_and_how_a_paragraph_refuses_it():
    styles = (
        "<w:style w:type='paragraph' w:styleId='base9'>"
        "<w:pPr><w:numPr><w:numId w:val='90'/></w:numPr></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='head9'><w:basedOn w:val='base9'/></w:style>"
    )
    named = "<w:pStyle w:val='head9'/>"
    body = p("甲", about=named) + p("乙", about=f"{named}<w:numPr><w:numId w:val='0'/></w:numPr>")
    assert shown(body, numbering("chineseCounting", "%1、"), styles) == ["一、甲", "乙"]


# Tables


def texts(found):
    return [[cell.text for cell in row] for row in found.rows]


def columns(found):
    return [[cell.where.column for cell in row] for row in found.rows]


def test_merged_cells_stand_where_they_begin():
    found = grid(
        tbl(
            tr(tc("甲", BEGINS + span(2)), "1", "2"),
            tr(tc("", GOES_ON + span(2)), tc("乙", span(2))),
            tr(tc("丙", BEGINS), "丁", "3", ""),
            tr(tc("", GOES_ON), "戊", "4", "5"),
        )
    )
    assert texts(found) == [["甲", "1", "2"], ["乙"], ["丙", "丁", "3", ""], ["戊", "4", "5"]]
    assert columns(found) == [[1, 3, 4], [3], [1, 2, 3, 4], [2, 3, 4]]
    assert found.widths == (4, 4, 4, 4)


def test_two_merged_cells_one_above_the_other():
    found = grid(tbl(tr(tc("甲", BEGINS), "1"), tr(tc("", GOES_ON), "2"), tr(tc("乙", BEGINS), "3")))
    assert texts(found) == [["甲", "1"], ["2"], ["乙", "3"]]


def test_a_cell_that_goes_on_below_nothing_begins():
    assert texts(grid(tbl(tr("甲", "1"), tr(tc("乙", GOES_ON), "2")))) == [["甲", "1"], ["乙", "2"]]
    rows = tr(tc("甲", BEGINS), "1"), tr("乙", "2"), tr(tc("丙", GOES_ON), "3")
    assert texts(grid(tbl(*rows))) == [["甲", "1"], ["乙", "2"], ["丙", "3"]]


def test_old_merging_to_the_right():
    row = tr(tc("甲", "<w:hMerge w:val='restart'/>"), tc("", "<w:hMerge/>"), "1")
    found = grid(tbl(row, tr("乙", "丙", "2")))
    assert (texts(found)[0], columns(found)[0], found.widths) == (["甲", "1"], [1, 3], (3, 3))


def test_a_row_that_lost_a_cell_is_narrower():
    assert grid(tbl(tr("甲", "1", "2"), tr("乙", "3"))).widths == (3, 2)


def test_a_row_that_begins_further_right():
    found = grid(tbl(tr("甲", "1", "2"), tr("3", "4", about="<w:gridBefore w:val='1'/>")))
    assert (columns(found)[1], found.widths) == ([2, 3], (3, 2))


def test_deleted_and_hidden_rows_are_left_out():
    gone = [tr("乙", "2", about=about) for about in ("<w:del/>", "<w:hidden/>")]
    assert texts(grid(tbl(tr("甲", "1"), *gone, tr("丙", "3")))) == [["甲", "1"], ["丙", "3"]]


def test_rows_and_cells_in_content_controls():
    controlled = f"<w:sdt><w:sdtContent>{tc('1')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent>{tr('乙', '2')}</w:sdtContent></w:sdt>"
    assert texts(grid(tbl(tr("甲", controlled), row))) == [["甲", "1"], ["乙", "2"]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (p("规") + p("章"), "规 章"),
        (p("规", "<w:r><w:br/></w:r>", "章"), "规 章"),
        (p("1", "0"), "10"),
        (p("1") + p("0"), "1 0"),
        (p(f"<w:ins>{r('5')}</w:ins>", "<w:del><w:r><w:delText>7</w:delText></w:r></w:del>"), "5"),
        (p(""), ""),
        (p("<w:r><w:drawing/></w:r>"), "\ufffc"),
        (p("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>"), "\ufffc"),
        (p("甲", box("框")), "甲 框"),
        (tbl(tr("里")) + p("外"), "里 外"),
    ],
)
def test_the_text_of_a_cell(content, expected):
    assert texts(grid(tbl(tr("甲", tc(content))))) == [["甲", expected]]


def test_numbers_in_cells_are_counted_in_order():
    body = tbl(tr(tc(item("甲")), "5"), tr(tc(item("乙")), tc(item("6"))), tr(tc(item("丙")), tc(item(""))))
    # Word prints the number of an empty paragraph: its cell is not blank.
    expected = ["1. 甲", "5", "2. 乙", "3. 6", "4. 丙", UNSURE]
    assert shown(body, numbering("decimal", "%1.")) == expected


def test_a_frame_around_tables_is_no_table():
    inner = tbl(tr("甲", "1"), tr("乙", "2"))
    blocks = seen(holding(tbl(tr(tc(p("标题") + inner + p("文字")))))).blocks
    assert [type(block) for block in blocks] == [Paragraph, Grid, Paragraph]
    blocks = seen(holding(tbl(tr("左", tc(inner + p("文字")))))).blocks
    assert [type(block) for block in blocks] == [Paragraph, Grid, Paragraph]


def test_a_column_of_single_cells_and_long_prose_are_no_table():
    assert not any(isinstance(b, Grid) for b in seen(holding(tbl(tr("甲"), tr("乙")))).blocks)
    assert not any(isinstance(b, Grid) for b in seen(holding(tbl(tr("甲", "乙" * 301)))).blocks)


def test_tables_count_through_the_file():
    two = tbl(tr("甲", "1")) + p("") + tbl(tr("乙", "2"))
    assert [b.where.table for b in seen(holding(two)).blocks] == [1, 2]


def test_a_table_wider_than_all_measure_is_refused():
    with pytest.raises(
        ReadError, match=r"^a\.docx: a table of at most 1000 columns was expected, one has more$"
    ):
        seen(holding(tbl(tr(tc("甲", span(1001)), "1"))))


# Pictures


def pictured(width):
    file = docx.Document()
    file.add_paragraph("甲")
    file.add_paragraph().add_run().add_picture(BytesIO(DOT), width=Inches(width), height=Inches(width))
    file.add_paragraph("乙")
    return file


def test_a_picture_stands_at_its_place():
    data = saved(pictured(3))
    first, picture, last = seen(data).blocks
    assert isinstance(picture, Picture)
    assert zipfile.ZipFile(BytesIO(data)).read(picture.name) == DOT
    assert picture.name == "word/media/image1.png"
    assert (first.where.end, picture.where.start, last.where.start) == (1, 1, 2)


def test_icons_are_no_pictures():
    assert [type(block) for block in seen(saved(pictured(0.5))).blocks] == [Paragraph, Paragraph]


def test_a_picture_in_a_table_follows_it():
    file = docx.Document()
    cells = file.add_table(1, 2).row_cells(0)
    cells[0].text = "甲"
    cells[1].paragraphs[0].add_run().add_picture(BytesIO(DOT), width=Inches(3))
    table, picture = seen(saved(file)).blocks
    assert isinstance(table, Grid)
    assert texts(table) == [["甲", "\ufffc"]]
    assert isinstance(picture, Picture)


# What cannot be read


def changed(data, change):
    """A copy of a ZIP file, each member changed or (None) left out."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return written.getvalue()


def test_damage_is_said_in_one_line():
    cut = changed(holding(p("甲")), lambda name, data: data[:200] if name == "word/document.xml" else data)
    with pytest.raises(ReadError, match=r"^a\.docx: the Word file \(DOCX\) is damaged: .+$") as caught:
        seen(cut)
    assert "\n" not in str(caught.value)


def test_damage_of_footnotes_is_said_in_one_line():
    with pytest.raises(ReadError, match=r"^a\.docx: the Word file \(DOCX\) is damaged: ") as caught:
        seen(with_part(holding(p("甲")), "footnotes.xml", "<w:footnotes", "footnotes"))
    assert "\n" not in str(caught.value)


def lacking_a_part():
    """A file that names a picture which it does not hold, as some programs write it."""
    data = saved(pictured(3))
    return changed(data, lambda name, content: None if name == "word/media/image1.png" else content)


def test_what_python_docx_refuses_needs_libreoffice(monkeypatch):
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)
    with pytest.raises(ReadError, match=r"python-docx says .+; LibreOffice \(soffice\) might open it$"):
        seen(lacking_a_part())


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("word/_rels/document.xml.rels", b"Type=", b"Kind=", "'a part that its document names has no type'"),
        ("word/document.xml", b"w:document", b"w:documents", "'its document has no body'"),
        (
            "[Content_Types].xml",
            b"ContentType=",
            b"Kind=",
            "\"this is not a Word file, content type is 'None'\"",
        ),
    ],
)
def test_damage_of_how_parts_are_related_has_words_of_its_own(part, old, new, said, monkeypatch):
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)
    data = changed(
        saved(pictured(3)), lambda name, content: content.replace(old, new) if name == part else content
    )
    with pytest.raises(ReadError, match=rf"python-docx says {re.escape(said)}; LibreOffice"):
        seen(data)


def test_a_mark_of_a_control_that_stands_outside_all_is_none():
    data = changed(
        saved(pictured(3)), lambda name, content: content.replace(b"<w:body>", b"<w:showingPlcHdr/><w:body>")
    )
    assert [b.text for b in seen(data).blocks if isinstance(b, Paragraph)] == ["甲", "乙"]


@pytest.mark.skipif(not libreoffice.found(), reason="LibreOffice is not installed")
def test_what_python_docx_refuses_libreoffice_opens():
    assert [b.text for b in seen(lacking_a_part()).blocks if isinstance(b, Paragraph)] == ["甲", "乙"]


def test_the_extra_is_named(monkeypatch):
    data = holding(p("甲"))
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r"^DOCX needs python-docx: pip install 'govreport\[docs\]'$"):
        seen(data)


@pytest.mark.real
def test_the_official_form_has_its_shape(real):
    blocks = seen((real / "blank_form_2021.docx").read_bytes()).blocks
    grids = [block for block in blocks if isinstance(block, Grid)]
    assert [(len(found.rows), set(found.widths)) for found in grids] == [(14, {4}), (28, {10}), (4, {15})]
    assert [len(row) for row in grids[1].rows[:7]] == [2, 3, 5, 8, 8, 9, 8]
    assert [len(row) for row in grids[2].rows] == [2, 7, 10, 15]
