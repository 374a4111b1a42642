"""The review page: each item has its ink and that ink reads as it says; a hostile source stays text."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import govreport as gr
from govreport.document import Paragraph, Where
from govreport.errors import GovReportError, ResourceError
from govreport.panel.hand_keyed import keyed
from govreport.report import Figure, Severity, Status
from govreport.review import printed, review, write
from govreport.review.items import ReviewItem, items
from govreport.review.labels import labels, place, word
from govreport.review.markup import Markup, raw, shown, tag, together
from govreport.review.source import _Marks
from govreport.synth import make, render
from govreport.text.quantities import Qualifier

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "corpus" / "reports" / "2024-rongchang-office.txt"
LAYOUTS = ["bar_rows", "cell_bar", "spaces", "one_line", "tabs", "html_plain", "html_cms", "docx", "xlsx"]
OURS = set(
    "html head meta title style script body header h1 h2 h3 main section nav a p span div dl dt dd details "
    "summary button noscript fieldset legend input small b q ul ol li table caption thead tbody tr th td "
    "mark output figure figcaption img svg rect".split()
)
VOID = {"meta", "img", "input", "br"}
HOSTILE = (
    "</script><script>pwned=1</script>",
    '"><img src=x onerror=pwned=2>',
    "' onmouseover='pwned=3",
    "]]><svg onload=pwned=4>",
    "javascript:pwned=5",
    "<!--",
    "</mark></style></title>",
    "&lt;script&gt;",
    "\u2028pwned=6",
    "${pwned=7}",
)


class Seen(HTMLParser):
    """What a browser's parser finds: elements with their attributes, and the text of marks by item."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.inks = {}
        self.texts = {}
        self._open = []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag_, attrs):
        self.elements.append((tag_, dict(attrs)))
        if tag_ not in VOID:
            self._open.append((tag_, dict(attrs)))
            for id_ in (dict(attrs).get("data-i") or "").split():
                self.inks.setdefault(id_, []).append("")

    def handle_endtag(self, tag_):
        assert self._open.pop()[0] == tag_

    def handle_data(self, data):
        for tag_, attributes in self._open:
            self.texts.setdefault(tag_, []).append(data)
            for id_ in (attributes.get("data-i") or "").split() if tag_ == "mark" else ():
                self.inks[id_][-1] += data

    def ids(self):
        return [id_ for _, attributes in self.elements if (id_ := attributes.get("id"))]

    def item(self, id_):
        return next(attributes for _, attributes in self.elements if attributes.get("id") == id_)


@pytest.fixture(scope="module")
def first():
    report = gr.read(FIRST)
    page = review(report)
    return report, page, Seen(page.html)


def page_of(report):
    return Seen(review(report).html)


# ------------------------------------------------------------------ each item and its ink


def test_the_ink_of_the_first_report(first):
    # keyed from the file: line 63 is the total of line 57, and line 9 says how it changed
    _, _, seen = first
    assert seen.inks["figure=requests.new.total"] == ["60"]
    assert seen.item("figure=requests.new.total")["data-en"] == (
        "line 63, table 2, row 18, column 1, characters 1823-1825".replace("-", "–")
    )
    facts = {
        (a["id"] or ""): seen.inks[a["id"] or ""]
        for _, a in seen.elements
        if (a.get("id") or "")[:5] == "fact="
    }
    assert ["261"] in facts.values()
    themes = [seen.inks[id_] for id_ in seen.ids() if id_.startswith("theme=")]
    assert themes == [["土地出让"], ["用地规划"], ["房屋征收拆迁"]]


def test_facts_and_themes_are_numbered_as_the_rows_of_the_frames(
    first,
):
    report, _, _ = first
    found = items(report)
    assert [item.id for item in found.facts][:2] == ["fact=1", "fact=2"]
    for own, frame in ((found.facts, gr.facts(report)), (found.themes, gr.themes(report))):
        assert [item.places[0].start for item in own] == frame["start"].tolist()


