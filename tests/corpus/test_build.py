"""A build: the same bytes in processes and on a cluster, failures as rows, finished work used again."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import pickle
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import duckdb
import pandas as pd
import pytest
from distributed import LocalCluster
from pyarrow.parquet import ParquetFile

import govreport as gr
from govreport import cli
from govreport.checks import peers
from govreport.corpus import building as module
from govreport.corpus.building import kept as work
from govreport.corpus.building import pool, running, tables, tabling, versions
from govreport.corpus.building.lock import locked
from govreport.corpus.building.shards import bucket, shares
from govreport.corpus.export.columns import types as tables_with_types

Page = Callable[..., str]


@pytest.fixture
def corpus(tmp_path, page, monkeypatch):
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


def contents(built):
    """Every file but the database, of which only the rows are the same."""
    return {path.name: path.read_bytes() for path in built.paths if path.suffix != ".duckdb"}


def rows(database):
    """Every table of a database, with the types of the frames."""
    with duckdb.connect(database, read_only=True) as connection:
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').df().astype(schema)
            for name, schema in tables_with_types().items()
        }


class Lent:
    """Processes that do not end with a build."""

    def __init__(self, lent):
        self.answers = lent.answers

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass


@pytest.fixture(scope="module")
def started():
    """Two processes that read, for all builds of this file: it takes a second to start one."""
    with pool.Pool(2) as two:
        yield two


@pytest.fixture(autouse=True)
def pools(started, monkeypatch):
    """A build takes them, and lets them be at its end."""
    monkeypatch.setattr(running, "Pool", lambda processes: Lent(started))
    yield
    running._own_pool.cache_clear()


@pytest.fixture
def asked(started, monkeypatch):
    """The files that processes were asked to read."""
    files = []

    def answers(self, tasks):
        def noted():
            for task in tasks:
                files.extend([task.given[0]] * (task.what == "read"))
                yield task

        return whole(self, noted())

    whole = pool.Pool.answers
    monkeypatch.setattr(pool.Pool, "answers", answers)
    return files


@pytest.mark.slow
def test_counts_paths_and_failures(corpus, tmp_path):
    built = corpus.build(tmp_path / "out", workers=1)
    assert {name: built.counts[name] for name in ("reports", "figures", "failures")} == {
        "reports": 5,
        "figures": 5 * 200,
        "failures": 4,
    }
    written = {f"{name}.{suffix}" for name in tables_with_types() for suffix in ("csv", "parquet")}
    described = {"codebook.csv", "datapackage.json", "README.txt"}
    assert {path.name for path in built.paths} == written | {"govreport.duckdb"} | described
    assert {path.name for path in (tmp_path / "out").iterdir()} - {"shards"} == {p.name for p in built.paths}
    failures = pd.read_parquet(tmp_path / "out" / "failures.parquet")
    assert list(failures["source"]) == ["copy.html", "empty.txt", "news.html", "scan.pdf"]
    assert list(failures["error"]) == ["DuplicateFile", "ReadError", "NotAReportError", "ReadError"]
    assert failures["message"][0] == "the same bytes as 1.html, which is read instead"
    assert failures["sha256"][1] == hashlib.sha256(b"").hexdigest()
    assert not failures["message"].str.contains(str(tmp_path), regex=False).any()


@pytest.mark.slow
def test_the_number_of_processes_changes_no_byte(corpus, tmp_path):
    one = corpus.build(tmp_path / "one", workers=1)
    three = corpus.build(tmp_path / "three", workers=3)
    assert contents(one) == contents(three)
    assert set(contents(one)) >= {"findings.csv", "findings.parquet", "datapackage.json", "README.txt"}
    for name, table in rows(tmp_path / "one" / "govreport.duckdb").items():
        pd.testing.assert_frame_equal(table, rows(tmp_path / "three" / "govreport.duckdb")[name])


def test_rows_are_sorted_and_figures_stay_in_the_order_of_the_form(corpus, tmp_path):
    corpus.build(tmp_path / "out", workers=1)
    figures = pd.read_parquet(tmp_path / "out" / "figures.parquet")
    assert figures["report_id"].is_monotonic_increasing
    copies = pytest.warns(UserWarning, match="^1 files of .* have the bytes of another one, .*: copy.html")
    with pytest.warns(UserWarning, match="gave no report"), copies:
        reports = {report.report_id: report for report in corpus.reports()}
    for id_, rows in figures.groupby("report_id"):
        keys = list(zip(rows["table"], rows["row"], rows["column"], strict=True))
        assert keys == [figure.key for figure in reports[str(id_)].figures]


@pytest.mark.slow
def test_a_second_run_reads_only_what_changed(corpus, tmp_path, page, asked):
    out = tmp_path / "out"
    first = corpus.build(out, workers=1)
    assert (first.reused, sorted(asked)) == (
        0,
        sorted({path.name for path in corpus.path.iterdir()} - {"copy.html"}),
    )
    asked.clear()
    again = corpus.build(out, workers=1)
    assert (again.reused, asked) == (8, [])
    assert contents(again) == contents(first)

    (corpus.path / "0.html").write_text(page("己局", new=9), encoding="utf-8")
    changed = corpus.build(out, workers=1)
    assert (changed.reused, asked) == (7, ["0.html"])
    assert "己局" in set(pd.read_parquet(out / "reports.parquet")["organ"])
    fresh = corpus.build(tmp_path / "new", workers=1)
    assert contents(changed) == contents(fresh)
    kept = {path.name for path in (out / "shards").iterdir()}
    assert kept == {path.name for path in (tmp_path / "new" / "shards").iterdir()}  # no more than is needed


@pytest.mark.slow
def test_where_nothing_changed_nothing_is_written(corpus, tmp_path):
    out = tmp_path / "out"
    first = corpus.build(out, workers=1)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.name != "build.lock"}
    again = corpus.build(out, workers=1)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert (again.counts, again.paths) == (first.counts, first.paths)
    (out / "facts.csv").write_text("changed by hand", encoding="utf-8")
    assert contents(corpus.build(out, workers=1)) == contents(corpus.build(tmp_path / "new", workers=1))


@pytest.mark.slow
def test_a_corpus_that_outgrows_its_shards_is_not_read_again(corpus, tmp_path, page, asked, monkeypatch):
    out = tmp_path / "out"
    corpus.build(out, workers=1)
    monkeypatch.setattr(module, "_FILES_PER_SHARD", 1)
    asked.clear()
    (corpus.path / "more.html").write_text(page("庚局"), encoding="utf-8")
    grown = corpus.build(out, workers=1)
    assert asked == ["more.html"]
    assert contents(grown) == contents(corpus.build(tmp_path / "new", workers=1))


def test_a_new_file_changes_no_shard_but_its_own(tmp_path):
    assert [shares(count, 3) for count in (0, 1, 3, 4, 6, 7, 12, 13)] == [1, 1, 1, 2, 2, 4, 4, 8]
    assert [bucket(digest, 4) for digest in ("0" * 64, "3f" * 32, "40" + "0" * 62, "ff" * 32)] == [0, 0, 1, 3]
    assert bucket("ffffffff" * 8, 2**20) == 2**20 - 1
    assert bucket(None, 8) == 0


@pytest.mark.slow
def test_shards_of_another_version_are_not_used(corpus, tmp_path, monkeypatch):
    corpus.build(tmp_path / "out", workers=1)
    monkeypatch.setattr(versions, "__version__", "0.0.0")
    assert corpus.build(tmp_path / "out", workers=1).reused == 0


@pytest.mark.slow
def test_a_run_that_was_broken_off_goes_on(corpus, tmp_path, asked, monkeypatch):
    class Interrupted(running.Progress):
        def update(self, n=1):
            done.append(n)
            if sum(done) >= 6:
                raise KeyboardInterrupt

    done = []

    with monkeypatch.context() as patch:
        patch.setattr(running, "Progress", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            corpus.build(tmp_path / "out", workers=1)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["shards"]
    asked.clear()
    again = corpus.build(tmp_path / "out", workers=1)
    assert again.reused > 0
    assert len(asked) == 8 - again.reused
    assert contents(again) == contents(corpus.build(tmp_path / "new", workers=1))


@pytest.mark.slow
def test_tables_that_are_not_whole_do_not_take_the_place_of_others(corpus, tmp_path, monkeypatch):
    before = corpus.build(tmp_path / "out", workers=1)
    kept = contents(before)
    database = rows(tmp_path / "out" / "govreport.duckdb")
    (corpus.path / "0.html").unlink()

    def full(self, *args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables.TableWriter, "add", full)
    with pytest.raises(OSError, match="No space left"):
        corpus.build(tmp_path / "out", workers=1)
    assert contents(before) == kept
    for name, table in rows(tmp_path / "out" / "govreport.duckdb").items():
        pd.testing.assert_frame_equal(table, database[name])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {path.name for path in before.paths} | {"shards"}  # nothing half-written is left


@pytest.mark.slow
def test_old_tables_and_what_describes_them_do_not_stay_beside_new_ones(corpus, tmp_path, monkeypatch):
    out = tmp_path / "out"
    corpus.build(out, workers=1)
    (out / "mine.parquet").write_bytes(b"mine")
    replaced = []

    def replacing(path, target):
        if target.parent == out:
            replaced.append(target.name)
            there = {one.suffix for one in out.iterdir() if one.name != "mine.parquet"}
            assert not there & {".parquet", ".duckdb", ".json", ".txt"}
            assert not (out / "codebook.csv").exists()
        return replace(path, target)

    replace = Path.replace
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    monkeypatch.setattr(Path, "replace", replacing)
    built = corpus.build(out, workers=1)
    assert set(replaced) == {f"{name}.csv" for name in tables_with_types()}
    assert {path.name for path in out.iterdir()} == {p.name for p in built.paths} | {"shards", "mine.parquet"}


@pytest.mark.slow
def test_only_what_builds_leave_is_removed_from_the_shards(corpus, tmp_path):
    folder = tmp_path / "out" / "shards"
    folder.mkdir(parents=True)
    kept = {"thesis.zip", "model.pickle", "film.part", "contract.sign", f"{'0' * 16}.zip.bak"}
    ours = {f"{'0' * 16}.zip", f"{'0' * 16}.jsonl.gz.host-1-2.part", f"{'0' * 32}.sign", f"{'0' * 16}.rows"}
    for name in kept | ours:
        (folder / name).write_bytes(b"")
    corpus.build(tmp_path / "out", workers=1)
    left = {path.name for path in folder.iterdir()}
    assert kept <= left
    assert not left & ours


class Planted:
    """What runs when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def rotten(kind, data, folder, others):
    """The bytes of a file of finished work, as five kinds of rot leave them."""
    if kind == "pickle":
        return pickle.dumps(Planted(folder / "run"))
    middle = len(data) // 2
    torn = {
        "empty": b"",
        "torn": data[:-1],
        "bit": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
    }
    return torn | {"another": others[0], "zip": b"PK\3\4" + bytes(100)}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pickle", "empty", "torn", "bit", "another", "zip"])
