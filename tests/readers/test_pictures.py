"""Which pictures of a document are read, and which are left alone: addresses, sizes, damage."""

from __future__ import annotations

import base64
import io
import struct
import sys
import warnings
import zipfile
import zlib

import pytest
from PIL import Image

from govreport.document import Cell, Document, Grid, Note, Paragraph, Picture, Where
from govreport.errors import MissingExtraError, ReadError
from govreport.readers.scans import pictures

PAGE = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHA = "0" * 64


def png(width=300, height=100, shade=255, form="PNG"):
    written = io.BytesIO()
    Image.new("L", (width, height), shade).save(written, form)
    return written.getvalue()


def bomb(width, height):
    """A PNG of a few bytes that says it has `width` × `height` pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.fixture
def seen(monkeypatch):
    """Shape and first pixel of each picture that is given to a stand-in for character recognition."""
    scan = pytest.importorskip("govreport.readers.scans.scan")
    shapes = []

    def blocks(pixels, *, start, table, page, line):  # type: ignore[no-untyped-def]
        shapes.append((*pixels.shape, int(pixels[0, 0, 0])))
        here = Where(start + 3, start + 4, line, page, table, 1, 1, 0.9)
        grid = Grid(((Cell("7", here),),), "rows", here, (1,))
        return "表\n\n7", (Paragraph("表", Where(start, start + 1, line, page, confidence=0.9)), grid)

    monkeypatch.setattr(scan, "blocks", blocks)
    return shapes


LEFT = Note("content_unread", "not read: a frame", Where(0, 0))


def document(media_type, *names, text=""):
    held = tuple(Picture(name, Where(len(text), len(text), line=9)) for name in names)
    first = (Paragraph(text, Where(0, len(text))),) if text else ()
    return Document("x", SHA, media_type, text, (*first, *held), notes=(LEFT,))


def names(read):
    return [block.name for block in read.blocks if isinstance(block, Picture)]


def test_an_image_file_is_a_document_of_pages():
    frames = [Image.new("L", (300, 100), shade) for shade in (0, 90, 255)]
    written = io.BytesIO()
    frames[0].save(written, "TIFF", save_all=True, append_images=frames[1:])
    read = pictures.image_document(written.getvalue(), "scan.tif", SHA)
    assert (read.source, read.sha256, read.media_type, read.text) == ("scan.tif", SHA, "image/tiff", "")
    assert names(read) == ["page 1", "page 2", "page 3"]
    assert [block.where.page for block in read.blocks] == [1, 2, 3]
    for form, media_type in (("PNG", "image/png"), ("JPEG", "image/jpeg"), ("BMP", "image/bmp")):
        assert pictures.image_document(png(form=form), "x", SHA).media_type == media_type


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"no image", png()[:40], b""])
def test_a_damaged_image_file_is_refused(data):
    with pytest.raises(ReadError, match=r"x\.png: an image was expected, it cannot be opened"):
        pictures.image_document(data, "x.png", SHA)


@pytest.mark.parametrize("size", [(10_001, 10_000), (60_000, 60_000)])
def test_too_many_pixels_are_refused_before_they_are_unpacked(size, seen):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ReadError, match="at most 100 million pixels was expected"):
            pictures.image_document(bomb(*size), "x.png", SHA)
        address = "data:image/png;base64," + base64.b64encode(bomb(*size)).decode()
        with pytest.raises(ReadError, match="at most 100 million pixels"):
            pictures.recognised(document(PAGE, address), b"", "x.html", "images")
    assert seen == []


def test_text_is_added_at_the_end_and_places_hold(seen):
    address = "data:image/png;base64," + base64.b64encode(png(shade=7)).decode()
    read = pictures.recognised(
        document(PAGE, address, "http://x/a.png", address, text="前文"), b"", "x", "images"
    )
    assert seen == [(100, 300, 3, 7)] * 2
    assert read.text == "前文\n表\n\n7\n表\n\n7"
    assert read.notes == (LEFT,)
    before, title, grid, left, title2, grid2 = read.blocks
    assert isinstance(before, Paragraph)
    assert isinstance(left, Picture)
    for block in (before, title, title2):
        assert isinstance(block, Paragraph)
        assert read.text[block.where.start : block.where.end] == block.text
    for number, table in enumerate((grid, grid2), start=1):
        assert isinstance(table, Grid)
        cell = table.rows[0][0]
        assert read.text[cell.where.start : cell.where.end] == "7"
        assert (cell.where.table, cell.where.line) == (number, 9)


def test_pages_of_an_image_and_of_a_pdf(seen):
    frames = [Image.new("L", (600, 200), shade) for shade in (0, 255)]
    written = io.BytesIO()
    frames[0].save(written, "TIFF", save_all=True, append_images=frames[1:])
    tiff = pictures.image_document(written.getvalue(), "x", SHA)
    assert names(pictures.recognised(tiff, written.getvalue(), "x", "scans")) == []
    assert seen == [(200, 600, 3, 0), (200, 600, 3, 255)]
    seen.clear()
    written = io.BytesIO()
    frames[0].save(written, "PDF", save_all=True, append_images=frames[1:], resolution=100)
    pdf = document("application/pdf", "page 2", "page 3", "page 1, image 1")
    read = pictures.recognised(pdf, written.getvalue(), "x", "scans")
    assert names(read) == ["page 3", "page 1, image 1"]  # there is no page 3; the other is not a whole page
    assert seen == [(400, 1200, 3, 255)]  # 6 × 2 inches at 200 dots per inch


def test_an_image_in_a_page_of_a_pdf_waits_too(monkeypatch, seen):
    asked = []
    monkeypatch.setattr(pictures, "_rendered", lambda data, page, image: asked.append((page, image)))
    held = document("application/pdf", "page 1", "page 3, image 2")
    assert pictures.recognised(held, b"", "x", "scans") == held
    assert asked == [(0, None)]
    pictures.recognised(held, b"", "x", "images")
    assert asked[1:] == [(0, None), (2, 1)]


def test_an_image_in_a_page_waits_to_be_asked_for(seen):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/media/image1.png", png(shade=5))
    held = document(DOCX, "word/media/image1.png", "word/media/image2.png")
    data = written.getvalue()
    assert pictures.recognised(held, data, "x", "scans") == held
    assert names(pictures.recognised(held, data, "x", "images")) == ["word/media/image2.png"]
    assert names(pictures.recognised(held, b"PK\x03\x04 damaged", "x", "images")) == names(held)
    assert seen == [(100, 300, 3, 5)]


def test_a_web_page_sees_its_own_folder_only(tmp_path, seen):
    site = tmp_path / "site"
    (site / "images").mkdir(parents=True)
    page = site / "report.html"
    page.write_text("<html>", encoding="utf-8")
    (site / "images" / "表 三.png").write_bytes(png(shade=1))
    (tmp_path / "secret.png").write_bytes(png(shade=2))
    (site / "link.png").symlink_to(tmp_path / "secret.png")
    left = [
        "../secret.png",
        str(tmp_path / "secret.png"),
        (tmp_path / "secret.png").as_uri(),
        "images/%2e%2e/%2e%2e/secret.png",
        "link.png",
        "//host/a.png",
        "https://host/a.png",
        "images",
        "absent.png",
        "a\0b.png",
        "data:image/png;base64,@@@",
    ]
    held = document(PAGE, *left, "images/%E8%A1%A8%20%E4%B8%89.png?v=2")
    assert names(pictures.recognised(held, b"", str(page), "images")) == left
    assert seen == [(100, 300, 3, 1)]
    assert names(pictures.recognised(held, b"", "<bytes>", "images")) == names(held)


def test_small_pictures_stay_and_clear_ones_stand_on_white(seen):
    def address(data):
        return "data:image/png;base64," + base64.b64encode(data).decode()

    small = [address(png(199, 100)), address(png(300, 79))]
    assert names(pictures.recognised(document(PAGE, *small), b"", "x", "images")) == small
    written = io.BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 0, 0)).save(written, "PNG")
    deep = io.BytesIO()
    Image.new("I;16", (300, 100), 65535).save(deep, "PNG")
    shown = [address(written.getvalue()), address(deep.getvalue())]
    assert names(pictures.recognised(document(PAGE, *shown), b"", "x", "images")) == []
    assert [shape[-1] for shape in seen] == [255, 255]


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.delitem(sys.modules, "govreport.readers.scans.scan", raising=False)
    monkeypatch.delitem(sys.modules, "govreport.readers.scans.ocr", raising=False)
    monkeypatch.delattr("govreport.readers.scans.scan", raising=False)
    monkeypatch.delattr("govreport.readers.scans.ocr", raising=False)
    monkeypatch.delitem(sys.modules, "govreport.readers.scans.pixels", raising=False)
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(MissingExtraError, match=r"needs rapidocr: pip install 'govreport\[ocr\]'"):
        pictures.recognised(document("image/png", "page 1"), png(), "x", "scans")
