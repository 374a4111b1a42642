"""PDF to documents: small files drawn here, with every number known; and the real report."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from govreport.document import Grid, Paragraph, Picture
from govreport.errors import MissingExtraError, ReadError
from govreport.readers.pdf import pdf
from govreport.readers.pdf.glyphs import joined
from govreport.synth.drawn.font import truetype

FONT, FOREIGN, WIDTH, HEIGHT = "govreport-test", "STSong-Light", 595.0, 842.0  # the second is not embedded
_LETTERS = (
    "完对；，另有：月"
    "规章行政规范性文件许可组合并二三上下表其他完属于国家秘密中修订件一框内索引号日期本年度共收到府信息公开申请"
    "百十六上结转四均已按办答复人总体情况甲乙丙丁另法律禁止果第页某局报告（）。、:,.()-0123456789abcdefx "
)
pdfmetrics.registerFont(TTFont(FONT, io.BytesIO(truetype(_LETTERS))))
pdfmetrics.registerFont(UnicodeCIDFont(FOREIGN))
Draw = Callable[[Canvas], None]


def drawn(*pages, size=(WIDTH, HEIGHT), **options):
    """A PDF; each page is drawn in points from the upper left corner (`text` and `ruled` below)."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=size, invariant=1, **options)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def text(canvas, x, y, words, size=10, mode=0, font=FONT):
    line = canvas.beginText(x, canvas._pagesize[1] - y)
    line.setFont(font, size)
    line.setTextRenderMode(mode)
    line.textOut(words)
    canvas.drawText(line)


def rule(canvas, x0, y0, x1, y1):
    height = canvas._pagesize[1]
    canvas.line(x0, height - y0, x1, height - y1)


def ruled(
    canvas,
    xs,
    ys,
    texts,
    left_out=(),
):
    """A table with its texts, each 4 points right of its column line and 4 above its row line."""
    for y in ys:
        for a, b in pairwise(xs):
            if (a, y, b, y) not in left_out:
                rule(canvas, a, y, b, y)
    for x in xs:
        for a, b in pairwise(ys):
            if (x, a, x, b) not in left_out:
                rule(canvas, x, a, x, b)
    for bottom, row in zip(ys[1:], texts, strict=False):
        for left, words in zip(xs, row, strict=False):
            text(canvas, left + 4, bottom - 4, words)


def read(data):
    """The document, every span of which holds."""
    document = pdf.read(data, "a.pdf", "0" * 64)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert document.text[block.where.start : block.where.end] == block.text
        elif isinstance(block, Grid):
            for cell in (cell for row in block.rows for cell in row):
                assert document.text[cell.where.start : cell.where.end] == cell.text
    assert document.media_type == "application/pdf"
    return document


def grids(document):
    found = [block for block in document.blocks if isinstance(block, Grid)]
    return [[[cell.text for cell in row] for row in grid.rows] for grid in found]


def paragraphs(document):
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def only_table(page):
    (table,) = grids(read(drawn(page)))
    return table


XS, YS = [60.0, 200.0, 260.0, 320.0], [100.0, 120.0, 140.0, 160.0]
NUMBERS = [["规章", "0", "17"], ["行政规范性文件", "5", ""], ["行政许可", "", "7730.28"]]

# ------------------------------------------------------------------ tables on a page


def test_cells_with_their_places():
    document = read(drawn(lambda c: ruled(c, XS, YS, NUMBERS)))
    assert grids(document) == [NUMBERS]
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.widths == (3, 3, 3)
    where = grid.rows[2][2].where
    assert (where.page, where.table, where.row, where.column) == (1, 1, 3, 3)
    assert where.confidence is None


def test_merged_cells_stand_once_where_they_begin():
    def page(c):
        out = [(60.0, 120.0, 200.0, 120.0), (260.0, 140.0, 260.0, 160.0)]
        ruled(c, XS, YS, [["组", "1", "2"], ["", "3", "4"], ["合并", "5", ""]], out)

    document = read(drawn(page))
    assert grids(document) == [[["组", "1", "2"], ["3", "4"], ["合并", "5"]]]
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.widths == (3, 3, 3)
    assert [cell.where.column for cell in grid.rows[1]] == [2, 3]


