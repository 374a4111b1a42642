"""Hand coding: a sample drawn, coded by two as people would, read back and compared."""

from __future__ import annotations

from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.coding import (
    CodeEntry,
    CodingBook,
    agreement,
    coding_sheet,
    compare,
    draw_sheet,
    machine_codes,
    read_coding_sheets,
    sentences,
    theme_book,
    theme_codes,
)
from govreport.coding.sampling import draw
from govreport.errors import GovReportError, ReadError
from govreport.parsing.recipe import read

COVER, BOOK, CODING, ORIGIN = "说明 README", "编码表 codebook", "编码 coding", "provenance"
CODES = "FGHIJ"  # columns code_1 to code_5
COUNT, UNCERTAIN, REMARK = "KLM"
ROWS = [
    {
        "code": "L1",
        "zh": "土地出让",
        "en": "land transfer",
        "definition": "d",
        "inclusion": "i",
        "exclusion": "e",
    },
    {
        "code": "H1",
        "zh": "征地",
        "en": "expropriation",
        "definition": "d",
        "inclusion": "i",
        "exclusion": "e",
    },
    {"code": "H2", "zh": "拆迁", "en": "demolition", "definition": "d", "inclusion": "i", "exclusion": "e"},
    {"code": "X9", "zh": "未说明", "en": "not stated", "definition": "d", "inclusion": "i", "exclusion": "e"},
]
BOOK_OF_FOUR = CodingBook.of(ROWS, "1")


def pool(size=12):
    """Sentences of two strata, two thirds of 2023 and one of 2024."""
    rows = [
        {
            "unit": f"r{i % 3}:{10 * i}-{10 * i + 9}",
            "report_id": f"r{i % 3}",
            "section": "overview",
            "sentence": f"={i}号申请涉及征地。" if i == 0 else f"{i}号申请涉及征地。",
            "before": "",
            "after": "完。",
            "start": 10 * i,
            "end": 10 * i + 9,
            "gated": i % 2 == 0,
            "year": 2024 if i % 3 == 2 else 2023,
            "level": "county",
            "province": "500000",
        }
        for i in range(size)
    ]
    return pd.DataFrame(rows).astype({"gated": "boolean"})


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "sheet.xlsx"
    coding_sheet(pool(), path, codebook=BOOK_OF_FOUR, n=6, seed=7)
    return path


def fill(sheet, coder, answers, **cells):
    """What a coder does: a name, codes by row of the sheet (2 is the first), any other cells."""
    book = openpyxl.load_workbook(sheet)
    book[COVER]["B3"] = coder
    for row, codes in answers.items():
        for column, code in zip(CODES, codes, strict=False):
            book[CODING][f"{column}{row}"] = code
    for place, value in cells.items():
        book[CODING][place] = value
    path = sheet.with_name(f"{coder or 'unnamed'}.xlsx")
    book.save(path)
    return path


ONE = {2: ("H1",), 3: ("H1", "H2"), 4: ("X9",), 5: ("L1",), 6: ("H2",)}
TWO = {2: ("h1 ",), 3: ("H2",), 4: ("X9",), 5: ("H1",), 7: ("L1",)}


# ---- the sample


def test_a_sample_is_proportional_and_has_each_stratum():
    sample, strata = draw(pool(), 6, ("year", "level"), seed=1)
    assert strata.values.tolist() == [["2023", "county", 8, 4, 2.0], ["2024", "county", 4, 2, 2.0]]
    assert len(sample) == sample["unit"].nunique() == 6
    assert (sample["year"] == 2023).sum() == 4
    again, _ = draw(pool().sample(frac=1, random_state=3), 6, ("year", "level"), seed=1)
    assert again["unit"].tolist() == sample["unit"].tolist()
    orders = [draw(pool(), 6, ("year",), seed)[0]["year"].tolist() for seed in range(5)]
    assert any(order != sorted(order) for order in orders)  # an order of chance
    other, _ = draw(pool(), 6, ("year", "level"), seed=2)
    assert other["unit"].tolist() != sample["unit"].tolist()


