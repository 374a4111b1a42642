"""A corpus: its files in order, its manifest as written, and nothing lost without a word."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import govreport as gr
from govreport import synth
from govreport.frames import Failure

Page = Callable[..., str]


def write(folder, name, text):
    """Write a file and return its SHA-256."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def failures(corpus):
    return {one.source: one.message for one in corpus.outcomes() if isinstance(one, Failure)}


def test_a_folder_is_its_files_sorted_by_name_without_hidden_ones(tmp_path):
    for name in ("b.html", "a/z.txt", "a.md", ".git/x.txt", ".b.html", "c.pdf"):
        write(tmp_path, name, "text")
    files = [source.file for source in gr.Corpus(tmp_path).sources()]
    assert files == ["a.md", "a/z.txt", "b.html", "c.pdf"]
    assert gr.Corpus(tmp_path).manifest() is None


@pytest.mark.slow
def test_a_name_that_is_not_utf8_is_shown_with_an_escape(tmp_path, page):
    folder = tmp_path / "corpus"
    write(folder, "a.html", page("甲局"))
    for name, text in ((b"bad\xff.html", page("乙局")), (b"bad\xfe.txt", "")):
        try:
            (folder / os.fsdecode(name)).write_text(text, encoding="utf-8")
        except (OSError, UnicodeError):
            pytest.skip("the names of this file system are text")
    corpus = gr.Corpus(folder)
    assert [source.file for source in corpus.sources()] == ["a.html", r"bad\udcfe.txt", r"bad\udcff.html"]
    built = corpus.build(tmp_path / "out", workers=2)
    assert set(pd.read_csv(built.out / "reports.csv")["source"]) == {"a.html", r"bad\udcff.html"}
    assert list(pd.read_csv(built.out / "failures.csv")["source"]) == [r"bad\udcfe.txt"]


def test_a_manifest_decides_what_belongs_to_the_corpus(tmp_path):
    write(tmp_path, "manifest.csv", "\ufefffile,organ,note\nb.html,乙局,second\na.html,NA,\n")
    corpus = gr.Corpus(tmp_path)
    assert [source.file for source in corpus.sources()] == ["a.html", "b.html"]
    manifest = corpus.manifest()
    assert manifest is not None
    assert list(manifest.columns) == ["file", "organ", "note"]
    assert list(manifest["organ"]) == ["乙局", "NA"]  # a name, not a blank
    assert manifest["note"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "a CSV file in UTF-8 or GB 18030 was expected"),
        (b"file,organ\na.html,\xff\n", "a CSV file in UTF-8 or GB 18030 was expected"),
        (b"file,organ\na.html,x,y,z\n", "expected 2 fields in each row, as in the first line"),
        (b"file,organ\na.html,x\nb.html,x,y,z\n", "a CSV file in UTF-8 or GB 18030 was expected"),
        (b"name,organ\na.html,x\n", "expected a column 'file'; found name, organ"),
        (b"file,organ\na.html,x\n,y\n", "row 2: expected the name of a file; found nothing"),
    ],
)
def test_a_wrong_manifest_is_an_error_that_names_it(tmp_path, content, message):
    (tmp_path / "manifest.csv").write_bytes(content)
    with pytest.raises(gr.ReadError, match=message) as caught:
        list(gr.Corpus(tmp_path).sources())
    assert caught.value.source.endswith("manifest.csv")


def test_a_file_that_is_absent_or_not_the_one_meant_is_a_failure(tmp_path, page):
    same = write(tmp_path, "same.html", page("甲局"))
    other = write(tmp_path, "other.html", page("乙局"))
    rows = [f"same.html,{same.upper()}", f"other.html,{same}", "absent.html,", "scan.pdf,"]
    write(tmp_path, "scan.pdf", "%PDF-1.7")
    write(tmp_path, "manifest.csv", "\n".join(["file,sha256", *rows]))
    corpus = gr.Corpus(tmp_path)
    found = failures(corpus)
    assert sorted(found) == ["absent.html", "other.html", "scan.pdf"]
    assert found["other.html"] == f"sha256 {other}; the manifest says {same}"
    assert found["scan.pdf"].startswith("a PDF was expected")
    assert str(tmp_path) not in "".join(found.values())
    with pytest.warns(
        UserWarning, match=r"3 files of .* gave no report: absent\.html, other\.html, scan\.pdf"
    ):
        reports = list(corpus.reports())
    assert [(report.source, report.organ) for report in reports] == [("same.html", "甲局")]


