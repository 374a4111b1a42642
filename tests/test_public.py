"""The public face: names have examples that run; reports come in every shape; errors say what was meant."""

from __future__ import annotations

import doctest
import importlib
import inspect
import io
import pickle
import re
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from pkgutil import walk_packages

import matplotlib
import pandas as pd
import pytest
from matplotlib import pyplot

import govreport as gr
from govreport import prose
from govreport.document import Where
from govreport.report import Figure, Note, Report, Status

ROOT = Path(__file__).parents[1]
FIRST = ROOT / "corpus/reports/2024-rongchang-office.txt"
ROOMS = (gr, gr.text, gr.plots, gr.quality)
MakeReport = Callable[..., Report]
REPORT = gr.read(FIRST)
MEANT = "reports were expected, .*"


def documented():
    """Each public function and class of the package and of its rooms, by its name there."""
    return [
        (f"{room.__name__}.{name}", value)
        for room in ROOMS
        for name in room.__all__
        if callable(value := getattr(room, name)) and inspect.getdoc(value) != inspect.getdoc(type(value))
    ]


LONG = {"load", "measures.quality.index", "one_per_year", "panel_wide", "plots.ranks", "side_by_side"}
"""Names whose examples take long: on all keyed reports of the corpus."""


def examples():
    for name, value in documented():
        slow = pytest.mark.slow if name.removeprefix("govreport.") in LONG else ()
        yield pytest.param(name, value, id=name, marks=slow)


@pytest.mark.parametrize(("name", "value"), list(examples()))
def test_each_public_name_has_an_example_that_runs(name, value, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("GOVREPORT_LANG", "en")  # below an error stands no Chinese
    matplotlib.use("Agg")
    test = doctest.DocTestFinder(recurse=False).find(value, name, globs={"gr": gr})[0]
    assert test.examples, f"{name} has no example"
    out = io.StringIO()
    with matplotlib.rc_context():  # an example of settings leaves none to other tests
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=out.write)
    pyplot.close("all")
    assert not out.getvalue(), out.getvalue()


@pytest.mark.parametrize(
    "room", ["coding", "corpus", "paper", pytest.param("studies", marks=pytest.mark.slow), "synth", "text"]
)
def test_examples_of_what_is_not_public_run_too(room, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("GOVREPORT_LANG", "en")
    package = importlib.import_module(f"govreport.{room}")
    names = [package.__name__, *(m.name for m in walk_packages(package.__path__, f"{package.__name__}."))]
    public = {id(inspect.unwrap(value)) for _, value in documented()}
    tests = [
        test
        for module in map(importlib.import_module, names)
        for test in doctest.DocTestFinder().find(module, extraglobs={"gr": gr})
        if test.examples
        and id(module.__dict__.get(test.name.removeprefix(f"{module.__name__}."))) not in public
    ]
    assert tests
    out = io.StringIO()
    for test in tests:
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=out.write)
    assert not out.getvalue(), out.getvalue()


def test_an_example_that_is_wrong_is_seen():
    test = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    assert doctest.DocTestRunner().run(test, out=lambda text: None).failed == 1


def test_the_public_names():
    assert len(documented()) > 60
    for room in (gr, gr.text):
        assert dir(room) == sorted(room.__all__)
        for name in room.__all__:
            assert getattr(room, name) is not None
    with pytest.raises(AttributeError, match="module 'govreport' has no attribute 'reed'"):
        gr.reed  # noqa: B018
    with pytest.raises(AttributeError, match=r"module 'govreport\.text' has no attribute 'kwik'"):
        gr.text.kwik  # noqa: B018


# ---- reports in every shape


def figures(given):
    return gr.frames(given).figures


@cache
def of_the_report(call):
    return call(REPORT)


