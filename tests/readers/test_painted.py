"""PDF: what is painted is read, what is not is not; each kind drawn here, in one cell of a small table."""

from __future__ import annotations

import pytest

from govreport.document import Grid
from govreport.readers.pdf import pdf

FONT = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica"
# Three columns and two rows; the cell in question is the last one: 260 to 360 across, 700 to 740 up.
RULES = "".join(f"{x} 700 m {x} 780 l S " for x in (100, 180, 260, 360)) + "".join(
    f"100 {y} m 360 {y} l S " for y in (700, 740, 780)
)
OTHERS = "".join(
    f"BT /F 12 Tf {x} {y} Td ({words}) Tj ET "
    for x, y, words in ((110, 755, "A"), (190, 755, "7"), (270, 755, "30"), (110, 715, "B"), (190, 715, "4"))
)
QUADS = "/QuadPoints [268 726 286 726 268 712 286 712]"
OVER = f"/Rect [268 712 286 726] {QUADS} /F 4"


def number(words="52", x=270, y=715):
    return f"BT /F 12 Tf {x} {y} Td ({words}) Tj ET "


def stream(content, about=""):
    return f"<< {about} /Length {len(content)} >>\nstream\n{content}\nendstream"


def form(content, box="0 0 600 850", about=""):
    resources = f"/Resources << /Font << /F << {FONT} >> >> >>"
    return stream(content, f"/Type /XObject /Subtype /Form /BBox [{box}] {resources} {about}")


def page(content, *, annotations=(), about="", fields=""):
    """A PDF with one page; its objects 10 to 13 are forms and masks that the cases draw on."""
    white_box = "q 1 g 0 0 600 850 re f Q "
    numbered = {
        1: "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [5 0 R 6 0 R] "
        f"/D << /ON [6 0 R] /OFF [5 0 R] >> >> {fields} >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents 4 0 R /Resources << "
        f"/Font << /F << {FONT} >> >> /Properties << /Off 5 0 R /On 6 0 R >> "
        "/ExtGState << /Full << /ca 1 /CA 1 /SMask /None >> /None << /ca 0 /CA 0 >> /Half << /ca .5 >> "
        "/Masked << /SMask << /Type /Mask /S /Luminosity /G 12 0 R >> >> >> "
        "/XObject << /Clipped 10 0 R /Layer 11 0 R /Shown 13 0 R >> >> "
        f"/Annots [{' '.join(annotations)}] {about} >>",
        4: stream(RULES + OTHERS + content),
        5: "<< /Type /OCG /Name (off) >>",
        6: "<< /Type /OCG /Name (on) >>",
        10: form(number(), "0 0 100 100"),
        11: form(number(), about="/OC 5 0 R"),
        12: form("q 0 g 0 0 600 850 re f Q", about="/Group << /S /Transparency /CS /DeviceGray >>"),
        13: form(number(), about="/OC 6 0 R"),
        14: form(number(y=5, x=4), "0 0 40 20"),
        15: form("1 0 0 RG 0 7 m 18 7 l S", "0 0 18 14"),
        16: form(white_box + number(y=5, x=4), "0 0 40 20"),
    }
    written = b"%PDF-1.7\n"
    places = {}
    for i, body in numbered.items():
        places[i] = len(written)
        written += f"{i} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{i} 1\n{places[i]:010d} 00000 n \n" for i in numbered)
    trailer = f"trailer << /Size 17 /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF"
    return written + f"xref\n0 1\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def annotation(subtype, about=OVER):
    return f"<< /Type /Annot /Subtype /{subtype} {about} >>"


def read(data):
    """The cell in question, and the codes of the notes; all other cells are as they are drawn."""
    document = pdf.read(data, "a.pdf", "0" * 64)
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    cells = [[cell.text for cell in row] for row in grid.rows]
    assert [*cells[0], *cells[1][:2]] == ["A", "7", "30", "B", "4"]
    return cells[1][2], {note.code for note in document.notes}, document