def test_work_that_is_rotten_is_made_again_with_one_note(kind, corpus, tmp_path):
    first = corpus.build(tmp_path / "out", workers=1)
    kept = contents(first)
    folder = tmp_path / "out" / "shards"
    work = sorted(folder.glob("*.jsonl.gz"))
    whole = {path: path.read_bytes() for path in work}
    for path in work[:2]:
        found = rotten(kind, whole[path], tmp_path, [whole[work[-1]]])
        path.write_bytes(found if isinstance(found, bytes) else found[kind])
    again = corpus.build(tmp_path / "out", workers=1)
    assert not (tmp_path / "run").exists()
    assert contents(again) == kept
    assert {path: path.read_bytes() for path in sorted(folder.glob("*.jsonl.gz"))} == whole
    assert len(again.notes) == 1
    assert again.notes[0].startswith("2 files of finished work were damaged and are made again: ")
    assert corpus.build(tmp_path / "out", workers=1).notes == ()


@pytest.mark.slow
@pytest.mark.parametrize("what", [[], {}, {"report": 7}, {"report": [1] * 16, "facts": [], "themes": []}])
def test_work_that_is_whole_and_says_nonsense_is_made_again(what, corpus, tmp_path):
    """Whoever plants a file with the right hash gets it read as data, and no further."""
    kept = contents(corpus.build(tmp_path / "out", workers=1))
    (tmp_path / "out" / "shards" / "built.json").unlink()
    shards = [path for path in (tmp_path / "out" / "shards").glob("*.jsonl.gz") if work.kept(path)[0].more]
    rows = [(row.key, row.name, work.line(what), row.more, None) for row in work.kept(shards[0])]
    work.keep(shards[0], rows)
    again = corpus.build(tmp_path / "out", workers=1)
    assert contents(again) == kept
    assert len(again.notes) == 1