@pytest.mark.parametrize(
    "source",
    [
        REPORT,
        [REPORT],
        gr.Corpus(ROOT / "corpus"),
        FIRST,
        str(FIRST),
        ROOT / "corpus/reports",
        str(ROOT / "corpus"),
    ],
    ids=["Report", "iterator", "Corpus", "file", "file as str", "folder", "folder as str"],
)
def test_reports_are_taken_in_every_shape(source):
    calls = [gr.check, gr.panel, gr.bodies, gr.measure, figures]
    calls += [] if isinstance(source, str) else [gr.facts, gr.themes]  # which take a str for prose
    for call in calls:
        found = call(iter(source) if isinstance(source, list) else source)
        assert len(found) > 0
        # a corpus names its files as they are named in it
        # and adds what its manifest says of them
        other = of_the_report(call).drop(columns="source", errors="ignore")
        pd.testing.assert_frame_equal(found[list(other.columns)], other)
    assert gr.wide(source, "requests")["new.total"].tolist() == [60]
    assert "260.87%" in gr.review(source).html


def test_frames_in_a_dict_and_reports_in_a_set_are_what_they_were():
    frames = gr.frames(REPORT)
    pd.testing.assert_frame_equal(gr.panel(dict(frames)), gr.panel(frames))
    assert {REPORT, gr.read(FIRST)} == {REPORT}
    assert gr.forms.load(2021) == gr.forms.load("2021")


def test_several_paths_are_several_reports(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(FIRST.read_bytes() + name.encode())
    expected = gr.frames(tmp_path).reports["report_id"].tolist()
    for given in (tmp_path.glob("*.txt"), [str(tmp_path / "b.txt"), gr.read(tmp_path / "a.txt")]):
        assert gr.frames(given).reports["report_id"].tolist() == expected
    with pytest.raises(gr.ReadError, match="no such file or folder"):
        gr.frames([tmp_path / "a.txt", tmp_path / "c.txt"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gr.check(REPORT, rules="III-1"), r"several ids were expected, .*\['III-1'\]; found the str"),
        (lambda: gr.frames([], rules=["III-1", "IV-77"]), r"no rule IV-77; known rules: F-01, "),
        (lambda: gr.frames("no/such"), r"no/such: no such file or folder; expected a report"),
        (lambda: gr.panel("no/such"), r"no/such: no such file or folder; expected a report"),
        (lambda: gr.panel(Path("no/such")), r"no/such: no such file or folder"),
        (lambda: gr.bodies(None), rf"{MEANT} found NoneType None"),
        (lambda: gr.frames(b"<html>"), rf"{MEANT} found bytes"),
        (lambda: gr.check([REPORT, 1]), rf"{MEANT} found int 1 in a list"),
        (lambda: gr.frames(pd.DataFrame({"a": [1]})), rf"{MEANT} found DataFrame a 0 1"),
        (lambda: gr.facts(123), rf"{MEANT} found int 123"),
        (lambda: gr.themes(None), rf"{MEANT} found NoneType"),
        (lambda: gr.facts(str(FIRST)), r"a str is read as prose, and '.*' is a file or folder"),
        (lambda: gr.measure(7), rf"{MEANT} found int 7"),
        (lambda: gr.measure(pd.DataFrame()), r"no column .*; expected gr\.frames\(reports\)\.figures"),
        (lambda: gr.wide(pd.DataFrame(), "requests"), r"; expected gr\.frames\(reports\)\.figures"),
        (lambda: gr.review([]), r"one report was expected for a review page; found 0"),
        (lambda: gr.read("https://www.example.gov.cn/a.html"), r"a file was expected, this is a web address"),
        (lambda: gr.read(123), r"a path, bytes or a file opened with mode 'rb' was expected"),
        (lambda: gr.read(io.StringIO("")), r"a path, bytes or a file opened with mode 'rb' was expected"),
        (lambda: REPORT.section("problem"), r"kind: one of overview, .* was expected; found 'problem'"),
        (
            lambda: REPORT.figure("requests", "newe", "total"),
            r"no official form has a row 'newe'; did you mean new\? known: new",
        ),
        (lambda: gr.load("no/such"), r"no such folder; expected one that govreport build wrote"),
        (lambda: gr.load(ROOT / "corpus"), r"no whole build: expected tables of reports, figures, "),
    ],
)
def test_an_error_says_what_was_expected(call, message):
    with pytest.raises(gr.GovReportError, match=message):
        call()