NOT_PAINTED = {
    "white": "1 g " + number(),
    "nearly white": ".97 g " + number(),
    "invisible": "3 Tr " + number(),
    "transparent": "/None gs " + number(),
    "masked": "/Masked gs " + number(),
    "clipped by a rectangle": "q 0 0 50 50 re W n " + number() + "Q",
    "clipped by a path": "q 0 0 m 90 0 l 40 90 l h W n " + number() + "Q",
    "outside of its form": "q /Clipped Do Q",
    "under a white box": number() + "1 g 264 705 60 25 re f",
    "under a white picture": number() + "q 60 0 0 25 264 705 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q",
    "in a layer that is off": "/OC /Off BDC " + number() + "EMC",
    "a form in a layer that is off": "/Layer Do",
}


@pytest.mark.parametrize("kind", NOT_PAINTED)
def test_what_is_not_painted_is_not_read_and_a_note_says_so(kind):
    cell, notes, document = read(page(NOT_PAINTED[kind]))
    assert (cell, notes) == ("", {"text_not_painted"})
    (note,) = document.notes
    assert "'52'" in note.message
    assert (note.where and note.where.page, note.doubt) == (1, False)


@pytest.mark.parametrize("kind", NOT_PAINTED)
def test_what_is_painted_beside_it_is_right_or_unsure(kind):
    apart, _, _ = read(page(NOT_PAINTED[kind] + " 0 g 0 Tr /Full gs " + number("610", x=330)))
    assert apart == "610"
    glued, _, _ = read(page(NOT_PAINTED[kind] + " 0 g 0 Tr /Full gs " + number("610", x=270 + 2 * 6.672)))
    assert glued == "610" or "\ufffd" in glued


READ = {
    "in a circle drawn over the table": number()
    + "1 0 0 RG 300 720 m 300 760 380 760 380 720 c 380 680 300 680 300 720 c S",
    "red": "1 0 0 rg " + number(),
    "light gray": ".8 g " + number(),
    "white on dark": ".1 .1 .3 rg 262 702 96 36 re f 1 g " + number(),
    "on a shaded cell": ".85 g 260 700 100 40 re f 0 g " + number(),
    "on a marker": "1 1 0 rg 268 711 18 16 re f 0 g " + number(),
    "as gray as its background": "0 .6 0 rg 262 702 96 36 re f .89 .1 .1 rg " + number(),
    "an outline": "1 Tr " + number(),
    "half transparent": "/Half gs " + number(),
    "within its clip": "q 262 702 96 36 re W n " + number() + "Q",
    "in a layer that is on": "/OC /On BDC " + number() + "EMC",
    "a form in a layer that is on": "/Shown Do",
    "underlined": number() + ".8 w 270 713 m 284 713 l S",
    "overlined": number() + ".8 w 270 725.5 m 284 725.5 l S",
    "a box drawn around": number() + "267 711 20 17 re S",
    "a circle drawn around": number() + "264 719 m 264 732 290 732 290 719 c 290 706 264 706 264 719 c S",
    "on a row line": number(y=701.5),
    "beside a column line": number(x=260.6),
    "leaning": "BT /F 12 Tf 1 0 .3 1 270 715 Tm (52) Tj ET ",
    "leaning to the left": "BT /F 12 Tf 1 0 -.3 1 270 715 Tm (52) Tj ET ",
    "printed twice": number() + number(x=270.3),
    "beside a line through nothing": number() + "300 719 m 340 719 l S",
    "under a seal": number()
    + "/Half gs q 80 0 0 80 240 680 cm BI /W 2 /H 3 /CS /G /BPC 8 ID \xff\xff\x00\xff\xff\xff EI Q",
    "over a white box": "1 g 264 705 60 25 re f 0 g " + number(),
}


@pytest.mark.parametrize("kind", READ)
def test_what_is_painted_is_read(kind):
    cell, notes, _ = read(page(READ[kind]))
    assert (cell, notes) == ("52", set())


