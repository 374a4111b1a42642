"""Collecting from a hostile server: every duty is judged by what the server saw."""

from __future__ import annotations

import csv
import gzip
import http.server
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import govreport as gr
from govreport import cli
from govreport.corpus.collecting.pages import absolute, is_challenge, kind_of, page_of
from tests.corpus.hostile import PDF, REPORT, Hostile

ROOT = Path(__file__).parents[2]
FAST = {"delay": 0.0, "timeout": 10.0, "per_file_seconds": 1.5, "per_file": 1_000_000}


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    hostile = Hostile()
    yield hostile
    hostile.close()


def rows(out, name="retrieval"):
    with (out / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def outcomes(server, out):
    return {row["address"].removeprefix(server.base): row["outcome"] for row in rows(out)}


def collect(server, out, *paths, **how):
    return gr.collect([server.base + path for path in paths], out, **{**FAST, **how})


# ---- faults of a server, each a row of the log


def plant(server):
    """Faults, and the outcome that each has to have."""
    server.page("/good.html", REPORT.format(""))
    server.page("/secret/plan.html", REPORT.format(""))
    server.moved("/circle", "/circle2")
    server.moved("/circle2", "/circle")
    server.moved("/to-secret", "/secret/plan.html")
    server.moved("/to-file", "file:///etc/passwd")
    server.moved("/to-private", "http://127.0.0.77:1/admin")
    server.page("/truncated.html", REPORT.format(""), length=5000)
    server.bomb("/bomb")
    server.endless("/endless")
    server.dripping("/drip")
    server.page("/huge.pdf", PDF, length=10**12)
    server.page("/gone-but-200.html", "<html><title>404</title><body>您访问的页面不存在</body></html>")
    server.page("/empty.html", "")
    server.page("/forbidden.html", "no", status=403)
    server.page("/broken.html", "no", status=500)
    server.page("/brotli.html", b"\x0b\x02\x80abc\x03", Content_Encoding="br")
    server.page("/packed.html", gzip.compress(REPORT.format("").encode()), Content_Encoding="gzip")
    return {
        "/good.html": "saved",
        "/packed.html": "saved",
        "/secret/plan.html": "disallowed",
        "/circle": "redirect_loop",
        "/to-secret": "disallowed",
        "/to-file": "redirect_refused",
        "/to-private": "private_address",
        "/truncated.html": "truncated",
        "/bomb": "unpacks_too_large",
        "/endless": "too_large",
        "/drip": "too_slow",
        "/huge.pdf": "too_large",
        "/gone-but-200.html": "says_not_found",
        "/empty.html": "empty",
        "/forbidden.html": "refused",
        "/broken.html": "server_error",
        "/brotli.html": "encoding",
        "/missing.html": "not_found",
    }


@pytest.mark.slow
def test_each_fault_of_a_server_is_a_row_that_says_what_it_was(server, tmp_path):
    expected = plant(server)
    done = collect(server, tmp_path, *expected)
    assert outcomes(server, tmp_path) == expected
    assert done.counts["saved"] == 2
    assert "/secret/plan.html" not in server.paths()
    assert server.paths()[0] == "/robots.txt"
    assert server.paths().count("/robots.txt") == 1
    assert server.paths().count("/truncated.html") == server.paths().count("/broken.html") == 3
    assert server.paths().count("/missing.html") == server.paths().count("/forbidden.html") == 1
    manifest = rows(tmp_path, "manifest")
    assert {row["address"] for row in manifest} == {f"{server.base}/{n}.html" for n in ("good", "packed")}
    for row in manifest:
        assert (tmp_path / row["file"]).read_text(encoding="utf-8") == REPORT.format("")
    for row in rows(tmp_path):
        assert row["zh"]
        assert row["en"]
    agent = server.log[0][2]["User-Agent"]
    assert agent.startswith("govreport/")
    assert "Mozilla" not in agent


@pytest.mark.slow
def test_hosts_are_asked_one_request_at_a_time_as_slowly_as_they_wish(server, tmp_path):
    server.robots = "User-agent: *\nCrawl-delay: 0.3\n"
    for name in "abcd":
        server.page(f"/{name}.html", REPORT.format(name))
    collect(server, tmp_path, "/a.html", "/b.html", "/c.html", "/d.html", delay=0.01)
    times = [when for when, _, _ in server.log]
    assert all(after - before >= 0.29 for before, after in pairwise(times))
    assert server.most_at_once == 1
    assert len(times) == 5


def test_the_own_delay_counts_where_it_is_longer(server, tmp_path):
    server.robots = "User-agent: govreport\nCrawl-delay: 0.01\nDisallow: /no\n\nUser-agent: *\nDisallow: /\n"
    server.page("/a.html", REPORT.format("a"))
    collect(server, tmp_path, "/a.html", "/no.html", delay=0.3)
    assert server.paths() == ["/robots.txt", "/a.html"]  # the rules for govreport, not those for all
    assert server.log[1][0] - server.log[0][0] >= 0.29


@pytest.mark.slow
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(server, tmp_path, status):
    server.busy("/later.html", 1, status, "1")
    collect(server, tmp_path, "/later.html")
    first, second = server.times("/later.html")
    assert second - first >= 0.99
    assert outcomes(server, tmp_path) == {"/later.html": "saved"}


def test_a_host_that_asks_for_more_patience_than_there_is_is_left_alone(server, tmp_path):
    server.busy("/later.html", 1, 429, "3600")
    server.page("/b.html", REPORT.format("b"))
    done = collect(server, tmp_path, "/later.html", "/b.html", patience=10.0)
    assert outcomes(server, tmp_path) == {"/later.html": "busy", "/b.html": "host_stopped"}
    assert server.paths() == ["/robots.txt", "/later.html"]
    assert "3600" in done.left_alone["127.0.0.1"]
    # asked again by another run, without asking for robots.txt again
    assert collect(server, tmp_path, "/later.html", "/b.html").counts == {"saved": 2}
    assert server.paths() == ["/robots.txt", "/later.html", "/later.html", "/b.html"]


SCRIPT = "<html><script>document.cookie='a=1';location.reload()</script></html>"


@pytest.mark.parametrize(("status", "body"), [(412, SCRIPT), (521, "x"), (200, SCRIPT)])
def test_a_challenge_stops_its_host_and_is_said(server, tmp_path, status, body, capsys):
    server.page("/a.html", body, status=status)
    server.page("/b.html", REPORT.format("b"))
    addresses = tmp_path / "addresses.txt"
    addresses.write_text(f"# two\n{server.base}/a.html\n{server.base}/b.html\n", encoding="utf-8")
    assert cli.main(["collect", str(addresses), "-o", str(tmp_path / "out"), "--delay", "0"]) == 1
    assert outcomes(server, tmp_path / "out") == {"/a.html": "challenge", "/b.html": "host_stopped"}
    assert server.paths() == ["/robots.txt", "/a.html"]
    assert "已停止访问 left alone: challenge" in capsys.readouterr().err


def test_robots_that_cannot_be_had_close_the_host(server, tmp_path):
    server.pages["/robots.txt"] = None
    server.answer = lambda request, answer=server.answer: (
        (server.log.append((0, request.path, {})), server.send(request, b"", status=500))
        if request.path == "/robots.txt"
        else answer(request)
    )
    server.page("/a.html", REPORT.format("a"))
    collect(server, tmp_path, "/a.html", "/b.html")
    assert outcomes(server, tmp_path) == {"/a.html": "robots_unreachable", "/b.html": "host_stopped"}
    assert set(server.paths()) == {"/robots.txt"}


@pytest.fixture
def secure(tmp_path):
    """A server with TLS and a certificate of its own: its address, what was asked, context, certificate."""
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost".split()
    made += ["-addext", "subjectAltName=DNS:localhost"]
    try:
        subprocess.run(
            [*made, "-keyout", tmp_path / "key", "-out", tmp_path / "cert"], check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("openssl is not there")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200 if self.path == "/a.html" else 404)
            self.end_headers()
            self.wfile.write(REPORT.encode())

        def log_message(self, *args):
            pass

    class Quiet(http.server.HTTPServer):
        def handle_error(self, request, address):
            pass

    server = Quiet(("localhost", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://localhost:{server.server_port}/a.html", seen, context, tmp_path / "cert"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_certificate_that_is_not_valid_is_not_ignored(secure, tmp_path):
    address, seen, *_ = secure
    gr.collect(address, tmp_path / "out", **FAST)
    (row,) = rows(tmp_path / "out")
    assert row["outcome"] == "robots_unreachable"
    assert "certificate" in row["detail"]
    assert seen == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("trusted", [True, False])
def test_outdated_tls_is_named_and_its_certificate_checked(secure, tmp_path, monkeypatch, trusted):
    address, seen, context, certificate = secure
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    if trusted:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    gr.collect(address, tmp_path / "out", **FAST)
    (row,) = rows(tmp_path / "out")
    assert seen == (["/robots.txt", "/a.html"] if trusted else [])
    assert (row["outcome"], row["tls"]) == (
        ("saved", "legacy TLS") if trusted else ("robots_unreachable", "")
    )
    if not trusted:
        assert "certificate" in row["detail"]


def test_the_cap_of_a_run_is_kept(server, tmp_path):
    for name in "abc":
        server.page(f"/{name}.html", REPORT.format(name * 3000))
    collect(server, tmp_path, "/a.html", "/b.html", "/c.html", total=5000)
    assert outcomes(server, tmp_path) == {
        "/a.html": "saved",
        "/b.html": "total_reached",
        "/c.html": "total_reached",
    }
    assert "/c.html" not in server.paths()


# ---- what is fetched


def test_lists_lead_to_pages_and_pages_to_what_hangs_on_them(server, tmp_path):
    links = {"/2023.html": "2023年年度报告", "/2022.html": "2022年年度报告", "/x.html": "首页"}
    listed = "".join(f'<a href="{link}">{text}</a>' for link, text in links.items())
    server.page("/list", REPORT.format(listed))
    server.page("/2023.html", REPORT.format('<a href="f/download.jsp?id=3">附件：2023年报.pdf</a>'))
    server.page(
        "/2022.html", REPORT.format('<a href="/f/二〇二二 年.doc">附件</a><a href="/x.html">首页</a>')
    )
    server.page("/f/download.jsp", PDF, kind="text/html")
    server.page("/f/%E4%BA%8C%E3%80%87%E4%BA%8C%E4%BA%8C%20%E5%B9%B4.doc", PDF)
    done = collect(server, tmp_path, "/list", follow="年度报告")
    assert done.counts == {"list": 1, "saved": 4}
    assert "/x.html" not in server.paths()
    manifest = rows(tmp_path, "manifest")
    kinds = {row["address"].removeprefix(server.base): Path(row["file"]).suffix for row in manifest}
    assert kinds["/f/download.jsp?id=3"] == ".pdf"  # by its bytes, whatever the header says
    assert len(kinds) == 4
    page = next(row["page"] for row in manifest if row["address"].endswith("id=3"))
    assert page == f"{server.base}/2023.html"
    # again: nothing is asked
    before = len(server.log)
    assert collect(server, tmp_path, "/list", follow="年度报告").asked == 0
    assert len(server.log) == before


def test_a_list_may_be_asked_for_with_post_and_answer_in_json(server, tmp_path):
    def answer(request):
        assert request.command == "POST"
        page = request.sent.removeprefix("page=")
        server.send(
            request, b'{"rows": [{"url": "/r%s.html", "n": 3}]}' % page.encode(), kind="application/json"
        )

    server.pages["/api"] = answer
    server.page("/r1.html", REPORT.format(1))
    server.page("/r2.html", REPORT.format(2))
    addresses = tmp_path / "addresses.csv"
    lines = [
        "address,data,organ,wave",
        f"{server.base}/api,page=1,甲局,一",
        f"{server.base}/api,page=2,乙局,二",
    ]
    addresses.write_text("\n".join(lines), encoding="utf-8-sig")
    gr.collect(addresses, tmp_path / "out", follow=r"/r\d", **FAST)
    said = {row["address"][-7:]: (row["organ"], row["wave"]) for row in rows(tmp_path / "out", "manifest")}
    assert said == {"r1.html": ("甲局", "一"), "r2.html": ("乙局", "二")}


def test_redirects_to_what_is_had_are_not_followed_twice(server, tmp_path):
    server.page("/a.html", REPORT.format("a"))
    server.moved("/old", "/a.html")
    collect(server, tmp_path, "/a.html", "/old")
    assert outcomes(server, tmp_path) == {"/a.html": "saved", "/old": "same"}
    assert server.paths().count("/a.html") == 1
    other = tmp_path / "other"
    collect(server, other, "/old", "/a.html")
    assert outcomes(server, other) == {"/old": "saved", "/a.html": "same"}
    assert server.paths().count("/a.html") == 2


def test_addresses_go_out_as_a_browser_sends_them(server, tmp_path):
    paths = ["/中 文.html", "/%B9%AB%BF%AA.html", "/a%20b.html", "/100%.html", "/q?x=公开"]
    sent = ["/%E4%B8%AD%20%E6%96%87.html", "/%B9%AB%BF%AA.html", "/a%20b.html", "/100%25.html"]
    collect(server, tmp_path, *paths)
    assert server.paths()[1:] == [*sent, "/q?x=%E5%85%AC%E5%BC%80"]


def test_links_of_a_page_in_gbk_ask_in_gbk():
    page = page_of(
        '<html><a href="/q.jsp?n=公开#top">政府信息</a></html>'.encode("gb18030"), "http://a.cn/b/"
    )
    assert [(link.address, link.text) for link in page.links] == [
        ("http://a.cn/q.jsp?n=%B9%AB%BF%AA", "政府信息")
    ]
    assert absolute("http://a.cn/b/c.html", r"..\d.pdf") == "http://a.cn/d.pdf"
    assert absolute("", "HTTP://政府.cn:80/x#y") == "http://xn--mxtq1m.cn/x"


def test_a_page_with_words_is_no_challenge():
    words = "<p>" + "本机关公开政府信息" * 10 + "</p>"
    assert not is_challenge(200, page_of((SCRIPT + words).encode(), "http://a.cn/"), True)
    assert is_challenge(200, page_of(SCRIPT.encode(), "http://a.cn/"), False)
    assert not is_challenge(200, page_of(b"<html><script>location.reload()</script></html>", ""), False)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        ("<html>年报".encode("gb18030"), "html"),
        (b'{"a": 1}', "json"),
        ("年报".encode(), "txt"),
        (b"MIME-Version: 1.0\nx", "mht"),
        (b"\0\1\2\3" * 9, "bin"),
        (b"PK\x03\x04broken", "zip"),
        (b"{\\rtf1", "rtf"),
    ],
)
def test_a_kind_is_known_by_the_bytes(data, kind):
    assert kind_of(data) == kind


def test_what_was_fetched_is_looked_at_again_with_conditions(server, tmp_path):
    body = [REPORT.format("one")]

    def answer(request):
        tag = f'"{len(body[0])}"'
        if request.headers.get("If-None-Match") == tag:
            request.send_response(304)
            request.end_headers()
        else:
            server.send(request, body[0].encode(), ETag=tag)

    server.pages["/a.html"] = answer
    collect(server, tmp_path, "/a.html")
    first = rows(tmp_path, "manifest")[0]
    (tmp_path / "manifest.csv").write_text(
        (tmp_path / "manifest.csv").read_text("utf-8-sig").replace(",,", ",甲局,", 1), encoding="utf-8"
    )
    assert collect(server, tmp_path, "/a.html", again=0.0).counts == {"unchanged": 1}
    body[0] = REPORT.format("another")
    assert collect(server, tmp_path, "/a.html", again=0.0).counts == {"saved": 1}
    (row,) = rows(tmp_path, "manifest")
    assert row["file"] != first["file"]
    assert (tmp_path / first["file"]).exists()  # the older version stays
    assert row["organ"] == "甲局"  # and so does what a person wrote
    server.page("/a.html", "", status=500)
    assert collect(server, tmp_path, "/a.html", again=0.0).counts == {"saved": 1}


def test_what_a_person_saved_takes_the_place_of_what_could_not_be_had(server, tmp_path):
    for name in ("a", "b", "c"):
        server.page(f"/{name}.html", SCRIPT, status=412)
    out, hand = tmp_path / "out", tmp_path / "hand"
    hand.mkdir()
    collect(server, out, "/a.html", "/b.html", "/c.html")
    assert server.paths() == ["/robots.txt", "/a.html"]
    marked = f"<!-- saved from url=(0030){server.base}/a.html -->\n{REPORT.format('a')}"
    (hand / "政府信息公开.html").write_text(marked, encoding="utf-8")
    (hand / "b.html").write_text(REPORT.format("b"), encoding="utf-8")
    (hand / "scan.pdf").write_bytes(PDF)
    (hand / "other.pdf").write_bytes(PDF)
    (hand / "addresses.csv").write_text(f"file,address\nscan.pdf,{server.base}/c.html\n", encoding="utf-8")
    done = collect(server, out, "/a.html", "/b.html", "/c.html", by_hand=hand)
    assert done.counts == {"by_hand": 3}
    assert [path.name for path in done.unmatched] == ["other.pdf"]
    assert server.paths() == ["/robots.txt", "/a.html"]
    manifest = {row["address"][-6:]: row for row in rows(out, "manifest")}
    assert manifest["c.html"]["file"].endswith(".pdf")
    assert (out / manifest["a.html"]["file"]).read_text("utf-8") == marked
    assert {row["by"] for row in manifest.values()} == {"hand"}


# ---- kill -9


CHILD = "import sys, govreport as gr; gr.collect(sys.argv[1], sys.argv[2], follow='r', delay=0.0)"


@pytest.mark.slow
def test_a_collection_killed_at_three_moments_goes_on_without_asking_twice(server, tmp_path):
    names = [f"r{i}" for i in range(8)]
    server.page("/list", REPORT.format("".join(f'<a href="/{n}.html">{n}</a>' for n in names)))
    for name in names:
        server.page(f"/{name}.html", REPORT.format(f'<a href="/{name}.pdf">附件</a>'))
        server.page(f"/{name}.pdf", PDF + name.encode())
    out = tmp_path / "out"
    command = [sys.executable, "-c", CHILD, f"{server.base}/list", str(out)]
    runs = []
    for killed_after in (3, 8, 14):
        settled, before = finished(out), len(server.log)
        server.hold_at = killed_after
        child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        assert server.held.wait(60)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        server.held.clear()
        server.go_on.set()
        server.go_on.clear()
        assert len(server.log) == killed_after
        runs.append((settled, server.paths()[before:]))
    settled, before = finished(out), len(server.log)
    done = gr.collect(f"{server.base}/list", out, follow="r", delay=0.0)
    runs.append((settled, server.paths()[before:]))
    for settled, asked in runs:
        assert not set(asked) & {address.removeprefix(server.base) for address in settled}
    assert len(server.log) == 18 + 3  # what was under way when a run was killed
    assert done.counts == {"list": 1, "saved": 16}
    whole = tmp_path / "whole"
    gr.collect(f"{server.base}/list", whole, follow="r", delay=0.0)
    assert contents(out) == contents(whole)
    assert not list(out.rglob("*.part"))


def finished(out):
    if not (out / "collect.jsonl").exists():
        return set()
    lines = (out / "collect.jsonl").read_bytes().rpartition(b"\n")[0].splitlines()
    records = [json.loads(line) for line in lines]
    return {record["key"] for record in records if "key" in record} | {
        f"{record['robots']}/robots.txt" for record in records if "robots" in record
    }


def contents(out):
    """Each file, and the manifest without times."""
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in (out / "files").glob("*/*")}
    return files, [{k: v for k, v in row.items() if k != "retrieved"} for row in rows(out, "manifest")]


