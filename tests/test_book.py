"""The book: built offline from notebooks as they were executed, every link in it ends, nothing is loaded."""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import quote, urlsplit

import nbformat
import pytest
from lxml import html

import govreport
from govreport import cli
from govreport.checks import rules
from govreport.errors import GovReportError

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "docs/book"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
pytestmark = pytest.mark.xdist_group("book")  # built once, whatever the number of workers
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def modules():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BOOK))
        yield


@pytest.fixture(scope="module")
def links(modules):
    return import_module("links")


@pytest.fixture(scope="module")
def sources(modules):
    return import_module("sources")


def as_executed(path):
    """A notebook as if it had been executed, with one output a cell."""
    book = nbformat.read(path, as_version=4)
    for count, cell in enumerate((c for c in book.cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=f"output {count}\n")]
    return book


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    for path in NOTEBOOKS:
        nbformat.write(as_executed(path), folder / path.name)
    return folder


@pytest.fixture(scope="module")
def built(study, tmp_path_factory):
    out = tmp_path_factory.mktemp("book")
    command = [sys.executable, str(BOOK / "build.py"), "--study", str(study), "-o", str(out)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return out / "html", done.stdout


def page(built, name):
    return html.document_fromstring((built[0] / name).read_bytes())


def shown(built, name):
    return " ".join(page(built, name).text_content().split())


# ---- the book as it is built, in strict mode


@pytest.mark.slow
def test_the_book_is_built_and_checked(built):
    told = re.match(
        r"(\d+) pages, (\d+) links within the site and (\d+) loaded files checked, 0 faults;", built[1]
    )
    assert told
    assert all(int(number) > least for number, least in zip(told.groups(), (50, 3000, 500), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "lang", "words"),
    [
        (
            "zh/index.html",
            "zh-CN",
            ["从这里开始", "研究", "写论文", "教学", "make study", "上年无论多少件都不可能"],
        ),
        (
            "en/index.html",
            "en",
            ["Start here", "do research", "write a paper", "teach", "make study", "no whole number"],
        ),
    ],
)
def test_each_language_has_a_start_page_whose_example_was_run(built, name, lang, words):
    start = page(built, name)
    assert start.get("lang") == lang
    text = shown(built, name)
    assert [word for word in words if word not in text] == []
    assert "重庆市荣昌区人民政府办公室 2024 {'new': 60, 'carried_in': 4, 'outcome_total': 64}" in text
    assert len(start.xpath("//article//img")) == 2  # the review page, and the figure of the example
    assert [a for a in page(built, "index.html").xpath("//article//a/@href") if a == name]


@pytest.mark.slow
def test_what_is_wrong_and_right_was_run(built):
    pitfalls = page(built, "pitfalls.html")
    assert len(pitfalls.xpath("//article//h2")) >= 10
    for tag in ("wrong", "right"):
        cells = pitfalls.xpath(f"//div[contains(@class, 'tag_{tag}')]")
        assert len(cells) == len(pitfalls.xpath("//article//h2"))
        assert [cell for cell in cells if not cell.xpath(".//div[contains(@class, 'cell_output')]")] == []
    text = shown(built, "pitfalls.html")
    for real in (
        "16.620498614958",
        "60/23 = 260.87%",
        "the four results add up to 11",
        "+301%",
        "'800'",
        "3.85%",
    ):
        assert real in text, real


@pytest.mark.slow
def test_every_rule_has_its_place(built):
    headings = page(built, "docs/rules.html").xpath("//article//h3")
    found = {heading.text_content().split()[0] for heading in headings}
    assert {rule.id for rule in rules.load()} == found


@pytest.mark.slow
def test_every_public_name_is_described(built):
    described = {
        name for path in (built[0] / "api").glob("*.html") for name in html.parse(str(path)).xpath("//@id")
    }
    values = {name: getattr(govreport, name) for name in govreport.__all__ if name != "__version__"}
    homes = {
        n: f"module-{v.__name__}" if isinstance(v, ModuleType) else f"govreport.{n}"
        for n, v in values.items()
    }
    assert {name for name, home in homes.items() if home not in described} <= {"classroom", "forms"}
    assert len(homes) > 20


def code_of(notebooks):
    cells = (cell for path in notebooks for cell in nbformat.read(path, as_version=4).cells)
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


@pytest.mark.slow
def test_every_command_tells_its_help(built):
    actions = cli.command_line()._actions
    verbs = next(a for a in actions if isinstance(a, argparse._SubParsersAction)).choices
    text = shown(built, "commands.html")
    assert [verb for verb in verbs if f"usage: govreport {verb} " not in text] == []


@pytest.mark.slow
def test_notebooks_and_workbooks_are_in_it_and_answers_are_not(built):
    site = built[0] / "notebooks"
    assert {path.stem for path in NOTEBOOKS} == {p.stem for p in site.glob("*.html")} - {"index"}
    assert "output 1" in shown(built, f"notebooks/{NOTEBOOKS[0].stem}.html")
    workbooks = {path.stem for path in (ROOT / "notebooks/classroom").glob("*.ipynb")}
    assert workbooks <= {path.stem for path in (site / "classroom").glob("*.html")}
    assert [path for path in built[0].rglob("*") if "answer" in path.name.lower()] == []


@pytest.mark.slow
def test_hyperlinks_lead_to_sources_only(built, links):
    known = set()
    for path in (ROOT / "corpus").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            known |= {urlsplit(v).hostname for row in csv.DictReader(file) for v in row.values()}
    known |= set(re.findall(r"https?://([\w.-]+)", (BOOK / "pitfalls.md").read_text(encoding="utf-8")))
    found = set(links.check(built[0]).hosts)
    assert len(found) > 50
    assert found - known == set()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize(
    ("query", "least", "name"),
    [("土地出让", 3, "codebook"), ("勾稽关系", 3, "rules"), ("Krippendorff", 1, "api/")],
)
def test_the_search_finds_both_languages(built, query, least, name):
    address = f"{(built[0] / 'search.html').as_uri()}?q={quote(query)}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=8000", "--dump-dom"]
    command = [str(CHROMIUM), *options, "--host-resolver-rules=MAP * ~NOTFOUND", address]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)
    found = html.document_fromstring(done.stdout).xpath("//ul[contains(@class, 'search')]/li//a/@href")
    assert len(found) >= least
    assert [address for address in found if name in address]