def test_a_digit_too_small_to_be_read_is_no_part_of_the_number_beside_it():
    cell, notes, _ = read(page("BT /F .5 Tf 264 715 Td (9) Tj ET " + number()))
    assert (cell, notes) == ("52", {"text_not_painted"})


UNSURE = {  # and what may be read all the same
    "blacked out": number() + "0 g 264 705 60 25 re f",
    "under a red box": number() + "1 0 0 rg 264 705 60 25 re f",
    "the colour of its background": ".2 .4 .8 rg 262 702 96 36 re f " + number(),
    "under a coloured picture": number()
    + "q 60 0 0 25 264 705 cm BI /W 2 /H 1 /CS /G /BPC 8 ID \x00\xff EI Q",
    "the lower half cut off": "q 260 719 100 40 re W n " + number() + "Q",
    "the last digit cut off": "q 260 700 17 40 re W n " + number() + "Q",
    "the last digit cut through": "q 260 700 19.5 40 re W n " + number() + "Q",
    "the last digit under a box": number() + "1 g 276.8 705 60 25 re f",
    "the first digit in white": "1 g " + number("5") + "0 g " + number("2", x=276.7),
    "a diagonal through it": number() + "268 712 m 286 726 l S",
    "crossed out": number() + "268 712 m 286 726 l S 268 726 m 286 712 l S",
}


@pytest.mark.parametrize("kind", UNSURE)
def test_what_is_cut_or_covered_is_unsure(kind):
    cell, notes, document = read(page(UNSURE[kind]))
    assert "\ufffd" in cell
    assert "number_cut" in notes
    assert any("'52'" in note.message and note.doubt for note in document.notes)


TWICE = {  # one over the other: no eye reads them
    "printed twice, the second aside": number() + number(x=274),
    "printed again behind another text, aside": number() + "BT /F 9 Tf 300 780 Td (a) Tj ET " + number(x=274),
    "printed twice, the second a little aside": number() + number(x=272),
    "printed twice, the second lower": number() + number(y=711),
    "printed twice, the second lower and aside": number() + number(x=272, y=713),
    "one digit printed twice, the second aside": number("5") + number("5", x=274),
    "one digit printed twice, the second lower": number("5") + number("5", y=712),
}


@pytest.mark.parametrize("kind", TWICE)
def test_a_number_printed_twice_aside_is_unsure(kind):
    cell, _, _ = read(page(TWICE[kind]))
    assert "\ufffd" in cell


INK = {  # what stands in a cell without text, or reaches into it
    "a check box": "300 715 8 8 re S",
    "on the line below": "300 700 8 8 re S",
    "over the line below": "300 696 8 8 re S",
    "ticked, on the line below": "300 700 8 8 re S 301 704 m 303 701 l 307 707 l S",
    "below the line above": "300 732 8 8 re S",
    "over the line on the left": "256 715 8 8 re S",
    "in a corner": "260 700 8 8 re S",
    "two on the line": "290 700 8 8 re S 310 700 8 8 re S",
    "of lines": "300 700 m 308 700 l S 308 700 m 308 708 l S 308 708 m 300 708 l S 300 708 m 300 700 l S",
    "of thin rectangles": "300 700 8 .5 re f 300 707.5 8 .5 re f 300 700 .5 8 re f 307.5 700 .5 8 re f",
    "a circle": "298 719 m 298 722 302 722 302 719 c 302 716 298 716 298 719 c S",
    "three in a row on the line": "290 700 9 9 re S 299 700 9 9 re S 308 700 9 9 re S",
    "a number too small to be read": "BT /F .5 Tf 300 715 Td (52) Tj ET",
    "all black": "0 g 260 700 100 40 re f",
    "a black bar": "0 g 263 703 94 34 re f",
    "a black bar from line to line": "0 g 270 700 60 40 re f",
    "a black square on the line": "0 g 300 700 9 9 re f",
}


@pytest.mark.parametrize("kind", INK)
def test_a_cell_with_a_box_is_no_blank_and_the_box_is_no_part_of_the_table(kind):
    cell, _, document = read(page(INK[kind]))
    assert cell == "\ufffc"
    assert [len(row) for block in document.blocks if isinstance(block, Grid) for row in block.rows] == [3, 3]