def test_a_small_stratum_gets_one_and_an_unknown_value_is_a_stratum():
    rows = pool(30).assign(province=["110000"] * 28 + [None, "510000"])
    _, strata = draw(rows, 4, ("province",), seed=1)
    assert strata.values.tolist() == [["", 1, 1, 1.0], ["110000", 28, 2, 14.0], ["510000", 1, 1, 1.0]]


@pytest.mark.parametrize("n", [1, 13])
def test_a_sample_that_cannot_be_is_refused(n):
    message = rf"n = {n}: expected at least the 2 strata \(year\) and at most the 12 sentences"
    with pytest.raises(GovReportError, match=message):
        draw(pool(), n, ("year",), seed=1)
    with pytest.raises(GovReportError, match="expected the columns city"):
        draw(pool(), 6, ("city",), seed=1)


@given(st.lists(st.sampled_from("abcdef"), min_size=6, max_size=60), st.integers(6, 60))
def test_allocation_adds_up(values, n):
    frame = pd.DataFrame({"unit": [f"u{i:02}" for i in range(len(values))], "s": values})
    n = min(n, len(values))
    sample, strata = draw(frame, n, ("s",), seed=0)
    assert len(sample) == strata["sample"].sum() == n
    assert (strata["sample"] >= 1).all()
    assert (strata["sample"] <= strata["population"]).all()
    assert (strata["sample"] * strata["weight"]).sum() == pytest.approx(len(values))
    # Where no stratum had to be given its one, each has its quota, rounded up or down.
    quota = strata["population"] * n / len(values)
    if (quota >= 1).all():
        assert ((strata["sample"] - quota).abs() < 1).all()


# ---- the file


def test_the_file_is_the_same_for_the_same_seed(tmp_path):
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    for path, seed in zip(paths, (7, 7, 8), strict=True):
        coding_sheet(pool(), path, codebook=ROWS, version="1", n=6, seed=seed)
    one, same, other = (path.read_bytes() for path in paths)
    assert one == same != other
    with ZipFile(paths[0]) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        assert b"2020-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


