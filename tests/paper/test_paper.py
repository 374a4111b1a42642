"""A paper types no number: values and their refusals, LaTeX, figures, record, replication, proofreading."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import govreport as gr
from govreport.cli import paper as verbs
from govreport.cli.common import Parser
from govreport.errors import GovReportError, ReadError
from govreport.paper import Values, column, escape, proofread, replicate, save
from govreport.paper.inputs import input_entries, row_groups
from govreport.paper.record import Difference, Entry, compare, read_record, write_record
from govreport.paper.tex import definitions, macros

ROOT = Path(__file__).parents[2]
PAPER, RECORD = ROOT / "docs" / "paper" / "paper.tex", ROOT / "docs" / "paper" / "record.csv"
pytestmark = pytest.mark.xdist_group("paper")  # what a module's tests share is made once
SAID = {"zh": "新收申请", "en": "new requests", "source": "reports/a.txt"}


# ---- values


@pytest.mark.parametrize(
    ("value", "more", "printed", "plain"),
    [
        (60, {}, "60", "60"),
        (11000, {"unit": "条"}, "11,000", "11000"),
        (2024, {"grouped": False}, "2024", "2024"),
        (-15, {}, "-15", "-15"),
        (np.int64(7), {}, "7", "7"),
        (Decimal("261"), {"unit": "%"}, "261%", "261"),
        (Decimal("75394.50"), {}, "75,394.50", "75394.50"),
        (260.869565, {"digits": 2, "unit": "%"}, "260.87%", "260.87"),
        (6.25, {"digits": 1}, "6.3", "6.3"),
        (np.float64(0.5), {"digits": 0}, "1", "1"),
        (-0.04, {"digits": 1}, "0.0", "0.0"),
        (0.1 + 0.2, {"digits": 1}, "0.3", "0.3"),
        ("平潭综合实验区", {}, "平潭综合实验区", "平潭综合实验区"),
    ],
)
def test_a_value_is_printed_as_a_reader_expects(value, more, printed, plain):
    added = Values().add("requestsNew", value, **SAID, **more)
    assert (added.printed, added.plain) == (printed, plain)


@pytest.mark.parametrize("missing", [None, pd.NA, pd.NaT, float("nan"), np.float64("nan"), Decimal("NaN")])
def test_what_is_not_known_is_refused_unless_it_says_why(missing):
    values = Values()
    with pytest.raises(GovReportError, match="value requestsNew: NA; what is not known is to be said"):
        values.add("requestsNew", missing, **SAID)
    told = values.add("requestsNew", missing, **SAID, otherwise="页面残缺 the page is torn")
    assert (told.value, told.printed, told.full) == (None, "—", "— (页面残缺 the page is torn)")
    assert values.unknown("requestsOld", "no report", **SAID).printed == "—"
    assert values.add("requestsCarried", 0, **SAID, otherwise="x").printed == "0"


@pytest.mark.parametrize(
    ("name", "value", "more", "message"),
    [
        ("requestsNew", 0.5, {}, r"digits=\.\.\. was expected \(0 for a count\), found the float 0\.5"),
        ("requestsNew", np.float32(0.5), {}, r"digits=\.\.\. was expected"),
        ("requestsNew", float("inf"), {"digits": 1}, "a number of 15 digits at most was expected"),
        ("requestsNew", 10**15, {}, "a number of 15 digits at most was expected"),
        ("requestsNew", True, {}, "int, Decimal, float or text was expected, found True"),
        ("requestsNew", [60], {}, r"int, Decimal, float or text was expected, found \[60\]"),
        ("requestsNew", 60, {"n": pd.NA}, "value requestsNew: NA"),
        ("requestsNew", 60, {"digits": -1}, "digits from 0 to 12 were expected, found -1"),
        ("requestsNew", 60, {"interval": (61, 70)}, "an interval that holds 60 was expected"),
        ("requestsNew", 60, {"interval": (50, None)}, "value requestsNew: NA"),
        ("requestsNew", "a text", {"digits": 1}, "a text has neither digits nor an interval"),
        ("requestsNew", "two\nlines", {}, "value: a text in one line was expected"),
        ("requestsNew", " ", {}, "value: a text in one line was expected"),
        ("requestsNew", 60, {"zh": ""}, "zh: a text in one line was expected, found ''"),
        ("requestsNew", 60, {"source": "\t"}, "source: a text in one line was expected"),
        ("requests", 60, {}, "a second word with a capital"),
        ("requestsNew2", 60, {}, "letters of English"),
        ("requests_new", 60, {}, "letters of English"),
        ("RequestsNew", 60, {}, "letters of English"),
        ("新收Requests", 60, {}, "letters of English"),
    ],
)
def test_a_value_is_refused(name, value, more, message):
    values = Values()
    with pytest.raises(GovReportError, match=message):
        values.add(name, value, **(SAID | more))
    assert len(values) == 0


def test_a_name_stands_once_and_no_two_give_the_same_macro():
    values = Values()
    values.add("requestsNew", 60, **SAID)
    for name, message in (("requestsNew", "there already: new requests"), ("requestsNewN", "the same macro")):
        with pytest.raises(GovReportError, match=message):
            values.add(name, 61, **SAID)
    values.add("sumsHoldInterval", 1, **SAID)
    with pytest.raises(GovReportError, match="it and sumsHoldInterval would give the same macro"):
        values.add("sumsHold", 1, **SAID)


def test_a_share_has_its_cases_and_the_interval_of_wilson():
    # p = 1/2, n = 20: half the width is 1.96·√(1/80 + 3.8415/1600) / (1 + 3.8415/20) = 0.2007
    half = Values().share("sumsHold", 10, np.int64(20), **SAID)
    assert (half.printed, half.some, half.cases, half.between) == ("50.0%", "10", "20", "[29.9%, 70.1%]")
    assert half.full == "10/20 = 50.0% [29.9%, 70.1%]"
    third = Values().share("sumsHold", 1000, 3000, **SAID, digits=3)
    assert third.full.startswith("1,000/3,000 = 33.333% [")
    none, every = (Values().share("sumsHold", part, 4, **SAID).between for part in (0, 4))
    assert (none.split(",")[0], every.split(" ")[1]) == ("[0.0%", "100.0%]")
    assert Values().share("sumsHold", 0, 0, **SAID).full == "— (没有可计的 no cases, 0/0)"
    for part, whole in ((5, 4), (-1, 4), (1, 0)):
        with pytest.raises(GovReportError, match=f"0 <= part <= whole was expected, found {part}/{whole}"):
            Values().share("sumsHold", part, whole, **SAID)
    with pytest.raises(GovReportError, match="value sumsHold: NA"):
        Values().share("sumsHold", pd.NA, 4, **SAID)


def test_an_estimated_share_keeps_the_interval_of_its_design():
    row = pd.Series({"part": 19, "n": 321, "value": 0.059, "low": 0.038, "high": 0.091})
    assert Values().estimated("themesStated", row, **SAID).full == "19/321 = 5.9% [3.8%, 9.1%]"
    alone = Values().estimated("themesStated", row.replace({0.038: np.nan}), **SAID)
    assert alone.full == "19/321 = 5.9% —"
    few = pd.Series({"part": 1, "n": 4, "value": pd.NA, "low": pd.NA, "high": pd.NA})
    assert Values().estimated("themesStated", few, **SAID).full == "— (n = 4，不作估计 not estimated)"
    with pytest.raises(GovReportError, match="0 <= part <= n"):
        Values().estimated("themesStated", row.replace({19: 322}), **SAID)


def test_tables_of_the_sample_and_the_census_are_inputs(tmp_path):
    for name in ("sample", "census"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "facts.csv").write_text(
            "report,concept,value\na,requests_new,3\n", encoding="utf-8"
        )
    names = ["census/facts.csv", "sample/facts.csv"]
    assert sorted(entry.name for entry in input_entries(tmp_path)) == names
    assert sorted(group.file for group in row_groups(tmp_path)) == names


def filled(*names):
    values = Values(data="sha256 abc")
    for name in names:
        if name == "sumsHold":
            values.share(name, 10, 20, **SAID)
        else:
            values.add(name, 11000, **SAID | {"en": "a | b"})
    return values


def test_the_files_are_sorted_complete_and_the_same_in_every_order(tmp_path):
    names = ["sumsHold", "requestsNew", "corpusReports"]
    first = filled(*names).write(tmp_path / "a", "paper-values")
    again = filled(*reversed(names)).write(tmp_path / "b", "paper-values")
    assert [path.name for path in first] == ["paper-values.json", "paper-values.tex", "paper-values.md"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    told = json.loads(first[0].read_text(encoding="utf-8"))
    assert told["data"] == "sha256 abc"
    assert list(told["values"]) == sorted(names)
    assert told["values"]["sumsHold"] == {
        **{"value": 50, "printed": "50.0%", "full": "10/20 = 50.0% [29.9%, 70.1%]", "unit": "%", "digits": 1},
        **{"n": 20, "part": 10, "interval": told["values"]["sumsHold"]["interval"]} | SAID,
    }
    assert told["values"]["sumsHold"]["interval"] == pytest.approx([29.93, 70.07], abs=0.01)
    table = first[2].read_text(encoding="utf-8").splitlines()
    assert table[2] == "| `corpusReports` | 11,000 | — | — | 新收申请 | a \\| b | reports/a.txt |"
    assert list(filled(*names).frame()["name"]) == sorted(names)
    assert filled(*names)["sumsHold"].n == 20


# ---- LaTeX

COMMANDS = {
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textasciigrave": "`",
    "textquotesingle": "'",
    "textquotedbl": '"',
}
READ = re.compile(r"\\([a-z]+)\{\}|\\([&%$#_{}])|\{\}|([^\\&%$#_{}~^`'\"])")


def typeset(text):
    """What LaTeX makes of text that has been escaped; every sign has to be one that means itself."""
    shown, at = "", 0
    while at < len(text):
        found = READ.match(text, at)
        assert found, text[at:]
        shown += COMMANDS[found[1]] if found[1] else (found[2] or found[3] or "")
        at = found.end()
    return shown


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\\{}$&#^_~%-'\"`"), max_size=40)
)
def test_escaped_text_prints_as_it_is(text):
    escaped = escape(text)
    assert typeset(escaped) == text
    assert "--" not in escaped  # LaTeX would make a dash of them


def test_the_signs_of_latex_one_by_one():
    assert escape(r"50% & a_b #1 {x} $5 ~^\ '") == (
        r"50\% \& a\_b \#1 \{x\} \$5 \textasciitilde{}\textasciicircum{}\textbackslash{} \textquotesingle{}"
    )
    assert escape("《条例》 2008--2018") == "《条例》 2008-{}-2018"


def test_each_value_has_every_macro():
    values = Values()
    share = macros(values.share("sumsHold", 10, 20, **SAID))
    assert share == {
        "sumsHold": r"50.0\%",
        "sumsHoldPlain": "50.0",
        "sumsHoldN": "20",
        "sumsHoldPart": "10",
        "sumsHoldInterval": r"[29.9\%, 70.1\%]",
        "sumsHoldFull": r"10/20 = 50.0\% [29.9\%, 70.1\%]",
        "sumsHoldWhy": "",
    }
    number = macros(values.add("requestsNew", -11000, **SAID))
    assert (number["requestsNew"], number["requestsNewN"]) == (r"\ensuremath{-}11{,}000", "—")
    lost = macros(values.unknown("requestsOld", "2008-2010 & 50%", **SAID))
    assert (lost["requestsOld"], lost["requestsOldWhy"]) == ("—", r"2008-2010 \& 50\%")
    assert macros(values.add("reportOrgan", "A_B 100%", **SAID))["reportOrgan"] == r"A\_B 100\%"


def test_definitions_are_one_line_each():
    lines = definitions(filled("sumsHold", "requestsNew"), "two\nlines").splitlines()
    assert lines[1] == "% two lines"
    assert r"\newcommand{\requestsNew}{11{,}000}" in lines
    names = re.findall(r"^\\newcommand\{\\([A-Za-z]+)\}\{.*\}$", "\n".join(lines), re.MULTILINE)
    assert len(names) == len(set(names)) == 14
    assert all(line.startswith(("%", r"\newcommand{")) for line in lines)


# ---- figures


def test_a_figure_has_the_width_of_a_column_its_data_and_the_same_bytes(tmp_path):
    data = pd.DataFrame({"年度": [2023, 2024], "value": [1 / 3, None]})
    for folder in ("a", "b"):
        with column(2.0) as axes:
            axes.plot(data["年度"], data["value"], "o")
            axes.set_xlabel("年度 year")
        pdf, png, csv = save(axes, data, tmp_path / folder, "paper-x")
    assert csv.read_text(encoding="utf-8") == "年度,value\n2023,0.3333333333\n2024,\n"
    for path in (pdf, png, csv):
        assert path.read_bytes() == (tmp_path / "a" / path.name).read_bytes()
    assert axes.xaxis.label.get_window_extent().y0 > 0  # laid out: the label is inside
    again = save(axes, data, tmp_path / "c", "paper-x")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in (pdf, png, csv)]
    # By what it was made, of which data, and not when: another day gives the same bytes.
    told = (b"CreationDate", b"ModDate", b"Producer")
    assert not [word for word in told if word in pdf.read_bytes()]
    data_of = f"sha256:{sha256(csv.read_bytes()).hexdigest()}"
    with Image.open(png) as picture:
        assert picture.size == (1005, 600)
        info = getattr(picture, "text", {})
        assert (info["Software"], info["Description"]) == (f"govreport {gr.__version__}", data_of)
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.get_metadata_dict()["Keywords"] == data_of
        assert document[0].get_size() == pytest.approx((3.35 * 72, 144), abs=0.1)
        assert "年度 year" in document[0].get_textpage().get_text_range()
    with pytest.raises(GovReportError, match="figure paper-x: the rows that it draws were expected"):
        save(axes, data.head(0), tmp_path, "paper-x")
    with pytest.raises(GovReportError, match="columns: 1 or 2 was expected, found 3"), column(2.0, 3):
        pass


# ---- inputs and the record

HEAD = "report,organ,year,form,table,row,column,status,value,address\n"
ROWS = [
    "jia_2023,甲局,2023,2021,requests,new,total,reported,1234,a",
    "jia_2023,甲局,2023,2021,requests,granted,total,reported,7,a",
    "jia_2023,甲局,2023,2021,requests,denied.internal,total,blank,,a",
    "yi_2023,乙局,2023,2021,requests,new,total,reported,5,b",
]


@pytest.fixture
def corpus(tmp_path):
    """A corpus of keyed figures only."""
    return keyed_corpus(tmp_path / "corpus")


def keyed_corpus(folder):
    (folder / "figures").mkdir(parents=True)
    (folder / "manifest.csv").write_text("id,file\n", encoding="utf-8")
    write_rows(folder, ROWS)
    return folder


def write_rows(folder, rows):
    (folder / "figures" / "figures.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


def changed_rows(corpus, rows):
    before = [group.entry for group in row_groups(corpus)]
    write_rows(corpus, rows)
    now = {group.entry.key: group for group in row_groups(corpus)}
    lines = []
    for difference in compare(before, [group.entry for group in now.values()]):
        group = now.get(difference.one.key)
        both = group is not None and difference.before is not None
        lines += group.changes(difference.before) if both else [str(difference)]  # type: ignore[union-attr,arg-type]
    return lines


@pytest.mark.parametrize(
    ("line", "row", "told"),
    [
        (0, ROWS[0].replace("1234", "1235"), "line 2: jia_2023 requests new total: 1234 → 1235"),
        (1, ROWS[1].replace("reported,7", "blank,"), "line 3: jia_2023 requests granted total: 7 → blank"),
        (
            2,
            ROWS[2].replace("blank,", "reported,0"),
            "line 4: jia_2023 requests denied.internal total: blank → 0",
        ),
        (
            1,
            ROWS[1].replace("reported", "recovered"),
            "line 3: jia_2023 requests granted total: 7 → recovered:7",
        ),
        (
            3,
            ROWS[3].replace(",b", ",c"),
            "lines 5-5: yi_2023: 1 → 1 行 rows, 其他列不同 other columns differ",
        ),
    ],
)
def test_a_changed_cell_is_told_with_its_line_and_both_numbers(corpus, line, row, told):
    assert changed_rows(corpus, [*ROWS[:line], row, *ROWS[line + 1 :]]) == [f"figures/figures.csv {told}"]


def test_rows_that_come_and_go_name_their_report_and_no_cell(corpus):
    new = ROWS[3].replace("yi_2023", "bing_2023")
    assert changed_rows(corpus, [*ROWS[:2], new]) == [
        "输入的行 rows of input: figures/figures.csv: 无 not there → 1 行 rows (bing_2023)",
        "figures/figures.csv lines 2-3: jia_2023: 3 → 2 行 rows, 其他列不同 other columns differ",
        "输入的行 rows of input: figures/figures.csv: 1 行 rows → 无 not there (yi_2023)",
    ]


def test_the_inputs_are_every_file_that_is_read(corpus):
    (corpus / "a.html").write_text("x", encoding="utf-8")
    (corpus / "README.md").write_text("not in the manifest", encoding="utf-8")
    (corpus / "manifest.csv").write_text("id,file\n1,a.html\n2,gone.html\n", encoding="utf-8")
    entries = {entry.name: entry for entry in input_entries(corpus)}
    assert list(entries) == ["a.html", "figures/figures.csv", "gone.html", "manifest.csv"]
    x = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    assert (entries["a.html"].sha256, entries["gone.html"].value) == (x, "无此文件 no such file")


def test_a_record_is_read_as_it_was_written(tmp_path):
    value = Entry("value", "requestsNew", "a, b", '60 "x"', "0a")
    entries = [Entry("version", "pandas", "", "3.0", ""), value, Entry("input", "a.html", "", "", "1b")]
    write_record(tmp_path / "new" / "record.csv", entries)
    assert read_record(tmp_path / "new" / "record.csv") == (entries[2], value, entries[0])
    assert compare(entries, reversed(entries)) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the columns kind, name, part, value, sha256 were expected"),
        ("kind,name\n", "the columns kind, name, part, value, sha256 were expected"),
        ("kind,name,part,value,sha256\nvalue,a,,1,b\nvalue,a,1\n", "line 3: 5 fields were expected"),
        ("kind,name,part,value,sha256\nvalues,a,,1,b\n", "line 2: 5 fields were expected, first a kind"),
        ("kind,name,part,value,sha256\ndrawing,../a.pdf,,,b\n", "line 2: a file of figures/ was expected"),
    ],
)
def test_a_wrong_record_is_refused(tmp_path, text, message):
    (tmp_path / "record.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=message):
        read_record(tmp_path / "record.csv")


def test_a_difference_says_before_and_after():
    old, new = (Entry("value", "requestsNew", "a.txt", said, said) for said in ("60", "61"))
    assert str(Difference(old, new)) == "值 value: requestsNew: 60 → 61 (a.txt)"
    assert str(Difference(None, new)) == "值 value: requestsNew: 无 not there → 61 (a.txt)"
    assert "60 → 60，说明" in str(Difference(old, Entry("value", "requestsNew", "a.txt", "60", "other")))
    drawing = Entry("drawing", "figures/a.pdf", "", "", "a" * 64)
    assert (Difference(drawing, None).apart, Difference(old, None).apart) == (True, False)


# ---- proofreading

MANUSCRIPT = r"""\documentclass[12pt]{ctexart} % 11
\newcommand{\ownWord}{机关}
\begin{document}
共 \requestsNew{} 件，\ownWord \cite{grim2017} 见图 \ref{fig:1}，占 50\% 而非 1,234.5 件。
\includegraphics[width=0.5\textwidth]{fig1}\\[4pt] \sumsHoldInterval \reportLost
\begin{thebibliography}{9}
\bibitem{grim2017} 2017
\end{thebibliography}
２０ 件
\end{document}
"""


def test_numbers_typed_by_hand_are_found_and_nothing_else(tmp_path):
    path = tmp_path / "paper.tex"
    path.write_text(MANUSCRIPT, encoding="utf-8")
    found = proofread(path, ["requestsNew", "sumsHold", "corpusReports"])
    assert [(one.line, one.kind, one.said) for one in found] == [
        (4, "typed", "1,234.5"),
        (4, "typed", "50"),
        (5, "no_value", "\\reportLost"),
        (9, "typed", "２０"),
        (0, "not_cited", "corpusReports"),
    ]
    assert [one.wrong for one in found] == [True, True, True, True, False]
    assert str(found[0]) == f"{path} line 4: 手工键入的数字 a number typed by hand: 1,234.5"
    with pytest.raises(ReadError, match="a manuscript in UTF-8 was expected"):
        proofread(tmp_path / "none.tex", [])


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        (r"\textcolor{red}{共 61 件}", ["61"]),
        (r"\href{https://a.example/2024}{62 requests}", ["62"]),
        (r"\multicolumn{2}{c}{63}", ["63"]),
        (r"\renewcommand{\requestsNew}{64}", ["\\requestsNew"]),
        (r"\setCJKmainfont{Fandol} \xeCJKsetup{x} \ifXeTeX", []),
        (r"\multirow{2}{*}{甲} \cmidrule(lr){2-3} \renewcommand{\arraystretch}{1.2}", []),
        (r"\begin{tabular}{lp{3cm}r}", []),
    ],
)
def test_what_a_command_takes_is_told_from_what_it_prints(line, typed, tmp_path):
    path = tmp_path / "paper.tex"
    path.write_text(f"\\requestsNew\n{line}\n", encoding="utf-8")
    assert [one.said for one in proofread(path, ["requestsNew"])] == typed


def recorded(kind):
    return [entry for entry in read_record(RECORD) if entry.kind == kind]


def test_the_paper_types_no_number_and_cites_every_value():
    assert proofread(PAPER, [entry.name for entry in recorded("value")]) == ()


def test_the_record_is_of_the_corpus_as_it_is():
    corpus = ROOT / "corpus"
    entries = [*input_entries(corpus), *(group.entry for group in row_groups(corpus))]
    assert compare([*recorded("input"), *recorded("rows")], entries) == ()


@pytest.mark.slow
def test_the_values_of_the_paper_are_those_of_the_record(tmp_path):
    done = replicate(ROOT / "corpus", ROOT / "notebooks", tmp_path, RECORD, paper=PAPER)
    assert [str(one) for one in done.differences if not one.apart] == []
    assert (done.complaints, done.refused) == ((), ())


def test_the_figures_of_the_paper_are_those_of_the_record():
    drawn = re.findall(r"\\includegraphics(?:\[[^]]*\])?\{([^}]*)\}", PAPER.read_text(encoding="utf-8"))
    assert sorted(f"figures/{name}.csv" for name in drawn) == [entry.name for entry in recorded("figure")]


# ---- replication

SMALL = """
import os
from pathlib import Path
import govreport as gr
from govreport import paper
reports = gr.Corpus(os.environ["GOVREPORT_CORPUS"]).keyed()
figures = gr.frames(reports, rules=[]).figures
cells = figures[figures["row"].eq("new") & figures["column"].eq("total")]
values = paper.Values()
values.add("requestsNew", int(cells["value"].sum()), zh="新收", en="new", source="jia_2023")
out = Path(os.environ["GOVREPORT_RESULTS"])
values.write(out)
if cells["value"].sum() < 2000:
    with paper.column(1.0) as axes:
        axes.plot(range(len(cells)), cells["value"].astype(float))
    paper.save(axes, cells[["report_id", "value"]], out / "figures", "new")
