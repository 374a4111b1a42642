"""Which reader gets which bytes, and what is said of bytes that no reader takes."""

from __future__ import annotations

import gzip
import hashlib
import sys
import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from test_sheet import ODS, book, ods_cell, ods_file, ods_table
from test_word import holding, p

from govreport import readers
from govreport.document import Document, Grid, Paragraph, Picture, Where
from govreport.errors import MissingExtraError, NotAReportError, ReadError
from govreport.readers import archive, read_bytes
from govreport.readers.pdf import pdf
from govreport.readers.scans import pictures
from govreport.readers.sheets import sheet
from govreport.readers.web import html
from govreport.readers.words import legacy, libreoffice, word

PAGE = "<html><head><title>年报</title></head><body><p>政府信息公开</p></body></html>"
TEXT = "政府信息公开\n规章 | 1 | 2 |\n文件 | 3 | 4 |\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize(("written", "kind"), [(PAGE, "text/html"), (TEXT, "text/plain")])
def test_what_the_bytes_are_decides(codec, written, kind):
    data = written.encode(codec)
    document = read_bytes(data, "report.bin")
    assert document.media_type == kind
    assert document.source == "report.bin"
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert isinstance(document.blocks[0], Paragraph)
    assert document.blocks[0].text == "政府信息公开"


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html>",
        "\n  <HTML>",
        "<table>",
        "<div class='a'>",
        "<p>",
        "<!--saved-->",
        "<!-- saved from a site -->",
        "<?xml version='1.0'?>",
    ],
)
def test_a_web_page_is_known_by_its_first_tag(start):
    page = f"{start}<table><tr><td>规章</td><td>1</td></tr></table>"
    document = read_bytes(page.encode(), "report.txt")
    assert document.media_type == "text/html"
    assert any(isinstance(block, Grid) for block in document.blocks)


def test_a_web_page_without_a_beginning_is_known_by_its_many_tags():
    rows = "<tr><td>规章</td><td>1</td></tr>"
    assert read_bytes(("规章</td>" + rows * 7).encode(), "cut").media_type == "text/html"
    assert read_bytes(("规章</td>" + rows).encode(), "cut").media_type == "text/plain"


def test_text_about_tags_is_text():
    assert read_bytes("<规章> 是一种文件, <p 不是。".encode(), "a").media_type == "text/plain"


def test_a_byte_order_mark_is_no_text():
    for data in (TEXT.encode("utf-8-sig"), TEXT.encode("utf-16"), ("\ufeff" + TEXT).encode("gb18030")):
        assert read_bytes(data, "a").text == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t ", "the file is empty"),
        (b"Rar!\x1a\x07\x00", "a RAR archive; unpack it and read a file of it"),
        (b"7z\xbc\xaf\x27\x1c\0", "a 7z archive; unpack it and read a file of it"),
        (gzip.compress(b"a"), "a gzip file; unpack it and read a file of it"),
        (
            OLE + bytes(40),
            "a Word file or spreadsheet was expected, this OLE file holds neither",
        ),
        (
            OLE + "EncryptedPackage\0".encode("utf-16-le"),
            "the file has a password",
        ),
        (b"PK\x03\x04" + bytes(40), "the ZIP file is damaged: File is not a zip file"),
        (
            b"MIME-Version: 1.0\nContent-Type: text/plain\n\na",
            "a web page was expected in this MHT file, it holds none",
        ),
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="a">',
            "a spreadsheet saved as XML; save it as XLSX",
        ),
        (b"abc" + bytes(40), "text was expected, this is binary data (NUL bytes)"),
        (
            b"\x80\x81\xff\xfe" * 20,
            "text in utf-8 or gb18030 was expected; these bytes are not, or are damaged",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bytes_that_are_no_text_are_refused_in_one_line(data, message):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "reports/a.html")
    assert str(caught.value) == f"reports/a.html: {message}"
    assert caught.value.source == "reports/a.html"
    assert not isinstance(caught.value, NotAReportError)


def test_what_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(readers, "LARGEST", 2 << 20)
    assert read_bytes(b"a" * (2 << 20), "a").text
    with pytest.raises(ReadError, match=r"^big\.txt: at most 2 MB were expected, it has 3 MB$"):
        read_bytes(b"a" * (3 << 20), "big.txt")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_last_character_cut_in_two_is_borne_and_shown(codec, cut):
    text = "政府信息公开工作年度报告" * 4
    data = text.encode(codec)
    if codec == "gb18030" and cut == 2:
        assert read_bytes(data[:-cut], "a").text == text[:-1]
    else:
        assert read_bytes(data[:-cut], "a").text == text[:-1] + "\ufffd"


