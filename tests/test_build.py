"""A build: the same bytes however many processes, failures as rows, finished work used again."""

from __future__ import annotations

import csv
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import govreport as gr
from govreport import build as module
from govreport.build import Built
from govreport.tabulate import SCHEMA

Page = Callable[..., str]


@pytest.fixture
def corpus(tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch) -> gr.Corpus:
    """Five reports, the copy of one of them, a news page, an empty file and a scan; shards of three files."""
    monkeypatch.setattr(module, "_FILES_PER_SHARD", 3)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for i, organ in enumerate(["甲局", "乙局", "丙局", "丁局", "戊局"]):
        (folder / f"{i}.html").write_text(page(organ, new=i), encoding="utf-8")
    (folder / "copy.html").write_bytes((folder / "1.html").read_bytes())
    (folder / "news.html").write_text("<p>今日举行了座谈会。</p>", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4")
    return gr.Corpus(folder)


def contents(built: Built) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in built.paths}


def reading_forbidden(path: object) -> None:
    raise AssertionError(f"{path} was read again")


def test_counts_paths_and_failures(corpus: gr.Corpus, tmp_path: Path) -> None:
    built = corpus.build(tmp_path / "out", workers=1)
    assert {name: built.counts[name] for name in ("reports", "figures", "failures")} == {
        "reports": 5,
        "figures": 5 * 200,
        "failures": 4,
    }
    assert {path.name for path in built.paths} == {f"{n}.{s}" for n in SCHEMA for s in ("csv", "parquet")}
    failures = pd.read_parquet(tmp_path / "out" / "failures.parquet")
    assert list(failures["source"]) == ["copy.html", "empty.txt", "news.html", "scan.pdf"]
    assert list(failures["error"]) == ["ReadError", "ReadError", "NotAReportError", "ReadError"]
    assert failures["message"][0] == "the same bytes as 1.html, which is read instead"
    assert failures["sha256"][1] == hashlib.sha256(b"").hexdigest()
    assert not failures["message"].str.contains(str(tmp_path), regex=False).any()


def test_the_number_of_processes_changes_no_byte(corpus: gr.Corpus, tmp_path: Path) -> None:
    one = corpus.build(tmp_path / "one", workers=1)
    three = corpus.build(tmp_path / "three", workers=3)
    assert contents(one) == contents(three)


def test_rows_are_sorted_and_figures_stay_in_the_order_of_the_form(corpus: gr.Corpus, tmp_path: Path) -> None:
    corpus.build(tmp_path / "out", workers=1)
    figures = pd.read_parquet(tmp_path / "out" / "figures.parquet")
    assert figures["report_id"].is_monotonic_increasing
    with pytest.warns(UserWarning, match="gave no report"):
        reports = {report.report_id: report for report in corpus.reports()}
    for id_, rows in figures.groupby("report_id"):
        keys = list(zip(rows["table"], rows["row"], rows["column"], strict=True))
        assert keys == [figure.key for figure in reports[str(id_)].figures]