def test_only_the_coders_cells_are_unlocked(sheet):
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames == [COVER, BOOK, CODING, ORIGIN]
    assert all(book[name].protection.sheet for name in book.sheetnames)
    assert book[ORIGIN].sheet_state == "veryHidden"
    unlocked = {
        (name, cell.coordinate)
        for name in book.sheetnames
        for row in book[name].iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    cells = {(CODING, f"{column}{row}") for column in "FGHIJKLM" for row in range(2, 8)}
    assert unlocked == {(COVER, "B3"), *cells}
    assert [cell.value for cell in book[BOOK][2]] == ["L1", "土地出让", "land transfer", "d", "i", "e"]
    assert [cell.value for cell in book[CODING][1]][5] == "代码1 code_1"


def test_codes_are_chosen_from_the_codebook(sheet):
    checks = openpyxl.load_workbook(sheet)[CODING].data_validations.dataValidation
    listed = next(check for check in checks if "codebook" in check.formula1)
    assert (listed.type, listed.formula1) == ("list", "'编码表 codebook'!$A$2:$A$5")
    assert "F2" in listed.sqref
    assert "J7" in listed.sqref
    assert "K2" not in listed.sqref
    assert "J8" not in listed.sqref


def test_a_sentence_is_no_formula_and_holds_no_control_character(tmp_path):
    rows = pool().assign(sentence="=1+1\x0b申请")
    path = tmp_path / "s.xlsx"
    coding_sheet(rows, path, codebook=BOOK_OF_FOUR, n=12, seed=1)
    cell = openpyxl.load_workbook(path)[CODING]["D2"]
    assert (cell.value, cell.data_type) == ("=1+1申请", "s")
    assert read_coding_sheets([path])["sentence"].tolist() == ["=1+1申请"] * 12


def test_codebooks_that_are_none():
    with pytest.raises(GovReportError, match="row 2: exclusion: expected text, found None"):
        CodingBook.of([ROWS[0], {k: v for k, v in ROWS[1].items() if k != "exclusion"}], "1")
    with pytest.raises(GovReportError, match="found L1 twice"):
        CodingBook.of([ROWS[0], ROWS[0], ROWS[3]], "1")
    with pytest.raises(GovReportError, match="'X9'"):
        CodingBook.of(ROWS[:3], "1")
    assert CodingBook.of([CodeEntry(**row) for row in ROWS], "1") == BOOK_OF_FOUR
    assert CodingBook.of(ROWS[::-1], "1").fingerprint != BOOK_OF_FOUR.fingerprint


def test_the_codebook_of_themes_can_be_coded_with():
    book = theme_book()
    assert len(book.entries) == 57
    assert {"L1", "H2", "X1", "X9"} <= {entry.code for entry in book.entries}
    assert all(entry.definition for entry in book.entries)


# ---- reading


def test_round_trip_of_two_coders(sheet):
    filled = [
        fill(sheet, "one", ONE, K2=3, L3="是 yes", M7=" 看不懂 "),
        fill(sheet, "two", TWO),
    ]
    answers = read_coding_sheets(filled)
    assert len(answers) == 12
    order = [cell.value for cell in openpyxl.load_workbook(sheet)[CODING]["A"][1:]]
    said = {(unit, coder): codes for unit, coder, codes in answers[["unit", "coder", "codes"]].values}
    assert [said[unit, "one"] for unit in order] == [("H1",), ("H1", "H2"), ("X9",), ("L1",), ("H2",), None]
    assert [said[unit, "two"] for unit in order] == [("H1",), ("H2",), ("X9",), ("H1",), None, ("L1",)]
    first = answers[(answers["coder"] == "one") & (answers["unit"] == order[0])].iloc[0]
    assert (first["count"], first["uncertain"]) == (3, False)
    one = answers[answers["coder"] == "one"].set_index("unit")
    assert one.loc[order[1], "uncertain"]
    assert one.loc[order[5], "remark"] == "看不懂"
    drawn = pool().set_index("unit").loc[order]
    assert one.loc[order, "sentence"].tolist() == drawn["sentence"].tolist()
    assert one.loc[order, "start"].tolist() == drawn["start"].tolist()
    assert one.loc[order, "gated"].tolist() == drawn["gated"].tolist()


def test_a_coder_without_a_name_has_that_of_the_file(sheet):
    assert set(read_coding_sheets([fill(sheet, None, ONE)])["coder"]) == {"unnamed"}


def test_every_fault_is_named_by_sheet_and_cell(sheet):
    path = fill(
        sheet, "one", {2: ("Z9",), 3: ("H1", "X9")}, K2="三", L2="maybe", A4="r9:1-2", D5="改过", A7=None
    )
    book = openpyxl.load_workbook(path)
    book[CODING]["A6"] = book[CODING]["A2"].value
    book.save(path)
    with pytest.raises(GovReportError) as caught:
        read_coding_sheets([path])
    at = f"{path}: '编码 coding'!"
    faults = str(caught.value).split("; ")
    assert faults[:7] == [
        f"{at}F2: code 'Z9' is not in the codebook",
        f"{at}K2: expected a whole number, found '三'",
        f"{at}L2: expected '是 yes' or nothing, found 'maybe'",
        f"{at}F3: X9 (no theme) stands beside other codes",
        f"{at}A4: row 'r9:1-2' is not in the sample",
        f"{at}D5: the sentence of {book[CODING]['A5'].value} was changed",
        f"{at}A6: row {book[CODING]['A2'].value!r} stands there twice",
    ]
    assert faults[7] == f"{at}A7: row None is not in the sample"
    assert len(faults) == 8 + 3
    assert all(fault.endswith("is gone") for fault in faults[8:])


def test_sheets_of_another_sample_codebook_or_the_same_coder(sheet, tmp_path):
    one = fill(sheet, "one", ONE)
    other = tmp_path / "other"
    other.mkdir()
    coding_sheet(pool(), other / "sheet.xlsx", codebook=BOOK_OF_FOUR, n=6, seed=8)
    with pytest.raises(
        GovReportError, match=r"expected the sample 样本 of .*one\.xlsx \(\w{16}\), found \w{16}"
    ):
        read_coding_sheets([one, fill(other / "sheet.xlsx", "two", {})])
    coding_sheet(pool(), other / "sheet.xlsx", codebook=[*ROWS[1:], ROWS[0]], version="2", n=6, seed=7)
    with pytest.raises(GovReportError, match=r"codebook 编码表 of .* \(version 1, \w+\), found version 2, "):
        read_coding_sheets([one, fill(other / "sheet.xlsx", "two", {})])
    with pytest.raises(GovReportError, match="'说明 README'!B3: coder 'one' stands in two files"):
        read_coding_sheets([one, one])
    with pytest.raises(GovReportError, match="at least one file"):
        read_coding_sheets([])


def test_files_that_are_no_coding_sheets(tmp_path, sheet):
    text = tmp_path / "text.xlsx"
    text.write_text("不是表格", encoding="utf-8")
    with pytest.raises(ReadError, match="expected an XLSX file"):
        read_coding_sheets([text])
    empty = tmp_path / "empty.xlsx"
    openpyxl.Workbook().save(empty)
    with pytest.raises(
        ReadError, match="expected a coding sheet of govreport; it has no sheet '说明 README'"
    ):
        read_coding_sheets([empty])
    book = openpyxl.load_workbook(sheet)
    book[ORIGIN]["B1"] = "{"
    book.save(sheet)
    with pytest.raises(ReadError, match="record of the sample is damaged"):
        read_coding_sheets([sheet])
    book[ORIGIN].delete_rows(1, 9)
    book.save(sheet)
    with pytest.raises(ReadError, match="record of the sample is not complete"):
        read_coding_sheets([sheet])


# ---- comparing


def test_two_coders_by_hand(sheet):
    found = agreement([fill(sheet, "one", ONE), fill(sheet, "two", TWO)])
    table = found.statistics.set_index(["level", "statistic"])
    # Both coded rows 2 to 5: H1 H1, H1+H2 H2, X9 X9, L1 H1; two of four are alike.
    assert table.loc[("code", "percent_agreement"), "value"] == 0.5
    assert table.loc[("code", "percent_agreement"), "units"] == 4
    # Sets as wholes: one H1, H1+H2, X9, L1; two H1, H2, X9, H1. By chance 2/16 + 1/16.
    assert table.loc[("code", "kappa"), "value"] == pytest.approx((0.5 - 3 / 16) / (1 - 3 / 16))
    # Values H1 x 3, X9 x 2, H1+H2, H2, L1: 64 - 9 - 4 - 3 = 48 ordered pairs differ.
    assert table.loc[("code", "alpha_nominal"), "value"] == pytest.approx(1 - 7 * 4 / 48)
    # MASI: H1+H2 to H2 and to H1 is 2/3; so 48 - 2 x (1/3 + 3 x 1/3) of the pairs.
    assert table.loc[("code", "alpha_masi"), "value"] == pytest.approx(
        1 - 7 * (2 * 2 / 3 + 2) / (48 - 2 * 4 / 3)
    )
    # By letter: H H, H H, X9 X9, L H.
    assert table.loc[("group", "percent_agreement"), "value"] == 0.75
    assert (table["low"] <= table["value"]).all()
    assert (table["high"] >= table["value"]).all()
    confused = found.confusions[["code_a", "code_b", "units"]].astype(object).fillna("").values.tolist()
    assert confused == [["H1", "", 1], ["L1", "H1", 1]]
    assert found.disagreements[["one", "two"]].values.tolist() in (
        [["H1+H2", "H2"], ["L1", "H1"]],
        [["L1", "H1"], ["H1+H2", "H2"]],
    )
    by_code = found.codes.set_index("code")
    assert by_code.loc["X9", ["mentions", "alpha", "units"]].tolist() == [2, 1.0, 4]
    # H1: yes yes, yes no, no no, no yes: 4 of 8 ordered pairs within differ; 4 yes and 4 no.
    assert by_code.loc["H1", "alpha"] == pytest.approx(1 - 7 * 4 / 32)
    assert found.machine is None
    assert "一致性 agreement" in str(found)


def test_the_machine_against_each_coder_and_against_what_both_say(sheet):
    answers = read_coding_sheets([fill(sheet, "one", ONE), fill(sheet, "two", TWO)])
    order = [cell.value for cell in openpyxl.load_workbook(sheet)[CODING]["A"][1:]]
    said = dict(zip(order[:5], [["H1"], ["H1"], [], ["X9"], ["H2"]], strict=True))  # not of the last row
    found = compare(answers, said, repeats=10).machine
    assert found is not None
    table = found.set_index(["reference", "code"])
    # one: H1, H1+H2, X9, L1, H2 against H1, H1, X9, X9, H2
    assert table.loc[("one", "H1"), ["tp", "fp", "fn"]].tolist() == [2, 0, 0]
    assert table.loc[("one", "H2"), ["tp", "fp", "fn"]].tolist() == [1, 0, 1]
    assert table.loc[("one", "X9"), ["tp", "fp", "fn"]].tolist() == [1, 1, 0]
    assert table.loc[("one", "all"), ["tp", "fp", "fn"]].tolist() == [3, 0, 2]
    assert table.loc[("one", "all"), "recall"] == pytest.approx(0.6)
    assert table.loc[("one", "gate"), ["tp", "fp", "fn"]].tolist() == [3, 0, 1]
    # two did not code the fifth row: H1, H2, X9, H1
    assert table.loc[("two", "all"), ["tp", "fp", "fn"]].tolist() == [1, 1, 2]
    # both say H1 and X9 of the first and third
    assert table.loc[("agreed 一致", "all"), ["tp", "fp", "fn"]].tolist() == [1, 0, 0]
    assert table.loc[("agreed 一致", "X9"), ["tp", "fp", "fn"]].tolist() == [1, 0, 0]
    assert "机器" in str(compare(answers, said, repeats=10))


def test_rates_of_a_machine_are_those_of_the_population():
    # In one stratum each of 5 reports stands for 1 sentence, in the other for 9; there the machine errs.
    units = [f"u{i}" for i in range(10)]
    frame = pd.DataFrame({"unit": units, "report_id": units, "coder": "one", "sentence": "s"})
    frame = frame.assign(codes=[("H1",)] * 10, weight=[1.0] * 5 + [9.0] * 5)
    said = {unit: ["H1"] if int(unit[1:]) < 7 else [] for unit in units}
    found = compare(frame, said, repeats=10).machine.set_index("code").loc["H1"]
    assert found[["tp", "fn"]].tolist() == [7, 3]
    assert found["recall"] == pytest.approx((5 + 2 * 9) / 50)
    assert found["recall_low"] < found["recall"] < found["recall_high"]
    bare = compare(frame.assign(weight=pd.NA), said, repeats=10).machine.set_index("code").loc["H1"]
    assert bare["recall"] == pytest.approx(0.7)
    few = compare(frame[:4], said, repeats=10).machine.set_index("code").loc["H1"]
    assert few["recall"] == 1
    assert pd.isna(few["recall_low"])


def test_sheets_carry_the_weights_of_the_sample(sheet):
    assert read_coding_sheets([sheet])["weight"].tolist() == [2.0] * 6


def test_one_coder_is_compared_with_a_machine_only(sheet):
    one = fill(sheet, "one", ONE)
    with pytest.raises(GovReportError, match="at least two coders, found one"):
        agreement([one])
    found = agreement([one], lambda before, sentence, after: ["H1"] if "征地" in sentence else [])
    assert found.machine is not None
    assert set(found.machine["reference"]) == {"one"}
    reasons = found.statistics["reason"]
    assert found.statistics["value"].isna().all()
    assert reasons.str.contains("no unit was coded by two").all()


def test_answers_twice_are_refused(sheet):
    answers = read_coding_sheets([fill(sheet, "one", ONE)])
    with pytest.raises(GovReportError, match="each unit once"):
        compare(pd.concat([answers, answers]))


def test_themes_inside_a_sentence_are_the_machine_s_codes(sheet):
    answers = read_coding_sheets([sheet])
    first = answers.iloc[0]
    themes = pd.DataFrame(
        [
            (first["report_id"], "H1", first["start"] + 2, first["start"] + 4),
            (first["report_id"], "L1", first["end"] + 1, first["end"] + 3),
            ("elsewhere", "H2", first["start"] + 2, first["start"] + 4),
        ],
        columns=["report_id", "code", "start", "end"],
    )
    found = machine_codes(answers, themes)
    assert set(found) == set(answers["unit"])
    assert found[first["unit"]] == {"H1"}
    assert "H2" not in {code for codes in found.values() for code in codes}
    assert {"X9"} in found.values()


def test_the_machine_reads_a_sentence_between_its_neighbours():
    before, sentence, after = "全年新收申请3件。", "申请内容主要涉及土地出让、征地等。", "会议1次。"
    assert theme_codes(before, sentence, after) == {"L1", "H1"}
    assert theme_codes(sentence, before, after) == set()
    assert theme_codes("", before, sentence) == set()


# ---- sentences of reports

TEXT = """合成县教育局2023年政府信息公开工作年度报告
一、总体情况
（一）依申请公开情况
全年新收政府信息公开申请3件。申请内容主要涉及学区划分。会议室已经重新布置。
（二）本单位申请办理方面有关情况
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
本局收到的政府信息公开申请均已答复。
五、存在的主要问题及改进情况
申请指引更新不够及时。
六、其他需要报告的事项
无。
"""


def tables():
    report = read(TEXT.encode())
    about = {"report_id": "r1", "region": "500153", "level": "county", "year": report.year}
    return report.narrative.assign(report_id="r1"), pd.DataFrame([about])


def test_sentences_of_the_sections_on_requests_with_place_and_context():
    narrative, reports = tables()
    found = sentences(narrative, reports, ungated=1)
    assert found["sentence"].tolist() == [
        "全年新收政府信息公开申请3件。",
        "申请内容主要涉及学区划分。",
        "会议室已经重新布置。",
        "本局收到的政府信息公开申请均已答复。",
    ]
    assert found["gated"].tolist() == [True, True, False, True]
    assert [TEXT[a:b] for a, b in zip(found["start"], found["end"], strict=True)] == found[
        "sentence"
    ].tolist()
    second = found.iloc[1]
    assert (second["before"], second["after"]) == ("全年新收政府信息公开申请3件。", "会议室已经重新布置。")
    assert found[["year", "level", "province"]].drop_duplicates().values.tolist() == [
        [2023, "county", "500000"]
    ]
    assert second["unit"] == f"r1:{second['start']}-{second['end']}"


def test_the_gate_and_the_share_of_the_others():
    narrative, reports = tables()
    assert sentences(narrative, reports, ungated=0)["gated"].all()
    none = sentences(narrative, reports, gate=lambda s: "学区" in s, ungated=0)
    assert none["sentence"].tolist() == ["申请内容主要涉及学区划分。"]
    many = pd.concat([narrative.assign(report_id=f"r{i}") for i in range(200)])
    about = pd.concat([reports.assign(report_id=f"r{i}") for i in range(200)])
    shares = [len(sentences(many, about, gate=lambda s: False, seed=seed)) / 800 for seed in (1, 2)]
    assert shares == pytest.approx([0.25, 0.25], abs=0.05)
    assert shares[0] != shares[1]
    assert sentences(many, about).equals(sentences(many, about))


def test_sentences_refuse_what_they_do_not_know():
    narrative, reports = tables()
    with pytest.raises(GovReportError, match="a share from 0 to 1, found 2"):
        sentences(narrative, reports, ungated=2)
    with pytest.raises(GovReportError, match="1 reports of the narrative are not there, first r1"):
        sentences(narrative, reports.iloc[:0])


def test_a_sheet_from_a_folder(tmp_path, page):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for organ in ("合成县教育局", "合成市教育局"):
        (corpus / f"{organ}.html").write_text(page(organ), encoding="utf-8")
    strata = draw_sheet(corpus, tmp_path / "sheet.xlsx", n=2, seed=7)
    assert strata["sample"].sum() == 2
    answers = read_coding_sheets([tmp_path / "sheet.xlsx"])
    assert answers["codes"].isna().all()
    assert answers["sentence"].str.contains("新收政府信息公开申请5件").all()