UNLIKE = {  # the text of the file is not what one sees
    "mirrored": "BT /F 12 Tf -1 0 0 1 284 715 Tm (52) Tj ET",
    "mirrored upside down": "BT /F 12 Tf 1 0 0 -1 270 723 Tm (52) Tj ET",
    "replaced": "/Span << /ActualText (61) >> BDC " + number() + "EMC",
    "a digit drawn before it": number() + ".8 w 264 715 m 267 715 l 267 719 l 264 723 l 267 723 l S",
    "a digit drawn behind it": number() + ".8 w 285 715 m 288 715 l 288 723 l 285 723 l h S",
}


@pytest.mark.parametrize("kind", UNLIKE)
def test_text_that_need_not_be_what_one_sees_is_unsure(kind):
    cell, _, _ = read(page(UNLIKE[kind]))
    assert "\ufffd" in cell


def test_text_that_is_set_upright_on_a_page_upside_down_is_read():
    cell, notes, _ = read(page("1 0 0 -1 0 0 cm BT /F 12 Tf 1 0 0 -1 270 -715 Tm (52) Tj ET"))
    assert (cell, notes) == ("52", set())


TURNED = {  # what stands askew, and the cell: text, a blank, ink of its own
    "a watermark over all": (number() + ".8 g BT /F 70 Tf .7 .7 -.7 .7 200 690 Tm (999) Tj ET", "52"),
    "a watermark over a blank": (".8 g BT /F 90 Tf .7 .7 -.7 .7 290 690 Tm (8) Tj ET", ""),
    "a turned digit in a cell": ("BT /F 12 Tf .7 .7 -.7 .7 300 715 Tm (9) Tj ET", "\ufffc"),
}


@pytest.mark.parametrize("kind", TURNED)
def test_what_is_turned_is_left_out_with_a_note(kind):
    content, expected = TURNED[kind]
    cell, notes, _ = read(page(content))
    assert (cell, notes) == (expected, {"text_turned"})


CUT = {  # the visible page, and what the cells of the last column hold
    "the last digit is beyond the right edge": ("90 690 276 850", ["\ufffd", "\ufffd"]),
    "the last digit is cut by the right edge": ("90 690 281 850", ["30", "52"]),
    "all of it is beyond the right edge": ("90 690 268 850", ["", ""]),
    "nothing is cut": ("90 690 400 790", ["30", "52"]),
    "the lower row is below the edge": ("90 730 400 790", ["30", ""]),
}


@pytest.mark.parametrize("kind", CUT)
def test_a_number_that_goes_on_beyond_the_page_is_unsure(kind):
    box, expected = CUT[kind]
    document = pdf.read(page(number(), about=f"/CropBox [{box}]"), "a.pdf", "0" * 64)
    rows = [
        [cell.text for cell in row]
        for block in document.blocks
        if isinstance(block, Grid)
        for row in block.rows
    ]
    assert [row[2] if len(row) > 2 else "" for row in rows] == expected[: len(rows)]
    assert len(rows) == 2 or not expected[1]
    if "".join(expected) != "3052":
        assert {note.code for note in document.notes} & {"text_not_painted", "number_cut"}


STRUCK = {
    "a stroke": "268 719 m 286 719 l S",
    "a thin stroke": ".3 w 268 719 m 286 719 l S",
    "a red rectangle": "1 0 0 rg 268 718.5 18 1 re f",
    "two lines": ".5 w 268 718 m 286 718 l S 268 721 m 286 721 l S",
    "short strokes": "".join(f"{268 + 1.5 * i} 719 m {269 + 1.5 * i} 719 l S " for i in range(12)),
    "a dashed stroke": "[2 1] 0 d 268 719 m 286 719 l S",
    "a thin picture": "q 18 0 0 1 268 719 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q",
}


