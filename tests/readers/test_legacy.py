"""Old Word files to documents: saved as DOCX first; no border is lost, and what is missing is named."""

from __future__ import annotations

import sys
from functools import lru_cache
from types import SimpleNamespace

import doc2docx
import docx
import pytest
from doc2docx.errors import EncryptedDocumentError
from test_word import saved

from govreport.document import Grid, Paragraph
from govreport.errors import MissingExtraError, ReadError
from govreport.readers.words import libreoffice
from govreport.readers.words.legacy import read, read_resaved

needs_libreoffice = pytest.mark.skipif(not libreoffice.found(), reason="LibreOffice is not installed")
COUNTS = [[str(10 * row + column) for column in range(1, 10)] for row in range(1, 26)]


@lru_cache
def original():
    """A heading, and a table of 25 rows of which the first cell reaches over two rows."""
    file = docx.Document()
    file.add_paragraph("二、主动公开政府信息情况")
    table = file.add_table(25, 10)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合计"
    for r, row in enumerate(COUNTS):
        for c, text in enumerate(row, start=1):
            table.cell(r, c).text = text
    file.add_paragraph("三、说明")
    return saved(file)


@lru_cache
def binary():
    return libreoffice.resaved(original(), "a", "a Word file", "docx", "doc")


def check(document):
    first, grid, last = document.blocks
    assert isinstance(first, Paragraph)
    assert isinstance(grid, Grid)
    assert isinstance(last, Paragraph)
    assert (first.text, last.text) == ("二、主动公开政府信息情况", "三、说明")
    rows = [[cell.text for cell in row] for row in grid.rows]
    assert rows == [["合计", *COUNTS[0]], COUNTS[1], *(["", *row] for row in COUNTS[2:])]
    assert set(grid.widths) == {10}


@needs_libreoffice
def test_a_binary_file_keeps_its_table(monkeypatch):
    data = binary()
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)  # it needs no program
    document = read(data, "a.doc", "0" * 64)
    check(document)
    assert (document.source, document.sha256, document.media_type) == (
        "a.doc",
        "0" * 64,
        "application/msword",
    )


@needs_libreoffice
def test_formats_that_only_libreoffice_opens():
    row = r"\trowd\cellx2000\cellx4000\intbl\u35268 ?\u31456 ?\cell 60\cell\row"
    document = read_resaved(
        rf"{{\rtf1\ansi \u30002 ?\par{row}}}".encode(), "a.rtf", "0" * 64, "rtf", "text/rtf"
    )
    first, grid = document.blocks
    assert isinstance(first, Paragraph)
    assert isinstance(grid, Grid)
    assert (first.text, document.media_type, document.sha256) == ("甲", "text/rtf", "0" * 64)
    assert [[cell.text for cell in row] for row in grid.rows] == [["规章", "60"]]


@pytest.fixture
def reporting(monkeypatch):
    """Makes the converter copy a DOCX file and report some codes. The rest of its package stays real."""

    def report(*codes):
        def convert(given, written):
            written.write_bytes(original())
            diagnostics = [SimpleNamespace(code=code) for code in codes]
            return SimpleNamespace(report=SimpleNamespace(diagnostics=diagnostics))

        monkeypatch.setattr(doc2docx, "convert", convert)

    return report


def test_harmless_reports_are_borne(reporting):
    reporting("TABLE_GRID_MISMATCH", "STYLE_TABLE_MALFORMED")
    check(read(b"", "a.doc", ""))


@pytest.mark.parametrize(
    "code",
    [
        "TABLE_CELL_DEFINITION_MISMATCH",
        "TABLE_DEPTH_LIMITED",
        "MALFORMED_TABLE_FLATTENED",
        "TABLE_MARKER_DEFERRED",
    ],
)
def test_lost_borders_are_not_borne(code, reporting, monkeypatch):
    reporting("TABLE_GRID_MISMATCH", code)
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)
    message = rf"borders of its tables would be lost: {code}\); it needs LibreOffice \(soffice\)"
    with pytest.raises(ReadError, match=message):
        read(b"", "a.doc", "")


@needs_libreoffice
def test_where_borders_would_be_lost_libreoffice_is_asked(reporting):
    reporting("MALFORMED_TABLE_FLATTENED")
    document = read(binary(), "a.doc", "")
    check(document)
    assert document.media_type == "application/msword"


def test_without_libreoffice_it_is_named(monkeypatch):
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)
    with pytest.raises(
        ReadError, match=r"^a\.doc: the Word file .+ needs LibreOffice \(soffice\), which was not found$"
    ):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.doc", "")
    with pytest.raises(ReadError, match=r"^a\.odt: this ODT file needs LibreOffice \(soffice\)"):
        read_resaved(b"", "a.odt", "", "odt", "")


@needs_libreoffice
def test_what_nothing_opens_is_said_in_one_line():
    with pytest.raises(ReadError, match=r"^a\.doc: LibreOffice \(soffice\) could not open this DOC file$"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.doc", "")


def test_a_password_is_said(monkeypatch):
    def refuse(*paths):
        raise EncryptedDocumentError("locked")

    monkeypatch.setattr(doc2docx, "convert", refuse)
    with pytest.raises(ReadError, match=r"^a\.doc: the file has a password$"):
        read(b"", "a.doc", "")


def test_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "doc2docx", None)
    with pytest.raises(MissingExtraError, match=r"^DOC needs msdoc2docx: pip install 'govreport\[docs\]'$"):
        read(b"", "a.doc", "")


def test_a_program_that_hangs_is_ended(monkeypatch, tmp_path):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: str(program))
    monkeypatch.setattr(libreoffice, "_SECONDS", 0.2)
    with pytest.raises(ReadError, match=r"^a: LibreOffice \(soffice\) was expected to open .+ seconds$"):
        read_resaved(b"", "a", "", "rtf", "")
