"""The review page in a real browser: a click lights the right ink, keys reach everything, nothing leaves."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import govreport as gr
from govreport.review import review
from govreport.synth import make, render

if TYPE_CHECKING:
    pass

FIRST = Path(__file__).parents[2] / "corpus" / "reports" / "2024-rongchang-office.txt"
TOTAL = "figure=requests.new.total"
EVIL = (
    '</script><script>window.pwned=1</script><img src="http://pwned.example/1" onerror="window.pwned=2">'
    "<svg onload=window.pwned=3>]]><!--\"' javascript:window.pwned=4"
)

LIT = "[...document.querySelectorAll('#source .lit')].map(e => e.textContent)"
CURRENT = "[...document.querySelectorAll('[aria-current=true]')].map(e => e.id)"
FOCUS = "document.activeElement.id || document.activeElement.dataset.i || document.activeElement.localName"


def seen_in(pane, element):
    """Whether an element lies inside its pane as it is scrolled, below what is stuck to its top."""
    return f"""(() => {{
        const pane = document.querySelector('{pane}').getBoundingClientRect();
        const box = document.querySelector({json.dumps(element)}).getBoundingClientRect();
        const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
        return box.top >= pane.top && box.bottom <= pane.bottom
            && top !== null && top.matches({json.dumps(f"{element}, {element} *")});
    }})()"""


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    return review(gr.read(FIRST)).save(tmp_path_factory.mktemp("review") / "first.html")


@pytest.fixture(scope="session")
def wrong(tmp_path_factory, page):
    """A page of a report whose total of new requests is 7 where its part is 5."""
    report = gr.read(page("某市住房和城乡建设局", new=5, total=7).encode())
    return review(report).save(tmp_path_factory.mktemp("review") / "wrong.html")


def item(id_):
    return f'[id="{id_}"]'


def ink(id_):
    return f'#source .view [data-i~="{id_}"]'


def scroll_to(browser, selector):
    browser.evaluate(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center'}})")


def test_a_click_on_a_number_lights_its_ink(browser, first):
    browser.open(first)
    assert browser.evaluate(LIT) == []
    assert not browser.evaluate(seen_in("#source", ink(TOTAL)))
    scroll_to(browser, item(TOTAL))
    browser.click(item(TOTAL))
    assert browser.evaluate(LIT) == ["60"]
    line = "document.querySelector('#source .lit').closest('li')"
    before = browser.evaluate(f"[...document.querySelectorAll('#text li')].indexOf({line})")
    assert before == 62  # it is line 63 of the file
    assert browser.evaluate(seen_in("#source", ink(TOTAL)))
    assert browser.evaluate(CURRENT) == [TOTAL]
    said = browser.evaluate("document.querySelector('#selected').innerText")
    assert "line 63" in said
    assert "reported" in said
    assert browser.complaints() == []


def test_a_click_on_ink_goes_to_its_number(browser, first):
    browser.open(first)
    other = "figure=requests.granted.total"
    scroll_to(browser, ink(other))
    browser.click(ink(other))
    assert browser.evaluate(CURRENT) == [other]
    assert browser.evaluate(seen_in("#results", item(other)))
    assert browser.evaluate("location.hash") == f"#{other}"


def test_a_link_opens_the_page_at_a_number(browser, first):
    browser.open(first, f"#{TOTAL}")
    assert browser.evaluate(LIT) == ["60"]
    assert browser.evaluate(seen_in("#source", ink(TOTAL)))
    assert browser.evaluate(seen_in("#results", item(TOTAL)))
    browser.evaluate("void (location.hash = '#figure=requests.carried_in.total')")
    browser.evaluate("new Promise(done => setTimeout(done, 50))")
    assert browser.evaluate(LIT) == ["4"]
    browser.open(first, "#figure=no.such.cell%")
    assert browser.evaluate(LIT) == []
    assert browser.complaints() == []


def test_a_finding_lights_all_its_cells(browser, wrong):
    browser.open(wrong)
    found = browser.evaluate(
        "[...document.querySelectorAll('#findings li:not([hidden]) .item[data-cells]')]"
        f".filter(e => e.dataset.cells.includes('{TOTAL}') && e.dataset.cells.includes('company'))[0].id"
    )
    browser.click(item(found))
    cells = browser.evaluate(f"document.querySelector({json.dumps(item(found))}).dataset.cells").split()
    assert len(cells) == 7
    assert sorted(browser.evaluate(LIT)) == ["0"] * 5 + ["5", "7"]
    assert browser.evaluate("[...document.querySelectorAll('#tables .lit')].map(e => e.id)") == cells
    assert browser.evaluate("document.querySelector('#step').textContent") == "1 / 7"
    colours = "new Set([e, ...e.querySelectorAll('.said [lang], b')].map(x => getComputedStyle(x).color))"
    assert browser.evaluate(f"(e => {colours}.size)(document.querySelector({json.dumps(item(found))}))") == 1
    browser.click('[data-step="previous"]')
    assert browser.evaluate("document.querySelector('#step').textContent") == "7 / 7"
    browser.click(f'#selected [data-go="{TOTAL}"]')
    assert browser.evaluate(LIT) == ["7"]
    browser.click(f'#selected [data-go="{found}"]')
    assert browser.evaluate(CURRENT) == [found]


def test_everything_can_be_reached_by_keys(browser, first):
    browser.open(first)
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.className") == "skip"
    assert browser.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    stops = []
    while "body" not in stops and len(stops) < 100:
        browser.press("Tab")
        stops.append(browser.evaluate(FOCUS))
    tables = [stop for stop in stops if stop.startswith("figure=")]
    # one stop in the source, and one in each of the three tables
    assert tables == [
        "figure=disclosure.rules.made",
        "figure=requests.new.natural_person",
        "figure=remedies.reconsideration.upheld",
    ]
    assert len([stop for stop in stops if stop.startswith(("fact=", "figure=", "theme=", "note="))]) > 10
    browser.evaluate(
        f"document.querySelector({json.dumps(item('figure=requests.new.natural_person'))}).focus()"
    )
    for _ in range(6):
        browser.press("ArrowRight")
    assert browser.evaluate(FOCUS) == TOTAL
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert browser.evaluate(outline) == "solid"
    browser.press("Enter")
    assert browser.evaluate(LIT) == ["60"]
    browser.press("ArrowDown")
    assert browser.evaluate(FOCUS) == "figure=requests.carried_in.total"
    browser.press("Enter")
    assert browser.evaluate(LIT) == ["4"]
    browser.press("Escape")
    assert browser.evaluate(LIT) == []
    assert browser.evaluate(CURRENT) == []
    browser.evaluate(f"document.querySelector({json.dumps(ink(TOTAL))}).focus()")
    browser.press("ArrowRight")
    browser.press("Enter")
    assert browser.evaluate(CURRENT) == ["figure=requests.carried_in.natural_person"]


def test_a_filter_leaves_what_it_says(browser, wrong):
    browser.open(wrong)
    scroll_to(browser, '[data-filter="findings"]')
    browser.click('[data-filter="findings"]')
    kept = "[...document.querySelectorAll('.figures .item:not(.dim)')].map(e => e.id)"
    faulty = "[...document.querySelectorAll('.figures .item.faulty')].map(e => e.id)"
    assert TOTAL in browser.evaluate(kept)
    assert browser.evaluate(kept) == browser.evaluate(faulty)
    assert browser.evaluate("document.querySelector('[data-table=remedies]').closest('.grid').hidden")
    assert browser.evaluate("document.querySelectorAll('#source mark:not(.dim)').length") == len(
        browser.evaluate(kept)
    )
    browser.click("#clear")
    assert len(browser.evaluate(kept)) == 200
    shown = "document.querySelectorAll('#findings li:not([hidden])').length"
    before = browser.evaluate(shown)
    scroll_to(browser, '[data-state="holds"]')
    browser.click('#finding-filter [data-state="holds"]')
    assert browser.evaluate(shown) > before + 40


def test_ink_of_several_items_gives_them_by_turns(browser, tmp_path):
    report = gr.read(render(make("2021", 7), "html_plain", 7))
    browser.open(review(report).save(tmp_path / "page.html"))
    several = "[...document.querySelectorAll('#source mark')].find(e => e.dataset.i.includes(' '))"
    if not browser.evaluate(f"Boolean({several})"):
        pytest.skip("no ink of two items in this report")
    ids = browser.evaluate(f"{several}.dataset.i").split()
    selector = f'#source mark[data-i="{" ".join(ids)}"]'
    for id_ in (*ids, ids[0]):
        scroll_to(browser, selector)
        browser.click(selector)
        assert browser.evaluate(CURRENT) == [id_]


def test_a_number_without_shade_says_that_it_was_not_read(browser, first):
    browser.open(first)
    number = "#text .unread"
    scroll_to(browser, number)
    browser.click(number)
    said = browser.evaluate("document.querySelector('#selected').innerText")
    assert "未读入，未核对" in said
    assert "Not read, not checked" in said
    assert browser.evaluate(LIT) == [browser.evaluate(f"document.querySelector('{number}').textContent")]
    browser.press("Escape")
    assert browser.evaluate(LIT) == []
    browser.evaluate(f"document.querySelector('{number}').focus()")
    browser.press("Enter")
    assert "Not read, not checked" in browser.evaluate("document.querySelector('#selected').innerText")
    scroll_to(browser, item(TOTAL))
    browser.click(item(TOTAL))
    assert "Not read" not in browser.evaluate("document.querySelector('#selected').innerText")


def test_the_font_in_the_page_is_let_in_and_used(browser, first):
    pytest.importorskip("fontTools")
    browser.open(first)
    assert browser.evaluate("document.fonts.ready.then(() => [...document.fonts].map(f => f.status))") == [
        "loaded"
    ]
    assert browser.complaints() == []
    assert browser.requests() == [first.as_uri()]


def test_one_language_or_both(browser, first):
    browser.open(first)
    title = "document.querySelector('#results-title').innerText.trim()"
    assert browser.evaluate(title) == "数字与发现 Numbers and findings"
    browser.click('[data-language="en"]')
    assert browser.evaluate(title) == "Numbers and findings"
    browser.click('[data-language="zh"]')
    assert browser.evaluate(title) == "数字与发现"


@pytest.mark.parametrize("width", [320, 390, 760])
def test_a_narrow_window_has_both_panes_and_no_sideways_scrolling(browser, first, width):
    browser.open(first, f"#{TOTAL}", width=width, height=844)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate(seen_in("#source", ink(TOTAL)))
    assert browser.evaluate(seen_in("#results", item(TOTAL)))


def test_dark_where_the_reader_wants_it_dark(browser, first):
    lightness = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    browser.open(first)
    assert min(browser.evaluate(lightness)) > 200
    browser.open(first, dark=True)
    assert max(browser.evaluate(lightness)) < 60


# ------------------------------------------------------------------ hostile sources


def test_nothing_of_the_source_runs_and_no_request_leaves(browser, page, tmp_path):
    source = page("某市住房和城乡建设局").replace("申请5件。", f"申请5件。{escape(EVIL)}")
    report = gr.read(source.encode())
    assert EVIL in report.text
    file = review(report).save(tmp_path / "page.html")
    browser.open(file, f"#{TOTAL}")
    for id_ in ("fact=1", "note=1"):
        browser.evaluate(f"document.querySelector({json.dumps(item(id_))})?.click()")
    assert browser.evaluate("window.pwned === undefined && document.scripts.length === 1")
    assert browser.evaluate(
        "document.querySelector('#text').innerText.includes('<svg onload=window.pwned=3>')"
    )
    assert browser.requests() == [file.as_uri()]
    assert browser.complaints() == []


def test_the_policy_stops_what_escaping_would_have_missed(browser, first, tmp_path):
    planted = first.read_text(encoding="utf-8").replace(
        "<main>", f"<main>{EVIL.removeprefix('</script>')}-->"
    )
    file = tmp_path / "page.html"
    file.write_text(planted, encoding="utf-8")
    browser.open(file)
    assert browser.evaluate("document.scripts.length") == 2  # it is there
    assert browser.evaluate("window.pwned") is None  # and did not run
    assert any("Content Security Policy" in text for text in browser.complaints())
    assert not [
        address for address in browser.requests() if address.startswith("http") and was_sent(browser, address)
    ]


def was_sent(browser, address):
    """Whether a request was let through: one that the policy stops fails with that reason."""
    stopped = {
        e["params"]["requestId"]
        for e in browser.events
        if e["method"] == "Network.loadingFailed" and e["params"].get("blockedReason") == "csp"
    }
    sent = [e["params"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    return any(p["request"]["url"] == address and p["requestId"] not in stopped for p in sent)


# ------------------------------------------------------------------ pages


def test_a_click_on_a_pdf_page(browser, tmp_path):
    pytest.importorskip("reportlab")
    data = render(make("2021", 5), "pdf", 5)
    report = gr.read(data)
    browser.open(review(report, data).save(tmp_path / "page.html"))
    other = "figure=remedies.litigation_direct.total"
    scroll_to(browser, item(other))
    browser.click(item(other))
    box = f'#pages rect[data-i~="{other}"]'
    assert browser.evaluate("document.querySelectorAll('#pages rect.lit').length") == 1
    assert browser.evaluate(f"document.querySelector({json.dumps(box)}).classList.contains('lit')")
    assert browser.evaluate(seen_in("#source", box))
    scroll_to(browser, '#pages rect[data-i~="figure=requests.granted.total"]')
    browser.click('#pages rect[data-i~="figure=requests.granted.total"]')
    assert browser.evaluate(CURRENT) == ["figure=requests.granted.total"]
    browser.click('[data-view="text"]')
    value = next(f.raw for f in report.figures if f.key == ("requests", "granted", "total"))
    assert browser.evaluate("[...document.querySelectorAll('#text .lit')].map(e => e.textContent)") == [value]
    assert browser.complaints() == []


@pytest.mark.real
def test_the_real_pdf(browser, real, tmp_path):
    path = real / "hongze_2023.pdf"
    browser.open(review(gr.read(path)).save(tmp_path / "page.html"))
    broken = "[...document.querySelectorAll('#findings li[data-state=broken] .item[data-cells]')][0].id"
    found = browser.evaluate(broken)
    scroll_to(browser, item(found))
    browser.click(item(found))
    cells = browser.evaluate(f"document.querySelector({json.dumps(item(found))}).dataset.cells").split()
    lit = browser.evaluate(
        "[...document.querySelectorAll('#pages rect.lit')].map(e => e.dataset.i.split(' ')[0])"
    )
    assert lit == cells
    own = (tmp_path / "page.html").as_uri()
    assert {address for address in browser.requests() if not address.startswith("data:image/")} == {own}


def test_in_a_notebook(browser, first, tmp_path):
    """The frame that a notebook shows runs our script and cannot reach the notebook."""
    page = review(gr.read(FIRST))
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{page._repr_html_()}", encoding="utf-8")
    browser.open(notebook)
    reach = "document.querySelector('iframe').contentDocument === null"
    assert browser.evaluate(reach)
    frame = browser.frame()
    browser.evaluate("new Promise(done => setTimeout(done, 300))", frame)
    assert browser.evaluate(CURRENT, frame) == []
    browser.evaluate(f"document.querySelector({json.dumps(item(TOTAL))}).click()", frame)
    assert browser.evaluate(LIT, frame) == ["60"]
    assert browser.complaints() == []