# ---- a report


def test_a_report_is_short_to_see(make_report):
    report = gr.read(FIRST)
    assert len(repr(report)) <= 200
    assert len(repr([report])) <= 210
    assert repr(report) == (
        "<Report 重庆市荣昌区人民政府办公室 2024, form 2021, 200 figures, 1 note, 2024-rongchang-office.txt>"
    )
    long = make_report("甲" * 500)
    odd = replace(long, masthead=replace(long.masthead, organ="\n\x1b" * 200, year=None), forms={})
    for one in (long, odd):
        assert len(repr(one)) <= 200
        assert repr(one).isprintable()
    assert len(repr(report.sections[0])) <= 200
    assert len(repr(gr.frames(report))) <= 200


def test_a_figure_is_found_by_its_names(make_report):
    key = ("requests", "new", "total")
    told = Figure(*key, Status.REPORTED, 7, "件", "7", Where(3, 4))
    report = make_report("甲局", changes={key: told})
    assert report.figure(*key) is told
    none = replace(report, figures=())
    assert none.figure(*key) == Figure(*key, Status.MISSING)
    # a row of another form is a cell that this document does not have
    assert report.figure("survey", "requests.received", "year").status is Status.MISSING


def test_the_text_of_a_section(make_report):
    report = make_report("甲局")
    section = report.section("overview")
    assert section is not None
    assert section.text == "第一段。\n第二段。"
    assert report.section("problems") is None


def test_what_is_made_of_a_report_is_made_once_and_is_no_part_of_it():
    report, fresh = gr.read(FIRST), gr.read(FIRST)
    for name, call in (("facts", gr.facts), ("themes", gr.themes), ("findings", gr.check)):
        frame = getattr(report, name)
        pd.testing.assert_frame_equal(frame, call(fresh))
        assert getattr(report, name) is frame
    assert report == gr.read(FIRST)
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert len(pickle.dumps(report)) == len(pickle.dumps(gr.read(FIRST)))
    # a report that says something else has facts of its own
    assert replace(report, sections=()).facts.empty
    assert copy(report).facts is not report.facts


def test_frames_of_a_report_have_the_types_of_all_frames():
    report = gr.read(FIRST)
    frames = gr.frames([report])
    pd.testing.assert_frame_equal(report.narrative, frames.narrative.drop(columns="report_id"))
    for name in ("facts", "themes", "findings"):
        pd.testing.assert_frame_equal(getattr(report, name), frames[name])


def test_facts_are_read_once_however_they_are_asked_for(make_report, monkeypatch):
    read = []

    def counted(text, **options):
        read.append(text)
        return facts(text, **options)

    facts = prose.facts
    monkeypatch.setattr(prose, "facts", counted)
    reports = [gr.read(FIRST), *(make_report(name) for name in ("甲局", "乙局"))]
    frames = gr.frames(reports)
    assert (len(frames.findings) > 0, len(frames.facts) > 0) == (True, True)
    assert len(gr.facts(reports)) == sum(len(report.facts) for report in reports)
    assert len(gr.review(reports[0]).html) > 0
    assert len(read) == len(reports)


# ---- frames and a corpus