def test_each_line_of_a_text_file_is_a_line_of_the_page(first):
    report, page, _ = first
    listed = re.search(r'<ol class="lines numbered">(.*?)</ol>', page.html, re.DOTALL)
    assert listed is not None
    lines = [
        unescape(re.sub(r"<[^>]*>", "", line)) for line in re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL)
    ]
    assert lines == FIRST.read_text(encoding="utf-8").split("\n")
    assert "\n".join(lines) == report.text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_figure_can_be_put_beside_its_ink(layout):
    report = gr.read(render(make("2021", 7), layout, 7))
    seen, found = page_of(report), items(report)
    assert len(found.figures) == len(report.figures) == 200
    ids = seen.ids()
    assert len(ids) == len(set(ids))
    for figure, item in zip(
        sorted(report.figures, key=lambda f: f.key), sorted(found.figures, key=key), strict=True
    ):
        assert item.id == f"figure={'.'.join(figure.key)}"
        assert item.id in ids
        if figure.where is not None:
            inked = report.text[figure.where.start : figure.where.end]
            assert "".join(seen.inks[item.id]) == inked, figure
    for item in (*found.facts, *found.themes):
        (where,) = item.places
        assert "".join(seen.inks[item.id]) == report.text[where.start : where.end]
    assert found.facts


def key(item):
    """A figure's id as the parts of its key: rows have dots in them."""
    table, _, rest = item.id.removeprefix("figure=").partition(".")
    row, _, column = rest.rpartition(".")
    return table, row, column


def test_a_blank_cell_is_an_empty_mark_and_no_zero(make_report):
    cell = ("requests", "new", "company")
    blank = Figure(*cell, Status.BLANK, where=Where(2, 2, line=1))
    report = make_report("某局", changes={cell: blank})
    seen = page_of(report)
    assert seen.inks["figure=requests.new.company"] == [""]
    assert seen.item("figure=requests.new.company")["data-status"] == "blank"
    html = review(report).html
    assert '一</mark><mark data-i="figure=requests.new.company" class="gap"' in html
    shown_as = re.search(r'id="figure=requests\.new\.company"[^>]*>([^<]*)<', html)
    assert shown_as is not None
    assert shown_as[1] == "空"


def test_a_finding_names_its_cells_and_a_cell_its_findings(page):
    report = gr.read(page("某市住房和城乡建设局", new=5, total=7).encode())
    seen = page_of(report)
    broken = [
        a for _, a in seen.elements if a.get("data-status") == "broken" and "item" in (a.get("class") or "")
    ]
    row = {"figure=requests.new.natural_person", "figure=requests.new.total"}
    about_row = [a for a in broken if row <= set((a.get("data-cells") or "").split())]
    assert about_row
    cells = (about_row[0]["data-cells"] or "").split()
    assert set(cells) <= set(seen.ids())
    assert about_row[0]["id"] in (seen.item("figure=requests.new.total")["data-findings"] or "").split()
    assert "faulty" in (seen.item("figure=requests.new.total")["class"] or "")
    assert seen.item("figure=disclosure.rules.made").get("data-findings") is None


def test_findings_that_hold_are_there_but_hidden(first):
    _, _, seen = first
    entries = [a for tag_, a in seen.elements if tag_ == "li" and a.get("data-state")]
    assert Counter(a["data-state"] for a in entries)["holds"] == 86
    assert all("hidden" in a for a in entries if a["data-state"] in ("holds", "unknown"))


def test_a_report_that_was_keyed_by_hand_has_no_ink():
    report = keyed(ROOT / "corpus" / "figures" / "figures.csv")[0]
    seen, html = page_of(report), review(report).html
    assert report.text == ""
    assert not seen.inks
    assert not any("data-zh" in attributes for _, attributes in seen.elements)  # lines of the CSV are no ink
    assert word("source.no_text")[1] in html
    assert sum(id_.startswith("figure=") for id_ in seen.ids()) == len(report.figures)


# ------------------------------------------------------------------ hostile sources


