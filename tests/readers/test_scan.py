"""A small ruled table, drawn with the package's own font and damaged, is read back cell by cell."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import govreport.readers.scans  # noqa: F401  # before onnxruntime: it reports to its vendor otherwise

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")
pytest.importorskip("rapidocr")

from PIL import Image, ImageChops, ImageDraw, ImageFont  # noqa: E402

from govreport.document import Grid, Paragraph  # noqa: E402
from govreport.parsing.recipe import parse  # noqa: E402
from govreport.readers.scans import ocr, pictures, scan  # noqa: E402
from govreport.readers.scans.ocr import LineReading  # noqa: E402
from govreport.readers.scans.pixels import CellInk  # noqa: E402

FONT = Path(scan.__file__).parents[2] / "data" / "fonts" / "NotoSansSC-GB2312.otf"
CERTAIN = 0.9  # what the measurements in the decision on scans support

# The table that is drawn: three columns, the header spans two of them.
ROWS = [
    ["信息内容", "本年处理决定数量"],
    ["行政许可", "1234", "0"],
    ["行政处罚", "", "69"],
    ["行政强制", "7730.28", "/"],
]
LEFT, TOP, ROW, LABEL, NUMBER = 60, 130, 56, 300, 200  # pixels


def page(scribble=False):
    """A heading, a line of text that goes on in a second one, and the table."""
    picture = Image.new("L", (860, 480), 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(FONT), 26)
    pen.text((LEFT, 30), "二、主动公开政府信息情况", font=font, fill=0)
    pen.text((LEFT, 80), "本年新收申请21件。", font=font, fill=0)
    xs = (LEFT, LEFT + LABEL, LEFT + LABEL + NUMBER, LEFT + LABEL + 2 * NUMBER)
    for i in range(len(ROWS) + 1):
        pen.line((xs[0], TOP + i * ROW, xs[-1], TOP + i * ROW), fill=0, width=2)
    for i, x in enumerate(xs):
        pen.line((x, TOP + (ROW if i == 2 else 0), x, TOP + len(ROWS) * ROW), fill=0, width=2)
    for r, row in enumerate(ROWS):
        for x, text in zip(xs, row, strict=False):
            pen.text((x + 30, TOP + r * ROW + 10), text, font=font, fill=0)
    if scribble:  # where row 3 is blank
        wave = [(xs[1] + 30 + 8 * i, TOP + 2 * ROW + (12 if i % 2 else 44)) for i in range(12)]
        pen.line(wave, fill=0, width=3)
    return picture


def damaged(picture, angle):
    """Turned, blurred, grainy and pressed as JPEG."""
    turned = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    soft = cv2.GaussianBlur(np.asarray(turned), (0, 0), 0.8).astype(float)
    grainy = (soft * 0.95 + np.random.default_rng(7).normal(0, 6, soft.shape)).clip(0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, 45])[1], 0)


def table(blocks):
    (grid,) = (block for block in blocks if isinstance(block, Grid))
    return grid


def test_a_page_is_read_with_places():
    text, blocks = scan.blocks(np.asarray(page()), start=100, table=3, page=2)
    heading, line, grid = blocks
    assert isinstance(heading, Paragraph)
    assert heading.text == "二、主动公开政府信息情况"
    assert isinstance(line, Paragraph)
    assert line.text.rstrip("。.") == "本年新收申请21件"
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == ROWS
    assert grid.widths == (3, 3, 3, 3)
    for cell in (cell for row in grid.rows for cell in row):
        where = cell.where
        assert (where.page, where.table) == (2, 3)
        assert text[where.start - 100 : where.end - 100] == cell.text
        assert where.confidence is not None
        assert where.confidence >= CERTAIN
    assert [(cell.where.row, cell.where.column) for cell in grid.rows[1]] == [(2, 1), (2, 2), (2, 3)]
    assert text[heading.where.start - 100 : heading.where.end - 100] == heading.text


@pytest.mark.parametrize(("angle", "quarters"), [(-2.0, 0), (0.8, 2), (0.0, 1)])
def test_a_damaged_page_in_any_position(angle, quarters):
    pixels = np.ascontiguousarray(np.rot90(damaged(page(), angle), quarters))
    grid = table(scan.blocks(pixels)[1])
    assert [[cell.text for cell in row] for row in grid.rows] == ROWS


def test_what_cannot_be_read_and_what_a_seal_covers_has_no_confidence():
    """Row 3, column 2 is blank in the table: a scribble stands there. The seal lies over 1234."""
    picture = page(scribble=True).convert("RGB")
    seal = Image.new("RGB", picture.size, "white")
    ImageDraw.Draw(seal).ellipse((330, 165, 520, 262), outline=(210, 40, 40), width=6)
    rows = table(scan.blocks(np.asarray(ImageChops.multiply(picture, seal)))[1]).rows
    assert [len(row) for row in rows] == [2, 3, 3, 3]
    assert rows[1][1].where.confidence == 0
    assert rows[2][1].where.confidence == 0
    assert [rows[r][2].text for r in (1, 2)] == ["0", "69"]
    assert rows[2][2].where.confidence >= CERTAIN


def test_a_slash_is_no_one_and_a_leaning_one_is_uncertain():
    """The recogniser reads every slash as 1."""
    font = ImageFont.truetype(str(FONT), 30)

    def stroke(text, lean):
        picture = Image.new("L", (60, 60), 255)
        ImageDraw.Draw(picture).text((22, 10), text, font=font, fill=0)
        leaning = picture.transform(
            picture.size, Image.Transform.AFFINE, (1, lean, -30 * lean, 0, 1, 0), fillcolor=255
        )
        return scan._stroke(np.asarray(leaning), LineReading("1", 0.99))

    assert stroke("/", 0.0) == LineReading("/", 1.0)
    assert stroke("1", 0.0) == LineReading("1", 0.99)
    assert stroke("1", 0.2) == LineReading("1", 0.0)
    assert scan._stroke(np.full((60, 60), 255, np.uint8), LineReading("12", 0.99)) == LineReading("12", 0.99)


def test_many_doubtful_numbers_make_a_page_doubtful(monkeypatch):
    """Three of forty numbers read in two ways: what else on the page agreed by chance?"""
    monkeypatch.setattr(
        scan, "_read", lambda pictures: [LineReading("8", 0.0 if p[0, 0] else 0.99) for p in pictures]
    )
    for doubted, expected in ((3, 0.0), (2, 0.99)):
        cells = [CellInk((np.full((4, 4), i < doubted, np.uint8),)) for i in range(40)]
        assert scan._recognised([cells], sure=True)[0][-1] == LineReading("8", expected)
    assert scan._recognised([[CellInk((np.zeros((4, 4), np.uint8),))]], sure=False) == [
        [LineReading("8", 0.0)]
    ]


def test_three_readings_that_differ_are_no_reading(monkeypatch):
    views = iter([[LineReading("769", 0.99)], [LineReading("7699", 0.98)]])
    monkeypatch.setattr(ocr, "read_lines", lambda pictures: next(views))
    (read,) = ocr.read_again([np.zeros((20, 40), np.uint8)], [LineReading("769", 0.97)])
    assert read == LineReading("769", 0.0)
    views = iter([[LineReading("769", 0.95)], [LineReading("769", 0.98)]])
    (read,) = ocr.read_again([np.zeros((20, 40), np.uint8)], [LineReading("769", 0.97)])
    assert read == LineReading("769", 0.95)


def test_white_paper_holds_nothing():
    assert scan.blocks(np.full((600, 400), 255, np.uint8)) == ("", ())


@pytest.mark.real
@pytest.mark.slow
def test_a_scan_of_a_real_report(real):
    """Its table pages and their headings, turned by 0.8°, blurred, grainy, JPEG 45, as a PDF of pictures."""
    from pypdfium2 import PdfDocument

    dpi = 150  # the coarser it is, the harder
    with PdfDocument(real / "hongze_2023.pdf") as document:
        sheets = [sheet.render(scale=dpi / 72, grayscale=True).to_pil() for sheet in document]
    scans = [Image.fromarray(damaged(sheet, 0.8)) for sheet in sheets]
    written = io.BytesIO()
    scans[0].save(written, "PDF", save_all=True, append_images=scans[1:], resolution=dpi)
    data = written.getvalue()
    from govreport.readers.pdf import pdf

    seen = pdf.read(data, "scan.pdf", hashlib.sha256(data).hexdigest())
    figures = figures_of(pictures.recognised(seen, data, "scan.pdf", "scans"))
    with (real / "hongze_2023.csv").open(encoding="utf-8") as file:
        gold = {(r["table"], r["row"], r["column"]): r["value"] for r in csv.DictReader(file)}
    wrong = {key: value for key, value in figures.items() if value != Decimal(gold[key] or "NaN")}
    assert wrong == {}
    assert len(gold) == 186
    assert len(gold) - len(figures) <= 3


def figures_of(document):
    """The figures that are certain."""
    return {
        (figure.table, figure.row, figure.column): figure.value
        for figure in parse(document).figures
        if figure.value is not None and figure.where is not None and (figure.where.confidence or 0) >= CERTAIN
    }


def test_onnxruntime_is_imported_with_its_telemetry_off():
    code = """
import os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime":
            print(os.environ.get("ORT_DISABLE_TELEMETRY"))

sys.meta_path.insert(0, Watch())
import govreport.readers.scans.ocr
"""
    plain = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=plain)
    assert done.stdout.split() == ["1"]