@pytest.mark.parametrize("glued", [False, True])
@pytest.mark.parametrize("kind", STRUCK)
def test_a_line_through_a_number_strikes_it(kind, glued):
    cell, notes, _ = read(page(number() + STRUCK[kind]))
    assert cell == "\ufffc" or "\ufffd" in cell
    assert notes & {"text_struck", "number_cut"}
    beside = number("610", x=270 + 2 * 6.672 + (0 if glued else 8))
    cell, notes, _ = read(page(number() + beside + STRUCK[kind]))
    assert cell == "610" or "\ufffd" in cell
    assert notes & {"text_struck", "number_cut"}


ANNOTATIONS = {  # what they make of the cell, which holds a number or none: its text, and the notes
    "free text": (
        "",
        "FreeText",
        "/Rect [268 710 308 730] /F 4 /Contents (52) /AP << /N 14 0 R >>",
        "52",
        (),
    ),
    "free text without appearance": (
        "",
        "FreeText",
        "/Rect [268 710 308 730] /F 4 /Contents (52) /DA (/Helv 12 Tf 0 g)",
        "52\ufffc",
        (),
    ),
    "free text over a number": (
        number("7"),
        "FreeText",
        "/Rect [264 710 304 730] /F 4 /Contents (52) /AP << /N 16 0 R >>",
        "52\ufffd",
        ("text_not_painted", "number_cut"),
    ),
    "a field": (
        "",
        "Widget",
        "/Rect [268 710 308 730] /F 4 /FT /Tx /T (a) /V (52) /AP << /N 14 0 R >>",
        "52",
        (),
    ),
    "a field without appearance": (
        "",
        "Widget",
        "/Rect [268 710 308 730] /F 4 /FT /Tx /T (a) /V (52) /DA (/F 12 Tf 0 g)",
        "52\ufffc",
        ("annotation_unread",),
    ),
    "a field that has its value elsewhere": (
        "",
        "Widget",
        "/Rect [268 710 308 730] /F 4 /Parent << /FT /Tx /T (a) /V (52) >>",
        "\ufffc",
        ("annotation_unread",),
    ),
    "a stamp": ("", "Stamp", "/Rect [268 710 308 730] /F 4 /AP << /N 14 0 R >>", "52", ()),
    "a stamp without appearance": (
        "",
        "Stamp",
        "/Rect [268 710 308 730] /F 4 /Name /Draft",
        "\ufffc",
        ("annotation_unread",),
    ),
    "hidden": (
        "",
        "FreeText",
        "/Rect [268 710 308 730] /F 2 /Contents (52) /AP << /N 14 0 R >>",
        "",
        ("annotation_unread",),
    ),
    "a remark": (
        number(),
        "Text",
        "/Rect [300 710 318 730] /F 4 /Contents (why?)",
        "52",
        ("annotation_unread",),
    ),
    "struck": (number(), "StrikeOut", OVER + " /C [1 0 0]", "\ufffc\ufffd", ("text_struck", "number_cut")),
    "struck, with appearance": (
        number(),
        "StrikeOut",
        OVER + " /AP << /N 15 0 R >>",
        "\ufffc\ufffd",
        ("text_struck", "number_cut"),
    ),
    "a drawn line": (
        number(),
        "Ink",
        OVER + " /C [1 0 0] /InkList [[268 719 286 719]]",
        "\ufffc\ufffd",
        ("text_struck", "number_cut"),
    ),
    "a line without appearance": (
        number(),
        "Line",
        OVER + " /C [1 0 0] /L [268 719 286 719]",
        "\ufffd",
        ("number_cut", "annotation_unread"),
    ),
    "to be redacted": (number(), "Redact", OVER, "\ufffd", ("number_cut", "annotation_unread")),
    "highlighted": (number(), "Highlight", OVER + " /C [1 1 0]", "52", ()),
    "underlined": (number(), "Underline", OVER + " /C [1 0 0]", "52", ()),
    "a link": (number(), "Link", OVER + " /A << /S /URI /URI (https://example.org) >>", "52", ()),
    "an empty field": (
        "",
        "Widget",
        "/Rect [268 710 308 730] /F 4 /FT /Tx /T (a) /DA (/F 12 Tf 0 g)",
        "",
        (),
    ),
}


