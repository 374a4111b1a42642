"""Which reader gets which bytes, and what is said of bytes that no reader takes."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport import readers
from govreport.document import Grid, Paragraph
from govreport.errors import NotAReportError, ReadError
from govreport.readers import read_bytes

PAGE = "<html><head><title>年报</title></head><body><p>政府信息公开</p></body></html>"
TEXT = "政府信息公开\n规章 | 1 | 2 |\n文件 | 3 | 4 |\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize(("written", "kind"), [(PAGE, "text/html"), (TEXT, "text/plain")])
def test_what_the_bytes_are_decides(codec: str, written: str, kind: str) -> None:
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
def test_a_web_page_is_known_by_its_first_tag(start: str) -> None:
    page = f"{start}<table><tr><td>规章</td><td>1</td></tr></table>"
    document = read_bytes(page.encode(), "report.txt")
    assert document.media_type == "text/html"
    assert any(isinstance(block, Grid) for block in document.blocks)


def test_a_web_page_without_a_beginning_is_known_by_its_many_tags() -> None:
    rows = "<tr><td>规章</td><td>1</td></tr>"
    assert read_bytes(("规章</td>" + rows * 7).encode(), "cut").media_type == "text/html"
    assert read_bytes(("规章</td>" + rows).encode(), "cut").media_type == "text/plain"


def test_text_about_tags_is_text() -> None:
    assert read_bytes("<规章> 是一种文件, <p 不是。".encode(), "a").media_type == "text/plain"


def test_a_byte_order_mark_is_no_text() -> None:
    for data in (TEXT.encode("utf-8-sig"), TEXT.encode("utf-16"), ("\ufeff" + TEXT).encode("gb18030")):
        assert read_bytes(data, "a").text == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t ", "the file is empty"),
        (PNG, "text was expected, this is a PNG image"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "text was expected, this is a JPEG image"),
        (b"GIF89a" + bytes(40), "text was expected, this is a GIF image"),
        (b"%PDF-1.7\n%\xe2\xe3", "text was expected, this is a PDF file"),
        (b"PK\x03\x04" + bytes(40), "text was expected, this is a ZIP archive (docx, xlsx, ofd)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "text was expected, this is an OLE file (doc, xls, wps)"),
        (b"Rar!\x1a\x07\x00", "text was expected, this is a RAR archive"),
        (b"\x1f\x8b\x08\x00", "text was expected, this is a gzip file"),
        (b"abc" + bytes(40), "text was expected, this is binary data (NUL bytes)"),
        (
            b"\x80\x81\xff\xfe" * 20,
            "text in utf-8 or gb18030 was expected; these bytes are not, or are damaged",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bytes_that_are_no_text_are_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "reports/a.html")
    assert str(caught.value) == f"reports/a.html: {message}"
    assert caught.value.source == "reports/a.html"
    assert not isinstance(caught.value, NotAReportError)


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "LARGEST", 2 << 20)
    assert read_bytes(b"a" * (2 << 20), "a").text
    with pytest.raises(ReadError, match=r"^big\.txt: at most 2 MB were expected, it has 3 MB$"):
        read_bytes(b"a" * (3 << 20), "big.txt")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_last_character_cut_in_two_is_borne_and_shown(codec: str, cut: int) -> None:
    text = "政府信息公开工作年度报告" * 4
    data = text.encode(codec)
    if codec == "gb18030" and cut == 2:
        assert read_bytes(data[:-cut], "a").text == text[:-1]
    else:
        assert read_bytes(data[:-cut], "a").text == text[:-1] + "\ufffd"


def test_a_short_text_bears_a_cut_last_character_and_no_other_damage() -> None:
    assert read_bytes("年度报告".encode()[:-1], "a").text == "年度报\ufffd"
    with pytest.raises(ReadError, match=r"are damaged$"):
        read_bytes("年度".encode() + b"\xff" + "报告".encode(), "a")


def test_isolated_damage_is_borne_and_no_number_closes_over_it() -> None:
    head, tail = "政府信息公开工作年度报告" * 4 + "规章 | 1", "2 | 3 |\n文件 | 4 | 5 |\n"
    document = read_bytes(head.encode() + b"\xff" + tail.encode(), "a")
    table = document.blocks[0]
    assert isinstance(table, Grid)
    assert table.rows[0][1].text == "1\ufffd2"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_read_error(data: bytes) -> None:
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