def test_two_builds_at_once_on_one_output(corpus, tmp_path):
    out = tmp_path / "out"
    first = contents(corpus.build(out, workers=1))
    with locked(out / "shards"):
        expected = (
            rf"{re.escape(str(out))}: another build is writing there \(process {os.getpid()} on .*, begun "
        )
        with pytest.raises(gr.GovReportError, match=expected):
            corpus.build(out, workers=1)
        assert {name: (out / name).read_bytes() for name in first} == first
    assert contents(corpus.build(out, workers=1)) == first


def test_the_tables_of_another_corpus_are_not_overwritten(corpus, tmp_path, page):
    out, other = tmp_path / "out", tmp_path / "other"
    first = contents(corpus.build(out, workers=1))
    other.mkdir()
    (other / "a.html").write_text(page("甲县人民政府"), encoding="utf-8")
    expected = (
        f"the tables there are of the corpus {re.escape(str(corpus.path))}; another folder was expected"
    )
    with pytest.raises(gr.GovReportError, match=expected):
        gr.Corpus(other).build(out, workers=1)
    assert {name: (out / name).read_bytes() for name in first} == first
    moved = corpus.path.rename(tmp_path / "moved")
    assert contents(gr.Corpus(moved).build(out, workers=1)) == first


@pytest.mark.slow
def test_what_a_reader_of_the_database_left_is_not_taken_for_a_part_of_the_new_one(corpus, tmp_path):
    out = tmp_path / "out"
    corpus.build(out, workers=1)
    for change, reports in ((lambda: None, 5), ((corpus.path / "0.html").unlink, 4)):
        change()
        (out / "govreport.duckdb.wal").write_bytes(b"left by another process" * 40)
        corpus.build(out, workers=1)
        assert not (out / "govreport.duckdb.wal").exists()
        assert len(rows(out / "govreport.duckdb")["reports"]) == reports


