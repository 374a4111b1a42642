"""Hostile files of every kind, made here: each is small, and what it asks of its reader is not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import xlwt
from PIL import Image

__all__ = ["FILES", "REPORTS"]

TEXT = (
    "某市某局2024年政府信息公开工作年度报告\n一、总体情况\n本局收到申请12件。\n"
    "二、主动公开政府信息情况\n无。\n"
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ODS_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


# ------------------------------------------------------------------ ZIP


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def changed(data, **parts):
    """A ZIP file with some members changed, by functions of their bytes (``document_xml=...``)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in members:
        change = parts.get(name.rpartition("/")[2].replace(".", "_"))
        members[name] = members[name] if change is None else change(members[name])
    return zipped(members)


def word(lines=TEXT):
    document, saved = docx.Document(), io.BytesIO()
    for line in lines.splitlines():
        document.add_paragraph(line)
    document.save(saved)
    return saved.getvalue()


def workbook():
    book, saved = openpyxl.Workbook(), io.BytesIO()
    for line in TEXT.splitlines():
        book.active.append([line])
    book.active.append([f"={1}+1"])
    book.save(saved)
    return saved.getvalue()


def ods(rows):
    content = (
        f"<office:document-content {ODS_NAMES}><office:body><office:spreadsheet>{rows}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def old_workbook():
    book, saved = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("a")
    for row in range(500):
        sheet.write(row, 0, f"行{row}")
    book.save(saved)
    return saved.getvalue()


def with_password(data):
    """A ZIP file whose members are all said to be encrypted."""
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data = data[: at + flags] + bytes([data[at + flags] | 1]) + data[at + flags + 1 :]
    return data


def without(data, at, count=100):
    start = int(at * len(data))
    return data[:start] + data[start + count :]


def body(xml):
    """A Word file with this body."""
    return changed(
        word(), document_xml=lambda _: f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()
    )


def cells(xml, behind=""):
    return changed(
        workbook(),
        sheet1_xml=lambda _: f"<worksheet {SHEET}><sheetData>{xml}</sheetData>{behind}</worksheet>".encode(),
    )


def row(xml):
    return cells(f'<row r="1">{xml}</row>')


def table(xml):
    return ods(f'<table:table table:name="a">{xml}</table:table>')


def _styles(names):
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{i}"><w:basedOn w:val="s{i + 1}"/></w:style>'
        for i in range(names)
    )
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="s{i}"/></w:pPr><w:r><w:t>字</w:t></w:r></w:p>' for i in range(names)
    )
    return changed(body(paragraphs), styles_xml=lambda _: f"<w:styles {W}>{styles}</w:styles>".encode())