def test_text_above_between_and_below_tables_is_in_order():
    def page(c):
        text(c, 60, 90, "二、上表")
        ruled(c, XS, YS, NUMBERS)
        text(c, 60, 180, "三、下表")
        ruled(c, XS, [y + 100 for y in YS], [["其他", "8", "9"], *NUMBERS[1:]])
        text(c, 60, 280, "完")

    kinds = [b.text if isinstance(b, Paragraph) else "表" for b in read(drawn(page)).blocks]  # type: ignore[union-attr]
    assert kinds == ["二、上表", "表", "三、下表", "表", "完"]


def test_lines_drawn_as_thin_rectangles_and_inside_a_form():
    def page(c):
        c.beginForm("table")
        for y in YS:
            c.rect(XS[0], HEIGHT - y, XS[-1] - XS[0], 0.5, stroke=0, fill=1)
        for x in XS:
            c.rect(x, HEIGHT - YS[-1], 0.5, YS[-1] - YS[0], stroke=0, fill=1)
        ruled(c, XS, [], [])
        for bottom, row in zip(YS[1:], NUMBERS, strict=True):
            for left, words in zip(XS, row, strict=False):
                text(c, left + 4, bottom - 4, words)
        c.endForm()
        c.translate(10, -30)
        c.doForm("table")

    assert only_table(page) == NUMBERS


def test_shaded_cell_is_no_border():
    def page(c):
        c.setFillGray(0.8)
        c.rect(100, HEIGHT - 135, 60, 20, stroke=0, fill=1)
        c.setFillGray(0)
        ruled(c, XS, YS, NUMBERS)

    assert only_table(page) == NUMBERS


def test_label_of_several_lines_runs_on_and_two_numbers_never_do():
    def page(c):
        ruled(c, XS, [100, 140, 180], [["", "", ""], ["", "", ""]])
        text(c, 64, 115, "1.属于国家")
        text(c, 64, 130, "秘密")
        text(c, 204, 115, "12")
        text(c, 204, 130, "34")
        text(c, 264, 115, "22")
        text(c, 264, 130, "(其中修订16件)", size=7)

    assert only_table(page)[0] == ["1.属于国家秘密", "12 34", "22(其中修订16件)"]


def test_numbers_whose_border_is_lost_stay_apart():
    def page(c):
        ruled(c, XS, YS, [["规章", "", ""], *NUMBERS[1:]], [(260.0, 100.0, 260.0, 120.0)])
        text(c, 248, 116, "15")
        text(c, 262, 116, "6")

    assert only_table(page)[0] == ["规章", "15 6"]


def test_number_wider_than_its_cell_is_whole_or_unsure():
    def page(c):
        ruled(c, XS, YS, [["规章", "", ""], ["规章", "", ""], ["规章", "", ""]])
        text(c, 240.6, 116, "123456")  # the border goes through the 4
        text(c, 237.8, 136, "123456")  # the border is just between 4 and 5

    rows = only_table(page)
    assert rows[0] == ["规章", "123456", ""]
    assert rows[1] == ["规章", "1234\ufffd", "\ufffd56"]
    assert rows[2] == ["规章", "", ""]


def test_a_number_that_reaches_into_the_next_one_is_unsure():
    def page(c):
        ruled(c, XS, YS, [["规章", "", ""], ["规章", "", ""], ["规章", "", ""]])
        text(c, 240.6, 116, "123456")  # the border goes through the 4
        text(c, 275.2, 116, "78")  # more closely than two digits of one number

    assert all("\ufffd" in cell for cell in only_table(page)[0][1:])


def test_digits_of_a_footnote_or_printed_over_others_are_no_part_of_a_number():
    def page(c):
        ruled(c, XS, YS, [["规章", "12", ""], *NUMBERS[1:]])
        text(c, 214.5, 113, "3", size=6)
        text(c, 264, 116, "345")
        text(c, 265.5, 116, "8")

    row = only_table(page)[0]
    assert row[1] in ("12 3", "3 12")
    assert "\ufffd" in row[2]


def test_small_digit_on_the_baseline_is_no_part_of_a_number():
    def page(c):
        ruled(c, XS, YS, [["规章", "12", ""], *NUMBERS[1:]])
        text(c, 215.2, 116, "3", size=6)

    assert only_table(page)[0] == ["规章", "12 3", ""]