def test_a_frame_is_made_when_it_is_asked_for(make_report, monkeypatch):
    def never(*_):
        raise AssertionError("not asked for")

    frames = gr.frames([make_report("甲局")])
    with monkeypatch.context() as patch:
        patch.setattr("govreport.checks.check_all", never)
        patch.setattr(prose, "facts", never)
        patch.setattr(prose, "themes", never)
        assert len(frames.figures) == 200
        assert frames.figures is frames["figures"]
        assert list(frames) == list(gr.SCHEMA)
        with pytest.raises(AssertionError, match="not asked for"):
            frames.findings  # noqa: B018
    assert {name: len(frame.columns) for name, frame in frames.items()} == {
        name: len(columns) for name, columns in gr.SCHEMA.items()
    }
    with pytest.raises(KeyError, match="no frame; known: reports, figures"):
        frames["figure"]
    assert frames == frames
    assert frames != gr.frames([])
    assert pickle.loads(pickle.dumps(frames)).figures.equals(frames.figures)


def test_a_corpus_says_what_it_holds(tmp_path, page):
    for organ in ("容城县人民政府", "安新县人民政府"):
        (tmp_path / f"{len(list(tmp_path.iterdir()))}.html").write_text(page(organ), encoding="utf-8")
    corpus = gr.Corpus(tmp_path)
    assert len(corpus) == 2
    assert repr(corpus) == f"<Corpus {tmp_path}: 2 files, no manifest>"
    assert [report.organ for report in corpus] == ["容城县人民政府", "安新县人民政府"]
    (tmp_path / "manifest.csv").write_text("name\n0.html\n", encoding="utf-8")
    assert repr(corpus) == f"<Corpus {tmp_path}: a list of files that is wrong, manifest.csv>"


@pytest.mark.slow
@pytest.mark.parametrize("packed", [True, False])
def test_a_build_is_read_back(tmp_path, packed, page):
    reports, out = tmp_path / "reports", tmp_path / "out"
    reports.mkdir()
    (reports / "a.html").write_text(page("甲县人民政府"), encoding="utf-8")
    (reports / "b.html").write_text("<p>没有报告。</p>", encoding="utf-8")
    gr.Corpus(reports).build(out, workers=1)
    if not packed:
        for path in out.glob("*.parquet"):
            path.unlink()
    found = gr.load(out)
    with pytest.warns(UserWarning, match=re.escape("gave no report: b.html")):
        expected = gr.frames(gr.Corpus(reports))
    for name in (name for name in gr.SCHEMA if name != "failures"):
        read = expected[name] if packed else expected[name].replace("", pd.NA)
        pd.testing.assert_frame_equal(found[name], read)
    assert found.failures["source"].tolist() == ["b.html"]
    path = out / ("figures.parquet" if packed else "figures.csv")
    path.write_bytes(b"nothing")
    with pytest.raises(gr.ReadError, match="a table with the columns report_id, form, "):
        gr.load(out).figures  # noqa: B018


def test_a_note_of_a_report_is_counted(make_report):
    report = make_report("甲局")
    more = replace(report, notes=(*report.notes, Note("b", "another")))
    assert ("1 note," in repr(report), "2 notes," in repr(more)) == (True, True)


@pytest.mark.parametrize("wrong", [3.5, None, b"corpus", ["corpus"]])
@pytest.mark.parametrize("name", ["load", "Corpus", "codebook"])
def test_a_path_that_is_none_is_refused_by_its_name(name, wrong):
    if name == "codebook" and wrong is None:
        return  # our own
    with pytest.raises(gr.ArgumentError, match="a path was expected; found"):
        getattr(gr, name)(wrong)


@pytest.mark.parametrize(("part", "whole"), [("3", 5), (None, 5), (5, 3), (-1, 3), (0, 0)])
def test_an_interval_of_what_are_no_counts_is_refused(part, whole):
    with pytest.raises(gr.ArgumentError, match="0 <= part <= whole"):
        gr.wilson(part, whole)


def test_a_truth_value_is_no_year():
    with pytest.raises(gr.ArgumentError, match="year: a whole number was expected"):
        gr.text.facts("收到申请3件。", year=True)