def _loop(data):
    """An OLE file of which every sector is said to follow itself."""
    (table,) = struct.unpack_from("<I", data, 76)
    at = (table + 1) * 512
    return data[:at] + b"".join(struct.pack("<I", i) for i in range(128)) + data[at + 512 :]


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
FAR = '<c r="A1"><v>1</v></c>'
OFFICE = {
    "zip_with_password.docx": lambda: with_password(word()),
    "zip_with_password.xlsx": lambda: with_password(workbook()),
    **{f"bytes_lost_{i}.docx": lambda i=i: without(word(), i / 10) for i in range(1, 10)},
    **{f"bytes_lost_{i}.xlsx": lambda i=i: without(workbook(), i / 10) for i in range(1, 10)},
    **{f"bytes_lost_{i}.ods": lambda i=i: without(table(""), i / 10, 20) for i in range(1, 10)},
    **{f"bytes_lost_{i}.xls": lambda i=i: without(old_workbook(), i / 10) for i in range(1, 10)},
    "elements.docx": lambda: body("<w:p/>" * 1_500_000),
    "elements_in_a_part_of_another_name.ods": lambda: table("<text:p/>" * 1_500_000),
    "no_body.docx": lambda: changed(word(), document_xml=lambda _: f"<w:document {W}/>".encode()),
    "other_root.docx": lambda: changed(word(), document_xml=lambda _: b"<a/>"),
    "no_xml.docx": lambda: changed(word(), document_xml=lambda _: b"\0" * 99),
    "no_such_part.docx": lambda: changed(
        word(), document_xml_rels=lambda data: data.replace(b"styles.xml", b"nowhere.xml")
    ),
    "relations_of_no_type.docx": lambda: changed(
        word(), document_xml_rels=lambda data: data.replace(b"Type=", b"Kind=")
    ),
    "numbers_of_5000_digits.docx": lambda: changed(
        word(),
        numbering_xml=lambda data: data.replace(
            b'w:start w:val="1"', b'w:start w:val="' + b"9" * 5000 + b'"'
        ),
    ),
    "span_of_5000_digits.docx": lambda: body(
        f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{"9" * 5000}"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    ),
    "fields_in_fields.docx": lambda: body(
        f"<w:p>{FIELD.format('begin') * 3000}<w:r><w:t>1</w:t></w:r>{FIELD.format('end') * 3000}</w:p>"
    ),
    "tables_in_tables.docx": lambda: body(
        "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60
    ),
    "styles_on_styles.docx": lambda: _styles(300),
    **{
        f"far_cell_{name}.xlsx": lambda xml=xml: row(FAR + xml)
        for name, xml in {
            "plain": '<c r="XFD1048576"><v>1</v></c>',
            "single_quotes": "<c r='XFD1048576'><v>1</v></c>",
            "small_letters": '<c r="xfd1048576"><v>1</v></c>',
            "blank_before_the_sign": '<c r ="XFD1048576"><v>1</v></c>',
            "line_breaks": '<c\n s="0"\n r\n=\n"XFD1048576"\n><v>1</v></c>',
            "reference": '<c r="&#88;FD1048576"><v>1</v></c>',
            "beyond": '<c r="XFD4294967295"><v>1</v></c>',
            "prefix": f'<x:c {SHEET.replace("xmlns", "xmlns:x")} r="XFD1048576"><x:v>1</x:v></x:c>',
            "no_value_but_text": '<c r="XFD1048576" t="inlineStr"><is><t>1</t></is></c>',
        }.items()
    },
    "far_row_without_address.xlsx": lambda: cells(
        f'<row r="1">{FAR}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "blanks_before_the_address.xlsx": lambda: row("<c" + " " * 20_000 + "<c" * 20_000),
    "merged_sheet.xlsx": lambda: cells("", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "linked_sheet.xlsx": lambda: cells(
        "", '<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>'
    ),
    "one_long_text.xlsx": lambda: changed(
        row('<c t="s"><v>0</v></c>' * 10_000),
        sharedStrings_xml=lambda _: f"<sst {SHEET}><si><t>{'字' * 30_000}</t></si></sst>".encode(),
    ),
    "one_long_formula.xlsx": lambda: row(
        f'<c r="A1"><f t="shared" si="0" ref="A1:A9999">{"1+" * 4000}1</f></c>'
        + '<c><f t="shared" si="0"/></c>' * 10_000
    ),
    "number_of_5000_digits.xlsx": lambda: row(f'<c r="A1"><v>{"9" * 5000}</v></c>'),
    "repeated_rows.ods": lambda: table(
        '<table:table-row table:number-rows-repeated="99999999"><table:table-cell><text:p>1</text:p>'
        "</table:table-cell></table:table-row>"
    ),
    "far_row.ods": lambda: table(
        '<table:table-row><table:table-cell table:number-columns-repeated="1000"><text:p>1</text:p>'
        '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048570"/>'
        "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>"
    ),
    "sheets_just_below.ods": lambda: ods(
        '<table:table><table:table-row table:number-rows-repeated="900"><table:table-cell '
        'table:number-columns-repeated="1000"><text:p>1</text:p></table:table-cell></table:table-row>'
        "</table:table>" * 50
    ),
    **{
        f"value_{value[:12]}.ods": lambda value=value: table(
            f'<table:table-row><table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value[:20]}</text:p></table:table-cell></table:table-row>"
        )
        for value in ("1E999999999", "1E-999999999", "-1E99999999", "NaN", "Infinity", "9" * 5000)
    },
    "sectors_that_follow_themselves.xls": lambda: _loop(old_workbook()),
    "sectors_that_follow_themselves.doc": lambda: _loop(old_workbook()).replace(
        "Workbook".encode("utf-16-le"), "WordDocument\0".encode("utf-16-le")[:16]
    ),
}


# ------------------------------------------------------------------ PDF


def pdf(*objects):
    """A PDF of these objects, from number 1 on."""
    data, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)


def stream(content, about=b"", packed=True):
    content = zlib.compress(content, 1) if packed else content
    about += b"/Filter/FlateDecode" if packed else b""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (about, len(content), content)


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>%s>>"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"


def drawing(content, resources, *objects, behind=b""):
    return pdf(CATALOG, PAGES, PAGE % (resources, behind), stream(content), *objects)


def _forms(name, drawn, levels=12):
    """Forms that draw the next one ten times each."""
    forms = [
        stream(drawn * 10, FORM + b"/Resources<</XObject<</%s %d 0 R>>>>" % (name, number + 1))
        for number in range(5, 5 + levels)
    ]
    return drawing(drawn, b"/XObject<</%s 5 0 R>>" % name, *forms, stream(b"q Q", FORM))


def _self(content, name=b"A", form=FORM):
    return stream(content, form + b"/Resources<</XObject<</%s 5 0 R>>>>" % name)


PDFS = {
    "form_that_draws_itself.pdf": lambda: drawing(b"/A Do", b"/XObject<</A 5 0 R>>", _self(b"/A Do " * 3)),
    "form_without_resources.pdf": lambda: drawing(
        b"/A Do", b"/XObject<</A 5 0 R>>", stream(b"/A Do " * 3, FORM)
    ),
    "forms_that_draw_each_other.pdf": lambda: drawing(
        b"/A Do",
        b"/XObject<</A 5 0 R>>",
        stream(b"/B Do " * 3, FORM + b"/Resources<</XObject<</B 6 0 R>>>>"),
        stream(b"/A Do " * 3, FORM + b"/Resources<</XObject<</A 5 0 R>>>>"),
    ),
    "forms_times_ten.pdf": lambda: _forms(b"A", b"/A Do "),
    "forms_in_another_spelling.pdf": lambda: _forms(b"A", b"/#41 Do "),
    "forms_with_remarks.pdf": lambda: _forms(b"A", b"/A %x\nDo "),
    "forms_with_zeros.pdf": lambda: _forms(b"A", b"/A\0Do "),
    "forms_by_texts.pdf": lambda: _forms(b"A", b"(A)Do "),
    "numbers_side_by_side.pdf": lambda: drawing(
        b"BT /F 9 Tf "
        + b"".join(b"1 0 0 1 %d %d Tm (%d) Tj " % (50 + 60 * (i % 8), 10 + i // 8 * 10, i) for i in range(80))
        + b"ET",
        b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>",
    ),
    "pattern_that_paints_itself.pdf": lambda: drawing(
        b"/Pattern cs /P scn 0 0 500 500 re f",
        b"/Pattern<</P 5 0 R>>",
        stream(
            b"/Pattern cs /P scn 0 0 500 500 re f " * 3,
            b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
            b"/Resources<</Pattern<</P 5 0 R>>>>",
        ),
    ),
    "annotation_that_draws_itself.pdf": lambda: drawing(
        b"q Q",
        b"",
        _self(b"/A Do " * 3),
        behind=b"/Annots[<</Type/Annot/Subtype/Stamp/Rect[0 0 99 99]/AP<</N 5 0 R>>>>]",
    ),
    "fields_in_themselves.pdf": lambda: pdf(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>",
        PAGES,
        PAGE % (b"", b""),
        stream(b"q Q"),
        b"<</T(a)/Kids[5 0 R 5 0 R 5 0 R]>>",
    ),
    "pages_in_themselves.pdf": lambda: pdf(
        CATALOG,
        b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 99>>",
        PAGE % (b"", b""),
        stream(b"q Q"),
    ),
    "stream_without_end.pdf": lambda: drawing(b" " * 60_000_000, b""),
    "pages_without_end.pdf": lambda: pdf(
        CATALOG,
        b"<</Type/Pages/Kids[%s]/Count 3000>>" % (b"3 0 R " * 3000),
        PAGE % (b"", b""),
        stream(b"q Q"),
    ),
    "flat_page.pdf": lambda: pdf(
        CATALOG,
        PAGES,
        (PAGE % (b"/XObject<</I 5 0 R>>", b"")).replace(b"595 842", b"100000 0.01"),
        stream(b"100000 0 0 .01 0 0 cm /I Do"),
        stream(
            b"abc", b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8"
        ),
    ),
}


# ------------------------------------------------------------------ web pages, text, pictures


def page(css="", html="<p>某</p>"):
    return f"<html><head><style>{css}</style></head><body><p>{TEXT}</p>{html}</body></html>".encode()


def _nested(depth):
    heads = (f'Content-Type: multipart/mixed; boundary="{i}"\r\n\r\n--{i}\r\n' for i in range(depth))
    return ("MIME-Version: 1.0\r\n" + "".join(heads) + "Content-Type: text/html\r\n\r\n<p>某").encode()


def picture(width, height, form="PNG", pages=1):
    saved = io.BytesIO()
    image = Image.new("1", (width, height), 1)
    more = {"save_all": True, "append_images": [image] * (pages - 1)} if pages > 1 else {}
    image.save(saved, form, **more)
    return saved.getvalue()


def lines(line, times):
    return (TEXT + line * times).encode()


QUOTED = "'>'"


def attributes(value, count=100_000):
    return " ".join(f"a{i}={value}" for i in range(count))


OTHERS = {
    "parts_in_parts.mht": lambda: _nested(1000),
    "key_value.txt": lambda: b"key: value\r\n" * 40 + TEXT.encode(),
    "selectors_back_and_forth.html": lambda: page(
        f"{'div ' * 30}x.y td{{display:none}}", "<div>" * 200 + "<table><td class=y>1</table>"
    ),
    "selectors_of_siblings.html": lambda: page("x ~ p {display:none}", "<p>某" * 5000),
    "striped_rows.html": lambda: page(
        "tr:nth-child(2n) {color:#fff} td:nth-last-child(3n) {color:#fff}",
        f"<table>{'<tr><td>1<td>2<td>3' * 5000}</table>",
    ),
    "remarks_without_end.html": lambda: page("/*" * 200_000),
    "list_of_selectors.html": lambda: page("a," * 30_000 + "b{display:none}"),
    "nested_and_hidden.html": lambda: page("", "<div style='visibility:hidden'>" * 300 + "<p>某。" * 2000),
    "struck_in_struck.html": lambda: page("", "<a-b>" * 1000 + "字" * 100_000),
    "tags_without_end.html": lambda: page("", "<td " * 200_000),
    "attributes.html": lambda: page("", f"<p {attributes(1)}>某"),
    "attributes_in_quotes.html": lambda: page("", f"<p {attributes(QUOTED)}>某"),
    "tags_without_end.txt": lambda: ("<p " * 60_000 + TEXT).encode(),
    "span_of_5000_digits.html": lambda: page("", f"<table><tr><td colspan={'9' * 5000}>1<td>2</table>"),
    "rule_of_markdown.txt": lambda: lines("|" + "-" * 20_000 + "x|\n", 3),
    "picture_of_markdown.txt": lambda: (TEXT + "![](" + "a" * 200_000).encode(),
    "quotes_and_tabs.txt": lambda: lines('"\t""\n', 5000),
    "number_of_5000_digits.txt": lambda: lines(f"行政许可 {'9' * 5000} 0\n", 20),
    "cells_of_5000_digits.txt": lambda: lines(f"|行政许可|{'9' * 5000}|\n", 20),
    "one_line.txt": lambda: (TEXT + "某市某局2024" * 10_000).encode(),
    "one_line_of_headings.txt": lambda: (TEXT + "一、总体情况二、主动公开" * 2000).encode(),
    "rows.txt": lambda: lines("|行政许可|1|2|\n", 5000),
    "ten_ten_one.txt": lambda: TEXT.replace("12件", "十十一件、百百件、万万件").encode(),
    "strip.png": lambda: picture(200, 200_000),
    "strip.bmp": lambda: picture(40_000, 200, "BMP"),
    "pages.tif": lambda: picture(300, 300, "TIFF", 150),
    "cut.png": lambda: picture(2000, 2000)[:-30],
    "empty.png": lambda: b"\x89PNG\r\n\x1a\n",
    "empty.tif": lambda: b"II*\0" + b"\0" * 20,
}

FILES = {**OFFICE, **PDFS, **OTHERS}
# These are odd, and reports all the same.
REPORTS = (
    *("numbers_of_5000_digits.docx", "key_value.txt"),
    *("striped_rows.html", "ten_ten_one.txt", "one_line.txt", "selectors_back_and_forth.html", "rows.txt"),
)