def test_a_damaged_table_is_an_error_that_names_it(corpus, tmp_path):
    out = corpus.build(tmp_path / "out", workers=1).out
    path = out / "reports.parquet"
    whole = path.read_bytes()
    for at in (2, len(whole) // 4, len(whole) // 2, len(whole) - 40, len(whole) - 6):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]):
            path.write_bytes(damaged)
            with suppress(gr.ReadError):
                gr.load(out)["reports"]
    path.write_bytes(b"no table")
    with pytest.raises(gr.ReadError, match=r"reports\.parquet: a table with the columns report_id"):
        gr.load(out)["reports"]


@pytest.mark.slow
def test_texts_like_formulas_are_quoted_by_choice(corpus, tmp_path):
    text = (corpus.path / "0.html").read_text(encoding="utf-8")
    (corpus.path / "0.html").write_text(
        text.replace("</h2>", "</h2><p>=HYPERLINK(1)</p>", 1), encoding="utf-8"
    )
    (corpus.path / "=x.html").write_bytes(b"")
    plain = contents(corpus.build(tmp_path / "plain", workers=1))
    made = corpus.build(tmp_path / "out", workers=1, quote_formulas=True)
    quoted = contents(made)
    assert b",=HYPERLINK(1)," in plain["narrative.csv"]
    assert b",'=HYPERLINK(1)," in quoted["narrative.csv"]
    assert quoted["failures.csv"].splitlines()[1].startswith(b"'=x.html,")
    assert quoted["narrative.parquet"] == plain["narrative.parquet"]
    assert contents(corpus.build(tmp_path / "out", workers=1)) == plain


def test_a_file_that_is_not_the_one_meant_takes_no_report_from_its_double(tmp_path, page):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a", "b", "c", "d"):
        (folder / f"{name}.html").write_text(page("甲局"), encoding="utf-8")
    right, wrong = hashlib.sha256((folder / "a.html").read_bytes()).hexdigest(), "0" * 64
    said = f"file,sha256\na.html,{wrong}\nb.html,{right}\nc.html,\nd.html,{wrong}\n"
    (folder / "manifest.csv").write_text(said, encoding="utf-8")
    gr.Corpus(folder).build(tmp_path / "out", workers=1)
    assert list(pd.read_csv(tmp_path / "out" / "reports.csv")["source"]) == ["b.html"]
    failures = pd.read_csv(tmp_path / "out" / "failures.csv")
    assert dict(zip(failures["source"], failures["message"], strict=True)) == {
        "a.html": f"sha256 {right}; the manifest says {wrong}",
        "c.html": "the same bytes as b.html, which is read instead",
        "d.html": f"sha256 {right}; the manifest says {wrong}",
    }


@pytest.mark.parametrize("workers", [0, -1])
def test_less_than_one_process_is_an_error(workers, corpus, tmp_path):
    with pytest.raises(gr.GovReportError, match=f"workers: 1 or more .* expected, found {workers}"):
        corpus.build(tmp_path / "out", workers=workers)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("change", ["changed", "vanished"])
def test_a_file_that_changes_while_it_is_read_stops_the_build(change, corpus, tmp_path, page, monkeypatch):
    path = corpus.path / "3.html"

    def changing(*args):
        planned = shards(*args)
        if change == "changed":
            path.write_text(page("己局"), encoding="utf-8")
        else:
            path.unlink()
        return planned

    shards = module.planned
    with monkeypatch.context() as patch:
        patch.setattr(module, "planned", changing)
        with pytest.raises(
            gr.GovReportError, match=r"3\.html: expected the bytes with sha256 .* build again"
        ):
            corpus.build(tmp_path / "out", workers=1)
    again = contents(corpus.build(tmp_path / "out", workers=1))
    assert again == contents(corpus.build(tmp_path / "new", workers=1))
    assert ("己局" in again["reports.csv"].decode()) == (change == "changed")


def test_what_is_installed_is_part_of_the_fingerprint(monkeypatch):
    """A file that failed for want of a package is read again when the package is there."""
    before = versions.fingerprint()
    assert versions.fingerprint() == before
    monkeypatch.setattr(versions, "version", lambda name: "0" if name == "pypdfium2" else "1")
    other = versions.fingerprint()

    def lacking(name):
        if name == "pypdfium2":
            raise versions.PackageNotFoundError
        return "1"

    monkeypatch.setattr(versions, "version", lacking)
    assert len({before, other, versions.fingerprint()}) == 3


def test_the_fingerprint_knows_every_package_that_reads():
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *(r for name in ("fast", "docs", "ocr", "stats") for r in extras[name]),
    ]
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in wanted}  # type: ignore[index]
    behind = {"matplotlib", "tqdm", "pyyaml", "statsmodels"}  # they draw, write and estimate
    assert set(versions.DECIDING) == names - behind


