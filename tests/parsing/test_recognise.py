"""Which forms an office used: known table by table, and noted where another was cited or prescribed."""

from __future__ import annotations

import re
from dataclasses import replace

from govreport import synth
from govreport.document import Cell, Document, Grid, Paragraph, Picture, Where
from govreport.parsing.cells import lines
from govreport.parsing.recipe import parse, read
from govreport.synth.page import lay_out

AT = Where(0, 0)


def document(*blocks):
    return Document("page", "0" * 64, "text/html", "", blocks)


def codes(report):
    return {n.code: n.message for n in report.notes if n.code.startswith("form")}


def test_an_older_form_than_prescribed_is_noted_and_nothing_else_changes():
    truth = synth.make("2019", 3)
    late = replace(
        truth, year=2023, preamble=tuple(p.replace(str(truth.year), "2023") for p in truth.preamble)
    )
    found = read(synth.render(late, "html_plain"))
    assert found.year == 2023
    assert codes(found) == {"form_of_other_years": "form 2019 is older than form 2021, prescribed for 2023"}
    assert found.forms == {"disclosure": "2019", "requests": "2019", "remedies": "2019"}


def test_forms_mixed_in_one_report_are_read_each_as_printed():
    old, new = synth.make("2019", 4), synth.make("2021", 4)
    pages = {truth.form: synth.draw(lay_out(truth, 1), "html_plain", 1) for truth in (old, new)}
    tables = {form: re.findall(r"<table.*?</table>", page, re.DOTALL) for form, page in pages.items()}
    mixed = read(pages["2021"].replace(tables["2021"][0], tables["2019"][0]).encode())
    assert mixed.forms["disclosure"] == "2019"
    assert mixed.forms["requests"] == "2021"
    assert "tables in several forms: disclosure 2019, requests 2021" in codes(mixed)["forms_mixed"]
    for key, value in old.cells.items():
        if key[0] == "disclosure":
            assert next(f.value for f in mixed.figures if f.key == key) == value


def test_a_form_that_is_cited_but_not_used_is_noted():
    truth = synth.make("2021", 5)
    preamble = tuple(p.replace("〔2021〕30号", "〔2019〕60号") for p in truth.preamble)
    found = read(synth.render(replace(truth, preamble=preamble), "html_plain"))
    assert found.declared_form == "2019"
    assert codes(found) == {"form_not_as_cited": "the report cites form 2019, its tables have form 2021"}


def test_cells_of_the_same_text_have_their_own_places():
    """Each kind of cell twice, also one that recognition is not sure of."""
    rows = []
    for row, at in enumerate((0, 100), start=1):
        places = [Where(at + i, at + i + 9, line=row, row=row) for i in (0, 20, 40, 60)]
        unsure = Where(at + 80, at + 81, line=row, row=row, confidence=0.5 if row == 2 else None)
        texts = ("行政许可 12 3", "", "12", "甲", "")
        rows.append(tuple(map(Cell, texts, (*places, unsure))))
    first, second = lines((Grid(tuple(rows), "rows", AT, (5, 5)),))
    told = [(t.kind, t.text, t.where.start, t.where.end, t.where.row) for t in second.tokens]
    assert told == [
        ("text", "行政许可", 100, 104, 2),
        ("value", "12", 105, 107, 2),
        ("value", "3", 108, 109, 2),
        ("blank", "", 120, 129, 2),
        ("value", "12", 140, 149, 2),
        ("text", "甲", 160, 161, 2),
        ("value", "", 180, 181, 2),
    ]
    assert [t.where.end for t in first.tokens] == [4, 7, 9, 29, 49, 61, 81]
    assert first.tokens[-1].kind == "blank"


def test_a_table_that_is_a_picture_says_so():
    report = parse(
        document(
            Paragraph("一、总体情况", AT),
            Paragraph("三、收到和处理政府信息公开申请情况", AT),
            Picture("images/table3.png", AT),
            Paragraph("四、政府信息公开行政复议、行政诉讼情况", AT),
            Paragraph("五、存在的主要问题及改进情况", AT),
        )
    )
    notes = {note.code: note.message for note in report.notes}
    assert (
        notes["table_is_image"]
        == "table 'requests' is an image (images/table3.png): ocr='images' reads local ones"
    )


def test_a_line_of_prose_that_ends_in_a_label_and_a_number_is_no_table():
    """In section 二 text is broken into lines behind 行政许可636 and 行政处罚41; no table stands there."""
    text = (
        "合成县(synthetic)2017年政府信息公开工作年度报告\n一、总体情况\n工作平稳。\n"
        "二、主动公开政府信息情况\n全年主动公开政府信息404条，公示行政许可636\n件、行政处罚41\n件，较上年减少。\n"
        "三、收到和处理政府信息公开申请情况\n没有收到申请。\n四、政府信息公开行政复议、行政诉讼情况\n没有。\n"
        "五、存在的主要问题及改进情况\n仍有不足。\n六、其他需要报告的事项\n无。\n"
    )
    found = read(text.encode())
    assert [f.key for f in found.figures if f.value is not None] == []
