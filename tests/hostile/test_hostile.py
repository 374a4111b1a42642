"""A hostile file of each kind ends in a report or a GovReportError, in bounded time and memory."""

import os
import socket
from pathlib import Path

import pytest

import govreport as gr
from govreport.corpus.folder import Corpus
from govreport.readers.limits import require_attributes
from tests.hostile.files import FILES, QUOTED, REPORTS, attributes
from tests.hostile.run import outcome

SECONDS, MEGABYTES = 20, 4000  # each takes far less; the machine may be busy
GIVEN = Path(__file__).parents[3] / "shared" / "hostile"


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_each_ends(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    found = outcome(path, SECONDS, MEGABYTES)
    assert found.kind == "report" if name in REPORTS else found.is_right, found


@pytest.mark.slow
def test_what_hangs_dies_or_breaks_is_seen(tmp_path, monkeypatch):
    def never():
        while True:
            pass

    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    for read, kind in (
        (lambda path: never(), "TIMEOUT"),
        (lambda path: {}["a"], "FAULT"),
        (lambda path: os.abort(), "DIED"),
        (lambda path: bytearray(9 << 30), "FAULT"),
    ):
        monkeypatch.setattr(gr, "read", read)
        assert outcome(path, 1, MEGABYTES).kind == kind


@pytest.mark.real
@pytest.mark.skipif(not GIVEN.exists(), reason="the files are not there")
def test_those_that_were_given_end():
    wrong = {}
    for path in sorted(path for path in GIVEN.rglob("*") if path.is_file()):
        found = outcome(path, SECONDS, MEGABYTES)
        wrong |= {} if found.is_right else {path.name: found}
    assert not wrong


@pytest.mark.parametrize("value", ["1", QUOTED, '"', ""])
def test_attributes_of_a_tag_are_counted_before_it_is_read(value):
    require_attributes(f"<p {attributes(value, 3000)}>" + "某 a=1 " * 5000)
    with pytest.raises(ValueError, match="4000 attributes"):
        require_attributes(f"<p {attributes(value, 10_000)}>")


# ------------------------------------------------------------------ what is no file


@pytest.fixture
def no_files(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "dangling.txt").symlink_to("nowhere")
    (folder / "zero.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.txt"))
        yield folder


def test_what_is_no_file_is_refused_at_once(no_files):
    said = {}
    for path in no_files.iterdir():
        found = outcome(path, 5, MEGABYTES)
        assert found.kind == "GovReportError"
        said[path.stem] = found.message.partition(f"{path}: ")[2]
    expected = "a file was expected, this is a"
    assert said.pop("dangling") == "cannot be opened: No such file or directory"
    assert said == {"pipe": f"{expected} pipe", "zero": f"{expected} device", "socket": f"{expected} socket"}


def test_what_is_no_file_is_a_row_of_a_corpus(no_files):
    assert [source.file for source in Corpus(no_files).sources()] == sorted(
        p.name for p in no_files.iterdir()
    )


@pytest.mark.parametrize("file", ["../a.txt", "/etc/hosts", "a/../../b.txt"])
def test_a_manifest_does_not_lead_out_of_its_folder(file, tmp_path):
    (tmp_path / "manifest.csv").write_text(f"file\na.txt\n{file}\n", encoding="utf-8")
    with pytest.raises(gr.ReadError, match=r"row 2: expected a file in this folder; found"):
        list(Corpus(tmp_path).sources())