def test_parquet_comes_back_with_the_types_it_had(corpus, tmp_path):
    corpus.build(tmp_path / "out", workers=1)
    for name, schema in tables_with_types().items():
        frame = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == schema


def test_parquet_csv_and_duckdb_hold_the_same_rows(corpus, tmp_path):
    out = tmp_path / "out"
    corpus.build(out, workers=1)
    database = rows(out / "govreport.duckdb")
    for name, schema in tables_with_types().items():
        parquet = pd.read_parquet(out / f"{name}.parquet")
        assert len(parquet) > 0
        pd.testing.assert_frame_equal(database[name], parquet)
        days = [column for column, dtype in schema.items() if dtype.startswith("datetime")]
        types = {column: dtype for column, dtype in schema.items() if column not in days}
        table = pd.read_csv(
            out / f"{name}.csv", dtype=types, parse_dates=days, keep_default_na=False, na_values=[""]
        )
        nothing = parquet.replace(
            {column: {"": pd.NA} for column, dtype in schema.items() if dtype == "string"}
        )
        pd.testing.assert_frame_equal(table.astype(schema), nothing)  # an empty text is a blank there


@pytest.mark.slow
@pytest.mark.parametrize(("bound", "value"), [("_ROWS", 7), ("_BYTES", 2_000)])
def test_rows_that_are_written_in_several_parts_are_the_same(bound, value, corpus, tmp_path, monkeypatch):
    once = corpus.build(tmp_path / "once", workers=1).out
    monkeypatch.setattr(tables, bound, value)
    parts = corpus.build(tmp_path / "parts", workers=1).out
    databases = rows(once / "govreport.duckdb"), rows(parts / "govreport.duckdb")
    for name in tables_with_types():
        assert (once / f"{name}.csv").read_bytes() == (parts / f"{name}.csv").read_bytes()
        whole = pd.read_parquet(once / f"{name}.parquet")
        pd.testing.assert_frame_equal(whole, pd.read_parquet(parts / f"{name}.parquet"))
        pd.testing.assert_frame_equal(databases[0][name], databases[1][name])
    assert ParquetFile(parts / "figures.parquet").num_row_groups > 1


def test_rows_are_added_in_the_order_of_their_jobs_and_none_is_left_out(tmp_path):
    columns = {"themes": {"report_id": "string"}}
    jobs = tabling.tablings(tmp_path, "a build", [("rows", [1]), ("rows", [2, 3])])
    assert [job.size for job in jobs] == [1, 2]
    parts = [
        tables.parts({"themes": [[name]]}, columns, arrow=False, quote_formulas=False) for name in ("a", "b")
    ]
    added = []
    written = tables.TableWriter([lambda name, chunks: added.extend(c.lines for c in chunks)], columns)
    adding = tabling.Adding(jobs, written)
    for job, (part,) in reversed(list(zip(jobs, parts, strict=True))):
        assert written.counts == {"themes": 0}  # the second waits for the first
        work.keep(job.path, [("", part[0], part[2], part[1], None)])
        adding.some()
    written.finish()
    assert (added, written.counts) == ([b"a\n", b"b\n"], {"themes": 2})
    assert not list(tmp_path.iterdir())
    with pytest.raises(work.RottenError):
        tabling.Adding(jobs, written).rest()