# ---- notebooks that were not executed


def test_a_notebook_that_is_missing_failed_or_stale_stops_the_build(study, tmp_path, sources):
    stub = tmp_path / "study"
    shutil.copytree(study, stub)
    missing, failed, stale, unfinished = NOTEBOOKS[:4]
    (stub / missing.name).unlink()
    for path, change in ((failed, fail), (stale, edit), (unfinished, stop)):
        book = nbformat.read(stub / path.name, as_version=4)
        change(next(cell for cell in book.cells if cell.cell_type == "code"))
        nbformat.write(book, stub / path.name)
    with pytest.raises(GovReportError) as caught:
        sources.gather(stub, tmp_path / "source")
    told = str(caught.value)
    assert f"{missing.name}: no executed copy" in told
    assert f"{failed.name}: a cell failed" in told
    assert f"{stale.name}: the executed copy is of another version" in told
    assert f"{unfinished.name}: a cell was not executed" in told
    assert told.count(".ipynb: ") == 4


def fail(cell):
    cell.outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])]


def edit(cell):
    cell.source += "\n1 + 1"


def stop(cell):
    cell.execution_count = None


def test_a_start_page_needs_the_example_of_its_readme(sources, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("```sh\nmake\n```\n", encoding="utf-8")
    with pytest.raises(GovReportError, match=r"README.md: expected one example in Python; found 0"):
        sources._first_result(readme)


# ---- the checker sees each fault


GOOD = """<html lang="en"><head><link rel="stylesheet" href="a.css"><script src="a.js"></script></head>
<body><h1 id="top">A</h1><a href="#top">up</a> <a href="b.html#there">b</a> <a href="sub/c.html">c</a>
<a href="https://www.example.gov.cn/x.htm">source</a> <img src="data:image/png;base64,AA">
<a name="old"></a></body></html>"""


@pytest.fixture
def site(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.html").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.html").write_text('<p id="there">b <a href="a.html#old">a</a></p>', encoding="utf-8")
    (tmp_path / "sub/c.html").write_text('<p><a href="../b.html">b</a></p>', encoding="utf-8")
    (tmp_path / "a.css").write_text("p { background: url(data:image/png;base64,AA) }", encoding="utf-8")
    (tmp_path / "a.js").write_text('fetch("searchindex.js"); // see https://example.org/x', encoding="utf-8")
    return tmp_path


def test_a_good_site_has_no_fault(site, links):
    checked = links.check(site)
    assert checked.faults == ()
    assert (checked.pages, checked.links, checked.hosts) == (3, 5, {"www.example.gov.cn": 1})
    assert checked.loads == 4  # style, script, two pictures in the address itself


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="gone.html">x</a>', "a.html: gone.html is not there"),
        ('<a href="#gone">x</a>', "a.html: #gone has no such anchor"),
        ('<a href="b.html#gone">x</a>', "a.html: b.html#gone has no such anchor"),
        ('<a href="../outside.html">x</a>', "a.html: ../outside.html leaves the site"),
        ('<a href="/b.html">x</a>', "a.html: /b.html leaves the site"),
        ('<a href="javascript:alert(1)">x</a>', "a.html: a script as an address: javascript:alert(1)"),
        ('<a href="C:\\book\\b.html">x</a>', "a.html: c: is no address of a site: C:\\book\\b.html"),
        (
            '<script src="https://cdn.example.org/r.js"></script>',
            "a.html: loads https://cdn.example.org/r.js",
        ),
        ('<script src="//cdn.example.org/r.js"></script>', "a.html: loads //cdn.example.org/r.js"),
        ('<link rel="stylesheet" href="https://x.org/a.css">', "a.html: loads https://x.org/a.css"),
        ('<link rel="preconnect" href="https://x.org/">', "a.html: loads https://x.org/"),
        ('<img src="http://x.org/a.png">', "a.html: loads http://x.org/a.png"),
        ('<img src="a.css" srcset="b.html 1x, https://x.org/2.png 2x">', "a.html: loads https://x.org/2.png"),
        ('<iframe src="https://x.org/"></iframe>', "a.html: loads https://x.org/"),
        ('<p style="background: url(https://x.org/a.png)">x</p>', "a.html: loads https://x.org/a.png"),
        ("<style>@import 'https://x.org/a.css';</style>", "a.html: loads https://x.org/a.css"),
        ("<script>import('https://x.org/m.js')</script>", "a.html: a script loads from x.org"),
        ('<script>s.src = "https://x.org/m.js"</script>', "a.html: a script loads from x.org"),
        ('<img src="gone.png">', "a.html: gone.png is not there"),
        ('<form action="https://x.org/find"></form>', "a.html: loads https://x.org/find"),
    ],
)
def test_each_fault_of_a_page_is_seen(site, links, body, fault):
    path = site / "a.html"
    path.write_text(GOOD.replace("<body>", f"<body>{body}"), encoding="utf-8")
    assert links.check(site).faults == (fault,)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.css", "@font-face { src: url('https://x.org/f.woff2') }", "a.css: loads https://x.org/f.woff2"),
        ("a.css", "p { background: url(gone.png) }", "a.css: gone.png is not there"),
        ("a.js", 'require("https://x.org/r.js")', "a.js: a script loads from x.org"),
    ],
)
def test_each_fault_of_a_style_or_script_is_seen(site, links, name, text, fault):
    (site / name).write_text(text, encoding="utf-8")
    assert links.check(site).faults == (fault,)