def hostile_report(make_report):
    text = "。".join(f"新收政府信息公开申请{n}件，主要涉及土地出让、{evil}" for n, evil in enumerate(HOSTILE))
    report = make_report("某<script>pwned=8</script>\"'局")
    cell = ("requests", "new", "total")
    ink = Figure(*cell, Status.MARKED, raw=HOSTILE[0], where=Where(0, len(text), line=1))
    changed = tuple(ink if f.key == cell else f for f in report.figures)
    section = replace(
        report.sections[0], blocks=(Paragraph(text, Where(0, len(text), line=1)),), heading=HOSTILE[1]
    )
    notes = tuple(replace(report.notes[0], code=evil, message=evil) for evil in HOSTILE)
    names = {
        "source": f"/x/{HOSTILE[1]}",
        "text": text,
        "figures": changed,
        "sections": (section,),
        "notes": notes,
    }
    return replace(report, **names)


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_what_a_hostile_source_says_is_only_text(make_report, media_type):
    report = replace(hostile_report(make_report), media_type=media_type)
    seen = page_of(report)
    assert {name for name, _ in seen.elements} <= OURS
    assert sum(name == "script" for name, _ in seen.elements) == 1
    assert sum(name == "style" for name, _ in seen.elements) == 1
    for name, attributes in seen.elements:
        assert not [a for a in attributes if a.startswith("on") or a == "style"], (name, attributes)
        assert (attributes.get("href") or "#").startswith("#")
        assert (attributes.get("src") or "data:").startswith("data:")
    assert "".join(seen.inks["figure=requests.new.total"]) == report.text
    assert seen.texts["h1"] == [report.title]
    assert seen.item("figure=requests.new.total")["data-raw"] == HOSTILE[0]


@given(st.text(alphabet=st.characters(codec=None), max_size=40))
def test_whatever_a_text_holds_comes_back_as_that_text(text):
    class One(HTMLParser):
        found = ""

        def handle_starttag(self, tag_, attrs):
            assert tag_ == "p"
            assert dict(attrs)["title"] == shown(text)

        def handle_data(self, data):
            self.found += data

    parser = One(convert_charrefs=True)
    html = tag("p", text, title=text)
    html.encode("utf-8")
    parser.feed(html)
    parser.close()
    assert parser.found == shown(text)
    assert len(shown(text)) == len(text)


def test_what_may_not_stand_in_a_page_is_replaced_one_for_one():
    assert shown("a\x00b\x1bc\ud800d\u202ee\tf\n") == "a\ufffdb\ufffdc\ufffdd\ufffde\tf\n"


def test_only_markup_is_taken_as_it_is():
    assert together(("<b>", Markup("<b>"), tag("i", "&"))) == "&lt;b&gt;<b><i>&amp;</i>"
    assert tag("a", data_x='"', hidden=True, lang=None, aria_busy=False) == '<a data-x="&quot;" hidden></a>'


@pytest.mark.parametrize("content", ["a</script>b", "a<!--b"])
def test_a_script_cannot_be_ended_from_inside(content):
    with pytest.raises(ValueError, match="script: no '</' and no '<!--' was expected"):
        raw("script", content)


def test_the_policy_names_our_own_script_and_style_by_hash(first):
    _, page, seen = first
    policy = next(
        a["content"] or "" for _, a in seen.elements if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for name in ("script", "style"):
        content = re.search(rf"<{name}>(.*?)</{name}>", page.html, re.DOTALL)
        assert content is not None
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    without_font = re.sub(r"base64,[A-Za-z0-9+/=]+", "", page.html)
    assert not re.search(r"https?:|//[a-z]", without_font.replace("</", ""))


# ------------------------------------------------------------------ the page as a whole


def test_same_report_same_bytes_and_no_path(first, tmp_path):
    report, page, _ = first
    assert review(gr.read(FIRST)).html == page.html
    assert str(FIRST.parent) not in page.html
    assert report.source == str(FIRST)
    copied = tmp_path / FIRST.name
    copied.write_bytes(FIRST.read_bytes())
    out = write(copied, tmp_path / "page.html")
    assert out.read_bytes() == page.html.encode("utf-8")


def test_in_a_notebook_the_page_is_shut_in_a_frame(first):
    _, page, _ = first
    seen = Seen(page._repr_html_())
    ((name, attributes),) = seen.elements
    assert name == "iframe"
    assert attributes["sandbox"] == "allow-scripts"
    assert attributes["srcdoc"] == page.html


def test_another_file_is_refused(first):
    report, _, _ = first
    with pytest.raises(
        GovReportError, match="the file that the report was read from was expected, not another"
    ):
        review(report, b"another file")


def test_every_label_is_used_and_every_state_has_one():
    assert {f"status.{s.value}" for s in Status} <= set(labels())
    assert {f"severity.{s}" for s in get_args(Severity)} <= set(labels())
    assert {f"qualifier.{q}" for q in get_args(Qualifier)} <= set(labels())
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "govreport" / "review").glob("*.py"))
    for name in labels():
        group, _, rest = name.partition(".")
        assert f'"{name}"' in code or (f'"{group}.{{' in code or "{group}.{" in code) or rest in code, name
    with pytest.raises(KeyError):
        word("no.such")