@pytest.mark.parametrize("arrow", [True, False])
def test_a_row_is_the_line_that_a_spreadsheet_reads(arrow):
    columns = {"name": "string", "value": "Float64", "year": "Int64", "passed": "boolean"}
    columns["on"] = "datetime64[ms]"
    made = [['=a,\n"b"', 4.0, 2024, True, date(2025, 1, 31)], ["", 0.1 + 0.2, None, None, None]]
    plain = tables.Chunk.of(made, columns, arrow=arrow, quote_formulas=False)
    assert plain.lines == b'"=a,\n""b""",4,2024,True,2025-01-31\n,0.3,,,\n'
    safe = tables.Chunk.of(made, columns, arrow=arrow, quote_formulas=True)
    assert safe.lines == b'"\'=a,\n""b""",4,2024,True,2025-01-31\n,0.3,,,\n'
    assert safe.data == plain.data


def test_a_database_has_the_types_of_the_frames(corpus, tmp_path):
    corpus.build(tmp_path / "out", workers=1)
    with duckdb.connect(tmp_path / "out" / "govreport.duckdb", read_only=True) as database:
        asked = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ?"
        types = {name: dict(database.execute(asked, [name]).fetchall()) for name in tables_with_types()}
        new = database.execute(
            """SELECT value, typeof(value) FROM figures WHERE "row" || "column" = 'newtotal' ORDER BY 1"""
        ).fetchall()
    assert {name: list(columns) for name, columns in types.items()} == {
        n: list(s) for n, s in tables_with_types().items()
    }
    assert types["reports"]["year"] == "BIGINT"
    assert types["reports"]["period_end"] == "DATE"
    assert types["findings"]["passed"] == "BOOLEAN"
    assert new == [(float(n), "DOUBLE") for n in range(5)]


def test_csv_is_utf8_without_a_mark_and_whole_numbers_have_no_point(corpus, tmp_path):
    corpus.build(tmp_path / "out", workers=1)
    path = tmp_path / "out" / "figures.csv"
    assert path.read_bytes().startswith(b"report_id,form,table,row,column,value,unit,status,raw,place\n")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    new = [row["value"] for row in rows if (row["row"], row["column"]) == ("new", "natural_person")]
    assert sorted(new) == ["0", "1", "2", "3", "4"]
    reports = (tmp_path / "out" / "reports.csv").read_text(encoding="utf-8")
    assert "2024-01-01,2024-12-31" in reports


@pytest.mark.parametrize(
    ("absent", "suffixes"),
    [("pyarrow", {".csv", ".duckdb"}), ("duckdb", {".csv", ".parquet"}), ("pyarrow duckdb", {".csv"})],
)
def test_formats_whose_package_is_absent_are_left_out(absent, suffixes, corpus, tmp_path, monkeypatch):
    whole = rows(corpus.build(tmp_path / "whole", workers=1).out / "govreport.duckdb")
    monkeypatch.setattr(module, "find_spec", lambda name: None if name in absent else find_spec(name))
    built = corpus.build(tmp_path / "out", workers=1)
    assert {path.suffix for path in built.paths} == suffixes | {".json", ".txt"}
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == suffixes | {".json", ".txt", ""}
    if ".duckdb" in suffixes:
        for name, table in rows(tmp_path / "out" / "govreport.duckdb").items():
            pd.testing.assert_frame_equal(table, whole[name])


def test_a_folder_an_absent_and_a_huge_file_are_failures(tmp_path):
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


def test_an_empty_corpus_gives_empty_tables(tmp_path):
    (tmp_path / "corpus").mkdir()
    built = gr.Corpus(tmp_path / "corpus").build(tmp_path / "out", workers=1)
    assert set(built.counts.values()) == {0}
    assert (tmp_path / "out" / "failures.csv").read_bytes() == b"source,sha256,error,message,message_zh\n"


LONG = (
    "县政务服务中心把办件结果逐日推送到村务公示栏，并在集市设立流动查询点，方便不会上网的老人当场查阅水费、低保和宅基地审批结果；"
    "对群众反映最多的校车线路调整，由教育股与运输企业联合公布站点、时刻与应急电话，并附上调整理由和意见采纳情况。"
)