def test_a_short_text_bears_a_cut_last_character_and_no_other_damage():
    assert read_bytes("年度报告".encode()[:-1], "a").text == "年度报\ufffd"
    with pytest.raises(ReadError, match=r"are damaged$"):
        read_bytes("年度".encode() + b"\xff" + "报告".encode(), "a")


def test_isolated_damage_is_borne_and_no_number_closes_over_it():
    head, tail = "政府信息公开工作年度报告" * 4 + "规章 | 1", "2 | 3 |\n文件 | 4 | 5 |\n"
    document = read_bytes(head.encode() + b"\xff" + tail.encode(), "a")
    table = document.blocks[0]
    assert isinstance(table, Grid)
    assert table.rows[0][1].text == "1\ufffd2"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_read_error(data):
    said = None
    try:
        document = read_bytes(data, "a")
    except ReadError as error:
        said = str(error)
    if said is None:
        assert document.sha256 == hashlib.sha256(data).hexdigest()
    else:
        assert said.startswith("a: ")
        assert "\n" not in said


# Which reader


def zipped(**members):
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return written.getvalue()


def image(kind):
    written = BytesIO()
    Image.new("RGB", (300, 300)).save(written, kind)
    return written.getvalue()


def stream(name):
    return OLE + bytes(600) + f"{name}\0".encode("utf-16-le") + bytes(600)


def mht(charset="utf-8"):
    message = EmailMessage()
    message["From"] = "Saved by a browser"
    message.set_content(PAGE, subtype="html", charset=charset, cte="base64")
    message.add_related(image("PNG"), "image", "png")
    return message.as_bytes()