def test_a_line_that_broke_off_is_no_line(server, tmp_path):
    server.page("/a.html", REPORT.format("a"))
    server.page("/b.html", REPORT.format("b"))
    collect(server, tmp_path, "/a.html")
    (row,) = rows(tmp_path, "manifest")
    saved = tmp_path / row["file"]
    saved.rename(saved.with_name(saved.name + ".part"))  # killed between the line and the name
    with (tmp_path / "collect.jsonl").open("ab") as log:
        log.write(b'{"key": "x", "outc')
    collect(server, tmp_path, "/a.html", "/b.html")
    assert server.paths() == ["/robots.txt", "/a.html", "/b.html"]
    assert saved.exists()
    assert len(finished(tmp_path)) == 3


# ---- what is wrong is said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("url\nx\n", "a column 'address' was expected; found url"),
        ("address,organ\nhttp://a.cn/,b,c\n", "line 2: more fields than the first line has"),
    ],
)
def test_a_wrong_list_is_said(tmp_path, content, message):
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(gr.ReadError, match=message):
        gr.collect(path, tmp_path / "out")


@pytest.mark.parametrize("kind", ["gb18030", "frame", "generator"])
def test_a_list_comes_as_people_have_it(server, tmp_path, kind):
    server.page("/%E7%94%B2.html", REPORT.format("甲"))
    address = f"{server.base}/甲.html"
    given = (one for one in [address])
    if kind == "gb18030":  # as Excel in China saves it
        given = tmp_path / "list.csv"
        given.write_text(f"address,organ,year\n{address},甲局,2024\n", encoding="gb18030")
    elif kind == "frame":
        given = pd.DataFrame({"organ": ["甲局", None], "year": [2024, None], "address": [address, None]})
    gr.collect(given, tmp_path / "out", delay=0)
    (row,) = rows(tmp_path / "out", "manifest")
    assert row["address"].endswith("/%E7%94%B2.html")
    if kind != "generator":
        assert (row["organ"], row["year"]) == ("甲局", "2024")


