"""Tables in formats of other programs, read back by those programs' own libraries."""

from __future__ import annotations

import json
import warnings

import openpyxl
import pandas as pd
import pyreadstat
import pytest

import govreport as gr
from govreport import cli, forms, synth
from govreport.corpus.export import stata, workbook
from govreport.corpus.export.columns import types
from govreport.frames import SCHEMA, Frames


@pytest.fixture(scope="module")
def reports():
    truths = [synth.make("2021", seed, blanks="zeros") for seed in (1, 2)] + [synth.make("2019", 3)]
    return [gr.read(synth.render(truth, "html_plain")) for truth in truths]


@pytest.fixture(scope="module")
def built(tmp_path_factory, reports):
    folder = tmp_path_factory.mktemp("built")
    for seed in (1, 2):
        truth = synth.make("2021", seed)
        (folder / f"{seed}.html").write_bytes(synth.render(truth, "html_plain"))
    out = tmp_path_factory.mktemp("tables")
    gr.Corpus(folder).build(out, workers=1)
    return out


@pytest.mark.slow
def test_frictionless_finds_the_package_of_a_build_valid(built):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(built / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert report.stats["tasks"] > len(types())


@pytest.mark.slow
def test_a_changed_table_is_no_longer_the_package(built, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    for path in built.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "figures.csv").read_text(encoding="utf-8")
    (tmp_path / "figures.csv").write_text(text.replace("reported", "sure", 1), encoding="utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


@pytest.mark.slow
def test_the_croissant_record_is_one_and_its_rows_are_those_of_the_tables(reports, tmp_path):
    mlcroissant = pytest.importorskip("mlcroissant")
    gr.export(reports, tmp_path, "croissant", date="2026-11-30")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = mlcroissant.Dataset(str(tmp_path / "croissant.json"))
        rows = list(dataset.records("reports"))
    assert not dataset.metadata.ctx.issues.errors
    assert len(rows) == len(reports)
    organs = {row["reports/organ"].decode() for row in rows}
    assert organs == {report.organ for report in reports}


def test_a_workbook_has_every_table_with_a_frozen_head_and_no_formula(reports, tmp_path):
    (path,) = gr.export(reports, tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    tables = {**gr.frames(reports), "panel": gr.panel(reports)}
    assert book.sheetnames == list(types())
    for name, table in tables.items():
        rows = list(book[name].values)
        assert book[name].freeze_panes == "A2"
        assert list(rows[0]) == list(table.columns)
        assert len(rows) == len(table) + 1
    value = list(tables["figures"].columns).index("value")
    shown = [row[value] for row in list(book["figures"].values)[1:]]
    assert [v is None for v in shown] == tables["figures"]["value"].isna().tolist()
    assert [v for v in shown if v is not None] == tables["figures"]["value"].dropna().tolist()


def test_a_workbook_runs_nothing_and_cuts_nothing_unseen(tmp_path):
    path = tmp_path / "book.xlsx"
    texts = ["=1+1", "a\x07b", "长" * 40_000]
    workbook.write(path, {"narrative": pd.DataFrame({"text": texts})})
    cells = [row[0] for row in openpyxl.load_workbook(path)["narrative"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * 3
    assert [cell.value for cell in cells[:2]] == ["=1+1", "a\ufffdb"]
    assert cells[2].value.endswith("narrative.csv）")
    assert len(cells[2].value) == 32_767
    with pytest.raises(gr.GovReportError, match=r"at most 1,048,575 rows fit"):
        workbook.write(path, {"a": pd.DataFrame({"b": range(1_048_576)})})


def test_csv_for_excel_has_its_mark_and_no_formula(reports, tmp_path):
    table = gr.frames(reports)
    notes = Frames({name: table[name] for name in SCHEMA}.__getitem__)
    notes.figures.loc[0, "raw"] = "=cmd"
    paths = gr.export(notes, tmp_path, "csv")
    assert {path.name for path in paths} == {f"{name}.csv" for name in types()}
    data = (tmp_path / "figures.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"'=cmd" in data


def test_stata_reads_values_labels_and_long_texts(reports, tmp_path):
    gr.export(reports, tmp_path, "dta")
    frames = gr.frames(reports)
    table, meta = pyreadstat.read_dta(tmp_path / "figures.dta")
    assert table["value"].isna().tolist() == frames.figures["value"].isna().tolist()
    assert table["value"].dropna().tolist() == frames.figures["value"].dropna().tolist()
    assert meta.column_names_to_labels["unit"].startswith("单位")
    wide, meta = pyreadstat.read_dta(tmp_path / "requests.dta")
    expected = gr.wide(frames.figures, "requests")["new.total"]
    by_report = wide.set_index("report_id")["new_tot"]
    assert by_report.dropna().to_dict() == expected.dropna().to_dict()
    assert "New requests this year" in meta.column_names_to_labels["new_tot"]
    text, _ = pyreadstat.read_dta(tmp_path / "narrative.dta")
    assert text["text"].tolist() == frames.narrative["text"].tolist()


def test_a_text_longer_than_stata_keeps_is_whole(tmp_path):
    stata.write(tmp_path / "a.dta", pd.DataFrame({"text": pd.array(["长" * 9_000, None], "string")}), {}, "t")
    table, _ = pyreadstat.read_dta(tmp_path / "a.dta")
    assert table["text"].tolist() == ["长" * 9_000, ""]


def test_every_cell_of_every_form_has_a_stata_name_of_its_own():
    cells = {
        f"{table.id}.{row.id}.{column.id}"
        for form in forms.available()
        for table in forms.load(form).tables
        for row, column in table.cells()
    }
    short = {cell.partition(".")[2] for cell in cells}
    for names in (cells, short, set().union(*types().values())):
        named = stata.stata_names(sorted(names))
        assert len(set(named.values())) == len(names)
        for name in named.values():
            assert len(name) <= 32
            assert name.isidentifier()
            assert name.isascii()
    assert len(cells) > 300


@pytest.mark.parametrize("name", ["in", "1st", "单位", "a-b", "a" * 40])
def test_a_name_that_stata_refuses_is_changed_and_never_to_anothers(name):
    made = stata.stata_name(name)
    assert made.isascii()
    assert made.isidentifier()
    assert len(made) <= 32
    assert made != stata.stata_name(f"{name}x")


@pytest.mark.slow
def test_a_folder_to_deposit_says_which_code_made_which_figure(reports, tmp_path):
    study = tmp_path / "study"
    (study / "figures").mkdir(parents=True)
    (study / "01-who.ipynb").write_text("{}", encoding="utf-8")
    for name in ("01-who-1.png", "01-who-1.pdf", "01-whose-1.png"):
        (study / "figures" / name).write_bytes(b"x")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path\n", encoding="utf-8")
    out = tmp_path / "out"
    paths = gr.export(reports, out, "deposit", study=study, manifest=manifest, date="2026-11-30")
    readme = (out / "README.md").read_text(encoding="utf-8")
    assert "| `results/01-who-1.png` | `results/01-who.ipynb` |" in readme
    assert "01-whose" not in readme
    names = {path.relative_to(out).as_posix() for path in paths}
    assert {
        "README.md", "citation.bib", "data/manifest.csv", "data/croissant.json", "data/datapackage.json",
        "data/figures.csv", "data/figures.dta", "data/requests.dta", "data/codebook.csv",
        "results/01-who.ipynb",
    } <= names  # fmt: skip
    for name in names - {"README.md"}:
        assert f"| `{name}` |" in readme
    bib = (out / "citation.bib").read_text(encoding="utf-8")
    assert bib.count("{The govreport developers}") == 2
    assert bib.count("{") == bib.count("}")
    described = json.loads((out / "data/datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in described["resources"]} == {
        f"{n}.csv" for n in (*types(), "codebook")
    }


@pytest.mark.slow
def test_the_same_tables_give_the_same_bytes(reports, tmp_path):
    for kind in ("csv", "dta", "croissant"):
        one, other = (gr.export(reports, tmp_path / name / kind, kind) for name in ("one", "other"))
        assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


@pytest.mark.slow
def test_what_is_no_format_is_refused_and_the_command_writes(built, tmp_path, capsys):
    with pytest.raises(gr.GovReportError, match="no format sas; known: csv, xlsx, dta"):
        gr.export(built, tmp_path, "sas")
    assert cli.main(["export", str(built), "-o", str(tmp_path / "out"), "--as", "csv,dta"]) == 0
    assert f"{2 * len(types()) + 2} 个文件 files" in capsys.readouterr().out


def test_nothing_that_is_there_is_written_over_unasked(reports, tmp_path, capsys):
    mine = tmp_path / "panel.csv"
    mine.write_text("my notes", encoding="utf-8")
    for kind in ("csv", "xlsx", "dta", "croissant", "deposit"):
        with pytest.raises(gr.GovReportError, match="a new or empty folder was expected"):
            gr.export(reports, tmp_path, kind)
    assert list(tmp_path.iterdir()) == [mine]
    assert mine.read_text(encoding="utf-8") == "my notes"
    gr.export(reports, tmp_path, "csv", replace=True)
    assert mine.read_text(encoding="utf-8-sig").startswith("body_id,")
    with pytest.raises(gr.GovReportError, match="csv and croissant have files of the same names"):
        gr.export(reports, tmp_path / "new", ["csv", "croissant"])
    (tmp_path / "shards").mkdir()
    assert cli.main(["export", str(tmp_path), "-o", str(tmp_path), "--replace"]) == 2
    assert "a folder other than that of a build was expected" in capsys.readouterr().err