ODT = "application/vnd.oasis.opendocument.text"
READERS = {
    "docx": (holding(p("甲")), word, "read"),
    "xlsx": (book([["甲", 1]]), sheet, "read"),
    "ods": (ods_file(ods_table(ods_cell("甲") + ods_cell("1"))), sheet, "read"),
    "doc": (stream("WordDocument"), legacy, "read"),
    "doc with a spreadsheet in it": (stream("Workbook") + stream("WordDocument"), legacy, "read"),
    "xls": (stream("Workbook"), sheet, "read"),
    "xls 95": (stream("Book"), sheet, "read"),
    "rtf": (b"{\\rtf1 a}", legacy, "read_resaved"),
    "odt": (zipped(mimetype=ODT.encode(), **{"content.xml": b"<a/>"}), legacy, "read_resaved"),
    "Word XML": (b"<?xml version='1.0'?><w:wordDocument xmlns:w='a'/>", legacy, "read_resaved"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", pdf, "read"),
    "pdf behind other things": (b"\r\n" * 100 + b"%PDF-1.4", pdf, "read"),
    "mht": (mht(), html, "read"),
    "mht in GBK": (mht("gb18030"), html, "read"),
    "page saved by Word as doc": (f"<html xmlns:w='a'>{PAGE}".encode(), html, "read"),
    **{kind: (image(kind), pictures, "image_document") for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF")},
}


CSV = "".join(f"规章{i},{i},,{i}件\r\n" for i in range(30))


@pytest.mark.parametrize("separator", ",;")
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_values_separated_by_commas_are_a_sheet(separator, mark):
    prose = '"一、总体情况",,,\r\n"收到申请5件,\r\n答复5件。",,,\r\n,,,\r\n'
    document = read_bytes((mark + (prose + CSV).replace(",", separator)).encode(), "a.csv")
    heading, sentence, grid = document.blocks
    assert isinstance(heading, Paragraph)
    assert isinstance(sentence, Paragraph)
    assert isinstance(grid, Grid)
    assert (heading.text, sentence.text) == ("一、总体情况", f"收到申请5件{separator} 答复5件。")
    assert [[cell.text for cell in row] for row in grid.rows][:2] == [
        ["规章0", "0", "", "0件"],
        ["规章1", "1", "", "1件"],
    ]


def test_prose_with_commas_is_no_sheet():
    prose = "收到申请5件,答复5件,其中公开3件,不予公开2件。\n" * 20
    assert {type(block) for block in read_bytes(prose.encode(), "a").blocks} == {Paragraph}


@pytest.mark.parametrize("around", ["{}", "<div align=center>\n{}\n</div>", "<html><body>{}</body></html>"])
def test_markdown_with_html_tables_is_read_part_by_part(around):
    table = around.format("<table><tr><td rowspan=2>规章<td>1</tr>\n<tr><td>2</tr></table>")
    document = read_bytes(
        f"# 某局\n\n## 一、总体情况\n{table}\n正文\n|甲|1|\n|乙|2|\n{table}".encode(), "a.md"
    )
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    lines = [(b.text, b.where.line) for b in document.blocks if isinstance(b, Paragraph)]
    assert lines[:2] == [("某局", 1), ("一、总体情况", 3)]
    assert lines[2][0] == "正文"
    assert [[[cell.text for cell in row] for row in grid.rows] for grid in grids] == [
        [["规章", "1"], ["2"]],
        [["甲", "1"], ["乙", "2"]],
        [["规章", "1"], ["2"]],
    ]
    assert [grid.where.table for grid in grids] == [1, 2, 3]
    for grid in grids:
        for cell in (cell for row in grid.rows for cell in row):
            assert document.text[cell.where.start : cell.where.end] == cell.text


def test_a_saved_page_without_end_is_refused():
    heads = (f'Content-Type: multipart/mixed; boundary="{i}"\r\n\r\n--{i}\r\n' for i in range(1000))
    with pytest.raises(ReadError, match="nested without end"):
        read_bytes(("MIME-Version: 1.0\r\n" + "".join(heads)).encode(), "a.mht")


def test_a_saved_page_brings_its_style_sheet_and_its_frames():
    message = EmailMessage()
    message["Subject"] = "a"
    message.set_content("<html><frameset><frame src=b></frameset></html>", subtype="html")
    message.make_mixed()
    message.add_attachment("<p>甲<span class=h>9</span>乙</p>", subtype="html", filename="b")
    message.add_attachment(".h {display: none}", subtype="css", filename="c")
    page = read_bytes(b"MIME-Version: 1.0\r\n" + bytes(message).replace(b"MIME-Version: 1.0\n", b""), "a.mht")
    assert page.text == "甲乙"


@pytest.mark.parametrize("kind", READERS)
def test_each_format_goes_to_its_reader(kind, monkeypatch):
    data, module, function = READERS[kind]
    marker = Document("a", "", "text/plain", "", ())
    calls = []

    def reader(*arguments):
        calls.append(arguments)
        return marker

    monkeypatch.setattr(module, function, reader)
    assert read_bytes(data, "a.bin") is marker
    (arguments,) = calls
    assert arguments[1:3] == ("a.bin", hashlib.sha256(data).hexdigest())
    if module is sheet:
        assert arguments[3] == {"xlsx": sheet.XLSX, "ods": ODS}.get(kind, sheet.XLS)


def test_formats_read_through():
    assert read_bytes(READERS["docx"][0], "a").text == "甲"
    assert read_bytes(READERS["xlsx"][0], "a").text == "甲\t1"
    assert read_bytes(READERS["ods"][0], "a").text == "甲\t1"
    for charset in ("utf-8", "gb18030"):
        document = read_bytes(mht(charset), "a")
        assert (document.text, document.title, document.media_type) == ("政府信息公开", "年报", "text/html")


# Archives


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a.docx", "b.pdf"], "a zip archive of 2 files (a.docx, b.pdf); unpack it and read a file of it"),
        (["a.DOC"], "a zip archive of 1 file (a.DOC); unpack it and read a file of it"),
        (
            ["x.exe", "a.doc", "b.xls", "c.wps", "d.html"],
            "a zip archive of 5 files (a.doc, b.xls, c.wps, …); unpack it and read a file of it",
        ),
        (["年报\n.docx"], "a zip archive of 1 file (年报 .docx); unpack it and read a file of it"),
        (["x.exe"], "a zip archive of 1 file, none a report"),
        ([], "a zip archive of 0 files, none a report"),
        (["ppt/presentation.xml"], "a presentation (PPTX); save it as PDF"),
        (["OFD.xml"], "an OFD file; save it as PDF"),
    ],
)
def test_an_archive_is_refused_by_name(names, message):
    with pytest.raises(ReadError) as caught:
        read_bytes(zipped(**dict.fromkeys(names, b"")), "a.zip")
    assert str(caught.value) == f"a.zip: {message}"