def test_what_a_manifest_says_of_a_report_does_not_replace_the_page(tmp_path, page):
    write(tmp_path, "a.html", page("甲局", 2024))
    write(tmp_path, "manifest.csv", "file,organ,year\na.html,丙局,1999\n")
    (report,) = gr.Corpus(tmp_path).reports()
    assert (report.organ, report.year) == ("甲局", 2024)


def test_reports_are_read_one_at_a_time(tmp_path, page):
    write(tmp_path, "a.html", page("甲局"))
    write(tmp_path, "b.html", page("乙局"))
    reports = gr.Corpus(tmp_path).reports()
    assert next(reports).organ == "甲局"
    (tmp_path / "b.html").unlink()  # not read yet
    with pytest.warns(UserWarning, match=r"1 files of .* b\.html"):
        assert list(reports) == []


def test_a_corpus_has_to_be_a_folder(tmp_path):
    with pytest.raises(gr.ReadError, match=r"nowhere: no such folder; expected a folder of reports"):
        gr.Corpus(tmp_path / "nowhere")


def test_files_of_every_format_are_read_by_their_bytes_whatever_their_names(tmp_path):
    truth = synth.make("2021", 3)
    for layout in ("bar_rows", "html_plain", "docx", "xlsx", "pdf"):
        (tmp_path / f"{layout}.bin").write_bytes(synth.render(truth, layout, 3))
    reports = list(gr.Corpus(tmp_path).reports())
    assert [report.source for report in reports] == [
        "bar_rows.bin",
        "docx.bin",
        "html_plain.bin",
        "pdf.bin",
        "xlsx.bin",
    ]
    assert {report.organ for report in reports} == {truth.organ}


def test_keyed_figures_and_statements_are_part_of_a_corpus():
    corpus = gr.Corpus(Path(__file__).parents[2] / "corpus")
    assert {report.year for report in corpus.keyed()} >= set(range(2011, 2026))
    facts, themes = corpus.stated("facts"), corpus.stated("themes")
    first = facts[facts["report"] == "rongchang_2024"].set_index("concept")["value"]
    assert first.loc[["requests_new", "change_percent", "requests_answered"]].tolist() == [60, 261, 64]
    assert themes.loc[themes["organ"] == "大冶市自然资源和规划局", "count"].tolist() == [3, 1, 1]
    assert facts["address"].notna().all()


def test_a_folder_without_keyed_files_has_none(tmp_path):
    corpus = gr.Corpus(tmp_path)
    assert corpus.keyed() == ()
    assert corpus.stated("facts").empty
    assert list(corpus.stated("themes").columns)[-2:] == ["share", "address"]
    write(tmp_path, "facts/facts.csv", "report,organ\na,b\n")
    with pytest.raises(gr.ReadError, match=r"facts\.csv: columns report, organ, region, level"):
        corpus.stated("facts")


@pytest.mark.slow
def test_tables_are_not_written_among_reports_that_no_manifest_names(tmp_path, page):
    write(tmp_path, "a.html", page("甲局", new=5))
    with pytest.raises(gr.ReadError, match=r"tables: a folder outside .* was expected"):
        gr.Corpus(tmp_path).build(tmp_path / "tables", workers=1)
    write(tmp_path, "manifest.csv", "file\na.html\n")
    assert gr.Corpus(tmp_path).build(tmp_path / "tables", workers=1).counts["reports"] == 1


def test_a_corpus_is_its_reports_one_after_the_other(tmp_path, page):
    for name in ("乙局", "甲局"):
        write(tmp_path, f"{name}.html", page(name, new=5))
    assert gr.frames(gr.Corpus(tmp_path)).reports["organ"].tolist() == [r.organ for r in gr.Corpus(tmp_path)]
    assert [report.organ for report in gr.Corpus(tmp_path)] == ["乙局", "甲局"]


def test_a_copy_in_a_folder_of_downloads_is_one_report_and_named(tmp_path):
    page = Path("corpus/reports/2024-rongchang-office.txt").read_bytes()
    for name in ("a.txt", "b (1).txt"):
        (tmp_path / name).write_bytes(page)
    with pytest.warns(UserWarning, match=r"^1 files of .* have the bytes of another one, .*: b \(1\)\.txt"):
        made = gr.frames(tmp_path)
    assert made.reports["source"].str[-5:].tolist() == ["a.txt"]