def test_a_place_in_two_languages():
    where = Where(90, 92, page=4, table=2, row=5, column=3, confidence=0.99)
    assert place(where) == (
        "第4页，第2个表，表内第5行，第3列，字符 90–92",
        "page 4, table 2, row 5, column 3, characters 90–92",
    )
    assert place(Where(0, 3, line=1))[1] == "line 1, characters 0–3"


def test_a_label_without_translation_is_refused(monkeypatch):
    monkeypatch.setattr("govreport.resources.load_text", lambda _: '[page]\nname = { zh = "页" }\n')
    labels.cache_clear()
    try:
        with pytest.raises(ResourceError, match=r"view/labels\.toml: page\.name\.en: expected text"):
            labels()
    finally:
        labels.cache_clear()


# ------------------------------------------------------------------ marks in a text

TEXT = '甲乙丙<丁>&"戊己庚辛'


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted), max_size=8))
def test_marks_cut_a_text_anywhere_and_lose_nothing(spans):
    listed = [
        ReviewItem("fact", f"fact={i}", ("", ""), "", "exact", (Where(start, end),))
        for i, (start, end) in enumerate(spans)
    ]
    html = _Marks(TEXT, listed).between(0, len(TEXT))
    assert unescape(re.sub(r"<[^>]*>", "", html)) == TEXT
    seen = Seen(html)
    for item, (start, end) in zip(listed, spans, strict=True):
        assert "".join(seen.inks[item.id]) == TEXT[start:end]


def test_the_shortest_ink_is_named_first():
    long = ReviewItem("finding", "finding=F-04:1", ("", ""), "", "holds", (Where(0, 9),))
    short = ReviewItem("figure", "figure=a.b.c", ("", ""), "", "reported", (Where(2, 3),))
    html = _Marks(TEXT, [long, short]).between(0, len(TEXT))
    assert '<mark data-i="figure=a.b.c finding=F-04:1">丙</mark>' in html
    assert '<mark data-i="finding=F-04:1" class="quiet">甲乙</mark>' in html


# ------------------------------------------------------------------ pages


def drawn(data):
    """A report, and the areas of its items on its pages, as shares of them."""
    from govreport.review.sheets import sheets

    report = gr.read(data)
    shown_pages = sheets(report, data)
    areas = {}
    for item in items(report).all():
        own = [area for where in item.places for area in shown_pages.ink.areas(where)]
        areas[item.id] = [(a.page, a.left, a.top, a.right, a.bottom) for a in own]
    return report, areas


class Yardstick:
    """What another library reads on the pages of a PDF: it knows nothing of ours."""

    def __init__(self, data):
        pdfplumber = pytest.importorskip("pdfplumber")
        with pdfplumber.open(io.BytesIO(data)) as document:
            self._pages = [(page.width, page.height, page.chars) for page in document.pages]

    def reads(self, areas):
        return "".join(self._in(*area) for area in areas)

    def _in(self, number, left, top, right, bottom):
        width, height, characters = self._pages[number - 1]
        inside = [
            c
            for c in characters
            if left * width < (c["x0"] + c["x1"]) / 2 < right * width
            and top * height < (c["top"] + c["bottom"]) / 2 < bottom * height
        ]
        inside.sort(key=lambda c: (round(c["bottom"]), c["x0"]))
        return "".join("".join(c["text"] for c in inside).split())


def compare(data):
    report, areas = drawn(data)
    yardstick = Yardstick(data)
    figures = {f"figure={'.'.join(f.key)}": f.raw for f in report.figures if f.where}
    assert len(figures) > 180
    for id_, shown_text in figures.items():
        assert areas[id_], id_
        assert yardstick.reads(areas[id_]) == "".join(shown_text.split()), id_
    for fact in items(report).facts:
        (where,) = fact.places
        text = "".join(report.text[where.start : where.end].split())
        assert yardstick.reads(areas[fact.id]) == text, fact


# In the others a page ends in a row or in cells that span rows, so that those go on over the page.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "seed"), [("pdf", 5), ("pdf_breaks", 1), ("pdf_breaks", 10), ("pdf_cut", 2), ("pdf_cut", 24)]
)
def test_the_area_of_a_figure_holds_its_digits(layout, seed):
    pytest.importorskip("reportlab")
    compare(render(make("2021", seed), layout, seed))