@pytest.mark.slow
def test_findings_are_those_of_all_reports_together_whatever_the_shards(tmp_path, page, monkeypatch):
    """Years of a body, copied texts, growth that last year's number explains: in shards of one file."""
    monkeypatch.setattr(module, "_FILES_PER_SHARD", 1)
    monkeypatch.setattr("govreport.corpus.building.years._REPORTS_AT_ONCE", 1)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for organ in ("甲县人民政府", "乙县人民政府", "丙县教育局"):
        for year in (2021, 2022, 2023, 2024):
            text = page(organ, year, new=year - 2018)
            if organ != "丙县教育局" and year == 2023:
                text = text.replace("<h2>二、", f"<p>{LONG}</p><h2>二、")
            if year == 2024:
                text = text.replace("6件。</p>", "6件，同比增长120%。</p>")
            (folder / f"{organ}{year}.html").write_text(text, encoding="utf-8")
    # The second office goes on from the first by its count alone: 2504 + 475.
    for organ, year, items, total in (
        ("上海市普陀区环境与国土资源局", 2021, 90, 2504),
        ("上海市普陀区自然资源与生态环境局", 2022, 475, 2979),
    ):
        stated = f"<p>主动公开政府信息{items}条，累计公开政府信息{total}条。</p><h2>二、"
        text = page(organ, year).replace("<h2>二、", stated)
        (folder / f"{organ}{year}.html").write_text(text, encoding="utf-8")
    corpus = gr.Corpus(folder)
    corpus.build(tmp_path / "out", workers=1)
    built = pd.read_parquet(tmp_path / "out" / "findings.parquet")
    together = gr.check(corpus.reports())
    pd.testing.assert_frame_equal(built, together)
    fails = together[~together["passed"].fillna(True)]
    assert len(fails[fails["rule"] == "T-3"]) == 2  # one for each of the two that share a text
    assert {"III-4", "P-3", "P-5"} <= set(together["rule"])


@pytest.mark.slow
def test_only_bodies_with_several_reports_are_judged_again(tmp_path, page, monkeypatch):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for organ, year in (("甲县人民政府", 2023), ("甲县人民政府", 2024), ("乙县人民政府", 2024)):
        (folder / f"{organ}{year}.html").write_text(page(organ, year), encoding="utf-8")
    judged = []
    whole = pool.Pool.answers

    def answers(self, tasks):
        return whole(self, (judged.append(task) or task for task in tasks))

    monkeypatch.setattr(pool.Pool, "answers", answers)
    gr.Corpus(folder).build(tmp_path / "out", workers=1)
    rules_and_sizes = {
        tuple(task.given[0]): [len(group) for group in task.given[1]]
        for task in judged
        if task.what == "judge"
    }
    beside = tuple(sorted(rule.id for rule in gr.rules() if rule.needs != "report"))
    assert rules_and_sizes == {(peers.RULE,): [3], beside: [2]}


@pytest.mark.slow
def test_one_body_has_no_others_to_be_compared_with(tmp_path, page, monkeypatch):
    """A year with one body is compared where others report on another year, and not where nobody does."""
    monkeypatch.setattr(module, "_FILES_PER_SHARD", 1)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for year in (2021, 2022, 2024):
        (folder / f"{year}.html").write_text(page("甲县人民政府", year), encoding="utf-8")
    corpus = gr.Corpus(folder)
    for organ, year in ((None, 0), ("乙县人民政府", 2023), ("丙县人民政府", 2024), ("丁县人民政府", 2020)):
        if organ:
            (folder / f"{organ}.html").write_text(page(organ, year), encoding="utf-8")
        corpus.build(tmp_path / "out", workers=1)
        built = pd.read_parquet(tmp_path / "out" / "findings.parquet")
        together = gr.check(corpus.reports())
        assert (peers.RULE in set(together["rule"])) == (organ is not None)
        pd.testing.assert_frame_equal(built, together)