@pytest.mark.parametrize("kind", ANNOTATIONS)
def test_annotations_and_form_fields_are_read_as_they_appear(kind):
    """`expected` is the text, or the signs of which one says that the cell is uncertain."""
    content, subtype, about, expected, codes = ANNOTATIONS[kind]
    cell, notes, _ = read(page(content, annotations=(annotation(subtype, about),)))
    if expected in ("", "52"):
        assert (cell, notes) == (expected, set(codes))
    else:
        assert any(sign in cell for sign in expected if not sign.isdigit()) or cell == expected[:2]
        assert notes <= set(codes)


IN_ORDER = "/QuadPoints [268 712 286 712 286 726 268 726]"  # of the standard; programs write another one
OTHERWISE = {  # where an annotation lies that marks text
    "without points": "/Rect [268 712 286 726]",
    "with no points": "/Rect [268 712 286 726] /QuadPoints []",
    "in the order of the standard": f"/Rect [268 712 286 726] {IN_ORDER}",
    "in a rectangle too large": f"/Rect [100 600 400 800] {QUADS}",
    "in a rectangle too small": f"/Rect [0 0 0 0] {QUADS}",
    "without rectangle": QUADS,
    "with points elsewhere": "/Rect [268 712 286 726] /QuadPoints [10 30 50 30 10 10 50 10]",
    "with points of no size": "/Rect [268 712 286 726] /QuadPoints [0 0 0 0 0 0 0 0]",
}


@pytest.mark.parametrize("place", OTHERWISE)
@pytest.mark.parametrize("subtype", ["Underline", "Highlight", "Squiggly", "StrikeOut"])
def test_marks_on_text_are_where_their_points_are(subtype, place):
    about = f"{OTHERWISE[place]} /F 4 /C [1 .5 0]"
    cell, notes, _ = read(page(number(), annotations=(annotation(subtype, about),)))
    assert (cell, notes) == (("\ufffc", {"text_struck"}) if subtype == "StrikeOut" else ("52", set()))


@pytest.mark.parametrize("subtype", ["Underline", "Highlight", "Squiggly", "StrikeOut"])
@pytest.mark.parametrize("points", ["0 0 1 1 2 2 3 3", "0 0 600 850", "1 1 1 1 1 1 1 1", "5 5 9 5 5 5 9 5"])
def test_marks_of_a_whole_page_with_points_of_nothing_hide_no_number(subtype, points):
    about = f"/Rect [0 0 600 850] /F 4 /C [1 0 0] /QuadPoints [{points}]"
    cell, notes, _ = read(page(number(), annotations=[annotation(subtype, about)] * 8))
    assert (cell, notes) == ("52", set())


@pytest.mark.slow
def test_annotations_one_upon_the_other_are_not_all_painted_and_what_they_touch_is_uncertain():
    """pdfium needs the square of their number; those left out lie on the cell: its number is withheld."""
    over_all = "/Rect [0 0 600 850] /C [1 1 0] /QuadPoints [0 0 1 1 2 2 3 3]"
    many = (*[annotation("Highlight", over_all)] * 8, *[annotation("Highlight", f"/C [1 1 0] {OVER}")] * 2000)
    cell, notes, document = read(page(number(), annotations=many))
    assert cell != "52"
    assert "annotation_unread" in notes
    (said,) = [note.message for note in document.notes if note.code == "annotation_unread"]
    assert "of 2008 on a page lie upon" in said


def test_many_highlights_that_lie_apart_are_painted_and_the_numbers_under_them_are_read():
    apart = [
        f"/C [1 1 0] /Rect [{x} {y} {x + 20} {y + 9}]" for x in range(20, 220, 22) for y in range(20, 600, 30)
    ]
    highlights = [annotation("Highlight", about) for about in apart]
    cell, notes, _ = read(page(number(), annotations=(annotation("Highlight", OVER), *highlights)))
    assert (cell, notes) == ("52", set())