def test_invisible_text_beside_visible_text_is_not_read():
    def page(c):
        ruled(c, XS, YS, NUMBERS)
        text(c, 264, 136, "9", mode=3)

    assert only_table(page) == NUMBERS


def test_bold_by_printing_twice_counts_once():
    def page(c):
        ruled(c, XS, YS, NUMBERS)
        for shift in (0.0, 0.4):
            text(c, 204 + shift, 116, "0")
            text(c, 264 + shift, 116, "17")
            text(c, 60 + shift, 90, "一一一")

    document = read(drawn(page))
    assert grids(document) == [NUMBERS]
    assert paragraphs(document) == ["一一一"]


def test_cell_with_a_drawing_is_not_blank():
    def page(c):
        ruled(c, XS, YS, NUMBERS)
        c.circle(290, HEIGHT - 130, 5)

    assert only_table(page)[1] == ["行政规范性文件", "5", "\ufffc"]


def test_frame_around_text_and_one_column_are_text():
    def page(c):
        ruled(c, [50, 500], [80, 300, 400], [[], []])
        text(c, 60, 90, "一、框内")
        ruled(c, XS, YS, NUMBERS)

    document = read(drawn(page))
    assert paragraphs(document) == ["一、框内"]
    assert grids(document) == [NUMBERS]