@pytest.mark.real
def test_the_areas_on_a_real_pdf(real):
    data = (real / "hongze_2023.pdf").read_bytes()
    compare(data)
    report, areas = drawn(data)
    stated = [item for item in items(report).facts if item.value == "1136 条"]
    ((where,), (area,)) = stated[0].places, areas[stated[0].id]
    assert (report.text[where.start : where.end], Yardstick(data).reads([area])) == ("1136", "1136")
    html = review(report, data).html
    assert len(html) < 5_000_000
    assert Seen(html).inks["figure=requests.new.total"]
    assert html.count("<rect ") >= 186


@pytest.mark.real
def test_pages_are_found_beside_the_source_or_not_shown(real, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes((real / "hongze_2023.pdf").read_bytes())
    report = gr.read(path)
    with_pages = review(report).html
    assert with_pages.count("<img ") == 5
    path.write_bytes(b"another file")
    without = review(report).html
    assert "<img " not in without
    assert word("source.no_pages")[0] in without
    path.unlink()
    assert review(report).html == without


@pytest.mark.slow
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_is_shown_as_it_was_read(turned):
    pytest.importorskip("reportlab")
    pypdfium2 = pytest.importorskip("pypdfium2")
    from govreport.review.sheets import sheets

    upright = render(make("2021", 5), "pdf", 5)
    document = pypdfium2.PdfDocument(upright)
    for page in document:
        page.set_rotation(turned)
    saved = io.BytesIO()
    document.save(saved)
    document.close()
    data = saved.getvalue()
    one, two = sheets(gr.read(upright), upright), sheets(gr.read(data), data)
    assert two.ink.cells
    assert two.ink.cells.keys() == one.ink.cells.keys()
    for a, b in zip(one.pages, two.pages, strict=True):
        assert (a.width, a.height) == (b.width, b.height)
        assert difference(a.address, b.address) < 4


def difference(one, two):
    """How far apart two pictures are, in levels of 255: the mean over their pixels."""
    numpy, image = pytest.importorskip("numpy"), pytest.importorskip("PIL.Image")
    small = []
    for address in (one, two):
        packed = base64.b64decode(address.partition(",")[2])
        picture = image.open(io.BytesIO(packed)).convert("L").resize((200, 280))
        small.append(numpy.asarray(picture, dtype=float))
    return float(abs(small[0] - small[1]).mean())


@pytest.mark.slow
def test_a_page_whose_ink_is_elsewhere_is_only_named(monkeypatch):
    pytest.importorskip("reportlab")
    data = render(make("2021", 5), "pdf", 5)
    report = gr.read(data)
    monkeypatch.setattr(printed, "quarters", lambda page, picture: None)
    seen = Seen(review(report, data).html)
    assert not [1 for name, _ in seen.elements if name == "rect"]
    whole = [(a.get("data-whole") or "").split() for name, a in seen.elements if name == "figure"]
    where = next(f.where for f in report.figures if f.key == ("requests", "new", "total"))
    assert where is not None
    assert [i for i, ids in enumerate(whole, start=1) if "figure=requests.new.total" in ids] == [where.page]


def test_a_place_over_two_lines_has_two_areas():
    from govreport.review.ink import Area, Ink

    ends = {5: Area(1, 0.8, 0.1, 0.82, 0.12), 6: Area(1, 0.82, 0.1, 0.84, 0.12)}
    begins = {7: Area(1, 0.1, 0.13, 0.12, 0.15), 9: Area(1, 0.12, 0.13, 0.14, 0.15)}
    ink = Ink(characters=ends | begins)
    assert ink.areas(Where(5, 10)) == (Area(1, 0.8, 0.1, 0.84, 0.12), Area(1, 0.1, 0.13, 0.14, 0.15))
    assert ink.areas(Where(6, 7)) == (ends[6],)
    further_right = Ink(characters={6: ends[5], 7: Area(1, 0.85, 0.13, 0.87, 0.15)})
    assert len(further_right.areas(Where(6, 8))) == 2
    over_the_page = Ink(characters={5: ends[5], 6: Area(2, 0.82, 0.1, 0.84, 0.12)})
    assert len(over_the_page.areas(Where(5, 7))) == 2


@pytest.mark.slow
def test_of_many_pages_those_are_shown_of_which_something_was_read(monkeypatch):
    pytest.importorskip("reportlab")
    pypdfium2 = pytest.importorskip("pypdfium2")
    document = pypdfium2.PdfDocument(render(make("2021", 5), "pdf", 5))
    printed = len(document)
    for _ in range(3):
        document.new_page(595, 842)
    saved = io.BytesIO()
    document.save(saved)
    document.close()
    data = saved.getvalue()
    report = gr.read(data)
    hint = word("source.left_out")[1]
    whole = review(report, data).html
    assert (whole.count("<img "), hint in whole) == (printed + 3, False)
    monkeypatch.setattr(sys.modules["govreport.review.sheets"], "_MANY_PAGES", 2)
    part = review(report, data).html
    assert (part.count("<img "), hint in part) == (printed, True)


def test_ink_that_is_not_where_the_characters_are_is_not_believed():
    numpy = pytest.importorskip("numpy")
    pytest.importorskip("pypdfium2")
    from govreport.readers.pdf.glyphs import Glyph
    from govreport.readers.pdf.pdfium import Page
    from govreport.review.printed import quarters

    page = Page(100.0, 200.0, [Glyph("字", 10, 20, 30, 10)])
    white = numpy.full((400, 200, 3), 255, numpy.uint8)
    assert quarters(page, white) is None
    inked = white.copy()
    inked[46:60, 22:38] = 0
    assert quarters(page, inked) == 0
    assert quarters(page, numpy.rot90(inked, 2)) == 2
    assert quarters(page, numpy.rot90(inked, 3)) == 1


def test_cells_whose_second_reading_differs_have_no_area():
    pytest.importorskip("reportlab")
    pdfium = pytest.importorskip("govreport.readers.pdf.pdfium")
    from govreport.review.ink import Ink
    from govreport.review.printed import printed

    data = render(make("2021", 5), "pdf", 5)
    report = gr.read(data)
    grids = [block for section in report.sections for block in section.blocks if hasattr(block, "rows")]
    (row, column), grid = (1, 1), grids[0]
    other = replace(grid.rows[row][column], text="999")
    rows = tuple(
        tuple(other if (i, k) == (row, column) else cell for k, cell in enumerate(cells))
        for i, cells in enumerate(grid.rows)
    )
    changed = tuple(
        replace(s, blocks=tuple(replace(grid, rows=rows) if b is grid else b for b in s.blocks))
        for s in report.sections
    )
    kept, lost = Ink(), Ink()
    with pdfium.open_pdf(data) as document:
        printed(report, document, kept)
        printed(replace(report, sections=changed), document, lost)
    page = grid.rows[row][column].where.page
    gone = {k for k, areas in kept.cells.items() if k[0] == grid.where.table and areas[0].page == page}
    assert gone
    assert kept.cells.keys() - lost.cells.keys() == gone


# ------------------------------------------------------------------ scans


def scan_page():
    """A page with two lines of text and a table of 2 by 3, in each number's cell a green dot on the left."""
    image, draw, font = (pytest.importorskip(f"PIL.{name}") for name in ("Image", "ImageDraw", "ImageFont"))
    file = ROOT / "govreport" / "data" / "fonts" / "NotoSansSC-GB2312.otf"
    letters = font.truetype(str(file), 26)
    picture = image.new("RGB", (860, 600), "white")
    pen = draw.Draw(picture)
    pen.text((60, 40), "二、主动公开政府信息情况见下表共有两行三列", font=letters, fill="black")
    pen.text((60, 90), "全年收到政府信息公开申请二十八件", font=letters, fill="black")
    for y in (150, 210, 270):
        pen.line((60, y, 760, y), fill="black", width=2)
    for x in (60, 360, 560, 760):
        pen.line((x, 150, x, 270), fill="black", width=2)
    for y, cells in ((150, ("行政许可", "1234", "56")), (210, ("行政处罚", "78", "9"))):
        for x, text in zip((60, 360, 560), cells, strict=True):
            pen.text((x + 60, y + 12), text, font=letters, fill="black")
    for x, y in DOTS:
        pen.ellipse((x - 6, y - 6, x + 6, y + 6), fill=(120, 230, 120))
    return picture


DOTS = [(380, 180), (580, 180), (380, 240), (580, 240)]


@pytest.mark.slow
@pytest.mark.parametrize("turned", [90, 2])
def test_the_cells_of_a_scan_on_the_page_made_upright(turned):
    numpy = pytest.importorskip("numpy")
    pytest.importorskip("rapidocr")
    from govreport.document import Grid
    from govreport.readers.scans import scan
    from govreport.review.ink import Ink
    from govreport.review.scanned import scanned

    pixels = numpy.asarray(scan_page().rotate(turned, expand=turned % 90 == 0, fillcolor="white"))  # type: ignore[attr-defined]
    _, found = scan.blocks(pixels, page=1)
    (grid,) = (block for block in found if isinstance(block, Grid))
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["行政许可", "1234", "56"],
        ["行政处罚", "78", "9"],
    ]
    ink = Ink()
    lines, upright = scanned(pixels, 1, {1: [list(row) for row in grid.rows]}, ink)
    assert sorted(ink.cells) == [(1, row, column) for row in (1, 2) for column in (1, 2, 3)]
    height, width = upright.shape[:2]
    green = (upright[:, :, 1].astype(int) - upright[:, :, 0] > 60) & (upright[:, :, 1] > 180)
    ys, xs = numpy.nonzero(green)
    held = Counter()
    for x, y in zip(xs / width, ys / height, strict=True):
        for cell, (area,) in ink.cells.items():
            held[cell] += area.left <= x <= area.right and area.top <= y <= area.bottom
    assert {cell for cell, count in held.items() if count > 60} == {(1, r, c) for r in (1, 2) for c in (2, 3)}
    assert sum(held.values()) == len(xs)
    darkest = (upright.mean(axis=2) < 128).mean(axis=1).max()
    assert darkest > 0.7  # a ruled line lies in one row of pixels
    assert [line.text for line in lines] == [
        "二、主动公开政府信息情况见下表共有两行三列",
        "全年收到政府信息公开申请二十八件",
    ]
    other = [list(row) for row in grid.rows[:1]]
    unlike = Ink()
    scanned(pixels, 1, {1: other}, unlike)
    assert not unlike.cells


