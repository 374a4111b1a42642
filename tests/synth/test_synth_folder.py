"""A folder of synthetic reports: files that say synthetic, and a truth that they are read back to."""

from __future__ import annotations

import csv
from decimal import Decimal

import govreport as gr
from govreport import cli, synth
from govreport.parsing.recipe import read
from govreport.synth.folder import write_folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_reports_are_read_back_to_the_truth_beside_them(tmp_path):
    written = write_folder(tmp_path, 4, ["html_plain", "docx"])
    assert [path.name for path in written.files] == [
        "synthetic-2021-0-html_plain.html",
        "synthetic-2019-1.docx",
        "synthetic-2014-2-html_plain.html",
        "synthetic-2008-3.docx",
    ]
    truth = {(r["file"], r["table"], r["row"], r["column"]): r for r in rows(tmp_path / "truth/figures.csv")}
    found = {(p.name, *f.key): (p, f) for p in written.files for f in read(p).figures if f.value is not None}
    printed = {key: Decimal(row["value"]) for key, row in truth.items() if row["value"]}
    assert {key: f.value for key, (_, f) in found.items()} == printed
    assert {row["form"] for row in truth.values()} == {"2021", "2019", "2014", "2008"}
    assert "synthetic" in (tmp_path / "README.txt").read_text(encoding="utf-8").lower()


def test_facts_are_in_the_paragraphs_that_they_name(tmp_path):
    write_folder(tmp_path, 1, ["html_plain"], first=5)
    narrative = synth.make("2021", 5).narrative
    facts = rows(tmp_path / "truth/facts.csv")
    assert facts
    for fact in facts:
        paragraph = narrative[fact["section"]][int(fact["paragraph"])]
        assert paragraph[int(fact["start"]) : int(fact["end"])]


def test_planted_errors_are_told_and_stand_in_the_report(tmp_path):
    written = write_folder(tmp_path, 8, ["html_plain"], errors=True)
    planted = rows(tmp_path / "truth/planted.csv")
    assert {row["file"] for row in planted} == {path.name for path in written.files}
    assert len({row["kind"] for row in planted}) >= 7, "kinds take turns"
    for row in planted:
        if row["table"] and row["planted"]:
            figures = {f.key: f.value for f in read(tmp_path / row["file"]).figures}
            assert figures[row["table"], row["row"], row["column"]] == Decimal(row["planted"])
            assert row["planted"] != row["right"]


def test_the_command_writes_a_folder(tmp_path, capsys):
    assert cli.main(["synth", str(tmp_path / "a"), "--reports", "2", "--layout", "bar_rows"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        str(tmp_path / "a" / "synthetic-2021-1-bar_rows.txt"),
        str(tmp_path / "a" / "synthetic-2019-2-bar_rows.txt"),
        f"真值 truth: {tmp_path / 'a' / 'truth'}",
    ]
    assert cli.main(["synth", str(tmp_path / "b"), "--layout", "stone"]) == 2
    assert "layout: expected one of" in capsys.readouterr().err


def test_the_folder_is_a_corpus_of_its_reports_alone(tmp_path):
    written = write_folder(tmp_path, 3, ["html_plain", "bar_rows"], first=5)
    corpus = gr.Corpus(tmp_path)
    assert [source.file for source in corpus.sources()] == sorted(path.name for path in written.files)
    assert len(list(corpus.reports())) == 3