def test_table_inside_a_cell_of_a_layout_table():
    def page(c):
        ruled(c, [50, 300, 500], [40, 60, 400], [["索引号:", "日期:"], []], [(300.0, 60.0, 300.0, 400.0)])
        text(c, 60, 90, "一、框内")
        ruled(c, XS, YS, NUMBERS)

    document = read(drawn(page))
    assert grids(document) == [[["索引号:", "日期:"], []], NUMBERS]
    assert paragraphs(document) == ["一、框内"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages(rotation):
    def page(c):
        c.setPageRotation(rotation)
        c.translate(*{90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[rotation])
        c.rotate(rotation)
        c._pagesize = (WIDTH, HEIGHT)
        ruled(c, XS, YS, NUMBERS)
        text(c, 60, 90, "上")

    document = read(drawn(page, size=(WIDTH, HEIGHT) if rotation == 180 else (HEIGHT, WIDTH)))
    assert paragraphs(document) == ["上"]
    assert grids(document) == [NUMBERS]


def test_watermark_is_left_out():
    def page(c):
        ruled(c, XS, YS, NUMBERS)
        c.translate(290, HEIGHT - 130)
        c.rotate(45)
        c.setFont(FONT, 10)
        c.drawString(0, 0, "9")

    assert only_table(page) == NUMBERS


@pytest.mark.parametrize(
    ("lines", "text"),
    [(["4", "7"], "4 7"), (["４", "７"], "４ ７"), (["1", "．5"], "1 ．5"), (["政府", "信息"], "政府信息")],
)
def test_numbers_on_two_lines_of_a_cell_are_two(lines, text):
    assert joined(lines) == text


# ------------------------------------------------------------------ running text


FULL = "本年度共收到政府信息公开申请二百一十六件上年结转四件均已按期办结并答复申请人"


def test_lines_of_a_paragraph_are_joined_and_headings_are_not():
    def page(c):
        text(c, 80, 80, "一、总体情况")
        text(c, 80, 100, FULL[:-2])
        text(c, 60, 120, FULL)
        text(c, 60, 140, "共12件。")
        text(c, 80, 160, FULL[:-3] + "。")
        text(c, 80, 180, "其他情况。")
        text(c, 80, 200, FULL[:-2])
        text(c, 80, 220, "（二）其他。")

    assert paragraphs(read(drawn(page))) == [
        "一、总体情况",
        FULL[:-2] + FULL + "共12件。",
        FULL[:-3] + "。",
        "其他情况。",
        FULL[:-2],
        "（二）其他。",
    ]


def test_paragraph_over_a_page_break_without_page_numbers_and_running_heads():
    def page(number, *lines):
        def one(c):
            text(c, 400, 40, "某局年度报告", size=8)
            for i, words in enumerate(lines):
                text(c, 60, 80 + 20 * i, words)
            text(c, 280, 810, f"- {number} -")

        return one

    document = read(drawn(page(1, "情况", FULL), page(2, "共" + FULL[1:], "完"), page(3, "结果")))
    assert paragraphs(document) == ["情况", FULL + "共" + FULL[1:] + "完", "结果"]
    assert document.blocks[1].where.page == 1


def test_line_in_the_body_of_most_pages_is_kept():
    def page(y):
        return lambda c: text(c, 60, y, "共12件。")

    assert paragraphs(read(drawn(page(100), page(200), page(300)))) == ["共12件。"] * 3


def test_rows_of_a_table_without_lines_are_not_joined():
    def page(c):
        for i, y in enumerate((100, 120, 140)):
            text(c, 60, y, "行政许可")
            for x in (200, 300, 400, 500):
                text(c, x, y, str(i + 5))

    assert paragraphs(read(drawn(page))) == [f"行政许可 {n} {n} {n} {n}" for n in (5, 6, 7)]


# ------------------------------------------------------------------ tables over page breaks


def over_pages(
    above,
    below,
    out_above=(),
    out_below=(),
    between="",
):
    def first(c):
        ruled(c, XS, [720.0, 740.0, 760.0], above, out_above)
        text(c, 280, 810, "- 1 -")

    def second(c):
        if between:
            text(c, 60, 70, between)
        ruled(c, [x + 6 for x in XS], [80.0, 100.0, 120.0], below, out_below)
        text(c, 280, 810, "- 2 -")

    return read(drawn(first, second))


TOP = [(a + 6, 80.0, b + 6, 80.0) for a, b in pairwise(XS)]
BOTTOM = [(a, 760.0, b, 760.0) for a, b in pairwise(XS)]


def test_pieces_are_one_table_even_if_the_next_page_is_shifted():
    document = over_pages([["甲", "1", "2"], ["乙", "3", "4"]], [["丙", "5", "6"], ["丁", "7", "8"]])
    assert grids(document) == [[["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5", "6"], ["丁", "7", "8"]]]
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert [row[0].where.page for row in grid.rows] == [1, 1, 2, 2]
    assert [cell.where.column for cell in grid.rows[3]] == [1, 2, 3]
    assert grid.widths == (3, 3, 3, 3)


def test_text_between_parts_two_tables():
    document = over_pages([["甲", "1", "2"], []], [["丙", "5", "6"], []], between="四、另一表")
    assert len(grids(document)) == 2


def test_row_cut_by_the_page_is_joined_where_no_line_is_drawn():
    document = over_pages(
        [["甲", "1", "2"], ["2.其他法律", "", ""]], [["禁止公开", "5", "6"], ["丁", "7", "8"]], BOTTOM, TOP
    )
    assert grids(document) == [[["甲", "1", "2"], ["2.其他法律禁止公开", "5", "6"], ["丁", "7", "8"]]]


def test_row_cut_by_the_page_is_kept_in_two_where_lines_are_drawn():
    document = over_pages([["甲", "1", "2"], ["2.其他法律", "", ""]], [["禁止公开", "5", "6"], []], BOTTOM)
    assert grids(document)[0][1:3] == [["2.其他法律", "", ""], ["禁止公开", "5", "6"]]


def test_two_whole_rows_are_never_joined():
    document = over_pages([["甲", "1", "2"], ["乙", "3", ""]], [["丙", "5", ""], []], BOTTOM, TOP)
    assert grids(document)[0][1:3] == [["乙", "3", ""], ["丙", "5", ""]]


def test_group_cut_by_the_page_goes_on():
    group_above, group_below = (60.0, 740.0, 200.0, 740.0), (66.0, 100.0, 206.0, 100.0)
    document = over_pages(
        [["", "1", "2"], ["本年度", "3", "4"]],
        [["", "5", "6"], ["结果", "7", "8"]],
        [group_above],
        [group_below, TOP[0]],
    )
    assert grids(document) == [[["本年度结果", "1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]]]


# ------------------------------------------------------------------ pages without text, faults


def picture(canvas, left, bottom, width, height):
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (8, 8), 200)), left, bottom, width, height)


def test_page_without_text_layer_is_a_picture_at_its_place():
    document = read(
        drawn(
            lambda c: text(c, 60, 100, "第一页"),
            lambda c: picture(c, 0, 0, WIDTH, HEIGHT),
            lambda c: text(c, 60, 100, "第三页"),
        )
    )
    first, second, third = document.blocks
    assert isinstance(second, Picture)
    assert (second.name, second.where.page) == ("page 2", 2)
    assert second.where.start == second.where.end == first.where.end < third.where.start


@pytest.mark.parametrize("mode", [3, 0])
def test_text_layer_that_nobody_sees_is_not_trusted(mode):
    """Invisible text, and text under the picture of the page."""

    def page(c):
        if mode == 3:
            picture(c, 0, 0, WIDTH, HEIGHT)
        text(c, 60, 100, "规章 5" * 20, mode=mode, size=4)
        if mode == 0:
            picture(c, 0, 0, WIDTH, HEIGHT)

    (block,) = read(drawn(page)).blocks
    assert isinstance(block, Picture)
    assert block.name == "page 1"


def test_large_picture_in_a_page_of_text_is_seen():
    def page(c):
        text(c, 60, 100, "上")
        picture(c, 60, 400, 400, 200)
        text(c, 60, 600, "下")

    _, block, _ = read(drawn(page)).blocks
    assert isinstance(block, Picture)
    assert block.name == "page 1, image 1"


def test_characters_without_unicode_values_are_kept_as_unsure():
    """pdfium then gives their numbers in the font, which are those of digits here."""
    data = drawn(lambda c: text(c, 60, 100, "规章0175", font=FOREIGN))
    assert paragraphs(read(data)) == ["规章0175"]
    broken = data.replace(b"/UniGB-UCS2-H", b"/Identity-H").replace(b"(GB1)", b"(Ide)")
    assert paragraphs(read(broken)) == ["\ufffd" * 6]


def test_characters_that_pdfium_passes_over_are_not_lost_silently():
    """It does so with single characters in a font that is neither in the file nor on the computer."""

    def page(c):
        for i in range(30):
            text(c, 60 + 10 * i, 100, FULL[i], font=FOREIGN)

    try:
        assert paragraphs(read(drawn(page))) == [FULL[:30]]
    except ReadError as error:
        assert "page 1: its Chinese characters are in a font that is not in the file" in str(error)  # noqa: PT017


def test_damaged_encrypted_and_empty_files_say_so():
    with pytest.raises(ReadError, match="a PDF was expected, it cannot be opened"):
        read(b"%PDF-1.4 nothing")
    locked = drawn(lambda c: text(c, 60, 100, "x"), encrypt=StandardEncryption("secret"))
    with pytest.raises(ReadError, match="encrypted: a file without password was expected"):
        read(locked)


def test_limits(monkeypatch):
    data = drawn(lambda c: text(c, 60, 100, "abcdef"), lambda c: text(c, 60, 100, "abcdef"))
    monkeypatch.setattr(pdf, "_MOST_PAGES", 1)
    with pytest.raises(ReadError, match="1 to 1 pages were expected, it has 2"):
        read(data)
    monkeypatch.setattr(pdf, "_MOST_PAGES", 2)
    monkeypatch.setattr(pdf, "_MOST_CHARACTERS", 10)
    with pytest.raises(ReadError, match="page 2 has more characters than any report"):
        read(data)


def test_missing_library_names_the_extra(monkeypatch):
    monkeypatch.delitem(sys.modules, "govreport.readers.pdf.pdfium", raising=False)
    monkeypatch.delattr("govreport.readers.pdf.pdfium", raising=False)
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'govreport\[docs\]'"):
        read(b"%PDF-1.4")


# ------------------------------------------------------------------ the real report


@pytest.mark.real
def test_real_report(real):
    document = read((real / "hongze_2023.pdf").read_bytes())
    disclosure, requests, remedies = grids(document)
    assert (len(disclosure), len(requests), len(remedies)) == (14, 26, 4)
    assert disclosure[3] == ["行政规范性文件", "0", "5", "5"]
    assert disclosure[-1] == ["行政事业性收费", "7730.28"]
    assert requests[3][1:] == ["21", "0", "0", "0", "0", "0", "21"]
    assert requests[17] == ["3.补正后申请内容仍不明确", *"0000000"]  # the first row of page 4
    assert remedies[-1] == ["10", "1", *"00000000", "5", *"0000"]
    assert not any(p.startswith("-") for p in paragraphs(document))  # page numbers
    assert sum(p.startswith("2023年，") for p in paragraphs(document)) == 3
