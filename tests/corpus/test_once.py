"""A file that a build read is not read again: the same outcome, from finished work, while its bytes stand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import govreport as gr
from govreport import cli
from govreport.corpus.building import sources, versions
from govreport.corpus.building.pool import Pool
from govreport.report import Report


@pytest.fixture(scope="module")
def done(tmp_path_factory, page):
    """A folder of six files, one of them a copy, and what a build left of it."""
    here = tmp_path_factory.mktemp("once")
    folder = here / "corpus"
    folder.mkdir()
    for n, organ in enumerate("甲乙丙"):
        (folder / f"{n}.html").write_text(page(f"{organ}局", new=n), encoding="utf-8")
    (folder / "copy.html").write_bytes((folder / "0.html").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "news.html").write_text("<p>今日新闻</p>", encoding="utf-8")
    return folder, gr.Corpus(folder).build(here / "out", workers=1).out


@pytest.fixture
def opened(monkeypatch):
    """The files that are read in this process."""
    names = []

    def noted(path):
        names.append(path.name)
        return whole(path)

    whole = sources.read
    monkeypatch.setattr(sources, "read", noted)
    return names


def test_each_outcome_is_that_of_reading_and_nothing_is_read(done, opened):
    folder, out = done
    expected = list(gr.Corpus(folder).outcomes())
    assert len(opened) == len(expected) == 6
    opened.clear()
    found = list(gr.Corpus(folder, out).outcomes())
    assert opened == []
    assert found == expected
    assert [one.source for one in found if isinstance(one, Report)] == [
        "0.html",
        "1.html",
        "2.html",
        "copy.html",
    ]
    for name, frame in gr.frames(found[:3]).items():
        assert frame.equals(gr.frames(expected[:3])[name])


def test_a_notebook_of_a_study_finds_the_build_by_its_name(done, opened, tmp_path, monkeypatch):
    folder, out = done
    monkeypatch.setenv("GOVREPORT_TABLES", str(out))
    material = gr.studies.gather(gr.Corpus(folder))
    assert opened == []
    assert [report.organ for report in material.reports] == ["甲局", "乙局", "丙局"]
    monkeypatch.setenv("GOVREPORT_TABLES", str(tmp_path / "none"))
    with pytest.raises(gr.GovReportError, match="none: no such build; expected a folder"):
        next(gr.Corpus(folder).reports())


def test_what_changed_is_read_anew_and_so_is_all_with_another_version(
    done, opened, tmp_path, page, monkeypatch
):
    folder, out = done
    folder = Path(shutil.copytree(folder, tmp_path / "corpus"))
    (folder / "1.html").write_text(page("乙局", new=77), encoding="utf-8")
    changed = list(gr.Corpus(folder, out).outcomes())[1]
    assert opened == ["1.html"]
    assert changed.figure("requests", "new", "total").value == 77
    opened.clear()
    monkeypatch.setattr(versions, "__version__", "0.0.0")
    assert len(list(gr.Corpus(folder, out).outcomes())) == len(opened) == 6


def test_what_a_manifest_says_of_a_copy_is_not_said_of_the_other(done, opened, tmp_path):
    folder, out = done
    folder = Path(shutil.copytree(folder, tmp_path / "corpus"))
    rows = ["file,organ,sha256", "0.html,,", "copy.html,丁局,", f"1.html,,{'0' * 64}"]
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = list(gr.Corpus(folder, out).outcomes())
    assert found == list(gr.Corpus(folder).outcomes())
    assert [one.known.get("organ") for one in found if isinstance(one, Report)] == ["", "丁局"]
    assert "the manifest says" in found[1].message
    assert opened == ["1.html", "0.html", "1.html", "copy.html"]  # the first: other bytes than are meant


@pytest.mark.slow
def test_manifest_corrections_and_builds_read_each_file_once(done, opened, tmp_path, monkeypatch):
    """Whatever a person says of a file; only where a correction itself changes its file is read again."""
    asked = []

    def noted(self, tasks):
        listed = list(tasks)
        asked.extend(task.given[0] for task in listed if task.what == "read")
        return answers(self, listed)

    answers = Pool.answers
    monkeypatch.setattr(Pool, "answers", noted)
    folder, out = Path(shutil.copytree(done[0], tmp_path / "corpus")), tmp_path / "out"
    gr.Corpus(folder).write_manifest(out)
    assert sorted(asked) == ["0.html", "1.html", "2.html", "empty.txt", "news.html"]
    rows = gr.Corpus(folder).manifest().set_index("file")
    assert rows.loc[["0.html", "1.html", "copy.html"], "organ"].tolist() == ["甲局", "乙局", "甲局"]
    assert rows.loc[["empty.txt", "news.html"], "organ"].isna().all()
    said = (folder / "manifest.csv").read_text("utf-8-sig").replace("乙局", "重庆市荣昌区财政局")
    (folder / "manifest.csv").write_text(said, encoding="utf-8")
    head = "sha256,table,row,column,old,new,who,when,why,address\n"

    def correct(new):
        line = f"{rows.loc['2.html', 'sha256']},requests,new,total,2,{new},me,,scan,\n"
        (folder / "corrections.csv").write_text(head + line, encoding="utf-8")

    asked.clear()
    correct(5)
    gr.Corpus(folder).build(out, workers=1)
    assert asked == opened == []
    gr.Corpus(folder).build(tmp_path / "anew", workers=1)
    for path in sorted((tmp_path / "anew").glob("*.csv")):
        assert (out / path.name).read_bytes() == path.read_bytes(), path.name
    reports = gr.load(out).reports
    assert "重庆市荣昌区财政局" in set(reports["organ"])
    assert reports["n_corrected"].sum() == 2
    asked.clear()
    correct(6)
    gr.Corpus(folder).build(out, workers=1)
    assert asked == ["2.html"]


@pytest.mark.slow
def test_the_command_keeps_what_it_read_in_the_folder_that_is_named(done, tmp_path, monkeypatch, capsys):
    folder = Path(shutil.copytree(done[0], tmp_path / "corpus"))
    monkeypatch.chdir(folder)
    assert cli.main(["manifest", "."]) == 0
    assert not (folder / "build").exists()  # nothing but the manifest that was asked for
    assert cli.main(["manifest", ".", "-o", "tables"]) == 2
    assert "a folder outside . was expected" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path)
    assert cli.main(["manifest", "corpus", "-o", "build/tables"]) == 0
    assert gr.Corpus(folder).build("build/tables", workers=1).reused == 5


def test_damaged_work_is_read_again(done, opened, tmp_path):
    folder, out = done
    out = Path(shutil.copytree(out, tmp_path / "out"))
    expected = list(gr.Corpus(folder, out).outcomes())
    for path in (out / "shards").glob("*.gz"):
        path.write_bytes(path.read_bytes()[:-9])
    assert list(gr.Corpus(folder, out).outcomes()) == expected
    assert len(opened) == 6


def test_the_whole_package_decides_what_may_be_used_again(tmp_path, monkeypatch):
    for part in ("parsing/recipe.py", "data/labels.toml", "readers/__init__.py"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        (tmp_path / part).write_text("1")
    assert (versions.PACKAGE / "parsing" / "recipe.py").is_file()
    monkeypatch.setattr(versions, "PACKAGE", tmp_path)
    names = {versions.fingerprint()}
    for part in ("parsing/recipe.py", "data/labels.toml", "readers/__init__.py"):
        (tmp_path / part).write_text("2")
        names.add(versions.fingerprint())
    assert len(names) == 4