@pytest.mark.parametrize("given", [None, 3, [3], pd.DataFrame({"url": ["x"]}), b"http://a.cn/"])
def test_what_is_no_list_is_said(given, tmp_path):
    with pytest.raises(gr.GovReportError, match="address"):
        gr.collect(given, tmp_path / "out")


def test_wrong_options_are_said(tmp_path):
    with pytest.raises(gr.GovReportError, match="follow: a regular expression was expected"):
        gr.collect("http://127.0.0.1:1/", tmp_path, follow="(")
    with pytest.raises(gr.GovReportError, match="contact: a mail or web address in ASCII"):
        gr.collect("http://127.0.0.1:1/", tmp_path, contact="联系人")
    assert gr.collect(["", "ftp://a.cn/b"], tmp_path).counts == {"no_address": 2}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves a file open
def test_a_collection_as_warc_is_read_by_others(server, tmp_path):
    warcio = pytest.importorskip("warcio.archiveiterator")
    from govreport.corpus.collecting.warc import write_warc

    server.page("/a.html", REPORT.format("a"))
    collect(server, tmp_path, "/a.html", "/missing.html")
    assert write_warc(tmp_path, tmp_path / "all.warc.gz") == 1
    with (tmp_path / "all.warc.gz").open("rb") as file:
        found = [
            (r.rec_headers["WARC-Target-URI"], r.content_stream().read())
            for r in warcio.ArchiveIterator(file)
        ]
    assert found == [(f"{server.base}/a.html", REPORT.format("a").encode())]