def test_a_second_run_reads_only_what_changed(
    corpus: gr.Corpus, tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    first = corpus.build(out, workers=1)
    assert first.reused == 0
    with monkeypatch.context() as patch:
        patch.setattr(module, "read", reading_forbidden)
        again = corpus.build(out, workers=1)
    assert again.reused == 3  # eight files that are no copies, in shards of three
    assert contents(again) == contents(first)

    (corpus.path / "0.html").write_text(page("己局", new=9), encoding="utf-8")
    changed = corpus.build(out, workers=1)
    assert changed.reused == 2
    assert "己局" in set(pd.read_parquet(out / "reports.parquet")["organ"])
    assert len(list((out / "shards").iterdir())) == 3  # what nobody needs any more is gone


def test_shards_of_another_version_are_not_used(
    corpus: gr.Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.build(tmp_path / "out", workers=1)
    monkeypatch.setattr(module, "__version__", "0.0.0")
    assert corpus.build(tmp_path / "out", workers=1).reused == 0


def test_a_run_that_was_broken_off_goes_on(
    corpus: gr.Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_at_news(path: Path) -> gr.Report:
        if path.name == "news.html":
            raise KeyboardInterrupt
        return gr.read(path)

    with monkeypatch.context() as patch:
        patch.setattr(module, "read", stop_at_news)
        with pytest.raises(KeyboardInterrupt):
            corpus.build(tmp_path / "out", workers=1)
    assert not (tmp_path / "out" / "reports.csv").exists()
    assert corpus.build(tmp_path / "out", workers=1).reused == 2
    assert contents(corpus.build(tmp_path / "out")) == contents(corpus.build(tmp_path / "new", workers=1))


def test_parquet_comes_back_with_the_types_it_had(corpus: gr.Corpus, tmp_path: Path) -> None:
    corpus.build(tmp_path / "out", workers=1)
    for name, schema in SCHEMA.items():
        frame = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == schema


def test_csv_is_utf8_without_a_mark_and_whole_numbers_have_no_point(
    corpus: gr.Corpus, tmp_path: Path
) -> None:
    corpus.build(tmp_path / "out", workers=1)
    path = tmp_path / "out" / "figures.csv"
    assert path.read_bytes().startswith(b"report_id,form,table,row,column,value,unit,status,raw,place\n")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    new = [row["value"] for row in rows if (row["row"], row["column"]) == ("new", "natural_person")]
    assert sorted(new) == ["0", "1", "2", "3", "4"]
    reports = (tmp_path / "out" / "reports.csv").read_text(encoding="utf-8")
    assert "2024-01-01,2024-12-31" in reports


def test_without_pyarrow_there_is_csv_only(
    corpus: gr.Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    built = corpus.build(tmp_path / "out", workers=1)
    assert {path.suffix for path in built.paths} == {".csv"}
    assert not list((tmp_path / "out").glob("*.parquet"))


def test_a_folder_an_absent_and_a_huge_file_are_failures(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    with (folder / "huge.html").open("wb") as file:
        file.truncate(2 * 2**30)  # sparse
    (folder / "manifest.csv").write_text("file\nhuge.html\n.\nabsent.html\n", encoding="utf-8")
    started = time.perf_counter()
    built = gr.Corpus(folder).build(tmp_path / "out", workers=1)
    assert time.perf_counter() - started < 1.5  # two gigabytes take longer to read
    assert built.counts["failures"] == 3
    failures = pd.read_parquet(tmp_path / "out" / "failures.parquet")
    assert failures["sha256"].isna().all()


def test_an_empty_corpus_gives_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    built = gr.Corpus(tmp_path / "corpus").build(tmp_path / "out", workers=1)
    assert set(built.counts.values()) == {0}
    assert (tmp_path / "out" / "failures.csv").read_bytes() == b"source,sha256,error,message\n"


def test_a_mistake_of_ours_is_not_taken_for_a_bad_file(
    corpus: gr.Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> gr.Report:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "read", broken)
    with pytest.raises(ZeroDivisionError):
        corpus.build(tmp_path / "out", workers=1)


def test_years_of_a_body_are_compared_across_shards(
    tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The findings of a build are those of all its reports together, in the same order."""
    monkeypatch.setattr(module, "_FILES_PER_SHARD", 1)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for year in (2022, 2023, 2024):
        (folder / f"{year}.html").write_text(page("甲县人民政府", year, new=year - 2020), encoding="utf-8")
    corpus = gr.Corpus(folder)
    corpus.build(tmp_path / "out", workers=1)
    built = pd.read_parquet(tmp_path / "out" / "findings.parquet")
    together = gr.check(corpus.reports())
    assert "III-4" in set(together["rule"])
    pd.testing.assert_frame_equal(built, together, check_dtype=False)