@pytest.fixture(scope="module")
def scheduler():
    """The address of a Dask scheduler in this process, with a worker of two threads."""
    with LocalCluster(
        processes=False, n_workers=1, threads_per_worker=2, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(corpus, tmp_path, scheduler):
    here = corpus.build(tmp_path / "here", workers=1)
    there = corpus.build(tmp_path / "there", cluster=scheduler)
    assert contents(there) == contents(here)
    shards = [
        {p.name: p.read_bytes() for p in (tmp_path / n / "shards").glob("*.jsonl.gz")}
        for n in ("here", "there")
    ]
    assert shards[0] == shards[1]
    assert corpus.build(tmp_path / "there", workers=1).reused == 8


@pytest.mark.slow
def test_a_build_on_a_cluster_that_was_broken_off_goes_on(corpus, tmp_path, scheduler, monkeypatch):
    class Interrupted(running.Progress):
        def update(self, n=1):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running, "Progress", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            corpus.build(tmp_path / "out", cluster=scheduler)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["shards"]
    assert not list((tmp_path / "out" / "shards").glob("*.sign"))
    again = corpus.build(tmp_path / "out", cluster=scheduler)
    assert again.reused >= 1
    assert contents(again) == contents(corpus.build(tmp_path / "new", workers=1))


@pytest.mark.slow
def test_a_worker_that_does_not_see_the_folder_is_named(corpus, tmp_path, scheduler, monkeypatch):
    monkeypatch.setattr(Path, "touch", lambda path: None)  # what stands here is not there
    with pytest.raises(gr.GovReportError, match=r"worker inproc://.*: does not see the folder .*shared?"):
        corpus.build(tmp_path / "out", cluster=scheduler)


@pytest.mark.slow
def test_a_worker_with_another_version_is_named(corpus, tmp_path, scheduler, monkeypatch):
    monkeypatch.setattr(running, "fingerprint", lambda: "f00d" * 16)
    with pytest.raises(
        gr.GovReportError, match=r"worker inproc://.*: expected govreport.*, found f00df00df00d;"
    ):
        corpus.build(tmp_path / "out", cluster=scheduler)
    assert not list((tmp_path / "out" / "shards").glob("*.jsonl.gz"))


@pytest.mark.parametrize("address", ["nowhere", "nothing://x:1"])
def test_a_cluster_that_is_none_is_an_error(address, corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "_PATIENCE", 0.2)
    with pytest.raises(
        gr.GovReportError, match=f"cluster {address}: expected the address of a Dask scheduler"
    ):
        corpus.build(tmp_path / "out", cluster=address)


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.6\r\n", b"220 x", b"\0" * 8, b"", None])
def test_a_service_that_is_not_dask_is_an_error(greeting, corpus, tmp_path, monkeypatch):
    """A service says something else, nothing at all, or does not listen any more (None)."""
    monkeypatch.setattr(running, "_PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve():
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connection.sendall(greeting)
                    connection.close()

        if greeting is None:
            server.close()
        else:
            Thread(target=serve, daemon=True).start()
        with pytest.raises(gr.GovReportError, match=f"cluster tcp://127.0.0.1:{port}: expected the address"):
            corpus.build(tmp_path / "out", cluster=f"tcp://127.0.0.1:{port}")


def test_a_cluster_needs_distributed(corpus, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(gr.MissingExtraError, match=r"pip install 'govreport\[scale\]'"):
        corpus.build(tmp_path / "out", cluster="local")


def test_the_command_line_tells_rows_and_files_as_json(corpus, tmp_path, capsys):
    assert cli.main(["build", str(corpus.path), "-o", str(tmp_path), "--workers", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["out"], told["reused"]) == (str(tmp_path), 0)
    assert (told["rows"]["reports"], told["rows"]["failures"]) == (5, 4)
    assert set(told["files"]) == {path.name for path in tmp_path.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("absent", "said"),
    [
        ("pyarrow", ["没有 no .parquet: pip install 'govreport[fast]'"]),
        ("duckdb", ["没有 no .duckdb: pip install 'govreport[scale]'"]),
        (
            "pyarrow duckdb",
            [
                "没有 no .parquet: pip install 'govreport[fast]'",
                "没有 no .duckdb: pip install 'govreport[scale]'",
            ],
        ),
    ],
)
def test_the_command_line_says_what_could_not_be_written(
    absent,
    said,
    tmp_path,
    monkeypatch,
    capsys,
):
    monkeypatch.setattr(module, "find_spec", lambda name: None if name in absent else find_spec(name))
    (tmp_path / "corpus").mkdir()
    assert cli.main(["build", str(tmp_path / "corpus"), "-o", str(tmp_path / "out"), "--workers", "1"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == said


@pytest.mark.slow
def test_the_command_line_builds_on_a_cluster_of_its_own(corpus, tmp_path):
    code = "from govreport.cli import main; raise SystemExit(main())"
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        code,
        "build",
        str(corpus.path),
        "-o",
        str(tmp_path / "out"),
    ]
    options = ["--cluster", "local", "--workers", "1"]
    result = subprocess.run(
        [*command, *options], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0
    assert [line[:10] for line in result.stderr.splitlines()] == [
        "govreport:"
    ] * 8  # three kinds, their four files, and the sum
    assert result.stdout.startswith("reports 5, figures 1000, ")
    built = contents(corpus.build(tmp_path / "here", workers=1))
    assert {name: (tmp_path / "out" / name).read_bytes() for name in built} == built
