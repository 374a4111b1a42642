"""No network and no trace: what reading a file connects to, starts and writes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govreport.errors import ReadError
from govreport.readers.words import libreoffice

from .files import zipped

# In a process of its own, since a hook stays: what is asked of the system while a file is read.
WATCHED = """
import json, os, sys
ASKING = "socket.connect socket.sendto socket.sendmsg socket.getaddrinfo socket.gethostbyname " \\
    "subprocess.Popen os.system os.exec os.posix_spawn urllib.Request".split()
seen = []
def hook(event, args):
    if event in ASKING:
        seen.append([event, repr(args)[:200]])
    elif event == "open" and isinstance(args[0], str) and args[1] and set(str(args[1])) & set("wax+"):
        seen.append([event, args[0]])
    elif event == "os.mkdir" and os.path.isdir(args[0]):
        pass  # it is there
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.chmod"):
        seen.append([event, repr(args)[:200]])
sys.addaudithook(hook)
import govreport as gr
for path in sys.argv[1:]:
    try:
        gr.read(path)
    except gr.GovReportError:
        pass
print(json.dumps([one for one in seen if one[1] != "/dev/null" and "__pycache__" not in one[1]]))
"""


def watched(home, *paths):
    """What is connected to, started and written while files are read; and what lies in an empty home then."""
    around = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    around["PYTHONDONTWRITEBYTECODE"] = "1"
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *map(str, paths)],
        capture_output=True,
        text=True,
        env=around,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return json.loads(done.stdout.splitlines()[-1]), sorted(str(path) for path in home.rglob("*"))


def test_the_hook_sees_what_is_written(tmp_path):
    code = WATCHED.replace("gr.read(path)", "open(path, 'w').close()")
    out = tmp_path / "a.txt"
    done = subprocess.run([sys.executable, "-c", code, str(out)], capture_output=True, text=True, check=True)
    assert ["open", str(out)] in json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_a_scan_is_read_in_silence(tmp_path):
    pytest.importorskip("rapidocr")
    from PIL import Image, ImageDraw

    home = tmp_path / "home"
    home.mkdir()
    page = Image.new("L", (900, 400), 255)
    ImageDraw.Draw(page).text((60, 60), "2024 12 34", fill=0, font_size=60)
    page.save(tmp_path / "scan.png")
    asked, left = watched(home, tmp_path / "scan.png")
    assert asked == []
    assert left == []


# ------------------------------------------------------------------ LibreOffice

STUB = """#!/bin/sh
echo "$@" > "{folder}/asked"
env > "{folder}/around"
for one in "$@"; do case "$one" in -env:UserInstallation=file://*) \
  cp "${{one#-env:UserInstallation=file://}}/user/registrymodifications.xcu" "{folder}/profile";; esac; done
touch "$TMPDIR/lu12345.tmp"
sleep 300 &
echo $! > "{folder}/child"
{then}
"""


@pytest.fixture
def soffice(tmp_path, monkeypatch):
    """A program in the place of LibreOffice, which says what it was asked and starts another one."""

    def made(then):
        program = tmp_path / "soffice"
        program.write_text(STUB.format(folder=tmp_path, then=then), encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(libreoffice.shutil, "which", lambda name: str(program))

    yield made
    if (tmp_path / "child").exists() and is_alive(child := int((tmp_path / "child").read_text())):
        os.kill(child, signal.SIGKILL)


def is_alive(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def ended(process):
    for _ in range(50):
        if not is_alive(process):
            return True
        time.sleep(0.1)
    return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")


@needs_proc
@pytest.mark.parametrize(
    ("then", "message"), [("sleep 300", "within 1 seconds"), ("exit 1", "could not open")]
)
def test_what_libreoffice_started_ends_with_it(then, message, soffice, tmp_path, monkeypatch):
    soffice(then)
    monkeypatch.setattr(libreoffice, "_SECONDS", 1)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with pytest.raises(ReadError, match=message):
        libreoffice.resaved(b"a", "a.odt", "this ODT file", "odt")
    assert ended(int((tmp_path / "child").read_text()))
    assert list(temporary.iterdir()) == []  # also what LibreOffice itself leaves (lu*.tmp)


def test_libreoffice_runs_no_macro_and_fetches_nothing(soffice, tmp_path):
    soffice("exit 1")
    with pytest.raises(ReadError):
        libreoffice.resaved(b"a", "a.odt", "this ODT file", "odt")
    profile = (tmp_path / "profile").read_text(encoding="utf-8")
    for name, value in (
        ("DisableMacrosExecution", "true"),
        ("BlockUntrustedRefererLinks", "true"),
        ("Link", "2"),
        ("ooInetHTTPProxyName", "127.0.0.1"),
    ):
        assert f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>' in profile
    assert "http_proxy=http://127.0.0.1:9" in (tmp_path / "around").read_text(encoding="utf-8")


ODT = "application/vnd.oasis.opendocument.text"


def text_with_links(address):
    """An ODT whose picture and whose section lie elsewhere."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("draw", "drawing"))
    )
    link = f'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="{address}'
    content = (
        f"<office:document-content {names}><office:body><office:text><text:p>字<draw:frame>"
        f'<draw:image {link}/a.png" xlink:actuate="onLoad"/></draw:frame></text:p>'
        f'<text:section text:name="a"><text:section-source {link}/a.odt"/><text:p>乙</text:p></text:section>'
        "</office:text></office:body></office:document-content>"
    )
    listed = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f"{listed.format('/', ODT)}{listed.format('content.xml', 'text/xml')}</manifest:manifest>"
    )
    return zipped({"mimetype": ODT, "content.xml": content, "META-INF/manifest.xml": manifest})


# Without the settings of its profile, LibreOffice asks for the picture.
@pytest.mark.skipif(not libreoffice.found(), reason="LibreOffice is not installed")
def test_what_lies_elsewhere_is_not_fetched():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(1)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert libreoffice.resaved(text_with_links(address), "a.odt", "this ODT file", "odt")
        with pytest.raises(TimeoutError):
            listening.accept()


# ------------------------------------------------------------------ pages of a study


@pytest.mark.slow
def test_a_page_of_a_study_fetches_nothing():
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("nbconvert")
    from lxml import html

    from govreport.studies.study import _as_html

    cells = [nbformat.v4.new_markdown_cell("# 标题 $x$"), nbformat.v4.new_code_cell("1")]
    page = _as_html(nbformat.v4.new_notebook(cells=cells), "a")
    root = html.fromstring(page)
    assert "标题" in root.text_content()
    assert root.xpath("//script[@src] | //link[@href] | //iframe | //img[starts-with(@src, 'http')]") == []
    assert "import(" not in page
    assert "@import" not in page