@pytest.mark.slow
def test_an_image_file(make_report):
    numpy = pytest.importorskip("numpy")
    pytest.importorskip("rapidocr")
    from govreport.readers.scans import scan
    from govreport.review.sheets import sheets

    picture = scan_page()
    saved = io.BytesIO()
    picture.save(saved, "PNG")  # type: ignore[attr-defined]
    text, found = scan.blocks(numpy.asarray(picture), page=1)
    section = replace(make_report("某局").sections[0], blocks=found)
    report = replace(make_report("某局"), media_type="image/png", text=text, sections=(section,), preamble=())
    shown_pages = sheets(report, saved.getvalue())
    (sheet,) = shown_pages.pages
    assert (sheet.number, sheet.width, sheet.height) == (1, 860, 600)
    ink = shown_pages.ink
    for (row, column), (x, y) in zip([(1, 2), (1, 3), (2, 2), (2, 3)], DOTS, strict=True):
        (area,) = ink.areas(Where(0, 1, page=1, table=1, row=row, column=column))
        assert area.left * 860 < x < area.right * 860
        assert area.top * 600 < y < area.bottom * 600
    start = text.index("二十八")
    (line,) = ink.areas(Where(start, start + 3, page=1))
    assert 80 < line.top * 600 < line.bottom * 600 < 140
    assert ink.areas(Where(0, 1, page=1, table=1, row=9, column=1)) == ()


def test_decimal_and_marks_are_shown_as_printed(make_report):
    cells = {
        ("requests", "new", "total"): (Status.RECOVERED, Decimal(21), "21"),
        ("requests", "new", "company"): (Status.MARKED, None, "/"),
        ("requests", "new", "research"): (Status.MISSING, None, ""),
        ("requests", "new", "nonprofit"): (Status.UNREADABLE, None, "2?"),
        ("disclosure", "fees", "amount"): (Status.REPORTED, Decimal("7730.280"), "7730.280"),
    }
    changes = {k: Figure(*k, s, value, None, printed, None) for k, (s, value, printed) in cells.items()}
    html = review(make_report("某局", changes=changes)).html
    texts = {k: re.search(rf'id="figure={re.escape(".".join(k))}"[^>]*>([^<]*)<', html) for k in cells}
    assert [match[1] for match in texts.values() if match] == ["21*", "/", "缺", "?", "7730.280"]
    assert escape("2?") in html