"""


def notebook(path, code):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), path)
    return path


def run(*arguments):
    parser = Parser(prog="govreport")
    verbs.register(parser.add_subparsers())
    options = parser.parse_args([str(argument) for argument in arguments])
    code = options.run(options)
    return code


@pytest.fixture(scope="module")
def accepted(tmp_path_factory):
    """A folder with a corpus, a notebook that gives a value and a figure, its results and their record."""
    folder = tmp_path_factory.mktemp("accepted")
    (folder / "notebooks").mkdir()
    notebook(folder / "notebooks" / "01-paper-small.ipynb", SMALL)
    keyed_corpus(folder / "corpus")
    names = ("corpus", "notebooks", "results", "record.csv")
    done = replicate(*(folder / name for name in names), accept=True)
    assert (done.identical, done.differences, len(done.lines)) == (True, (), 4)
    return folder


@pytest.fixture
def where(accepted, tmp_path):
    """The arguments of the command for a copy of that folder."""
    shutil.copytree(accepted, tmp_path, dirs_exist_ok=True)
    corpus, books, out, record = (tmp_path / n for n in ("corpus", "notebooks", "results", "record.csv"))
    return ("replicate", "--corpus", corpus, "--notebooks", books, "-o", out, "--record", record)


@pytest.mark.slow
def test_the_same_files_give_the_same_paper(where, tmp_path, capsys):
    stale = tmp_path / "results" / "figures" / "new.csv"
    stale.write_text("stale", encoding="utf-8")
    assert run(*where) == 0
    *_, held, last = capsys.readouterr().out.splitlines()
    assert last == "与记录一致 identical with the record"
    assert held.endswith("held other values; compile the paper again: figures/new.csv")
    assert run(*where) == 0
    assert "compile the paper again" not in capsys.readouterr().out
    assert stale.read_text(encoding="utf-8").startswith("report_id,value\n")


@pytest.mark.slow
def test_a_changed_figure_is_told_and_can_be_accepted(where, tmp_path, capsys):
    record, corpus = tmp_path / "record.csv", tmp_path / "corpus"
    kept = record.read_bytes()
    write_rows(corpus, [ROWS[0].replace("1234", "2235"), *ROWS[1:]])
    assert run(*where) == 1
    lines = capsys.readouterr().out.splitlines()
    cell = "figures/figures.csv line 2: jia_2023 requests new total: 1234 → 2235"
    assert lines[-1] == "不同 differences: 4"
    assert f"输入的行 rows of input: {corpus}/{cell}" in lines
    assert "值 value: requestsNew: 1,239 → 2,240 (jia_2023)" in lines
    gone = re.compile(r"图的数据 data of a figure: figures/new.csv: sha256 \w{12} → 无 not there")
    assert any(gone.fullmatch(line) for line in lines)
    assert not (tmp_path / "results" / "figures" / "new.pdf").exists()  # of an earlier run
    assert record.read_bytes() == kept

    typed = tmp_path / "my.tex"
    typed.write_text("\\requestsNew 件，12 月", encoding="utf-8")
    one = tmp_path / "notebooks" / "01-paper-small.ipynb"
    assert run(*where, "--notebooks", one, "--accept", "--json", "--paper", typed) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["identical"], len(data["differences"])) == (False, 5)
    assert [d["after"]["value"] for d in data["differences"] if d["before"]["kind"] == "value"] == ["2,240"]
    assert [(c["line"], c["said"]) for c in data["complaints"]] == [(1, "12")]
    assert [e.value for e in read_record(record) if e.kind == "value"] == ["2,240"]


@pytest.mark.slow
def test_a_refused_file_and_values_of_another_run_are_told(where, tmp_path, capsys, page):
    corpus, said = tmp_path / "corpus", tmp_path / "results" / "values.tex"
    (corpus / "a.html").write_text(page("甲局"), encoding="utf-8")
    (corpus / "manifest.csv").write_text(f"id,file,sha256\na,a.html,{'0' * 64}\n", encoding="utf-8")
    said.write_text(said.read_text(encoding="utf-8").replace("1239", "1240"), encoding="utf-8")
    for ending in ("csv", "pdf", "png"):
        (tmp_path / "results" / "figures" / f"old.{ending}").write_text("of another run")
    assert run(*where, "--accept", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["replaced"] == ["values.tex"]
    (refused,) = told["refused"]
    assert refused.startswith("文件被拒读 file refused: a.html: sha256 ")
    assert refused.endswith(f"; the manifest says {'0' * 64}")
    assert run(*where) == 0
    lines = capsys.readouterr().out.splitlines()
    assert refused in lines  # identical with the record or not: the file is refused
    assert not any("held other values" in line for line in lines)
    (left,) = (line for line in lines if "not drawn by this run" in line)
    assert left.startswith(f"{tmp_path / 'results' / 'figures' / 'old.pdf'}: ")


@pytest.mark.slow
def test_a_changed_record_is_told_and_versions_apart(where, tmp_path):
    record = tmp_path / "record.csv"
    old = {"value": ("1,239", "1,240"), "version": ("0", "9")}
    entries = [
        Entry(e.kind, e.name, e.part, e.value.replace(*old.get(e.kind, ("", ""))), e.sha256)
        for e in read_record(record)
    ]
    write_record(record, entries)
    names = ("corpus", "notebooks", "results", "record.csv")
    done = replicate(*(tmp_path / name for name in names))
    strict = [str(one) for one in done.differences if not one.apart]
    assert strict == ["值 value: requestsNew: 1,240 → 1,239 (jia_2023)"]
    assert any(line.startswith("另记 apart: 版本 version: ") for line in done.lines)
    assert (done.identical, done.summary) == (False, "不同 differences: 1")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("raise ValueError('坏了')", r"02-paper-bad\.ipynb: ValueError: 坏了"),
        ("1", "values, each once, were expected from the notebooks; found none"),
    ],
)
def test_a_notebook_that_fails_or_gives_nothing_is_an_error(corpus, tmp_path, cell, message):
    notebook(tmp_path / "02-paper-bad.ipynb", cell)
    record = tmp_path / "record.csv"
    with pytest.raises(GovReportError, match=message):
        replicate(corpus, tmp_path, tmp_path / "results", record, accept=True)
    assert not record.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"record": "none.csv"}, "none.csv: no such record; --accept writes one"),
        ({"notebooks": "corpus"}, r"corpus: a notebook, or a folder with \*-paper-\*\.ipynb, was expected"),
        ({"notebooks": "none.ipynb"}, "none.ipynb: a notebook, or a folder"),
        ({"corpus": "none"}, "none: no such folder; expected a folder of reports"),
        ({"paper": "none.tex"}, "none.tex: a manuscript in UTF-8 was expected"),
    ],
)
def test_what_is_not_there_is_told_before_anything_is_computed(corpus, tmp_path, change, message):
    (tmp_path / "notebooks").mkdir()
    notebook(tmp_path / "notebooks" / "01-paper-small.ipynb", SMALL)
    write_record(tmp_path / "record.csv", [])
    paths = {"corpus": "corpus", "notebooks": "notebooks", "out": "results", "record": "record.csv"} | change
    with pytest.raises(ReadError, match=message):
        replicate(**{name: tmp_path / path for name, path in paths.items()})  # type: ignore[arg-type]
    assert not (tmp_path / "results").exists()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The results of the project's paper, replicated from the corpus with one figure changed."""
    folder = tmp_path_factory.mktemp("paper")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    path = folder / "corpus" / "figures" / "figures.csv"
    text = path.read_text(encoding="utf-8")
    old = "suqian_2023,宿迁市人民政府,2023,2021,requests,granted,total,reported,1191,"
    assert text.count(old) == 1
    path.write_text(text.replace(old, old.replace("1191", "1291")), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_one_changed_figure_of_the_corpus_changes_the_paper(results, capsys):
    code = run(
        "replicate",
        "--corpus",
        results / "corpus",
        "--notebooks",
        ROOT / "notebooks",
        "-o",
        results / "results",
        "--record",
        RECORD,
    )
    lines = capsys.readouterr().out.splitlines()
    assert code == 1
    cell = "figures/figures.csv line 1202: suqian_2023 requests granted total: 1191 → 1291"
    assert f"输入的行 rows of input: {results / 'corpus'}/{cell}" in lines
    # Row and column of the table no longer close (III-1, III-3): a third report, beside two, breaks a rule.
    wrong = next(line for line in lines if "sumsWrong" in line)
    assert wrong.startswith("值 value: sumsWrong: 2/19 = 10.5% [3.4%, 28.2%] → 3/19 = 15.8% [")
    assert any("figures/paper-disclosed.csv: sha256" in line for line in lines)
    told = {line.split(": ")[1] for line in lines if line.startswith("值 value: ")}
    assert not told & {"reportNew", "growthClaimed", "panelBroken", "themesTogether"}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xelatex") is None, reason="XeLaTeX is not here")
def test_the_paper_compiles(results):
    folder = results / "docs" / "paper"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PAPER, folder)
    command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Missing character" not in (folder / "paper.log").read_text(encoding="utf-8", errors="replace")
    with pypdfium2.PdfDocument(folder / "paper.pdf") as document:
        text = document[0].get_textpage().get_text_range()
    assert "3,238" in text


def test_the_verbs_say_what_they_take(capsys):
    for verb in ("replicate", "new-study"):
        with pytest.raises(SystemExit):
            run(verb, "--help")
        assert f"govreport {verb}" in capsys.readouterr().out.split("例 example:")[1]
