"""Bytes to text: what the bytes are decides, nothing is lost in silence, binary data is refused."""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.readers.encoding import decode, looks_binary

SAMPLE = "某某县2024年政府信息公开工作年度报告，新收申请13件，办结12件，结转1件。"
RARE = "镕堃喆㙍"
LIE = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
characters = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
prose = st.text(characters | st.sampled_from(f"0123456789abc \n\t<>%、。（）{RARE}"), max_size=60)


@given(prose)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_comes_back_from_every_codec(codec, text):
    assert decode((SAMPLE + text).encode(codec)) == SAMPLE + text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE])
def test_both_byte_orders_of_utf_16(mark):
    codec = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le"
    assert decode(mark + SAMPLE.encode(codec)) == SAMPLE


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "iso-8859-1", "no-such-charset"])
def test_a_lying_declaration_is_ignored(codec, declared):
    text = LIE.replace("gb2312", declared) + SAMPLE + RARE
    assert decode(text.encode(codec)) == text


def test_gbk_characters_beyond_gb2312_under_a_gb2312_declaration():
    with pytest.raises(UnicodeEncodeError):
        "镕".encode("gb2312")
    assert decode((LIE + "朱镕，堃，喆，13件").encode("gbk")) == LIE + "朱镕，堃，喆，13件"


@pytest.mark.parametrize("cut", [1, 2])
def test_a_character_cut_by_the_end_is_marked(cut):
    assert decode((SAMPLE + "报").encode()[:-cut]) == SAMPLE + "\ufffd"


def test_a_gb18030_character_cut_by_the_end_is_marked():
    assert decode((SAMPLE + "报").encode("gb18030")[:-1]) == SAMPLE + "\ufffd"


def test_isolated_damage_is_marked_and_never_closed_over():
    damaged = SAMPLE.encode().replace("13件".encode(), b"1\xff3" + "件".encode())
    assert decode(damaged) == SAMPLE.replace("13件", "1\ufffd3件")


def test_damaged_utf_8_is_not_taken_for_gb18030():
    whole = "信息公开申请办理情况良好没有超期全部按时答复办结率百分之百"
    damaged = whole.encode()[:11] + whole.encode()[12:]  # 开 lost its last byte
    assert "公" not in damaged.decode("gb18030")  # valid there, and nonsense
    assert decode(damaged) == whole.replace("开", "\ufffd")


@pytest.mark.parametrize(
    "damaged",
    [
        b"\xff\xff".join([character.encode() for character in SAMPLE]),
        b"\xef\xbb\xbf" + SAMPLE.encode("gb18030"),
        "公".encode() + b"\xff" + "开".encode(),
        b"<p>1" + "件".encode()[:1],
    ],
)
def test_text_damaged_all_over_is_refused(damaged):
    with pytest.raises(
        ValueError, match=r"text in utf-8.* was expected; these bytes are not, or are damaged"
    ):
        decode(damaged)


def test_utf_16_with_half_a_character_amid_is_refused():
    lone_surrogates = codecs.BOM_UTF16_LE + b"\x00\xdc".join(c.encode("utf-16-le") for c in SAMPLE)
    with pytest.raises(ValueError, match="text in utf-16 was expected"):
        decode(lone_surrogates)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"%PDF-1.7", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file"),
        (b"Rar!\x1a\x07\x01", "a RAR archive"),
        (b"\x1f\x8b\x08", "a gzip file"),
        (b"a\0b\0c\0d\0", "binary data (NUL bytes)"),
    ],
)
def test_what_is_no_text_is_named_and_refused(start, kind):
    found = looks_binary(start + b"rest")
    assert found is not None
    assert found.startswith(kind)
    with pytest.raises(ValueError, match=re.escape(f"text was expected, this is {found}")):
        decode(start + b"rest")


@pytest.mark.parametrize(
    "data", [b"", b"<p>", SAMPLE.encode("utf-16"), SAMPLE.encode() + b"\0", b"PNG", b"the PK file %PDF-"]
)
def test_text_is_not_binary(data):
    assert looks_binary(data) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        text = decode(data)
    except ValueError:
        return
    assert text.count("\ufffd") <= 1 + len(text) // 20 or "\ufffd".encode() in data