def test_names_of_a_chinese_windows_are_read():
    written = zipped(**{"AA.doc": b""}).replace(b"AA.doc", "年".encode("gb18030") + b".doc")
    with pytest.raises(ReadError, match=r"\(年\.doc\)"):
        read_bytes(written, "a.zip")


def test_an_archive_that_claims_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1 << 20)
    members = {"word/document.xml": bytes(1 << 20), "word/styles.xml": bytes(1 << 20)}
    with pytest.raises(ReadError, match=r"^a: at most 1 MB unpacked were expected, it claims 2 MB$"):
        read_bytes(zipped(**members), "a")


# Pictures

SCAN = (Picture("page 1", Where(0, 0, page=1)),)
PHOTO = (Paragraph("甲", Where(0, 1)), Picture("page 1, image 1", Where(1, 1, page=1)))


@pytest.mark.parametrize(
    ("media_type", "blocks", "ocr", "read"),
    [
        ("application/pdf", SCAN, "scans", True),
        ("application/pdf", SCAN, "images", True),
        ("application/pdf", (*PHOTO, *SCAN), "scans", True),
        ("application/pdf", PHOTO, "scans", False),
        ("application/pdf", PHOTO, "images", True),
        ("application/pdf", PHOTO, "never", False),
        ("application/pdf", (*PHOTO, *SCAN), "never", False),
        ("image/png", SCAN, "scans", True),
        ("text/html", (Picture("page 1", Where(0, 0)),), "scans", False),
        ("text/html", (Picture("a.png", Where(0, 0)),), "images", True),
        ("text/html", PHOTO[:1], "images", False),
    ],
)
def test_which_pictures_are_recognised(
    media_type,
    blocks,
    ocr,
    read,
    monkeypatch,
):
    text = "甲" if isinstance(blocks[0], Paragraph) else ""
    seen = Document("a", "", media_type, text, blocks)
    known = Document("a", "", media_type, "乙", ())
    asked = []

    def recognised(*arguments):
        asked.append(arguments)
        return known

    monkeypatch.setattr(pdf, "read", lambda *_: seen)
    monkeypatch.setattr(pictures, "recognised", recognised)
    data = b"%PDF-1.7"
    assert read_bytes(data, "a", ocr=ocr) is (known if read else seen)
    assert asked == ([(seen, data, "a", ocr)] if read else [])


def test_a_scan_that_may_not_be_recognised_says_what_to_do():
    message = r'^a\.png: no text layer \(a scan\): read it with ocr="scans", which needs govreport\[ocr\]$'
    with pytest.raises(ReadError, match=message):
        read_bytes(image("PNG"), "a.png", ocr="never")


def test_another_word_for_ocr_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match=r"^ocr: one of never, scans, images was expected, not 'always'$"):
        read_bytes(b"a", "a", ocr="always")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("package", "data"),
    [
        ("docx", READERS["docx"][0]),
        ("python_calamine", READERS["xlsx"][0]),
        ("doc2docx", READERS["doc"][0]),
    ],
    ids=["docx", "xlsx", "doc"],  # in the bytes stands the time of their making
)
def test_a_missing_extra_is_named_in_one_line(package, data, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"^\w+ needs [\w-]+: pip install 'govreport\[docs\]'$"):
        read_bytes(data, "a")


@pytest.mark.parametrize(("package", "installed_as"), [("PIL", "pillow"), ("cv2", "opencv-python-headless")])
def test_a_package_that_pictures_need_is_named_as_one_installs_it(package, installed_as, monkeypatch):
    for name in ("pictures", "scan", "ocr", "pixels"):
        monkeypatch.delitem(sys.modules, f"govreport.readers.scans.{name}", raising=False)
        monkeypatch.delattr(f"govreport.readers.scans.{name}", raising=False)
    written = BytesIO()
    Image.new("L", (300, 300), 255).save(written, "PNG")
    monkeypatch.setitem(sys.modules, package, None)
    message = rf"^reading pictures needs {installed_as}: pip install 'govreport\[ocr\]'$"
    with pytest.raises(MissingExtraError, match=message):
        read_bytes(written.getvalue(), "a")


def test_a_missing_program_is_named_in_one_line(monkeypatch):
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)
    with pytest.raises(
        ReadError, match=r"^a: this RTF file needs LibreOffice \(soffice\), which was not found$"
    ):
        read_bytes(b"{\\rtf1 a}", "a")
